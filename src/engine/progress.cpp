// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/progress.h"

#include "base/text.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

QString stageName(Stage stage)
{
    switch (stage) {
    case Stage::Snapshot: return u"snapshot"_s;
    case Stage::Hash: return u"hash"_s;
    case Stage::Read: return u"read"_s;
    case Stage::Upload: return u"upload"_s;
    case Stage::Prove: return u"prove"_s;
    case Stage::Keep: return u"keep"_s;
    case Stage::SendKept: return u"send-kept"_s;
    case Stage::Prune: return u"prune"_s;
    case Stage::Download: return u"download"_s;
    case Stage::Check: return u"check"_s;
    case Stage::Stop: return u"stop"_s;
    case Stage::Swap: return u"swap"_s;
    case Stage::Start: return u"start"_s;
    case Stage::Tend: return u"tend"_s;
    }
    Q_UNREACHABLE();
}

QString stageTitle(Stage stage)
{
    switch (stage) {
    case Stage::Snapshot: return Text::tr("Copying");
    case Stage::Hash: return Text::tr("Sealing");
    case Stage::Read: return Text::tr("Reading");
    case Stage::Upload: return Text::tr("Uploading");
    case Stage::Prove: return Text::tr("Confirming");
    case Stage::Keep: return Text::tr("Keeping it here");
    case Stage::SendKept: return Text::tr("Uploading kept backups");
    case Stage::Prune: return Text::tr("Tidying up");
    case Stage::Download: return Text::tr("Downloading");
    case Stage::Check: return Text::tr("Checking");
    case Stage::Stop: return Text::tr("Stopping");
    case Stage::Swap: return Text::tr("Swapping");
    case Stage::Start: return Text::tr("Starting");
    case Stage::Tend: return Text::tr("Checking what was there before");
    }
    Q_UNREACHABLE();
}

void JobControl::enter(Stage stage, qint64 total) const
{
    if (progress)
        progress({stage, 0, total, false});
}

ByteProgress JobControl::bytes(Stage stage) const
{
    if (!progress)
        return {};
    return [callback = progress, stage](qint64 done, qint64 total) { callback({stage, done, total, false}); };
}

} // namespace lifeboat
