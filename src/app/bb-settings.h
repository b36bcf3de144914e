/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

G_BEGIN_DECLS

typedef enum {
    BB_APPEARANCE_SYSTEM,
    BB_APPEARANCE_LIGHT,
    BB_APPEARANCE_DARK,
} BbAppearance;

/**
 * BbSettings: what the user chose for the window: a small key file in the configuration folder. Properties
 * "width", "height" (of the window), "appearance" (#BbAppearance as int), "answer-minutes" (how long a
 * question waits; 0: for ever), "notify" (tell when a job ends and nobody looks), "expert" (firmware of another model
 * can be agreed to), "prove" (a drive that cannot be read back is asked what it runs after a flash), "key-file" (for
 * reading: URI of the key for wrapped updates, nullable; bb-key-file.h is told of it). Each change is
 * written a moment later. Where backups are kept holds for other programs, too: job/bb-state-folder.h.
 */
#define BB_TYPE_SETTINGS (bb_settings_get_type ())
G_DECLARE_FINAL_TYPE (BbSettings, bb_settings, BB, SETTINGS, GObject)

/** bb_settings_get: (transfer none): the only one. */
BbSettings *bb_settings_get (void);
int bb_settings_get_int (BbSettings *self, const char *property);
void bb_settings_set_int (BbSettings *self, const char *property, int value);
/**
 * bb_settings_set_key_file:
 * @uri: (nullable): of a file
 *
 * Returns: %FALSE: it is not a key for these drives, and all is as it was. Errors: those of bb_key_file_read()
 */
gboolean bb_settings_set_key_file (BbSettings *self, const char *uri, GError **error);
/** bb_settings_dup_key_file: (transfer full) (nullable) (type filename): its path. */
char *bb_settings_dup_key_file (BbSettings *self);
/** bb_settings_get_rules: what was chosen about flashing, for an operation that is about to start. */
BbOperationRules bb_settings_get_rules (BbSettings *self);
/** bb_settings_save: writes what is not yet written. */
void bb_settings_save (BbSettings *self);

G_END_DECLS
