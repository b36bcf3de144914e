# SPDX-License-Identifier: GPL-3.0-or-later
"""--trace writes all commands to a file, --replay uses that file as the drive.

Tests bb-replay-monitor.c.
"""
import json
import os

import cli
import schema


class Trace(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.scenario(('sr0', *cli.NEC, {'Serial': 'SIM0001'}), ('sr1', *cli.NS60, {'Serial': 'SIM0002'})))
        self.trace = self.path('trace')

    def replay(self, *arguments, code=cli.DONE):
        """Runs a command on the drives of the trace. Returns its JSON."""
        done = self.plain('--json', '--replay', self.trace, '--state-dir', self.path('other'), *arguments, code=code)
        return json.loads(done.out)

    def test_trace_has_a_json_line_for_each_command(self):
        self.json('--trace', self.trace, 'info', 'sr0')
        with open(self.trace) as file:
            lines = [json.loads(line) for line in file]
        for line in lines:
            schema.check(line, 'trace')
        sent = [(line['cdb'].replace(' ', '').upper(), line['direction'], line['length']) for line in lines]
        self.assertEqual(sent, [(entry['cdb'], entry['direction'], entry['length']) for entry in self.log('sr0')])

    def test_replay_of_a_trace_answers_the_same_command(self):
        for drive in ('sr0', 'sr1'):
            info = self.json('--trace', self.trace, 'info', drive)
            again = self.replay('info', drive)
            self.assertEqual(again['product'].split(), info['product'].split())
            for key in ('vendor', 'revision', 'is', 'state', 'mode', 'can'):
                self.assertEqual(again[key], info[key], key)
            os.remove(self.trace)

    def test_replay_has_all_drives_of_the_trace(self):
        listed = self.json('--trace', self.trace, 'list')
        self.assertEqual([drive['is'] for drive in self.replay('list')], [drive['is'] for drive in listed])

    def test_backup_can_be_replayed(self):
        kept = self.json('--trace', self.trace, 'backup', 'sr0')
        again = self.replay('backup', 'sr0')
        self.assertEqual([region['sha256'] for region in again['regions']],
                         [region['sha256'] for region in kept['regions']])

    def test_command_missing_from_the_trace_fails(self):
        self.json('--trace', self.trace, 'info', 'sr0')
        done = self.plain('--json', '--replay', self.trace, '--state-dir', self.path('other'), 'backup', 'sr0',
                          code=None)
        self.assertEqual(done.returncode, cli.FAILED, done.out)
        value = json.loads(done.out)
        self.assertTrue(value.get('error', value)['drive-safe'])

    def test_file_that_is_no_trace_is_rejected(self):
        self.assertEqual(self.plain('--replay', self.path('nothing'), 'list', code=cli.NOT_FOUND).out, '')
        for text in ('', 'not json\n', '{}\n', '{"time":1}\n'):
            self.write('trace', text)
            done = self.plain('--replay', self.trace, '--state-dir', self.state, 'list', code=None)
            self.assertIn(done.returncode, (cli.DONE, cli.USAGE), text)

    def test_trace_at_an_impossible_path_fails(self):
        value = self.json('--trace', self.path('no', 'such', 'folder'), 'list', code=cli.FAILED)
        self.assertEqual(value['error']['code'], 'trace')


if __name__ == '__main__':
    cli.main()
