#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of the list slide in and out, where the desktop wants things to move, and their drive is not there meanwhile."""
import burnback_gui as gui

COUNT = 4
# A busy machine may draw nothing at all for as long as a row slides; then it is looked at once more.
TRIES = 8


class Heights:
    """How high the rows of the list were in each picture, by short name. The program itself tells: none is missed."""

    def __init__(self):
        self.seen = {}
        self.listener = gui.Atspi.EventListener.new(self._seen)
        gui.check(self.listener.register('object:bounds-changed'), 'the bus tells sizes')

    def _seen(self, event):
        name = short_name(event.source)
        if name:
            self.seen.setdefault(name, []).append(event.any_data.height)

    def take(self, name):
        return self.seen.pop(name, [])

    def last(self, name):
        return self.seen.get(name, [0])[-1]

    def close(self):
        self.listener.deregister('object:bounds-changed')


def short_name(node):
    try:
        name = node.get_name() or ''
        return name.split(' · ')[1] if node.get_role_name() == 'list item' and name.count(' · ') > 1 else None
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


def open_window(folder, moves=True, **more):
    if not moves:
        settings = folder / 'config' / 'gtk-3.0' / 'settings.ini'
        settings.parent.mkdir(parents=True)
        settings.write_text('[Settings]\ngtk-enable-animations=0\n')
    return gui.Window(folder, gui.write_scenario(folder, ''.join(gui.drive(number) for number in range(COUNT))), nodes=True, **more)


ALL = [f'sr{number}' for number in range(COUNT)]
OTHERS = [name for name in ALL if name != 'sr1']


def pull_and_push(window, heights):
    """How high the row was while it went, and while it came."""
    heights.take('sr1')
    window.plug('unplug sr1')
    shows(window, OTHERS, 'the row to be gone')
    went = heights.take('sr1')
    window.plug('plug sr1')
    shows(window, ALL, 'the row to be back')
    window.wait(lambda: height(window, 'sr1') == height(window, 'sr0') == heights.last('sr1'), 'it to be as high as the others')
    return went, heights.take('sr1')


def slides(folder):
    heights = Heights()
    window = open_window(folder)
    try:
        shows(window, ALL, 'every row')
        full = height(window, 'sr0')
        first = [height for name in ALL for height in heights.take(name)]
        # A row says less, and is less high, before its drive was asked. The first may come before anybody listens.
        gui.check(all(height > full // 2 for height in first), f'those of the start are there at once: {first} of {full}')
        for _ in range(TRIES):
            went, came = pull_and_push(window, heights)
            gui.check(height(window, 'sr0') == full, 'the others are as high as before')
            if any(1 < height < full for height in went) and any(1 < height < full for height in came) and went[-1] <= 1:
                break
        else:
            raise gui.Failed(f'the row does not slide out to nothing, and in: {went}, {came} of {full}')
        gui.check(went == sorted(went, reverse=True) and came == sorted(came), f'nothing jumps to and fro: {went}, {came}')
    finally:
        window.close()
        heights.close()


def at_once(folder):
    """For whoever cannot bear that things move."""
    heights = Heights()
    window = open_window(folder, moves=False)
    try:
        shows(window, ALL, 'every row')
        full = height(window, 'sr0')
        for _ in range(2):
            went, came = pull_and_push(window, heights)
            between = [height for height in went + came if 1 < height < full // 2]
            gui.check(not between, f'nothing moves: {went}, {came} of {full}')
    finally:
        window.close()
        heights.close()


def back_at_once(folder):
    """A bus that is reset: the drive is back before its row has slid out."""
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
        window.open_drive('· sr2 ·')
        window.wait(lambda: '(sr2)' in window.title() and not window.find('list item', contains='· sr1 ·'), 'its page')
        window.plug('unplug sr1')
        shows(window, OTHERS, 'a row that nobody sees to go')
        window.plug('plug sr1')
        shows(window, ALL, 'and to come')
        window.key('Escape')
        window.wait(lambda: window.find('list item', contains='· sr1 ·'), 'the list')
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
        window.wait_for('push button', contains='Choose Firmware')
        for gone, to in (('sr2', 'sr3'), ('sr3', 'sr2'), ('sr0', 'sr1')):
            rows(window)[gone].get_component_iface().grab_focus()
            window.wait(lambda: f'· {gone} ·' in (window.focused() or window.app).get_name(), f'the focus on {gone}')
            window.plug(f'unplug {gone}')
            shows(window, [name for name in ALL if name != gone], 'it to be gone')
            window.wait(lambda: f'· {to} ·' in (window.focused() or window.app).get_name(), f'the focus on {to}')
            gui.check('(sr1)' in window.title(), 'the page stays: ' + window.title())
            window.plug(f'plug {gone}')
            shows(window, ALL, 'it to be back')
        for number, gone in enumerate(('sr3', 'sr2', 'sr1', 'sr0')):
            rows(window)[gone].get_component_iface().grab_focus()
            window.wait(lambda: f'· {gone} ·' in (window.focused() or window.app).get_name(), f'the focus on {gone}')
            window.plug(f'unplug {gone}')
            shows(window, ALL[:3 - number], 'it to be gone')
        window.wait(lambda: window.has_focus('Rescan'), 'the focus in the place of the rows')
    finally:
        window.close()


def leaving(folder):
    """The row of a drive that went is still seen for a moment. It takes neither the focus nor a choice."""
    window = open_window(folder)
    try:
        shows(window, ALL, 'every row')
        window.select_drive('sr0')
        window.wait(lambda: '(sr0)' in window.title(), 'its page')
        listener, chosen = gui.Atspi.EventListener.new(lambda event: touch(event)), []

        def touch(event):
            """As soon as the row of sr1 becomes lower it leaves: then it is taken by all ways that a screen reader has."""
            if short_name(event.source) == 'sr1' and event.any_data.height > 1 and not chosen:
                row = event.source
                states = row.get_state_set()
                row.get_component_iface().grab_focus()
                row.get_parent().get_selection_iface().select_child(row.get_index_in_parent())
                chosen.append([states.contains(state) for state in (gui.Atspi.StateType.SENSITIVE, gui.Atspi.StateType.FOCUSABLE)])
        for _ in range(TRIES):
            gui.check(listener.register('object:bounds-changed'), 'the bus tells sizes')
            window.plug('unplug sr1')
            shows(window, OTHERS, 'the row to be gone')
            listener.deregister('object:bounds-changed')
            gui.check('(sr0)' in window.title(), 'the page stays: ' + window.title())
            gui.check(not window.has_focus('· sr1 ·'), 'the focus is not on what is gone')
            if chosen:
                break
            window.plug('plug sr1')
            shows(window, ALL, 'it to be back')
        gui.check(chosen and not any(chosen[0]), f'it cannot be used: {chosen}')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, slides, at_once, back_at_once, last_one, unseen, keyboard, leaving))
