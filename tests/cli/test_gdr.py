# SPDX-License-Identifier: GPL-3.0-or-later
"""Hitachi-LG DVD-ROM drives (src/family/gdr): their firmware is read and verified, and never written."""
import cli

GDR8163B = ('lg-gdr', 'DVD-ROM GDR8163B')
GDR8050L = ('lg-gdr', 'DVD-ROM GDR8050L')
GDR8160B = ('lg-gdr', 'DVD-ROM GDR8160B')


class GdrTest(cli.CliTest):
    def tearDown(self):
        """Checks that the drive got no command that could change it."""
        if self.log_length():
            self.assertEqual([entry['violations'] for entry in self.log() if 'violations' in entry], [])
            self.assertEqual([entry['cdb'] for entry in self.log() if entry['cdb'][:2] in ('3B', '55')], [])

    def drive(self, model=GDR8163B, **keys):
        keys.setdefault('Revision', '0L23')
        self.use(cli.one(model, **keys))
        self.make_drives()

    def backups(self):
        return self.json('backups', 'list', kind='backups-list')

    def file(self, name, model=GDR8163B, revision='0L23', seed=1, **settings):
        words = [f'--set={key}={value}' for key, value in settings.items()]
        return self.make_image(name, model, revision, seed, *words)

    def test_backup_is_read_twice_and_verified_later(self):
        self.drive(Quirks='unit-data')
        info = self.json('info', 'sr0')
        self.assertEqual([info['can'], info['backup']], [['identify', 'backup', 'verify'], 'full'])
        self.assertIn('machine code', info['no-flash']['why'])
        self.assertTrue(self.json('backup', 'sr0')['complete'])
        reads = [entry['cdb'] for entry in self.log() if entry['cdb'].startswith('E748495401')]
        self.assertEqual(len(reads), len(set(reads)) * 2 + len([cdb for cdb in reads if cdb.endswith('900000001000')]) - 2)
        self.assertEqual(self.json('verify', 'sr0')['verified'], 'proven')

    def test_other_address_of_a_gdr8050l(self):
        self.drive(GDR8050L, Revision='0012')
        self.assertEqual(self.json('info', 'sr0')['details']['window'], '0x91000000')
        self.assertTrue(self.json('backup', 'sr0')['complete'])

    def test_read_that_differs_makes_no_backup(self):
        self.drive(Quirks='flip')
        self.json('backup', 'sr0', code=cli.FAILED)
        self.assertEqual(self.backups(), [])

    def test_short_reads_make_no_backup(self):
        self.drive(Quirks='short')
        self.assertEqual(self.json('info', 'sr0')['can'], ['identify'])
        self.json('backup', 'sr0', code=cli.REFUSED)

    def test_data_with_a_wrong_sum_is_no_backup(self):
        for quirk in ('bad-sum', 'stale'):
            self.drive(Quirks=quirk)
            self.assertIn('The data was saved, but cannot be used as a backup', self.json('backup', 'sr0', code=cli.FAILED)['error']['message'])
            backup = self.backups()[-1]
            self.assertEqual([backup['complete'], len(backup['regions'])], [False, 1])
            self.json('verify', 'sr0', code=cli.NOT_FOUND)
            self.forget_drives()

    def test_drive_that_refuses_reads_is_only_identified(self):
        for model, keys in ((GDR8163B, {'Quirks': 'refused'}), (GDR8160B, {})):
            self.forget_drives()
            self.drive(model, **keys)
            info = self.json('info', 'sr0')
            self.assertEqual([info['can'], info['backup']], [['identify'], 'none'])
            self.json('backup', 'sr0', code=cli.REFUSED)
            self.assertEqual(info['no-flash']['instead'], 'Update the drive with the manufacturer’s program.')

    def test_files_are_compared_with_the_drive_and_never_written(self):
        self.drive(Seed=1)
        before = self.dump()
        for form in ('scrambled', 'dld', 'updater'):
            same = self.file(form, form=form)
            self.assertEqual(self.json('identify', same)[0]['details']['form'], form)
            self.assertEqual(self.json('verify', 'sr0', same)['verified'], 'proven')
            self.assertEqual(self.json('check', 'sr0', same, code=cli.REFUSED)['reasons'][0]['code'], 'no-flash')
            self.json('flash', 'sr0', same, '--yes', '--allow-crossflash', code=cli.REFUSED)
        self.json('verify', 'sr0', self.file('new.bin', revision='0L30', seed=7), code=cli.FAILED)
        self.json('verify', 'sr0', self.file('other.bin', GDR8050L), code=cli.REFUSED)
        self.json('backup', 'sr0')
        self.json('rollback', 'sr0', '--yes', code=cli.REFUSED)
        self.assert_same_bytes(self.dump(), before, 'the memory')

    def test_drive_of_another_family_is_never_asked(self):
        self.use(cli.one(('lg-renesas', 'DVDRAM GSA-E50L'), Revision='NE01'))
        self.make_drives()
        self.json('info', 'sr0', '--look-closer')
        self.assertEqual([entry['cdb'] for entry in self.log() if entry['cdb'].startswith('E7')], [])


if __name__ == '__main__':
    cli.main()
