// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/wellknown.h"

#include "support/unprivileged.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <sys/stat.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QByteArray header("SQLite format 3\0", 16);

} // namespace

class WellKnownTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void placesAreFound_data();
    void placesAreFound();
    void whatIsNoDatabaseIsLeftOut_data();
    void whatIsNoDatabaseIsLeftOut();
    void symbolicLinksAreNotFollowed_data();
    void symbolicLinksAreNotFollowed();
    void unreadableFilesAreLeftOut();
    void pipesAreNotOpened();
    void eachDatabaseIsOfferedOnceInOrder();
    void nothingIsFoundOnAnEmptyMachine();
    void cancelledSearchEnds();
    void crowdedFoldersAreNotListedWithoutEnd();

private:
    QString put(const QString &place, const QByteArray &content = header + "rest") const
    {
        QString path = place;
        path.replace(u'~', home());
        if (!path.startsWith(home()))
            path.prepend(m_root->path());
        if (!QDir().mkpath(path.section(u'/', 0, -2)))
            qWarning("cannot make the folder of %s", qPrintable(path));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qWarning("cannot write %s", qPrintable(path));
        return path;
    }
    QString home() const { return m_root->path() + u"/home/ada"_s; }
    QList<FoundDatabase> found() const { return findDatabases({m_root->path(), home()}, {}); }

    std::unique_ptr<QTemporaryDir> m_root;
};

void WellKnownTest::init()
{
    m_root = std::make_unique<QTemporaryDir>();
    QVERIFY(m_root->isValid());
    QVERIFY(QDir().mkpath(home()));
}

void WellKnownTest::placesAreFound_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("application");
    const auto row = [](const char *application, const char *place) {
        QTest::newRow(place) << QString::fromUtf8(place) << QString::fromUtf8(application);
    };
    row("RustResort", "/opt/rustresort/data/rustresort.db");
    row("RustResort", "~/rustresort/data/rustresort.db");
    row("RustResort", "/var/lib/docker/volumes/social_data/_data/rustresort.db");
    row("Vaultwarden", "/var/lib/vaultwarden/db.sqlite3");
    row("Vaultwarden", "~/docker/vaultwarden/vw-data/db.sqlite3");
    row("Gitea", "/var/lib/gitea/data/gitea.db");
    row("Forgejo", "/srv/forgejo/gitea/gitea.db");
    row("Home Assistant", "~/.homeassistant/home-assistant_v2.db");
    row("PocketBase", "~/shop/pb_data/data.db");
    row("n8n", "~/.n8n/database.sqlite");
    row("Uptime Kuma", "/opt/uptime-kuma/data/kuma.db");
    row("Jellyfin", "/var/lib/jellyfin/data/jellyfin.db");
    row("Navidrome", "/var/lib/navidrome/navidrome.db");
    row("Grafana", "/var/lib/grafana/grafana.db");
    row("Linkding", "/etc/linkding/data/db.sqlite3");
    row("FreshRSS", "/var/www/FreshRSS/data/users/ada/db.sqlite");
}

void WellKnownTest::placesAreFound()
{
    QFETCH(QString, place);
    QFETCH(QString, application);
    const QString path = put(place, header + QByteArray(84, 'x'));
    const auto databases = found();
    QCOMPARE(databases.size(), 1);
    QCOMPARE(databases.first().path, path);
    QCOMPARE(databases.first().application, application);
    QCOMPARE(databases.first().size, 100);
}

void WellKnownTest::whatIsNoDatabaseIsLeftOut_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("shorter than the header") << header.chopped(1);
    QTest::newRow("text") << QByteArray("This is where the database will be, one day.");
    QTest::newRow("header without its zero byte") << QByteArray("SQLite format 3 is a format");
}

void WellKnownTest::whatIsNoDatabaseIsLeftOut()
{
    QFETCH(QByteArray, content);
    put(u"/var/lib/grafana/grafana.db"_s, content);
    QVERIFY(found().isEmpty());
}

void WellKnownTest::symbolicLinksAreNotFollowed_data()
{
    QTest::addColumn<QString>("link");
    QTest::addColumn<QString>("target");
    QTest::newRow("file") << u"/var/lib/grafana/grafana.db"_s << u"/elsewhere/grafana.db"_s;
    QTest::newRow("folder") << u"/var/lib/grafana"_s << u"/elsewhere"_s;
    QTest::newRow("folder under a star") << u"/var/lib/docker/volumes/x"_s << u"/elsewhere"_s;
}

void WellKnownTest::symbolicLinksAreNotFollowed()
{
    QFETCH(QString, link);
    QFETCH(QString, target);
    put(u"/elsewhere/grafana.db"_s);
    put(u"/elsewhere/_data/grafana.db"_s);
    const QString at = m_root->path() + link;
    QVERIFY(QDir().mkpath(at.section(u'/', 0, -2)));
    QVERIFY(QFile::link(m_root->path() + target, at));
    QVERIFY(QFile::exists(at));
    QVERIFY(found().isEmpty());
}

void WellKnownTest::unreadableFilesAreLeftOut()
{
    const QString unreadable = put(u"/var/lib/grafana/grafana.db"_s);
    const QString readable = put(u"/var/lib/navidrome/navidrome.db"_s);
    QVERIFY(QFile::setPermissions(unreadable, QFileDevice::WriteOwner));
    QVERIFY(QFile::setPermissions(m_root->path(), QFileDevice::Permissions(0x7055)));
    const Unprivileged anyone;
    const auto databases = found();
    QCOMPARE(databases.size(), 1);
    QCOMPARE(databases.first().path, readable);
}

void WellKnownTest::pipesAreNotOpened()
{
    const QString path = m_root->path() + u"/var/lib/grafana/grafana.db"_s;
    QVERIFY(QDir().mkpath(path.section(u'/', 0, -2)));
    QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), 0600), 0);
    QVERIFY(found().isEmpty());
}

void WellKnownTest::eachDatabaseIsOfferedOnceInOrder()
{
    put(u"/var/lib/vaultwarden/db.sqlite3"_s);       // also below a folder of servers
    put(u"~/uptime-kuma/data/kuma.db"_s);            // also below every home
    put(u"/srv/docker/gitea/data/gitea/gitea.db"_s); // also below /srv/*
    put(u"~/.n8n/database.sqlite"_s);
    QStringList applications;
    for (const FoundDatabase &database : found())
        applications += database.application;
    QCOMPARE(applications, (QStringList{u"Gitea"_s, u"n8n"_s, u"Uptime Kuma"_s, u"Vaultwarden"_s}));
}

void WellKnownTest::nothingIsFoundOnAnEmptyMachine()
{
    QVERIFY(found().isEmpty());
    QVERIFY(findDatabases({u"/no such root"_s, u"/no such home"_s}, {}).isEmpty());
}

void WellKnownTest::cancelledSearchEnds()
{
    put(u"/var/lib/grafana/grafana.db"_s);
    const CancelToken cancel;
    cancel.request();
    QVERIFY(findDatabases({m_root->path(), home()}, cancel).isEmpty());
}

void WellKnownTest::crowdedFoldersAreNotListedWithoutEnd()
{
    for (int i = 0; i < 450; ++i)
        QVERIFY(QDir().mkpath(m_root->path()
                              + u"/var/lib/docker/volumes/v%1/_data"_s.arg(i, 4, 10, QChar(u'0'))));
    put(u"/var/lib/docker/volumes/v0007/_data/kuma.db"_s);
    put(u"/var/lib/docker/volumes/v0449/_data/kuma.db"_s);
    QCOMPARE(found().size(), 1);
}

QTEST_GUILESS_MAIN(WellKnownTest)
#include "tst_wellknown.moc"
