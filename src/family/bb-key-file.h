/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A key that some drives want their updates wrapped with. The program has none: the user names a file, which is read
 * when it is needed and recognised by its SHA-256. What is here is of the whole process; any thread.
 */

/** bb_key_file_set: @path: (nullable): of the file; %NULL or "": there is none. */
void bb_key_file_set (const char *path);

/** bb_key_file_is_set: whether the user named a file; it may not exist. */
gboolean bb_key_file_is_set (void);

/** bb_key_file_dup_uri: (transfer full) (nullable): URI of the file that the user named. */
char *bb_key_file_dup_uri (void);

/** bb_key_file_use: @uri: (nullable): of the file that the user named earlier; used only where none is named now. */
void bb_key_file_use (const char *uri);

/** bb_key_file_let_in: @sha256: (nullable): of a made-up key, taken in the place of every true one: only where all
 * drives are simulated. */
void bb_key_file_let_in (const char *sha256);

/**
 * bb_key_file_read:
 * @sha256: of the key that is wanted, hex digits in lower case
 * @key: (out caller-allocates): @key_bytes bytes; the caller wipes them as soon as it has used them. Zero on errors
 *
 * The file holds the key as it is, or as hex digits with blanks. No error repeats a byte of it.
 * Errors: %BB_FAMILY_ERROR_KEY: none was named, it cannot be read, or this is not the key.
 */
gboolean bb_key_file_read (const char *sha256, guint8 *key, gsize key_bytes, GError **error);

/** bb_key_file_check: whether the file that was named is a key that some drives want. Errors: those of
 * bb_key_file_read(). */
gboolean bb_key_file_check (GError **error);

G_END_DECLS
