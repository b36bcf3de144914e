# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of backups and journals: unusual files, missing permissions, simulated drives, two programs (bb-state-folder.c)."""
import glob
import json
import os
import shutil
import signal
import subprocess

import cli

# Where a flash of each family is interrupted.
PLACES = ((cli.SMALL, 'step:program:9'), (cli.NS60, 'step:program:1'))


class UnusualFiles(cli.CliTest):
    """Pipes and devices in the folder must not block; a program that blocks is ended by the time limit of the test."""

    def start(self):
        """Makes a backup, then flashes. Returns the backup."""
        self.use(cli.one(cli.SMALL))
        kept = self.json('backup', 'sr0')
        self.json('flash', 'sr0', self.make_image('new.bin', cli.SMALL), '--yes')
        return kept

    def places_of_files(self, kept):
        """Returns paths of files that the programs read, in the state folder and outside."""
        done = glob.glob(os.path.join(self.state, 'journal', 'done', '*.journal'))[0]
        journal = os.path.join(self.state, 'journal', 'strange.journal')
        return [journal, journal.replace('.journal', '.progress'), done, done.replace('.journal', '.progress'),
                os.path.join(kept['folder'], 'manifest'), os.path.join(kept['folder'], 'firmware.bin'),
                os.path.join(self.state, 'backups', 'strange'),
                self.path('data', 'burnback', 'catalog', 'mine.names'), self.path('config', 'burnback', 'store')]

    def make(self, kind, path):
        """Puts a pipe, a link to a device, a link to itself or a folder at @path."""
        if os.path.lexists(path):
            os.unlink(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if kind == 'fifo':
            os.mkfifo(path)
        elif kind == 'device':
            os.symlink('/dev/zero', path)
        elif kind == 'loop':
            os.symlink(path, path)
        else:
            os.mkdir(path)

    def test_pipes_and_devices_in_the_store_do_not_block(self):
        kept = self.start()
        self.copy_folders('good')
        kinds = ('fifo', 'device', 'loop', 'folder')
        for kind in kinds:
            for i, place in enumerate(self.places_of_files(kept)):
                # A pipe is the one that blocks a program most easily. The others take turns.
                if not cli.ALL and kind != 'fifo' and (i % 4 or kind != kinds[1 + i // 4]):
                    continue
                with self.subTest(kind=kind, place=os.path.relpath(place, self.folder)):
                    self.make(kind, place)
                    for command in (['list'], ['backups', 'list'], ['backups', 'check'], ['recover', 'sr0', '--yes']):
                        self.text(*command, code=None)
                    (os.rmdir if kind == 'folder' else os.unlink)(place)
                    self.restore_folders('good')


class UnreadableFiles(cli.CliTest):
    """A flash was interrupted by a power cut; then files of the folder cannot be read."""

    def cut_flash(self, family=cli.SMALL, at='step:program:9'):
        """Cuts the power during a flash."""
        self.use(cli.one(family, faults=[dict(Drive='sr0', At=at, Kind='power-cut', During='after')]))
        fallback = ['--fallback', self.make_image('old.bin', family, '1.05', 1)] if family is cli.NS60 else []
        self.text('flash', 'sr0', self.make_image('new.bin', family), '--yes', *fallback, code=cli.NEEDS_RECOVERY)

    def interrupt_flash(self, family=cli.SMALL, at='step:program:9'):
        """Brings drive and state folder into the state after cut_flash(), and copies the folders as "cut"."""
        self.make_once(('interrupted', family, at, os.path.basename(self.state)), lambda: self.cut_flash(family, at))
        self.make_image('new.bin', family)
        self.use(cli.one(family))
        self.power()
        self.copy_folders('cut')

    def journal(self, ending='.journal'):
        """Returns the path of an open journal, or of its file with another ending."""
        return glob.glob(os.path.join(self.state, 'journal', '*' + ending))[0]

    def manifest(self):
        """Returns the path of the manifest of a backup."""
        return glob.glob(os.path.join(self.state, 'backups', '*', 'manifest'))[0]

    def damage(self, path, how):
        """Removes a file and makes a damaged file, a link, a pipe or a folder at its path, as @how says; nothing for
        'missing'."""
        data = self.read(path)
        os.unlink(path)
        if how == 'empty':
            self.write(path, b'')
        elif how == 'bit':
            at = data.index(b'fingerprint=') + 14
            self.write(path, data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
        elif how == 'cut':
            self.write(path, data[:len(data) // 2])
        elif how == 'loop':
            os.symlink(path, path)
        elif how == 'fifo':
            os.mkfifo(path)
        elif how == 'folder':
            os.mkdir(path)
        elif how == 'garbage':
            self.write(path, b'no key file')

    def assert_path_named(self, path, code, *arguments, **more):
        """Checks that a command fails with a message that names @path. Returns the process."""
        done = self.text(*arguments, code=code, **more)
        self.assertIn(path, done.err)
        self.assert_failure_line(done)
        return done

    def test_unreadable_files_are_named_and_not_treated_as_missing(self):
        self.interrupt_flash()
        for file, ways in cli.shares((self.journal, self.manifest), ('empty', 'bit', 'cut', 'loop', 'fifo')):
            for how in ways:
                with self.subTest(file=file.__name__, how=how):
                    self.restore_folders('cut')
                    path = file()
                    self.damage(path, how)
                    self.assert_path_named(path, cli.FAILED, '--json', 'list')
                    self.assert_path_named(path, cli.FAILED, 'list')
                    self.assert_path_named(path, cli.FAILED, '--json', 'backups', 'list')
                    self.assert_path_named(path, cli.FAILED, 'backups', 'check')

    def test_recover_names_unreadable_files(self):
        self.interrupt_flash()
        for how in cli.some(('empty', 'bit', 'cut', 'loop', 'fifo')):
            with self.subTest(how):
                self.restore_folders('cut')
                path, manifest = self.journal(), self.manifest()
                self.damage(path, how)
                self.damage(manifest, how)
                reported = self.json('recover', 'sr0', '--yes', code=cli.NEEDS_RECOVERY)
                self.assertIn(path, reported['message'])
                self.assertIn(manifest, reported['message'])
                self.assertNotIn('no usable copy of the firmware', reported['message'])
                # With an image in a file of the user, recovery needs neither journal nor backup.
                self.json('recover', 'sr0', self.path('new.bin'), '--yes')

    def test_recover_names_unreadable_images(self):
        """The journal can be read, but none of the images that it names."""
        for (family, at), ways in cli.shares(PLACES, ('cut', 'loop', 'folder', 'missing')):
            self.setUp()
            self.interrupt_flash(family, at)
            for how in ways:
                with self.subTest(family=family[0], how=how):
                    self.restore_folders('cut')
                    paths = glob.glob(os.path.join(self.state, 'images', '*'))
                    for path in paths + glob.glob(os.path.join(self.state, 'backups', '*', 'firmware.bin')):
                        self.damage(path, how)
                    reported = self.json('recover', 'sr0', '--yes', code=cli.NEEDS_RECOVERY)
                    self.assertNotIn('no usable copy of the firmware', reported['message'])
                    for path in paths:
                        self.assertIn(path, reported['message'])

    def test_path_with_a_colon_is_printed_whole(self):
        self.state = self.path('disk: mine')
        self.interrupt_flash()
        path = self.journal('.progress')
        os.unlink(path)
        done = self.text('list', code=cli.FAILED)
        self.assertEqual(done.err.count('disk: mine'), 1, done.err)
        self.assertIn(f'{path}: No such file', done.err)

    def test_recover_names_the_port_of_the_journal(self):
        """A drive without firmware has no serial number; the message names the port of the interrupted flash."""
        self.interrupt_flash(cli.NS60, 'step:program:1')
        os.rename(os.path.join(self.drives, 'sr0'), os.path.join(self.drives, 'sr1'))
        self.use(cli.scenario(('sr1', *cli.NS60, {'Serial': 'SIM0001'})))
        reported = self.json('recover', 'sr1', '--yes', code=cli.NEEDS_RECOVERY)
        self.assertNotIn('no usable copy of the firmware', reported['message'])
        self.assertIn('HL-DT-ST BD-RE WH16NS60 was interrupted while the drive was connected to another port (sr0)', reported['message'])
        os.rename(os.path.join(self.drives, 'sr1'), os.path.join(self.drives, 'sr0'))
        self.use(cli.one(cli.NS60))
        self.assertEqual(self.json('recover', 'sr0', '--yes')['result'], 'done')

    def test_recover_names_an_unwritable_journal(self):
        """The message names the journal, not another recovery, and the drive is not called safe."""
        for family, at in PLACES:
            self.setUp()
            self.interrupt_flash(family, at)
            journals = self.path('state', 'journal')
            shutil.rmtree(journals)
            self.write(journals, b'')
            self.assert_not_recovered(journals, self.path('new.bin'))

    def test_progress_that_is_no_regular_file_is_set_aside(self):
        """The progress file is missing, or its path is a pipe, a folder or a link to itself. The drive must be
        recovered nevertheless."""
        for (family, at), ways in cli.shares(PLACES, cli.some(('fifo', 'folder', 'loop', 'missing'))):
            self.setUp()
            self.interrupt_flash(family, at)
            for how in ways:
                with self.subTest(family=family[0], how=how):
                    self.restore_folders('cut')
                    self.damage(self.journal('.progress'), how)
                    self.assertEqual(self.json('recover', 'sr0', '--yes')['result'], 'done')
                    self.assertEqual(self.json('list')[0]['state'], 'ready')

    def assert_not_recovered(self, path, *image):
        """Checks that `recover` fails, names @path and does not call the drive safe."""
        reported = self.json('recover', 'sr0', *image, '--yes', code=cli.NEEDS_RECOVERY)
        self.assertIn(path, reported['message'])
        self.assertNotRegex(reported['message'], cli.UNTOUCHED)
        self.assertIs(reported['drive-safe'], False)
        self.assertIn('Fix the problem, then recover sr0', reported['next'])

    def test_running_drive_with_an_open_journal_is_not_called_safe(self):
        self.use(cli.one(cli.SMALL))
        self.json('backup', 'sr0')
        journal = self.path('state', 'journal', 'x.journal')
        os.makedirs(os.path.dirname(journal))
        self.write(journal, b'')
        reported = self.json('recover', 'sr0', '--yes', code=cli.FAILED)
        self.assertIn(journal, reported['message'])
        begin = self.log_length()
        for command in (['flash', 'sr0', self.make_image('new.bin', cli.SMALL), '--yes'], ['rollback', 'sr0']):
            reported = self.json(*command, code=cli.REFUSED)
            self.assertIn(journal, reported['message'])
        self.assertEqual([entry for entry in self.log(since=begin) if cli.is_write(entry)], [])

    def test_rollback_does_not_replace_an_unreadable_backup_by_an_older_one(self):
        self.use(cli.one(cli.SMALL))
        self.json('backup', 'sr0')
        self.json('flash', 'sr0', self.make_image('new.bin', cli.SMALL), '--yes')
        newest = self.json('backup', 'sr0')
        path = os.path.join(newest['folder'], 'manifest')
        self.damage(path, 'bit')
        self.assertIn(path, self.json('rollback', 'sr0', code=cli.REFUSED)['message'])
        other = next(one['id'] for one in json.loads(self.text('--json', 'backups', 'list', code=None).out))
        self.json('rollback', 'sr0', other)

    def test_rollback_to_an_unreadable_backup_is_refused(self):
        """A backup with a truncated image, or with a missing, damaged or unreadable manifest, must be refused. The
        message must name the backup as the reason."""
        self.use(cli.one(cli.SMALL))
        kept = self.json('backup', 'sr0')
        manifest = os.path.join(kept['folder'], 'manifest')
        self.copy_folders('good')
        for path, how in ((os.path.join(kept['folder'], 'firmware.bin'), 'cut'),
                          *((manifest, how) for how in cli.some(('missing', 'empty', 'garbage', 'bit', 'cut', 'loop', 'fifo', 'folder'), 5))):
            with self.subTest(file=os.path.basename(path), how=how):
                self.restore_folders('good')
                self.damage(path, how)
                reported = self.json('rollback', 'sr0', kept['id'], '--yes', code=cli.REFUSED)
                self.assertIn('The backup cannot be used', reported['message'])
                self.assertIn('Choose another backup', reported['next'])

    def test_state_folder_without_permission(self):
        self.interrupt_flash()
        user = self.as_another_user()
        for place in ('journal', 'backups'):
            path = self.path('state', place)
            os.chmod(path, 0o700 if user else 0)
            for command in (['list'], ['backups', 'list'], ['backups', 'check']):
                self.assert_path_named(path, cli.NOT_PERMITTED, *command, **user)
            os.chmod(path, 0o777)
        kept = os.path.basename(os.path.dirname(self.manifest()))
        os.chmod(self.path('state', 'backups'), 0o600)
        self.text('backups', 'show', kept, code=cli.NOT_PERMITTED, **user)

    def test_backup_without_permission(self):
        """The message must neither call the backup damaged nor report that saving failed."""
        self.use(cli.one(cli.SMALL))
        kept = self.json('backup', 'sr0')
        user = self.as_another_user()
        for name in ('manifest', 'firmware.bin'):
            path = os.path.join(kept['folder'], name)
            os.chmod(path, 0o700 if user else 0)
            reported = self.json('rollback', 'sr0', kept['id'], '--yes', code=cli.NOT_PERMITTED, **user)
            self.assertIn('do not have permission to use the backup folder', reported['message'])
            self.assertIn(path, reported['message'])
            self.assertIn('permission to read', reported['next'])
            done = self.text('backups', 'check', code=cli.NOT_PERMITTED, **user)
            self.assertIn(path, done.out + done.err)
            self.assertNotIn('damaged', done.out + done.err)
            self.assert_failure_line(done)
            os.chmod(path, 0o777)

    def test_saved_files_are_readable_by_the_user_only(self):
        mask = os.umask(0)
        self.addCleanup(os.umask, mask)
        self.cut_flash()
        found = [path for folder, folders, names in os.walk(self.state) for path in [os.path.join(folder, name) for name in folders + names]]
        self.assertLessEqual({'manifest', 'firmware.bin', 'journal', 'backups'}, {os.path.basename(path) for path in found})
        self.assertEqual([path for path in [self.state, *found] if os.stat(path).st_mode & 0o077], [])


class SimulatedDrives(cli.CliTest):
    """Without --state-dir each scenario, each trace and each $BURNBACK_SIM_STATE has its own folder."""

    def setUp(self):
        super().setUp()
        self.state = None
        self.usual = self.path('xdg-state', 'burnback')
        del self.environment['BURNBACK_SIM_STATE']

    def ctl(self, *arguments, code=cli.DONE):
        """Returns the JSON of burnbackctl without the options that CliTest adds."""
        return json.loads(self.plain('--json', '--progress=none', *arguments, code=code).out)

    def backup(self, *source):
        """Returns the folder of the backup, relative to the usual state folder."""
        folder = self.ctl(*source, 'backup', 'sr0')['folder']
        self.assertEqual(os.path.commonpath([folder, self.usual]), self.usual)
        return os.path.relpath(folder, self.usual).split(os.sep)

    def test_each_scenario_has_its_own_folder(self):
        self.use(cli.one(cli.SMALL))
        other = self.write('other.scenario', cli.one(cli.SMALL))
        os.mkdir(self.path('elsewhere'))
        same_name = self.write(os.path.join('elsewhere', 'test.scenario'), cli.one(cli.SMALL))
        seen = set()
        more = ('demo', other) if cli.ALL else ()
        for scenario in ('tdk', self.scenario, same_name, *more):
            source = ('--simulate', scenario)
            self.assertEqual(self.ctl(*source, 'backups', 'list'), [], scenario)
            place = self.backup(*source)
            self.assertEqual([place[0], place[2]], ['simulated', 'backups'])
            self.assertNotIn(place[1], seen)
            seen.add(place[1])
            self.assertEqual(len(self.ctl(*source, 'backups', 'list')), 1, scenario)
        self.assertEqual(seen & {'demo', 'tdk'}, {'demo', 'tdk'} if cli.ALL else {'tdk'})
        self.assertEqual(sorted(os.listdir(self.usual)), ['simulated'], 'nothing of them is where real drives are')

    def test_relative_scenario_path_has_the_same_folder(self):
        self.use(cli.one(cli.SMALL))
        place = self.backup('--simulate', self.scenario)[:2]
        done = self.run_program([cli.CTL, '--json', '--simulate', 'test.scenario', 'backups', 'list'], cli.DONE,
                                cwd=self.folder)
        self.assertEqual(len(json.loads(done.out)), 1, place)

    def test_each_trace_has_its_own_folder(self):
        self.use(cli.one(cli.SMALL))
        traces = [self.path('one.trace'), self.path('two.trace')]
        places = set()
        for trace in traces:
            self.ctl('--simulate', self.scenario, '--trace', trace, 'backup', 'sr0')
            place = self.backup('--replay', trace)
            self.assertEqual([place[0], place[2]], ['simulated', 'backups'])
            places.add(place[1])
        self.assertEqual(len(places), 2)
        self.assertEqual(len(os.listdir(os.path.join(self.usual, 'simulated'))), 3)

    def test_stored_drives_keep_their_folder_in_every_scenario(self):
        """A power cut in one scenario is recovered in another scenario with the same stored drives."""
        self.environment['BURNBACK_SIM_STATE'] = self.drives
        image = self.make_image('new.bin', cli.SMALL)
        self.use(cli.one(cli.SMALL, faults=[dict(Drive='sr0', At='step:program:9', Kind='power-cut')]))
        self.ctl('--simulate', self.scenario, 'flash', 'sr0', image, '--yes', code=cli.NEEDS_RECOVERY)
        self.power()
        well = self.write('well.scenario', cli.one(cli.SMALL))
        self.ctl('--simulate', well, 'recover', 'sr0', '--yes')
        self.assertEqual(len(os.listdir(os.path.join(self.usual, 'simulated'))), 1)
        # Another $BURNBACK_SIM_STATE has other drives, although the scenario is the same.
        self.environment['BURNBACK_SIM_STATE'] = self.path('more drives')
        self.assertEqual(self.ctl('--simulate', well, 'backups', 'list'), [])

    def test_real_drive_ignores_folders_of_simulated_drives(self):
        """burnbackctl sees simulated drives behind device nodes as real drives."""
        self.use(cli.one(cli.SMALL))
        self.backup('--simulate', self.scenario)
        real = ['exec', '--scenario', self.scenario, '--', cli.CTL, '--json', '--progress=none']
        self.assertEqual(json.loads(self.sim(*real, 'backups', 'list').out), [])
        folder = json.loads(self.sim(*real, 'backup', 'sr0').out)['folder']
        self.assertEqual(os.path.dirname(folder), os.path.join(self.usual, 'backups'))
        self.assertEqual(len(self.ctl('--simulate', self.scenario, 'backups', 'list')), 1)
        # With one --state-dir, real and simulated drives still ignore each other's files.
        shared = ['--state-dir', self.path('shared')]
        self.ctl('--simulate', self.scenario, *shared, 'backup', 'sr0')
        self.assertEqual(len(os.listdir(self.path('shared', 'backups'))), 1)
        self.assertIn('no complete backup', self.sim(*real, *shared, 'rollback', 'sr0', '--yes', code=cli.NOT_FOUND).err)


    def test_real_drive_ignores_the_journal_of_a_simulated_one(self):
        """Both drives have the same serial number and port, and share a folder by --state-dir."""
        self.environment['BURNBACK_SIM_STATE'] = self.drives
        shared = ['--state-dir', self.path('shared')]
        self.use(cli.one(cli.SMALL, faults=[dict(Drive='sr0', At='step:program:9', Kind='power-cut')]))
        self.ctl('--simulate', self.scenario, *shared, 'flash', 'sr0', self.make_image('new.bin', cli.SMALL), '--yes', code=cli.NEEDS_RECOVERY)
        well = self.write('well.scenario', cli.one(cli.SMALL))
        self.power()
        drive, = self.ctl('--simulate', well, *shared, 'list')
        self.assertEqual(drive['state'], 'needs-recovery')
        # The real drive has its own memory and complete firmware.
        self.environment['BURNBACK_SIM_STATE'] = self.path('real drives')
        real = ['exec', '--scenario', well, '--', cli.CTL, '--json', '--progress=none', *shared]
        drive, = json.loads(self.sim(*real, 'list').out)
        self.assertEqual([drive['state'], drive['serial']], ['ready', 'SIM0001'])
        self.assertIsNone(json.loads(self.sim(*real, 'info', drive['node']).out)['journal'])
        self.assertEqual(json.loads(self.sim(*real, 'history', drive['node']).out), [])
        self.assertNotIn('write', self.sim(*real, 'recover', drive['node'], '--yes', code=None).err)


class TwoPrograms(cli.CliTest):
    """A second program while the first one is stopped during a flash."""

    def setUp(self):
        super().setUp()
        self.use(cli.scenario(('sr0', *cli.SMALL, {'Serial': 'A1', 'Speed': '10'}),
                              ('sr1', *cli.SMALL, {'Serial': 'B2', 'Seed': '2'})))
        self.image = self.make_image('new.bin', cli.SMALL)
        self.first = subprocess.Popen(self.command('--progress=json', 'flash', 'sr0', self.image, '--yes'),
                                      env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.PIPE)
        self.addCleanup(self.kill_first_program)

    def kill_first_program(self):
        self.first.kill()
        self.first.stderr.close()
        self.first.wait()

    def stop_first_program(self, wanted):
        """Stops the flash at the first progress message for which @wanted is true."""
        for line in self.first.stderr:
            if wanted(json.loads(line)):
                self.first.send_signal(signal.SIGSTOP)
                os.waitid(os.P_PID, self.first.pid, os.WSTOPPED)
                return
        self.fail('it did not come so far')

    def assert_second_program_refused(self, n_commands=6):
        """Checks that a second program does nothing with sr0 and names the first one; that it can back up sr1, but
        deletes no backup. @n_commands: how many commands it tries in each change"""
        begin = self.log_length()
        # list sends nothing to the drive of the other program, and exits with 0.
        state = {drive['name']: drive['state'] for drive in self.json('list')}
        self.assertEqual(state, {'sr0': 'busy', 'sr1': 'ready'})
        commands = (['flash', 'sr0', self.image, '--yes'], ['backup', 'sr0'], ['recover', 'sr0', '--yes'], ['verify', 'sr0', self.image],
                    ['check', 'sr0', self.image], ['rollback', 'sr0', '--yes'])
        for command in cli.some(commands, n_commands):
            with self.subTest(command[0]):
                value = self.json(*command, code=cli.NOT_PERMITTED)
                about = value.get('error', value)
                self.assertIn(f'(process {self.first.pid})', about['message'])
                self.assertIsNone(about['drive-safe'])
                self.assertNotRegex(about['message'], cli.UNTOUCHED)
                self.assertTrue(about['next'])
        self.assertEqual(self.log_length(), begin)
        kept = self.json('backup', 'sr1')['id']
        error = self.json('backups', 'delete', kept, '--yes', code=cli.NOT_PERMITTED)['error']
        self.assertIn(f'(process {self.first.pid})', error['message'])

    def test_second_program_during_the_backup(self):
        self.stop_first_program(lambda line: line['done'] > 0)
        self.assert_second_program_refused(2)

    def test_second_program_during_the_flash_and_after_sigkill(self):
        self.stop_first_program(lambda line: line['endangered'])
        self.assert_second_program_refused()
        self.kill_first_program()
        self.assertEqual(self.json('recover', 'sr0', self.image, '--yes')['result'], 'done')


if __name__ == '__main__':
    cli.main()
