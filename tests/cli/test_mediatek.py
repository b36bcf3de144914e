# SPDX-License-Identifier: GPL-3.0-or-later
"""Flash and recovery of MediaTek MT1959 drives, from the first check to the last message (src/family/mt1959)."""
import json
import os
import shutil

import cli

FAMILY = 'mediatek-mt1959'
PREPARE_SLIM = '3B066700000000000000'
PREPARE_HALF = '3B010000000000000000'
EVERYTHING = ('--yes', '--allow-crossflash', '--without-backup')
# The test key, which simulated drives accept.
KEY = bytes(range(16))
KEY_SHA256 = 'be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991'


class Mt1959Test(cli.CliTest):
    def tearDown(self):
        """Checks that the simulator recorded no command that would damage a real drive."""
        if self.log_length():
            self.assertEqual([entry['violations'] for entry in self.log() if 'violations' in entry], [])

    def drive(self, model, quirks='', **keys):
        """Makes a drive of this model. @keys: keys of the drive in the scenario"""
        if quirks:
            keys['Quirks'] = quirks
        self.use(cli.one((FAMILY, model), **keys))
        self.make_drives()

    def image(self, name, model, revision, *settings):
        """Makes a file with simulated firmware. Returns its path. @settings: of the family, such as "wrapped"."""
        more = [word for setting in settings for word in ('--set', setting)]
        return self.make_image(name, (FAMILY, model), revision, 7, *more)

    def restart(self):
        """Power cycles the drive."""
        self.power(False)
        self.power()

    def uploads(self, since=0):
        """Returns the successful prepare commands; one upload follows each."""
        return [entry['cdb'] for entry in self.log(since=since)
                if entry['cdb'] in (PREPARE_SLIM, PREPARE_HALF) and entry['status'] == 0]

    def assert_nothing_was_sent(self):
        self.assertEqual([entry['cdb'] for entry in self.log() if cli.is_write(entry)], [])

    def assert_refused(self, image, because):
        """Checks that `check` and `flash` refuse the image for this reason, and that nothing was sent."""
        check = self.json('check', 'sr0', image, code=cli.REFUSED)
        self.assertEqual(check['verdict'], 'refused')
        self.assertIn(because, ' '.join(reason['text'] for reason in check['reasons']))
        self.flash(image, code=cli.REFUSED)
        self.assert_nothing_was_sent()

    def assert_runs(self, product, revision):
        """Power cycles the drive, and checks that it is ready and reports this name and revision."""
        self.restart()
        drive = self.json('list')[0]
        self.assertEqual([drive['product'], drive['revision'], drive['state']], [product, revision, 'ready'])

    def flash(self, image, *more, code=cli.DONE, verb='flash'):
        """Flashes, or recovers, with all consents. Returns the JSON."""
        result = self.json(*more, verb, 'sr0', image, *EVERYTHING[:2 if verb == 'recover' else 3], code=code)
        return result

    def assert_flashed(self, image, product, revision, *more, verb='flash'):
        """Flashes the image, and checks that the drive runs it after a power cycle."""
        result = self.flash(image, *more, verb=verb)
        self.assertEqual([result['result'], result['revision-after']], ['done', revision])
        self.assert_runs(product, revision)

    def assert_rejected(self, image, *more):
        """Flashes the image, and checks that the drive ignores it, that the message says so, and that the old
        firmware runs."""
        before = self.json('list')[0]
        result = self.flash(image, *more, code=cli.FAILED)
        self.assertEqual([result['result'], result['drive-safe']], ['unchanged', True])
        self.assertIn('Power cycle', result['next'])
        self.assert_runs(before['product'], before['revision'])


class HalfHeight(Mt1959Test):
    def test_stock_ns60_is_flashed_to_omnidrive(self):
        self.drive('BD-RE WH16NS60', 'build-stamp=1704251010', Revision='1.00')
        image = self.image('omni.bin', 'BW-16D1HT', '3.02', 'downgrade-enabled', 'omnidrive=1.0.4')
        check = self.json('check', 'sr0', image)
        self.assertEqual(check['verdict'], 'cross-flash')
        self.assertIn('OmniDrive 1.0.4', self.text('identify', image).out)
        refused = self.json('flash', 'sr0', image, '--yes', code=cli.REFUSED)
        self.assertEqual(refused['result'], 'refused')
        self.assert_nothing_was_sent()
        self.assert_flashed(image, 'BW-16D1HT', '3.02')
        self.assertEqual(self.uploads(), [PREPARE_HALF])
        self.assertIn('OmniDrive 1.0.4', self.text('info', 'sr0').out)

    def test_ns40_of_2019_requires_de(self):
        self.drive('BD-RE WH16NS40', 'build-stamp=1905011010', Revision='1.04')
        stock = self.image('stock.bin', 'BW-16D1HT', '3.02')
        marked = self.image('de.bin', 'BW-16D1HT', '3.02', 'downgrade-enabled')
        reasons = ' '.join(reason['text'] for reason in self.json('check', 'sr0', stock)['reasons'])
        self.assertIn('5/24/00', reasons)
        self.assert_rejected(stock)
        self.assert_flashed(marked, 'BW-16D1HT', '3.02')

    def test_an_error_while_programming_does_not_end_as_unchanged(self):
        """The drive reports the error, and then runs its old firmware, whose content cannot be read."""
        self.use(cli.one((FAMILY, 'BD-RE BU40N'), Revision='1.00', faults=({'At': 'step:program:1', 'Kind': 'sense', 'Sense': '4/44/00'},)))
        self.make_drives()
        image = self.image('new.bin', 'BD-RE BU40N', '1.03')
        result = self.flash(image, code=cli.NEEDS_RECOVERY)
        self.assertEqual([result['result'], result['drive-safe']], ['needs-recovery', False])
        self.assertIn('The drive is running, but its firmware may be incomplete.', result['message'])
        self.assertNotIn('not changed', result['message'])
        self.assertIn('power cycle it and recover it.', result['next'])
        self.use(cli.one((FAMILY, 'BD-RE BU40N'), Revision='1.00'))
        for command in (('list',), ('info', 'sr0')):
            shown = self.json(*command)
            self.assertEqual((shown[0] if isinstance(shown, list) else shown)['state'], 'needs-recovery')
            text = self.text(*command)
            self.assertIn('The drive reported an error while writing to its memory.', text.out + text.err)
        self.restart()
        recovered = self.json('recover', 'sr0', '--yes')
        self.assertEqual([recovered['result'], recovered['verified'], recovered['drive-safe']], ['done', 'no', None])
        told = 'The drive reported an error while writing to its memory and is running its previous firmware, which was not verified.'
        self.assertEqual(recovered['message'], told)
        self.assertEqual(self.json('list')[0]['state'], 'ready')
        history = self.text('history', 'sr0').out
        self.assertIn('Tried to flash 1.03 over 1.00', history)
        self.assertIn(told, ' '.join(history.split()))
        self.assertNotIn('not changed', history)

    def answer(self, image):
        """Returns what `check` prints about older firmware: the JSON member accepts-older, the text of the reason, the
        heading."""
        check = self.json('check', 'sr0', image)
        text = next(reason['text'] for reason in check['reasons'] if reason['code'] == 'accepts-older')
        heading = next(line for line in self.text('check', 'sr0', image).out.splitlines() if line.isupper())
        self.assertEqual(check['rejection-expected'], 'REJECTION' in heading)
        return check['accepts-older'], text, heading

    def test_downgrade_is_answered_by_date(self):
        self.drive('BD-RE WH16NS40', 'build-stamp=1905011010', Revision='1.04')
        older = self.image('older.bin', 'BD-RE WH16NS40', '1.02', 'build-stamp=1612201010')
        marked = self.image('marked.bin', 'BD-RE WH16NS40', '1.02', 'build-stamp=1612201010', 'downgrade-enabled')
        newer = self.image('newer.bin', 'BD-RE WH16NS40', '1.05', 'build-stamp=1912201010')
        accepts, text, heading = self.answer(older)
        self.assertIs(accepts, False)
        self.assertIn('Accepts older firmware: no. ', text)
        self.assertEqual(heading, 'REJECTION EXPECTED')
        accepts, text, heading = self.answer(marked)
        self.assertIs(accepts, True)
        self.assertIn('Accepts older firmware: yes. The image is marked “DE” (downgrade enabled), so it can be flashed over newer firmware.', text)
        self.assertEqual(heading, 'COMPATIBLE WITH WARNINGS')
        accepts, text, heading = self.answer(newer)
        self.assertIsNone(accepts)
        self.assertIn('only images that are marked “DE” (downgrade enabled)', text)
        self.assertEqual(heading, 'COMPATIBLE WITH WARNINGS')
        info = self.text('info', 'sr0').out
        self.assertIn('accepts older firmware: only images that are marked “DE” (downgrade enabled). ', info)
        self.assertIn('Downgrade enabled (DE): no', info)
        told = self.json('info', 'sr0')
        self.assertIsNone(told['accepts-older'])
        self.assertTrue(told['accepts-older-text'].startswith('only images that are marked “DE” (downgrade enabled). '), told['accepts-older-text'])
        offered = self.text('firmware', 'sr0', older).out
        self.assertIn('REJECTION EXPECTED', offered)
        self.assertNotIn('COMPATIBLE', offered)

    def test_older_firmware_is_accepted_before_2018(self):
        self.drive('BD-RE WH16NS40', 'build-stamp=1705011010', Revision='1.04')
        accepts, text, _ = self.answer(self.image('older.bin', 'BD-RE WH16NS40', '1.02', 'build-stamp=1612201010'))
        self.assertIs(accepts, True)
        self.assertIn('Accepts older firmware: yes. ', text)
        self.assertIs(self.json('info', 'sr0')['accepts-older'], True)

    def test_accepts_older_is_null_in_other_families(self):
        self.use(cli.one(cli.SMALL, Revision='1.06'))
        self.make_drives()
        check = self.json('check', 'sr0', self.make_image('nec.bin', cli.SMALL, '1.05'))
        self.assertEqual([check['accepts-older'], check['rejection-expected']], [None, False])
        told = self.json('info', 'sr0')
        self.assertEqual([told['accepts-older'], told['accepts-older-text']], [None, None])
        self.assertNotIn('accepts older', self.text('info', 'sr0').out)

    def test_age_mark_of_simulated_images_counts_in_simulation_only(self):
        """The mark makes simulated drives accept an older image. Real drives do not know the mark, so it must be
        ignored for them."""
        self.drive('BD-RE WH16NS40', 'build-stamp=1905011010', Revision='1.04')
        image = self.image('marked.bin', 'BW-16D1HT', '3.02', 'age-mark')
        self.assertEqual(self.json('identify', image)[0]['kind'], 'modified')
        real = self.plain('--json', 'identify', image)
        self.assertEqual(json.loads(real.out)[0]['kind'], 'unknown')
        reasons = ' '.join(reason['text'] for reason in self.json('check', 'sr0', image)['reasons'])
        self.assertNotIn('5/24/00', reasons)
        self.assert_flashed(image, 'BW-16D1HT', '3.02')

    def test_slim_firmware_on_half_height_drive_is_always_refused(self):
        self.drive('BD-RE WH16NS60', Revision='1.02')
        image = self.image('slim.bin', 'BD-RE BU40N', '1.00')
        self.assert_refused(image, 'half-height')


class Slim(Mt1959Test):
    def wrapped_drive(self, more=''):
        """Makes a drive of 2020, which accepts only wrapped (encrypted) images. Returns an image for it, not
        wrapped."""
        self.drive('BD-RE BU40N', 'build-stamp=2005061010' + more, Revision='1.04')
        return self.image('omni.bin', 'BD-RE BU40N', '1.00', 'build-stamp=1612201010', 'downgrade-enabled')

    def key(self, data=KEY):
        """Writes a key file and makes the programs accept the test key. Returns the option that names the file."""
        self.environment['BURNBACK_TEST_KEY_SHA256'] = KEY_SHA256
        return '--key-file=' + self.write('key', data)

    def test_drive_that_requires_wrapping_without_key(self):
        image = self.wrapped_drive(';plain-override')
        self.assertIn('accepts only encrypted updates', ' '.join(reason['text'] for reason in self.json('check', 'sr0', image)['reasons']))
        result = self.json('flash', 'sr0', image, '--yes', '--without-backup', code=cli.REFUSED)
        self.assertIn('key file', result['message'])
        self.assert_nothing_was_sent()
        # With all consents the image is sent, and the drive ignores it.
        self.assert_rejected(image)

    def test_wrong_key_file_is_refused(self):
        image = self.wrapped_drive()
        for wrong in (KEY[::-1], b'', KEY[:15], KEY.hex()[:-1].encode()):
            result = self.flash(image, self.key(wrong), code=cli.REFUSED)
            self.assertIn('key', result['message'])
        self.flash(image, '--key-file=/nonexistent/key', code=cli.REFUSED)
        self.assert_nothing_was_sent()

    def test_test_key_requires_its_variable(self):
        image = self.wrapped_drive()
        key = self.key()
        del self.environment['BURNBACK_TEST_KEY_SHA256']
        self.flash(image, key, code=cli.REFUSED)
        self.assert_nothing_was_sent()

    def test_drive_that_requires_wrapping_with_key(self):
        image = self.wrapped_drive()
        key = self.key((KEY.hex().upper() + '\n').encode())
        trace = self.path('trace')
        self.assert_flashed(image, 'BD-RE BU40N', '1.00', key, f'--trace={trace}')
        self.assertEqual(self.uploads(), [PREPARE_SLIM])
        self.assert_key_is_nowhere(trace)

    def test_key_is_not_stored_after_a_failure(self):
        image = self.wrapped_drive(';age=3')
        trace = self.path('trace')
        self.assert_rejected(image, self.key(), f'--trace={trace}')
        self.text('report', 'sr0', '--output', self.path('report'), code=None)
        self.assert_key_is_nowhere(trace)

    def assert_key_is_nowhere(self, trace):
        """Checks that the trace has contents, and that no file but the key file contains the key."""
        self.assertGreater(os.path.getsize(trace), 0x40000)
        n_files = 0
        for folder, _folders, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                data = self.read(path).lower()
                n_files += 1
                if path == self.path('key'):
                    continue
                spaced = KEY.hex(' ').encode()
                for form in (KEY, KEY.hex().encode(), spaced, spaced.replace(b' ', b':')):
                    self.assertNotIn(form, data, path)
        self.assertGreater(n_files, 8)

    def test_running_firmware_decides_the_prepare_id(self):
        """A BP50NB40 runs BP60NB10 firmware, as in OmniDrive issue 31."""
        self.drive('BD-RE BP50NB40', 'app-id=BUP5;service-code=NB10;sales-code=NM00100;build-stamp=1711211010',
                   Product='BD-RE  BP60NB10', Revision='1.00')
        self.assertIn('firmware for a different model', self.text('info', 'sr0').out)
        image = self.image('omni.bin', 'BD-RE BU40N', '1.00', 'build-stamp=1612201010', 'downgrade-enabled')
        self.assert_flashed(image, 'BD-RE BU40N', '1.00')
        self.assertEqual(self.uploads(), [PREPARE_SLIM])

    def test_silently_ignored_flash_succeeds_with_the_next_id(self):
        running = self.image('running.bin', 'BD-RE BP60NB10', '1.03', 'app-id=BUP3', 'sales-code=NM00100')
        self.drive('BD-RE BP50NB40', Firmware=running)
        image = self.image('omni.bin', 'BD-RE BU40N', '1.00', 'build-stamp=1612201010')
        self.assert_rejected(image)
        self.assert_flashed(image, 'BD-RE BU40N', '1.00')
        self.assertEqual(self.uploads(), [PREPARE_SLIM] * 2)

    def test_each_id_is_tried_once(self):
        """The drive requires a prepare ID that Burnback does not know."""
        self.drive('BD-RE BP50NB40', 'app-id=BUP5;service-code=NB50', Revision='1.03')
        image = self.image('omni.bin', 'BD-RE BU40N', '1.00', 'build-stamp=1612201010')
        self.assert_rejected(image)
        self.assert_rejected(image)
        result = self.flash(image, code=None)
        self.assertIn(result['exit'], (cli.FAILED, cli.REFUSED))
        self.assertEqual(len(self.uploads()), 2)

    def test_cross_flash_and_rollback_by_the_own_backup(self):
        self.drive('BD-RE BP50NB40', 'build-stamp=1711211010;readable=all', Revision='1.01')
        before = self.dump()
        image = self.image('bu40n.bin', 'BD-RE BU40N', '1.00', 'build-stamp=1612201010')
        result = self.json('flash', 'sr0', image, '--yes', '--allow-crossflash')
        self.assertEqual([result['result'], result['verified']], ['done', 'proven'])
        self.assert_runs('BD-RE BU40N', '1.00')
        self.assertEqual(self.json('rollback', 'sr0')['result'], 'done')
        self.assert_runs('BD-RE BP50NB40', '1.01')
        self.assert_same_bytes(self.dump(), before, 'the drive')

    def cross_flash(self):
        """Flashes a new BP50NB40 with the firmware of a BU40N."""
        image = self.image('bu40n.bin', 'BD-RE BU40N', '1.00', 'build-stamp=1612201010')
        self.make_once('BP50NB40 with the firmware of a BU40N', lambda: self.assert_flashed(image, 'BD-RE BU40N', '1.00'))

    def test_cross_flash_and_return_with_a_file(self):
        """The drive cannot be read, so it is flashed back with a file. Each flash must send one upload, with the ID
        that the running firmware requires."""
        self.drive('BD-RE BP50NB40', 'build-stamp=1711211010', Revision='1.01')
        self.cross_flash()
        self.assert_flashed(self.image('own.bin', 'BD-RE BP50NB40', '1.01', 'build-stamp=1711211010'),
                            'BD-RE BP50NB40', '1.01')
        self.assertEqual(len(self.uploads()), 2)

    def test_boot_mode_left_by_another_program_asks_for_the_label(self):
        self.drive('BD-RE BU40N', State='boot')
        image = self.image('own.bin', 'BD-RE BU40N', '1.03')
        drive = self.json('info', 'sr0')
        self.assertIn('recover', drive['can'])
        self.assertIn('label', self.text('info', 'sr0').out)
        command = 'recover sr0 FILE --label "MODEL CODE"'
        self.assertIn(command, self.text('list').err)
        self.assertIn(command, self.text('check', 'sr0', image, code=None).out)
        # Without a file, the label is not the only thing that is missing, but no file can be used without it.
        for label in ((), ('--label', 'BU40N BU40')):
            result = self.json('recover', 'sr0', '--yes', *label, code=cli.NEEDS_RECOVERY)
            self.assertIn('recover sr0 with that file', result['next'])
            self.assertEqual('--label "MODEL CODE"' in result['next'], not label)
        reported = set()
        # An empty label is none.
        for label in ((), ('--label', ''), ('--label', 'BU40N NS60'), ('--label', 'BP60NB10 NB10')):
            result = self.json('recover', 'sr0', image, '--yes', '--allow-crossflash', *label, code=cli.REFUSED)
            self.assertIn('--label', result['next'])
            self.assertEqual('do not match the drive’s reported name' in result['message'], label not in ((), ('--label', '')))
            reported.add(result['message'])
        self.assertEqual(len(reported), 2)
        self.assert_nothing_was_sent()
        result = self.json('recover', 'sr0', image, '--yes', '--allow-crossflash', '--label', 'BU40N BU40')
        self.assertEqual([result['result'], result['revision-after']], ['done', '1.03'])
        self.assert_runs('BD-RE BU40N', '1.03')

    def test_label_of_two_chips_promises_no_recovery(self):
        """Boards with two different chips are sold under this name, so the label does not tell which image is
        safe."""
        self.drive('BD-RE BH16NS40', State='boot')
        image = self.image('own.bin', 'BD-RE BH16NS40', '1.03')
        self.assertNotIn('recover', self.json('info', 'sr0')['can'])
        self.assertIn('Burnback will not write to this drive, because its circuit board is unknown.', self.text('info', 'sr0').out)
        for label in ((), ('--label', 'BH16NS40 NS50'), ('--tool-code', '0x8f052400')):
            self.json('recover', 'sr0', image, '--yes', '--allow-crossflash', *label, code=cli.REFUSED)
        self.assertEqual([step['step'] for step in self.json('info', 'sr0')['rescue']['steps']],
                         ['power-cut', 'other-port', 'hardware'])
        self.assertIn('recover sr0 FILE --tool-code CODE', self.text('info', 'sr0').out)
        self.assert_nothing_was_sent()

    def test_tool_code_identifies_the_chip(self):
        self.drive('BC-12D2HT/MT1939', State='boot')
        newer = self.image('new.bin', 'BC-12D2HT', '3.11')
        own = self.image('own.bin', 'BC-12D2HT/MT1939', '1.00')
        self.json('recover', 'sr0', own, '--yes', '--tool-code', '8f 02 04 08', code=cli.USAGE)
        self.json('recover', 'sr0', newer, '--yes', '--allow-crossflash', '--tool-code', '0x8f020408', code=cli.REFUSED)
        self.assert_nothing_was_sent()
        self.json('recover', 'sr0', own, '--yes', '--tool-code', '0x8f020408')
        self.assert_runs('BC-12D2HT', '1.00')

    def test_adapter_that_aborts_reads_is_named(self):
        self.drive('BD-RE BU40N', 'bridge-blocks=reads', Bus='usb')
        shown = self.text('info', 'sr0').out
        self.assertIn('Connect the drive without an adapter. If the problem remains, the drive may have a different chip than Burnback expects.', shown)
        self.assertNotRegex(shown, 'connection|disconnected')

    def test_sold_name_is_kept_after_a_cross_flash(self):
        self.drive('BD-RE BP50NB40', 'build-stamp=1711211010', Revision='1.01')
        self.assertNotIn('oldest record', self.text('info', 'sr0').out)
        self.cross_flash()
        self.assertRegex(self.text('info', 'sr0').out, r'oldest record of this drive, the drive was\s+probably sold as the BP50NB40')

    def test_verdict_has_reported_gains_and_losses(self):
        self.drive('BD-RE BU50N', 'build-stamp=1708101010', Revision='1.00')
        check = self.json('check', 'sr0', self.image('bu40n.bin', 'BD-RE BU40N', '1.00'))
        reported = {reason['code']: reason['text'] for reason in check['reasons']}
        self.assertEqual(check['verdict'], 'cross-flash')
        self.assertIn('Reported gain: With modified versions of this firmware, the drive will be able to read raw disc sectors.',
                      reported['crossflash-gains'])
        self.assertIn('Reported loss: The drive will no longer report the name BU50N.', reported['crossflash-losses'])

    def test_boot_mode_with_board_id_needs_no_label(self):
        self.drive('BD-RE BU40N', 'boot-reads', State='half-flashed')
        tall = self.image('tall.bin', 'BW-16D1HT', '3.02')
        self.flash(tall, verb='recover', code=cli.REFUSED)
        self.assert_nothing_was_sent()
        self.assert_flashed(self.image('own.bin', 'BD-RE BU40N', '1.03'), 'BD-RE BU40N', '1.03', verb='recover')


class History(Mt1959Test):
    def test_equal_revision_of_another_model_is_not_flashed_again(self):
        for model, what in cli.some((('BW-16D1HT', 'Flashed BW-16D1HT 1.00 over 1.00'), ('BD-RE WH16NS60', 'Flashed 1.00 again')), 1):
            self.forget_drives()
            shutil.rmtree(self.state, ignore_errors=True)
            self.drive('BD-RE WH16NS60', 'build-stamp=1704251010', Revision='1.00')
            self.flash(self.image('file.bin', model, '1.00'))
            self.assertIn(what, self.text('history', 'sr0').out)


class Reports(Mt1959Test):
    def test_report_counts_for_board_and_running_firmware(self):
        """A BP50NB40 that runs BP60NB10 firmware is still a BP50NB40."""
        self.drive('BD-RE BP50NB40', 'app-id=BUP5;service-code=NB10;sales-code=NM00100;build-stamp=1711211010',
                   Product='BD-RE  BP60NB10', Revision='1.00')
        check = self.json('check', 'sr0', self.image('bu40n.bin', 'BD-RE BU40N', '1.00'))
        reported = {reason['code']: reason['text'] for reason in check['reasons']}
        self.assertIn('Reported risk: high. The first update must contain the boot ID BUP5', reported['crossflash-risk'])

    def test_reported_gain_counts_for_one_revision(self):
        self.drive('BD-RE WH16NS60', 'build-stamp=1704251010', Revision='1.00')
        for revision, has_gain in (('3.02', True), ('3.10', False)):
            image = self.image(revision + '.bin', 'BW-16D1HT', revision)
            check = self.json('check', 'sr0', image)
            gains = [reason for reason in check['reasons'] if reason['code'] == 'crossflash-gains']
            self.assertEqual(bool(gains), has_gain)
            self.assertEqual(bool(self.json('firmware', 'sr0', image)[0]['gains']), has_gain)
            text = ' '.join(self.text('firmware', 'sr0', image).out.split())
            self.assertEqual('will be able to read raw disc sectors' in text, has_gain)


class Attempts(Mt1959Test):
    """A drive in boot mode silently ignores an image in the wrong form, wrapped or not. Each combination of prepare
    ID and form is one attempt."""
    def boot_drive(self, quirks=''):
        """Makes a BU40N in boot mode. Returns an image for another slim model."""
        self.drive('BD-RE BU40N', 'boot-reads' + quirks, State='boot')
        return self.image('other.bin', 'BD-RE BP60NB10', '1.00')

    def key(self):
        """Writes a key file and makes the programs accept the test key. Returns the option that names the file."""
        self.environment['BURNBACK_TEST_KEY_SHA256'] = KEY_SHA256
        return '--key-file=' + self.write('key', KEY)

    def journal(self):
        """Returns the path of the only progress file, in which the attempts are."""
        folder = os.path.join(self.state, 'journal')
        name, = (name for name in os.listdir(folder) if name.endswith('.progress'))
        return os.path.join(folder, name)

    def list_steps(self, *options):
        """Returns the kinds of the recovery steps. A step by hand that the user has done is “again”, because that is what it does then."""
        return ['again' if step['again'] else step['step'] for step in self.json(*options, 'info', 'sr0')['rescue']['steps']]

    def assert_next_attempt(self, said, boot_id, form):
        """Checks that the text names boot ID and form of the next attempt."""
        self.assertIn(f'The next attempt will use an {form} update with the boot ID “MT1959 Boot {boot_id}”', said)

    def test_message_promises_the_next_attempt_and_lists_the_rest(self):
        for how in cli.some(('ng', 'content', 'ready', 'busy')):
            self.forget_drives()
            image = self.boot_drive(';boot-receiver=wrapped;on-reject=' + how)
            result = self.json('recover', 'sr0', image, '--yes', '--allow-crossflash', code=cli.NEEDS_RECOVERY)
            said = result['message'] + ' ' + result['next']
            self.assertNotIn('still has its previous firmware', said)
            self.assertNotIn('two minutes', said)
            self.assert_next_attempt(said, 'BUP5', 'unencrypted')
            self.assertIn('key file', said)
            reported = self.text('list').err
            self.assertIn('did not accept', reported)
            self.assertNotRegex(reported, 'interrupted|Keep the drive powered')
            self.assert_next_attempt(reported, 'BUP5', 'unencrypted')
            self.assertIn('an unencrypted update with the boot ID “MT1959 Boot BU5 ”', ' '.join(self.json('info', 'sr0')['rescue']['why']))
            if not cli.ALL and how != 'ng':     # how the drive rejects the image is no matter from here on
                shutil.rmtree(self.state)
                continue
            self.restart()
            self.assertIn('again', self.list_steps())
            result = self.json('recover', 'sr0', '--yes', code=cli.NEEDS_RECOVERY)
            self.assertIn('burnbackctl --key-file KEY', result['next'])
            # Without the key file no attempt is left, so none is promised, and the key file is named.
            for reported in (self.text('list').err, self.text('info', 'sr0').out):
                self.assertNotRegex(reported, 'next attempt|sent again')
                self.assertIn('Run “burnbackctl --key-file KEY recover sr0”, where KEY is your key file.', reported)
            steps = self.json('info', 'sr0')['rescue']['steps']
            self.assertNotIn('again', [step['step'] for step in steps])
            self.assertIn('choose the key file first', ' '.join(step['text'] for step in steps if step['step'] == 'file'))
            self.assertIn('again', self.list_steps(self.key()))
            self.restart()
            result = self.json('recover', 'sr0', '--yes', code=cli.NEEDS_RECOVERY)
            for boot_id in ('BU5 ', 'BUP5'):
                self.assertIn(f'an unencrypted update with the boot ID “MT1959 Boot {boot_id}”', result['message'])
            self.assertIn('key file', result['message'])
            # With the key file the next attempt is possible.
            self.restart()
            self.assertEqual(self.json(self.key(), 'recover', 'sr0', '--yes')['result'], 'done')
            shutil.rmtree(self.state)

    def test_journal_has_attempts_in_their_order(self):
        image = self.boot_drive(';boot-receiver=wrapped;age=3;on-reject=ng')
        self.json('recover', 'sr0', image, '--yes', '--allow-crossflash', code=cli.NEEDS_RECOVERY)
        lines = self.read(self.journal()).decode().splitlines()
        self.assertEqual([line.split(' #')[0] for line in lines if line.startswith('attempts ')],
                         ['attempts plain:MT1959_Boot_BU5_ plain:MT1959_Boot_BUP5'])

    def test_journal_without_attempts_promises_none(self):
        """The journal was written by an earlier version of Burnback."""
        image = self.boot_drive(';boot-receiver=wrapped;on-reject=ng')
        self.json('recover', 'sr0', image, '--yes', '--allow-crossflash', code=cli.NEEDS_RECOVERY)
        path = self.journal()
        lines = self.read(path).decode().splitlines(keepends=True)
        self.write(path, ''.join(line for line in lines if not line.startswith(('attempts ', 'recovery-failed '))))
        reported = self.text('list').err
        self.assertIn('did not accept', reported)
        self.assertNotIn('next attempt', reported)
        self.restart()
        self.json('recover', 'sr0', '--yes', code=cli.NEEDS_RECOVERY)
        self.assertEqual(len(self.uploads()), 2)

    def test_file_that_failed_twice_is_named_as_possible_cause(self):
        image = self.boot_drive(';boot-receiver=wrapped;on-reject=ng')
        first = self.json('recover', 'sr0', image, '--yes', '--allow-crossflash', code=cli.NEEDS_RECOVERY)
        self.assertNotIn('may be the cause', first['message'])
        self.restart()
        second = self.json('recover', 'sr0', '--yes', code=cli.NEEDS_RECOVERY)
        self.assertIn('failed 2 times in the same way, so the file may be the cause', second['message'])
        self.assertIn('Use another firmware file', second['message'])

    def test_guidance_asks_for_another_file_after_two_equal_failures(self):
        """The file has one wrong byte, so the drive never runs it. The guidance must not offer that file first."""
        self.drive('BD-RE WH16NS60', 'boot-reads', State='boot')
        damaged = bytearray(self.read(self.image('good.bin', 'BD-RE WH16NS60', '1.05')))
        damaged[0x80000] ^= 1
        file = self.write('damaged.bin', bytes(damaged))
        for is_doubted in (False, True):
            self.json('recover', 'sr0', file, '--yes', code=cli.NEEDS_RECOVERY)
            self.restart()
            rescue = self.json('info', 'sr0')['rescue']
            steps = [step for step in self.list_steps() if step in ('again', 'file')]
            self.assertEqual(steps, ['file', 'again'] if is_doubted else ['again', 'file'])
            self.assertNotIn('intact', rescue['safe'])
            text, = (step['text'] for step in rescue['steps'] if step['step'] == 'file')
            self.assertEqual('that file may be the cause. Use another firmware file.' in text, is_doubted)


class Verify(Mt1959Test):
    """The drive cannot be read, and its revision does not distinguish the files."""
    def test_verify_confirms_only_the_file_written_last(self):
        self.drive('BD-RE WH16NS60', Revision='1.02')
        written = self.make_image('written.bin', (FAMILY, 'BD-RE WH16NS60'), '1.03', 7)
        other = self.make_image('other.bin', (FAMILY, 'BD-RE WH16NS60'), '1.03', 8)
        self.assert_flashed(written, 'BD-RE WH16NS60', '1.03')
        result = self.json('verify', 'sr0', written)
        self.assertEqual([result['result'], result['verified']], ['cannot', 'identity'])
        self.assertIn('This is the last firmware that Burnback wrote to this drive', result['message'])
        result = self.json('verify', 'sr0', other, code=cli.UNPROVEN)
        self.assertEqual([result['result'], result['exit']], ['cannot', 8])
        self.assertIn('cannot read the firmware back and has no record that the expected firmware was written last', result['message'])
        self.assertNotRegex(result['message'], 'verified|[Cc]ompared with')

    def flash_elsewhere(self, image):
        """Flashes the image as another program does: without a record in the state folder of this test."""
        own, self.state = self.state, self.path('other-state')
        self.json('flash', 'sr0', image, *EVERYTHING, code=None)
        self.state = own
        self.restart()

    def assert_other_firmware(self, ours, others, reason, readable='windows'):
        """Burnback writes an image with the settings `ours`; then another program writes one of the same revision with
        the settings `others`, and the drive can be read as `readable` says. Checks that `verify` finds the difference
        and says `reason`, and that `firmware` calls no file installed."""
        self.drive('BD-RE WH16NS60', 'readable=windows', Revision='1.05')
        written = self.image('written.bin', 'BD-RE WH16NS60', '9.99', *ours)
        other = self.make_image('other.bin', (FAMILY, 'BD-RE WH16NS60'), '9.99', 8,
                                *(word for setting in others for word in ('--set', setting)))
        self.assert_flashed(written, 'BD-RE WH16NS60', '9.99')
        if cli.ALL or not ours:
            self.assertEqual(self.json('verify', 'sr0', written)['verified'], 'identity')
            self.assertEqual([offer['installed'] for offer in self.json('firmware', 'sr0', written)], [True])
        self.flash_elsewhere(other)
        self.use(cli.one((FAMILY, 'BD-RE WH16NS60'), Revision='1.05', Quirks=f'readable={readable}'))
        for image in ((written,), ()):
            result = self.json('verify', 'sr0', *image, code=cli.FAILED)
            self.assertEqual([result['result'], result['exit']], ['different', 1])
            self.assertIn(f'The drive does not contain this firmware. {reason}'.strip(), result['message'])
        offers = self.json('firmware', 'sr0', written, other)
        self.assertNotIn(True, [offer['installed'] for offer in offers])

    def test_verify_finds_firmware_that_another_program_modified(self):
        self.assert_other_firmware((), ('omnidrive=1.0.4',),
                                   'The drive is running modified firmware that differs from the image.')

    def test_verify_finds_that_the_modification_is_gone(self):
        self.assert_other_firmware(('omnidrive=1.0.4',), (),
                                   'The image contains modified firmware, but the drive is running unmodified firmware.')

    @cli.only_with_all('test_verify_finds_firmware_that_another_program_modified, with the same message')
    def test_verify_finds_another_version_of_the_modification(self):
        self.assert_other_firmware(('omnidrive=1.0.4',), ('omnidrive=1.0.3',),
                                   'The drive is running modified firmware that differs from the image.')

    def test_verify_finds_another_build_date(self):
        # Only the boot ID can be read, so the date is the one that GET CONFIGURATION returns.
        reason = "The drive’s firmware was built on 2016-05-10, but the image was built on 2017-11-24."
        self.assert_other_firmware((), ('build-stamp=1605101010',), reason, readable='config')

    @cli.only_with_all('test_verify_finds_another_build_date, on a drive that shows less')
    def test_file_with_another_build_date_is_not_installed(self):
        self.assert_other_firmware((), ('build-stamp=1605101010',), '')

    def test_flash_of_the_same_revision_is_judged_by_a_new_probe(self):
        """The drive reports the modification of the new image at once, so no power cycle must be asked for."""
        self.drive('BD-RE WH16NS60', 'readable=windows', Revision='1.05')
        plain = self.image('plain.bin', 'BD-RE WH16NS60', '9.99')
        modified = self.image('modified.bin', 'BD-RE WH16NS60', '9.99', 'omnidrive=1.0.4')
        self.assert_flashed(plain, 'BD-RE WH16NS60', '9.99')
        self.assertEqual(self.flash(modified, code=cli.UNPROVEN)['verified'], 'no')
        self.assertEqual(self.json('verify', 'sr0', modified)['verified'], 'identity')

    def test_verify_without_a_record_confirms_no_file(self):
        self.drive('BD-RE WH16NS60', Revision='1.02')
        same = self.make_image('same.bin', (FAMILY, 'BD-RE WH16NS60'), '1.02', 9)
        self.assertEqual(self.json('verify', 'sr0', same, code=cli.UNPROVEN)['result'], 'cannot')
        newer = self.make_image('newer.bin', (FAMILY, 'BD-RE WH16NS60'), '1.03', 9)
        self.text('verify', 'sr0', newer, code=None)


class OlderChip(Mt1959Test):
    """A BC-12D2HT of 2013, with images for its successor."""

    def new_image(self):
        return self.image('new.bin', 'BC-12D2HT', '3.11', 'build-stamp=1902271010')

    def own_image(self):
        return self.image('own.bin', 'BC-12D2HT/MT1939', '1.00', 'build-stamp=1306141010')

    def test_image_of_the_successor_is_refused_before_sending(self):
        self.drive('BC-12D2HT/MT1939', 'build-stamp=1306141010', Revision='0.99')
        self.assert_refused(self.new_image(), 'MT1939')
        self.assert_flashed(self.own_image(), 'BC-12D2HT', '1.00')
        self.assertEqual(self.uploads(), [PREPARE_HALF])

    @cli.only_with_all('test_rejection_at_49_percent_is_not_called_unchanged, which ends with the same two recoveries')
    def test_rejection_at_49_percent_is_recovered_with_the_own_image(self):
        self.drive('BC-12D2HT/MT1939', 'boot-reads', State='boot')
        self.flash(self.new_image(), verb='recover', code=cli.REFUSED)
        self.assert_nothing_was_sent()
        self.assert_flashed(self.own_image(), 'BC-12D2HT', '1.00', verb='recover')

    def test_rejection_at_49_percent_is_not_called_unchanged(self):
        """The board reports the name of its successor; only the rejection at 49 % shows the older chip."""
        self.drive('BC-12D2HT', 'chip=MT1939;build-stamp=1306141010', Revision='1.00')
        result = self.flash(self.new_image(), code=cli.NEEDS_RECOVERY)
        self.assertNotRegex(result['message'], cli.UNTOUCHED)
        self.assertFalse(result['drive-safe'])
        self.assertIn('chip', result['next'])
        self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
        self.assertNotIn('before anything was erased', self.text('info', 'sr0').out)
        self.restart()
        self.flash(self.new_image(), verb='recover', code=cli.REFUSED)
        self.assert_flashed(self.own_image(), 'BC-12D2HT', '1.00', verb='recover')


if __name__ == '__main__':
    cli.main()
