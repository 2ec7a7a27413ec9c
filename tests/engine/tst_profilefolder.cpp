// SPDX-License-Identifier: GPL-3.0-or-later
#include "configfolder.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestProfileFolder final : public QObject
{
    Q_OBJECT

private slots:
    void folder_data();
    void folder();
    void namesAreSortedAndOnlyToml();
    void findsAProfileByName();
    void unknownProfileNamesTheNearestAndAll();
    void unknownProfileWithoutAny();
    void defaultIsTheOnlyOne();
    void defaultOfNoneOrSeveralSaysWhatToDo();
};

void TestProfileFolder::folder_data()
{
    QTest::addColumn<QString>("xdg");
    QTest::addColumn<QString>("home");
    QTest::addColumn<QString>("expected");
    QTest::newRow("XDG_CONFIG_HOME") << u"/xdg"_s << u"/home/a"_s << u"/xdg/lifeboat/profiles"_s;
    QTest::newRow("not set") << QString() << u"/home/a"_s << u"/home/a/.config/lifeboat/profiles"_s;
    QTest::newRow("relative is ignored")
        << u"xdg"_s << u"/home/a"_s << u"/home/a/.config/lifeboat/profiles"_s;
    QTest::newRow("slash at the end") << u"/xdg/"_s << u"/home/a"_s << u"/xdg/lifeboat/profiles"_s;
}

void TestProfileFolder::folder()
{
    QFETCH(QString, xdg);
    QFETCH(QString, home);
    QProcessEnvironment environment;
    environment.insert(u"HOME"_s, home);
    if (!xdg.isEmpty())
        environment.insert(u"XDG_CONFIG_HOME"_s, xdg);
    QTEST(profileFolder(environment), "expected");
}

void TestProfileFolder::namesAreSortedAndOnlyToml()
{
    ConfigFolder folder;
    QCOMPARE(profileNames(folder.environment), QStringList());
    for (const char *name : {"vaultwarden.toml", "gitea.toml", "my.app.toml", "notes.txt", "old.toml.bak"})
        folder.write(u"home/.config/lifeboat/profiles/"_s + QLatin1StringView(name), "");
    QDir().mkpath(folder.path(u"home/.config/lifeboat/profiles/folder.toml"_s));
    QCOMPARE(profileNames(folder.environment), QStringList({u"gitea"_s, u"my.app"_s, u"vaultwarden"_s}));
}

void TestProfileFolder::findsAProfileByName()
{
    ConfigFolder folder;
    folder.environment.insert(u"XDG_CONFIG_HOME"_s, folder.path(u"xdg"_s));
    const QString file = folder.write(u"xdg/lifeboat/profiles/gitea.toml"_s, "");
    folder.write(u"xdg/lifeboat/outside.toml"_s, "");
    const auto found = findProfile(u"gitea"_s, folder.environment);
    QVERIFY2(found, qPrintable(found ? QString() : describe(found.error())));
    QCOMPARE(*found, file);
    QVERIFY(!findProfile(u"../outside"_s, folder.environment));
    QVERIFY(!findProfile(QString(), folder.environment));
}

void TestProfileFolder::unknownProfileNamesTheNearestAndAll()
{
    ConfigFolder folder;
    folder.write(u"home/.config/lifeboat/profiles/gitea.toml"_s, "");
    folder.write(u"home/.config/lifeboat/profiles/vaultwarden.toml"_s, "");
    const auto found = findProfile(u"giteaa"_s, folder.environment);
    QVERIFY(!found);
    QCOMPARE(found.error().code, ErrorCode::NotFound);
    QVERIFY(found.error().message.contains(u"\"giteaa\""));
    QVERIFY(found.error().hint.contains(u"mean gitea?"));
    QVERIFY(found.error().hint.contains(u"gitea, vaultwarden"));
}

void TestProfileFolder::unknownProfileWithoutAny()
{
    ConfigFolder folder;
    const auto found = findProfile(u"gitea"_s, folder.environment);
    QVERIFY(!found);
    QCOMPARE(found.error().code, ErrorCode::NotFound);
    QVERIFY(found.error().message.contains(profileFolder(folder.environment)));
    QVERIFY(found.error().hint.contains(u"no profiles yet"));
}

void TestProfileFolder::defaultIsTheOnlyOne()
{
    ConfigFolder folder;
    const QString file = folder.write(u"home/.config/lifeboat/profiles/gitea.toml"_s, "");
    const auto found = defaultProfile(folder.environment);
    QVERIFY(found);
    QCOMPARE(*found, file);
}

void TestProfileFolder::defaultOfNoneOrSeveralSaysWhatToDo()
{
    ConfigFolder folder;
    const auto none = defaultProfile(folder.environment);
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::Configuration);
    QVERIFY(none.error().message.contains(profileFolder(folder.environment)));
    QVERIFY(none.error().hint.contains(u"--config"));

    folder.write(u"home/.config/lifeboat/profiles/a.toml"_s, "");
    folder.write(u"home/.config/lifeboat/profiles/b.toml"_s, "");
    const auto several = defaultProfile(folder.environment);
    QVERIFY(!several);
    QCOMPARE(several.error().code, ErrorCode::Configuration);
    QVERIFY(several.error().message.contains(u"a, b"));
    QVERIFY(several.error().hint.contains(u"--profile"));
}

QTEST_GUILESS_MAIN(TestProfileFolder)
#include "tst_profilefolder.moc"
