# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenario files: every key and every form of a fault; and burnback-sim, which reads the memory of simulated drives."""
import json
import os
import re

import cli
import schema


class Drives(cli.CliTest):
    def first(self, **keys):
        """Sets the scenario to one drive with these keys. Returns the JSON of `info`."""
        self.use(cli.one(keys.pop('family', cli.NEC), **keys))
        return self.json('info', 'sr0')

    def test_vendor_product_and_revision_of_a_drive(self):
        drive = self.first(Vendor='TDK', Product='DVDRW420N', Revision='1.03', Serial='X12', Bus='usb',
                           Bridge='Some bridge')
        self.assertEqual([drive[key] for key in ('name', 'vendor', 'product', 'revision', 'serial', 'bus', 'bridge')],
                         ['sr0', 'TDK', 'DVDRW420N', '1.03', 'X12', 'usb', 'Some bridge'])
        self.assertEqual(drive['is']['code'], 'K355')

    def test_bus_of_a_drive(self):
        for bus in ('pata', 'sata', 'usb'):
            self.assertEqual(self.first(Bus=bus)['bus'], bus)

    def test_disc_in_a_drive(self):
        for disc, medium, state in (('none', 'none', 'ready'), ('blank', 'present', 'medium'),
                                    ('data', 'present', 'medium')):
            drive = self.first(Disc=disc)
            self.assertEqual([drive['medium'], drive['state']], [medium, state])

    def test_own_firmware_and_boot_code_files(self):
        image = self.make_image('mine.bin', cli.NEC, '9.87', 5)
        boot = self.path('boot.bin')
        self.sim('make-image', '--family', 'nec-optiarc', '--model', 'K355', '--kind', 'boot-code', '--boot-version',
                 '05', boot)
        drive = self.first(Firmware=image, BootCode=boot)
        self.assertEqual(drive['revision'], '9.87')
        data = self.read(image)
        self.assert_same_bytes(self.dump(region='main'), data[:0x1E0000], 'firmware')
        self.assert_same_bytes(self.dump(region='boot'), self.read(boot)[:0x4000], 'boot code')
        self.assertEqual(self.json('verify', 'sr0', image)['result'], 'equal')

    def test_boot_version_of_a_drive_decides_compatibility(self):
        image = self.make_image('new.bin', cli.NEC, '1.07', 7, '--boot-version', '06')
        self.use(cli.one(cli.NEC, BootVersion='06', Revision='1.05'))
        self.assertEqual(self.json('flash', 'sr0', image, '--yes')['result'], 'done')

    def test_seed_determines_calibration_and_identity(self):
        dumps = []
        for seed in ('1', '2', '1'):
            self.setUp()
            self.first(Seed=seed)
            dumps.append(self.dump())
        self.assertEqual(dumps[0], dumps[2])
        self.assertNotEqual(dumps[0], dumps[1])

    def test_every_listed_state_and_quirk_is_accepted(self):
        for family, model in (cli.NEC, cli.NS60):
            for kind in ('states', 'quirks'):
                drives = []
                for number, line in enumerate(self.sim(kind, family).out.splitlines()):
                    name, section, text = line.split('\t')
                    self.assertRegex(section, r'^(-|[a-z0-9-]+ \d+(\.\d+)?.*)$')
                    self.assertRegex(text, '^[A-Z0-9]')
                    key, value = ('State', name) if kind == 'states' else ('Quirks', self.example(name))
                    # Not every model has this state or quirk.
                    other = {'wrong-bank': 'K110', 'mixed-banks': 'K110', 'laptop-slave': 'L210'}.get(name, model)
                    drives.append((f'sr{number}', family, other, {key: value, 'Serial': f'SIM{number:04}'}))
                # In each change, test_drives.py lists a drive in each state.
                if cli.ALL or kind == 'quirks':
                    self.setUp()
                    self.use(cli.scenario(*drives))
                    self.json('list')

    def example(self, quirk):
        """Returns a quirk with a value of the form that `burnback-sim quirks` lists."""
        name, _equals, form = quirk.partition('=')
        texts = {'board-id': 'JBC6', 'app-id': 'JBC6'}
        value = {'': '', 'N': '=1', 'hex': '=00112233445566778899AABBCCDDEEFF', '*': '=' + texts.get(name, '2012312359')}
        return name + value.get(form, '=' + re.split(r'\||\.\.', form)[0])

    def test_drive_with_several_quirks(self):
        drive = self.first(Quirks='slow-leave=5;no-boot-read')
        self.assertEqual(drive['state'], 'ready')

    def test_speed_of_a_drive(self):
        """With Speed=0, the clock of the drive must advance without the program waiting in real time."""
        self.first(Speed='0')
        result = self.json('flash', 'sr0', self.make_image('new.bin'), '--yes')
        self.assertLess(result['seconds'], 60)
        clock = self.log()[-1]['time']
        self.assertGreater(clock, 30)

    def test_drives_keep_their_memory_between_runs(self):
        self.first(family=cli.SMALL, Revision='1.05')
        self.json('flash', 'sr0', self.make_image('new.bin', cli.SMALL), '--yes')
        # The scenario has the initial state of a drive only.
        self.assertEqual(self.first(family=cli.SMALL, Revision='1.05')['revision'], '1.07')
        del self.environment['BURNBACK_SIM_STATE']
        self.assertEqual(self.first(family=cli.SMALL, Revision='1.05')['revision'], '1.05')

    def test_errors_have_file_and_line(self):
        good = {'Family': 'nec-optiarc', 'Model': 'K355'}
        for change, says in (({'Family': 'acme'}, 'acme'), ({'Model': 'K999'}, 'K999'), ({'Bus': 'scuzzy'}, 'scuzzy'),
                             ({'Disc': 'floppy'}, 'floppy'), ({'State': 'happy'}, 'happy'), ({'Colour': 'red'}, 'Colour'),
                             ({'Quirks': 'funny'}, 'funny'), ({'Quirks': 'slow-leave=x'}, 'slow-leave'),
                             ({'Quirks': 'slow-leave'}, 'slow-leave'), ({'Speed': 'fast'}, 'fast'),
                             ({'Seed': 'apple'}, 'apple'), ({'Firmware': '/no/such/file'}, 'no/such'),
                             ({'Vendor': 'NINECHARS'}, 'Vendor'), ({'Serial': 'é'}, 'Serial')):
            keys = {**good, **change}
            self.use('[drive sr0]\n' + ''.join(f'{key}={value}\n' for key, value in keys.items()))
            value = self.json('list', code=cli.USAGE)
            self.assertIn(says, value['error']['message'])
            self.assertIn('test.scenario', value['error']['message'])
        for text in ('', 'nonsense', '[drive sr0]\n', '[something]\nx=1\n', '[drive ../x]\nFamily=nec-optiarc\nModel=K355\n'):
            self.use(text)
            self.json('list', code=cli.USAGE)


class Faults(cli.CliTest):
    """When and how often a fault occurs; test_faults.py has the consequences."""

    def log_of(self, *faults, code=None, command=('info', 'sr0')):
        """Runs a command on a new drive with these faults. Returns the log of the drive."""
        self.setUp()
        self.use(cli.one(cli.NEC, [dict(fault) for fault in faults]))
        self.text(*command, code=code)
        return self.log()

    def positions_of_faults(self, log):
        """Returns the numbers, from 1, of the commands at which the fault occurred."""
        return [i for i, entry in enumerate(log, 1) if entry['sense'] == '4/44/00']

    def test_fault_at_a_command_number(self):
        for number in (1, 3, 7):
            log = self.log_of({'At': f'command:{number}', 'Kind': 'sense', 'Sense': '4/44/00'})
            self.assertEqual(self.positions_of_faults(log), [number])

    def test_fault_at_an_opcode(self):
        log = self.log_of({'At': 'opcode:CC:3', 'Kind': 'sense', 'Sense': '4/44/00'})
        third = [i for i, entry in enumerate(log, 1) if entry['cdb'].startswith('CC')][2]
        self.assertEqual(self.positions_of_faults(log), [third])

    def test_fault_at_a_step(self):
        log = self.log_of({'At': 'step:read:2', 'Kind': 'sense', 'Sense': '4/44/00'})
        second = [i for i, entry in enumerate(log, 1) if entry['step'] == 'read'][1]
        self.assertEqual(self.positions_of_faults(log), [second])

    def test_fault_at_a_byte(self):
        self.use(cli.one(cli.SMALL, [{'At': 'byte:40000', 'Kind': 'sense', 'Sense': '4/44/00'}]))
        self.text('flash', 'sr0', self.make_image('new.bin', cli.SMALL), '--yes', code=None)
        log = self.log()
        sent = 0
        for number, entry in enumerate(log, 1):
            sent += entry['length'] if entry['direction'] == 'out' else 0
            if sent >= 40000:
                break
        self.assertEqual(self.positions_of_faults(log), [number])

    def positions_of_reads(self, log):
        return [i for i, entry in enumerate(log, 1) if entry['cdb'].startswith('CC00')]

    def test_fault_repeats_as_often_as_times_says(self):
        # During identification a failed read means that the address does not exist, and the next address is tried.
        fault = {'At': 'step:read:2', 'Kind': 'sense', 'Sense': '4/44/00'}
        log = self.log_of({**fault, 'Times': '2'})
        self.assertEqual(self.positions_of_faults(log), self.positions_of_reads(log)[1:3])
        log = self.log_of({**fault, 'Times': '0'})
        self.assertEqual(self.positions_of_faults(log), self.positions_of_reads(log)[1:])
        self.assertGreater(len(self.positions_of_faults(log)), 2)

    def test_two_faults_in_one_scenario(self):
        log = self.log_of({'At': 'step:read:1', 'Kind': 'sense', 'Sense': '4/44/00'},
                          {'At': 'step:read:3', 'Kind': 'sense', 'Sense': '4/44/00'})
        self.assertEqual(self.positions_of_faults(log), [self.positions_of_reads(log)[0], self.positions_of_reads(log)[2]])

    def test_fault_counts_start_anew_in_each_run(self):
        self.use(cli.one(cli.NEC, [{'At': 'command:2', 'Kind': 'sense', 'Sense': '4/44/00'}]))
        self.text('info', 'sr0', code=None)
        middle = self.log_length()
        self.text('info', 'sr0', code=None)
        self.assertEqual(self.positions_of_faults(self.log()), [2, middle + 2])

    def test_fault_during_a_command(self):
        """After a power cut, the block that was being programmed has none, a part or all of its bytes."""
        found = {}
        for during in ('before', 'middle', 'after'):
            self.setUp()
            self.use(cli.one(cli.NEC, [{'At': 'step:program:5', 'Kind': 'power-cut', 'During': during}]))
            image = self.make_image('new.bin')
            self.json('flash', 'sr0', image, '--yes', code=cli.NEEDS_RECOVERY)
            begin = 0x50000
            block = self.dump()[begin:begin + 0x10000]
            found[during] = (block == b'\xff' * 0x10000, block == self.read(image)[begin - 0x10000:begin])
        self.assertEqual([found['before'], found['after']], [(True, False), (False, True)])
        self.assertEqual(found['middle'], (False, False))

    def test_every_fault_kind_at_every_place(self):
        kinds = ('power-cut', 'unplug', 'sense', 'timeout', 'bit-flip', 'stuck-block', 'silent', 'short-read',
                 'bridge')
        for kind, places in cli.shares(kinds, ('command:3', 'opcode:CC:2', 'step:read:1', 'byte:10')):
            for at in places:
                keys = {'At': at, 'Kind': kind, **({'Sense': '5/26/00'} if kind == 'sense' else {})}
                self.log_of(keys)

    def test_invalid_faults_are_errors(self):
        good = {'At': 'command:3', 'Kind': 'timeout'}
        for change in ({'At': 'sometime'}, {'At': 'command:0'}, {'At': 'command:x'}, {'At': 'opcode:XY:1'},
                       {'At': 'step:1'}, {'Kind': 'boredom'}, {'Kind': 'sense'}, {'Sense': '5/26/00'},
                       {'Kind': 'sense', 'Sense': '5-26'}, {'Times': 'many'}, {'During': 'lunch'}, {'Drive': 'sr9'},
                       {'Mood': 'bad'}):
            self.use(cli.one(cli.NEC, [{**good, **change}]))
            value = self.json('list', code=cli.USAGE)
            self.assertIn('fault 1', value['error']['message'], change)

    def test_unknown_word_is_named_with_the_possible_ones(self):
        """Unknown words in sections, keys, values and steps, in each program that reads scenarios."""
        drive = '[drive sr0]\nFamily=nec-optiarc\nModel=K355\n'
        fault = drive + '[fault 1]\nAt=command:9\nKind=unplug\n'
        for text, word, possible in (
                (drive + '[disk 1]\nAt=command:9\n', 'disk 1', 'drive NAME'),
                (drive + 'Sate=erased\n', 'Sate', 'State'),
                (drive + 'State=asleep\n', 'asleep', 'erased'),
                (drive + 'Quirks=needs-oil\n', 'needs-oil', 'corrupt-after-safe'),
                (drive + 'Disc=round\n', 'round', 'blank'),
                (drive.replace('K355', 'K35'), 'K35', 'K352'),
                (drive.replace('nec-', 'nex-'), 'nex-optiarc', 'nec-optiarc'),
                (drive.replace('nec-optiarc', 'mediatek-mt1959').replace('K355', 'BD-RE BU40N') + 'Quirks=config-bytes=zz\n', 'zz', 'hex'),
                (fault.replace('unplug', 'fire'), 'fire', 'power-cut'),
                (fault.replace('command:9', 'step:bogus:1'), 'bogus', 'program'),
                (fault.replace('command:9', 'comand:9'), 'comand:9', 'command:N'),
                (fault + 'Wen=now\n', 'Wen', 'During'),
                (fault + 'During=lunch\n', 'lunch', 'middle')):
            self.use(text)
            programs = (lambda: self.json('list', code=cli.USAGE)['error']['message'],
                        lambda: self.sim('exec', '--scenario', self.scenario, '--', 'true', code=2).err)
            # In each change, burnback-sim reads the first scenario only.
            for reported in [program() for program in (programs if cli.ALL or word == 'disk 1' else programs[:1])]:
                self.assertIn(f'“{word}”', reported)
                self.assertIn(possible, reported)
        self.use(drive + 'State=asleep\n')
        reported = self.json('list', code=cli.USAGE)['error']['message']
        self.assertEqual(len(re.findall(r'\bnormal\b', reported)), 1, reported)

    def test_fault_of_a_named_drive_leaves_others_alone(self):
        self.use(cli.scenario(('sr0', *cli.NEC, {}), ('sr1', *cli.NEC, {}),
                              faults=[{'Drive': 'sr1', 'At': 'command:2', 'Kind': 'sense', 'Sense': '4/44/00'}]))
        self.text('list', code=None)
        self.assertEqual([self.positions_of_faults(self.log('sr0')), self.positions_of_faults(self.log('sr1'))], [[], [2]])

    def test_power_cut_fault_requires_stored_drives(self):
        del self.environment['BURNBACK_SIM_STATE']
        self.use(cli.one(cli.NEC, [{'At': 'command:2', 'Kind': 'power-cut'}]))
        for command in (['list'], ['info', 'sr0'], ['recover', 'sr0', '--yes']):
            self.json(*command, code=cli.USAGE)
        self.sim('exec', '--scenario', self.scenario, '--', 'true', code=2)


class Program(cli.CliTest):
    def test_sim_without_or_with_unknown_command(self):
        for arguments in ([], ['frobnicate'], ['power'], ['power', 'sr0', 'sideways'], ['dump', 'sr0'], ['log'],
                          ['states'], ['states', 'acme'], ['quirks', 'acme'], ['make-image'],
                          ['make-image', '--family', 'nec-optiarc', self.path('x')],
                          ['make-image', '--family', 'nec-optiarc', '--model', 'K999', self.path('x')],
                          ['make-image', '--family', 'nec-optiarc', '--model', 'K355', '--wrap', 'elf', self.path('x')],
                          ['make-image', '--family', 'nec-optiarc', '--model', 'K355', '--kind', 'x', self.path('x')],
                          ['make-image', '--family', 'nec-optiarc', '--model', 'K355', '--seed', 'x', self.path('x')],
                          ['make-image', '--family', 'nec-optiarc', '--model', 'K355', '--set', 'x', self.path('x')]):
            done = self.sim(*arguments, code=2)
            self.assertTrue(done.err, arguments)
            self.assertEqual(done.out, '')

    def test_sim_with_unknown_drive(self):
        os.mkdir(self.drives)
        for arguments in (['power', 'sr0', 'on'], ['dump', 'sr0', self.path('x')], ['log', 'sr0'], ['log', '../x']):
            self.sim(*arguments, code=4)
        del self.environment['BURNBACK_SIM_STATE']
        for arguments in (['power', 'sr0', 'on'], ['dump', 'sr0', self.path('x')], ['log', 'sr0']):
            self.sim(*arguments, code=2)

    def test_sim_dump_of_all_and_of_regions(self):
        self.use(cli.one(cli.NEC))
        self.make_drives()
        flash = self.dump()
        for region, begin, end in (('boot', 0, 0x4000), ('calibration', 0x4000, 0x6000), ('main', 0x10000, 0x1F0000)):
            self.sim('dump', 'sr0', self.path('x'), '--region', region)
            self.assert_same_bytes(self.read(self.path('x')), flash[begin:end], region)
            self.assert_same_bytes(self.dump(region=region), flash[begin:end], region)
        self.assert_same_bytes(self.dump(region='all'), flash, 'all')
        self.sim('dump', 'sr0', self.path('x'), '--region', 'nowhere', code=4)
        self.sim('dump', 'sr0', self.path('no', 'such'), code=1)

    def test_sim_log(self):
        self.use(cli.one(cli.NEC))
        self.make_drives()
        log = self.log()
        before = -1
        for entry in log:
            schema.check(entry, 'log')
            self.assertGreaterEqual(entry['time'], before)
            before = entry['time']
        begin = len(log)
        self.json('info', 'sr0')
        self.assertEqual(self.log()[:begin], log)
        self.assertEqual([json.loads(line) for line in self.sim('log', 'sr0').out.splitlines()], self.log())

    def test_sim_power(self):
        self.use(cli.one(cli.NEC))
        self.make_drives()
        switch = os.path.join(self.drives, 'sr0', 'power')
        for word, n_drives in (('off', 0), ('on', 1)):
            self.sim('power', 'sr0', word)
            self.assertEqual(len(self.json('list')), n_drives)
            # power() of the tests writes what the program writes.
            written = self.read(switch)
            self.power(word == 'on')
            self.assertEqual(self.read(switch), written)

    def test_sim_image(self):
        path = self.path('x.bin')
        self.sim('make-image', '--family', 'nec-optiarc', '--model', 'K355', '--revision', '2.34', '--vendor', 'ACME',
                 '--product', 'DISCO', '--seed', '99', '--boot-version', '06', path)
        data = self.read(path)
        self.assertEqual([len(data), data[-6:]], [1966088, b'K35506'])
        for text in (b'ACME    ', b'DISCO           ', b'2.34'):
            self.assertIn(text, data)
        self.sim('make-image', '--family', 'nec-optiarc', '--model', 'K355', '--revision', '2.34', '--vendor', 'ACME',
                 '--product', 'DISCO', '--seed', '99', '--boot-version', '06', self.path('same.bin'))
        self.assertEqual(self.read(self.path('same.bin')), data)
        self.sim('make-image', '--family', 'nec-optiarc', '--model', 'K355', '--seed', '100', self.path('other.bin'))
        self.assertNotEqual(self.read(self.path('other.bin'))[:-8], data[:-8])

    def test_sim_images_of_every_model_are_identified(self):
        for family in ('nec-optiarc', 'mediatek-mt1959'):
            models = [model['code'] for model in json.loads(self.plain('--json', 'catalog', 'list').out)
                      if model['family'] == family]
            self.assertGreater(len(models), 10)
            for code in cli.some(models[::9] + models[-1:], 3):
                path = self.path('x.bin')
                if self.sim('make-image', '--family', family, '--model', code, path, code=None).returncode != 0:
                    # The catalog does not know the images of this model.
                    continue
                found = self.json('identify', path)[0]
                self.assertEqual([found['family'], code in found['codes'] or len(found['codes']) > 0], [family, True])

    def test_sim_boot_code(self):
        path = self.path('boot.bin')
        for code, length in (('K355', 0x4000), ('G265', 0x8000)):
            self.sim('make-image', '--family', 'nec-optiarc', '--model', code, '--kind', 'boot-code', path)
            self.assertIn(os.path.getsize(path), (length, length + 4))
            self.assertIn(code.encode(), self.read(path))

    def test_sim_updater(self):
        path = self.make_image('x.exe', cli.NEC, '1.07', 7, '--wrap', 'exe')
        plain = self.make_image('x.bin')
        self.assertTrue(self.read(path).startswith(b'MZ'))
        self.assertTrue(self.read(path).endswith(self.read(plain)))

    def test_sim_attach_is_refused_outside_virtual_machines(self):
        # A missing scenario: in a virtual machine an existing one would add a drive to this computer.
        done = self.sim('attach', '--scenario', self.path('none.scenario'), code=None)
        if os.geteuid() != 0:
            self.assertEqual(done.returncode, 7)
            self.assertIn('virtual machine', done.err)
        elif not os.path.exists('/sys/devices/platform/vhci_hcd.0/attach'):
            self.assertEqual(done.returncode, 4)
            self.assertIn('modprobe vhci-hcd', done.err)
        else:
            self.assertEqual(done.returncode, 2)

class Museum(cli.CliTest):
    """The installed scenario "museum" has a drive of each family, and one of none."""

    def test_museum_has_a_drive_of_each_family(self):
        path = os.path.join(os.path.dirname(cli.demo_path()), 'museum.scenario')
        with open(path) as file:
            drives = dict(re.findall(r'\[drive (.*)\]\nFamily=(.*)\n', file.read()))
        table = os.path.join(os.path.dirname(__file__), '..', 'families', 'families.txt')
        with open(table) as file:
            families = {line.split('|')[0].strip() for line in file if not line.startswith('#')}
        families |= {model['family'] for model in self.json('catalog', 'list', kind='catalog-list')}
        self.assertGreaterEqual(len(families), 5)
        self.assertEqual(set(drives.values()), families | {'spc'})
        listed = json.loads(self.plain('--simulate', 'museum', '--state-dir', self.state, '--json', 'list').out)
        self.assertEqual({drive['name']: drive['is']['family'] for drive in listed},
                         {name: None if family == 'spc' else family for name, family in drives.items()})


if __name__ == '__main__':
    cli.main()
