// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/drillgroup.h"

#include "engine/config/ruletables.h"
#include "engine/config/tomledit.h"
#include "gui/wizard/setuppage.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int shownLines = 5;

QString table()
{
    return u"lifeboat.drill"_s;
}

/// As tall as a few lines of its own font.
class SqlEdit final : public QPlainTextEdit
{
public:
    explicit SqlEdit(QWidget *parent) : QPlainTextEdit(parent)
    {
        setFont(fixedFont(parent));
        setLineWrapMode(NoWrap);
        setTabChangesFocus(true);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override
    {
        const int around = 2 * (frameWidth() + static_cast<int>(document()->documentMargin()));
        return {QPlainTextEdit::sizeHint().width(), shownLines * fontMetrics().lineSpacing() + around};
    }
    QStringList lines() const
    {
        QStringList lines;
        for (const QString &line : toPlainText().split(u'\n')) {
            if (!line.trimmed().isEmpty())
                lines.append(line.trimmed());
        }
        return lines;
    }
};

/// The statement without what is in quotes, or nothing when a quote has no end.
std::optional<QString> withoutQuoted(const QString &sql)
{
    QString rest;
    QChar open;
    for (const QChar c : sql) {
        if (open.isNull() && (c == u'\'' || c == u'"' || c == u'`'))
            open = c;
        else if (c == open)
            open = {}; // a doubled quote closes and opens again
        else if (open.isNull())
            rest += c;
    }
    return open.isNull() ? std::optional(rest) : std::nullopt;
}

bool bracketsMatch(const QString &sql)
{
    int depth = 0;
    for (const QChar c : sql) {
        depth += c == u'(' ? 1 : c == u')' ? -1 : 0;
        if (depth < 0)
            return false;
    }
    return depth == 0;
}

} // namespace

QString assertionProblem(const QString &sql)
{
    if (!isAssertion(sql))
        return DrillGroup::tr("It must begin with SELECT.");
    const auto bare = withoutQuoted(sql);
    if (!bare)
        return DrillGroup::tr("A quote has no end.");
    if (!bracketsMatch(*bare))
        return DrillGroup::tr("Its brackets do not match.");
    const qsizetype end = bare->indexOf(u';');
    if (end >= 0 && !bare->sliced(end + 1).trimmed().isEmpty())
        return DrillGroup::tr("It must be a single statement.");
    return {};
}

DrillGroup::DrillGroup(const DrillSettings &drill, QWidget *parent)
    : SettingsGroup(tr("Restore drills"), parent)
{
    beginBox(tr("Restore drills"));
    flag(tr("&Restore the newest backup regularly, to prove that it can be"), drill.enabled,
         DrillSettings().enabled, table(), u"enabled"_s)
        ->setObjectName(u"drillEnabled"_s);
    setNote(tr("To a scratch file, which is checked and removed. Your database is not touched."));
    addInterval(drill);
    size(tr("D&ownload limit:"), drill.downloadLimit, 0, table(), u"download_limit"_s, true)
        ->setObjectName(u"drillDownloadLimit"_s);
    setNote(tr("Without one, that of the destination holds."));
    addAssertions(drill.assertions);
    begin();
}

void DrillGroup::addInterval(const DrillSettings &drill)
{
    constexpr int tenYears = 3650; // days
    const auto daysOf = [](std::chrono::hours interval) {
        return static_cast<int>(std::chrono::duration_cast<std::chrono::days>(interval).count());
    };
    auto *days = new QSpinBox(this);
    days->setObjectName(u"interval_days"_s);
    days->setToolTip(tr("How old the last drill may be"));
    days->setRange(1, tenYears);
    days->setValue(daysOf(drill.interval));
    add(tr("Days betw&een them:"), days)
        ->bind(table(), u"interval_days"_s, [days, usual = daysOf(DrillSettings().interval)] {
            return days->value() == usual ? QString() : QString::number(days->value());
        });
}

void DrillGroup::addAssertions(const QStringList &assertions)
{
    beginBox(tr("Questions of your own"));
    auto *edit = new SqlEdit(this);
    edit->setObjectName(u"assertions"_s);
    edit->setPlainText(assertions.join(u'\n'));
    edit->setPlaceholderText(u"SELECT count(*) > 0 FROM accounts"_s);
    SettingField *field = add(tr("S&QL:"), edit);
    field->setNote(tr("One SELECT in each line. The drill fails unless the first value of each is true: not "
                      "NULL, 0 or empty."));
    const bool hasBreaks = std::any_of(assertions.cbegin(), assertions.cend(),
                                       [](const QString &sql) { return sql.contains(u'\n'); });
    if (hasBreaks) {
        edit->setReadOnly(true);
        field->setNote(tr("Some of these take several lines in the file. Change them there."));
        return;
    }
    field->bind(table(), u"assertions"_s, [edit] {
        const QStringList lines = edit->lines();
        return lines.isEmpty() ? QString() : tomlArray(lines);
    });
    field->setCheck([edit] {
        for (const QString &line : edit->lines()) {
            if (const QString problem = assertionProblem(line); !problem.isEmpty())
                return tr("\"%1\": %2", "a line of SQL, what is wrong with it").arg(line, problem);
        }
        return QString();
    });
}

} // namespace lifeboat
