# SPDX-License-Identifier: GPL-3.0-or-later
"""colour.py: colours, which are not on the accessibility bus: a button is blue if it is suggested, and red if it warns; the sign of a
warning is orange or red."""
import burnback_gui as gui


def colour(node, x=8):
    """Returns "blue", "red" or "grey": the colour of a widget @x pixels from its left side; that of a button beside its label."""
    import gi
    gi.require_version('Gdk', '3.0')
    from gi.repository import Gdk
    box = node.get_extents(gui.Atspi.CoordType.SCREEN)
    picture = Gdk.pixbuf_get_from_window(Gdk.get_default_root_window(), box.x + x, box.y + box.height // 2, 1, 1)
    red, _, blue = picture.get_pixels()[:3]
    return 'blue' if blue - red > 60 else 'red' if red - blue > 60 else 'grey'


def warns(label):
    """Returns whether the sign before a shown label, 16 pixels wide, has the colour of a warning."""
    import gi
    gi.require_version('Gdk', '3.0')
    from gi.repository import Gdk
    box = label.get_extents(gui.Atspi.CoordType.SCREEN)
    picture = Gdk.pixbuf_get_from_window(Gdk.get_default_root_window(), box.x - 22, box.y, 16, 16)
    data, width = picture.get_pixels(), picture.get_n_channels()
    rows = [data[y * picture.get_rowstride():][:16 * width] for y in range(16)]
    return any(row[i] - row[i + 2] > 60 for row in rows for i in range(0, len(row), width))


def wait_for(window, name, wanted):
    """Waits until the button has the colour @wanted, with the pointer elsewhere, because the pointer changes the colour."""
    node = window.wait_for('push button', name)
    gui.Atspi.generate_mouse_event(*gui.AWAY, 'abs')
    window.wait(lambda: colour(node) == wanted, f'"{name}" to be {wanted}')
