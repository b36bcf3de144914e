# SPDX-License-Identifier: GPL-3.0-or-later
"""btcflash, the firmware tool of dvd+rw-tools for BTC drives, works unmodified with simulated drives, and does to them what
burnbackctl does."""
import json
import os
import subprocess

import bed

MODEL = 'IDE1008'
SCENARIO = f'[drive sr0]\nFamily=btc\nModel={MODEL}\nRevision=0055\nSerial=SIM0001\nSeed=100\nQuirks=no-attention\n'
# btcflash waits for 50 s after it has sent the image.
FLASH_LIMIT_S = 170


class BtcFlash(bed.BedTest):
    def use(self, name):
        """Begins with a new drive, whose state is in the folder `name`."""
        self.write_scenario(SCENARIO)
        self.environment['BURNBACK_SIM_STATE'] = self.path(name)
        self.burnbackctl('list')    # makes the memory of the drive

    def sim(self, *arguments):
        return subprocess.run([bed.SIM, *arguments], env=self.environment, check=True, capture_output=True, text=True,
                              timeout=bed.LIMIT_S)

    def make_image(self, name, *more):
        path = self.path(name)
        self.sim('make-image', '--family', 'btc', '--model', MODEL, '--revision', '0056', '--seed', '101', *more, path)
        return path

    def dump(self):
        path = self.path('dump.bin')
        if os.path.exists(path):
            os.remove(path)
        self.sim('dump', 'sr0', path)
        with open(path, 'rb') as file:
            return file.read()

    def btcflash(self, image, answer):
        """Runs btcflash, which asks before it begins. Returns what it prints."""
        done = subprocess.run(self.command('btcflash', '/dev/sr0', image), env=self.environment, capture_output=True,
                              text=True, errors='replace', timeout=FLASH_LIMIT_S, input=answer + '\n')
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def burnbackctl(self, *arguments, code=0):
        done = subprocess.run([bed.CTL, '--simulate', self.scenario, '--state-dir', self.path('state'), '--progress', 'none',
                               *arguments], env=self.environment, capture_output=True, text=True, timeout=bed.LIMIT_S)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def list_writes(self):
        """Returns the WRITE BUFFER commands that the drive got."""
        with open(os.path.join(self.environment['BURNBACK_SIM_STATE'], 'sr0', 'log')) as log:
            entries = [json.loads(line) for line in log]
        self.assertEqual([entry['violations'] for entry in entries if 'violations' in entry], [])
        return [entry['cdb'] for entry in entries if entry.get('cdb', '').startswith('3B')]

    @bed.needs('btcflash', bed.CTL)
    def test_btcflash_writes_the_same_memory_as_burnbackctl(self):
        self.use('btcflash')
        before = self.dump()
        image = self.make_image('new.bin')
        text_image = self.make_image('new.hex', '--set', 'hex')
        self.btcflash(text_image, 'NO')
        self.assertEqual(self.list_writes(), [])
        self.btcflash(text_image, 'YES')
        by_btcflash = self.dump()
        sent = self.list_writes()
        self.assertEqual(len(sent), 258)
        with open(image, 'rb') as file:
            self.assertEqual(by_btcflash, file.read())
        for name, path in (('plain', image), ('hex', text_image)):
            self.use(name)
            self.assertEqual(self.dump(), before)
            self.burnbackctl('flash', 'sr0', path, '--yes', '--expert', '--without-backup')
            self.assertEqual(self.dump(), by_btcflash)
            self.assertEqual(self.list_writes(), sent)
            self.assertIn('0056', self.burnbackctl('list'))


if __name__ == '__main__':
    bed.main()
