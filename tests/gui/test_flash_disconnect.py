#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drive is disconnected or loses power in the middle of a flash: the recovery assistant detects it when it is back.

Tests bb-simulator-band.c and bb-gone-row.c.
"""
import re

import burnback_gui as gui


MISSED = 'NEC DVD_RW ND-3550A (sr0), Disconnected'
WHY = 'You can recover this drive when it is connected again.'


def flashing(folder, scenario):
    """Returns a window in which a flash of 1.07 has begun."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, scenario), [image])
    window.press(contains='Flash 1.07 onto')
    return window


def disconnected_drive_is_recovered(folder):
    """The drive is disconnected, reconnected and recovered."""
    window = flashing(folder, gui.drive(0).replace('Speed=0', 'Speed=2'))
    try:
        window.wait_for_text('Writing block')
        window.set_cable('sr0', lambda: window.find_text('Recovery needed.'))
        window.wait(lambda: not gui.rows(window), 'the row of sr0 to disappear')
        # The drive is not lost: the list still names the drive that the page is about.
        window.wait_for('list item', MISSED)
        window.wait_for_text('The firmware is incomplete.')
        # The drive is disconnected and its firmware is partly erased, so no revision is shown.
        facts = window.wait(lambda: window.find('list item', 'Drive: NEC DVD_RW ND-3550A (sr0)', hidden=True), 'the facts of the result').get_parent()
        told = [row.get_name() for row in map(facts.get_child_at_index, range(facts.get_child_count()))
                if row.get_state_set().contains(gui.Atspi.StateType.VISIBLE)]
        gui.check(not [name for name in told if name.startswith('Firmware: ')], f'no revision is shown for a drive without firmware: {told}')
        window.wait(lambda: window.find_text('Shut down the computer and reconnect the power and data cables of NEC DVD_RW ND-3550A (sr0) to the same ports. Then turn on the computer, start Burnback again, and recover the drive. Never connect an IDE drive while the computer is on. You can restore firmware 1.05 from the backup or repeat the interrupted operation.'), 'the sentence about the next step, with the name of the drive')
        recover = window.wait_for('push button', 'Recover This Drive…')
        gui.check(not gui.is_sensitive(recover) and recover.get_description() == WHY, f'the button that cannot be used has its reason: {recover.get_description()}')
        why = window.wait_for_text(WHY).get_extents(gui.Atspi.CoordType.WINDOW)
        place = recover.get_extents(gui.Atspi.CoordType.WINDOW)
        gui.check(0 <= place.y - why.y - why.height < 20, f'the reason is directly above the button: {why.y}, {place.y}')
        # The page of the disconnected drive would not say that the firmware is incomplete.
        back = window.find('push button', 'Back to the Drive', hidden=True)
        gui.check(back is None or not back.get_state_set().contains(gui.Atspi.StateType.VISIBLE), 'nothing leads away from the result while the drive is disconnected')
        shut_down = [text for text in window.texts() if 'hut down the computer' in text or 'econnect the drive to' in text]
        gui.check(len(shut_down) == 1, f'how to connect the drive is said once: {shut_down}')
        gui.check(not window.find_text(re.compile('will detect the drive'), hidden=True), 'an IDE drive must not be reconnected while Burnback runs')
        window.wait_for_text('Reconnect the drive to save a report.', hidden=True)
        window.keep_shot('midway-gone')
        # The assistant opens by itself and shows the evidence.
        window.set_cable('sr0', lambda: window.find_text(re.compile(r'\(sr0\) needs recovery$')))
        window.wait(lambda: gui.rows(window) and not window.find('list item', MISSED, hidden=True), 'the connected drive to have its usual row')
        window.wait_for_text('Writing the firmware was interrupted')
        window.press('Evidence', role='toggle button')
        window.wait_for_text('Writing firmware 1.07 over firmware 1.05 started on ', hidden=True)
        window.keep_shot('midway-assistant')
        window.press('Choose How to Continue…')
        window.wait_for_text('NEC DVD_RW ND-3550A (sr0): Flashing was interrupted. Choose how to continue.')
        gui.check(not window.find_text('Flashing this drive was interrupted'), 'the question does not repeat its title')
        window.press('Write 1.07 again', role='radio button')
        window.press('Write 1.07 again')
        window.wait_for_text('Recovery finished.', 2 * gui.LIMIT)
        window.wait(lambda: window.find_text('All of the firmware was read back and verified.'), 'the sentence that the firmware was verified')
        window.keep_shot('midway-done')
        window.press('Back to the Drive')
        window.wait_for('list item', contains='1.07')
    finally:
        window.close()


def drive_without_power_is_recovered(folder):
    """The power is turned off in the window's menu of simulated drives."""
    window = flashing(folder, gui.drive(0).replace('Speed=0', 'Speed=2'))
    try:
        window.wait_for_text('Writing block')
        window.set_power('sr0', lambda: window.find_text('Recovery needed.'))
        window.wait(lambda: not gui.rows(window), 'the row of sr0 to disappear')
        # Disconnects and connects the cable: a drive without power is not detected.
        window.set_cable('sr0')
        window.set_cable('sr0')
        window.open_switches()
        gui.check(not gui.rows(window), 'a drive without power is not listed')
        window.close_switches()
        window.set_power('sr0', lambda: window.find_text(re.compile(r'\(sr0\) needs recovery$')))
        window.wait_for_text('Writing the firmware was interrupted')
        window.keep_shot('midway-powerless')
    finally:
        window.close()


def drive_that_vanishes_after_its_failure_is_named(folder):
    """Writing fails while the drive is connected; then the drive is disconnected. A line says how to connect which drive, because the
    button to recover cannot be used."""
    window = flashing(folder, gui.drive(0, Bus='usb') + gui.fault(1, 'step:program:5', times=30))
    told = 'NEC DVD_RW ND-3550A (sr0) is disconnected. Connect the drive to the same port, then recover the drive.'
    try:
        window.press('Leave in recovery mode', role='radio button')
        window.press('Leave in recovery mode')
        window.wait_for_text('Recovery needed.')
        recover = window.wait_for('push button', 'Recover This Drive…')
        window.wait_until_on(recover)
        gui.check(not window.find_text(told), 'a connected drive is not called disconnected')
        window.set_cable('sr0', lambda: window.find_text(told))
        gui.check(not gui.is_sensitive(recover) and recover.get_description() == WHY, f'the button has its reason: {recover.get_description()}')
        window.wait_for_text(WHY)
        window.keep_shot('midway-vanished')
    finally:
        window.close()


def row_of_a_disconnected_drive_leads_back_to_its_page(folder):
    """In a narrow window the list replaces the page; the row of the disconnected drive leads back to it. The row ends with its page."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    cut = '[fault 1]\nDrive=sr0\nAt=step:program:3\nKind=unplug\nDuring=after\n'
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, Bus='usb') + cut), [image], size=(360, 640))
    try:
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text('Recovery needed.')
        window.press('Back')
        window.wait_for_text('NEC DVD_RW ND-3550A (sr0) is disconnected')
        window.press('Back')
        row = window.wait_for('list item', MISSED)
        window.wait_for_text('No Other Drives')
        gui.check(not window.find_text('No Simulated Drives'), 'the text below the row does not contradict it')
        window.keep_shot('missed-row')
        window.activate(row)
        window.wait_for_text('NEC DVD_RW ND-3550A (sr0) is disconnected')
        window.open_backups()
        gui.check(not window.find('list item', MISSED, hidden=True), 'a drive whose page is not open has no row')
        window.wait_for_text('No Simulated Drives', hidden=True)
    finally:
        window.close()


def menu_shows_what_a_scenario_did(folder):
    """The menu of simulated drives shows that a scenario disconnected a drive, so that the user can connect it."""
    window = flashing(folder, gui.drive(0) + '[fault 1]\nDrive=sr0\nAt=step:program:3\nKind=unplug\nDuring=after\n')
    try:
        window.wait_for_text('The firmware is incomplete.')
        window.open_switches()
        for label, is_on in (('sr0 connected', False), ('sr0 powered', True)):
            states = window.wait_for('check box', label).get_state_set()
            gui.check(states.contains(gui.Atspi.StateType.CHECKED) == is_on, f'“{label}” is checked: {is_on}')
        window.close_switches()
        window.set_cable('sr0', lambda: window.find_text(re.compile(r'\(sr0\) needs recovery$')))
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, disconnected_drive_is_recovered, drive_that_vanishes_after_its_failure_is_named,
    row_of_a_disconnected_drive_leads_back_to_its_page,
    more=(drive_without_power_is_recovered, menu_shows_what_a_scenario_did)))
