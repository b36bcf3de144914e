# SPDX-License-Identifier: GPL-3.0-or-later
"""history: what was written to a drive (bb-ctl-history.c)."""
import fcntl
import os
import shutil
import struct

import cli


class History(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.scenario(('sr0', *cli.SMALL, {'Serial': 'A1', 'Seed': '1', 'Revision': '1.05'}),
                              ('sr1', *cli.SMALL, {'Serial': 'B2', 'Seed': '2', 'Revision': '1.04'})))
        self.image = self.make_image('new.bin', cli.SMALL)

    def entries(self, drive='sr0'):
        """Returns [action, revision before, revision after, result, verified] of each entry."""
        return [[item[key] for key in ('action', 'revision-before', 'revision-after', 'result', 'verified')]
                for item in self.json('history', drive)]

    def test_history_has_this_drive_only_newest_first(self):
        # Not all of the memory of this drive is firmware.
        self.use(cli.scenario(('sr0', *cli.NEC, {'Serial': 'A1', 'Seed': '1', 'Revision': '1.05'}),
                              ('sr1', *cli.NEC, {'Serial': 'B2', 'Seed': '2', 'Revision': '1.04'})))
        self.image = self.make_image('nec.bin')
        self.assertEqual(self.entries(), [])
        self.assertEqual(self.text('history', 'sr0').out, 'Burnback has no record of writing to this drive.\n')
        flashed = self.json('flash', 'sr0', self.image, '--yes')
        self.json('rollback', 'sr0')
        self.assertEqual(self.entries(), [['rollback', '1.07', '1.05', 'done', 'proven'],
                                          ['flash', '1.05', '1.07', 'done', 'proven']])
        self.assertEqual(self.entries('sr1'), [])
        items = self.json('history', 'sr0')
        self.assertEqual(items[1]['backup'], flashed['backup'])
        self.assertGreaterEqual(items[0]['time'], items[1]['time'])
        lines = self.text('history', 'sr0').out.splitlines()
        self.assertRegex(lines[0], r'^\d{4}-\d\d-\d\d \d\d:\d\d  Restored 1\.05 over 1\.07: Verified$')
        self.assertTrue(any(line.endswith('Flashed 1.07 over 1.05: Verified') for line in lines))
        self.assertIn('  The firmware was written, read back and verified.', lines)
        self.assertIn(f'  backup {flashed["backup"]}', lines)

    def test_history_and_result_tell_the_direction_of_a_flash(self):
        for revision, heading, entry in (('1.03', 'Firmware downgraded.', 'Flashed 1.03 over 1.05: Verified'),
                                         ('1.03', 'The same firmware revision was written again.', 'Flashed 1.03 again: Verified'),
                                         ('1.07', 'Firmware updated.', 'Flashed 1.07 over 1.03: Verified')):
            done = self.text('flash', 'sr0', self.make_image(f'{revision}.bin', cli.SMALL, revision), '--yes', '--allow-crossflash')
            self.assertIn(f'{heading} The drive is running revision {revision}.', done.out)
            self.assertEqual(done.out.count('updated'), heading.count('updated'), done.out)
            newest = self.text('history', 'sr0').out.splitlines()[0]
            self.assertTrue(newest.endswith(entry), newest)

    def test_a_translation_may_name_the_revisions_in_another_order(self):
        for _time in range(2):
            self.text('flash', 'sr0', self.image, '--yes', '--allow-crossflash')
        self.translate(**{'Flashed %s over %s': 'from %2$s to %1$s', 'Flashed %s again': 'again: %1$s'})
        out = self.text('history', 'sr0').out
        self.assertIn('from 1.05 to 1.07: ', out)
        self.assertIn('again: 1.07: ', out)

    def test_reason_of_a_backup_is_translated_when_it_is_shown(self):
        self.text('backup', 'sr0')
        self.translate(**{'On request': '手動'})
        self.assertIn('手動', self.text('backups', 'list').out)

    def test_flash_of_another_product_is_no_update(self):
        self.forget_drives()
        rebadge = 'nec-optiarc', 'K352'
        self.use(cli.one(rebadge, Vendor='MAD DOG', Product='MD-16XDVD9A2', Revision='1.05'))
        done = self.text('flash', 'sr0', self.make_image('nec.bin', rebadge), '--yes', '--allow-crossflash')
        self.assertIn('Firmware changed. The drive is running revision 1.07.', done.out)
        self.assertTrue(self.text('history', 'sr0').out.splitlines()[0].endswith('Flashed 1.07 over 1.05: Verified'))

    def test_history_has_failed_and_unfinished_flashes(self):
        fault = {'At': 'step:program:9', 'Kind': 'sense', 'Sense': '3/0C/00', 'Times': '3', 'Drive': 'sr0'}
        drives = [('sr0', *cli.SMALL, {'Serial': 'A1', 'Seed': '1', 'Revision': '1.05'})]
        self.use(cli.scenario(*drives, faults=[fault]))
        self.json('flash', 'sr0', self.image, '--yes', code=cli.ROLLED_BACK)
        self.assertEqual(self.entries(), [['flash', '1.05', '1.05', 'rolled-back', 'proven']])
        self.use(cli.scenario(*drives, faults=[{'At': 'step:program:9', 'Kind': 'power-cut', 'Drive': 'sr0'}]))
        self.json('flash', 'sr0', self.image, '--yes', code=cli.NEEDS_RECOVERY)
        self.power()
        self.use(cli.scenario(*drives))
        self.assertEqual(self.entries()[0], ['flash', '1.05', None, 'needs-recovery', 'no'])
        self.assertIn('Not finished', self.text('history', 'sr0').out)

    def test_history_of_a_drive_without_read_back(self):
        self.forget_drives()
        self.use(cli.one(cli.NS60, Revision='1.02'))
        self.json('flash', 'sr0', self.make_image('mt.bin', cli.NS60, '1.03'), '--yes', '--without-backup')
        self.assertEqual(self.entries(), [['flash', '1.02', '1.03', 'done', 'identity']])

    def test_history_of_an_unknown_drive_is_not_found(self):
        self.assertEqual(self.json('history', 'sr9', code=cli.NOT_FOUND)['error']['code'], 'no-such-drive')


class InUse(cli.CliTest):
    """Another program uses the drive, so the drive cannot be identified now (bb_ctl_identify_drive_or_recall())."""

    COMMANDS = (['history', 'sr0'], ['advise', 'sr0'], ['name', 'sr0'])

    def setUp(self):
        super().setUp()
        self.use(cli.scenario(('sr0', *cli.SMALL, {'Serial': 'A1', 'Revision': '1.05'})))
        # A job creates the lock file of the drive.
        self.json('backup', 'sr0')

    def hold(self):
        """Holds the lock of the drive, as another process of Burnback does that runs a job."""
        folder = self.path('state', 'locks')
        name, = [name for name in os.listdir(folder) if name.startswith('drive-')]
        held = open(os.path.join(folder, name), 'r+b')
        self.addCleanup(held.close)
        fcntl.fcntl(held, fcntl.F_OFD_SETLK, struct.pack('hhqqi4x', fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))

    def test_no_records_are_not_called_a_source(self):
        shutil.rmtree(self.path('state', 'backups'))
        self.hold()
        for command in self.COMMANDS:
            done = self.text(*command)
            self.assertRegex(done.err, r"^burnbackctl: .+\. Burnback’s records do not identify this drive either\.\n$")
            self.assertNotIn('advice', done.out)

    def test_records_are_named_as_the_source(self):
        self.hold()
        for command in self.COMMANDS:
            self.assertRegex(self.text(*command).err, r"^burnbackctl: .+\. The information shown comes from Burnback’s records\.\n$")


if __name__ == '__main__':
    cli.main()
