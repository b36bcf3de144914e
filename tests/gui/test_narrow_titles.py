#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Titles of the pages in a window of 360 pixels: the title bar has a short title that is never cut off, and the pages show the whole
name of the drive.

Tests bb-bar-title.c and bb-window-shown.c.
"""
import re

import burnback_gui as gui
import english
import failing_flash

SIZE = (360, 640)
LONG = """[drive sr2]
Family=spc
Vendor=HL-DT-ST
Product=DVDRAM GH24NSD1
Revision=LG00
Serial=SIM0002
Bus=sata
Speed=0
"""
BAR_PX = 55


def title(window):
    """Returns the label in the title bar, None if there is none."""
    return next((node for node in window.walk() if node.get_role_name() == 'label' and node.get_extents(gui.Atspi.CoordType.WINDOW).y < BAR_PX), None)


def is_cut_off(label):
    """Returns whether the text ends in an ellipsis, at whose place the last two letters then are."""
    end = gui.Atspi.Text.get_character_count(label)
    last = [gui.Atspi.Text.get_character_extents(label, end - i, gui.Atspi.CoordType.WINDOW) for i in (1, 2)]
    return (last[0].x, last[0].y) == (last[1].x, last[1].y)


def count_lines(label):
    """Returns the number of lines of the text."""
    return len({gui.Atspi.Text.get_character_extents(label, i, gui.Atspi.CoordType.WINDOW).y for i in range(gui.Atspi.Text.get_character_count(label))})


def check_title(window, pattern, page):
    """Waits until the title matches, and checks that it is not cut off."""
    label = window.wait(lambda: (lambda node: node is not None and re.fullmatch(pattern, node.get_name() or '') and node)(title(window)), f'the title {pattern} of the page {page}')
    gui.check(not is_cut_off(label), f'the title of the page {page} is not cut off: {label.get_name()}')
    window.wait(lambda: not window.cut_off(SIZE), f'the page {page} to be as wide as the window')
    window.keep_shot('narrow-' + page)


def pages_of_a_drive_have_short_titles(folder):
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=5') + LONG), [image], size=SIZE)
    try:
        window.activate(window.wait_for('list item', contains='(sr0)'))
        window.wait_for('push button', contains='Flash 1.07 onto')
        check_title(window, 'sr0', 'review')
        window.wait_for_text('Flash ND-3550A 1.07 onto NEC DVD_RW ND-3550A (sr0)?')
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text('Flashing NEC DVD_RW ND-3550A (sr0)')
        check_title(window, r'\d+ % · sr0', 'flash')
        window.wait_for_text('Firmware updated to ')
        check_title(window, 'sr0', 'result')
        window.press('Back to the Drive')
        check_title(window, 'sr0', 'drive')
        window.press('Back')
        window.open_drive('sr2')
        check_title(window, 'sr2', 'long-name')
        window.wait_for_text('HL-DT-ST DVDRAM GH24NSD1')
        gui.check('HL-DT-ST DVDRAM GH24NSD1 (sr2)' in window.title(), 'the title of the window has the whole name: ' + window.title())
    finally:
        window.close()


def file_opened_from_the_list_is_not_hidden_behind_it(folder):
    """The page of a drive is hidden while a narrow window shows the list. With several drives nothing on screen says which is meant."""
    for n_drives, button in gui.some(((2, 'Flash Several Drives…'), (1, 'Flash 1.07 onto')), 1):
        own = folder / str(n_drives)
        own.mkdir()
        image = gui.make_image(own / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
        window = gui.Window(own, gui.write_scenario(own, ''.join(map(gui.drive, range(n_drives)))), size=SIZE)
        try:
            window.wait(lambda: len(gui.rows(window)) == n_drives, 'the drives')
            window.press('Open…')
            window.choose_file(image)
            window.wait_for('push button', contains=button)
            window.wait(lambda: not window.cut_off(SIZE), 'the page to be as wide as the window')
        finally:
            window.close()


def titles_are_whole_with_large_text(folder):
    """With text twice as large, the title of a drive with a long name is still whole, because it is the short name."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + LONG), size=SIZE, env={'GDK_DPI_SCALE': '2'})
    try:
        window.wait_for('list item', contains='sr2')
        check_title(window, 'Drives', 'large-list')
        window.open_drive('sr2')
        check_title(window, 'sr2', 'large-long-name')
        gui.check('HL-DT-ST DVDRAM GH24NSD1 (sr2)' in window.title(), 'the title of the window has the whole name: ' + window.title())
    finally:
        window.close()


def question_has_a_short_title(folder):
    with failing_flash.window_that_asks(folder, size=SIZE) as window:
        check_title(window, r'\d+ % · sr0', 'question')


def other_pages_have_whole_titles(folder):
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + gui.drive(1)), size=SIZE)
    try:
        window.wait_for('list item', contains='sr1')
        check_title(window, 'Drives', 'list')
        lines = [count_lines(title(window))]
        window.press('Flash Several Drives')
        check_title(window, '2 Drives', 'batch')
        lines.append(count_lines(title(window)))
        # A number and a longer word, as in German, may need a line each.
        gui.check(lines == [1, 1] or english.language() and max(lines) <= 2, f'the titles have one line: {lines}')
        window.press('Back')
        for key, name in (('Control+l', 'Firmware Library'), ('Control+b', 'Backups')):
            window.wait_for('list item', contains='sr0')
            window.key(key)
            check_title(window, name, name.split()[-1].lower())
            window.press('Back')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, pages_of_a_drive_have_short_titles, file_opened_from_the_list_is_not_hidden_behind_it, other_pages_have_whole_titles,
    titles_are_whole_with_large_text, more=(question_has_a_short_title,)), screen='360x640')
