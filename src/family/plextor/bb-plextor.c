/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-plextor.h"

#include "family/spc/bb-service.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

/* This file identifies drives and judges results (docs/protocols/plextor.md, sections 2 and 5). */

#define MODE_INCOMPLETE "incomplete"
#define EEPROM_MOST_BYTES 0x200
#define TLA_OFFSET 0x29
#define TLA_BYTES 4
/* ASC of a drive that rejects the data of an image (as BB_PLEXTOR_REJECTED_ASC), and of a drive that does not know
 * the command (docs/protocols/plextor.md, section 8). */
#define PARAMETER_ASC 0x26
#define UNKNOWN_COMMAND_ASC 0x20

static gboolean
bb_plextor_is_vendor (const BbInquiry *inquiry)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, FALSE);

    return g_str_equal (vendor, BB_PLEXTOR_VENDOR);
}

/* TRUE for the vendor PLEXTOR, with any product. */
static gboolean
bb_plextor_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    return bb_plextor_is_vendor (inquiry);
}

/* Returns TEST UNIT READY and, once each, the commands that read the first block of the EEPROM of any model. */
static GArray *
bb_plextor_list_probe_commands (BbCatalog *catalog)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_PLEXTOR_ID);
    GArray *commands = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));
    BbProbeCommand ready = {.step = BB_PROBE_STANDARD, .cdb_length_bytes = 6};

    g_array_append_val (commands, ready);
    for (guint i = 0; i < models->len; i++) {
        BbProbeCommand command = {.step = BB_PROBE_VENDOR};
        guint32 length_bytes = 0;
        gboolean is_listed = FALSE;
        BbCdb cdb;

        if (bb_model_get_string (models->pdata[i], "EepromScheme") == NULL)
            continue;
        cdb = bb_plextor_get_eeprom_cdb (models->pdata[i], 0, &length_bytes);
        memcpy (command.cdb, cdb.bytes, sizeof command.cdb);
        command.cdb_length_bytes = cdb.length_bytes;
        command.data_in_bytes = (guint16) length_bytes;
        for (guint j = 0; j < commands->len; j++)
            is_listed = is_listed || memcmp (g_array_index (commands, BbProbeCommand, j).cdb, command.cdb,
                                             sizeof command.cdb) == 0;
        if (!is_listed)
            g_array_append_val (commands, command);
    }
    return commands;
}

/* Returns (transfer full) (nullable) the model of the drive; NULL if there is none. If @inquiry has the vendor
 * Plextor, the model is that of the product. Otherwise it is that of @names (nullable) (element-type BbName).
 * @is_rebadged: (out): TRUE if the drive is sold under the name of another maker */
static BbModel *
bb_plextor_find_model (const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog, gboolean *is_rebadged)
{
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);

    *is_rebadged = FALSE;
    if (bb_plextor_is_vendor (inquiry))
        return bb_catalog_get_model (catalog, BB_PLEXTOR_ID, product);
    for (guint i = 0; names != NULL && i < names->len; i++) {
        BbName *name = names->pdata[i];

        if (g_strcmp0 (bb_name_get_family (name), BB_PLEXTOR_ID) != 0 || bb_name_get_model_key (name) == NULL)
            continue;
        *is_rebadged = TRUE;
        return bb_catalog_get_model (catalog, BB_PLEXTOR_ID, bb_name_get_model_key (name));
    }
    return NULL;
}

/* Reads the hardware revision (TLA) from the EEPROM. Adds the TLA to the values of @facts, and a sentence about it
 * to their evidence. The TLA stays unknown in these cases, which are no errors:
 * - A bridge drops the command: adds BB_PLEXTOR_KEY_IS_BLOCKED to the values and a sentence to the evidence.
 * - The drive refuses the command, or the text is invalid: adds nothing.
 * FALSE with an error after other failures of the transport. */
static gboolean
bb_plextor_read_tla (BbTransport *transport, BbFacts *facts, GError **error)
{
    guint8 data[EEPROM_MOST_BYTES] = {0};
    BbCommand command = {.direction = BB_DIRECTION_IN, .in = data, .timeout_ms = BB_PLEXTOR_EEPROM_MS};
    BbReply reply = {0};
    guint32 length_bytes = 0;
    g_autoptr (GBytes) bytes = NULL;
    g_autofree char *tla = NULL;
    g_autoptr (GError) local_error = NULL;

    command.cdb = bb_plextor_get_eeprom_cdb (facts->model, 0, &length_bytes);
    command.length_bytes = length_bytes;
    if (!bb_transport_execute (transport, &command, &reply, &local_error)) {
        if (g_error_matches (local_error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IO)) {
            bb_facts_set_value (facts, BB_PLEXTOR_KEY_IS_BLOCKED, g_variant_new_boolean (TRUE));
            bb_facts_add_evidence (
                facts,
                _ ("The drive’s connection does not forward the command for reading the settings memory (EEPROM), "
                   "so this memory cannot be read."));
            return TRUE;
        }
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
    }
    if (bb_reply_classify (&reply) != BB_ANSWER_GOOD)
        return TRUE;
    bytes = g_bytes_new (data, length_bytes);
    tla = bb_bytes_dup_text (bytes, TLA_OFFSET, TLA_BYTES, NULL);
    for (const char *at = tla; *at != '\0'; at++)
        if (!g_ascii_isalnum (*at))
            return TRUE;
    if (strlen (tla) != TLA_BYTES)
        return TRUE;
    bb_facts_set_string (facts, BB_PLEXTOR_KEY_TLA, tla);
    bb_facts_add_evidence (
        facts, _ ("According to its settings memory (EEPROM), the drive has hardware revision TLA#%s."), tla);
    return TRUE;
}

/* Sets condition and mode of @facts from the answer to TEST UNIT READY (section 8, inferred), and adds a sentence to
 * their evidence if the firmware is incomplete. FALSE with an error only if the transport fails. */
static gboolean
bb_plextor_find_condition (BbTransport *transport, BbFacts *facts, GError **error)
{
    gboolean is_incomplete = FALSE;

    if (!bb_service_is_needed (transport, &is_incomplete, error))
        return FALSE;
    facts->condition = is_incomplete ? BB_CONDITION_SPECIAL : BB_CONDITION_NORMAL;
    facts->mode = g_strdup (is_incomplete ? MODE_INCOMPLETE : "normal");
    if (is_incomplete)
        bb_facts_add_evidence (facts,
                               _ ("The drive reports that it needs service, as drives with incomplete firmware do."));
    return TRUE;
}

/*
 * Called for a drive whose name the catalog does not have. Incomplete firmware may change the product text (section
 * 8). So the drive is taken for one of this family if it reports the vendor Plextor and has incomplete firmware.
 * Completes @facts for such a drive, and returns (nullable) a new reference to them. NULL with an error for any
 * other drive.
 */
static BbFacts *
bb_plextor_probe_nameless (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbFacts *facts,
                           GError **error)
{
    gboolean is_candidate = bb_plextor_is_vendor (inquiry) && (names == NULL || names->len == 0);

    if (is_candidate && !bb_plextor_find_condition (transport, facts, error))
        return NULL;
    if (!is_candidate || facts->condition != BB_CONDITION_SPECIAL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE,
                             _ ("the catalog does not list a Plextor model with this name"));
        return NULL;
    }
    facts->family = g_strdup (BB_PLEXTOR_ID);
    facts->maker = g_strdup ("Plextor");
    facts->confidence = BB_CONFIDENCE_LOW;
    bb_facts_add_evidence (facts, _ ("The drive reports PLEXTOR as its vendor, but the model name is unknown."));
    return bb_facts_ref (facts);
}

/* Identifies the drive by its name, and finds out whether its firmware is complete. The confidence is high; medium
 * for a drive that is sold under another name. Then reads the hardware revision (TLA) if the firmware is complete,
 * drives of this model have one, and the drive is not sold under another name. For a name that the catalog does not
 * have, returns the result of bb_plextor_probe_nameless(). */
static BbFacts *
bb_plextor_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                  GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    g_autofree char *date = bb_text_normalise (inquiry->vendor_specific, FALSE);
    gboolean is_rebadged = FALSE;

    facts->model = bb_plextor_find_model (inquiry, names, catalog, &is_rebadged);
    if (facts->model == NULL)
        return bb_plextor_probe_nameless (transport, inquiry, names, facts, error);
    bb_facts_take_names_of_model (facts);
    facts->confidence = is_rebadged ? BB_CONFIDENCE_MEDIUM : BB_CONFIDENCE_HIGH;
    if (is_rebadged)
        bb_facts_set_value (facts, BB_PLEXTOR_KEY_IS_REBADGED, g_variant_new_boolean (TRUE));
    bb_facts_add_evidence (facts,
                           is_rebadged ? _ ("According to the catalog, the reported name belongs to the Plextor %s.")
                                       : _ ("The drive identifies itself as a Plextor %s."),
                           facts->model_name);
    if (*date != '\0')
        bb_facts_add_evidence (facts, _ ("The drive reports the firmware date %s."), date);
    if (!bb_plextor_find_condition (transport, facts, error))
        return NULL;
    if (facts->condition == BB_CONDITION_NORMAL && !is_rebadged && bb_model_get_boolean (facts->model, "HasTla") &&
        !bb_plextor_read_tla (transport, facts, error))
        return NULL;
    return g_steal_pointer (&facts);
}

/* A drive that is sold under another name is only identified. Any other drive can be flashed or, with incomplete
 * firmware, recovered. It can be backed up if its EEPROM can be read; the backup contains only the EEPROM. */
static BbCan
bb_plextor_can (BbFacts *facts)
{
    if (bb_facts_get_boolean (facts, BB_PLEXTOR_KEY_IS_REBADGED))
        return BB_CAN_IDENTIFY;
    if (facts->condition != BB_CONDITION_NORMAL)
        return BB_CAN_IDENTIFY | BB_CAN_RECOVER;
    return BB_CAN_IDENTIFY | BB_CAN_FLASH | (bb_plextor_has_eeprom (facts) ? BB_CAN_BACKUP : 0);
}

/* Returns %BB_BACKUP_PARTIAL if the EEPROM can be read, else %BB_BACKUP_NONE; never %BB_BACKUP_FULL, because the
 * firmware cannot be read. Sets @why (nullable) in both cases. */
static BbBackupKind
bb_plextor_backup_kind (BbFacts *facts, char **why)
{
    gboolean has_eeprom = bb_plextor_has_eeprom (facts);

    if (why != NULL)
        *why = g_strdup (has_eeprom ? _ ("The firmware of this drive cannot be read, so only its settings memory "
                                         "(EEPROM) will be saved. To return to the current firmware later, you will "
                                         "need its image from the manufacturer.")
                                    : _ ("The firmware of this drive cannot be read. To return to the current "
                                         "firmware later, you will need its image from the manufacturer."));
    return has_eeprom ? BB_BACKUP_PARTIAL : BB_BACKUP_NONE;
}

/* Adds the region of the firmware. Adds nothing if the size of images for the model is not known. */
static void
bb_plextor_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    guint32 size = facts->model != NULL ? bb_plextor_get_size (facts->model) : 0;

    if (size != 0)
        bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, 0, size);
}

/* make_image() of drives whose firmware cannot be read: always returns NULL with %BB_FAMILY_ERROR_CANNOT. */
static GBytes *
bb_plextor_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    g_set_error_literal (
        error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
        _ ("The firmware of this drive cannot be read, so the backup does not contain the firmware."));
    return NULL;
}

/* TRUE if product, revision or date that the drive reports differ between @before and @after. */
static gboolean
bb_plextor_has_changed (BbFacts *before, BbFacts *after)
{
    return strcmp (before->inquiry.revision, after->inquiry.revision) != 0 ||
           strcmp (before->inquiry.product, after->inquiry.product) != 0 ||
           strcmp (before->inquiry.vendor_specific, after->inquiry.vendor_specific) != 0;
}

/* TRUE if the drive reports @revision. */
static gboolean
bb_plextor_reports (BbFacts *facts, const char *revision)
{
    return strncmp (facts->inquiry.revision, revision, sizeof facts->inquiry.revision - 1) == 0;
}

/* Returns (transfer full) a sentence with the identity that @after reports. The sentence includes the product if
 * @before reports another product, because the image of a twin model may rename a drive. */
static char *
bb_plextor_dup_proof (BbFacts *before, BbFacts *after)
{
    g_autofree char *product = bb_text_normalise (after->inquiry.product, FALSE);

    if (strcmp (before->inquiry.product, after->inquiry.product) == 0)
        return g_strdup_printf (_ ("The drive reports firmware revision %s. Its firmware cannot be read back, so "
                                   "nothing else can be verified."),
                                after->inquiry.revision);
    return g_strdup_printf (_ ("The drive now identifies itself as “%s” with firmware revision %s. Its firmware "
                               "cannot be read back, so nothing else can be verified."),
                            product, after->inquiry.revision);
}

/* Compares the facts after the flash with @revision, the revision of the image. Returns %BB_PROOF_IDENTITY if the
 * drive reports @revision; but %BB_PROOF_UNPROVEN if the drive reported @revision before an interrupted flash, too,
 * so that it shows nothing. Otherwise returns %BB_PROOF_UNCHANGED if product, revision and date are the same as
 * before the flash, %BB_PROOF_UNPROVEN if one of them has changed. Sets @why. */
static BbProof
bb_plextor_judge_revision (const BbJudgeInput *input, const char *revision, char **why)
{
    if (bb_plextor_reports (input->after, revision)) {
        *why = bb_plextor_dup_proof (input->before, input->after);
        return input->cut_off && bb_plextor_reports (input->before, revision) ? BB_PROOF_UNPROVEN : BB_PROOF_IDENTITY;
    }
    *why = g_strdup_printf (_ ("The drive reports firmware revision %s, but the image contains revision %s."),
                            input->after->inquiry.revision, revision);
    return bb_plextor_has_changed (input->before, input->after) ? BB_PROOF_UNPROVEN : BB_PROOF_UNCHANGED;
}

/* Member judge() of #BbFamily: judges by the revision that the drive reports, because its firmware cannot be read,
 * and sets @why in every case. Returns, by the first case that applies:
 * - The drive was not identified or does not run its firmware: %BB_PROOF_PENDING before a power cycle,
 *   %BB_PROOF_UNPROVEN after it.
 * - Image and drive have a revision: the result of bb_plextor_judge_revision().
 * - The drive reported a revision before the flash, and product, revision or date have changed: %BB_PROOF_IDENTITY if
 *   the job that wrote the image judges; else %BB_PROOF_UNPROVEN, because another program may have written since.
 * - The finish of @input is %BB_FINISH_REFUSED (the drive was ready immediately after the last piece, or reported an
 *   error): %BB_PROOF_UNCHANGED.
 * - Else %BB_PROOF_UNPROVEN. */
static BbProof
bb_plextor_judge (const BbJudgeInput *input, char **why)
{
    const char *revision = bb_image_get_identity (input->image)->revision;
    gboolean is_changed;

    if (input->after == NULL || input->after->condition != BB_CONDITION_NORMAL) {
        *why = g_strdup (_ ("The drive does not report its firmware revision."));
        return input->power_cycled ? BB_PROOF_UNPROVEN : BB_PROOF_PENDING;
    }
    if (revision != NULL && *input->after->inquiry.revision != '\0')
        return bb_plextor_judge_revision (input, revision, why);
    is_changed = *input->before->inquiry.revision != '\0' && bb_plextor_has_changed (input->before, input->after);
    if (is_changed && !input->later) {
        *why = bb_plextor_dup_proof (input->before, input->after);
        return BB_PROOF_IDENTITY;
    }
    if (!is_changed && input->finish == BB_FINISH_REFUSED) {
        *why = g_strdup_printf (_ ("The drive was ready again immediately and still reports firmware revision %s, "
                                   "so the image was not written."),
                                input->after->inquiry.revision);
        return BB_PROOF_UNCHANGED;
    }
    *why = g_strdup_printf (_ ("The drive reports firmware revision %s. The result cannot be verified, because the "
                               "firmware revision of the file is unknown."),
                            input->after->inquiry.revision);
    return BB_PROOF_UNPROVEN;
}

/* Returns (transfer full) (nullable) a sentence if the drive kept its firmware without reporting an error, rejected
 * the data of the image, or did not know the command; NULL for all other errors. */
static char *
bb_plextor_explain_refusal (const BbRefusedPlan *refusal)
{
    const BbSense *sense = refusal->error != NULL ? bb_scsi_error_get_sense (refusal->error) : NULL;

    if (refusal->error != NULL && (sense == NULL || !sense->valid))
        return NULL;
    if (sense != NULL && sense->key == BB_SENSE_KEY_ILLEGAL_REQUEST && sense->asc == UNKNOWN_COMMAND_ASC)
        return g_strdup (_ ("The drive did not execute the update command. An adapter or the drive’s state may "
                            "prevent updates. Power cycle the drive, connect it directly to a SATA or IDE port, "
                            "and try again."));
    if (sense != NULL && sense->asc != BB_PLEXTOR_REJECTED_ASC && sense->asc != PARAMETER_ASC)
        return NULL;
    if (sense == NULL)
        return g_strdup (_ ("The image may be too old or for another model, or an adapter may be blocking the "
                            "transfer. Use the manufacturer’s latest image for exactly this model. Connect the "
                            "drive directly to a SATA or IDE port."));
    return g_strdup (_ ("The image may be too old or for another model. Use the manufacturer’s latest image for "
                        "exactly this model."));
}

static const BbFamilySetting bb_plextor_settings[] = {
    {BB_PLEXTOR_SETTING_PIECES, N_ ("Send the image with the other known block size"), G_VARIANT_TYPE_BOOLEAN,
     BB_SETTING_USER_EXPERT, FALSE},
    {NULL},
};

static const char *const bb_plextor_detail_keys[] = {BB_PLEXTOR_KEY_TLA, NULL};

/* Adds the hardware revision (TLA) to @details, as a property of the hardware, if @values have it. */
static void
bb_plextor_describe (GVariant *values, GPtrArray *details)
{
    const char *tla = NULL;

    if (g_variant_lookup (values, BB_PLEXTOR_KEY_TLA, "&s", &tla))
        bb_details_add (details, _ ("Hardware revision (TLA)"), tla, TRUE);
}

const BbFamily bb_family_plextor = {
    .id = BB_PLEXTOR_ID,
    .name = "Plextor",
    .list_probe_commands = bb_plextor_list_probe_commands,
    .probe = bb_plextor_probe,
    .suggests = bb_plextor_suggests,
    .identify_image = bb_plextor_identify_image,
    .check = bb_plextor_check,
    .can = bb_plextor_can,
    .backup_kind = bb_plextor_backup_kind,
    .add_regions = bb_plextor_add_regions,
    .plan_backup = bb_plextor_plan_backup,
    .make_image = bb_plextor_make_image,
    .plan_flash = bb_plextor_plan_flash,
    .plan_verify = bb_plextor_plan_verify,
    .judge = bb_plextor_judge,
    .plan_recover = bb_plextor_plan_recover,
    .is_other_hardware = bb_plextor_is_other_hardware,
    .compare_revisions = bb_plextor_compare_revisions,
    .explain_refusal = bb_plextor_explain_refusal,
    .detail_keys = bb_plextor_detail_keys,
    .describe = bb_plextor_describe,
    .find_board = bb_plextor_find_board,
    .settings = bb_plextor_settings,
};
