#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The message above the page: a file cannot be opened now, is being read, or was not opened after all.

Also tests bb-app-words.c, bb-view-message.c and bb-window.c.
"""
import subprocess

import burnback_gui as gui
import dragging
import slow_disk

BUSY = 'Flashing is in progress. Open the file when the operation has finished.'
CLOSE = 'Close this message'


def wait_until_ready(window, count=1):
    window.wait(lambda: len([row for row in gui.rows(window) if 'ready' in row]) == count, 'every drive to be ready')


def make_new(folder, revision='1.07'):
    return gui.make_image(folder / f'{revision}.bin', 'nec-optiarc', 'K355', revision=revision, boot_version='05')


def slow_drive(number, speed=1, **more):
    return gui.drive(number, **more).replace('Speed=0', f'Speed={speed}')


def message(window):
    """Returns the text of the message bar, or None if it is hidden."""
    node = window.find('notification')
    return node.get_name() if node is not None else None


def wait_for_message(window, text):
    """Waits until the message bar shows exactly this text."""
    window.wait(lambda: message(window) == text, f'the message "{text}"')


def wait_for_no_message(window):
    """Waits until the message bar is hidden."""
    window.wait(lambda: message(window) is None, 'the message bar to be hidden')


def choose_slowly(window, path):
    """Chooses a file on a slow disk, which is not read before slow_disk.let_go()."""
    slow_disk.make(path)
    window.press('Update Firmware…')
    window.choose_file(path)
    wait_for_message(window, f'Reading “{path.name}”…')


class Announced:
    """Records the events by which the window asks screen readers to announce a message that is shown already."""

    def __init__(self):
        self.texts = []
        self.listener = gui.Atspi.EventListener.new(lambda event: self.texts.append(event.type))
        gui.check(self.listener.register('object:announcement'), 'the listener for announcements is registered')

    def close(self):
        self.listener.deregister('object:announcement')


def files_are_not_opened_while_flashing(folder):
    """A file is opened with Ctrl+O, and dropped on the page and on the row, while the drive is being flashed."""
    other = make_new(folder, '1.08')
    window = gui.Window(folder, gui.write_scenario(folder, slow_drive(0)), [make_new(folder)], size=(900, 600))
    try:
        flash = window.wait_for('push button', contains='Flash 1.07 onto')
        if dragging.is_possible():
            dragging.allow(window)
        window.click(flash)
        window.wait_for_text('Flashing NEC')
        page = window.find_text('Flashing NEC').get_extents(gui.Atspi.CoordType.WINDOW)
        window.key('Control+o')
        wait_for_message(window, BUSY)
        window.keep_shot('message-flashing')
        gui.check(not window.find('push button', 'Review'), 'no file chooser is open')
        bar = window.find('notification').get_extents(gui.Atspi.CoordType.WINDOW)
        at = window.find_text('Flashing NEC').get_extents(gui.Atspi.CoordType.WINDOW)
        gui.check(bar.y + bar.height <= at.y and at.height == page.height, 'the message bar does not cover the page')
        gui.check(not window.nameless(), f'every control has an accessible name, but not: {window.nameless()}')
        window.click(window.wait_for('push button', CLOSE))
        wait_for_no_message(window)
        for target in window.find_text('Flashing NEC'), window.find('list item', contains='· sr0 ·'):
            if dragging.is_possible():
                dragging.drop(window, other, target, lambda: message(window) == BUSY, 'the message')
                window.tab_to(lambda node: node.get_name() == CLOSE, 'the button of the message')
                window.key('Escape')
                wait_for_no_message(window)
                gui.check('Flashing' in window.title(), 'Escape closes only the message: ' + window.title())
                window.wait(lambda: window.focused() is not None, 'a widget to have the focus')
        window.key('Control+o')
        wait_for_message(window, BUSY)
        window.wait_for_text('Firmware updated to ', 3 * gui.LIMIT)
        wait_for_no_message(window)
    finally:
        window.close()


def files_are_not_opened_while_the_batch_runs(folder):
    """Ctrl+O on the batch page while drives are being flashed."""
    text = 'Flashing is in progress. Open the file when flashing has finished.'
    window = gui.Window(folder, gui.write_scenario(folder, slow_drive(0, 2) + slow_drive(1, 2)), [make_new(folder)])
    try:
        window.choose_several()
        window.click(window.select_all(2))
        window.wait(lambda: [row for row in gui.rows(window) if 'Flashing' in row], 'the rows to show the flash')
        window.key('Control+o')
        wait_for_message(window, text)
        gui.check(not window.find('push button', 'Review'), 'no file chooser is open')
        window.key('Alt+Left')
        window.wait(lambda: not window.find('push button', 'Save Report…'), 'the page before the batch to be shown')
        wait_for_no_message(window)                        # the message belongs to the other page
        window.key('Control+m')
        wait_for_message(window, text)
        window.wait_for_text('2 of 2 drives were flashed and verified.', 3 * gui.LIMIT, hidden=True)
        wait_for_no_message(window)
    finally:
        window.close()


def file_that_is_read_is_replaced(folder):
    """A backup starts, or another file is chosen, while the first one is being read."""
    first, second = make_new(folder), make_new(folder, '1.08')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), env=slow_disk.slow_disk())
    announced = Announced()
    try:
        wait_until_ready(window)
        choose_slowly(window, first)
        window.keep_shot('message-reading')
        gui.check(not window.find('push button', CLOSE), 'a message about reading has no button to close it')
        window.press('Back Up')
        text = '“1.07.bin” was not opened, because a backup has started.'
        wait_for_message(window, text)
        slow_disk.let_go(window, first)
        window.wait(lambda: window.find('push button', 'Back to the Drive'), 'the result of the backup')
        wait_for_message(window, text)                     # the message stays
        gui.check(announced.texts, 'the message is announced to screen readers')
        window.press('Back to the Drive')
        choose_slowly(window, first)            # the message about the earlier file is gone
        window.press('Update Firmware…')
        window.choose_file(second)
        window.wait_for('push button', contains='Flash 1.08 onto')
        wait_for_message(window, '“1.07.bin” was not opened, because another file was chosen.')
        window.keep_shot('message-overtaken')
        slow_disk.let_go(window, first)
        window.click(window.wait_for('push button', CLOSE))
        wait_for_no_message(window)
        gui.check(window.find('push button', contains='Flash 1.08 onto'), 'the review stays')
    finally:
        announced.close()
        window.close()


def drive_is_disconnected_while_its_file_is_read(folder):
    """The drive is disconnected while a file for it is being read; the message disappears with its reason."""
    first = make_new(folder)
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), env=slow_disk.slow_disk())
    try:
        wait_until_ready(window)
        choose_slowly(window, first)
        window.set_cable('sr0', lambda: not gui.rows(window))
        wait_for_message(window, '“1.07.bin” was not opened, because the drive was disconnected.')
        slow_disk.let_go(window, first)
        window.set_cable('sr0', lambda: gui.rows(window))
        wait_until_ready(window)
        choose_slowly(window, first)
        slow_disk.let_go(window, first)
        window.wait_for('push button', contains='Flash 1.07 onto')
        wait_for_no_message(window)
    finally:
        window.close()


def file_waits_for_identification(folder):
    """A file that is opened before the drive is identified waits, and the message says so."""
    slow = folder / 'state' / 'backups' / 'slow'
    slow.mkdir(parents=True)
    pipe = slow_disk.make(slow / 'manifest')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), [make_new(folder)], env=slow_disk.slow_disk())
    try:
        wait_for_message(window, 'Waiting for the drive to be identified…')
        window.keep_shot('message-unidentified')
        slow_disk.let_go(window, pipe)
        window.wait_for('push button', contains='Flash 1.07 onto')
        wait_for_no_message(window)
    finally:
        window.close()


def open_with_second_process(window, path):
    """Opens a file or a folder with a second process, which hands it to the window."""
    second = subprocess.Popen([*window.argv, str(path)], env=window.env, stdout=window.log, stderr=window.log)
    window.wait(lambda: second.poll() is not None, 'the second process to end')


def folder_is_searched_instead_of_a_file(folder):
    """A folder is opened while a file is being checked or read: the file is given up with a message, and the page of
    the drive shows what is in the folder."""
    found = folder / 'found'
    found.mkdir()
    make_new(found, '1.06')
    new = make_new(folder)
    window = gui.Window(folder, gui.write_scenario(folder, slow_drive(0, 0.02)), [new], env=slow_disk.slow_disk())
    try:
        window.wait(lambda: 'Checking sr0' in window.title(), 'the check of the file')
        window.wait_for_text('Checking NEC DVD_RW ND-3550A (sr0)')
        open_with_second_process(window, found)
        wait_for_message(window, f'“{new.name}” was not opened.')
        window.wait_for_text('Firmware in “found”')
        window.wait_for_text('1.06.bin · compatible')
        window.keep_shot('folder-searched')
        window.press('Show Library Again')
        window.wait(lambda: not window.find_text('Firmware in “found”'), 'the library')
        slow = folder / 'slow.bin'
        slow.write_bytes(new.read_bytes())
        slow_disk.make(slow)
        open_with_second_process(window, slow)
        wait_for_message(window, f'Reading “{slow.name}”…')
        open_with_second_process(window, found)
        wait_for_message(window, f'“{slow.name}” was not opened.')
        window.wait_for_text('Firmware in “found”')
        slow_disk.let_go(window, slow)
        window.wait_for_text('1.06.bin · compatible')
        gui.check('Checking' not in window.title(), 'the file is not checked after it was read: ' + window.title())
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, files_are_not_opened_while_flashing, file_that_is_read_is_replaced, file_waits_for_identification,
    more=(folder_is_searched_instead_of_a_file, files_are_not_opened_while_the_batch_runs, drive_is_disconnected_while_its_file_is_read)),
          screen='1200x800')
