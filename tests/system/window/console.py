# SPDX-License-Identifier: GPL-3.0-or-later
"""Lifeboat's window and dialogs, by what a person does in them."""
import pathlib
import subprocess

from accessible import Application, Failed, Role, wait_for

BACKUP_PATIENCE = 60  # s, to fetch or send a whole backup
GROUPS = {"first four": 0, "second group": 1, "third group": 2, "last four": 3}  # as the kit's question calls them


class Lifeboat:
    """The program, from its start to its end."""

    def __init__(self, program, *arguments):
        self.process = subprocess.Popen([str(program), *arguments])
        self.application = Application(self.process.pid)

    @property
    def window(self):
        return self.application.window("Lifeboat")

    def begin_setup(self):
        self.window.button("Set up the first backup…").press()
        return Setup(self.application)

    def continue_setup(self):
        """That of a database which the window was given."""
        return Setup(self.application)

    def expect_no_core_dump(self):
        """It would hold the keys."""
        limits = pathlib.Path(f"/proc/{self.process.pid}/limits").read_text().splitlines()
        core = next(line.split()[4:6] for line in limits if line.startswith("Max core file size"))
        if core != ["0", "0"]:
            raise Failed(f"a core dump may have {core}")

    def backups(self):
        return self.window.widget(Role.TREE, "Backups")

    def wait_for_backups(self, count):
        wait_for(f"{count} backups in the list", lambda: len(self.backups().rows()) == count, BACKUP_PATIENCE)
        return self.backups().rows()

    def wait_for_health(self, health):
        self.window.widget(Role.IMAGE, health)

    def begin_restore(self, row):
        self.backups().select_row(row)
        self.window.button("Restore…").press()
        return Restore(self.application)

    def wait_for_activities(self, titles):
        """These and no others, the latest first."""
        self.open_tab("Activity")
        activity = self.window.widget(Role.TREE, "Activity")
        wait_for(f"{titles} in the list of activities", lambda: [row["What"] for row in activity.rows()] == titles)

    def open_tab(self, title):
        self.window.widget(Role.PAGE_TAB, title).press()
        self.window.widget(Role.PAGE_TAB_LIST, title)  # they are called like the one in front
        self.window.expect_names()

    def expect_no_alert(self):
        for window in self.application.windows():
            if window.node.get_role() == Role.ALERT:
                raise Failed(f"there is an alert “{window.name}”")

    def _main_window(self):
        """By its X11 id; AT-SPI does not know what a window manager has done with it."""
        found = subprocess.run(["xdotool", "search", "--pid", str(self.process.pid), "--class", "lifeboat"],
                               stdout=subprocess.PIPE, text=True, timeout=20).stdout.split()
        for window in found:
            said = self._property(window, "WM_STATE", "_NET_WM_WINDOW_TYPE", "WM_CLASS")
            if "_NET_WM_WINDOW_TYPE_NORMAL" in said:
                return window
        return None

    @staticmethod
    def _property(window, *names):
        """Empty when the window has gone meanwhile."""
        return subprocess.run(["xprop", "-id", window, *names], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, timeout=20).stdout

    def _state(self):
        """Normal, Iconic or Withdrawn."""
        window = self._main_window()
        if not window:
            return "Withdrawn"
        said = self._property(window, "WM_STATE")
        return next((state for state in ("Normal", "Iconic") if f"window state: {state}" in said), "Withdrawn")

    def wait_until_seen(self):
        wait_for("the window", lambda: self._state() == "Normal")

    def wait_until_iconic(self):
        wait_for("the window to be minimised", lambda: self._state() == "Iconic")

    def wait_until_hidden(self):
        wait_for("the window to be hidden", lambda: self._state() == "Withdrawn")

    def close_window(self):
        """As its title bar's button does."""
        subprocess.run(["wmctrl", "-i", "-c", hex(int(self._main_window()))], check=True, timeout=20)

    def refresh(self):
        self.window.button("Refresh").press()

    def answer(self, question, button):
        self.application.window(question).button(button).press()

    def quit(self):
        self.process.terminate()
        status = self.process.wait(timeout=20)
        if status != 0:
            raise Failed(f"lifeboat ended with {status}")


class Setup:
    """The wizard's pages, in their order."""

    def __init__(self, application):
        self.application = application
        self.window = application.window("Back up a database")

    def next(self):
        self.window.expect_names()
        self.window.button("Next >").press()

    def choose_database(self, path):
        self.window.field("Database file:").enter(str(path))
        self.window.wait_until_says("SQLite database")
        self.window.wait_until_says("journal mode WAL")

    def database(self):
        return self.window.field("Database file:").text

    def cancel(self):
        self.window.button("Cancel").press()
        self.application.wait_until_closed("Back up a database")

    def choose_store(self, place):
        self.window.choice("Another S3 store").check()
        self.window.field("Endpoint:").enter(place["endpoint"])
        self.window.field("Region:").enter(place["region"])
        self.window.field("Bucket:").enter(place["bucket"])
        self.window.field("Access key ID:").enter(place["access_key"])
        secret = self.window.secret_field("Secret access key:")
        secret.enter(place["secret_key"])
        if secret.text:
            raise Failed("the secret access key can be read from the window")

    def test_connection(self):
        self.window.button("Test connection").press()
        self.window.wait_until_says("The connection works.")

    def wait_for_keychain(self):
        keychain = self.window.widget_like(Role.RADIO_BUTTON, lambda name: name.startswith("In the keychain ("),
                                           "the keychain as a choice")
        keychain.check()

    def save_kit(self, path):
        self.window.button("Save as text…").press()
        dialog = self.application.window("Save the recovery kit")
        dialog.field("File name:").enter(str(path))
        dialog.button("Save").press()
        self.application.wait_until_closed("Save the recovery kit")
        self.window.wait_until_says("only you can read it")

    def confirm_kit(self, fingerprint):
        """Types back the one group of four characters that is asked for."""
        answer = self.window.widget_like(Role.TEXT, lambda name: "of its fingerprint" in name,
                                         "the question for the fingerprint")
        asked = next(group for words, group in GROUPS.items() if words in answer.name)
        answer.enter(fingerprint.split("-")[asked])

    def finish(self):
        self.window.expect_names()
        self.window.button("Finish and back up").press()
        self.application.wait_until_closed("Back up a database")


class Restore:
    """The restore dialog, from its plan to its undo."""

    def __init__(self, application):
        self.application = application
        self.window = application.window("Restore")

    def replace_database(self):
        self.window.wait_until_says("Restore the backup of")
        self.window.button("Replace the database").wait_until_enabled()
        self.window.expect_names()
        self.window.button("Replace the database").press()
        self.window.widget(Role.LABEL, "Restored", BACKUP_PATIENCE)

    def undo(self):
        self.window.expect_names()
        self.window.button("Undo restore").press()
        self.window.widget(Role.LABEL, "The restore is undone", BACKUP_PATIENCE)

    def close(self):
        self.window.button("Close").press()
        self.application.wait_until_closed("Restore")
