# SPDX-License-Identifier: GPL-3.0-or-later
"""Base class of the tests of burnbackctl: runs burnbackctl and burnback-sim as programs.

$BURNBACKCTL and $BURNBACK_SIM name the programs. Each test has its own folder, scenario, drives and state. With
$BURNBACK_TEST_ALL, which `scripts/test --all` sets, all cases are run, not only some of each kind.
"""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
import made_locale     # noqa: E402
from each_change import ALL, shares, some     # noqa: E402,F401, for the tests
import schema     # noqa: E402

LIMIT_S = 120

# The simulator writes each command to disk before it answers, so a file system in memory is faster.
FAST = '/dev/shm' if 'TMPDIR' not in os.environ and os.access('/dev/shm', os.W_OK) else None

CTL = os.environ.get('BURNBACKCTL', '')
SIM = os.environ.get('BURNBACK_SIM', '')

# Exit codes of burnbackctl.
DONE, FAILED, USAGE, REFUSED, NOT_FOUND, ROLLED_BACK, NEEDS_RECOVERY, NOT_PERMITTED, UNPROVEN = range(9)

# Claims that must not be printed while another program may be writing to the drive.
UNTOUCHED = '(?i)nothing on the drive was changed|not changed|unchanged|intact'

# Contents of the files that CliTest.make_image() has made, by the options of `burnback-sim make-image`.
MADE = {}

# Folder in which CliTest.make_drives() and CliTest.make_once() keep copies of drives and state folders.
MADE_DRIVES = tempfile.TemporaryDirectory(prefix='burnback-cli-', dir=FAST)

NEC = ('nec-optiarc', 'K355')
# A drive of the family of NEC with little firmware, for tests in which the model does not matter: a flash takes half the time of that of the
# drive above. Its images have other checksums and no version of the boot code, so it is not for tests of images and faults.
SMALL = ('nec-optiarc', 'L210')
NS60 = ('mediatek-mt1959', 'BD-RE WH16NS60')
SPC = ('spc', None)    # a drive of no family, which has no model


def scenario(*drives, faults=()):
    """Returns the text of a scenario. A drive is (name, family, model, dict of other keys); a fault is a dict of keys."""
    groups = []
    for name, family, model, keys in drives:
        own = {'Family': family} if model is None else {'Family': family, 'Model': model}
        groups.append((f'drive {name}', {**own, **keys}))
    for number, keys in enumerate(faults, 1):
        groups.append((f'fault {number}', keys))
    return '\n'.join(f'[{name}]\n' + ''.join(f'{key}={value}\n' for key, value in keys.items())
                     for name, keys in groups)


def one(family_and_model, faults=(), **keys):
    """Returns the text of a scenario with one drive, sr0. @keys: keys of the drive in the scenario."""
    family, model = family_and_model
    keys.setdefault('Serial', 'SIM0001')
    return scenario(('sr0', family, model, keys), faults=faults)


def only_with_all(why):
    """Returns a decorator: the test runs with $BURNBACK_TEST_ALL only. @why: which other test shows the same"""
    return unittest.skipUnless(ALL, f'only with scripts/test --all: {why}')


class CliTest(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        self.program = CTL
        folder = tempfile.TemporaryDirectory(prefix='burnback-cli-', dir=FAST)
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.scenario = self.path('test.scenario')
        self.state = self.path('state')
        self.drives = self.path('drives')
        self.environment = dict(os.environ, LC_ALL='C.UTF-8', XDG_DATA_HOME=self.path('data'),
                                XDG_STATE_HOME=self.path('xdg-state'), XDG_CONFIG_HOME=self.path('config'),
                                BURNBACK_SIM_STATE=self.drives,
                                DBUS_SYSTEM_BUS_ADDRESS='unix:path=/nonexistent')
        for name in ('LANGUAGE', 'NO_COLOR', 'BURNBACK_SCENARIOS'):
            self.environment.pop(name, None)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, data):
        """Writes a file in the folder of the test. Returns its path."""
        path = self.path(name)
        with open(path, 'wb' if isinstance(data, bytes) else 'w') as file:
            file.write(data)
        return path

    def read(self, path):
        with open(path, 'rb') as file:
            return file.read()

    def use(self, text):
        """Writes the scenario that the following commands use."""
        self.write('test.scenario', text)

    # --- burnbackctl ---

    def run_program(self, command, code=None, **more):
        """Runs a program; checks its exit code unless @code is None. Returns it with the decoded output in `out` and `err`."""
        more.setdefault('stdin', subprocess.DEVNULL)
        more.setdefault('env', self.environment)
        more.setdefault('timeout', LIMIT_S)
        done = subprocess.run(command, capture_output=True, **more)
        done.out = done.stdout.decode()
        done.err = done.stderr.decode()
        if code is not None:
            self.assertEqual(done.returncode, code, f'{command}\n{done.out}\n{done.err}')
        return done

    def plain(self, *arguments, code=DONE, **more):
        """Runs burnbackctl without --simulate and --state-dir. Returns as run_program()."""
        return self.run_program([self.program, *arguments], code, **more)

    def command(self, *arguments):
        """Returns the command line of burnbackctl for the simulated drives."""
        state = ['--state-dir', self.state] if self.state is not None else []
        return [self.program, '--simulate', self.scenario, *state, *arguments]

    def text(self, *arguments, code=DONE, **more):
        """Runs burnbackctl on the simulated drives. Returns as run_program()."""
        return self.run_program(self.command(*arguments), code, **more)

    def json(self, *arguments, code=DONE, kind=None, **more):
        """Runs burnbackctl --json on the simulated drives. Returns the printed value, after it was checked against
        the definition @kind of the schema (default: that of the command). A failure must also be on one line of
        standard error."""
        done = self.text('--json', *arguments, code=code, **more)
        value = json.loads(done.out)
        verb = kind or next(word for word in arguments if word in schema.VERBS)
        if isinstance(value, dict) and 'error' in value:
            verb = 'error'
            self.assertEqual(value['exit'], done.returncode)
        elif isinstance(value, dict) and 'exit' in value:
            self.assertEqual(value['exit'], done.returncode)
        schema.check(value, verb)
        if done.returncode not in (DONE, UNPROVEN):
            self.assert_failure_line(done, value)
        return value

    def assert_failure_line(self, done, value=None):
        """Checks that a failure is printed on one line of standard error, with message and next step of the JSON @value."""
        lines = [line for line in done.err.splitlines() if line.startswith('burnbackctl: ')]
        self.assertEqual(len(lines), 1, done.err)
        sentences = re.split(r'(?<=[.!?]) ', lines[0])
        self.assertEqual(len(sentences), len(set(sentences)), 'a sentence stands twice: ' + lines[0])
        if isinstance(value, dict) and 'message' in value.get('error', value):
            about = value.get('error', value)
            self.assertIn(about['message'], lines[0])
            if about['next'] is not None:
                self.assertIn(about['next'], lines[0])

    def locale(self, language, name='de_DE'):
        """Returns the variables with which a program uses the translations of @language and the formats of the locale
        @name. Skips the test if the locale cannot be made."""
        try:
            return made_locale.environment(language, name)
        except made_locale.Unavailable as reason:
            self.skipTest(str(reason))

    def translate(self, **sentences):
        """Makes burnbackctl use translations of these sentences only, as the language "ja"."""
        folder = self.path('locale', 'ja', 'LC_MESSAGES')
        os.makedirs(folder)
        text = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
        text += ''.join(f'\nmsgid "{a}"\nmsgstr "{b}"\n' for a, b in sentences.items())
        po = self.write('ja.po', text)
        subprocess.run(['msgfmt', '-o', os.path.join(folder, 'burnback.mo'), po], check=True)
        self.environment.update(self.locale('ja', 'en_US'), BURNBACK_LOCALE_DIR=self.path('locale'))

    def as_another_user(self):
        """Makes all files of the test accessible to every user. Returns the arguments with which run_program() runs a
        program as a user without the rights of root; none if the tests do not run as root.

        That user runs a copy of burnbackctl and of its catalog, because the build folder may be accessible to root only."""
        if os.geteuid() == 0:
            self.program = shutil.copy(CTL, self.folder)
            self.environment['BURNBACK_CATALOG'] = self.path('catalog')
            shutil.copytree(os.path.join(os.path.dirname(CTL), '..', '..', 'data', 'catalog'), self.path('catalog'))
        for folder, _folders, files in os.walk(self.folder):
            os.chmod(folder, 0o777)
            for file in files:
                os.chmod(os.path.join(folder, file), 0o666)
        if os.geteuid() != 0:
            return {}
        os.chmod(self.program, 0o755)
        user = {'user': 65534, 'group': 65534, 'extra_groups': []}
        try:
            self.plain('--version', **user)
        except PermissionError as error:
            self.skipTest(f'another user than root cannot run a program in {self.folder}: {error.strerror}')
        return user

    # --- burnback-sim ---

    def sim(self, *arguments, code=0, **more):
        return self.run_program([SIM, *arguments], code, **more)

    def make_image(self, name, family_and_model=NEC, revision='1.07', seed=7, *more):
        """Makes a file with simulated firmware. Returns its path. @more: further options of `burnback-sim
        make-image`."""
        path = self.path(name)
        options = ('--family', family_and_model[0], '--model', family_and_model[1], '--revision', revision, '--seed', str(seed), *more)
        if options in MADE:
            return self.write(name, MADE[options])
        self.sim('make-image', *options, path)
        if not any(os.sep in option for option in more):     # the content does not depend on another file
            MADE[options] = self.read(path)
        return path

    def make_drives(self):
        """Creates the memory of the simulated drives by a first command to each drive. If another test has done that
        for the same scenario, the folders that it made are copied, which takes a tenth of the time."""
        folders = (self.drives, self.state)
        is_new = not any(folder is None or os.path.exists(folder) for folder in folders)
        scenario_text = self.read(self.scenario) if is_new else b''
        if not is_new or self.environment.get('BURNBACK_SIM_STATE') != self.drives or os.fsencode(self.folder) in scenario_text:
            self.text('list')
            return
        made = os.path.join(MADE_DRIVES.name, hashlib.sha256(scenario_text).hexdigest())
        if os.path.isdir(made):
            self.restore_folders(made)
        else:
            self.text('list')
            self.copy_folders(made)

    def make_once(self, key, make):
        """Calls @make, which brings new drives and the state folder into a state that several tests begin with. If another
        test has done that, the folders that it made are copied. @key: of the test file and of this state; texts and tuples"""
        made = os.path.join(MADE_DRIVES.name, hashlib.sha256(repr(key).encode()).hexdigest())
        if os.path.isdir(made):
            self.restore_folders(made)
        else:
            make()
            self.copy_folders(made)

    def forget_drives(self):
        """Removes the memory of the simulated drives."""
        shutil.rmtree(self.drives, ignore_errors=True)

    def dump(self, drive='sr0', region=None):
        """Returns the flash memory of a drive, or one region of it. They are read from the files of the simulated
        drive if possible, because `burnback-sim dump` takes much longer."""
        path = os.path.join(self.drives, drive, 'flash.bin')
        places = self.regions(drive) if region else {None: slice(None)}
        if region not in places or not os.path.exists(path):
            path = self.path('dump.bin')
            self.sim('dump', drive, path, *(('--region', region) if region else ()))
            return self.read(path)
        return self.read(path)[places[region]]

    def regions(self, drive='sr0'):
        """Returns where the regions of the memory of a drive are: {name: slice}."""
        path = os.path.join(self.drives, drive, 'regions')
        text = self.read(path).decode() if os.path.exists(path) else ''
        places = {}
        for name, address, length in map(str.split, text.splitlines()):
            places[name] = slice(int(address, 16), int(address, 16) + int(length, 16))
        return places

    def log(self, drive='sr0', since=0):
        """Returns the commands that the drive received, as dicts. @since: number of commands to leave out at the
        beginning."""
        path = os.path.join(self.drives, drive, 'log')
        text = self.read(path).decode() if os.path.exists(path) else self.sim('log', drive).out
        return json.loads('[' + ','.join(text.splitlines()[since:]) + ']')     # twice as fast as line by line

    def log_length(self, drive='sr0'):
        """Returns how many commands the drive received; 0 before the first command."""
        try:
            with open(os.path.join(self.drives, drive, 'log'), 'rb') as file:
                return sum(1 for _line in file)
        except FileNotFoundError:
            return 0

    def power(self, on=True, drive='sr0'):
        """Switches a drive on or off by its file, because `burnback-sim power`, which does the same, takes much longer."""
        folder = os.path.join(self.drives, drive)
        if not os.path.isdir(folder):
            self.sim('power', drive, 'on' if on else 'off')
            return
        with open(os.path.join(folder, 'power'), 'w') as file:
            file.write('on\n' if on else 'off\n')

    def copy_folders(self, name):
        """Copies the memory of the drives and the state folder, for restore_folders(). @name: folder, in that of the test
        unless it is a whole path"""
        for folder in (self.drives, self.state):
            if os.path.isdir(folder):
                shutil.copytree(folder, self.path(name, os.path.basename(folder)))

    def restore_folders(self, name):
        """Restores what copy_folders() copied; removes a folder that did not exist then."""
        for folder in (self.drives, self.state):
            shutil.rmtree(folder, ignore_errors=True)
            kept = self.path(name, os.path.basename(folder))
            if os.path.isdir(kept):
                shutil.copytree(kept, folder)

    def assert_same_bytes(self, one_side, other_side, what=''):
        """Compares without printing megabytes of bytes, as assertEqual() would."""
        if one_side == other_side:
            return
        self.assertEqual(len(one_side), len(other_side), what)
        at = next(i for i, (a, b) in enumerate(zip(one_side, other_side)) if a != b)
        n_bytes = sum(a != b for a, b in zip(one_side, other_side))
        self.fail(f'{what}: {n_bytes} bytes differ, the first at 0x{at:06x}')


def demo_path():
    """Returns the path of the scenario "demo"."""
    return os.path.join(os.path.dirname(__file__), '..', '..', 'data', 'scenarios', 'demo.scenario')


def is_write(entry):
    """Returns whether an entry of the log is a command that can change the flash memory: CBh of NEC drives, 3Bh of MT1959
    drives."""
    return entry['cdb'][:2] in ('CB', '3B')


def main():
    """Runs the tests of the file; exit code 77 if a program was not built."""
    if not CTL or not SIM:
        print('burnbackctl or burnback-sim was not built')
        sys.exit(77)
    unittest.main(verbosity=2)
