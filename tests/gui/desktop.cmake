# SPDX-License-Identifier: GPL-3.0-or-later
# The tray, notifications, and what closing the window means. The tray itself needs a host: tests/system.
lifeboat_test(traystatus SOURCES tst_traystatus.cpp LINKS lifeboat_gui)
lifeboat_test(notices SOURCES tst_notices.cpp LINKS lifeboat_gui)
lifeboat_test(changedprofile
    SOURCES tst_changedprofile.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
    LINKS lifeboat_gui SQLite::SQLite3)
lifeboat_test(windowclosing
    SOURCES tst_windowclosing.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
    LINKS lifeboat_gui SQLite::SQLite3)
