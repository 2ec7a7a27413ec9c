# SPDX-License-Identifier: GPL-3.0-or-later
"""Lifeboat's window and dialogs, by what a person does in them."""
import subprocess

from accessible import Application, Failed, Role, wait_for

BACKUP_PATIENCE = 60  # s, to fetch or send a whole backup
GROUPS = {"first four": 0, "second group": 1, "third group": 2, "last four": 3}  # as the kit's question calls them


class Lifeboat:
    """The program, from its start to its end."""

    def __init__(self, program):
        self.process = subprocess.Popen([str(program)])
        self.application = Application(self.process.pid)

    @property
    def window(self):
        return self.application.window("Lifeboat")

    def begin_setup(self):
        self.window.button("Set up the first backup…").press()
        return Setup(self.application)

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
