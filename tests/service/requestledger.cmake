# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(requestledger SOURCES tst_requestledger.cpp LINKS lifeboat_service)
