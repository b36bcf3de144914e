/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-mt1939.h"

#include "bb-tsst-upload.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies drives (docs/protocols/tsst-mt1939.md, section 2). */

#define VENDOR "TSSTcorp"
#define MAKER "TSST (Toshiba Samsung)"
#define VERSION_BYTES 8
#define VERSION_MS 20000

/* The INQUIRY product of each Blu-ray writer of this maker begins with one of these texts. */
static const char *const bb_mt1939_relatives[] = {"BDDVDW SE-", "BDDVDW SN-", "BDDVDW SH-B"};

/* Returns the version command, and ignores the arguments. It has the type of @cdb of #BbMemoryRead, so that
 * bb_memory_read_now() can send the version command and repeat it after a unit attention. */
static BbCdb
bb_mt1939_get_any_version_cdb (guint32 address, guint32 length_bytes)
{
    return bb_mt1939_get_version_cdb ();
}

static const BbMemoryRead bb_mt1939_version = {bb_mt1939_get_any_version_cdb, .piece_bytes = VERSION_BYTES,
                                               .timeout_ms = VERSION_MS};

/* TRUE if vendor and product are those of a Blu-ray writer of this maker, of the known model or another one. */
static gboolean
bb_mt1939_is_relative (const BbInquiry *inquiry)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, FALSE);
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);

    for (guint i = 0; i < G_N_ELEMENTS (bb_mt1939_relatives); i++)
        if (g_str_equal (vendor, VENDOR) && g_str_has_prefix (product, bb_mt1939_relatives[i]))
            return TRUE;
    return FALSE;
}

/* TRUE for all Blu-ray writers of this maker, also those that are only identified. */
static gboolean
bb_mt1939_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    return bb_mt1939_is_relative (inquiry);
}

/* Returns the version command, which needs %BB_PROBE_VENDOR, and the read of the trailer. */
static GArray *
bb_mt1939_list_probe_commands (BbCatalog *catalog)
{
    GArray *commands = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));
    BbProbeCommand version = {.step = BB_PROBE_VENDOR, .data_in_bytes = VERSION_BYTES};
    BbCdb cdb = bb_mt1939_get_version_cdb ();

    memcpy (version.cdb, cdb.bytes, cdb.length_bytes);
    version.cdb_length_bytes = cdb.length_bytes;
    g_array_append_val (commands, version);
    bb_memory_read_list (&bb_mt1939_read, commands, BB_MT1939_TRAILER, BB_MT1939_TRAILER_BYTES);
    return commands;
}

/* Returns (transfer full) the facts of a drive for which bb_mt1939_is_relative() is TRUE: its names, a
 * normal condition and low confidence, because no command except INQUIRY is known for it. */
static BbFacts *
bb_mt1939_describe_relative (const BbInquiry *inquiry)
{
    BbFacts *facts = bb_facts_new (inquiry);
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);

    facts->family = g_strdup (BB_MT1939_ID);
    facts->maker = g_strdup (MAKER);
    facts->model_name = g_strdup (strchr (product, ' ') + 1);
    facts->condition = BB_CONDITION_NORMAL;
    facts->mode = g_strdup (BB_MT1939_MODE_NORMAL);
    facts->confidence = BB_CONFIDENCE_LOW;
    bb_facts_add_evidence (facts, "%s", bb_mt1939_get_unknown_update ());
    return facts;
}

/* TRUE if the drive gives the answer of @model to the version command. FALSE with an error:
 * - %BB_FAMILY_ERROR_NOT_MINE: the drive refuses the command or gives another answer.
 * - an error of the transport: the drive gives no answer at all.
 * - %G_IO_ERROR_CANCELLED. */
static gboolean
bb_mt1939_has_version (BbTransport *transport, BbModel *model, GCancellable *cancellable, GError **error)
{
    g_autoptr (GBytes) wanted = bb_mt1939_dup_version (model);
    g_autoptr (GBytes) answer = NULL;

    if (!bb_memory_read_now (&bb_mt1939_version, transport, 0, VERSION_BYTES, cancellable, &answer, error))
        return FALSE;
    if (answer != NULL && g_bytes_equal (answer, wanted))
        return TRUE;
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE,
                         answer == NULL ? _ ("the drive does not respond to the version command")
                                        : _ ("the drive does not respond to the version command as expected"));
    return FALSE;
}

/* Reads the trailer of the memory. Sets BB_MT1939_KEY_READABLE in @facts to whether the drive returned it, and adds
 * evidence. FALSE with an error if the drive gave no answer, or if cancelled. */
static gboolean
bb_mt1939_learn_readable (BbFacts *facts, BbTransport *transport, GCancellable *cancellable, GError **error)
{
    g_autoptr (GBytes) trailer = NULL;

    if (!bb_memory_read_now (&bb_mt1939_read, transport, BB_MT1939_TRAILER, BB_MT1939_TRAILER_BYTES, cancellable,
                             &trailer, error))
        return FALSE;
    bb_facts_set_value (facts, BB_MT1939_KEY_READABLE, g_variant_new_boolean (trailer != NULL));
    bb_facts_add_evidence (facts, "%s",
                           trailer != NULL ? _ ("The drive’s entire flash memory can be read.")
                                           : bb_mt1939_get_unreadable ());
    return TRUE;
}

/* Identifies a drive by its name and by its answer to the version command:
 * - A drive with the name and the answer of the known model: sets all facts. If the firmware runs, also finds out
 *   whether the memory can be read.
 * - Another Blu-ray writer of this maker: sets only its name, and sends no command.
 * - Any other name, or another answer: %BB_FAMILY_ERROR_NOT_MINE. */
static BbFacts *
bb_mt1939_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                 GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    g_autofree char *revision = bb_text_normalise (inquiry->revision, FALSE);
    gboolean is_boot = g_str_equal (revision, BB_TSST_BOOT_REVISION);

    facts->model = bb_mt1939_find_model (inquiry, catalog);
    if (facts->model == NULL && bb_mt1939_is_relative (inquiry))
        return bb_mt1939_describe_relative (inquiry);
    if (facts->model == NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE, _ ("it has another name"));
        return NULL;
    }
    if (!bb_mt1939_has_version (transport, facts->model, cancellable, error))
        return NULL;
    bb_facts_take_names_of_model (facts);
    facts->condition = is_boot ? BB_CONDITION_SPECIAL : BB_CONDITION_NORMAL;
    facts->mode = g_strdup (is_boot ? BB_MT1939_MODE_BOOT : BB_MT1939_MODE_NORMAL);
    facts->confidence = BB_CONFIDENCE_HIGH;
    bb_facts_add_evidence (facts,
                           _ ("The drive identifies itself as %s and responds to the version command as expected."),
                           bb_model_get_key (facts->model));
    if (is_boot)
        bb_facts_add_evidence (
            facts,
            _ ("The drive reports “BOOT” as its firmware revision, which means that its boot code is waiting for "
               "firmware."));
    else if (!bb_mt1939_learn_readable (facts, transport, cancellable, error))
        return NULL;
    return g_steal_pointer (&facts);
}

/* --- abilities --- */

/* Member can() of #BbFamily. A drive without a model is only identified. Other drives can be flashed or, in boot
 * mode, recovered. Backup, verification and rollback are possible only if the running firmware lets the memory be
 * read. */
static BbCan
bb_mt1939_can (BbFacts *facts)
{
    if (facts->model == NULL)
        return BB_CAN_IDENTIFY;
    if (facts->condition != BB_CONDITION_NORMAL)
        return BB_CAN_IDENTIFY | BB_CAN_RECOVER;
    return BB_CAN_IDENTIFY | BB_CAN_FLASH |
           (bb_mt1939_is_readable (facts) ? BB_CAN_BACKUP | BB_CAN_VERIFY | BB_CAN_ROLLBACK : 0);
}

/* Returns %BB_BACKUP_FULL if bb_mt1939_is_readable(). Otherwise returns %BB_BACKUP_NONE, and sets @why (nullable) to
 * the reason. */
static BbBackupKind
bb_mt1939_backup_kind (BbFacts *facts, char **why)
{
    if (bb_mt1939_is_readable (facts))
        return BB_BACKUP_FULL;
    if (why != NULL)
        *why = g_strdup (facts->model == NULL ? bb_mt1939_get_unknown_update ()
                         : facts->condition == BB_CONDITION_NORMAL
                             ? bb_mt1939_get_unreadable ()
                             : _ ("The drive’s boot code is waiting for firmware, which means that the firmware in "
                                  "the drive’s memory is damaged."));
    return BB_BACKUP_NONE;
}

static const char *const bb_mt1939_detail_keys[] = {BB_MT1939_KEY_COPY, NULL};

/* Member leaves_area() of #BbFamily. Always TRUE: no comparison includes the area from BB_MT1939_OWN_START to
 * BB_MT1939_OWN_END. */
static gboolean
bb_mt1939_leaves_area (BbFacts *facts)
{
    return TRUE;
}

const BbFamily bb_family_tsst_mt1939 = {
    .id = BB_MT1939_ID,
    .name = "Samsung/TSST MT1939",
    .list_probe_commands = bb_mt1939_list_probe_commands,
    .probe = bb_mt1939_probe,
    .suggests = bb_mt1939_suggests,
    .identify_image = bb_mt1939_identify_image,
    .check = bb_mt1939_check,
    .can = bb_mt1939_can,
    .backup_kind = bb_mt1939_backup_kind,
    .add_regions = bb_mt1939_add_regions,
    .plan_backup = bb_mt1939_plan_backup,
    .make_image = bb_mt1939_make_image,
    .plan_flash = bb_mt1939_plan_flash,
    .plan_verify = bb_mt1939_plan_verify,
    .judge = bb_mt1939_judge,
    .plan_recover = bb_mt1939_plan_recover,
    .is_other_hardware = bb_mt1939_is_other_hardware,
    .explain_refusal = bb_mt1939_explain_refusal,
    .detail_keys = bb_mt1939_detail_keys,
    .has_unsteady_serial = TRUE,
    .leaves_area = bb_mt1939_leaves_area,
};
