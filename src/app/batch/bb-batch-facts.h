/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbBatchFacts: the facts that several drives of the batch have in common, said once above the list: warnings and
 * notices in view, details in a folded list. Hidden if there are none.
 *
 * A notice is always here, also if only one drive has it. A warning is common only if every drive with facts has it;
 * in other cases it stays in the rows. A detail is common if at least two drives have it and if, for each of them,
 * all drives with the same image (and, like it, with or without a result) have it. The names of the drives are before
 * a notice or a detail unless it is about all.
 */
#define BB_TYPE_BATCH_FACTS (bb_batch_facts_get_type ())
G_DECLARE_FINAL_TYPE (BbBatchFacts, bb_batch_facts, BB, BATCH_FACTS, GtkBox)

/** bb_batch_facts_show: Shows the common facts of @rows (element-type BbBatchRow), and tells each row not to show
 * them. */
void bb_batch_facts_show (BbBatchFacts *self, GList *rows);
/** bb_batch_facts_hide_notices: Hides the notices until the next bb_batch_facts_show(). */
void bb_batch_facts_hide_notices (BbBatchFacts *self);
/** bb_batch_facts_clear: Shows no facts, and folds the details; for a new choice. */
void bb_batch_facts_clear (BbBatchFacts *self);

G_END_DECLS
