#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-chips.py SOURCE_ROOT: only src/family/CHIP/ and src/sim/CHIP/ name a chip, its recovery mode or its flash types.

All other code asks a family what it can do. Prints one line for each breach. Exit 1 if there is one, or if an entry of
WAIVED is not needed any more.
"""
import pathlib
import re
import sys

NAMES = re.compile(r'(?<![a-z])(nec(?![a-z])|optiarc|mt19[0-9]{2}|mediatek|pioneer|plextor|renesas|tsst|ricoh|(?<![a-z])btc(?![a-z])|matshita)'
                   r'|safe[- _]?mode|(?<![a-z])boot[- _]mode|kernel[- _]mode|\b(640|768)K\b|\bOpti[2-4]\b|\bOptiBD',
                   re.IGNORECASE)
# The folders of the chips; `spc` is for several of them.
OWN = re.compile(r'^src/(family|sim)/(?!spc/)[a-z0-9-]+/')
# Files that may name a chip, each with the reason.
WAIVED = {
    'src/family/bb-family.c': 'the list of families',
    'src/family/bb-family.h': 'the list of families',
    'src/sim/bb-sim-families.c': 'the list of simulated drives',
    'src/sim/bb-sim-drive.h': 'the list of simulated drives',
    'src/catalog/bb-catalog-schema.c': 'the chip sets that a names file may say',
    'src/family/bb-book.c': 'the name of a command set, as it is in JSON',
    'src/family/bb-book.h': 'the name of a command set, as it is in JSON',
    'ui/help-topics.ui': 'the help says what makers call the recovery mode',
}


def main(root):
    root = pathlib.Path(root)
    breaches, used, n_files = [], set(), 0
    for path in sorted((root / 'src').rglob('*.[ch]')) + sorted((root / 'ui').rglob('*.ui')):
        name = str(path.relative_to(root))
        if OWN.match(name):
            continue
        n_files += 1
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = NAMES.search(line)
            if found and name in WAIVED:
                used.add(name)
            elif found:
                breaches.append(f'{name}:{number}: "{found[0]}" is for the folder of that chip')
    breaches += [f'{name}: waived ({why}), and names no chip any more' for name, why in WAIVED.items() if name not in used]
    print('\n'.join(breaches) or f'{n_files} files name no chip')
    return 1 if breaches or n_files == 0 else 0


sys.exit(main(sys.argv[1]))
