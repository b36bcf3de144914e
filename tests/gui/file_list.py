# SPDX-License-Identifier: GPL-3.0-or-later
"""file_list.py: selects several files in the file chooser."""


def choose_all(window, folder, accept):
    """Selects all files of @folder in the file chooser and confirms."""
    names = [path.name for path in folder.iterdir()]
    window.choose_file(f'{folder}/', accept, lambda: window.find('table cell', names[0]))
    table = window.wait(lambda: next((node for node in window.walk() if node.get_role_name() in ('table', 'tree table')
                                      and node.get_name() == 'Files'), None), 'the list of files')
    table.get_component_iface().grab_focus()
    window.wait(lambda: window.focused() is not None and window.focused().get_role_name() != 'text', 'the list to have the focus')
    rows = table.get_table_iface()
    # The file chooser may still be filling its list, and ignores keys meanwhile.
    window.keys_until(['Control+a'], lambda: rows.get_n_rows() == len(names) and rows.get_n_selected_rows() == len(names), 'all files to be selected')
    window.press(accept)
