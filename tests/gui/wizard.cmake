# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(recoverykit SOURCES tst_recoverykit.cpp LINKS lifeboat_gui Qt6::PrintSupport)
lifeboat_test(setupwizard
    SOURCES tst_setupwizard.cpp
    LINKS lifeboat_gui lifeboat_test_support lifeboat_test_databases)
lifeboat_test(setuppages
    SOURCES tst_setuppages.cpp
    LINKS lifeboat_gui lifeboat_test_support lifeboat_test_databases)
