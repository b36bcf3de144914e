# SPDX-License-Identifier: GPL-3.0-or-later
"""pointer.py: clicks with the pointer. Window.click() uses accessible actions, which a button that ignores the pointer for a moment
(bb-click-guard.h) does not ignore."""
import time

import burnback_gui as gui
import colour

GUARD_SECONDS = 0.55                # a little less than BB_CLICK_GUARD_MS


def click(node):
    """Clicks on the middle of a widget."""
    area = node.get_extents(gui.Atspi.CoordType.SCREEN)
    gui.Atspi.generate_mouse_event(area.x + area.width // 2, area.y + area.height // 2, 'b1c')


def check_guard(window, hide, show, find_blue, find=None):
    """Checks that a button is dimmed and ignores the pointer for a moment after it appears. @hide, @show: make the button disappear and
    appear again; @find_blue: returns the suggested button of the page, None while there is none; @find: returns the button, if that is
    another one."""
    for _ in range(8):
        hide()
        window.wait(lambda: not find_blue(), 'the button to disappear')
        show()
        absent = start = time.monotonic()
        while not find_blue():
            absent, start = start, time.monotonic()
        # On a busy computer, the button may be on the accessibility bus, or in a picture, much later than in the window; then try again.
        if colour.colour(find_blue()) != 'grey':
            continue
        click((find or find_blue)())
        window.wait(lambda: colour.colour(find_blue()) == 'blue', 'the button to look as if it accepts the pointer')
        if time.monotonic() - absent > GUARD_SECONDS:
            return
    gui.check(False, 'the button is dimmed while it ignores the pointer')
