# SPDX-License-Identifier: GPL-3.0-or-later
"""check-citations.py SOURCE_ROOT: the sections that comments cite, and the files and tests that documents name, exist.

A citation names page and section ("nec-optiarc.md, section 8"). If it names only a section, the page is that of the chip
after which the file is named. Documents name files in code quotes, with or without the folder.
"""
import pathlib
import re
import sys

NAMED = re.compile(r'\b([a-z0-9-]+)\.md,? (?:[Ss]ections? )?((?:\d+(?:\.\d+)*)(?:(?:, | and | to )\d+(?:\.\d+)*)*)')
BARE = re.compile(r'(?<!\.md, )\b[Ss]ections? ((?:\d+(?:\.\d+)*)(?:(?:, | and | to )\d+(?:\.\d+)*)*)')
# Patterns of a comment, by the suffix of the file. In Python a docstring counts, too, and a block of comment lines is one comment.
COMMENT = {
    '.c': re.compile(r'/\*.*?\*/', re.DOTALL),
    '.h': re.compile(r'/\*.*?\*/', re.DOTALL),
    '.py': re.compile(r'""".*?"""|(?:^ *#[^\n]*\n)+| # [^\n]*', re.DOTALL | re.MULTILINE),
}
SOURCES = ['src/**/*.[ch]', 'tests/**/*.[ch]', 'tests/**/*.py']
DOCUMENTS = ['*.md', 'docs/*.md', 'docs/protocols/*.md', 'data/catalog/README.md']
CODE = re.compile(r'`([^`\n]+)`')
# A path of the source tree. A path with a part in capitals ("tests/NAME") stands for any file.
PATH = re.compile(r'^(?!.*/[A-Z]+[./])(?:src|tests|docs|data|scripts|ui|po)/[\w./-]*$')
BARE_FILE = re.compile(r'^(?:bb-|fuzz-|test-|libburnback-)[\w-]+\.[ch]$')
# A row of the table in docs/design.md: number, file, and names of functions in the file.
ROW = re.compile(r'^\| \d+ \| `(src/[^`]+\.c)` \| ([^|]*) \|', re.MULTILINE)
TESTS = re.compile(r'^    +meson test -C build ((?:[a-z][a-z0-9-]+ ?)+)$', re.MULTILINE)
# Where the simulated drive of a family says the name of the family. Its page has that name, or those of two families.
FAMILY = re.compile(r'^    \.id = "([^"]+)",$', re.MULTILINE)


def sections_of(page):
    """Returns the numbers of the sections of a page."""
    return set(re.findall(r'^#+ (\d+(?:\.\d+)*)\.? ', page.read_text(), re.MULTILINE))


def list_chips(root, pages):
    """Returns pairs of a chip, after which files are named, and the page of its family, the longest names first."""
    def page_of(family):
        return family if family in pages else next((page for page in pages if family in page.split('-')), None)
    chips = [(path.stem.removeprefix('bb-sim-'), page_of(match[1])) for path in (root / 'src' / 'sim').glob('*/*.c')
             for match in FAMILY.finditer(path.read_text())]
    return sorted(chips, key=lambda chip: -len(chip[0]))


def citations_of(path, text, chips):
    """Yields page, sections and line of each citation in the comments of a file. The page is None if it is not known.

    @chips: the result of list_chips()."""
    chip = next((page for name, page in chips if f'-{name}-' in f'-{path.stem}-'), None)
    for comment in COMMENT[path.suffix].finditer(text):
        words = re.sub(r'\n\s*[*#]?', ' ', comment[0])
        words = re.sub(r' +', ' ', words)
        line = text.count('\n', 0, comment.start()) + 1
        for match in NAMED.finditer(words):
            yield match[1], match[2], line
        for match in BARE.finditer(words):
            yield chip, match[1], line


def check(root):
    """Returns the number of cited sections, and a message for each that does not exist."""
    pages = {page.stem: sections_of(page) for page in (root / 'docs' / 'protocols').glob('*.md')}
    chips = list_chips(root, pages)
    n_cited, wrong = 0, []
    for path in sorted(path for pattern in SOURCES for path in root.glob(pattern)):
        for page, sections, line in citations_of(path, path.read_text(), chips):
            for section in re.findall(r'\d+(?:\.\d+)*', sections):
                n_cited += 1
                if section not in pages.get(page, ()):
                    wrong.append(f'{path.relative_to(root)}:{line}: there is no section {section} in {page or "any page"}')
    return n_cited, wrong


def is_a_test(root, name):
    """Returns whether a meson.build lists the test, by its whole name or without the prefix of its group."""
    ends = [name.split('-', n)[-1] for n in range(name.count('-') + 1)]
    quoted = '|'.join(re.escape(end) + '|' + re.escape(end.replace('-', '_')) for end in ends)
    return any(re.search(rf"'(?:{quoted})'", path.read_text()) for path in root.glob('tests/**/meson.build'))


def check_documents(root):
    """Returns the number of named files, and a message for each file, function or test that does not exist."""
    n_named, wrong = 0, []
    for path in sorted(page for pattern in DOCUMENTS for page in root.glob(pattern)):
        text = path.read_text()
        place = path.relative_to(root)
        for name in CODE.findall(text):
            if PATH.match(name):
                n_named += 1
                if not (root / name).exists():
                    wrong.append(f'{place}: there is no {name}')
            elif BARE_FILE.match(name):
                n_named += 1
                if not any(root.glob(f'src/**/{name}')) and not any(root.glob(f'tests/**/{name}')):
                    wrong.append(f'{place}: there is no file {name}')
        for name, functions in ROW.findall(text):
            source = (root / name).read_text() if (root / name).exists() else ''
            wrong += [f'{place}: {name} has no {function}' for function in CODE.findall(functions)
                      if not re.search(rf'^{function} \(', source, re.MULTILINE)]
        for names in TESTS.findall(text):
            wrong += [f'{place}: there is no test {name}' for name in names.split() if not is_a_test(root, name)]
    return n_named, wrong


def main():
    root = pathlib.Path(sys.argv[1])
    n_cited, wrong = check(root)
    n_named, missing = check_documents(root)
    print('\n'.join(wrong + missing) or f'{n_cited} sections and {n_named} files, all there')
    return 1 if wrong or missing or n_cited == 0 or n_named == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
