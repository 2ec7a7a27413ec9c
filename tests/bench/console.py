# SPDX-License-Identifier: GPL-3.0-or-later
"""The console on a screen of its own: how soon its window can be used, and how long it ever keeps a person waiting."""
import os
import re
import select
import signal
import subprocess
import time
from dataclasses import dataclass, field

from databases import shell
from measure import Failed, Spread, ended, tail
from place import say
from report import bar, cell, machine, moment, table

NEEDS = ("Xvfb", "dbus-daemon")
PROFILES, BACKUPS = 3, 200  # in the list when the console starts
MOST_START, MOST_STALL = 400, 16  # milliseconds
LONGEST_START = 60  # seconds
READY = b"The window can be used"
HELD_UP = re.compile(r"held up for ([\d.]+) ms at most, and for ([\d.]+) ms with")
LOADED = re.compile(r"(\d+) times ten thousand rows")

BUS = """<busconfig><type>session</type><listen>unix:path={path}</listen>
<policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""


class Desktop:
    """A screen in memory and an empty session bus, both without anything else on them."""

    def __init__(self, place):
        self._place = place
        self._running = []

    def __enter__(self):
        try:
            self.environment = {**self._place.environment, "DISPLAY": self._screen(), "QT_QPA_PLATFORM": "xcb",
                                "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self._bus()}"}
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self._running):
            process.terminate()
            process.wait()

    def _started(self, command, **how):
        with open(self._place.path("desktop.log"), "ab") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=log,
                                       env=self._place.environment, **how)
        self._running.append(process)
        return process

    def _screen(self):
        """Xvfb says which display it has taken once it answers."""
        reading, writing = os.pipe()
        self._started(["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
                      pass_fds=[writing], stdout=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            number = told.readline().decode().strip()
        if not number:
            raise Failed(f"Xvfb did not start: {tail(self._place.path('desktop.log'))}")
        return f":{number}"

    def _bus(self):
        """No service folder: nothing starts by being asked, such as a keyring with its password prompt."""
        path, config = self._place.path("bus"), self._place.path("bus.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(BUS.format(path=path))
        daemon = self._started(["dbus-daemon", "--nofork", f"--config-file={config}", "--print-address=1"],
                               stdout=subprocess.PIPE)
        if not daemon.stdout.readline():
            raise Failed(f"dbus-daemon did not start: {tail(self._place.path('desktop.log'))}")
        return path


@dataclass
class Figures:
    """Milliseconds. Of each round the longest stall: `held` without waiting for a processor, `held_all` with it."""

    starts: list = field(default_factory=list)
    held: list = field(default_factory=list)
    held_all: list = field(default_factory=list)
    loads: list = field(default_factory=list)


def make_profiles(place):
    """Profiles as the console finds them, with backups in folders, for the window to show."""
    profiles = place.folder / "home" / ".config" / "lifeboat" / "profiles"
    profiles.mkdir(parents=True, exist_ok=True)
    for number in range(1, PROFILES + 1):
        database, store = place.path(f"start-{number}.db"), place.folder / f"start-{number}"
        shell(database, "CREATE TABLE IF NOT EXISTS note (text);")
        backups = store / "backups"
        backups.mkdir(parents=True, exist_ok=True)
        for day in range(BACKUPS):
            stamp = time.strftime("%Y%m%d_030000", time.gmtime(time.time() - 86400 * (day + 1)))
            (backups / f"start-{number}_{stamp}.db").touch()
        (profiles / f"start-{number}.toml").write_text(
            f'[database]\npath = "{database}"\n[storage.folder]\npath = "{store}"\n', encoding="utf-8")


def start_once(place, environment):
    """From starting the program to its word that the window is painted and takes events."""
    rules = {"QT_LOGGING_RULES": "lifeboat.console.debug=true"}
    begin = time.monotonic()
    process = subprocess.Popen([place.console], env={**environment, **rules}, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        told = b""
        while READY not in told:
            left = begin + LONGEST_START - time.monotonic()
            if left <= 0 or not select.select([process.stderr], [], [], left)[0]:
                raise Failed("the console's window did not come")
            if not (more := os.read(process.stderr.fileno(), 65536)):
                raise Failed(f"the console ended: {told.decode(errors='replace').strip()}")
            told += more
        return (time.monotonic() - begin) * 1000
    finally:
        process.send_signal(signal.SIGTERM)
        ended(process)
        process.stderr.close()


def stall_once(place, environment, database, figures):
    """The test that loads ten thousand rows again and again while `database` is backed up."""
    log = place.path("stall")
    with open(log, "wb") as out:
        process = subprocess.Popen([place.stall_test], env={**environment, "LIFEBOAT_STALL_DATABASE": database.path},
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        ended(process)
    with open(log, encoding="utf-8", errors="replace") as file:
        said = file.read()
    held, loads = HELD_UP.search(said), LOADED.search(said)
    if not held or not loads:  # that the bar is missed is a figure, too
        raise Failed(f"{place.stall_test} ended with {process.returncode}: {said[-800:]}")
    figures.held.append(float(held.group(1)))
    figures.held_all.append(float(held.group(2)))
    figures.loads.append(int(loads.group(1)))


def measure_console(place, database, starts, rounds):
    make_profiles(place)
    figures = Figures()
    with Desktop(place) as desktop:
        say("the console's start")
        start_once(place, desktop.environment)  # what comes from the disk is then in memory
        place.settle()
        figures.starts += [start_once(place, desktop.environment) for _ in range(starts)]
        for turn in range(1, rounds + 1):
            place.settle()
            stall_once(place, desktop.environment, database, figures)
            say(f"the console's stalls, round {turn} of {rounds}: {figures.held[-1]} ms, {figures.held_all[-1]} ms")
    return figures


def markdown(place, database, start, figures):
    first = Spread.of(figures.starts)
    rows = [
        bar(f"start to usable window, median of {len(figures.starts)}", MOST_START, first.median, " ms"),
        bar(f"longest stall while 10,000 rows load and {database.title} is backed up", MOST_STALL,
            max(figures.held), " ms"),
    ]
    rounds = [[f"round {number}", f"{own:.1f}", f"{every:.1f}", str(loads)] for number, (own, every, loads)
              in enumerate(zip(figures.held, figures.held_all, figures.loads), start=1)]
    heads = ["longest stall", "ms", "ms, with waiting for a processor", "times that 10,000 rows were loaded"]
    return "\n\n".join([
        "\n".join([f"- From {start} to {moment()}", *machine(place)]),
        table(["", "bar", "measured", ""], rows),
        f"Start to usable window, milliseconds: {cell(first, 0)}",
        table(heads, rounds),
    ])
