# SPDX-License-Identifier: GPL-3.0-or-later
"""`info` on one screen, and everything with --all or without a terminal (bb-ctl-info.c).

Also tests bb-ctl-text.c.
"""
import re

import cli
from terminal import Terminal

ESCAPE = re.compile(r'\x1b\[[0-9;]*m')
SCREEN_ROWS = 24
# For a drive that needs recovery, the steps of the recovery are shown, too.
RECOVERY_ROWS = 30


class Info(cli.CliTest):
    def setUp(self):
        super().setUp()
        with open(cli.demo_path()) as file:
            groups = re.split(r'(?m)^(?=\[)', file.read())
        # A scenario with one drive only is faster than all of them.
        head = '[drive '
        self.drives_of_demo = {group[len(head):group.index(']')]: group for group in groups if group.startswith(head)}

    def show_demo(self, drive):
        """Uses a scenario with this drive of the demonstration only."""
        self.use(self.drives_of_demo[drive])

    def show(self, *arguments, columns=80, **environment):
        """Runs `info` on a terminal. Returns the lines that it shows."""
        terminal = Terminal(self.command('info', *arguments), dict(self.environment, **environment), columns)
        self.assertEqual(terminal.finish(), cli.DONE)
        return terminal.text.replace('\r\n', '\n').rstrip('\n').split('\n')

    def labels(self, lines):
        """Returns the labels of the facts in order."""
        return [match[1] for match in (re.match(r' {6}(\w[\w ]*): ', line) for line in lines) if match]

    def test_each_drive_of_the_demonstration_fits_one_screen(self):
        self.scenario, one = 'demo', self.scenario
        drives = self.json('list')
        self.assertEqual({drive['name'] for drive in drives}, set(self.drives_of_demo))
        self.scenario = one
        for drive in cli.some(drives, kind=lambda drive: (drive['state'], (drive['is'] or {}).get('family'))):
            self.show_demo(drive['name'])
            lines = self.show(drive['name'], NO_COLOR='1')
            rows = RECOVERY_ROWS if drive['state'] == 'needs-recovery' else SCREEN_ROWS
            self.assertLessEqual(len(lines), rows, '\n'.join(lines))
            self.assertLessEqual(max(map(len, lines)), 80)
            text = ' '.join(' '.join(lines).split())
            for fact in ('identity: ', 'serial number SIM', 'tested: ', 'backup: '):
                self.assertIn(fact, text)
            self.assertIn(f'all details: burnbackctl info {drive["name"]} --all', text)
            self.assertNotIn('evidence:', text)

    def test_all_and_a_pipe_show_the_same_facts(self):
        for drive in ('sr0', 'sr3', 'sr6'):
            self.show_demo(drive)
            everything = self.text('info', drive).out
            self.assertEqual(self.text('info', drive, '--all').out, everything)
            self.assertNotIn('--all', everything)
            for label in ('evidence', 'same hardware', 'confidence'):
                self.assertRegex(everything, f'(?m)^ {{6}}{label}: ')
            shown = ' '.join(' '.join(self.show(drive, '--all', NO_COLOR='1')).split())
            self.assertEqual(shown, ' '.join(everything.split()))

    def test_facts_come_in_the_order_of_the_window(self):
        """The facts must come in the order of the window, the same with all facts and on one screen."""
        self.show_demo('sr4')
        labels = self.labels(self.text('info', 'sr4').out.split('\n'))
        order = ['identity', 'confidence', 'tested', 'accepts older firmware', 'advice', 'backup', 'evidence']
        self.assertEqual(sorted(order, key=labels.index), order)
        brief = self.labels(self.show('sr4', NO_COLOR='1'))
        self.assertEqual([label for label in labels if label in brief], [label for label in brief if label in labels])

    def test_state_has_a_colour_on_a_terminal_only(self):
        self.show_demo('sr0')
        coloured = self.show('sr0')
        self.assertIn('      \x1b[32mReady.\x1b[0m', coloured)
        self.assertEqual([ESCAPE.sub('', line) for line in coloured], self.show('sr0', NO_COLOR='1'))
        self.assertNotIn('\x1b', self.text('info', 'sr0').out)
        self.show_demo('sr3')
        red = r'(?m)^ {6}\x1b\[1;31mThe drive is in recovery mode, but its firmware may be intact\.'
        self.assertRegex('\n'.join(self.show('sr3')), red)

    def test_narrow_terminal_wraps_every_line(self):
        self.show_demo('sr4')
        self.assertLessEqual(max(map(len, self.show('sr4', '--all', columns=40, NO_COLOR='1'))), 40)

    def test_json_is_the_same_with_all(self):
        self.show_demo('sr0')
        self.assertEqual(self.json('info', 'sr0', '--all'), self.json('info', 'sr0'))


if __name__ == '__main__':
    cli.main()
