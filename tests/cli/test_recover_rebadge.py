# SPDX-License-Identifier: GPL-3.0-or-later
"""recover of a rebadged drive: a TDK 420N whose flash another program left incomplete."""
import os
import shutil

import cli

K110 = ('nec-optiarc', 'K110')
TDK = {'Vendor': 'TDK', 'Product': 'DVDRW420N', 'BootVersion': '05'}
CUT = {'Drive': 'sr0', 'At': 'step:program:7', 'Kind': 'power-cut', 'During': 'middle'}
HARDWARE = 'although flashing was not interrupted. The hardware is probably faulty'


class RebadgedDrive(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.tdk = self.image('tdk.bin', 'TDK', 'DVDRW420N', '1.07')
        self.use(cli.one(K110, [CUT], Revision='1.05', **TDK))
        self.make_drives()
        self.before = self.dump()
        self.json('flash', 'sr0', self.tdk, '--yes', '--on-failure=stop', code=cli.NEEDS_RECOVERY)
        self.power()
        # The following runs have no fault.
        self.use(cli.one(K110, Revision='1.05', **TDK))

    def image(self, name, vendor, product, revision):
        """Makes firmware for a K110 with these INQUIRY texts. Returns its path."""
        return self.make_image(name, K110, revision, 33, '--vendor', vendor, '--product', product,
                               '--boot-version', '05')

    def restart(self):
        self.power(False)
        self.power()

    def assert_runs(self, product, revision, model='ND-1100A'):
        """Power cycles the drive, and checks that it is ready and reports this name and revision."""
        self.restart()
        drive = self.json('list')[0]
        self.assertEqual([drive['product'], drive['revision'], drive['state'], drive['is']['model']],
                         [product, revision, 'ready', model])

    def assert_gains_losses_and_risk(self, text):
        for word in ('ND-1300A', 'gain', 'loss', 'risk'):
            self.assertIn(word, text)

    def test_incomplete_firmware_is_reported_under_the_sold_name(self):
        drive = self.json('list')[0]
        self.assertEqual([drive['state'], drive['revision'], drive['is']['code'], drive['is']['maker'],
                          drive['is']['model']], ['needs-recovery', '0.05', 'K110', 'NEC', 'ND-1100A'])
        self.assertIn('recover', drive['can'])
        done = self.text('list')
        self.assertIn('  TDK 420N = NEC ND-1100A  ', done.out)
        self.assertIn('  needs recovery', done.out)
        self.assertIn('burnbackctl recover sr0', done.err)
        self.assertEqual(self.json('flash', 'sr0', self.tdk, '--yes', code=None)['result'], 'refused')

    def test_image_of_the_brand_recovers_the_drive(self):
        result = self.json('recover', 'sr0', self.tdk, '--yes')
        self.assertEqual([result['result'], result['verified'], result['revision-after']], ['done', 'proven', '1.07'])
        self.assert_runs('DVDRW420N', '1.07')

    def test_image_of_the_manufacturer_recovers_the_drive(self):
        nec = self.image('nec.bin', '_NEC', 'DVD_RW ND-1100A', '1.A1')
        result = self.json('recover', 'sr0', nec, '--yes')
        self.assertEqual([result['result'], result['verified'], result['revision-after']], ['done', 'proven', '1.A1'])
        self.assert_runs('DVD_RW ND-1100A', '1.A1')

    def test_own_backup_recovers_the_drive(self):
        self.forget_image()
        result = self.json('recover', 'sr0', '--yes', code=None)
        self.assertIn([result['result'], result['exit']], [['done', 0], ['rolled-back', 5]])
        self.assertEqual(result['verified'], 'proven')
        self.assert_runs('DVDRW420N', '1.05')
        self.assert_same_bytes(self.dump(), self.before, 'the drive')

    def forget_image(self):
        """Removes the new image, both the file and the copy in the state folder."""
        os.remove(self.tdk)
        shutil.rmtree(os.path.join(self.state, 'images'), ignore_errors=True)

    def test_cross_flash_between_rebadges_can_be_undone(self):
        other = self.image('other.bin', '_NEC', 'DVD_RW ND-1300A', '1.08')
        begin = self.log_length()
        refused = self.text('recover', 'sr0', other, '--yes', code=cli.REFUSED)
        self.assert_gains_losses_and_risk(refused.err)
        self.assertEqual([entry['cdb'] for entry in self.log(since=begin) if cli.is_write(entry)], [])
        self.json('recover', 'sr0', self.tdk, '--yes')
        self.restart()
        check = self.json('check', 'sr0', other)
        self.assertEqual(check['verdict'], 'cross-flash')
        self.assert_gains_losses_and_risk(' '.join(reason['text'] for reason in check['reasons']))
        self.json('flash', 'sr0', other, '--yes', code=cli.REFUSED)
        self.assertEqual(self.json('flash', 'sr0', other, '--yes', '--allow-crossflash')['verified'], 'proven')
        self.assert_runs('DVD_RW ND-1300A', '1.08', 'ND-1300A')
        self.assertEqual(self.json('rollback', 'sr0')['result'], 'done')
        self.assert_runs('DVDRW420N', '1.07')

    def test_repeated_loss_after_a_verified_flash_is_a_hardware_fault(self):
        for time in range(3):
            looked = self.text('info', 'sr0').out
            result = self.json('recover', 'sr0', self.tdk, '--yes')
            self.assertEqual([result['result'], result['verified']], ['done', 'proven'])
            self.assertEqual(HARDWARE in result['message'], time == 2, result['message'])
            self.assertEqual('but the drive did not keep it. The hardware is probably faulty.' in looked, time == 2, looked)
            self.assert_runs('DVDRW420N', '1.07')
            # A part of the memory loses its data again.
            self.forget_drives()
            self.use(cli.one(K110, Revision='1.07', State='forced-safe', **TDK))


if __name__ == '__main__':
    cli.main()
