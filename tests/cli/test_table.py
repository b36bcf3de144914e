# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of drives, and columns of equal width (bb-ctl-table.c); lines that fit the terminal (bb-ctl-wrap.c)."""
import re
import unicodedata

import cli
from terminal import Terminal

HEADER = ['NODE', 'STATE', 'IDENTITY', 'REVISION', 'NAME']
ESCAPE = re.compile(r'\x1b\[[0-9;]*m')


def cells(text):
    """Returns the number of terminal columns of a text; wide characters take two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in text)


def column_at(line, at):
    """Returns the part of a line from terminal column @at on; wide characters take two columns."""
    taken = 0
    for i, c in enumerate(line):
        if taken == at:
            return line[i:]
        taken += cells(c)
    return ''


class Table(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.scenario(('sr0', 'nec-optiarc', 'K110', {'Vendor': 'TDK', 'Product': 'DVDRW420N', 'Revision': '1.05',
                                                              'Serial': 'A1'}),
                              ('sr1', *cli.NS60, {'Serial': 'B2', 'Bus': 'usb', 'Disc': 'data'}),
                              ('sr2', *cli.NEC, {'Serial': 'C3', 'State': 'erased'})))

    def show(self, columns, *arguments, **environment):
        """Runs burnbackctl (default: `list`) on a terminal of this width. Returns what it shows."""
        terminal = Terminal(self.command(*(arguments or ('list',))), dict(self.environment, **environment), columns)
        self.assertEqual(terminal.finish(), cli.DONE)
        return terminal.text.replace('\r\n', '\n')

    def rows(self, text):
        """Returns the table as lists of cells, split at the columns of the header."""
        lines = text.split('\n')
        places = [lines[0].index(word) for word in lines[0].split()] + [None]
        return [[line[a:b].strip() for a, b in zip(places, places[1:])] for line in lines if line]

    def test_list_in_a_pipe_has_one_plain_line_a_drive(self):
        done = self.text('list')
        self.assertNotIn('\x1b', done.out + done.err)
        rows = self.rows(done.out)
        self.assertEqual(rows[0], HEADER)
        self.assertEqual(rows[1], ['sr0', 'ready', 'NEC ND-1100A', '1.05', 'TDK DVDRW420N'])
        self.assertEqual([row[:2] for row in rows[2:]], [['sr1', 'disc inserted'], ['sr2', 'needs recovery']])
        self.assertEqual(len(rows), 4)
        # COLUMNS must not change the output to a pipe.
        self.assertEqual(self.text('list', env=dict(self.environment, COLUMNS='40')).out, done.out)

    def test_each_row_has_every_column(self):
        """A drive that cannot be opened has no revision, so its cell must have a dash."""
        self.use(cli.one(cli.NEC, Access='denied'))
        done = self.text('list')
        row = self.rows(done.out)[1]
        self.assertEqual(row[:4], ['sr0', 'not permitted', 'not identified', '-'])
        self.assertRegex(done.err, r'(?m)^sr0: \S')

    def test_remedies_are_on_standard_error(self):
        done = self.text('list')
        self.assertRegex(done.err, r'(?m)^sr2: .*recovery mode.* To recover the drive, run “burnbackctl recover sr2”\.$')
        self.assertEqual(len(done.err.splitlines()), 2)
        self.assertEqual(self.text('list', '--quiet').err, '')

    def test_only_simulated_drives_are_marked(self):
        done = self.sim('exec', '--scenario', self.scenario, '--', cli.CTL, '--state-dir', self.state, 'list')
        self.assertIn('NEC ND-1100A', done.out)
        self.assertNotIn('simulated', done.out + done.err)
        done = self.text('list')
        self.assertNotIn('simulated', done.out)
        self.assertIn('These drives are simulated.\n', done.err)

    def test_colours_on_a_terminal_only_and_not_with_no_color(self):
        text = self.show(100)
        self.assertIn('\x1b[1mNODE\x1b[0m', text)
        self.assertIn('\x1b[32mready\x1b[0m', text)
        self.assertIn('\x1b[1;31mneeds recovery\x1b[0m', text)
        self.assertIn('\x1b[', self.show(100, NO_COLOR=''))
        for environment in ({'NO_COLOR': '1'}, {'NO_COLOR': 'no'}):
            plain = self.show(100, **environment)
            self.assertNotIn('\x1b', plain)
            self.assertEqual(plain, ESCAPE.sub('', text))
        self.assertNotIn('\x1b', self.run_program(['env', 'TERM=xterm', *self.command('list')]).out)

    def test_demo_list_fits_80_columns_with_state_after_the_node(self):
        """Each drive of the scenario "demo" must have at most two lines, and two thirds of the drives a single line."""
        self.scenario = 'demo'
        text = self.show(80, NO_COLOR='1').split('These drives')[0]
        lines = text.rstrip('\n').split('\n')
        self.assertLessEqual(max(map(cells, lines)), 80)
        self.assertEqual(lines[0].split(), HEADER)
        rows = [line for line in lines[1:] if line.startswith('sr')]
        self.assertGreater(len(rows), 8)
        self.assertLessEqual(len(lines) - 1, len(rows) + len(rows) // 3)
        for row in rows:
            self.assertRegex(row, r'^sr\d+ +(ready|disc inserted|needs recovery)  ')

    def test_table_is_never_wider_than_the_terminal_and_cuts_no_word(self):
        wide = self.text('list').out
        words = sorted(wide.split())
        for columns in (40, 60, 80, 200):
            text = self.show(columns, NO_COLOR='1')
            self.assertLessEqual(max(map(cells, text.split('\n'))), columns)
            table = text.split('\nThese drives')[0].split('\n')
            found = ' '.join(table).split()
            if columns == 40:
                # In a narrow terminal, each cell of the table has a line of its own, with the heading of its column.
                self.assertEqual([found.count(word) for word in HEADER], [3] * 5)
                found = [word for word in found if word not in HEADER] + HEADER
            self.assertEqual(sorted(found), words, columns)
        self.assertEqual(self.show(200, NO_COLOR='1').split('\nThese drives')[0].rstrip('\n'), wide.rstrip('\n'))
        lines = self.show(80, NO_COLOR='1').split('\n')
        self.assertEqual(lines[0].split(), HEADER)


    def test_remedies_fit_the_terminal_and_are_one_line_in_a_pipe(self):
        shown = re.sub(ESCAPE, '', self.show(60)).split('\n')
        self.assertLessEqual(max(map(cells, shown)), 60)
        at = next(i for i, line in enumerate(shown) if line.startswith('sr2: '))
        [plain] = [line for line in self.text('list').err.splitlines() if line.startswith('sr2: ')]
        self.assertGreater(len(plain), 60)
        self.assertEqual(' '.join(shown[at:]).strip(), plain)


class Widths(cli.CliTest):
    """Columns are also aligned in languages with characters that take two terminal columns."""

    def summaries(self):
        """Returns the lines of the help that describe the commands."""
        lines = self.plain('--help').out.split('\n')
        at = lines.index('Commands:')
        return lines[at + 1:lines.index('', at)]

    def test_help_summaries_begin_in_one_column(self):
        summaries = {}
        for _round in range(2):
            lines = self.summaries()
            self.assertGreater(len(lines), 15)
            at = max(cells(re.match(r'  \S+ +', line).group()) for line in lines)
            self.assertTrue(any('…' in line for line in lines))
            longest = max(lines, key=lambda line: cells(line[:line.index(' show') if ' show' in line else 0]))
            places = {cells(line) - cells(re.split(r'  +', line.strip())[-1]) for line in lines if len(re.split(r'  +', line.strip())) == 3}
            self.assertEqual(len(places), 1, (places, at, longest))
            summaries[_round] = lines
            if _round == 0:
                self.translate(DRIVE='ドライブ', **{'DRIVE FILE': 'ドライブ ファイル', 'FILE…': 'ファイル…', 'DRIVE [FILE]': 'ドライブ [ファイル]'})
        self.assertTrue(any('ドライブ' in line for line in summaries[1]))

    def test_cells_of_wide_characters_are_aligned(self):
        self.translate(NAME='名前', IDENTITY='識別', STATE='状態', ready='準備完了', **{'not identified': '未識別'})
        self.use(cli.scenario(('sr0', *cli.NEC, {'Serial': 'A1'}),
                              ('sr1', 'nec-optiarc', 'K110', {'Vendor': 'EXAMPLE', 'Product': 'X', 'Serial': 'B2'})))
        lines = self.text('list').out.splitlines()
        self.assertIn('未識別', lines[2])
        for heading, values in (('識別', ('NEC', '未識別')), ('状態', ('準備完了', '準備完了'))):
            at = cells(lines[0][:lines[0].index(heading)])
            for line, value in zip(lines[1:], values):
                self.assertTrue(column_at(line, at).startswith(value), lines)


if __name__ == '__main__':
    cli.main()
