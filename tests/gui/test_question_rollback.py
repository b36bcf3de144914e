#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failed flash, the question, and the rollback: a block cannot be written, and the previous firmware is restored.

Tests bb-question-page.c.
"""
import re

import burnback_gui as gui
import failing_flash


def seconds_left(window):
    """Returns the seconds before the automatic choice; None while nothing is counted."""
    found = window.find_text('Burnback will automatically choose ')
    match = re.search(r'In (\d+):(\d\d), Burnback will automatically choose “Restore 1\.05”\.', found.get_name()) if found else None
    return int(match[1]) * 60 + int(match[2]) if match else None


def test(folder):
    with failing_flash.window_that_asks(folder, speed=20) as window:
        rollback = window.wait_for('radio button', 'Restore 1.05')
        gui.check(rollback.get_state_set().contains(gui.Atspi.StateType.CHECKED), 'restoring the previous firmware is chosen by default')
        window.wait(lambda: rollback.get_state_set().contains(gui.Atspi.StateType.FOCUSED), 'the default answer to have the focus')
        window.wait(lambda: window.find('radio button', 'Write 1.07 again'), 'the answer to write again')
        window.wait(lambda: window.find('radio button', 'Leave in recovery mode'), 'the answer to leave the drive in recovery mode')
        before = window.wait(lambda: (seconds_left(window) or 300) < 292 and seconds_left(window), 'the countdown to run for some seconds')
        window.keep_shot('rollback-question')
        window.key('Shift_L')
        window.wait_for_text('Burnback will wait as long as you are using this window.')
        after = window.wait(lambda: seconds_left(window), 'the countdown to continue')
        gui.check(after > before - 5, f'the countdown starts again: {before} s left, then 5 s without countdown, then {after} s left')
        window.press('Restore 1.05')
        window.wait(lambda: 'Restoring' in window.title() and window.find('list item', contains='Restoring'), 'title and row to name the rollback')
        window.wait_for_text('Flashing failed. The previous firmware was restored.')
        window.wait(lambda: window.find_text('1.05'), 'the old revision')
        cause = [text for text in window.texts() if re.match(r'Block \d+ of \d+: The drive reported an error: ', text)]
        gui.check(len(cause) == 1, f'the cause of the failure is shown once: {cause}')
        window.keep_shot('rollback-done')
        window.press('Back to the Drive')
        window.wait_for('list item', contains='1.05')
        window.wait(lambda: window.find('list item', contains='ready'), 'the drive to be ready')


gui.main(test)
