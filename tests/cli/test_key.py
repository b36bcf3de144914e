# SPDX-License-Identifier: GPL-3.0-or-later
"""The key file of MT1959 drives with firmware of 2020 and later (docs/protocols/mediatek-mt1959.md). The key is made up."""
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
        return self.json('flash', 'sr0', self.image, '--yes', '--without-backup', '--allow-crossflash', *more, code=code)

    def revision(self):
        return self.json('info', 'sr0')['revision']

    def power_cycle(self):
        self.power(False)
        self.power(True)

    def files(self):
        for folder, _, names in os.walk(self.folder):
            for name in names:
                yield os.path.join(folder, name)

    def test_the_next_candidate_is_wrapped_and_the_key_stays_where_it_is(self):
        trace, report = self.path('trace.log'), self.path('report.txt')
        first = self.flash(code=cli.FAILED)
        self.assertIn('next attempt', first['next'])
        self.assertEqual(self.revision(), '1.02')
        self.power_cycle()
        # what the drive refused is not sent again, and without a key there is nothing else
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

    def test_without_the_switch_the_made_up_key_is_none(self):
        del self.environment['BURNBACK_TEST_KEY_SHA256']
        self.use(cli.one(cli.NS60, Revision='1.02', Quirks='build-stamp=2005081010'))
        self.forget_drives()
        self.make_drives()
        begin = self.log_length()
        value = self.flash('--key-file', self.key, code=cli.REFUSED)
        self.assertIn('This is not the key for these drives.', str(value))
        self.assertFalse([entry for entry in self.log(since=begin) if cli.is_write(entry)])


if __name__ == '__main__':
    cli.main()
