#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of backups while it is read: "Verify All" covers backups that appear later and keeps the list in its place, and an
unreadable store is not shown as empty.

Tests bb-backup-list.c, bb-backup-row.c, bb-backup-summary.c and bb-backups-page.c.
"""
import re

import burnback_gui as gui
import colour
import slow_disk


def open_backups(window):
    window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive')
    window.open_backups()


def make_old(manifest):
    """Makes @manifest as an earlier version wrote it: without a checksum, and without the entry that the drive was read twice."""
    lines = [line for line in manifest.read_text().splitlines() if not line.startswith(('compared=', '# sha256'))]
    manifest.write_text('\n'.join(lines).replace('format=2', 'format=1') + '\n')


def verify_all_covers_backups_that_are_still_read(folder):
    """The button "Verify All" is pressed while the store is being read from a slow disk."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    for _ in range(2):
        gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    pipe = folder / 'state' / 'backups' / 'slow' / 'manifest'
    window = gui.Window(folder, scenario, env=slow_disk.slow_disk())
    try:
        window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive')
        pipe.parent.mkdir()
        slow_disk.make(pipe)
        open_backups(window)
        gui.check(not window.find('push button', contains='Restore 1.05 of'), 'no backup is listed before the store was read')
        window.press('Verify All Backups')
        slow_disk.let_go(window, pipe)
        window.wait(lambda: len(list(window.find_all('label', 'Intact'))) == 2, 'both backups to be verified')
        window.wait_for_text('2 backups are intact.')     # not all: one cannot be read
        gui.check(not window.find_text('All 2'), 'the sentence does not count a backup that could not be read')
    finally:
        window.close()


def list_keeps_its_place_while_backups_are_verified(folder):
    """No row moves at any moment from the click on "Verify All Backups" to its end, because the user may be pointing at a row: not when
    the verification begins, while a file is read, nor when a backup turns out to be damaged or cannot be read; also when the list is
    scrolled to its end and backups are verified again."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    for _ in range(5):
        gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    files = sorted(folder.glob('state/backups/*/firmware.bin'))
    make_old(files[4].parent / 'manifest')
    denied = slow_disk.deny(files[1])
    data = files[2].read_bytes()
    files[2].write_bytes(data[:-1] + (b'!' if data[-1:] != b'!' else b'?'))
    window = None

    def places():
        boxes = [(node.get_name(), node.get_extents(gui.Atspi.CoordType.WINDOW))
                 for node in window.find_all('toggle button', contains='Menu for the backup', hidden=True)]
        return [(name, box.x, box.y) for name, box in boxes]

    def verify(before, end):
        """Verifies all backups; compares the places of the rows at every moment until the text @end."""
        def stays():
            now = places()
            gui.check(now == before, f'the rows stay where they were: {before}, {now}')
            return True

        slow_disk.make(files[0])
        slow_disk.make(files[3])
        button.get_action_iface().do_action(0)      # scrolls to no other place
        window.wait(lambda: stays() and window.find_text('Verifying…', hidden=True), 'the verification to begin')
        window.wait(lambda: stays() and len(list(window.find_all('label', 'Reading…', hidden=True))) in (2, 3), 'the other backups to be verified')
        slow_disk.let_go(window, files[3])
        window.wait(lambda: stays() and len(list(window.find_all('label', 'Reading…', hidden=True))) == 1, 'another backup to be verified')
        slow_disk.let_go(window, files[0])
        window.wait(lambda: stays() and window.find_text(end), 'the end of the verification')
        window.wait(lambda: stays() and not window.find('label', 'Reading…', hidden=True), 'every row to show its end')

    for size in (900, 600), (360, 640):
        window = gui.Window(folder, scenario, env=slow_disk.slow_disk(), size=size)
        try:
            open_backups(window)
            window.wait(lambda: len(places()) == 5, 'all backups to be listed')
            button = window.wait_for('push button', 'Verify All Backups')
            window.wait(lambda: [len(list(window.find_all('label', state, hidden=True))) for state in
                                 ('Read twice and compared', 'Not verified yet')] == [4, 1], 'every row to have a state')
            window.keep_shot(f'backups-read-twice-{size[0]}')
            verify(places(), re.compile('^3 of 5 backups are intact'))
            window.keep_shot(f'backups-verified-{size[0]}')
            before = places()
            window.scroll_to_end()
            window.wait(lambda: places() != before, 'the list to be scrolled')
            verify(places(), re.compile('^3 of 5 backups are intact'))
        finally:
            window.close()
    denied.unlink()


def damaged_backup_cannot_be_restored(folder):
    """A backup that is known to be damaged cannot be restored."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    for _ in range(2):
        gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    firmware = sorted(folder.glob('state/backups/*/firmware.bin'))[0]
    last = firmware.read_bytes()[-1:]
    firmware.write_bytes(firmware.read_bytes()[:-1] + (b'!' if last != b'!' else b'?'))
    window = gui.Window(folder, scenario)

    def can_restore():
        return [node.get_state_set().contains(gui.Atspi.StateType.SENSITIVE) for node in window.find_all('push button', contains='Restore 1.05 of')]

    try:
        open_backups(window)
        window.wait(lambda: can_restore() == [True, True], 'both backups to be listed')
        window.press('Verify All Backups')
        window.wait(lambda: window.find('label', 'Intact') and window.find('label', 'Damaged'), 'both backups to be verified')
        window.wait(lambda: can_restore() == [True, False], 'only the intact backup to be restorable')
        restore = next(iter(window.find_all('push button', contains='Restore 1.05 of', description='This backup is damaged.')), None)
        gui.check(restore is not None and not gui.is_sensitive(restore), 'the button to restore the damaged backup says why it cannot be used')
        outcome = re.compile(r'^1 of 2 backups is intact\. 1 backup is damaged: NEC DVD_RW ND-3550A 1\.05 from \d.* · serial SIM0000\.$')
        window.wait_for_text(outcome)
        window.keep_shot('backups-damaged')
        window.open_drive('sr0')
        window.wait(lambda: not window.find_text(outcome), 'the page of the drive')
        window.wait(lambda: window.find('label', 'Intact') and window.find('label', 'Damaged'), 'the page of the drive to have the outcome')
        gui.check(can_restore() == [True, False], 'the damaged backup cannot be restored from the page of the drive')
        window.open_backups()
        window.wait_for_text(outcome)       # stays after the page was left
        firmware.write_bytes(firmware.read_bytes()[:-1] + last)
        window.press('Verify All Backups')
        window.wait_for_text(re.compile('^All 2 backups are intact.$'))
        gui.check(not window.find_text(outcome), 'the sentence is about the last verification')
        window.keep_shot('backups-intact')
    finally:
        window.close()


def damaged_backup_is_offered_nowhere_on_the_page_of_its_drive(folder):
    """The user verifies a backup on the page of its drive, and then looks at the page of all backups."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    firmware = next(folder.glob('state/backups/*/firmware.bin'))
    whole = firmware.read_bytes()
    firmware.write_bytes(whole[:-1])
    window = gui.Window(folder, scenario)
    try:
        window.open_drive('sr0')
        restore = window.wait(lambda: window.find('push button', 'Restore 1.05…'), 'the button of the page to name the backup')
        gui.check(gui.is_sensitive(restore), 'a backup that was not verified can be restored')
        window.wait(lambda: window.find('label', 'Read twice and compared'), 'the backup to be listed')
        window.take('Menu for the backup', 'Verify Files')
        window.wait(lambda: window.find('label', 'Damaged'), 'the backup to be verified')
        window.wait_for_text('There is no intact backup to restore.')
        gui.check(not window.find('push button', 'Restore 1.05…'), 'the button of the page names no backup')
        window.keep_shot('drive-backup-damaged')
        window.open_backups()
        state = window.wait(lambda: window.find('label', 'Damaged'), 'the page of all backups to have the outcome')
        gui.check('firmware.bin' in state.get_description(), f'the state has the reason: {state.get_description()}')
        firmware.write_bytes(whole)
        window.press('Verify All Backups')
        window.wait(lambda: window.find('label', 'Intact') and not window.find('label', 'Damaged'), 'the backup to be verified again')
        window.open_drive('sr0')
        restore = window.wait(lambda: window.find('push button', 'Restore 1.05…'), 'the button of the page to name the backup again')
        gui.check(gui.is_sensitive(restore), 'the repaired backup can be restored')
    finally:
        window.close()


def unreadable_backup_is_not_called_damaged(folder):
    """A backup that Burnback has no permission to read is not verified, with the reason; it can be intact, so it stays restorable."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    denied = slow_disk.deny(next(folder.glob('state/backups/*/firmware.bin')))
    window = gui.Window(folder, scenario, env=slow_disk.slow_disk())
    try:
        open_backups(window)
        restore = window.wait(lambda: window.find('push button', contains='Restore 1.05 of'), 'the backup to be listed')
        window.press('Verify All Backups')
        state = window.wait(lambda: window.find('label', 'Unverified') or window.find('label', 'Damaged'), 'the verification to end')
        window.wait_for_text(re.compile(r'^1 backup could not be verified: NEC DVD_RW ND-3550A 1\.05 from \d.* · serial SIM0000\.$'))
        gui.check(state.get_name() == 'Unverified', 'a backup that cannot be read is not called damaged')
        gui.check('firmware.bin' in state.get_description(), f'the state has the reason: {state.get_description()}')
        gui.check(gui.is_sensitive(restore), 'a backup that may be intact can be restored')
        window.keep_shot('backups-denied')
        denied.unlink()
        window.press('Verify All Backups')
        window.wait(lambda: window.find('label', 'Intact') and not window.find('label', 'Unverified'), 'the backup to be verified')
    finally:
        window.close()


def unverified_backup_is_no_way_back(folder):
    """A backup whose firmware may be incomplete cannot be restored, and its row says why."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    manifest = next(folder.glob('state/backups/*/manifest'))
    lines = manifest.read_text().splitlines()[:-1]      # without the checksum, as an older version wrote it
    manifest.write_text('\n'.join(lines).replace('format=2', 'format=1\nunproven=true') + '\n')
    window = gui.Window(folder, scenario)
    try:
        open_backups(window)
        restore = window.wait(lambda: window.find('push button', contains='Restore 1.05 of'), 'the backup to be listed')
        window.wait_for_text('This backup may be incomplete, so Burnback will not restore it.')
        window.wait_for('list item', 'NEC DVD_RW ND-3550A · Firmware for reference only')
        gui.check(not window.find('list item', contains='ND-3550A 1.05'), 'its revision does not stand among those that can be restored')
        gui.check(not restore.get_state_set().contains(gui.Atspi.StateType.SENSITIVE), 'an unverified backup is not offered')
        window.wait_for('label', 'Reference only')
        window.press('Verify All Backups')
        window.wait_for('label', 'Reference only · intact')
        window.keep_shot('backups-unverified')
    finally:
        window.close()


def backup_of_a_mixed_firmware_is_a_fact_of_the_past(folder):
    """The row of a backup of inconsistent firmware says that this was found when the backup was made: the drive may run well now."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    manifest = next(folder.glob('state/backups/*/manifest'))
    lines = manifest.read_text().splitlines()[:-1]      # without the checksum, as an older version wrote it
    manifest.write_text('\n'.join(lines).replace('format=2', 'format=1\ncontradiction=Flashing was probably interrupted.') + '\n')
    window = gui.Window(folder, scenario)
    try:
        open_backups(window)
        why = window.wait_for_text('When this backup was made, the firmware in the drive may have been incomplete, so Burnback will not restore it.')
        gui.check(not window.find_text(re.compile('Flashing was probably interrupted')), 'what was found at that time does not frighten')
        # The tooltip is the description.
        gui.check(why.get_description() == 'When this backup was made: Flashing was probably interrupted.', f'the tooltip says when this was found: {why.get_description()}')
        window.wait_for('label', 'Evidence')
        window.keep_shot('backups-mixed')
    finally:
        window.close()


def backup_without_firmware_says_what_it_contains(folder):
    """The title of a backup without firmware is what it contains, on the page of all backups and on that of the drive."""
    scenario = gui.write_scenario(folder, '[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE WH16NS60\nRevision=1.02\nSerial=SIM0000\nQuirks=readable=windows\n')
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    window = gui.Window(folder, scenario)
    try:
        open_backups(window)
        window.wait_for('list item', contains='WH16NS60 · Calibration')
        window.wait_for_text('This backup contains no firmware.')
        window.keep_shot('backups-partial')
        window.wait_for('label', 'Partial')
        window.press('Verify All Backups')
        window.wait_for('label', 'Partial · intact')
        window.open_drive('sr0')
        window.wait(lambda: window.find('list item', 'Calibration, no firmware', hidden=True), 'the backup on the page of the drive')
    finally:
        window.close()


def backup_of_the_identity_is_no_fault(folder):
    """The state of a backup that contains only the identity of the drive says so, without the sign of a warning. A backup in which a part
    of the firmware is missing has this sign."""
    scenario = gui.write_scenario(folder, gui.drive(0) + '[drive sr1]\nFamily=mediatek-mt1959\nModel=BD-RE WH16NS60\nRevision=1.02\nSerial=SIM0001\n'
                                  'Bus=sata\nQuirks=readable=config\n')
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    manifest = next(folder.glob('state/backups/*/manifest'))
    lines = manifest.read_text().splitlines()[:-1]      # without the checksum, as an older version wrote it
    manifest.write_text('\n'.join(lines).replace('format=2', 'format=1').replace('complete=true', 'complete=false') + '\n')
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr1')[0] == 0, 'the identity of sr1 is backed up')
    window = gui.Window(folder, scenario)
    try:
        open_backups(window)
        signs = {text: window.wait_for('label', text) for text in ('Identity only', 'Partial')}
        window.keep_shot('backups-identity')
        window.wait(lambda: not colour.warns(signs['Identity only']) and colour.warns(signs['Partial']), 'only the incomplete backup to have a warning')
        window.press('Verify All Backups')
        signs = {text: window.wait_for('label', text) for text in ('Identity only · intact', 'Partial · intact')}
        window.wait(lambda: not colour.warns(signs['Identity only · intact']) and colour.warns(signs['Partial · intact']),
                    'only the incomplete backup to have a warning after the verification')
    finally:
        window.close()


def rows_of_equal_drives_have_serial_numbers(folder):
    """Device names may change at the next start, so the rows of connected drives have the serial number, too."""
    scenario = gui.write_scenario(folder, gui.drive(0) + gui.drive(1))
    for name in ('sr0', 'sr1'):
        gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', name)[0] == 0, f'{name} is backed up')
    window = gui.Window(folder, scenario)
    try:
        open_backups(window)
        for i in range(2):
            window.wait_for('label', contains=f' · serial SIM000{i} · sr{i}')
        window.keep_shot('backups-serials')
    finally:
        window.close()


def unreadable_store_is_not_shown_as_empty(folder):
    scenario = gui.write_scenario(folder, gui.drive(0))
    (folder / 'state').mkdir()
    (folder / 'state' / 'backups').write_text('no folder')
    window = gui.Window(folder, scenario)
    try:
        open_backups(window)
        window.wait_for_text('Not a directory. These files were not changed')
        window.keep_shot('backups-unopened')
        gui.check(not window.find_text(re.compile('(?i)no backups yet')), 'the page does not say "No backups yet" if the store cannot be read')
    finally:
        window.close()


def rows_say_whose_the_backups_are(folder):
    """A backup of a connected drive has its device name, one of another drive has only the serial number, cannot be restored, and says
    why."""
    scenario = gui.write_scenario(folder, gui.drive(0) + gui.drive(1, revision='1.04'))
    for name in ('sr0', 'sr1'):
        gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', name)[0] == 0, f'{name} is backed up')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)))
    try:
        open_backups(window)
        here = window.wait_for('list item', 'NEC DVD_RW ND-3550A 1.05')
        away = window.wait_for('list item', 'NEC DVD_RW ND-3550A 1.04')
        window.wait(lambda: ' · serial SIM0000 · sr0 · ' in here.get_description(), 'the row of the connected drive to name it')
        gui.check(' · serial SIM0001 · simulated drive' in away.get_description(), f'the other row has the serial number: {away.get_description()}')
        window.wait_for_text('This backup belongs to a drive that is not connected.')
        gui.check(gui.is_sensitive(window.wait_for('push button', contains='Restore 1.05 of')), 'the backup of the connected drive can be restored')
        restore = window.wait_for('push button', contains='Restore 1.04 of')
        gui.check(not gui.is_sensitive(restore) and restore.get_description() == 'This backup belongs to a drive that is not connected.',
                  f'the other one cannot, with the reason: {restore.get_description()}')
        ids = window.stored_backups()
        gui.check(not [text for text in window.texts() for name in ids if name in text], 'no text has the ID of a backup')
        window.keep_shot('backups-whose')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, verify_all_covers_backups_that_are_still_read, list_keeps_its_place_while_backups_are_verified, damaged_backup_cannot_be_restored,
    damaged_backup_is_offered_nowhere_on_the_page_of_its_drive, rows_say_whose_the_backups_are,
    unreadable_backup_is_not_called_damaged, unverified_backup_is_no_way_back,
    backup_of_a_mixed_firmware_is_a_fact_of_the_past, backup_without_firmware_says_what_it_contains, backup_of_the_identity_is_no_fault,
    unreadable_store_is_not_shown_as_empty,
    more=(rows_of_equal_drives_have_serial_numbers,)))
