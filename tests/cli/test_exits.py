# SPDX-License-Identifier: GPL-3.0-or-later
"""Every exit code, each reached by a command on simulated drives.

Tests bb-ctl-fail.c.
"""
import json
import os
import shutil
import resource

import cli


class Exits(cli.CliTest):
    def flash(self, code, *options, faults=(), family=cli.NEC, **keys):
        """Flashes a new drive. Returns the JSON; the exit code must be @code (None: any)."""
        self.use(cli.one(family, faults, Revision='1.05', **keys))
        image = self.make_image('new.bin', family)
        return self.json('flash', 'sr0', image, '--yes', *options, code=code)

    def test_0_done(self):
        self.assertEqual(self.flash(cli.DONE)['result'], 'done')

    def test_1_failed_and_unchanged(self):
        value = self.flash(cli.FAILED, faults=[{'At': 'step:upload:3', 'Kind': 'sense', 'Sense': '5/26/00',
                                                'Times': '0'}])
        self.assertEqual([value['result'], value['drive-safe'], value['revision-before']], ['unchanged', True, '1.05'])

    def test_2_wrong_usage(self):
        self.text('flash', 'sr0', code=cli.USAGE)

    def test_3_refused(self):
        self.assertEqual(self.flash(cli.REFUSED, Disc='data')['result'], 'refused')

    def test_4_not_found(self):
        self.use(cli.one(cli.NEC))
        self.json('info', 'sr5', code=cli.NOT_FOUND)
        self.json('flash', 'sr0', self.path('nothing'), '--yes', code=cli.NOT_FOUND)
        self.assertEqual(self.json('rollback', 'sr0', code=cli.NOT_FOUND)['result'], 'unchanged')

    def test_4_impossible_path(self):
        """The path is a symbolic link to itself, is too long, or leads through a regular file."""
        self.use(cli.one(cli.NEC))
        os.symlink('circle', self.path('circle'))
        image = self.make_image('new.bin')
        for path in (self.path('circle'), self.path('x' * 300), os.path.join(image, 'x')):
            for command in (['check', 'sr0'], ['identify'], ['firmware', 'sr0'], ['library', 'add']):
                with self.subTest(command):
                    self.text(*command, path, code=cli.NOT_FOUND)

    def test_5_rolled_back(self):
        value = self.flash(cli.ROLLED_BACK, faults=[{'At': 'step:program:3', 'Kind': 'sense', 'Sense': '3/0C/00',
                                                     'Times': '3'}])
        self.assertEqual([value['result'], value['verified'], value['revision-after']], ['rolled-back', 'proven', '1.05'])

    def test_6_needs_recovery(self):
        value = self.flash(cli.NEEDS_RECOVERY, faults=[{'At': 'step:program:3', 'Kind': 'power-cut'}])
        self.assertEqual([value['result'], value['drive-safe']], ['needs-recovery', False])
        self.assertIn('recover', value['next'].lower())
        # A command that starts no job knows the interrupted flash from the journal.
        value = self.json('flash', 'sr0', self.path('missing.bin'), '--yes', code=cli.NOT_FOUND)
        self.assertIs(value['error']['drive-safe'], False)

    def test_7_not_permitted(self):
        value = self.flash(cli.NOT_PERMITTED, Access='denied')
        self.assertIn('administrator', value['next'])
        self.assertEqual([value['result'], value['drive-safe']], ['unchanged', None])

    def test_1_file_cannot_be_read(self):
        """A pipe or a folder is there, so it is not missing, but it cannot be read as a firmware file."""
        self.use(cli.one(cli.NEC))
        os.mkfifo(self.path('pipe'))
        os.mkdir(self.path('folder'))
        for command in (['identify', self.path('pipe')], ['check', 'sr0', self.path('pipe')],
                        ['flash', 'sr0', self.path('folder'), '--yes']):
            with self.subTest(command):
                self.text(*command, code=cli.FAILED)
        # An empty file was read, and is no firmware.
        self.text('identify', self.write('empty', b''), code=cli.REFUSED)

    def test_1_disk_is_full(self):
        """Files cannot have more than 1 MiB, as if the disk were full, so the backup of 2 MiB cannot be written."""
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.make_drives()
        image = self.make_image('new.bin')
        begin = self.log_length()
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
        for command in (['backup', 'sr0'], ['flash', 'sr0', image, '--yes']):
            value = self.json(*command, code=cli.FAILED, preexec_fn=limit)
            about = value.get('error', value)
            self.assertTrue(about['drive-safe'])
            self.assertIn('Free up space', about['next'])
        self.assertEqual([entry for entry in self.log(since=begin) if cli.is_write(entry)], [])

    def test_1_state_folder_cannot_be_written(self):
        image = self.make_image('new.bin')
        for name in ('backups', 'images'):
            self.setUp()
            self.use(cli.one(cli.NEC, Revision='1.05'))
            image = self.make_image('new.bin')
            os.makedirs(self.state)
            self.write(os.path.join('state', name), 'in the way')
            value = self.json('flash', 'sr0', image, '--yes', code=cli.FAILED)
            self.assertEqual([value['result'], value['drive-safe']], ['unchanged', True])
            self.assertEqual([entry for entry in self.log() if cli.is_write(entry)], [])

    def test_7_no_permission_for_files(self):
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.make_drives()
        image = self.make_image('new.bin')
        secret = self.make_image('secret.bin')
        locked = self.path('locked')
        os.mkdir(locked)
        user = self.as_another_user()
        os.chmod(secret, 0)
        os.chmod(locked, 0o555 if user == {} else 0o755)
        begin = self.log_length()
        self.state = os.path.join(locked, 'state')
        for command in (['backup', 'sr0'], ['flash', 'sr0', image, '--yes'], ['flash', 'sr0', secret, '--yes'],
                        ['check', 'sr0', secret], ['verify', 'sr0', secret], ['report', 'sr0', os.path.join(locked, 'x')],
                        ['--trace', os.path.join(locked, 'x'), 'list']):
            value = self.json(*command, code=cli.NOT_PERMITTED, **user)
            about = value.get('error', value)
            self.assertIs(about['drive-safe'], True if command[0] == 'report' else None, command)
            self.assertTrue(about['next'], command)
        self.text('identify', secret, code=cli.NOT_PERMITTED, **user)
        # An unreadable folder does not prevent the files of other folders from being identified.
        shelf = self.path('shelf')
        for name in ('a', 'b', 'c'):
            os.makedirs(os.path.join(shelf, name))
        shutil.copy(image, os.path.join(shelf, 'c'))
        os.chmod(os.path.join(shelf, 'b'), 0)
        found = self.json('identify', shelf, code=cli.NOT_PERMITTED, **user)
        self.assertEqual([[os.path.basename(each['file']), each['model']] for each in found], [['b', None], ['new.bin', 'ND-3550A']])
        self.assertIn('ermission', found[0]['problem'])
        self.text('catalog', 'lint', secret, code=cli.NOT_PERMITTED, **user)
        self.assertEqual([entry for entry in self.log(since=begin) if cli.is_write(entry)], [])

    def test_7_another_program_uses_the_drive(self):
        """The state of the drive is unknown: the other program may be writing to it."""
        self.use(cli.one(cli.NEC, InUseBy='A player has it open.'))
        image = self.make_image('new.bin')
        for command in (['flash', 'sr0', image, '--yes'], ['backup', 'sr0'], ['verify', 'sr0', image]):
            value = self.json(*command, code=None)
            if command[0] == 'flash':
                self.assertEqual(value['exit'], cli.NOT_PERMITTED)
            if value.get('exit') == cli.NOT_PERMITTED:
                about = value.get('error', value)
                self.assertIsNone(about['drive-safe'])
                self.assertNotRegex(about['message'], cli.UNTOUCHED)

    def test_4_missing_catalog_file(self):
        self.text('catalog', 'lint', self.path('nope'), code=cli.NOT_FOUND)
        bad = self.write('bad.names', 'nonsense')
        self.text('catalog', 'lint', bad, code=cli.FAILED)
        self.text('catalog', 'lint', bad, self.path('nope'), code=cli.NOT_FOUND)

    def test_8_difference_before_the_power_cycle(self):
        """Reads return wrong data from leaving safe mode to the power cycle, although the flash is correct. Flash must
        exit with 8, and `verify` after the power cycle must find the firmware equal."""
        value = self.flash(cli.UNPROVEN, Quirks='corrupt-after-safe')
        self.assertEqual([value['result'], value['verified'], value['drive-safe']], ['written', 'pending', None])
        self.assertIn('ower cycle', value['next'])
        # A difference counts only if `verify` finds it after a power cycle, too. Here it does not, so the journal is
        # closed.
        self.assertIsNotNone(self.json('info', 'sr0')['journal'])
        self.power(False)
        self.power(True)
        verified = self.json('verify', 'sr0')
        self.assertEqual(verified['result'], 'equal')
        self.assertIsNone(self.json('info', 'sr0')['journal'])

    def test_8_real_difference_fails_after_the_power_cycle(self):
        """The drive accepts all blocks and keeps its old firmware, and it can be compared only after a power cycle. The
        flash must exit with 8, and `verify` after the power cycle must report the difference."""
        value = self.flash(cli.UNPROVEN, '--expert', family=('tsst-mt1939', 'BDDVDW SE-506CB'), Bus='usb', Quirks='keeps-old')
        self.assertEqual([value['result'], value['verified'], value['drive-safe']], ['written', 'pending', None])
        self.power(False)
        self.power(True)
        self.assertEqual(self.json('verify', 'sr0', code=cli.FAILED)['result'], 'different')

    def test_help_lists_the_exit_codes(self):
        text = ' '.join(self.plain('--help').out.split())
        for words in ('0 done', '1 failed', '2 wrong usage', '3 incompatible', '4 no such', '5 failed and rolled back',
                      '6 drive needs', '7 not permitted', '8 written'):
            self.assertIn(words, text)
        value = json.loads(self.plain('--json', 'frobnicate', code=cli.USAGE).out)
        self.assertEqual(value['exit'], 2)


if __name__ == '__main__':
    cli.main()
