/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/mt1959/bb-mt1959-transfer.h"

G_BEGIN_DECLS

/* Candidates for an upload: each is a boot ID that replaces the one in the image, and a form in which the image is
 * sent, plain or wrapped (encrypted). The update code of the running firmware ignores an upload with another boot ID
 * or form than it expects, so there may be several candidates. Each candidate is sent at most once, and only one in
 * each power cycle (mediatek-mt1959.md, section 6). */

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
 * @product, @service_code: (nullable): product and service code of the running firmware; in boot mode, the product of
 *   INQUIRY and the service code that the user typed from the label
 * @board_id: (nullable): boot ID that the drive reports; if it reports none, the one that was saved earlier
 * @image_id: (nullable): the boot ID of the image
 * @installed_id: (nullable): the boot ID of the image that was flashed last
 * @wrap: form (plain or wrapped) that the update code of the running firmware accepts, or probably accepts
 * @has_key: the user chose a key file, so wrapped uploads are possible
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
 * bb_mt1959_list_candidates: Returns (transfer full) (element-type BbMt1959Candidate) the boot IDs to try, in sending
 * order, each in the form @wrap of @situation; without a key file, in plain form. If the user has chosen a key file,
 * the first boot ID is tried in both forms, first in @wrap. Boot IDs of the MT1939 are sent in plain form only. Empty
 * if bb_mt1959_list_ids() is.
 */
GArray *bb_mt1959_list_candidates (const BbMt1959Situation *situation, BbCatalog *catalog);

/**
 * bb_mt1959_get_wrap:
 * @stamp: (nullable): build stamp of the running firmware
 * @inquiry_text: (nullable): bytes 36 to 55 of INQUIRY, which begin with the sales code
 * @sales_code: (nullable): sales code of the descriptor, used if @inquiry_text is blank
 *
 * Sets @wrap to the form in which the running firmware accepts images (mediatek-mt1959.md, section 4). The form is
 * wrapped if the firmware was built in 2020 or later, unless the sales code shows modified firmware (MK); else plain.
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
 * Returns the boot ID of a drive that does not report it, by its INQUIRY product and @label. All boards with this
 * product must be of one group, and none may be an MT1939 board.
 *
 * Errors: %BB_FAMILY_ERROR_LABEL: @label is missing or fits no model; %BB_FAMILY_ERROR_CANNOT: no label determines
 * the board.
 */
char *bb_mt1959_dup_label_id (BbFacts *facts, const char *label, BbCatalog *catalog, GError **error);

/** bb_mt1959_list_row_labels: Returns (transfer full) the labels that bb_mt1959_dup_label_id() accepts for @facts;
 * empty if it accepts none. */
char **bb_mt1959_list_row_labels (BbFacts *facts, BbCatalog *catalog);

G_END_DECLS
