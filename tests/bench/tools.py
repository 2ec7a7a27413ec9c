# SPDX-License-Identifier: GPL-3.0-or-later
"""Lifeboat and its peers. Each can back a database up into a bucket and bring it back, and says what each step cost.

Every tool runs with its default settings. What is needed once (keys, a repository) is made outside the measurement,
and so is removing temporary copies, which Lifeboat does within its own time.
"""
import json
import os
import shutil

from databases import remove
from measure import Failed, Step


def missing(commands):
    return [command for command in commands if not shutil.which(command)]


class Tool:
    """One way of backing up. `needs` are the commands without which it is left out."""

    title = ""
    needs = ()

    def __init__(self, place):
        self.place = place

    def command(self, label, arguments, extra=None):
        return Step(label, self.place.run(arguments, extra)[0])

    def snapshot(self, database, copy):
        remove(copy)
        return self.command("sqlite3 .backup", ["sqlite3", database.path, f".backup '{copy}'"])

    def integrity_check(self, path):
        cost, printed = self.place.run(["sqlite3", path, "PRAGMA integrity_check"])
        if printed.strip() != "ok":
            raise Failed(f"integrity_check: {printed.strip()}")
        return Step("integrity_check", cost, check=True)

    def prepare(self, bucket):
        """What is done once per bucket, unmeasured."""

    def backup(self, database, bucket):
        raise NotImplementedError

    def restore(self, bucket, target):
        """The steps; afterwards the database is in the file `target`, which did not exist before."""
        raise NotImplementedError

    def clean(self):
        """Removes temporary copies."""


class Lifeboat(Tool):
    title = "Lifeboat"

    def __init__(self, place):
        super().__init__(place)
        self.requests = None  # of the last backup: class A (writing) and class B (reading)
        self.key = place.path("lifeboat.key")
        if not os.path.exists(self.key):
            place.run([place.lifeboat, "keygen", "--out", self.key])

    def config(self, database_path, destination):
        path = self.place.path("lifeboat.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'[database]\npath = "{database_path}"\n{destination}'
                       f'[storage.backup.encryption]\nenabled = true\nkey_file = "{self.key}"\n')
        return path

    def to_bucket(self, bucket):
        server = self.place.server
        return (f'[storage.backup]\nbucket = "{bucket}"\nretention_count = 0\n'
                f'[cloudflare]\nendpoint = "{server.endpoint}"\nregion = "{server.region}"\nname = "bench"\n')

    def to_folder(self, folder):
        return (f'[storage.backup]\nretention_count = 0\n'
                f'[storage.folder]\npath = "{folder}"\n[lifeboat]\nname = "bench"\n')

    def call(self, label, *arguments):
        keys = {"BACKUP_S3_ACCESS_KEY": self.place.server.access_key,
                "BACKUP_S3_SECRET_KEY": self.place.server.secret_key}
        cost, printed = self.place.run([self.place.lifeboat, *arguments, "--json"], keys)
        return Step(label, cost), json.loads(printed)

    def back_up_to(self, database, destination):
        return self.call("lifeboat-cli backup", "backup", "--config", self.config(database.path, destination))

    def backup(self, database, bucket):
        step, answer = self.back_up_to(database, self.to_bucket(bucket))
        self.requests = (answer.get("class_a_requests"), answer.get("class_b_requests"))
        return [step]

    def restore(self, bucket, target):
        config = self.config(target, self.to_bucket(bucket))
        return [self.call("lifeboat-cli restore", "restore", "latest", "--config", config, "--to", target, "--yes")[0]]


class Rclone(Tool):
    """What the two ways through rclone share."""

    def __init__(self, place):
        super().__init__(place)
        self.copy = place.path("copy.db")
        config = place.path("rclone.conf")
        with open(config, "w", encoding="utf-8"):
            pass  # rclone warns when there is none
        server = place.server
        self.remote = {
            "RCLONE_CONFIG": config,
            "RCLONE_CONFIG_BENCH_TYPE": "s3",
            "RCLONE_CONFIG_BENCH_PROVIDER": "Ceph",
            "RCLONE_CONFIG_BENCH_ENDPOINT": server.endpoint,
            "RCLONE_CONFIG_BENCH_REGION": server.region,
            "RCLONE_CONFIG_BENCH_ACCESS_KEY_ID": server.access_key,
            "RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY": server.secret_key,
        }

    def copyto(self, source, target):
        return self.command("rclone copyto", ["rclone", "copyto", source, target], self.remote)

    def clean(self):
        remove(self.copy)


class Script(Rclone):
    """What people write themselves: sqlite3, age and rclone, one after the other."""

    title = "sqlite3 + age + rclone"
    needs = ("age", "age-keygen", "rclone")

    def __init__(self, place):
        super().__init__(place)
        self.sealed = self.copy + ".age"
        self.identity = place.path("age.key")
        if not os.path.exists(self.identity):
            place.run(["age-keygen", "-o", self.identity])
        self.recipient = place.run(["age-keygen", "-y", self.identity])[1].strip()

    def backup(self, database, bucket):
        return [self.snapshot(database, self.copy),
                self.command("age", ["age", "-r", self.recipient, "-o", self.sealed, self.copy]),
                self.copyto(self.sealed, f"bench:{bucket}/backups/bench.db.age")]

    def restore(self, bucket, target):
        return [self.copyto(f"bench:{bucket}/backups/bench.db.age", self.sealed),
                self.command("age -d", ["age", "-d", "-i", self.identity, "-o", target, self.sealed]),
                self.integrity_check(target)]

    def clean(self):
        super().clean()
        remove(self.sealed)


class Crypt(Rclone):
    """The same copy through rclone's own encryption, on the way."""

    title = "sqlite3 + rclone crypt"
    needs = ("rclone",)

    def __init__(self, place):
        super().__init__(place)
        obscured = place.run(["rclone", "obscure", os.urandom(24).hex()], self.remote)[1].strip()
        self.remote |= {"RCLONE_CONFIG_SEALED_TYPE": "crypt", "RCLONE_CONFIG_SEALED_PASSWORD": obscured}

    def prepare(self, bucket):
        self.remote["RCLONE_CONFIG_SEALED_REMOTE"] = f"bench:{bucket}"

    def backup(self, database, bucket):
        return [self.snapshot(database, self.copy), self.copyto(self.copy, "sealed:backups/bench.db")]

    def restore(self, bucket, target):
        return [self.copyto("sealed:backups/bench.db", target), self.integrity_check(target)]


class Restic(Tool):
    """Each run is into a fresh repository: with one that knows the data, there would be nothing to do."""

    title = "sqlite3 + restic"
    needs = ("restic",)

    def __init__(self, place):
        super().__init__(place)
        self.copy = place.path("stable.db")
        self.restored = place.path("restic-restored")
        self.password = place.path("restic.password")
        with open(self.password, "w", encoding="utf-8") as file:
            file.write(os.urandom(24).hex())

    def call(self, label, *arguments):
        return self.command(label, ["restic", *arguments], self.repository)

    def prepare(self, bucket):
        server = self.place.server
        self.repository = {
            "RESTIC_REPOSITORY": f"s3:{server.endpoint}/{bucket}",
            "RESTIC_PASSWORD_FILE": self.password,
            "AWS_ACCESS_KEY_ID": server.access_key,
            "AWS_SECRET_ACCESS_KEY": server.secret_key,
            "AWS_DEFAULT_REGION": server.region,
        }
        self.call("restic init", "init")

    def backup(self, database, bucket):
        return [self.snapshot(database, self.copy), self.call("restic backup", "backup", self.copy)]

    def restore(self, bucket, target):
        step = self.call("restic restore", "restore", "latest", "--target", self.restored)
        os.rename(self.restored + self.copy, target)
        return [step, self.integrity_check(target)]

    def clean(self):
        remove(self.copy)
        shutil.rmtree(self.restored, ignore_errors=True)


PEERS = (Script, Crypt, Restic)
