/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words.h"

#include "job/flow/bb-runner.h"
#include "firmware/bb-archive.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- headings --- */

static const char *
bb_words_done (BbAction action)
{
    switch (action) {
    case BB_ACTION_LOOK:
    case BB_ACTION_CHECK:
        return _ ("The drive was looked at.");
    case BB_ACTION_BACKUP:
        return _ ("The backup is kept.");
    case BB_ACTION_FLASH:
        return _ ("The new firmware runs.");
    case BB_ACTION_VERIFY:
        return _ ("The firmware is what it should be.");
    case BB_ACTION_ROLLBACK:
        return _ ("The backup is back in the drive.");
    case BB_ACTION_RECOVER:
        return _ ("The drive is well.");
    case BB_ACTION_BOOK_TYPE:
        return _ ("These are the book types.");
    case BB_ACTION_REPORT:
        return _ ("The report is made.");
    case BB_ACTION_CONVERT:
        return _ ("This is what would be done.");
    }
    return "";
}

const char *
bb_words_outcome (BbAction action, BbOutcome outcome)
{
    switch (outcome) {
    case BB_OUTCOME_DONE:
        return bb_words_done (action);
    case BB_OUTCOME_WRITTEN:
        return _ ("Written, but not proven yet.");
    case BB_OUTCOME_UNCHANGED:
        return action == BB_ACTION_VERIFY ? _ ("The drive does not hold this firmware.")
                                          : _ ("It failed. The drive is as it was.");
    case BB_OUTCOME_REFUSED:
        return _ ("Refused. Nothing was written.");
    case BB_OUTCOME_ROLLED_BACK:
        return _ ("It failed. The old firmware is back.");
    case BB_OUTCOME_NEEDS_RECOVERY:
        return _ ("It failed. The drive needs help, and the way back is open.");
    case BB_OUTCOME_NOT_PERMITTED:
        return _ ("Not permitted.");
    case BB_OUTCOME_NOT_FOUND:
        return _ ("Not found.");
    }
    return "";
}

gboolean
bb_words_is_busy (const GError *error)
{
    return g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY) ||
           g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE);
}

/* --- what happened --- */

static char *
bb_words_dup_transport_error (const GError *error)
{
    switch (error->code) {
    case BB_TRANSPORT_ERROR_GONE:
        return g_strdup (_ ("The drive is gone: it was unplugged or lost its power."));
    case BB_TRANSPORT_ERROR_TIMED_OUT:
        return g_strdup (_ ("The drive did not answer in time."));
    case BB_TRANSPORT_ERROR_SHORT:
        return g_strdup (_ ("The drive sent less than it was asked for."));
    case BB_TRANSPORT_ERROR_IN_USE:
        return g_strdup (_ ("Another program uses the drive."));
    case BB_TRANSPORT_ERROR_NOT_PERMITTED:
        return g_strdup (_ ("You may not send commands to this drive."));
    case BB_TRANSPORT_ERROR_NO_NODE:
        return g_strdup (_ ("The kernel offers no way to send commands to this drive; its module sg is not loaded."));
    case BB_TRANSPORT_ERROR_NOT_RECORDED:
        return g_strdup (_ ("The recording does not go on like this."));
    default:
        return g_strdup (_ ("The connection to the drive failed."));
    }
}

static char *
bb_words_dup_run_error (const GError *error)
{
    switch (error->code) {
    case BB_RUN_ERROR_DIFFERENT:
        return g_strdup (_ ("Reading the same part of the drive twice gave different bytes."));
    case BB_RUN_ERROR_NOT_REFUSED:
        return g_strdup (_ ("Something between the computer and the drive, such as a USB bridge, answers commands "
                            "without passing them on."));
    case BB_RUN_ERROR_UNEXPECTED:
        return g_strdup (_ ("The drive did not show what it must before it is written to: perhaps a bridge swallows "
                            "commands, or it has another boot code than the firmware is made for."));
    case BB_RUN_ERROR_NEVER_READY:
        return g_strdup (_ ("The drive did not become ready again."));
    case BB_RUN_ERROR_STOPPED:
        return g_strdup (_ ("It was stopped, as you asked."));
    case BB_RUN_ERROR_SUM_REFUSED:
        return g_strdup (_ ("The drive rejected the checksum of the received firmware twice."));
    case BB_RUN_ERROR_NOT_WRITTEN:
        return g_strdup (_ ("The firmware was read back twice and is not the image."));
    default:
        return g_strdup (_ ("The journal could not be written to disk."));
    }
}

static char *
bb_words_dup_scsi_error (const GError *error)
{
    const BbSense *sense = bb_scsi_error_get_sense (error);
    g_autofree char *code = NULL;
    g_autofree char *text = NULL;

    if (sense == NULL || !sense->valid)
        return g_strdup (_ ("The drive refused a command and did not say why."));
    code = bb_sense_dup_code (sense);
    text = bb_sense_dup_text (sense);
    /* TRANSLATORS: first the words of the standard for an error (not translated), then its number, as 3/03/00 */
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
    if (error->domain == BB_JOB_ERROR || g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT))
        return g_strdup (error->message);
    if (g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE) ||
        g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED))
        return g_strdup_printf (_ ("The backup could not be kept (%s)."), said);
    if (error->domain == BB_STORE_ERROR)
        return g_strdup_printf (_ ("The backup cannot be used (%s)."), said);
    if (error->domain == BB_IMAGE_ERROR || error->domain == BB_ARCHIVE_ERROR)
        return g_strdup_printf (_ ("The firmware file cannot be used (%s)."), said);
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return g_strdup (_ ("It was stopped, as you asked."));
    if (error->domain == BB_FAMILY_ERROR)
        return g_strdup (_ ("The drive gave an answer that nobody has described yet."));
    return g_strdup_printf (_ ("Something failed on this computer (%s)."), said);
}

/* First why it came to that. */
static char *
bb_words_dup_put_back (const GError *error)
{
    const char *put_back = _ ("The new firmware could not be written, and the old one was written back.");
    g_autofree char *why = NULL;

    if (error == NULL)
        return g_strdup (put_back);
    why = bb_words_dup_error (error);
    return g_strdup_printf ("%s %s", why, put_back);
}

static gboolean
bb_words_is_proved (const BbResult *result)
{
    return result->proof == BB_PROOF_PROVEN || result->proof == BB_PROOF_IDENTITY;
}

static char *
bb_words_dup_happened (const BbResult *result, BbCause cause, const GError *error)
{
    switch (cause) {
    case BB_CAUSE_SILENT:
        return g_strdup (_ ("The drive took the whole firmware and answered that all is well, but it still has the "
                            "old one."));
    case BB_CAUSE_WORN:
        return g_strdup (_ ("The same block could not be written with two different images: its flash memory is "
                            "worn out."));
    case BB_CAUSE_NO_IMAGE:
        return g_strdup (
            _ ("The drive runs without valid firmware, and there is neither a journal nor a backup of it."));
    case BB_CAUSE_NO_MORE:
        return g_strdup (_ ("Everything that is known for such a drive was tried."));
    case BB_CAUSE_WELL:
        return g_strdup (_ ("The drive is well; there was nothing to recover."));
    case BB_CAUSE_WOKEN:
        return g_strdup (
            bb_words_is_proved (result)
                ? _ ("The drive had been left in its special mode. It runs its firmware again; nothing was written.")
                : _ ("The drive had been left in its special mode and has left it; nothing was written. It answers "
                     "as a drive with firmware does. That all of its firmware is there is not proved: no backup or "
                     "file at hand is the same."));
    case BB_CAUSE_NOT_TAKEN:
        return g_strdup (_ ("The drive did not take the new firmware and still runs the one that it had."));
    case BB_CAUSE_PUT_BACK:
        return bb_words_dup_put_back (error);
    case BB_CAUSE_DRY_RUN:
        return g_strdup (_ ("This is what would be done. Nothing was sent that changes the drive."));
    case BB_CAUSE_NONE:
    case BB_CAUSE_NOT_ASKED:
    case BB_CAUSE_POWER_CYCLE:
    case BB_CAUSE_INTERRUPTED:
    case BB_CAUSE_STAYS_SPECIAL:
        break;
    }
    if (error != NULL)
        return bb_words_dup_error (error);
    return g_strdup (bb_words_outcome (result->action, result->outcome));
}

/* --- is it safe --- */

static char *
bb_words_dup_firmware_now (const BbResult *result)
{
    if (result->revision_after == NULL)
        return g_strdup (bb_words_proof (result->proof));
    return g_strdup_printf (_ ("The drive runs revision %s. %s"), result->revision_after,
                            bb_words_proof (result->proof));
}

/* Whether @result is about firmware that was written or compared. */
static gboolean
bb_words_has_proof (const BbResult *result)
{
    return result->action == BB_ACTION_FLASH || result->action == BB_ACTION_ROLLBACK ||
           result->action == BB_ACTION_RECOVER || result->action == BB_ACTION_VERIFY;
}

/* Nothing was endangered. */
static const char *
bb_words_safety_unchanged (const BbResult *result, const GError *error)
{
    if (result->action == BB_ACTION_VERIFY)
        return _ ("Nothing was changed.");
    /* of a drive that does not answer nobody knows whether it can be used */
    if (error != NULL && error->domain == BB_TRANSPORT_ERROR)
        return _ ("Nothing was written to it.");
    return _ ("The drive is as it was and can be used.");
}

static const char *
bb_words_safety_refused (BbCause cause, const GError *error)
{
    if (cause != BB_CAUSE_INTERRUPTED && bb_words_is_busy (error))
        return _ ("Nothing was written by this program; what the other one does is not known.");
    if (cause == BB_CAUSE_INTERRUPTED)
        return _ ("Nothing was written now. The drive has no complete firmware, but what it needs to get one is "
                  "intact. Keep its power on.");
    return _ ("Nothing was written, the drive is as it was.");
}

static char *
bb_words_dup_safety (const BbResult *result, BbCause cause, const GError *error)
{
    if (cause == BB_CAUSE_STAYS_SPECIAL)
        return g_strdup (
            _ ("Nothing was written. The drive still has its firmware, but waits in its special mode and "
               "does not leave it."));
    switch (result->outcome) {
    case BB_OUTCOME_DONE:
        if (cause == BB_CAUSE_DRY_RUN || !bb_words_has_proof (result) || result->proof == BB_PROOF_UNPROVEN)
            return NULL;
        return bb_words_dup_firmware_now (result);
    case BB_OUTCOME_ROLLED_BACK:
        return bb_words_dup_firmware_now (result);
    case BB_OUTCOME_WRITTEN:
        return g_strdup (
            cause == BB_CAUSE_NOT_ASKED
                ? _ ("The drive took everything and answers. It cannot be proved that it runs the new firmware: it "
                     "cannot be read back, and your settings say that it is not asked.")
                : bb_words_proof (result->proof));
    case BB_OUTCOME_UNCHANGED:
        if (cause != BB_CAUSE_INTERRUPTED)
            return g_strdup (bb_words_safety_unchanged (result, error));
        return g_strdup (bb_words_safety_refused (cause, error));
    case BB_OUTCOME_REFUSED:
    case BB_OUTCOME_NOT_PERMITTED:
    case BB_OUTCOME_NOT_FOUND:
        return g_strdup (bb_words_safety_refused (cause, error));
    case BB_OUTCOME_NEEDS_RECOVERY:
        if (cause == BB_CAUSE_POWER_CYCLE || cause == BB_CAUSE_NO_MORE)
            return g_strdup (_ ("The drive has no complete firmware now, but what it needs to get one is intact, as "
                                "far as can be told."));
        return g_strdup (
            _ ("The drive has no complete firmware now, but what it needs to get one is intact, as far as can be "
               "told. Keep its power on."));
    }
    return NULL;
}

static BbSafe
bb_words_find_safe (const BbResult *result, BbCause cause, const GError *error)
{
    if (cause == BB_CAUSE_INTERRUPTED)
        return BB_SAFE_NO;
    if (result->outcome == BB_OUTCOME_NOT_PERMITTED && bb_words_is_busy (error))
        return BB_SAFE_UNKNOWN;
    switch (result->outcome) {
    case BB_OUTCOME_NEEDS_RECOVERY:
        return BB_SAFE_NO;
    case BB_OUTCOME_WRITTEN:
        return BB_SAFE_UNKNOWN;
    case BB_OUTCOME_UNCHANGED:
        return result->action == BB_ACTION_VERIFY ? BB_SAFE_UNKNOWN : BB_SAFE_YES;
    default:
        return BB_SAFE_YES;
    }
}

/* --- what next --- */

static char *
bb_words_dup_next_recovery (BbCause cause, const char *drive_name, const GError *error)
{
    gboolean is_gone = error != NULL && g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);

    if (cause == BB_CAUSE_WORN)
        return g_strdup_printf (_ ("Keep the power of %s on and recover it once more; if the block fails again, the "
                                   "drive's flash memory has to be replaced."),
                                drive_name);
    if (cause == BB_CAUSE_NO_IMAGE)
        return g_strdup_printf (_ ("Get a firmware file for exactly this model and recover %s with it."), drive_name);
    if (cause == BB_CAUSE_POWER_CYCLE && is_gone)
        return g_strdup_printf (
            _ ("Plug %s back into the same place after 30 seconds without power, and recover it before anything else "
               "is done with it."),
            drive_name);
    if (cause == BB_CAUSE_POWER_CYCLE)
        return g_strdup_printf (
            _ ("Switch %s off, wait 30 seconds, switch it on again and recover it before anything "
               "else is done with it."),
            drive_name);
    if (cause == BB_CAUSE_NO_MORE)
        return g_strdup_printf (
            _ ("Switch %s off for 30 seconds, connect it without a bridge or at another computer, "
               "and recover it again; another firmware file may help, too."),
            drive_name);
    if (is_gone)
        return g_strdup_printf (_ ("Plug %s back into the same place and give it power, then recover it: Burnback "
                                   "finishes or puts the old firmware back."),
                                drive_name);
    return g_strdup_printf (_ ("Recover %s: Burnback finishes or puts the old firmware back."), drive_name);
}

/* (nullable): what helps against @error, if it is one that can be helped by itself. */
static const char *
bb_words_next_transport (const GError *error)
{
    switch (error->code) {
    case BB_TRANSPORT_ERROR_GONE:
        return _ ("Plug the drive back in and try again.");
    case BB_TRANSPORT_ERROR_IN_USE:
        return _ ("Close the other program, then try again.");
    case BB_TRANSPORT_ERROR_NO_NODE:
        return _ ("Load the module (\"sudo modprobe sg\"), then try again.");
    case BB_TRANSPORT_ERROR_NOT_PERMITTED:
        return _ ("Ask the administrator of this computer, or run Burnback as a user who may use the drive.");
    default:
        return NULL;
    }
}

static const char *
bb_words_next_of_error (const GError *error)
{
    if (error == NULL)
        return NULL;
    if (error->domain == BB_TRANSPORT_ERROR)
        return bb_words_next_transport (error);
    if (error->domain == BB_RUN_ERROR &&
        (error->code == BB_RUN_ERROR_NOT_REFUSED || error->code == BB_RUN_ERROR_UNEXPECTED))
        return _ ("Connect the drive without the bridge, directly to a SATA or IDE port, and try again.");
    if (g_error_matches (error, BB_RUN_ERROR, BB_RUN_ERROR_JOURNAL) ||
        g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE))
        return _ (
            "Make room on the disk that Burnback writes to, or let it write to another folder, then try again.");
    if (g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED) ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
        return _ ("Let it write to another folder, or run Burnback as a user who may write to this one.");
    if (g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY))
        return _ ("Wait until the other program has finished, then try again.");
    if (error->domain == BB_STORE_ERROR)
        return _ ("Choose another backup, or a firmware file, then try again.");
    if (error->domain == BB_IMAGE_ERROR || error->domain == BB_ARCHIVE_ERROR)
        return _ ("Choose another firmware file, then try again.");
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
        g_error_matches (error, BB_RUN_ERROR, BB_RUN_ERROR_STOPPED))
        return _ ("Start it again whenever you like.");
    return NULL;
}

static char *
bb_words_dup_next_unchanged (const BbResult *result, BbCause cause, const char *drive_name, const GError *error)
{
    if (result->action == BB_ACTION_VERIFY && error == NULL)
        return g_strdup_printf (_ ("If %s has been without power since it was flashed, flash it again or put its "
                                   "backup back. If not, switch it off and on, and verify again."),
                                drive_name);
    if (cause == BB_CAUSE_SILENT)
        return g_strdup (
            _ ("Connect the drive without a bridge and try again. Some drives silently keep their firmware "
               "when an older one is sent."));
    if (error == NULL)
        return g_strdup (_ ("Start it again whenever you like."));
    if (g_error_matches (error, BB_RUN_ERROR, BB_RUN_ERROR_SUM_REFUSED))
        return g_strdup (_ ("The data was probably damaged on its way to the drive. Use another cable, port or "
                            "controller, without a USB bridge, then try again."));
    return g_strdup (_ ("Try again; if it fails again, switch the drive off and on, or try another cable or port."));
}

static const char *
bb_words_next_refused (BbAction action)
{
    if (action == BB_ACTION_CHECK || action == BB_ACTION_FLASH)
        return _ ("Put that right, or choose another firmware file, then try again.");
    return _ ("Put that right, then try again.");
}

static const char *
bb_words_next_not_found (BbAction action)
{
    if (action == BB_ACTION_ROLLBACK)
        return _ ("Flash a file of the old firmware, if you have one.");
    if (action == BB_ACTION_VERIFY)
        return _ ("Name the firmware file that should be in the drive, or make a backup first.");
    return _ ("See whether the drive is plugged in and has power, then try again.");
}

/* Nothing was written: what is in the way, and how it goes away. */
static char *
bb_words_dup_next_unwritten (const BbResult *result, BbCause cause, const char *drive_name, const GError *error)
{
    const char *helps = bb_words_next_of_error (error);

    if (cause == BB_CAUSE_INTERRUPTED)
        return bb_words_dup_next_recovery (cause, drive_name, error);
    if (helps != NULL)
        return g_strdup (helps);
    switch (result->outcome) {
    case BB_OUTCOME_UNCHANGED:
        return bb_words_dup_next_unchanged (result, cause, drive_name, error);
    case BB_OUTCOME_NOT_PERMITTED:
        return g_strdup (
            _ ("Ask the administrator of this computer, or run Burnback as a user who may use the drive."));
    case BB_OUTCOME_NOT_FOUND:
        return g_strdup (bb_words_next_not_found (result->action));
    default:
        return g_strdup (bb_words_next_refused (result->action));
    }
}

static char *
bb_words_dup_next (const BbResult *result, BbCause cause, const char *drive_name, const GError *error)
{
    if (cause == BB_CAUSE_STAYS_SPECIAL)
        return g_strdup_printf (
            _ ("Switch %s (or the computer it is in) off and on: then it runs its firmware again."), drive_name);
    switch (result->outcome) {
    case BB_OUTCOME_NEEDS_RECOVERY:
        return bb_words_dup_next_recovery (cause, drive_name, error);
    case BB_OUTCOME_WRITTEN:
        if (result->proof == BB_PROOF_UNPROVEN)
            return g_strdup (_ ("Try the drive with a disc."));
        return g_strdup_printf (_ ("Switch %s (or the computer it is in) off and on, then verify it."), drive_name);
    case BB_OUTCOME_ROLLED_BACK:
        return g_strdup (_ ("The drive can be used. Before another try, look at the details for what failed."));
    case BB_OUTCOME_DONE:
        return NULL;
    default:
        return bb_words_dup_next_unwritten (result, cause, drive_name, error);
    }
}

void
bb_words_tell (BbResult *result, BbCause cause, const char *drive_name, const GError *error)
{
    g_return_if_fail (result != NULL && drive_name != NULL);

    if (result->message == NULL) {
        g_autofree char *happened = bb_words_dup_happened (result, cause, error);
        g_autofree char *safety = bb_words_dup_safety (result, cause, error);

        if (safety == NULL)
            result->message = g_steal_pointer (&happened);
        else
            result->message = g_strdup_printf ("%s %s", happened, safety);
    }
    if (result->next == NULL)
        result->next = bb_words_dup_next (result, cause, drive_name, error);
    result->safe = bb_words_find_safe (result, cause, error);
}
