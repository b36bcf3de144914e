# SPDX-License-Identifier: GPL-3.0-or-later
"""Which firmware suits a drive: what is advised, and what is known of every board in the catalog."""
import configparser
import pathlib

import cli

FAMILY = 'mediatek-mt1959'
CATALOG = pathlib.Path(__file__).resolve().parents[2] / 'data' / 'catalog' / 'mediatek-mt1959.models'


def models():
    """The drive types of the catalog: key and what is said of it."""
    file = configparser.RawConfigParser(delimiters='=', comment_prefixes='#', interpolation=None, strict=True)
    file.optionxform = str
    file.read(CATALOG)
    return {key: file[key] for key in file.sections() if key != 'keys' and not key.startswith('image ')}


class Advice(cli.CliTest):
    def advise(self, model, *arguments, **keys):
        self.forget_drives()
        self.use(cli.one((FAMILY, model), **keys))
        return self.json('advise', 'sr0', *arguments)

    def images(self, *arguments, **keys):
        return [item['image'] for item in self.advise(*arguments, **keys)]

    def test_every_board_of_the_catalog_says_group_and_advice(self):
        n_known = 0
        for key, model in models().items():
            if 'BootIdHex' not in model:
                continue
            with self.subTest(key):
                self.forget_drives()
                self.use(cli.one((FAMILY, key)))
                value = self.json('info', 'sr0')
                self.assertEqual(value['details']['group'], model['Group'])
                # Of the boards with this code no report is known.
                self.assertEqual(value['advice'] == [], model.get('ServiceCode') == 'NB52')
                text = self.text('info', 'sr0').out
                self.assertIn('advice: ', text)
                n_known += 1
        self.assertGreaterEqual(n_known, 52)

    def test_each_purpose_alone_and_in_order(self):
        every = self.advise('BD-RE WH16NS60')
        purposes = [item['purpose'] for item in every]
        self.assertEqual(purposes, sorted(purposes, key=('latest', 'uhd', 'omnidrive', 'way-back').index))
        for purpose in ('latest', 'uhd', 'omnidrive', 'way-back'):
            self.assertEqual(self.json('advise', 'sr0', '--purpose', purpose),
                             [item for item in every if item['purpose'] == purpose])
        self.assertIn('WH16NS60 1.03 (2020-05-08)', [item['image'] for item in every])

    def test_age_decides_what_is_looked_for(self):
        mark = 'not older than 1.0.3'
        young = self.advise('BD-RE WH16NS60', '--purpose', 'omnidrive', Quirks='build-stamp=2005081010')
        self.assertEqual([mark in item['image'] for item in young], [True])
        self.assertEqual(young[0]['transfer'], 'wrapped')
        old = self.advise('BD-RE WH16NS60', '--purpose', 'omnidrive', Quirks='build-stamp=1611241200')
        self.assertEqual([mark in item['image'] for item in old], [False])
        self.assertEqual(old[0]['transfer'], 'plain')

    def test_what_is_not_advised_says_why(self):
        items = self.advise('BD-RE BH16NS40/NS40', '--purpose', 'omnidrive')
        self.assertEqual([item['image'] for item in items], [None])
        self.assertIn('BOOT', items[0]['risk'])
        self.assertIn('not advised', self.text('advise', 'sr0', '--purpose', 'omnidrive').out)

    def test_unknown_stays_unknown(self):
        self.assertEqual(self.images('BD-RE WH16NS60', '--purpose', 'omnidrive', Quirks='build-stamp=xxxxxxxxxx'), [])
        self.forget_drives()
        self.use(cli.one(cli.NEC))
        self.assertEqual(self.json('advise', 'sr0'), [])
        self.assertIn('Nothing is known', self.text('advise', 'sr0').out)

    def test_a_drive_whose_name_says_nothing_is_asked_when_the_user_says_so(self):
        self.use(cli.one((FAMILY, 'BD-RE BU40N'), Quirks='bridge-name=USB 3.0 box;date-20'))
        self.assertEqual(self.json('advise', 'sr0'), [])
        self.assertTrue(self.json('advise', 'sr0', '--look-closer'))

    def test_no_links_are_given(self):
        for item in self.advise('BD-RE BU40N'):
            self.assertNotRegex(' '.join(str(value) for value in item.values()), r'https?:|www\.')

    def test_wrong_usage(self):
        self.use(cli.one(cli.NS60))
        done = self.text('advise', 'sr0', '--purpose', 'fun', code=cli.USAGE)
        self.assertIn('--purpose', done.err)
        self.text('advise', code=cli.USAGE)
        self.text('advise', 'sr9', code=cli.NOT_FOUND)


if __name__ == '__main__':
    cli.main()
