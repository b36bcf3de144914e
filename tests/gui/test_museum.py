#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenario "museum": each of its drives has its page, with the buttons that it can use, and no others. A drive that is only
identified says why, and what can be done instead."""
import re

import burnback_gui as gui

MUSEUM = gui.DEMO.parent / 'museum.scenario'
WRITE = ('Update Firmware…', 'Restore…')
READ = 'Back Up'
LARGEST = 360 + 2 * gui.EDGE
# Drives that are never flashed: what their page says, and whether they are read.
READ_ONLY = {
    'sr7': ('special machine code, which Burnback does not include', 'Burnback can back up the drive and compare its firmware with an image', True),
    'sr8': ('Only one unconfirmed report', 'Update the drive with the manufacturer’s program', True),
    'sr9': ('There is no public documentation on how to write the firmware of this drive', 'Burnback can show what an update file contains', False),
    'sr12': ('no confirmed command for writing it', 'Use the manufacturer’s update program', False),
    'sr99': ('There is no known public procedure for reading or flashing the firmware of this drive', 'Save a report', False),
}


def check_page(window, node):
    """Checks the page of one drive."""
    window.open_drive(re.compile(rf'\b{node}\b'))
    why, instead, is_read = READ_ONLY.get(node, (None, None, True))
    if node not in READ_ONLY:
        window.wait_for('push button', WRITE[0])
        return
    window.wait_for_text(why)
    window.wait_for_text(instead)
    for name in WRITE:
        gui.check(not window.find('push button', name), f'{node}: no button {name} that can never be used')
    if not is_read:
        gui.check(not window.find('push button', 'Compare'), f'{node}: no button to compare what cannot be read')
    gui.check(bool(window.find('push button', READ)) == is_read, f'{node}: the button {READ} only if it can be read')
    window.keep_shot(node if window.wide else node + '-narrow')


def test(folder):
    window = gui.Window(folder, MUSEUM)
    try:
        window.wait(lambda: len(gui.rows(window)) == 14, 'a row for each drive')
        for node in (*(f'sr{number}' for number in range(13)), 'sr99'):
            check_page(window, node)
    finally:
        window.close()
    for node in gui.some(('sr9', 'sr99'), 1):
        own = folder / node
        own.mkdir()
        window = gui.Window(own, MUSEUM, size=(360, 640))
        try:
            window.wait(lambda: len(gui.rows(window)) == 14, 'a row for each drive')
            check_page(window, node)
            gui.check(window.main_frame().get_component_iface().get_extents(gui.Atspi.CoordType.SCREEN).width <= LARGEST,
                      f'{node}: the page fits a narrow window')
        finally:
            window.close()


gui.main(test)
