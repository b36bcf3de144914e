# SPDX-License-Identifier: GPL-3.0-or-later
"""colour.py: the colour of a button, which is not on the accessibility bus: blue if it is suggested, red if it warns."""
import burnback_gui as gui


def colour(node):
    """Returns "blue", "red" or "grey": the colour of a button beside its label."""
    import gi
    gi.require_version('Gdk', '3.0')
    from gi.repository import Gdk
    box = node.get_extents(gui.Atspi.CoordType.SCREEN)
    picture = Gdk.pixbuf_get_from_window(Gdk.get_default_root_window(), box.x + 8, box.y + box.height // 2, 1, 1)
    red, _, blue = picture.get_pixels()[:3]
    return 'blue' if blue - red > 60 else 'red' if red - blue > 60 else 'grey'


def wait_for(window, name, wanted):
    """Waits until the button has the colour @wanted, with the pointer elsewhere, because the pointer changes the colour."""
    node = window.wait_for('push button', name)
    gui.Atspi.generate_mouse_event(*gui.AWAY, 'abs')
    window.wait(lambda: colour(node) == wanted, f'"{name}" to be {wanted}')
