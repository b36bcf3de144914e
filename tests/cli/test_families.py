# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line keeps its contract for a drive of each family of tests/families/families.txt: what a drive cannot do
according to `can` is refused with a reason, and what it can do is done, with the words of the contract."""
import functools

import cli
import families

CONSENTS = ('--yes', '--allow-crossflash', '--without-backup', '--expert')


def for_each(list_rows):
    """Returns a decorator: the test runs for each row that @list_rows returns, with a new drive."""
    def decorate(test):
        @functools.wraps(test)
        def run(self):
            for family in list_rows():
                with self.subTest(family.id):
                    self.setUp()
                    self.begin(family)
                    test(self, family)
        return run
    return decorate


def in_turns(list_rows, first):
    """Returns a function that lists every second row of @list_rows, from the row @first on; with $BURNBACK_TEST_ALL, all rows. So of two
    tests, each family has one in each change. The test file of each family has its own cases of both."""
    return lambda: list_rows() if cli.ALL else list_rows()[first::2]


class Families(cli.CliTest):
    def begin(self, family):
        """Makes a new drive of the family, with revision 1.05, and an image of 1.07 for it."""
        self.forget_drives()
        self.use(cli.one((family.id, family.model), Revision='1.05', **family.keys()))
        self.make_drives()
        self.image = None
        if family.proof == 'never':
            return
        boot = ('--boot-version', family.boot) if family.boot else ()
        self.image = self.make_image('new.bin', (family.id, family.model), '1.07', 7, *boot)

    @for_each(families.all_rows)
    def test_drive_is_identified_the_same_by_every_command(self, family):
        info = self.json('info', 'sr0')
        listed = self.json('list')[0]
        self.assertEqual(info['is']['family'], family.id)
        self.assertEqual([listed['is'], listed['can'], listed['state']], [info['is'], info['can'], 'ready'])
        self.assertIn(info['is']['model'], self.text('info', 'sr0').out)
        self.assertEqual(info['backup'] != 'none', 'backup' in info['can'])

    @for_each(families.rows)
    def test_image_is_identified_and_checked(self, family):
        found = self.json('identify', self.image)
        self.assertEqual([[image['family'], image['problem']] for image in found], [[family.id, None]])
        verdict = self.json('check', 'sr0', self.image)
        info = self.json('info', 'sr0')
        self.assertEqual([verdict['backup'], info['revision']], [info['backup'], '1.05'])
        # A file without a checksum has a caution that is true of each such file.
        weights = {reason['weight'] for reason in verdict['reasons'] if reason['code'] != 'no-checksum'}
        self.assertIn('caution' if 'caution' in weights else 'cross-flash' if 'cross-flash' in weights else 'fits',
                      ('caution', 'cross-flash') if 'expert' in family.marks else
                      ('fits', 'caution') if 'caution' in family.marks else ('fits',))

    @for_each(in_turns(families.all_rows, 0))
    def test_backup_is_made_if_the_firmware_can_be_read(self, family):
        drive = self.json('list')[0]
        if 'backup' not in drive['can']:
            self.assertTrue(self.json('backup', 'sr0', code=cli.REFUSED)['error']['message'])
            self.assertEqual(self.json('backups', 'list', kind='backups-list'), [])
            return
        backup = self.json('backup', 'sr0')
        self.assertEqual([kept['id'] for kept in self.json('backups', 'list', kind='backups-list')], [backup['id']])
        self.assertEqual(backup['revision'], drive['revision'])
        if backup['complete']:
            self.assertEqual(self.json('verify', 'sr0')['result'], 'equal')
            self.assertIn('complete, read twice and compared (', self.text('backups', 'list').out)

    # In each change, test_interrupted_flash_is_recovered() ends with the new firmware of the other families.
    @for_each(in_turns(families.rows, 0))
    def test_flash_is_proven_as_the_family_can(self, family):
        is_cycled = 'cycle' in family.marks
        flashed = self.json('flash', 'sr0', self.image, *CONSENTS, code=cli.UNPROVEN if is_cycled else cli.DONE)
        self.assertEqual([flashed['result'], flashed['verified'], flashed['revision-before']],
                         ['written', 'pending', '1.05'] if is_cycled else ['done', family.proof, '1.05'])
        if is_cycled:
            self.power(False)
            self.power()
            flashed = self.json('verify', 'sr0')
        self.assertEqual(flashed['revision-after'], '1.07')
        self.assertEqual(self.json('list')[0]['revision'], '1.07')
        verified = self.json('verify', 'sr0', self.image)
        self.assertEqual(verified['result'], 'equal' if family.proof == 'proven' or 'saved' in family.marks else 'cannot')
        history = self.json('history', 'sr0')
        self.assertEqual([history[0]['action'], history[0]['revision-after'], history[0]['verified']],
                         ['flash', '1.07', family.proof])
        self.assertEqual([line for line in self.log() if line.get('violations')], [])

    @for_each(families.rows)
    def test_flash_without_consents_writes_nothing(self, family):
        before = self.dump()
        dry = self.json('flash', 'sr0', self.image, '--dry-run', *CONSENTS, kind='dry-run')
        self.assertTrue(any(step['endangers'] for step in dry['steps']))
        self.assertTrue(self.json('flash', 'sr0', self.image, code=cli.REFUSED)['error']['next'])
        self.assert_same_bytes(self.dump(), before, 'the memory of the drive')

    @for_each(families.rows)
    def test_truncated_image_is_refused(self, family):
        with open(self.image, 'rb') as file:
            image = file.read()
        half = self.write('half.bin', image[:len(image) // 2])
        before = self.dump()
        self.assertEqual(self.json('flash', 'sr0', half, *CONSENTS, code=cli.REFUSED)['result'], 'refused')
        self.assert_same_bytes(self.dump(), before, 'the memory of the drive')

    @for_each(in_turns(families.rows, 1))
    def test_interrupted_flash_is_recovered(self, family):
        keys = {'Revision': '1.05', **family.keys()}
        self.use(cli.one((family.id, family.model), faults=[{'At': f'step:{family.half}', 'Kind': 'power-cut',
                                                             'During': 'middle'}], **keys))
        failed = self.json('flash', 'sr0', self.image, *CONSENTS, code=cli.NEEDS_RECOVERY)
        self.assertEqual([failed['result'], failed['drive-safe']], ['needs-recovery', False])
        self.use(cli.one((family.id, family.model), **keys))
        self.power()
        self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
        is_cycled = 'cycle' in family.marks
        recovered = self.json('recover', 'sr0', self.image, '--yes', '--allow-crossflash', '--expert',
                              code=cli.UNPROVEN if is_cycled else cli.DONE)
        if is_cycled:
            self.power(False)
            self.power()
            recovered = self.json('verify', 'sr0')
        self.assertEqual(recovered['revision-after'], '1.07')
        self.assertEqual(self.json('list')[0]['state'], 'ready')

    def test_bridge_leaves_no_doubt_about_a_drive_that_it_kept_from_the_image(self):
        """The bridge drops commands of more than ten bytes, or answers instead of the drive ("swallow", "bridge").
        Either the flash is done, or the memory is unchanged and the result does not call the drive unsafe."""
        results = set()
        for family, kinds in cli.shares(families.rows(), ('ten-bytes', 'bridge', 'swallow')):
            for kind in kinds:
                with self.subTest(family=family.id, kind=kind):
                    self.setUp()
                    self.begin(family)
                    results.add(self.flash_with_bridge(family, kind))
        self.assertGreaterEqual(results, {'done', 'unchanged', 'written'})

    def flash_with_bridge(self, family, kind):
        """Flashes the drive with a bridge of this kind, and checks memory, result and state. Returns the result."""
        keys = {'Revision': '1.05', **family.keys()}
        before = self.dump()
        self.use(cli.one((family.id, family.model), faults=[{'At': 'command:1', 'Kind': kind, 'Times': '0'}], **keys))
        result = self.json('flash', 'sr0', self.image, *CONSENTS, code=None)
        if result['result'] == 'done':
            self.assertNotEqual(self.dump(), before)
            return 'done'
        self.assert_same_bytes(self.dump(), before, 'the memory of the drive')
        # Only if the bridge answers a complete upload with GOOD, it is unknown until a power cycle what the drive
        # runs.
        self.assertIn(result['result'], ('unchanged', 'refused', 'written'))
        self.assertEqual(result['result'] == 'written', kind == 'swallow' and family.id == 'samsung-tsst')
        self.assertIsNot(result['drive-safe'], False)
        self.assertTrue(result['next'])
        self.use(cli.one((family.id, family.model), **keys))
        self.assertEqual(self.json('list')[0]['state'], 'ready')
        return result['result']

    @for_each(in_turns(families.rows, 0))
    def test_refusal_of_the_first_piece_leaves_the_drive_unchanged(self, family):
        keys = {'Revision': '1.05', **family.keys()}
        before = self.dump()
        self.use(cli.one((family.id, family.model), faults=[{'At': f'step:{family.first}', 'Kind': 'sense', 'Sense': '5/20/00',
                                                             'Times': '0'}], **keys))
        result = self.json('flash', 'sr0', self.image, *CONSENTS, code=cli.FAILED)
        self.assertEqual([result['result'], result['drive-safe']], ['unchanged', True])
        self.assertTrue(result['next'])
        self.assert_same_bytes(self.dump(), before, 'the memory of the drive')
        self.use(cli.one((family.id, family.model), **keys))
        self.assertEqual(self.json('list')[0]['state'], 'ready')

    @for_each(in_turns(families.all_rows, 1))
    def test_report_names_the_family_and_no_serial_number(self, family):
        self.json('report', 'sr0', self.path('report.json'))
        text = self.read(self.path('report.json')).decode()
        self.assertIn(family.id, text)
        self.assertNotIn('SIM0001', text)


if __name__ == '__main__':
    cli.main()
