#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup is made, another firmware flashed, and the backup put back from the list: the drive is as it was."""
import burnback_gui as gui


def test(folder):
    scenario = gui.write_scenario(folder, gui.drive(0))
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [image])
    try:
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text('The new firmware runs.')
        window.press('Show Backups')
        window.wait_for('push button', 'Check All')
        window.press('Check All')
        window.wait_for_text('intact')
        window.keep_shot('restore-list')
        window.press(contains='Put back 1.05 of')
        # Nothing is written without a review, also not what was there before.
        window.wait_for_text('Put 1.05 back on')
        window.keep_shot('restore-review')
        if window.find('check box', 'I have read the cautions above', hidden=True):
            window.press('I have read the cautions above', role='check box')
        window.press(contains='Put 1.05 Back on')
        window.wait_for_text('The backup is back in the drive.')
        window.wait(lambda: window.find_text('All of the firmware was read back and is equal.'), 'it ends with proof')
        window.keep_shot('restore-done')
        window.press('Back to the Drive')
        window.wait(lambda: [' 1.05 ·' in row for row in gui.rows(window)] == [True], 'the list to show the revision that runs')
    finally:
        window.close()


gui.main(test)
