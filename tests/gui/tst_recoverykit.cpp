// SPDX-License-Identifier: GPL-3.0-or-later
// The recovery kit is what opens a backup when nothing else is left: what it prints must be right.
#include "gui/wizard/kitrecord.h"
#include "gui/wizard/recoverykitpanel.h"
#include "service/statefile.h"

#include "crypto/envelopev1.h"
#include "crypto/keys.h"
#include "gui/common/errornotice.h"

#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPdfWriter>
#include <QPrinterInfo>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QDateTime made(QDate(2026, 11, 23), QTime(6, 30), Qt::UTC);

LoadedProfile profileWithKey(char fill)
{
    LoadedProfile loaded;
    loaded.profile.id = u"blog"_s;
    loaded.profile.backupName = u"blog"_s;
    loaded.profile.databasePath = u"/srv/blog/data/blog.db"_s;
    loaded.profile.encryption.enabled = true;
    S3Destination s3;
    s3.options.bucket = u"blog-backups"_s;
    s3.options.endpoint = QUrl(u"https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com"_s);
    loaded.profile.destination = s3;
    loaded.secrets.encryptionKey = SecretBytes(QByteArray(32, fill));
    return loaded;
}

RecoveryKitPanel::Kit kitOf(char fill)
{
    auto kit = RecoveryKit::of(profileWithKey(fill), made);
    return kit ? std::make_shared<const RecoveryKit>(std::move(*kit)) : nullptr;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray sealed(const SecretBytes &key, QByteArray plain)
{
    auto writer = envelopev1::createWriter(key, envelopev1::randomNonce().value(), plain.size());
    if (!writer || !(*writer)->update(plain.constData(), plain.size(), plain.data()))
        return {};
    return (*writer)->header() + plain + (*writer)->finish().value();
}

/// Remembers which thread draws on it.
class WatchedPaper final : public QPdfWriter
{
public:
    using QPdfWriter::QPdfWriter;
    QPaintEngine *paintEngine() const override
    {
        painter = QThread::currentThread();
        return QPdfWriter::paintEngine();
    }

    mutable std::atomic<QThread *> painter = nullptr;
};

constexpr auto ownerOnly = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser;

} // namespace

class RecoveryKitTest final : public QObject
{
    Q_OBJECT

private slots:
    void textSaysEverything();
    void keyInTheTextOpensABackup_data();
    void keyInTheTextOpensABackup();
    void programIsTheOneOfTheFormat();
    void pdfHasOnePage_data();
    void pdfHasOnePage();
    void onlyTheOwnerCanReadTheFiles_data();
    void onlyTheOwnerCanReadTheFiles();
    void fileThatCannotBeWrittenIsAnError();
    void withoutAKeyThereIsNoKit();
    void panelWantsAFileAndTheFingerprint();
    void panelTellsWhyAFileWasNotSaved();
    void anotherKeyStartsAnew();
    void whoHoldsTheKitNeedNotSaveIt();
    void reminderComesAfterMonths_data();
    void reminderComesAfterMonths();
    void reminderCanBePostponed();
    void printsOnePage();
    void saysThatThereIsNoPrinter();
    void confirmationIsRemembered();
    void recordThatCannotBeWrittenIsAnError();
};

void RecoveryKitTest::textSaysEverything()
{
    const QString text = QString::fromUtf8(kitOf('k')->text().view());
    const QString expected = uR"(Lifeboat recovery kit
=====================

This key opens the encrypted backups named here, and nothing else does. Keep
it away from this computer: on paper in a safe place, or in a password
manager. Whoever has it and the backups can read the database.

Profile      blog
Database     /srv/blog/data/blog.db
Backups      bucket blog-backups at
             https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com,
             named backups/blog_YYYYMMDD_HHMMSS.db.enc
Fingerprint  %1
Made         2026-11-23T06:30:00Z by Lifeboat %2

Key
---
a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=

The same in groups of four, to be typed without the spaces:

    a2tr a2tr a2tr a2tr a2tr a2tr a2tr a2tr a2tr a2tr a2s=

Opening a backup
----------------
1. Put the key, as one line, into a file named key that only you can read.
2. Download the newest backup from where the backups are.
3. With Lifeboat: lifeboat-cli decrypt --key-file key BACKUP.db.enc
   restored.db
4. Without it, with Python 3 and its package cryptography: save the program
   below as open.py and run python3 open.py key BACKUP.db.enc restored.db

open.py
-------

)"_s.arg(keyFingerprint(SecretBytes(QByteArray(32, 'k'))), QStringLiteral(LIFEBOAT_VERSION))
                             + openingProgram();
    const QStringList got = text.split(u'\n');
    const QStringList wanted = expected.split(u'\n');
    for (qsizetype line = 0; line < wanted.size(); ++line)
        QCOMPARE(got.value(line), wanted.at(line));
    QCOMPARE(got.size(), wanted.size());
}

void RecoveryKitTest::keyInTheTextOpensABackup_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::newRow("as one line") << u"^([A-Za-z0-9+/]{43}=)$"_s;
    QTest::newRow("in groups") << u"^    ((?:[A-Za-z0-9+/]{4} ){10}[A-Za-z0-9+/]{3}=)$"_s;
}

void RecoveryKitTest::keyInTheTextOpensABackup()
{
    QFETCH(QString, pattern);
    LoadedProfile loaded = profileWithKey('x');
    auto made256 = generateKey();
    QVERIFY(made256);
    loaded.secrets.encryptionKey = made256->clone();
    const auto kit = RecoveryKit::of(loaded, made);
    QVERIFY(kit);
    const QRegularExpression expression(pattern, QRegularExpression::MultilineOption);
    const auto match = expression.match(QString::fromUtf8(kit->text().view()));
    QVERIFY(match.hasMatch());
    const auto key = decodeKey(match.captured(1).remove(u' ').toLatin1(), u"the kit"_s);
    QVERIFY(key);

    auto reader = envelopev1::createReader(*key);
    QVERIFY(reader);
    QByteArray plain;
    QVERIFY((*reader)->update(sealed(*made256, "a whole database"), plain));
    QVERIFY((*reader)->finish());
    QCOMPARE(plain, QByteArray("a whole database"));
}

void RecoveryKitTest::programIsTheOneOfTheFormat()
{
    const QByteArray format = contentOf(QStringLiteral(LIFEBOAT_SOURCE_DIR "/FORMAT.md"));
    QVERIFY(openingProgram().size() > 100);
    QVERIFY(format.contains("```python\n" + openingProgram().toUtf8() + "```"));
}

void RecoveryKitTest::pdfHasOnePage_data()
{
    QTest::addColumn<QString>("database");
    QTest::newRow("usual") << u"/srv/blog/data/blog.db"_s;
    QTest::newRow("a very long path") << u"/srv/a long name"_s.repeated(200) + u".db"_s;
}

void RecoveryKitTest::pdfHasOnePage()
{
    QFETCH(QString, database);
    const QTemporaryDir folder;
    LoadedProfile loaded = profileWithKey('k');
    loaded.profile.databasePath = database;
    const QString path = folder.filePath(u"kit.pdf"_s);
    QVERIFY(RecoveryKit::of(loaded, made)->savePdf(path));
    const QByteArray pdf = contentOf(path);
    QVERIFY(pdf.startsWith("%PDF-1."));
    QVERIFY(pdf.trimmed().endsWith("%%EOF"));
    QVERIFY(pdf.contains("/Count 1"));
    QVERIFY2(pdf.size() > 10'000, "there is no text in it"); // its fonts alone are more
}

void RecoveryKitTest::onlyTheOwnerCanReadTheFiles_data()
{
    QTest::addColumn<bool>("exists");
    QTest::newRow("new") << false;
    QTest::newRow("in place of a file that all can read") << true;
}

void RecoveryKitTest::onlyTheOwnerCanReadTheFiles()
{
    QFETCH(bool, exists);
    const QTemporaryDir folder;
    for (const auto save : {&RecoveryKit::saveText, &RecoveryKit::savePdf}) {
        const QString path = folder.filePath(u"kit"_s);
        if (exists) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            QVERIFY(file.setPermissions(ownerOnly | QFile::ReadGroup | QFile::ReadOther));
        }
        QVERIFY(((*kitOf('k')).*save)(path));
        QCOMPARE(QFile::permissions(path), ownerOnly);
        QVERIFY(QFile::remove(path));
    }
}

void RecoveryKitTest::fileThatCannotBeWrittenIsAnError()
{
    const QTemporaryDir folder;
    for (const auto save : {&RecoveryKit::saveText, &RecoveryKit::savePdf}) {
        const auto saved = ((*kitOf('k')).*save)(folder.filePath(u"no such folder/kit"_s));
        QVERIFY(!saved);
        QVERIFY(saved.error().message.contains(u"no such folder"_s));
        QVERIFY(!saved.error().hint.isEmpty());
    }
}

void RecoveryKitTest::withoutAKeyThereIsNoKit()
{
    LoadedProfile loaded = profileWithKey('k');
    loaded.secrets.encryptionKey.clear();
    const auto kit = RecoveryKit::of(loaded, made);
    QVERIFY(!kit);
    QCOMPARE(kit.error().code, ErrorCode::WrongKey);
}

void RecoveryKitTest::panelWantsAFileAndTheFingerprint()
{
    const QTemporaryDir folder;
    Jobs jobs;
    RecoveryKitPanel panel(jobs, true);
    const auto kit = kitOf('k');
    panel.setKit(kit);
    auto *answer = panel.findChild<QLineEdit *>(u"fingerprintGroup"_s);
    const QString asked = kit->fingerprint().split(u'-').at(panel.askedGroup());

    QVERIFY(panel.problem().contains(u"Save"_s));
    answer->setText(asked);
    QVERIFY2(panel.problem().contains(u"Save"_s), "the fingerprint alone proves no file");

    const QString path = folder.filePath(u"kit.txt"_s);
    panel.saveText(path);
    QTRY_VERIFY(panel.problem().isEmpty());
    QVERIFY(contentOf(path).contains(kit->fingerprint().toLatin1()));

    answer->setText(asked == u"0000" ? u"1111"_s : u"0000"_s);
    QVERIFY(!panel.problem().isEmpty());
    answer->setText(asked.left(3));
    QVERIFY(!panel.problem().isEmpty());
    answer->setText(u' ' + asked.toUpper() + u' ');
    QVERIFY(panel.problem().isEmpty());
}

void RecoveryKitTest::panelTellsWhyAFileWasNotSaved()
{
    const QTemporaryDir folder;
    Jobs jobs;
    RecoveryKitPanel panel(jobs, true);
    panel.setKit(kitOf('k'));
    panel.savePdf(folder.filePath(u"absent/kit.pdf"_s));
    auto *notice = panel.findChild<ErrorNotice *>();
    QTRY_VERIFY(!notice->isHidden());
    QVERIFY(panel.problem().contains(u"Save"_s));
    panel.savePdf(folder.filePath(u"kit.pdf"_s));
    QTRY_VERIFY(!panel.problem().contains(u"Sav"_s));
    QVERIFY(notice->isHidden());
}

void RecoveryKitTest::anotherKeyStartsAnew()
{
    const QTemporaryDir folder;
    Jobs jobs;
    RecoveryKitPanel panel(jobs, true);
    const auto first = kitOf('k');
    panel.setKit(first);
    panel.saveText(folder.filePath(u"kit.txt"_s));
    auto *answer = panel.findChild<QLineEdit *>(u"fingerprintGroup"_s);
    answer->setText(first->fingerprint().split(u'-').at(panel.askedGroup()));
    QTRY_VERIFY(panel.problem().isEmpty());
    panel.setKit(kitOf('k'));
    QVERIFY2(panel.problem().isEmpty(), "the same key keeps what was done");
    panel.setKit(kitOf('m'));
    QVERIFY(panel.problem().contains(u"Save"_s));
    QVERIFY(answer->text().isEmpty());
}

void RecoveryKitTest::whoHoldsTheKitNeedNotSaveIt()
{
    Jobs jobs;
    RecoveryKitPanel panel(jobs, false);
    const auto kit = kitOf('k');
    panel.setKit(kit);
    QVERIFY(!panel.problem().isEmpty());
    panel.findChild<QLineEdit *>(u"fingerprintGroup"_s)
        ->setText(kit->fingerprint().split(u'-').at(panel.askedGroup()));
    QVERIFY(panel.problem().isEmpty());
}

void RecoveryKitTest::reminderComesAfterMonths_data()
{
    QTest::addColumn<QDateTime>("confirmed");
    QTest::addColumn<int>("months");
    QTest::addColumn<bool>("due");
    QTest::newRow("never") << QDateTime() << 6 << true;
    QTest::newRow("just now") << made << 6 << false;
    QTest::newRow("a day short of six months") << made.addMonths(-6).addDays(1) << 6 << false;
    QTest::newRow("six months ago") << made.addMonths(-6) << 6 << true;
    QTest::newRow("years ago") << made.addYears(-3) << 6 << true;
    QTest::newRow("by a clock that ran ahead") << made.addDays(1) << 6 << true;
    QTest::newRow("a year is asked for") << made.addMonths(-11) << 12 << false;
    QTest::newRow("reminders are off") << made.addYears(-3) << 0 << false;
}

void RecoveryKitTest::reminderComesAfterMonths()
{
    QFETCH(QDateTime, confirmed);
    QFETCH(int, months);
    const QTemporaryDir folder;
    KitRecord record(folder.path());
    if (confirmed.isValid())
        QVERIFY(record.confirm(u"blog"_s, confirmed));
    QTEST(record.isReminderDue(u"blog"_s, months, made), "due");
}

void RecoveryKitTest::reminderCanBePostponed()
{
    const QTemporaryDir folder;
    KitRecord record(folder.path());
    QVERIFY(record.confirm(u"blog"_s, made.addYears(-1)));
    QVERIFY(record.postpone(u"blog"_s, made.addDays(7)));
    QCOMPARE(record.lastConfirmed(u"blog"_s), made.addYears(-1));
    QVERIFY(!record.isReminderDue(u"blog"_s, 6, made.addDays(6)));
    QVERIFY(record.isReminderDue(u"blog"_s, 6, made.addDays(7)));
    QVERIFY(record.confirm(u"blog"_s, made.addDays(8)));
    QVERIFY(!record.isReminderDue(u"blog"_s, 6, made.addDays(9)));
}

void RecoveryKitTest::printsOnePage()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"kit.pdf"_s);
    const auto paper = std::make_shared<WatchedPaper>(path); // writes what a printer would be given
    Jobs jobs;
    RecoveryKitPanel panel(jobs, true);
    panel.setKit(kitOf('k'));
    panel.print(paper);
    QCOMPARE(panel.problem(), u"Printing…"_s);
    QTRY_VERIFY(jobs.running().isEmpty());
    QVERIFY2(paper->painter && paper->painter != QThread::currentThread(), "a printer would hold the window");
    QVERIFY2(panel.problem().contains(u"characters"_s),
             qPrintable(panel.problem())); // no longer "save or print"
    const QByteArray pdf = contentOf(path);
    QVERIFY(pdf.startsWith("%PDF"));
    QVERIFY2(pdf.contains("/Count 1"), "not one page");
}

void RecoveryKitTest::saysThatThereIsNoPrinter()
{
    if (!QPrinterInfo::availablePrinterNames().isEmpty())
        QSKIP("there is a printer here");
    Jobs jobs;
    RecoveryKitPanel panel(jobs, true);
    panel.setKit(kitOf('k'));
    panel.findChild<QPushButton *>(u"printKit"_s)->click();
    const auto labels = panel.findChildren<QLabel *>();
    const auto saysSo = [&] {
        return std::any_of(labels.cbegin(), labels.cend(), [&](const QLabel *label) {
            return label->isVisibleTo(&panel) && label->text() == u"There is no printer here."_s;
        });
    };
    QVERIFY2(!saysSo() && panel.problem() == u"Looking for printers…"_s, "asked while the window waits");
    QTRY_VERIFY(saysSo());
    QVERIFY(!panel.problem().isEmpty());
}

void RecoveryKitTest::confirmationIsRemembered()
{
    const QTemporaryDir folder;
    const QString state = folder.filePath(u"state/lifeboat"_s);
    QVERIFY(!KitRecord(state).lastConfirmed(u"blog"_s).isValid());
    QVERIFY(KitRecord(state).confirm(u"blog"_s, made));
    QVERIFY(KitRecord(state).confirm(u"a/b [c]"_s, made.addDays(1)));
    QCOMPARE(KitRecord(state).lastConfirmed(u"blog"_s), made);
    QCOMPARE(KitRecord(state).lastConfirmed(u"a/b [c]"_s), made.addDays(1));
    QVERIFY(KitRecord(state).forget(u"blog"_s));
    QVERIFY(!KitRecord(state).lastConfirmed(u"blog"_s).isValid());

    QProcessEnvironment environment;
    environment.insert(u"HOME"_s, u"/home/ada"_s);
    QCOMPARE(stateFolder(environment), u"/home/ada/.local/state/lifeboat"_s);
    environment.insert(u"XDG_STATE_HOME"_s, u"/var/state"_s);
    QCOMPARE(stateFolder(environment), u"/var/state/lifeboat"_s);
}

void RecoveryKitTest::recordThatCannotBeWrittenIsAnError()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(!KitRecord(folder.filePath(u"file/below"_s)).confirm(u"blog"_s, made));
}

QTEST_MAIN(RecoveryKitTest)
#include "tst_recoverykit.moc"
