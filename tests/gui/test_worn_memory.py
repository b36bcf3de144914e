#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A block of the flash memory cannot be written with any image: list, drive, recovery and question say so after each attempt.

Also tests bb-rescue-worn.c.
"""
import contextlib
import os
import re
import subprocess

import burnback_gui as gui
import colour
import slow_disk

WORN = "Memory block 11 of 33 in the drive failed again, so the memory chip seems to be worn."
SAFETY = 'The firmware is incomplete. You can turn off the drive when Burnback is not writing to it.'
OVER = 'The firmware stays incomplete. You can turn off the drive and the computer now. A report shows what failed, which helps with the repair.'
TURN_OFF = 'You can turn off the drive when Burnback is not writing to it.'
CYCLE = 'The firmware is incomplete. The drive needs a power cycle before you can recover it.'
ONE_MORE = 'After this failure, the drive was disconnected or the computer was restarted. You can try again, but this is unlikely to succeed.'
FIRST = 'The firmware is incomplete. The recovery begins with a power cycle. You can turn off the drive when Burnback is not writing to it.'
CONTINUE = 'If you restarted the computer, select “Recover…” again. If Burnback stayed open, select “Continue”.'
ASKS = re.compile('^You can write firmware again or leave the drive as it is')
UNNOTICED = re.compile('^Burnback did not detect that the drive was reconnected. You can write firmware again or leave the drive as it is')
FAULT = gui.fault(1, 'step:program:9', kind='stuck-block', Times=0)


def worn_drive(folder):
    """Flashes a drive that cannot be written, without a window. Returns the scenario."""
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    scenario = gui.write_scenario(folder, gui.drive(0) + FAULT)
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    done, told = gui.burnbackctl(scenario, folder / 'state', 'flash', 'sr0', str(image), '--yes')
    gui.check(done == 6, f'the flash fails: {done} {told}')
    return scenario


@contextlib.contextmanager
def window_after_the_failure(folder, size=None):
    """Yields a window in which the flash has just failed and the drive was left in recovery mode, at the result; closes the window. The
    drive was not reconnected after that."""
    os.environ['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + FAULT), [image], size=size)
    try:
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text(re.compile(r'\(sr0\): Writing failed\. Choose how to continue\.$'), hidden=True)
        window.press('Restore 1.05')
        window.wait_for_text(re.compile(re.escape(WORN) + '$'), hidden=True)
        window.press('Leave in recovery mode')
        window.wait_for_text('Writing the firmware failed.', hidden=True)
        yield window
    finally:
        window.close()


def help_and_backup_tell_of_the_worn_chip(folder):
    """The help explains the state, and the result of a backup does not ask to recover the drive."""
    window = gui.Window(folder, worn_drive(folder))
    try:
        window.wait_for('list item', contains='memory chip seems worn')
        window.open_drive('sr0 ·')
        window.press('What this means')
        window.wait_for_text('Memory Chip Seems Worn')
        window.wait_for_text('Further attempts are unlikely to help.')
        gui.check(not window.find_text('very likely', hidden=True), 'no promise that the drive can be recovered')
        window.keep_shot('worn-help')
        window.key('Escape')
        window.wait(lambda: len(window.tops()) == 1, 'the help to close')
        window.press('Back Up')
        window.wait_for_text('Backup saved, but it contains no firmware.')
        window.wait_for('icon', 'Warning')
        # The drive has had the power cycle with which its recovery begins, because the simulator of this process has powered it on.
        window.wait_for_text(f'{WORN} {SAFETY}', hidden=True)
        gui.check(not window.find_text('finish flashing', hidden=True), 'nothing asks to finish flashing')
        window.keep_shot('worn-backup')
    finally:
        window.close()


def bar_tells_of_the_worn_chip(folder):
    """While another drive is open, the bar says more than that the drive needs recovery."""
    worn_drive(folder)
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + gui.drive(1) + FAULT))
    try:
        window.open_drive('sr1 ·')
        window.wait_for_text(re.compile(r'^NEC DVD_RW ND-3550A \(sr0\) needs recovery, and its memory chip seems worn\.'))
        window.keep_shot('worn-bar')
    finally:
        window.close()


def review_warns_of_the_worn_chip(folder):
    window = gui.Window(folder, worn_drive(folder), files=[folder / 'new.bin'])
    try:
        window.open_drive('sr0 ·')
        window.wait_for_text('COMPATIBLE WITH WARNINGS')
        window.wait_for_text(f'{WORN} A memory block that the drive needs has failed repeatedly, so writing firmware is unlikely to help.', hidden=True)
        window.keep_shot('worn-review')
    finally:
        window.close()


def shown(window, name):
    """Returns the buttons with this name on the shown page."""
    return list(filter(window.is_on_page, window.find_all('push button', name, hidden=True)))


def is_whole(window, text):
    """Returns whether the whole label with this text is in the visible part of its page."""
    node = label = window.find_text(text)
    while node is not None and node.get_role_name() != 'scroll pane':
        node = node.get_parent()
    if node is None:
        return False
    pane, place = (one.get_extents(gui.Atspi.CoordType.SCREEN) for one in (node, label))
    return place.y >= pane.y and place.y + place.height <= pane.y + pane.height


def is_checked(window, choice):
    button = window.wait(lambda: window.find('radio button', choice, hidden=True), f'the choice {choice}')
    return button.get_state_set().contains(gui.Atspi.StateType.CHECKED)


def power_cycle_leads_to_one_more_attempt(folder, size=None, name='wide'):
    """After the power cycle that the first step asks for, the step is one more attempt. The question says that the attempt is unlikely to
    succeed, so no answer that writes is preselected. The attempt counts as the step that would write the firmware once more."""
    with window_after_the_failure(folder, size) as window:
        window.press('Recover This Drive…')
        window.wait_for_text('NEC DVD_RW ND-3550A (sr0) needs recovery', hidden=True)
        window.wait_for_text('The drive reported this name when its firmware was running.', hidden=True)
        gui.check(not window.find_text(re.compile('Last reported name'), hidden=True), 'the heading does not say the name twice')
        window.wait(lambda: shown(window, 'Continue'), 'the button of the first step')
        window.set_power('sr0', lambda: window.find_text(re.compile(r'\(sr0\) is disconnected$'), hidden=True))
        window.set_power('sr0', lambda: window.find_text(re.compile(r'\(sr0\) needs recovery$'), hidden=True))
        window.wait_for_text('The drive is connected again.', hidden=True)
        window.wait_for_text(TURN_OFF, hidden=True)
        gui.check(not window.find_text(re.compile('^You can turn off the drive for this step'), hidden=True), 'the step no longer says how to disconnect the power')
        # No later step repeats what the button of this step does.
        for step in ('Step 1 of 3: Try once more, or stop (current)', 'Step 2 of 3: Use another port, cable or computer (not tried)'):
            window.wait(lambda step=step: window.find('list item', contains=step, hidden=True), step)
        gui.check(len(list(window.find_all('list item', hidden=True, contains='Try once more, or stop'))) == 1, 'the attempt is listed once')
        window.wait_for_text(ASKS, hidden=True)
        window.keep_shot(f'worn-cycled-{name}')
        window.press('Choose How to Continue…')
        window.wait_for_text(f'{WORN} {ONE_MORE}', hidden=True)
        gui.check(is_checked(window, 'Leave in recovery mode'), 'no answer is preselected that is unlikely to help')
        # Nothing is written without an answer.
        window.wait_for_text(re.compile('Burnback will choose “Leave in recovery mode”'), hidden=True)
        window.wait_for_text(SAFETY, hidden=True)
        window.keep_shot(f'worn-one-more-{name}')
        window.press('Restore 1.05', role='radio button')
        window.press('Restore 1.05')
        window.wait_for_text(re.compile(r'\(sr0\): (Writing|Restoring) failed\. Choose how to continue\.$'), hidden=True)
        gui.check(is_checked(window, 'Leave in recovery mode'), 'without a further power cycle, leaving the drive is preselected')
        window.press('Leave in recovery mode')
        for step in ('Step 1 of 4: Disconnect power for 30 seconds (did not help)', 'Step 2 of 4: Try once more, or stop (did not help)',
                     'Step 3 of 4: Use another port, cable or computer (current)'):
            window.wait(lambda step=step: window.find('list item', contains=step, hidden=True), step)
        window.keep_shot(f'worn-after-cycle-{name}')
        # The user says that the step is done, but Burnback noticed nothing, so the next question recommends no further attempt.
        window.press('Continue')
        window.wait_for_text(UNNOTICED, hidden=True)
        gui.check(not window.find_text('The drive is connected again.', hidden=True), 'the step claims no reconnection that Burnback did not detect')
        window.wait(lambda: window.find('list item', contains='Step 3 of 4: Try once more, or stop (current)', hidden=True), 'the name of the attempt')
        window.keep_shot(f'worn-unnoticed-{name}')
        window.press('Choose How to Continue…')
        window.wait_for_text(re.compile(r'\(sr0\): The last attempt failed\. Choose how to continue\.$'), hidden=True)
        gui.check(is_checked(window, 'Leave in recovery mode'), 'leaving the drive is preselected')
        gui.check(not window.find_text(re.compile('After this failure, the drive was disconnected'), hidden=True), 'the question does not claim that the drive was reconnected')
        window.wait_for_text(SAFETY, hidden=True)
        window.wait_for_text('Flashing will start again from the beginning. A memory block that the drive needs has failed repeatedly, so writing firmware is unlikely to help.',
                             hidden=True)
        window.keep_shot(f'worn-question-{name}')
        window.press('Leave in recovery mode')
        window.wait(lambda: shown(window, 'Choose How to Continue…'), 'the same step')
        # With another cable, the step and the question both say that the drive was reconnected, although the drive kept its power.
        window.set_cable('sr0', lambda: window.find_text(re.compile(r'\(sr0\) is disconnected$'), hidden=True))
        window.set_cable('sr0', lambda: window.find_text(re.compile(r'\(sr0\) needs recovery$'), hidden=True))
        window.wait_for_text('The drive is connected again.', hidden=True)
        window.wait_for_text(ASKS, hidden=True)
        gui.check(not window.find_text(UNNOTICED, hidden=True), 'the reconnection was detected')
        window.wait(lambda: window.find('list item', contains='Try the new connection, or stop (current)', hidden=True), 'the step after the reconnection')
        # A user who skips the attempt has done the rest of the step.
        window.press('Skip Step')
        window.wait_for_text('The drive was reconnected, but no further attempt was made.', hidden=True)
        window.press('Return to This Step')
        window.wait(lambda: window.find('list item', contains='Try the new connection, or stop (current)', hidden=True), 'the step again')
        window.press('Choose How to Continue…')
        window.wait_for_text(f'{WORN} {ONE_MORE}', hidden=True)
        gui.check(is_checked(window, 'Leave in recovery mode'), 'leaving the drive stays preselected')
        window.press('Restore 1.05', role='radio button')
        window.press('Restore 1.05')
        window.wait_for_text(re.compile(r'\(sr0\): (Writing|Restoring) failed\. Choose how to continue\.$'), hidden=True)
        window.press('Leave in recovery mode')
        window.wait_for_text(re.compile(r'\(sr0\) could not be recovered$'), hidden=True)


def diagnosis_stays(folder, size=None, name='wide'):
    """The diagnosis is on each page, before and after a further attempt, after which leaving the drive is preselected."""
    with window_after_the_failure(folder, size) as window:
        window.press('Back to the Drive')
        window.wait_for_text(f'{WORN} {FIRST}')
        gui.check(not window.find_text(re.compile('Keep the drive powered'), hidden=True), 'one sentence about the power')
        window.keep_shot(f'worn-drive-{name}')
        window.click(window.wait_for('push button', 'Recover…', description=''))
        for step, safe in (('Step 1 of 4: Disconnect power for 30 seconds (current)', CYCLE),
                           ('Step 2 of 4: Try once more, or stop (current)', TURN_OFF),
                           ('Step 3 of 4: Use another port, cable or computer (current)', 'Nothing will be written during this step.'),
                           ('Step 4 of 4: Replace the drive or its memory chip (current)', OVER)):
            window.wait(lambda step=step: window.find('list item', contains=step, hidden=True), step)
            window.wait_for_text(WORN, hidden=True)
            # No button tries again in the last step, so nothing says that the user can.
            window.wait_for_text(safe, hidden=True)
            gui.check(not window.find_text('very likely', hidden=True), 'no promise that the drive can be recovered')
            gui.check(not window.find_text('can probably still receive firmware', hidden=True), 'no promise that the drive can receive firmware')
            window.keep_shot(f'worn-recovery-{step[5]}-{name}')
            gui.check(safe == TURN_OFF or not window.find_text(TURN_OFF, hidden=True), 'nothing demands power while the step is to disconnect it')
            gui.check(safe == OVER or not window.find_text(OVER, hidden=True), 'the recovery is not over before its last step')
            is_last = 'Step 4' in step
            # Another port was not tried, so the drive may still be recovered.
            window.wait_for_text(re.compile(r'\(sr0\) needs recovery$'), hidden=True)
            gui.check(not list(filter(window.is_on_page, window.find_all('icon', 'Error', hidden=True))), 'the box is not marked as a final verdict')
            if is_last:
                window.wait(lambda: is_whole(window, OVER), 'the whole verdict to be in view')
                window.wait(lambda: window.has_focus('Save Report…'), 'the button that saves a report to have the focus')
            if 'Step 1' in step:
                window.wait_for_text(CONTINUE, hidden=True)
                gui.check(shown(window, 'Continue') and not shown(window, 'Choose How to Continue…'), 'before the power cycle the step does not offer to write')
                window.wait_for_text(re.compile('^You can turn off the drive for this step'), hidden=True)
            if 'Step 1' in step or 'Step 3' in step:
                window.press('Skip Step')
            if 'Step 2' not in step:
                continue
            window.press('Choose How to Continue…')
            window.wait_for_text(re.compile(r'\(sr0\): The last attempt failed\. Choose how to continue\.$'), hidden=True)
            gui.check(not window.find_text('recover it now', hidden=True), 'nothing asks to recover the drive now')
            gui.check(is_checked(window, 'Leave in recovery mode'), 'no attempt is preselected before a power cycle')
            window.press('Write 1.07 again', role='radio button')
            window.press('Write 1.07 again')
            # A narrow window scrolls to the preselected choice, which has the focus; the title may then be out of view.
            window.wait_for_text(re.compile(r'\(sr0\): Writing failed\. Choose how to continue\.$'), hidden=True)
            window.wait_for_text(re.compile(re.escape(WORN) + '$'), hidden=True)
            leave = window.wait(lambda: window.find('radio button', 'Leave in recovery mode', hidden=True), 'the choice to leave the drive')
            gui.check(leave.get_state_set().contains(gui.Atspi.StateType.CHECKED), 'leaving the drive is preselected again')
            window.wait(lambda: window.has_focus('Leave in recovery mode'), 'the preselected choice to have the focus')
            window.keep_shot(f'worn-failed-{name}')
            window.press('Leave in recovery mode')
        window.wait(lambda: window.find('list item', contains='memory chip seems worn', hidden=True), 'the state in the list')


def recovery_goes_on_after_a_restart(folder):
    """The computer was shut down for the power cycle: drive page and recovery go on after that step, which is not asked for again. The
    simulator of a new process has a drive that was just powered on."""
    window = gui.Window(folder, worn_drive(folder))
    try:
        window.open_drive('sr0 ·')
        window.wait_for_text(f'{WORN} {SAFETY}')
        window.click(window.wait_for('push button', 'Recover…', description=''))
        window.wait(lambda: window.find('list item', contains='Step 1 of 3: Try once more, or stop (current)', hidden=True), 'the step after the restart')
        window.wait_for_text(ASKS, hidden=True)
        gui.check(not window.find_text(CYCLE, hidden=True) and not window.find_text(FIRST, hidden=True), 'nothing asks for the power cycle again')
        window.keep_shot('worn-restarted')
    finally:
        window.close()


def notice_agrees_with_the_page(folder):
    """The flash failed while the window was closed: the notice at the next start and the page of the drive say the same about its power."""
    scenario = worn_drive(folder)
    window = gui.Window(folder, scenario, size=(900, 600), settings=f'closed=1\nclosed-folder={folder / "state"}\n')
    try:
        window.open_drive('sr0 ·')
        window.wait_for_text(f'{WORN} {SAFETY}')
        window.wait_for_text(re.compile('while the window was closed\\..*' + re.escape(f' {WORN} {SAFETY}') + '$'))
        window.keep_shot('worn-notice')
    finally:
        window.close()


def step_stays_current_while_the_backups_are_read(folder):
    """The list of backups arrives after the step has started its job. The assistant still follows that step when the job ends."""
    window = gui.Window(folder, worn_drive(folder), env=slow_disk.slow_disk())
    step = 'Step 3 of 4: Try the new connection, or stop (current)'
    slow = folder / 'state' / 'backups' / 'slow' / 'manifest'
    try:
        window.wait_for('list item', contains='memory chip seems worn')
        window.open_drive('sr0 ·')
        window.click(window.wait_for('push button', 'Recover…', description=''))
        # The drive of a new process was just powered on, so the first step counts as done.
        for _ in range(2):
            window.press('Skip Step')
        window.press('Continue')
        window.press('Back')
        window.wait_for('push button', 'Back Up')
        slow.parent.mkdir()
        slow_disk.make(slow)
        window.click(window.wait_for('push button', 'Recover…', description=''))
        held = slow_disk.hold(window, slow)
        window.press('Choose How to Continue…')
        window.wait(lambda: not window.find('list item', contains='memory chip seems worn', hidden=True), 'the job to have begun')
        slow_disk.pipe_of(slow).unlink()
        os.close(held)
        window.wait_for_text(re.compile(r'\(sr0\): The last attempt failed\. Choose how to continue\.$'), hidden=True)
        window.press('Leave in recovery mode', role='radio button')
        window.press('Leave in recovery mode')
        window.wait(lambda: window.find('list item', contains=step, hidden=True), step)
        window.wait(lambda: shown(window, 'Choose How to Continue…'), 'the button of the step')
    finally:
        window.close()


def diagnosis_survives_power_cycles_and_more_failures(folder):
    """The same block fails in two more recoveries, each after a power cycle: nothing gets rosier, and the history has a line for each."""
    scenario = worn_drive(folder)
    for _ in range(2):
        for state in ('off', 'on'):
            subprocess.run([os.environ['BURNBACK_SIM'], 'power', 'sr0', state], check=True)
        done, told = gui.burnbackctl(scenario, folder / 'state', 'recover', 'sr0', '--yes')
        gui.check(done == 6 and WORN in told['message'], f'the recovery fails for the same reason: {done} {told}')
    window = gui.Window(folder, scenario)
    try:
        window.wait_for('list item', contains='memory chip seems worn')
        window.open_drive('sr0 ·')
        window.wait_for_text(f'{WORN} {SAFETY}')
        window.wait(lambda: len(list(window.find_all('list item', 'Not finished: Tried to restore 1.05', hidden=True))) == 2, 'a line for each recovery')
        gui.check(window.find_text('The recovery failed at block 11 of 33.', hidden=True), 'the line names the block')
        window.click(window.wait_for('push button', 'Recover…', description=''))
        window.wait_for_text(WORN)
        gui.check(not window.find_text('very likely', hidden=True), 'no promise that the drive can be recovered')
        window.keep_shot('worn-again')
    finally:
        window.close()


def result_suggests_the_recovery(folder):
    """The result suggests the recovery, whose first step guides the power cycle. The focus is on the button that leaves the page, because
    a recovery is unlikely to help."""
    with window_after_the_failure(folder) as window:
        window.wait_for_text(f'{WORN} {FIRST}', hidden=True)
        gui.check(not window.find_text(re.compile('Keep the drive powered'), hidden=True), 'one sentence about the power')
        # The sentence above says how the drive gets its power cycle, so the next step does not say so again.
        window.wait_for_text(re.compile(r'^Further attempts are unlikely to help\. To make one more attempt, recover .*\. If the same block fails again, use another cable or port'), hidden=True)
        gui.check(len(list(window.find_all('label', contains='power cycle', hidden=True))) == 1, 'the power cycle is named once')
        colour.wait_for(window, 'Recover This Drive…', 'blue')
        colour.wait_for(window, 'Back to the Drive', 'grey')
        window.wait(lambda: window.has_focus('Back to the Drive'), 'the button back to have the focus')
        window.keep_shot('worn-result')


def diagnosis_fits_a_narrow_window(folder):
    diagnosis_stays(folder, size=(360, 640), name='narrow')


def power_cycle_fits_a_narrow_window(folder):
    power_cycle_leads_to_one_more_attempt(folder, size=(360, 640), name='narrow')


gui.main(lambda folder: gui.run_cases(
    folder, help_and_backup_tell_of_the_worn_chip, bar_tells_of_the_worn_chip, review_warns_of_the_worn_chip, diagnosis_stays,
    power_cycle_leads_to_one_more_attempt,
    step_stays_current_while_the_backups_are_read,
    diagnosis_survives_power_cycles_and_more_failures,
    result_suggests_the_recovery, recovery_goes_on_after_a_restart, notice_agrees_with_the_page,
    more=(diagnosis_fits_a_narrow_window, power_cycle_fits_a_narrow_window)))
