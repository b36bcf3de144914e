#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""While the window is inactive: progress at the launcher and a notification at the end, which shows the drive when clicked. It is withdrawn when the window becomes active.

Also tests bb-app.c.
"""
import re

import burnback_gui as gui

SCENARIO = """[drive sr0]
Family=nec-optiarc
Model=K355
Revision=1.05
BootVersion=05
Serial=SIM0001
Bus=pata
Speed=0
Seed=1

[drive sr1]
Family=nec-optiarc
Model=K355
Revision=1.04
BootVersion=05
Serial=SIM0002
Bus=pata
Speed=0
Seed=2
"""

NOTIFICATIONS = """<node><interface name="org.freedesktop.Notifications">
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/>
<arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""


class Desktop:
    """The services of a desktop for notifications and launchers."""

    def __init__(self, Gio, GLib):
        self.notes, self.closed, self.progress, self.GLib = [], [], [], GLib
        self.is_slow, self.unanswered = False, []
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        node = Gio.DBusNodeInfo.new_for_xml(NOTIFICATIONS)
        self.bus.register_object('/org/freedesktop/Notifications', node.interfaces[0], self.called, None, None)
        self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'RequestName',
                           GLib.Variant('(su)', ('org.freedesktop.Notifications', 4)), None, 0, -1, None)
        self.bus.signal_subscribe(None, 'com.canonical.Unity.LauncherEntry', 'Update', None, None, 0, self.updated)

    def called(self, bus, sender, path, interface, method, parameters, invocation):
        """Handles a call of the interface of notifications: records a new notification, and replies unless is_slow is
        set; or records which one was closed."""
        if method == 'Notify':
            self.program = sender
            self.notes.append(tuple(gui.in_english(part) if isinstance(part, str) else part for part in parameters.unpack()))
            self.unanswered.append((invocation, len(self.notes)))
            if not self.is_slow:
                self.answer()
        elif method == 'GetCapabilities':
            invocation.return_value(self.GLib.Variant('(as)', (['body', 'actions'],)))
        else:
            self.closed.append(parameters.unpack()[0])
            invocation.return_value(None)

    def answer(self):
        """Answers the calls of Notify that wait, each with the number of its notification."""
        for invocation, number in self.unanswered:
            invocation.return_value(self.GLib.Variant('(u)', (number,)))
        self.unanswered.clear()

    def updated(self, bus, sender, path, interface, signal, parameters):
        """Records a progress at the launcher."""
        self.progress.append(parameters.unpack()[1])

    def ask(self, path, interface, method):
        """Calls a method of the program and returns its first value."""
        return self.bus.call_sync(self.program, path, interface, method, None, None, 0, -1, None).unpack()[0]

    def settle(self):
        """Waits until the program has handled everything that happened before."""
        path = '/io/github/burnback/Burnback'
        child, = re.findall('<node name="(.+?)"/>', self.ask(path, 'org.freedesktop.DBus.Introspectable', 'Introspect'))
        self.ask(f'{path}/{child}', 'org.gtk.Actions', 'List')

    def click(self, number):
        """Reports that the user clicked the notification with this number."""
        self.bus.emit_signal(None, '/org/freedesktop/Notifications', 'org.freedesktop.Notifications', 'ActionInvoked',
                             self.GLib.Variant('(us)', (number, 'default')))


def is_active(window):
    return any(node.get_role_name() == 'frame' and node.get_state_set().contains(gui.Atspi.StateType.ACTIVE)
               for node in window.walk())


def question_is_notified_as_a_question(folder, desktop):
    """A question of a drive is not reported as a failure; nothing was written."""
    n_before = len(desktop.notes)
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0, State='damaged-id')), size=(900, 600))
    try:
        gui.Atspi.generate_mouse_event(1190, 790, 'abs')     # away from the window, so that it is inactive
        window.press('Recover…')
        window.press('Repair Identity…')
        window.wait_for('push button', 'Write ID of ND-3550A (K355)')
        note = window.wait(lambda: len(desktop.notes) > n_before and desktop.notes[n_before], 'the notification about the question')
        gui.check(note[3] == 'sr0: Write this change?', 'the title of the notification is the question: ' + note[3])
        gui.check('The drive ID will change from “' in note[4], 'the notification gives the reason: ' + note[4])
    finally:
        window.close()


def notification_at_the_end_is_clicked(folder, desktop):
    scenario = folder / 'two.scenario'
    scenario.write_text(SCENARIO)
    window = gui.Window(folder, scenario, size=(900, 600))
    try:
        window.wait_for('list item', contains='sr1')
        window.select_drive('sr1')
        gui.Atspi.generate_mouse_event(1190, 790, 'abs')     # away from the window again
        # The notification must be withdrawn even if the window becomes active before the desktop returns its number.
        desktop.is_slow = True
        window.press('Back Up')
        window.wait_for('push button', 'Back to the Drive')
        note = window.wait(lambda: desktop.notes and desktop.notes[0], 'the notification')
        gui.check(note[3].startswith('sr1: '), 'the notification names the drive: ' + note[3])
        gui.check('backup' in (note[3] + note[4]).lower(), 'the notification names the backup')
        gui.check(any(values['progress-visible'] for values in desktop.progress) or desktop.progress, 'the launcher shows the progress')
        gui.check(not desktop.progress[-1]['progress-visible'], 'the launcher hides the progress at the end')
        gui.check(not desktop.closed, 'the notification stays while the window is inactive')
        gui.Atspi.generate_mouse_event(450, 300, 'abs')
        window.wait(lambda: is_active(window), 'the window to be active')
        desktop.settle()
        desktop.is_slow = False
        desktop.answer()
        window.wait(lambda: 1 in desktop.closed, 'the notification to be withdrawn')
        gui.Atspi.generate_mouse_event(1190, 790, 'abs')
        window.select_drive('sr0')
        window.press('Back Up')
        window.wait(lambda: len(desktop.notes) > 1, 'the notification about the second backup')
        window.select_drive('sr1')
        window.wait(lambda: '(sr1)' in window.title(), 'the other drive to be shown')
        desktop.click(2)
        window.wait(lambda: '(sr0)' in window.title(), 'the click on the notification to show the drive')
    finally:
        window.close()


def test(folder):
    from gi.repository import Gio
    desktop = Desktop(Gio, gui.GLib)
    for case in notification_at_the_end_is_clicked, question_is_notified_as_a_question:
        own = folder / case.__name__
        own.mkdir()
        case(own, desktop)


gui.main(test, '1200x800')
