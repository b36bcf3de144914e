#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-docstrings.py SOURCE_ROOT: headers say which errors a function can set.

Every function with a GError ** in a header must have a comment directly before it that contains "Errors: " or an error
domain or code such as %BB_TRANSPORT_ERROR.
"""
import pathlib
import re
import sys

FUNCTION = re.compile(r'^(?![#/ }]|typedef|G_)[\w *]*?\b(\w+) \(([^;]*?)\)[^;()]*;', re.MULTILINE)
STATED = re.compile(r'\bErrors: |%[A-Z]+_(?:[A-Z]+_)*ERROR')


def functions_without_errors(text):
    """Returns the number of functions that can fail, and line and name of those without documented errors."""
    n_fallible, found = 0, []
    for function in FUNCTION.finditer(text):
        if 'GError **' not in function[2]:
            continue
        n_fallible += 1
        before = text[:function.start()].rstrip()
        comment = before[before.rindex('/*'):] if before.endswith('*/') else ''
        if not comment.startswith('/**') or not STATED.search(re.sub(r'\n\s*\*', ' ', comment)):
            found.append((text.count('\n', 0, function.start()) + 1, function[1]))
    return n_fallible, found


def main():
    root = pathlib.Path(sys.argv[1])
    n_fallible, wrong = 0, []
    for path in sorted(root.glob('src/**/*.h')):
        name = path.relative_to(root)
        n, found = functions_without_errors(path.read_text())
        n_fallible += n
        wrong += [f'{name}:{line}: {function} does not say which errors it sets' for line, function in found]
    print('\n'.join(wrong) or f'{n_fallible} functions can fail')
    return 1 if wrong or n_fallible < 100 else 0


sys.exit(main())
