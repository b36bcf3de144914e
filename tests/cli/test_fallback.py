# SPDX-License-Identifier: GPL-3.0-or-later
"""Only the firmware that the drive had is called its previous firmware. Anything else is named by its revision: a
fallback file, or an earlier backup that a recovery can write.

Tests bb-flow-ask.c and bb-journal-record.c, and what the words of recovery, history and results make of them.
"""
import shutil

import cli
from terminal import Terminal

DRIVES = {'mediatek': (cli.NS60, ('--allow-crossflash',)), 'tsst': (('samsung-tsst', 'DVD-ROM SH-D163A'), ('--allow-crossflash',))}
PLEXTOR = ('plextor', 'DVDR PX-716AL')


class Fallback(cli.CliTest):
    """The drive has 1.02. Flashing 1.03 with the fallback file 1.01 is interrupted in the first block."""

    def interrupt(self, family, options):
        self.use(cli.one(family, [{'At': 'step:program:1', 'Kind': 'power-cut', 'During': 'middle'}], Revision='1.02'))
        self.make_drives()
        older = self.make_image('older.bin', family, '1.01', 8)
        value = self.json('flash', 'sr0', self.make_image('new.bin', family, '1.03'), '--yes', '--fallback', older, *options,
                          code=cli.NEEDS_RECOVERY)
        self.use(cli.one(family, Revision='1.02'))
        return value

    def assert_true(self, text, *parts):
        text = ' '.join(text.split())
        self.assertNotIn('previous firmware', text.lower())
        for part in parts:
            self.assertIn(part, text)

    def test_every_text_names_the_revision_of_the_file(self):
        for name, (family, options) in DRIVES.items():
            with self.subTest(name):
                shutil.rmtree(self.drives, ignore_errors=True)
                self.environment['XDG_STATE_HOME'] = self.path(name)
                self.interrupt(family, options)
                self.assert_true(self.text('info', 'sr0').out, 'Firmware 1.01, or 1.03 from the interrupted operation')
                self.assert_true(self.text('list').out)
                self.assert_true(self.text('verify', 'sr0', self.path('new.bin'), code=None).err,
                                 'You can write firmware 1.01 or repeat the interrupted operation.')

    def test_terminal_names_one_choice_by_one_name(self):
        self.interrupt(*DRIVES['mediatek'])
        terminal = Terminal(self.command('recover', 'sr0'), dict(self.environment, NO_COLOR='1'), 200)
        self.addCleanup(lambda: terminal.process.poll() is None and terminal.process.kill())
        self.assertTrue(terminal.read_until(r'\[y/N\] '))
        terminal.type('y')
        self.assertTrue(terminal.read_until('Your choice: '))
        self.assert_true(terminal.text, 'write firmware 1.01 instead.', '2 Write 1.01 instead',
                         'seconds, the drive will be left as it is.')
        terminal.type('2')
        self.assertEqual(terminal.finish(), cli.DONE)
        self.assertEqual(self.json('info', 'sr0')['revision'], '1.01')
        self.assert_true(self.text('history', 'sr0').out, 'firmware 1.01 was written and is now running.')

    def test_file_of_the_same_revision_is_the_previous_firmware(self):
        self.use(cli.one(cli.NS60, [{'At': 'step:program:1', 'Kind': 'power-cut', 'During': 'middle'}], Revision='1.02'))
        self.make_drives()
        same = self.make_image('same.bin', cli.NS60, '1.02', 8)
        self.json('flash', 'sr0', self.make_image('new.bin', cli.NS60, '1.03'), '--yes', '--fallback', same, '--allow-crossflash', code=cli.NEEDS_RECOVERY)
        self.use(cli.one(cli.NS60, Revision='1.02'))
        self.assertIn('Previous firmware 1.02, or 1.03 from the interrupted operation', ' '.join(self.text('info', 'sr0').out.split()))

    def test_result_of_a_flash_that_wrote_the_file_instead(self):
        """A Plextor drive still accepts firmware after the error, so the flash itself writes the file."""
        self.use(cli.one(PLEXTOR, [{'At': 'step:program:1', 'Kind': 'sense', 'Sense': '4/44/00', 'Times': '1'}], Revision='1.04'))
        self.make_drives()
        older = self.make_image('older.bin', PLEXTOR, '1.01', 8)
        value = self.json('flash', 'sr0', self.make_image('new.bin', PLEXTOR, '1.05'), '--yes', '--fallback', older, '--allow-crossflash',
                          '--on-failure=rollback', code=cli.ROLLED_BACK)
        # Plextor files name no revision.
        self.assert_true(value['message'], 'Firmware older.bin was written instead.', 'running revision 1.01')
        self.assertEqual((value['revision-before'], value['revision-after']), ('1.04', '1.01'))
        self.assert_true(self.text('history', 'sr0').out, 'firmware 1.01 was written and is now running.')


class EarlierBackup(cli.CliTest):
    """There is a backup of 1.05. Another program then wrote 1.07 and erased the drive, of which Burnback knows nothing."""

    def erase(self, *faults):
        self.use(cli.one(cli.SMALL, Revision='1.05'))
        self.make_drives()
        self.json('backup', 'sr0')
        self.use(cli.one(cli.SMALL, faults, Revision='1.07', State='erased'))
        self.environment['BURNBACK_SIM_STATE'] = self.drives = self.path('other')
        self.make_drives()
        return self.make_image('new.bin', cli.SMALL, '1.08')

    def assert_named(self, text, *parts):
        text = ' '.join(text.split())
        self.assertNotIn('previous firmware', text.lower())
        for part in parts:
            self.assertIn(part, text)

    def test_recovery_that_failed_and_wrote_the_backup(self):
        new = self.erase({'At': 'step:program:5', 'Kind': 'sense', 'Sense': '3/0C/00', 'Times': '3'})
        value = self.json('recover', 'sr0', new, '--yes', code=cli.ROLLED_BACK)
        self.assert_named(value['message'], 'Firmware 1.05 was written instead.')
        self.assert_named(self.text('history', 'sr0').out, 'firmware 1.05 was written and is now running.')
        entry = self.json('history', 'sr0')[0]
        self.assertEqual([entry[key] for key in ('revision-before', 'revision-after', 'result')], [None, '1.05', 'replaced'])

    def test_recovery_with_a_file_that_was_interrupted(self):
        new = self.erase({'At': 'step:program:5', 'Kind': 'power-cut', 'During': 'middle'})
        self.json('recover', 'sr0', new, '--yes', code=cli.NEEDS_RECOVERY)
        self.use(cli.one(cli.SMALL, Revision='1.07', State='erased'))
        self.assert_named(self.text('info', 'sr0').out, 'writes: Firmware 1.05, or 1.08 from the interrupted operation',
                          'you can write firmware 1.05 or repeat the interrupted operation.')
        self.assert_named(self.text('list').err, 'You can write firmware 1.05 or repeat the interrupted operation.')

    def test_recovery_with_the_backup_that_was_interrupted(self):
        """Finishing and restoring would write the same image, so there is no choice."""
        self.erase({'At': 'step:program:5', 'Kind': 'power-cut', 'During': 'middle'})
        self.assert_named(self.text('info', 'sr0').out, 'Firmware 1.05 from the backup, unless restarting the drive is enough')
        cut = self.json('recover', 'sr0', '--yes', code=cli.NEEDS_RECOVERY)
        self.assert_named(cut['next'], 'You can write firmware 1.05.')
        self.use(cli.one(cli.SMALL, Revision='1.07', State='erased'))
        self.assert_named(self.text('info', 'sr0').out, 'Otherwise, firmware 1.05 will be written.')
        self.assert_named(self.text('list').err, 'Keep the drive powered and recover it. To recover')
        terminal = Terminal(self.command('recover', 'sr0'), dict(self.environment, NO_COLOR='1'), 200)
        self.addCleanup(lambda: terminal.process.poll() is None and terminal.process.kill())
        self.assertTrue(terminal.read_until(r'\[y/N\] '))
        terminal.type('y')
        self.assertEqual(terminal.finish(), cli.DONE)
        self.assertNotIn('Your choice', terminal.text)
        self.assertEqual(self.json('info', 'sr0')['revision'], '1.05')

    def test_a_recovery_that_was_killed_at_its_end_is_no_failure(self):
        """The backup was written when the program was killed, and the firmware runs after a power cycle."""
        self.erase({'At': 'step:leave:1', 'Kind': 'power-cut', 'During': 'after'})
        self.json('recover', 'sr0', '--yes', code=None)
        self.use(cli.one(cli.SMALL, Revision='1.07'))
        self.power(True)
        self.json('recover', 'sr0', '--yes', code=None)
        self.assertEqual(self.json('info', 'sr0')['revision'], '1.05')
        entry = self.json('history', 'sr0')[-1]
        self.assertEqual([entry['result'], entry['revision-after']], ['done', '1.05'], entry)

    def test_restoring_a_backup_in_recovery_mode(self):
        """Nobody knows which firmware the drive had, also if the user chooses the backup."""
        self.erase({'At': 'step:program:5', 'Kind': 'power-cut', 'During': 'middle'})
        backup = self.json('backups', 'list', kind='backups-list')[0]['id']
        self.json('rollback', 'sr0', backup, '--yes', code=cli.NEEDS_RECOVERY)
        self.use(cli.one(cli.SMALL, Revision='1.07', State='erased'))
        self.assert_named(self.text('info', 'sr0').out, 'writes: 1.05 ')
        self.json('recover', 'sr0', '--yes')
        entry = self.json('history', 'sr0')[-1]
        self.assertEqual([entry['revision-before'], entry['revision-after']], [None, '1.05'], entry)
        self.assert_named(self.text('history', 'sr0').out, 'Restored 1.05')


if __name__ == '__main__':
    cli.main()
