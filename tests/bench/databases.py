# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases to measure with: RustResort's statuses, in WAL mode, with 4,096-byte pages.

Half of the text is random hex, half are words; each row also has random bytes. So it compresses about as well as
a server's own data, and compression gives no tool an advantage that it would not have there.
"""
import hashlib
import os
import random
import subprocess
from dataclasses import dataclass

from measure import MIB, Failed

HEADER = 100  # bytes at the start of a database that a copy may change: counters and the journal mode
SCHEMA = """
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
CREATE TABLE statuses (id TEXT PRIMARY KEY, uri TEXT NOT NULL UNIQUE, content TEXT NOT NULL,
                       visibility TEXT NOT NULL, created_at TEXT NOT NULL, blurhash BLOB);
CREATE INDEX idx_statuses_created_at ON statuses(created_at DESC);
"""
WORDS, WORD_LENGTH, WORDS_PER_ROW = 1024, 8, 32


def lexicon():
    """WORDS words of WORD_LENGTH characters, the last one a space; always the same."""
    letters = random.Random(1)
    return "".join(
        "".join(letters.choice("bdfgklmnprstv") + letters.choice("aeiou") for _ in range(WORD_LENGTH // 2))[:-1] + " "
        for _ in range(WORDS))


def insert(rows):
    """SQL that adds `rows` statuses. The words are cut out of a BLOB: of a TEXT, substr() would count characters."""
    words = f"x'{lexicon().encode().hex()}'"
    word = f"substr({words}, 1 + abs(random()) % {WORDS} * {WORD_LENGTH}, {WORD_LENGTH})"
    text = " || ".join([word] * WORDS_PER_ROW)
    return f"""
PRAGMA synchronous = OFF;
PRAGMA journal_mode = OFF;
INSERT INTO statuses
    WITH RECURSIVE n(value) AS (SELECT 1 + (SELECT count(*) FROM statuses)
                                UNION ALL SELECT value + 1 FROM n LIMIT {rows})
    SELECT printf('01%08d', value) || hex(randomblob(8)),
           printf('https://example.social/statuses/01%08d', value) || hex(randomblob(8)),
           hex(randomblob({WORDS_PER_ROW * WORD_LENGTH // 2})) || ' ' || CAST({text} AS TEXT), 'public',
           datetime(1700000000 + value * 60, 'unixepoch'), randomblob(370) FROM n;
"""


@dataclass(frozen=True)
class Database:
    path: str
    mib: int
    size: int
    digest: str

    @property
    def title(self):
        return f"{self.mib // 1024} GiB" if self.mib % 1024 == 0 else f"{self.mib} MiB"


def shell(path, sql):
    """What the sqlite3 shell prints when it runs `sql` on the database at `path`."""
    asked = subprocess.run(["sqlite3", "-bail", path], input=sql, capture_output=True, text=True, check=False)
    if asked.returncode:
        raise Failed(f"sqlite3 on {path}: {asked.stderr.strip()}")
    return asked.stdout


def digest(path):
    """Hash of all pages, without the header's counters, which every copy through SQLite may change."""
    hashed = hashlib.sha256()
    with open(path, "rb") as file:
        file.seek(HEADER)
        while block := file.read(MIB):
            hashed.update(block)
    return hashed.hexdigest()


def make(place, mib):
    """A database of at least `mib` MiB and hardly more."""
    path, wanted = place.path(f"rustresort-{mib}.db"), mib * MIB
    shell(path, SCHEMA)
    row = 1300.0  # bytes, a guess that the first rows correct
    rows, size = 0, os.path.getsize(path)
    while size < wanted:
        more = max(200, int((wanted - size) / row * (0.98 if rows else 0.1)))
        shell(path, insert(more))
        rows, size = rows + more, os.path.getsize(path)
        row = size / rows
    shell(path, "PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE);")
    return Database(path, mib, os.path.getsize(path), digest(path))


def check_copy(database, path):
    """Raises Failed unless the file at `path` holds what `database` did when it was made."""
    if os.path.getsize(path) != database.size or digest(path) != database.digest:
        raise Failed("what was restored is not what was backed up")


def remove(path):
    for suffix in ("", "-wal", "-shm", "-journal"):
        if os.path.exists(path + suffix):
            os.unlink(path + suffix)
