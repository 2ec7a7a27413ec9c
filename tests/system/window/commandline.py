# SPDX-License-Identifier: GPL-3.0-or-later
"""lifeboat-cli, with secrets from the environment: what it needs beside the profile that the window wrote."""
import json
import os
import subprocess


class CommandLine:
    def __init__(self, program, profile, secrets):
        self.command = [str(program), "--profile", profile]
        self.environment = {name: value for name, value in os.environ.items() if name != "DBUS_SESSION_BUS_ADDRESS"}
        self.environment.update(secrets)

    def run(self, *arguments):
        return subprocess.run([*self.command, *arguments], env=self.environment, check=True, stdout=subprocess.PIPE,
                              text=True, timeout=60).stdout

    def json(self, *arguments):
        return json.loads(self.run("--json", *arguments))
