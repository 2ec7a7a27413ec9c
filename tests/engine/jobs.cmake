# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(backupkey SOURCES tst_backupkey.cpp LINKS lifeboat_engine)
lifeboat_test(cadence SOURCES tst_cadence.cpp LINKS lifeboat_engine)
lifeboat_test(generations SOURCES tst_generations.cpp LINKS lifeboat_engine)
lifeboat_test(health SOURCES tst_health.cpp LINKS lifeboat_engine)
lifeboat_test(workspace SOURCES tst_workspace.cpp LINKS lifeboat_engine)
lifeboat_test(filestreams SOURCES tst_filestreams.cpp LINKS lifeboat_engine)
lifeboat_test(backupjob SOURCES tst_backupjob.cpp LINKS lifeboat_engine SQLite::SQLite3)
lifeboat_test(restorejob SOURCES tst_restorejob.cpp LINKS lifeboat_engine SQLite::SQLite3)
