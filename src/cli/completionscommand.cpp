// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/commands.h"

#include <QJsonObject>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// Writes completion scripts from the parser's own tree, so that they cannot fall behind it.
class CompletionsCommand final : public Command
{
public:
    std::string name() const override { return "completions"; }
    std::string summary() const override { return "Print shell completions"; }
    std::string example() const override
    {
        return "lifeboat-cli completions bash > ~/.local/share/bash-completion/completions/lifeboat-cli";
    }
    void declare(CLI::App &app) override
    {
        m_root = app.get_parent();
        app.add_option("SHELL", m_shell, "bash, zsh or fish")
            ->required()
            ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    }
    Result<Outcome> run(CommandContext &context) override;

private:
    CLI::App *m_root = nullptr;
    std::string m_shell;
};

/// "--config -c …" of one level.
QStringList optionNames(const CLI::App &app)
{
    QStringList names;
    for (const CLI::Option *option : app.get_options()) {
        for (const std::string &name : option->get_lnames())
            names.append(u"--"_s + QString::fromStdString(name));
    }
    return names;
}

QList<const CLI::App *> visibleCommands(const CLI::App &app)
{
    QList<const CLI::App *> commands;
    for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; })) {
        if (!command->get_group().empty())
            commands.append(command);
    }
    return commands;
}

QString nameOf(const CLI::App *app)
{
    return QString::fromStdString(app->get_name());
}

QString words(const CLI::App &app)
{
    QStringList names;
    for (const CLI::App *command : visibleCommands(app))
        names.append(nameOf(command));
    return (names + optionNames(app)).join(u' ');
}

QString bashScript(const CLI::App &root)
{
    QString cases;
    for (const CLI::App *command : visibleCommands(root))
        cases += u"            %1) words=\"%2 $globals\"; break ;;\n"_s.arg(nameOf(command), words(*command));
    return u"# bash completion for lifeboat-cli\n"
           "_lifeboat_cli()\n"
           "{\n"
           "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} globals=\"%1\" "
           "words word\n"
           "    case $previous in\n"
           "        -c|--config|--key-file|--to|--out) COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n"
           "    esac\n"
           "    words=\"%2\"\n"
           "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
           "        case $word in\n%3"
           "        esac\n"
           "    done\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
           "}\n"
           "complete -o default -F _lifeboat_cli lifeboat-cli rustresort-cli"_s.arg(
               optionNames(root).join(u' '), words(root), cases);
}

QString zshScript(const CLI::App &root)
{
    return u"#compdef lifeboat-cli rustresort-cli\nautoload -U +X bashcompinit && bashcompinit\n"_s
           + bashScript(root);
}

QString fishScript(const CLI::App &root)
{
    QString script = u"# fish completion for lifeboat-cli\n"_s;
    const auto quote = [](const std::string &text) {
        return u'\'' + QString::fromStdString(text).replace(u'\'', u"\\'"_s) + u'\'';
    };
    for (const QString &name : optionNames(root))
        script += u"complete -c lifeboat-cli -l %1\n"_s.arg(name.mid(2));
    for (const CLI::App *command : visibleCommands(root)) {
        const QString name = nameOf(command);
        script += u"complete -c lifeboat-cli -n __fish_use_subcommand -a %1 -d %2\n"_s.arg(
            name, quote(command->get_description()));
        for (const QString &option : optionNames(*command))
            script += u"complete -c lifeboat-cli -n '__fish_seen_subcommand_from %1' -l %2\n"_s.arg(
                name, option.mid(2));
        for (const CLI::App *below : visibleCommands(*command))
            script += u"complete -c lifeboat-cli -n '__fish_seen_subcommand_from %1' -a %2\n"_s.arg(
                name, nameOf(below));
    }
    return script.trimmed();
}

Result<Outcome> CompletionsCommand::run(CommandContext &)
{
    const QString script = m_shell == "bash"  ? bashScript(*m_root)
                           : m_shell == "zsh" ? zshScript(*m_root)
                                              : fishScript(*m_root);
    return Outcome{QJsonObject{{u"script"_s, script}}, script};
}

} // namespace

std::unique_ptr<Command> makeCompletionsCommand()
{
    return std::make_unique<CompletionsCommand>();
}

} // namespace lifeboat
