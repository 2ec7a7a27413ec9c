// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/knownkeys.h"

#include "base/format.h"
#include "base/text.h"

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

struct KnownTable
{
    QString name; ///< dotted; "" is the document
    QStringList keys;
    bool shared; ///< other programs keep keys of their own here
};

const std::vector<KnownTable> &knownTables()
{
    static const std::vector<KnownTable> tables{
        {QString(), {u"database"_s, u"storage"_s, u"cloudflare"_s, u"lifeboat"_s}, true},
        {u"database"_s, {u"path"_s}, true},
        {u"storage"_s, {u"backup"_s, u"folder"_s}, true},
        {u"storage.folder"_s, {u"path"_s}, false},
        {u"storage.backup"_s,
         {u"enabled"_s, u"bucket"_s, u"interval_seconds"_s, u"retention_count"_s, u"encryption"_s},
         false},
        {u"storage.backup.encryption"_s,
         {u"enabled"_s, u"key"_s, u"key_file"_s, u"key_in_keychain"_s},
         false},
        {u"cloudflare"_s,
         {u"account_id"_s, u"r2_access_key_id"_s, u"r2_secret_access_key"_s, u"secret_in_keychain"_s,
          u"jurisdiction"_s, u"endpoint"_s, u"region"_s, u"prefix"_s, u"name"_s, u"path_style"_s,
          u"ca_file"_s, u"allow_http"_s, u"content_md5"_s, u"upload_limit"_s, u"download_limit"_s},
         false},
        {u"lifeboat"_s,
         {u"name"_s, u"temp_dir"_s, u"wal_limit"_s, u"schedule"_s, u"alerts"_s, u"hooks"_s, u"drill"_s,
          u"unsent"_s, u"restore"_s, u"retention"_s},
         false},
        {u"lifeboat.schedule"_s,
         {u"at"_s, u"days"_s, u"cron"_s, u"jitter_seconds"_s, u"catch_up"_s, u"skip_unchanged"_s,
          u"hold_on_metered"_s, u"hold_on_battery"_s},
         false},
        {u"lifeboat.alerts"_s,
         {u"ping_url"_s, u"webhook_url"_s, u"webhook_shape"_s, u"webhook_token"_s, u"mail_to"_s,
          u"on_success"_s},
         false},
        {u"lifeboat.hooks"_s,
         {u"before_backup"_s, u"after_backup"_s, u"before_restore"_s, u"after_restore"_s, u"limit_seconds"_s},
         false},
        {u"lifeboat.drill"_s,
         {u"enabled"_s, u"interval_days"_s, u"assertions"_s, u"download_limit"_s},
         false},
        {u"lifeboat.unsent"_s, {u"keep"_s, u"limit"_s}, false},
        {u"lifeboat.restore"_s, {u"undo_days"_s, u"undo_limit"_s}, false},
        {u"lifeboat.retention"_s,
         {u"hourly"_s, u"daily"_s, u"weekly"_s, u"monthly"_s, u"yearly"_s, u"verified"_s},
         false},
    };
    return tables;
}

QString bracketed(const QString &table)
{
    return u'[' + table + u']';
}

/// The table that does have `key`, for one that was put under the wrong heading.
QString homeOf(const QString &key)
{
    const auto has = [&key](const KnownTable &table) { return !table.shared && table.keys.contains(key); };
    const auto found = std::ranges::find_if(knownTables(), has);
    return found == knownTables().end() ? QString() : found->name;
}

void warnOfUnknown(const TomlNode &node, const KnownTable &table, ReadReport &report)
{
    const QString prefix = table.name.isEmpty() ? QString() : table.name + u'.';
    const QString nearest = nearestWord(node.key, table.keys);
    if (node.kind == TomlNode::Kind::Table) {
        if (!nearest.isEmpty())
            report.warn(node.line, Text::tr("%1 is not a table Lifeboat reads; did you mean %2?")
                                       .arg(bracketed(prefix + node.key), bracketed(prefix + nearest)));
    } else if (!nearest.isEmpty()) {
        report.warn(
            node.line,
            Text::tr("%1 is not a key Lifeboat reads; did you mean \"%2\"?").arg(prefix + node.key, nearest));
    } else if (const QString home = homeOf(node.key); !table.shared && !home.isEmpty()) {
        report.warn(node.line, Text::tr("%1 is not a key Lifeboat reads; it belongs under %2.")
                                   .arg(prefix + node.key, bracketed(home)));
    } else if (!table.shared) {
        report.warn(node.line, Text::tr("%1 is not a key Lifeboat reads; %2 knows %3.")
                                   .arg(prefix + node.key, bracketed(table.name), table.keys.join(u", ")));
    }
}

const TomlNode *tableAt(const TomlNode &root, const QString &name)
{
    const TomlNode *node = &root;
    for (const QString &part : name.split(u'.', Qt::SkipEmptyParts)) {
        node = node ? node->child(part) : nullptr;
    }
    return node;
}

} // namespace

void warnOfUnknownKeys(const TomlNode &root, ReadReport &report)
{
    for (const KnownTable &table : knownTables()) {
        const TomlNode *node = tableAt(root, table.name);
        if (!node || node->kind != TomlNode::Kind::Table)
            continue;
        for (const TomlNode &child : node->children) {
            if (!table.keys.contains(child.key))
                warnOfUnknown(child, table, report);
        }
    }
}

QStringList knownProfileKeys()
{
    QStringList tables;
    for (const KnownTable &table : knownTables())
        tables.append(table.name);
    QStringList keys;
    for (const KnownTable &table : knownTables()) {
        for (const QString &key : table.keys) {
            const QString name = table.name.isEmpty() ? key : table.name + u'.' + key;
            if (!tables.contains(name))
                keys.append(name);
        }
    }
    return keys;
}

} // namespace lifeboat
