#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shortcuts: Escape closes each dialog and menu, F5 changes no page, Ctrl+I reads all details. By key events only."""
import burnback_gui as gui


def opens_and_closes(window, keys, role, name, what):
    """Each of these keys opens the dialog, and Escape closes it; the review below stays."""
    for key in keys:
        window.key(key)
    window.wait(lambda: window.find(role, contains=name), what)
    window.keep_shot('escape-' + what.split()[-1])
    window.key('Escape')
    window.wait(lambda: not window.find(role, contains=name), f'Escape to close {what}')
    gui.check(window.find('push button', contains='Flash 1.07 onto'), f'Escape in {what} does not leave the review')


def dialogs(folder):
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), [image])
    try:
        window.wait(lambda: window.has_focus('Cancel'), 'the safe answer to have the focus')
        opens_and_closes(window, ['F10'], 'push button', 'About Burnback', 'the menu')
        opens_and_closes(window, ['F1'], 'label', 'this cannot be overridden', 'the help')
        opens_and_closes(window, ['Control+question'], 'label', 'Rescan drives', 'the shortcuts')
        opens_and_closes(window, ['Control+question'], 'label', 'Search drives (ten or more)', 'the shortcuts')
        opens_and_closes(window, ['Control+,'], 'spin button', 'Time to answer (minutes)', 'the settings')
        opens_and_closes(window, ['Control+o'], 'push button', 'Review', 'the chooser')
        steps = window.wait(lambda: window.find('push button', contains='Show ', hidden=True), 'the way to the steps')
        window.tab_to(lambda node: node == steps, 'the steps')
        opens_and_closes(window, ['space'], 'label', 'Viewing this list changes nothing', 'the steps')
        window.key('Escape')
        window.wait_for('push button', contains='Update Firmware')
        gui.check(not list((window.state / 'journal').glob('**/*.journal')), 'nothing was written by any of these keys')
    finally:
        window.close()


def rescans_keep_the_page(folder):
    """Presses F5 so fast that one rescan starts while another is running."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=1')), [image])
    try:
        window.wait(lambda: window.has_focus('Cancel'), 'the safe answer to have the focus')
        for _ in range(40):
            window.key('F5')
            gui.check(not window.find_text('Identifying: '), 'to look again is no page of its own')
        window.wait(lambda: 'ready' in gui.rows(window)[0], 'the look to be over')
        gui.check(window.find('push button', contains='Flash 1.07 onto'), 'the review is still there')
        gui.check(window.has_focus('Cancel'), 'and has the focus')
    finally:
        window.close()


def details_are_read_by_shortcut(folder):
    """Ctrl+I works from each page of a drive, but not elsewhere and not while the drive is busy."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=1')), [image])
    try:
        window.wait(lambda: window.has_focus('Cancel'), 'the safe answer to have the focus')
        window.wait(lambda: 'ready' in gui.rows(window)[0], 'the drive to be free')
        gui.check(not window.find('label', contains='DVD+R as', hidden=True), 'details are shown only on request')
        window.key('Control+i')
        window.wait(lambda: window.find('label', contains='DVD+R as DVD+R', hidden=True), 'the answers')
        window.wait_for('push button', contains='Update Firmware')
        # Each further key shows that the one before was handled without effect.
        window.key('Control+b')
        window.wait_for_text('Backups')
        for key in ('Control+i', 'F10'):
            window.key(key)
        window.wait_for('push button', contains='About Burnback')
        gui.check('Backups' in window.title(), 'without a drive on the page, the shortcut does nothing')
    finally:
        window.close()


def busy_drive_is_not_asked(folder):
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=2')), [image])
    try:
        flash = window.wait_for('push button', contains='Flash 1.07 onto')
        window.tab_to(lambda node: node == flash, 'the way to flash')
        window.key('space')
        window.wait(lambda: 'Flashing' in window.title(), 'the flash')
        for key in ('Control+i', 'F10'):
            window.key(key)
        window.wait_for('push button', contains='About Burnback')
        window.key('Escape')
        window.wait_for_text('Firmware updated.', seconds=120)
        gui.check(not window.find('label', contains='DVD+R as', hidden=True), 'a drive that is being flashed gets no other command')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, dialogs, rescans_keep_the_page, details_are_read_by_shortcut, busy_drive_is_not_asked))
