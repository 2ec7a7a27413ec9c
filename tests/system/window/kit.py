# SPDX-License-Identifier: GPL-3.0-or-later
"""A recovery kit as its text file has it."""
import re
import subprocess
import sys


class Kit:
    def __init__(self, path):
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.fingerprint = re.search(r"^Fingerprint +(\S+)$", self.text, re.MULTILINE).group(1)
        self.key = re.search(r"^Key\n-+\n(\S+)$", self.text, re.MULTILINE).group(1)

    def open(self, sealed, opened):
        """As the kit says, without Lifeboat: with the program that is printed in it."""
        program = self.path.with_name("open.py")
        program.write_text(self.text.split("\nopen.py\n-------\n", 1)[1], encoding="utf-8")
        key = self.path.with_name("key")
        key.write_text(self.key + "\n", encoding="ascii")
        subprocess.run([sys.executable, str(program), str(key), str(sealed), str(opened)], check=True, timeout=60)
