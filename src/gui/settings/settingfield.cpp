// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/settingfield.h"

#include "gui/common/icons.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QStyle>
#include <QStyleOptionButton>
#include <QVBoxLayout>

namespace lifeboat {

namespace {

constexpr int fewestCharacters = 28; ///< in a line of small print, before the field goes below its label

QLabel *smallPrint(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setMinimumWidth(label->fontMetrics().averageCharWidth() * fewestCharacters);
    label->hide();
    return label;
}

} // namespace

SettingField::SettingField(QWidget *editor, const QList<QWidget *> &beside, QWidget *parent)
    : QWidget(parent), m_editor(editor), m_reasonIcon(new QLabel(this)), m_reason(smallPrint(this)),
      m_note(smallPrint(this))
{
    // Lines of text that wrap below it would take its height otherwise.
    editor->setMinimumHeight(editor->sizeHint().height());
    const int apart = style()->pixelMetric(QStyle::PM_LayoutHorizontalSpacing, nullptr, this);
    auto *row = new QHBoxLayout;
    row->setSpacing(apart); // the column's is narrower
    const bool isText = qobject_cast<QLineEdit *>(editor) || qobject_cast<QPlainTextEdit *>(editor);
    row->addWidget(editor, isText ? 1 : 0);
    for (QWidget *widget : beside)
        row->addWidget(widget);
    if (!isText)
        row->addStretch();
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    m_reasonIcon->setPixmap(healthIcon(Health::Warning).pixmap(QSize(size, size), devicePixelRatioF()));
    m_reasonIcon->setAccessibleName(tr("Needs correction"));
    m_reasonIcon->hide();
    auto *reasonRow = new QHBoxLayout;
    reasonRow->setSpacing(apart);
    reasonRow->addWidget(m_reasonIcon, 0, Qt::AlignTop);
    reasonRow->addWidget(m_reason, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(fontMetrics().height() / 6); // nearer than the next field
    column->addLayout(row);
    column->addLayout(reasonRow);
    column->addWidget(m_note);
    indentNote();

    for (QWidget *widget : QList<QWidget *>{editor} + beside) {
        if (auto *line = qobject_cast<QLineEdit *>(widget))
            connect(line, &QLineEdit::textChanged, this, &SettingField::edited);
        else if (auto *lines = qobject_cast<QPlainTextEdit *>(widget))
            connect(lines, &QPlainTextEdit::textChanged, this, &SettingField::edited);
        else if (auto *spin = qobject_cast<QSpinBox *>(widget))
            connect(spin, &QSpinBox::valueChanged, this, &SettingField::edited);
        else if (auto *combo = qobject_cast<QComboBox *>(widget))
            connect(combo, &QComboBox::currentIndexChanged, this, &SettingField::edited);
        else if (auto *box = qobject_cast<QCheckBox *>(widget))
            connect(box, &QCheckBox::toggled, this, &SettingField::edited);
    }
}

void SettingField::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::StyleChange)
        indentNote();
}

void SettingField::indentNote()
{
    if (!qobject_cast<QCheckBox *>(m_editor))
        return;
    QStyleOptionButton option;
    option.initFrom(m_editor);
    option.direction = Qt::LeftToRight; // indents are mirrored by the label
    m_note->setIndent(style()->subElementRect(QStyle::SE_CheckBoxContents, &option, m_editor).left());
}

void SettingField::bind(const QString &table, const QString &key, Toml toml)
{
    m_table = table;
    m_key = key;
    m_toml = std::move(toml);
}

void SettingField::setNote(const QString &note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    describe();
}

void SettingField::review()
{
    QString words = m_check ? m_check() : QString();
    m_good = words.isEmpty();
    if (m_good && m_warning)
        words = m_warning();
    const bool shown = !words.isEmpty();
    m_reason->setText(words);
    m_reason->setVisible(shown);
    m_reasonIcon->setVisible(shown);
    describe();
}

void SettingField::describe()
{
    QStringList told{m_reason->text(), m_note->text()};
    told.removeAll(QString());
    m_editor->setAccessibleDescription(told.join(u' '));
}

QString SettingField::reason() const
{
    return m_reason->text();
}

std::optional<ProfileEdit> SettingField::edit() const
{
    const std::optional<QString> toml = m_toml ? m_toml() : std::nullopt;
    if (!toml || toml == m_settled)
        return {};
    return ProfileEdit{m_table, m_key, *toml};
}

} // namespace lifeboat
