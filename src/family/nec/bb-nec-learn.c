/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-boot.h"
#include "bb-nec-evidence.h"
#include "bb-nec-learn.h"

gboolean
bb_nec_needs_learning (BbFacts *facts)
{
    const BbNecType *type = bb_nec_facts_type (facts);

    if (type == NULL || !type->flashable)
        return FALSE;
    return bb_facts_get_string (facts, BB_NEC_VALUE_LEARNT) == NULL;
}

/* State of bb_nec_learn(). @facts: the copy in which the results are stored. @was_safe: the drive was already in safe
 * mode. */
typedef struct {
    BbTransport *transport;
    BbFacts *facts;
    BbCaptures *captures;
    BbCatalog *catalog;
    GCancellable *cancellable;
    gboolean was_safe;
} NecLearning;

/* Leaves safe mode and waits until the drive has restarted. @key: the key of the SAFE MODE command
 * (bb_nec_cdb_safe_mode()), not NULL. FALSE, with an error, if the drive refuses to leave safe mode or does not
 * restart. */
static gboolean
nec_leave_and_wait (NecLearning *learning, const char *key, GError **error)
{
    gboolean accepted = FALSE;

    if (!bb_nec_safe_mode (learning->transport, FALSE, key, &accepted, error))
        return FALSE;
    if (!accepted) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_UNEXPECTED,
                             _ ("The drive did not leave recovery mode after its boot code was identified. Power "
                                "cycle the drive and try again."));
        return FALSE;
    }
    return bb_nec_wait (learning->transport, error);
}

/* Sets model, names and flash type of the facts to those of the type with @key, if the catalog has that type. */
static void
nec_set_model (NecLearning *learning, const char *key)
{
    BbModel *model = bb_catalog_get_model (learning->catalog, BB_NEC_FAMILY, key);
    BbFacts *facts = learning->facts;

    if (model == NULL)
        return;
    bb_model_unref (facts->model);
    facts->model = model;
    g_free (facts->maker);
    facts->maker = g_strdup (bb_model_get_maker (model));
    g_free (facts->model_name);
    facts->model_name = bb_nec_model_name_for (model, bb_nec_facts_firmware_id (facts));
    bb_facts_set_string (facts, BB_NEC_VALUE_FLASH_TYPE, bb_model_get_string (model, "FlashType"));
}

/* Sends SAFE MODE on with @key. If the drive accepts the key, sets @accepted and stores the key in the facts; the
 * drive is then in safe mode. FALSE with an error if the drive did not answer, or if cancelled. */
static gboolean
nec_try_key (NecLearning *learning, const char *key, gboolean *accepted, GError **error)
{
    if (g_cancellable_set_error_if_cancelled (learning->cancellable, error))
        return FALSE;
    if (!bb_nec_safe_mode (learning->transport, TRUE, key, accepted, error))
        return FALSE;
    if (*accepted)
        bb_facts_set_string (learning->facts, BB_NEC_VALUE_SAFE_MODE_KEY, key);
    return TRUE;
}

/* Called after the drive has accepted a key. @inquiry was read after that, and must show safe mode; if it does not,
 * returns FALSE with an error, because a USB bridge may report GOOD without forwarding the command. If the drive was
 * in safe mode before, @inquiry shows nothing about the bridge, and the function returns TRUE. */
static gboolean
nec_is_in_safe_mode (NecLearning *learning, const BbInquiry *inquiry, GError **error)
{
    if (learning->was_safe || bb_nec_is_safe_mode (inquiry))
        return TRUE;
    return bb_nec_cannot (error, _ ("Either the drive does not execute commands, or a device such as a USB bridge "
                                    "does not forward them. Connect the drive directly to a SATA or IDE port and "
                                    "try again."));
}

/* Tries the safe mode key of the opposite type (bb_nec_opposite_key()). If the drive accepts the key, sets key and
 * type in the facts and adds a sentence about the key to the evidence. It then leaves safe mode again, unless the
 * drive was in safe mode before. If there is no opposite type, or the drive does not accept its key, changes nothing
 * and returns TRUE. FALSE after an error. */
static gboolean
nec_try_opposite (NecLearning *learning, GError **error)
{
    const char *opposite = bb_nec_opposite_key (bb_model_get_key (learning->facts->model));
    BbInquiry inquiry = {0};
    gboolean accepted = FALSE;

    if (opposite == NULL)
        return TRUE;
    if (!nec_try_key (learning, opposite, &accepted, error))
        return FALSE;
    if (!accepted)
        return TRUE;
    if (!bb_scsi_inquiry (learning->transport, BB_NEC_INQUIRY_BYTES, &inquiry, error) ||
        !nec_is_in_safe_mode (learning, &inquiry, error))
        return FALSE;
    bb_facts_add_evidence (learning->facts,
                           _ ("The boot code accepts the unlock key %s. This key identifies the drive type."),
                           opposite);
    nec_set_model (learning, opposite);
    return learning->was_safe || nec_leave_and_wait (learning, opposite, error);
}

/* Tries the keys of the types in @group until the drive accepts one and is in safe mode. Then sets @accepted, sets
 * in the facts the key and its type, and adds a sentence about the key to the evidence. A drive that was in normal
 * mode also gets the mode BB_NEC_MODE_ID_MISMATCH. If no key is accepted, changes nothing. FALSE only after an
 * error. */
static gboolean
nec_try_group (NecLearning *learning, GPtrArray *group, gboolean *accepted, GError **error)
{
    for (guint i = 0; i < group->len && !*accepted; i++) {
        BbModel *model = g_ptr_array_index (group, i);
        const char *key = bb_nec_model_safe_key (model);

        if (!nec_try_key (learning, key, accepted, error))
            return FALSE;
        if (!*accepted)
            continue;
        bb_facts_add_evidence (
            learning->facts,
            _ ("The boot code accepts the unlock key %s instead of the expected key %s. Burnback therefore "
               "identified the drive type by the accepted key."),
            key, bb_nec_model_safe_key (learning->facts->model));
        nec_set_model (learning, bb_model_get_key (model));
        if (learning->facts->condition == BB_CONDITION_NORMAL) {
            bb_nec_facts_set_mode (learning->facts, BB_CONDITION_DAMAGED, BB_NEC_MODE_ID_MISMATCH);
        }
    }
    return TRUE;
}

/*
 * Tries safe mode keys until the drive accepts one and is in safe mode. Stores the accepted key in the facts. The
 * order of the keys:
 * - the key of the facts
 * - the keys of types with the same hardware
 * - the keys of types with related hardware
 * @accepted: (out): FALSE if the drive accepts none. Returns FALSE only after an error.
 */
static gboolean
nec_enter (NecLearning *learning, gboolean *accepted, GError **error)
{
    g_autoptr (GPtrArray) group = NULL;
    g_autoptr (GPtrArray) related = NULL;

    if (!nec_try_key (learning, bb_nec_facts_key (learning->facts), accepted, error))
        return FALSE;
    if (*accepted)
        return TRUE;
    group = bb_nec_hardware_group (learning->catalog, learning->facts->model);
    if (!nec_try_group (learning, group, accepted, error))
        return FALSE;
    if (*accepted)
        return TRUE;
    /* Last, try the keys of the types with related hardware, because the drive may have been converted from or into
     * one of them. */
    related = bb_nec_list_conversions (learning->facts, learning->catalog);
    return nec_try_group (learning, related, accepted, error);
}

/* Sets the boot version in the facts to that in @inquiry (nullable), the INQUIRY data of safe mode; to
 * BB_NEC_BOOT_UNKNOWN if @inquiry shows none. Adds a sentence about a known version to the evidence. Does nothing if
 * the flash type has no boot versions. */
static void
nec_set_boot_version (NecLearning *learning, const BbInquiry *inquiry)
{
    g_autofree char *version = inquiry != NULL ? bb_nec_boot_version (inquiry) : NULL;
    const BbNecType *type = bb_nec_facts_type (learning->facts);

    if (type != NULL && !type->has_boot_version)
        return;
    bb_facts_set_string (learning->facts, BB_NEC_VALUE_BOOT_VERSION, version != NULL ? version : BB_NEC_BOOT_UNKNOWN);
    if (version != NULL)
        bb_facts_add_evidence (learning->facts, _ ("The boot code version is %s."), version);
}

/* Reads the boot code and adds it to the captures. Does nothing if there are no captures, if they already have the
 * boot code, or if drives of @type do not return it. If the drive refuses the read, adds nothing; this is no error,
 * because the check of a conversion tells the user that the boot code cannot be read. */
static void
nec_capture_boot_code (NecLearning *learning, const BbNecType *type)
{
    g_autofree guint8 *data = NULL;
    g_autoptr (GBytes) there = NULL;
    g_autoptr (GBytes) bytes = NULL;
    BbCommand command = {.direction = BB_DIRECTION_IN, .timeout_ms = BB_NEC_TIMEOUT_MS};

    if (learning->captures == NULL || !type->boot_readable)
        return;
    there = bb_captures_get (learning->captures, BB_NEC_CAPTURE_BOOT_CODE);
    if (there != NULL)
        return;
    data = g_malloc0 (type->boot_bytes);
    command.in = data;
    command.length_bytes = type->boot_bytes;
    bb_nec_cdb_read_boot_code (&command.cdb);
    if (!bb_transport_send (learning->transport, &command, NULL, NULL))
        return;
    bytes = g_bytes_new_take (g_steal_pointer (&data), type->boot_bytes);
    bb_captures_add (learning->captures, BB_NEC_CAPTURE_BOOT_CODE, BB_REGION_BOOT_CODE, 0, bytes);
}

/* Reads INQUIRY into the facts after safe mode was left. If the drive is still in safe mode, its firmware is not
 * valid, so condition and mode of the facts become those of safe mode, and the evidence gets a sentence about that.
 * FALSE after an error. */
static gboolean
nec_check_restart (NecLearning *learning, GError **error)
{
    BbFacts *facts = learning->facts;
    BbInquiry inquiry = {0};

    if (!bb_scsi_inquiry (learning->transport, BB_NEC_INQUIRY_BYTES, &inquiry, error))
        return FALSE;
    facts->inquiry = inquiry;
    if (!bb_nec_is_safe_mode (&inquiry) || facts->condition == BB_CONDITION_SPECIAL)
        return TRUE;
    bb_nec_facts_set_mode (facts, BB_CONDITION_SPECIAL, BB_NEC_MODE_SAFE);
    bb_facts_add_evidence (facts,
                           _ ("The drive did not leave recovery mode, which means that its firmware is not valid."));
    return TRUE;
}

/*
 * Enters safe mode, reads boot version and boot code, and leaves safe mode again. If the drive accepts no key, adds
 * a sentence about that to the evidence and sets the boot version to unknown. Exceptions for a drive that was in
 * safe mode before: it stays in safe mode, and if it accepts no key, its boot version stays unchanged. FALSE after
 * an error.
 */
static gboolean
nec_ask_in_safe_mode (NecLearning *learning, GError **error)
{
    BbInquiry inquiry = {0};
    gboolean accepted = FALSE;
    gboolean has_inquiry = FALSE;

    if (!nec_enter (learning, &accepted, error))
        return FALSE;
    if (!accepted) {
        bb_facts_add_evidence (learning->facts, _ ("The drive rejected all unlock keys known for its hardware, "
                                                   "so its boot code version cannot be read."));
        if (!learning->was_safe)
            nec_set_boot_version (learning, NULL);
        return TRUE;
    }
    has_inquiry = bb_scsi_inquiry (learning->transport, BB_NEC_INQUIRY_BYTES, &inquiry, NULL);
    if (has_inquiry && !nec_is_in_safe_mode (learning, &inquiry, error))
        return FALSE;
    nec_set_boot_version (learning, has_inquiry ? &inquiry : NULL);
    nec_capture_boot_code (learning, bb_nec_facts_type (learning->facts));
    if (learning->was_safe)
        return TRUE;
    return nec_leave_and_wait (learning, bb_nec_facts_key (learning->facts), error) &&
           nec_check_restart (learning, error);
}

/* Sets key and boot version without asking the drive, from the captures of a backup: they may contain INQUIRY data
 * that was read in safe mode with the key of the facts. FALSE if the captures have no such data, if the drive was in
 * safe mode already, or if its condition is not normal. */
static gboolean
nec_learn_from_backup (NecLearning *learning)
{
    g_autoptr (GBytes) data = NULL;
    BbInquiry inquiry = {0};

    if (learning->captures == NULL || learning->was_safe || learning->facts->condition != BB_CONDITION_NORMAL)
        return FALSE;
    data = bb_captures_get (learning->captures, BB_NEC_CAPTURE_BOOT_INQUIRY);
    if (data == NULL ||
        !bb_scsi_inquiry_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), &inquiry, NULL) ||
        !bb_nec_is_safe_mode (&inquiry))
        return FALSE;
    bb_facts_set_string (learning->facts, BB_NEC_VALUE_SAFE_MODE_KEY, bb_nec_facts_key (learning->facts));
    nec_set_boot_version (learning, &inquiry);
    return TRUE;
}

BbFacts *
bb_nec_learn (BbTransport *transport, BbFacts *facts, BbCaptures *captures, BbCatalog *catalog,
              GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) better = bb_facts_copy (facts);
    BbInquiry inquiry = {0};
    NecLearning learning = {transport, better, captures, catalog, cancellable, FALSE};

    if (!bb_nec_facts_are_usable (facts, error))
        return NULL;
    if (!bb_nec_needs_learning (facts))
        return g_steal_pointer (&better);
    if (!bb_scsi_inquiry (transport, BB_NEC_INQUIRY_BYTES, &inquiry, error))
        return NULL;
    learning.was_safe = bb_nec_is_safe_mode (&inquiry);
    better->inquiry = inquiry;
    if (!nec_try_opposite (&learning, error))
        return NULL;
    g_ptr_array_set_size (better->candidates, 0);
    if (!nec_learn_from_backup (&learning) && !nec_ask_in_safe_mode (&learning, error))
        return NULL;
    bb_facts_set_string (better, BB_NEC_VALUE_LEARNT, "yes");
    bb_facts_remove_value (better, BB_FACTS_BOOT_NAME);
    bb_nec_assess_identity (better, catalog);
    return g_steal_pointer (&better);
}
