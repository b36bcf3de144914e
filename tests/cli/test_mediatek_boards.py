# SPDX-License-Identifier: GPL-3.0-or-later
"""MediaTek drives whose circuit board counts: drives with the same board, and slim drives with firmware for half-height drives."""
import os
import shutil

import cli
from test_mediatek import EVERYTHING, FAMILY, KEY, KEY_SHA256, Mt1959Test


class EqualBoards(Mt1959Test):
    """Two drives with the same circuit board, and so with the same fingerprint: sr0 was flashed, sr1 runs only its boot code."""

    def setUp(self):
        super().setUp()
        self.use(cli.scenario(('sr0', FAMILY, 'BD-RE WH16NS60', {'Revision': '1.00', 'Serial': 'SIM0001', 'Quirks': 'readable=all'}),
                              ('sr1', FAMILY, 'BD-RE BH16NS55', {'Revision': '1.02', 'Serial': 'SIM0002', 'State': 'half-flashed',
                                                                 'Quirks': 'boot-reads'})))
        image = self.image('new.bin', 'BD-RE WH16NS60', '1.02')
        self.make_once('one of two equal boards was flashed', lambda: self.flash(image))

    def test_records_of_the_other_drive_are_not_used(self):
        self.assertEqual(len(self.json('history', 'sr0')), 1)
        self.assertEqual(self.json('history', 'sr1'), [])
        info = self.text('info', 'sr1').out
        for text in ('identified itself as “HL-DT-ST BD-RE WH16NS60”', 'Last reported name', 'the backup', 'Ran in this drive'):
            self.assertNotIn(text, info)
        for verb in ('recover', 'rollback'):
            failed = self.json(verb, 'sr1', '--yes', code=None, kind='result')
            self.assertNotEqual(failed['exit'], cli.DONE)
        self.assertEqual([entry['cdb'] for entry in self.log('sr1') if cli.is_write(entry)], [])

    def test_own_records_are_used_at_another_port(self):
        self.use(cli.scenario(('sr2', FAMILY, 'BD-RE WH16NS60', {'Serial': 'SIM0001', 'State': 'half-flashed', 'Quirks': 'boot-reads'})))
        self.assertEqual(len(self.json('history', 'sr2')), 1)
        self.assertIn('Last reported name: HL-DT-ST BD-RE WH16NS60', self.text('info', 'sr2').out)


class SeveralProducts(Mt1959Test):
    def test_name_of_one_of_several_products_is_not_shown(self):
        """Several products have a BU40N inside, and the drive does not show which of them it is."""
        self.drive('BD-RE BU40N', State='boot')
        self.assertRegex(self.text('list').out, r'needs recovery +HLDS \(LG\) BU40N ')


class WrongFormFactor(Mt1959Test):
    """A slim drive runs half-height firmware: it works but may overheat until it gets firmware for its board."""
    def wrong_drive(self, quirks='', model='BD-RE BU40N', **keys):
        """Makes a slim drive that runs firmware of a WH16NS60."""
        self.drive(model, 'service-code=NS60' + quirks, State='wrong-form-factor', Product='BD-RE WH16NS60',
                   Revision='1.02', **keys)

    def own_image(self):
        return self.image('own.bin', 'BD-RE BU40N', '1.00')

    def test_hazard_is_in_list_info_and_json(self):
        self.wrong_drive()
        hazard = self.json('list')[0]['hazard']
        self.assertRegex(hazard, 'slim drive is running firmware for half-height drives.*overheat.*Power on the drive only')
        drive = self.json('info', 'sr0')
        self.assertEqual([drive['state'], drive['is']['model'], drive['hazard']], ['needs-recovery', 'BU40N', hazard])
        self.assertIn(hazard, drive['state-text'])
        self.assertEqual(drive['rescue']['safe'], hazard)
        self.assertEqual(drive['rescue']['steps'][0]['step'], 'file')
        self.assertIn('BU40N', drive['rescue']['steps'][0]['text'])
        self.assertNotIn('flash', drive['can'])
        for said in (self.text('list').err, self.text('info', 'sr0').out):
            self.assertIn(hazard, said)
            self.assertIn('recover sr0 FILE', said)
            self.assertNotRegex(said, 'identity is (inconsistent|wrong)')
        result = self.json('recover', 'sr0', '--yes', code=cli.NEEDS_RECOVERY)
        self.assertIn(hazard, result['message'])
        self.assertFalse(result['drive-safe'])
        self.assertNotRegex(result['message'], 'firmware is not running|incomplete|not read completely|Keep the drive powered')
        self.assertIn('model on its label', result['next'])
        self.assert_nothing_was_sent()

    def test_other_drives_have_no_hazard(self):
        self.drive('BD-RE BU40N')
        self.assertIsNone(self.json('list')[0]['hazard'])

    def test_image_for_the_own_board_needs_no_consent(self):
        self.wrong_drive()
        image = self.own_image()
        check = self.json('check', 'sr0', image)
        codes = [reason['code'] for reason in check['reasons']]
        self.assertEqual([reason['code'] for reason in check['reasons'] if reason['weight'] != 'info'], ['no-checksum'])
        self.assertIn('own-board', codes)
        self.assertEqual([code for code in codes if code.startswith('cross')], [])
        self.json('flash', 'sr0', image, *EVERYTHING, code=cli.REFUSED)
        self.assert_nothing_was_sent()
        result = self.json('recover', 'sr0', image, '--yes')
        self.assertEqual([result['result'], result['revision-after']], ['done', '1.00'])
        self.assert_runs('BD-RE BU40N', '1.00')
        self.assertIsNone(self.json('list')[0]['hazard'])

    def test_recover_refuses_half_height_firmware(self):
        self.wrong_drive()
        burning = self.image('burning.bin', 'BD-RE WH16NS60', '1.03')
        result = self.json('recover', 'sr0', burning, '--yes', '--allow-crossflash', code=cli.REFUSED)
        self.assertFalse(result['drive-safe'])
        self.assert_nothing_was_sent()

    def test_models_with_the_same_board_are_named(self):
        self.wrong_drive(model='BD-RE BP50NB40')
        drive = self.json('info', 'sr0')
        self.assertIsNone(drive['is'])
        self.assertIn('BP55EB40', drive['rescue']['steps'][0]['text'])
        check = self.json('check', 'sr0', self.image('own.bin', 'BD-RE BP50NB40', '1.01'))
        self.assertIn('WP50NB40', ' '.join(reason['text'] for reason in check['reasons']))
        other = self.json('check', 'sr0', self.own_image())
        self.assertEqual(other['verdict'], 'cross-flash')
        self.assertNotIn('crossflash-risk', [reason['code'] for reason in other['reasons']])
        self.text('report', 'sr0', '--output', self.path('report'), code=None)

    def test_backup_of_hazardous_firmware_is_not_restored(self):
        self.wrong_drive(';readable=all')
        backup = self.json('backup', 'sr0')
        self.assertFalse(backup['complete'])
        self.text('rollback', 'sr0', '--yes', code=cli.NOT_FOUND)
        self.text('rollback', 'sr0', backup['id'], '--yes', '--allow-crossflash', code=None)
        self.assertEqual(self.json('recover', 'sr0', '--yes', code=cli.NEEDS_RECOVERY)['backup'], None)
        self.assert_nothing_was_sent()

    def test_failed_flash_does_not_restore_hazardous_firmware(self):
        """The power is cut while firmware for the board is written. There is a complete backup of the hazardous firmware."""
        text = cli.one((FAMILY, 'BD-RE BU40N'), State='wrong-form-factor', Product='BD-RE WH16NS60', Revision='1.02',
                       Quirks='service-code=NS60;readable=all;boot-reads')
        self.use(text)
        self.make_drives()
        image = self.own_image()
        self.use(text + '[fault 1]\nDrive=sr0\nAt=step:program:1\nKind=power-cut\nDuring=after\n')
        self.json('recover', 'sr0', image, '--yes', code=cli.NEEDS_RECOVERY)
        self.use(text)
        self.power()
        self.assertEqual(self.json('list')[0]['revision'], 'BOOT')
        result = self.json('recover', 'sr0', '--yes')
        self.assertEqual([result['result'], result['revision-after']], ['done', '1.00'])
        self.assert_runs('BD-RE BU40N', '1.00')

    def assert_hazard_is_named(self, is_short=False):
        """Checks that all that names the state of the drive names the hazard and the cure, and nothing of the other build. @is_short:
        in each change, only the JSON of `info` is read"""
        drive = self.json('info', 'sr0')
        hazard = drive['hazard']
        self.assertRegex(hazard, 'may overheat. Power on the drive only to recover it')
        self.assertEqual(drive['rescue']['safe'], hazard)
        self.assertEqual([drive['state'], drive['is']['model']], ['needs-recovery', 'BU40N'])
        self.assertIn('The drive is running firmware for other hardware.', drive['rescue']['believes'])
        said = [drive['state-text']]
        if cli.ALL or not is_short:
            self.assertEqual(self.json('list')[0]['hazard'], hazard)
            said += [self.text('list').err, self.text('info', 'sr0').out]
        for text in said:
            self.assertIn(hazard, text)
            self.assertNotRegex(text, 'Keep the drive powered|was interrupted')
        self.assert_board_decides(drive)

    def assert_board_decides(self, drive):
        """Checks that the step with a file names the models of the board."""
        file, = (step['text'] for step in drive['rescue']['steps'] if step['step'] == 'file')
        self.assertIn('Known models with this drive’s circuit board: BU40N.', file)
        self.assertNotRegex(file, 'WH16NS60|1\\.02')

    def assert_hazard_is_next(self, result):
        """Checks that the result names the hazard, and firmware for the drive's own hardware as the next step."""
        self.assertIn('may overheat. Power on the drive only to recover it.', result['message'])
        self.assertIn('firmware file for the model on its label', result['next'])
        self.assertNotIn('restore its backup', result['next'])
        self.assertIs(result['drive-safe'], False)

    def test_failed_attempt_keeps_hazard_and_cure(self):
        places = (('opcode:3B:30', '3/0C/00'), ('opcode:3B:129', '4/44/00'))
        for (at, sense), restarts in cli.shares(places, (False, True)):
            for is_restarted in restarts:
                self.forget_drives()
                self.wrong_drive(faults=[{'At': at, 'Kind': 'sense', 'Sense': sense, 'Times': '1', 'Drive': 'sr0'}])
                image = self.own_image()
                result = self.json('recover', 'sr0', image, '--yes', code=cli.NEEDS_RECOVERY)
                self.assertIn('may overheat', result['message'])
                self.wrong_drive()
                if is_restarted:
                    self.restart()
                self.assert_hazard_is_named(is_short=is_restarted)
                self.assertIn('may overheat', self.text('check', 'sr0', image, code=cli.REFUSED).err)
                self.assertEqual(self.json('recover', 'sr0', '--yes')['revision-after'], '1.00')
                self.assertEqual(len(self.uploads()), 2)
                self.assert_runs('BD-RE BU40N', '1.00')
                shutil.rmtree(self.state)

    def test_promised_attempts_are_made(self):
        """The half-height firmware accepts only encrypted updates, and there is no key file."""
        for how in cli.some(('ng', 'ready', 'busy')):
            self.forget_drives()
            self.wrong_drive(';receiver=wrapped;on-reject=' + how)
            image = self.own_image()
            # After a busy time only the next power cycle shows that the drive ignored the image.
            code = cli.UNPROVEN if how == 'busy' else cli.NEEDS_RECOVERY
            first = self.json('recover', 'sr0', image, '--yes', code=code)
            self.assertIn('may overheat', first['message'])
            self.assertNotIn('have been tried', first['message'])
            self.assert_hazard_is_named(is_short=how != 'ng')
            if how != 'busy':
                for said in (first['next'], self.text('list').err):
                    self.assertIn('The next attempt will use an unencrypted update with the boot ID “MT1959 Boot BU5 ”', said)
            self.assertEqual(len(self.uploads()), 1)
            self.restart()
            second = self.json('recover', 'sr0', '--yes', code=code)
            self.assertEqual(len(self.uploads()), 2)
            self.assertNotIn('The next attempt', second['message'] + second['next'])
            self.assert_hazard_is_named(is_short=how != 'ng')
            self.restart()
            if how == 'ng':
                for verb, file, code in (('verify', image, cli.FAILED), ('rollback', '--yes', cli.NOT_FOUND)):
                    result = self.json(verb, 'sr0', file, code=code)
                    self.assert_hazard_is_next(result)
                    self.assertNotRegex(result['message'] + result['next'], 'firmware is not running|repeat the interrupted')
            third = self.json('recover', 'sr0', '--yes', code=cli.NEEDS_RECOVERY)
            self.assertIn('an unencrypted update with the boot ID “MT1959 Boot JB8 ”; an unencrypted update with the boot ID “MT1959 Boot BU5 ”', third['message'])
            self.assertIn('choose the key file', third['message'])
            self.assertEqual(len(self.uploads()), 2)
            self.assert_hazard_is_named(is_short=how != 'ng')
            self.environment['BURNBACK_TEST_KEY_SHA256'] = KEY_SHA256
            key = '--key-file=' + self.write('key', KEY)
            self.assertEqual(self.json(key, 'recover', 'sr0', '--yes')['result'], 'done')
            self.assert_runs('BD-RE BU40N', '1.00')
            shutil.rmtree(self.state)

    def test_boot_mode_keeps_the_identity_of_the_board(self):
        """The power is cut while the cure is programmed. The boot code reports the name of the board, or that of the
        other build."""
        for quirks, product in cli.some((('', None), (';boot-reads', None), ('', 'BD-RE WH16NS60'),
                                         (';boot-reads', 'BD-RE WH16NS60'))):
            self.forget_drives()
            self.wrong_drive(quirks, faults=[{'At': 'step:program:1', 'Kind': 'power-cut', 'During': 'middle', 'Drive': 'sr0'}])
            self.json('recover', 'sr0', self.own_image(), '--yes', code=cli.NEEDS_RECOVERY)
            self.wrong_drive(quirks)
            if product is not None:
                self.forget_drives()
                self.drive('BD-RE BU40N', quirks.lstrip(';'), State='boot', Product=product)
            self.power()
            drive = self.json('info', 'sr0')
            self.assertEqual([drive['revision'], drive['is']['model'], drive['hazard']], ['BOOT', 'BU40N', None])
            self.assertNotIn('WH16NS60', drive['rescue']['believes'] + ' '.join(drive['is']['evidence']))
            self.assert_board_decides(drive)
            burning = self.image('burning.bin', 'BD-RE WH16NS60', '1.02')
            self.json('recover', 'sr0', burning, '--yes', '--allow-crossflash', code=cli.REFUSED)
            # Another image for the board is the cure, too, and needs no consent.
            other = self.image('other.bin', 'BD-RE BU40N', '1.03')
            self.assertEqual(self.json('recover', 'sr0', other, '--yes')['revision-after'], '1.03')
            shutil.rmtree(self.state)

    def test_boot_mode_without_journal_is_identified_by_its_board(self):
        self.drive('BD-RE BU40N', 'boot-reads', State='boot', Product='BD-RE WH16NS60')
        drive = self.json('info', 'sr0')
        self.assertEqual(drive['is']['model'], 'BU40N')
        self.assert_board_decides(drive)

    def test_other_commands_name_the_hazard(self):
        self.wrong_drive()
        own, burning = self.own_image(), self.image('burning.bin', 'BD-RE WH16NS60', '1.02')
        for file, code in ((own, cli.FAILED), (burning, None)):
            self.assert_hazard_is_next(self.json('verify', 'sr0', file, code=code))
        self.assert_hazard_is_next(self.json('verify', 'sr0', code=cli.NOT_FOUND))
        self.assert_hazard_is_next(self.json('rollback', 'sr0', '--yes', code=cli.NOT_FOUND))
        self.assert_hazard_is_next(self.json('recover', 'sr0', burning, '--yes', code=cli.REFUSED))
        self.assert_hazard_is_next(self.json('flash', 'sr0', own, *EVERYTHING, code=cli.REFUSED))
        said = self.text('backup', 'sr0')
        self.assertRegex(said.out + said.err, r'Power on the drive only to recover it\.(.|\n)*firmware file for the model on its label')
        name, = os.listdir(os.path.join(self.state, 'backups'))
        self.assert_hazard_is_next(self.json('rollback', 'sr0', name, '--yes', code=None))
        self.assert_nothing_was_sent()



if __name__ == '__main__':
    cli.main()
