#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of drives: without drives, with drives in all states, and with the page of one drive.

Also tests bb-app-words.c, bb-status-page.c and bb-streams.c.
"""
import os
import pathlib
import re

import burnback_gui as gui


# Without the PNG icons of the theme, GTK uses SVG icons; then check_no_svg_icon_is_used() cannot fail.
HAS_PICTURES = pathlib.Path('/usr/share/icons/Adwaita/16x16/ui/window-close-symbolic.symbolic.png').exists()


def check_no_svg_icon_is_used(window, page):
    """Checks that no SVG icon is used, because GTK loads a library for it that is larger than the program."""
    loaded = pathlib.Path(f'/proc/{window.process.pid}/maps').read_text()
    gui.check('librsvg' not in loaded or not HAS_PICTURES, f'{page} needs no SVG icon')


def list_without_drives(folder):
    # This lists the drives of this computer; if there are any, the case is skipped.
    window = gui.Window(folder, None)
    try:
        window.wait(lambda: window.find('list item') or window.find('push button', 'Rescan'), 'drives in the list, or the page without drives')
        if window.find('list item'):
            print('this computer has drives')
            return
        window.wait(lambda: window.find('push button', 'Try Simulated Drives'), 'the button to try simulated drives')
        texts = ' '.join(window.texts())
        gui.check('drive' in texts and '.' in texts, 'the page says why there are no drives')
        window.wait_for_text('Welcome to Burnback')
        window.wait_for_text('Connect an optical drive to a SATA, IDE or USB port and to power.')
        gui.check(len(list(window.find_all('push button', 'Drive Does Not Work…'))) == 1, 'the button for a drive that does not work is there once')
        gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
        window.keep_shot('first-empty')
        window.press('Rescan')
    finally:
        window.close()


def list_without_drives_in_a_low_window(folder):
    """In a low window the buttons for a computer without drives are reached by scrolling."""
    size = 900, 400
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), size=size)
    try:
        window.wait_for('list item', contains='sr0')
        window.set_cable('sr0', lambda: not gui.rows(window))
        window.wait_for_text('No Simulated Drives')
        height = window.main_frame().get_extents(gui.Atspi.CoordType.WINDOW).height
        gui.check(height <= size[1] + 2 * gui.EDGE, f'the height of the window stays: {height}')
        window.press('Drive Does Not Work…')
        window.wait_for('push button', 'Drive Not Listed')
    finally:
        window.close()


def empty_list_says_how_the_drives_were_switched_off(folder):
    """Without simulated drives the list says whether they are powered off, disconnected or both; that changes with each switch."""
    use = 'Use “Simulated” in the title bar to '
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0) + gui.drive(1)), size=(360, 640))
    try:
        window.wait(lambda: len(gui.rows(window)) == 2, 'both drives')
        for name in ('sr0', 'sr1'):
            window.set_power(name, lambda: name not in ' '.join(gui.rows(window)))
        window.wait(lambda: window.find('label', f'All simulated drives are powered off. {use}turn a drive on.'), 'both drives to be called powered off')
        window.keep_shot('drives-off')
        window.set_cable('sr0', lambda: window.find('label', f'All simulated drives are disconnected or powered off. {use}reconnect a drive and turn it on.'))
        window.set_cable('sr1')
        window.set_power('sr0')
        window.set_power('sr1', lambda: window.find('label', f'All simulated drives are disconnected. {use}reconnect a drive.'))
    finally:
        window.close()


def list_says_that_its_only_drive_is_off(folder):
    """The same for a single simulated drive."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)))
    try:
        window.wait_for('list item', contains='sr0')
        window.set_power('sr0', lambda: window.find('label', 'The simulated drive is powered off. Use “Simulated” in the title bar to turn the drive on.'))
        window.keep_shot('drive-off')
    finally:
        window.close()


def closed_standard_streams_are_not_reused(folder):
    """No opened file gets the number of a closed standard stream, because warnings would be written to a drive."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), streams=False)
    try:
        window.wait_for('list item', contains='sr0')
        streams = [os.readlink(f'/proc/{window.process.pid}/fd/{fd}') for fd in range(3)]
        gui.check(streams == ['/dev/null'] * 3, f'the standard streams are open on /dev/null: {streams}')
    finally:
        window.close()


def list_with_all_states(folder):
    scenario = folder / 'demo.scenario'
    scenario.write_text(re.sub(r'Speed=\d+', 'Speed=0', gui.DEMO.read_text()))
    wanted = gui.DEMO.read_text().count('[drive ')
    window = gui.Window(folder, scenario)
    try:
        window.wait(lambda: len(gui.rows(window)) == wanted and not [row for row in gui.rows(window) if 'not identified yet' in row], 'every drive to be identified: ' + '; '.join(gui.rows(window)))
        rows = gui.rows(window)
        for state in ('needs recovery', 'disc inserted', 'ready'):
            gui.check(any(state in row for row in rows), f'a row says "{state}": ' + '; '.join(rows))
        n_needy = sum('needs recovery' in row for row in rows)
        window.wait(lambda: window.find_text(f'{n_needy} drives need recovery.'), 'the number of drives that need recovery')
        window.keep_shot('many')
        check_no_svg_icon_is_used(window, 'the list')
        window.open_drive('sr1')
        window.wait_for_text('MD-16XDVD9A2 1.F2')
        window.wait(lambda: window.find('list item', contains='ND-3520A') or window.find_text('ND-3520A'), 'the identity of the drive')
        window.wait(lambda: window.find_text('0x000000–0x003fff: boot code, 16.0', hidden=True), 'the regions of the flash memory')
        window.wait(lambda: window.find('push button', contains='Update Firmware'), 'the button to update the firmware')
        window.keep_shot('details')
        check_no_svg_icon_is_used(window, 'the page of a drive')
    finally:
        window.close()


def selected_row_stays_in_view_below_the_bar(folder):
    """The bar about a drive that needs recovery makes the list lower, but does not hide the row that was selected with it."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, State='half-flashed') + ''.join(gui.drive(i) for i in range(1, 10))), size=(900, 480))

    def box(node):
        return node.get_extents(gui.Atspi.CoordType.WINDOW)

    def end_of_list():
        pane = box(next(node for node in window.find_all('scroll pane') if window.find('list box', 'Drives') in list(window.walk(node))))
        return pane.y + pane.height
    try:
        window.wait(lambda: len(gui.rows(window)) == 10, 'all drives')
        window.open_drive('sr0')
        # The page of the drive itself says so, so the bar is hidden.
        window.wait(lambda: window.find_text('Needs recovery') and not window.find_text('(sr0) needs recovery.'), 'the bar to be hidden')
        end = end_of_list()
        last = max((node for node in window.find_all('list item', contains='sr') if node.get_parent().get_name() == 'Drives' and box(node).y + box(node).height <= end), key=lambda node: box(node).y)
        window.activate(last)
        window.wait_for_text('Firmware 1.05')
        window.wait_for_text('(sr0) needs recovery.')
        window.wait(lambda: box(last).y + box(last).height <= end_of_list(), 'the selected row to be in view')
        window.keep_shot('drive-list-bar')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, list_without_drives, empty_list_says_how_the_drives_were_switched_off, closed_standard_streams_are_not_reused,
    list_with_all_states,
    more=(list_without_drives_in_a_low_window, list_says_that_its_only_drive_is_off, selected_row_stays_in_view_below_the_bar)))
