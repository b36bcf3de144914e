# SPDX-License-Identifier: GPL-3.0-or-later
"""new_family.py SOURCE_ROOT: a chipset family is added to a copy of the source, as "Add a family" of CONTRIBUTING.md says.

The family is that of tests/toy under the name "made-up". Only its own files and the tables that CONTRIBUTING.md names
are written. Then the copy is built, and burnbackctl and the tests of all families are run with it.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FAMILY, CHIP, MODEL = 'made-up', 'made', 'WRITER 1'
# The tests that take their families from tables.
TESTS = ['family', 'job-flow-flash-every-model', f'steps {FAMILY}', f'cuts quick {FAMILY} {MODEL} - flash -', 'cli-families',
         'citations', 'layers']


def copy(source, target):
    """Copies the files of the source, without build folders and the history."""
    names = subprocess.run(['git', '-C', source, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
                           check=True, capture_output=True).stdout.decode().split('\0')
    for name in filter(None, names):
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if (source / name).exists():
            shutil.copy2(source / name, path)


def adapt(text, header):
    """Returns the code of tests/toy as that of the new family, with @header instead of bb-toy.h."""
    return (text.replace('"toy"', f'"{FAMILY}"').replace('TOY', 'MADE').replace('"Toy"', '"Made Up"')
            .replace('bb-toy.h', header).replace('toy', CHIP))


def definition(text, kind, name, file):
    """Replaces a function that registers a family by the definition @name of its struct."""
    found = re.search(r'static const ' + kind + r' \w+ = (\{.*?\n    \});', text, re.DOTALL)
    assert found, f'{file} defines no {kind}'
    begin = text.rindex('\nvoid\n', 0, found.start())
    end = text.index('\n}\n', found.end()) + 3
    body = re.sub(r'^    ', '', found[1], flags=re.MULTILINE)
    return f'{text[:begin]}\nconst {kind} {name} = {body};\n{text[end:]}'


class Source:
    """A copy of the source to which a family is added. `changed` are the tables that were changed."""

    def __init__(self, root):
        self.root = root
        self.changed = set()

    def write(self, name, text):
        path = self.root / name
        assert not path.exists(), f'{name} is there already'
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def add_line(self, name, before, line):
        """Adds a line to a table, before the first line that matches the pattern @before."""
        path = self.root / name
        text = path.read_text()
        found = re.search(before, text, re.MULTILINE)
        assert found, f'{name} has no line {before}'
        path.write_text(text[:found.start()] + line + '\n' + text[found.start():])
        self.changed.add(name)


def add_family(source):
    """Writes the files of the family, and a line in each table."""
    toy = source.root / 'tests' / 'toy'
    family_header, drive_header = f'family/{CHIP}/bb-{CHIP}.h', f'sim/{CHIP}/bb-sim-{CHIP}.h'
    family = adapt((toy / 'bb-toy.c').read_text(), family_header)
    family = re.sub(r'^BbCatalog \*\nmade_get_catalog.*?^}\n\n', '', family, flags=re.DOTALL | re.MULTILINE)
    drive = adapt((toy / 'bb-toy-drive.c').read_text(), drive_header)
    for header in (family_header, drive_header):
        source.write(f'src/{header}', adapt((toy / 'bb-toy.h').read_text(), header))
    source.write(f'src/family/{CHIP}/bb-{CHIP}.c', definition(family, 'BbFamily', 'bb_family_made_up', 'bb-toy.c'))
    source.write(f'src/sim/{CHIP}/bb-sim-{CHIP}.c',
                 definition(drive, 'BbSimFamily', 'bb_sim_family_made_up', 'bb-toy-drive.c'))
    source.write(f'data/catalog/{FAMILY}.models', (toy / 'toy.models').read_text())
    source.write(f'docs/protocols/{FAMILY}.md', '# A family that exists only in this test\n\n## 1. Verdict\n')

    source.add_line('data/meson.build', r"^  'catalog/mediatek-advice", f"  'catalog/{FAMILY}.models',")
    source.add_line('src/family/meson.build', r"^  'lg/bb-lg-header", f"  '{CHIP}/bb-{CHIP}.c',")
    source.add_line('src/family/bb-family.h', r'^extern const BbFamily bb_family_nec', 'extern const BbFamily bb_family_made_up;')
    source.add_line('src/family/bb-family.c', r'^    &bb_family_nec', '    &bb_family_made_up,')
    source.add_line('src/sim/meson.build', r"^sim_sources \+= files\('tsst/", f"sim_sources += files('{CHIP}/bb-sim-{CHIP}.c')")
    source.add_line('src/sim/bb-sim-drive.h', r'^extern const BbSimFamily bb_sim_family_nec',
                    'extern const BbSimFamily bb_sim_family_made_up;')
    source.add_line('src/sim/bb-sim-families.c', r'^    &bb_sim_family_nec', '    &bb_sim_family_made_up,')
    source.add_line('tests/families/families.txt', r'^nec-optiarc',
                    f'{FAMILY} | {MODEL} | - | 0+F0000 | upload:1 | program:1 | proven | checked alike | -')


def check_documented(source):
    """Fails if a table is not named where CONTRIBUTING.md tells how to add a family."""
    text = (source.root / 'CONTRIBUTING.md').read_text()
    steps = re.search(r'^### Add a family\n(.*?)^## ', text, re.DOTALL | re.MULTILINE)[1]
    missing = sorted(name for name in source.changed if f'`{name}`' not in steps)
    assert not missing, f'"Add a family" of CONTRIBUTING.md does not name {missing}'


def run(*command, **more):
    print('+', *command, flush=True)
    subprocess.run(command, check=True, **more)


def check_built(build, folder):
    """Checks that burnbackctl lists a drive of the new family, and flashes it."""
    ctl, sim = build / 'src' / 'ctl' / 'burnbackctl', build / 'src' / 'sim' / 'burnback-sim'
    scenario, image = folder / 'drive.scenario', folder / 'new.bin'
    scenario.write_text(f'[drive sr0]\nFamily={FAMILY}\nModel={MODEL}\nRevision=1.00\nSerial=SIM0001\n')
    environment = dict(os.environ, BURNBACK_SIM_STATE=str(folder / 'drives'), LC_ALL='C.UTF-8')
    begin = [ctl, '--simulate', scenario, '--state-dir', folder / 'state']
    run(sim, 'make-image', '--family', FAMILY, '--model', MODEL, '--revision', '2.00', image, env=environment)
    run(*begin, 'flash', 'sr0', image, '--yes', env=environment)
    listed = subprocess.run([*begin, '--json', 'list'], check=True, capture_output=True, env=environment).stdout.decode()
    assert f'"{FAMILY}"' in listed and '"2.00"' in listed, listed


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    if not (root / '.git').exists():
        print('this is no git checkout')
        return 77
    with tempfile.TemporaryDirectory(prefix='burnback-new-family-') as name:
        folder = pathlib.Path(name)
        source = Source(folder / 'source')
        build = folder / 'build'
        copy(root, source.root)
        add_family(source)
        check_documented(source)
        run('meson', 'setup', '-Dwerror=true', build, source.root)
        run('meson', 'test', '-C', build, '--print-errorlogs', *TESTS)
        run('ninja', '-C', build, 'src/ctl/burnbackctl', 'src/sim/burnback-sim')
        check_built(build, folder)
    return 0


if __name__ == '__main__':
    sys.exit(main())
