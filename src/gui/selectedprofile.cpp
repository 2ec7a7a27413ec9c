// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/selectedprofile.h"

namespace lifeboat {

SelectedProfile::SelectedProfile(ConsoleContext console, QObject *parent)
    : QObject(parent), m_console(console)
{
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
    const auto job = m_console.jobs.start<ProfilePointer>(
        JobKind::List, m_name,
        [&profiles = m_console.profiles, name = m_name](const JobControl &control) -> Result<ProfilePointer> {
            auto loaded = profiles.load(name, control.cancel);
            if (!loaded)
                return fail(loaded.error());
            return std::make_shared<const LoadedProfile>(std::move(*loaded));
        },
        this,
        [this, turn](const Result<ProfilePointer> &loaded) {
            if (turn == m_turn)
                take(loaded);
        });
    if (!job)
        take(fail(job.error()));
}

void SelectedProfile::take(const Result<ProfilePointer> &loaded)
{
    m_profile = loaded ? *loaded : nullptr;
    Q_EMIT changed();
    if (!loaded)
        Q_EMIT loadingFailed(m_name, loaded.error());
}

} // namespace lifeboat
