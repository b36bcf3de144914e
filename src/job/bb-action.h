/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** BbAction: what a job does with one drive. */
typedef enum {
    BB_ACTION_LOOK,  /* identify the drive */
    BB_ACTION_CHECK, /* the review: verdict, conditions, plan; backs up first where the verdict needs it */
    BB_ACTION_BACKUP,
    BB_ACTION_FLASH,
    BB_ACTION_VERIFY,
    BB_ACTION_ROLLBACK,
    BB_ACTION_RECOVER,
    BB_ACTION_CONVERT,   /* another boot code and identity; ends with a power cycle and RECOVER with new firmware */
    BB_ACTION_BOOK_TYPE, /* show the book types, or set what the settings say */
    BB_ACTION_REPORT,    /* LOOK, and a text for a maintainer without serial numbers */
} BbAction;
const char *bb_action_to_string (BbAction action);
/** bb_action_writes: whether it leads to firmware or boot code being written. */
gboolean bb_action_writes (BbAction action);

G_END_DECLS
