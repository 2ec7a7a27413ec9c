// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/selectedprofile.h"

#include <QFile>

#include <sys/stat.h>
#include <tuple>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

auto placeOf(const S3Destination &s3)
{
    return std::tie(s3.options.endpoint, s3.options.region, s3.options.bucket, s3.options.pathStyle,
                    s3.keyPrefix, s3.accessKeyId);
}

bool isSamePlace(const Profile &a, const Profile &b)
{
    const auto *folder = std::get_if<FolderDestination>(&a.destination);
    const auto *otherFolder = std::get_if<FolderDestination>(&b.destination);
    if (folder && otherFolder)
        return folder->path == otherFolder->path;
    const auto *bucket = std::get_if<S3Destination>(&a.destination);
    const auto *otherBucket = std::get_if<S3Destination>(&b.destination);
    return bucket && otherBucket && placeOf(*bucket) == placeOf(*otherBucket);
}

auto rulesOf(const Profile &profile)
{
    const EncryptionSettings &sealing = profile.encryption;
    return std::tie(profile.databasePath, profile.backupName, profile.temporaryFolder, profile.hooks,
                    profile.retentionCount, profile.retention, profile.restore, sealing.enabled,
                    sealing.keyInKeychain, sealing.keyInConfig, sealing.keyFile);
}

} // namespace

Result<void> checkUnchanged(const ProfileCatalog &profiles, const LoadedProfile &shown)
{
    const auto now = profiles.peek(shown.profile.id);
    if (!now)
        return fail(now.error());
    if (isSamePlace(now->profile, shown.profile) && rulesOf(now->profile) == rulesOf(shown.profile))
        return {};
    return fail(ErrorCode::Refused, u"profile.unchanged"_s,
                SelectedProfile::tr("The profile %1 was changed by another program. Nothing was done.")
                    .arg(shown.profile.id),
                SelectedProfile::tr("Look at it again."));
}

SelectedProfile::SelectedProfile(ConsoleContext console, QObject *parent)
    : QObject(parent), m_console(console)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(200ms);
    connect(&m_soon, &QTimer::timeout, this, &SelectedProfile::look);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &SelectedProfile::lookSoon);
}

void SelectedProfile::select(const QString &name)
{
    m_name = name;
    m_profile = nullptr;
    Q_EMIT changed();
    reload();
}

void SelectedProfile::reload()
{
    const int turn = ++m_turn;
    if (m_name.isEmpty())
        return;
    const auto stamp = std::make_shared<Stamp>();
    const auto job = m_console.jobs.start<ProfilePointer>(
        JobKind::List, m_name,
        [&profiles = m_console.profiles, name = m_name, path = path(),
         stamp](const JobControl &control) -> Result<ProfilePointer> {
            *stamp = stampOf(path); // what changes while it is read is read again
            auto loaded = profiles.load(name, control.cancel);
            if (!loaded)
                return fail(loaded.error());
            return std::make_shared<const LoadedProfile>(std::move(*loaded));
        },
        this,
        [this, turn, stamp](const Result<ProfilePointer> &loaded) {
            if (turn != m_turn)
                return;
            m_stamp = *stamp;
            watch(m_stamp);
            take(loaded);
        });
    if (!job)
        take(fail(job.error()));
}

void SelectedProfile::look()
{
    if (m_name.isEmpty())
        return;
    // Nobody waits for it: a job that cannot be started is one that ends with the window.
    (void)m_console.jobs.start<Stamp>(
        JobKind::Check, {}, [path = path()](const JobControl &) -> Result<Stamp> { return stampOf(path); },
        this,
        [this, name = m_name](const Result<Stamp> &seen) {
            if (!seen || name != m_name)
                return;
            watch(*seen);
            if (seen->isThere && *seen != m_stamp)
                reload();
        });
}

void SelectedProfile::take(const Result<ProfilePointer> &loaded)
{
    if (loaded)
        m_profile = *loaded;
    Q_EMIT changed();
    if (!loaded)
        Q_EMIT loadingFailed(m_name, loaded.error());
}

SelectedProfile::Stamp SelectedProfile::stampOf(const QString &path)
{
    struct stat found = {};
    if (::stat(QFile::encodeName(path).constData(), &found) != 0)
        return {};
    return {true, found.st_dev, found.st_ino, found.st_size,
            found.st_mtim.tv_sec * 1'000'000'000 + found.st_mtim.tv_nsec};
}

QString SelectedProfile::path() const
{
    return m_console.profiles.folder() + u'/' + m_name + u".toml"_s;
}

void SelectedProfile::watch(const Stamp &seen)
{
    // Also when it is watched: that may be a file which was replaced.
    if (const QStringList before = m_watcher.files(); !before.isEmpty())
        m_watcher.removePaths(before);
    if (seen.isThere)
        m_watcher.addPath(path());
}

} // namespace lifeboat
