#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sentence about safety of a batch says that nothing was changed only until the first drive is erased.

Tests bb-batch-page.c and bb-batch-row.c.
"""
import burnback_gui as gui

UNCHANGED = 'The firmware of the drives was not changed.'
RUNNING = 'Do not disconnect power or data. The drives need the remaining steps.'
ONE = 'Do not disconnect power or data. The drive needs the remaining steps.'


def test(folder):
    # The second drive is slower, so it is still written and verified when the first has finished.
    scenario = gui.write_scenario(folder, gui.drive(0, Speed=8) + gui.drive(1, Speed=4))
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [image])
    shown = []

    def both_finished():
        for sentence in (UNCHANGED, RUNNING, ONE):
            if window.find('label', sentence) and shown[-1:] != [sentence]:
                shown.append(sentence)
        return sum('Firmware updated.' in row for row in gui.rows(window)) == 2

    try:
        window.choose_several()
        window.click(window.select_all(2, 2 * gui.LIMIT))
        window.wait(both_finished, 'both drives to be flashed', 2 * gui.LIMIT)
        gui.check(shown in ([UNCHANGED, RUNNING, ONE], [RUNNING, ONE]), f'the sentence never returns to "not changed", and counts the drives that are still flashed: {shown}')
        # The page sums up what the rows say a moment later.
        window.wait_for('label', '2 of 2 drives were flashed and verified.')
        window.click(window.wait(lambda: window.find('toggle button', 'Details for All Drives'), 'the details'))
        verified = [text for text in window.texts() if text == 'All of the firmware was read back and verified. A memory area outside the firmware was not compared, because the drive probably manages this area itself.']
        gui.check(len(verified) == 1, f'the page says once how the firmware of both was verified: {window.texts()}')
        window.keep_shot('batch-verified')
    finally:
        window.close()


gui.main(test)
