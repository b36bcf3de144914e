#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a drive that needs recovery offers the recovery and a backup; that the rest has to wait, it says in view.

Tests bb_app_why_recover_first(), bb-drive-page.c, bb-drive-actions.c, bb-drive-abilities.c, bb-backup-row.c and bb-drive-firmware.c.
"""
import os
import re
import subprocess

import burnback_gui as gui
import colour

FIRST = 'Recover the drive before you update or restore its firmware.'
ABILITIES = 'Flash different firmware', 'Restore a backup'
ROW = re.compile(r'^Restore 1\.05 of ')


def interrupted_drive(folder):
    """Flashes a drive with a library and a backup until its power fails. Returns the scenario without the failure."""
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    cut = gui.write_scenario(folder, gui.drive(0) + gui.fault(1, 'step:program:5', kind='power-cut', During='middle'))
    gui.burnbackctl(cut, folder / 'state', 'flash', 'sr0', str(image), '--yes')
    subprocess.run([os.environ['BURNBACK_SIM'], 'power', 'sr0', 'on'], check=True)
    library = folder / 'Firmware'
    library.mkdir()
    image.rename(library / 'new.bin')
    gui.add_to_library(folder, library)
    return gui.write_scenario(folder, gui.drive(0))


def is_visible(node):
    """Returns whether the widget has a place on its page, even if it is scrolled out of view."""
    return node.get_state_set().contains(gui.Atspi.StateType.VISIBLE)


def row_of(node):
    """Returns the name of the row of a list that the widget is in, "" if it is in none."""
    while node is not None and node.get_role_name() != 'list item':
        node = node.get_parent()
    return node.get_name() if node is not None else ''


def restore_buttons(window):
    """Returns the buttons in the rows of the backups, also those that are hidden."""
    return list(window.find_all('push button', contains=ROW, hidden=True))


def check_only_recovery_is_offered(window):
    window.wait_for('push button', 'Recover…')
    note = window.wait_for_text(FIRST)
    gui.check(gui.is_sensitive(window.wait_for('push button', 'Back Up')), 'the drive can be backed up')
    for name in 'Update Firmware…', 'Restore…', 'Restore 1.05…':
        gui.check(not window.find('push button', name), f'no button {name} as if flashing came first')
    rows = window.wait(lambda: list(window.find_all('toggle button', contains='Menu for the backup', hidden=True)), 'the rows of the backups')
    gui.check(not [row for row in restore_buttons(window) if is_visible(row)], 'no row of a backup has a button to restore it')
    told = [row_of(node) for node in window.find_all('label', contains=FIRST, hidden=True) if is_visible(node)]
    told = [row for row in told if not row.startswith('Not supported: ')]
    gui.check(told == [''], f'the reason stands once at the head of the page, and not in the {len(rows)} rows: {told}')
    gui.check(not window.find_text('Firmware for This Drive'), 'no list of firmware beside that of the recovery')
    for ability in ABILITIES:
        line = window.wait(lambda ability=ability: window.find('list item', f'Not supported: {ability}', hidden=True), f'the line {ability}')
        gui.check(line.get_description() == FIRST, f'“{ability}” has the same reason: {line.get_description()}')
    return note


def check_page_of_all_backups(window, can_restore):
    """The page of all backups decides as the page of the drive does, and says the same."""
    window.open_backups()
    window.wait(lambda: list(window.find_all('toggle button', contains='Menu for the backup', hidden=True)), 'the rows of all backups')
    if can_restore:
        window.wait(lambda: any(is_visible(button) and gui.is_sensitive(button) for button in restore_buttons(window)), 'the backups to be restored')
        gui.check(not window.find_text(FIRST), 'no row asks for a recovery')
    else:
        window.wait_for_text(FIRST)
        gui.check(not [button for button in restore_buttons(window) if is_visible(button)], 'no backup of the drive has a button to restore it')
        window.keep_shot('recover-first-backups')


def recovery_comes_first_and_then_the_rest(folder):
    window = gui.Window(folder, interrupted_drive(folder), size=(900, 600))
    try:
        check_only_recovery_is_offered(window)
        colour.wait_for(window, 'Recover…', 'blue')
        colour.wait_for(window, 'Back Up', 'grey')
        window.keep_shot('recover-first')
        window.key('Control+Shift+r')
        window.press('Back Up')
        window.press('Back to the Drive')
        check_only_recovery_is_offered(window)
        check_page_of_all_backups(window, False)
        window.open_drive('sr0 ·')
        # The banner of the other page has a button of the same name, with a description.
        window.click(window.wait_for('push button', 'Recover…', description=''))
        window.wait(lambda: [row for row in window.find_all('list item', contains=re.compile('^1[.]07 '), hidden=True) if window.is_on_page(row)], 'the file of the library at its step')
        rows = [row.get_name() for row in window.find_all('list item', contains=re.compile('^1[.]0'), hidden=True) if window.is_on_page(row)]
        gui.check(not [row for row in rows if row.startswith('1.05')], f'no backup whose review would be refused: {rows}')
        window.press('Choose How to Continue…')
        window.press('Write 1.07 again', role='radio button')
        window.press('Write 1.07 again')
        window.wait_for_text('Recovery finished.')
        window.press('Back to the Drive')
        window.wait_for('push button', 'Update Firmware…')
        window.wait_until_on(window.wait_for('push button', 'Restore 1.05…'))
        window.wait(lambda: any(is_visible(row) and gui.is_sensitive(row) for row in restore_buttons(window)), 'the backup can be restored again')
        gui.check(not window.find_text(FIRST, hidden=True), 'nothing asks for a recovery any more')
        window.wait_for_text('Firmware for This Drive')
        check_page_of_all_backups(window, True)
    finally:
        window.close()
        del os.environ['BURNBACK_SIM_STATE']


def folder_of_the_user_is_searched(folder):
    """A folder that the user opens on purpose is searched for firmware, which leads to the review of a recovery."""
    scenario = gui.write_scenario(folder, gui.drive(0, 'G200', '1.08', State='half-flashed'))
    found = folder / 'found'
    found.mkdir()
    gui.make_image(found / 'new.bin', 'nec-optiarc', 'G200', revision='1.09')
    window = gui.Window(folder, scenario, [found], size=(900, 600))
    try:
        window.wait(lambda: window.find_text('Firmware in “found”', hidden=True), 'the folder to be searched')
        window.wait(lambda: window.find('list item', contains='1.09', hidden=True), 'the file in the folder')
        window.press('Show Library Again')
        window.wait(lambda: not window.find_text(re.compile('^Firmware (for|in) ')), 'the list to be hidden again')
    finally:
        window.close()


def page_fits_a_narrow_window(folder):
    window = gui.Window(folder, interrupted_drive(folder), size=(360, 640))
    try:
        window.open_drive('sr0 ·')
        check_only_recovery_is_offered(window)
        window.keep_shot('recover-first-narrow')
    finally:
        window.close()
        del os.environ['BURNBACK_SIM_STATE']


gui.main(lambda folder: gui.run_cases(
    folder, recovery_comes_first_and_then_the_rest, folder_of_the_user_is_searched, page_fits_a_narrow_window))
