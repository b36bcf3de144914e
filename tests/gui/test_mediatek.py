#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""MediaTek drives in the window: the stories of tests/cli/test_mediatek.py, with pages and buttons."""
import json
import os
import re
import signal
import subprocess

import burnback_gui as gui

PREPARE_SLIM = '3B066700000000000000'
PREPARE_HALF = '3B010000000000000000'
# A key for tests, which wraps only simulated updates.
KEY = bytes(range(16))
KEY_SHA256 = 'be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991'
OF_2016 = 'build-stamp=1612201010'


class Story:
    """A window with one simulated drive whose commands are recorded on disk."""

    def __init__(self, folder, model, quirks='', files=(), **keys):
        keys = dict(Family='mediatek-mt1959', Model=model, Serial='SIM0001', **({'Quirks': quirks} if quirks else {}), **keys)
        scenario = gui.write_scenario(folder, '[drive sr0]\n' + ''.join(f'{key}={value}\n' for key, value in keys.items()))
        self.folder = folder
        self.env = dict(os.environ, BURNBACK_SIM_STATE=str(folder / 'drives'))
        self.window = gui.Window(folder, scenario, files, size=(900, 600), settings='[flash]\nexpert=1\n',
                                 env={'BURNBACK_SIM_STATE': str(folder / 'drives'), 'BURNBACK_TEST_KEY_SHA256': KEY_SHA256})

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.window.close()
        if kind is None:
            wrong = [entry['violations'] for entry in self.log() if 'violations' in entry]
            gui.check(not wrong, f'nothing was done that the drive must not get: {wrong}')

    def sim(self, *arguments):
        return subprocess.run([os.environ['BURNBACK_SIM'], *arguments], env=self.env, capture_output=True, check=True, text=True).stdout

    def log(self):
        return [json.loads(line) for line in self.sim('log', 'sr0').splitlines()]

    def uploads(self):
        """Returns the form of the prepare command that was answered GOOD, for each upload."""
        return [entry['cdb'] for entry in self.log() if entry['cdb'] in (PREPARE_SLIM, PREPARE_HALF) and entry['status'] == 0]

    def check_uploads(self, *wanted):
        gui.check(self.uploads() == list(wanted), f'the uploads: {self.uploads()}')

    def check_nothing_was_sent(self):
        gui.check(not [entry for entry in self.log() if entry['cdb'].startswith('3B')], 'nothing was sent')

    # --- pages ---

    def says(self, contains):
        """Waits for a text on the page, also out of view; the name of a row contains the reason."""
        window = self.window
        window.wait(lambda: window.find_text(contains, hidden=True) or window.find('list item', contains=contains, hidden=True),
                    f'"{contains}" on the page')

    def verdict(self, word):
        self.window.wait_for_text(re.compile(f'^{re.escape(word)}$'), hidden=True)

    def button(self, contains):
        window = self.window
        return window.wait(lambda: window.find('push button', contains=contains)
                           or next(filter(window.is_on_page, window.find_all('push button', contains=contains, hidden=True)), None),
                           f'the button {contains}')

    def is_possible(self, node):
        return node.get_state_set().contains(gui.Atspi.StateType.SENSITIVE)

    def agree(self):
        """Grants all consents that the review asks for."""
        window = self.window
        for name, pattern in (('Model to confirm', r'another model\. Type (.*) to confirm'),
                              ('Drive to flash without a backup', r'cannot be restored\. Type (.*) to continue')):
            asked = [re.search(pattern, node.get_name() or '') for node in window.walk(hidden=True)]
            asked = [match for match in asked if match]
            if asked:
                window.type_into(name, asked[0][1])
        tick = window.find('check box', 'I have read the warnings above', hidden=True)
        if tick.get_state_set().contains(gui.Atspi.StateType.VISIBLE):
            window.click(tick)

    def flash(self, revision):
        """Grants the consents and presses the button of the review."""
        button = self.button(f'Flash {revision} onto')
        self.agree()
        self.window.click(button)

    def power_cycle(self):
        window = self.window
        self.sim('power', 'sr0', 'off')
        window.wait(lambda: not gui.rows(window), 'the drive to go')
        self.sim('power', 'sr0', 'on')
        window.wait(lambda: [row for row in gui.rows(window) if 'not identified yet' not in row], 'the drive to be identified')

    def choose(self, image):
        self.window.press('Back to the Drive')
        self.window.press('Update Firmware…')
        self.window.choose_file(image)

    def recover_with(self, image):
        self.window.press(contains='Choose a File')
        self.window.choose_file(image)

    def runs(self, revision):
        """Checks which revision runs, also after a power cycle."""
        self.power_cycle()
        self.window.wait_for('list item', contains='ready')
        self.window.wait_for('list item', contains=revision)


def image(folder, name, model, revision, *settings):
    more = [word for setting in settings for word in ('--set', setting)]
    path = folder / name
    subprocess.run([os.environ['BURNBACK_SIM'], 'make-image', '--family', 'mediatek-mt1959', '--model', model, '--revision', revision,
                    '--seed', '7', *more, str(path)], check=True)
    return path


def stock_ns60_becomes_an_omnidrive(folder):
    omni = image(folder, 'omni.bin', 'BW-16D1HT', '3.02', 'downgrade-enabled', 'omnidrive=1.0.4')
    with Story(folder, 'BD-RE WH16NS60', 'build-stamp=1704251010', [omni], Revision='1.02') as story:
        story.verdict('OTHER MODEL (CROSS-FLASH)')
        story.says('Attempt 1 of 1, with the boot ID “MT1959 Boot JB8 ”')
        # The legend of the memory agrees with the sentence above it.
        story.says('These parts are not changed: boot code, calibration.')
        story.says(re.compile('0x1f0000–0x1fffff: calibration, .*: managed by the drive'))
        story.window.keep_shot('mediatek-omnidrive')
        story.flash('3.02')
        story.says('Firmware updated.')
        # When the flash was agreed to, nothing could be restored; so the result offers no complete backup.
        story.says(re.compile('Before flashing 3.02 .partial.$'))
        story.check_uploads(PREPARE_HALF)
        story.window.press('Back to the Drive')
        story.runs('3.02')


def slim_firmware_is_refused_for_a_half_height_drive(folder):
    slim = image(folder, 'slim.bin', 'BD-RE BU40N', '1.00')
    with Story(folder, 'BD-RE WH16NS60', '', [slim], Revision='1.02') as story:
        story.verdict('INCOMPATIBLE')
        story.says('half-height')
        story.button('Choose Another File…')
        gui.check(not story.window.find('push button', contains='Flash 1.00'), 'it is not offered')
        story.check_nothing_was_sent()


def ns40_of_2019_wants_de(folder):
    stock = image(folder, 'stock.bin', 'BW-16D1HT', '3.02')
    marked = image(folder, 'de.bin', 'BW-16D1HT', '3.02', 'downgrade-enabled')
    with Story(folder, 'BD-RE WH16NS40', 'build-stamp=1905011010', [stock], Revision='1.04') as story:
        story.says('5/24/00')
        story.verdict('OTHER MODEL, REJECTION EXPECTED')
        story.says('The drive is expected to reject this firmware')
        story.says(re.compile('Accepts older firmware: no\\. '))
        story.flash('3.02')
        story.says('Failed. The drive was not changed.')
        story.says('Power cycle')
        story.window.keep_shot('mediatek-rejected')
        story.power_cycle()
        story.window.press('Back to the Drive')
        story.says(re.compile('^only if marked for that .DE.\\. '))
        story.window.press('Update Firmware…')
        story.window.choose_file(marked)
        story.verdict('OTHER MODEL (CROSS-FLASH)')
        story.says('Accepts older firmware: yes. The image is marked for that (DE).')
        story.flash('3.02')
        story.says('Firmware updated.')
        story.window.press('Back to the Drive')
        story.runs('3.02')


def bu40n_of_2020_takes_wrapped_updates_with_the_key(folder):
    omni = image(folder, 'omni.bin', 'BD-RE BU40N', '1.00', OF_2016, 'downgrade-enabled')
    (folder / 'wrong').write_bytes(KEY[::-1])
    (folder / 'key').write_text(KEY.hex().upper() + '\n')
    with Story(folder, 'BD-RE BU40N', 'build-stamp=2005061010', [omni], Revision='1.04') as story:
        window = story.window
        story.says('This drive accepts only wrapped updates. Burnback needs a key file')
        gui.check(not story.is_possible(story.button('Flash 1.00 onto')), 'it is not simply sent')
        window.keep_shot('mediatek-no-key')
        window.press('Choose a Key File…')
        window.wait_for('push button', 'Choose a key file')     # in view
        for name, told in (('wrong', re.compile('is not the key for these drives.$')), ('key', 'This is the key for these drives.')):
            window.press('Choose a key file')
            window.choose_file(folder / name, 'Choose')
            window.wait_for_text(told)
        window.keep_shot('mediatek-key-chosen')
        in_one_breath(window, 'Use no key file', 'space', 'Escape')
        story.says('Burnback needs a key file')
        window.press('Choose a Key File…')
        window.press('Choose a key file')
        window.choose_file(folder / 'key', 'Choose')
        window.wait_for_text('This is the key for these drives.')
        window.key('Escape')
        story.says('The image is wrapped with your key file.')
        gui.check(not window.find_text('Burnback needs a key file', hidden=True), 'the first check is over')
        story.flash('1.00')
        story.says('Firmware updated.')
        story.check_uploads(PREPARE_SLIM)
        window.press('Back to the Drive')
        story.runs('1.00')
    check_key_is_nowhere(folder)


def a_wrapped_file_is_opened_with_the_key(folder):
    """A drive of 2017 accepts plain images, and the file of its owner is wrapped."""
    wrapped = image(folder, 'wrapped.bin', 'BD-RE BU40N', '1.03', 'wrapped')
    (folder / 'key').write_bytes(KEY)
    with Story(folder, 'BD-RE BU40N', 'build-stamp=1704251010', [wrapped], Revision='1.00') as story:
        window = story.window
        story.verdict('INCOMPATIBLE')
        story.says('Choose the key file to open it')
        window.press('Choose a Key File…')
        window.press('Choose a key file')
        window.choose_file(folder / 'key', 'Choose')
        window.wait_for_text('This is the key for these drives.')
        window.key('Escape')
        story.verdict('COMPATIBLE')
        story.says('It is unwrapped with your key file in memory')
        story.flash('1.03')
        story.says('Firmware updated.')
        story.check_uploads(PREPARE_SLIM)
        window.press('Back to the Drive')
        story.runs('1.03')


def in_one_breath(window, button, *keys):
    """Presses the button and the keys while the program is stopped, so that it handles all of them before any idle handler."""
    window.tab_to(lambda node: node.get_name() == button, button)
    window.point()
    window.process.send_signal(signal.SIGSTOP)
    for key in keys:
        gui.Atspi.generate_keyboard_event(gui.KEYSYMS[key], None, gui.Atspi.KeySynthType.SYM)
    window.process.send_signal(signal.SIGCONT)
    window.wait(lambda: window.top_window() == window.main_frame(), 'the dialog to be gone')


def check_key_is_nowhere(folder):
    spaced = KEY.hex(' ').encode()
    searched = 0
    for path in folder.rglob('*'):
        if path.is_file() and path.name not in ('key', 'wrong'):
            searched += 1
            data = path.read_bytes().lower()
            for form in (KEY, KEY.hex().encode(), spaced, spaced.replace(b' ', b':')):
                gui.check(form not in data, f'the key is not in {path}')
    gui.check(searched > 8 and (folder / 'config' / 'burnback' / 'settings').read_text().count('/key\n') == 1, 'only its place is kept')


def firmware_of_another_model_wants_its_own_id(folder):
    """A BP50NB40 that runs firmware for a BP60NB10 accepts firmware with the boot ID of its own model."""
    omni = image(folder, 'omni.bin', 'BD-RE BU40N', '1.00', OF_2016, 'downgrade-enabled')
    with Story(folder, 'BD-RE BP50NB40', 'app-id=BUP5;service-code=NB10;sales-code=NM00100;build-stamp=1711211010', [omni],
               Product='BD-RE  BP60NB10', Revision='1.00') as story:
        story.says('with the boot ID “MT1959 Boot BUP5”')
        story.flash('1.00')
        story.says('Firmware updated.')
        story.check_uploads(PREPARE_SLIM)


def a_silent_flash_is_found_out_and_the_next_id_cures_it(folder):
    running = image(folder, 'running.bin', 'BD-RE BP60NB10', '1.03', 'app-id=BUP3', 'sales-code=NM00100')
    omni = image(folder, 'omni.bin', 'BD-RE BU40N', '1.00', OF_2016)
    with Story(folder, 'BD-RE BP50NB40', '', [omni], Firmware=running) as story:
        window = story.window
        story.says(re.compile('Attempt 1 of [2-9]'))
        story.flash('1.00')
        story.says('Failed. The drive was not changed.')
        again = story.button('Try Again…')
        gui.check(not story.is_possible(again), 'one try for each time that it is switched on')
        story.says('Waiting for the drive to be disconnected and reconnected.')
        window.keep_shot('mediatek-silent')
        story.power_cycle()
        story.says('The drive is connected again.')
        window.keep_shot('mediatek-silent-back')
        window.press('Try Again…')
        story.says(re.compile('Attempt 2 of [2-9]'))
        story.flash('1.00')
        story.says('Firmware updated.')
        story.check_uploads(PREPARE_SLIM, PREPARE_SLIM)


def what_worked_and_changed_nothing_is_found_out_after_a_power_cycle(folder):
    running = image(folder, 'running.bin', 'BD-RE BP60NB10', '1.03', 'app-id=BUP3', 'sales-code=NM00100')
    omni = image(folder, 'omni.bin', 'BD-RE BU40N', '1.00', OF_2016)
    with Story(folder, 'BD-RE BP50NB40', 'on-reject=busy', [omni], Firmware=running) as story:
        story.flash('1.00')
        story.says('Written, but not verified yet.')
        story.power_cycle()
        story.window.press('Compare Again')
        story.says('The drive does not contain this firmware.')
        story.window.press('Flash Another…')
        story.window.choose_file(omni)
        story.says(re.compile('Attempt 2 of [2-9]'))
        story.check_uploads(PREPARE_SLIM)


def another_tool_left_it_in_boot_mode(folder):
    own = image(folder, 'own.bin', 'BD-RE BU40N', '1.03')
    with Story(folder, 'BD-RE BU40N', State='boot') as story:
        window = story.window
        window.press('Recover…')
        window.wait_for('list item', contains='Step 1 of 4: Use the manufacturer')
        story.says('you are asked for the model and the service code on its label')
        window.keep_shot('mediatek-boot')
        gui.check(not window.find('push button', 'Use This Code'), 'no error code is asked for if the label is sufficient')
        story.recover_with(own)
        story.verdict('LABEL REQUIRED')
        told = 'so only its label tells which firmware is for it.'
        story.says(told)
        gui.check(not window.find('list item', contains=told, hidden=True), 'the sentence above the reasons is not repeated among them')
        story.says('as they are printed on the label of the drive')
        use = story.button('Use This Label')
        for typed, told in (('BU40N', 'No drive with the reported name'), ('BP60NB10 NB10', 'No drive with the reported name')):
            window.type_into('Model and service code', typed)
            story.says(told)
            gui.check(not story.is_possible(use), f'{typed} is no label of this drive')
        gui.check(not story.is_possible(story.button('Flash 1.03 onto')), 'nothing is written before it is known which board it has')
        window.type_into('Model and service code', 'bu40n bu40')
        story.says('This label fits the name that the drive reports.')
        window.keep_shot('mediatek-label')
        window.press('Use This Label')
        story.says('By its label, the drive is identified as BU40N BU40.')
        story.says('with the boot ID “MT1959 Boot BU5 ”')
        story.says('The drive has no complete firmware to back up.')
        gui.check(not window.find_text('Calibration, serial number', hidden=True), 'a recovery does not promise what it may have to mend')
        story.check_nothing_was_sent()
        story.flash('1.03')
        story.says('Recovery finished.')
        window.press('Back to the Drive')
        story.runs('1.03')


def the_code_of_another_tool_tells_the_chip(folder):
    """Boards with two different chips have this name, so nothing is offered before the error code shows which chip it is."""
    own = image(folder, 'own.bin', 'BC-12D2HT/MT1939', '1.00', 'build-stamp=1306141010')
    with Story(folder, 'BC-12D2HT/MT1939', State='boot') as story:
        window = story.window
        window.press('Recover…')
        window.wait_for('list item', contains='Step 1 of 3: Disconnect power')
        story.says('Nothing is written to the drive as long as its board is not known.')
        use = story.button('Use This Code')
        gui.check(not story.is_possible(use), 'there is no code yet')
        gui.check(not window.find('push button', contains='Choose a File', hidden=True), 'no file chooser is open')
        # A check of a file does not discard what is known of the drive, and the review does not promise more.
        subprocess.run([*window.argv, str(own)], env=window.env, check=True)
        story.verdict('INCOMPATIBLE')
        window.press('Cancel')
        story.says('Nothing is written to the drive as long as its board is not known.')
        window.keep_shot('mediatek-code')
        for typed, told in (('8f05 24', 'An error code is a hexadecimal number'), (' 0x8f052400 ', '5/24/00: ')):
            window.type_into('Error code of the other program', typed)
            story.says(told)
        gui.check(story.is_possible(use), 'it can be used')
        window.press('Use This Code')
        story.says('This code does not determine the board of the drive.')
        window.wait(lambda: not story.is_possible(use), 'what did not help to be used once')
        window.type_into('Error code of the other program', '0x8f020408')
        use.get_component_iface().grab_focus()
        window.wait(lambda: window.has_focus('Use This Code'), 'the button to have the focus')
        window.press('Use This Code')
        window.wait_for('list item', contains='Step 1 of 4: Use the manufacturer')
        story.says('This code determines the board of the drive.')
        window.wait(lambda: window.has_focus('Choose a File'), 'the next act to have the focus')
        gui.check(not story.is_possible(use), 'it is used already')
        story.check_nothing_was_sent()
        subprocess.run([*window.argv, str(own)], env=window.env, check=True)
        story.flash('1.00')
        story.says('Recovery finished.')


def a_newer_image_stops_the_older_chip_halfway(folder):
    """A BC-12D2HT of 2013 reports the name of a newer drive; then a drive that is found in that state."""
    newer = image(folder, 'new.bin', 'BC-12D2HT', '3.11', 'build-stamp=1902271010')
    own = image(folder, 'own.bin', 'BC-12D2HT/MT1939', '1.00', 'build-stamp=1306141010')
    with Story(folder, 'BC-12D2HT', 'chip=MT1939;build-stamp=1306141010', [newer], Revision='1.00') as story:
        story.flash('3.11')
        story.says('Recovery needed.')
        story.says('The image does not belong to the chip of this drive.')
        story.window.keep_shot('mediatek-halfway')
        story.window.wait_for('list item', contains='needs recovery')
    later = folder / 'later'
    later.mkdir()
    with Story(later, 'BC-12D2HT/MT1939', 'boot-reads', State='boot') as story:
        story.window.press('Recover…')
        story.recover_with(newer)
        story.verdict('INCOMPATIBLE')
        story.window.press('Cancel')
        story.recover_with(own)
        story.flash('1.00')
        story.says('Recovery finished.')
        story.check_uploads(PREPARE_HALF)


def there_and_back_by_the_own_backup(folder):
    sister = image(folder, 'bu40n.bin', 'BD-RE BU40N', '1.00', OF_2016)
    with Story(folder, 'BD-RE BP50NB40', 'build-stamp=1711211010;readable=all', [sister], Revision='1.01') as story:
        window = story.window
        story.flash('1.00')
        story.says('Firmware updated.')
        window.press('Back to the Drive')
        story.runs('BU40N')
        window.open_backups()
        window.press(contains='Restore 1.01 of')
        window.press(contains='Restore 1.01 on')
        story.says('Backup restored.')
        window.press('Back to the Drive')
        story.runs('BP50NB40')
        window.wait_for('list item', contains='1.01')


gui.main(lambda folder: gui.run_cases(folder, stock_ns60_becomes_an_omnidrive, slim_firmware_is_refused_for_a_half_height_drive,
                                      ns40_of_2019_wants_de, bu40n_of_2020_takes_wrapped_updates_with_the_key,
                                      a_wrapped_file_is_opened_with_the_key,
                                      firmware_of_another_model_wants_its_own_id, a_silent_flash_is_found_out_and_the_next_id_cures_it,
                                      what_worked_and_changed_nothing_is_found_out_after_a_power_cycle,
                                      another_tool_left_it_in_boot_mode, the_code_of_another_tool_tells_the_chip, a_newer_image_stops_the_older_chip_halfway,
                                      there_and_back_by_the_own_backup))
