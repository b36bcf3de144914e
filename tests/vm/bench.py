# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the tests in the virtual machine: attaches simulated drives to the kernel, and runs programs on them."""
import json
import os
import select
import signal
import subprocess
import time

# Limit for waiting; high, because the machine may be emulated on a busy processor.
LIMIT_S = 180

SIM, CTL = 'burnback-sim', 'burnbackctl'

# Exit codes of burnbackctl.
DONE, REFUSED, ROLLED_BACK, NEEDS_RECOVERY, NOT_PERMITTED, UNPROVEN = 0, 3, 5, 6, 7, 8

USER = 1000     # user and group ID of a user without privileges

NEC = {'Family': 'nec-optiarc', 'Model': 'K355', 'Revision': '1.05', 'Serial': 'SIM0001'}
MT1959 = {'Family': 'mediatek-mt1959', 'Model': 'BD-RE WH16NS60', 'Serial': 'SIM0002'}

# For each model: the region of `burnback-sim dump` with the firmware, and its offset and length in an image.
REGION = {'K355': ('main', 0, 0x1e0000), 'BD-RE WH16NS60': ('application', 0x10000, 0x1d2000)}

# For each model: further options that a flash needs, if the firmware of the drive cannot be read.
NO_BACKUP = {'K355': [], 'BD-RE WH16NS60': ['--without-backup']}

# Operation code of GET EVENT STATUS NOTIFICATION, with which the kernel polls every two seconds.
POLLING = '4A'


def expect(what, got, wanted):
    """Fails the test unless `got` equals `wanted`."""
    if got != wanted:
        raise AssertionError(f'{what}: {got!r}, not {wanted!r}')


def expect_in(what, part, whole):
    """Fails the test unless `whole` contains `part`."""
    if part not in whole:
        raise AssertionError(f'{what}: no {part!r} in {whole!r}')


def wait_until(what, condition):
    """Waits until condition() is true; fails the test after LIMIT_S."""
    end = time.monotonic() + LIMIT_S
    while not condition():
        if time.monotonic() > end:
            raise AssertionError('waited in vain until ' + what)
        select.select([], [], [], 0.2)


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def run(*command, code=0, **options):
    """Runs a program to its end; its exit code must be `code` (None: any). Returns the process."""
    done = subprocess.run(command, capture_output=True, text=True, errors='replace', stdin=subprocess.DEVNULL,
                          **options)
    if code is not None and done.returncode != code:
        raise AssertionError(f'{command}: exit {done.returncode}, not {code}\n{done.stdout}\n{done.stderr}')
    return done


def as_user(*command, code=0, **options):
    """Does the same as run(), as a user without privileges."""
    return run(*command, code=code, user=USER, group=USER, extra_groups=[], **options)


class Bench:
    """The drives and files of one test, in one folder, and the `burnback-sim attach` that attaches the drives."""

    def __init__(self, folder):
        self.folder = folder
        os.mkdir(folder)
        os.chmod(folder, 0o777)
        os.environ['BURNBACK_SIM_STATE'] = self.path('drives')
        os.environ['BURNBACK_SIM_CONTROL'] = self.path('control')
        self.process = None

    def path(self, name):
        return os.path.join(self.folder, name)

    def attach(self, *drives, faults=()):
        """Attaches drives to the kernel as sr0, sr1, ..., and waits for their nodes. Each drive and each fault (of sr0) is a
        dictionary with the keys of a group of a scenario."""
        with open(self.path('scenario'), 'w') as file:
            for number, keys in enumerate(drives):
                file.write(f'[drive sr{number}]\n' + ''.join(f'{key}={value}\n' for key, value in keys.items()))
            for number, keys in enumerate(faults):
                file.write(f'[fault {number}]\nDrive=sr0\n' + ''.join(f'{key}={value}\n' for key, value in keys.items()))
        with open(self.path('attach.log'), 'w') as log:
            self.process = subprocess.Popen([SIM, 'attach', '--scenario', self.path('scenario')], stdout=log, stderr=log)
        for number in range(len(drives)):
            self.wait_for(f'sr{number}')

    def wait_for(self, name):
        """Waits until both nodes of a drive exist and udev has handled them; fails if `burnback-sim attach` has
        ended."""
        sg = name.replace('sr', 'sg')

        def found():
            return self.process.poll() is not None or (os.path.exists('/dev/' + name) and
                                                       os.path.exists('/dev/' + sg))
        wait_until(f'{name} is there', found)
        if self.process.poll() is not None:
            raise AssertionError('attach has ended: ' + read(self.path('attach.log')).decode())
        run('udevadm', 'settle')

    def wait_gone(self, name):
        """Waits until both nodes of a drive are gone and udev has handled that."""
        sg = name.replace('sr', 'sg')
        wait_until(f'{name} is gone', lambda: not os.path.exists('/dev/' + name) and not os.path.exists('/dev/' + sg))
        run('udevadm', 'settle')

    def plug(self, line):
        """Writes a line such as 'unplug sr0' to the control pipe."""
        with open(self.path('control'), 'w') as control:
            control.write(line + '\n')

    def detach(self):
        """Ends `burnback-sim attach`, which must exit with 0, and waits until the nodes are gone."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait()
        self.process = None
        for name in ('sr0', 'sr1'):
            self.wait_gone(name)
        expect('exit code of attach', code, 0)

    def ctl(self, *arguments, code=0, runner=run):
        """Runs burnbackctl with its state in the folder of the test. Returns its JSON output."""
        done = runner(CTL, '--json', '--progress=none', '--state-dir', self.path('state'), *arguments, code=code)
        return json.loads(done.stdout)

    def image(self, keys, revision):
        """Makes firmware for the drive with these keys. Returns its path."""
        path = self.path(f'{keys["Family"]}-{revision}.bin')
        run(SIM, 'make-image', '--family', keys['Family'], '--model', keys['Model'], '--revision', revision,
            '--seed', '7', path)
        os.chmod(path, 0o644)
        return path

    def dump(self, name, region):
        """Returns a region of the memory of a drive, without a command to it."""
        path = self.path('dump')
        run(SIM, 'dump', name, path, '--region', region)
        return read(path)

    def expect_memory(self, name, keys, image):
        """Fails the test unless the firmware in the memory of the drive is that of the image."""
        region, offset, length = REGION[keys['Model']]
        dumped = self.dump(name, region)
        expect('length of the memory', len(dumped), length)
        if dumped != read(image)[offset:offset + length]:
            raise AssertionError(f'the memory of {name} is not the image')

    def log(self, name):
        """Returns the command log of a drive, a dictionary for each command."""
        # The last line may be incomplete, because it is being written.
        return [json.loads(line) for line in read(self.path(f'drives/{name}/log')).split(b'\n')[:-1]]

    def polls(self, name):
        """Returns how often the kernel has polled the drive."""
        return sum(1 for line in self.log(name) if line['cdb'].startswith(POLLING))

    def endangered(self, name):
        """Returns the commands from the first erase to the last program, and how many seconds they took on the drive's
        clock."""
        log = self.log(name)
        places = [number for number, line in enumerate(log) if line['step'] in ('erase', 'program')]
        part = log[places[0]:places[-1] + 1]
        return part, part[-1]['time'] - part[0]['time']


def tell(text):
    """Prints the last lines of a text as TAP diagnostics."""
    for line in text.rstrip().splitlines()[-60:]:
        print('#   ' + line)
