/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mt1959-vectors.h"

#include "family/bb-key-file.h"
#include "family/mt1959/bb-mt1959-transfer.h"

#include <glib/gstdio.h>

#include <string.h>

/* Returns (transfer full) the images that the family finds in @data. Takes ownership of @data. */
static GPtrArray *
find_in (guint8 *data, gsize length_bytes)
{
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, length_bytes);

    return bb_mt1959_identify_image (bytes, mt_catalog ());
}

static void
test_original_image_is_identified (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbImage) image = mt_image (&look);
    BbImageIdentity *identity = bb_image_get_identity (image);

    g_assert_cmpstr (identity->family, ==, "mediatek-mt1959");
    g_assert_cmpstr (identity->vendor, ==, "HL-DT-ST");
    g_assert_cmpstr (identity->product, ==, "BD-RE WH16NS60");
    g_assert_cmpstr (identity->revision, ==, "1.02");
    g_assert_cmpstr (identity->model_name, ==, "WH16NS60");
    g_assert_cmpstr (identity->codes[0], ==, "BD-RE WH16NS60");
    g_assert_null (identity->codes[1]);
    g_assert_null (identity->problem);
    g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_NONE);
    g_assert_cmpuint (identity->length_bytes, ==, 0x200000);
    g_assert_cmpstr (mt_image_string (image, "boot-id"), ==, MT_JB8);
    g_assert_cmpstr (mt_image_string (image, "chip"), ==, "MT1959");
    g_assert_cmpstr (mt_image_string (image, "form-factor"), ==, "half-height");
    g_assert_cmpstr (mt_image_string (image, "build-stamp"), ==, "1711241200");
    g_assert_false (mt_image_flag (image, "raw-readout"));
    g_assert_null (bb_image_get_inside (image));
}

static void
test_boot_id_determines_chip_and_form_factor (void)
{
    static const struct {
        const char *boot_id;
        const char *chip;
        const char *form;
    } rows[] = {
        {MT_JB8, "MT1959", "half-height"}, {MT_BU5, "MT1959", "slim"},
        {MT_BU51, "MT1959", "slim"},       {"MT1959 Boot BP71", "MT1959", "slim"},
        {MT_CODE, "MT1939", "unknown"},    {"MT1959 Boot XY1 ", "MT1959", "unknown"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        MtLook look = {.boot_id = rows[i].boot_id};
        g_autoptr (BbImage) image = mt_image (&look);

        g_assert_cmpstr (mt_image_string (image, "boot-id"), ==, rows[i].boot_id);
        g_assert_cmpstr (mt_image_string (image, "chip"), ==, rows[i].chip);
        g_assert_cmpstr (mt_image_string (image, "form-factor"), ==, rows[i].form);
    }
}

static void
test_image_without_names_is_usable (void)
{
    MtLook look = {.boot_id = MT_JB8, .platform = "JB8"};
    g_autoptr (BbImage) image = mt_image (&look);
    BbImageIdentity *identity = bb_image_get_identity (image);

    g_assert_null (identity->problem);
    g_assert_null (identity->revision);
    g_assert_null (identity->codes[0]);
    /* The chip tag of the hardware record must not be taken for that of a descriptor. */
    g_assert_false (g_variant_lookup (identity->values, "descriptor-offset", "u", NULL));
}

static void
test_model_not_in_catalog_keeps_its_name (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbImage) image = NULL;

    look.product = "BD-RE  XX99NS99";
    image = mt_image (&look);
    g_assert_cmpstr (bb_image_get_identity (image)->model_name, ==, "BD-RE XX99NS99");
    g_assert_null (bb_image_get_identity (image)->codes[0]);
}

static void
test_file_without_boot_id_is_a_problem (void)
{
    guint8 *data = g_malloc (0x200000);
    g_autoptr (BbImage) image = NULL;

    mt_fill (data, 0x200000, 0x99);
    image = mt_identify (data, 0x200000);
    g_assert_cmpstr (bb_image_get_identity (image)->family, ==, "mediatek-mt1959");
    g_assert_nonnull (strstr (bb_image_get_identity (image)->problem, "The content of the file cannot be read"));
}

static void
test_other_file_of_2_mib_is_not_identified (void)
{
    g_autoptr (GPtrArray) found = NULL;
    MtLook look = {.boot_id = NULL};

    found = find_in (mt_image_data (&look), 0x200000);
    g_assert_cmpuint (found->len, ==, 0);
}

static void
test_invalid_boot_id_is_none (void)
{
    static const char *const wrong[] = {"MT1959 Boat JB8 ", "MT1958 Boot JB8 ", "MT19x9 Boot JB8 ",
                                        "MT1959 Boot JB\x01 ", "mt1959 Boot JB8 "};

    for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
        MtLook look = {.boot_id = wrong[i]};
        g_autoptr (GPtrArray) found = find_in (mt_image_data (&look), 0x200000);

        g_assert_cmpuint (found->len, ==, 0);
    }
}

static void
test_sdf_container_is_refused (void)
{
    guint8 *data = g_malloc0 (5000);
    g_autoptr (BbImage) image = NULL;

    memcpy (data, "SDF0", 4);
    image = mt_identify (data, 5000);
    g_assert_nonnull (strstr (bb_image_get_identity (image)->problem, "SDF"));
}

static const struct {
    gsize size;
    gsize name_at;
    guint n_found;
} tsst_files[] = {
    {0x200000, 0x1FFFD0, 0}, {0x200000, 0x1FFFD1, 1}, {0x1F0000, 0x1EFFD0, 0}, {0x1F0000, 0x1EFFCF, 1},
    {0x201000, 0x1FFFD0, 0}, {0x201000, 0x200FD0, 0}, {0x201000, 0x200FD1, 1},
};

/* An image for a TSST drive must not be identified as an image of this family. It has the text TSSTcorp 0x30 bytes
 * before its end: the end of the file or, if other bytes follow the image, the end of the first 2 MiB. */
static void
test_tsst_image_is_not_identified (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (tsst_files); i++) {
        MtLook look = {.boot_id = MT_CODE};
        guint8 *data = g_realloc (mt_image_data (&look), MAX (tsst_files[i].size, 0x200000));
        g_autoptr (GPtrArray) found = NULL;

        if (tsst_files[i].size > 0x200000)
            memset (data + 0x200000, 0xEE, tsst_files[i].size - 0x200000);
        mt_put_text (data + tsst_files[i].name_at, 8, "TSSTcorp");
        found = find_in (data, tsst_files[i].size);
        g_test_message ("row %u", i);
        g_assert_cmpuint (found->len, ==, tsst_files[i].n_found);
    }
}

/* An updater for several drives may also contain images for TSST drives. These must be left out. */
static void
test_tsst_image_inside_an_updater_is_left_out (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autofree guint8 *one = mt_image_data (&look);
    gsize size = 0x1000 + 2 * 0x200000 + 0x1000;
    guint8 *data = g_malloc (size);
    g_autoptr (GPtrArray) found = NULL;

    memset (data, 'M', size);
    memcpy (data + 0x1000, one, 0x200000);
    mt_put_text (data + 0x1000 + 0x1FFFD0, 8, "TSSTcorp");
    memcpy (data + 0x1000 + 0x200000, one, 0x200000);
    found = find_in (data, size);
    g_assert_cmpuint (found->len, ==, 1);
    g_assert_cmpuint (((BbImageIdentity *) found->pdata[0])->offset, ==, 0x201000);
}

/* A file that begins like an image must have a problem in two cases: it is longer than 2 MiB and no multiple of 2
 * MiB, or no complete image is found in it. */
static void
test_image_of_another_length_is_a_problem (void)
{
    static const struct {
        gsize size;
        const char *says;
    } rows[] = {
        {0x3010, "is smaller than 2 MiB, so the file is incomplete"},
        {0x1FFFFF, "is smaller than 2 MiB, so the file is incomplete"},
        {0x200001, "extra data follows the first 2 MiB"},
        {0x400000, "starts like a firmware image but does not contain a complete image"},
        {0x400001, "extra data follows the first 2 MiB"},
    };
    MtLook look = {.boot_id = MT_JB8};

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        guint8 *data = g_realloc (mt_image_data (&look), MAX (rows[i].size, 0x200000));
        g_autoptr (BbImage) image = NULL;
        BbImageIdentity *identity = NULL;

        if (rows[i].size > 0x200000)
            memset (data + 0x200000, 0xEE, rows[i].size - 0x200000);
        image = mt_identify (data, rows[i].size);
        identity = bb_image_get_identity (image);
        g_assert_cmpstr (identity->family, ==, "mediatek-mt1959");
        g_assert_nonnull (strstr (identity->problem, rows[i].says));
        g_assert_true (identity->is_damaged);
        g_assert_cmpuint (identity->length_bytes, ==, rows[i].size);
    }
}

/* A file with the size of an image and without a boot ID must count as encrypted if one block of 16 bytes makes up
 * at least 1/64 of the file, and no run of equal bytes is longer than 31 (mediatek-mt1959.md, section 5). */
static void
test_encrypted_file_is_told_by_repeats_and_runs (void)
{
    static const struct {
        guint n_repeats;  /* number of equal blocks; the file has 131072 blocks */
        guint n_equal;    /* length of the longest run of equal bytes */
        const char *says; /* (nullable): the problem; NULL: nothing is found */
    } rows[] = {
        {2048, 2, "MediaTek image is encrypted"},
        {2047, 2, "The content of the file cannot be read"},
        {2048, 31, "MediaTek image is encrypted"},
        {2048, 32, NULL},
        {0, 32, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        guint8 *data = g_malloc (MT_FLASH_BYTES);
        g_autoptr (GPtrArray) found = NULL;

        mt_fill (data, MT_FLASH_BYTES, 0x41);
        for (guint j = 0; j < rows[i].n_repeats; j++)
            memcpy (data + MT_CONFIG + 16 * j, "0123456789ABCDEF", 16);
        memset (data + 0x180000, 'b', rows[i].n_equal);
        data[0x180000 - 1] = 'a';
        data[0x180000 + rows[i].n_equal] = 'a';
        found = find_in (data, MT_FLASH_BYTES);
        g_test_message ("row %u", i);
        g_assert_cmpuint (found->len, ==, rows[i].says != NULL ? 1 : 0);
        if (rows[i].says != NULL)
            g_assert_nonnull (strstr (((BbImageIdentity *) found->pdata[0])->problem, rows[i].says));
    }
}

static void
test_images_inside_an_updater_are_found (void)
{
    MtLook first = mt_wh16ns60 ();
    MtLook second = mt_wh16ns60 ();
    gsize size = 0x70EA0 + 0x200000 + 0x1234 + 0x200000 + 99;
    guint8 *data = g_malloc (size);
    g_autofree guint8 *a = NULL;
    g_autofree guint8 *b = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) file = NULL;
    g_autoptr (GPtrArray) images = NULL;

    second.revision = "1.03";
    a = mt_image_data (&first);
    b = mt_image_data (&second);
    memset (data, 'M', size);
    data[1] = 'Z';
    memcpy (data + 0x70EA0, a, 0x200000);
    memcpy (data + 0x70EA0 + 0x200000 + 0x1234, b, 0x200000);
    bytes = g_bytes_new_take (data, size);
    file = bb_image_new_from_bytes (bytes, "updater.exe");
    images = bb_family_identify_file (file, mt_catalog ());
    g_assert_cmpuint (images->len, ==, 2);
    g_assert_cmpuint (bb_image_get_identity (images->pdata[0])->offset, ==, 0x70EA0);
    g_assert_cmpstr (bb_image_get_identity (images->pdata[1])->revision, ==, "1.03");
    g_assert_cmpmem (g_bytes_get_data (bb_image_get_bytes (images->pdata[0]), NULL), 0x200000, a, 0x200000);
    g_assert_nonnull (bb_image_get_inside (images->pdata[0]));
}

static void
test_search_ends_after_16_images (void)
{
    gsize n_images = 18;
    MtLook look = mt_wh16ns60 ();
    g_autofree guint8 *one = mt_image_data (&look);
    guint8 *data = g_malloc (n_images * 0x200000);
    g_autoptr (GPtrArray) found = NULL;

    for (gsize i = 0; i < n_images; i++)
        memcpy (data + i * 0x200000, one, 0x200000);
    found = find_in (data, n_images * 0x200000);
    g_assert_cmpuint (found->len, ==, 16);
}

static void
test_read_out_is_recognized (void)
{
    static const guint8 fillers[] = {0xFF, 0x00};
    MtLook look = mt_wh16ns60 ();
    guint8 *data = mt_image_data (&look);
    g_autoptr (BbImage) image = NULL;

    memcpy (data, data + 0x10000, 0x400);
    image = mt_identify (data, 0x200000);
    g_assert_true (mt_image_flag (image, "raw-readout"));
    g_assert_null (bb_image_get_identity (image)->problem);
    for (guint i = 0; i < G_N_ELEMENTS (fillers); i++) {
        g_autoptr (BbImage) blank = NULL;

        data = mt_image_data (&look);
        memset (data, fillers[i], 0x400);
        memset (data + 0x10000, fillers[i], 0x400);
        blank = mt_identify (data, 0x200000);
        g_assert_false (mt_image_flag (blank, "raw-readout"));
    }
}

typedef struct {
    gsize only_at;    /* offset of the only byte of the mirror that is not FF */
    gsize differs_at; /* offset of a byte that differs from the mirror; 0: none */
    gboolean is_read_out;
} Mirror;

static const Mirror mirrors[] = {
    {0, 0, TRUE}, {0x3FF, 0, TRUE}, {0x400, 0, FALSE}, {0, 0x3FF, FALSE}, {0, 1, FALSE}, {0, 0x400, TRUE},
};

/* An image was read from a drive if its first 1024 bytes equal those at 0x10000 (the mirror), and at least one of
 * them is not blank. */
static void
test_read_out_is_told_by_all_bytes_of_the_mirror (void)
{
    MtLook look = mt_wh16ns60 ();

    for (guint i = 0; i < G_N_ELEMENTS (mirrors); i++) {
        guint8 *data = mt_image_data (&look);
        g_autoptr (BbImage) image = NULL;

        memset (data + 0x10000, 0xFF, 0x400);
        data[0x10000 + mirrors[i].only_at] = 0x5A;
        memcpy (data, data + 0x10000, 0x401);
        if (mirrors[i].differs_at != 0)
            data[mirrors[i].differs_at] ^= 0x01;
        image = mt_identify (data, 0x200000);
        g_test_message ("row %u", i);
        g_assert_cmpint (mt_image_flag (image, "raw-readout"), ==, mirrors[i].is_read_out);
    }
}

static void
test_tag_of_omnidrive_has_a_version (void)
{
    static const struct {
        const char *text;
        gsize length_bytes;
        gsize first;
        const char *version;
    } rows[] = {
        {"OmniDrive\x01\x02\x03", 12, 0, "1.2.3"},
        {"OmniDrive\x09\x00\x00", 12, 0, "9.0.0"},
        {"OmniDrive\x00\x01\x00", 12, 0, NULL},
        {"OmniDrive\x0A\x01\x00", 12, 0, NULL},
        {"OmniDrive\x01\x02", 11, 0, NULL},
        {"OmniDrive\x01\x02\x03", 12, 1, NULL},
        {"..OmniDrive\x01\x02\x03", 14, 2, "1.2.3"},
        {"OmniDriveOmniDrive\x01\x01\x05", 21, 0, "1.1.5"},
        {"OmniDrive", 9, 0, NULL},
        {"", 0, 0, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) bytes = g_bytes_new (rows[i].text, rows[i].length_bytes);
        g_autofree char *version = bb_mt1959_dup_omnidrive (bytes, rows[i].first);

        g_assert_cmpstr (version, ==, rows[i].version);
    }
}

typedef struct {
    gsize offset;
    gsize spoilt; /* offset in the name of the byte that is replaced by @with; G_MAXSIZE: none */
    guint8 with;
    gboolean is_found;
} Factory;

static const Factory factories[] = {
    {0x8000, G_MAXSIZE, 0, TRUE},  {0x7FFF, G_MAXSIZE, 0, FALSE}, {0xFFE7, G_MAXSIZE, 0, TRUE},
    {0xFFE8, G_MAXSIZE, 0, FALSE}, {0x9000, 0, 0x1F, FALSE},      {0x9000, 0, 0x7F, FALSE},
    {0x9000, 23, 0x1F, FALSE},     {0x9000, 0, 0x7E, TRUE},       {0x9000, 23, 0x20, TRUE},
};

/* The name is printable text in the upper half of the boot area, directly before the word BOOT. */
static void
test_name_from_the_factory_is_found_in_the_boot_area (void)
{
    static const char text[] = "HL-DT-STBD-RE  WH16NS60 BOOT";
    MtLook look = mt_wh16ns60 ();

    for (guint i = 0; i < G_N_ELEMENTS (factories); i++) {
        guint8 *data = mt_image_data (&look);
        g_autoptr (BbImage) image = NULL;
        char name[8 + 1] = "HL-DT-ST";

        memset (data + 0x7000, 0xFF, 0x9000);
        /* An earlier BOOT without a name does not end the search. */
        memcpy (data + 0x8030, "BOOT", 4);
        memcpy (data + factories[i].offset, text, sizeof text - 1);
        if (factories[i].spoilt != G_MAXSIZE)
            data[factories[i].offset + factories[i].spoilt] = factories[i].with;
        name[0] = (char) data[factories[i].offset];
        image = mt_identify (data, 0x200000);
        g_test_message ("row %u", i);
        g_assert_cmpint (mt_image_string (image, BB_MT1959_KEY_FACTORY_NAME) != NULL, ==, factories[i].is_found);
        if (factories[i].is_found)
            g_assert_true (g_str_has_prefix (mt_image_string (image, BB_MT1959_KEY_FACTORY_NAME), name));
    }
}

typedef struct {
    gsize at;
    guint8 with;
    gboolean has_stamp;
    gboolean has_code;
} Field;

static const Field fields[] = {
    {0x29, 'A', TRUE, TRUE},  {0x2A, 'A', FALSE, TRUE},  {0x33, 'A', FALSE, TRUE},  {0x33, '0', TRUE, TRUE},
    {0x4B, 0x1F, TRUE, TRUE}, {0x4C, 0x1F, TRUE, FALSE}, {0x4F, 0x1F, TRUE, FALSE}, {0x4F, 0x7F, TRUE, FALSE},
    {0x4F, 0x7E, TRUE, TRUE}, {0x4C, 0x20, TRUE, TRUE},
};

/* A build stamp has ten digits, a service code four printable characters. A field with other characters is left out.
 */
static void
test_fields_of_the_descriptor_count_only_if_whole (void)
{
    MtLook look = mt_wh16ns60 ();

    for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
        guint8 *data = mt_image_data (&look);
        g_autoptr (BbImage) image = NULL;
        const char *stamp = NULL;

        memcpy (data + 0x1EC02A, "1701020304", 10);
        memcpy (data + 0x1EC04C, "NM00", 4);
        data[0x1EC000 + fields[i].at] = fields[i].with;
        image = mt_identify (data, 0x200000);
        stamp = mt_image_string (image, BB_MT1959_KEY_STAMP);
        g_test_message ("row %u", i);
        g_assert_cmpuint (stamp != NULL ? strlen (stamp) : 0, ==, fields[i].has_stamp ? 10 : 0);
        g_assert_cmpint (mt_image_string (image, BB_MT1959_KEY_SERVICE_CODE) != NULL, ==, fields[i].has_code);
        if (fields[i].has_code)
            g_assert_cmpuint (strlen (mt_image_string (image, BB_MT1959_KEY_SERVICE_CODE)), ==, 4);
    }
}

/* A chip tag is MTEKMT19 with two digits. */
static void
test_two_chip_tags_are_damage (void)
{
    static const guint32 places[] = {0, 0x120000, 0x120001};
    MtLook look = mt_wh16ns60 ();

    for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
        guint8 *data = mt_image_data (&look);
        g_autoptr (BbImage) image = NULL;

        memcpy (data + places[i], i < 2 ? "MTEKMT1939" : "MTEKMT193x", 10);
        image = mt_identify (data, 0x200000);
        g_assert_cmpint (bb_image_get_identity (image)->is_damaged, ==, i < 2);
        g_assert_true (i >= 2 || strstr (bb_image_get_identity (image)->problem, "two different chips") != NULL);
    }
}

/* A record whose field @enabled is 1 must name a range of at least one byte inside the image, by its @first and
 * @last address. Any other value of @enabled disables the record, so its addresses are ignored. */
static void
test_invalid_integrity_records_are_damage (void)
{
    static const struct {
        guint32 enabled;
        guint32 first;
        guint32 last;
        gboolean is_valid;
    } rows[] = {
        {1, 0x10000, 0x1FFFFF, TRUE}, {1, 0x10000, 0x200000, FALSE}, {1, 0x20000, 0x20000, TRUE},
        {1, 0x20001, 0x20000, FALSE}, {0, 0x20001, 0x20000, TRUE},   {G_MAXUINT32, 0x20001, 0x20000, TRUE},
    };
    static const guint numbers[] = {0, 15};
    MtLook look = mt_wh16ns60 ();

    for (guint i = 0; i < G_N_ELEMENTS (rows) * G_N_ELEMENTS (numbers); i++) {
        guint row = i / G_N_ELEMENTS (numbers);
        guint32 record[] = {GUINT32_TO_LE (rows[row].enabled), GUINT32_TO_LE (rows[row].first),
                            GUINT32_TO_LE (rows[row].last)};
        guint8 *data = mt_image_data (&look);
        g_autoptr (BbImage) image = NULL;

        memcpy (data + MT_RECORDS + 28 * numbers[i % G_N_ELEMENTS (numbers)], record, sizeof record);
        image = mt_identify (data, MT_FLASH_BYTES);
        g_test_message ("row %u", i);
        if (rows[row].is_valid)
            g_assert_null (bb_image_get_identity (image)->problem);
        else
            g_assert_nonnull (strstr (bb_image_get_identity (image)->problem, "invalid"));
    }
}

static void
test_contradicting_form_factor_is_a_problem (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbImage) image = NULL;

    look.tray_byte = 0x2B;
    image = mt_identify (mt_image_data (&look), 0x200000);
    g_assert_nonnull (strstr (bb_image_get_identity (image)->problem, "mixes firmware for slim and half-height"));
}

static void
test_shifted_descriptor_is_found (void)
{
    MtLook look = mt_wh16ns60 ();
    guint8 *data = mt_image_data (&look);
    g_autoptr (BbImage) image = NULL;
    guint32 offset = 0;

    memmove (data + 0x1EB000, data + 0x1EC000, 0x58);
    memset (data + 0x1EC000, 0xFF, 0x58);
    /* a chip tag too near to the start of the file for a descriptor, and one without a descriptor */
    memcpy (data, "MTEKMT1959", 10);
    memcpy (data + 0x1EA000, "MTEKMT1959", 10);
    image = mt_identify (data, 0x200000);
    g_assert_cmpstr (bb_image_get_identity (image)->revision, ==, "1.02");
    g_assert_true (g_variant_lookup (bb_image_get_identity (image)->values, "descriptor-offset", "u", &offset));
    g_assert_cmphex (offset, ==, 0x1EB000);
}

static void
test_de_and_omnidrive_tag_are_recognized (void)
{
    MtLook look = mt_wh16ns60 ();
    guint8 *data = mt_image_data (&look);
    g_autoptr (BbImage) image = NULL;

    data[0x1EC056] = 0xDE;
    memcpy (data + 0x150000, "OmniDrive\x01\x02\x03", 12);
    image = mt_identify (data, 0x200000);
    g_assert_true (mt_image_flag (image, "downgrade-enabled"));
    g_assert_cmpstr (mt_image_string (image, "modified"), ==, "omnidrive");
}

static void
test_hardware_record_needs_all_its_parts (void)
{
    static const guint8 places[] = {18, 30, 34};
    MtLook look = mt_wh16ns60 ();

    for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
        guint8 *data = mt_image_data (&look);
        g_autoptr (BbImage) image = NULL;

        data[0x100400 + places[i]] = 0x01;
        image = mt_identify (data, 0x200000);
        g_assert_null (mt_image_string (image, "tray"));
        g_assert_null (mt_image_string (image, "platform"));
    }
}

static void
test_hardware_record_is_read (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbImage) image = mt_image (&look);
    g_autoptr (BbImage) at_first_byte = NULL;
    g_autoptr (BbImage) bare = NULL;
    guint8 *data = mt_image_data (&look);

    g_assert_cmpstr (mt_image_string (image, "tray"), ==, "0x39");
    memcpy (data, data + 0x100400, 0x30);
    memset (data + 0x100400, 0xFF, 0x30);
    at_first_byte = mt_identify (data, 0x200000);
    g_assert_cmpstr (mt_image_string (at_first_byte, "platform"), ==, "JB8");
    look.tray_byte = 0;
    bare = mt_image (&look);
    g_assert_null (mt_image_string (bare, "tray"));
    g_assert_cmpstr (mt_image_string (bare, "platform"), ==, "JB8");
}

static void
test_stamp_of_2020_wants_wrapped (void)
{
    g_assert_false (bb_mt1959_stamp_wants_wrapped ("1912312359"));
    g_assert_true (bb_mt1959_stamp_wants_wrapped ("2001010000"));
    g_assert_true (bb_mt1959_stamp_wants_wrapped ("2106281341"));
    g_assert_false (bb_mt1959_stamp_wants_wrapped (""));
    g_assert_false (bb_mt1959_stamp_wants_wrapped (NULL));
    g_assert_false (bb_mt1959_stamp_wants_wrapped ("xx"));
}

/* The catalog of this test has the checksum of a synthetic image. */
static void
test_known_image_is_recognized_by_content (void)
{
    static const struct {
        const char *key;
        const char *kind;
        BbImageKind is;
        const char *change;
    } rows[] = {
        {"Sha256", "original", BB_IMAGE_KIND_ORIGINAL, NULL},
        {"Sha256", "modified-mk", BB_IMAGE_KIND_MODIFIED, "MK"},
        {"Sha1", "modified-de", BB_IMAGE_KIND_MODIFIED, "DE"},
        {"Sha1", "unknown", BB_IMAGE_KIND_UNKNOWN, NULL},
        {"WindowSha256", "unknown", BB_IMAGE_KIND_UNKNOWN, NULL},
    };
    MtLook look = {.boot_id = MT_JB8, .seed = 5};
    g_autoptr (GBytes) bytes = g_bytes_new_take (mt_image_data (&look), 0x200000);
    const guint8 *data = g_bytes_get_data (bytes, NULL);
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "known.bin");
    guint8 windows[0x120];

    memcpy (windows, data + MT_CONFIG, 0x20);
    memcpy (windows + 0x20, data + MT_DESCRIPTOR, 0x100);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *sum = g_str_equal (rows[i].key, "Sha1")
                                   ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, bytes)
                               : g_str_equal (rows[i].key, "Sha256") ? bb_sha256_bytes (bytes)
                                                                     : bb_sha256_data (windows, sizeof windows);
        g_autoptr (BbCatalog) catalog = mt_catalog_with_image (rows[i].kind, rows[i].key, sum);
        g_autoptr (GPtrArray) images = NULL;
        BbImageIdentity *identity = NULL;

        g_test_message ("%s %s", rows[i].key, rows[i].kind);
        images = bb_family_identify_file (file, catalog);
        identity = bb_image_get_identity (images->pdata[0]);
        g_assert_nonnull (identity->known);
        g_assert_cmpstr (bb_known_image_get_name (identity->known), ==, "WH16NS60");
        g_assert_cmpstr (bb_known_image_get_source (identity->known), ==, "this test");
        g_assert_cmpint (identity->kind, ==, rows[i].is);
        g_assert_cmpstr (bb_image_identity_get_change (identity), ==, rows[i].change);
        g_assert_cmpstr (identity->revision, ==, "9.99");
        g_assert_cmpstr (identity->codes[0], ==, "BD-RE WH16NS60");
    }
}

/* Each file repeats a text that the search for images looks for. Without its limits, the search would take hours. */
static void
test_search_in_hostile_files_is_bounded (void)
{
    static const char *const words[] = {"MT19", "MTEKMT19", "MT1959 Boot JB8 ", "\x55\xAAUNIQUE"};
    gsize size = 24 << 20;

    for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
        guint8 *data = g_malloc (size);
        g_autoptr (GPtrArray) found = NULL;

        for (gsize at = 0, length = strlen (words[i]); at < size; at += length)
            memcpy (data + at, words[i], MIN (length, size - at));
        mt_put_text (data + 0x3000, 16, MT_JB8);
        found = find_in (data, size);
        g_assert_cmpuint (found->len, <=, 16);
        g_assert_cmpuint (found->len, >, 0);
    }
}

/* With the key file, a wrapped (encrypted) file is identified as its plain image; its file bytes stay wrapped. */
static void
test_wrapped_image_is_opened_with_the_key (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (GBytes) plain = g_bytes_new_take (mt_image_data (&look), MT_FLASH_BYTES);
    g_autoptr (GBytes) blank =
        g_bytes_new_take (memset (g_malloc (MT_FLASH_BYTES), 'x', MT_FLASH_BYTES), MT_FLASH_BYTES);
    g_autoptr (GBytes) wrapped = NULL;
    g_autoptr (GBytes) other = NULL;

    mt_let_in_made_up_key ();
    wrapped = bb_mt1959_wrap (plain, NULL);
    other = bb_mt1959_wrap (blank, NULL);
    for (guint i = 0; i < 3; i++) {
        GBytes *file = i == 2 ? other : wrapped;
        g_autofree char *sha256 = bb_sha256_bytes (file);
        g_autoptr (BbImage) image = NULL;
        g_autoptr (BbImage) again = NULL;
        BbImageIdentity *identity;
        gboolean is_wrapped = FALSE;

        if (i == 1)
            bb_key_file_set (NULL);
        if (i == 2)
            mt_let_in_made_up_key ();
        image = mt_identify (g_memdup2 (g_bytes_get_data (file, NULL), MT_FLASH_BYTES), MT_FLASH_BYTES);
        identity = bb_image_get_identity (image);
        g_assert_true (g_variant_lookup (identity->values, "wrapped", "b", &is_wrapped) && is_wrapped);
        g_test_message ("%s", identity->problem);
        g_assert_cmpstr (identity->product, ==, i == 0 ? "BD-RE WH16NS60" : NULL);
        g_assert_cmpstr (identity->revision, ==, i == 0 ? "1.02" : NULL);
        if (i == 0)
            g_assert_null (identity->problem);
        else
            g_assert_nonnull (
                strstr (identity->problem, i == 1 ? "Choose the key file" : "your key file cannot decrypt it"));
        g_assert_cmpint (bb_image_identity_wants_key (identity), ==, i == 1);
        g_assert_cmpint (bb_image_is_deciphered (image), ==, i == 0);
        g_assert_true (g_bytes_equal (bb_image_get_bytes (image), i == 0 ? plain : file));
        g_assert_true (g_bytes_equal (bb_image_get_file_bytes (image), file));
        g_assert_cmpstr (bb_image_get_sha256 (image), ==, sha256);
        /* The user may choose the key file after the image. */
        mt_let_in_made_up_key ();
        again = bb_family_identify_again (image, mt_catalog ());
        g_assert_cmpint (bb_image_is_deciphered (again), ==, i != 2);
        g_assert_cmpstr (bb_image_get_sha256 (again), ==, sha256);
        g_assert_true (i == 1 || again == image);
    }
    bb_key_file_set (NULL);
}

/* An image is recognized by its content also if the user chooses the key file after the image. */
static void
test_known_image_is_recognized_with_a_later_key (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (GBytes) plain = g_bytes_new_take (mt_image_data (&look), MT_FLASH_BYTES);
    g_autofree char *sum = bb_sha256_bytes (plain);
    g_autoptr (BbCatalog) catalog = mt_catalog_with_image ("original", "Sha256", sum);
    g_autoptr (GBytes) wrapped = NULL;
    g_autoptr (BbImage) file = NULL;
    g_autoptr (GPtrArray) images = NULL;
    g_autoptr (BbImage) again = NULL;

    mt_let_in_made_up_key ();
    wrapped = bb_mt1959_wrap (plain, NULL);
    bb_key_file_set (NULL);
    file = bb_image_new_from_bytes (wrapped, "wrapped.bin");
    images = bb_family_identify_file (file, catalog);
    g_assert_true (bb_image_identity_wants_key (bb_image_get_identity (images->pdata[0])));
    g_assert_null (bb_image_get_identity (images->pdata[0])->known);
    mt_let_in_made_up_key ();
    again = bb_family_identify_again (images->pdata[0], catalog);
    g_assert_true (bb_image_is_deciphered (again));
    g_assert_nonnull (bb_image_get_identity (again)->known);
    g_assert_cmpint (bb_image_get_identity (again)->kind, ==, BB_IMAGE_KIND_ORIGINAL);
    bb_key_file_set (NULL);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1959/image/original_image_is_identified", test_original_image_is_identified);
    g_test_add_func ("/mt1959/image/boot_id_determines_chip_and_form_factor",
                     test_boot_id_determines_chip_and_form_factor);
    g_test_add_func ("/mt1959/image/image_without_names_is_usable", test_image_without_names_is_usable);
    g_test_add_func ("/mt1959/image/model_not_in_catalog_keeps_its_name", test_model_not_in_catalog_keeps_its_name);
    g_test_add_func ("/mt1959/image/file_without_boot_id_is_a_problem", test_file_without_boot_id_is_a_problem);
    g_test_add_func ("/mt1959/image/other_file_of_2_mib_is_not_identified",
                     test_other_file_of_2_mib_is_not_identified);
    g_test_add_func ("/mt1959/image/invalid_boot_id_is_none", test_invalid_boot_id_is_none);
    g_test_add_func ("/mt1959/image/sdf_container_is_refused", test_sdf_container_is_refused);
    g_test_add_func ("/mt1959/image/tsst_image_is_not_identified", test_tsst_image_is_not_identified);
    g_test_add_func ("/mt1959/image/tsst_image_inside_an_updater_is_left_out",
                     test_tsst_image_inside_an_updater_is_left_out);
    g_test_add_func ("/mt1959/image/image_of_another_length_is_a_problem", test_image_of_another_length_is_a_problem);
    g_test_add_func ("/mt1959/image/encrypted_file_is_told_by_repeats_and_runs",
                     test_encrypted_file_is_told_by_repeats_and_runs);
    g_test_add_func ("/mt1959/image/images_inside_an_updater_are_found", test_images_inside_an_updater_are_found);
    g_test_add_func ("/mt1959/image/search_ends_after_16_images", test_search_ends_after_16_images);
    g_test_add_func ("/mt1959/image/read_out_is_recognized", test_read_out_is_recognized);
    g_test_add_func ("/mt1959/image/read_out_is_told_by_all_bytes_of_the_mirror",
                     test_read_out_is_told_by_all_bytes_of_the_mirror);
    g_test_add_func ("/mt1959/image/tag_of_omnidrive_has_a_version", test_tag_of_omnidrive_has_a_version);
    g_test_add_func ("/mt1959/image/name_from_the_factory_is_found_in_the_boot_area",
                     test_name_from_the_factory_is_found_in_the_boot_area);
    g_test_add_func ("/mt1959/image/fields_of_the_descriptor_count_only_if_whole",
                     test_fields_of_the_descriptor_count_only_if_whole);
    g_test_add_func ("/mt1959/image/two_chip_tags_are_damage", test_two_chip_tags_are_damage);
    g_test_add_func ("/mt1959/image/invalid_integrity_records_are_damage", test_invalid_integrity_records_are_damage);
    g_test_add_func ("/mt1959/image/contradicting_form_factor_is_a_problem",
                     test_contradicting_form_factor_is_a_problem);
    g_test_add_func ("/mt1959/image/shifted_descriptor_is_found", test_shifted_descriptor_is_found);
    g_test_add_func ("/mt1959/image/de_and_omnidrive_tag_are_recognized", test_de_and_omnidrive_tag_are_recognized);
    g_test_add_func ("/mt1959/image/hardware_record_needs_all_its_parts", test_hardware_record_needs_all_its_parts);
    g_test_add_func ("/mt1959/image/hardware_record_is_read", test_hardware_record_is_read);
    g_test_add_func ("/mt1959/image/stamp_of_2020_wants_wrapped", test_stamp_of_2020_wants_wrapped);
    g_test_add_func ("/mt1959/image/known_image_is_recognized_by_content", test_known_image_is_recognized_by_content);
    g_test_add_func ("/mt1959/image/wrapped_image_is_opened_with_the_key", test_wrapped_image_is_opened_with_the_key);
    g_test_add_func ("/mt1959/image/known_image_is_recognized_with_a_later_key",
                     test_known_image_is_recognized_with_a_later_key);
    g_test_add_func ("/mt1959/image/search_in_hostile_files_is_bounded", test_search_in_hostile_files_is_bounded);
    return g_test_run ();
}
