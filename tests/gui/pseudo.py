#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""pseudo.py SOURCE_ROOT LOCALE_FOLDER: makes the pseudo-language "qps", which runs from right to left.

Every sentence becomes a third longer, is drawn from right to left and begins with MARK. So a picture shows texts that are cut off,
widgets that are not mirrored, and texts that cannot be translated. Placeholders, mnemonics and line ends stay. Needs gettext.
"""
import ast
import atexit
import os
import pathlib
import re
import runpy
import subprocess
import sys
import tempfile
import types

CODE = 'qps'
MARK = '\u200f'                                 # right-to-left mark
# Text between these characters is drawn from right to left, independently of the text beside it.
BACKWARDS, END = '\u2067\u202e', '\u202c\u2069'
KEEP = re.compile(r'(%[-#0 +]*\d*(?:\.\d+)?(?:<[A-Za-z0-9]+>|(?:hh|h|ll|l|z|j|t)?[diouxXcsfeEgG%])|_(?=[A-Za-z])[A-Za-z]|\n)')


def mangle(text):
    """Returns the sentence in the pseudo-language."""
    def piece(part):
        core = re.search('[A-Za-z](.*[A-Za-z])?', part, re.DOTALL)
        if not core:
            return part
        core = core[0]
        longer = re.sub('[aeiouAEIOU]', lambda vowel: vowel[0] * 2, core)
        return part.replace(core, BACKWARDS + longer + END, 1)
    if text == 'Burnback':
        return text                             # names are the same in every language
    if text == 'default:LTR':
        return 'default:RTL'
    start = '\n' if text.startswith('\n') else ''
    text = text[len(start):]
    return start + MARK + ''.join(part if KEEP.fullmatch(part) else piece(part) for part in KEEP.split(text) if part)


def untranslated(texts):
    """Returns the texts that were not translated: those without MARK that have two words side by side, as no name has."""
    # Texts of the catalog, and sense data of the drive with its standard text.
    data = re.compile(r'\bsense \w+/\S+( [a-z ]+)?|\([a-z ]+\)')
    return [text for text in texts if MARK not in text and re.search(r'\b[a-z]{2,} [a-z]{2,}\b', data.sub('', text))]


def entries(template):
    """Yields (context, sentence, plural) of each message of a template that xgettext wrote."""
    for block in template.split('\n\n'):
        entry, key = {}, None
        for line in block.split('\n'):
            match = re.match(r'(msgctxt|msgid_plural|msgid|msgstr)\S* (".*")$', line)
            if match:
                key = match[1]
                entry[key] = ast.literal_eval(match[2])
            elif line.startswith('"'):
                entry[key] += ast.literal_eval(line)
        if entry.get('msgid'):
            yield entry.get('msgctxt'), entry['msgid'], entry.get('msgid_plural')


def quoted(text):
    """Returns the text as a string of a .po file."""
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n') + '"'


def write(root, folder):
    """Writes LOCALE_FOLDER/qps/LC_MESSAGES/burnback.mo."""
    # runpy instead of import, which would write __pycache__ into scripts/.
    update_po = types.SimpleNamespace(**runpy.run_path(str(root / 'scripts' / 'update-po')))
    messages = folder / CODE / 'LC_MESSAGES'
    messages.mkdir(parents=True, exist_ok=True)
    pot, po = messages / 'burnback.pot', messages / 'burnback.po'
    update_po.write_template(root, pot, update_po.files_with_sentences(root))
    lines = ['msgid ""', 'msgstr ""', r'"Content-Type: text/plain; charset=UTF-8\n"',
             r'"Plural-Forms: nplurals=2; plural=(n != 1);\n"', '']
    for context, sentence, plural in entries(pot.read_text()):
        lines += [f'msgctxt {quoted(context)}'] if context else []
        lines += [f'msgid {quoted(sentence)}']
        if plural:
            lines += [f'msgid_plural {quoted(plural)}', f'msgstr[0] {quoted(mangle(sentence))}', f'msgstr[1] {quoted(mangle(plural))}']
        else:
            lines += [f'msgstr {quoted(mangle(sentence))}']
        lines += ['']
    po.write_text('\n'.join(lines))
    subprocess.run(['msgfmt', '-o', str(messages / 'burnback.mo'), str(po)], check=True)


def use():
    """Sets the pseudo-language for this process and those that it starts."""
    folder = tempfile.TemporaryDirectory(prefix='burnback-locale-')
    atexit.register(folder.cleanup)
    write(pathlib.Path(__file__).resolve().parents[2], pathlib.Path(folder.name))
    os.environ.update(BURNBACK_LOCALE_DIR=folder.name, LANGUAGE=CODE)


if __name__ == '__main__':
    write(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
