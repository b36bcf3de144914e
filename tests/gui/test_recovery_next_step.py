#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The next step of each page: one highlighted button after a refusal and for an unusable drive, and long pages that start at their top.

Tests bb-rescue-bar.c.
"""
import os
import re
import subprocess

import burnback_gui as gui

HALF = gui.drive(0, 'G200', revision='1.08', State='half-flashed')
BOOT = '[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BU40N\nSerial=SIM0001\nState=boot\n'
FAULT = '\n[fault 1]\nDrive=sr0\nAt=step:program:9\nKind=sense\nSense=3/03/00\nTimes=3\n'
TWO = gui.drive(0) + gui.drive(1, revision='1.04')


def overlap(one, other):
    """Returns whether two rectangles of the window overlap."""
    return one.x < other.x + other.width and other.x < one.x + one.width and one.y < other.y + other.height and other.y < one.y + one.height


def refused_file_leads_to_another_file(folder):
    """Another file can be chosen after a refusal. The button for it is not where the button to flash appears, which a second click would press."""
    for size in gui.some(((900, 600), (360, 640)), 1):
        check_another_file_after_a_refusal(folder, size)


def check_another_file_after_a_refusal(folder, size):
    """@size: of the window"""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K370', revision='1.02', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), [image], size=size)
    place = lambda node: node.get_extents(gui.Atspi.CoordType.WINDOW)
    try:
        window.wait_for_text('INCOMPATIBLE')
        gui.check(not window.find('push button', contains='Flash 1.02 onto'), 'flashing is not offered after a refusal')
        another = place(window.wait_for('push button', 'Choose Another File…'))
        window.press('Choose Another File…')
        good = gui.make_image(folder / 'good.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
        window.choose_file(good)
        window.wait_for_text(re.compile('^COMPATIBLE$'))
        flash = place(window.wait_for('push button', contains='Flash 1.07 onto'))
        gui.check(not overlap(another, flash), 'the button to flash is not where the button for another file was')
        stays = place(window.wait_for('push button', 'Choose Another File…'))
        gui.check(overlap(another, stays), 'the button for another file stays where it was, so that no other button takes its place')
    finally:
        window.close()


def is_sensitive(node):
    """Returns whether the control is sensitive."""
    return node.get_state_set().contains(gui.Atspi.StateType.SENSITIVE)


def damaged_drive_leads_to_recovery(folder):
    """The drive must be recovered before it can be flashed, so the review has a button that opens the recovery."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, State='damaged-id')), [image])
    try:
        window.wait_for_text('The drive is running, but the parts of its stored identity do not match each other. Recover the drive first.')
        gui.check(not window.find_text('You can continue', hidden=True), 'nothing says that the user can continue')
        # The bar above the page has a button of the same name, and its description says for which drive.
        button = window.wait_for('push button', 'Recover…', description='')
        for name in ('Flash 1.07 onto', 'Choose Another File…'):
            gui.check(not window.find('push button', contains=name), f'“{name}” is not offered before the recovery')
        window.keep_shot('recover-first')
        window.click(button)
        window.wait_for_text(re.compile(r'\(sr0\) needs recovery$'))
    finally:
        window.close()


def file_is_chosen_for_recovery(folder):
    """A drive in recovery mode accepts firmware only in its recovery, so another file is chosen for that."""
    window = gui.Window(folder, gui.write_scenario(folder, BOOT))
    letter, empty = folder / 'letter.txt', folder / 'empty.bin'
    letter.write_text('Dear Sir, this is no firmware.')
    empty.write_bytes(b'')
    good = gui.make_image(folder / 'good.bin', 'mediatek-mt1959', 'BD-RE BU40N', revision='1.03')
    try:
        window.press('Recover…')
        window.press('Choose a File…')
        window.choose_file(letter)
        window.wait_for_text('UNKNOWN FILE')
        gui.check(not window.find('label', 'BOOT'), 'the revision of the boot loader is not shown as firmware')
        names = lambda: [text.strip('\u2066\u2067\u2068\u2069') for text in window.texts()]
        window.wait(lambda: 'letter.txt' in names(), 'the name of the file')
        gui.check(not any('→' in name for name in names()), f'a file without a revision is shown with its name only: {names()}')
        window.wait(lambda: is_sensitive(window.find('push button', 'Choose Another File…')), 'the button to choose another file to be sensitive')
        window.press('Choose Another File…')
        window.choose_file(empty)
        window.wait_for_text('This file cannot be used')
        window.wait(lambda: window.has_focus('Choose Another File…'), 'the button to choose another file to have the focus')
        window.keep_shot('another-file')
        window.press('Choose Another File…')
        window.choose_file(good)
        window.wait_for_text('LABEL REQUIRED')
    finally:
        window.close()


def unreadable_file_leads_to_another_file(folder):
    """After an unreadable file, another one can be chosen on the same page."""
    empty = folder / 'empty.bin'
    empty.write_bytes(b'')
    good = gui.make_image(folder / 'good.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), [empty])
    try:
        window.wait_for_text('This file cannot be used')
        window.wait_for_text('empty.bin: the file is empty.')
        window.press('Choose Another File…')
        window.choose_file(good)
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text('Firmware updated to ')
        window.wait_for('push button', 'Flash Another File…')
        gui.check(not window.find('push button', 'Choose Another File…'), 'choosing another file is not offered after a success')
    finally:
        window.close()


def drive_that_does_not_work_is_chosen(folder):
    window = gui.Window(folder, gui.write_scenario(folder, TWO))
    try:
        window.menu('Recover a Drive…')
        window.wait_for_text('Choose the Affected Drive')
    finally:
        window.close()


def is_in_view(node, height):
    """Returns whether the widget is a button inside of the window, whose height is @height."""
    if node is None or node.get_role_name() != 'push button':
        return False
    box = node.get_extents(gui.Atspi.CoordType.WINDOW)
    return 0 < box.y and box.y + box.height < height + 2 * gui.EDGE


def assistant_starts_at_its_top(folder):
    size = (360, 640)
    window = gui.Window(folder, gui.write_scenario(folder, HALF), size=size)
    try:
        window.wait_for('list item', contains='needs recovery')
        gui.check('0.05' not in gui.rows(window)[0], f'the list has no revision of a drive without firmware: {gui.rows(window)}')
        window.open_drive('needs recovery')
        window.wait(lambda: len(list(window.find_all('push button', 'Recover…'))) == 1, 'the bar to disappear, because the page of the drive has the same button')
        gui.check(not window.find_text('Firmware 0.05'), 'the revision of the boot code is not shown as firmware')
        window.press('Recover…')
        title = window.wait_for_text(re.compile(r'\(sr0\) needs recovery$'), hidden=True)
        window.wait(lambda: window.has_focus('Evidence'), 'the evidence to have the focus')
        window.wait(lambda: not window.find('push button', 'Recover…'), 'the bar to disappear, because the page has the same button')
        box = title.get_extents(gui.Atspi.CoordType.WINDOW)
        bar = window.find('toggle button', 'Simulated Drives').get_extents(gui.Atspi.CoordType.WINDOW)
        gui.check(title.get_state_set().contains(gui.Atspi.StateType.SHOWING) and box.y >= bar.y + bar.height,
                  f'the title is in view, below the bar: {box.y}, {bar.y + bar.height}')
        window.keep_shot('recovery-narrow')
        window.press('Skip Step')
        # A widget that was just shown gets the focus before its place is known, so the page scrolls to it only later.
        window.wait(lambda: is_in_view(window.focused(), size[1]), 'the button of the next step to have the focus and to be in view')
    finally:
        window.close()


THREE = gui.drive(0) + ''.join(gui.drive(i, 'G200', revision='1.08', State='half-flashed') for i in (1, 2, 3))


def listed(window):
    """Returns the nodes of the drives on the page for choosing, from top to bottom, without the sidebar."""
    return [re.search(r'\((sr\d+)\)$', node.get_name())[1] for node in window.find_all('list item', contains=re.compile(r' \(sr\d+\)$'))]


def has_bar(window):
    return window.find_text(re.compile('needs? recovery\\.')) is not None


def bar_is_hidden_where_the_page_warns(folder):
    """No page has two warnings: the bar is not on the page of a drive that needs recovery, even if others need it, too."""
    window = gui.Window(folder, gui.write_scenario(folder, THREE))
    try:
        window.wait_for_text('3 drives need recovery.')
        gui.check(len(list(window.find_all('push button', 'Recover…'))) == 1, 'the page of a drive that is ready has the button of the bar only')
        place = lambda: window.wait_for('list item', contains='sr1').get_extents(gui.Atspi.CoordType.WINDOW).y
        before = place()
        window.open_drive('sr2')
        window.wait(lambda: 'sr2' in window.title() and not has_bar(window), 'the bar to disappear')
        gui.check(place() == before, 'the drives in the list stay in place as the bar disappears')
        gui.check(len(list(window.find_all('push button', 'Recover…'))) == 1, 'the page has one button to recover the drive')
        window.keep_shot('one-warning')
        window.select_drive('sr0')
        window.wait_for_text('3 drives need recovery.')
        bar_leads_to_the_drives_that_need_recovery(window)
    finally:
        window.close()


def bar_leads_to_the_drives_that_need_recovery(window):
    """Of several drives the user chooses one: those that need recovery are listed, the shown one first, the others on request."""
    window.press('Recover…')
    window.wait_for_text('Choose the Affected Drive')
    gui.check(listed(window) == ['sr1', 'sr2', 'sr3'], f'the drives that need recovery are listed: {listed(window)}')
    gui.check(not has_bar(window), 'the bar is not on the page that it leads to')
    row = window.find('list item', contains=re.compile(r'\(sr1\)$'))
    gui.check('needs recovery' in row.get_description(), f'the row says what the drive shows: {row.get_description()}')
    window.wait(lambda: window.has_focus('(sr1)'), 'the first row to have the focus')
    window.keep_shot('choose-broken')
    window.press('Another Drive…')
    window.wait(lambda: listed(window) == ['sr1', 'sr2', 'sr3', 'sr0'], 'the drive that works, below the others')
    window.wait(lambda: window.has_focus('(sr0)'), 'the drive that works to have the focus')
    window.keep_shot('choose-any')
    window.select_drive(re.compile(r'sr3\b(?!\))'))
    window.wait(lambda: 'sr3' in window.title(), 'the page of sr3')
    window.menu('Recover a Drive…')
    window.wait(lambda: listed(window) == ['sr3', 'sr1', 'sr2'], 'the drive that was shown, first')
    window.activate(window.find('list item', contains=re.compile(r'\(sr3\)$')))
    window.wait_for_text(re.compile(r'\(sr3\) needs recovery$'))


def bar_shows_where_the_flash_stopped(folder):
    """The bar shows the block at which the flash stopped; in a narrow window, which only --all opens, there is no room for that."""
    scenario = gui.write_scenario(folder, gui.drive(0) + FAULT)
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    code, result = gui.burnbackctl(scenario, folder / 'state', 'flash', 'sr0', str(image), '--yes', '--on-failure', 'stop')
    gui.check(code != 0, f'the flash stops with an error: {result}')
    name = 'NEC DVD_RW ND-3550A (sr0) needs recovery.'
    window = gui.Window(folder, scenario)
    try:
        window.wait(lambda: any('needs recovery' in row for row in gui.rows(window)), 'the row to say "needs recovery"')
        window.key('Control+b')
        text = window.wait_for_text(re.compile(f'^{re.escape(name)} Flashing this drive failed at block')).get_name()
        window.keep_shot('rescue-where')
        window.menu('Recover a Drive…')
        row = window.wait_for('list item', contains=re.compile(r'\(sr0\)$'))
        told = row.get_description()
        gui.check(re.fullmatch(r'needs recovery · .*Tried to flash 1\.07 over 1\.05, \d{4}-\d\d-\d\d \d\d:\d\d · Flashing this drive failed at block \d+ of \d+\.', told),
                  f'the row says what failed, when, and at which block: {told}')
        window.keep_shot('rescue-chooser')
        window.key('Control+b')
        window.wait_for_text(text)
        window.press('Recover…')
        window.press('Evidence', role='toggle button')
        reached = re.search(r' block \d+ of \d+\.$', text)[0]
        window.wait_for_text(re.compile('(?s)Writing firmware 1\\.07 over firmware 1\\.05 started on .*' + re.escape(reached)),
                             hidden=True)
    finally:
        window.close()
    if not gui.ALL:
        return
    window = gui.Window(folder, scenario, size=(360, 640))
    try:
        text = window.wait(lambda: window.find('label', name), 'the name of the drive and that it needs recovery')
        window.wait(lambda: text.get_extents(gui.Atspi.CoordType.SCREEN).height < 60, 'the text to take two lines at most')
        button = window.wait_for('push button', 'Recover…')
        window.wait(lambda: gui.has(button.get_description(), name), 'the description of the button')
        window.keep_shot('rescue-narrow')
    finally:
        window.close()


def backup_of_an_unusable_drive_leads_to_recovery(folder):
    """The result of a backup says that the drive must be recovered now, and has the button for that."""
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    cut = gui.write_scenario(folder, gui.drive(0) + gui.fault(1, 'step:program:5', kind='power-cut', During='middle'))
    done, told = gui.burnbackctl(cut, folder / 'state', 'flash', 'sr0', str(image), '--yes')
    gui.check(done == 6, f'the flash is interrupted: {done} {told}')
    subprocess.run([os.environ['BURNBACK_SIM'], 'power', 'sr0', 'on'], check=True)
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)))
    try:
        window.wait_for('list item', contains='needs recovery')
        window.open_drive('sr0 ·')
        window.press('Back Up')
        window.wait_for_text('Backup saved, but it contains no firmware.')
        window.keep_shot('backup-of-unusable')
        window.press('Recover This Drive…')
        window.wait_for_text(re.compile(r'\(sr0\) needs recovery$'))
    finally:
        window.close()
        del os.environ['BURNBACK_SIM_STATE']


gui.main(lambda folder: gui.run_cases(
    folder, refused_file_leads_to_another_file, damaged_drive_leads_to_recovery, file_is_chosen_for_recovery,
    assistant_starts_at_its_top, bar_is_hidden_where_the_page_warns, bar_shows_where_the_flash_stopped,
    backup_of_an_unusable_drive_leads_to_recovery,
    more=(unreadable_file_leads_to_another_file, drive_that_does_not_work_is_chosen)))
