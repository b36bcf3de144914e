#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-layers.py SOURCE_ROOT: includes and calls go in one direction, as docs/design.md says.

A "room" is a folder directly below src, with all its subfolders. The rules:
- A room includes only the rooms that MAY lists for it.
- No two folders of src include each other, directly or through others.
- No two files of a folder call each other, directly or through others, except in CIRCLES_ALLOWED.
- GTK is used only in src/app, CDBs only in src/scsi, src/family and src/sim, threads only in src/job, umockdev nowhere.
- src/job/flow contains no sentences, except those in KEPT: src/job/words makes them.
Prints one line for each breach; exit 1 if there is one.
"""
import pathlib
import re
import sys

# The rooms that each room may include besides itself.
MAY = {
    'scsi': set(),
    'drive': {'scsi'},
    'catalog': {'scsi'},
    'firmware': {'scsi', 'catalog'},
    'family': {'scsi', 'drive', 'catalog', 'firmware'},
    'job': {'scsi', 'drive', 'catalog', 'firmware', 'family'},
    'sim': {'scsi', 'drive', 'catalog'},
    'service': {'scsi', 'drive', 'catalog', 'firmware', 'family', 'job'},
    'ctl': {'scsi', 'drive', 'catalog', 'firmware', 'family', 'job', 'sim'},
    'app': {'scsi', 'drive', 'catalog', 'firmware', 'family', 'job', 'sim'},
}
# In src/ctl and src/app, only the files that start the program may include the simulator: those with these names.
KNOWS_SIM = re.compile(r'^src/(ctl|app)/(window/)?[a-z-]*(main|source|start|application)[a-z-]*\.[ch]$')

# Pattern, function (room, path) that returns whether a file may contain it, message.
FORBIDDEN = [
    (r'#include <(gtk|gdk|handy|libhandy)', lambda room, path: room == 'app', 'GTK is only for src/app'),
    (r'\bbb_cdb_(?!dup_text|init\b)|\bbb_cdb_init\b|\bBbCdb\b', lambda room, path: room in ('scsi', 'family', 'sim'),
     'command descriptor blocks are built in src/scsi and src/family only'),
    (r'\bg_thread_(new|try_new|pool_new)|\bpthread_create|\bg_task_run_in_thread\b',
     lambda room, path: room == 'job', 'threads are only in src/job'),
    (r'#include [<"](libumockdev|umockdev)', lambda room, path: False, 'umockdev is only for tests/bed'),
]

# Exceptions: sentences that src/job/flow saves as text. Number in each file, and what they are for.
FLOW = pathlib.PurePath('src/job/flow')
SENTENCE = re.compile(r'\b(?:_|N_|C_|NC_|ngettext|g_dn?p?gettext2?)\s*\(')
KEPT = {
    'bb-flow-check.c': (2, 'reasons of a verdict'),
    'bb-flow-identify.c': (2, 'evidence that the firmware is not whole, and an error of a family'),
    'bb-flow-look.c': (3, 'evidence of what the drive is'),
    'bb-flow-recover.c': (2, 'why backups were made'),
    'bb-flow-judge.c': (1, 'reasons of a verdict'),
    'bb-flow-review.c': (7, 'reasons of a verdict'),
    'bb-recover-save.c': (1, 'why a backup was made'),
}


def find_sentences(root):
    """Yields a message for each file of src/job/flow whose number of sentences is not that in KEPT."""
    files = sorted((root / FLOW).glob('*.[ch]'))
    for path in files:
        lines = [number for number, line in enumerate(path.read_text().splitlines(), 1)
                 for _ in SENTENCE.findall(line)]
        may, what = KEPT.get(path.name, (0, 'a flow tells data'))
        if len(lines) != may:
            yield (f'{FLOW / path.name}: {len(lines)} sentences (lines {lines}), may be {may} ({what}): '
                   'src/job/words makes sentences')
    yield from (f'{FLOW / name}: there is no such file' for name in sorted(KEPT.keys() - {path.name for path in files}))


# Folders of src whose files may still call each other in circles, each with the reason.
CIRCLES_ALLOWED = {}
# Head of a function: a line with its type, then a line with its name.
DEFINED = re.compile(r'^(.*)\n(bb_\w+) \(', re.MULTILINE)
NOT_CODE = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def find_calls(folder):
    """Returns {file: other files of the folder whose functions it names}. Names of its own static functions do not count."""
    code = {path.name: NOT_CODE.sub('', path.read_text()) for path in sorted(folder.glob('*.c'))}
    own = {file: {name for kind, name in DEFINED.findall(text) if 'static' in kind.split()}
           for file, text in code.items()}
    owner = {name: file for file, text in code.items() for _, name in DEFINED.findall(text) if name not in own[file]}
    return {file: {owner[name] for name in set(re.findall(r'\bbb_\w+', text)) - own[file] if name in owner} - {file}
            for file, text in code.items()}


def find_file_circles(root):
    """Yields the circles of files in a folder that call functions of each other, directly or through other files."""
    for folder in sorted({path.parent for path in (root / 'src').rglob('*.c')}):
        name = str(folder.relative_to(root / 'src'))
        calls = find_calls(folder)
        circles = []
        for start in calls:
            seen, paths = set(), [[start]]
            while paths:
                path = paths.pop()
                for file in sorted(calls[path[-1]]):
                    if file == start and start == min(path):
                        circles.append(f'src/{name}: circle: ' + ' → '.join(path + [file]))
                    elif file not in seen and file != start:
                        seen.add(file)
                        paths.append(path + [file])
        if name not in CIRCLES_ALLOWED:
            yield from circles
        elif not circles:
            yield f'src/{name}: has no circle of files: take it out of CIRCLES_ALLOWED'
    yield from (f'src/{name}: there is no such folder' for name in CIRCLES_ALLOWED if not (root / 'src' / name).is_dir())


def find_circles(root):
    """Yields the circles of folders of src that include each other, directly or through others."""
    knows = {}
    for path in sorted((root / 'src').rglob('*.[ch]')):
        folder = path.parent
        for name in re.findall(r'^#include "([^"]+)"', path.read_text(), re.MULTILINE):
            target = (root / 'src' / name) if '/' in name else folder / name
            if target.is_file() and target.parent != folder:
                knows.setdefault(folder, set()).add(target.parent)
    for start in sorted(knows):
        seen, paths = set(), [[start]]
        while paths:
            path = paths.pop()
            for folder in sorted(knows.get(path[-1], ())):
                if folder == start:
                    yield 'circle: ' + ' → '.join(str(step.relative_to(root / 'src')) for step in path + [folder])
                elif folder not in seen:
                    seen.add(folder)
                    paths.append(path + [folder])


def main(root):
    root = pathlib.Path(root)
    breaches = []
    n_files = 0
    for path in sorted((root / 'src').rglob('*.[ch]')):
        name = str(path.relative_to(root))
        room = path.relative_to(root / 'src').parts[0]
        n_files += 1
        if room not in MAY:
            breaches.append(f'{name}: there is no room "{room}"')
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'#include "([^"/]+)/', line)
            if match and match[1] != room and match[1] in MAY:
                if match[1] not in MAY[room]:
                    breaches.append(f'{name}:{number}: {room} may not know {match[1]}')
                elif match[1] == 'sim' and not KNOWS_SIM.match(name):
                    breaches.append(f'{name}:{number}: only the start of a front end knows sim')
            for pattern, allowed, why in FORBIDDEN:
                if re.search(pattern, line) and not allowed(room, name):
                    breaches.append(f'{name}:{number}: {why}')
    breaches += find_circles(root)
    breaches += find_file_circles(root)
    breaches += find_sentences(root)
    print('\n'.join(breaches) or f'{n_files} files, every include goes the right way')
    return 1 if breaches or n_files == 0 else 0


sys.exit(main(sys.argv[1]))
