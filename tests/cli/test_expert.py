# SPDX-License-Identifier: GPL-3.0-or-later
"""What few need: book types, region state, and another boot code (docs/protocols/nec-optiarc.md, 10 and 11)."""
import cli
import streams

K451 = ('nec-optiarc', 'K451')


class BookTypes(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.start()

    def start(self, family=cli.NEC, **keys):
        self.forget_drives()
        self.use(cli.one(family, **keys))
        self.make_drives()

    def books(self, *arguments, code=cli.DONE):
        value = self.json('booktype', 'sr0', *arguments, code=code)
        return {book['media']: book for book in value} if isinstance(value, list) else value

    def test_shown(self):
        books = self.books()
        self.assertEqual({media: book['in-use'] for media, book in books.items()},
                         {'dvd+r': 'dvd+r', 'dvd+rw': 'dvd+rw', 'dvd+r-dl': 'dvd+r-dl'})
        self.assertIn('DVD+R DL', self.text('booktype', 'sr0').out)

    def test_set_for_good(self):
        begin = self.log_length()
        books = self.books('dvd+r', 'dvd-rom')
        self.assertEqual([books['dvd+r']['permanent'], books['dvd+r']['left'], books['dvd+rw']['permanent']],
                         ['dvd-rom', 499, 'dvd+rw'])
        sent = [entry['cdb'] for entry in self.log(since=begin)]
        self.assertIn('C90100014254595045000000', sent)
        self.power(False)
        self.power(True)
        self.assertEqual(self.books()['dvd+r']['in-use'], 'dvd-rom')

    def test_set_until_the_drive_is_reset(self):
        books = self.books('dvd+r-dl', 'dvd-rom', '--temporary')
        self.assertEqual([books['dvd+r-dl']['permanent'], books['dvd+r-dl']['left']], ['dvd+r-dl', 500])

    def test_cleared(self):
        self.books('dvd+r', 'dvd-rom')
        self.assertEqual(self.books('--clear')['dvd+r']['permanent'], 'dvd+r')

    def test_words_that_are_none(self):
        for arguments in (['floppy', 'dvd-rom'], ['dvd+r', 'lp'], ['dvd+r'], ['--temporary'], ['--clear', 'dvd+r', 'dvd-rom']):
            self.books(*arguments, code=cli.USAGE)

    def test_older_commands(self):
        self.start(Quirks='book-type-version=0')
        books = self.books()
        self.assertEqual({book['style'] for book in books.values()}, {'ricoh'})
        self.assertEqual(self.books('dvd+r', 'dvd-rom')['dvd+r']['permanent'], 'dvd-rom')

    def test_a_drive_without(self):
        self.start(cli.NS60)
        value = self.json('booktype', 'sr0', code=None)
        self.assertIn(value['exit'], (cli.FAILED, cli.REFUSED))

    def test_the_flash_memory_is_not_touched_by_looking(self):
        before = self.dump()
        self.books()
        self.assert_same_bytes(self.dump(), before, 'the drive')


class Region(cli.CliTest):
    def test_shown_and_never_changed(self):
        self.use(cli.one(cli.NEC))
        self.make_drives()
        begin = self.log_length()
        region = self.json('info', 'sr0')['region']
        self.assertEqual([region['scheme'], region['user-changes-left']], ['rpc-2', 5])
        self.assertIn('region', self.text('info', 'sr0').out)
        self.assertEqual([entry for entry in self.log(since=begin) if entry['cdb'].startswith('A3')], [])

    def test_a_drive_of_no_region(self):
        self.use(cli.one(cli.NEC, Quirks='region-free'))
        self.assertEqual(self.json('info', 'sr0')['region']['scheme'], 'rpc-1')


class Convert(cli.CliTest):
    """An ND-3550A becomes an ND-4551A."""

    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.make_drives()
        self.boot = self.path('boot.bin')
        self.sim('make-image', '--family', 'nec-optiarc', '--model', 'K451', '--kind', 'boot-code', self.boot)
        self.before = self.dump()
        self.begin = self.log_length()

    def convert(self, *options, code=cli.DONE, kind=None, to='K451'):
        return self.json('convert', 'sr0', '--to', to, '--boot-code', self.boot, *options, code=code, kind=kind)

    def assert_untouched(self):
        self.assertEqual([entry['cdb'] for entry in self.log(since=self.begin) if cli.is_write(entry)], [])
        self.assert_same_bytes(self.dump(), self.before, 'the drive')

    def test_dry_run(self):
        steps = self.convert('--dry-run', kind='dry-run')['steps']
        self.assertTrue(any(step['endangers'] for step in steps))
        self.assertEqual([step['text'].replace(' ', '')[:4] for step in steps if step.get('deadly')], ['CB02'])
        self.assert_untouched()

    def test_nobody_said_yes(self):
        self.assertIn('--yes', self.convert(code=cli.REFUSED)['error']['next'])
        self.assert_untouched()

    def test_yes_is_not_the_consent_of_an_expert(self):
        value = self.convert('--yes', code=cli.REFUSED)
        self.assertEqual(value['consents'], ['conversion'])
        self.assertEqual(value['next'], 'To continue anyway, add --expert.')
        self.assert_untouched()

    def test_other_hardware_is_refused(self):
        for to in ('K460', 'D770', 'XXXX'):
            value = self.convert('--yes', code=None, to=to)
            self.assertIn(value['exit'], (cli.USAGE, cli.REFUSED, cli.NOT_FOUND), to)
            # Once, at the end.
            self.assertEqual(value['message'].count('Nothing on the drive was changed.'), 1, to)
        self.assert_untouched()

    def test_a_file_that_is_no_boot_code_is_refused(self):
        boot = bytearray(self.read(self.boot))
        boot[0x1234] ^= 1
        for data in (b'', bytes(0x4000), self.read(self.make_image('fw.bin')), bytes(boot)):
            self.boot = self.write('bad.bin', data)
            value = self.convert('--yes', code=None)
            self.assertIn(value['exit'], (cli.FAILED, cli.REFUSED))
        self.assert_untouched()

    def test_then_the_firmware_of_the_new_type(self):
        value = self.convert('--rid', 'ND27', '--digits', '4551', '--yes', '--expert', code=None)
        self.assertIn(value['exit'], (cli.DONE, cli.UNPROVEN, cli.NEEDS_RECOVERY), value)
        self.assertTrue(value['next'])
        sent = [entry['cdb'] for entry in self.log(since=self.begin)]
        erases = [cdb for cdb in sent if cdb.startswith('CB04')]
        self.assertEqual(len(erases), 31)
        for cdb in ('CB0000004800000004000000', 'CB0000005F10000004000000', 'CB0000005F43000004000000',
                    'CB0100000000000004010000', 'CB0200000000000001000000'):
            self.assertEqual(sent.count(cdb), 1, cdb)
        self.assertLess(sent.index('CB0100000000000004010000'), sent.index(erases[0]))
        self.assertLess(sent.index(erases[-1]), sent.index('CB0200000000000001000000'))
        self.power(False)
        self.power(True)
        self.assert_same_bytes(self.dump(region='boot'), self.read(self.boot)[:0x4000], 'boot code')
        self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
        image = self.make_image('k451.bin', K451, '1.09', 3)
        recovered = self.json('recover', 'sr0', image, '--yes', '--allow-crossflash')
        self.assertEqual(recovered['revision-after'], '1.09')
        info = self.json('info', 'sr0')
        self.assertEqual([info['is']['code'], info['state'], info['journal']], ['K451', 'ready', None])
        # Only the twelve bytes of its identity are another.
        now, then = self.dump(region='calibration'), self.before[0x4000:0x6000]
        changed = {i for i, (a, b) in enumerate(zip(now, then)) if a != b}
        self.assertLessEqual(changed, {*range(0x800, 0x804), *range(0x1F10, 0x1F14), *range(0x1F43, 0x1F47)})
        kind = streams.NEC_MODELS['K355']
        self.assert_same_bytes(self.dump()[kind.begin:kind.begin + kind.size], self.read(image)[:kind.size], 'firmware')

    def test_a_mediatek_drive_has_no_such_thing(self):
        self.use(cli.scenario(('sr1', *cli.NS60, {})))
        value = self.json('convert', 'sr1', '--to', 'K451', '--boot-code', self.boot, '--yes', code=None)
        self.assertEqual(value['exit'], cli.REFUSED)
        self.assertEqual([entry for entry in self.log('sr1') if cli.is_write(entry)], [])


class DamagedId(cli.CliTest):
    """The firmware runs and the id in the calibration page is garbage: repaired, not flashed."""

    def test_repaired(self):
        self.use(cli.one(cli.NEC, State='damaged-id'))
        self.make_drives()
        self.assertNotEqual(self.json('list')[0]['state'], 'ready')
        before = self.dump()
        # There is no backup from before, so what is written rests on evidence alone.
        value = self.json('recover', 'sr0', '--yes', code=cli.REFUSED)
        self.assertEqual([value['consents'], value['next']], [['identity'], 'To continue anyway, add --expert.'])
        self.assert_same_bytes(self.dump(), before, 'the drive')
        value = self.json('recover', 'sr0', '--yes', '--expert', code=None)
        self.assertIn(value['exit'], (cli.DONE, cli.UNPROVEN), value)
        self.power(False)
        self.power(True)
        now = self.dump()
        self.assertEqual(now[0x4800:0x4804], b'K355')
        changed = {i for i, (a, b) in enumerate(zip(now, before)) if a != b}
        self.assertLessEqual(changed, {*range(0x4800, 0x4804), *range(0x5F10, 0x5F14), *range(0x5F43, 0x5F47)})
        info = self.json('info', 'sr0')
        self.assertEqual([info['is']['code'], info['state']], ['K355', 'ready'])


if __name__ == '__main__':
    cli.main()
