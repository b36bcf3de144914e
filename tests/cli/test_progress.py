# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress as lines, as JSON and as a bar (bb-ctl-progress.c)."""
import json
import re

import cli
import schema
from terminal import Terminal, TerminalTest


class ProgressOffTerminal(cli.CliTest):
    """Progress without a terminal is on standard error, without escape codes, in the form that was chosen."""

    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.NEC))
        self.make_drives()
        self.image = self.make_image('new.bin')

    def flash(self, *options):
        """Flashes, and checks that both streams have no escape codes. Returns the process."""
        done = self.text(*options, 'flash', 'sr0', self.image, '--yes')
        for stream in (done.out, done.err):
            self.assertNotIn('\x1b', stream)
            self.assertNotIn('\r', stream)
        return done

    def test_output_to_a_pipe_has_progress_lines(self):
        done = self.flash()
        self.assertNotIn('%', done.out)
        lines = done.err.splitlines()
        self.assertGreater(len(lines), 5)
        for line in lines:
            self.assertRegex(line, r'^ *\d+ %  \S.*\.$')

    def test_progress_lines_are_printed_at_each_tenth_with_the_exact_percentage(self):
        """A line is printed at a new phase and when another 10 % are reached; its percentage is not rounded to tens."""
        shown = [int(line.split()[0]) for line in self.flash('--progress=lines').err.splitlines()]
        self.assertTrue(all(0 <= percent <= 100 for percent in shown), shown)
        self.assertTrue([percent for percent in shown if percent % 10], shown)

    def test_progress_lines_option_prints_lines(self):
        self.assertRegex(self.flash('--progress=lines').err, r'(?m)^ *\d+ %  ')

    def test_progress_json_option_prints_json_lines(self):
        before = -1
        for line in self.flash('--progress=json').err.splitlines():
            value = json.loads(line)
            schema.check(value, 'progress')
            self.assertLessEqual(value['done'], value['total'])
            before = max(before, value['done'])
        self.assertGreater(before, 0)

    def test_json_option_prints_progress_as_json_lines(self):
        done = self.flash('--json')
        json.loads(done.out)
        values = [json.loads(line) for line in done.err.splitlines()]
        self.assertTrue(values)
        self.assertTrue(any(value['endangered'] for value in values))
        self.assertFalse(values[-1]['endangered'])
        phases = [value['phase'] for value in values]
        for phase in ('back-up', 'erase', 'program', 'verify'):
            self.assertIn(phase, phases)

    def test_progress_none_and_quiet_print_no_progress(self):
        self.copy_folders('start')
        for option in ('--progress=none', '--quiet', '-q'):
            self.assertEqual(self.flash(option).err, '')
            self.restore_folders('start')

    def test_progress_bar_option_draws_a_bar_in_a_pipe(self):
        done = self.text('--progress=bar', 'flash', 'sr0', self.image, '--yes')
        self.assertIn('[', done.err)
        self.assertNotIn('\x1b', done.out)


class ProgressBar(TerminalTest):
    def bars(self, terminal):
        """Returns every state of the bars in order, one string each."""
        shown = [re.sub(r'\x1b\[K', '', line) for line in re.split('[\r\n]', terminal.text)]
        return [line for line in shown if re.search(r'\[[#.]+\] +\d+ %', line)]

    def test_bar_is_as_wide_as_the_terminal_and_cleared_at_the_end(self):
        self.copy_folders('start')
        for columns in cli.some((40, 60, 132)):
            terminal = self.start('flash', 'sr0', self.image, '--yes', columns=columns)
            self.assertEqual(terminal.finish(), cli.DONE)
            bars = self.bars(terminal)
            self.assertTrue(any('#' in bar for bar in bars))
            self.assertEqual({len(bar) for bar in bars}, {columns - 1})
            last = terminal.text.replace('\r\n', '\n').rstrip('\n').split('\r')[-1]
            self.assertIn('is running revision 1.07', ' '.join(last.split()))
            self.restore_folders('start')

    def test_backup_and_flash_have_one_bar_each(self):
        # A slow drive, so that the first progress of each bar is seen on a busy computer.
        self.use(cli.one(cli.NEC, Revision='1.05', Speed='40'))
        self.copy_folders('start')
        for columns in cli.some((40, 80), 1):
            terminal = self.start('flash', 'sr0', self.image, '--yes', columns=columns)
            self.assertEqual(terminal.finish(), cli.DONE)
            runs, filled = [[]], 0
            for bar in self.bars(terminal):
                # No word is cut.
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
            self.restore_folders('start')

    def test_bar_shows_the_time_left(self):
        self.use(cli.one(cli.NEC, Revision='1.05', Speed='1'))
        terminal = self.start('flash', 'sr0', self.image, '--yes', '--on-failure=stop', columns=40)
        self.assertTrue(terminal.read_until(r'% \d+ (s|min) left *\r'), terminal.text[-200:])
        self.assertEqual({len(bar) for bar in self.bars(terminal)[:-1]}, {39})
        terminal.process.kill()
        terminal.finish()

    def test_failed_attempt_keeps_its_bar_and_the_next_has_its_own(self):
        self.use(cli.one(cli.NEC, [{'At': 'step:program:9', 'Kind': 'sense', 'Sense': '3/0C/00', 'Times': '1'}],
                         Revision='1.05'))
        terminal = self.start('flash', 'sr0', self.image, '--yes')
        self.assertEqual(terminal.finish(), cli.DONE)
        self.assertRegex(terminal.text, r'Block \d+ failed \(write error\)\. Attempt 2 of \d\.')
        standing = [re.sub(r'.*\r', '', re.sub(r'\x1b\[K', '', line)) for line in re.sub('\r\n', '\n', terminal.text).split('\n')]
        self.assertEqual([bool(re.match(r'Write +\[#+\.+\]', line)) for line in standing], [True] + [False] * (len(standing) - 1), standing)

    def test_dumb_terminal_has_no_bar(self):
        self.environment['TERM'] = 'dumb'
        terminal = Terminal(['env', 'TERM=dumb', *self.command('flash', 'sr0', self.image, '--yes')], self.environment)
        self.assertEqual(terminal.finish(), cli.DONE)
        self.assertNotIn('\x1b', terminal.text)


if __name__ == '__main__':
    cli.main()
