# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(mainwindow
    SOURCES tst_mainwindow.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
    LINKS lifeboat_gui SQLite::SQLite3)
lifeboat_test(windowparts
    SOURCES tst_windowparts.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
    LINKS lifeboat_gui SQLite::SQLite3)
lifeboat_test(windowbars
    SOURCES tst_windowbars.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
    LINKS lifeboat_gui SQLite::SQLite3)
lifeboat_test(missingsecretbar
    SOURCES tst_missingsecretbar.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
    LINKS lifeboat_gui SQLite::SQLite3)
lifeboat_test(draganddrop
    SOURCES tst_draganddrop.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
    LINKS lifeboat_gui SQLite::SQLite3)
lifeboat_test(storeuse SOURCES tst_storeuse.cpp LINKS lifeboat_gui)
lifeboat_test(helpwindow SOURCES tst_helpwindow.cpp LINKS lifeboat_gui)
# Not a test: draws the pictures in docs/images (make screenshots).
add_executable(lifeboat-screenshots screenshots.cpp screentour.cpp dialogtour.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp)
target_include_directories(lifeboat-screenshots PRIVATE ${CMAKE_SOURCE_DIR}/tests)
target_link_libraries(lifeboat-screenshots PRIVATE lifeboat_gui SQLite::SQLite3)
target_compile_definitions(lifeboat-screenshots PRIVATE LIFEBOAT_I18N="${CMAKE_BINARY_DIR}/src/app/i18n")
add_dependencies(lifeboat-screenshots lifeboat_lrelease)
set_target_properties(lifeboat-screenshots PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
lifeboat_test(jobbar SOURCES tst_jobbar.cpp LINKS lifeboat_gui)
lifeboat_test(screens
    SOURCES tst_screens.cpp screenrules.cpp screentour.cpp dialogtour.cpp consolefixture.cpp
        ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
    LINKS lifeboat_gui SQLite::SQLite3
    TIMEOUT 300)
target_compile_definitions(tst_screens PRIVATE LIFEBOAT_I18N="${CMAKE_BINARY_DIR}/src/app/i18n")
add_dependencies(tst_screens lifeboat_lrelease)
# The same on a display that has no more than that: windows open as large as it is.
add_test(NAME screenssmall COMMAND tst_screens keepTheRules:German)
set_tests_properties(screenssmall PROPERTIES LABELS unit TIMEOUT 120
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen:configfile=${CMAKE_CURRENT_SOURCE_DIR}/smalldisplay.json;LC_ALL=C.UTF-8")
