/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** BbAction: the kinds of job. */
typedef enum {
    BB_ACTION_LOOK,  /* identify the drive */
    BB_ACTION_CHECK, /* make a review: verdict, consents and plan. A backup is made first if the verdict needs facts
                        that the drive reports only in recovery mode */
    BB_ACTION_BACKUP,
    BB_ACTION_FLASH,
    BB_ACTION_VERIFY,
    BB_ACTION_ROLLBACK,
    BB_ACTION_RECOVER,
    BB_ACTION_CONVERT,   /* change boot code and identity; a power cycle and RECOVER with new firmware must follow */
    BB_ACTION_BOOK_TYPE, /* read the book types, or set them to the values in the settings */
    BB_ACTION_REPORT,    /* identify the drive, and write a report for maintainers, without serial numbers */
} BbAction;
/** bb_action_to_string: Returns the word of @action in journals and JSON: "look", "flash", "book-type", ...; "look"
 * for a value that is no #BbAction. */
const char *bb_action_to_string (BbAction action);
/** bb_action_writes: TRUE if the action writes firmware or boot code: FLASH, ROLLBACK, RECOVER or CONVERT. */
gboolean bb_action_writes (BbAction action);

G_END_DECLS
