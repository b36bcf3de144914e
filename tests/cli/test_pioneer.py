# SPDX-License-Identifier: GPL-3.0-or-later
"""Pioneer DVD writers, from the list to the recovery (src/family/pioneer): nothing can be read from them."""
import zipfile

import cli
import mishaps

DVR103 = ('pioneer', '1')
DVR104 = ('pioneer', '3')
DVR108 = ('pioneer', '8')
DVR110 = ('pioneer', '10')
DVR110D = ('pioneer', '11')
CONSENTS = ('--yes', '--without-backup')


class PioneerTest(cli.CliTest):
    def tearDown(self):
        """Checks that the simulator recorded no mistake."""
        if self.log_length():
            self.assertEqual([entry['violations'] for entry in self.log() if 'violations' in entry], [])

    def drive(self, model=DVR110, faults=(), **keys):
        keys.setdefault('Revision', '1.22')
        self.use(cli.one(model, faults=faults, **keys))
        self.make_drives()

    def sent(self, begin='3B'):
        """Returns the CDBs that were sent and begin with @begin."""
        return [entry['cdb'] for entry in self.log() if entry['cdb'].startswith(begin)]

    def codes(self, image):
        check = self.json('check', 'sr0', image, code=cli.REFUSED)
        return [reason['code'] for reason in check['reasons'] if reason['weight'] == 'refusal']


class Flash(PioneerTest):
    def test_flash_is_verified_by_what_the_drive_reports(self):
        self.drive()
        image = self.make_image('new.bin', DVR110, '1.39')
        refused = self.json('flash', 'sr0', image, '--yes', code=cli.REFUSED)
        self.assertEqual([refused['result'], self.sent()], ['refused', []])
        result = self.json('flash', 'sr0', image, *CONSENTS)
        self.assertEqual([result['result'], result['verified'], result['revision-after']], ['done', 'identity', '1.39'])
        self.assertEqual([len(self.sent('3B04')), len(self.sent('3B07F0')), len(self.sent('3B05'))], [1, 37, 1])
        self.assert_same_bytes(self.dump(region='application'), self.read(image), 'the memory and the image')
        verified = self.json('verify', 'sr0')
        self.assertEqual(verified['verified'], 'identity')

    def test_second_key_opens_and_finishes(self):
        self.drive(Quirks='key=9A782361')
        result = self.json('flash', 'sr0', self.make_image('new.bin', DVR110, '1.39'), *CONSENTS)
        self.assertEqual(result['result'], 'done')
        self.assertEqual([len(self.sent('3B04')), len(self.sent('3B05'))], [2, 1])

    def test_unknown_key_leaves_the_drive_as_it_was(self):
        self.drive(Quirks='key=12345678')
        before = self.dump()
        result = self.json('flash', 'sr0', self.make_image('new.bin', DVR110, '1.39'), *CONSENTS, code=cli.FAILED)
        self.assertEqual([result['result'], result['drive-safe']], ['unchanged', True])
        self.assertIn('rejected all known unlock keys', result['next'])
        self.assertEqual(self.sent('3B07'), [])
        self.assert_same_bytes(self.dump(), before, 'the memory')

    def test_locked_and_unlocked_first_generations_are_flashed(self):
        for model, quirks in cli.shares((DVR103, DVR104), ({'Quirks': 'protected'}, {})):
            for quirk in quirks:
                with self.subTest(model=model, quirk=quirk):
                    self.forget_drives()
                    self.drive(model, **quirk)
                    image = self.make_image('new.bin', model, '1.39')
                    result = self.json('flash', 'sr0', image, *CONSENTS)
                    self.assertEqual([result['result'], result['revision-after']], ['done', '1.39'])
                    self.assertEqual(len([cdb for cdb in self.sent() if cdb.startswith('3B01F2')]), 2 if quirk else 0)

    def test_dry_run_shows_pauses_and_alternatives(self):
        self.drive()
        image = self.make_image('new.bin', DVR110, '1.39')
        out = self.text('flash', 'sr0', image, '--dry-run').out
        self.assertIn('(then a pause of 100 ms)', out)
        self.assertRegex(out, r'finish .*3B 05 FF .*\(depends on step 2\) \(then a pause of 10000 ms\)')
        steps = self.json('flash', 'sr0', image, '--dry-run', kind='dry-run')['steps']
        self.assertEqual([step['pause-ms'] for step in steps if step['kind'] == 'finish'], [10000, 10000])
        self.assertEqual(self.sent(), [])

    def test_generations_that_nobody_tried_need_consent(self):
        for generation in cli.some(('53', '54', '60', '62')):
            with self.subTest(generation):
                self.forget_drives()
                model = ('pioneer', generation)
                self.drive(model)
                image = self.make_image('new.bin', model, '1.39')
                self.assertIn('untried', [reason['code'] for reason in self.json('check', 'sr0', image)['reasons']])
                self.json('flash', 'sr0', image, *CONSENTS, code=cli.REFUSED)
                self.assertEqual(self.sent(), [])
                result = self.json('flash', 'sr0', image, *CONSENTS, '--allow-crossflash')
                self.assertEqual([result['result'], result['revision-after']], ['done', '1.39'])

    def test_nothing_can_be_backed_up(self):
        self.drive()
        info = self.json('info', 'sr0')
        self.assertEqual([info['backup'], info['can']], ['none', ['identify', 'flash']])
        self.assertIn("Keep the manufacturer’s loader (kernel)", self.text('info', 'sr0').out)
        self.assertIn('cannot be read', self.text('backup', 'sr0', code=cli.REFUSED).err)

    def test_rebadged_drive_is_flashed_with_its_own_firmware_only(self):
        self.drive(Vendor='ASUS', Product='DRW-1608P', Quirks='type=ASUS_NL')
        own = ('--vendor', 'ASUS', '--product', 'DRW-1608P', '--set', 'type=ASUS_NL')
        self.assertEqual(self.codes(self.make_image('pioneer.bin', DVR110, '1.39')), ['kernel-type'])
        result = self.json('flash', 'sr0', self.make_image('own.bin', DVR110, '1.39', 7, *own), *CONSENTS)
        self.assertEqual(result['result'], 'done')


class Pair(PioneerTest):
    """Kernel and firmware, as one payload."""

    def parts(self, *more):
        """Makes a kernel and firmware of the brand ASUS. Returns their paths."""
        own = ('--vendor', 'ASUS', '--product', 'DRW-1608P', '--set', 'type=ASUS', *more)
        return (self.make_image('kernel.bin', DVR110, '1.07', 8, '--set', 'kernel', *own),
                self.make_image('normal.bin', DVR110, '1.39', 7, *own))

    def test_pair_turns_the_drive_into_another_brand(self):
        self.drive()
        kernel, normal = self.parts()
        self.assertEqual(self.codes(normal), ['kernel-type'])
        check = self.json('check', 'sr0', normal, '--kernel', kernel)
        self.assertEqual(check['verdict'], 'cross-flash')
        text = next(reason['text'] for reason in check['reasons'] if reason['code'] == 'brand')
        self.assertIn('Burnback will first write the loader (kernel revision 1.07), then the firmware.', text)
        self.json('flash', 'sr0', normal, '--kernel', kernel, *CONSENTS, code=cli.REFUSED)
        self.assertEqual(self.sent(), [])
        result = self.json('flash', 'sr0', normal, '--kernel', kernel, *CONSENTS, '--allow-crossflash')
        self.assertEqual([result['result'], result['verified'], result['revision-after']], ['done', 'identity', '1.39'])
        self.assertEqual([cdb[:6] for cdb in self.sent()], ['3B04FF'] + ['3B07FE'] * 4 + ['3B07F0'] * 37 + ['3B05FF'])
        self.assert_same_bytes(self.dump()[:0x148000], self.read(kernel) + self.read(normal), 'the memory and the files')
        info = self.json('info', 'sr0')
        self.assertEqual([info['product'], info['facts']['kernel-type'], info['facts']['kernel-revision']],
                         ['DRW-1608P', 'ASUS', '1.07'])

    def test_unnecessary_kernel_is_a_warning(self):
        self.drive()
        kernel = self.make_image('kernel.bin', DVR110, '1.07', 8, '--set', 'kernel')
        image = self.make_image('new.bin', DVR110, '1.39')
        text = self.text('check', 'sr0', image, '--kernel', kernel).out
        self.assertRegex(text, r'Burnback will first write the loader \(kernel revision 1\.07\), although the drive’s loader \(revision \d\.\d\d\) is suitable\.')
        out = self.text('flash', 'sr0', image, '--kernel', kernel, '--dry-run', '--allow-crossflash').out
        self.assertRegex(out, r'program +X .*3B 07 FE 01 80 00 .*\(then a pause of 10100 ms\)')
        result = self.json('flash', 'sr0', image, '--kernel', kernel, *CONSENTS, '--allow-crossflash')
        self.assertEqual(result['result'], 'done')

    def test_archive_gives_what_the_drive_needs(self):
        kernel, normal = self.parts()
        path = self.path('both.zip')
        with zipfile.ZipFile(path, 'w') as archive:
            archive.write(kernel, 'kernel.bin')
            archive.write(normal, 'normal.bin')
        for quirks, product, part in (({}, 'DVD-RW  DVR-110', 'pair'),
                                      ({'Quirks': 'type=ASUS', 'Vendor': 'ASUS'}, 'DRW-1608P', 'normal')):
            with self.subTest(part):
                self.forget_drives()
                self.drive(Product=product, **quirks)
                check = self.json('check', 'sr0', path)
                self.assertEqual(check['image']['details']['part'], part)

    def test_files_that_do_not_belong_together_are_refused(self):
        self.drive()
        kernel, _normal = self.parts()
        image = self.make_image('new.bin', DVR110, '1.39')
        for first, second in ((image, kernel), (image, image), (kernel, kernel)):
            check = self.json('check', 'sr0', first, '--kernel', second, code=cli.REFUSED)
            self.assertIn('for the same drive', check['reasons'][0]['text'])
        self.assertEqual(self.sent(), [])

    def test_power_cut_in_the_firmware_needs_the_firmware_only(self):
        kernel, normal = self.parts()
        # Pieces of the kernel have the step "upload", too.
        for at, n_kernel in cli.some((('step:upload:20', 0), ('step:finish:1', 0)), 1):
            with self.subTest(at):
                self.forget_drives()
                self.drive(faults=[{'At': at, 'Kind': 'power-cut', 'During': 'middle'}])
                self.json('flash', 'sr0', normal, '--kernel', kernel, *CONSENTS, '--allow-crossflash',
                          code=cli.NEEDS_RECOVERY)
                self.use(cli.one(DVR110, Revision='1.22'))
                self.power()
                before = len(self.sent('3B07FE'))
                result = self.json('recover', 'sr0', '--yes')
                self.assertEqual([result['result'], result['revision-after']], ['done', '1.39'])
                self.assertEqual(len(self.sent('3B07FE')) - before, n_kernel)

    def test_power_cut_before_the_kernel_is_programmed_leaves_the_old_firmware(self):
        self.drive(faults=[{'At': 'step:upload:2', 'Kind': 'power-cut', 'During': 'middle'}])
        kernel, normal = self.parts()
        self.json('flash', 'sr0', normal, '--kernel', kernel, *CONSENTS, '--allow-crossflash', code=cli.NEEDS_RECOVERY)
        self.use(cli.one(DVR110, Revision='1.22'))
        self.power()
        self.assertEqual(self.json('info', 'sr0')['revision'], '1.22')
        self.json('recover', 'sr0', '--yes')
        self.assertEqual(self.json('list')[0]['state'], 'ready')

    def test_failed_piece_of_the_kernel_starts_the_kernel_again(self):
        self.drive(faults=[{'At': 'step:upload:2', 'Kind': 'sense', 'Sense': '4/44/00', 'Times': '1'}])
        kernel, normal = self.parts()
        result = self.json('flash', 'sr0', normal, '--kernel', kernel, *CONSENTS, '--allow-crossflash')
        self.assertEqual(result['result'], 'done')
        self.assertEqual(len(self.sent('3B07FE')), 6)


class Refused(PioneerTest):
    def test_files_that_do_not_fit(self):
        self.drive()
        good = self.read(self.make_image('good.bin', DVR110, '1.39'))
        files = {'kernel': self.make_image('kernel.bin', DVR110, '1.39', 7, '--set', 'kernel'),
                 'generation': self.make_image('other.bin', DVR110D, '1.39'),
                 'kernel-type': self.make_image('asus.bin', DVR110, '1.39', 7, '--set', 'type=ASUS'),
                 'model': self.make_image('named.bin', DVR110, '1.39', 7, '--product', 'DVD-RW  DVR-110D'),
                 'image-problem': self.write('cut.bin', good[:-1]),
                 'image-unknown': self.write('zeros.bin', bytes(len(good))),
                 'image-foreign': self.make_image('nec.bin')}
        for code, path in files.items():
            with self.subTest(code):
                self.assertIn(code, self.codes(path))
                if cli.ALL or code in ('kernel-type', 'image-problem'):     # the flash of the others is refused by the same verdict
                    self.json('flash', 'sr0', path, *CONSENTS, '--allow-crossflash', code=cli.REFUSED)
        self.assertEqual(self.sent(), [])

    def test_advanced_108_refuses_the_others(self):
        self.drive(DVR108, Quirks='type=PIO_ADV')
        self.assertEqual(self.codes(self.make_image('plain.bin', DVR108, '1.39')), ['advanced'])

    def test_drive_without_known_key_is_identified_only(self):
        self.drive(Quirks='type=OEM_EXT3')
        self.assertEqual(self.json('info', 'sr0')['can'], ['identify'])
        self.assertIn('The unlock key for this type of loader is not known', self.text('info', 'sr0').out)


class Recovery(PioneerTest):
    def cut(self, at, quirks=''):
        keys = {'Revision': '1.22', **({'Quirks': quirks} if quirks else {})}
        self.drive(faults=[{'At': at, 'Kind': 'power-cut', 'During': 'middle'}], **keys)
        result = self.json('flash', 'sr0', self.make_image('new.bin', DVR110, '1.39'), *CONSENTS, code=cli.NEEDS_RECOVERY)
        self.use(cli.one(DVR110, **keys))
        self.power()
        return result

    def test_power_cut_is_recovered_from_the_journal(self):
        steps = ('step:upload:1', 'step:upload:20', 'step:finish:1')
        for quirks, places in cli.shares(('', 'key=9A782361;unready-kernel'), steps):
            for at in places:
                with self.subTest(at=at, quirks=quirks):
                    self.forget_drives()
                    self.cut(at, quirks)
                    self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
                    result = self.json('recover', 'sr0', '--yes')
                    self.assertEqual([result['result'], result['revision-after']], ['done', '1.39'])

    def test_drive_in_kernel_mode_is_recovered_with_a_file(self):
        self.drive(State='kernel')
        self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
        self.assertIn('only its loader (kernel) is running', self.text('info', 'sr0').out)
        image = self.make_image('new.bin', DVR110, '1.39')
        wrong = self.make_image('asus.bin', DVR110, '1.39', 7, '--set', 'type=ASUS')
        self.json('recover', 'sr0', wrong, '--yes', code=cli.REFUSED)
        self.assertEqual(self.sent(), [])
        result = self.json('recover', 'sr0', image, '--yes', '--allow-crossflash')
        self.assertEqual([result['result'], result['verified'], result['revision-after']], ['done', 'identity', '1.39'])
        self.assertEqual(self.sent('3B04'), [])

    def test_rejected_firmware_needs_another_file(self):
        self.drive()
        damaged = bytearray(self.read(self.make_image('new.bin', DVR110, '1.39')))
        damaged[0x5000] ^= 1
        path = self.write('damaged.bin', bytes(damaged))
        result = self.json('flash', 'sr0', path, *CONSENTS, code=cli.NEEDS_RECOVERY)
        self.assertEqual(result['drive-safe'], False)
        image = self.make_image('good.bin', DVR110, '1.39')
        self.assertEqual(self.json('recover', 'sr0', image, '--yes')['result'], 'done')


class Identify(PioneerTest):
    def test_names_of_drives_are_no_evidence(self):
        self.drive(Vendor='PIONEER', Product='DVD-RW  DVR-107')
        info = self.json('info', 'sr0')
        self.assertEqual([info['is']['model'], info['is']['code']], ['DVR-110', '10'])

    def test_drive_of_another_family_is_never_asked(self):
        self.use(cli.one(cli.NEC))
        self.make_drives()
        self.json('info', 'sr0')
        self.assertEqual(self.sent('3C02F1'), [])


class Mishaps(mishaps.Mishaps, PioneerTest):
    """What may happen to a flash."""

    MISHAPS = (
        ('unplugged in the upload', '', ('step:upload:2', 'unplug'), 'needs-recovery', 'old', 'Shut down the computer and reconnect'),
        ('unplugged at the finish', '', ('step:finish:1', 'unplug'), 'needs-recovery', 'old', 'Shut down the computer and reconnect'),
        ('busy once', '', ('step:upload:2', 'sense', '2/04/01', '1'), 'done', 'new', '1.39'),
        ('never ready', '', ('opcode:00:1', 'sense', '2/04/01', '0'), 'refused', 'old', 'could not be identified'),
        ('entry refused', '', ('opcode:3B:1', 'sense', '5/2C/00', '0'), 'unchanged', 'old', 'rejected all known unlock keys'),
        ('first piece refused', '', ('step:upload:1', 'sense', '5/24/00', '0'), 'unchanged', 'old', 'will then run its firmware again'),
        ('middle piece refused once', '', ('step:upload:20', 'sense', '5/24/00', '1'), 'done', 'new', '1.39'),
        ('middle piece always refused', '', ('step:upload:20', 'sense', '5/24/00', '0'), 'needs-recovery', 'old', 'Keep the drive powered'),
        ('finish refused', '', ('step:finish:1', 'sense', '5/26/00', '0'), 'needs-recovery', 'old', 'The drive did not accept the firmware.'),
        ('reset in the upload', '', ('step:upload:20', 'sense', '6/29/00', '1'), 'done', 'new', '1.39'),
        ('GOOD for the finish, old firmware', '', ('step:finish:1', 'silent', None, '0'), 'needs-recovery', 'old', 'The drive did not accept the firmware.'),
        ('finish answered too late', '', ('step:finish:1', 'timeout'), 'done', 'new', '1.39'),
        ('does not come back', '', ('step:finish:1', 'dead'), 'needs-recovery', 'new', 'did not become ready again'),
        ('comes back under another name', '', ('step:finish:1', 'other-name'), 'written', 'new', 'now reports a different name'),
        ('a bridge swallows the pieces', '', ('step:upload:1', 'silent', None, '0'), 'needs-recovery', 'old', 'or an adapter may be blocking commands'),
        ('a bridge swallows vendor commands', '', ('opcode:3B:1', 'silent', None, '0'), 'unchanged', 'old', 'directly to a SATA or IDE port and try again.'),
    )

    def flash_once(self, quirks, faults):
        self.drive(**({'Quirks': quirks} if quirks else {}))
        old = self.dump(region='application')
        image = self.make_image('new.bin', DVR110, '1.39')
        self.use(cli.one(DVR110, faults, Revision='1.22', **({'Quirks': quirks} if quirks else {})))
        value = self.json('flash', 'sr0', image, *CONSENTS, code=None)
        return value, old, self.read(image)


if __name__ == '__main__':
    cli.main()
