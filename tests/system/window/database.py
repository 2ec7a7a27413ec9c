# SPDX-License-Identifier: GPL-3.0-or-later
"""A database of a small shop in WAL mode, written and read with the `sqlite3` shell only."""
import contextlib
import subprocess

CONTENT = """
PRAGMA journal_mode = WAL;
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers, cents INTEGER NOT NULL);
CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
    INSERT INTO customers SELECT i, 'Customer of the test ' || i FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
    INSERT INTO orders SELECT i, 1 + i % 500, (i * 7919) % 100003 FROM n;
INSERT INTO notes VALUES (1, 'Straße, 東京, “quoted”');
COMMIT;
"""
CHANGES = """
DELETE FROM orders WHERE id % 3 = 0;
UPDATE notes SET text = 'changed after the backup' WHERE id = 1;
INSERT INTO customers VALUES (9999, 'Newcomer');
"""
SUMMARY = """
PRAGMA integrity_check;
SELECT 'customers', count(*), max(id) FROM customers;
SELECT 'orders', count(*), sum(cents) FROM orders;
SELECT 'notes', text FROM notes;
"""


class Database:
    def __init__(self, path):
        self.path = path

    def _shell(self, *options):
        return ["sqlite3", "-batch", "-bail", *options, str(self.path)]

    def run(self, sql, *options):
        shell = subprocess.run([*self._shell(*options), sql], check=True, capture_output=True, text=True, timeout=30)
        return shell.stdout

    def fill(self):
        self.run(CONTENT)

    def change(self):
        self.run(CHANGES)

    def summary(self):
        """Its integrity, how many rows each table has, and a sum over them."""
        return self.run(SUMMARY, "-readonly").splitlines()

    def has_newcomer(self):
        return self.run("SELECT count(*) FROM customers WHERE name = 'Newcomer'", "-readonly").strip() == "1"

    @contextlib.contextmanager
    def in_use(self):
        """Kept open by a program whose last writing is in the WAL only."""
        shell = subprocess.Popen(self._shell(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            shell.stdin.write("INSERT INTO notes VALUES (2, 'in the WAL'); SELECT count(*) FROM notes;\n")
            shell.stdin.flush()
            assert shell.stdout.readline().strip() == "2"
            yield
        finally:
            shell.communicate(".exit\n", timeout=30)
