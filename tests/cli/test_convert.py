# SPDX-License-Identifier: GPL-3.0-or-later
"""convert: writing another boot code and identity; recover: repair of a damaged identity (docs/protocols/nec-optiarc.md,
section 10).

Tests bb-ctl-convert.c.
"""
import cli
import streams
import terminal

K451 = ('nec-optiarc', 'K451')


class Convert(cli.CliTest):
    """Converts an ND-3550A to an ND-4551A."""

    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.make_drives()
        self.boot = self.path('boot.bin')
        self.sim('make-image', '--family', 'nec-optiarc', '--model', 'K451', '--kind', 'boot-code', self.boot)
        self.before = self.dump()
        self.begin = self.log_length()

    def convert(self, *options, code=cli.DONE, kind=None, to='K451'):
        return self.json('convert', 'sr0', '--to', to, '--boot-code', self.boot, *options, code=code, kind=kind)

    def assert_untouched(self):
        """Checks that no command that writes was sent, and that the memory is as before."""
        self.assertEqual([entry['cdb'] for entry in self.log(since=self.begin) if cli.is_write(entry)], [])
        self.assert_same_bytes(self.dump(), self.before, 'the drive')

    def test_dry_run_prints_the_steps_of_a_conversion(self):
        steps = self.convert('--dry-run', kind='dry-run')['steps']
        self.assertTrue(any(step['endangers'] for step in steps))
        self.assertEqual([step['text'].replace(' ', '')[:4] for step in steps if step.get('deadly')], ['CB02'])
        self.assert_untouched()

    def test_conversion_without_consent_is_refused(self):
        self.assertIn('--yes', self.convert(code=cli.REFUSED)['error']['next'])
        self.assert_untouched()

    def test_yes_without_expert_is_refused(self):
        value = self.convert('--yes', code=cli.REFUSED)
        self.assertEqual(value['consents'], ['conversion'])
        self.assertEqual(value['next'], 'To continue anyway, add --expert.')
        self.assert_untouched()

    def test_conversion_to_other_hardware_is_refused(self):
        for to in ('K460', 'D770', 'XXXX'):
            value = self.convert('--yes', code=None, to=to)
            self.assertIn(value['exit'], (cli.USAGE, cli.REFUSED, cli.NOT_FOUND), to)
            # The message must contain the sentence exactly once.
            self.assertEqual(value['message'].count('Nothing on the drive was changed.'), 1, to)
        self.assert_untouched()

    def test_file_without_boot_code_is_refused(self):
        boot = bytearray(self.read(self.boot))
        boot[0x1234] ^= 1
        for data in (b'', bytes(0x4000), self.read(self.make_image('fw.bin')), bytes(boot)):
            self.boot = self.write('bad.bin', data)
            value = self.convert('--yes', code=None)
            self.assertIn(value['exit'], (cli.FAILED, cli.REFUSED))
        self.assert_untouched()

    def test_firmware_of_the_new_type_is_flashed_after_conversion(self):
        value = self.convert('--rid', 'ND27', '--digits', '4551', '--yes', '--expert', code=None)
        self.assertIn(value['exit'], (cli.DONE, cli.UNPROVEN, cli.NEEDS_RECOVERY), value)
        self.assertTrue(value['next'])
        sent = [entry['cdb'] for entry in self.log(since=self.begin)]
        erases = [cdb for cdb in sent if cdb.startswith('CB04')]
        self.assertEqual(len(erases), 31)
        for cdb in ('CB0000004800000004000000', 'CB0000005F10000004000000', 'CB0000005F43000004000000',
                    'CB0100000000000004010000', 'CB0200000000000001000000'):
            self.assertEqual(sent.count(cdb), 1, cdb)
        self.assertLess(sent.index('CB0100000000000004010000'), sent.index(erases[0]))
        self.assertLess(sent.index(erases[-1]), sent.index('CB0200000000000001000000'))
        self.power(False)
        self.power(True)
        self.assert_same_bytes(self.dump(region='boot'), self.read(self.boot)[:0x4000], 'boot code')
        self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
        image = self.make_image('k451.bin', K451, '1.09', 3)
        recovered = self.json('recover', 'sr0', image, '--yes', '--allow-crossflash')
        self.assertEqual(recovered['revision-after'], '1.09')
        info = self.json('info', 'sr0')
        self.assertEqual([info['is']['code'], info['state'], info['journal']], ['K451', 'ready', None])
        # The conversion changed only the twelve bytes of the identity.
        now, then = self.dump(region='calibration'), self.before[0x4000:0x6000]
        changed = {i for i, (a, b) in enumerate(zip(now, then)) if a != b}
        self.assertLessEqual(changed, {*range(0x800, 0x804), *range(0x1F10, 0x1F14), *range(0x1F43, 0x1F47)})
        kind = streams.NEC_MODELS['K355']
        self.assert_same_bytes(self.dump()[kind.begin:kind.begin + kind.size], self.read(image)[:kind.size], 'firmware')

    def test_mediatek_drive_cannot_be_converted(self):
        self.use(cli.scenario(('sr1', *cli.NS60, {})))
        value = self.json('convert', 'sr1', '--to', 'K451', '--boot-code', self.boot, '--yes', code=None)
        self.assertEqual(value['exit'], cli.REFUSED)
        self.assertEqual([entry for entry in self.log('sr1') if cli.is_write(entry)], [])


class RepairIdentity(cli.CliTest):
    """The firmware runs, but the ID in the calibration page is damaged: recover repairs the page without a flash."""

    def test_damaged_identity_is_repaired_without_a_flash(self):
        self.use(cli.one(cli.NEC, State='damaged-id'))
        self.make_drives()
        self.assertNotEqual(self.json('list')[0]['state'], 'ready')
        before = self.dump()
        # No backup contains the identity, so it can only be derived from evidence, which needs --expert.
        value = self.json('recover', 'sr0', '--yes', code=cli.REFUSED)
        self.assertEqual([value['consents'], value['next']], [['identity'], 'To continue anyway, add --expert.'])
        self.assert_same_bytes(self.dump(), before, 'the drive')
        value = self.json('recover', 'sr0', '--yes', '--expert', code=None)
        self.assertIn(value['exit'], (cli.DONE, cli.UNPROVEN), value)
        self.power(False)
        self.power(True)
        now = self.dump()
        self.assertEqual(now[0x4800:0x4804], b'K355')
        changed = {i for i, (a, b) in enumerate(zip(now, before)) if a != b}
        self.assertLessEqual(changed, {*range(0x4800, 0x4804), *range(0x5F10, 0x5F14), *range(0x5F43, 0x5F47)})
        info = self.json('info', 'sr0')
        self.assertEqual([info['is']['code'], info['state']], ['K355', 'ready'])


class RefusedOnATerminal(terminal.TerminalTest):
    def test_refused_conversion_asks_nothing_and_says_why_once(self):
        """The boot code is for other hardware, so that the review has no plan that could be explained."""
        boot = self.path('boot.bin')
        self.sim('make-image', '--family', 'nec-optiarc', '--model', 'K460', '--kind', 'boot-code', boot)
        begun = self.start('convert', 'sr0', '--to', 'K460', '--boot-code', boot, columns=2000)
        self.assertEqual(begun.finish(), cli.REFUSED, begun.text)
        lines = begun.text.split('\r\n')
        self.assertEqual(len(lines), 2, begun.text)
        self.assertIn(' and the ND-3550A (type K355) have different hardware.', lines[0])
        self.assertIn('Nothing on the drive was changed.', lines[0])
        self.assertEqual(lines[1], '')


if __name__ == '__main__':
    cli.main()
