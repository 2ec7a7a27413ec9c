# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(alertmessage SOURCES tst_alertmessage.cpp LINKS lifeboat_service)
lifeboat_test(alertrequests SOURCES tst_alertrequests.cpp LINKS lifeboat_service)
lifeboat_test(alertmail SOURCES tst_alertmail.cpp LINKS lifeboat_service)
lifeboat_test(alertsender SOURCES tst_alertsender.cpp LINKS lifeboat_service lifeboat_test_support LABELS integration)
lifeboat_test(hooks SOURCES tst_hooks.cpp LINKS lifeboat_service lifeboat_test_databases LABELS integration)
