// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/objectstore.h"

#include "base/format.h"
#include "base/text.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// Some stores skip over what was deleted page by page; none does so for ever.
constexpr int mostEmptyPages = 100;

tl::unexpected<Error> untrusted(const QString &message, const QString &hint)
{
    return fail(ErrorCode::Protocol, u"store.list"_s, message, hint);
}

} // namespace

Result<QList<ObjectInfo>> listAll(ObjectStore &store, const QString &prefix, const CancelToken &cancel,
                                  const std::function<void(const QList<ObjectInfo> &)> &onPage)
{
    QList<ObjectInfo> all;
    QString token;
    int emptyPages = 0;
    do {
        const Result<ListPage> page = store.list(prefix, token, cancel);
        if (!page)
            return fail(page.error());
        // A store that repeats itself would keep us here for ever and make a deletion rule count wrong.
        const bool goesOn = page->objects.isEmpty() || all.isEmpty()
                            || all.constLast().key.toUtf8() < page->objects.constFirst().key.toUtf8();
        emptyPages = page->objects.isEmpty() ? emptyPages + 1 : 0;
        if (!goesOn || (!page->next.isEmpty() && page->next == token) || emptyPages > mostEmptyPages) {
            return untrusted(
                emptyPages > mostEmptyPages
                    ? Text::tr("%1 sends empty pages without end, so its listing cannot be trusted.")
                          .arg(store.displayName())
                    : Text::tr("%1 repeated a page of its listing, so the listing cannot be trusted.")
                          .arg(store.displayName()),
                Text::tr("Try again; if it stays so, tell the operator of the store."));
        }
        if (page->objects.size() > mostListed - all.size()) {
            return untrusted(
                Text::tr("%1 lists more than %2 objects that begin with %3.")
                    .arg(store.displayName())
                    .arg(mostListed)
                    .arg(quoted(prefix)),
                Text::tr(
                    "Check that the prefix is this database's own, and remove there what is not needed."));
        }
        if (onPage)
            onPage(page->objects);
        all += page->objects;
        token = page->next;
    } while (!token.isEmpty());
    return all;
}

Result<void> validateKey(const QString &key)
{
    const auto refuse = [&key](const QString &why) {
        return fail(ErrorCode::Usage, u"store.key"_s,
                    Text::tr("The key %1 cannot be used: %2.").arg(quoted(key.left(200)), why),
                    Text::tr("Use names without \"..\", empty segments or control characters."));
    };
    if (key.isEmpty())
        return refuse(Text::tr("it is empty"));
    if (key.toUtf8().size() > 1024)
        return refuse(Text::tr("it is longer than 1,024 bytes"));
    for (const QChar c : key) {
        if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            return refuse(Text::tr("it contains a control character"));
    }
    // Dot segments are resolved by HTTP libraries and file systems alike, and would reach another object.
    const auto segments = QStringView(key).split(u'/');
    for (const QStringView segment : segments) {
        if (segment.isEmpty())
            return refuse(Text::tr("it has an empty segment or begins or ends with a slash"));
        if (segment == u"." || segment == u"..")
            return refuse(Text::tr("it has a \".\" or \"..\" segment"));
    }
    return {};
}

} // namespace lifeboat
