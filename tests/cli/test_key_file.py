# SPDX-License-Identifier: GPL-3.0-or-later
"""--key-file for MT1959 drives with firmware of 2020 and later, which accept only wrapped (encrypted) images
(docs/protocols/mediatek-mt1959.md). The key is a test key.
"""
import os

import cli

KEY = bytes(range(16))
KEY_SHA256 = 'be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991'


class KeyFile(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.NS60, Revision='1.02', Quirks='receiver=wrapped;on-reject=ready'))
        self.make_drives()
        self.image = self.make_image('new.bin', cli.NS60, '1.03')
        self.key = self.write('key', KEY.hex() + '\n')
        self.environment['BURNBACK_TEST_KEY_SHA256'] = KEY_SHA256

    def flash(self, *more, code=cli.DONE):
        """Flashes with all consents. Returns the JSON; the exit code must be @code."""
        return self.json('flash', 'sr0', self.image, '--yes', '--without-backup', '--allow-crossflash', *more, code=code)

    def revision(self):
        return self.json('info', 'sr0')['revision']

    def power_cycle(self):
        self.power(False)
        self.power(True)

    def files(self):
        """Yields the path of each file of the test, with the state of drives and program."""
        for folder, _, names in os.walk(self.folder):
            for name in names:
                yield os.path.join(folder, name)

    def test_next_attempt_is_wrapped_and_the_key_is_not_copied(self):
        trace, report = self.path('trace.log'), self.path('report.txt')
        first = self.flash(code=cli.FAILED)
        self.assertIn('If the drive accepts only encrypted updates, choose the key file first.', first['next'])
        self.assertEqual(self.revision(), '1.02')
        self.power_cycle()
        # The image is not sent in the rejected form (plain) again, and the other form (wrapped) needs a key.
        begin = self.log_length()
        self.flash(code=cli.REFUSED)
        self.assertFalse([entry for entry in self.log(since=begin) if cli.is_write(entry)])
        self.flash('--key-file', self.key, '--trace', trace)
        self.assertEqual(self.revision(), '1.03')
        self.text('report', 'sr0', report, '--key-file', self.key)
        forms = (KEY, KEY.hex().encode(), KEY.hex().upper().encode(), KEY.hex(' ').encode(), KEY.hex(' ').upper().encode())
        for path in self.files():
            if path == self.key:
                continue
            data = self.read(path)
            for form in forms:
                self.assertNotIn(form, data, path)
        self.assertTrue(os.path.exists(trace) and os.path.exists(report))

    def unreadable_key_files(self):
        """Yields key files that cannot be read, each for another reason."""
        yield self.path('missing')
        yield self.folder
        locked = self.write('locked', KEY)
        os.chmod(locked, 0)
        if not os.access(locked, os.R_OK):
            yield locked

    def assert_names_the_key(self, text, path):
        self.assertIn(f'Could not read the key file ({path}: ', text)

    def assert_unsent(self, begin):
        """Checks that the log has no command that writes after its first @begin entries."""
        self.assertFalse([entry for entry in self.log(since=begin) if cli.is_write(entry)])

    def test_check_and_flash_name_an_unreadable_key_file(self):
        self.flash(code=cli.FAILED)
        self.power_cycle()
        begin = self.log_length()
        for path in self.unreadable_key_files():
            check = self.json('--key-file', path, 'check', 'sr0', self.image, code=cli.REFUSED)
            self.assert_names_the_key(next(reason['text'] for reason in check['reasons'] if reason['code'] == 'key-file'), path)
            flash = self.flash('--key-file', path, code=cli.REFUSED)
            self.assert_names_the_key(flash['message'], path)
            self.assertIn('Nothing on the drive was changed.', flash['message'])
            self.assertIn('--key-file', flash['next'])
            self.assertIn('--key-file', self.text('--key-file', path, 'check', 'sr0', self.image, code=cli.REFUSED).err)
        self.assert_unsent(begin)
        self.flash('--key-file', self.key)

    def test_recover_names_an_unreadable_key_file(self):
        self.use(cli.one(cli.NS60, Revision='1.02', State='boot', Quirks='boot-receiver=wrapped;boot-reads'))
        self.forget_drives()
        self.make_drives()
        recover = ('recover', 'sr0', self.image, '--yes', '--allow-crossflash')
        self.json(*recover, code=cli.NEEDS_RECOVERY)
        self.power_cycle()
        begin = self.log_length()
        for path in self.unreadable_key_files():
            result = self.json('--key-file', path, *recover, code=cli.REFUSED)
            self.assert_names_the_key(result['message'], path)
            self.assertIn('--key-file', result['next'])
        self.assert_unsent(begin)
        self.json('--key-file', self.key, *recover)
        self.assertEqual(self.revision(), '1.03')

    def test_test_key_is_rejected_without_its_variable(self):
        del self.environment['BURNBACK_TEST_KEY_SHA256']
        self.use(cli.one(cli.NS60, Revision='1.02', Quirks='build-stamp=2005081010'))
        self.forget_drives()
        self.make_drives()
        begin = self.log_length()
        value = self.flash('--key-file', self.key, code=cli.REFUSED)
        self.assertIn('is not the key file for drives that require encrypted updates.', str(value))
        self.assertFalse([entry for entry in self.log(since=begin) if cli.is_write(entry)])


if __name__ == '__main__':
    cli.main()
