#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The four verdicts: what each says, and what it takes to go on."""
import re

import burnback_gui as gui

TDK = gui.drive(0, 'K110', Vendor='TDK', Product='DVDRW420N')


def review(folder, scenario, word, name, model, **kind):
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', model, boot_version='05', **kind)
    window = gui.Window(folder, gui.write_scenario(folder, scenario), [image])
    window.wait_for_text(re.compile(f'^{re.escape(word)}$'))
    window.wait(lambda: (window.focused() or window.app).get_name() in ('Cancel', 'Back to the Drive'), 'the safe answer to have the focus')
    gui.check(not window.nameless(), 'a screen reader has a word for everything: ' + '; '.join(window.nameless()))
    window.keep_shot('verdict-' + name)
    return window


def is_possible(node):
    return node.get_state_set().contains(gui.Atspi.StateType.SENSITIVE)


def fits(folder):
    window = review(folder, gui.drive(0), 'COMPATIBLE', 'compatible', 'K355', revision='1.07')
    try:
        gui.check(is_possible(window.wait_for('push button', contains='Flash 1.07 onto')), 'nothing more is asked')
    finally:
        window.close()


def caution(folder):
    window = review(folder, gui.drive(0, revision='1.09'), 'COMPATIBLE WITH WARNINGS', 'warnings', 'K355', revision='1.07')
    try:
        flash = window.wait_for('push button', contains='Flash 1.07 onto')
        gui.check(not is_possible(flash), 'the cautions have to be read first')
        window.press('I have read the warnings above', role='check box')
        window.wait(lambda: is_possible(flash), 'the button to be possible')
    finally:
        window.close()


def cross_flash(folder):
    window = review(folder, TDK, 'OTHER MODEL (CROSS-FLASH)', 'cross-flash', 'K110', vendor='_NEC', product='DVD_RW ND-1300A', revision='1.08')
    try:
        flash = window.wait_for('push button', contains='Flash 1.08 onto')
        gui.check(not is_possible(flash), 'another model is not offered to everybody')
        place = window.find('text', 'Model to confirm', hidden=True).get_parent()
        gui.check(not place.get_state_set().contains(gui.Atspi.StateType.VISIBLE), 'there is nothing to type yet')
        window.wait_for_text('This is for experts, who can turn it on in the settings.', hidden=True)
        window.press('Settings')
        switch = window.wait_for('toggle button', 'Firmware of another model')
        window.click(switch)
        window.wait(lambda: switch.get_state_set().contains(gui.Atspi.StateType.CHECKED), 'the switch to be on')
        window.key('Escape')
        window.wait(lambda: not window.find('spin button', 'Time to answer (minutes)'), 'the settings to close')
        window.wait(lambda: place.get_state_set().contains(gui.Atspi.StateType.VISIBLE), 'the place to type')
        gui.check(not is_possible(flash), 'another model has to be agreed to')
        asked = window.wait(lambda: [node.get_name() for node in window.walk(hidden=True) if 'becomes another model. Type ' in (node.get_name() or '')],
                            'what to type')[0]
        window.type_into('Model to confirm', asked.split('Type ')[1].split(' to confirm')[0])
        window.wait(lambda: is_possible(flash), 'the button to be possible')
        window.keep_shot('verdict-cross-flash-agreed')
    finally:
        window.close()


def refused(folder):
    window = review(folder, gui.drive(0), 'INCOMPATIBLE', 'incompatible', 'K370', revision='1.02')
    try:
        flash = window.find('push button', contains='Flash 1.02 onto', hidden=True)
        gui.check(flash is None or not is_possible(flash), 'nothing overrides a refusal')
        window.wait(lambda: window.find_text('This cannot be overridden'), 'and it says so')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(folder, fits, caution, cross_flash, refused))
