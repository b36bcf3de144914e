#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Escape closes every dialog, saves nothing and stops nothing. By key events only."""
import burnback_gui as gui

gui.KEYBOARD = True


def check_escape_closes(window, comes, goes):
    """Waits until the dialog @goes is open, and checks that one Escape closes it."""
    window.wait(comes, goes + ' to open')
    window.keep_shot('escape-' + goes.split()[-1])
    window.key('Escape')
    window.wait(lambda: not comes(), f'Escape to close {goes}')


def chooser(window, accept):
    """Returns whether the file chooser is open and shows the cells of its list, so that a key can reach it."""
    window.chose_file = True    # GTK may still be listing the folder
    return window.find('push button', accept) and window.find('table cell')


def files_in(folder):
    """Returns all files below a folder."""
    return sorted(path for path in folder.rglob('*') if path.is_file())


def escape_leaves_save_dialogs(folder):
    """Escape closes the file choosers that save a report and a backup; nothing is saved."""
    home = folder / 'home'
    (home / 'Documents').mkdir(parents=True)     # a cell in the list of the file chooser
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), env={'HOME': str(home)})
    try:
        window.wait_for_text('Drive type confirmed')
        window.menu('About Burnback')
        check_escape_closes(window, lambda: window.find('dialog', contains='About'), 'the dialog about')
        window.wait_for_text('Drive type confirmed')
        window.take('Drive menu', 'Save Report…')
        check_escape_closes(window, lambda: chooser(window, 'Save'), 'the file chooser of a report')
        window.wait_for_text('Drive type confirmed')
        window.press('Back Up')
        window.wait_for_text('Backup saved')
        window.press('Show Backups')
        before = files_in(window.state)
        window.take('Menu for the backup', 'Export…')
        check_escape_closes(window, lambda: chooser(window, 'Export'), 'the file chooser of a backup')
        window.wait_for('push button', 'Verify All Backups')
        gui.check(before and files_in(window.state) == before, 'every backup is still on disk')
        gui.check(not files_in(home), f'no file was saved: {files_in(home)}')
    finally:
        window.close()


def escape_leaves_close_dialog(folder):
    """Escape closes the dialog about closing the window, before and after the drive is endangered; the flash continues."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=1')), [image])

    def asked():
        return window.find_text('If you close the window, the operation continues in the background.')

    try:
        window.press(contains='Flash 1.07 onto')
        window.wait(lambda: 'Flashing' in window.title(), 'the flash to begin')
        window.key('Control+w')
        window.wait_for('push button', 'Stop and Close')
        check_escape_closes(window, asked, 'the dialog early')
        window.wait_for_text('Writing block')
        window.key('Control+w')
        window.wait_for_text('The firmware is currently incomplete')
        check_escape_closes(window, asked, 'the dialog late')
        gui.check('Flashing' in window.title(), 'the title still names the flash: ' + window.title())
        window.wait_for_text('Firmware updated to ', 2 * gui.LIMIT)
        window.wait(lambda: window.has_focus('Back to the Drive'), 'the button Back to the Drive to have the focus')
    finally:
        window.close()
    code, backups = gui.burnbackctl(folder / 'test.scenario', window.state, 'backups', 'list')
    gui.check(code == 0 and len(backups) == 1, 'the old firmware was backed up')
    gui.check(len(list((window.state / 'journal' / 'done').glob('*.journal'))) == 1, 'the journal of the flash is closed')


gui.main(lambda folder: gui.run_cases(folder, escape_leaves_save_dialogs, escape_leaves_close_dialog))
