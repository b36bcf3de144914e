# SPDX-License-Identifier: GPL-3.0-or-later
"""Files with MediaTek firmware: details, missing checksums, and wrapped (encrypted) files."""
import hashlib
import os
import shlex

import cli
from test_mediatek import FAMILY, KEY, KEY_SHA256, Mt1959Test


class Identify(Mt1959Test):
    def identify_lines(self, path, code=cli.DONE):
        """Returns the lines after name and size of the image: {label: text} of those with a label, and the list of all."""
        lines = [line.strip() for line in self.text('identify', path, code=code).out.splitlines()[2:]]
        return dict(line.split(': ', 1) for line in lines if ': ' in line), lines

    def setUp(self):
        super().setUp()
        self.drive('BD-RE BU40N', Revision='1.00')

    def test_boot_id_service_code_build_date_and_de_are_listed(self):
        image = self.image('bu40n.bin', 'BD-RE BU40N', '1.03', 'build-stamp=1612201010')
        reported, _ = self.identify_lines(image)
        self.assertEqual(reported['Build date'], '2016-12-20')
        self.assertEqual(reported['Service code'], 'BU40')
        self.assertEqual(reported['Boot ID'], '“MT1959 Boot BU5 ”, for slim drives')
        self.assertEqual(reported['Downgrade enabled (DE)'], 'no')
        marked = self.image('de.bin', 'BW-16D1HT', '3.02', 'downgrade-enabled')
        reported, _ = self.identify_lines(marked)
        self.assertEqual(reported['Boot ID'], '“MT1959 Boot JB8 ”, for half-height drives')
        self.assertEqual(reported['Downgrade enabled (DE)'], 'yes')
        reported, _ = self.identify_lines(self.image('mark.bin', 'BW-16D1HT', '3.02', 'age-mark'))
        self.assertEqual(reported['Downgrade enabled (DE)'], 'yes, the image can replace firmware of any age (OmniDrive '
                                                             'flag)')

    def test_image_read_from_a_drive_has_a_remark(self):
        image = self.image('stock.bin', 'BD-RE BU40N', '1.03')
        data = bytearray(self.read(image))
        data[0:0x400] = data[0x10000:0x10400]
        raw = self.write('raw.bin', bytes(data))
        self.assertIn('contains the calibration of that drive', self.text('identify', raw).out)
        self.assertNotIn('calibration', self.text('identify', image).out)

    def test_blank_descriptor_prints_no_empty_parts(self):
        """The descriptor has no names, date or codes, as in some builds."""
        data = bytearray(self.read(self.image('stock.bin', 'BD-RE BU40N', '1.03')))
        data[0x1EC000:0x1EC034] = b' ' * 0x34
        data[0x1EC04C:0x1EC050] = b' ' * 4
        path = self.write('blank.bin', bytes(data))
        reported, lines = self.identify_lines(path)
        self.assertEqual([reported['Build date'], reported['Service code']], ['unreadable', 'none'])
        self.assertEqual(lines[0], 'firmware for an unknown model, revision unreadable, checksum none')
        text = self.text('identify', path).out
        for gap in ('()', ' ,', '  ,', ': \n'):
            self.assertNotIn(gap, text)
        image = self.json('identify', path)[0]
        self.assertEqual([image['model'], image['revision']], [None, None])


class WrappedFile(Mt1959Test):
    """A wrapped file, and the key file that opens it."""
    def setUp(self):
        super().setUp()
        self.wrapped = self.image('wrapped.bin', 'BD-RE BU40N', '1.03', 'wrapped')
        self.plain_bytes = self.read(self.image('plain.bin', 'BD-RE BU40N', '1.03'))
        os.remove(self.path('plain.bin'))
        self.environment['BURNBACK_TEST_KEY_SHA256'] = KEY_SHA256
        self.key = self.write('key', KEY)

    def old_drive(self, more='', **keys):
        """Makes a drive of 2017, which accepts plain images only, so Burnback must unwrap the file."""
        self.drive('BD-RE BU40N', 'build-stamp=1704251010' + more, Revision='1.00', **keys)

    def assert_unwrapped_nowhere(self):
        """Checks that no file but the memory of the simulated drive contains a part of the plain image."""
        pieces = [self.plain_bytes[at:at + 256] for at in range(0x20000, 0x100000, 0x20000)]
        pieces = [piece for piece in pieces if len(set(piece)) > 16]
        self.assertTrue(pieces)
        for folder, _, names in os.walk(self.folder):
            if folder.startswith(self.environment['BURNBACK_SIM_STATE']):
                continue
            for name in names:
                data = self.read(os.path.join(folder, name))
                for piece in pieces:
                    self.assertNotIn(piece, data, os.path.join(folder, name))

    def test_identify_opens_a_wrapped_file_with_the_key(self):
        self.old_drive()
        reported = self.json('identify', self.wrapped)[0]
        self.assertIn('Choose the key file', reported['problem'])
        reported = self.json('--key-file', self.key, 'identify', self.wrapped)[0]
        self.assertEqual([reported['problem'], reported['model'], reported['revision']], [None, 'BU40N', '1.03'])
        self.assertEqual(reported['details']['boot-id'], 'MT1959 Boot BU5 ')
        # The SHA-256 is that of the wrapped file, so that the user can compare it.
        self.assertEqual(reported['sha256'], hashlib.sha256(self.read(self.wrapped)).hexdigest())
        for key in ((), ('--key-file', self.write('wrong', KEY[::-1]))):
            self.assertIn('--key-file KEY', self.text(*key, 'identify', self.wrapped).err)
        self.assertNotIn('--key-file', self.text('--key-file', self.key, 'identify', self.wrapped).err)

    def test_verify_without_a_file_uses_the_key_of_the_last_flash(self):
        self.old_drive()
        self.assert_flashed(self.wrapped, 'BD-RE BU40N', '1.03', '--key-file', self.key)
        self.assertEqual(self.json('verify', 'sr0')['result'], self.json('--key-file', self.key, 'verify', 'sr0')['result'])
        self.assertIn('1.03', self.text('verify', 'sr0').out)

    def test_wrapped_file_without_key_names_the_option(self):
        self.old_drive()
        wrong, missing = self.write('wrong', KEY[::-1]), self.path('missing')
        for key, reported in (((), 'Choose the key file'), (('--key-file', wrong), f'{wrong} is not the key file for drives that require encrypted updates'),
                          (('--key-file', missing), f'Could not read the key file ({missing}: ')):
            check = self.json(*key, 'check', 'sr0', self.wrapped, code=cli.REFUSED)
            reason = next(reason for reason in check['reasons'] if reason['code'] == 'key-file')
            self.assertEqual(reason['weight'], 'refusal')
            self.assertIn(reported, reason['text'])
            if cli.ALL or not key:
                self.assertIn('--key-file', self.text(*key, 'check', 'sr0', self.wrapped, code=cli.REFUSED).err)
            result = self.flash(self.wrapped, *key, code=cli.REFUSED)
            self.assertIn('--key-file', result['next'])
        self.assert_nothing_was_sent()

    def test_wrapped_file_is_sent_plain_to_an_older_drive(self):
        self.old_drive()
        key = ('--key-file', self.key)
        check = self.json(*key, 'check', 'sr0', self.wrapped)
        self.assertEqual([reason['code'] for reason in check['reasons'] if reason['weight'] == 'caution'], ['no-checksum'])
        self.assertIn('unwrapped', [reason['code'] for reason in check['reasons']])
        trace = self.path('trace')
        self.assert_flashed(self.wrapped, 'BD-RE BU40N', '1.03', *key, f'--trace={trace}')
        self.assert_unwrapped_nowhere()
        result = self.json(*key, 'verify', 'sr0', self.wrapped)
        self.assertEqual(result['verified'], 'identity')
        offers = self.json(*key, 'firmware', 'sr0', self.wrapped)
        self.assertEqual([(offer['revision'], offer['installed']) for offer in offers], [('1.03', True)])

    def test_wrapped_file_is_wrapped_for_a_newer_drive(self):
        self.drive('BD-RE BU40N', 'build-stamp=2005061010;receiver=wrapped', Revision='1.00')
        newer = self.image('newer.bin', 'BD-RE BU40N', '1.04', 'wrapped', 'build-stamp=2106061010')
        self.assert_flashed(newer, 'BD-RE BU40N', '1.04', '--key-file', self.key)

    def test_verify_compares_with_the_plain_image(self):
        self.old_drive(';readable=all')
        key = ('--key-file', self.key)
        result = self.flash(self.wrapped, *key)
        self.assertEqual(result['revision-after'], '1.03')
        self.restart()
        self.assertEqual(self.json(*key, 'verify', 'sr0', self.wrapped)['result'], 'equal')

    def cut_power_while_programming(self):
        """Cuts the power while the drive programs the unwrapped image."""
        self.old_drive(';boot-reads')
        self.use(cli.one((FAMILY, 'BD-RE BU40N'), Revision='1.00', Quirks='build-stamp=1704251010;boot-reads')
                 + '\n[fault 1]\nDrive=sr0\nAt=step:program:1\nKind=power-cut\nDuring=after\n')
        self.flash(self.wrapped, '--key-file', self.key, code=None)
        self.use(cli.one((FAMILY, 'BD-RE BU40N'), Revision='1.00', Quirks='build-stamp=1704251010;boot-reads'))
        self.power()
        self.assertEqual(self.json('list')[0]['revision'], 'BOOT')
        self.assert_unwrapped_nowhere()

    def test_recovery_opens_the_wrapped_copy_with_the_same_key_file(self):
        self.cut_power_while_programming()
        result = self.json('recover', 'sr0', '--yes')
        self.assertEqual([result['result'], result['revision-after']], ['done', '1.03'])
        self.assert_runs('BD-RE BU40N', '1.03')
        self.assert_unwrapped_nowhere()

    def test_recovery_opens_the_given_file_with_the_key_file_that_was_used(self):
        self.cut_power_while_programming()
        result = self.json('recover', 'sr0', self.wrapped, '--yes')
        self.assertEqual([result['result'], result['revision-after']], ['done', '1.03'])
        self.assert_runs('BD-RE BU40N', '1.03')
        self.assert_unwrapped_nowhere()

    def test_library_opens_a_wrapped_file_with_the_key_file(self):
        self.environment['XDG_CACHE_HOME'] = self.path('cache')
        self.old_drive()
        os.mkdir(self.path('fw'))
        os.rename(self.wrapped, self.path('fw', 'wrapped.bin'))
        key = ('--key-file', self.key)

        def counts(*arguments):
            return [(each['files'], each['images'], each['wrapped']) for each in self.json(*arguments)]

        self.assertEqual(counts('library', 'add', self.path('fw')), [(1, 0, 1)])
        self.assertIn('encrypted (wrapped) images that require --key-file: 1', self.text('library', 'list').out)
        self.assertEqual(self.json('firmware', 'sr0'), [])
        self.assertIn('1 image for this chipset is encrypted (wrapped). To check the image, specify the key file', self.text('firmware', 'sr0').out)
        wrong = self.write('wrong', KEY[::-1])
        self.assertEqual(self.json('--key-file', wrong, 'firmware', 'sr0'), [])
        self.assertEqual(counts('library', 'list'), [(1, 0, 1)])
        offers = self.json(*key, 'firmware', 'sr0')
        self.assertEqual([(offer['model'], offer['revision'], offer['verdict']) for offer in offers], [('BU40N', '1.03', 'caution')])
        self.assertEqual(counts('library', 'list'), [(1, 1, 0)])
        self.assert_unwrapped_nowhere()

    def test_missing_key_file_is_reported_with_the_command(self):
        """Another program left the drive in boot mode, so no journal names a key file."""
        self.old_drive(';boot-reads', State='boot')
        odd = self.path('the wrapped one.bin')
        os.rename(self.wrapped, odd)
        recover = ('recover', 'sr0', odd, '--yes', '--allow-crossflash')
        for key in ((), ('--key-file', self.path('missing')), (f'--key-file={self.path("missing")}',)):
            told = self.json(*key, *recover, code=None)['next']
            command = told[told.index('“') + 1:told.index('”')]
            self.assertTrue(command.startswith('burnbackctl '), told)
            words = shlex.split(command)
            self.assertEqual(words.count('--key-file'), 1, command)
            self.assertEqual(words[1:3], ['--key-file', 'KEY'])
            self.assertIn(odd, words)
        result = self.json(*words[1:2], self.key, *words[words.index('recover'):])
        self.assertEqual([result['result'], result['revision-after']], ['done', '1.03'])

    def test_recovery_names_a_missing_key_file(self):
        self.cut_power_while_programming()
        os.rename(self.key, self.path('moved'))
        begin = self.log_length()
        result = self.json('recover', 'sr0', '--yes', code=None)
        self.assertIn(self.key, result['message'])
        self.assertNotRegex(result['message'], r'\.\)?[.;]')
        self.assertFalse([entry for entry in self.log(since=begin) if cli.is_write(entry)])
        result = self.json('--key-file', self.path('moved'), 'recover', 'sr0', '--yes')
        self.assertEqual(result['revision-after'], '1.03')


class Integrity(Mt1959Test):
    UNCHECKED = 'Burnback cannot detect damaged firmware files for this drive.'

    def reasons_by_code(self, image, drive='sr0'):
        return {reason['code']: reason for reason in self.json('check', drive, image)['reasons']}

    def test_file_without_checksum_has_a_caution(self):
        self.drive('BD-RE WH16NS60', Revision='1.02')
        image = self.image('new.bin', 'BD-RE WH16NS60', '1.03')
        data = bytearray(self.read(image))
        data[0x100000] ^= 1
        # One byte of the file is wrong, but the file has no checksum that would show this.
        note = self.reasons_by_code(self.write('wrong.bin', bytes(data)))['no-checksum']
        self.assertEqual(note['weight'], 'caution')
        self.assertIn(self.UNCHECKED, note['text'])
        self.assertEqual(self.json('check', 'sr0', image)['consents'],
                         self.json('check', 'sr0', self.path('wrong.bin'))['consents'])
        out = self.text('check', 'sr0', image).out
        self.assertRegex(out, '(?m)^COMPATIBLE WITH WARNINGS$')
        self.assertRegex(out, '(?m)^  caution +' + self.UNCHECKED)

    def test_every_family_without_checksums_has_the_caution(self):
        """The caution is the sentence of the family, and asks for no consent: the file is flashed without another option."""
        for family, text in ((('pioneer', '10'), 'no checksum that Burnback can check'), (('btc', 'IDE1008'), 'contain no checksum'),
                             (('mediatek-mt1959', 'BD-RE WH16NS60'), self.UNCHECKED)):
            with self.subTest(family[0]):
                self.setUp()
                self.use(cli.one(family))
                self.make_drives()
                image = self.make_image('new.bin', family, seed=9)
                check = self.json('check', 'sr0', image)
                reason = next(reason for reason in check['reasons'] if reason['code'] == 'no-checksum')
                self.assertEqual([check['verdict'], reason['weight']], ['caution', 'caution'])
                self.assertIn(text, reason['text'])
                self.assertNotIn('caution', check['consents'])
                if not cli.ALL and family[0] != 'pioneer':      # the rest is the same code for all families
                    continue
                self.assertRegex(self.text('check', 'sr0', image).out, '(?m)^COMPATIBLE WITH WARNINGS$')
                # The flash is refused because there is no backup, and its message asks for no other consent to warnings.
                self.assertNotRegex(self.text('flash', 'sr0', image, '--yes', code=cli.REFUSED).err, '--allow-crossflash|Your consent is required')

    def test_flash_needs_no_consent_to_a_missing_checksum(self):
        self.drive('BD-RE BU40N', 'readable=all;build-stamp=1704251010', Revision='1.00')
        image = self.image('new.bin', 'BD-RE BU40N', '1.03')
        self.assertEqual(self.json('check', 'sr0', image)['consents'], [])
        self.json('flash', 'sr0', image, '--yes')

    def test_recovery_reports_a_file_without_checksum(self):
        self.drive('BD-RE WH16NS60', 'boot-reads', Revision='1.02', State='boot')
        self.assertIn(self.UNCHECKED, self.text('info', 'sr0').out)

    def test_other_families_have_checksums(self):
        self.use(cli.one(cli.NEC, Revision='1.06'))
        self.make_drives()
        self.assertNotIn('no-checksum', self.reasons_by_code(self.make_image('nec.bin', cli.NEC, '1.07')))

    def test_backup_has_checksums_of_its_own(self):
        self.drive('BD-RE BU40N', 'readable=all', Revision='1.00')
        self.json('backup', 'sr0')
        reported = self.text('rollback', 'sr0', '--dry-run', code=None)
        self.assertNotIn(self.UNCHECKED, reported.out + reported.err)


if __name__ == '__main__':
    cli.main()
