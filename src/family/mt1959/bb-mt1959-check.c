/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

/* What both sides say, looked up once. */
typedef struct {
    BbFacts *facts;
    BbImageIdentity *identity;
    GBytes *bytes;
    BbCatalog *catalog;
    BbVerdict *verdict;
    BbMt1959Layout layout;
    BbMt1959BootId drive;
    gboolean drive_known;
    BbMt1959BootId image;
    BbModel *image_model;
} BbMt1959Check;

/* Section 5: absolute, nothing overrides it. */
static void
bb_mt1959_check_boot_id (BbMt1959Check *check)
{
    if (!check->drive_known) {
        if (check->facts->condition == BB_CONDITION_SPECIAL)
            bb_verdict_add (check->verdict, "boot-id-unread", BB_WEIGHT_INFO,
                            _ ("The drive does not report its boot ID in this mode. The boot ID saved earlier, while "
                               "the drive worked, decides; without it nothing is written."));
        else
            bb_verdict_add (check->verdict, "boot-id-unread", BB_WEIGHT_REFUSAL,
                            _ ("The drive's boot ID could not be read, so compatibility is unknown. Nothing on the "
                               "drive was changed."));
        return;
    }
    if (!g_str_equal (check->drive.chip, check->image.chip))
        bb_verdict_add (check->verdict, "chip", BB_WEIGHT_REFUSAL,
                        _ ("The image is for the chip %s, but the drive has a %s. Flashing it would fail and leave "
                           "the drive without firmware."),
                        check->image.chip, check->drive.chip);
    if (!g_str_equal (check->drive.form, BB_MT1959_FORM_UNKNOWN) &&
        !g_str_equal (check->image.form, BB_MT1959_FORM_UNKNOWN) &&
        !g_str_equal (check->drive.form, check->image.form))
        bb_verdict_add (check->verdict, "form-factor", BB_WEIGHT_REFUSAL,
                        _ ("The image is for %s, but this is %s. Slim drives have burned out with firmware for "
                           "half-height drives; this cannot be overridden."),
                        bb_mt1959_form_describe (check->image.form), bb_mt1959_form_describe (check->drive.form));
    if (!g_str_equal (check->drive.id, check->image.id))
        bb_verdict_add (check->verdict, "boot-id", BB_WEIGHT_REFUSAL,
                        _ ("The boot ID of the image is “%s”, that of the drive is “%s”. The image is for another "
                           "board; choose one with this drive's boot ID."),
                        check->image.id, check->drive.id);
}

static void
bb_mt1959_check_form (BbMt1959Check *check)
{
    if (check->facts->condition == BB_CONDITION_SPECIAL || bb_mt1959_facts_form_is_clear (check->facts))
        return;
    /* The boot id, which no upload changes, has decided about the image already; a plain flash is not offered and
     * plan_flash refuses it, but the way back must stay open (section 8). */
    if (g_strcmp0 (check->facts->mode, BB_MT1959_MODE_WRONG_FORM) == 0)
        bb_verdict_add (check->verdict, "wrong-form-running", BB_WEIGHT_CAUTION,
                        _ ("The boot ID and the running firmware disagree on whether this is a slim or a half-height "
                           "drive. The wrong firmware can burn out a drive: only recovery with an image for its own "
                           "board is possible. Keep the drive powered only as long as that takes."));
    else
        bb_verdict_add (check->verdict, "form-factor-unclear", BB_WEIGHT_REFUSAL,
                        _ ("The drive does not report whether it is a slim or a half-height drive. The wrong "
                           "firmware can burn out a drive, so flashing is not possible."));
}

static void
bb_mt1959_check_table (BbMt1959Check *check)
{
    if (check->facts->model == NULL)
        bb_verdict_add (check->verdict, "not-in-table", BB_WEIGHT_CAUTION,
                        _ ("This model is not in the catalog. Its boot ID matches the image, but no report of "
                           "flashing this model is known."));
    else if (!bb_mt1959_model_has_boot_id (check->facts->model, check->image.id))
        bb_verdict_add (check->verdict, "table-id", BB_WEIGHT_REFUSAL,
                        _ ("The boot ID of the image does not match a %s. Choose an image for this model."),
                        bb_model_get_name (check->facts->model));
}

static void
bb_mt1959_check_descriptor (BbMt1959Check *check)
{
    const char *stamp = bb_facts_get_string (check->facts, BB_MT1959_KEY_STAMP);

    if (check->facts->condition == BB_CONDITION_SPECIAL)
        return;
    if (bb_facts_get_string (check->facts, BB_MT1959_KEY_PRODUCT) == NULL) {
        bb_verdict_add (check->verdict, "descriptor-unreadable", BB_WEIGHT_REFUSAL,
                        _ ("The drive does not report which firmware it runs, so a flash could not be verified. "
                           "Nothing on the drive was changed."));
        return;
    }
    if (stamp == NULL || *stamp == '\0')
        bb_verdict_add (
            check->verdict, "age-unknown", BB_WEIGHT_CAUTION,
            _ ("The drive does not report the build date of its firmware. If that is 2020 or later, it probably "
               "accepts only wrapped updates: it then rejects or ignores this image and stays unchanged."));
    if (bb_mt1959_stamp_wants_wrapped (stamp))
        bb_verdict_add (check->verdict, "wrapped-only", BB_WEIGHT_CAUTION,
                        _ ("The firmware in the drive is from 2020 or later and probably accepts only wrapped "
                           "updates. The drive is expected to reject or ignore this image and stay unchanged."));
    if (bb_facts_get_string (check->facts, BB_MT1959_KEY_BRIDGE) != NULL)
        bb_verdict_add (check->verdict, "bridge", BB_WEIGHT_INFO,
                        _ ("The enclosure reports another name; the drive inside is a %s."),
                        bb_facts_get_string (check->facts, BB_MT1959_KEY_PRODUCT));
}

static gboolean
bb_mt1959_is_cross_flash (BbMt1959Check *check)
{
    const char *own = bb_facts_get_string (check->facts, BB_MT1959_KEY_PRODUCT);
    g_autofree char *reported = bb_text_normalise (check->facts->inquiry.product, FALSE);

    if (check->facts->model != NULL && check->image_model != NULL)
        return !g_str_equal (bb_model_get_key (check->facts->model), bb_model_get_key (check->image_model));
    if (check->identity->product == NULL)
        return FALSE;
    return g_ascii_strcasecmp (own != NULL ? own : reported, check->identity->product) != 0;
}

/* Of the same board, or it is no sister. */
static void
bb_mt1959_check_cross_flash (BbMt1959Check *check)
{
    const char *name = check->identity->model_name != NULL ? check->identity->model_name : _ ("another model");
    gboolean in_table = check->facts->model != NULL && check->image_model != NULL;
    const char *drive_is = in_table ? bb_model_get_string (check->facts->model, "Generation") : NULL;
    const char *image_is = in_table ? bb_model_get_string (check->image_model, "Generation") : NULL;

    if (!check->drive_known || !g_str_equal (check->drive.id, check->image.id))
        return;
    if (drive_is != NULL && image_is != NULL && !g_str_equal (drive_is, image_is))
        bb_verdict_add (check->verdict, "hardware-generation", BB_WEIGHT_CROSS_FLASH,
                        _ ("The image is for another hardware generation (%s). The boot ID matches, but not all "
                           "revisions are known to work. Flash it only if you can do without the drive."),
                        name);
    if (!bb_mt1959_is_cross_flash (check))
        return;
    bb_verdict_add (check->verdict, "cross-flash", BB_WEIGHT_CROSS_FLASH,
                    _ ("The image is for %s, which has the same board. The drive then reports this model; to undo "
                       "this, flash an image for its own model."),
                    name);
    /* Equal ids have equal form factors. */
    if (g_str_equal (check->drive.form, BB_MT1959_FORM_UNKNOWN))
        bb_verdict_add (check->verdict, "form-factor-unknown", BB_WEIGHT_REFUSAL,
                        _ ("The boot ID does not indicate a slim or half-height drive, so only an image for the same "
                           "model is allowed."));
}

/* Whether descriptor tail and calibration of a read-out are those of the drive (section 5). */
static gboolean
bb_mt1959_is_same_unit (BbMt1959Check *check)
{
    g_autoptr (GBytes) page = bb_facts_get_bytes (check->facts, BB_MT1959_KEY_DESCRIPTOR);
    const char *calibration = bb_facts_get_string (check->facts, BB_MT1959_KEY_CALIBRATION);
    const BbMt1959Layout *layout = &check->layout;
    gsize tail = layout->descriptor_bytes - layout->descriptor_image_bytes;
    g_autoptr (GBytes) image_tail =
        bb_bytes_slice (check->bytes, layout->descriptor + layout->descriptor_image_bytes, tail, NULL);
    g_autoptr (GBytes) image_calibration =
        bb_bytes_slice (check->bytes, layout->calibration, layout->calibration_bytes, NULL);
    g_autofree char *sha256 = NULL;

    if (page == NULL || calibration == NULL || image_tail == NULL || image_calibration == NULL)
        return FALSE;
    sha256 = bb_sha256_bytes (image_calibration);
    return bb_bytes_equal_at (page, layout->descriptor_image_bytes, g_bytes_get_data (image_tail, NULL), tail) &&
           g_str_equal (sha256, calibration);
}

/* A copy that was read from a drive fits that very drive only. */
static void
bb_mt1959_check_raw (BbMt1959Check *check)
{
    g_autoptr (GBytes) config = bb_facts_get_bytes (check->facts, BB_MT1959_KEY_CONFIG);
    gboolean raw = FALSE;

    if (check->identity->values == NULL ||
        !g_variant_lookup (check->identity->values, BB_MT1959_KEY_RAW, "b", &raw) || !raw)
        return;
    if (bb_mt1959_is_same_unit (check))
        bb_verdict_add (check->verdict, "own-dump", BB_WEIGHT_INFO,
                        _ ("The image was read from this drive; its boot area and calibration are not changed."));
    else if (config != NULL && bb_bytes_equal_at (check->bytes, check->layout.config, g_bytes_get_data (config, NULL),
                                                  g_bytes_get_size (config)))
        bb_verdict_add (check->verdict, "own-dump-changed", BB_WEIGHT_CAUTION,
                        _ ("The image was read from a drive with the same configuration block, but the calibration "
                           "now reported differs. Continue only if the image is a backup of exactly this drive."));
    else if (config == NULL && check->facts->condition == BB_CONDITION_SPECIAL)
        bb_verdict_add (check->verdict, "raw-unproven", BB_WEIGHT_INFO,
                        _ ("The image was read from a drive, but this drive does not report in its current mode "
                           "whether it is the same one. Continue only with a backup of exactly this drive."));
    else
        bb_verdict_add (check->verdict, "raw-foreign", BB_WEIGHT_REFUSAL,
                        _ ("The file was read from a drive that cannot be confirmed to be this one. It contains the "
                           "calibration of that drive; use the manufacturer's image instead."));
}

static void
bb_mt1959_check_notes (BbMt1959Check *check)
{
    const char *image_stamp = bb_image_identity_lookup_string (check->identity, BB_MT1959_KEY_STAMP);
    const char *drive_stamp = bb_facts_get_string (check->facts, BB_MT1959_KEY_STAMP);
    g_autoptr (GPtrArray) traps = bb_catalog_list_models (check->catalog, "mediatek-trap");

    /* By the build stamp, because a bridge hides the revision from the comparison that holds for all families. */
    if (drive_stamp != NULL && image_stamp != NULL && strlen (drive_stamp) == strlen (image_stamp) &&
        strcmp (image_stamp, drive_stamp) < 0 && bb_facts_get_string (check->facts, BB_MT1959_KEY_BRIDGE) != NULL &&
        !bb_mt1959_is_cross_flash (check))
        bb_verdict_add (check->verdict, "downgrade", BB_WEIGHT_CAUTION,
                        _ ("The image is older than the firmware in the drive. Some drives reject older firmware "
                           "without changing anything."));
    if (!bb_mt1959_facts_are_readable (check->facts))
        bb_verdict_add (check->verdict, "no-read-back", BB_WEIGHT_INFO, "%s", bb_mt1959_get_unreadable ());
    for (guint i = 0; check->facts->model_name != NULL && i < traps->len; i++) {
        BbModel *trap = g_ptr_array_index (traps, i);

        if (bb_mt1959_model_is_named (trap, check->facts->model_name))
            bb_verdict_add (check->verdict, "trap", BB_WEIGHT_INFO, "%s", bb_model_get_string (trap, "Trap"));
    }
}

void
bb_mt1959_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    g_autoptr (BbModel) image_model = NULL;
    g_autoptr (GError) error = NULL;
    BbMt1959Check check = {
        .facts = facts,
        .identity = identity,
        .bytes = bb_image_get_bytes (image),
        .catalog = catalog,
        .verdict = verdict,
    };

    if (!bb_mt1959_layout_load (catalog, &check.layout, &error)) {
        bb_verdict_add (verdict, "layout-unknown", BB_WEIGHT_REFUSAL, "%s", error->message);
        return;
    }
    if (bb_image_get_size (image) != check.layout.image_bytes) {
        bb_verdict_add (verdict, "size", BB_WEIGHT_REFUSAL,
                        _ ("An image for this drive is exactly 2 MiB; this file has %zu bytes."),
                        bb_image_get_size (image));
        return;
    }
    if (!bb_mt1959_parse_boot_id (check.bytes, check.layout.config, &check.image)) {
        bb_verdict_add (verdict, "image-boot-id", BB_WEIGHT_REFUSAL,
                        _ ("The image has no readable boot ID. It is wrapped, empty or for other drives."));
        return;
    }
    if (identity->codes[0] != NULL)
        image_model = bb_catalog_get_model (catalog, BB_MT1959_ID, identity->codes[0]);
    check.image_model = image_model;
    check.drive_known = bb_mt1959_facts_boot_id (facts, &check.drive);
    bb_mt1959_check_boot_id (&check);
    bb_mt1959_check_form (&check);
    bb_mt1959_check_table (&check);
    bb_mt1959_check_descriptor (&check);
    bb_mt1959_check_cross_flash (&check);
    bb_mt1959_check_raw (&check);
    bb_mt1959_check_notes (&check);
}
