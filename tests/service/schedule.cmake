# SPDX-License-Identifier: GPL-3.0-or-later
foreach(name apitoken drillscheduling healthmonitor historykeeper profilelock scheduler statefile)
    lifeboat_test(${name} SOURCES tst_${name}.cpp LINKS lifeboat_service)
endforeach()
