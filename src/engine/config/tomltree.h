// SPDX-License-Identifier: GPL-3.0-or-later
// A TOML document as plain values with line numbers, so that those who read know no parser.
// The tree owns its texts and wipes them when it goes: some of them are secrets.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <vector>

namespace lifeboat {

struct TomlNode
{
    enum class Kind { Table, Array, String, Integer, Float, Boolean, Time };

    Kind kind = Kind::Table;
    int line = 0; ///< from 1
    QString key;
    QString text;                   ///< of a string
    qint64 integer = 0;             ///< of an integer
    bool boolean = false;           ///< of a boolean
    std::vector<TomlNode> children; ///< of a table or an array, in the file's order

    /// Null when this is no table or has no such key.
    [[nodiscard]] const TomlNode *child(QStringView name) const;
};

class TomlTree final
{
public:
    explicit TomlTree(TomlNode root) : m_root(std::move(root)) {}
    ~TomlTree();
    Q_DISABLE_COPY_MOVE(TomlTree)

    [[nodiscard]] const TomlNode &root() const { return m_root; }

private:
    TomlNode m_root;
};

/// ErrorCode::Configuration with `file` and the line when `content` is not TOML 1.0. What the parser saw
/// there is left out of the message: it may be part of a secret.
[[nodiscard]] Result<std::unique_ptr<TomlTree>> parseToml(QByteArrayView content, const QString &file);

} // namespace lifeboat
