# SPDX-License-Identifier: GPL-3.0-or-later
"""Lifeboat's icon in a desktop's tray: as the XEmbed tray `trayer` and as the StatusNotifier host of xfce4-panel show
it, seen and clicked through X11 and D-Bus."""
import os
import pathlib
import re
import subprocess

from gi.repository import Gio, GLib

from accessible import Failed, wait_for

PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=8;x=640;y=940"/>
      <property name="size" type="uint" value="32"/>
      <property name="length" type="uint" value="100"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty"><property name="plugin-1" type="string" value="systray"/></property>
</channel>
"""
XFCONFD = ["/usr/lib/x86_64-linux-gnu/xfce4/xfconf/xfconfd", "/usr/lib/aarch64-linux-gnu/xfce4/xfconf/xfconfd",
           "/usr/lib/xfce4/xfconf/xfconfd", "/usr/libexec/xfce4/xfconf/xfconfd"]


def config_folder():
    return pathlib.Path(os.environ.get("XDG_CONFIG_HOME", pathlib.Path.home() / ".config"))


class Host:
    """A program that shows tray icons, from its start to its end."""

    def __init__(self, *commands):
        self.processes = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for command in commands]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            process.wait(timeout=20)


def xembed_tray():
    return Host(["trayer", "--edge", "bottom", "--align", "right", "--widthtype", "request"])


def status_notifier_panel():
    """xfce4-panel with nothing but a tray; the bus of a test starts no configuration service by itself."""
    config = config_folder() / "xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(PANEL)
    service = next(path for path in XFCONFD if pathlib.Path(path).exists())
    return Host([service], ["xfce4-panel", "--disable-wm-check"])


class XEmbedIcon:
    """The window that is drawn in the tray's place."""

    def __init__(self):
        self.window = wait_for("an icon in the tray", self._find)

    @staticmethod
    def _tree():
        """Not whole when a window goes while it is asked about: xwininfo ends then."""
        return subprocess.run(["xwininfo", "-root", "-tree"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, timeout=20).stdout

    @classmethod
    def _find(cls):
        within = None  # the indentation of the tray's own window
        for line in cls._tree().splitlines():
            indentation = len(line) - len(line.lstrip())
            if within is not None and indentation <= within:
                within = None
            if within is not None and '"lifeboat"' in line.lower():
                return re.search(r"0x[0-9a-f]+", line).group()
            if '"trayer"' in line.lower() and within is None:
                within = indentation
        return None

    @classmethod
    def wait_until_gone(cls):
        wait_for("the icon to leave", lambda: not cls._find())

    def click(self, corner=4):
        """Two quick clicks on one spot would be a double click."""
        subprocess.run(["xdotool", "mousemove", "--window", self.window, str(corner), str(corner), "click", "1"],
                       check=True, timeout=20)


class StatusNotifierItem:
    """What the panel reads of the icon, and what it calls when somebody clicks."""

    WATCHER = "org.kde.StatusNotifierWatcher"
    ITEM = "org.kde.StatusNotifierItem"
    MENU = "com.canonical.dbusmenu"

    def __init__(self):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.name, self.path = wait_for("an item in the panel", self._find)

    def _find(self):
        items = self._property(self.WATCHER, "/StatusNotifierWatcher", self.WATCHER, "RegisteredStatusNotifierItems")
        if not items:
            return None
        name, path = items[0].split("/", 1)
        return name, "/" + path

    def _call(self, name, path, interface, method, arguments=None):
        return self.bus.call_sync(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, 10_000, None)

    def _property(self, name, path, interface, what):
        return self._call(name, path, "org.freedesktop.DBus.Properties", "Get",
                          GLib.Variant("(ss)", (interface, what))).unpack()[0]

    def tooltip(self):
        """Title and text."""
        return " ".join(self._property(self.name, self.path, self.ITEM, "ToolTip")[2:])

    def icon(self):
        """The pixels of the largest one."""
        width, height, pixels = max(self._property(self.name, self.path, self.ITEM, "IconPixmap"))
        return width, height, bytes(pixels)

    def click(self):
        self._call(self.name, self.path, self.ITEM, "Activate", GLib.Variant("(ii)", (0, 0)))

    def _entries(self):
        """Path of labels, id and whether it can be chosen, of every entry of the menu."""
        menu = self._property(self.name, self.path, self.ITEM, "Menu")
        self._call(self.name, menu, self.MENU, "AboutToShow", GLib.Variant("(i)", (0,)))
        root = self._call(self.name, menu, self.MENU, "GetLayout", GLib.Variant("(iias)", (0, -1, []))).unpack()[1]

        def walk(node, path):
            identity, properties, below = node
            label = properties.get("label", "").replace("_", "")
            if identity:
                path = path + (label,)
                yield path, identity, properties.get("enabled", True)
            for child in below:
                yield from walk(child, path)
        return menu, list(walk(root, ()))

    def labels(self):
        return [" / ".join(path) for path, _, _ in self._entries()[1] if path[-1]]

    def choose(self, *labels):
        menu, entries = self._entries()
        identity = next((identity for path, identity, enabled in entries if path == labels and enabled), None)
        if identity is None:
            raise Failed(f"the tray's menu has no “{' / '.join(labels)}” that can be chosen: {entries}")
        self._call(self.name, menu, self.MENU, "Event",
                   GLib.Variant("(isvu)", (identity, "clicked", GLib.Variant("i", 0), 0)))
