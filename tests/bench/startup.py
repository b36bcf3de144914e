#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""startup.py [-n RUNS] NAME=COMMAND...: compares window programs: time to the first mapped window, and memory.

The programs run one after the other on the same new X server and session bus. Time: monotonic clock, from directly
before the start of the program until the X server reports a mapped window, without polling. Memory: PSS of the program
and its children after it was idle for a while. Prints medians, one line for each program. Needs Xvfb, xev, dbus-daemon.
Exit 77 when one of these tools is missing.
"""
import argparse
import contextlib
import os
import pathlib
import re
import selectors
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

QUIET_SECONDS = 1.5   # memory is measured after no process used the processor for this time
GIVE_UP_SECONDS = 20
BUS = pathlib.Path(__file__).resolve().parents[1] / 'bed' / 'session-bus.conf'
UDISKS = '/usr/libexec/udisks2/udisksd'


def tree(pid):
    """Returns the IDs of the process and its descendants."""
    found = [pid]
    for entry in pathlib.Path('/proc').glob('[0-9]*/stat'):
        try:
            fields = entry.read_text().rsplit(')', 1)[1].split()
        except (OSError, IndexError):
            continue
        if int(fields[1]) in found:
            found.append(int(entry.parent.name))
    return found


def ticks(pid):
    """Returns the processor time of the process and its descendants in clock ticks."""
    total = 0
    for each in tree(pid):
        try:
            fields = pathlib.Path(f'/proc/{each}/stat').read_text().rsplit(')', 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        except (OSError, IndexError):
            pass
    return total


def pss_kib(pid):
    """Returns the PSS of the process and its descendants in KiB."""
    total = 0
    for each in tree(pid):
        try:
            match = re.search(r'^Pss:\s+(\d+)', pathlib.Path(f'/proc/{each}/smaps_rollup').read_text(), re.M)
            total += int(match[1]) if match else 0
        except OSError:
            pass
    return total


class Watcher:
    """Reports mapped windows: runs xev on the root window and parses its output."""

    def __init__(self, env):
        self.process = subprocess.Popen(['stdbuf', '-oL', 'xev', '-root', '-event', 'substructure'],
                                        stdout=subprocess.PIPE, env=env)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)
        self.text = ''

    def wait(self):
        """Waits until a window is mapped, other than a menu or a tooltip; returns the monotonic time. Ends the
        program if none is mapped in time."""
        end = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < end:
            if self.selector.select(timeout=1):
                self.text += os.read(self.process.stdout.fileno(), 65536).decode()
            for match in re.finditer(r'MapNotify event.*\n.*override (YES|NO)', self.text):
                if match[1] == 'NO':
                    self.text = self.text[match.end():]
                    return time.monotonic()
        raise SystemExit('no window appeared')

    def forget(self):
        """Discards all reports, until none has come for 0.2 seconds."""
        while self.selector.select(timeout=0.2):
            os.read(self.process.stdout.fileno(), 65536)
        self.text = ''

    def stop(self):
        self.process.kill()
        self.process.wait()


def until_mapped(command, env):
    """Starts @command. Returns the process and the milliseconds until it mapped a window."""
    watcher = Watcher(env)
    # The watcher is ready when it reports a window of the probe. It does not report windows that were mapped before it
    # was ready, so the probe is started again until the watcher reports one.
    probe = subprocess.Popen(['xev', '-event', 'mouse'], stdout=subprocess.DEVNULL, env=env)
    while not watcher.selector.select(timeout=0.5):
        probe.kill()
        probe.wait()
        probe = subprocess.Popen(['xev', '-event', 'mouse'], stdout=subprocess.DEVNULL, env=env)
    probe.kill()
    probe.wait()
    watcher.forget()
    start = time.monotonic()
    program = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               start_new_session=True)
    elapsed = (watcher.wait() - start) * 1000
    watcher.stop()
    return program, elapsed


def until_quiet(pid, give_up=GIVE_UP_SECONDS):
    """Waits until the process and its descendants have not used the processor for QUIET_SECONDS, at most @give_up
    seconds."""
    last, since = ticks(pid), time.monotonic()
    selector = selectors.DefaultSelector()
    end = time.monotonic() + give_up
    while time.monotonic() - since < QUIET_SECONDS and time.monotonic() < end:
        selector.select(timeout=0.05)
        now = ticks(pid)
        if now > last + 1:
            since = time.monotonic()
        last = now


def stop(program):
    try:
        os.killpg(program.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    program.wait()


@contextlib.contextmanager
def session():
    """Runs an X server and a bus for programs that are measured; yields their environment."""
    with tempfile.TemporaryDirectory() as folder:
        read, write = os.pipe()
        processes = [subprocess.Popen(['Xvfb', '-displayfd', str(write), '-screen', '0', '1280x800x24', '-nolisten', 'tcp', '-noreset'],
                                      pass_fds=[write], stderr=subprocess.DEVNULL)]
        os.close(write)
        display = os.read(read, 16).decode().strip()
        bus = subprocess.Popen(['dbus-daemon', f'--config-file={BUS}', '--nofork', '--print-address=1'],
                               stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL)
        processes.append(bus)
        env = dict(os.environ, DISPLAY=':' + display, GDK_BACKEND='x11', GSETTINGS_BACKEND='memory', NO_AT_BRIDGE='1',
                   XDG_RUNTIME_DIR=folder, DBUS_SESSION_BUS_ADDRESS=bus.stdout.readline().strip())
        # Settings, caches and backups of the user must not change the result.
        env.update({'XDG_' + each + '_HOME': os.path.join(folder, each.lower()) for each in ('CONFIG', 'CACHE', 'DATA', 'STATE')})
        # gnome-disks needs udisks on a system bus. The session bus is also the system bus of all programs here, and
        # udisks runs on it if it is installed, so that the programs have the same conditions.
        env['DBUS_SYSTEM_BUS_ADDRESS'] = env['DBUS_SESSION_BUS_ADDRESS']
        if os.path.exists(UDISKS):
            processes.append(subprocess.Popen([UDISKS], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        try:
            yield env
        finally:
            for process in processes:
                process.kill()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('-n', type=int, default=5)
    parser.add_argument('program', nargs='+')
    options = parser.parse_args()
    for tool in ('Xvfb', 'xev', 'dbus-daemon'):
        if shutil.which(tool) is None:
            print(f'{tool} is not installed')
            return 77
    programs = [each.split('=', 1) for each in options.program]
    figures = {name: [] for name, _command in programs}
    with session() as env:
        for run in range(options.n + 1):
            for name, command in programs:
                program, elapsed = until_mapped(shlex.split(command), env)
                until_quiet(program.pid)
                memory = pss_kib(program.pid)
                stop(program)
                if run > 0:   # the first round warms up the caches
                    figures[name].append((elapsed, memory))
    for name, rows in figures.items():
        print(f'{name} {statistics.median(row[0] for row in rows):.1f} ms '
              f'{statistics.median(row[1] for row in rows) / 1024:.1f} MiB')
    return 0


if __name__ == '__main__':
    sys.exit(main())
