/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/**
 * bb_healthy_facts_new:
 * @inquiry: (nullable): the raw answer in hex
 * @values: (nullable): a{sv}
 *
 * Facts of a drive as they stand in a journal or in a backup: what it was when it was well.
 * Returns: (transfer full) (nullable): %NULL without a family
 */
BbFacts *bb_healthy_facts_new (const char *family, const char *model_key, const char *inquiry,
                               const char *fingerprint, GVariant *values, BbCatalog *catalog);

G_END_DECLS
