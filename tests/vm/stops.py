# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests for guest.py: burnbackctl is stopped (SIGSTOP, Ctrl+Z) or gets a signal to terminate while a drive executes one of
its commands."""
import contextlib
import fcntl
import json
import os
import pty
import re
import select
import signal
import subprocess
import termios

from bench import CTL, DONE, MT1959, NEC, ROLLED_BACK, SIM, UNPROVEN, expect, expect_in, read, run, tell, wait_until

# CDBs in hex that only burnbackctl sends, and not the kernel: vendor commands, WRITE BUFFER and READ BUFFER.
OWN = re.compile('[C-F].|3B|3C')

# How often the program is stopped within one command, and how many seconds it runs between two stops.
STOPS, INTO_S = 4, 0.02


class Stopper:
    """Stops a program and continues it, while the drive executes one of its commands. burnback-sim is stopped meanwhile, so
    that even a short command does not end before the program is stopped. `wanted`: for each step (kind of command), in how
    many commands the program is stopped."""

    def __init__(self, bench, name, wanted):
        self.bench = bench
        self.path = bench.path(f'drives/{name}/log')
        self.offset = os.path.getsize(self.path) if os.path.exists(self.path) else 0
        self.left = dict(wanted)
        self.n_stops = 0

    def last_step(self):
        """Returns the step of the last command that the drive completed since the last call, or None."""
        with open(self.path, 'rb') as file:
            file.seek(self.offset)
            lines = file.read().split(b'\n')
        self.offset += sum(len(line) + 1 for line in lines[:-1])
        return json.loads(lines[-2])['step'] if len(lines) > 1 else None

    def stop_often(self, pid):
        """Stops and continues the program several times."""
        for _again in range(STOPS):
            os.kill(pid, signal.SIGSTOP)
            # A thread in state D waits in the kernel for its command, and stops when the command has ended.
            while not set(states(pid)) <= {'T', 'D', 'Z'}:
                select.select([], [], [], 0.001)
            os.kill(pid, signal.SIGCONT)
            self.n_stops += 1
            select.select([], [], [], INTO_S)

    def watch(self, process):
        """Stops the program in the wanted commands, until it has ended."""
        while process.poll() is None:
            step = self.last_step()
            if self.left.get(step, 0) == 0:
                select.select([], [], [], 0.001)
                continue
            self.bench.process.send_signal(signal.SIGSTOP)
            try:
                # The drive has completed that command. Give the program time to send the next one.
                select.select([], [], [], INTO_S)
                if process.poll() is None:
                    self.stop_often(process.pid)
                    self.left[step] -= 1
            finally:
                self.bench.process.send_signal(signal.SIGCONT)


def states(pid):
    """Yields the state of each thread of a program, as one letter."""
    for task in os.listdir(f'/proc/{pid}/task'):
        with contextlib.suppress(OSError):
            yield read(f'/proc/{pid}/task/{task}/stat').decode().rpartition(') ')[2][0]


def own_commands(lines):
    """Returns the CDBs of the commands that only burnbackctl sends."""
    return [cdb for cdb in (line['cdb'].replace(' ', '') for line in lines) if OWN.match(cdb)]


class Trace:
    """The commands that a program sends (in its trace), and those that the drive receives (in its log) from now on."""

    def __init__(self, bench, name):
        self.bench = bench
        self.name = name
        self.path = bench.path('trace')
        self.begin = len(bench.log(name)) if os.path.exists(bench.path(f'drives/{name}/log')) else 0

    def expect_each_once(self):
        """Fails the test unless the drive received exactly the commands that the program sent, in the same order."""
        received = own_commands(self.bench.log(self.name)[self.begin:])
        with open(self.path) as file:
            sent = own_commands([line for line in map(json.loads, file) if 'cdb' in line])
        expect('there are commands to compare', len(sent) > 50, True)
        if sent != received:
            place = next((i for i, pair in enumerate(zip(sent, received)) if pair[0] != pair[1]),
                         min(len(sent), len(received)))
            raise AssertionError(f'{len(sent)} commands were sent and {len(received)} received; the first that differ: '
                                 f'{sent[place:place + 3]} and {received[place:place + 3]}')
        tell(f'{len(sent)} commands sent and received')


def stopped(bench, wanted, *arguments, code=DONE):
    """Runs burnbackctl and stops it as a Stopper does. Fails the test unless the drive received each command once. Returns
    the JSON output."""
    trace = Trace(bench, 'sr0')
    stopper = Stopper(bench, 'sr0', wanted)
    with open(bench.path('output'), 'w') as output, open(bench.path('errors'), 'w') as errors:
        process = subprocess.Popen([CTL, '--json', '--progress=none', '--trace', trace.path, '--state-dir',
                                    bench.path('state'), *arguments], stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=errors)
        stopper.watch(process)
    expect('exit code; ' + read(bench.path('output')).decode() + read(bench.path('errors')).decode(),
           process.returncode, code)
    expect('commands of each kind that were still to be stopped', stopper.left, {step: 0 for step in wanted})
    expect('stops', stopper.n_stops >= 20, True)
    trace.expect_each_once()
    tell(f'{stopper.n_stops} stops')
    return json.loads(read(bench.path('output')))


class Shell:
    """Runs a program in the foreground of a new terminal, as a shell with job control does. If the program is stopped, the
    shell records 'stopped' and continues the program."""

    def __init__(self, *command):
        self.master, slave = pty.openpty()
        self.told, tell_end = os.pipe()
        self.leader = os.fork()
        if self.leader == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            for number in range(3):
                os.dup2(slave, number)
            self.lead(command, slave, tell_end)
        os.close(slave)
        os.close(tell_end)
        self.text = b''

    def lead(self, command, terminal, tell_end):
        """The shell process: starts the program; writes 'stopped' and 'exit N' to the pipe `tell_end`."""
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)
            os.tcsetpgrp(terminal, os.getpid())
            signal.signal(signal.SIGTTOU, signal.SIG_DFL)
            os.execvp(command[0], command)
        while True:
            _pid, status = os.waitpid(pid, os.WUNTRACED)
            if not os.WIFSTOPPED(status):
                break
            os.write(tell_end, b'stopped\n')
            os.killpg(pid, signal.SIGCONT)
        os.write(tell_end, b'exit %d\n' % os.waitstatus_to_exitcode(status))
        os._exit(0)

    def type(self, keys):
        os.write(self.master, keys)

    def look(self):
        """Reads what the terminal shows by now. Returns False at its end."""
        if select.select([self.master], [], [], 0)[0]:
            try:
                more = os.read(self.master, 65536)
            except OSError:
                return False
            self.text += more
            return more != b''
        return True

    def finish(self):
        """Waits for the end of the program. Returns what the shell recorded: 'stopped' for each stop, then 'exit N'."""
        wait_until('the terminal is left', lambda: not self.look())
        os.waitpid(self.leader, 0)
        os.close(self.master)
        told = os.read(self.told, 4096).decode().split('\n')[:-1]
        os.close(self.told)
        return told


def test_a_stopped_flash_sends_each_command_once(bench):
    bench.attach({**NEC, 'Speed': '20'})
    image = bench.image(NEC, '1.07')
    flashed = stopped(bench, {'upload': 2, 'erase': 3, 'program': 3}, 'flash', 'sr0', image, '--yes')
    expect('result', [flashed['result'], flashed['verified'], flashed['revision-after']], ['done', 'proven', '1.07'])
    bench.expect_memory('sr0', NEC, image)


def test_a_stopped_flash_of_mt1959_sends_each_command_once(bench):
    bench.attach({**MT1959, 'Speed': '20'})
    image = bench.image(MT1959, '1.01')
    flashed = stopped(bench, {'upload': 6}, 'flash', 'sr0', image, '--yes', '--without-backup')
    expect('result', [flashed['result'], flashed['verified'], flashed['revision-after']], ['done', 'identity', '1.01'])
    bench.expect_memory('sr0', MT1959, image)


def test_a_stopped_conversion_sends_each_command_once(bench):
    bench.attach({**NEC, 'Speed': '20'})
    boot = bench.path('boot.bin')
    run(SIM, 'make-image', '--family', 'nec-optiarc', '--model', 'K451', '--kind', 'boot-code', boot)
    stopped(bench, {'erase': 6}, 'convert', 'sr0', '--to', 'K451', '--boot-code', boot, '--yes', '--expert', code=UNPROVEN)
    expect('boot code', bench.dump('sr0', 'boot'), read(boot)[:0x4000])


def test_control_z_does_not_stop_a_flash_in_danger(bench):
    bench.attach({**NEC, 'Speed': '10'})
    image = bench.image(NEC, '1.07')
    trace = Trace(bench, 'sr0')
    stopper = Stopper(bench, 'sr0', {})
    shell = Shell(CTL, '--progress=none', '--trace', trace.path, '--state-dir', bench.path('state'), 'flash', 'sr0',
                  image, '--yes')
    pressed = {'erase': 0, 'program': 0}
    while shell.look():
        step = stopper.last_step()
        if pressed.get(step, 4) < 4:
            shell.type(b'\x1a')
            pressed[step] += 1
        select.select([], [], [], 0.01)
    expect('stops and exit; ' + shell.text.decode(), shell.finish(), ['exit 0'])
    expect('pressed', pressed, {'erase': 4, 'program': 4})
    trace.expect_each_once()
    bench.expect_memory('sr0', NEC, image)
    # The virtual machine has no locale with UTF-8, so the apostrophe is that of ASCII.
    expect_in('why it was not stopped', "firmware is incomplete, so Burnback cannot be paused", shell.text.decode())


def test_a_flash_told_to_stop_puts_the_old_firmware_back(bench):
    bench.attach({**NEC, 'Speed': '20'})
    image = bench.image(NEC, '1.07')
    old = bench.dump('sr0', 'main')
    trace = Trace(bench, 'sr0')
    flash = subprocess.Popen([CTL, '--json', '--progress=json', '--trace', trace.path, '--state-dir',
                              bench.path('state'), 'flash', 'sr0', image, '--yes', '--on-failure=rollback'],
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    n_signals = 0
    for line in flash.stderr:
        # Signals are sent during the whole dangerous part, which includes the rollback.
        if '"endangered":true' in line and n_signals < 200:
            flash.send_signal((signal.SIGTERM, signal.SIGINT, signal.SIGHUP)[n_signals % 3])
            n_signals += 1
    value = json.loads(flash.stdout.read())
    flash.stdout.close()
    flash.stderr.close()
    expect('exit', flash.wait(), ROLLED_BACK)
    expect('result', [value['result'], value['revision-after'], value['verified']], ['rolled-back', '1.05', 'proven'])
    expect('memory is as before', bench.dump('sr0', 'main') == old, True)
    trace.expect_each_once()
