#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Four ordinary drives are in view at once on the page for several drives, because what they have in common is said once.

Before a file is chosen the page says where a disc is, and shows no control that does nothing. Choosing a file and starting the
flash move no row.

Also tests bb-batch-facts.c, bb-batch-sum.c, bb-batch-texts.c and bb-fold-box.c.
"""
import re

import burnback_gui as gui
import file_list

MEMORY = 'Flashing also erases a memory area of 64 KiB outside the firmware. This is normal for drives of this type. The drive probably manages this memory area itself. If the drive can read this area, the backup includes a copy of it for analysis only. Restoring the backup does not write to this area.'
UNTESTED = 'Burnback was tested only with a simulated drive of this model. There are no reports yet from a real drive.'
ORIGIN = 'This file is not among the firmware files that Burnback knows, so Burnback cannot tell whether someone modified it. If you have a choice, use a file from a source that you trust.'
ORIGIN_OF_SEVERAL = 'These files are not among the firmware files that Burnback knows, so Burnback cannot tell whether someone modified them. If you have a choice, use files from a source that you trust.'
NEVER_TESTED = 'Burnback has never been tested with a real or simulated drive of this model.'
WARNING = 'Burnback cannot detect damaged firmware files for this drive.'
FOUR = ('sr0', 'sr1', 'sr2', 'sr3')
BD_RE = 'BD-RE WH16NS60'
BLU_RAY = """[drive sr%d]
Family=mediatek-mt1959
Model=%s
Revision=1.02
Serial=SIM000%d
Bus=sata
Speed=0
Quirks=readable=%s

"""


def row(window, name):
    """Returns the row of the drive on the page, in view or not; None if there is none."""
    return next((node for node in window.find_all('list item', contains=f'· {name} · ', hidden=True)
                 if node.get_state_set().contains(gui.Atspi.StateType.VISIBLE) and window.is_on_page(node)), None)


def top(node):
    return node.get_extents(gui.Atspi.CoordType.WINDOW).y


def places(window):
    """Returns the place of each of the four rows in the window."""
    return {name: top(row(window, name)) for name in FOUR}


def order(window):
    return sorted(FOUR, key=lambda name: top(row(window, name)))


def texts(window, name):
    """Returns the texts of the row that are shown."""
    return '\n'.join(node.get_name() or '' for node in window.walk(row(window, name), hidden=True)
                     if node.get_role_name() == 'label' and node.get_state_set().contains(gui.Atspi.StateType.VISIBLE))


def boxes(window):
    """Returns the check boxes of the rows that a user sees."""
    return [node for node in window.find_all('check box', contains='Select NEC', hidden=True) if node.get_state_set().contains(gui.Atspi.StateType.VISIBLE)]


def details(window):
    """Opens the details above the list and returns their text."""
    window.click(window.wait(lambda: window.find('toggle button', 'Details for All Drives') or window.find('toggle button', 'Details'), 'the details'))
    label = window.wait(lambda: next((node for node in window.walk() if node.get_role_name() == 'label' and node.get_description() == 'Details for several drives'), None), 'the text of the details')
    return label.get_name()


def notices(window):
    """Returns the lines of the notices above the list, which must be in view although the details are folded."""
    label = window.wait(lambda: next((node for node in window.find_all('label', contains=UNTESTED) if node.get_description() == 'Notes about the drives'), None), 'the notices')
    pane = label
    while pane.get_role_name() != 'scroll pane':
        pane = pane.get_parent()
    gui.check(top(pane) <= top(label) and end(label) <= end(pane), 'the notices are in view')
    opened = [node for node in window.find_all('toggle button', contains='Details') if node.get_state_set().contains(gui.Atspi.StateType.EXPANDED)]
    gui.check(not opened, 'the details are folded')
    return label.get_name().split('\n')


def end(node):
    box = node.get_extents(gui.Atspi.CoordType.WINDOW)
    return box.y + box.height


def check_all_in_view(window, when):
    """Checks that the rows of all four drives are whole in the part of the page that scrolls."""
    pane = row(window, 'sr0')
    while pane.get_role_name() != 'scroll pane':
        pane = pane.get_parent()
    ends = {}

    def are_in_view():
        ends.update((name, end(row(window, name))) for name in FOUR)
        return max(ends.values()) <= end(pane)
    window.wait(are_in_view, f'all four drives to be in view {when}')


def check_before_a_file(window):
    """The drive with a disc is first, says so, and has its button. No control does nothing."""
    window.wait(lambda: window.find('push button', 'Eject Disc'), 'the button to eject the disc of sr1')
    gui.check('There is a disc in the drive. Remove the disc.' in texts(window, 'sr1'), f'the row says where the disc is: {texts(window, "sr1")}')
    gui.check(order(window) == ['sr1', 'sr0', 'sr2', 'sr3'], f'the drive with a disc is first: {order(window)}')
    gui.check(not boxes(window), 'no check box is shown that selects nothing')
    gui.check(not [name for name in FOUR if not gui.is_sensitive(window.wait(lambda: window.find('push button', contains=f'({name})'), f'the arrow of {name}'))],
              'each arrow leads to its drive')
    window.keep_shot('facts-before')


def common_facts_are_said_once(folder):
    window = open_page(folder, gui.drive(0, Speed=2) + gui.drive(1, Speed=2, Disc='data') + gui.drive(2, Speed=2) + gui.drive(3, Speed=2))
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    try:
        check_before_a_file(window)
        window.press('Choose Files…')
        window.choose_file(image, accept='Check')
        window.wait_for('label', 'Select the drives to flash.')
        # The rows are looked at one after the other, so their order can seem wrong while the page is laid out again.
        window.wait(lambda: order(window) == ['sr1', 'sr0', 'sr2', 'sr3'], 'the rows to stay in their order')
        verdict = window.wait(lambda: next((node for node in window.walk(row(window, 'sr1')) if node.get_name() == 'compatible'), None), 'the verdict of sr1')
        gui.check(top(verdict) - top(row(window, 'sr1')) < 20, 'the verdict is beside the name')
        gui.check(notices(window) == [ORIGIN, UNTESTED], f'what the review of one drive says beside its verdict is in view: {notices(window)}')
        check_all_in_view(window, 'before the start')
        gui.check(not [name for name in FOUR if ORIGIN in texts(window, name) or MEMORY in texts(window, name) or UNTESTED in texts(window, name)], 'no row repeats what is true of all')
        window.keep_shot('facts-checked')
        whole = details(window)
        gui.check(whole == MEMORY, f'the details say it once: {whole}')
        window.click(window.find('toggle button', 'Details for All Drives'))
        window.press('Eject Disc')
        window.wait_for_text('Disc ejected. Take the disc out. The drive can be flashed with the tray open or closed.')
        check_all_in_view(window, 'after the disc was ejected')
        all_or_none(window)
        before = places(window)
        window.click(window.wait_for('push button', 'Flash 4 Drives'))
        window.wait(lambda: all(re.search(r'Flashing, [1-9]\d* %', texts(window, name)) for name in FOUR), 'all drives to be flashed')
        gui.check(order(window) == sorted(FOUR, key=before.get), 'no row moves at the start')
        check_all_in_view(window, 'while they are flashed')
        gui.check(not boxes(window) and not [name for name in ('Choose Files…', 'Select None', 'Flash 4 Drives', 'Flash Drives', 'Save Report…') if window.find('push button', name)],
                  'no control is shown that does nothing while drives are flashed')
        window.keep_shot('facts-flashing')
        window.wait_for('label', '4 of 4 drives were flashed and verified.', seconds=4 * gui.LIMIT)
        for name in FOUR:
            window.wait(lambda: f'1.07 (was 1.05) · serial SIM000{name[2:]} · {name}' in texts(window, name), f'the row of {name} to say what the drive has now')
        gui.check(not boxes(window), 'a drive that has finished cannot be selected')
        window.keep_shot('facts-done')
    finally:
        window.close()


def open_tray_is_told_after_a_file_is_chosen(folder):
    """The disc was ejected first and a file chosen then: the row still says that the disc is in the open tray, and that the drive is ready."""
    window = open_page(folder, gui.drive(0) + gui.drive(1, Disc='data') + gui.drive(2) + gui.drive(3))
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    told = 'Disc ejected. Take the disc out of the tray.'
    ready = 'Disc ejected. Take the disc out. The drive can be flashed with the tray open or closed.'
    try:
        window.press('Eject Disc')
        window.wait(lambda: told in texts(window, 'sr1'), 'the row to say that the disc is in the tray')
        window.press('Choose Files…')
        window.choose_file(image, accept='Check')
        window.wait(lambda: 'compatible' in texts(window, 'sr1'), 'the verdict of sr1')
        gui.check(ready in texts(window, 'sr1') and 'Disc ejected' not in texts(window, 'sr0'), f'the row still says so: {texts(window, "sr1")}')
        window.keep_shot('facts-ejected')
    finally:
        window.close()


def all_or_none(window):
    """The button that selects all drives keeps its place, and then deselects all."""
    def button(name):
        return window.wait_for('push button', name)
    where = button('Select All').get_extents(gui.Atspi.CoordType.WINDOW).y, places(window)
    window.click(button('Select All'))
    none = button('Select None')
    window.wait_for('push button', 'Flash 4 Drives')
    gui.check((none.get_extents(gui.Atspi.CoordType.WINDOW).y, places(window)) == where, 'selecting all moves nothing')
    window.click(none)
    window.wait_for('label', 'Select the drives to flash.')
    gui.check(not [box for box in boxes(window) if box.get_state_set().contains(gui.Atspi.StateType.CHECKED)], 'no drive is selected')
    window.click(button('Select All'))


def open_page(folder, drives, size=None):
    """Returns a window with the page and the rows of four drives."""
    window = gui.Window(folder, gui.write_scenario(folder, drives), size=size)
    window.wait(lambda: len([text for text in gui.rows(window) if 'ready' in text or 'disc' in text]) == 4, 'the drives to be identified')
    window.press('Flash Several Drives')
    window.wait_for_several()
    window.wait(lambda: all(row(window, name) for name in FOUR), 'the rows')
    return window


def facts_of_one_image_name_their_drives(folder):
    """Two files for two drives each: what is true of the drives of one file is said once, with their names. A warning is never folded
    away: about some of the drives, it stays in their rows."""
    window = open_page(folder, gui.drive(0) + gui.drive(1) + ''.join(BLU_RAY % (i, BD_RE, i, 'all') for i in (2, 3)))
    files = folder / 'files'
    files.mkdir()
    gui.make_image(files / 'first.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    gui.make_image(files / 'second.bin', 'mediatek-mt1959', 'BD-RE WH16NS60', revision='1.03')
    try:
        file_list.choose_all(window, 'Choose Files', files, 'Check')
        window.wait_for('label', 'Select the drives to flash.')
        gui.check(notices(window) == [ORIGIN_OF_SEVERAL, UNTESTED], f'what is true of all has no names: {notices(window)}')
        whole = details(window)
        gui.check(whole.startswith('sr0, sr1: ' + MEMORY), f'what is true of the drives of one file has their names: {whole}')
        gui.check([WARNING in texts(window, name) for name in FOUR] == [False, False, True, True], 'a warning about some drives stays in their rows')
        gui.check(not [name for name in FOUR if MEMORY in texts(window, name) or UNTESTED in texts(window, name)], 'no row repeats what is above the list')
        window.keep_shot('facts-two-files')
    finally:
        window.close()


def notice_about_some_drives_names_them(folder):
    """A notice about some drives, or only one, is in view above the list, with their names, and in none of the rows."""
    window = open_page(folder, gui.drive(0) + gui.drive(1) + BLU_RAY % (2, BD_RE, 2, 'all') + BLU_RAY % (3, 'BD-RE WH16NS48', 3, 'all'))
    files = folder / 'files'
    files.mkdir()
    gui.make_image(files / 'first.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    gui.make_image(files / 'second.bin', 'mediatek-mt1959', BD_RE, revision='1.03')
    gui.make_image(files / 'third.bin', 'mediatek-mt1959', 'BD-RE WH16NS48', revision='1.03')
    try:
        file_list.choose_all(window, 'Choose Files', files, 'Check')
        window.wait_for('label', 'Select the drives to flash.')
        gui.check(notices(window) == [ORIGIN_OF_SEVERAL, f'sr0, sr1, sr2: {UNTESTED}', f'sr3: {NEVER_TESTED}'], f'the notices have the names of the drives: {notices(window)}')
        gui.check(not [name for name in FOUR if any(told in texts(window, name) for told in (ORIGIN, UNTESTED, NEVER_TESTED))], 'no row repeats a notice')
        window.keep_shot('facts-notices')
    finally:
        window.close()


def warning_about_all_is_said_once_in_view(folder):
    window = open_page(folder, ''.join(BLU_RAY % (i, BD_RE, i, 'all') for i in range(4)))
    try:
        window.press('Choose Files…')
        window.choose_file(gui.make_image(folder / 'new.bin', 'mediatek-mt1959', 'BD-RE WH16NS60', revision='1.03'), accept='Check')
        window.wait_for('label', 'Select the drives to flash.')
        label = window.wait_for_text(WARNING)
        gui.check(label.get_description() == 'Warnings for all drives' and not [name for name in FOUR if WARNING in texts(window, name)], 'the warning is said once, above the list')
        gui.check(notices(window) == [ORIGIN, UNTESTED], f'the notices are there, too: {notices(window)}')
        check_all_in_view(window, 'with a warning')
        window.keep_shot('facts-warning')
    finally:
        window.close()


def last_lines(window, contains):
    """Returns the last line of each shown label that contains the text and needs several lines."""
    last = []
    for node in window.find_all('label', contains=contains):
        text = node.get_text_iface()
        line = text.get_text_at_offset(text.get_character_count() - 1, gui.Atspi.TextBoundaryType.LINE_START)
        if line.start_offset > 0:
            last.append(line.content.strip())
    return last


def narrow_page_fits(folder):
    """In a narrow window nothing is cut off. A drive that is not selected cannot be selected while the others are flashed."""
    window = open_page(folder, gui.drive(0, Speed=8) + gui.drive(1, Disc='data') + gui.drive(2, Speed=8) + gui.drive(3, Speed=8), size=(360, 640))
    try:
        window.keep_shot('facts-narrow-before')
        window.press('Choose Files…')
        window.choose_file(gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05'), accept='Check')
        window.wait_for('label', 'Select the drives to flash.')
        window.wait(lambda: not window.cut_off((360, 640)), 'the page to fit into the window')
        gui.check(notices(window) == [ORIGIN, UNTESTED], f'the notices are in view without scrolling: {notices(window)}')
        lines = last_lines(window, '1.05 → 1.07')
        gui.check(lines and all(re.search(r'sr\d\W+PATA$', line) for line in lines), f'the bus does not stand alone in the second line: {lines}')
        window.keep_shot('facts-narrow-checked')
        left = {name: window.find('push button', name).get_extents(gui.Atspi.CoordType.WINDOW).x for name in ('Choose Files…', 'Select All')}
        gui.check(left['Select All'] == left['Choose Files…'], f'“Select All”, which has a line of its own, is at the start of it: {left}')
        window.press('Select All')
        gui.check(len(boxes(window)) == 4, 'a drive with a disc has its check box, with the reason beside it')
        window.press(contains='Flash 3')
        window.wait(lambda: 'Flashing, ' in texts(window, 'sr0'), 'the drives to be flashed')
        gui.check(not boxes(window), 'the drive with a disc cannot be selected meanwhile')
        window.wait_for_text('3 of 3 drives were flashed and verified.', hidden=True)
        window.keep_shot('facts-narrow-done')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, common_facts_are_said_once, open_tray_is_told_after_a_file_is_chosen, facts_of_one_image_name_their_drives, notice_about_some_drives_names_them, warning_about_all_is_said_once_in_view, narrow_page_fits))
