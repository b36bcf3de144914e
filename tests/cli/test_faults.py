# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of fault, in a look and in the middle of a flash of each family: how it ends, and what is said about it."""
import json

import cli

UPLOAD = {cli.NEC: 'step:upload:20', cli.NS60: 'step:upload:20'}

GOOD_ENDS = {cli.DONE: 'done', cli.FAILED: 'unchanged', cli.REFUSED: 'refused', cli.ROLLED_BACK: 'rolled-back',
             cli.NEEDS_RECOVERY: 'needs-recovery', cli.UNPROVEN: 'written'}


class FaultTest(cli.CliTest):
    def start(self, family, fault, *options, **keys):
        """A flash with a fault in it, on drives that had none before."""
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
        value = self.json('flash', 'sr0', self.image, '--yes', *self.options, code=None)
        allowed = code if isinstance(code, (list, tuple)) else [code]
        self.assertIn(value['exit'], allowed, json.dumps(value, indent=1))
        self.assertEqual(value['result'], GOOD_ENDS[value['exit']])
        if value['exit'] != cli.DONE:
            self.assert_says_everything(value)
        return value

    def assert_says_everything(self, value):
        """What happened, is the drive safe, what next: sentences for people."""
        self.assertGreaterEqual(value['message'].count('. ') + value['message'].count('.'), 2, value['message'])
        self.assertTrue(value['next'], value['message'])
        self.assertEqual(value['drive-safe'], {cli.NEEDS_RECOVERY: False, cli.UNPROVEN: None}.get(value['exit'], True))
        self.assertNotRegex(value['message'] + value['next'], r'BB_|0x[0-9a-f]{8}|errno|GError|\(null\)')

    def assert_old(self):
        """The firmware that it had, byte for byte, and all that is its own."""
        end = 0x1F0000 if self.family is cli.NEC else 0x200000
        self.assert_same_bytes(self.dump()[:end], self.before[:end], 'the drive')

    def assert_kept(self):
        self.assert_same_bytes(self.dump(region='calibration'), self.region_before(), 'calibration')

    def region_before(self):
        address, length = (0x4000, 0x2000) if self.family is cli.NEC else (0x1F0000, 0x10000)
        return self.before[address:address + length]

    def without_fault(self):
        self.use(cli.one(self.family, Revision='1.05'))

    def recover(self, code=cli.DONE):
        value = self.json('recover', 'sr0', self.image, '--yes', code=code)
        self.assertEqual(value['revision-after'], '1.07')
        self.assert_kept()
        return value


def fault(at, kind, **more):
    return {'At': at, 'Kind': kind, **{key.capitalize(): value for key, value in more.items()}}


class Looking(FaultTest):
    """A drive that rejects INQUIRY, which by the standard it does not: the look says so, and that it is unknown no look
    says."""
    SENSES = ('2/04/01', '3/11/00', '4/44/00', '5/20/00', 'B/00/00')

    def look(self, family, faults, code):
        self.use(cli.one(family, faults, Revision='1.05'))
        return self.json('info', 'sr0', code=code)

    def rejected(self, sense):
        """Its first INQUIRY; and of a MediaTek drive that which asks whether it is still there after a broken read."""
        inquiry = {'kind': 'sense', 'sense': sense}
        yield cli.NEC, [fault('opcode:12:1', **inquiry)]
        yield cli.NS60, [fault('opcode:3C:1', 'timeout'), fault('opcode:12:3', **inquiry)]

    def test_the_error_is_told(self):
        for sense in self.SENSES:
            for family, faults in self.rejected(sense):
                self.setUp()
                error = self.look(family, faults, cli.FAILED)['error']
                self.assertIn(f'({sense})', error['message'])
                self.assertIsNone(error['drive-safe'])

    def test_a_unit_attention_is_asked_again(self):
        for family, faults in self.rejected('6/29/00'):
            self.setUp()
            self.assertEqual(self.look(family, faults, cli.DONE)['is']['family'], family[0])


class BeforeAnythingIsErased(FaultTest):
    """An upload fails for good: the drive is as it was. Once: it is sent again, and the flash goes on. A MediaTek drive
    takes one upload for each time that it is switched on, so there it ends and goes on after that."""

    def both(self, at, kind, code, **more):
        for family in (cli.NEC, cli.NS60):
            self.setUp()
            self.start(family, fault(UPLOAD[family] if at == 'upload' else at, kind, **more))
            yield self.flash(code)

    def test_sense_for_ever(self):
        for value in self.both('upload', 'sense', cli.FAILED, sense='5/26/00', times='0'):
            self.assertIn('5/26/00', value['message'])
            self.assert_old()

    def test_sense_once(self):
        for value in self.both('upload', 'sense', [cli.DONE, cli.FAILED], sense='5/26/00'):
            self.assert_kept()
            self.assertEqual(value['exit'], cli.FAILED if self.family is cli.NS60 else cli.DONE)
            if value['exit'] == cli.FAILED:
                self.assert_old()

    def test_timeout(self):
        for value in self.both('upload', 'timeout', [cli.FAILED, cli.DONE], times='0'):
            if value['exit'] == cli.FAILED:
                self.assertIn('in time', value['message'])
                self.assert_old()

    def test_unplugged(self):
        for value in self.both('upload', 'unplug', cli.FAILED):
            self.assertIn('was disconnected or lost power', value['message'])
            self.assertRegex(value['next'], r'(?i)\b(re)?connect')
            self.assert_old()

    def test_power_cut(self):
        for value in self.both('upload', 'power-cut', [cli.FAILED, cli.NEEDS_RECOVERY]):
            self.assertIn('was disconnected or lost power', value['message'])
            self.power()
            self.without_fault()
            self.assertEqual(self.json('list')[0]['is']['family'], self.family[0])
            self.assert_old()

    def test_a_bit_flips_on_the_way(self):
        """The drive's own sum finds it; an MT1959 has none, but its integrity records do."""
        for value in self.both('upload', 'bit-flip', [cli.DONE, cli.ROLLED_BACK, cli.NEEDS_RECOVERY]):
            self.assert_kept()
            self.assertEqual(value['exit'] == cli.NEEDS_RECOVERY, self.family is cli.NS60)
            if value['exit'] == cli.NEEDS_RECOVERY:
                self.power()
                self.without_fault()
                self.recover()


class NecFaults(FaultTest):
    """While blocks are erased and programmed."""

    def nec(self, at, kind, code, **more):
        self.start(cli.NEC, fault(at, kind, **more))
        return self.flash(code)

    def test_an_erase_fails_once(self):
        value = self.nec('step:erase:5', 'sense', cli.DONE, sense='3/0C/00')
        self.assertEqual(value['verified'], 'proven')

    def test_an_erase_fails_often(self):
        value = self.nec('step:erase:5', 'sense', [cli.ROLLED_BACK, cli.NEEDS_RECOVERY, cli.DONE], sense='3/0C/00',
                         times='4')
        if value['exit'] == cli.ROLLED_BACK:
            self.assertEqual(value['revision-after'], '1.05')
            self.assert_old()

    def test_a_block_is_worn_out(self):
        value = self.nec('step:program:9', 'stuck-block', cli.NEEDS_RECOVERY, times='0')
        self.assertRegex(value['message'] + value['next'], 'worn|replaced|block')
        self.assert_kept()
        self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
        self.without_fault()
        self.recover()

    def test_programming_fails_for_ever(self):
        value = self.nec('step:program:9', 'sense', cli.NEEDS_RECOVERY, sense='4/44/00', times='0')
        self.assertRegex(value['message'], '4/44/00|worn')
        self.without_fault()
        self.recover()

    def test_no_answer_while_it_programs(self):
        value = self.nec('step:program:9', 'timeout', [cli.DONE, cli.ROLLED_BACK, cli.NEEDS_RECOVERY])
        self.assert_kept()
        if value['exit'] == cli.ROLLED_BACK:
            self.assert_old()

    def test_unplugged_while_it_programs(self):
        value = self.nec('step:program:9', 'unplug', cli.NEEDS_RECOVERY)
        self.assertIn('was disconnected or lost power', value['message'])
        self.assertRegex(value['next'], r'(?i)\b(re)?connect')
        self.without_fault()
        self.recover()

    def test_a_block_that_says_it_was_programmed(self):
        """What is read back tells."""
        value = self.nec('step:program:9', 'silent', [cli.UNPROVEN, cli.ROLLED_BACK, cli.DONE, cli.NEEDS_RECOVERY])
        self.assert_kept()
        self.assertFalse(value['exit'] == cli.DONE and value['verified'] != 'proven')
        if value['exit'] == cli.DONE:
            self.without_fault()
            self.assertEqual(self.json('verify', 'sr0', self.image)['result'], 'equal')

    def test_a_bridge_that_swallows_commands_without_data(self):
        value = self.nec('opcode:CC:1', 'bridge', [cli.FAILED, cli.REFUSED], times='0')
        self.assertRegex(value['message'] + value['next'], '(?i)bridge')
        self.assert_old()

    def test_a_bridge_that_swallows_only_later(self):
        for at in ('step:checksum:1', 'step:erase:1', 'step:program:1'):
            self.setUp()
            self.start(cli.NEC, fault(at, 'bridge', times='0'))
            value = self.flash([cli.FAILED, cli.UNPROVEN, cli.NEEDS_RECOVERY, cli.ROLLED_BACK])
            self.assert_kept()
            self.assertNotEqual(value['verified'], 'proven')

    def test_reads_that_come_short(self):
        value = self.nec('opcode:CC:50', 'short-read', [cli.FAILED, cli.REFUSED], times='0')
        self.assertTrue(value['drive-safe'])
        self.assert_old()

    def test_one_read_that_comes_short(self):
        value = self.nec('opcode:CC:50', 'short-read', [cli.DONE, cli.FAILED])
        self.assert_kept()
        self.assertTrue(value['drive-safe'])

    def test_leaving_safe_mode_fails(self):
        value = self.nec('step:leave:1', 'sense', [cli.DONE, cli.FAILED, cli.UNPROVEN, cli.NEEDS_RECOVERY], sense='4/44/00')
        self.assert_kept()
        self.assertNotEqual(value['verified'], 'no' if value['exit'] == cli.DONE else '')

    def test_entering_safe_mode_is_refused(self):
        self.nec('step:enter:1', 'sense', [cli.FAILED, cli.REFUSED, cli.DONE], sense='5/26/00', times='0')
        self.assert_kept()

    def test_stop_leaves_the_drive_for_recover(self):
        self.start(cli.NEC, fault('step:program:9', 'sense', sense='4/44/00', times='0'), '--on-failure=stop')
        value = self.flash(cli.NEEDS_RECOVERY)
        self.assertIn('ecover', value['next'])
        self.without_fault()
        self.recover()

    def test_the_old_firmware_is_put_back(self):
        """The new image fails as often as it is tried; the old one then goes in."""
        for on_failure in ('rollback', 'retry', 'ask'):
            self.setUp()
            self.start(cli.NEC, [], f'--on-failure={on_failure}')
            tries = self.tries_until_rollback()
            self.use(cli.one(cli.NEC, [fault('step:program:9', 'sense', sense='3/0C/00', times=str(tries))],
                             Revision='1.05'))
            value = self.flash(cli.ROLLED_BACK)
            self.assertEqual([value['revision-before'], value['revision-after']], ['1.05', '1.05'])
            self.assertTrue(value['drive-safe'])
            self.assert_old()
            self.without_fault()
            self.assertEqual(self.json('list')[0]['state'], 'ready')

    def tries_until_rollback(self):
        """How often the section is tried: the fewest failures after which the flash ends with 5."""
        self.copy_world('start')
        for times in range(1, 8):
            self.use(cli.one(cli.NEC, [fault('step:program:9', 'sense', sense='3/0C/00', times=str(times))],
                             Revision='1.05'))
            code = self.text('flash', 'sr0', self.image, '--yes', '--quiet', *self.options, code=None).returncode
            self.restore_world('start')
            if code == cli.ROLLED_BACK:
                return times
            self.assertEqual(code, cli.DONE, times)
        self.fail('it never gave up')


class Mt1959Faults(FaultTest):
    def mt1959(self, at, kind, code, quirks='', **more):
        self.start(cli.NS60, fault(at, kind, **more), Quirks=quirks)
        return self.flash(code)

    def test_the_prepare_command_is_refused(self):
        self.mt1959('opcode:3B:1', 'sense', cli.FAILED, sense='5/24/00', times='0')
        self.assert_old()

    def test_the_last_upload_is_refused(self):
        self.mt1959('step:program:1', 'sense', [cli.FAILED, cli.DONE, cli.NEEDS_RECOVERY], sense='5/26/00', times='0')
        self.assert_kept()

    def test_a_drive_that_takes_all_and_does_nothing(self):
        value = self.mt1959('step:program:1', 'silent', [cli.FAILED, cli.UNPROVEN, cli.DONE])
        if value['exit'] == cli.FAILED:
            self.assertRegex(value['message'], 'still has the previous|Nothing on the drive was changed')
            self.assert_old()

    def test_power_goes_while_it_programs(self):
        value = self.mt1959('step:program:1', 'power-cut', cli.NEEDS_RECOVERY, during='after')
        self.assertIn('was disconnected or lost power', value['message'])
        self.power()
        self.without_fault()
        self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
        self.recover()

    def test_unplugged_while_it_programs(self):
        value = self.mt1959('step:program:1', 'unplug', [cli.NEEDS_RECOVERY, cli.FAILED], during='after')
        self.assertIn('was disconnected or lost power', value['message'])
        self.without_fault()
        self.json('recover', 'sr0', self.image, '--yes', code=None)
        self.assert_kept()

    def test_an_image_that_the_drive_takes_but_will_not_run(self):
        self.start(cli.NS60, [], Quirks='on-bad-integrity=boot')
        data = bytearray(self.read(self.image))
        data[0x40000] ^= 1
        self.image = self.write('torn.bin', bytes(data))
        value = self.flash([cli.ROLLED_BACK, cli.NEEDS_RECOVERY])
        self.assert_kept()
        if value['exit'] == cli.ROLLED_BACK:
            self.assertEqual(value['revision-after'], '1.05')

    def test_an_image_that_the_drive_refuses(self):
        self.start(cli.NS60, [], Quirks='on-bad-integrity=refuse')
        data = bytearray(self.read(self.image))
        data[0x40000] ^= 1
        self.image = self.write('torn.bin', bytes(data))
        self.options = ('--without-backup',)
        self.flash([cli.FAILED, cli.NEEDS_RECOVERY])
        self.assert_old()
        # It runs what it had. `recover` finds that out, closes the matter, and a good image can be flashed.
        value = self.json('recover', 'sr0', '--yes')
        self.assertEqual([value['result'], value['revision-after']], ['done', '1.05'])
        self.assertEqual([self.json('list')[0]['state'], self.json('info', 'sr0')['journal']], ['ready', None])
        value = self.json('flash', 'sr0', self.make_image('good.bin', cli.NS60), '--yes', *self.options)
        self.assertEqual([value['result'], value['revision-after']], ['done', '1.07'])

    def test_a_bridge_that_swallows_the_prepare_command(self):
        value = self.mt1959('opcode:3B:1', 'bridge', [cli.FAILED, cli.REFUSED], times='0')
        self.assertTrue(value['drive-safe'])
        self.assert_old()

    def test_the_configuration_cannot_be_read(self):
        value = self.mt1959('opcode:3C:1', 'short-read', [cli.FAILED, cli.REFUSED], times='0')
        self.assertTrue(value['drive-safe'])
        self.assert_old()


if __name__ == '__main__':
    cli.main()
