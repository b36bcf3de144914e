#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of check-citations.py and check-layers.py: each gets a small source tree, with one breach or with none."""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent

# Number of a section that no page has. The texts below have it as {MISSING}, because check-citations.py reads this file, too.
MISSING = 9
PAGE = '# Chip\n\n## 1. Terms\n'
# For the check of unused functions: a C file with a public function that calls another function.
SOURCE = 'void\n{name} (void)\n{{\n    {callee} ();\n}}\n'


class Checks(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run_check(self, name):
        return subprocess.run([sys.executable, HERE / name, self.root], capture_output=True, text=True, check=False)


class Citations(Checks):
    def cite(self, name, text):
        """Runs the check on a tree with PAGE and a file with this text."""
        self.write('docs/protocols/chip.md', PAGE)
        self.write('README.md', '`docs/protocols/chip.md`\n')
        self.write('src/scsi/bb-good.c', '/* chip.md, section 1 */\n')
        self.write(name, text)
        return self.run_check('check-citations.py')

    def test_accepts_sections_that_exist(self):
        result = self.cite('src/scsi/bb-a.c', '/* chip.md, Section 1 */\n')
        self.assertEqual(result.returncode, 0, result.stdout)

    def test_finds_a_missing_section_in_any_spelling(self):
        for text in ('chip.md, section', 'chip.md, Section', 'Section', 'section', 'Sections 1 and'):
            with self.subTest(text):
                result = self.cite('src/scsi/bb-a.c', f'/* {text} {MISSING} */\n')
                self.assertIn(f'bb-a.c:1: there is no section {MISSING}', result.stdout)
                self.assertEqual(result.returncode, 1)

    def test_reads_tests_in_c_and_python(self):
        for name, text in (('tests/unit/test-a.c', f'/* chip.md, section {MISSING} */\n'),
                           ('tests/cli/test_a.py', f'x = 1  # chip.md, section {MISSING}\n'),
                           ('tests/cli/test_b.py', f'"""Section {MISSING}."""\n'),
                           ('tests/cli/test_c.py', f'# the table of chip.md,\n# section {MISSING}\n')):
            with self.subTest(name):
                result = self.cite(name, text)
                self.assertIn(f'{name}:1: there is no section {MISSING}', result.stdout)
                (self.root / name).unlink()


class Layers(Checks):
    def call(self, **callees):
        """Runs the check on files with one function each: @callees is {file: function that it calls}. Returns the output."""
        for file, callee in callees.items():
            self.write(f'src/sim/{file}.c', SOURCE.format(name=f'bb_{file}', callee=callee))
        return self.run_check('check-layers.py').stdout

    def test_finds_a_circle_of_two_files(self):
        self.assertIn('src/sim: circle: one.c → two.c → one.c', self.call(one='bb_two', two='bb_one'))

    def test_finds_a_circle_of_three_files(self):
        self.assertIn('src/sim: circle: one.c → two.c → three.c → one.c',
                      self.call(one='bb_two', two='bb_three', three='bb_one'))

    def test_accepts_calls_in_one_direction(self):
        self.assertNotIn('src/sim: circle', self.call(one='bb_two', two='bb_three', three='g_print'))

    def test_ignores_static_functions_with_the_same_name(self):
        self.write('src/sim/one.c', 'static void\nbb_same (void)\n{\n    bb_two ();\n}\n')
        self.write('src/sim/two.c', 'static void\nbb_same (void)\n{\n}\n\nvoid\nbb_two (void)\n{\n    bb_same ();\n}\n')
        self.assertNotIn('circle', self.run_check('check-layers.py').stdout)

    def test_finds_an_exception_for_a_folder_without_circle(self):
        check = re.sub(r'^CIRCLES_ALLOWED = {.*?}', "CIRCLES_ALLOWED = {'sim': 'reason'}", (HERE / 'check-layers.py').read_text(),
                       flags=re.MULTILINE | re.DOTALL)
        self.write('check-layers.py', check)
        self.write('src/sim/one.c', SOURCE.format(name='bb_one', callee='g_print'))
        self.assertIn('src/sim: has no circle', self.run_check(self.root / 'check-layers.py').stdout)


if __name__ == '__main__':
    unittest.main()
