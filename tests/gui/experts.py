# SPDX-License-Identifier: GPL-3.0-or-later
"""experts.py: turns on “Expert operations” in the settings. The setting is not stored, so each window begins with it off."""
import burnback_gui as gui


def turn_on(window, menu='Settings', name='Expert operations'):
    """Opens the settings with the item @menu, turns on the switch @name, and closes the settings. Both are texts or patterns."""
    window.menu(menu)
    switch = window.wait(lambda: window.find('toggle button', contains=name, hidden=True), f'the switch {name}')     # out of view with large text
    window.click(switch)
    window.wait(lambda: switch.get_state_set().contains(gui.Atspi.StateType.CHECKED), 'the switch to be on')
    window.key('Escape')
    window.wait(lambda: len(window.tops()) == 1, 'the settings to close')
