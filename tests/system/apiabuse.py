#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does one kind of harm to an HTTP server on this machine's loopback, for a while or until there is no more to send.

    apiabuse.py KIND PORT SECONDS

Prints how many bytes were sent on how many connections.
"""
import random
import resource
import socket
import sys
import time

START = b"POST /api/admin/backup HTTP/1.1\r\nHost: 127.0.0.1\r\n"
MEGABYTE = 1 << 20


class Abuse:
    def __init__(self, port, seconds):
        self.port, self.end = port, time.monotonic() + seconds
        self.bytes = self.connections = 0

    def goes_on(self):
        return time.monotonic() < self.end

    def connect(self):
        while True:
            try:
                self.connections += 1
                return socket.create_connection(("127.0.0.1", self.port), timeout=5)
            except OSError:  # its queue is full
                if not self.goes_on():
                    raise

    def pour(self, first, rest, most=1 << 40):
        """`first`, then `rest` again and again, until the other end has had enough."""
        with self.connect() as there:
            try:
                there.sendall(first)
                while most > 0 and self.goes_on():
                    there.sendall(rest)
                    self.bytes += len(rest)
                    most -= len(rest)
            except OSError:
                pass

    def again_and_again(self, first, rest):
        while self.goes_on():
            self.pour(first, rest)

    # --- the kinds ---

    def random(self):
        source = random.Random(7)
        while self.goes_on():
            self.pour(source.randbytes(source.randrange(1, 40_000)), b"", 0)

    def request_line(self):
        self.again_and_again(b"GET /", b"a" * MEGABYTE)

    def header_line(self):
        self.again_and_again(START + b"X-Long: ", b"a" * MEGABYTE)

    def headers(self):
        self.again_and_again(START, b"X: y\r\n" * 100_000)

    def stated_body(self):
        self.again_and_again(START + b"Content-Length: 1099511627776\r\n\r\n", b"a" * MEGABYTE)

    def small_stated_body(self):
        self.again_and_again(START + b"Content-Length: 65536\r\n\r\n", b"a" * MEGABYTE)

    def chunked_body(self):
        self.again_and_again(START + b"Transfer-Encoding: chunked\r\n\r\n", b"fffff\r\n" + b"a" * MEGABYTE + b"\r\n")

    def pipeline(self):
        self.again_and_again(b"", b"GET /api/admin/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 10_000)

    def guesses(self):
        held = []
        while self.goes_on():
            there = self.connect()
            there.sendall(START + b"Authorization: Bearer %032x\r\n\r\n" % self.connections)
            held = held[-500:] + [there]

    def silence(self):
        """Thousands of connections at once that say nothing."""
        while self.goes_on():
            held = []
            for _ in range(3_000):
                held.append(socket.socket())
                held[-1].setblocking(False)
                held[-1].connect_ex(("127.0.0.1", self.port))
            self.connections += len(held)
            time.sleep(0.5)  # the silence under test
            for there in held:
                there.close()

    def slowloris(self):
        """Hundreds that send a byte now and then, of a request that has no end."""
        held = []
        while self.goes_on():
            while len(held) < 400:
                held.append(self.connect())
                held[-1].sendall(START + b"X: ")
            for there in list(held):
                try:
                    there.sendall(b"a")
                    self.bytes += 1
                except OSError:
                    held.remove(there)
            time.sleep(0.05)  # the slowness under test


def main(arguments):
    if len(arguments) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    abuse = Abuse(int(arguments[2]), float(arguments[3]))
    getattr(abuse, arguments[1])()
    print(f"{abuse.bytes} bytes on {abuse.connections} connections")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
