#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One firmware file for several drives: a verdict for each, parallel flashing, one drive fails alone, and a report.

Also tests bb-batch-report.c, bb-batch-row.c, bb-batch-words.c and bb-drive-chooser.c.
"""
import re

import burnback_gui as gui

DRIVE = """[drive sr%d]
Family=nec-optiarc
Model=%s
Revision=%s
BootVersion=05
Serial=SIM000%d
Bus=pata
Speed=0
Seed=%d

"""
FAULT = """[fault 1]
Drive=sr2
At=step:program:5
Kind=sense
Sense=3/03/00
Times=3
"""


def file_asks_for_its_drive(window):
    """A file that is opened with several drives asks for which one it is; those that it fits come first, each with its verdict."""
    window.wait_for_text('Which Drive?')
    window.wait_for_text('new.bin is ND-3550A 1.07.')

    def drives():
        return [(node.get_name(), node.get_description()) for node in window.find_all('list item')
                if node.get_parent().get_name() == 'Drives and verdicts']
    window.wait(lambda: len(drives()) == 5 and not [row for row in drives() if 'not identified' in row[1]], 'every drive to be identified')
    gui.check([re.search(r'\((sr\d)\)', name)[1] for name, _ in drives()] == ['sr0', 'sr2', 'sr4', 'sr3', 'sr1'],
              f'the drives that the file fits come first: {drives()}')
    verdicts = [description for _, description in drives()]
    gui.check(verdicts[:3] == ['Compatible · 1.05 → 1.07', 'Compatible · 1.04 → 1.07', 'Compatible · 1.05 → 1.07']
              and verdicts[3].startswith('Compatible with warnings · 1.09 → 1.07 · ') and verdicts[4].startswith('Incompatible · '),
              f'each drive has its verdict: {verdicts}')
    gui.check('serial SIM0000' in drives()[0][0], 'drives of one name are told apart')
    window.keep_shot('which-drive')


def first_row(window):
    """Returns the name of the first row of the list of drives, as it is on the screen."""
    rows = [node for node in window.find_all('list item', contains='· sr', hidden=True) if node.get_parent().get_name() == 'Drives and verdicts']
    return min(rows, key=lambda node: node.get_extents(gui.Atspi.CoordType.WINDOW).y).get_name()


def order_of_rows(window):
    """Returns the short names of the drives in all lists of the page, from top to bottom; also of those that are scrolled out of view."""
    rows = [node for node in window.find_all('list item', contains='· sr', hidden=True)
            if node.get_state_set().contains(gui.Atspi.StateType.VISIBLE) and window.is_on_page(node)]
    return [re.search(r'· (sr\d) ·', node.get_name())[1] for node in rows]


def drive_with_a_disc_is_first(window):
    """A drive that only needs a hand is first, with the button for that; afterwards it can be selected. Rows have revisions and serial."""
    def row():
        return window.find('list item', contains='1.05 → 1.07 · serial SIM0004 · sr4 · PATA, compatible')
    window.wait(lambda: row() and row().get_index_in_parent() == 0, 'the drive with a disc to be the first one')
    disc = row()
    window.wait_for_text('There is a disc in the drive. Remove the disc.')
    window.keep_shot('batch-hand')
    window.press('Eject Disc')
    window.wait_until_on(window.wait(lambda: window.find('check box', contains='(sr4)', hidden=True), 'the check box of sr4'))
    gui.check(not window.find('push button', 'Eject Disc'), 'the button disappears with the disc')
    window.wait_for_text('Disc ejected. Take the disc out. The drive can be flashed with the tray open or closed.', hidden=True)
    gui.check('sr4' in first_row(window), 'the row does not move when the disc is ejected')


def is_offered(window, name):
    """Returns whether the page has a visible button of that name, scrolled into view or not."""
    return any(node.get_state_set().contains(gui.Atspi.StateType.VISIBLE) for node in window.find_all('push button', name, hidden=True))


def only_the_user_selects(window, image, selects_all):
    """Choosing a file on the page selects no drive. A drive whose disc is ejected is selected after "Select All", but
    not if a tick was removed since; the button says how many of the compatible drives are selected."""
    def box(name):
        return window.wait(lambda: window.find('check box', contains=re.compile(rf'^Select .*\({name}\)'), hidden=True), f'the check box of {name}')

    def checked():
        return [name for name in ('sr0', 'sr1', 'sr2', 'sr3', 'sr4') if box(name).get_state_set().contains(gui.Atspi.StateType.CHECKED)]
    window.press('Choose Files…')
    window.choose_file(image, accept='Check')
    window.wait_until_on(box('sr2'))
    window.wait(lambda: window.find('push button', 'Eject Disc'), 'the drive with a disc')
    gui.check(not checked(), f'choosing a file selects no drive: {checked()}')
    gui.check(not gui.is_sensitive(window.wait_for('push button', 'Flash Drives')), 'no fast click flashes a drive')
    window.click(box('sr2'))
    window.wait_for('push button', 'Flash 1 of 3 Drives')
    window.press('Select All')
    window.wait_for('push button', 'Flash 2 of 3 Drives')
    window.keep_shot('batch-some')
    if not selects_all:
        window.click(box('sr0'))
        window.wait_for('push button', 'Flash 1 of 3 Drives')
    window.press('Eject Disc')
    window.wait_until_on(box('sr4'))
    window.wait_for('push button', 'Flash 3 Drives' if selects_all else 'Flash 1 of 3 Drives')
    window.wait_for('label', 'Each selected drive will be backed up first. If one operation fails, Burnback will continue with the other drives.')
    gui.check(checked() == (['sr0', 'sr2', 'sr4'] if selects_all else ['sr2']), f'the drive whose disc was ejected follows "Select All": {checked()}')


def choose_on_the_page(folder, selects_all):
    scenario = folder / 'choice.scenario'
    drives = [('K355', '1.05'), ('K370', '1.01'), ('K355', '1.04'), ('K355', '1.09'), ('K355', '1.05')]
    scenario.write_text(''.join(DRIVE % (i, model, revision, i, i) for i, (model, revision) in enumerate(drives)).rstrip() + '\nDisc=data\n')
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario)
    try:
        window.wait(lambda: len([row for row in gui.rows(window) if 'ready' in row]) >= 4, 'the drives to be identified')
        window.key('Control+m')
        window.wait_for_several()
        only_the_user_selects(window, image, selects_all)
    finally:
        window.close()


def drive_is_selected_when_it_is_ready(folder):
    choose_on_the_page(folder, True)


def drive_is_not_selected_after_a_tick_was_removed(folder):
    choose_on_the_page(folder, False)


def test(folder):
    scenario = folder / 'batch.scenario'
    drives = [('K355', '1.05'), ('K370', '1.01'), ('K355', '1.04'), ('K355', '1.09'), ('K355', '1.05')]
    scenario.write_text(''.join(DRIVE % (i, model, revision, i, i) for i, (model, revision) in enumerate(drives)).rstrip() + '\nDisc=data\n\n' + FAULT)
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [image])
    try:
        file_asks_for_its_drive(window)
        window.choose_several()
        window.wait_for('list item', contains=re.compile('· sr0 · PATA, compatible$'))
        window.wait_for('list item', contains='1.01 · serial SIM0001 · sr1 · PATA, incompatible')
        gui.check(not window.find('list item', contains='→ 1.07 · serial SIM0001', hidden=True), 'a refused drive has no change of revision')
        window.wait_for('list item', contains=re.compile('· sr2 · PATA, compatible$'))
        window.wait_for('list item', contains='· sr3 · PATA, compatible with warnings')
        drive_with_a_disc_is_first(window)
        boxes = list(window.find_all('check box', contains='Select NEC', hidden=True))
        gui.check(len(boxes) == 5 and not [box for box in boxes if box.get_state_set().contains(gui.Atspi.StateType.CHECKED)], 'no drive is selected')
        gui.check(not gui.is_sensitive(window.wait_for('push button', 'Flash Drives')), 'the button to flash is insensitive')
        window.wait_for_text('Select the drives to flash.')
        flash = window.select_all(3)
        older = window.wait(lambda: window.find('check box', contains='(sr3)', hidden=True), 'the check box that selects sr3')
        gui.check(not older.get_state_set().contains(gui.Atspi.StateType.SENSITIVE), 'a drive with warnings cannot be selected before the user has confirmed them')
        order = order_of_rows(window)
        window.click(flash)
        window.wait(lambda: window.find('list item', contains='· sr0 · PATA, Firmware updated.', hidden=True), 'sr0 to be flashed')
        window.wait(lambda: window.find('list item', contains='sr2 · PATA, Waiting for your answer', hidden=True), 'sr2 to ask a question')
        gui.check(not is_offered(window, 'Choose Latest Backups'), 'no backups are offered while drives are being flashed')
        window.wait_for_text('1 drive is waiting for your answer. To answer, open the drive’s page.')
        gui.check(order_of_rows(window) == order, f'no row moves while drives are flashed and ask: {order} {order_of_rows(window)}')
        window.wait(lambda: re.match(r'\d+ % - Flashing 3 drives - Burnback', window.title()), 'the title to have the progress')
        window.wait_for_text(re.compile('^(Do not disconnect power or data|The firmware is incomplete)'))
        window.keep_shot('batch-asks')
        # The question is answered on the page of the drive; after that the batch has its result.
        window.press('Show sr2')
        window.press('Restore 1.04')
        window.wait_for_text('Flashing failed. The previous firmware was restored.')
        window.key('Control+m')
        window.wait_for('label', '2 of 3 drives were flashed and verified. Failed: sr2.')
        window.wait(lambda: window.find('list item', contains='sr2 · PATA, Flashing failed. The previous firmware was restored.', hidden=True), 'the result of sr2')
        gui.check(order_of_rows(window) == order, f'no row has moved at the end: {order} {order_of_rows(window)}')
        gui.check(not is_offered(window, 'Choose Latest Backups'), 'no backups are offered above the results')
        window.keep_shot('batch-done')
        gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, test, drive_is_selected_when_it_is_ready,
    more=(drive_is_not_selected_after_a_tick_was_removed,)))
