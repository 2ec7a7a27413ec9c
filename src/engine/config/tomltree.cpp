// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/tomltree.h"

#include "base/secretbytes.h"
#include "base/text.h"

#include <QRegularExpression>

#include <toml++/toml.h>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

void wipeTexts(TomlNode &node)
{
    if (node.text.isDetached())
        wipe(node.text.data(), static_cast<std::size_t>(node.text.size()) * sizeof(QChar));
    for (TomlNode &child : node.children)
        wipeTexts(child);
}

TomlNode::Kind kindOf(toml::node_type type)
{
    switch (type) {
    case toml::node_type::table: return TomlNode::Kind::Table;
    case toml::node_type::array: return TomlNode::Kind::Array;
    case toml::node_type::string: return TomlNode::Kind::String;
    case toml::node_type::integer: return TomlNode::Kind::Integer;
    case toml::node_type::floating_point: return TomlNode::Kind::Float;
    case toml::node_type::boolean: return TomlNode::Kind::Boolean;
    default: return TomlNode::Kind::Time;
    }
}

QString fromUtf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// Copies the node, and wipes the texts it copies from.
TomlNode converted(toml::node &source, QString key)
{
    TomlNode node;
    node.kind = kindOf(source.type());
    node.line = static_cast<int>(source.source().begin.line);
    node.key = std::move(key);
    if (auto *string = source.as_string()) {
        node.text = fromUtf8(string->get());
        wipe(string->get().data(), string->get().size());
    } else if (const auto *integer = source.as_integer()) {
        node.integer = integer->get();
    } else if (const auto *boolean = source.as_boolean()) {
        node.boolean = boolean->get();
    } else if (auto *table = source.as_table()) {
        for (auto &&[name, child] : *table)
            node.children.push_back(converted(child, fromUtf8(name.str())));
        std::ranges::stable_sort(node.children, {}, &TomlNode::line);
    } else if (auto *array = source.as_array()) {
        for (toml::node &child : *array)
            node.children.push_back(converted(child, {}));
    }
    return node;
}

/// What the parser says, without what it saw: an unquoted secret is a syntax error, too.
QString safeReason(std::string_view description)
{
    static const QRegularExpression number(u"'[0-9][^']*'"_s);
    return fromUtf8(description)
        .section(u", saw"_s, 0, 0)
        .remove(u"Error "_s)
        .replace(number, Text::tr("the number"));
}

} // namespace

const TomlNode *TomlNode::child(QStringView name) const
{
    const auto found = std::ranges::find(children, name, &TomlNode::key);
    return found == children.end() ? nullptr : &*found;
}

TomlTree::~TomlTree()
{
    wipeTexts(m_root);
}

Result<std::unique_ptr<TomlTree>> parseToml(QByteArrayView content, const QString &file)
{
    try {
        toml::table table =
            toml::parse(std::string_view(content.data(), static_cast<std::size_t>(content.size())));
        return std::make_unique<TomlTree>(converted(table, {}));
    } catch (const toml::parse_error &error) {
        return fail(
            ErrorCode::Configuration, u"config.parse"_s,
            Text::tr("%1:%2: this is not valid TOML: %3.")
                .arg(file, QString::number(error.source().begin.line), safeReason(error.description())),
            Text::tr("Strings stand in double quotes, tables in square brackets, one key = value to "
                     "a line."));
    } catch (const std::exception &error) {
        return fail(
            ErrorCode::Configuration, u"config.parse"_s,
            Text::tr("%1 cannot be read as TOML: %2.").arg(file, QString::fromLocal8Bit(error.what())));
    }
}

} // namespace lifeboat
