/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-stage.h"

/**
 * BbBookWish: what the settings of the request ask for.
 * @clear: reset all to the factory defaults; other settings are ignored
 * @set: set one kind of disc
 */
typedef struct {
    gboolean clear;
    gboolean set;
    gboolean temporary;
    BbBookMedium medium;
    guint8 book;
} BbBookWish;

static gboolean
bb_book_read_wish (BbFlow *flow, BbBookWish *wish, GError **error)
{
    GVariant *settings = flow->request->settings;
    const char *medium = NULL;
    const char *book = NULL;

    if (settings == NULL)
        return TRUE;
    (void) g_variant_lookup (settings, BB_SETTING_BOOK_CLEAR, "b", &wish->clear);
    (void) g_variant_lookup (settings, BB_SETTING_BOOK_TEMPORARY, "b", &wish->temporary);
    (void) g_variant_lookup (settings, BB_SETTING_BOOK_MEDIUM, "&s", &medium);
    (void) g_variant_lookup (settings, BB_SETTING_BOOK_TYPE, "&s", &book);
    wish->set = medium != NULL || book != NULL;
    if (!wish->set)
        return TRUE;
    if (wish->clear)
        return bb_flow_refuse (error, BB_JOB_PROBLEM_BOOKS_SET_AND_CLEARED, NULL, NULL);
    if (medium == NULL || !bb_book_medium_from_string (medium, &wish->medium))
        return bb_flow_refuse (error, BB_JOB_PROBLEM_NO_SUCH_MEDIUM, medium != NULL ? medium : "", NULL);
    if (book == NULL || !bb_book_from_string (book, &wish->book))
        return bb_flow_refuse (error, BB_JOB_PROBLEM_NO_SUCH_BOOK, book != NULL ? book : "", NULL);
    return TRUE;
}

static gboolean
bb_book_may_begin (BbFlow *flow, gboolean changes, GError **error)
{
    g_autoptr (BbIdentified) identified = NULL;

    if (bb_flow_open (flow, changes, error))
        identified = bb_identified_new (flow, BB_IDENTIFY_PLAIN, error);
    if (identified == NULL)
        return FALSE;
    if (bb_flow_has_no_firmware (flow) || bb_identified_is_interrupted (identified))
        return bb_flow_refuse (error, BB_JOB_PROBLEM_NO_FIRMWARE, NULL, NULL);
    if (flow->family == NULL || flow->family->books == NULL)
        return bb_flow_refuse (error, BB_JOB_PROBLEM_BOOKS_UNKNOWN, NULL, NULL);
    return TRUE;
}

static gboolean
bb_book_change (BbFlow *flow, const BbBookWish *wish, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    gboolean good = TRUE;

    if (wish->clear)
        good = flow->family->books->clear (BB_TRANSPORT (flow->link), &local_error);
    else if (wish->set)
        good = flow->family->books->set (BB_TRANSPORT (flow->link), wish->medium, wish->book, wish->temporary,
                                         &local_error);
    /* The error is a whole sentence already. */
    if (g_error_matches (local_error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_UNEXPECTED))
        g_set_error_literal (error, BB_JOB_ERROR, BB_JOB_ERROR_UNCHANGED, local_error->message);
    else if (!good)
        g_propagate_error (error, g_steal_pointer (&local_error));
    return good;
}

BbResult *
bb_flow_book_type (BbFlow *flow)
{
    g_autoptr (GError) error = NULL;
    BbBookWish wish = {0};

    if (!bb_book_read_wish (flow, &wish, &error) || !bb_book_may_begin (flow, wish.set || wish.clear, &error) ||
        !bb_book_change (flow, &wish, &error))
        return bb_flow_end_early (flow, error);
    flow->draft.books = g_new0 (BbBooks, 1);
    if (!flow->family->books->read (BB_TRANSPORT (flow->link), flow->draft.books, &error))
        return bb_flow_end_early (flow, error);
    flow->draft.about.book_medium = wish.medium;
    flow->draft.about.book = wish.book;
    if (wish.clear)
        flow->draft.reason = BB_RESULT_REASON_BOOKS_CLEARED;
    else if (wish.set)
        flow->draft.reason = wish.temporary ? BB_RESULT_REASON_BOOK_SET_FOR_NOW : BB_RESULT_REASON_BOOK_SET;
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}

/* --- what else it says of itself --- */

void
bb_flow_ask_details (BbFlow *flow)
{
    const BbBookOps *ops = flow->family != NULL ? flow->family->books : NULL;
    BbDvdRegion region = {0};
    BbBooks books = {0};
    g_autoptr (GError) error = NULL;
    gboolean read;

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
        flow->draft.making = flow->family->read_build_info (BB_TRANSPORT (flow->link), &error);
    if (error != NULL)
        (void) bb_flow_note_error (flow, error);
}
