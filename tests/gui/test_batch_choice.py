#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Choosing for several drives: the last choice counts however long reading takes, and an unusable choice leaves nothing to flash."""
import csv
import re

import burnback_gui as gui
import slow_disk
import saving


def flash_is_off(window):
    """Waits for the button that flashes no drive yet, and returns whether it is insensitive."""
    button = window.wait(lambda: window.find('push button', 'Flash Drives') or window.find('push button', 'Restore Backups'), 'the button to flash')
    return not button.get_state_set().contains(gui.Atspi.StateType.SENSITIVE)


def make_empty_file(folder):
    path = folder / 'empty.bin'
    path.touch()
    return path


def choose(window, path):
    """Chooses a file for the batch, and waits until the page shows its name."""
    window.press('Choose Files…')
    window.choose_file(path, accept='Check')
    window.wait_for_text(path.name)


def scenario_of_two(folder):
    return gui.write_scenario(folder, gui.drive(0) + gui.drive(1))


def file_replaces_backups_that_are_read(folder):
    """While the backups are being read, an unusable file is chosen."""
    scenario = scenario_of_two(folder)
    for name in ('sr0', 'sr1'):
        gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', name)[0] == 0, f'{name} is backed up')
    slow = folder / 'state' / 'backups' / 'slow'
    window = gui.Window(folder, scenario, env=slow_disk.slow_disk())
    try:
        window.wait(lambda: len([row for row in gui.rows(window) if 'ready' in row]) == 2, 'every drive to be identified')
        window.key('Control+m')
        window.wait_for('push button', 'Choose Latest Backups')
        slow.mkdir()
        pipe = slow_disk.make(slow / 'manifest')
        window.press('Choose Latest Backups')
        window.wait_for_text('Reading…')
        window.wait_for_text('Wait until Burnback has finished reading the backups.')
        gui.check(flash_is_off(window), 'no drive can be flashed before the backups are read')
        choose(window, make_empty_file(folder))
        slow_disk.let_go(window, pipe)
        # A backup that is read later is listed, which shows that reading has finished.
        window.open_backups()
        window.wait(lambda: len(list(window.find_all('push button', contains='Restore 1.05 of'))) == 2, 'the backups to be read')
        window.key('Control+m')
        window.wait_for_text('empty.bin')
        gui.check(not window.find_text('restored from its latest backup') and flash_is_off(window), 'the backups that were replaced by a file are not offered')
    finally:
        window.close()


def file_replaces_file_that_is_read(folder):
    """While a file is being read, another one is chosen: a message says that the first one was not opened."""
    slow = gui.make_image(folder / 'slow.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario_of_two(folder), env=slow_disk.slow_disk())
    try:
        window.wait(lambda: len([row for row in gui.rows(window) if 'ready' in row]) == 2, 'every drive to be identified')
        window.key('Control+m')
        pipe = slow_disk.make(slow)
        window.press('Choose Files…')
        window.choose_file(slow, accept='Check')
        window.wait_for_text('Reading…')
        window.wait_for_text('Wait until Burnback has read the file.')
        choose(window, make_empty_file(folder))
        window.wait_for_text('“slow.bin” was not opened, because another file was chosen.')
        window.keep_shot('batch-overtaken')
        slow_disk.let_go(window, pipe)
        # The next choice has no message.
        window.press('Choose Latest Backups')
        window.wait_for_text('Each drive will be restored from its latest backup.')
        window.wait(lambda: not window.find_text('was not opened'), 'the message about slow.bin to disappear')
    finally:
        window.close()


def unusable_file_removes_verdicts(folder):
    """An unusable file after a good one removes the verdicts and disables the button."""
    scenario = scenario_of_two(folder)
    new = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [new])
    try:
        window.choose_several()
        window.select_all(2)
        choose(window, make_empty_file(folder))
        window.wait(lambda: not window.find('list item', contains=', compatible'), 'the verdicts about new.bin to disappear')
        window.wait(lambda: flash_is_off(window), 'the button to flash to become insensitive')
        window.wait_for_text('Choose firmware files or the latest backups first.')
        window.wait_for_text(re.compile(r'^This file cannot be used\.\n.*: the file is empty\.\nNo drive was changed\. Choose another file\.$'))
        window.keep_shot('batch-unusable')
        choose(window, new)
        window.click(window.select_all(2))
        window.wait_for_text('2 of 2 drives were flashed and verified.')
        # Results and report of drives that were flashed stay.
        choose(window, make_empty_file(folder))
        window.wait_for_text('2 of 2 drives were flashed and verified.')
        gui.check(len(list(window.find_all('list item', contains='Firmware updated.'))) == 2, 'the rows still show the results of the flash')
        target = folder / 'batch.csv'
        window.press('Save Report…')
        saving.save_as(window, 'burnback-several-drives.csv', target)
        window.wait_for_text(f'Report saved to {target}.')
        *_, end = csv.reader(target.read_text().splitlines())
        gui.check('new.bin' in end[2], f'the report names the file that was flashed: {end}')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, file_replaces_backups_that_are_read, unusable_file_removes_verdicts,
    more=(file_replaces_file_that_is_read,)))
