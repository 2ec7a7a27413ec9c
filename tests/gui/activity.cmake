# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(activitypage
    SOURCES tst_activitypage.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
    LINKS lifeboat_gui SQLite::SQLite3)
