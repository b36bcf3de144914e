#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A drive that the user named is shown under that name, and its identity beside it (bb-app-text.c).

Also tests bb-name-dialog.c and bb-name-task.c.
"""
import burnback_gui as gui

OWN_NAME = 'TDK from the attic'


def rename(window, text):
    """Opens the dialog with the menu of the drive, which puts the focus on the entry, and enters @text. Returns the entry."""
    window.take('Drive menu', 'Rename…')
    entry = window.wait_for('text', 'Your name for the drive')
    window.point()
    window.wait(lambda: window.has_focus('Your name for the drive'), 'the entry to have the focus')
    window.fill(entry, text)
    return entry


def has_dialog(window):
    return window.find('text', 'Your name for the drive') is not None


def own_name_is_shown(folder):
    """A name that was given on the terminal is shown for this drive only."""
    scenario = gui.write_scenario(folder, gui.drive(0) + gui.drive(1))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'name', 'sr0', OWN_NAME)[0] == 0, 'sr0 has a name')
    window = gui.Window(folder, scenario)
    try:
        row = window.wait_for('list item', contains=f'{OWN_NAME}, identified as')
        gui.check('sr0' in row.get_name(), f'the named drive is sr0: {row.get_name()}')
        gui.check(window.wait_for('list item', contains='sr1').get_name().startswith('NEC '), 'the other drive has the name that it reports')
        window.select_drive('sr0')
        window.wait(lambda: OWN_NAME in window.title(), 'the page of the named drive')
        window.wait_for_text('Identified as NEC ND-3550A')
        window.keep_shot('own-name')
    finally:
        window.close()


def drive_is_renamed_in_the_window(folder):
    """A new name is shown at once and known on the terminal; an empty one shows the reported name again."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    window = gui.Window(folder, scenario)
    try:
        window.wait_for('list item', contains='ready')
        rename(window, f' {OWN_NAME} ')
        window.keep_shot('own-name-dialog')
        window.press('Save')
        window.wait(lambda: not has_dialog(window) and OWN_NAME in window.title(), 'the new name')
        gui.check(gui.burnbackctl(scenario, folder / 'state', 'name', 'sr0')[1] == {'own-name': OWN_NAME}, 'the terminal knows the name')
        rename(window, 'another')
        window.key('Escape')
        window.wait(lambda: not has_dialog(window), 'the dialog to close')
        gui.check(OWN_NAME in window.title(), 'Escape changes nothing')
        rename(window, '')
        window.press('Save')
        window.wait(lambda: not has_dialog(window) and 'ND-3550A' in window.title(), 'the reported name')
    finally:
        window.close()


def failure_is_shown_in_the_dialog(folder):
    """The dialog stays open, so that the text is not lost."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    window = gui.Window(folder, scenario)
    try:
        window.wait_for('list item', contains='ready')
        window.state.mkdir(parents=True, exist_ok=True)
        (window.state / 'names').write_text('a file, no folder')
        entry = rename(window, OWN_NAME)
        window.press('Save')
        window.wait_for_text('The drive name could not be saved')
        gui.check(entry.get_text(0, -1) == OWN_NAME, 'the text is still there')
        gui.check(OWN_NAME not in window.title(), 'the drive has no new name')
        window.keep_shot('own-name-failed')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, own_name_is_shown, drive_is_renamed_in_the_window, failure_is_shown_in_the_dialog))
