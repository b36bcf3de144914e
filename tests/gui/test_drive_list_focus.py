#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The arrow keys move through the list of drives without changing the page. While the batch page is shown, there is no list.

Tests bb-window.c.
"""
import burnback_gui as gui

gui.KEYBOARD = True
COUNT = 3


def press_and_expect_row(window, key, name):
    """Presses a key and waits until the row of that drive has the focus."""
    window.key(key)
    window.wait(lambda: f' {name} ' in (window.focused() or window.app).get_name(), f'{key} to give the focus to the row of {name}')


def wait_for_title(window, title):
    window.wait(lambda: window.title().startswith(title), f'the title "{title}"')


def selected(window):
    return [node.get_name() for node in window.matching('list item', (gui.Atspi.StateType.SELECTED,)) if ' · ' in node.get_name()]


def list_does_not_select_while_another_page_is_shown(window, key, title):
    """Opens a page that is not of a drive, and goes through the list."""
    window.key(key)
    wait_for_title(window, title)
    gui.check(not selected(window), f'no drive is selected while the page of no drive is shown: {selected(window)}')
    window.tab_to(lambda node: ' sr0 ' in node.get_name(), 'the row of sr0')
    for step, name in (('Down', 'sr1'), ('Down', 'sr2'), ('Down', 'sr2'), ('Up', 'sr1'), ('End', 'sr2'), ('Home', 'sr0'), ('Up', 'sr0'),
                       ('Down', 'sr1')):
        press_and_expect_row(window, step, name)
        gui.check(window.title().startswith(title), f'{step} does not change the page: {window.title()}')
    gui.check(not selected(window), f'moving the focus selects no drive: {selected(window)}')


def shown_rows(window):
    return [node for node in window.matching('list item', (gui.Atspi.StateType.SHOWING,)) if 'ready' in node.get_name()]


def batch_page_replaces_the_list(window, shown):
    window.key('Control+m')
    wait_for_title(window, 'Flash Several Drives')
    window.wait(lambda: not shown_rows(window), 'the list to be replaced by the batch page')
    window.press('Back')
    wait_for_title(window, shown)
    window.wait(lambda: len(shown_rows(window)) == COUNT, 'the list to be shown again')


def test(folder):
    window = gui.Window(folder, gui.write_scenario(folder, ''.join(gui.drive(number) for number in range(COUNT))))
    try:
        window.wait(lambda: len([row for row in gui.rows(window) if 'ready' in row]) == COUNT, 'every drive to be identified')
        list_does_not_select_while_another_page_is_shown(window, 'Control+l', 'Firmware Library')
        window.key('Return')
        wait_for_title(window, 'NEC DVD_RW ND-3550A (sr1)')
        press_and_expect_row(window, 'Down', 'sr2')
        wait_for_title(window, 'NEC DVD_RW ND-3550A (sr2)')
        batch_page_replaces_the_list(window, 'NEC DVD_RW ND-3550A (sr2)')
        list_does_not_select_while_another_page_is_shown(window, 'Control+b', 'Backups')
        window.key('space')
        wait_for_title(window, 'NEC DVD_RW ND-3550A (sr1)')
    finally:
        window.close()


gui.main(test)
