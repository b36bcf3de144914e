/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include "firmware/bb-archive.h"
#include "job/flow/bb-runner.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The sentences of the problems that have no parameters; bb_words_dup_problem_with() makes the others. */
static const char *const problems[BB_N_JOB_PROBLEMS] = {
    [BB_JOB_PROBLEM_NO_SG_NODE] =
        N_ ("The sg kernel module is not loaded, so Burnback cannot send commands to this drive."),
    [BB_JOB_PROBLEM_UNKNOWN_DRIVE] = N_ ("This drive is not in the catalog, and its firmware cannot be read."),
    [BB_JOB_PROBLEM_UNKNOWN_REBADGE] = N_ ("This drive is not in the catalog, and its firmware cannot be read. To "
                                           "check whether the drive is a rebranded model, use “Probe Further”."),
    [BB_JOB_PROBLEM_UNLIKE_NAME] = BB_WORDS_UNLIKE_NAME,
    [BB_JOB_PROBLEM_UNKNOWN_IN_RECOVERY] =
        N_ ("Burnback could not identify the drive and has no record that a drive was flashed at this port. "
            "Connect the drive to the port where it was flashed, or use “Probe Further”."),
    [BB_JOB_PROBLEM_FLASH_INTERRUPTED] = N_ ("Flashing this drive was interrupted earlier. Recover the drive first."),
    [BB_JOB_PROBLEM_STAYS_IN_MODE] = N_ ("The drive did not leave recovery mode."),
    [BB_JOB_PROBLEM_STAYS_AFTER_ASKING] =
        N_ ("The drive did not leave recovery mode after its boot code was identified. Power cycle the drive and "
            "try again."),
    [BB_JOB_PROBLEM_DRIVE_CHANGED] =
        N_ ("The drive or its firmware has changed since the last check. Check the drive again."),
    [BB_JOB_PROBLEM_OTHER_DRIVE] = N_ ("This is not the drive that was just backed up. Make sure that the right "
                                       "drive is connected."),
    [BB_JOB_PROBLEM_POWER_CYCLE_FIRST] = N_ ("The drive was not power cycled after the last update. Power cycle "
                                             "the drive, then try again."),
    [BB_JOB_PROBLEM_NO_IMAGE] = N_ ("No firmware file was specified."),
    [BB_JOB_PROBLEM_IMAGE_DAMAGED] = N_ ("The firmware image changed in this computer’s memory after the file was "
                                         "read. Test the computer’s memory before you flash anything."),
    [BB_JOB_PROBLEM_OTHER_IMAGE] = N_ ("This is not the firmware file that was checked. Check the file again."),
    [BB_JOB_PROBLEM_READS_DIFFER] = N_ ("The backup failed because two reads of the same part of the drive’s "
                                        "memory returned different data. Try another cable or port."),
    [BB_JOB_PROBLEM_NO_BACKUP] = N_ ("There is no complete backup of this drive."),
    [BB_JOB_PROBLEM_NO_BACKUP_TO_COMPARE] =
        N_ ("There is no complete backup to compare this drive with. Specify a firmware file."),
    [BB_JOB_PROBLEM_SIMULATED_BACKUP] =
        N_ ("This backup was made from a simulated drive. The firmware in the backup would not run on a real drive."),
    [BB_JOB_PROBLEM_AMBIGUOUS_JOURNAL] =
        N_ ("Flashing was interrupted earlier, either on this drive or on another connected drive. Disconnect the "
            "other drive and try again."),
    [BB_JOB_PROBLEM_FOLDER_MOVED] = N_ ("Another program has just moved the backup folder. Try again."),
    [BB_JOB_PROBLEM_CONVERSION_INCOMPLETE] = N_ ("To convert the drive, specify the target drive type and a boot "
                                                 "code file."),
    [BB_JOB_PROBLEM_CANNOT_CONVERT] = N_ ("Burnback does not support changing the boot code of this kind of drive."),
    [BB_JOB_PROBLEM_BOOKS_SET_AND_CLEARED] = N_ ("Book types can be set or cleared, but not both at the same time."),
    [BB_JOB_PROBLEM_BOOKS_UNKNOWN] = N_ ("Burnback does not support book types on this kind of drive."),
};

/* Returns (transfer full) the sentence for %BB_JOB_PROBLEM_IDENTITY_STILL_WRONG: the drive reports a wrong identity
 * even after the repair. @damage: (nullable): a sentence that is added */
static char *
bb_words_dup_still_wrong (const char *model, const char *damage)
{
    g_autofree char *text = g_strdup_printf (
        /* TRANSLATORS: %s is the name of a drive type */
        _ ("The identity of the %s was written and verified, but the drive still reports a different identity."),
        model);

    return damage != NULL ? g_strdup_printf ("%s %s", text, damage) : g_steal_pointer (&text);
}

/* Returns (transfer full) the sentence for %BB_JOB_PROBLEM_IN_WORK: what another process does with the drive.
 * @program: (nullable): its name; @action: (nullable): a word of bb_action_to_string() */
static char *
bb_words_dup_in_work (const char *program, const char *action)
{
    static const struct {
        BbAction action;
        const char *text;
    } texts[] = {
        {BB_ACTION_CHECK, N_ ("Another Burnback process is checking this drive.")},
        {BB_ACTION_BACKUP, N_ ("Another Burnback process is backing up this drive.")},
        {BB_ACTION_FLASH, N_ ("Another Burnback process is flashing this drive.")},
        {BB_ACTION_VERIFY, N_ ("Another Burnback process is verifying this drive.")},
        {BB_ACTION_ROLLBACK, N_ ("Another Burnback process is restoring a backup to this drive.")},
        {BB_ACTION_RECOVER, N_ ("Another Burnback process is recovering this drive.")},
        {BB_ACTION_CONVERT, N_ ("Another Burnback process is changing the boot code of this drive.")},
    };
    const char *text = _ ("Another Burnback process is using this drive.");

    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
        if (g_strcmp0 (action, bb_action_to_string (texts[i].action)) == 0)
            text = _ (texts[i].text);
    }
    /* TRANSLATORS: a sentence, then which program it is about, as "burnbackctl (process 4711)" */
    return program != NULL ? g_strdup_printf (_ ("%s It is %s."), text, program) : g_strdup (text);
}

const char *
bb_words_identity_unchanged (void)
{
    return _ ("The stored identity was not changed.");
}

/* Returns (transfer full) (nullable) the sentence of a problem with parameters; %NULL for other problems. @first,
 * @second: (nullable): the parameters of @error */
static char *
bb_words_dup_problem_with (const GError *error, const char *first, const char *second)
{
    switch (bb_job_error_get_problem (error)) {
    case BB_JOB_PROBLEM_NO_ACCESS:
        return g_strdup (first != NULL ? first : _ ("You do not have permission to send commands to this drive."));
    case BB_JOB_PROBLEM_NO_FIRMWARE:
        return g_strdup (first != NULL ? first : _ ("The firmware is not running. Recover the drive first."));
    case BB_JOB_PROBLEM_FIRMWARE_INCOMPLETE:
        return bb_words_dup_filled (_ ("%s Recover the drive first."),
                                    _ ("The drive started, but its firmware may be incomplete."));
    case BB_JOB_PROBLEM_IN_USE:
        if (first == NULL)
            return g_strdup (_ ("Another program is using the drive."));
        /* TRANSLATORS: %s: sentences that name these programs */
        return g_strdup_printf (_ ("Another program is using the drive. %s"), first);
    case BB_JOB_PROBLEM_IN_WORK:
        return bb_words_dup_in_work (first, second);
    case BB_JOB_PROBLEM_FOLDER_UNUSABLE:
        return g_strdup (first);
    case BB_JOB_PROBLEM_NOT_ALONE:
        return g_strdup_printf (_ ("Could not get exclusive access to the drive (%s). Wait for other programs to "
                                   "finish using the drive, and unmount its disc."),
                                first);
    case BB_JOB_PROBLEM_IDENTITY_DAMAGED:
        /* TRANSLATORS: %s is the name of a drive type */
        return g_strdup_printf (_ ("The identity stored in the drive does not match the boot code, which is for "
                                   "the %s. Recover the drive first."),
                                first);
    case BB_JOB_PROBLEM_IDENTITY_CONSENT:
        return g_strjoin (" ",
                          first != NULL    ? first
                          : second != NULL ? second
                                           : bb_words_identity_unchanged (),
                          first != NULL ? second : NULL, NULL);
    case BB_JOB_PROBLEM_LAST_IMAGE_UNREADABLE:
        return g_strdup_printf (_ ("Burnback cannot read its copy of the firmware that was last written to this "
                                   "drive (%s). Specify a firmware file."),
                                first);
    case BB_JOB_PROBLEM_JOURNAL_UNWRITABLE:
        return g_strdup_printf (_ ("The operation log could not be written to disk (%s). Without the log, Burnback "
                                   "would be unable to recover the drive after a power failure."),
                                first);
    case BB_JOB_PROBLEM_UNREADABLE_JOURNALS:
        return g_strdup_printf (
            _ ("Some operation logs cannot be read: %s. Burnback therefore cannot tell whether flashing this drive "
               "was interrupted. Fix the problem or move the files elsewhere, then try again."),
            first);
    case BB_JOB_PROBLEM_UNREADABLE_BACKUPS:
        return g_strdup_printf (_ ("Some backups cannot be read: %s. The latest backup of this drive is therefore "
                                   "unknown. Fix the problem or specify which backup to use."),
                                first);
    case BB_JOB_PROBLEM_JOURNAL_ELSEWHERE:
        /* TRANSLATORS: what a drive calls itself, then its name at that time, as sr0 */
        return g_strdup_printf (_ ("Flashing %s was interrupted while the drive was connected to another port (%s). "
                                   "If this is the same drive, reconnect it to that port, then recover it."),
                                first, second);
    case BB_JOB_PROBLEM_JOURNAL_OF_OTHER_SERIAL:
        /* TRANSLATORS: what a drive calls itself, then its serial number */
        return g_strdup_printf (_ ("Flashing %s (serial number %s) at this port was interrupted. The drive now at "
                                   "this port reports another serial number. In recovery mode, even the same drive "
                                   "may do that. If it is the same drive, recover it with a firmware file."),
                                first, second);
    case BB_JOB_PROBLEM_LOST_BACKUP:
        return g_strdup_printf (_ ("The backup saved earlier can no longer be read (%s)."), first);
    case BB_JOB_PROBLEM_REPORT_UNWRITABLE:
        return g_strdup_printf (_ ("A temporary file for the report could not be written (%s)."), first);
    case BB_JOB_PROBLEM_IDENTITY_STILL_WRONG:
        return bb_words_dup_still_wrong (first, second);
    case BB_JOB_PROBLEM_NO_SUCH_MEDIUM:
        return g_strdup_printf (_ ("There are no known book types for the disc type “%s”."), first);
    case BB_JOB_PROBLEM_NO_SUCH_BOOK:
        return g_strdup_printf (_ ("“%s” is not a known book type."), first);
    default:
        return NULL;
    }
}

/* Returns (transfer full) the sentence for a %BB_JOB_ERROR. It is made from the problem of @error, or from the
 * consents if @error has any; for %BB_JOB_PROBLEM_TEXT it is the message of @error. */
static char *
bb_words_dup_job_error (const GError *error)
{
    BbJobProblem problem = bb_job_error_get_problem (error);
    const char *const *parameters = bb_job_error_get_parameters (error);
    GPtrArray *consents = bb_job_error_get_consents (error);
    const char *text = bb_words_pick (problems, G_N_ELEMENTS (problems), problem);
    char *with;

    if (problem == BB_JOB_PROBLEM_TEXT)
        return g_strdup (error->message);
    if (text != NULL)
        return g_strdup (text);
    if (consents != NULL)
        return bb_words_dup_consents (consents);
    with = bb_words_dup_problem_with (error, parameters[0], parameters[1]);
    return with != NULL ? with : g_strdup (error->message);
}

static const char *const transport_errors[] = {
    [BB_TRANSPORT_ERROR_GONE] = N_ ("The drive was disconnected or lost power."),
    [BB_TRANSPORT_ERROR_TIMED_OUT] = N_ ("The drive did not respond in time."),
    [BB_TRANSPORT_ERROR_SHORT] = N_ ("The drive returned less data than requested."),
    [BB_TRANSPORT_ERROR_IN_USE] = N_ ("Another program is using the drive."),
    [BB_TRANSPORT_ERROR_NOT_PERMITTED] = N_ ("You do not have permission to send commands to this drive."),
    [BB_TRANSPORT_ERROR_NO_NODE] =
        N_ ("The sg kernel module is not loaded, so Burnback cannot send commands to this drive."),
    [BB_TRANSPORT_ERROR_NOT_RECORDED] = N_ ("The drive command does not match the recorded trace, or the trace has "
                                            "ended."),
};

static const char *const run_errors[] = {
    [BB_RUN_ERROR_DIFFERENT] = N_ ("Two reads of the same part of the drive’s memory returned different data."),
    [BB_RUN_ERROR_NOT_REFUSED] =
        N_ ("A device between the computer and the drive, such as a USB bridge, responds to commands "
            "without forwarding them."),
    [BB_RUN_ERROR_UNEXPECTED] =
        N_ ("The drive returned unexpected data, so nothing was written. An adapter may be blocking commands, or "
            "the firmware may not match the drive’s boot code."),
    [BB_RUN_ERROR_NEVER_READY] = N_ ("The drive did not become ready again in time."),
    [BB_RUN_ERROR_STOPPED] = N_ ("The operation was stopped at your request."),
    [BB_RUN_ERROR_SUM_REFUSED] = N_ ("The drive rejected the checksum of the received firmware twice."),
    [BB_RUN_ERROR_NOT_TAKEN] =
        N_ ("The drive did not accept the firmware. The file may be damaged or for another drive, or an adapter "
            "may be blocking commands."),
    [BB_RUN_ERROR_NOT_WRITTEN] = N_ ("The firmware was read back twice and differed from the image both times."),
};

/* Returns (transfer full) the translation of @texts[code of @error]; @otherwise if @texts has no text for the
 * code. */
static char *
bb_words_dup_coded (const char *const *texts, gsize n_texts, const GError *error, const char *otherwise)
{
    const char *text = error->code >= 0 ? bb_words_pick (texts, n_texts, (guint) error->code) : NULL;

    return g_strdup (text != NULL ? text : otherwise);
}

/* Translatable messages for errors that optical drives report often. The others have the name that the SCSI standard
 * gives them, in quotation marks.
 *
 * @standard is this name, as bb_sense_dup_text() returns it. The names from "not ready" on are those of sense keys
 * that are reported without an additional sense code. */
static const struct {
    const char *standard;
    const char *message;
} bb_sense_messages[] = {
    {"peripheral device write fault", N_ ("write fault in the drive")},
    {"logical unit not ready, cause not reportable", N_ ("the drive is not ready for an unknown reason")},
    {"logical unit is in process of becoming ready", N_ ("the drive is becoming ready")},
    {"logical unit not ready, operation in progress", N_ ("the drive is busy with another operation")},
    {"logical unit not ready, long write in progress", N_ ("the drive is still writing")},
    {"logical unit communication failure", N_ ("communication with the drive failed")},
    {"tracking servo failure", N_ ("tracking servo failure")},
    {"focus servo failure", N_ ("focus servo failure")},
    {"write error", N_ ("write error")},
    {"unrecovered read error", N_ ("unrecovered read error")},
    {"invalid command operation code", N_ ("unsupported command")},
    {"logical block address out of range", N_ ("address out of range")},
    {"invalid field in cdb", N_ ("invalid value in the command")},
    {"invalid field in parameter list", N_ ("invalid value in the command’s data")},
    {"write protected", N_ ("write protected")},
    {"not ready to ready change, medium may have changed",
     N_ ("the drive became ready, and the disc may have changed")},
    {"power on, reset, or bus device reset occurred", N_ ("the drive was turned on or reset")},
    {"command sequence error", N_ ("commands in the wrong order")},
    {"incompatible medium installed", N_ ("incompatible disc")},
    {"medium not present", N_ ("no disc in the drive")},
    {"medium not present - tray closed", N_ ("no disc in the drive, tray closed")},
    {"medium not present - tray open", N_ ("no disc in the drive, tray open")},
    {"logical unit has not self-configured yet", N_ ("the drive has not finished configuring itself")},
    {"logical unit failure", N_ ("failure in the drive")},
    {"microcode has been changed", N_ ("the drive’s firmware was changed")},
    {"internal target failure", N_ ("internal failure in the drive")},
    {"data phase error", N_ ("data transfer error")},
    {"media load or eject failed", N_ ("loading or ejecting the disc failed")},
    {"medium removal prevented", N_ ("the drive is locked against ejecting")},
    {"not ready", N_ ("not ready")},
    {"medium error", N_ ("medium error")},
    {"hardware error", N_ ("hardware error")},
    {"illegal request", N_ ("invalid request")},
    {"unit attention", N_ ("the drive’s state changed")},
    {"data protect", N_ ("protected data")},
    {"aborted command", N_ ("the drive aborted the command")},
};

char *
bb_words_dup_sense (const BbSense *sense)
{
    g_autofree char *text = bb_sense_dup_text (sense);

    for (gsize i = 0; i < G_N_ELEMENTS (bb_sense_messages); i++)
        if (strcmp (text, bb_sense_messages[i].standard) == 0)
            return g_strdup (_ (bb_sense_messages[i].message));
    return g_strdup_printf ("“%s”", text);
}

/* Returns (transfer full) the sentence of a BB_SCSI_ERROR, with text and number of its sense data, if it has any. */
static char *
bb_words_dup_scsi_error (const GError *error)
{
    const BbSense *sense = bb_scsi_error_get_sense (error);
    g_autofree char *code = NULL;
    g_autofree char *text = NULL;

    if (sense == NULL || !sense->valid)
        return g_strdup (_ ("The drive rejected a command without giving a reason."));
    code = bb_sense_dup_code (sense);
    text = bb_words_dup_sense (sense);
    /* TRANSLATORS: first the error that the drive reported, as “write error”, then its number, as 3/0C/00 */
    return g_strdup_printf (_ ("The drive reported an error: %s (%s)."), text, code);
}

char *
bb_words_dup_error (const GError *error)
{
    g_autofree char *inner = NULL;

    g_return_val_if_fail (error != NULL, NULL);

    /* @inner is the message without its full stop, because it is put into parentheses. */
    inner = g_strdup (error->message);
    if (g_str_has_suffix (inner, "."))
        inner[strlen (inner) - 1] = '\0';
    if (error->domain == BB_TRANSPORT_ERROR)
        return bb_words_dup_coded (transport_errors, G_N_ELEMENTS (transport_errors), error,
                                   _ ("The connection to the drive failed."));
    if (g_error_matches (error, BB_RUN_ERROR, BB_RUN_ERROR_JOURNAL))
        return g_strdup_printf (_ ("The operation log could not be written to disk (%s)."), inner);
    if (error->domain == BB_RUN_ERROR)
        return bb_words_dup_coded (run_errors, G_N_ELEMENTS (run_errors), error,
                                   _ ("The drive returned an unknown response."));
    if (error->domain == BB_SCSI_ERROR)
        return bb_words_dup_scsi_error (error);
    if (error->domain == BB_JOB_ERROR)
        return bb_words_dup_job_error (error);
    if (g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT) ||
        g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_LABEL) ||
        g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY) ||
        g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_FIRMWARE) ||
        g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE))
        return g_strdup (error->message);
    if (g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE))
        return g_strdup_printf (_ ("The backup could not be saved (%s)."), inner);
    /* Reading, writing or locking was not permitted; the message names the path. */
    if (g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED))
        return g_strdup_printf (_ ("You do not have permission to use the backup folder (%s)."), inner);
    if (error->domain == BB_STORE_ERROR)
        return g_strdup_printf (_ ("The backup cannot be used (%s)."), inner);
    if (error->domain == BB_IMAGE_ERROR || error->domain == BB_ARCHIVE_ERROR)
        return g_strdup_printf (_ ("The firmware file cannot be used (%s)."), inner);
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return g_strdup (_ ("The operation was stopped at your request."));
    if (error->domain == BB_FAMILY_ERROR)
        return g_strdup (_ ("The drive returned an unknown response."));
    return g_strdup_printf (_ ("An error occurred on this computer (%s)."), inner);
}

char *
bb_words_dup_failure (const GError *error, guint block, guint n_blocks)
{
    gboolean is_coded;
    g_autofree char *text = NULL;

    g_return_val_if_fail (error != NULL, NULL);

    /* Errors of other domains, such as those of a family, have a whole sentence as their message. */
    is_coded = error->domain == BB_TRANSPORT_ERROR || error->domain == BB_RUN_ERROR ||
               error->domain == BB_SCSI_ERROR || error->domain == BB_JOB_ERROR;
    text = is_coded ? bb_words_dup_error (error) : g_strdup (error->message);
    /* TRANSLATORS: numbers, then a sentence: what failed */
    return block > 0 ? g_strdup_printf (_ ("Block %u of %u: %s"), block, n_blocks, text) : g_steal_pointer (&text);
}
