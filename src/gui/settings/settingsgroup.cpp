// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/settingsgroup.h"

#include "engine/config/bytesize.h"
#include "engine/config/tomledit.h"

#include <QCheckBox>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString withoutMarks(QString label)
{
    return label.remove(u'&').remove(u':');
}

} // namespace

QString tomlOrNothing(const QString &text)
{
    return text.trimmed().isEmpty() ? QString() : tomlString(text.trimmed());
}

QString pathProblem(const QString &typed)
{
    return QDir::isAbsolutePath(typed) || typed.startsWith(u"~/")
               ? QString()
               : SettingsGroup::tr("Enter the whole path, from / or ~/ on.");
}

SettingsGroup::SettingsGroup(QString title, QWidget *parent)
    : QWidget(parent), m_title(std::move(title)), m_boxes(new QVBoxLayout(this))
{
}

QFormLayout *SettingsGroup::beginBox(const QString &title)
{
    auto *frame = new QGroupBox(title, this);
    m_frame = new QVBoxLayout(frame);
    m_boxes->addWidget(frame);
    return beginRows();
}

/// A form of their own: one that hides some of its rows gives the others too little height (Qt 6.4) once
/// there is text in it that wraps.
QFormLayout *SettingsGroup::beginRows()
{
    m_box = new QFormLayout;
    m_box->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_frame->addLayout(m_box);
    m_forms.append(m_box);
    return m_box;
}

SettingField *SettingsGroup::add(const QString &label, QWidget *editor, const QList<QWidget *> &beside)
{
    auto *field = new SettingField(editor, beside, this);
    if (label.isEmpty()) {
        m_box->addRow(field);
    } else {
        auto *words = new QLabel(label, this);
        words->setBuddy(editor);
        m_box->addRow(words, field);
        m_labels.append(words);
        editor->setAccessibleName(withoutMarks(label));
    }
    m_fields.append(field);
    return field;
}

QLineEdit *SettingsGroup::text(const QString &label, const QString &value, const QString &table,
                               const QString &key, std::function<QString(const QString &)> check)
{
    auto *line = new QLineEdit(value, this);
    line->setObjectName(key);
    SettingField *field = add(label, line);
    field->bind(table, key, [line] { return tomlOrNothing(line->text()); });
    if (check)
        field->setCheck([line, check = std::move(check)] { return check(line->text()); });
    return line;
}

QLineEdit *SettingsGroup::path(const QString &label, const QString &value, const QString &table,
                               const QString &key, bool folder, bool required)
{
    auto *line = new QLineEdit(value, this);
    line->setObjectName(table + u'.' + key);
    line->setToolTip(tr("The whole path, from / or ~/ on"));
    auto *browse = new QPushButton(tr("Browse…"), this);
    browse->setAccessibleName(tr("Browse for %1").arg(withoutMarks(label)));
    connect(browse, &QPushButton::clicked, this, [this, line, folder] {
        auto *dialog = new QFileDialog(this, QString(), line->text());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, line, &QLineEdit::setText);
        dialog->open();
    });
    SettingField *field = add(label, line, {browse});
    field->bind(table, key, [line] { return tomlOrNothing(line->text()); });
    field->setCheck([line, required] {
        const QString typed = line->text().trimmed();
        if (typed.isEmpty())
            return required ? tr("This is needed.") : QString();
        return pathProblem(typed);
    });
    return line;
}

QLineEdit *SettingsGroup::size(const QString &label, qint64 value, qint64 whenEmpty, const QString &table,
                               const QString &key, bool perSecond)
{
    const QString suffix = perSecond ? u"/s"_s : QString();
    auto *line = new QLineEdit(value == whenEmpty ? QString() : exactByteSize(value) + suffix, this);
    line->setObjectName(key);
    line->setPlaceholderText(whenEmpty == 0 ? tr("No limit") : exactByteSize(whenEmpty) + suffix);
    SettingField *field = add(label, line);
    field->bind(table, key, [line] { return tomlOrNothing(line->text()); });
    field->setCheck([line, perSecond] {
        const QString typed = line->text().trimmed();
        if (typed.isEmpty() || (perSecond ? parseByteRate(typed) : parseByteSize(typed)))
            return QString();
        return perSecond ? tr("Enter a speed such as 10 MiB/s.") : tr("Enter a size such as 1 GiB.");
    });
    return line;
}

QCheckBox *SettingsGroup::flag(const QString &label, bool value, bool whenAbsent, const QString &table,
                               const QString &key)
{
    auto *tick = new QCheckBox(label, this);
    tick->setObjectName(key);
    tick->setChecked(value);
    add({}, tick)->bind(table, key, [tick, whenAbsent] {
        if (tick->isChecked() == whenAbsent)
            return QString();
        return tick->isChecked() ? u"true"_s : u"false"_s;
    });
    return tick;
}

QPushButton *SettingsGroup::addCommand(const QString &words, const QString &name)
{
    auto *button = new QPushButton(words, this);
    button->setObjectName(name);
    button->setAutoDefault(false);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_box->addRow(QString(), button);
    m_actions.append(button);
    return button;
}

void SettingsGroup::setNote(const QString &note)
{
    m_fields.constLast()->setNote(note);
}

void SettingsGroup::setCheck(std::function<QString()> check)
{
    m_fields.constLast()->setCheck(std::move(check));
}

void SettingsGroup::setWarning(std::function<QString()> warning)
{
    m_fields.constLast()->setWarning(std::move(warning));
}

void SettingsGroup::begin()
{
    m_boxes->addStretch();
    alignLabels();
    for (SettingField *field : m_fields) {
        field->settle();
        connect(field, &SettingField::edited, this, [this] {
            review();
            Q_EMIT edited();
        });
    }
    review();
}

/// Each box has columns of its own; the eye wants one for all of them.
void SettingsGroup::alignLabels()
{
    const int widest = widestLabel();
    for (QLabel *label : std::as_const(m_labels))
        label->setMinimumWidth(widest);
}

int SettingsGroup::widestLabel() const
{
    int widest = 0;
    for (const QLabel *label : m_labels)
        widest = std::max(widest, label->sizeHint().width());
    return widest;
}

QSize SettingsGroup::minimumSizeHint() const
{
    QSize least = QWidget::minimumSizeHint();
    if (!m_isFolded && m_box)
        least.rwidth() -= widestLabel() + m_box->horizontalSpacing();
    return least;
}

/// All rows or none: where a form decides row by row (WrapLongRows), it gives itself too little height for
/// what it then does.
void SettingsGroup::fold()
{
    if (!m_box)
        return;
    int needed = width() - m_box->contentsRect().width() + widestLabel() + m_box->horizontalSpacing();
    int widestField = 0;
    for (const SettingField *field : std::as_const(m_fields)) {
        if (!field->isHidden())
            widestField = std::max(widestField, field->minimumSizeHint().width());
    }
    needed += widestField;
    if (m_isFolded == (width() < needed))
        return;
    m_isFolded = !m_isFolded;
    for (QFormLayout *form : std::as_const(m_forms))
        form->setRowWrapPolicy(m_isFolded ? QFormLayout::WrapAllRows : QFormLayout::DontWrapRows);
}

bool SettingsGroup::event(QEvent *event)
{
    const bool handled = QWidget::event(event);
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)
        fold();
    return handled;
}

void SettingsGroup::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        alignLabels();
}

void SettingsGroup::review()
{
    for (SettingField *field : m_fields)
        field->review();
}

QList<ProfileEdit> SettingsGroup::edits() const
{
    QList<ProfileEdit> all;
    for (const SettingField *field : m_fields) {
        if (const auto edit = field->edit())
            all.append(*edit);
    }
    return all;
}

bool SettingsGroup::isGood() const
{
    return std::ranges::all_of(m_fields, &SettingField::isGood);
}

void SettingsGroup::settle()
{
    for (SettingField *field : m_fields)
        field->settle();
}

void SettingsGroup::setActionsEnabled(bool enabled)
{
    for (QPushButton *action : m_actions) {
        action->setEnabled(enabled);
        action->setToolTip(enabled ? QString() : tr("Apply or revert your changes first"));
    }
}

} // namespace lifeboat
