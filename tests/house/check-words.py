#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-words.py SOURCE_ROOT: words that no sentence for users may have, with what stands in their place.

It looks at every sentence that can be translated. A sentence that needs such a word is in WAIVED, with the reason; a
waiver that waives nothing fails. Exit 77 without gettext.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(sys.argv[1])

BANNED = [
    (r'\b(nobody|somebody)\b', 'name the program, the user or the thing'),
    (r'\bspecial mode\b', 'recovery mode; safe mode, boot mode where a chip is meant'),
    (r'\b(is|are|was|were) kept\b', 'saved'),
    (r'\bmend(s|ed|ing)?\b', 'repair, recover'),
    (r'\bhad back\b|\bput(s|ting)? back\b|\bput .{1,30} back\b|\bbring(s|ing)? .{1,30} back\b|\bway back\b', 'restore, recover'),
    (r'\b(is|are) (well|ill)\b|\bneeds? help\b', 'runs, needs recovery'),
    (r'\blook(s|ed|ing)? closer\b', 'probe further'),
    (r'\bpro(ve|ves|ved|ven|of|ofs)\b', 'verify, verified'),
    (r'\bcut off\b|\bhalf alive\b', 'interrupted; truncated, of a file'),
    (r'\breally (is|are)\b', 'identified as'),
    (r'\bbench\b', 'batch'),
    (r'\bswitch(ed|es)? (the drive |it |%s )?off and on\b', 'power cycle'),
    (r'\bwoken?\b|\bwake\b', 'restart, leave recovery mode'),
    (r'\bdead\b|\bdeadly\b', 'unusable, unrecoverable'),
    (r'^cables$', 'connections, as a label'),
    (r'\bas it was\b', 'unchanged'),
    (r'\bplug(ged)? (it |%s )?(back )?in\b(?! the power supply)|\bunplugged\b', 'connect, disconnect'),
    (r'\bcan be told\b|\bis told\b', 'report, determine'),
]
WAIVED = {}


def sentences():
    with tempfile.TemporaryDirectory(prefix='burnback-words-') as folder:
        pot = pathlib.Path(folder) / 'all.pot'
        subprocess.run([sys.executable, ROOT / 'scripts' / 'update-po', '--pot', pot], check=True)
        text = re.sub(r'"\n"', '', pot.read_text())
    found = re.findall(r'^msgid(?:_plural)? "(.+)"$', text, re.MULTILINE)
    return [sentence.replace('\\"', '"').replace('\\n', ' ') for sentence in found]


def main():
    if not shutil.which('xgettext'):
        return 77
    wrong, used, found = [], set(), sentences()
    for sentence in found:
        # a mnemonic stands inside its word
        plain = re.sub(r'_(?=\w)', '', sentence)
        for pattern, instead in BANNED:
            match = re.search(pattern, plain, re.IGNORECASE)
            if not match:
                continue
            if sentence in WAIVED:
                used.add(sentence)
            else:
                wrong.append(f'"{sentence[:100]}": not "{match[0]}" but: {instead}')
    wrong += [f'waived and not there: "{sentence}"' for sentence in WAIVED if sentence not in used]
    print('\n'.join(wrong) or f'{len(found)} sentences, none with a banned word')
    return 1 if wrong or len(found) < 500 else 0


sys.exit(main())
