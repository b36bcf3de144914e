#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The review of a drive that Burnback has flashed before: it says so, and that the drive ran the firmware that is restored.

Tests bb-review-tested.c.
"""
import re

import burnback_gui as gui
import colour

REQUEST = re.compile('send the report to help other users')
UNTESTED = 'Burnback was tested only with a simulated drive of this model.'
FLASHED = re.compile(r'^Burnback has flashed this drive before \(\d{4}-\d\d-\d\d \d\d:\d\d\) and verified the firmware\.$')
RAN = 'The backup contains revision 1.05, which is older than revision 1.07 in the drive. When the backup was made, this drive was running revision 1.05.'


def test(folder):
    scenario = gui.write_scenario(folder, gui.drive(0) + gui.drive(1))
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario)
    try:
        window.open_drive('sr0 ·')
        window.press('Update Firmware…')
        window.choose_file(image)
        colour.wait_for(window, 'Flash 1.07 onto sr0', 'blue')
        window.wait_for_text(UNTESTED)
        window.wait_for_text(REQUEST, hidden=True)
        window.press('Flash 1.07 onto sr0')
        window.wait_for_text('Firmware updated to ')
        window.press('Back to the Drive')
        # A keyboard user continues at the first button of the page, not at its menu.
        window.wait(lambda: window.has_focus('Update Firmware…'), 'the first button to have the focus')
        window.press('Restore 1.05…')
        window.wait_for_text('Restore firmware 1.05 on NEC DVD_RW ND-3550A (sr0)?')
        window.wait_for_text(FLASHED)
        window.wait(lambda: window.find('list item', contains=RAN, hidden=True), 'that the drive ran this firmware')
        gui.check(not window.find('list item', contains='Some drives reject older firmware', hidden=True), 'no doubt whether the drive runs it')
        gui.check(not window.find_text(UNTESTED, hidden=True), 'this drive is not called untested')
        gui.check(not window.find_text(REQUEST, hidden=True), 'no report is asked for')
        colour.wait_for(window, 'Restore 1.05 on sr0', 'blue')
        window.keep_shot('review-flashed')
        window.press('Cancel')
        # Another unit of the model was not flashed.
        window.open_drive('sr1 ·')
        window.press('Update Firmware…')
        window.choose_file(image)
        window.wait_for('push button', 'Flash 1.07 onto sr1')
        window.wait_for_text(UNTESTED, hidden=True)
    finally:
        window.close()


gui.main(test)
