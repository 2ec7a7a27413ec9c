# SPDX-License-Identifier: GPL-3.0-or-later
# The S3 client without a store: signing, parsing, judging, repeating, sending in parts, and the transport
# against a socket of ours.
lifeboat_test(sigv4 SOURCES tst_sigv4.cpp LINKS lifeboat_storage)
lifeboat_test(listall SOURCES tst_listall.cpp LINKS lifeboat_storage)
lifeboat_test(s3xml SOURCES tst_s3xml.cpp LINKS lifeboat_storage)
lifeboat_test(s3errors SOURCES tst_s3errors.cpp LINKS lifeboat_storage)
lifeboat_test(retry SOURCES tst_retry.cpp LINKS lifeboat_storage)
lifeboat_test(partplan SOURCES tst_partplan.cpp LINKS lifeboat_storage)
lifeboat_test(multipart SOURCES tst_multipart.cpp memorys3.cpp LINKS lifeboat_storage LABELS unit threads)
lifeboat_test(s3address SOURCES tst_s3address.cpp memorys3.cpp LINKS lifeboat_storage)
lifeboat_test(s3store SOURCES tst_s3store.cpp memorys3.cpp LINKS lifeboat_storage)
lifeboat_test(proxychoice SOURCES tst_proxychoice.cpp LINKS lifeboat_storage)
lifeboat_test(curlerror SOURCES tst_curlerror.cpp LINKS lifeboat_storage CURL::libcurl)
lifeboat_test(transport SOURCES tst_transport.cpp LINKS lifeboat_test_support)
lifeboat_test(transportbodies SOURCES tst_transportbodies.cpp LINKS lifeboat_test_support)
lifeboat_test(transportfaults SOURCES tst_transportfaults.cpp LINKS lifeboat_test_support)
lifeboat_test(transportproxy SOURCES tst_transportproxy.cpp LINKS lifeboat_test_support)
