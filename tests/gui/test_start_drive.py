#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a drive is open at start; tasks need few clicks from there (bb-start-drive.c). The bar about a drive that needs recovery
has the only suggested button, and names the makers of a drive that does not report its own name (bb-rescue-bar.c)."""
import burnback_gui as gui
import colour

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


def only_one_button_is_suggested(folder):
    """While the bar names a drive that needs recovery, its button is the suggested one, not that of the drive that is open."""
    window = open_window(folder, gui.write_scenario(folder, STUCK + gui.drive(1)))
    try:
        window.wait_for_text('(sr0) needs recovery.')
        gui.check(is_open(window, 'sr1'), f'sr1 is open: {window.title()}')
        colour.wait_for(window, 'Recover…', 'blue')
        colour.wait_for(window, 'Update Firmware…', 'grey')
        window.keep_shot('start-one-suggested')
        window.open_drive('sr0')
        window.wait(lambda: is_open(window, 'sr0') and not window.find_text('(sr0) needs recovery.'), 'the bar to be hidden')
        colour.wait_for(window, 'Recover…', 'blue')
        gui.check(not window.find('push button', 'Update Firmware…'), 'a drive that needs recovery is not to be flashed first')
    finally:
        window.close()


def update_is_suggested_without_a_bar(folder):
    window = open_window(folder, gui.write_scenario(folder, gui.drive(0)))
    try:
        colour.wait_for(window, 'Update Firmware…', 'blue')
    finally:
        window.close()


def drive_without_a_name_is_found_by_its_makers(folder):
    """Row and bar of a drive that does not report its own name say who else sold such drives; after the user named it, they do not."""
    tdk = gui.drive(0, 'K110', Vendor='TDK', Product='DVDRW420N', State='half-flashed')
    window = open_window(folder, gui.write_scenario(folder, tdk + gui.drive(1)))
    makers = 'Actima, HP, Iomega, Mitsumi, Philips, Plextor, TDK'
    try:
        window.wait_for_text(f'NEC ND-1100A (sr0) needs recovery. Drives of this model were also sold by {makers}.')
        row = window.wait_for('list item', contains='NEC ND-1100A')
        window.wait(lambda: row.get_description() == f'also sold by {makers}', 'the makers in the row')
        gui.check(window.find('label', f'also sold by {makers}'), 'the row shows the makers')
        gui.check(not window.find('list item', contains='TDK'), 'the row does not call the drive a TDK')
        window.keep_shot('start-makers')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, only_drive_is_open, first_drive_that_can_be_updated_is_open, first_drive_is_open_if_none_can_be_updated,
    only_one_button_is_suggested, update_is_suggested_without_a_bar, drive_without_a_name_is_found_by_its_makers,
    more=(row_of_the_open_drive_is_in_view,)))
