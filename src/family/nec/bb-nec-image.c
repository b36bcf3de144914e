/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec.h"

#include "scsi/bb-bytes.h"

#define NEC_BOOT_BYTES 2u
/* The signature: the bytes before the INQUIRY data in the firmware. The offsets of the INQUIRY fields count from its
 * first byte. */
static const guint8 nec_signature[] = {0x07, 0x00, 0x03, 0x00, 0x78, 0x00, 0x78, 0x00, 0x78, 0x00};
#define NEC_SIGNATURE_VENDOR 0x18A
#define NEC_SIGNATURE_PRODUCT 0x192
#define NEC_SIGNATURE_REVISION 0x1A2
#define NEC_SIGNATURE_SPECIFIC 0x1A6
/* Number of bytes at the end of an image in which no signature can begin. */
#define NEC_SIGNATURE_ROOM 457
/* A truncated file must have at least this size to be called NEC/Optiarc firmware. */
#define NEC_LEAST_BYTES 0x10000
/* Largest number of images that are searched in one file. No known flasher contains more. */
#define NEC_MAX_IMAGES 64

/* An image that was found in a file. @tag: the drive type code in the image. @boot: (nullable): the boot version in
 * the image. */
typedef struct {
    gsize start;
    gsize length_bytes;
    BbModel *model;
    const BbNecType *type;
    char *tag;
    char *boot;
} NecFound;

static void
nec_found_clear (NecFound *found)
{
    g_clear_pointer (&found->model, bb_model_unref);
    g_clear_pointer (&found->tag, g_free);
    g_clear_pointer (&found->boot, g_free);
}

/* Returns (transfer full) (nullable) the first drive type of the catalog that accepts the code at @offset; NULL if
 * there is no known code. @tag: (out) (transfer full): the code; unchanged if NULL is returned. */
static BbModel *
nec_model_at (GBytes *bytes, gsize offset, BbCatalog *catalog, char **tag)
{
    g_autofree char *text = bb_bytes_dup_text (bytes, offset, BB_NEC_CODE_BYTES, NULL);
    g_autoptr (GPtrArray) models = NULL;

    if (text == NULL || strlen (text) != BB_NEC_CODE_BYTES)
        return NULL;
    for (guint i = 0; i < BB_NEC_CODE_BYTES; i++)
        if (!g_ascii_isupper (text[i]) && !g_ascii_isdigit (text[i]))
            return NULL;
    models = bb_catalog_find_models (catalog, BB_NEC_FAMILY, "AcceptedIds", text);
    if (models->len == 0)
        return NULL;
    *tag = g_steal_pointer (&text);
    return bb_model_ref (g_ptr_array_index (models, 0));
}

/* Returns (transfer full) (nullable) the two characters at @offset, where an image may have a boot version, with "?"
 * for bytes that cannot be printed; NULL if the second is a blank, or if they are not inside @bytes. */
static char *
nec_boot_text (GBytes *bytes, gsize offset)
{
    g_autofree char *text = bb_bytes_dup_text (bytes, offset, NEC_BOOT_BYTES, NULL);

    return text != NULL && strlen (text) == NEC_BOOT_BYTES ? g_steal_pointer (&text) : NULL;
}

/* Sets model and tag of @found, which must be empty, if an image of flash type OptiBD ends at @end. The drive type
 * code of such an image is near its start, at @tag_offset of the flash type. */
static void
nec_find_opti_bd_before (GBytes *bytes, gsize end, BbCatalog *catalog, NecFound *found)
{
    const BbNecType *type = bb_nec_type_lookup (catalog, "OptiBD");

    if (type == NULL || end < type->image_bytes)
        return;
    found->model = nec_model_at (bytes, end - type->image_bytes + type->tag_offset, catalog, &found->tag);
    if (found->model != NULL && bb_nec_type_of_model (found->model) != type)
        nec_found_clear (found);
}

/*
 * TRUE if the image @found, which ends at @end, may be in a file of @size bytes:
 * - An image of a flash type that can be flashed may be anywhere in a file.
 * - Any other flash type is only known from dumps, and no flasher program contains a dump. So its flash must be
 *   readable, and the dump must be the whole file (docs/protocols/nec-optiarc.md, section 5).
 */
static gboolean
nec_may_end_image (const NecFound *found, gsize end, gsize size)
{
    if (found->type->flashable)
        return TRUE;
    return found->type->readable && end == size && found->length_bytes == size;
}

/* Fills @found for an image that ends at @end; FALSE if there is none. If the file lacks the start of the image,
 * @found->length_bytes is larger than @end and @found->start is 0. */
static gboolean
nec_find_before (GBytes *bytes, gsize end, BbCatalog *catalog, NecFound *found)
{
    gsize suffix_bytes = 0;

    if (end < BB_NEC_CODE_BYTES + NEC_BOOT_BYTES)
        return FALSE;
    found->model = nec_model_at (bytes, end - BB_NEC_CODE_BYTES, catalog, &found->tag);
    if (found->model == NULL) {
        found->model = nec_model_at (bytes, end - BB_NEC_CODE_BYTES - NEC_BOOT_BYTES, catalog, &found->tag);
        if (found->model != NULL) {
            suffix_bytes = NEC_BOOT_BYTES;
            found->boot = nec_boot_text (bytes, end - NEC_BOOT_BYTES);
        }
    }
    if (found->model == NULL)
        nec_find_opti_bd_before (bytes, end, catalog, found);
    if (found->model == NULL)
        return FALSE;
    found->type = bb_nec_type_of_model (found->model);
    if (found->type != NULL)
        found->length_bytes = found->type->image_bytes + suffix_bytes;
    if (found->type == NULL || !nec_may_end_image (found, end, g_bytes_get_size (bytes)) ||
        (suffix_bytes > 0 && !found->type->image_has_suffix)) {
        nec_found_clear (found);
        return FALSE;
    }
    if (!found->type->has_boot_version)
        found->boot = g_strdup (BB_NEC_BOOT_NONE);
    found->start = end >= found->length_bytes ? end - found->length_bytes : 0;
    return TRUE;
}

/* Sets @place to the offset of the signature before the INQUIRY data; FALSE if the image has no signature. */
static gboolean
nec_find_signature (GBytes *image, gsize *place)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (image, &size);
    const guint8 *here = data;
    const guint8 *end = NULL;

    if (size <= NEC_SIGNATURE_ROOM)
        return FALSE;
    end = data + size - NEC_SIGNATURE_ROOM;
    while ((here = memchr (here, nec_signature[0], (gsize) (end - here))) != NULL) {
        *place = (gsize) (here - data);
        if (bb_bytes_equal_at (image, *place, nec_signature, sizeof nec_signature))
            return TRUE;
        here++;
    }
    return FALSE;
}

/* Sets vendor, product and revision of @identity to the INQUIRY data in the firmware, if they are found. */
static void
nec_read_signature (GBytes *image, BbImageIdentity *identity)
{
    gsize place = 0;

    if (!nec_find_signature (image, &place))
        return;
    identity->vendor = bb_bytes_dup_text (image, place + NEC_SIGNATURE_VENDOR, 8, NULL);
    identity->product = bb_bytes_dup_text (image, place + NEC_SIGNATURE_PRODUCT, 16, NULL);
    identity->revision = bb_bytes_dup_text (image, place + NEC_SIGNATURE_REVISION, 4, NULL);
}

/* If the INQUIRY texts in @image are those of modified firmware, sets the kind of @identity to modified. Then also
 * adds to @values who modified it, a name of the modification for users and, if known, its version. @identity must
 * already have its product and revision. */
static void
nec_set_modified (GBytes *image, BbImageIdentity *identity, GVariantDict *values)
{
    gsize place = 0;
    g_autofree char *specific = NULL;
    BbNecModified found;

    if (!nec_find_signature (image, &place))
        return;
    specific = bb_bytes_dup_text (image, place + NEC_SIGNATURE_SPECIFIC, 20, NULL);
    found = bb_nec_find_modified (identity->product, identity->revision, specific);
    if (found.modified == NULL)
        return;
    identity->kind = BB_IMAGE_KIND_MODIFIED;
    g_variant_dict_insert (values, BB_NEC_VALUE_MODIFIED, "s", found.modified);
    g_variant_dict_insert (values, BB_IMAGE_VALUE_CHANGE, "s", found.change);
    if (*found.version != '\0')
        g_variant_dict_insert (values, BB_NEC_VALUE_MODIFIED_VERSION, "s", found.version);
}

BbImageIdentity *
bb_nec_read_names (GBytes *bytes)
{
    g_autoptr (BbImageIdentity) identity = bb_image_identity_new (BB_NEC_FAMILY, 0, g_bytes_get_size (bytes));

    nec_read_signature (bytes, identity);
    return identity->revision != NULL ? g_steal_pointer (&identity) : NULL;
}

/* TRUE if the big-endian checksum at @offset is the sum of all words from @first up to @offset. */
static gboolean
nec_sum_is_right (GBytes *image, guint32 first, guint32 offset)
{
    guint16 stored = 0;

    return bb_bytes_get_be16 (image, offset, &stored, NULL) && stored == bb_sum16 (image, first, offset);
}

/* TRUE if all checksums in @image are right. @wrong: (out): if FALSE is returned: index of the first part whose
 * checksum is wrong; 0 also for a wrong first checksum of the ND-2x00 group. */
static gboolean
nec_sums_are_right (GBytes *image, const NecFound *found, guint *wrong)
{
    guint32 first = bb_nec_model_first_sum_offset (found->model);

    *wrong = 0;
    if (first > 0 && !nec_sum_is_right (image, 0, first))
        return FALSE;
    for (; *wrong < found->type->n_parts; (*wrong)++) {
        const BbNecPart *part = &found->type->parts[*wrong];

        if (!nec_sum_is_right (image, part->image_offset, part->sum_offset))
            return FALSE;
    }
    return TRUE;
}

/* Sets @checksum of @identity:
 * - The flash type cannot be flashed: BB_CHECKSUM_NONE, without a check.
 * - All checksums in @image are right: BB_CHECKSUM_GOOD.
 * - One differs, and it is certain which bytes it covers: BB_CHECKSUM_BAD.
 * - One differs, but it is uncertain which bytes it covers: BB_CHECKSUM_NONE. Also adds to @values that a checksum
 *   differs, and the index of its part. */
static void
nec_check_sums (GBytes *image, const NecFound *found, BbImageIdentity *identity, GVariantDict *values)
{
    guint wrong = 0;

    if (!found->type->flashable) {
        /* This flash type cannot be flashed, and its checksums are not known, so none is checked. */
        identity->checksum = BB_CHECKSUM_NONE;
    } else if (nec_sums_are_right (image, found, &wrong)) {
        identity->checksum = BB_CHECKSUM_GOOD;
    } else if (found->type->appended_sum) {
        identity->checksum = BB_CHECKSUM_BAD;
    } else {
        /* It is uncertain which bytes these checksums cover, so a difference is only a warning. The drive itself
         * checks the sum of each part before it erases that part. */
        identity->checksum = BB_CHECKSUM_NONE;
        g_variant_dict_insert (values, BB_NEC_VALUE_INNER_SUM, "s", "differs");
        g_variant_dict_insert (values, BB_NEC_VALUE_INNER_SUM_PART, "u", wrong);
    }
}

/* Adds the firmware id byte and, for laptop drives, the wiring to @values. Sets the model name to that of the product
 * with this byte. If the image has no such byte, the model name is that of the drive type, and no value is added. */
static void
nec_add_firmware_id (GBytes *image, const NecFound *found, BbImageIdentity *identity, GVariantDict *values)
{
    g_autofree char *text = NULL;
    BbNecWiring wiring = BB_NEC_WIRING_UNKNOWN;
    guint32 offset = 0;
    guint8 id = 0;

    if (!bb_nec_model_firmware_id_offset (found->model, &offset) || !bb_bytes_get_u8 (image, offset, &id, NULL)) {
        identity->model_name = g_strdup (bb_model_get_name (found->model));
        return;
    }
    text = g_strdup_printf ("%02X", id);
    g_variant_dict_insert (values, BB_NEC_VALUE_FIRMWARE_ID, "s", text);
    identity->model_name = bb_nec_model_name_for (found->model, id);
    if (!bb_model_get_boolean (found->model, "Laptop"))
        return;
    wiring = bb_nec_model_wiring (found->model, id, NULL);
    g_variant_dict_insert (values, BB_NEC_VALUE_WIRING, "s", bb_nec_wiring_to_string (wiring));
}

/* Returns (transfer full) the identity of an image. If the start of the image is missing, the identity has only the
 * values that are at the end. */
static BbImageIdentity *
nec_new_identity_of (GBytes *bytes, const NecFound *found)
{
    BbImageIdentity *identity = bb_image_identity_new (BB_NEC_FAMILY, found->start, found->length_bytes);
    g_autoptr (GBytes) image = bb_bytes_slice (bytes, found->start, found->length_bytes, NULL);
    const char *codes[] = {bb_model_get_key (found->model), NULL};
    GVariantDict values;

    g_variant_dict_init (&values, NULL);
    g_strfreev (identity->codes);
    identity->codes = g_strdupv ((char **) codes);
    g_variant_dict_insert (&values, BB_NEC_VALUE_TAG, "s", found->tag);
    g_variant_dict_insert (&values, BB_NEC_VALUE_FLASH_TYPE, "s", found->type->name);
    if (found->boot != NULL)
        g_variant_dict_insert (&values, BB_NEC_VALUE_BOOT_VERSION, "s", found->boot);
    if (image != NULL) {
        nec_read_signature (image, identity);
        nec_set_modified (image, identity, &values);
        nec_check_sums (image, found, identity, &values);
        nec_add_firmware_id (image, found, identity, &values);
    } else {
        identity->model_name = g_strdup (bb_model_get_name (found->model));
    }
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    return identity;
}

/* Returns (transfer full) the identity, with a problem, of a file that ends with a drive type code but is shorter
 * than images of that type. */
static BbImageIdentity *
nec_describe_truncated (GBytes *bytes, const NecFound *found)
{
    gsize size = g_bytes_get_size (bytes);
    BbImageIdentity *identity = bb_image_identity_new (BB_NEC_FAMILY, 0, size);
    const char *codes[] = {bb_model_get_key (found->model), NULL};

    g_strfreev (identity->codes);
    identity->codes = g_strdupv ((char **) codes);
    identity->model_name = g_strdup (bb_model_get_name (found->model));
    nec_read_signature (bytes, identity);
    identity->problem = g_strdup_printf (_ ("The file seems to contain firmware for the %s, but has only %zu bytes "
                                            "instead of %zu bytes. Download the file again."),
                                         identity->model_name, size, found->length_bytes);
    identity->is_damaged = TRUE;
    return identity;
}

/* If two digits follow the drive type code, sets them as the boot version of @found, and adds their length to the
 * length of @found. Does nothing if files of this flash type have no boot version. */
static void
nec_set_boot_suffix (GBytes *bytes, NecFound *found)
{
    g_autofree char *boot = nec_boot_text (bytes, found->length_bytes);

    if (!found->type->image_has_suffix || boot == NULL || !g_ascii_isdigit (boot[0]) || !g_ascii_isdigit (boot[1]))
        return;
    found->boot = g_steal_pointer (&boot);
    found->length_bytes += NEC_BOOT_BYTES;
}

/* TRUE if @bytes end after the first of the two digits of the boot version. */
static gboolean
nec_boot_suffix_is_cut (GBytes *bytes, const NecFound *found)
{
    guint8 digit = 0;

    return found->type->image_has_suffix && found->length_bytes == found->type->image_bytes &&
           g_bytes_get_size (bytes) == found->length_bytes + 1 &&
           bb_bytes_get_u8 (bytes, found->length_bytes, &digit, NULL) && g_ascii_isdigit (digit);
}

/* Returns (transfer full) a sentence about a file that starts with a complete image and has another length: the file
 * is truncated inside the boot version, or other bytes follow. */
static char *
nec_dup_wrong_end (GBytes *bytes, const NecFound *found, const char *model)
{
    gsize size = g_bytes_get_size (bytes);

    if (nec_boot_suffix_is_cut (bytes, found))
        return g_strdup_printf (_ ("The file seems to contain firmware for the %s, but has only %zu bytes instead "
                                   "of %zu bytes. Download the file again."),
                                model, size, found->length_bytes + NEC_BOOT_BYTES);
    return g_strdup_printf (ngettext ("The file starts with firmware for the %s, but %zu extra byte follows. "
                                      "Download the file again, or shorten it to its first %zu bytes.",
                                      "The file starts with firmware for the %s, but %zu extra bytes follow. "
                                      "Download the file again, or shorten it to its first %zu bytes.",
                                      (gulong) (size - found->length_bytes)),
                            model, size - found->length_bytes, found->length_bytes);
}

/* Returns (transfer full) (nullable) an identity with a problem if @bytes start with a complete image with a right
 * checksum and are longer than this image; otherwise NULL. */
static BbImageIdentity *
nec_describe_oversized (GBytes *bytes, BbCatalog *catalog)
{
    gsize size = g_bytes_get_size (bytes);
    g_autoptr (GPtrArray) types = bb_nec_list_types (catalog);

    for (guint i = 0; i < types->len; i++) {
        const BbNecType *type = g_ptr_array_index (types, i);
        NecFound found = {.length_bytes = type->image_bytes, .type = type};
        BbImageIdentity *identity = NULL;

        if (!type->flashable || size <= type->image_bytes)
            continue;
        found.model = nec_model_at (bytes, type->tag_offset, catalog, &found.tag);
        if (found.model != NULL && bb_nec_type_of_model (found.model) == found.type) {
            nec_set_boot_suffix (bytes, &found);
            identity = nec_new_identity_of (bytes, &found);
            if (identity->checksum != BB_CHECKSUM_GOOD)
                g_clear_pointer (&identity, bb_image_identity_unref);
        }
        if (identity != NULL)
            identity->problem = nec_dup_wrong_end (bytes, &found, identity->model_name);
        if (identity != NULL)
            identity->is_damaged = TRUE;
        nec_found_clear (&found);
        if (identity != NULL)
            return identity;
    }
    return NULL;
}

/*
 * For firmware that lacks the drive type code at its end: returns (transfer full) (nullable) an identity with a
 * problem and with the product name in the INQUIRY data of the firmware. If the file has the size of the firmware of
 * a flash type, it may be a plain dump; otherwise it is marked as damaged. NULL if @bytes are too short or contain no
 * such INQUIRY data.
 */
static BbImageIdentity *
nec_describe_without_trailer (GBytes *bytes, BbCatalog *catalog)
{
    gsize size = g_bytes_get_size (bytes);
    BbImageIdentity *identity = NULL;
    g_autoptr (GPtrArray) types = NULL;
    const char *name = NULL;
    gsize place = 0;

    if (size < NEC_LEAST_BYTES || !nec_find_signature (bytes, &place))
        return NULL;
    types = bb_nec_list_types (catalog);
    for (guint i = 0; i < types->len && name == NULL; i++) {
        const BbNecType *type = g_ptr_array_index (types, i);

        if (type->n_parts == 1 && type->parts[0].length_bytes == size)
            name = type->name;
    }
    identity = bb_image_identity_new (BB_NEC_FAMILY, 0, size);
    nec_read_signature (bytes, identity);
    if (name != NULL)
        identity->problem =
            g_strdup_printf (_ ("This copy of flash memory of type %s contains no checksum and no drive type code, "
                                "so Burnback cannot check whether the copy is compatible. Read the firmware again "
                                "with a tool that saves both."),
                             name);
    else
        identity->problem =
            g_strdup_printf (_ ("This NEC/Optiarc firmware file is truncated. The file size of %zu bytes does not "
                                "match any complete file. Download the file again."),
                             size);
    identity->is_damaged = name == NULL;
    return identity;
}

GPtrArray *
bb_nec_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    GPtrArray *identities = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    BbImageIdentity *odd = NULL;
    gsize end = g_bytes_get_size (bytes);

    while (identities->len < NEC_MAX_IMAGES) {
        NecFound found = {0};
        gboolean fits = FALSE;

        if (!nec_find_before (bytes, end, catalog, &found))
            break;
        fits = found.length_bytes <= end;
        if (fits)
            g_ptr_array_add (identities, nec_new_identity_of (bytes, &found));
        else if (identities->len == 0 && end >= NEC_LEAST_BYTES)
            odd = nec_describe_truncated (bytes, &found);
        end = found.start;
        nec_found_clear (&found);
        if (!fits)
            break;
    }
    if (identities->len > 0)
        return identities;
    if (odd == NULL)
        odd = nec_describe_oversized (bytes, catalog);
    if (odd == NULL)
        odd = nec_describe_without_trailer (bytes, catalog);
    if (odd != NULL)
        g_ptr_array_add (identities, odd);
    return identities;
}

/* TRUE if the image is for the drive type with key @key. */
static gboolean
nec_is_for (BbImageIdentity *identity, const char *key)
{
    return identity->codes != NULL && identity->codes[0] != NULL && g_strcmp0 (identity->codes[0], key) == 0;
}

BbImageIdentity *
bb_nec_choose_image (GPtrArray *identities, const char *key, const char *boot_version)
{
    BbImageIdentity *choice = NULL;

    for (guint i = 0; i < identities->len; i++) {
        BbImageIdentity *this = g_ptr_array_index (identities, i);
        const char *boot = bb_image_identity_lookup_string (this, BB_NEC_VALUE_BOOT_VERSION);
        const char *chosen_boot = NULL;

        if (choice == NULL) {
            choice = this;
            continue;
        }
        chosen_boot = bb_image_identity_lookup_string (choice, BB_NEC_VALUE_BOOT_VERSION);
        if (!nec_is_for (this, key))
            continue;
        if (!nec_is_for (choice, key) ||
            (g_strcmp0 (chosen_boot, boot_version) != 0 && (boot == NULL || g_strcmp0 (boot, boot_version) == 0)))
            choice = this;
    }
    return choice;
}

int
bb_nec_identity_firmware_id (BbImageIdentity *identity)
{
    return bb_nec_hex_byte (bb_image_identity_lookup_string (identity, BB_NEC_VALUE_FIRMWARE_ID));
}

const char *
bb_nec_image_code (BbImage *image)
{
    BbImageIdentity *identity = bb_image_get_identity (image);

    return identity != NULL && identity->codes != NULL ? identity->codes[0] : NULL;
}
