# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(backuplist SOURCES tst_backuplist.cpp LINKS lifeboat_gui Qt6::Charts)
lifeboat_test(backupspage SOURCES tst_backupspage.cpp LINKS lifeboat_gui Qt6::Charts LABELS unit)
lifeboat_test(backupscommands SOURCES tst_backupscommands.cpp LINKS lifeboat_gui LABELS unit)
lifeboat_test(pruning
    SOURCES tst_pruning.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
    LINKS lifeboat_gui SQLite::SQLite3 LABELS unit)
lifeboat_test(loopwatch SOURCES tst_loopwatch.cpp LINKS Qt6::Core LABELS unit RUN_SERIAL)
lifeboat_test(backupsstall SOURCES tst_backupsstall.cpp LINKS lifeboat_gui LABELS unit RUN_SERIAL)
lifeboat_test(consolestall
    SOURCES tst_consolestall.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
    LINKS lifeboat_gui LABELS integration TIMEOUT 240 RUN_SERIAL)
