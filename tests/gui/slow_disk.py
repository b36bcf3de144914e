# SPDX-License-Identifier: GPL-3.0-or-later
"""slow_disk.py: a slow disk without a clock. Opening a file that has a pipe beside it blocks until the test writes to the pipe.

The program itself does not open pipes; slow-disk.c, which is preloaded into it, does.
"""
import os


def slow_disk():
    """Returns the environment for the program. The address sanitizer must be the first preloaded library, and is optional."""
    folder, name = os.path.split(os.environ['BURNBACK_SLOW_DISK'])
    # LD_PRELOAD is split at spaces, LD_LIBRARY_PATH is not.
    return {'LD_PRELOAD': name, 'LD_LIBRARY_PATH': folder,
            'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'}


def pipe_of(path):
    return path.with_name(path.name + '.slow')


def make(path):
    os.mkfifo(pipe_of(path))
    return path


def let_go(window, path):
    """Lets all waiting processes continue, at the latest when the first one waits; later ones do not wait."""
    pipe = pipe_of(path)

    def opened():
        try:
            return (os.open(pipe, os.O_WRONLY | os.O_NONBLOCK),)
        except OSError:
            return None

    descriptor, = window.wait(opened, f'{path.name} to be read')
    pipe.unlink()
    os.close(descriptor)
