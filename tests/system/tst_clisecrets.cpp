// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets are planted wherever Lifeboat takes them from; then everything it printed and every file it wrote
// is searched for them, in every form they could have.
#include "support/bytesof.h"
#include "support/databaseshapes.h"
#include "support/httpserver.h"
#include "system/clirun.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QTest>

#include <algorithm>

#include <sys/stat.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QByteArray accessSecret = "pLanted/S3+secretKEY/0123456789abcdefghXYZ";
const QByteArray sessionToken = "FwoGZXpLantedSessionToken//////////wEaDKnqVtq0";
const QByteArray hookToken = "tk_planted_hook_token_271828";
const QByteArray pingPath = "planted-ping-5f0c7a9e-314159";

QByteArray plantedKey()
{
    QByteArray key(32, '\0');
    for (int i = 0; i < key.size(); ++i)
        key[i] = static_cast<char>((i * 73 + 41) % 251);
    return key;
}

/// As it is, and as anything on its way could have turned it.
QByteArrayList formsOf(const QByteArray &secret)
{
    constexpr auto forUrls = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    return {secret,
            secret.toBase64(QByteArray::OmitTrailingEquals),
            secret.toBase64(forUrls),
            secret.toHex(),
            secret.toHex().toUpper(),
            secret.toPercentEncoding()};
}

} // namespace

class TestCliSecrets : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void nothingThatWasWrittenHoldsASecret();
    void notEvenWhatAKilledRunLeft();
    void filesAreTheirOwnersAlone();

private:
    void planted(const QString &store) const;
    [[nodiscard]] QString folderStore() const
    {
        return u"[storage.folder]\npath = %1\n"_s.arg(toml(m_home->path(u"store"_s)));
    }
    /// What is printed is kept in the home, and searched with the rest.
    void say(const QStringList &arguments);
    void search() const;

    std::unique_ptr<CliHome> m_home;
    std::unique_ptr<HttpServer> m_server;
    QString m_database;
    QByteArray m_key;
    int m_runs = 0;
};

void TestCliSecrets::init()
{
    m_home = std::make_unique<CliHome>();
    m_server = std::make_unique<HttpServer>();
    m_runs = 0;
    m_key = plantedKey();
    QFile key(m_home->path(u"key"_s));
    QVERIFY(key.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QVERIFY(key.write(m_key.toBase64() + '\n') > 0);
    key.close();
    m_database = m_home->path(u"data/rustresort.db"_s);
    QVERIFY(QDir().mkpath(m_home->path(u"data"_s)) && makeRustResort(m_database, 200));
    m_home->environment.insert(u"AWS_ACCESS_KEY_ID"_s, u"AKIAPLANTED"_s);
    m_home->environment.insert(u"AWS_SECRET_ACCESS_KEY"_s, QString::fromLatin1(accessSecret));
    m_home->environment.insert(u"AWS_SESSION_TOKEN"_s, QString::fromLatin1(sessionToken));
    m_home->environment.insert(u"HOOK_TOKEN"_s, QString::fromLatin1(hookToken));
    for (const QByteArray &end : {""_ba, "/start"_ba, "/fail"_ba})
        m_server->answer("POST /ping/" + pingPath + end, httpResponse(end == "/fail" ? 500 : 200));
}

void TestCliSecrets::planted(const QString &store) const
{
    const QString file = m_home->writeProfile(
        u"test"_s,
        u"[database]\npath = %1\n[storage.backup]\nbucket = \"backups\"\n%2"
        "[storage.backup.encryption]\nenabled = true\nkey_file = %3\n[lifeboat]\nname = \"rustresort\"\n"
        "[lifeboat.alerts]\nping_url = %4\nwebhook_url = %5\nwebhook_token = \"${HOOK_TOKEN}\"\n"_s.arg(
            toml(m_database), store, toml(m_home->path(u"key"_s)),
            toml(m_server->url(u"/ping/"_s + QString::fromLatin1(pingPath)).toString()),
            toml(m_server->url(u"/hook"_s).toString())));
    QVERIFY(QFile::exists(file));
}

void TestCliSecrets::say(const QStringList &arguments)
{
    const CliResult result = m_home->run(arguments + QStringList{u"--debug"_s});
    QFile said(m_home->path(u"said-%1"_s.arg(++m_runs)));
    QVERIFY(said.open(QIODevice::WriteOnly));
    said.write(result.said());
}

void TestCliSecrets::search() const
{
    QDirIterator files(m_home->path({}), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    int searched = 0;
    while (files.hasNext()) {
        const QString path = files.next();
        if (path == m_home->path(u"key"_s) || path.endsWith(u"test.toml")) // where they were planted
            continue;
        ++searched;
        const QByteArray bytes = bytesOf(path);
        for (const QByteArray &secret : {m_key, accessSecret, sessionToken, hookToken, pingPath}) {
            for (const QByteArray &form : formsOf(secret)) {
                if (const auto at = bytes.indexOf(form); at >= 0)
                    QFAIL(
                        qPrintable(path + u" holds "_s + QString::fromLatin1(form) + u": "_s
                                   + QString::fromUtf8(bytes.sliced(std::max<qsizetype>(0, at - 200), 200))));
            }
        }
    }
    QVERIFY(searched > m_runs);
}

/// Everything that works, everything that fails, and a store that repeats what it was sent.
void TestCliSecrets::nothingThatWasWrittenHoldsASecret()
{
    planted(folderStore());
    for (const QStringList &command :
         {QStringList{u"backup"_s}, QStringList{u"backup"_s, u"--if-changed"_s}, QStringList{u"list"_s},
          QStringList{u"status"_s}, QStringList{u"verify"_s}, QStringList{u"drill"_s},
          QStringList{u"restore"_s, u"--yes"_s}, QStringList{u"undo"_s, u"--yes"_s},
          QStringList{u"undo"_s, u"--list"_s}, QStringList{u"download"_s, u"--to"_s, u"out.db"_s},
          QStringList{u"prune"_s, u"--dry-run"_s}, QStringList{u"doctor"_s}, QStringList{u"alert-test"_s},
          QStringList{u"config"_s, u"check"_s}, QStringList{u"history"_s, u"--json"_s},
          QStringList{u"policy"_s}}) {
        say(command);
    }
    m_home->environment.insert(u"BACKUP_ENCRYPTION_KEY"_s, QString::fromLatin1(m_key.toBase64().chopped(3)));
    say({u"decrypt"_s, u"in.enc"_s, u"out2.db"_s}); // a key that is none
    say({u"decrypt"_s, u"--key"_s, QString::fromLatin1(m_key.toBase64()), u"in.enc"_s, u"out2.db"_s});
    m_home->environment.remove(u"BACKUP_ENCRYPTION_KEY"_s);
    const QByteArray echo = "<Error><Code>AccessDenied</Code><Message>x-amz-security-token: " + sessionToken
                            + " Authorization: AWS4-HMAC-SHA256 " + accessSecret + "</Message></Error>";
    m_server->answerElse(httpResponse(403, echo));
    planted(u"[cloudflare]\nendpoint = %1\nallow_http = true\n"_s.arg(toml(m_server->url().toString())));
    for (const QStringList &command :
         {QStringList{u"backup"_s}, QStringList{u"list"_s}, QStringList{u"doctor"_s},
          QStringList{u"restore"_s, u"--yes"_s}, QStringList{u"alert-test"_s},
          QStringList{u"config"_s, u"check"_s}, QStringList{u"history"_s}})
        say(command);
    const CliResult refused = m_home->run({u"list"_s});
    QVERIFY2(refused.err.contains("x-amz-security-token: [redacted]"), refused.err.constData());
    QVERIFY(std::ranges::any_of(m_server->requests(), [](const HttpMessage &request) {
        return request.header("x-amz-security-token") == sessionToken;
    }));
    search();
}

void TestCliSecrets::notEvenWhatAKilledRunLeft()
{
    QVERIFY(QFile::remove(m_database) && makeRustResort(m_database, 40'000));
    planted(folderStore());
    QProcess process;
    m_home->start(process, {u"backup"_s, u"--debug"_s});
    QTRY_VERIFY(!namesIn(m_home->path(u".cache/lifeboat"_s)).filter(u"run-"_s).isEmpty());
    process.kill();
    QVERIFY(process.waitForFinished());
    search();
}

/// Asked with the mask of a careless shell: what is made at any moment of a run, and what stays of it.
void TestCliSecrets::filesAreTheirOwnersAlone()
{
    QVERIFY(QFile::remove(m_database) && makeRustResort(m_database, 20'000));
    planted(folderStore());
    QVERIFY(QFile::setPermissions(m_database, QFile::ReadOwner | QFile::WriteOwner));
    const auto findOpenOnes = [this](QStringList &open) {
        for (const QString &place : {u".cache"_s, u".local"_s, u"store"_s, u"data"_s}) {
            QDirIterator all(m_home->path(place), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                             QDirIterator::Subdirectories);
            while (all.hasNext()) {
                const QString path = all.next();
                if (open.contains(path))
                    continue;
                constexpr auto others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup
                                        | QFile::WriteOther | QFile::ExeOther | QFile::ExeGroup;
                const QFileInfo info(path);
                if (info.exists() && (info.permissions() & others) && !path.endsWith(u"/.cache")
                    && !path.endsWith(u"/.local"))
                    open += path;
            }
        }
    };
    const mode_t mask = ::umask(0);
    const auto careful = qScopeGuard([mask] { ::umask(mask); });
    QStringList open;
    for (const QStringList &command : {QStringList{u"backup"_s}, QStringList{u"restore"_s, u"--yes"_s},
                                       QStringList{u"restore"_s, u"--yes"_s, u"--live"_s},
                                       QStringList{u"undo"_s, u"--yes"_s}, QStringList{u"drill"_s}}) {
        QProcess process;
        m_home->start(process, command);
        while (!process.waitForFinished(1))
            findOpenOnes(open);
        QCOMPARE(process.exitCode(), 0);
        findOpenOnes(open);
    }
    QVERIFY2(open.isEmpty(), qPrintable(open.join(u'\n')));
}

QTEST_GUILESS_MAIN(TestCliSecrets)
#include "tst_clisecrets.moc"
