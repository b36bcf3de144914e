#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The focus in the list of drives: Tab and arrows pass through it without changing the page. The batch page replaces the list."""
import burnback_gui as gui

gui.KEYBOARD = True
COUNT = 3


def goes(window, key, name):
    """Presses a key and checks that the row of that drive has the focus."""
    window.key(key)
    window.wait(lambda: f' {name} ' in (window.focused() or window.app).get_name(), f'{key} to go to {name}')


def is_shown(window, title):
    window.wait(lambda: window.title().startswith(title), f'"{title}" to be shown')


def selected(window):
    return [node.get_name() for node in window.matching('list item', (gui.Atspi.StateType.SELECTED,)) if ' · ' in node.get_name()]


def list_does_not_select_while_another_page_is_shown(window, key, title):
    """Opens a page that is not of a drive, and goes through the list."""
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


def batch_page_replaces_the_list(window, shown):
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
        list_does_not_select_while_another_page_is_shown(window, 'Control+l', 'Firmware Library')
        window.key('Return')
        is_shown(window, 'NEC DVD_RW ND-3550A (sr1)')
        goes(window, 'Down', 'sr2')
        is_shown(window, 'NEC DVD_RW ND-3550A (sr2)')
        batch_page_replaces_the_list(window, 'NEC DVD_RW ND-3550A (sr2)')
        list_does_not_select_while_another_page_is_shown(window, 'Control+b', 'Backups')
        window.key('space')
        is_shown(window, 'NEC DVD_RW ND-3550A (sr1)')
    finally:
        window.close()


gui.main(test)
