# SPDX-License-Identifier: GPL-3.0-or-later
"""BTC DRW1008 drives (src/family/btc): flashed by their name, without a backup.

Tests bb-sim-btc.c.
"""
import cli
import mishaps

BTC = ('btc', 'IDE1008')
EVERYTHING = ('--yes', '--expert', '--without-backup')


class BtcTest(cli.CliTest):
    def tearDown(self):
        """Checks that the simulator recorded no mistake."""
        if self.log_length():
            self.assertEqual([entry['violations'] for entry in self.log() if 'violations' in entry], [])

    def drive(self, faults=(), **keys):
        keys.setdefault('Revision', '0055')
        self.use(cli.one(BTC, faults=faults, **keys))
        self.make_drives()

    def writes(self):
        return [entry['cdb'] for entry in self.log() if entry.get('cdb', '').startswith('3B')]


class Btc(BtcTest):
    def test_flash_needs_two_consents_and_changes_the_revision(self):
        self.drive()
        image = self.make_image('new.bin', BTC, '0056')
        self.json('flash', 'sr0', image, '--yes', '--without-backup', code=cli.REFUSED)
        self.json('flash', 'sr0', image, '--yes', '--expert', code=cli.REFUSED)
        self.assertEqual(self.writes(), [])
        check = self.json('check', 'sr0', image)
        self.assertEqual([check['verdict'], check['consents']], ['caution', ['experts', 'without-backup']])
        result = self.json('flash', 'sr0', image, *EVERYTHING)
        self.assertEqual([result['result'], result['verified'], result['revision-after']], ['done', 'identity', '0056'])
        self.assertEqual(len(self.writes()), 258)
        self.assert_same_bytes(self.dump(), self.read(image), 'the memory')

    def test_hex_file_is_written_as_its_image(self):
        self.drive()
        image = self.make_image('new.bin', BTC, '0056')
        result = self.json('flash', 'sr0', self.make_image('new.hex', BTC, '0056', 7, '--set', 'hex'), *EVERYTHING)
        self.assertEqual(result['result'], 'done')
        self.assert_same_bytes(self.dump(), self.read(image), 'the memory')

    def test_same_revision_proves_nothing(self):
        self.drive()
        result = self.json('flash', 'sr0', self.make_image('new.bin', BTC, '0055'), *EVERYTHING, code=cli.UNPROVEN)
        self.assertEqual(result['verified'], 'no')
        self.assertIn('does not show whether the image was written', result['message'])

    def test_power_cut_is_recovered_with_the_image_of_the_journal(self):
        self.drive(faults=[{'At': 'step:program:1', 'Kind': 'power-cut', 'During': 'middle'}])
        image = self.make_image('new.bin', BTC, '0056')
        self.json('flash', 'sr0', image, *EVERYTHING, code=cli.NEEDS_RECOVERY)
        self.use(cli.one(BTC, Revision='0055'))
        self.power()
        self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
        self.assertEqual(self.json('recover', 'sr0', '--yes')['revision-after'], '0056')
        self.assert_same_bytes(self.dump(), self.read(image), 'the memory')

    def test_other_files_are_refused(self):
        self.drive()
        other = self.make_image('other.bin', BTC, '0056', 7, '--product', 'IDE1004')
        for image in (other, self.write('zeros.bin', bytes(0x100000)), self.make_image('nec.bin')):
            self.json('flash', 'sr0', image, *EVERYTHING, '--allow-crossflash', code=cli.REFUSED)
        self.assertEqual(self.writes(), [])

    def test_refused_update_leaves_the_drive_as_it_was(self):
        self.drive(Quirks='no-update')
        before = self.dump()
        result = self.json('flash', 'sr0', self.make_image('new.bin', BTC, '0056'), *EVERYTHING, code=cli.FAILED)
        self.assertIn('5/20/00', result['message'])
        self.assert_same_bytes(self.dump(), before, 'the memory')

    def test_drive_of_another_company_says_why_it_is_not_flashed(self):
        self.drive(Vendor='MEMUP')
        self.assertEqual(self.json('list')[0]['can'], ['identify'])
        info = self.json('info', 'sr0')
        self.assertIn('not sold under its manufacturer’s brand', info['no-flash']['why'])
        self.json('flash', 'sr0', self.make_image('new.bin', BTC, '0056'), *EVERYTHING, code=cli.REFUSED)
        self.assertEqual(self.writes(), [])


class Mishaps(mishaps.Mishaps, BtcTest):
    """What may happen to a flash."""

    REGION = {}
    MISHAPS = (
        ('unplugged in the upload', '', ('step:upload:2', 'unplug'), 'unchanged', 'old', 'Reconnect the drive and try again'),
        ('unplugged at the end', '', ('step:program:1', 'unplug'), 'needs-recovery', 'old', 'Shut down the computer and reconnect'),
        ('busy once', '', ('step:upload:2', 'sense', '2/04/01', '1'), 'done', 'new', '0056'),
        ('never ready', '', ('opcode:00:1', 'sense', '2/04/01', '0'), 'refused', 'old', 'still starting'),
        ('first block refused', '', ('step:upload:1', 'sense', '5/24/00', '0'), 'unchanged', 'old', 'An adapter may be blocking the command'),
        ('middle block refused', '', ('step:upload:20', 'sense', '5/24/00', '0'), 'unchanged', 'old', 'An adapter may be blocking the command'),
        ('last command refused', '', ('step:program:1', 'sense', '5/26/00', '0'), 'unchanged', 'old', 'before erasing anything'),
        ('reset in the upload', '', ('step:upload:20', 'sense', '6/29/00', '1'), 'done', 'new', '0056'),
        ('GOOD for the last command, old firmware', '', ('step:program:1', 'silent', None, '0'), 'unchanged', 'old', 'still has the previous firmware'),
        ('last command answered too late', '', ('step:program:1', 'timeout'), 'unchanged', 'old', 'still has the previous firmware'),
        ('does not come back', '', ('step:program:1', 'dead'), 'needs-recovery', 'new', 'did not become ready again'),
        ('comes back under another name', '', ('step:program:1', 'other-name'), 'written', 'new', 'now reports a different name'),
        ('a bridge swallows vendor commands', '', ('command:1', 'swallow', None, '0'), 'unchanged', 'old', 'without an adapter'),
        ('a bridge for commands of ten bytes', '', ('command:1', 'ten-bytes', None, '0'), 'done', 'new', '0056'),
    )

    def flash_once(self, quirks, faults):
        self.drive()
        old = self.dump()
        image = self.make_image('new.bin', BTC, '0056')
        self.use(cli.one(BTC, faults, Revision='0055'))
        value = self.json('flash', 'sr0', image, *EVERYTHING, code=None)
        return value, old, self.read(image)


if __name__ == '__main__':
    cli.main()
