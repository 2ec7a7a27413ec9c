// SPDX-License-Identifier: GPL-3.0-or-later
// A profile's settings as a form: shows a loaded profile, checks what is typed while it is typed, and says
// what to change in the file. Changes nothing itself. Window's thread.
#pragma once

#include "gui/settings/settingfield.h"

class QCheckBox;
class QFormLayout;
class QGroupBox;
class QPushButton;
class QVBoxLayout;

namespace lifeboat {

class SettingsForm final : public QWidget
{
    Q_OBJECT
public:
    /// Built for this one profile.
    SettingsForm(const LoadedProfile &loaded, QWidget *parent);

    /// Empty while everything is as in the file.
    [[nodiscard]] QList<ProfileEdit> edits() const;
    /// A new secret access key was typed.
    [[nodiscard]] bool hasSecret() const;
    [[nodiscard]] SecretBytes secret() const;
    [[nodiscard]] bool isChanged() const { return hasSecret() || !edits().isEmpty(); }
    [[nodiscard]] bool isGood() const;
    /// What is shown is in the file now.
    void settle();
    /// What changes the file by itself has to wait for what was typed here.
    void setActionsEnabled(bool enabled);

Q_SIGNALS:
    void edited();
    void destinationRequested();
    /// The profile has no key and should get one.
    void keyRequested();

private:
    QFormLayout *group(const QString &title);
    SettingField *add(QFormLayout *form, const QString &label, QWidget *editor,
                      const QList<QWidget *> &beside = {});
    QLineEdit *text(QFormLayout *form, const QString &label, const QString &value, const QString &table,
                    const QString &key, std::function<QString(const QString &)> check);
    QLineEdit *path(QFormLayout *form, const QString &label, const QString &value, const QString &table,
                    const QString &key, bool folder, bool required);
    QLineEdit *size(QFormLayout *form, const QString &label, qint64 value, qint64 whenEmpty,
                    const QString &table, const QString &key, bool perSecond);

    /// The key stays out of the file while the value is `whenAbsent`.
    void flag(QFormLayout *form, const QString &label, bool value, bool whenAbsent, const QString &table,
              const QString &key);
    void addCommand(QFormLayout *form, const QString &words, const QString &name,
                    void (SettingsForm::*requested)());

    void addDatabase(const LoadedProfile &loaded);
    void addDestination(const LoadedProfile &loaded);
    void addStore(QFormLayout *form, const LoadedProfile &loaded, const S3Destination &s3);
    void addConnection(const S3Destination &s3);
    void addAccessKey(QFormLayout *form, const LoadedProfile &loaded, const S3Destination &s3);
    void addSchedule(const Profile &profile);
    void addEncryption(const LoadedProfile &loaded);
    void addAdvanced(const Profile &profile);
    void review();

    QVBoxLayout *m_groups;
    QList<SettingField *> m_fields;
    QList<QPushButton *> m_actions;
    QLineEdit *m_accessKeyId = nullptr;
    QLineEdit *m_secret = nullptr;
};

} // namespace lifeboat
