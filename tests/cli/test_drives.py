# SPDX-License-Identifier: GPL-3.0-or-later
"""list, info and monitor (bb-ctl-drives.c, bb-ctl-info.c)."""
import json
import subprocess

import cli
import schema


class LookCloser(cli.CliTest):
    """A drive with an unknown name: --look-closer makes each command probe it with vendor commands."""

    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.NEC, Vendor='EXAMPLE', Product='NOTHING', Revision='1.05'))
        self.image = self.make_image('new.bin')

    def test_drive_with_unknown_name_refuses_all_work(self):
        self.assertIsNone(self.json('info', 'sr0')['is'])
        for command in (['backup', 'sr0'], ['check', 'sr0', self.image], ['flash', 'sr0', self.image, '--yes'],
                        ['verify', 'sr0', self.image], ['convert', 'sr0', '--to', 'K451', '--boot-code', self.image, '--dry-run']):
            done = self.text(*command, code=None)
            self.assertIn(done.returncode, (cli.REFUSED, cli.FAILED), command)
        self.assertEqual(self.json('firmware', 'sr0', self.image), [])
        self.assertEqual([entry for entry in self.log() if cli.is_write(entry) or entry['step']], [])

    def test_look_closer_allows_all_work_on_an_unknown_name(self):
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

    def test_look_closer_is_named_where_it_helps(self):
        for command in (['list'], ['info', 'sr0']):
            done = self.text(*command)
            self.assertIn('To probe the drive further, run “burnbackctl info sr0 --look-closer”.', done.out + done.err)
        self.assertNotIn('--look-closer', self.text('info', 'sr0', '--look-closer').out)


class BridgeNames(cli.CliTest):
    """A drive behind a bridge that reports a name of its own, which no catalog has."""
    DRIVE = ('mediatek-mt1959', 'BD-RE BU40N')

    def test_firmware_date_identifies_the_family_behind_a_bridge(self):
        self.use(cli.one(self.DRIVE, Bus='usb', Quirks='bridge-name=USB 3.0 box'))
        self.assertEqual(self.json('info', 'sr0')['is']['code'], 'BD-RE BU40N')
        self.assertIn('The drive reports its firmware date in the format used by MediaTek drives', self.text('info', 'sr0').out)
        self.assertEqual([entry for entry in self.log() if cli.is_write(entry)], [])

    def test_info_names_the_missing_answer_behind_a_bridge(self):
        self.use(cli.one(self.DRIVE, Bus='usb', Quirks='bridge-name=USB 3.0 box;date-20'))
        self.assertIsNone(self.json('info', 'sr0')['is'])
        out = self.text('info', 'sr0').out
        self.assertIn('The drive reports its firmware date, but not in the format used by MediaTek drives', out)
        self.assertIn('--look-closer', out)

    def test_firmware_date_names_the_family_although_reads_are_blocked(self):
        """A bridge with a name of its own that also drops the command that reads the board type: no model, but a family."""
        self.use(cli.one(self.DRIVE, Bus='usb', Quirks='bridge-name=USB 3.0 box;bridge-blocks=reads'))
        for option in ([], ['--look-closer']):
            drive = self.json('info', 'sr0', *option)
            self.assertIsNone(drive['is'])
            self.assertEqual([drive['named']['family'], drive['can']], ['mediatek-mt1959', ['identify']])
            out = self.text('info', 'sr0', *option).out
            self.assertIn('not identified (probably of the MediaTek MT1959 family)', out)
            self.assertIn('The drive does not report its circuit board type.', out)
            self.assertIn('Connect the drive without an adapter', drive['state-text'])
            self.assertNotIn('not in the catalog', out)
        self.assertIn('MediaTek MT1959', self.text('list').out)
        self.assertEqual([entry for entry in self.log() if cli.is_write(entry)], [])


class List(cli.CliTest):
    def test_recovery_without_any_image_needs_a_file(self):
        """Nothing of these drives is known, and only the NEC drive can leave recovery mode without being written."""
        self.use(cli.scenario(('sr0', 'plextor', 'DVDR PX-716AL', {'State': 'half'}), ('sr1', 'nec-optiarc', 'K355', {'State': 'half-alive'}),
                              ('sr2', 'nec-optiarc', 'K355', {'State': 'safe-mode'})))
        said = self.text('list').err
        for line in (r'sr0: .* circuit board\. .*“burnbackctl recover sr0 FILE”\.', r'sr1: .* firmware file\. .*“burnbackctl recover sr1 FILE”\.',
                     r'sr2: .*“burnbackctl recover sr2”\.'):
            self.assertRegex(said, f'(?m)^{line}$')
        self.assertNotIn('backup', said)

    def test_list_has_reported_and_identified_names(self):
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

    def test_drive_in_use_is_listed_as_busy(self):
        """In every state of the drive the other program is named, no command is sent, and the next step is to wait."""
        for state in cli.some(('normal', 'safe-mode', 'half-flashed', 'erased', 'id-ff', 'damaged-id'), 3):
            with self.subTest(state):
                self.setUp()
                self.use(cli.one(cli.SMALL, State=state, InUseBy='A flasher has it open.'))
                self.make_drives()
                begin = self.log_length()
                listed = self.json('list')[0]
                for drive in (listed, self.json('info', 'sr0')):
                    self.assertEqual([drive['state'], drive['used-by'], drive['other-users-seen']],
                                     ['busy', 'A flasher has it open.', True])
                self.assertIsNone(self.json('info', 'sr0')['rescue'])
                for command in (['list'], ['info', 'sr0']):
                    done = self.text(*command)
                    self.assertIn('A flasher has it open. Wait until the other program has finished.', done.out + done.err)
                    self.assertNotRegex(done.out + done.err, '(?i)recover|disconnect|power|close')
                self.assertEqual(self.log_length(), begin)
        self.setUp()
        self.use(cli.one(cli.SMALL))
        free = self.json('info', 'sr0')
        self.assertEqual([free['state'], free['used-by'], free['other-users-seen']], ['ready', None, True])

    def test_info_of_a_busy_drive_tells_what_is_known_without_commands(self):
        """info prints what the kernel and the records of Burnback know of the drive, and which program uses it."""
        self.use(cli.one(cli.NEC, InUseBy='A player has it open.'))
        self.make_drives()
        told = self.text('info', 'sr0').out
        self.assertIn('identity: not read, because another program is using the drive\n', told)
        self.assertIn('A player has it open. Wait until the other program has finished.', told)
        self.assertIn('firmware revision when the drive was connected: ', told)
        self.assertIn('serial number SIM0001', told)
        self.assertNotRegex(told, 'not identified|not been identified|not be identified|not identify')
        self.assertIn('not read', self.text('list').out)
        self.use(cli.one(cli.NEC))
        self.json('backup', 'sr0')
        self.use(cli.one(cli.NEC, InUseBy='A player has it open.'))
        begin = self.log_length()
        self.assertIn('identity: NEC ND-3550A (from Burnback’s records, because another program is using the drive)', self.text('info', 'sr0').out)
        self.assertIn('NEC ND-3550A', self.text('list').out)
        self.assertIsNone(self.json('info', 'sr0')['is'])
        self.assertEqual(self.log_length(), begin)

    def test_programs_of_other_users_are_reported_as_not_seen(self):
        self.use(cli.one(cli.SMALL, OtherUsers='hidden', State='erased'))
        drive = self.json('info', 'sr0')
        self.assertEqual([drive['state'], drive['used-by'], drive['other-users-seen']], ['needs-recovery', None, False])
        self.assertIn('Programs run by other users cannot be detected', drive['state-text'])
        self.assertIn('programs run by other users cannot be detected', self.text('info', 'sr0').out)
        self.assertEqual(self.text('list').err.count('Programs run by other users cannot be detected'), 1)
        self.forget_drives()
        self.use(cli.one(cli.SMALL, OtherUsers='hidden'))
        self.assertEqual(self.text('list').err.count('Programs run by other users cannot be detected.'), 1)
        image = self.make_image('new.bin', cli.SMALL, '1.07')
        item = next(item for item in self.json('check', 'sr0', image)['readiness'] if item['code'] == 'in-use')
        self.assertEqual([item['good'], item['needed'], item['text']], [False, False, 'Programs run by other users cannot be detected.'])
        self.assertIn('Make sure that none of these programs is flashing the drive.', item['remedy'])
        out = self.text('check', 'sr0', image).out
        self.assertIn(item['text'], out)
        self.assertNotIn('No other program is using the drive', out)
        self.text('flash', 'sr0', image, '--yes')
        self.use(cli.one(cli.SMALL, Access='denied'))
        self.assertIsNone(self.json('info', 'sr0', code=None).get('other-users-seen'))
        self.assertIsNone(self.json('list')[0]['other-users-seen'])

    def test_info_contains_the_entry_of_list(self):
        self.use(cli.one(cli.NEC))
        listed = self.json('list')[0]
        info = self.json('info', 'sr0')
        for key, value in listed.items():
            self.assertEqual(info[key], value, key)
        self.assertEqual(info['backup'], 'full')
        text = self.text('info', 'sr0').out
        for words in ('serial number SIM0001', 'confidence: Confirmed', 'tested only with a simulated drive',
                      'Burnback reads the firmware twice, compares the two results and saves a copy.',
                      'region: Not set; 5 changes left', 'DVD+R discs are reported as DVD+R; 500 changes left'):
            self.assertIn(words, text)

    def test_drive_without_permission_is_listed_with_the_remedy(self):
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

    def test_empty_list_exits_with_0(self):
        value = json.loads(self.plain('--json', '--state-dir', self.state, 'list').out)
        schema.check(value, 'list')

    def test_every_simulated_state_of_both_families_is_listed(self):
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


class Monitor(cli.CliTest):
    def start(self, *options):
        """Starts `monitor` on two drives. Returns its process."""
        self.use(cli.scenario(('sr0', *cli.NEC, {}), ('sr1', *cli.NS60, {})))
        process = subprocess.Popen(self.command(*options, 'monitor'), env=self.environment, stdout=subprocess.PIPE,
                                   stdin=subprocess.DEVNULL)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        return process

    def test_monitor_prints_present_drives_and_ends_at_sigterm(self):
        process = self.start('--json')
        for name in ('sr0', 'sr1'):
            value = json.loads(process.stdout.readline())
            schema.check(value, 'monitor')
            self.assertEqual([value['event'], value['drive']['name']], ['added', name])
            # monitor opens no drive. The revision that udev knows may be older than the last flash, so it is not printed.
            self.assertTrue(value['drive']['product'])
            self.assertIsNone(value['drive']['revision'])
        process.terminate()
        self.assertEqual(process.stdout.read(), b'')
        process.stdout.close()
        self.assertEqual(process.wait(cli.LIMIT_S), cli.DONE)

    def test_monitor_ends_when_its_pipe_is_closed(self):
        process = self.start()
        self.assertEqual(process.stdout.readline(), b'added sr0 _NEC DVD_RW ND-3550A\n')
        process.stdout.close()
        self.assertEqual(process.wait(cli.LIMIT_S), cli.DONE)


if __name__ == '__main__':
    cli.main()
