#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
""""Recover a Drive…" from the menu: a listed drive that runs is compared with its backup; one that is not listed gets the steps by hand."""
import burnback_gui as gui


def row_of(window):
    """Returns the row of the only drive on the page."""
    return window.wait(lambda: [node for node in window.walk() if node.get_role_name() == 'list item' and (node.get_name() or '').endswith('(sr0)')],
                       'the row of sr0')[0]


def row_follows_the_drive(folder):
    """The rows of the page follow the state of the drives."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=8')), [image])
    try:
        window.press(contains='Flash 1.07 onto')
        window.wait(lambda: 'Flashing' in window.title(), 'the flash to begin')
        window.menu('Recover a Drive…')
        row = row_of(window)
        window.wait(lambda: row.get_description() == 'Flashing', 'the row to say what the job does')
        window.wait(lambda: row.get_description() == 'ready', 'the row to say "ready" after the flash')
    finally:
        window.close()


def listed_and_unlisted_drives_get_their_steps(folder):
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)))
    try:
        window.wait_for('list item', contains='ready')
        window.press('Back Up')
        window.wait_for_text('Backup saved.')
        window.menu('Recover a Drive…')
        window.wait_for_text('Choose the Affected Drive')
        gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
        window.keep_shot('dead-which')
        window.press('Drive Not Listed')
        window.wait_for_text('Drive Not Detected')
        window.wait(lambda: window.find('list item', contains='Step 1 of 3: Disconnect power for 30 seconds', hidden=True), 'the steps for a drive that is not listed')
        window.wait_for_text('Burnback will detect the drive when it is connected and powered on.', hidden=True)
        gui.check(not window.find_text('is disconnected', hidden=True), 'a drive that was never detected is not called disconnected')
        window.keep_shot('dead-unseen')
        window.menu('Recover a Drive…')
        row = row_of(window)
        window.activate(row)
        window.wait_for_text('Diagnose NEC DVD_RW ND-3550A (sr0)')
        window.wait_for('push button', 'Compare')
        window.wait(lambda: window.has_focus('Evidence'), 'the evidence to have the focus')
        window.press('Compare')
        window.wait_for_text('Firmware verified.')
        window.press('Continue Recovery')
        window.wait(lambda: [node for node in window.walk(hidden=True) if 'byte by byte' in (node.get_name() or '')], 'the result of comparing the firmware')
        window.wait(lambda: window.has_focus('Done'), 'the button of the next step to have the focus')
        window.keep_shot('dead-truth')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, listed_and_unlisted_drives_get_their_steps, row_follows_the_drive))
