# SPDX-License-Identifier: GPL-3.0-or-later
"""Every section of a protocol page that the source cites is in the page that is shipped.

A citation names the page ("nec-optiarc.md, section 8"), or only the section, which then is one of the page of the chip
that the file is about.
"""
import pathlib
import re
import sys

NAMED = re.compile(r'\b([a-z0-9-]+)\.md,? (?:section |sections )?((?:\d+(?:\.\d+)*)(?:(?:, | and | to )\d+(?:\.\d+)*)*)')
BARE = re.compile(r'(?<!\.md, )\bsections? ((?:\d+(?:\.\d+)*)(?:(?:, | and | to )\d+(?:\.\d+)*)*)')
COMMENT = re.compile(r'/\*.*?\*/', re.DOTALL)
CHIPS = {'nec': 'nec-optiarc', 'mt1959': 'mediatek-mt1959'}


def sections_of(page):
    return set(re.findall(r'^#+ (\d+(?:\.\d+)*)\.? ', page.read_text(), re.MULTILINE))


def citations_of(path, text):
    """Page, sections, place of each."""
    chip = next((page for word, page in CHIPS.items() if word in path.stem.split('-')), None)
    for comment in COMMENT.finditer(text):
        words = re.sub(r'\n\s*\*', ' ', comment[0])
        words = re.sub(r' +', ' ', words)
        line = text.count('\n', 0, comment.start()) + 1
        for match in NAMED.finditer(words):
            yield match[1], match[2], line
        for match in BARE.finditer(words):
            yield chip, match[1], line


def check(root):
    pages = {page.stem: sections_of(page) for page in (root / 'docs' / 'protocols').glob('*.md')}
    n_cited, wrong = 0, []
    for path in sorted(root.glob('src/**/*.[ch]')):
        for page, sections, line in citations_of(path, path.read_text()):
            for section in re.findall(r'\d+(?:\.\d+)*', sections):
                n_cited += 1
                if section not in pages.get(page, ()):
                    wrong.append(f'{path.relative_to(root)}:{line}: there is no section {section} in {page or "any page"}')
    return n_cited, wrong


def main():
    n_cited, wrong = check(pathlib.Path(sys.argv[1]))
    print('\n'.join(wrong) or f'{n_cited} citations, every section is there')
    return 1 if wrong or n_cited == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
