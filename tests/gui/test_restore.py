#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup is made, another firmware flashed, and the backup put back from the list: the drive is as it was."""
import burnback_gui as gui


def test(folder):
    scenario = gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=16'))
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [image])
    try:
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text('Firmware updated.')
        window.press('Show Backups')
        window.wait_for('push button', 'Verify All Backups')
        window.press('Verify All Backups')
        window.wait_for_text('intact')
        window.keep_shot('restore-list')
        window.press(contains='Restore 1.05 of')
        # Nothing is written without a review, also not what was there before.
        window.wait_for_text('Restore 1.05 on NEC DVD_RW ND-3550A (sr0)?')
        window.keep_shot('restore-review')
        # That it is older is told, and nobody has to tick that: it is the backup of this very drive. So it is no warning.
        window.wait_for_text('COMPATIBLE')
        older = window.wait(lambda: window.find('toggle button', contains='older', hidden=True), 'the reason')
        gui.check(older.get_name().startswith('Note: '), f'a fact, not a warning: {older.get_name()}')
        window.click(window.wait_until_on(window.wait_for('push button', contains='Restore 1.05 on')))
        window.wait(lambda: '% - Restoring the backup of sr0' in window.title(), 'the title to say what is done')
        window.wait_for_text('Backup restored.')
        window.wait(lambda: window.find_text('All of the firmware was read back and verified.'), 'it ends with proof')
        window.keep_shot('restore-done')
        window.press('Back to the Drive')
        window.wait(lambda: [' 1.05 ·' in row for row in gui.rows(window)] == [True], 'the list to show the revision that runs')
    finally:
        window.close()


gui.main(test)
