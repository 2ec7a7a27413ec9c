#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Compares Lifeboat with its peers on this machine; `make bench` calls it.
#   run.sh BINDIR [options of run.py]
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
exec /usr/bin/python3 -B "$HERE/run.py" "$@"
