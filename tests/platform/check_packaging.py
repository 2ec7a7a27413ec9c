#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets systemd and the desktop's own tools judge what packaging/ gives them.

    check_packaging.py PACKAGING_FOLDER

Ends with 1 and what they found, or with 77 when none of these tools is on this machine.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

MOST_EXPOSED = 20  # tenths of the "overall exposure level"; a service without hardening has 96
INSTALLED = "/usr/bin/lifeboat-cli"


def run(arguments, **environment):
    done = subprocess.run(
        arguments, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return done.returncode, done.stdout.strip()


def launcher_problems(folder):
    code, said = run(["desktop-file-validate", str(folder / "lifeboat.desktop")])
    if code != 0 or said:
        yield said or f"desktop-file-validate ends with {code}"


def unit_problems(folder):
    """systemd wants to see the program, which is not installed: any other does."""
    with tempfile.TemporaryDirectory() as scratch:
        for kind, source, name in (
            ("--system", "systemd/lifeboat@.service", "lifeboat@app.service"),
            ("--user", "systemd/user/lifeboat.service", "lifeboat.service"),
        ):
            text = (folder / source).read_text(encoding="utf-8")
            if INSTALLED not in text:
                yield f"{source} does not start {INSTALLED}"
            unit = Path(scratch, name)
            unit.write_text(text.replace(INSTALLED, shutil.which("true")), encoding="utf-8")
            code, said = run(
                ["systemd-analyze", kind, "verify", "--man=no", str(unit)], XDG_RUNTIME_DIR=scratch
            )
            if code != 0 or str(unit) in said:
                yield f"{source}: {said}"
        code, said = run(
            ["systemd-analyze", "security", "--no-pager", "--offline=true", f"--threshold={MOST_EXPOSED}",
             str(Path(scratch, "lifeboat@app.service"))]
        )
        if code != 0:
            yield f"the system unit is not confined enough: {said}"


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[1])
    checks = [
        check
        for tool, check in (("desktop-file-validate", launcher_problems), ("systemd-analyze", unit_problems))
        if shutil.which(tool)
    ]
    problems = [problem for check in checks for problem in check(folder)]
    print("\n".join(problems) if problems else f"{len(checks)} of 2 tools are content")
    if problems:
        return 1
    return 0 if checks else 77


if __name__ == "__main__":
    sys.exit(main(sys.argv))
