/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-fsync.h"
#include "job/bb-action.h"
#include "job/bb-job-error.h"
#include "bb-journal-private.h"
#include "bb-journal-recovery.h"
#include "family/bb-key-file.h"
#include "scsi/bb-regular-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Version numbers of the key file: 2 has a checksum at its end, 1 has none; others are refused. 2 and 1 differ in two
 * bits, so a single changed bit does not turn one into the other. */
#define BB_JOURNAL_FORMAT 2
#define BB_JOURNAL_FORMAT_UNSEALED 1
#define BB_JOURNAL_GROUP "journal"
#define BB_JOURNAL_PROGRESS ".progress"
#define BB_JOURNAL_SUM_LENGTH 8
/* Last character of a line that a kill or power cut left incomplete; bb_journal_resume() adds it. */
#define BB_JOURNAL_TORN '~'

static const char *const bb_journal_state_names[] = {
    [BB_JOURNAL_RUNNING] = "running",
    [BB_JOURNAL_AWAIT_POWER_CYCLE] = "await-power-cycle",
    [BB_JOURNAL_FAILED] = "failed",
};

const char *
bb_journal_state_to_string (BbJournalState state)
{
    return state < G_N_ELEMENTS (bb_journal_state_names) ? bb_journal_state_names[state] : "failed";
}

static const char *const bb_journal_work_names[] = {
    [BB_JOURNAL_WORK_UNKNOWN] = "",
    [BB_JOURNAL_WORK_ERASE] = "erase",
    [BB_JOURNAL_WORK_WRITE] = "write",
    [BB_JOURNAL_WORK_SEND] = "send",
};

const char *
bb_journal_work_to_string (BbJournalWork work)
{
    return work < G_N_ELEMENTS (bb_journal_work_names) ? bb_journal_work_names[work] : "";
}

/* The string entries of the key file. */
static const struct {
    const char *key;
    gsize offset;
} bb_journal_keys[] = {
    {"drive", G_STRUCT_OFFSET (BbJournalRecord, drive_name)},
    {"bus-path", G_STRUCT_OFFSET (BbJournalRecord, bus_path)},
    {"serial", G_STRUCT_OFFSET (BbJournalRecord, serial)},
    {"fingerprint", G_STRUCT_OFFSET (BbJournalRecord, fingerprint)},
    {"vendor", G_STRUCT_OFFSET (BbJournalRecord, vendor)},
    {"product", G_STRUCT_OFFSET (BbJournalRecord, product)},
    {"revision", G_STRUCT_OFFSET (BbJournalRecord, revision)},
    {"family", G_STRUCT_OFFSET (BbJournalRecord, family)},
    {"model", G_STRUCT_OFFSET (BbJournalRecord, model_key)},
    {"action", G_STRUCT_OFFSET (BbJournalRecord, action)},
    {"new-image", G_STRUCT_OFFSET (BbJournalRecord, new_image)},
    {"new-revision", G_STRUCT_OFFSET (BbJournalRecord, new_revision)},
    {"key-file", G_STRUCT_OFFSET (BbJournalRecord, key_file)},
    {"old-image", G_STRUCT_OFFSET (BbJournalRecord, old_image)},
    {"old-revision", G_STRUCT_OFFSET (BbJournalRecord, old_revision)},
    {"old-file", G_STRUCT_OFFSET (BbJournalRecord, old_file)},
    {"backup", G_STRUCT_OFFSET (BbJournalRecord, backup_id)},
    {"inquiry", G_STRUCT_OFFSET (BbJournalRecord, inquiry)},
    {"agreed", G_STRUCT_OFFSET (BbJournalRecord, agreed)},
    {"other-model", G_STRUCT_OFFSET (BbJournalRecord, other_model)},
};

BbJournalRecord *
bb_journal_record_new (void)
{
    return g_atomic_rc_box_new0 (BbJournalRecord);
}

BbJournalRecord *
bb_journal_record_ref (BbJournalRecord *record)
{
    return g_atomic_rc_box_acquire (record);
}

BbUnit
bb_journal_record_get_unit (const BbJournalRecord *record)
{
    return bb_unit_of_record (record->family, record->simulated, record->serial, record->fingerprint,
                              record->bus_path);
}

static void
bb_journal_record_clear (gpointer data)
{
    BbJournalRecord *record = data;

    g_free (record->id);
    g_free (record->path);
    for (guint i = 0; i < G_N_ELEMENTS (bb_journal_keys); i++)
        g_free (G_STRUCT_MEMBER (char *, record, bb_journal_keys[i].offset));
    g_free (record->target_image);
    g_free (record->target_revision);
    g_free (record->failed_image);
    g_clear_pointer (&record->tried, g_ptr_array_unref);
    g_clear_pointer (&record->answered, g_ptr_array_unref);
    g_strfreev (record->attempts);
    g_clear_pointer (&record->failures, g_ptr_array_unref);
    g_clear_pointer (&record->recoveries, g_ptr_array_unref);
    g_free (record->power_mark);
    g_free (record->cycle_mark);
    g_free (record->result);
    g_free (record->proof);
    g_free (record->problem);
    g_clear_pointer (&record->undo, g_variant_unref);
    g_clear_pointer (&record->healthy_values, g_variant_unref);
}

void
bb_journal_record_unref (BbJournalRecord *record)
{
    g_atomic_rc_box_release_full (record, bb_journal_record_clear);
}

int
bb_journal_record_compare (gconstpointer a, gconstpointer b)
{
    const BbJournalRecord *one = *(BbJournalRecord *const *) a, *other = *(BbJournalRecord *const *) b;

    /* The sequence number comes first, because the clock can be set back. The number is 0 in records that older
     * versions wrote. */
    if (one->sequence != other->sequence)
        return one->sequence > other->sequence ? -1 : 1;
    if (one->started != other->started)
        return one->started > other->started ? -1 : 1;
    if (one->started_us != other->started_us)
        return one->started_us > other->started_us ? -1 : 1;
    return strcmp (one->id, other->id);
}

char *
bb_journal_record_dup_header (BbJournalRecord *record)
{
    g_autoptr (GKeyFile) file = g_key_file_new ();

    g_key_file_set_integer (file, BB_JOURNAL_GROUP, "format", BB_JOURNAL_FORMAT);
    g_key_file_set_int64 (file, BB_JOURNAL_GROUP, "started", record->started);
    g_key_file_set_int64 (file, BB_JOURNAL_GROUP, "started-us", record->started_us);
    g_key_file_set_uint64 (file, BB_JOURNAL_GROUP, "sequence", record->sequence);
    g_key_file_set_integer (file, BB_JOURNAL_GROUP, "steps", (int) record->n_steps);
    if (record->simulated)
        g_key_file_set_boolean (file, BB_JOURNAL_GROUP, "simulated", TRUE);
    if (record->is_remembered)
        g_key_file_set_boolean (file, BB_JOURNAL_GROUP, "remembered", TRUE);
    for (guint i = 0; i < G_N_ELEMENTS (bb_journal_keys); i++) {
        const char *value = G_STRUCT_MEMBER (char *, record, bb_journal_keys[i].offset);

        if (value != NULL)
            g_key_file_set_string (file, BB_JOURNAL_GROUP, bb_journal_keys[i].key, value);
    }
    if (record->healthy_values != NULL) {
        g_autofree char *values = g_variant_print (record->healthy_values, TRUE);

        g_key_file_set_string (file, BB_JOURNAL_GROUP, "board", values);
    }
    return bb_fsync_seal (g_key_file_to_data (file, NULL, NULL));
}

/* Fills the new @record from the key file at @path; the @new_image becomes the @target_image. FALSE with an error if
 * the file cannot be read, is damaged or has an unknown format. */
static gboolean
bb_journal_record_read_header (BbJournalRecord *record, const char *path, GError **error)
{
    gboolean sealed = FALSE;
    g_autoptr (GKeyFile) file = bb_fsync_read_key_file (path, FALSE, &sealed, error);
    g_autofree char *board = NULL;
    int format;

    if (file == NULL)
        return FALSE;
    format = g_key_file_get_integer (file, BB_JOURNAL_GROUP, "format", NULL);
    if (format != (sealed ? BB_JOURNAL_FORMAT : BB_JOURNAL_FORMAT_UNSEALED)) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: unknown format, or not as it was written",
                     path);
        return FALSE;
    }
    record->is_sealed = sealed;
    record->sequence = g_key_file_get_uint64 (file, BB_JOURNAL_GROUP, "sequence", NULL);
    record->started = g_key_file_get_int64 (file, BB_JOURNAL_GROUP, "started", NULL);
    record->started_us = g_key_file_get_int64 (file, BB_JOURNAL_GROUP, "started-us", NULL);
    record->n_steps = (guint) MAX (g_key_file_get_integer (file, BB_JOURNAL_GROUP, "steps", NULL), 0);
    record->simulated = g_key_file_get_boolean (file, BB_JOURNAL_GROUP, "simulated", NULL);
    record->is_remembered = g_key_file_get_boolean (file, BB_JOURNAL_GROUP, "remembered", NULL);
    for (guint i = 0; i < G_N_ELEMENTS (bb_journal_keys); i++)
        G_STRUCT_MEMBER (char *, record, bb_journal_keys[i].offset) =
            g_key_file_get_string (file, BB_JOURNAL_GROUP, bb_journal_keys[i].key, NULL);
    board = g_key_file_get_string (file, BB_JOURNAL_GROUP, "board", NULL);
    if (board != NULL)
        record->healthy_values = g_variant_parse (G_VARIANT_TYPE_VARDICT, board, NULL, NULL, NULL);
    record->target_image = g_strdup (record->new_image);
    record->target_revision = g_strdup (record->new_revision);
    return TRUE;
}

/* Sets @state of @record to the state with the name @word; an unknown @word changes nothing. */
static void
bb_journal_record_read_state (BbJournalRecord *record, const char *word)
{
    for (guint i = 0; i < G_N_ELEMENTS (bb_journal_state_names); i++) {
        if (g_str_equal (bb_journal_state_names[i], word))
            record->state = (BbJournalState) i;
    }
}

/* Reads @rest, "IMAGE STEPS REVISION", of a "target" line, which begins a new try at step 0. Drops @attempts
 * and a @finish of FAULT; @endangered keeps the value of the earlier try. A line with fewer words changes nothing. */
static void
bb_journal_record_read_target (BbJournalRecord *record, const char *rest)
{
    g_auto (GStrv) words = g_strsplit (rest, " ", 3);

    if (g_strv_length (words) != 3)
        return;
    g_free (record->target_image);
    record->target_image = g_str_equal (words[0], "-") ? NULL : g_strdup (words[0]);
    /* Blocks of an earlier try do not count for the new try. */
    record->block = 0;
    record->n_blocks = 0;
    record->work = BB_JOURNAL_WORK_UNKNOWN;
    record->is_at_worn = FALSE;
    record->is_at_failure = FALSE;
    record->n_steps = (guint) g_ascii_strtoull (words[1], NULL, 10);
    record->step = 0;
    if (record->finish == BB_FINISH_FAULT)
        record->finish = BB_FINISH_UNKNOWN;
    g_clear_pointer (&record->attempts, g_strfreev);
    g_free (record->target_revision);
    record->target_revision = *words[2] != '\0' ? g_uri_unescape_string (words[2], NULL) : NULL;
}

/* Appends a copy of @text to *list, which is created if it is NULL. */
static void
bb_journal_record_append (GPtrArray **list, const char *text)
{
    if (*list == NULL)
        *list = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (*list, g_strdup (text));
}

/* TRUE if IMAGE in @line, "IMAGE WORD", is the file name of the target image ("-" if there is no target). Then sets
 * @word (out) (optional) to WORD in @line. */
static gboolean
bb_journal_record_is_of_target (BbJournalRecord *record, const char *line, const char **word)
{
    g_autofree char *name = g_path_get_basename (record->target_image != NULL ? record->target_image : "-");

    if (!g_str_has_prefix (line, name) || line[strlen (name)] != ' ')
        return FALSE;
    if (word != NULL)
        *word = line + strlen (name) + 1;
    return TRUE;
}

/* TRUE if a line of @list (nullable) is about @candidate, a form in which the target image can be sent to the
 * drive. */
static gboolean
bb_journal_record_has (BbJournalRecord *record, GPtrArray *list, const char *candidate)
{
    for (guint i = 0; list != NULL && i < list->len; i++) {
        const char *word = NULL;

        if (bb_journal_record_is_of_target (record, g_ptr_array_index (list, i), &word) &&
            g_str_equal (word, candidate))
            return TRUE;
    }
    return FALSE;
}

gboolean
bb_journal_record_was_dropped (BbJournalRecord *record)
{
    const char *word = NULL;

    return record->state == BB_JOURNAL_FAILED && record->tried != NULL &&
           bb_journal_record_is_of_target (record, g_ptr_array_index (record->tried, record->tried->len - 1),
                                           &word) &&
           bb_journal_record_has (record, record->answered, word);
}

gboolean
bb_journal_record_began_with_hazard (BbJournalRecord *record)
{
    return record->healthy_values != NULL && g_variant_lookup (record->healthy_values, BB_FACTS_HAZARD, "s", NULL);
}

gboolean
bb_journal_record_names_drive (BbJournalRecord *record)
{
    return record->revision != NULL && !bb_journal_record_began_with_hazard (record);
}

char *
bb_journal_record_dup_next_attempt (BbJournalRecord *record)
{
    for (char **attempt = record->attempts; attempt != NULL && *attempt != NULL; attempt++)
        if (!bb_journal_record_has (record, record->answered, *attempt))
            return g_strdup (*attempt);
    return NULL;
}

char **
bb_journal_record_list_tried (BbJournalRecord *record)
{
    g_autoptr (GStrvBuilder) tried = g_strv_builder_new ();

    for (guint i = 0; record->tried != NULL && i < record->tried->len; i++) {
        const char *word = NULL;

        if (bb_journal_record_is_of_target (record, g_ptr_array_index (record->tried, i), &word))
            g_strv_builder_add (tried, word);
    }
    return g_strv_builder_end (tried);
}

BbAttemptsLeft
bb_journal_record_find_left (BbJournalRecord *record, BbFacts *facts)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    g_auto (GStrv) tried = bb_journal_record_list_tried (record);
    g_autofree char *next = bb_journal_record_dup_next_attempt (record);

    if (!bb_journal_record_was_dropped (record) || next != NULL)
        return BB_ATTEMPTS_LEFT_SOME;
    if (family == NULL || family->takes_key == NULL || !family->takes_key (facts, (const char *const *) tried))
        return BB_ATTEMPTS_LEFT_NONE;
    return bb_key_file_is_set () ? BB_ATTEMPTS_LEFT_SOME : BB_ATTEMPTS_LEFT_WITH_KEY;
}

gboolean
bb_journal_record_is_same_image (const char *image, const char *name)
{
    g_autofree char *own = image != NULL ? g_path_get_basename (image) : NULL;
    gsize length = own != NULL ? strcspn (own, ".") : 0;

    return own != NULL && strncmp (own, name, length) == 0 && strchr (". ", name[length]) != NULL;
}

guint
bb_journal_record_count_same_failures (BbJournalRecord *record, const char *image_sha256)
{
    const char *newest = NULL;
    guint n_same = 0;

    for (guint i = record->failures != NULL ? record->failures->len : 0; i > 0; i--) {
        const char *line = g_ptr_array_index (record->failures, i - 1);

        if (newest == NULL && (image_sha256 == NULL || g_str_has_prefix (line, image_sha256)))
            newest = line;
        n_same += g_strcmp0 (line, newest) == 0 ? 1 : 0;
    }
    return n_same;
}

/* TRUE if the drive with @facts reports @revision; case and padding are ignored. */
static gboolean
bb_journal_is_revision (const char *revision, BbFacts *facts)
{
    g_autofree char *one = bb_text_normalise (revision, FALSE);
    g_autofree char *other = bb_text_normalise (facts->inquiry.revision, FALSE);

    return g_ascii_strcasecmp (one, other) == 0;
}

gboolean
bb_journal_record_can_finish (const BbJournalRecord *record)
{
    g_return_val_if_fail (record != NULL, FALSE);

    return record->new_image != NULL && g_strcmp0 (record->new_image, record->old_image) != 0;
}

const char *
bb_journal_record_get_revision_before (const BbJournalRecord *record)
{
    g_return_val_if_fail (record != NULL, NULL);

    /* Records of older versions do not have @is_remembered. */
    return record->new_image != NULL &&
                   (record->is_remembered || g_strcmp0 (record->action, bb_action_to_string (BB_ACTION_RECOVER)) == 0)
               ? NULL
               : record->revision;
}

const char *
bb_journal_record_get_other (const BbJournalRecord *record)
{
    const char *before;

    g_return_val_if_fail (record != NULL, NULL);

    if (record->old_image == NULL)
        return NULL;
    before = bb_journal_record_get_revision_before (record);
    /* In a recovery of an older version, @revision is that of the backup that @old_image is from. */
    if (record->old_revision == NULL)
        return record->old_file != NULL || before != NULL ? record->old_file : record->revision;
    return before == NULL || g_ascii_strcasecmp (record->old_revision, before) != 0 ? record->old_revision : NULL;
}

gboolean
bb_journal_record_runs_other (BbJournalRecord *record, BbFacts *facts)
{
    const char *const known[] = {record->revision, record->new_revision, record->target_revision};

    /* After a conversion, other revisions are expected. */
    if (!record->endangered || record->is_locked || record->is_closed || facts == NULL ||
        facts->condition != BB_CONDITION_NORMAL || record->new_image == NULL || record->revision == NULL ||
        g_strcmp0 (record->action, bb_action_to_string (BB_ACTION_CONVERT)) == 0)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (known); i++)
        if (known[i] != NULL && bb_journal_is_revision (known[i], facts))
            return FALSE;
    return TRUE;
}

gboolean
bb_journal_record_was_overwritten (BbJournalRecord *record, BbFacts *facts)
{
    return record->new_revision != NULL && record->target_revision != NULL &&
           bb_journal_record_get_revision_before (record) != NULL && bb_journal_record_runs_other (record, facts);
}

/*
 * Reads a "tried" or "finish" line; FALSE for other lines.
 * - "tried" adds the candidate to @tried and resets @finish.
 * - "finish" sets @finish, unless it is FAULT already: what the drive does after an error proves nothing. Adds the
 *   newest candidate to @answered, unless the line says UNKNOWN or FAULT: an error does not show that the drive
 *   rejects the candidate.
 * An interrupted upload has no "finish" line, so its candidate is not added to @answered.
 */
static gboolean
bb_journal_record_read_sent (BbJournalRecord *record, const char *line)
{
    BbFinish finish;

    if (g_str_has_prefix (line, "tried ")) {
        bb_journal_record_append (&record->tried, line + strlen ("tried "));
        record->finish = BB_FINISH_UNKNOWN;
        return TRUE;
    }
    if (!g_str_has_prefix (line, "finish "))
        return FALSE;
    finish = bb_finish_from_string (line + strlen ("finish "));
    if (record->finish != BB_FINISH_FAULT)
        record->finish = finish;
    if (record->tried != NULL && finish != BB_FINISH_UNKNOWN && finish != BB_FINISH_FAULT)
        bb_journal_record_append (&record->answered, g_ptr_array_index (record->tried, record->tried->len - 1));
    return TRUE;
}

/* Called for each step, before @record gets the values of this step.
 * - Ends the diagnosis "worn" if the step before wrote the worn block (@is_at_worn) and this is a later step in
 *   another block: the worn block was then written without a failure.
 * - Sets @is_at_worn to whether this step writes the worn block. Erasing does not count as writing. Sending data
 *   counts, unless @worn_work is WRITE: then the block failed only after its data had been sent. */
static void
bb_journal_record_pass_worn (BbJournalRecord *record, guint step, guint block, BbJournalWork work)
{
    if (record->is_at_worn && block != record->worn_block && step > record->step) {
        record->is_worn = FALSE;
        record->worn_block = 0;
        record->n_worn_blocks = 0;
        g_clear_pointer (&record->failed_image, g_free);
    }
    record->is_at_worn = record->is_worn && record->worn_block > 0 && block == record->worn_block &&
                         work != BB_JOURNAL_WORK_ERASE &&
                         (work == BB_JOURNAL_WORK_WRITE || record->worn_work != BB_JOURNAL_WORK_WRITE);
}

/* Reads a "step" line, "step STEP ENDANGERED" or "step STEP ENDANGERED BLOCK BLOCKS WORK"; FALSE for other lines.
 * Older versions wrote no WORK. Without BLOCK, block and work of the earlier step stay. Also updates the diagnosis
 * "worn" with bb_journal_record_pass_worn(). */
static gboolean
bb_journal_record_read_step (BbJournalRecord *record, const char *line)
{
    guint step = 0, endangered = 0, block = 0, n_blocks = 0;
    BbJournalWork work = BB_JOURNAL_WORK_UNKNOWN;
    char name[8] = "";

    if (sscanf (line, "step %u %u %u %u %7s", &step, &endangered, &block, &n_blocks, name) < 2)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (bb_journal_work_names); i++) {
        if (g_str_equal (bb_journal_work_names[i], name))
            work = (BbJournalWork) i;
    }
    bb_journal_record_pass_worn (record, step, block, work);
    record->step = step;
    record->is_at_failure = FALSE;
    record->is_trying = TRUE;
    record->endangered = endangered != 0;
    record->was_endangered |= record->endangered;
    if (n_blocks == 0)
        return TRUE;
    record->block = block;
    record->n_blocks = n_blocks;
    record->work = work;
    return TRUE;
}

/* Reads a "failed" line: "failed ADDRESS SHA256" if a block failed, "failed ADDRESS -" if something else failed.
 * FALSE for other lines. The newest "step" line names the block and the work that failed. Sets @is_worn if the same
 * block failed twice in a row and the image is not the cause: the images differ, or the second failure was an erase.
 * Also sets it if @was_worn says this of the block already. A line with "-" between the two failures ends the row. */
static gboolean
bb_journal_record_read_failed (BbJournalRecord *record, const char *line)
{
    guint address = 0;
    char sha256[65] = "";
    gboolean is_same_block;

    if (sscanf (line, "failed %x %64s", &address, sha256) != 2)
        return FALSE;
    record->is_at_worn = FALSE;
    record->is_at_failure = TRUE;
    if (g_str_equal (sha256, "-")) {
        record->failed_address = address;
        g_clear_pointer (&record->failed_image, g_free);
        return TRUE;
    }
    is_same_block = record->failed_image != NULL && record->failed_address == address;
    if ((record->was_worn && record->worn_address == address) ||
        (is_same_block && (record->work == BB_JOURNAL_WORK_ERASE || !g_str_equal (record->failed_image, sha256)))) {
        record->is_worn = TRUE;
        record->was_worn = TRUE;
        record->worn_address = address;
        record->worn_block = record->block;
        record->n_worn_blocks = record->n_blocks;
        record->worn_work = record->work;
    }
    record->failed_address = address;
    record->failed_block = record->block;
    record->n_failed_blocks = record->n_blocks;
    g_free (record->failed_image);
    record->failed_image = g_strdup (sha256);
    return TRUE;
}

/* Reads an "attempt" line, "attempt NUMBER WANTS_POWER_CYCLE"; FALSE for other lines. NUMBER counts the attempts with
 * one image, @n_attempts those with all images. So adds the increase of NUMBER to @n_attempts. If NUMBER did not
 * increase, adds one attempt if NUMBER is not 0 and a "step" line followed the last "attempt" line, else none. NUMBER
 * does not increase if a recovery with another image starts again at 0, or if a flow writes the same NUMBER twice. */
static gboolean
bb_journal_record_read_attempt (BbJournalRecord *record, const char *line)
{
    guint attempt = 0, wants_power_cycle = 0;

    if (sscanf (line, "attempt %u %u", &attempt, &wants_power_cycle) != 2)
        return FALSE;
    if (attempt < BB_JOURNAL_ALL_ATTEMPTS && attempt > record->attempt)
        record->n_attempts += attempt - record->attempt;
    else if (attempt < BB_JOURNAL_ALL_ATTEMPTS && attempt > 0 && record->is_trying)
        record->n_attempts++;
    record->is_trying = FALSE;
    record->attempt = attempt;
    record->wants_power_cycle = wants_power_cycle != 0;
    return TRUE;
}

gboolean
bb_journal_record_is_worn (BbJournalRecord *record, BbFacts *facts)
{
    return record != NULL && record->is_worn && record->endangered && !bb_journal_record_runs_other (record, facts);
}

gboolean
bb_journal_record_needs_power_cut (BbJournalRecord *record, BbFacts *facts)
{
    return facts == NULL || facts->condition == BB_CONDITION_SPECIAL || (record != NULL && record->wants_power_cycle);
}

/* Updates @record from @line, except for its recoveries. */
static void
bb_journal_record_read_operation (BbJournalRecord *record, const char *line)
{
    if (bb_journal_record_read_sent (record, line) || bb_journal_record_read_step (record, line) ||
        bb_journal_record_read_failed (record, line) || bb_journal_record_read_attempt (record, line))
        return;
    if (g_str_has_prefix (line, "state ")) {
        bb_journal_record_read_state (record, line + strlen ("state "));
    } else if (g_str_has_prefix (line, "target ")) {
        bb_journal_record_read_target (record, line + strlen ("target "));
    } else if (g_str_has_prefix (line, "attempts ")) {
        g_strfreev (record->attempts);
        record->attempts = g_strsplit (line + strlen ("attempts "), " ", -1);
    } else if (g_str_has_prefix (line, "recovery-failed ")) {
        bb_journal_record_append (&record->failures, line + strlen ("recovery-failed "));
    } else if (g_str_has_prefix (line, "power ")) {
        g_free (record->power_mark);
        record->power_mark = g_strdup (line + strlen ("power "));
    } else if (g_str_has_prefix (line, "cycle ")) {
        g_free (record->cycle_mark);
        record->cycle_mark = g_strdup (line + strlen ("cycle "));
    } else if (g_str_has_prefix (line, "result ")) {
        g_free (record->result);
        record->result = g_strdup (line + strlen ("result "));
    } else if (g_str_has_prefix (line, "proof ")) {
        g_free (record->proof);
        record->proof = g_strdup (line + strlen ("proof "));
    } else if (g_str_equal (line, "left-area")) {
        record->leaves_area = TRUE;
    } else if (g_str_has_prefix (line, "reported ")) {
        g_free (record->target_revision);
        record->target_revision = g_strdup (line + strlen ("reported "));
    } else if (g_str_has_prefix (line, "undo ")) {
        g_clear_pointer (&record->undo, g_variant_unref);
        record->undo = g_variant_parse (G_VARIANT_TYPE_VARDICT, line + strlen ("undo "), NULL, NULL, NULL);
    } else if (g_str_equal (line, "undone")) {
        g_clear_pointer (&record->undo, g_variant_unref);
    } else if (g_str_has_prefix (line, "tray ")) {
        record->tray_locked = g_str_equal (line, "tray locked");
    }
}

void
bb_journal_record_read_line (BbJournalRecord *record, const char *line)
{
    bb_journal_record_read_operation (record, line);
    bb_journal_recovery_read_line (record, line);
}

char *
bb_journal_line_seal (const char *line)
{
    g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, line, -1);

    return g_strdup_printf ("%s #%.*s", line, BB_JOURNAL_SUM_LENGTH, sha256);
}

/* Cuts the checksum off @line; FALSE, with @line unchanged, if it has none or a wrong one. */
static gboolean
bb_journal_line_open (char *line)
{
    g_autofree char *sealed = NULL;
    char *sum = strrchr (line, '#');
    gboolean good;

    if (sum == NULL || sum == line || sum[-1] != ' ')
        return FALSE;
    sum[-1] = '\0';
    sealed = bb_journal_line_seal (line);
    good = strcmp (sealed + strlen (line) + strlen (" #"), sum + 1) == 0;
    if (!good)
        sum[-1] = ' ';
    return good;
}

/* TRUE if the end of @line, which has no valid checksum, is missing. FALSE if the checksum has its full length, so
 * that the line was changed on disk. */
static gboolean
bb_journal_line_is_torn (const char *line)
{
    const char *sum = strrchr (line, '#');

    return sum == NULL || strlen (sum + 1) < BB_JOURNAL_SUM_LENGTH;
}

/*
 * Updates @record from @line of the progress file, and removes the checksum from @line. FALSE if the line was changed
 * on disk. An empty or incomplete line is skipped and gives TRUE. A line without a checksum is accepted only in a
 * journal of an older version.
 * @is_last: no newline ends the line, so it may be incomplete
 */
static gboolean
bb_journal_record_take_line (BbJournalRecord *record, char *line, gboolean is_last)
{
    gsize length = strlen (line);
    gboolean cut = is_last;

    if (!is_last && length > 0 && line[length - 1] == BB_JOURNAL_TORN) {
        line[length - 1] = '\0';
        cut = TRUE;
    }
    if (bb_journal_line_open (line) || (!record->is_sealed && !cut))
        bb_journal_record_read_line (record, line);
    else
        return *line == '\0' || (cut && bb_journal_line_is_torn (line));
    return TRUE;
}

/* Sets @problem of @record to "@path: @why". Sets @endangered, @attempt and @wants_power_cycle to the most dangerous
 * state that the unreadable lines could describe. */
static void
bb_journal_record_assume_worst (BbJournalRecord *record, const char *path, const char *why)
{
    record->problem = g_strdup_printf ("%s: %s", path, why);
    record->endangered = TRUE;
    record->attempt = BB_JOURNAL_ALL_ATTEMPTS;
    record->wants_power_cycle = TRUE;
}

/* Updates @record from the progress file at @path, and sets @is_locked. If the file is missing, unreadable, empty or
 * changed on disk, calls bb_journal_record_assume_worst(); but a journal of an older version may have a missing or
 * empty progress file. */
static void
bb_journal_record_read_progress (BbJournalRecord *record, const char *path)
{
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;
    g_auto (GStrv) lines = NULL;
    gboolean good = TRUE;
    gsize length_bytes = 0;
    int fd = bb_regular_file_open (path, O_RDONLY, NULL);
    struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};

    if (fd >= 0) {
        record->is_locked = fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
        close (fd);
    }
    bytes = bb_fsync_read (path, &error);
    if (bytes == NULL && (record->is_sealed || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))) {
        /* The message begins with the path, which must not be repeated. */
        bb_journal_record_assume_worst (record, path,
                                        g_str_has_prefix (error->message, path)
                                            ? error->message + strlen (path) + strlen (": ")
                                            : error->message);
        return;
    }
    if (bytes != NULL)
        length_bytes = g_bytes_get_size (bytes);
    /* bb_journal_begin() writes the first line before the key file, so an empty file has lost its lines. */
    if (length_bytes == 0) {
        if (record->is_sealed)
            bb_journal_record_assume_worst (record, path, "it is empty");
        return;
    }
    text = g_strndup (g_bytes_get_data (bytes, NULL), length_bytes);
    lines = g_strsplit (text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        good = bb_journal_record_take_line (record, lines[i], lines[i + 1] == NULL) && good;
    if (!good || (record->is_sealed && strlen (text) != length_bytes))
        bb_journal_record_assume_worst (record, path, "it is not as it was written");
}

char *
bb_journal_dup_progress_path (const char *path)
{
    g_autofree char *stem = g_strndup (path, strlen (path) - strlen (BB_JOURNAL_ENDING));

    return g_strconcat (stem, BB_JOURNAL_PROGRESS, NULL);
}

BbJournalRecord *
bb_journal_record_load (const char *path, GError **error)
{
    g_autoptr (BbJournalRecord) record = bb_journal_record_new ();
    g_autofree char *name = g_path_get_basename (path);
    g_autofree char *progress = bb_journal_dup_progress_path (path);

    record->path = g_strdup (path);
    record->id = g_strndup (name, strlen (name) - strlen (BB_JOURNAL_ENDING));
    if (!bb_journal_record_read_header (record, path, error))
        return NULL;
    bb_journal_record_read_progress (record, progress);
    /* If the journal was closed while it was read, the progress may be incomplete. */
    if (access (path, F_OK) == 0)
        return g_steal_pointer (&record);
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
    return NULL;
}

guint
bb_journal_get_reached (const BbJournalRecord *record)
{
    g_return_val_if_fail (record != NULL, 0);

    return MIN (record->step + 1, record->n_steps);
}

gboolean
bb_journal_was_boot_code_sent (BbJournalRecord *record)
{
    return record != NULL && g_strcmp0 (record->action, bb_action_to_string (BB_ACTION_CONVERT)) == 0 &&
           record->endangered && record->n_steps > 0 && record->step + 1 >= record->n_steps &&
           g_strcmp0 (record->target_image, record->new_image) == 0;
}
