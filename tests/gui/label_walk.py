# SPDX-License-Identifier: GPL-3.0-or-later
"""label_walk.py: finds texts of the window that are cut off, end with an ellipsis that no tooltip completes, or are drawn over each
other, and mnemonics that two texts have. label-walk.c, which is preloaded into the program, looks at the labels.
"""
import os
import signal


def environment(folder):
    """Returns the environment for a program whose labels are looked at; @folder: for the answers. Empty without the library."""
    library = os.environ.get('BURNBACK_LABEL_WALK_LIBRARY')
    if library is None:
        return {}
    place, name = os.path.split(library)
    # LD_PRELOAD is split at spaces, LD_LIBRARY_PATH is not. The address sanitizer (if built in) need not be preloaded first.
    return {'LD_PRELOAD': name, 'LD_LIBRARY_PATH': place, 'BURNBACK_LABEL_WALK': str(folder / 'labels'),
            'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'}


def ask(window):
    """Returns the lines that label-walk.c writes for the window as it is now."""
    if 'BURNBACK_LABEL_WALK' not in window.env:
        return []
    answer = window.folder / 'labels'
    answer.unlink(missing_ok=True)
    window.process.send_signal(signal.SIGUSR2)
    window.wait(answer.exists, 'the answer of label-walk.c')
    return answer.read_text().splitlines()


def unreadable(window):
    """Returns a line for each text of the window that cannot be read completely."""
    return [line for line in ask(window) if not line.startswith('Alt+')]


def shared_mnemonics(window):
    """Returns a line for each mnemonic that two texts of the window have, also those that are scrolled out of view."""
    return [line for line in ask(window) if line.startswith('Alt+')]
