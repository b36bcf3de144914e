# SPDX-License-Identifier: GPL-3.0-or-later
"""Book types and region state, as scripts see them."""
import cli


class BookType(cli.CliTest):
    def books(self, *arguments, **more):
        return {book['media']: book for book in self.json('booktype', 'sr0', *arguments, **more)}

    def test_showing_sends_nothing_that_writes(self):
        self.use(cli.one(cli.NEC))
        books = self.books()
        self.assertEqual(set(books), {'dvd+r', 'dvd+rw', 'dvd+r-dl'})
        for media, book in books.items():
            self.assertEqual(book, {'media': media, 'permanent': media, 'temporary': None, 'in-use': media, 'left': 500,
                                    'style': 'nec'})
        sent = [line['cdb'].upper().split()[:2] for line in self.log()]
        for cdb in sent:
            self.assertNotIn(cdb, (['C9', '01'], ['C9', '03'], ['C9', '04'], ['C9', '0C'], ['F9', '14'], ['F9', '0C']))

    def test_permanent_is_counted_and_cleared(self):
        self.use(cli.one(cli.NEC))
        book = self.books('dvd+r-dl', 'dvd-rom')['dvd+r-dl']
        self.assertEqual((book['permanent'], book['in-use'], book['left']), ('dvd-rom', 'dvd-rom', 499))
        self.power(False)
        self.power(True)
        self.assertEqual(self.books()['dvd+r-dl'], book)
        book = self.books('--clear')['dvd+r-dl']
        self.assertEqual((book['permanent'], book['left']), ('dvd+r-dl', 500))

    def test_temporary_is_not_counted(self):
        self.use(cli.one(cli.NEC))
        book = self.books('dvd+rw', 'dvd-rom', '--temporary')['dvd+rw']
        self.assertEqual((book['permanent'], book['temporary'], book['in-use'], book['left']),
                         ('dvd+rw', 'dvd-rom', 'dvd-rom', 500))

    def test_older_firmware(self):
        self.use(cli.one(cli.NEC, Quirks='book-type-version=0'))
        book = self.books('dvd+r', 'dvd-rom')['dvd+r']
        self.assertEqual((book['permanent'], book['temporary'], book['left'], book['style']),
                         ('dvd-rom', None, None, 'ricoh'))
        for arguments in (['dvd+r-dl', 'dvd-rom'], ['dvd+r', 'dvd-rom', '--temporary'], ['--clear']):
            self.json('booktype', 'sr0', *arguments, code=cli.REFUSED)

    def test_a_family_without(self):
        self.use(cli.one(cli.NS60))
        self.json('booktype', 'sr0', code=cli.REFUSED)

    def test_wrong_usage(self):
        self.use(cli.one(cli.NEC))
        for arguments in (['dvd+r'], ['dvd+r', 'cd-rom'], ['cd-r', 'dvd-rom'], ['--temporary'],
                          ['dvd+r', 'dvd-rom', '--clear'], ['--clear', '--temporary'], ['dvd+r', 'dvd-rom', 'more']):
            self.json('booktype', 'sr0', *arguments, code=cli.USAGE)
        self.json('booktype', 'sr9', code=cli.NOT_FOUND)


class Region(cli.CliTest):
    def test_it_is_told(self):
        self.use(cli.one(cli.NEC))
        value = self.json('info', 'sr0')
        self.assertEqual(value['region'], {'scheme': 'rpc-2', 'region': None, 'user-changes-left': 5,
                                           'vendor-changes-left': 4})
        self.assertEqual(len(value['book-types']), 3)

    def test_a_drive_without_region(self):
        self.use(cli.one(cli.NEC, Quirks='region-free'))
        self.assertEqual(self.json('info', 'sr0')['region']['scheme'], 'rpc-1')

    def test_a_drive_that_does_not_tell(self):
        self.use(cli.one(cli.NS60))
        value = self.json('info', 'sr0')
        self.assertIsNone(value['region'])
        self.assertEqual(value['book-types'], [])


if __name__ == '__main__':
    cli.main()
