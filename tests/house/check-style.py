#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-style.py SOURCE_ROOT: the rules of CONTRIBUTING.md that a program can check.

Prints one line for each breach; exit 1 if there is one. With --format, checks only the format; exit 77 if clang-format
is missing or has another version than the one that the sources are formatted with.
"""
import pathlib
import re
import shutil
import subprocess
import sys

MAX_FILE, MAX_FUNCTION, MAX_DEPTH = 800, 80, 4
FORMATTED_WITH = 14      # clang-format of Debian 12
SPDX = 'SPDX-License-Identifier: GPL-3.0-or-later'

# Pattern, files in which the pattern is forbidden, message.
RULES = [
    (r'\bgoto\b', r'^(src|tests)/.*\.c$', 'no goto'),
    (r'\bg_assert(_\w+)?\s*\(|\bg_error\s*\(|\babort\s*\(', r'^src/.*\.c$', 'no way to end the program from src/'),
    (r'\bmemcpy\s*\(', r'^src/(firmware|catalog|scsi|drive)/.*\.c$', 'no memcpy in parsers'),
    (r'\bgtk_dialog_run\b', r'^src/app/', 'no nested main loop'),
    (r'\b(g_usleep|usleep|sleep|time\.sleep)\s*\(', r'^tests/(?!house/)', 'wait for the event, do not sleep'),
    (r'\b(TODO|FIXME|XXX|HACK)\b', r'^(src|ui|tests|scripts|data)/(?!house/)', 'a left-over mark'),
    (r'\bscandir\s*\(', r'^(src|tests/bed)/(?!bb-umock-scan\.c$)', 'scandir is not redirected in every test bed'),
    (r'\b(g_print|g_printerr|printf|fprintf|puts|fputs|putchar)\s*\(', r'^src/ctl/(?!bb-ctl-output\.c$)',
     'print with bb_ctl_print() or bb_ctl_printerr(), which escape control characters of drives and files'),
    (r'\b(sudo|modprobe|usermod)\b', r'^(src/(?!ctl/)|ui/)', 'the terminal alone adds a command for a shell'),
    (r'\?\s*"OK"|label">_?OK<', r'^ui/', 'a button names its act'),
]


def functions(lines):
    """Yields (first line number, number of lines, greatest depth) of each function body, in the GNU-like layout."""
    start, depth, deepest = None, 0, 0
    for number, line in enumerate(lines, 1):
        code = re.sub(r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])*\'|//.*|/\*.*?\*/', '', line)
        if start is None:
            if code.startswith('{') and number > 1 and ')' in lines[number - 2]:
                start, depth, deepest = number, 0, 0
            else:
                continue
        depth += code.count('{')
        deepest = max(deepest, depth)
        depth -= code.count('}')
        if depth == 0:
            yield start, number - start - 1, deepest - 1
            start = None


def check_file(name, text, breaches):
    """Adds a message to @breaches for each rule that the file breaks."""
    lines = text.splitlines()
    if name.endswith(('.c', '.h', '.py', '.sh', '.build')) or text.startswith('#!'):
        if name.endswith(('.c', '.h', '.py', '.sh')) and not any(SPDX in line for line in lines[:3]):
            breaches.append(f'{name}:1: the licence line is missing')
        if name.endswith(('.c', '.h', '.py', '.sh')) and len(lines) > MAX_FILE:
            breaches.append(f'{name}: {len(lines)} lines, two subjects in one file?')
    if name.endswith('.c'):
        for start, length, depth in functions(lines):
            if length > MAX_FUNCTION:
                breaches.append(f'{name}:{start}: a function of {length} lines')
            if depth > MAX_DEPTH:
                breaches.append(f'{name}:{start}: {depth} levels deep')
    for pattern, where, why in RULES:
        if re.search(where, name):
            for number, line in enumerate(lines, 1):
                if re.search(pattern, line):
                    breaches.append(f'{name}:{number}: {why}')


def tracked(root):
    """Returns the files that git tracks or would add; without git, all files outside of build folders."""
    out = subprocess.run(['git', '-C', str(root), 'ls-files', '-co', '--exclude-standard'], capture_output=True, text=True)
    if out.returncode == 0 and out.stdout:
        return [name for name in out.stdout.split('\n') if name and (root / name).is_file()]
    return [str(path.relative_to(root)) for path in root.rglob('*') if path.is_file() and '/build' not in str(path)]


def check_format(root, names):
    """Prints the errors of clang-format. Returns the exit code, 77 without the right version of clang-format."""
    clang_format = shutil.which('clang-format')
    if clang_format is None:
        print('clang-format is not installed')
        return 77
    version = subprocess.run([clang_format, '--version'], capture_output=True, text=True).stdout
    if f'version {FORMATTED_WITH}.' not in version:
        print(f'the sources are formatted with clang-format {FORMATTED_WITH}, and versions differ: {version.strip()}')
        return 77
    sources = [str(root / name) for name in names if re.match(r'(src|tests)/.*\.[ch]$', name)]
    run = subprocess.run([clang_format, '--dry-run', '--Werror', *sources], capture_output=True, text=True)
    print('\n'.join(line for line in run.stderr.splitlines() if 'error:' in line)[:4000] or f'{len(sources)} files')
    return 1 if run.returncode else 0


def main(root, form):
    root = pathlib.Path(root)
    names = tracked(root)
    if form:
        return check_format(root, names)
    breaches = []
    n_files = 0
    for name in names:
        if re.match(r'(src|ui|data|tests|scripts|docs)/|\.ci/', name) and not name.endswith(('.png', '.gz', '.zip', '.bin')):
            try:
                text = (root / name).read_text()
            except UnicodeDecodeError:
                continue
            n_files += 1
            check_file(name, text, breaches)
    print('\n'.join(breaches) or f'{n_files} files, every rule kept')
    return 1 if breaches or n_files == 0 else 0


sys.exit(main([argument for argument in sys.argv[1:] if not argument.startswith('--')][0], '--format' in sys.argv))
