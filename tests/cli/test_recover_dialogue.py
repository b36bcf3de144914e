# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialogue of `recover` on a terminal: the steps with what each writes, needs and risks (bb-ctl-rescue.c).

Also tests bb-ctl-recover.c and bb-rescue-effect.c.
"""
import cli
import cut
from terminal import Terminal


class Dialogue(cut.CutTest):
    def start(self, *arguments):
        terminal = Terminal(self.command(*arguments), dict(self.environment, NO_COLOR='1'), 80)
        self.addCleanup(lambda: terminal.process.poll() is None and terminal.process.kill())
        return terminal

    def interrupt(self):
        """Cuts the power while a block is programmed."""
        self.prepare(cli.NEC)
        programs = [i for i, entry in enumerate(self.flashed, 1) if entry['cdb'].startswith('CB02')]
        self.assertEqual(self.flash_with_power_cut(programs[len(programs) // 2])['exit'], cli.NEEDS_RECOVERY)

    def words(self, terminal):
        return ' '.join(terminal.text.split())

    def test_steps_name_the_revisions_and_nothing_is_written_without_yes(self):
        self.interrupt()
        terminal = self.start('recover', 'sr0')
        self.assertTrue(terminal.read_until(r'\[y/N\] '))
        shown = self.words(terminal)
        self.assertIn('> 1. Restart or restore the drive writes: 1.05 (previous firmware) or 1.07 (interrupted flash) '
                      'risk: A power failure during writing will leave the firmware incomplete.', shown)
        self.assertIn('Use the manufacturer\'s firmware file writes: The firmware in the file needs: A firmware file', shown)
        self.assertIn('Disconnect power for 30 seconds writes: Nothing needs: Access to the drive\'s power', shown)
        self.assertLessEqual(len(terminal.text.split('\n')), 30)
        terminal.type('n')
        self.assertEqual(terminal.finish(), cli.REFUSED)
        self.assertEqual(self.find_state(), 'needs-recovery')

    def test_yes_recovers_with_the_revision_that_was_named(self):
        self.interrupt()
        terminal = self.start('recover', 'sr0')
        self.assertTrue(terminal.read_until(r'restore the previous firmware or to finish the interrupted operation\.\s+\[y/N\] '))
        terminal.type('y')
        self.assertTrue(terminal.read_until('Your choice: '))
        self.assertIn('1 Write 1.07 again 2 Restore 1.05 3 Leave', self.words(terminal))
        terminal.type('1')
        self.assertEqual(terminal.finish(), cli.DONE)
        self.assert_whole('recovered in the dialogue', '1.07')

    def test_backup_names_its_revision(self):
        """Another program erased the drive: no journal, but a backup of 1.05."""
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.make_drives()
        self.json('backup', 'sr0')
        self.use(cli.one(cli.NEC, Revision='1.05', State='erased'))
        self.environment['BURNBACK_SIM_STATE'] = self.path('other')
        self.make_drives()
        terminal = self.start('recover', 'sr0')
        self.assertTrue(terminal.read_until(r'\[y/N\] '))
        self.assertIn('otherwise firmware revision 1.05 from the backup', self.words(terminal))
        terminal.type('n')
        self.assertEqual(terminal.finish(), cli.REFUSED)

    def test_path_of_a_needed_file_is_asked_for(self):
        self.use(cli.one(('mediatek-mt1959', 'BD-RE BH16NS55'), State='boot'))
        self.make_drives()
        terminal = self.start('recover', 'sr0')
        self.assertTrue(terminal.read_until(r'Path of the firmware file \(leave empty to stop\): '))
        terminal.type('')
        self.assertEqual(terminal.finish(), cli.REFUSED)
        terminal = self.start('recover', 'sr0')
        self.assertTrue(terminal.read_until(r'Path of the firmware file \(leave empty to stop\): '))
        terminal.type(self.path('missing.bin'))
        self.assertEqual(terminal.finish(), cli.NOT_FOUND)
        self.assertIn('missing.bin', self.words(terminal))

    def test_yes_option_shows_no_dialogue(self):
        self.interrupt()
        done = self.text('recover', 'sr0', '--yes')
        self.assertNotIn('writes:', done.out + done.err)


if __name__ == '__main__':
    cli.main()
