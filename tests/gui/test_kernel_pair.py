#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firmware that has two files, kernel and firmware of a Pioneer drive: both are chosen, or dropped, and reviewed as one.

Tests bb-steps-dialog.c.
"""
import re

import dragging
import file_list

import burnback_gui as gui
from drive_window import DriveWindow

ASUS = dict(vendor='ASUS', product='DRW-1608P')


def make_files(folder, n_more=0):
    """Makes kernel and firmware of the brand ASUS in a folder that has no other files. Returns their paths."""
    files = folder / 'files'
    files.mkdir()
    kernel = gui.make_image(files / 'kernel.bin', 'pioneer', '10', revision='1.07', seed='8', set=('kernel', 'type=ASUS'), **ASUS)
    normal = gui.make_image(files / 'normal.bin', 'pioneer', '10', revision='1.39', seed='7', set=('type=ASUS',), **ASUS)
    for number in range(n_more):
        (files / f'other{number}.bin').write_bytes(bytes(1000))
    return [kernel, normal]


def open_window(folder):
    return DriveWindow(folder, '10', family='pioneer', Revision='1.22')


def expect_review(page, name):
    """The review names both files in their order, says which is needed and why, and what can happen."""
    page.verdict('OTHER MODEL (CROSS-FLASH)')
    page.says('kernel.bin + normal.bin')
    page.says('Burnback will first write the loader (kernel revision 1.07), then the firmware.')
    page.says('A power failure while the loader is being written (about 10 seconds) will make the drive unusable.')
    page.button('Flash 1.39 onto')
    page.window.keep_shot(name)


def choose_all(page, folder):
    """Selects all files of a folder in the file chooser."""
    file_list.choose_all(page.window, 'Update Firmware', folder, 'Review')


def show_steps(page):
    """The list of steps has the pauses, also that in which the drive programs the kernel, and the steps that depend on an answer."""
    window = page.window
    window.asked_for_cells = True
    window.click(window.wait(lambda: next(iter(window.find_all('push button', contains=re.compile(r'^Show Technical Steps'), hidden=True)), None), 'the button of the steps'))
    cells = window.wait(lambda: [node.get_name() for node in window.walk(hidden=True) if node.get_role_name() == 'table cell' and 'seconds' in (node.get_name() or '')],
                        'the steps with pauses')
    window.keep_shot('pair-steps')
    for words in ('waits 10.1 seconds before sending the next command', 'waits 0.1 seconds before', 'waits 10.0 seconds before', 'may skip this command, depending on the drive’s response to step'):
        gui.check(any(words in cell for cell in cells), f'a step says "{words}": {cells}')
    window.key('Escape')
    window.wait(lambda: len(window.tops()) == 1, 'the list of steps to close')


def both_files_are_chosen(folder):
    kernel, _normal = make_files(folder)
    with open_window(folder) as page:
        choose_all(page, kernel.parent)
        expect_review(page, 'pair-review')
        show_steps(page)
        page.flash('1.39')
        page.window.wait_for_text('Firmware changed', 3 * gui.LIMIT)
        sent = [entry['cdb'][:6] for entry in page.log() if entry['cdb'].startswith('3B')]
        gui.check(sent == ['3B04FF'] + ['3B07FE'] * 4 + ['3B07F0'] * 37 + ['3B05FF'], f'the kernel is sent first, then the firmware: {sent}')


def more_than_two_files_are_not_opened(folder):
    kernel, _normal = make_files(folder, 1)
    with open_window(folder) as page:
        choose_all(page, kernel.parent)
        page.window.wait_for_text('No file was opened. Choose one file, or both files of a two-part firmware image.')
        page.check_nothing_was_sent()


def both_files_are_dropped_on_the_page(folder):
    files = make_files(folder)
    with open_window(folder) as page:
        dragging.allow(page.window)
        target = page.window.wait(lambda: page.window.find('push button', contains='Update Firmware'), 'the page of the drive')
        dragging.drop(page.window, files, target, lambda: page.window.find('push button', contains='Flash 1.39 onto'), 'the review of both files')
        expect_review(page, 'pair-dropped')
        page.check_nothing_was_sent()


def both_files_are_dropped_on_the_row(folder):
    files = make_files(folder)
    with open_window(folder) as page:
        dragging.allow(page.window)
        # In the other order; the review has the order in which they are written.
        target = page.window.wait(lambda: page.window.find('list item', contains='· sr0 ·'), 'the row of the drive')
        dragging.drop(page.window, files[::-1], target, lambda: page.window.find('push button', contains='Flash 1.39 onto'), 'the review of both files')
        expect_review(page, 'pair-dropped-on-row')
        page.check_nothing_was_sent()


DROPS = (both_files_are_dropped_on_the_page, both_files_are_dropped_on_the_row)
gui.main(lambda folder: gui.run_cases(folder, both_files_are_chosen, more_than_two_files_are_not_opened, more=DROPS if dragging.is_possible() else ()), '1200x800')
