#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A drive that another program uses is marked in the list and on its page before an operation starts; it is not even identified."""
import burnback_gui as gui

SCENARIO = gui.drive(0) + gui.drive(1, revision='1.04', InUseBy='A music player has it open.')


def test(folder):
    window = gui.Window(folder, gui.write_scenario(folder, SCENARIO))
    try:
        window.wait_for('list item', contains='sr0 · PATA, ready')
        window.wait_for('list item', contains='sr1 · PATA, in use')
        window.select_drive('sr1')
        window.wait_for_text('A music player has it open. Wait until the other program has finished.')
        window.wait_for_text('_NEC DVD_RW ND-3550A')
        window.keep_shot('in-use')
        update = window.wait_for('push button', 'Update Firmware…')
        gui.check(not update.get_state_set().contains(gui.Atspi.StateType.SENSITIVE), 'a drive that another program uses cannot be flashed')
        gui.check('Wait until the other program has finished' in update.get_description(), 'the description of the button says why: ' + update.get_description())
    finally:
        window.close()


gui.main(test)
