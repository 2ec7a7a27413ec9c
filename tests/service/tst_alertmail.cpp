// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/alertmail.h"
#include "service/alertrequests.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Alert failedRun()
{
    Alert alert;
    alert.kind = AlertKind::Failed;
    alert.at = QDateTime({2026, 1, 31}, {9, 5}, QTimeZone::utc());
    alert.host = u"gate"_s;
    alert.profile = u"Bücher\nBcc: all@example.org"_s;
    alert.database = u"/srv/Bücher.db"_s;
    alert.error = Error{ErrorCode::Io, {}, u"日本 went wrong."_s, {}, false};
    return alert;
}

} // namespace

class AlertMailTest final : public QObject
{
    Q_OBJECT

private slots:
    void isAMessage();
    void recipientsAreAddresses_data();
    void recipientsAreAddresses();
    void sendmailReadsIt();
    void saysWhatCameOfIt_data();
    void saysWhatCameOfIt();
    void doesNotWaitForEver();

private:
    /// A program that does as `script` says; "$0.mail" and "$0.arguments" are its own to write.
    QString sendmail(const QByteArray &script);
    [[nodiscard]] static QByteArray content(const QString &path);

    QTemporaryDir m_folder;
};

QString AlertMailTest::sendmail(const QByteArray &script)
{
    const QString path = m_folder.filePath(u"sendmail"_s);
    QFile::remove(path);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write("#!/bin/sh\n" + script) < 0
        || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
        return {};
    return path;
}

QByteArray AlertMailTest::content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void AlertMailTest::isAMessage()
{
    const auto mail = alertMail(u"root, me@example.org"_s, failedRun());
    QVERIFY(mail);
    const qsizetype end = mail->indexOf("\n\n");
    const QList<QByteArray> header = mail->left(end).replace("\n ", " ").split('\n');
    const QByteArray title = headerText(u"[Lifeboat] Backup of Bücher Bcc: all@example.org on gate failed"_s);
    const QList<QByteArray> expected{
        "To: root, me@example.org",         "Subject: " + title, "Date: 31 Jan 2026 09:05:00 +0000",
        "Auto-Submitted: auto-generated",   "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64"};
    QCOMPARE(header, expected);
    const QByteArray body = QByteArray::fromBase64(mail->mid(end + 2).replace('\n', ""));
    QCOMPARE(QString::fromUtf8(body), u"日本 went wrong.\nDatabase: /srv/Bücher.db\n"_s);
    for (const QByteArray &line : mail->split('\n'))
        QVERIFY2(line.size() <= 76, line.constData());
    QVERIFY(
        std::all_of(mail->begin(), mail->end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
}

void AlertMailTest::recipientsAreAddresses_data()
{
    QTest::addColumn<QString>("recipients");
    QTest::addColumn<bool>("valid");
    QTest::newRow("address") << u"a.b+c@example.org"_s << true;
    QTest::newRow("local user") << u"root"_s << true;
    QTest::newRow("two") << u"root,me@example.org"_s << true;
    QTest::newRow("none") << QString() << false;
    QTest::newRow("line break") << u"me@example.org\nBcc: all@example.org"_s << false;
    QTest::newRow("line break at the end") << u"me@example.org\n"_s << false;
    QTest::newRow("carriage return") << u"me@example.org\rBcc: a@b"_s << false;
    QTest::newRow("zero byte") << u"me@example.org"_s + QChar(0) << false;
    QTest::newRow("words") << u"John Doe <me@example.org>"_s << false;
    QTest::newRow("not ASCII") << u"jörg@example.org"_s << false;
    QTest::newRow("comma at the end") << u"root,"_s << false;
}

void AlertMailTest::recipientsAreAddresses()
{
    QFETCH(QString, recipients);
    QFETCH(bool, valid);
    const auto mail = alertMail(recipients, failedRun());
    QCOMPARE(mail.has_value(), valid);
    if (!valid)
        QCOMPARE(mail.error().code, ErrorCode::Configuration);
}

void AlertMailTest::sendmailReadsIt()
{
    const QString program = sendmail("echo \"$@\" > \"$0.arguments\"; cat > \"$0.mail\"");
    const auto mail = alertMail(u"root"_s, failedRun());
    QVERIFY(mail);
    const auto sent = sendMail(program, *mail, 60s, {});
    QVERIFY2(sent, sent ? "" : qPrintable(describe(sent.error())));
    QCOMPARE(content(program + u".mail"_s), *mail);
    QCOMPARE(content(program + u".arguments"_s), QByteArray("-t -i\n"));
}

void AlertMailTest::saysWhatCameOfIt_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("problem");
    QTest::newRow("refused") << QByteArray("cat > /dev/null; echo no such user >&2; exit 67")
                             << u"status 67"_s;
    QTest::newRow("does not read") << QByteArray("exit 1") << u"status 1"_s;
    QTest::newRow("killed") << QByteArray("kill -9 $$") << u"signal"_s;
}

void AlertMailTest::saysWhatCameOfIt()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, problem);
    const auto sent = sendMail(sendmail(script), QByteArray(300'000, 'x'), 60s, {});
    QVERIFY(!sent);
    QVERIFY2(sent.error().message.contains(problem), qPrintable(sent.error().message));
    if (script.contains("echo"))
        QVERIFY2(sent.error().hint.contains(u"no such user"), qPrintable(sent.error().hint));
}

void AlertMailTest::doesNotWaitForEver()
{
    const auto missing = sendMail({}, "x", 60s, {});
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::Unsupported);
    const auto nowhere = sendMail(m_folder.filePath(u"nowhere"_s), "x", 60s, {});
    QVERIFY(!nowhere);
    QElapsedTimer clock;
    clock.start();
    const QString slow = sendmail("exec sleep 60");
    const auto late = sendMail(slow, "x", 300ms, {});
    QVERIFY(!late);
    const CancelToken cancel;
    cancel.request();
    const auto cancelled = sendMail(slow, "x", 60s, cancel);
    QVERIFY(!cancelled);
    QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
    QVERIFY(clock.elapsed() < 20'000);
}

QTEST_GUILESS_MAIN(AlertMailTest)
#include "tst_alertmail.moc"
