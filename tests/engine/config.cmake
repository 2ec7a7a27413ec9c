# SPDX-License-Identifier: GPL-3.0-or-later
foreach(name globalsettings profilefile profileproblems profilefolder ruletables tomledit)
    lifeboat_test(${name} SOURCES tst_${name}.cpp LINKS lifeboat_engine)
endforeach()
