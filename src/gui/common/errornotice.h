// SPDX-License-Identifier: GPL-3.0-or-later
// How an Error is shown: what failed and why, what to do next, and "Copy details".
#pragma once

#include "base/error.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace lifeboat {

/// Everything about an error that may be shown to strangers, with the program's version; redacted.
[[nodiscard]] QString errorDetails(const Error &error, const QString &what);

/// A panel that stands where the content would be. Hidden while there is no error.
class ErrorNotice final : public QWidget
{
    Q_OBJECT
public:
    explicit ErrorNotice(QWidget *parent = nullptr);
    /// `what` failed, as a heading: "The backups cannot be listed".
    void showError(const QString &what, const Error &error);
    /// For errors that trying again may cure; hidden otherwise.
    void setRetryVisible(bool visible);

Q_SIGNALS:
    void retryRequested();

private:
    QLabel *m_icon;
    QLabel *m_what;
    QLabel *m_message;
    QLabel *m_hint;
    QPushButton *m_retry;
    QPushButton *m_copy;
    QString m_details;
};

/// The same as a dialog over `parent`, which does not block (no nested event loop).
void openErrorDialog(QWidget *parent, const QString &what, const Error &error);

} // namespace lifeboat
