# SPDX-License-Identifier: GPL-3.0-or-later
"""Which drive a name on the command line means, and where state is stored (bb-ctl-engine.c)."""
import json
import os

import cli


class Names(cli.CliTest):
    """DRIVE is a device node, its short name, a serial number or the name of a simulated drive."""

    def setUp(self):
        super().setUp()
        self.use(cli.scenario(('sr0', *cli.NEC, {'Serial': 'SIM0001'}), ('sr1', *cli.NS60, {'Serial': 'SIM0002'}),
                              ('mine', *cli.NEC, {'Serial': 'SIM0003', 'Revision': '1.03'})))

    def test_node_short_name_and_serial_number_find_the_drive(self):
        for drive in self.json('list'):
            for name in {drive['name'], drive['node'], drive['sg-node'], os.path.basename(drive['node']),
                         os.path.basename(drive['sg-node']), drive['serial']}:
                self.assertEqual(self.json('info', name)['serial'], drive['serial'], name)

    def test_unknown_drive_is_not_found(self):
        for command in (['info', 'sr9'], ['backup', 'sr9'], ['verify', 'sr9'], ['rollback', 'sr9'], ['recover', 'sr9'],
                        ['check', 'sr9', '/dev/null'], ['flash', 'sr9', '/dev/null'], ['report', 'sr9', 'x']):
            value = self.json(*command, code=cli.NOT_FOUND)
            self.assertEqual([value['error']['code'], value['error']['drive-safe']], ['no-such-drive', None])
            self.assertIn('sr9', value['error']['message'])
            self.assertIn('list', value['error']['next'])
        # There is no drive, so the message does not mention the state of the drive.
        self.assertNotRegex(self.text('info', 'sr9', code=cli.NOT_FOUND).err, cli.UNTOUCHED)

    def test_serial_number_of_two_drives_is_refused(self):
        """The message lists the drives with this serial number; a device node means one of them."""
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

    def test_common_options_before_and_after_the_command(self):
        before = self.plain('--simulate', self.scenario, '--state-dir', self.state, '--json', 'list').out
        behind = self.plain('list', '--simulate', self.scenario, '--state-dir', self.state, '--json', '--quiet',
                            '--progress=none').out
        self.assertEqual(before, behind)

    def test_option_after_the_command_overrides_the_one_before(self):
        self.text('backup', 'sr0', '--state-dir', self.path('first'), '--state-dir', self.path('other'))
        self.assertEqual([len(self.json('backups', 'list', *behind, kind='backups-list')) for behind in
                          ([], ['--state-dir', self.path('first')], ['--state-dir', self.path('other')])], [0, 0, 1])

    def test_file_name_with_a_leading_dash_follows_two_dashes(self):
        self.make_image('-new.bin')
        value = self.json('check', 'sr0', '--', './-new.bin', cwd=self.folder)
        self.assertEqual(value['image']['family'], 'nec-optiarc')


class StateFolder(cli.CliTest):
    def test_state_folder_from_option_or_environment(self):
        self.use(cli.one(cli.NEC))
        kept = self.json('backup', 'sr0')
        self.assertTrue(kept['folder'].startswith(self.state + '/'))
        self.environment['XDG_STATE_HOME'] = self.path('home')
        done = self.plain('--json', '--simulate', self.scenario, 'backup', 'sr0')
        folder = json.loads(done.out)['folder']
        self.assertTrue(folder.startswith(self.path('home', 'burnback') + '/'), folder)


if __name__ == '__main__':
    cli.main()
