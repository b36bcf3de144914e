# SPDX-License-Identifier: GPL-3.0-or-later
"""Lite-On drives (src/family/liteon): drives and files are identified. One model is read, for experts only.

Tests bb-sim-liteon.c.
"""
import os

import cli

SOHW1653S = ('lite-on', 'SOHW-1653S')
DS8ABSH = ('lite-on', 'DS-8ABSH')
STANDARD = {'00', '03', '12', '1E', '28', '46', '4A', '51', '5A', 'A0', 'A4'}
READ = ('--setting', 'read-ds-8absh')


class LiteonTest(cli.CliTest):
    def tearDown(self):
        """Checks that the drive got standard commands only."""
        if self.log_length():
            log = self.log()
            self.assertEqual({entry['cdb'][:2] for entry in log} - STANDARD, set())
            self.assertEqual([entry['cdb'] for entry in log if entry['cdb'][:2] == '12' and entry['cdb'][10:] != '00'], [])

    def test_drive_is_only_identified(self):
        self.use(cli.one(SOHW1653S))
        self.make_drives()
        info = self.json('info', 'sr0', '--look-closer')
        self.assertEqual([info['can'], info['is']['model'], info['is']['confidence']], [['identify'], 'SOHW-1653S', 'medium'])
        self.assertIn('the manufacturer’s program', info['no-flash']['instead'])
        image = self.make_image('a.bin', SOHW1653S, 'CS0Z')
        for command in (('backup', 'sr0'), ('verify', 'sr0', image), ('backup', 'sr0', *READ), ('verify', 'sr0', image, *READ)):
            self.json(*command, code=cli.REFUSED)

    def test_updaters_are_opened_and_never_flashed(self):
        self.use(cli.one(SOHW1653S))
        self.make_drives()
        for method, shown in cli.some((('0', '0'), ('1a', '1'), ('1b', '1'), ('2', '2'), ('3', '3'), ('x', '0'), ('xs', '3')), 5):
            file = self.make_image(f'{method}.exe', SOHW1653S, 'CS0Z', 7, f'--set=updater={method}')
            image = self.json('identify', file)[0]
            self.assertEqual([image['revision'], image['details']['updater-method']], ['CS0Z', shown])
            self.json('flash', 'sr0', file, '--yes', '--allow-crossflash', '--without-backup', code=cli.REFUSED)

    def test_reading_is_off_without_the_setting(self):
        self.use(cli.one(DS8ABSH, Revision='LD5M'))
        self.make_drives()
        info = self.json('info', 'sr0', '--look-closer')
        self.assertEqual([info['can'], info['backup']], [['identify'], 'none'])
        self.assertIn('Only one person', self.text('info', 'sr0').out)
        self.assertIn('read-ds-8absh', info['no-flash']['instead'])
        self.assertIn('The procedure is for experts and is available only on the command line', self.json('backup', 'sr0', code=cli.REFUSED)['error']['message'])


class SettingTest(cli.CliTest):
    def test_setting_is_for_this_family(self):
        self.use(cli.one(cli.NEC))
        self.assertIn('must be one of these: search-from-zero, read-ds-8absh.',
                      self.json('backup', 'sr0', '--setting', 'readdress', code=cli.USAGE)['error']['message'])
        for command in (('backup', 'sr0'), ('verify', 'sr0')):
            error = self.json(*command, *READ, code=cli.USAGE)['error']['message']
            self.assertIn('--setting read-ds-8absh is for drives of the Lite-On family', error)


class ReadTest(cli.CliTest):
    def tearDown(self):
        """Checks that the drive got nothing that could change it."""
        log = self.log()
        self.assertEqual([entry['violations'] for entry in log if 'violations' in entry], [])
        self.assertEqual([entry['cdb'] for entry in log if entry['cdb'][:2] == '3B'], [])

    def drive(self, **keys):
        self.use(cli.one(DS8ABSH, Revision='LD5M', **keys))
        self.make_drives()

    def reads(self):
        return [entry['cdb'] for entry in self.log() if entry['cdb'][:2] == '3C']

    def test_expert_reads_twice_and_verifies(self):
        self.drive()
        folder = self.json('backup', 'sr0', *READ)['folder']
        self.assert_same_bytes(self.read(os.path.join(folder, 'firmware.bin')), self.dump(), 'the memory')
        self.assertEqual(len(self.reads()), 1 + 2 * 8192)
        self.assertEqual(self.json('list')[0]['can'], ['identify'])
        self.assertEqual(self.json('verify', 'sr0', *READ)['verified'], 'proven')
        self.assertEqual(self.json('identify', os.path.join(folder, 'firmware.bin'))[0]['revision'], 'LD5M')
        self.json('rollback', 'sr0', '--yes', '--expert', code=cli.REFUSED)

    def test_drive_that_answers_otherwise_is_not_read(self):
        for quirk, n_reads in (('plain-inquiry', 0), ('no-read', 1), ('other-cipher', 1), ('other-key', 1)):
            self.forget_drives()
            self.drive(Quirks=quirk)
            error = self.json('backup', 'sr0', *READ, code=None)['error']
            self.assertIn('This drive responded to them differently, so Burnback stopped reading.', error['message'])
            self.assertLessEqual(len(self.reads()), n_reads)
            self.assertEqual(self.json('backups', 'list', kind='backups-list'), [])

    def test_reads_that_differ_or_have_other_names_make_no_backup(self):
        for quirk, n_saved in (('flip', 0), ('bad-names', 1)):
            self.forget_drives()
            self.drive(Quirks=quirk)
            self.json('backup', 'sr0', *READ, code=cli.FAILED)
            backups = self.json('backups', 'list', kind='backups-list')
            self.assertEqual([backup['complete'] for backup in backups], [False] * n_saved)

    def test_drive_without_firmware_is_not_read(self):
        self.drive(State='boot')
        listed = self.json('list')[0]
        self.assertEqual([listed['state'], listed['can']], ['needs-recovery', ['identify']])
        self.json('backup', 'sr0', *READ, code=cli.REFUSED)
        self.assertEqual(self.reads(), [])


if __name__ == '__main__':
    cli.main()
