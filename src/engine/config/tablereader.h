// SPDX-License-Identifier: GPL-3.0-or-later
// Typed access to one table of a config file: checks types and ranges, fills in ${VAR}, and leaves every
// problem in the ReadReport with its line. A table that is not in the file reads as one without keys.
// Cheap to copy; refers to the tree, the report and the environment, which must outlive it.
#pragma once

#include "base/secretbytes.h"
#include "engine/config/readreport.h"
#include "engine/config/tomltree.h"

#include <QProcessEnvironment>

#include <optional>

namespace lifeboat {

class TableReader final
{
public:
    enum class Empty { Refused, Absent }; ///< what an empty string stands for
    enum class Size { Bytes, BytesPerSecond };

    TableReader(const TomlNode &root, const QProcessEnvironment &environment, ReadReport &report);

    [[nodiscard]] bool exists() const { return m_table != nullptr; }
    [[nodiscard]] bool has(const QString &key) const { return find(key) != nullptr; }
    /// From 1; the table's own line for a key that is not there, 0 without a table.
    [[nodiscard]] int line(const QString &key = {}) const;
    /// "storage.backup.bucket".
    [[nodiscard]] QString fullName(const QString &key) const;
    [[nodiscard]] ReadReport &report() const { return *m_report; }
    [[nodiscard]] const QProcessEnvironment &environment() const { return *m_environment; }

    [[nodiscard]] TableReader table(const QString &key) const;
    [[nodiscard]] std::optional<QString> text(const QString &key, Empty empty = Empty::Refused) const;
    /// As it stands, ${NAME} and all: for what another program is to read. Empty when it is not there.
    [[nodiscard]] QString verbatim(const QString &key) const;
    /// A string, or an array of strings; the empty ones are left out.
    [[nodiscard]] QStringList texts(const QString &key) const;
    [[nodiscard]] bool boolean(const QString &key, bool fallback) const;
    [[nodiscard]] qint64 integer(const QString &key, qint64 fallback, qint64 least, qint64 most) const;
    /// A whole number of bytes or a string such as "64 MiB".
    [[nodiscard]] qint64 size(const QString &key, qint64 fallback, Size kind) const;
    /// As text(), in UTF-8 without surrounding white space, and its value never enters a message.
    [[nodiscard]] std::optional<SecretBytes> secret(const QString &key) const;
    /// The value is spelled out in the file, not taken from the environment.
    [[nodiscard]] bool isLiteral(const QString &key) const;

    /// Reports against a key of this table; `message` follows its full name: "… must not be empty."
    void fail(const QString &key, const QString &message, const QString &hint = {}) const;
    void warn(const QString &key, const QString &message) const;

private:
    enum class Privacy { Open, Secret };

    [[nodiscard]] const TomlNode *find(const QString &key) const;
    [[nodiscard]] std::optional<QString> readText(const QString &key, Empty empty, Privacy privacy) const;
    [[nodiscard]] std::optional<QString> interpolated(const QString &key, const QString &text,
                                                      Privacy privacy) const;
    void failType(const QString &key, const TomlNode &found, const QString &expected,
                  Privacy privacy = Privacy::Open) const;

    const TomlNode *m_table;
    QString m_name;
    const QProcessEnvironment *m_environment;
    ReadReport *m_report;
};

} // namespace lifeboat
