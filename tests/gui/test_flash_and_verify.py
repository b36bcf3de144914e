#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the list to the result: a firmware file is reviewed, agreed to, written, read back and shown as verified.

Tests bb-restore-button.c and bb-result-page.c.
"""
import re

import burnback_gui as gui

SCENARIO = """[drive sr0]
Family=nec-optiarc
Model=K355
Revision=1.05
BootVersion=05
Serial=SIM0001
Bus=pata
Speed=0
"""


def test(folder):
    scenario = folder / 'one.scenario'
    scenario.write_text(SCENARIO)
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [image])
    try:
        # With one drive only the file is reviewed for it at once; nothing is written yet.
        flash = window.wait_for('push button', contains='Flash 1.07 onto')
        window.wait(lambda: window.find_text(re.compile('^COMPATIBLE$')), 'the verdict COMPATIBLE')
        window.wait(lambda: window.find('panel', 'Drive and file side by side'), 'drive and file side by side')
        cancel = window.wait_for('push button', 'Cancel')
        window.wait(lambda: cancel.get_state_set().contains(gui.Atspi.StateType.FOCUSED), 'the button Cancel to have the focus')
        made = re.compile(r'^Backup: Burnback backed up the drive when this page was opened \(.+\)\. The backup contains firmware revision 1\.05\. The firmware was read twice, and the two copies were compared\.')
        window.wait(lambda: window.find('list item', contains=made, hidden=True), 'the review to say who made the backup, and when')
        window.keep_shot('flash-review')
        window.click(flash)
        window.wait_for_text('Firmware updated to ')
        window.wait(lambda: window.find_text('1.07'), 'the new revision')
        window.wait(lambda: window.find_text(re.compile(r'All of the firmware was read back and verified\.$')), 'the sentence that the firmware was verified, without doubt')
        window.keep_shot('flash-done')
        left_of = lambda name: window.wait_for('push button', name).get_extents(gui.Atspi.CoordType.WINDOW).x
        gui.check(left_of('Show Backups') < left_of('Restore 1.05…') < left_of('Flash Another File…') < left_of('Back to the Drive'), 'the next act is the last button')
        window.press('Details', role='toggle button')
        window.wait_for('list item', contains=re.compile(r'^Notes: .*A memory area outside the firmware was not compared \(64 KiB at 0x[0-9a-f]+\), because the drive probably manages this area itself\.', re.S))
        window.keep_shot('flash-done-details')
        window.press('Restore 1.05…')
        window.wait_for('push button', contains='Restore 1.05 on sr0')
        window.press('Cancel')
        window.wait_for('push button', 'Restore 1.05…')
        window.wait_for('list item', contains='1.07')
    finally:
        window.close()
    code, drives = gui.burnbackctl(scenario, window.state, 'backups', 'list')
    gui.check(code == 0 and sorted(backup['revision'] for backup in drives) == ['1.05', '1.07'], 'the old firmware was backed up, and the new one for the review of the restore')


gui.main(test)
