#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lifeboat as it lives in a desktop's session: in the tray, by its schedule, with one window, telling what is wrong.

Standard input is a JSON object: where the programs are, a folder to work in, where to leave a picture of the screen
should this fail. tst_session.cpp starts this within a desktop session of its own.
"""
import datetime
import json
import pathlib
import re
import shutil
import subprocess
import sys
import time

from accessible import Failed, wait_for
from console import Lifeboat
from database import Database
from trays import StatusNotifierItem, XEmbedIcon, config_folder, status_notifier_panel, xembed_tray


class Session:
    def __init__(self, place):
        self.place = place
        self.programs = pathlib.Path(place["programs"])
        self.folder = pathlib.Path(place["folder"])
        self.began = time.monotonic()
        self.lifeboat = None

    def step(self, what):
        print(f"{time.monotonic() - self.began:6.1f} s  {what}", flush=True)

    def whole(self):
        for name in "shop", "wiki":
            self.add_profile(name)
        self.in_an_xembed_tray()
        self.in_a_panel()
        self.without_a_tray()
        self.tells_what_is_wrong()

    def add_profile(self, name):
        Database(self.folder / f"{name}.db").fill()
        profile = config_folder() / f"lifeboat/profiles/{name}.toml"
        profile.parent.mkdir(parents=True, exist_ok=True)
        profile.write_text(f'[database]\npath = "{self.folder / name}.db"\n'
                           f'[storage.folder]\npath = "{self.folder / name}-store"\n')

    def start(self, *arguments):
        self.lifeboat = Lifeboat(self.programs / "lifeboat", *arguments)
        return self.lifeboat

    def backups(self, name):
        return list((self.folder / f"{name}-store").rglob("*.db")) if (self.folder / f"{name}-store").exists() else []

    def age_backups(self, name):
        """By five days, as their names tell it."""
        for file in (self.folder / f"{name}-store").rglob("*"):
            taken = re.search(r"_(\d{8})_", file.name)
            if taken and file.is_file():
                day = datetime.datetime.strptime(taken[1], "%Y%m%d") - datetime.timedelta(days=5)
                file.rename(file.with_name(file.name.replace(taken[1], day.strftime("%Y%m%d"))))

    def wait_for_backups(self, name, count):
        wait_for(f"{count} backups of {name}", lambda: len(self.backups(name)) == count)

    def in_an_xembed_tray(self):
        self.step("starting without a window, before there is a tray")
        lifeboat = self.start("--minimised")
        self.step("waiting for the schedule's backups")
        for name in "shop", "wiki":
            self.wait_for_backups(name, 1)
        lifeboat.wait_until_iconic()
        with xembed_tray():
            self.step("a tray has come")
            icon = XEmbedIcon()
            lifeboat.wait_until_hidden()
            icon.click()
            lifeboat.wait_until_seen()
            icon.click(corner=16)
            lifeboat.wait_until_hidden()
            self.step("calling it once more")
            self.call("--profile", "wiki")
            lifeboat.wait_until_seen()
            lifeboat.wait_for_backups(1)
            self.call("--back-up", "--profile", "wiki")
            self.wait_for_backups("wiki", 2)
            self.step("closing the window")
            lifeboat.close_window()
            lifeboat.answer("Keep Lifeboat in the tray?", "Keep in the tray")
            lifeboat.wait_until_hidden()
        self.step("the tray has gone")
        XEmbedIcon.wait_until_gone()
        lifeboat.wait_until_iconic()  # out of reach otherwise
        with xembed_tray():
            XEmbedIcon()
        self.quit()

    def in_a_panel(self):
        self.step("before there is a panel")
        lifeboat = self.start("--minimised")
        lifeboat.wait_until_iconic()
        with status_notifier_panel():
            self.step("in a StatusNotifier panel")
            item = StatusNotifierItem()
            wait_for("its health in the tooltip", lambda: "Healthy" in item.tooltip())
            healthy = item.icon()
            lifeboat.wait_until_hidden()
            item.choose("Open Lifeboat")
            lifeboat.wait_until_seen()
            self.step("making a backup from its menu")
            item.choose("Back up now", "shop")
            self.wait_for_backups("shop", 2)
            self.step("holding the schedules")
            item.choose("Pause schedule", "Until I resume it")
            wait_for("the pause in the tooltip", lambda: "paused" in item.tooltip())
            item.choose("Resume schedule")
            wait_for("the pause to end", lambda: "paused" not in item.tooltip())
            self.step("backups that have grown old")
            self.age_backups("shop")
            lifeboat.refresh()
            wait_for("their age in the tooltip", lambda: "Critical, last backup 5" in item.tooltip())
            self.wait_for_notice()
            if item.icon() == healthy:
                raise Failed("the icon looks as if all were well")
            self.picture("alert")
            item.choose("Restore…")
            item.choose("Quit")
            if self.lifeboat.process.wait(timeout=20) != 0:
                raise Failed("it did not end well")
            self.lifeboat = None

    def without_a_tray(self):
        self.step("without a tray")
        lifeboat = self.start()
        lifeboat.wait_until_seen()
        lifeboat.close_window()
        lifeboat.answer("This desktop has no tray", "Minimise")
        lifeboat.wait_until_iconic()
        self.quit()

    def tells_what_is_wrong(self):
        self.step("a backup that fails")
        (config_folder() / "lifeboat/profiles/shop.toml").unlink()  # its age would be told as well
        store = self.folder / "wiki-store"
        shutil.rmtree(store)
        store.write_text("not a folder")
        lifeboat = self.start("--minimised")
        self.call("--back-up", "--minimised")
        self.wait_for_notice()
        store.unlink()
        self.step("opening it from the notification")
        subprocess.run(["dunstctl", "action"], check=True, timeout=20)
        lifeboat.wait_until_seen()
        subprocess.run(["dunstctl", "close-all"], check=True, timeout=20)
        wait_for("the failure among what was told", lambda: "wiki: the backup failed" in self.told())
        self.quit()

    @staticmethod
    def told():
        """What the notification daemon has shown before."""
        return subprocess.run(["dunstctl", "history"], check=True, stdout=subprocess.PIPE, text=True,
                              timeout=20).stdout

    @staticmethod
    def wait_for_notice():
        def displayed():
            said = subprocess.run(["dunstctl", "count", "displayed"], check=True, stdout=subprocess.PIPE, text=True,
                                  timeout=20).stdout
            return int(said) > 0
        wait_for("a notification", displayed)

    def call(self, *arguments):
        """As a launcher does while it runs: the second process ends at once."""
        subprocess.run([self.programs / "lifeboat", *arguments], check=True, timeout=20)

    def quit(self):
        self.lifeboat.quit()
        self.lifeboat = None

    def picture(self, name):
        if shutil.which("import"):
            file = pathlib.Path(self.place["screenshot"]).with_name(f"tst_session-{name}.png")
            subprocess.run(["import", "-window", "root", file], check=False, timeout=20)

    def leave_traces(self):
        """What the screen looked like, for whoever reads the test's output."""
        self.picture("failed")
        if self.lifeboat is None:
            return
        if self.lifeboat.process.poll() is not None:
            print(f"lifeboat ended with {self.lifeboat.process.returncode}.", file=sys.stderr)
            return
        print(self.lifeboat.application.description(), file=sys.stderr)
        self.lifeboat.process.terminate()


def main():
    session = Session(json.load(sys.stdin))
    try:
        session.whole()
    except BaseException:
        session.leave_traces()
        raise


if __name__ == "__main__":
    main()
