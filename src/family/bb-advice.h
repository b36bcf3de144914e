/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-facts.h"

G_BEGIN_DECLS

/* Advice from the catalog: which firmware was reported to be good for a purpose on a kind of drive. Advice is only
 * shown to the user: it does not make an image acceptable, and it does not say where to get the firmware. */

/** BbPurpose: what the user wants the firmware for. */
typedef enum {
    BB_PURPOSE_LATEST,
    BB_PURPOSE_UHD,
    BB_PURPOSE_OMNIDRIVE,
    BB_PURPOSE_ARCHIVE,
    BB_PURPOSE_WAY_BACK,
    BB_N_PURPOSES,
} BbPurpose;

/** bb_purpose_to_string: "latest", "uhd", "omnidrive", "archive", "way-back"; stable. */
const char *bb_purpose_to_string (BbPurpose purpose);

/**
 * BbAdvice: firmware for one purpose. All texts are (nullable). All texts except @transfer come from the catalog.
 * @image: name of the firmware to look for; %NULL: no firmware is advised for this purpose, and @risk says why
 * @builds: (array zero-terminated): patterns for the known images that are the advised firmware, see
 *   data/catalog/README.md; empty if no known image is the advised firmware
 * @needs: what the firmware requires of the drive and its connection
 * @transfer: form in which the drive accepts updates now, according to its facts: "plain", "wrapped" (encrypted) or
 *   "unknown". %NULL: drives of its family accept one form only, or no family supports the drive
 */
typedef struct {
    BbPurpose purpose;
    char *image;
    char **builds;
    char *needs;
    char *transfer;
    char *gains;
    char *losses;
    char *risk;
    char *source;
    BbConfidence confidence;
} BbAdvice;

/**
 * bb_advice_list: Returns (transfer full) (element-type BbAdvice) the advice for a drive with @facts (nullable),
 * sorted by purpose. For each purpose, the advice for the drive's family comes first. The advice on preserving discs
 * follows, which also drives without a family get. Leaves out catalog entries whose conditions @facts do not meet.
 * Empty if nothing is advised or @facts is %NULL.
 */
GPtrArray *bb_advice_list (BbFacts *facts, BbCatalog *catalog);

G_END_DECLS
