#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The firmware library: its page, the offers on the page of a drive, added and removed files, and a folder for one drive.

Tests bb-advice-card.c, bb-drive-firmware.c, bb-firmware-row.c, bb-library-model.c, bb-library-page.c and bb-library-words.c.
"""
import os
import re
import shutil
import subprocess
import zipfile

import burnback_gui as gui
import slow_disk


def write_image(path, model='K355', **kind):
    path.parent.mkdir(parents=True, exist_ok=True)
    return gui.make_image(path, 'nec-optiarc', model, boot_version='05', **kind)


def rows(window):
    """Returns revision and model of each listed image with the texts of its row."""
    return {node.get_name(): node.get_description() for node in window.matching('list item')
            if re.match(r'\d\.\d\d ND-\S+$', node.get_name())}


def expect_rows(window, *names):
    """Waits until exactly the images @names are listed."""
    window.wait(lambda: sorted(rows(window)) == sorted(names), f'{names} to be listed')


def images_are_sorted_by_model_and_revision(folder):
    """The images of a model are together, the newest first, whatever their files are called."""
    firmware = folder / 'Firmware'
    for name, model, revision in (('a', 'K370', '1.02'), ('b', 'K355', '1.06'), ('c', 'K370', '1.09'), ('d', 'K355', '1.07'), ('e', 'K355', '1.05')):
        write_image(firmware / f'{name}.bin', model, revision=revision)
    gui.add_to_library(folder, firmware)
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, revision='1.04') + gui.drive(1, 'K370', '1.01')))

    def order():
        found = [node for node in window.matching('list item') if re.match(r'\d\.\d\d ND-\S+$', node.get_name())]
        return [node.get_name() for node in sorted(found, key=lambda node: node.get_index_in_parent())]
    wanted = ['1.07 ND-3550A', '1.06 ND-3550A', '1.05 ND-3550A', '1.09 ND-3570A', '1.02 ND-3570A']
    try:
        window.wait(lambda: sum('ready' in row for row in gui.rows(window)) == 2, 'both drives to be identified')
        window.key('Control+l')
        window.wait(lambda: sorted(order()) == sorted(wanted), 'all images to be listed')
        gui.check(order() == wanted, f'the images are sorted by model and newest revision: {order()}')
    finally:
        window.close()


def simple_and_newer_images_are_first(folder):
    """Images without warnings come first, of these the newer ones. The line of a drive says whether the image is newer, if that is known."""
    firmware = folder / 'Firmware'
    firmware.mkdir()
    gui.make_image(firmware / 'a.bin', 'nec-optiarc', 'K352', revision='1.04', boot_version='02')
    for name, model, revision in (('b', 'K355', '1.04'), ('c', 'K355', '1.05'), ('d', 'K355', '1.07'), ('e', 'K370', '1.02')):
        write_image(firmware / f'{name}.bin', model, revision=revision)
    gui.add_to_library(folder, firmware)
    drives = gui.drive(0) + gui.drive(1, 'K352', '1.F2', BootVersion='02', Vendor='MAD DOG', Product='MD-16XDVD9A2') + gui.drive(2, 'K370', '1.01')
    window = gui.Window(folder, gui.write_scenario(folder, drives))
    wanted = {'1.07 ND-3550A': 'NEC DVD_RW ND-3550A (sr0): compatible, newer than 1.05', '1.02 ND-3570A': 'NEC DVD_RW ND-3570A (sr2): compatible, newer than 1.01',
              '1.05 ND-3550A': 'NEC DVD_RW ND-3550A (sr0): Same revision', '1.04 ND-3520A': 'MAD DOG MD-16XDVD9A2 (sr1): compatible with warnings\n',
              '1.04 ND-3550A': 'NEC DVD_RW ND-3550A (sr0): compatible with warnings, older than 1.05\nRevision 1.04 of the image is older'}

    def listed():
        found = [node for node in window.matching('list item') if re.match(r'\d\.\d\d ND-\S+$', node.get_name())]
        return sorted(found, key=lambda node: node.get_index_in_parent())
    try:
        window.wait(lambda: len(gui.rows(window)) == 3 and not any('not identified yet' in row for row in gui.rows(window)), 'the drives to be identified')
        window.key('Control+l')
        window.wait(lambda: len(listed()) == len(wanted), 'all images to be listed')
        names = [node.get_name() for node in listed()]
        listed_drives = gui.rows(window)
        gui.check(any('MAD DOG MD-16XDVD9A2' in row for row in listed_drives), f'the library has the names of the list of drives: {listed_drives}')
        gui.check(names == list(wanted), f'newer, other and risky images: {names}')
        for node in listed():
            text = node.get_description()
            gui.check(wanted[node.get_name()] in text, f'{node.get_name()} says how it compares: {text}')
        window.keep_shot('library-order')
    finally:
        window.close()


def row_has_the_name_that_a_drive_will_report(folder):
    """If a drive with the firmware reports another name than that of the model, the row has this name."""
    firmware = folder / 'Firmware'
    write_image(firmware / 'own.bin', revision='1.07')
    gui.make_image(firmware / 'tdk.bin', 'nec-optiarc', 'K110', revision='1.07', boot_version='05', vendor='TDK', product='DVDRW420N')
    gui.add_to_library(folder, firmware)
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), size=(360, 640))
    try:
        window.wait(lambda: any('ready' in row for row in gui.rows(window)), 'the drive')
        window.key('Control+l')
        window.press('1 firmware image for other drives', role='toggle button')
        expect_rows(window, '1.07 ND-3550A', '1.07 ND-1100A')
        said = rows(window)
        gui.check('tdk.bin · reported name: TDK DVDRW420N' in said['1.07 ND-1100A'], f'the row has the name of the brand: {said}')
        gui.check('reported name' not in said['1.07 ND-3550A'], f'a name that contains the model is not repeated: {said}')
        window.wait(lambda: not window.cut_off((360, 640)), 'no widget to be cut off')
        window.keep_shot('library-reported-narrow')
    finally:
        window.close()


def page_follows_the_folders(folder):
    """The page lists files by drive, duplicates once, and unidentified files; it follows changes in the folder."""
    firmware = folder / 'Firmware'
    write_image(firmware / 'new.bin', revision='1.07')
    write_image(firmware / 'other' / 'k370.bin', 'K370', revision='1.02')
    shutil.copy(firmware / 'new.bin', firmware / 'other' / 'copy.bin')
    (firmware / 'readme.txt').write_text('no firmware')
    gui.add_to_library(folder, firmware)
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + gui.drive(1)))
    try:
        window.wait(lambda: sum('ready' in row for row in gui.rows(window)) == 2, 'both drives to be identified')
        window.key('Control+l')
        window.wait(lambda: [node for node in window.matching('list item') if node.get_name().endswith('/Firmware')
                             and node.get_description().startswith('4 files · 2 firmware images · 1 duplicate · 1 other file (no known firmware) · scanned ')], 'the scanned folder')
        expect_rows(window, '1.07 ND-3550A')
        said = rows(window)['1.07 ND-3550A']
        gui.check('NEC DVD_RW ND-3550A (sr0): compatible, newer than 1.05 · NEC DVD_RW ND-3550A (sr1): compatible, newer than 1.05' in said and '1 duplicate' in said and 'new.bin' in said, f'the row names both drives, the copies and the file: {said}')
        gui.check(said.count(f'{firmware}/') == 2, f'the row has the paths of both copies: {said}')
        window.press('1 firmware image for other drives', role='toggle button')
        expect_rows(window, '1.07 ND-3550A', '1.02 ND-3570A')
        reason = rows(window)['1.02 ND-3570A']
        gui.check('Firmware for the ND-3570A (type K370). Requires boot code version ' in reason, f'the row says which drives the image is for: {reason}')
        window.press('1 other file (no known firmware)', role='toggle button')
        window.wait(lambda: window.find('list item', contains='readme.txt'), 'the file that is no firmware')
        gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
        window.keep_shot('library')
        # Files are added and removed while the window is open, also in a subfolder.
        write_image(firmware / 'other' / 'newer.bin', revision='1.08')
        window.wait(lambda: '1.08 ND-3550A' in rows(window), 'the added file to be listed')
        (firmware / 'other' / 'newer.bin').unlink()
        window.wait(lambda: '1.08 ND-3550A' not in rows(window), 'the removed file to disappear')
        # The image is for two drives, so the user is asked. Back leads to the library, from the question and from the review.
        in_library = lambda: window.title().startswith('Firmware Library') and '1.07 ND-3550A' in rows(window)

        def ask():
            """Activates the row of the image when the page, which checks the drives again each time, has made its rows."""
            seen = []
            row = lambda: seen.append(window.find('list item', '1.07 ND-3550A')) or (seen[-1] is not None and seen[-12:] == [seen[-1]] * 12 and seen[-1])
            window.activate(window.wait(row, 'the row of the image'))
        ask()
        window.wait_for_text('Which Drive?')
        window.key('Escape')
        window.wait(in_library, 'Escape to show the library')
        ask()
        for leave in (lambda: window.press('Cancel'), lambda: window.key('Alt+Left')):
            window.activate(window.wait(lambda: window.find('list item', contains='(sr1)'), 'the row of the second drive'))
            window.wait_for('push button', contains='Flash 1.07 onto')
            window.wait(lambda: '(sr1)' in window.title(), 'the page of the chosen drive')
            leave()
            window.wait(in_library, 'the review to return to the library')
            gui.check(not window.find('push button', contains='Flash 1.07 onto'), 'the review is closed')
            ask()
            window.wait_for_text('Which Drive?')
        # After a review that was opened elsewhere, Cancel leads to the page of the drive.
        window.open_drive('sr0')
        window.activate(window.wait(lambda: window.find('list item', '1.07 ND-3550A', hidden=True), 'the image on the page of the drive'))
        window.press('Cancel')
        window.wait(lambda: '(sr0)' in window.title() and window.find('push button', contains='Update Firmware'), 'the page of the drive')
        window.key('Control+l')
        button = window.wait_for('push button', contains='from the list')
        gui.check(not re.search('[Dd]elete|trash', button.get_name()) and 'without deleting any files' in button.get_description(), 'removing a folder does not read like deleting files')
        box = button.get_extents(gui.Atspi.CoordType.WINDOW)
        gui.check(box.width > 2 * box.height, 'the button has a text, not only a dash')
        window.keep_shot('library-remove')
        window.click(button)
        window.wait_for_text('No Firmware Library')
        window.wait_for('push button', 'Add Folder…')
        gui.check((firmware / 'new.bin').exists(), 'removing the folder from the library leaves its files')
    finally:
        window.close()


def page_of_a_drive_leads_to_the_models_of_other_images(folder):
    """If all images of the library are for other models, the page of the drive says that the library names these models, and it does."""
    firmware = folder / 'Firmware'
    write_image(firmware / 'other.bin', 'K370', revision='1.02')
    gui.add_to_library(folder, firmware)
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)))
    try:
        window.open_drive('sr0')
        window.wait_for_text('1 image for this chipset was found, but it is incompatible with this drive. The library shows which model this image is for.', hidden=True)
        window.key('Control+l')
        window.press('1 firmware image for other drives', role='toggle button')
        expect_rows(window, '1.02 ND-3570A')
        reason = rows(window)['1.02 ND-3570A']
        gui.check('Firmware for the ND-3570A (type K370)' in reason, f'the library names the model of the image: {reason}')
    finally:
        window.close()


def files_that_cannot_be_used_show_why(folder):
    """A truncated file is listed with the reason that opening it gives, on the library page; the page of a drive says that there are such files."""
    firmware = folder / 'Firmware'
    firmware.mkdir()
    whole = gui.make_image(folder / 'whole.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05').read_bytes()
    (firmware / 'cut.bin').write_bytes(whole[:-1000])
    with zipfile.ZipFile(firmware / 'both.zip', 'w') as pack:
        pack.writestr('short.bin', whole[:-2000])
    gui.make_image(firmware / 'lg.bin', 'lg-renesas', 'DVDRAM GSA-E50L', revision='NE01')
    (firmware / 'readme.txt').write_text('This is no firmware.')
    gui.add_to_library(folder, firmware)
    reason = 'This NEC/Optiarc firmware file is truncated.'
    for size in gui.some(((360, 640), (900, 600)), 1):
        window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), size=size)
        try:
            window.open_drive('sr0')
            window.wait_for_text(re.compile(r'^The library contains no compatible firmware\. 1 image is for drives with another chipset\. '
                                            r'2 files cannot be used\. The library shows the reasons\.$'), hidden=True)
            if size == (360, 640):
                window.key('Escape')
            window.key('Control+l')
            window.wait(lambda: [node for node in window.matching('list item') if node.get_name().endswith('/Firmware')
                                 and node.get_description().startswith('4 files · 1 firmware image · 2 damaged or unusable files · 1 other file (no known firmware) · scanned ')], 'the scanned folder')
            window.press('2 damaged or unusable files', role='toggle button')
            for name in ('/Firmware/cut.bin', '/Firmware/both.zip · short.bin'):
                row = window.wait(lambda: [node for node in window.matching('list item') if node.get_name().endswith(name)], f'the row of {name}')[0]
                gui.check(row.get_description().startswith(reason), f'{name} has its reason: {row.get_description()}')
            window.scroll_to_end()
            window.keep_shot(f'library-unusable-{size[0]}')
            gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
            window.press('1 other file (no known firmware)', role='toggle button')
            window.wait(lambda: window.find('list item', contains='readme.txt', hidden=True), 'the file that is no firmware')
            window.wait(lambda: not window.cut_off(size), 'the page to fit into the window')
        finally:
            window.close()


def image_for_two_drives_has_two_verdicts(folder):
    """Each drive has a line with its own verdict; the sign of the row has none. A drive of another model is named only in the row for experts."""
    firmware = folder / 'Firmware'
    firmware.mkdir()
    gui.make_image(firmware / 'asus.bin', 'mediatek-mt1959', 'BW-16D1HT', revision='3.02')
    gui.add_to_library(folder, firmware)
    drives = ''.join(f'[drive sr{i}]\nFamily=mediatek-mt1959\nModel={model}\nRevision={revision}\nSerial=SIM000{i}\nBus=sata\n'
                     'Quirks=build-stamp=1704251010\n' for i, (model, revision) in enumerate([('BD-RE WH16NS60', '1.02'), ('BW-16D1HT', '3.01')]))
    window = gui.Window(folder, gui.write_scenario(folder, drives))
    try:
        window.wait(lambda: len([row for row in gui.rows(window) if 'not identified yet' not in row]) == 2, 'both drives to be identified')
        window.press('Firmware Library')

        def rows_with(text):
            return [node for node in window.matching('list item') if node.get_name() == '3.02 BW-16D1HT' and text in node.get_description()]

        def labels_and_signs(row):
            nodes = list(window.walk(row, hidden=True))
            return [node.get_name() for node in nodes if node.get_role_name() == 'label'], [node.get_name() for node in nodes if node.get_role_name() in ('icon', 'image') and node.get_state_set().contains(gui.Atspi.StateType.VISIBLE)]
        # A check of the second drive makes the rows again.
        row = window.wait(lambda: rows_with('ASUS BW-16D1HT (sr1): compatible'), 'the row of the image to name the drive of the same model')[0]
        lines, signs = labels_and_signs(row)
        own = [line for line in lines if line.startswith('ASUS BW-16D1HT (sr1): compatible with warnings, newer than 3.01\nBurnback cannot detect damaged firmware files for this drive')]
        gui.check(own and not any('sr0' in line for line in lines), f'the row names the drive of the same model only: {lines}')
        gui.check('sr0' not in row.get_description(), f'so does its description: {row.get_description()}')
        gui.check(signs[:1] == ['compatible with warnings'], f'the row has no sign, its line has one: {signs}')
        gui.check(not any(node.get_name().startswith('Why not') for node in window.walk(row, hidden=True)), 'the image is offered for both drives')
        window.press('1 firmware image for another model (cross-flash)', role='toggle button')
        expert = window.wait(lambda: rows_with('WH16NS60 (sr0): '), 'the row for experts')[0]
        lines, signs = labels_and_signs(expert)
        gui.check(re.search(r'WH16NS60 \(sr0\): other model \(cross-flash\)\n\w.+\.', expert.get_description()), f'it has the verdict for sr0 with its reason: {expert.get_description()}')
        gui.check(any(re.match(r'HL-DT-ST BD-RE WH16NS60 \(sr0\): other model \(cross-flash\)\n\w', line) for line in lines) and not any('sr1' in line for line in lines), f'it names the drive of the other model only: {lines}')
        gui.check(signs[:1] == ['other model (cross-flash)'], f'its line has a sign: {signs}')
        window.keep_shot('library-several')
        window.activate(rows_with('BW-16D1HT (sr1): ')[0])
        window.wait_for('push button', contains='Flash 3.02 onto sr1')
    finally:
        window.close()


def files_of_one_firmware_with_other_bytes_are_noted(folder):
    """Two files of the same model and revision with different content say so, in the library and on the page of the drive. An empty file is listed as such."""
    firmware = folder / 'Firmware'
    firmware.mkdir()
    other = 'Another file for this model and revision has different content. One of the files may be damaged or modified.'
    for name, revision in (('a', '1.03'), ('c', '1.02')):
        gui.make_image(firmware / f'{name}.bin', 'mediatek-mt1959', 'BD-RE BU40N', revision=revision)
    changed = bytearray((firmware / 'a.bin').read_bytes())
    changed[0x180000] ^= 0xff
    changed[0x180001] ^= 0xff
    (firmware / 'b.bin').write_bytes(changed)
    (firmware / 'empty.bin').write_bytes(b'')
    gui.add_to_library(folder, firmware)
    drive = '[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BU40N\nRevision=1.00\nSerial=SIM0001\nQuirks=build-stamp=1704251010\n'
    size = (360, 640)
    window = gui.Window(folder, gui.write_scenario(folder, drive), size=size)

    def texts():
        """Returns the file and the description of each listed image."""
        return {word: node.get_description() for node in window.matching('list item') for word in ('a.bin', 'b.bin', 'c.bin')
                if node.get_description().startswith(word) or f' · {word}' in node.get_description()}
    def noted():
        return {name: other in text for name, text in texts().items()}
    wanted = {'a.bin': True, 'b.bin': True, 'c.bin': False}
    try:
        window.open_drive('sr0')
        window.wait(lambda: noted() == wanted, 'the files on the page of the drive to be noted')
        window.key('Escape')
        window.key('Control+l')
        window.wait(lambda: noted() == wanted and [node for node in window.matching('list item') if node.get_description().startswith('4 files · ')], 'the files in the library to be noted')
        window.press('1 other file (no known firmware)', role='toggle button')
        row = window.wait(lambda: window.find('list item', contains='empty.bin', hidden=True), 'the empty file')
        gui.check(row.get_description() == 'The file is empty', row.get_description())
        window.wait(lambda: not window.cut_off(size), 'no widget to be cut off')
        window.keep_shot('library-twins-narrow')
    finally:
        window.close()


def backups_of_other_drives_are_not_counted(folder):
    """Without a library, backups of other drives with this chipset are no images that the library shows."""
    scenario = gui.write_scenario(folder, gui.drive(0) + gui.drive(1, model='K370', revision='1.02'))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr1')[0] == 0, 'sr1 is backed up')
    window = gui.Window(folder, scenario)
    try:
        window.open_drive('sr0')
        window.wait_for_text('Add the folders that contain your firmware files. Firmware compatible with this drive will be listed here.')
        window.keep_shot('library-none')
        gui.check(not window.find_text('for this chipset', hidden=True), 'no image is counted')
    finally:
        window.close()


def image_of_another_model_is_in_its_own_group(folder):
    """Images that no connected drive is the model of are not listed under “For Your Drives”."""
    firmware = folder / 'Firmware'
    firmware.mkdir()
    gui.make_image(firmware / 'asus.bin', 'mediatek-mt1959', 'BW-16D1HT', revision='3.02')
    gui.add_to_library(folder, firmware)
    drive = '[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE WH16NS60\nRevision=1.02\nSerial=SIM0000\nBus=sata\nQuirks=build-stamp=1704251010\n'
    window = gui.Window(folder, gui.write_scenario(folder, drive), size=(360, 640))
    try:
        window.wait_for('list item', contains='ready')
        window.key('Control+l')
        window.press('1 firmware image for another model (cross-flash)', role='toggle button')
        row = window.wait(lambda: window.find('list item', '3.02 BW-16D1HT'), 'the row of the image')
        gui.check(not window.find_text('For Your Drives'), 'no image is called one for the drives')
        gui.check('WH16NS60 (sr0): other model (cross-flash)' in row.get_description(), f'the row names drive and verdict: {row.get_description()}')
        window.wait(lambda: not window.cut_off((360, 640)), 'no widget to be cut off')
        window.keep_shot('library-cross-narrow')
        window.activate(row)
        window.wait_for('push button', contains='Flash 3.02 onto')
    finally:
        window.close()


def images_for_experts_are_below_the_others(folder):
    """Images that need a consent for experts, with a little-known procedure or for another model, have a heading below the others."""
    firmware = folder / 'Firmware'
    write_image(firmware / 'nec.bin', revision='1.07')
    gui.make_image(firmware / 'btc.bin', 'btc', 'IDE1008', revision='0056')
    gui.make_image(firmware / 'asus.bin', 'mediatek-mt1959', 'BW-16D1HT', revision='3.02')
    gui.add_to_library(folder, firmware)
    drives = (gui.drive(0) + '[drive sr1]\nFamily=btc\nModel=IDE1008\nRevision=0055\nSerial=SIM0001\nBus=pata\n'
              '[drive sr2]\nFamily=mediatek-mt1959\nModel=BD-RE WH16NS60\nRevision=1.02\nSerial=SIM0002\nBus=sata\nQuirks=build-stamp=1704251010\n')
    window = gui.Window(folder, gui.write_scenario(folder, drives))
    try:
        window.wait(lambda: len(gui.rows(window)) == 3 and not any('not identified yet' in row for row in gui.rows(window)), 'the drives to be identified')
        window.key('Control+l')
        wanted = ('For Your Drives', '1.07 ND-3550A', 'For Experts', '0056 DVDRW IDE1008', '1 firmware image for another model (cross-flash)')
        known = {'For Your Drives': 'label', 'For Experts': 'label', wanted[-1]: 'toggle button'}

        def shown():
            """Returns headings, images and expanders of the page from top to bottom."""
            seen = [(node.get_name() or '', node.get_role_name()) for node in window.walk(hidden=True)]
            return [name for name, role in seen if known.get(name) == role or (role == 'list item' and re.match(r'\d[\d.]+ \w', name))]
        window.wait(lambda: tuple(shown()) == wanted, f'the page to have {wanted}')
        window.keep_shot('library-experts')
        gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
    finally:
        window.close()


def pointer_opens_the_list_and_not_the_review(folder):
    """A click on the list of drives that an image is not offered for opens this list. A click beside it opens the review."""
    write_image(folder / 'Firmware' / 'own.bin', revision='1.07')
    gui.add_to_library(folder, folder / 'Firmware')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + gui.drive(1, 'K370', '1.01')))
    try:
        window.wait(lambda: len(gui.rows(window)) == 2 and not any('not identified yet' in row for row in gui.rows(window)), 'both drives to be identified')
        window.key('Control+l')
        header = window.wait_for('toggle button', 'Not offered for 1 other drive')
        box = window.wait(lambda: (lambda e: e.height > 1 and e)(header.get_extents(gui.Atspi.CoordType.SCREEN)), 'the list to be laid out')
        gui.Atspi.generate_mouse_event(box.x + 40, box.y + box.height // 2, 'b1c')
        window.wait(lambda: window.find('label', contains='(sr1): incompatible', hidden=True), 'the list to be opened')
        gui.check(not window.find('push button', contains='Flash 1.07 onto'), 'the review is not opened')
        gui.Atspi.generate_mouse_event(box.x + 40, box.y - 40, 'b1c')
        window.wait_for('push button', contains='Flash 1.07 onto')
    finally:
        window.close()


def image_shows_why_it_is_not_offered_for_a_drive(folder):
    """The row of an image names each drive that it is not offered for, with the verdict and the reason that `check` gives."""
    firmware = folder / 'Firmware'
    own = write_image(firmware / 'own.bin', revision='1.07')
    other = write_image(firmware / 'other.bin', 'K370', revision='1.02')
    sister = write_image(firmware / 'sister.bin', 'D355', revision='1.08')
    gui.add_to_library(folder, firmware)
    scenario = gui.write_scenario(folder, gui.drive(0) + '[drive sr1]\nFamily=mediatek-mt1959\nModel=BW-16D1HT\nRevision=3.01\nSerial=SIM0001\nBus=sata\n'
                                  'Quirks=build-stamp=1704251010\n')
    # The window does not use this state, because `check` asks the drive for its type and keeps that in a backup.
    foreign, refused = (gui.burnbackctl(scenario, folder / 'checks', 'check', drive, str(other))[1]['reasons'][0]['text'] for drive in ('sr1', 'sr0'))
    gui.check(foreign != refused, f'each drive has a reason of its own: {foreign}')
    later = ("The image is for drive type D355, but the drive may be of type K355. Burnback will check the type first "
             'and flash the image only if the type matches.')
    on_sr1 = f'ASUS BW-16D1HT (sr1): incompatible\n{foreign}'
    size = (360, 640)
    window = gui.Window(folder, scenario, size=size)
    try:
        window.wait(lambda: len(gui.rows(window)) == 2 and not any('not identified yet' in row for row in gui.rows(window)), 'both drives to be identified')
        window.key('Control+l')
        window.press('2 firmware images for other drives', role='toggle button')
        for path, lines in ((own, [on_sr1]), (other, [f'NEC DVD_RW ND-3550A (sr0): incompatible\n{refused}', on_sr1]),
                            (sister, [f'NEC DVD_RW ND-3550A (sr0): unknown\n{later}', on_sr1])):
            row = window.wait(lambda name=path.name: next((node for node in window.matching('list item') if name in node.get_description()), None), f'the row of {path.name}')
            said = lambda of=row: [node.get_name() for node in window.walk(of, hidden=True) if node.get_role_name() == 'label' and re.search(r': (incompatible|unknown)\n', node.get_name())]
            label = 'Not offered for 1 other drive' if path == own else 'Reasons'
            button = next((node for node in window.walk(row, hidden=True) if node.get_role_name() == 'toggle button' and node.get_name() == label), None)
            gui.check(button, f'the row of {path.name} has the list “{label}”')
            gui.check(not said(), f'no line is made before the list is opened: {said()}')
            window.click(button)
            window.wait(lambda of=said, wanted=lines: of() == wanted, f'the lines {lines}')
        window.wait(lambda: not window.cut_off(size), 'no widget to be cut off')
        window.scroll_to_end()
        window.keep_shot('library-not-offered-narrow')
        gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
    finally:
        window.close()


def file_is_not_newest_if_a_backup_is_newer(folder):
    """The backups of a drive are in a list of their own. If the newest image is only there, no file is marked as the newest."""
    firmware = folder / 'Firmware'
    write_image(firmware / '1.06.bin', revision='1.06')
    gui.add_to_library(folder, firmware)
    earlier = gui.write_scenario(folder, gui.drive(0, revision='1.07'))
    gui.check(gui.burnbackctl(earlier, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up while it has 1.07')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)))
    try:
        window.open_drive('sr0')
        window.wait_for('push button', contains='Restore 1.07')
        expect_rows(window, '1.06 ND-3550A')
        gui.check('Newest' not in rows(window)['1.06 ND-3550A'], f'the file is not the newest: {rows(window)}')
    finally:
        window.close()


def page_of_a_drive_lists_its_firmware(folder):
    """The page of a drive lists its firmware, newest first, with the installed revision; a row opens the review of that image."""
    firmware = folder / 'Firmware'
    both = [write_image(firmware / f'{revision}.bin', revision=revision) for revision in ('1.07', '1.06')]
    with zipfile.ZipFile(firmware / 'both.zip', 'w') as pack:
        for path in both:
            pack.write(path, path.name)
            path.unlink()
    write_image(firmware / 'k370.bin', 'K370', revision='1.02')
    gui.add_to_library(folder, firmware)
    scenario = gui.write_scenario(folder, gui.drive(0))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    window = gui.Window(folder, scenario)
    try:
        window.open_drive('sr0')
        window.wait(lambda: len(rows(window)) == 2, 'two images; the backup is listed below')
        names = [node.get_name() for node in window.matching('list item') if node.get_name() in rows(window)]
        gui.check(names == ['1.07 ND-3550A', '1.06 ND-3550A'], f'the newest image is first: {names}')
        said = rows(window)
        gui.check(said[names[0]].endswith('Newest') and 'both.zip' in said[names[0]], f'the first row says that it is the newest: {said[names[0]]}')
        gui.check('Newest' not in said[names[1]], f'only the first row says so: {said[names[1]]}')
        window.keep_shot('library-drive')
        # A row keeps the focus when another image or a backup replaces its contents.
        window.find('list item', '1.06 ND-3550A', hidden=True).get_component_iface().grab_focus()
        in_list = lambda: (window.focused() or window.app).get_name() in rows(window)
        window.wait(in_list, 'a row to have the focus')
        for revision in ('1.08', '1.09'):
            write_image(firmware / f'{revision}.bin', revision=revision)
            window.wait(lambda: f'{revision} ND-3550A' in rows(window), 'the newer image to be listed')
            window.wait(in_list, 'a row to have the focus still', 5)
        for revision in ('1.08', '1.09'):
            (firmware / f'{revision}.bin').unlink()
        expect_rows(window, *names)
        window.wait(in_list, 'a row to have the focus still', 5)
        # The right one of two images in the archive is opened.
        window.activate(window.find('list item', '1.06 ND-3550A', hidden=True))
        window.wait_for('push button', contains='Flash 1.06 onto')
        window.key('Escape')
        window.wait(lambda: window.find('list item', '1.07 ND-3550A'), 'the page of the drive')
        window.press(contains='Restore 1.05 of')
        window.wait_for('push button', contains='Restore 1.05 on')
    finally:
        window.close()


def image_of_the_installed_revision_is_listed(folder):
    """After the firmware of a file was backed up, the page of the drive still lists the file. An image of the revision that a drive
    already runs is not only called compatible with this drive."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    gui.check(gui.burnbackctl(scenario, folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    backup = max((folder / 'state' / 'backups').glob('*/*.bin'), key=lambda path: path.stat().st_size)
    (folder / 'Firmware').mkdir()
    shutil.copy(backup, folder / 'Firmware' / 'copy.bin')
    gui.add_to_library(folder, folder / 'Firmware')
    window = gui.Window(folder, scenario)
    try:
        window.open_drive('sr0')
        window.wait(lambda: list(rows(window)) == ['1.05 ND-3550A'], f'the file is listed: {rows(window)}')
        gui.check('copy.bin · also in a backup · compatible' in rows(window)['1.05 ND-3550A'], f'the row names the file: {rows(window)}')
        window.key('Control+l')
        window.wait(lambda: 'ND-3550A (sr0): Same revision' in rows(window).get('1.05 ND-3550A', ''), 'the row to say that the drive has this revision')
    finally:
        window.close()


def rows_show_reports_about_their_images(folder):
    """The rows show the purposes of each image with gains, losses, risk, source and confidence; unreported ones show nothing."""
    firmware = folder / 'Firmware'
    firmware.mkdir()
    for model, revision, kind in (('BD-RE WH16NS60', '1.03', ()), ('BD-RE WH16NS60', '1.04', ()),
                                  ('BW-16D1HT', '3.02', ('--set', 'omnidrive=1.0.4'))):
        subprocess.run([os.environ['BURNBACK_SIM'], 'make-image', '--family', 'mediatek-mt1959', '--model', model, '--revision',
                        revision, *kind, str(firmware / f'{revision}.bin')], check=True)
    gui.add_to_library(folder, firmware)
    scenario = gui.write_scenario(folder, '[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE WH16NS60\nRevision=1.02\n'
                                  'Serial=SIM0001\nQuirks=build-stamp=1704251010\n')
    window = gui.Window(folder, scenario)
    try:
        window.open_drive('sr0')
        said = lambda name: window.find('list item', name, hidden=True).get_description()
        # Expert operations is not listed as firmware for this drive, but in a group of its own.
        window.wait(lambda: window.find('list item', '1.03 WH16NS60', hidden=True), 'the row of 1.03')
        gui.check(not window.find('list item', '3.02 BW-16D1HT', hidden=True), 'firmware of another model is not listed first')
        window.keep_shot('library-other-models')
        window.press('1 firmware image for another model (cross-flash)', role='toggle button')
        window.wait(lambda: window.find('list item', '3.02 BW-16D1HT', hidden=True), 'the row of 3.02')
        latest, raw = 'Latest known firmware from the manufacturer', 'Reading raw sectors'
        gui.check(latest in said('1.03 WH16NS60') and raw not in said('1.03 WH16NS60'), said('1.03 WH16NS60'))
        gui.check(raw in said('3.02 BW-16D1HT') and latest not in said('3.02 BW-16D1HT'), said('3.02 BW-16D1HT'))
        gui.check(latest not in said('1.04 WH16NS60'), said('1.04 WH16NS60'))
        more = [node for node in window.find_all('toggle button', 'Gains, losses and risk', hidden=True)
                if node.get_state_set().contains(gui.Atspi.StateType.VISIBLE)]
        gui.check(len(more) == 2, f'two images have reports, not {len(more)}')
        is_open = lambda: more[0].get_state_set().contains(gui.Atspi.StateType.EXPANDED)
        gui.check(not is_open(), 'the reports are closed at first')
        window.click(more[0])
        window.wait(is_open, 'the reports to open')
        window.wait_for_text('Latest known firmware from the manufacturer: WH16NS60 firmware 1.03 (2020-05-08)', hidden=True)
        for chip, text in (('Gains', 'The drive will get the latest known firmware from the manufacturer.'), ('Losses', 'The drive will accept only encrypted updates.'),
                           ('Risk', 'Low.'), ('Source', 'pjobson/Flash-LG-WH16NS60-Linux · Likely')):
            lines = [node.get_name() for node in window.walk(more[0], hidden=True) if node.get_role_name() == 'label']
            gui.check(chip in lines and lines[lines.index(chip) + 1] == text, f'the report has the chip {chip} with its text: {lines}')
        gui.check(not window.find('push button', contains='Flash 1.03 onto'), 'opening the reports does not open the review')
        window.keep_shot('library-gains')
        window.click(more[1])
        window.wait_for_text('Known conversion: ', hidden=True)
        window.wait_for_text('Reading raw sectors: Modified firmware OmniDrive 1.0.4', hidden=True)
        lines = ' '.join(node.get_name() or '' for node in window.walk(more[1], hidden=True))
        gui.check('Medium. The drive (NS60) and the image (NS50) have the same boot ID but belong to different generations.' in lines and ' · Confirmed' in lines, f'the report has risk and confidence: {lines}')
        gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
    finally:
        window.close()


def failed_change_keeps_the_changes_before_it(folder):
    """While the first folder is being scanned, a second folder cannot be added, because the saved list is damaged: the first one stays listed."""
    first, second = folder / 'First', folder / 'Second'
    write_image(first / 'new.bin', revision='1.07')
    write_image(second / 'other.bin', revision='1.08')
    listed = lambda: [part for node in window.matching('list item') for part in (first.name, second.name) if node.get_name().endswith('/' + part)]
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + gui.drive(1)), env=slow_disk.slow_disk())
    try:
        window.wait(lambda: sum('ready' in row for row in gui.rows(window)) == 2, 'both drives to be identified')
        window.key('Control+l')
        window.wait_for_text('No Firmware Library')
        slow_disk.make(first / 'new.bin')
        subprocess.run([*window.argv, str(first)], env=window.env, check=True)
        window.wait(lambda: listed() == ['First'], 'the first folder to be listed')
        held = slow_disk.hold(window, first / 'new.bin')
        saved = folder / 'config' / 'burnback' / 'library'
        good = saved.read_text()
        saved.write_text('')
        subprocess.run([*window.argv, str(second)], env=window.env, check=True)
        window.wait_for_text(str(saved))
        gui.check(listed() == ['First'], f'only the first folder is listed: {listed()}')
        saved.write_text(good)
        slow_disk.pipe_of(first / 'new.bin').unlink()
        os.close(held)
        expect_rows(window, '1.07 ND-3550A')
        gui.check(listed() == ['First'], f'only the first folder is listed after the scan: {listed()}')
    finally:
        window.close()


def dropped_folder_is_searched_for_the_shown_drive(folder):
    """A folder that is opened while a drive is shown is searched for that drive and not added to the library."""
    pack = folder / 'pack'
    write_image(pack / 'a.bin', revision='1.07')
    write_image(pack / 'b.bin', 'K370', revision='1.02')
    nothing = folder / 'nothing'
    write_image(nothing / 'b.bin', 'K370', revision='1.02')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)))
    try:
        window.open_drive('sr0')
        window.wait_for_text('Add the folders that contain your firmware files. Firmware compatible with this drive will be listed here.')
        subprocess.run([*window.argv, str(pack)], env=window.env, check=True)
        window.wait_for_text('Firmware in “pack”')
        expect_rows(window, '1.07 ND-3550A')
        gui.check(not window.find('push button', contains='Flash'), 'opening a folder opens no review')
        window.keep_shot('library-dropped')
        subprocess.run([*window.argv, str(nothing)], env=window.env, check=True)
        window.wait_for_text('1 image for this chipset was found, but it is incompatible with this drive.')
        expect_rows(window)
        (nothing / 'b.bin').write_bytes((pack / 'a.bin').read_bytes()[:-1000])
        subprocess.run([*window.argv, str(nothing)], env=window.env, check=True)
        window.wait_for_text('No compatible firmware was found in this folder. 1 file cannot be used. Open the file to see the reason.')
        window.press('Show Library Again')
        window.wait_for_text('Firmware for This Drive')
        window.key('Control+l')
        window.wait_for_text('No Firmware Library')
    finally:
        window.close()


# The key with which burnback-sim encrypts (wraps) simulated images.
KEY = bytes(range(16))
KEY_SHA256 = 'be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991'


def wrapped_image_is_offered_when_its_key_file_is_chosen(folder):
    """A wrapped image is named but not offered; it is offered as soon as its key file is chosen in the settings."""
    (folder / 'key').write_bytes(KEY)
    firmware = folder / 'Firmware'
    firmware.mkdir()
    subprocess.run([os.environ['BURNBACK_SIM'], 'make-image', '--family', 'mediatek-mt1959', '--model', 'BD-RE BU40N', '--revision',
                    '1.03', '--set', 'wrapped', str(firmware / 'wrapped.bin')], check=True)
    gui.add_to_library(folder, firmware)
    scenario = gui.write_scenario(folder, '[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BU40N\nRevision=1.00\nSerial=SIM0001\n'
                                  'Quirks=build-stamp=1704251010\n')
    window = gui.Window(folder, scenario, env={'BURNBACK_TEST_KEY_SHA256': KEY_SHA256})
    try:
        window.open_drive('sr0')
        window.wait_for_text('1 encrypted (wrapped) image for this chipset was found. To check the image, choose the key file in the settings.')
        window.key('Control+l')
        window.wait(lambda: [node for node in window.matching('list item') if node.get_name().endswith('/Firmware')
                             and node.get_description().startswith('1 file · 0 firmware images · 1 encrypted (wrapped) image that requires a key file · scanned ')], 'the scanned folder')
        window.press('1 encrypted (wrapped) image that requires a key file', role='toggle button')
        row = window.wait(lambda: window.find('list item', contains='wrapped.bin'), 'the row of the file')
        gui.check('To identify this image, choose the key file in the settings' in row.get_description(), f'the row says what is missing: {row.get_description()}')
        window.menu('Settings')
        window.press('Choose a key file')
        window.choose_file(folder / 'key', 'Choose')
        window.wait_for_text('This file contains the key for drives that accept only encrypted updates.')
        window.key('Escape')
        window.wait(lambda: window.find('list item', '1.03 BU40N'), 'the image to be offered without a click')
        gui.check('BU40N (sr0): ' in rows_of_any_model(window)['1.03 BU40N'], 'the row names the drive that the image is for')
        window.wait(lambda: not window.find('toggle button', contains='requires a key file'), 'the list of wrapped images to disappear')
        window.activate(window.find('list item', '1.03 BU40N'))
        window.wait_for('push button', contains='Flash 1.03 onto')
    finally:
        window.close()


def rows_of_any_model(window):
    return {node.get_name(): node.get_description() for node in window.matching('list item')}


gui.main(lambda folder: gui.run_cases(
    folder, images_are_sorted_by_model_and_revision, simple_and_newer_images_are_first, row_has_the_name_that_a_drive_will_report, page_follows_the_folders, files_that_cannot_be_used_show_why, image_of_another_model_is_in_its_own_group,
    pointer_opens_the_list_and_not_the_review, image_shows_why_it_is_not_offered_for_a_drive, page_of_a_drive_lists_its_firmware,
    file_is_not_newest_if_a_backup_is_newer,
    image_of_the_installed_revision_is_listed, rows_show_reports_about_their_images,
    dropped_folder_is_searched_for_the_shown_drive,
    more=(page_of_a_drive_leads_to_the_models_of_other_images, failed_change_keeps_the_changes_before_it,
          image_for_two_drives_has_two_verdicts, files_of_one_firmware_with_other_bytes_are_noted,
          backups_of_other_drives_are_not_counted, images_for_experts_are_below_the_others,
          wrapped_image_is_offered_when_its_key_file_is_chosen)))
