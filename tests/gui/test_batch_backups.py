#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restoring the latest backup of several drives: drives without a backup, with the same firmware or with a damaged backup are left out."""
import csv
import re

import burnback_gui as gui
import english
import saving

# Model and revision of each NEC drive when it was backed up, and its revision now.
THEN = [('K355', '1.05'), ('K370', '1.01'), ('K355', '1.04'), ('K355', '1.09'), ('K355', '1.05'), ('K355', '1.08')]
NOW = ['1.07', '1.02', '1.04', '1.09', '1.06', '1.05']
# A drive without a backup, one with a damaged backup, and the Blu-ray drive, which runs the firmware of its backup.
WITHOUT, DAMAGED, COPIED = 'sr3', 'sr4', 'sr6'
# The text of this row begins with the backup, before the revision.
BLU_RAY = f"""[drive {COPIED}]
Family=mediatek-mt1959
Model=BD-RE WH16NS60
Revision=1.02
Serial=SIM0006
Bus=sata
Speed=0
Quirks=readable=all
"""


def row(window, name):
    """Returns the last row that names the drive, which is the one of the batch; the list of drives has another one."""
    return ([''] + [row for row in gui.rows(window) if f'· {name} · ' in row])[-1]


def test(folder):
    then = gui.write_scenario(folder, ''.join(gui.drive(i, *what) for i, what in enumerate(THEN)) + BLU_RAY)
    for name in (*(f'sr{i}' for i in range(len(THEN)) if f'sr{i}' != WITHOUT), COPIED):
        gui.check(gui.burnbackctl(then, folder / 'state', 'backup', name)[0] == 0, f'{name} is backed up')
    now = gui.write_scenario(folder, ''.join(gui.drive(i, model, revision) for i, ((model, _), revision) in enumerate(zip(THEN, NOW))) + BLU_RAY)
    damaged = next(folder.glob(f'state/backups/*-SIM000{DAMAGED[2:]}-*/firmware.bin'))
    damaged.write_bytes(damaged.read_bytes()[:-1] + b'!')
    window = gui.Window(folder, now)
    try:
        window.wait(lambda: len([text for text in gui.rows(window) if 'ready' in text]) == len(NOW) + 1, 'every drive to be identified')
        window.key('Control+m')
        window.wait_for_several()
        window.press('Choose Latest Backups')
        # A backup is usually older than the installed firmware, so the row says which revision it has.
        # That is a fact, not a warning, and needs no consent.
        window.wait(lambda: row(window, 'sr0').endswith('1.07 → 1.05 · serial SIM0000 · sr0 · PATA, compatible'), 'the verdict of sr0')
        window.wait_for_text('Backup: 1.05, ')
        window.wait(lambda: row(window, 'sr1').endswith('1.02 → 1.01 · serial SIM0001 · sr1 · PATA, compatible'), 'the verdict of a drive of another model')
        window.wait_for_text(re.compile(r'The backup contains revision 1\.01, which is older than revision 1\.02 in the drive'), hidden=True)
        window.wait(lambda: row(window, 'sr2').endswith('PATA, compatible'), 'the verdict of a drive that already runs the firmware of its backup')
        window.wait(lambda: row(window, COPIED).endswith('SATA, compatible'), 'the verdict of a drive whose row describes the backup')
        for revision in ('1.04', '1.02'):
            window.wait_for_text(f'The drive is already running firmware revision {revision}. Flashing will write', hidden=True)
        window.wait(lambda: 'PATA, No backup' in row(window, WITHOUT), 'sr3, which has no backup, to be left out')
        window.wait(lambda: 'PATA, Backup cannot be used' in row(window, DAMAGED), 'sr4, whose backup is damaged, to be left out')
        window.wait(lambda: row(window, 'sr5').endswith('PATA, compatible'), 'the verdict of sr5, whose backup is newer than its firmware')
        boxes = {name: window.wait(lambda: window.find('check box', contains=f'({name})', hidden=True), f'the check box of {name}')
                 for name in ('sr0', 'sr1', 'sr2', WITHOUT, DAMAGED, 'sr5', COPIED)}
        gui.check(not gui.is_sensitive(window.wait_for('push button', 'Restore Backups')), 'no drive is selected by itself')
        window.press('Select All')
        # The drives that run the firmware of their backup can be selected by hand.
        put_back = window.wait_for('push button', 'Restore 3 of 5 Backups')
        window.wait_for('label', 'If one operation fails, Burnback will continue with the other drives.')   # firmware that does not run is not backed up
        chosen = {name for name, box in boxes.items() if box.get_state_set().contains(gui.Atspi.StateType.CHECKED)}
        gui.check(chosen == {'sr0', 'sr1', 'sr5'}, f'only drives whose firmware would change are selected: {chosen}')
        for name, box in boxes.items():
            can = box.get_state_set().contains(gui.Atspi.StateType.SENSITIVE)
            gui.check(can == (name not in (WITHOUT, DAMAGED)), f'{name} is selectable unless it has no usable backup: {can}')
        window.keep_shot('batch-backups')
        window.click(put_back)
        window.wait(lambda: window.find('label', '3 of 3 drives were restored and verified.', hidden=True), 'all three drives to be finished')
        # Some languages have one translation for both.
        restored = '(Backup restored|Restored a backup)' if english.language() else 'Backup restored'
        for name, revision in (('sr0', '1.05'), ('sr1', '1.01'), ('sr5', '1.08')):
            window.wait(lambda: re.search(f'{re.escape(revision)} \\(was .*\\) · serial (?:number )?SIM\\d+ · {name} · PATA, {restored}', row(window, name)), f'the result of {name}')
        for name, revision in (('sr2', '1.04'), (WITHOUT, '1.09'), (DAMAGED, '1.06')):
            gui.check(f' {revision} · serial ' in row(window, name), f'the firmware of {name} was not changed')
        window.keep_shot('batch-backups-done')
        # The report is saved as comma-separated values.
        target = folder / 'batch.csv'
        window.press('Save Report…')
        saving.save_as(window, 'burnback-several-drives.csv', target)
        window.wait_for_text(f'Report saved to {target}.')
        head, *table, end = ([gui.in_english(field) for field in line] for line in csv.reader(target.read_text().splitlines()))
        gui.check(len(table) == len(NOW) + 1 and all(len(line) == len(head) for line in table), f'the report has one line of all fields for each drive: {table}')
        gui.check(table[0][:2] == ['sr0', 'NEC DVD_RW ND-3550A'] and table[0][3].endswith('→ 1.05') and table[0][4] == 'Backup restored.', f'the report has the result of sr0: {table[0]}')
        gui.check(table[3][4] == 'No backup', f'the report says why sr3 was left out: {table[3]}')
        gui.check(end[0] == 'Burnback' and 'latest backup' in end[2], f'the report says what was restored: {end}')
        gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
    finally:
        window.close()


gui.main(test)
