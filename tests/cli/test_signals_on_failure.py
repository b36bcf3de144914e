# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals to a flash while the drive has no complete firmware: the flash finishes the section that it is writing, and
then does what --on-failure specifies (bb-ctl-signals.c).

Also tests bb-signals.c.
"""
import json
import signal
import subprocess

import cli
import cut

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)

# One flash type for each way of erasing and programming (docs/protocols/nec-optiarc.md, section 5).
FAMILIES = [('nec-optiarc', 'K355'), cut.NEC_640K, ('nec-optiarc', 'G240'), cut.NEC_4,
            ('nec-optiarc', 'K370'), ('nec-optiarc', 'D770')]
# In every change: one with two banks, and one with a key.
USUAL = ('K110', 'D770')

# Exit code, result and revision after each policy of --on-failure.
ENDS = {'rollback': [cli.ROLLED_BACK, 'rolled-back', '1.05'], 'retry': [cli.DONE, 'done', '1.07']}


class StopTest(cut.CutTest):
    def start_with_slow_drive(self, family):
        """Prepares a drive in its initial state, slow enough for signals to arrive in a phase."""
        self.prepare(family, **({'BootVersion': '05'} if family[1] == 'K370' else {}))
        if family[1] == 'K110':
            self.options = ['--allow-crossflash']

    def start(self, *options, faults=()):
        """Starts burnbackctl on the prepared drive, slowed down. Returns its process."""
        self.restore_folders('start')
        self.use(cli.one(self.family, faults, **self.keys, Speed='150'))
        for number in SIGNALS:
            # The signal may be ignored in the process that runs the tests, and burnbackctl would inherit that.
            self.addCleanup(signal.signal, number, signal.signal(number, signal.SIG_DFL))
        process = subprocess.Popen(self.command('--json', '--progress=json', *options), env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        return process

    def stop(self, when, numbers, *options, **more):
        """Sends one of the signals @numbers at each progress message from the first one for which @when is true. Returns the
        JSON of the result."""
        process = self.start(*options, **more)
        left = list(numbers)
        for line in process.stderr:
            progress = json.loads(line) if line.startswith(b'{') else None
            if left and progress is not None and (len(left) < len(numbers) or when(progress)):
                process.send_signal(left.pop(0))
        value = json.loads(process.stdout.read())
        code = process.wait(cli.LIMIT_S)
        self.use(cli.one(self.family, **self.keys))
        self.assertEqual(left, [], f'not all signals were sent; {value}')
        self.assertEqual(code, value['exit'])
        return value

    def flash(self, when, numbers, *options):
        """Flashes, and sends the signals as stop() does. Returns the JSON."""
        return self.stop(when, numbers, 'flash', 'sr0', self.image, '--yes', *self.options, *options)

    def assert_result(self, value, end, what):
        """Checks that exit code, result and revision are those of @end, and that the firmware is complete."""
        self.assertEqual([value['exit'], value['result'], value['revision-after']], end, f'{what}: {value}')
        self.assert_whole(what, value['revision-after'])


def in_phase(phase):
    """Returns a function that tells whether a progress message is of this phase while the drive is endangered."""
    return lambda progress: progress['phase'] == phase and progress['endangered']


class WithoutTerminal(StopTest):
    def check(self, family):
        """Sends a signal in each phase with each policy of --on-failure, and checks the result of the flash."""
        self.start_with_slow_drive(family)
        policies = ('rollback', 'retry', 'ask') if FAMILIES.index(family) % 2 == 0 else ('ask', 'rollback', 'retry')
        cases = [(phase, policy) for phase, some in cli.shares(('erase', 'program'), policies) for policy in some]
        for i, (phase, policy) in enumerate(cases):
            number = SIGNALS[i % len(SIGNALS)]
            value = self.flash(in_phase(phase), [number], '--on-failure=' + policy)
            what = f'{family[1]} {policy} {number.name} in {phase}'
            # A signal at the last block comes too late to stop anything.
            ends = [ENDS['rollback' if policy == 'ask' else policy], ENDS['retry']]
            self.assertIn([value['exit'], value['result'], value['revision-after']], ends[:1 if phase == 'erase' else 2],
                          f'{what}: {value}')
            self.assert_whole(what, value['revision-after'])

    def test_on_failure_stop_leaves_the_drive(self):
        self.start_with_slow_drive(cli.NEC)
        value = self.flash(in_phase('erase'), [signal.SIGTERM], '--on-failure=stop')
        self.assertEqual([value['exit'], value['result']], [cli.NEEDS_RECOVERY, 'needs-recovery'])
        self.assertEqual(self.find_state(), 'needs-recovery')
        self.assertEqual(self.json('recover', 'sr0', self.image, '--yes')['exit'], cli.DONE)

    def test_repeated_signals_do_not_interrupt_a_section(self):
        self.start_with_slow_drive(cli.NEC)
        for policy, bursts in cli.shares(ENDS, ([signal.SIGTERM] * 2, SIGNALS * 20)):
            for numbers in bursts:
                value = self.flash(in_phase('erase'), numbers, '--on-failure=' + policy)
                self.assert_result(value, ENDS[policy], f'{policy}, {len(numbers)} signals')
                if policy == 'rollback':      # no block failed, so the signal is the reason
                    self.assertIn('stopped at your request. The previous firmware was restored', value['message'])

    def test_signals_do_not_stop_a_rollback(self):
        """The rollback follows a failure; a signal is sent at each of its first 80 progress messages."""
        self.start_with_slow_drive(cli.NEC)
        fault = {'At': 'step:program:9', 'Kind': 'sense', 'Sense': '3/0C/00', 'Times': '3'}
        seen = []

        def is_rollback(progress):
            seen.append(progress['phase'])
            return progress['phase'] == 'erase' and 'program' in seen
        value = self.stop(is_rollback, SIGNALS * 20, 'flash', 'sr0', self.image, '--yes', '--on-failure=rollback',
                          faults=[fault])
        self.assert_result(value, ENDS['rollback'], 'signals during a rollback')


def add(name, family):
    """Adds a test for a drive of this family."""
    setattr(WithoutTerminal, 'test_' + name, lambda self: self.check(family))


for _family in FAMILIES:
    if cli.ALL or _family[1] in USUAL:
        add(_family[1], _family)


if __name__ == '__main__':
    cli.main()
