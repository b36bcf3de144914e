# SPDX-License-Identifier: GPL-3.0-or-later
"""dragging.py: drags a file with the mouse from a corner of the screen, right of and below a window of 900x600, into it."""
import os
import shutil
import subprocess

import burnback_gui as gui


def is_possible():
    if shutil.which('xprop') is None:
        print('not dragged: xprop is not installed')
        return False
    return True


def _corner(path):
    """A corner of the screen from which that file can be dragged, and what became of the drags."""
    os.environ['NO_AT_BRIDGE'] = '1'          # this program itself is not to be seen on the bus
    import gi
    gi.require_version('Gtk', '3.0')
    from gi.repository import Gdk, Gtk
    del os.environ['NO_AT_BRIDGE']
    corner, place, drags = Gtk.Window(type=Gtk.WindowType.POPUP), Gtk.EventBox(), []
    place.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    place.drag_source_add_uri_targets()
    place.connect('drag-data-get', lambda widget, context, data, info, when: data.set_uris([path.as_uri()]))
    place.connect('drag-begin', lambda widget, context: drags.append(context))
    corner.add(place)
    corner.set_default_size(100, 100)
    corner.move(1050, 650)
    corner.show_all()
    return corner, drags


def allow(window):
    """As a window manager says of a window that things can be dragged to. It is found by its title, which may change."""
    window.wait(lambda: subprocess.run(['xprop', '-name', window.title(), '-f', 'WM_STATE', '32c', '-set', 'WM_STATE', '1'],
                                       check=False, capture_output=True).returncode == 0, 'the window by its title')


def drop(window, path, target, until, what):
    """Lets the file fall on the middle of what is shown there, and waits until that is seen; for a screen of 1200x800."""
    corner, drags = _corner(path)
    window.wait(corner.is_visible, 'the corner')
    box = target.get_extents(gui.Atspi.CoordType.SCREEN)
    x, y, pulls = box.x + box.width // 2, box.y + box.height // 2, []

    def pull(left, top):
        """A little to and fro: where it stands still nothing is told."""
        pulls.append(left + len(pulls) % 20)
        gui.Atspi.generate_mouse_event(pulls[-1], top, 'abs')
        return True

    gui.Atspi.generate_mouse_event(1080, 680, 'abs')
    gui.Atspi.generate_mouse_event(1080, 680, 'b1p')
    window.wait(lambda: pull(1080, 700) and drags, 'the drag to begin')
    window.wait(lambda: pull(x, y) and int(drags[0].get_selected_action()) != 0, 'the window to take it')
    # One place is told after the other, each when the one before was answered; the last of them must be over the target.
    enough = len(pulls) + 60
    window.wait(lambda: pull(x, y) and len(pulls) >= enough, 'the place to be told')
    gui.Atspi.generate_mouse_event(x, y, 'b1r')
    window.wait(until, what)
    corner.destroy()
