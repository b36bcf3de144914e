/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-key-file.h"

#include "bb-family.h"
#include "scsi/bb-regular-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <nettle/sha2.h>
#include <string.h>
#include <unistd.h>

/* Lengths of the longest key and of the longest key file. In a file, each byte of the key takes at most four
 * characters: two hexadecimal digits, each with a blank after it. */
#define BB_KEY_MAX_BYTES 32
#define BB_KEY_MAX_FILE_BYTES (4 * BB_KEY_MAX_BYTES)

G_LOCK_DEFINE_STATIC (bb_key_file);
static char *bb_key_path = NULL;
static char *bb_key_let_in = NULL;

/* Sets @text, one of the two static variables, to a copy of @with; to NULL if @with is NULL or "". */
static void
bb_key_file_replace (char **text, const char *with)
{
    G_LOCK (bb_key_file);
    g_free (*text);
    *text = with != NULL && *with != '\0' ? g_strdup (with) : NULL;
    G_UNLOCK (bb_key_file);
}

/* Returns (transfer full) (nullable) a copy of *@text, one of the two static variables; NULL if it is not set.
 * Thread-safe. */
static char *
bb_key_file_dup (char *const *text)
{
    char *copy;

    G_LOCK (bb_key_file);
    copy = g_strdup (*text);
    G_UNLOCK (bb_key_file);
    return copy;
}

void
bb_key_file_set (const char *path)
{
    bb_key_file_replace (&bb_key_path, path);
}

gboolean
bb_key_file_is_set (void)
{
    g_autofree char *path = bb_key_file_dup (&bb_key_path);

    return path != NULL;
}

const char *
bb_key_file_get_advice (void)
{
    return _ ("If the drive accepts only encrypted updates, choose the key file first.");
}

char *
bb_key_file_dup_uri (void)
{
    g_autofree char *path = bb_key_file_dup (&bb_key_path);
    g_autofree char *absolute = path != NULL ? g_canonicalize_filename (path, NULL) : NULL;

    return absolute != NULL ? g_filename_to_uri (absolute, NULL, NULL) : NULL;
}

void
bb_key_file_use (const char *uri)
{
    g_autofree char *path = uri != NULL ? g_filename_from_uri (uri, NULL, NULL) : NULL;

    if (path != NULL && !bb_key_file_is_set ())
        bb_key_file_set (path);
}

void
bb_key_file_let_in (const char *sha256)
{
    bb_key_file_replace (&bb_key_let_in, sha256);
}

/* Reads a key as hexadecimal digits and blanks. FALSE if there are other characters, or not exactly two digits per
 * byte; @key may then be partly set. */
static gboolean
bb_key_parse_hex (const guint8 *text, gsize length, guint8 *key, gsize key_bytes)
{
    gsize n_digits = 0;

    for (gsize i = 0; i < length; i++) {
        int digit = g_ascii_xdigit_value ((char) text[i]);

        if (g_ascii_isspace ((char) text[i]))
            continue;
        if (digit < 0 || n_digits == 2 * key_bytes)
            return FALSE;
        key[n_digits / 2] = (guint8) (key[n_digits / 2] << 4 | digit);
        n_digits++;
    }
    return n_digits == 2 * key_bytes;
}

/* TRUE if @key has the SHA-256 @sha256. After bb_key_file_let_in(), the SHA-256 that was given to that function is
 * compared instead. */
static gboolean
bb_key_is_wanted (const guint8 *key, gsize key_bytes, const char *sha256)
{
    g_autofree char *let_in = bb_key_file_dup (&bb_key_let_in);
    const char *wanted = let_in != NULL ? let_in : sha256;
    guint8 digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx context;
    gboolean is_wanted = strlen (wanted) == 2 * sizeof digest;

    sha256_init (&context);
    sha256_update (&context, key_bytes, key);
    sha256_digest (&context, sizeof digest, digest);
    explicit_bzero (&context, sizeof context);
    for (gsize i = 0; is_wanted && i < sizeof digest; i++)
        is_wanted =
            digest[i] == (g_ascii_xdigit_value (wanted[2 * i]) << 4 | g_ascii_xdigit_value (wanted[2 * i + 1]));
    return is_wanted;
}

/* Sets %BB_FAMILY_ERROR_KEY with @text and returns FALSE, so that callers can return the result. */
static gboolean
bb_key_file_fail (GError **error, const char *text)
{
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY, text);
    return FALSE;
}

/* Returns the number of bytes read into @text, at most @text_bytes; -1 with %BB_FAMILY_ERROR_KEY if @path is not a
 * regular file or cannot be read. */
static gssize
bb_key_file_load (const char *path, guint8 *text, gsize text_bytes, GError **error)
{
    g_autoptr (GError) reason = NULL;
    g_autofree char *why = NULL;
    gssize length = -1;
    int fd = bb_regular_file_open (path, O_RDONLY | O_CLOEXEC, &reason);

    if (fd >= 0) {
        length = read (fd, text, text_bytes);
        if (length < 0)
            g_set_error (&reason, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
        close (fd);
    }
    if (length >= 0)
        return length;
    why = g_strdup_printf (_ ("Could not read the key file (%s)."), reason->message);
    (void) bb_key_file_fail (error, why);
    return -1;
}

gboolean
bb_key_file_read (const char *sha256, guint8 *key, gsize key_bytes, GError **error)
{
    g_autofree char *path = bb_key_file_dup (&bb_key_path);
    guint8 text[BB_KEY_MAX_FILE_BYTES + 1];
    gssize length;
    gboolean good;

    g_return_val_if_fail (key_bytes <= BB_KEY_MAX_BYTES, FALSE);

    memset (key, 0, key_bytes);
    if (path == NULL)
        return bb_key_file_fail (error, _ ("No key file was chosen."));
    length = bb_key_file_load (path, text, sizeof text, error);
    if (length < 0)
        return FALSE;
    if (length == (gssize) key_bytes)
        memcpy (key, text, key_bytes);
    good = length == (gssize) key_bytes ||
           (length > 0 && length < (gssize) sizeof text && bb_key_parse_hex (text, (gsize) length, key, key_bytes));
    explicit_bzero (text, sizeof text);
    if (good && bb_key_is_wanted (key, key_bytes, sha256))
        return TRUE;
    explicit_bzero (key, key_bytes);
    g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY,
                 _ ("The file %s is not the key file for drives that require encrypted updates."), path);
    return FALSE;
}

gboolean
bb_key_file_check (GError **error)
{
    const BbFamily *const *families = bb_family_list ();
    g_autoptr (GError) local_error = NULL;

    for (guint i = 0; families[i] != NULL; i++) {
        if (families[i]->check_key == NULL)
            continue;
        g_clear_error (&local_error);
        if (families[i]->check_key (&local_error))
            return TRUE;
    }
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
}
