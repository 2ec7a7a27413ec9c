# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(folderstore
    SOURCES tst_folderstore.cpp
    LINKS lifeboat_test_support
    LABELS contract)
lifeboat_test(credentials
    SOURCES tst_credentials.cpp
    LINKS lifeboat_test_support)
lifeboat_test(metadatacredentials
    SOURCES tst_metadatacredentials.cpp
    LINKS lifeboat_test_support)
