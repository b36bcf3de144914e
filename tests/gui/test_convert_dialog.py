#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing the boot code: offered to experts only, explained and agreed to on the review, and followed until the new firmware runs.

Also tests bb-steps-dialog.c.
"""
import os
import re
import subprocess

import burnback_gui as gui
import experts

BOOT = 'Change the Boot Code…'
ACT = 'Change Boot Code to K451 on sr0'


def open_window(folder, expert=True, model='K355'):
    """Opens a window with one identified drive; @expert: whether the setting for experts is on."""
    scenario = gui.write_scenario(folder, gui.drive(0, model))
    window = gui.Window(folder, scenario, env={'BURNBACK_SIM_STATE': str(folder / 'drives')})
    window.wait_for('list item', contains='ready')
    window.wait_for_text('Drive type confirmed')
    if expert:
        experts.turn_on(window)
    return window


def sim(folder, *arguments):
    return subprocess.run([os.environ['BURNBACK_SIM'], *map(str, arguments)], check=True, stdout=subprocess.PIPE,
                          env=dict(os.environ, BURNBACK_SIM_STATE=str(folder / 'drives'))).stdout


def boot_code(folder):
    return gui.make_image(folder / 'boot.bin', 'nec-optiarc', 'K451', kind='boot-code')


def named(window, name):
    """Returns the shown widgets with this accessible name."""
    return [node for node in window.walk() if node.get_name() == name]


def open_menu(window):
    """Opens the menu of the drive; returns its items that change the boot code: one or none."""
    window.click(window.wait_for('toggle button', 'Drive menu'))
    window.wait(lambda: named(window, 'Save Report…'), 'the menu of the drive')
    if gui.KEYBOARD:
        window.wait(lambda: window.focused().get_role_name() == 'push button', 'the menu to have the focus')
    return named(window, BOOT)


def choose_target(window, key):
    """Chooses the type @key, to which the drive is to be converted."""
    wanted = window.wait_for('radio button', contains=f'({key})')
    if not gui.KEYBOARD:
        window.click(wanted)
    else:
        now = window.tab_to(lambda node: node.get_role_name() == 'radio button', 'the types')
        while now != wanted:
            before = now
            window.key('Down')
            now = window.wait(lambda: (lambda node: node != before and node)(window.focused()), 'the next target to have the focus')
        window.key('space')
    window.wait(lambda: wanted.get_state_set().contains(gui.Atspi.StateType.CHECKED), f'{key} to be chosen')


def open_review(window, boot, key='K451'):
    """Chooses target and boot code in the dialog, and presses "Review"."""
    open_menu(window)
    window.press(BOOT)
    review = window.wait_for('push button', 'Review')
    gui.check(not gui.is_sensitive(review), 'the review cannot be opened before a target is chosen')
    window.wait_for_text('Current type: ND-3550A (K355)')
    window.keep_shot('convert-dialog')
    choose_target(window, key)
    window.wait_for_text('Choose the boot code file first.')
    window.press('Choose a Boot Code File…')
    window.choose_file(boot, 'Choose')
    window.wait_for_text(f'Boot code: {boot.name}')
    gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
    window.keep_shot('convert-dialog-filled')
    window.press('Review')


def conversion_is_offered_to_experts_only(folder):
    window = open_window(folder, expert=False)
    try:
        gui.check(not open_menu(window), 'the menu has no item to change the boot code for users who are not experts')
        window.key('Escape')
        window.wait(lambda: not named(window, 'Save Report…'), 'the menu to close')
        window.menu('Settings')
        switch = window.wait_for('toggle button', 'Expert operations')
        gui.check('change the boot code of some drives' in switch.get_description(), 'the description of the switch mentions the boot code')
        window.click(switch)
        window.wait(lambda: switch.get_state_set().contains(gui.Atspi.StateType.CHECKED), 'the switch to be on')
        window.key('Escape')
        window.wait(lambda: not window.find('spin button', 'Time to answer (minutes)'), 'the settings to close')
        gui.check(open_menu(window), 'the menu has the item to change the boot code for experts')
        window.key('Escape')
    finally:
        window.close()


def conversion_is_not_offered_without_a_target(folder):
    window = open_window(folder, model='K110')
    try:
        gui.check(not open_menu(window), 'the menu has no item to change the boot code of a drive without a target')
        window.key('Escape')
    finally:
        window.close()


def unusable_boot_code_is_refused(folder):
    window = open_window(folder)
    sim(folder, 'dump', 'sr0', folder / 'before.bin')
    wrong = gui.make_image(folder / 'firmware.bin', 'nec-optiarc', 'K451', revision='1.09', boot_version='05')
    try:
        open_review(window, wrong)
        window.wait_for_text('INCOMPATIBLE')
        window.wait_for_text('The boot code of this drive cannot be changed as requested.')
        gui.check(not window.find('push button', ACT), 'the button is not offered for a refused boot code')
        window.keep_shot('convert-refused')
        window.press('Choose Another File…')
        window.wait_for('radio button', contains='(K451)')
        window.key('Escape')
        window.wait(lambda: not window.find('radio button', contains='(K451)'), 'the dialog to close')
        sim(folder, 'dump', 'sr0', folder / 'after.bin')
        gui.check((folder / 'before.bin').read_bytes() == (folder / 'after.bin').read_bytes(), 'the memory of the drive is unchanged')
    finally:
        window.close()


def review_asks_for_the_name_of_the_target(window):
    """The review explains the conversion, and only the typed name of the target enables the button. Returns the
    button."""
    act = window.wait_for('push button', ACT)
    window.wait_for_text('Convert NEC DVD_RW ND-3550A (sr0) to K451?')
    window.wait(lambda: window.has_focus('Cancel'), 'the button Cancel to have the focus')
    reasons = 'If the power fails while the last command writes the boot code, only', 'The conversion will erase the main firmware. Afterwards', 'Back up the drive to see whether the boot code can be read'
    for reason in reasons:
        window.wait(lambda: window.find('list item', contains=reason, hidden=True), f'the reason "{reason}"')
    said = (r'^If power fails during step \d+, the drive will become unusable\.', r'If the power fails then, only an external programming device can recover the drive', r'^The plan has \d+ steps\.',
            r'^Before anything is written, Burnback reads the firmware twice, compares the two results and saves a copy\.', r'^Power cycle the drive, then recover the drive\.')
    for sentence in said:
        window.wait(lambda: window.find_text(re.compile(sentence), hidden=True), f'a sentence that matches {sentence}')
    gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
    gui.check(not gui.is_sensitive(act), 'the button is insensitive before the name of the target is typed')
    window.keep_shot('convert-review')
    window.press(contains='Show ', role='push button')
    window.wait_for_text('Once a step marked with the warning icon has started')
    window.key('Escape')
    window.wait(lambda: not window.find_text('Once a step marked with the warning icon has started'), 'the dialog with the steps to close')
    window.type_into('Model to confirm', 'K45')
    window.wait_for_text('First enter the name of the target model.')
    gui.check(not gui.is_sensitive(act), 'the beginning of the name is no consent')
    window.type_into('Model to confirm', '1' if gui.KEYBOARD else 'K451')
    window.wait_until_on(act)
    window.keep_shot('convert-agreed')
    return act


def converted_drive_is_recovered_with_its_new_firmware(folder):
    boot = boot_code(folder)
    image = gui.make_image(folder / 'k451.bin', 'nec-optiarc', 'K451', revision='1.09', seed='3')
    window = open_window(folder)
    try:
        open_review(window, boot)
        window.click(review_asks_for_the_name_of_the_target(window))
        window.wait_for_text('The data was written but has not been verified yet.')
        window.wait_for_text('Power cycle the drive. The drive light will then blink, which is normal. After that, choose “Recover This Drive” '
                             'and select a firmware file for the new drive type.')
        gui.check(not window.find('push button', 'Compare Again'), 'the drive is not compared before the power cycle')
        window.wait(lambda: window.has_focus('Recover This Drive…'), 'the button of the next step to have the focus')
        window.wait_for('list item', contains='needs recovery')
        window.keep_shot('convert-result')
        window.press('Recover This Drive…')
        window.wait_for('list item', contains='Disconnect power for 30 seconds (current)')
        window.keep_shot('convert-power')
        sim(folder, 'power', 'sr0', 'off')
        window.wait_for_text(re.compile(r'ND-\d{4}A \(sr0\) is disconnected$'))
        sim(folder, 'power', 'sr0', 'on')
        window.wait_for('list item', contains="Use the manufacturer’s firmware file (current)")
        window.keep_shot('convert-file')
        window.press(contains='Choose a File')
        window.choose_file(image, 'Review')
        window.press(contains='Flash 1.09 onto')
        window.wait_for_text('Recovery finished.')
        window.wait_for_text('All of the firmware was read back and verified.')
        window.keep_shot('convert-done')
        window.press('Back to the Drive')
        window.wait_for('list item', contains='ready')
        window.wait_for('list item', contains='identified as NEC ND-4551A')
    finally:
        window.close()
    sim(folder, 'dump', '--region', 'boot', 'sr0', folder / 'now.bin')
    gui.check((folder / 'now.bin').read_bytes()[:0x4000] == boot.read_bytes()[:0x4000], 'the drive has the new boot code')


gui.main(lambda folder: gui.run_cases(folder, conversion_is_offered_to_experts_only, conversion_is_not_offered_without_a_target, unusable_boot_code_is_refused, converted_drive_is_recovered_with_its_new_firmware))
