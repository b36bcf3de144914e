#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failed flash, the question, and the rollback: a block cannot be written, and the previous firmware is restored."""
import re

import burnback_gui as gui
import failing_flash


def seconds_left(window):
    found = window.find_text('Automatic choice in ')
    match = re.search(r'in (\d+):(\d\d): Restore 1\.05\.', found.get_name()) if found else None
    return int(match[1]) * 60 + int(match[2]) if match else None


def test(folder):
    with failing_flash.window_that_asks(folder, speed=20) as window:
        put_back = window.wait_for('radio button', 'Restore 1.05')
        gui.check(put_back.get_state_set().contains(gui.Atspi.StateType.CHECKED), 'the safe way is chosen before')
        window.wait(lambda: put_back.get_state_set().contains(gui.Atspi.StateType.FOCUSED), 'the safe way to have the focus')
        window.wait(lambda: window.find('radio button', 'Write 1.07 again'), 'it can be tried again')
        window.wait(lambda: window.find('radio button', 'Leave in recovery mode'), 'it can be left')
        before = window.wait(lambda: (seconds_left(window) or 300) < 292 and seconds_left(window), 'the time to answer to run')
        window.keep_shot('rollback-question')
        window.key('Shift_L')
        window.wait_for_text('Burnback waits as long as you use this window.')
        after = window.wait(lambda: seconds_left(window), 'the countdown to continue when the user is away')
        gui.check(after > before - 5, f'it began anew: {before} s, then 5 s without it, then {after} s')
        window.press('Restore 1.05')
        window.wait(lambda: 'Restoring' in window.title() and window.find('list item', contains='Restoring'), 'it to be called what it is')
        window.wait_for_text('Flashing failed. The previous firmware was restored.')
        window.wait(lambda: window.find_text('1.05'), 'the old revision is shown')
        cause = [text for text in window.texts() if re.match(r'Block \d+ of \d+: The drive reported an error: ', text)]
        gui.check(len(cause) == 1, f'the cause is shown once: {cause}')
        window.keep_shot('rollback-done')
        window.press('Back to the Drive')
        window.wait_for('list item', contains='1.05')
        window.wait(lambda: window.find('list item', contains='ready'), 'the drive can be used')


gui.main(test)
