#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of Tab in the window: the list of drives has the focus at start and is one stop, the page of the drive follows, then the buttons below the list.

Tests bb-window.c, bb-drive-list.c, bb-drive-page.c and bb-tab-order.c.
"""
import burnback_gui as gui

gui.KEYBOARD = True
MOST = 2                # presses of Tab from the list to "Back Up"


def name_of_focus(window):
    return (window.focused() or window.app).get_name()


def press(window, key):
    """Presses a key that moves the focus, and returns the name of the control that has the focus then."""
    before = window.wait(window.focused, 'a control to have the focus')
    window.key(key)
    return window.wait(lambda: (lambda node: node not in (None, before) and node.get_name())(window.focused()), f'{key} to move the focus away from "{before.get_name()}"')


def start(folder, count, size=None):
    """Opens a window and waits until every drive is identified and the row of the first one has the focus."""
    window = gui.Window(folder, gui.write_scenario(folder, ''.join(gui.drive(number) for number in range(count))), size=size)
    window.wait(lambda: len([row for row in gui.rows(window) if 'ready' in row]) == count, 'every drive to be identified')
    window.wait(lambda: ' sr0 ' in name_of_focus(window), 'the row of the first drive to have the focus')
    return window


def back_up_is_near(folder, count):
    window = start(folder, count)
    try:
        window.wait(lambda: '(sr0)' in window.title(), 'the page of the first drive')
        window.wait_until_on(window.wait_for('push button', 'Back Up'))
        reached = [press(window, 'Tab') for _ in range(MOST)]
        gui.check(reached == ['Update Firmware…', 'Back Up'], f'{MOST} presses of Tab lead from the list to "Back Up": {reached}')
        window.keep_shot(f'tab-back-up-{count}')
        # The way back has the same stops.
        for name in reversed(reached[:-1]):
            gui.check(press(window, 'Shift+Tab') == name, f'Shift+Tab leads back to "{name}"')
        gui.check(' sr0 ' in press(window, 'Shift+Tab'), 'Shift+Tab leads from the first control of the page back to the row of the drive')
    finally:
        window.close()


def back_up_is_near_with_one_drive(folder):
    back_up_is_near(folder, 1)


def back_up_is_near_with_four_drives(folder):
    back_up_is_near(folder, 4)


def menu_and_help_follow_the_buttons_of_the_page(folder):
    """The buttons that the page is for come before the menu and the help, which are above them."""
    window = start(folder, 1)
    try:
        window.wait_until_on(window.wait_for('push button', 'Back Up'))
        reached = [press(window, 'Tab') for _ in range(4)]
        gui.check(reached == ['Update Firmware…', 'Back Up', 'Drive menu', 'What this means'], f'the menu and the help follow: {reached}')
    finally:
        window.close()


def buttons_below_the_list_are_reached(folder):
    """Down leads from the last row to the buttons, Up back, and Tab reaches the buttons after the page."""
    window = start(folder, 2)
    try:
        gui.check(' sr1 ' in press(window, 'Down'), 'Down leads to the second row')
        gui.check([press(window, 'Down') for _ in range(3)] == ['Flash Several Drives', 'Firmware Library', 'Backups'], 'Down leads through the buttons below the list')
        gui.check([press(window, 'Up') for _ in range(2)] == ['Firmware Library', 'Flash Several Drives'] and ' sr1 ' in press(window, 'Up'), 'Up leads back to the list')
        for name in ('Flash Several Drives', 'Firmware Library', 'Backups'):
            window.tab_to(lambda node, name=name: node.get_name() == name, f'the button {name}')
        gui.check(press(window, 'Tab') == 'Open…', 'the title bar follows the last button')
    finally:
        window.close()


def narrow_list_has_the_focus(folder):
    window = start(folder, 2, size=(360, 640))
    try:
        gui.check(press(window, 'Tab') == 'Flash Several Drives', 'the buttons follow the list while no page is shown')
        window.keep_shot('tab-narrow')
        gui.check(' sr0 ' in press(window, 'Shift+Tab'), 'Shift+Tab leads back to the row')
        window.key('Return')
        window.wait_for('push button', 'Back Up')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, back_up_is_near_with_one_drive, back_up_is_near_with_four_drives, menu_and_help_follow_the_buttons_of_the_page, buttons_below_the_list_are_reached, narrow_list_has_the_focus))
