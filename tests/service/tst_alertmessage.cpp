// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/alertmessage.h"

#include <QJsonDocument>
#include <QTest>
#include <QTimeZone>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

Alert failedRun()
{
    Alert alert;
    alert.kind = AlertKind::Failed;
    alert.at = QDateTime({2026, 1, 31}, {9, 5}, QTimeZone::utc());
    alert.host = u"gate"_s;
    alert.profile = u"rustresort"_s;
    alert.database = u"/var/lib/rustresort.db"_s;
    alert.error = Error{ErrorCode::NoSpace, u"s3.put"_s, u"The disk is full."_s, u"Make room."_s, false};
    return alert;
}

} // namespace

class AlertMessageTest final : public QObject
{
    Q_OBJECT

private slots:
    void jsonHasEveryField();
    void textBeginsWithWhatWentWrong();
    void saysThatThereIsNoBackup();
    void saysThatNothingHadChanged();
    void namesStayOnOneLine();
    void holdsNoSecret();
};

void AlertMessageTest::jsonHasEveryField()
{
    const QStringList fields{u"database"_s, u"duration_ms"_s, u"error"_s,       u"event"_s,     u"health"_s,
                             u"host"_s,     u"key"_s,         u"last_backup"_s, u"message"_s,   u"profile"_s,
                             u"size"_s,     u"time"_s,        u"title"_s,       u"unchanged"_s, u"version"_s};
    const QJsonObject empty = alertJson({});
    QCOMPARE(empty.keys(), fields);
    QVERIFY(empty[u"key"].isNull() && empty[u"size"].isNull() && empty[u"error"].isNull());

    Alert full = failedRun();
    full.key = u"backups/rustresort_20260131_090500.db"_s;
    full.size = 5;
    full.duration = std::chrono::milliseconds(1500);
    full.lastBackup = full.at;
    full.health = Health::Critical;
    const QJsonObject json = alertJson(full);
    QCOMPARE(json.keys(), fields);
    QCOMPARE(json[u"event"].toString(), u"failed"_s);
    QCOMPARE(json[u"time"].toString(), u"2026-01-31T09:05:00Z"_s);
    QCOMPARE(json[u"size"].toInt(), 5);
    QCOMPARE(json[u"duration_ms"].toInt(), 1500);
    QCOMPARE(json[u"last_backup"].toString(), u"2026-01-31T09:05:00Z"_s);
    QCOMPARE(json[u"health"].toString(), u"critical"_s);
    QCOMPARE(json[u"error"][u"code"].toString(), u"no-space"_s);
    QCOMPARE(json[u"error"][u"message"].toString(), u"The disk is full."_s);
}

void AlertMessageTest::textBeginsWithWhatWentWrong()
{
    QCOMPARE(alertTitle(failedRun()), u"Backup of rustresort on gate failed"_s);
    QCOMPARE(alertText(failedRun()), u"The disk is full.\nMake room.\nDatabase: /var/lib/rustresort.db"_s);
}

void AlertMessageTest::saysThatThereIsNoBackup()
{
    Alert alert = failedRun();
    alert.kind = AlertKind::Overdue;
    alert.error.reset();
    QVERIFY(alertText(alert).contains(u"no backup at all"_s));
    alert.lastBackup = alert.at;
    QVERIFY(!alertText(alert).contains(u"no backup at all"_s));
    QVERIFY(alertText(alert).contains(u"2026-01-31T09:05:00Z"_s));
}

void AlertMessageTest::saysThatNothingHadChanged()
{
    Alert alert = failedRun();
    alert.error.reset();
    alert.kind = AlertKind::Succeeded;
    alert.key = u"backups/rustresort_20260130_090500.db"_s;
    alert.lastBackup = alert.unchangedSince = alert.at.addDays(-1);
    QCOMPARE(alertTitle(alert), u"Nothing has changed in rustresort on gate since its last backup"_s);
    QCOMPARE(alertText(alert),
             u"The database has not changed since the backup of 2026-01-30T09:05:00Z, and nothing was "
             "uploaded.\nBackup: backups/rustresort_20260130_090500.db\nDatabase: /var/lib/rustresort.db"_s);
    QVERIFY(alertJson(alert)[u"unchanged"].toBool());
    alert.hasUploaded = true; // what waited here
    QVERIFY2(alertText(alert).startsWith(
                 u"The database has not changed since the backup of 2026-01-30T09:05:00Z.\n"_s),
             qPrintable(alertText(alert)));
    alert.kind = AlertKind::Recovered;
    QCOMPARE(alertTitle(alert), u"Backups of rustresort on gate work again"_s);
    alert.unchangedSince = {};
    alert.kind = AlertKind::Succeeded;
    QCOMPARE(alertTitle(alert), u"Backed up rustresort on gate"_s);
    QVERIFY(!alertJson(alert)[u"unchanged"].toBool());
}

void AlertMessageTest::namesStayOnOneLine()
{
    Alert alert = failedRun();
    alert.profile = u"a\r\nBcc: all@example.org\t%2"_s;
    alert.database = u"/var/a\nb.db"_s;
    QCOMPARE(alertTitle(alert), u"Backup of a Bcc: all@example.org %2 on gate failed"_s);
    QVERIFY(alertText(alert).endsWith(u"\nDatabase: /var/a b.db"_s));
}

void AlertMessageTest::holdsNoSecret()
{
    Alert alert = failedRun();
    alert.error->message = u"secret_access_key = \"hush\" was refused"_s;
    alert.error->hint = u"Authorization: AWS4 hush"_s;
    const QByteArray said = alertText(alert).toUtf8() + QJsonDocument(alertJson(alert)).toJson();
    QVERIFY2(!said.contains("hush"), said.constData());
}

QTEST_GUILESS_MAIN(AlertMessageTest)
#include "tst_alertmessage.moc"
