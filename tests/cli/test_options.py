# SPDX-License-Identifier: GPL-3.0-or-later
"""Options, help and usage errors of burnbackctl (bb-ctl-options.c, bb-ctl-commands.c)."""
import json
import os

import cli
import schema

COMMANDS = ['list', 'info', 'advise', 'identify', 'check', 'backup', 'flash', 'verify', 'rollback', 'recover', 'convert',
            'booktype', 'backups', 'catalog', 'report', 'monitor', 'firmware', 'library', 'history',
            'doctor']

# Commands that name a drive.
OF_A_DRIVE = ['info', 'advise', 'check', 'backup', 'flash', 'verify', 'rollback', 'recover', 'convert', 'booktype', 'report',
              'firmware', 'history']

# Options that only some commands have, by command; EVERYWHERE: those of all commands.
OPTIONS = {
    'advise': ['--purpose'],
    'backups': ['--yes'],
    'info': ['--all', '--setting'],
    'backup': ['--output', '--setting'],
    'flash': ['--kernel', '--yes', '--allow-crossflash', '--without-backup', '--expert', '--fallback', '--dry-run', '--on-failure'],
    'rollback': ['--yes', '--without-backup', '--expert'],
    'recover': ['--yes', '--allow-crossflash', '--expert'],
    'convert': ['--to', '--boot-code', '--rid', '--digits', '--yes', '--expert'],
    'booktype': ['--temporary', '--clear'],
}

EVERYWHERE = ['--simulate', '--replay', '--json', '--trace', '--progress', '--state-dir', '--force', '--quiet']


class Help(cli.CliTest):
    def test_help_lists_every_command_and_exit_code(self):
        help_text = self.plain('--help').out
        for command in COMMANDS:
            self.assertRegex(help_text, rf'(?m)^  {command} ')
        for code in range(9):
            self.assertRegex(help_text, rf'\b{code} \w')
        for option in EVERYWHERE:
            self.assertIn(option, help_text)

    def test_help_of_each_command_fits_one_screen_and_has_an_example(self):
        for command in COMMANDS:
            with self.subTest(command):
                text = self.plain(command, '--help').out
                lines = text.rstrip('\n').split('\n')
                at = lines.index('Example:')
                self.assertRegex(lines[at + 1], rf'^  burnbackctl {command}\b')
                self.assertLessEqual(len(lines) - 3, 24)
                self.assertLessEqual(max(map(len, lines)), 100)
                self.assertRegex(text, rf'Usage:\n  burnbackctl {command}\b')
                for option in OPTIONS.get(command, []) + EVERYWHERE:
                    self.assertIn(option, text)
                self.assertEqual('--look-closer' in text, command in OF_A_DRIVE)

    def test_help_with_json_is_json(self):
        for command in [[], *([command] for command in cli.some(COMMANDS, 8))]:
            text = self.plain(*command, '--help').out
            forms = ['--json', *command, '--help'], [*command, '--help', '--json'], [*command, '--json', '-h']
            for form in cli.some(forms, 3 if command in ([], COMMANDS[:1]) else 1):
                value = json.loads(self.plain(*form).out)
                schema.check(value, 'help')
                self.assertEqual(value['help'], text)
        schema.check(json.loads(self.plain('--json', '--version').out), 'version')

    def test_version_is_printed(self):
        self.assertRegex(self.plain('--version').out, r'^burnbackctl \d+\.\d+\.\d+\n$')

    def test_help_exits_with_0(self):
        self.assertEqual(self.plain('--help').err, '')


class Usage(cli.CliTest):
    """Usage errors exit with 2 before any drive is opened."""

    is_tried = False        # whether the test has run a command line with --json

    def assert_usage_error(self, *arguments, code='usage'):
        """Checks that the command line is a usage error, as text and as JSON. Returns the message on standard
        error."""
        done = self.plain(*arguments, code=cli.USAGE)
        self.assertEqual(done.out, '')
        self.assert_failure_line(done)
        self.assertTrue(done.err.endswith('\n'))
        self.assertRegex(done.err, 'burnbackctl( [a-z]+)? --help')
        # In each change, both places of --json are tried with the first command line of a test.
        for form in cli.some((['--json', *arguments], [*arguments, '--json']), 1 if self.is_tried else 2):
            self.is_tried = True
            in_json = self.plain(*form, code=cli.USAGE)
            value = json.loads(in_json.out)
            schema.check(value, 'error')
            self.assertEqual([value['exit'], value['error']['code'], value['error']['drive-safe']], [2, code, None])
        return done.err

    def test_missing_command_is_a_usage_error(self):
        self.assert_usage_error()

    def test_mistyped_command_names_the_nearest_one(self):
        for typed, meant in cli.some((('lst', 'list'), ('flsh', 'flash'), ('rolback', 'rollback'), ('verfy', 'verify'),
                                      ('recovr', 'recover'), ('backupp', 'backup'), ('identfy', 'identify'), ('chek', 'check')), 4):
            self.assertIn(f'Did you mean “{meant}”?', self.assert_usage_error(typed))
        self.assertNotIn('Did you mean', self.assert_usage_error('xyzzyplugh'))

    def test_recovery_with_a_loader_needs_the_firmware_that_it_belongs_to(self):
        self.assertIn('recover DRIVE FILE --kernel=FILE', self.assert_usage_error('recover', 'sr0', '--kernel=kernel.bin', '--yes'))

    def test_unknown_option_is_a_usage_error(self):
        self.assert_usage_error('--frobnicate')
        for command in cli.some(COMMANDS, 8):
            self.assertIn('--frobnicate', self.assert_usage_error(command, '--frobnicate'))

    def test_wrong_number_of_arguments_is_a_usage_error(self):
        # In each change, six commands with too few arguments, two with too many and two with a wrong word.
        for arguments in (*cli.some((['info'], ['identify'], ['check', 'sr0'], ['backup'], ['flash', 'sr0'], ['verify'], ['rollback'], ['recover'],
                                     ['report', 'sr0'], ['backups'], ['backups', 'show'], ['backups', 'export', 'x'], ['backups', 'delete'],
                                     ['history'], ['catalog'], ['catalog', 'show'], ['convert'], ['booktype']), 6),
                          *cli.some((['flash', 'sr0', 'a', 'b'], ['list', 'sr0'], ['info', 'a', 'b'], ['history', 'a', 'b'], ['monitor', 'x'])),
                          *(['backups', 'frob'], ['catalog', 'frob'])):
            with self.subTest(arguments):
                self.assert_usage_error('--simulate', 'nec', '--state-dir', self.state, *arguments)

    def test_invalid_option_value_is_a_usage_error(self):
        self.assertIn('sideways', self.assert_usage_error('--progress=sideways', 'list'))
        self.assertIn('sideways', self.assert_usage_error('list', '--progress=sideways'))
        self.assertIn('sometimes', self.assert_usage_error('--simulate', 'nec', 'flash', 'sr0', '/dev/null', '--on-failure=sometimes'))

    def test_flag_with_a_value_is_a_usage_error(self):
        """GLib would take "--yes=no" for "--yes"."""
        self.use(cli.one(cli.SMALL, Revision='1.05'))
        image = self.make_image('new.bin', cli.SMALL)
        known = ['--simulate', self.scenario, '--state-dir', self.state]
        for option in ('--yes', '--dry-run', '--without-backup', '--allow-crossflash', '--look-closer', '--json', '--quiet',
                       '--force', '--help'):
            with self.subTest(option):
                self.assertIn(option, self.assert_usage_error(*known, 'flash', 'sr0', image, f'{option}=no'))
        self.assertIn('--quiet', self.assert_usage_error('--quiet=no', *known, 'list'))
        self.assertIn('--version', self.assert_usage_error('--version=no'))
        self.assertFalse(os.path.exists(self.state))
        # An option is accepted as the value of the option before it.
        self.plain(*known, 'backup', 'sr0', '--output', '--yes=no', cwd=self.folder)
        self.assertTrue(os.path.exists(self.path('--yes=no')))
        self.plain(*known, 'identify', '--', '--yes=no', cwd=self.folder)

    def test_empty_file_name_is_not_the_current_folder(self):
        self.use(cli.one(cli.NEC))
        known = ['--simulate', self.scenario, '--state-dir', self.state]
        for option in (['--state-dir'], ['--trace'], ['--key-file'], ['backup', 'sr0', '--output'],
                       ['flash', 'sr0', 'x', '--fallback'], ['convert', 'sr0', '--to', 'K451', '--boot-code']):
            with self.subTest(option):
                command = ['list'] if len(option) == 1 else []
                for form in ([*option, ''], [*option[:-1], option[-1] + '=']):
                    self.assertIn(option[-1], self.assert_usage_error('--simulate', self.scenario, *form, *command))
        for command in (['identify'], ['check', 'sr0'], ['flash', 'sr0'], ['verify', 'sr0'], ['recover', 'sr0'],
                        ['firmware', 'sr0'], ['library', 'add'], ['library', 'remove']):
            with self.subTest(command):
                value = json.loads(self.plain('--json', *known, *command, '', code=cli.NOT_FOUND, cwd=self.folder).out)
                schema.check(value, 'error')
        self.assertEqual(json.loads(self.plain('--json', *known, 'library', 'list').out), [])

    def test_simulate_and_replay_exclude_each_other(self):
        self.assert_usage_error('--simulate', 'nec', '--replay', 'x', 'list')
        self.assert_usage_error('list', '--simulate', 'nec', '--replay', 'x')

    def test_missing_scenario_is_a_usage_error(self):
        self.assertIn('nowhere', self.assert_usage_error('--simulate', 'nowhere', 'list', code='drives'))

    def test_power_cut_scenario_requires_stored_drives(self):
        del self.environment['BURNBACK_SIM_STATE']
        self.assertIn('BURNBACK_SIM_STATE', self.assert_usage_error('--simulate', 'cut', 'list', code='drives'))


if __name__ == '__main__':
    cli.main()
