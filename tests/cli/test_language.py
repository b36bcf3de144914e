# SPDX-License-Identifier: GPL-3.0-or-later
"""Text is in the language of the user, JSON is the same in every language.

Tests bb-locale.c.
"""
import json
import os
import re

import cli


def catalog_texts(value):
    """Yields the texts of the catalog in @value, a value of JSON, that have two English words or more."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if key in ('from', 'to', 'requires', 'gains', 'losses', 'risk', 'image') and isinstance(inner, str):
            # The sentences of a risk are shown after its level.
            inner = inner.partition(': ')[2] if key == 'risk' else inner
            if len(re.findall(r'\b[a-z]{3,}\b', inner)) > 1:
                yield inner
        else:
            yield from catalog_texts(inner)


class Language(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.NEC))
        self.make_drives()
        self.german = dict(self.environment, **self.locale('de'))

    def test_text_is_in_the_language_of_the_user(self):
        plain = self.text('info', 'sr0').out
        german = self.text('info', 'sr0', env=self.german).out
        self.assertIn('Ready.', plain)
        self.assertIn('Bereit.', german)
        self.assertIn('Aufruf:', self.plain('--help', env=self.german).out)

    def test_failure_is_translated(self):
        german = self.text('info', 'sr7', env=self.german, code=cli.NOT_FOUND).err
        self.assertIn('Kein Laufwerk namens „sr7“', german)

    def test_weights_and_checksums_are_translated(self):
        german = self.text('check', 'sr0', self.make_image('new.bin'), env=self.german).out
        self.assertIn('  Hinweis     ', german)
        self.assertIn('Prüfsumme richtig\n', german)
        self.assertNotIn('  info ', german)

    def test_sense_data_is_translated(self):
        self.forget_drives()
        self.use(cli.one(cli.NEC, [{'At': 'step:upload:3', 'Kind': 'sense', 'Sense': '5/26/00', 'Times': '0'}]))
        flash = ('flash', 'sr0', self.make_image('new.bin'), '--yes')
        done = self.text(*flash, env=self.german, code=cli.FAILED)
        self.assertIn('ungültiger Wert in den Daten des Befehls (5/26/00)', done.out + done.err)

    def test_texts_of_the_catalog_are_translated(self):
        """Text must have translated gains, losses, risks, remarks, and names of drives that contain words. JSON must
        have the English texts."""
        self.forget_drives()
        self.use(cli.one(cli.NS60))
        for arguments in (('advise', 'sr0'), ('catalog', 'show', 'WH16NS60'), ('catalog', 'show', 'BRUHD-PU3')):
            english, german = (self.text(*arguments, env=env).out for env in (self.environment, self.german))
            data = [self.run_program(self.command('--json', *arguments), env=env).out for env in (self.environment, self.german)]
            self.assertEqual(data[0], data[1])
            texts = set(catalog_texts(json.loads(data[0])))
            self.assertNotEqual(texts, set())
            for text in texts:
                self.assertIn(text, english)
                self.assertNotIn(text, german)

    def test_advice_in_info_is_translated(self):
        self.forget_drives()
        self.use(cli.one(cli.NS60))
        german = self.text('info', 'sr0', env=self.german).out
        images = [item['image'] for item in self.json('advise', 'sr0') if item['image'] and ' to ' in item['image']]
        self.assertNotEqual(images, [])
        for image in images:
            self.assertIn(image, self.text('info', 'sr0').out)
            self.assertNotIn(image, german)

    def test_reasons_against_each_family_are_translated(self):
        """Probe Further sends the commands of the families to an unknown drive: each reason must be translated, and so
        must the name of the family in it."""
        self.forget_drives()
        self.use(cli.one(cli.SPC, Vendor='ACME', Product='Writer 9', Revision='1.00'))
        english, german, polish = (self.text('info', 'sr0', '--look-closer', env=env).out
                                   for env in (self.environment, self.german, dict(self.environment, **self.locale('pl'))))
        reasons = re.findall(r'^ +evidence: The drive does not belong to the (.*?) family: (.*)$', english, re.MULTILINE)
        self.assertLessEqual({'NEC / Optiarc', 'MediaTek MT1959', 'Pioneer DVR'}, {family for family, _reason in reasons})
        for _family, reason in reasons:
            self.assertNotIn(reason.rstrip('.'), german)
            self.assertNotIn(reason.rstrip('.'), polish)
        self.assertIn('NEC/Optiarc', polish)
        self.assertNotIn('NEC / Optiarc', polish)

    def test_families_in_a_verdict_are_translated(self):
        polish = dict(self.environment, **self.locale('pl'))
        nec, other = self.make_image('nec.bin'), self.make_image('other.bin', cli.NS60)
        for drive, image in ((cli.NEC, other), (cli.NS60, nec)):
            self.forget_drives()
            self.use(cli.one(drive))
            verdict = self.text('check', 'sr0', image, env=polish, code=None).out
            self.assertRegex(verdict, 'Obraz jest przeznaczony dla napędów .*NEC/Optiarc')
            self.assertNotIn('NEC / Optiarc', verdict)

    def test_reports_in_a_verdict_are_translated(self):
        self.forget_drives()
        self.use(cli.one(('mediatek-mt1959', 'BD-RE BP50NB40'), Product='BD-RE  BP60NB10', Revision='1.00',
                         Quirks='app-id=BUP5;service-code=NB10;sales-code=NM00100;build-stamp=1711211010'))
        image = self.make_image('bu40n.bin', ('mediatek-mt1959', 'BD-RE BU40N'), '1.00')
        english, german = (self.text('check', 'sr0', image, env=env, code=None).out for env in (self.environment, self.german))
        self.assertIn('Reported risk: high. The first update must contain the boot ID BUP5', english)
        self.assertIn('Risiko: hoch. Die erste Aktualisierung muss die Boot-ID BUP5 enthalten', german)
        self.assertNotIn('The first update must contain', german)

    def test_json_is_equal_in_both_languages(self):
        for arguments in (('info', 'sr0'), ('list',), ('info', 'sr7')):
            english = self.run_program(self.command('--json', *arguments))
            german = self.run_program(self.command('--json', *arguments), env=self.german)
            self.assertEqual(english.out, german.out)
            self.assertEqual(english.returncode, german.returncode)

    def test_each_text_is_in_one_language(self):
        """In the locale C.UTF-8 newer C libraries ignore LANGUAGE and older ones do not: all texts must be in one language."""
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

    def test_folder_of_translations_is_taken_from_the_environment(self):
        """With an empty folder in BURNBACK_LOCALE_DIR, texts must be English. So the other tests use the translations
        of this build, not those of an installed Burnback."""
        empty = self.path('empty')
        os.mkdir(empty)
        self.assertIn('Ready.', self.text('info', 'sr0', env=dict(self.german, BURNBACK_LOCALE_DIR=empty)).out)


class JsonLanguage(cli.CliTest):
    def test_json_members_are_never_translated(self):
        self.use(cli.one(cli.NEC))
        plain = self.json('list')
        for locale in (self.locale('de'), self.locale('tr', 'tr_TR'), self.locale('en', 'en_GB'), {'LC_ALL': 'C', 'LANGUAGE': 'C'}):
            self.environment.update(locale)
            self.assertEqual(self.json('list'), plain)

    def test_output_in_a_locale_without_utf_8(self):
        self.use(cli.one(cli.NEC))
        self.environment['LC_ALL'] = 'C'
        self.text('list')
        self.plain('--help')


if __name__ == '__main__':
    cli.main()
