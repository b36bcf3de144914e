#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shortcuts: Escape closes each dialog and menu, F5 changes no page, Ctrl+I reads all details. By key events only.

Tests bb-window-actions.c.
"""
import burnback_gui as gui


def check_escape_closes(window, keys, role, name, what):
    """Presses the keys, which open a dialog or a menu; checks that Escape closes it and leaves the review below."""
    for key in keys:
        window.key(key)
    window.wait(lambda: window.find(role, contains=name), what)
    window.keep_shot('escape-' + what.split()[-1])
    window.key('Escape')
    window.wait(lambda: not window.find(role, contains=name), f'Escape to close {what}')
    gui.check(window.find('push button', contains='Flash 1.07 onto'), f'Escape in {what} does not leave the review')


def escape_closes_each_dialog(folder):
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), [image])
    try:
        window.wait(lambda: window.has_focus('Cancel'), 'the button Cancel to have the focus')
        check_escape_closes(window, ['F10'], 'push button', 'About Burnback', 'the menu')
        check_escape_closes(window, ['F1'], 'label', 'never writes “Incompatible” firmware', 'the help')
        check_escape_closes(window, ['Control+question'], 'label', 'Rescan drives', 'the shortcuts')
        check_escape_closes(window, ['Control+question'], 'label', 'Search drives (when there are ten or more)', 'the shortcuts')
        check_escape_closes(window, ['Control+,'], 'spin button', 'Time to answer (minutes)', 'the settings')
        check_escape_closes(window, ['Control+o'], 'push button', 'Review', 'the chooser')
        steps = window.wait(lambda: window.find('push button', contains='Show ', hidden=True), 'the button that shows the steps')
        window.tab_to(lambda node: node == steps, 'the button that shows the steps')
        check_escape_closes(window, ['space'], 'label', 'Viewing this list does not change anything', 'the steps')
        window.key('Escape')
        window.wait_for('push button', contains='Update Firmware')
        gui.check(not list((window.state / 'journal').glob('**/*.journal')), 'no flash was started by these keys')
    finally:
        window.close()


def details_are_read_by_shortcut(window):
    """Ctrl+I works from each page of a drive, but not elsewhere and not while the drive is busy."""
    gui.check(not window.find('label', contains='DVD+R discs are reported as', hidden=True), 'details are shown only on request')
    # While one of the rescans is still running, the drive is busy.
    window.keys_until(['Control+i'], lambda: window.find('label', contains='DVD+R discs are reported as DVD+R', hidden=True), 'region and book types')
    window.wait_for('push button', contains='Update Firmware')
    # Each further key shows that the one before was handled without effect.
    window.key('Control+b')
    window.wait_for_text('Backups')
    for key in ('Control+i', 'F10'):
        window.key(key)
    window.wait_for('push button', contains='About Burnback')
    gui.check('Backups' in window.title(), 'without a drive on the page, the shortcut does nothing')


def rescans_keep_the_page(folder):
    """F5 is pressed so fast that one rescan starts while another is running."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=1')), [image])
    try:
        window.wait(lambda: window.has_focus('Cancel'), 'the button Cancel to have the focus')
        for _ in range(40):
            window.key('F5')
            gui.check(not window.find_text('Identifying: '), 'a rescan shows no page of its own')
        window.wait(lambda: 'ready' in gui.rows(window)[0], 'the last rescan to finish')
        gui.check(window.find('push button', contains='Flash 1.07 onto'), 'the review is still shown')
        gui.check(window.has_focus('Cancel'), 'the button Cancel still has the focus')
        details_are_read_by_shortcut(window)
    finally:
        window.close()


def drive_is_backed_up_and_restored_by_shortcuts(folder):
    """Ctrl+Shift+B backs up the drive of the page, Ctrl+Shift+R reviews the restore of its latest backup; without a drive they do nothing."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)))
    try:
        window.wait_for('push button', contains='Update Firmware')
        window.wait(lambda: 'ready' in gui.rows(window)[0], 'the drive to be ready')
        window.key('Control+l')
        window.wait_for_text('No Firmware Library')
        window.key('Control+Shift+b')
        window.key('Control+b')
        window.wait_for_text('Backups')
        gui.check(not list((window.state / 'backups').glob('*/*')), 'without a drive on the page nothing is backed up')
        window.open_drive('sr0')
        window.wait_for('push button', contains='Update Firmware')
        window.key('Control+Shift+b')
        window.wait_for_text('Backup saved')
        window.press('Back to the Drive')
        restore = window.wait_for('push button', 'Restore 1.05…')
        window.wait(lambda: restore.get_state_set().contains(gui.Atspi.StateType.SENSITIVE), 'the backup to be listed')
        window.key('Control+Shift+r')
        window.wait_for('push button', contains='Restore 1.05 on')
        window.key('Escape')
        window.wait_for('push button', contains='Update Firmware')
        window.key('Control+question')
        for title in ('Back up the drive', 'Restore the latest backup'):
            window.wait(lambda title=title: window.find('label', contains=title), f'the shortcuts to have “{title}”')
        window.keep_shot('shortcuts')
    finally:
        window.close()


def busy_drive_gets_no_other_command(folder):
    """Ctrl+I is pressed while the drive is being flashed."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=5')), [image])
    try:
        flash = window.wait_for('push button', contains='Flash 1.07 onto')
        window.tab_to(lambda node: node == flash, 'the button to flash')
        window.key('space')
        window.wait(lambda: 'Flashing' in window.title(), 'the flash to begin')
        for key in ('Control+i', 'F10'):
            window.key(key)
        window.wait_for('push button', contains='About Burnback')
        window.key('Escape')
        window.wait_for_text('Firmware updated to ', seconds=120)
        gui.check(not window.find('label', contains='DVD+R discs are reported as', hidden=True), 'a drive that is being flashed gets no other command')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, escape_closes_each_dialog, rescans_keep_the_page, busy_drive_gets_no_other_command,
    drive_is_backed_up_and_restored_by_shortcuts))
