/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/**
 * bb_sold_name_list:
 * @facts: (nullable): facts of a drive
 *
 * Returns: (transfer full) (element-type BbName): the names under which drives of the model in @facts were sold, from
 *   the catalog. Leaves out names with a parenthesis, because these have firmware of another seller. Leaves out names
 *   of other models of the same type. Empty if the model is unknown
 */
GPtrArray *bb_sold_name_list (BbFacts *facts);
/** bb_sold_name_list_texts: Returns (transfer full) the texts by which a user may know a drive with @facts
 * (nullable). For each name of bb_sold_name_list(), these are the marketed name, and the vendor and product that such
 * drives report, if they differ from the marketed name. */
char **bb_sold_name_list_texts (BbFacts *facts);
/** bb_sold_name_dup_maker: Returns (transfer full) (nullable) the maker in the marketed name of @name: "TDK" of "TDK
 * 420N". %NULL if the marketed name is a description without a maker. */
char *bb_sold_name_dup_maker (BbName *name);

G_END_DECLS
