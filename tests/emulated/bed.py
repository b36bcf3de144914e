# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the emulated tests: runs programs that see the simulated drives of a scenario as real drives, with device nodes
and udev (`burnback-sim exec`).

$BURNBACK_SIM and $BURNBACKCTL are the paths of the programs. A test that needs a program which is not installed is
skipped; if all tests of a file are skipped, the file ends with exit code 77.
"""
import json
import os
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

SKIPPED = 77
LIMIT_S = 60    # a program, or the wait for its output, that takes longer fails the test

SIM = os.environ.get('BURNBACK_SIM', '')
CTL = os.environ.get('BURNBACKCTL', '')
# Debian installs pxfw in /usr/sbin, which a plain user does not have in PATH.
os.environ['PATH'] += ':/usr/sbin'

with open(os.path.join(os.path.dirname(__file__), 'two.scenario')) as scenario:
    TWO_DRIVES = scenario.read()


def needs(*programs):
    """Decorator that skips a test unless all programs are installed. '' stands for a burnbackctl that was not built."""
    missing = [program or 'burnbackctl' for program in programs if not program or shutil.which(program) is None]
    return unittest.skipIf(missing, 'not installed: ' + ' '.join(missing))


# Shell command that sends TEST UNIT READY to a node; not sg_turs, because that of sg3-utils 1.48 sends no command.
TEST_UNIT_READY = 'sg_raw %s 00 00 00 00 00 00'


class BedTest(unittest.TestCase):
    """A test case whose tests each have their own folder, scenario and drives."""

    scenario_text = TWO_DRIVES

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.scenario = self.path('test.scenario')
        self.write_scenario(self.scenario_text)
        self.environment = dict(os.environ, LC_ALL='C.UTF-8', XDG_DATA_HOME=self.path('data'),
                                DBUS_SYSTEM_BUS_ADDRESS='unix:path=/nonexistent')
        self.environment.pop('BURNBACK_SIM_STATE', None)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write_scenario(self, text):
        with open(self.scenario, 'w') as file:
            file.write(text)

    def keep_state(self, name='drives'):
        """Makes the drives keep their state from one program to the next, in the folder @name of the test."""
        self.environment['BURNBACK_SIM_STATE'] = self.path(name)

    def read_file(self, path):
        """Returns the bytes of a file."""
        with open(path, 'rb') as file:
            return file.read()

    def sim(self, *arguments):
        """Runs burnback-sim, which must succeed."""
        return subprocess.run([SIM, *arguments], env=self.environment, check=True, capture_output=True, text=True,
                              timeout=LIMIT_S)

    def dump(self, region=None):
        """Returns the flash memory of sr0, or one region of it."""
        path = self.path('dump.bin')
        if os.path.exists(path):
            os.remove(path)
        self.sim('dump', *(('--region', region) if region else ()), 'sr0', path)
        return self.read_file(path)

    def log(self):
        """Returns the commands that sr0 got, as dicts."""
        with open(os.path.join(self.environment['BURNBACK_SIM_STATE'], 'sr0', 'log')) as log:
            return [json.loads(line) for line in log]

    def burnbackctl(self, *arguments, code=0):
        """Runs burnbackctl on the drives of the scenario; its exit code must be `code`. Returns what it prints."""
        done = subprocess.run([CTL, '--simulate', self.scenario, '--state-dir', self.path('state'), '--progress', 'none',
                               *arguments], env=self.environment, capture_output=True, text=True, timeout=LIMIT_S)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def command(self, *arguments):
        """Returns the command that runs a program with the drives."""
        return [SIM, 'exec', '--scenario', self.scenario, '--', *arguments]

    def run_in_bed(self, *arguments, code=0):
        """Runs a program with the drives to its end; its exit code must be `code` (None: any). Returns the process."""
        done = subprocess.run(self.command(*arguments), env=self.environment, capture_output=True, text=True,
                              errors='replace', timeout=LIMIT_S, stdin=subprocess.DEVNULL)
        if code is not None:
            self.assertEqual(done.returncode, code, f'{arguments}:\n{done.stdout}\n{done.stderr}')
        return done

    def run_python(self, source, code=0):
        """Runs Python code with the drives. Returns the JSON that it prints."""
        done = self.run_in_bed(sys.executable, '-c', source, code=code)
        return json.loads(done.stdout)

    def start_in_bed(self, *arguments):
        """Starts a program with the drives. Returns its Session, which is stopped after the test."""
        session = Session(self.command('sh', '-c', 'echo "control $BURNBACK_SIM_CONTROL"; exec "$@"', 'sh', *arguments),
                          self.environment)
        self.addCleanup(session.stop)
        session.find_control()
        return session


class Session:
    """A program that runs with the drives while the test plugs and unplugs them."""

    def __init__(self, command, environment):
        self.text = ''
        self.control = None
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        os.set_blocking(self.process.stdout.fileno(), False)

    def wait_for(self, pattern):
        """Reads output until `pattern` is found in it; returns the match, and discards the output up to its end."""
        return self.wait_for_all(pattern)[0]

    def wait_for_all(self, *patterns):
        """Reads output until all patterns are found in it, in any order; returns the matches, and discards the output up to
        the end of the last one."""
        end = time.monotonic() + LIMIT_S
        pattern = ' and '.join(patterns)
        while True:
            matches = [re.search(pattern, self.text) for pattern in patterns]
            if all(matches):
                self.text = self.text[max(match.end() for match in matches):]
                return matches
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                raise AssertionError(f'waited for {pattern!r} in vain; there is {self.text!r}')
            more = self.process.stdout.read()
            if more == b'':
                raise AssertionError(f'ended before {pattern!r} came; there is {self.text!r}')
            self.text += (more or b'').decode(errors='replace')

    def find_control(self):
        """Sets the path of the control pipe, which the shell around the program printed."""
        self.control = self.wait_for(r'control (.+)\n').group(1)

    def type(self, line):
        """Sends the program a line of input."""
        self.process.stdin.write(line.encode() + b'\n')
        self.process.stdin.flush()

    def plug(self, line):
        """Writes a line such as 'unplug sr1' or 'power sr0 off' to the control pipe."""
        with open(self.control, 'w') as control:
            control.write(line + '\n')

    def stop(self):
        """Ends the program, if it still runs, by the end of its input and SIGTERM."""
        if not self.process.stdin.closed:
            self.process.stdin.close()
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(LIMIT_S)
        self.process.stdout.close()


def main():
    """Runs the tests of the file and ends: 0 passed, 1 failed, 77 if all were skipped."""
    if not SIM:
        print('burnback-sim was not built')
        sys.exit(SKIPPED)
    program = unittest.main(exit=False, verbosity=2)
    result = program.result
    if not result.wasSuccessful():
        sys.exit(1)
    if result.testsRun == len(result.skipped):
        sys.exit(SKIPPED)
