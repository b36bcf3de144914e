#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""name-list.c lists the same names and descriptions as the accessibility bus, for every role and with all roles in one request."""
import burnback_gui as gui


def on_the_bus(window, role, hidden):
    """Returns the names and descriptions as the accessibility bus has them."""
    return [(node.get_name(), node.get_description()) for node in window.matching(role, () if hidden else (gui.Atspi.StateType.SHOWING,))]


def test(folder):
    window = gui.Window(folder, gui.DEMO)
    try:
        window.wait(lambda: gui.rows(window) and not any('not identified yet' in row for row in gui.rows(window)), 'every drive to be identified')
        window.open_drive('sr0')
        window.wait_for('push button', 'Back Up')
        window.wait(lambda: window.find('list item', contains='Supported: ', hidden=True), 'the last part of the page')
        if window.listed(['label']) is None:
            gui.skip('the program runs without the module')
        seen = {}
        for role in {node.get_role_name() for node in window.walk(hidden=True)} | {'notification', 'alert', 'spin button'}:
            for hidden in False, True:
                window.wait(lambda: window.listed([role], hidden) == on_the_bus(window, role, hidden), f'the same names of {role}, hidden: {hidden}')
                seen[role, hidden] = len(window.listed([role], hidden))
        gui.check(0 < seen['label', False] < seen['label', True], f'some labels are shown, and others are not: {seen}')
        gui.check(seen['push button', False] > 2, f'buttons are listed: {seen}')
        both = window.listed(['label', 'static'])
        gui.check(sorted(both) == sorted(window.listed(['label']) + window.listed(['static'])), 'two roles in one request are those of both')
        gui.check(window.find('push button', 'Back Up') and not window.find('push button', 'Back up'), 'one button is found, and the other is not')
    finally:
        window.close()


gui.main(test)
