/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-stage.h"

#include "family/spc/bb-standard.h"

/**
 * BbBookChange: the change of book types that the settings of the request ask for; no change if neither @clear nor
 * @set is TRUE.
 * @clear: TRUE to reset the book types of all kinds of discs to the factory defaults
 * @set: TRUE to set @book as the book type of discs of the kind @medium
 * @temporary: with @set: TRUE if @book is used only until the next power cycle
 */
typedef struct {
    gboolean clear;
    gboolean set;
    gboolean temporary;
    BbBookMedium medium;
    guint8 book;
} BbBookChange;

/* Reads the requested change of book types from the settings of the request into @change, which the caller has
 * zeroed. Returns TRUE also without settings; @change stays zeroed then.
 * Returns FALSE with an error if
 * - the settings ask both to set and to reset book types
 * - they name a disc type without a book type, or a book type without a disc type
 * - the disc type or the book type is unknown */
static gboolean
bb_book_parse_request (BbFlow *flow, BbBookChange *change, GError **error)
{
    GVariant *settings = flow->request->settings;
    const char *medium = NULL;
    const char *book = NULL;

    if (settings == NULL)
        return TRUE;
    (void) g_variant_lookup (settings, BB_SETTING_BOOK_CLEAR, "b", &change->clear);
    (void) g_variant_lookup (settings, BB_SETTING_BOOK_TEMPORARY, "b", &change->temporary);
    (void) g_variant_lookup (settings, BB_SETTING_BOOK_MEDIUM, "&s", &medium);
    (void) g_variant_lookup (settings, BB_SETTING_BOOK_TYPE, "&s", &book);
    change->set = medium != NULL || book != NULL;
    if (!change->set)
        return TRUE;
    if (change->clear)
        return bb_flow_refuse (error, BB_JOB_PROBLEM_BOOKS_SET_AND_CLEARED, NULL, NULL);
    if (medium == NULL || !bb_book_medium_from_string (medium, &change->medium))
        return bb_flow_refuse (error, BB_JOB_PROBLEM_NO_SUCH_MEDIUM, medium != NULL ? medium : "", NULL);
    if (book == NULL || !bb_book_from_string (book, &change->book))
        return bb_flow_refuse (error, BB_JOB_PROBLEM_NO_SUCH_BOOK, book != NULL ? book : "", NULL);
    return TRUE;
}

/* Opens and identifies the drive. TRUE if its firmware runs and is complete, no flash was interrupted, and its family
 * can read book types; else FALSE with an error. @changes: the job will change book types, so the drive is opened
 * exclusively */
static gboolean
bb_book_may_begin (BbFlow *flow, gboolean changes, GError **error)
{
    g_autoptr (BbIdentified) identified = NULL;

    if (bb_flow_open (flow, changes, error))
        identified = bb_identified_new (flow, BB_IDENTIFY_PLAIN, error);
    if (identified == NULL)
        return FALSE;
    if (bb_flow_has_no_firmware (flow))
        return bb_flow_refuse_without_firmware (flow, bb_identified_get_record (identified), error);
    if (bb_identified_is_interrupted (identified))
        return bb_flow_refuse (error, BB_JOB_PROBLEM_FLASH_INTERRUPTED, NULL, NULL);
    if (flow->family == NULL || flow->family->books == NULL)
        return bb_flow_refuse (error, BB_JOB_PROBLEM_BOOKS_UNKNOWN, NULL, NULL);
    return TRUE;
}

/* Makes @change in the drive. TRUE if the drive accepted it, or if there is nothing to change; else FALSE with an
 * error. After an error other than UNEXPECTED and CANNOT, the drive may have made the change; the reason of the
 * result is BOOK_UNDECIDED then. */
static gboolean
bb_book_write (BbFlow *flow, const BbBookChange *change, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    gboolean good = TRUE;

    if (change->clear)
        good = flow->family->books->clear (BB_TRANSPORT (flow->link), &local_error);
    else if (change->set)
        good = flow->family->books->set (BB_TRANSPORT (flow->link), change->medium, change->book, change->temporary,
                                         &local_error);
    /* The message of this error is a whole sentence, which the result shows without changes. */
    if (g_error_matches (local_error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_UNEXPECTED)) {
        g_set_error_literal (error, BB_JOB_ERROR, BB_JOB_ERROR_UNCHANGED, local_error->message);
        return FALSE;
    }
    if (good)
        return TRUE;
    if (!g_error_matches (local_error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT))
        flow->draft.reason = BB_RESULT_REASON_BOOK_UNDECIDED;
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
}

BbResult *
bb_flow_book_type (BbFlow *flow)
{
    g_autoptr (GError) error = NULL;
    BbBookChange change = {0};

    if (!bb_book_parse_request (flow, &change, &error) ||
        !bb_book_may_begin (flow, change.set || change.clear, &error) || !bb_book_write (flow, &change, &error))
        return bb_flow_end_early (flow, error);
    flow->draft.books = g_new0 (BbBooks, 1);
    if (!flow->family->books->read (BB_TRANSPORT (flow->link), flow->draft.books, &error)) {
        g_clear_pointer (&flow->draft.books, g_free);
        if (!change.set && !change.clear)
            return bb_flow_end_early (flow, error);
        /* The change was made, so only the list of all book types is missing. */
        (void) bb_flow_note_error (flow, error);
    }
    flow->draft.about.book_medium = change.medium;
    flow->draft.about.book = change.book;
    if (change.clear)
        flow->draft.reason = BB_RESULT_REASON_BOOKS_CLEARED;
    else if (change.set)
        flow->draft.reason = change.temporary ? BB_RESULT_REASON_BOOK_SET_FOR_NOW : BB_RESULT_REASON_BOOK_SET;
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}

/* --- region, book types and manufacture, for other flows --- */

/* Sends the standard commands of bb_standard_ask() to a drive of no family, and adds the answers to its facts. FALSE
 * with an error, and unchanged facts, if a command fails. */
static gboolean
bb_flow_ask_standard (BbFlow *flow, GError **error)
{
    g_autoptr (BbFacts) facts = bb_facts_copy (flow->facts);

    if (!bb_standard_ask (BB_TRANSPORT (flow->link), facts, error))
        return FALSE;
    bb_facts_unref (flow->facts);
    flow->facts = g_steal_pointer (&facts);
    return TRUE;
}

void
bb_flow_ask_details (BbFlow *flow)
{
    const BbBookOps *ops = flow->family != NULL ? flow->family->books : NULL;
    BbDvdRegion region = {0};
    BbBooks books = {0};
    g_autoptr (GError) error = NULL;
    gboolean read;

    if (flow->facts != NULL && flow->facts->family == NULL && !bb_flow_ask_standard (flow, &error)) {
        (void) bb_flow_note_error (flow, error);
        return;
    }
    if (flow->facts == NULL ||
        (flow->facts->condition != BB_CONDITION_NORMAL && flow->facts->condition != BB_CONDITION_UNKNOWN))
        return;
    read = ops != NULL ? ops->read_region (BB_TRANSPORT (flow->link), &region, &error)
                       : bb_dvd_region_read (BB_TRANSPORT (flow->link), &region, &error);
    if (read && region.scheme != BB_DVD_REGION_UNKNOWN)
        flow->draft.region = g_memdup2 (&region, sizeof region);
    if (error == NULL && ops != NULL && ops->read (BB_TRANSPORT (flow->link), &books, &error))
        flow->draft.books = g_memdup2 (&books, sizeof books);
    if (error == NULL && flow->family != NULL && flow->family->read_build_info != NULL)
        flow->draft.build_info = flow->family->read_build_info (BB_TRANSPORT (flow->link), &error);
    if (error != NULL)
        (void) bb_flow_note_error (flow, error);
}
