#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of check-citations.py, check-layers.py and check-tested.py: each gets a small source tree, with one breach or with none."""
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


class Tested(Checks):
    def check(self, exceptions='{}'):
        """Runs the check with these exceptions in place of NOT_TESTED."""
        check, n = re.subn(r'^NOT_TESTED = {.*?^}', f'NOT_TESTED = {exceptions}', (HERE / 'check-tested.py').read_text(),
                           flags=re.MULTILINE | re.DOTALL)
        self.assertEqual(n, 1)
        self.write('check-tested.py', check)
        result = self.run_check(self.root / 'check-tested.py')
        self.assertEqual(result.stderr, '')
        return result

    def write_source(self, room='job'):
        self.write(f'src/{room}/bb-own-name.c', 'int n;\n')

    def test_finds_a_source_file_without_a_test(self):
        self.write_source()
        self.write('tests/unit/job/meson.build', '# bb-own-name.c\n')
        self.write('tests/unit/job/test-unit.c', '#define N 1\nint n;\n/* Tests bb-own-name.c. */\n')
        self.write('tests/unit/sim/test-own-name.c', '/* Tests another room. */\n')
        self.write('tests/house/check-a.py', '"""bb-own-name.c"""\n')
        self.write('tests/cli/test_long.py', '"""Tests sub-bb-own-name.c."""\n')
        result = self.check()
        self.assertIn('src/job/bb-own-name.c: no test has its name', result.stdout)
        self.assertEqual(result.returncode, 1)

    def test_accepts_a_test_with_the_name_of_the_file(self):
        for room, name in (('job', 'tests/unit/job/test-own-name.c'), ('app', 'tests/gui/test_own_name.py'),
                           ('ctl', 'tests/cli/test_own_name.py'), ('ctl', 'tests/unit/ctl/test-own-name.c')):
            with self.subTest(name):
                self.write_source(room)
                self.write(name, '')
                result = self.check()
                self.assertEqual(result.returncode, 0, result.stdout)
                (self.root / name).unlink()
                (self.root / f'src/{room}/bb-own-name.c').unlink()

    def test_accepts_a_test_that_names_the_file_before_its_code(self):
        self.write_source()
        for name, text in (('tests/unit/job/test-unit.c',
                            '/* Licence */\n#define N \\\n    1\n\n/* Names. Tests bb-own-name.c. */\nint n;\n'),
                           ('tests/cli/test_name.py', '"""Names.\n\nTests bb-own-name.c.\n"""\n')):
            with self.subTest(name):
                self.write(name, text)
                result = self.check()
                self.assertEqual(result.returncode, 0, result.stdout)
                (self.root / name).unlink()

    def test_finds_the_name_of_a_missing_file(self):
        self.write_source()
        self.write('tests/unit/job/test-own-name.c', '/* Tests bb-old-name.c. */\n')
        result = self.check()
        self.assertIn('test-own-name.c: there is no file bb-old-name.c', result.stdout)
        self.assertEqual(result.returncode, 1)

    def test_finds_exceptions_that_are_not_needed(self):
        self.write_source()
        self.assertEqual(self.check("{'bb-own-name.c': 'reason'}").returncode, 0)
        self.write('tests/unit/job/test-own-name.c', '')
        self.assertIn('bb-own-name.c: is tested', self.check("{'bb-own-name.c': 'reason'}").stdout)
        self.assertIn('bb-gone.c: is in NOT_TESTED', self.check("{'bb-gone.c': 'reason'}").stdout)


if __name__ == '__main__':
    unittest.main()
