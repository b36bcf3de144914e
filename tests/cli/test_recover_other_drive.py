# SPDX-License-Identifier: GPL-3.0-or-later
"""Recovery of a drive at a port where another drive was before: what is known of that drive must not be written to this one."""
import cli

MT1959 = ('mediatek-mt1959', 'BD-RE WH16NS60')
TSST = ('samsung-tsst', 'DVD-ROM TS-H353C')
# A drive that was at the port, and a drive in recovery mode that is there now.
AFTER_BACKUP = (
    (MT1959, {'Quirks': 'readable=all'}, ('mediatek-mt1959', 'BD-RE BU40N'), {'State': 'boot'}),
    (('mediatek-mt1959', 'BD-RE BH16NS40'), {'Quirks': 'readable=all'}, MT1959, {'State': 'boot'}),
    (('lg-renesas', 'DVDRAM GSA-E50L'), {}, ('lg-renesas', 'DVDRAM GSA-E50L'), {'State': 'half-flashed'}),
    (('ricoh', 'DVD Writer 200j'), {}, ('ricoh', 'DVD Writer 100j'), {'State': 'half'}),
)
AFTER_FLASH = (
    (MT1959, {'Quirks': 'readable=windows'}, ('mediatek-mt1959', 'BD-RE BU40N'), {'State': 'boot'}),
    (TSST, {}, TSST, {'State': 'boot'}),
    (('lg-renesas', 'DVDRAM GSA-E50L'), {}, ('lg-renesas', 'DVDRAM GSA-E50L'), {'State': 'half-flashed'}),
)
FLASH = ('--yes', '--allow-crossflash', '--without-backup', '--progress', 'none')


class OtherDrive(cli.CliTest):
    def connect(self, family, folder, serial, *faults, **keys):
        """Connects a drive to the port at which the last one was."""
        self.environment['BURNBACK_SIM_STATE'] = self.drives = self.path(folder)
        self.use(cli.one(family, faults, Serial=serial, **keys))
        self.make_drives()

    def recover(self):
        """Recovers the drive without answers; returns the output and whether its memory was changed."""
        before = self.dump()
        return self.text('recover', 'sr0', '--yes', '--progress', 'none', code=None), self.dump() != before

    def interrupt(self, family, serial, keys):
        """Begins to flash a drive, and cuts its power."""
        image = self.make_image('new.bin', family)
        self.connect(family, 'first', serial, {'At': 'step:program:1', 'Kind': 'power-cut', 'During': 'middle', 'Drive': 'sr0'}, Revision='1.05', **keys)
        self.text('flash', 'sr0', image, *FLASH, code=None)

    def test_backup_of_another_drive_is_not_written(self):
        for family, keys, other, other_keys in AFTER_BACKUP:
            with self.subTest(family=family, other=other):
                self.setUp()
                self.connect(family, 'first', 'AAAA1111', Revision='1.05', **keys)
                self.text('backup', 'sr0', '--progress', 'none', code=None)
                self.connect(other, 'second', 'BBBB2222', Revision='1.02', **other_keys)
                said, changed = self.recover()
                self.assertFalse(changed, said.out + said.err)
                self.assertEqual(said.returncode, cli.NEEDS_RECOVERY, said.out + said.err)

    def test_firmware_of_an_interrupted_flash_is_not_written_to_another_drive(self):
        for family, keys, other, other_keys in AFTER_FLASH:
            with self.subTest(family=family, other=other):
                self.setUp()
                self.interrupt(family, 'AAAA1111', keys)
                self.connect(other, 'second', 'BBBB2222', Revision='1.02', **other_keys)
                said, changed = self.recover()
                self.assertFalse(changed, said.out + said.err)
                self.assertEqual(said.returncode, cli.NEEDS_RECOVERY, said.out + said.err)
                self.assertRegex(said.out + said.err, r'\(serial number AAAA1111\) at this port was interrupted\.\s+The drive now at this port\s+reports another serial number')
                self.assertIsNone(self.json('info', 'sr0')['journal'])

    def test_the_first_drive_is_recovered_when_it_is_back(self):
        self.interrupt(TSST, 'AAAA1111', {})
        scenario = cli.one(TSST, Serial='AAAA1111')
        self.connect(TSST, 'second', 'BBBB2222', State='boot')
        self.recover()
        self.environment['BURNBACK_SIM_STATE'] = self.drives = self.path('first')
        self.use(scenario)
        said, _ = self.recover()
        self.assertEqual(said.returncode, cli.DONE, said.out + said.err)
        self.assertEqual(self.json('list')[0]['state'], 'ready')

    def test_drive_without_serial_number_is_judged_by_the_model_that_it_reports(self):
        """Only the port is equal then, so the model decides whether the recorded firmware is written."""
        self.interrupt(TSST, '', {})
        self.connect(('samsung-tsst', 'DVD-ROM TS-H352C'), 'second', '', State='boot')
        said, changed = self.recover()
        self.assertFalse(changed, said.out + said.err)
        self.assertEqual(said.returncode, cli.NEEDS_RECOVERY, said.out + said.err)

    def test_slim_drive_without_serial_number_gets_no_half_height_firmware(self):
        """Neither the backup of a half-height drive that was at this port, nor a file for it."""
        self.connect(MT1959, 'first', '', Revision='1.05', Quirks='readable=all')
        image = self.make_image('half-height.bin', MT1959)
        self.text('backup', 'sr0', '--progress', 'none')
        self.connect(('mediatek-mt1959', 'BD-RE BU40N'), 'second', '', State='boot')
        said, changed = self.recover()
        self.assertFalse(changed, said.out + said.err)
        self.assertEqual(said.returncode, cli.NEEDS_RECOVERY, said.out + said.err)
        self.assertFalse([entry for entry in self.log() if entry['step'] == 'program'])
        value = self.json('check', 'sr0', image, code=cli.REFUSED)
        self.assertEqual([reason['code'] for reason in value['reasons'] if reason['weight'] == 'refusal'], ['group'])


if __name__ == '__main__':
    cli.main()
