// SPDX-License-Identifier: GPL-3.0-or-later
// One value of a profile's file in the form: its editor, the reason why it cannot stay so, and what changing
// it means for the file. Window's thread.
#pragma once

#include "service/profilecatalog.h"

#include <QWidget>

#include <functional>
#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace lifeboat {

/// An editor with room for a reason under it.
class SettingField final : public QWidget
{
    Q_OBJECT
public:
    /// `editor` and what belongs beside it, from left to right.
    SettingField(QWidget *editor, const QList<QWidget *> &beside, QWidget *parent);

    [[nodiscard]] const QWidget *editor() const { return m_editor; }

    /// How the value is written: empty removes the key, nothing leaves it as the file has it.
    using Toml = std::function<std::optional<QString>()>;

    /// Where the value belongs.
    void bind(const QString &table, const QString &key, Toml toml);
    /// "storage.backup.bucket"; empty when it belongs nowhere.
    [[nodiscard]] QString fullName() const { return m_key.isEmpty() ? QString() : m_table + u'.' + m_key; }
    /// Returns why the value cannot stay so, or nothing.
    void setCheck(std::function<QString()> check) { m_check = std::move(check); }
    /// Returns what is to be said of a value that can stay, or nothing.
    void setWarning(std::function<QString()> warning) { m_warning = std::move(warning); }
    /// A line under the editor that is always there.
    void setNote(const QString &note);

    /// Takes the present value for the file's.
    void settle() { m_settled = m_toml ? m_toml() : std::nullopt; }
    /// Looks at the value anew and shows the reason, or the warning.
    void review();
    [[nodiscard]] bool isGood() const { return m_good; }
    /// What is shown beside the value.
    [[nodiscard]] QString reason() const;
    /// What to change in the file; nothing while the value is the file's.
    [[nodiscard]] std::optional<ProfileEdit> edit() const;

Q_SIGNALS:
    void edited();

protected:
    void changeEvent(QEvent *event) override;

private:
    /// What is said of a check box stands under its words, not under its box.
    void indentNote();
    /// Tells screen readers what is said below the editor.
    void describe();

    QWidget *m_editor;
    QLabel *m_reasonIcon;
    QLabel *m_reason;
    QLabel *m_note;
    QString m_table;
    QString m_key;
    Toml m_toml;
    std::function<QString()> m_check;
    std::function<QString()> m_warning;
    std::optional<QString> m_settled;
    bool m_good = true;
};

} // namespace lifeboat
