# SPDX-License-Identifier: GPL-3.0-or-later
"""A slow disk without a clock: a file that is a pipe. Who reads it waits until the test lets go."""
import os


def make(path):
    os.mkfifo(path)
    return path


def let_go(window, path):
    """Everybody who waits for it reads nothing, as soon as there is somebody; and who comes later finds no file."""
    def opened():
        try:
            return (os.open(path, os.O_WRONLY | os.O_NONBLOCK),)
        except OSError:
            return None

    descriptor, = window.wait(opened, f'{path.name} to be read')
    path.unlink()
    os.close(descriptor)
