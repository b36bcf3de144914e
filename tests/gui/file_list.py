# SPDX-License-Identifier: GPL-3.0-or-later
"""file_list.py: selects several files in the file chooser."""


def choose_all(window, button, folder, accept):
    """Opens the file chooser with the button whose name begins with @button, selects all files of @folder, and confirms."""
    n_files = len(list(folder.iterdir()))
    settings = window.folder / 'config' / 'gtk-3.0'
    settings.mkdir(parents=True, exist_ok=True)
    (settings / 'bookmarks').write_text(folder.as_uri() + '\n')
    window.press(contains=button)
    window.wait_for('push button', accept)
    table = window.wait(lambda: next((node for node in window.walk() if node.get_role_name() in ('table', 'tree table')
                                      and node.get_name() == 'Files'), None), 'the list of files')
    rows = table.get_table_iface()
    # Alt+1 opens the first bookmark. On a busy machine a key may be pressed twice: these do the same again, but Return in the
    # entry for a path would confirm.
    window.keys_until(['Alt+1'], lambda: rows.get_n_rows() == n_files, 'the folder to be listed')
    table.get_component_iface().grab_focus()
    window.wait(lambda: window.focused() is not None and window.focused().get_role_name() != 'text', 'the list to have the focus')
    # The file chooser may still be filling its list, and ignores keys meanwhile.
    window.keys_until(['Control+a'], lambda: rows.get_n_rows() == n_files and rows.get_n_selected_rows() == n_files, 'all files to be selected')
    window.press(accept)
