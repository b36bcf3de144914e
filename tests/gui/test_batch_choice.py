#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is chosen for many drives is what was chosen last, however long the reading takes; and when that cannot be used
nothing can be flashed, least of all what was chosen before."""
import csv

import burnback_gui as gui
import pipes
import saving


def flash_is_off(window):
    button = window.wait_for('push button', 'Flash')
    return not button.get_state_set().contains(gui.Atspi.StateType.SENSITIVE)


def empty(folder):
    path = folder / 'empty.bin'
    path.touch()
    return path


def choose(window, path):
    window.press('Choose File…')
    window.choose_file(path, accept='Check')
    window.wait_for_text(path.name)


def scenario_of_two(folder):
    return gui.write_scenario(folder, gui.drive(0) + gui.drive(1))


def overtaken(folder):
    """The backups are still being read when a file is chosen, which cannot be used."""
    scenario = scenario_of_two(folder)
    for name in ('sr0', 'sr1'):
        gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', name)[0] == 0, f'{name} is backed up')
    slow = folder / 'state' / 'backups' / 'slow'
    window = gui.Window(folder, scenario, env=pipes.slow_disk())
    try:
        window.wait(lambda: len([row for row in gui.rows(window) if 'ready' in row]) == 2, 'every drive')
        window.key('Control+m')
        window.wait_for('push button', 'Restore Latest Backups')
        slow.mkdir()
        pipe = pipes.make(slow / 'manifest')
        window.press('Restore Latest Backups')
        window.wait_for_text('Reading…')
        window.wait_for_text('Wait until the file is read.')
        gui.check(flash_is_off(window), 'there is nothing to flash yet')
        choose(window, empty(folder))
        pipes.let_go(window, pipe)
        # What is read after it is there, so that reading is over, too.
        window.open_backups()
        window.wait(lambda: len(list(window.find_all('push button', contains='Restore 1.05 of'))) == 2, 'the backups to be read')
        window.key('Control+m')
        window.wait_for_text('empty.bin')
        gui.check(not window.find_text('own latest backup') and flash_is_off(window), 'what was overtaken does not come back')
    finally:
        window.close()


def overtaken_file(folder):
    """A file is still being read when another is chosen: it is told that nothing comes of the first."""
    slow = gui.make_image(folder / 'slow.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario_of_two(folder), env=pipes.slow_disk())
    try:
        window.wait(lambda: len([row for row in gui.rows(window) if 'ready' in row]) == 2, 'every drive')
        window.key('Control+m')
        pipe = pipes.make(slow)
        window.press('Choose File…')
        window.choose_file(slow, accept='Check')
        window.wait_for_text('Reading…')
        choose(window, empty(folder))
        window.wait_for_text('“slow.bin” was not opened because another file was chosen.')
        window.keep_shot('batch-overtaken')
        pipes.let_go(window, pipe)
        # What is chosen next has nothing to tell.
        window.press('Restore Latest Backups')
        window.wait_for_text('Each drive gets its own latest backup.')
        window.wait(lambda: not window.find_text('was not opened'), 'the message to go')
    finally:
        window.close()


def unusable(folder):
    """After a good file one that cannot be used: the verdicts go, and so does the button."""
    scenario = scenario_of_two(folder)
    new = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [new])
    try:
        window.select_all(2)
        choose(window, empty(folder))
        window.wait(lambda: not window.find('list item', contains=', compatible'), 'the verdicts about the other file to go')
        window.wait(lambda: flash_is_off(window), 'the button to go')
        window.wait_for_text('Choose a firmware file or the latest backups first.')
        window.keep_shot('batch-unusable')
        choose(window, new)
        window.click(window.wait_for('push button', 'Flash 2 Drives'))
        window.wait_for_text('2 of 2 drives finished')
        # How they ended is not lost for that, nor is the report.
        choose(window, empty(folder))
        window.wait_for_text('2 of 2 drives finished')
        gui.check(len(list(window.find_all('list item', contains='Firmware updated.'))) == 2, 'how they ended is still shown')
        target = folder / 'batch.csv'
        window.press('Save Report…')
        saving.save_as(window, 'burnback-batch.csv', target)
        window.wait_for_text(f'Report saved to {target}.')
        *_, end = csv.reader(target.read_text().splitlines())
        gui.check('new.bin' in end[2], f'what it was about: {end}')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, overtaken, overtaken_file, unusable))
