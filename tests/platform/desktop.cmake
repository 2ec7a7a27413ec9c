# SPDX-License-Identifier: GPL-3.0-or-later
# What Lifeboat asks of a desktop and of the machine, each against the real thing or a faithful copy of it.
lifeboat_test(systemdnotify SOURCES tst_systemdnotify.cpp LINKS lifeboat_platform)
lifeboat_test(autostart SOURCES tst_autostart.cpp LINKS lifeboat_platform LABELS integration)

add_executable(instanceclient instanceclient.cpp)
target_link_libraries(instanceclient PRIVATE lifeboat_platform)
set_target_properties(instanceclient PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
lifeboat_test(singleinstance SOURCES tst_singleinstance.cpp LINKS lifeboat_platform LABELS integration)
target_compile_definitions(tst_singleinstance PRIVATE LIFEBOAT_INSTANCE_CLIENT="$<TARGET_FILE:instanceclient>")
add_dependencies(tst_singleinstance instanceclient)

lifeboat_test(notifications SOURCES tst_notifications.cpp LINKS lifeboat_platform lifeboat_test_desktop
    LABELS integration)
lifeboat_test(machinewatch
    SOURCES tst_machinewatch.cpp ${CMAKE_SOURCE_DIR}/src/app/restoreguard.cpp
    LINKS lifeboat_platform lifeboat_service lifeboat_test_desktop
    LABELS integration)

find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME packaging
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/check_packaging.py ${CMAKE_SOURCE_DIR}/packaging)
set_tests_properties(packaging PROPERTIES LABELS integration TIMEOUT 60 SKIP_RETURN_CODE 77)
