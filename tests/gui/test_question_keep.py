#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A flash was interrupted, and then another program wrote firmware: the user keeps that firmware."""
import os
import re
import subprocess

import burnback_gui as gui

# The boot code marks firmware as valid when the drive leaves safe mode, and does not start other firmware.
DRIVE = gui.drive(0, Quirks='mark-on-leave')


def make(folder, revision):
    return gui.make_image(folder / f'{revision}.bin', 'nec-optiarc', 'K355', revision=revision, boot_version='05')


def run(folder, state, fault, *arguments, code):
    """Runs burnbackctl on the drive, with a fault. Its exit code must be @code."""
    scenario = gui.write_scenario(folder, DRIVE + fault)
    done, told = gui.burnbackctl(scenario, folder / state, *arguments)
    gui.check(done == code, f'{arguments[0]} ends with {code}: {done} {told}')


def turn_power_on():
    """Turns the power of the drive on again."""
    subprocess.run([os.environ['BURNBACK_SIM'], 'power', 'sr0', 'on'], check=True)


def window_that_asks(folder, act):
    """Starts the recovery with the button @act, and returns a window in which the recovery of the drive asks what to do with the firmware of another program."""
    window = gui.Window(folder, gui.write_scenario(folder, DRIVE))
    window.wait_for('list item', contains='needs recovery')
    window.open_drive('sr0 ·')
    window.click(window.wait_for('push button', 'Recover…', description=''))
    window.wait_for_text(re.compile(r'\(sr0\) needs recovery$'))
    window.press(act)
    window.wait_for_text('Another program then wrote firmware 8.88, and Burnback cannot tell whether this firmware is complete. A backup of this firmware was saved.')
    # Nothing was written yet, so nothing looks finished, and nothing says that the firmware is as it was.
    gui.check(not window.find_text(re.compile(r'^[1-9]\d* %')), 'no progress before the first byte is written')
    gui.check(not window.find('list item', contains='9 %', hidden=True), 'no progress in the list')
    gui.check(not window.find_text('The firmware of the drive was not changed.', hidden=True), 'the firmware is not said to be unchanged')
    return window


def keep(window):
    """Chooses to keep the firmware."""
    gui.check(window.wait_for('radio button', 'Restore 1.05').get_state_set().contains(gui.Atspi.StateType.CHECKED), 'restoring the backup is chosen by default')
    window.press('Keep 8.88', role='radio button')
    window.press('Keep 8.88')


def interrupt(folder):
    """Backs up 1.05 and interrupts a flash of 9.99 with a power cut."""
    run(folder, 'state', '', 'backup', 'sr0', code=0)
    run(folder, 'state', gui.fault(1, 'step:program:5', kind='power-cut', During='middle'), 'flash', 'sr0', str(make(folder, '9.99')), '--yes', code=6)
    turn_power_on()


def running_firmware_is_kept(folder):
    """The drive runs the firmware that another program wrote after an interrupted flash, and the user keeps it."""
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    interrupt(folder)
    run(folder, 'other', '', 'recover', 'sr0', str(make(folder, '8.88')), '--yes', code=0)
    window = window_that_asks(folder, 'Check Drive')
    try:
        gui.check(window.find_text('Burnback cannot tell whether this firmware is complete.'), 'the firmware is not called incomplete, because that is not known')
        window.keep_shot('keep-question')
        keep(window)
        window.wait_for_text('The firmware written by another program remains in the drive but was not verified.')
        window.keep_shot('keep-done')
        backups = [path for path in (window.state / 'backups').iterdir() if not path.name.startswith('.')]
        gui.check(any(window.find_text(path.name) for path in backups), 'the result names the backup of the firmware that is kept')
        window.press('Back to the Drive')
        window.wait_for('list item', contains='8.88')
        window.wait_for('list item', contains='ready')
        gui.check(not window.find('list item', contains='needs recovery'), 'the drive does not need recovery any more')
    finally:
        window.close()


def drive_that_stays_in_safe_mode_needs_recovery(folder):
    """The power was cut before the boot code marked the firmware as valid, so the drive does not start it, and recovery goes on."""
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    interrupt(folder)
    run(folder, 'other', gui.fault(1, 'step:leave:1', kind='power-cut', During='before'), 'recover', 'sr0', str(make(folder, '8.88')), '--yes', code=8)
    turn_power_on()
    window = window_that_asks(folder, 'Choose How to Continue…')
    try:
        gui.check(window.find_text('Flashing this drive was interrupted earlier. Keep the drive powered.'), 'the page says that the drive must stay powered')
        gui.check(window.find_text('The drive will leave recovery mode and start its current firmware, which stays unverified.', hidden=True), 'the page says what keeping the firmware does')
        window.keep_shot('keep-question-safe-mode')
        keep(window)
        window.wait_for_text('Did not help. Another program wrote firmware to the drive, but the drive did not start it. A backup contains a copy of this firmware. Burnback wrote nothing to the drive.')
        # The page scrolls to the next step, which has the focus; the state of the drive may then be out of view.
        window.wait_for_text('Keep the drive powered until a recovery step asks you to disconnect it.', hidden=True)
        window.wait_for('list item', contains='needs recovery')
        window.keep_shot('keep-not-started')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, running_firmware_is_kept, drive_that_stays_in_safe_mode_needs_recovery))
