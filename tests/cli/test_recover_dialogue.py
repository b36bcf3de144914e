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
        self.make_once('interrupted while a block is programmed', lambda: self.assertEqual(
            self.flash_with_power_cut(programs[len(programs) // 2])['exit'], cli.NEEDS_RECOVERY))

    def words(self, terminal):
        return ' '.join(terminal.text.split())

    def test_steps_name_the_revisions_and_nothing_is_written_without_yes(self):
        self.interrupt()
        terminal = self.start('recover', 'sr0')
        self.assertTrue(terminal.read_until(r'\[y/N\] '))
        shown = self.words(terminal)
        self.assertIn('> 1. Choose how to continue writes: Previous firmware 1.05, or 1.07 from the interrupted operation '
                      'risk: A power failure during writing will leave the firmware incomplete.', shown)
        self.assertIn('Use the manufacturer’s firmware file writes: The firmware in the file needs: A firmware file', shown)
        self.assertIn('Disconnect power for 30 seconds writes: Nothing needs: A way to disconnect the drive’s power', shown)
        self.assertLessEqual(len(terminal.text.split('\n')), 30)
        terminal.type('n')
        self.assertEqual(terminal.finish(), cli.REFUSED)
        self.assertEqual(self.find_state(), 'needs-recovery')

    def test_yes_recovers_with_the_revision_that_was_named(self):
        self.interrupt()
        terminal = self.start('recover', 'sr0')
        self.assertTrue(terminal.read_until(r'restore the previous firmware or to repeat the interrupted operation\.\s+\[y/N\] '))
        terminal.type('y')
        self.assertTrue(terminal.read_until('Your choice: '))
        self.assertIn('1 Write 1.07 again 2 Restore 1.05 3 Leave', self.words(terminal))
        terminal.type('1')
        self.assertEqual(terminal.finish(), cli.DONE)
        self.assert_whole('recovered in the dialogue', '1.07')

    def test_backup_names_its_revision(self):
        """Another program erased the drive: no journal, but a backup of 1.05."""
        self.use(cli.one(cli.SMALL, Revision='1.05'))
        self.make_drives()
        self.json('backup', 'sr0')
        self.use(cli.one(cli.SMALL, Revision='1.05', State='erased'))
        self.environment['BURNBACK_SIM_STATE'] = self.path('other')
        self.make_drives()
        terminal = self.start('recover', 'sr0')
        self.assertTrue(terminal.read_until(r'\[y/N\] '))
        self.assertIn('Firmware 1.05 from the backup, unless restarting the drive is enough', self.words(terminal))
        terminal.type('n')
        self.assertEqual(terminal.finish(), cli.REFUSED)

    def test_nothing_is_promised_that_the_drive_cannot_do(self):
        """A drive in boot mode can neither be compared with its backup nor leave that mode, so the backup is sent at
        once."""
        model = ('mediatek-mt1959', 'BD-RE WH16NS60')
        self.use(cli.one(model, Revision='1.05', Quirks='readable=all'))
        self.make_drives()
        self.json('backup', 'sr0')
        self.use(cli.one(model, Revision='1.05', State='boot'))
        self.environment['BURNBACK_SIM_STATE'] = self.path('other')
        self.make_drives()
        terminal = self.start('recover', 'sr0')
        self.assertTrue(terminal.read_until(r'\[y/N\] '))
        shown = self.words(terminal)
        self.assertIn('> 1. Restore the latest backup writes: Firmware 1.05 from the backup', shown)
        self.assertIn('Recover sr0? If its current firmware is invalid, the drive will be flashed again.', shown)
        self.assertNotRegex(shown, 'will leave recovery mode|looks complete|compared|restarting the drive')
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

    def test_power_cycle_allows_one_more_attempt_on_a_worn_drive(self):
        """A block failed with two images; each command powers the simulated drive on. The question says that one more attempt is possible.
        Without an answer nothing is written."""
        self.use(cli.one(cli.NEC, [{'At': 'step:program:7', 'Kind': 'stuck-block', 'Times': '0'}], Revision='1.05'))
        image = self.make_image('worn.bin', cli.NEC, '1.07')
        self.json('flash', 'sr0', image, '--yes', '--allow-crossflash', code=cli.NEEDS_RECOVERY)
        terminal = self.start('recover', 'sr0')
        self.assertTrue(terminal.read_until(r'\[y/N\] '))
        self.assertIn('You can turn off the drive when Burnback is not writing to it.', self.words(terminal))
        self.assertIn('1. Try once more, or stop', self.words(terminal))
        self.assertNotIn('The drive needs a power cycle', self.words(terminal))
        terminal.type('y')
        self.assertTrue(terminal.read_until('Your choice: '))
        asked = self.words(terminal)
        self.assertIn('You can try again, but this is unlikely to succeed. The firmware is incomplete. You can turn off the drive when Burnback is not writing to it.', asked)
        self.assertRegex(asked, 'If you do not answer within [0-9]+ seconds, the drive will be left as it is')
        terminal.type('2')
        self.assertTrue(terminal.read_until('(?s)Your choice: .*Your choice: '))
        self.assertRegex(self.words(terminal), 'If you do not answer within [0-9]+ seconds, the drive will be left as it is')
        terminal.type('3')
        self.assertEqual(terminal.finish(), cli.NEEDS_RECOVERY)

    def test_yes_option_shows_no_dialogue(self):
        self.interrupt()
        done = self.text('recover', 'sr0', '--yes')
        self.assertNotIn('writes:', done.out + done.err)


class KeepWhatIsThere(cli.CliTest):
    """A flash of 9.99 was interrupted, and then another program (with another state folder) wrote 8.88 completely."""

    FORCE = ('--yes', '--allow-crossflash', '--without-backup', '--expert')
    PLEXTOR = ('plextor', 'DVDR PX-716AL')
    # Drive, interrupted step, whether the firmware can be read, whether the image names its revision.
    ROWS = ((cli.SMALL, 'program:5', True, True), (('nec-optiarc', 'C500'), 'program:5', False, True),
            (('btc', 'IDE1008'), 'program:1', False, True), (PLEXTOR, 'program:1', False, False))

    def leave(self, family, step):
        """Brings the drive into that state, and sets self.interrupted and self.left, the images of 9.99 and 8.88."""
        self.interrupted = self.make_image('interrupted.bin', family, '9.99', 9)
        self.left = self.make_image('left.bin', family, '8.88', 8)
        self.use(cli.one(family, [{'At': 'step:' + step, 'Kind': 'power-cut', 'During': 'middle'}], Revision='1.05'))
        self.text('flash', 'sr0', self.interrupted, *self.FORCE, code=cli.NEEDS_RECOVERY)
        self.use(cli.one(family, Revision='1.05'))
        self.power()
        own, self.state = self.state, self.path('other-state')
        self.text('recover', 'sr0', self.left, '--yes', '--allow-crossflash', '--expert')
        self.state = own
        self.power(False)
        self.power()

    def answer(self, *answers):
        """Answers the yes/no question of `recover` with yes, and the question of the job with the answers. Returns the
        exit code and the text."""
        terminal = Terminal(self.command('recover', 'sr0'), dict(self.environment, NO_COLOR='1'), 200)
        self.addCleanup(lambda: terminal.process.poll() is None and terminal.process.kill())
        self.assertTrue(terminal.read_until(r'\[y/N\] '))
        self.assertIn('If its firmware is unknown, you can then choose whether to keep or replace the firmware. [y/N]', terminal.text)
        self.assertNotIn('will be written. [y/N]', terminal.text)
        terminal.type('y')
        self.assertTrue(terminal.read_until('Your choice: '))
        for answer in answers:
            terminal.type(answer)
        return terminal.finish(), ' '.join(terminal.text.split())

    def test_kept_firmware_stays_and_is_never_called_verified(self):
        for family, step, is_readable, names_revision in cli.some(self.ROWS, kind=lambda row: row[2:]):
            with self.subTest(family):
                self.setUp()
                self.leave(family, step)
                before = self.dump()
                code, text = self.answer('4')
                self.assertEqual(code, cli.DONE, text)
                self.assertIn('4 Keep 8.88', text)
                self.assertIn('was not verified', text)
                self.assertEqual('nother program' in text, names_revision, text)
                self.assert_same_bytes(self.dump(), before)
                self.assertEqual(self.json('list')[0]['state'], 'ready')
                newest = self.json('history', 'sr0')[0]
                self.assertEqual([newest['result'], newest['verified'], newest['revision-after']], ['replaced', 'no', '8.88'])
                wrong = self.json('verify', 'sr0', self.interrupted, code=None)
                self.assertNotEqual([wrong['exit'], wrong['verified']], [cli.DONE, 'identity'])
                if is_readable:
                    self.assertEqual(self.json('verify', 'sr0', self.left)['verified'], 'proven')
                else:
                    self.assertEqual(self.json('verify', 'sr0', self.left, code=cli.UNPROVEN)['result'], 'cannot')

    def test_firmware_that_cannot_be_read_is_left_unless_the_user_chooses(self):
        """`verify` cannot prove this firmware, so no text asks for it, and a recovery without a user writes nothing."""
        for family, step, is_readable, names_revision in cli.some(self.ROWS, kind=lambda row: row[2:]):
            if is_readable:
                continue
            with self.subTest(family):
                self.setUp()
                self.leave(family, step)
                before = self.dump()
                listed = self.text('list')
                self.assertRegex(listed.out + listed.err, 'Recover the drive and choose whether to keep or replace the firmware')
                self.assertNotRegex(listed.out + listed.err, '(?i)verify|is incomplete')
                verified = self.json('verify', 'sr0', self.left, code=cli.UNPROVEN)
                self.assertEqual([verified['result'], verified['verified']], ['cannot', 'no'])
                self.assertNotRegex(verified['message'], 'is incomplete|does not report|firmware is not running')
                self.assertEqual('another program' in verified['message'], names_revision)
                self.assertNotIn('erify', verified['next'])
                self.assertNotEqual(self.json('verify', 'sr0', self.interrupted, code=None)['exit'], cli.DONE)
                value = self.json('recover', 'sr0', '--yes', code=cli.NEEDS_RECOVERY)
                self.assertEqual([value['verified'], value['drive-safe']], ['no', None])
                self.assertEqual(self.answer('3')[0], cli.NEEDS_RECOVERY)
                self.assert_same_bytes(self.dump(), before)
                self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')


if __name__ == '__main__':
    cli.main()
