#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disconnecting and reconnecting a drive: its row disappears within a second, the page says so, and both return.

Tests bb-drive-view.c and bb-view-pages.c.
"""
import gi

import burnback_gui as gui

SCENARIO = """[drive sr0]
Family=nec-optiarc
Model=K355
Revision=1.05
BootVersion=05
Serial=SIM0001
Bus=pata
Speed=0
Seed=1

[drive sr1]
Family=nec-optiarc
Model=K355
Revision=1.04
BootVersion=05
Serial=SIM0002
Bus=pata
Speed=0
Seed=2
"""


def head(window):
    """Returns the vertical position of the head of the shown page."""
    return window.wait(lambda: window.find('label', 'Firmware 1.04', hidden=True), 'the head of the page').get_extents(gui.Atspi.CoordType.WINDOW).y


def scroll_down(window, top):
    window.scroll_to_end()
    window.wait(lambda: head(window) < top, 'the page to be scrolled')


def page_opens_at_its_top(window):
    """A page that was scrolled is shown from its top when another drive was selected meanwhile."""
    window.wait(lambda: window.find('list item', 'Supported: Identify', hidden=True), 'the last part of the page')
    top = head(window)
    scroll_down(window, top)
    window.select_drive('sr0')
    window.wait_for('label', 'Firmware 1.05')
    window.select_drive('sr1')
    window.wait(lambda: window.find('label', 'Firmware 1.04') and head(window) == top, 'the page of sr1 to be at its top')
    scroll_down(window, top)
    return top


def tooltip_goes_with_its_page(window):
    """A tooltip disappears with the page of its widget, though the pointer stays where it is."""
    try:
        gi.require_version('Gdk', '3.0')
        from gi.repository import Gdk
    except (ImportError, ValueError):
        return          # gir1.2-gtk-3.0 is not installed

    def tooltip():
        """Tooltips are not on the accessibility bus: the only black area below the button is one."""
        pixels = Gdk.pixbuf_get_from_window(Gdk.get_default_root_window(), box.x + 5, box.y + box.height + 12, 1, 1).get_pixels()
        return max(pixels[:3]) < 20
    box = window.wait_for('push button', 'What this means').get_extents(gui.Atspi.CoordType.SCREEN)
    for step in (0, 2):
        gui.Atspi.generate_mouse_event(box.x + box.width // 2 + step, box.y + box.height // 2, 'abs')
    window.wait(tooltip, 'the tooltip to appear')
    # Not the page of another drive: its button is below the pointer, too, and GTK may show the tooltip of that one next.
    # Keys would go to the tooltip, which lies under the pointer.
    window.wait_for('push button', 'Backups').get_action_iface().do_action(0)
    window.wait_for_text('No backups yet.')
    window.wait(lambda: not tooltip(), 'the tooltip to disappear with its page')


def test(folder):
    scenario = folder / 'two.scenario'
    scenario.write_text(SCENARIO)
    window = gui.Window(folder, scenario)
    try:
        window.wait_for('list item', contains='sr0')
        window.select_drive('sr1')
        window.wait_for_text('_NEC DVD_RW ND-3550A 1.04')
        top = page_opens_at_its_top(window)
        took = window.set_cable('sr1', lambda: not window.find('list item', contains='sr1 ·'))
        gui.check(took < 2 * float(gui.LIMIT) / 60, 'the row disappears within two seconds')
        window.wait_for_text('NEC DVD_RW ND-3550A (sr1) is disconnected')
        window.wait_for('list item', 'NEC DVD_RW ND-3550A (sr1), Disconnected')
        # The drive is on IDE.
        window.wait_for_text('Shut down the computer, then check')
        window.keep_shot('unplug-gone')
        window.wait(lambda: window.find('list item', contains='sr0'), 'the row of the other drive to stay')
        window.set_cable('sr1')
        window.wait_for('list item', contains='sr1 ·')
        # The page is that of the same drive, and the list selects it.
        window.wait(lambda: not window.find_text('is disconnected') and window.find_text('_NEC DVD_RW ND-3550A 1.04', hidden=True), 'the page of sr1')
        window.wait(lambda: window.find('list item', contains='sr1 ·').get_state_set().contains(gui.Atspi.StateType.SELECTED),
                    'the row of sr1 to be selected')
        window.wait_for('list item', contains='sr1 · PATA, ready')
        window.wait(lambda: head(window) == top, 'the page of the reconnected drive to be at its top')
        window.wait(lambda: window.focused() is not None, 'a widget to have the focus')
        tooltip_goes_with_its_page(window)
    finally:
        window.close()


gui.main(test)
