// SPDX-License-Identifier: GPL-3.0-or-later
// The profile's commands and alerts around real backups and restores.
#include "service/backupservice.h"

#include "engine/jobsetup.h"
#include "storage/folder/folderstore.h"
#include "support/databaseshapes.h"

#include <QElapsedTimer>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class FolderStores final : public StoreFactory
{
public:
    explicit FolderStores(QString path) : m_path(std::move(path)) {}
    Result<std::unique_ptr<ObjectStore>> open(const LoadedProfile &) override
    {
        return openFolderStore(m_path);
    }
    Result<QString> credentialsOrigin(const LoadedProfile &, const CancelToken &) override
    {
        return QString();
    }
    const RequestMeter *meter() const override { return nullptr; }

private:
    QString m_path;
};

/// Remembers what it was told; every alert fails.
class DeafSink final : public AlertSink
{
public:
    class Run final : public AlertedRun
    {
    public:
        explicit Run(QStringList &told) : m_told(told) {}
        QList<AlertDelivery> end(const Result<BackupReport> &result, const CancelToken &) override
        {
            m_told.append(result ? result->key : errorCodeName(result.error().code));
            return {{AlertWay::Webhook, u"host"_s, Error{ErrorCode::Network, {}, u"No route."_s, {}, true}}};
        }

    private:
        QStringList &m_told;
    };

    std::unique_ptr<AlertedRun> begin(const LoadedProfile &) override
    {
        told.append(u"begun"_s);
        return std::make_unique<Run>(told);
    }
    QList<AlertDelivery> tellHealth(const LoadedProfile &, const HealthReport &, const CancelToken &) override
    {
        return {};
    }
    QList<AlertDelivery> tellDrill(const LoadedProfile &, const QString &, const std::optional<Error> &,
                                   const CancelToken &) override
    {
        return {};
    }
    QList<AlertDelivery> tellTest(const LoadedProfile &, const CancelToken &) override { return {}; }

    QStringList told;
};

} // namespace

class HooksTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void commandsKnowTheBackup();
    void commandsKnowTheRestore();
    void aFailureBeforeCallsTheBackupOff_data();
    void aFailureBeforeCallsTheBackupOff();
    void aFailureBeforeCallsTheRestoreOff();
    void afterAFailureTheCommandRuns();
    void afterCancellingTheCommandRuns();
    void aFailureAfterIsAWarning_data();
    void aFailureAfterIsAWarning();
    void alertsHearOfRuns();

private:
    /// A command that keeps what it is told.
    [[nodiscard]] QString witness(const QString &name) const
    {
        return u"env | grep ^LIFEBOAT_ | sort > '%1'"_s.arg(m_setup->folder.filePath(name));
    }
    [[nodiscard]] QByteArray seen(const QString &name) const
    {
        QFile file(m_setup->folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    [[nodiscard]] qsizetype backups()
    {
        const auto all = m_service->list(m_profile, {});
        return all ? all->size() : -1;
    }

    std::unique_ptr<JobSetup> m_setup;
    std::shared_ptr<DeafSink> m_sink;
    std::unique_ptr<BackupService> m_service;
    LoadedProfile m_profile;
};

void HooksTest::initTestCase()
{
    // What the tests themselves are told in this manner is not the commands'.
    qunsetenv("LIFEBOAT_REQUIRE_SERVERS");
}

void HooksTest::init()
{
    m_setup = std::make_unique<JobSetup>();
    QVERIFY(m_setup->made);
    qputenv("XDG_STATE_HOME", QFile::encodeName(m_setup->folder.filePath(u"state"_s)));
    const QString store = m_setup->folder.filePath(u"store"_s);
    QVERIFY(QDir().mkpath(store));
    m_profile = {};
    m_profile.profile = m_setup->profile;
    m_profile.profile.id = u"rust resort's"_s;
    m_profile.profile.encryption.enabled = false;
    m_profile.profile.hooks.limit = 60s;
    m_sink = std::make_shared<DeafSink>();
    m_service = std::make_unique<BackupService>(std::make_shared<FolderStores>(store),
                                                std::make_shared<FakeClock>(), u"host"_s);
}

void HooksTest::commandsKnowTheBackup()
{
    m_profile.profile.hooks.beforeBackup = witness(u"before"_s);
    m_profile.profile.hooks.afterBackup = witness(u"after"_s);
    const auto report = m_service->backUp(m_profile, {});
    QVERIFY(report && report->warnings.isEmpty());
    const QByteArray database = m_profile.profile.databasePath.toUtf8();
    QCOMPARE(seen(u"before"_s), "LIFEBOAT_DATABASE=" + database
                                    + "\nLIFEBOAT_ERROR=\nLIFEBOAT_EVENT=before-backup\nLIFEBOAT_KEY=\n"
                                      "LIFEBOAT_PROFILE=rust resort's\nLIFEBOAT_RESULT=\n");
    QCOMPARE(seen(u"after"_s),
             "LIFEBOAT_DATABASE=" + database + "\nLIFEBOAT_ERROR=\nLIFEBOAT_EVENT=after-backup\nLIFEBOAT_KEY="
                 + report->key.toUtf8() + "\nLIFEBOAT_PROFILE=rust resort's\nLIFEBOAT_RESULT=success\n");
}

void HooksTest::commandsKnowTheRestore()
{
    const auto report = m_service->backUp(m_profile, {});
    QVERIFY(report);
    m_profile.profile.hooks.beforeRestore = witness(u"before"_s);
    m_profile.profile.hooks.afterRestore = witness(u"after"_s);
    const auto outcome = m_service->restore(m_profile, {}, {});
    QVERIFY2(outcome, outcome ? "" : qPrintable(describe(outcome.error())));
    QVERIFY(outcome->warnings.isEmpty());
    const QByteArray key = "LIFEBOAT_KEY=" + report->key.toUtf8() + '\n';
    QVERIFY(seen(u"before"_s).contains("before-restore\n" + key));
    QVERIFY(seen(u"after"_s).contains("after-restore\n" + key));
    QVERIFY(seen(u"after"_s).contains("LIFEBOAT_RESULT=success\n"));
    UndoOptions undo;
    undo.target = outcome->target;
    undo.safetyCopy = outcome->safetyCopy;
    const auto undone = m_service->undoRestore(m_profile, undo, {});
    QVERIFY2(undone, undone ? "" : qPrintable(describe(undone.error())));
    QVERIFY(seen(u"after"_s).contains("LIFEBOAT_KEY=\n"));
}

void HooksTest::aFailureBeforeCallsTheBackupOff_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("words");
    QTest::newRow("failure") << u"echo the queue is not empty; exit 4"_s << u"the queue is not empty"_s;
    QTest::newRow("too long") << u"echo waiting; sleep 60"_s << u"waiting"_s;
    QTest::newRow("much output") << u"i=0; while [ $i -lt 9999 ]; do echo line $i; i=$((i+1)); done; exit 1"_s
                                 << u"line 9997 line 9998"_s;
}

void HooksTest::aFailureBeforeCallsTheBackupOff()
{
    QFETCH(QString, command);
    QFETCH(QString, words);
    m_profile.profile.hooks.limit = command.contains(u"sleep"_s) ? 1s : 60s;
    m_profile.profile.hooks.beforeBackup = command;
    m_profile.profile.hooks.afterBackup = witness(u"after"_s);
    QElapsedTimer clock;
    clock.start();
    const auto report = m_service->backUp(m_profile, {});
    QVERIFY(clock.elapsed() < 30'000);
    QVERIFY(!report);
    QVERIFY2(report.error().message.startsWith(u"The backup was called off. "),
             qPrintable(report.error().message));
    QVERIFY2(report.error().hint.contains(words), qPrintable(report.error().hint));
    QCOMPARE(backups(), 0);
    QVERIFY(seen(u"after"_s).contains("LIFEBOAT_RESULT=failure\n"));
}

void HooksTest::aFailureBeforeCallsTheRestoreOff()
{
    QVERIFY(m_service->backUp(m_profile, {}));
    QVERIFY(runSql(m_profile.profile.databasePath, "CREATE TABLE later (words TEXT)"));
    const QByteArray present = dumpOf(m_profile.profile.databasePath);
    m_profile.profile.hooks.beforeRestore = u"exit 9"_s;
    const auto outcome = m_service->restore(m_profile, {}, {});
    QVERIFY(!outcome);
    QVERIFY(outcome.error().message.startsWith(u"The restore was called off. "));
    QCOMPARE(dumpOf(m_profile.profile.databasePath), present);
}

void HooksTest::afterAFailureTheCommandRuns()
{
    m_profile.profile.databasePath += u".gone"_s;
    m_profile.profile.hooks.afterBackup = witness(u"after"_s) + u"; echo oh no; exit 3"_s;
    const auto report = m_service->backUp(m_profile, {});
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::NotFound);
    QVERIFY(seen(u"after"_s).contains("LIFEBOAT_RESULT=failure\n"));
    QVERIFY(seen(u"after"_s).contains("LIFEBOAT_ERROR=" + report.error().message.toUtf8()));
    QVERIFY2(report.error().hint.contains(u"oh no"), qPrintable(report.error().hint));
}

void HooksTest::afterCancellingTheCommandRuns()
{
    m_profile.profile.hooks.afterBackup = witness(u"after"_s);
    const CancelToken cancel;
    const auto report =
        m_service->backUp(m_profile, {cancel, [&cancel](const JobProgress &) { cancel.request(); }});
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Cancelled);
    QVERIFY(seen(u"after"_s).contains("LIFEBOAT_RESULT=cancelled\n"));
}

void HooksTest::aFailureAfterIsAWarning_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("words");
    QTest::newRow("failure") << u"echo oh no; exit 3"_s << u"oh no"_s;
    QTest::newRow("too long") << u"echo waiting; sleep 60"_s << u"waiting"_s;
}

void HooksTest::aFailureAfterIsAWarning()
{
    QFETCH(QString, command);
    QFETCH(QString, words);
    m_profile.profile.hooks.limit = command.contains(u"sleep"_s) ? 1s : 60s;
    m_profile.profile.hooks.afterBackup = m_profile.profile.hooks.afterRestore = command;
    const auto report = m_service->backUp(m_profile, {});
    QVERIFY(report);
    QCOMPARE(report->warnings.size(), 1);
    QVERIFY(report->warnings.constFirst().hint.contains(words));
    QCOMPARE(backups(), 1);
    const auto outcome = m_service->restore(m_profile, {}, {});
    QVERIFY(outcome);
    QCOMPARE(outcome->warnings.size(), 1);
    QVERIFY(!outcome->startProblem());
}

void HooksTest::alertsHearOfRuns()
{
    m_service =
        std::make_unique<BackupService>(std::make_shared<FolderStores>(m_setup->folder.filePath(u"store"_s)),
                                        std::make_shared<FakeClock>(), u"host"_s, m_sink);
    const auto report = m_service->backUp(m_profile, {});
    QVERIFY(report);
    QCOMPARE(m_sink->told, QStringList({u"begun"_s, report->key}));
    QCOMPARE(report->warnings.size(), 1);
    QVERIFY(report->warnings.constFirst().message.contains(u"No route."));
    m_profile.profile.hooks.beforeBackup = u"exit 1"_s;
    m_sink->told.clear();
    const auto failed = m_service->backUp(m_profile, {});
    QVERIFY(!failed);
    QCOMPARE(m_sink->told, QStringList({u"begun"_s, u"io"_s}));
    QVERIFY(failed.error().hint.contains(u"No route."));
}

QTEST_GUILESS_MAIN(HooksTest)
#include "tst_hooks.moc"
