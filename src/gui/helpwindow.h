// SPDX-License-Identifier: GPL-3.0-or-later
// The guide to the console, as docs/console.md has it; it needs neither a network nor a program for Markdown.
#pragma once

#include <QDialog>

namespace lifeboat {

class HelpWindow final : public QDialog
{
    Q_OBJECT
public:
    explicit HelpWindow(QWidget *parent);
};

} // namespace lifeboat
