# SPDX-License-Identifier: GPL-3.0-or-later
"""Verbs, options, help, messages and exit codes of burnbackctl, as far as they need no flash."""
import json
import os
import re
import subprocess

import cli
import schema

COMMANDS = ['list', 'info', 'advise', 'identify', 'check', 'backup', 'flash', 'verify', 'rollback', 'recover', 'convert',
            'booktype', 'backups', 'catalog', 'report', 'monitor', 'firmware', 'library', 'history',
            'doctor']

# Those that name a drive.
OF_A_DRIVE = ['info', 'advise', 'check', 'backup', 'flash', 'verify', 'rollback', 'recover', 'convert', 'booktype', 'report',
              'firmware', 'history']

OPTIONS = {
    'advise': ['--purpose'],
    'backups': ['--yes'],
    'backup': ['--output'],
    'flash': ['--yes', '--allow-crossflash', '--without-backup', '--fallback', '--dry-run', '--on-failure'],
    'rollback': ['--yes', '--without-backup'],
    'recover': ['--yes', '--allow-crossflash', '--expert'],
    'convert': ['--to', '--boot-code', '--rid', '--digits', '--yes', '--expert'],
    'booktype': ['--temporary', '--clear'],
}

EVERYWHERE = ['--simulate', '--replay', '--json', '--trace', '--progress', '--state-dir', '--force', '--quiet']


class Help(cli.CliTest):
    def test_the_program_lists_every_command_and_exit_code(self):
        help_text = self.plain('--help').out
        for command in COMMANDS:
            self.assertRegex(help_text, rf'(?m)^  {command} ')
        for code in range(9):
            self.assertRegex(help_text, rf'\b{code} \w')
        for option in EVERYWHERE:
            self.assertIn(option, help_text)

    def test_each_command_fits_one_screen_and_has_an_example(self):
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

    def test_with_json_it_is_json(self):
        for command in [[], *([command] for command in COMMANDS)]:
            text = self.plain(*command, '--help').out
            for form in (['--json', *command, '--help'], [*command, '--help', '--json'], [*command, '--json', '-h']):
                value = json.loads(self.plain(*form).out)
                schema.check(value, 'help')
                self.assertEqual(value['help'], text)
        schema.check(json.loads(self.plain('--json', '--version').out), 'version')

    def test_version(self):
        self.assertRegex(self.plain('--version').out, r'^burnbackctl \d+\.\d+\.\d+\n$')

    def test_help_is_for_people_and_no_error(self):
        self.assertEqual(self.plain('--help').err, '')


class Usage(cli.CliTest):
    """Exit code 2: nothing was looked at, let alone sent."""

    def wrong(self, *arguments, code='usage'):
        done = self.plain(*arguments, code=cli.USAGE)
        self.assertEqual(done.out, '')
        self.assert_one_line_tells(done)
        self.assertTrue(done.err.endswith('\n'))
        self.assertRegex(done.err, 'burnbackctl( [a-z]+)? --help')
        for form in (['--json', *arguments], [*arguments, '--json']):
            in_json = self.plain(*form, code=cli.USAGE)
            value = json.loads(in_json.out)
            schema.check(value, 'error')
            self.assertEqual([value['exit'], value['error']['code'], value['error']['drive-safe']], [2, code, None])
        return done.err

    def test_no_command(self):
        self.wrong()

    def test_the_nearest_command_is_suggested(self):
        for typed, meant in (('lst', 'list'), ('flsh', 'flash'), ('rolback', 'rollback'), ('verfy', 'verify'),
                             ('recovr', 'recover'), ('backupp', 'backup'), ('identfy', 'identify'), ('chek', 'check')):
            self.assertIn(f'Did you mean “{meant}”?', self.wrong(typed))
        self.assertNotIn('Did you mean', self.wrong('xyzzyplugh'))

    def test_options_that_are_not_there(self):
        self.wrong('--frobnicate')
        for command in COMMANDS:
            self.assertIn('--frobnicate', self.wrong(command, '--frobnicate'))

    def test_too_few_or_too_many_arguments(self):
        for arguments in (['list', 'sr0'], ['info'], ['info', 'a', 'b'], ['identify'], ['check', 'sr0'], ['backup'],
                          ['flash', 'sr0'], ['flash', 'sr0', 'a', 'b'], ['verify'], ['rollback'], ['recover'],
                          ['report', 'sr0'], ['monitor', 'x'], ['backups'], ['backups', 'show'], ['backups', 'frob'],
                          ['backups', 'export', 'x'], ['backups', 'delete'], ['history'], ['history', 'a', 'b'], ['catalog'], ['catalog', 'show'], ['catalog', 'frob'],
                          ['convert'], ['booktype']):
            with self.subTest(arguments):
                self.wrong('--simulate', 'nec', '--state-dir', self.state, *arguments)

    def test_values_that_an_option_does_not_take(self):
        self.assertIn('sideways', self.wrong('--progress=sideways', 'list'))
        self.assertIn('sideways', self.wrong('list', '--progress=sideways'))
        self.assertIn('sometimes', self.wrong('--simulate', 'nec', 'flash', 'sr0', '/dev/null', '--on-failure=sometimes'))

    def test_an_option_without_a_value_gets_none(self):
        """What looks like "no" is not taken for "yes"."""
        self.use(cli.one(cli.NEC, Revision='1.05'))
        image = self.make_image('new.bin')
        known = ['--simulate', self.scenario, '--state-dir', self.state]
        for option in ('--yes', '--dry-run', '--without-backup', '--allow-crossflash', '--look-closer', '--json', '--quiet',
                       '--force', '--help'):
            with self.subTest(option):
                self.assertIn(option, self.wrong(*known, 'flash', 'sr0', image, f'{option}=no'))
        self.assertIn('--quiet', self.wrong('--quiet=no', *known, 'list'))
        self.assertIn('--version', self.wrong('--version=no'))
        self.assertFalse(os.path.exists(self.state))
        # The value of an option is no option.
        self.plain(*known, 'backup', 'sr0', '--output', '--yes=no', cwd=self.folder)
        self.assertTrue(os.path.exists(self.path('--yes=no')))
        self.plain(*known, 'identify', '--', '--yes=no', cwd=self.folder)

    def test_the_empty_name_of_a_file_is_not_the_current_folder(self):
        self.use(cli.one(cli.NEC))
        known = ['--simulate', self.scenario, '--state-dir', self.state]
        for option in (['--state-dir'], ['--trace'], ['--key-file'], ['backup', 'sr0', '--output'],
                       ['flash', 'sr0', 'x', '--fallback'], ['convert', 'sr0', '--to', 'K451', '--boot-code']):
            with self.subTest(option):
                command = ['list'] if len(option) == 1 else []
                for form in ([*option, ''], [*option[:-1], option[-1] + '=']):
                    self.assertIn(option[-1], self.wrong('--simulate', self.scenario, *form, *command))
        for command in (['identify'], ['check', 'sr0'], ['flash', 'sr0'], ['verify', 'sr0'], ['recover', 'sr0'],
                        ['firmware', 'sr0'], ['library', 'add'], ['library', 'remove']):
            with self.subTest(command):
                value = json.loads(self.plain('--json', *known, *command, '', code=cli.NOT_FOUND, cwd=self.folder).out)
                schema.check(value, 'error')
        self.assertEqual(json.loads(self.plain('--json', *known, 'library', 'list').out), [])

    def test_simulated_and_recorded_exclude_each_other(self):
        self.wrong('--simulate', 'nec', '--replay', 'x', 'list')
        self.wrong('list', '--simulate', 'nec', '--replay', 'x')

    def test_scenario_that_is_not_there(self):
        self.assertIn('nowhere', self.wrong('--simulate', 'nowhere', 'list', code='drives'))

    def test_a_power_cut_needs_drives_that_outlive_the_program(self):
        del self.environment['BURNBACK_SIM_STATE']
        self.assertIn('BURNBACK_SIM_STATE', self.wrong('--simulate', 'cut', 'list', code='drives'))


class Names(cli.CliTest):
    """DRIVE is a node, its short name, a serial number or the simulated name."""

    def setUp(self):
        super().setUp()
        self.use(cli.scenario(('sr0', *cli.NEC, {'Serial': 'SIM0001'}), ('sr1', *cli.NS60, {'Serial': 'SIM0002'}),
                              ('mine', *cli.NEC, {'Serial': 'SIM0003', 'Revision': '1.03'})))

    def test_each_name_finds_the_drive(self):
        for drive in self.json('list'):
            for name in {drive['name'], drive['node'], drive['sg-node'], os.path.basename(drive['node']),
                         os.path.basename(drive['sg-node']), drive['serial']}:
                self.assertEqual(self.json('info', name)['serial'], drive['serial'], name)

    def test_a_drive_that_is_not_there(self):
        for command in (['info', 'sr9'], ['backup', 'sr9'], ['verify', 'sr9'], ['rollback', 'sr9'], ['recover', 'sr9'],
                        ['check', 'sr9', '/dev/null'], ['flash', 'sr9', '/dev/null'], ['report', 'sr9', 'x']):
            value = self.json(*command, code=cli.NOT_FOUND)
            self.assertEqual([value['error']['code'], value['error']['drive-safe']], ['no-such-drive', None])
            self.assertIn('sr9', value['error']['message'])
            self.assertIn('list', value['error']['next'])
        # a name that no drive has says nothing of a drive
        self.assertNotRegex(self.text('info', 'sr9', code=cli.NOT_FOUND).err, cli.UNTOUCHED)

    def test_a_serial_number_of_two_drives_is_refused(self):
        """The drives are listed; a node means one of them."""
        self.use(cli.scenario(('sr0', *cli.NEC, {'Serial': 'TWIN', 'Revision': '1.05'}), ('sr1', *cli.NEC, {'Serial': 'TWIN', 'Revision': '1.07'})))
        image = self.make_image('new.bin')
        for command in (['info', 'TWIN'], ['backup', 'TWIN'], ['verify', 'TWIN'], ['rollback', 'TWIN', '--yes'], ['recover', 'TWIN', '--yes'],
                        ['check', 'TWIN', image], ['flash', 'TWIN', image, '--yes'], ['report', 'TWIN', 'x'], ['history', 'TWIN'],
                        ['advise', 'TWIN'], ['firmware', 'TWIN']):
            value = self.json(*command, code=cli.USAGE)
            self.assertEqual(value['error']['code'], 'ambiguous-drive', command)
            self.assertRegex(value['error']['message'], r'sr0 .*1\.05.*sr1 .*1\.07', command)
            self.assertIn('node', value['error']['next'])
        self.assertEqual({self.json('info', name)['revision'] for name in ('sr0', '/dev/sr1')}, {'1.05', '1.07'})

    def test_options_may_stand_on_both_sides_of_the_command(self):
        before = self.plain('--simulate', self.scenario, '--state-dir', self.state, '--json', 'list').out
        behind = self.plain('list', '--simulate', self.scenario, '--state-dir', self.state, '--json', '--quiet',
                            '--progress=none').out
        self.assertEqual(before, behind)

    def test_of_an_option_on_both_sides_the_one_behind_counts(self):
        self.text('backup', 'sr0', '--state-dir', self.path('first'), '--state-dir', self.path('other'))
        self.assertEqual([len(self.json('backups', 'list', *behind, kind='backups-list')) for behind in
                          ([], ['--state-dir', self.path('first')], ['--state-dir', self.path('other')])], [0, 0, 1])

    def test_a_file_that_begins_with_a_dash(self):
        self.make_image('-new.bin')
        value = self.json('check', 'sr0', '--', './-new.bin', cwd=self.folder)
        self.assertEqual(value['image']['family'], 'nec-optiarc')


class LookingCloser(cli.CliTest):
    """A drive under a name that nothing is known of: each command that names it can be told to probe further."""

    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.NEC, Vendor='EXAMPLE', Product='NOTHING', Revision='1.05'))
        self.image = self.make_image('new.bin')

    def test_without_it_nothing_can_be_done(self):
        self.assertIsNone(self.json('info', 'sr0')['is'])
        for command in (['backup', 'sr0'], ['check', 'sr0', self.image], ['flash', 'sr0', self.image, '--yes'],
                        ['verify', 'sr0', self.image], ['convert', 'sr0', '--to', 'K451', '--boot-code', self.image, '--dry-run']):
            done = self.text(*command, code=None)
            self.assertIn(done.returncode, (cli.REFUSED, cli.FAILED), command)
        self.assertEqual(self.json('firmware', 'sr0', self.image), [])
        self.assertEqual([entry for entry in self.log() if cli.is_write(entry) or entry['step']], [])

    def test_with_it_everything_can(self):
        closer = '--look-closer'
        self.assertEqual(self.json('info', 'sr0', closer)['is']['code'], 'K355')
        self.assertEqual(self.json('check', 'sr0', self.image, closer)['verdict'], 'caution')
        self.assertEqual([offer['revision'] for offer in self.json('firmware', 'sr0', self.image, closer)], ['1.07'])
        self.assertTrue(self.json('backup', 'sr0', closer)['complete'])
        self.assertTrue(self.json('flash', 'sr0', self.image, '--dry-run', '--allow-crossflash', closer, kind='dry-run')['steps'])
        self.assertEqual(self.json('flash', 'sr0', self.image, '--yes', '--allow-crossflash', closer)['verified'], 'proven')
        self.assertEqual(self.json('verify', 'sr0', self.image, closer)['result'], 'equal')
        self.assertEqual(self.json('rollback', 'sr0', closer)['revision-after'], '1.05')
        self.assertEqual(len(self.json('history', 'sr0', closer)), 2)
        self.json('recover', 'sr0', '--yes', closer)
        self.json('booktype', 'sr0', closer)
        self.assertEqual(self.json('advise', 'sr0', closer), [])
        self.json('report', 'sr0', self.path('report.txt'), closer)

    def test_it_is_named_where_it_helps(self):
        for command in (['list'], ['info', 'sr0']):
            done = self.text(*command)
            self.assertIn('Run “burnbackctl info sr0 --look-closer”.', done.out + done.err)
        self.assertNotIn('--look-closer', self.text('info', 'sr0', '--look-closer').out)


class RenamedByItsBridge(cli.CliTest):
    """A bridge that reports a name of its own, which no catalog has."""
    DRIVE = ('mediatek-mt1959', 'BD-RE BU40N')

    def test_its_firmware_date_names_the_family(self):
        self.use(cli.one(self.DRIVE, Bus='usb', Quirks='bridge-name=USB 3.0 box'))
        self.assertEqual(self.json('info', 'sr0')['is']['code'], 'BD-RE BU40N')
        self.assertIn('010Ch) has the form that MediaTek drives use', self.text('info', 'sr0').out)
        self.assertEqual([entry for entry in self.log() if cli.is_write(entry)], [])

    def test_the_missing_answer_is_named(self):
        self.use(cli.one(self.DRIVE, Bus='usb', Quirks='bridge-name=USB 3.0 box;date-20'))
        self.assertIsNone(self.json('info', 'sr0')['is'])
        out = self.text('info', 'sr0').out
        self.assertIn('010Ch) does not have the form that MediaTek drives use', out)
        self.assertIn('--look-closer', out)


class Listing(cli.CliTest):
    def test_what_a_drive_says_and_what_it_is(self):
        self.use(cli.scenario(('sr0', 'nec-optiarc', 'K110', {'Vendor': 'TDK', 'Product': 'DVDRW420N',
                                                              'Revision': '1.05', 'Serial': 'A1', 'Bus': 'pata'}),
                              ('sr1', *cli.NS60, {'Serial': 'B2', 'Bus': 'usb', 'Disc': 'data'})))
        tdk, ns60 = self.json('list')
        self.assertEqual([tdk['vendor'], tdk['product'], tdk['revision'], tdk['bus'], tdk['serial']],
                         ['TDK', 'DVDRW420N', '1.05', 'pata', 'A1'])
        self.assertEqual([tdk['is']['family'], tdk['is']['code'], tdk['is']['maker'], tdk['is']['model']],
                         ['nec-optiarc', 'K110', 'NEC', 'ND-1100A'])
        self.assertTrue(tdk['is']['evidence'])
        self.assertEqual([tdk['state'], tdk['medium'], ns60['state'], ns60['medium']],
                         ['ready', 'none', 'medium', 'present'])
        self.assertEqual([ns60['bus'], ns60['is']['family']], ['usb', 'mediatek-mt1959'])
        text = self.text('list').out
        for word in ('TDK DVDRW420N', '1.05', 'ND-1100A', 'sr0', 'sr1', 'WH16NS60'):
            self.assertIn(word, text)

    def test_a_drive_that_another_program_uses_is_busy(self):
        """In every state: it is named, nothing is sent, and nothing but waiting is advised."""
        for state in ('normal', 'safe-mode', 'erased', 'half-flashed', 'id-ff', 'damaged-id'):
            with self.subTest(state):
                self.setUp()
                self.use(cli.one(cli.NEC, State=state, InUseBy='A flasher has it open.'))
                self.make_drives()
                begin = self.log_length()
                listed = self.json('list')[0]
                for drive in (listed, self.json('info', 'sr0')):
                    self.assertEqual([drive['state'], drive['used-by'], drive['other-users-seen']],
                                     ['busy', 'A flasher has it open.', True])
                self.assertIsNone(self.json('info', 'sr0')['rescue'])
                for command in (['list'], ['info', 'sr0']):
                    done = self.text(*command)
                    self.assertIn('A flasher has it open. Wait until it has finished.', done.out + done.err)
                    self.assertNotRegex(done.out + done.err, '(?i)recover|disconnect|power|close')
                self.assertEqual(self.log_length(), begin)
        self.setUp()
        self.use(cli.one(cli.NEC))
        free = self.json('info', 'sr0')
        self.assertEqual([free['state'], free['used-by'], free['other-users-seen']], ['ready', None, True])

    def test_programs_that_cannot_be_seen(self):
        self.use(cli.one(cli.NEC, OtherUsers='hidden', State='erased'))
        drive = self.json('info', 'sr0')
        self.assertEqual([drive['state'], drive['used-by'], drive['other-users-seen']], ['needs-recovery', None, False])
        self.assertIn('Programs of other users cannot be seen', drive['state-text'])
        self.assertIn('those of other users cannot be seen', self.text('info', 'sr0').out)
        self.use(cli.one(cli.NEC, Access='denied'))
        self.assertIsNone(self.json('info', 'sr0', code=None).get('other-users-seen'))
        self.assertIsNone(self.json('list')[0]['other-users-seen'])

    def test_info_is_the_list_entry_and_more(self):
        self.use(cli.one(cli.NEC))
        listed = self.json('list')[0]
        info = self.json('info', 'sr0')
        schema.check(info, 'drive')
        schema.check(info, 'info-only')
        for key, value in listed.items():
            self.assertEqual(info[key], value, key)
        self.assertEqual(info['backup'], 'full')
        text = self.text('info', 'sr0').out
        for words in ('serial number SIM0001', 'confidence: Confirmed', 'Simulator only', 'read twice, compared and saved',
                      'region: Not set; 5 changes left', 'DVD+R as DVD+R; 500 changes left'):
            self.assertIn(words, text)

    def test_a_drive_that_one_may_not_talk_to(self):
        for access in ('denied', 'no-sg-node'):
            self.use(cli.one(cli.NEC, Access=access))
            drive = self.json('list')[0]
            self.assertIsNone(drive['is'])
            self.assertEqual(drive['state'], 'no-permission')
        self.use(cli.one(cli.NEC, Access='denied'))
        image = self.make_image('new.bin')
        for command in (['info', 'sr0'], ['backup', 'sr0'], ['flash', 'sr0', image, '--yes'], ['verify', 'sr0'],
                        ['check', 'sr0', image], ['recover', 'sr0', '--yes'], ['rollback', 'sr0']):
            with self.subTest(command):
                value = self.json(*command, code=cli.NOT_PERMITTED)
                about = value.get('error', value)
                self.assertIsNone(about['drive-safe'])
                self.assertTrue(about['next'])
        self.assertEqual(self.log_length(), 0)

    def test_no_drive_at_all_is_no_error(self):
        value = json.loads(self.plain('--json', '--state-dir', self.state, 'list').out)
        schema.check(value, 'list')

    def test_every_state_of_both_families_can_be_listed(self):
        for family, model in (cli.NEC, cli.NS60):
            states = [line.split('\t')[0] for line in self.sim('states', family).out.splitlines()]
            states = [state for state in states if state not in ('wrong-bank', 'mixed-banks')]
            self.use(cli.scenario(*((f'{family[0]}{i}', family, model, {'State': state, 'Serial': f'S{i:03}'})
                                    for i, state in enumerate(states))))
            drives = self.json('list')
            for state, name in ((state, f'{family[0]}{i}') for i, state in enumerate(states)):
                drive = next(drive for drive in drives if drive['name'] == name)
                if state == 'dead':
                    self.assertEqual([drive['state'], drive['is'], drive['can']], ['unknown', None, ['identify']])
                elif state in ('erased', 'half-flashed', 'forced-safe', 'boot'):
                    self.assertEqual(drive['state'], 'needs-recovery', state)
                elif state == 'normal':
                    self.assertEqual(drive['state'], 'ready')


class Progress(cli.CliTest):
    """Progress off a terminal: standard error only, no escape codes, and what was asked for."""

    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.NEC))
        self.make_drives()
        self.image = self.make_image('new.bin')

    def flash(self, *options):
        done = self.text(*options, 'flash', 'sr0', self.image, '--yes')
        for stream in (done.out, done.err):
            self.assertNotIn('\x1b', stream)
            self.assertNotIn('\r', stream)
        return done

    def test_plain_lines_by_themselves(self):
        done = self.flash()
        self.assertNotIn('%', done.out)
        lines = done.err.splitlines()
        self.assertGreater(len(lines), 5)
        for line in lines:
            self.assertRegex(line, r'^ *\d+ %  \S.*\.$')
        self.assertTrue(all(int(line.split()[0]) % 10 == 0 for line in lines))

    def test_lines(self):
        self.assertRegex(self.flash('--progress=lines').err, r'(?m)^ *\d+ %  ')

    def test_json_lines(self):
        before = -1
        for line in self.flash('--progress=json').err.splitlines():
            value = json.loads(line)
            schema.check(value, 'progress')
            self.assertLessEqual(value['done'], value['total'])
            before = max(before, value['done'])
        self.assertGreater(before, 0)

    def test_json_lines_come_with_json(self):
        done = self.flash('--json')
        json.loads(done.out)
        values = [json.loads(line) for line in done.err.splitlines()]
        self.assertTrue(values)
        self.assertTrue(any(value['endangered'] for value in values))
        self.assertFalse(values[-1]['endangered'])
        phases = [value['phase'] for value in values]
        for phase in ('back-up', 'erase', 'program', 'verify'):
            self.assertIn(phase, phases)

    def test_none_and_quiet(self):
        for option in ('--progress=none', '--quiet', '-q'):
            self.assertEqual(self.flash(option).err, '')
            self.text('rollback', 'sr0')

    def test_a_bar_that_was_asked_for_is_drawn_even_here(self):
        done = self.text('--progress=bar', 'flash', 'sr0', self.image, '--yes')
        self.assertIn('[', done.err)
        self.assertNotIn('\x1b', done.out)


class Trace(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.scenario(('sr0', *cli.NEC, {'Serial': 'SIM0001'}), ('sr1', *cli.NS60, {'Serial': 'SIM0002'})))
        self.trace = self.path('trace')

    def replay(self, *arguments, code=cli.DONE):
        done = self.plain('--json', '--replay', self.trace, '--state-dir', self.path('other'), *arguments, code=code)
        return json.loads(done.out)

    def test_each_command_is_a_line_of_json(self):
        self.json('--trace', self.trace, 'info', 'sr0')
        with open(self.trace) as file:
            lines = [json.loads(line) for line in file]
        for line in lines:
            schema.check(line, 'trace')
        sent = [(line['cdb'].replace(' ', '').upper(), line['direction'], line['length']) for line in lines]
        self.assertEqual(sent, [(entry['cdb'], entry['direction'], entry['length']) for entry in self.log('sr0')])

    def test_a_trace_is_a_drive_for_the_same_command(self):
        for drive in ('sr0', 'sr1'):
            info = self.json('--trace', self.trace, 'info', drive)
            again = self.replay('info', drive)
            self.assertEqual(again['product'].split(), info['product'].split())
            for key in ('vendor', 'revision', 'is', 'state', 'mode', 'can'):
                self.assertEqual(again[key], info[key], key)
            os.remove(self.trace)

    def test_all_drives_of_a_trace_come_back(self):
        listed = self.json('--trace', self.trace, 'list')
        self.assertEqual([drive['is'] for drive in self.replay('list')], [drive['is'] for drive in listed])

    def test_a_backup_can_be_replayed(self):
        kept = self.json('--trace', self.trace, 'backup', 'sr0')
        again = self.replay('backup', 'sr0')
        self.assertEqual([region['sha256'] for region in again['regions']],
                         [region['sha256'] for region in kept['regions']])

    def test_a_command_that_was_not_recorded_fails(self):
        self.json('--trace', self.trace, 'info', 'sr0')
        done = self.plain('--json', '--replay', self.trace, '--state-dir', self.path('other'), 'backup', 'sr0',
                          code=None)
        self.assertEqual(done.returncode, cli.FAILED, done.out)
        value = json.loads(done.out)
        self.assertTrue(value.get('error', value)['drive-safe'])

    def test_files_that_are_no_trace(self):
        self.assertEqual(self.plain('--replay', self.path('nothing'), 'list', code=cli.NOT_FOUND).out, '')
        for text in ('', 'not json\n', '{}\n', '{"time":1}\n'):
            self.write('trace', text)
            done = self.plain('--replay', self.trace, '--state-dir', self.state, 'list', code=None)
            self.assertIn(done.returncode, (cli.DONE, cli.USAGE), text)

    def test_a_place_where_no_trace_can_be(self):
        value = self.json('--trace', self.path('no', 'such', 'folder'), 'list', code=cli.FAILED)
        self.assertEqual(value['error']['code'], 'trace')


class StateFolder(cli.CliTest):
    def test_given_or_from_the_environment(self):
        self.use(cli.one(cli.NEC))
        kept = self.json('backup', 'sr0')
        self.assertTrue(kept['folder'].startswith(self.state + '/'))
        self.environment['XDG_STATE_HOME'] = self.path('home')
        done = self.plain('--json', '--simulate', self.scenario, 'backup', 'sr0')
        folder = json.loads(done.out)['folder']
        self.assertTrue(folder.startswith(self.path('home', 'burnback') + '/'), folder)


class Monitor(cli.CliTest):
    def start(self, *options):
        self.use(cli.scenario(('sr0', *cli.NEC, {}), ('sr1', *cli.NS60, {})))
        process = subprocess.Popen(self.command(*options, 'monitor'), env=self.environment, stdout=subprocess.PIPE,
                                   stdin=subprocess.DEVNULL)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        return process

    def test_drives_that_are_there_and_a_polite_end(self):
        process = self.start('--json')
        for name in ('sr0', 'sr1'):
            value = json.loads(process.stdout.readline())
            schema.check(value, 'monitor')
            self.assertEqual([value['event'], value['drive']['name']], ['added', name])
            # It asks no drive; the revision that the system noted may be of before a flash.
            self.assertTrue(value['drive']['product'])
            self.assertIsNone(value['drive']['revision'])
        process.terminate()
        self.assertEqual(process.stdout.read(), b'')
        process.stdout.close()
        self.assertEqual(process.wait(cli.LIMIT_S), cli.DONE)

    def test_it_ends_when_nobody_listens(self):
        process = self.start()
        self.assertEqual(process.stdout.readline(), b'added sr0 _NEC DVD_RW ND-3550A\n')
        process.stdout.close()
        self.assertEqual(process.wait(cli.LIMIT_S), cli.DONE)


class Report(cli.CliTest):
    def test_it_has_no_serial_number(self):
        self.use(cli.one(cli.NEC, Serial='SECRET4711'))
        path = self.path('report.txt')
        value = self.json('report', 'sr0', path)
        self.assertEqual(value['file'], path)
        text = self.read(path).decode()
        self.assertNotIn('SECRET4711', text)
        self.assertNotIn('SECRET4711'.encode().hex().upper(), text.upper())
        self.assertIn('ND-3550A', text)
        self.assertRegex(text, r'(?m)^\{.*"cdb"')

    def test_a_place_where_it_cannot_be(self):
        self.use(cli.one(cli.NEC))
        value = self.json('report', 'sr0', self.path('no', 'such'), code=cli.NOT_FOUND)
        self.assertTrue(value['error']['next'])


class Catalog(cli.CliTest):
    def test_list_has_both_families_and_more(self):
        models = self.json('catalog', 'list', kind='catalog-list')
        families = {model['family'] for model in models}
        self.assertLessEqual({'nec-optiarc', 'mediatek-mt1959'}, families)
        self.assertGreater(len(models), 250)

    def test_a_rebadge_is_found_by_its_name(self):
        value = self.json('catalog', 'show', 'TDK DVDRW420N', kind='catalog-show')
        self.assertIn('K110', [name['code'] for name in value['names']])
        self.assertTrue(self.json('catalog', 'show', 'K355', kind='catalog-show')['models'])
        self.assertIn('ND-1100A', self.text('catalog', 'show', 'TDK DVDRW420N').out)

    def test_a_name_that_nobody_knows(self):
        value = self.json('catalog', 'show', 'no such thing', code=cli.NOT_FOUND)
        self.assertIn('no such thing', value['error']['message'])

    def test_lint(self):
        folder = os.path.join(os.path.dirname(__file__), '..', '..', 'data', 'catalog')
        files = sorted(os.path.join(folder, name) for name in os.listdir(folder) if re.search(r'\.(names|models)$', name))
        self.assertEqual(self.json('catalog', 'lint', *files, kind='catalog-lint'), [])
        bad = self.write('mine.names', '[x]\nNoSuchKey=1\n')
        problems = self.json('catalog', 'lint', bad, kind='catalog-lint', code=cli.FAILED)
        self.assertTrue(any('mine.names' in problem and 'NoSuchKey' in problem for problem in problems), problems)


if __name__ == '__main__':
    cli.main()
