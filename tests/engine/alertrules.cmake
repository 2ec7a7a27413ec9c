# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(alertrules SOURCES tst_alertrules.cpp LINKS lifeboat_engine)
