/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mt1959-rig.h"

#include <glib/gstdio.h>
#include <string.h>

MtLook
mt_wh16ns60 (void)
{
    MtLook look = {MT_JB8, "HL-DT-ST", "BD-RE  WH16NS60", "1.02", "1711241200", "JB8", 0x39, 0x31};

    return look;
}

BbCatalog *
mt_catalog (void)
{
    static BbCatalog *catalog = NULL;

    if (catalog == NULL) {
        g_autoptr (GError) error = NULL;

        catalog = bb_catalog_open (BUILD_DATADIR "/catalog", "/nonexistent", &error);
        g_assert_no_error (error);
    }
    return catalog;
}

BbCatalog *
mt_catalog_with_image (const char *kind, const char *key, const char *sum)
{
    g_autofree char *folder = g_dir_make_tmp ("burnback-catalog-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "mediatek-mt1959.models", NULL);
    g_autofree char *layout = g_build_filename (folder, "mediatek-layout.models", NULL);
    g_autofree char *layout_text = NULL;
    g_autofree char *shipped = NULL;
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;
    BbCatalog *catalog = NULL;

    g_assert_true (g_file_get_contents (SOURCE_DATADIR "/catalog/mediatek-mt1959.models", &shipped, NULL, NULL));
    g_assert_true (g_file_get_contents (SOURCE_DATADIR "/catalog/mediatek-layout.models", &layout_text, NULL, NULL));
    g_assert_true (g_file_set_contents (layout, layout_text, -1, NULL));
    text = g_strdup_printf ("%s\n[image WH16NS60 9.99]\nModel=BD-RE WH16NS60\nName=WH16NS60\nRevision=9.99\n"
                            "Kind=%s\n%s=%s\nConfidence=low\nSource=this test\n",
                            shipped, kind, key, sum);
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
    catalog = bb_catalog_open (folder, "/nonexistent", &error);
    g_assert_no_error (error);
    g_remove (layout);
    g_remove (path);
    g_rmdir (folder);
    return catalog;
}

void
mt_fill (guint8 *to, gsize length_bytes, guint32 seed)
{
    for (gsize i = 0; i < length_bytes; i++) {
        seed = 1664525u * seed + 1013904223u;
        to[i] = seed >> 24;
    }
}

void
mt_put_text (guint8 *to, gsize length_bytes, const char *text)
{
    for (gsize i = 0; i < length_bytes; i++)
        to[i] = i < strlen (text) ? (guint8) text[i] : ' ';
}

static void
mt_put_le32 (guint8 *to, guint32 value)
{
    for (guint i = 0; i < 4; i++)
        to[i] = value >> (8 * i);
}

/* Writes the hardware record at @at and, unless the tray byte is 0, the features before it. */
static void
mt_put_hardware (guint8 *at, const MtLook *look)
{
    static const guint8 features[] = {
        0x00, 0x00, 0x03, 0x08, 0x00, 0x43, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, /* profiles */
        0x00, 0x01, 0x0B, 0x08, 0x00, 0x00, 0x00, 0x07, 0x01, 0x00, 0x00, 0x00, /* core */
        0x00, 0x03, 0x07, 0x04, 0x39, 0x00, 0x00, 0x00,                         /* tray */
    };

    if (look->tray_byte != 0) {
        memcpy (at - sizeof features, features, sizeof features);
        at[-4] = look->tray_byte;
    }
    at[0] = 0x55;
    at[1] = 0xAA;
    mt_put_text (at + 2, 6, "UNIQUE");
    mt_put_text (at + 8, 10, "0000000000");
    mt_put_text (at + 18, 10, "MTEKMT1959");
    mt_put_text (at + 28, 6, "");
    at[34] = 0;
    at[35] = 0;
    mt_put_text (at + 36, 6, look->platform);
}

guint8 *
mt_image_data (const MtLook *look)
{
    guint8 *image = g_malloc (MT_FLASH_BYTES);

    memset (image, 0xFF, MT_FLASH_BYTES);
    mt_fill (image, 0x1000, 0x77);
    mt_fill (image + 0x10000, 0x1D2000, look->seed);
    if (look->boot_id != NULL)
        mt_put_text (image + 0x3000, 16, look->boot_id);
    memset (image + 0x10400, 0xFF, 16 * 28);
    mt_put_le32 (image + 0x10400, 1);
    mt_put_le32 (image + 0x10404, 0x10000);
    mt_put_le32 (image + 0x10408, 0x1E1FFF);
    if (look->platform != NULL)
        mt_put_hardware (image + 0x100400, look);
    if (look->product != NULL) {
        guint8 *page = image + 0x1EC000;

        memset (page, 0, 0x58);
        mt_put_text (page, 8, look->vendor);
        mt_put_text (page + 0x08, 16, look->product);
        mt_put_text (page + 0x18, 4, look->revision);
        mt_put_text (page + 0x1C, 8, "N000000");
        mt_put_text (page + 0x24, 6, "UNIQUE");
        mt_put_text (page + 0x2A, 10, look->stamp);
        mt_put_text (page + 0x34, 10, "MTEKMT1959");
    }
    return image;
}

BbImage *
mt_identify (guint8 *data, gsize length_bytes)
{
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, length_bytes);
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, mt_catalog ());

    g_assert_cmpuint (images->len, ==, 1);
    return g_object_ref (g_ptr_array_index (images, 0));
}

BbImage *
mt_image (const MtLook *look)
{
    return mt_identify (mt_image_data (look), MT_FLASH_BYTES);
}

FakeDrive *
mt_drive (const MtLook *look, const char *readable, int tray_byte)
{
    FakeDrive *drive = fake_drive_new (look->vendor, look->product, look->revision);

    drive->memory = mt_image_data (look);
    drive->readable = readable;
    drive->tray_byte = tray_byte;
    for (guint i = 0; i < 16; i++)
        drive->memory[0x3010 + i] = 0xA0 + i;
    mt_fill (drive->memory + 0x1EC058, 0xA8, 0x51);
    mt_fill (drive->memory + 0x1F0000, 0x10000, 0x52);
    memcpy (drive->memory, drive->memory + 0x10000,
            0x400); /* the drive returns the page at 0x10000 in place of its boot page */
    return drive;
}

BbFacts *
mt_probe (FakeDrive *drive)
{
    g_autoptr (GError) error = NULL;
    BbFacts *facts = bb_family_probe (BB_TRANSPORT (drive), NULL, mt_catalog (), FALSE, NULL, &error);

    g_assert_no_error (error);
    return facts;
}

BbFacts *
mt_facts (const MtLook *look, const char *readable, int tray_byte)
{
    g_autoptr (FakeDrive) drive = mt_drive (look, readable, tray_byte);

    return mt_probe (drive);
}

const char *
mt_image_string (BbImage *image, const char *key)
{
    return bb_image_identity_lookup_string (bb_image_get_identity (image), key);
}

gboolean
mt_image_flag (BbImage *image, const char *key)
{
    gboolean result = FALSE;

    return g_variant_lookup (bb_image_get_identity (image)->values, key, "b", &result) && result;
}

BbFacts *
mt_with (BbFacts *facts, const char *key, const char *value)
{
    BbFacts *copy = bb_facts_copy (facts);
    GVariantDict dict;

    if (value != NULL) {
        bb_facts_set_string (copy, key, value);
        return copy;
    }
    g_variant_dict_init (&dict, copy->values);
    g_variant_dict_remove (&dict, key);
    g_variant_unref (copy->values);
    copy->values = g_variant_ref_sink (g_variant_dict_end (&dict));
    return copy;
}

/* Waits, as the engine does, until the drive is ready. Returns (nullable) an error after the time limit of @step. */
static GError *
mt_wait_ready (BbTransport *transport, const BbStep *step)
{
    guint n_ready = 0;

    bb_transport_wait_ms (transport, step->wait.first_ms);
    for (guint passed = 0; passed < step->wait.limit_ms; passed += step->wait.interval_ms) {
        BbSense sense = {0};
        gboolean good = bb_scsi_test_unit_ready (transport, &sense, NULL);

        n_ready = good || bb_sense_is (&sense, 2, 0x3A, -1) ? n_ready + 1 : 0;
        if (n_ready >= step->wait.n_ready)
            return NULL;
        bb_transport_wait_ms (transport, step->wait.interval_ms);
    }
    return g_error_new (BB_SCSI_ERROR, BB_SCSI_ERROR_NOT_READY, "never ready");
}

/* Stores the data that a step has read, or compares the data with the expected bytes. Adds each byte that differs to
 * the differences of @run. */
static void
mt_use (const BbStep *step, BbPlan *plan, const guint8 *data, MtRun *run)
{
    const guint8 *wanted = NULL;

    if (step->capture != BB_CAPTURE_NONE && (step->use == BB_USE_STORE || step->use == BB_USE_COMPARE))
        bb_captures_store (run->captures, step->capture, step->capture_offset, data, step->length_bytes);
    if (step->use != BB_USE_COMPARE)
        return;
    wanted = g_bytes_get_data (bb_plan_get_blob (plan, step->blob), NULL);
    for (guint32 i = 0; i < step->blob_length_bytes; i++) {
        BbDifference difference = {step->address + i, 1};

        if (data[i] != wanted[step->blob_offset + i])
            g_array_append_val (run->differences, difference);
    }
}

/* Sends the command of a step, and sets @answer. Returns (nullable) an error if the step does not accept the answer.
 */
static GError *
mt_command (BbTransport *transport, BbPlan *plan, const BbStep *step, MtRun *run, BbAnswer *answer)
{
    g_autofree guint8 *data = g_malloc0 (MAX (step->length_bytes, 1));
    BbCommand command = {.cdb = step->cdb,
                         .direction = step->direction,
                         .in = step->direction == BB_DIRECTION_IN ? data : NULL,
                         .length_bytes = step->length_bytes,
                         .timeout_ms = step->timeout_ms};
    BbReply reply = {0};
    g_autoptr (GError) error = NULL;

    if (step->direction == BB_DIRECTION_OUT)
        command.out =
            (const guint8 *) g_bytes_get_data (bb_plan_get_blob (plan, step->blob), NULL) + step->blob_offset;
    *answer =
        bb_transport_execute (transport, &command, &reply, &error) ? bb_reply_classify (&reply) : BB_ANSWER_LOST;
    if (*answer == BB_ANSWER_GOOD && step->direction == BB_DIRECTION_IN)
        mt_use (step, plan, data, run);
    if ((step->accepts & *answer) != 0)
        return NULL;
    if (error == NULL && bb_reply_check (&reply, &error))
        error = g_error_new (BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT, "not all data moved");
    return g_steal_pointer (&error);
}

GError *
mt_run_plan (BbTransport *transport, BbPlan *plan, MtRun *run)
{
    g_autofree BbAnswer *answers = g_new0 (BbAnswer, bb_plan_get_n_steps (plan));

    run->captures = bb_captures_new (plan);
    run->differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
    bb_scsi_clear_unit_attention (transport, 8, NULL);
    for (run->n_steps = 0; run->n_steps < bb_plan_get_n_steps (plan); run->n_steps++) {
        const BbStep *step = bb_plan_get_step (plan, run->n_steps);
        GError *error = NULL;

        if (step->only_if != 0 && (answers[step->only_if_step] & step->only_if) == 0)
            continue;
        if (step->verb == BB_VERB_WAIT_READY)
            error = mt_wait_ready (transport, step);
        else if (step->verb == BB_VERB_COMMAND)
            error = mt_command (transport, plan, step, run, &answers[step->number]);
        else
            run->identified = bb_family_probe (transport, NULL, mt_catalog (), FALSE, NULL, &error);
        if (error != NULL)
            return error;
    }
    return NULL;
}

void
mt_run_clear (MtRun *run)
{
    g_clear_pointer (&run->captures, bb_captures_unref);
    g_clear_pointer (&run->differences, g_array_unref);
    g_clear_pointer (&run->identified, bb_facts_unref);
}
