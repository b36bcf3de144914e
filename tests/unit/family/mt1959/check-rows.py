#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-rows.py TESTS: Checks that rows.txt names tests for each row of the tables about MT1959 drives; they must exist."""
import pathlib
import re
import sys

# Number of rows in the tables of each section of docs/protocols/mediatek-mt1959.md.
ROWS = {'4': 11, '5': 11, '6': 5, '7a': 6, '7b': 9, '8': 8, '9': 20}


def main():
    tests = pathlib.Path(sys.argv[1])
    sources = '\n'.join(path.read_text() for path in sorted((tests / 'unit').rglob('*.c')))
    stories = {}
    for path in sorted((tests / 'cli').glob('test_*.py')):
        for body in re.split(r'^class ', path.read_text(), flags=re.M)[1:]:
            stories.setdefault(re.match(r'\w+', body).group(), set()).update(re.findall(r'def (test_\w+)', body))
    problems = []
    rows = {}
    for line in (tests / 'unit/family/mt1959/rows.txt').read_text().splitlines():
        if not line or line.startswith('#'):
            continue
        row, *names = line.split()
        rows[row] = names
        for name in names:
            story, _dot, method = name.partition('.')
            if f'"{name}"' not in sources if name.startswith('/') else method not in stories.get(story, ()):
                problems.append(f'{row}: there is no test {name}')
    wanted = {f'{section}.{number + 1}' for section, count in ROWS.items() for number in range(count)}
    problems += [f'{row}: no test' for row in sorted(wanted) if not rows.get(row)]
    problems += [f'{row}: no such row' for row in sorted(rows.keys() - wanted)]
    print('\n'.join(problems) or f'{len(rows)} rows')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
