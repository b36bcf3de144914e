# SPDX-License-Identifier: GPL-3.0-or-later
"""flash, its dry run, and verify: what is printed, what is sent, and what is in the memory afterwards (bb-ctl-flash.c)."""
import json
import os
import zipfile

import cli
import streams


class Nec(cli.CliTest):
    """A flash of one drive of each flash type."""

    def flash(self, code, *options, verified='proven', exit_code=cli.DONE):
        """Flashes a drive, and checks result, commands sent and memory. Returns the memory before, and the path of
        the image."""
        kind = streams.NEC_MODELS[code]
        self.use(cli.one(('nec-optiarc', code), Revision='1.05'))
        self.make_drives()
        image = self.make_image('new.bin', ('nec-optiarc', code))
        before = self.dump()
        begin = self.log_length()
        result = self.json('flash', 'sr0', image, '--yes', *options, code=exit_code)
        self.assertEqual([result['result'], result['verified']], ['done', verified], result)
        self.assertEqual([result['revision-before'], result['revision-after']], ['1.05', '1.07'])
        self.assertTrue(result['drive-safe'])
        data = self.read(image)
        self.check_stream(kind, code, data, self.log(since=begin))
        self.check_memory(kind, data, before)
        return before, image

    def check_stream(self, kind, code, data, log):
        """Checks that the flash sent exactly the expected commands."""
        expected = kind.stream(data)
        self.assertEqual(len(expected), streams.NEC_COUNTS[code])
        self.assertEqual(streams.nec_sent(log), expected)
        # No other command that can change the flash memory is sent.
        writes = [entry for entry in log if cli.is_write(entry)]
        self.assertEqual(len(writes), sum(text.startswith('CB') for text in expected))

    def check_memory(self, kind, data, before):
        """Checks that the memory is as expected after the flash, and the calibration is unchanged."""
        expected, own = kind.memory_after(before, data)
        found = self.dump()
        for begin, end in own:
            found = found[:begin] + expected[begin:end] + found[end:]
        self.assert_same_bytes(found, expected, 'flash memory')
        self.assert_same_bytes(self.dump(region='calibration'), self.region_of(before, 'calibration'), 'calibration')

    def region_of(self, flash, region):
        """Returns the bytes of a region in @flash, the result of dump()."""
        return flash[self.regions()[region]]

    def roll_back(self, before):
        """Restores the backup, and checks that the memory is as before. With $BURNBACK_TEST_ALL, also checks that it equals the first
        backup."""
        result = self.json('rollback', 'sr0')
        self.assertEqual([result['result'], result['verified'], result['revision-after']], ['done', 'proven', '1.05'])
        end = 0x1E0000
        self.assert_same_bytes(self.dump()[:end], before[:end], 'after the rollback')
        if cli.ALL:
            self.assert_equal_to_first_backup()

    def assert_equal_to_first_backup(self):
        """Exports the first backup, and checks that the drive equals it."""
        first = self.json('backups', 'list', kind='backups-list')[-1]
        self.json('backups', 'export', first['id'], self.path('first.bin'), kind='backups-export')
        self.assertEqual(self.json('verify', 'sr0', self.path('first.bin'))['result'], 'equal')

    def test_image_for_the_learned_boot_code_is_chosen(self):
        """The file has an image for each of two boot codes. The boot version is read from the drive, and the image for
        it must be written in the same run, whatever the order of the images."""
        parts = [self.read(self.make_image(f'{boot}.bin', cli.NEC, revision, 7, '--boot-version', boot))
                 for boot, revision in (('05', '1.07'), ('06', '1.08'))]
        for number, data in enumerate((parts[0] + parts[1], parts[1] + parts[0])):
            path = self.write(f'both{number}.bin', data)
            boots = (('05', '1.07'), ('06', '1.08'))
            # In each change, the second image of each file must be found.
            for boot, revision in boots if cli.ALL else [boots[1 - number]]:
                for command in (('check', 'sr0', path), ('flash', 'sr0', path, '--yes')):
                    self.use(cli.one(cli.NEC, Revision='1.05', BootVersion=boot, Serial=f'S{number}{boot}{command[0]}'))
                    self.forget_drives()
                    result = self.json(*command)
                    if command[0] == 'check':
                        self.assertEqual([result['verdict'], result['image']['revision']], ['fits', revision], boot)
                    else:
                        self.assertEqual([result['result'], result['revision-after']], ['done', revision], boot)

    def test_flash_640k(self):
        # Images of this flash type may lack the version of the boot code. The option accepts the warning about that.
        before, _image = self.flash('K110', '--allow-crossflash')
        if cli.ALL:    # in each change, test_recover_power_cut.py restores this flash type
            self.roll_back(before)

    def test_flash_768k(self):
        before, _image = self.flash('L210')
        self.roll_back(before)

    def test_flash_1m(self):
        before, _image = self.flash('K352')
        self.roll_back(before)

    def test_flash_1m_with_two_checksums(self):
        before, _image = self.flash('K210')
        self.roll_back(before)

    def test_flash_2m(self):
        before, image = self.flash('K355')
        self.assertEqual(self.json('verify', 'sr0', image)['result'], 'equal')
        self.assertEqual(self.json('verify', 'sr0')['result'], 'equal')
        kept = self.json('backups', 'list', kind='backups-list')[-1]
        self.json('backups', 'export', kept['id'], self.path('before.bin'), kind='backups-export')
        different = self.json('verify', 'sr0', self.path('before.bin'), code=cli.FAILED)
        self.assertEqual(different['result'], 'different')
        self.assertTrue(different['differences'])
        self.roll_back(before)
        if not cli.ALL:    # otherwise, roll_back() does this
            self.assert_equal_to_first_backup()

    def test_flash_2m_with_key(self):
        before, _image = self.flash('K370')
        self.roll_back(before)

    def test_flash_2m_optiarc(self):
        before, _image = self.flash('D770')
        if cli.ALL:    # in each change, test_signals_on_failure.py restores this flash type
            self.roll_back(before)

    def test_flash_optiarc_2(self):
        before, _image = self.flash('G200')
        self.roll_back(before)

    def test_flash_optiarc_3(self):
        before, _image = self.flash('G265')
        self.roll_back(before)

    def test_flash_optiarc_4(self):
        before, _image = self.flash('G285')
        if cli.ALL:    # in each change, test_recover_power_cut.py restores this flash type
            self.roll_back(before)

    def test_flash_of_blu_ray_drive_without_read_back(self):
        self.flash('C500', '--without-backup', verified='identity')


class Mt1959(cli.CliTest):
    def flash(self, *options, verified='identity', **keys):
        """Flashes a drive, and checks result, commands sent and memory. Returns the memory before, and the path of
        the image."""
        self.use(cli.one(cli.NS60, Revision='1.00', **keys))
        self.make_drives()
        image = self.make_image('new.bin', cli.NS60, '1.03')
        before = self.dump()
        begin = self.log_length()
        result = self.json('flash', 'sr0', image, '--yes', *options)
        self.assertEqual([result['result'], result['verified']], ['done', verified], result)
        self.assertEqual([result['revision-before'], result['revision-after']], ['1.00', '1.03'])
        self.assertEqual(streams.mt1959_sent(self.log(since=begin)), streams.mt1959_stream())
        self.assertEqual(sum(cli.is_write(entry) for entry in self.log(since=begin)), 129)
        self.assert_same_bytes(self.dump(), streams.mt1959_after(before, self.read(image)), 'flash memory')
        for region in ('boot', 'config', 'calibration'):
            self.assertTrue(self.dump(region=region), region)
        return before, image

    def test_progress_reported_by_the_drive_never_goes_back(self):
        self.use(cli.one(cli.NS60, Revision='1.00', Quirks='progress=sks16'))
        self.make_drives()
        image = self.make_image('slow.bin', cli.NS60, '1.03')
        done = self.text('--progress=json', 'flash', 'sr0', image, '--yes', '--without-backup')
        values = [json.loads(line) for line in done.err.splitlines() if line.startswith('{')]
        total = values[-1]['total']
        places = [value['done'] for value in values if value['total'] == total]
        self.assertEqual(places, sorted(places))
        middle = [value['done'] for value in values if value['phase'] == 'program']
        sent = 0x200020  # bytes before the drive writes its memory: the image, and 0x20 bytes that are read before the upload
        self.assertTrue(any(sent < place < sent + 0x200000 for place in middle), middle)

    def test_mt1959_without_readable_firmware(self):
        self.flash('--without-backup')

    def test_mt1959_with_a_fallback_file(self):
        old = self.make_image('old.bin', cli.NS60, '1.00', 3)
        self.flash('--fallback', old)

    def test_mt1959_with_readable_memory(self):
        _before, image = self.flash('--without-backup', verified='proven', Quirks='readable=all')
        self.assertEqual(self.json('verify', 'sr0', image)['result'], 'equal')
        self.assertEqual(self.json('verify', 'sr0', self.make_image('other.bin', cli.NS60, '1.03', 9),
                                   code=cli.FAILED)['result'], 'different')


class Demo(cli.CliTest):
    """The installed scenario "demo"."""

    def demo(self, *arguments, **more):
        """Runs burnbackctl --json with the scenario "demo", found by its name. Returns the JSON."""
        self.scenario = 'demo'
        return self.json(*arguments, **more)

    def setUp(self):
        super().setUp()
        # The delays of the scenario, which imitate real drives, are removed.
        with open(cli.demo_path()) as file:
            self.use(file.read().replace('Speed=20', 'Speed=0'))

    def test_demo_drives_of_all_families_are_flashed(self):
        """In each change, a drive whose firmware can be read back, and one whose firmware cannot. test_families.py
        flashes a drive of each family."""
        asus = ('--vendor', 'ASUS', '--product', 'DRW-1608P', '--set', 'type=ASUS')
        for drive, model, revision, verified, options, made_with in cli.some((
                ('sr0', cli.NEC, '1.07', 'proven', (), ()),
                ('sr4', ('mediatek-mt1959', 'BW-16D1HT'), '3.10', 'identity', ('--without-backup',), ()),
                ('sr10', ('plextor', 'DVDR PX-716A'), '1.11', 'identity', ('--without-backup', '--allow-crossflash'),
                 ()),
                ('sr11', ('tsst-mt1939', 'BDDVDW SE-506CB'), 'TS01', 'identity', ('--expert',), ()),
                ('sr12', ('lg-renesas', 'DVDRAM GSA-E50L'), 'NE02', 'proven', (), ()),
                ('sr13', ('pioneer', '9'), '1.50', 'identity', ('--without-backup',), asus))):
            image = self.make_image('new.bin', model, revision, 7, *made_with)
            result = self.json('flash', drive, image, '--yes', *options)
            self.assertEqual([result['result'], result['verified'], result['exit']], ['done', verified, 0])

    def test_two_drives_are_flashed_at_the_same_time(self):
        self.use(cli.scenario(('sr0', *cli.SMALL, {}), ('sr1', *cli.NEC, {'Serial': 'SIM0002'})))
        self.make_drives()
        first = self.dump('sr1')
        self.json('flash', 'sr0', self.make_image('small.bin', cli.SMALL), '--yes')
        self.assert_same_bytes(self.dump('sr1'), first, 'the other drive')

    def test_scenario_demo_is_found_by_name(self):
        self.assertEqual(len(self.demo('list')), 14)

    def test_demo_drives_in_recovery_mode_are_recovered(self):
        states = {drive['name']: drive['state'] for drive in self.json('list')}
        self.assertEqual([name for name, state in states.items() if state == 'needs-recovery'], ['sr3', 'sr7', 'sr8'])
        g200 = self.make_image('g200.bin', ('nec-optiarc', 'G200'), '1.09')
        self.assertEqual(self.json('recover', 'sr3', g200, '--yes')['revision-after'], '1.09')
        ns55 = self.make_image('ns55.bin', ('mediatek-mt1959', 'BD-RE BH16NS55'), '1.03')
        self.assertEqual(self.json('recover', 'sr7', ns55, '--yes')['revision-after'], '1.03')
        k110 = self.make_image('k110.bin', ('nec-optiarc', 'K110'), '1.07', 7, '--vendor', 'TDK', '--product', 'DVDRW420N',
                               '--boot-version', '05')
        self.assertEqual(self.json('recover', 'sr8', k110, '--yes')['revision-after'], '1.07')
        drives = {drive['name']: drive for drive in self.json('list')}
        self.assertEqual([drives['sr8']['vendor'], drives['sr8']['product']], ['TDK', 'DVDRW420N'])
        states = {name: drive['state'] for name, drive in drives.items()}
        self.assertNotIn('needs-recovery', states.values())


class Verify(cli.CliTest):
    """verify without a file compares with the firmware that the drive should have, and names its source."""

    def verify(self, kind, name, revision, code=cli.DONE, result='equal'):
        """Runs `verify` without a file, and checks its result and what it compared with: kind, name (None: any) and
        revision. Returns the JSON."""
        value = self.json('verify', 'sr0', code=code)
        self.assertEqual([value['result'], value['compared-with']],
                         [result, {'kind': kind, 'name': value['compared-with']['name'], 'revision': revision}])
        self.assertIn('is identical to' if result == 'equal' else 'was compared with', value['message'])
        if name is not None:
            self.assertEqual(value['compared-with']['name'], name)
            self.assertIn(name, value['message'])
        return value

    def test_verify_without_a_file_compares_with_the_last_write(self):
        self.use(cli.one(cli.SMALL, Revision='1.05'))
        first = self.json('backup', 'sr0')['id']
        self.verify('backup', first, '1.05')
        image = self.make_image('new.bin', cli.SMALL)
        self.json('flash', 'sr0', image, '--yes')
        self.verify('flash', None, '1.07')
        self.assertIn('is identical to the firmware that Burnback wrote on 20', self.text('verify', 'sr0').out)
        value = self.json('verify', 'sr0', image)
        self.assertEqual(value['compared-with'], {'kind': 'file', 'name': 'new.bin', 'revision': '1.07'})
        self.json('rollback', 'sr0', first)
        self.verify('flash', None, '1.05')
        # The firmware of a backup that is newer than the last write is compared.
        later = self.json('backup', 'sr0')['id']
        self.verify('backup', later, '1.05')

    def test_verify_after_a_rollback_compares_with_the_old_firmware(self):
        self.use(cli.one(cli.SMALL, [{'At': 'step:program:3', 'Kind': 'sense', 'Sense': '3/0C/00', 'Times': '3'}],
                         Revision='1.05'))
        self.json('flash', 'sr0', self.make_image('new.bin', cli.SMALL), '--yes', code=cli.ROLLED_BACK)
        self.use(cli.one(cli.SMALL, Revision='1.05'))
        self.verify('flash', None, '1.05')

    def test_verify_finds_firmware_of_another_program(self):
        self.use(cli.one(cli.SMALL, Revision='1.05'))
        self.json('flash', 'sr0', self.make_image('new.bin', cli.SMALL), '--yes')
        # Another program wrote other firmware.
        self.forget_drives()
        self.use(cli.one(cli.SMALL, Revision='1.09'))
        value = self.verify('flash', None, '1.07', code=cli.FAILED, result='different')
        self.assertTrue(value['differences'])


class SeveralImages(cli.CliTest):
    """A file contains several images; the one for the drive is flashed."""

    def test_image_for_the_drive_is_chosen_from_an_archive(self):
        path = self.path('many.zip')
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as file:
            for code in ('K450', 'L210', 'K110'):
                file.write(self.make_image(code, ('nec-optiarc', code), '1.08'), code + '.bin')
        self.use(cli.one(cli.SMALL))
        self.assertEqual(self.json('check', 'sr0', path)['image']['inside'], 'L210.bin')
        result = self.json('flash', 'sr0', path, '--yes')
        self.assertEqual([result['result'], result['revision-after']], ['done', '1.08'])

    def test_image_for_the_drive_is_chosen_from_an_updater(self):
        for family, options in ((cli.SMALL, []), (cli.NS60, ['--without-backup'])):
            self.setUp()
            path = self.make_image('new.exe', family, '1.08', 7, '--wrap', 'exe')
            self.use(cli.one(family))
            result = self.json('flash', 'sr0', path, '--yes', *options)
            self.assertEqual([result['result'], result['revision-after']], ['done', '1.08'])


class DryRun(cli.CliTest):
    def test_dry_run_prints_steps_and_sends_no_write(self):
        for family, options in ((cli.NEC, []), (cli.NS60, ['--without-backup'])):
            self.setUp()
            self.use(cli.one(family))
            self.make_drives()
            begin, before = self.log_length(), self.dump()
            steps = self.json('flash', 'sr0', self.make_image('new.bin', family), '--dry-run', *options,
                              kind='dry-run')['steps']
            self.assertEqual([step['number'] for step in steps], list(range(1, len(steps) + 1)))
            kinds = [step['kind'] for step in steps]
            self.assertIn('upload', kinds)
            self.assertTrue(any(step['endangers'] for step in steps))
            self.assertEqual([entry for entry in self.log(since=begin) if cli.is_write(entry)], [])
            self.assert_same_bytes(self.dump(), before, 'the drive')
            self.assertFalse(os.path.isdir(os.path.join(self.state, 'backups')) and
                             os.listdir(os.path.join(self.state, 'backups')))
            self.assertIn('This was only a preview, so nothing on the drive was changed. During flashing, once a step marked', self.text('flash', 'sr0', self.path('new.bin'), '--dry-run', *options).out)

    def test_dry_run_steps_are_the_commands_of_the_flash(self):
        self.use(cli.one(cli.NEC))
        image = self.make_image('new.bin')
        steps = self.json('flash', 'sr0', image, '--dry-run', kind='dry-run')['steps']
        planned = [step['text'].replace(' ', '').upper() for step in steps
                   if step['kind'] in ('upload', 'checksum', 'erase', 'program')]
        begin = self.log_length()
        self.json('flash', 'sr0', image, '--yes')
        sent = [entry['cdb'] for entry in self.log(since=begin) if entry['cdb'][:4] in ('CB01', 'CB04', 'CB02', 'CC04')]
        self.assertEqual(planned, sent)


if __name__ == '__main__':
    cli.main()
