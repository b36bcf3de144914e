# SPDX-License-Identifier: GPL-3.0-or-later
"""Pioneer BD drives (src/family/pioneer-bd): Kernel and Normal are read and verified, and never written.

Tests bb-flow-survey.c and bb-sim-pioneer-bd.c.
"""
import cli

UD04 = ('pioneer-bd', '8A10')
OLD = ('pioneer-bd', '1003')


class PioneerBdTest(cli.CliTest):
    def tearDown(self):
        """Checks that the drive got no WRITE BUFFER but the one that allows reads."""
        if self.log_length():
            self.assertEqual([entry['violations'] for entry in self.log() if 'violations' in entry], [])
            self.assertEqual({entry['cdb'] for entry in self.log() if entry['cdb'].startswith('3B')} - {'3B0241A5AAAA00000000'}, set())

    def drive(self, model=UD04, **keys):
        keys.setdefault('Revision', '1.14')
        self.use(cli.one(model, **keys))
        self.make_drives()

    def enables(self):
        return [entry['cdb'] for entry in self.log() if entry['cdb'].startswith('3B')]

    def test_backup_is_read_and_verified_later(self):
        for quirk in ('', 'short-attempt'):
            self.forget_drives()
            self.drive(Quirks=quirk) if quirk else self.drive()
            info = self.json('info', 'sr0')
            self.assertEqual([info['can'], info['backup'], info['is']['model']], [['identify', 'backup', 'verify'], 'full', 'BDR-US04/UD04'])
            self.assertEqual(self.enables(), [], 'identifying allows no reads')
            backup = self.json('backup', 'sr0')
            self.assertTrue(backup['complete'])
            self.assertEqual({region['name']: region['length'] for region in backup['regions']}, {'kernel': 0x10000, 'normal': 0x12300, 'firmware': 0x22300})
            self.assertEqual(len(self.enables()), 1, 'reads stay allowed')
            self.power(False)
            self.power()
            self.assertEqual(self.json('verify', 'sr0')['verified'], 'proven')
            self.assertEqual(len(self.enables()), 2)

    def test_readable_drive_gets_no_write_buffer(self):
        self.drive(Quirks='readable')
        self.assertTrue(self.json('backup', 'sr0')['complete'])
        self.assertEqual(self.enables(), [])

    def test_other_firmware_is_noticed(self):
        self.drive(Seed=3)
        self.json('backup', 'sr0')
        self.forget_drives()
        self.drive(Seed=4)
        self.json('verify', 'sr0', code=cli.FAILED)

    def test_what_is_no_firmware_is_no_backup(self):
        for quirk, code in (('bad-sum', cli.FAILED), ('length=7936', cli.REFUSED), ('refused', cli.FAILED)):
            self.forget_drives()
            self.drive(Quirks=quirk)
            self.json('backup', 'sr0', code=code)
            self.assertEqual([backup for backup in self.json('backups', 'list', kind='backups-list') if backup['complete']], [])

    def test_drive_in_update_mode_is_explained(self):
        self.drive(State='update')
        info = self.json('info', 'sr0')
        self.assertEqual([info['can'], info['mode'], info['state']], [['identify'], 'update', 'needs-recovery'])
        self.assertIn('update mode', info['state-text'])
        self.json('backup', 'sr0', code=cli.REFUSED)
        self.assertIsNone(info['rescue'])
        self.assertIn('SAT 8A10', self.text('info', 'sr0').out)
        refused = self.json('recover', 'sr0', self.make_image('new.bin', UD04, '1.15'), '--yes', code=cli.REFUSED)
        self.assertIn('the manufacturer’s program', refused['error']['message'] if 'error' in refused else refused['message'])

    def test_older_models_are_only_identified(self):
        self.drive(OLD)
        info = self.json('info', 'sr0')
        self.assertEqual([info['can'], info['backup'], info['details']['platform']], [['identify'], 'none', 'SAT 1003'])
        self.json('backup', 'sr0', code=cli.REFUSED)

    def test_files_are_matched_and_never_written(self):
        self.drive()
        before = self.dump()
        file = self.make_image('new.bin', UD04, '1.15')
        self.assertEqual(self.json('identify', file)[0]['details']['part'], 'normal')
        self.assertEqual([reason['code'] for reason in self.json('check', 'sr0', file, code=cli.REFUSED)['reasons']], ['no-flash'])
        tag = self.make_image('tag.bin', UD04, '1.15', 7, '--set=kernel-tag=ID58')
        self.assertIn('kernel-tag', [reason['code'] for reason in self.json('check', 'sr0', tag, code=cli.REFUSED)['reasons']])
        self.json('flash', 'sr0', file, '--yes', '--allow-crossflash', code=cli.REFUSED)
        self.json('verify', 'sr0', file, code=cli.REFUSED)
        self.json('backup', 'sr0')
        self.json('rollback', 'sr0', '--yes', code=cli.REFUSED)
        self.assert_same_bytes(self.dump(), before, 'the memory')

    def test_drive_of_another_vendor_is_never_asked(self):
        self.use(cli.one(cli.NS60))
        self.make_drives()
        self.json('info', 'sr0', '--look-closer')
        self.assertEqual([entry['cdb'] for entry in self.log() if entry['cdb'].startswith('3C02F1')], [])


if __name__ == '__main__':
    cli.main()
