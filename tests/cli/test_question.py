# SPDX-License-Identifier: GPL-3.0-or-later
"""Confirmations, consents and questions on a terminal (bb-ctl-question.c, bb-ctl-operation.c)."""
import re

import cli
from terminal import TerminalTest


class Confirmation(TerminalTest):
    def test_flash_question_follows_the_review_and_names_both_revisions(self):
        terminal = self.start('flash', 'sr0', self.image)
        self.assertTrue(terminal.read_until(r'\[y/N\] '))
        for words in ('ND-3550A', '1.05', '1.07', 'COMPATIBLE', 'new.bin', 'sr0'):
            self.assertIn(words, terminal.text)
        self.assertIn('Flash new.bin (1.05 → 1.07) onto sr0? [y/N] ', terminal.text)
        terminal.type('yes')
        self.assertEqual(terminal.finish(), cli.DONE)
        self.assertIn('is running revision 1.07', terminal.text)

    def exit_codes_of_answers(self, pattern, *answers):
        """Returns {answer: exit code} for the question before an existing file is replaced; @pattern matches the question."""
        out = self.write('out.bin', 'mine')
        backup = self.json('backup', 'sr0')['id']
        codes = {}
        for answer in answers:
            terminal = self.start('backups', 'export', backup, out)
            self.assertTrue(terminal.read_until(pattern), terminal.text)
            terminal.type(answer)
            codes[answer] = terminal.finish()
        return codes

    def test_y_and_yes_in_any_case_confirm(self):
        answers = cli.some(('y', 'Y', 'yes', 'Yes', 'YES', ' y '), 4)
        self.assertEqual(self.exit_codes_of_answers(r'Overwrite it\? \[y/N\] $', *answers), dict.fromkeys(answers, cli.DONE))

    def test_translated_yes_confirms(self):
        self.environment.update(self.locale('de'))
        answers = {'j': cli.DONE, 'ja': cli.DONE, 'JA': cli.DONE, 'y': cli.DONE, 'yes': cli.DONE, 'n': cli.REFUSED,
                   'nein': cli.REFUSED, 'jein': cli.REFUSED, '': cli.REFUSED}
        answers = dict(cli.some(answers.items(), 5))
        self.assertEqual(self.exit_codes_of_answers(r'\[j/N\] $', *answers), answers)

    def test_other_answers_cancel(self):
        before = self.dump()
        begin = self.log_length()
        for answer in cli.some(('', 'no', 'n', 'Yes please', 'yy', 'j', 'ja'), 4):
            terminal = self.start('flash', 'sr0', self.image)
            terminal.read_until(r'\[y/N\] ')
            terminal.type(answer)
            self.assertEqual(terminal.finish(), cli.REFUSED, answer)
            self.assertEqual(terminal.text.rstrip('\r\n').split('\n')[-1], 'burnbackctl: Cancelled. Nothing was changed.')
        self.assertEqual([entry for entry in self.log(since=begin) if cli.is_write(entry)], [])
        self.assert_same_bytes(self.dump(), before, 'the drive')

    def test_incompatible_image_is_refused_without_a_question(self):
        terminal = self.start('flash', 'sr0', self.make_image('foreign.bin', ('nec-optiarc', 'K450')))
        self.assertEqual(terminal.finish(), cli.REFUSED)
        self.assertNotIn('[y/N]', terminal.text)

    def test_recover_asks_before_writing(self):
        self.use(cli.one(cli.NEC, [{'At': 'step:program:9', 'Kind': 'power-cut'}], Revision='1.05'))
        self.text('flash', 'sr0', self.image, '--yes', code=cli.NEEDS_RECOVERY)
        self.use(cli.one(cli.NEC, Revision='1.05'))
        terminal = self.start('recover', 'sr0')
        terminal.read_until(r'\[y/N\] ')
        text = ' '.join(re.sub(r'\x1b\[[\d;]*m', '', terminal.text).split())
        self.assertIn('writes: Previous firmware 1.05, or 1.07 from the interrupted operation', text)
        self.assertIn('Recover sr0? If its firmware is invalid, you can then choose whether to restore the previous firmware or to repeat the interrupted '
                      'operation. [y/N]', text)
        terminal.type('no')
        self.assertEqual(terminal.finish(), cli.REFUSED)
        self.assertIn('Cancelled. Nothing was changed. Keep the drive powered until a recovery step asks you to disconnect it.', ' '.join(terminal.text.split()))

    # A drive in each state; whether it must stay powered; other words about this state.
    UNCONFIRMED = (
        ('erased', cli.NEC, {'State': 'erased'}, True, 'The drive is in recovery mode'),
        ('overheats', ('mediatek-mt1959', 'BD-RE BU40N'), {'State': 'wrong-form-factor', 'Quirks': 'readable=windows'}, False,
         'may overheat. Power on the drive only to recover it.'),
        ('ready', cli.NEC, {}, False, 'Nothing was changed.|Nothing on the drive was changed. Add --yes'),
        ('mounted', cli.NEC, {'Disc': 'data', 'Mounted': 'sr0 is mounted on /x.'}, False, 'sr0 is mounted on /x. Unmount the disc'))

    def test_unconfirmed_recovery_says_what_the_state_of_the_drive_requires(self):
        # Without a file and with one: as text, and with the answer on a terminal.
        for (name, model, keys, keeps_power, words), forms in cli.shares(self.UNCONFIRMED, (([], ''), (['own.bin'], 'n'))):
            with self.subTest(name):
                self.setUp()
                self.forget_drives()
                self.use(cli.one(model, **keys))
                self.make_image('own.bin', model, '1.05')
                self.make_drives()
                before = self.dump()
                reported = []
                for names, answer in forms:
                    files = list(map(self.path, names))
                    reported.append(self.text('recover', 'sr0', *files, code=cli.REFUSED).err)
                    terminal = self.start('recover', 'sr0', *files)
                    terminal.read_until(r'\[y/N\] $|to stop\): $')
                    terminal.type(answer)
                    self.assertEqual(terminal.finish(), cli.REFUSED)
                    reported.append(terminal.text.rstrip('\r\n').split('burnbackctl: ')[-1] + terminal.text.split('Cancelled.')[-1])
                for text in [' '.join(wrapped.split()) for wrapped in reported]:
                    self.assertRegex(text, words)
                    self.assertEqual('Keep the drive powered' in text, keeps_power, text)
                    self.assertNotIn('state of the drive is unknown', text)
                self.assert_same_bytes(self.dump(), before, 'the drive')

    def test_unconfirmed_recovery_of_a_busy_drive_says_who_uses_it(self):
        self.forget_drives()
        self.use(cli.one(cli.NEC, State='erased', InUseBy='A flasher has it open.'))
        self.make_drives()
        begin = self.log_length()
        busy = 'Another program is using the drive. A flasher has it open. Wait until the other program has finished'
        for file in ([], [self.image]):
            failed = self.json('recover', 'sr0', *file, code=cli.NOT_PERMITTED)['error']
            self.assertIn('A flasher has it open.', failed['message'])
            self.assertIsNone(failed['drive-safe'])
            text = self.text('recover', 'sr0', *file, code=cli.NOT_PERMITTED).err
            terminal = self.start('recover', 'sr0', *file)
            self.assertEqual(terminal.finish(), cli.NOT_PERMITTED)
            for reported in (text, ' '.join(terminal.text.split())):
                self.assertIn(busy, reported)
                self.assertNotRegex(reported, '--yes|powered|\\[y/N\\]')
        self.assertEqual(self.log_length(), begin)


class Consent(TerminalTest):
    """Consents that the job requires are asked for before it starts; without a terminal the options are named."""

    def setUp(self):
        super().setUp()
        self.forget_drives()
        self.use(cli.one(cli.NS60, Revision='1.02'))
        self.make_drives()
        self.newer = self.make_image('mt.bin', cli.NS60, '1.03')
        self.older = self.make_image('old.bin', cli.NS60, '1.00')

    def answer(self, terminal, asked, answer):
        """Waits for the question @asked and types the answer."""
        terminal.read_until(re.escape(asked))
        self.assertIn(asked, terminal.text)
        terminal.text = ''
        terminal.type(answer)

    def test_required_consents_are_asked_before_the_flash(self):
        terminal = self.start('flash', 'sr0', self.newer)
        self.answer(terminal, 'Without a backup, the firmware cannot be restored. Type sr0 to continue: ', 'sr0')
        self.answer(terminal, 'Flash mt.bin (1.02 → 1.03) onto sr0? [y/N] ', 'yes')
        self.assertEqual(terminal.finish(), cli.DONE, terminal.text)

    def test_each_consent_has_a_question_of_its_own(self):
        terminal = self.start('flash', 'sr0', self.older)
        self.answer(terminal, 'Continue despite these warnings? [y/N] ', 'yes')
        self.answer(terminal, 'Type sr0 to continue: ', 'sr0')
        self.answer(terminal, 'Flash old.bin (1.02 → 1.00) onto sr0? [y/N] ', 'yes')
        self.assertEqual(terminal.finish(), cli.DONE, terminal.text)

    def test_one_refused_consent_cancels(self):
        begin = self.log_length()
        for answers in (['no'], ['yes', 'sr1'], ['yes', ''], ['yes', 'sr0', 'no']):
            terminal = self.start('flash', 'sr0', self.older)
            for asked, answer in zip(('warnings? [y/N] ', 'Type sr0 to continue: ', '? [y/N] '), answers):
                self.answer(terminal, asked, answer)
            self.assertEqual(terminal.finish(), cli.REFUSED, answers)
            self.assertIn('Cancelled.', terminal.text)
        self.assertEqual([entry for entry in self.log(since=begin) if cli.is_write(entry)], [])

    def test_consent_granted_by_an_option_is_not_asked(self):
        terminal = self.start('flash', 'sr0', self.older, '--allow-crossflash', '--without-backup')
        self.answer(terminal, 'Flash old.bin (1.02 → 1.00) onto sr0? [y/N] ', 'yes')
        self.assertEqual(terminal.finish(), cli.DONE, terminal.text)

    def test_fallback_file_replaces_the_consent_without_backup(self):
        terminal = self.start('flash', 'sr0', self.newer, '--fallback', self.older)
        self.answer(terminal, 'Use this fallback firmware file despite these warnings? [y/N] ', 'yes')
        self.answer(terminal, 'Flash mt.bin (1.02 → 1.03) onto sr0? [y/N] ', 'yes')
        self.assertEqual(terminal.finish(), cli.DONE, terminal.text)

    def test_inserted_disc_is_reported_before_any_question(self):
        self.use(cli.one(cli.NS60, Revision='1.02', Disc='data'))
        terminal = self.start('flash', 'sr0', self.older)
        self.assertEqual(terminal.finish(), cli.REFUSED)
        self.assertIn('Remove the disc', terminal.text)
        self.assertNotIn('Type ', terminal.text)

    def test_missing_options_are_named_without_a_terminal(self):
        both = '--allow-crossflash --without-backup'
        for image, missing in ((self.newer, '--without-backup'), (self.older, both)):
            self.assertRegex(self.text('check', 'sr0', image).out, rf'(?m) {missing}$')
        for image, given, missing in ((self.newer, [], '--without-backup'), (self.older, [], both),
                                      (self.older, ['--without-backup'], '--allow-crossflash'),
                                      (self.older, ['--allow-crossflash'], '--without-backup')):
            value = self.json('flash', 'sr0', image, '--yes', *given, code=cli.REFUSED)
            self.assertEqual(value['next'], f'To continue anyway, add {missing}.')
            self.assertEqual(len(value['consents']), missing.count('--'))
        self.assertEqual(self.json('flash', 'sr0', self.older, '--yes', *both.split())['result'], 'done')

    def test_recovery_asks_for_a_caution_found_by_its_job(self):
        banks = ('nec-optiarc', 'K110')
        self.forget_drives()
        self.use(cli.one(banks, State='erased'))
        self.make_drives()
        image = self.make_image('banks.bin', banks, '1.09')
        self.assertIn('--yes', self.json('recover', 'sr0', image, code=cli.REFUSED)['error']['next'])
        terminal = self.start('recover', 'sr0', image)
        self.answer(terminal, 'The drive will stay in recovery mode while firmware revision 1.09 from banks.bin is being written. [y/N] ', 'yes')
        self.answer(terminal, 'Continue despite these warnings? [y/N] ', 'yes')
        self.assertEqual(terminal.finish(), cli.DONE, terminal.text)


class FailedFlash(TerminalTest):
    """A flash that failed in all attempts asks what to do."""

    def setUp(self):
        super().setUp()
        self.forget_drives()
        self.use(cli.one(cli.SMALL, Revision='1.05'))
        self.make_drives()
        self.image = self.make_image('new.bin', cli.SMALL)

    def start_failing_flash(self, times='0'):
        """Starts a flash whose block fails @times times (0: always). Returns the terminal, which shows the
        question."""
        self.use(cli.one(cli.SMALL, [{'At': 'step:program:9', 'Kind': 'sense', 'Sense': '3/0C/00', 'Times': times}],
                         Revision='1.05'))
        terminal = self.start('flash', 'sr0', self.image, '--yes')
        self.assertTrue(terminal.read_until('Your choice: '), terminal.text[-2000:])
        return terminal


class FailedFlashQuestion(FailedFlash):
    def test_failed_flash_question_has_reason_safety_and_choices(self):
        terminal = self.start_failing_flash()
        asked = terminal.text[terminal.text.rindex('\x1b[K') if '\x1b[K' in terminal.text else 0:]
        asked = terminal.text[terminal.text.find('3/0C/00'):] or asked
        for words in ('  1  Write 1.07 again\r\n', '  2  Restore 1.05\r\n', '  3  ', 'previous firmware', 'seconds'):
            self.assertIn(words, asked)
        self.assertRegex(terminal.text, r'in (5\d|60) seconds')
        terminal.type('3')
        self.assertEqual(terminal.finish(), cli.NEEDS_RECOVERY)

    def test_answer_2_restores_the_previous_firmware(self):
        terminal = self.start_failing_flash('3')
        terminal.type('2')
        self.assertEqual(terminal.finish(), cli.ROLLED_BACK)
        self.use(cli.one(cli.SMALL, Revision='1.05'))
        self.assertEqual(self.json('info', 'sr0')['revision'], '1.05')

    def test_answer_1_writes_again(self):
        terminal = self.start_failing_flash('3')
        terminal.type('1')
        self.assertEqual(terminal.finish(), cli.DONE)
        self.use(cli.one(cli.SMALL, Revision='1.05'))
        self.assertEqual(self.json('info', 'sr0')['revision'], '1.07')

    def test_answer_3_leaves_the_drive(self):
        terminal = self.start_failing_flash()
        terminal.type('3')
        self.assertEqual(terminal.finish(), cli.NEEDS_RECOVERY)
        self.use(cli.one(cli.SMALL, Revision='1.05'))
        self.assertEqual(self.json('info', 'sr0')['state'], 'needs-recovery')
        self.json('recover', 'sr0', self.image, '--yes')

    def test_invalid_answer_is_asked_again(self):
        terminal = self.start_failing_flash('3')
        for answer in ('7', 'help', '', '12', '1' * 40):
            terminal.text = ''
            terminal.type(answer)
            self.assertTrue(terminal.read_until('Invalid answer'))
        terminal.type('2')
        self.assertEqual(terminal.finish(), cli.ROLLED_BACK)

    def test_rest_of_a_long_line_is_no_answer_to_the_next_question(self):
        terminal = self.start_failing_flash('3')
        terminal.type('9' * 31 + '1')
        self.assertTrue(terminal.read_until('Invalid answer'))
        terminal.type('2')
        self.assertEqual(terminal.finish(), cli.ROLLED_BACK)


class OtherProgramDuringQuestion(FailedFlash):
    """A second program, while the first one has erased the drive and asks what to do."""

    def test_other_program_does_not_claim_an_unchanged_drive(self):
        terminal = self.start_failing_flash('3')
        begin = self.log_length()
        for command in (['flash', 'sr0', self.image, '--yes'], ['rollback', 'sr0'], ['recover', 'sr0', '--yes'],
                        ['verify', 'sr0', self.image], ['backup', 'sr0'], ['booktype', 'sr0', 'dvd+r', 'dvd-rom']):
            value = self.json(*command, code=cli.NOT_PERMITTED)
            about = value.get('error', value)
            self.assertIsNone(about['drive-safe'], command)
            self.assertNotRegex(about['message'], cli.UNTOUCHED)
            self.assertRegex(about['message'], self.other_program_text())
            self.assertIn('other program', about['next'])
        self.assertEqual(self.log_length(), begin)
        terminal.type('2')
        self.assertEqual(terminal.finish(), cli.ROLLED_BACK)

    def other_program_text(self):
        """Returns a pattern of the message about the first program."""
        return (r'Another Burnback process is flashing this drive\. It is burnbackctl \(process \d+\)\. '
                r'Writing has reached block \d+ of \d+\. .*Do not disconnect power')

    def test_other_program_answers_from_records(self):
        """The second program shows the progress of the flash and the records, and does not ask to close the first one."""
        terminal = self.start_failing_flash('3')
        begin = self.log_length()
        for command in (['list'], ['info', 'sr0']):
            drive = self.json(*command)
            drive = drive[0] if command == ['list'] else drive
            self.assertEqual(drive['state'], 'busy')
            self.assertIn('Burnback process is flashing this drive', drive['used-by'])
            done = self.text(*command)
            self.assertRegex(done.out + done.err, self.other_program_text().replace(' .*Do', ' Wait until the other program has finished. Do'))
        history = self.json('history', 'sr0')
        self.assertEqual([[entry['action'], entry['result'], entry['revision-before']] for entry in history],
                         [['flash', 'running', '1.05']])
        self.assertEqual(len(self.json('backups', 'list', kind='backups-list')), 1)
        reported = self.text('history', 'sr0')
        self.assertRegex(reported.err, self.other_program_text() + '.*The information shown comes from Burnback’s records')
        for command in (['advise', 'sr0'], ['history', 'sr0'], ['info', 'sr0'], ['list'], ['backups', 'list']):
            done = self.text(*command)
            self.assertNotRegex(done.out + done.err, '[Cc]lose|[Tt]ry again|[Rr]ecover')
        error = self.json('firmware', 'sr0', code=cli.NOT_PERMITTED)['error']
        self.assertRegex(error['message'], self.other_program_text())
        self.assertIn('Wait', error['next'])
        self.assertEqual(self.log_length(), begin)
        terminal.type('2')
        self.assertEqual(terminal.finish(), cli.ROLLED_BACK)


if __name__ == '__main__':
    cli.main()
