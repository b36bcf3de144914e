/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** count_open: Returns the number of open file descriptors, which shows leaks. */
guint count_open (void);
/** assert_holds: asserts that the content of the file @path is exactly @text. */
void assert_holds (const char *path, const char *text);

G_END_DECLS
