# SPDX-License-Identifier: GPL-3.0-or-later
"""doctor: missing permissions, modules and services, each with its remedy (bb-ctl-doctor.c)."""
import errno
import json
import os
import shutil
import socket
import threading
import unittest

import cli
import schema


# Time limit for doctor: less than 25 s, the default limit of GLib for a D-Bus call.
BOUNDED_S = 20


def log_in(listener):
    """Runs a D-Bus server that completes the authentication and then never replies, not even to Hello."""
    connection, _address = listener.accept()
    answers = {b'AUTH': b'REJECTED EXTERNAL', b'AUTH EXTERNAL': b'DATA', b'NEGOTIATE_UNIX_FD': b'AGREE_UNIX_FD'}
    with connection, connection.makefile('rb') as lines:
        for line in lines:
            said = line.strip(b'\0\r\n')
            if said == b'BEGIN':
                break
            connection.sendall(answers.get(said, b'OK ' + 16 * b'5a') + b'\r\n')
        lines.read()


class Doctor(cli.CliTest):
    def run_doctor(self, code=cli.DONE, **more):
        """Returns {code: item} of the JSON of `doctor`."""
        return {item['code']: item for item in self.json('doctor', code=code, **more)}

    def test_nothing_missing_exits_with_0(self):
        self.use(cli.one(cli.NEC))
        items = self.run_doctor()
        self.assertEqual({code for code, item in items.items() if item['good']}, {'catalog', 'store', 'drives', 'permission'})
        self.assertEqual({item['remedy'] for item in items.values()}, {None})
        self.assertIn('sr0 can be opened.', self.text('doctor').out)
        self.assertEqual(self.log_length(), 0, 'nothing is sent to a drive')

    def test_drive_without_permission_has_a_command_as_remedy(self):
        self.use(cli.one(cli.NEC, Access='denied'))
        item = self.run_doctor(cli.FAILED)['permission']
        self.assertEqual([item['good'], item['needed']], [False, True])
        self.assertRegex(item['remedy'], r'^sudo (usermod -aG \S+ \S+|setfacl -m u:\S+:rw /dev/\S+)$')
        self.use(cli.one(cli.NEC, Access='no-sg-node'))
        item = self.run_doctor(cli.FAILED)['node']
        self.assertEqual([item['good'], item['remedy']], [False, 'sudo modprobe sg'])
        self.assertIn('  not ready', self.text('doctor', code=cli.FAILED).out)

    @unittest.skipIf(os.geteuid() != 0 or shutil.which('bwrap') is None, 'needs root and bwrap')
    def test_group_member_is_told_to_use_newgrp(self):
        self.use(cli.one(cli.NEC, Access='denied'))
        node = self.write('sg0', '')
        os.chown(node, -1, 4242)
        for mode, members, remedy in ((0o660, '', 'sudo usermod -aG optical root'), (0o660, 'root', 'newgrp optical'),
                                      (0o600, 'root', 'sudo setfacl -m u:root:rw /dev/sg0')):
            os.chmod(node, mode)
            groups = self.write('group', f'root:x:0:\noptical:x:4242:{members}\n')
            hidden = ['bwrap', '--bind', '/', '/', '--dev', '/dev', '--bind', self.folder, self.folder,
                      '--bind', node, '/dev/sg0', '--ro-bind', groups, '/etc/group', '--']
            done = self.run_program([*hidden, *self.command('--json', 'doctor')])
            item, = (item for item in json.loads(done.out) if item['code'] == 'permission')
            self.assertEqual([item['remedy'], done.returncode], [remedy, cli.FAILED], done.err)

    def test_missing_catalog_is_reported(self):
        self.use(cli.one(cli.NEC))
        items = self.run_doctor(cli.FAILED, env=dict(self.environment, BURNBACK_CATALOG=self.path('none')))
        self.assertEqual(list(items), ['catalog'], 'without the catalog no drive is probed')
        self.assertEqual([items['catalog'][key] for key in ('good', 'needed')], [False, True])
        self.assertIn(self.path('none'), items['catalog']['text'])
        self.assertIn('BURNBACK_CATALOG', items['catalog']['remedy'])

    def test_unwritable_state_folder_is_reported(self):
        self.use(cli.one(cli.NEC))
        self.state = self.write('no-folder', 'x')
        item = self.run_doctor(cli.FAILED)['store']
        self.assertFalse(item['good'])
        self.assertIn(self.state, item['text'])
        self.assertRegex(item['remedy'], '^sudo chown ')
        self.assertRegex(self.text('doctor', code=cli.FAILED).err,
                         'does not meet all the requirements of Burnback[.] Nothing on the drive was changed[.] Fix the listed problems, then run ')

    def test_unreadable_state_folder_is_reported(self):
        self.use(cli.one(cli.NEC))
        os.makedirs(os.path.join(self.state, 'journal'))
        journal = self.write('state/journal/x.journal', b'')
        item = self.run_doctor(cli.FAILED)['store']
        self.assertIn(journal, item['text'])

    def test_no_drive_is_a_note(self):
        value = json.loads(self.plain('--json', '--state-dir', self.state, 'doctor', code=None).out)
        schema.check(value, 'doctor')
        drives, = (item for item in value if item['code'] == 'drives')
        self.assertFalse(drives['needed'])
        remedy = 'Check that' if os.path.exists('/sys/module/sr_mod') else 'sudo modprobe sr_mod'
        self.assertEqual((drives['remedy'] or remedy).startswith(remedy), True, drives)
        self.assertEqual(drives['good'], any(item['code'] in ('permission', 'node') for item in value))

    def test_errors_in_user_catalog_are_a_note(self):
        self.use(cli.one(cli.NEC))
        os.makedirs(self.path('data', 'burnback', 'catalog'))
        path = self.write('data/burnback/catalog/mine.names', '[x]\nNonsense=1\n')
        item = self.run_doctor()['catalog']
        self.assertEqual([item['good'], item['needed']], [False, False])
        self.assertIn(path, item['text'])

    def test_system_is_checked_for_real_drives_only(self):
        self.use(cli.one(cli.NEC))
        done = self.sim('exec', '--scenario', self.scenario, '--', cli.CTL, '--json', '--state-dir', self.state, 'doctor', code=None)
        value = json.loads(done.out)
        schema.check(value, 'doctor')
        items = {item['code']: item for item in value}
        self.assertLessEqual({'module', 'sleep', 'udev', 'polling', 'permission'}, set(items))
        self.assertTrue(items['permission']['good'])
        # There is no system bus in the test environment.
        self.assertEqual([items['sleep']['good'], items['sleep']['needed'], items['sleep']['remedy']],
                         [False, False, 'sudo systemctl start systemd-logind'])
        self.assertEqual(items['module']['remedy'], None if items['module']['good'] else 'sudo modprobe sg')
        running = os.path.exists('/run/udev/control')
        self.assertEqual([items['udev']['good'], items['udev']['needed'], items['udev']['remedy']],
                         [running, False, None if running else 'sudo systemctl start systemd-udevd'])
        self.assertEqual(done.returncode, cli.DONE if items['module']['good'] else cli.FAILED)

    def assert_doctor_could_not_ask(self, bus):
        """Checks that `doctor` ends within BOUNDED_S if the system bus @bus does not reply, and names the timeout."""
        self.use(cli.one(cli.NEC))
        self.environment['DBUS_SYSTEM_BUS_ADDRESS'] = f'unix:path={bus}'
        done = self.sim('exec', '--scenario', self.scenario, '--', cli.CTL, '--json', '--state-dir', self.state, 'doctor', code=None,
                        timeout=BOUNDED_S)
        item, = (item for item in json.loads(done.out) if item['code'] == 'sleep')
        self.assertEqual([item['good'], item['needed']], [False, False])
        self.assertEqual(item['text'], f'Burnback cannot prevent the computer from suspending ({os.strerror(errno.ETIMEDOUT)}).')

    def test_silent_system_bus_times_out(self):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.path('bus'))
            listener.listen()
            self.assert_doctor_could_not_ask(self.path('bus'))

    def test_system_bus_silent_after_login_times_out(self):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.path('bus'))
            listener.listen()
            bus = threading.Thread(target=log_in, args=[listener], daemon=True)
            bus.start()
            self.assert_doctor_could_not_ask(self.path('bus'))
            bus.join()


if __name__ == '__main__':
    cli.main()
