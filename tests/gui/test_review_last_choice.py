#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The review always shows the last choice, however slow the disk is, and a hidden page never takes the focus from the shown one.

Tests bb-drive-view.c.
"""
import re

import burnback_gui as gui
import slow_disk


def wait_until_ready(window, count=1):
    window.wait(lambda: len([row for row in gui.rows(window) if 'ready' in row]) == count, 'every drive to be ready')


def make_new(folder, revision):
    return gui.make_image(folder / f'{revision}.bin', 'nec-optiarc', 'K355', revision=revision, boot_version='05')


def new_choice_disables_the_review(folder):
    """A new choice disables the button of the review that is shown, at once. If one choice fails, the page of the other stays."""
    scenario = gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=1'))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    window = gui.Window(folder, scenario, [make_new(folder, '1.07')], env=slow_disk.slow_disk())
    try:
        window.wait_for('push button', contains='Flash 1.07 onto')
        window.open_backups()
        window.wait_for('push button', contains='Restore 1.05')
        backup, = window.stored_backups()
        manifest = window.state / 'backups' / backup / 'manifest'
        manifest.rename(manifest.with_name('aside'))
        slow_disk.make(manifest)
        window.press(contains='Restore 1.05')
        window.wait_for('push button', 'Update Firmware…')
        gui.check(not window.find('push button', contains='Flash 1.07 onto'), 'the file that was chosen before the backup cannot be flashed')
        # Another operation starts; the backup is not opened any more.
        window.press(contains='Back Up')
        window.wait(lambda: 'Backing up' in window.title(), 'the backup to begin')
        slow_disk.let_go(window, manifest)
        for _ in range(2):
            before = window.title()
            window.wait(lambda: window.title() != before, 'the backup to advance')
        gui.check(not window.find_text('This backup cannot be used'), 'the page of the running backup stays')
        window.wait_for_text('Backup saved.')
        window.press('Back to the Drive')
        window.wait_for('push button', 'Update Firmware…')
        gui.check(not window.find_text('cannot be used', hidden=True), 'no message about the other backup appears later')
    finally:
        window.close()


def last_file_is_reviewed(folder):
    """Another file is chosen while the first one is being checked; only the second one is reviewed."""
    first, second = make_new(folder, '1.07'), make_new(folder, '1.08')
    scenario = gui.write_scenario(folder, gui.drive(0))
    window = gui.Window(folder, scenario, env=slow_disk.slow_disk())
    try:
        wait_until_ready(window)
        slow = window.state / 'backups' / 'slow'
        slow.mkdir(parents=True)
        pipe = slow_disk.make(slow / 'manifest')
        window.press('Update Firmware…')
        window.choose_file(first)
        window.wait(lambda: 'Checking' in window.title(), 'the check to begin; it waits for the disk')
        window.key('Control+o')
        window.choose_file(second)
        window.wait(lambda: 'Checking' not in window.title(), 'the first check to be cancelled')
        slow_disk.let_go(window, pipe)
        window.wait_for('push button', contains='Flash 1.08 onto')
        gui.check(not window.find('push button', contains='Flash 1.07 onto'), 'the first file cannot be flashed')
        window.press(contains='Flash 1.08 onto')
        window.wait_for_text('Firmware updated to ')
        window.wait(lambda: ' 1.08 ·' in gui.rows(window)[0], 'the list to show the new revision')
    finally:
        window.close()


def bar_counts_its_drives(window):
    """On a page without a drive, the bar says how many drives need recovery, and its button lists them."""
    window.open_drive('sr1 ·')
    window.press('Firmware Library')
    window.click(window.wait_for('push button', 'Recover…', description='2 drives need recovery.'))
    window.wait_for_text('Choose the Affected Drive')
    rows = window.find_all('list item', contains=re.compile(r'\(sr\d\)$'))
    gui.check([re.search(r'\((sr\d)\)$', row.get_name())[1] for row in rows] == ['sr0', 'sr1'], 'both drives are listed in the order of the sidebar')


def assistant_waits_for_its_own_drive(folder):
    """Two drives need recovery. While one is disconnected for a power cycle, the assistant does not continue with the other one."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, State='half-flashed') + gui.drive(1, State='half-flashed')))
    try:
        window.wait(lambda: len([row for row in gui.rows(window) if 'needs recovery' in row]) == 2, 'both drives to be identified')
        window.open_drive('sr0 ·')
        window.press('Recover…')
        window.wait_for_text(re.compile(r'\(sr0\) needs recovery$'))
        window.set_cable('sr0', lambda: len(gui.rows(window)) == 1)
        window.key('F5')
        window.set_cable('sr0', lambda: len(gui.rows(window)) == 2)
        window.wait(lambda: '(sr0)' in window.title(), 'the assistant of the reconnected drive: ' + window.title())
        # With keys only, the assistant shows its current step after the menu of the simulator, so its title can be scrolled out of view.
        window.wait_for_text(re.compile(r'\(sr0\) needs recovery$'), hidden=gui.KEYBOARD)
        bar_counts_its_drives(window)
    finally:
        window.close()


def question_of_a_hidden_drive_takes_no_focus(folder):
    """A drive asks a question while the user works on the page of another one; the focus stays."""
    scenario = gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=16') + gui.drive(1) + gui.fault(1, 'step:program:9'))
    window = gui.Window(folder, scenario)
    try:
        wait_until_ready(window, 2)
        window.open_drive('sr0 ·')
        window.press('Update Firmware…')
        window.choose_file(make_new(folder, '1.07'))
        window.press(contains='Flash 1.07 onto')
        window.wait(lambda: 'Flashing' in window.title(), 'the flash to begin')
        window.open_drive('sr1 ·')
        window.tab_to(lambda node: node.get_name() == 'Update Firmware…', 'the button to update the firmware of sr1')
        window.wait(lambda: any('sr0' in row and 'Waiting for your answer' in row for row in gui.rows(window)), 'sr0 to ask a question')
        gui.check(window.has_focus('Update Firmware…'), 'the focus stays on the page of sr1')
        window.open_drive('sr0 ·')
        window.press('Restore 1.05')
        window.wait_for_text('Flashing failed. The previous firmware was restored.')
    finally:
        window.close()


def undo_survives_reconnecting_the_drive(folder):
    """Reconnecting a drive does not make the deletion of its backup final."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    window = gui.Window(folder, scenario, size=(900, 1800))
    try:
        window.open_drive('sr0 ·')
        backup, = window.stored_backups()
        menu = 'Menu for the backup 1.05'
        window.take(menu, 'Delete')
        window.wait_for('push button', 'Undo')
        window.set_cable('sr0', lambda: not gui.rows(window))
        window.set_cable('sr0', lambda: gui.rows(window))
        window.wait(lambda: window.find('toggle button', contains=menu), 'the row of the backup to be shown again')
        gui.check(window.stored_backups() == [backup], 'the backup is still on disk')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, new_choice_disables_the_review, assistant_waits_for_its_own_drive, question_of_a_hidden_drive_takes_no_focus,
    undo_survives_reconnecting_the_drive,
    more=(last_file_is_reviewed,)), screen='900x1800')
