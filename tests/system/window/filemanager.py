# SPDX-License-Identifier: GPL-3.0-or-later
"""A small window of another toolkit (GTK), into which files are dropped, and out of which one is dragged, by a mouse."""
import os
import pathlib
import subprocess
import time

import gi

from accessible import wait_for

os.environ["NO_AT_BRIDGE"] = "1"  # the test reads Lifeboat, not itself
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402  (the version must be chosen first)

SIZE = 120  # pixels, both ways
STEP = 10  # pixels, of the mouse


def mouse(*commands):
    subprocess.run(["xdotool", *map(str, commands)], check=True, timeout=20)


class FileManager:
    """At the lower right corner of the screen, above all windows."""

    def __init__(self):
        self.dropped = []
        self.offered = None
        self._hovered = False
        self._window = Gtk.Window(title="Files", decorated=False)
        self._window.set_default_size(SIZE, SIZE)
        self._window.set_keep_above(True)
        self._window.set_accept_focus(False)
        place = Gtk.EventBox()
        self._window.add(place)
        place.drag_dest_set(Gtk.DestDefaults.ALL, None, Gdk.DragAction.COPY)
        place.drag_dest_add_uri_targets()
        place.connect("drag-motion", self._on_motion)
        place.connect("drag-data-received", self._on_drop)
        place.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, None, Gdk.DragAction.COPY)
        place.drag_source_add_uri_targets()
        place.connect("drag-data-get", self._on_wanted)
        self._window.show_all()
        screen = self._window.get_screen()
        self._window.move(screen.get_width() - SIZE, screen.get_height() - SIZE)
        self._middle = (screen.get_width() - SIZE // 2, screen.get_height() - SIZE // 2)
        wait_for("the file manager's place", lambda: self._run() and self._window.get_position()[0] > 0)

    def close(self):
        self._window.destroy()
        self._run()

    def take(self, x, y):
        """Drags from there (pixels of the screen) until it comes with a file, lets go, and returns the file."""
        mouse("mousemove", x, y, "mousedown", 1)
        for _ in range(4):
            mouse("mousemove_relative", STEP, 0)
        mouse("mousemove", *self._middle)
        try:
            wait_for("something to be dragged here", lambda: self._nudge() and self._hovered)
        finally:
            mouse("mouseup", 1)
        return pathlib.Path(wait_for("the drop", lambda: self._run() and self.dropped)[0])

    def drop(self, file, x, y):
        """Drags this file there."""
        self.offered = file.as_uri()
        mouse("mousemove", *self._middle, "mousedown", 1)
        for _ in range(4):
            mouse("mousemove_relative", "--", -STEP, 0)
            self._run()
        mouse("mousemove", x, y)
        for _ in range(4):
            mouse("mousemove_relative", STEP, 0)
            self._run(0.1)
        mouse("mouseup", 1)
        self._run(0.5)

    def _nudge(self):
        """What is dragged is told of a window under it by movements."""
        mouse("mousemove", self._middle[0] + STEP, self._middle[1], "mousemove", *self._middle)
        return self._run()

    @staticmethod
    def _run(seconds=0.0):
        """Its event loop, for as long as there are events."""
        deadline = time.monotonic() + seconds
        context = GLib.MainContext.default()
        while context.iteration(False) or time.monotonic() < deadline:
            pass
        return True

    def _on_motion(self, *_):
        self._hovered = True

    def _on_drop(self, _place, _context, _x, _y, data, _info, _time):
        self.dropped += [GLib.filename_from_uri(uri)[0] for uri in data.get_uris()]

    def _on_wanted(self, _place, _context, data, _info, _time):
        data.set_uris([self.offered])
