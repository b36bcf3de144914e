#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of english.py with a made catalog: texts are translated back, and a wrong window does not become a right one."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import burnback_gui as gui
import english

PO = r'''msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "_Stop and Close"
msgstr "S_topp und zu"

msgid "Keep _Running"
msgstr "_Weiter"

msgid "Flash %s onto %s"
msgstr "%2$s mit %1$s flashen"

msgid "%u drive finished"
msgid_plural "%u drives finished"
msgstr[0] "%u Laufwerk fertig"
msgstr[1] "%u Laufwerke fertig"

#, c-format
msgid "All %<PRIu64> bytes match."
msgstr "Alle %<PRIu64> Bytes gleich."

msgctxt "state"
msgid "ready"
msgstr "bereit"

msgid "Nothing was changed."
msgstr "Nichts wurde geändert."

msgid "Power cycle the drive. Then try again."
msgstr "Aus- und einschalten. Dann noch einmal."

msgid "%s, %s"
msgstr "%s、%s"

msgid "Delete"
msgstr "Löschen"

msgid "Erase"
msgstr "Löschen"

msgid " The drive ID is %s."
msgstr " Die Laufwerks-ID ist %s."

msgid "Backup"
msgstr "Backup"

msgid "Folder “%s”"
msgstr "Ordner „%s“"

msgid "Flashing %s"
msgstr "%s flashen"

msgid "%s."
msgstr "%s."

msgid "Restored backup"
msgstr "Sicherung eingespielt"

msgid "Backup restored."
msgstr "Sicherung eingespielt."
'''


class Node:
    """A widget with a text in the language of the window."""

    def __init__(self, catalog, text):
        self.get_name = lambda: catalog.back(text)


class Window(gui.Window):
    """A window that has only buttons."""

    def __init__(self, catalog, *texts):
        self.nodes = [Node(catalog, text) for text in texts]
        self.names = gui.NameList()
        self.names.stop()

    def matching(self, role=None, states=()):
        return iter(self.nodes if role == 'push button' else ())


class English(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            po, mo = pathlib.Path(folder, 'x.po'), pathlib.Path(folder, 'x.mo')
            po.write_text(PO)
            subprocess.run(['msgfmt', '-o', mo, po], check=True)
            cls.catalog = english.Catalog(english.read_mo(mo), [english.Message(('_Cancel',), ('_Abbrechen',))])

    def expect(self, shown, *options):
        """Checks which English texts @shown may stand for, the first of them first."""
        self.assertEqual(english.options_of(self.catalog.back(shown)), options)

    def test_message_is_translated_back(self):
        self.expect('Stopp und zu', 'Stop and Close')
        self.expect('S_topp und zu', '_Stop and Close')
        self.expect('Abbrechen', 'Cancel')
        self.expect('Bereit', 'Ready')
        self.expect('Die Laufwerks-ID ist 7.', 'The drive ID is 7.')

    def test_values_are_data_or_messages(self):
        self.expect('sr0 mit 1.07 flashen', 'Flash 1.07 onto sr0')
        self.expect('bereit mit 1.07 flashen', 'Flash 1.07 onto ready')
        self.expect('Alle 12 Bytes gleich.', 'All 12 bytes match.')
        self.assertEqual(self.catalog.back('Alle vielen Bytes gleich.'), 'Alle vielen Bytes gleich.')

    def test_plural_is_that_of_the_number(self):
        self.expect('1 Laufwerk fertig', '1 drive finished')
        self.expect('3 Laufwerke fertig', '3 drives finished')

    def test_pieces_are_translated_back_one_by_one(self):
        self.expect('NEC ND-3550A (sr0) · 1.05、bereit', 'NEC ND-3550A (sr0) · 1.05, ready')
        self.expect('Aus- und einschalten. Dann noch einmal. Nichts wurde geändert.', 'Power cycle the drive. Then try again. Nothing was changed.')
        self.expect('• bereit\n• 2 Laufwerke fertig', '• ready\n• 2 drives finished')
        self.expect('50 % - sr0 flashen - Burnback', '50 % - Flashing sr0 - Burnback')
        self.expect('12 bereit', '12 ready')

    def test_data_stays(self):
        for text in ('', 'NEC DVD_RW ND-3550A', '/tmp/Löschen/bereit.bin', '1.05', 'Somebody wrote this.', 'Backup'):
            self.assertEqual(self.catalog.back(text), text)

    def test_name_in_quotation_marks_may_be_a_word(self):
        self.expect('Ordner „ready“', 'Folder “ready”')

    def test_english_that_has_a_translation_is_not_accepted(self):
        for text in ('Stop and Close', 'ready', 'Flash 1.07 onto sr0', '2 drives finished', 'Nothing was changed. Bereit', 'sr0 · ready', 'The drive ID is 7.'):
            shown = self.catalog.back(text)
            self.assertNotEqual(shown, text)
            self.assertIn(english.BREAK, shown)
            self.assertNotIn('Stop', shown)

    def test_wrong_translation_is_not_accepted(self):
        # A button that shows the text of another one; a message with an error, and one with its values exchanged.
        self.assertNotEqual(self.catalog.back('Weiter'), 'Stop and Close')
        self.assertNotEqual(self.catalog.back('Stop und zu'), 'Stop and Close')
        self.assertNotEqual(self.catalog.back('1.07 mit sr0 flashen'), 'Flash 1.07 onto sr0')

    def test_one_translation_of_two_messages_equals_both(self):
        shown = self.catalog.back('Löschen')
        self.assertEqual(shown, 'Delete')
        self.assertEqual(shown, 'Erase')
        self.assertFalse(shown != 'Erase')
        self.assertTrue('Era' in shown and shown.startswith('Er') and shown.endswith('ase') and shown in ['Erase'])
        self.assertNotEqual(shown, 'Stop')
        self.assertNotIn('Stop', shown)

    def test_message_with_its_full_stop_equals_a_message_and_a_full_stop(self):
        self.expect('sr0 · 1.05, Sicherung eingespielt.', 'sr0 · 1.05, Restored backup.', 'sr0 · 1.05, Backup restored.')

    def test_finders_see_what_the_window_shows(self):
        window = Window(self.catalog, 'Stopp und zu', 'Löschen')
        for name in ('Stop and Close', 'Delete', 'Erase'):
            self.assertTrue(window.find('push button', name))
            self.assertTrue(window.find('push button', contains=name[1:]))
            self.assertTrue(window.find('push button', contains=re.compile(f'^{name}$')))
        for name in ('Keep Running', 'Stopp und zu', 'Cancel'):
            self.assertFalse(window.find('push button', name))

    def test_check_that_a_button_is_absent_fails_if_it_is_there(self):
        with self.assertRaises(gui.Failed):
            gui.check(not Window(self.catalog, 'Stopp und zu').find('push button', 'Stop and Close'), 'the flash cannot be stopped')

    def test_button_in_english_is_not_found(self):
        self.assertFalse(Window(self.catalog, 'Stop and Close').find('push button', 'Stop and Close'))


if __name__ == '__main__':
    if shutil.which('msgfmt') is None:
        sys.exit(gui.SKIP)
    # The window of these tests is on no accessibility bus.
    gui.Atspi = type('Atspi', (), {'StateType': type('StateType', (), {'SHOWING': 0})})
    gui.GLib = type('GLib', (), {'GError': RuntimeError})
    unittest.main()
