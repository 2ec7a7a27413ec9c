#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants incomplete translations in a tree of its own and sees that translations.py finds them."""
import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path

import translations

SOURCE = 'struct Text { Q_DECLARE_TR_FUNCTIONS(Lifeboat) };\nauto a() { return Text::tr("Hello"); }\n'


def document(messages):
    return ('<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n<TS version="2.1" language="de">\n'
            f"<context><name>Lifeboat</name>{messages}</context>\n</TS>\n")


def message(source, translation):
    return f"<message><source>{source}</source>{translation}</message>"


class Translations(unittest.TestCase):
    def check(self, ts=None, folder=True):
        with tempfile.TemporaryDirectory() as root:
            Path(root, "src").mkdir()
            Path(root, "src", "a.cpp").write_text(SOURCE, encoding="utf-8")
            if folder:
                Path(root, "translations").mkdir()
            if ts is not None:
                Path(root, "translations", "lifeboat_de.ts").write_text(ts, encoding="utf-8")
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                status = translations.main(["translations.py", root])
            return status, out.getvalue()

    def test_no_folder_is_said_and_passes(self):
        status, text = self.check(folder=False)
        self.assertEqual(status, 0)
        self.assertIn("no translations folder", text)

    def test_an_empty_folder_fails(self):
        self.assertEqual(self.check()[0], 1)

    def test_complete(self):
        status, text = self.check(document(message("Hello", "<translation>Hallo</translation>")))
        self.assertEqual(status, 0, text)
        self.assertIn("complete", text)

    def test_missing(self):
        status, text = self.check(document(message("Bye", "<translation>Ade</translation>")))
        self.assertEqual(status, 1, text)
        self.assertIn("Lifeboat: Hello", text)
        self.assertNotIn("Bye", text)

    def test_unfinished(self):
        status, text = self.check(document(message("Hello", '<translation type="unfinished">Hallo</translation>')))
        self.assertEqual(status, 1, text)
        self.assertIn("Lifeboat: Hello", text)

    def test_empty(self):
        self.assertEqual(self.check(document(message("Hello", "<translation></translation>")))[0], 1)


if __name__ == "__main__":
    if not translations.lupdate():
        print("lupdate is not there")
        sys.exit(77)
    unittest.main()
