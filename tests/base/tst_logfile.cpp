// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"
#include "base/logfile.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class LogFileTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_parent = std::make_unique<QTemporaryDir>(); }

    void keepsLinesOverRestarts();
    void isForItsOwnerOnly();
    void keepsFiveFilesOfAMebibyte();
    void findsTheLastLinesAcrossFiles();
    void threadsDoNotMixTheirLines();
    void goesOnWhenTheFolderIsEmptied();
    void doesWithoutAFolder();
    void keepsNoSecretThatIsLogged();

private:
    [[nodiscard]] QString folder() const { return m_parent->filePath(u"log"_s); }

    std::unique_ptr<QTemporaryDir> m_parent;
};

void LogFileTest::keepsLinesOverRestarts()
{
    LogFile(folder()).write(u"first\nline"_s);
    LogFile(folder()).write(u"second"_s);
    QCOMPARE(LogFile::lastLines(folder(), 10), QStringList({u"first line"_s, u"second"_s}));
    QCOMPARE(LogFile::lastLines(folder(), 1), QStringList(u"second"_s));
}

void LogFileTest::isForItsOwnerOnly()
{
    LogFile(folder()).write(u"line"_s);
    constexpr auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QCOMPARE(QFile::permissions(folder()) & others, QFile::Permissions());
    QCOMPARE(QFile::permissions(folder() + u"/lifeboat.log"_s) & others, QFile::Permissions());
}

void LogFileTest::keepsFiveFilesOfAMebibyte()
{
    LogFile log(folder());
    const QString line(LogFile::largest / 4, u'x');
    for (int i = 0; i < 40; ++i)
        log.write(line);
    const QFileInfoList files = QDir(folder()).entryInfoList(QDir::Files);
    QCOMPARE(files.size(), LogFile::kept);
    for (const QFileInfo &file : files)
        QVERIFY(file.size() <= LogFile::largest);
}

void LogFileTest::findsTheLastLinesAcrossFiles()
{
    LogFile log(folder());
    log.write(u"before"_s);
    log.write(QString(LogFile::largest - 100, u'x'));
    log.write(QString(200, u'y'));
    log.write(u"after"_s);
    QCOMPARE(QDir(folder()).entryList(QDir::Files).size(), 2);
    const QStringList lines = LogFile::lastLines(folder(), 4);
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines.constFirst(), u"before"_s);
    QCOMPARE(lines.constLast(), u"after"_s);
}

void LogFileTest::threadsDoNotMixTheirLines()
{
    LogFile log(folder());
    const auto writeMany = [&](QChar letter) {
        for (int i = 0; i < 500; ++i)
            log.write(QString(100, letter));
    };
    std::thread one(writeMany, u'a');
    std::thread other(writeMany, u'b');
    one.join();
    other.join();
    const QStringList lines = LogFile::lastLines(folder(), 2000);
    QCOMPARE(lines.count(QString(100, u'a')), 500);
    QCOMPARE(lines.count(QString(100, u'b')), 500);
}

void LogFileTest::goesOnWhenTheFolderIsEmptied()
{
    LogFile log(folder());
    log.write(u"gone"_s);
    QVERIFY(QDir(folder()).removeRecursively());
    log.write(u"here"_s);
    QCOMPARE(LogFile::lastLines(folder(), 10), QStringList(u"here"_s));
}

void LogFileTest::doesWithoutAFolder()
{
    QFile obstacle(folder());
    QVERIFY(obstacle.open(QIODevice::WriteOnly));
    LogFile(folder()).write(u"nowhere"_s);
    QVERIFY(LogFile::lastLines(folder(), 10).isEmpty());
}

void LogFileTest::keepsNoSecretThatIsLogged()
{
    keepLogIn(folder());
    QTest::ignoreMessage(QtWarningMsg, "secret_access_key = hunter2hunter2");
    qCWarning(logHttp).noquote() << u"secret_access_key = hunter2hunter2"_s;
    const QString log = LogFile::lastLines(folder(), 10).join(u'\n');
    QVERIFY2(log.contains(u"lifeboat.http: secret_access_key = [redacted]"_s), qPrintable(log));
    QVERIFY(!log.contains(u"hunter2"_s));
}

QTEST_GUILESS_MAIN(LogFileTest)
#include "tst_logfile.moc"
