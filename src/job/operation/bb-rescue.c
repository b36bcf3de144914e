/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rescue.h"

#include "bb-rescue-again.h"
#include "bb-rescue-connection.h"
#include "bb-rescue-file.h"
#include "bb-rescue-name.h"
#include "bb-rescue-worn.h"

#include "job/bb-locale.h"
#include "job/engine/bb-engine.h"
#include "job/words/bb-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- identity of the drive --- */

/* Sets @who, @name and @source of @rescue for a drive that does not report its own name: the name that the user gave
 * to the drive, else the name that the drive reported last, else (only @who) its type. Leaves them %NULL if none of
 * these is known, the drive reports its own name, or the drive needs no recovery. */
static void
bb_rescue_set_who (BbRescue *rescue, const BbRescueContext *context)
{
    const char *said = context->drive != NULL ? bb_engine_drive_get_own_name (context->drive) : NULL;
    g_autofree char *own = bb_rescue_name_dup_own (context->journal, context->backup);

    if (!context->needs_recovery ||
        (context->facts != NULL && context->facts->condition == BB_CONDITION_NORMAL && !context->facts->wants_repair))
        return;
    rescue->name = said != NULL ? g_strdup (said) : g_strdup (own);
    if (rescue->name != NULL)
        rescue->source = said != NULL ? _ ("You gave the drive this name.")
                                      : _ ("The drive reported this name when its firmware was running.");
    if (said != NULL)
        /* TRANSLATORS: the name that the user gave to the drive */
        rescue->who = g_strdup_printf (_ ("Your name for this drive: %s"), said);
    else if (own != NULL)
        /* TRANSLATORS: the name that the drive reported while its firmware was running */
        rescue->who = g_strdup_printf (_ ("Last reported name: %s"), own);
    else
        rescue->who = bb_rescue_name_dup_type (context->facts);
}

/* Returns (transfer full) (nullable) a sentence with the names under which this hardware was sold; %NULL if none is
 * known, or if the drive once reported its name. If the user gave the drive a name, which may be one of these, the
 * sentence begins with the model. */
static char *
bb_rescue_dup_also (const BbRescueContext *context)
{
    g_auto (GStrv) names = bb_rescue_name_list (context->facts, context->journal, context->backup);
    g_autofree char *list = g_strjoinv (", ", names);
    g_autofree char *model = bb_rescue_name_dup_model (context->facts);

    if (*list == '\0')
        return NULL;
    if (context->drive != NULL && bb_engine_drive_get_own_name (context->drive) != NULL)
        /* TRANSLATORS: the name of a drive type, then names of drives */
        return g_strdup_printf (_ ("The %s was also sold as: %s."), model, list);
    /* TRANSLATORS: names of drives */
    return g_strdup_printf (_ ("Also sold as: %s."), list);
}

/* --- diagnosis --- */

/* Returns the diagnosis for a drive in recovery mode; the caller has checked the mode. If the board is unknown
 * (@is_lost) and bb_engine_drive_wants_tool_code() is FALSE, returns the fact BB_FACTS_WANTS, a text that the facts
 * own; NULL if there is no such fact. */
static const char *
bb_rescue_diagnose_special (BbRescueContext *context)
{
    if (context->journal != NULL && bb_journal_record_was_dropped (context->journal))
        return _ ("The drive did not accept the firmware sent to it. The drive still responds and is waiting for "
                  "firmware.");
    if (context->journal != NULL && context->journal->endangered && context->journal->is_at_failure)
        return bb_journal_recovery_get_latest (context->journal) != NULL
                   ? _ ("The last recovery failed. The drive still responds, so you can try to recover it again.")
                   : _ ("Writing the firmware failed, but the drive still responds. The drive can very likely be "
                        "recovered.");
    if (context->journal != NULL && context->journal->endangered &&
        bb_journal_recovery_get_latest (context->journal) != NULL)
        return _ ("Writing the firmware was interrupted, and a later recovery was not finished. The drive still "
                  "responds, so you can try to recover it again.");
    if (context->journal != NULL && context->journal->endangered)
        return _ ("Writing the firmware was interrupted, but the drive still responds. The drive can very likely "
                  "be recovered.");
    if (context->is_lost && !bb_engine_drive_wants_tool_code (context->drive))
        return bb_facts_get_string (context->facts, BB_FACTS_WANTS);
    if (context->is_lost)
        return _ ("The firmware is not running, and the type of the drive’s circuit board is unknown.");
    /* The page of the drive says the same. A restart that did not help shows that the firmware is not intact. */
    if (context->is_never_flashed ||
        (bb_family_can_leave_mode (context->facts) && (context->tries.tried & BB_RESCUE_AGAIN) == 0))
        return bb_words_may_be_intact ();
    return _ ("The firmware is not running, because part of it is missing or flashing was interrupted. Either "
              "problem can very likely be repaired.");
}

/* Returns sentences that say what is wrong with the drive. Without a drive in @context, they say that this computer
 * does not detect it. The facts may own the text. NULL only if bb_rescue_diagnose_special() returns NULL. */
static const char *
bb_rescue_diagnose (BbRescueContext *context)
{
    if (context->drive == NULL)
        return _ ("This computer does not detect the drive. The drive has no power or no connection, or its boot "
                  "code is not running.");
    if (bb_engine_drive_get_state (context->drive) == BB_DRIVE_STATE_NO_PERMISSION)
        return _ ("You do not have permission to send commands to this drive, so its state is unknown.");
    if (!bb_engine_drive_was_looked_at (context->drive))
        return _ ("The drive is connected and is being identified.");
    if (context->facts == NULL)
        return _ ("The drive is connected but does not respond as expected.");
    if (context->is_converted)
        return bb_words_boot_code_sent ();
    if (context->facts->condition == BB_CONDITION_SPECIAL)
        return bb_rescue_diagnose_special (context);
    if (bb_facts_get_string (context->facts, BB_FACTS_CONTRADICTION) != NULL)
        return bb_facts_get_string (context->facts, BB_FACTS_CONTRADICTION);
    if (context->facts->condition == BB_CONDITION_HALF_ALIVE)
        return _ ("The drive started its firmware, which may be incomplete but can very likely be rewritten.");
    if (context->facts->condition == BB_CONDITION_WRONG_FIRMWARE)
        return _ ("The drive is running firmware for other hardware. Firmware for its own hardware will very "
                  "likely repair the drive.");
    if (context->facts->condition == BB_CONDITION_DAMAGED)
        return _ ("The firmware is running. The identity stored in the drive is wrong, but can be repaired.");
    if (context->facts->wants_repair)
        return _ ("The firmware is running, but it does not match the identity stored in the drive. Recovery will "
                  "find out what is wrong and repair it.");
    if (context->journal != NULL && bb_journal_record_was_overwritten (context->journal, context->facts))
        return _ ("Flashing was interrupted, and another program later wrote different firmware. Burnback cannot "
                  "tell whether that firmware is complete.");
    if (context->needs_recovery)
        return _ ("The drive responds, but its firmware may be incomplete because flashing was interrupted.");
    return _ ("The drive responds and its firmware is running. If the drive does not work, the firmware is probably "
              "not the cause.");
}

/* TRUE if the drive cannot run its firmware: its flash memory is worn, or it is in recovery mode and identified. */
static gboolean
bb_rescue_context_lacks_firmware (const BbRescueContext *context)
{
    return context->is_worn ||
           (context->facts != NULL && context->facts->condition == BB_CONDITION_SPECIAL && !context->is_lost);
}

/* Sets @is_over and @is_unrecovered of @rescue. The recovery is over if HARDWARE is the current step, and the drive
 * need not stay powered for another step. That is so if the user skipped neither AGAIN nor FILE, or if POWER_CUT or
 * OTHER_PORT has disconnected power or drive. The states of the steps must be set before the call. */
static void
bb_rescue_set_over (BbRescue *rescue, const BbRescueContext *context)
{
    const BbRescueStep *now = bb_rescue_get_now (rescue);
    gboolean has_skipped_writing = (context->tries.skipped & (BB_RESCUE_AGAIN | BB_RESCUE_FILE)) != 0;

    rescue->is_over =
        context->drive != NULL && bb_engine_drive_get_hazard (context->drive) == NULL &&
        bb_rescue_context_lacks_firmware (context) && now != NULL && now->kind == BB_RESCUE_HARDWARE &&
        (!has_skipped_writing || (context->tries.tried & (BB_RESCUE_POWER_CUT | BB_RESCUE_OTHER_PORT)) != 0);
    rescue->is_unrecovered = rescue->is_over && context->is_worn && !has_skipped_writing &&
                             (context->tries.skipped & BB_RESCUE_OTHER_PORT) == 0;
}

/* TRUE if the journal shows that an attempt to write firmware failed or was rejected by the drive. */
static gboolean
bb_rescue_context_has_failed (const BbRescueContext *context)
{
    return context->journal != NULL &&
           (context->journal->n_attempts > 0 || bb_journal_record_was_dropped (context->journal));
}

/* Returns (nullable) the sentence about safety while the current step of @rescue is to disconnect the drive, so that
 * the drive need not stay powered. NULL if the current step is another one, or if the user has done it. */
static const char *
bb_rescue_get_by_hand_safety (BbRescue *rescue, const BbRescueContext *context)
{
    const BbRescueStep *now = bb_rescue_get_now (rescue);
    gboolean is_first = context->is_worn || (context->journal != NULL && context->journal->endangered &&
                                             context->journal->wants_power_cycle && !context->is_converted);

    if (now == NULL || !now->waits)
        return NULL;
    return now->kind == BB_RESCUE_POWER_CUT && is_first ? bb_words_safety (BB_SAFETY_POWER_CYCLE)
                                                        : _ ("Nothing will be written during this step.");
}

/* Returns the sentence about the safety of the drive during the steps of @rescue. The states of the steps and
 * @is_over must be set before the call. The drive may own the text. */
static const char *
bb_rescue_get_safety_text (BbRescue *rescue, BbRescueContext *context)
{
    gboolean is_special = context->facts != NULL && context->facts->condition == BB_CONDITION_SPECIAL;
    const char *by_hand = bb_rescue_get_by_hand_safety (rescue, context);

    if (context->drive == NULL)
        return _ ("Nothing will be written until the drive is detected and you start a recovery step.");
    if (bb_engine_drive_get_hazard (context->drive) != NULL)
        return bb_engine_drive_get_hazard (context->drive);
    if (rescue->is_over)
        return context->is_worn ? bb_rescue_worn_over_text () : bb_words_safety (BB_SAFETY_UNKNOWN);
    if (bb_rescue_context_lacks_firmware (context) && by_hand != NULL)
        return by_hand;
    if (context->is_worn)
        return bb_words_power_advice (bb_safety_of_worn (context->facts, context->journal, TRUE));
    if (context->is_lost && bb_engine_drive_wants_tool_code (context->drive))
        return _ ("Nothing will be written to the drive until the type of its circuit board is known.");
    /* After a step that did not repair the drive, after an attempt that failed earlier, and if the drive is never
     * flashed, the text must not say that the drive can receive firmware. */
    if (!context->is_lost && is_special)
        return (context->tries.tried & ~(guint) BB_RESCUE_COMPARE) != 0 || bb_rescue_context_has_failed (context) ||
                       context->is_never_flashed
                   ? bb_words_power_advice (BB_SAFETY_NONE)
                   : _ ("Keep the drive powered until a recovery step asks you to disconnect it. The drive can "
                        "probably still receive firmware.");
    return _ ("Nothing will be written until you start a recovery step.");
}

/* Adds a reason of the diagnosis. @text: (transfer full) */
static void
bb_rescue_add_why (BbRescue *rescue, char *text)
{
    g_ptr_array_add (rescue->why, text);
}

/* Adds a sentence with the candidates (forms of the firmware) that were sent, as @journal names them. Does nothing if
 * none was sent, or if the family has no candidates. */
static void
bb_rescue_add_tried (BbRescue *rescue, BbJournalRecord *journal)
{
    const BbFamily *family = journal->family != NULL ? bb_family_lookup (journal->family) : NULL;
    g_auto (GStrv) tried = bb_journal_record_list_tried (journal);
    g_autofree char *list = NULL;

    if (*tried == NULL || family == NULL || family->describe_candidate == NULL)
        return;
    for (char **one = tried; *one != NULL; one++) {
        char *name = family->describe_candidate (*one);

        g_free (*one);
        *one = name;
    }
    list = g_strjoinv ("; ", tried);
    /* TRANSLATORS: a list of boot IDs and forms */
    bb_rescue_add_why (rescue,
                       g_strdup_printf (_ ("Burnback already tried the following with this firmware: %s."), list));
}

/* Adds reasons from the open @journal: which operation was not finished or not accepted by the drive, which
 * candidates (forms of the firmware) were sent, and whether writing firmware failed after that. */
static void
bb_rescue_add_journal (BbRescue *rescue, BbJournalRecord *journal)
{
    g_autofree char *date = bb_locale_dup_time (journal->started);
    g_autofree char *recoveries = bb_words_dup_recoveries (journal);
    /* After a recovery, the reached block is one of that recovery. */
    g_autofree char *where = recoveries == NULL ? bb_words_dup_history_where (journal) : NULL;
    /* The revision that the operation was to write. @target_revision is only the second choice, because it is the old
     * revision while the old image is being restored. */
    const char *to = journal->new_revision != NULL ? journal->new_revision : journal->target_revision;

    if (bb_journal_record_was_dropped (journal))
        /* TRANSLATORS: date and time */
        bb_rescue_add_why (
            rescue, g_strdup_printf (
                        _ ("The operation that started on %s sent firmware that the drive did not accept."), date));
    else {
        const char *before = bb_journal_record_get_revision_before (journal);
        g_autofree char *what =
            before != NULL && to != NULL
                /* TRANSLATORS: revisions, then date and time */
                ? g_strdup_printf (_ ("Writing firmware %s over firmware %s started on %s but was not finished."), to,
                                   before, date)
                /* TRANSLATORS: date and time */
                : g_strdup_printf (_ ("The operation that started on %s was not finished."), date);

        bb_rescue_add_why (rescue, g_strjoin (" ", what, where, NULL));
    }
    bb_rescue_add_tried (rescue, journal);
    /* The text gives no number, because @n_attempts counts the failures of all images. The question after a failure
     * counts the attempts to write one image, so users would see two different numbers. */
    if (recoveries != NULL)
        bb_rescue_add_why (rescue, g_steal_pointer (&recoveries));
    else if (journal->n_attempts > 0)
        bb_rescue_add_why (rescue, g_strdup (_ ("Since then, an attempt to write firmware has failed.")));
}

/* Adds one sentence: there is a backup, or some backups cannot be read, or there is no backup. The last sentence is
 * added only for a drive that was identified. An unreadable backup must not be reported as a missing one. */
static void
bb_rescue_add_backup (BbRescue *rescue, const BbRescueContext *context)
{
    g_autofree char *unread = NULL;

    if (context->backup != NULL) {
        const char *revision = bb_backup_get_revision (context->backup);

        bb_rescue_add_why (
            rescue, revision != NULL
                        ? g_strdup_printf (_ ("A backup of this drive contains firmware revision %s."), revision)
                        : g_strdup (_ ("There is a backup of this drive.")));
        return;
    }
    if (context->unread != NULL && *context->unread != NULL) {
        unread = g_strjoinv ("; ", (char **) context->unread);
        bb_rescue_add_why (
            rescue,
            g_strdup_printf (_ ("Some backups cannot be read: %s. One of them may belong to this drive."), unread));
        return;
    }
    if (context->facts != NULL)
        bb_rescue_add_why (rescue, g_strdup (_ ("There is no backup of this drive that can be restored.")));
}

/* Adds the reasons of the diagnosis: the name that the drive reports (if it was not identified, its state), the
 * evidence for the model, texts on journal and backup, and whether COMPARE verified the firmware. Adds nothing if the
 * drive is not detected. */
static void
bb_rescue_fill_why (BbRescue *rescue, BbRescueContext *context)
{
    g_autofree char *vendor = NULL;
    g_autofree char *product = NULL;
    g_autofree char *revision = NULL;

    if (context->drive == NULL)
        return;
    bb_engine_drive_dup_reported (context->drive, &vendor, &product, &revision);
    if (context->facts == NULL)
        bb_rescue_add_why (rescue, bb_engine_drive_dup_state_text (context->drive));
    else
        bb_rescue_add_why (rescue, g_strdup_printf (_ ("The drive currently identifies itself as “%s %s %s”."),
                                                    vendor, product, revision));
    for (guint i = 0; context->facts != NULL && i < context->facts->evidence->len; i++)
        bb_rescue_add_why (rescue, g_strdup (g_ptr_array_index (context->facts->evidence, i)));
    if (context->journal != NULL)
        bb_rescue_add_journal (rescue, context->journal);
    bb_rescue_add_backup (rescue, context);
    if (context->tries.proved)
        bb_rescue_add_why (rescue, g_strdup (_ ("The installed firmware was verified.")));
}

/* --- the steps --- */

static void
bb_rescue_step_free (gpointer data)
{
    BbRescueStep *step = data;

    g_free (step->act_revision);
    g_free (step->title);
    g_free (step->text);
    g_free (step);
}

/* Appends a step with copies of @title and @text. bb_rescue_fill_steps() sets its state. */
static void
bb_rescue_add_step (BbRescue *rescue, BbRescueKind kind, const char *title, const char *text)
{
    BbRescueStep *step = g_new0 (BbRescueStep, 1);

    step->kind = kind;
    step->title = g_strdup (title);
    step->text = g_strdup (text);
    g_ptr_array_add (rescue->steps, step);
}

/* Returns the connection of the drive; if the drive is not detected, the connection that it had. */
static BbBus
bb_rescue_context_get_bus (const BbRescueContext *context)
{
    g_autoptr (BbDriveDetails) details =
        context->drive != NULL ? bb_drive_ref_details (bb_engine_drive_get_drive (context->drive)) : NULL;

    return details != NULL ? details->bus : context->tries.bus;
}

/* Adds the step "Disconnect power for 30 seconds"; its text depends on how the drive is connected. A drive that was
 * disconnected is to be connected again, and then counts as power cycled. */
static void
bb_rescue_add_power_cut (BbRescue *rescue, const BbRescueContext *context)
{
    BbBus bus = bb_rescue_context_get_bus (context);
    gboolean is_away = context->drive == NULL && context->tries.was_detected;
    g_autofree char *text =
        is_away ? bb_rescue_connection_dup_reconnect_text (bus)
                : bb_rescue_connection_dup_power_text (bus, context->drive != NULL && context->needs_recovery);

    bb_rescue_add_step (rescue, BB_RESCUE_POWER_CUT,
                        is_away ? _ ("Reconnect the drive after 30 seconds") : _ ("Disconnect power for 30 seconds"),
                        text);
}

/* Adds the step OTHER_PORT. If the drive is connected by USB or FireWire, the step is to connect it without its
 * enclosure; else, to change port, cable or computer. */
static void
bb_rescue_add_other_port (BbRescue *rescue, const BbRescueContext *context)
{
    BbBus bus = bb_rescue_context_get_bus (context);

    bb_rescue_add_step (rescue, BB_RESCUE_OTHER_PORT, bb_rescue_connection_port_title (bus),
                        bb_rescue_connection_port_text (bus));
}

/* Returns which hardware is probably faulty, and what could repair it. */
static const char *
bb_rescue_text_hardware (BbRescueContext *context)
{
    if (context->is_worn)
        return bb_rescue_worn_hardware_text ();
    if (context->tries.proved)
        return _ ("The firmware was verified, so the fault is in the hardware, for example in the laser, power "
                  "supply, cable or disc. Software cannot repair this fault.");
    if (context->drive == NULL)
        return _ ("The power supply or the circuit board is probably faulty. Otherwise, the boot code may be lost, "
                  "and only an external programming device can rewrite it.");
    return _ ("The flash memory or the circuit board is probably faulty. Otherwise, the boot code may be lost, and "
              "only an external programming device can rewrite it.");
}

/* TRUE if the drive of a known model is in recovery mode, and its family can change the boot code. */
static gboolean
bb_rescue_context_may_have_other_boot_code (BbRescueContext *context)
{
    const BbFamily *family = bb_rescue_context_get_family (context);

    return family != NULL && family->convert != NULL && context->facts->model != NULL &&
           context->facts->condition == BB_CONDITION_SPECIAL && !context->is_never_flashed;
}

/* Adds the step that needs a firmware file of the user, unless Burnback never flashes the drive. */
static void
bb_rescue_add_file (BbRescue *rescue, BbRescueContext *context)
{
    g_autofree char *text = bb_rescue_file_dup_text (context);

    if (context->is_never_flashed)
        return;
    bb_rescue_add_step (rescue, BB_RESCUE_FILE, _ ("Use the manufacturer’s firmware file"), text);
}

/* TRUE if only the stored identity is wrong. The user is then not asked for a file, because the file would be checked
 * against the wrong identity. */
static gboolean
bb_rescue_context_wants_identity_only (const BbRescueContext *context)
{
    return context->facts != NULL && bb_facts_needs_repair (context->facts) &&
           (context->journal == NULL || !context->journal->endangered);
}

/* TRUE if a power cycle must come before any other step. After new boot code was sent: if this process noticed no
 * power cycle since then (bb_engine_drive_had_power_cycle()). In all other cases: if the journal demands one. */
static gboolean
bb_rescue_context_wants_power (BbRescueContext *context)
{
    if (context->is_converted)
        return !bb_engine_drive_had_power_cycle (context->drive);
    return context->journal != NULL && context->journal->wants_power_cycle;
}

/* Returns (transfer full) what RECOVER does for a drive with worn flash memory. The text announces another attempt
 * only if RECOVER makes one without a question. */
static char *
bb_rescue_dup_worn_again (const BbRescueContext *context)
{
    return bb_rescue_dup_worn_text (bb_journal_record_can_finish (context->journal),
                                    bb_rescue_context_can_restore (context),
                                    bb_journal_record_get_other (context->journal));
}

/* Returns the title of the attempt that RECOVER makes without a file. The step AGAIN has this title, and a step by
 * hand has it as soon as its button makes the same attempt. @is_elsewhere: the drive was connected to another port */
static const char *
bb_rescue_attempt_title (const BbRescueContext *context, gboolean is_elsewhere)
{
    if (!context->is_worn)
        return bb_rescue_again_title (context);
    return bb_rescue_worn_title (bb_journal_record_can_finish (context->journal),
                                 bb_rescue_context_can_restore (context), is_elsewhere);
}

/* Called for a drive with worn flash memory. Adds POWER_CUT, then AGAIN, or FILE if there is no image, because the
 * attempts without a power cycle failed. AGAIN comes before POWER_CUT if bb_journal_record_needs_power_cut() is
 * FALSE. Adds OTHER_PORT, because a weak power supply can look like wear. The other steps of a recovery cannot help.
 */
static void
bb_rescue_fill_worn (BbRescue *rescue, BbRescueContext *context)
{
    g_autofree char *again = bb_rescue_dup_worn_again (context);
    gboolean power_first =
        bb_rescue_context_wants_power (context) || bb_journal_record_needs_power_cut (NULL, context->facts);

    if (power_first)
        bb_rescue_add_power_cut (rescue, context);
    if (bb_rescue_context_has_means (context))
        bb_rescue_add_step (rescue, BB_RESCUE_AGAIN, bb_rescue_attempt_title (context, FALSE), again);
    else
        bb_rescue_add_file (rescue, context);
    if (!power_first)
        bb_rescue_add_power_cut (rescue, context);
    bb_rescue_add_other_port (rescue, context);
}

/* Called for a drive that needs recovery: adds AGAIN if bb_rescue_context_has_means(), FILE, POWER_CUT, OTHER_PORT,
 * and perhaps BOOT_CODE. FILE comes before AGAIN after a conversion, and if AGAIN could only write a file again that
 * may be the cause of the failures. FILE is left out if only the identity is wrong or the drive is never flashed.
 * POWER_CUT comes first if bb_rescue_context_wants_power(), but not before FILE once it is done. */
static void
bb_rescue_fill_recovery (BbRescue *rescue, BbRescueContext *context)
{
    gboolean file_first = context->is_converted || bb_rescue_context_has_doubted_only (context);
    /* Once the power cycle is done, its step would make the attempt of AGAIN, and FILE must come before that. */
    gboolean is_cycled = file_first && (context->tries.by_hand & BB_RESCUE_POWER_CUT) != 0;
    gboolean power_first = bb_rescue_context_wants_power (context) && !is_cycled;
    g_autofree char *again = NULL;

    if (power_first)
        bb_rescue_add_power_cut (rescue, context);
    if (file_first)
        bb_rescue_add_file (rescue, context);
    if (bb_rescue_context_has_means (context)) {
        again = bb_rescue_dup_again_text (context);
        bb_rescue_add_step (rescue, BB_RESCUE_AGAIN, bb_rescue_attempt_title (context, FALSE), again);
    }
    if (!file_first && !bb_rescue_context_wants_identity_only (context))
        bb_rescue_add_file (rescue, context);
    if (!power_first)
        bb_rescue_add_power_cut (rescue, context);
    bb_rescue_add_other_port (rescue, context);
    if (bb_rescue_context_may_have_other_boot_code (context))
        bb_rescue_add_step (
            rescue, BB_RESCUE_BOOT_CODE, _ ("If the boot code is from another model"),
            _ ("With the boot code of another model, firmware may not start. To see the possible types of boot "
               "code, turn on “Expert operations” in the settings, then choose “Change the Boot Code…” in the "
               "drive’s menu."));
}

/* Called for a drive whose state or board is unknown: adds the steps for power and port, because these may make the
 * drive respond. No other step makes sense before it responds. */
static void
bb_rescue_fill_silent (BbRescue *rescue, BbRescueContext *context)
{
    bb_rescue_add_power_cut (rescue, context);
    bb_rescue_add_other_port (rescue, context);
}

/* Called for a drive whose firmware runs: adds COMPARE if there is a backup, FILE unless the firmware was verified or
 * the drive is never flashed, POWER_CUT, OTHER_PORT. */
static void
bb_rescue_fill_ready (BbRescue *rescue, BbRescueContext *context)
{
    if (context->backup != NULL)
        bb_rescue_add_step (rescue, BB_RESCUE_COMPARE, _ ("Compare the firmware with its backup"),
                            _ ("All readable data will be read and compared. Nothing will be written."));
    if (!context->tries.proved && !context->is_never_flashed)
        bb_rescue_add_step (
            rescue, BB_RESCUE_FILE, _ ("Write the manufacturer’s firmware again"),
            _ ("Use a firmware file for exactly this model. The file will be checked before anything is written."));
    bb_rescue_add_power_cut (rescue, context);
    bb_rescue_add_other_port (rescue, context);
}

/* If no backup of the drive was found and some backups cannot be read, says in the first step that one of these may
 * belong to the drive. With that backup, the user may need no firmware file. */
static void
bb_rescue_warn_of_unread (BbRescue *rescue, const BbRescueContext *context)
{
    BbRescueStep *first = g_ptr_array_index (rescue->steps, 0);
    g_autofree char *text = g_steal_pointer (&first->text);

    if (context->backup == NULL && context->unread != NULL && *context->unread != NULL)
        first->text = g_strdup_printf (
            _ ("%s Some backups cannot be read, and one of them may belong to this drive. Fix this problem first."),
            text);
    else
        first->text = g_steal_pointer (&text);
}

/* Replaces title and text of @step, a step by hand that the user has done, and sets its @is_again: they no longer say
 * how to disconnect the drive, but what the button of the step does. Without an image for RECOVER, nothing changes.
 */
static void
bb_rescue_set_texts_after (BbRescueStep *step, const BbRescueContext *context)
{
    if (context->drive == NULL || context->is_lost || !context->needs_recovery ||
        !bb_rescue_context_has_means (context))
        return;
    g_free (step->title);
    step->title =
        g_strdup (bb_rescue_attempt_title (context, step->kind == BB_RESCUE_OTHER_PORT && step->is_reconnected));
    g_free (step->text);
    step->text = context->is_worn ? bb_rescue_dup_worn_again (context) : bb_rescue_dup_again_text (context);
    if (context->is_worn && !step->is_reconnected) {
        g_autofree char *what = g_steal_pointer (&step->text);

        step->text = g_strjoin (" ", bb_rescue_worn_unnoticed_text (), what, NULL);
    }
    step->is_again = TRUE;
}

/* Removes the step AGAIN if it is a later step and the button of the current step makes the same attempt (@is_again).
 * If the user skips the current step, its button is gone, and AGAIN is listed, so that the attempt stays possible. */
static void
bb_rescue_remove_repeated (BbRescue *rescue)
{
    gboolean is_again = FALSE;

    for (guint i = 0; i < rescue->steps->len; i++) {
        const BbRescueStep *step = g_ptr_array_index (rescue->steps, i);

        if (is_again && step->kind == BB_RESCUE_AGAIN && step->state == BB_RESCUE_LATER) {
            g_ptr_array_remove_index (rescue->steps, i);
            return;
        }
        is_again = is_again || step->is_again;
    }
}

/* Adds the steps and sets their acts, their states, @waits, @is_reconnected, @shuts_down and @is_noticed. The state
 * is TRIED or SKIPPED if @tries of @context records the step as such (never for HARDWARE). Of the other steps, the
 * first is NOW and the rest are LATER. */
static void
bb_rescue_fill_steps (BbRescue *rescue, BbRescueContext *context)
{
    g_autofree char *hardware =
        bb_rescue_dup_with_backup (bb_rescue_text_hardware (context), context->tries.proved ? NULL : context->backup);
    const char *revision = NULL;
    BbRescueAct act = bb_rescue_find_act (context, &revision);
    gboolean found = FALSE;

    if (context->drive == NULL || context->is_lost || (context->facts == NULL && context->journal == NULL))
        bb_rescue_fill_silent (rescue, context);
    else if (context->is_worn)
        bb_rescue_fill_worn (rescue, context);
    else if (context->needs_recovery)
        bb_rescue_fill_recovery (rescue, context);
    else
        bb_rescue_fill_ready (rescue, context);
    bb_rescue_add_step (rescue, BB_RESCUE_HARDWARE,
                        context->is_worn ? bb_rescue_worn_hardware_title () : _ ("If no other step helps"), hardware);
    bb_rescue_warn_of_unread (rescue, context);
    for (guint i = 0; i < rescue->steps->len; i++) {
        BbRescueStep *step = g_ptr_array_index (rescue->steps, i);
        gboolean is_last = step->kind == BB_RESCUE_HARDWARE;

        step->act = act;
        step->act_revision = g_strdup (revision);
        step->state = BB_RESCUE_LATER;
        if (!is_last && (context->tries.tried & step->kind) != 0)
            step->state = BB_RESCUE_TRIED;
        else if (!is_last && (context->tries.skipped & step->kind) != 0)
            step->state = BB_RESCUE_SKIPPED;
        else if (!found)
            step->state = BB_RESCUE_NOW;
        found = found || step->state == BB_RESCUE_NOW;
        step->waits = bb_rescue_kind_is_by_hand (step->kind) && (context->tries.by_hand & step->kind) == 0;
        step->is_reconnected = context->drive != NULL &&
                               (bb_rescue_step_was_done (step) || step->state == BB_RESCUE_SKIPPED) &&
                               (context->tries.noticed & step->kind) != 0;
        if (bb_rescue_step_was_done (step))
            bb_rescue_set_texts_after (step, context);
        step->shuts_down = step->waits && !bb_rescue_connection_is_cable (bb_rescue_context_get_bus (context));
        step->is_noticed = step->waits && step->kind == BB_RESCUE_POWER_CUT &&
                           bb_rescue_connection_is_cable (bb_rescue_context_get_bus (context));
    }
}

/* --- putting it together --- */

BbBackup *
bb_rescue_find_backup (BbEngineDrive *drive, GPtrArray *backups)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    BbJournalRecord *journal = bb_engine_drive_get_journal (drive);

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);

        if (bb_backup_is_trusted (backup) && ((facts != NULL && bb_backup_is_of (backup, details, facts)) ||
                                              (journal != NULL && g_strcmp0 (journal->backup_id, backup->id) == 0)))
            return backup;
    }
    return NULL;
}

/*
 * Corrects what @tries of @context says about POWER_CUT, and drops what the user said about it (tried or skipped):
 * - New boot code was sent: not done, until this process notices a power cycle. Nothing is corrected after that.
 * - Otherwise, if the journal demands a power cycle: done if this process noticed one, else not done.
 * - Otherwise nothing is corrected.
 */
static void
bb_rescue_context_note_power (BbRescueContext *context)
{
    gboolean had = bb_engine_drive_had_power_cycle (context->drive);

    if (context->journal == NULL || (context->is_converted ? had : !context->journal->wants_power_cycle))
        return;
    if (!had) {
        context->tries.by_hand &= ~(guint) BB_RESCUE_POWER_CUT;
    } else {
        context->tries.by_hand |= BB_RESCUE_POWER_CUT;
        context->tries.noticed |= BB_RESCUE_POWER_CUT;
    }
    context->tries.tried &= ~(guint) BB_RESCUE_POWER_CUT;
    context->tries.skipped &= ~(guint) BB_RESCUE_POWER_CUT;
}

/* For a worn drive that was reconnected after the last failure: POWER_CUT counts as done, because the next attempt
 * may follow (bb_flow_was_reconnected() also decides what the question of RECOVER says). If POWER_CUT was tried
 * before, OTHER_PORT counts as done. So the recovery goes on at the same step after the computer was shut down for
 * it. For a worn drive that was not reconnected since then, no reconnection counts as noticed. */
static void
bb_rescue_context_note_reconnection (BbRescueContext *context)
{
    if (!context->is_worn)
        return;
    context->tries.noticed = 0;
    if (!context->was_reconnected)
        return;
    context->tries.by_hand |= (context->tries.tried & BB_RESCUE_POWER_CUT) != 0 ? BB_RESCUE_OTHER_PORT
                              : bb_journal_record_needs_power_cut (context->journal, context->facts)
                                  ? BB_RESCUE_POWER_CUT
                                  : 0;
    context->tries.noticed = context->tries.by_hand;
}

BbRescue *
bb_rescue_new (BbEngineDrive *drive, GPtrArray *backups, const char *const *unread, const BbRescueTries *tries)
{
    BbRescue *rescue = g_new0 (BbRescue, 1);
    BbRescueContext context = {.drive = drive, .unread = unread};

    if (tries != NULL)
        context.tries = *tries;
    if (drive != NULL) {
        context.facts = bb_engine_drive_get_facts (drive);
        context.journal = bb_engine_drive_get_journal (drive);
        context.backup = bb_rescue_find_backup (drive, backups);
        context.needs_recovery = bb_engine_drive_get_state (drive) == BB_DRIVE_STATE_NEEDS_RECOVERY;
        context.is_lost = context.facts != NULL && bb_facts_get_boolean (context.facts, BB_FACTS_IS_LOST);
        context.is_never_flashed = bb_family_get_no_flash (context.facts) != NULL;
        context.is_converted = bb_journal_was_boot_code_sent (context.journal);
        context.is_worn = !context.is_lost && bb_engine_drive_is_worn (drive);
        context.was_reconnected = bb_engine_drive_was_reconnected (drive);
        bb_rescue_context_note_power (&context);
        bb_rescue_context_note_reconnection (&context);
    }
    rescue->why = g_ptr_array_new_with_free_func (g_free);
    rescue->steps = g_ptr_array_new_with_free_func (bb_rescue_step_free);
    bb_rescue_set_who (rescue, &context);
    rescue->also = rescue->who != NULL ? bb_rescue_dup_also (&context) : NULL;
    rescue->believes = context.is_worn
                           ? bb_words_dup_worn (context.journal->worn_block, context.journal->n_worn_blocks)
                           : g_strdup (bb_rescue_diagnose (&context));
    bb_rescue_fill_why (rescue, &context);
    bb_rescue_fill_steps (rescue, &context);
    bb_rescue_remove_repeated (rescue);
    bb_rescue_set_over (rescue, &context);
    rescue->safe = g_strdup (bb_rescue_get_safety_text (rescue, &context));
    return rescue;
}

void
bb_rescue_free (BbRescue *rescue)
{
    g_free (rescue->who);
    g_free (rescue->name);
    g_free (rescue->also);
    g_free (rescue->believes);
    g_free (rescue->safe);
    g_ptr_array_unref (rescue->why);
    g_ptr_array_unref (rescue->steps);
    g_free (rescue);
}

const BbRescueStep *
bb_rescue_get_now (BbRescue *rescue)
{
    g_return_val_if_fail (rescue != NULL, NULL);

    for (guint i = 0; i < rescue->steps->len; i++) {
        const BbRescueStep *step = g_ptr_array_index (rescue->steps, i);

        if (step->state == BB_RESCUE_NOW)
            return step;
    }
    return NULL;
}
