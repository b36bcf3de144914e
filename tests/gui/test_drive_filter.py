#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Search and filter of the list, from ten drives on: the selected drive stays, none is lost, and hidden drives are counted.

Also tests bb-sold-name.c.
"""
import re

import burnback_gui as gui
import dragging

COUNT = 12
ALL = [f'sr{number}' for number in range(COUNT)]
STATES = 'Filter drives by state'
THREE = {name: dict(revision='1.02') for name in ('sr1', 'sr10', 'sr11')}


def open_window(folder, count=COUNT, extra='', size=None, **more):
    """Opens a window with @count drives and waits until all are identified. @more: device name and keys of each drive
    that differs."""
    text = ''.join(gui.drive(number, **more.get(f'sr{number}', {})) for number in range(count)) + extra
    window = gui.Window(folder, gui.write_scenario(folder, text), size=size)
    window.wait(lambda: len(states(window)) == count and 'not identified yet' not in ''.join(states(window).values()), 'every drive to be identified')
    return window


def states(window, only=()):
    """Returns the texts of the rows by device name; @only: states that a row must
    have; with VISIBLE, the rows that the filter does not hide, even if they are scrolled out of view."""
    listed = [node for node in window.matching('list item', only) if (node.get_parent() or node).get_name() == 'Drives']
    return {match[1]: match[0] for match in (re.search(r'(\w+) · \w+, .*', node.get_name()) for node in listed) if match}


def shown(window):
    """Returns the device names of the visible rows, sorted by number."""
    return sorted(states(window, (gui.Atspi.StateType.VISIBLE,)), key=lambda name: int(name[2:]))


def expect_shown(window, names, why, selected=None):
    """Waits until exactly the rows of @names are visible, and the row of @selected, which does not match. @why: why
    these rows must be visible"""
    names = sorted({*names, *([selected] if selected else [])}, key=ALL.index)
    try:
        window.wait(lambda: shown(window) == names, f'the list to show {names}: {why}', 20)
    except gui.Failed:
        raise gui.Failed(f'{why}: {names} are not what is shown: {shown(window)}') from None


def entry(window, hidden=False):
    """Returns the search entry, or None if it is not shown."""
    return window.find('text', 'Search drives', hidden=hidden)


def search(window, text):
    """Replaces the text of the search entry; with keys, Ctrl+F gives it the focus."""
    if gui.KEYBOARD:
        window.key('Control+f')
        window.wait(lambda: window.has_focus('Search drives'), 'Ctrl+F to give the focus to the search entry')
        window.type_text(text)
    else:
        window.type_into('Search drives', text)
    window.wait(lambda: gui.Atspi.Text.get_text(entry(window), 0, -1) == text, f'"{text}" in the search entry')


def choose(window, state):
    """Chooses an entry of the menu that filters by state."""
    button = window.wait_for('toggle button', STATES)
    window.click(button)
    item = window.wait_for('radio button', state)
    if gui.KEYBOARD:        # before the menu has the focus, Tab would leave it
        window.wait(lambda: (window.focused() or window.app).get_role_name() == 'radio button', 'the menu to have the focus')
    window.click(item)
    window.wait(lambda: not window.find('radio button', state), 'the menu to close')
    window.wait(lambda: button.get_description() == state, 'the description of the button to name the choice')


def has_search(window):
    """Returns whether the search entry and the menu of states are shown."""
    return entry(window) is not None and window.find('toggle button', STATES) is not None


def wait_for_focus_on(window, name):
    """Waits until the row of the drive @name has the focus."""
    window.wait(lambda: f'{name} ·' in (window.focused() or window.app).get_name(), f'the focus to be on {name}')


def press_and_expect_row(window, key, name):
    window.key(key)
    wait_for_focus_on(window, name)


def few_drives_have_no_filter(folder):
    """With fewer than ten drives there is no filter."""
    window = open_window(folder, 10)
    try:
        window.wait(lambda: has_search(window), 'the filter to be shown for ten drives')
        search(window, 'sr1')
        expect_shown(window, ['sr1'], 'sr1 was searched for', selected='sr0')
        choose(window, 'Busy or in use')
        window.wait_for_text('No Matching Drives')
        window.set_cable('sr4', lambda: 'sr4' not in states(window))
        expect_shown(window, [name for name in ALL[:10] if name != 'sr4'], 'with nine drives all rows are shown')
        gui.check(not entry(window) and not window.find('toggle button', STATES), 'with nine drives there is no filter')
        gui.check(not window.find_text('No Matching Drives'), 'the message that no drive matches is hidden')
        for key in ('Control+f', 'F10'):
            window.key(key)
        window.wait_for('push button', contains='About Burnback')
        window.key('Escape')
        window.wait(lambda: not window.find('push button', contains='About Burnback'), 'the menu to close')
        gui.check(not window.has_focus('Search drives'), 'a hidden search entry does not get the focus')
        window.set_cable('sr4', lambda: 'sr4' in states(window))
        window.wait(lambda: has_search(window), 'the filter to be shown again for the tenth drive')
        gui.check(gui.Atspi.Text.get_text(entry(window), 0, -1) == '', 'the search entry is empty after the filter was hidden')
        expect_shown(window, ALL[:10], 'the filter was cleared')
    finally:
        window.close()


def search_finds_drives_by_their_texts(folder):
    window = open_window(folder, sr3=dict(model='K370', revision='1.01'), sr8=dict(revision='1.04'), **THREE)
    try:
        expect_shown(window, ALL, 'the search entry is empty')
        window.keep_shot('search-all')
        for text, found in (('sr1', ['sr1']), ('1.02', list(THREE)), ('1.04 nd-3550a', ['sr8']), ('pata sim0003', ['sr3']), ('/dev/sr7', ['sr7']),
                            ('sim001', ['sr10', 'sr11'])):
            search(window, text)
            expect_shown(window, found, text, selected='sr0')
            window.wait_for_text(f'{len(found)} of {COUNT} drives shown, plus the selected drive')
        search(window, 'sr')
        expect_shown(window, ALL, 'every device name has "sr"')
        window.wait_for_text(f'{COUNT} of {COUNT} drives shown')
        search(window, 'ready 3551')
        window.wait_for_text('No Matching Drives')
        window.wait_for_text(f'0 of {COUNT} drives shown')
        search(window, 'sim001')
        window.keep_shot('search-found')
        keys_reach_the_matches_of_a_search(window)
    finally:
        window.close()


def keys_reach_the_matches_of_a_search(window):
    """The selected drive stays in the list during a search, because the page belongs to it; Down and Return lead to the drives that match."""
    to_search = lambda: (window.key('Control+f'), window.wait(lambda: window.has_focus('Search drives'), 'Ctrl+F to give the focus to the search entry'))
    search(window, '1.02')
    expect_shown(window, list(THREE), '1.02 was searched for', selected='sr0')
    to_search()
    press_and_expect_row(window, 'Down', 'sr1')
    gui.check('(sr0)' in window.title(), 'a row that only gets the focus is not selected')
    window.key('Return')
    window.wait(lambda: '(sr1)' in window.title(), 'Return to show the page of sr1')
    expect_shown(window, list(THREE), 'sr0 is no longer selected')
    window.wait_for_text(f'{len(THREE)} of {COUNT} drives shown')
    for key, name in (('Down', 'sr10'), ('Down', 'sr11'), ('Home', 'sr1'), ('End', 'sr11'), ('Up', 'sr10')):
        press_and_expect_row(window, key, name)
        window.wait(lambda: f'({name})' in window.title(), f'{key} to show the page of {name}')
    search(window, 'sr7')
    expect_shown(window, ['sr7'], 'sr7 was searched for', selected='sr10')
    gui.check('(sr10)' in window.title(), 'a search does not change the page')
    row = next(node for node in window.matching('list item', (gui.Atspi.StateType.SELECTED,)) if 'sr10 ·' in node.get_name())
    gui.check(row is not None, 'sr10 stays selected')
    to_search()
    window.key('Escape')
    window.wait(lambda: 'sr0 ·' in (window.focused() or window.app).get_name(), 'Escape to give the focus to the first row')
    expect_shown(window, ALL, 'Escape clears the search entry')
    gui.check('(sr10)' in window.title(), 'Escape leaves the page as it is')
    search(window, 'sr9')
    expect_shown(window, ['sr9'], 'sr9 was searched for', selected='sr10')
    to_search()
    window.key('Return')
    window.wait(lambda: '(sr9)' in window.title(), 'Return to show the page of the only match')


def filter_follows_the_states(folder):
    """The filter by state follows changing states; a drive that asks is always reachable."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = open_window(folder, extra=gui.fault(1, 'step:program:5', drive_name='sr4'), sr2=dict(InUseBy='A music player has it open.'))
    others = [name for name in ALL if name not in ('sr2', 'sr4')]
    try:
        choose(window, 'Busy or in use')
        expect_shown(window, ['sr0', 'sr2'], 'only sr2 is in use, and sr0 is selected')
        window.wait_for_text(f'Busy or in use: 1 of {COUNT} drives shown, plus the selected drive')
        choose(window, 'Ready')
        window.select_drive('sr4 ·')
        expect_shown(window, [name for name in ALL if name != 'sr2'], 'all drives but sr2 are ready')
        window.wait_for_text(f'Ready: 11 of {COUNT} drives shown')
        window.press('Update Firmware…')
        window.choose_file(image)
        flash = window.wait_for('push button', contains='Flash 1.07 onto')
        window.key('Control+f')
        window.wait(lambda: window.has_focus('Search drives'), 'Ctrl+F to give the focus to the search entry')
        window.key('Escape')
        window.wait(lambda: 'sr0 ·' in (window.focused() or window.app).get_name(), 'Escape to give the focus to the first row')
        gui.check(window.find('push button', contains='Flash 1.07 onto'), 'Escape in the search entry does not close the review')
        window.click(flash)
        window.wait_for_text('Writing failed. Choose how to continue.')
        expect_shown(window, sorted([*others, 'sr4'], key=ALL.index), 'sr4 asks a question, but it is selected')
        window.wait_for_text(f'Ready: {len(others)} of {COUNT} drives shown, plus the selected drive')
        window.select_drive('sr5 ·')
        expect_shown(window, others, 'sr4 is not ready and no longer selected')
        hidden = window.wait_for('push button', '1 hidden drive needs attention')
        window.keep_shot('search-hidden-asks')
        window.click(hidden)
        expect_shown(window, ['sr4', 'sr5'], 'only sr4 asks a question, and sr5 is selected')
        wait_for_focus_on(window, 'sr4')
        window.select_drive('sr4 ·')
        expect_shown(window, ['sr4'], 'only sr4 asks a question')
        window.press('Restore 1.05')
        window.wait_for_text('Flashing failed. The previous firmware was restored.')
        window.wait_for_text(f'Need attention: 0 of {COUNT} drives shown, plus the selected drive')
        expect_shown(window, ['sr4'], 'no drive asks a question any more, but sr4 is selected')
        window.keep_shot('search-selected-stays')
        search(window, 'nothing')
        window.wait_for_text('No Matching Drives')
        window.wait(lambda: not states(window, (gui.Atspi.StateType.SHOWING,)), 'every row to be out of view if no drive matches a search')
        window.wait(lambda: not window.find('push button', contains='hidden drive'), 'the button for hidden drives to disappear')
        gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
        window.keep_shot('search-none')
        window.press('Show All Drives')
        expect_shown(window, ALL, 'the filter was cleared')
        wait_for_focus_on(window, 'sr4')
        choose(window, 'Ready')
        expect_shown(window, [name for name in ALL if name != 'sr2'], 'sr4 is ready again')
    finally:
        window.close()


def other_names_find_a_drive(folder):
    """A drive in recovery mode, which reports the name in its boot code, is found by the names under which its model was sold."""
    window = open_window(folder, sr8=dict(model='K110', State='half-flashed', Vendor='TDK', Product='DVDRW420N', BootVersion='05'))
    try:
        row = lambda: next(node for node in window.matching('list item') if 'sr8 · PATA' in node.get_name())
        gui.check('TDK' not in row().get_name(), f'the drive does not report its name: {row().get_name()}')
        for text, also in (('TDK', 'also sold as TDK 420N'), ('dvdrw-420n', 'also sold as TDK DVDRW420N'), ('tdk420n sr8', 'also sold as TDK 420N'), ('nd1000', '')):
            search(window, text)
            expect_shown(window, ['sr8'], text, selected='sr0')
            window.wait(lambda: row().get_description() == also, f'the row to say "{also}" for {text}, not "{row().get_description()}"')
            if also:
                window.wait_for_text(also)
            window.keep_shot('search-also-' + text.split()[0])
        search(window, 'nec tdk 3550')
        window.wait_for_text('No Matching Drives')
        gui.check(not window.nameless(), 'every control has an accessible name, but not: ' + '; '.join(window.nameless()))
    finally:
        window.close()


def shown_drive_is_never_hidden(folder):
    """A drive that is shown from elsewhere gets a visible row, even if the filter matches no drive."""
    window = open_window(folder, sr11=dict(State='half-flashed'))
    wanted = gui.Atspi.StateType.SELECTED, gui.Atspi.StateType.SHOWING
    try:
        window.wait_for_text('(sr11) needs recovery.')
        search(window, 'sr3')
        expect_shown(window, ['sr3'], 'sr3 was searched for', selected='sr0')
        gui.check(window.find_text('(sr11) needs recovery.'), 'the bar names a drive whose row is hidden')
        search(window, 'nothing')
        window.wait_for_text('No Matching Drives')
        window.press(contains='Recover…')
        window.wait(lambda: '(sr11)' in window.title(), 'the page of sr11')
        expect_shown(window, ALL, 'the filter was cleared')
        window.wait(lambda: 'sr11' in states(window, wanted), 'the row of sr11 to be selected and in view')
        gui.check(gui.Atspi.Text.get_text(entry(window), 0, -1) == '', 'the search entry is empty')
    finally:
        window.close()


def shown_drive_joins_the_matches(folder):
    """A drive that is shown from elsewhere is in the list beside the drives that match a search."""
    window = open_window(folder, sr11=dict(State='half-flashed'))
    wanted = gui.Atspi.StateType.SELECTED, gui.Atspi.StateType.SHOWING
    try:
        window.wait_for_text('(sr11) needs recovery.')
        search(window, 'sr3')
        expect_shown(window, ['sr3'], 'sr3 was searched for', selected='sr0')
        window.press(contains='Recover…')
        window.wait(lambda: '(sr11)' in window.title(), 'the page of sr11')
        expect_shown(window, ['sr3'], 'the search stays', selected='sr11')
        window.wait(lambda: 'sr11' in states(window, wanted), 'the row of sr11 to be selected and in view')
    finally:
        window.close()


def filter_works_in_a_narrow_window(folder):
    """The list, with its filter, and the page of a drive alternate."""
    window = open_window(folder, size=(360, 640))
    try:
        window.open_drive('sr2 ·')
        window.wait(lambda: '(sr2)' in window.title() and not entry(window), 'the page of sr2')
        window.key('Control+f')
        window.wait(lambda: entry(window) and window.has_focus('Search drives'), 'Ctrl+F to show the list and give the focus to the search entry')
        search(window, 'sr5')
        expect_shown(window, ['sr5'], 'sr5 was searched for', selected='sr2')
        choose(window, 'Busy or in use')
        window.wait_for_text('No Matching Drives')
        window.wait(lambda: not window.cut_off((360, 640)), 'no widget to be cut off')
        window.keep_shot('search-narrow-none')
        window.press('Show All Drives')
        expect_shown(window, ALL, 'the filter was cleared')
        search(window, 'sr5')
        expect_shown(window, ['sr5'], 'sr5 was searched for', selected='sr2')
        window.open_drive('sr5 ·')
        window.wait(lambda: '(sr5)' in window.title(), 'the page of the found drive')
    finally:
        window.close()


def return_opens_no_drive_that_does_not_match(folder):
    """If only the selected drive is shown, although its state does not match, Return in the search entry gives its row the focus and does not open the drive."""
    window = open_window(folder, size=(360, 640))
    try:
        window.open_drive('sr2 ·')
        window.wait(lambda: '(sr2)' in window.title() and not entry(window), 'the page of sr2')
        window.key('Control+f')
        window.wait(lambda: entry(window) and window.has_focus('Search drives'), 'Ctrl+F to show the list and give the focus to the search entry')
        choose(window, 'Busy or in use')
        expect_shown(window, ['sr2'], 'no drive is in use, and sr2 is selected')
        window.wait_for_text(f'Busy or in use: 0 of {COUNT} drives shown, plus the selected drive')
        window.key('Control+f')
        window.wait(lambda: window.has_focus('Search drives'), 'Ctrl+F to give the focus to the search entry')
        window.key('Return')
        wait_for_focus_on(window, 'sr2')
        gui.check(entry(window) and not window.find('push button', contains='Update Firmware'), 'the list is still shown, and not the page of sr2')
    finally:
        window.close()


def file_is_dropped_on_a_page(folder):
    """A file dropped on the page of a drive is opened for that drive."""
    if not dragging.is_possible():
        return
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = open_window(folder, 3, size=(900, 600))
    try:
        dragging.allow(window)
        window.open_drive('sr2')
        head = window.wait(lambda: '(sr2)' in window.title() and window.find('push button', contains='Update Firmware'), 'the page of sr2')
        dragging.drop(window, image, head, lambda: window.find('push button', contains='Flash 1.07 onto'), 'the review of new.bin')
        window.wait(lambda: '(sr2)' in window.title(), 'the review to be for sr2')
    finally:
        window.close()


def file_is_dropped_on_a_row(folder):
    """A file dropped on a row is opened for that drive, even if rows above it are hidden."""
    if not dragging.is_possible():
        return
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = open_window(folder, size=(900, 600), **THREE)
    try:
        dragging.allow(window)
        search(window, '1.02')
        expect_shown(window, list(THREE), '1.02 was searched for', selected='sr0')
        dragging.drop(window, image, window.wait(lambda: window.find('list item', contains='· sr10 ·'), 'the row of sr10'),
                      lambda: '(sr10)' in window.title(), 'the drive of the row to be selected')
        window.wait_for('push button', contains='Flash 1.07 onto')
        expect_shown(window, list(THREE), 'the filter stays')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, search_finds_drives_by_their_texts, filter_follows_the_states, shown_drive_is_never_hidden,
    file_is_dropped_on_a_page,
    more=(few_drives_have_no_filter, other_names_find_a_drive, shown_drive_joins_the_matches, filter_works_in_a_narrow_window,
          return_opens_no_drive_that_does_not_match, file_is_dropped_on_a_row)), '1200x800')
