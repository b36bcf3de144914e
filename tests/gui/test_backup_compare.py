#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Comparing a backup with its drive from the list: equal or different, and only if the drive is connected. Nothing is written.
Also: the menu opens the folder of a backup, and its path is not broken within a name.

Tests bb-backup-row.c.
"""
from pathlib import Path

import burnback_gui as gui


def find_compare_item(window):
    """Opens the menu of the only backup; returns the item that compares it."""
    window.wait_for('push button', 'Verify All Backups')
    window.click(window.wait_for('toggle button', contains='Menu for the backup'))
    return window.wait(lambda: [node for node in window.walk() if node.get_name() == 'Compare with Drive' and node.get_role_name() != 'label'],
                       'the menu item')[0]


def menu_stays_open_when_the_list_is_read_again(folder):
    """The menu of a backup stays open while a second backup is added to the list."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    window = gui.Window(folder, scenario)
    try:
        window.press('Back Up')
        window.wait_for_text('Backup saved')
        window.press('Show Backups')
        item = find_compare_item(window)
        code, _ = gui.burnbackctl(scenario, window.state, 'backup', 'sr0')
        gui.check(code == 0, 'the second backup is made')
        window.open_backups()
        window.wait(lambda: len(list(window.find_all('toggle button', contains='Menu for the backup'))) == 2, 'the second backup')
        gui.check(item.get_state_set().contains(gui.Atspi.StateType.SHOWING), 'the menu of the first backup is still open')
        window.click(item)
        window.wait_for_text('All of the firmware was read back and verified.')
    finally:
        window.close()


def open_menu(window):
    """Opens the menu of the only backup; returns its items by their names."""
    def items():
        # In another language, get_name() is equal to every English text with the same translation, so the key is the name that was looked for.
        return {name: node for node in window.walk() for name in ('Open Folder', 'Delete') if node.get_name() == name and node.get_role_name() != 'label'}

    window.click(window.wait_for('toggle button', contains='Menu for the backup'))
    window.wait(lambda: 'Delete' in items(), 'the menu')
    return items()


def menu_opens_the_folder_of_a_backup(folder):
    """The menu of a backup opens its folder in the file manager. Without a file manager the menu has no such item."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    opened = folder / 'opened'
    manager = folder / 'manager'
    manager.write_text(f'#!/bin/sh\necho "$1" > "{opened}.part"\nmv "{opened}.part" "{opened}"\n')
    manager.chmod(0o755)
    # The data of the system without its programs, one of which may be a file manager.
    share = folder / 'share'
    share.mkdir()
    for name in ('fonts', 'glib-2.0', 'icons', 'mime', 'themes'):
        (share / name).symlink_to(Path('/usr/share') / name)
    env = {'XDG_DATA_DIRS': str(share)}
    for has_manager in (False, True):
        if has_manager:
            applications = folder / 'data' / 'applications'
            applications.mkdir(parents=True, exist_ok=True)
            (applications / 'manager.desktop').write_text(f'[Desktop Entry]\nType=Application\nName=Files\nMimeType=inode/directory;\nExec="{manager}" %u\n')
            (applications / 'mimeapps.list').write_text('[Default Applications]\ninode/directory=manager.desktop\n')
        window = gui.Window(folder, scenario, env=env)
        try:
            window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive')
            window.open_backups()
            items = open_menu(window)
            gui.check(('Open Folder' in items) == has_manager, f'the menu has the item if there is a file manager: {sorted(items)}, {has_manager}')
            if has_manager:
                window.keep_shot('backup-menu')
                window.click(items['Open Folder'])
                window.wait(opened.exists, 'the file manager to be started')
                backup = next((folder / 'state' / 'backups').glob('*/manifest')).parent
                gui.check(opened.read_text().strip() in (str(backup), backup.as_uri()), f'the folder of the backup is opened: {opened.read_text()}')
        finally:
            window.close()


def lines_of(node):
    """Returns the lines of the text that @node shows."""
    text = node.get_text_iface()
    found = [text.get_text_at_offset(offset, gui.Atspi.TextBoundaryType.LINE_START) for offset in range(text.get_character_count())]
    return list({line.start_offset: line.content for line in found}.values())


def path_is_not_broken_after_a_hyphen(folder):
    """In a narrow window the result of a backup has the path in several lines, none of which ends with a hyphen of a name."""
    size = (360, 640)
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), size=size)
    try:
        window.open_drive('sr0')
        window.press('Back Up')
        window.wait_for_text('Backup saved')
        path = next(iter((window.state / 'backups').glob('*/manifest'))).parent
        row = window.wait(lambda: window.find('list item', contains='Saved in: ', hidden=True), 'the row of the folder')
        label = next(node for node in window.walk(row, hidden=True) if node.get_role_name() == 'label' and str(path) in node.get_name())
        lines = window.wait(lambda: lines_of(label), 'the lines of the path')
        gui.check(len(lines) > 1 and ''.join(lines).strip('\u2068\u2069') == str(path), f'the path is in several lines: {lines}')
        gui.check(not [line for line in lines if line.endswith('-')], f'no line ends with a hyphen: {lines}')
        window.wait(lambda: not window.cut_off(size), 'no widget to be cut off')
        window.scroll_to_end()
        window.keep_shot('backup-path-narrow')
    finally:
        window.close()


def backup_is_compared_with_its_drive(folder):
    scenario = gui.write_scenario(folder, gui.drive(0))
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario)
    try:
        window.press('Back Up')
        window.wait_for_text('Backup saved')
        window.press('Show Backups')
        window.wait_for_text('simulated drive')
        window.click(find_compare_item(window))
        window.wait_for_text('The drive is running revision 1.05. All of the firmware was read back and verified.')
        window.keep_shot('compare-equal')
        window.press('Back to the Drive')
        window.press('Update Firmware…')
        window.choose_file(image)
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text('Firmware updated to ')
        window.press('Show Backups')
        window.click(find_compare_item(window))
        window.wait_for_text('The drive does not contain this firmware.')
        window.keep_shot('compare-different')
        window.wait(lambda: window.find('list item', contains='1.07'), 'the row to show 1.07, because comparing changes nothing')
        window.press('Back to the Drive')
        window.click(window.wait_for('toggle button', 'Simulated Drives'))
        window.click(window.wait_for('check box', 'sr0 connected'))
        window.wait_for_text('NEC DVD_RW ND-3550A (sr0) is disconnected')
        window.open_backups()
        item = find_compare_item(window)
        gui.check(not item.get_state_set().contains(gui.Atspi.StateType.SENSITIVE), 'a backup cannot be compared while its drive is disconnected')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, backup_is_compared_with_its_drive, menu_opens_the_folder_of_a_backup, path_is_not_broken_after_a_hyphen,
                                      more=(menu_stays_open_when_the_list_is_read_again,)))
