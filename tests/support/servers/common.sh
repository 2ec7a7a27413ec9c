# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by the server scripts: processes are remembered in $DIR/pids and stopped by id.

# daemon LOG COMMAND… : in the background, detached from our input and output.
daemon() {
    local log=$1
    shift
    setsid "$@" >"$log" 2>&1 </dev/null &
    echo $! >>"$DIR/pids"
}

alive() {
    kill -0 "$1" 2>/dev/null
}

# Stops what $DIR/pids names, newest first: politely, then for good with all their children (each leads a
# process group of its own). What they keep is thrown away, so there is no point in waiting long.
stop_all() {
    [ -f "$DIR/pids" ] || return 0
    local pids pid
    pids=$(tac "$DIR/pids")
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    for _ in $(seq 10); do
        local left=
        for pid in $pids; do alive "$pid" && left=1; done
        [ -z "$left" ] && break
        sleep 0.05
    done
    for pid in $pids; do kill -KILL -- "-$pid" 2>/dev/null || true; done
    rm -f "$DIR/pids"
}

# Stops the servers when process $1 ends, however it ends: a killed test leaves nothing behind.
guard() {
    [ -n "$1" ] || return 0
    setsid "$SELF" watch "$DIR" "$1" >/dev/null 2>&1 </dev/null &
    echo $! >"$DIR/guard"
}

# wait_for SECONDS PID COMMAND… : until the command succeeds, the process dies or time is over.
wait_for() {
    local tries=$(($1 * 20)) pid=$2
    shift 2
    for _ in $(seq "$tries"); do
        "$@" && return 0
        alive "$pid" || return 1
        sleep 0.05
    done
    return 1
}

need() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || { echo "not installed: $program" >&2; exit 77; }
    done
}

# main start|stop|watch DATADIR [GUARDED_PID] : the script that sources this defines start().
main() {
    [ $# -ge 2 ] || { echo "usage: $0 start|stop DATADIR [PID]" >&2; exit 2; }
    DIR=$2
    case $1 in
    start)
        mkdir -p "$DIR"
        DIR=$(cd "$DIR" && pwd)
        [ -f "$DIR/pids" ] && { echo "already running in $DIR" >&2; exit 1; }
        trap 'stop_all' ERR INT TERM
        guard "${3:-}"
        start
        ;;
    stop)
        [ -f "$DIR/guard" ] && kill "$(cat "$DIR/guard")" 2>/dev/null || true
        rm -f "$DIR/guard"
        stop_all
        ;;
    watch)
        tail --pid="$3" -s 0.2 -f /dev/null
        stop_all
        ;;
    *)
        echo "unknown command: $1" >&2
        exit 2
        ;;
    esac
}
