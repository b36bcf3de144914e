# SPDX-License-Identifier: GPL-3.0-or-later
"""session.py: an X server and a session bus for each test."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

TOOLS = ('Xvfb', 'dbus-run-session')
SKIP = 77
BED = pathlib.Path(__file__).resolve().parents[1] / 'bed'
BUS = BED / 'session-bus.conf'
# Variables for a program that has the animations of a desktop; all others have the settings of GTK in BED.
ANIMATED = {'XDG_CONFIG_DIRS': '/etc/xdg'}


def skip(reason):
    print('skipped:', reason)
    sys.exit(SKIP)


def bus_configuration(folder):
    """Returns the configuration file of the session bus; its copy in @folder also knows the service file $BURNBACK_GUI_SERVICE."""
    service = os.environ.get('BURNBACK_GUI_SERVICE')
    if service is None:
        return BUS
    copy = shutil.copytree(BUS.parent / 'services', pathlib.Path(folder) / 'services')
    os.symlink(service, copy / os.path.basename(service))
    return shutil.copy(BUS, folder)


def own_session(screen):
    """Runs this test again with its own screen and session bus, and ends this process with its exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))      # at a time limit, the cleanup below ends all processes
    for tool in TOOLS:
        if shutil.which(tool) is None:
            skip(f'{tool} is not installed')
    env = dict(os.environ, BURNBACK_GUI_INSIDE='1', GTK_THEME=os.environ.get('BURNBACK_GUI_THEME', 'Adwaita'), GDK_SCALE=os.environ.get('BURNBACK_GUI_SCALE', '1'),
               GDK_BACKEND='x11', GSETTINGS_BACKEND='memory', GTK_A11Y='atspi', GTK_USE_PORTAL='0', XDG_CONFIG_DIRS=str(BED),
               LC_ALL=os.environ.get('BURNBACK_GUI_LOCALE', 'C.UTF-8'))
    for name in ('NO_AT_BRIDGE', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'DBUS_SESSION_BUS_ADDRESS'):
        env.pop(name, None)
    # The server chooses a free number itself, so that many tests can run at the same time.
    # -r turns off auto-repeat: a busy machine may deliver the release of a key late.
    read_end, write_end = os.pipe()
    server = subprocess.Popen(['Xvfb', '-displayfd', str(write_end), '-screen', '0', f'{screen}x24', '-nolisten', 'tcp', '-noreset', '-r', '-extension', 'GLX'],
                              pass_fds=[write_end], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write_end)
    folder = tempfile.TemporaryDirectory(prefix='burnback-bus-')
    try:
        with os.fdopen(read_end) as numbers:
            env['DISPLAY'] = ':' + numbers.readline().strip()
        if env['DISPLAY'] == ':':
            skip('Xvfb does not start')
        inside = subprocess.Popen(['dbus-run-session', f'--config-file={bus_configuration(folder.name)}', '--', '/usr/bin/python3', *sys.argv],
                                  env=env, start_new_session=True,
                                  stderr=None if os.environ.get('BURNBACK_GUI_VERBOSE') else subprocess.DEVNULL)
        try:
            code = inside.wait()
        finally:
            if inside.poll() is None:
                os.killpg(inside.pid, signal.SIGTERM)
                inside.wait()
    finally:
        server.terminate()
        server.wait()
        folder.cleanup()
    sys.exit(code)


def _clipboard():
    os.environ['NO_AT_BRIDGE'] = '1'          # this program must not appear on the accessibility bus
    import gi
    gi.require_version('Gtk', '3.0')
    from gi.repository import Gdk, Gtk
    del os.environ['NO_AT_BRIDGE']
    return Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)


def clipboard(text):
    """Puts @text into the clipboard; it can be pasted while the test waits."""
    _clipboard().set_text(text, -1)


def copied():
    """Returns the text in the clipboard."""
    return _clipboard().wait_for_text()
