#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Cloudflare's own simulator of R2 with its S3 interface, on loopback at a path below "/". Prints its
# address and key as one line of JSON.
#   r2simulator.sh start DATADIR [PID]    stops by itself when process PID ends
#   r2simulator.sh stop DATADIR
# Needs package.json's modules, in $LIFEBOAT_NODE_MODULES (a folder with node_modules in it, or that folder
# itself) or ~/.cache/lifeboat-tests/miniflare. Exit status 77: they are not installed.
set -Eeuo pipefail
SELF=$(readlink -f "$0")
HERE=$(dirname "$SELF")
. "$HERE/common.sh"

modules() {
    local folder=${LIFEBOAT_NODE_MODULES:-$HOME/.cache/lifeboat-tests/miniflare}
    [ -d "$folder/node_modules" ] && folder=$folder/node_modules
    [ -x "$folder/.bin/node" ] && [ -d "$folder/miniflare" ] && echo "$folder"
}

is_ready() {
    grep -q '^{' "$DIR/server.out" 2>/dev/null
}

start() {
    local modules server
    modules=$(modules) || {
        echo "not installed: miniflare and node (npm install in $HERE, or set LIFEBOAT_NODE_MODULES)" >&2
        exit 77
    }
    daemon "$DIR/server.out" env MINIFLARE_MODULE="$modules/miniflare" CLOUDFLARE_CF_FETCH_ENABLED=false \
        NO_COLOR=1 "$modules/.bin/node" "$HERE/r2simulator.mjs" "$DIR/objects"
    server=$(tail -1 "$DIR/pids")
    if ! wait_for 30 "$server" is_ready; then
        tail -n 20 "$DIR/server.out" >&2
        stop_all
        exit 1
    fi
    grep -m1 '^{' "$DIR/server.out"
}

main "$@"
