// SPDX-License-Identifier: GPL-3.0-or-later
// Edits where backups go: Cloudflare R2, another S3 store or a folder, with the access key. Looks at nothing
// but its own fields.
#pragma once

#include "engine/profile.h"

#include <QWidget>

#include <memory>

class QLineEdit;

namespace lifeboat {

namespace Ui {
class DestinationForm;
}

struct ImportedCredentials;

class DestinationForm final : public QWidget
{
    Q_OBJECT
public:
    explicit DestinationForm(QWidget *parent = nullptr);
    ~DestinationForm() override;

    [[nodiscard]] std::variant<FolderDestination, S3Destination> destination() const;
    [[nodiscard]] QString accessKeyId() const;
    [[nodiscard]] SecretBytes secretAccessKey() const;
    /// The first thing that is missing or wrong, as a sentence; empty when there is nothing.
    [[nodiscard]] QString problem() const;

    /// Fills in what another program's settings say; what they leave open stays as it is.
    void take(const ImportedCredentials &imported);

Q_SIGNALS:
    void changed();
    void importRequested();
    void policyRequested();

private:
    [[nodiscard]] bool isFolder() const;
    [[nodiscard]] S3Destination cloudflare() const;
    [[nodiscard]] S3Destination otherStore() const;
    [[nodiscard]] QString cloudflareProblem() const;
    [[nodiscard]] QString keyProblem() const;
    void watch();
    void showKind();
    void showPlainHttp();
    /// "https://account.eu.r2.cloudflarestorage.com/bucket" in any of its fields says three things at once.
    void takeCloudflareAddress(const QString &text);
    void browse();

    std::unique_ptr<Ui::DestinationForm> m_ui;
};

} // namespace lifeboat
