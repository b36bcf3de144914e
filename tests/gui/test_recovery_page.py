#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two drives as described in published reports in the recovery assistant: the blinking TDK 420N, and the ND-3550A with an unknown ID.

Counts the clicks from the open window to the working drive, for a plain update, too.

Also tests bb-rebadge-map.c, bb-recovery-memory.c, bb-rescue-effect.c and bb-rescue-row.c.
"""
import re
import shutil
import subprocess

import burnback_gui as gui
import colour
import drive_window
import failing_flash
import pointer

TDK = """[drive sr0]
Family=nec-optiarc
Model=K110
Vendor=TDK
Product=DVDRW420N
Revision=1.05
BootVersion=05
Serial=SIM0001
State=half-flashed
Speed=0
"""
UNKNOWN_ID = """[drive sr0]
Family=nec-optiarc
Model=K355
Revision=1.05
BootVersion=05
Serial=SIM0001
State=damaged-id
Speed=0
"""


def is_marked(window, step, mark):
    """Returns whether the icon in the row of the step has the accessible name @mark."""
    row = window.find('list item', contains=step)
    return row is not None and any(node.get_role_name() in ('icon', 'image') and node.get_name() == mark for node in window.walk(row))


def is_named_as_in_the_list(window):
    """Returns whether the result names the drive as the row of the list does."""
    row = window.find('list item', contains='Drive: ')
    name = row.get_name().removeprefix('Drive: ').removesuffix(' (sr0)') if row is not None else None
    return name is not None and gui.rows(window)[0].startswith(name + ',')


def places_of_the_head(window):
    """Returns the places of the button for the name and of the button of the first step. With keys only, the page scrolls to the button that
    has the focus, so the second place is then relative to the first, which is not returned."""
    name, step = (window.wait_for(role, name).get_extents(gui.Atspi.CoordType.WINDOW)
                  for role, name in (('toggle button', 'Select Its Name…'), ('push button', 'Restart Drive')))
    return [(step.x - name.x, step.y - name.y)] if gui.KEYBOARD else [(name.x, name.y), (step.x, step.y)]


def place_of_the_steps(window):
    """Returns the vertical place of the button in the title of the steps."""
    return window.wait_for('push button', 'Save Report…').get_extents(gui.Atspi.CoordType.WINDOW).y


def check_effects(window):
    """Each step says what it writes, and what it needs and risks; the step with a file can be started at any time."""
    for step, effects in (('Step 1 of 6: Start the installed firmware (current)', ('Writes: Nothing',)),
                          ("Step 2 of 6: Use the manufacturer’s firmware file (not tried)",
                           ('Writes: The firmware in the file', 'Needs: A firmware file for this drive', 'Risk: A power failure during writing')),
                          ('Step 3 of 6: Disconnect power for 30 seconds (not tried)', ('Writes: Nothing', 'Needs: A way to disconnect the drive’s power supply'))):
        row = window.wait(lambda: window.find('list item', step, hidden=True), step)
        texts = ' '.join(node.get_name() or '' for node in window.walk(row, hidden=True))
        gui.check(all(effect in texts for effect in effects), f'{step} says {effects}: {texts}')
    gui.check(window.find('push button', contains='Choose a File', hidden=True), 'a file can be chosen at once')


def blinking_drive_is_recovered_with_a_file(folder):
    """There is no backup and no journal; the first step does not help, the firmware file of the manufacturer does."""
    scenario = folder / 'tdk.scenario'
    scenario.write_text(TDK)
    image = gui.make_image(folder / 'tdk.bin', 'nec-optiarc', 'K110', vendor='TDK', product='DVDRW420N', revision='1.06', boot_version='05')
    window = gui.Window(folder, scenario)
    try:
        window.press('Recover…')
        window.wait_for_text(re.compile(' needs recovery$'))
        window.wait(lambda: window.find_text('Drive type: NEC ND-1100A'), 'the drive type below the title')
        window.wait_for_text(re.compile('^Also sold as: .*TDK 420N'))
        # The page of the drive says the same.
        gui.check(window.find_text('The drive is in recovery mode, but its firmware may be intact.'), 'the state of the firmware')
        window.wait(lambda: window.find_text('Keep the drive powered'), 'the sentence to keep the drive powered')
        window.wait_for('list item', contains='Step 1 of 6: Start the installed firmware (current)')
        upper = place_of_the_steps(window)
        window.press('Evidence', role='toggle button')
        window.wait_for_text('K110')
        window.keep_shot('story-one-found')
        check_effects(window)
        # Without the evidence, the button of the step is in view in every language.
        lower = window.wait(lambda: place_of_the_steps(window) > upper and place_of_the_steps(window), 'the steps to move down')
        window.press('Evidence', role='toggle button')
        window.wait(lambda: place_of_the_steps(window) < lower, 'the steps to move up')
        # The user says which of the names is on the label; it is kept for this drive. A wrong name can be corrected at the same place.
        before = places_of_the_head(window)
        for name in 'Mitsumi DW-7801TE', 'TDK 420N':
            window.take('Select Its Name…', name)
            window.wait_for_text('You gave the drive this name.', hidden=True)
            window.wait_for_text(f'{name} (sr0) needs recovery', hidden=True)
            gui.check(places_of_the_head(window) == before, f'the buttons stay where they were: {before}, {places_of_the_head(window)}')
        window.wait(lambda: any(row.startswith('TDK 420N,') for row in gui.rows(window)), 'the list to show the name')
        window.wait_for_text('TDK 420N (sr0) needs recovery', hidden=True)
        window.wait(lambda: window.title().startswith('TDK 420N (sr0)'), 'the title to show the name')
        window.press('Restart Drive')
        window.wait_for('list item', contains='Step 1 of 6: Start the installed firmware (did not help)')
        gui.check(is_marked(window, 'Step 1 of 6', 'did not help'), 'the icon of the first step says that it did not help')
        window.wait_for_text('Did not help. The firmware is not running', hidden=True)
        gui.check(not window.find_text('Recovery needed.'), 'a step that did not help is not shown as a failed recovery')
        window.wait_for('list item', 'Step 2 of 6: Use the manufacturer’s firmware file (current)')
        window.wait_for_text('The TDK 420N is a rebranded NEC ND-1100A, so firmware for either model is compatible.')
        window.keep_shot('story-one-file')
        for answer in ('Cancel', 'Flash 1.06 onto'):
            window.press(contains='Choose a File')
            window.choose_file(image)
            window.wait_for('push button', contains='Flash 1.06 onto')
            window.press(contains=answer)
            if answer == 'Cancel':
                window.wait_for('list item', 'Step 2 of 6: Use the manufacturer’s firmware file (current)')
        window.wait_for_text('Recovery finished.')
        window.wait(lambda: window.find_text('All of the firmware was read back and verified.'), 'the sentence that the firmware was verified')
        window.wait_for_text('You no longer have to keep the drive powered.')
        window.wait(lambda: is_named_as_in_the_list(window), 'the result to name the drive as the list does')
        window.keep_shot('story-one-done')
        window.press('Back to the Drive')
        window.wait_for('list item', contains='ready')
        window.wait_for('list item', contains='1.06')
    finally:
        window.close()


def skipped_step_can_be_done_after_all(folder):
    """A step that was skipped has a button that makes it the current step again, with the focus on it."""
    window = gui.Window(folder, gui.write_scenario(folder, TDK.replace('Serial', 'Bus=usb\nSerial')))
    try:
        window.press('Recover…')
        window.wait_for('list item', contains='Step 1 of 6: Start the installed firmware (current)')
        shown = lambda name: list(filter(window.is_on_page, window.find_all('push button', name, hidden=True)))
        gui.check(not shown('Return to This Step'), 'no step was skipped yet')
        window.press('Skip Step')
        window.wait_for('list item', 'Step 2 of 6: Use the manufacturer’s firmware file (current)')
        window.press('Skip Step')
        window.wait_for('list item', contains='Step 3 of 6: Disconnect power for 30 seconds (current)')
        window.wait_for_text(re.compile("^You can turn off the drive for this step\\. Unplug the drive’s USB cable\\. If the drive’s enclosure has a power supply, unplug it too\\."))
        window.wait_for_text('Waiting for the drive to be disconnected and reconnected. Burnback will detect this automatically.')
        buttons = [button.get_description() for button in shown('Return to This Step')]
        gui.check(buttons == ['Start the installed firmware', "Use the manufacturer’s firmware file"], f'each skipped step has the button: {buttons}')
        gui.check(len(shown('Continue')) == 1 and not shown('Restart Drive'), 'no step has a button that starts a job: a skipped step is not started without its text')
        window.keep_shot('story-skipped')
        back = window.find('push button', 'Return to This Step', description='Start the installed firmware', hidden=True)
        window.scroll_to(back)
        window.click(back)
        window.wait_for('list item', contains='Step 1 of 6: Start the installed firmware (current)')
        window.wait(lambda: window.find('list item', contains='Step 3 of 6: Disconnect power for 30 seconds (not tried)', hidden=True), 'the later step to wait again')
        window.wait(lambda: window.has_focus('Restart Drive'), 'the button of the step to have the focus')
    finally:
        window.close()


def late_click_does_not_skip(folder):
    """The buttons of a step ignore the pointer while the step appears, because a reconnected drive replaces the result by its recovery
    without a click: a late click does not skip the step."""
    window = gui.Window(folder, gui.write_scenario(folder, TDK))

    def restart_button():
        button = window.find('push button', 'Restart Drive')
        return button if button is not None and window.is_on_page(button) else None

    def skip_button():
        return window.wait_for('push button', 'Skip Step')
    try:
        window.press('Recover…')
        window.wait(restart_button, 'the first step')
        pointer.check_guard(window, lambda: window.press('Skip Step'), lambda: window.press('Return to This Step'), restart_button, skip_button)
        gui.check(window.find('list item', contains='Step 1 of 6: Start the installed firmware (current)'), 'the click did not skip the step')
        pointer.click(skip_button())
        window.wait_for('list item', 'Step 2 of 6: Use the manufacturer’s firmware file (current)')
    finally:
        window.close()


def leave_at_the_power_cycle(folder, scenario):
    """Opens the assistant, skips its first two steps, and closes the window at the step for which the computer of an internal drive is
    shut down."""
    window = gui.Window(folder, scenario)
    try:
        window.press('Recover…')
        window.wait_for('list item', contains='Step 1 of 6: Start the installed firmware (current)')
        window.press('Skip Step')
        window.wait_for('list item', 'Step 2 of 6: Use the manufacturer’s firmware file (current)')
        window.press('Skip Step')
        window.wait_for('list item', contains='Step 3 of 6: Disconnect power for 30 seconds (current)')
        window.wait_for_text('If you restarted the computer, select “Recover…” again. If Burnback stayed open, select “Continue”.')
        window.close_window()
        window.process.wait(20)
    finally:
        window.close()


def recovery_continues_after_the_computer_was_shut_down(folder):
    """When the program starts again after the computer was shut down for a step, the recovery continues with this step."""
    scenario = gui.write_scenario(folder, TDK)
    leave_at_the_power_cycle(folder, scenario)
    window = gui.Window(folder, scenario)
    try:
        window.press('Recover…')
        window.wait_for('list item', contains='Step 3 of 6: Disconnect power for 30 seconds (current)')
        window.wait(lambda: window.find('list item', contains='Step 1 of 6: Start the installed firmware (skipped)', hidden=True), 'the step that was skipped before')
        # The user says that the power cycle is done; then the button names what follows.
        window.press('Continue')
        window.press('Restart Drive')
        window.wait_for('list item', contains='Step 3 of 6: Disconnect power for 30 seconds (did not help)')
    finally:
        window.close()


def next_recovery_starts_at_its_first_step(folder):
    """The steps of a recovery do not count for the next failure, even if the drive was recovered with a file that was opened, without
    the assistant."""
    scenario = gui.write_scenario(folder, TDK)
    image = gui.make_image(folder / 'tdk.bin', 'nec-optiarc', 'K110', vendor='TDK', product='DVDRW420N', revision='1.06', boot_version='05')
    leave_at_the_power_cycle(folder, scenario)
    window = gui.Window(folder, scenario, [image])
    try:
        window.press(contains='Flash 1.06 onto')
        window.wait_for_text('Recovery finished.')
    finally:
        window.close()
    window = gui.Window(folder, scenario)
    try:
        window.press('Recover…')
        window.wait_for('list item', contains='Step 1 of 6: Start the installed firmware (current)')
    finally:
        window.close()


def failure_after_a_recovery_starts_at_the_first_step(folder):
    """A step is skipped, the drive is recovered without the assistant, and a later flash fails: the assistant knows of no skipped step."""
    scenario = gui.write_scenario(folder, gui.drive(0, State='half-flashed') + gui.fault(1, 'step:program:45'))
    old, new = (gui.make_image(folder / f'{revision}.bin', 'nec-optiarc', 'K355', revision=revision, boot_version='05') for revision in ('1.06', '1.07'))
    window = gui.Window(folder, scenario)
    try:
        window.press('Recover…')
        window.wait_for('list item', contains=re.compile(r'^Step 1 of \d: .* \(current\)$'))
        window.press('Skip Step')
        window.wait_for('list item', contains=re.compile(r'^Step 2 of \d: .* \(current\)$'))
        window.press('Back')
        for image, end in (old, 'Recovery finished.'), (new, 'Writing failed. Choose how to continue.'):
            if image == old:
                window.key('Control+o')
            else:
                window.press('Update Firmware…')
            window.choose_file(image)
            window.press(contains=f'Flash {image.stem} onto')
            window.wait_for_text(re.compile(re.escape(end)))
            if image == old:
                window.press('Back to the Drive')
        window.press(contains='Leave', role='radio button')
        window.press(contains='Leave')
        window.press('Recover This Drive…')
        window.wait_for('list item', contains=re.compile(r'^Step 1 of \d: .* \(current\)$'))
    finally:
        window.close()


def check_clicks(window, limit):
    """Checks that the test made at most @limit clicks and other activations until now."""
    gui.check(window.n_clicks <= limit, f'the test needs at most {limit} clicks, not {window.n_clicks}')


def opened_file_leads_to_recovery(folder):
    """A file that is opened from the file manager or dropped leads to the recovery, not to a refusal."""
    scenario = folder / 'tdk.scenario'
    scenario.write_text(TDK)
    image = gui.make_image(folder / 'tdk.bin', 'nec-optiarc', 'K110', vendor='TDK', product='DVDRW420N', revision='1.06', boot_version='05')
    window = gui.Window(folder, scenario, [image])
    try:
        window.press(contains='Flash 1.06 onto')
        window.wait_for_text('Recovery finished.')
        check_clicks(window, 1)
    finally:
        window.close()


def opened_file_is_used_in_the_assistant(folder):
    """A file that is opened in the assistant is used for its step; steps without a file are skipped."""
    scenario = folder / 'tdk.scenario'
    scenario.write_text(TDK)
    image = gui.make_image(folder / 'tdk.bin', 'nec-optiarc', 'K110', vendor='TDK', product='DVDRW420N', revision='1.06', boot_version='05')
    window = gui.Window(folder, scenario)
    try:
        window.press('Recover…')
        window.wait_for_text(re.compile(' needs recovery$'))
        window.press('Open…')
        window.choose_file(image)
        window.press(contains='Flash 1.06 onto')
        window.wait_for_text('Recovery finished.')
        check_clicks(window, 4)
    finally:
        window.close()


def update_from_the_library(folder):
    """A working drive is updated with newer firmware of the library."""
    scenario = gui.write_scenario(folder, gui.drive(0))
    firmware = folder / 'Firmware'
    firmware.mkdir()
    gui.make_image(firmware / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    gui.add_to_library(folder, firmware)
    window = gui.Window(folder, scenario)
    try:
        window.activate(window.wait(lambda: window.find('list item', '1.07 ND-3550A', hidden=True), 'the row of the file on the page of the drive'))
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text(re.compile('The drive is running revision 1.07'))
        check_clicks(window, 2)
    finally:
        window.close()


def recovery_with_a_file_of_the_library(folder):
    """The step that needs a firmware file offers one of the library."""
    scenario = folder / 'tdk.scenario'
    scenario.write_text(TDK)
    firmware = folder / 'Firmware'
    firmware.mkdir()
    gui.make_image(firmware / 'tdk.bin', 'nec-optiarc', 'K110', vendor='TDK', product='DVDRW420N', revision='1.06', boot_version='05')
    gui.add_to_library(folder, firmware)
    window = gui.Window(folder, scenario, size=(360, 640))
    try:
        window.press('Recover…')
        window.keep_shot('story-library')
        window.activate(window.wait(lambda: window.find('list item', '1.06 ND-1100A', hidden=True), 'the row of the file in the step'))
        window.press(contains='Flash 1.06 onto')
        window.wait_for_text('Recovery finished.')
        check_clicks(window, 3)
    finally:
        window.close()


def firmware_of_another_brand_is_marked_once_the_drive_is_named(folder):
    """In recovery mode only the user knows the brand. After that the file of this brand is first, and the other has a warning."""
    scenario = folder / 'tdk.scenario'
    scenario.write_text(TDK)
    firmware = folder / 'Firmware'
    firmware.mkdir()
    gui.make_image(firmware / 'tdk.bin', 'nec-optiarc', 'K110', vendor='TDK', product='DVDRW420N', revision='1.06', boot_version='05')
    gui.make_image(firmware / 'nec.bin', 'nec-optiarc', 'K110', vendor='_NEC', product='DVD_RW ND-1100A', revision='1.08', boot_version='05')
    gui.add_to_library(folder, firmware)
    window = gui.Window(folder, scenario)

    def offers():
        return [(row.get_name(), row.get_description()) for row in window.find_all('list item', contains='ND-1100A', hidden=True)
                if row.get_name().startswith('1.0')]

    try:
        window.press('Recover…')
        window.wait(lambda: [name[:4] for name, said in offers()] == ['1.08', '1.06'], 'the newest file to be first')
        window.take('Select Its Name…', 'TDK 420N')
        window.wait(lambda: [name[:4] for name, said in offers()] == ['1.06', '1.08'], 'the file of the brand to be first')
        gui.check('compatible with warnings' in offers()[1][1], f'the file of another brand has a warning: {offers()}')
        window.activate(window.find('list item', '1.08 ND-1100A', hidden=True))
        window.wait_for_text('instead of “TDK DVDRW420N”', hidden=True)
        window.wait_for_text('NEC DVD_RW ND-1000A', hidden=True)
    finally:
        window.close()


def file_that_does_not_help_is_marked_at_its_step(folder):
    """A file that was chosen before the first step was tried is marked at its own step, and the first step stays the current one."""
    scenario = folder / 'tdk.scenario'
    scenario.write_text(TDK + gui.fault(1, 'step:program:9', times=99))
    image = gui.make_image(folder / 'tdk.bin', 'nec-optiarc', 'K110', vendor='TDK', product='DVDRW420N', revision='1.06', boot_version='05')
    window = gui.Window(folder, scenario)
    try:
        window.press('Recover…')
        window.press(contains='Choose a File')
        window.choose_file(image)
        window.press(contains='Flash 1.06 onto')
        found = window.wait_for_text(re.compile(r'^Burnback tried 3 times to write firmware 1\.06 during this operation\. The last attempt failed at block \d+ of \d+: The drive reported an error'))
        gui.check(not window.find('toggle button', 'Details'), 'the cause is not told a second time: ' + found.get_name())
        window.press(contains='Leave', role='radio button')
        window.press(contains='Leave')
        window.wait(lambda: window.find('list item', contains="firmware file (did not help)", hidden=True), 'the step with the file to be marked')
        window.wait_for('list item', contains='Step 1 of 6: Restart or restore the drive (current)')
    finally:
        window.close()


def label_agrees_with_the_firmware_that_is_asked_for(folder):
    """Firmware of each name of the model that the step asks for is compatible; that of the name in the boot code is for another model."""
    scenario = gui.write_scenario(folder, TDK)
    files = {}
    for name, texts, label in (('brand', {'vendor': 'TDK', 'product': 'DVDRW420N'}, 'COMPATIBLE'), ('product', {'product': 'DVDRW420N'}, 'COMPATIBLE'),
                               ('label', {'vendor': 'TDK', 'product': '420N'}, 'COMPATIBLE'), ('other-brand', {'vendor': 'HP', 'product': 'DVD Writer 300n'}, 'COMPATIBLE'),
                               ('maker', {'vendor': '_NEC', 'product': 'DVD_RW ND-1100A'}, 'COMPATIBLE'),
                               ('boot', {'vendor': '_NEC', 'product': 'DVD_RW ND-1000A'}, 'OTHER MODEL (CROSS-FLASH)')):
        files[gui.make_image(folder / f'{name}.bin', 'nec-optiarc', 'K110', revision='1.06', boot_version='05', **texts)] = label
    window = gui.Window(folder, scenario)
    try:
        window.press('Recover…')
        window.wait(lambda: gui.rows(window)[0].startswith('NEC ND-1100A,'), 'the list to have the same name')
        window.press('Skip Step')
        window.wait_for_text(re.compile('^The previous firmware revision is unknown\\. You need firmware for the NEC ND-1100A, or for a drive with one of the names listed above the steps\\. '
                                        'In recovery mode, the drive reports the name “NEC DVD_RW ND-1000A”, as several models do\\. Ignore that name\\. The file will be checked first'))
        window.keep_shot('story-one-asked')
        # Without --all one of the names of the model, and the name in the boot code, which is another model.
        for image, label in files.items():
            if not gui.ALL and image.stem not in ('brand', 'boot'):
                continue
            window.press(contains='Choose a File')
            window.choose_file(image)
            window.wait_for('push button', contains='Flash 1.06 onto')
            gui.check(window.find('label', label), f'{image.name} is {label}: {window.texts()}')
            # The boot code reports "NEC DVD_RW ND-1000A", which is neither the name of the drive nor a property that matches.
            named = {'brand': 'TDK DVDRW420N', 'product': 'NEC DVDRW420N', 'label': 'TDK 420N', 'other-brand': 'HP DVD Writer 300n'}.get(image.stem, '.*')
            window.wait_for_text(re.compile(rf'^Flash {named} 1\.06 onto NEC ND-1100A \(sr0\)\?$'))
            same = window.find('toggle button', contains='match', hidden=True)
            folded = [node.get_name() for node in window.walk(same, hidden=True)] if same else []
            gui.check('Reported name' not in folded, f'the name in the boot code is no match: {folded}')
            if label != 'COMPATIBLE':
                window.wait_for_text('The image is for the ND-1000A, but the drive is identified as ND-1100A. Several models share the '
                                     'drive’s boot code, so the name ND-1000A in it does not identify the model.')
                window.wait_for_text('This operation is intended for experts and can be enabled in the settings.', hidden=True)
                gui.check(not window.find('text', 'Model to confirm'), 'in a recovery, too, the name of another model can be typed only after the setting for experts is on')
                window.keep_shot('story-one-other')
            window.press('Cancel')
            window.wait_for('push button', contains='Choose a File')
    finally:
        window.close()


def interrupted_flash_is_undone_unless_the_user_finishes_it(folder):
    """After an interrupted flash the step, its effect and the preselected answer all say the same: the previous firmware is restored."""
    with failing_flash.window_that_asks(folder) as window:
        window.press(contains='Leave', role='radio button')
        window.press(contains='Leave')
        window.press('Recover This Drive…')
        window.wait_for('list item', contains=re.compile(r'^Step 1 of \d: Choose how to continue \(current\)$'))
        window.wait_for_text(re.compile(r'^Burnback will check the drive\. If its firmware is complete, nothing will be written\. Otherwise, you can restore the previous firmware or repeat the interrupted operation\.$'))
        window.wait_for_text(re.compile(r'^Burnback asks you before it writes anything\.\nWrites: Previous firmware 1\.05, or 1\.07 from the interrupted operation$', re.MULTILINE))
        window.keep_shot('story-interrupted')
        window.press('Choose How to Continue…')
        chosen = window.wait_for('radio button', 'Restore 1.05')
        gui.check(chosen.get_state_set().contains(gui.Atspi.StateType.CHECKED), 'the previous firmware is preselected')
        gui.check(window.find('radio button', 'Write 1.07 again'), 'the flash can be finished instead')
        window.keep_shot('story-interrupted-question')
        window.press('Restore 1.05')
        window.wait_for_text('The drive is running revision 1.05.')
        window.press('Back to the Drive')
        window.wait_for('list item', contains='last flash failed')
        window.wait_for('list item', contains='1.05')


def is_highlighted(window, name):
    """Returns whether the button is drawn in the blue of the suggested action."""
    box = window.wait_for('push button', name).get_extents(gui.Atspi.CoordType.SCREEN)
    picture = window.folder / 'button.png'
    window.shot(picture)
    place = f'%[pixel:p{{{box.x + 8},{box.y + box.height // 2}}}]'
    red, green, blue = map(float, re.findall(r'[0-9.]+', subprocess.run(['convert', str(picture), '-depth', '8', '-format', place, 'info:'], capture_output=True, check=True, text=True).stdout)[:3])
    return blue > red + 60


def wrong_stored_id_is_written_again(folder):
    """Only the stored ID is wrong: the evidence is shown, and the ID is written after the user agreed."""
    scenario = folder / 'id.scenario'
    scenario.write_text(UNKNOWN_ID)
    window = gui.Window(folder, scenario)
    try:
        window.press('Recover…')
        window.wait_for_text('The identity stored in the drive is wrong')
        window.wait_for_text('Burnback will save a copy of the drive’s identity. It will then correct')
        window.keep_shot('story-two-found')
        window.press('Repair Identity…')
        window.wait_for_text('NEC DVD_RW ND-3550A (sr0): Write this change?')
        window.wait_for_text('The drive ID will change from “69 00 00 00” to “K355”.')
        window.wait(lambda: window.find_text('The boot code identifies the drive as ND-3550A'), 'the evidence before anything is written')
        window.keep_shot('story-two-question')
        window.wait_for_text('69 00 00 00 → ND-3550A (K355)')
        for row in ('contradicts: Stored ID: 69 00 00 00', 'supports: Firmware: ND-3550A', 'supports: Boot code: ND-3550A'):
            window.wait(lambda: window.find('list item', row), f'the evidence of each source: {row}')
        gui.check(not [button for button in window.find_all('radio button')], 'each answer is a button')
        window.scroll_to_end()
        gui.check(not window.find_text('Nothing on the drive was changed.'), 'nothing warns before the user agreed')
        window.wait_for_text('The current identity was saved in a new backup and will be replaced.')
        gui.check(not window.find_text(re.compile('in time|will choose'), hidden=False), 'no countdown while no answer changes nothing')
        window.press('Write ID of ND-3550A (K355)')
        window.wait_for_text('Stored identity repaired.')
        gui.check(not window.find('push button', contains='Flash Another'), 'no other firmware is offered before the power cycle')
        window.wait_for('list item', contains=re.compile(r'^Backup: Identity, calibration and boot code \(no firmware\), .*, Before ID repair$'))
        check_clicks(window, 3)
        power = re.compile(r'^The drive needs a power cycle before you use it\. .*30 seconds')
        window.wait_for_text(power)
        window.keep_shot('story-two-done')
        window.press('Back to the Drive')
        window.wait_for('list item', contains='needs power cycle')
        window.wait_for_text(power)
        window.keep_shot('story-two-power')
        gui.check(not window.find('list item', contains='ready'), 'the drive is not ready before the power cycle')
        gui.check(shutil.which('import') is None or not is_highlighted(window, 'Update Firmware…'), 'flashing is not suggested before the power cycle')
    finally:
        window.close()


def power_cycle_ends_the_page_that_asks_for_it(folder):
    """After a repair of the stored ID, the result asks for a power cycle; once that is done, the page of the drive replaces the result."""
    with drive_window.DriveWindow(folder, 'K355', family='nec-optiarc', Revision='1.05', BootVersion='05', State='damaged-id') as page:
        window = page.window
        window.press('Recover…')
        window.press('Repair Identity…')
        window.press('Write ID of ND-3550A (K355)')
        window.wait_for_text('Stored identity repaired.')
        page.power_cycle()
        window.wait_for('list item', contains='ready')
        window.wait_for('push button', 'Update Firmware…')
        gui.check(not window.find_text('Stored identity repaired.') and not window.find_text('needs a power cycle before'), 'nothing asks for the power cycle again')
        gui.check(shutil.which('import') is None or is_highlighted(window, 'Update Firmware…'), 'flashing is suggested again')


def review_of_a_recovery_names_both_backups(folder):
    """A recovery with a file saves what is in the drive first: the review says so also where an earlier backup exists."""
    gui.check(gui.burnbackctl(gui.write_scenario(folder, gui.drive(0)), folder / 'state', 'backup', 'sr0')[0] == 0, 'sr0 is backed up')
    image = gui.make_image(folder / 'right.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, State='half-flashed')))
    try:
        window.press('Recover…')
        window.press(contains='Choose a File')
        window.choose_file(image)
        window.wait_for('push button', contains='Flash 1.07 onto')
        for row in ('Backup: Before writing, Burnback will try to save a copy of any unknown firmware that it can read from the drive.', 'Earlier Backup: The backup from'):
            window.wait(lambda: window.find('list item', contains=row, hidden=True), f'the row "{row}"')
        # The drive is in recovery mode: a recovery with a compatible file can take nothing from the drive.
        window.wait_for_text(re.compile('^COMPATIBLE$'))
        colour.wait_for(window, 'Flash 1.07 onto sr0', 'blue')
        gui.check(not window.find_text(re.compile('^This operation has risks'), hidden=True), 'nothing warns of a recovery without a risk')
        window.keep_shot('story-review')
    finally:
        window.close()


def declined_repair_is_no_finished_recovery(folder, size=None):
    """The firmware is written, but the stored identity stays wrong: the result says so, and offers the recovery again."""
    scenario = folder / 'differ.scenario'
    scenario.write_text(UNKNOWN_ID.replace('damaged-id', 'boot-and-id-differ').replace('Revision=1.05\n', ''))
    image = gui.make_image(folder / 'right.bin', 'nec-optiarc', 'K451', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, size=size)
    try:
        window.press('Recover…')
        window.press(contains='Choose a File')
        window.choose_file(image)
        window.press(contains='Flash 1.07 onto')
        window.press('Leave the drive as it is')
        window.wait_for_text('Recovery needed.')
        window.wait_for('icon', 'Warning')
        window.wait_for_text('The stored identity was not changed.')
        gui.check(not window.find_text('Burnback will use', hidden=True), 'nothing says that the identity will be changed')
        gui.check(not window.find('push button', contains='Flash Another'), 'no other firmware is offered')
        window.keep_shot('story-declined' + ('' if size is None else '-narrow'))
        window.press('Continue Recovery')
        window.wait_for('list item', contains='Repair the drive’s identity (current)')
    finally:
        window.close()


def declined_repair_in_a_narrow_window(folder):
    declined_repair_is_no_finished_recovery(folder, (360, 640))


gui.main(lambda folder: gui.run_cases(
    folder, blinking_drive_is_recovered_with_a_file, skipped_step_can_be_done_after_all,
    late_click_does_not_skip,
    recovery_continues_after_the_computer_was_shut_down, next_recovery_starts_at_its_first_step,
    opened_file_leads_to_recovery,
    firmware_of_another_brand_is_marked_once_the_drive_is_named, file_that_does_not_help_is_marked_at_its_step,
    label_agrees_with_the_firmware_that_is_asked_for, interrupted_flash_is_undone_unless_the_user_finishes_it,
    wrong_stored_id_is_written_again, declined_repair_is_no_finished_recovery,
    more=(failure_after_a_recovery_starts_at_the_first_step, opened_file_is_used_in_the_assistant, declined_repair_in_a_narrow_window,
          recovery_with_a_file_of_the_library, review_of_a_recovery_names_both_backups, update_from_the_library,
          power_cycle_ends_the_page_that_asks_for_it)))
