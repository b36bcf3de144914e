#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Closing the window while a drive is flashed: it asks, the flash continues without the window, and a new start shows it again.

Also tests bb-app.c and bb-background.c.
"""
import os
import re
import subprocess

import burnback_gui as gui
import colour

ASKED = re.compile('If you close the window, the operation (continues|waits) in the background')
STAY_ON = 'Do not turn off the computer or log out until Burnback has finished.'


def frames(window):
    """Returns the windows of the program; none while the flash continues without one."""
    return [top for top in window.tops() if top.get_role_name() == 'frame']


def new_window(folder, speed, size=None):
    scenario = gui.write_scenario(folder, gui.drive(0, Speed=speed))
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    return gui.Window(folder, scenario, [image], size=size)


def begin_flash(window):
    """Starts the flash, and waits until a block is being written."""
    window.press(contains='Flash 1.07 onto')
    window.wait_for_text('Writing block')


def ask_to_close(window):
    """Closes the window. A key that is pressed while a dialog closes may be lost; then it is pressed again."""
    for _ in range(3):
        window.close_window()
        if window.came(lambda: window.find_text(ASKED), 3):
            return
    window.wait_for_text(ASKED)


def flash_continues_without_window_and_is_shown_again(folder):
    window = new_window(folder, 2)
    try:
        begin_flash(window)
        ask_to_close(window)
        window.wait(lambda: window.find_text('The firmware is currently incomplete'), 'the dialog to say that the firmware is incomplete')
        window.wait_for_text(STAY_ON)
        gui.check(not window.find('push button', 'Stop and Close'), 'stopping is not offered while the firmware is incomplete')
        window.keep_shot('reopen-asked')
        window.press('Keep Window Open')
        window.wait(lambda: not window.find_text(ASKED), 'the dialog to close')
        ask_to_close(window)
        window.press('Continue Without Window')
        window.wait(lambda: not frames(window), 'the window to disappear')
        # The second process ends at once; the window of the first one is presented.
        second = subprocess.Popen(window.argv, env=window.env, stdout=window.log, stderr=window.log)
        window.wait(lambda: second.poll() is not None, 'the second process to end')
        gui.check(second.returncode == 0, 'the second process ends without an error')
        window.wait(lambda: frames(window), 'the window of the first process to appear again')
        window.wait_for_text('Do not disconnect power or data.')
        gui.check('Flashing sr0' in window.title(), 'the title names the flash: ' + window.title())
        window.keep_shot('reopen-back')
        window.wait_for_text('Firmware updated to ', 120)
    finally:
        window.close()


def places(window, *names):
    """Returns the position and size of each of these buttons of the dialog."""
    def box(name):
        area = window.wait_for('push button', name).get_extents(gui.Atspi.CoordType.SCREEN)
        return area.x, area.y, area.width, area.height
    return [box(name) for name in names]


def dialog_stays_when_the_flash_ends(folder):
    """The dialog was opened during the backup, before which the user could stop. When writing begins, the button to stop
    becomes insensitive and no button moves; when the flash ends, the dialog says so and stays."""
    window = new_window(folder, 1)
    names = 'Keep Window Open', 'Stop and Close'
    try:
        window.press(contains='Flash 1.07 onto')
        window.wait_for('push button', 'Stop Before Writing')
        ask_to_close(window)
        stop = window.wait_for('push button', 'Stop and Close')
        window.wait(lambda: gui.is_sensitive(stop), 'the button to stop')
        before = places(window, *names, 'Continue Without Window')
        window.wait(lambda: not gui.is_sensitive(stop), 'the button to stop to become insensitive', 2 * gui.LIMIT)
        window.wait_for_text(STAY_ON)
        gui.check(places(window, *names, 'Continue Without Window') == before, 'no button moves when writing begins')
        window.wait_for_text('The operation has ended', 2 * gui.LIMIT)
        gui.check(places(window, *names, 'Close Window') == before, 'no button moves when the flash ends')
        gui.check(not gui.is_sensitive(stop), 'nothing can be stopped any more')
        window.keep_shot('close-stays')
        window.press('Keep Window Open')
        window.wait(lambda: not window.find('push button', 'Keep Window Open'), 'the dialog to close')
        window.wait_for_text('Firmware updated to ')
    finally:
        window.close()


def steps_after_writing_are_named_and_cannot_be_stopped(folder):
    """After everything was written the dialog says what still runs and that the drive needs its power; it cannot be stopped."""
    # The drive starts its firmware late, so that the dialog can be opened meanwhile.
    scenario = gui.write_scenario(folder, gui.drive(0, Speed=20) + gui.fault(1, 'step:leave:2', kind='timeout'))
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [image])
    try:
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text("Starting the drive’s firmware.")
        ask_to_close(window)
        text = window.wait_for_text('All data is written. The drive is starting its firmware. Do not disconnect power or data. The drive needs the remaining steps. ' + STAY_ON).get_name()
        gui.check('incomplete' not in text and 'To see the progress or the result, start Burnback again. A notification says when the operation has ended.' in text, f'the dialog says how to go on: {text}')
        gui.check(not window.find('push button', 'Stop and Close') and window.find('push button', 'Continue Without Window'),
                  'stopping is not offered after everything was written')
        window.keep_shot('close-written')
        before = places(window, 'Keep Window Open', 'Continue Without Window')
        window.wait_for_text('The operation has ended', 120)
        window.wait_for_text('NEC DVD_RW ND-3550A (sr0): Firmware updated.')
        gui.check(places(window, 'Keep Window Open', 'Close Window') == before, 'no button moves when the flash ends')
        window.keep_shot('close-ended')
        window.press('Close Window')
        gui.check(window.process.wait(gui.LIMIT) == 0, 'the program ends')
    finally:
        window.close()


def dialog_names_operation_and_drive(folder):
    """Before anything is written, the dialog says that stopping changes nothing. With two drives it counts them."""

    def title():
        dialog = window.find('alert')
        return [node.get_name() for node in window.walk(dialog) if node.get_role_name() == 'label'][:1] if dialog else None

    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, Speed=0.1) + gui.drive(1, Speed=0.1)))
    try:
        window.open_drive('sr0')
        window.press('Back Up')
        window.wait(lambda: 'Backing up sr0' in window.title(), 'the backup to begin')
        window.close_window()
        window.wait(lambda: title() == ['Backing up NEC DVD_RW ND-3550A (sr0)'], 'the title to name the operation and the drive')
        text = window.wait_for_text('If you stop the operation now, the firmware of the drive will not be changed.').get_name()
        gui.check(STAY_ON not in text, f'nothing is written, so the computer may be turned off: {text}')
        gui.check(text.count('\n') == 1 and text.startswith('If you close the window, the operation continues in the background.'), f'one line for each choice: {text}')
        window.keep_shot('close-backup')
        window.press('Keep Window Open')
        window.open_drive('sr1')
        window.press('Back Up')
        window.wait(lambda: 'Backing up sr1' in window.title(), 'the second backup to begin')
        window.close_window()
        window.wait(lambda: title() == ['Operations are running on 2 drives'], 'the title to count the drives')
        window.wait_for_text('If you stop the operations now, the firmware of the drives will not be changed.')
        window.wait_for_text(re.compile('If you close the window, the operations continue in the background. To see the progress or the results, start Burnback again. A notification says when an operation has ended.'))
        window.keep_shot('close-two')
        window.press('Stop and Close')
    finally:
        window.close()


def waiting_recovery_says_that_the_firmware_is_incomplete(folder):
    """A recovery waits for an answer, and the drive is half-written: the dialog says so, and what is done without an answer, and when."""
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    cut = gui.write_scenario(folder, gui.drive(0) + gui.fault(1, 'step:program:5', kind='power-cut', During='middle'))
    gui.burnbackctl(cut, folder / 'state', 'flash', 'sr0', str(image), '--yes')
    subprocess.run([os.environ['BURNBACK_SIM'], 'power', 'sr0', 'on'], check=True)
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)))
    try:
        window.wait_for('list item', contains='needs recovery')
        window.open_drive('sr0')
        window.click(window.wait_for('push button', 'Recover…', description=''))
        window.wait_for_text(re.compile(r'\(sr0\) needs recovery$'))
        window.press('Choose How to Continue…')
        window.wait_for_text(re.compile('Flashing was interrupted. Choose how to continue.$'))
        ask_to_close(window)
        text = window.wait_for_text(ASKED).get_name()
        gui.check('The firmware is incomplete. Keep the drive powered and recover it now.' in text, f'the dialog says that the firmware is incomplete: {text}')
        gui.check(re.search('If you do not answer within about [0-9]+ minutes?, Burnback will choose “Leave in recovery mode”.', text),
                  f'the dialog says what is done without an answer, and when: {text}')
        gui.check('the operation waits in the background. To answer, start Burnback again.' in text, f'the dialog says how to answer later: {text}')
        gui.check('If you stop the operation now, the drive will still need recovery.' in text, f'the dialog says what stopping leaves: {text}')
        gui.check('will not be changed' not in text, f'the dialog does not call the drive unchanged: {text}')
        window.keep_shot('close-question')
        window.press('Keep Window Open')
    finally:
        window.close()
        del os.environ['BURNBACK_SIM_STATE']


def dialog_promises_a_notification_only_if_one_is_sent(folder):
    """With notifications turned off in the settings, the dialog does not promise one; the next start shows the result. The button
    that changes nothing is the suggested one."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, Speed=0.1)), size=(900, 600), settings='[flash]\nnotify=0\n')
    try:
        window.open_drive('sr0')
        window.press('Back Up')
        window.wait(lambda: 'Backing up sr0' in window.title(), 'the backup to begin')
        ask_to_close(window)
        text = window.wait_for_text(ASKED).get_name()
        gui.check('To see the progress or the result, start Burnback again.' in text and 'notification' not in text, f'no notification is promised: {text}')
        colour.wait_for(window, 'Keep Window Open', 'blue')
        gui.check(colour.colour(window.find('push button', 'Continue Without Window')) == 'grey', 'one button is suggested')
        window.keep_shot('close-without-notification')
        window.press('Stop and Close')
    finally:
        window.close()


def open_and_back_up(window):
    """Backs up the drive from its page; a narrow window shows the list before."""
    if gui.KEYBOARD:
        window.select_drive('sr0')
    else:
        window.open_drive('sr0')
    window.press('Back Up')
    window.wait(lambda: '%' in window.title(), 'the backup to begin')


def check_size(window, size):
    """Checks that the dialog is no larger than the window, and that no button of the dialog is outside."""
    dialog = window.wait_for('alert')
    box = window.wait(lambda: (lambda e: e.width > 1 and e)(dialog.get_extents(gui.Atspi.CoordType.SCREEN)), 'the dialog to be laid out')
    gui.check(box.width <= size[0] and box.height <= size[1], f'the dialog is no larger than the window: {box.width}x{box.height} pixels')
    for node in window.walk(dialog):
        if node.get_role_name() == 'push button':
            inner = node.get_extents(gui.Atspi.CoordType.SCREEN)
            gui.check(inner.x >= box.x and inner.x + inner.width <= box.x + box.width and inner.y + inner.height <= box.y + box.height,
                      f'the button “{node.get_name()}” is inside the dialog')


def dialog_fits_into_its_window(folder):
    """The dialog is never larger than the window, because the screen may be no larger: its buttons are stacked, and
    its text wraps and scrolls. Also with text twice as large. The backup has the dialog with three buttons."""
    for text, size in (('1', (360, 640)), ('2', (360, 640)), ('2', (900, 600))):
        own = folder / f'{text}-{size[0]}'
        own.mkdir()
        window = gui.Window(own, gui.write_scenario(own, gui.drive(0, Speed=0.1)), size=size, env={'GDK_DPI_SCALE': text})
        try:
            window.wait(lambda: gui.rows(window), 'the list')
            open_and_back_up(window)
            window.close_window()
            check_size(window, size)
            for name in ('Keep Window Open', 'Stop and Close', 'Continue Without Window'):
                gui.check(window.find('push button', name), f'the button “{name}” is shown')
            window.keep_shot(f'close-narrow-{text}-{size[0]}')
            window.press('Stop and Close')
        finally:
            window.close()


def dialog_is_answered_while_a_key_is_delivered(folder):
    """A screen reader receives each key before GTK delivers it, and may press a button at that moment."""
    window = new_window(folder, 2)
    try:
        begin_flash(window)
        for answer in ('Keep Window Open', 'Continue Without Window'):
            ask_to_close(window)
            button = window.wait_for('push button', answer)
            # Not by keyboard in any run, because the window gets no second key until the first is delivered.
            with window.hears_keys(lambda: button.get_action_iface().do_action(0)) as heard:
                window.key('Shift_L')
                window.wait(lambda: heard, 'a key to be heard')
            window.wait(lambda: not window.find_text(ASKED), 'the dialog to close')
    finally:
        window.close()


def program_ends_when_the_flash_without_window_ends(folder):
    """If the window is not opened again, the program ends when the drive is flashed."""
    window = new_window(folder, 6)
    try:
        begin_flash(window)
        ask_to_close(window)
        window.press('Continue Without Window')
        gui.check(window.process.wait(2 * gui.LIMIT) == 0, 'the program ends without an error after the flash')
    finally:
        window.close()
    code, journals = gui.burnbackctl(folder / 'test.scenario', window.state, 'backups', 'list')
    gui.check(code == 0 and len(journals) == 1, 'the old firmware was backed up')
    done = list((window.state / 'journal' / 'done').glob('*.journal'))
    gui.check(len(done) == 1, 'the journal of the flash is closed')


gui.main(lambda folder: gui.run_cases(
    folder, dialog_stays_when_the_flash_ends, waiting_recovery_says_that_the_firmware_is_incomplete, steps_after_writing_are_named_and_cannot_be_stopped,
    dialog_names_operation_and_drive, flash_continues_without_window_and_is_shown_again,
    program_ends_when_the_flash_without_window_ends, dialog_promises_a_notification_only_if_one_is_sent,
    more=(dialog_fits_into_its_window, dialog_is_answered_while_a_key_is_delivered)))
