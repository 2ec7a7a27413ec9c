#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the first run to the first backup to a restore to its undo, in the real window.

Standard input is a JSON object: where the programs are, a folder to work in, where to leave a picture of the screen
should this fail, and an S3 store. tst_window.cpp starts this within a desktop session of its own.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import time

from accessible import Failed
from commandline import CommandLine
from console import Lifeboat
from database import Database
from filemanager import FileManager
from kit import Kit


class Walk:
    def __init__(self, place):
        self.place = place
        self.programs = pathlib.Path(place["programs"])
        self.folder = pathlib.Path(place["folder"])
        self.database = Database(self.folder / "shop.db")
        self.began = time.monotonic()
        self.lifeboat = None

    def step(self, what):
        if self.lifeboat:
            self.lifeboat.expect_no_alert()
        print(f"{time.monotonic() - self.began:6.1f} s  {what}", flush=True)

    def whole(self):
        self.database.fill()
        with self.database.in_use():
            kit = self.set_up()
            self.wait_for_first_backup()
            backed_up = self.database.summary()
        self.look_into_store(kit, backed_up)
        self.drag_and_drop(backed_up)
        self.restore_and_undo(backed_up)
        self.step("looking around")
        for tab in "Settings", "Activity", "Backups":
            self.lifeboat.open_tab(tab)
        self.step("quitting")
        self.lifeboat.quit()
        self.lifeboat = None
        self.start_again(kit)

    def set_up(self):
        self.step("first run")
        self.lifeboat = Lifeboat(self.programs / "lifeboat")
        setup = self.lifeboat.begin_setup()
        self.lifeboat.expect_no_core_dump()
        setup.choose_database(self.database.path)
        setup.next()
        self.step("testing the connection")
        setup.choose_store(self.place)
        setup.test_connection()
        setup.next()
        setup.wait_for_keychain()
        setup.next()
        self.step("saving the recovery kit")
        setup.save_kit(self.folder / "kit.txt")
        kit = Kit(self.folder / "kit.txt")
        setup.confirm_kit(kit.fingerprint)
        setup.finish()
        return kit

    def wait_for_first_backup(self):
        self.step("first backup")
        self.lifeboat.wait_for_backups(1)
        self.lifeboat.wait_for_health("Healthy")

    def look_into_store(self, kit, backed_up):
        self.step("looking into the store")
        command = CommandLine(self.programs / "lifeboat-cli", "shop",
                              {"BACKUP_S3_ACCESS_KEY": self.place["access_key"],
                               "BACKUP_S3_SECRET_KEY": self.place["secret_key"],
                               "BACKUP_ENCRYPTION_KEY": kit.key})
        backups = command.json("list")
        expect("the command line to list one sealed backup", [backup["encrypted"] for backup in backups], [True])
        reports = command.json("verify", backups[0]["key"])
        expect("it to be sound", [report["ok"] for report in reports], [True])
        sealed, opened = self.folder / "sealed", self.folder / "opened.db"
        command.run("download", backups[0]["key"], "--as-stored", "--to", str(sealed))
        runs = [run for run in command.json("history") if run["kind"] == "backup"]
        expect("the history to know one backup, and its requests", [run["class_a_requests"] > 0 for run in runs], [True])
        expect("the store not to have it readable", b"Customer of the test" in sealed.read_bytes(), False)
        kit.open(sealed, opened)
        expect("the kit's own program to open it", Database(opened).summary(), backed_up)

    def drag_and_drop(self, backed_up):
        self.step("dragging the backup out")
        files = FileManager()
        dragged = Database(files.take(*self.lifeboat.backups().cell(0).middle()))
        expect("the dragged file to be named", (dragged.path.name[:5], dragged.path.suffix), ("shop_", ".db"))
        expect("the dragged file to be the backup", dragged.summary(), backed_up)
        self.step("dragging a database in")
        other = Database(self.folder / "other shop.db")
        other.fill()
        files.drop(other.path, *self.lifeboat.backups().middle())
        files.close()
        setup = self.lifeboat.continue_setup()
        expect("the wizard to have it", setup.database(), str(other.path))
        setup.cancel()

    def restore_and_undo(self, backed_up):
        self.database.change()
        changed = self.database.summary()
        expect("a new row before the restore", self.database.has_newcomer(), True)
        expect("the changes to be seen", changed != backed_up, True)
        self.step("restoring")
        restore = self.lifeboat.begin_restore(0)
        restore.replace_database()
        expect("the backup's content after the restore", self.database.summary(), backed_up)
        expect("no new row after the restore", self.database.has_newcomer(), False)
        self.step("undoing")
        restore.undo()
        expect("the changed content after the undo", self.database.summary(), changed)
        expect("the new row after the undo", self.database.has_newcomer(), True)
        restore.close()
        # The command line's are among them, and what was dragged out.
        self.lifeboat.wait_for_activities(["Undoing of a restore", "Restore", "Download", "Download", "Verification",
                                           "Backup"])

    def start_again(self, kit):
        """The secrets come from the keychain, and only from there."""
        self.step("starting again")
        for file in pathlib.Path.home().rglob("*"):
            if file.is_file():
                content = file.read_bytes()
                for secret in self.place["secret_key"], kit.key:
                    expect(f"no secret in {file}", secret.encode() in content, False)
        self.lifeboat = Lifeboat(self.programs / "lifeboat")
        self.lifeboat.wait_for_backups(1)
        self.lifeboat.wait_for_health("Healthy")
        self.lifeboat.quit()

    def leave_traces(self):
        """What the window looked like, for whoever reads the test's output."""
        if self.lifeboat is None:
            return
        if self.lifeboat.process.poll() is not None:
            print(f"lifeboat ended with {self.lifeboat.process.returncode}.", file=sys.stderr)
            return
        print(self.lifeboat.application.description(), file=sys.stderr)
        if shutil.which("import"):
            subprocess.run(["import", "-window", "root", self.place["screenshot"]], check=False, timeout=20)
            print(f"The screen is in {self.place['screenshot']}.", file=sys.stderr)
        self.lifeboat.process.terminate()


def expect(what, actual, expected):
    if actual != expected:
        raise Failed(f"expected {what}: {expected!r}, not {actual!r}")


def main():
    walk = Walk(json.load(sys.stdin))
    try:
        walk.whole()
    except BaseException:
        walk.leave_traces()
        raise


if __name__ == "__main__":
    main()
