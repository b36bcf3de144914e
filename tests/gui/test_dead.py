#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""\"My drive is dead\" from the menu: a drive that runs is compared and the truth told; one that nobody sees gets its steps."""
import burnback_gui as gui


def test(folder):
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)))
    try:
        window.wait_for('list item', contains='ready')
        window.press('Back Up')
        window.wait_for_text('The backup is kept.')
        window.menu('My Drive Is Dead…')
        window.wait_for_text('Which drive is it?')
        gui.check(not window.nameless(), 'a screen reader has a word for everything: ' + '; '.join(window.nameless()))
        window.keep_shot('dead-which')
        window.press('It Is Not Listed')
        window.wait_for_text('A drive that is not seen')
        window.wait(lambda: window.find('list item', contains='Step 1 of 3: Switch it off', hidden=True), 'the steps for hands')
        window.keep_shot('dead-unseen')
        window.menu('My Drive Is Dead…')
        row = window.wait(lambda: [node for node in window.walk() if node.get_role_name() == 'list item' and (node.get_name() or '').endswith('(sr0)')],
                          'the drive in the list')[0]
        window.activate(row)
        window.wait_for_text('What is wrong with')
        window.press('Compare')
        window.wait_for_text('The firmware is what it should be.')
        window.press('Go On with the Recovery')
        window.wait(lambda: [node for node in window.walk(hidden=True) if 'byte by byte' in (node.get_name() or '')], 'the truth')
        window.keep_shot('dead-truth')
    finally:
        window.close()


gui.main(test)
