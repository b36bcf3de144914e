#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of the list come and go with their drives: each is there once, in its place, and the keyboard is never lost."""
import re

import burnback_gui as gui

COUNT = 4


def short_name(node):
    try:
        found = re.search(r'(sr\d+) · \w+, ', node.get_name() or '')
        return found[1] if node.get_role_name() == 'list item' and found else None
    except gui.GLib.GError:
        return None         # it went away before we looked


def rows(window):
    return {short_name(node): node for node in window.matching('list item') if short_name(node)}


def names(window):
    return [short_name(node) for node in window.matching('list item') if short_name(node)]


def height(window, name):
    row = rows(window).get(name)
    return row.get_extents(gui.Atspi.CoordType.WINDOW).height if row is not None else 0


def shows(window, wanted, why):
    """Nothing but these, each once and asked."""
    window.wait(lambda: names(window) == wanted and all('ready' in row.get_name() for row in rows(window).values()), f'{wanted}: {why}')


def open_window(folder, **more):
    return gui.Window(folder, gui.write_scenario(folder, ''.join(gui.drive(number) for number in range(COUNT))), nodes=True, **more)


ALL = [f'sr{number}' for number in range(COUNT)]
OTHERS = [name for name in ALL if name != 'sr1']


def back_at_once(folder):
    """A bus that is reset: the drive is back as soon as it went."""
    window = open_window(folder)
    try:
        shows(window, ALL, 'every row')
        window.select_drive('sr1')
        window.wait(lambda: '(sr1)' in window.title(), 'its page')
        for name in ('sr1', 'sr2', 'sr1'):
            window.plug(f'unplug {name}')
            window.plug(f'plug {name}')
            now = names(window)
            gui.check(len(now) == len(set(now)), f'no row is there twice: {now}')
            # The plugs are heeded in their order: when this one is back, so is the other.
            window.plug('unplug sr3')
            shows(window, [name for name in ALL if name != 'sr3'], 'every row but one')
            window.plug('plug sr3')
            shows(window, ALL, 'each row once')
        window.wait(lambda: [short_name(node) for node in window.matching('list item', (gui.Atspi.StateType.SELECTED,)) if short_name(node)] == ['sr1'],
                    'the selection to be kept')
        gui.check('(sr1)' in window.title(), 'its page stays')
    finally:
        window.close()


def last_one(folder):
    """All of them: the page that says that there is none does not wait."""
    window = open_window(folder)
    try:
        shows(window, ALL, 'every row')
        for name in ALL:
            window.plug(f'unplug {name}')
        window.wait(lambda: window.find('push button', 'Rescan') and not names(window), 'the page of no drive')
        for name in ALL:
            window.plug(f'plug {name}')
        shows(window, ALL, 'all to be back')
    finally:
        window.close()


def unseen(folder):
    """In a narrow window, while the page of a drive stands in the place of the list."""
    window = open_window(folder, size=(360, 640))
    try:
        shows(window, ALL, 'every row')
        window.open_drive('sr2 ·')
        window.wait(lambda: '(sr2)' in window.title() and not window.find('list item', contains='sr1 ·'), 'its page')
        window.plug('unplug sr1')
        shows(window, OTHERS, 'a row that nobody sees to go')
        window.plug('plug sr1')
        shows(window, ALL, 'and to come')
        window.key('Escape')
        window.wait(lambda: window.find('list item', contains='sr1 ·'), 'the list')
        window.wait(lambda: height(window, 'sr1') == height(window, 'sr0') > 1, 'it to be as high as the others')
    finally:
        window.close()


def keyboard(folder):
    """The keyboard goes from the row of a drive that went to the one below, else to the one above, without choosing it; and
    when there is none left, to what the list shows in their place."""
    window = open_window(folder)
    try:
        shows(window, ALL, 'every row')
        window.select_drive('sr1')
        window.wait_for('push button', contains='Update Firmware')
        for gone, to in (('sr2', 'sr3'), ('sr3', 'sr2'), ('sr0', 'sr1')):
            rows(window)[gone].get_component_iface().grab_focus()
            window.wait(lambda: f'{gone} ·' in (window.focused() or window.app).get_name(), f'the focus on {gone}')
            window.plug(f'unplug {gone}')
            shows(window, [name for name in ALL if name != gone], 'it to be gone')
            window.wait(lambda: f'{to} ·' in (window.focused() or window.app).get_name(), f'the focus on {to}')
            gui.check('(sr1)' in window.title(), 'the page stays: ' + window.title())
            window.plug(f'plug {gone}')
            shows(window, ALL, 'it to be back')
        for number, gone in enumerate(('sr3', 'sr2', 'sr1', 'sr0')):
            rows(window)[gone].get_component_iface().grab_focus()
            window.wait(lambda: f'{gone} ·' in (window.focused() or window.app).get_name(), f'the focus on {gone}')
            window.plug(f'unplug {gone}')
            shows(window, ALL[:3 - number], 'it to be gone')
        window.wait(lambda: window.has_focus('Rescan'), 'the focus in the place of the rows')
    finally:
        window.close()


def twins(folder):
    """Two of one name are told apart in the list; as soon as one has gone, the other needs no more than its name."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + gui.drive(1) + gui.drive(2, model='K370', revision='1.01')))
    try:
        for line in ('1.05 · sr0 · serial SIM0000', '1.05 · sr1 · serial SIM0001', '1.01 · sr2'):
            window.wait(lambda: window.find('label', line), line)
        window.set_cable('sr1', lambda: window.find('label', '1.05 · sr0'))
    finally:
        window.close()


def twins_without_serials(folder):
    """On USB the port is what a person can see of two drives that have no serial number; the system tells it."""
    drives = ''.join(gui.drive(number, Bus='usb', Serial='') for number in (0, 1))
    window = gui.Window(folder, gui.write_scenario(folder, drives), nodes=True)
    try:
        for line in ('1.05 · sr0 · USB port 1', '1.05 · sr1 · USB port 2'):
            window.wait(lambda: window.find('label', line), line)
    finally:
        window.close()


def lines(folder):
    """Two lines a drive, and no fact that its name says; eight drives have room beside each other."""
    half = gui.drive(2, model='G200', revision='1.08', State='half-flashed')
    named = gui.drive(1, model='K352', revision='1.F2', Vendor='MAD DOG', Product='MD-16XDVD9A2')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + named + half + ''.join(map(gui.drive, range(3, 8)))))
    try:
        window.wait(lambda: len(rows(window)) == 8 and not [row for row in gui.rows(window) if 'not identified yet' in row], 'every drive')
        for line in ('1.05 · sr0 · serial SIM0000', 'NEC ND-3520A · 1.F2 · sr1'):
            window.wait(lambda: window.find('label', line), line)
        window.wait(lambda: window.find('label', contains='needs recovery · '), 'what is not ready says so first')
        highest = max(height(window, f'sr{number}') for number in range(8))
        gui.check(8 * highest <= 440, f'a row is {highest} high')
        window.keep_shot('rows')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, back_at_once, last_one, unseen, keyboard, twins, twins_without_serials, lines))
