// SPDX-License-Identifier: GPL-3.0-or-later
// Changes single values of a TOML document and leaves every other byte as it is: comments, order, white
// space, line endings, keys nobody knows. Pure functions.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace lifeboat {

struct TomlEdit
{
    QString table; ///< dotted, of bare keys: "storage.backup"; empty: the document
    QString key;   ///< a bare key
    QString toml;  ///< the value as TOML writes it: "7", "\"text\""; empty removes the key
};

/// A TOML basic string: in double quotes, with quotes, backslashes and control characters escaped.
[[nodiscard]] QString tomlString(const QString &text);

/// A TOML array of such strings, in one line.
[[nodiscard]] QString tomlArray(const QStringList &texts);

/// `content` with the edits done in order. A value is replaced where it stands, a new key goes to the end of
/// its table, a new table to the end of the document; removing what is not there changes nothing, and a
/// comment behind a removed value stays. The result is parsed again and differs from `content` in exactly
/// these values, or there is an error (ErrorCode::Configuration, naming `file`): when `content` or a value is
/// no TOML, or when a table is written in a way that cannot be edited safely.
[[nodiscard]] Result<QByteArray> editToml(const QByteArray &content, const QList<TomlEdit> &edits,
                                          const QString &file);

} // namespace lifeboat
