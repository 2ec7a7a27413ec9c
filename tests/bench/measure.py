# SPDX-License-Identifier: GPL-3.0-or-later
"""What a command costs: wall time, CPU time and peak memory, as the kernel counted them."""
import os
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass

MIB = 1024 * 1024
LONGEST_COMMAND = 1800  # seconds; then it is killed, so that a hanging tool does not hang the run


class Failed(Exception):
    """A command that did not do its work; the text says which and what it said."""


@dataclass(frozen=True)
class Cost:
    """Seconds, CPU seconds (user + system) and the most resident bytes of any one process."""

    wall: float = 0.0
    cpu: float = 0.0
    peak: int = 0

    def __add__(self, other):
        return Cost(self.wall + other.wall, self.cpu + other.cpu, max(self.peak, other.peak))


@dataclass(frozen=True)
class Step:
    """One command of a backup or a restore. `check` marks the integrity check at the end of a restore."""

    label: str
    cost: Cost
    check: bool = False


def total(steps, with_check=True):
    return sum((step.cost for step in steps if with_check or not step.check), Cost())


@dataclass(frozen=True)
class Spread:
    """Median, smallest and largest of several runs."""

    median: float
    least: float
    most: float

    @staticmethod
    def of(values):
        values = list(values)
        return Spread(statistics.median(values), min(values), max(values))


def ended(process):
    """Waits for `process` and returns its rusage. Kills it when it takes too long or we are interrupted."""
    timer = threading.Timer(LONGEST_COMMAND, process.kill)
    timer.daemon = True
    timer.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return usage
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        timer.cancel()


def run(command, environment, log):
    """Runs `command` with its output in the file `log`; returns its Cost and what it printed (stdout).

    The kernel starts a process's peak with that of the process that started it, so a peak never shows as less
    than this program's own: see floor().
    """
    with open(log, "wb") as out, open(f"{log}.err", "wb") as err:
        start = time.monotonic()
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        usage = ended(process)
        wall = time.monotonic() - start
    if process.returncode != 0:
        raise Failed(f"{command[0]} ended with {process.returncode}: {tail(log)}{tail(f'{log}.err')}")
    with open(log, encoding="utf-8", errors="replace") as text:
        printed = text.read(MIB)
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024), printed


def tail(path, most=800):
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - most))
        return file.read().decode("utf-8", errors="replace").strip()


def floor(environment, log):
    """The smallest peak that run() can tell: that of a program that does nothing."""
    return run(["true"], environment, log)[0].peak
