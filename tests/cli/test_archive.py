# SPDX-License-Identifier: GPL-3.0-or-later
"""Firmware for preserving discs: advice about it, drives that run it, and images of it."""
import os

import cli

AD_7173A = ('nec-optiarc', 'D773')
AD_7203A = ('nec-optiarc', 'G203')
OPTIDUMP = 'seri-01    BT-LIGGY'


class Archive(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.environment['XDG_CACHE_HOME'] = self.path('cache')
        self.german = dict(self.environment, **self.locale('de'))

    def drive(self, model, **keys):
        """Replaces the drive by a new drive of this model. @keys: keys of the drive in the scenario"""
        self.forget_drives()
        self.use(cli.one(model, **keys))

    def advise(self, *arguments):
        return self.json('advise', 'sr0', '--purpose', 'archive', *arguments)

    def test_advice_for_preserving_discs(self):
        self.drive(AD_7203A, Revision='1.08')
        item, = self.advise()
        self.assertEqual((item['purpose'], item['confidence'], item['requires']), ('archive', 'high', None))
        self.assertIn('“optidump SE01”, based on AD-7203A 1.09', item['image'])
        self.assertIn('scrambled', item['gains'])
        text = self.text('advise', 'sr0').out
        self.assertTrue(text.startswith(f'Preserving discs\n  {item["image"]}\n  gains: '), text)
        self.assertIn('  confidence: Confirmed\n', text)
        self.assertIn(f'advice: Preserving discs: {item["image"]}\n', self.text('info', 'sr0').out)
        self.assertEqual(self.json('info', 'sr0')['advice'], [item])

    def test_pio_mode_is_a_requirement(self):
        self.drive(AD_7173A)
        item, = self.advise()
        self.assertIn('PIO', item['requires'])
        self.assertIn(f'  requires: {item["requires"]}\n', self.text('advise', 'sr0').out)

    def test_advice_is_translated(self):
        for model, keys in ((AD_7173A, {}), (('nec-optiarc', 'Q285'), {'Revision': '1.G8'}), (('nec-optiarc', 'Q200'), {}),
                            (('mediatek-mt1959', 'BD-RE BU40N'), {'Revision': '1.00'})):
            self.drive(model, **keys)
            items = self.advise()
            self.assertEqual(len(items), 1, model)
            german = self.text('advise', 'sr0', '--purpose', 'archive', env=self.german).out
            self.assertTrue(german.startswith('Discs archivieren\n'), german)
            for key in ('image', 'requires', 'gains', 'losses', 'risk'):
                if items[0][key]:
                    self.assertNotIn(items[0][key].partition(': ')[2] if key == 'risk' else items[0][key], german)

    def test_unadvised_firmware_has_a_reason(self):
        self.drive(('nec-optiarc', 'Q285'), Revision='1.Z8')
        item, = self.advise()
        self.assertEqual((item['image'], item['confidence']), (None, 'low'))
        self.assertIn('1.Zx', item['risk'])
        self.assertIn('not advised', self.text('advise', 'sr0').out)

    def test_media_tek_revisions_are_kept_or_not_advised(self):
        for model, revision, image in (('BD-RE BU40N', '1.00', 'Current firmware 1.00'), ('BW-16D1HT', '3.02', 'Current firmware 3.02'),
                                       ('BD-RE WH16NS48', '1.D3', 'Current firmware 1.D3'), ('BD-RE WH16NS60', '1.02', None)):
            with self.subTest(model):
                self.drive(('mediatek-mt1959', model), Revision=revision)
                item, = self.advise()
                self.assertEqual(item['image'] and item['image'].split(' (')[0], image)
                self.assertTrue(item['risk'].startswith('low'))
                self.drive(('mediatek-mt1959', model), Revision='1.77')
                self.assertEqual(self.advise(), [])

    def test_other_nec_drives_have_no_advice(self):
        self.drive(cli.NEC)
        self.assertEqual(self.json('advise', 'sr0'), [])
        self.assertEqual(self.text('advise', 'sr0').out, 'Burnback has no firmware advice for this drive.\n')
        self.assertIn('      advice: none known\n', self.text('info', 'sr0').out)
        self.assertEqual(self.json('info', 'sr0')['details'], {'modified': None, 'modified-version': None})

    def test_drive_with_modified_firmware(self):
        self.drive(AD_7173A, Revision='1-04', Quirks='vendor-specific=seri-v1    BT-LIGGY')
        value = self.json('info', 'sr0')
        self.assertEqual(value['details'], {'modified': 'optidump', 'modified-version': 'SE01'})
        self.assertIn('The drive is running modified firmware: optidump SE01.', self.text('info', 'sr0').out)
        self.assertIn('1-04', self.text('list').out)
        self.assertEqual([item['purpose'] for item in value['advice']], ['archive', 'way-back'])
        back = value['advice'][1]
        self.assertIn('PIO', back['requires'])
        self.assertIn("the manufacturer’s image", back['image'])

    def test_modified_image_is_told_from_the_manufacturers(self):
        modified = self.make_image('modified.bin', AD_7203A, '1.09', 7, '--set', f'vendor-specific={OPTIDUMP}')
        plain = self.make_image('plain.bin', AD_7203A, '1.09')
        values = self.json('identify', modified, plain)
        self.assertEqual([(value['kind'], value['details']['modified']) for value in values],
                         [('modified', 'optidump'), ('unknown', None)])
        text = self.text('identify', modified).out
        self.assertIn('  modified image: optidump SE01\n', text)
        self.assertNotIn('modified', self.text('identify', plain).out.replace('modified.bin', ''))

    def test_library_offers_the_image_for_preserving_discs(self):
        os.mkdir(self.path('fw'))
        self.make_image('fw/modified.bin', AD_7203A, '1.09', 7, '--set', f'vendor-specific={OPTIDUMP}')
        self.make_image('fw/plain.bin', AD_7203A, '1.09')
        self.drive(AD_7203A, Revision='1.08')
        offers = {os.path.basename(offer['file']): offer for offer in self.json('firmware', 'sr0', self.path('fw'))}
        self.assertEqual([item['purpose'] for item in offers['modified.bin']['advice']], ['archive'])
        self.assertEqual(offers['plain.bin']['advice'], [])
        self.assertIn('modified-image', [reason['code'] for reason in self.json(
            'check', 'sr0', self.path('fw', 'modified.bin'), code=None)['reasons']])
        self.assertIn('  purpose: Preserving discs (source: ', self.text('firmware', 'sr0', self.path('fw')).out)

    def test_dash_in_a_revision_sorts_as_a_point(self):
        os.mkdir(self.path('fw'))
        for revision in ('1.08', '1-09', '1.10'):
            self.make_image(f'fw/{revision}', AD_7203A, revision, 7, '--set', f'vendor-specific={OPTIDUMP}')
        self.drive(AD_7203A, Revision='1.00')
        offers = self.json('firmware', 'sr0', self.path('fw'))
        self.assertEqual([offer['revision'] for offer in offers], ['1.10', '1-09', '1.08'])

    def test_flashed_to_modified_firmware_and_back(self):
        """The firmware for the AD-7241S changes vendor and product of the drive."""
        model = ('nec-optiarc', 'G246')
        image = self.make_image('modified.bin', model, '1.61', 7, '--vendor', 'SONY', '--product', 'DVD RW DRU-875S',
                                '--set', f'vendor-specific={OPTIDUMP}')
        self.drive(model, Revision='1.05')
        self.json('flash', 'sr0', image, '--yes', code=cli.REFUSED)
        self.json('flash', 'sr0', image, '--yes', '--allow-crossflash')
        info = self.json('info', 'sr0')
        self.assertEqual(info['details'], {'modified': 'optidump', 'modified-version': 'SE01'})
        self.assertEqual([item['purpose'] for item in info['advice']], ['archive', 'way-back'])
        self.assertIn('SONY', self.text('list').out)
        self.json('rollback', 'sr0', '--yes')
        info = self.json('info', 'sr0')
        self.assertIsNone(info['details']['modified'])
        self.assertIn('“optidump SE01”, based on AD-7241S 1.61', info['advice'][0]['image'])


if __name__ == '__main__':
    cli.main()
