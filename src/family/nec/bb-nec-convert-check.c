/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-convert.h"
#include "bb-nec-plan.h"

#include <string.h>

/* The conversion of the model @drive into the model @target, which the rules of this file check. */
typedef struct {
    const BbConvertInput *input;
    BbModel *drive;
    BbModel *target;
    const BbNecType *type;
    BbVerdict *verdict;
} NecCase;

/* Returns (transfer full) a sentence that lists the types that the drive can be converted to, or says that there are
 * none. */
static char *
nec_dup_possible_conversions (NecCase *it)
{
    g_autoptr (GPtrArray) models = bb_nec_list_conversions (it->input->facts, it->input->catalog);
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);

        g_string_append_printf (text, "%s%s (%s)", i == 0 ? "" : ", ", bb_model_get_key (model),
                                bb_model_get_name (model));
    }
    if (models->len == 0)
        return g_strdup (_ ("This drive cannot be converted."));
    return g_strdup_printf (_ ("Possible conversions: %s."), text->str);
}

/* TRUE if the boot code of this drive can be replaced in its present state; else FALSE, after adding the refusal. */
static gboolean
nec_check_drive (NecCase *it)
{
    BbFacts *facts = it->input->facts;

    if (it->drive == NULL) {
        bb_verdict_add (it->verdict, "unknown-drive", BB_WEIGHT_REFUSAL,
                        _ ("The type of this drive is not in the catalog, so the drive cannot be converted to "
                           "another type."));
        return FALSE;
    }
    if (!bb_nec_type_takes_boot_code (it->type)) {
        bb_verdict_add (it->verdict, "boot-code-unknown", BB_WEIGHT_REFUSAL,
                        _ ("There is no known way to change boot code in flash memory of type %s, so the %s cannot "
                           "be converted."),
                        bb_model_get_string (it->drive, "FlashType"), facts->model_name);
        return FALSE;
    }
    if (facts->condition == BB_CONDITION_HALF_ALIVE) {
        bb_verdict_add (it->verdict, "half-alive", BB_WEIGHT_REFUSAL,
                        _ ("The firmware of this drive may be incomplete. Recover the drive before you convert it."));
        return FALSE;
    }
    if (facts->condition == BB_CONDITION_DAMAGED) {
        bb_verdict_add (it->verdict, "damaged-id", BB_WEIGHT_REFUSAL,
                        _ ("The identity stored in the drive does not match its boot code. Recover the drive before "
                           "you convert it."));
        return FALSE;
    }
    if (bb_facts_get_string (facts, BB_NEC_VALUE_LEARNT) != NULL &&
        bb_facts_get_string (facts, BB_NEC_VALUE_SAFE_MODE_KEY) == NULL) {
        bb_verdict_add (
            it->verdict, "no-key", BB_WEIGHT_REFUSAL,
            _ ("The drive rejected all unlock keys known for its hardware, so its boot code cannot be changed. "
               "Power cycle the drive, close all programs that use it, and try again."));
        return FALSE;
    }
    if (g_strcmp0 (bb_facts_get_string (facts, BB_NEC_VALUE_BOOT_VERSION), BB_NEC_BOOT_UNKNOWN) == 0) {
        /* A later rollback could flash firmware that needs another boot code version than the drive has, so the
         * version must be known. */
        bb_verdict_add (
            it->verdict, "boot-version-unreadable", BB_WEIGHT_REFUSAL,
            _ ("This drive does not report its boot code version, so Burnback would be unable to restore it after "
               "a conversion. Power cycle the drive, close all programs that use it, and try again."));
        return FALSE;
    }
    return TRUE;
}

/* TRUE if drive and target have the same flash type, and the same or related hardware; for related hardware adds a
 * cross-flash. Else FALSE, after adding the refusal. */
static gboolean
nec_check_target (NecCase *it)
{
    g_autofree char *possible = NULL;

    if (it->target != NULL && bb_nec_type_of_model (it->target) == it->type) {
        if (g_str_equal (bb_model_get_key (it->drive), bb_model_get_key (it->target)) ||
            bb_nec_same_hardware (it->drive, it->target, FALSE))
            return TRUE;
        if (bb_nec_same_hardware (it->drive, it->target, TRUE)) {
            bb_verdict_add (it->verdict, "related-hardware", BB_WEIGHT_CROSS_FLASH,
                            _ ("The hardware of the %s and the %s is related but not identical. It is unknown "
                               "whether one model can use the other model’s firmware."),
                            it->input->facts->model_name, bb_model_get_name (it->target));
            return TRUE;
        }
    }
    possible = nec_dup_possible_conversions (it);
    if (it->target == NULL)
        bb_verdict_add (it->verdict, "unknown-target", BB_WEIGHT_REFUSAL,
                        _ ("The drive type %s is not in the catalog. %s"), it->input->target, possible);
    else
        bb_verdict_add (it->verdict, "other-hardware", BB_WEIGHT_REFUSAL,
                        _ ("The %s (type %s) and the %s (type %s) have different hardware. The wrong boot code "
                           "would make the drive unusable. %s"),
                        bb_model_get_name (it->target), bb_model_get_key (it->target), it->input->facts->model_name,
                        bb_model_get_key (it->drive), possible);
    return FALSE;
}

/* TRUE if the boot code file can be used for the target; else FALSE, after adding the refusal. Adds a caution if the
 * boot code does not contain the safe mode key of the target. */
static gboolean
nec_check_boot_code (NecCase *it)
{
    BbImage *image = it->input->boot_code;
    BbImageIdentity *identity = image != NULL ? bb_image_get_identity (image) : NULL;
    g_autoptr (GBytes) boot_code = NULL;

    if (identity == NULL) {
        bb_verdict_add (it->verdict, "no-boot-code", BB_WEIGHT_REFUSAL, _ ("No boot code file was specified."));
        return FALSE;
    }
    if (identity->problem != NULL) {
        bb_verdict_add (it->verdict, "boot-code", BB_WEIGHT_REFUSAL, "%s", identity->problem);
        return FALSE;
    }
    boot_code = bb_nec_boot_code_bytes (bb_image_get_bytes (image), it->type);
    if (boot_code == NULL || identity->codes == NULL ||
        g_strcmp0 (identity->codes[0], bb_model_get_key (it->target)) != 0) {
        bb_verdict_add (it->verdict, "boot-code", BB_WEIGHT_REFUSAL,
                        _ ("The boot code file is not for drive type %s."), bb_model_get_key (it->target));
        return FALSE;
    }
    if (bb_image_identity_lookup_string (identity, BB_NEC_VALUE_BOOT_NAMED) == NULL)
        bb_verdict_add (it->verdict, "boot-code-unnamed", BB_WEIGHT_CAUTION,
                        _ ("The letters %s are missing from this boot code. Boot code for the %s should contain "
                           "them. Check where the file comes from."),
                        bb_nec_model_safe_key (it->target), bb_model_get_name (it->target));
    return TRUE;
}

/* Copies @text to @to. If @text (nullable) does not have exactly four bytes, returns FALSE and leaves @to
 * unchanged. */
static gboolean
nec_copy_text (const char *text, guint8 *to)
{
    if (text == NULL || strlen (text) != BB_NEC_TEXT_BYTES)
        return FALSE;
    memcpy (to, text, BB_NEC_TEXT_BYTES);
    return TRUE;
}

gboolean
bb_nec_wanted_identity (const BbConvertInput *input, BbModel *target, BbNecIdentity *now, BbNecIdentity *wanted)
{
    const BbNecType *type = bb_nec_type_of_model (target);
    const char *text = NULL;
    BbNecIdentity good = {0};

    if (!bb_nec_identity_read (input->captures, type, now))
        return FALSE;
    *wanted = *now;
    if (input->good != NULL && bb_nec_is_identity_of (input->good, target, input->catalog) &&
        bb_nec_identity_read (input->good, type, &good))
        *wanted = good; /* From a backup: the identity that this drive stored when it was a @target. */
    else if (g_strcmp0 (bb_model_get_key (target), bb_facts_get_model_key (input->facts)) != 0) {
        BbImageIdentity *boot = input->boot_code != NULL ? bb_image_get_identity (input->boot_code) : NULL;

        (void) nec_copy_text (bb_model_get_key (target), wanted->id);
        if (boot == NULL ||
            !nec_copy_text (bb_image_identity_lookup_string (boot, BB_NEC_VALUE_BOOT_RID), wanted->rid))
            (void) bb_nec_model_rid (target, wanted->rid);
        if (boot == NULL ||
            !nec_copy_text (bb_image_identity_lookup_string (boot, BB_NEC_VALUE_BOOT_DIGITS), wanted->digits))
            bb_nec_model_digits (target, wanted->digits);
    }
    if (input->settings != NULL && g_variant_lookup (input->settings, BB_SETTING_RID, "&s", &text))
        (void) nec_copy_text (text, wanted->rid);
    if (input->settings != NULL && g_variant_lookup (input->settings, BB_SETTING_DIGITS, "&s", &text))
        (void) nec_copy_text (text, wanted->digits);
    return TRUE;
}

/* TRUE if the setting @key is absent or has four ASCII characters; else FALSE, after adding the refusal. */
static gboolean
nec_check_text (NecCase *it, const char *key)
{
    const char *text = NULL;

    if (it->input->settings == NULL || !g_variant_lookup (it->input->settings, key, "&s", &text) ||
        (strlen (text) == BB_NEC_TEXT_BYTES && g_str_is_ascii (text)))
        return TRUE;
    bb_verdict_add (it->verdict, "plate-text", BB_WEIGHT_REFUSAL,
                    _ ("The text “%s” must have exactly four ASCII characters."), text);
    return FALSE;
}

/* Adds an information that names the identity before and after the conversion. Adds a caution if Burnback would not
 * identify a drive with the new identity as the target. Does nothing if the identity was not read. Does nothing in
 * safe mode either, because a conversion in safe mode does not change the identity. */
static void
nec_check_identity (NecCase *it)
{
    g_autoptr (GBytes) block = NULL;
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;
    g_autofree char *digits = NULL;
    g_autofree char *rid = NULL;
    BbNecIdentity now = {0};
    BbNecIdentity wanted = {0};

    if (it->input->captures == NULL || it->input->facts->condition == BB_CONDITION_SPECIAL ||
        !bb_nec_wanted_identity (it->input, it->target, &now, &wanted))
        return;
    block = bb_nec_calibration_slice (it->input->captures, it->type, it->type->rid_address, BB_NEC_RID_BYTES);
    before = bb_nec_identity_text (now.id);
    after = bb_nec_identity_text (wanted.id);
    rid = bb_nec_identity_text (wanted.rid);
    digits = bb_nec_identity_text (wanted.digits);
    bb_verdict_add (it->verdict, "plate", BB_WEIGHT_INFO,
                    _ ("The conversion will change the drive ID from %s to %s, the model code (RID) to %s, and the "
                       "model digits to %s."),
                    before, after, rid, digits);
    if (!bb_nec_identity_names (&wanted, block, it->target, it->input->catalog))
        bb_verdict_add (it->verdict, "plate-differs", BB_WEIGHT_CAUTION,
                        _ ("These model digits and this model code (RID) do not match the %s. Specify the digits "
                           "of this model and, if known, its code."),
                        bb_model_get_name (it->target));
}

/* Adds a reason that says whether the conversion can be undone, which needs a copy of the present boot code. Adds
 * nothing before the backup was made. */
static void
nec_check_undo (NecCase *it)
{
    g_autoptr (GBytes) boot_code = NULL;

    if (it->input->captures == NULL)
        return;
    boot_code = bb_captures_get (it->input->captures, BB_NEC_CAPTURE_BOOT_CODE);
    if (boot_code != NULL)
        bb_verdict_add (
            it->verdict, "boot-code-kept", BB_WEIGHT_INFO,
            _ ("The current boot code was read and saved in the backup, so the conversion can be undone."));
    else if (it->type->boot_readable && bb_facts_get_string (it->input->facts, BB_NEC_VALUE_LEARNT) == NULL)
        bb_verdict_add (it->verdict, "boot-code-not-read", BB_WEIGHT_CAUTION,
                        _ ("To undo the conversion, you need the drive’s current boot code. Back up the drive to "
                           "see whether the boot code can be read. If not, you need a file with this boot code."));
    else
        bb_verdict_add (it->verdict, "no-boot-code-backup", BB_WEIGHT_CAUTION,
                        _ ("The current boot code of this drive cannot be read. To undo the conversion, you will "
                           "need a file with this boot code."));
}

/* Adds the reasons that follow from target and flash type alone. */
static void
nec_add_general_reasons (NecCase *it)
{
    bb_verdict_add (
        it->verdict, "deadly-step", BB_WEIGHT_CAUTION,
        _ ("Use mains power. If the power fails while the last command writes the boot code, only an external "
           "programming device can recover the drive. All earlier steps can be undone."));
    bb_verdict_add (it->verdict, "erases-firmware", BB_WEIGHT_INFO,
                    _ ("The conversion will erase the main firmware. Afterwards, power cycle the drive and flash "
                       "firmware for the %s. Have the firmware file ready."),
                    bb_model_get_name (it->target));
    bb_verdict_add (it->verdict, "no-new-abilities", BB_WEIGHT_INFO,
                    _ ("The drive will not gain any hardware features, no matter which model it reports."));
    if (bb_model_get_boolean (it->target, "Laptop"))
        bb_verdict_add (it->verdict, "wiring", BB_WEIGHT_CAUTION,
                        _ ("In a laptop drive, the boot code determines whether the drive is master or slave. The "
                           "wrong boot code makes the drive inaccessible."));
    if (!bb_nec_type_proves_boot_code (it->type))
        bb_verdict_add (it->verdict, "not-proved", BB_WEIGHT_CAUTION,
                        _ ("Drives of this type do not check new boot code before writing it."));
    if (it->type->erase_first)
        bb_verdict_add (it->verdict, "not-tried", BB_WEIGHT_CAUTION,
                        _ ("The conversion procedure for drives of this type is known only from a description, not "
                           "from tests."));
}

/* FALSE, after adding a refusal, if the connection cannot transfer the boot code in one command, as the drive
 * requires; TRUE otherwise, also if it is unknown how many bytes the connection can transfer. */
static gboolean
nec_check_transfer (NecCase *it)
{
    guint32 limit_bytes = 0;
    guint32 needed_bytes = bb_nec_boot_transfer_bytes (it->type);

    if (it->input->settings == NULL ||
        !g_variant_lookup (it->input->settings, BB_SETTING_MAX_TRANSFER, "u", &limit_bytes) ||
        limit_bytes >= needed_bytes)
        return TRUE;
    bb_verdict_add (it->verdict, "transfer", BB_WEIGHT_REFUSAL,
                    _ ("The boot code must be sent in one transfer of %u bytes, but the connection allows only %u "
                       "bytes per transfer. Connect the drive without a USB bridge."),
                    needed_bytes, limit_bytes);
    return FALSE;
}

void
bb_nec_check_conversion (const BbConvertInput *input, BbVerdict *verdict)
{
    BbFacts *facts = input->facts;
    g_autoptr (BbModel) target = bb_catalog_get_model (input->catalog, BB_NEC_FAMILY, input->target);
    NecCase it = {input, facts->model, target, bb_nec_facts_type (facts), verdict};

    if (!nec_check_drive (&it) || !nec_check_target (&it) || !nec_check_boot_code (&it) ||
        !nec_check_text (&it, BB_SETTING_RID) || !nec_check_text (&it, BB_SETTING_DIGITS) ||
        !nec_check_transfer (&it))
        return;
    nec_check_identity (&it);
    nec_check_undo (&it);
    nec_add_general_reasons (&it);
}
