# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(folderstore
    SOURCES tst_folderstore.cpp
    LINKS lifeboat_test_support
    LABELS contract)
