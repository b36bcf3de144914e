#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chooser of firmware files: the folder that it shows, and that no file is selected in it.

Tests bb-file-chooser.c.
"""
import burnback_gui as gui


def make_downloads(folder, path):
    """Makes the folder @path in @folder the user's folder of downloads. Returns its path."""
    downloads = folder / path
    downloads.mkdir(parents=True)
    (folder / 'config').mkdir(exist_ok=True)
    (folder / 'config' / 'user-dirs.dirs').write_text(f'XDG_DOWNLOAD_DIR="{downloads}"\n')
    return downloads


def open_chooser(window):
    """Opens the chooser of a firmware file. Returns the button that accepts the choice."""
    window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive to be ready')
    window.press('Update Firmware…')
    return window.wait_for('push button', 'Review')


def last_folder_is_shown(folder):
    """The chooser of firmware shows the folder of downloads and then the folder of the last file, also after a new start."""
    downloads = make_downloads(folder, 'downloads')
    (downloads / 'downloaded.bin').write_bytes(b'0')
    kept = folder / 'firmware of the bench'
    kept.mkdir()
    image = gui.make_image(kept / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    # GTK lists the chosen file among the recent ones, but not a file that was never chosen.
    (kept / 'never chosen.bin').write_bytes(b'0')
    scenario = gui.write_scenario(folder, gui.drive(0))
    for started in ('first', 'again'):
        window = gui.Window(folder, scenario)
        try:
            open_chooser(window)
            window.wait_for('table cell', 'downloaded.bin' if started == 'first' else 'never chosen.bin')
            window.choose_file(image)
            window.wait_for('push button', contains='Flash 1.07 onto')
        finally:
            window.close()


def no_file_is_selected(folder):
    """No file is selected when the chooser of firmware has listed its folder, because the user may accept it unseen. What the user
    selects stays selected."""
    downloads = make_downloads(folder, 'downloads')
    for i in range(2):
        gui.make_image(downloads / f'{i}.bin', 'nec-optiarc', 'K355', revision=f'1.0{i + 6}', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)))
    try:
        review = open_chooser(window)
        window.wait_for('table cell', '0.bin')
        table = window.wait(lambda: next((node for node in window.walk() if node.get_role_name() in ('table', 'tree table')
                                          and node.get_name() == 'Files'), None), 'the list of files')
        rows = table.get_table_iface()
        window.wait(lambda: rows.get_n_rows() == 2 and window.focused() == table, 'the folder to be listed')
        gui.check(rows.get_n_selected_rows() == 0 and not gui.is_sensitive(review), 'no file is selected')
        window.keep_shot('chooser-empty')
        window.keys_until(['End'], lambda: rows.get_n_selected_rows() == 1, 'the last file to be selected')
        window.press('Review')
        window.wait_for('push button', contains='Flash 1.07 onto')
    finally:
        window.close()


def folder_above_is_shown(folder):
    """A button above the files of the chooser leads to the folder above, which GTK shows with the folder below it selected. This selection
    is cancelled, too."""
    make_downloads(folder, 'above/downloads')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)))
    try:
        review = open_chooser(window)
        window.click(window.wait_for('toggle button', 'above'))
        window.wait_for('table cell', 'downloads')
        window.wait(lambda: not gui.is_sensitive(review), 'no entry to be selected')
        window.press('Cancel')
        window.wait_for('push button', 'Update Firmware…')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, folder_above_is_shown, no_file_is_selected, more=(last_folder_is_shown,)))
