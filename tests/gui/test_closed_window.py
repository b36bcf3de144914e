#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window was closed while a drive was flashed: the next start says once how the flash has ended, and leads to the drive.

Tests bb-ended-notice.c, and bb-ended.c with it.
"""
import os
import re
import signal

import burnback_gui as gui

NARROW = 360, 640
DONE = 'NEC DVD_RW ND-3550A (sr0): Flashed 1.07 over 1.05 while the window was closed. The firmware was written, read back and verified.'
CUT = re.compile(r'NEC DVD_RW ND-3550A \(sr0\): Tried to flash 1\.07 over 1\.05 while the window was closed\. Flashing was interrupted\. '
                 r'Writing reached block \d+ of \d+\. Keep the drive powered and recover it\.')
CLOSED = re.compile('while the window was closed')
SPEED = 6


def scenario_of(folder):
    return gui.write_scenario(folder, gui.drive(0, Speed=SPEED) + gui.drive(1))


def leave_while_writing(folder):
    """Flashes sr0, and closes the window while a block is written. Returns the window of the program, which continues."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario_of(folder))
    window.open_drive('sr0')
    window.press('Update Firmware…')
    window.choose_file(image)
    window.press(contains='Flash 1.07 onto')
    window.wait_for_text('Writing block')
    window.close_window()
    window.press('Continue Without Window')
    return window


def flash_without_window(folder):
    """Flashes sr0, and waits until the program, whose window was closed, has ended."""
    window = leave_while_writing(folder)
    try:
        gui.check(window.process.wait(2 * gui.LIMIT) == 0, 'the program ends without an error after the flash')
    finally:
        window.close()


def start_again(folder, **more):
    window = gui.Window(folder, scenario_of(folder), **more)
    window.wait(lambda: len([row for row in gui.rows(window) if 'identifying' not in row.lower()]) >= 1 and window.title(), 'the list')
    return window


def check_nothing_is_said(folder):
    """A start after the notice was shown does not show it again. The notice would come before the drives are identified."""
    window = start_again(folder)
    try:
        window.open_drive('sr1')
        window.wait(lambda: '(sr1)' in window.title(), 'the page of sr1')
        gui.check(not window.find_text(CLOSED), 'the notice is shown at one start only')
    finally:
        window.close()


def next_start_says_that_the_drive_was_flashed(folder):
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    flash_without_window(folder)
    window = start_again(folder)
    try:
        window.wait_for_text(DONE)
        window.wait(lambda: '(sr0)' in window.title(), 'the drive that was used last to be open')
        window.wait(lambda: not window.find('push button', 'Show sr0'), 'no button that leads to the page that is shown')
        window.keep_shot('closed-done')
        window.open_drive('sr1')
        window.wait(lambda: '(sr1)' in window.title(), 'the page of sr1')
        window.wait_for_text(DONE)
        gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
        window.press('Show sr0')
        window.wait(lambda: '(sr0)' in window.title(), 'the page of the drive')
        window.wait(lambda: not window.find_text(CLOSED), 'the notice to disappear')
    finally:
        window.close()
    check_nothing_is_said(folder)
    del os.environ['BURNBACK_SIM_STATE']


def next_start_says_that_the_flash_was_interrupted(folder):
    """The program is killed, as at the end of the session. The notice fits into a narrow window, and can be closed."""
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    window = leave_while_writing(folder)
    window.wait(lambda: not [top for top in window.tops() if top.get_role_name() == 'frame'], 'the window to disappear')
    window.process.send_signal(signal.SIGKILL)
    window.process.wait(20)
    window.close()
    stored = (folder / 'config' / 'burnback' / 'settings').read_text()
    window = start_again(folder, size=NARROW, settings=''.join(line + '\n' for line in stored.splitlines() if line.startswith('closed')))
    try:
        window.wait_for_text(CUT)
        window.wait_for('push button', 'Show sr0')
        window.wait(lambda: not window.cut_off(NARROW), 'the notice to fit into the window')
        window.keep_shot('closed-cut')
        window.press('Close this message')
        window.wait(lambda: not window.find_text(CLOSED), 'the notice to disappear')
    finally:
        window.close()
    del os.environ['BURNBACK_SIM_STATE']


def notice_ends_when_the_drive_is_written_again(folder):
    """The notice about the flash would contradict the result of the restore that follows."""
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    flash_without_window(folder)
    window = start_again(folder)
    try:
        window.wait_for_text(DONE)
        # A job that only reads does not end the notice.
        window.press('Back Up')
        window.wait_for_text('The backup is complete.')
        gui.check(window.find_text(DONE), 'the notice is still there after a backup')
        window.press('Back to the Drive')
        window.press(contains='Restore 1.05…')
        window.press(contains='Restore 1.05 on')
        window.wait_for_text('Backup restored.', 2 * gui.LIMIT)
        gui.check(not window.find_text(CLOSED), 'the notice has disappeared')
    finally:
        window.close()
    del os.environ['BURNBACK_SIM_STATE']


def window_that_was_shown_again_says_nothing(folder):
    """The window was opened again while the flash ran, so the user has seen the result."""
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    window = leave_while_writing(folder)
    try:
        second = gui.subprocess.Popen(window.argv, env=window.env, stdout=window.log, stderr=window.log)
        window.wait(lambda: second.poll() is not None and window.title(), 'the window to appear again')
        window.wait_for_text('Firmware updated to ', 2 * gui.LIMIT)
        window.close_window()
        window.process.wait(20)
    finally:
        window.close()
    check_nothing_is_said(folder)
    del os.environ['BURNBACK_SIM_STATE']


gui.main(lambda folder: gui.run_cases(
    folder, next_start_says_that_the_drive_was_flashed, next_start_says_that_the_flash_was_interrupted,
    notice_ends_when_the_drive_is_written_again,
    more=(window_that_was_shown_again_says_nothing,)))
