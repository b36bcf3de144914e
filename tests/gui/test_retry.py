#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failure, question, once more, done: what failed only for a while is written in the end, and proved."""
import burnback_gui as gui
import failing


def test(folder):
    with failing.window_that_asks(folder) as window:
        window.keep_shot('retry-question')
        window.press('Write 1.07 again', role='radio button')
        window.press('Write 1.07 again')
        window.wait_for_text('Firmware updated.')
        window.wait(lambda: window.find_text('All of the firmware was read back and verified.'), 'it ends with proof')
        window.keep_shot('retry-done')
        window.press('Back to the Drive')
        window.wait_for('list item', contains='1.07')
        window.wait_for('list item', contains='ready')


gui.main(test)
