#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-tested.py SOURCE_ROOT: the test of a source file is found from the name of that file.

Either a test has the name of the source file (src/ROOM/bb-NAME.c: test-NAME.c or test_NAME.py in the folders of ROOM),
or the first comments or the docstring of a test name it, so that `git grep -l bb-NAME.c tests` finds it. Prints one
line for each source file without such a test, for each name of a file that does not exist, and for each entry of
NOT_TESTED that is not needed. Exit 1 if there is one.
"""
import ast
import pathlib
import re
import sys

# Source files that no test is about, with the reason.
NOT_TESTED = {
    'burnback-catalog-compile.c': 'main program; the build runs it, and each test that opens the catalog reads its result',
    'bb-app-main.c': 'main program; each test in tests/gui runs it',
    'bb-ctl-main.c': 'main program; each test in tests/cli runs it',
    'bb-pane.c': 'no test measures the width at which the window folds',
    'bb-phase-path.c': 'no test reads the phases; tests/gui/test_contrast.py checks the colours of their style',
}
# Folders with the tests of a room, where they are not in tests/unit/ROOM.
FOLDERS = {'app': ['tests/gui'], 'ctl': ['tests/cli', 'tests/unit/ctl']}
# A comment or a preprocessor line, which may continue on the next lines.
BEFORE_CODE = re.compile(r'\s*(/\*.*?\*/|#(?:\\\n|[^\n])*)', re.DOTALL)
NAME = re.compile(r'(?<![\w-])(?:bb|burnback)-[\w-]+\.c\b')


def read_head(path):
    """Returns the docstring of a Python file, or the comments of a C file before its first line of code."""
    text = path.read_text()
    if path.suffix == '.py':
        return ast.get_docstring(ast.parse(text)) or ''
    comments, end = [], 0
    while match := BEFORE_CODE.match(text, end):
        if match[1].startswith('/*'):
            comments.append(match[1])
        end = match.end()
    return '\n'.join(comments)


def has_own_test(source, tests):
    """Returns whether one of @tests has the name of @source. All paths are relative to the root."""
    room, name = source.parts[1], source.stem.removeprefix('bb-')
    names = f'test-{name}.c', f'test_{name.replace("-", "_")}.py'
    folders = FOLDERS.get(room, [f'tests/unit/{room}'])
    return any(test.name in names and test.as_posix().startswith(f'{folder}/') for test in tests for folder in folders)


def find_wrong(root):
    """Returns the number of source files, and a line for each breach."""
    sources = sorted(path.relative_to(root) for path in root.glob('src/**/*.c'))
    tests = sorted(path.relative_to(root) for path in root.glob('tests/**/*') if path.suffix in ('.c', '.py'))
    tests = [test for test in tests if test.parts[1] != 'house']
    wrong, named = [], set()
    existing = {path.name for path in sources + tests}
    for test in tests:
        names = set(NAME.findall(read_head(root / test)))
        wrong += [f'{test}: there is no file {name}' for name in sorted(names - existing)]
        named |= names
    for source in sources:
        is_found = source.name in named or has_own_test(source, tests)
        if not is_found and source.name not in NOT_TESTED:
            wrong.append(f'{source}: no test has its name, and none names it in its first comment or docstring')
        elif is_found and source.name in NOT_TESTED:
            wrong.append(f'{source}: is tested; remove it from NOT_TESTED')
    wrong += [f'{name}: is in NOT_TESTED, but does not exist' for name in NOT_TESTED if name not in existing]
    return len(sources), wrong


def main():
    n_sources, wrong = find_wrong(pathlib.Path(sys.argv[1]))
    print('\n'.join(wrong) or f'{n_sources} source files, {len(NOT_TESTED)} of them without a test')
    return 1 if wrong or not n_sources else 0


sys.exit(main())
