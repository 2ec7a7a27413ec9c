# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(backupkey SOURCES tst_backupkey.cpp LINKS lifeboat_engine)
lifeboat_test(cadence SOURCES tst_cadence.cpp LINKS lifeboat_engine)
foreach(name cronrule schedule schedulesoak scheduletimes)
    lifeboat_test(${name} SOURCES tst_${name}.cpp LINKS lifeboat_engine)
endforeach()
lifeboat_test(generations SOURCES tst_generations.cpp LINKS lifeboat_engine)
lifeboat_test(retention SOURCES tst_retention.cpp LINKS lifeboat_engine)
lifeboat_test(retentionlaws SOURCES tst_retentionlaws.cpp LINKS lifeboat_engine)
lifeboat_test(deletion SOURCES tst_deletion.cpp LINKS lifeboat_engine)
lifeboat_test(prunejob SOURCES tst_prunejob.cpp LINKS lifeboat_engine)
lifeboat_test(health SOURCES tst_health.cpp LINKS lifeboat_engine)
lifeboat_test(pace SOURCES tst_pace.cpp LINKS lifeboat_engine)
lifeboat_test(throttle SOURCES tst_throttle.cpp LINKS lifeboat_engine)
lifeboat_test(workspace SOURCES tst_workspace.cpp LINKS lifeboat_engine)
lifeboat_test(filestreams SOURCES tst_filestreams.cpp LINKS lifeboat_engine)
lifeboat_test(backupjob SOURCES tst_backupjob.cpp LINKS lifeboat_engine SQLite::SQLite3)
lifeboat_test(restorejob SOURCES tst_restorejob.cpp LINKS lifeboat_engine SQLite::SQLite3)
lifeboat_test(drilljob SOURCES tst_drilljob.cpp LINKS lifeboat_engine lifeboat_test_databases)
lifeboat_test(sideobjects SOURCES tst_sideobjects.cpp LINKS lifeboat_engine)
foreach(name unsent lateupload)
    lifeboat_test(${name} SOURCES tst_${name}.cpp LINKS lifeboat_engine lifeboat_test_databases)
endforeach()
lifeboat_test(unsents3
    SOURCES tst_unsents3.cpp ../storage/s3faultsfixture.h
    LINKS lifeboat_engine lifeboat_test_databases lifeboat_test_support
    LABELS fault
    TIMEOUT 300)
lifeboat_test(safetykeeping SOURCES tst_safetykeeping.cpp LINKS lifeboat_engine lifeboat_test_databases SQLite::SQLite3)
