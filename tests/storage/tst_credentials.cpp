// SPDX-License-Identifier: GPL-3.0-or-later
// Where access keys come from: stated, environment, shared file; and the chain's order and renewal under a
// clock that the test sets. ECS and EC2: tst_metadatacredentials.
#include "storage/credentialsfixture.h"
#include "support/fakeclock.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Answers what the test put in, and counts.
class ScriptedProvider final : public CredentialsProvider
{
public:
    std::function<Result<std::optional<Credentials>>()> next = [] { return std::optional<Credentials>(); };
    std::atomic<int> asked = 0;

    Result<std::optional<Credentials>> fetch(const CancelToken &) override
    {
        ++asked;
        return next();
    }
    QString place() const override { return u"the script"_s; }
};

Credentials keys(const QString &id, const QDateTime &expiresAt = {})
{
    return {id, SecretBytes(secretText), SecretBytes(tokenText), expiresAt, u"test"_s};
}

} // namespace

class CredentialsTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_directory;

    QProcessEnvironment fileEnvironment(const QByteArray &text, const QString &profile = {}) const
    {
        QFile file(m_directory.path() + u"/credentials"_s);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(text) != text.size())
            qFatal("cannot write the credentials file");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        return environmentOf(
            {{u"AWS_SHARED_CREDENTIALS_FILE"_s, file.fileName()}, {u"AWS_PROFILE"_s, profile}});
    }

private slots:
    void takesStatedKeys()
    {
        const auto provider = staticCredentials(keys(u"STATED"_s));
        const auto first = provider->fetch({});
        QCOMPARE(idOf(first), u"STATED"_s);
        QCOMPARE(idOf(provider->fetch({})), u"STATED"_s); // and again
        QVERIFY((*first)->secretAccessKey.equals(SecretBytes(secretText)));
        QVERIFY((*first)->sessionToken.equals(SecretBytes(tokenText)));
        QCOMPARE((*first)->origin, u"test"_s);
        QCOMPARE(idOf(staticCredentials({})->fetch({})), u"not my case"_s);
        Credentials half;
        half.accessKeyId = u"ONLY"_s;
        const auto answer = staticCredentials(std::move(half))->fetch({});
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Configuration);
    }

    void readsTheEnvironmentInOrder_data()
    {
        using Variables = QList<QPair<QString, QString>>;
        const Variables ours = {{u"BACKUP_S3_ACCESS_KEY"_s, u"OURS"_s}, {u"BACKUP_S3_SECRET_KEY"_s, u"s"_s}};
        const Variables r2 = {{u"R2_ACCESS_KEY_ID"_s, u"R2"_s}, {u"R2_SECRET_ACCESS_KEY"_s, u"s"_s}};
        const Variables aws = {{u"AWS_ACCESS_KEY_ID"_s, u"AWS"_s}, {u"AWS_SECRET_ACCESS_KEY"_s, u"s\n"_s}};
        QTest::addColumn<Variables>("variables");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("origin");
        QTest::newRow("none") << Variables() << u"not my case"_s << QString();
        QTest::newRow("aws") << aws << u"AWS"_s << u"environment AWS_ACCESS_KEY_ID"_s;
        QTest::newRow("r2 before aws") << aws + r2 << u"R2"_s << u"environment R2_ACCESS_KEY_ID"_s;
        QTest::newRow("ours before all")
            << aws + r2 + ours << u"OURS"_s << u"environment BACKUP_S3_ACCESS_KEY"_s;
        QTest::newRow("empty is unset")
            << aws + Variables{{u"R2_ACCESS_KEY_ID"_s, QString()}, {u"R2_SECRET_ACCESS_KEY"_s, QString()}}
            << u"AWS"_s << u"environment AWS_ACCESS_KEY_ID"_s;
    }

    void readsTheEnvironmentInOrder()
    {
        using Variables = QList<QPair<QString, QString>>;
        QFETCH(Variables, variables);
        QFETCH(QString, id);
        QFETCH(QString, origin);
        const auto answer = environmentCredentials(environmentOf(variables))->fetch({});
        QCOMPARE(idOf(answer), id);
        if (origin.isEmpty())
            return;
        QCOMPARE((*answer)->origin, origin);
        QVERIFY((*answer)->secretAccessKey.equals(SecretBytes(QByteArrayView("s"))));
        QVERIFY((*answer)->sessionToken.isEmpty());
    }

    void takesTheSessionTokenOfTheEnvironment()
    {
        const auto answer = environmentCredentials(environmentOf({{u"AWS_ACCESS_KEY_ID"_s, u"AWS"_s},
                                                                  {u"AWS_SECRET_ACCESS_KEY"_s, u"s"_s},
                                                                  {u"AWS_SESSION_TOKEN"_s, u"t"_s}}))
                                ->fetch({});
        QCOMPARE(idOf(answer), u"AWS"_s);
        QVERIFY((*answer)->sessionToken.equals(SecretBytes(QByteArrayView("t"))));
    }

    void namesTheMissingHalfOfAPair_data()
    {
        QTest::addColumn<QString>("present");
        QTest::addColumn<QString>("absent");
        const QList<QPair<QString, QString>> pairs = {{u"BACKUP_S3_ACCESS_KEY"_s, u"BACKUP_S3_SECRET_KEY"_s},
                                                      {u"R2_ACCESS_KEY_ID"_s, u"R2_SECRET_ACCESS_KEY"_s},
                                                      {u"AWS_ACCESS_KEY_ID"_s, u"AWS_SECRET_ACCESS_KEY"_s}};
        for (const auto &[id, secret] : pairs) {
            QTest::newRow(qPrintable(id)) << id << secret;
            QTest::newRow(qPrintable(secret)) << secret << id;
        }
    }

    void namesTheMissingHalfOfAPair()
    {
        QFETCH(QString, present);
        QFETCH(QString, absent);
        const auto answer =
            environmentCredentials(environmentOf({{present, QString::fromUtf8(secretText)}}))->fetch({});
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Configuration);
        QVERIFY(answer.error().message.contains(present));
        QVERIFY(answer.error().message.contains(absent));
        QVERIFY(answer.error().hint.contains(absent));
        QVERIFY(!leaks(answer.error()));
    }

    void readsTheSharedFile_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("profile");
        QTest::addColumn<QString>("id");
        const QByteArray two = "[default]\naws_access_key_id = DEFAULT\naws_secret_access_key = HUSH1\n"
                               "[work]\naws_access_key_id=WORK\naws_secret_access_key=HUSH2\n";
        QTest::newRow("default") << two << QString() << u"DEFAULT"_s;
        QTest::newRow("named") << two << u"work"_s << u"WORK"_s;
        QTest::newRow("empty") << QByteArray() << QString() << u"not my case"_s;
        QTest::newRow("no default") << "[x]\nregion = a\n"_ba << QString() << u"not my case"_s;
        QTest::newRow("profile without keys") << "[x]\nregion = a\n"_ba << u"x"_s << u"not my case"_s;
        QTest::newRow("comments, CRLF, byte order mark, spaces")
            << "\xef\xbb\xbf# one\r\n ; two\r\n[ default ] # three\r\n  AWS_ACCESS_KEY_ID = ID ; four\r\n"
               "  aws_secret_access_key\t=\tHUSH;#not a comment\r\n"_ba
            << QString() << u"ID"_s;
        QTest::newRow("nested settings")
            << "[default]\naws_access_key_id = ID\ns3 =\n  aws_access_key_id = NESTED\n  max = 1\n"
               "aws_secret_access_key = HUSH\n"_ba
            << QString() << u"ID"_s;
        QTest::newRow("last one counts")
            << "[default]\naws_access_key_id=A\n[b]\n[default]\naws_access_key_id=B\n"
               "aws_secret_access_key=HUSH"_ba
            << QString() << u"B"_s;
    }

    void readsTheSharedFile()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, profile);
        QFETCH(QString, id);
        const auto answer = sharedFileCredentials(fileEnvironment(text, profile))->fetch({});
        QCOMPARE(idOf(answer), id);
        QVERIFY(!*answer || (*answer)->secretAccessKey.view().startsWith("HUSH"));
    }

    void keepsHashesAndTokensOfTheSharedFile()
    {
        const auto answer =
            sharedFileCredentials(fileEnvironment("[default]\naws_access_key_id=A\n"
                                                  "aws_secret_access_key=a=b#c;d\naws_session_token=t=\n"))
                ->fetch({});
        QCOMPARE(idOf(answer), u"A"_s);
        QCOMPARE((*answer)->secretAccessKey.view(), QByteArrayView("a=b#c;d"));
        QCOMPARE((*answer)->sessionToken.view(), QByteArrayView("t="));
        QVERIFY((*answer)->origin.contains(m_directory.path()));
    }

    void saysWhereTheSharedFileIsWrong_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("profile");
        QTest::addColumn<QString>("found");
        QTest::newRow("neither") << "[default]\n\nHUSH\n"_ba << QString() << u"line 3"_s;
        QTest::newRow("open section") << "[HUSH\n"_ba << QString() << u"line 1"_s;
        QTest::newRow("no section") << "aws_secret_access_key = HUSH\n"_ba << QString() << u"line 1"_s;
        QTest::newRow("no name") << "[default]\n= HUSH\n"_ba << QString() << u"line 2"_s;
        QTest::newRow("half a pair") << "[default]\n#\naws_secret_access_key = HUSH\n"_ba << QString()
                                     << u"line 3"_s;
        QTest::newRow("other half") << "[default]\naws_access_key_id = HUSH\n"_ba << QString()
                                    << u"aws_secret_access_key"_s;
        QTest::newRow("no such profile") << "[default]\n"_ba << u"work"_s << u"AWS_PROFILE"_s;
    }

    void saysWhereTheSharedFileIsWrong()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, profile);
        QFETCH(QString, found);
        const auto answer = sharedFileCredentials(fileEnvironment(text, profile))->fetch({});
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Configuration);
        QVERIFY2(answer.error().message.contains(found), qPrintable(answer.error().message));
        QVERIFY(answer.error().message.contains(m_directory.path()));
        QVERIFY(!leaks(answer.error()));
    }

    void looksForTheSharedFileAtHome()
    {
        const auto answer =
            sharedFileCredentials(environmentOf({{u"HOME"_s, m_directory.path()}}))->fetch({});
        QCOMPARE(idOf(answer), u"not my case"_s);
        QVERIFY(QDir(m_directory.path()).mkpath(u".aws"_s));
        QFile file(m_directory.path() + u"/.aws/credentials"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[default]\naws_access_key_id=HOME\naws_secret_access_key=s\n");
        file.setPermissions(QFile::ReadOwner);
        file.close();
        QCOMPARE(idOf(sharedFileCredentials(environmentOf({{u"HOME"_s, m_directory.path()}}))->fetch({})),
                 u"HOME"_s);
    }

    void asksTheLinksInOrder()
    {
        const auto first = std::make_shared<ScriptedProvider>();
        const auto second = std::make_shared<ScriptedProvider>();
        const auto third = std::make_shared<ScriptedProvider>();
        second->next = [] { return keys(u"SECOND"_s); };
        third->next = [] { return keys(u"THIRD"_s); };
        const auto chain = credentialsChain({first, second, third}, std::make_shared<FakeClock>());
        QCOMPARE(idOf(chain->fetch({})), u"SECOND"_s);
        QCOMPARE(idOf(chain->fetch({})), u"SECOND"_s);
        QCOMPARE(first->asked.load(), 1); // kept
        QCOMPARE(second->asked.load(), 1);
        QCOMPARE(third->asked.load(), 0);
    }

    void stopsAtABrokenLink()
    {
        const auto broken = std::make_shared<ScriptedProvider>();
        const auto sound = std::make_shared<ScriptedProvider>();
        broken->next = []() -> Result<std::optional<Credentials>> {
            return fail(ErrorCode::Configuration, u"test"_s, u"half a pair"_s);
        };
        sound->next = [] { return keys(u"LATER"_s); };
        const auto chain = credentialsChain({broken, sound}, std::make_shared<FakeClock>());
        QCOMPARE(idOf(chain->fetch({})), u"error: half a pair"_s);
        QCOMPARE(sound->asked.load(), 0);
        broken->next = [] { return keys(u"MENDED"_s); };
        QCOMPARE(idOf(chain->fetch({})), u"MENDED"_s); // an error is not kept
    }

    void namesEveryPlaceThatWasLookedAt()
    {
        const QProcessEnvironment environment =
            environmentOf({{u"HOME"_s, u"/absent"_s}, {u"AWS_EC2_METADATA_DISABLED"_s, u"true"_s}});
        const auto chain = credentialsChain(
            {staticCredentials({}), environmentCredentials(environment), sharedFileCredentials(environment),
             containerCredentials(environment), instanceCredentials(environment)},
            std::make_shared<FakeClock>());
        const auto answer = chain->fetch({});
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::AuthFailed);
        for (const QString &place : {u"BACKUP_S3_ACCESS_KEY"_s, u"R2_ACCESS_KEY_ID"_s, u"AWS_ACCESS_KEY_ID"_s,
                                     u"/absent/.aws/credentials"_s, u"ECS"_s})
            QVERIFY2(answer.error().message.contains(place), qPrintable(answer.error().message));
        QVERIFY(!answer.error().message.contains(u"EC2")); // switched off: not looked at
        QVERIFY(!answer.error().hint.isEmpty());
    }

    void bridgesARenewalThatFails()
    {
        const auto clock = std::make_shared<FakeClock>();
        const QDateTime expiry = clock->utcNow().addSecs(3600);
        const auto link = std::make_shared<ScriptedProvider>();
        link->next = [&] { return keys(u"OLD"_s, expiry); };
        const auto chain = credentialsChain({link}, clock);
        QCOMPARE(idOf(chain->fetch({})), u"OLD"_s);
        link->next = []() -> Result<std::optional<Credentials>> {
            return fail(ErrorCode::Network, u"test"_s, u"gone"_s);
        };
        clock->advance(56min);
        QCOMPARE(idOf(chain->fetch({})), u"OLD"_s);
        QCOMPARE(idOf(chain->fetch({})), u"OLD"_s);
        QCOMPARE(link->asked.load(), 2); // not at every request
        clock->advance(31s);
        QCOMPARE(idOf(chain->fetch({})), u"OLD"_s);
        QCOMPARE(link->asked.load(), 3);
        clock->advance(4min);
        QCOMPARE(idOf(chain->fetch({})), u"error: gone"_s); // expired
        link->next = [&] { return keys(u"NEW"_s, clock->utcNow().addSecs(3600)); };
        QCOMPARE(idOf(chain->fetch({})), u"NEW"_s);
    }

    void asksOnceForManyThreads()
    {
        const auto link = std::make_shared<ScriptedProvider>();
        link->next = [] { return keys(u"ONE"_s); };
        const auto chain = credentialsChain({link}, std::make_shared<FakeClock>());
        std::atomic<int> answered = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                const auto answer = chain->fetch({});
                answered += answer && *answer && (*answer)->secretAccessKey.equals(SecretBytes(secretText));
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(answered.load(), 8);
        QCOMPARE(link->asked.load(), 1);
    }
};

QTEST_GUILESS_MAIN(CredentialsTest)
#include "tst_credentials.moc"
