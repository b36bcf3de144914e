#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is pressed while the backups are still being read is done for all of them, and a store that cannot be opened is
not told as an empty one."""
import burnback_gui as gui
import pipes


def open_backups(window):
    window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive')
    window.open_backups()


def slow(folder):
    """A disk that does not answer yet: a manifest that is a pipe, which nobody writes to."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    for _ in range(2):
        gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    pipe = folder / 'state' / 'backups' / 'slow' / 'manifest'
    window = gui.Window(folder, scenario, env=pipes.slow_disk())
    try:
        window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive')
        pipe.parent.mkdir()
        pipes.make(pipe)
        open_backups(window)
        gui.check(not window.find('push button', contains='Restore 1.05 of'), 'nothing is listed yet')
        window.press('Verify All Backups')
        pipes.let_go(window, pipe)
        window.wait(lambda: len(list(window.find_all('label', 'intact'))) == 2, 'both to be checked')
    finally:
        window.close()


def damaged(folder):
    """What is known to be damaged is not offered to be written."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    for _ in range(2):
        gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    firmware = sorted(folder.glob('state/backups/*/firmware.bin'))[0]
    firmware.write_bytes(firmware.read_bytes()[:-1] + b'!')
    window = gui.Window(folder, scenario)

    def can_restore():
        return [node.get_state_set().contains(gui.Atspi.StateType.SENSITIVE) for node in window.find_all('push button', contains='Restore 1.05 of')]

    try:
        open_backups(window)
        window.wait(lambda: can_restore() == [True, True], 'both backups')
        window.press('Verify All Backups')
        window.wait(lambda: window.find('label', 'intact') and window.find('label', 'damaged'), 'both to be checked')
        window.wait(lambda: can_restore() == [True, False], 'only the one that is intact to be offered')
        window.keep_shot('backups-damaged')
    finally:
        window.close()


def unopened(folder):
    scenario = gui.write_scenario(folder, gui.drive(0))
    (folder / 'state').mkdir()
    (folder / 'state' / 'backups').write_text('no folder')
    window = gui.Window(folder, scenario)
    try:
        open_backups(window)
        window.wait_for_text('Not a directory. Nothing was changed in them')
        window.keep_shot('backups-unopened')
        gui.check(not window.find_text('No backups yet'), 'it is not known that there is none')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, slow, damaged, unopened))
