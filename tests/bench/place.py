# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a measurement happens: one folder for everything that is written, and one S3 server.

Both are gone when the `with` block ends, however it ends.
"""
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import measure

SUPPORT = Path(__file__).resolve().parent.parent / "support"
CEPH = SUPPORT / "servers" / "ceph.sh"
SERVER_CAPACITY_MIB = 4096  # memstore_device_bytes in ceph.sh
LARGEST_MIB = SERVER_CAPACITY_MIB * 3 // 4  # beyond that Ceph calls itself nearly full
IN_MEMORY = ("tmpfs", "ramfs")


def say(text):
    print(text, file=sys.stderr, flush=True)


def file_system(folder):
    """The type of the file system that `folder` is on, such as ext4."""
    asked = subprocess.run(["df", "--output=fstype", folder], capture_output=True, text=True, check=False)
    return asked.stdout.split()[-1] if asked.returncode == 0 else "unknown"


def base_folder():
    """$TMPDIR, else /var/tmp: never memory, which would make every tool's copies unreally cheap."""
    chosen = os.environ.get("TMPDIR", "/var/tmp")
    if file_system(chosen) in IN_MEMORY:
        say(f"{chosen} is in memory; using /var/tmp")
        return "/var/tmp"
    return chosen


@dataclass(frozen=True)
class Server:
    """The server's answer to ceph.sh start."""

    endpoint: str
    access_key: str
    secret_key: str
    region: str


class Place:
    """Everything a tool needs to run: folder, environment, server, buckets."""

    def __init__(self, bin_folder):
        programs = Path(bin_folder).resolve()
        self.lifeboat = str(programs / "lifeboat-cli")
        self.console = str(programs / "lifeboat")
        self.stall_test = str(programs.parent / "tests" / "tst_consolestall")
        self._buckets = 0

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="lifeboat-bench-", dir=base_folder()))
        try:
            self._prepare()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _prepare(self):
        for name in ("home", "tmp"):
            (self.folder / name).mkdir()
        # Nothing of the caller's: no proxy, no keys, no configuration of any tool.
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin",
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "LC_ALL": "C.UTF-8",
        }
        say(f"all data is in {self.folder}")

    def start_server(self):
        """Not before it is needed: it is at work even when nobody asks it for anything."""
        say("starting Ceph")
        _, printed = self.run([str(CEPH), "start", str(self._ceph), str(os.getpid())])
        answer = json.loads(printed)
        self.server = Server(*(answer[key] for key in ("endpoint", "access_key", "secret_key", "region")))

    def __exit__(self, *_):
        for impatience in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(impatience, signal.SIG_IGN)
        if self._ceph.exists():
            subprocess.run([str(CEPH), "stop", str(self._ceph)], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _ceph(self):
        return self.folder / "ceph"

    def path(self, name):
        return str(self.folder / name)

    def run(self, command, extra=None):
        """measure.run() in this place, with `extra` added to the environment."""
        return measure.run(command, {**self.environment, **(extra or {})}, self.path("output"))

    def floor(self):
        return measure.floor(self.environment, self.path("output"))

    def new_bucket(self):
        """A bucket of its own for each run, so that no tool finds anything of an earlier one."""
        self._buckets += 1
        bucket = f"bench-{self._buckets}"
        with open(self.path("curl"), "w", encoding="utf-8") as config:
            os.chmod(config.fileno(), 0o600)
            config.write(f'user = "{self.server.access_key}:{self.server.secret_key}"\n')
        nothing = hashlib.sha256(b"").hexdigest()
        self.run(["curl", "-sSf", "-K", self.path("curl"), "-X", "PUT", "-H", f"x-amz-content-sha256: {nothing}",
                  "--aws-sigv4", f"aws:amz:{self.server.region}:s3", f"{self.server.endpoint}/{bucket}"])
        return bucket

    def _admin(self, *arguments):
        return self.run(["radosgw-admin", "-c", str(self._ceph / "ceph.conf"), *arguments])[1]

    def stored_bytes(self, bucket):
        usage = json.loads(self._admin("bucket", "stats", "--bucket", bucket))["usage"]
        return usage.get("rgw.main", {}).get("size", 0)

    def drop_bucket(self, bucket):
        """With its objects and at once: deleting through S3 would leave the bytes for a collection hours later."""
        self._admin("bucket", "rm", "--bucket", bucket, "--purge-objects", "--bypass-gc")

    def settle(self):
        """Writes out what earlier runs left dirty, so that this one does not pay for it."""
        os.sync()
