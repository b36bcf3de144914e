/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-booktype.h"
#include "bb-nec-convert.h"
#include "bb-nec-evidence.h"
#include "bb-nec-learn.h"
#include "bb-nec-plan.h"
#include "bb-nec-repair.h"

/* TRUE for the vendors "NEC" and "OPTIARC". The whole text must match, because other vendors begin with the same
 * letters, and their drives use the commands of this family for other purposes. */
static gboolean
nec_is_own_vendor (const char *vendor)
{
    return g_ascii_strcasecmp (vendor, "NEC") == 0 || g_ascii_strcasecmp (vendor, "OPTIARC") == 0;
}

/* TRUE if the name is that of an NEC or Optiarc drive that Sony sold; Sony also sold drives of other makers. */
static gboolean
nec_is_sony (const char *vendor, const char *product)
{
    return g_ascii_strcasecmp (vendor, "SONY") == 0 &&
           (strstr (product, "AD-") != NULL || strstr (product, "AW-") != NULL || strstr (product, "NEC") != NULL);
}

/* Member suggests() of #BbFamily: TRUE for the vendors NEC and Optiarc, for drives of these makers that Sony sold,
 * and for the boot codes of known rebranded drives. */
static gboolean
nec_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, TRUE);
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);

    return nec_is_own_vendor (vendor) || nec_is_sony (vendor, product) || bb_nec_is_oem_boot (inquiry);
}

/* Returns (nullable) why a drive whose flash procedure is unknown is never flashed; NULL for all other drives, and if
 * the model is unknown. */
static const BbNoFlash *
nec_get_no_flash (BbFacts *facts)
{
    static const BbNoFlash no_flash = {
        N_ ("Burnback cannot flash this drive because no procedure is known for its type of flash memory."),
        N_ ("Update the drive with the manufacturer’s program."),
    };
    const BbNecType *type = bb_nec_facts_type (facts);

    return type != NULL && !type->flashable ? &no_flash : NULL;
}

/* Member can() of #BbFamily. Depends on the flash type only, with one exception: a drive that is never flashed can be
 * recovered only in safe mode, by starting its firmware. If the flash type is unknown, the drive can only be
 * identified. */
static BbCan
bb_nec_can (BbFacts *facts)
{
    const BbNecType *type = bb_nec_facts_type (facts);
    BbCan can = BB_CAN_IDENTIFY;

    if (type == NULL)
        return can;
    if (type->flashable)
        can |= BB_CAN_FLASH;
    if (type->flashable || facts->condition == BB_CONDITION_SPECIAL)
        can |= BB_CAN_RECOVER;
    if (type->image_bytes > 0)
        can |= BB_CAN_BACKUP;
    if (type->readable)
        can |= BB_CAN_VERIFY;
    if (type->readable && type->flashable)
        can |= BB_CAN_ROLLBACK;
    return can;
}

/* Member leaves_area() of #BbFamily: TRUE if flashing erases a block that no image contains. */
static gboolean
nec_leaves_area (BbFacts *facts)
{
    const BbNecType *type = bb_nec_facts_type (facts);
    BbNecRange left = {0};

    return type != NULL && bb_nec_type_left_block (type, &left);
}

/* Member wants_pio() of #BbFamily: TRUE for AD-517x and AD-717x on an IDE port. The laptop and SATA drives of these
 * series are not known to need PIO. */
static gboolean
nec_wants_pio (BbFacts *facts)
{
    const BbNecType *type = bb_nec_facts_type (facts);

    return type != NULL && g_str_equal (type->name, "2MOpti") &&
           g_strcmp0 (bb_model_get_string (facts->model, "Interface"), "PATA") == 0;
}

/* Member choose_image() of #BbFamily: bb_nec_choose_image() for the type and the boot code version of the drive. */
static BbImageIdentity *
nec_choose_image (BbFacts *facts, GPtrArray *identities)
{
    return bb_nec_choose_image (identities, bb_facts_get_model_key (facts),
                                bb_facts_get_string (facts, BB_NEC_VALUE_BOOT_VERSION));
}

/* For a checksum that the drive refused: returns (transfer full) (nullable) a sentence if the image is the cause. The
 * image is for another boot code, or a checksum in it is wrong. NULL if there is another cause, or if the drive
 * refused another command. */
static char *
nec_explain_refusal (const BbRefusedPlan *refusal)
{
    BbImageIdentity *identity = bb_image_get_identity (refusal->image);
    const BbStep *step = refusal->step;

    if (step == NULL || step->kind != BB_STEP_CHECKSUM)
        return NULL;
    if (step->cdb.bytes[0] == 0xCC && step->cdb.bytes[1] == 0x06 && step->cdb.bytes[9] == BB_NEC_AREA_BOOT_CODE)
        return g_strdup (
            _ ("This firmware does not match the boot code of this drive. Choose firmware for this boot code."));
    if (identity != NULL &&
        g_strcmp0 (bb_image_identity_lookup_string (identity, BB_NEC_VALUE_INNER_SUM), "differs") == 0)
        return g_strdup (_ ("The checksum of this firmware file is wrong, so the file is probably damaged. Download "
                            "the file again."));
    return NULL;
}

/* Adds the boot code version to @details if @values have it; the family has no other details. */
static void
nec_describe (GVariant *values, GPtrArray *details)
{
    const char *boot_version = NULL;

    if (g_variant_lookup (values, BB_NEC_VALUE_BOOT_VERSION, "&s", &boot_version))
        bb_details_add (details, _ ("Boot code"), boot_version, TRUE);
}

/* Adds the regions of the flash to @builder. Adds none if the type of the drive is unknown or cannot be flashed. */
static void
nec_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    const BbNecType *type = bb_nec_facts_type (facts);

    /* The layout of flash types that cannot be flashed is uncertain, so their maps stay empty. */
    if (type != NULL && type->flashable)
        bb_nec_plan_add_regions (builder, type);
}

static const char *const nec_detail_keys[] = {
    BB_NEC_VALUE_MODIFIED,
    BB_NEC_VALUE_MODIFIED_VERSION,
    NULL,
};

static const BbLearnOps nec_learn_ops = {
    .is_needed = bb_nec_needs_learning,
    .learn = bb_nec_learn,
};

static const BbInspectOps nec_inspect_ops = {
    .plan = bb_nec_plan_inspect,
    .compare = bb_nec_inspect,
    .is_read_back_sure = bb_nec_is_read_back_sure,
    .may_be_mixed = bb_nec_may_be_mixed,
    .plan_sample = bb_nec_plan_sample,
    .find_contradiction = bb_nec_find_contradiction,
    .is_image_mixed = bb_nec_is_image_mixed,
    .is_image_doubtful = bb_nec_is_image_doubtful,
    .is_incomplete = bb_nec_is_responding_without_firmware,
};

static const BbConvertOps nec_convert_ops = {
    .identify_boot_code = bb_nec_identify_boot_code,
    .list_targets = bb_nec_list_conversions,
    .check = bb_nec_check_conversion,
    .is_boot_code_certain = bb_nec_facts_is_type_proved,
    .plan = bb_nec_plan_convert,
};

static const BbIdentityOps nec_identity_ops = {
    .find_damage = bb_nec_find_damage,
    .assess = bb_nec_assess_identity,
    .plan_read = bb_nec_plan_read_identity,
    .plan_repair = bb_nec_plan_repair,
    .is_of_model = bb_nec_is_identity_of,
    .has_lost_calibration = bb_nec_has_lost_calibration,
};

static const BbBookOps nec_book_ops = {
    .read = bb_nec_books_read,
    .set = bb_nec_book_set,
    .clear = bb_nec_books_clear,
    .read_region = bb_nec_region_read,
};

const BbFamily bb_family_nec_optiarc = {
    .id = BB_NEC_FAMILY,
    .name = N_ ("NEC / Optiarc"),
    .list_probe_commands = bb_nec_list_probe_commands,
    .probe = bb_nec_probe,
    .suggests = nec_suggests,
    .identify_image = bb_nec_identify_image,
    .check = bb_nec_check,
    .can = bb_nec_can,
    .backup_kind = bb_nec_backup_kind,
    .add_regions = nec_add_regions,
    .plan_backup = bb_nec_plan_backup,
    .make_image = bb_nec_make_image,
    .list_file_endings = bb_nec_list_file_endings,
    .plan_flash = bb_nec_plan_flash,
    .plan_verify = bb_nec_plan_verify,
    .judge = bb_nec_judge,
    .plan_recover = bb_nec_plan_recover,
    .choose_image = nec_choose_image,
    .get_no_flash = nec_get_no_flash,
    .plan_wake = bb_nec_plan_wake,
    .explain_refusal = nec_explain_refusal,
    .detail_keys = nec_detail_keys,
    .describe = nec_describe,
    .advice = "nec-advice",
    .read_build_info = bb_nec_read_build_info,
    .finds_dropped_commands = TRUE,
    .leaves_area = nec_leaves_area,
    .wants_pio = nec_wants_pio,
    .learn = &nec_learn_ops,
    .inspect = &nec_inspect_ops,
    .convert = &nec_convert_ops,
    .identity = &nec_identity_ops,
    .books = &nec_book_ops,
};
