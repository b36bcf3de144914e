/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/mt1959/bb-mt1959-transfer.h"

G_BEGIN_DECLS

/*
 * Which boot id stands in for that of an image, and in which form it is sent: the receiver drops what does not have
 * those that it expects, so there are several, in order. Each is sent at most once, and one for each power cycle.
 */

/** BbMt1959Candidate: @id has all 16 characters. */
typedef struct {
    char id[BB_MT1959_BOOT_ID_BYTES + 1];
    BbMt1959Wrap wrap;
} BbMt1959Candidate;

/** bb_mt1959_candidate_to_string: (transfer full): one word, for the journal. */
char *bb_mt1959_candidate_to_string (const BbMt1959Candidate *candidate);

/**
 * BbMt1959Situation: what the choice depends on; all texts (nullable): not known.
 * @mode: of #BbFacts
 * @product, @service_code: of the running firmware; in boot mode @product is that of INQUIRY, and @service_code was
 * typed from the label
 * @live: the boot id as the drive shows it; where it shows none, the saved one
 * @image: the boot id of the image
 * @installed: that of the image which was flashed last
 * @wrap: what the receiver takes, or most likely does
 * @has_key: wrapped transfers are possible
 */
typedef struct {
    const char *mode;
    const char *product;
    const char *service_code;
    const char *live;
    const char *image;
    const char *installed;
    BbMt1959Wrap wrap;
    gboolean has_key;
} BbMt1959Situation;

/** bb_mt1959_list_ids: (transfer full) (element-type utf8): in order; empty: nothing may be sent. */
GPtrArray *bb_mt1959_list_ids (const BbMt1959Situation *situation, BbCatalog *catalog);

/** bb_mt1959_list_candidates: (transfer full) (element-type BbMt1959Candidate): in order; the other form once, after
 * the first. */
GArray *bb_mt1959_list_candidates (const BbMt1959Situation *situation, BbCatalog *catalog);

/**
 * bb_mt1959_get_wrap:
 * @stamp: build stamp of the running firmware
 * @inquiry_text: bytes 36 to 55 of INQUIRY, @sales_code: of the descriptor; one of them speaks where the other is not
 *   known
 *
 * What a running firmware takes. FALSE: it cannot be known without a stamp, and *wrap is a guess.
 */
gboolean bb_mt1959_get_wrap (const char *stamp, const char *inquiry_text, const char *sales_code, BbMt1959Wrap *wrap);

/** bb_mt1959_facts_get_wrap: what the firmware that runs by @facts takes. FALSE: *wrap is a guess. */
gboolean bb_mt1959_facts_get_wrap (BbFacts *facts, BbMt1959Wrap *wrap);

/**
 * bb_mt1959_dup_label_id: (transfer full):
 * @label: (nullable): model and service code, as its owner read them from the label
 *
 * The boot id of a drive that shows none, by its name and @label: only of names that are on boards of one group, and
 * never on the older chip. Errors: %BB_FAMILY_ERROR_LABEL: not with this label; %BB_FAMILY_ERROR_CANNOT: with none.
 */
char *bb_mt1959_dup_label_id (BbFacts *facts, const char *label, BbCatalog *catalog, GError **error);

/** bb_mt1959_list_row_labels: (transfer full): which labels bb_mt1959_dup_label_id() knows for these @facts. */
char **bb_mt1959_list_row_labels (BbFacts *facts, BbCatalog *catalog);

G_END_DECLS
