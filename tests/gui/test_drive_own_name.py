#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A drive that the user named is shown under that name, and its identity beside it (bb-app-text.c)."""
import burnback_gui as gui

OWN_NAME = 'TDK from the attic'


def test(folder):
    scenario = gui.write_scenario(folder, gui.drive(0) + gui.drive(1))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'name', 'sr0', OWN_NAME)[0] == 0, 'sr0 has a name')
    window = gui.Window(folder, scenario)
    try:
        row = window.wait_for('list item', contains=f'{OWN_NAME}, identified as')
        gui.check('sr0' in row.get_name(), f'the named drive is sr0: {row.get_name()}')
        gui.check(window.wait_for('list item', contains='sr1').get_name().startswith('NEC '), 'the other drive has the name that it reports')
        window.select_drive('sr0')
        window.wait(lambda: OWN_NAME in window.title(), 'the page of the named drive')
        window.wait_for_text('Identified as NEC ND-3550A')
        window.keep_shot('own-name')
    finally:
        window.close()


gui.main(test)
