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

/* One conversation with a drive; what it brings goes into @facts. */
typedef struct {
    BbTransport *transport;
    BbFacts *facts;
    BbCaptures *captures;
    BbCatalog *catalog;
    GCancellable *cancellable;
    gboolean was_safe;
} NecLesson;

static gboolean
nec_leave_and_wait (NecLesson *lesson, const char *key, GError **error)
{
    gboolean accepted = FALSE;

    if (!bb_nec_safe_mode (lesson->transport, FALSE, key, &accepted, error))
        return FALSE;
    if (!accepted) {
        g_set_error_literal (
            error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_UNEXPECTED,
            "the drive took the key to enter safe mode but not the one to leave it; switch it off and on");
        return FALSE;
    }
    return bb_nec_wait (lesson->transport, error);
}

static void
nec_become (NecLesson *lesson, const char *key)
{
    BbModel *model = bb_catalog_get_model (lesson->catalog, BB_NEC_FAMILY, key);
    BbFacts *facts = lesson->facts;

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

/* Enters safe mode with @key. If that works, the drive is in safe mode afterwards. */
static gboolean
nec_try_key (NecLesson *lesson, const char *key, gboolean *accepted, GError **error)
{
    if (g_cancellable_set_error_if_cancelled (lesson->cancellable, error))
        return FALSE;
    if (!bb_nec_safe_mode (lesson->transport, TRUE, key, accepted, error))
        return FALSE;
    if (*accepted)
        bb_facts_set_string (lesson->facts, BB_NEC_VALUE_SAFE_MODE_KEY, key);
    return TRUE;
}

/* GOOD alone proves nothing: a bridge may have answered for the drive. In safe mode its names are others. */
static gboolean
nec_is_really_safe (NecLesson *lesson, const BbInquiry *inquiry, GError **error)
{
    if (lesson->was_safe || bb_nec_is_safe_mode (inquiry))
        return TRUE;
    return bb_nec_cannot (
        error, _ ("A device between the computer and the drive, such as a USB bridge, responds to commands "
                  "without forwarding them, or the drive does not execute them. Connect the drive directly "
                  "to a SATA or IDE port and try again."));
}

/* The key of a type that some units of this one are. Leaves at once, as nothing else is known yet. */
static gboolean
nec_try_opposite (NecLesson *lesson, GError **error)
{
    const char *opposite = bb_nec_opposite_key (bb_model_get_key (lesson->facts->model));
    BbInquiry inquiry = {0};
    gboolean accepted = FALSE;

    if (opposite == NULL)
        return TRUE;
    if (!nec_try_key (lesson, opposite, &accepted, error))
        return FALSE;
    if (!accepted)
        return TRUE;
    if (!bb_scsi_inquiry (lesson->transport, BB_NEC_INQUIRY_BYTES, &inquiry, error) ||
        !nec_is_really_safe (lesson, &inquiry, error))
        return FALSE;
    bb_facts_add_evidence (lesson->facts, _ ("The boot code accepts key %s, which identifies this type."), opposite);
    nec_become (lesson, opposite);
    return lesson->was_safe || nec_leave_and_wait (lesson, opposite, error);
}

static gboolean
nec_try_group (NecLesson *lesson, GPtrArray *group, gboolean *accepted, GError **error)
{
    for (guint i = 0; i < group->len && !*accepted; i++) {
        BbModel *model = g_ptr_array_index (group, i);
        const char *key = bb_nec_model_safe_key (model);

        if (!nec_try_key (lesson, key, accepted, error))
            return FALSE;
        if (!*accepted)
            continue;
        bb_facts_add_evidence (lesson->facts, _ ("The boot code accepts key %s, not %s, which identifies the type."),
                               key, bb_nec_model_safe_key (lesson->facts->model));
        nec_become (lesson, bb_model_get_key (model));
        if (lesson->facts->condition == BB_CONDITION_NORMAL) {
            bb_nec_facts_set_mode (lesson->facts, BB_CONDITION_DAMAGED, BB_NEC_MODE_ID_MISMATCH);
        }
    }
    return TRUE;
}

static gboolean
nec_enter (NecLesson *lesson, gboolean *accepted, GError **error)
{
    g_autoptr (GPtrArray) group = NULL;
    g_autoptr (GPtrArray) related = NULL;

    if (!nec_try_key (lesson, bb_nec_facts_key (lesson->facts), accepted, error))
        return FALSE;
    if (*accepted)
        return TRUE;
    group = bb_nec_hardware_group (lesson->catalog, lesson->facts->model);
    if (!nec_try_group (lesson, group, accepted, error))
        return FALSE;
    if (*accepted)
        return TRUE;
    /* what it could have been made of or into, though the hardware is only related */
    related = bb_nec_list_conversions (lesson->facts, lesson->catalog);
    return nec_try_group (lesson, related, accepted, error);
}

static void
nec_take_boot_version (NecLesson *lesson, const BbInquiry *inquiry)
{
    g_autofree char *version = inquiry != NULL ? bb_nec_boot_version (inquiry) : NULL;
    const BbNecType *type = bb_nec_facts_type (lesson->facts);

    if (type != NULL && !type->has_boot_version)
        return;
    bb_facts_set_string (lesson->facts, BB_NEC_VALUE_BOOT_VERSION, version != NULL ? version : BB_NEC_BOOT_UNKNOWN);
    if (version != NULL)
        bb_facts_add_evidence (lesson->facts, _ ("The boot code version is %s."), version);
}

/* Not every drive can: then there is no backup of the boot code, which is said elsewhere. */
static void
nec_take_boot_code (NecLesson *lesson, const BbNecType *type)
{
    g_autofree guint8 *data = NULL;
    g_autoptr (GBytes) there = NULL;
    g_autoptr (GBytes) bytes = NULL;
    BbCommand command = {.direction = BB_DIRECTION_IN, .timeout_ms = BB_NEC_TIMEOUT_MS};

    if (lesson->captures == NULL || !type->boot_readable)
        return;
    there = bb_captures_get (lesson->captures, BB_NEC_CAPTURE_BOOT_CODE);
    if (there != NULL)
        return;
    data = g_malloc0 (type->boot_bytes);
    command.in = data;
    command.length_bytes = type->boot_bytes;
    bb_nec_cdb_read_boot_code (&command.cdb);
    if (!bb_transport_send (lesson->transport, &command, NULL, NULL))
        return;
    bytes = g_bytes_new_take (g_steal_pointer (&data), type->boot_bytes);
    bb_captures_add (lesson->captures, BB_NEC_CAPTURE_BOOT_CODE, BB_REGION_BOOT_CODE, 0, bytes);
}

/* After leaving: a revision that still begins with 0 means that there is no valid firmware to run. */
static gboolean
nec_note_return (NecLesson *lesson, GError **error)
{
    BbFacts *facts = lesson->facts;
    BbInquiry inquiry = {0};

    if (!bb_scsi_inquiry (lesson->transport, BB_NEC_INQUIRY_BYTES, &inquiry, error))
        return FALSE;
    facts->inquiry = inquiry;
    if (!bb_nec_is_safe_mode (&inquiry) || facts->condition == BB_CONDITION_SPECIAL)
        return TRUE;
    bb_nec_facts_set_mode (facts, BB_CONDITION_SPECIAL, BB_NEC_MODE_SAFE);
    bb_facts_add_evidence (facts, _ ("The drive did not leave safe mode, so its firmware is not valid."));
    return TRUE;
}

static gboolean
nec_round_trip (NecLesson *lesson, GError **error)
{
    BbInquiry inquiry = {0};
    gboolean accepted = FALSE;
    gboolean told = FALSE;

    if (!nec_enter (lesson, &accepted, error))
        return FALSE;
    if (!accepted) {
        bb_facts_add_evidence (lesson->facts, _ ("The drive accepts no safe mode key known for its hardware, so its "
                                                 "boot code version cannot be read."));
        if (!lesson->was_safe)
            nec_take_boot_version (lesson, NULL);
        return TRUE;
    }
    told = bb_scsi_inquiry (lesson->transport, BB_NEC_INQUIRY_BYTES, &inquiry, NULL);
    if (told && !nec_is_really_safe (lesson, &inquiry, error))
        return FALSE;
    nec_take_boot_version (lesson, told ? &inquiry : NULL);
    nec_take_boot_code (lesson, bb_nec_facts_type (lesson->facts));
    if (lesson->was_safe)
        return TRUE;
    return nec_leave_and_wait (lesson, bb_nec_facts_key (lesson->facts), error) && nec_note_return (lesson, error);
}

/* A keyed backup has already been in safe mode, with this key, and has asked all there is to ask. */
static gboolean
nec_learn_from_backup (NecLesson *lesson)
{
    g_autoptr (GBytes) data = NULL;
    BbInquiry inquiry = {0};

    if (lesson->captures == NULL || lesson->was_safe || lesson->facts->condition != BB_CONDITION_NORMAL)
        return FALSE;
    data = bb_captures_get (lesson->captures, BB_NEC_CAPTURE_BOOT_INQUIRY);
    if (data == NULL ||
        !bb_scsi_inquiry_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), &inquiry, NULL) ||
        !bb_nec_is_safe_mode (&inquiry))
        return FALSE;
    bb_facts_set_string (lesson->facts, BB_NEC_VALUE_SAFE_MODE_KEY, bb_nec_facts_key (lesson->facts));
    nec_take_boot_version (lesson, &inquiry);
    return TRUE;
}

BbFacts *
bb_nec_learn (BbTransport *transport, BbFacts *facts, BbCaptures *captures, BbCatalog *catalog,
              GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) better = bb_facts_copy (facts);
    BbInquiry inquiry = {0};
    NecLesson lesson = {transport, better, captures, catalog, cancellable, FALSE};

    if (!bb_nec_facts_are_usable (facts, error))
        return NULL;
    if (!bb_nec_needs_learning (facts))
        return g_steal_pointer (&better);
    if (!bb_scsi_inquiry (transport, BB_NEC_INQUIRY_BYTES, &inquiry, error))
        return NULL;
    lesson.was_safe = bb_nec_is_safe_mode (&inquiry);
    better->inquiry = inquiry;
    if (!nec_try_opposite (&lesson, error))
        return NULL;
    g_ptr_array_set_size (better->candidates, 0);
    if (!nec_learn_from_backup (&lesson) && !nec_round_trip (&lesson, error))
        return NULL;
    bb_facts_set_string (better, BB_NEC_VALUE_LEARNT, "yes");
    bb_nec_weigh (better, catalog);
    return g_steal_pointer (&better);
}
