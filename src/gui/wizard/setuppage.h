// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages of the wizard share: content that scrolls when the window is small, the reason why it
// cannot go on yet, and a place for errors. What was typed stays when the user goes back.
#pragma once

#include "base/error.h"

#include <QWizardPage>

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace lifeboat {

class ErrorNotice;

class SetupPage : public QWizardPage
{
    Q_OBJECT
public:
    explicit SetupPage(QWidget *parent = nullptr);

    /// Why the wizard cannot go on, as a sentence; empty when it can.
    [[nodiscard]] virtual QString problem() const = 0;
    [[nodiscard]] bool isComplete() const final { return m_busy.isEmpty() && problem().isEmpty(); }
    void cleanupPage() final {}

    /// Disables everything while the wizard works; empty: no longer.
    void setBusy(const QString &what);
    void showError(const QString &what, const Error &error);
    void clearError();

protected:
    /// Where a page puts its content.
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    /// Scrolls to a part of the content that has just changed.
    void reveal(QWidget *widget);
    /// To be called after every change that may matter to problem().
    void review();

private:
    QScrollArea *m_scroll;
    QVBoxLayout *m_body;
    ErrorNotice *m_error;
    QLabel *m_reason;
    QString m_busy;
};

/// A label for text from outside or of unknown length: plain, wrapping, selectable.
[[nodiscard]] QLabel *wrappingLabel(const QString &text = {}, QWidget *parent = nullptr);

/// For keys and code, as large as the rest of `widget`.
[[nodiscard]] QFont fixedFont(const QWidget *widget);

} // namespace lifeboat
