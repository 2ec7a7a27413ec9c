// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/tablereader.h"

#include "base/format.h"
#include "base/secrettext.h"
#include "base/text.h"
#include "engine/config/bytesize.h"

#include <QRegularExpression>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString kindName(TomlNode::Kind kind)
{
    switch (kind) {
    case TomlNode::Kind::Table: return Text::tr("a table");
    case TomlNode::Kind::Array: return Text::tr("an array");
    case TomlNode::Kind::String: return Text::tr("a string");
    case TomlNode::Kind::Integer: return Text::tr("a whole number");
    case TomlNode::Kind::Float: return Text::tr("a decimal number");
    case TomlNode::Kind::Boolean: return Text::tr("true or false");
    case TomlNode::Kind::Time: return Text::tr("a date or time");
    }
    return {};
}

QString describedValue(const TomlNode &node)
{
    switch (node.kind) {
    case TomlNode::Kind::String: return Text::tr("the string %1").arg(quoted(node.text));
    case TomlNode::Kind::Integer: return Text::tr("the number %1").arg(node.integer);
    case TomlNode::Kind::Boolean: return node.boolean ? u"true"_s : u"false"_s;
    default: return kindName(node.kind);
    }
}

} // namespace

TableReader::TableReader(const TomlNode &root, const QProcessEnvironment &environment, ReadReport &report)
    : m_table(&root), m_environment(&environment), m_report(&report)
{
}

const TomlNode *TableReader::find(const QString &key) const
{
    return m_table ? m_table->child(key) : nullptr;
}

int TableReader::line(const QString &key) const
{
    const TomlNode *node = find(key);
    return node ? node->line : m_table ? m_table->line : 0;
}

QString TableReader::fullName(const QString &key) const
{
    return m_name.isEmpty() ? key : m_name + u'.' + key;
}

TableReader TableReader::table(const QString &key) const
{
    TableReader inner = *this;
    inner.m_name = fullName(key);
    inner.m_table = find(key);
    if (inner.m_table && inner.m_table->kind != TomlNode::Kind::Table) {
        failType(key, *inner.m_table, Text::tr("a table, [%1]").arg(inner.m_name), Privacy::Secret);
        inner.m_table = nullptr;
    }
    return inner;
}

std::optional<QString> TableReader::text(const QString &key, Empty empty) const
{
    return readText(key, empty, Privacy::Open);
}

QString TableReader::verbatim(const QString &key) const
{
    const TomlNode *node = find(key);
    if (!node)
        return {};
    if (node->kind != TomlNode::Kind::String)
        failType(key, *node, Text::tr("a string in double quotes"));
    return node->text.trimmed();
}

QStringList TableReader::texts(const QString &key) const
{
    const TomlNode *node = find(key);
    if (!node)
        return {};
    const QString expected = Text::tr("a string in double quotes, or an array of them");
    const bool isArray = node->kind == TomlNode::Kind::Array;
    QStringList texts;
    for (const TomlNode &each : isArray ? node->children : std::vector{*node}) {
        if (each.kind != TomlNode::Kind::String) {
            if (isArray)
                fail(key, Text::tr("holds %1, expected %2.").arg(describedValue(each), expected));
            else
                failType(key, each, expected);
            return {};
        }
        const std::optional<QString> text = interpolated(key, each.text, Privacy::Open);
        if (text && !text->trimmed().isEmpty())
            texts.append(text->trimmed());
    }
    return texts;
}

bool TableReader::boolean(const QString &key, bool fallback) const
{
    const TomlNode *node = find(key);
    if (!node)
        return fallback;
    if (node->kind != TomlNode::Kind::Boolean)
        failType(key, *node, Text::tr("true or false, without quotes"));
    return node->boolean;
}

qint64 TableReader::integer(const QString &key, qint64 fallback, qint64 least, qint64 most) const
{
    const TomlNode *node = find(key);
    if (!node)
        return fallback;
    if (node->kind != TomlNode::Kind::Integer || node->integer < least || node->integer > most) {
        failType(key, *node,
                 Text::tr("a whole number from %1 to %2").arg(QString::number(least), QString::number(most)));
        return fallback;
    }
    return node->integer;
}

qint64 TableReader::size(const QString &key, qint64 fallback, Size kind) const
{
    const TomlNode *node = find(key);
    if (!node)
        return fallback;
    std::optional<qint64> bytes;
    if (node->kind == TomlNode::Kind::Integer && node->integer >= 0)
        bytes = node->integer;
    else if (node->kind == TomlNode::Kind::String) {
        const std::optional<QString> text = interpolated(key, node->text, Privacy::Open);
        if (!text)
            return fallback;
        bytes = kind == Size::Bytes ? parseByteSize(*text) : parseByteRate(*text);
    }
    if (!bytes)
        failType(key, *node,
                 kind == Size::Bytes ? Text::tr("a number of bytes or a size such as \"1 GiB\"")
                                     : Text::tr("bytes per second or a speed such as \"10 MiB/s\""));
    return bytes.value_or(fallback);
}

std::optional<SecretBytes> TableReader::secret(const QString &key) const
{
    std::optional<QString> text = readText(key, Empty::Refused, Privacy::Secret);
    if (!text)
        return {};
    SecretBytes secret = secretFrom(*text);
    wipe(*text);
    return secret;
}

bool TableReader::isLiteral(const QString &key) const
{
    const TomlNode *node = find(key);
    return node && node->kind == TomlNode::Kind::String && !node->text.isEmpty()
           && !node->text.contains(u"${");
}

std::optional<QString> TableReader::readText(const QString &key, Empty empty, Privacy privacy) const
{
    const TomlNode *node = find(key);
    if (!node)
        return {};
    if (node->kind != TomlNode::Kind::String) {
        failType(key, *node, Text::tr("a string in double quotes"), privacy);
        return {};
    }
    std::optional<QString> value = interpolated(key, node->text, privacy);
    if (value && value->contains(QChar::Null)) { // the system would take what is before it for the whole path
        fail(key, Text::tr("holds the character U+0000, which no name, path or password can have."));
        return {};
    }
    if (!value || !QStringView(*value).trimmed().isEmpty())
        return value;
    if (empty == Empty::Refused)
        fail(key, Text::tr("must not be empty."));
    return {};
}

std::optional<QString> TableReader::interpolated(const QString &key, const QString &text,
                                                 Privacy privacy) const
{
    static const QRegularExpression reference(u"\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}"_s);
    QString out;
    out.reserve(text.size());
    qsizetype position = 0;
    for (;;) {
        const qsizetype start = text.indexOf(u"${", position);
        out += QStringView(text).sliced(position, (start < 0 ? text.size() : start) - position);
        if (start < 0)
            return out;
        const auto match = reference.match(text, start, QRegularExpression::NormalMatch,
                                           QRegularExpression::AnchorAtOffsetMatchOption);
        if (!match.hasMatch()) {
            fail(key, Text::tr("holds a \"${\" that does not begin a reference such as ${NAME}."));
            return {};
        }
        const QString variable = match.captured(1);
        if (!m_environment->contains(variable)) {
            // Someone may have put the secret itself between the braces.
            constexpr qsizetype longestName = 31;
            const bool named = privacy == Privacy::Open || variable.size() <= longestName;
            fail(key,
                 Text::tr("refers to the environment variable %1, which is not set.")
                     .arg(named ? variable : Text::tr("(name not shown)")),
                 Text::tr("Set it where Lifeboat is started, or write the value into the file."));
            return {};
        }
        out += m_environment->value(variable);
        position = match.capturedEnd();
    }
}

void TableReader::failType(const QString &key, const TomlNode &found, const QString &expected,
                           Privacy privacy) const
{
    fail(key, Text::tr("is %1, expected %2.")
                  .arg(privacy == Privacy::Open ? describedValue(found) : kindName(found.kind), expected));
}

void TableReader::fail(const QString &key, const QString &message, const QString &hint) const
{
    m_report->fail(line(key), fullName(key) + u' ' + message, hint);
}

void TableReader::warn(const QString &key, const QString &message) const
{
    m_report->warn(line(key), fullName(key) + u' ' + message);
}

} // namespace lifeboat
