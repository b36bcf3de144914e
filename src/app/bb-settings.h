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
 * BbSettings: settings of the window, stored in a key file in the configuration folder. Each change is written after
 * a short delay. The backup folder is not a setting of the window, because other programs use it as well
 * (job/store/bb-state-folder.h).
 *
 * Properties:
 * "width", "height": of the window
 * "appearance": a #BbAppearance as int
 * "answer-minutes": how long a question waits for an answer; 0: without limit
 * "notify": whether a notification is sent when a job ends while the window is not active
 * "expert": whether the user can agree to firmware of another model; not stored, so it is off after the start
 * "prove": whether a flash of a drive that cannot be read back is verified by the revision that the drive reports
 * "key-file": (read-only) (nullable): URI of the key file for encrypted (wrapped) updates; its path is also passed to
 * bb_key_file_set()
 */
#define BB_TYPE_SETTINGS (bb_settings_get_type ())
G_DECLARE_FINAL_TYPE (BbSettings, bb_settings, BB, SETTINGS, GObject)

/** bb_settings_get: Returns (transfer none) the only instance. */
BbSettings *bb_settings_get (void);
/** bb_settings_get_int: Returns the value of a property of type int; a switch is 0 or 1. */
int bb_settings_get_int (BbSettings *self, const char *property);
void bb_settings_set_int (BbSettings *self, const char *property, int value);
/**
 * bb_settings_set_key_file:
 * @uri: (nullable): of the key file; %NULL: use no key
 *
 * Checks the key file, uses it for encrypted updates from now on, and stores its URI. Errors: those of
 * bb_key_file_read()
 *
 * Returns: %FALSE with @error if the file cannot be read or has no key for these drives; the setting and the key file
 * in use are then unchanged
 */
gboolean bb_settings_set_key_file (BbSettings *self, const char *uri, GError **error);
/** bb_settings_dup_key_file: Returns (transfer full) (nullable) (type filename) the path of the key file; %NULL if
 * none is set. */
char *bb_settings_dup_key_file (BbSettings *self);
/** bb_settings_dup_last_drive: Returns (transfer full) (nullable) the port of the drive whose page the user opened
 * last, as bb_engine_drive_dup_place() returned it; %NULL if none is stored. */
char *bb_settings_dup_last_drive (BbSettings *self);
void bb_settings_set_last_drive (BbSettings *self, const char *place);
/** bb_settings_dup_last_folder: Returns (transfer full) (nullable) the URI of the folder that contains what the user
 * chose last for @purpose; %NULL if none is stored. @purpose: any name that is a valid key of a key file */
char *bb_settings_dup_last_folder (BbSettings *self, const char *purpose);
void bb_settings_set_last_folder (BbSettings *self, const char *purpose, const char *uri);
/** bb_settings_dup_steps: Returns (transfer full) (nullable) the text that bb_settings_set_steps() stored for @drive;
 * %NULL if none is stored. */
char *bb_settings_dup_steps (BbSettings *self, const char *drive);
/** bb_settings_set_steps: Stores the steps of an unfinished recovery. @drive: any name of the drive that is a valid
 * key of a key file; @steps: (nullable): %NULL removes the text */
void bb_settings_set_steps (BbSettings *self, const char *drive, const char *steps);
/** bb_settings_set_closed: Stores, and writes immediately, that the window was closed at @since (seconds since the
 * epoch) while operations with journals in @state_folder continued. */
void bb_settings_set_closed (BbSettings *self, const char *state_folder, gint64 since);
/** bb_settings_take_closed: Returns the time that bb_settings_set_closed() stored for @state_folder, and removes it;
 * 0 if none is stored. */
gint64 bb_settings_take_closed (BbSettings *self, const char *state_folder);
/**
 * bb_settings_get_rules: Returns the rules for an operation that is about to start. With these rules, an operation
 * that fails asks the user how to continue. The setting "answer-minutes" says how long such a question waits. The
 * setting "prove" says whether a flash of a drive that cannot be read back is verified by the revision that the drive
 * reports.
 */
BbOperationRules bb_settings_get_rules (BbSettings *self);
/** bb_settings_save: Writes changed settings now; does nothing if all are written. Errors of writing are ignored. */
void bb_settings_save (BbSettings *self);

G_END_DECLS
