# SPDX-License-Identifier: GPL-3.0-or-later
"""check-experience.py ROOT: every test named in docs/experience.md and docs/threats.md exists and is run.

In code quotes, FILE must be a file, and "FILE: name" a function in the file. A meson.build must list each file that is
a test. Each promise and each threat must name a test, or say why there is none.
"""
import pathlib
import re
import sys

N_PROMISES = 50
ROW = re.compile(r'^\| (\d+) \| (.*) \| (.*) ?\|$', re.MULTILINE)
THREAT = re.compile(r'^\| (?!attack |---)([^|]*) \| ([^|]*) \|([^|]*)\|$', re.MULTILINE)
NAMED = re.compile(r'`((?:tests|src)/[^`:]+\.(?:py|c))(?:: (\w+))?`')


def is_run(path):
    """Returns whether meson runs the test: a meson.build in its folder or the folder above lists it. True for a file
    that is no test."""
    short = re.sub(r'^test[-_]', '', path.stem)
    if short == path.stem:
        return True
    texts = [(folder / 'meson.build').read_text() for folder in (path.parent, path.parent.parent) if (folder / 'meson.build').exists()]
    forms = {form.replace('_', sign) for form in (path.stem, short, path.name) for sign in ('_', '-')} | {short.split('-', 1)[-1]}
    return any(re.search(rf"['/]{re.escape(form)}['.]", text) for text in texts for form in forms)


def defines(path, name):
    return re.search(rf'^\s*def {name} ?\(|^{name} \(', path.read_text(), re.MULTILINE)


def main():
    root = pathlib.Path(sys.argv[1])
    text = (root / 'docs' / 'experience.md').read_text()
    wrong, numbers = [], []
    for number, promise, proof in ROW.findall(text):
        numbers.append(int(number))
        if not NAMED.search(proof) and '*Later:*' not in promise and '*Left out:*' not in promise:
            wrong.append(f'promise {number} has neither a test nor a reason')
    if numbers[:N_PROMISES] != list(range(1, N_PROMISES + 1)) or numbers != sorted(set(numbers)):
        wrong.append(f'the promises are numbered {numbers}')
    threats = (root / 'docs' / 'threats.md').read_text()
    wrong += [f'threat without a test: {attack}' for attack, held, proof in THREAT.findall(threats)
              if not NAMED.search(proof) and not held.startswith('*Not held.*')]
    if len(THREAT.findall(threats)) != threats.count('\n| ') - 2 * threats.count('\n| attack '):
        wrong.append('docs/threats.md has a row that is not read')
    text += threats
    for name, function in NAMED.findall(text):
        path = root / name
        if not path.is_file():
            wrong.append(f'{name} is not there')
        elif not is_run(path):
            wrong.append(f'{name} is not run')
        elif function and not defines(path, function):
            wrong.append(f'{name} has no {function}')
    print('\n'.join(wrong) or f'{len(numbers)} promises, {len(NAMED.findall(text))} times a test')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
