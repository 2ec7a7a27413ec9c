// SPDX-License-Identifier: GPL-3.0-or-later
// What the desktop is asked to tell its user, and the door it goes through. Plain values; the door lives in
// one thread, the window's.
#pragma once

#include <QList>
#include <QString>

namespace lifeboat {

struct NotificationAction
{
    QString id;   ///< comes back when it is chosen; "default" is a click on the notification itself
    QString text; ///< on the button
};

struct Notification
{
    enum class Urgency { Low, Normal, Critical };

    QString key; ///< what it is about: a later one of the same key takes its place
    QString title;
    QString body; ///< plain text
    Urgency urgency = Urgency::Normal;
    QList<NotificationAction> actions;
    bool sticky = false; ///< stays until it is closed; critical ones always do

    [[nodiscard]] bool stays() const { return sticky || urgency == Urgency::Critical; }
};

class NotificationSink
{
public:
    virtual ~NotificationSink() = default;
    /// Returns at once, whatever becomes of it.
    virtual void show(const Notification &notification) = 0;
    /// What it told is no longer so. Nothing happens when there is none of this key.
    virtual void close(const QString &key) = 0;

protected:
    NotificationSink() = default;
    Q_DISABLE_COPY_MOVE(NotificationSink)
};

} // namespace lifeboat
