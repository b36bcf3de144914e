#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deleting backups: undo for a while, a warning for the last backup of a drive, and a refusal for one that a drive still needs.

Tests bb-backup-list.c.
"""
import contextlib
import re
import shutil

import burnback_gui as gui
import failing_flash

# The messages name the drive, and date and time of the backup.
OF_A_TIME = r'The backup of DVD_RW ND-3550A from \S+ \S+ '
DELETED = re.compile(OF_A_TIME + r'was deleted\.')
ONLY_DELETED = re.compile(OF_A_TIME + r'was deleted\. It was the drive’s only backup\.$')


def menu_buttons(window):
    """Returns the names of the menu buttons of all backups that are shown."""
    return [node.get_name() for node in window.matching('toggle button', (gui.Atspi.StateType.SHOWING,)) if 'Menu for the backup' in node.get_name()]


def menu_of(window, backup):
    """Returns the pattern of the name of @backup's menu button. In each test, the backups differ in their revisions."""
    manifest = (window.state / 'backups' / backup / 'manifest').read_text()
    return re.compile(f' {re.escape(re.search("(?m)^revision=(.*)$", manifest)[1])} from ')


def delete(window, backup):
    """Deletes @backup with the menu of its row."""
    menu = menu_of(window, backup)
    window.wait(lambda: any(menu.search(row) for row in menu_buttons(window)), f'the row of {backup}')
    window.take(menu, 'Delete')


@contextlib.contextmanager
def three_backups(folder):
    """Yields a scenario, and its window with the list of three backups: two of sr0 and one of sr1. Then closes the
    window."""
    for name, revision in (('sr0', '1.03'), ('sr0', '1.05'), ('sr1', '1.05')):
        scenario = gui.write_scenario(folder, gui.drive(0, revision=revision) + gui.drive(1, revision='1.04'))
        gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', name)[0] == 0, f'{name} is backed up')
    window = gui.Window(folder, scenario)
    try:
        window.wait(lambda: all('ready' in row for row in gui.rows(window)) and gui.rows(window), 'every drive')
        window.open_backups()
        window.wait(lambda: len(menu_buttons(window)) == 3, 'three backups')
        yield scenario, window
    finally:
        window.close()


def deletion_can_be_undone_for_some_time(folder):
    with three_backups(folder) as (scenario, window):
        every = window.stored_backups()
        *of_sr0, of_sr1 = every
        # One of two backups: there is no warning, and undo restores it.
        delete(window, of_sr0[0])
        window.wait_for_text(DELETED)
        gui.check(not window.find_text('only backup'), 'no warning about the only backup, because the drive has another one')
        window.wait(lambda: len(menu_buttons(window)) == 2, 'the row of the deleted backup to disappear')
        window.wait(lambda: window.has_focus('Undo'), 'the button Undo to have the focus')
        gui.check(window.stored_backups() == every, 'the backup is still on disk during the undo time')
        window.press('Undo')
        window.wait(lambda: len(menu_buttons(window)) == 3, 'the row of the backup to be shown again')
        # Deleting another backup makes the first deletion final.
        delete(window, of_sr0[0])
        window.wait_for_text(DELETED)
        window.wait(lambda: len(menu_buttons(window)) == 2, 'the row of the deleted backup to disappear')
        delete(window, of_sr0[1])
        window.wait_for_text(ONLY_DELETED)
        window.wait(lambda: window.stored_backups() == [name for name in every if name != of_sr0[0]], 'the first backup to be deleted from disk')
        window.press('Undo')
        delete(window, of_sr1)
        window.wait_for_text('It was the drive’s only backup.')
        window.keep_shot('backup-deleted')
        # The end of the undo time makes a deletion final, too.
        window.wait(lambda: window.stored_backups() == [of_sr0[1]], 'the backup to be deleted from disk at the end of the undo time')
        window.wait(lambda: not window.find('push button', 'Undo'), 'the button Undo to disappear')
        delete(window, of_sr0[1])
        window.wait(lambda: not menu_buttons(window), 'the row of the deleted backup to disappear')
        gui.check(not window.find_text(re.compile('(?i)no backups yet')), 'the page does not say "no backups yet" during the undo time')
    gui.check(window.stored_backups() == [of_sr0[1]], 'closing the window during the undo time keeps the backup')


def undo_keeps_the_result_of_a_verification(folder):
    with three_backups(folder) as (_, window):
        backup = window.stored_backups()[0]
        window.take(menu_of(window, backup), 'Verify Files')
        window.wait_for('label', 'Intact')
        delete(window, backup)
        window.wait(lambda: len(menu_buttons(window)) == 2, 'the row of the deleted backup to disappear')
        gui.check(not window.find('label', 'Intact'), 'the row of the deleted backup is hidden with its state')
        window.press('Undo')
        window.wait(lambda: len(menu_buttons(window)) == 3, 'the row of the backup to be shown again')
        gui.check(len(list(window.find_all('label', 'Intact'))) == 1, 'the backup is still shown as verified')


def other_backup_is_deleted_during_undo(folder):
    """One of two backups of a drive is deleted, and another program deletes the second one during the undo time: then
    the first is the only one, and stays, with a message."""
    with three_backups(folder) as (scenario, window):
        first, second, of_sr1 = window.stored_backups()
        delete(window, first)
        window.wait_for_text(DELETED)
        gui.check(gui.burnbackctl(scenario, folder / 'state', 'backups', 'delete', second)[0] == 0, 'the other program can delete the second backup, because the first one is still on disk')
        delete(window, of_sr1)
        window.wait_for_text(re.compile(OF_A_TIME + r'is the only backup of its drive, so it was not deleted\. To delete the backup anyway, repeat the deletion\.$'))
        window.wait(lambda: any(menu_of(window, first).search(row) for row in menu_buttons(window)), 'the row of the backup to be shown again')
        gui.check(window.stored_backups() == [first, of_sr1], 'the backup is still on disk')
        window.keep_shot('backup-only')
        delete(window, first)
        window.wait_for_text(ONLY_DELETED)
        window.wait(lambda: window.stored_backups() == [first], 'the backup of sr1, which was deleted before, to be deleted from disk')


def require(folder, backup):
    """Makes the backup one that a drive still needs, as an unfinished flash does. Returns the journal."""
    journal = folder / 'state' / 'journal' / f'{backup}.journal'
    journal.parent.mkdir(exist_ok=True)
    journal.write_text(f'[journal]\nformat=1\nbackup={backup}\n')
    return journal


def second_deletion_waits_for_the_first(folder):
    """A backup is deleted while the deletion of another one is carried out, which fails: the other one is still there,
    so the second one is not called the only backup. If both are refused, both messages are shown."""
    needed = re.compile(OF_A_TIME + r'was not deleted, because a drive still needs it for recovery\.')
    with three_backups(folder) as (scenario, window):
        first, second, of_sr1 = window.stored_backups()
        delete(window, first)
        window.wait_for_text(DELETED)
        journal = require(folder, first)
        delete(window, second)
        window.wait_for_text(needed)
        # The button gets the focus with the text on the second backup.
        window.wait(lambda: window.has_focus('Undo'), 'the button Undo to have the focus')
        text = window.wait_for_text(DELETED).get_name()
        gui.check('only backup' not in text, f'the drive has another backup: {text}')
        window.press('Undo')
        journal.unlink()
        delete(window, first)
        window.wait_for_text(DELETED)
        require(folder, first)
        require(folder, second)
        delete(window, second)
        window.wait(lambda: any(len(needed.findall(text)) == 2 for text in window.texts()), 'both messages')
        window.keep_shot('backup-both')
        gui.check(window.stored_backups() == [first, second, of_sr1], 'all backups are still on disk')


def backup_of_asking_drive_cannot_be_deleted(folder):
    """While a drive asks what to do after a failed flash, its backup cannot be deleted."""
    with failing_flash.window_that_asks(folder) as window:
        window.open_backups()
        window.wait(lambda: len(menu_buttons(window)) == 1, 'the backup to be listed')
        delete(window, window.stored_backups()[0])
        window.wait_for_text('a drive still needs it for recovery. Finish flashing that drive or recover it first.')
        window.keep_shot('backup-needed')
        gui.check(len(menu_buttons(window)) == 1 and len(window.stored_backups()) == 1 and not window.find('push button', 'Undo'), 'the backup stays in the list and on disk, and there is nothing to undo')


def leave_and_reopen_the_page(window):
    """Opens another page of the drive and returns; the list of backups is read again."""
    window.press('Compare')
    window.wait_for_text('All of the firmware was read back and verified.')
    window.press('Back to the Drive')
    window.wait_for('push button', 'Update Firmware…')


def message_stays_until_it_is_read(folder):
    """A message about a backup disappears when it is no longer true, and not before the user could read it."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    damaged = folder / 'state' / 'backups' / 'damaged'
    damaged.mkdir()
    (damaged / 'manifest').write_text('[backup]\nformat=9\n')
    window = gui.Window(folder, scenario, size=(900, 1800))
    try:
        window.open_drive('sr0')
        window.wait(lambda: len(menu_buttons(window)) == 1, 'the backup to be listed')
        window.wait_for_text('unknown format, or not as it was written')
        shutil.rmtree(damaged)
        leave_and_reopen_the_page(window)
        window.wait(lambda: not window.find_text('unknown format, or not as it was written'), 'the warning about the damaged backup to disappear')
        # The backup became necessary before the undo time was over.
        backup, = window.stored_backups()
        delete(window, backup)
        window.wait(lambda: not menu_buttons(window), 'the row of the deleted backup to disappear')
        (folder / 'state' / 'journal').mkdir(exist_ok=True)
        journal = folder / 'state' / 'journal' / 'other.journal'
        journal.write_text(f'[journal]\nformat=1\nbackup={backup}\n')
        window.wait(lambda: len(menu_buttons(window)) == 1, 'the row of the backup to be shown again')
        # The row shows that the store was read again; the message must stay.
        window.wait(lambda: window.find_text('a drive still needs it for recovery. Finish flashing that drive or recover it first.'), 'the reason why the backup was not deleted to be shown')
        window.keep_shot('backup-not-deleted')
        leave_and_reopen_the_page(window)
        window.wait(lambda: not window.find_text('a drive still needs it for recovery'), 'the reason why the backup was not deleted to disappear')
        journal.unlink()
        delete(window, backup)
        window.wait_for_text('There are no backups yet.')
        gui.check(not window.stored_backups(), 'no backup is on disk when the page says "There are no backups yet"')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, deletion_can_be_undone_for_some_time, backup_of_asking_drive_cannot_be_deleted,
    message_stays_until_it_is_read,
    more=(undo_keeps_the_result_of_a_verification, other_backup_is_deleted_during_undo,
          second_deletion_waits_for_the_first)), screen='900x1800')
