/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/mt1959/bb-mt1959-transfer.h"

G_BEGIN_DECLS

/* A candidate for an upload is a boot ID, which replaces that of the image, and a form of the upload: plain or
 * wrapped (encrypted). The update code of the running firmware ignores an upload with another boot ID or form than it
 * expects. What it expects is not known for sure, so there may be several candidates. Each candidate is sent at most
 * once, and at most one candidate in each power cycle (mediatek-mt1959.md, section 6). */

/** BbMt1959Candidate: one attempt. @id: all 16 characters of the boot ID, with trailing blanks; @wrap: form of the
 * upload. */
typedef struct {
    char id[BB_MT1959_BOOT_ID_BYTES + 1];
    BbMt1959Wrap wrap;
} BbMt1959Candidate;

/** bb_mt1959_candidate_to_string: Returns (transfer full) "FORM:ID" with "_" for each blank of the boot ID, for the
 * journal. */
char *bb_mt1959_candidate_to_string (const BbMt1959Candidate *candidate);

/**
 * BbMt1959Situation:
 * @mode: mode of #BbFacts
 * @product: (nullable): product of the running firmware; in boot mode, the product of INQUIRY
 * @service_code: (nullable): service code of the running firmware. In boot mode, the service code on the label of the
 *   drive; it is used only if @board_id is %NULL
 * @board_id: (nullable): boot ID that the drive reports. If the drive reports none, the boot ID that was saved
 *   earlier or that the label determines
 * @image_id: (nullable): boot ID of the image
 * @installed_id: (nullable): boot ID of the image that was flashed last
 * @wrap: form (plain or wrapped) that the update code of the running firmware accepts, or probably accepts
 * @has_key: TRUE if the user chose a key file, so that wrapped uploads are possible
 *
 * The data from which the list of candidates is made. A text is %NULL if it is not known.
 */
typedef struct {
    const char *mode;
    const char *product;
    const char *service_code;
    const char *board_id;
    const char *image_id;
    const char *installed_id;
    BbMt1959Wrap wrap;
    gboolean has_key;
} BbMt1959Situation;

/**
 * bb_mt1959_list_ids: Returns (transfer full) (element-type utf8) the boot IDs to try, in the order of
 * mediatek-mt1959.md, section 6. The list is empty
 * - if the boot ID of the board or of the image is unknown
 * - if the image is for another group of boards
 * - if the board has an MT1939 or is of an unknown group, and the image has another boot ID than the board
 */
GPtrArray *bb_mt1959_list_ids (const BbMt1959Situation *situation, BbCatalog *catalog);

/**
 * bb_mt1959_list_candidates: Returns (transfer full) (element-type BbMt1959Candidate) the candidates in the order in
 * which they are sent. There is one candidate for each boot ID of bb_mt1959_list_ids(), in this form:
 * - boot ID of the MT1939: plain
 * - any other boot ID, if the user has chosen no key file: plain
 * - any other boot ID, if the user has chosen a key file: @wrap of @situation
 *
 * With a key file, the first boot ID has a second candidate, which follows the first and has the other form.
 * Exception: a boot ID of the MT1939.
 */
GArray *bb_mt1959_list_candidates (const BbMt1959Situation *situation, BbCatalog *catalog);

/**
 * bb_mt1959_get_wrap:
 * @stamp: (nullable): build stamp of the running firmware
 * @inquiry_text: (nullable): bytes 36 to 55 of INQUIRY, which begin with the sales code
 * @sales_code: (nullable): sales code of the descriptor, used if @inquiry_text is blank
 *
 * Sets @wrap to the form in which the running firmware accepts images (mediatek-mt1959.md, section 4):
 * - The sales code shows modified firmware (MK): plain.
 * - Any other firmware that was built in 2020 or later: wrapped.
 * - Any other firmware: plain.
 *
 * Returns: %FALSE if @stamp is not known; @wrap is then %BB_MT1959_PLAIN
 */
gboolean bb_mt1959_get_wrap (const char *stamp, const char *inquiry_text, const char *sales_code, BbMt1959Wrap *wrap);

/** bb_mt1959_facts_get_wrap: Sets @wrap to the form that the running firmware accepts: the value
 * %BB_MT1959_KEY_TRANSFER of @facts or, if they have none, by bb_mt1959_get_wrap(). %FALSE if the form is not known;
 * @wrap is then %BB_MT1959_PLAIN. */
gboolean bb_mt1959_facts_get_wrap (BbFacts *facts, BbMt1959Wrap *wrap);

/**
 * bb_mt1959_dup_label_id: (transfer full):
 * @label: (nullable): model and service code that the user typed from the label of the drive
 *
 * For a drive that does not report its boot ID: returns the boot ID of the catalog model that has the INQUIRY product
 * of @facts and whose model name and service code are those of @label.
 *
 * Errors:
 * - %BB_FAMILY_ERROR_LABEL: @label is missing, or no model with this product has it
 * - %BB_FAMILY_ERROR_CANNOT: no label determines the board, because the boards with this product are unknown, of
 *   several groups, or with the MT1939, or because the catalog has no service codes for them
 */
char *bb_mt1959_dup_label_id (BbFacts *facts, const char *label, BbCatalog *catalog, GError **error);

/** bb_mt1959_find_reported_group: Returns (nullable) the group of boards (BB_MT1959_GROUP_…) with the product that
 * INQUIRY of @facts reports; in boot mode this is the product of the board of the drive. %NULL if the catalog has no
 * such board, has boards of several groups, or does not know the group of one of them. */
const char *bb_mt1959_find_reported_group (BbFacts *facts, BbCatalog *catalog);

/** bb_mt1959_list_row_labels: Returns (transfer full) the labels that bb_mt1959_dup_label_id() accepts for @facts;
 * empty if it accepts none. */
char **bb_mt1959_list_row_labels (BbFacts *facts, BbCatalog *catalog);

G_END_DECLS
