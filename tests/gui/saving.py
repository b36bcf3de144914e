# SPDX-License-Identifier: GPL-3.0-or-later
"""saving.py: answers the dialog that asks where a file is to be saved."""
import burnback_gui as gui


def save_as(window, suggested, target):
    """The dialog has suggested the name @suggested; it becomes @target."""
    name = window.wait(lambda: [node for node in window.walk() if node.get_role_name() == 'text'
                                and suggested in gui.Atspi.Text.get_text(node, 0, -1)], 'the name of the file')[0]
    window.wait(lambda: window.focused() == name, 'it to have the focus')
    window.fill(name, str(target))
    if gui.KEYBOARD:        # Tab would go on with the name, in GTK's chooser
        window.key('Return')
    else:
        window.press('Save')
