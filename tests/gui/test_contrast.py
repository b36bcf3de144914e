#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contrast: text has 4.5 to 1 or more, symbols and the mark of the keyboard focus 3 to 1, in every look.

Measures widgets with the style classes of the pages, the theme and ui/burnback.css instead of pictures, so the result holds for
every page. The test finds each rule of the style sheet that sets a colour, and fails if no sample covers it. Insensitive widgets
are left out, as in the WCAG. In the dark look colours have a maximum brightness: lower for wide areas than for cells of a map.
The style sheet has no animations except those of GTK, which the desktop can turn off.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

import burnback_gui as gui

STYLE = pathlib.Path(__file__).resolve().parents[2] / 'ui' / 'burnback.css'
# Themes, and the least contrast of text and of symbols.
LOOKS = ('Adwaita', 'Adwaita:dark', 'HighContrast', 'HighContrastInverse')
TEXT, SIGN = 4.5, 3.0
# Maximum brightness of a background in the dark look: of a cell, and of any other area.
GLARE_SMALL, GLARE = 0.6, 0.2
STATES = ('good', 'caution', 'bad')
CELLS = ('kept', 'to-do', 'now', 'erased', 'written', 'verified', 'left', 'failed')

# The colour of each cell: neutral until something is written, that of the theme while it is, then green or red.
HUES = {'kept': 'grey', 'to-do': 'grey', 'erased': 'grey', 'left': 'grey', 'now': 'blue', 'written': 'blue', 'verified': 'green', 'failed': 'red'}

# Each sample from the window down to the text: widget type, classes, and "!" if it is selected.
SAMPLES = (
    [('label', ''), ('label', '.dim-label'), ('label', '.dim-label.caption')]
    + [('label', '.' + state) for state in STATES] + [('image', '.' + state) for state in STATES]
    + [('box', '.notice', 'label', '')]
    + [('box', '.notice.' + state, 'label', '') for state in STATES]
    + [('box', '.notice.' + state, 'label', '.dim-label') for state in STATES]
    + [('box', '.notice.' + state, 'image', '') for state in STATES]
    + [('box', '.result-head.' + state, 'label', '') for state in STATES]
    + [('box', '.result-head.' + state, 'image', '') for state in STATES]
    + [('button', '.simulated', 'label', ''), ('box', '.rescue', 'label', ''), ('box', '.rescue', 'image', '')]
    + [('box', '.message', 'label', ''), ('treeview', '.view!')]
    + [('box', '.compare', 'label', '.dim-label.caption'), ('box', '.way', 'label', '.dim-label')]
    + [('box', '.mark' + state, kind, '') for state in ('', '.good', '.caution', '.bad') for kind in ('label', 'image')]
    + [('box', '.evidence', 'label', ''), ('box', '.evidence', 'label', '.dim-label.caption'), ('button', '.nav.current', 'label', '')]
    + [('label', '.chip'), ('label', '.chip.model'), ('label', '.chip.own'), ('label', '.chip.guess')]
    + [('flowbox', '.phase-path', 'flowboxchild', kind, 'label', '') for kind in ('.done', '.now', '.later')]
    + [('label', '.cell.' + cell) for cell in CELLS]
    + [('list', kind, 'row', '', 'label', text) for kind in ('.drive-list', '.content') for text in ('', '.dim-label', '.good', '.caution', '.bad')]
    + [('list', '.drive-list', 'row', '!', 'label', text) for text in ('', '.dim-label', '.good', '.caution', '.bad')]
    + [('list', '.content', 'actionrow', '', 'label', '.subtitle')]
    + [('button', '.suggested-action', 'label', ''), ('button', '.destructive-action', 'label', '')])


def luminance(colour):
    """Returns the relative luminance of a colour, as the WCAG define it: from 0 to 1."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    """Returns the contrast of two colours, as the WCAG define it: from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def over(top, alpha, below):
    """Returns the colour that is seen where @top covers @below with the opacity @alpha."""
    return tuple(alpha * a + (1 - alpha) * b for a, b in zip(top, below))


def make(kind):
    """Returns a new widget; @kind: a word of the table below."""
    from gi.repository import Gtk, Handy
    if kind == 'actionrow':
        return Handy.ActionRow(title='title', subtitle='text')
    return {'label': lambda: Gtk.Label(label='text'), 'image': lambda: Gtk.Image.new_from_icon_name('dialog-warning-symbolic', 1),
            'box': Gtk.Box, 'flowbox': lambda: Gtk.FlowBox(selection_mode=Gtk.SelectionMode.NONE), 'flowboxchild': Gtk.FlowBoxChild, 'list': lambda: Gtk.ListBox(selection_mode=Gtk.SelectionMode.NONE), 'row': Gtk.ListBoxRow,
            'button': Gtk.Button, 'treeview': Gtk.TreeView}[kind]()


def find_class(widget, name):
    """Returns the first widget with the class @name inside of @widget, a ready-made row."""
    found = []

    def look(child):
        if child.get_style_context().has_class(name):
            found.append(child)
        if hasattr(child, 'forall'):
            child.forall(look)
    look(widget)
    return found[0]


def colour_of(context, what):
    """Returns the text colour (@what is "color") or the background colour of a widget, and its opacity."""
    colour = (context.get_color if what == 'color' else context.get_background_color) (context.get_state())
    return (colour.red, colour.green, colour.blue), colour.alpha


def gradient_of(classes):
    """Returns the colours behind the label of a button of the theme, from a drawing of a button without label."""
    from gi.repository import Gtk
    window, button = Gtk.OffscreenWindow(), Gtk.Button(width_request=60, height_request=34)
    for name in classes:
        button.get_style_context().add_class(name)
    window.add(button)
    window.show_all()
    while Gtk.events_pending():
        Gtk.main_iteration()
    picture = window.get_pixbuf()
    pixels, stride, size = picture.get_pixels(), picture.get_rowstride(), picture.get_n_channels()
    window.destroy()
    return [tuple(pixels[y * stride + 30 * size + i] / 255 for i in range(3)) for y in range(9, 25)]


def measure(sample):
    """Returns the lowest contrast of the text of a sample, the greatest brightness of its background, and its background."""
    from gi.repository import Gtk
    window = Gtk.Window()
    at, chain = window, [window]
    for kind, classes in zip(sample[::2], sample[1::2]):
        if chain[-1].__class__.__name__ == 'ActionRow':
            at = find_class(at, classes[1:])
        else:
            child = make(kind)
            at.add(child)
            at = child
            for name in classes.strip('!').split('.'):
                if name:
                    at.get_style_context().add_class(name)
            if classes.endswith('!'):
                at.set_state_flags(Gtk.StateFlags.SELECTED, False)
        chain.append(at)
    window.show_all()
    while Gtk.events_pending():
        Gtk.main_iteration()
    for widget in chain:
        widget.unset_state_flags(Gtk.StateFlags.BACKDROP)       # as in the active window
    grounds, opacity = [(1.0, 1.0, 1.0)], 1.0
    for widget in chain:
        context = widget.get_style_context()
        if isinstance(widget, Gtk.Button):
            grounds = gradient_of(context.list_classes())
            continue
        ground, alpha = colour_of(context, 'background-color')
        grounds = [over(ground, alpha, below) for below in grounds]
        opacity *= context.get_property('opacity', context.get_state())
    text, alpha = colour_of(chain[-1].get_style_context(), 'color')
    window.destroy()
    return (min(contrast(over(text, alpha * opacity, ground), ground) for ground in grounds),
            max(luminance(ground) for ground in grounds), grounds[0])


def measure_rings():
    """Returns, for each kind of widget that takes the focus, its name and the contrast, width and style of the mark of the focus."""
    from gi.repository import Gtk
    rings = []
    for place in (Gtk.Box, Gtk.HeaderBar):
        for name in ('', 'suggested-action', 'destructive-action', 'flat', 'nav current'):
            window, bar, button = Gtk.Window(), place(), Gtk.Button(label='text')
            for style in name.split():
                button.get_style_context().add_class(style)
            window.add(bar)
            bar.add(button)
            window.show_all()
            while Gtk.events_pending():
                Gtk.main_iteration()
            for widget in (window, bar, button):
                widget.unset_state_flags(Gtk.StateFlags.BACKDROP)
            button.set_state_flags(Gtk.StateFlags.FOCUSED, False)
            context = button.get_style_context()
            state = context.get_state()
            # The mark has the colour of the text: the binding for Python returns freed memory for the property "outline-color".
            line, alpha = colour_of(context, 'color')
            ratio = min(contrast(over(line, alpha, ground), ground) for ground in gradient_of(name.split()))
            rings.append((f'{place.__name__} {name}', ratio, context.get_property('outline-width', state), context.get_property('outline-style', state).value_nick))
            window.destroy()
    return rings


def shape_of(widget):
    """Returns the dark pixels of a widget without its label, as offsets from the first column and row that have one."""
    from gi.repository import Gtk
    window = Gtk.OffscreenWindow()
    window.add(widget)
    window.show_all()
    while Gtk.events_pending():
        Gtk.main_iteration()
    picture = window.get_pixbuf()
    pixels, stride, size = picture.get_pixels(), picture.get_rowstride(), picture.get_n_channels()
    ground = pixels[:3]
    dark = [(x, y) for y in range(picture.get_height()) for x in range(picture.get_width())
            if max(abs(pixels[y * stride + x * size + i] - ground[i]) for i in range(3)) > 90]
    window.destroy()
    left, top = min((x for x, _ in dark), default=0), min((y for _, y in dark), default=0)
    return sorted((x - left, y - top) for x, y in dark)


def measure_arrows():
    """Returns whether the arrow of an expander, closed and open, looks like that of GTK, which differs from the arrow of a row that leads to a page."""
    from gi.repository import Gtk
    seen = []
    for name, is_open in (('pan-end-symbolic', False), ('pan-down-symbolic', True)):
        wanted = shape_of(Gtk.Image.new_from_icon_name(name, Gtk.IconSize.MENU))
        seen.append((name, bool(wanted) and shape_of(Gtk.Expander(expanded=is_open)) == wanted))
    return seen


def hue(colour):
    """Returns the name of the strongest part of a colour, "grey" if no part stands out."""
    return 'grey' if max(colour) - min(colour) < 0.06 else ('red', 'green', 'blue')[colour.index(max(colour))]


def parts(selector):
    """Returns the classes of each widget that the selector names."""
    return [set(re.findall(r'\.([\w-]+)', part)) for part in re.split(r'[ >]+', selector.strip())]


def unmeasured(style):
    """Returns the selectors that set a colour and are covered by no sample, class by class. Buttons that ignore the pointer for a
    moment (".guarded") are left out, as insensitive ones."""
    widgets = [set(classes.strip('!').split('.')) for sample in SAMPLES for classes in sample[1::2]]
    rules = re.findall(r'([^{};]+)\{([^{}]*)\}', re.sub(r'/\*.*?\*/|@define-color[^;]*;', '', style, flags=re.DOTALL))
    return [selector.strip() for selectors, body in rules if re.search(r'(^|[;\s])(color|opacity|background(-color|-image)?):', body)
            for selector in selectors.split(',') if '.guarded' not in selector and not all(any(part <= widget for widget in widgets) for part in parts(selector))]


def measure_all():
    """Prints, as JSON, each sample with its contrast, brightness and background in the look of this process."""
    import gi
    gi.require_version('Gtk', '3.0')
    gi.require_version('Handy', '1')
    from gi.repository import Gdk, Gtk, Handy
    Handy.init()
    Gtk.Settings.get_default().set_property('gtk-enable-animations', False)
    provider = Gtk.CssProvider()
    provider.load_from_path(str(STYLE))
    Gtk.StyleContext.add_provider_for_screen(Gdk.Screen.get_default(), provider, Gtk.STYLE_PROVIDER_PRIORITY_APPLICATION)
    print(json.dumps([[(' '.join(sample), *measure(sample)) for sample in SAMPLES], measure_rings(), measure_arrows()]))


def test(_folder):
    style = STYLE.read_text()
    wrong = [f'{selector} is not measured' for selector in unmeasured(style)]
    gui.check('* { outline-color: currentColor;' in style, 'the mark of the focus has the colour of the text')
    gui.check(not re.search(r'\b(transition|animation|keyframes)\b', style), 'the style sheet has no motion of its own')
    for look in LOOKS:
        run = subprocess.run([sys.executable, __file__, '--measure'], env=dict(os.environ, GTK_THEME=look), capture_output=True, text=True)
        if 'not available' in run.stderr:
            gui.skip('gir1.2-gtk-3.0 or gir1.2-handy-1 is not installed')
        gui.check(run.returncode == 0, run.stderr)
        samples, rings, arrows = json.loads(run.stdout.splitlines()[-1])
        wrong += [f'{look}: the mark of the focus on {name} has {ratio:.2f}, {width} px, {style}' for name, ratio, width, style in rings
                  if ratio < SIGN or width < 2 or style != 'solid']
        wrong += [f'{look}: the arrow of an expander is not {name}, so it may look like that of a row' for name, is_equal in arrows if not is_equal]
        for sample, ratio, brightness, ground in samples:
            wanted = SIGN if ' image' in ' ' + sample else TEXT
            if ratio < wanted:
                wrong.append(f'{look}: {sample} has {ratio:.2f}, not {wanted}')
            if look.startswith('Adwaita') and '.cell.' in sample and hue(ground) != HUES[sample.split('.cell.')[1]]:
                wrong.append(f'{look}: {sample} is {hue(ground)}')
            limit = GLARE_SMALL if '.cell' in sample else GLARE
            if look == 'Adwaita:dark' and brightness > limit:
                wrong.append(f'{look}: {sample} glares: {brightness:.2f}, not {limit}')
    gui.check(not wrong, '\n'.join(wrong))


if '--measure' in sys.argv:
    measure_all()
else:
    gui.main(test)
