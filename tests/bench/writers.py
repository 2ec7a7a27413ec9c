# SPDX-License-Identifier: GPL-3.0-or-later
"""What a backup does to another program's commits: a writer alone, and the same writer while Lifeboat backs up."""
import json
import os
import shutil
import subprocess

from databases import shell
from measure import Failed
from place import SUPPORT, say

ALONE, FOLDER, BUCKET = "alone", "backup to a folder", "backup to Ceph"


def compiled(place):
    """The writer, compiled; None when there is no compiler."""
    if not shutil.which("c++"):
        return None
    program = place.path("writer")
    place.run(["c++", "-std=c++20", "-O2", "-o", program, str(SUPPORT / "writer" / "writer.cpp"), "-lsqlite3"])
    return program


class Writer:
    """One writer process. Its input stays open: it ends when that does."""

    def __init__(self, place, program, database, *limit):
        shell(database.path, "PRAGMA wal_checkpoint(TRUNCATE);")
        place.settle()
        self._process = subprocess.Popen([program, database.path, "wal", *limit], env=place.environment,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        try:
            if self._process.stdout.readline().strip() != "ready":
                raise Failed("the writer did not begin")
            return self
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()

    def report(self, end=False):
        """Its figures, once it has ended by itself or, with `end`, because it is told to."""
        if end:
            self._process.terminate()
        self._process.wait()
        return json.loads(self._process.stdout.readline())


def alone(place, program, database, seconds):
    with Writer(place, program, database, "--seconds", str(seconds)) as writer:
        return {**writer.report(), "seconds": seconds}


def during(place, program, database, lifeboat, destination):
    with Writer(place, program, database) as writer:
        step, _ = lifeboat.back_up_to(database, destination)
        return {**writer.report(end=True), "seconds": step.cost.wall}


def measure_rounds(place, program, database, lifeboat, rounds, seconds):
    """{situation: [figures of each round]}, the situations taking turns."""
    found = {ALONE: [], FOLDER: [], BUCKET: []}
    for turn in range(1, rounds + 1):
        say(f"writer, round {turn} of {rounds}")
        found[ALONE].append(alone(place, program, database, seconds))
        folder = place.path("folder")
        os.mkdir(folder)
        found[FOLDER].append(during(place, program, database, lifeboat, lifeboat.to_folder(folder)))
        shutil.rmtree(folder)
        bucket = place.new_bucket()
        found[BUCKET].append(during(place, program, database, lifeboat, lifeboat.to_bucket(bucket)))
        place.drop_bucket(bucket)
    return found
