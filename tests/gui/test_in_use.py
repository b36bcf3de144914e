#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A drive that somebody else uses says so in the list and on its page, before anything is begun with it; it can be
looked at and is not flashed."""
import burnback_gui as gui

SCENARIO = gui.drive(0) + gui.drive(1, revision='1.04', InUseBy='A music player has it open.')


def test(folder):
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, SCENARIO))
    try:
        window.wait_for('list item', contains='sr0 · PATA, ready')
        window.wait_for('list item', contains='sr1 · PATA, in use')
        window.select_drive('sr1')
        window.wait_for_text('A music player has it open. Close these programs')
        window.wait_for_text('_NEC DVD_RW ND-3550A 1.04')
        window.keep_shot('in-use')
        window.press('Update Firmware…')
        window.choose_file(image)
        flash = window.wait_for('push button', contains='Flash 1.07 onto')
        gui.check(not flash.get_state_set().contains(gui.Atspi.StateType.SENSITIVE), 'it is not flashed meanwhile')
        gui.check('Close these programs' in flash.get_description(), 'and says why: ' + flash.get_description())
    finally:
        window.close()


gui.main(test)
