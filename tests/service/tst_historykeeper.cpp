// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/historykeeper.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

RunRecord runOf(const QString &profile, const QDateTime &finished)
{
    RunRecord run;
    run.profile = profile;
    run.startedAt = run.finishedAt = finished;
    return run;
}

} // namespace

class TestHistoryKeeper final : public QObject
{
    Q_OBJECT

private slots:
    /// The preferences hold from the next run on.
    void remembersForAsLongAsTheSettingsSay()
    {
        const QTemporaryDir folder;
        const QString settings = folder.filePath(u"lifeboat.toml"_s);
        HistoryKeeper keeper(folder.filePath(u"history.db"_s), settings);
        const QDateTime now = QDateTime::currentDateTimeUtc();
        const auto keep = [&](const QString &profile, const QDateTime &finished) {
            QSignalSpy recorded(&keeper, &HistoryKeeper::recorded);
            keeper.keep(runOf(profile, finished));
            return recorded.wait();
        };
        const auto profiles = [&] {
            const auto history = RunHistory::open(keeper.path());
            return history ? (*history)->profiles().value_or(QStringList()) : QStringList();
        };
        QVERIFY(keep(u"old"_s, now.addDays(-40)));
        QVERIFY(keep(u"new"_s, now));
        QCOMPARE(profiles(), QStringList({u"new"_s, u"old"_s}));

        QFile file(settings);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("[general]\nhistory_days = 30\n") > 0);
        file.close();
        QVERIFY(keep(u"new"_s, now));
        QCOMPARE(profiles(), QStringList(u"new"_s));
    }
};

QTEST_GUILESS_MAIN(TestHistoryKeeper)
#include "tst_historykeeper.moc"
