#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares Lifeboat with its peers: same databases, same server, one run, the tools taking turns.

    run.py BINDIR [--sizes 64,1024] [--runs 3] [--only backup|restore|memory|writer|console]…
           [--writer-seconds 15] [--starts 10] [--markdown FILE] [--update FILE]

Prints Markdown tables on standard output and progress on standard error. Nothing is left behind. It measures and
never judges: it ends with 0 whatever the figures are, with 1 when something could not be measured.
"""
import argparse
import os
import shutil
import signal
import subprocess
import sys

import console
import databases
import measure
import place as places
import report
import tools
import writers
from place import say

PARTS = ("backup", "restore", "memory", "writer", "console")


def sizes(text):
    found = sorted({int(one) for one in text.split(",")})
    if not all(1 <= one <= places.LARGEST_MIB for one in found):
        raise argparse.ArgumentTypeError(f"sizes are from 1 to {places.LARGEST_MIB} MiB: the server has only "
                                         f"{places.SERVER_CAPACITY_MIB} MiB of memory")
    return found


def positive(text):
    if int(text) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return int(text)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("bin", metavar="BINDIR", help="the folder with lifeboat-cli")
    parser.add_argument("--sizes", type=sizes, default=[64, 1024], help="MiB, by default 64,1024")
    parser.add_argument("--runs", type=positive, default=3, help="of everything, by default 3")
    parser.add_argument("--only", choices=PARTS, action="append", help="may be given several times")
    parser.add_argument("--writer-seconds", type=positive, default=15, help="of the writer alone, by default 15")
    parser.add_argument("--starts", type=positive, default=10, help="of the console, by default 10")
    parser.add_argument("--markdown", metavar="FILE", help="also write the tables to FILE")
    parser.add_argument("--update", metavar="FILE", help="also put them between their marks in FILE")
    options = parser.parse_args()
    options.wanted = options.only or PARTS
    programs = ["lifeboat-cli"]
    if "console" in options.wanted:
        programs += ["lifeboat", "../tests/tst_consolestall"]
    for program in programs:
        if not os.access(os.path.join(options.bin, program), os.X_OK):
            parser.error(f"there is no {program} in {options.bin}; `make bench` builds it")
    if options.update and not report.can_update(options.update):
        parser.error(f"{options.update} lacks the marks of {' or '.join(report.CHAPTERS)}")
    return options


def check_room(place, options):
    """The databases, a copy, a sealed copy, what is restored; and the server's memory. Only warns."""
    wanted = (sum(options.sizes) + 4 * options.sizes[-1]) * measure.MIB
    if shutil.disk_usage(place.folder).free < wanted:
        say(f"warning: {place.folder} may have too little room, {wanted // measure.MIB} MiB are wanted")
    available = int(report.from_proc("/proc/meminfo", "MemAvailable").split()[0]) // 1024
    if available < 2 * options.sizes[-1]:
        say(f"warning: {available} MiB of memory may be too little for the server and its objects")


def chosen_tools(place, wanted, notes):
    """Lifeboat, then its peers that are here; for memory alone, only Lifeboat."""
    found = [tools.Lifeboat(place)]
    for peer in tools.PEERS if {"backup", "restore"} & set(wanted) else ():
        missing = tools.missing(peer.needs)
        if missing:
            notes.append(f"Left out: {peer.title}; not installed: {', '.join(missing)}.")
            say(notes[-1])
        else:
            found.append(peer(place))
    return found


def one_run(place, tool, database, record, restoring):
    """Backs up and restores once, into and from a bucket of its own, and adds what it cost to `record`."""
    bucket, target = place.new_bucket(), place.path("restored.db")
    try:
        tool.prepare(bucket)
        place.settle()
        record.backups.append(tool.backup(database, bucket))
        tool.clean()
        record.stored = place.stored_bytes(bucket)
        if restoring:
            place.settle()
            record.restores.append(tool.restore(bucket, target))
            databases.check_copy(database, target)
    finally:
        databases.remove(target)
        tool.clean()
        place.drop_bucket(bucket)


def compare(place, chosen, database, options):
    """The records of all tools with one database."""
    restoring = bool({"restore", "memory"} & set(options.wanted))
    records = [report.Record(tool.title) for tool in chosen]
    for turn in range(1, options.runs + 1):
        for tool, record in zip(chosen, records):
            if record.problem:
                continue
            try:
                one_run(place, tool, database, record, restoring)
            except measure.Failed as problem:
                if isinstance(tool, tools.Lifeboat):
                    raise
                record.problem = " ".join(str(problem).split())
                say(f"{tool.title}: {record.problem}")
                continue
            took = " and ".join(f"{measure.total(runs[-1]).wall:.2f} s" for runs in (record.backups, record.restores)
                                if runs)
            say(f"{database.title}, run {turn} of {options.runs}: {tool.title} {took}")
    records[0].requests = chosen[0].requests
    return records


def beside_writer(place, database, options, notes):
    program = writers.compiled(place)
    if not program:
        notes.append("Left out: the writer; there is no C++ compiler.")
        return None
    lifeboat = tools.Lifeboat(place)
    return writers.measure_rounds(place, program, database, lifeboat, options.runs, options.writer_seconds)


def beside_peers(place, made, options):
    """The chapter that compares; `made`: the databases."""
    notes = [f"Runs of each: {options.runs}, the tools taking turns; **median** (smallest–largest)."]
    start = report.moment()
    chosen = chosen_tools(place, options.wanted, notes)
    measured, written = [], None
    if {"backup", "restore", "memory"} & set(options.wanted):
        measured = [(database, compare(place, chosen, database, options)) for database in made]
    if "writer" in options.wanted:  # last: it changes the database
        written = beside_writer(place, made[-1], options, notes)
    parts = [report.header(place, start, notes), report.bars(measured, options.wanted, written)]
    parts += [report.comparison(database, records, options.wanted) for database, records in measured]
    if measured and "memory" in options.wanted:
        parts.append(report.memory(measured))
    if written:
        parts.append(report.writer(made[-1], written))
    return "\n\n".join(part for part in parts if part)


def of_console(place, database, options):
    start = report.moment()
    return console.markdown(place, database, start,
                            console.measure_console(place, database, options.starts, options.runs))


def measured_chapters(place, options):
    """{chapter: markdown}, as report.update() takes them."""
    check_room(place, options)
    made = []
    for mib in options.sizes:
        say(f"making a database of {mib} MiB")
        made.append(databases.make(place, mib))
    chapters = {}
    if "console" in options.wanted:  # first, while the machine is quiet
        chapters["console"] = of_console(place, made[-1], options)
    if set(options.wanted) - {"console"}:
        place.start_server()
        chapters["bench"] = beside_peers(place, made, options)
    return chapters


def main():
    options = arguments()
    for end in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(end, lambda number, _: sys.exit(128 + number))
    needed = tools.missing(("sqlite3", "curl", *(console.NEEDS if "console" in options.wanted else ())))
    if needed:
        say(f"not installed: {', '.join(needed)}; packaging/install-deps.sh --bench installs it")
        return 1
    try:
        with places.Place(options.bin) as place:
            chapters = measured_chapters(place, options)
    except (measure.Failed, subprocess.SubprocessError, OSError) as problem:
        say(f"could not be measured: {problem}")
        return 1
    except KeyboardInterrupt:
        return 130
    markdown = "\n\n".join(chapters.values())
    print(markdown)
    if options.markdown:
        with open(options.markdown, "w", encoding="utf-8") as file:
            file.write(markdown + "\n")
    if options.update:
        report.update(options.update, chapters)
    return 0


if __name__ == "__main__":
    sys.exit(main())
