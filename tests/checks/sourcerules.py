#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what ARCHITECTURE.md and CONTRIBUTING.md promise of every source file.

    sourcerules.py ROOT

Prints one line for each breach, as FILE:LINE: RULE, and ends with 1 when there is any.
"""
import re
import sys
from pathlib import Path

MOST_LINES = 500
SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"

# A folder of src and the folders it may include from, besides itself.
CRAFTS = {"base", "crypto", "sqlite", "storage"}
ENGINE = CRAFTS | {"engine"}
SERVICE = ENGINE | {"service"}
MAY_INCLUDE = {
    "base": set(),
    "crypto": {"base"},
    "sqlite": {"base"},
    "storage": {"base"},
    "engine": CRAFTS,
    "platform": ENGINE,
    "service": ENGINE,
    "api": SERVICE,
    "cli": SERVICE,
    "gui": SERVICE,
    "app": SERVICE | {"platform", "api", "cli", "gui"},
}

WIDGETS = (
    r"(QtWidgets/.*|QApplication|Q\w*Widget|Q\w*Widget(Item|Action)|QMainWindow|QSystemTrayIcon|QDialog|QWizard\w*"
    r"|Q\w+Dialog|QMessageBox|Q\w+Button|Q\w+ButtonBox|Q(Combo|Group|Spin|DoubleSpin|Check|Tool)Box|QLabel|QMenu|QMenuBar"
    r"|Q\w+Layout|QProgressBar|QScroll(Area|Bar)|QSlider|QSplitter|QSplashScreen|QStatusBar|QStyle\w*|Q\w*ItemDelegate"
    r"|Q(Tree|Table|List|Header|Column|Graphics|AbstractItem)View|Q(Line|Text|PlainText|Date|Time|DateTime)Edit"
    r"|QToolBar|QToolTip|QWhatsThis)"
)
# A library, the include that brings it in, and the only places that may.
DOORS = [
    ("OpenSSL", re.compile(r"openssl/"), r"src/(crypto/.*|base/sha256\.cpp)"),
    ("libcurl", re.compile(r"curl/"), r"src/storage/http/.*"),
    ("SQLite", re.compile(r"sqlite3(ext)?\.h$"), r"src/sqlite/.*"),
    ("toml++", re.compile(r"toml\+\+/"), r"src/engine/config/toml(tree|edit)\.cpp"),
    ("CLI11", re.compile(r"CLI/"), r"src/cli/.*"),
    ("Qt Network", re.compile(r"QtNetwork/|QNetwork\w+$|QSsl\w+$|QTcp\w+$"), r"src/(storage|api|app)/.*"),
    ("Qt Widgets", re.compile(WIDGETS + "$"), r"src/(gui|app)/.*"),
    ("a form", re.compile(r"ui_\w+\.h$"), r"src/gui/.*\.cpp"),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
CODE = {".cpp", ".h"}
SIGNED = CODE | {".cmake", ".py", ".sh", ".mjs"}


def source_files(root):
    for folder in ("src", "tests", "packaging"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and (path.suffix in SIGNED or path.name == "CMakeLists.txt"):
                if "node_modules" not in path.parts:
                    yield path


def check_include(name, quote, included):
    """Yields what is wrong with one #include of the file `name`, which is relative to the root."""
    for library, pattern, allowed in DOORS:
        if name.startswith("src/") and pattern.match(included) and not re.fullmatch(allowed, name):
            yield f"{library} is included here; only {allowed} may"
    if quote != '"' or not name.startswith("src/") or included.startswith("ui_") or included.endswith(".moc"):
        return
    folder = name.split("/")[1]
    target = included.split("/")[0]
    if folder not in MAY_INCLUDE:
        yield f"src/{folder} is not in the table of folders"
    elif target not in MAY_INCLUDE or "/" not in included or ".." in included:
        yield f'"{included}" is not rooted at src/'
    elif target != folder and target not in MAY_INCLUDE[folder]:
        yield f"{folder} may not include from {target}: it is not below"


def check_file(root, path):
    name = path.relative_to(root).as_posix()
    lines = path.read_text(encoding="utf-8").splitlines()
    head = lines[1:2] if lines and lines[0].startswith("#!") else lines[:1]
    if not any(SPDX in line for line in head):
        yield f"{name}:1: the first line is not the SPDX line"
    if len(lines) > MOST_LINES:
        yield f"{name}:{len(lines)}: more than {MOST_LINES} lines"
    if path.suffix == ".h" and "#pragma once" not in lines:
        yield f"{name}:1: no #pragma once"
    if path.suffix not in CODE:
        return
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if match:
            for breach in check_include(name, match.group(1), match.group(2)):
                yield f"{name}:{number}: {breach}"


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    root = Path(arguments[1]).resolve()
    files = list(source_files(root))
    if not any(file.is_relative_to(root / "src") for file in files):
        print(f"{root} holds no sources", file=sys.stderr)
        return 2
    breaches = [breach for file in files for breach in check_file(root, file)]
    print("\n".join(breaches) if breaches else f"{len(files)} files keep the rules")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
