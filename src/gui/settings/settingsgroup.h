// SPDX-License-Identifier: GPL-3.0-or-later
// One section of a profile's settings, made of boxes of fields. Those that derive from it add the fields and
// end their constructor with begin(). Window's thread.
#pragma once

#include "gui/settings/settingfield.h"

class QCheckBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace lifeboat {

class SettingsGroup : public QWidget
{
    Q_OBJECT
public:
    /// As people find it: "Schedule".
    [[nodiscard]] QString title() const { return m_title; }
    /// Empty while everything is as in the file.
    [[nodiscard]] virtual QList<ProfileEdit> edits() const;
    [[nodiscard]] bool isGood() const;
    /// What is shown is in the file now.
    virtual void settle();
    /// What uses or changes the file by itself has to wait for what was typed.
    virtual void setActionsEnabled(bool enabled);

Q_SIGNALS:
    void edited();

public:
    /// It can do with the width of its fields: the labels go above them.
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    SettingsGroup(QString title, QWidget *parent);

    /// A new box, which takes the rows that follow.
    QFormLayout *beginBox(const QString &title);
    /// Rows in that box that are shown and hidden together.
    QFormLayout *beginRows();
    [[nodiscard]] QFormLayout *box() const { return m_box; }
    /// An empty label is for editors that bring their words along.
    SettingField *add(const QString &label, QWidget *editor, const QList<QWidget *> &beside = {});
    QLineEdit *text(const QString &label, const QString &value, const QString &table, const QString &key,
                    std::function<QString(const QString &)> check);
    QLineEdit *path(const QString &label, const QString &value, const QString &table, const QString &key,
                    bool folder, bool required);
    QLineEdit *size(const QString &label, qint64 value, qint64 whenEmpty, const QString &table,
                    const QString &key, bool perSecond);
    /// The key stays out of the file while the value is `whenAbsent`.
    QCheckBox *flag(const QString &label, bool value, bool whenAbsent, const QString &table,
                    const QString &key);
    /// The button of something that has to wait for what was typed.
    QPushButton *addCommand(const QString &words, const QString &name);
    /// Of the last one that was added.
    void setNote(const QString &note);
    void setCheck(std::function<QString()> check);
    void setWarning(std::function<QString()> warning);
    /// All fields are there, and show what the file says.
    void begin();
    void review();

    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void alignLabels();
    void fold();
    [[nodiscard]] int widestLabel() const;

    QString m_title;
    QVBoxLayout *m_boxes;
    QVBoxLayout *m_frame = nullptr; ///< of the last box
    QFormLayout *m_box = nullptr;   ///< its last rows
    QList<QFormLayout *> m_forms;
    bool m_isFolded = false; ///< labels are above their fields
    QList<SettingField *> m_fields;
    QList<QLabel *> m_labels;
    QList<QPushButton *> m_actions;
};

/// Why this is no path that means the same everywhere, or nothing.
[[nodiscard]] QString pathProblem(const QString &typed);
/// What an edit writes for a text; without one its key leaves the file.
[[nodiscard]] QString tomlOrNothing(const QString &text);

} // namespace lifeboat
