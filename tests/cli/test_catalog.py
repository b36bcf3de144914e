# SPDX-License-Identifier: GPL-3.0-or-later
"""catalog list, show and lint (bb-ctl-catalog.c)."""
import os
import re

import cli


class Catalog(cli.CliTest):
    def test_list_has_models_of_all_families(self):
        models = self.json('catalog', 'list', kind='catalog-list')
        families = {model['family'] for model in models}
        self.assertLessEqual({'nec-optiarc', 'mediatek-mt1959'}, families)
        self.assertGreater(len(models), 250)

    def test_show_finds_a_rebadge_by_its_name(self):
        value = self.json('catalog', 'show', 'TDK DVDRW420N', kind='catalog-show')
        self.assertIn('K110', [name['code'] for name in value['names']])
        self.assertTrue(self.json('catalog', 'show', 'K355', kind='catalog-show')['models'])
        self.assertIn('ND-1100A', self.text('catalog', 'show', 'TDK DVDRW420N').out)

    def test_show_of_an_unknown_name_is_not_found(self):
        value = self.json('catalog', 'show', 'no such thing', code=cli.NOT_FOUND)
        self.assertIn('no such thing', value['error']['message'])

    def test_lint_names_file_and_key_of_an_error(self):
        folder = os.path.join(os.path.dirname(__file__), '..', '..', 'data', 'catalog')
        files = sorted(os.path.join(folder, name) for name in os.listdir(folder) if re.search(r'\.(names|models)$', name))
        self.assertEqual(self.json('catalog', 'lint', *files, kind='catalog-lint'), [])
        bad = self.write('mine.names', '[x]\nNoSuchKey=1\n')
        problems = self.json('catalog', 'lint', bad, kind='catalog-lint', code=cli.FAILED)
        self.assertTrue(any('mine.names' in problem and 'NoSuchKey' in problem for problem in problems), problems)


if __name__ == '__main__':
    cli.main()
