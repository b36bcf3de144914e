/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-users.h"

#include <glib/gi18n-lib.h>

#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* TRUE if @link, the entry of an open file in /proc, leads to the device @node. @target: the path in @link, which
 * differs from @node if the process opened the device under another name. */
static gboolean
bb_users_is_node (const char *link, const char *target, const char *node)
{
    struct stat opened, named;

    if (g_str_equal (target, node))
        return TRUE;
    if (stat (link, &opened) != 0 || stat (node, &named) != 0)
        return FALSE;
    if (!S_ISCHR (named.st_mode) && !S_ISBLK (named.st_mode))
        return FALSE;
    return (opened.st_mode & S_IFMT) == (named.st_mode & S_IFMT) && opened.st_rdev == named.st_rdev;
}

/* Returns (nullable) one of @nodes that @process (its folder in /proc) has open; NULL if it has none open. Sets
 * @denied to %TRUE if this user may not read the open files of the process; else leaves it unchanged. */
static const char *
bb_users_find_node (const char *process, const char *const *nodes, gboolean *denied)
{
    g_autofree char *folder = g_build_filename (process, "fd", NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (GDir) fds = g_dir_open (folder, 0, &error);
    const char *name;

    if (fds == NULL) {
        *denied |= g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ACCES) ||
                   g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_PERM);
        return NULL;
    }
    while ((name = g_dir_read_name (fds)) != NULL) {
        g_autofree char *link = g_build_filename (folder, name, NULL);
        g_autofree char *target = g_file_read_link (link, NULL);

        if (target == NULL || !g_path_is_absolute (target))
            continue;
        for (guint i = 0; nodes[i] != NULL; i++) {
            if (bb_users_is_node (link, target, nodes[i]))
                return nodes[i];
        }
    }
    return NULL;
}

/* Returns (transfer full) the name of the program of @process (its folder in /proc); "?" if it cannot be read. */
static char *
bb_users_dup_process_name (const char *process)
{
    g_autofree char *path = g_build_filename (process, "comm", NULL);
    g_autofree char *name = NULL, *valid = NULL;

    if (!g_file_get_contents (path, &name, NULL, NULL))
        return g_strdup ("?");
    valid = g_utf8_make_valid (g_strchomp (name), -1);
    return g_steal_pointer (&valid);
}

/* A #GCompareFunc for an array of strings. */
static int
bb_users_compare (gconstpointer a, gconstpointer b)
{
    return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Adds a sentence to @users for each other process that has one of @nodes open, and sorts @users. @n_burnback:
 * (inout): increased by the number of these processes that are Burnback. Returns %FALSE if some processes, or @proc
 * itself, could not be examined. */
static gboolean
bb_users_add_processes (const char *proc, const char *const *nodes, GPtrArray *users, guint *n_burnback)
{
    g_autofree char *self = g_strdup_printf ("%d", (int) getpid ());
    g_autoptr (GDir) processes = g_dir_open (proc, 0, NULL);
    gboolean denied = FALSE;
    const char *id;

    while (processes != NULL && (id = g_dir_read_name (processes)) != NULL) {
        g_autofree char *process = NULL, *name = NULL;
        const char *node;

        if (!g_ascii_isdigit (*id) || g_str_equal (id, self))
            continue;
        process = g_build_filename (proc, id, NULL);
        node = bb_users_find_node (process, nodes, &denied);
        if (node == NULL)
            continue;
        name = bb_users_dup_process_name (process);
        *n_burnback += g_str_equal (name, "burnback") || g_str_equal (name, "burnbackctl") ? 1 : 0;
        g_ptr_array_add (users,
                         g_strdup_printf (
                             /* TRANSLATORS: name of a program, its process number, a device such as /dev/sr0 */
                             _ ("The program “%s” (process %s) has %s open."), name, id, node));
    }
    g_ptr_array_sort (users, bb_users_compare);
    return processes != NULL && !denied;
}

/* TRUE if a line of mountinfo describes a mount of the device @node. @fields: the words of the line, at least six. */
static gboolean
bb_users_mount_is_of (char **fields, const char *node)
{
    g_autofree char *number = NULL;
    struct stat st;
    guint dash = 6;

    /* A line has six fields, any number of optional fields, then "-", type and source of the file system. */
    while (fields[dash] != NULL && !g_str_equal (fields[dash], "-"))
        dash++;
    if (fields[dash] == NULL || fields[dash + 1] == NULL || fields[dash + 2] == NULL)
        return FALSE;
    if (g_str_equal (fields[dash + 2], node))
        return TRUE;
    if (stat (node, &st) != 0 || !S_ISBLK (st.st_mode))
        return FALSE;
    number = g_strdup_printf ("%u:%u", major (st.st_rdev), minor (st.st_rdev));
    return g_str_equal (fields[2], number);
}

/* Adds a sentence for each folder where one of @nodes is mounted. */
static void
bb_users_add_mounts (const char *proc, const char *const *nodes, GPtrArray *users)
{
    g_autofree char *path = g_build_filename (proc, "self", "mountinfo", NULL);
    g_autofree char *text = NULL;
    g_auto (GStrv) lines = NULL;

    if (!g_file_get_contents (path, &text, NULL, NULL))
        return;
    lines = g_strsplit (text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        g_auto (GStrv) fields = g_strsplit (lines[i], " ", -1);

        if (g_strv_length (fields) < 6)
            continue;
        for (guint n = 0; nodes[n] != NULL; n++) {
            g_autofree char *place = NULL;

            if (!bb_users_mount_is_of (fields, nodes[n]))
                continue;
            /* mountinfo writes a blank as "\040". */
            place = g_strcompress (fields[4]);
            /* TRANSLATORS: a device such as /dev/sr0, and a folder */
            g_ptr_array_add (users, g_strdup_printf (_ ("%s is mounted on %s."), nodes[n], place));
        }
    }
}

BbDriveUsers *
bb_users_find (const char *proc, const char *const *nodes)
{
    g_autoptr (GPtrArray) programs = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GPtrArray) mounts = g_ptr_array_new_with_free_func (g_free);
    BbDriveUsers *users;
    gboolean is_complete, is_burnback;
    guint n_burnback = 0;

    bb_users_add_mounts (proc, nodes, mounts);
    is_complete = bb_users_add_processes (proc, nodes, programs, &n_burnback);
    is_burnback = n_burnback > 0 && n_burnback == programs->len;
    g_ptr_array_add (programs, NULL);
    g_ptr_array_add (mounts, NULL);
    users =
        bb_drive_users_new ((const char *const *) programs->pdata, (const char *const *) mounts->pdata, is_complete);
    users->is_burnback = is_burnback;
    return users;
}

/* --- BbDriveUsers --- */

/* Returns (transfer full) a copy of @texts (nullable); an empty list for %NULL. */
static char **
bb_users_dup_texts (const char *const *texts)
{
    return texts != NULL ? g_strdupv ((char **) texts) : g_new0 (char *, 1);
}

BbDriveUsers *
bb_drive_users_new (const char *const *programs, const char *const *mounts, gboolean is_complete)
{
    BbDriveUsers *users = g_new0 (BbDriveUsers, 1);

    users->programs = bb_users_dup_texts (programs);
    users->mounts = bb_users_dup_texts (mounts);
    users->is_complete = is_complete;
    return users;
}

BbDriveUsers *
bb_drive_users_copy (const BbDriveUsers *users)
{
    BbDriveUsers *copy = bb_drive_users_new ((const char *const *) users->programs,
                                             (const char *const *) users->mounts, users->is_complete);

    copy->is_burnback = users->is_burnback;
    return copy;
}

void
bb_drive_users_free (BbDriveUsers *users)
{
    g_strfreev (users->programs);
    g_strfreev (users->mounts);
    g_free (users);
}

char **
bb_drive_users_list (const BbDriveUsers *users)
{
    g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

    g_strv_builder_addv (list, (const char **) users->mounts);
    g_strv_builder_addv (list, (const char **) users->programs);
    return g_strv_builder_end (list);
}
