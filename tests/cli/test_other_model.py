# SPDX-License-Identifier: GPL-3.0-or-later
"""Firmware of another model: the result says what the drive is now, what it was, and how to undo the change (bb-flow-model.c)."""
import re

import cli

K110 = ('nec-optiarc', 'K110')
TDK = {'Vendor': 'TDK', 'Product': 'DVDRW420N', 'BootVersion': '05'}
NOW_NEC = 'The drive is now identified as NEC ND-1100A. Previously, the drive was identified as TDK DVDRW420N.'
NOW_TDK = 'The drive is now identified as TDK DVDRW420N. Previously, the drive was identified as NEC ND-1100A.'


class OtherModel(cli.CliTest):
    def start(self, *faults):
        self.nec = self.make_image('nec.bin', K110, '1.07', 33, '--vendor', '_NEC', '--product', 'DVD_RW ND-1100A', '--boot-version', '05')
        self.use(cli.one(K110, faults, Revision='1.05', **TDK))
        self.make_drives()
        self.before = self.dump()

    def test_the_command_in_the_result_undoes_the_change(self):
        self.start()
        done = self.text('flash', 'sr0', self.nec, '--yes', '--allow-crossflash')
        self.assertIn(NOW_NEC, done.out)
        self.assertRegex(done.out, 'To undo this, restore firmware 1\\.05 \\(backup from [0-9]')
        self.assertEqual(self.json('list')[0]['product'], 'DVD_RW ND-1100A')
        command = re.search('“burnbackctl (rollback sr0 [^”]+)”', done.out)[1].split()
        back = self.text(*command, '--yes')
        self.assertIn(NOW_TDK, back.out)
        self.assertRegex(back.out, 'To undo this, restore firmware 1\\.07 \\(backup from [0-9]')
        self.assert_same_bytes(self.dump(), self.before, 'the drive')

    def test_a_recovery_with_firmware_of_another_model_names_the_backup(self):
        self.start({'Drive': 'sr0', 'At': 'step:program:7', 'Kind': 'power-cut', 'During': 'middle'})
        own = self.make_image('tdk.bin', K110, '1.07', 33, '--vendor', 'TDK', '--product', 'DVDRW420N', '--boot-version', '05')
        self.json('flash', 'sr0', own, '--yes', '--on-failure=stop', code=cli.NEEDS_RECOVERY)
        self.power()
        self.use(cli.one(K110, Revision='1.05', **TDK))
        done = self.text('recover', 'sr0', self.nec, '--yes')
        self.assertIn(NOW_NEC, done.out)
        backup, = self.json('backups', 'list', kind='backups-list')
        self.assertIn(f'“burnbackctl rollback sr0 {backup["id"]}”', done.out)
        self.text('rollback', 'sr0', backup['id'], '--yes')
        self.assert_same_bytes(self.dump(), self.before, 'the drive')

    def test_without_a_backup_the_result_names_the_firmware(self):
        self.use(cli.one(cli.NS60, Revision='1.02'))
        asus = self.make_image('asus.bin', ('mediatek-mt1959', 'BW-16D1HT'), '3.10')
        result = self.json('flash', 'sr0', asus, '--yes', '--without-backup', '--allow-crossflash')
        self.assertRegex(result['message'], 'The drive is now identified as .*BW-16D1HT\\. Previously, the drive was identified as .*WH16NS60\\.')
        self.assertRegex(result['message'], 'Only a file with firmware 1\\.02 for the .*WH16NS60 can undo this change, not a backup\\.')
        self.assertIsNone(result['next'])

    def test_an_update_of_the_same_model_says_nothing(self):
        self.use(cli.one(cli.SMALL, Revision='1.05'))
        done = self.text('flash', 'sr0', self.make_image('new.bin', cli.SMALL), '--yes')
        self.assertNotRegex(done.out, 'identified as|undo')


if __name__ == '__main__':
    cli.main()
