#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of drives by key events: while none is chosen, Tab and arrows go through it and the page that is shown stays.
The batch lists the drives itself: the list gives way to it, and comes back with what was shown before."""
import burnback_gui as gui

gui.KEYBOARD = True
COUNT = 3


def goes(window, key, name):
    """This key brings the focus to the row of that drive."""
    window.key(key)
    window.wait(lambda: f' {name} ' in (window.focused() or window.app).get_name(), f'{key} to go to {name}')


def is_shown(window, title):
    window.wait(lambda: window.title().startswith(title), f'"{title}" to be shown')


def selected(window):
    return [node.get_name() for node in window.matching('list item', (gui.Atspi.StateType.SELECTED,)) if ' · ' in node.get_name()]


def passes_by(window, key, title):
    """Goes to a page of all drives, and through the list."""
    window.key(key)
    is_shown(window, title)
    gui.check(not selected(window), f'no drive is chosen: {selected(window)}')
    window.tab_to(lambda node: ' sr0 ' in node.get_name(), 'the first drive')
    for step, name in (('Down', 'sr1'), ('Down', 'sr2'), ('Down', 'sr2'), ('Up', 'sr1'), ('End', 'sr2'), ('Home', 'sr0'), ('Up', 'sr0'),
                       ('Tab', 'sr1')):
        goes(window, step, name)
        gui.check(window.title().startswith(title), f'{step} leaves the page: {window.title()}')
    gui.check(not selected(window), f'{selected(window)} was only gone by')


def shown_rows(window):
    return [node for node in window.matching('list item', (gui.Atspi.StateType.SHOWING,)) if 'ready' in node.get_name()]


def gives_way(window, shown):
    window.key('Control+m')
    is_shown(window, 'Batch')
    window.wait(lambda: not shown_rows(window), 'the list to give way to that of the batch')
    window.press('Back')
    is_shown(window, shown)
    window.wait(lambda: len(shown_rows(window)) == COUNT, 'the list to be back')


def test(folder):
    window = gui.Window(folder, gui.write_scenario(folder, ''.join(gui.drive(number) for number in range(COUNT))))
    try:
        window.wait(lambda: len([row for row in gui.rows(window) if 'ready' in row]) == COUNT, 'every drive')
        passes_by(window, 'Control+l', 'Firmware Library')
        window.key('Return')
        is_shown(window, 'NEC DVD_RW ND-3550A (sr1)')
        goes(window, 'Down', 'sr2')
        is_shown(window, 'NEC DVD_RW ND-3550A (sr2)')
        gives_way(window, 'NEC DVD_RW ND-3550A (sr2)')
        passes_by(window, 'Control+b', 'Backups')
        window.key('space')
        is_shown(window, 'NEC DVD_RW ND-3550A (sr1)')
    finally:
        window.close()


gui.main(test)
