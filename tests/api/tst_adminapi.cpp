// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/adminapi.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QByteArray token = "0123456789abcdef0123456789abcdef";
const QByteArray good = "Host: 127.0.0.1:8737\r\nAuthorization: Bearer " + token + "\r\n";

HttpRequestReader readerOf(const QByteArray &line, const QByteArray &headers)
{
    HttpRequestReader reader;
    if (reader.feed(line + " HTTP/1.1\r\n" + headers + "\r\n") != HttpRequestReader::State::Complete)
        qFatal("no request");
    return reader;
}

struct Judged
{
    int status = 200; ///< of the refusal
    QString error = {};
    QString hint = {};
    bool isGuess = false;
    HttpAnswer answer = {};
    ApiCall call = {};
};

Judged judged(const QByteArray &line, const QByteArray &headers, const QStringList &profiles = {u"app"_s},
              bool remote = false)
{
    const HttpRequestReader reader = readerOf(line, headers);
    const ApiAccess access(SecretBytes(token), {u"backup.example.com"_s}, remote);
    const auto verdict = judge(reader.request(), access, [&profiles] { return profiles; });
    if (const auto *call = std::get_if<ApiCall>(&verdict))
        return {.call = *call};
    const auto &refused = std::get<ApiRefusal>(verdict);
    const QJsonObject body = refused.answer.body.toObject();
    return {static_cast<int>(refused.answer.status),
            body[u"error"].toString(),
            body[u"hint"].toString(),
            refused.isGuess,
            refused.answer,
            {}};
}

QByteArray textOf(const HttpAnswer &answer)
{
    const QByteArray bytes = toBytes(answer, QDateTime::currentDateTimeUtc());
    return bytes.sliced(bytes.indexOf("\r\n\r\n") + 4);
}

QDateTime at(int hour)
{
    return QDateTime(QDate(2026, 1, 4), QTime(hour, 0), Qt::UTC);
}

} // namespace

class AdminApiTest final : public QObject
{
    Q_OBJECT

private slots:
    void knowsItsCalls_data();
    void knowsItsCalls();
    void nobodyComesInWithoutTheToken_data();
    void nobodyComesInWithoutTheToken();
    void anEmptyTokenLetsNobodyIn();
    void answersToItsOwnNamesOnly_data();
    void answersToItsOwnNamesOnly();
    void refusesOtherSitesPages_data();
    void refusesOtherSitesPages();
    void choosesTheProfile_data();
    void choosesTheProfile();
    void answersInTheDesignsWords();
    void tellsWhatFailed_data();
    void tellsWhatFailed();
    void tellsNoSecret();
};

void AdminApiTest::knowsItsCalls_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("status");
    QTest::addColumn<ApiCall::Kind>("kind");
    const auto row = [](const QByteArray &line, int status, ApiCall::Kind kind = ApiCall::Kind::Health) {
        QTest::newRow(line.constData()) << line << status << kind;
    };
    row("POST /api/admin/backup", 200, ApiCall::Kind::BackUp);
    row("GET /api/admin/backups", 200, ApiCall::Kind::List);
    row("GET /api/admin/health", 200, ApiCall::Kind::Health);
    row("GET /api/admin/backup", 405);
    row("HEAD /api/admin/backups", 405);
    row("DELETE /api/admin/backups", 405);
    row("post /api/admin/backup", 405);
    row("OPTIONS /api/admin/health", 405);
    row("GET /", 404);
    row("GET /api/admin/health/", 404);
    row("GET /api/admin//health", 404);
    row("GET /api/admin/%68ealth", 404);
    row("GET /API/admin/health", 404);
    row("GET /api/admin/x/../health", 404);
    row("GET /../../../../etc/passwd", 404);
}

void AdminApiTest::knowsItsCalls()
{
    QFETCH(QByteArray, line);
    QFETCH(ApiCall::Kind, kind);
    const Judged found = judged(line, good);
    QTEST(found.status, "status");
    QVERIFY(!found.isGuess);
    if (found.status == 200) {
        QCOMPARE(found.call.kind, kind);
        QCOMPARE(found.call.profile, u"app"_s);
    } else if (found.status == 405) {
        QVERIFY(line.contains(found.answer.headers.constFirst().second == "GET" ? "health" : "backup")
                || line.contains("backups"));
        QCOMPARE(found.answer.headers.constFirst().first, "Allow");
    }
}

void AdminApiTest::nobodyComesInWithoutTheToken_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isGuess");
    const auto row = [](const char *name, const QByteArray &header, int status, bool isGuess) {
        QTest::newRow(name) << header << status << isGuess;
    };
    row("none", "", 401, false);
    row("right", "Authorization: Bearer " + token + "\r\n", 200, false);
    row("other case of the scheme", "authorization: BEARER " + token + "\r\n", 200, false);
    row("empty", "Authorization:\r\n", 401, true);
    row("scheme alone", "Authorization: Bearer\r\n", 401, true);
    row("other scheme", "Authorization: Basic " + token + "\r\n", 401, true);
    row("no scheme", "Authorization: " + token + "\r\n", 401, true);
    row("first half", "Authorization: Bearer " + token.first(16) + "\r\n", 401, true);
    row("one more", "Authorization: Bearer " + token + "0\r\n", 401, true);
    row("other case", "Authorization: Bearer " + token.toUpper() + "\r\n", 401, true);
    row("two spaces", "Authorization: Bearer  " + token + "\r\n", 401, true);
    row("in another header", "X-Api-Key: " + token + "\r\n", 401, false);
}

void AdminApiTest::nobodyComesInWithoutTheToken()
{
    QFETCH(QByteArray, header);
    const Judged found = judged("GET /api/admin/health", "Host: localhost\r\n" + header);
    QTEST(found.status, "status");
    QTEST(found.isGuess, "isGuess");
    const Judged elsewhere = judged("GET /nowhere?profile=x", "Host: localhost\r\n" + header, {});
    if (found.status == 401) { // and learns nothing of what there is
        QCOMPARE(textOf(found.answer), textOf(elsewhere.answer));
        QCOMPARE(found.answer.headers.constFirst().first, "WWW-Authenticate");
        QVERIFY(!textOf(found.answer).contains(token));
    }
}

void AdminApiTest::anEmptyTokenLetsNobodyIn()
{
    const ApiAccess access(SecretBytes(), {}, false);
    for (const QByteArray given : {"Bearer ", "Bearer  ", "Bearer x"}) {
        const HttpRequestReader reader =
            readerOf("GET /api/admin/health", "Host: localhost\r\nAuthorization: " + given + "\r\n");
        QVERIFY(std::holds_alternative<ApiRefusal>(
            judge(reader.request(), access, [] { return QStringList{u"app"_s}; })));
    }
}

void AdminApiTest::answersToItsOwnNamesOnly_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("here");
    QTest::addColumn<int>("remotely");
    const auto row = [](const char *host, int here, int remotely) {
        QTest::newRow(host) << QByteArray(host) << here << remotely;
    };
    row("127.0.0.1", 200, 200);
    row("127.0.0.1:8737", 200, 200);
    row("127.1.2.3:1", 200, 200);
    row("localhost", 200, 200);
    row("LocalHost:9", 200, 200);
    row("[::1]:8737", 200, 200);
    row("[::1]", 200, 200);
    row("Backup.Example.com", 200, 200);
    row("backup.example.com:443", 200, 200);
    row("192.168.1.2:8737", 403, 200);
    row("[2001:db8::1]:8737", 403, 200);
    row("evil.example.com", 403, 403);
    row("localhost.evil.example", 403, 403);
    row("backup.example.com.evil", 403, 403);
    row("127.0.0.1.evil.example", 403, 403);
    row("127.0.0.1@evil", 403, 403);
    row("127.1", 403, 403);
    row("2130706433", 403, 403);
    row("", 403, 403);
    row(":8737", 403, 403);
    row("localhost:", 403, 403);
    row("localhost:x", 403, 403);
    row("localhost:99999", 403, 403);
    row("[::1", 403, 403);
    row("[localhost]:1", 403, 403);
    row("[]", 403, 403);
    row("[", 403, 403);
    row("::1", 403, 403);
    row("*", 403, 403);
}

void AdminApiTest::answersToItsOwnNamesOnly()
{
    QFETCH(QByteArray, host);
    const QByteArray headers = "Host: " + host + "\r\nAuthorization: Bearer " + token + "\r\n";
    QTEST(judged("GET /api/admin/health", headers).status, "here");
    QTEST(judged("GET /api/admin/health", headers, {u"app"_s}, true).status, "remotely");
    QCOMPARE(judged("GET /api/admin/health", "Authorization: Bearer " + token + "\r\n").status, 400);
}

void AdminApiTest::refusesOtherSitesPages_data()
{
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<int>("status");
    const auto row = [](const char *origin, int status) {
        QTest::newRow(origin) << QByteArray(origin) << status;
    };
    row("http://127.0.0.1:8737", 200);
    row("https://127.0.0.1:8737", 200);
    row("http://127.0.0.1", 403);
    row("http://127.0.0.1:87377", 403);
    row("http://localhost:8737", 403);
    row("https://evil.example.com", 403);
    row("http://evil.example.com/127.0.0.1:8737", 403);
    row("null", 403);
    row("", 403);
    row("127.0.0.1:8737", 403);
    row("file://", 403);
    row("http://", 403);
}

void AdminApiTest::refusesOtherSitesPages()
{
    QFETCH(QByteArray, origin);
    const Judged found = judged("POST /api/admin/backup", good + "Origin: " + origin + "\r\n");
    QTEST(found.status, "status");
    QVERIFY(!found.isGuess);
}

void AdminApiTest::choosesTheProfile_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QStringList>("profiles");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("chosen"); // or what is said
    const QStringList none;
    const QStringList one{u"app"_s};
    const QStringList two{u"app"_s, u"büro"_s};
    const auto row = [](const char *name, const char *query, const QStringList &profiles, int status,
                        const QString &chosen) {
        QTest::newRow(name) << QByteArray(query) << profiles << status << chosen;
    };
    row("the only one", "", one, 200, u"app"_s);
    row("the only one by name", "?profile=app", one, 200, u"app"_s);
    row("an empty query", "?", one, 200, u"app"_s);
    row("one of two", "?profile=b%C3%BCro", two, 200, u"büro"_s);
    row("which of two", "", two, 400, u"app, büro"_s);
    row("none there is", "", none, 404, u"no profiles"_s);
    row("unknown", "?profile=other", two, 404, u"app, büro"_s);
    row("unknown beside the only one", "?profile=other", one, 404, u"app"_s);
    row("other case", "?profile=APP", one, 404, u"app"_s);
    row("empty", "?profile=", one, 404, u"app"_s);
    row("another key", "?p=app", one, 400, u"?profile=NAME"_s);
    row("twice", "?profile=app&profile=app", one, 400, u"?profile=NAME"_s);
    row("something besides", "?profile=app&x=1", one, 400, u"?profile=NAME"_s);
    row("path", "?profile=../app", one, 404, u"app"_s);
    row("coded path", "?profile=..%2Fapp", one, 404, u"app"_s);
    row("NUL", "?profile=app%00", one, 400, u"?profile=NAME"_s);
    row("new line", "?profile=app%0A", one, 400, u"?profile=NAME"_s);
    row("bad UTF-8", "?profile=%C3", one, 400, u"?profile=NAME"_s);
    row("overlong UTF-8", "?profile=%C0%80", one, 400, u"?profile=NAME"_s);
}

void AdminApiTest::choosesTheProfile()
{
    QFETCH(QByteArray, query);
    QFETCH(QStringList, profiles);
    QFETCH(QString, chosen);
    const Judged found = judged("GET /api/admin/backups" + query, good, profiles);
    QTEST(found.status, "status");
    if (found.status == 200)
        QCOMPARE(found.call.profile, chosen);
    else
        QVERIFY2((found.error + found.hint).contains(chosen), qPrintable(found.error + found.hint));
    QVERIFY(!found.error.contains(u"other"_s)); // nothing sent comes back
}

void AdminApiTest::answersInTheDesignsWords()
{
    BackupReport report;
    report.key = u"backups/rustresort_20260104_090000.db.enc"_s;
    report.takenAt = at(9);
    QCOMPARE(textOf(answerTo(Result<BackupReport>(report))),
             "{\"key\":\"backups/rustresort_20260104_090000.db.enc\",\"success\":true,"
             "\"timestamp\":\"2026-01-04T09:00:00Z\"}\n");

    BackupEntry entry;
    entry.key = u"backups/a.db"_s;
    entry.size = 5'000'000'000;
    entry.takenAt = at(9);
    entry.lastModified = at(10);
    QCOMPARE(textOf(answerTo(Result<QList<BackupEntry>>({entry}))),
             "[{\"created_at\":\"2026-01-04T10:00:00Z\",\"key\":\"backups/a.db\","
             "\"last_modified\":\"2026-01-04T10:00:00Z\",\"size\":5000000000}]\n");
    QCOMPARE(textOf(answerTo(Result<QList<BackupEntry>>(QList<BackupEntry>()))), "[]\n");

    QCOMPARE(textOf(answerTo(u"app"_s, ProfileHealth())),
             "{\"error\":null,\"last_backup\":null,\"last_proven\":null,\"next_scheduled\":null,"
             "\"profile\":\"app\",\"status\":\"unknown\"}\n");
    ProfileHealth health;
    health.store.report.health = Health::Warning;
    health.store.report.lastBackup = at(1);
    health.store.report.drills = DrillDates{at(3), at(2), true};
    health.nextScheduled = at(4);
    QCOMPARE(
        textOf(answerTo(u"app"_s, health)),
        "{\"error\":null,\"last_backup\":\"2026-01-04T01:00:00Z\",\"last_proven\":\"2026-01-04T02:00:00Z\","
        "\"next_scheduled\":\"2026-01-04T04:00:00Z\",\"profile\":\"app\",\"status\":\"warning\"}\n");
}

void AdminApiTest::tellsWhatFailed_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<int>("status");
    QTest::newRow("other job") << ErrorCode::Busy << 409;
    QTest::newRow("stopped") << ErrorCode::Cancelled << 503;
    QTest::newRow("no network") << ErrorCode::Network << 502;
    QTest::newRow("wrong credentials") << ErrorCode::AuthFailed << 502;
    QTest::newRow("store's trouble") << ErrorCode::ServerFailure << 502;
    QTest::newRow("no answer") << ErrorCode::Timeout << 504;
    QTest::newRow("disk full") << ErrorCode::NoSpace << 500;
    QTest::newRow("no database") << ErrorCode::NotFound << 500;
    QTest::newRow("configuration") << ErrorCode::Configuration << 500;
}

void AdminApiTest::tellsWhatFailed()
{
    QFETCH(ErrorCode, code);
    const Error error{code, u"x"_s, u"It failed."_s, u"Do this."_s};
    const HttpAnswer answer = answerTo(Result<BackupReport>(fail(error)));
    QTEST(static_cast<int>(answer.status), "status");
    QCOMPARE(textOf(answer), "{\"error\":\"It failed.\",\"hint\":\"Do this.\",\"success\":false}\n");
    QCOMPARE(answerTo(Result<QList<BackupEntry>>(fail(error))).status, answer.status);
}

void AdminApiTest::tellsNoSecret()
{
    const QString told = u"PUT ?X-Amz-Signature=feedface failed, secret=hunter2hunter2"_s;
    const Error error{ErrorCode::Network, u"x"_s, told, told};
    ProfileHealth health;
    health.store.problem = error;
    for (const QByteArray &text :
         {textOf(answerTo(Result<BackupReport>(fail(error)))), textOf(answerTo(u"app"_s, health))}) {
        QVERIFY2(!text.contains("feedface") && !text.contains("hunter2"), text.constData());
        QVERIFY(text.contains("failed"));
    }
}

QTEST_GUILESS_MAIN(AdminApiTest)
#include "tst_adminapi.moc"
