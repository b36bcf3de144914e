#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failure, question, rollback: a block cannot be written; the window says what happened, and the answer puts it back."""
import burnback_gui as gui
import failing


def test(folder):
    with failing.window_that_asks(folder) as window:
        put_back = window.wait_for('radio button', 'Restore the previous firmware')
        gui.check(put_back.get_state_set().contains(gui.Atspi.StateType.CHECKED), 'the safe way is chosen before')
        window.wait(lambda: put_back.get_state_set().contains(gui.Atspi.StateType.FOCUSED), 'the safe way to have the focus')
        window.wait(lambda: window.find('radio button', 'Try again'), 'it can be tried again')
        window.wait(lambda: window.find('radio button', 'Leave the drive as it is'), 'it can be left')
        window.wait(lambda: window.find_text('Automatic choice in 4:5'), 'the time to answer runs')
        window.keep_shot('rollback-question')
        window.press('Restore the previous firmware')
        window.wait_for_text('Flashing failed. The previous firmware was restored.')
        window.wait(lambda: window.find_text('1.05'), 'the old revision is shown')
        window.keep_shot('rollback-done')
        window.press('Back to the Drive')
        window.wait_for('list item', contains='1.05')
        window.wait(lambda: window.find('list item', contains='ready'), 'the drive can be used')


gui.main(test)
