/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-store.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARKS_GROUP "marks"
/* Keys of the two marks that the store itself sets. KIND_KEY: "family/model" of the drive. FILLED_KEY: set when
 * bb_sim_memory_set_filled() was called. */
#define KIND_KEY "core-kind"
#define FILLED_KEY "core-filled"

struct _BbSimMemory {
    BbSimStore *store; /* not owned */
    char *folder;      /* NULL: in memory only */
    int flash_fd;
    int log_fd;
    guint8 *flash;
    gsize flash_bytes;
    int map_fd; /* -1: `flash` is private memory */
    GHashTable *marks;
    gboolean power;
    GPtrArray *log;
    GArray *regions;
};

struct _BbSimStore {
    GObject parent_instance;

    char *folder; /* NULL: in memory only */
    GHashTable *memories;
    gboolean logging;
};

G_DEFINE_TYPE (BbSimStore, bb_sim_store, G_TYPE_OBJECT)
G_DEFINE_QUARK (bb_sim_error_quark, bb_sim_error)

static void
bb_sim_region_clear (gpointer data)
{
    BbSimRegion *region = data;

    g_free ((char *) region->name);
}

static GArray *
bb_sim_regions_new (void)
{
    GArray *regions = g_array_new (FALSE, TRUE, sizeof (BbSimRegion));

    g_array_set_clear_func (regions, bb_sim_region_clear);
    return regions;
}

static void
bb_sim_memory_free (BbSimMemory *memory)
{
    if (memory->flash_fd >= 0)
        close (memory->flash_fd);
    if (memory->log_fd >= 0)
        close (memory->log_fd);
    g_free (memory->folder);
    munmap (memory->flash, memory->flash_bytes);
    if (memory->map_fd >= 0)
        close (memory->map_fd);
    g_hash_table_unref (memory->marks);
    g_ptr_array_unref (memory->log);
    g_array_unref (memory->regions);
    g_free (memory);
}

/* Returns new memory of @length_bytes, or %MAP_FAILED. Usually returns shared memory, whose pages can be dropped from
 * the process without losing their content, and sets @map_fd to its descriptor. If that fails, tries private memory
 * and sets @map_fd to -1. */
static guint8 *
bb_sim_map (gsize length_bytes, int *map_fd)
{
    int fd = memfd_create ("burnback-sim", MFD_CLOEXEC);
    void *map = MAP_FAILED;

    if (fd >= 0 && ftruncate (fd, (off_t) length_bytes) == 0)
        map = mmap (NULL, length_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
    if (fd >= 0 && map == MAP_FAILED) {
        close (fd);
        fd = -1;
    }
    *map_fd = fd;
    if (map == MAP_FAILED)
        map = mmap (NULL, length_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return map;
}

void
bb_sim_memory_release_pages (BbSimMemory *memory)
{
    if (memory->map_fd >= 0)
        (void) madvise (memory->flash, memory->flash_bytes, MADV_DONTNEED);
}

/* Returns (transfer full) a memory that has no files, and whose power switch is on. The caller must set the bytes of
 * its flash, which is %MAP_FAILED if the kernel gave no memory. */
static BbSimMemory *
bb_sim_memory_new (BbSimStore *store, gsize flash_bytes)
{
    BbSimMemory *memory = g_new0 (BbSimMemory, 1);

    memory->store = store;
    memory->flash_fd = -1;
    memory->log_fd = -1;
    memory->flash_bytes = flash_bytes;
    memory->flash = bb_sim_map (flash_bytes, &memory->map_fd);
    memory->marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    memory->power = TRUE;
    memory->log = g_ptr_array_new_with_free_func (g_free);
    memory->regions = bb_sim_regions_new ();
    return memory;
}

static void
bb_sim_store_finalize (GObject *object)
{
    BbSimStore *self = BB_SIM_STORE (object);

    g_free (self->folder);
    g_hash_table_unref (self->memories);
    G_OBJECT_CLASS (bb_sim_store_parent_class)->finalize (object);
}

static void
bb_sim_store_class_init (BbSimStoreClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_sim_store_finalize;
}

static void
bb_sim_store_init (BbSimStore *self)
{
    self->memories = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bb_sim_memory_free);
    self->logging = TRUE;
}

BbSimStore *
bb_sim_store_new_in_memory (void)
{
    return g_object_new (BB_TYPE_SIM_STORE, NULL);
}

BbSimStore *
bb_sim_store_new_in_folder (const char *path, GError **error)
{
    g_autoptr (BbSimStore) self = g_object_new (BB_TYPE_SIM_STORE, NULL);

    g_return_val_if_fail (path != NULL, NULL);

    if (g_mkdir_with_parents (path, 0700) != 0 || g_access (path, W_OK | X_OK) != 0) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_STORE, "the folder %s for the simulated drives: %s", path,
                     g_strerror (errno));
        return NULL;
    }
    self->folder = g_strdup (path);
    return g_steal_pointer (&self);
}

BbSimStore *
bb_sim_store_new_default (GError **error)
{
    const char *folder = g_getenv ("BURNBACK_SIM_STATE");

    if (folder == NULL || *folder == '\0')
        return bb_sim_store_new_in_memory ();
    return bb_sim_store_new_in_folder (folder, error);
}

gboolean
bb_sim_store_is_lasting (BbSimStore *self)
{
    g_return_val_if_fail (BB_IS_SIM_STORE (self), FALSE);

    return self->folder != NULL;
}

void
bb_sim_store_set_logging (BbSimStore *self, gboolean logging)
{
    g_return_if_fail (BB_IS_SIM_STORE (self));

    self->logging = logging;
}

/* Returns (transfer full) an in-memory copy of @from, for the store @store. */
static BbSimMemory *
bb_sim_memory_copy (BbSimMemory *from, BbSimStore *store)
{
    BbSimMemory *to = bb_sim_memory_new (store, from->flash_bytes);
    GHashTableIter iter;
    gpointer key;
    gpointer value;

    memcpy (to->flash, from->flash, from->flash_bytes);
    to->power = from->power;
    g_hash_table_iter_init (&iter, from->marks);
    while (g_hash_table_iter_next (&iter, &key, &value))
        g_hash_table_insert (to->marks, g_strdup (key), g_strdup (value));
    for (guint i = 0; i < from->log->len; i++)
        g_ptr_array_add (to->log, g_strdup (from->log->pdata[i]));
    bb_sim_memory_set_regions (to, from->regions);
    return to;
}

BbSimStore *
bb_sim_store_copy (BbSimStore *self)
{
    BbSimStore *copy = bb_sim_store_new_in_memory ();
    GHashTableIter iter;
    gpointer key;
    gpointer value;

    g_return_val_if_fail (BB_IS_SIM_STORE (self), copy);

    copy->logging = self->logging;
    g_hash_table_iter_init (&iter, self->memories);
    while (g_hash_table_iter_next (&iter, &key, &value))
        g_hash_table_insert (copy->memories, g_strdup (key), bb_sim_memory_copy (value, copy));
    return copy;
}

gboolean
bb_sim_store_split (BbSimStore *self)
{
    GHashTableIter iter;
    gpointer value;

    g_return_val_if_fail (BB_IS_SIM_STORE (self), FALSE);
    g_return_val_if_fail (self->folder == NULL, FALSE);

    g_hash_table_iter_init (&iter, self->memories);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        BbSimMemory *memory = value;
        void *map = NULL;

        if (memory->map_fd < 0)
            continue;
        map = mmap (memory->flash, memory->flash_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED,
                    memory->map_fd, 0);
        if (map == MAP_FAILED)
            return FALSE;
        close (memory->map_fd);
        memory->map_fd = -1;
    }
    return TRUE;
}

char **
bb_sim_store_list_log (BbSimStore *self, const char *name)
{
    BbSimMemory *memory = NULL;
    g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

    g_return_val_if_fail (BB_IS_SIM_STORE (self), g_strv_builder_end (builder));

    memory = g_hash_table_lookup (self->memories, name);
    for (guint i = 0; memory != NULL && i < memory->log->len; i++)
        g_strv_builder_add (builder, memory->log->pdata[i]);
    return g_strv_builder_end (builder);
}

/* --- Files of a store in a folder. A failed write emits a warning; the command is executed nevertheless. --- */

/* Emits a warning that the file @what could not be written, with the text of errno. */
static void
bb_sim_memory_complain (BbSimMemory *memory, const char *what)
{
    g_warning ("simulated drive in %s: %s: %s", memory->folder, what, g_strerror (errno));
}

/* Writes all bytes at the offset @at, or at the position of the file if @at is negative. FALSE with errno set on
 * failure.
 */
static gboolean
bb_sim_write_all (int fd, const guint8 *data, gsize length_bytes, goffset at)
{
    while (length_bytes > 0) {
        gssize done = at >= 0 ? pwrite (fd, data, length_bytes, at) : write (fd, data, length_bytes);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return FALSE;
        data += done;
        length_bytes -= (gsize) done;
        if (at >= 0)
            at += done;
    }
    return TRUE;
}

/* Replaces a file of the drive by @text; does nothing for a store in memory. If that fails, emits a warning. */
static void
bb_sim_memory_write_text (BbSimMemory *memory, const char *file, const char *text)
{
    g_autofree char *path = NULL;
    g_autoptr (GError) error = NULL;

    if (memory->folder == NULL)
        return;
    path = g_build_filename (memory->folder, file, NULL);
    if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &error))
        g_warning ("simulated drive: %s", error->message);
}

/* Writes all marks to their file; does nothing for a store in memory. If the file cannot be written, emits a warning
 * only. */
static void
bb_sim_memory_save_marks (BbSimMemory *memory)
{
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autofree char *text = NULL;
    GHashTableIter iter;
    gpointer key;
    gpointer value;

    if (memory->folder == NULL)
        return;
    g_hash_table_iter_init (&iter, memory->marks);
    while (g_hash_table_iter_next (&iter, &key, &value))
        g_key_file_set_string (file, MARKS_GROUP, key, value);
    text = g_key_file_to_data (file, NULL, NULL);
    bb_sim_memory_write_text (memory, "marks", text);
}

/* Adds the marks in the file NAME/marks to @memory; does nothing if the file does not exist. FALSE with @error (any
 * domain) set if the file cannot be read. */
static gboolean
bb_sim_memory_load_marks (BbSimMemory *memory, GError **error)
{
    g_autofree char *path = g_build_filename (memory->folder, "marks", NULL);
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_auto (GStrv) keys = NULL;

    if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error))
        return FALSE;
    keys = g_key_file_get_keys (file, MARKS_GROUP, NULL, NULL);
    for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
        g_hash_table_insert (memory->marks, g_strdup (keys[i]),
                             g_key_file_get_string (file, MARKS_GROUP, keys[i], NULL));
    return TRUE;
}

/* Reads @length_bytes bytes from the start of the file. FALSE with errno set on failure, or if the file is shorter.
 */
static gboolean
bb_sim_read_all (int fd, guint8 *data, gsize length_bytes)
{
    for (gsize at = 0; at < length_bytes;) {
        gssize done = pread (fd, data + at, length_bytes - at, (goffset) at);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            errno = done == 0 ? EIO : errno;
            return FALSE;
        }
        at += (gsize) done;
    }
    return TRUE;
}

/* Reads flash.bin into the memory, or sets all bytes to FF and creates flash.bin with them (@is_new: (out)). Keeps
 * the file open. FALSE with @error set on failure, or if the file has another size and so belongs to another drive.
 */
static gboolean
bb_sim_memory_open_flash (BbSimMemory *memory, gboolean *is_new, GError **error)
{
    g_autofree char *path = g_build_filename (memory->folder, "flash.bin", NULL);
    struct stat status = {0};
    gboolean is_done = FALSE;

    *is_new = !g_file_test (path, G_FILE_TEST_EXISTS);
    memory->flash_fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (memory->flash_fd >= 0 && *is_new) {
        memset (memory->flash, 0xFF, memory->flash_bytes);
        is_done = bb_sim_write_all (memory->flash_fd, memory->flash, memory->flash_bytes, 0);
    } else if (memory->flash_fd >= 0 && fstat (memory->flash_fd, &status) == 0) {
        if ((gsize) status.st_size != memory->flash_bytes) {
            g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_STORE,
                         "%s has %" G_GOFFSET_FORMAT " bytes, not %" G_GSIZE_FORMAT, path, (goffset) status.st_size,
                         memory->flash_bytes);
            return FALSE;
        }
        is_done = bb_sim_read_all (memory->flash_fd, memory->flash, memory->flash_bytes);
    }
    if (!is_done)
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_STORE, "%s: %s", path, g_strerror (errno));
    return is_done;
}

/* Connects @memory with the files in @folder/@name: reads marks and flash, and opens the log. Creates the folder, the
 * file of the flash (@is_new: (out)) and the log if they do not exist. Errors: %BB_SIM_ERROR_STORE. */
static gboolean
bb_sim_memory_open_folder (BbSimMemory *memory, const char *folder, const char *name, gboolean *is_new,
                           GError **error)
{
    g_autofree char *log_path = NULL;

    memory->folder = g_build_filename (folder, name, NULL);
    log_path = g_build_filename (memory->folder, "log", NULL);
    if (g_mkdir_with_parents (memory->folder, 0700) != 0) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_STORE, "%s: %s", memory->folder, g_strerror (errno));
        return FALSE;
    }
    if (!bb_sim_memory_load_marks (memory, error) || !bb_sim_memory_open_flash (memory, is_new, error)) {
        if (error != NULL && *error != NULL && (*error)->domain != BB_SIM_ERROR) {
            (*error)->domain = BB_SIM_ERROR;
            (*error)->code = BB_SIM_ERROR_STORE;
        }
        return FALSE;
    }
    memory->log_fd = g_open (log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (memory->log_fd < 0) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_STORE, "%s: %s", log_path, g_strerror (errno));
        return FALSE;
    }
    return TRUE;
}

BbSimMemory *
bb_sim_store_get_memory (BbSimStore *self, const char *name, const char *kind, gsize flash_bytes, gboolean *fresh,
                         GError **error)
{
    BbSimMemory *memory = g_hash_table_lookup (self->memories, name);
    const char *was = NULL;
    gboolean is_new = FALSE;

    if (memory == NULL) {
        memory = bb_sim_memory_new (self, flash_bytes);
        if (self->folder != NULL && !bb_sim_memory_open_folder (memory, self->folder, name, &is_new, error)) {
            bb_sim_memory_free (memory);
            return NULL;
        }
        g_hash_table_insert (self->memories, g_strdup (name), memory);
    }
    was = bb_sim_memory_get_mark (memory, KIND_KEY);
    if (memory->flash_bytes != flash_bytes || (was != NULL && !g_str_equal (was, kind))) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_STORE,
                     "the kept memory of drive %s is that of a %s, not of a %s; use another state folder", name,
                     was != NULL ? was : "different drive", kind);
        return NULL;
    }
    if (was == NULL)
        bb_sim_memory_set_mark (memory, KIND_KEY, kind);
    *fresh = bb_sim_memory_get_mark (memory, FILLED_KEY) == NULL;
    if (*fresh && !is_new) {
        /* An earlier run may have ended before it filled the memory completely. */
        memset (memory->flash, 0xFF, flash_bytes);
        bb_sim_memory_write (memory, 0, memory->flash, flash_bytes);
    }
    return memory;
}

const guint8 *
bb_sim_memory_get_flash (BbSimMemory *memory, gsize *length_bytes)
{
    if (length_bytes != NULL)
        *length_bytes = memory->flash_bytes;
    return memory->flash;
}

const guint8 *
bb_sim_memory_get_region (BbSimMemory *memory, const char *region, gsize *length_bytes)
{
    *length_bytes = memory->flash_bytes;
    if (region == NULL || g_str_equal (region, "all"))
        return memory->flash;
    for (guint i = 0; i < memory->regions->len; i++) {
        const BbSimRegion *found = &g_array_index (memory->regions, BbSimRegion, i);

        if (g_str_equal (found->name, region) && found->address < memory->flash_bytes) {
            *length_bytes = MIN (found->length_bytes, memory->flash_bytes - found->address);
            return memory->flash + found->address;
        }
    }
    return NULL;
}

GBytes *
bb_sim_memory_dup_region (BbSimMemory *memory, const char *region)
{
    gsize length_bytes = 0;
    const guint8 *bytes = bb_sim_memory_get_region (memory, region, &length_bytes);

    return bytes != NULL ? g_bytes_new (bytes, length_bytes) : NULL;
}

void
bb_sim_memory_write (BbSimMemory *memory, gsize address, const guint8 *data, gsize length_bytes)
{
    if (address >= memory->flash_bytes)
        return;
    length_bytes = MIN (length_bytes, memory->flash_bytes - address);
    if (memory->flash + address != data)
        memmove (memory->flash + address, data, length_bytes);
    if (memory->flash_fd >= 0 &&
        !bb_sim_write_all (memory->flash_fd, memory->flash + address, length_bytes, (goffset) address))
        bb_sim_memory_complain (memory, "flash.bin");
}

const char *
bb_sim_memory_get_mark (BbSimMemory *memory, const char *key)
{
    return g_hash_table_lookup (memory->marks, key);
}

void
bb_sim_memory_set_mark (BbSimMemory *memory, const char *key, const char *value)
{
    const char *now = bb_sim_memory_get_mark (memory, key);

    if (g_strcmp0 (now, value) == 0)
        return;
    if (value != NULL)
        g_hash_table_insert (memory->marks, g_strdup (key), g_strdup (value));
    else
        g_hash_table_remove (memory->marks, key);
    bb_sim_memory_save_marks (memory);
}

void
bb_sim_memory_set_filled (BbSimMemory *memory)
{
    bb_sim_memory_set_mark (memory, FILLED_KEY, "yes");
}

char *
bb_sim_memory_dup_power_path (BbSimMemory *memory)
{
    return memory->folder != NULL ? g_build_filename (memory->folder, "power", NULL) : NULL;
}

gboolean
bb_sim_memory_get_power (BbSimMemory *memory)
{
    g_autofree char *path = bb_sim_memory_dup_power_path (memory);
    g_autofree char *text = NULL;

    if (path == NULL)
        return memory->power;
    if (!g_file_get_contents (path, &text, NULL, NULL))
        return TRUE;
    return !g_str_has_prefix (text, "off");
}

void
bb_sim_memory_set_power (BbSimMemory *memory, gboolean on)
{
    memory->power = on;
    bb_sim_memory_write_text (memory, "power", on ? "on\n" : "off\n");
}

gboolean
bb_sim_memory_is_logging (BbSimMemory *memory)
{
    return memory->store->logging;
}

void
bb_sim_memory_log (BbSimMemory *memory, const char *line)
{
    g_autofree char *whole = NULL;

    if (!memory->store->logging)
        return;
    if (memory->folder == NULL) {
        g_ptr_array_add (memory->log, g_strdup (line));
        return;
    }
    whole = g_strconcat (line, "\n", NULL);
    if (!bb_sim_write_all (memory->log_fd, (const guint8 *) whole, strlen (whole), -1))
        bb_sim_memory_complain (memory, "log");
}

void
bb_sim_memory_set_regions (BbSimMemory *memory, GArray *regions)
{
    g_autoptr (GString) text = g_string_new (NULL);
    GArray *copy = bb_sim_regions_new ();

    for (guint i = 0; i < regions->len; i++) {
        BbSimRegion region = g_array_index (regions, BbSimRegion, i);

        g_string_append_printf (text, "%s 0x%x 0x%x\n", region.name, region.address, region.length_bytes);
        region.name = g_strdup (region.name);
        g_array_append_val (copy, region);
    }
    g_array_unref (memory->regions);
    memory->regions = copy;
    bb_sim_memory_write_text (memory, "regions", text->str);
}
