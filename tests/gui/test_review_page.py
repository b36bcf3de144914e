#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The review page: the four verdicts, and the consents that each needs."""
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


def is_scrolled(node):
    while node is not None and node.get_role_name() != 'scroll pane':
        node = node.get_parent()
    return node is not None


def fits(folder):
    window = review(folder, gui.drive(0), 'COMPATIBLE', 'compatible', 'K355', revision='1.07')
    try:
        gui.check(is_possible(window.wait_for('push button', 'Flash 1.07 onto sr0')), 'no consent is needed')
        window.wait_for_text(re.compile('^[\u2066-\u2069]*1.05 → 1.07[\u2066-\u2069]*$'))
        # Matching properties are in a closed expander, others are visible.
        side = window.wait_for('panel', 'Drive and file side by side')
        same = window.wait_for('toggle button', '5 properties match')
        folded, shown = ([node.get_name() for node in window.walk(place, hidden=True)] for place in (same, side))
        gui.check('Hardware type' in folded and 'Firmware' in shown and 'Firmware' not in folded, f'only what differs is open: {shown}, {folded}')
        gui.check(not same.get_state_set().contains(gui.Atspi.StateType.EXPANDED), 'the expander of matching properties is closed')
        window.click(same)
        window.wait(lambda: same.get_state_set().contains(gui.Atspi.StateType.EXPANDED), 'it to be unfolded')
        lines = [node.get_name() for node in window.walk(hidden=True) if re.search('0x[0-9a-f]{6}–0x[0-9a-f]{6}: ', node.get_name() or '')]
        gui.check([line for line in lines if 'firmware' in line and 'erased and written' in line]
                  and [line for line in lines if 'boot code' in line and 'not changed' in line], f'it says what is written where: {lines}')
    finally:
        window.close()


def review_starts_at_its_top(folder):
    """A new review starts at its top, wherever the previous one was scrolled to."""
    window = review(folder, gui.drive(0), 'COMPATIBLE', 'compatible', 'K355', revision='1.07')

    def place(text):
        return window.wait_for_text(text, hidden=True).get_extents(gui.Atspi.CoordType.WINDOW).y

    try:
        top = place('Flash ND-3550A 1.07 on')
        # The widget with the focus is scrolled into view.
        expander = window.wait_for('toggle button', '5 properties match')
        window.click(expander)
        for node in window.walk(hidden=True):
            box = node.get_extents(gui.Atspi.CoordType.WINDOW) if is_scrolled(node) else None
            if box is not None and box.y > 600 and node.get_state_set().contains(gui.Atspi.StateType.FOCUSABLE):
                expander = node
        expander.get_component_iface().grab_focus()
        window.wait(lambda: place('Flash ND-3550A 1.07 on') < top, 'the page to be scrolled')
        window.keep_shot('verdict-scrolled')
        window.key('Escape')
        # The check made a backup.
        window.click(window.wait_until_on(window.wait_for('push button', 'Restore…')))
        window.wait_for('push button', contains='Restore 1.05 on sr0')
        window.wait(lambda: place(re.compile('^Restore 1.05 on NEC')) == top, 'the other review to begin at its top')
        window.keep_shot('verdict-from-its-top')
    finally:
        window.close()


def file_for_several_drives(folder):
    """A file that is opened with several drives is for none of them before one is selected."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + gui.drive(1, revision='1.04') + gui.drive(2, 'K370')), [image])
    try:
        for node, word in (('sr0', 'compatible$'), ('sr1', 'compatible$'), ('sr2', 'incompatible$')):
            window.wait(lambda n=node, w=word: window.find('list item', contains=re.compile(f'· {n} · PATA, {w}'), hidden=True), f'the verdict on {node}')
        boxes = list(window.find_all('check box', contains='Select NEC', hidden=True))
        gui.check(len(boxes) == 3 and not [box for box in boxes if box.get_state_set().contains(gui.Atspi.StateType.CHECKED)], 'none is selected')
        gui.check(not is_possible(window.wait_for('push button', 'Flash')), 'no button is armed')
        window.wait_for_text('Select the drives, or open one to review it.')
        window.keep_shot('verdict-several')
        window.press('Show NEC DVD_RW ND-3550A (sr1)')
        window.wait_for('push button', 'Flash 1.07 onto sr1')
        window.wait_for_text(re.compile('1.04 → 1.07'))
    finally:
        window.close()


def caution(folder):
    window = review(folder, gui.drive(0, revision='1.09'), 'COMPATIBLE WITH WARNINGS', 'warnings', 'K355', revision='1.07')
    try:
        flash = window.wait_for('push button', contains='Flash 1.07 onto')
        gui.check(not is_possible(flash), 'the cautions have to be read first')
        gui.check(not is_scrolled(window.find('check box', 'I have read the warnings above')), 'the consent is beside the button')
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


gui.main(lambda folder: gui.run_cases(folder, fits, review_starts_at_its_top, file_for_several_drives, caution, cross_flash, refused))
