# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that the user names for output: nothing that stands at such a path is lost by accident."""
import functools
import json
import os
import stat
import subprocess
import threading

import cli


class OtherLocales(cli.CliTest):
    """Where the locale has no quotes, arrows and ellipses of its own there are those of a typewriter."""

    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.environment['LC_ALL'] = 'C'

    def test_a_message(self):
        done = self.run_program(self.command('info', 'sr9'), cli.NOT_FOUND)
        self.assertEqual(done.err.splitlines(), ['burnbackctl: No drive named "sr9". Run "burnbackctl list" to see the available drives.'])

    def test_the_help(self):
        text = self.plain('--help').out
        text.encode('ascii')
        self.assertIn('FILE...', text)
        self.assertNotIn('?', text)

    def test_json_stays_utf_8(self):
        self.assertIn('“sr9”', json.loads(self.text('--json', 'info', 'sr9', code=cli.NOT_FOUND).out)['error']['message'])


class Streams(cli.CliTest):
    """The standard streams, where they are not what they should be."""

    def setUp(self):
        super().setUp()
        # As slow as a real drive: it is still at work when it is looked at.
        self.use(cli.one(cli.NEC, Revision='1.05', Speed='1'))

    def test_what_is_closed_is_taken_by_no_other_file(self):
        """Else what is printed would be written to a drive or into a backup."""
        command = self.command('--progress=lines', 'flash', 'sr0', self.make_image('new.bin'), '--yes')
        process = subprocess.Popen(['sh', '-c', 'exec "$@" <&- >&-', 'sh', *command], env=self.environment,
                                   stderr=subprocess.PIPE)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.addCleanup(process.stderr.close)
        self.assertIn(b'%', process.stderr.readline())
        self.assertEqual([os.readlink(f'/proc/{process.pid}/fd/{fd}') for fd in (0, 1)], ['/dev/null'] * 2)

    def test_a_result_that_cannot_be_written_is_a_failure(self):
        with open('/dev/full', 'wb') as full:
            for command in (['list'], ['--json', 'list'], ['backups', 'list'], ['catalog', 'list'], ['--help']):
                with self.subTest(command):
                    done = subprocess.run(self.command(*command), env=self.environment, stdin=subprocess.DEVNULL,
                                          stdout=full, stderr=subprocess.PIPE, timeout=cli.LIMIT_S)
                    self.assertEqual(done.returncode, cli.FAILED)
                    self.assertEqual(done.stderr.decode(), 'burnbackctl: The result could not be written: No space left on device. '
                                                           'Nothing on the drive was changed. Fix this, then try again.\n')

    def test_the_exit_code_of_a_flash_is_about_the_drive(self):
        self.use(cli.one(cli.NEC, Revision='1.05'))
        image = self.make_image('new.bin')
        with open('/dev/full', 'wb') as full:
            done = subprocess.run(self.command('--json', '--progress=none', 'flash', 'sr0', image, '--yes'), env=self.environment,
                                  stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, timeout=cli.LIMIT_S)
        self.assertEqual(done.returncode, cli.DONE)
        self.assertIn(b'could not be written', done.stderr)
        self.assertEqual(self.json('list')[0]['revision'], '1.07')


def each_way(test):
    """Runs @test (self, name, command) as a subtest for each of Output.WAYS; all of them write to self.out."""
    @functools.wraps(test)
    def run(self):
        for name, make in self.WAYS.items():
            with self.subTest(name):
                test(self, name, make(self, self.out))
            if os.path.lexists(self.out):
                os.unlink(self.out)
    return run


class Output(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.NEC))
        self.kept = self.json('backup', 'sr0')['id']
        self.out = self.path('out')

    # Every way to name a file for output; each with what the file then begins with.
    WAYS = {
        'backup': (lambda self, path: ['backup', 'sr0', '--output', path]),
        'export': (lambda self, path: ['backups', 'export', self.kept, path]),
        'report': (lambda self, path: ['report', 'sr0', path]),
        'trace': (lambda self, path: ['--trace', path, 'info', 'sr0']),
    }
    KINDS = {'export': 'backups-export', 'trace': 'info'}

    def write_to(self, name, command, code=cli.DONE):
        return self.json(*command, code=code, kind=self.KINDS.get(name, name))

    def assert_written(self, name, data):
        if name in ('backup', 'export'):
            self.assertEqual(len(data), 1966088)
        elif name == 'report':
            self.assertIn(b'Burnback', data)
        else:
            self.assertIn('cdb', json.loads(data.splitlines()[0]))

    def is_kind(self, test):
        return test(os.lstat(self.out).st_mode)

    def test_a_file_name_is_spelt_as_it_is(self):
        path = self.write('esc.scn', 'junk\n')
        done = self.plain('--simulate', 'esc.scn', 'list', code=cli.USAGE, cwd=os.path.dirname(path))
        self.assertIn('esc.scn', done.err)
        self.assertNotIn('Esc.scn', done.err)

    @each_way
    def test_a_file_that_is_there_needs_force(self, name, command):
        self.write('out', 'mine')
        begin = self.log_length()
        value = self.write_to(name, command, code=cli.REFUSED)
        self.assertEqual([value['error']['code'], value['error']['drive-safe']], ['exists', None])
        self.assertIn('--force', value['error']['next'])
        self.assertEqual(self.read(self.out), b'mine')
        self.assertEqual(self.log_length(), begin, 'the drive was asked first')
        self.write_to(name, ['--force', *command])
        self.assert_written(name, self.read(self.out))

    @each_way
    def test_a_link_is_followed_and_stays(self, name, command):
        target = self.path('target')
        os.symlink('target', self.out)
        self.write_to(name, command)
        self.assertTrue(self.is_kind(stat.S_ISLNK))
        self.assertFalse(os.path.islink(target))
        self.assert_written(name, self.read(target))
        self.write_to(name, command, code=cli.REFUSED)
        self.write('target', 'mine')
        self.write_to(name, ['--force', *command])
        self.assertTrue(self.is_kind(stat.S_ISLNK))
        self.assert_written(name, self.read(target))
        os.unlink(target)

    @each_way
    def test_a_pipe_is_written_into(self, name, command):
        os.mkfifo(self.out)
        got = []
        # Opened for both, so that neither side waits for the other one.
        pipe = os.open(self.out, os.O_RDWR | os.O_NONBLOCK)
        os.set_blocking(pipe, True)
        done = threading.Event()

        def read():
            while not done.is_set() or got and got[-1] != b'end':
                got.append(os.read(pipe, 65536))
                if got[-1].endswith(b'end'):
                    return

        reader = threading.Thread(target=read)
        reader.start()
        self.write_to(name, command)
        os.write(pipe, b'end')
        done.set()
        reader.join()
        os.close(pipe)
        self.assertTrue(self.is_kind(stat.S_ISFIFO))
        self.assert_written(name, b''.join(got)[:-len(b'end')])

    @each_way
    def test_a_pipe_that_nobody_reads_is_refused(self, name, command):
        os.mkfifo(self.out)
        value = self.write_to(name, command, code=cli.FAILED)
        self.assertIn('no program reads', value['error']['message'])
        self.assertTrue(self.is_kind(stat.S_ISFIFO))

    def make_device(self, kind, number):
        """A copy: the computer's own devices are nothing to try this with."""
        try:
            os.mknod(self.out, kind | 0o600, os.makedev(*number))
        except PermissionError:
            self.skipTest('this user may not make devices')

    @each_way
    def test_a_full_device_stays_one(self, name, command):
        self.make_device(stat.S_IFCHR, (1, 7))
        done = self.text(*command, code=cli.DONE if name == 'trace' else cli.FAILED)
        self.assertTrue(self.is_kind(stat.S_ISCHR))
        if 'Permission denied' in done.err:
            self.skipTest('devices cannot be used in this file system')
        self.assertIn('No space left', done.err)
        if name == 'trace':
            self.assertIn('incomplete', done.err)

    @each_way
    def test_other_devices_and_folders_are_refused(self, name, command):
        os.mkdir(self.path('folder'))
        value = self.write_to(name, ['--force', *self.WAYS[name](self, self.path('folder'))], code=cli.FAILED)
        self.assertIn('folder', value['error']['message'])
        os.rmdir(self.path('folder'))
        for kind, number in ((stat.S_IFBLK, (7, 250)), (stat.S_IFCHR, (21, 0))):
            self.make_device(kind, number)
            begin = self.log_length()
            value = self.write_to(name, ['--force', *command], code=cli.FAILED)
            self.assertIn('device', value['error']['message'])
            self.assertEqual(stat.S_IFMT(os.lstat(self.out).st_mode), kind)
            self.assertEqual(self.log_length(), begin)
            os.unlink(self.out)

    def test_without_readable_firmware_no_file_is_made(self):
        for family in (('nec-optiarc', 'C500'), cli.NS60):
            self.forget_drives()
            self.use(cli.one(family))
            value = self.json('backup', 'sr0', '--output', self.out, code=cli.FAILED)
            self.assertEqual([value['error']['code'], value['error']['drive-safe']], ['no-image', True])
            self.assertIn('cannot be read', value['error']['message'])
            self.assertFalse(os.path.lexists(self.out))
            # What could be read is in the store all the same, and the message says where.
            folder = value['error']['next'].split(' saved to ', 1)[1].rstrip('.')
            self.assertTrue(os.path.exists(os.path.join(folder, 'manifest')), folder)
            # Taken out by its id it is a folder, and is called one.
            told = self.text('backups', 'export', os.path.basename(folder), self.out).out
            self.assertIn('Folder', told)
            self.assertTrue(os.path.isdir(self.out))
            self.text('backups', 'export', os.path.basename(folder), self.out, code=cli.FAILED)
            for file in os.listdir(self.out):
                os.unlink(os.path.join(self.out, file))
            os.rmdir(self.out)


if __name__ == '__main__':
    cli.main()
