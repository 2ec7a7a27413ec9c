# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(folderstore
    SOURCES tst_folderstore.cpp
    LINKS lifeboat_test_support
    LABELS contract)
lifeboat_test(folderroot SOURCES tst_folderroot.cpp LINKS lifeboat_test_support)
lifeboat_test(credentials
    SOURCES tst_credentials.cpp
    LINKS lifeboat_test_support)
lifeboat_test(metadatacredentials
    SOURCES tst_metadatacredentials.cpp
    LINKS lifeboat_test_support)
lifeboat_test(s3contract_ceph
    SOURCES tst_s3contract_ceph.cpp
    LINKS lifeboat_test_support
    LABELS contract
    TIMEOUT 300)
lifeboat_test(s3contract_r2
    SOURCES tst_s3contract_r2.cpp
    LINKS lifeboat_test_support
    LABELS contract
    TIMEOUT 300)
lifeboat_test(s3contract_virtualhost
    SOURCES tst_s3contract_virtualhost.cpp
    LINKS lifeboat_test_support
    LABELS contract
    TIMEOUT 300)
lifeboat_test(s3faults
    SOURCES tst_s3faults.cpp s3faultsfixture.h
    LINKS lifeboat_test_support
    LABELS fault
    TIMEOUT 300)
lifeboat_test(s3readfaults
    SOURCES tst_s3readfaults.cpp s3faultsfixture.h
    LINKS lifeboat_test_support
    LABELS fault
    TIMEOUT 300)
