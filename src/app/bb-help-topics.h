/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

G_BEGIN_DECLS

/** BbHelpTopic: one page of help. @paragraphs: at most 6, %NULL-terminated; @see: ids of others. */
typedef struct {
    const char *id;
    const char *title;
    const char *paragraphs[7];
    const char *see[4];
} BbHelpTopic;

/** bb_help_topics_find: never %NULL: the first topic when there is none of this name. */
const BbHelpTopic *bb_help_topics_find (const char *id);
/** bb_help_topics_list: ends with one whose id is %NULL. */
const BbHelpTopic *bb_help_topics_list (void);
/** bb_help_topics_of_drive: which topic tells about @drive as it is now; %NULL: it is gone. */
const char *bb_help_topics_of_drive (BbEngineDrive *drive);

G_END_DECLS
