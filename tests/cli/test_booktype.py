# SPDX-License-Identifier: GPL-3.0-or-later
"""booktype, and the region state that info shows (bb-ctl-booktype.c)."""
import cli


class BookType(cli.CliTest):
    def books(self, *arguments, **more):
        """Runs `booktype`. Returns {medium: its book types}."""
        return {book['media']: book for book in self.json('booktype', 'sr0', *arguments, **more)}

    def test_showing_book_types_sends_no_write(self):
        self.use(cli.one(cli.NEC))
        books = self.books()
        self.assertEqual(set(books), {'dvd+r', 'dvd+rw', 'dvd+r-dl'})
        for media, book in books.items():
            self.assertEqual(book, {'media': media, 'permanent': media, 'temporary': None, 'in-use': media, 'left': 500,
                                    'style': 'nec'})
        sent = [line['cdb'].upper().split()[:2] for line in self.log()]
        for cdb in sent:
            self.assertNotIn(cdb, (['C9', '01'], ['C9', '03'], ['C9', '04'], ['C9', '0C'], ['F9', '14'], ['F9', '0C']))

    def test_permanent_book_type_counts_changes_and_can_be_cleared(self):
        self.use(cli.one(cli.NEC))
        book = self.books('dvd+r-dl', 'dvd-rom')['dvd+r-dl']
        self.assertEqual((book['permanent'], book['in-use'], book['left']), ('dvd-rom', 'dvd-rom', 499))
        self.power(False)
        self.power(True)
        self.assertEqual(self.books()['dvd+r-dl'], book)
        book = self.books('--clear')['dvd+r-dl']
        self.assertEqual((book['permanent'], book['left']), ('dvd+r-dl', 500))

    def test_temporary_book_type_counts_no_change(self):
        self.use(cli.one(cli.NEC))
        book = self.books('dvd+rw', 'dvd-rom', '--temporary')['dvd+rw']
        self.assertEqual((book['permanent'], book['temporary'], book['in-use'], book['left']),
                         ('dvd+rw', 'dvd-rom', 'dvd-rom', 500))

    def test_firmware_with_the_older_command_form(self):
        self.use(cli.one(cli.NEC, Quirks='book-type-version=0'))
        book = self.books('dvd+r', 'dvd-rom')['dvd+r']
        self.assertEqual((book['permanent'], book['temporary'], book['left'], book['style']),
                         ('dvd-rom', None, None, 'ricoh'))
        for arguments in (['dvd+r-dl', 'dvd-rom'], ['dvd+r', 'dvd-rom', '--temporary'], ['--clear']):
            self.json('booktype', 'sr0', *arguments, code=cli.REFUSED)

    def test_family_without_book_types_says_so(self):
        self.use(cli.one(cli.NS60))
        self.json('booktype', 'sr0', code=cli.REFUSED)

    def test_wrong_arguments_are_usage_errors(self):
        self.use(cli.one(cli.NEC))
        for arguments in (['dvd+r'], ['dvd+r', 'cd-rom'], ['cd-r', 'dvd-rom'], ['--temporary'],
                          ['dvd+r', 'dvd-rom', '--clear'], ['--clear', '--temporary'], ['dvd+r', 'dvd-rom', 'more']):
            self.json('booktype', 'sr0', *arguments, code=cli.USAGE)
        self.json('booktype', 'sr9', code=cli.NOT_FOUND)


class Region(cli.CliTest):
    def test_info_shows_the_region_state(self):
        self.use(cli.one(cli.NEC))
        value = self.json('info', 'sr0')
        self.assertEqual(value['region'], {'scheme': 'rpc-2', 'region': None, 'user-changes-left': 5,
                                           'vendor-changes-left': 4})
        self.assertEqual(len(value['book-types']), 3)

    def test_region_free_drive_reports_rpc_1(self):
        self.use(cli.one(cli.NEC, Quirks='region-free'))
        self.assertEqual(self.json('info', 'sr0')['region']['scheme'], 'rpc-1')

    def test_mediatek_drive_has_neither_region_nor_book_types(self):
        self.use(cli.one(cli.NS60))
        value = self.json('info', 'sr0')
        self.assertIsNone(value['region'])
        self.assertEqual(value['book-types'], [])


class NecBookTypes(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.start()

    def start(self, family=cli.NEC, **keys):
        self.forget_drives()
        self.use(cli.one(family, **keys))
        self.make_drives()

    def books(self, *arguments, code=cli.DONE):
        """Runs `booktype`. Returns {medium: its book types}, or the JSON of an error."""
        value = self.json('booktype', 'sr0', *arguments, code=code)
        return {book['media']: book for book in value} if isinstance(value, list) else value

    def test_nec_book_types_are_shown(self):
        books = self.books()
        self.assertEqual({media: book['in-use'] for media, book in books.items()},
                         {'dvd+r': 'dvd+r', 'dvd+rw': 'dvd+rw', 'dvd+r-dl': 'dvd+r-dl'})
        self.assertIn('DVD+R DL', self.text('booktype', 'sr0').out)

    def test_nec_permanent_book_type_is_set(self):
        begin = self.log_length()
        books = self.books('dvd+r', 'dvd-rom')
        self.assertEqual([books['dvd+r']['permanent'], books['dvd+r']['left'], books['dvd+rw']['permanent']],
                         ['dvd-rom', 499, 'dvd+rw'])
        sent = [entry['cdb'] for entry in self.log(since=begin)]
        self.assertIn('C90100014254595045000000', sent)
        self.power(False)
        self.power(True)
        self.assertEqual(self.books()['dvd+r']['in-use'], 'dvd-rom')

    def test_nec_temporary_book_type_is_set(self):
        books = self.books('dvd+r-dl', 'dvd-rom', '--temporary')
        self.assertEqual([books['dvd+r-dl']['permanent'], books['dvd+r-dl']['left']], ['dvd+r-dl', 500])

    def test_nec_book_types_are_cleared(self):
        self.books('dvd+r', 'dvd-rom')
        self.assertEqual(self.books('--clear')['dvd+r']['permanent'], 'dvd+r')

    def test_unknown_medium_or_book_type_is_a_usage_error(self):
        for arguments in (['floppy', 'dvd-rom'], ['dvd+r', 'lp'], ['dvd+r'], ['--temporary'], ['--clear', 'dvd+r', 'dvd-rom']):
            self.books(*arguments, code=cli.USAGE)

    def test_nec_firmware_with_older_commands(self):
        self.start(Quirks='book-type-version=0')
        books = self.books()
        self.assertEqual({book['style'] for book in books.values()}, {'ricoh'})
        self.assertEqual(self.books('dvd+r', 'dvd-rom')['dvd+r']['permanent'], 'dvd-rom')

    def test_mediatek_drive_cannot_set_book_types(self):
        self.start(cli.NS60)
        value = self.json('booktype', 'sr0', code=None)
        self.assertIn(value['exit'], (cli.FAILED, cli.REFUSED))

    def test_showing_book_types_leaves_the_memory_unchanged(self):
        before = self.dump()
        self.books()
        self.assert_same_bytes(self.dump(), before, 'the drive')


class NecRegion(cli.CliTest):
    def test_nec_region_is_shown_and_never_changed(self):
        self.use(cli.one(cli.NEC))
        self.make_drives()
        begin = self.log_length()
        region = self.json('info', 'sr0')['region']
        self.assertEqual([region['scheme'], region['user-changes-left']], ['rpc-2', 5])
        self.assertIn('region', self.text('info', 'sr0').out)
        self.assertEqual([entry for entry in self.log(since=begin) if entry['cdb'].startswith('A3')], [])

    def test_region_free_nec_drive_reports_rpc_1(self):
        self.use(cli.one(cli.NEC, Quirks='region-free'))
        self.assertEqual(self.json('info', 'sr0')['region']['scheme'], 'rpc-1')


if __name__ == '__main__':
    cli.main()
