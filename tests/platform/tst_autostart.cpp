// SPDX-License-Identifier: GPL-3.0-or-later
// Judged by others: desktop-file-validate reads the entry, and GLib starts what it names.
#include "platform/autostart.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly)
           && file.write(content) == content.size();
}

/// What the program said; its exit code in front when that is not 0.
QByteArray outputOf(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished(30'000))
        return "did not end";
    const QByteArray code = process.exitCode() == 0 ? "" : QByteArray::number(process.exitCode()) + ": ";
    return code + process.readAll();
}

const QByteArray edited = "[Desktop Entry]\n"
                          "Type=Application\n"
                          "Name=My backups\n"
                          "Exec=env LANG=de_DE.UTF-8 lifeboat --minimised\n"
                          "# mine\n"
                          "\n"
                          "[Desktop Action Quiet]\n"
                          "Hidden=true\n";

/// In CI nothing may be: the test then fails for want of it.
bool isAbsent(const QString &program)
{
    return QStandardPaths::findExecutable(program).isEmpty()
           && qEnvironmentVariable("LIFEBOAT_REQUIRE_SERVERS") != u"1";
}

} // namespace

class TestAutostart final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void isOffAtFirst();
    void turnsOnAndOff();
    void theEntryIsValid();
    void desktopsStartTheVeryProgram_data();
    void desktopsStartTheVeryProgram();
    void aMovedProgramIsFoundAgain();
    void readsWhatTheUserSwitched_data();
    void readsWhatTheUserSwitched();
    void aUsersEditsStay();
    void whatHasNoProgramIsWrittenAnew();
    void aRelativeConfigFolderIsIgnored();
    void saysWhyItCannotWrite();

private:
    [[nodiscard]] QProcessEnvironment environment() const
    {
        QProcessEnvironment out;
        out.insert(u"HOME"_s, m_folder->filePath(u"home"_s));
        out.insert(u"XDG_CONFIG_HOME"_s, m_folder->filePath(u"config"_s));
        return out;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestAutostart::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestAutostart::isOffAtFirst()
{
    Autostart autostart(environment(), u"/usr/bin/lifeboat"_s);
    QCOMPARE(autostart.file(), m_folder->filePath(u"config/autostart/lifeboat.desktop"_s));
    QVERIFY(!autostart.isOn());
    QVERIFY(autostart.setOn(false));
    QVERIFY(!QFile::exists(autostart.file()));
}

void TestAutostart::turnsOnAndOff()
{
    Autostart autostart(environment(), u"/usr/bin/lifeboat"_s);
    QVERIFY(autostart.setOn(true));
    QVERIFY(autostart.isOn());
    QVERIFY(contentOf(autostart.file()).contains("\nExec=\"/usr/bin/lifeboat\" \"--minimised\"\n"));
    QVERIFY(autostart.setOn(false));
    QVERIFY(!autostart.isOn());
    QVERIFY(!QFile::exists(autostart.file()));
}

void TestAutostart::theEntryIsValid()
{
    if (isAbsent(u"desktop-file-validate"_s))
        QSKIP("desktop-file-validate is not installed");
    Autostart autostart(environment(), m_folder->filePath(u"a b/$x%`\"\\"_s));
    QVERIFY(autostart.setOn(true));
    QCOMPARE(outputOf(u"desktop-file-validate"_s, {autostart.file()}), "");
}

void TestAutostart::desktopsStartTheVeryProgram_data()
{
    // Without '%': GLib looks for the program before it undoes that escape.
    QTest::addColumn<QString>("folder");
    QTest::newRow("plain") << u"plain"_s;
    QTest::newRow("blanks") << u"two  words"_s;
    QTest::newRow("shell") << u"$HOME `id` ; & | * ?"_s;
    QTest::newRow("quotes") << u"it's \"quoted\""_s;
    QTest::newRow("backslash") << u"back\\slash \\n"_s;
    QTest::newRow("umlaut") << u"Sicherung für später"_s;
    QTest::newRow("control characters") << u"tab\tand\nline"_s;
}

void TestAutostart::desktopsStartTheVeryProgram()
{
    if (isAbsent(u"gio"_s))
        QSKIP("gio is not installed");
    QFETCH(const QString, folder);
    const QString program = m_folder->filePath(folder + u"/lifeboat"_s);
    QVERIFY(writeFile(program, "#!/bin/sh\nprintf '%s|' \"$0\" \"$@\" > \"$0.started\"\n"));
    QVERIFY(QFile::setPermissions(program, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    Autostart autostart(environment(), program);
    QVERIFY(autostart.setOn(true));
    QCOMPARE(outputOf(u"gio"_s, {u"launch"_s, autostart.file()}), "");
    QTRY_COMPARE(contentOf(program + u".started"_s), (program + u"|--minimised|"_s).toUtf8());
}

void TestAutostart::aMovedProgramIsFoundAgain()
{
    Autostart before(environment(), u"/old/lifeboat"_s);
    QVERIFY(before.setOn(true));
    Autostart after(environment(), u"/new/lifeboat"_s);
    QVERIFY(after.isOn());
    QVERIFY(after.setOn(true));
    QVERIFY(contentOf(after.file()).contains("Exec=\"/new/lifeboat\""));
    QVERIFY(!contentOf(after.file()).contains("/old/"));
}

void TestAutostart::readsWhatTheUserSwitched_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("on");
    QTest::newRow("nothing") << QByteArray() << true;
    QTest::newRow("hidden") << QByteArray("Hidden=true\n") << false;
    QTest::newRow("hidden, with blanks") << QByteArray("Hidden = true \n") << false;
    QTest::newRow("not hidden") << QByteArray("Hidden=false\n") << true;
    QTest::newRow("off in GNOME") << QByteArray("X-GNOME-Autostart-enabled=false\n") << false;
    QTest::newRow("on in GNOME") << QByteArray("X-GNOME-Autostart-enabled=true\n") << true;
}

void TestAutostart::readsWhatTheUserSwitched()
{
    QFETCH(const QByteArray, line);
    QFETCH(const bool, on);
    Autostart autostart(environment(), u"/usr/bin/lifeboat"_s);
    QByteArray content = edited;
    QVERIFY(writeFile(autostart.file(), content.replace("# mine\n", line)));
    QCOMPARE(autostart.isOn(), on);
}

void TestAutostart::aUsersEditsStay()
{
    Autostart autostart(environment(), u"/usr/bin/lifeboat"_s);
    QVERIFY(writeFile(autostart.file(), edited));
    QVERIFY(autostart.setOn(false));
    QVERIFY(!autostart.isOn());
    QByteArray expected = edited;
    expected.replace("[Desktop Entry]\n", "[Desktop Entry]\nHidden=true\n");
    QCOMPARE(contentOf(autostart.file()), expected);

    QVERIFY(autostart.setOn(true));
    QVERIFY(autostart.isOn());
    expected.replace("[Desktop Entry]\nHidden=true\n", "[Desktop Entry]\nX-GNOME-Autostart-enabled=true\n");
    QCOMPARE(contentOf(autostart.file()), expected);
}

void TestAutostart::whatHasNoProgramIsWrittenAnew()
{
    Autostart autostart(environment(), u"/usr/bin/lifeboat"_s);
    QVERIFY(writeFile(autostart.file(), "not an entry at all\n"));
    QVERIFY(!autostart.isOn());
    QVERIFY(autostart.setOn(true));
    QVERIFY(autostart.isOn());
}

void TestAutostart::aRelativeConfigFolderIsIgnored()
{
    QProcessEnvironment relative = environment();
    relative.insert(u"XDG_CONFIG_HOME"_s, u"config"_s);
    QCOMPARE(Autostart(relative, u"/usr/bin/lifeboat"_s).file(),
             m_folder->filePath(u"home/.config/autostart/lifeboat.desktop"_s));
}

void TestAutostart::saysWhyItCannotWrite()
{
    QVERIFY(writeFile(m_folder->filePath(u"config"_s), "a file where the folder should be"));
    Autostart autostart(environment(), u"/usr/bin/lifeboat"_s);
    const auto on = autostart.setOn(true);
    QVERIFY(!on);
    QVERIFY(on.error().message.contains(autostart.file()));
    QVERIFY(!on.error().message.contains(u"Unknown"_s));
    QVERIFY(!on.error().hint.isEmpty());
}

QTEST_GUILESS_MAIN(TestAutostart)
#include "tst_autostart.moc"
