/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/bb-family.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The first byte says what the rest is: a file as it is, or patches on an image of that size. */
static const gsize sizes[] = {0, 0x200000, 0x200000 + 0x3456, 0x1FFFFF, 634888, 753668, 1024006, 1966088, 1769480};

static BbCatalog *
fuzz_catalog (void)
{
    static BbCatalog *catalog = NULL;

    if (catalog == NULL)
        catalog = bb_catalog_open (SOURCE_DATADIR "/catalog", "/nonexistent", NULL);
    g_assert_nonnull (catalog);
    return catalog;
}

static void
fuzz_put (guint8 *image, gsize size, gsize at, const char *text)
{
    for (gsize i = 0; text[i] != '\0' && at + i < size; i++)
        image[at + i] = (guint8) text[i];
}

/* What a parser wants to see before it looks closer. */
static guint8 *
fuzz_base (gsize size)
{
    guint8 *image = g_malloc0 (size);

    fuzz_put (image, size, 0x3000, "MT1959 Boot JB8 ");
    fuzz_put (image, size, 0x100000 + 2, "UNIQUE0000000000MTEKMT1959      ");
    fuzz_put (image, size, 0x100000, "\x55\xAA");
    fuzz_put (image, size, 0x1EC000, "HL-DT-STBD-RE  WH16NS60 1.02N000000 UNIQUE1711241200MTEKMT1959");
    return image;
}

/* Patches: three bytes of place, one of length, so many bytes. */
static GBytes *
fuzz_patch (gsize size, const guint8 *data, gsize length_bytes)
{
    guint8 *image = fuzz_base (size);

    for (gsize at = 0; at + 4 <= length_bytes;) {
        gsize place = ((gsize) data[at] << 16 | (gsize) data[at + 1] << 8 | data[at + 2]) % size;
        gsize n = MIN (MIN ((gsize) data[at + 3], length_bytes - at - 4), size - place);

        memcpy (image + place, data + at + 4, n);
        at += 4 + MAX (n, 1);
    }
    return g_bytes_new_take (image, size);
}

/* Facts of a drive that any image might be meant for. */
static BbFacts *
fuzz_facts (const char *family)
{
    static const guint8 config[32] = "MT1959 Boot JB8 ";
    BbFacts *facts = bb_facts_new (NULL);

    facts->family = g_strdup (family);
    facts->condition = BB_CONDITION_NORMAL;
    facts->mode = g_strdup ("normal");
    bb_facts_set_string (facts, "boot-id", "MT1959 Boot JB8 ");
    bb_facts_set_string (facts, "form-factor", "half-height");
    bb_facts_set_string (facts, "form-running", "half-height");
    bb_facts_set_bytes (facts, "config", config, sizeof config);
    return facts;
}

static void
fuzz_use (BbImage *image)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    const BbFamily *family = identity->family != NULL ? bb_family_lookup (identity->family) : NULL;
    g_autoptr (BbFacts) facts = fuzz_facts (identity->family);
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, fuzz_catalog ());
    BbFlashInput input = {.facts = facts, .image = image, .catalog = fuzz_catalog ()};
    g_autoptr (GError) error = NULL;
    g_autoptr (BbPlan) plan = NULL;

    if (family == NULL) {
        g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_REFUSED);
        return;
    }
    plan = family->plan_flash (&input, &error);
    g_assert_true ((plan == NULL) == (error != NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) file = NULL;
    g_autoptr (GPtrArray) images = NULL;
    gsize base = 0;

    if (size == 0)
        return 0;
    base = sizes[data[0] % G_N_ELEMENTS (sizes)];
    bytes = base == 0 ? g_bytes_new (data + 1, size - 1) : fuzz_patch (base, data + 1, size - 1);
    file = bb_image_new_from_bytes (bytes, "fuzz.bin");
    images = bb_family_identify_file (file, fuzz_catalog ());
    g_assert_cmpuint (images->len, >, 0);
    for (guint i = 0; i < images->len; i++)
        fuzz_use (g_ptr_array_index (images, i));
    return 0;
}
