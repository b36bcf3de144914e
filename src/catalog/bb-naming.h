/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-catalog.h"

G_BEGIN_DECLS

/**
 * BbNaming: what the reported name of a drive indicates, according to the names in the catalog and to the naming
 * rules of makers (`drive-naming.models`). Only a hint: no verdict depends on it. A member is %NULL if the name does
 * not indicate it.
 * @maker: who made the drive, "HLDS (LG)"; not the seller
 * @model: model name of the maker, "GU90N"
 * @kind: "bd-writer", "bd-combo", "bd-reader", "dvd-writer", "dvd-combo", "dvd-reader", "cd-writer", "cd-reader". A
 *   combo reads the discs in its name, and writes only older types ("bd-combo" reads BD, writes DVD and CD)
 * @form: "half-height", "slim", "ultra-slim", "external"
 * @interface: interface of the drive itself: "PATA", "SATA", "SCSI", "USB". The drive may be in an enclosure that has
 *   another interface
 * @family: ID of the family whose drives have such names. The program possibly does not implement this family
 * @is_listed: TRUE: @maker is from a name in the catalog; FALSE: @maker is from a rule
 * @confidence: confidence in @maker
 */
typedef struct {
    char *maker;
    char *model;
    char *kind;
    char *form;
    char *interface;
    char *family;
    gboolean is_listed;
    BbConfidence confidence;
} BbNaming;

/**
 * bb_naming_new: (transfer full): reads the name of a drive
 * @vendor, @product: INQUIRY texts as sent
 *
 * Each fact is taken from the first source that has it: the names in the catalog, then the naming rules in their
 * order. Exceptions:
 * - If the catalog lists the name, the family is not taken from a rule.
 * - Of the rules for a model name, only the first that applies is used.
 * - If no source has a model name, the model is the product text without the words for the class of drive ("DVDRAM").
 *   If the rest has no digit, the model is %NULL.
 */
BbNaming *bb_naming_new (BbCatalog *catalog, const char *vendor, const char *product);
/** bb_naming_copy: (transfer full) (nullable): a copy of @naming (nullable). */
BbNaming *bb_naming_copy (const BbNaming *naming);
void bb_naming_free (BbNaming *naming);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbNaming, bb_naming_free)

/** bb_naming_is_complete: TRUE if maker and model are known. @naming: (nullable). */
gboolean bb_naming_is_complete (const BbNaming *naming);

G_END_DECLS
