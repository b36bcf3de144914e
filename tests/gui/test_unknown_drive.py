#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a drive of no family: what its name tells, why nothing else can be done, and the report; no dead buttons."""
import burnback_gui as gui
import saving

SPC = """[drive sr%d]
Family=spc
Vendor=%s
Product=%s
Revision=A1C1
Serial=K9JF6AA123%d

"""
BUTTONS = ('Update Firmware…', 'Back Up', 'Restore…')


def test(folder):
    scenario = folder / 'three.scenario'
    scenario.write_text(SPC % (0, 'hp HLDS', 'DVDRW  GUD1N', 0) + SPC % (1, 'FOO', 'BAR', 1) + gui.drive(2))
    window = gui.Window(folder, scenario)
    try:
        window.open_drive('sr0')
        window.wait_for_text('Model (from the reported name): HLDS (LG) GUD1N, DVD writer, slim, 9.5 mm, SATA')
        window.wait_for_text('There is no known public procedure for reading or flashing the firmware of this drive. Save a report')
        for name in BUTTONS:
            gui.check(not window.find('push button', name), f'no button {name} that can never be used')
        window.wait(lambda: window.find('list item', contains='Not supported: ', hidden=True), 'the supported operations')
        target = folder / 'report.txt'
        window.press('Save Report…')
        saving.save_as(window, 'burnback-sr0.html', target)
        window.wait_for_text(f'The report was saved to {target} without serial numbers')
        text = target.read_text()
        gui.check('named model: GUD1N' in text and 'feature 0000' in text and 'needed to add it' in text, 'what a maintainer needs')
        gui.check('K9JF6AA1230' not in text, 'no serial number')

        window.open_drive('sr1')
        window.wait_for_text('This drive is not in the catalog. To check whether the drive is a rebranded model, use “Probe Further”. Save a report')
        window.press('Probe Further')
        window.wait_for_text('Probing has finished. The drive could not be identified.')

        # The buttons of an identified drive stay.
        window.open_drive('sr2')
        window.wait_for_text('Drive type confirmed')
        for name in BUTTONS:
            gui.check(window.find('push button', name), f'the button {name}')
        gui.check(not window.find('push button', 'Save Report…'), 'no button for a report beside them')
    finally:
        window.close()


gui.main(test)
