// SPDX-License-Identifier: GPL-3.0-or-later
// Edits how often, how many generations, whether encrypted and with which key, and where secrets are kept.
#pragma once

#include "service/profilecatalog.h"

#include <QWidget>

namespace lifeboat {

class TimesEditor;

namespace Ui {
class SafetyForm;
}

class SafetyForm final : public QWidget
{
    Q_OBJECT
public:
    explicit SafetyForm(QWidget *parent = nullptr);
    ~SafetyForm() override;

    [[nodiscard]] Schedule schedule() const;
    [[nodiscard]] int retentionCount() const;
    [[nodiscard]] bool isEncrypted() const;
    /// 32 bytes; empty when encryption is off or the key that was typed is none. The new key stays the same
    /// for as long as the form lives.
    [[nodiscard]] SecretBytes encryptionKey() const;
    [[nodiscard]] SecretPlace secretPlace() const;
    [[nodiscard]] QString problem() const;

    void setDatabaseSize(qint64 bytes);
    /// Whether there is an S3 access key to be kept, too.
    void setHasAccessKey(bool has);
    /// Empty: this desktop has none.
    void setKeychainName(const QString &name);

Q_SIGNALS:
    void changed();

private:
    void show();
    void showSchedule();
    void showReach();
    void showEncryption();
    void showPlaces();
    [[nodiscard]] Result<SecretBytes> typedKey() const;

    std::unique_ptr<Ui::SafetyForm> m_ui;
    TimesEditor *m_times;
    Result<SecretBytes> m_newKey;
    qint64 m_databaseSize = 0;
    bool m_hasAccessKey = false;
};

} // namespace lifeboat
