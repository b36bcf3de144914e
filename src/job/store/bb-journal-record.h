/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive.h"
#include "family/bb-family.h"
#include "job/store/bb-unit.h"

G_BEGIN_DECLS

/** BbJournalState: the state that the newest "state" line of a journal names. */
typedef enum {
    BB_JOURNAL_RUNNING,           /* a job is running, or its program was killed */
    BB_JOURNAL_AWAIT_POWER_CYCLE, /* the firmware was written; `verify` after a power cycle closes the journal */
    BB_JOURNAL_FAILED,            /* the job ended, and the drive needs `recover` */
} BbJournalState;

/** bb_journal_state_to_string: "running", "await-power-cycle", "failed". */
const char *bb_journal_state_to_string (BbJournalState state);

/** BbJournalWork: what the step that reached the block @block of #BbJournalRecord does with that block. */
typedef enum {
    BB_JOURNAL_WORK_UNKNOWN, /* no block was reached, or the journal is of an older version, which recorded no work
                              */
    BB_JOURNAL_WORK_ERASE,
    BB_JOURNAL_WORK_WRITE,
    BB_JOURNAL_WORK_SEND, /* data for the block is sent; the drive may write the data after the command has ended */
} BbJournalWork;

/** bb_journal_work_to_string: "erase", "write", "send"; "" for UNKNOWN. */
const char *bb_journal_work_to_string (BbJournalWork work);

/**
 * BB_JOURNAL_ALL_ATTEMPTS: value of @attempt for a journal whose progress cannot be read. It means that all attempts
 * are used, so a power cycle must come first. After the power cycle, the attempts begin again. A family that can send
 * an image in several forms (candidates) then begins with the first form that no journal names.
 */
#define BB_JOURNAL_ALL_ATTEMPTS ((guint) G_MAXUINT16)

/**
 * BbJournalRecord: one operation on a drive, as its journal on disk records it. Reference counted.
 *
 * @drive_name: kernel name of the drive, for example "sr0"
 * @key_file: (nullable): URI of the key file that opens @new_image if that is encrypted
 * @old_image, @new_image: (nullable): paths in the state folder of copies that `recover` can use
 * @old_revision: (nullable): revision of @old_image, if @old_image is a file of the user or an earlier backup, so
 *   that the drive may have had other firmware before; %NULL if @old_image is from a backup that was made for this
 *   operation, if it names no revision, and in records of older versions
 * @old_file: (nullable): name of the file of the user of which @old_image is a copy; %NULL if @old_image is from a
 *   backup
 * @is_remembered: @revision and the names of the drive are from an earlier backup or journal, because the firmware
 *   did not run or was in doubt when the operation began; the drive may have got other firmware since
 * @target_image, @target_revision: (nullable): the image of the newest try, which is being written or was found in
 *   the drive: @new_image, @old_image, or another one, for example a file for `recover`. If its file names no
 *   revision, @target_revision is the revision that the drive reported after writing
 * @step: newest step of the current try, from 0; a "target" line begins a try at step 0
 * @block, @n_blocks, @work: @block is the number of the newest block of the current try, counted from 1 as in the
 *   flash map; 0 if none. @n_blocks is the number of all blocks. @work is the work that was begun in @block
 * @endangered: the drive may have no complete firmware after the newest step, which may belong to an earlier try
 * @was_endangered: @endangered was %TRUE after some step. If @endangered is %FALSE now, the firmware was written
 *   completely after that step
 * @power_mark: (nullable): text of bb_drive_dup_power_mark() when a job recorded it last. As long as that function
 *   returns the same text, no power cycle was noticed
 * @cycle_mark: (nullable): text of bb_drive_dup_power_mark() when a completed repair asked for a power cycle
 * @wants_power_cycle: the last try ended with a request for a power cycle; no command may be sent before the power
 *   cycle
 * @failed_address, @failed_image: (nullable): address of the newest failure, and SHA-256 of the image if a block
 *   could not be erased or written there. @failed_image is %NULL if something else failed
 * @is_at_failure: the newest step failed in the drive, so the write was not interrupted. %FALSE also if the drive was
 *   disconnected, or if an older version wrote the journal of a conversion
 * @failed_block, @n_failed_blocks: number of the block at @failed_address, from 1, and number of all blocks; 0 if no
 *   block failed
 * @is_worn: the flash memory seems to be worn, see bb_journal_record_is_worn()
 * @worn_block, @n_worn_blocks: number of the block that failed again, from 1, and number of all blocks; 0 if unknown
 * @worn_work: the work that failed in @worn_block
 * @was_worn, @worn_address: the block at @worn_address failed again at some time; @was_worn stays %TRUE if the block
 *   is written later, because one more failure then shows again that it is worn
 * @is_at_worn: the newest step writes @worn_block and has not failed
 * @is_locked: a running program holds the lock of the journal
 * @attempt: number of recovery attempts with the image that was written last, counted across power cycles; for
 *   plan_recover of #BbFamily. Starts again at 0 with another image
 * @n_attempts: number of recovery attempts with all images; never decreases
 * @is_trying: a "step" line was read after the newest "attempt" line
 * @tried: (nullable) (element-type utf8): "IMAGE CANDIDATE" of each candidate that was sent at least in part; see
 *   bb_journal_list_tried() for candidates
 * @attempts: (nullable): candidates of the target that had not been sent when the newest try began, in order; %NULL
 *   if there are none or an older version wrote the journal
 * @failures: (nullable) (element-type utf8): "SHA256 HOW" of each failed recovery with an image that is no backup
 * @answered: (nullable) (element-type utf8): the part of @tried that the drive received completely or rejected
 * @recoveries: (nullable) (element-type BbJournalRecovery): the jobs that continued this operation, oldest first;
 *   %NULL if there are none or an older version wrote the journal
 * @finish: whether the drive accepted the target, judged by its responses after the last part of the data; UNKNOWN
 *   before that
 * @agreed: (nullable): codes of the reasons against the image that the user accepted before a flash, separated by
 *   blanks, such as "twin checksum-uncertain"
 * @other_model: (nullable): name of the model that @new_image is for, if a flash wrote firmware for another model;
 *   %NULL also if an older version wrote the journal
 * @is_closed: the journal is in journal/done
 * @simulated: the drive is simulated
 * @started, @started_us: time of the start: seconds since the epoch, and microseconds of that second (0 if an older
 *   version wrote the journal)
 * @sequence: number that grows from one journal or backup of the store to the next, even when the clock is set back;
 *   0 if unknown
 * @is_sealed: the key file and each progress line end with a checksum; %FALSE if an older version wrote them
 * @problem: (nullable): path and reason if not all of the progress could be read; then @endangered is set and
 *   @attempt is %BB_JOURNAL_ALL_ATTEMPTS
 * @result: (nullable): outcome of a closed journal, a word of bb_outcome_to_string() or %BB_JOURNAL_REPLACED
 * @proof: (nullable): how it was verified that the drive has @target_image, a word of bb_proof_to_string()
 * @leaves_area: the part of the memory that the drive manages itself was not verified; %FALSE if an older version
 *   wrote the journal
 * @undo: (nullable): settings of the system that bb_drive_undo_hold() must restore
 * @tray_locked: the tray was locked, and no later line says that it was unlocked
 * @healthy_values: (nullable): values of the facts when the firmware of the drive ran; @model_key and @inquiry are
 *   from the same time
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
    char *old_revision;
    char *old_file;
    gboolean is_remembered;
    char *target_image;
    char *target_revision;
    char *backup_id;
    BbJournalState state;
    guint step;
    guint n_steps;
    guint block;
    guint n_blocks;
    BbJournalWork work;
    gboolean endangered;
    gboolean was_endangered;
    guint attempt;
    guint n_attempts;
    gboolean is_trying;
    GPtrArray *tried;
    GPtrArray *answered;
    char **attempts;
    GPtrArray *failures;
    GPtrArray *recoveries;
    BbFinish finish;
    gboolean wants_power_cycle;
    char *power_mark;
    char *cycle_mark;
    guint32 failed_address;
    char *failed_image;
    gboolean is_at_failure;
    guint failed_block;
    guint n_failed_blocks;
    gboolean is_worn;
    guint worn_block;
    guint n_worn_blocks;
    BbJournalWork worn_work;
    gboolean was_worn;
    guint32 worn_address;
    gboolean is_at_worn;
    gboolean is_locked;
    gint64 started;
    gint64 started_us;
    guint64 sequence;
    gboolean is_sealed;
    char *problem;
    char *inquiry;
    char *agreed;
    char *other_model;
    char *result;
    char *proof;
    gboolean leaves_area;
    gboolean simulated;
    gboolean is_closed;
    GVariant *undo;
    gboolean tray_locked;
    GVariant *healthy_values;
} BbJournalRecord;
/** BB_JOURNAL_REPLACED: value of @result if another program wrote other firmware after the flash was interrupted;
 * @target_image is then that firmware, or %NULL if that firmware cannot be read. */
#define BB_JOURNAL_REPLACED "replaced"

/** bb_journal_record_new: (transfer full): an empty record; fill it before another thread sees it. */
BbJournalRecord *bb_journal_record_new (void);
BbJournalRecord *bb_journal_record_ref (BbJournalRecord *record);
void bb_journal_record_unref (BbJournalRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbJournalRecord, bb_journal_record_unref)

/** bb_journal_record_get_unit: returns the values of @record that identify its drive; @record owns the texts. */
BbUnit bb_journal_record_get_unit (const BbJournalRecord *record);
/** bb_journal_record_was_dropped: TRUE if the drive did not accept the newest candidate (form of the target image):
 * the drive received the candidate completely or rejected it, and still needs recovery. FALSE if the upload was
 * interrupted. */
gboolean bb_journal_record_was_dropped (BbJournalRecord *record);
/** bb_journal_record_dup_next_attempt: (transfer full) (nullable): the candidate (form of the target image) to send
 * next: the first of @attempts that is not in @answered. So a candidate whose upload was interrupted is sent again.
 * %NULL if no candidate is left. */
char *bb_journal_record_dup_next_attempt (BbJournalRecord *record);
/** BbAttemptsLeft: what is left to try with the target image. */
typedef enum {
    BB_ATTEMPTS_LEFT_SOME,     /* RECOVER can send the image */
    BB_ATTEMPTS_LEFT_WITH_KEY, /* RECOVER can send the image only after the user has chosen a key file */
    BB_ATTEMPTS_LEFT_NONE,     /* all candidates were tried */
} BbAttemptsLeft;
/** bb_journal_record_find_left: @facts (nullable): current facts of the drive. Returns %BB_ATTEMPTS_LEFT_SOME unless
 * bb_journal_record_was_dropped(), and also if a key file is set that makes another candidate possible. */
BbAttemptsLeft bb_journal_record_find_left (BbJournalRecord *record, BbFacts *facts);
/** bb_journal_record_list_tried: (transfer full): the candidates of the target that were sent at least in part, in
 * order. */
char **bb_journal_record_list_tried (BbJournalRecord *record);
/** bb_journal_record_is_same_image: TRUE if @image (nullable), a path of bb_journal_keep_image(), is the image that
 * @name begins with: a SHA-256, or the file name of such a path. */
gboolean bb_journal_record_is_same_image (const char *image, const char *name);
/** bb_journal_record_count_same_failures: number of failed recoveries that failed in the same way as the newest one,
 * with the same image. @image_sha256: (nullable): the image; %NULL: the image of the newest one. From 2 on, the file
 * of the user may be the cause. */
guint bb_journal_record_count_same_failures (BbJournalRecord *record, const char *image_sha256);

/** bb_journal_record_can_finish: TRUE if a recovery can finish the operation of @record: the state folder has a copy
 * of its new image. FALSE if that is also the old image, so that finishing and restoring would write the same. */
gboolean bb_journal_record_can_finish (const BbJournalRecord *record);
/** bb_journal_record_get_revision_before: (transfer none) (nullable): the revision of the firmware that the drive had
 * before the operation. %NULL if it is unknown; always %NULL for an operation that writes an image to a drive that is
 * described by @is_remembered. */
const char *bb_journal_record_get_revision_before (const BbJournalRecord *record);
/** bb_journal_record_get_other: (transfer none) (nullable): if @old_image of @record has, or may have, other firmware
 * than the drive had before, its revision; the name of its file if the revision is unknown. %NULL if @old_image is
 * the previous firmware, as far as that is known, or if there is none. */
const char *bb_journal_record_get_other (const BbJournalRecord *record);

/**
 * bb_journal_record_runs_other:
 * @facts: (nullable): current facts of the drive
 *
 * Returns: %TRUE if another program may have written firmware after the flash of @record was interrupted: the drive
 *   runs another revision than the old one, and this revision is neither that of the new image nor the one that was
 *   being written, as far as the images name their revisions. If they do not, the drive may also run the new image;
 *   bb_journal_record_was_overwritten() excludes this. %FALSE in these cases:
 * - the old revision is unknown
 * - @facts are %NULL or not of running firmware
 * - @record is locked, closed or not endangered
 * - @record is of a conversion or an identity repair
 */
gboolean bb_journal_record_runs_other (BbJournalRecord *record, BbFacts *facts);
/** bb_journal_record_was_overwritten: %TRUE if bb_journal_record_runs_other(), and the revisions of the new image, of
 * the one that was being written, and of the firmware before are known, so that another program certainly wrote the
 * running firmware. */
gboolean bb_journal_record_was_overwritten (BbJournalRecord *record, BbFacts *facts);

/**
 * bb_journal_record_is_worn:
 * @record: (nullable): the open journal of a drive
 * @facts: (nullable): current facts of the drive; %NULL if they are unknown, or if only the operation of @record can
 *   have written since the last failure
 *
 * Returns: %TRUE if the flash memory of the drive seems to be worn, so that further attempts are unlikely to help.
 *   This is concluded if the same block failed in two successive tries of the operation, with two different images or
 *   while it was erased, and if a block for which this was concluded before fails once more. Other failures do not
 *   change the result. The result becomes %FALSE when the drive has complete firmware, a try reaches a later block,
 *   or another program writes firmware
 */
gboolean bb_journal_record_is_worn (BbJournalRecord *record, BbFacts *facts);

/** bb_journal_record_needs_power_cut: TRUE if a drive with worn flash memory must be disconnected from power before
 * the next attempt: the drive is in recovery mode or does not respond, or the operation of @record (nullable) asks
 * for a power cycle. FALSE otherwise: a drive that runs firmware may not start again after a power cycle, so another
 * attempt comes first. @facts: (nullable): current facts of the drive */
gboolean bb_journal_record_needs_power_cut (BbJournalRecord *record, BbFacts *facts);

/** bb_journal_record_began_with_hazard: TRUE if the drive ran firmware for other hardware (%BB_FACTS_HAZARD) before
 * the operation of @record. Vendor, product and revision of @record are then those of the other hardware. */
gboolean bb_journal_record_began_with_hazard (BbJournalRecord *record);

/** bb_journal_record_names_drive: TRUE if @record has vendor, product and revision of firmware that ran before the
 * operation and was made for this drive. FALSE if the operation began in recovery mode, or with firmware for other
 * hardware. */
gboolean bb_journal_record_names_drive (BbJournalRecord *record);

/** bb_journal_record_dup_healthy_facts: (transfer full) (nullable): facts of the drive in normal mode, from before
 * the operation of @record. The model is taken from @catalog if @catalog has it. %NULL if the family of @record is
 * unknown. */
BbFacts *bb_journal_record_dup_healthy_facts (BbJournalRecord *record, BbCatalog *catalog);

/** bb_journal_get_reached: number of the newest step, counted from 1 for users, at most @n_steps; 1 also before the
 * first step. */
guint bb_journal_get_reached (const BbJournalRecord *record);

/**
 * bb_journal_was_boot_code_sent:
 * @record: (nullable)
 *
 * Returns: %TRUE if @record is of a conversion that reached its last step, the drive is still endangered, and no
 * other image was written after the boot code
 */
gboolean bb_journal_was_boot_code_sent (BbJournalRecord *record);

/** bb_journal_dup_progress_path: (transfer full): path of the progress file of the journal whose key file is @path.
 */
char *bb_journal_dup_progress_path (const char *path);

G_END_DECLS
