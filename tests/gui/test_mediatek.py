#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""MediaTek drives in the window: the same cases as in tests/cli/test_mediatek.py.

Tests bb-memory-bar.c and bb-tool-code.c.
"""
import os
import re
import signal
import subprocess

import burnback_gui as gui
from drive_window import DriveWindow

PREPARE_SLIM = '3B066700000000000000'
PREPARE_HALF = '3B010000000000000000'
# The made-up key of the tests; only simulated updates are encrypted (wrapped) with it.
KEY = bytes(range(16))
KEY_SHA256 = 'be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991'
OF_2016 = 'build-stamp=1612201010'


class MediatekWindow(DriveWindow):
    """A window with a MediaTek drive."""

    def __init__(self, *arguments, **keys):
        super().__init__(*arguments, env={'BURNBACK_TEST_KEY_SHA256': KEY_SHA256}, **keys)

    def uploads(self):
        """Returns the CDB of each prepare command that was answered GOOD. One upload follows each of them."""
        return [entry['cdb'] for entry in self.log() if entry['cdb'] in (PREPARE_SLIM, PREPARE_HALF) and entry['status'] == 0]

    def check_uploads(self, *wanted):
        """Checks which uploads the drive accepted."""
        gui.check(self.uploads() == list(wanted), f'the accepted uploads are {list(wanted)}: {self.uploads()}')


def image(folder, name, model, revision, *settings):
    """Makes a file with simulated firmware. Returns its path."""
    more = [word for setting in settings for word in ('--set', setting)]
    path = folder / name
    subprocess.run([os.environ['BURNBACK_SIM'], 'make-image', '--family', 'mediatek-mt1959', '--model', model, '--revision', revision,
                    '--seed', '7', *more, str(path)], check=True)
    return path


def stock_ns60_becomes_an_omnidrive(folder):
    omni = image(folder, 'omni.bin', 'BW-16D1HT', '3.02', 'downgrade-enabled', 'omnidrive=1.0.4')
    with MediatekWindow(folder, 'BD-RE WH16NS60', 'build-stamp=1704251010', [omni], Revision='1.02') as page:
        page.verdict('OTHER MODEL (CROSS-FLASH)')
        page.says('In attempt 1 of 1, Burnback will send the update with the boot ID “MT1959 Boot JB8 ”')
        # The legend of the memory agrees with this sentence of the plan.
        page.says('These parts of the drive’s memory will stay unchanged: boot code.')
        page.says(re.compile(r'0x1f0000–0x1fffff: calibration, .* \(the drive keeps its own data here\)'))
        page.window.keep_shot('mediatek-omnidrive')
        page.flash('3.02')
        page.says('Firmware changed to ')
        # The firmware of this drive cannot be read, so the summary says that the backup has none.
        page.says(re.compile(r'no firmware, .*, Before flashing 3\.02$'))
        page.check_uploads(PREPARE_HALF)
        page.window.press('Back to the Drive')
        page.runs('3.02')


def slim_firmware_is_refused_for_a_half_height_drive(folder):
    slim = image(folder, 'slim.bin', 'BD-RE BU40N', '1.00')
    with MediatekWindow(folder, 'BD-RE WH16NS60', '', [slim], Revision='1.02') as page:
        page.verdict('INCOMPATIBLE')
        page.says('half-height')
        page.button('Choose Another File…')
        gui.check(not page.window.find('push button', contains='Flash 1.00'), 'flashing is not offered')
        page.check_nothing_was_sent()


def ns40_of_2019_accepts_only_marked_images(folder):
    stock = image(folder, 'stock.bin', 'BW-16D1HT', '3.02')
    marked = image(folder, 'de.bin', 'BW-16D1HT', '3.02', 'downgrade-enabled')
    with MediatekWindow(folder, 'BD-RE WH16NS40', 'build-stamp=1905011010', [stock], Revision='1.04') as page:
        page.says('5/24/00')
        page.verdict('OTHER MODEL, EXPECTED TO BE REJECTED')
        page.says('The drive will probably reject this firmware')
        page.says(re.compile('Accepts older firmware: no\\. '))
        page.flash('3.02')
        page.says('The operation failed. The drive was not changed.')
        page.says('Power cycle')
        page.window.keep_shot('mediatek-rejected')
        page.power_cycle()
        page.window.press('Back to the Drive')
        page.says(re.compile('^only images that are marked .DE. .downgrade enabled.\\. '))
        page.window.press('Update Firmware…')
        page.window.choose_file(marked)
        page.verdict('OTHER MODEL (CROSS-FLASH)')
        page.says('Accepts older firmware: yes. The image is marked “DE” (downgrade enabled), so it can be flashed over newer firmware.')
        page.flash('3.02')
        page.says('Firmware changed to ')
        page.window.press('Back to the Drive')
        page.runs('3.02')


def bu40n_of_2020_accepts_updates_wrapped_with_the_key(folder):
    omni = image(folder, 'omni.bin', 'BD-RE BU40N', '1.00', OF_2016, 'downgrade-enabled')
    (folder / 'wrong').write_bytes(KEY[::-1])
    (folder / 'key').write_text(KEY.hex().upper() + '\n')
    with MediatekWindow(folder, 'BD-RE BU40N', 'build-stamp=2005061010', [omni], Revision='1.04') as page:
        window = page.window
        page.says('This drive accepts only encrypted updates. Burnback needs a key file to encrypt the image')
        gui.check(not gui.is_sensitive(page.button('Flash 1.00 onto')), 'the drive cannot be flashed without a key file')
        window.keep_shot('mediatek-no-key')
        window.press('Choose a Key File…')
        window.wait_for('push button', 'Choose a key file')     # in view
        for name, told in (('wrong', re.compile('is not the key file for drives that require encrypted updates.$')), ('key', 'This file contains the key for drives that accept only encrypted updates.')):
            window.press('Choose a key file')
            window.choose_file(folder / name, 'Choose')
            window.wait_for_text(told)
        window.keep_shot('mediatek-key-chosen')
        press_without_idle_handlers(window, 'Use no key file', 'space', 'Escape')
        page.says('Burnback needs a key file to encrypt the image')
        window.press('Choose a Key File…')
        window.press('Choose a key file')
        window.choose_file(folder / 'key', 'Choose')
        window.wait_for_text('This file contains the key for drives that accept only encrypted updates.')
        window.key('Escape')
        page.says('Burnback will encrypt the image with your key file.')
        gui.check(not window.find_text('Burnback needs a key file to encrypt the image', hidden=True), 'the result of the first check is not shown any more')
        page.flash('1.00')
        page.says('Firmware downgraded to ')
        page.check_uploads(PREPARE_SLIM)
        window.press('Back to the Drive')
        page.runs('1.00')
    check_key_is_nowhere(folder)


def wrapped_file_is_opened_with_the_key(folder):
    """The drive is of 2017 and accepts plain images, but the user's file is encrypted (wrapped)."""
    wrapped = image(folder, 'wrapped.bin', 'BD-RE BU40N', '1.03', 'wrapped')
    (folder / 'key').write_bytes(KEY)
    with MediatekWindow(folder, 'BD-RE BU40N', 'build-stamp=1704251010', [wrapped], Revision='1.00') as page:
        window = page.window
        page.verdict('INCOMPATIBLE')
        page.says('Choose the key file to decrypt the image')
        window.press('Choose a Key File…')
        window.press('Choose a key file')
        window.choose_file(folder / 'key', 'Choose')
        window.wait_for_text('This file contains the key for drives that accept only encrypted updates.')
        window.key('Escape')
        page.verdict('COMPATIBLE WITH WARNINGS')
        page.says('Burnback decrypts the file with your key file')
        page.flash('1.03')
        page.says('Firmware updated to ')
        page.check_uploads(PREPARE_SLIM)
        window.press('Back to the Drive')
        page.runs('1.03')
    check_key_is_nowhere(folder)


def press_without_idle_handlers(window, button, *keys):
    """Presses the button and the keys while the program is stopped, so that it handles all of them before any idle handler."""
    window.tab_to(lambda node: node.get_name() == button, button)
    window.point()
    window.process.send_signal(signal.SIGSTOP)
    for key in keys:
        gui.Atspi.generate_keyboard_event(gui.KEYSYMS[key], None, gui.Atspi.KeySynthType.SYM)
    window.process.send_signal(signal.SIGCONT)
    window.wait(lambda: window.top_window() == window.main_frame(), 'the dialog to close')


def check_key_is_nowhere(folder):
    """Checks that no file but the key file contains the key, and that the settings contain only its path."""
    spaced = KEY.hex(' ').encode()
    searched = 0
    for path in folder.rglob('*'):
        if path.is_file() and path.name not in ('key', 'wrong'):
            searched += 1
            data = path.read_bytes().lower()
            for form in (KEY, KEY.hex().encode(), spaced, spaced.replace(b' ', b':')):
                gui.check(form not in data, f'the key is not in {path}')
    gui.check(searched > 8 and (folder / 'config' / 'burnback' / 'settings').read_text().count('/key\n') == 1, 'the settings contain the path of the key file')


def firmware_of_another_model_is_flashed_with_its_boot_id(folder):
    """A BP50NB40 that runs firmware for a BP60NB10 accepts firmware with the boot ID of its own model."""
    omni = image(folder, 'omni.bin', 'BD-RE BU40N', '1.00', OF_2016, 'downgrade-enabled')
    with MediatekWindow(folder, 'BD-RE BP50NB40', 'app-id=BUP5;service-code=NB10;sales-code=NM00100;build-stamp=1711211010', [omni],
               Product='BD-RE  BP60NB10', Revision='1.00') as page:
        page.says('will send the update with the boot ID “MT1959 Boot BUP5”')
        page.flash('1.00')
        page.says('Firmware changed to ')
        page.check_uploads(PREPARE_SLIM)


def rejected_flash_succeeds_with_the_next_boot_id(folder):
    running = image(folder, 'running.bin', 'BD-RE BP60NB10', '1.03', 'app-id=BUP3', 'sales-code=NM00100')
    omni = image(folder, 'omni.bin', 'BD-RE BU40N', '1.00', OF_2016)
    with MediatekWindow(folder, 'BD-RE BP50NB40', '', [omni], Firmware=running) as page:
        window = page.window
        page.says(re.compile('[Aa]ttempt 1 of [2-9]'))
        page.flash('1.00')
        page.says('The operation failed. The drive was not changed.')
        again = page.button('Try Again…')
        gui.check(not gui.is_sensitive(again), 'another attempt is not possible before a power cycle')
        page.says('Waiting for the drive to be disconnected and reconnected.')
        window.keep_shot('mediatek-silent')
        page.power_cycle()
        page.says('The drive is connected again.')
        window.keep_shot('mediatek-silent-back')
        window.press('Try Again…')
        page.says(re.compile('[Aa]ttempt 2 of [2-9]'))
        page.flash('1.00')
        page.says('Firmware changed to ')
        page.check_uploads(PREPARE_SLIM, PREPARE_SLIM)


def flash_without_effect_is_found_after_a_power_cycle(folder):
    running = image(folder, 'running.bin', 'BD-RE BP60NB10', '1.03', 'app-id=BUP3', 'sales-code=NM00100')
    omni = image(folder, 'omni.bin', 'BD-RE BU40N', '1.00', OF_2016)
    with MediatekWindow(folder, 'BD-RE BP50NB40', 'on-reject=busy', [omni], Firmware=running) as page:
        page.flash('1.00')
        page.says('The data was written but has not been verified yet.')
        page.power_cycle()
        page.window.press('Compare Again')
        page.says('The drive does not contain this firmware.')
        page.window.press('Flash Another File…')
        page.window.choose_file(omni)
        page.says(re.compile('[Aa]ttempt 2 of [2-9]'))
        page.check_uploads(PREPARE_SLIM)


def drive_in_boot_mode_is_recovered_with_its_label(folder):
    own = image(folder, 'own.bin', 'BD-RE BU40N', '1.03')
    with MediatekWindow(folder, 'BD-RE BU40N', State='boot') as page:
        window = page.window
        window.press('Recover…')
        window.wait_for('list item', contains='Step 1 of 4: Use the manufacturer')
        page.says('Burnback may then ask for the model and the service code on the drive’s label')
        window.keep_shot('mediatek-boot')
        gui.check(not window.find('push button', 'Use This Code'), 'no error code is asked for if the label is sufficient')
        page.recover_with(own)
        page.verdict('LABEL REQUIRED')
        told = 'Therefore, only the drive’s label shows which firmware is compatible.'
        page.says(told)
        gui.check(not window.find('list item', contains=told, hidden=True), 'the sentence above the reasons is not repeated among them')
        page.says('the model and the service code from the drive’s label, separated by a space')
        use = page.button('Use This Label')
        for typed, told in (('BU40N', 'do not match the drive’s reported name'), ('BP60NB10 NB10', 'do not match the drive’s reported name')):
            window.type_into('Model and service code', typed)
            page.says(told)
            gui.check(not gui.is_sensitive(use), f'{typed} is no label of this drive')
        gui.check(not gui.is_sensitive(page.button('Flash 1.03 onto')), 'the drive cannot be flashed while its board is unknown')
        window.type_into('Model and service code', 'bu40n bu40')
        page.says('This model and service code match the drive’s reported name.')
        window.keep_shot('mediatek-label')
        window.press('Use This Label')
        page.says('The label identifies the drive as BU40N BU40.')
        page.says('will send the update with the boot ID “MT1959 Boot BU5 ”')
        page.says('The firmware of this drive cannot be read in recovery mode, so it will not be backed up.')
        gui.check(not window.find_text('Calibration, serial number', hidden=True), 'a recovery does not say that identity data are unchanged, because it may repair them')
        page.check_nothing_was_sent()
        page.flash('1.03')
        page.says('Recovery finished.')
        window.press('Back to the Drive')
        page.runs('1.03')


def hazard_stays_on_the_pages_after_a_failed_attempt(folder):
    """A BU40N runs firmware for a WH16NS60, which rejects the firmware for the BU40N."""
    own = image(folder, 'own.bin', 'BD-RE BU40N', '1.00')
    hazard = 'This slim drive is running firmware for half-height drives and may overheat. Power on the drive only to recover it.'
    with MediatekWindow(folder, 'BD-RE BU40N', 'service-code=NS60;receiver=wrapped;on-reject=ng', State='wrong-form-factor',
                        Product='BD-RE WH16NS60', Revision='1.02') as page:
        window = page.window
        page.says(hazard)
        window.press('Recover…')
        page.recover_with(own)
        page.flash('1.00')
        page.says('Recovery needed.')
        page.says(re.compile('The next attempt will use an unencrypted update with the boot ID “MT1959 Boot BU5 ”'))
        window.press('Back to the Drive')
        page.power_cycle()
        window.wait_for('list item', contains='needs recovery')
        # The page of the drive.
        page.says(re.compile(f'{re.escape(hazard)} The drive did not accept the firmware sent to it.*“MT1959 Boot BU5 ”'))
        window.press('Recover…')
        # The recovery page.
        page.says(hazard)
        page.says('The drive is running firmware for other hardware.')
        page.says('Known models with this drive’s circuit board: BU40N.')
        gui.check(not window.find_text('Keep the drive powered'), 'the page does not say to keep the drive powered')
        window.keep_shot('mediatek-hazard')
        page.check_uploads(PREPARE_SLIM)


def error_code_of_another_program_determines_the_chip(folder):
    """Boards with two different chips report this name, so nothing is offered before the error code determines the chip."""
    own = image(folder, 'own.bin', 'BC-12D2HT/MT1939', '1.00', 'build-stamp=1306141010')
    with MediatekWindow(folder, 'BC-12D2HT/MT1939', State='boot') as page:
        window = page.window
        window.press('Recover…')
        window.wait_for('list item', contains='Step 1 of 3: Disconnect power')
        page.says('Nothing will be written to the drive until the type of its circuit board is known.')
        use = page.button('Use This Code')
        gui.check(not gui.is_sensitive(use), 'the button is insensitive without a code')
        gui.check(not window.find('push button', contains='Choose a File', hidden=True), 'no file can be chosen while the board is unknown')
        # Checking a file does not change what is known of the drive.
        subprocess.run([*window.argv, str(own)], env=window.env, check=True)
        page.verdict('INCOMPATIBLE')
        window.press('Cancel')
        page.says('Nothing will be written to the drive until the type of its circuit board is known.')
        window.keep_shot('mediatek-code')
        for typed, told in (('8f05 24', 'Enter the error code as a hexadecimal number'), (' 0x8f052400 ', '5/24/00: ')):
            window.type_into('Error code shown by the other program', typed)
            page.says(told)
        gui.check(gui.is_sensitive(use), 'a complete code can be used')
        window.press('Use This Code')
        page.says('This code does not identify the drive’s circuit board.')
        window.wait(lambda: not gui.is_sensitive(use), 'a code that did not help to be usable only once')
        window.type_into('Error code shown by the other program', '0x8f020408')
        use.get_component_iface().grab_focus()
        window.wait(lambda: window.has_focus('Use This Code'), 'the button to have the focus')
        window.press('Use This Code')
        window.wait_for('list item', contains='Step 1 of 4: Use the manufacturer')
        page.says('This code identifies the drive’s circuit board.')
        window.wait(lambda: window.has_focus('Choose a File'), 'the button of the next step to have the focus')
        gui.check(not gui.is_sensitive(use), 'the same code cannot be used again')
        page.check_nothing_was_sent()
        subprocess.run([*window.argv, str(own)], env=window.env, check=True)
        page.flash('1.00')
        page.says('Recovery finished.')


def image_of_a_newer_chip_leads_to_recovery(folder):
    """A BC-12D2HT of 2013 reports the name of a newer drive and gets its image; then a drive is found in the resulting state."""
    newer = image(folder, 'new.bin', 'BC-12D2HT', '3.11', 'build-stamp=1902271010')
    own = image(folder, 'own.bin', 'BC-12D2HT/MT1939', '1.00', 'build-stamp=1306141010')
    with MediatekWindow(folder, 'BC-12D2HT', 'chip=MT1939;build-stamp=1306141010', [newer], Revision='1.00') as page:
        page.flash('3.11')
        page.says('Recovery needed.')
        page.says('The image is for another chip, so the drive is now in recovery mode.')
        page.window.keep_shot('mediatek-halfway')
        page.window.wait_for('list item', contains='needs recovery')
    later = folder / 'later'
    later.mkdir()
    with MediatekWindow(later, 'BC-12D2HT/MT1939', 'boot-reads', State='boot') as page:
        page.window.press('Recover…')
        page.recover_with(newer)
        page.verdict('INCOMPATIBLE')
        page.window.press('Cancel')
        page.recover_with(own)
        page.flash('1.00')
        page.says('Recovery finished.')
        page.check_uploads(PREPARE_HALF)


def own_backup_restores_the_model(folder):
    sister = image(folder, 'bu40n.bin', 'BD-RE BU40N', '1.00', OF_2016)
    with MediatekWindow(folder, 'BD-RE BP50NB40', 'build-stamp=1711211010;readable=all', [sister], Revision='1.01') as page:
        window = page.window
        page.flash('1.00')
        page.says('Firmware changed to ')
        window.press('Back to the Drive')
        page.runs('BU40N')
        window.open_backups()
        window.press(contains='Restore 1.01 of')
        window.press(contains='Restore 1.01 on')
        page.says('Backup restored.')
        window.press('Back to the Drive')
        page.runs('BP50NB40')
        window.wait_for('list item', contains='1.01')


gui.main(lambda folder: gui.run_cases(
    folder, stock_ns60_becomes_an_omnidrive, slim_firmware_is_refused_for_a_half_height_drive,
    wrapped_file_is_opened_with_the_key, rejected_flash_succeeds_with_the_next_boot_id,
    drive_in_boot_mode_is_recovered_with_its_label, hazard_stays_on_the_pages_after_a_failed_attempt,
    error_code_of_another_program_determines_the_chip,
    more=(ns40_of_2019_accepts_only_marked_images, bu40n_of_2020_accepts_updates_wrapped_with_the_key,
          firmware_of_another_model_is_flashed_with_its_boot_id, flash_without_effect_is_found_after_a_power_cycle,
          image_of_a_newer_chip_leads_to_recovery, own_backup_restores_the_model)))
