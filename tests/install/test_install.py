#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_install.py BUILD PREFIX window|no-window: what "meson install" installs is complete and runs on its own.

The program is installed below a temporary folder (DESTDIR) and run twice, with build folder and source hidden by bwrap:
first in that folder, a prefix for which it was not built, then mounted at the prefix for which it was built.
Without bwrap, only the first run is made, with nothing hidden, and the test counts as skipped.

Tests bb-prefix.c.
"""
import fnmatch
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
SKIP = 77
APP_ID = 'io.github.burnback.Burnback'

# Patterns of the files below the prefix. "?": only with the window; "~": only if a tool was there when it was built.
LAYOUT = (
    'bin/burnbackctl', '?bin/burnback', '~share/man/man1/burnback*.1', '~share/man/man5/burnback*.5',
    'share/bash-completion/completions/burnbackctl', 'share/zsh/site-functions/_burnbackctl',
    'share/fish/vendor_completions.d/burnbackctl.fish',
    'share/burnback/catalog/catalog.index', 'share/burnback/catalog/*.names', 'share/burnback/catalog/*.models',
    'share/burnback/scenarios/*.scenario', 'share/locale/*/LC_MESSAGES/burnback.mo', 'lib/modules-load.d/burnback.conf',
    f'?share/applications/{APP_ID}.desktop', f'?share/metainfo/{APP_ID}.metainfo.xml', f'?share/mime/packages/{APP_ID}.xml',
    f'?share/dbus-1/services/{APP_ID}.service', *(f'?share/icons/hicolor/{size}x{size}/apps/{APP_ID}.png' for size in (16, 32, 48)),
    f'?share/icons/hicolor/scalable/apps/{APP_ID}.svg', f'?share/icons/hicolor/symbolic/apps/{APP_ID}-symbolic.svg',
)


def fail(reason):
    print('FAILED:', reason)
    sys.exit(1)


def check_layout(prefix, build, window):
    """Checks that each pattern of LAYOUT matches a file and each file a pattern, and that no file names a folder of the build."""
    files = sorted(str(path.relative_to(prefix)) for path in prefix.rglob('*') if not path.is_dir())
    layout = [pattern.lstrip('?~') for pattern in LAYOUT if window or pattern[0] != '?']
    for pattern in layout:
        if '~' + pattern not in LAYOUT and not fnmatch.filter(files, pattern):
            fail(f'nothing is installed as {pattern}')
    for name in files:
        if not any(fnmatch.fnmatchcase(name, pattern) for pattern in layout):
            fail(f'{name} has no place in the layout')
    wanted = {'share/burnback/' + str(path.relative_to(SOURCE / 'data')) for pattern in ('*.names', '*.models', '*.scenario')
              for path in (SOURCE / 'data').rglob(pattern)}
    wanted |= {f'share/locale/{language}/LC_MESSAGES/burnback.mo' for language in (SOURCE / 'po' / 'LINGUAS').read_text().split()}
    if wanted - set(files):
        fail('not installed: ' + ', '.join(sorted(wanted - set(files))))
    for name in files:
        data = (prefix / name).read_bytes()
        if not data.startswith(b'\x7fELF') and (str(build).encode() in data or str(SOURCE).encode() in data):
            fail(f'{name} names a folder of the build')


def hide(build, prefix, mounted):
    """Returns the beginning of a command: it hides build folder and source and mounts @mounted (or None) at @prefix. Returns
    None if @prefix cannot be mounted there."""
    command = ['bwrap', '--dev-bind', '/', '/']
    if mounted is not None:
        there = prefix
        while not there.exists():
            there = there.parent
        if there in (pathlib.Path('/'), pathlib.Path('/usr')):
            return None
        command += [*(['--tmpfs', there] if there != prefix else []), '--bind', mounted, prefix]
    elif (prefix / 'share' / 'burnback').exists():
        command += ['--tmpfs', prefix / 'share' / 'burnback']       # hides another installation
    for folder in (build, SOURCE / 'data', SOURCE / 'po', SOURCE / 'src', SOURCE / 'ui'):
        if folder.exists():
            command += ['--tmpfs', folder]
    return [*map(str, command), '--']


def run_stories(hidden, prefix, folder, window, by_name):
    """Runs stories.sh and, with @window, window.py. Ends this test if one of them fails; a skipped one is only
    reported. @hidden: the command from hide() that runs them without the build folder, or []; @prefix: where that
    command sees the installed program; @by_name: also start the window through its D-Bus name."""
    env = {name: value for name, value in os.environ.items() if not name.startswith('BURNBACK')}
    env.update(PATH=f'{prefix}/bin:{env["PATH"]}', HOME=str(folder), BURNBACK=f'{prefix}/bin/burnback', TMPDIR=str(folder),
               XDG_DATA_DIRS=f'{prefix}/share:/usr/share', PYTHONDONTWRITEBYTECODE='1')
    for name in ('XDG_STATE_HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'LANGUAGE'):
        env.pop(name, None)
    commands = [[HERE / 'stories.sh']]
    if window:
        commands.append(['/usr/bin/python3', HERE / 'window.py', *(['by-name'] if by_name else [])])
    for command in commands:
        print('== in', prefix, *('hidden build' for _ in hidden[:1]), flush=True)
        code = subprocess.run([*hidden, *map(str, command)], env=env, cwd='/').returncode
        if code == SKIP:
            print('the window was not tried: ' + prefix)
        elif code != 0:
            fail(f'{command[0].name} with the program in {prefix}')


def check_type(prefix, folder):
    """Checks that gio knows the type of a firmware file after update-mime-database, which the package manager runs."""
    if shutil.which('update-mime-database') is None or shutil.which('gio') is None:
        return
    shutil.copytree(prefix / 'share' / 'mime', folder / 'share' / 'mime')
    subprocess.run(['update-mime-database', folder / 'share' / 'mime'], check=True)
    (folder / 'x.firmware').write_bytes(bytes(16))
    told = subprocess.run(['gio', 'info', '-a', 'standard::content-type', folder / 'x.firmware'], capture_output=True, text=True,
                          env=dict(os.environ, XDG_DATA_DIRS=str(folder / 'share'), XDG_DATA_HOME=str(folder / 'none'))).stdout
    if 'application/x-optical-drive-firmware' not in told:
        fail('the type of a firmware file is not known: ' + told)


def main():
    build, prefix, window = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3] == 'window'
    with tempfile.TemporaryDirectory(prefix='burnback-install-') as folder:
        folder = pathlib.Path(folder)
        stage = folder / 'destination'
        subprocess.run(['meson', 'install', '-C', build, '--no-rebuild', '--quiet', '--destdir', stage], check=True,
                       stdout=subprocess.DEVNULL)
        staged = stage / prefix.relative_to('/')
        check_layout(staged, build, window)
        if window:
            check_type(staged, folder)
        can_hide = subprocess.run(['bwrap', '--dev-bind', '/', '/', 'true'], stderr=subprocess.DEVNULL).returncode == 0 \
            if shutil.which('bwrap') else False
        run_stories(hide(build, prefix, None) if can_hide else [], staged, folder, window, False)
        mounted = hide(build, prefix, staged) if can_hide else None
        if mounted is None:
            print(f'bwrap cannot hide the build folder or mount {prefix}: not run there')
            sys.exit(SKIP)
        run_stories(mounted, prefix, folder, window, True)
    print('passed')


if __name__ == '__main__':
    main()
