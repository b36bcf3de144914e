# SPDX-License-Identifier: GPL-3.0-or-later
"""slow_disk.py: simulates a slow disk without waiting times. Opening FILE blocks as long as there is a pipe FILE.slow that the test has
not opened and closed. slow-disk.c, which is preloaded into the program, reads the pipe. Opening FILE fails, as without permission,
while there is a file FILE.denied.
"""
import os


def slow_disk():
    """Returns the environment for the program. It turns off the check of the address sanitizer (if built in) that it
    is preloaded first, because the slow disk is."""
    folder, name = os.path.split(os.environ['BURNBACK_SLOW_DISK'])
    # LD_PRELOAD is split at spaces, LD_LIBRARY_PATH is not.
    return {'LD_PRELOAD': name, 'LD_LIBRARY_PATH': folder,
            'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'}


def pipe_of(path):
    """Returns the path of the pipe that makes the file slow."""
    return path.with_name(path.name + '.slow')


def make(path):
    """Makes a file slow, which may not exist yet; returns its path."""
    os.mkfifo(pipe_of(path))
    return path


def deny(path):
    """Lets the program open the file no more, as if it had no permission; returns the file to delete to permit it again."""
    denied = path.with_name(path.name + '.denied')
    denied.touch()
    return denied


def hold(window, path):
    """Waits until a process blocks on the file, and returns a descriptor of the pipe. The process continues when the test has closed it."""
    def opened():
        try:
            return (os.open(pipe_of(path), os.O_WRONLY | os.O_NONBLOCK),)
        except OSError:
            return None

    return window.wait(opened, f'{path.name} to be read')[0]


def let_go(window, path):
    """Waits until a process blocks on the file, then lets all of them continue. The file is not slow any more."""
    descriptor = hold(window, path)
    pipe_of(path).unlink()
    os.close(descriptor)
