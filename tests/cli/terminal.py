# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs burnbackctl on a pseudo-terminal."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

import cli

COLUMNS = 60


class Terminal:
    """A program with a pseudo-terminal as its standard streams."""

    def __init__(self, command, environment, columns=COLUMNS):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
        self.process = subprocess.Popen(command, env=dict(environment, TERM='xterm'), stdin=slave, stdout=slave,
                                        stderr=slave, start_new_session=True)
        os.close(slave)
        self.text = ''

    def read_until(self, pattern):
        """Reads until the pattern is in self.text. Returns False if the program exits before; fails after
        cli.LIMIT_S."""
        end = time.monotonic() + cli.LIMIT_S
        while not re.search(pattern, self.text):
            if not select.select([self.master], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f'waited for {pattern!r} in vain; there is {self.text[-1000:]!r}')
            try:
                more = os.read(self.master, 65536)
            except OSError:
                more = b''
            if not more:
                return False
            self.text += more.decode(errors='replace')
        return True

    def type(self, line):
        os.write(self.master, line.encode() + b'\n')

    def finish(self):
        """Reads until the program exits. Returns its exit code."""
        self.read_until('(?!)')
        os.close(self.master)
        return self.process.wait(cli.LIMIT_S)


class TerminalTest(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.make_drives()
        self.image = self.make_image('new.bin')

    def start(self, *arguments, **more):
        """Starts burnbackctl on a new terminal. Returns the Terminal; the program is killed at the end of the
        test."""
        terminal = Terminal(self.command(*arguments), self.environment, **more)
        self.addCleanup(lambda: terminal.process.poll() is None and terminal.process.kill())
        return terminal
