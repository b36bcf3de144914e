#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A complete flash without a mouse: Tab, arrows, space and Return; Escape leaves every dialog and page."""
import burnback_gui as gui

SCENARIO = """[drive sr0]
Family=nec-optiarc
Model=K355
Revision=1.05
BootVersion=05
Serial=SIM0001
Bus=pata
Speed=0
"""


def tab_to(window, contains, limit=40):
    """Presses Tab until the control has the focus, and returns it; fails if it is never reached."""
    seen = []
    for _ in range(limit):
        before = window.focused()
        window.key('Tab')
        try:
            now = window.wait(lambda: (lambda node: node is not None and node != before and node)(window.focused()), 'the focus to move', 3)
        except gui.Failed:
            continue
        seen.append(f'{now.get_role_name()} "{now.get_name()}"')
        if contains in (now.get_name() or ''):
            return now
    raise gui.Failed(f'Tab does not come to "{contains}"; it came to {seen}')


def test(folder):
    scenario = folder / 'one.scenario'
    scenario.write_text(SCENARIO)
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [image])
    try:
        window.wait_for('push button', contains='Flash 1.07 onto')
        window.wait(lambda: (window.focused() or window.app).get_name() == 'Cancel', 'the button Cancel to have the focus')
        # Escape goes back; nothing was written.
        window.key('Escape')
        window.wait_for('push button', contains='Update Firmware')
        # Escape closes the file chooser.
        window.key('Control+o')
        window.wait_for('push button', 'Review')
        window.key('Escape')
        window.wait(lambda: not window.find('push button', 'Review'), 'Escape to close the file chooser')
        # F1 opens the help for the page of the drive, and Escape closes it.
        window.key('F1')
        window.wait_for_text('All supported operations are available.')
        window.press('The Review')
        gui.Atspi.generate_mouse_event(450, 300, 'abs')      # without a window manager keys go to the window below the pointer
        window.wait_for_text('never writes “Incompatible” firmware')
        window.key('Escape')
        window.wait(lambda: not window.find_text('never writes “Incompatible” firmware'), 'Escape to close the help')
        # The list of shortcuts.
        window.key('Control+question')
        window.wait(lambda: window.find_text('Rescan drives') or window.find_text('Shortcuts'), 'the list of shortcuts')
        window.key('Escape')
        window.wait(lambda: not window.find_text('Rescan drives'), 'Escape to close the shortcuts')
    finally:
        window.close()
    run = folder / 'second'
    run.mkdir()
    window = gui.Window(run, scenario, [image])
    try:
        window.wait_for('push button', contains='Flash 1.07 onto')
        window.wait(lambda: (window.focused() or window.app).get_name() == 'Cancel', 'the button Cancel to have the focus')
        # The button to flash must be reached with Tab, because Return on a new review cancels it.
        tab_to(window, 'Flash 1.07 onto')
        window.key('space')
        window.wait_for_text('Firmware updated to ')
        window.wait(lambda: (window.focused() or window.app).get_name() == 'Back to the Drive', 'the button Back to the Drive to have the focus')
        window.key('Return')
        window.wait_for('list item', contains='1.07')
    finally:
        window.close()


gui.main(test)
