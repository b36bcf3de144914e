#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to the page for several drives, its one name, and the way back: the button in the sidebar, and "Done"."""
import re

import burnback_gui as gui

NAME = 'Flash Several Drives'
TWO = gui.drive(0) + gui.drive(1, revision='1.04')


def make_new(folder):
    return gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')


def button(window):
    """Returns the button of the sidebar, or None."""
    return window.find('push button', NAME)


def flash_both(window):
    """Flashes both drives from the page for several drives, and waits until they are finished."""
    window.click(window.select_all(2))
    window.wait_for_text('2 of 2 drives finished', hidden=True)


def check_end(window):
    """Checks the page after the last drive is finished: "Done" instead of the button to flash, with the focus."""
    done = window.wait_for('push button', 'Done')
    if gui.KEYBOARD:        # an action over the accessibility bus does not give the button to flash the focus first
        window.wait(lambda: done.get_state_set().contains(gui.Atspi.StateType.FOCUSED), 'the button Done to have the focus')
    window.wait_for_text('All selected drives have finished.')
    gui.check(not window.find('push button', 'Flash'), 'a button that flashes nothing is not shown')
    gui.check(gui.is_sensitive(window.wait_for('push button', 'Save Report…')), 'the results can be saved')


def sidebar_leads_to_the_page_and_done_back(folder):
    """The button is shown with two drives or more. "Done" returns to the drive that was shown, and the next batch starts without results."""
    window = gui.Window(folder, gui.write_scenario(folder, TWO))
    try:
        window.wait(lambda: button(window), 'the button in the sidebar')
        window.set_cable('sr1', lambda: not button(window))
        window.set_cable('sr1', lambda: button(window))
        window.open_drive('sr1')
        window.wait(lambda: '(sr1)' in window.title(), 'the page of sr1')
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
        window.press('Choose File…')
        window.choose_file(make_new(folder), 'Check')
        # A file that is chosen on the page selects the drives that it fits.
        window.press('Flash 2 Drives')
        window.wait_for_text('2 of 2 drives finished', hidden=True)
        check_end(window)
        window.keep_shot('several-done')
        gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
        window.press('Done')
        window.wait(lambda: '(sr1)' in window.title() and button(window), 'the drive that was shown before, beside the list')
        window.press(NAME)
        window.wait_for_text('Choose a firmware file, or restore the latest backup of each drive.')
        gui.check(not window.find_text('drives finished') and not window.find('push button', 'Done'), 'the results of the first batch are gone')
        window.press('Back')
        window.wait(lambda: '(sr1)' in window.title(), 'the drive that was shown before')
    finally:
        window.close()


def done_leads_from_an_opened_file_to_a_drive(folder):
    """A file that was opened with several drives led to the page, so no drive was shown before: "Done" shows the first one that was flashed."""
    size = 360, 640
    window = gui.Window(folder, gui.write_scenario(folder, TWO), [make_new(folder)], size=size)
    try:
        window.wait_for_text('Which Drive?')
        window.keep_shot('several-which')
        window.choose_several()
        flash_both(window)
        check_end(window)
        window.wait(lambda: not window.cut_off(size), 'the page to fit into the window')
        window.keep_shot('several-done-narrow')
        window.press('Done')
        window.wait(lambda: '(sr0)' in window.title(), 'the page of the first drive')
        window.wait_for_text(re.compile('1.07'))
        window.press('Back')
        window.wait(lambda: button(window), 'the list with the button')
        gui.check(window.main_frame().get_extents(gui.Atspi.CoordType.WINDOW).width <= size[0] + 2 * gui.EDGE, 'the window is as narrow as before')
        window.keep_shot('several-button-narrow')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, sidebar_leads_to_the_page_and_done_back, done_leads_from_an_opened_file_to_a_drive))
