#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A flash was interrupted, and then another program wrote firmware: the user keeps that firmware."""
import os
import re
import subprocess

import burnback_gui as gui

# The boot code marks firmware as valid when the drive leaves safe mode.
DRIVE = gui.drive(0, Quirks='mark-on-leave')


def make(folder, revision):
    return gui.make_image(folder / f'{revision}.bin', 'nec-optiarc', 'K355', revision=revision, boot_version='05')


def run(folder, state, fault, *arguments, code):
    """Runs burnbackctl on the drive, with a fault."""
    scenario = gui.write_scenario(folder, DRIVE + fault)
    done, told = gui.burnbackctl(scenario, folder / state, *arguments)
    gui.check(done == code, f'{arguments[0]} ends with {code}: {done} {told}')


def switch_on():
    """Gives the drive its power back."""
    subprocess.run([os.environ['BURNBACK_SIM'], 'power', 'sr0', 'on'], check=True)


def recovers(folder):
    """A window in which the recovery of the drive asks."""
    window = gui.Window(folder, gui.write_scenario(folder, DRIVE))
    window.wait_for('list item', contains='needs recovery')
    window.open_drive('sr0 ·')
    window.click(window.wait_for('push button', 'Recover…', description=''))
    window.wait_for_text(re.compile(r'\(sr0\) needs recovery$'))
    window.press('Recover')
    window.wait_for_text('another program has written firmware 8.88 since. Whether it is complete is not known. A backup of it was saved.')
    return window


def keep(window):
    gui.check(window.wait_for('radio button', 'Restore 1.05').get_state_set().contains(gui.Atspi.StateType.CHECKED), 'the firmware of the backup is chosen before')
    window.press('Keep 8.88', role='radio button')
    window.press('Keep 8.88')


def interrupt(folder):
    """A flash of 9.99 over 1.05, of which there is a backup."""
    run(folder, 'state', '', 'backup', 'sr0', code=0)
    run(folder, 'state', gui.fault(1, 'step:program:5', kind='power-cut', During='middle'), 'flash', 'sr0', str(make(folder, '9.99')), '--yes', code=6)
    switch_on()


def running(folder):
    """The drive runs the firmware."""
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    interrupt(folder)
    run(folder, 'other', '', 'recover', 'sr0', str(make(folder, '8.88')), '--yes', code=0)
    window = recovers(folder)
    try:
        gui.check(window.find_text('Burnback cannot tell whether this firmware is complete.'), 'it is not said to be incomplete')
        window.keep_shot('keep-question')
        keep(window)
        window.wait_for_text('The firmware that another program wrote stays in the drive. It was not verified.')
        window.keep_shot('keep-done')
        backups = [path for path in (window.state / 'backups').iterdir() if not path.name.startswith('.')]
        gui.check(any(window.find_text(path.name) for path in backups), 'the backup of it is named')
        window.press('Back to the Drive')
        window.wait_for('list item', contains='8.88')
        window.wait_for('list item', contains='ready')
        gui.check(not window.find('list item', contains='needs recovery'), 'the interrupted flash is over')
    finally:
        window.close()


def in_safe_mode(folder):
    """The power was cut before the boot code marked the firmware as valid, so the drive stays in safe mode, also when it
    shall start the firmware. Recovery goes on."""
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    interrupt(folder)
    run(folder, 'other', gui.fault(1, 'step:leave:1', kind='power-cut', During='before'), 'recover', 'sr0', str(make(folder, '8.88')), '--yes', code=8)
    switch_on()
    window = recovers(folder)
    try:
        gui.check(window.find_text('An earlier flash of this drive was interrupted. Keep the drive powered.'), 'what is safe')
        gui.check(window.find_text('The drive leaves recovery mode and starts the firmware, which stays unverified.'), 'what happens')
        window.keep_shot('keep-question-safe-mode')
        keep(window)
        window.wait_for_text('Did not help. The drive did not start the firmware that another program wrote. Nothing was written.')
        window.wait_for_text('Keep the drive powered until a step says otherwise.')
        window.wait_for('list item', contains='needs recovery')
        window.keep_shot('keep-not-started')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, running, in_safe_mode))
