# SPDX-License-Identifier: GPL-3.0-or-later
foreach(name restoredialog undodialog databasebrowser)
    lifeboat_test(${name}
        SOURCES tst_${name}.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
        LINKS lifeboat_gui lifeboat_test_databases SQLite::SQLite3
        LABELS unit)
endforeach()
lifeboat_test(restorewords SOURCES tst_restorewords.cpp LINKS lifeboat_gui LABELS unit)
