/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

G_BEGIN_DECLS

/* Names for a drive that does not report its own name, because its firmware does not run. */

/** bb_rescue_name_dup_own: (transfer full) (nullable): vendor and product that the drive reported when its firmware
 * ran. They are taken from @journal (nullable) if it has the old revision, else from @backup (nullable). %NULL if
 * there is no product name where they are taken from. */
char *bb_rescue_name_dup_own (BbJournalRecord *journal, BbBackup *backup);
/** bb_rescue_name_dup_model: (transfer full) (nullable): maker and model of the hardware; %NULL if @facts (nullable)
 * name no model. */
char *bb_rescue_name_dup_model (BbFacts *facts);
/** bb_rescue_name_dup_type: (transfer full) (nullable): "Drive type: ...". The type says nothing about the name under
 * which the drive was sold. The text says "probably" unless the confidence in the model is %BB_CONFIDENCE_HIGH, and
 * names two models if the drive may be either of them. %NULL if @facts (nullable) name no model. */
char *bb_rescue_name_dup_type (BbFacts *facts);
/** bb_rescue_name_dup_boot_note: (transfer full) (nullable): a sentence that says that the reported name comes from
 * the boot code. Models with the same hardware share their boot code; without the sentence a user might choose
 * firmware for the model with the reported name. %NULL unless the drive is in recovery mode and reports the name of
 * another model than that in @facts (nullable). */
char *bb_rescue_name_dup_boot_note (BbFacts *facts);
/** bb_rescue_name_is_marketed: TRUE if the catalog has @name as another name under which the model in @facts
 * (nullable) was sold. */
gboolean bb_rescue_name_is_marketed (BbFacts *facts, const char *name);
/** bb_rescue_name_list: (transfer full): other names under which the hardware was sold; empty if the own name of the
 * drive is known from @journal or @backup, or if no other name is known. All parameters: (nullable) */
char **bb_rescue_name_list (BbFacts *facts, BbJournalRecord *journal, BbBackup *backup);
/** bb_rescue_name_dup_makers: (transfer full) (nullable): the other makers under whose names the hardware of @drive
 * was sold, each once: "HP, Mitsumi, TDK". %NULL unless the drive is in recovery mode and neither the user nor a
 * journal, a backup or the drive itself names it, or if no other name is known. */
char *bb_rescue_name_dup_makers (BbEngineDrive *drive);
/** bb_rescue_name_dup_any: (transfer full): the texts in @texts (element-type utf8) as alternatives, in their order:
 * "1.08, 1.07 or 1.05"; "" if there are none. */
char *bb_rescue_name_dup_any (GPtrArray *texts);

G_END_DECLS
