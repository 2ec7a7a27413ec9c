# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(backuplist SOURCES tst_backuplist.cpp LINKS lifeboat_gui Qt6::Charts)
lifeboat_test(backupspage SOURCES tst_backupspage.cpp LINKS lifeboat_gui Qt6::Charts LABELS unit)
lifeboat_test(backupscommands SOURCES tst_backupscommands.cpp LINKS lifeboat_gui LABELS unit)
lifeboat_test(backupsstall SOURCES tst_backupsstall.cpp LINKS lifeboat_gui LABELS unit RUN_SERIAL)
lifeboat_test(consolestall
    SOURCES tst_consolestall.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
    LINKS lifeboat_gui LABELS integration RUN_SERIAL)
# `make bench` runs it, with 1 GiB: on a busy machine it says more about that than about the window.
set_tests_properties(consolestall PROPERTIES DISABLED TRUE)
