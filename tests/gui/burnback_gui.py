# SPDX-License-Identifier: GPL-3.0-or-later
"""burnback_gui.py: controls the window over the accessibility bus, as a screen reader does.

A test calls `main (function)`. The test then runs itself again with its own X server, session bus and state folder; the exit
status is 77 if a tool is missing. Nothing here sleeps to wait for an event: it polls for a state.
"""
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import english                                          # noqa: E402
from cases import run_cases                              # noqa: E402,F401, for the tests
from each_change import ALL, some                        # noqa: E402,F401, for the tests
from name_list import NameList                           # noqa: E402
from scenarios import DEMO, add_to_library, burnbackctl, drive, fault, make_image, write_scenario    # noqa: F401, for the tests
from sentences import COMPLAINT, OF_FILE_CHOOSER, OF_TABLE_CELLS, pattern_of, percent_of, sentence   # noqa: F401, for the tests
from session import SKIP, clipboard, copied, own_session, skip      # noqa: F401

warnings.simplefilter('ignore')

# Seconds after which a wait fails.
LIMIT = 60.0 * float(os.environ.get('BURNBACK_TEST_PATIENCE', '1'))


# Roles of widgets that must have an accessible name, and of those that Tab must reach.
NAMED_ROLES = ('push button', 'toggle button', 'check box', 'radio button', 'text', 'entry', 'combo box', 'list item', 'list box',
               'list', 'spin button', 'slider', 'menu item', 'table', 'tree table', 'progress bar', 'link', 'switch', 'password text',
               'frame', 'dialog')
TABBED_ROLES = ('push button', 'toggle button', 'check box', 'radio button', 'text', 'combo box', 'list item', 'spin button', 'switch',
                'link')
KEYSYMS = {'Return': 0xff0d, 'Escape': 0xff1b, 'Tab': 0xff09, 'Left': 0xff51, 'Up': 0xff52, 'Right': 0xff53, 'Down': 0xff54,
           'Home': 0xff50, 'End': 0xff57, 'Page_Up': 0xff55, 'Page_Down': 0xff56, 'space': 0x20, 'question': 0x3f, 'slash': 0x2f, 'F1': 0xffbe, 'F5': 0xffc2, 'F10': 0xffc7, 'Shift_L': 0xffe1}
LONGEST_PAUSE_MS = 60                                   # between two polls; whatever is shown for a shorter time may be missed
AWAY = 1, 1                                             # position of the pointer where no widget is, so that no tooltip appears
ROLES = {}
TOP_ROLES = ('frame', 'dialog', 'alert', 'file chooser')
EDGE = 5                                                # margin for the frame of a window that draws its own title bar
KEYCODES = {'Control': 37, 'Shift': 50, 'Alt': 64}      # of a server with the usual evdev keyboard


# With `--keyboard` after the name of a test, every operation is done with key events, without a mouse.
KEYBOARD = '--keyboard' in sys.argv
SHOTS = pathlib.Path(os.environ['BURNBACK_GUI_SHOTS']) if os.environ.get('BURNBACK_GUI_SHOTS') else None


class Failed(Exception):
    """A check of a test failed."""


def role_name(role):
    """Returns the name of a role. at-spi2-core 2.56 renamed "push button" to "button"; the tests use the older name."""
    name = Atspi.role_get_name(role)
    return 'push button' if name == 'button' else name


def role_name_of(node):
    """Returns the name of the role of a widget, which is asked for once, because it stays the same."""
    known = getattr(node, 'known_role_name', None)
    if known is None:
        known = node.known_role_name = role_name(node.get_role())
    return known


def role_of(name):
    """Returns the number that the accessibility bus uses for a role."""
    if not ROLES:
        ROLES.update((role_name(Atspi.Role(number)), Atspi.Role(number)) for number in range(Atspi.Role.LAST_DEFINED))
    return ROLES.get(name)


def has(text, contains):
    """Returns whether the text contains a string or matches a pattern."""
    return any(contains.search(option) is not None if isinstance(contains, re.Pattern) else contains in option for option in english.options_of(text))


def in_language():
    """Returns the variables with which the program runs in the language of the tests."""
    return english.environment() if english.language() else {}


def in_english(text):
    """Returns a text of the program in English; main() replaces this function if the tests run in another language."""
    return text


def is_sensitive(node):
    return node.get_state_set().contains(Atspi.StateType.SENSITIVE)


class Window:
    """One run of burnback with simulated drives."""

    def __init__(self, folder, scenario, files=(), env=None, size=None, nodes=False, settings='', own_state=True, streams=True):
        """With `nodes`, the program finds the drives as device nodes and does not know that they are simulated.
        Without `streams`, its standard streams are closed.
        """
        self.folder = pathlib.Path(folder)
        self.state = self.folder / 'state'
        self.log = open(self.folder / 'burnback.log', 'w+')
        program = os.environ['BURNBACK']
        run_env = dict(os.environ, XDG_CONFIG_HOME=str(self.folder / 'config'), XDG_CACHE_HOME=str(self.folder / 'cache'),
                       XDG_DATA_HOME=str(self.folder / 'data'), XDG_STATE_HOME=str(self.folder / 'xdg-state'), **in_language(), **(env or {}))
        if size:
            (self.folder / 'config' / 'burnback').mkdir(parents=True, exist_ok=True)
            (self.folder / 'config' / 'burnback' / 'settings').write_text('[window]\nwidth=%d\nheight=%d\n' % size + settings)
        self.wide = not size or size[0] > 700
        self.started = time.monotonic()
        self.n_clicks = 0           # calls of click() since the last wait
        self.nodes = nodes
        self.chose_file = False
        self.asked_for_cells = False
        command = [program, *(['--state-dir', str(self.state)] if own_state else []), *map(str, files)]
        if nodes:
            told = ['sh', '-c', 'echo "$BURNBACK_SIM_CONTROL" > "$0"; exec "$@"', str(self.folder / 'control')]
            command = [os.environ['BURNBACK_SIM'], 'exec', '--scenario', str(scenario), '--', *told, *command]
        else:
            command[1:1] = ['--simulate', str(scenario)] if scenario is not None else []      # None: the drives of this computer
        self.names = NameList()
        run_env.update(self.names.environment(nodes))
        self.argv, self.env = command[:len(command) - len(files)], run_env
        if not streams:
            command = ['sh', '-c', 'exec "$@" <&- >&- 2>&-', 'sh', *command]
        self.process = subprocess.Popen(command, env=run_env, stdout=self.log, stderr=self.log)
        self.app = self.wait(lambda: self._find_app(), 'the program on the accessibility bus')
        Atspi.generate_mouse_event(*AWAY, 'abs')

    def _find_app(self):
        """Returns the program on the accessibility bus, or None."""
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and (child.get_process_id() == self.process.pid or self.nodes and child.get_name() == 'burnback'):
                return child
        return None

    def plug(self, line):
        """Connects or disconnects a drive with device nodes. @line: "plug sr0" or "unplug sr0", for burnback-sim"""
        pathlib.Path((self.folder / 'control').read_text().strip()).write_text(line + '\n')

    # --- finding widgets ---

    def walk(self, node=None, hidden=False):
        """Yields the widget (default: all windows) and all widgets in it that are shown; with `hidden` also the others."""
        for top in self.tops() if node is None else [node]:
            try:
                if hidden or top.get_state_set().contains(Atspi.StateType.SHOWING) or top.get_role_name() in ('window', 'frame', 'dialog'):
                    yield top
                    yield from self._walk_below(top, hidden)
            except GLib.GError:
                continue        # the widget was removed during the search

    def _walk_below(self, top, hidden):
        """Yields the widgets in @top, without @hidden only those that are shown, as are all widgets that they are in."""
        found = top.get_collection_iface().get_matches(self._rule(None, () if hidden else (Atspi.StateType.SHOWING,)),
                                                       Atspi.CollectionSortOrder.CANONICAL, 0, True)
        # A list that is scrolled out of view is not shown, but its rows are.
        shown = {top}
        for node in found:
            try:
                if hidden or node.get_parent() in shown:
                    shown.add(node)
                    yield node
            except GLib.GError:
                continue

    def matching(self, role=None, states=()):
        """Yields the widgets with this role and these states, with one request for each window instead of one for each widget."""
        rule = self._rule(role, states)
        for top in self.tops():
            if role_of(role) == top.get_role():
                yield top
            yield from top.get_collection_iface().get_matches(rule, Atspi.CollectionSortOrder.CANONICAL, 0, True)

    @staticmethod
    def _rule(role, states):
        every, either = Atspi.CollectionMatchType.ALL, Atspi.CollectionMatchType.ANY
        roles = [] if role is None else [role_of(role)]
        return Atspi.MatchRule.new(Atspi.StateSet.new(list(states)), every, {}, every, roles, either, [], every, False)

    def tops(self):
        """Returns the windows and dialogs of the program, the last opened one last."""
        return [top for top in map(self.app.get_child_at_index, range(self.app.get_child_count())) if top is not None]

    def listed(self, roles, hidden=False):
        """Returns the names and descriptions of the widgets with one of these roles, for the question whether there is one at all;
        None if they must be asked for over the accessibility bus."""
        found = self.names.ask(roles, hidden)
        return found and [(in_english(name), in_english(description)) for name, description in found]

    def lacks(self, roles, hidden, fits):
        """Returns whether it is known that no widget with one of these roles has a name and a description that fit."""
        found = self.listed(roles, hidden)
        return found is not None and not any(fits(name, lambda told=told: told) for name, told in found)

    def find(self, role, name=None, contains=None, description=None, hidden=False):
        """Returns the first widget of find_all(), or None."""
        return next(self.find_all(role, name, contains, description, hidden), None)

    def find_all(self, role, name=None, contains=None, description=None, hidden=False):
        """Yields the shown widgets with this role and accessible name; with `hidden` also those out of view or not shown."""
        def fits(text, told):
            return (name is None or text == name) and (contains is None or has(text, contains)) and (description is None or told() == description)

        if self.lacks([role], hidden, fits):
            return
        try:
            for node in self.matching(role, () if hidden else (Atspi.StateType.SHOWING,)):
                if fits(node.get_name() or '', lambda node=node: node.get_description() or ''):
                    yield node
        except GLib.GError:
            pass            # the widget was removed during the search

    def find_text(self, contains, hidden=False):
        """Returns the first shown text that contains the string or matches the pattern, or None."""
        if self.lacks(['label', 'static'], hidden, lambda text, _: has(text, contains)):
            return None
        return self.find('label', contains=contains, hidden=hidden) or self.find('static', contains=contains, hidden=hidden)

    def title(self):
        """Returns the title of the first window, "" if there is none."""
        return next((top.get_name() for top in self.tops() if top.get_role_name() == 'frame'), '')

    def stored_backups(self):
        """Returns the names of the backups on disk."""
        return sorted(path.name for path in (self.state / 'backups').iterdir() if not path.name.startswith('.'))

    def texts(self):
        """Returns the texts of all labels and buttons that are shown."""
        return [node.get_name() for node in self.walk() if node.get_role_name() in ('label', 'push button') and node.get_name()]

    def shared_mnemonics(self):
        """Returns the keys with Alt that two visible controls of one window have, each with the names of the controls."""
        shared = []
        for top in [self.app.get_child_at_index(i) for i in range(self.app.get_child_count())]:
            keys = {}
            for node in self.walk(top):
                action = node.get_action_iface()
                binding = action.get_key_binding(0) if action and action.get_n_actions() else ''
                # The parts are the mnemonic, the way through the menus, and the shortcut.
                mnemonic = re.match(r'<Alt>(.[^<:]*)', (binding or '').split(';')[0])
                if mnemonic and node.get_state_set().contains(Atspi.StateType.SHOWING):
                    keys.setdefault(mnemonic[1].casefold(), set()).add(node.get_name())
            shared += [f'Alt+{key}: ' + ', '.join(sorted(names)) for key, names in sorted(keys.items()) if len(names) > 1]
        return shared

    def nameless(self):
        """Returns the controls and values that have no accessible name."""
        wrong = []
        for node in self.walk():
            try:
                role, name = node.get_role_name(), (node.get_name() or '').strip()
            except GLib.GError:
                continue
            if role in NAMED_ROLES and (not name or re.match(r'(Gtk|Hdy|Bb)[A-Z]|[a-z]+_[a-z_]+$', name)):
                parent = node.get_parent()
                wrong.append(f'{role} "{name}" in {parent.get_role_name() if parent else "?"} "{parent.get_name() if parent else ""}"')
        return wrong

    def cut_off(self, size):
        """Returns the widgets that extend over the left or right side of the window, in which vertical scrolling is allowed, and the
        windows that are higher."""
        wrong = []
        for node in self.walk():
            try:
                box = node.get_extents(Atspi.CoordType.WINDOW)
                # GTK reports the smallest integer as the position of a table cell that is out of view.
                if box.width > 0 and box.x > GLib.MININT32 and (box.x + box.width > size[0] + 2 * EDGE or box.x < 0):
                    wrong.append(f'{node.get_role_name()} "{node.get_name()}" {box.x}+{box.width}')
                if node.get_role_name() in TOP_ROLES and box.height > size[1] + 2 * EDGE:
                    wrong.append(f'{node.get_role_name()} "{node.get_name()}" is {box.height} pixels high')
            except (GLib.GError, NotImplementedError):
                continue
        return wrong

    def top_window(self):
        """Returns the dialog that is open, else the window."""
        return [top for top in self.tops() if top.get_state_set().contains(Atspi.StateType.SHOWING)][-1]

    def controls(self):
        """Returns {key: description} of the controls that Tab must reach: all that are sensitive, and one of each
        radio group and list."""
        wanted = {}
        for node in self.walk(self.top_window()):
            try:
                role, states = node.get_role_name(), node.get_state_set()
                if role == 'list item' and (node.get_parent().get_role_name() != 'list box'
                                            or not states.contains(Atspi.StateType.FOCUSABLE)):
                    continue        # count only controls, and rows that the arrow keys reach
                if role in TABBED_ROLES and states.contains(Atspi.StateType.SENSITIVE) and not self._is_of_title_bar(node):
                    wanted[self._key_of(node)] = f'{role} "{node.get_name()}"'
            except (GLib.GError, AttributeError):       # the widget is being removed and has no parent
                continue
        return wanted

    @staticmethod
    def _key_of(node):
        """Returns one key for all controls that the arrow keys reach from each other."""
        parent = node.get_parent()
        if node.get_role_name() in ('radio button', 'list item'):
            return node.get_role_name(), parent.get_role_name(), parent.get_name() if parent.get_role_name() == 'list box' else ''
        return node.get_role_name(), node.get_name(), parent.get_name(), node.get_index_in_parent()

    @staticmethod
    def _is_of_title_bar(node):
        """Returns whether the widget is a button to minimize, maximize or close, which the window manager has shortcuts for."""
        return (node.get_description() or node.get_name()) in ('Minimize', 'Maximize', 'Restore', 'Close')

    def tab_through(self, limit=220):
        """Presses Tab until the first control has the focus again; returns the controls that were never reached."""
        box = self.top_window().get_extents(Atspi.CoordType.SCREEN)
        Atspi.generate_mouse_event(box.x + box.width // 2, box.y + box.height // 2, 'abs')    # without a window manager keys go where the pointer is
        missing, before = self.controls(), self.focused()
        if before is not None:
            missing.pop(self._key_of(before), None)
        for _ in range(limit if missing else 0):
            self.key('Tab')
            # A label with selectable text takes the focus without reporting it; it is not a control.
            end = time.monotonic() + 0.15
            while time.monotonic() < end:
                node = self.focused()
                if node is not None and node != before:
                    break
            before = node or before
            if node is not None:
                missing.pop(self._key_of(node), None)
            if not missing:
                break
        Atspi.generate_mouse_event(1, 1, 'abs')
        # Controls of the previous page may have been removed while the round began.
        left = self.controls() if missing else {}
        return sorted(what for key, what in missing.items() if key in left)

    # --- waiting ---

    def wait(self, condition, what, seconds=None):
        """Waits until condition() is true, and returns its value. @what is named in the message after a timeout: "the row to appear"."""
        end = time.monotonic() + (seconds or LIMIT)
        context = GLib.MainContext.default()
        pause = 15
        while time.monotonic() < end:
            while context.iteration(False):
                pass
            if self.process.poll() is not None:
                raise Failed(f'the program ended with {self.process.returncode} while waiting for {what}\n{self.output()}')
            try:
                result = condition()
            except GLib.GError:
                result = None
            if result:
                return result
            # Waits for the next poll. A request costs the window more than the test, so the interval between polls grows while nothing
            # is found, even if the window sends events meanwhile.
            over = []
            GLib.timeout_add(pause, over.append, True)
            while not over:
                context.iteration(True)
            pause = min(pause + 3, LONGEST_PAUSE_MS)
        raise Failed(f'timeout: {what}\nshown: {self.texts()}\n{self.output()}')

    def came(self, condition, seconds=15):
        """Returns the value of condition() when it becomes true within some seconds, else None. For keys, which may be lost while a
        dialog closes.
        """
        try:
            return self.wait(condition, 'the effect of a key', seconds)
        except Failed:
            return None

    def wait_for(self, role, name=None, contains=None, description=None, seconds=None):
        """Waits for the widget that find() returns, and returns it."""
        return self.wait(lambda: self.find(role, name, contains, description), f'{role} {name or contains or description}', seconds)

    def wait_for_text(self, contains, seconds=None, hidden=False):
        """Waits for a text, and returns its widget. With `hidden`, also finds text that is scrolled out of view."""
        return self.wait(lambda: self.find_text(contains, hidden), f'the text "{contains}"', seconds)

    def wait_until_on(self, node, seconds=None):
        """Waits until the widget is sensitive, and returns it."""
        return self.wait(lambda: node.get_state_set().contains(Atspi.StateType.SENSITIVE) and node,
                         f'{node.get_name()} to be sensitive', seconds)

    # --- operations ---

    def main_frame(self):
        """Returns the main window, without help and dialogs; None while there is none."""
        return next((top for top in self.tops() if top.get_role_name() == 'frame' and (top.get_name() or '').endswith('Burnback')), None)

    def focused(self):
        """Returns the widget with the focus, also out of view, or None. If a dialog is open, the widget of the
        dialog, not of the window below."""
        found = None
        for node in self.matching(states=(Atspi.StateType.FOCUSED,)):
            if node.get_role_name() not in ('frame', 'application', 'dialog', 'alert'):
                found = node
        return found

    def has_focus(self, contains):
        """Returns whether the widget with the focus has a name that contains the text."""
        focused = self.focused()
        return focused is not None and contains in (focused.get_name() or '')

    def tab_to(self, is_wanted, what, limit=80):
        """Presses Tab, and the arrow keys inside groups, until the control has the focus. Returns the control."""
        seen = []
        # While a menu closes, no widget has the focus; a Tab in that moment would take effect after the focus is back.
        self.came(self.focused, 1)
        for _ in range(limit):
            now = self.focused()
            if now is not None and is_wanted(now):
                return now
            if now is not None:
                seen.append(f'{now.get_role_name()} "{now.get_name()}"')
            self.key(self._key_from(now, is_wanted))
            try:
                self.wait(lambda: (lambda node: node is not None and node != now)(self.focused()), 'the focus to move', 3)
            except Failed:
                continue          # the page is just being shown
        raise Failed(f'the keyboard reaches {what}, but reached only {seen[:20]}')

    def _key_from(self, now, is_wanted):
        """Returns the key that leads to the control: arrows for rows, radio buttons and menu items, else Tab."""
        role = now.get_role_name() if now is not None else ''
        if role == 'radio button':
            group = [node for node in self.walk() if node.get_role_name() == role]
            wanted = [i for i, node in enumerate(group) if is_wanted(node)]
            if wanted:
                return 'Down' if now in group and wanted[0] > group.index(now) else 'Up'
        if role in ('menu', 'menu item'):
            return 'Down'
        if role != 'list item':
            return 'Tab'
        parent = now.get_parent()
        here = [node for node in (parent.get_child_at_index(i) for i in range(parent.get_child_count())) if node is not None and is_wanted(node)]
        if not here:
            return 'Tab'
        return 'Down' if here[0].get_index_in_parent() > now.get_index_in_parent() else 'Up'

    def click(self, node):
        """Activates a control when it is sensitive; with KEYBOARD by moving the focus to it and pressing space."""
        self.n_clicks += 1
        self.wait_until_on(node)
        if KEYBOARD:
            self.tab_to(lambda other: other == node, f'{node.get_role_name()} "{node.get_name()}"')
            self.key('space')
            return
        actions = node.get_action_iface()
        if actions is None or actions.get_n_actions() == 0:
            raise Failed(f'{node.get_role_name()} "{node.get_name()}" cannot be pressed')
        actions.do_action(0)

    def press(self, name=None, contains=None, role='push button', seconds=None):
        """Activates the control with this accessible name on the shown page, also out of view."""
        self.click(self.wait(lambda: self.find(role, name, contains) or self._find_scrolled(role, name, contains),
                             f'{role} {name or contains}', seconds))

    def _find_scrolled(self, role, name, contains):
        """Returns the first such control on the shown page, also out of view, or None."""
        return next(filter(self.is_on_page, self.find_all(role, name, contains, hidden=True)), None)

    def is_on_page(self, node):
        """Returns whether the control is on the shown page, also out of view; a hidden control cannot be pressed."""
        while node is not None and node.get_role_name() != 'scroll pane':
            if not node.get_state_set().contains(Atspi.StateType.VISIBLE):
                return False
            node = node.get_parent()
        return node is not None and node.get_state_set().contains(Atspi.StateType.SHOWING)

    def select_drive(self, contains):
        """Selects the row of a drive in the list, and returns the row."""
        row = self.wait(lambda: self.find('list item', contains=contains) or self._find_scrolled('list item', None, contains), f'the row of {contains}')
        if KEYBOARD:
            self.tab_to(lambda other: other == row, f'the row "{row.get_name()}"')
            self.key('Return')
            return row
        parent = row.get_parent()
        parent.get_selection_iface().select_child(row.get_index_in_parent())
        return row

    def point(self):
        """Moves the pointer over the open dialog or the window, because without a window manager keys go to the window below the pointer."""
        top = self.top_window()
        box = top.get_extents(Atspi.CoordType.SCREEN)
        is_over = top.get_role_name() in TOP_ROLES and top != self.main_frame()
        Atspi.generate_mouse_event(*((box.x + box.width // 2, box.y + box.height // 2) if is_over else AWAY), 'abs')

    def key(self, name):
        """Presses a key, for instance "Return" or "Control+o"."""
        self.point()
        *held, last = name.split('+')
        for modifier in held:
            Atspi.generate_keyboard_event(KEYCODES[modifier], None, Atspi.KeySynthType.PRESS)
        Atspi.generate_keyboard_event(KEYSYMS.get(last) or ord(last), None, Atspi.KeySynthType.SYM)
        for modifier in reversed(held):
            Atspi.generate_keyboard_event(KEYCODES[modifier], None, Atspi.KeySynthType.RELEASE)

    def type_text(self, text):
        for letter in text:
            self.key(letter)

    def open_drive(self, contains):
        """Selects the row of the drive; in a narrow window also opens its page."""
        row = self.select_drive(contains)
        if not self.wide:
            if not KEYBOARD:    # the key that selected the row has also opened the page
                row.get_component_iface().grab_focus()
                self.wait(lambda: row.get_state_set().contains(Atspi.StateType.FOCUSED), 'the row to have the focus')
                self.key('Return')
            # The key may arrive after the next operation; on the page that opens it would activate another control.
            self.wait(lambda: not row.get_state_set().contains(Atspi.StateType.SHOWING), 'the page to replace the list')

    def scroll_to_end(self):
        bars = list(self.find_all('scroll bar'))
        if bars:
            value = bars[-1].get_value_iface()
            value.set_current_value(value.get_maximum_value())

    def scroll_to(self, node):
        """Scrolls until the widget is near the top of its page."""
        bars = list(self.find_all('scroll bar'))
        if not bars:
            return      # the whole page is in view
        value = bars[-1].get_value_iface()
        value.set_current_value(value.get_current_value() + node.get_extents(Atspi.CoordType.WINDOW).y - 200)

    def select_all(self, n, seconds=None):
        """On the batch page: waits until exactly @n drives can be selected, selects them, and returns the button to flash them."""
        def n_possible():
            boxes = self.find_all('check box', contains=sentence('Select %s (%s)'), hidden=True)
            return len([box for box in boxes if box.get_state_set().contains(Atspi.StateType.SENSITIVE)])
        self.wait(lambda: n_possible() == n, f'{n} drives to be selectable', seconds)
        self.press(contains=sentence('Select _All'))
        return self.wait_for('push button', contains=sentence('_Flash %u Drive' if n == 1 else ('_Flash %u Drive', '_Flash %u Drives'), n))

    def choose_several(self):
        """On the page that asks for which drive a file is: opens the page for several drives with the file."""
        self.press(contains=sentence('Flash _Several Drives…'))
        self.wait_for_several()

    def wait_for_several(self):
        """Waits for the page for several drives. Its title is also the name of the button in the sidebar, which that page hides."""
        self.wait_for('push button', contains=sentence('Choose _Latest Backups'))

    def open_backups(self):
        """Opens the page of all backups by its shortcut and waits for its button; rows are on other pages, too."""
        self.key('Control+b')
        self.wait_for('push button', 'Verify All Backups')

    def menu(self, name):
        """Activates an item of the main menu. @name: its text, or a pattern"""
        is_item = name.search if isinstance(name, re.Pattern) else name.__eq__
        if KEYBOARD:
            self.key('F10')
        else:
            self.click(self.wait_for('toggle button', contains=sentence('Main menu')))
        item = self.wait(lambda: [node for node in self.walk() if is_item(node.get_name() or '') and node.get_role_name() != 'label'], f'the menu item {name}')[0]
        if KEYBOARD:
            self.tab_to(lambda other: is_item(other.get_name() or ''), f'the menu item {name}')
            self.key('space')
        else:
            self.click(item)

    def choose_file(self, path, accept='Review', is_open=None):
        """Enters @path in the file chooser and confirms. If @path is a folder, @is_open returns whether the chooser shows its files."""
        how = {'name': accept} if isinstance(accept, str) else {'contains': accept}
        self.wait_for('push button', **how)
        self.chose_file = True
        self.n_clicks += 1
        self.key('slash')                  # a slash makes the file chooser show its entry for a path
        entry = self.wait(lambda: (lambda node: node is not None and node.get_role_name() == 'text' and node)(self.focused()), 'the entry for a path')
        self.fill(entry, str(path))
        # The chooser ignores Return until it has found the file. If it never makes the button sensitive, the keys below tell.
        self.came(lambda: any(map(is_sensitive, self.find_all('push button', **how))), 5)
        self.keys_until(['Return'], is_open or (lambda: not self.find('push button', **how)), 'the file chooser to close or to open the folder')

    def fill(self, entry, text):
        """Replaces the text of the entry with the focus by @text; with keys, @text is pasted.

        The text arrives at once, because the file chooser of GTK completes names that are typed letter by letter.
        """
        def is_there():
            # The file chooser completes the names of folders.
            return Atspi.Text.get_text(entry, 0, -1) in (text, text + '/')
        if KEYBOARD:
            clipboard(text)
            self.keys_until(['Control+a', 'Control+v'], is_there, f'"{text}" in the entry')
        else:
            entry.get_editable_text_iface().set_text_contents(text)
            self.wait(is_there, f'"{text}" in the entry')

    def keys_until(self, names, condition, what):
        """Presses keys until condition() is true, up to six times; the file chooser of GTK ignores keys while it lists a folder."""
        for _ in range(6):
            for name in names:
                self.key(name)
            if self.came(condition, 5):
                return
        raise Failed(f'timeout: {what}')

    def take(self, button, item):
        """Activates an item of the menu of the button whose name contains @button."""
        self.click(self.wait_for('toggle button', contains=button))
        self.wait(lambda: self.find('push button', item), f'"{item}" in the menu')
        if KEYBOARD:        # before the menu has the focus, Tab would leave it; the page may have a button of this name, too
            self.wait(lambda: (self.focused() or self.app).get_role_name() == 'push button', 'the menu to have the focus')
            self.n_clicks += 1
            self.tab_to(lambda other: other.get_name() == item, f'"{item}" in the menu')
            self.key('space')
        else:
            self.press(item)

    def type_into(self, name, text):
        """Enters a text in the entry with this accessible name."""
        entry = self.wait(lambda: self.find('text', name) or self.find('text', name, hidden=True), f'the entry {name}')
        if KEYBOARD:
            self.tab_to(lambda other: other == entry, f'the entry {name}')
            self.type_text(text)
            return
        entry.get_editable_text_iface().set_text_contents(text)

    def activate(self, row):
        """Activates a row of a list, as Return does; or the row of the same name that took its place, because a search made the list anew."""
        self.n_clicks += 1
        if KEYBOARD:
            name = row.get_name()
            self.tab_to(lambda other: other == row or (role_name(other.get_role()) == 'list item' and other.get_name() == name
                                                       and row not in self.find_all('list item', name, hidden=True)), f'the row "{name}"')
            self.key('Return')
            return
        row.get_component_iface().grab_focus()
        self.wait(lambda: row.get_state_set().contains(Atspi.StateType.FOCUSED), 'the row to have the focus')
        self.key('Return')

    def set_cable(self, name, until=lambda: True):
        """Disconnects a simulated drive, or connects it again. Returns the seconds until until() was true."""
        return self.set_switch(f'{name} connected', until)

    def set_power(self, name, until=lambda: True):
        """Turns the power of a simulated drive off or on. Returns the seconds until until() was true."""
        return self.set_switch(f'{name} powered', until)

    def open_switches(self):
        """Opens the menu of the simulated drives and waits until it has the focus; before that, Tab would leave the menu and Escape the page."""
        menu = self.wait_for('toggle button', 'Simulated Drives')
        self.click(menu)
        self.wait(lambda: self.has_focus(' connected') or self.has_focus(' powered'), 'the menu to have the focus')
        return menu

    def close_switches(self):
        self.key('Escape')
        self.wait(lambda: not self.find('check box', contains=' powered'), 'the menu to close')

    def set_switch(self, label, until):
        """Toggles a check box in the menu of the simulated drives. Returns the seconds until until() was true."""
        menu = self.open_switches()
        box = self.wait_for('check box', label)
        self.click(box)
        moved = time.monotonic()
        self.wait(until, f'the effect of “{label}”')
        took = time.monotonic() - moved
        # While the menu does not have the focus, Escape would leave the page.
        if self.has_focus(label):
            self.key('Escape')
        elif not KEYBOARD and self.find('check box', label):
            self.click(menu)
        self.wait(lambda: not self.find('check box', label), 'the menu to close')
        return took

    def close_window(self):
        """Closes the window with its shortcut, because there is no window manager whose frame has a button for that."""
        self.key('Control+w')

    @contextlib.contextmanager
    def hears_keys(self, act):
        """Receives key events before the window, as a screen reader does, and calls act() at the first one. Yields the list of keys."""
        heard = []

        def hear(event, data=None):
            heard.append(event.event_string)
            if len(heard) == 1:
                act()
            return False

        listener = Atspi.DeviceListener.new(hear, None)
        self.names.stop()           # until the listener returns, the window serves only the accessibility bus
        kinds = 1 << Atspi.EventType.KEY_PRESSED_EVENT | 1 << Atspi.EventType.KEY_RELEASED_EVENT
        Atspi.register_keystroke_listener(listener, None, 0, kinds, Atspi.KeyListenerSyncType.SYNCHRONOUS)
        try:
            yield heard
        finally:
            Atspi.deregister_keystroke_listener(listener, None, 0, kinds)

    def shot(self, path):
        """Saves a picture of the screen after the window has drawn its current state."""
        if shutil.which('import') is None:
            return
        path = pathlib.Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        last, end = None, time.monotonic() + 10
        while time.monotonic() < end:
            subprocess.run(['import', '-window', 'root', str(path)], check=True)
            pixels = subprocess.run(['identify', '-format', '%#', str(path)], capture_output=True, check=True).stdout
            if pixels == last:
                return
            last = pixels
            end_of_frame = GLib.MainLoop()
            GLib.timeout_add(120, end_of_frame.quit)
            end_of_frame.run()

    def keep_shot(self, name):
        """Saves a picture in the folder $BURNBACK_GUI_SHOTS, if that is set."""
        if SHOTS:
            self.shot(SHOTS / (name + ('-keyboard' if KEYBOARD else '') + '.png'))

    def output(self):
        """Returns the end of what the program has written to its log."""
        self.log.flush()
        return (self.folder / 'burnback.log').read_text()[-3000:]

    def close(self):
        """Ends the program, and fails if it has written warnings to its log."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.flush()
        said = (self.folder / 'burnback.log').read_text(errors='replace').splitlines()
        self.log.close()
        complaints = [line for line in said if COMPLAINT.search(line) and not (self.chose_file and OF_FILE_CHOOSER.search(line))
                      and not ((self.asked_for_cells or self.chose_file) and OF_TABLE_CELLS.search(line))]
        check(not complaints, 'the log of the program has no warnings, but:\n' + '\n'.join(complaints[:20]))


def rows(window):
    """Returns the names of the drives in the list."""
    listed = window.listed(['list item'], hidden=True)
    names = [node.get_name() for node in window.matching('list item')] if listed is None else [name for name, _ in listed]
    return [name for name in names if ' · ' in (name or '')]


def check(condition, promise):
    """Fails the test if the condition is false. @promise: what must be true, as a sentence"""
    if not condition:
        raise Failed(promise)


def use_language():
    """Makes the window of all tests speak the language of the tests, and all texts that the tests see English."""
    global in_english
    try:
        english.environment()
    except english.made_locale.Unavailable as unavailable:
        skip(unavailable)
    in_english = english.use(Atspi)


def main(test, screen='900x600'):
    """Runs test (folder) in its own session and a temporary folder; ends the process with the exit status."""
    global Atspi, GLib
    if os.environ.get('BURNBACK_GUI_INSIDE') != '1':
        own_session(screen)
    try:
        import gi
        gi.require_version('Atspi', '2.0')
        from gi.repository import Atspi as _Atspi, GLib as _GLib
    except (ImportError, ValueError):
        skip('python3-gi or gir1.2-atspi-2.0 is not installed')
    Atspi, GLib = _Atspi, _GLib
    Atspi.Accessible.get_role_name = role_name_of
    if english.language():
        use_language()
    # A call to a program that is just starting may take longer than the default time limit.
    Atspi.set_timeout(2000, 4000)
    with tempfile.TemporaryDirectory(prefix='burnback-gui-') as folder:
        try:
            test(pathlib.Path(folder))
        except Failed as failure:
            print('FAILED:', failure)
            sys.exit(1)
        except Exception:
            traceback.print_exc(file=sys.stdout)
            sys.exit(1)
    print('passed')
