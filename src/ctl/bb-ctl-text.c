/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-text.h"

#include "bb-ctl-json.h"
#include "bb-ctl-next-step.h"
#include "bb-ctl-output.h"
#include "bb-ctl-wrap.h"

#include "family/bb-family-check.h"
#include "job/engine/bb-known-drive.h"
#include "job/operation/bb-rescue.h"
#include "job/words/bb-words.h"

#include <glib/gi18n.h>

#define BB_CTL_LABEL_COLUMNS 11

/* TRUE if a recovery of @drive needs a file of the user, because without one Burnback has nothing to write and no
 * other way to try. Reads the list of backups from disk. */
static gboolean
bb_ctl_needs_file (BbCtl *ctl, BbEngineDrive *drive)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (ctl->engine), NULL);
    g_autoptr (BbRescue) rescue = bb_rescue_new (drive, backups, NULL, NULL);
    gboolean needs_file = FALSE;

    for (guint i = 0; i < rescue->steps->len; i++) {
        const BbRescueStep *step = g_ptr_array_index (rescue->steps, i);

        if (step->kind == BB_RESCUE_AGAIN || step->is_again)
            return FALSE;
        needs_file = needs_file || step->kind == BB_RESCUE_FILE;
    }
    return needs_file;
}

char *
bb_ctl_dup_state_text (BbCtl *ctl, BbEngineDrive *drive)
{
    BbDriveState state = bb_engine_drive_get_shown_state (drive);
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    const char *name = bb_engine_drive_get_name (drive);
    g_autofree char *text = bb_engine_drive_dup_state_text (drive);

    if (!bb_family_recovers (facts))
        return g_steal_pointer (&text);
    if (state == BB_DRIVE_STATE_NEEDS_RECOVERY && bb_engine_drive_wants_tool_code (drive))
        /* TRANSLATORS: a sentence on the state of a drive, then the drive */
        return g_strdup_printf (_ ("%s If another program failed and showed an error code, run “burnbackctl "
                                   "recover %s FILE --tool-code CODE”."),
                                text, name);
    /* Without a file, a recovery of firmware that mixes two revisions writes nothing. */
    if (state == BB_DRIVE_STATE_NEEDS_RECOVERY &&
        (bb_engine_drive_get_hazard (drive) != NULL ||
         (facts != NULL && bb_facts_get_string (facts, BB_FACTS_CONTRADICTION) != NULL)))
        /* TRANSLATORS: a sentence on the state of a drive, then the drive */
        return g_strdup_printf (_ ("%s To recover the drive, run “burnbackctl recover %s FILE”."), text, name);
    if (state == BB_DRIVE_STATE_NEEDS_RECOVERY && facts != NULL && bb_facts_wants_label (facts))
        /* TRANSLATORS: a sentence on the state of a drive, then the drive */
        return g_strdup_printf (
            _ ("%s To recover the drive, run “burnbackctl recover %s FILE --label \"MODEL CODE\"”. Take the model "
               "and the service code from the drive’s label."),
            text, name);
    if (state == BB_DRIVE_STATE_NEEDS_RECOVERY && bb_engine_drive_find_left (drive) == BB_ATTEMPTS_LEFT_WITH_KEY)
        return bb_ctl_dup_with_key_file_step (text, name);
    if (state == BB_DRIVE_STATE_NEEDS_RECOVERY &&
        (bb_engine_drive_find_left (drive) == BB_ATTEMPTS_LEFT_NONE || bb_ctl_needs_file (ctl, drive)))
        /* TRANSLATORS: a sentence on the state of a drive, then the drive */
        return g_strdup_printf (_ ("%s To recover the drive, run “burnbackctl recover %s FILE”."), text, name);
    if (state == BB_DRIVE_STATE_NEEDS_RECOVERY && bb_engine_drive_is_worn (drive) && facts != NULL &&
        facts->condition == BB_CONDITION_SPECIAL)
        /* TRANSLATORS: sentences on the state of a drive, then the drive */
        return g_strdup_printf (_ ("%s Power cycle the drive now, then run “burnbackctl recover %s”."), text, name);
    if (state == BB_DRIVE_STATE_NEEDS_RECOVERY && bb_engine_drive_is_worn (drive))
        /* TRANSLATORS: sentences on the state of a drive, then the drive */
        return g_strdup_printf (_ ("%s To try again, run “burnbackctl recover %s”."), text, name);
    if (state == BB_DRIVE_STATE_NEEDS_RECOVERY)
        /* TRANSLATORS: a sentence on the state of a drive, then the drive */
        return g_strdup_printf (_ ("%s To recover the drive, run “burnbackctl recover %s”."), text, name);
    if ((state == BB_DRIVE_STATE_READY || state == BB_DRIVE_STATE_POWER_CYCLE) &&
        bb_engine_drive_get_journal (drive) != NULL)
        /* TRANSLATORS: a sentence on the state of a drive, then the drive */
        return g_strdup_printf (_ ("%s To verify the firmware, run “burnbackctl verify %s”."), text, name);
    if (state == BB_DRIVE_STATE_READY && facts != NULL && facts->family == NULL && bb_facts_is_only_named (facts))
        /* TRANSLATORS: a sentence on the state of a drive, then the drive */
        return g_strdup_printf (_ ("%s To save a report, run “burnbackctl report %s FILE”."), text, name);
    if (state == BB_DRIVE_STATE_READY && facts != NULL && facts->family == NULL && !ctl->look_closer)
        /* TRANSLATORS: a sentence on the state of a drive, then the drive */
        return g_strdup_printf (_ ("%s To probe the drive further, run “burnbackctl info %s --look-closer”."), text,
                                name);
    return g_steal_pointer (&text);
}

char *
bb_ctl_dup_known_model (BbCtl *ctl, BbEngineDrive *drive)
{
    g_autoptr (BbFacts) known =
        bb_engine_drive_is_others (drive) ? bb_known_drive_dup_facts (ctl->engine, drive) : NULL;

    if (known == NULL || known->model_name == NULL)
        return NULL;
    return g_strjoin (" ", known->maker != NULL ? known->maker : known->model_name,
                      known->maker != NULL ? known->model_name : NULL, NULL);
}

const char *
bb_ctl_get_likely_family (BbEngineDrive *drive)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    const char *id = facts != NULL ? bb_facts_get_string (facts, BB_FACTS_LIKELY_FAMILY) : NULL;
    const BbFamily *family = id != NULL ? bb_family_lookup (id) : NULL;

    return family != NULL ? _ (family->name) : NULL;
}

/* Returns (transfer full) a text about maker and model of @drive, by the first case that applies:
 * - The drive is identified: its maker and model.
 * - The reported name suggests maker and model, or answers suggest a family: a phrase with these, which says that the
 *   drive is not identified.
 * - Another program uses the drive: a phrase with maker and model from journals and backups, if they have them.
 * - Else a phrase that says that the drive is not identified. */
static char *
bb_ctl_dup_identity (BbCtl *ctl, BbEngineDrive *drive)
{
    char *is = bb_engine_drive_dup_is_text (drive);
    g_autofree char *known = NULL;
    g_autofree char *named = bb_engine_drive_dup_named_text (drive);
    const char *likely = bb_ctl_get_likely_family (drive);

    if (is != NULL)
        return is;
    if (named != NULL)
        /* TRANSLATORS: maker and model of a drive */
        return g_strdup_printf (_ ("not identified (the reported name suggests %s)"), named);
    if (likely != NULL)
        /* TRANSLATORS: a family of drives, named after their chip */
        return g_strdup_printf (_ ("not identified (probably of the %s family)"), likely);
    if (!bb_engine_drive_is_others (drive))
        return g_strdup (_ ("not identified"));
    known = bb_ctl_dup_known_model (ctl, drive);
    if (known == NULL)
        return g_strdup (_ ("not read, because another program is using the drive"));
    /* TRANSLATORS: maker and model of a drive */
    return g_strdup_printf (_ ("%s (from Burnback’s records, because another program is using the drive)"), known);
}

BbCtlTone
bb_ctl_get_state_tone (BbEngineDrive *drive)
{
    if (bb_engine_drive_was_stopped (drive))
        return BB_CTL_TONE_NOTICE;
    switch (bb_engine_drive_get_shown_state (drive)) {
    case BB_DRIVE_STATE_READY:
        return BB_CTL_TONE_GOOD;
    case BB_DRIVE_STATE_NEEDS_RECOVERY:
        return BB_CTL_TONE_BAD;
    case BB_DRIVE_STATE_UNKNOWN:
    case BB_DRIVE_STATE_MEDIUM:
    case BB_DRIVE_STATE_BUSY:
    case BB_DRIVE_STATE_POWER_CYCLE:
    case BB_DRIVE_STATE_NO_PERMISSION:
    default:
        return BB_CTL_TONE_NOTICE;
    }
}

void
bb_ctl_print_drive (BbCtl *ctl, BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autofree char *identity = bb_ctl_dup_identity (ctl, drive);
    g_autofree char *state = bb_ctl_dup_state_text (ctl, drive);
    g_autofree char *vendor = NULL, *product = NULL, *revision = NULL;

    bb_engine_drive_dup_reported (drive, &vendor, &product, &revision);
    bb_ctl_print_line (ctl, BB_CTL_TONE_HEADER, "%-5s %s %s%s%s  (%s%s%s)\n", details->name, vendor, product,
                       *revision != '\0' ? " " : "", revision, bb_bus_to_string (details->bus),
                       details->bridge != NULL ? ", " : "", details->bridge != NULL ? details->bridge : "");
    bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      identity: %s\n"), identity);
    bb_ctl_print_line (ctl, bb_ctl_get_state_tone (drive), "      %s\n", state);
}

void
bb_ctl_print_books (BbCtl *ctl, const BbBooks *books)
{
    for (guint i = 0; i < BB_N_BOOK_MEDIA; i++) {
        g_autofree char *line = NULL;

        if (!books->media[i].known)
            continue;
        line = bb_words_dup_book ((BbBookMedium) i, &books->media[i]);
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      book type: %s\n"), line);
    }
}

void
bb_ctl_print_region (BbCtl *ctl, const BbDvdRegion *region)
{
    g_autofree char *text = bb_words_dup_region (region);

    bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      region: %s\n"), text);
}

void
bb_ctl_print_file (BbCtl *ctl, const char *indent, const char *name, const char *inside)
{
    if (inside != NULL && *inside != '\0')
        bb_ctl_print (ctl, "%s%s (%s)\n", indent, name, inside);
    else
        bb_ctl_print (ctl, "%s%s\n", indent, name);
}

/* Returns the translated word for @checksum. */
static const char *
bb_ctl_checksum_word (BbChecksum checksum)
{
    switch (checksum) {
    case BB_CHECKSUM_GOOD:
        return C_ ("checksum", "good");
    case BB_CHECKSUM_BAD:
        return C_ ("checksum", "bad");
    case BB_CHECKSUM_NONE:
    default:
        return C_ ("checksum", "none");
    }
}

/* Prints model, revision, checksum and details of an image. The family of @identity must be known. */
static void
bb_ctl_print_identity (BbCtl *ctl, BbImageIdentity *identity)
{
    const char *checksum = bb_ctl_checksum_word (identity->checksum);
    const char *revision = identity->revision != NULL ? identity->revision : _ ("unreadable");
    g_autofree char *codes = g_strjoinv (", ", identity->codes);
    g_autoptr (GPtrArray) details = bb_family_describe (identity->family, identity->values);
    g_autofree char *remark = bb_family_explain_image (identity);

    /* TRANSLATORS: the first %s is a model, and in parentheses are its codes */
    if (identity->model_name != NULL && *codes != '\0')
        bb_ctl_print (ctl, _ ("  firmware for %s (%s), revision %s, checksum %s\n"), identity->model_name, codes,
                      revision, checksum);
    else if (identity->model_name != NULL)
        bb_ctl_print (ctl, _ ("  firmware for %s, revision %s, checksum %s\n"), identity->model_name, revision,
                      checksum);
    else if (*codes != '\0')
        bb_ctl_print (ctl, _ ("  firmware for an unknown model (%s), revision %s, checksum %s\n"), codes, revision,
                      checksum);
    else
        bb_ctl_print (ctl, _ ("  firmware for an unknown model, revision %s, checksum %s\n"), revision, checksum);
    for (guint i = 0; i < details->len; i++) {
        const BbDetail *detail = g_ptr_array_index (details, i);

        bb_ctl_print (ctl, "  %s: %s\n", detail->label, detail->text != NULL ? detail->text : _ ("unreadable"));
    }
    if (remark != NULL)
        bb_ctl_print (ctl, "  %s\n", remark);
}

void
bb_ctl_print_image (BbCtl *ctl, BbImage *image)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    g_autofree char *size = g_format_size_full (bb_image_get_size (image), G_FORMAT_SIZE_IEC_UNITS);

    bb_ctl_print_file (ctl, "", bb_image_get_name (image), bb_image_get_inside (image));
    bb_ctl_print (ctl, _ ("  %s, SHA-256 %s\n"), size, bb_image_get_sha256 (image));
    if (identity == NULL)
        return;
    if (identity->family != NULL)
        bb_ctl_print_identity (ctl, identity);
    if (identity->known != NULL)
        bb_ctl_print (ctl, _ ("  known as %s %s\n"), bb_known_image_get_name (identity->known),
                      bb_known_image_get_revision (identity->known));
    if (identity->kind == BB_IMAGE_KIND_ORIGINAL)
        bb_ctl_print (ctl, _ ("  original firmware from the manufacturer\n"));
    if (bb_image_identity_get_change (identity) != NULL)
        /* TRANSLATORS: %s names who modified it: "OmniDrive 1.0.4", "MK" */
        bb_ctl_print (ctl, _ ("  modified image: %s\n"), bb_image_identity_get_change (identity));
    if (identity->problem != NULL)
        bb_ctl_print (ctl, "  %s\n", identity->problem);
}

const char *
bb_ctl_verdict_word (BbVerdict *verdict)
{
    BbVerdictLevel level = bb_verdict_get_level (verdict);

    if (bb_verdict_is_damaged (verdict))
        return _ ("DAMAGED FILE");
    if (bb_verdict_expects_rejection (verdict))
        return level == BB_VERDICT_CROSS_FLASH ? _ ("CROSS-FLASH, REJECTION EXPECTED") : _ ("REJECTION EXPECTED");
    switch (level) {
    case BB_VERDICT_FITS:
        return _ ("COMPATIBLE");
    case BB_VERDICT_CAUTION:
        return _ ("COMPATIBLE WITH WARNINGS");
    case BB_VERDICT_CROSS_FLASH:
        return _ ("CROSS-FLASH");
    case BB_VERDICT_REFUSED:
    default:
        return _ ("INCOMPATIBLE");
    }
}

const char *
bb_ctl_refusal_text (BbVerdict *verdict)
{
    return bb_verdict_is_damaged (verdict) ? _ ("This file is damaged or incomplete.")
                                           : _ ("This firmware is incompatible with this drive.");
}

const char *
bb_ctl_refusal_step (BbVerdict *verdict)
{
    return bb_verdict_is_damaged (verdict)
               ? _ ("Download the file again, or use another file for exactly this model.")
               : _ ("Use a firmware file for exactly this model.");
}

void
bb_ctl_print_labelled (BbCtl *ctl, const char *label, const char *text, const char *more)
{
    g_autofree char *padded = bb_ctl_dup_padded (label, BB_CTL_LABEL_COLUMNS);

    bb_ctl_print (ctl, "  %s %s%s%s\n", padded, text, more != NULL ? " " : "", more != NULL ? more : "");
}

/* Returns the translated word for @weight. */
static const char *
bb_ctl_weight_word (BbWeight weight)
{
    static const char *const WORDS[] = {
        [BB_WEIGHT_INFO] = N_ ("info"),
        [BB_WEIGHT_CAUTION] = N_ ("caution"),
        [BB_WEIGHT_CROSS_FLASH] = N_ ("cross-flash"),
        [BB_WEIGHT_REFUSAL] = N_ ("refusal"),
    };

    return _ (WORDS[weight]);
}

void
bb_ctl_print_reason (BbCtl *ctl, const BbReason *reason)
{
    bb_ctl_print_labelled (ctl, bb_ctl_weight_word (reason->weight), reason->text, NULL);
}

void
bb_ctl_print_effects (BbCtl *ctl, const char *needs, const char *gains, const char *losses, const char *risk)
{
    g_autofree char *shown_risk = bb_catalog_dup_risk (risk);

    if (needs != NULL && *needs != '\0')
        bb_ctl_print (ctl, _ ("  requires: %s\n"), bb_catalog_translate (needs));
    if (gains != NULL && *gains != '\0')
        bb_ctl_print (ctl, _ ("  gains: %s\n"), bb_catalog_translate (gains));
    if (losses != NULL && *losses != '\0')
        bb_ctl_print (ctl, _ ("  losses: %s\n"), bb_catalog_translate (losses));
    if (shown_risk != NULL)
        /* TRANSLATORS: level of a risk, and sentences: "risk: high. One drive rejected it." */
        bb_ctl_print (ctl, _ ("  risk: %s\n"), shown_risk);
}

void
bb_ctl_printerr_reasons (BbVerdict *verdict)
{
    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);
        g_autofree char *padded = bb_ctl_dup_padded (bb_ctl_weight_word (reason->weight), BB_CTL_LABEL_COLUMNS);

        bb_ctl_printerr_lines ("  %s %s", padded, reason->text);
    }
}

void
bb_ctl_print_items (BbCtl *ctl, JsonArray *items)
{
    for (guint i = 0; i < json_array_get_length (items); i++) {
        JsonObject *item = json_array_get_object_element (items, i);
        const char *label = json_object_get_boolean_member (item, "good")     ? _ ("ready")
                            : json_object_get_boolean_member (item, "needed") ? _ ("not ready")
                                                                              : _ ("note");

        bb_ctl_print_labelled (ctl, label, json_object_get_string_member (item, "text"),
                               json_object_get_string_member (item, "remedy"));
    }
}

void
bb_ctl_print_review (BbCtl *ctl, BbEngineDrive *drive, BbReview *review)
{
    g_autoptr (JsonArray) readiness = bb_ctl_json_readiness (review->readiness);

    bb_ctl_print_drive (ctl, drive);
    bb_ctl_print_image (ctl, review->image);
    bb_ctl_print (ctl, "%s\n", bb_ctl_verdict_word (review->verdict));
    for (guint i = 0; i < bb_verdict_get_n_reasons (review->verdict); i++)
        bb_ctl_print_reason (ctl, bb_verdict_get_reason (review->verdict, i));
    bb_ctl_print_items (ctl, readiness);
    if (bb_words_backup_reason (review) != NULL)
        bb_ctl_print_labelled (ctl, _ ("backup"), bb_words_backup_reason (review), NULL);
    if (review->facts->model != NULL)
        /* TRANSLATORS: a label: how far drives of this model were tested */
        bb_ctl_print_labelled (ctl, _ ("tested"), bb_words_tested (bb_model_get_tested (review->facts->model)), NULL);
}
