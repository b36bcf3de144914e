/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "catalog/bb-catalog-entry.h"
#include "catalog/bb-catalog-load.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Opens an index from unchecked bytes. If that succeeds, reads from the index as a catalog does, up to 64 entries of
 * each kind. */
static void
fuzz_index (GBytes *bytes)
{
    g_autoptr (BbCatalogIndex) index = bb_catalog_index_new (bytes, NULL);
    g_autoptr (GArray) numbers = NULL;
    g_auto (GStrv) warnings = NULL;

    if (index == NULL)
        return;
    warnings = bb_catalog_index_warnings (index);
    (void) bb_catalog_text_contains (bb_catalog_index_stamp (index), "one");
    numbers = bb_catalog_index_find (index, "name\x1f"
                                            "acme\x1f"
                                            "dvd one");
    for (guint kind = 0; kind < BB_CATALOG_N_KINDS; kind++) {
        guint count = MIN (bb_catalog_index_count (index, kind), 64);

        for (guint i = 0; i < count; i++) {
            gpointer self = bb_catalog_entry_new (bb_catalog_index_entry (index, kind, i), FALSE);

            (void) bb_catalog_text_contains (bb_catalog_entry_text (self, "Source"), "one");
            (void) bb_catalog_entry_confidence (self);
            bb_catalog_entry_unref (self);
        }
    }
}

/* Loads a catalog file. If the file has no problems, it must be possible to make an index of it and to open the
 * index. */
static void
fuzz_text (const char *path, const guint8 *data, gsize size)
{
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
    BbCatalogProblems problems = {.lines = lines};
    g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_catalog_text_free);
    g_autoptr (BbCatalogBuilder) builder = bb_catalog_builder_new ();
    const char *const no_warnings[] = {NULL};
    g_autoptr (GBytes) bytes = NULL;

    g_ptr_array_add (texts, bb_catalog_text_parse (path, (const char *) data, size, &problems));
    if (problems.n > 0 || !bb_catalog_load_texts (texts, NULL, builder, &problems))
        return;
    bytes = bb_catalog_builder_finish (builder, "", no_warnings);
    g_assert_nonnull (bytes);
    fuzz_index (bytes);
}

/* The first byte of the input selects one of two tests: the rest of the input is loaded as a catalog file with a name
 * of `paths`, or opened as an index. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    static const char *const paths[] = {"x.names", "pioneer.models", "nec-optiarc.models", "mediatek-mt1959.models"};
    guint what = size > 0 ? data[0] % (G_N_ELEMENTS (paths) + 1) : 0;

    if (size == 0)
        return 0;
    if (what < G_N_ELEMENTS (paths)) {
        fuzz_text (paths[what], data + 1, size - 1);
    } else {
        g_autoptr (GBytes) bytes = g_bytes_new (data + 1, size - 1);

        fuzz_index (bytes);
    }
    return 0;
}
