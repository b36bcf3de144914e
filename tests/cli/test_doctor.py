# SPDX-License-Identifier: GPL-3.0-or-later
"""What a computer lacks to work on drives, and the command that helps."""
import json
import os

import cli
import schema


class Doctor(cli.CliTest):
    def look(self, code=cli.DONE):
        return {item['code']: item for item in self.json('doctor', code=code)}

    def test_where_nothing_is_missing(self):
        self.use(cli.one(cli.NEC))
        items = self.look()
        self.assertEqual({code for code, item in items.items() if item['good']}, {'catalog', 'store', 'drives', 'permission'})
        self.assertEqual({item['remedy'] for item in items.values()}, {None})
        self.assertIn('sr0 can be opened.', self.text('doctor').out)
        self.assertEqual(self.log_length(), 0, 'nothing is sent to a drive')

    def test_a_drive_that_may_not_be_opened(self):
        self.use(cli.one(cli.NEC, Access='denied'))
        item = self.look(cli.FAILED)['permission']
        self.assertEqual([item['good'], item['needed']], [False, True])
        self.assertRegex(item['remedy'], r'^sudo (usermod -aG \S+ \S+|setfacl -m u:\S+:rw /dev/\S+)$')
        self.use(cli.one(cli.NEC, Access='no-sg-node'))
        item = self.look(cli.FAILED)['node']
        self.assertEqual([item['good'], item['remedy']], [False, 'sudo modprobe sg'])
        self.assertIn('  not ready', self.text('doctor', code=cli.FAILED).out)

    def test_a_store_that_cannot_be_written_to(self):
        self.use(cli.one(cli.NEC))
        self.state = self.write('no-folder', 'x')
        item = self.look(cli.FAILED)['store']
        self.assertFalse(item['good'])
        self.assertIn(self.state, item['text'])
        self.assertRegex(item['remedy'], '^sudo chown ')

    def test_a_store_that_cannot_be_read(self):
        self.use(cli.one(cli.NEC))
        os.makedirs(os.path.join(self.state, 'journal'))
        journal = self.write('state/journal/x.journal', b'')
        item = self.look(cli.FAILED)['store']
        self.assertIn(journal, item['text'])

    def test_no_drive_is_a_note(self):
        value = json.loads(self.plain('--json', '--state-dir', self.state, 'doctor', code=None).out)
        schema.check(value, 'doctor')
        drives, = (item for item in value if item['code'] == 'drives')
        self.assertFalse(drives['needed'])
        self.assertEqual(drives['good'], any(item['code'] in ('permission', 'node') for item in value))

    def test_a_catalog_with_errors_is_a_note(self):
        self.use(cli.one(cli.NEC))
        os.makedirs(self.path('data', 'burnback', 'catalog'))
        path = self.write('data/burnback/catalog/mine.names', '[x]\nNonsense=1\n')
        item = self.look()['catalog']
        self.assertEqual([item['good'], item['needed']], [False, False])
        self.assertIn(path, item['text'])

    def test_of_real_drives_the_system_is_looked_at(self):
        self.use(cli.one(cli.NEC))
        done = self.sim('exec', '--scenario', self.scenario, '--', cli.CTL, '--json', '--state-dir', self.state, 'doctor', code=None)
        value = json.loads(done.out)
        schema.check(value, 'doctor')
        items = {item['code']: item for item in value}
        self.assertLessEqual({'module', 'sleep', 'polling', 'permission'}, set(items))
        self.assertTrue(items['permission']['good'])
        # There is no system bus here.
        self.assertEqual([items['sleep']['good'], items['sleep']['needed'], items['sleep']['remedy']],
                         [False, False, 'sudo systemctl start systemd-logind'])
        self.assertEqual(items['module']['remedy'], None if items['module']['good'] else 'sudo modprobe sg')
        self.assertEqual(done.returncode, cli.DONE if items['module']['good'] else cli.FAILED)


if __name__ == '__main__':
    cli.main()
