#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings that change operations: the backup folder, and the verification of drives that cannot be read back; and the last folder.

Also tests bb-app-source.c, bb-file-chooser.c, bb-settings.c and bb-store-group.c.
"""
import burnback_gui as gui


def write_chosen_folder(folder, kept):
    """Writes the setting as if the folder @kept had been chosen before."""
    config = folder / 'config' / 'burnback'
    config.mkdir(parents=True, exist_ok=True)
    (config / 'store').write_text(f'[store]\nfolder={kept}\n')


def open_settings(window):
    window.menu('Settings')
    window.wait_for('push button', 'Choose a backup folder', seconds=gui.LIMIT)


def close_settings(window):
    window.key('Escape')
    window.wait(lambda: not window.find('spin button', 'Time to answer (minutes)'), 'the settings to close')


def choose_in_settings(window, path):
    """Chooses a backup folder in the settings."""
    window.press('Choose a backup folder')
    window.choose_file(path, 'Choose')


def names(path):
    """Returns the sorted names of the entries in a folder that are not hidden."""
    return sorted(one.name for one in path.iterdir() if not one.name.startswith('.'))


def backups_are_moved(folder):
    """All backups are copied to the new folder, which is used from then on."""
    old, new = folder / 'old', folder / 'new disk'
    scenario = gui.write_scenario(folder, gui.drive(0))
    gui.check(gui.burnbackctl(scenario, old, 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    new.mkdir()
    write_chosen_folder(folder, old)
    before = names(old / 'backups')
    # Drives that the program takes for real ones, because simulated ones use another folder.
    window = gui.Window(folder, scenario, own_state=False, nodes=True)
    try:
        window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive to be ready')
        window.key('Control+b')
        window.wait_for_text(str(old / 'backups'))
        open_settings(window)
        choose_in_settings(window, new)
        window.wait_for_text('The backups were copied to the new folder.', hidden=True)
        window.keep_shot('settings-moved')
        gui.check(names(new / 'backups') == before and names(old / 'backups') == before, 'the backup is in both folders')
        close_settings(window)
        window.wait_for_text(str(new / 'backups'))
        window.open_drive('sr0')
        window.press(contains='Back Up')
        window.wait(lambda: len(names(new / 'backups')) == 2, 'the next backup to be in the new folder')
        gui.check(names(old / 'backups') == before, 'the old folder gets no more backups')
    finally:
        window.close()


def simulated_drives_have_their_own_folder(folder):
    """Simulated drives have a folder of their own, whatever was chosen for real ones; it is not moved in the settings."""
    kept = folder / 'kept'
    (kept / 'backups').mkdir(parents=True)
    write_chosen_folder(folder, kept)
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), own_state=False)
    try:
        window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive to be ready')
        open_settings(window)
        button = window.find('push button', 'Choose a backup folder')
        gui.check('Backups of simulated drives are stored separately' in button.get_description(), f'the description names the reason: {button.get_description()}')
        gui.check(not button.get_state_set().contains(gui.Atspi.StateType.SENSITIVE), 'the folder of simulated drives cannot be changed')
        close_settings(window)
        window.open_drive('sr0')
        window.press(contains='Back Up')
        window.wait(lambda: list(kept.glob('simulated/*/backups/[!.]*')), 'the backup to be in a folder below "simulated"')
        gui.check(not names(kept / 'backups'), 'the folder of real drives has no backup')
    finally:
        window.close()


def chosen_folder_is_missing(folder):
    """The chosen folder is on a disk that is not connected: it is not created, and rescanning helps once the disk is connected."""
    kept, away = folder / 'disk', folder / 'away'
    scenario = gui.write_scenario(folder, gui.drive(0))
    write_chosen_folder(folder, kept)
    (away / 'backups').mkdir(parents=True)
    window = gui.Window(folder, scenario, own_state=False)
    try:
        window.wait_for_text(f'Your backup folder {kept} was not found')
        window.keep_shot('settings-missing')
        gui.check(not kept.exists(), 'a missing folder is not created')
        away.rename(kept)
        window.press('Rescan')
        window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive to be ready')
    finally:
        window.close()


def missing_folder_is_replaced(folder):
    """Another backup folder can be chosen instead of one that is missing."""
    kept, other = folder / 'disk', folder / 'other'
    write_chosen_folder(folder, kept)
    other.mkdir()
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), own_state=False)
    try:
        window.wait_for_text(f'Your backup folder {kept} was not found')
        open_settings(window)
        choose_in_settings(window, other)
        window.wait_for_text('Burnback will use this folder from now on.', hidden=True)
        close_settings(window)
        window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive to be ready')
    finally:
        window.close()


def setting_is_unreadable(folder):
    """If the setting cannot be read, the usual folder is not used silently; another choice repairs the setting."""
    other = folder / 'other'
    other.mkdir()
    write_chosen_folder(folder, '')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), own_state=False)
    try:
        window.wait_for_text('The location of your backup folder cannot be read from the file')
        window.keep_shot('settings-unknown')
        open_settings(window)
        button = window.find('push button', 'Choose a backup folder')
        gui.check(button.get_description() == 'Burnback cannot find out which folder you chose for backups.', f'the description names the reason: {button.get_description()}')
        choose_in_settings(window, other)
        window.wait_for_text('Burnback will use this folder from now on.', hidden=True)
        close_settings(window)
        window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive to be ready')
    finally:
        window.close()


def flash_ends_unverified_without_asking(folder):
    """With the setting off, a flash that cannot be read back is not verified, and the text blames the setting."""
    scenario = gui.write_scenario(folder, gui.drive(0, 'C500', '1.01'))
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'C500', revision='1.02', boot_version='05')
    window = gui.Window(folder, scenario, [image])
    try:
        window.wait_for('push button', contains='Flash 1.02 onto')
        open_settings(window)
        switch = window.wait_for('toggle button', 'Check which revision the drive reports after flashing')
        gui.check(switch.get_state_set().contains(gui.Atspi.StateType.CHECKED), 'the switch is on by default')
        window.click(switch)
        window.wait(lambda: not switch.get_state_set().contains(gui.Atspi.StateType.CHECKED), 'the switch to be off')
        button = window.find('push button', 'Choose a backup folder', hidden=True)
        gui.check(not button.get_state_set().contains(gui.Atspi.StateType.SENSITIVE), 'a folder of the command line cannot be changed')
        gui.check('The folder is set on the command line' in button.get_description(), 'the description names the reason')
        close_settings(window)
        window.type_into('Name of the drive, to confirm flashing without a complete backup', 'sr0')
        window.press(contains='Flash 1.02 onto')
        window.wait_for_text('the check of the reported revision is turned off in the settings', hidden=True)
    finally:
        window.close()


def other_choosers_open_a_folder_of_their_own(folder):
    """The choosers of folders, and of files to save, show the folder of downloads at first, then the one that was used last for the same
    purpose. If the folder of downloads is missing, they show the home folder."""
    downloads = folder / 'downloads'
    (downloads / 'below downloads').mkdir(parents=True)
    firmware = folder / 'bench' / 'old burners'
    firmware.mkdir(parents=True)
    (folder / 'home' / 'below home').mkdir(parents=True)
    (folder / 'config').mkdir(exist_ok=True)
    (folder / 'config' / 'user-dirs.dirs').write_text(f'XDG_DOWNLOAD_DIR="{downloads}"\n')
    # Drives that the program takes for real ones, because the backup folder of simulated ones cannot be chosen.
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), env={'HOME': str(folder / 'home')}, own_state=False, nodes=True)

    def check_folder(opens, shown):
        opens()
        window.chose_file = True
        window.wait_for('table cell', shown)
        window.key('Escape')
        window.wait(lambda: not window.find('push button', 'Create Folder'), 'the chooser to close')

    try:
        window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive to be ready')
        check_folder(lambda: window.take('Drive menu', 'Save Report…'), 'below downloads')
        window.key('Control+l')
        check_folder(lambda: window.press('Add Folder…'), 'below downloads')
        window.press('Add Folder…')
        window.choose_file(firmware, 'Add')
        window.wait(lambda: window.find('push button', contains='from the list'), 'the folder to be in the library')
        check_folder(lambda: window.press('Add Folder…'), 'old burners')
        open_settings(window)
        check_folder(lambda: window.press('Choose a backup folder'), 'below downloads')
        (downloads / 'below downloads').rmdir()
        downloads.rmdir()
        check_folder(lambda: window.press('Choose a backup folder'), 'below home')
        close_settings(window)
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, backups_are_moved, simulated_drives_have_their_own_folder, chosen_folder_is_missing, setting_is_unreadable,
    flash_ends_unverified_without_asking, other_choosers_open_a_folder_of_their_own,
    more=(missing_folder_is_replaced,)))
