# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and presses a program's widgets through AT-SPI, as assistive technologies do.

Everything that is looked for is waited for: what is not there yet may come, and what does not come within `PATIENCE`
is a failure that names it.
"""
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402  (the version must be chosen first)

PATIENCE = 30  # s
PAUSE = 0.05  # s, between two looks

Role = Atspi.Role
State = Atspi.StateType

# What a person works with; a screen reader says its name.
OPERABLE = {Role.PUSH_BUTTON, Role.TOGGLE_BUTTON, Role.RADIO_BUTTON, Role.CHECK_BOX, Role.COMBO_BOX, Role.SPIN_BUTTON,
            Role.TEXT, Role.PASSWORD_TEXT, Role.LIST, Role.TREE, Role.TABLE, Role.PAGE_TAB, Role.MENU_ITEM,
            Role.PROGRESS_BAR, Role.IMAGE}


class Failed(Exception):
    """What was expected of the window did not come."""


def wait_for(what, look, patience=PATIENCE):
    """The first true value that `look` returns. A widget may vanish while it is looked at: then look again."""
    deadline = time.monotonic() + patience
    while True:
        try:
            found = look()
        except GLib.Error:
            found = None
        if found:
            return found
        if time.monotonic() > deadline:
            raise Failed(f"waited {patience} s in vain for {what}")
        time.sleep(PAUSE)


def children(node):
    """Those that are shown. What is not shown shows none of its own either."""
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child and child.get_state_set().contains(State.SHOWING):
            yield child


def descendants(node):
    for child in children(node):
        yield child
        yield from descendants(child)


class Widget:
    def __init__(self, node):
        self.node = node

    def __str__(self):
        return f"{self.node.get_role_name()} “{self.name}”"

    @property
    def name(self):
        return self.node.get_name()

    @property
    def text(self):
        """What an input field holds."""
        return Atspi.Text.get_text(self.node, 0, -1)

    def has(self, state):
        return self.node.get_state_set().contains(state)

    def middle(self):
        """In pixels of the screen."""
        place = Atspi.Component.get_extents(self.node, Atspi.CoordType.SCREEN)
        return place.x + place.width // 2, place.y + place.height // 2

    def wait_until_enabled(self, patience=PATIENCE):
        wait_for(f"{self} to be enabled", lambda: self.has(State.ENABLED), patience)
        return self

    def act(self, action):
        actions = [Atspi.Action.get_action_name(self.node, i) for i in range(Atspi.Action.get_n_actions(self.node))]
        if action not in actions:
            raise Failed(f"{self} cannot be told to {action}; it knows {actions}")
        Atspi.Action.do_action(self.node, actions.index(action))

    def press(self, patience=PATIENCE):
        self.wait_until_enabled(patience)
        self.act("Press")

    def check(self):
        self.wait_until_enabled()
        if not self.has(State.CHECKED):
            self.act("Toggle")
        wait_for(f"{self} to be checked", lambda: self.has(State.CHECKED))

    def enter(self, text):
        self.wait_until_enabled()
        Atspi.EditableText.set_text_contents(self.node, text)
        # A secret field tells only how much it holds.
        wait_for(f"{self} to hold what was entered", lambda: Atspi.Text.get_character_count(self.node) == len(text))

    def rows(self):
        """What a table's cells say, row by row, by their column's title."""
        table = self.node.get_table_iface()
        columns = [Atspi.Table.get_column_description(table, column)
                   for column in range(Atspi.Table.get_n_columns(table))]
        return [{title: Atspi.Table.get_accessible_at(table, row, column).get_name()
                 for column, title in enumerate(columns)}
                for row in range(Atspi.Table.get_n_rows(table))]

    def cell(self, row, column=0):
        return Widget(Atspi.Table.get_accessible_at(self.node.get_table_iface(), row, column))

    def select_row(self, row):
        """As a click on it does; the window may select it by itself at the same time."""
        cell = self.cell(row)

        def selected():
            if not cell.has(State.SELECTED):
                cell.act("Toggle")
            return cell.has(State.SELECTED)

        wait_for(f"{cell} to be selected", selected)


class Container(Widget):
    """A window, or a part of one, in which widgets are found by what they are and what they are called."""

    def find(self, role, fits):
        return next((node for node in descendants(self.node) if node.get_role() == role and fits(node.get_name())),
                    None)

    def widget_like(self, role, fits, what, patience=PATIENCE):
        """The first one whose name `fits`."""
        return Widget(wait_for(f"{what} in {self}", lambda: self.find(role, fits), patience))

    def widget(self, role, name, patience=PATIENCE):
        return self.widget_like(role, name.__eq__, f"a {Atspi.role_get_name(role)} “{name}”", patience)

    def button(self, name, patience=PATIENCE):
        return self.widget(Role.PUSH_BUTTON, name, patience)

    def choice(self, name):
        return self.widget(Role.RADIO_BUTTON, name)

    def field(self, name):
        return self.widget(Role.TEXT, name)

    def secret_field(self, name):
        return self.widget(Role.PASSWORD_TEXT, name)

    def expect_names(self):
        """Everything that a person works with has a name."""
        for node in descendants(self.node):
            if node.get_role() in OPERABLE and not node.get_name():
                raise Failed(f"a {node.get_role_name()} in {self} has no name: {node.get_description()}")

    def wait_until_says(self, text, patience=PATIENCE):
        self.widget_like(Role.LABEL, lambda label: text in label, f"“{text}”", patience)


class Application:
    """A running program, by its process id."""

    def __init__(self, pid):
        self.node = wait_for(f"process {pid} to become accessible", lambda: self._of(pid))
        self.node.set_cache_mask(Atspi.Cache.NONE)  # always what is so now

    @staticmethod
    def _of(pid):
        desktop = Atspi.get_desktop(0)
        programs = [desktop.get_child_at_index(index) for index in range(desktop.get_child_count())]
        return next((program for program in programs if program and program.get_process_id() == pid), None)

    def windows(self):
        return [Container(node) for node in children(self.node)]

    def window(self, title, patience=PATIENCE):
        def look():
            return next((window for window in self.windows() if window.name.startswith(title)), None)
        return wait_for(f"a window “{title}”", look, patience)

    def wait_until_closed(self, title, patience=PATIENCE):
        wait_for(f"the window “{title}” to close",
                 lambda: not any(window.name.startswith(title) for window in self.windows()), patience)

    def description(self):
        """All that is shown, for a failing test's reader."""
        def lines(node, depth):
            for child in children(node):
                states = child.get_state_set()
                marks = "" if states.contains(State.ENABLED) else " (disabled)"
                marks += " (checked)" if states.contains(State.CHECKED) else ""
                yield f"{'  ' * depth}{child.get_role_name()} “{child.get_name()}”{marks}"
                yield from lines(child, depth + 1)
        return "\n".join(lines(self.node, 0))
