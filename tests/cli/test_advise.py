# SPDX-License-Identifier: GPL-3.0-or-later
"""advise: which firmware was reported to suit a drive, for each board of the catalog (bb-ctl-advise.c)."""
import configparser
import pathlib
import re
import shutil
import textwrap

import cli

FAMILY = 'mediatek-mt1959'
CATALOG = pathlib.Path(__file__).resolve().parents[2] / 'data' / 'catalog' / 'mediatek-mt1959.models'


def models():
    """Returns the drive types of the catalog: {key: values}."""
    file = configparser.RawConfigParser(delimiters='=', comment_prefixes='#', interpolation=None, strict=True)
    file.optionxform = str
    file.read(CATALOG)
    return {key: file[key] for key in file.sections() if key != 'keys' and not key.startswith('image ')}


class Advice(cli.CliTest):
    def advise(self, model, *arguments, **keys):
        """Returns the JSON of `advise` for a new drive of the model. @keys: keys of the drive in the scenario"""
        self.forget_drives()
        self.use(cli.one((FAMILY, model), **keys))
        return self.json('advise', 'sr0', *arguments)

    def images(self, *arguments, **keys):
        return [item['image'] for item in self.advise(*arguments, **keys)]

    def test_each_board_of_the_catalog_has_its_advice(self):
        boards = {key: model for key, model in models().items() if 'BootIdHex' in model}
        self.assertGreaterEqual(len(boards), 52)
        def kind(board):
            return board[1]['Group'], board[1].get('ServiceCode') == 'NB52'

        for key, model in cli.some(boards.items(), kind=kind):
            with self.subTest(key):
                self.forget_drives()
                self.use(cli.one((FAMILY, key)))
                value = self.json('info', 'sr0')
                self.assertEqual(value['details']['group'], model['Group'])
                # The catalog has no report about boards with this service code, so they have no advice.
                self.assertEqual(value['advice'] == [], model.get('ServiceCode') == 'NB52')
                text = self.text('info', 'sr0').out
                self.assertIn('advice: ', text)

    def test_purpose_option_selects_the_advice_for_it(self):
        every = self.advise('BD-RE WH16NS60')
        purposes = [item['purpose'] for item in every]
        self.assertEqual(purposes, sorted(purposes, key=('latest', 'uhd', 'omnidrive', 'archive', 'way-back').index))
        for purpose in ('latest', 'uhd', 'omnidrive', 'archive', 'way-back'):
            self.assertEqual(self.json('advise', 'sr0', '--purpose', purpose),
                             [item for item in every if item['purpose'] == purpose])
        self.assertIn('WH16NS60 firmware 1.03 (2020-05-08)', [item['image'] for item in every])

    def test_firmware_date_selects_the_advice(self):
        mark = 'OmniDrive 1.0.3 and later can be flashed even if the drive’s firmware is newer'
        young = self.advise('BD-RE WH16NS60', '--purpose', 'omnidrive', Quirks='build-stamp=2005081010')
        self.assertEqual([mark in item['image'] for item in young], [True])
        self.assertEqual(young[0]['transfer'], 'wrapped')
        old = self.advise('BD-RE WH16NS60', '--purpose', 'omnidrive', Quirks='build-stamp=1611241200')
        self.assertEqual([mark in item['image'] for item in old], [False])
        self.assertEqual(old[0]['transfer'], 'plain')

    def test_missing_image_has_a_reason(self):
        items = self.advise('BD-RE BH16NS40/NS40', '--purpose', 'omnidrive')
        self.assertEqual([item['image'] for item in items], [None])
        self.assertIn('BOOT', items[0]['risk'])
        self.assertIn('not advised', self.text('advise', 'sr0', '--purpose', 'omnidrive').out)

    def test_drive_unknown_to_the_catalog_has_no_advice(self):
        self.assertEqual(self.images('BD-RE WH16NS60', '--purpose', 'omnidrive', Quirks='build-stamp=xxxxxxxxxx'), [])
        self.forget_drives()
        self.use(cli.one(cli.NEC))
        self.assertEqual(self.json('advise', 'sr0'), [])
        self.assertIn('Burnback has no firmware advice for this drive.', self.text('advise', 'sr0').out)

    def test_drive_of_each_family_has_advice_on_preserving_discs(self):
        """The advice depends on the name and revision that the drive reports, not on its family."""
        for family, model, revision, image in (
                ('plextor', 'DVDR PX-716AL', '1.02', 'Current firmware (no flashing needed)'),
                ('plextor', 'DVDR PX-716AL', '1.00', None),
                ('samsung-tsst', 'DVD-ROM TS-H353C', 'DE02', 'Modified firmware “MoriGM” ZZ00, based on TS-H353C firmware, for reading whole CDs, including areas outside the tracks'),
                ('samsung-tsst', 'DVD-ROM TS-H353C', 'ZZ00', 'Current firmware (no flashing needed)')):
            with self.subTest(model=model, revision=revision):
                self.forget_drives()
                self.use(cli.one((family, model), Revision=revision))
                advice = self.json('advise', 'sr0', '--purpose', 'archive')
                self.assertEqual([item['image'] for item in advice], [image])
                self.assertIn('advice: Preserving discs: ' + (image or 'not advised'), self.text('info', 'sr0').out)

    def test_requirement_of_the_connection_is_named(self):
        self.use(cli.one(('nec-optiarc', 'D773'), Revision='1.04'))
        advice = self.json('advise', 'sr0', '--purpose', 'archive')
        self.assertIn('to an IDE port that is set to PIO mode', advice[0]['requires'])
        self.assertIn('  requires: For flashing, connect the drive to an IDE port that is set to PIO mode', self.text('advise', 'sr0', '--purpose', 'archive').out)

    def test_look_closer_identifies_a_drive_with_unknown_name(self):
        self.use(cli.one((FAMILY, 'BD-RE BU40N'), Quirks='bridge-name=USB 3.0 box;date-20'))
        self.assertEqual(self.json('advise', 'sr0'), [])
        self.assertTrue(self.json('advise', 'sr0', '--look-closer'))

    def test_example_of_the_guide_is_identified_and_has_its_advice(self):
        """The entries that CONTRIBUTING.md shows for a rebadge, in a copy of the catalog."""
        guide = (CATALOG.parents[2] / 'CONTRIBUTING.md').read_text(encoding='utf-8')
        entries = re.findall(r'^ {7}\[Example 420N\]\n(?: {7}\w+=.*\n)+', guide, re.MULTILINE)
        self.assertEqual(len(entries), 2)
        folder = pathlib.Path(self.path('catalog'))
        shutil.copytree(CATALOG.parent, folder)
        for name, entry in zip(('nec.names', 'nec-advice.models'), entries):
            with open(folder / name, 'a', encoding='utf-8') as file:
                file.write('\n' + textwrap.dedent(entry))
        self.environment['BURNBACK_CATALOG'] = str(folder)
        k110, sold = ('nec-optiarc', 'K110'), {'Vendor': 'EXAMPLE', 'Product': 'DVDRW420N'}
        self.use(cli.one(k110, **sold))
        self.assertEqual(self.json('info', 'sr0')['is']['model'], 'ND-1100A')
        self.assertEqual([item['image'] for item in self.json('advise', 'sr0')], ['NEC firmware for the ND-1100A'])
        for other in ({'Quirks': 'rid-model=ND-1300A'}, {'Vendor': 'OTHER'}, {'Quirks': 'vendor-specific=seri-01 BT-LIGGY'}):
            with self.subTest(other):
                self.forget_drives()
                self.use(cli.one(k110, **{**sold, **other}))
                self.assertNotIn('latest', [item['purpose'] for item in self.json('advise', 'sr0', '--look-closer')])

    def test_sold_name_selects_the_advice(self):
        """A catalog of this test, with advice for drives that report the name "TEST WRITER"."""
        folder = pathlib.Path(self.path('catalog'))
        shutil.copytree(CATALOG.parent, folder)
        with open(folder / 'mediatek-advice.models', 'a', encoding='utf-8') as file:
            file.write('\n[made for this test]\nWhen=inquiry-vendor:MAKER;inquiry-product:TEST WRITER\nPurpose=latest\n'
                       'Image=TEST 9.99\nRisk=high: It is made up.\nConfidence=low\nSource=this test\n')
        self.environment['BURNBACK_CATALOG'] = str(folder)
        self.assertNotIn('TEST 9.99', self.images('BD-RE WH16NS60'))
        self.assertIn('TEST 9.99', self.images('BD-RE WH16NS60', Vendor='MAKER', Product='TEST WRITER'))
        self.assertNotIn('TEST 9.99', self.images('BD-RE WH16NS60', Vendor='OTHER', Product='TEST WRITER'))

    def test_risk_is_shown_as_level_and_sentences(self):
        """JSON has the text of the catalog; a level without a remark is a sentence of one word."""
        shown = set()
        for model in ('BD-RE WH16NS60', 'BD-RE BH16NS40/NS40', 'BW-16D1HT'):
            for item in self.advise(model):
                level, colon, remark = item['risk'].partition(': ')
                line = f'  risk: {level}. {remark}' if colon else f'  risk: {level}.'
                self.assertIn(line, self.text('advise', 'sr0').out.splitlines())
                shown.add(bool(colon))
        self.assertEqual(shown, {False, True})

    def test_text_has_source_and_confidence(self):
        item = self.advise('BD-RE BU40N')[0]
        word = {'high': 'Confirmed', 'medium': 'Likely', 'low': 'Uncertain'}[item['confidence']]
        self.assertIn(f'  source: {item["source"]}\n  confidence: {word}\n', self.text('advise', 'sr0').out)

    def test_advice_contains_no_links(self):
        for item in self.advise('BD-RE BU40N'):
            self.assertNotRegex(' '.join(str(value) for value in item.values()), r'https?:|www\.')

    def test_unknown_purpose_is_a_usage_error(self):
        self.use(cli.one(cli.NS60))
        done = self.text('advise', 'sr0', '--purpose', 'fun', code=cli.USAGE)
        self.assertIn('--purpose', done.err)
        self.text('advise', code=cli.USAGE)
        self.text('advise', 'sr9', code=cli.NOT_FOUND)


if __name__ == '__main__':
    cli.main()
