/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The key that some drives require for wrapped (encrypted) updates. Burnback does not contain the key. The user names
 * a file with the key; the file is read when it is needed, and verified by its SHA-256. The functions below set and
 * read static variables; any thread may call them.
 */

/** bb_key_file_set: Sets the path of the key file. If @path (nullable) is %NULL or "", no key file is set. */
void bb_key_file_set (const char *path);

/** bb_key_file_is_set: TRUE if the user named a file, even if that file does not exist. */
gboolean bb_key_file_is_set (void);

/** bb_key_file_get_advice: Returns a sentence that advises to choose a key file, for users who have not chosen one.
 */
const char *bb_key_file_get_advice (void);

/** bb_key_file_dup_uri: Returns (transfer full) (nullable) the URI of the file that the user named; %NULL if none is
 * set. */
char *bb_key_file_dup_uri (void);

/** bb_key_file_use: Restores @uri (nullable), the key file that the user chose in an earlier run of the program. Does
 * nothing if a key file is already set, or if @uri is %NULL or not the URI of a local file. */
void bb_key_file_use (const char *uri);

/** bb_key_file_let_in: Sets the @sha256 (nullable) of a test key that is accepted from now on instead of every real
 * key; %NULL or "": the real keys are accepted again. Only for simulated drives. */
void bb_key_file_let_in (const char *sha256);

/**
 * bb_key_file_read:
 * @sha256: SHA-256 of the key that is required, hex digits
 * @key: (out caller-allocates): @key_bytes bytes, at most 32; zero on errors. The caller wipes them as soon as they
 *   are used
 *
 * Reads the key from the file that the user named: @key_bytes bytes, or hex digits with blanks. No error message
 * contains a byte of the file. Errors: %BB_FAMILY_ERROR_KEY: no file is set, the file cannot be read, or it does not
 * contain the key.
 */
gboolean bb_key_file_read (const char *sha256, guint8 *key, gsize key_bytes, GError **error);

/** bb_key_file_check: TRUE if the file contains the key that check_key() of one of the families requires. Errors:
 * those of bb_key_file_read(). */
gboolean bb_key_file_check (GError **error);

G_END_DECLS
