#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twelve drives, one firmware file, two failures: the other drives finish, the questions wait, and the report lists all."""
import burnback_gui as gui

FAILING = ('sr3', 'sr7')


def test(folder):
    faults = ''.join(gui.fault(i, 'step:program:5', drive_name=name) for i, name in enumerate(FAILING))
    scenario = gui.write_scenario(folder, ''.join(gui.drive(i) for i in range(12)) + faults)
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [image])
    try:
        window.choose_several()
        window.click(window.select_all(12, 2 * gui.LIMIT))
        for name in FAILING:
            window.wait(lambda: window.find('list item', contains=f'· {name} · PATA, Waiting for your answer', hidden=True), f'the question of {name}')
        window.wait(lambda: sum('Firmware updated.' in row for row in gui.rows(window)) == 10, 'ten drives to be flashed', 2 * gui.LIMIT)
        window.keep_shot('twelve-asks')
        for name in FAILING:
            window.press(contains=f'({name})')
            window.press('Restore 1.05')
            window.wait_for_text('Flashing failed. The previous firmware was restored.')
            window.key('Control+m')
            window.wait_for('push button', contains='(sr0)')
        window.wait(lambda: window.find('label', '10 of 12 drives were flashed and verified. Failed: sr3, sr7.', hidden=True), 'all twelve drives to be finished')
        for name in FAILING:
            window.wait(lambda: window.find('list item', contains=f'{name} · PATA, Flashing failed. The previous firmware was restored.', hidden=True), f'the result of {name}')
        window.wait(lambda: window.find('list item', contains='1.07 (was 1.05) · serial SIM0000 · sr0 · PATA, Firmware updated.', hidden=True), 'the row to show the new revision')
        window.wait(lambda: window.find('push button', contains='Save Report'), 'the button to save a report')
        window.keep_shot('twelve-done')
    finally:
        window.close()


gui.main(test)
