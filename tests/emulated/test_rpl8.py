# SPDX-License-Identifier: GPL-3.0-or-later
"""rpl8, the firmware tool of dvd+rw-tools for Ricoh drives, works unmodified with simulated drives, and does to them what
burnbackctl does."""
import glob
import os

import bed

MODEL = 'DVD Writer 200j'
# rpl8 ends at the first unit attention, which the kernel takes from a real drive when the node is opened.
SCENARIO = f'[drive sr0]\nFamily=ricoh\nModel={MODEL}\nRevision=1.36\nSerial=SIM0001\nSeed=97\nQuirks=no-attention;phase-ms=5\n'
LOADER_BYTES = 0x8000


class Rpl8(bed.BedTest):
    def use(self, name):
        """Begins with a new drive, whose state is in the folder `name`."""
        self.write_scenario(SCENARIO)
        self.keep_state(name)
        self.burnbackctl('list')    # makes the memory of the drive

    def make_image(self, name, *more):
        path = self.path(name)
        self.sim('make-image', '--family', 'ricoh', '--model', MODEL, '--revision', '1.40', '--seed', '98', *more, path)
        return path

    def power_cycle(self):
        self.sim('power', 'sr0', 'off')
        self.sim('power', 'sr0', 'on')

    def rpl8(self, *arguments, code=0):
        """Runs rpl8 in a folder of its own, where it leaves its dump. Returns what it prints, and the dump or None."""
        folder = self.path('out')
        os.makedirs(folder, exist_ok=True)
        for old in glob.glob(os.path.join(folder, '*')):
            os.remove(old)
        done = self.run_in_bed('sh', '-c', 'cd "$0" && exec rpl8 /dev/sr0 "$@"', folder, *arguments, code=code)
        made = glob.glob(os.path.join(folder, '*'))
        return done.stdout + done.stderr, self.read_file(made[0]) if made else None

    def list_commands(self):
        """Returns the CDBs that the drive got; TEST UNIT READY is left out."""
        entries = self.log()
        self.assertEqual([entry['violations'] for entry in entries if 'violations' in entry], [])
        return [entry['cdb'] for entry in entries if 'cdb' in entry and not entry['cdb'].startswith('00')]

    @bed.needs('rpl8', bed.CTL)
    def test_rpl8_saves_the_same_firmware_as_burnbackctl(self):
        self.use('dump')
        # The exit code is 1 although all went well: rpl8 ends before the flash.
        text, dump = self.rpl8('-dump-only', code=1)
        self.assertIn('dumping firmware image', text)
        self.assertEqual(dump, self.dump())
        self.assertEqual(len([cdb for cdb in self.list_commands() if cdb.startswith('E3')]), 64)
        folder = self.burnbackctl('backup', 'sr0').splitlines()[-1]
        self.assertEqual(self.read_file(os.path.join(folder, 'firmware.bin')), dump)

    @bed.needs('rpl8', bed.CTL)
    def test_rpl8_writes_the_same_memory_as_burnbackctl(self):
        self.use('rpl8')
        image = self.make_image('new.bin')
        before = self.dump()
        text, dump = self.rpl8(image)
        self.assertIn('firmware upgrade succeeded', text)
        self.assertIn('CYCLE THE POWER', text)
        self.assertEqual(dump, before)
        by_rpl8 = self.dump()
        self.assertEqual(by_rpl8, before[:LOADER_BYTES] + self.read_file(image)[LOADER_BYTES:])
        sent = [cdb for cdb in self.list_commands() if cdb[:2] in ('E0', 'E1', 'E2', 'E4')]
        self.use('ctl')
        self.burnbackctl('flash', 'sr0', image, '--yes', '--expert', code=8)
        self.assertEqual(self.dump(), by_rpl8)
        # Burnback enters the loader once more, for the backup. The commands of its flash are the same.
        ours = [cdb for cdb in self.list_commands() if cdb[:2] in ('E0', 'E1', 'E2', 'E4')]
        self.assertEqual(ours[-len(sent):], sent)
        self.power_cycle()
        self.assertIn('verified', self.burnbackctl('verify', 'sr0'))

    @bed.needs('rpl8', bed.CTL)
    def test_rpl8_restores_what_burnbackctl_saved(self):
        self.use('restore')
        before = self.dump()
        folder = self.burnbackctl('backup', 'sr0').splitlines()[-1]
        self.rpl8(self.make_image('new.bin'))
        self.power_cycle()
        self.assertNotEqual(self.dump(), before)
        self.rpl8(os.path.join(folder, 'firmware.bin'))
        self.power_cycle()
        self.assertEqual(self.dump(), before)

    @bed.needs('rpl8', bed.CTL)
    def test_rpl8_refuses_what_burnbackctl_refuses(self):
        self.use('refuse')
        wrong = (('sum.bin', 'bad-sum'), ('line.bin', 'signature=MMP598SIM'))
        for name, setting in wrong:
            image = self.make_image(name, '--set', setting)
            # For a foreign signature the exit code of rpl8 is 0.
            self.rpl8(image, code=1 if name == 'sum.bin' else 0)
            self.burnbackctl('flash', 'sr0', image, '--yes', '--expert', '--allow-crossflash', code=3)
        self.assertFalse([cdb for cdb in self.list_commands() if cdb[:2] in ('E0', 'E1', 'E2')])


if __name__ == '__main__':
    bed.main()
