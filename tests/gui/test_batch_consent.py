#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several drives and consents: a drive that needs a consent is not selectable, shows the reason, and opens its own review.

Tests bb-batch-start.c.
"""
import re

import burnback_gui as gui
import colour

DRIVE = """[drive sr%d]
Family=mediatek-mt1959
Model=BD-RE WH16NS60
Revision=1.02
Serial=SIM000%d
Bus=sata
Speed=0
Quirks=%s

"""


OLDER = """[drive sr3]
Family=mediatek-mt1959
Model=BD-RE WH16NS60
Revision=1.04
Serial=SIM0003
Bus=sata
Speed=0
Quirks=readable=all

"""
OTHER = """[drive sr2]
Family=nec-optiarc
Model=K355
Revision=1.05
BootVersion=05
Serial=SIM0002
Bus=pata
Speed=0

"""

BEFORE = 'Each selected drive will be backed up first. If one operation fails, Burnback will continue with the other drives.'

RISK = 'Read the warnings about sr1 in the list before you start.'


def texts_under(window, row, heading):
    """Waits until the row is in the list of that name, and returns its texts."""
    window.wait(lambda: row.get_parent().get_name() == heading, f'{row.get_name()} to be in the list "{heading}"')
    return ' '.join(node.get_name() or '' for node in window.walk(row, hidden=True))


def test(folder):
    scenario = gui.write_scenario(folder, DRIVE % (0, 0, 'readable=all') + DRIVE % (1, 1, 'readable=windows') + OTHER + OLDER)
    image = gui.make_image(folder / 'new.bin', 'mediatek-mt1959', 'BD-RE WH16NS60', revision='1.03')
    window = gui.Window(folder, scenario, [image])
    try:
        window.choose_several()
        fits = window.wait_for('list item', contains=re.compile('· sr0 · SATA, compatible with warnings$'))
        asks = window.wait_for('list item', contains='· sr1 · SATA, Needs individual review')
        never = window.wait(lambda: window.find('list item', contains='· sr2 · PATA, incompatible', hidden=True), 'the row of sr2, a drive of another model')
        # Drives with an open consent have a list of their own, with the reason; incompatible drives, too.
        texts_under(window, fits, 'Drives and verdicts')
        window.wait_for_text('Confirm here that you have read the warnings about a drive, or open the drive’s review page.', hidden=True)
        gui.check('This drive cannot be backed up, so its firmware cannot be restored later' in texts_under(window, asks, 'Confirmation Required'), 'the row of sr1 says why a consent is required')
        texts_under(window, never, 'Not Included')
        window.wait_for_text('This drive cannot be backed up, so its firmware cannot be restored later.')
        # A warning that only has to be read is confirmed in the row, for this drive alone.
        older = window.wait(lambda: window.find('list item', contains='· sr3 · SATA, compatible with warnings', hidden=True), 'the row of sr3, which has newer firmware')
        gui.check('Revision 1.03 of the image is older' in texts_under(window, older, 'Confirmation Required'), 'the row of sr3 shows the warnings')
        agree = window.wait(lambda: window.find('check box', contains='about HL-DT-ST BD-RE WH16NS60 (sr3)', hidden=True), 'the check box for the consent of sr3')
        others = [node.get_name() for node in window.find_all('check box', contains='I have read the warnings', hidden=True)
                  if node.get_state_set().contains(gui.Atspi.StateType.VISIBLE)]
        gui.check(len(others) == 1, f'no other row has a check box for a consent: {others}')
        flash = window.select_all(1)
        window.click(agree)
        flash = window.wait_for('push button', 'Flash 2 Drives')
        window.click(agree)
        flash = window.wait_for('push button', 'Flash 1 Drive')
        gui.check(not [node for node in window.matching('list item') if node.get_parent().get_name() == 'Drives'
                       and node.get_state_set().contains(gui.Atspi.StateType.SHOWING)], 'there is no second list of the same drives')
        box = window.wait(lambda: window.find('check box', contains='(sr1)', hidden=True), 'the check box that selects sr1')
        gui.check(not box.get_state_set().contains(gui.Atspi.StateType.SENSITIVE), 'a drive cannot be selected while a consent for it is missing')
        window.keep_shot('batch-consent')
        window.click(flash)
        window.wait(lambda: window.find('list item', contains='· sr0 · SATA, Firmware updated.', hidden=True), 'sr0 to be flashed')
        # The other drive is flashed from its own page, which asks for the consent.
        window.press(contains='(sr1)')
        window.key('Control+o')
        window.choose_file(image)
        window.type_into('Name of the drive, to confirm flashing without a complete backup', 'sr1')
        window.press(contains='Flash 1.03 onto')
        window.wait_for_text('Firmware updated to ')
    finally:
        window.close()


def confirmed_drive_keeps_its_place(folder):
    """A drive whose warnings were confirmed stays in its list while it is flashed and at the end, so no row moves. Only while it is
    selected, the button to flash has the colour of danger, and the line above it says why."""
    scenario = gui.write_scenario(folder, gui.drive(0) + gui.drive(1, revision='1.09'))
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [image])
    try:
        window.choose_several()
        row = window.wait(lambda: window.find('list item', contains='· sr1 · PATA, compatible with warnings', hidden=True), 'the row of sr1, which has newer firmware')
        texts_under(window, row, 'Confirmation Required')
        window.select_all(1)
        colour.wait_for(window, 'Flash 1 Drive', 'blue')
        window.wait_for('label', BEFORE)
        gui.check(not window.find('label', RISK), 'an ordinary flash needs no reason')
        window.click(window.wait(lambda: window.find('check box', contains='about NEC DVD_RW ND-3550A (sr1)', hidden=True), 'the check box for the consent of sr1'))
        # The button has the colour of danger, and the line above it says why.
        colour.wait_for(window, 'Flash 2 Drives', 'red')
        window.wait_for('label', RISK)
        window.wait_for('label', BEFORE)
        window.keep_shot('batch-risk')
        window.click(window.wait_for('check box', contains=re.compile(r'^Select .*\(sr1\)')))
        colour.wait_for(window, 'Flash 1 of 2 Drives', 'blue')
        window.wait(lambda: not window.find('label', RISK), 'the reason for the colour to disappear')
        window.click(window.wait_for('check box', contains=re.compile(r'^Select .*\(sr1\)')))
        window.press('Flash 2 Drives')
        window.wait_for_text('2 of 2 drives were flashed and verified.', hidden=True)
        row = window.wait(lambda: window.find('list item', contains='· sr1 · PATA, Firmware ', hidden=True), 'the result of sr1')
        gui.check(row.get_parent().get_name() == 'Confirmation Required', f'the row of sr1 did not move: {row.get_parent().get_name()}')
    finally:
        window.close()


def drive_is_confirmed_in_its_review(folder):
    """If no row has a check box to confirm, the heading leads to the review instead."""
    scenario = gui.write_scenario(folder, DRIVE % (0, 0, 'readable=all') + DRIVE % (1, 1, 'readable=windows'))
    image = gui.make_image(folder / 'new.bin', 'mediatek-mt1959', 'BD-RE WH16NS60', revision='1.03')
    window = gui.Window(folder, scenario, [image])
    try:
        window.choose_several()
        window.wait_for('list item', contains='· sr1 · SATA, Needs individual review')
        window.wait_for_text("To confirm the operation, open the drive’s review page.", hidden=True)
        gui.check(not window.find_text('Confirm here that you have read the warnings about a drive', hidden=True), 'nothing is promised that the row does not have')
        window.keep_shot('batch-review-only')
    finally:
        window.close()


def reasons_name_their_drives(folder):
    """The line above the button names the drives that a condition is about. An open tray is no reason, and the button stays blue."""
    adapter = {'Bus': 'usb', 'Bridge': 'ACME bridge'}
    scenario = gui.write_scenario(folder, gui.drive(0, Disc='data') + gui.drive(1) + gui.drive(2, **adapter) + gui.drive(3, **adapter))
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    told = (': The drive is connected through an adapter (ACME bridge). Before anything is erased, Burnback will test whether the adapter forwards '
            'every command. If flashing fails, connect the drive directly to a SATA or IDE port.')
    window = gui.Window(folder, scenario, [image])

    def box(name):
        return window.wait(lambda: window.find('check box', contains=re.compile(rf'^Select .*\({name}\)'), hidden=True), f'the check box of {name}')

    def wait_for_reason(names):
        # In French, a space stands before the colon.
        window.wait_for('label', contains=re.compile('^' + names + r'\s?' + re.escape(told) + '$'))
    try:
        window.choose_several()
        window.wait_for('list item', contains='· sr0 · PATA, compatible')
        window.wait_for_text('There is a disc in the drive. Remove the disc.')
        window.press('Eject Disc')
        window.wait_for_text('Disc ejected. Take the disc out. The drive can be flashed with the tray open or closed.', hidden=True)
        window.select_all(4)
        colour.wait_for(window, 'Flash 4 Drives', 'red')
        wait_for_reason('sr2, sr3')
        window.keep_shot('batch-risk-adapters')
        window.click(box('sr2'))
        wait_for_reason('sr3')
        colour.wait_for(window, 'Flash 3 of 4 Drives', 'red')
        window.click(box('sr3'))
        colour.wait_for(window, 'Flash 2 of 4 Drives', 'blue')
        gui.check(not [text for text in window.texts() if told in text or 'The tray is open' in text or 'Close the empty tray' in text],
                  f'the drive with the open tray has no risk: {window.texts()}')
        window.keep_shot('batch-open-tray')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, test, confirmed_drive_keeps_its_place, drive_is_confirmed_in_its_review, reasons_name_their_drives))
