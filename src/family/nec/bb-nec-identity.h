/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec-boot.h"

G_BEGIN_DECLS

/*
 * The identity that a drive stores in its calibration pages (docs/protocols/nec-optiarc.md, section
 * 10): reading, comparing and patching it.
 */

/** BB_NEC_REGION_OFFSET: offset of the DVD region data in the page of the model block. These data extend to the end
 * of the page. Burnback never writes them. */
#define BB_NEC_REGION_OFFSET 0xF80u

/** BbNecIdentity: stored ID, RID text (a code for the model) and digits of the model name. They are bytes, not
 * strings, because a damaged drive may have any values. */
typedef struct {
    guint8 id[BB_NEC_TEXT_BYTES];
    guint8 rid[BB_NEC_TEXT_BYTES];
    guint8 digits[BB_NEC_TEXT_BYTES];
} BbNecIdentity;

/** BbNecPatch: new value of four bytes of the calibration. Known tools never write another length. */
typedef struct {
    guint32 address;
    guint8 bytes[BB_NEC_TEXT_BYTES];
} BbNecPatch;

/** bb_nec_identity_addresses: Sets the addresses where ID, RID text and model digits are written; FALSE if they are
 * not known for @type. */
gboolean bb_nec_identity_addresses (const BbNecType *type, guint32 *id, guint32 *rid, guint32 *digits);
/** bb_nec_model_accepts_id: TRUE if @id (four bytes) is an ID of @model, or the key of a type whose opposite type
 * (bb_nec_opposite_key()) is @model, because drives of that type may have the boot code of @model. */
gboolean bb_nec_model_accepts_id (BbModel *model, const guint8 *id);
/**
 * bb_nec_is_identity_of: Member is_of_model() of #BbIdentityOps. TRUE if the calibration in @captures has the
 * identity of @model or of its opposite type: both the stored ID and the identification by ID and model block must
 * give one of these two types. FALSE after an interrupted conversion, if only the model block leads to @model. FALSE
 * also if @captures do not contain the identity.
 */
gboolean bb_nec_is_identity_of (BbCaptures *captures, BbModel *model, BbCatalog *catalog);
/** bb_nec_calibration_slice: Returns (transfer full) (nullable) @length_bytes at @address of the calibration in
 * @captures (nullable); %NULL if they are not inside the calibration or its capture was not read completely. */
GBytes *bb_nec_calibration_slice (BbCaptures *captures, const BbNecType *type, guint32 address, guint32 length_bytes);
/** bb_nec_identity_read: Copies the three texts of the identity from @captures (nullable) to @identity; FALSE if one
 * of them was not read. */
gboolean bb_nec_identity_read (BbCaptures *captures, const BbNecType *type, BbNecIdentity *identity);
/** bb_nec_page_is_blank: TRUE if the page that contains @address is erased (all bytes FF, or all 00), not counting
 * the DVD region data; FALSE if the page was not read. */
gboolean bb_nec_page_is_blank (BbCaptures *captures, const BbNecType *type, guint32 address);
/** bb_nec_identity_names: TRUE if a drive with @identity is identified as @model, or as a type that may have the
 * boot code of @model. Such a drive has the stored ID of @identity; its model block is @rid_block (nullable) with
 * RID text and digits of @identity in place of the present ones. FALSE if the ID in @identity is unknown or
 * @rid_block is %NULL. */
gboolean bb_nec_identity_names (const BbNecIdentity *identity, GBytes *rid_block, BbModel *model, BbCatalog *catalog);
/** bb_nec_identity_text: Returns (transfer full) four bytes for the user: "K355", or hexadecimal if they are not
 * printable. */
char *bb_nec_identity_text (const guint8 *bytes);
/** bb_nec_model_digits: Sets @digits to the four digits in the name of @model ("3550" in "ND-3550A"); leaves them
 * unchanged if the name has none. */
void bb_nec_model_digits (BbModel *model, guint8 *digits);
/** bb_nec_model_rid: Sets @rid to the RID text of @model; FALSE, with @rid unchanged, if the catalog has none or
 * several. */
gboolean bb_nec_model_rid (BbModel *model, guint8 *rid);
/** bb_nec_identity_patches: Returns (transfer full) (element-type BbNecPatch) the patches that change the identity
 * @now to @wanted: one for each text that differs. Empty if the addresses are not known for @type. */
GArray *bb_nec_identity_patches (const BbNecType *type, const BbNecIdentity *now, const BbNecIdentity *wanted);
/**
 * bb_nec_plan_add_patches:
 * @now: the whole calibration that was read
 * @patches: (element-type BbNecPatch)
 *
 * Adds a section that writes each patch, reads its whole page back and compares it, so that an unwanted change of
 * other bytes in the page is found, too. Skips patches of pages that are not in @now.
 */
void bb_nec_plan_add_patches (BbPlanBuilder *builder, const BbNecType *type, BbCaptures *now, GArray *patches);
/**
 * bb_nec_plan_add_page:
 * @length_bytes: length of the range to change, from the start of the page; a multiple of four
 *
 * Adds a section that changes the page from @now to @wanted: writes the groups of four bytes that differ, in order of
 * address, reads each back, and finally compares the whole range.
 */
void bb_nec_plan_add_page (BbPlanBuilder *builder, guint32 address, GBytes *now, GBytes *wanted,
                           guint32 length_bytes);

G_END_DECLS
