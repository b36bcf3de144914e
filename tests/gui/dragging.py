# SPDX-License-Identifier: GPL-3.0-or-later
"""dragging.py: drags a file with the mouse from a second program in a corner of the screen to the window."""
import os
import re
import shutil
import subprocess

import burnback_gui as gui


def is_possible():
    """Returns whether xprop is installed; otherwise prints that nothing is dragged."""
    if shutil.which('xprop') is None:
        print('not dragged: xprop is not installed')
        return False
    return True


def _corner(paths):
    """Returns a window in the corner of the screen from which files can be dragged, and the list of its drags. The corner is right of
    and below a window of 900x600.
    """
    os.environ['NO_AT_BRIDGE'] = '1'          # this program must not appear on the accessibility bus
    import gi
    gi.require_version('Gtk', '3.0')
    from gi.repository import Gdk, Gtk
    del os.environ['NO_AT_BRIDGE']
    corner, place, drags = Gtk.Window(type=Gtk.WindowType.POPUP), Gtk.EventBox(), []
    place.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    place.drag_source_add_uri_targets()
    place.connect('drag-data-get', lambda widget, context, data, info, when: data.set_uris([path.as_uri() for path in paths]))
    place.connect('drag-begin', lambda widget, context: drags.append(context))
    corner.add(place)
    corner.set_default_size(100, 100)
    corner.move(1050, 650)
    corner.show_all()
    return corner, drags


def allow(window):
    """Sets the X property that a window manager sets for windows that accept drags. Finds the windows by their class, because xprop
    finds no title with a letter that is not ASCII."""
    def mark():
        tree = subprocess.run(['xwininfo', '-root', '-tree'], capture_output=True, check=True, text=True).stdout
        found = re.findall(r'(0x[0-9a-f]+) .*: \("burnback"', tree)
        return found and not any(subprocess.run(['xprop', '-id', one, '-f', 'WM_STATE', '32c', '-set', 'WM_STATE', '1'],
                                                check=False, capture_output=True).returncode for one in found)
    window.wait(mark, 'the window among those of the screen')


def drop(window, paths, target, until, what):
    """Drops a file, or a list of files, on the centre of a widget and waits for the result; for a screen of 1200x800."""
    corner, drags = _corner(paths if isinstance(paths, list) else [paths])
    window.wait(corner.is_visible, 'the window from which the file is dragged')
    box = target.get_extents(gui.Atspi.CoordType.SCREEN)
    x, y, pulls = box.x + box.width // 2, box.y + box.height // 2, []

    def pull(left, top):
        """Moves the pointer a little to and fro, because drag events are sent only for a pointer that moves."""
        pulls.append(left + len(pulls) % 20)
        gui.Atspi.generate_mouse_event(pulls[-1], top, 'abs')
        return True

    gui.Atspi.generate_mouse_event(1080, 680, 'abs')
    gui.Atspi.generate_mouse_event(1080, 680, 'b1p')
    window.wait(lambda: pull(1080, 700) and drags, 'the drag to begin')
    window.wait(lambda: pull(x, y) and int(drags[0].get_selected_action()) != 0, 'the window to accept the file')
    # Each position is sent after the previous one was answered; the last one must be over the target.
    enough = len(pulls) + 60
    window.wait(lambda: pull(x, y) and len(pulls) >= enough, 'the last position of the drag to be answered')
    gui.Atspi.generate_mouse_event(x, y, 'b1r')
    window.wait(until, what)
    corner.destroy()
