/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-sparse.h"

#include "family/nec/bb-nec.h"

#include <string.h>

#define FUZZ_MAX_RUNS 256
#define FUZZ_MAX_ASKED 65536
/* For one in this many files, the results of the __wrap_ functions are compared with those of the real functions. */
#define FUZZ_PROVE_EVERY 4096

/* Bytes [first, end) of the file were written; all other bytes are zeros. `runs` is sorted, and no two runs touch. */
typedef struct {
    gsize first;
    gsize end;
} FuzzRun;

/* The file is the last `size` bytes of `room`. `sha256` (nullable): the SHA-256 that the file claims to have. */
static guint8 *room = NULL;
static guint8 *file = NULL;
static gsize size = 0;
static FuzzRun runs[FUZZ_MAX_RUNS];
static guint n_runs = 0;
static guint n_files = 0;
static const char *sha256 = NULL;

void *__real_memchr (const void *data, int byte, size_t length_bytes);
void *__real_memmem (const void *data, size_t length_bytes, const void *needle, size_t needle_bytes);
guint16 __real_bb_sum16 (GBytes *bytes, gsize first, gsize end);
void *__wrap_memchr (const void *data, int byte, size_t length_bytes);
void *__wrap_memmem (const void *data, size_t length_bytes, const void *needle, size_t needle_bytes);
guint16 __wrap_bb_sum16 (GBytes *bytes, gsize first, gsize end);
char *__wrap_bb_sha256_bytes (GBytes *bytes);
const char *__asan_default_options (void);
GPtrArray *__real_bb_catalog_find_models (BbCatalog *self, const char *family, const char *key, const char *value);
GPtrArray *__wrap_bb_catalog_find_models (BbCatalog *self, const char *family, const char *key, const char *value);

/* These options make the program twice as fast as the default options. */
const char *
__asan_default_options (void)
{
    return "malloc_context_size=2:quarantine_size_mb=4";
}

void
fuzz_file_open (gsize size_bytes)
{
    if (room == NULL)
        room = g_malloc0 (FUZZ_FILE_MAX_BYTES);
    g_assert_cmpuint (size_bytes, <=, FUZZ_FILE_MAX_BYTES);
    size = size_bytes;
    file = room + FUZZ_FILE_MAX_BYTES - size_bytes;
    n_runs = 0;
}

void
fuzz_file_claim (const char *claimed_sha256)
{
    sha256 = claimed_sha256;
}

gsize
fuzz_file_size (void)
{
    return size;
}

/* Adds [@first, @end) to `runs`, and merges it with the runs that it touches. Returns FALSE and adds nothing if there
 * are too many runs. */
static gboolean
fuzz_add_run (gsize first, gsize end)
{
    guint from = 0;
    guint to = 0;

    while (from < n_runs && runs[from].end < first)
        from++;
    for (to = from; to < n_runs && runs[to].first <= end; to++) {
        first = MIN (first, runs[to].first);
        end = MAX (end, runs[to].end);
    }
    if (to == from && n_runs == FUZZ_MAX_RUNS)
        return FALSE;
    memmove (&runs[from + 1], &runs[to], (n_runs - to) * sizeof *runs);
    runs[from] = (FuzzRun){first, end};
    n_runs = n_runs - (to - from) + 1;
    return TRUE;
}

void
fuzz_file_put (gsize offset, const void *data, gsize length_bytes)
{
    if (offset >= size || length_bytes == 0)
        return;
    length_bytes = MIN (length_bytes, size - offset);
    if (fuzz_add_run (offset, offset + length_bytes))
        memcpy (file + offset, data, length_bytes);
}

void
fuzz_file_fill (gsize offset, guint8 value, gsize length_bytes)
{
    if (offset >= size || length_bytes == 0)
        return;
    length_bytes = MIN (length_bytes, size - offset);
    if (fuzz_add_run (offset, offset + length_bytes))
        memset (file + offset, value, length_bytes);
}

void
fuzz_file_put_be16 (gsize offset, guint16 value)
{
    const guint8 bytes[] = {value >> 8, value & 0xFF};

    fuzz_file_put (offset, bytes, sizeof bytes);
}

/* Returns the sum of the big-endian words in [@first, @end), modulo 65536. A byte is the high byte of its word if its
 * distance from @base is even. */
static guint16
fuzz_sum (gsize base, gsize first, gsize end)
{
    guint32 sum = 0;

    for (guint i = 0; i < n_runs; i++) {
        for (gsize at = MAX (first, runs[i].first); at < MIN (end, runs[i].end); at++)
            sum += (at - base) % 2 == 0 ? (guint32) file[at] << 8 : file[at];
    }
    return sum & 0xFFFF;
}

guint16
fuzz_file_sum16 (gsize first, gsize end)
{
    return fuzz_sum (first, first, MIN (end, size));
}

BbImage *
fuzz_file_image (void)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static (file, size);

    return bb_image_new_from_bytes (bytes, "fuzz.bin");
}

/* Asserts that the __wrap_ functions and the real functions have equal results on the file. */
static void
fuzz_prove (void)
{
    static const guint8 bytes[] = {0x07, 'M', '9', 0xFF};
    gsize first = size / 3;

    for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
        g_assert_true (__wrap_memchr (file + first, bytes[i], size - first) ==
                       __real_memchr (file + first, bytes[i], size - first));
    g_assert_true (__wrap_memmem (file, size, "MTEK", 4) == __real_memmem (file, size, "MTEK", 4));
    g_assert_true (__wrap_memmem (file + first, size - first, "9 Boot ", 7) ==
                   __real_memmem (file + first, size - first, "9 Boot ", 7));
    if (size >= 2) {
        g_autoptr (GBytes) all = g_bytes_new_static (file, size);

        g_assert_cmpuint (__wrap_bb_sum16 (all, 0, size & ~(gsize) 1), ==,
                          __real_bb_sum16 (all, 0, size & ~(gsize) 1));
    }
}

void
fuzz_file_close (void)
{
    if (n_files++ % FUZZ_PROVE_EVERY == 0)
        fuzz_prove ();
    for (guint i = 0; i < n_runs; i++)
        memset (file + runs[i].first, 0, runs[i].end - runs[i].first);
    n_runs = 0;
    size = 0;
    file = NULL;
    sha256 = NULL;
}

/* If the @length_bytes bytes at @data are inside the file, sets @first to their offset in the file and returns TRUE.
 * Otherwise returns FALSE. */
static gboolean
fuzz_is_inside (const void *data, gsize length_bytes, gsize *first)
{
    const guint8 *bytes = data;

    if (file == NULL || bytes < file || bytes > file + size || length_bytes > (gsize) (file + size - bytes))
        return FALSE;
    *first = (gsize) (bytes - file);
    return TRUE;
}

void *
__wrap_memchr (const void *data, int byte, size_t length_bytes)
{
    gsize first = 0;

    if ((byte & 0xFF) == 0 || !fuzz_is_inside (data, length_bytes, &first))
        return __real_memchr (data, byte, length_bytes);
    for (guint i = 0; i < n_runs && runs[i].first < first + length_bytes; i++) {
        gsize from = MAX (runs[i].first, first);
        gsize to = MIN (runs[i].end, first + length_bytes);
        void *hit = from < to ? __real_memchr (file + from, byte, to - from) : NULL;

        if (hit != NULL)
            return hit;
    }
    return NULL;
}

void *
__wrap_memmem (const void *data, size_t length_bytes, const void *needle, size_t needle_bytes)
{
    const guint8 *wanted = needle;
    gsize first = 0;
    gsize end = 0;

    if (needle_bytes == 0 || needle_bytes > length_bytes || wanted[0] == 0 ||
        !fuzz_is_inside (data, length_bytes, &first))
        return __real_memmem (data, length_bytes, needle, needle_bytes);
    end = first + length_bytes - needle_bytes + 1;
    while (first < end) {
        guint8 *hit = __wrap_memchr (file + first, wanted[0], end - first);

        if (hit == NULL || memcmp (hit, needle, needle_bytes) == 0)
            return hit;
        first = (gsize) (hit - file) + 1;
    }
    return NULL;
}

guint16
__wrap_bb_sum16 (GBytes *bytes, gsize first, gsize end)
{
    gsize length_bytes = 0;
    const guint8 *data = g_bytes_get_data (bytes, &length_bytes);
    gsize base = 0;

    g_assert_true (first % 2 == 0 && end % 2 == 0 && first <= end && end <= length_bytes);
    if (!fuzz_is_inside (data, length_bytes, &base))
        return __real_bb_sum16 (bytes, first, end);
    return fuzz_sum (base, base + first, base + end);
}

/* Returns (transfer full) the SHA-256 that the file claims. If it claims none, returns a made-up SHA-256 that depends
 * only on the size of @bytes. */
char *
__wrap_bb_sha256_bytes (GBytes *bytes)
{
    if (sha256 != NULL)
        return g_strdup (sha256);
    return g_strdup_printf ("%064" G_GSIZE_MODIFIER "x", g_bytes_get_size (bytes));
}

/* Caches up to FUZZ_MAX_ASKED results of the real function. This is correct, because the catalog always returns the
 * same models for the same arguments. */
GPtrArray *
__wrap_bb_catalog_find_models (BbCatalog *self, const char *family, const char *key, const char *value)
{
    static GHashTable *asked = NULL;
    g_autofree char *question = g_strjoin ("\n", family, key, value, NULL);
    GPtrArray *models = NULL;

    if (asked == NULL)
        asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
    models = g_hash_table_lookup (asked, question);
    if (models != NULL)
        return g_ptr_array_ref (models);
    models = __real_bb_catalog_find_models (self, family, key, value);
    if (g_hash_table_size (asked) < FUZZ_MAX_ASKED)
        g_hash_table_insert (asked, g_steal_pointer (&question), g_ptr_array_ref (models));
    return models;
}

BbCatalog *
fuzz_catalog (void)
{
    static BbCatalog *catalog = NULL;

    if (catalog == NULL)
        catalog = bb_catalog_open (BUILD_DATADIR "/catalog", "/nonexistent", NULL);
    g_assert_nonnull (catalog);
    return catalog;
}

/* Adds the drive type codes that @model accepts to @codes and to the set @seen. Leaves out codes that are in @seen
 * already. */
static void
fuzz_add_codes (GArray *codes, GHashTable *seen, BbModel *model)
{
    g_auto (GStrv) tags = bb_model_get_strv (model, "AcceptedIds");

    for (guint i = 0; tags[i] != NULL; i++) {
        FuzzCode code = {.type = bb_nec_type_of_model (model)};

        if (strlen (tags[i]) != 4 || !g_hash_table_add (seen, g_strdup (tags[i])))
            continue;
        g_strlcpy (code.tag, tags[i], sizeof code.tag);
        code.model_key = g_strdup (bb_model_get_key (model));
        g_array_append_val (codes, code);
    }
}

/* Returns (transfer none) (element-type FuzzCode) all codes of the catalog, each once. */
static GArray *
fuzz_all_codes (void)
{
    static GArray *codes = NULL;
    g_autoptr (GHashTable) seen = NULL;
    g_autoptr (GPtrArray) models = NULL;

    if (codes != NULL)
        return codes;
    codes = g_array_new (FALSE, FALSE, sizeof (FuzzCode));
    seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    models = bb_catalog_list_models (fuzz_catalog (), BB_NEC_FAMILY);
    for (guint i = 0; i < models->len; i++)
        fuzz_add_codes (codes, seen, g_ptr_array_index (models, i));
    g_assert_cmpuint (codes->len, >, 0);
    return codes;
}

const FuzzCode *
fuzz_codes (guint *n_codes)
{
    GArray *codes = fuzz_all_codes ();

    *n_codes = codes->len;
    return (const FuzzCode *) (void *) codes->data;
}

/* Returns the four characters as a number, for a hash table. */
static guint
fuzz_number (const guint8 *tag)
{
    return (guint) tag[0] << 24 | (guint) tag[1] << 16 | (guint) tag[2] << 8 | tag[3];
}

const FuzzCode *
fuzz_code_lookup (const guint8 *tag)
{
    static GHashTable *by_tag = NULL;
    guint n_codes = 0;
    const FuzzCode *codes = fuzz_codes (&n_codes);

    if (by_tag == NULL) {
        by_tag = g_hash_table_new (NULL, NULL);
        for (guint i = 0; i < n_codes; i++)
            g_hash_table_insert (by_tag, GUINT_TO_POINTER (fuzz_number ((const guint8 *) codes[i].tag)),
                                 (gpointer) &codes[i]);
    }
    return g_hash_table_lookup (by_tag, GUINT_TO_POINTER (fuzz_number (tag)));
}
