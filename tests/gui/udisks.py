#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""udisks.py BUS-ADDRESS HAND: a UDisks service on a test bus, as far as ejecting the disc of /dev/sr0 needs it.

The first Eject reports the disc as mounted. The second one writes to the pipe HAND, whose reader opens the tray. The service also
stands in for logind, which can keep the computer from suspending.
"""
import os
import sys

from gi.repository import Gio, GLib

NAME = 'org.freedesktop.UDisks2'
LOGIND = 'org.freedesktop.login1'
ROOT = '/org/freedesktop/UDisks2/'
XML = f"""<node>
<interface name="{NAME}.Manager"><method name="ResolveDevice"><arg type="a{{sv}}" direction="in"/><arg type="a{{sv}}" direction="in"/>
  <arg type="ao" direction="out"/></method></interface>
<interface name="{NAME}.Block"><property name="Drive" type="o" access="read"/></interface>
<interface name="{NAME}.Drive"><method name="Eject"><arg type="a{{sv}}" direction="in"/></method></interface>
<interface name="{LOGIND}.Manager"><method name="Inhibit"><arg type="s" direction="in"/><arg type="s" direction="in"/>
  <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="h" direction="out"/></method></interface>
</node>"""
DRIVE = ROOT + 'drives/Simulated'
n_ejects = 0


def called(_bus, _sender, _path, _interface, method, arguments, invocation):
    """Answers ResolveDevice and Inhibit, and Eject as said above."""
    global n_ejects
    if method == 'Inhibit':
        lock = Gio.UnixFDList.new()
        with open(os.devnull) as file:
            lock.append(file.fileno())
        invocation.return_value_with_unix_fd_list(GLib.Variant('(h)', (0,)), lock)
        return
    if method == 'ResolveDevice':
        known = arguments.unpack()[0] == {'path': '/dev/sr0'}
        invocation.return_value(GLib.Variant('(ao)', ([ROOT + 'block_devices/sr0'] if known else [],)))
        return
    n_ejects += 1
    if n_ejects == 1:
        invocation.return_dbus_error(NAME + '.Error.DeviceBusy', 'The disc is mounted.')
        return
    with open(sys.argv[2], 'w') as hand:
        hand.write('sg_start --eject /dev/sg0\n')
    invocation.return_value(None)


def main():
    bus = Gio.DBusConnection.new_for_address_sync(
        sys.argv[1], Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
    objects = {f'{NAME}.Manager': ROOT + 'Manager', f'{NAME}.Block': ROOT + 'block_devices/sr0', f'{NAME}.Drive': DRIVE,
               f'{LOGIND}.Manager': '/org/freedesktop/login1'}
    node = Gio.DBusNodeInfo.new_for_xml(XML)
    for interface, path in objects.items():
        bus.register_object(path, node.lookup_interface(interface), called, lambda *_: GLib.Variant('o', DRIVE), None)
    Gio.bus_own_name_on_connection(bus, LOGIND, Gio.BusNameOwnerFlags.NONE, lambda *_: Gio.bus_own_name_on_connection(
        bus, NAME, Gio.BusNameOwnerFlags.NONE, lambda *_: print('ready', flush=True), None), None)
    GLib.MainLoop().run()


main()
