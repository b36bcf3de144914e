#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_release.py SOURCE: tests scripts/release in a clone of the repository: refusals, version, tag, reproducible tarball."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1))
METADATA = 'data/desktop/io.github.burnback.Burnback.metainfo.xml.in'


class Release(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix='burnback-release-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.clone = cls.folder / 'clone'
        cls.env = {'PATH': os.environ['PATH'], 'HOME': folder.name, 'LC_ALL': 'C.UTF-8'}
        for who in ('AUTHOR', 'COMMITTER'):
            cls.env.update({f'GIT_{who}_NAME': 'Test', f'GIT_{who}_EMAIL': 'test@example.org'})
        (cls.folder / '.gitconfig').write_text('[safe]\n\tdirectory = *\n')
        subprocess.run(['git', 'clone', '-q', '--shared', '--no-tags', SOURCE, cls.clone], env=cls.env, check=True)
        # These files may have changes that are not committed yet.
        for name in ('scripts/release', 'scripts/lib.sh', 'meson.build', 'debian/changelog'):
            shutil.copy2(SOURCE / name, cls.clone / name)

    def setUp(self):
        self.announce('99.1.0')
        self.addCleanup(self.start_again, self.git('rev-parse', 'HEAD'))

    def start_again(self, commit):
        """Resets the clone to the commit, and removes new files and all tags."""
        self.git('reset', '-q', '--hard', commit)
        self.git('clean', '-fdxq')
        for tag in self.git('tag', '-l').splitlines():
            self.git('tag', '-d', tag)

    def announce(self, version, date='2030-01-31', news=None):
        """Commits NEWS and metadata with a release, as the maintainer does before scripts/release. @news: version in
        NEWS, if it is not @version."""
        path = self.clone / METADATA
        path.write_text(re.sub(r'<releases>.*</releases>', f'<releases><release version="{version}" date="{date}"/></releases>',
                               path.read_text(), flags=re.DOTALL))
        (self.clone / 'NEWS').write_text(f'Version {news or version}\n~~~~~~\nReleased: 2030-01-31\n\nNotes:\nNew.\n')
        self.git('add', '-A')
        self.git('commit', '-q', '--allow-empty', '-m', 'announced')

    def run_it(self, *argv, cwd=None, **env):
        """Runs a program in the clone. Returns the process."""
        return subprocess.run([str(word) for word in argv], cwd=cwd or self.clone, env=self.env | env, capture_output=True, text=True)

    def git(self, *argv, **more):
        done = self.run_it('git', *argv, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def refused(self, why, version):
        """Checks that the release fails with this message and changes nothing."""
        commit = self.git('rev-parse', 'HEAD')
        done = self.run_it('scripts/release', version, '--without-tests')
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(why, done.stderr)
        self.assertEqual(self.git('rev-parse', 'HEAD'), commit)
        self.assertFalse((self.clone / 'build').exists())

    def release(self):
        """Makes release 99.1.0. Returns the path of the tarball."""
        done = self.run_it('scripts/release', '99.1.0', '--without-tests')
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.clone / 'build' / 'release' / 'burnback-99.1.0.tar.gz'

    def test_release_sets_the_version_and_tags_the_commit(self):
        tarball = self.release()
        self.assertEqual(self.git('cat-file', '-t', 'v99.1.0'), 'tag')
        self.assertEqual(self.git('rev-parse', 'v99.1.0^{commit}'), self.git('rev-parse', 'HEAD'))
        self.assertEqual(self.git('status', '--porcelain'), '')
        with tarfile.open(tarball) as tar:
            self.assertIn("\n  version: '99.1.0',\n", tar.extractfile('burnback-99.1.0/meson.build').read().decode())
            changelog = tar.extractfile('burnback-99.1.0/debian/changelog').read().decode()
            files = sorted(member.name for member in tar.getmembers() if member.isfile())
        self.assertTrue(changelog.startswith('burnback (99.1.0) unstable; '), changelog)
        self.assertIn('Thu, 31 Jan 2030 00:00:00 +0000\n\nburnback (', changelog)
        listed = self.git('ls-files', '-z').strip('\0').split('\0')
        self.assertEqual(files, sorted('burnback-99.1.0/' + name for name in listed))

    def test_tarball_is_reproducible(self):
        first = self.release().read_bytes()
        self.git('clone', '-q', '--shared', self.clone, self.folder / 'elsewhere', cwd=self.folder)
        self.git('config', 'tar.umask', '0077', cwd=self.folder / 'elsewhere')
        self.git('rm', '-q', 'README.md', cwd=self.folder / 'elsewhere')
        self.git('commit', '-q', '-m', 'later', cwd=self.folder / 'elsewhere')
        (self.folder / 'elsewhere' / 'left-over').write_text('')
        os.utime(self.folder / 'elsewhere' / 'NEWS', (1, 1))
        done = self.run_it('sh', '-c', 'umask 077; exec scripts/release --tarball 99.1.0 ../out', cwd=self.folder / 'elsewhere',
                           TZ='Asia/Tokyo', LC_ALL='C', GZIP='-1')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.folder / 'out' / 'burnback-99.1.0.tar.gz').read_bytes() == first, True)

    def test_wrong_version_news_date_and_tree_are_refused(self):
        self.refused('three numbers', '99.1')
        self.refused('The first line of NEWS', '99.2.0')
        self.refused('later than', '0.0.1')
        self.announce('99.1.0', date='2029-01-31')
        self.refused('no release 99.1.0', '99.1.0')
        self.announce('99.1.0')
        (self.clone / 'left-over').write_text('')
        self.refused('not committed', '99.1.0')
        (self.clone / 'left-over').unlink()
        self.git('tag', 'v99.1.0')
        self.refused('a tag v99.1.0 already', '99.1.0')

    def test_failed_tests_leave_no_release(self):
        (self.clone / 'scripts' / 'test').write_text('#!/bin/sh\nexit 1\n')
        self.git('commit', '-q', '-a', '-m', 'tests that fail')
        done = self.run_it('scripts/release', '99.1.0')
        self.assertIn('Tests failed', done.stderr)
        self.assertEqual([self.git('status', '--porcelain'), self.git('tag', '-l')], ['', ''])


if __name__ == '__main__':
    if shutil.which('git') is None or not (SOURCE / '.git').exists():
        print('git, or the history of the source, is not there')
        sys.exit(77)
    unittest.main()
