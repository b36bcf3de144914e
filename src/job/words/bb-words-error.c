/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words.h"

#include "firmware/bb-archive.h"
#include "job/flow/bb-runner.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Problems without parameters. */
static const char *
bb_words_problem (BbJobProblem problem)
{
    switch (problem) {
    case BB_JOB_PROBLEM_NO_SG_NODE:
        return _ ("The kernel cannot send commands to this drive: its module sg is not loaded.");
    case BB_JOB_PROBLEM_IN_WORK:
        return _ ("Another program is using the drive.");
    case BB_JOB_PROBLEM_IN_WRITING:
        return _ ("Another program is writing to this drive.");
    case BB_JOB_PROBLEM_UNKNOWN_DRIVE:
        return _ ("This drive is not in the catalog, and its firmware cannot be read.");
    case BB_JOB_PROBLEM_UNKNOWN_REBADGE:
        return _ (
            "This drive is not in the catalog, and its firmware cannot be read. If it is rebranded, probe further.");
    case BB_JOB_PROBLEM_UNKNOWN_IN_RECOVERY:
        return _ ("The drive was not identified, and no flash of a drive at this port is recorded. Connect the drive "
                  "to the port where it was flashed, or probe further.");
    case BB_JOB_PROBLEM_NO_FIRMWARE:
        return _ ("The drive does not run its firmware. Recover it first.");
    case BB_JOB_PROBLEM_FLASH_INTERRUPTED:
        return _ ("An earlier flash of this drive was interrupted. Recover the drive first.");
    case BB_JOB_PROBLEM_STAYS_IN_MODE:
        return _ ("The drive did not leave recovery mode.");
    case BB_JOB_PROBLEM_STAYS_AFTER_ASKING:
        return _ ("The drive did not leave recovery mode after its boot code was identified. Power cycle the drive "
                  "and try again.");
    case BB_JOB_PROBLEM_DRIVE_CHANGED:
        return _ ("The drive has changed since it was checked: it is another drive or contains other firmware. Check "
                  "it again.");
    case BB_JOB_PROBLEM_OTHER_DRIVE:
        return _ ("This is not the drive that was just backed up. Check it again.");
    case BB_JOB_PROBLEM_NO_IMAGE:
        return _ ("No firmware file was specified.");
    case BB_JOB_PROBLEM_IMAGE_DAMAGED:
        return _ ("The firmware image changed in memory after it was read. Test the memory of this computer before "
                  "you flash anything.");
    case BB_JOB_PROBLEM_OTHER_IMAGE:
        return _ ("This is not the firmware file that was checked. Check it again.");
    default:
        return NULL;
    }
}

/* The same, of backups, journals and other acts. */
static const char *
bb_words_other_problem (BbJobProblem problem)
{
    switch (problem) {
    case BB_JOB_PROBLEM_READS_DIFFER:
        return _ ("The backup failed: reading the same part of the drive twice returned different data. Try another "
                  "cable or port.");
    case BB_JOB_PROBLEM_NO_BACKUP:
        return _ ("There is no complete backup of this drive.");
    case BB_JOB_PROBLEM_NO_BACKUP_TO_COMPARE:
        return _ ("There is no complete backup of this drive to compare with. Specify a file.");
    case BB_JOB_PROBLEM_SIMULATED_BACKUP:
        return _ ("This backup is of a simulated drive. Its firmware would not run on a real drive.");
    case BB_JOB_PROBLEM_AMBIGUOUS_JOURNAL:
        return _ ("An interrupted flash is recorded that may belong to this drive or to another connected drive. "
                  "Disconnect the other drive and try again.");
    case BB_JOB_PROBLEM_FOLDER_MOVED:
        return _ ("Another program has just moved the backup folder. Try again.");
    case BB_JOB_PROBLEM_CONVERSION_INCOMPLETE:
        return _ ("A conversion requires a target drive type and a boot code file.");
    case BB_JOB_PROBLEM_CANNOT_CONVERT:
        return _ ("Burnback does not support changing the boot code of this kind of drive.");
    case BB_JOB_PROBLEM_BOOKS_SET_AND_CLEARED:
        return _ ("Book types are either set or cleared, not both.");
    case BB_JOB_PROBLEM_BOOKS_UNKNOWN:
        return _ ("Burnback does not support book types on this kind of drive.");
    default:
        return NULL;
    }
}

/* @damage: (nullable): a sentence. */
static char *
bb_words_dup_still_wrong (const char *model, const char *damage)
{
    g_autofree char *text = g_strdup_printf (
        /* TRANSLATORS: %s is the name of a drive type */
        _ ("The identity of an %s was written and verified, and the drive still reports something else."), model);

    return damage != NULL ? g_strdup_printf ("%s %s", text, damage) : g_steal_pointer (&text);
}

/* (nullable): none if @error has none of these problems. */
static char *
bb_words_dup_problem_with (const GError *error, const char *first, const char *second)
{
    switch (bb_job_error_get_problem (error)) {
    case BB_JOB_PROBLEM_NO_ACCESS:
        return g_strdup (first != NULL ? first : _ ("You are not permitted to send commands to this drive."));
    case BB_JOB_PROBLEM_NOT_READY:
    case BB_JOB_PROBLEM_CONSENT:
    case BB_JOB_PROBLEM_FOLDER_UNUSABLE:
        return g_strdup (first);
    case BB_JOB_PROBLEM_NOT_ALONE:
        return g_strdup_printf (
            _ ("Could not get exclusive access to the drive (%s). Close the programs that use it."), first);
    case BB_JOB_PROBLEM_IDENTITY_DAMAGED:
        /* TRANSLATORS: %s is the name of a drive type */
        return g_strdup_printf (_ ("The boot code of this drive is that of an %s, but the stored identity is not. "
                                   "Recover the drive first."),
                                first);
    case BB_JOB_PROBLEM_IDENTITY_CONSENT:
        return first != NULL ? g_strdup_printf ("%s %s", first, second) : g_strdup (second);
    case BB_JOB_PROBLEM_LAST_IMAGE_UNREADABLE:
        return g_strdup_printf (
            _ ("The firmware that was last written to this drive can no longer be read (%s). Specify a file."),
            first);
    case BB_JOB_PROBLEM_JOURNAL_UNWRITABLE:
        return g_strdup_printf (_ ("The journal could not be written to disk (%s). Without it, Burnback could not "
                                   "recover the drive after a power failure."),
                                first);
    case BB_JOB_PROBLEM_UNREADABLE_JOURNALS:
        return g_strdup_printf (_ ("Not all journals can be read, and one of them may belong to an interrupted flash "
                                   "of this drive: %s. Fix this, or move the files elsewhere, then try again."),
                                first);
    case BB_JOB_PROBLEM_UNREADABLE_BACKUPS:
        return g_strdup_printf (_ ("Not all backups can be read, so the latest backup of this drive is unknown: %s. "
                                   "Fix this, or specify the backup."),
                                first);
    case BB_JOB_PROBLEM_REPORT_UNWRITABLE:
        return g_strdup_printf (_ ("The commands of the report could not be written to disk (%s)."), first);
    case BB_JOB_PROBLEM_IDENTITY_STILL_WRONG:
        return bb_words_dup_still_wrong (first, second);
    case BB_JOB_PROBLEM_NO_SUCH_MEDIUM:
        return g_strdup_printf (_ ("No disc type “%s” with a book type is known."), first);
    case BB_JOB_PROBLEM_NO_SUCH_BOOK:
        return g_strdup_printf (_ ("No book type “%s” is known."), first);
    default:
        return NULL;
    }
}

static char *
bb_words_dup_job_error (const GError *error)
{
    BbJobProblem problem = bb_job_error_get_problem (error);
    const char *const *parameters = bb_job_error_get_parameters (error);
    const char *text = bb_words_problem (problem);
    char *with;

    if (problem == BB_JOB_PROBLEM_TEXT)
        return g_strdup (error->message);
    if (text == NULL)
        text = bb_words_other_problem (problem);
    if (text != NULL)
        return g_strdup (text);
    with = bb_words_dup_problem_with (error, parameters[0], parameters[1]);
    return with != NULL ? with : g_strdup (error->message);
}

static char *
bb_words_dup_transport_error (const GError *error)
{
    switch (error->code) {
    case BB_TRANSPORT_ERROR_GONE:
        return g_strdup (_ ("The drive was disconnected or lost power."));
    case BB_TRANSPORT_ERROR_TIMED_OUT:
        return g_strdup (_ ("The drive did not respond in time."));
    case BB_TRANSPORT_ERROR_SHORT:
        return g_strdup (_ ("The drive returned less data than requested."));
    case BB_TRANSPORT_ERROR_IN_USE:
        return g_strdup (_ ("Another program is using the drive."));
    case BB_TRANSPORT_ERROR_NOT_PERMITTED:
        return g_strdup (_ ("You are not permitted to send commands to this drive."));
    case BB_TRANSPORT_ERROR_NO_NODE:
        return g_strdup (_ ("The kernel cannot send commands to this drive: its module sg is not loaded."));
    case BB_TRANSPORT_ERROR_NOT_RECORDED:
        return g_strdup (_ ("The recorded trace does not contain this command."));
    default:
        return g_strdup (_ ("The connection to the drive failed."));
    }
}

static char *
bb_words_dup_run_error (const GError *error)
{
    switch (error->code) {
    case BB_RUN_ERROR_DIFFERENT:
        return g_strdup (_ ("Reading the same part of the drive twice returned different data."));
    case BB_RUN_ERROR_NOT_REFUSED:
        return g_strdup (_ ("A device between the computer and the drive, such as a USB bridge, responds to commands "
                            "without forwarding them."));
    case BB_RUN_ERROR_UNEXPECTED:
        return g_strdup (_ ("The drive did not return the data required before writing: a bridge may suppress "
                            "commands, or the drive has a different boot code than the firmware requires."));
    case BB_RUN_ERROR_NEVER_READY:
        return g_strdup (_ ("The drive did not become ready again."));
    case BB_RUN_ERROR_STOPPED:
        return g_strdup (_ ("The operation was stopped at your request."));
    case BB_RUN_ERROR_SUM_REFUSED:
        return g_strdup (_ ("The drive rejected the checksum of the received firmware twice."));
    case BB_RUN_ERROR_NOT_WRITTEN:
        return g_strdup (_ ("The firmware was read back twice and differs from the image."));
    default:
        return g_strdup (_ ("The journal could not be written to disk."));
    }
}

/* The texts of the standard that optical drives report most, as bb_sense_dup_text() gives them. The last ones are of
 * sense keys without an additional code. */
static const char *const bb_sense_texts[] = {
    N_ ("peripheral device write fault"),
    N_ ("logical unit not ready, cause not reportable"),
    N_ ("logical unit is in process of becoming ready"),
    N_ ("logical unit not ready, operation in progress"),
    N_ ("logical unit not ready, long write in progress"),
    N_ ("logical unit communication failure"),
    N_ ("tracking servo failure"),
    N_ ("focus servo failure"),
    N_ ("write error"),
    N_ ("unrecovered read error"),
    N_ ("invalid command operation code"),
    N_ ("logical block address out of range"),
    N_ ("invalid field in cdb"),
    N_ ("invalid field in parameter list"),
    N_ ("write protected"),
    N_ ("not ready to ready change, medium may have changed"),
    N_ ("power on, reset, or bus device reset occurred"),
    N_ ("command sequence error"),
    N_ ("incompatible medium installed"),
    N_ ("medium not present"),
    N_ ("medium not present - tray closed"),
    N_ ("medium not present - tray open"),
    N_ ("logical unit has not self-configured yet"),
    N_ ("logical unit failure"),
    N_ ("microcode has been changed"),
    N_ ("internal target failure"),
    N_ ("data phase error"),
    N_ ("media load or eject failed"),
    N_ ("medium removal prevented"),
    N_ ("not ready"),
    N_ ("medium error"),
    N_ ("hardware error"),
    N_ ("illegal request"),
    N_ ("unit attention"),
    N_ ("data protect"),
    N_ ("aborted command"),
    NULL,
};

/* Translated where it can be, otherwise quoted in the words of the standard. */
static char *
bb_words_dup_sense (const BbSense *sense)
{
    g_autofree char *text = bb_sense_dup_text (sense);

    return g_strv_contains (bb_sense_texts, text) ? g_strdup (_ (text)) : g_strdup_printf ("“%s”", text);
}

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
    /* TRANSLATORS: first the text of the SCSI standard for an error, as “write error”, then its number, as 3/0C/00 */
    return g_strdup_printf (_ ("The drive reported an error: %s (%s)."), text, code);
}

/* What a part of this computer said, to stand in parentheses: without its full stop. */
static char *
bb_words_dup_inner (const GError *error)
{
    char *said = g_strdup (error->message);
    gsize length = strlen (said);

    if (length > 0 && said[length - 1] == '.')
        said[length - 1] = '\0';
    return said;
}

char *
bb_words_dup_error (const GError *error)
{
    g_autofree char *said = NULL;

    g_return_val_if_fail (error != NULL, NULL);

    said = bb_words_dup_inner (error);
    if (error->domain == BB_TRANSPORT_ERROR)
        return bb_words_dup_transport_error (error);
    if (error->domain == BB_RUN_ERROR)
        return bb_words_dup_run_error (error);
    if (error->domain == BB_SCSI_ERROR)
        return bb_words_dup_scsi_error (error);
    if (error->domain == BB_JOB_ERROR)
        return bb_words_dup_job_error (error);
    if (g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT))
        return g_strdup (error->message);
    if (g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE) ||
        g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED))
        return g_strdup_printf (_ ("The backup could not be saved (%s)."), said);
    if (error->domain == BB_STORE_ERROR)
        return g_strdup_printf (_ ("The backup cannot be used (%s)."), said);
    if (error->domain == BB_IMAGE_ERROR || error->domain == BB_ARCHIVE_ERROR)
        return g_strdup_printf (_ ("The firmware file cannot be used (%s)."), said);
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return g_strdup (_ ("The operation was stopped at your request."));
    if (error->domain == BB_FAMILY_ERROR)
        return g_strdup (_ ("The drive returned an unknown response."));
    return g_strdup_printf (_ ("An error occurred on this computer (%s)."), said);
}
