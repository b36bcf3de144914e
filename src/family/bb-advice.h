/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-facts.h"

G_BEGIN_DECLS

/*
 * Advice: which firmware a drive of this kind was reported to be good with, for a purpose. Text for people, from the
 * catalog: never a permission, and no place to get it from.
 */

/** BbPurpose: what firmware is wanted for. */
typedef enum {
    BB_PURPOSE_LATEST,
    BB_PURPOSE_UHD,
    BB_PURPOSE_OMNIDRIVE,
    BB_PURPOSE_WAY_BACK,
    BB_N_PURPOSES,
} BbPurpose;

/** bb_purpose_to_string: "latest", "uhd", "omnidrive", "way-back"; stable. */
const char *bb_purpose_to_string (BbPurpose purpose);

/**
 * BbAdvice: all texts are of the catalog, and (nullable): not known.
 * @image: what to look for; %NULL: firmware for this purpose is not advised, and @risk says why
 * @transfer: "plain", "wrapped", "unknown": how the drive takes updates now; %NULL: it has but one way
 */
typedef struct {
    BbPurpose purpose;
    char *image;
    char *transfer;
    char *gains;
    char *losses;
    char *risk;
    char *source;
    BbConfidence confidence;
} BbAdvice;
void bb_advice_free (BbAdvice *advice);

/** bb_advice_list: (transfer full) (element-type BbAdvice): for a drive with @facts (nullable), by purpose and then
 * in the order of the catalog; empty when nothing is known. */
GPtrArray *bb_advice_list (BbFacts *facts, BbCatalog *catalog);

G_END_DECLS
