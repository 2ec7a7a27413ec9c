// SPDX-License-Identifier: GPL-3.0-or-later
// A BackupsPage over stores in memory, whose listings a test can hold up or let fail.
#pragma once

#include "engine/backupkey.h"
#include "gui/backups/backupspage.h"
#include "support/fakeclock.h"
#include "support/memorystore.h"

#include <QTemporaryDir>

#include <condition_variable>
#include <mutex>

namespace lifeboat {

/// Closed, it keeps listings waiting before they ask for their next page. Thread-safe.
class Gate final
{
public:
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_passesLeft = 0;
    }
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_passesLeft = -1;
        m_changed.notify_all();
    }
    void openFor(int pages)
    {
        const std::lock_guard lock(m_mutex);
        m_passesLeft = pages;
        m_changed.notify_all();
    }
    void pass()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_passesLeft != 0; });
        if (m_passesLeft > 0)
            --m_passesLeft;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_passesLeft = -1; ///< -1: any number
};

/// A folder destination's path is the name of its store here. Thread-safe.
class FakeStores final : public StoreFactory
{
public:
    struct World
    {
        QStringList keys;
        std::map<QString, QByteArray> beside; ///< objects that are no backups, by key
        std::function<qint64(qsizetype)> sizeOf = [](qsizetype) { return 4096; }; ///< by index of its key
        std::optional<Error> problem;
        std::optional<Error> besideProblem; ///< with all that is no backup
        int pageSize = 1000;
        std::shared_ptr<Gate> gate = std::make_shared<Gate>();
    };

    /// Its listings from now on.
    void change(const QString &path, const std::function<void(World &)> &edit)
    {
        const std::lock_guard lock(m_mutex);
        edit(m_worlds[path]);
    }

    Result<std::unique_ptr<ObjectStore>> open(const LoadedProfile &profile) override
    {
        const std::lock_guard lock(m_mutex);
        const World &world = m_worlds[std::get<FolderDestination>(profile.profile.destination).path];
        auto store = std::make_unique<MemoryStore>();
        store->pageSize = world.pageSize;
        for (qsizetype i = 0; i < world.keys.size(); ++i) {
            ObjectInfo info;
            info.key = world.keys[i];
            info.size = world.sizeOf(i);
            store->objects[info.key.toUtf8()] = {info, {}};
        }
        for (const auto &[key, bytes] : world.beside)
            store->insert(key, bytes);
        store->before = [gate = world.gate, problem = world.problem,
                         beside = world.besideProblem](const QString &, const QString &key) -> Result<void> {
            gate->pass();
            const auto &found = problem || key.startsWith(u"backups/") ? problem : beside;
            return found ? Result<void>(fail(*found)) : Result<void>();
        };
        return store;
    }
    Result<QString> credentialsOrigin(const LoadedProfile &, const CancelToken &) override { return {}; }
    const RequestMeter *meter() const override { return nullptr; }

private:
    std::mutex m_mutex;
    std::map<QString, World> m_worlds;
};

struct BackupsFixture
{
    BackupsFixture() { page.resize(900, 600); }
    ~BackupsFixture()
    {
        for (const QString &path : {here(), elsewhere()})
            stores->change(path, [](FakeStores::World &world) { world.gate->open(); });
    }
    Q_DISABLE_COPY_MOVE(BackupsFixture)

    static QString here() { return QStringLiteral("/mnt/here"); }
    static QString elsewhere() { return QStringLiteral("/mnt/elsewhere"); }

    static ProfilePointer profile(const QString &id = QStringLiteral("blog"), const QString &path = here())
    {
        auto loaded = std::make_shared<LoadedProfile>();
        loaded->profile.id = id;
        loaded->profile.backupName = QStringLiteral("blog");
        loaded->profile.destination = FolderDestination{path};
        return loaded;
    }

    /// Of the backup made at three in the morning (UTC), so many days before the clock's.
    [[nodiscard]] QString keyOf(int daysAgo) const
    {
        const QDateTime time(clock->utcNow().date().addDays(-daysAgo), QTime(3, 0), Qt::UTC);
        return makeBackupKey({}, QStringLiteral("blog"), {time, true});
    }
    [[nodiscard]] QStringList keysOf(int days) const
    {
        QStringList keys;
        for (int daysAgo = 0; daysAgo < days; ++daysAgo)
            keys.append(keyOf(daysAgo));
        return keys;
    }
    void fill(int days, const QString &path = here())
    {
        stores->change(path, [&](FakeStores::World &world) { world.keys = keysOf(days); });
    }
    /// As a drill on another machine leaves it.
    void prove(const QString &key, const Proof &proof)
    {
        MemoryStore store;
        const SecretBytes noKey;
        const ProfilePointer owner = profile();
        if (!putProof(SideObjects(store, owner->profile, noKey), key, proof, {}))
            qFatal("the proof cannot be written");
        const auto &[name, object] = *store.objects.begin();
        stores->change(here(), [&, name = QString::fromUtf8(name), bytes = object.bytes](
                                   FakeStores::World &world) { world.beside[name] = bytes; });
    }
    void setProblem(const std::optional<Error> &problem, const QString &path = here())
    {
        stores->change(path, [&](FakeStores::World &world) { world.problem = problem; });
    }
    /// The gate of the listings that begin from now on.
    std::shared_ptr<Gate> gate(const QString &path = here())
    {
        std::shared_ptr<Gate> gate;
        stores->change(path, [&](FakeStores::World &world) { gate = world.gate; });
        return gate;
    }

    template<typename Widget> Widget *find(const char *name)
    {
        return page.findChild<Widget *>(QString::fromLatin1(name));
    }

    QTemporaryDir folder;
    std::shared_ptr<FakeStores> stores = std::make_shared<FakeStores>();
    std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
    BackupService service{stores, clock, QStringLiteral("host")};
    ProfileCatalog profiles{QProcessEnvironment(), nullptr};
    ListingCache cache{folder.filePath(QStringLiteral("cache"))};
    Jobs jobs;
    BackupsPage page{{service, profiles, jobs}, cache};
};

} // namespace lifeboat
