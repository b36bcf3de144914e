# SPDX-License-Identifier: GPL-3.0-or-later
"""backup and backups: creating, listing, exporting, checking and deleting (bb-ctl-backups.c)."""
import hashlib
import os

import cli
import streams
from terminal import Terminal


def page(number):
    """Returns the CDB that reads this page of the memory of an NEC drive, as in the log."""
    return f'CC00{number * 0x1000:08X}001000000000'


class Backups(cli.CliTest):
    def start(self, family=cli.NEC, **keys):
        self.use(cli.one(family, **keys))
        self.make_drives()

    def list_backups(self):
        return self.json('backups', 'list', kind='backups-list')

    def test_backup_of_a_readable_drive_has_firmware_and_calibration(self):
        self.start()
        out = self.path('out.bin')
        kept = self.json('backup', 'sr0', '--output', out)
        self.assertTrue(kept['complete'])
        flash = self.dump()
        by_name = {region['name']: region for region in kept['regions']}
        self.assertEqual(set(by_name), {'firmware', 'firmware-raw', 'calibration', 'boot-code', 'erased-block'})
        for name in ('firmware-raw', 'calibration', 'boot-code', 'erased-block'):
            region = by_name[name]
            data = flash[region['address']:region['address'] + region['length']]
            self.assertEqual(region['sha256'], hashlib.sha256(data).hexdigest(), name)
        self.assertEqual(by_name['firmware']['sha256'], hashlib.sha256(self.read(out)).hexdigest())
        # The exported file can be flashed: firmware, its checksum, the tag and the version of the boot code.
        image = self.read(out)
        kind = streams.NEC_MODELS['K355']
        payload = flash[kind.begin:kind.begin + kind.size]
        self.assert_same_bytes(image[:kind.size], payload, 'FILE')
        self.assertEqual(image[kind.size:], streams.sum16(payload).to_bytes(2, 'big') + b'K35505')
        identified = self.json('identify', out)[0]
        self.assertEqual([identified['codes'], identified['checksum']], [['K355'], 'good'])

    def test_backup_reads_every_page_twice(self):
        self.start()
        begin = self.log_length()
        self.json('backup', 'sr0')
        reads = [entry['cdb'] for entry in self.log(since=begin) if entry['cdb'].startswith('CC00') and
                 entry['length'] == 0x1000]
        self.assertLessEqual({reads.count(cdb) for cdb in reads}, {2, 3})
        self.assertGreaterEqual(len(set(reads)), 482)

    def test_read_that_the_drive_refuses_once_is_repeated_with_its_section(self):
        """The 40th read of the run, a page of the firmware, is refused. The section that reads the firmware begins again
        (`max_tries` in bb-nec-plan-backup.c; bb_runner_prepare_retry()), the calibration is not read again, and the
        backup is as complete as one without a refusal. Five of the 40 reads are those of the probe."""
        done, reads, regions = self.back_up_with_refusals(1)
        self.assertEqual(done.returncode, cli.DONE, done.err)
        refused = [number for number, entry in enumerate(reads, 1) if entry['status'] != 0]
        self.assertEqual(refused, [40])
        pages = [entry['cdb'] for entry in reads]
        first = streams.NEC_MODELS['K355'].begin // 0x1000
        before = pages[pages.index(page(first)):40]
        self.assertEqual(before, [page(first + number) for number in range(len(before))])
        self.assertEqual(pages[40:40 + len(before)], before)
        self.assertNotIn(page(4), pages[40:])
        self.assertEqual(done.err.count('Attempt'), 1)
        self.assertIn('The drive reported an error: invalid value in the command (5/24/00). Attempt 2 of 3.\n', done.err)
        self.assertIn('Backup saved. The backup is complete.', done.out)
        self.assertEqual(regions, self.back_up_with_refusals(None)[2])

    def test_read_that_the_drive_refuses_three_times_fails_the_backup(self):
        done, reads, regions = self.back_up_with_refusals(3)
        self.assertEqual(done.returncode, cli.FAILED)
        self.assertEqual(len([entry for entry in reads if entry['status'] != 0]), 3)
        self.assertIn('(5/24/00). Attempt 3 of 3.\n', done.err)
        self.assertIn('(5/24/00). Nothing on the drive was changed. Try again.', done.err)
        self.assertIsNone(regions)

    def back_up_with_refusals(self, times):
        """Backs up a new ND-3550A that refuses @times reads from the 40th on (None: no read). Returns the
        finished program, the reads that the drive received, and the regions of the backup (None without a backup)."""
        self.setUp()
        fault = {'At': 'step:read:40', 'Kind': 'sense', 'Sense': '5/24/00', 'Times': times}
        self.use(cli.one(cli.NEC, [] if times is None else [fault]))
        self.make_drives()
        begin = self.log_length()
        done = self.text('backup', 'sr0', code=None)
        reads = [entry for entry in self.log(since=begin) if entry['step'] == 'read']
        kept = self.list_backups()
        return done, reads, kept[0]['regions'] if kept else None

    def test_backup_of_every_nec_flash_type(self):
        # In each change, the flashes in test_flash.py make a backup of the other types.
        for code in cli.some(streams.NEC_MODELS, 3):
            with self.subTest(code):
                self.setUp()
                self.start(('nec-optiarc', code))
                kept = self.json('backup', 'sr0')
                self.assertEqual(kept['complete'], code != 'C500')
                self.assertTrue(any('calibration' in region['name'] for region in kept['regions']))

    def test_backup_of_a_family_that_can_only_be_read(self):
        """The firmware of such a drive cannot be flashed, but a file of it is identified and can be compared with the
        drive."""
        self.start(('nec-optiarc', 'M110'))
        out = self.path('hr.bin')
        self.json('backup', 'sr0', '--output', out)
        self.assertEqual(os.path.getsize(out), 1835012)
        for path in (out, self.write('with-boot.bin', self.read(out) + b'05')):
            image = self.json('identify', path)[0]
            self.assertEqual([image['codes'], image['model'], image['problem']], [['M110'], 'HR-1100A', None])
            self.assertEqual(self.json('verify', 'sr0', path)['result'], 'equal')
            self.assertEqual(self.json('check', 'sr0', path, code=cli.REFUSED)['verdict'], 'refused')
        self.assertEqual(self.json('verify', 'sr0')['result'], 'equal')
        other = bytearray(self.read(out))
        other[0x12345] ^= 1
        value = self.json('verify', 'sr0', self.write('other.bin', bytes(other)), code=cli.FAILED)
        self.assertEqual([one['address'] <= 0x40000 + 0x12345 < one['address'] + one['length']
                          for one in value['differences']], [True])

    def test_backup_of_a_mediatek_drive(self):
        for readable, least in (('config', 0x20), ('windows', 0x10120), ('all', 0x1F0000)):
            self.setUp()
            self.start(cli.NS60, Quirks=f'readable={readable}')
            kept = self.json('backup', 'sr0')
            self.assertGreaterEqual(sum(region['length'] for region in kept['regions']), least)
            flash = self.dump()
            config = next(region for region in kept['regions'] if region['address'] == 0x3000)
            self.assertEqual(config['sha256'], hashlib.sha256(flash[0x3000:0x3020]).hexdigest())

    def test_folder_chosen_in_the_window_is_used(self):
        """burnbackctl uses the folder that was chosen in the window. If that folder is missing, no job is started."""
        self.start(cli.SMALL)
        chosen = self.path('other disk')
        backups = os.path.join(chosen, 'backups')
        os.makedirs(backups)
        os.makedirs(self.path('config', 'burnback'))
        self.write(os.path.join('config', 'burnback', 'store'), f'[store]\nfolder={chosen}\n')
        given, self.state = self.state, None
        kept = self.json('backup', 'sr0')
        # Backups of simulated drives are in a subfolder.
        self.assertEqual(os.listdir(backups), [])
        self.assertTrue(kept['folder'].startswith(os.path.join(chosen, 'simulated') + os.sep), kept['folder'])
        os.rename(backups, self.path('away'))
        reported = self.json('list', code=cli.NOT_FOUND)['error']
        self.assertIn(chosen, reported['message'])
        self.assertIn('--state-dir', reported['next'])
        self.assertFalse(os.path.exists(backups), 'a new folder of backups was made in silence')
        # If the file with the choice is invalid, the usual folder must not be used instead.
        for note in ('[store]\nfol', '[store]\nfolder=here\n', '[store]\n'):
            self.write(os.path.join('config', 'burnback', 'store'), note)
            reported = self.json('list', code=cli.FAILED)['error']
            self.assertIn(self.path('config', 'burnback', 'store'), reported['message'])
            self.assertIn('Burnback will not use any drive', reported['message'])
            self.assertFalse(os.path.exists(self.path('xdg-state', 'burnback')))
        self.state = given
        self.assertEqual(self.list_backups(), [])

    def test_list_show_export_and_check_agree(self):
        self.start(cli.SMALL)
        self.assertEqual(self.list_backups(), [])
        self.assertIn('burnbackctl backup', self.text('backups', 'list').out)
        kept = self.json('backup', 'sr0')
        self.assertEqual([one['id'] for one in self.list_backups()], [kept['id']])
        self.assertEqual(self.json('backups', 'show', kept['id'], kind='backups-show'), kept)
        self.assertIn(kept['id'], self.text('backups', 'show', kept['id']).out)
        out = self.path('out.bin')
        exported = self.json('backups', 'export', kept['id'], out, kind='backups-export')
        self.assertEqual([exported['file'], exported['id']], [out, kept['id']])
        self.assertEqual(self.json('verify', 'sr0', out)['result'], 'equal')
        checked = self.json('backups', 'check', kind='backups-check')
        self.assertEqual(checked, [{'id': kept['id'], 'good': True, 'problem': None}])

    def test_unknown_backup_id_is_not_found(self):
        self.start(cli.SMALL)
        for command in (['backups', 'show', 'none'], ['backups', 'export', 'none', self.path('x')],
                        ['rollback', 'sr0', 'none'], ['rollback', 'sr0'], ['verify', 'sr0']):
            value = self.json(*command, code=cli.NOT_FOUND)
            about = value.get('error', value)
            self.assertIs(about['drive-safe'], None if command[0] == 'backups' else True, command)
            self.assertTrue(about['next'], command)

    def test_id_with_a_path_is_not_found(self):
        self.start(cli.SMALL)
        self.json('backup', 'sr0')
        for name in ('..', '../..', '/etc', '.', '', 'a/b'):
            self.text('backups', 'show', name, code=cli.NOT_FOUND)

    def test_export_to_an_impossible_path_fails(self):
        self.start(cli.SMALL)
        kept = self.json('backup', 'sr0')
        value = self.json('backups', 'export', kept['id'], self.path('no', 'such', 'file'), code=None)
        self.assertTrue(value['error']['next'])
        value = self.json('backup', 'sr0', '--output', self.path('no', 'such', 'file'), code=cli.FAILED)
        self.assertIn('backup itself was saved', value['error']['next'])
        self.assertEqual(len(self.list_backups()), 2)

    def test_check_finds_a_flipped_bit(self):
        self.start(cli.SMALL)
        kept = self.json('backup', 'sr0')
        self.json('backup', 'sr0')
        for folder, _folders, names in os.walk(kept['folder']):
            path = os.path.join(folder, max(names, key=lambda name: os.path.getsize(os.path.join(folder, name))))
        os.chmod(path, 0o600)
        data = bytearray(self.read(path))
        data[1234] ^= 4
        with open(path, 'wb') as file:
            file.write(data)
        checked = self.json('backups', 'check', kind='backups-check', code=cli.FAILED)
        self.assertEqual(sorted((one['good'], one['id'] == kept['id']) for one in checked),
                         [(False, True), (True, False)])

    def test_damaged_backup_is_not_exported(self):
        self.use(cli.scenario(('sr0', *cli.NS60, {})))
        kept = self.json('backup', 'sr0')
        there = self.path('here')
        os.mkdir(there)
        self.assertEqual(self.json('backups', 'export', kept['id'], there, code=None)['error']['next'], 'Choose another location.')
        self.text('backups', 'export', kept['id'], self.path('whole'))
        path = os.path.join(kept['folder'], 'config.bin')
        os.chmod(path, 0o600)
        with open(path, 'ab') as file:
            file.write(b'more')
        reported = self.json('backups', 'export', kept['id'], self.path('new'), code=cli.FAILED)['error']
        self.assertEqual(reported['next'], 'Choose a different backup to export.')
        self.assertFalse(os.path.exists(self.path('new')))

    def test_unreadable_folder_of_backups_is_not_listed_as_empty(self):
        self.start(cli.SMALL)
        os.makedirs(self.state)
        self.write('state/backups', 'no folder')
        for act, code in (('list', cli.FAILED), ('check', cli.FAILED)):
            done = self.text('backups', act, code=code)
            self.assertIn('Not a directory', done.err)
            self.assertNotRegex(done.out, 'No backup|no backups')

    def test_rollback_uses_the_backup_of_the_same_drive(self):
        self.use(cli.scenario(('sr0', *cli.SMALL, {'Serial': 'A1', 'Seed': '1', 'Revision': '1.04'}),
                              ('sr1', *cli.SMALL, {'Serial': 'B2', 'Seed': '2', 'Revision': '1.05'})))
        self.make_drives()
        first = self.json('backup', 'sr0')
        second = self.json('backup', 'sr1')
        before = self.dump('sr1')[0x8000:0xC0000]
        self.json('flash', 'sr1', self.make_image('new.bin', cli.SMALL), '--yes')
        result = self.json('rollback', 'sr1')
        self.assertNotEqual(result['backup'], first['id'])
        self.assert_same_bytes(self.dump('sr1')[0x8000:0xC0000], before, 'its own firmware')
        self.assertEqual(self.json('rollback', 'sr1', second['id'])['revision-after'], '1.05')

    def test_rollback_without_a_backup_restores_the_firmware_from_before_the_last_flash(self):
        """A backup of the firmware that runs is not restored, unless there is no other."""
        self.start(cli.SMALL, Revision='1.05')
        before = self.dump()[0x8000:0xC0000]
        self.json('flash', 'sr0', self.make_image('new.bin', cli.SMALL), '--yes')
        self.json('backup', 'sr0')
        self.assertEqual(self.json('rollback', 'sr0')['revision-after'], '1.05')
        self.assert_same_bytes(self.dump()[0x8000:0xC0000], before, 'the old firmware')
        # Now 1.05 runs, so the backup of 1.07 is restored.
        self.assertEqual(self.json('rollback', 'sr0')['revision-after'], '1.07')

    def test_rollback_knows_other_firmware_of_the_same_revision(self):
        self.start(cli.SMALL)
        self.json('flash', 'sr0', self.make_image('old.bin', cli.SMALL, revision='1.04'), '--yes', '--allow-crossflash')
        self.json('flash', 'sr0', self.make_image('new.bin', cli.SMALL, revision='1.07'), '--yes')
        before = self.dump()[0x8000:0xC0000]
        self.json('flash', 'sr0', self.make_image('patched.bin', cli.SMALL, revision='1.07', seed=8), '--yes', '--allow-crossflash')
        self.assertEqual(self.json('rollback', 'sr0')['revision-after'], '1.07')
        self.assert_same_bytes(self.dump()[0x8000:0xC0000], before, 'the firmware from before the last flash')

    def test_message_says_whether_the_backup_is_complete(self):
        self.start(cli.SMALL)
        self.assertIn('Backup saved. The backup is complete. The data was read twice, and both reads were identical.',
                      self.text('backup', 'sr0').out)
        self.setUp()
        self.start(('mediatek-mt1959', 'BW-16D1HT'))
        self.assertIn('Backup saved, but it contains no firmware.',
                      self.text('backup', 'sr0').out)

    def test_rollback_refuses_the_backup_of_another_unit(self):
        self.use(cli.scenario(('sr0', *cli.SMALL, {'Serial': 'A1', 'Seed': '1'}),
                              ('sr1', *cli.NS60, {'Serial': 'B2', 'Seed': '2'})))
        kept = self.json('backup', 'sr0')
        value = self.json('rollback', 'sr1', kept['id'], code=None)
        self.assertIn(value['exit'], (cli.REFUSED, cli.NOT_FOUND))
        self.assertEqual([entry for entry in self.log('sr1') if cli.is_write(entry)], [])


class DeleteBackups(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.SMALL, Revision='1.05'))
        self.first = self.json('backup', 'sr0')['id']

    def delete(self, *arguments, code=cli.DONE):
        return self.json('backups', 'delete', *arguments, kind='backups-delete', code=code)

    def backup_ids(self):
        return [one['id'] for one in self.json('backups', 'list', kind='backups-list')]

    def test_only_backup_of_a_drive_is_deleted_with_yes_only(self):
        error = self.delete(self.first, code=cli.REFUSED)['error']
        self.assertEqual(error['code'], 'only-backup')
        self.assertIn('--yes', error['next'])
        self.assertEqual(self.backup_ids(), [self.first])
        self.assertEqual(self.delete(self.first, '--yes'), {'id': self.first, 'deleted': True})
        self.assertEqual(self.backup_ids(), [])
        self.assertEqual(os.listdir(os.path.join(self.state, 'backups')), [])

    def test_one_of_several_backups_is_deleted_without_yes(self):
        second = self.json('backup', 'sr0')['id']
        self.assertIn(second, self.text('backups', 'delete', second).out)
        self.assertEqual(self.backup_ids(), [self.first])

    def test_backup_of_an_unfinished_flash_is_never_deleted(self):
        self.use(cli.one(cli.SMALL, [{'At': 'step:program:9', 'Kind': 'power-cut'}], Revision='1.05'))
        image = self.make_image('new.bin', cli.SMALL)
        needed = self.json('flash', 'sr0', image, '--yes', code=cli.NEEDS_RECOVERY)['backup']
        self.power()
        self.use(cli.one(cli.SMALL, Revision='1.05'))
        for options in ([], ['--yes']):
            error = self.delete(needed, *options, code=cli.REFUSED)['error']
            self.assertIn('because a drive still needs it for recovery', error['message'])
            self.assertIn(needed, self.backup_ids())
        # No question is asked, because no answer allows it to be deleted.
        terminal = Terminal(self.command('backups', 'delete', needed), self.environment)
        self.assertEqual(terminal.finish(), cli.REFUSED)
        self.assertNotIn('[y/N]', terminal.text)
        self.json('recover', 'sr0', image, '--yes')
        self.delete(needed, '--yes')
        self.assertNotIn(needed, self.backup_ids())

    def test_delete_of_an_unknown_id_is_not_found(self):
        for name in ('none', '..', 'a/b'):
            self.text('backups', 'delete', name, '--yes', code=cli.NOT_FOUND)
        self.assertEqual(self.backup_ids(), [self.first])

    def test_delete_on_a_terminal_asks(self):
        self.json('backup', 'sr0')
        for answer, code in (('n', cli.REFUSED), ('', cli.REFUSED), ('y', cli.DONE)):
            terminal = Terminal(self.command('backups', 'delete', self.first), self.environment)
            self.assertTrue(terminal.read_until(r'revision 1\.05\? \[y/N\] '), terminal.text)
            terminal.type(answer)
            self.assertEqual(terminal.finish(), code)
            self.assertEqual(len(self.backup_ids()), 1 if code == cli.DONE else 2)
        terminal = Terminal(self.command('backups', 'delete', self.backup_ids()[0]), self.environment)
        self.assertTrue(terminal.read_until(r'drive’s only backup.*\[y/N\] '), terminal.text)
        terminal.type('y')
        self.assertEqual(terminal.finish(), cli.DONE)
        self.assertEqual(self.backup_ids(), [])

    def test_answer_does_not_cover_the_only_backup(self):
        """Two programs ask at the same time to delete one of two backups each. The second one must ask again, because after the
        first deletion its backup is the only one."""
        second = self.json('backup', 'sr0')['id']
        one, other = (Terminal(self.command('backups', 'delete', name), self.environment) for name in (self.first, second))
        for terminal in (one, other):
            self.assertTrue(terminal.read_until(r'revision 1\.05\? \[y/N\] '), terminal.text)
            self.assertNotIn('only backup', terminal.text)
        one.type('y')
        self.assertEqual(one.finish(), cli.DONE)
        other.type('y')
        self.assertTrue(other.read_until(r'drive’s only backup.*\[y/N\] '), other.text)
        other.type('n')
        self.assertEqual(other.finish(), cli.REFUSED)
        self.assertEqual(self.backup_ids(), [second])


if __name__ == '__main__':
    cli.main()
