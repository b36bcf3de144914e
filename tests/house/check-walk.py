#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-walk.py SOURCE_ROOT: the calls from the click to the first erase are those of the table in docs/design.md.

A row has a number, a file, functions in the file, and the number of the row that calls them ("3"). If that row does
not call them by name, the name that it uses follows in code quotes ("1, `signal_accepted`"): a signal, the function
that starts a thread, a virtual function. A row uses a name if the name is in the body of one of its functions, or of a
function of the same file that they call. No function may be in a higher folder (FOLDERS) than its caller.
Prints one line for each breach; exit 1 if there is one.
"""
import pathlib
import re
import sys

N_FILES = 18
HEADING = '## From the click to the first erase, file by file'
ROW = re.compile(r'^\| (\d+) \| `(src/[^`]+\.c)` \| ([^|]*) \| ?([^|]*?) ?\|', re.MULTILINE)
CODE = re.compile(r'`([^`\n]+)`')
FUNCTION = re.compile(r'^(\w+) \((?:(?!\n\n)[^;{])*?\)\n\{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
# The folders of the walk, from the highest to the lowest.
FOLDERS = ['src/app', 'src/job/operation', 'src/job/engine', 'src/job/flow', 'src/scsi']


def functions_of(path):
    """Returns {name: body} of the functions in a file."""
    return dict(FUNCTION.findall(path.read_text()))


def names_reached(functions, start):
    """Returns all names in the body of a function and of the functions that it calls in the same file."""
    reached, to_read = set(), [start]
    while to_read:
        names = set(re.findall(r'\w+', functions.get(to_read.pop(), ''))) - reached
        reached |= names
        to_read += [name for name in names if name in functions]
    return reached


def height_of(file):
    """Returns the index of the folder of a file in FOLDERS, 0 for the highest; None if it is in none of them."""
    return next((n for n, folder in enumerate(FOLDERS) if file.startswith(folder + '/')), None)


def check(root):
    """Yields a message for each breach."""
    text = (root / 'docs' / 'design.md').read_text()
    section = text[text.index(HEADING):].split('\n## ')[0]
    rows = {int(number): (file, CODE.findall(names), by) for number, file, names, by in ROW.findall(section)}
    files = {file for file, names, by in rows.values()}
    if len(files) != N_FILES:
        yield f'{len(files)} files, not {N_FILES}'
    for number, (file, names, by) in rows.items():
        if not (root / file).exists():
            yield f'{number}: there is no {file}'
            continue
        functions = functions_of(root / file)
        yield from (f'{number}: {file} has no {name}' for name in names if name not in functions)
        caller = re.match(r'\d+', by)
        if number == 1 and not caller:
            continue
        if not caller or int(caller[0]) not in rows:
            yield f'{number}: no row calls it'
            continue
        calling_file, calling_names, _ = rows[int(caller[0])]
        calling = functions_of(root / calling_file)
        reached = set().union(*(names_reached(calling, name) for name in calling_names))
        yield from (f'{number}: {calling_file} does not mention {name} in row {caller[0]}'
                    for name in CODE.findall(by) or names if name not in reached)
        if height_of(file) is None:
            yield f'{number}: {file} is in none of the folders'
        elif height_of(file) < height_of(calling_file):
            yield f'{number}: {file} is above {calling_file}'


def main():
    wrong = list(check(pathlib.Path(sys.argv[1])))
    print('\n'.join(wrong) or 'every call of the walk exists')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
