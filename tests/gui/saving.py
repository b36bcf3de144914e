# SPDX-License-Identifier: GPL-3.0-or-later
"""saving.py: answers the file chooser that asks where to save a file."""
import burnback_gui as gui


def save_as(window, suggested, target):
    """Checks that the dialog suggests the name @suggested, and saves to @target."""
    name = window.wait(lambda: [node for node in window.walk() if node.get_role_name() == 'text'
                                and suggested in gui.Atspi.Text.get_text(node, 0, -1)], 'the name of the file')[0]
    window.wait(lambda: window.focused() == name, 'the name of the file to have the focus')
    window.fill(name, str(target))
    if gui.KEYBOARD:        # in GTK's file chooser Tab would complete the name
        window.key('Return')
    else:
        window.press('Save')
