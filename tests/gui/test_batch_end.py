#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to the page for several drives, its one name, and the way back: the button in the sidebar, and "Done".

"Done" returns to the drive that was shown before, and not to a second page with a result of the batch; a narrow window
shows the list. The results stay until then.
"""
import re

import burnback_gui as gui

NAME = 'Flash Several Drives'
TWO = gui.drive(0) + gui.drive(1, revision='1.04')
SIZE = 360, 640


def make_new(folder):
    return gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')


def is_normal(window, name):
    """Returns whether the page of the drive @name is shown, and no result of the batch. The page may be scrolled."""
    buttons = window.find_all('push button', 'Update Firmware…', hidden=True)
    return f'({name})' in window.title() and any(map(window.is_on_page, buttons)) and not window.find('push button', 'Back to the Drive')


def button(window):
    """Returns the button of the sidebar, or None."""
    return window.find('push button', NAME)


def is_list(window):
    """Returns whether a narrow window shows the list, from which no button leads back."""
    return button(window) and not window.find('push button', 'Back')


def open_from_list(window, name):
    """Opens the page of the drive in a narrow window; with the keyboard, the key that selects the row opens it, too."""
    (window.select_drive if gui.KEYBOARD else window.open_drive)(name)


def flash_both(window):
    """Flashes both drives from the page for several drives, and waits until they are finished."""
    window.click(window.select_all(2))
    window.wait_for_text('2 of 2 drives were flashed and verified.', hidden=True)


def check_end(window):
    """Checks the page after the last drive is finished: "Done" instead of the button to flash, with the focus."""
    done = window.wait_for('push button', 'Done')
    if gui.KEYBOARD:        # an action over the accessibility bus does not give the button to flash the focus first
        window.wait(lambda: done.get_state_set().contains(gui.Atspi.StateType.FOCUSED), 'the button Done to have the focus')
    gui.check(done.get_description() == 'Close the results', f'the tooltip says what "Done" does: {done.get_description()}')
    gui.check(not window.find('progress bar', 'Progress of all drives'), 'the heading sums up the results instead of the progress bar')
    gui.check(not window.find('push button', 'Flash Drives'), 'a button that flashes nothing is not shown')
    gui.check(gui.is_sensitive(window.wait_for('push button', 'Save Report…')), 'the results can be saved')


def sidebar_leads_to_the_page_and_done_back(folder):
    """The button is shown with two drives or more. The results stay until "Done", which returns to the page of the
    drive that was shown, and the next batch starts without results."""
    window = gui.Window(folder, gui.write_scenario(folder, TWO))
    try:
        window.wait(lambda: button(window), 'the button in the sidebar')
        window.set_cable('sr1', lambda: not button(window))
        window.set_cable('sr1', lambda: button(window))
        window.open_drive('sr0')
        window.wait(lambda: is_normal(window, 'sr0'), 'the page of sr0')
        window.open_drive('sr1')
        window.wait(lambda: is_normal(window, 'sr1'), 'the page of sr1')
        window.keep_shot('several-button')
        window.press(NAME)
        window.wait_for_several()
        gui.check(window.title() == f'{NAME} - Burnback' and window.find('label', NAME), f'the page has the name of the button: {window.title()}')
        gui.check(not window.find('push button', 'Done'), 'nothing is done yet')
        window.key('F1')
        window.wait(lambda: [dialog for dialog in window.tops() if dialog != window.main_frame() and window.find('label', NAME)
                             and any(node.get_name() == NAME for node in window.walk(dialog))], 'the help to call the page the same')
        window.keep_shot('several-help')
        window.key('Escape')
        window.wait(lambda: len(window.tops()) == 1, 'the help to close')
        window.press('Choose Files…')
        window.choose_file(make_new(folder), 'Check')
        flash_both(window)
        check_end(window)
        window.keep_shot('several-done')
        gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
        window.press('Back')
        window.wait(lambda: '(sr1)' in window.title(), 'the drive that was shown before')
        window.press(NAME)
        window.wait_for_text('2 of 2 drives were flashed and verified.', hidden=True)
        window.press('Done')
        window.wait(lambda: is_normal(window, 'sr1') and button(window), 'the page of the drive that was shown before, beside the list')
        window.wait_for_text(re.compile('1.07'))
        window.keep_shot('several-after')
        window.open_drive('sr0')
        window.wait(lambda: is_normal(window, 'sr0'), 'the page of the other drive')
        window.open_drive('sr1')
        window.wait(lambda: is_normal(window, 'sr1'), 'the page of sr1')
        window.press(NAME)
        window.wait_for_text('Choose firmware files, or choose the latest backup of each drive.')
        gui.check(not window.find_text('and verified') and not window.find('push button', 'Done'), 'the results of the first batch are gone')
        window.press('Back')
        window.wait(lambda: is_normal(window, 'sr1'), 'the drive that was shown before')
    finally:
        window.close()


def done_ends_results_of_an_earlier_file(folder):
    """Two drives need two files, one after the other. "Done" then also ends the result of the first file: its drive is shown, not
    its result."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + gui.drive(1, model='K370', revision='1.01')))
    second = gui.make_image(folder / 'second.bin', 'nec-optiarc', 'K370', revision='1.09', boot_version='05')
    try:
        window.open_drive('sr0')
        window.wait(lambda: is_normal(window, 'sr0'), 'the page of sr0')
        window.press(NAME)
        window.wait_for_several()
        for image, revision in (make_new(folder), '1.07'), (second, '1.09'):
            window.press('Choose Files…')
            window.choose_file(image, 'Check')
            window.click(window.select_all(1))
            window.wait(lambda: any('Firmware updated.' in row and revision in row for row in gui.rows(window)), 'the drive to be flashed')
            window.wait_for('push button', 'Done')
        window.press('Done')
        window.wait(lambda: is_normal(window, 'sr0'), 'the page of the drive that was shown before')
    finally:
        window.close()


def done_returns_from_another_page_to_the_drive(folder):
    """The page was opened from the library; "Done" returns to the drive that was shown before the library. A result
    that is not of the batch stays on the page of its drive."""
    window = gui.Window(folder, gui.write_scenario(folder, TWO + gui.drive(2, model='G200', revision='1.08')))
    try:
        window.open_drive('sr2')
        window.wait(lambda: is_normal(window, 'sr2'), 'the page of sr2')
        window.press('Back Up')
        window.wait_for('push button', 'Back to the Drive')
        window.key('Control+l')
        window.wait(lambda: 'Firmware Library' in window.title(), 'the library')
        window.press(NAME)
        window.wait_for_several()
        window.press('Choose Files…')
        window.choose_file(make_new(folder), 'Check')
        flash_both(window)
        window.press('Done')
        window.wait(lambda: '(sr2)' in window.title() and button(window), 'the drive that was shown before the library')
        window.wait_for('push button', 'Back to the Drive')
    finally:
        window.close()


def done_shows_the_list_of_a_narrow_window(folder):
    """In a narrow window the list was shown before the page; "Back" and "Done" return to the list, and the pages of
    the drives are the normal ones."""
    window = gui.Window(folder, gui.write_scenario(folder, TWO), size=SIZE)
    try:
        window.wait(lambda: is_list(window), 'the list')
        window.press(NAME)
        window.wait_for_several()
        window.press('Back')
        window.wait(lambda: is_list(window), 'the list that was shown before')
        window.press(NAME)
        window.wait_for_several()
        window.press('Choose Files…')
        window.choose_file(make_new(folder), 'Check')
        flash_both(window)
        window.press('Done')
        window.wait(lambda: is_list(window), 'the list')
        window.point()
        window.wait(lambda: window.has_focus('· sr0 ·'), 'the row of the drive behind the list to have the focus')
        window.keep_shot('several-after-narrow')
        open_from_list(window, 'sr0')
        window.wait(lambda: is_normal(window, 'sr0'), 'the page of sr0')
    finally:
        window.close()


def done_leads_from_an_opened_file_to_the_list(folder):
    """A file that was opened with several drives led to the page, so no drive was shown before: in a narrow window
    "Done" shows the list."""
    window = gui.Window(folder, gui.write_scenario(folder, TWO), [make_new(folder)], size=SIZE)
    try:
        window.wait_for_text('Which Drive?')
        window.keep_shot('several-which')
        window.choose_several()
        flash_both(window)
        check_end(window)
        window.wait(lambda: not window.cut_off(SIZE), 'the page to fit into the window')
        window.keep_shot('several-done-narrow')
        window.press('Done')
        window.wait(lambda: is_list(window), 'the list with the button')
        gui.check(window.main_frame().get_extents(gui.Atspi.CoordType.WINDOW).width <= SIZE[0] + 2 * gui.EDGE, 'the window is as narrow as before')
        window.keep_shot('several-button-narrow')
        open_from_list(window, 'sr0')
        window.wait(lambda: is_normal(window, 'sr0'), 'the page of sr0')
        window.wait_for_text(re.compile('1.07'))
    finally:
        window.close()


def done_leads_from_an_opened_file_to_a_drive(folder):
    """As before, in a wide window: "Done" shows the drive that a start without a file shows, beside the list."""
    window = gui.Window(folder, gui.write_scenario(folder, TWO), [make_new(folder)])
    try:
        window.wait_for_text('Which Drive?')
        window.choose_several()
        flash_both(window)
        window.press('Done')
        window.wait(lambda: is_normal(window, 'sr0') and button(window), 'the page of the first drive, beside the list')
        window.wait_for_text(re.compile('1.07'))
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, sidebar_leads_to_the_page_and_done_back, done_leads_from_an_opened_file_to_the_list,
    more=(done_ends_results_of_an_earlier_file, done_returns_from_another_page_to_the_drive, done_shows_the_list_of_a_narrow_window,
          done_leads_from_an_opened_file_to_a_drive)))
