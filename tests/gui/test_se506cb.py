#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Samsung SE-506CB in the window, wide and narrow: a backup, a flash for experts, and a recovery."""
import burnback_gui as gui
from drive_window import DriveWindow

MODEL = 'BDDVDW SE-506CB'
SIZES = ((900, 600), (360, 640))


def open_window(folder, size, **keys):
    return DriveWindow(folder, MODEL, family='tsst-mt1939', size=size, **keys)


def uploads(page):
    """Returns the blocks of images that the drive got."""
    return [entry['cdb'] for entry in page.log() if entry['cdb'].startswith('FF0001')]


def show_page(page):
    """In a narrow window the list is shown first."""
    if not page.window.find('push button', contains='Back Up') and not page.window.find('push button', contains='Recover'):
        page.window.open_drive('SE-506CB')


def keep_shot(page, name):
    page.window.keep_shot(f'se506cb-{name}')
    gui.check(not page.window.nameless(), f'every control has an accessible name: {page.window.nameless()}')


def drive_is_backed_up_and_flashed(folder, size):
    image = gui.make_image(folder / 'new.bin', 'tsst-mt1939', MODEL, revision='TS01', seed='7')
    with open_window(folder, size, Revision='TS00') as page:
        show_page(page)
        keep_shot(page, f'page-{size[0]}')
        page.window.press(contains='Back Up')
        page.says('Backup saved.')
        keep_shot(page, f'backup-{size[0]}')
        gui.check(len(page.window.stored_backups()) == 1, 'the backup is stored')
        page.check_nothing_was_sent()
    with open_window(folder, size, files=[image], Revision='TS00') as page:
        page.verdict('COMPATIBLE WITH WARNINGS')
        page.says('is known from only one drive and has not been tested with Burnback')
        page.button('Flash TS01 onto')
        keep_shot(page, f'review-{size[0]}')
        gui.check(not uploads(page), 'nothing is sent before the user agrees')
        page.flash('TS01')
        page.says('Firmware updated to ')
        page.says('its firmware was not read back')
        keep_shot(page, f'result-{size[0]}')
        gui.check(len(uploads(page)) == 34, f'the image was sent in 34 blocks: {len(uploads(page))}')


def drive_in_boot_mode_is_recovered(folder, size):
    image = gui.make_image(folder / 'new.bin', 'tsst-mt1939', MODEL, revision='TS01', seed='7')
    with open_window(folder, size, State='boot') as page:
        page.says('needs recovery')
        show_page(page)
        keep_shot(page, f'needs-recovery-{size[0]}')
    with open_window(folder, size, files=[image], State='boot') as page:
        page.says('is known from only one drive')
        page.button('Flash TS01 onto')
        keep_shot(page, f'recovery-review-{size[0]}')
        page.flash('TS01')
        page.says('Recovery finished.')
        keep_shot(page, f'recovered-{size[0]}')
        gui.check(len(uploads(page)) == 34, f'the image was sent in 34 blocks: {len(uploads(page))}')


def main(folder):
    for size in gui.some(SIZES, 1):
        own = folder / str(size[0])
        own.mkdir()
        for case in (drive_is_backed_up_and_flashed, drive_in_boot_mode_is_recovered):
            (own / case.__name__).mkdir()
            case(own / case.__name__, size)


gui.main(main, '1200x800')
