// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/globalsettingsfile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestGlobalSettingsFile final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void makesWhatIsMissing();
    void keepsCommentsAndStrangers();
    void aBrokenFileStaysAsItIs();

private:
    QByteArray content() const
    {
        QFile in(m_file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    void write(const QByteArray &text)
    {
        QVERIFY(QDir().mkpath(QFileInfo(m_file).path()));
        QFile out(m_file);
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(text) == text.size());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
    QProcessEnvironment m_environment;
    GlobalSettings m_quiet;
};

void TestGlobalSettingsFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = m_folder->filePath(u"config/lifeboat/lifeboat.toml"_s);
    m_quiet.notifyFailure = false;
}

void TestGlobalSettingsFile::makesWhatIsMissing()
{
    QVERIFY(saveGlobalSettings(m_file, {}, m_quiet, m_environment));
    const auto read = loadGlobalSettings(m_file, m_environment);
    QVERIFY(read);
    QCOMPARE(read->settings, m_quiet);
    constexpr auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QCOMPARE(QFileInfo(m_file).permissions() & others, QFile::Permissions());
    QCOMPARE(QFileInfo(QFileInfo(m_file).path()).permissions() & others, QFile::Permissions());
}

void TestGlobalSettingsFile::keepsCommentsAndStrangers()
{
    write("# mine\n[notifications]\nfailure = true # always\n[moon]\nphase = 3\n");
    QVERIFY(saveGlobalSettings(m_file, {}, m_quiet, m_environment));
    QCOMPARE(content(), "# mine\n[notifications]\nfailure = false # always\n[moon]\nphase = 3\n");
}

void TestGlobalSettingsFile::aBrokenFileStaysAsItIs()
{
    const QByteArray broken = "[general]\nlanguage = \"xx\"\n[notifications]\nfailure = true\n";
    write(broken);
    const auto saved = saveGlobalSettings(m_file, {}, m_quiet, m_environment);
    QVERIFY(!saved);
    QCOMPARE(saved.error().code, ErrorCode::Configuration);
    QVERIFY(saved.error().message.contains(u"general.language"));
    QCOMPARE(content(), broken);
}

QTEST_GUILESS_MAIN(TestGlobalSettingsFile)
#include "tst_globalsettingsfile.moc"
