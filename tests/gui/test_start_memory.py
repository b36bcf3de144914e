#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window keeps no page of the catalog and of simulated flash memories in memory after the drives were identified and the page of
one was built, also if pages and rows read the catalog after that, and loads no library for archives before a file is opened. Of the
code of the program, little more than what was executed is in memory, because the linker has ordered it."""
import os
import pathlib
import zipfile

import burnback_gui as gui

DRIVES = 4
# Code of the program that may be in memory; 280 KiB are executed, and the kernel maps 64 KiB around each page. 1,050 KiB without the
# order in src/app/start-order.ld, which tests/bench/start_order.py writes.
CODE_KIB = 600
DEMO = pathlib.Path(__file__).parents[2] / 'data' / 'scenarios' / 'demo.scenario'


def mapped_kib(window, name, access=''):
    """Returns the resident memory of the mapped files whose paths contain name, all or only with this access, such as "r-xp"; None
    if there is none."""
    found, is_named = None, False
    for line in pathlib.Path(f'/proc/{window.process.pid}/smaps').read_text().splitlines():
        if '-' in line.split(' ')[0]:
            is_named = name in line and access in line
        elif is_named and line.startswith('Rss:'):
            found = (found or 0) + int(line.split()[1])
    return found


def has_archives(window):
    """Returns whether libarchive is loaded."""
    return 'libarchive' in pathlib.Path(f'/proc/{window.process.pid}/maps').read_text()


def stays_out(window, name, looks=12):
    """Returns a condition: no page of the mapped files whose paths contain name was in memory, in so many looks in a row."""
    sizes = []

    def look():
        sizes.append(mapped_kib(window, name))
        return sizes[-looks:] == [0] * looks
    return look


def the_demonstration(folder):
    """Rows of the demonstration, whose drives are sold under many names, are updated after the last drive was identified."""
    window = gui.Window(folder, DEMO)
    try:
        window.wait(lambda: len(gui.rows(window)) == DEMO.read_text().count('[drive '), 'every drive to have a row')
        window.wait(stays_out(window, '/catalog.index'), 'the catalog to stay out of memory')
        code = mapped_kib(window, os.environ['BURNBACK'], 'r-xp')
        gui.check(code <= CODE_KIB, f'{code} KiB of code are in memory; tests/bench/start_order.py orders it')
        print(f'{code} KiB of code are in memory', flush=True)
    finally:
        window.close()


def the_first_page(folder):
    scenario = gui.write_scenario(folder, ''.join(gui.drive(i, 'K110', '1.05', Vendor='TDK', Product='DVDRW420N') for i in range(DRIVES)))
    window = gui.Window(folder, scenario)
    try:
        window.wait(lambda: sum('ready' in row for row in gui.rows(window)) == DRIVES, 'every drive to be identified')
        window.wait(lambda: window.find('list item', contains='Supported: ', hidden=True), 'the last part of the page')
        window.wait(lambda: mapped_kib(window, '/catalog.index') == 0, 'the catalog to leave the memory')
        window.wait(lambda: mapped_kib(window, '/memfd:burnback-sim') == 0, 'the flash memories to leave the memory')
        gui.check(not has_archives(window), 'libarchive is not loaded at the start')
    finally:
        window.close()
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K110', revision='1.06')
    with zipfile.ZipFile(folder / 'new.zip', 'w') as archive:
        archive.write(image, 'new.bin')
    window = gui.Window(folder, scenario, [folder / 'new.zip'])
    try:
        window.wait(lambda: has_archives(window), 'libarchive to be loaded for a file')
    finally:
        window.close()


def test(folder):
    gui.run_cases(folder, the_demonstration, the_first_page)


gui.main(test)
