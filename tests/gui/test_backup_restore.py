#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup is made, other firmware is flashed, and the backup is restored from the list: the flash memory is the same as before.

Tests bb-backup-row.c and bb-fold-box.c.
"""
import re

import burnback_gui as gui

MEDIATEK = ('[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BU40N\nRevision={}\nSerial=SIM0001\nQuirks=build-stamp={};readable=all\n')


def box(node):
    return node.get_extents(gui.Atspi.CoordType.WINDOW)


def boxes(window):
    """Returns the extents of the title of a row and of its buttons."""
    return (box(window.find('label', 'NEC DVD_RW ND-3550A 1.05')), box(window.find('push button', contains='Restore 1.05 of')),
            box(window.find('toggle button', contains='Menu for the backup')))


def is_beside(title, act):
    """Returns whether the button is right of the title, at the same height."""
    return act.x >= title.x + title.width and act.y < title.y + title.height


def is_below(title, act):
    return act.y >= title.y + title.height


def buttons_are_below_the_title_in_a_narrow_window(folder):
    """In a narrow window the buttons are below the title."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    size = (360, 640)
    window = gui.Window(folder, scenario, size=size)
    try:
        window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive')
        window.open_backups()
        window.wait_for('push button', contains='Restore 1.05 of')
        window.wait(lambda: not window.cut_off(size), 'the page to appear, and no widget to be cut off')
        title, act, menu = boxes(window)
        gui.check(is_below(title, act) and is_below(title, menu), 'the buttons of the row are below the title')
        gui.check(act.x + act.width <= menu.x, 'the menu button is behind the button to restore')
        window.keep_shot('restore-narrow')
        window.press(contains='Restore 1.05 of')
        window.wait_for_text('Restore firmware 1.05 on NEC DVD_RW ND-3550A (sr0)?')
    finally:
        window.close()


def backup_is_restored_from_the_list(folder):
    scenario = gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=16'))
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [image])
    try:
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text('Firmware updated to ')
        window.press('Show Backups')
        window.wait_for('push button', 'Verify All Backups')
        window.press('Verify All Backups')
        window.wait_for_text(re.compile('intact'))
        title, act, menu = boxes(window)
        gui.check(is_beside(title, act) and is_beside(title, menu), 'the buttons of the row are beside the title')
        window.keep_shot('restore-list')
        window.press(contains='Restore 1.05 of')
        # Restoring a backup needs a review, too.
        window.wait_for_text('Restore firmware 1.05 on NEC DVD_RW ND-3550A (sr0)?')
        new = re.compile(r'^New Backup: Burnback made a new backup when this page was opened \(.+\)\. It contains the current firmware, revision 1\.07\.')
        window.wait(lambda: window.find('list item', contains=new, hidden=True), 'the new backup to be told from the one to restore')
        window.keep_shot('restore-review')
        # The review says that the backup is older. That needs no consent for the drive's own backup, so it is no warning.
        window.wait_for_text('COMPATIBLE')
        older = window.wait(lambda: window.find('list item', contains='older', hidden=True), 'the reason')
        gui.check(older.get_name().startswith('Note: '), f'the reason is a note, not a warning: {older.get_name()}')
        window.click(window.wait_until_on(window.wait_for('push button', contains='Restore 1.05 on')))
        window.wait(lambda: '% - Restoring the backup of sr0' in window.title(), 'the title to name the operation')
        window.wait_for_text('Backup restored.')
        window.wait(lambda: window.find_text('All of the firmware was read back and verified.'), 'the result to say that the firmware was verified')
        window.keep_shot('restore-done')
        window.press('Back to the Drive')
        window.wait(lambda: [' 1.05 ·' in row for row in gui.rows(window)] == [True], 'the list to show the restored revision')
    finally:
        window.close()


def button_of_the_drive_restores_the_firmware_that_does_not_run(folder):
    """After a backup of the new firmware, too, the button Restore offers the old firmware, and the result names both."""
    for revision in ('1.05', '1.07'):
        scenario = gui.write_scenario(folder, gui.drive(0, revision=revision))
        gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, f'{revision} is backed up')
    window = gui.Window(folder, scenario)
    try:
        window.open_drive('sr0')
        window.click(window.wait_until_on(window.wait_for('push button', 'Restore 1.05…')))
        window.wait_for_text('Restore firmware 1.05 on NEC DVD_RW ND-3550A (sr0)?')
        window.wait_for_text(re.compile(r'^The backup to restore is from \d.* and contains firmware revision 1\.05\.$'))
        window.wait(lambda: window.find('list item', contains=re.compile(r'^(New|Earlier) Backup: .*1\.07'), hidden=True), 'the other backup to be told from the one to restore')
        window.wait_for_text('To restore another backup, choose it from the list on the drive’s page.', hidden=True)
        window.keep_shot('restore-which')
        ids = window.stored_backups()
        gui.check(not [text for text in window.texts() for one in ids if one in text] and window.find('label', contains=str(window.state / 'backups'), hidden=True), 'the review names the folder of all backups, and no ID')
        window.press(contains='Restore 1.05 on sr0')
        window.wait_for_text('Backup restored.')
        window.wait_for('list item', contains='Restored backup: 1.05, ')
        window.wait_for('list item', contains='Backup before restoring: 1.07, ')
        window.wait_for('list item', contains='Folder of the backup made before restoring: ')
        gui.check(not window.find('list item', contains='Saved in', hidden=True), 'the page says which of two backups the folder is of')
        window.keep_shot('restore-both')
    finally:
        window.close()


# For each: the drive when it was backed up, the drive now, the revision of the backup, its verdict.
VERDICTS = {
    'rejected': (MEDIATEK.format('1.00', '1612201010'), MEDIATEK.format('1.04', '2005061010'), '1.00', 'rejection expected'),
    'older': (gui.drive(0), gui.drive(0, revision='1.07'), '1.05', 'compatible'),
}


def one_verdict(folder, before, now, revision, verdict):
    """A backup has one verdict in the reviews that both lists of backups open."""
    scenario = gui.write_scenario(folder, before)
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    window = gui.Window(folder, gui.write_scenario(folder, now))

    def review():
        window.wait_for_text(re.compile(f'Restore firmware {re.escape(revision)} on .*sr0'))
        words = ('COMPATIBLE', 'COMPATIBLE WITH WARNINGS', 'REJECTION EXPECTED', 'INCOMPATIBLE', 'OTHER MODEL (CROSS-FLASH)')
        shown = window.wait(lambda: [text for text in window.texts() if text in words], 'the verdict')
        window.key('Escape')
        window.wait(lambda: not window.find_text(re.compile(f'Restore firmware {re.escape(revision)} on .*sr0')), 'the review to be closed')
        return shown

    try:
        window.open_drive('sr0')
        shown = {}
        window.press(contains=f'Restore {revision} of')
        shown["drive's backups"] = review()
        window.open_backups()
        window.press(contains=f'Restore {revision} of')
        shown['all backups'] = review()
        gui.check(all(words == [verdict.upper()] for words in shown.values()), f'each review has the same verdict: {shown}')
    finally:
        window.close()


def backup_has_one_verdict_everywhere(folder):
    for name, case in gui.some(VERDICTS.items(), 1):
        (folder / name).mkdir()
        one_verdict(folder / name, *case)


def backup_can_be_restored_when_its_drive_is_connected(folder):
    """The list of backups is opened while the drive is disconnected: the backup cannot be restored, and can be after the drive is
    connected."""
    scenario = gui.write_scenario(folder, gui.drive(0) + gui.drive(1, revision='1.04'))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    window = gui.Window(folder, scenario)
    try:
        window.wait(lambda: len(gui.rows(window)) == 2, 'both drives')
        window.set_cable('sr0', lambda: len(gui.rows(window)) == 1)
        window.open_backups()
        restore = window.wait_for('push button', contains='Restore 1.05 of')
        window.wait_for_text('This backup belongs to a drive that is not connected.')
        gui.check(not gui.is_sensitive(restore), 'the backup cannot be restored without its drive')
        window.set_cable('sr0', lambda: len(gui.rows(window)) == 2)
        window.wait(lambda: gui.is_sensitive(restore), 'the button to be sensitive')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, backup_is_restored_from_the_list, backup_can_be_restored_when_its_drive_is_connected,
    button_of_the_drive_restores_the_firmware_that_does_not_run, backup_has_one_verdict_everywhere,
    more=(buttons_are_below_the_title_in_a_narrow_window,)))
