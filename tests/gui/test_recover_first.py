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


def check_only_recovery_is_offered(window):
    window.wait_for('push button', 'Recover…')
    note = window.wait_for_text(FIRST)
    gui.check(gui.is_sensitive(window.wait_for('push button', 'Back Up')), 'the drive can be backed up')
    for name in 'Update Firmware…', 'Restore…', 'Restore 1.05…':
        gui.check(not window.find('push button', name), f'no button {name} as if flashing came first')
    row = window.wait(lambda: window.find('push button', contains=ROW, hidden=True), 'the row of the backup')
    gui.check(not gui.is_sensitive(row) and row.get_description() == FIRST, f'the backup waits for the recovery: {row.get_description()}')
    gui.check(not window.find_text('Firmware for This Drive'), 'no list of firmware beside that of the recovery')
    for ability in ABILITIES:
        line = window.wait(lambda ability=ability: window.find('list item', f'Not supported: {ability}', hidden=True), f'the line {ability}')
        gui.check(line.get_description() == FIRST, f'“{ability}” has the same reason: {line.get_description()}')
    return note


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
        window.press('Recover…')
        window.press('Choose How to Continue…')
        window.press('Write 1.07 again', role='radio button')
        window.press('Write 1.07 again')
        window.wait_for_text('Recovery finished.')
        window.press('Back to the Drive')
        window.wait_for('push button', 'Update Firmware…')
        window.wait_until_on(window.wait_for('push button', 'Restore 1.05…'))
        row = window.wait(lambda: window.find('push button', contains=ROW, hidden=True), 'the row of the backup')
        window.wait(lambda: gui.is_sensitive(row), 'the backup can be restored again')
        gui.check(not window.find_text(FIRST, hidden=True), 'nothing asks for a recovery any more')
        window.wait_for_text('Firmware for This Drive')
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
