#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a drive: identity and state at a glance, and the diagram of conflicting evidence.

Also tests bb-drive-abilities.c, bb-drive-about.c, bb-drive-actions.c, bb-drive-conflict.c, bb-drive-identity.c,
bb-eject-button.c and bb-fact-row.c.
"""
import pathlib
import re
import sys

import burnback_gui as gui
import colour
import english

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'families'))
import families     # noqa: E402


def signs(window):
    """Returns the accessible names of the signs in the diagram: "ND-3550A: supports"."""
    return [node.get_name() for node in window.matching('icon') if node.get_name().endswith(('supports', 'contradicts', ': not read'))]


def diagram_of_conflicting_evidence(folder):
    """Reported name, stored ID and firmware disagree; the boot code decides and can be read without writing."""
    scenario = gui.write_scenario(folder, gui.drive(0, State='half-converted'))
    window = gui.Window(folder, scenario, size=(900, 1200))
    try:
        window.open_drive('sr0')
        window.wait_for_text('Identity conflicting')
        window.wait_for_text('Identified as ND-4551A or ND-3550A')
        window.wait_for('list item', contains='ND-4551A or ND-3550A')
        for sign in ('ND-3550A: supports', 'ND-3550A: contradicts', 'ND-4551A: supports', 'ND-4551A: contradicts', 'ND-3550A: not read'):
            window.wait(lambda sign=sign: sign in signs(window), sign)
        window.keep_shot('conflict')
        window.press('Back Up and Compare')
        window.wait_for_text('Backup saved')
        window.wait_for_text('According to the boot code, the drive type is ND-3550A, but other data in the drive indicates the ND-4551A.')
        window.wait_for_text(re.compile(r'^Recover .*\(sr0\) to correct its stored identity\.$'))
        window.wait_for('push button', 'Recover This Drive…')
        window.keep_shot('conflict-backup')
        window.press('Back to the Drive')
        window.wait(lambda: signs(window) and not any(sign.endswith('not read') for sign in signs(window)), 'the boot code to be read')
        gui.check(not window.find('push button', 'Back Up and Compare'), 'the button for a backup is hidden after the boot code was read')
        gui.check(len([button for button in window.find_all('push button', 'Recover…') if not button.get_description()]) == 1,
                  'one button of the page leads to the recovery')
        window.keep_shot('conflict-resolved')
    finally:
        window.close()


def page_fits_into_a_narrow_window(folder):
    """The diagram and the three buttons fit into a narrow window."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, State='half-converted')), size=(360, 640))
    try:
        window.open_drive('sr0')
        window.wait(lambda: list(window.find_all('push button', 'Back Up and Compare', hidden=True)), 'the diagram')
        chips = [window.wait(lambda: window.find('label', text), text).get_extents(gui.Atspi.CoordType.WINDOW).height
                 for text in ('Needs recovery', 'Identity conflicting')]
        gui.check(chips[0] == chips[1] < 30, f'each chip is one line: {chips}')
        wide = window.cut_off((360, 640))
        gui.check(not wide, 'no widget is cut off, but: ' + '; '.join(wide))
        window.keep_shot('conflict-narrow')
    finally:
        window.close()


def page_fits_with_a_large_font(folder):
    """With text twice as large a window 360 pixels wide needs no horizontal scrolling."""
    size = 360, 640
    firmware = folder / 'firmware'
    firmware.mkdir()
    gui.make_image(firmware / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    gui.add_to_library(folder, firmware)
    other = gui.make_image(folder / 'other.bin', 'nec-optiarc', 'K370', revision='1.02', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), [other], env={'GDK_DPI_SCALE': '2'}, size=size)
    try:
        window.wait_for('push button', 'Choose Another File…')
        window.wait(lambda: not window.cut_off(size), 'no widget of the review to be cut off')
        window.press('Cancel')
        window.wait(lambda: window.find('list item', contains='1.07', hidden=True), 'the firmware for this drive')
        window.wait(lambda: window.find('list item', 'Supported: Identify', hidden=True), 'the last part of the page')
        window.wait(lambda: not window.cut_off(size), 'no widget of the page to be cut off')
        window.keep_shot('drive-large')
    finally:
        window.close()


def groups(window):
    """Returns the titles of the groups of rows from their accessible names."""
    return [node.get_name() for node in window.find_all('panel', hidden=True) if node.get_name() and window.is_on_page(node)]


def main_facts_need_no_scrolling(folder):
    """At 900x600 identity, state, firmware and operations are visible without scrolling."""
    scenario = gui.write_scenario(folder, gui.drive(0) + gui.drive(1, model='K352', revision='1.F2', Vendor='MAD DOG', Product='MD-16XDVD9A2'))
    window = gui.Window(folder, scenario)
    try:
        window.open_drive('sr1')
        for text in ('MAD DOG MD-16XDVD9A2', 'Identified as NEC ND-3520A', 'Firmware 1.F2', 'Ready', 'Drive type confirmed', 'Firmware for This Drive',
                     'Backups and History'):
            window.wait(lambda: window.find('label', text), text)
        for act in ('Update Firmware…', 'Back Up', 'Restore…'):
            window.wait_for('push button', act)
        restore = window.find('push button', 'Restore…')
        gui.check(not restore.get_state_set().contains(gui.Atspi.StateType.SENSITIVE), 'a drive without a backup cannot be restored')
        window.wait(lambda: window.find_text('0x000000–0x003fff: boot code, 16.0', hidden=True), 'the regions of the flash memory')
        gui.check('Known Conversions' in groups(window), f'the page has the known conversions: {groups(window)}')
        report = window.wait(lambda: window.find('list item', contains='NEC ND-3530A or ND-3540A', hidden=True), 'the report of a conversion')
        gui.check(report.get_name().startswith('Reported as not possible: ') and 'Source: ' in report.get_description(), f'the report says that it is not possible, and its source: {report.get_description()}')
        window.open_drive('sr0')
        window.wait(lambda: window.find('label', 'Firmware 1.05'), 'the page of sr0')
        gui.check(not window.find_text('Identified as'), 'the identity is not shown if it equals the name')
        compare = window.wait_for('push button', 'Compare')
        gui.check(not compare.get_state_set().contains(gui.Atspi.StateType.SENSITIVE), 'a drive without a backup cannot be compared')
        grey_buttons_have_visible_reasons(window)
        window.press('Back Up')
        window.wait_for_text('Backup saved')
        window.press('Back to the Drive')
        window.wait_until_on(window.wait_for('push button', 'Compare'))
        gui.check(not window.find_text('There is no complete backup'), 'the reasons are not shown any more')
        # The button at the head names the revision; the button of the only backup leads to the same review.
        window.wait_until_on(window.wait_for('push button', 'Restore 1.05…'))
        window.press(contains='Restore 1.05 of')
        window.wait_for_text('Restore firmware 1.05 on NEC DVD_RW ND-3550A (sr0)?')
        window.press('Cancel')
        window.click(window.wait_until_on(window.wait_for('push button', 'Restore 1.05…')))
        window.wait_for_text('Restore firmware 1.05 on NEC DVD_RW ND-3550A (sr0)?')
        window.wait_for('push button', contains='Restore 1.05')
        window.wait(lambda: '(sr0)' in window.title(), 'the title to name the drive')
    finally:
        window.close()


def grey_buttons_have_visible_reasons(window):
    """A button that cannot be used has a line on the page that says why, not only a tooltip."""
    for name, why in (('Restore…', 'There is no complete backup to restore yet.'), ('Compare', 'There is no complete backup to compare with yet.')):
        button = window.wait_for('push button', name)
        gui.check(not gui.is_sensitive(button), f'{name} is insensitive without a backup')
        window.wait_for_text(why if name == 'Restore…' else 'There are no backups yet.')
        gui.check(button.get_description() == why, f'{name} is described by the line: {button.get_description()}')


def variants_of_a_confirmed_model_are_not_called_candidates(window):
    """The evidence confirms the model ND-3550A; only the boot code would show whether the drive is a special version of it."""
    window.wait_for_text('Drive type confirmed')
    window.wait(lambda: window.find('list item', contains='Possible variants: NEC ND-3550A (special versions)', hidden=True), 'the variants')
    window.wait_for_text(re.compile('The model is confirmed, but the drive may be one of these variants of the model.'), hidden=True)
    gui.check(not window.find('list item', contains='Other candidates', hidden=True), 'a confirmed model has no other candidates')


def tab_stops_only_where_something_can_be_done(folder):
    """Between the last button and the first report Tab stops once, at the serial number, which users copy. The other
    facts about the drive are no stops."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)))
    try:
        window.open_drive('sr0')
        window.wait_for_text('Ready')
        variants_of_a_confirmed_model_are_not_called_candidates(window)
        window.wait(lambda: window.find('label', 'SIM0000', hidden=True), 'the serial number')
        window.wait(lambda: window.find('list item', 'Supported: Identify', hidden=True), 'the last part of the page')
        window.tab_to(lambda node: node.get_name() == 'Add Folder…', 'the last button before the facts')
        window.key('Tab')       # the label that has the focus now does not report it
        gui.check(not window.came(lambda: window.has_focus('Reported as possible'), 1), 'the serial number can be reached')
        window.key('Tab')
        window.wait(lambda: window.has_focus('Reported as possible'), 'the first report to have the focus')
    finally:
        window.close()


def disc_is_ejected_beside_the_line_that_asks(folder):
    """A drive with a disc has Eject Disc in the line that asks for it and in its menu, and is ready afterwards."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, Disc='data') + gui.drive(1, Disc='data', model='K370', revision='1.01')))
    try:
        window.open_drive('sr0')
        asked = window.wait_for_text('There is a disc in the drive.')
        eject = window.wait_for('push button', 'Eject Disc')
        line, button = (node.get_extents(gui.Atspi.CoordType.WINDOW) for node in (asked, eject))
        gui.check(abs(line.y + line.height / 2 - button.y - button.height / 2) < 40, 'the button is beside the line that asks to remove the disc')
        window.keep_shot('drive-eject')
        window.click(eject)
        window.wait_for('label', 'Ready')
        gui.check(not window.find('push button', 'Eject Disc'), 'the button disappears with the disc')
        window.open_drive('sr1')
        window.wait_for('push button', 'Eject Disc')
        window.take('Drive menu', 'Eject Disc')
        window.wait_for('label', 'Ready')
    finally:
        window.close()


def never_flashed(number, family, model, revision):
    """Returns the section of a simulated drive of a family without boot code versions."""
    return gui.drive(number, Family=family, model=model, revision=revision, BootVersion='').replace('BootVersion=\n', '')


def page_of_a_drive_that_is_never_flashed_has_no_dead_button(folder):
    """In place of buttons that can never be used, the page says why and what to do instead; that of an unidentified drive has no empty
    part."""
    scenario = gui.write_scenario(folder, never_flashed(0, 'samsung-tsst', 'DVD-ROM SD-616F', '1.00') + never_flashed(1, 'lg-gdr', 'DVD-ROM GDR8163B', '0L23')
                                  + gui.drive(2, Vendor='FOO', Product='BAR 1234'))
    window = gui.Window(folder, scenario)
    try:
        window.open_drive('sr0')
        window.wait_for_text('Update the drive with the manufacturer’s program.')
        window.wait(lambda: window.find('list item', 'Supported: Identify', hidden=True), 'the last part of the page')
        for act in ('Update Firmware…', 'Back Up', 'Restore…', 'Recover…', 'Compare'):
            gui.check(not window.find('push button', act), f'the button {act} is not shown')
        gui.check('Firmware for This Drive' not in groups(window), f'firmware for the drive is not searched: {groups(window)}')
        flash = window.find('list item', 'Not supported: Flash different firmware', hidden=True)
        gui.check('so Burnback can only identify the drive' in flash.get_description(), f'the operation says why it is not supported: {flash.get_description()}')
        window.keep_shot('never-flashed')
        window.open_drive('sr1')
        window.wait_for_text('Burnback can back up the drive and compare its firmware with an image')
        window.press('Back Up')
        window.wait_for_text('Backup saved')
        window.press('Back to the Drive')
        window.wait_until_on(window.wait_for('push button', 'Compare'))
        for act in ('Update Firmware…', 'Restore…', 'Recover…'):
            gui.check(not window.find('push button', act), f'the button {act} is not shown')
        window.keep_shot('never-flashed-backed-up')
        window.open_drive('sr2')
        window.wait_for_text('This drive is not in the catalog.')
        window.wait(lambda: groups(window) == ['Identity', 'Details', 'Supported Operations'], 'only parts with contents to be shown')
        window.wait(lambda: window.find('list item', 'Supported: Identify', hidden=True), 'the last part of the page')
        gui.check(groups(window) == ['Identity', 'Details', 'Supported Operations'], f'only parts with contents are shown: {groups(window)}')
    finally:
        window.close()


def advice_for_preserving_discs(folder):
    """The advice for preserving discs names what the drive requires."""
    locked = '[drive sr1]\nFamily=mediatek-mt1959\nModel=BD-RE BU40N\nRevision=1.04\nSerial=SIM0001\nBus=usb\nSpeed=0\n'
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, Model='D773', Revision='1.02') + locked))
    try:
        window.open_drive('sr1')
        older = window.wait_for_text(re.compile(r'^(The drive accepts older firmware|The drive rejects firmware older than its own|It is unknown whether the drive accepts older firmware|The drive accepts older firmware only if the firmware is marked .DE. .downgrade enabled.)\.$'))
        top = lambda node: node.get_extents(gui.Atspi.CoordType.WINDOW).y
        # The line has its text before it has its place.
        window.wait(lambda: 0 < top(older) < top(window.find('push button', 'Update Firmware…')), 'the line about older firmware to be in the head of the page')
        window.open_drive('sr0')
        window.wait(lambda: not window.find_text(re.compile('(?i)accepts? older firmware')), 'a drive whose family has no such rule to have no such line')
        window.wait_for_text('Preserving discs: Modified firmware “optidump SE01”, based on AD-7173A 1.04, for reading whole CDs, including areas outside the tracks', hidden=True)
        card = window.wait(lambda: window.find('list item', contains='Preserving discs: Modified firmware', hidden=True), 'the card of the advice')
        lines = [node.get_name() for node in window.walk(card, hidden=True) if node.get_role_name() == 'label']
        for chip, text in (('Needs', 'an IDE port that is set to PIO mode'), ('Risk', 'Medium to high. This firmware was modified'), ('Source', ' · ')):
            gui.check(chip in lines and text in lines[lines.index(chip) + 1], f'the card has the chip {chip} with its text: {lines}')
        told = card.get_description()
        gui.check(re.search('Require(d|ments): For flashing, connect the drive to', told) and 'in DMA mode. Gains: With this firmware, the drive can read' in told, f'the description has sentences: {told}')
        # Some languages have no small and capital letters.
        said = told.replace(' Risk: Medium', ' Risk: medium') if english.language() else told
        gui.check(' Risk: medium to high. This firmware was modified' in said and '..' not in told, f'the description has the risk: {told}')
        gui.check(not [line for line in lines if chip + ': ' in line], f'the parts of an advice are not one paragraph: {lines}')
    finally:
        window.close()


def operations_of_each_family(folder):
    """For a drive of each family the page supports the operations that burnbackctl lists, and no other; for the others
    it says why."""
    rows = families.all_rows()
    drives = '\n'.join(f'[drive sr{i}]\nFamily={row.id}\nModel={row.model}\nSerial=SIM{i:04}\n' for i, row in enumerate(rows))
    scenario = gui.write_scenario(folder, drives)
    _code, listed = gui.burnbackctl(scenario, folder / 'listed', 'list')
    words = {'identify': 'Identify', 'backup': 'Back up the firmware', 'flash': 'Flash different firmware', 'verify': 'Verify the firmware',
             'rollback': 'Restore a backup', 'recover': 'Recover after a failure'}
    window = gui.Window(folder, scenario)
    try:
        for drive in listed if gui.ALL else listed[::4]:
            window.open_drive(drive['name'])
            for operation, word in words.items():
                states = ('Supported', 'Partly supported') if operation in drive['can'] else ('Not supported',)
                row = window.wait(lambda: next((found for state in states for found in [window.find('list item', f'{state}: {word}', hidden=True)] if found), None),
                                  f'{states}: {word} of {drive["is"]["family"]}')
                whole = row.get_name().startswith('Supported: ')
                gui.check(bool(row.get_description()) != whole, f'{word} of {drive["is"]["family"]} has a reason only if it is not supported completely')
            button = window.find('push button', 'Back Up', hidden=True)
            never = drive['is']['family'] in [family.id for family in rows if family.proof == 'never']
            gui.check(not (never and window.find_text('before flashing', hidden=True)), 'no flash of a drive that is never flashed is promised')
            possible = button is not None and gui.is_sensitive(button)
            gui.check(possible == ('backup' in drive['can']), f'Back Up of {drive["is"]["family"]} can be pressed only if it can be done')
    finally:
        window.close()


def known_conversions_say_from_what_and_with_which_outcome(folder):
    """Two reports on the same models differ in what was changed. Each shows that and its outcome as text; a high risk is named before the gains."""
    size = (360, 640)
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), size=size)
    try:
        window.open_drive('sr0')
        window.wait_for_text('Ready')
        window.wait(lambda: 'Known Conversions' in groups(window), 'the known conversions')
        for method, to, outcome in (('converted by changing the boot code with the program NECBFL', 'NEC ND-4551A', 'Reported as possible'),
                                    ('converted by changing only the drive ID', 'NEC ND-4550A / ND-4551A', 'Reported as not possible')):
            row = window.wait(lambda: window.find('list item', contains=f'({method}) → {to}', hidden=True), f'the report about {to}')
            lines = [node.get_name() for node in window.walk(row, hidden=True) if node.get_role_name() == 'label']
            gui.check(method in lines[0] and lines[0].endswith(f' → {to}') and lines[1] == outcome, f'the row shows what was done and the outcome: {lines}')
            gui.check('Gains' not in lines or lines.index('Risk') < lines.index('Gains'), f'the high risk is before the gains: {lines}')
        window.scroll_to_end()
        window.wait(lambda: not window.cut_off(size), 'no widget to be cut off')
        window.keep_shot('drive-conversions-narrow')
    finally:
        window.close()


def operations_of_a_drive_whose_firmware_cannot_be_read(folder):
    """Backup and verification are not called supported without the limit; that nothing can be restored is not called a matter of the current state."""
    window = gui.Window(folder, gui.write_scenario(folder, '[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BU40N\nRevision=1.03\nSerial=SIM0001\n\n' + gui.drive(1)))
    never = 'A complete backup of this drive is not possible.'
    try:
        window.open_drive('sr0 ·')
        window.wait_for_text('Ready')
        said = {}
        for name in ('Partly supported: Back up the firmware', 'Partly supported: Verify the firmware', 'Not supported: Restore a backup'):
            said[name] = window.wait(lambda: window.find('list item', name, hidden=True), name).get_description()
        backup, verify, restore = said.values()
        gui.check(backup.startswith('Only part of the drive’s memory can be backed up. '), backup)
        gui.check(verify == 'The firmware of this drive cannot be read, so verification will not include it.', verify)
        gui.check(restore == never, restore)
        button = window.wait_for('push button', 'Restore…')
        window.wait(lambda: button.get_description() == never, 'the reason of the button')
        window.wait_for_text(never)
        window.keep_shot('drive-unreadable')
        window.scroll_to_end()
        window.keep_shot('drive-unreadable-operations')
        window.press('Back Up')
        window.press('Back to the Drive')
        compare = window.wait_for('push button', 'Compare')
        window.wait(lambda: compare.get_description() == never, 'the reason of the button to compare')
        window.open_drive('sr1')
        window.wait(lambda: window.find('list item', 'Supported: Verify the firmware', hidden=True), 'a drive that can be read to have no limit')
        gui.check(window.find('push button', 'Restore…').get_description() == 'There is no complete backup to restore yet.', 'nor its button')
    finally:
        window.close()


def result_that_was_read_does_not_hide_the_drive(folder):
    """When the user has seen and left the result of a backup, the row of the drive opens the page of the drive."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + gui.drive(1)))
    try:
        first, second = (window.select_drive(name) for name in ('sr0', 'sr1'))
        window.activate(first)
        window.press('Back Up')
        window.wait_for_text('Backup saved.')
        window.activate(second)
        window.wait_for('push button', 'Back Up')
        window.activate(first)
        window.wait(lambda: '(sr0)' in window.title() and window.find('push button', 'Back Up'), 'the page of the drive')
        gui.check(not window.find_text('Backup saved.'), 'the result is not shown again')
    finally:
        window.close()


def compare_in_the_assistant_keeps_its_place(folder):
    """A result that offers to continue the recovery stays, however often the user looks at another drive meanwhile."""
    scenario = gui.write_scenario(folder, gui.drive(0) + gui.drive(1))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    window = gui.Window(folder, scenario)
    try:
        first, second = (window.select_drive(name) for name in ('sr0', 'sr1'))
        window.menu('Recover a Drive…')
        window.activate(window.wait_for('list item', contains='(sr0)'))
        window.press('Compare')
        window.wait_for('push button', 'Continue Recovery')
        for row in (second, first):
            window.activate(row)
            window.wait_for('push button', 'Back Up' if row == second else 'Continue Recovery')
    finally:
        window.close()


def backup_that_cannot_be_restored_is_no_success(folder):
    """The heading and the icon of the result warn if the backup has no firmware that can be restored, for a healthy drive, too."""
    scenario = gui.write_scenario(folder, '[drive sr0]\nFamily=mediatek-mt1959\nModel=BW-16D1HT\nRevision=3.02\nSerial=SIM0001\nBus=sata\n\n' + gui.drive(1))
    window = gui.Window(folder, scenario)
    try:
        window.open_drive('sr0 ·')
        window.press('Back Up')
        window.wait_for_text('Backup saved, but it contains no firmware.')
        window.wait_for('icon', 'Warning')
        window.keep_shot('backup-not-restorable')
        window.press('Back to the Drive')
        window.open_drive('sr1 ·')
        window.press('Back Up')
        window.wait_for_text('Backup saved.')
        gui.check(not window.find('icon', 'Warning'), 'a complete backup has no warning')
    finally:
        window.close()


def memory_bar_shows_only_memory(folder):
    """The second bank of an ND-1100A has addresses far behind the first: the bar leaves the addresses between the banks out."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, 'K110')), size=(900, 1200))
    try:
        window.open_drive('sr0')
        window.scroll_to(window.wait(lambda: window.find_text('0x240000–0x25ffff: firmware', hidden=True), 'the second bank'))
        window.wait_for_text('0x240000–0x25ffff: firmware')
        gui.check(not window.find_text('0x080000–', hidden=True), 'the addresses between the banks have no line')
        bar = window.wait(lambda: [node for node in window.walk() if node.get_role_name() == 'drawing area' and node.get_name() == 'Flash memory'], 'the bar')[0]
        width = bar.get_extents(gui.Atspi.CoordType.SCREEN).width
        places = [width * percent // 100 for percent in (5, 20, 40, 60, 75, 90, 99)]
        window.wait(lambda: all(colour.colour(bar, place) == 'blue' for place in places),
                    'the bar to have the color of firmware everywhere behind the boot code and the calibration')
        window.keep_shot('drive-memory-two-banks')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, diagram_of_conflicting_evidence, main_facts_need_no_scrolling, tab_stops_only_where_something_can_be_done,
    disc_is_ejected_beside_the_line_that_asks, page_of_a_drive_that_is_never_flashed_has_no_dead_button,
    advice_for_preserving_discs, operations_of_each_family, memory_bar_shows_only_memory, known_conversions_say_from_what_and_with_which_outcome,
    more=(result_that_was_read_does_not_hide_the_drive, page_fits_into_a_narrow_window, page_fits_with_a_large_font,
          compare_in_the_assistant_keeps_its_place, backup_that_cannot_be_restored_is_no_success,
          operations_of_a_drive_whose_firmware_cannot_be_read)),
          '1200x1250')
