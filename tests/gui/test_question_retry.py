#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failed flash, the question, and "write again": a block that fails several times is written and verified in the end.

Tests bb-question-page.c.
"""
import burnback_gui as gui
import failing_flash


def test(folder):
    with failing_flash.window_that_asks(folder) as window:
        window.keep_shot('retry-question')
        window.press('Write 1.07 again', role='radio button')
        window.press('Write 1.07 again')
        window.wait_for_text('Firmware updated to ')
        window.wait(lambda: window.find_text('All of the firmware was read back and verified.'), 'the sentence that the firmware was verified')
        window.keep_shot('retry-done')
        window.press('Back to the Drive')
        window.wait_for('list item', contains='1.07')
        window.wait_for('list item', contains='ready')


gui.main(test)
