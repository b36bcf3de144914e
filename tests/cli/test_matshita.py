# SPDX-License-Identifier: GPL-3.0-or-later
"""Matshita drives (src/family/matshita): identified, and never sent a command of the manufacturer.

Tests bb-sim-matshita.c.
"""
import cli

UJ870 = ('matshita', 'DVD-RAM UJ870BJ')
UJ857 = ('matshita', 'DVD-R UJ-857D')


class MatshitaTest(cli.CliTest):
    def tearDown(self):
        """Checks that the drive got no command of the manufacturer."""
        opcodes = {int(entry['cdb'][:2], 16) for entry in self.log() if 'cdb' in entry} if self.log_length() else set()
        self.assertEqual([opcode for opcode in opcodes if opcode >= 0xC0 or opcode in (0x3B, 0x3C, 0x2D)], [])

    def drive(self, model=UJ870, **keys):
        keys.setdefault('Revision', '1.02')
        self.use(cli.one(model, **keys))
        self.make_drives()

    def test_drive_is_identified_and_says_why_it_is_not_flashed(self):
        self.drive()
        self.assertEqual(self.json('list')[0]['can'], ['identify'])
        info = self.json('info', 'sr0')
        self.assertIn('There is no published command', info['no-flash']['why'])
        self.assertIn('update program', info['no-flash']['instead'])
        out = self.text('info', 'sr0').out
        self.assertIn('UJ870BJ', out)
        self.assertIn('flashing: not supported.', out)
        self.text('info', 'sr0', '--look-closer')

    def test_no_operation_sends_anything(self):
        self.drive()
        image = self.make_image('new.bin', UJ870, '1.03')
        self.json('flash', 'sr0', image, '--yes', '--expert', '--allow-crossflash', '--without-backup', code=cli.REFUSED)
        self.json('backup', 'sr0', code=cli.REFUSED)
        self.json('recover', 'sr0', image, '--yes', '--expert', '--allow-crossflash', code=None)
        self.json('verify', 'sr0', image, code=None)

    def test_boot_code_is_told_and_not_recovered(self):
        self.drive(UJ857, State='boot')
        listed = self.json('list')[0]
        self.assertEqual([listed['state'], listed['can']], ['needs-recovery', ['identify']])
        self.assertIn('firmware of the drive is missing', self.text('info', 'sr0').out)
        self.json('recover', 'sr0', self.make_image('new.bin', UJ857, '1.03'), '--yes', '--expert', '--allow-crossflash',
                  code=None)


if __name__ == '__main__':
    cli.main()
