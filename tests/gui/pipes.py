# SPDX-License-Identifier: GPL-3.0-or-later
"""A slow disk without a clock: who looks at a file beside which there is a pipe waits until the test lets go. The program
itself waits for no pipe, so slow-disk.c, which is loaded into it before anything else, does."""
import os


def slow_disk():
    """What the environment of the program needs. The address sanitizer wants to be first, and does not have to."""
    folder, name = os.path.split(os.environ['BURNBACK_SLOW_DISK'])
    # LD_PRELOAD is split at blanks, LD_LIBRARY_PATH is not.
    return {'LD_PRELOAD': name, 'LD_LIBRARY_PATH': folder,
            'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'}


def pipe_of(path):
    return path.with_name(path.name + '.slow')


def make(path):
    os.mkfifo(pipe_of(path))
    return path


def let_go(window, path):
    """Everybody who waits for it goes on, as soon as there is somebody; and who comes later does not wait."""
    pipe = pipe_of(path)

    def opened():
        try:
            return (os.open(pipe, os.O_WRONLY | os.O_NONBLOCK),)
        except OSError:
            return None

    descriptor, = window.wait(opened, f'{path.name} to be read')
    pipe.unlink()
    os.close(descriptor)
