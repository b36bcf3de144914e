# SPDX-License-Identifier: GPL-3.0-or-later
"""name_list.py: asks name-list.c, a module of GTK in the program, for the names of its widgets. The answer tells whether it makes
sense to look for a widget over the accessibility bus, where each name is a message of its own."""
import itertools
import os
import socket
import struct

PATIENCE_S = 2
NO_SUCH_ROLE = 0xffffffff
NUMBERS = itertools.count()


class NameList:
    def __init__(self):
        self.module = os.environ.get('BURNBACK_NAME_LIST_MODULE')
        self.address = f'burnback-names-{os.getpid()}-{next(NUMBERS)}'
        self.connection = None

    def environment(self, nodes):
        """Returns the environment for the program. @nodes: it runs with umockdev, which also sees what a module does"""
        if nodes:
            self.stop()
        return {'GTK_MODULES': self.module, 'BURNBACK_NAME_LIST': self.address} if self.module else {}

    def stop(self):
        """From now on, everything is asked for over the accessibility bus."""
        self.module = None
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def ask(self, roles, hidden):
        """Returns the names and descriptions of the widgets with one of these roles that are shown, with @hidden of all; None if that
        is unknown."""
        if self.module is None or None in roles:
            return None
        try:
            if self.connection is None:
                self.connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                self.connection.settimeout(PATIENCE_S)
                self.connection.connect('\0' + self.address)
            self.connection.sendall(f'{0 if hidden else 1} {"|".join(roles)}\n'.encode())
            length, = struct.unpack('I', self._receive(4))
            if length == NO_SUCH_ROLE:
                return None
            texts = self._receive(length).decode().split('\0')
        except OSError:
            if self.connection is not None:
                self.connection.close()
                self.connection = None
            return None
        return list(zip(texts[:-1:2], texts[1::2]))

    def _receive(self, n):
        data = b''
        while len(data) < n:
            piece = self.connection.recv(n - len(data))
            if not piece:
                raise ConnectionError('the program ended')
            data += piece
        return data
