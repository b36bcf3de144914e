# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl+Z, Ctrl+C and a closed terminal, with job control (bb-ctl-signals.c, bb-pause.c)."""
import fcntl
import os
import pty
import re
import select
import signal
import termios
import time

import cli


class Shell:
    """Runs a program in the foreground of a new terminal, as a shell with job control does. Continues it when it was
    stopped."""

    def __init__(self, command, environment):
        self.master, slave = pty.openpty()
        self.status_fd, tell_end = os.pipe()
        self.leader = os.fork()
        if self.leader == 0:
            os.close(self.master)
            os.close(self.status_fd)
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            for number in range(3):
                os.dup2(slave, number)
            self.run_session(command, environment, slave, tell_end)
        os.close(slave)
        os.close(tell_end)
        self.text = ''

    def run_session(self, command, environment, terminal, tell_end):
        """The shell process: starts the program; writes "stopped" for each stop and "exit CODE" to the pipe
        @tell_end."""
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)
            os.tcsetpgrp(terminal, os.getpid())
            for number in (signal.SIGTTOU, signal.SIGTSTP, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            os.execvpe(command[0], command, environment)
        # A shell sends SIGHUP to its jobs when its terminal is closed.
        signal.signal(signal.SIGHUP, lambda *_: os.killpg(pid, signal.SIGHUP))
        while True:
            _pid, status = os.waitpid(pid, os.WUNTRACED)
            if not os.WIFSTOPPED(status):
                break
            os.write(tell_end, b'stopped\n')
            os.killpg(pid, signal.SIGCONT)
        os.write(tell_end, b'exit %d\n' % os.waitstatus_to_exitcode(status))
        os._exit(0)

    def read_until(self, pattern):
        """Reads until the pattern is in self.text. Returns False if the terminal is closed before; fails after
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

    def type(self, keys):
        os.write(self.master, keys)

    def finish(self):
        """Waits for the end. Returns the states that the program had: "stopped" for each stop, then "exit CODE"."""
        self.read_until('(?!)')
        os.waitpid(self.leader, 0)
        os.close(self.master)
        with os.fdopen(self.status_fd) as reported:
            return reported.read().split('\n')[:-1]


class TerminalSignals(cli.CliTest):
    def start(self, speed):
        """Starts a flash in a Shell, on a drive of this speed."""
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.make_drives()
        image = self.make_image('new.bin')
        self.use(cli.one(cli.NEC, Revision='1.05', Speed=speed))
        return Shell(self.command('--progress=json', 'flash', 'sr0', image, '--yes'), self.environment)

    def assert_runs(self, revision):
        """Checks that the drive is ready, runs this revision and has no open journal."""
        self.use(cli.one(cli.NEC, Revision='1.05'))
        info = self.json('info', 'sr0')
        self.assertEqual([info['revision'], info['state'], info['journal']], [revision, 'ready', None])

    def test_ctrl_z_is_refused_while_the_drive_is_endangered(self):
        for phase in ('erase', 'program'):
            self.forget_drives()
            shell = self.start('40')
            self.assertTrue(shell.read_until(f'"phase":"{phase}".*"endangered":true'), shell.text)
            shell.type(b'\x1a')
            self.assertTrue(shell.read_until('The drive’s firmware is incomplete, so Burnback cannot be paused'), shell.text)
            self.assertEqual(shell.finish(), ['exit 0'], phase)
            self.assert_runs('1.07')

    def test_ctrl_z_pauses_a_drive_that_is_not_endangered(self):
        shell = self.start('1')
        self.assertTrue(shell.read_until('"phase":"back-up"'), shell.text)
        shell.type(b'\x1a')
        # The program was continued; end it now.
        self.assertTrue(shell.read_until(r'\^Z(?s:.*)"phase"'), shell.text)
        shell.type(b'\x03')
        self.assertEqual(shell.finish(), ['stopped', 'exit 1'])
        self.assertNotIn('cannot be paused', shell.text)
        self.assert_runs('1.05')

    def test_ctrl_c_while_endangered_leads_to_the_question(self):
        shell = self.start('40')
        self.assertTrue(shell.read_until('"phase":"erase".*"endangered":true'), shell.text)
        shell.type(b'\x03')
        self.assertTrue(shell.read_until('will finish the current part of the operation'), shell.text)
        self.assertTrue(shell.read_until('Your choice: '), shell.text)
        shell.type(b'1\n')
        self.assertEqual(shell.finish(), ['exit 0'])
        self.assert_runs('1.07')

    def test_ctrl_c_at_the_question_restores_the_old_firmware(self):
        shell = self.start('40')
        self.assertTrue(shell.read_until('"phase":"erase".*"endangered":true'), shell.text)
        shell.type(b'\x03')
        self.assertTrue(shell.read_until('Your choice: '), shell.text)
        for _again in range(5):
            shell.type(b'\x03')
        self.assertEqual(shell.finish(), ['exit 5'])
        self.assert_runs('1.05')

    def test_closed_terminal_is_not_asked(self):
        """burnbackctl must restore the old firmware without a question, because no answer can come."""
        shell = self.start('40')
        self.assertTrue(shell.read_until('"phase":"erase".*"endangered":true'), shell.text)
        os.close(shell.master)
        os.waitpid(shell.leader, 0)
        with os.fdopen(shell.status_fd) as reported:
            self.assertEqual(reported.read(), 'exit 5\n')
        self.assert_runs('1.05')


if __name__ == '__main__':
    cli.main()
