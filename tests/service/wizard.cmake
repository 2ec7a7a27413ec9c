# SPDX-License-Identifier: GPL-3.0-or-later
# What the first-run wizard asks of service.
lifeboat_test(wellknown SOURCES tst_wellknown.cpp LINKS lifeboat_service)
lifeboat_test(credentialimport SOURCES tst_credentialimport.cpp LINKS lifeboat_service)
lifeboat_test(examinedestination SOURCES tst_examinedestination.cpp LINKS lifeboat_service lifeboat_test_support)
