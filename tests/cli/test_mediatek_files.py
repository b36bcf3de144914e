# SPDX-License-Identifier: GPL-3.0-or-later
"""Files with MediaTek firmware: what is told of them, what nothing proves, and those that are wrapped."""
import hashlib
import os

import cli
from test_mediatek import FAMILY, KEY, KEY_SHA256, Story


class Identify(Story):
    def told(self, path, code=cli.DONE):
        """The lines of an image below its size: label → text; and the sentences."""
        lines = [line.strip() for line in self.text('identify', path, code=code).out.splitlines()[2:]]
        return dict(line.split(': ', 1) for line in lines if ': ' in line), lines

    def setUp(self):
        super().setUp()
        self.drive('BD-RE BU40N', Revision='1.00')

    def test_what_decides_is_told(self):
        image = self.image('bu40n.bin', 'BD-RE BU40N', '1.03', 'build-stamp=1612201010')
        told, _ = self.told(image)
        self.assertEqual(told['Build date'], '2016-12-20')
        self.assertEqual(told['Service code'], 'BU40')
        self.assertEqual(told['Boot ID'], '“MT1959 Boot BU5 ”, for slim drives')
        self.assertEqual(told['Marked to replace newer firmware (DE)'], 'no')
        marked = self.image('de.bin', 'BW-16D1HT', '3.02', 'downgrade-enabled')
        told, _ = self.told(marked)
        self.assertEqual(told['Boot ID'], '“MT1959 Boot JB8 ”, for half-height drives')
        self.assertEqual(told['Marked to replace newer firmware (DE)'], 'yes')
        told, _ = self.told(self.image('mark.bin', 'BW-16D1HT', '3.02', 'age-mark'))
        self.assertEqual(told['Marked to replace newer firmware (DE)'], 'yes, firmware of any age (OmniDrive)')

    def test_a_read_out_has_a_remark(self):
        image = self.image('stock.bin', 'BD-RE BU40N', '1.03')
        data = bytearray(self.read(image))
        data[0:0x400] = data[0x10000:0x10400]
        raw = self.write('raw.bin', bytes(data))
        self.assertIn('contains the calibration of that drive', self.text('identify', raw).out)
        self.assertNotIn('calibration', self.text('identify', image).out)

    def test_what_is_blank_leaves_no_gap(self):
        """A descriptor without names, date and codes, as some builds have it."""
        data = bytearray(self.read(self.image('stock.bin', 'BD-RE BU40N', '1.03')))
        data[0x1EC000:0x1EC034] = b' ' * 0x34
        data[0x1EC04C:0x1EC050] = b' ' * 4
        path = self.write('blank.bin', bytes(data))
        told, lines = self.told(path)
        self.assertEqual([told['Build date'], told['Service code']], ['unreadable', 'none'])
        self.assertEqual(lines[0], 'firmware for an unknown model, revision unreadable, checksum none')
        text = self.text('identify', path).out
        for gap in ('()', ' ,', '  ,', ': \n'):
            self.assertNotIn(gap, text)
        image = self.json('identify', path)[0]
        self.assertEqual([image['model'], image['revision']], [None, None])


class WrappedFile(Story):
    """A file that is wrapped for transport, and the key of its owner."""
    def setUp(self):
        super().setUp()
        self.wrapped = self.image('wrapped.bin', 'BD-RE BU40N', '1.03', 'wrapped')
        self.plain_bytes = self.read(self.image('plain.bin', 'BD-RE BU40N', '1.03'))
        os.remove(self.path('plain.bin'))
        self.environment['BURNBACK_TEST_KEY_SHA256'] = KEY_SHA256
        self.key = self.write('key', KEY)

    def old_drive(self, more='', **keys):
        """Of 2017: it takes plain images, so the wrapped one must be unwrapped to be of use."""
        self.drive('BD-RE BU40N', 'build-stamp=1704251010' + more, Revision='1.00', **keys)

    def assert_unwrapped_nowhere(self):
        """No piece of the plain image is on disk but in the memory of the simulated drive."""
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

    def test_identify_opens_it(self):
        self.old_drive()
        told = self.json('identify', self.wrapped)[0]
        self.assertIn('Choose the key file', told['problem'])
        told = self.json('--key-file', self.key, 'identify', self.wrapped)[0]
        self.assertEqual([told['problem'], told['model'], told['revision']], [None, 'BU40N', '1.03'])
        self.assertEqual(told['details']['boot-id'], 'MT1959 Boot BU5 ')
        # The digest is that of the file, which is what the user has.
        self.assertEqual(told['sha256'], hashlib.sha256(self.read(self.wrapped)).hexdigest())

    def test_without_the_key_nothing_is_sent_and_the_key_file_is_named(self):
        self.old_drive()
        wrong, missing = self.write('wrong', KEY[::-1]), self.path('missing')
        for key, told in (((), 'Choose the key file'), (('--key-file', wrong), f'The key file {wrong} is not the key'),
                          (('--key-file', missing), f'The key file cannot be read ({missing}: ')):
            check = self.json(*key, 'check', 'sr0', self.wrapped, code=cli.REFUSED)
            reason = next(reason for reason in check['reasons'] if reason['code'] == 'key-file')
            self.assertEqual(reason['weight'], 'refusal')
            self.assertIn(told, reason['text'])
            self.assertIn('--key-file', self.text(*key, 'check', 'sr0', self.wrapped, code=cli.REFUSED).err)
            result = self.flash(self.wrapped, *key, code=cli.REFUSED)
            self.assertIn('--key-file', result['next'])
        self.assert_nothing_was_sent()

    def test_it_is_sent_plain_to_a_drive_that_wants_that(self):
        self.old_drive()
        key = ('--key-file', self.key)
        check = self.json(*key, 'check', 'sr0', self.wrapped)
        self.assertEqual(check['verdict'], 'fits')
        self.assertIn('unwrapped', [reason['code'] for reason in check['reasons']])
        trace = self.path('trace')
        self.assert_flashed(self.wrapped, 'BD-RE BU40N', '1.03', *key, f'--trace={trace}')
        self.assert_unwrapped_nowhere()
        result = self.json(*key, 'verify', 'sr0', self.wrapped)
        self.assertEqual(result['verified'], 'identity')
        offers = self.json(*key, 'firmware', 'sr0', self.wrapped)
        self.assertEqual([(offer['revision'], offer['installed']) for offer in offers], [('1.03', True)])

    def test_it_is_wrapped_again_for_a_drive_that_wants_that(self):
        self.drive('BD-RE BU40N', 'build-stamp=2005061010;receiver=wrapped', Revision='1.00')
        newer = self.image('newer.bin', 'BD-RE BU40N', '1.04', 'wrapped', 'build-stamp=2106061010')
        self.assert_flashed(newer, 'BD-RE BU40N', '1.04', '--key-file', self.key)

    def test_what_can_be_read_is_compared_with_the_plain_image(self):
        self.old_drive(';readable=all')
        key = ('--key-file', self.key)
        result = self.flash(self.wrapped, *key)
        self.assertEqual(result['revision-after'], '1.03')
        self.restart()
        self.assertEqual(self.json(*key, 'verify', 'sr0', self.wrapped)['result'], 'equal')

    def cut(self):
        """Power goes while the drive programs the unwrapped image."""
        self.old_drive(';boot-reads')
        self.use(cli.one((FAMILY, 'BD-RE BU40N'), Revision='1.00', Quirks='build-stamp=1704251010;boot-reads')
                 + '\n[fault 1]\nDrive=sr0\nAt=step:program:1\nKind=power-cut\nDuring=after\n')
        self.flash(self.wrapped, '--key-file', self.key, code=None)
        self.use(cli.one((FAMILY, 'BD-RE BU40N'), Revision='1.00', Quirks='build-stamp=1704251010;boot-reads'))
        self.power()
        self.assertEqual(self.json('list')[0]['revision'], 'BOOT')
        self.assert_unwrapped_nowhere()

    def test_recovery_opens_its_copy_with_the_key_file_that_was_used(self):
        self.cut()
        result = self.json('recover', 'sr0', '--yes')
        self.assertEqual([result['result'], result['revision-after']], ['done', '1.03'])
        self.assert_runs('BD-RE BU40N', '1.03')
        self.assert_unwrapped_nowhere()

    def test_recovery_names_the_key_file_that_is_gone(self):
        self.cut()
        os.rename(self.key, self.path('moved'))
        begin = self.log_length()
        result = self.json('recover', 'sr0', '--yes', code=None)
        self.assertIn(self.key, result['message'])
        self.assertFalse([entry for entry in self.log(since=begin) if cli.is_write(entry)])
        result = self.json('--key-file', self.path('moved'), 'recover', 'sr0', '--yes')
        self.assertEqual(result['revision-after'], '1.03')


class Integrity(Story):
    UNCHECKED = 'have no checksum that Burnback can check'

    def notes(self, image, drive='sr0'):
        return {reason['code']: reason for reason in self.json('check', drive, image)['reasons']}

    def test_a_file_that_nothing_proves_is_called_that(self):
        self.drive('BD-RE WH16NS60', Revision='1.02')
        image = self.image('new.bin', 'BD-RE WH16NS60', '1.03')
        data = bytearray(self.read(image))
        data[0x100000] ^= 1
        # One byte is wrong, and nothing in the file tells.
        note = self.notes(self.write('wrong.bin', bytes(data)))['no-checksum']
        self.assertEqual(note['weight'], 'info')
        self.assertIn(self.UNCHECKED, note['text'])
        self.assertEqual(self.json('check', 'sr0', image)['consents'],
                         self.json('check', 'sr0', self.path('wrong.bin'))['consents'])
        self.assertIn(self.UNCHECKED, self.text('check', 'sr0', image).out)

    def test_recovery_says_it_too(self):
        self.drive('BD-RE WH16NS60', 'boot-reads', Revision='1.02', State='boot')
        self.assertIn(self.UNCHECKED, self.text('info', 'sr0').out)

    def test_other_families_have_checksums(self):
        self.use(cli.one(cli.NEC, Revision='1.06'))
        self.make_drives()
        self.assertNotIn('no-checksum', self.notes(self.make_image('nec.bin', cli.NEC, '1.07')))

    def test_a_backup_has_checksums_of_its_own(self):
        self.drive('BD-RE BU40N', 'readable=all', Revision='1.00')
        self.json('backup', 'sr0')
        told = self.text('rollback', 'sr0', '--dry-run', code=None)
        self.assertNotIn(self.UNCHECKED, told.out + told.err)


if __name__ == '__main__':
    cli.main()
