/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-catalog.h"

G_BEGIN_DECLS

/**
 * BbNaming: what the reported name of a drive tells, by the names of the catalog and by the naming rules of makers
 * (`drive-naming.models`). A hint, never evidence; no verdict depends on it. Members that the name does not tell are
 * %NULL.
 * @maker: who made the drive, "HLDS (LG)"; not the seller
 * @model: model name of the maker, "GU90N"
 * @kind: "bd-writer", "bd-combo", "bd-reader", "dvd-writer", "dvd-combo", "dvd-reader", "cd-writer", "cd-reader"; a
 *   combo only reads the discs in its name, but writes the older types ("bd-combo" reads BD, writes DVD and CD)
 * @form: "half-height", "slim", "ultra-slim", "external"
 * @interface: "PATA", "SATA", "SCSI", "USB"; an enclosure changes it
 * @family: ID of a family whose drives have such names; the program may not implement that family
 * @is_listed: TRUE: @maker is from a name of the catalog; FALSE: from a rule
 * @confidence: of @maker
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
 * Names of the catalog come first. Facts that they do not contain are taken from the first rule that contains them;
 * but if the catalog lists the name, the family is not taken from a rule. Of the rules for a model name, only the
 * first that applies counts. If neither gives a model name, the product text is the model, without words that only
 * say what class of drive it is. If that text has no digit, the model stays %NULL.
 */
BbNaming *bb_naming_new (BbCatalog *catalog, const char *vendor, const char *product);
/** bb_naming_copy: (transfer full) (nullable): a copy of @naming (nullable). */
BbNaming *bb_naming_copy (const BbNaming *naming);
void bb_naming_free (BbNaming *naming);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbNaming, bb_naming_free)

/** bb_naming_is_complete: TRUE if maker and model are known. @naming: (nullable). */
gboolean bb_naming_is_complete (const BbNaming *naming);

G_END_DECLS
