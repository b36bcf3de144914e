/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive.h"
#include "family/bb-family.h"

G_BEGIN_DECLS

/** BbJournalState: how far it came, as far as disk knows. */
typedef enum {
    BB_JOURNAL_RUNNING,           /* a program is at it, or was killed */
    BB_JOURNAL_AWAIT_POWER_CYCLE, /* written; `verify` after a power cycle closes it */
    BB_JOURNAL_FAILED,            /* ended with the drive needing `recover` */
} BbJournalState;

/**
 * BbJournalRecord: what would be left if the power went now. Reference counted.
 *
 * @key_file: (nullable): URI of the key file that opens @new_image, where that is wrapped
 * @old_image, @new_image: files in the state folder (copies, so that recover has them), may be %NULL
 * @target_image, @target_revision: what is being written now: the new image, or the old one after all
 * @step: the newest that was noted since @target_image was noted last, which each new try does; 0: none yet
 * @endangered: of the newest step that was noted, whichever image and try it was of
 * @was_endangered: of any line; with @endangered not set any more the firmware was written to its end
 * @power_mark: (nullable): of bb_drive_dup_power_mark() when the last job with it ended
 * @wants_power_cycle: the last try ended with: switch it off and on, then `recover` before anything else is sent
 * @failed_address, @failed_image: (nullable): the block that could not be written last, and of which image
 * @is_alive: a running program is at it now
 * @attempt: of plan_recover, counted over power cycles
 * @tried: (nullable) (element-type utf8): candidates of which a part was sent, each with the image that it was of
 * @attempts: (nullable): candidates of the target that were left when its newest try began, in order; %NULL: it has
 *   none, or an older version wrote the journal
 * @failures: (nullable) (element-type utf8): of each failed recovery with an image that is no backup, the image and
 * how it failed
 * @answered: (nullable) (element-type utf8): those of them that the drive got whole or refused
 * @finish: what the drive answered first after the last piece of the target
 * @is_closed: it is over, and in journal/done
 * @simulated: of a drive that is not real
 * @started_us: microseconds after @started: which of one second is newer; 0 where an older version wrote it
 * @sequence: grows from one journal or backup of the store to the next, also when the clock is set back; 0: none
 * @is_sealed: its files tell whether a bit of them was changed; those of older versions do not
 * @problem: (nullable): path and reason, where not all of its progress could be read; it counts as @endangered then,
 * and every @attempt as used
 * @result: (nullable): of a closed one: the word of its outcome
 * @proof: (nullable): of a closed one whose @target_image is in the drive for sure: the word of how that is known
 * @undo: (nullable): what bb_drive_hold() wants put back
 * @tray_locked: the tray was locked, and it is not known that it was unlocked since
 * @healthy_values: (nullable): facts of the drive when it was well, with @model_key and @inquiry
 */
typedef struct {
    char *id;
    char *path;
    char *drive_name;
    char *bus_path;
    char *serial;
    char *fingerprint;
    char *vendor;
    char *product;
    char *revision;
    char *family;
    char *model_key;
    char *action;
    char *new_image;
    char *new_revision;
    char *key_file;
    char *old_image;
    char *target_image;
    char *target_revision;
    char *backup_id;
    BbJournalState state;
    guint step;
    guint n_steps;
    guint block;
    guint n_blocks;
    gboolean endangered;
    gboolean was_endangered;
    guint attempt;
    GPtrArray *tried;
    GPtrArray *answered;
    char **attempts;
    GPtrArray *failures;
    BbFinish finish;
    gboolean wants_power_cycle;
    char *power_mark;
    guint32 failed_address;
    char *failed_image;
    gboolean is_alive;
    gint64 started;
    gint64 started_us;
    guint64 sequence;
    gboolean is_sealed;
    char *problem;
    char *inquiry;
    char *result;
    char *proof;
    gboolean simulated;
    gboolean is_closed;
    GVariant *undo;
    gboolean tray_locked;
    GVariant *healthy_values;
} BbJournalRecord;
/** BB_JOURNAL_REPLACED: @result where another program wrote other firmware after the flash was interrupted; the
 * target is that firmware then. */
#define BB_JOURNAL_REPLACED "replaced"
BbJournalRecord *bb_journal_record_ref (BbJournalRecord *record);
void bb_journal_record_unref (BbJournalRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbJournalRecord, bb_journal_record_unref)

/** bb_journal_record_was_dropped: the newest candidate that was sent reached the drive whole, or was refused by it,
 * and recovery has to go on: nothing interrupted it. */
gboolean bb_journal_record_was_dropped (BbJournalRecord *record);
/** bb_journal_record_dup_next_attempt: (transfer full) (nullable): the candidate of the target that is sent next. */
char *bb_journal_record_dup_next_attempt (BbJournalRecord *record);
/** bb_journal_record_list_tried: (transfer full): the candidates of the target of which any part was sent, in order.
 */
char **bb_journal_record_list_tried (BbJournalRecord *record);

/** bb_journal_record_was_overwritten: whether the flash of @record was interrupted and the drive, as @facts
 * (nullable) tell, runs firmware of a revision that neither was in the drive before nor was being written: another
 * program has written it. */
gboolean bb_journal_record_was_overwritten (BbJournalRecord *record, BbFacts *facts);

/* Further functions are the business of src/job alone; front ends only read records. */

/** bb_journal_list: (transfer full) (element-type BbJournalRecord): the open journals of @state_folder that can be
 * read. */
GPtrArray *bb_journal_list (const char *state_folder);

G_END_DECLS
