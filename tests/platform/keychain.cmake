# SPDX-License-Identifier: GPL-3.0-or-later
# The desktop's keychain is asked from processes of their own, as libsecret keeps one bus for a process.
add_executable(keychainclient keychainclient.cpp)
target_link_libraries(keychainclient PRIVATE lifeboat_platform)
set_target_properties(keychainclient PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
lifeboat_test(keychain
    SOURCES tst_keychain.cpp
    LINKS lifeboat_base lifeboat_test_desktop
    LABELS integration)
target_compile_definitions(tst_keychain PRIVATE LIFEBOAT_KEYCHAIN_CLIENT="$<TARGET_FILE:keychainclient>")
add_dependencies(tst_keychain keychainclient)
