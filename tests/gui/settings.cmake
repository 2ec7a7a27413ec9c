# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(settingspage SOURCES tst_settingspage.cpp LINKS lifeboat_gui LABELS unit)
lifeboat_test(settingsrules SOURCES tst_settingsrules.cpp LINKS lifeboat_gui LABELS unit)
lifeboat_test(settingsretention SOURCES tst_settingsretention.cpp LINKS lifeboat_gui LABELS unit)
lifeboat_test(keyfile SOURCES tst_keyfile.cpp LINKS lifeboat_gui LABELS unit)
lifeboat_test(settingskeys SOURCES tst_settingskeys.cpp LINKS lifeboat_gui LABELS unit)
lifeboat_test(settingsdialogs SOURCES tst_settingsdialogs.cpp LINKS lifeboat_gui LABELS unit)
lifeboat_test(preferencesdialog
    SOURCES tst_preferencesdialog.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
    LINKS lifeboat_gui SQLite::SQLite3
    LABELS unit)
lifeboat_test(preferencesserver
    SOURCES tst_preferencesserver.cpp consolefixture.cpp ${CMAKE_SOURCE_DIR}/src/app/composition.cpp
    LINKS lifeboat_gui SQLite::SQLite3
    LABELS unit)
target_compile_definitions(tst_preferencesserver PRIVATE LIFEBOAT_I18N="${CMAKE_BINARY_DIR}/src/app/i18n")
add_dependencies(tst_preferencesserver lifeboat_lrelease)
