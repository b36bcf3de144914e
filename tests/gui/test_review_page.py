#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The review page: the four verdicts, and the consents that each needs.

Also tests bb-app-verdict-words.c, bb-click-guard.c, bb-compare.c, bb-expert-box.c, bb-fitting-drive.c, bb-memory-bar.c, bb-reason-row.c and bb-review-plan.c.
"""
import re
import subprocess
import zipfile

import burnback_gui as gui
import colour
import experts
import pointer

RISK = 'This operation has risks. See the warnings above.'
TDK = gui.drive(0, 'K110', Vendor='TDK', Product='DVDRW420N')


def open_review(folder, scenario, word, name, model, **kind):
    """Opens a window with one drive and the review of a file; waits for the verdict @word."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', model, boot_version='05', **kind)
    window = gui.Window(folder, gui.write_scenario(folder, scenario), [image])
    window.wait_for_text(re.compile(f'^{re.escape(word)}$'))
    window.wait(lambda: (window.focused() or window.app).get_name() in ('Cancel', 'Back to the Drive'), 'the button Cancel to have the focus')
    gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
    window.keep_shot('verdict-' + name)
    return window


def is_scrolled(node):
    """Returns whether the widget is in a scroll pane."""
    while node is not None and node.get_role_name() != 'scroll pane':
        node = node.get_parent()
    return node is not None


def compatible_file_needs_no_consent(folder):
    """Also what the review of such a file shows: its values beside those of the drive, and its steps, whose button says what it
    opens; the number of steps stands in the dialog."""
    window = open_review(folder, gui.drive(0), 'COMPATIBLE', 'compatible', 'K355', revision='1.07')
    try:
        gui.check(gui.is_sensitive(window.wait_for('push button', 'Flash 1.07 onto sr0')), 'the button is sensitive without a consent')
        # What is not known stands beside the verdict, in view; the request for a report follows the requirements.
        window.wait_for_text('This firmware is made for this drive. This file matches the drive in everything that Burnback can check. Only its origin is unknown: If you have a choice, use a file from a source that you trust.')
        tested = window.wait(lambda: window.find('label', 'Burnback was tested only with a simulated drive of this model. There are no reports yet from a real drive.'), 'how far such drives were tested')
        bottom = tested.get_extents(gui.Atspi.CoordType.WINDOW)
        gui.check(bottom.y + bottom.height < 330, f'the sentence is in view without scrolling: {bottom.y}')
        request = window.wait(lambda: window.find('label', 'After flashing, choose “Save Report…” and send the report to help other users.', hidden=True), 'the request for a report')
        usb = window.wait(lambda: window.find('list item', contains='No USB bridge detected', hidden=True), 'the requirements')
        order = list(window.walk(hidden=True))
        gui.check(order.index(usb) < order.index(request), 'the request follows the requirements')
        window.wait_for_text(re.compile('^SHA-256 checksum of the file: [0-9a-f]{64}$'), hidden=True)
        window.wait_for_text(re.compile('^[\u2066-\u2069]*1.05 → 1.07[\u2066-\u2069]*$'))
        # Matching properties are in a closed expander, others are visible.
        side = window.wait_for('panel', 'Drive and file side by side')
        same = window.wait_for('toggle button', '4 properties match')
        folded, shown = ([node.get_name() for node in window.walk(place, hidden=True)] for place in (same, side))
        gui.check('Hardware type' in folded and 'Firmware' in shown and 'Firmware' not in folded, f'only properties that differ are outside of the expander: {shown}, {folded}')
        # The checksum is not compared with the drive, so it stands for itself.
        gui.check(shown[shown.index('Checksum in the file') + 1] == 'valid', f'the word for the checksum follows its caption: {shown}')
        gui.check(shown[shown.index('Origin of the file') + 1] == 'Unknown. A checksum does not show who made a file.', f'a valid checksum is not taken for an origin: {shown}')
        # The size has a name, and is not beside the name of the file.
        gui.check(shown[shown.index('Size of the firmware image') + 1] == '1.9\u00a0MiB' and not [name for name in shown if name and name.startswith('new.bin, ')], f'the size of the firmware: {shown}')
        gui.check('—' not in folded + shown, f'no dash stands for a value: {shown}, {folded}')
        gui.check(not same.get_state_set().contains(gui.Atspi.StateType.EXPANDED), 'the expander of matching properties is closed')
        window.click(same)
        window.wait(lambda: same.get_state_set().contains(gui.Atspi.StateType.EXPANDED), 'the expander to open')
        lines = [node.get_name() for node in window.walk(hidden=True) if re.search('0x[0-9a-f]{6}–0x[0-9a-f]{6}: ', node.get_name() or '')]
        gui.check([line for line in lines if 'firmware' in line and '(erased and written)' in line]
                  and [line for line in lines if 'boot code' in line and '(unchanged)' in line], f'the legend says which parts are written: {lines}')
        ends = [[int(end, 16) for end in re.search('0x([0-9a-f]{6})–0x([0-9a-f]{6})', line).groups()] for line in lines]
        gui.check(all(one[1] + 1 == other[0] for one, other in zip(ends, ends[1:])), f'the legend leaves no memory out: {lines}')
        gui.check([line for line in lines if line.endswith('(unchanged)') and '0x006000–0x00ffff: outside the firmware, 40.0' in line],
                  f'memory that the image does not contain has a line: {lines}')
        window.wait(lambda: window.find('label', 'becomes', hidden=True), 'the sign of a change')
        window.press('Show Technical Steps')
        window.wait(lambda: window.find('table', contains='Steps') or window.find('tree table', contains='Steps'), 'the list of steps')
        titles = [top.get_name() for top in window.tops()]
        gui.check('Technical Steps' in titles, f'the dialog is named as its button: {titles}')
        window.keep_shot('steps')
    finally:
        window.close()


def review_starts_at_its_top(folder):
    """A new review starts at its top, wherever the previous one was scrolled to."""
    window = open_review(folder, gui.drive(0), 'COMPATIBLE', 'compatible', 'K355', revision='1.07')

    def place(text):
        return window.wait_for_text(text, hidden=True).get_extents(gui.Atspi.CoordType.WINDOW).y

    try:
        top = place('Flash ND-3550A 1.07 on')
        # The page scrolls to the widget with the focus, so a widget near the end gets it.
        expander = window.wait_for('toggle button', '4 properties match')
        window.click(expander)
        for node in window.walk(hidden=True):
            box = node.get_extents(gui.Atspi.CoordType.WINDOW) if is_scrolled(node) else None
            if box is not None and box.y > 600 and node.get_state_set().contains(gui.Atspi.StateType.FOCUSABLE):
                expander = node
        expander.get_component_iface().grab_focus()
        window.wait(lambda: place('Flash ND-3550A 1.07 on') < top, 'the page to be scrolled')
        window.keep_shot('verdict-scrolled')
        window.key('Escape')
        # The check before the review made a backup, so there is one to restore. It says why it was made.
        window.wait_for_text(re.compile(', in preparation for flashing · '), hidden=True)
        window.click(window.wait_until_on(window.wait_for('push button', 'Restore 1.05…')))
        window.wait_for('push button', contains='Restore 1.05 on sr0')
        window.wait(lambda: place(re.compile('^Restore firmware 1.05 on NEC')) == top, 'the other review to start at its top')
        window.keep_shot('verdict-from-its-top')
    finally:
        window.close()


def file_is_for_no_drive_before_one_is_selected(folder):
    """A file is opened while several drives are connected; a row of the question opens the review of its drive."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + gui.drive(1, revision='1.04') + gui.drive(2, 'K370')), [image])
    try:
        window.activate(window.wait_for('list item', contains='(sr1)'))
        window.wait_for('push button', 'Flash 1.07 onto sr1')
        window.wait_for_text(re.compile('1.04 → 1.07'))
    finally:
        window.close()


def warnings_must_be_confirmed(folder):
    """What is true of every flash of such a drive is not among the warnings: the plan says it once, with the limit of the backup."""
    window = open_review(folder, gui.drive(0, revision='1.09'), 'COMPATIBLE WITH WARNINGS', 'warnings', 'K355', revision='1.07')
    try:
        flash = window.wait_for('push button', contains='Flash 1.07 onto')
        gui.check(not gui.is_sensitive(flash), 'the button is insensitive before the warnings are confirmed')
        gui.check(not is_scrolled(window.find('check box', 'I have read the warnings above')), 'the check box is beside the button, not in the scrolled area')
        first = [node.get_name() for node in window.walk(window.find('list box', 'Reasons'), hidden=True) if node.get_role_name() == 'list item']
        gui.check(len(first) == 1 and 'Revision 1.07 of the image is older than revision 1.09 in the drive' in first[0], f'the only reason at the top is about this file: {first}')
        window.wait(lambda: window.find('list item', name='Erase: Flashing also erases a memory area of 64 KiB outside the firmware. This is normal for drives of this type.', hidden=True), 'the open row about the erased block')
        gui.check(not window.find_text('probably', hidden=True) and not window.find_text('does not write this area', hidden=True), 'the page asserts nothing that is not known about the block')
        window.wait_for('list item', contains=re.compile(r'^Backup: Burnback backed up the drive when this page was opened \(.+\)\. The backup contains firmware revision 1\.09\.'))
        details = window.wait(lambda: window.find('toggle button', 'Details', hidden=True), 'the details')
        inside = [node.get_name() for node in window.walk(details, hidden=True)]
        gui.check(not any('memory area' in (text or '') for text in inside) and not details.get_state_set().contains(gui.Atspi.StateType.EXPANDED), f'the closed details do not repeat the remark: {inside}')
        window.click(details)
        window.wait(lambda: details.get_state_set().contains(gui.Atspi.StateType.EXPANDED), 'the details to open')
        window.scroll_to_end()
        place = details.get_extents(gui.Atspi.CoordType.WINDOW).y
        below = [node.get_name() for node in window.walk(hidden=True) if node.get_role_name() == 'toggle button' and is_scrolled(node) and node.get_extents(gui.Atspi.CoordType.WINDOW).y > place]
        gui.check(not below, f'the details are the end of the page, but below are: {below}')
        window.keep_shot('verdict-details-open')
        gui.check(not gui.is_sensitive(flash), 'reading the details is no confirmation')
        window.press('I have read the warnings above', role='check box')
        window.wait(lambda: gui.is_sensitive(flash), 'the button to be sensitive')
        colour.wait_for(window, 'Flash 1.07 onto sr0', 'red')
        # A button that warns has its reason beside it, for screen readers as well.
        window.wait_for_text(RISK)
        gui.check(flash.get_description() == RISK, f'the button has the reason as its description: {flash.get_description()}')
    finally:
        window.close()


def button_for_another_file_has_one_place(folder):
    """It does not move from verdict to verdict, and no button takes its place, so a second click cannot flash."""
    good = gui.make_image(folder / 'good.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    other = gui.make_image(folder / 'other.bin', 'nec-optiarc', 'K451', revision='1.09', boot_version='05')
    (folder / 'half.bin').write_bytes(good.read_bytes()[:len(good.read_bytes()) // 2])
    (folder / 'photo.jpg').write_bytes(b'\xff\xd8\xff\xe0' + bytes(40000))
    places = []
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), [other])
    try:
        for path, word, wanted in ((None, 'INCOMPATIBLE', 'blue'), (folder / 'half.bin', 'DAMAGED FILE', 'blue'), (folder / 'photo.jpg', 'UNKNOWN FILE', 'blue'),
                                   (good, 'COMPATIBLE', 'grey')):
            if path is not None:
                window.press('Choose Another File…')
                window.choose_file(path)
            window.wait_for_text(re.compile(f'^{word}$'))
            colour.wait_for(window, 'Choose Another File…', wanted)
            box = window.wait_for('push button', 'Choose Another File…').get_extents(gui.Atspi.CoordType.WINDOW)
            places.append((box.x, box.y, box.width, box.height))
        gui.check(len(set(places)) == 1, f'the button has one place: {places}')
        # An update that can be undone is suggested; what needs a consent has the colour of danger.
        colour.wait_for(window, 'Flash 1.07 onto sr0', 'blue')
        gui.check(not window.find_text(RISK, hidden=True), 'without a risk there is no reason for a warning')
    finally:
        window.close()


def limits_of_the_drive_are_warnings(folder):
    """What Burnback cannot do for the drive is a warning at the top of the reasons, although the image is compatible."""
    scenario = gui.write_scenario(folder, '[drive sr0]\nFamily=mediatek-mt1959\nModel=BW-16D1HT\nRevision=3.02\nSerial=SIM0001\nBus=sata\n')
    image = gui.make_image(folder / 'new.bin', 'mediatek-mt1959', 'BW-16D1HT', revision='3.10')
    window = gui.Window(folder, scenario, [image])
    try:
        window.wait_for('label', 'COMPATIBLE WITH WARNINGS')
        reasons = [node.get_name() for node in window.walk(window.find('list box', 'Reasons'), hidden=True) if node.get_role_name() == 'list item']
        limits = [name for name in reasons if 'cannot be backed up' in name or 'cannot detect damaged firmware files' in name]
        gui.check(len(limits) == 2 and all(name.startswith('Warning: ') for name in limits), f'both limits are warnings: {reasons}')
        gui.check(reasons[:2] == limits, f'the warnings are above the notes: {reasons}')
        window.wait_for_text(re.compile('^SHA-256 checksum of the file: [0-9a-f]{64}$'), hidden=True)
        window.keep_shot('verdict-limits')
    finally:
        window.close()


def untested_adapter_is_a_warning_at_the_top(folder):
    """A drive behind an adapter that Burnback cannot test first has this among the warnings, not among the requirements."""
    scenario = gui.write_scenario(folder, '[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BU40N\nRevision=1.00\nSerial=SIM0001\nBus=usb\nBridge=ASMedia USB 3.0 enclosure\n')
    image = gui.make_image(folder / 'new.bin', 'mediatek-mt1959', 'BD-RE BU40N', revision='1.03')
    window = gui.Window(folder, scenario, [image])
    told = 'without first testing whether the adapter forwards every command'
    try:
        window.wait_for('label', 'COMPATIBLE WITH WARNINGS')
        reasons, required = ([node.get_name() for node in window.walk(window.find('list box', name, hidden=True), hidden=True) if told in (node.get_name() or '')]
                             for name in ('Reasons', 'Requirements'))
        gui.check(reasons and reasons[0].startswith('Warning: ') and not required, f'the adapter is a warning at the top: {reasons}, {required}')
        window.keep_shot('verdict-adapter')
    finally:
        window.close()


def is_in_view(window, node):
    """Returns whether the whole @node is within the dialog."""
    box, dialog = (each.get_extents(gui.Atspi.CoordType.SCREEN) for each in (node, window.top_window()))
    return box.height > 1 and dialog.y < box.y and box.y + box.height < dialog.y + dialog.height


def cross_flash_must_be_confirmed_by_an_expert(folder):
    window = open_review(folder, TDK, 'OTHER MODEL (CROSS-FLASH)', 'cross-flash', 'K110', vendor='_NEC', product='DVD_RW ND-1300A', revision='1.08')
    try:
        flash = window.wait_for('push button', contains='Flash 1.08 onto')
        gui.check(not gui.is_sensitive(flash), 'the button is insensitive before the setting for experts is on')
        barred = re.compile('You can (flash|continue)')
        told = [text for text in window.texts() if barred.search(text)]
        gui.check(not told, f'no sentence says that the user can continue before the setting is on: {told}')
        place = window.find('text', 'Model to confirm', hidden=True).get_parent()
        gui.check(not place.get_state_set().contains(gui.Atspi.StateType.VISIBLE), 'the entry for the name of the model is hidden before the setting is on')
        window.wait_for_text('This operation is intended for experts and can be enabled in the settings.', hidden=True)
        window.press('Settings')
        switch = window.wait_for('toggle button', 'Expert operations')
        row = window.find('list item', 'Expert operations', hidden=True)
        window.wait(lambda: is_in_view(window, row), 'the settings to scroll to the whole row of the switch')
        window.key('space')     # the switch has the focus
        window.wait(lambda: switch.get_state_set().contains(gui.Atspi.StateType.CHECKED), 'the switch to be on')
        window.key('Escape')
        window.wait(lambda: not window.find('spin button', 'Time to answer (minutes)'), 'the settings to close')
        window.wait(lambda: place.get_state_set().contains(gui.Atspi.StateType.VISIBLE), 'the entry for the name of the model to be shown')
        gui.check(not gui.is_sensitive(flash), 'the button is insensitive before the name is typed')
        window.wait_for_text('You can continue after typing the model name.', hidden=True)
        asked = window.wait_for_text('will turn the drive into another model. Type ', hidden=True).get_name()
        window.type_into('Model to confirm', asked.split('Type ')[1].split(' to confirm')[0])
        window.wait(lambda: gui.is_sensitive(flash), 'the button to be sensitive')
        window.keep_shot('verdict-cross-flash-agreed')
        # The page says that the switch is on, and can turn it off.
        window.wait_for_text('Expert operations are turned on until you close Burnback.', hidden=True)
        window.press('Turn Off Expert Operations')
        window.wait_for_text('This operation is intended for experts and can be enabled in the settings.', hidden=True)
        window.wait(lambda: not gui.is_sensitive(flash) and not place.get_state_set().contains(gui.Atspi.StateType.VISIBLE), 'the operation to be for experts again')
        window.wait(lambda: (window.focused() or window.app).get_name() == 'Settings', 'the focus to be on the button in the same place')
    finally:
        window.close()


def expert_operations_end_with_the_program(folder):
    """After a new start the switch is off, also if an older version has stored it."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    for settings in ('', '[flash]\nexpert=1\n'):
        window = gui.Window(folder, scenario, size=(900, 600), settings=settings)
        try:
            window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive')
            window.menu('Settings')
            switch = window.wait_for('toggle button', 'Expert operations')
            gui.check(not switch.get_state_set().contains(gui.Atspi.StateType.CHECKED), 'the switch is off after the start')
            gui.check('Closing Burnback turns this setting off' in switch.get_description(), 'the switch says so')
            window.key('Escape')
            window.wait(lambda: not window.find('spin button', 'Time to answer (minutes)'), 'the settings to close')
            experts.turn_on(window)
        finally:
            window.close()


def disc_can_be_ejected_beside_the_button(folder):
    """The sentence that asks to remove the disc has the button to eject beside it, also before the setting for experts is on."""
    window = open_review(folder, gui.drive(0, 'K110', Vendor='TDK', Product='DVDRW420N', Disc='data'), 'OTHER MODEL (CROSS-FLASH)', 'disc', 'K110',
                         vendor='_NEC', product='DVD_RW ND-1300A', revision='1.08')
    try:
        window.wait_for_text('Remove the disc.')
        eject = window.wait_for('push button', 'Eject Disc')
        gui.check(not is_scrolled(eject), 'the button to eject is not in the scrolled area')
        window.click(eject)
        window.wait(lambda: not window.find('push button', 'Eject Disc'), 'the button to eject to disappear')
    finally:
        window.close()


def little_known_procedure_is_for_experts(folder):
    drive = '[drive sr0]\nFamily=ricoh\nModel=DVD Writer 200j\nRevision=1.36\nSerial=SIM0001\nBus=pata\nSpeed=0\n'
    image = gui.make_image(folder / 'new.bin', 'ricoh', 'DVD Writer 200j', revision='1.40')
    window = gui.Window(folder, gui.write_scenario(folder, drive), [image])
    try:
        window.wait_for_text(re.compile('^COMPATIBLE WITH WARNINGS$'))
        flash = window.wait_for('push button', contains=re.compile('^Flash .*onto sr0'))
        gui.check(not gui.is_sensitive(flash), 'the button is insensitive before the setting for experts is on')
        window.wait_for_text(re.compile('^This operation is intended for experts and can be enabled in the settings\\.$'), hidden=True)
        window.wait(lambda: window.find('list item', contains='No report confirms that the firmware was read back after flashing', hidden=True), 'the verdict of the family')
        check = window.find('check box', 'I have read the warnings above', hidden=True)
        gui.check(check is None or not check.get_state_set().contains(gui.Atspi.StateType.VISIBLE), 'no other consent is asked for')
        window.press('Settings')
        switch = window.wait_for('toggle button', 'Expert operations')
        window.click(switch)
        window.wait(lambda: switch.get_state_set().contains(gui.Atspi.StateType.CHECKED), 'the switch to be on')
        window.key('Escape')
        window.wait(lambda: not window.find('spin button', 'Time to answer (minutes)'), 'the settings to close')
        window.wait_for_text('The effect of this operation on your drive is unknown. Type sr0 to continue:', hidden=True)
        gui.check(not gui.is_sensitive(flash), 'the button is insensitive before the name is typed')
        window.type_into('Model to confirm', 'sr0')
        window.wait(lambda: gui.is_sensitive(flash), 'the button to be sensitive')
        window.keep_shot('verdict-for-experts-agreed')
    finally:
        window.close()


def texts_of_the_table(window):
    """Returns the texts of drive and file side by side in reading order, without the marks for the direction."""
    return [re.sub('[\u2066-\u2069]', '', node.get_name() or '') for node in window.walk(window.wait_for('panel', 'Drive and file side by side'), hidden=True)]


def check_refusal_is_told_once(window):
    """One sentence says that the user cannot continue, and none tells what would happen after a backup."""
    refusal = re.compile('You cannot|never flashes|cannot be flashed|not possible for|Burnback will (?:read|stop)')
    told = lambda: [text for text in window.texts() if refusal.search(text) and not re.search(r' onto .* \(sr\d\)', text)]
    window.wait(told, 'the sentence that the user cannot continue')
    gui.check(len(told()) == 1, f'one sentence says that the file is refused: {told()}')
    gui.check(not window.find('list box', 'Requirements'), 'no requirements of the drive are checked off below a refused file')


def incompatible_file_cannot_be_flashed(folder):
    window = open_review(folder, gui.drive(0), 'INCOMPATIBLE', 'incompatible', 'K370', revision='1.02')
    try:
        flash = window.find('push button', contains='Flash 1.02 onto', hidden=True)
        gui.check(flash is None or not gui.is_sensitive(flash), 'an incompatible file cannot be flashed')
        window.wait_for('label', 'This firmware is incompatible with this drive. Burnback never flashes incompatible firmware, because the drive could become unusable. Nothing on the drive was changed.')
        check_refusal_is_told_once(window)
        # Beside a file that cannot be flashed, no value of the drive becomes that of the file.
        window.wait(lambda: window.find('label', 'differs from', hidden=True), 'the sign of a difference')
        gui.check(not window.find('label', 'becomes', hidden=True), 'no value would change')
        # The drive is not asked for its boot code then, so nothing is said of a value that was not read.
        shown = texts_of_the_table(window)
        gui.check('Hardware type' in shown and 'Boot code' not in shown and 'not read' not in shown, f'no row of a boot code that was not read: {shown}')
    finally:
        window.close()


def boot_code_that_cannot_be_read_is_in_the_table(folder):
    """A warning says that the boot code of the drive cannot be read; the row in the table says which version the file requires."""
    scenario = gui.write_scenario(folder, TDK + 'State=half-alive\n')
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K110', vendor='TDK', product='DVDRW420N', revision='1.06', boot_version='08')
    window = gui.Window(folder, scenario, [image])
    try:
        window.wait_for_text('boot code cannot be read while the firmware is incomplete', hidden=True)
        shown = texts_of_the_table(window)
        gui.check(shown[shown.index('Boot code') + 1] == 'not read' and '08' in shown, f'the version that the file requires: {shown}')
        window.keep_shot('verdict-boot-unread')
    finally:
        window.close()


REASON = 'This NEC/Optiarc firmware file is truncated.'


def make_cut(folder):
    """Returns the paths of a whole image and of a truncated one."""
    whole = gui.make_image(folder / 'whole.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    cut = folder / 'cut.bin'
    cut.write_bytes(whole.read_bytes()[:-1000])
    return whole, cut


def damaged_file_is_not_called_incompatible(window):
    """A truncated file is damaged, whatever drive it is for."""
    window.wait_for('label', 'DAMAGED FILE')
    window.wait_for('label', 'This file cannot be flashed. Nothing on the drive was changed.')
    window.wait_for_text(REASON)
    gui.check(not [text for text in window.texts() if 'incompatible' in text.lower()], f'a damaged file is not called incompatible: {window.texts()}')
    window.wait_for('label', 'The file “cut.bin” is damaged or incomplete.')
    check_refusal_is_told_once(window)
    shown = [node.get_name() for node in window.walk(window.wait_for('panel', 'Drive and file side by side'), hidden=True)]
    gui.check(shown[shown.index('Checksum in the file') + 1] == 'not checked (the file is damaged or incomplete)', f'the checksum is not called unavailable: {shown}')
    window.wait_for('push button', 'Choose Another File…')
    window.keep_shot('damaged')


def make_changed(folder, whole):
    """Returns the path of an image with a wrong byte."""
    changed = bytearray(whole.read_bytes())
    changed[0x100000] ^= 1
    wrong = folder / 'wrong.bin'
    wrong.write_bytes(changed)
    return wrong


def file_with_a_wrong_byte_is_called_damaged(window):
    window.wait_for('label', 'The file “wrong.bin” is damaged.')
    gui.check(not window.find_text('Flashing will write', hidden=True), 'nothing says what flashing a damaged file will do')
    check_refusal_is_told_once(window)
    window.keep_shot('damaged-byte')


def make_picture(folder):
    picture = folder / 'picture.jpeg'
    picture.write_bytes(b'\xff\xd8\xff\xe0\x00\x10JFIF' + bytes(range(256)) * 400)
    return picture


def file_without_firmware_is_called_that(window):
    """A file without firmware is called that."""
    window.wait_for_text('“picture.jpeg” is not a known firmware file.')
    window.wait_for('label', 'Nothing on the drive was changed.')
    gui.check(not window.find_text('not in the file', hidden=True), 'a file without firmware is not compared with the drive')
    for name in ('Requirements', 'Also sold as'):
        gui.check(not [node for node in window.walk() if node.get_name() == name], f'"{name}" is not shown for a file without firmware')
    gui.check(not window.find_text('incompatible') and not window.find_text('INCOMPATIBLE'), 'a picture is not called incompatible firmware')
    gui.check(not window.find('push button', contains='Switch to sr'), 'no drive is offered for it')
    window.wait_for_text('Get a firmware file from the manufacturer of the drive, or use a backup.')
    told = lambda: [text for text in window.texts() if re.search('You cannot|not possible for', text)]
    window.wait(lambda: told() == ['You cannot continue because of this issue.'], 'one sentence that says that the file is refused')
    window.keep_shot('no-firmware')


def make_damaged_archive(folder, image):
    """Returns the path of an archive with a bit error in its compressed data."""
    whole = folder / 'whole.zip'
    with zipfile.ZipFile(whole, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.write(image, 'image.bin')
    data = bytearray(whole.read_bytes())
    data[len(data) // 2] ^= 0xff
    damaged = folder / 'x.zip'
    damaged.write_bytes(data)
    return damaged


def damaged_archive_is_called_damaged(window):
    """Such an archive is a damaged file, not an unknown one, and the error of the library is not shown."""
    window.wait_for('label', 'The file “x.zip” is damaged or incomplete.')
    window.wait_for('label', 'DAMAGED FILE')
    window.wait_for('label', 'This file cannot be flashed. Nothing on the drive was changed.')
    window.wait_for_text('This archive is damaged. Download it again.')
    told = [text for text in window.texts() if re.search('UNKNOWN|not a known|found no firmware|decompression|manually', text)]
    gui.check(not told, f'nothing else is told about the file: {told}')
    window.keep_shot('damaged-archive')


def unusable_files_are_called_what_they_are(folder):
    """A damaged file is not called incompatible, and a file without firmware is not called damaged. One window opens one after the other."""
    whole, cut = make_cut(folder)
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, revision='1.07')), [cut])
    try:
        damaged_file_is_not_called_incompatible(window)
        for path, check in ((make_changed(folder, whole), file_with_a_wrong_byte_is_called_damaged), (make_picture(folder), file_without_firmware_is_called_that),
                            (make_damaged_archive(folder, whole), damaged_archive_is_called_damaged)):
            subprocess.run([*window.argv, str(path)], env=window.env, check=True)
            check(window)
    finally:
        window.close()


def damaged_file_for_several_drives(folder):
    """A truncated file is called damaged in the question for which drive it is, and for several drives."""
    _, cut = make_cut(folder)
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + gui.drive(1)), [cut], size=(360, 640))
    try:
        window.wait_for_text('Which Drive?')
        told = window.wait(lambda: [node.get_description() for node in window.find_all('list item') if node.get_description().startswith('Damaged file · ' + REASON)], 'the drives')
        gui.check(len(told) == 2, f'each drive says that the file is damaged: {told}')
        window.keep_shot('damaged-which')
        window.choose_several()
        window.wait(lambda: len([row for row in window.find_all('list item') if row.get_name().endswith(', damaged file')]) == 2, 'both rows to say that the file is damaged')
        window.keep_shot('damaged-several')
    finally:
        window.close()


def file_for_another_drive_leads_there(folder):
    """A refused file that is for another connected drive names it, and its review is one click away."""
    image = gui.make_image(folder / 'other.bin', 'nec-optiarc', 'K370', revision='1.02', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + gui.drive(1) + gui.drive(2, 'K370', revision='1.01')))
    try:
        window.select_drive('sr1')
        window.press('Update Firmware…')
        window.choose_file(image)
        window.wait_for_text('ND-3570A 1.02 cannot be flashed onto NEC DVD_RW ND-3550A (sr1).')
        gui.check(not window.find_text('?'), 'a refusal asks no question')
        window.wait_for_text('This firmware is for sr2 (NEC DVD_RW ND-3570A).')
        window.keep_shot('other-drive')
        window.press('Switch to sr2')
        window.press(contains='Flash 1.02 onto sr2')
        window.wait_for_text('Firmware updated to ')
    finally:
        window.close()


def places(node):
    """Returns left, right, top and bottom of a widget in the window."""
    area = node.get_extents(gui.Atspi.CoordType.WINDOW)
    return area.x, area.x + area.width, area.y, area.y + area.height


def do_overlap(one, other):
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def click_for_stop_does_not_flash(folder):
    """The button to flash is not where the button to stop was while the file was checked, and at first ignores the pointer."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    for size in gui.some(((900, 600), (360, 640)), 1):
        own = folder / f'{size[0]}'
        own.mkdir()
        window = gui.Window(own, gui.write_scenario(own, gui.drive(0).replace('Speed=0', 'Speed=2')), [image], size=size)
        try:
            stop = places(window.wait_for('push button', 'Stop'))
            flash = window.wait_for('push button', contains='Flash 1.07 onto')
            gui.check(not do_overlap(stop, places(flash)), f'the two buttons are in different places at {size}: {stop}, {places(flash)}')
        finally:
            window.close()


def first_click_is_ignored(folder):
    """The button to flash ignores the pointer while the page appears: the click is meant for what was there before. Meanwhile
    the button is dimmed; as soon as it is blue, a click works."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), [image])

    def flash_button():
        return window.find('push button', contains='Flash 1.07 onto')

    def choose_again():
        window.press('Update Firmware…')
        window.choose_file(image)
    try:
        window.wait(flash_button, 'the review')
        pointer.check_guard(window, lambda: window.press('Cancel'), choose_again, flash_button)
        gui.check('Flashing' not in window.title(), 'the click did not start the flash')
        pointer.click(flash_button())
        window.wait_for_text('Firmware updated to ', 180)
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, compatible_file_needs_no_consent, warnings_must_be_confirmed, button_for_another_file_has_one_place, limits_of_the_drive_are_warnings,
    cross_flash_must_be_confirmed_by_an_expert, expert_operations_end_with_the_program, incompatible_file_cannot_be_flashed, unusable_files_are_called_what_they_are,
    file_for_another_drive_leads_there, click_for_stop_does_not_flash, first_click_is_ignored,
    more=(boot_code_that_cannot_be_read_is_in_the_table, untested_adapter_is_a_warning_at_the_top, review_starts_at_its_top, disc_can_be_ejected_beside_the_button,
          little_known_procedure_is_for_experts, file_is_for_no_drive_before_one_is_selected, damaged_file_for_several_drives)))
