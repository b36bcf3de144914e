#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failure, question, once more, done: what failed only for a while is written in the end, and proved."""
import burnback_gui as gui


def test(folder):
    scenario = gui.write_scenario(folder, gui.drive(0) + gui.fault(1, 'step:program:9'))
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [image])
    try:
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text('writing failed. What now?')
        window.keep_shot('retry-question')
        window.press('Try again', role='radio button')
        window.press('Try again')
        window.wait_for_text('The new firmware runs.')
        window.wait(lambda: window.find_text('Everything was read back and is equal.'), 'it ends with proof')
        window.keep_shot('retry-done')
        window.press('Back to the Drive')
        window.wait_for('list item', contains='1.07')
        window.wait_for('list item', contains='ready')
    finally:
        window.close()


gui.main(test)
