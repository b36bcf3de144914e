#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the list when drives are connected and disconnected: one row for each, in order, and the focus is never lost.

Tests bb-drive-row.c and bb-gradual-rows.c.
"""
import re

import burnback_gui as gui

COUNT = 4


def device_name(node):
    """Returns the device name of the drive if the widget is a row of the list, else None."""
    try:
        found = re.search(r'(sr\d+) · \w+, ', node.get_name() or '')
        return found[1] if node.get_role_name() == 'list item' and found else None
    except gui.GLib.GError:
        return None         # the widget was removed during the search


def rows(window):
    """Returns the rows of the list by device name."""
    return {device_name(node): node for node in window.matching('list item') if device_name(node)}


def names(window):
    """Returns the device names of the rows in order, each as often as it is listed."""
    return [device_name(node) for node in window.matching('list item') if device_name(node)]


def height(window, name):
    """Returns the height of the row of the drive @name, 0 if there is none."""
    row = rows(window).get(name)
    return row.get_extents(gui.Atspi.CoordType.WINDOW).height if row is not None else 0


def expect_rows(window, wanted, why):
    """Checks that the list has exactly these rows, and that the drives are identified."""
    window.wait(lambda: names(window) == wanted and all('ready' in row.get_name() for row in rows(window).values()), f'{wanted} to be listed: {why}')


def open_window(folder, **more):
    return gui.Window(folder, gui.write_scenario(folder, ''.join(gui.drive(number) for number in range(COUNT))), nodes=True, **more)


ALL = [f'sr{number}' for number in range(COUNT)]
OTHERS = [name for name in ALL if name != 'sr1']


def bus_reset_keeps_the_row(window):
    """After a bus reset the drive is back at once."""
    window.select_drive('sr1')
    window.wait(lambda: '(sr1)' in window.title(), 'the page of sr1')
    for name in ('sr1', 'sr2', 'sr1'):
        window.plug(f'unplug {name}')
        window.plug(f'plug {name}')
        now = names(window)
        gui.check(len(now) == len(set(now)), f'no drive has two rows: {now}')
        # Drives are connected in this order: when sr3 is listed again, sr1 and sr2 are, too.
        window.plug('unplug sr3')
        expect_rows(window, [name for name in ALL if name != 'sr3'], 'sr3 is disconnected')
        window.plug('plug sr3')
        expect_rows(window, ALL, 'sr3 is connected again')
    window.wait(lambda: [device_name(node) for node in window.matching('list item', (gui.Atspi.StateType.SELECTED,)) if device_name(node)] == ['sr1'],
                'sr1 to be selected')
    gui.check('(sr1)' in window.title(), 'the page of sr1 stays')


def list_becomes_empty(window):
    """When the last drive is disconnected, the page without drives appears at once."""
    for name in ALL:
        window.plug(f'unplug {name}')
    window.wait(lambda: window.find('push button', 'Rescan') and not names(window), 'the page without drives')
    for name in ALL:
        window.plug(f'plug {name}')
    expect_rows(window, ALL, 'all drives are connected again')


def focus_leaves_a_removed_row(window):
    """When a row with the focus is removed, the next row gets the focus, else the previous one, without being selected; when none is
    left, the widget that is shown instead.
    """
    window.select_drive('sr1')
    window.wait_for('push button', contains='Update Firmware')
    for gone, to in (('sr2', 'sr3'), ('sr3', 'sr2'), ('sr0', 'sr1')):
        window.wait(lambda: rows(window).get(gone), f'the row of {gone}').get_component_iface().grab_focus()
        window.wait(lambda: f'{gone} ·' in (window.focused() or window.app).get_name(), f'the row of {gone} to have the focus')
        window.plug(f'unplug {gone}')
        expect_rows(window, [name for name in ALL if name != gone], f'{gone} is disconnected')
        window.wait(lambda: f'{to} ·' in (window.focused() or window.app).get_name(), f'the row of {to} to have the focus')
        gui.check('(sr1)' in window.title(), 'the page of sr1 stays: ' + window.title())
        window.plug(f'plug {gone}')
        expect_rows(window, ALL, f'{gone} is connected again')
    for number, gone in enumerate(('sr3', 'sr2', 'sr1', 'sr0')):
        window.wait(lambda: rows(window).get(gone), f'the row of {gone}').get_component_iface().grab_focus()
        window.wait(lambda: f'{gone} ·' in (window.focused() or window.app).get_name(), f'the row of {gone} to have the focus')
        window.plug(f'unplug {gone}')
        expect_rows(window, ALL[:3 - number], f'{gone} is disconnected')
    window.wait(lambda: window.has_focus('Rescan'), 'the button Rescan, which is shown instead of the rows, to have the focus')


def rows_follow_the_drives(folder):
    window = open_window(folder)
    try:
        expect_rows(window, ALL, 'all drives are connected')
        bus_reset_keeps_the_row(window)
        list_becomes_empty(window)
        focus_leaves_a_removed_row(window)
    finally:
        window.close()


def list_changes_while_it_is_hidden(folder):
    """A drive is disconnected and connected in a narrow window, while its page is shown instead of the list."""
    window = open_window(folder, size=(360, 640))
    try:
        expect_rows(window, ALL, 'all drives are connected')
        window.open_drive('sr2 ·')
        window.wait(lambda: '(sr2)' in window.title() and not window.find('list item', contains='sr1 ·'), 'the page of sr2')
        window.plug('unplug sr1')
        expect_rows(window, OTHERS, 'sr1 is disconnected')
        window.plug('plug sr1')
        expect_rows(window, ALL, 'sr1 is connected again')
        window.key('Escape')
        window.wait(lambda: window.find('list item', contains='sr1 ·'), 'the list to be shown')
        window.wait(lambda: height(window, 'sr1') == height(window, 'sr0') > 1, 'the row of sr1 to be as high as that of sr0')
    finally:
        window.close()


def drives_of_one_name_show_serial_numbers(folder):
    """Drives of the same name show serial numbers; after one is disconnected, the other shows only its name."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + gui.drive(1) + gui.drive(2, model='K370', revision='1.01')))
    try:
        for line in ('1.05 · sr0 · serial SIM0000', '1.05 · sr1 · serial SIM0001', '1.01 · sr2'):
            window.wait(lambda: window.find('label', line), line)
        window.set_cable('sr1', lambda: window.find('label', '1.05 · sr0'))
    finally:
        window.close()


def drives_without_serial_numbers_show_ports(folder):
    """USB drives without serial numbers show the port."""
    drives = ''.join(gui.drive(number, Bus='usb', Serial='') for number in (0, 1))
    window = gui.Window(folder, gui.write_scenario(folder, drives), nodes=True)
    try:
        for line in ('1.05 · sr0 · USB port 1', '1.05 · sr1 · USB port 2'):
            window.wait(lambda: window.find('label', line), line)
    finally:
        window.close()


def rows_have_two_lines(folder):
    """Each row has two lines without repeating the name, and a third one if the drive may have been sold under another name; eight drives
    fit into the list."""
    half = gui.drive(2, model='G200', revision='1.08', State='half-flashed')
    named = gui.drive(1, model='K352', revision='1.F2', Vendor='MAD DOG', Product='MD-16XDVD9A2')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + named + half + ''.join(map(gui.drive, range(3, 8)))))
    try:
        window.wait(lambda: len(rows(window)) == 8 and not [row for row in gui.rows(window) if 'not identified yet' in row], 'every drive to be identified')
        for line in ('1.05 · sr0 · serial SIM0000', 'NEC ND-3520A · 1.F2 · sr1'):
            window.wait(lambda: window.find('label', line), line)
        window.wait(lambda: window.find('label', contains='needs recovery · '), 'a row that begins with "needs recovery"')
        heights = [height(window, f'sr{number}') for number in range(8)]
        gui.check([number for number in range(8) if heights[number] > heights[0]] == [2], f'only the third row has three lines: {heights}')
        gui.check(sum(heights) <= 440, f'eight rows fit into the list: {heights}')
        window.keep_shot('rows')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, rows_follow_the_drives, drives_of_one_name_show_serial_numbers,
    more=(list_changes_while_it_is_hidden, rows_have_two_lines, drives_without_serial_numbers_show_ports)))
