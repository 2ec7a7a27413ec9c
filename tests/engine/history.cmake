# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(runhistory SOURCES tst_runhistory.cpp LINKS lifeboat_engine SQLite::SQLite3)
