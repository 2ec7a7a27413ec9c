#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that every translation is complete for the sources as they are.

    translations.py ROOT

Brings a copy of every ROOT/translations/*.ts up to date with lupdate and lists the texts that are missing or
unfinished in it. Ends with 1 when there are any, when the folder holds no .ts file or when lupdate is not there;
with 0 when there is no folder at all.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path


def lupdate():
    candidates = [os.environ.get("LUPDATE"), shutil.which("lupdate6"), "/usr/lib/qt6/bin/lupdate", shutil.which("lupdate")]
    return next((path for path in candidates if path and os.access(path, os.X_OK)), None)


def is_finished(message):
    translation = message.find("translation")
    if translation is None or translation.get("type") == "unfinished":
        return False
    forms = translation.findall("numerusform") or [translation]
    return all("".join(form.itertext()).strip() for form in forms)


def open_texts(ts):
    """"context: text" of every message in use that has no finished translation."""
    for context in ET.parse(ts).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.get("type") in ("vanished", "obsolete"):
                continue
            if not is_finished(message):
                yield f'{context.findtext("name")}: {message.findtext("source")}'


def check(tool, root, ts):
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, ts.name)
        shutil.copyfile(ts, copy)
        sources = [str(root / name) for name in ("src", "ui") if (root / name).is_dir()]
        only = ["-pluralonly"] if ts.stem.endswith("_en") else []  # the texts themselves are English
        run = subprocess.run([tool, "-silent", "-locations", "none", *only, *sources, "-ts", str(copy)],
                             capture_output=True, text=True, check=False)
        if run.returncode != 0:
            return [f"lupdate failed: {run.stderr.strip()}"]
        return list(open_texts(copy))


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    root = Path(arguments[1]).resolve()
    folder = root / "translations"
    if not folder.is_dir():
        print("There is no translations folder: nothing to check.")
        return 0
    files = sorted(folder.glob("*.ts"))
    if not files:
        print(f"{folder} holds no .ts file.")
        return 1
    tool = lupdate()
    if not tool:
        print("lupdate is not there (Debian: qt6-l10n-tools).")
        return 1
    status = 0
    for ts in files:
        texts = check(tool, root, ts)
        print(f"{ts.name}: {len(texts)} missing or unfinished" if texts else f"{ts.name}: complete")
        for text in texts:
            print(f"  {text}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv))
