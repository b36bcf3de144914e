# SPDX-License-Identifier: GPL-3.0-or-later
"""recover of drives whose firmware another program left incomplete: there is no journal, and the drive does not report it."""
import json
import os

import cli

INCOMPLETE_MODELS = (('nec-optiarc', 'K355'), ('nec-optiarc', 'D770'), ('nec-optiarc', 'G280'))
NEC_640K = ('nec-optiarc', 'K110')
MODELS_640K = (NEC_640K, ('nec-optiarc', 'L110'))


def steps(log):
    """Returns the steps that the drive received, in order (enter, erase, leave, …), without reads."""
    return [entry['step'] for entry in log if entry['step'] and entry['step'] != 'read']


class OtherProgramTest(cli.CliTest):
    def find(self, family, **keys):
        """Sets the scenario to a drive of this family, as another program left it, and makes an image for it
        (self.image)."""
        self.family = family
        self.keys = keys
        self.use(cli.one(family, Revision='1.05', **keys))
        self.image = self.make_image('new.bin', family)
        return self

    def recover(self, *arguments, code=cli.DONE):
        """Returns the JSON of `recover` and the log of the commands that were sent."""
        begin = self.log_length()
        value = self.json('recover', 'sr0', *arguments, '--yes', code=code)
        return value, self.log(since=begin)

    def assert_new(self, value):
        """Checks that the recovery wrote the new firmware, and that drive and journal need nothing more."""
        self.assertEqual([value['result'], value['verified'], value['revision-after']], ['done', 'proven', '1.07'], value)
        self.assertEqual(self.json('list')[0]['state'], 'ready')
        self.assertIsNone(self.json('info', 'sr0')['journal'])


class IncompleteFirmware(OtherProgramTest):
    """The boot code started firmware that is incomplete: INQUIRY has the old names, but other commands fail."""

    def test_drive_without_complete_firmware_is_reported(self):
        for family in cli.some(INCOMPLETE_MODELS):
            self.setUp()
            self.find(family, State='half-alive')
            listed = self.json('list')[0]
            self.assertEqual(listed['state'], 'needs-recovery', family)
            self.assertIn('recover', listed['can'])
            self.assertRegex(' '.join(listed['is']['evidence']), '4/44/00')
            reported = self.json('info', 'sr0')
            self.assertRegex(reported['rescue']['believes'], r'^The drive started its firmware, which may be incomplete but')
            self.assertFalse([entry for entry in self.log() if entry['step'] in ('enter', 'leave')])

    def test_recovery_flashes_640k_first_after_the_power_cycle(self):
        for family in cli.some((*INCOMPLETE_MODELS, NEC_640K)):
            self.setUp()
            self.find(family, State='half-alive')
            value, log = self.recover(self.image, code=cli.NEEDS_RECOVERY)
            self.assertRegex(value['next'], 'unplug its power cord for 30 seconds.*recover sr0 before you do anything else')
            self.assertNotIn('leave', steps(log))
            self.assertNotIn('erase', steps(log))
            # Simulated drives are powered on at the start of each run.
            value, log = self.recover(self.image)
            first = next(entry for entry in log if not entry['cdb'].startswith('12'))
            self.assertEqual(first['step'], 'enter', family)
            done = steps(log)
            if family is not NEC_640K:  # each of its banks has a safe mode of its own
                self.assertNotIn('leave', done[:len(done) - 1 - done[::-1].index('program')])
            self.assert_new(value)

    def test_other_commands_refuse_incomplete_firmware(self):
        self.find(cli.NEC, State='half-alive')
        self.assertRegex(self.json('flash', 'sr0', self.image, '--yes', code=cli.REFUSED)['message'], 'Recover the drive first')
        self.assertRegex(self.json('verify', 'sr0', self.image, code=cli.REFUSED)['message'], 'Recover the drive first')
        kept = self.json('backup', 'sr0')
        self.assertFalse(kept['complete'])
        self.assertEqual([], [entry for entry in self.log() if cli.is_write(entry)])

    def test_single_wrong_answer_is_not_believed(self):
        self.use(cli.one(cli.NEC, [{'At': 'opcode:00:1', 'Kind': 'sense', 'Sense': '4/44/00'}]))
        self.assertEqual(self.json('list')[0]['state'], 'ready')


class LeftInSafeMode(OtherProgramTest):
    """The firmware is complete, but another program ended without leaving safe mode."""

    def test_safe_mode_with_a_file_is_written_at_once(self):
        for family in cli.some((cli.NEC, INCOMPLETE_MODELS[1], NEC_640K)):
            self.setUp()
            self.find(family, State='safe-mode')
            value, log = self.recover(self.image)
            done = [step for step in steps(log)]
            self.assertIn('erase', done, family)
            if family is not NEC_640K:
                self.assertLess(done.index('erase'), done.index('leave'), family)
            self.assert_new(value)
            # The revision before the recovery is unknown, so result and history must not name one.
            self.assertEqual([value['revision-before'], self.json('history', 'sr0')[0]['revision-before']], [None, None])

    def test_safe_mode_without_a_file_is_left(self):
        self.find(cli.NEC, State='safe-mode')
        value, log = self.recover()
        self.assertEqual([value['result'], value['revision-after']], ['done', '1.05'])
        self.assertIn('could not be verified', value['message'])
        self.assertNotRegex(value['message'], '(runs|is running|will then run) its firmware again')
        self.assertEqual(steps(log)[-1], 'leave')
        self.assertFalse([entry for entry in log if cli.is_write(entry)])

    def test_safe_mode_of_the_second_bank(self):
        self.find(NEC_640K, State='wrong-bank')
        value, _log = self.recover(self.image)
        self.assert_new(value)


class MixedBanks(OtherProgramTest):
    """Flash type 640K: another program ended between the two banks; the checksum of each bank is right."""

    def start(self):
        """Makes a backup of the old firmware, then writes a new bank 0 and keeps the old bank 1, without a journal."""
        self.find(NEC_640K)
        self.make_once('mixed banks', self.mix_banks)
        self.use(cli.one(NEC_640K, Revision='1.05'))

    def mix_banks(self):
        """Does what start() says, and checks that `list` reports both revisions."""
        self.json('backup', 'sr0')
        fault = {'At': 'step:enter:%d' % self.count_enters(), 'Kind': 'power-cut', 'During': 'before'}
        self.use(cli.one(NEC_640K, [fault], Revision='1.05'))
        state, self.state = self.state, self.path('another-state')
        self.text('flash', 'sr0', self.image, '--yes', '--allow-crossflash', code=cli.NEEDS_RECOVERY)
        self.use(cli.one(NEC_640K, Revision='1.05'))
        self.power()
        self.state = state
        listed = self.json('list')[0]
        self.assertEqual(listed['state'], 'needs-recovery')
        reported = ' '.join(listed['is']['evidence'])
        self.assertRegex(reported, '1\\.07')
        self.assertRegex(reported, '1\\.05')
        self.assertRegex(self.text('list').out, 'needs recovery')

    def count_enters(self):
        """Returns how often a flash enters safe mode; the last time is for the second bank."""
        self.copy_folders('start')
        begin = self.log_length()
        self.text('flash', 'sr0', self.image, '--yes', '--allow-crossflash')
        count = [entry['step'] for entry in self.log(since=begin)].count('enter')
        self.restore_folders('start')
        return count

    def test_mixed_banks_recovered_with_the_new_file(self):
        self.start()
        checked = self.json('check', 'sr0', self.image)
        reason = next(reason for reason in checked['reasons'] if reason['code'] == 'not-whole')
        self.assertRegex(reason['text'], '^Only the first part of the firmware matches the image. Flashing was probably interrupted between the two parts. Recover')
        value, log = self.recover(self.image)
        self.assertIn('erase', steps(log))
        self.assert_new(value)
        value, log = self.recover(self.image)
        self.assertEqual([value['result'], value['verified'], steps(log)], ['done', 'proven', []])

    def test_mixed_banks_recovered_with_the_old_file(self):
        self.start()
        kept, = os.listdir(os.path.join(self.state, 'backups'))
        old = self.path('old.bin')
        self.text('backups', 'export', kept, old)
        checked = self.json('check', 'sr0', old)
        reason = next(reason for reason in checked['reasons'] if reason['code'] == 'part-shared')
        self.assertRegex(reason['text'], '^Only the second part of the firmware matches the image. Flashing was probably interrupted, unless .*recover')
        value, _log = self.recover(old)
        self.assertEqual([value['result'], value['verified'], value['revision-after']], ['done', 'proven', '1.05'])

    def test_mixed_banks_are_recognised_by_the_backup_and_not_written(self):
        self.start()
        value, log = self.recover(code=cli.NEEDS_RECOVERY)
        self.assertRegex(value['message'], 'Flashing was probably interrupted.*compared with the backup')
        self.assertEqual([], [entry for entry in log if cli.is_write(entry)])

    def test_backup_of_mixed_banks_is_evidence(self):
        self.start()
        kept = self.json('backup', 'sr0')
        self.assertFalse(kept['complete'])
        listed = json.loads(self.text('--json', 'backups', 'list').out)
        self.assertEqual([entry['complete'] for entry in listed], [False, True])
        self.assertRegex(listed[0]['contradiction'], '1\\.07.*1\\.05')
        self.assertIsNone(listed[1]['contradiction'])
        self.assertRegex(self.text('backups', 'list').out, 'for reference only')
        begin = self.log_length()
        self.text('rollback', 'sr0', listed[0]['id'], '--yes', code=cli.REFUSED)
        self.assertEqual([], [entry for entry in self.log(since=begin) if cli.is_write(entry)])

    def test_mixed_banks_without_other_known_firmware_are_accepted(self):
        """Both banks are valid, and there is no backup or journal. So the recovery cannot find that the banks are of
        two revisions, and must end as done."""
        self.find(NEC_640K, State='mixed-banks')
        self.assertEqual(self.json('recover', 'sr0', '--yes')['result'], 'done')
        self.assertEqual(self.json('list')[0]['state'], 'ready')


BANK_0_BYTES = 0x7B000


class MixedBanksAndFiles(OtherProgramTest):
    """Flash type 640K with mixed banks: the drive has bank 0 of revision 9.99 and bank 1 of 1.05. There is no backup of
    either revision, only a file of 9.99."""

    def start(self, family):
        """Sets the scenario, and makes the file of revision 9.99 (self.image)."""
        self.setUp()
        self.environment['XDG_CACHE_HOME'] = self.path('cache')
        self.find(family, State='mixed-banks')
        self.make_drives()
        data = bytearray(self.read(self.make_image('plain.bin', family, '9.99')))
        data[:BANK_0_BYTES] = self.dump('sr0', 'main')[:BANK_0_BYTES]
        for offset in (4, 6):  # two changes of bank 1 that cancel each other out in its checksum
            data[BANK_0_BYTES + offset] ^= 0x80
        self.image = self.write('new.bin', bytes(data))

    def assert_doubted(self, kept):
        """Checks that every action says that the firmware may be a mix, and that the backup `kept` is not restored."""
        listed = self.json('list')[0]
        self.assertEqual(listed['state'], 'needs-recovery')
        self.assertRegex(self.text('list').err, 'from revision 9.99, but the second part is not.*Unless the firmware was modified'
                                                '.*run “burnbackctl recover sr0 FILE”')
        self.assertEqual(self.json('info', 'sr0')['state'], 'needs-recovery')
        value, log = self.recover(code=cli.NEEDS_RECOVERY)
        self.assertRegex(value['message'], 'from revision 9.99, but the second part is not.*Unless the firmware was modified')
        self.assertRegex(value['next'], 'with that file')
        self.assertNotRegex(value['next'], 'backup')
        self.assertEqual([], [entry for entry in log if cli.is_write(entry)])
        self.assert_not_restored(kept)

    def assert_not_restored(self, kept):
        for arguments in ((), (kept,)):
            begin = self.log_length()
            done = self.run_program(self.command('rollback', 'sr0', *arguments, '--yes'))
            self.assertIn(done.returncode, (cli.REFUSED, cli.NOT_FOUND), done.err)
            self.assertEqual([], [entry for entry in self.log(since=begin) if cli.is_write(entry)], arguments)

    def test_check_names_the_command_that_recovers(self):
        for family in cli.some(MODELS_640K, 1):
            self.start(family)
            checked = self.text('check', 'sr0', self.image).out
            self.assertRegex(checked, 'Flashing was probably interrupted between the two parts.*run “burnbackctl recover sr0 FILE”')
            value, log = self.recover(self.image)
            self.assertEqual([value['result'], value['verified'], value['revision-after']], ['done', 'proven', '9.99'])
            self.assertIn('erase', steps(log))
            self.assertEqual(self.json('list')[0]['state'], 'ready')

    def test_file_in_the_library_is_compared_by_all_commands(self):
        for family in cli.some(MODELS_640K, 1):
            self.start(family)
            kept = self.json('backup', 'sr0')
            self.assertTrue(kept['complete'])
            self.text('library', 'add', self.image)
            self.text('library', 'scan')
            self.assert_doubted(kept['id'])
            again = self.json('backup', 'sr0')
            self.assertFalse(again['complete'])
            listed = json.loads(self.text('--json', 'backups', 'list').out)
            self.assertEqual([entry['complete'] for entry in listed], [False, False])
            self.assertRegex(self.text('backups', 'list').out, 'for reference only: this backup will not be restored, because it may contain a mix of')
            value, log = self.recover(self.image)
            self.assertEqual([value['result'], value['verified'], value['revision-after']], ['done', 'proven', '9.99'])
            self.assertIn('erase', steps(log))
            self.assertEqual(self.json('list')[0]['state'], 'ready')
            self.assert_not_restored(kept['id'])

    def test_flashed_file_is_known_from_the_journal(self):
        for family in cli.some(MODELS_640K, 1):
            self.start(family)
            kept = self.json('backup', 'sr0')
            self.assertTrue(kept['complete'])
            between = self.make_image('between.bin', family, '1.07')
            for name in (between, self.image):
                self.assertEqual(self.json('flash', 'sr0', name, '--yes', '--allow-crossflash')['result'], 'done')
            self.assertEqual(self.json('list')[0]['state'], 'ready')
            begin = self.log_length()
            refused = self.json('rollback', 'sr0', kept['id'], '--yes', code=cli.REFUSED)
            mixed = 'The backup %s may contain a mix of two firmware revisions' % kept['id']
            self.assertIn(mixed, refused['message'])
            self.assertEqual([], [entry for entry in self.log(since=begin) if cli.is_write(entry)])
            self.assert_judged_as_mixed(kept['id'], mixed)

    def assert_judged_as_mixed(self, kept, mixed):
        """Checks that the list, the details and the export of the backup `kept` say what a rollback says (`mixed`), and
        that the exported file is flashed only by experts."""
        listed = {entry['id']: entry for entry in json.loads(self.text('--json', 'backups', 'list').out)}
        for value in (listed[kept], json.loads(self.text('--json', 'backups', 'show', kept).out)):
            self.assertFalse(value['complete'])
            self.assertIn(mixed, value['contradiction'])
        self.assertRegex(self.text('backups', 'show', kept).out, 'for reference only: this backup will not be restored, because it may contain a mix of')
        name = self.path('exported.bin')
        self.assertIn(mixed, self.text('backups', 'export', kept, name).out)
        reasons = self.json('check', 'sr0', name)['reasons']
        self.assertRegex(next(reason['text'] for reason in reasons if reason['code'] == 'for-experts'), 'may contain a mix')
        refused = self.json('flash', 'sr0', name, '--yes', '--allow-crossflash', code=cli.REFUSED)
        self.assertEqual(refused['consents'], ['experts'])

    def test_own_file_exposes_the_mix(self):
        """Neither a flash nor a verification with the file of 9.99 may treat the mix as other firmware."""
        for family in cli.some(MODELS_640K, 1):
            self.start(family)
            begin = self.log_length()
            refused = self.text('flash', 'sr0', self.image, '--yes', '--allow-crossflash', code=cli.REFUSED)
            self.assertRegex(refused.err, 'from revision 9.99, but the second part is not.*Recover the drive first')
            verified = self.text('verify', 'sr0', self.image, code=cli.FAILED)
            self.assertRegex(verified.err, 'does not contain this firmware. Only the first part of the firmware matches the image. '
                                           'Flashing was probably interrupted.*recover sr0')
            self.assertEqual([], [entry for entry in self.log(since=begin) if cli.is_write(entry)])

    def test_equal_file_is_complete_firmware(self):
        """One of two files of revision 9.99 equals the firmware, so the other one may be modified."""
        for family in cli.some(MODELS_640K, 1):
            self.start(family)
            kept = self.json('backup', 'sr0')
            self.text('backups', 'export', kept['id'], self.path('equal.bin'))
            for name in (self.image, self.path('equal.bin')):
                self.text('library', 'add', name)
            self.text('library', 'scan')
            self.assertEqual(self.json('list')[0]['state'], 'ready')
            self.assertNotIn('not-whole', [reason['code'] for reason in self.json('check', 'sr0', self.image)['reasons']])
            self.assertTrue(self.json('backup', 'sr0')['complete'])
            self.assertEqual(self.recover()[0]['verified'], 'proven')


class AnotherPort(OtherProgramTest):
    def test_recovery_at_another_port_closes_the_journal(self):
        """The drive was disconnected during a flash and recovered at another port; another drive is at the old port now."""
        self.find(cli.SMALL)
        self.use(cli.one(cli.SMALL, [{'At': 'step:program:9', 'Kind': 'power-cut'}], Revision='1.05'))
        self.json('flash', 'sr0', self.image, '--yes', code=cli.NEEDS_RECOVERY)
        os.rename(os.path.join(self.drives, 'sr0'), os.path.join(self.drives, 'sr1'))
        keys = {'Revision': '1.05'}
        self.use(cli.scenario(('sr0', *cli.SMALL, {**keys, 'Serial': 'SIM0002', 'Seed': '9'}),
                              ('sr1', *cli.SMALL, {**keys, 'Serial': 'SIM0001'})))
        self.sim('power', 'sr1', 'on')
        value = self.json('recover', 'sr1', self.image, '--yes')
        self.assertEqual([value['result'], value['revision-after']], ['done', '1.07'])
        self.assertEqual([drive['state'] for drive in self.json('list')], ['ready', 'ready'])
        again = self.make_image('again.bin', cli.SMALL, '1.08', 8)
        self.assertEqual(self.json('flash', 'sr1', again, '--yes')['result'], 'done')


if __name__ == '__main__':
    cli.main()
