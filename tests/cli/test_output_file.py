# SPDX-License-Identifier: GPL-3.0-or-later
"""Output files that the user names: nothing is overwritten by accident (bb-ctl-file.c)."""
import functools
import json
import os
import stat
import threading

import cli
from terminal import TerminalTest


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


class OutputFiles(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.SMALL))
        self.backup_id = self.json('backup', 'sr0')['id']
        self.out = self.path('out')

    # Every option and argument that names an output file: a function that returns the command line for a path.
    WAYS = {
        'backup': (lambda self, path: ['backup', 'sr0', '--output', path]),
        'export': (lambda self, path: ['backups', 'export', self.backup_id, path]),
        'report': (lambda self, path: ['report', 'sr0', path]),
        'trace': (lambda self, path: ['--trace', path, 'info', 'sr0']),
    }
    KINDS = {'export': 'backups-export', 'trace': 'info'}

    def write_to(self, name, command, code=cli.DONE):
        """Runs a command line of WAYS. Returns its JSON."""
        return self.json(*command, code=code, kind=self.KINDS.get(name, name))

    def assert_written(self, name, data):
        """Checks that @data is what this command of WAYS writes."""
        if name in ('backup', 'export'):
            self.assertEqual(len(data), 753668)
        elif name == 'report':
            self.assertIn(b'Burnback', data)
        else:
            self.assertIn('cdb', json.loads(data.splitlines()[0]))

    def is_kind(self, test):
        """Returns whether self.out itself, not the target of a link, is a file of this kind; @test: such as
        stat.S_ISFIFO."""
        return test(os.lstat(self.out).st_mode)

    def test_file_name_is_printed_as_it_is(self):
        path = self.write('esc.scn', 'junk\n')
        done = self.plain('--simulate', 'esc.scn', 'list', code=cli.USAGE, cwd=os.path.dirname(path))
        self.assertIn('esc.scn', done.err)
        self.assertNotIn('Esc.scn', done.err)

    @each_way
    def test_existing_file_is_overwritten_with_force_only(self, name, command):
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
    def test_symbolic_link_is_followed_and_kept(self, name, command):
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
    def test_named_pipe_is_written_to(self, name, command):
        os.mkfifo(self.out)
        got = []
        # Opened for reading and writing, so that open() does not wait for a writer.
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
    def test_named_pipe_without_a_reader_is_refused(self, name, command):
        os.mkfifo(self.out)
        value = self.write_to(name, command, code=cli.FAILED)
        self.assertIn('no program is reading', value['error']['message'])
        self.assertTrue(self.is_kind(stat.S_ISFIFO))

    def make_device(self, kind, number):
        """Makes a device node at self.out, so that a bug cannot replace the node of the computer."""
        try:
            os.mknod(self.out, kind | 0o600, os.makedev(*number))
        except PermissionError:
            self.skipTest('this user may not make devices')

    @each_way
    def test_device_node_is_kept_when_full(self, name, command):
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

    def test_unreadable_firmware_creates_no_file(self):
        for family in (('nec-optiarc', 'C500'), cli.NS60):
            self.forget_drives()
            self.use(cli.one(family))
            value = self.json('backup', 'sr0', '--output', self.out, code=cli.FAILED)
            self.assertEqual([value['error']['code'], value['error']['drive-safe']], ['no-image', True])
            self.assertIn('cannot be read', value['error']['message'])
            self.assertFalse(os.path.lexists(self.out))
            # The readable data is in a backup, and the message names its folder.
            folder = value['error']['next'].split(' saved to ', 1)[1].rstrip('.')
            self.assertTrue(os.path.exists(os.path.join(folder, 'manifest')), folder)
            # Exported by its ID it is a folder, and the message says so.
            reported = self.text('backups', 'export', os.path.basename(folder), self.out).out
            self.assertIn('to the folder', reported)
            self.assertTrue(os.path.isdir(self.out))
            self.text('backups', 'export', os.path.basename(folder), self.out, code=cli.FAILED)
            for file in os.listdir(self.out):
                os.unlink(os.path.join(self.out, file))
            os.rmdir(self.out)


class ReplaceOutputFile(TerminalTest):
    """An existing output file is replaced only after a confirmation."""

    def test_existing_file_is_asked_about_before_the_drive_is_opened(self):
        out = self.write('out.bin', 'mine')
        for answer, code in (('no', cli.REFUSED), ('yes', cli.DONE)):
            begin = self.log_length()
            terminal = self.start('backup', 'sr0', '--output', out)
            self.assertTrue(terminal.read_until(r'\[y/N\] '), terminal.text)
            self.assertIn('out.bin', terminal.text)
            self.assertEqual(self.log_length(), begin)
            self.assertEqual(self.read(out), b'mine')
            terminal.type(answer)
            self.assertEqual(terminal.finish(), code)
        self.assertEqual(self.json('identify', out)[0]['codes'], ['K355'])


if __name__ == '__main__':
    cli.main()
