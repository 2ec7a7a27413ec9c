# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(backuplist SOURCES tst_backuplist.cpp LINKS lifeboat_gui Qt6::Charts)
lifeboat_test(backupspage SOURCES tst_backupspage.cpp LINKS lifeboat_gui Qt6::Charts LABELS unit)
lifeboat_test(backupscommands SOURCES tst_backupscommands.cpp LINKS lifeboat_gui LABELS unit)
lifeboat_test(loopwatch SOURCES tst_loopwatch.cpp LINKS Qt6::Core LABELS unit RUN_SERIAL)
lifeboat_test(backupsstall SOURCES tst_backupsstall.cpp LINKS lifeboat_gui LABELS unit RUN_SERIAL)
lifeboat_test(consolestall
    SOURCES tst_consolestall.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
    LINKS lifeboat_gui LABELS integration RUN_SERIAL)
# The window does not keep the bar beside a backup yet: 19 to 31 ms of its own time on a quiet machine. `make bench`
# shows it, with 1 GiB; switch it on here once it is kept.
set_tests_properties(consolestall PROPERTIES DISABLED TRUE)
