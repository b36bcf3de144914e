#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""At the start, no style sheet is parsed twice, which takes a quarter of the time, no page, filter or menu is built that is not
shown (bb-menu-button.c), and the slice allocator of GLib, which keeps freed memory, is not used (bb-memory.c)."""
import collections
import os

import burnback_gui as gui

ITEMS = {'Keyboard Shortcuts', 'Rename…'}   # one item of the main menu and one of the menu of the drive


def count_loads(folder):
    """Starts and closes the window. Returns how often each style sheet was parsed, each class of widgets was built
    from its template, and a block of slices was allocated. Checks that no item of a menu was built."""
    log = folder / 'loads'
    log.unlink(missing_ok=True)
    place, name = os.path.split(os.environ['BURNBACK_STYLE_LOADS_LIBRARY'])
    scenario = gui.write_scenario(folder, gui.drive(0, 'K110', '1.05', Vendor='TDK', Product='DVDRW420N'))
    window = gui.Window(folder, scenario, env={'LD_PRELOAD': name, 'LD_LIBRARY_PATH': place, 'BURNBACK_STYLE_LOADS': str(log),
                                                'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'})
    try:
        window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive to be identified')
        window.wait(lambda: window.find('list item', contains='Supported: ', hidden=True), 'the last part of the page')
        names = {node.get_name() for node in window.walk(hidden=True)}
        gui.check({'Main menu', 'Drive menu'} <= names, f'the buttons of the menus were seen: {names}')
        gui.check(not names & ITEMS, f'no menu is built before it opens: {names & ITEMS}')
        window.key('F10')
        window.wait(lambda: window.find('push button', 'Keyboard Shortcuts'), 'the main menu')
    finally:
        window.close()
    return collections.Counter(log.read_text().split())


def test(folder):
    loads = count_loads(folder)
    gui.check(sum('burnback.css' in path for path in loads) == 1, f'the style sheet of the program was seen: {loads}')
    twice = [path for path, times in loads.items() if path.endswith('.css') and times > 1]
    gui.check(not twice, f'each style sheet is parsed once: {loads}')
    gui.check(loads['BbWindow'] == 1, f'widgets were seen: {loads}')
    hidden = loads.keys() & {'BbDriveFilter', 'BbBatchPage', 'BbLibraryPage', 'BbBackupsPage', 'BbReviewPage', 'BbFlashPage',
                             'BbResultPage', 'BbRecoveryPage', 'BbHelpDialog', 'BbSettingsDialog'}
    gui.check(not loads['slices'], f'GLib allocates slices with malloc(): {loads["slices"]} blocks')
    gui.check(not hidden, f'what is not shown is not built: {hidden}')
    gui.check(loads['BbStatusPage'] == 1, f'the page “No Optical Drive” is not built beside a drive: {loads}')


gui.main(test)
