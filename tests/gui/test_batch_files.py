#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several files for several drives: each drive gets the file that is for it, and files of which one would have to be guessed are refused."""
import re
import shutil

import burnback_gui as gui
import dragging
import file_list

NAME = 'Flash Several Drives'
OFF = 'Choose firmware files or the latest backups first.'


def make_files(folder):
    """Returns a folder with a file for each of the two drives."""
    files = folder / 'files'
    files.mkdir()
    gui.make_image(files / 'first.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    gui.make_image(files / 'second.bin', 'nec-optiarc', 'K370', revision='1.09', boot_version='05')
    return files


def open_page(folder):
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + gui.drive(1, model='K370', revision='1.01')))
    window.wait(lambda: len([row for row in gui.rows(window) if 'ready' in row]) == 2, 'every drive to be identified')
    window.press(NAME)
    window.wait_for_several()
    return window


def choose_all(window, files):
    file_list.choose_all(window, 'Choose Files', files, 'Check')


def each_drive_gets_its_own_file(folder):
    """The page names the firmware of each file; a copy of a file changes nothing. Both drives are flashed at once."""
    files = make_files(folder)
    shutil.copy(files / 'first.bin', files / 'copy.bin')
    window = open_page(folder)
    try:
        choose_all(window, files)
        window.wait_for_text(re.compile(r'^(?=.*^first\.bin is ND-3550A 1\.07\.$)(?=.*^second\.bin is ND-3570A 1\.09\.$)', re.M | re.S))
        button = window.select_all(2)
        for change in ('1.05 → 1.07', '1.01 → 1.09'):
            window.wait(lambda: any(change in row for row in gui.rows(window)), f'a row with the change {change}')
        window.keep_shot('batch-files')
        window.click(button)
        window.wait_for_text('2 of 2 drives were flashed and verified.', hidden=True)
        for name, revision in ('sr0', '1.07'), ('sr1', '1.09'):
            window.wait(lambda: any(f'· {name} ·' in row and 'Firmware updated.' in row and revision in row for row in gui.rows(window)), f'{name} to run {revision}')
    finally:
        window.close()


def unusable_file_refuses_the_others(window, files):
    """A file that is no firmware, or that cannot be read, is named; the good files are not used without it."""
    (files / 'photo.jpg').write_bytes(b'\xff\xd8\xff\xe0' + bytes(range(256)) * 16)
    choose_all(window, files)
    window.wait_for_text('“photo.jpg” contains no firmware image that Burnback can read.\nNo drive was changed. Choose different files.')
    window.wait_for_text(OFF)
    window.keep_shot('batch-photo')
    (files / 'photo.jpg').write_bytes(b'')
    choose_all(window, files)
    window.wait_for_text(re.compile(r'photo\.jpg: the file is empty\.\nNo drive was changed\. Choose different files\.$'))
    gui.check(not window.find('list item', contains=', compatible'), 'no drive is checked with the good files')


def unclear_files_are_refused(folder):
    """Nothing tells which of two files for one model the user wants, so none is checked and nothing can be flashed."""
    files = make_files(folder)
    gui.make_image(files / 'third.bin', 'nec-optiarc', 'K355', revision='1.06', boot_version='05')
    window = open_page(folder)
    try:
        choose_all(window, files)
        window.wait_for_text(re.compile(r'^“(first|third)\.bin” and “(?!\1)(first|third)\.bin” may be for the same drive\. Choose only one of them\.\n'
                                        r'Nothing on the drives was changed\.$'))
        window.wait_for_text(OFF)
        window.keep_shot('batch-rivals')
        gui.check(not window.find('list item', contains=', compatible'), 'no drive is checked with one of the files')
        # One file for each model is accepted after that.
        (files / 'third.bin').unlink()
        choose_all(window, files)
        window.select_all(2)
        unusable_file_refuses_the_others(window, files)
    finally:
        window.close()


def dropped_files_are_all_opened(folder):
    files = make_files(folder)
    window = open_page(folder)
    try:
        dragging.allow(window)
        target = window.wait(lambda: window.find('push button', 'Choose Files…'), 'the page')
        dragging.drop(window, [files / 'first.bin', files / 'second.bin'], target, lambda: window.find_text(re.compile(r'second\.bin is')), 'the drives to be checked')
        window.select_all(2)
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, each_drive_gets_its_own_file, unclear_files_are_refused,
                                      more=(dropped_files_are_all_opened,) if dragging.is_possible() and not gui.KEYBOARD else ()), '1200x800')
