# SPDX-License-Identifier: GPL-3.0-or-later
lifeboat_test(listingcache SOURCES tst_listingcache.cpp LINKS lifeboat_service)
