# SPDX-License-Identifier: GPL-3.0-or-later
"""btcflash, the firmware tool of dvd+rw-tools for BTC drives, works unmodified with simulated drives, and does to them what
burnbackctl does."""
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
        self.keep_state(name)
        self.burnbackctl('list')    # makes the memory of the drive

    def make_image(self, name, *more):
        path = self.path(name)
        self.sim('make-image', '--family', 'btc', '--model', MODEL, '--revision', '0056', '--seed', '101', *more, path)
        return path

    def btcflash(self, image, answer):
        """Runs btcflash, and answers its question before the flash. Returns what it prints."""
        done = subprocess.run(self.command('btcflash', '/dev/sr0', image), env=self.environment, capture_output=True,
                              text=True, errors='replace', timeout=FLASH_LIMIT_S, input=answer + '\n')
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def list_writes(self):
        """Returns the WRITE BUFFER commands that the drive got."""
        entries = self.log()
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
        self.assertEqual(by_btcflash, self.read_file(image))
        for name, path in (('plain', image), ('hex', text_image)):
            self.use(name)
            self.assertEqual(self.dump(), before)
            self.burnbackctl('flash', 'sr0', path, '--yes', '--expert', '--without-backup')
            self.assertEqual(self.dump(), by_btcflash)
            self.assertEqual(self.list_writes(), sent)
            self.assertIn('0056', self.burnbackctl('list'))


if __name__ == '__main__':
    bed.main()
