# SPDX-License-Identifier: GPL-3.0-or-later
"""sentences.py: patterns for the messages of the program in the language of a run, numbers in them, and lines of its log that fail a test."""
import gettext
import os
import re

# Lines of the log that fail a test: warnings of the libraries and of burnback, and reports of the sanitizers.
COMPLAINT = re.compile(r'-(CRITICAL|ERROR) \*\*|(Gtk|Gdk|GLib|GLib-GObject|Handy|Pango|Atk|burnback)-WARNING \*\*|AddressSanitizer|runtime error:')
# Exceptions: warnings of GTK 3.24 itself, if a path is typed into the file chooser, or Escape closes the chooser, before GTK has
# listed the folder. (The only tree view of the program itself is in the dialog of the steps.)
OF_FILE_CHOOSER = re.compile(r"Gtk-CRITICAL.*(gtk_widget_event: assertion 'WIDGET_REALIZED_FOR_EVENT|gtk_tree_model_get_iter_first: assertion 'GTK_IS_TREE_MODEL"
                             r"|gtk_tree_(view|selection)_\w+: assertion 'GTK_IS_TREE_(VIEW|SELECTION))")
# The same, if a test asks for the cells of a table while the table is filled or destroyed, as in the file chooser.
OF_TABLE_CELLS = re.compile(r"-CRITICAL.*(gtk_widget_get_toplevel|gtk_widget_is_sensitive): assertion 'GTK_IS_WIDGET|-CRITICAL.*g_object_(un)?ref: assertion 'G_IS_OBJECT")


def sentence(msgid, *values):
    """Returns a pattern for a message in the language of the run; a placeholder without a value matches any text.

    Singular and plural are given as a pair, and all forms of the plural match.
    """
    language = gettext.translation('burnback', os.environ.get('BURNBACK_LOCALE_DIR'), [os.environ.get('LANGUAGE') or 'C'], fallback=True)
    texts = {language.ngettext(*msgid, n) for n in (2, 5, 21)} if isinstance(msgid, tuple) else {language.gettext(msgid)}
    return re.compile('|'.join(sorted(pattern_of(text, '_' in str(msgid), list(values)) for text in texts)))


def pattern_of(text, has_mnemonic, values):
    """Returns the pattern for a translated text with these values in the place of its first placeholders."""
    text = re.sub(r'_(?=\w)', '', text, count=1) if has_mnemonic else text
    pieces = re.split(r'%(\d+\$)?[-0-9.]*(?:l|z)?[diouxXsf]', text.replace('%%', '%'))
    pattern = re.escape(pieces[0])
    for i, (position, piece) in enumerate(zip(pieces[1::2], pieces[2::2])):
        number = int(position[:-1]) - 1 if position else i
        pattern += (re.escape(str(values[number])) if number < len(values) else '.*?') + re.escape(piece)
    # A placeholder at the end matches anything.
    return pattern.removesuffix('.*?')


def percent_of(text):
    """Returns the number before "%" in a text, -1 if there is none."""
    found = re.search(r'(\d+)\s*%', text or '')
    return int(found[1]) if found else -1
