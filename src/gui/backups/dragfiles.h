// SPDX-License-Identifier: GPL-3.0-or-later
// Backups that can be dragged out of the list as database files. A drop wants the bytes at once and the
// window must not wait: the drag of a backup fetches a proven private copy, and drags it once it is there.
// Who has let go by then drags again. One copy is kept, until another is wanted or the program ends; and the
// one that was dragged, until another is: a file manager may go on reading it after the drop. Window's
// thread.
#pragma once

#include "gui/common/consolecontext.h"

#include <QObject>

class QMimeData;

namespace lifeboat {

class BackupList;
class SelectedProfile;

/// What a backup is called once it is opened: "blog_20260329_030000.db".
[[nodiscard]] QString databaseFileName(const BackupEntry &backup);

class DragFiles final : public QObject
{
    Q_OBJECT
public:
    /// `selected` outlives this; its backups are dragged.
    DragFiles(ConsoleContext console, const SelectedProfile &selected, QObject *parent);

    /// Drags the copy from `list`, which outlives this; at once, or when it is fetched and still held.
    void drag(const BackupEntry &backup, BackupList *list);
    /// The copy as a file manager takes it; null while there is none.
    [[nodiscard]] std::unique_ptr<QMimeData> mimeData(const BackupEntry &backup) const;

Q_SIGNALS:
    /// For the status bar.
    void told(const QString &message);
    void failed(const QString &what, const lifeboat::Error &error);

private:
    void prepare(const BackupEntry &backup);
    [[nodiscard]] QString sourceOf(const BackupEntry &backup) const;

    struct Copy
    {
        QString source; ///< which profile's backup
        QString file;
        std::shared_ptr<FetchedBackup> owner; ///< of the file's folder
    };
    void take(const QString &source, const BackupEntry &backup, const Result<Copy> &copy);

    ConsoleContext m_console;
    const SelectedProfile &m_selected;
    BackupList *m_list = nullptr; ///< of the last drag
    QString m_wanted;             ///< Copy::source that is being fetched; else empty
    Copy m_copy;
    std::shared_ptr<FetchedBackup> m_dragged; ///< Copy::owner
};

} // namespace lifeboat
