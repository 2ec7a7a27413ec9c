// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/consolecall.h"

#include "base/text.h"

#include <QCommandLineParser>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class CallParser final
{
public:
    CallParser()
    {
        m_parser.setApplicationDescription(Text::tr("Backups of live SQLite databases that you can trust"));
        m_parser.addHelpOption();
        m_parser.addVersionOption();
        m_parser.addOptions({m_demo, m_minimised, m_profile, m_backUp, m_restore});
    }

    void processOrExit(const QStringList &arguments) { m_parser.process(arguments); }
    [[nodiscard]] bool parse(const QStringList &arguments) { return m_parser.parse(arguments); }
    [[nodiscard]] QString problem() const { return m_parser.errorText(); }
    [[nodiscard]] ConsoleCall call() const
    {
        return {.demo = m_parser.isSet(m_demo),
                .minimised = m_parser.isSet(m_minimised),
                .backUp = m_parser.isSet(m_backUp),
                .restore = m_parser.isSet(m_restore),
                .profile = m_parser.value(m_profile)};
    }

private:
    QCommandLineParser m_parser;
    QCommandLineOption m_demo{u"demo"_s, Text::tr("Show Lifeboat with a sample database in a folder")};
    QCommandLineOption m_minimised{u"minimised"_s,
                                   Text::tr("Start in the tray, or minimised where there is none")};
    QCommandLineOption m_profile{u"profile"_s, Text::tr("Select this profile"), Text::tr("NAME")};
    QCommandLineOption m_backUp{u"back-up"_s,
                                Text::tr("Make a backup now, of every database or of the profile's")};
    QCommandLineOption m_restore{u"restore"_s, Text::tr("Offer to restore the newest backup")};
};

} // namespace

ConsoleCall parseCallOrExit(const QStringList &arguments)
{
    CallParser parser;
    parser.processOrExit(arguments);
    return parser.call();
}

Result<ConsoleCall> parseCall(const QStringList &arguments)
{
    CallParser parser;
    if (!parser.parse(QStringList{u"lifeboat"_s} + arguments))
        return fail(ErrorCode::Usage, u"console.call"_s, parser.problem(),
                    Text::tr("lifeboat --help names what it understands."));
    return parser.call();
}

} // namespace lifeboat
