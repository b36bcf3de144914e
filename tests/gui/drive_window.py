# SPDX-License-Identifier: GPL-3.0-or-later
"""drive_window.py: a window with one simulated drive, and what a user does on the pages of that drive."""
import json
import os
import re
import subprocess

import burnback_gui as gui
import experts


class DriveWindow:
    """A window with one simulated drive whose commands are recorded on disk, with expert operations turned on."""

    def __init__(self, folder, model, quirks='', files=(), family='mediatek-mt1959', size=(900, 600), env=None, **keys):
        keys = dict(Family=family, Model=model, Serial='SIM0001', **({'Quirks': quirks} if quirks else {}), **keys)
        scenario = gui.write_scenario(folder, '[drive sr0]\n' + ''.join(f'{key}={value}\n' for key, value in keys.items()))
        self.folder = folder
        self.env = dict(os.environ, BURNBACK_SIM_STATE=str(folder / 'drives'))
        self.window = gui.Window(folder, scenario, files, size=size,
                                 env={'BURNBACK_SIM_STATE': str(folder / 'drives'), **(env or {})})
        if files:
            # The review takes the focus when it comes, which closes an open menu.
            self.window.wait(lambda: self.window.has_focus('Cancel'), 'the review of the file to have the focus')
        experts.turn_on(self.window)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        """Closes the window; checks that the simulator recorded no command that would damage a real drive."""
        self.window.close()
        if kind is None:
            wrong = [entry['violations'] for entry in self.log() if 'violations' in entry]
            gui.check(not wrong, f'the drive got no command that would damage a real one: {wrong}')

    def sim(self, *arguments):
        """Runs burnback-sim on the drive; returns its output."""
        return subprocess.run([os.environ['BURNBACK_SIM'], *arguments], env=self.env, capture_output=True, check=True, text=True).stdout

    def log(self):
        """Returns the recorded commands of the drive."""
        return [json.loads(line) for line in self.sim('log', 'sr0').splitlines()]

    def check_nothing_was_sent(self):
        gui.check(not [entry for entry in self.log() if entry['cdb'].startswith('3B')], 'no WRITE BUFFER command was sent')

    # --- pages ---

    def says(self, contains):
        """Waits for a text on the page, also out of view."""
        window = self.window
        window.wait(lambda: window.find_text(contains, hidden=True) or window.find('list item', contains=contains, hidden=True),
                    f'"{contains}" on the page')

    def verdict(self, word):
        """Waits until the review has this verdict."""
        self.window.wait_for_text(re.compile(f'^{re.escape(word)}$'), hidden=True)

    def button(self, contains):
        """Waits for a button, also out of view, and returns it."""
        window = self.window
        return window.wait(lambda: window.find('push button', contains=contains)
                           or next(filter(window.is_on_page, window.find_all('push button', contains=contains, hidden=True)), None),
                           f'the button {contains}')

    def agree(self):
        """Grants all consents that the review asks for."""
        window = self.window
        for name, pattern in (('Model to confirm', r'\. Type (.*) to confirm|effect of this operation on your drive is unknown\. Type (\S+) to continue'),
                              ('Name of the drive, to confirm flashing without a complete backup', r'firmware cannot be restored\. Type (\S+) to continue')):
            asked = window.find_text(re.compile(pattern), hidden=True)
            match = asked and re.search(pattern, asked.get_name())
            if match:
                window.type_into(name, match[match.lastindex])
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
        window.wait(lambda: not gui.rows(window), 'the row of the drive to disappear')
        self.sim('power', 'sr0', 'on')
        window.wait(lambda: [row for row in gui.rows(window) if 'not identified yet' not in row], 'the drive to be identified')

    def choose(self, image):
        """Returns to the page of the drive, and opens the review of the image."""
        self.window.press('Back to the Drive')
        self.window.press('Update Firmware…')
        self.window.choose_file(image)

    def recover_with(self, image):
        """Chooses the image in the recovery assistant."""
        self.window.press(contains='Choose a File')
        self.window.choose_file(image)

    def runs(self, revision):
        """Power cycles the drive, and waits until its row says that it is ready and contains @revision, a revision or
        model."""
        self.power_cycle()
        self.window.wait_for('list item', contains='ready')
        self.window.wait_for('list item', contains=revision)
