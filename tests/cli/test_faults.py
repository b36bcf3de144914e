# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of fault, during identification and during a flash of each family: result, memory and message."""
import json

import cli

# Where the fault of an upload occurs.
UPLOAD = {cli.NEC: 'step:upload:20', cli.NS60: 'step:upload:20'}

# Each exit code of a flash, and the result in its JSON.
GOOD_ENDS = {cli.DONE: 'done', cli.FAILED: 'unchanged', cli.REFUSED: 'refused', cli.ROLLED_BACK: 'rolled-back',
             cli.NEEDS_RECOVERY: 'needs-recovery', cli.UNPROVEN: 'written'}


class FaultTest(cli.CliTest):
    def start(self, family, fault, *options, **keys):
        """Makes drive and images without a fault, then sets the fault (or list of faults) for the next run. flash() uses them."""
        self.family = family
        self.use(cli.one(family, Revision='1.05', **keys))
        self.make_drives()
        self.before = self.dump()
        self.image = self.make_image('new.bin', family)
        if family is cli.NS60:
            options = ('--fallback', self.make_image('old.bin', family, '1.05', 3), *options)
        self.use(cli.one(family, [fault] if isinstance(fault, dict) else fault, Revision='1.05', **keys))
        self.options = options
        return self

    def flash(self, code):
        """Runs the flash. Returns its JSON; the exit code must be @code."""
        value = self.json('flash', 'sr0', self.image, '--yes', *self.options, code=None)
        self.assertEqual(value['exit'], code, json.dumps(value, indent=1))
        self.assertEqual(value['result'], GOOD_ENDS[value['exit']])
        if value['exit'] != cli.DONE:
            self.assert_message(value)
        return value

    def assert_message(self, value):
        """Checks that a failure has at least two sentences, a next step, the right `drive-safe` and no names from the source code."""
        self.assertGreaterEqual(value['message'].count('. ') + value['message'].count('.'), 2, value['message'])
        self.assertTrue(value['next'], value['message'])
        self.assertEqual(value['drive-safe'], {cli.NEEDS_RECOVERY: False, cli.UNPROVEN: None}.get(value['exit'], True))
        self.assertNotRegex(value['message'] + value['next'], r'BB_|0x[0-9a-f]{8}|errno|GError|\(null\)')

    def assert_old(self):
        """Checks that the memory is that of the old firmware, with calibration and boot code."""
        end = 0x1F0000 if self.family is cli.NEC else 0x200000
        self.assert_same_bytes(self.dump()[:end], self.before[:end], 'the drive')

    def assert_own_data_unchanged(self):
        """Checks that the flash did not change the calibration, which belongs to the drive."""
        self.assert_same_bytes(self.dump(region='calibration'), self.region_before(), 'calibration')

    def region_before(self):
        """Returns the calibration that the drive had before the flash."""
        address, length = (0x4000, 0x2000) if self.family is cli.NEC else (0x1F0000, 0x10000)
        return self.before[address:address + length]

    def without_fault(self):
        """Removes the fault for the next run."""
        self.use(cli.one(self.family, Revision='1.05'))

    def recover(self, code=cli.DONE):
        """Recovers the drive with the new image, and checks that its calibration is unchanged. Returns the JSON."""
        value = self.json('recover', 'sr0', self.image, '--yes', code=code)
        self.assertEqual(value['revision-after'], '1.07')
        self.assert_own_data_unchanged()
        return value


def fault(at, kind, **more):
    """Returns the keys of a fault in a scenario."""
    return {'At': at, 'Kind': kind, **{key.capitalize(): value for key, value in more.items()}}


class Identification(FaultTest):
    """A drive rejects INQUIRY, which the standard forbids. The result must be this error, not an unknown drive."""
    SENSES = ('2/04/01', '3/11/00', '4/44/00', '5/20/00', 'B/00/00')

    def identify_with(self, family, faults, code):
        """Returns the JSON of `info` for a drive with these faults."""
        self.use(cli.one(family, faults, Revision='1.05'))
        return self.json('info', 'sr0', code=code)

    def fault_of_inquiry(self, sense):
        """Yields family and faults: the first INQUIRY fails; for a MediaTek drive, the INQUIRY after a READ BUFFER without reply."""
        inquiry = {'kind': 'sense', 'sense': sense}
        yield cli.NEC, [fault('opcode:12:1', **inquiry)]
        yield cli.NS60, [fault('opcode:3C:1', 'timeout'), fault('opcode:12:3', **inquiry)]

    def test_rejected_inquiry_is_reported(self):
        for sense in self.SENSES:
            for family, faults in cli.some(self.fault_of_inquiry(sense), 2 if sense == self.SENSES[-1] else 1):
                self.setUp()
                error = self.identify_with(family, faults, cli.FAILED)['error']
                self.assertIn(f'({sense})', error['message'])
                self.assertIsNone(error['drive-safe'])

    def test_unit_attention_repeats_the_command(self):
        for family, faults in self.fault_of_inquiry('6/29/00'):
            self.setUp()
            self.assertEqual(self.identify_with(family, faults, cli.DONE)['is']['family'], family[0])


class BeforeErase(FaultTest):
    """An upload that always fails leaves the drive unchanged; one that fails once is repeated. A MediaTek drive accepts
    one upload for each power-on, so its flash ends and continues after a power cycle."""

    def flash_both_families(self, at, kind, code, **more):
        """Yields the JSON of a flash with this fault, for one drive of each family. @at: a place in the scenario, or
        "upload". @code: an exit code, or one for each family."""
        for family in (cli.NEC, cli.NS60):
            self.setUp()
            self.start(family, fault(UPLOAD[family] if at == 'upload' else at, kind, **more))
            yield self.flash(code[family] if isinstance(code, dict) else code)

    def test_permanent_error_before_the_erase_leaves_the_drive_unchanged(self):
        for value in self.flash_both_families('upload', 'sense', cli.FAILED, sense='5/26/00', times='0'):
            self.assertIn('5/26/00', value['message'])
            self.assert_old()

    def test_single_error_before_the_erase_is_retried(self):
        for value in self.flash_both_families('upload', 'sense', {cli.NEC: cli.DONE, cli.NS60: cli.FAILED}, sense='5/26/00'):
            self.assert_own_data_unchanged()
            if value['exit'] == cli.FAILED:
                self.assert_old()

    def test_timeout_before_the_erase(self):
        for value in self.flash_both_families('upload', 'timeout', cli.FAILED, times='0'):
            self.assertIn('in time', value['message'])
            self.assert_old()

    def test_disconnect_before_the_erase(self):
        for value in self.flash_both_families('upload', 'unplug', cli.FAILED):
            self.assertIn('was disconnected or lost power', value['message'])
            self.assertRegex(value['next'], r'(?i)\b(re)?connect')
            self.assert_old()

    def test_power_cut_before_the_erase(self):
        for value in self.flash_both_families('upload', 'power-cut', cli.FAILED):
            self.assertIn('was disconnected or lost power', value['message'])
            self.power()
            self.without_fault()
            self.assertEqual(self.json('list')[0]['is']['family'], self.family[0])
            self.assert_old()

    def test_flipped_bit_in_the_upload_is_found(self):
        """A NEC drive finds the wrong bit by its checksum, an MT1959 drive by its integrity records."""
        for value in self.flash_both_families('upload', 'bit-flip', {cli.NEC: cli.DONE, cli.NS60: cli.NEEDS_RECOVERY}):
            self.assert_own_data_unchanged()
            if value['exit'] == cli.NEEDS_RECOVERY:
                self.power()
                self.without_fault()
                self.recover()


class NecFaults(FaultTest):
    """Faults while blocks are erased and programmed."""

    def nec(self, at, kind, code, **more):
        """Flashes a NEC drive with this fault. Returns the JSON."""
        self.start(cli.NEC, fault(at, kind, **more))
        return self.flash(code)

    def test_single_erase_failure_is_retried(self):
        value = self.nec('step:erase:5', 'sense', cli.DONE, sense='3/0C/00')
        self.assertEqual(value['verified'], 'proven')

    def test_repeated_erase_failure_rolls_back(self):
        value = self.nec('step:erase:5', 'sense', cli.ROLLED_BACK, sense='3/0C/00', times='4')
        self.assertEqual(value['revision-after'], '1.05')
        self.assert_old()

    def test_a_ready_drive_tells_that_the_last_flash_failed_at_a_block(self):
        self.nec('step:erase:5', 'sense', cli.ROLLED_BACK, sense='3/0C/00', times='4')
        self.without_fault()
        text = r'The last attempt to write firmware failed at block \d+ of 33\. The drive is now running firmware 1\.05, which was verified\. Power cycle the drive before you flash'
        self.assertRegex(self.json('info', 'sr0')['state-text'], '^' + text)
        listed = self.text('list')
        self.assertIn('  last flash failed  ', listed.out)
        self.assertRegex(listed.err, 'sr0: ' + text)
        self.json('flash', 'sr0', self.image, '--yes')
        self.assertEqual(self.json('info', 'sr0')['state-text'], 'Ready.')
        self.assertIn('  ready  ', self.text('list').out)

    def test_a_ready_drive_with_firmware_of_another_program_tells_nothing(self):
        self.nec('step:erase:5', 'sense', cli.ROLLED_BACK, sense='3/0C/00', times='4')
        self.forget_drives()
        self.use(cli.one(cli.NEC, Revision='1.09'))
        self.assertEqual(self.json('info', 'sr0')['state-text'], 'Ready.')

    def test_worn_out_block_needs_recovery(self):
        value = self.nec('step:program:9', 'stuck-block', cli.NEEDS_RECOVERY, times='0')
        self.assertIn('seems to be worn', value['message'])
        # The order of the next steps after the failure: power cycle, another attempt, another port, and only then the hardware.
        self.assertRegex(value['message'] + ' ' + value['next'],
                         'begins with a power cycle.*one more attempt, recover sr0.*another cable or port.*replace the drive')
        # The message names the power cycle, so the next step does not.
        self.assertNotIn('power cycle', value['next'])
        self.assertNotIn('give up', value['message'])
        # Each command powers the simulated drive on, so the power cycle was done, and its step makes the further attempt.
        steps = [step['step'] for step in self.json('info', 'sr0')['rescue']['steps']]
        self.assertEqual(steps, ['power-cut', 'other-port', 'hardware'])
        self.assert_own_data_unchanged()
        self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
        self.without_fault()
        self.recover()

    def test_permanent_program_failure_can_be_recovered(self):
        value = self.nec('step:program:9', 'sense', cli.NEEDS_RECOVERY, sense='4/44/00', times='0')
        self.assertRegex(value['message'], '4/44/00|worn')
        self.without_fault()
        self.recover()

    def test_timeout_while_programming(self):
        """PROGRAM is repeated after the timeout, and the new firmware runs."""
        value = self.nec('step:program:9', 'timeout', cli.DONE)
        self.assertEqual(value['verified'], 'proven')
        self.assert_own_data_unchanged()

    def test_disconnect_while_programming(self):
        value = self.nec('step:program:9', 'unplug', cli.NEEDS_RECOVERY)
        self.assertIn('was disconnected or lost power', value['message'])
        self.assertRegex(value['next'], r'(?i)\b(re)?connect')
        self.without_fault()
        self.recover()

    def test_block_that_was_silently_not_programmed_is_found(self):
        """A block stays erased although PROGRAM succeeds, so the new firmware does not start. The old firmware must be
        restored and verified."""
        value = self.nec('step:program:9', 'silent', cli.ROLLED_BACK)
        self.assertEqual([value['verified'], value['revision-after']], ['proven', '1.05'])
        self.assert_old()

    def test_bridge_that_drops_commands_without_data(self):
        value = self.nec('opcode:CC:1', 'bridge', cli.REFUSED, times='0')
        self.assertRegex(value['message'] + value['next'], '(?i)bridge')
        self.assert_old()

    def test_bridge_that_drops_later_commands(self):
        for at in cli.some(('step:checksum:1', 'step:erase:1', 'step:program:1')):
            self.setUp()
            self.start(cli.NEC, fault(at, 'bridge', times='0'))
            value = self.flash(cli.NEEDS_RECOVERY)
            self.assert_own_data_unchanged()
            self.assertNotEqual(value['verified'], 'proven')

    def test_short_reads_fail_the_backup(self):
        value = self.nec('opcode:CC:50', 'short-read', cli.FAILED, times='0')
        self.assertTrue(value['drive-safe'])
        self.assert_old()

    def test_single_short_read_leaves_data_of_the_unit_unchanged(self):
        value = self.nec('opcode:CC:50', 'short-read', cli.DONE)
        self.assert_own_data_unchanged()
        self.assertTrue(value['drive-safe'])

    def test_failure_to_leave_safe_mode(self):
        """The drive is in safe mode before the flash, for its boot code version, and rejects the command to leave it."""
        self.nec('step:leave:1', 'sense', cli.FAILED, sense='4/44/00')
        self.assert_old()

    def test_refusal_to_enter_safe_mode(self):
        """The boot code version is unknown then, and the image needs a certain version."""
        self.nec('step:enter:1', 'sense', cli.REFUSED, sense='5/26/00', times='0')
        self.assert_old()

    def test_on_failure_stop_leaves_the_drive_for_recover(self):
        self.start(cli.NEC, fault('step:program:9', 'sense', sense='4/44/00', times='0'), '--on-failure=stop')
        value = self.flash(cli.NEEDS_RECOVERY)
        self.assertIn('ecover', value['next'])
        self.without_fault()
        self.recover()

    def test_repeated_failure_restores_the_old_firmware(self):
        """Each attempt to write the new image fails. The old firmware must be restored then, with each --on-failure."""
        tries = 1 if cli.ALL else 2     # that one failure is retried shows test_single_erase_failure_is_retried()
        for on_failure in cli.some(('rollback', 'ask', 'retry')):
            self.setUp()
            self.start(cli.NEC, [], f'--on-failure={on_failure}')
            tries = self.count_attempts(1 if cli.ALL else tries)
            self.use(cli.one(cli.NEC, [fault('step:program:9', 'sense', sense='3/0C/00', times=str(tries))],
                             Revision='1.05'))
            value = self.flash(cli.ROLLED_BACK)
            self.assertEqual([value['revision-before'], value['revision-after']], ['1.05', '1.05'])
            self.assertTrue(value['drive-safe'])
            self.assert_old()
            self.without_fault()
            self.assertEqual(self.json('list')[0]['state'], 'ready')

    def count_attempts(self, first):
        """Returns the number of attempts: the fewest failures, @first or more, after which the flash exits with 5."""
        self.copy_folders('start')
        for times in range(first, 8):
            self.use(cli.one(cli.NEC, [fault('step:program:9', 'sense', sense='3/0C/00', times=str(times))],
                             Revision='1.05'))
            code = self.text('flash', 'sr0', self.image, '--yes', '--quiet', *self.options, code=None).returncode
            self.restore_folders('start')
            if code == cli.ROLLED_BACK:
                return times
            self.assertEqual(code, cli.DONE, times)
        self.fail('it never gave up')


class Mt1959Faults(FaultTest):
    def mt1959(self, at, kind, code, quirks='', **more):
        """Flashes an MT1959 drive with this fault. Returns the JSON."""
        self.start(cli.NS60, fault(at, kind, **more), Quirks=quirks)
        return self.flash(code)

    def test_mt1959_rejects_prepare(self):
        self.mt1959('opcode:3B:1', 'sense', cli.FAILED, sense='5/24/00', times='0')
        self.assert_old()

    def test_mt1959_rejects_the_last_upload(self):
        self.mt1959('step:program:1', 'sense', cli.FAILED, sense='5/26/00', times='0')
        self.assert_old()

    def test_mt1959_accepts_all_and_flashes_nothing(self):
        value = self.mt1959('step:program:1', 'silent', cli.FAILED)
        self.assertIn('Nothing on the drive was changed', value['message'])
        self.assert_old()

    def test_mt1959_power_cut_while_programming(self):
        value = self.mt1959('step:program:1', 'power-cut', cli.NEEDS_RECOVERY, during='after')
        self.assertIn('was disconnected or lost power', value['message'])
        self.power()
        self.without_fault()
        self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
        self.recover()

    def test_disconnect_while_programming(self):
        value = self.mt1959('step:program:1', 'unplug', cli.NEEDS_RECOVERY, during='after')
        self.assertIn('was disconnected or lost power', value['message'])
        self.without_fault()
        self.json('recover', 'sr0', self.image, '--yes', code=None)
        self.assert_own_data_unchanged()

    def test_mt1959_accepts_an_image_and_does_not_run_it(self):
        self.start(cli.NS60, [], Quirks='on-bad-integrity=boot')
        data = bytearray(self.read(self.image))
        data[0x40000] ^= 1
        self.image = self.write('torn.bin', bytes(data))
        self.flash(cli.NEEDS_RECOVERY)
        self.assert_own_data_unchanged()

    def test_mt1959_rejects_an_image(self):
        self.start(cli.NS60, [], Quirks='on-bad-integrity=refuse')
        data = bytearray(self.read(self.image))
        data[0x40000] ^= 1
        self.image = self.write('torn.bin', bytes(data))
        self.options = ('--without-backup',)
        # The answer is a hardware error, so the drive may have begun to program the image.
        self.flash(cli.NEEDS_RECOVERY)
        self.power(False)
        self.power()
        # The drive runs the old firmware. `recover` closes the journal, and a good image can be flashed.
        value = self.json('recover', 'sr0', '--yes')
        self.assertEqual([value['result'], value['revision-after'], value['drive-safe']], ['done', '1.05', None])
        self.assert_old()
        self.assertEqual([self.json('list')[0]['state'], self.json('info', 'sr0')['journal']], ['ready', None])
        value = self.json('flash', 'sr0', self.make_image('good.bin', cli.NS60), '--yes', *self.options)
        self.assertEqual([value['result'], value['revision-after']], ['done', '1.07'])

    def test_mt1959_bridge_that_drops_prepare(self):
        value = self.mt1959('opcode:3B:1', 'bridge', cli.FAILED, times='0')
        self.assertTrue(value['drive-safe'])
        self.assert_old()

    def test_mt1959_configuration_cannot_be_read(self):
        value = self.mt1959('opcode:3C:1', 'short-read', cli.REFUSED, times='0')
        self.assertTrue(value['drive-safe'])
        self.assert_old()


if __name__ == '__main__':
    cli.main()
