/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* These functions make JSON from objects of the engine. tests/cli/schema.json lists all members. Returned objects and
 * arrays are (transfer full). */

/** bb_ctl_json_drive: returns details, state, identity and possible actions of @drive. Unknown texts are null. */
JsonObject *bb_ctl_json_drive (BbEngineDrive *drive);
/** bb_ctl_json_image: returns name, size, SHA-256 and identity of @image. Unknown texts are null. */
JsonObject *bb_ctl_json_image (BbImage *image);
/** bb_ctl_json_review: returns drive, image, verdict with its reasons, readiness, backup, and the codes of the
 * missing consents. @review must have an image and a verdict. */
JsonObject *bb_ctl_json_review (BbEngineDrive *drive, BbReview *review);
/** bb_ctl_json_backup: returns the description of @backup with its regions, but without their content. */
JsonObject *bb_ctl_json_backup (BbBackup *backup);
/** bb_ctl_json_result: returns the result of a job, with the next step for the user. For `verify`, also the
 * differences, and what the firmware in the drive was compared with. */
JsonObject *bb_ctl_json_result (BbEngineDrive *drive, BbResult *result);
/** bb_ctl_json_steps: returns the steps of @plan, numbered from 1. */
JsonArray *bb_ctl_json_steps (BbPlan *plan);
/** bb_ctl_json_reasons: returns code, weight and text of each reason of @verdict. */
JsonArray *bb_ctl_json_reasons (BbVerdict *verdict);
/** bb_ctl_json_readiness: returns an object for each item of @readiness (nullable) (element-type BbReadiness). */
JsonArray *bb_ctl_json_readiness (GPtrArray *readiness);
/** bb_ctl_json_advice: returns an object for each item of @list (element-type BbAdvice). */
JsonArray *bb_ctl_json_advice (GPtrArray *list);
/** bb_ctl_json_books: returns an object for each kind of disc whose book type is known. @books: (nullable). */
JsonArray *bb_ctl_json_books (const BbBooks *books);
/**
 * bb_ctl_json_add_item: adds a condition of the drive or the computer to @array, which bb_ctl_print_items() can
 * print.
 * @good: the condition is met
 * @needed: Burnback cannot work unless the condition is met
 * @remedy: (nullable): a command or a sentence
 */
void bb_ctl_json_add_item (JsonArray *array, const char *code, gboolean good, gboolean needed, const char *text,
                           const char *remedy);
/**
 * bb_ctl_json_set_accepts_older: sets `accepts-older` to the answer of bb_family_accepts_older(), or to null if the
 * answer is neither yes nor no, and `accepts-older-text` to the answer with its reason. @facts, @image: (nullable).
 */
void bb_ctl_json_set_accepts_older (JsonObject *object, BbFacts *facts, BbImageIdentity *image);
/** bb_ctl_json_set_details: sets `details` to the @values (nullable) with the `detail_keys` of the family with
 * the id @family (nullable). A missing value becomes null; `details` itself becomes null if the family has no
 * `detail_keys`. */
void bb_ctl_json_set_details (JsonObject *object, const char *family, GVariant *values);
/** bb_ctl_json_set_region: sets `region`. @region: (nullable): %NULL becomes null. */
void bb_ctl_json_set_region (JsonObject *object, const BbDvdRegion *region);
/** bb_ctl_json_set_safe: sets `drive-safe`; %BB_SAFE_UNKNOWN becomes null. */
void bb_ctl_json_set_safe (JsonObject *object, BbSafe safe);

G_END_DECLS
