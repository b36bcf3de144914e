/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rig.h"

#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPY_BYTES (64u * 1024 * 1024)
/* Files of at least so many bytes are shared by the copies of a folder. */
#define SHARED_BYTES (128 * 1024)

void
bb_rig_end_free (BbRigEnd *end)
{
    if (end == NULL)
        return;
    g_free (end->crashed);
    g_free (end->refused);
    g_free (end->message);
    g_free (end->next);
    g_free (end->error);
    g_free (end->notes);
    g_free (end->asked);
    g_free (end->revision_before);
    g_free (end->revision_after);
    g_free (end->backup_id);
    g_free (end);
}

char *
bb_rig_end_dup_text (const BbRigEnd *end)
{
    if (end->crashed != NULL)
        return g_strdup_printf ("the program %s after %u commands", end->crashed, end->n_commands);
    if (!end->reported)
        return g_strdup_printf ("killed after %u commands, %u journals", end->n_commands, end->n_journals);
    if (!end->present)
        return g_strdup ("the drive cannot be seen");
    if (end->refused != NULL)
        return g_strdup_printf ("no job: %s", end->refused);
    return g_strdup_printf ("%s, %s, state %s then %s, %u commands, %u writes, %u journals (%d)\n    message: %s\n"
                            "    next: %s\n    error: %s\n    notes: %s",
                            bb_outcome_to_string (end->outcome), bb_proof_to_string (end->proof),
                            bb_drive_state_to_string (end->state_before), bb_drive_state_to_string (end->state_after),
                            end->n_commands, end->n_writes, end->n_journals, (int) end->journal_state, end->message,
                            end->next, end->error, end->notes);
}

GBytes *
bb_rig_make_image (const char *family, const char *model, const char *boot_version, const char *setting,
                   const char *revision, guint seed)
{
    g_auto (GStrv) parts = g_strsplit (setting != NULL ? setting : "", "=", 2);
    g_autofree char *number = g_strdup_printf ("%u", seed);
    g_autoptr (GError) error = NULL;
    GVariantBuilder builder;
    GBytes *image = NULL;

    g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&builder, "{ss}", "revision", revision);
    g_variant_builder_add (&builder, "{ss}", "seed", number);
    if (boot_version != NULL)
        g_variant_builder_add (&builder, "{ss}", "boot-version", boot_version);
    if (setting != NULL)
        g_variant_builder_add (&builder, "{ss}", parts[0], parts[1] != NULL ? parts[1] : "");
    image = bb_sim_make_image (bb_rig_catalog (), family, model, g_variant_builder_end (&builder), &error);
    g_assert_no_error (error);
    return image;
}

/* Returns (transfer full) the first image in the file @bytes that a family recognises. If no family recognises any,
 * returns the first image. */
static BbImage *
bb_rig_identify_anew (GBytes *bytes)
{
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "image.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, bb_rig_catalog ());

    for (guint i = 0; i < images->len; i++) {
        BbImageIdentity *identity = bb_image_get_identity (g_ptr_array_index (images, i));

        if (identity != NULL && identity->family != NULL)
            return g_object_ref (g_ptr_array_index (images, i));
    }
    return g_object_ref (g_ptr_array_index (images, 0));
}

BbImage *
bb_rig_identify (GBytes *bytes)
{
    static GHashTable *known; /* GBytes -> BbImage; forked programs inherit it */
    BbImage *image = NULL;

    if (bytes == NULL)
        return NULL;
    if (known == NULL)
        known = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) g_bytes_unref, g_object_unref);
    image = g_hash_table_lookup (known, bytes);
    if (image == NULL) {
        image = bb_rig_identify_anew (bytes);
        g_hash_table_insert (known, g_bytes_ref (bytes), image);
    }
    return g_object_ref (image);
}

/* Folders */

char *
bb_rig_make_folder (void)
{
    g_autofree char *pattern = g_build_filename (
        g_access ("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : g_get_tmp_dir (), "burnback-faults-XXXXXX", NULL);

    g_assert_nonnull (g_mkdtemp (pattern));
    return g_steal_pointer (&pattern);
}

/* (owned) path of a file that was shared -> (owned) time of its last write, in ns */
static GHashTable *written;

/* Lets @to be the same file as @from if the file is large: programs replace backups and images as a whole, and never
 * write into them. Fails if a program has written into @from since its first copy. Returns FALSE if the file is
 * small. */
static gboolean
bb_rig_share_file (const char *from, const char *to)
{
    struct stat info;
    gint64 now, *then;

    g_assert_cmpint (stat (from, &info), ==, 0);
    if (info.st_size < SHARED_BYTES)
        return FALSE;
    if (written == NULL)
        written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    now = info.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info.st_mtim.tv_nsec;
    then = g_hash_table_lookup (written, from);
    if (then != NULL)
        g_assert_cmpint (now, ==, *then);
    else
        g_hash_table_insert (written, g_strdup (from), g_memdup2 (&now, sizeof now));
    return link (from, to) == 0;
}

/* Copies a file inside the kernel, because a copy in memory takes longer. */
static void
bb_rig_copy_file (const char *from, const char *to)
{
    int in, out;
    gssize n = 1;

    if (bb_rig_share_file (from, to))
        return;
    in = open (from, O_RDONLY | O_CLOEXEC);
    out = open (to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    g_assert_cmpint (in, >=, 0);
    g_assert_cmpint (out, >=, 0);
    while (n > 0)
        n = sendfile (out, in, NULL, COPY_BYTES);
    g_assert_cmpint (n, ==, 0);
    close (in);
    close (out);
}

void
bb_rig_copy_folder (const char *from, const char *to)
{
    g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);

    g_assert_nonnull (dir);
    g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
    for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
        g_autofree char *a = g_build_filename (from, name, NULL);
        g_autofree char *b = g_build_filename (to, name, NULL);

        if (g_file_test (a, G_FILE_TEST_IS_DIR))
            bb_rig_copy_folder (a, b);
        else
            bb_rig_copy_file (a, b);
    }
}

/* Removes the file or folder @path. Another folder may get its name later. */
static int
bb_rig_remove_one (const char *path, const struct stat *info, int type, struct FTW *walk)
{
    if (written != NULL)
        g_hash_table_remove (written, path);
    return remove (path);
}

void
bb_rig_remove_folder (const char *path)
{
    nftw (path, bb_rig_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
