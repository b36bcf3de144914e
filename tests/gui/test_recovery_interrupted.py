#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A recovery is cut off: the page says so at once, and after a restart history and assistant tell of the newest attempt.

Also tests bb-words-recovery.c.
"""
import os
import re
import subprocess

import burnback_gui as gui

WHY = 'You can recover this drive when it is connected again.'
NAME = 'NEC DVD_RW ND-3550A (sr0)'


def cut(step):
    """Returns the scenario of a drive that loses power in the middle of a step."""
    return gui.drive(0) + gui.fault(1, f'step:program:{step}', kind='power-cut', During='middle')


def turn_power_on():
    subprocess.run([os.environ['BURNBACK_SIM'], 'power', 'sr0', 'on'], check=True)


def interrupt_flash(folder):
    """Flashes a drive that loses power, without a window, and turns its power on again."""
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    done, told = gui.burnbackctl(gui.write_scenario(folder, cut(12)), folder / 'state', 'flash', 'sr0', str(image), '--yes')
    gui.check(done == 6, f'the flash is interrupted: {done} {told}')
    turn_power_on()


def open_assistant(window):
    window.wait_for('list item', contains='needs recovery')
    window.open_drive('sr0 ·')
    window.click(window.wait_for('push button', 'Recover…', description=''))
    window.wait_for_text(f'{NAME} needs recovery', hidden=True)


def interrupt_recovery(folder, step, choice, shot=None):
    """Opens a window and starts a recovery, in which the drive loses power. Checks the page that says so."""
    window = gui.Window(folder, gui.write_scenario(folder, cut(step)))
    try:
        open_assistant(window)
        window.press('Choose How to Continue…')
        window.press(choice, role='radio button')
        window.press(choice)
        window.wait_for_text('Recovery was interrupted.')
        window.wait_for_text('The drive was disconnected or lost power. The firmware is incomplete.')
        window.wait_for_text(re.compile('^Shut down the computer and reconnect the power and data cables of ' + re.escape(NAME) + ' to the same ports'))
        gui.check(not window.find_text(re.compile('for 30 seconds'), hidden=True), 'the page does not ask to disconnect a drive without power')
        button = window.wait_for('push button', 'Continue Recovery')
        gui.check(not gui.is_sensitive(button) and button.get_description() == WHY, f'the button has its reason: {button.get_description()}')
        window.wait_for_text(WHY)
        if shot:
            window.keep_shot(shot)
        window.close_window()
        window.process.wait(20)
    finally:
        window.close()
    turn_power_on()


def rows_of_history(window):
    """Returns the rows of the history, newest first."""
    return [node.get_name() for node in window.find_all('list item', contains=re.compile('^[A-Z][a-z ]+: (Tried|Flashed|Restored|Recovered) '), hidden=True)]


def interrupted_recoveries_are_in_the_history(folder):
    """Each recovery that was cut off has a line in the past tense, and the assistant speaks of the newest one."""
    interrupt_flash(folder)
    interrupt_recovery(folder, 7, 'Restore 1.05', 'recovery-cut')
    interrupt_recovery(folder, 3, 'Write 1.07 again')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)))
    try:
        window.wait_for('list item', contains='needs recovery')
        window.open_drive('sr0 ·')
        told = window.wait_for_text(re.compile('^The last recovery was not finished\\. ')).get_name()
        block = re.search(r'Writing reached (block \d+ of \d+)\.', told)[1]
        wanted = ['Not finished: Tried to flash 1.07 again', 'Not finished: Tried to restore 1.05', 'Not finished: Tried to flash 1.07 over 1.05']
        window.wait(lambda: rows_of_history(window) == wanted, f'a line for each attempt: {rows_of_history(window)}')
        gui.check(window.find_text(f'The recovery was not finished. Writing reached {block}.', hidden=True), 'the newest line has the block that the page names')
        window.keep_shot('recovery-cut-history')
        window.click(window.wait_for('push button', 'Recover…', description=''))
        window.wait_for_text('Writing the firmware was interrupted, and a later recovery was not finished. The drive still responds, so you can try to recover it again.')
        gui.check(not window.find_text(re.compile('very likely'), hidden=True), 'after failed recoveries nothing promises a success')
        window.press('Evidence', role='toggle button')
        newest = f'Burnback tried to recover the drive 2 times. The latest attempt, with firmware 1.07, started on .* Writing reached {block}.'
        window.wait_for_text(re.compile(newest), hidden=True)
        window.keep_shot('recovery-cut-assistant')
        window.press('Choose How to Continue…')
        window.press('Restore 1.05')
        window.wait_for_text('The drive is running revision 1.05.')
        window.wait_for_text(re.compile('Flashing firmware 1.07 was interrupted and not completed. You can flash this firmware again from its file.'))
        gui.check(window.find('push button', 'Update Firmware…') and not window.find('push button', 'Flash Another File…'),
                  'the button opens the file of that firmware, not only of another one')
        window.keep_shot('recovery-cut-restored')
        window.press('Back to the Drive')
        ended = ['Not finished: Tried to flash 1.07 again', 'Not finished: Tried to restore 1.05', 'Restored: Tried to flash 1.07 over 1.05']
        window.wait(lambda: rows_of_history(window) == ended, f'the recovery that succeeded ends the operation: {rows_of_history(window)}')
    finally:
        window.close()
        del os.environ['BURNBACK_SIM_STATE']


def drive_without_power_is_to_be_reconnected(folder):
    """While the drive of the assistant is disconnected, no step asks to disconnect it."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, State='half-flashed')))
    try:
        open_assistant(window)
        window.wait(lambda: window.find('list item', contains='Disconnect power for 30 seconds', hidden=True), 'the step for the power cycle')
        window.set_power('sr0', lambda: window.find_text(f'{NAME} is disconnected') or window.find_text(re.compile(r'\(sr0\) is disconnected$')))
        window.wait(lambda: window.find('list item', contains='Step 1 of 3: Reconnect the drive after 30 seconds (current)', hidden=True), 'the step to reconnect')
        gui.check(not window.find('list item', contains='Disconnect power', hidden=True), 'no step disconnects the drive')
        window.wait_for_text(re.compile('^Shut down the computer and unplug its power cord for 30 seconds\\. Reconnect the power and data cables'), hidden=True)
        window.keep_shot('recovery-away')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, interrupted_recoveries_are_in_the_history, drive_without_power_is_to_be_reconnected))
