# SPDX-License-Identifier: GPL-3.0-or-later
"""complete: completions for shells, which must be accepted by the program (bb-ctl-complete.c)."""
import os
import re

import cli

READING = ('search-from-zero', 'read-ds-8absh')
SETTINGS = ('finish-command', 'maker-form', 'other-piece-length', 'readdress', *READING)


class Complete(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.scenario(('sr0', *cli.NEC, {'Serial': 'A1', 'Revision': '1.05'}), ('sr1', *cli.NS60, {'Serial': 'B2'})))

    def lines(self, *words):
        """Returns [completion, description] of each completion of the last word."""
        return [line.split('\t', 1) for line in self.plain('complete', '--', *words, code=None).out.splitlines()]

    def completions(self, *words):
        return [word for word, _description in self.lines(*words)]

    def help(self, *command):
        return self.plain(*command, '--help').out


class Words(Complete):
    def test_completions_are_the_commands_and_options_of_the_help(self):
        text = self.help()
        commands = re.findall(r'^  ([a-z]+) {2,}', text.split('\nCommands:\n')[1], re.MULTILINE)
        self.assertEqual(self.completions(''), commands)
        for command in ([], *([command] for command in cli.some(commands, 8))):
            options = re.findall(r'^  (?:-\w, )?(--[\w-]+)', self.help(*command), re.MULTILINE)
            self.assertEqual(self.completions(*command, '--'), options, command)
        self.assertEqual(self.lines('fla'), [['flash', 'back up, flash and verify']])
        self.assertEqual(self.lines('--json', 'flash', 'sr0', '--dr'),
                         [['--dry-run', 'Print the steps without changing the drive']])

    def test_every_completed_value_is_accepted(self):
        accepted = set()
        for words, command in ((('ask', 'retry', 'rollback', 'stop'), ['flash', 'none', '/dev/null', '--on-failure']),
                               (('latest', 'uhd', 'omnidrive', 'archive', 'way-back'), ['advise', 'none', '--purpose']),
                               (SETTINGS, ['flash', 'none', '/dev/null', '--setting']),
                               (SETTINGS, ['recover', 'none', '--setting']),
                               (READING, ['info', 'none', '--setting']),
                               (READING, ['backup', 'none', '--setting']),
                               (READING, ['verify', 'none', '--setting']),
                               (('auto', 'bar', 'lines', 'json', 'none'), ['info', 'none', '--progress'])):
            self.assertEqual(self.completions(*command, ''), list(words))
            self.assertEqual(self.completions(*command[:-1], command[-1] + '='), [f'{command[-1]}={word}' for word in words])
            # In each change, a value that another command has, too, is tried with one of them.
            for word in words if cli.ALL else [word for word in words if word not in accepted] or words[:1]:
                self.text(*command, word, code=cli.NOT_FOUND)
                accepted.add(word)
            self.text(*command, 'frob', code=cli.USAGE)
        self.assertEqual(self.lines('flash', 'sr0', 'image', '--setting', 'fin'),
                         [['finish-command', 'Send the finish command to the drive after sending the image']])
        self.assertIn(', '.join(SETTINGS) + '. “frob” is not valid',
                      self.text('flash', 'none', '/dev/null', '--setting', 'frob', code=cli.USAGE).err)
        media = self.completions('booktype', 'sr0', '')
        types = self.completions('booktype', 'sr0', 'dvd+r', '')
        self.assertEqual([len(media), len(types)], [3, 8])
        for medium, kind in [*cli.some((medium, 'dvd+r') for medium in media), *cli.some(('dvd+r', kind) for kind in types)]:
            self.text('booktype', 'none', medium, kind, code=cli.NOT_FOUND)

    def test_arguments_are_completed_as_in_the_usage(self):
        self.assertEqual(self.completions('backups', ''), ['list', 'show', 'export', 'check', 'delete'])
        self.assertEqual(self.completions('library', 're'), ['remove'])
        self.assertEqual(self.completions('backups', 'list', ''), [])
        self.assertEqual(self.completions('list', ''), [])
        self.assertEqual(self.completions('flash', 'sr0', 'image', ''), [])
        for words, kind in ((['flash', 'sr0', ''], ['file']), (['identify', 'a', 'b', ''], ['file']),
                            (['firmware', 'sr0', 'a', ''], ['file']), (['backups', 'export', 'x', ''], ['file']),
                            (['backup', 'sr0', '-o', ''], ['file']), (['--trace', ''], ['file']), (['--trace=x'], ['file']),
                            (['library', 'add', ''], ['file']), (['--state-dir', ''], ['folder']),
                            (['catalog', 'draft', ''], ['file']), (['catalog', 'lint', ''], ['file', 'names|models'])):
            self.assertEqual(self.lines(*words), [['', '\t'.join(kind)]], words)
        self.assertEqual(self.lines('list', '--simulate', 'dem'), [['demo', ''], ['', 'file\tscenario']])
        self.assertIn('--boot-code', self.completions('convert', 'sr0', ''))

    def test_invalid_lines_have_no_completions(self):
        for words in (['frob', ''], ['--frob', 'l'], ['--progress', 'sideways', 'l'], ['info', '--frob', ''],
                      ['recover', 'sr0', '--tool-code', ''], ['flash', '--frob='], ['info', '--', '--js'], ['xyz']):
            self.assertEqual(self.lines(*words), [], words)
        self.assertIn('list', self.plain('complete', '--').out)
        self.assertIn('list', self.plain('complete').out)

    def test_names_of_the_catalog_are_completed(self):
        self.assertIn(['K110', 'ND-1000A / ND-1100A / ND-1300A'], self.lines('convert', 'sr0', '--to', 'K11'))
        self.assertNotIn('BD-RE BU40N', self.completions('convert', 'sr0', '--to', ''))
        self.assertIn('BD-RE BU40N', self.completions('catalog', 'show', 'BD'))
        for typed in ('TDK DVDRW44', r'TDK\ DVDRW44', "'TDK DVDRW44", '"TDK DVDRW44'):
            self.assertEqual(self.completions('catalog', 'show', typed), ['TDK DVDRW440N'])
        self.text('catalog', 'show', 'TDK DVDRW440N')


class Drives(Complete):
    """Completions that depend on drives and backups; options before the typed word select them."""

    def test_drives_are_completed_without_sending_a_command(self):
        options = ['--simulate', self.scenario, '--state-dir', self.state, '--trace', self.path('trace'), '--json']
        for command in ('info', 'flash', 'history'):
            self.assertEqual(self.lines(*options, command, ''), [['sr0', '_NEC DVD_RW ND-3550A'], ['sr1', 'HL-DT-ST BD-RE  WH16NS60']])
            self.assertEqual(self.completions(command, *options, 'sr1'), ['sr1'])
        self.assertEqual(self.completions(*options, 'info', '/dev/sr'), ['/dev/sr0', '/dev/sr1'])
        self.assertEqual(self.completions('--simulate=' + self.scenario, 'info', '--look-closer', 's'), ['sr0', 'sr1'])
        self.assertEqual([self.log_length('sr0'), self.log_length('sr1')], [0, 0])
        for path in (self.state, self.path('trace'), self.path('xdg-state')):
            self.assertFalse(os.path.exists(path), path)

    def test_backup_ids_are_completed(self):
        ids = [self.json('backup', drive)['id'] for drive in ('sr0', 'sr0')]
        before = self.log_length()
        for words in (['rollback', 'sr0', ''], ['backups', 'show', ids[0][:3]], ['backups', 'export', ''], ['backups', 'delete', '-y', '']):
            offered = self.lines('--simulate', self.scenario, '--state-dir', self.state, *words)
            self.assertEqual(sorted(offered), sorted([id_, '_NEC DVD_RW ND-3550A 1.05'] for id_ in ids), words)
        self.assertEqual(self.log_length(), before)

    def test_tilde_is_expanded(self):
        self.environment['HOME'] = self.folder
        self.assertEqual(self.completions('--simulate', '~/test.scenario', 'info', ''), ['sr0', 'sr1'])

    def test_unreadable_scenario_has_no_completions(self):
        self.assertEqual(self.lines('--simulate', self.path('nothing'), 'info', ''), [])
        self.assertEqual(self.lines('--json', '--simulate', self.path('nothing'), 'info', ''), [])


if __name__ == '__main__':
    cli.main()
