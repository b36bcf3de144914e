# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals to burnbackctl during a flash: SIGKILL, SIGTERM, SIGPIPE and others. The drive keeps its power (bb-ctl-signals.c).

Also tests bb-signals.c.
"""
import json
import os
import random
import shutil
import signal
import subprocess

import cli
import cut

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class SignalsDuringFlash(cut.CutTest):
    """The drive finishes the command that it received before the signal."""

    def run_until(self, is_reached, *arguments):
        """Kills burnbackctl at the first line of standard error for which @is_reached (line number, last progress message) is
        true. Returns the exit code and this message."""
        process = subprocess.Popen(self.command('--progress=json', *arguments), env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        last = None
        for count, line in enumerate(process.stderr, 1):
            last = json.loads(line) if line.startswith(b'{') else last
            if is_reached(count, last):
                process.kill()
                break
        process.stderr.close()
        return process.wait(cli.LIMIT_S), last

    def kill(self, is_reached, **slow):
        """Kills a flash and recovers the drive. Returns the last progress message, or None if the flash ended before."""
        self.restore_folders('start')
        self.use(cli.one(self.family, **dict(self.keys, **slow)))
        code, last = self.run_until(is_reached, 'flash', 'sr0', self.image, '--yes', *self.options)
        self.use(cli.one(self.family, **self.keys))
        what = f'killed at {last}'
        if code != -signal.SIGKILL:
            self.assertEqual(code, cli.DONE, what)
            return None
        recovered = self.json('recover', 'sr0', self.image, '--yes')
        self.assertEqual(recovered['exit'], cli.DONE, what)
        self.assert_whole(what, recovered['revision-after'])
        return last

    def kill_often(self, n_kills, seed):
        """Kills @n_kills flashes, each at a random place in another part of the flash."""
        chance = random.Random(seed)
        # The drive is slow enough that a signal arrives at the wanted message.
        n_lines = self.count_lines(Speed='200')
        ends = []
        for i in range(n_kills):
            place = chance.randrange(n_lines * i // n_kills, n_lines * (i + 1) // n_kills) + 1
            ends.append(self.kill(lambda count, _progress: count == place, Speed='200'))
        self.assertTrue(any(end is not None for end in ends))

    def count_lines(self, **slow):
        """Returns the number of lines that a whole flash prints on standard error."""
        self.restore_folders('start')
        self.use(cli.one(self.family, **dict(self.keys, **slow)))
        done = self.text('--progress=json', 'flash', 'sr0', self.image, '--yes', *self.options)
        return len(done.err.splitlines())

    def after_endangered_messages(self, n_later):
        """Kills a flash after @n_later further progress messages since the drive was endangered, and recovers the drive."""
        seen = []

        def is_reached(_count, progress):
            if progress is not None and progress['endangered']:
                seen.append(progress)
            return len(seen) > n_later
        end = self.kill(is_reached, Speed='40')
        self.assertTrue(end is not None and end['endangered'])

    def test_sigkill_during_a_2m_flash_can_be_recovered(self):
        self.prepare(cli.NEC)
        self.kill_often(6 if cli.ALL else 2, 1)
        for n_later in cli.some((17, 0, 1), 1):
            self.after_endangered_messages(n_later)

    @cli.only_with_all('a killed NEC flash is recovered, and the suite "faults" kills that of each family')
    def test_sigkill_during_an_mt1959_flash_can_be_recovered(self):
        self.prepare(cli.NS60)
        self.kill_often(4 if cli.ALL else 2, 2)
        self.after_endangered_messages(0)

    def stop_in(self, phase, numbers, speed):
        """Sends the signals @numbers in a phase of a flash, one at each progress message. Returns exit code and
        result."""
        self.restore_folders('start')
        self.use(cli.one(self.family, **self.keys, Speed=speed))
        # The signal may be ignored in the process that runs the tests, and burnbackctl would inherit that.
        for number in numbers:
            self.addCleanup(signal.signal, number, signal.signal(number, signal.SIG_DFL))
        process = subprocess.Popen(self.command('--json', '--progress=json', 'flash', 'sr0', self.image, '--yes',
                                                *self.options), env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        left = list(numbers)
        for line in process.stderr:
            if left and line.startswith(b'{') and json.loads(line)['phase'] == phase:
                process.send_signal(left.pop(0))
        output = process.stdout.read()
        process.stdout.close()
        process.stderr.close()
        self.assertEqual(left, [])
        return process.wait(cli.LIMIT_S), json.loads(output)

    def test_sigterm_during_the_backup_leaves_the_drive_unchanged(self):
        self.prepare(cli.NEC)
        for number in cli.some(STOPPING, 1):
            # As slow as a real drive, so that the signal arrives before the backup is complete.
            code, value = self.stop_in('back-up', [number], '1')
            self.assertEqual([code, value['result'], value['drive-safe']], [cli.FAILED, 'unchanged', True])
            self.assertIn('stopped', value['message'])
            self.assert_whole('stopped', '1.05')

    def test_sigterm_during_the_upload_leaves_the_drive_unchanged(self):
        """The message says that the user stopped the flash, not that the connection failed."""
        self.prepare(cli.NS60)
        for number in cli.some(STOPPING, 1):
            code, value = self.stop_in('program', [number], '10')
            self.assertEqual([code, value['result'], value['drive-safe']], [cli.FAILED, 'unchanged', True])
            self.assertIn('stopped', value['message'])
            self.assertNotRegex(value['next'], 'connection|disconnected')
            self.assert_whole('stopped', '1.05')

    def test_sigterm_while_programming_restores_the_old_firmware(self):
        """Without a terminal, the flash must end without a question: rolled back, or done if the signal came too
        late."""
        self.prepare(cli.NEC)
        for number in cli.some(STOPPING):
            code, value = self.stop_in('program', [number], '100')
            self.assertIn(code, (cli.ROLLED_BACK, cli.DONE), value)
            self.assert_whole('stopped', value['revision-after'])

    def test_sigusr1_and_timers_do_not_end_a_flash(self):
        """SIGUSR1 (dd prints its progress then), timers and limits of processor time must not end a flash."""
        for family in (cli.NEC, cli.NS60):
            self.setUp()
            self.prepare(family)
            numbers = (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGIO,
                       signal.SIGPWR, signal.SIGXCPU, signal.SIGXFSZ, signal.SIGPIPE)
            # In each change, all of them are sent to one flash.
            for some in [[number] for number in numbers] if cli.ALL else [numbers]:
                code, value = self.stop_in('program', some, '400')
                self.assertEqual([code, value['result']], [cli.DONE, 'done'], (family, some, value))
            self.assert_whole('after the last of them', '1.07')

    def test_removed_state_folder_does_not_stop_a_flash(self):
        """The state folder disappears during a flash. The flash must be completed, and its result must have no
        backup."""
        for family, phase in ((cli.NEC, 'erase'), (cli.NS60, 'program')):
            self.setUp()
            self.prepare(family)
            self.restore_folders('start')
            self.use(cli.one(family, **self.keys, Speed='100'))
            process = subprocess.Popen(self.command('--json', '--progress=json', 'flash', 'sr0', self.image, '--yes',
                                                    *self.options), env=self.environment, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for line in process.stderr:
                if line.startswith(b'{') and json.loads(line)['phase'] == phase and not os.path.isdir(self.state + '-gone'):
                    os.rename(self.state, self.state + '-gone')
            value = json.loads(process.stdout.read())
            process.stdout.close()
            process.stderr.close()
            self.assertEqual([process.wait(cli.LIMIT_S), value['result'], value['backup']], [cli.DONE, 'done', None])
            self.assertIn('can no longer be read', value['message'])
            self.assert_whole('the state folder is gone', '1.07')
            # With the folder, the backup is there again. `recover` identifies the drive and closes the journal.
            shutil.rmtree(self.state, ignore_errors=True)
            os.rename(self.state + '-gone', self.state)
            self.assertEqual(self.json('recover', 'sr0', '--yes')['revision-after'], '1.07')
            self.assert_whole('the state folder is back', '1.07')

    def test_closed_pipe_does_not_stop_a_flash(self):
        """The reader of the output closes its pipe during the flash."""
        self.prepare(cli.NEC)
        self.restore_folders('start')
        self.use(cli.one(cli.NEC, **self.keys))
        process = subprocess.Popen(self.command('--progress=lines', 'flash', 'sr0', self.image, '--yes'),
                                   env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        process.stderr.readline()
        process.stderr.close()
        process.stdout.close()
        self.assertEqual(process.wait(cli.LIMIT_S), cli.DONE)
        self.assert_whole('unread', '1.07')


if __name__ == '__main__':
    cli.main()
