/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959-transfer.h"

#include "family/bb-key-file.h"
#include "family/spc/bb-features.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

/*
 * Layout of the hardware record in the code of an image (mediatek-mt1959.md, section 5): the bytes 55 AA, "UNIQUE",
 * ten digits, the chip tag, six blanks, two zero bytes, the platform. The reply of the drive to GET
 * CONFIGURATION ends directly before the record.
 */
#define BB_HARDWARE_MARK "\x55\xAAUNIQUE"
#define BB_HARDWARE_TAG_OFFSET 18
#define BB_HARDWARE_BLANKS_OFFSET 28
#define BB_HARDWARE_PLATFORM_OFFSET 36
#define BB_HARDWARE_PLATFORM_BYTES 6

#define BB_MT1959_MAX_IMAGES 16
/* Maximum number of possible boot IDs that are checked in one file. */
#define BB_MT1959_MAX_HITS 4096
/*
 * How plain and wrapped (encrypted) images are distinguished:
 * - A plain image has runs of at least PLAIN_RUN_BYTES equal bytes, because parts of it are filled.
 * - A wrapped image has no such run, but its most frequent cipher block makes up at least 1/REPEATED_PART of all
 *   blocks, because the cipher (ECB) turns equal blocks into equal blocks.
 */
#define BB_MT1959_PLAIN_RUN_BYTES 32
#define BB_MT1959_CIPHER_BLOCK_BYTES 16
#define BB_MT1959_REPEATED_PART 64
/* The boot area has INQUIRY vendor and product, WORD_OFFSET bytes together, directly before the word BOOT. They are
 * searched from offset FACTORY_FIRST on. */
#define BB_MT1959_FACTORY_FIRST 0x8000
#define BB_MT1959_FACTORY_WORD_OFFSET 24
#define BB_MT1959_AGE_MARK_BYTES 8
#define BB_MT1959_OMNIDRIVE "OmniDrive"
#define BB_MT1959_TSST "TSSTcorp"
#define BB_MT1959_TSST_TRAILER_BYTES 0x30

/* Adds @text (nullable) to @values, unless it is NULL or empty. */
static void
bb_mt1959_add_text (GVariantDict *values, const char *key, const char *text)
{
    if (text != NULL && *text != '\0')
        g_variant_dict_insert (values, key, "s", text);
}

/* Returns the offset of the hardware record, -1 if there is none. */
static gssize
bb_mt1959_find_hardware (GBytes *image)
{
    gssize at = bb_image_bytes_find (image, 0, BB_HARDWARE_MARK);

    while (at >= 0) {
        if (bb_bytes_equal_at (image, at + BB_HARDWARE_TAG_OFFSET, BB_MT1959_TAG, strlen (BB_MT1959_TAG)) &&
            bb_bytes_equal_at (image, at + BB_HARDWARE_BLANKS_OFFSET, "      \0\0", 8))
            return at;
        at = bb_image_bytes_find (image, at + 1, BB_HARDWARE_MARK);
    }
    return -1;
}

/* Adds platform and tray of the hardware record to @values. Returns the form factor that follows from the tray; NULL
 * if it is unknown. */
static const char *
bb_mt1959_read_hardware (GBytes *image, GVariantDict *values)
{
    gssize at = bb_mt1959_find_hardware (image);
    g_autofree char *platform =
        at >= 0 ? bb_bytes_dup_text (image, at + BB_HARDWARE_PLATFORM_OFFSET, BB_HARDWARE_PLATFORM_BYTES, NULL)
                : NULL;
    int tray = at >= 0 ? bb_features_find_before (image, at, BB_MT1959_FEATURE_TRAY) : -1;

    bb_mt1959_add_text (values, BB_MT1959_KEY_PLATFORM, platform);
    if (tray < 0)
        return NULL;
    g_variant_dict_insert_value (values, BB_MT1959_KEY_TRAY, g_variant_new_printf ("0x%02X", (guint) tray));
    return bb_mt1959_form_of_tray ((guint8) tray);
}

/*
 * Returns (transfer floating) (nullable) the fields of the descriptor; NULL if there is none. Sets @offset to the
 * position of the descriptor in @image. In some extracted files, this position is not the address of the descriptor
 * in the flash but shifted (mediatek-mt1959.md, section 5).
 */
static GVariant *
bb_mt1959_find_descriptor (GBytes *image, const BbMt1959Layout *layout, gsize *offset)
{
    GVariant *values = bb_mt1959_read_descriptor (image, layout->descriptor);
    gssize tag = bb_image_bytes_find (image, BB_MT1959_TAG_OFFSET, BB_MT1959_TAG);

    *offset = layout->descriptor;
    while (values == NULL && tag >= 0) {
        *offset = (gsize) tag - BB_MT1959_TAG_OFFSET;
        values = bb_mt1959_read_descriptor (image, *offset);
        tag = bb_image_bytes_find (image, tag + 1, BB_MT1959_TAG);
    }
    return values;
}

/* TRUE if @image has the chip tag of the descriptor at the address that follows from @layout. */
static gboolean
bb_mt1959_has_tag (GBytes *image, const BbMt1959Layout *layout)
{
    return bb_bytes_equal_at (image, layout->descriptor + BB_MT1959_TAG_OFFSET, BB_MT1959_TAG,
                              strlen (BB_MT1959_TAG));
}

char *
bb_mt1959_dup_omnidrive (GBytes *bytes, gsize first)
{
    gssize at = bb_image_bytes_find (bytes, first, BB_MT1959_OMNIDRIVE);

    while (at >= 0) {
        gsize end = (gsize) at + strlen (BB_MT1959_OMNIDRIVE);
        guint8 version[3] = {0};
        gboolean read = TRUE;

        for (guint j = 0; j < G_N_ELEMENTS (version); j++)
            read = read && bb_bytes_get_u8 (bytes, end + j, &version[j], NULL);
        if (read && version[0] >= 1 && version[0] <= 9)
            return g_strdup_printf ("%u.%u.%u", version[0], version[1], version[2]);
        at = bb_image_bytes_find (bytes, end, BB_MT1959_OMNIDRIVE);
    }
    return NULL;
}

/* Returns (transfer full) (nullable) vendor and product in the boot area, which are those of the drive that the image
 * was read from; NULL if the boot area has no names. */
static char *
bb_mt1959_dup_factory_name (GBytes *image, const BbMt1959Layout *layout)
{
    gssize at = bb_image_bytes_find (image, BB_MT1959_FACTORY_FIRST + BB_MT1959_FACTORY_WORD_OFFSET, "BOOT");

    while (at >= 0 && (gsize) at < layout->cleared_bytes) {
        gsize first = (gsize) at - BB_MT1959_FACTORY_WORD_OFFSET;

        if (bb_image_bytes_are_within (image, first, BB_MT1959_FACTORY_WORD_OFFSET, 0x20, 0x7E)) {
            g_autofree char *vendor = bb_bytes_dup_text (image, first, 8, NULL);
            g_autofree char *product = bb_bytes_dup_text (image, first + 8, 16, NULL);

            return g_strdup_printf ("%s %s", vendor, product);
        }
        at = bb_image_bytes_find (image, at + 1, "BOOT");
    }
    return NULL;
}

/* TRUE if the image has a valid age mark (which lets it replace firmware of any age). The catalog does not contain
 * the mark, only its SHA-256. Marks for simulated drives are valid only with the catalog of the simulator. */
static gboolean
bb_mt1959_has_age_mark (GBytes *image, const BbMt1959Layout *layout, BbCatalog *catalog)
{
    g_autoptr (BbModel) group = bb_catalog_get_model (catalog, "mediatek-layout", "MT1959");
    g_auto (GStrv) accepted = bb_model_get_strv (group, "AgeMarkSha256");
    g_auto (GStrv) simulated = bb_model_get_strv (group, "SimulatedAgeMarkSha256");
    g_autoptr (GBytes) mark = bb_bytes_slice (image, layout->age_mark, BB_MT1959_AGE_MARK_BYTES, NULL);
    g_autofree char *sha256 = mark != NULL ? bb_sha256_bytes (mark) : NULL;

    return sha256 != NULL &&
           (g_strv_contains ((const char *const *) accepted, sha256) ||
            (bb_catalog_is_simulated (catalog) && g_strv_contains ((const char *const *) simulated, sha256)));
}

/* TRUE if the image has chip tags of two different chips, as a file that was combined from two images has. */
static gboolean
bb_mt1959_has_two_chips (GBytes *image)
{
    gssize at = bb_image_bytes_find (image, 0, BB_MT1959_TAG);
    char first[3] = "";

    while (at >= 0) {
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

/* Returns (transfer full) (nullable) a sentence if the image contradicts itself; NULL if no contradiction was found.
 * @form: (nullable): form factor that follows from the tray. @has_descriptor: TRUE if the descriptor is at its
 * address in @layout. Only then are the integrity records checked, because otherwise they may be shifted, too. */
static char *
bb_mt1959_find_problem (GBytes *image, const BbMt1959Layout *layout, const BbMt1959BootId *boot_id, const char *form,
                        gboolean has_descriptor)
{
    g_autoptr (GArray) ranges = has_descriptor ? bb_mt1959_integrity_ranges (image, layout) : NULL;

    if (bb_mt1959_has_two_chips (image))
        return g_strdup (_ ("The image names two different chips, so it is damaged or was combined from two files. "
                            "Download the file again from the manufacturer."));
    if (form != NULL && !g_str_equal (boot_id->form, BB_MT1959_FORM_UNKNOWN) && !g_str_equal (form, boot_id->form))
        return g_strdup (
            _ ("Do not use this image on any drive, because it mixes firmware for slim and half-height drives. "
               "Download the image again from the manufacturer."));
    if (has_descriptor && ranges == NULL)
        return g_strdup (_ ("The file is damaged: its list of checksum areas is invalid. Download the file again "
                            "from the manufacturer."));
    return NULL;
}

/* Looks up the image in the catalog by the SHA-256 of its configuration block and descriptor together. If the catalog
 * has that SHA-256, sets @known of @identity and the members that follow from it. */
static void
bb_mt1959_set_known (BbImageIdentity *identity, GBytes *image, const BbMt1959Layout *layout, BbCatalog *catalog)
{
    g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    g_autoptr (BbKnownImage) known = NULL;
    const guint8 *data = g_bytes_get_data (image, NULL);

    g_checksum_update (sum, data + layout->config, layout->config_bytes);
    g_checksum_update (sum, data + layout->descriptor, layout->descriptor_bytes);
    known = bb_catalog_known_image (catalog, g_checksum_get_string (sum));
    if (known != NULL)
        bb_image_identity_set_known (identity, known);
}

/* Sets model name and model key of the image to those of the product in its descriptor. If the catalog has no such
 * model, the product is the name, and no key is set. */
static void
bb_mt1959_set_model (BbImageIdentity *identity, const char *boot_id, BbCatalog *catalog)
{
    g_autoptr (BbModel) model = bb_mt1959_find_model (
        catalog, identity->product, bb_image_identity_lookup_string (identity, BB_MT1959_KEY_SERVICE_CODE), boot_id);

    identity->model_name = g_strdup (model != NULL ? bb_model_get_name (model) : identity->product);
    if (model == NULL)
        return;
    g_strfreev (identity->codes);
    identity->codes = g_new0 (char *, 2);
    identity->codes[0] = g_strdup (bb_model_get_key (model));
}

/* TRUE if the image was read from a drive: its first page equals the page at 0x10000, because READ BUFFER returns the
 * page at 0x10000 for both addresses (mediatek-mt1959.md, section 2). Images from the manufacturer have other bytes
 * in the first page. FALSE if the first page is filled with FF or 00. */
static gboolean
bb_mt1959_is_raw_readout (GBytes *image, const BbMt1959Layout *layout)
{
    g_autoptr (GBytes) first = bb_bytes_slice (image, 0, 0x400, NULL);
    g_autoptr (GBytes) mirror = bb_bytes_slice (image, layout->cleared_bytes, 0x400, NULL);

    return first != NULL && mirror != NULL && g_bytes_equal (first, mirror) &&
           !bb_bytes_is_filled (image, 0, 0x400, 0xFF) && !bb_bytes_is_filled (image, 0, 0x400, 0x00);
}

/*
 * Adds to @values what the descriptor does not contain:
 * - the factory name
 * - the age mark
 * - whether the image was read from a drive
 * - for OmniDrive firmware: its name and version, in place of the values of MK
 * - for modified firmware (MK or OmniDrive): a name of the modification for users
 */
static void
bb_mt1959_add_marks (GVariantDict *values, GBytes *image, const BbMt1959Layout *layout, BbCatalog *catalog)
{
    g_autofree char *omnidrive = bb_mt1959_dup_omnidrive (image, layout->cleared_bytes);
    g_autofree char *factory = bb_mt1959_dup_factory_name (image, layout);

    if (g_variant_dict_contains (values, BB_MT1959_KEY_MODIFIED))
        bb_mt1959_add_text (values, BB_IMAGE_VALUE_CHANGE, "MK");
    if (omnidrive != NULL) {
        g_autofree char *change = g_strdup_printf ("%s %s", BB_MT1959_OMNIDRIVE, omnidrive);

        bb_mt1959_add_text (values, BB_MT1959_KEY_MODIFIED, BB_MT1959_MODIFIED_OMNIDRIVE);
        bb_mt1959_add_text (values, BB_MT1959_KEY_MODIFIED_VERSION, omnidrive);
        bb_mt1959_add_text (values, BB_IMAGE_VALUE_CHANGE, change);
    }
    bb_mt1959_add_text (values, BB_MT1959_KEY_FACTORY_NAME, factory);
    if (bb_mt1959_has_age_mark (image, layout, catalog))
        g_variant_dict_insert (values, BB_MT1959_KEY_AGE_MARK, "b", TRUE);
    if (bb_mt1959_is_raw_readout (image, layout))
        g_variant_dict_insert (values, BB_MT1959_KEY_RAW, "b", TRUE);
}

/* Returns (transfer full) (nullable) the text that @identity has for @key; NULL also if it is empty. */
static char *
bb_mt1959_dup_field (BbImageIdentity *identity, const char *key)
{
    const char *text = bb_image_identity_lookup_string (identity, key);

    return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

/* Returns (transfer full) the identity of a plain (not encrypted) image; its problem is set if the image contradicts
 * itself. @offset: position of the image in the file. */
static BbImageIdentity *
bb_mt1959_identify_plain (GBytes *image, const BbMt1959Layout *layout, gsize offset, const BbMt1959BootId *boot_id,
                          BbCatalog *catalog)
{
    BbImageIdentity *identity = bb_image_identity_new (BB_MT1959_ID, offset, layout->image_bytes);
    gsize page = 0;
    g_autoptr (GVariant) descriptor = bb_mt1959_find_descriptor (image, layout, &page);
    const char *form = NULL;
    GVariantDict values;

    g_variant_dict_init (&values, descriptor);
    bb_mt1959_add_text (&values, BB_MT1959_KEY_BOOT_ID, boot_id->id);
    bb_mt1959_add_text (&values, BB_MT1959_KEY_CHIP, boot_id->chip);
    bb_mt1959_add_text (&values, BB_MT1959_KEY_FORM, boot_id->form);
    bb_mt1959_add_text (&values, BB_MT1959_KEY_GROUP, bb_mt1959_get_group (catalog, boot_id->id));
    if (descriptor != NULL && page != layout->descriptor)
        g_variant_dict_insert (&values, "descriptor-offset", "u", (guint32) page);
    form = bb_mt1959_read_hardware (image, &values);
    bb_mt1959_add_marks (&values, image, layout, catalog);
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    identity->vendor = bb_mt1959_dup_field (identity, BB_MT1959_KEY_VENDOR);
    identity->product = bb_mt1959_dup_field (identity, BB_MT1959_KEY_PRODUCT);
    identity->revision = bb_mt1959_dup_field (identity, BB_MT1959_KEY_REVISION);
    bb_mt1959_set_model (identity, boot_id->id, catalog);
    bb_mt1959_set_known (identity, image, layout, catalog);
    /* The mark DE (downgrade enabled) does not show modified firmware, because manufacturers set it, too. */
    if (bb_image_identity_lookup_string (identity, BB_MT1959_KEY_MODIFIED) != NULL ||
        g_variant_lookup (identity->values, BB_MT1959_KEY_AGE_MARK, "b", NULL))
        identity->kind = BB_IMAGE_KIND_MODIFIED;
    identity->problem =
        bb_mt1959_find_problem (image, layout, boot_id, form, descriptor != NULL && page == layout->descriptor);
    identity->is_damaged = identity->problem != NULL;
    return identity;
}

/* Adds the identity of one image of this family that consists of all of @bytes and has @problem. @is_damaged: the
 * problem is that @bytes are damaged */
static void
bb_mt1959_add_unusable (GPtrArray *found, GBytes *bytes, gboolean is_damaged, const char *problem)
{
    BbImageIdentity *identity = bb_image_identity_new (BB_MT1959_ID, 0, g_bytes_get_size (bytes));

    identity->problem = g_strdup (problem);
    identity->is_damaged = is_damaged;
    g_ptr_array_add (found, identity);
}

/* Returns (transfer full) (nullable) the identity of @plain, a decrypted image; NULL if @plain is no image, which
 * means that the key was wrong. */
static BbImageIdentity *
bb_mt1959_identify_unwrapped (GBytes *plain, const BbMt1959Layout *layout, BbCatalog *catalog)
{
    BbImageIdentity *identity = NULL;
    BbMt1959BootId boot_id;

    if (!bb_mt1959_parse_boot_id (plain, layout->config, &boot_id) || !bb_mt1959_has_tag (plain, layout))
        return NULL;
    identity = bb_mt1959_identify_plain (plain, layout, 0, &boot_id, catalog);
    identity->content = g_bytes_ref (plain);
    return identity;
}

/*
 * Returns (transfer full) the identity of a wrapped file:
 * - The key file of the user decrypts the file: the identity of the plain image, which it contains (in memory only).
 * - The decrypted bytes are no image: an identity with a problem.
 * - There is no key file, or it cannot be used: an identity with a problem; @values get BB_IMAGE_VALUE_WANTS_KEY.
 * @values: (out): initialized with the values of the identity. The caller may add more values. It must end @values
 * and replace the values of the identity by the result.
 */
static BbImageIdentity *
bb_mt1959_identify_wrapped (GBytes *bytes, const BbMt1959Layout *layout, BbCatalog *catalog, GVariantDict *values)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) plain = bb_key_file_is_set () ? bb_mt1959_unwrap (bytes, &error) : NULL;
    BbImageIdentity *identity = plain != NULL ? bb_mt1959_identify_unwrapped (plain, layout, catalog) : NULL;

    if (identity != NULL) {
        g_variant_dict_init (values, identity->values);
        return identity;
    }
    g_variant_dict_init (values, NULL);
    identity = bb_image_identity_new (BB_MT1959_ID, 0, g_bytes_get_size (bytes));
    if (plain != NULL) {
        identity->problem = g_strdup (_ ("This file may be an encrypted image, but your key file cannot decrypt "
                                         "it. Use an unencrypted image instead."));
        return identity;
    }
    g_variant_dict_insert (values, BB_IMAGE_VALUE_WANTS_KEY, "b", TRUE);
    identity->problem = error != NULL
                            /* TRANSLATORS: a sentence that says what is wrong with the key file */
                            ? g_strdup_printf (_ ("This MediaTek image is encrypted. %s"), error->message)
                            : g_strdup (_ ("This MediaTek image is encrypted. Choose the key file to decrypt the "
                                           "image, or use an unencrypted image."));
    return identity;
}

/*
 * Handles a file that has the size of an image but no readable boot ID:
 * - The file has a long run of equal bytes, so it is not encrypted: adds nothing to @found.
 * - Many cipher blocks are equal: adds the file to @found as a wrapped image.
 * - Otherwise: adds the file to @found as an unusable image.
 */
static void
bb_mt1959_add_wrapped (GPtrArray *found, GBytes *bytes, const BbMt1959Layout *layout, BbCatalog *catalog)
{
    BbImageIdentity *identity = NULL;
    gsize n_blocks = g_bytes_get_size (bytes) / BB_MT1959_CIPHER_BLOCK_BYTES;
    GVariantDict values;

    if (bb_image_bytes_longest_run (bytes) >= BB_MT1959_PLAIN_RUN_BYTES)
        return;
    if (bb_image_bytes_count_repeats (bytes, BB_MT1959_CIPHER_BLOCK_BYTES) < n_blocks / BB_MT1959_REPEATED_PART) {
        bb_mt1959_add_unusable (
            found, bytes, FALSE,
            _ ("The content of the file cannot be read and may be compressed or encrypted. Choose an uncompressed "
               "and unencrypted image."));
        return;
    }
    identity = bb_mt1959_identify_wrapped (bytes, layout, catalog, &values);
    g_variant_dict_insert (&values, BB_MT1959_KEY_WRAPPED, "b", TRUE);
    g_clear_pointer (&identity->values, g_variant_unref);
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    g_ptr_array_add (found, identity);
}

/* TRUE if @bytes are an image for a TSST drive, which has the same chip but another protocol; TRUE also if the image
 * is incomplete or other bytes follow the image. The vendor name of these drives is near the end of the image. */
static gboolean
bb_mt1959_is_of_tsst (GBytes *bytes, const BbMt1959Layout *layout)
{
    gsize size = g_bytes_get_size (bytes);

    return bb_bytes_equal_at (bytes, layout->image_bytes - BB_MT1959_TSST_TRAILER_BYTES, BB_MT1959_TSST, 8) ||
           (size > BB_MT1959_TSST_TRAILER_BYTES &&
            bb_bytes_equal_at (bytes, size - BB_MT1959_TSST_TRAILER_BYTES, BB_MT1959_TSST, 8));
}

/* Returns the offset of the first possible boot ID at or after @first, -1 if there is none. */
static gssize
bb_mt1959_find_boot_id (GBytes *bytes, gsize first)
{
    gssize at = bb_image_bytes_find (bytes, first + strlen ("MT19x"), "9 Boot ");

    return at < 0 ? -1 : at - (gssize) strlen ("MT19x");
}

/* Adds each complete plain image inside a larger file: a boot ID and the chip tag are at their offsets
 * (mediatek-mt1959.md, section 5). Leaves out images of TSST drives. Stops when @found has BB_MT1959_MAX_IMAGES, and
 * after BB_MT1959_MAX_HITS possible boot IDs. */
static void
bb_mt1959_add_inside (GBytes *bytes, const BbMt1959Layout *layout, BbCatalog *catalog, GPtrArray *found)
{
    gssize at = bb_mt1959_find_boot_id (bytes, layout->config);

    for (guint i = 0; at >= 0 && i < BB_MT1959_MAX_HITS && found->len < BB_MT1959_MAX_IMAGES; i++) {
        gsize first = at - layout->config;
        g_autoptr (GBytes) image = bb_bytes_slice (bytes, first, layout->image_bytes, NULL);
        gsize next = at + 1;
        BbMt1959BootId boot_id;

        if (image == NULL)
            return;
        if (bb_mt1959_parse_boot_id (image, layout->config, &boot_id) && bb_mt1959_has_tag (image, layout) &&
            !bb_mt1959_is_of_tsst (image, layout)) {
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

    if (!bb_mt1959_layout_load (catalog, &layout, NULL) || bb_mt1959_is_of_tsst (bytes, &layout))
        return found;
    begins = bb_mt1959_parse_boot_id (bytes, layout.config, &boot_id);
    if (size == layout.image_bytes) {
        if (begins)
            g_ptr_array_add (found, bb_mt1959_identify_plain (bytes, &layout, 0, &boot_id, catalog));
        else
            bb_mt1959_add_wrapped (found, bytes, &layout, catalog);
        return found;
    }
    if (bb_bytes_equal_at (bytes, 0, "SDF0", 4)) {
        bb_mt1959_add_unusable (found, bytes, FALSE,
                                _ ("Burnback cannot open SDF container files. Extract the 2 MiB image with another "
                                   "program, then use that image."));
        return found;
    }
    /* A program of the manufacturer does not begin with the image that it contains. So this file, which begins with
     * an image, is a damaged image. No checksum shows the damage, so the identity gets a problem. */
    if (begins && size > layout.image_bytes && size % layout.image_bytes != 0) {
        bb_mt1959_add_unusable (found, bytes, TRUE,
                                _ ("The file starts like a MediaTek image, but extra data follows the first 2 MiB. "
                                   "Download the file again."));
        return found;
    }
    bb_mt1959_add_inside (bytes, &layout, catalog, found);
    if (begins && found->len == 0)
        bb_mt1959_add_unusable (
            found, bytes, TRUE,
            size < layout.image_bytes
                ? _ ("The image is smaller than 2 MiB, so the file is incomplete. Download the file again.")
                : _ ("The file starts like a firmware image but does not contain a complete image. Use the complete "
                     "2 MiB image instead."));
    return found;
}
