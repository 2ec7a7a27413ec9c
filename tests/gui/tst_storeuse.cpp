// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backupsfixture.h"
#include "gui/storeuselabel.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

Profile profileAt(const QString &id, const QString &endpoint)
{
    Profile profile;
    profile.id = id;
    profile.backupName = id;
    S3Destination destination;
    destination.options.endpoint = QUrl(endpoint);
    destination.options.bucket = u"backups"_s;
    profile.destination = destination;
    return profile;
}

QList<BackupEntry> backupsOf(qint64 size)
{
    return {BackupEntry{u"backups/a.db"_s, {}, size, {}, false}};
}

const QString r2 = u"https://abc.r2.cloudflarestorage.com"_s;
const QString r2Europe = u"https://abc.eu.r2.cloudflarestorage.com"_s;

} // namespace

class StoreUseTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QLocale::setDefault(QLocale::c());
        m_setup = std::make_unique<BackupsFixture>();
        m_ledger = std::make_shared<RequestLedger>(m_folder.filePath(u"requests.json"_s));
        m_label = std::make_unique<StoreUseLabel>(
            ConsoleContext{m_setup->service, m_setup->profiles, m_setup->jobs}, m_ledger, nullptr);
    }

    void saysSizesOnlyWhereNothingIsCounted();
    void comparesWithTheFreeTier();
    void addsUpWhatOneAccountHolds();
    void saysNothingOfAnotherProfile();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<BackupsFixture> m_setup;
    std::shared_ptr<RequestLedger> m_ledger;
    std::unique_ptr<StoreUseLabel> m_label;
};

void StoreUseTest::saysSizesOnlyWhereNothingIsCounted()
{
    m_label->selectProfile(u"blog"_s);
    m_label->noteBackups(profileAt(u"blog"_s, u"https://s3.example.org"_s), backupsOf(2048));
    QVERIFY2(m_label->text().contains(u"2.00 KiB"_s), qPrintable(m_label->text()));
    QVERIFY(!m_label->text().contains(u"A "_s));
    QVERIFY(m_label->toolTip().isEmpty());
}

void StoreUseTest::comparesWithTheFreeTier()
{
    QVERIFY(m_ledger->add(u"abc.r2.cloudflarestorage.com"_s, {1204, 310}, m_setup->clock->utcNow()));
    m_label->selectProfile(u"blog"_s);
    m_label->noteBackups(profileAt(u"blog"_s, r2), backupsOf(1'300'000'000));
    QTRY_VERIFY(!m_label->text().isEmpty());
    for (const QString &wanted : {u"1.3 GB of 10 GB"_s, u"A 1204 of 1 M"_s, u"B 310 of 10 M"_s})
        QVERIFY2(m_label->text().contains(wanted), qPrintable(m_label->text()));
    QVERIFY(m_label->toolTip().contains(u"this computer"_s));
}

void StoreUseTest::addsUpWhatOneAccountHolds()
{
    m_label->selectProfile(u"blog"_s);
    m_label->noteBackups(profileAt(u"wiki"_s, r2Europe), backupsOf(2'000'000'000));
    m_label->noteBackups(profileAt(u"other"_s, u"https://xyz.r2.cloudflarestorage.com"_s),
                         backupsOf(5'000'000'000));
    m_label->noteBackups(profileAt(u"blog"_s, r2), backupsOf(1'000'000'000));
    m_label->noteBackups(profileAt(u"blog"_s, r2), backupsOf(1'500'000'000)); // listed again
    QTRY_VERIFY2(m_label->text().contains(u"3.5 GB of 10 GB"_s), qPrintable(m_label->text()));
}

void StoreUseTest::saysNothingOfAnotherProfile()
{
    m_label->selectProfile(u"blog"_s);
    m_label->noteBackups(profileAt(u"blog"_s, r2), backupsOf(1));
    m_label->selectProfile(u"wiki"_s); // before the counts of the first are read
    QTRY_VERIFY(m_setup->jobs.running().isEmpty());
    QVERIFY2(m_label->text().isEmpty(), qPrintable(m_label->text()));
}

QTEST_MAIN(StoreUseTest)
#include "tst_storeuse.moc"
