/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** add_row_test: adds a test case for a row of a table: @test with @row, below the path @folder, with the name @what,
 * in which '-' replaces spaces and commas. */
void add_row_test (const char *folder, const char *what, gconstpointer row, GTestDataFunc test);

G_END_DECLS
