// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/activity/rundetails.h"

#include "base/format.h"
#include "gui/activity/runwords.h"
#include "gui/common/elidedlabel.h"
#include "gui/common/icons.h"
#include "gui/common/opening.h"
#include "gui/common/scrolled.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// Comes from outside, may be long, may be wanted elsewhere.
QLabel *words(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

void makeBold(QLabel *label)
{
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
}

QString timeWords(const QDateTime &time)
{
    const QLocale locale;
    const QDateTime local = time.toLocalTime();
    return RunDetails::tr("%1, %2", "date, time of day")
        .arg(locale.toString(local.date(), QLocale::LongFormat),
             locale.toString(local.time(), u"HH:mm:ss"_s));
}

} // namespace

RunDetails::RunDetails(const RunRecord &run, QWidget *parent) : QDialog(parent), m_run(run)
{
    setWindowTitle(runTitle(run.kind));
    auto *facts = new QWidget;
    auto *rows = new QVBoxLayout(facts);
    rows->setContentsMargins({});
    rows->setSpacing(fontMetrics().height() / 2);
    rows->addLayout(makeHeading());
    if (run.error)
        rows->addLayout(makeError());
    rows->addLayout(makeFacts());
    if (!run.stages.isEmpty())
        rows->addLayout(makeStages());
    rows->addStretch(1);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *copyButton = buttons->addButton(tr("Copy &details"), QDialogButtonBox::ActionRole);
    copyButton->setIcon(themedIcon(u"copy"_s));
    copyButton->setToolTip(tr("Without secrets"));
    connect(copyButton, &QPushButton::clicked, this, &RunDetails::copy);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    buttons->button(QDialogButtonBox::Close)->setDefault(true);
    auto *column = new QVBoxLayout(this);
    column->addWidget(scrolled(facts), 1);
    column->addWidget(buttons);
    const QMargins around = column->contentsMargins();
    const int wide = fontMetrics().averageCharWidth() * 72;
    const int high = rows->totalHeightForWidth(wide - around.left() - around.right());
    openAt(*this,
           {wide, high + column->spacing() + buttons->sizeHint().height() + around.top() + around.bottom()});
}

QLayout *RunDetails::makeHeading()
{
    auto *icon = new QLabel(this);
    const int size = style()->pixelMetric(QStyle::PM_LargeIconSize, nullptr, this);
    icon->setPixmap(healthIcon(runMark(m_run.outcome)).pixmap(QSize(size, size), devicePixelRatioF()));
    icon->setAccessibleName(outcomeTitle(m_run.outcome));
    auto *title = words(runHeading(m_run), this);
    title->setObjectName(u"heading"_s);
    makeBold(title);
    auto *row = new QHBoxLayout;
    row->addWidget(icon, 0, Qt::AlignTop);
    row->addWidget(title, 1);
    return row;
}

QLayout *RunDetails::makeError()
{
    auto *column = new QVBoxLayout;
    auto *message = words(m_run.error->message, this);
    message->setObjectName(u"message"_s);
    column->addWidget(message);
    if (!m_run.error->hint.isEmpty()) {
        auto *hint = words(m_run.error->hint, this);
        hint->setObjectName(u"hint"_s);
        column->addWidget(hint);
    }
    return column;
}

QLayout *RunDetails::makeFacts()
{
    auto *form = new QFormLayout;
    const auto add = [this, form](const QString &name, const QString &text) {
        form->addRow(name, words(text, this));
    };
    add(tr("Started:"),
        tr("%1, %2", "when, by whom").arg(timeWords(m_run.startedAt), triggerTitle(m_run.trigger)));
    add(tr("Took:"), formatDuration(m_run.duration));
    if (!m_run.backupKey.isEmpty()) {
        auto *key = new ElidedLabel(this);
        key->setText(m_run.backupKey);
        form->addRow(tr("Key:"), key);
    }
    if (m_run.bytes > 0)
        add(tr("Size:"), formatBytes(m_run.bytes));
    if (m_run.classARequests + m_run.classBRequests > 0) {
        add(tr("Requests:"),
            tr("%1 of class A, %2 of class B")
                .arg(QLocale().toString(m_run.classARequests), QLocale().toString(m_run.classBRequests)));
    }
    if (m_run.error) {
        add(tr("Error code:"), tr("%1 in %2", "error code, operation")
                                   .arg(errorCodeName(m_run.error->code), m_run.error->operation));
    }
    return form;
}

QLayout *RunDetails::makeStages()
{
    auto *column = new QVBoxLayout;
    auto *title = new QLabel(tr("Stages"), this);
    makeBold(title);
    column->addWidget(title);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(fontMetrics().height() * 2);
    for (int row = 0; row < m_run.stages.size(); ++row) {
        const StageRecord &stage = m_run.stages.at(row);
        grid->addWidget(words(stageTitle(stage.stage), this), row, 0);
        const double seconds = static_cast<double>(stage.duration.count()) / 1000;
        grid->addWidget(words(tr("%1 s").arg(QLocale().toString(seconds, 'f', 1)), this), row, 1,
                        Qt::AlignRight);
        grid->addWidget(words(stageAmount(stage), this), row, 2, Qt::AlignRight);
    }
    grid->setColumnStretch(3, 1);
    column->addLayout(grid);
    return column;
}

void RunDetails::copy() const
{
    QGuiApplication::clipboard()->setText(runDetails(m_run));
}

} // namespace lifeboat
