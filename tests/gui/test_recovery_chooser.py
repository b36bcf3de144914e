#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
""""Recover a Drive…" from the menu: a listed drive that runs is compared with its backup; one that is not listed gets the steps by hand."""
import re

import burnback_gui as gui


def row_of(window):
    """Returns the row of the only drive on the page."""
    return window.wait_for('list item', contains=re.compile(r'\(sr0\)$'))


def row_follows_the_drive(folder):
    """The rows of the page follow the state of the drives."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=4')), [image])
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
        window.wait_for_text('The firmware was verified, so the fault is in the hardware', hidden=True)
        window.wait(lambda: window.has_focus('Continue'), 'the button of the next step to have the focus')
        window.wait_for_text('If you restarted the computer, select “Recover…” again. If Burnback stayed open, select “Continue”.')
        window.keep_shot('dead-truth')
    finally:
        window.close()


def unlisted_drive_may_have_another_name(folder, size=None, name='wide'):
    """A drive in recovery mode can have another name, so the page for a drive that is not listed begins with the drives that need recovery.
    Escape, Alt+Left and the button lead back."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, State='safe-mode')), size=size)
    try:
        window.wait_for('list item', contains='needs recovery')
        window.menu('Recover a Drive…')
        window.wait_for_text('Choose the Affected Drive')
        for keys in ('Escape', 'Alt+Left', None):
            window.press('Drive Not Listed')
            maybe = window.wait_for_text('A drive in recovery mode can appear under another brand and model. Is one of these your drive?')
            window.wait_for_text('Drive Not Detected', hidden=True)
            title = window.find('label', 'Drive Not Detected', hidden=True)
            tops = [node.get_extents(gui.Atspi.CoordType.WINDOW).y for node in (maybe, row_of(window), title)]
            gui.check(tops == sorted(tops), f'the listed drives come first: {tops}')
            window.keep_shot(f'dead-unlisted-{name}')
            if keys is None:
                window.click(window.wait_for('push button', 'Back'))
            else:
                window.key(keys)
            window.wait_for_text('Choose the Affected Drive')
        window.press('Drive Not Listed')
        window.wait_for_text('A drive in recovery mode can appear under another brand')
        window.activate(row_of(window))
        window.wait_for_text(re.compile(r'\(sr0\) needs recovery$'))
        if size is None:
            window.menu('Recover a Drive…')
            window.wait_for_text('Choose the Affected Drive')
            window.key('Escape')
            window.wait_for_text(re.compile(r'\(sr0\) needs recovery$'))
    finally:
        window.close()


def rows_show_names_under_which_drives_were_sold(folder):
    """A TDK drive in recovery mode has the name of its boot code, so its row says that such drives were also sold as TDK; a drive that runs
    has its own name."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, 'K110', Vendor='TDK', Product='DVDRW420N', State='half-flashed') + gui.drive(1)))
    try:
        window.menu('Recover a Drive…')
        row = row_of(window)
        window.wait(lambda: re.search(r'also sold as .*TDK 420N', row.get_description() or ''), 'the row to say that such drives were sold as TDK 420N')
        window.keep_shot('dead-sold-as')
        window.press('Another Drive…')
        other = window.wait_for('list item', contains=re.compile(r'\(sr1\)$'))
        gui.check(other.get_description() == 'ready', f'a drive that runs has no other names: {other.get_description()}')
    finally:
        window.close()


def unlisted_drive_in_a_narrow_window(folder):
    unlisted_drive_may_have_another_name(folder, (360, 640), 'narrow')


gui.main(lambda folder: gui.run_cases(
    folder, listed_and_unlisted_drives_get_their_steps, rows_show_names_under_which_drives_were_sold,
    unlisted_drive_may_have_another_name,
    more=(row_follows_the_drive, unlisted_drive_in_a_narrow_window,)))
