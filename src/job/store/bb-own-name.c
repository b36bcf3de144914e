/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-own-name.h"

#include "bb-backup-store.h"
#include "bb-fsync.h"
#include "bb-unit.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <string.h>

#define OWN_NAME_FOLDER "names"
#define OWN_NAME_SUFFIX ".name"
#define OWN_NAME_GROUP "drive"

char *
bb_own_name_dup_valid (const char *text)
{
    g_autofree char *name = text != NULL && g_utf8_validate (text, -1, NULL) ? g_strstrip (g_strdup (text)) : NULL;

    if (name == NULL || *name == '\0' || g_utf8_strlen (name, -1) > BB_OWN_NAME_MAX_CHARS)
        return NULL;
    for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at)) {
        if (!g_unichar_isprint (g_utf8_get_char (at)))
            return NULL;
    }
    return g_steal_pointer (&name);
}

/* TRUE if the key file @file, which contains the user's name for a drive, is about the drive @unit. */
static gboolean
bb_own_name_is_of (GKeyFile *file, const BbUnit *unit)
{
    g_autofree char *serial = g_key_file_get_string (file, OWN_NAME_GROUP, "serial", NULL);
    g_autofree char *fingerprint = g_key_file_get_string (file, OWN_NAME_GROUP, "fingerprint", NULL);
    g_autofree char *bus_path = g_key_file_get_string (file, OWN_NAME_GROUP, "bus-path", NULL);
    BbUnit named = {g_key_file_get_boolean (file, OWN_NAME_GROUP, "simulated", NULL), serial, fingerprint, bus_path};

    return bb_unit_is_same (&named, unit);
}

/* Finds the file with the user's name for the drive @unit. Returns (transfer full) (nullable) the path of the file,
 * and sets @name (transfer full) to the name. Without such a file, returns %NULL and leaves @name %NULL, which it
 * must be before the call. A damaged file is skipped, because no decision depends on a name. */
static char *
bb_own_name_find (const char *state_folder, const BbUnit *unit, char **name)
{
    g_autofree char *folder = g_build_filename (state_folder, OWN_NAME_FOLDER, NULL);
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    const char *each = NULL;

    while (dir != NULL && (each = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (folder, each, NULL);
        g_autoptr (GKeyFile) file = NULL;
        g_autofree char *text = NULL;

        if (!g_str_has_suffix (each, OWN_NAME_SUFFIX))
            continue;
        file = bb_fsync_read_key_file (path, FALSE, NULL, NULL);
        if (file == NULL || !bb_own_name_is_of (file, unit))
            continue;
        text = g_key_file_get_string (file, OWN_NAME_GROUP, "name", NULL);
        *name = bb_own_name_dup_valid (text);
        if (*name != NULL)
            return g_steal_pointer (&path);
    }
    return NULL;
}

char *
bb_own_name_dup (const char *state_folder, const BbDriveDetails *details, BbFacts *facts)
{
    BbUnit unit = bb_unit_of_drive (details, facts);
    char *name = NULL;
    g_autofree char *path = bb_own_name_find (state_folder, &unit, &name);

    return name;
}

/* Sets @key of @file to @text, unless @text is NULL. */
static void
bb_own_name_add (GKeyFile *file, const char *key, const char *text)
{
    if (text != NULL)
        g_key_file_set_string (file, OWN_NAME_GROUP, key, text);
}

/* Writes @name and the members of @unit to the file @path, replacing it. FALSE with an error if that fails. */
static gboolean
bb_own_name_write (const char *path, const BbUnit *unit, const char *name, GError **error)
{
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autofree char *folder = g_path_get_dirname (path);
    g_autofree char *text = NULL;

    bb_own_name_add (file, "name", name);
    bb_own_name_add (file, "serial", unit->serial);
    bb_own_name_add (file, "fingerprint", unit->fingerprint);
    bb_own_name_add (file, "bus-path", unit->bus_path);
    g_key_file_set_boolean (file, OWN_NAME_GROUP, "simulated", unit->simulated);
    text = bb_fsync_seal (g_key_file_to_data (file, NULL, NULL));
    return bb_fsync_make_folder (folder, error) && bb_fsync_replace (path, text, strlen (text), error);
}

/* Removes the file @path. FALSE with an error if it is still there. */
static gboolean
bb_own_name_remove (const char *path, GError **error)
{
    int failed;

    if (g_unlink (path) == 0 || errno == ENOENT)
        return TRUE;
    failed = errno;
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (failed), "%s: %s", path, g_strerror (failed));
    return FALSE;
}

gboolean
bb_own_name_set (const char *state_folder, const BbDriveDetails *details, BbFacts *facts, const char *name,
                 GError **error)
{
    BbUnit unit = bb_unit_of_drive (details, facts);
    g_autofree char *before = NULL;
    g_autofree char *path = bb_own_name_find (state_folder, &unit, &before);
    g_autoptr (GError) local_error = NULL;
    gboolean good = TRUE;

    if (name != NULL && path == NULL) {
        g_autofree char *id = g_uuid_string_random ();
        g_autofree char *file = g_strconcat (id, OWN_NAME_SUFFIX, NULL);

        path = g_build_filename (state_folder, OWN_NAME_FOLDER, file, NULL);
    }
    if (name != NULL)
        good = bb_own_name_write (path, &unit, name, &local_error);
    else if (path != NULL)
        good = bb_own_name_remove (path, &local_error);
    if (!good)
        g_set_error_literal (error, BB_STORE_ERROR,
                             g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED)
                                 ? BB_STORE_ERROR_NOT_PERMITTED
                                 : BB_STORE_ERROR_UNWRITABLE,
                             local_error->message);
    return good;
}

/* Returns (transfer full) (nullable) the catalog entry that has @name (nullable) as marketed name and is for the
 * model in @facts; %NULL if there is no such entry, or if it lacks the vendor or product text of INQUIRY. */
static BbName *
bb_own_name_find_sold (BbFacts *facts, const char *name)
{
    BbCatalog *catalog = name != NULL && facts->model != NULL ? bb_model_get_catalog (facts->model) : NULL;
    g_autoptr (GPtrArray) names = NULL;

    if (catalog == NULL)
        return NULL;
    names = bb_catalog_names_of_model (catalog, facts->family, bb_model_get_key (facts->model));
    for (guint i = 0; i < names->len; i++) {
        BbName *sold = g_ptr_array_index (names, i);

        if (g_str_equal (bb_name_get_marketed_as (sold), name) && *bb_name_get_vendor (sold) != '\0' &&
            *bb_name_get_product (sold) != '\0')
            return bb_name_ref (sold);
    }
    return NULL;
}

/* TRUE if @own_vendor and @own_product of @facts are the INQUIRY texts of @sold (nullable). */
static gboolean
bb_own_name_is_from (BbFacts *facts, BbName *sold)
{
    return sold != NULL && g_strcmp0 (facts->own_vendor, bb_name_get_vendor (sold)) == 0 &&
           g_strcmp0 (facts->own_product, bb_name_get_product (sold)) == 0;
}

BbFacts *
bb_own_name_apply (BbFacts *facts, const char *before, const char *name)
{
    g_autoptr (BbName) was = NULL;
    g_autoptr (BbName) sold = NULL;
    BbFacts *named;

    g_return_val_if_fail (facts != NULL, NULL);

    if (facts->condition != BB_CONDITION_SPECIAL)
        return bb_facts_ref (facts);
    was = bb_own_name_find_sold (facts, before);
    if (facts->own_vendor != NULL && !bb_own_name_is_from (facts, was))
        return bb_facts_ref (facts);
    sold = bb_own_name_find_sold (facts, name);
    named = bb_facts_copy (facts);
    bb_facts_set_own_name (named, sold != NULL ? bb_name_get_vendor (sold) : NULL,
                           sold != NULL ? bb_name_get_product (sold) : NULL);
    return named;
}
