# SPDX-License-Identifier: GPL-3.0-or-later
"""report: text, or one HTML page without scripts and serial numbers (bb-ctl-report.c)."""
import html.parser
import re
import xml.etree.ElementTree

import cli

SVG = '{http://www.w3.org/2000/svg}'


class Page(html.parser.HTMLParser):
    """Collects tags, attributes and text, and checks that end tags match. `open`: the tags that were not closed."""

    EMPTY = {'meta'}

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.cells = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _value in attrs]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.cells.append(data)


class Report(cli.CliTest):
    def page(self, name='report.html'):
        """Returns the text of the report as an HTML page."""
        self.json('report', 'sr0', self.path(name), '--force')
        return self.read(self.path(name)).decode()

    def test_page_has_everything_of_the_text(self):
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.json('report', 'sr0', self.path('report.txt'))
        reported = self.read(self.path('report.txt')).decode().split('\ntrace:\n')[0]
        page = Page(self.page())
        self.assertEqual(page.open, [])
        for line in filter(None, reported.split('\n')):
            for part in line.split(': ', 1):
                self.assertIn(part, page.cells)
        self.assertTrue(any('"cdb"' in cell for cell in page.cells))
        self.assertTrue(self.page('again.HTM').startswith('<!DOCTYPE html>'))

    def test_page_has_no_scripts_links_or_serial_numbers(self):
        for family in (cli.NEC, cli.NS60):
            self.forget_drives()
            self.use(cli.one(family, Serial='SIM0001', Vendor='<script>', Product='&<b onload=x>'))
            text = self.page()
            page = Page(text)
            self.assertFalse({'script', 'link', 'img', 'iframe', 'object', 'a', 'b onload=x'} & set(page.tags))
            self.assertFalse([name for name in page.attributes if name.startswith('on') or name in ('href', 'src')])
            self.assertNotIn('url(', text)
            self.assertIn('&lt;script&gt;', text)
            self.assertIn("default-src 'none'", html.unescape(text))
            for form in ('SIM0001', '53494D30303031', '53 49 4D 30 30 30 31'):
                self.assertNotIn(form, text.upper())

    def test_memory_map_is_to_scale(self):
        for family in (cli.NEC, cli.NS60, ('nec-optiarc', 'K110')):
            self.forget_drives()
            self.use(cli.one(family))
            text = self.page()
            picture = xml.etree.ElementTree.fromstring(re.search(r'<svg.*</svg>', text, re.DOTALL)[0])
            rows = re.findall(r'<tr><th>[^<]*</th><td>([a-z-]+)</td><td>0x([0-9a-f]+)</td><td>(\d+) KiB</td></tr>', text)
            regions = [(kind, int(address, 16), int(kib) * 1024) for kind, address, kib in rows]
            end = max(address + length for _kind, address, length in regions)
            boxes = picture.findall(SVG + 'rect')
            self.assertEqual([box.get('class') for box in boxes], [kind for kind, _address, _length in regions])
            self.assertIn('firmware', [box.get('class') for box in boxes])
            for box, (_kind, address, length) in zip(boxes, regions):
                self.assertAlmostEqual(int(box.get('x')), address * 960 / end, delta=1)
                self.assertAlmostEqual(int(box.get('width')), max(2, length * 960 / end), delta=2)

    def test_page_has_each_source_of_contradicting_evidence(self):
        self.use(cli.one(('nec-optiarc', 'K355'), State='half-converted'))
        reported = self.json('info', 'sr0')
        self.assertEqual(reported['is']['confidence'], 'conflicting')
        text = self.page()
        for claim in reported['conflict']:
            self.assertRegex(text, rf'<th>{claim["source"]}</th><td class="(good|bad)">[✓✗] {claim["says"]}</td>')
        self.assertEqual({'good', 'bad'}, set(re.findall(r'<td class="(good|bad)">', text)))

    def test_page_of_an_unidentified_drive(self):
        self.use(cli.one(cli.NEC, State='dead'))
        page = Page(self.page())
        self.assertEqual(page.open, [])
        self.assertNotIn('svg', page.tags)
        self.assertTrue([cell for cell in page.cells if 'ND-3550A' in cell] or 'unknown' in page.cells)


class TextReport(cli.CliTest):
    def test_text_has_no_serial_number(self):
        self.use(cli.one(cli.NEC, Serial='SECRET4711'))
        path = self.path('report.txt')
        value = self.json('report', 'sr0', path)
        self.assertEqual(value['file'], path)
        text = self.read(path).decode()
        self.assertNotIn('SECRET4711', text)
        self.assertNotIn('SECRET4711'.encode().hex().upper(), text.upper())
        self.assertIn('ND-3550A', text)
        self.assertRegex(text, r'(?m)^\{.*"cdb"')

    def test_report_to_an_impossible_path_fails(self):
        self.use(cli.one(cli.NEC))
        value = self.json('report', 'sr0', self.path('no', 'such'), code=cli.NOT_FOUND)
        self.assertTrue(value['error']['next'])


if __name__ == '__main__':
    cli.main()
