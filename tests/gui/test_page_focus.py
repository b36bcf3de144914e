#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A page or a recovery step that appears while a menu is open leaves the menu open, and gets the focus when the menu is closed. Escape for
a menu never leaves the page.

Tests bb-page-focus.c and bb-escape-guard.c.
"""
import os
import re
import subprocess
import time

import burnback_gui as gui

BLINKING = gui.drive(0, 'K110', Vendor='TDK', Product='DVDRW420N', State='half-flashed')
GUARD_SECONDS = 0.6     # BB_ESCAPE_GUARD_MS


def open_menu(window, button='Main menu', item='About Burnback'):
    """Opens the menu of a button, and waits until the menu has the focus."""
    window.click(window.wait_for('toggle button', button))
    window.wait_for('push button', item)
    window.wait(lambda: (window.focused() or window.app).get_role_name() == 'push button', 'the menu to have the focus')


def close_menu(window, item='About Burnback'):
    """Closes the menu, which is still open, with Escape."""
    gui.check(window.find('push button', item) and window.focused().get_role_name() == 'push button', 'the menu is open and has the focus')
    window.key('Escape')
    window.wait(lambda: not window.find('push button', item), 'the menu to close')


def recovery_of(folder):
    """Returns a window with the recovery of a drive that has no firmware."""
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    window = gui.Window(folder, gui.write_scenario(folder, BLINKING))
    window.press('Recover…')
    window.wait_for('list item', contains='Step 1 of 6: Start the installed firmware (current)')
    return window


def is_on_recovery(window):
    return window.find_text(re.compile(r'\(sr0\) (needs recovery|is disconnected)$'), hidden=True) and window.find_text('Recovery Steps', hidden=True)


def flash_with_menu(folder):
    """Flashes a drive. Returns the window with the result, on which the main menu was opened before the end of the flash."""
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, Speed=4)), [image])
    window.press(contains='Flash 1.07 onto')
    window.wait(lambda: 'Flashing' in window.title(), 'the flash to begin')
    row = window.wait_for('list item', contains=' sr0 ')
    row.get_component_iface().grab_focus()
    window.wait(lambda: window.focused() == row, 'the row of the drive to have the focus')
    open_menu(window)
    gui.check('Flashing' in window.title(), 'the drive is still being flashed: ' + window.title())
    window.wait_for_text('Firmware updated to ')
    return window


def menu_stays_open_on_a_result(folder):
    """The button of the result gets the focus when the menu is closed."""
    window = flash_with_menu(folder)
    try:
        window.keep_shot('page-focus-menu')
        close_menu(window)
        window.wait(lambda: window.has_focus('Back to the Drive'), 'the button of the result to have the focus')
        gui.check(window.find_text('Firmware updated to '), 'Escape has only closed the menu')
    finally:
        window.close()


def menu_stays_open_on_a_new_step(folder):
    """A recovery step fails while the main menu is open. The next step gets the focus when the menu is closed."""
    window = recovery_of(folder)
    try:
        window.find('push button', 'Restart Drive').get_component_iface().grab_focus()
        open_menu(window)
        window.wait_for('push button', 'Restart Drive').get_action_iface().do_action(0)
        window.wait_for('list item', contains='Step 1 of 6: Start the installed firmware (did not help)')
        close_menu(window)
        window.wait(lambda: window.has_focus('Choose a File'), 'the button of the next step to have the focus')
        gui.check(is_on_recovery(window), 'Escape has only closed the menu')
    finally:
        window.close()


def lost_focus_stays_on_the_page(folder):
    """The drive is disconnected while the main menu is open, so the step that had the focus before the menu is replaced."""
    window = recovery_of(folder)
    try:
        button = window.wait_for('push button', 'Restart Drive')
        button.get_component_iface().grab_focus()
        window.wait(lambda: window.focused() == button, 'the button of the step to have the focus')
        open_menu(window)
        subprocess.run([os.environ['BURNBACK_SIM'], 'power', 'sr0', 'off'], check=True)
        window.wait_for_text(re.compile(r'\(sr0\) is disconnected$'), hidden=True)
        close_menu(window)
        window.wait(lambda: window.focused() and window.is_on_page(window.focused()), 'a widget of the page to have the focus')
        gui.check(is_on_recovery(window), 'Escape has only closed the menu')
    finally:
        window.close()


def hidden_page_does_not_get_the_focus(folder):
    """The flash ends while the main menu is open, and the user opens another page before closing the menu."""
    window = flash_with_menu(folder)
    try:
        window.key('Control+b')
        window.wait_for('push button', 'Verify All Backups')
        close_menu(window)
        window.wait(lambda: window.has_focus(' sr0 '), 'the row, which had the focus before the menu, to have the focus')
    finally:
        window.close()


def escape_for_a_closed_menu_is_ignored(folder):
    """The drive is disconnected, which hides the button of the menu that is open; the user presses Escape a moment later."""
    window = recovery_of(folder)
    try:
        for attempt in range(8):
            open_menu(window, 'Select Its Name…', 'TDK 420N')
            subprocess.run([os.environ['BURNBACK_SIM'], 'power', 'sr0', 'off'], check=True)
            open_at = time.monotonic()
            while window.find('push button', 'TDK 420N'):
                open_at = time.monotonic()
            window.key('Escape')
            if time.monotonic() - open_at < GUARD_SECONDS:
                break           # else this computer is so busy that the key may be late
            subprocess.run([os.environ['BURNBACK_SIM'], 'power', 'sr0', 'on'], check=True)
            window.open_drive('sr0 ·')
            if not is_on_recovery(window):
                window.press('Recover…')
        open_menu(window)       # so the window has handled Escape
        gui.check(is_on_recovery(window), 'Escape does not leave the recovery')
        close_menu(window)
        window.keys_until(['Escape'], lambda: not is_on_recovery(window), 'a later Escape to leave the recovery')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, menu_stays_open_on_a_result, menu_stays_open_on_a_new_step, lost_focus_stays_on_the_page,
                                      hidden_page_does_not_get_the_focus, escape_for_a_closed_menu_is_ignored))
