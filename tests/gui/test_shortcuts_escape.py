#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Escape closes every dialog, saves nothing and stops nothing. By key events only."""
import burnback_gui as gui

gui.KEYBOARD = True


def escapes(window, comes, goes):
    """Checks that one Escape closes the dialog."""
    window.wait(comes, goes + ' to come')
    window.keep_shot('escape-' + goes.split()[-1])
    window.key('Escape')
    window.wait(lambda: not comes(), f'Escape to close {goes}')


def chooser(window, accept):
    """Returns the file chooser after it has listed its folder. Before that GTK's tree view has no model, and a key that closes the
    chooser makes GTK print a warning, which is not caused by this program.
    """
    return window.find('push button', accept) and window.find('table cell')


def kept_files(folder):
    return sorted(path for path in folder.rglob('*') if path.is_file())


def escape_leaves_save_dialogs(folder):
    """The file choosers to save a report and a backup."""
    home = folder / 'home'
    home.mkdir()
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), env={'HOME': str(home)})
    try:
        window.wait_for_text('Identity confirmed')
        window.menu('About Burnback')
        escapes(window, lambda: window.find('dialog', contains='About'), 'the about')
        window.wait_for_text('Identity confirmed')
        window.take('Drive menu', 'Save Report…')
        escapes(window, lambda: chooser(window, 'Save'), 'the place of a report')
        window.wait_for_text('Identity confirmed')
        window.press('Back Up')
        window.wait_for_text('Backup saved')
        window.press('Show Backups')
        before = kept_files(window.state)
        window.take('Menu for the backup', 'Export…')
        escapes(window, lambda: chooser(window, 'Export'), 'the place of a backup')
        window.wait_for('push button', 'Verify All Backups')
        gui.check(before and kept_files(window.state) == before, 'every backup is still there')
        gui.check(not kept_files(home), f'nothing was saved: {kept_files(home)}')
    finally:
        window.close()


def escape_leaves_close_dialog(folder):
    """The question whether to close the window while a drive is flashed, before and after the drive is endangered."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=1')), [image])

    def asked():
        return window.find_text('An operation is running on a drive')

    try:
        window.press(contains='Flash 1.07 onto')
        window.wait(lambda: 'Flashing' in window.title(), 'the flash')
        window.key('Control+w')
        window.wait_for('push button', 'Stop and Close')
        escapes(window, asked, 'the question early')
        window.wait_for_text('Writing block')
        window.key('Control+w')
        window.wait_for_text('The firmware is incomplete right now')
        escapes(window, asked, 'the question late')
        gui.check('Flashing' in window.title(), 'the flash is still shown: ' + window.title())
        window.wait_for_text('Firmware updated.', 2 * gui.LIMIT)
        window.wait(lambda: window.has_focus('Back to the Drive'), 'the way back to have the focus')
    finally:
        window.close()
    code, backups = gui.burnbackctl(folder / 'test.scenario', window.state, 'backups', 'list')
    gui.check(code == 0 and len(backups) == 1, 'the old firmware was kept')
    gui.check(len(list((window.state / 'journal' / 'done').glob('*.journal'))) == 1, 'the flash was closed as done')


gui.main(lambda folder: gui.run_cases(folder, escape_leaves_save_dialogs, escape_leaves_close_dialog))
