// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/apitoken.h"

#include "service/catalogsetup.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

QString textOf(const SecretBytes &token)
{
    return QString::fromLatin1(token.view());
}

} // namespace

class ApiTokenTest final : public QObject
{
    Q_OBJECT

private slots:
    void makesOneThatOnlyItsOwnerReads();
    void replacesNothing();
    void saysHowToMakeOne();
    void refusesAFileThatOthersRead();
    void takesTheVariableFirst();
    void refusesVariables_data();
    void refusesVariables();
    void liesBesideTheSettings();

private:
    CatalogSetup m_home;
    const QString m_file = m_home.path(u"config/api-token"_s);
};

void ApiTokenTest::makesOneThatOnlyItsOwnerReads()
{
    QVERIFY(makeApiToken(m_file));
    QCOMPARE(QFile::permissions(m_file) & ~(QFile::ReadUser | QFile::WriteUser),
             QFile::ReadOwner | QFile::WriteOwner);
    const auto token = readApiToken(m_file, {});
    QVERIFY(token);
    QCOMPARE(textOf(*token), QString::fromLatin1(CatalogSetup::read(m_file).trimmed()));
    QCOMPARE(QByteArray::fromBase64(token->view().toByteArray()).size(), 32);

    const QString other = m_home.path(u"config/other-token"_s);
    QVERIFY(makeApiToken(other));
    QVERIFY(CatalogSetup::read(other) != CatalogSetup::read(m_file));
}

void ApiTokenTest::replacesNothing()
{
    const QString file = m_home.write(m_home.path(u"key"_s), "the only copy");
    const auto made = makeApiToken(file);
    QVERIFY(!made);
    QCOMPARE(made.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(CatalogSetup::read(file), "the only copy");
}

void ApiTokenTest::saysHowToMakeOne()
{
    const auto token = readApiToken(m_home.path(u"absent"_s), {});
    QVERIFY(!token);
    QCOMPARE(token.error().code, ErrorCode::NotFound);
    QVERIFY(token.error().hint.contains(u"serve --new-api-token"_s));
}

void ApiTokenTest::refusesAFileThatOthersRead()
{
    const QString file = m_home.path(u"open-token"_s);
    QVERIFY(makeApiToken(file));
    QVERIFY(QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
    const auto token = readApiToken(file, {});
    QVERIFY(!token);
    QCOMPARE(token.error().code, ErrorCode::Refused);
    QVERIFY(token.error().hint.contains(u"chmod 600"_s));
}

void ApiTokenTest::takesTheVariableFirst()
{
    const QString stated = u"a-token-of-my-own-0123456789-0123"_s;
    QProcessEnvironment environment;
    environment.insert(u"LIFEBOAT_API_TOKEN"_s, stated + u'\n');
    const auto token = readApiToken(m_home.path(u"absent"_s), environment);
    QVERIFY(token);
    QCOMPARE(textOf(*token), stated);
}

void ApiTokenTest::refusesVariables_data()
{
    QTest::addColumn<QString>("value");
    QTest::newRow("empty") << QString();
    QTest::newRow("guessed") << u"swordfish"_s;
    QTest::newRow("one too short") << u"0123456789012345678901234567890"_s;
    QTest::newRow("with a space") << u"0123456789012345 6789012345678901"_s;
    QTest::newRow("not ASCII") << u"0123456789012345678901234567890ä"_s;
    QTest::newRow("too long") << QString(1025, u'x');
}

void ApiTokenTest::refusesVariables()
{
    QFETCH(QString, value);
    QVERIFY(makeApiToken(m_home.path(u"unused"_s)) || QFile::exists(m_home.path(u"unused"_s)));
    QProcessEnvironment environment;
    environment.insert(u"LIFEBOAT_API_TOKEN"_s, value);
    const auto token = readApiToken(m_home.path(u"unused"_s), environment);
    QVERIFY(!token);
    QCOMPARE(token.error().code, ErrorCode::Refused);
    QVERIFY(value.isEmpty() || !describe(token.error()).contains(value));
}

void ApiTokenTest::liesBesideTheSettings()
{
    const QString settings = u"/home/ann/.config/lifeboat/lifeboat.toml"_s;
    QProcessEnvironment environment;
    environment.insert(u"HOME"_s, u"/home/ann"_s);
    ApiSettings api;
    QCOMPARE(apiTokenFile(api, settings, environment), u"/home/ann/.config/lifeboat/api-token"_s);
    api.tokenFile = u"~/token"_s;
    QCOMPARE(apiTokenFile(api, settings, environment), u"/home/ann/token"_s);
    api.tokenFile = u"/run/token"_s;
    QCOMPARE(apiTokenFile(api, settings, environment), u"/run/token"_s);
}

QTEST_GUILESS_MAIN(ApiTokenTest)
#include "tst_apitoken.moc"
