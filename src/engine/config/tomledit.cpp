// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/tomledit.h"

#include "base/secretbytes.h"
#include "base/text.h"
#include "engine/config/tomltree.h"

#include <QRegularExpression>

#include <toml++/toml.h>

#include <functional>
#include <optional>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

std::string_view viewOf(QByteArrayView bytes)
{
    return {bytes.data(), static_cast<std::size_t>(bytes.size())};
}

void wipeStrings(toml::node &node)
{
    if (auto *string = node.as_string()) {
        wipe(string->get().data(), string->get().size());
    } else if (auto *table = node.as_table()) {
        for (auto &&[key, child] : *table)
            wipeStrings(child);
    } else if (auto *array = node.as_array()) {
        for (toml::node &child : *array)
            wipeStrings(child);
    }
}

/// A parsed document that forgets its strings: some are secrets.
class Document final
{
public:
    explicit Document(toml::table table) : m_table(std::move(table)) {}
    ~Document() { wipeStrings(m_table); }
    Q_DISABLE_COPY_MOVE(Document)

    /// Null when `content` is no TOML.
    static std::unique_ptr<Document> parsed(QByteArrayView content)
    {
        try {
            return std::make_unique<Document>(toml::parse(viewOf(content)));
        } catch (const toml::parse_error &) {
            return nullptr;
        }
    }

    toml::table &root() { return m_table; }

    /// Null when it is not there, or no table.
    toml::table *table(const QStringList &path)
    {
        toml::table *table = &m_table;
        for (const QString &part : path)
            table = table ? table->get_as<toml::table>(part.toStdString()) : nullptr;
        return table;
    }

private:
    toml::table m_table;
};

/// Bytes [begin, end) of a document.
struct Extent
{
    qsizetype begin = 0;
    qsizetype end = 0;
};

/// One edit of one document, tried in the ways it could be written; what is parsed again decides.
class Edit final
{
public:
    Edit(const QByteArray &content, const TomlEdit &edit, const QString &file)
        : m_content(content), m_edit(edit), m_file(file), m_name(edit.key.toStdString()),
          m_path(edit.table.split(u'.', Qt::SkipEmptyParts)),
          m_newline(content.contains("\r\n") ? "\r\n" : "\n")
    {
    }
    Q_DISABLE_COPY_MOVE(Edit)

    Result<QByteArray> run()
    {
        m_before = Document::parsed(m_content);
        if (!m_before) {
            const auto reason = parseToml(m_content, m_file);
            return reason ? refused() : fail(reason.error());
        }
        if (const auto wanted = makeWanted(); !wanted)
            return fail(wanted.error());
        m_table = m_before->table(m_path);
        toml::node *found = m_table ? m_table->get(m_name) : nullptr;
        if (m_edit.toml.isEmpty())
            return found ? removeKey() : Result<QByteArray>(m_content);
        return found ? replaceValue(*found) : addKey();
    }

private:
    /// The document as it shall read afterwards.
    Result<void> makeWanted()
    {
        m_wanted = Document::parsed(m_content);
        if (m_edit.toml.isEmpty()) {
            if (toml::table *table = m_wanted->table(m_path))
                table->erase(m_name);
            return {};
        }
        const auto value = Document::parsed("value = " + m_edit.toml.toUtf8());
        if (!value || value->root().size() != 1 || !value->root().contains("value"))
            return fail(ErrorCode::Configuration, u"config.edit"_s,
                        Text::tr("The new value of %1 cannot be written as TOML.").arg(fullName()));
        toml::table *table = &m_wanted->root();
        for (const QString &part : m_path) {
            const auto inserted = table->insert(part.toStdString(), toml::table{}).first;
            table = inserted->second.as_table();
            if (!table)
                return fail(
                    ErrorCode::Configuration, u"config.edit"_s,
                    Text::tr("%1: %2 is not a table, so %3 cannot be set.").arg(m_file, part, fullName()));
        }
        table->insert_or_assign(m_name, *value->root().get("value"));
        return {};
    }

    Result<QByteArray> replaceValue(const toml::node &value)
    {
        const Extent extent = extentOf(value.source());
        return firstRight({spliced(extent, m_edit.toml.toUtf8())});
    }

    Result<QByteArray> removeKey()
    {
        const toml::node &value = *m_table->get(m_name);
        const Extent extent = extentOf(value.source());
        const qsizetype line = lineBegin(keyBegin(m_name));
        qsizetype rest = extent.end;
        while (rest < m_content.size() && (m_content[rest] == ' ' || m_content[rest] == '\t'))
            ++rest;
        if (rest < m_content.size() && m_content[rest] == '#') // the comment stays, and its indentation
            return firstRight({spliced({line, rest}, indentation(line))});
        return firstRight({spliced({line, lineEnd(extent.end)}, {})});
    }

    Result<QByteArray> addKey()
    {
        const QByteArray assignment = m_edit.key.toUtf8() + " = " + m_edit.toml.toUtf8();
        QList<QByteArray> ways;
        if (m_table) {
            const std::optional<Place> last = lastOwnKey();
            if (m_table->is_inline())
                ways.append(insertedInline(assignment, last));
            else if (last)
                for (const QByteArray &before :
                     {last->indentation, last->prefix}) // or "storage.backup.x = 1"
                    ways.append(insertedLine(last->end, before + assignment));
            else if (!m_path.isEmpty())
                ways.append(insertedLine(extentOf(m_table->source()).end, assignment));
            else
                ways.append(spliced({bom(), bom()}, assignment + m_newline));
        }
        if (!m_path.isEmpty())
            ways.append(appendedTable(assignment));
        return firstRight(ways);
    }

    struct Place
    {
        qsizetype valueEnd;
        qsizetype end; ///< of the last value's line, before its line break
        QByteArray indentation;
        QByteArray prefix; ///< all that stands before the key on its line
    };

    /// Of the table's own values, not those of the tables below it.
    [[nodiscard]] std::optional<Place> lastOwnKey() const
    {
        std::optional<Place> last;
        for (auto &&[key, child] : *m_table) {
            const bool hasOwnHeader =
                (child.is_table() && !child.as_table()->is_inline()) || child.is_array_of_tables();
            if (hasOwnHeader)
                continue;
            const qsizetype end = extentOf(child.source()).end;
            if (last && last->valueEnd > end)
                continue;
            const qsizetype begin = keyBegin(key.str());
            const qsizetype line = lineBegin(begin);
            last = Place{end, lineEnd(end, false), indentation(line), m_content.sliced(line, begin - line)};
        }
        return last;
    }

    [[nodiscard]] QByteArray insertedLine(qsizetype after, const QByteArray &text) const
    {
        const qsizetype end = lineEnd(after, false);
        return spliced({end, end}, m_newline + text);
    }

    [[nodiscard]] QByteArray insertedInline(const QByteArray &assignment,
                                            const std::optional<Place> &last) const
    {
        if (last)
            return spliced({last->valueEnd, last->valueEnd}, ", " + assignment);
        const qsizetype brace = extentOf(m_table->source()).begin + 1;
        return spliced({brace, brace}, ' ' + assignment + ' ');
    }

    [[nodiscard]] QByteArray appendedTable(const QByteArray &assignment) const
    {
        QByteArray text = m_content;
        if (!text.isEmpty() && !text.endsWith('\n'))
            text += m_newline;
        if (!text.isEmpty() && !text.endsWith(m_newline + m_newline))
            text += m_newline;
        return text + '[' + m_edit.table.toUtf8() + ']' + m_newline + assignment + m_newline;
    }

    /// The first candidate that reads as wanted.
    Result<QByteArray> firstRight(const QList<QByteArray> &candidates)
    {
        for (const QByteArray &candidate : candidates) {
            const auto after = Document::parsed(candidate);
            if (after && after->root() == m_wanted->root())
                return candidate;
        }
        return refused();
    }

    [[nodiscard]] tl::unexpected<Error> refused() const
    {
        return fail(ErrorCode::Configuration, u"config.edit"_s,
                    Text::tr("%1 is written in a way that Lifeboat cannot change safely at %2.")
                        .arg(m_file, fullName()),
                    Text::tr("Change it there with an editor. Nothing was changed."));
    }

    [[nodiscard]] QString fullName() const
    {
        return m_edit.table.isEmpty() ? m_edit.key : m_edit.table + u'.' + m_edit.key;
    }

    [[nodiscard]] qsizetype keyBegin(std::string_view name) const
    {
        return offsetOf(m_table->find(name)->first.source().begin);
    }

    [[nodiscard]] Extent extentOf(const toml::source_region &region) const
    {
        return {offsetOf(region.begin), offsetOf(region.end)};
    }

    /// The parser counts columns in code points, and none for a byte order mark.
    [[nodiscard]] qsizetype offsetOf(toml::source_position position) const
    {
        qsizetype offset = bom();
        for (toml::source_index line = 1; line < position.line; ++line) {
            const qsizetype end = m_content.indexOf('\n', offset);
            if (end < 0)
                return m_content.size();
            offset = end + 1;
        }
        for (toml::source_index column = 1; column < position.column && offset < m_content.size(); ++column) {
            ++offset;
            while (offset < m_content.size() && (m_content[offset] & 0xc0) == 0x80)
                ++offset;
        }
        return offset;
    }

    [[nodiscard]] qsizetype bom() const { return m_content.startsWith("\xEF\xBB\xBF") ? 3 : 0; }

    [[nodiscard]] qsizetype lineBegin(qsizetype offset) const
    {
        const qsizetype found = offset > 0 ? m_content.lastIndexOf('\n', offset - 1) : -1;
        return found < 0 ? bom() : found + 1;
    }

    /// Behind the line break, or before it.
    [[nodiscard]] qsizetype lineEnd(qsizetype offset, bool withBreak = true) const
    {
        const qsizetype found = m_content.indexOf('\n', offset);
        if (found < 0)
            return m_content.size();
        if (withBreak)
            return found + 1;
        return found > offset && m_content[found - 1] == '\r' ? found - 1 : found;
    }

    [[nodiscard]] QByteArray indentation(qsizetype line) const
    {
        qsizetype end = line;
        while (end < m_content.size() && (m_content[end] == ' ' || m_content[end] == '\t'))
            ++end;
        return m_content.sliced(line, end - line);
    }

    [[nodiscard]] QByteArray spliced(Extent extent, const QByteArray &text) const
    {
        return m_content.first(extent.begin) + text + m_content.sliced(extent.end);
    }

    const QByteArray &m_content;
    const TomlEdit &m_edit;
    const QString &m_file;
    const std::string m_name;
    const QStringList m_path;
    const QByteArray m_newline;
    std::unique_ptr<Document> m_before;
    std::unique_ptr<Document> m_wanted;
    toml::table *m_table = nullptr; ///< of m_before
};

} // namespace

QString tomlString(const QString &text)
{
    QString escaped;
    escaped.reserve(text.size() + 2);
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            escaped += u'\\' + QString(c);
        else if (c == u'\n')
            escaped += u"\\n"_s;
        else if (c == u'\t')
            escaped += u"\\t"_s;
        else if (c < QChar(0x20) || c == QChar(0x7f))
            escaped += u"\\u%1"_s.arg(c.unicode(), 4, 16, QLatin1Char('0'));
        else
            escaped += c;
    }
    return u'"' + escaped + u'"';
}

QString tomlArray(const QStringList &texts)
{
    QStringList strings;
    for (const QString &text : texts)
        strings.append(tomlString(text));
    return u'[' + strings.join(u", "_s) + u']';
}

Result<QByteArray> editToml(const QByteArray &content, const QList<TomlEdit> &edits, const QString &file)
{
    QByteArray edited = content;
    for (const TomlEdit &edit : edits) {
        auto next = Edit(edited, edit, file).run();
        if (!next)
            return fail(next.error());
        edited = std::move(*next);
    }
    return edited;
}

} // namespace lifeboat
