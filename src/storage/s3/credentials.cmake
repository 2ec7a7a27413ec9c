# SPDX-License-Identifier: GPL-3.0-or-later
# Where access keys come from; included by the CMakeLists.txt beside it.
target_sources(lifeboat_storage PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/credentials.cpp
    ${CMAKE_CURRENT_LIST_DIR}/credentialschain.cpp
    ${CMAKE_CURRENT_LIST_DIR}/credentialscontainer.cpp
    ${CMAKE_CURRENT_LIST_DIR}/credentialsfile.cpp
    ${CMAKE_CURRENT_LIST_DIR}/credentialsinstance.cpp
    ${CMAKE_CURRENT_LIST_DIR}/metadataservice.cpp)
