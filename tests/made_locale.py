# SPDX-License-Identifier: GPL-3.0-or-later
"""Locales for tests of translations, made with localedef in the build folder.

Newer C libraries translate nothing in the locale C.UTF-8, whatever LANGUAGE says, and a computer need not have another
locale. $BURNBACK_TEST_LOCALES names the folder of the locales; without this variable each test program makes its own.
"""
import atexit
import functools
import os
import shutil
import subprocess
import tempfile

# Folder of the installed locales. A C library with $LOCPATH looks only there, so $LOCPATH must contain it, too.
SYSTEM = '/usr/lib/locale'


class Unavailable(Exception):
    """The locale cannot be made; the text of the exception is the reason."""


@functools.cache
def _folder():
    """Returns $BURNBACK_TEST_LOCALES, or a temporary folder that is removed when the program ends."""
    given = os.environ.get('BURNBACK_TEST_LOCALES')
    if given:
        return given
    own = tempfile.mkdtemp(prefix='burnback-locales-')
    atexit.register(shutil.rmtree, own)
    return own


def environment(language, name='de_DE'):
    """Returns the variables with which a program uses the translations of @language and the formats of the locale @name.

    Raises Unavailable without localedef or without the sources of locales (package locales of Debian)."""
    folder, locale = _folder(), f'{name}.UTF-8'
    made = os.path.join(folder, locale)
    if not os.path.isdir(made):
        _make(name, folder, made)
    variables = {'LC_ALL': locale, 'LANGUAGE': language, 'LOCPATH': f'{folder}:{SYSTEM}'}
    # The program "locale" falls back to the locale "C" if it cannot load this one.
    charmap = subprocess.run(['locale', 'charmap'], env=dict(os.environ, **variables), capture_output=True, text=True).stdout.strip()
    if charmap != 'UTF-8':
        raise AssertionError(f'{made} was made, and the C library does not load it: its character set is {charmap}')
    return variables


def _make(name, folder, made):
    """Makes the locale @name in the folder @made. Raises Unavailable if localedef or the source of the locale is
    missing."""
    if shutil.which('localedef') is None:
        raise Unavailable('localedef is not installed')
    os.makedirs(folder, exist_ok=True)
    # Another test may make the same locale at the same time; the copy that is renamed first is used by both.
    with tempfile.TemporaryDirectory(dir=folder) as work:
        done = subprocess.run(['localedef', '--no-archive', '-i', name, '-f', 'UTF-8', os.path.join(work, name)],
                              capture_output=True, text=True)
        # localedef exits with 1 after mere warnings.
        if not os.path.exists(os.path.join(work, name, 'LC_CTYPE')):
            raise Unavailable(f'localedef does not make {name}; is the package locales installed? {done.stderr.strip()}')
        try:
            os.rename(os.path.join(work, name), made)
        except OSError:
            if not os.path.isdir(made):
                raise
