# SPDX-License-Identifier: GPL-3.0-or-later
"""What was written to a drive, as its journals tell; and backups that are not needed any more."""
import os

import cli
from test_terminal import Terminal


class History(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.scenario(('sr0', *cli.NEC, {'Serial': 'A1', 'Seed': '1', 'Revision': '1.05'}),
                              ('sr1', *cli.NEC, {'Serial': 'B2', 'Seed': '2', 'Revision': '1.04'})))
        self.image = self.make_image('new.bin')

    def entries(self, drive='sr0'):
        return [[item[key] for key in ('action', 'revision-before', 'revision-after', 'result', 'verified')]
                for item in self.json('history', drive)]

    def test_newest_first_and_of_this_drive_alone(self):
        self.assertEqual(self.entries(), [])
        self.assertIn('Nothing was written', self.text('history', 'sr0').out)
        flashed = self.json('flash', 'sr0', self.image, '--yes')
        self.json('rollback', 'sr0')
        self.assertEqual(self.entries(), [['rollback', '1.07', '1.05', 'done', 'proven'],
                                          ['flash', '1.05', '1.07', 'done', 'proven']])
        self.assertEqual(self.entries('sr1'), [])
        items = self.json('history', 'sr0')
        self.assertEqual(items[1]['backup'], flashed['backup'])
        self.assertGreaterEqual(items[0]['time'], items[1]['time'])
        lines = self.text('history', 'sr0').out.splitlines()
        self.assertRegex(lines[0], r'^\d{4}-\d\d-\d\d \d\d:\d\d  Restoring 1\.05 over 1\.07: Verified$')
        self.assertTrue(any(line.endswith('Flashing 1.07 over 1.05: Verified') for line in lines))
        self.assertIn('  Written, read back and verified.', lines)
        self.assertIn(f'  backup {flashed["backup"]}', lines)

    def test_what_failed_and_what_is_not_finished(self):
        fault = {'At': 'step:program:9', 'Kind': 'sense', 'Sense': '3/0C/00', 'Times': '3', 'Drive': 'sr0'}
        drives = [('sr0', *cli.NEC, {'Serial': 'A1', 'Seed': '1', 'Revision': '1.05'})]
        self.use(cli.scenario(*drives, faults=[fault]))
        self.json('flash', 'sr0', self.image, '--yes', code=cli.ROLLED_BACK)
        self.assertEqual(self.entries(), [['flash', '1.05', '1.05', 'rolled-back', 'proven']])
        self.use(cli.scenario(*drives, faults=[{'At': 'step:program:9', 'Kind': 'power-cut', 'Drive': 'sr0'}]))
        self.json('flash', 'sr0', self.image, '--yes', code=cli.NEEDS_RECOVERY)
        self.power()
        self.use(cli.scenario(*drives))
        self.assertEqual(self.entries()[0], ['flash', '1.05', None, 'needs-recovery', 'no'])
        self.assertIn('Not finished', self.text('history', 'sr0').out)

    def test_what_cannot_be_read_back(self):
        self.forget_drives()
        self.use(cli.one(cli.NS60, Revision='1.02'))
        self.json('flash', 'sr0', self.make_image('mt.bin', cli.NS60, '1.03'), '--yes', '--without-backup')
        self.assertEqual(self.entries(), [['flash', '1.02', '1.03', 'done', 'identity']])

    def test_a_drive_that_is_not_there(self):
        self.assertEqual(self.json('history', 'sr9', code=cli.NOT_FOUND)['error']['code'], 'no-such-drive')


class Deleting(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.first = self.json('backup', 'sr0')['id']

    def delete(self, *arguments, code=cli.DONE):
        return self.json('backups', 'delete', *arguments, kind='backups-delete', code=code)

    def kept(self):
        return [one['id'] for one in self.json('backups', 'list', kind='backups-list')]

    def test_the_only_one_of_a_drive_takes_an_option(self):
        error = self.delete(self.first, code=cli.REFUSED)['error']
        self.assertEqual(error['code'], 'only-backup')
        self.assertIn('--yes', error['next'])
        self.assertEqual(self.kept(), [self.first])
        self.assertEqual(self.delete(self.first, '--yes'), {'id': self.first, 'deleted': True})
        self.assertEqual(self.kept(), [])
        self.assertEqual(os.listdir(os.path.join(self.state, 'backups')), [])

    def test_one_of_several_does_not(self):
        second = self.json('backup', 'sr0')['id']
        self.assertIn(second, self.text('backups', 'delete', second).out)
        self.assertEqual(self.kept(), [self.first])

    def test_that_of_an_unfinished_flash_stays_whatever_is_said(self):
        self.use(cli.one(cli.NEC, [{'At': 'step:program:9', 'Kind': 'power-cut'}], Revision='1.05'))
        image = self.make_image('new.bin')
        needed = self.json('flash', 'sr0', image, '--yes', code=cli.NEEDS_RECOVERY)['backup']
        self.power()
        self.use(cli.one(cli.NEC, Revision='1.05'))
        for options in ([], ['--yes']):
            error = self.delete(needed, *options, code=cli.REFUSED)['error']
            self.assertIn('required to recover', error['message'])
            self.assertIn(needed, self.kept())
        # What no answer can allow is not asked.
        terminal = Terminal(self.command('backups', 'delete', needed), self.environment)
        self.assertEqual(terminal.finish(), cli.REFUSED)
        self.assertNotIn('[y/N]', terminal.text)
        self.json('recover', 'sr0', image, '--yes')
        self.delete(needed, '--yes')
        self.assertNotIn(needed, self.kept())

    def test_one_that_is_not_there(self):
        for name in ('none', '..', 'a/b'):
            self.text('backups', 'delete', name, '--yes', code=cli.NOT_FOUND)
        self.assertEqual(self.kept(), [self.first])

    def test_a_terminal_is_asked(self):
        self.json('backup', 'sr0')
        for answer, code in (('n', cli.REFUSED), ('', cli.REFUSED), ('y', cli.DONE)):
            terminal = Terminal(self.command('backups', 'delete', self.first), self.environment)
            self.assertTrue(terminal.read_until(r'revision 1\.05\? \[y/N\] '), terminal.text)
            terminal.type(answer)
            self.assertEqual(terminal.finish(), code)
            self.assertEqual(len(self.kept()), 1 if code == cli.DONE else 2)
        terminal = Terminal(self.command('backups', 'delete', self.kept()[0]), self.environment)
        self.assertTrue(terminal.read_until(r'only backup of this drive.*\[y/N\] '), terminal.text)
        terminal.type('y')
        self.assertEqual(terminal.finish(), cli.DONE)
        self.assertEqual(self.kept(), [])

    def test_another_program_deletes_the_other_one_meanwhile(self):
        """Both are asked while there are two; what was answered then is not that the last one goes."""
        second = self.json('backup', 'sr0')['id']
        one, other = (Terminal(self.command('backups', 'delete', name), self.environment) for name in (self.first, second))
        for terminal in (one, other):
            self.assertTrue(terminal.read_until(r'revision 1\.05\? \[y/N\] '), terminal.text)
            self.assertNotIn('only backup', terminal.text)
        one.type('y')
        self.assertEqual(one.finish(), cli.DONE)
        other.type('y')
        self.assertTrue(other.read_until(r'only backup of this drive.*\[y/N\] '), other.text)
        other.type('n')
        self.assertEqual(other.finish(), cli.REFUSED)
        self.assertEqual(self.kept(), [second])


if __name__ == '__main__':
    cli.main()
