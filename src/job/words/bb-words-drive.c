/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words.h"

#include "family/bb-family-check.h"

#include <glib/gi18n-lib.h>

const char *
bb_words_bus (BbBus bus)
{
    switch (bus) {
    case BB_BUS_PATA:
        return "PATA";
    case BB_BUS_SATA:
        return "SATA";
    case BB_BUS_USB:
        return "USB";
    case BB_BUS_FIREWIRE:
        return "FireWire";
    case BB_BUS_SCSI:
        return "SCSI";
    case BB_BUS_UNKNOWN:
    default:
        return _ ("unknown bus");
    }
}

const char *
bb_words_medium (BbMedium medium)
{
    switch (medium) {
    case BB_MEDIUM_NONE:
        return _ ("None (tray closed)");
    case BB_MEDIUM_TRAY_OPEN:
        return _ ("None (tray open)");
    case BB_MEDIUM_PRESENT:
        return _ ("Inserted");
    case BB_MEDIUM_UNKNOWN:
    default:
        return _ ("Not read");
    }
}

const char *
bb_words_purpose (BbPurpose purpose)
{
    static const char *const words[BB_N_PURPOSES] = {
        N_ ("Latest known firmware from the manufacturer"),
        N_ ("Reading UHD discs"),
        N_ ("Reading raw sectors"),
        N_ ("Preserving discs"),
        N_ ("Returning to the manufacturer’s firmware"),
    };

    return _ (words[purpose]);
}

const char *
bb_words_transfer (const char *transfer)
{
    if (g_strcmp0 (transfer, "plain") == 0)
        return _ ("The drive accepts plain (unencrypted) images.");
    if (g_strcmp0 (transfer, "wrapped") == 0)
        return _ ("The drive accepts only encrypted (wrapped) updates.");
    return _ ("It is unclear whether the drive accepts plain images or only encrypted (wrapped) updates.");
}

const char *
bb_words_confidence (BbConfidence confidence)
{
    switch (confidence) {
    case BB_CONFIDENCE_CONFLICTING:
        return _ ("Conflicting");
    case BB_CONFIDENCE_HIGH:
        return _ ("Confirmed");
    case BB_CONFIDENCE_MEDIUM:
        return _ ("Likely");
    case BB_CONFIDENCE_LOW:
    default:
        return _ ("Uncertain");
    }
}

const char *
bb_words_claim_source (const char *source)
{
    if (g_strcmp0 (source, "stored-id") == 0)
        return _ ("stored ID");
    if (g_strcmp0 (source, "model-block") == 0)
        return _ ("model block");
    if (g_strcmp0 (source, "firmware") == 0)
        return _ ("firmware");
    if (g_strcmp0 (source, "name") == 0)
        return _ ("reported name");
    return _ ("boot code");
}

const char *
bb_words_may_be_intact (void)
{
    return _ ("The drive is in recovery mode, but its firmware may be intact.");
}

const char *
bb_words_tested (const char *tested)
{
    if (g_strcmp0 (tested, "simulated") == 0)
        return _ ("Burnback was tested only with a simulated drive of this model. There are no reports yet from a "
                  "real drive.");
    if (g_strcmp0 (tested, "identified") == 0)
        return _ (
            "Identification with Burnback was tested on a real drive of this model. There are no reports yet of "
            "flashing this model with Burnback.");
    if (g_strcmp0 (tested, "backed-up") == 0)
        return _ ("Backing up with Burnback was tested on a real drive of this model. There are no reports yet of "
                  "flashing this model with Burnback.");
    if (g_strcmp0 (tested, "flashed") == 0)
        return _ ("Flashing was tested on a real drive of this model.");
    if (g_strcmp0 (tested, "recovered") == 0)
        return _ ("Flashing and recovery after a failure were both tested on a real drive of this model.");
    return _ ("Burnback has never been tested with a real or simulated drive of this model.");
}

const char *
bb_words_backup (BbBackupKind kind)
{
    switch (kind) {
    case BB_BACKUP_FULL:
        return _ ("Before anything is written, Burnback reads the firmware twice, compares the two results and "
                  "saves a copy.");
    case BB_BACKUP_PARTIAL:
        return _ ("Only part of the drive’s memory can be backed up.");
    case BB_BACKUP_NONE:
    default:
        return _ ("This drive cannot be backed up, so its current firmware cannot be restored.");
    }
}

const char *
bb_words_backup_reason (const BbReview *review)
{
    static const char *const codes[] = {"no-read-back", "no-readback"};

    g_return_val_if_fail (review != NULL, NULL);

    for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
        if (bb_verdict_has (review->verdict, codes[i]))
            return NULL;
    return review->backup_why;
}

const char *
bb_words_recovery_backup (const BbReview *review)
{
    const BbFamily *family = NULL;

    g_return_val_if_fail (review != NULL && review->facts != NULL, NULL);

    family = review->facts->family != NULL ? bb_family_lookup (review->facts->family) : NULL;
    switch (review->facts->condition) {
    case BB_CONDITION_SPECIAL:
        /* The firmware may be intact. A recovery saves it, unless Burnback wrote it in a flash that was
         * interrupted. */
        return family != NULL && family->inspect != NULL
                   ? _ ("Before writing, Burnback will try to save a copy of any unknown firmware that it can read "
                        "from the drive.")
                   : _ ("The firmware of this drive cannot be read in recovery mode, so it will not be backed up.");
    case BB_CONDITION_NORMAL:
        return review->backup_kind == BB_BACKUP_FULL
                   ? _ ("Burnback will first try to save a copy of the current firmware.")
                   : _ ("The firmware of this drive cannot be read completely, so it will not be backed up.");
    case BB_CONDITION_WRONG_FIRMWARE:
        return _ ("Burnback will first try to save a copy of the current firmware.");
    case BB_CONDITION_DAMAGED:
        return _ ("Burnback will save a copy of the drive’s identity before the repair.");
    case BB_CONDITION_HALF_ALIVE:
    case BB_CONDITION_UNKNOWN:
    default:
        return _ ("The firmware in the drive may be incomplete, so Burnback might overwrite it without a backup.");
    }
}

const char *
bb_words_no_backups (BbFacts *facts)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    g_autofree char *why = NULL;

    /* If a drive does not run its firmware normally, only its recovery shows whether it can be backed up. So this
     * sentence promises no backup. */
    if (family == NULL || facts->condition != BB_CONDITION_NORMAL)
        return _ ("No backups yet.");
    switch (family->backup_kind (facts, &why)) {
    case BB_BACKUP_FULL:
        return bb_family_get_no_flash (facts) != NULL
                   ? _ ("No backups yet.")
                   : _ ("There are no backups yet. Burnback will create a backup before flashing this drive.");
    case BB_BACKUP_PARTIAL:
        return _ ("There are no backups yet. Only part of the drive’s memory can be backed up.");
    case BB_BACKUP_NONE:
        break;
    }
    return _ ("There are no backups. This drive cannot be backed up.");
}

const char *
bb_words_no_full_backup (BbFacts *facts)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    g_autofree char *why = NULL;

    if (family == NULL || facts->condition != BB_CONDITION_NORMAL || (family->can (facts) & BB_CAN_ROLLBACK) != 0 ||
        family->backup_kind (facts, &why) == BB_BACKUP_FULL)
        return NULL;
    return _ ("A complete backup of this drive is not possible.");
}

/* TRUE if a backup of the drive with @facts contains at least a part of its firmware, or if that is not known. */
static gboolean
bb_words_firmware_is_read (BbFacts *facts, const BbFamily *family, BbCatalog *catalog)
{
    g_autoptr (BbPlan) plan = family->plan_backup (facts, catalog, NULL);

    if (plan == NULL)
        return TRUE;

    for (guint i = 0; i < bb_plan_get_n_captures (plan); i++)
        if (bb_plan_get_capture (plan, i)->region.kind == BB_REGION_FIRMWARE)
            return TRUE;
    return FALSE;
}

const char *
bb_words_partly_verified (BbFacts *facts, BbCatalog *catalog)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    g_autofree char *why = NULL;

    if (family == NULL || facts->condition != BB_CONDITION_NORMAL || (family->can (facts) & BB_CAN_VERIFY) == 0 ||
        family->backup_kind (facts, &why) != BB_BACKUP_PARTIAL || bb_words_firmware_is_read (facts, family, catalog))
        return NULL;
    return _ ("The firmware of this drive cannot be read, so verification will not include it.");
}

char *
bb_words_dup_region (const BbDvdRegion *region)
{
    g_autofree char *left = NULL;

    if (region == NULL)
        return NULL;
    if (region->scheme != BB_DVD_REGION_RPC_2)
        return g_strdup (_ ("None (plays DVDs from all regions)"));
    left = g_strdup_printf (ngettext ("%u change left", "%u changes left", region->n_user_changes),
                            region->n_user_changes);
    if (region->region == 0)
        /* TRANSLATORS: the region of a drive, then how often it can be changed */
        return g_strdup_printf (_ ("Not set; %s"), left);
    return g_strdup_printf ("%u; %s", region->region, left);
}

char *
bb_words_dup_book (BbBookMedium medium, const BbBook *book)
{
    gboolean for_now = book->uses_temporary && book->temporary_known;
    const char *name = bb_book_to_string (for_now ? book->temporary : book->permanent);
    g_autofree char *text = NULL;

    if (name == NULL)
        name = _ ("an unknown type");
    if (for_now)
        /* TRANSLATORS: a kind of disc such as DVD+R, then what it says that it is, such as DVD-ROM */
        text = g_strdup_printf (_ ("%s discs are reported as %s until the drive is reset"),
                                bb_book_medium_to_string (medium), name);
    else
        /* TRANSLATORS: a kind of disc such as DVD+R, then what it says that it is, such as DVD-ROM */
        text = g_strdup_printf (_ ("%s discs are reported as %s"), bb_book_medium_to_string (medium), name);
    if (book->n_changes_left >= 0) {
        g_autofree char *left = g_strdup_printf (
            ngettext ("%d change left", "%d changes left", (gulong) book->n_changes_left), book->n_changes_left);

        return g_strdup_printf ("%s; %s", text, left);
    }
    return g_steal_pointer (&text);
}

char *
bb_words_dup_books (const BbBooks *books)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; books != NULL && i < BB_N_BOOK_MEDIA; i++) {
        g_autofree char *line = NULL;

        if (!books->media[i].known)
            continue;
        line = bb_words_dup_book ((BbBookMedium) i, &books->media[i]);
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
    }
    return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

char *
bb_words_dup_not_recoverable (BbFacts *facts)
{
    g_autofree char *no_flash = bb_family_dup_no_flash (facts);
    const char *what = NULL;

    if (bb_family_recovers (facts))
        return NULL;
    if (facts->condition == BB_CONDITION_HALF_ALIVE)
        what = _ ("The drive started, but its firmware may be incomplete.");
    else if (facts->condition == BB_CONDITION_DAMAGED)
        what = _ ("The drive is running, but the parts of its stored identity do not match each other.");
    return what != NULL ? g_strjoin (" ", what, no_flash, NULL) : NULL;
}
