/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"

#include "family/spc/bb-features.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

/*
 * The hardware record in the code of an image (section 5): the answers to GET CONFIGURATION, 55 AA, "UNIQUE", ten
 * digits, the chip tag, six blanks, two zero bytes.
 */
#define BB_HARDWARE_MARK "\x55\xAAUNIQUE"
#define BB_HARDWARE_TAG_OFFSET 18
#define BB_HARDWARE_BLANKS_OFFSET 28
#define BB_HARDWARE_MAX_RECORDS 64

#define BB_MT1959_MAX_IMAGES 16
#define BB_MT1959_MAX_TAGS 64
/* So often may a file say what begins a boot id, before the rest of it is not looked at. */
#define BB_MT1959_MAX_HITS 4096
/* A cipher leaves no run so long; every plain image has filled blocks. */
#define BB_MT1959_PLAIN_RUN_BYTES 32
#define BB_MT1959_TSST_TRAILER_BYTES 0x30

static void
bb_mt1959_note (GVariantDict *values, const char *key, const char *text)
{
    if (text != NULL && *text != '\0')
        g_variant_dict_insert (values, key, "s", text);
}

int
bb_mt1959_find_tray (GBytes *image)
{
    gssize at = bb_image_bytes_find (image, 0, BB_HARDWARE_MARK);

    for (guint i = 0; at >= 0 && i < BB_HARDWARE_MAX_RECORDS; i++) {
        if (bb_bytes_equal_at (image, at + BB_HARDWARE_TAG_OFFSET, BB_MT1959_TAG, strlen (BB_MT1959_TAG)) &&
            bb_bytes_equal_at (image, at + BB_HARDWARE_BLANKS_OFFSET, "      \0\0", 8))
            return bb_features_find_before (image, at, BB_MT1959_FEATURE_TRAY);
        at = bb_image_bytes_find (image, at + 1, BB_HARDWARE_MARK);
    }
    return -1;
}

/* The page at its own place, else wherever it is: some extracted files have it shifted (section 5). */
static gboolean
bb_mt1959_find_descriptor (GBytes *image, const BbMt1959Layout *layout, BbMt1959Descriptor *descriptor, gsize *offset)
{
    gssize tag = 0;

    *offset = layout->descriptor;
    if (bb_mt1959_parse_descriptor (image, *offset, descriptor))
        return TRUE;
    for (guint i = 0; i < BB_MT1959_MAX_TAGS; i++) {
        tag = bb_image_bytes_find (image, tag, BB_MT1959_TAG);
        if (tag < 0)
            return FALSE;
        *offset = (gsize) tag - BB_MT1959_TAG_OFFSET;
        if (tag >= BB_MT1959_TAG_OFFSET && bb_mt1959_parse_descriptor (image, *offset, descriptor))
            return TRUE;
        tag++;
    }
    return FALSE;
}

/* Two different chip numbers in one file: it was put together wrongly. */
static gboolean
bb_mt1959_has_two_chips (GBytes *image)
{
    gssize at = bb_image_bytes_find (image, 0, BB_MT1959_TAG);
    char first[3] = "";

    for (guint i = 0; at >= 0 && i < 256; i++) {
        g_autofree char *number = bb_bytes_dup_text (image, at + 8, 2, NULL);

        if (number != NULL && strlen (number) == 2 && g_ascii_isdigit (number[0]) && g_ascii_isdigit (number[1])) {
            if (*first == '\0')
                g_strlcpy (first, number, sizeof first);
            if (!g_str_equal (first, number))
                return TRUE;
        }
        at = bb_image_bytes_find (image, at + 1, BB_MT1959_TAG);
    }
    return FALSE;
}

static char *
bb_mt1959_find_problem (GBytes *image, const BbMt1959Layout *layout, const BbMt1959BootId *boot_id,
                        gboolean has_descriptor)
{
    g_autoptr (GArray) ranges = has_descriptor ? bb_mt1959_integrity_ranges (image, layout) : NULL;
    int tray = bb_mt1959_find_tray (image);

    if (bb_mt1959_has_two_chips (image))
        return g_strdup (_ ("The image names two different chips, so the file is damaged or combined from two files. "
                            "Get it again from the manufacturer."));
    if (tray >= 0 && !g_str_equal (boot_id->form, BB_MT1959_FORM_UNKNOWN) &&
        !g_str_equal (bb_mt1959_form_of_tray (tray), boot_id->form))
        return g_strdup (_ ("The boot ID and the code of the image indicate different form factors, so the image "
                            "must not be used on any drive. Get it again from the manufacturer."));
    if (has_descriptor && ranges == NULL)
        return g_strdup (_ ("The table of checked areas in the image is invalid, so the file is damaged. Get it "
                            "again from the manufacturer."));
    return NULL;
}

/* Which model it is for: what the catalog knows of the very file, else by the name in it. */
static void
bb_mt1959_take_model (BbImageIdentity *identity, GBytes *image, const char *boot_id, const char *service_code,
                      BbCatalog *catalog, GVariantDict *values)
{
    g_autofree char *sha256 = bb_sha256_bytes (image);
    g_autoptr (BbKnownImage) known = bb_catalog_known_image (catalog, sha256);
    g_autoptr (BbModel) model = NULL;

    if (known != NULL && g_str_equal (bb_known_image_get_family (known), BB_MT1959_ID)) {
        g_autofree char *text =
            g_strdup_printf ("%s %s", bb_known_image_get_name (known), bb_known_image_get_revision (known));

        bb_mt1959_note (values, BB_MT1959_KEY_KNOWN, text);
        model = bb_catalog_get_model (catalog, BB_MT1959_ID, bb_known_image_get_model_key (known));
        if (identity->revision == NULL)
            identity->revision = g_strdup (bb_known_image_get_revision (known));
    }
    if (model == NULL)
        model = bb_mt1959_find_model (catalog, identity->product, service_code, boot_id);
    if (model == NULL) {
        identity->model_name = g_strdup (identity->product);
        return;
    }
    identity->model_name = g_strdup (bb_model_get_name (model));
    g_strfreev (identity->codes);
    identity->codes = g_new0 (char *, 2);
    identity->codes[0] = g_strdup (bb_model_get_key (model));
}

/* A drive shows another page instead of its first one; no maker image has that (section 5). */
static gboolean
bb_mt1959_is_raw_readout (GBytes *image, const BbMt1959Layout *layout)
{
    g_autoptr (GBytes) first = bb_bytes_slice (image, 0, 0x400, NULL);
    g_autoptr (GBytes) mirror = bb_bytes_slice (image, layout->cleared_bytes, 0x400, NULL);

    return first != NULL && mirror != NULL && g_bytes_equal (first, mirror) &&
           !bb_bytes_is_filled (image, 0, 0x400, 0xFF) && !bb_bytes_is_filled (image, 0, 0x400, 0x00);
}

/* A plain image of full size whose boot id is at its place. */
static BbImageIdentity *
bb_mt1959_identify_plain (GBytes *image, const BbMt1959Layout *layout, gsize offset, const BbMt1959BootId *boot_id,
                          BbCatalog *catalog)
{
    BbImageIdentity *identity = bb_image_identity_new (BB_MT1959_ID, offset, layout->image_bytes);
    BbMt1959Descriptor descriptor = {0};
    gsize page = 0;
    gboolean described = bb_mt1959_find_descriptor (image, layout, &descriptor, &page);
    GVariantDict values;

    g_variant_dict_init (&values, NULL);
    bb_mt1959_note (&values, BB_MT1959_KEY_BOOT_ID, boot_id->id);
    bb_mt1959_note (&values, BB_MT1959_KEY_CHIP, boot_id->chip);
    bb_mt1959_note (&values, BB_MT1959_KEY_FORM, boot_id->form);
    bb_mt1959_note (&values, BB_MT1959_KEY_GROUP, bb_mt1959_get_group (catalog, boot_id->id));
    if (described) {
        identity->vendor = g_strdup (descriptor.vendor);
        identity->product = g_strdup (descriptor.product);
        identity->revision = g_strdup (descriptor.revision);
        bb_mt1959_note (&values, BB_MT1959_KEY_STAMP, descriptor.stamp);
        bb_mt1959_note (&values, BB_MT1959_KEY_CHIP_TAG, descriptor.chip_tag);
        bb_mt1959_note (&values, BB_MT1959_KEY_SERVICE_CODE, descriptor.service_code);
        bb_mt1959_note (&values, BB_MT1959_KEY_SALES_CODE, descriptor.sales_code);
        if (descriptor.downgrade_enabled)
            g_variant_dict_insert (&values, BB_MT1959_KEY_DOWNGRADE, "b", TRUE);
        if (page != layout->descriptor)
            g_variant_dict_insert (&values, "descriptor-offset", "u", (guint32) page);
    }
    if (bb_mt1959_is_raw_readout (image, layout))
        g_variant_dict_insert (&values, BB_MT1959_KEY_RAW, "b", TRUE);
    if (bb_image_bytes_find (image, layout->cleared_bytes, "OmniDrive") >= 0)
        bb_mt1959_note (&values, BB_MT1959_KEY_MODIFIED, "OmniDrive");
    bb_mt1959_take_model (identity, image, boot_id->id, descriptor.service_code, catalog, &values);
    identity->problem = bb_mt1959_find_problem (image, layout, boot_id, described && page == layout->descriptor);
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    return identity;
}

static void
bb_mt1959_add_useless (GPtrArray *found, GBytes *bytes, const char *problem)
{
    BbImageIdentity *identity = bb_image_identity_new (BB_MT1959_ID, 0, g_bytes_get_size (bytes));

    identity->problem = g_strdup (problem);
    g_ptr_array_add (found, identity);
}

/* The older chip is also in TSST drives, which are flashed in another way: not ours. */
static gboolean
bb_mt1959_is_of_tsst (GBytes *image)
{
    return bb_bytes_equal_at (image, g_bytes_get_size (image) - BB_MT1959_TSST_TRAILER_BYTES, "TSSTcorp", 8);
}

/* The next place in @bytes where a boot id could be, and not before @first; -1 when there is none. */
static gssize
bb_mt1959_find_boot_id (GBytes *bytes, gsize first)
{
    gssize at = bb_image_bytes_find (bytes, first + strlen ("MT19x"), "9 Boot ");

    return at < 0 ? -1 : at - (gssize) strlen ("MT19x");
}

/* Every full image inside a larger file (section 5). */
static void
bb_mt1959_find_inside (GBytes *bytes, const BbMt1959Layout *layout, BbCatalog *catalog, GPtrArray *found)
{
    gssize at = bb_mt1959_find_boot_id (bytes, layout->config);

    for (guint i = 0; at >= 0 && i < BB_MT1959_MAX_HITS && found->len < BB_MT1959_MAX_IMAGES; i++) {
        gsize first = at - layout->config;
        g_autoptr (GBytes) image = bb_bytes_slice (bytes, first, layout->image_bytes, NULL);
        gsize next = at + 1;
        BbMt1959BootId boot_id;

        if (image == NULL)
            return;
        if (bb_mt1959_parse_boot_id (image, layout->config, &boot_id) &&
            bb_bytes_equal_at (image, layout->descriptor + BB_MT1959_TAG_OFFSET, BB_MT1959_TAG,
                               strlen (BB_MT1959_TAG)) &&
            !bb_mt1959_is_of_tsst (image)) {
            g_ptr_array_add (found, bb_mt1959_identify_plain (image, layout, first, &boot_id, catalog));
            next = first + layout->image_bytes + layout->config;
        }
        at = bb_mt1959_find_boot_id (bytes, next);
    }
}

GPtrArray *
bb_mt1959_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    gsize size = g_bytes_get_size (bytes);
    gboolean begins = FALSE;
    BbMt1959BootId boot_id;
    BbMt1959Layout layout;

    if (!bb_mt1959_layout_load (catalog, &layout, NULL) ||
        (size == layout.image_bytes && bb_mt1959_is_of_tsst (bytes)))
        return found;
    begins = bb_mt1959_parse_boot_id (bytes, layout.config, &boot_id);
    if (size == layout.image_bytes) {
        if (begins)
            g_ptr_array_add (found, bb_mt1959_identify_plain (bytes, &layout, 0, &boot_id, catalog));
        else if (bb_image_bytes_longest_run (bytes) < BB_MT1959_PLAIN_RUN_BYTES)
            bb_mt1959_add_useless (found, bytes,
                                   _ ("The file has the size of a MediaTek image but no boot ID. The manufacturer "
                                      "probably wrapped it for transport; Burnback cannot use that format."));
        return found;
    }
    if (bb_bytes_equal_at (bytes, 0, "SDF0", 4)) {
        bb_mt1959_add_useless (
            found, bytes,
            _ ("This is an SDF container, which Burnback cannot open. It needs the plain 2 MiB image."));
        return found;
    }
    /* No updater begins with its image: this is one that was damaged on the way, and no checksum would tell. */
    if (begins && size > layout.image_bytes && size % layout.image_bytes != 0) {
        bb_mt1959_add_useless (found, bytes,
                               _ ("The file starts like a MediaTek image but is not 2 MiB long: extra data follows. "
                                  "Download the file again."));
        return found;
    }
    bb_mt1959_find_inside (bytes, &layout, catalog, found);
    if (begins && found->len == 0)
        bb_mt1959_add_useless (
            found, bytes,
            size < layout.image_bytes
                ? _ ("The image is shorter than 2 MiB: the file is truncated. Download the file again.")
                : _ ("The file starts like a MediaTek image but is not 2 MiB long and contains no complete image. "
                     "Use "
                     "the plain image."));
    return found;
}
