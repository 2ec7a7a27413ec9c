// SPDX-License-Identifier: GPL-3.0-or-later
// Saves or prints a recovery kit and asks for a piece of its fingerprint, which stands only there.
#pragma once

#include "gui/wizard/recoverykit.h"
#include "service/jobs.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPagedPaintDevice;
class QPrinter;
class QPushButton;

namespace lifeboat {

class ErrorNotice;

class RecoveryKitPanel final : public QWidget
{
    Q_OBJECT
public:
    using Kit = std::shared_ptr<const RecoveryKit>;

    /// Without `savingRequired`, a kit that the user already holds is enough.
    RecoveryKitPanel(Jobs &jobs, bool savingRequired, QWidget *parent = nullptr);

    /// Another key starts from the beginning.
    void setKit(const Kit &kit);
    [[nodiscard]] QString problem() const;
    /// The group of the fingerprint that is asked for, 0 to 3.
    [[nodiscard]] int askedGroup() const { return m_askedGroup; }

    void savePdf(const QString &path);
    void saveText(const QString &path);
    void print(const std::shared_ptr<QPagedPaintDevice> &paper);

Q_SIGNALS:
    void changed();

private:
    void chooseFile(const QString &suffix, const QString &filter,
                    void (RecoveryKitPanel::*saveTo)(const QString &));
    void save(const QString &path, Result<void> (RecoveryKit::*how)(const QString &) const);
    void findPrinters();
    void choosePrinter(const std::shared_ptr<QPrinter> &printer);
    void setBusy(const QString &words);
    void showOutcome();
    [[nodiscard]] bool isConfirmed() const;

    Jobs &m_jobs;
    Kit m_kit;
    bool m_savingRequired;
    QString m_busy; ///< what is being done; else empty
    bool m_printed = false;
    int m_askedGroup = 0;
    QStringList m_saved;
    QPushButton *m_pdf;
    QPushButton *m_text;
    QPushButton *m_print;
    QLabel *m_savedNote;
    QLabel *m_question;
    QLineEdit *m_answer;
    ErrorNotice *m_error;
};

} // namespace lifeboat
