# SPDX-License-Identifier: GPL-3.0-or-later
"""english.py: translates what a window shows in another language back to English, so that every test can run in every language.

With BURNBACK_TEST_LANGUAGE=de, burnback_gui.py starts the program in German and passes every text of the window through back().
A text that no translation in the catalogs can have produced stays as it is, so a test that expects it fails. English in the window
that the catalog has a translation for is broken with BREAK, so the test fails, too. BURNBACK_TEST_UNTRANSLATED names a file for
the texts that could not be translated back.
"""
import collections
import gettext
import itertools
import os
import pathlib
import re
import struct
import sys

import made_locale

# Folder of the catalogs of the libraries, which translate the file chooser, sizes and errors of the system.
SYSTEM = pathlib.Path('/usr/share/locale')
LIBRARIES = ('gtk30', 'glib20', 'libhandy', 'libc')
# A text stands for at most so many English texts, and at most so many patterns are tried for it.
MOST_OPTIONS, MOST_PATTERNS = 32, 12
BREAK = '¦'
WORD = re.compile(r'[^\W\d_]{2,}')
# Words of GLib that some of its translations lack.
OF_GLIB = ('byte', 'bytes')
PLACEHOLDER = re.compile(r"%(?:(\d+)\$)?[-+#0']*\d*(?:\.\d+)?(?:hh|h|ll|l|z|j)?([diouxXscfFeEgG])")
VALUES = {'d': r'-?\d+', 'i': r'-?\d+', 'u': r'\d+', 'x': r'[0-9a-f]+', 'X': r'[0-9A-F]+', 'o': r'[0-7]+', 'c': '.', 'f': r'-?\d+(?:[.,]\d+)?'}
# Where the pieces of a text end, the largest pieces first: lines, sentences, parts of a line, parts of a sentence. Each pattern
# has the separator in its first group; an empty separator is a space in English.
LINES = re.compile(r'(\n+(?:• )?|^• )')
SENTENCES = re.compile(r'(?:(?<=[.!?…:])|(?<=[.!?…][”"»“)]))( )(?=\S)|(?<=[。！？])( ?)(?=.)')
PARTS = re.compile(r'( · | — | - |; |；)')
COUNT = re.compile(r'(?<=\d)([ \xa0])(?=[^\W\d])')
SIGNS = (', ', ': ', ' (', ')')
ISOLATED = re.compile('([\u2066-\u2068])(.*)(\u2069)', re.DOTALL)

# How a text was translated back: letters that no translation explains, number of messages, and the possible English texts.
Result = collections.namedtuple('Result', 'cost pieces options')
Message = collections.namedtuple('Message', 'english translations')


class Shown(str):
    """A text of the window that several English texts are translated to: the first one, which also equals the others."""

    def __new__(cls, options):
        self = super().__new__(cls, options[0])
        self.options = tuple(map(str, options))
        return self

    def __eq__(self, other):
        return any(option == other for option in self.options)

    def __ne__(self, other):
        return not self == other

    __hash__ = str.__hash__

    def __contains__(self, part):
        return any(part in option for option in self.options)

    def startswith(self, *args):
        return any(option.startswith(*args) for option in self.options)

    def endswith(self, *args):
        return any(option.endswith(*args) for option in self.options)


def of_any(function):
    """Returns a function of the module re that finds the pattern in any of the English texts that a text may stand for."""
    return lambda pattern, text, flags=0: next(filter(None, (function(pattern, str(option), flags) for option in options_of(text))), None)


def options_of(text):
    """Returns the English texts that a text of the window may stand for."""
    return getattr(text, 'options', (text,))


def read_mo(path):
    """Returns the messages of a compiled catalog; without their contexts."""
    data = pathlib.Path(path).read_bytes()
    order = '<' if data[:4] == b'\xde\x12\x04\x95' else '>'
    n, of_messages, of_translations = struct.unpack_from(order + '8x3I', data)

    def texts(table, i):
        length, offset = struct.unpack_from(order + '2I', data, table + 8 * i)
        return data[offset:offset + length].decode().split('\0')

    pairs = [(texts(of_messages, i), texts(of_translations, i)) for i in range(n)] + read_dependent(data, order)
    return [Message((english[0].split('\4')[-1], *english[1:]), tuple(translations)) for english, translations in pairs if english != ['']]


def read_dependent(data, order):
    """Returns the pairs of messages and translations of a compiled catalog that have placeholders such as PRIu64.

    Their texts are stored in pieces, because the placeholder depends on the computer; all are "%d" or "%u" here.
    """
    if struct.unpack_from(order + 'I', data, 4)[0] & 0xffff != 1:
        return []
    of_segments, n, *tables = struct.unpack_from(order + '4I', data, 32)

    def text(place):
        static, place = struct.unpack_from(order + 'I', data, place)[0], place + 4
        whole = b''
        while True:
            size, segment = struct.unpack_from(order + '2I', data, place)
            whole, static, place = whole + data[static:static + size], static + size, place + 8
            if segment == 0xffffffff:
                return whole.decode().rstrip('\0').split('\0')
            length, offset = struct.unpack_from(order + '2I', data, of_segments + 8 * segment)
            whole += data[offset:offset + length - 1].replace(b'PRI', b'')[:1]

    return [tuple(text(struct.unpack_from(order + 'I', data, table + 4 * i)[0]) for table in tables) for i in range(n)]


def combined(*lists):
    """Returns tuples of one item of each list, not too many of them; those with most items from the beginnings of the lists come first."""
    few = MOST_OPTIONS if len(lists) < 3 else 6
    ways = sorted(itertools.product(*(enumerate(one[:few]) for one in lists)), key=lambda way: sum(i for i, _ in way))
    return [tuple(item for _, item in way) for way in ways[:MOST_OPTIONS]]


def without_mnemonic(text):
    """Returns the text as a button shows it."""
    return re.sub('_(.)', r'\1', text)


def recased(text):
    """Returns the text with a capital first letter if that is a small one, and the other way round."""
    return text[:1].swapcase() + text[1:]


def letters(text):
    return sum(map(str.isalpha, text))


def is_as_good(result, best):
    """Returns whether a result is possible, too: it differs from the best one only in how values are counted."""
    return result.cost == best.cost and result.pieces < best.pieces + 0.75


def broken(text):
    """Returns a text that no test expects."""
    return re.sub(r'(?<=\w)(?=\w)', BREAK, text)


class Template:
    """A text with placeholders."""

    def __init__(self, text):
        self.literals, self.arguments, self.kinds, last = [], [], [], 0
        text = text.replace('%%', '\0')
        for i, found in enumerate(PLACEHOLDER.finditer(text)):
            self.literals.append(text[last:found.start()].replace('\0', '%'))
            self.arguments.append(int(found[1]) - 1 if found[1] else i)
            self.kinds.append(found[2])
            last = found.end()
        self.literals.append(text[last:].replace('\0', '%'))
        self.longest = max(self.literals, key=len)
        self.n_letters = sum(map(letters, self.literals))
        self._pattern = None

    def match(self, text):
        """Returns {number of the argument: value} if the text can be printed with this template, else None."""
        if self.longest not in text:
            return None
        if self._pattern is None:
            pieces = [re.escape(self.literals[0])]
            for kind, literal in zip(self.kinds, self.literals[1:]):
                pieces += ['(' + VALUES.get(kind.lower() if kind == 'F' else kind, '.+?') + ')', re.escape(literal)]
            self._pattern = re.compile(''.join(pieces), re.DOTALL)
        found = self._pattern.fullmatch(text)
        return dict(zip(self.arguments, found.groups())) if found else None

    def numbers(self, values):
        """Returns the values that are whole numbers."""
        return [values[argument] for argument, kind in zip(self.arguments, self.kinds) if kind in 'diu']

    def fill(self, values):
        """Returns the text with these values, None if one is missing."""
        if any(argument not in values for argument in self.arguments):
            return None
        return self.literals[0] + ''.join(values[argument] + literal for argument, literal in zip(self.arguments, self.literals[1:]))


class Index:
    """Templates, of which only those are tried whose rarest three letters are in a text."""

    def __init__(self, entries):
        """@entries: tuples that begin with a template; those with most letters are tried first."""
        self.entries = sorted(entries, key=lambda entry: -entry[0].n_letters)
        n = collections.Counter(part for entry in self.entries for part in self._threes(entry[0].longest))
        self.places = collections.defaultdict(list)
        for i, (template, *_) in enumerate(self.entries):
            self.places[min(self._threes(template.longest), key=n.get, default='')].append(i)

    @staticmethod
    def _threes(text):
        return set(map(''.join, zip(text, text[1:], text[2:])))

    def matches(self, text):
        """Yields the entries that match the text, each with the values of the placeholders."""
        for i in sorted(i for part in self.places.keys() & (self._threes(text) | {''}) for i in self.places[part]):
            values = self.entries[i][0].match(text)
            if values is not None:
                yield self.entries[i], values


class Catalog:
    """All translations to one language, to be read backwards."""

    def __init__(self, messages, of_libraries=()):
        self.exact, self.patterns, self.glue = {}, {}, {sign: [sign] for sign in SIGNS}
        self.english, self.english_patterns, self.memory, self.units = {}, [], {}, {}
        for message in messages:
            self._add(message, True)
        for message in of_libraries:
            self._add(message, False)
        self.patterns, self.english_patterns = Index(self.patterns.values()), Index(self.english_patterns)
        self.upper = {text.upper(): [option.upper() for option in options] for text, options in self.exact.items()}
        # English that is the translation of itself may be shown.
        of_libraries = {text for message in of_libraries for text in message.english}
        self.english = {text for text, translations in self.english.items() if text not in translations and letters(text) > 1} - of_libraries
        # A dot or colon that no space follows is part of a name.
        signs = [re.escape(sign) + (r'(?=\s|$)' if sign in ('.', ':') else ' ?' if sign == '。' else '') for sign in sorted(self.glue, key=len, reverse=True)]
        self.parts = re.compile('(' + '|'.join(signs) + ')') if signs else None

    def _add(self, message, own):
        # Buttons show messages without their mnemonics, and a page shows messages without the space that joins them to others.
        plain = Message(*(tuple(map(without_mnemonic, texts)) for texts in message))
        for forms in dict.fromkeys([plain, message, *(Message(*(tuple(map(str.strip, texts)) for texts in one)) for one in (plain, message))]):
            self._add_forms(*forms, own)

    def _add_forms(self, english, translations, own):
        if own:
            for text in english:
                self.english.setdefault(text, set()).update(translations)
        templates = [Template(text) for text in english] if any('%' in text for text in translations) else []
        for i, text in enumerate(translations):
            template = Template(text)
            if not template.arguments:
                known = self.exact.setdefault(text, [])
                known += [option for option in (english if i == 0 else english[-1:]) if option not in known]
            elif template.n_letters or own and template.arguments != sorted(template.arguments):
                self.patterns.setdefault(text, (template, []))[1].append(templates)
            elif own and len(template.literals) == len(templates[0].literals) and template.arguments == sorted(template.arguments):
                # Only signs, such as "%s: %s": each sign separates two pieces.
                for sign, plain in zip(template.literals, templates[0].literals):
                    if sign.strip() and plain not in self.glue.setdefault(sign, []):
                        self.glue[sign] = sorted([plain, *self.glue[sign]], key=len, reverse=True)
        if own:
            # English that was not translated: only what has two words, because a name may be put where such a pattern matches.
            self.english_patterns += [(template,) for text, template in zip(english, templates) if template.arguments
                                      and len(WORD.findall(' '.join(template.literals))) > 1 and text not in translations]

    def back(self, text):
        """Returns the English text that is shown as @text; @text itself if that is no translation."""
        result = self._back(text)
        options = list(dict.fromkeys(result.options))
        if recased(text) == text:
            # The script has no capitals: most texts begin with one in English.
            options.sort(key=lambda option: option[:1].islower())
        return Shown(options) if len(options) > 1 else options[0]

    def _back(self, text):
        if text not in self.memory:
            best = Result(letters(text), 0, [text])
            if best.cost or not text.isascii():
                unit = self._of_unit(text)
                if unit is None or unit.cost or unit.pieces > 1:
                    found = [self._of_pieces(text, PARTS), unit, self._of_recased(text)]
                    found += [self._of_pieces(text, where) for where in (LINES, SENTENCES, self.parts, COUNT)]
                    # Results that are equally good stay, the one with the largest pieces first: a value rarely contains a sign between parts.
                    found = sorted(filter(None, found), key=lambda result: result[:2])
                    unit = found[0]._replace(options=self._most([option for result in found if is_as_good(result, found[0]) for option in result.options])
                                             ) if found else None
                best = unit if unit is not None and unit.cost <= best.cost else best
            self.memory[text] = best
        return self.memory[text]

    def _of_recased(self, text):
        """Returns the result for a message with placeholders whose first letter the program changed, None if it is none."""
        unit = self._of_unit(recased(text)) if recased(text) != text and text not in OF_GLIB else None
        # Not as good as the same message with its own first letter.
        return unit and unit._replace(pieces=unit.pieces + 1, options=list(map(recased, unit.options)))

    def _of_unit(self, text):
        """Returns the result for a text that is one message, None if it is none."""
        if text not in self.units:
            self.units[text] = self._of_new_unit(text)
        return self.units[text]

    def _of_new_unit(self, text):
        """Returns what _of_unit() does, for a text that it has not been called with."""
        # The program changes the first letter of some messages to a capital or a small one.
        changed = [recased(option) for option in self.exact.get(recased(text), ()) if recased(text) != text]
        options = self.exact.get(text, []) + changed or self.upper.get(text, [])
        if options:
            upper = [option.upper() for option in options] if text.upper() == text.lower() else []
            return Result(0, 1, self._most(self._in_case_of(text, options) + upper))
        isolated = ISOLATED.fullmatch(text)
        if isolated:
            inside = self._back(isolated[2])
            return inside._replace(options=[isolated[1] + option + isolated[3] for option in inside.options])
        best = None
        for (template, messages), values in itertools.islice(self.patterns.matches(text), MOST_PATTERNS):
            result = self._filled(text, template, messages, values)
            if result is not None and (best is None or result[:2] < best[:2]):
                best = result
            if best is not None and not best.cost:
                break
        if (best is None or best.cost) and (text in self.english or next(self.english_patterns.matches(text), None)):
            # Less than no piece: wins over the same text as data.
            plain = Result(letters(text), -1, [broken(text)])
            best = plain if best is None or best.cost >= plain.cost else best
        return best

    @staticmethod
    def _most(options):
        """Returns different options, not too many of them."""
        return list(dict.fromkeys(options))[:MOST_OPTIONS]

    @staticmethod
    def _in_case_of(text, options):
        """Adds the English with a first letter like that of the text, which the program may have changed; in a script without capitals, both."""
        first = text[:1]
        return Catalog._most(options + [recased(option) for option in options
                                        if recased(option) != option and (recased(first) == first or first.isupper() != option[0].isupper())])

    def _filled(self, shown, template, messages, values):
        """Returns the result for values that were shown in a translation. @messages: the English of all messages with this translation"""
        inside = {argument: self._back(value) for argument, value in values.items()}
        # What is in quotation marks is a name, although it may be a word of another message.
        for argument, literal in zip(template.arguments, template.literals):
            if literal[-1:] in tuple('„“"«「‘‚') and inside[argument].pieces < 0:
                inside[argument] = Result(letters(values[argument]), 0, [values[argument]])
        numbers, english, options = template.numbers(values), [], []
        for forms in messages:
            # With several numbers, the catalog does not tell which one the plural depends on.
            english += forms[:1] if set(numbers) == {'1'} else forms[:0:-1] + forms[:len(numbers) != 1 or len(forms) == 1]
        for chosen in combined(*(result.options for result in inside.values())):
            options += [one.fill(dict(zip(inside, chosen))) for one in english]
        options = self._most([option for option in options if option is not None])
        if not options:
            return None
        # A message as a value is less likely than two messages side by side.
        n_pieces = sum(result.pieces + (result.pieces > 0) / 4 for result in inside.values())
        # A template of signs was matched because it changes the order of its values; that is likelier than the same signs between pieces.
        return Result(sum(result.cost for result in inside.values()), n_pieces + (1 if template.n_letters else -1 / 2),
                      self._in_case_of(shown, options) if template.literals[0] or recased(shown) == shown else options)

    def _of_pieces(self, text, where):
        """Returns the result for a text of several messages that the pattern @where separates, None if it has only one piece."""
        cuts = list(where.finditer(text)) if where else []
        return self._of_cuts(text, cuts, where in (LINES, SENTENCES)) if cuts else None

    def _of_cuts(self, text, cuts, are_sentences):
        """Returns the best result for the pieces between the cuts; several neighbours may be one message. Of the possible English, a sentence
        first is what begins with a capital letter."""
        starts, ends = [0] + [cut.end() for cut in cuts], [cut.start() for cut in cuts] + [len(text)]
        best = [Result(0, 0, [''])]
        for end in range(len(ends)):
            ways, whole = [], []
            for start in range(end + 1) if are_sentences else range(end, -1, -1):      # the first of equally good ways is taken
                piece = text[starts[start]:ends[end]]
                one = self._back(piece) if start == end else self._of_unit(piece) if (start, end) != (0, len(cuts)) else None
                if one is not None:
                    before = best[start]
                    parts = sorted(one.options, key=lambda option: option[:1].islower()) if are_sentences else one.options
                    signs = self._english_signs(cuts[start - 1][0]) if start else ['']
                    if start and not piece and not cuts[start - 1][0].endswith(' '):
                        # "。" at the end has no space after it; the English sign has one.
                        signs = [sign.rstrip() for sign in signs]
                    ways.append(Result(before.cost + one.cost, before.pieces + one.pieces, self._most(map(''.join, combined(before.options, signs, parts)))))
                    whole += ways[-1:] if piece in self.exact else []
            first = min(ways, key=lambda result: result[:2])
            # A message without values that is as good stays, too: "Backup restored." beside "Restored backup" and a full stop.
            best.append(first._replace(options=self._most(first.options + [option for way in whole if way[:2] == first[:2] for option in way.options])))
        return best[-1]

    def _english_signs(self, sign):
        return self.glue.get(sign) or self.glue.get(sign.rstrip()) or [{'': ' ', '；': '; '}.get(sign, sign)]


def language():
    """Returns the language in which the tests run, None if that is English."""
    return os.environ.get('BURNBACK_TEST_LANGUAGE') or None


def environment():
    """Returns the variables for the program: messages of the language, but the formats of the locale C as in other tests."""
    made = made_locale.environment(language(), 'en_US')
    return {'LC_ALL': '', 'LANG': 'C.UTF-8', 'LC_MESSAGES': made['LC_ALL'], 'LOCPATH': made['LOCPATH'], 'LANGUAGE': language()}


def load():
    """Returns the catalog of the language in which the tests run."""
    own = gettext.find('burnback', os.environ.get('BURNBACK_LOCALE_DIR'), [language()])
    if own is None:
        raise FileNotFoundError(f'no catalog of {language()} in {os.environ.get("BURNBACK_LOCALE_DIR")}')
    found = [gettext.find(name, SYSTEM, [language()]) for name in LIBRARIES]
    return Catalog(read_mo(own), [message for path in found if path for message in read_mo(path)])


def note_untranslated(text, result):
    """Adds a text to the file $BURNBACK_TEST_UNTRANSLATED if it has words that were not translated back."""
    path = os.environ.get('BURNBACK_TEST_UNTRANSLATED')
    if path and (BREAK in result or re.search(r'[^\W\d_]{2,} [^\W\d_]{2,}', text) and text == result):
        with open(path, 'a') as file:
            file.write(f'{language()}\t{pathlib.Path(sys.argv[0]).stem}\t{result!r}\n')


def use(Atspi):
    """Makes the accessibility bus return English."""
    catalog, noted = load(), set()
    shown_name, shown_description, shown_text = Atspi.Accessible.get_name, Atspi.Accessible.get_description, Atspi.Text.get_text

    def back(text):
        if not text:
            return text
        result = catalog.back(text)
        if text not in noted:
            noted.add(text)
            note_untranslated(text, result)
        return result

    def get_text(node, start, end):
        text = shown_text(node, start, end)
        # What was typed is data.
        return text if Atspi.Accessible.get_role(node) in (Atspi.Role.TEXT, Atspi.Role.ENTRY, Atspi.Role.PASSWORD_TEXT) else back(text)

    for name in ('search', 'match', 'fullmatch'):
        setattr(re, name, of_any(getattr(re, name)))
    Atspi.Accessible.get_name = lambda node: back(shown_name(node))
    Atspi.Accessible.get_description = lambda node: back(shown_description(node))
    Atspi.Text.get_text = get_text
    return back
