# SPDX-License-Identifier: GPL-3.0-or-later
"""The program is killed, or told to stop, in the middle of a flash. The drive keeps its power all the while."""
import json
import os
import random
import shutil
import signal
import subprocess

import cli
import cut


class Killed(cut.CutTest):
    """SIGKILL: the drive keeps its power and goes on with the command it has."""

    def run_until(self, is_enough, *arguments):
        """Kills burnbackctl when its progress is as wanted. Gives its exit code and that progress."""
        process = subprocess.Popen(self.command('--progress=json', *arguments), env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        last = None
        for count, line in enumerate(process.stderr, 1):
            last = json.loads(line) if line.startswith(b'{') else last
            if is_enough(count, last):
                process.kill()
                break
        process.stderr.close()
        return process.wait(cli.LIMIT_S), last

    def kill(self, is_enough, **slow):
        """One flash that is killed, and what `recover` makes of it. Gives the progress at that moment."""
        self.restore_world('start')
        self.use(cli.one(self.family, **dict(self.keys, **slow)))
        code, last = self.run_until(is_enough, 'flash', 'sr0', self.image, '--yes', *self.options)
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
        chance = random.Random(seed)
        # Slow enough that the program and its messages keep up with the drive.
        n_lines = self.count_lines(Speed='400')
        ends = []
        for i in range(n_kills):
            place = chance.randrange(n_lines * i // n_kills, n_lines * (i + 1) // n_kills) + 1
            ends.append(self.kill(lambda count, _progress: count == place, Speed='400'))
        self.assertTrue(any(end is not None for end in ends))

    def count_lines(self, **slow):
        self.restore_world('start')
        self.use(cli.one(self.family, **dict(self.keys, **slow)))
        done = self.text('--progress=json', 'flash', 'sr0', self.image, '--yes', *self.options)
        return len(done.err.splitlines())

    def kill_in_danger(self, n_later):
        """So many messages after the drive began to need the rest."""
        seen = []

        def is_enough(_count, progress):
            if progress is not None and progress['endangered']:
                seen.append(progress)
            return len(seen) > n_later
        end = self.kill(is_enough, Speed='40')
        self.assertTrue(end is not None and end['endangered'])

    def test_2m(self):
        self.prepare(cli.NEC)
        self.kill_often(6, 1)
        for n_later in (0, 1, 17):
            self.kill_in_danger(n_later)

    def test_mt1959(self):
        self.prepare(cli.NS60)
        self.kill_often(4, 2)
        self.kill_in_danger(0)

    def stop_in(self, phase, number, speed):
        """Sends a signal when the flash has come to a phase. Gives exit code and result."""
        self.restore_world('start')
        self.use(cli.one(self.family, **self.keys, Speed=speed))
        # Whoever runs the tests may have it ignored, and a program then leaves it so.
        self.addCleanup(signal.signal, number, signal.signal(number, signal.SIG_DFL))
        process = subprocess.Popen(self.command('--json', '--progress=json', 'flash', 'sr0', self.image, '--yes',
                                                *self.options), env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        sent = False
        for line in process.stderr:
            if not sent and line.startswith(b'{') and json.loads(line)['phase'] == phase:
                process.send_signal(number)
                sent = True
        output = process.stdout.read()
        process.stdout.close()
        process.stderr.close()
        self.assertTrue(sent)
        return process.wait(cli.LIMIT_S), json.loads(output)

    def test_asked_to_stop_while_nothing_is_at_stake(self):
        self.prepare(cli.NEC)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # As slow as a real drive, so that the signal comes long before the backup is done.
            code, value = self.stop_in('back-up', number, '1')
            self.assertEqual([code, value['result'], value['drive-safe']], [cli.FAILED, 'unchanged', True])
            self.assertIn('stopped', value['message'])
            self.assert_whole('stopped', '1.05')

    def test_asked_to_stop_while_the_image_is_sent(self):
        """It is the user who ended it, not a connection that broke."""
        self.prepare(cli.NS60)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            code, value = self.stop_in('program', number, '10')
            self.assertEqual([code, value['result'], value['drive-safe']], [cli.FAILED, 'unchanged', True])
            self.assertIn('stopped', value['message'])
            self.assertNotIn('connection', value['next'])
            self.assert_whole('stopped', '1.05')

    def test_asked_to_stop_while_it_programs(self):
        """The old firmware is put back, nobody being there to be asked."""
        self.prepare(cli.NEC)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            code, value = self.stop_in('program', number, '100')
            self.assertIn(code, (cli.ROLLED_BACK, cli.DONE), value)
            self.assert_whole('stopped', value['revision-after'])

    def test_a_signal_that_asks_for_nothing_ends_nothing(self):
        """SIGUSR1 makes dd tell its progress; timers and limits of processor time are as little meant to end it."""
        for family in (cli.NEC, cli.NS60):
            self.setUp()
            self.prepare(family)
            for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGIO,
                           signal.SIGPWR, signal.SIGXCPU, signal.SIGXFSZ, signal.SIGPIPE):
                code, value = self.stop_in('program', number, '400')
                self.assertEqual([code, value['result']], [cli.DONE, 'done'], (family, number, value))
            self.assert_whole('after the last of them', '1.07')

    def test_the_state_folder_goes_meanwhile(self):
        """A disk that is disconnected, somebody who cleans up: the flash goes on, and no backup is claimed."""
        for family, phase in ((cli.NEC, 'erase'), (cli.NS60, 'program')):
            self.setUp()
            self.prepare(family)
            self.restore_world('start')
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
            # With it comes the way back, and the journal is closed when it is seen how the flash ended.
            shutil.rmtree(self.state, ignore_errors=True)
            os.rename(self.state + '-gone', self.state)
            self.assertEqual(self.json('recover', 'sr0', '--yes')['revision-after'], '1.07')
            self.assert_whole('the state folder is back', '1.07')

    def test_nobody_reads_any_more(self):
        """The other end of the pipe is closed in the middle of it."""
        self.prepare(cli.NEC)
        self.restore_world('start')
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
