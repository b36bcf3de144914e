# SPDX-License-Identifier: GPL-3.0-or-later
"""burnbackctl as a person uses it: on a terminal, with a bar, a confirmation, and a question when it went wrong."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

import cli

COLUMNS = 60


class Terminal:
    """A program whose standard streams are a terminal."""

    def __init__(self, command, environment, columns=COLUMNS):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
        self.process = subprocess.Popen(command, env=dict(environment, TERM='xterm'), stdin=slave, stdout=slave,
                                        stderr=slave, start_new_session=True)
        os.close(slave)
        self.text = ''

    def read_until(self, pattern):
        """Reads until the pattern is there, or all was said."""
        end = time.monotonic() + cli.LIMIT_S
        while not re.search(pattern, self.text):
            if not select.select([self.master], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f'waited for {pattern!r} in vain; there is {self.text[-1000:]!r}')
            try:
                more = os.read(self.master, 65536)
            except OSError:
                more = b''
            if not more:
                return False
            self.text += more.decode(errors='replace')
        return True

    def type(self, line):
        os.write(self.master, line.encode() + b'\n')

    def finish(self):
        self.read_until('(?!)')
        os.close(self.master)
        return self.process.wait(cli.LIMIT_S)


class TerminalTest(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.make_drives()
        self.image = self.make_image('new.bin')

    def start(self, *arguments, **more):
        terminal = Terminal(self.command(*arguments), self.environment, **more)
        self.addCleanup(lambda: terminal.process.poll() is None and terminal.process.kill())
        return terminal


class Bar(TerminalTest):
    def bars(self, terminal):
        """Every state of the bar, in order: what was drawn over each other, and what was left standing."""
        shown = [re.sub(r'\x1b\[K', '', line) for line in re.split('[\r\n]', terminal.text)]
        return [line for line in shown if re.search(r'\[[#.]+\] +\d+ %', line)]

    def test_a_bar_as_wide_as_the_terminal_and_gone_at_the_end(self):
        for columns in (40, 60, 132):
            terminal = self.start('flash', 'sr0', self.image, '--yes', columns=columns)
            self.assertEqual(terminal.finish(), cli.DONE)
            bars = self.bars(terminal)
            self.assertTrue(any('#' in bar for bar in bars))
            self.assertEqual({len(bar) for bar in bars}, {columns - 1})
            last = terminal.text.rstrip('\r\n').split('\r')[-1]
            self.assertIn('runs revision 1.07', last)
            self.text('rollback', 'sr0', '--quiet')

    def test_the_backup_and_the_flash_are_one_run_each(self):
        # With a drive that takes its time the beginning of each run is seen, however busy the machine is.
        self.use(cli.one(cli.NEC, Revision='1.05', Speed='40'))
        for columns in (40, 80):
            terminal = self.start('flash', 'sr0', self.image, '--yes', columns=columns)
            self.assertEqual(terminal.finish(), cli.DONE)
            runs, filled = [[]], 0
            for bar in self.bars(terminal):
                # Words are whole or not there.
                label, cells, percent = re.fullmatch(r'([A-Z][a-z ]*?) +\[([#.]+)\] +(\d+) %( +\S.* left)? *', bar).groups()[:3]
                if runs[-1] and int(percent) < runs[-1][-1][1]:
                    runs.append([])
                runs[-1].append((label, int(percent)))
                self.assertLessEqual(abs(cells.count('#') / len(cells) - int(percent) / 100), 1 / len(cells))
            labels = [{label for label, _percent in run} for run in runs]
            self.assertEqual(labels[0], {'Back up'})
            self.assertEqual(labels[1], {'Prepare', 'Erase', 'Write', 'Restart', 'Verify'})
            self.assertEqual(len(runs), 2)
            self.assertEqual([(run[0][1] < 50, run[-1][1]) for run in runs], [(True, 100), (True, 100)])
            self.text('rollback', 'sr0', '--quiet')

    def test_the_time_that_is_left(self):
        self.use(cli.one(cli.NEC, Revision='1.05', Speed='1'))
        terminal = self.start('flash', 'sr0', self.image, '--yes', '--on-failure=stop', columns=40)
        self.assertTrue(terminal.read_until(r'% \d+ (s|min) left *\r'), terminal.text[-200:])
        self.assertEqual({len(bar) for bar in self.bars(terminal)[:-1]}, {39})
        terminal.process.kill()
        terminal.finish()

    def test_a_failed_attempt_stays_and_the_next_has_a_bar_of_its_own(self):
        self.use(cli.one(cli.NEC, [{'At': 'step:program:9', 'Kind': 'sense', 'Sense': '3/0C/00', 'Times': '1'}],
                         Revision='1.05'))
        terminal = self.start('flash', 'sr0', self.image, '--yes')
        self.assertEqual(terminal.finish(), cli.DONE)
        self.assertRegex(terminal.text, r'Block \d+ failed \(write error\)\. Attempt 2 of \d\.')
        standing = [re.sub(r'.*\r', '', re.sub(r'\x1b\[K', '', line)) for line in re.sub('\r\n', '\n', terminal.text).split('\n')]
        self.assertEqual([bool(re.match(r'Write +\[#+\.+\]', line)) for line in standing[:-2]], [True, False], standing)

    def test_no_bar_on_a_terminal_that_cannot(self):
        self.environment['TERM'] = 'dumb'
        terminal = Terminal(['env', 'TERM=dumb', *self.command('flash', 'sr0', self.image, '--yes')], self.environment)
        self.assertEqual(terminal.finish(), cli.DONE)
        self.assertNotIn('\x1b', terminal.text)


class Confirmation(TerminalTest):
    def test_the_review_is_shown_and_both_revisions_are_in_the_question(self):
        terminal = self.start('flash', 'sr0', self.image)
        self.assertTrue(terminal.read_until(r'\[y/N\] '))
        for words in ('ND-3550A', '1.05', '1.07', 'COMPATIBLE', 'new.bin', 'sr0'):
            self.assertIn(words, terminal.text)
        self.assertIn('Flash new.bin (1.05 → 1.07) on sr0? [y/N] ', terminal.text)
        terminal.type('yes')
        self.assertEqual(terminal.finish(), cli.DONE)
        self.assertIn('runs revision 1.07', terminal.text)

    def answers(self, pattern, *answers):
        """The exit codes of a question that no drive is asked for."""
        out = self.write('out.bin', 'mine')
        backup = self.json('backup', 'sr0')['id']
        codes = {}
        for answer in answers:
            terminal = self.start('backups', 'export', backup, out)
            self.assertTrue(terminal.read_until(pattern), terminal.text)
            terminal.type(answer)
            codes[answer] = terminal.finish()
        return codes

    def test_every_yes_counts(self):
        answers = ('y', 'Y', 'yes', 'Yes', 'YES', ' y ')
        self.assertEqual(self.answers(r'Overwrite it\? \[y/N\] $', *answers), dict.fromkeys(answers, cli.DONE))

    def test_yes_in_the_language_of_the_user(self):
        self.environment.update(self.locale('de'))
        answers = {'j': cli.DONE, 'ja': cli.DONE, 'JA': cli.DONE, 'y': cli.DONE, 'yes': cli.DONE, 'n': cli.REFUSED,
                   'nein': cli.REFUSED, 'jein': cli.REFUSED, '': cli.REFUSED}
        self.assertEqual(self.answers(r'\[j/N\] $', *answers), answers)

    def test_everything_else_is_no(self):
        before = self.dump()
        begin = self.log_length()
        for answer in ('no', '', 'n', 'Yes please', 'yy', 'j', 'ja'):
            terminal = self.start('flash', 'sr0', self.image)
            terminal.read_until(r'\[y/N\] ')
            terminal.type(answer)
            self.assertEqual(terminal.finish(), cli.REFUSED, answer)
            self.assertEqual(terminal.text.rstrip('\r\n').split('\n')[-1], 'burnbackctl: Cancelled. Nothing was changed.')
        self.assertEqual([entry for entry in self.log(since=begin) if cli.is_write(entry)], [])
        self.assert_same_bytes(self.dump(), before, 'the drive')

    def test_what_does_not_fit_is_not_even_asked(self):
        terminal = self.start('flash', 'sr0', self.make_image('foreign.bin', ('nec-optiarc', 'K450')))
        self.assertEqual(terminal.finish(), cli.REFUSED)
        self.assertNotIn('[y/N]', terminal.text)

    def test_recover_asks_before_it_writes(self):
        self.use(cli.one(cli.NEC, [{'At': 'step:program:9', 'Kind': 'power-cut'}], Revision='1.05'))
        self.text('flash', 'sr0', self.image, '--yes', code=cli.NEEDS_RECOVERY)
        self.use(cli.one(cli.NEC, Revision='1.05'))
        terminal = self.start('recover', 'sr0')
        terminal.read_until(r'\[y/N\] ')
        self.assertIn('1.07 is written again', terminal.text.replace('\r\n', ' '))
        terminal.type('no')
        self.assertEqual(terminal.finish(), cli.REFUSED)
        self.assertIn('Cancelled. Nothing was changed. Keep the drive powered.', terminal.text)


class Replacing(TerminalTest):
    """A file that is there is replaced only if that is what the user wants."""

    def test_it_is_asked_before_the_drive_is(self):
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


class Consent(TerminalTest):
    """What the job would refuse is asked for before, exactly that; and named where nobody can be asked."""

    def setUp(self):
        super().setUp()
        self.forget_drives()
        self.use(cli.one(cli.NS60, Revision='1.02'))
        self.make_drives()
        self.newer = self.make_image('mt.bin', cli.NS60, '1.03')
        self.older = self.make_image('old.bin', cli.NS60, '1.00')

    def answer(self, terminal, asked, answer):
        terminal.read_until(re.escape(asked))
        self.assertIn(asked, terminal.text)
        terminal.text = ''
        terminal.type(answer)

    def test_what_is_needed_is_asked_before(self):
        terminal = self.start('flash', 'sr0', self.newer)
        self.answer(terminal, 'Without a backup, the firmware cannot be restored. Type sr0 to continue: ', 'sr0')
        self.answer(terminal, 'Flash mt.bin (1.02 → 1.03) on sr0? [y/N] ', 'yes')
        self.assertEqual(terminal.finish(), cli.DONE, terminal.text)

    def test_each_thing_for_itself(self):
        terminal = self.start('flash', 'sr0', self.older)
        self.answer(terminal, 'Continue despite these warnings? [y/N] ', 'yes')
        self.answer(terminal, 'Type sr0 to continue: ', 'sr0')
        self.answer(terminal, 'Flash old.bin (1.02 → 1.00) on sr0? [y/N] ', 'yes')
        self.assertEqual(terminal.finish(), cli.DONE, terminal.text)

    def test_no_to_one_is_no_to_all(self):
        begin = self.log_length()
        for answers in (['no'], ['yes', 'sr1'], ['yes', ''], ['yes', 'sr0', 'no']):
            terminal = self.start('flash', 'sr0', self.older)
            for asked, answer in zip(('warnings? [y/N] ', 'Type sr0 to continue: ', '? [y/N] '), answers):
                self.answer(terminal, asked, answer)
            self.assertEqual(terminal.finish(), cli.REFUSED, answers)
            self.assertIn('Cancelled.', terminal.text)
        self.assertEqual([entry for entry in self.log(since=begin) if cli.is_write(entry)], [])

    def test_what_an_option_grants_is_not_asked(self):
        terminal = self.start('flash', 'sr0', self.older, '--allow-crossflash', '--without-backup')
        self.answer(terminal, 'Flash old.bin (1.02 → 1.00) on sr0? [y/N] ', 'yes')
        self.assertEqual(terminal.finish(), cli.DONE, terminal.text)

    def test_a_file_to_fall_back_to_is_no_going_without(self):
        terminal = self.start('flash', 'sr0', self.newer, '--fallback', self.older)
        self.answer(terminal, 'Use this fallback file despite these warnings? [y/N] ', 'yes')
        self.answer(terminal, 'Flash mt.bin (1.02 → 1.03) on sr0? [y/N] ', 'yes')
        self.assertEqual(terminal.finish(), cli.DONE, terminal.text)

    def test_a_disc_is_told_before_anything_is_asked(self):
        self.use(cli.one(cli.NS60, Revision='1.02', Disc='data'))
        terminal = self.start('flash', 'sr0', self.older)
        self.assertEqual(terminal.finish(), cli.REFUSED)
        self.assertIn('Remove the disc', terminal.text)
        self.assertNotIn('Type ', terminal.text)

    def test_the_missing_options_are_named(self):
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

    def test_recovery_asks_for_the_caution_it_meets(self):
        banks = ('nec-optiarc', 'K110')
        self.forget_drives()
        self.use(cli.one(banks, State='erased'))
        self.make_drives()
        image = self.make_image('banks.bin', banks, '1.09')
        self.assertIn('--yes', self.json('recover', 'sr0', image, code=cli.REFUSED)['error']['next'])
        terminal = self.start('recover', 'sr0', image)
        self.answer(terminal, '1.09 from banks.bin is written to it without leaving this mode. [y/N] ', 'yes')
        self.answer(terminal, 'Continue despite these warnings? [y/N] ', 'yes')
        self.assertEqual(terminal.finish(), cli.DONE, terminal.text)


class Asked(TerminalTest):
    """A flash that failed for good asks what to do."""

    def ask(self, times='0'):
        self.use(cli.one(cli.NEC, [{'At': 'step:program:9', 'Kind': 'sense', 'Sense': '3/0C/00', 'Times': times}],
                         Revision='1.05'))
        terminal = self.start('flash', 'sr0', self.image, '--yes')
        self.assertTrue(terminal.read_until('Your choice: '), terminal.text[-2000:])
        return terminal



class Question(Asked):
    def test_it_says_what_happened_and_what_can_be_done(self):
        terminal = self.ask()
        asked = terminal.text[terminal.text.rindex('\x1b[K') if '\x1b[K' in terminal.text else 0:]
        asked = terminal.text[terminal.text.find('3/0C/00'):] or asked
        for words in ('  1  Write 1.07 again\r\n', '  2  Restore 1.05\r\n', '  3  ', 'previous firmware', 'seconds'):
            self.assertIn(words, asked)
        self.assertRegex(terminal.text, r'in (5\d|60) seconds')
        terminal.type('3')
        self.assertEqual(terminal.finish(), cli.NEEDS_RECOVERY)

    def test_back(self):
        terminal = self.ask('3')
        terminal.type('2')
        self.assertEqual(terminal.finish(), cli.ROLLED_BACK)
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.assertEqual(self.json('info', 'sr0')['revision'], '1.05')

    def test_again(self):
        terminal = self.ask('3')
        terminal.type('1')
        self.assertEqual(terminal.finish(), cli.DONE)
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.assertEqual(self.json('info', 'sr0')['revision'], '1.07')

    def test_leave_it(self):
        terminal = self.ask()
        terminal.type('3')
        self.assertEqual(terminal.finish(), cli.NEEDS_RECOVERY)
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.assertEqual(self.json('info', 'sr0')['state'], 'needs-recovery')
        self.json('recover', 'sr0', self.image, '--yes')

    def test_an_answer_that_is_none_is_asked_again(self):
        terminal = self.ask('3')
        for answer in ('7', 'help', ''):
            terminal.text = ''
            terminal.type(answer)
            self.assertTrue(terminal.read_until('Invalid answer'))
        terminal.type('2')
        self.assertEqual(terminal.finish(), cli.ROLLED_BACK)


class Second(Asked):
    """A second program, while the first one has erased the drive and waits for an answer."""

    def test_it_is_not_told_that_the_drive_is_as_it_was(self):
        terminal = self.ask('3')
        begin = self.log_length()
        for command in (['flash', 'sr0', self.image, '--yes'], ['rollback', 'sr0'], ['recover', 'sr0', '--yes'],
                        ['verify', 'sr0', self.image], ['backup', 'sr0'], ['booktype', 'sr0', 'dvd+r', 'dvd-rom']):
            value = self.json(*command, code=cli.NOT_PERMITTED)
            about = value.get('error', value)
            self.assertIsNone(about['drive-safe'], command)
            self.assertNotRegex(about['message'], cli.UNTOUCHED)
            self.assertRegex(about['message'], self.flashing())
            self.assertIn('other program', about['next'])
        self.assertEqual(self.log_length(), begin)
        terminal.type('2')
        self.assertEqual(terminal.finish(), cli.ROLLED_BACK)

    def flashing(self):
        return (r'Burnback is flashing this drive in another process\. It is burnbackctl \(process \d+\)\. '
                r'It has reached block \d+ of \d+\. .*Do not disconnect power')

    def test_what_needs_no_drive_is_answered(self):
        """How far the flash is, and what is on record; nobody is told to close what must not be closed."""
        terminal = self.ask('3')
        begin = self.log_length()
        for command in (['list'], ['info', 'sr0']):
            drive = self.json(*command)
            drive = drive[0] if command == ['list'] else drive
            self.assertEqual(drive['state'], 'busy')
            self.assertIn('Burnback is flashing this drive', drive['used-by'])
            done = self.text(*command)
            self.assertRegex(done.out + done.err, self.flashing().replace(' .*Do', ' Wait until it has finished. Do'))
        history = self.json('history', 'sr0')
        self.assertEqual([[entry['action'], entry['result'], entry['revision-before']] for entry in history],
                         [['flash', 'running', '1.05']])
        self.assertEqual(len(self.json('backups', 'list', kind='backups-list')), 1)
        told = self.text('history', 'sr0')
        self.assertRegex(told.err, self.flashing() + '.*This answer comes from the records of Burnback')
        for command in (['advise', 'sr0'], ['history', 'sr0'], ['info', 'sr0'], ['list'], ['backups', 'list']):
            done = self.text(*command)
            self.assertNotRegex(done.out + done.err, 'Close|try again|recover')
        error = self.json('firmware', 'sr0', code=cli.NOT_PERMITTED)['error']
        self.assertRegex(error['message'], self.flashing())
        self.assertIn('Wait', error['next'])
        self.assertEqual(self.log_length(), begin)
        terminal.type('2')
        self.assertEqual(terminal.finish(), cli.ROLLED_BACK)


class Language(cli.CliTest):
    def test_json_is_never_translated(self):
        self.use(cli.one(cli.NEC))
        plain = self.json('list')
        for locale in (self.locale('de'), self.locale('tr', 'tr_TR'), self.locale('en', 'en_GB'), {'LC_ALL': 'C', 'LANGUAGE': 'C'}):
            self.environment.update(locale)
            self.assertEqual(self.json('list'), plain)

    def test_output_that_is_no_utf_8(self):
        self.use(cli.one(cli.NEC))
        self.environment['LC_ALL'] = 'C'
        self.text('list')
        self.plain('--help')


if __name__ == '__main__':
    cli.main()
