# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(placenote SOURCES tst_placenote.cpp LINKS lifeboat_service)
lifeboat_test(startagain SOURCES tst_startagain.cpp LINKS lifeboat_service)
lifeboat_test(shellcommand SOURCES tst_shellcommand.cpp LINKS lifeboat_service)
lifeboat_test(restoreplan SOURCES tst_restoreplan.cpp LINKS lifeboat_service lifeboat_test_databases)
lifeboat_test(restoreflow SOURCES tst_restoreflow.cpp LINKS lifeboat_service lifeboat_test_databases)
lifeboat_test(undorestore SOURCES tst_undorestore.cpp LINKS lifeboat_service lifeboat_test_databases)
lifeboat_test(waitingbackups SOURCES tst_waitingbackups.cpp LINKS lifeboat_service)
