# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns what was measured into Markdown."""
import datetime
import os
import platform
import re
import subprocess
from dataclasses import dataclass, field

from measure import MIB, Spread, total
from place import file_system
from writers import ALONE

CHAPTERS = ("bench", "console")  # each between marks of its own, so that one can be measured without the other
MOST_TIME, MOST_MEMORY, MOST_GROWTH, MOST_P99 = 0.6, 96, 8, 2.0  # ratio, MiB, MiB, ratio
VERSIONS = (
    ("sqlite3", ("sqlite3", "--version")),
    ("age", ("age", "--version")),
    ("rclone", ("rclone", "--version")),
    ("restic", ("restic", "version")),
    ("Ceph", ("ceph", "--version")),
)


@dataclass
class Record:
    """The runs of one tool with one database; a run is a list of steps."""

    title: str
    backups: list = field(default_factory=list)
    restores: list = field(default_factory=list)
    stored: int = 0
    requests: tuple = (None, None)
    problem: str = ""

    def wall(self, what, with_check=True):
        return Spread.of(total(steps, with_check).wall for steps in getattr(self, what))

    def cpu(self, what):
        return Spread.of(total(steps).cpu for steps in getattr(self, what))

    def peak(self, what):
        return Spread.of(total(steps).peak / MIB for steps in getattr(self, what))

    def steps(self, what):
        """Each step with its median wall time."""
        runs = getattr(self, what)
        return " + ".join(f"{step.label} {Spread.of(run[i].cost.wall for run in runs).median:.2f}"
                          for i, step in enumerate(runs[0]))


# --- What it was measured on ------------------------------------------------------------------------------------

def first_line(command):
    try:
        asked = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return "not installed"
    return (asked.stdout.strip().splitlines() or ["unknown"])[0]


def version(name, command):
    """Only the number of it: "ceph version 16.2.15 (618f…) pacific" says much more."""
    found = re.search(r"\d+(\.\d+)+", line := first_line(command))
    return f"{name} {found.group() if found else line}"


def from_proc(file, name):
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            key, _, value = line.partition(":")
            if key.strip() == name:
                return value.strip()
    return "unknown"


def moment():
    now = datetime.datetime.now(datetime.timezone.utc)
    return f"{now:%Y-%m-%d %H:%M} UTC, load {os.getloadavg()[0]:.1f}"


def machine(place):
    memory = int(from_proc("/proc/meminfo", "MemTotal").split()[0]) / MIB
    cores = len(os.sched_getaffinity(0))
    return [f"- {from_proc('/proc/cpuinfo', 'model name')}, {cores} cores, {memory:.0f} GiB of memory",
            f"- Linux {platform.release()}, {platform.machine()}, data on {file_system(place.folder)}"]


def header(place, start, notes):
    floor = f"{place.floor() / MIB:.0f} MiB"
    cores = len(os.sched_getaffinity(0))
    versions = [version("Lifeboat", (place.lifeboat, "--version"))] + [version(*asked) for asked in VERSIONS]
    lines = [
        f"- From {start} to {moment()}",
        *machine(place),
        f"- {', '.join(versions)}",
        f"- The server runs on the same {cores} cores and keeps its objects in memory.",
        f"- A peak below {floor} shows as {floor}.",
    ]
    return "\n".join(lines + [f"- {note}" for note in notes])


# --- Tables -----------------------------------------------------------------------------------------------------

def table(heads, rows):
    marks = ["---"] + ["--:"] * (len(heads) - 1)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [heads, marks, *rows])


def cell(spread, digits):
    return f"**{spread.median:.{digits}f}** ({spread.least:.{digits}f}–{spread.most:.{digits}f})"


def ratio(mine, other):
    return f"{mine / other:.2f}×" if other else "–"


def script_of(records):
    return next((record for record in records if "age" in record.title and not record.problem), None)


def costs(records, what):
    """The table of one size: what is "backups" or "restores"."""
    script = script_of(records)
    heads = ["", "seconds", "× the script", "CPU seconds", "peak MiB"]
    heads += ["stored MiB"] if what == "backups" else ["seconds without its check"]
    rows, steps = [], []
    for record in records:
        if record.problem:
            rows.append([record.title, f"failed: {record.problem}"] + ["–"] * (len(heads) - 2))
            continue
        wall = record.wall(what)
        row = [record.title, cell(wall, 2), ratio(wall.median, script.wall(what).median) if script else "–",
               cell(record.cpu(what), 2), cell(record.peak(what), 0)]
        if what == "backups":
            row.append(f"{record.stored / MIB:.0f}")
        else:
            checks = any(step.check for step in record.restores[0])
            row.append(cell(record.wall(what, with_check=False), 2) if checks else "–")
        rows.append(row)
        steps.append(f"- {record.title}: {record.steps(what)}")
    return table(heads, rows) + "\n\nMedian seconds of each step:\n\n" + "\n".join(steps)


def comparison(database, records, wanted):
    parts = []
    if "backup" in wanted:
        parts.append(f"### Backup of {database.title}\n\n{costs(records, 'backups')}")
        class_a, class_b = records[0].requests
        if class_a is not None:
            parts.append(f"Lifeboat sent {class_a} class A (writing) and {class_b} class B (reading) requests.")
    if "restore" in wanted:
        parts.append(f"### Restore of {database.title}\n\n{costs(records, 'restores')}")
    return "\n\n".join(parts)


def memory(measured):
    heads = ["Lifeboat", *(database.title for database, _ in measured)]
    rows = [[f"{what}, peak MiB", *(cell(records[0].peak(f"{what}s"), 1) for _, records in measured)]
            for what in ("backup", "restore")]
    return "### Memory\n\n" + table(heads, rows)


def writer(database, found):
    heads = ["a writer's commits", "p50 ms", "p99 ms", "p99 × alone", "slowest ms", "commits per second"]
    base = Spread.of(one["p99_us"] for one in found[ALONE]).median
    rows = []
    for situation, rounds in found.items():
        p50, p99, slowest = (Spread.of(one[key] / 1000 for one in rounds) for key in ("p50_us", "p99_us", "max_us"))
        rate = Spread.of(one["commits"] / one["seconds"] for one in rounds)
        rows.append([situation, cell(p50, 2), cell(p99, 2), ratio(p99.median * 1000, base), cell(slowest, 1),
                     cell(rate, 0)])
    return f"### Writer beside a backup of {database.title}\n\n" + table(heads, rows)


# --- Bars -------------------------------------------------------------------------------------------------------

def bar(what, allowed, found, unit):
    digits = 2 if unit == "×" else 1
    return [what, f"≤ {allowed:g}{unit}", f"{found:.{digits}f}{unit}", "kept" if found <= allowed else "**missed**"]


def speed_bars(database, records, wanted):
    script = script_of(records)
    if not script:
        return
    for what in [one for one in ("backup", "restore") if one in wanted]:
        mine, other = (record.wall(f"{what}s").median for record in (records[0], script))
        yield bar(f"{what} of {database.title}, Lifeboat / script", MOST_TIME, mine / other, "×")
        if what == "restore":
            unchecked = script.wall("restores", with_check=False).median
            yield [f"restore of {database.title}, Lifeboat / script that checks nothing", "–",
                   ratio(mine, unchecked), "for comparison"]


def memory_bars(measured):
    """By the highest peak of all runs, not the median: a limit is to hold always."""
    for what in ("backup", "restore"):
        peaks = [records[0].peak(f"{what}s").most for _, records in measured]
        yield bar(f"{what}, peak memory", MOST_MEMORY, max(peaks), " MiB")
        if len(measured) > 1:
            titles = f"{measured[-1][0].title} − {measured[0][0].title}"
            yield bar(f"{what}, peak memory, {titles}", MOST_GROWTH, peaks[-1] - peaks[0], " MiB")


def writer_bars(found):
    base = Spread.of(one["p99_us"] for one in found[ALONE]).median
    for situation, rounds in found.items():
        if situation != ALONE and base:
            p99 = Spread.of(one["p99_us"] for one in rounds).median
            yield bar(f"a writer's p99 during {situation} / alone", MOST_P99, p99 / base, "×")


def bars(measured, wanted, written):
    """The bars, by the largest database. `measured`: [(database, records)]; `written`: writers' figures."""
    rows = []
    if measured:
        rows += speed_bars(*measured[-1], wanted)
    if measured and "memory" in wanted:
        rows += memory_bars(measured)
    if written:
        rows += writer_bars(written)
    return "### Bars\n\n" + table(["", "bar", "measured", ""], rows) if rows else ""


# --- Files ------------------------------------------------------------------------------------------------------

def marks(chapter):
    return f"<!-- {chapter}:begin -->", f"<!-- {chapter}:end -->"


def can_update(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return all(text.count(begin) == 1 and text.count(end) == 1 and text.index(begin) < text.index(end)
               for begin, end in map(marks, CHAPTERS))


def update(path, chapters):
    """Puts each of `chapters` {chapter: markdown} between its two marks in the file at `path`."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for chapter, markdown in chapters.items():
        begin, end = marks(chapter)
        before, after = text.split(begin)[0], text.split(end)[1]
        text = f"{before}{begin}\n{markdown}\n{end}{after}"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
