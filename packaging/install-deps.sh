#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what Lifeboat is built with, on Debian 12 or newer and Ubuntu 24.04 or newer. Says what it installs and
# why; run again, it finds everything there and does nothing. Uses sudo when it is not run by root.
#   install-deps.sh             what building needs
#   install-deps.sh --test      and what the tests need, Ceph and Cloudflare's R2 simulator among it
#   install-deps.sh --fuzz      and what the fuzzers need
#   install-deps.sh --bench     and the peers that the benchmark compares with
#   install-deps.sh --check     installs nothing; ends with 1 and the list when something is missing
set -Eeuo pipefail

HERE=$(cd "$(dirname "$0")" && pwd)
SERVERS=$HERE/../tests/support/servers

# "package why", or "package:command why" where a command from elsewhere does as well.
BUILD=(
    "build-essential the C++20 compiler"
    "cmake:cmake the build, 3.25 or newer"
    "ninja-build:ninja the build"
    "ccache:ccache compiles nothing twice"
    "mold:mold links ten times faster"
    "pkg-config:pkg-config finds libraries"
    "qt6-base-dev Qt 6: Core, Network, DBus, Widgets"
    "libqt6sql6-sqlite Qt 6: the run history's database"
    "qt6-svg-dev Qt 6: icons"
    "qt6-charts-dev Qt 6: charts"
    "libqt6opengl6-dev needed by Qt charts"
    "qt6-tools-dev Qt 6: translations"
    "qt6-l10n-tools Qt 6: translations"
    "qt6-translations-l10n Qt 6: its own texts, translated"
    "qtkeychain-qt6-dev the desktop's keychain"
    "libxcb1-dev whether an X11 desktop has a tray"
    "libcurl4-openssl-dev HTTP and TLS to the stores"
    "libssl-dev AES-256-GCM and SHA-256"
    "libsqlite3-dev snapshots of live databases"
    "libtomlplusplus-dev config files"
    "libcli11-dev command lines"
    "libexpected-dev results that are a value or an error"
)
TEST=(
    "sqlite3:sqlite3 the oracle databases are compared with"
    "curl:curl asks the admin API as people do"
    "openssl:openssl certificates for the TLS tests"
    "ceph-mon:ceph-mon S3 server for tests, its monitor"
    "ceph-osd:ceph-osd S3 server for tests, its storage"
    "radosgw:radosgw S3 server for tests, its gateway"
    "ceph-common:ceph S3 server for tests, its command line"
    "python3:python3 test helpers and source checks"
    "python3-cryptography opens sealed backups without Lifeboat"
    "dbus-daemon:dbus-daemon a session bus for the keychain tests"
    "gnome-keyring:gnome-keyring-daemon a real keychain for tests"
    "libsecret-tools:secret-tool looks into that keychain from outside"
    "xvfb:Xvfb a screen for the test that walks through the window"
    "openbox:openbox manages that test's windows"
    "at-spi2-core that test reads and presses widgets through it"
    "gir1.2-atspi-2.0 that test speaks AT-SPI from Python"
    "python3-gi that test speaks AT-SPI from Python"
    "gir1.2-gtk-3.0 another toolkit's window, with which files are dragged to and fro"
    "imagemagick:import a picture of the screen where that test failed"
    "trayer:trayer a real XEmbed tray for tests"
    "xfce4-panel:xfce4-panel a real StatusNotifier panel for tests"
    "xfconf:xfconf-query that panel's settings"
    "xdotool:xdotool clicks in that tray, and drags"
    "wmctrl:wmctrl closes windows there"
    "x11-utils:xwininfo what is on that screen"
    "dunst:dunst a real notification daemon for tests"
    "python3-dbusmock plays NetworkManager, UPower and logind for tests"
    "desktop-file-utils:desktop-file-validate judges the launcher and the autostart entry"
    "libglib2.0-bin:gio starts the autostart entry as a desktop does"
    "clang-format:clang-format the format check"
    "clang-tidy:clang-tidy static analysis"
    "nodejs:node installs the R2 simulator"
    "npm:npm installs the R2 simulator"
)
FUZZ=(
    "clang:clang++ builds the fuzzers"
    "llvm:llvm-symbolizer says where one of them fails"
)
BENCH=(
    "age:age peer: sqlite3 .backup + age + rclone"
    "rclone:rclone peer: sqlite3 .backup + age + rclone"
    "restic:restic peer: restic"
)

say() { printf '%s\n' "$*" >&2; }
die() { say "install-deps: $*"; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else die "installing packages needs root, and there is no sudo. Run this once as root."
    fi
}

is_there() { # package[:command]
    local command=${1#*:}
    if [ "$command" != "$1" ] && command -v "$command" >/dev/null; then return 0; fi
    [ "$(dpkg-query -W -f='${db:Status-Status}' "${1%%:*}" 2>/dev/null)" = installed ]
}

missing_packages() { # "package[:command] why"…; prints those that are not there
    local entry
    for entry in "$@"; do
        is_there "${entry%% *}" || printf '%s\n' "$entry"
    done
}

install_packages() { # "package[:command] why"…
    local entry name packages=()
    say "Installing with apt-get:"
    for entry in "$@"; do
        name=${entry%% *}
        packages+=("${name%%:*}")
        say "$(printf '  %-22s %s' "${name%%:*}" "${entry#* }")"
    done
    local options=(-o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
    as_root env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" install -y -qq --no-install-recommends \
        "${packages[@]}" >&2
}

# --- Cloudflare's R2 simulator and the Node it needs, for this user only -------------------------------------

simulator_folder() {
    local folder=${LIFEBOAT_NODE_MODULES:-$HOME/.cache/lifeboat-tests/miniflare}
    printf '%s\n' "${folder%/node_modules}"
}

simulator_is_there() {
    local folder name wanted
    folder=$(simulator_folder)
    for name in miniflare node; do
        wanted=$(sed -n "s/^ *\"$name\": \"\([0-9.]*\)\".*/\1/p" "$SERVERS/package.json")
        grep -q "\"version\": \"$wanted\"" "$folder/node_modules/$name/package.json" 2>/dev/null || return 1
    done
}

install_simulator() {
    local folder
    folder=$(simulator_folder)
    say "Installing with npm into $folder:"
    say "  miniflare, node        Cloudflare's R2 simulator, for the S3 tests"
    mkdir -p "$folder"
    cp "$SERVERS/package.json" "$folder/package.json"
    if npm install --prefix "$folder" --no-audit --no-fund --loglevel=error >&2 && simulator_is_there; then return; fi
    [ "${LIFEBOAT_REQUIRE_SERVERS:-}" = 1 ] && die "npm could not install the R2 simulator."
    say "npm could not install the R2 simulator; the tests that need it will be skipped."
}

# --------------------------------------------------------------------------------------------------------------

wanted=("${BUILD[@]}")
check=false simulator=false
for argument in "$@"; do
    case $argument in
    --test) wanted+=("${TEST[@]}"); simulator=true ;;
    --fuzz) wanted+=("${FUZZ[@]}") ;;
    --bench) wanted+=("${TEST[@]}" "${BENCH[@]}") ;;
    --check) check=true ;;
    --help | -h) sed -n '3,10s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) die "unknown argument $argument; see --help." ;;
    esac
done

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say "This is no Debian or Ubuntu (there is no apt-get). Install the equivalents of:"
    for entry in "${wanted[@]}"; do
        name=${entry%% *}
        say "$(printf '  %-22s %s' "${name%%:*}" "${entry#* }")"
    done
    say "and build with: cmake --preset release && cmake --build --preset release"
    exit 1
fi

mapfile -t missing < <(missing_packages "${wanted[@]}" | sort -u)
if $check; then
    [ "${#missing[@]}" = 0 ] && exit 0
    say "Not installed: $(printf '%s\n' "${missing[@]}" | sed 's/[: ].*//' | paste -sd' ')."
    say "Install with: packaging/install-deps.sh"
    exit 1
fi
[ "${#missing[@]}" = 0 ] || install_packages "${missing[@]}"
if $simulator && ! simulator_is_there; then install_simulator; fi
