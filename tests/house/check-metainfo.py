#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-metainfo.py ROOT VERSION [DESKTOP METAINFO]: the metadata for software centres is valid and agrees with NEWS.

NEWS has the text format of "appstreamcli news-to-metainfo", which parses it here. DESKTOP, METAINFO: the files as
they are installed. Exit 77 without appstreamcli or desktop-file-validate.
"""
import html
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

ROOT, VERSION, *BUILT = sys.argv[1:]
ROOT = pathlib.Path(ROOT)
APP = 'io.github.burnback.Burnback'
# The ID is also the D-Bus name and the name of the desktop entry, so it has capitals, as usual in GNOME. AppStream 1.0
# requires "developer", which version 0.16 of Debian 12 does not know, and a website, which Burnback does not have.
WAIVED = {'cid-contains-uppercase-letter', 'developer-name-tag-deprecated', 'developer-info-missing', 'url-homepage-missing'}
wrong = []


def run(*argv):
    done = subprocess.run(argv, capture_output=True, text=True, env={'PATH': '/usr/bin:/bin', 'LC_ALL': 'C.UTF-8'})
    return done.returncode, done.stdout + done.stderr


def same(what, one, other):
    """Adds a message if the values differ."""
    if one != other:
        wrong.append(f'{what}: {one} and {other}')


def flat(text):
    """Returns the text in one line."""
    return ' '.join(text.split())


def releases_of(path):
    """Returns version, date and first paragraph of each release."""
    return [(release.get('version'), release.get('date')[:10], flat(release.findtext('description/p', '')))
            for release in ElementTree.parse(path).findall('releases/release')]


def check_news(source, folder):
    """Checks that appstreamcli can read NEWS without losing text, and that NEWS agrees with the metadata and
    VERSION."""
    made = folder / 'news.xml'
    code, said = run('appstreamcli', 'news-to-metainfo', '--format=text', '--limit=0', ROOT / 'NEWS', source, made)
    if code:
        wrong.append(f'NEWS: {said}')
        return
    same('releases in NEWS and in the metadata', releases_of(made), releases_of(source))
    same('the version in NEWS and in meson.build', releases_of(made)[0][0], VERSION)
    # appstreamcli takes text in parentheses at the end of an item for the name of its author, and removes it.
    items = [flat(item) for item in re.findall(r'^ \* ((?:.+\n)(?:   .+\n)*)', (ROOT / 'NEWS').read_text(), re.MULTILINE)]
    told = [flat(''.join(item.itertext())) for item in ElementTree.parse(made).iter('li')]
    wrong.extend(f'NEWS: an item that is not read as it is written: {item}' for item in items if item not in told)
    same('number of items in NEWS', len(items), len(told))


def check_screenshots(source):
    """Checks that each screenshot exists and has the size in the metadata."""
    shots = source.findall('screenshots/screenshot')
    same('the first screenshot', shots[0].get('type'), 'default')
    for shot in shots:
        image = shot.find('image')
        path = ROOT / 'docs' / 'screenshots' / image.text.replace('@SCREENSHOTS_URL@/', '')
        size = struct.unpack('>II', path.read_bytes()[16:24]) if path.is_file() else None
        same(f'size of {path.name}', size, (int(image.get('width')), int(image.get('height'))))


def check_names(source):
    """Checks that metadata, desktop entry and MIME file agree in file types, program and names."""
    entry = dict(line.split('=', 1) for line in (ROOT / 'data' / 'desktop' / (APP + '.desktop.in')).read_text().splitlines() if '=' in line)
    mime = ElementTree.parse(ROOT / 'data' / 'desktop' / (APP + '.mime.xml')).getroot()
    types = [kind.get('type') for kind in mime.findall('{*}mime-type')]
    same('file types', source.findall('provides/mediatype')[0].text.split(), types)
    same('file types of the desktop entry', entry['MimeType'].strip(';').split(';'), types)
    same('the program', entry['Exec'].split()[0], source.findtext('provides/binary'))
    same('the names', {source.findtext('id'), source.findtext('provides/dbus'), entry['Icon'],
                       source.findtext('launchable').removesuffix('.desktop')}, {APP})
    same('what it needs', [source.find(place) is None for place in
                           ('content_rating', 'requires/display_length', 'supports/control', 'releases')], [False] * 4)


def check_valid(path):
    """Adds a message for each finding of appstreamcli that is not in WAIVED."""
    _code, said = run('appstreamcli', 'validate', '--pedantic', '--no-net', path)
    found = re.findall(r'^([A-Z]): \S+ ([\w-]+)(.*)$', said, re.MULTILINE)
    wrong.extend(f'{path.name}: {severity}: {tag}{detail}' for severity, tag, detail in found if tag not in WAIVED)
    if 'Validation was successful' not in said and ('Validation failed' not in said or not found):
        wrong.append(f'{path.name}: {said}')


def main():
    if not shutil.which('appstreamcli') or not shutil.which('desktop-file-validate'):
        print('appstreamcli or desktop-file-validate is not installed')
        return 77
    path = ROOT / 'data' / 'desktop' / (APP + '.metainfo.xml.in')
    source = ElementTree.parse(path).getroot()
    with tempfile.TemporaryDirectory(prefix='burnback-metainfo-') as folder:
        folder = pathlib.Path(folder)
        check_news(path, folder)
        check_screenshots(source)
        check_names(source)
        published = folder / (APP + '.metainfo.xml')
        published.write_text(re.sub('@SCREENSHOTS_(BEGIN|END)@', '', path.read_text()).replace('@SCREENSHOTS_URL@', 'https://example.org'))
        check_valid(published)
    if BUILT:
        _code, said = run('desktop-file-validate', BUILT[0])
        if said:
            wrong.append(said)
        check_valid(pathlib.Path(BUILT[1]))
        if '@' in html.unescape(pathlib.Path(BUILT[1]).read_text()):
            wrong.append(f'{BUILT[1]}: a value was not filled in')
    print('\n'.join(wrong) or 'metadata, desktop entry and NEWS agree')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
