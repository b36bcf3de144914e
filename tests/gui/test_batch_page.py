#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One firmware file for several drives: a verdict for each, parallel flashing, one drive fails alone, and a report."""
import re

import burnback_gui as gui

DRIVE = """[drive sr%d]
Family=nec-optiarc
Model=%s
Revision=%s
BootVersion=05
Serial=SIM000%d
Bus=pata
Speed=0
Seed=%d

"""
FAULT = """[fault 1]
Drive=sr2
At=step:program:5
Kind=sense
Sense=3/03/00
Times=3
"""


def test(folder):
    scenario = folder / 'batch.scenario'
    drives = [('K355', '1.05'), ('K370', '1.01'), ('K355', '1.04'), ('K355', '1.09')]
    scenario.write_text(''.join(DRIVE % (i, model, revision, i, i) for i, (model, revision) in enumerate(drives)) + FAULT)
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [image])
    try:
        # With several drives and none selected, every drive gets its verdict.
        window.wait_for_text('Batch Processing')
        window.wait_for('list item', contains=re.compile('· sr0 · PATA, compatible$'))
        window.wait_for('list item', contains='· sr1 · PATA, incompatible')
        window.wait_for('list item', contains=re.compile('· sr2 · PATA, compatible$'))
        window.wait_for('list item', contains='· sr3 · PATA, compatible with warnings')
        flash = window.select_all(2)
        older = window.wait(lambda: window.find('check box', contains='(sr3)', hidden=True), 'the check box that selects sr3')
        gui.check(not older.get_state_set().contains(gui.Atspi.StateType.SENSITIVE), 'a drive with warnings cannot be selected before the user has confirmed them')
        window.click(flash)
        window.wait(lambda: window.find('list item', contains='· sr0 · PATA, Firmware updated.', hidden=True), 'sr0 to be flashed')
        window.wait(lambda: window.find('list item', contains='sr2 · PATA, Waiting for your answer', hidden=True), 'sr2 to ask a question')
        each = window.find('push button', 'Restore Latest Backups', hidden=True)
        gui.check(not each.get_state_set().contains(gui.Atspi.StateType.SENSITIVE), 'no backups can be chosen while drives are being flashed')
        window.wait_for_text('1 drive is waiting for your answer. Open it to choose.')
        window.keep_shot('batch-asks')
        # The question is answered on the page of the drive; after that the batch has its result.
        window.press(contains='(sr2)')
        window.press('Restore 1.04')
        window.wait_for_text('Flashing failed. The previous firmware was restored.')
        window.key('Control+m')
        window.wait_for_text('2 of 2 drives finished', hidden=True)
        window.wait(lambda: window.find('list item', contains='sr2 · PATA, Flashing failed. The previous firmware was restored.', hidden=True), 'the result of sr2')
        window.keep_shot('batch-done')
        gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
    finally:
        window.close()


gui.main(test)
