// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/runexport.h"
#include "engine/runhistory.h"
#include "engine/runrecorder.h"
#include "support/fakeclock.h"

#include <QTest>

#include <sqlite3.h>
#include <thread>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QDateTime noon({2026, 1, 31}, {12, 0, 0}, QTimeZone::utc());

RunRecord backupOf(const QString &profile, const QDateTime &finished = noon)
{
    RunRecord record;
    record.profile = profile;
    record.startedAt = finished.addSecs(-7);
    record.finishedAt = finished;
    record.duration = 7s;
    record.backupKey = u"backups/%1_20260131_120000.db.enc"_s.arg(profile);
    record.bytes = 48'000'000;
    record.classARequests = 3;
    record.classBRequests = 1;
    record.trigger = RunTrigger::Schedule;
    record.stages = {{Stage::Snapshot, 2s, 50'000'000}, {Stage::Upload, 5s, 48'000'000}};
    return record;
}

RunRecord failed(RunRecord record, const QString &message, const QString &hint = {})
{
    record.outcome = RunOutcome::Failed;
    record.error = Error{ErrorCode::AuthFailed, u"s3.put"_s, message, hint, false};
    return record;
}

/// The first value of the last row that SQL gives, asked without Lifeboat; -1 on an error.
qint64 ask(const QString &path, const char *sql)
{
    sqlite3 *database = nullptr;
    qint64 value = 0;
    const auto keep = [](void *to, int, char **texts, char **) {
        *static_cast<qint64 *>(to) = QByteArray(texts[0]).toLongLong();
        return 0;
    };
    const bool good = sqlite3_open(path.toUtf8().constData(), &database) == SQLITE_OK
                      && sqlite3_exec(database, sql, keep, &value, nullptr) == SQLITE_OK;
    sqlite3_close(database);
    return good ? value : -1;
}

void overwrite(const QString &path, qint64 offset, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(offset));
    QCOMPARE(file.write(bytes), bytes.size());
}

QStringList profilesOf(const QList<RunRecord> &records)
{
    QStringList names;
    for (const RunRecord &record : records)
        names += record.profile;
    return names;
}

} // namespace

class RunHistoryTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void keepsARunAsItWas();
    void keepsARunOfWhichLittleIsKnown();
    void filesAreForTheirOwnerOnly();
    void filters_data();
    void filters();
    void pagesFollowEachOther();
    void boundsRunsAndDays();
    void damageIsSetAside_data();
    void damageIsSetAside();
    void damageMetLaterIsSetAsideToo();
    void aNewerSchemaIsLeftAlone();
    void severalWriteAtOnce();
    void secretsStayOut();
    void recorderAddsUpStages();
    void recorderTellsOutcomes_data();
    void recorderTellsOutcomes();
    void exportsForSpreadsheets();

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(u"state/lifeboat/history.db"_s); }
    [[nodiscard]] std::unique_ptr<RunHistory> open(const RunHistoryBounds &bounds = {}) const
    {
        auto history = RunHistory::open(path(), bounds);
        if (!history)
            qWarning("%s", qPrintable(describe(history.error())));
        return history ? std::move(*history) : nullptr;
    }
    [[nodiscard]] QStringList damagedFiles() const
    {
        return QDir(QFileInfo(path()).path()).entryList({u"history.db.damaged-*"_s});
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void RunHistoryTest::keepsARunAsItWas()
{
    const RunRecord record = failed(backupOf(u"blog"_s), u"The store refuses."_s, u"Look at the keys."_s);
    QVERIFY(open()->add(record));
    const auto list = open()->list({});
    QVERIFY(list);
    QCOMPARE(list->size(), 1);
    const RunRecord &kept = list->constFirst();
    QCOMPARE(kept.profile, record.profile);
    QCOMPARE(kept.kind, record.kind);
    QCOMPARE(kept.trigger, record.trigger);
    QCOMPARE(kept.outcome, record.outcome);
    QCOMPARE(kept.startedAt, record.startedAt);
    QCOMPARE(kept.finishedAt, record.finishedAt);
    QCOMPARE(kept.duration, record.duration);
    QCOMPARE(kept.backupKey, record.backupKey);
    QCOMPARE(kept.bytes, record.bytes);
    QCOMPARE(kept.classARequests, record.classARequests);
    QCOMPARE(kept.classBRequests, record.classBRequests);
    QCOMPARE(kept.stages, record.stages);
    QCOMPARE(kept.error->code, record.error->code);
    QCOMPARE(kept.error->operation, record.error->operation);
    QCOMPARE(kept.error->message, record.error->message);
    QCOMPARE(kept.error->hint, record.error->hint);
}

void RunHistoryTest::keepsARunOfWhichLittleIsKnown()
{
    RunRecord record;
    record.error = Error{ErrorCode::Configuration, {}, {}, {}, false};
    const auto kept = open()->add(record);
    QVERIFY2(kept, kept ? "" : qPrintable(kept.error().message));
    const auto list = open()->list({});
    QCOMPARE(list->size(), 1);
    QCOMPARE(list->constFirst().profile, QString());
    QCOMPARE(list->constFirst().backupKey, QString());
    QCOMPARE(list->constFirst().error->code, ErrorCode::Configuration);
}

void RunHistoryTest::filesAreForTheirOwnerOnly()
{
    const auto history = open();
    QVERIFY(history->add(backupOf(u"blog"_s)));
    constexpr auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
                            | QFile::WriteOther | QFile::ExeOther;
    const QFileInfo folder(QFileInfo(path()).path());
    QCOMPARE(folder.permissions() & others, QFile::Permissions());
    const auto files = QDir(folder.filePath()).entryInfoList(QDir::Files);
    QVERIFY(files.size() >= 2); // the database and its -wal
    for (const QFileInfo &file : files)
        QVERIFY2(!(file.permissions() & others), qPrintable(file.fileName()));
}

void RunHistoryTest::filters_data()
{
    QTest::addColumn<RunFilter>("filter");
    QTest::addColumn<QStringList>("expected");
    RunFilter filter;
    QTest::newRow("everything, newest first") << filter << QStringList{u"wiki"_s, u"blog"_s, u"100%"_s};
    filter.profile = u"blog"_s;
    QTest::newRow("profile") << filter << QStringList{u"blog"_s};
    filter = {};
    filter.kind = JobKind::Verify;
    QTest::newRow("kind") << filter << QStringList{u"wiki"_s};
    filter = {};
    filter.outcome = RunOutcome::Failed;
    QTest::newRow("outcome") << filter << QStringList{u"blog"_s};
    filter = {};
    filter.text = u"REFUSES"_s;
    QTest::newRow("words of the error, any case") << filter << QStringList{u"blog"_s};
    filter.text = u"wiki_2026"_s;
    QTest::newRow("key") << filter << QStringList{u"wiki"_s};
    filter.text = u"%"_s;
    QTest::newRow("a pattern's signs are themselves") << filter << QStringList{u"100%"_s};
    filter = {};
    filter.since = noon.addSecs(60);
    QTest::newRow("since") << filter << QStringList{u"wiki"_s};
    filter = {};
    filter.profile = u"wiki"_s;
    filter.outcome = RunOutcome::Failed;
    QTest::newRow("all must hold") << filter << QStringList();
}

void RunHistoryTest::filters()
{
    QFETCH(const RunFilter, filter);
    const auto history = open();
    QVERIFY(history->add(backupOf(u"100%"_s)));
    QVERIFY(history->add(failed(backupOf(u"blog"_s), u"The store refuses."_s)));
    RunRecord verify = backupOf(u"wiki"_s, noon.addSecs(3600));
    verify.kind = JobKind::Verify;
    QVERIFY(history->add(verify));
    const auto list = history->list(filter);
    QVERIFY(list);
    QTEST(profilesOf(*list), "expected");
}

void RunHistoryTest::pagesFollowEachOther()
{
    const auto history = open();
    for (int run = 0; run < 5; ++run)
        QVERIFY(history->add(backupOf(QString::number(run))));
    RunFilter filter;
    filter.limit = 2;
    const auto first = history->list(filter);
    QCOMPARE(profilesOf(*first), (QStringList{u"4"_s, u"3"_s}));
    QVERIFY(history->add(backupOf(u"meanwhile"_s)));
    filter.beforeId = first->constLast().id;
    const auto second = history->list(filter);
    QCOMPARE(profilesOf(*second), (QStringList{u"2"_s, u"1"_s}));
    QCOMPARE(second->constLast().stages, backupOf({}).stages);
    QCOMPARE(*history->profiles(), (QStringList{u"0"_s, u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"meanwhile"_s}));
}

void RunHistoryTest::boundsRunsAndDays()
{
    const auto history = open({3, 10});
    QVERIFY(history->add(backupOf(u"too old"_s, noon.addDays(-10).addSecs(-1))));
    QVERIFY(history->add(backupOf(u"old"_s, noon.addDays(-10))));
    QVERIFY(history->add(backupOf(u"new"_s)));
    QCOMPARE(profilesOf(*history->list({})), (QStringList{u"new"_s, u"old"_s}));
    QVERIFY(history->add(backupOf(u"newer"_s)));
    QVERIFY(history->add(backupOf(u"newest"_s)));
    QCOMPARE(profilesOf(*history->list({})), (QStringList{u"newest"_s, u"newer"_s, u"new"_s}));
    QCOMPARE(ask(path(), "SELECT count(*) FROM stages"), 3 * backupOf({}).stages.size());
}

void RunHistoryTest::damageIsSetAside_data()
{
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("no database at all") << qint64(0) << QByteArray(8192, 'x');
    QTest::newRow("its schema") << qint64(100) << QByteArray(3996, '\xff');
}

void RunHistoryTest::damageIsSetAside()
{
    QFETCH(const qint64, offset);
    QFETCH(const QByteArray, bytes);
    QVERIFY(open()->add(backupOf(u"blog"_s)));
    overwrite(path(), offset, bytes);
    const auto history = open();
    QVERIFY(history);
    QVERIFY(history->add(backupOf(u"wiki"_s)));
    QCOMPARE(profilesOf(*history->list({})), QStringList{u"wiki"_s});
    QCOMPARE(damagedFiles().size(), 1);
    QCOMPARE(QFileInfo(history->setAside()).fileName(), damagedFiles().constFirst());
    QFile aside(history->setAside());
    QVERIFY(aside.open(QIODevice::ReadOnly));
    QVERIFY(aside.seek(offset));
    QCOMPARE(aside.read(bytes.size()), bytes); // nothing is lost that somebody may want to look at

    const auto next = open();
    QVERIFY(next->setAside().isEmpty()); // said once
    QCOMPARE(next->list({})->size(), 1);
}

void RunHistoryTest::damageMetLaterIsSetAsideToo()
{
    {
        const auto history = open();
        for (int run = 0; run < 100; ++run)
            QVERIFY(history->add(backupOf(QString::number(run))));
    }
    const qint64 size = QFileInfo(path()).size();
    overwrite(path(), 4096, QByteArray(size - 4096, '\xff')); // all but the schema
    const auto history = open();
    QVERIFY(history);
    QVERIFY(history->setAside().isEmpty());
    const auto list = history->list({});
    QVERIFY(list);
    QVERIFY(list->isEmpty());
    QVERIFY(!history->setAside().isEmpty());
    QVERIFY(history->add(backupOf(u"wiki"_s)));
    QCOMPARE(damagedFiles().size(), 1);
}

void RunHistoryTest::aNewerSchemaIsLeftAlone()
{
    QVERIFY(open()->add(backupOf(u"blog"_s)));
    QCOMPARE(ask(path(), "PRAGMA user_version = 99"), 0);
    const auto history = RunHistory::open(path());
    QVERIFY(!history);
    QCOMPARE(history.error().code, ErrorCode::Unsupported);
    QVERIFY(!history.error().hint.isEmpty());
    QVERIFY(damagedFiles().isEmpty());
    QCOMPARE(ask(path(), "PRAGMA user_version = 1"), 0);
    QCOMPARE(open()->list({})->size(), 1);
}

void RunHistoryTest::severalWriteAtOnce()
{
    constexpr int writers = 4;
    constexpr int runs = 25;
    std::atomic<int> kept = 0;
    {
        std::vector<std::jthread> threads;
        for (int writer = 0; writer < writers; ++writer) {
            threads.emplace_back([this, &kept] { // all of them make the file, too
                for (int run = 0; run < runs; ++run) {
                    const auto history = RunHistory::open(path());
                    kept += history && (*history)->add(backupOf(u"blog"_s)) ? 1 : 0;
                }
            });
        }
    }
    QCOMPARE(kept, writers * runs);
    RunFilter all;
    all.limit = 0;
    QCOMPARE(open()->list(all)->size(), writers * runs);
    QVERIFY(damagedFiles().isEmpty());
}

void RunHistoryTest::secretsStayOut()
{
    const auto history = open();
    const QString key = u"q3Zx0Qm1c2V5kR8tYb7uJ4nL6pW9sD0fG2hA5eC1iMo="_s;
    RunRecord record = failed(backupOf(u"blog"_s), u"refused: secret_access_key=Hunter2Hunter2"_s,
                              u"Authorization: AWS4-HMAC-SHA256 Credential=AKIAPLANTED"_s);
    record.error->operation = u"http https://me:s3same@host/ %1"_s.arg(key);
    const auto kept = history->add(record);
    QVERIFY(kept);
    QByteArray bytes =
        kept->error->message.toUtf8() + kept->error->hint.toUtf8() + kept->error->operation.toUtf8();
    for (const QFileInfo &info : QDir(QFileInfo(path()).path()).entryInfoList(QDir::Files)) {
        QFile file(info.filePath());
        QVERIFY(file.open(QIODevice::ReadOnly));
        bytes += file.readAll();
    }
    QVERIFY(bytes.contains("refused: ")); // what was looked into is what was written
    for (const QByteArray &secret : {"Hunter2"_ba, "AKIAPLANTED"_ba, "s3same"_ba, key.toUtf8()})
        QVERIFY2(!bytes.contains(secret), secret.constData());
}

void RunHistoryTest::recorderAddsUpStages()
{
    FakeClock clock(noon);
    RunRecorder recorder(JobKind::Verify, RunTrigger::CommandLine, clock);
    recorder.setProfile(u"blog"_s);
    clock.advance(1s);
    for (int backup = 0; backup < 2; ++backup) {
        recorder.note({Stage::Download, 0, 100, false});
        clock.advance(2s);
        recorder.note({Stage::Download, 100, 100, false});
        recorder.note({Stage::Check, 0, 0, false});
        clock.advance(3s);
    }
    clock.setUtcNow(noon.addDays(1)); // somebody sets the clock: durations do not care
    const RunRecord record = recorder.finish({});
    QCOMPARE(record.stages, (QList<StageRecord>{{Stage::Download, 4s, 200}, {Stage::Check, 6s, 0}}));
    QCOMPARE(record.duration, 11s);
    QCOMPARE(record.startedAt, noon);
    QCOMPARE(record.finishedAt, noon.addDays(1));
    QCOMPARE(record.profile, u"blog"_s);
    QCOMPARE(record.trigger, RunTrigger::CommandLine);
}

void RunHistoryTest::recorderTellsOutcomes_data()
{
    QTest::addColumn<std::optional<Error>>("error");
    QTest::addColumn<std::optional<Error>>("problem");
    QTest::addColumn<bool>("found");
    QTest::addColumn<RunOutcome>("outcome");
    const std::optional<Error> none;
    const std::optional<Error> network = Error{ErrorCode::Network, {}, u"no route"_s, {}, true};
    const std::optional<Error> cancelled = Error{ErrorCode::Cancelled, {}, u"stopped"_s, {}, false};
    QTest::newRow("good") << none << none << false << RunOutcome::Done;
    QTest::newRow("failed") << network << none << false << RunOutcome::Failed;
    QTest::newRow("cancelled") << cancelled << none << false << RunOutcome::Cancelled;
    QTest::newRow("done, but") << none << network << false << RunOutcome::Incomplete;
    QTest::newRow("what it was to find out") << none << network << true << RunOutcome::Failed;
}

void RunHistoryTest::recorderTellsOutcomes()
{
    QFETCH(const std::optional<Error>, error);
    QFETCH(const std::optional<Error>, problem);
    QFETCH(const bool, found);
    const FakeClock clock(noon);
    RunRecorder recorder(JobKind::Verify, RunTrigger::ByHand, clock);
    recorder.noteFacts({u"key"_s, 7, problem, found});
    const RunRecord record = recorder.finish(error);
    QTEST(record.outcome, "outcome");
    QCOMPARE(record.error.has_value(), error.has_value() || problem.has_value());
    QCOMPARE(record.backupKey, u"key"_s);
    QCOMPARE(record.bytes, 7);
}

void RunHistoryTest::exportsForSpreadsheets()
{
    const RunRecord record = failed(backupOf(u"=1+1"_s), u"It said \"no\", twice"_s, u"@ask\nagain"_s);
    const QString csv = QString::fromUtf8(toCsv({record}));
    QVERIFY(csv.startsWith(u"finished_at,profile,kind,"_s));
    QVERIFY2(csv.contains(u"2026-01-31T12:00:00Z,'=1+1,backup,schedule,failed,7000,48000000,3,1,"_s),
             qPrintable(csv));
    QVERIFY2(csv.endsWith(u",auth-failed,\"It said \"\"no\"\", twice\",\"'@ask\nagain\"\r\n"_s),
             qPrintable(csv));
    const QJsonObject json = toJson(record);
    QCOMPARE(json.value(u"error"_s).toObject().value(u"code"_s).toString(), u"auth-failed"_s);
    QCOMPARE(json.value(u"stages"_s).toArray().size(), 2);
    QCOMPARE(json.value(u"stages"_s).toArray().at(1).toObject().value(u"duration_ms"_s).toInteger(), 5000);
}

QTEST_GUILESS_MAIN(RunHistoryTest)
#include "tst_runhistory.moc"
