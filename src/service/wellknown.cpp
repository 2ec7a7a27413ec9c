// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/wellknown.h"

#include <QDir>
#include <QFileInfo>
#include <QStringList>

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// A whole search looks at no more folders and files than this.
constexpr int mostLooks = 20'000;
/// Of one folder, where a place has a "*".
constexpr int mostEntries = 400;

struct Place
{
    const char *application;
    /// "/…" from the root, "~/…" from the home folder, "@/…" from every folder where people unpack servers
    /// or keep what their containers mount. A segment may hold one or more "*".
    const char *path;
};

// The applications' own documentation: default installs, packages of Debian and Arch, container images.
constexpr std::array places{
    Place{"Audiobookshelf", "/usr/share/audiobookshelf/config/absdatabase.sqlite"},
    Place{"Audiobookshelf", "@/audiobookshelf/config/absdatabase.sqlite"},
    Place{"Forgejo", "/var/lib/forgejo/data/forgejo.db"},
    Place{"Forgejo", "/var/lib/forgejo/data/gitea.db"},
    Place{"Forgejo", "@/forgejo/gitea/gitea.db"},
    Place{"Forgejo", "@/forgejo/data/gitea/gitea.db"},
    Place{"Forgejo", "@/forgejo/data/forgejo.db"},
    Place{"FreshRSS", "/var/www/FreshRSS/data/users/*/db.sqlite"},
    Place{"FreshRSS", "/usr/share/FreshRSS/data/users/*/db.sqlite"},
    Place{"FreshRSS", "/usr/share/webapps/freshrss/data/users/*/db.sqlite"},
    Place{"FreshRSS", "@/freshrss/data/users/*/db.sqlite"},
    Place{"Gitea", "/var/lib/gitea/data/gitea.db"},
    Place{"Gitea", "@/gitea/gitea/gitea.db"},
    Place{"Gitea", "@/gitea/data/gitea/gitea.db"},
    Place{"Gitea", "@/gitea/data/gitea.db"},
    Place{"Gitea", "/var/lib/docker/volumes/*/_data/gitea/gitea.db"},
    Place{"Grafana", "/var/lib/grafana/grafana.db"},
    Place{"Grafana", "@/grafana/grafana.db"},
    Place{"Grafana", "@/grafana/data/grafana.db"},
    Place{"Grafana", "/var/lib/docker/volumes/*/_data/grafana.db"},
    Place{"Headscale", "/var/lib/headscale/db.sqlite"},
    Place{"Home Assistant", "~/.homeassistant/home-assistant_v2.db"},
    Place{"Home Assistant", "/home/homeassistant/.homeassistant/home-assistant_v2.db"},
    Place{"Home Assistant", "/usr/share/hassio/homeassistant/home-assistant_v2.db"},
    Place{"Home Assistant", "/var/lib/hass/home-assistant_v2.db"},
    Place{"Home Assistant", "/var/lib/private/hass/home-assistant_v2.db"},
    Place{"Home Assistant", "@/homeassistant/home-assistant_v2.db"},
    Place{"Home Assistant", "@/homeassistant/config/home-assistant_v2.db"},
    Place{"Home Assistant", "@/home-assistant/config/home-assistant_v2.db"},
    Place{"Jellyfin", "/var/lib/jellyfin/data/jellyfin.db"},
    Place{"Jellyfin", "/var/lib/jellyfin/data/library.db"},
    Place{"Jellyfin", "@/jellyfin/config/data/jellyfin.db"},
    Place{"Linkding", "/etc/linkding/data/db.sqlite3"},
    Place{"Linkding", "@/linkding/data/db.sqlite3"},
    Place{"n8n", "~/.n8n/database.sqlite"},
    Place{"n8n", "@/n8n/database.sqlite"},
    Place{"n8n", "@/n8n/data/database.sqlite"},
    Place{"n8n", "/var/lib/docker/volumes/*n8n*/_data/database.sqlite"},
    Place{"Navidrome", "/var/lib/navidrome/navidrome.db"},
    Place{"Navidrome", "@/navidrome/data/navidrome.db"},
    Place{"Paperless-ngx", "@/paperless/data/db.sqlite3"},
    Place{"Paperless-ngx", "@/paperless-ngx/data/db.sqlite3"},
    Place{"PocketBase", "@/pb_data/data.db"},
    Place{"PocketBase", "@/*/pb_data/data.db"},
    Place{"RustResort", "/var/lib/rustresort/rustresort.db"},
    Place{"RustResort", "/var/lib/rustresort/data/rustresort.db"},
    Place{"RustResort", "/etc/rustresort/data/rustresort.db"},
    Place{"RustResort", "@/data/rustresort.db"},
    Place{"RustResort", "@/*/data/rustresort.db"},
    Place{"RustResort", "/var/lib/docker/volumes/*/_data/rustresort.db"},
    Place{"Uptime Kuma", "@/uptime-kuma/kuma.db"},
    Place{"Uptime Kuma", "@/uptime-kuma/data/kuma.db"},
    Place{"Uptime Kuma", "/var/lib/uptime-kuma/kuma.db"},
    Place{"Uptime Kuma", "/var/lib/docker/volumes/*/_data/kuma.db"},
    Place{"Vaultwarden", "/var/lib/vaultwarden/db.sqlite3"},
    Place{"Vaultwarden", "/var/lib/vaultwarden/data/db.sqlite3"},
    Place{"Vaultwarden", "/var/lib/bitwarden_rs/db.sqlite3"},
    Place{"Vaultwarden", "/vw-data/db.sqlite3"},
    Place{"Vaultwarden", "@/vw-data/db.sqlite3"},
    Place{"Vaultwarden", "@/vaultwarden/db.sqlite3"},
    Place{"Vaultwarden", "@/vaultwarden/data/db.sqlite3"},
    Place{"Vaultwarden", "@/vaultwarden/vw-data/db.sqlite3"},
    Place{"Vaultwarden", "/var/lib/docker/volumes/*warden*/_data/db.sqlite3"},
};

/// What "@" stands for.
constexpr std::array bases{"~",           "~/docker", "~/apps",  "~/services", "~/containers", "/opt",
                           "/opt/docker", "/srv",     "/srv/*",  "/docker",    "/app",         "/data",
                           "/var/www",    "/var/lib", "/home/*", "/root"};

bool beginsAsDatabase(const QString &path)
{
    const int file =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0)
        return false;
    std::array<char, 16> head{};
    const ssize_t got = ::read(file, head.data(), head.size());
    ::close(file);
    return got == ssize_t(head.size())
           && QByteArrayView(head.data(), got) == QByteArrayView("SQLite format 3\0", 16);
}

class Search final
{
public:
    Search(const SearchRoots &roots, const CancelToken &cancel)
        : m_root(QDir::cleanPath(roots.root)), m_home(QDir::cleanPath(roots.home)), m_cancel(cancel)
    {
    }

    QList<FoundDatabase> run()
    {
        for (const Place &place : places) {
            m_application = QString::fromUtf8(place.application);
            const QString path = QString::fromUtf8(place.path);
            if (!path.startsWith(u'@')) {
                look(path);
                continue;
            }
            for (const char *base : bases)
                look(QString::fromUtf8(base) + path.sliced(1));
        }
        std::stable_sort(m_found.begin(), m_found.end(), [](const auto &a, const auto &b) {
            return a.application.compare(b.application, Qt::CaseInsensitive) < 0;
        });
        return std::move(m_found);
    }

private:
    void look(const QString &place)
    {
        const bool fromHome = place.startsWith(u'~');
        const QString base = fromHome ? m_home : m_root == u"/" ? QString() : m_root;
        descend(base, place.sliced(1).split(u'/', Qt::SkipEmptyParts));
    }

    void descend(const QString &folder, const QStringList &segments)
    {
        if (m_cancel.isRequested() || ++m_looks > mostLooks)
            return;
        const QString &segment = segments.first();
        const QStringList rest = segments.sliced(1);
        if (!segment.contains(u'*')) {
            step(folder + u'/' + segment, rest);
            return;
        }
        const QDir::Filters kind = rest.isEmpty() ? QDir::Files : QDir::Dirs | QDir::NoDotAndDotDot;
        const QStringList names =
            QDir(folder).entryList({segment}, kind | QDir::NoSymLinks, QDir::Name).mid(0, mostEntries);
        for (const QString &name : names)
            step(folder + u'/' + name, rest);
    }

    void step(const QString &path, const QStringList &rest)
    {
        const QFileInfo info(path);
        if (info.isSymLink() || !info.exists())
            return;
        if (rest.isEmpty())
            take(info);
        else if (info.isDir())
            descend(path, rest);
    }

    void take(const QFileInfo &file)
    {
        const QString path = file.absoluteFilePath();
        const bool known = std::any_of(m_found.cbegin(), m_found.cend(),
                                       [&path](const FoundDatabase &other) { return other.path == path; });
        if (!known && file.isFile() && file.isReadable() && beginsAsDatabase(path))
            m_found.append({path, m_application, file.size()});
    }

    const QString m_root;
    const QString m_home;
    const CancelToken m_cancel;
    QString m_application;
    QList<FoundDatabase> m_found;
    int m_looks = 0;
};

} // namespace

QList<FoundDatabase> findDatabases(const SearchRoots &roots, const CancelToken &cancel)
{
    return Search(roots, cancel).run();
}

} // namespace lifeboat
