# SPDX-License-Identifier: GPL-3.0-or-later
"""Ricoh drives with program loader 8 or 9, from the list to the recovery (src/family/ricoh).

Tests bb-sim-ricoh.c.
"""
import cli
import mishaps
from terminal import TerminalTest

HP200 = ('ricoh', 'DVD Writer 200j')
MP5125 = ('ricoh', 'DVD+RW MP5125A')
LOADER_BYTES = 0x8000


class RicohTest(cli.CliTest):
    violates = False

    def tearDown(self):
        """Checks that the simulator recorded no mistake."""
        if self.log_length() and not self.violates:
            self.assertEqual([entry['violations'] for entry in self.log() if 'violations' in entry], [])

    def drive(self, model=HP200, faults=(), **keys):
        keys.setdefault('Revision', '1.36')
        self.use(cli.one(model, faults=faults, **keys))
        self.make_drives()

    def again(self, **keys):
        """Continues with the same drive, without faults and quirks."""
        keys.setdefault('Revision', '1.36')
        self.use(cli.one(HP200, **keys))

    def power_cycle(self):
        self.power(False)
        self.power()

    def sent(self, *prefixes):
        return [entry['cdb'] for entry in self.log() if entry.get('cdb', '').startswith(prefixes)]

    def flash(self, image, *more, code=cli.UNPROVEN):
        return self.json('flash', 'sr0', image, '--yes', '--expert', *more, code=code)


class Ricoh(RicohTest):
    def test_backup_is_the_whole_memory(self):
        self.drive()
        folder = self.json('backup', 'sr0')['folder']
        self.assert_same_bytes(self.read(f'{folder}/firmware.bin'), self.dump(), 'the memory')
        self.assertEqual(self.sent('E0', 'E1', 'E2'), [])
        self.assertEqual(len(self.sent('E3')), 128)
        self.assertEqual(self.json('list')[0]['state'], 'ready')

    def test_flash_is_for_experts_and_proven_after_a_power_cycle(self):
        self.drive()
        before = self.dump()
        image = self.make_image('new.bin', HP200, '1.40')
        refused = self.json('flash', 'sr0', image, '--yes', '--allow-crossflash', code=cli.REFUSED)
        self.assertIn('No report confirms that the firmware was read back after flashing', refused['message'])
        self.assertEqual(self.sent('E'), [])
        check = self.json('check', 'sr0', image)
        self.assertEqual([check['verdict'], check['consents']], ['caution', ['experts']])
        result = self.flash(image)
        self.assertEqual([result['result'], result['verified'], result['revision-after']], ['written', 'pending', None])
        self.assertEqual(len(self.sent('E2')), 64)
        self.assertEqual(self.sent('E1'), ['E1000000000000000000'])
        # Nothing is sent between the end of the flash and the power cycle.
        self.assertEqual(self.log()[-1]['cdb'], 'E4000000000000000000')
        self.power_cycle()
        verified = self.json('verify', 'sr0')
        self.assertEqual([verified['verified'], verified['revision-after']], ['proven', '1.40'])
        self.assert_same_bytes(self.dump(), before[:LOADER_BYTES] + self.read(image)[LOADER_BYTES:], 'the memory')
        self.json('rollback', 'sr0', '--yes', code=cli.REFUSED)
        self.json('rollback', 'sr0', '--yes', '--expert', code=cli.UNPROVEN)
        self.power_cycle()
        self.assertEqual(self.json('verify', 'sr0')['revision-after'], '1.36')
        self.assert_same_bytes(self.dump(), before, 'the memory')

    def test_power_cut_is_recovered_from_the_journal(self):
        self.drive(faults=[{'At': 'step:program:1', 'Kind': 'power-cut', 'During': 'middle'}])
        before = self.dump()
        image = self.make_image('new.bin', HP200, '1.40')
        self.flash(image, code=cli.NEEDS_RECOVERY)
        self.again()
        self.power()
        listed = self.json('list')[0]
        self.assertEqual([listed['state'], listed['can']], ['needs-recovery', ['identify', 'recover']])
        self.assertIn('Program Loader 9', self.text('info', 'sr0').out)
        self.json('recover', 'sr0', '--yes', code=cli.UNPROVEN)
        self.power_cycle()
        self.json('verify', 'sr0')
        self.assert_same_bytes(self.dump(), before, 'the memory')
        self.flash(image)
        self.power_cycle()
        self.assertEqual(self.json('verify', 'sr0')['verified'], 'proven')

    def test_drive_that_waits_in_its_loader_is_only_restarted(self):
        self.drive(State='loader')
        before = self.dump()
        self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
        self.assertEqual(self.json('recover', 'sr0', '--yes')['revision-after'], '1.36')
        self.assertEqual(self.sent('E0', 'E1', 'E2', 'E3'), [])
        self.assert_same_bytes(self.dump(), before, 'the memory')

    def test_erased_drive_without_records_gets_no_image(self):
        self.drive(State='half')
        before = self.dump()
        image = self.make_image('new.bin', HP200, '1.40')
        self.json('recover', 'sr0', image, '--yes', '--expert', '--allow-crossflash', code=cli.NEEDS_RECOVERY)
        self.assertEqual(self.sent('E0', 'E1', 'E2'), [])
        self.assertGreater(len(self.sent('E3')), 0)
        self.assert_same_bytes(self.dump(), before, 'the memory')

    def test_wrong_images_are_refused(self):
        self.drive()
        good = bytearray(self.read(self.make_image('good.bin', HP200, '1.40')))
        damaged = good[:]
        damaged[0x12345] ^= 1
        files = [self.write('damaged.bin', bytes(damaged)), self.write('cut.bin', bytes(good[:-2])),
                 self.write('zeros.bin', bytes(0x100000)), self.make_image('nec.bin'),
                 self.make_image('line.bin', MP5125, '1.40')]
        for image in files:
            self.flash(image, '--allow-crossflash', code=cli.REFUSED)
        self.assertEqual(self.sent('E0', 'E1', 'E2'), [])

    def test_other_brand_of_the_same_line_is_a_cross_flash(self):
        self.drive()
        image = self.make_image('aopen.bin', HP200, '1.40', 7, '--set', 'signature=MMP522AOPEN')
        check = self.json('check', 'sr0', image)
        self.assertEqual([check['verdict'], check['consents']], ['cross-flash', ['cross-flash', 'experts']])
        self.flash(image, code=cli.REFUSED)
        self.assertEqual(self.flash(image, '--allow-crossflash')['result'], 'written')

    def test_copy_with_a_wrong_checksum_is_a_reference_only(self):
        self.drive(Quirks='bad-sum')
        image = self.make_image('new.bin', HP200, '1.40')
        self.assertFalse(self.json('backup', 'sr0')['complete'])
        self.assertIn('no firmware that can be restored', self.text('backups', 'list').out)
        self.json('rollback', 'sr0', '--yes', code=cli.NOT_FOUND)
        refused = self.flash(image, code=cli.REFUSED)
        self.assertIn('cannot be restored', refused['message'])
        result = self.flash(image, '--allow-crossflash', '--without-backup')
        self.assertEqual(result['result'], 'written')

    def test_two_reads_that_differ_end_the_backup(self):
        self.drive(Quirks='variable-area')
        self.json('backup', 'sr0', code=cli.FAILED)
        self.flash(self.make_image('new.bin', HP200, '1.40'), code=cli.REFUSED)
        self.assertEqual(self.sent('E0', 'E1', 'E2'), [])
        self.assertEqual(self.json('list')[0]['state'], 'ready')

    def test_unknown_loader_is_left_at_once(self):
        self.drive(Quirks='other-loader')
        self.json('backup', 'sr0', code=cli.FAILED)
        self.assertEqual(self.sent('E0', 'E1', 'E2', 'E3'), [])
        self.assertEqual(self.sent('E4')[-1], 'E4000000000000000000')

    def test_drive_that_stays_in_its_loader_needs_a_power_cycle(self):
        self.drive(Quirks='leave-needs-power-cycle')
        before = self.dump()
        text = self.text('backup', 'sr0').out
        self.assertIn('The drive did not leave recovery mode. Power cycle sr0', text)
        self.power_cycle()
        self.assertEqual(self.json('list')[0]['state'], 'ready')
        self.assert_same_bytes(self.dump(), before, 'the memory')

    def test_drive_that_stays_in_its_loader_after_the_backup_is_flashed_there(self):
        self.drive(Quirks='leave-needs-power-cycle')
        before = self.dump()
        image = self.make_image('new.bin', HP200, '1.40')
        self.assertEqual(self.flash(image)['verified'], 'pending')
        self.assertEqual([len(self.sent('E2')), self.sent('E1')], [64, ['E1000000000000000000']])
        self.power_cycle()
        self.assertEqual(self.json('verify', 'sr0')['revision-after'], None)
        self.power_cycle()
        self.assertEqual(self.json('list')[0]['revision'], '1.40')
        self.assert_same_bytes(self.dump(), before[:LOADER_BYTES] + self.read(image)[LOADER_BYTES:], 'the memory')

    def test_other_drive_in_a_loader_at_the_port_is_not_flashed(self):
        """The signature is read in the loader before the flash. A drive with another signature must get no image."""
        self.drive(MP5125, Quirks='leave-needs-power-cycle')
        self.flash(self.make_image('new.bin', HP200, '1.40'), '--allow-crossflash', code=cli.REFUSED)
        self.assertEqual(self.sent('E0', 'E1', 'E2'), [])

    def test_bridge_that_blocks_the_commands_is_named(self):
        self.drive(Quirks='no-enter')
        self.json('backup', 'sr0', code=cli.FAILED)
        self.assertEqual(self.sent('E0', 'E1', 'E2', 'E3'), [])


class ReviewTest(TerminalTest):
    def test_drive_that_stays_in_its_loader_after_the_review_is_flashed_after_a_power_cycle(self):
        """The review reads the drive for its signature; the backup is found again after the power cycle."""
        self.use(cli.one(HP200, Revision='1.36', Quirks='leave-needs-power-cycle'))
        self.forget_drives()
        self.make_drives()
        image = self.make_image('new.bin', HP200, '1.40')
        texts = []
        for code in (cli.REFUSED, cli.UNPROVEN):
            terminal = self.start('flash', 'sr0', image, '--expert')
            self.assertTrue(terminal.read_until(r'\[y/N\] '), terminal.text)
            terminal.type('yes')
            self.assertEqual(terminal.finish(), code, terminal.text)
            texts.append(terminal.text)
            self.assertEqual(len([entry for entry in self.log() if entry['cdb'].startswith('E1')]), 0 if code == cli.REFUSED else 1)
            self.power(False)
            self.power()
        self.assertIn('The firmware of the drive was not changed. Power cycle sr0', ' '.join(texts[0].split()))
        self.assertEqual(self.json('list')[0]['revision'], '1.40')


class Mishaps(mishaps.Mishaps, RicohTest):
    """What may happen to a flash."""

    REGION = {}
    MISHAPS = (
        ('unplugged in the upload', '', ('step:upload:2', 'unplug'), 'unchanged', 'old', 'Reconnect the drive, power cycle it'),
        ('unplugged at the end', '', ('step:program:1', 'unplug'), 'needs-recovery', 'old', 'Shut down the computer and reconnect'),
        ('busy once', '', ('step:upload:2', 'sense', '2/04/01', '1'), 'unchanged', 'old', 'becoming ready'),
        ('never ready', '', ('opcode:00:1', 'sense', '2/04/01', '0'), 'refused', 'old', 'still starting'),
        ('first block refused', '', ('step:upload:1', 'sense', '5/24/00', '0'), 'unchanged', 'old', 'invalid value in the command'),
        ('middle block refused', '', ('step:upload:20', 'sense', '5/24/00', '0'), 'unchanged', 'old', 'invalid value in the command'),
        ('last command refused', '', ('step:program:1', 'sense', '5/26/00', '0'), 'unchanged', 'old', 'before erasing anything'),
        ('reset in the upload', '', ('step:upload:20', 'sense', '6/29/00', '1'), 'unchanged', 'old', 'reset'),
        ('GOOD for the last command, old firmware', '', ('step:program:1', 'silent', None, '0'), 'written', 'old', 'Power cycle sr0'),
        ('last command answered too late', '', ('step:program:1', 'timeout'), 'written', 'old', 'previous firmware was restored'),
        ('does not come back', '', ('step:program:1', 'dead'), 'needs-recovery', None, 'did not become ready again'),
        ('comes back under another name', '', ('step:program:1', 'other-name'), 'written', None, 'Power cycle sr0'),
        ('a bridge swallows vendor commands', '', ('command:1', 'swallow', None, '0'), 'unchanged', 'old', 'directly to a SATA or IDE port and try again.'),
        ('a bridge for commands of ten bytes', '', ('command:1', 'ten-bytes', None, '0'), 'unchanged', 'old', 'try another cable or port'),
    )

    def flash_once(self, quirks, faults):
        self.drive()
        old = self.dump()
        image = self.make_image('new.bin', HP200, '1.40')
        self.use(cli.one(HP200, faults, Revision='1.36'))
        value = self.json('flash', 'sr0', image, '--yes', '--expert', code=None)
        return value, old, self.read(image)


if __name__ == '__main__':
    cli.main()
