#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants breaches in a tree of its own and sees that sourcerules.py finds each."""
import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import sourcerules

SPDX = f"// {sourcerules.SPDX}\n"


class SourceRules(unittest.TestCase):
    def check(self, files):
        """The exit status and the printed lines for a tree of `files`."""
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            out = io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                status = sourcerules.main(["sourcerules.py", folder])
            return status, out.getvalue().splitlines()

    def assert_breach(self, name, text, expected):
        status, lines = self.check({name: text})
        self.assertEqual(status, 1, lines)
        self.assertEqual(len(lines), 1, lines)
        self.assertIn(expected, lines[0])

    def test_a_clean_tree_passes(self):
        status, lines = self.check({
            "src/engine/job.cpp": SPDX + '#include "engine/job.h"\n#include "storage/s3/s3store.h"\n#include <QString>\n',
            "src/engine/job.h": SPDX + '#pragma once\n#include "base/result.h"\n',
            "src/crypto/a.cpp": SPDX + "#include <openssl/evp.h>\n",
            "src/base/sha256.cpp": SPDX + "#include <openssl/sha.h>\n",
            "src/sqlite/a.cpp": SPDX + "#include <sqlite3.h>\n",
            "src/storage/http/a.cpp": SPDX + "#include <curl/curl.h>\n",
            "src/storage/s3/a.cpp": SPDX + '#include <QNetworkReply>\n#include "a.moc"\n',
            "src/gui/a.cpp": SPDX + '#include "ui_a.h"\n#include <QMainWindow>\n#include "service/x.h"\n',
            "src/app/a.cpp": SPDX + '#include "gui/a.h"\n#include "cli/a.h"\n#include "platform/a.h"\n',
            "tests/base/tst_a.cpp": SPDX + '#include "support/x.h"\n#include <sqlite3.h>\n',
            "tests/run.sh": "#!/bin/bash\n# " + sourcerules.SPDX + "\n",
        })
        self.assertEqual((status, lines), (0, ["11 files keep the rules"]))

    def test_upward(self):
        self.assert_breach("src/base/a.cpp", SPDX + '\n#include "crypto/keys.h"\n',
                           "src/base/a.cpp:3: base may not include from crypto")
        self.assert_breach("src/engine/a.cpp", SPDX + '#include "service/a.h"\n', "engine may not include from service")
        self.assert_breach("src/service/a.cpp", SPDX + '#  include "cli/a.h"\n', "service may not include from cli")

    def test_sideways(self):
        self.assert_breach("src/crypto/a.h", SPDX + '#pragma once\n#include "storage/objectstore.h"\n',
                           "crypto may not include from storage")
        self.assert_breach("src/storage/s3/a.cpp", SPDX + '#include "sqlite/a.h"\n', "storage may not include from sqlite")
        self.assert_breach("src/cli/a.cpp", SPDX + '#include "gui/a.h"\n', "cli may not include from gui")

    def test_not_rooted(self):
        self.assert_breach("src/base/a.cpp", SPDX + '#include "error.h"\n', "not rooted")
        self.assert_breach("src/engine/a.cpp", SPDX + '#include "../base/error.h"\n', "not rooted")
        self.assert_breach("src/engine/a.cpp", SPDX + '#include "base/../service/a.h"\n', "not rooted")

    def test_a_folder_without_a_place(self):
        self.assert_breach("src/util/a.cpp", SPDX + '#include "base/error.h"\n', "src/util is not in the table")

    def test_libraries_behind_one_door(self):
        self.assert_breach("src/base/log.cpp", SPDX + "#include <openssl/evp.h>\n", "OpenSSL")
        self.assert_breach("src/storage/s3/a.cpp", SPDX + "#include <openssl/hmac.h>\n", "OpenSSL")
        self.assert_breach("src/storage/s3/a.cpp", SPDX + "#include <curl/curl.h>\n", "libcurl")
        self.assert_breach("src/engine/a.cpp", SPDX + "#include <sqlite3.h>\n", "SQLite")
        self.assert_breach("src/engine/config/a.cpp", SPDX + "#include <toml++/toml.h>\n", "toml++")
        self.assert_breach("src/service/a.cpp", SPDX + "#include <CLI/CLI.hpp>\n", "CLI11")
        self.assert_breach("src/engine/a.cpp", SPDX + "#include <QNetworkAccessManager>\n", "Qt Network")
        self.assert_breach("src/gui/a.h", SPDX + '#pragma once\n#include "ui_a.h"\n', "a form")
        for header in ("QMessageBox", "QWidget", "QtWidgets/QLabel", "QTreeView", "QVBoxLayout", "QApplication"):
            self.assert_breach("src/service/a.cpp", SPDX + f"#include <{header}>\n", "Qt Widgets")

    def test_core_headers_are_no_widgets(self):
        for header in ("QCoreApplication", "QStringView", "QAbstractItemModel", "QByteArrayView", "QTextStream"):
            self.assertEqual(self.check({"src/base/a.cpp": SPDX + f"#include <{header}>\n"})[0], 0, header)

    def test_length(self):
        self.assert_breach("src/base/a.cpp", SPDX + "\n" * 500, "src/base/a.cpp:501: more than 500 lines")
        self.assertEqual(self.check({"src/base/a.cpp": SPDX + "\n" * 499})[0], 0)

    def test_spdx(self):
        self.assert_breach("src/base/a.cpp", "\n" + SPDX, "SPDX")
        self.assert_breach("src/base/a.cpp", "", "SPDX")
        self.assert_breach("src/base/CMakeLists.txt", "add_library(x)\n", "SPDX")

    def test_pragma_once(self):
        self.assert_breach("src/base/a.h", SPDX, "#pragma once")

    def test_an_empty_tree_is_no_success(self):
        self.assertEqual(self.check({})[0], 2)
        self.assertEqual(self.check({"tests/a.cpp": SPDX})[0], 2)


if __name__ == "__main__":
    unittest.main()
