#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a drive is open at start; tasks need few clicks from there (bb-start-drive.c)."""
import burnback_gui as gui

STUCK = gui.drive(0, 'G200', '1.08', State='half-flashed')


def open_window(folder, scenario, **more):
    """Starts the program, and waits until the page of a drive is shown. Returns the window."""
    window = gui.Window(folder, scenario, **more)
    window.wait(lambda: 'sr' in window.title(), 'the page of a drive')
    return window


def is_open(window, node):
    return f'({node})' in window.title()


def save_settings(window):
    """Ends the program as the user does, so that its settings are written."""
    window.close_window()
    window.process.wait(20)
    window.close()


def only_drive_is_open(folder):
    """A single drive is open even if it needs recovery; a backup of one that works needs one click."""
    for name, scenario in gui.some((('ready', gui.drive(0)), ('stuck', STUCK)), 1):
        (folder / name).mkdir()
        window = open_window(folder / name, gui.write_scenario(folder / name, scenario))
        try:
            gui.check(is_open(window, 'sr0'), f'the only drive is open: {window.title()}')
            if name == 'ready':
                window.press('Back Up')
                window.wait_for_text('Backup saved.')
                gui.check(window.n_clicks == 1, f'a backup needs one click, not {window.n_clicks}')
        finally:
            window.close()


def first_drive_that_can_be_updated_is_open(folder):
    """A drive that needs recovery is not opened if another one can be updated. At the next start the drive that was used last is
    open: the selection of the program is not remembered, that of the user is."""
    scenario = gui.write_scenario(folder, STUCK + gui.drive(1) + gui.drive(2))
    window = open_window(folder, scenario)
    try:
        gui.check(is_open(window, 'sr1'), f'sr1 is open: {window.title()}')
        gui.check(window.find('push button', 'Update Firmware…') is not None, 'the page offers an update')
        window.select_drive('sr2')
        window.wait(lambda: is_open(window, 'sr2'), 'the page of sr2')
        window.press('Back Up')
        window.wait_for_text('Backup saved.')
        gui.check(window.n_clicks == 1, 'a backup of another drive needs a row and a button')
    finally:
        save_settings(window)
    window = open_window(folder, scenario)
    try:
        gui.check(is_open(window, 'sr2'), f'the drive that was used last is open: {window.title()}')
    finally:
        window.close()


def first_drive_is_open_if_none_can_be_updated(folder):
    window = open_window(folder, gui.write_scenario(folder, STUCK + gui.drive(1, Disc='data')))
    try:
        gui.check(is_open(window, 'sr0'), f'the first drive is open: {window.title()}')
    finally:
        window.close()


def row_of_the_open_drive_is_in_view(folder):
    """The drive whose page is open at start is the last of a list that is longer than the window."""
    stuck = ''.join(gui.drive(i, 'G200', '1.08', State='half-flashed') for i in range(14))
    window = open_window(folder, gui.write_scenario(folder, stuck + gui.drive(14)))
    try:
        window.wait(lambda: is_open(window, 'sr14'), 'the only drive that can be updated to be open')
        row = window.wait_for('list item', contains='sr14').get_extents(gui.Atspi.CoordType.WINDOW)
        below = window.wait_for('push button', 'Flash Several Drives').get_extents(gui.Atspi.CoordType.WINDOW)
        gui.check(row.y + row.height <= below.y, f'the row ends above the buttons below the list: {row.y} + {row.height}, {below.y}')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, only_drive_is_open, first_drive_that_can_be_updated_is_open, first_drive_is_open_if_none_can_be_updated,
    more=(row_of_the_open_drive_is_in_view,)))
