#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history on the page of a drive: revisions and results of earlier flashes of this very drive, newest first."""
import re
import subprocess

import burnback_gui as gui
import failing_flash

ENDS = ('Verified', 'Not verified', 'Restored', 'Unchanged', 'Not finished', 'In progress', 'Unknown')


def entries(window):
    """Returns the rows of the history on the shown page, also out of view: result and description."""
    every = window.find_all('list item', hidden=True)
    return [node for node in every if node.get_name().split(': ')[0] in ENDS and window.is_on_page(node)]


def wait_for(window, *names):
    """Waits until the history has exactly these entries; returns their rows."""
    return window.wait(lambda: (lambda nodes: [node.get_name() for node in nodes] == list(names) and nodes)(entries(window)), f'the history to be {names}')


def check_backup_is_told_once(window, entry):
    """The backup is one row, to which the entry of the history leads; no text has its ID, and the list of firmware leaves it out."""
    backup, = (path.name for path in (window.state / 'backups').iterdir() if 'SIM0000' in path.name)
    shown = [node for node in window.find_all('list item', hidden=True) if node.get_name() == '1.05' and window.is_on_page(node)]
    gui.check(len(shown) == 1, f'the backup has one row: {[node.get_description() for node in shown]}')
    gui.check(re.fullmatch(r'\d{4}-\d\d-\d\d \d\d:\d\d, before flashing 1.07 · simulated drive', shown[0].get_description()),
              f'the row says when and why the backup was made: {shown[0].get_description()}')
    texts = [node.get_name() or '' for node in window.walk(hidden=True) if node.get_role_name() in ('label', 'static')]
    gui.check(not [text for text in texts if backup in text], 'no text has the ID of the backup')
    window.click(next(node for node in window.walk(entry, hidden=True) if node.get_name() == 'Show Backup of 1.05' and node.get_role_name() == 'push button'))
    window.wait(lambda: window.has_focus('Restore 1.05 of'), 'the button of the backup to have the focus')


def history_is_of_this_drive_only(folder):
    """Two drives of one model are flashed; each page shows only its own history."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    other = gui.make_image(folder / 'other.bin', 'nec-optiarc', 'K355', revision='1.06', boot_version='05')
    twins = gui.write_scenario(folder, gui.drive(0) + gui.drive(1))
    gui.check(gui.burnbackctl(twins, folder / 'state', 'flash', 'sr1', str(other), '--yes')[0] == 0, 'another drive of the model is flashed')
    window = gui.Window(folder, twins)
    try:
        window.open_drive('sr0')
        window.press('Update Firmware…')
        window.choose_file(image)
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text('Firmware updated to ')
        window.press('Back to the Drive')
        row, = wait_for(window, 'Verified: Flashed 1.07 over 1.05')
        gui.check('The firmware was written, read back and verified.' in row.get_description(), 'the entry says how the flash was verified')
        window.wait_for_text('Flashed 1.07 over 1.05 — verified', hidden=True)
        check_backup_is_told_once(window, row)
        window.scroll_to_end()
        window.keep_shot('history-proved')
        window.open_drive('sr1')
        wait_for(window, 'Verified: Flashed 1.06 over 1.05')
        window.open_drive('sr0')
        wait_for(window, 'Verified: Flashed 1.07 over 1.05')
    finally:
        window.close()


def result_and_history_tell_the_direction(folder):
    """A flash of an older revision and one of the same revision are not called updates."""
    older, newer = (gui.make_image(folder / f'{revision}.bin', 'nec-optiarc', 'K355', revision=revision, boot_version='05') for revision in ('1.03', '1.07'))
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)))

    def flash(image, revision, heading, change):
        if gui.KEYBOARD:
            window.press('Update Firmware…')
            window.choose_file(image)
        else:       # as from the file manager, which takes much less time than the file chooser
            subprocess.run([*window.argv, str(image)], env=window.env, check=True)
        button = window.wait_for('push button', contains=f'Flash {revision} onto')
        if not gui.is_sensitive(button):
            window.press('I have read the warnings above', role='check box')
        window.press(contains=f'Flash {revision} onto')
        window.wait_for_text(re.compile(f'^{re.escape(heading)}$'))
        window.wait_for('list item', f'Firmware: {change}')
        told = [text for text in window.texts() if 'pdated' in text]
        gui.check(told == ([heading] if 'updated' in heading else []), f'only a newer revision is called an update: {told}')
        window.keep_shot('result-' + change.replace(' → ', '-to-'))
        window.press('Back to the Drive')

    try:
        window.open_drive('sr0')
        flash(older, '1.03', 'Firmware downgraded to 1.03.', '1.05 → 1.03')
        flash(older, '1.03', 'Firmware 1.03 written again.', '1.03')
        flash(newer, '1.07', 'Firmware updated to 1.07.', '1.03 → 1.07')
        wait_for(window, 'Verified: Flashed 1.07 over 1.03', 'Verified: Flashed 1.03 again', 'Verified: Flashed 1.03 over 1.05')
    finally:
        window.close()


def history_names_a_restored_backup(folder):
    with failing_flash.window_that_asks(folder) as window:
        window.press('Restore 1.05')
        window.wait_for_text('Flashing failed. The previous firmware was restored.')
        window.press('Back to the Drive')
        row, = wait_for(window, 'Restored: Tried to flash 1.07 over 1.05')
        gui.check('The operation failed. The previous firmware was restored, read back and verified.' in row.get_description(), 'the entry says that the flash failed and the backup was restored')
        window.scroll_to_end()
        window.keep_shot('history-put-back')


def long_history_is_shown_on_request(folder):
    """A long history is shown in part, and completely after a button was pressed."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    done = folder / 'state' / 'journal' / 'done'
    done.mkdir(parents=True)
    for i in range(11):
        (done / f'sr0-{i}.journal').write_text(f'[journal]\nformat=1\nstarted={1700000000 + i}\nsimulated=true\nserial=SIM0000\nfamily=nec-optiarc\n'
                                               f'action=flash\nrevision=1.05\nnew-revision=2.{i:02}\n')
        (done / f'sr0-{i}.progress').write_text('result unchanged\n')
    names = [f'Unchanged: Tried to flash 2.{i:02} over 1.05' for i in reversed(range(11))]
    window = gui.Window(folder, scenario)
    try:
        window.open_drive('sr0')
        wait_for(window, *names[:3])
        window.press('Show Whole History')
        wait_for(window, *names)
        gui.check(not window.find('push button', 'Show Whole History'), 'the button to show the whole history is hidden')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, history_is_of_this_drive_only, result_and_history_tell_the_direction,
    more=(long_history_is_shown_on_request, history_names_a_restored_backup)))
