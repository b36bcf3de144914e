# SPDX-License-Identifier: GPL-3.0-or-later
"""People are answered in their language, programs always in the same one."""
import os

import cli


class Language(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.NEC))
        self.make_drives()
        self.german = dict(self.environment, **self.locale('de'))

    def test_people_read_their_language(self):
        plain = self.text('info', 'sr0').out
        german = self.text('info', 'sr0', env=self.german).out
        self.assertIn('Ready.', plain)
        self.assertIn('Bereit.', german)
        self.assertIn('Aufruf:', self.plain('--help', env=self.german).out)

    def test_a_refusal_too(self):
        german = self.text('info', 'sr7', env=self.german, code=cli.NOT_FOUND).err
        self.assertIn('Kein Laufwerk namens „sr7“', german)

    def test_weights_and_checksums_are_translated(self):
        german = self.text('check', 'sr0', self.make_image('new.bin'), env=self.german).out
        self.assertIn('  Hinweis     ', german)
        self.assertIn('Prüfsumme richtig\n', german)
        self.assertNotIn('  info ', german)

    def test_what_the_drive_reported_too(self):
        self.forget_drives()
        self.use(cli.one(cli.NEC, [{'At': 'step:upload:3', 'Kind': 'sense', 'Sense': '5/26/00', 'Times': '0'}]))
        flash = ('flash', 'sr0', self.make_image('new.bin'), '--yes')
        done = self.text(*flash, env=self.german, code=cli.FAILED)
        self.assertIn('ungültiges Feld in der Parameterliste (5/26/00)', done.out + done.err)

    def test_json_is_for_programs(self):
        for arguments in (('info', 'sr0'), ('list',), ('info', 'sr7')):
            english = self.run_program(self.command('--json', *arguments))
            german = self.run_program(self.command('--json', *arguments), env=self.german)
            self.assertEqual(english.out, german.out)
            self.assertEqual(english.returncode, german.returncode)

    def test_nothing_is_translated_by_half(self):
        """Newer C libraries ignore LANGUAGE in the locale C.UTF-8, older ones do not: each text is in one language."""
        half = dict(self.environment, LC_ALL='', LANG='C.UTF-8', LANGUAGE='de')
        languages = set()
        for arguments in (('info', 'sr0'), ('list',), ('backups', 'list'), ('doctor',)):
            texts = [self.text(*arguments, env=env).out for env in (self.environment, self.german, half)]
            self.assertNotEqual(texts[0], texts[1])
            languages.add(texts.index(texts[2]))
        for arguments in (('--help',), ('flash', '--help'), ('--frobnicate',)):
            done = [self.plain(*arguments, code=None, env=env) for env in (self.environment, self.german, half)]
            texts = [each.out + each.err for each in done]
            self.assertNotEqual(texts[0], texts[1])
            self.assertEqual(len({each.returncode for each in done}), 1)
            languages.add(texts.index(texts[2]))
        self.assertEqual(len(languages), 1)

    def test_another_folder_of_translations_is_used(self):
        """Without it nothing is translated, so that the tests above are about the catalogue of this tree."""
        empty = self.path('empty')
        os.mkdir(empty)
        self.assertIn('Ready.', self.text('info', 'sr0', env=dict(self.german, BURNBACK_LOCALE_DIR=empty)).out)


if __name__ == '__main__':
    cli.main()
