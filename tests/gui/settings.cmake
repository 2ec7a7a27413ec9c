# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(settingspage SOURCES tst_settingspage.cpp LINKS lifeboat_gui LABELS unit)
