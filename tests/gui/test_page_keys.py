#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Page Up, Page Down, Home and End scroll the page wherever the focus is; entries, spin buttons and lists keep these keys.

Tests bb-page-keys.c.
"""
import burnback_gui as gui

SIZE = (900, 500)


def y_of(node):
    return node.get_extents(gui.Atspi.CoordType.WINDOW).y


def has_focus(window, name):
    return (window.focused() or window.app).get_name() == name


def scrolls(window, mark, top):
    """Checks that the keys scroll the page, and that they leave the focus where it is. @top: place of @mark, a widget on the page, when the
    page is at its top; now the page may be scrolled, but not to its end"""
    focus, now = window.focused(), y_of(mark)
    for there, back in (('End', 'Home'), ('Page_Down', 'Page_Up')):
        window.key(there)
        window.wait(lambda: y_of(mark) < now, f'{there} to scroll the page down')
        window.key(back)
        window.wait(lambda: y_of(mark) == top, f'{back} to scroll the page to its top')
        now = top
    gui.check(window.focused() == focus, 'the focus is where it was')


def review_is_scrolled(folder):
    """The button Cancel has the focus; it is below the scrolled area. An entry uses Home and End itself."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), [image], size=SIZE)
    try:
        title = window.wait(lambda: window.find_text('onto NEC DVD_RW ND-3550A (sr0)?'), 'the review')
        window.wait(lambda: has_focus(window, 'Cancel'), 'Cancel to have the focus')
        scrolls(window, title, y_of(title))
        window.key('Control+Page_Down')     # another shortcut
        gui.check(has_focus(window, 'Cancel') and '(sr0)' in window.title(), 'the page is the same')
        window.keep_shot('page-keys-review')
    finally:
        window.close()


def list_keeps_its_keys(folder):
    """In the list of drives, End leads to the last drive; on a button below the list, and on a button in a row, the keys scroll the page."""
    drives = ''.join(gui.drive(number) for number in range(3))
    scenario = gui.write_scenario(folder, drives)
    for _ in range(6):
        gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    window = gui.Window(folder, scenario, size=SIZE)
    try:
        window.wait(lambda: len([row for row in gui.rows(window) if 'ready' in row]) == 3, 'every drive to be identified')
        window.wait(lambda: ' sr0 ' in (window.focused() or window.app).get_name(), 'the first row to have the focus')
        window.key('End')
        window.wait(lambda: ' sr2 ' in (window.focused() or window.app).get_name(), 'the row of the last drive to have the focus')
        window.open_backups()
        verify = window.wait_for('push button', 'Verify All Backups')
        window.wait_for('push button', contains='Restore 1.05 of')
        top = y_of(verify)
        verify.get_component_iface().grab_focus()
        window.wait(lambda: has_focus(window, 'Verify All Backups'), 'the button to have the focus')
        scrolls(window, verify, top)
        row = window.wait_for('push button', contains='Restore 1.05 of')
        row.get_component_iface().grab_focus()
        window.wait(lambda: window.focused() == row, 'the button in the row to have the focus')
        scrolls(window, verify, top)
    finally:
        window.close()


def settings_are_scrolled(folder):
    """In the settings, a switch lets the keys scroll; the spin button uses Page Up itself."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), size=SIZE)
    try:
        window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive')
        window.menu('Settings')
        spin = window.wait_for('spin button', 'Time to answer (minutes)')
        top = y_of(spin)
        spin.get_component_iface().grab_focus()
        window.wait(lambda: window.focused() == spin, 'the spin button to have the focus')
        before = spin.get_value_iface().get_current_value()
        place = y_of(spin)
        window.key('Page_Up')
        window.wait(lambda: spin.get_value_iface().get_current_value() > before, 'Page Up to raise the number')
        gui.check(y_of(spin) == place, 'Page Up in the spin button does not scroll')
        switch = window.wait_for('toggle button', 'Notifications')
        switch.get_component_iface().grab_focus()
        window.wait(lambda: window.focused() == switch, 'the switch to have the focus')
        scrolls(window, spin, top)
        window.key('Escape')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, review_is_scrolled, list_keeps_its_keys, settings_are_scrolled))
