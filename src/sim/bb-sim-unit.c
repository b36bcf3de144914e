/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-unit.h"
#include "bb-sim-execute.h"
#include "bb-sim-mmc.h"
#include "bb-sim-store.h"
#include "bb-sim.h"
#include "scsi/bb-bytes.h"

#include <string.h>

struct _BbSimUnit {
    GMutex command_lock; /* held during a whole command; taken before `lock` */
    GMutex lock;         /* guards all fields below; released while a command waits for the clock */
    GCond changed_cond;  /* signalled when power or cable change */
    const BbSimConfig *config;
    BbSimMemory *memory;
    BbSimDrive *drive;
    GPtrArray *faults; /* BbSimFault, not owned */
    void (*changed) (gpointer);
    gpointer changed_data;
    gint64 started_us; /* monotonic time of the start, for Speed > 0 */
    guint n_commands;
    guint n_writes;
    guint64 bytes_sent;
    guint n_violations_logged;
    guint n_gone; /* how often the drive disappeared */
    guint n_open; /* number of open transports */
    gboolean exclusive;
    gboolean held;
    guint n_holds;
};

/* Marks of a drive on which the fault "dead" or "other-name" has happened. */
#define MARK_DEAD "unresponsive"
#define MARK_OTHER_NAME "other-name"

/* The faults that are due with one command, by kind. */
typedef struct {
    BbSimFault *by_kind[BB_SIM_FAULT_OTHER_NAME + 1];
} BbSimDueFaults;

BbSimUnit *
bb_sim_unit_new (const BbSimConfig *config, BbSimMemory *memory, gboolean fresh, void (*changed) (gpointer),
                 gpointer data, GError **error)
{
    BbSimDrive *drive = bb_sim_drive_new (config->family, config, memory, fresh, error);
    g_autoptr (GArray) regions = NULL;
    BbSimUnit *unit = NULL;

    if (drive == NULL)
        return NULL;
    unit = g_new0 (BbSimUnit, 1);
    g_mutex_init (&unit->command_lock);
    g_mutex_init (&unit->lock);
    g_cond_init (&unit->changed_cond);
    unit->config = config;
    unit->memory = memory;
    unit->drive = drive;
    unit->faults = g_ptr_array_new ();
    unit->changed = changed;
    unit->changed_data = data;
    unit->started_us = g_get_monotonic_time ();
    if (fresh)
        bb_sim_memory_set_filled (memory);
    regions = g_array_new (FALSE, TRUE, sizeof (BbSimRegion));
    if (config->family->list_regions != NULL)
        config->family->list_regions (drive, regions);
    bb_sim_memory_set_regions (memory, regions);
    if (bb_sim_memory_get_power (memory))
        bb_sim_drive_switch (drive, TRUE, -1);
    bb_sim_memory_release_pages (memory);
    return unit;
}

void
bb_sim_unit_free (BbSimUnit *unit)
{
    if (unit == NULL)
        return;
    bb_sim_drive_free (unit->drive);
    g_ptr_array_unref (unit->faults);
    g_cond_clear (&unit->changed_cond);
    g_mutex_clear (&unit->lock);
    g_mutex_clear (&unit->command_lock);
    g_free (unit);
}

const BbSimConfig *
bb_sim_unit_get_config (BbSimUnit *unit)
{
    return unit->config;
}

void
bb_sim_unit_add_fault (BbSimUnit *unit, BbSimFault *fault)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    g_ptr_array_add (unit->faults, fault);
}

/* --- Time --- */

/* With the scenario key Speed > 0, sets the drive's clock to Speed times the real time since the start of the run, if
 * the clock is behind that time. */
static void
bb_sim_unit_sync_clock (BbSimUnit *unit)
{
    gint64 real_us = g_get_monotonic_time () - unit->started_us;

    if (unit->config->speed > 0)
        unit->drive->now_us = MAX (unit->drive->now_us, (gint64) ((double) real_us * unit->config->speed));
}

/* With the scenario key Speed > 0, waits until the real clock has reached the drive's clock. The caller holds the
 * lock of @unit, which is released during the wait. FALSE if the drive disappeared during the wait. With Speed 0,
 * returns TRUE without waiting. */
static gboolean
bb_sim_unit_wait_for_clock (BbSimUnit *unit)
{
    guint n_gone = unit->n_gone;
    gint64 until_us = 0;

    if (unit->config->speed <= 0)
        return TRUE;
    until_us = unit->started_us + (gint64) ((double) unit->drive->now_us / unit->config->speed);
    while (unit->n_gone == n_gone && g_get_monotonic_time () < until_us)
        g_cond_wait_until (&unit->changed_cond, &unit->lock, until_us);
    return unit->n_gone == n_gone;
}

void
bb_sim_unit_wait_ms (BbSimUnit *unit, guint duration_ms)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    bb_sim_unit_sync_clock (unit);
    unit->drive->now_us += (gint64) duration_ms * 1000;
    bb_sim_unit_wait_for_clock (unit);
}

/* --- Power and cable --- */

/* If the drive appeared or disappeared, calls the `changed` function, counts a disappearance, and wakes a command
 * that waits for the clock. @was_present: whether the host saw the drive before the change */
static void
bb_sim_unit_report_presence (BbSimUnit *unit, gboolean was_present)
{
    gboolean present = unit->drive->powered && unit->drive->plugged;

    if (present == was_present)
        return;
    if (!present)
        unit->n_gone++;
    g_cond_broadcast (&unit->changed_cond);
    unit->changed (unit->changed_data);
}

/* Switches the power, and calls bb_sim_unit_report_presence(). @fraction: as in bb_sim_drive_switch() */
static void
bb_sim_unit_switch (BbSimUnit *unit, gboolean on, double fraction)
{
    gboolean was_present = unit->drive->powered && unit->drive->plugged;

    bb_sim_unit_sync_clock (unit);
    bb_sim_drive_switch (unit->drive, on, fraction);
    bb_sim_unit_report_presence (unit, was_present);
}

/* Connects or disconnects the data cable, and calls bb_sim_unit_report_presence(). A powered drive that is connected
 * again gets the unit attention 6/29/00. It also gets a new `power_mark`, because the kernel gives a drive that
 * appears again a new diskseq, from which bb_drive_dup_power_mark() of a real drive is made. */
static void
bb_sim_unit_plug (BbSimUnit *unit, gboolean plugged)
{
    gboolean was_present = unit->drive->powered && unit->drive->plugged;

    if (plugged && !unit->drive->plugged && unit->drive->powered) {
        bb_sim_drive_attention (unit->drive, 0x29, 0x00); /* the bus was reset */
        bb_sim_drive_renew_power_mark (unit->drive);
    }
    unit->drive->plugged = plugged;
    bb_sim_unit_report_presence (unit, was_present);
}

gboolean
bb_sim_unit_is_present (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    return unit->drive->powered && unit->drive->plugged;
}

char *
bb_sim_unit_dup_power_mark (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    return g_strdup (unit->drive->power_mark);
}

gboolean
bb_sim_unit_get_power (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    return unit->drive->powered;
}

void
bb_sim_unit_set_power (BbSimUnit *unit, gboolean on)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    bb_sim_memory_set_power (unit->memory, on);
    bb_sim_unit_switch (unit, on, -1);
}

gboolean
bb_sim_unit_is_plugged (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    return unit->drive->plugged;
}

void
bb_sim_unit_set_plugged (BbSimUnit *unit, gboolean plugged)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    bb_sim_unit_plug (unit, plugged);
}

void
bb_sim_unit_open_tray (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    unit->drive->tray_open = TRUE;
}

void
bb_sim_unit_follow_switch (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    bb_sim_unit_switch (unit, bb_sim_memory_get_power (unit->memory), -1);
}

/* --- Execution of one command --- */

/* Sets @error: the drive disappeared. Always returns FALSE. */
static gboolean
bb_sim_unit_set_gone_error (GError **error)
{
    g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "the drive is not there any more");
    return FALSE;
}

/* Counts the command in all faults, and adds the faults that are due with it to @due_faults (empty at first), at most
 * one of each kind. Exception: after the fault "stuck-block" has happened once, it is due with every command until it
 * has happened `Times` times. */
static void
bb_sim_unit_find_due_faults (BbSimUnit *unit, const BbSimCommand *command, const BbSimStep *step,
                             BbSimDueFaults *due_faults)
{
    for (guint i = 0; i < unit->faults->len; i++) {
        BbSimFault *fault = g_ptr_array_index (unit->faults, i);
        gboolean due = bb_sim_fault_due (fault, command, step, unit->bytes_sent);
        /* A block that was stuck once stays stuck for the following commands, until the fault has happened `Times`
         * times. */
        gboolean stuck = fault->kind == BB_SIM_FAULT_STUCK_BLOCK && fault->block_length_bytes > 0 &&
                         (fault->times == 0 || fault->fired < fault->times);

        if ((due || stuck) && due_faults->by_kind[fault->kind] == NULL)
            due_faults->by_kind[fault->kind] = fault;
    }
}

/* Returns the due fault of @kind, counts it as fired and removes it from @due_faults. NULL if no fault of @kind is
 * due, or if @when (nullable) returns FALSE for the fault, because it happens at another moment of the command. */
static BbSimFault *
bb_sim_due_faults_take (BbSimDueFaults *due_faults, BbSimFaultKind kind,
                        gboolean (*when) (const BbSimFault *, BbDirection), BbDirection direction)
{
    BbSimFault *fault = due_faults->by_kind[kind];

    if (fault == NULL || (when != NULL && !when (fault, direction)))
        return NULL;
    due_faults->by_kind[kind] = NULL;
    fault->fired++;
    return fault;
}

/* TRUE if the fault happens before the drive executes the command. A fault with At=byte always happens before the
 * execution. @direction is not used. */
static gboolean
bb_sim_fault_is_before (const BbSimFault *fault, BbDirection direction)
{
    return fault->during == BB_SIM_DURING_BEFORE || fault->at == BB_SIM_AT_BYTE;
}

/* For the fault "unplug": TRUE if the cable is pulled before the drive executes the command. TRUE also if the cable
 * is pulled while data is sent to the drive, because the drive then does not execute the command. */
static gboolean
bb_sim_fault_is_before_execution (const BbSimFault *fault, BbDirection direction)
{
    return bb_sim_fault_is_before (fault, direction) ||
           (fault->during == BB_SIM_DURING_MIDDLE && direction == BB_DIRECTION_OUT);
}

/* TRUE if the fault has During=middle. @direction is not used. */
static gboolean
bb_sim_fault_is_middle (const BbSimFault *fault, BbDirection direction)
{
    return fault->during == BB_SIM_DURING_MIDDLE;
}

/* If the fault "other-name" has happened, sets the product in INQUIRY to %BB_SIM_FAULT_NAME. This must be done before
 * each use of the texts, because the firmware sets its own product whenever it starts. */
static void
bb_sim_unit_rename_drive (BbSimUnit *unit)
{
    if (bb_sim_drive_get_mark (unit->drive, MARK_OTHER_NAME) != NULL)
        bb_sim_drive_set_inquiry (unit->drive, NULL, BB_SIM_FAULT_NAME, NULL);
}

/* Lets the drive execute the command. Before that, sets the product name if the fault "other-name" has happened.
 * Applies the faults "bit-flip" and "stuck-block", and counts them as fired. A command that erases or programs the
 * stuck block fails with the sense code of the fault, or with 3/03/00 if the fault has none. */
static void
bb_sim_unit_execute_in_drive (BbSimUnit *unit, BbSimCommand *command, BbSimAnswer *answer, BbSimDueFaults *due_faults)
{
    BbSimDrive *drive = unit->drive;
    BbSimFault *stuck = due_faults->by_kind[BB_SIM_FAULT_STUCK_BLOCK];
    BbSimFault *flip = bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_BIT_FLIP, NULL, command->direction);
    gsize flipped = flip != NULL ? bb_sim_drive_random (drive) % command->length_bytes : 0;
    guint8 bit = flip != NULL ? (guint8) (1u << bb_sim_drive_random (drive) % 8) : 0;
    g_autofree guint8 *bent = NULL;

    if (flip != NULL && command->direction == BB_DIRECTION_OUT) {
        bent = g_memdup2 (command->out, command->length_bytes);
        bent[flipped] ^= bit;
        command->out = bent;
    }
    drive->stuck_armed = stuck != NULL;
    drive->stuck_address = stuck != NULL ? stuck->block_address : 0;
    drive->stuck_length_bytes = stuck != NULL ? stuck->block_length_bytes : 0;
    bb_sim_unit_rename_drive (unit);
    bb_sim_drive_execute (drive, command, answer);
    if (flip != NULL && command->direction == BB_DIRECTION_IN && answer->moved_bytes > 0)
        answer->in[flipped % answer->moved_bytes] ^= bit;
    if (stuck != NULL && drive->flash_refused) {
        stuck->fired++;
        stuck->block_address = drive->stuck_address;
        stuck->block_length_bytes = drive->stuck_length_bytes;
        if (stuck->has_sense)
            bb_sim_answer_sense (answer, stuck->key, stuck->asc, stuck->ascq);
        else
            bb_sim_answer_sense (answer, 0x03, 0x03, 0x00); /* peripheral device write fault */
    }
    drive->stuck_armed = FALSE;
}

/* Applies a fault that keeps the command from the drive, and sets @answer; FALSE if there is no such fault:
 * - "sense" before the command: its sense code
 * - "timeout" before the command, or an earlier "dead": no answer
 * - "ten-bytes": the bridge drops the command
 * - "silent", "bridge" and "swallow": GOOD, with zeros as data */
static gboolean
bb_sim_unit_answer_without_drive (BbSimUnit *unit, const BbSimCommand *command, BbSimAnswer *answer,
                                  BbSimDueFaults *due_faults)
{
    BbDirection direction = command->direction;
    BbSimFault *fault = bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_SENSE, bb_sim_fault_is_before, direction);

    if (fault != NULL) {
        bb_sim_answer_sense (answer, fault->key, fault->asc, fault->ascq);
        return TRUE;
    }
    if (bb_sim_drive_get_mark (unit->drive, MARK_DEAD) != NULL ||
        bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_TIMEOUT, bb_sim_fault_is_before, direction) != NULL) {
        answer->never = TRUE;
        return TRUE;
    }
    if (bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_TEN_BYTES, NULL, direction) != NULL) {
        answer->broken = TRUE;
        return TRUE;
    }
    if (bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_SILENT, NULL, direction) != NULL ||
        bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_BRIDGE, NULL, direction) != NULL ||
        bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_SWALLOW, NULL, direction) != NULL) {
        answer->status = BB_STATUS_GOOD;
        answer->moved_bytes = command->length_bytes;
        if (answer->room_bytes > 0)
            memset (answer->in, 0, answer->room_bytes);
        return TRUE;
    }
    return FALSE;
}

/* Returns the fraction of the current command (0.05 to 0.95) after which the power is cut. The fraction depends on
 * the seed and the number of the command, so it is the same in each run of the scenario. */
static double
bb_sim_unit_cut_point (BbSimUnit *unit)
{
    guint32 x = unit->config->seed * 2654435761u + unit->n_commands * 1664525u + 1013904223u;

    return 0.05 + 0.9 * (double) (x >> 8) / (double) (1u << 24);
}

/* Executes a command with the due faults, and sets @answer. FALSE if the drive disappeared by a power cut or unplug;
 * @answer is not valid in that case. */
static gboolean
bb_sim_unit_execute_with_faults (BbSimUnit *unit, BbSimCommand *command, BbSimAnswer *answer,
                                 BbSimDueFaults *due_faults)
{
    BbDirection direction = command->direction;
    BbSimFault *cut = NULL;
    BbSimFault *fault = NULL;

    if (bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_POWER_CUT, bb_sim_fault_is_before, direction) != NULL) {
        bb_sim_unit_switch (unit, FALSE, -1);
        return FALSE;
    }
    if (bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_UNPLUG, bb_sim_fault_is_before_execution, direction) !=
        NULL) {
        bb_sim_unit_plug (unit, FALSE);
        return FALSE;
    }
    cut = bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_POWER_CUT, bb_sim_fault_is_middle, direction);
    unit->drive->cut_at = cut != NULL ? bb_sim_unit_cut_point (unit) : -1;
    if (!bb_sim_unit_answer_without_drive (unit, command, answer, due_faults))
        bb_sim_unit_execute_in_drive (unit, command, answer, due_faults);
    if (cut != NULL) {
        double fraction = unit->drive->cut_at;

        unit->drive->cut_at = -1;
        bb_sim_unit_switch (unit, FALSE, fraction);
        return FALSE;
    }
    if (bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_POWER_CUT, NULL, direction) != NULL) {
        bb_sim_unit_switch (unit, FALSE, -1);
        return FALSE;
    }
    if (bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_UNPLUG, NULL, direction) != NULL) {
        bb_sim_unit_plug (unit, FALSE);
        return FALSE;
    }
    if (bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_DEAD, NULL, direction) != NULL)
        bb_sim_drive_set_mark (unit->drive, MARK_DEAD, "yes");
    if (bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_OTHER_NAME, NULL, direction) != NULL)
        bb_sim_drive_set_mark (unit->drive, MARK_OTHER_NAME, "yes");
    fault = bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_SENSE, NULL, direction);
    if (fault != NULL)
        bb_sim_answer_sense (answer, fault->key, fault->asc, fault->ascq);
    if (bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_TIMEOUT, NULL, direction) != NULL)
        answer->never = TRUE;
    if (bb_sim_due_faults_take (due_faults, BB_SIM_FAULT_SHORT_READ, NULL, direction) != NULL)
        answer->moved_bytes /= 2;
    return TRUE;
}

/*
 * Returns (transfer full) the violations that were not logged yet as the JSON member ",\"violations\":[…]", or "" if
 * there are none. Counts these violations as logged. Does not escape their texts, because they contain no special
 * characters of JSON.
 */
static char *
bb_sim_unit_dup_violations_json (BbSimUnit *unit)
{
    const GPtrArray *violations = unit->drive->violations;
    GString *text = g_string_new (NULL);

    for (; unit->n_violations_logged < violations->len; unit->n_violations_logged++)
        g_string_append_printf (text, "%s\"%s\"", text->len == 0 ? ",\"violations\":[" : ",",
                                (const char *) g_ptr_array_index (violations, unit->n_violations_logged));
    if (text->len > 0)
        g_string_append_c (text, ']');
    return g_string_free (text, FALSE);
}

/* Appends a line of JSON for the command, with the violations that were not logged yet, to the command log; does
 * nothing if logging is off. @result: word for the outcome, for example "answered" */
static void
bb_sim_unit_log (BbSimUnit *unit, const BbSimCommand *command, const BbSimStep *step, const BbSimAnswer *answer,
                 const char *result)
{
    static const char *const directions[] = {"none", "in", "out"};
    char now[G_ASCII_DTOSTR_BUF_SIZE];
    g_autofree char *cdb = NULL;
    g_autofree char *line = NULL;
    g_autofree char *violations = NULL;

    if (!bb_sim_memory_is_logging (unit->memory))
        return;
    violations = bb_sim_unit_dup_violations_json (unit);
    cdb = bb_hex_dup (command->cdb.bytes, command->cdb.length_bytes, "");
    line = g_strdup_printf (
        "{\"time\":%s,\"drive\":\"%s\",\"cdb\":\"%s\",\"direction\":\"%s\",\"length\":%" G_GSIZE_FORMAT
        ",\"step\":\"%s\",\"result\":\"%s\",\"status\":%u,\"sense\":\"%X/%02X/%02X\",\"moved\":%" G_GSIZE_FORMAT
        "%s}",
        g_ascii_formatd (now, sizeof now, "%.6f", (double) unit->drive->now_us / 1e6), unit->config->name, cdb,
        directions[command->direction], command->length_bytes, step->name != NULL ? step->name : "", result,
        answer->status, answer->key, answer->asc, answer->ascq, answer->moved_bytes, violations);
    bb_sim_memory_log (unit->memory, line);
}

/* Waits for the clock, and sets @reply from the drive's answer. Sets `duration_us` in any case. FALSE with @error
 * set:
 * - GONE: the drive disappeared during the wait
 * - TIMED_OUT: the drive did not answer within the time limit. Sets the drive's clock back to the end of the time
 *   limit. If the drive is only late, it stays busy until it has executed the command.
 * - IO: a bridge dropped the command */
static gboolean
bb_sim_unit_fill_reply (BbSimUnit *unit, const BbCommand *command, const BbSimAnswer *answer, gint64 began_us,
                        BbReply *reply, GError **error)
{
    gint64 timeout_us = (gint64) command->timeout_ms * 1000;
    gint64 took_us = unit->drive->now_us - began_us;
    gboolean late = answer->never || took_us > timeout_us;

    if (late && !answer->never) /* the drive goes on with the command after the time-out of the host */
        unit->drive->busy_until_us = MAX (unit->drive->busy_until_us, unit->drive->now_us);
    if (late)
        unit->drive->now_us = began_us + timeout_us;
    reply->duration_us = unit->drive->now_us - began_us;
    if (!bb_sim_unit_wait_for_clock (unit))
        return bb_sim_unit_set_gone_error (error);
    if (late) {
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_TIMED_OUT, "the drive did not answer in %u ms",
                     command->timeout_ms);
        return FALSE;
    }
    if (answer->broken) {
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IO, "the adapter dropped the command");
        return FALSE;
    }
    if (answer->status == BB_STATUS_CHECK_CONDITION)
        bb_reply_set_sense (reply, answer->key, answer->asc, answer->ascq);
    for (guint i = 0; i < reply->sense_length_bytes; i++)
        reply->sense_bytes[i] |= answer->sense_more[i];
    if (reply->sense_length_bytes > 0)
        bb_sense_decode (reply->sense_bytes, reply->sense_length_bytes, &reply->sense);
    reply->status = answer->status;
    reply->residual_bytes = command->length_bytes - MIN (answer->moved_bytes, command->length_bytes);
    return TRUE;
}

/* Executes, counts and logs a command; both locks are held. Errors as bb_sim_unit_execute(). A drive that is switched
 * off or disconnected gets no command, and nothing is counted. */
static gboolean
bb_sim_unit_execute_locked (BbSimUnit *unit, const BbCommand *command, BbReply *reply, GError **error)
{
    BbSimCommand to_drive = {.direction = command->direction,
                             .out = command->out,
                             .length_bytes = command->direction == BB_DIRECTION_NONE ? 0 : command->length_bytes};
    BbSimAnswer answer = {.in = command->in};
    BbSimStep step = {NULL, FALSE, FALSE};
    BbSimDueFaults due_faults = {{NULL}};
    gint64 began_us = 0;
    gboolean there = FALSE;

    if (!unit->drive->powered || !unit->drive->plugged)
        return bb_sim_unit_set_gone_error (error);
    bb_sim_unit_sync_clock (unit);
    began_us = unit->drive->now_us;
    memcpy (to_drive.cdb.bytes, command->cdb.bytes, command->cdb.length_bytes);
    to_drive.cdb.length_bytes = command->cdb.length_bytes;
    answer.room_bytes = command->direction == BB_DIRECTION_IN ? command->length_bytes : 0;
    unit->config->family->classify (unit->drive, &to_drive, &step);
    unit->n_commands++;
    if (step.writes)
        unit->n_writes++;
    bb_sim_unit_find_due_faults (unit, &to_drive, &step, &due_faults);
    if (command->direction == BB_DIRECTION_OUT)
        unit->bytes_sent += command->length_bytes;
    there = bb_sim_unit_execute_with_faults (unit, &to_drive, &answer, &due_faults);
    bb_sim_unit_log (unit, &to_drive, &step, &answer,
                     !there          ? "gone"
                     : answer.never  ? "never"
                     : answer.broken ? "broken"
                                     : "answered");
    if (!there)
        return bb_sim_unit_set_gone_error (error);
    return bb_sim_unit_fill_reply (unit, command, &answer, began_us, reply, error);
}

gboolean
bb_sim_unit_execute (BbSimUnit *unit, const BbCommand *command, BbReply *reply, GError **error)
{
    gboolean answered = FALSE;

    memset (reply, 0, sizeof *reply);
    g_mutex_lock (&unit->command_lock);
    g_mutex_lock (&unit->lock);
    answered = bb_sim_unit_execute_locked (unit, command, reply, error);
    g_mutex_unlock (&unit->lock);
    g_mutex_unlock (&unit->command_lock);
    return answered;
}

/* --- Open, hold --- */

gboolean
bb_sim_unit_open (BbSimUnit *unit, gboolean exclusive)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    if (unit->exclusive || (exclusive && unit->n_open > 0))
        return FALSE;
    unit->exclusive = exclusive;
    unit->n_open++;
    return TRUE;
}

void
bb_sim_unit_close (BbSimUnit *unit, gboolean exclusive)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    unit->n_open--;
    if (exclusive)
        unit->exclusive = FALSE;
    if (unit->n_open == 0)
        bb_sim_memory_release_pages (unit->memory);
}

gboolean
bb_sim_unit_hold (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    if (unit->held)
        return FALSE;
    unit->held = TRUE;
    unit->n_holds++;
    return TRUE;
}

void
bb_sim_unit_release (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    unit->held = FALSE;
}

gboolean
bb_sim_unit_is_held (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    return unit->held;
}

guint
bb_sim_unit_count_holds (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    return unit->n_holds;
}

/* --- State for tests --- */

guint
bb_sim_unit_count_commands (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    return unit->n_commands;
}

guint
bb_sim_unit_count_writes (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    return unit->n_writes;
}

gint64
bb_sim_unit_elapsed_us (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    bb_sim_unit_sync_clock (unit);
    return unit->drive->now_us;
}

char **
bb_sim_unit_list_violations (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);
    g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

    for (guint i = 0; i < unit->drive->violations->len; i++)
        g_strv_builder_add (builder, g_ptr_array_index (unit->drive->violations, i));
    return g_strv_builder_end (builder);
}

GBytes *
bb_sim_unit_dump (BbSimUnit *unit, const char *region, GError **error)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);
    GBytes *bytes = bb_sim_memory_dup_region (unit->memory, region);

    if (bytes == NULL)
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "drive %s has no region “%s”", unit->config->name,
                     region);
    return bytes;
}

GBytes *
bb_sim_unit_peek (BbSimUnit *unit, const char *region)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);
    gsize length_bytes = 0;
    const guint8 *bytes = bb_sim_memory_get_region (unit->memory, region, &length_bytes);

    return bytes != NULL ? g_bytes_new_static (bytes, length_bytes) : NULL;
}

char **
bb_sim_unit_list_properties (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    return bb_sim_mmc_list_properties (unit->drive);
}

GBytes *
bb_sim_unit_dup_disc (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    return bb_sim_mmc_dup_disc (unit->drive);
}

void
bb_sim_unit_dup_inquiry (BbSimUnit *unit, char **vendor, char **product, char **revision)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    bb_sim_unit_rename_drive (unit);
    *vendor = g_strchomp (g_strdup (unit->drive->vendor));
    *product = g_strchomp (g_strdup (unit->drive->product));
    *revision = g_strchomp (g_strdup (unit->drive->revision));
}

char *
bb_sim_unit_dup_serial (BbSimUnit *unit)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unit->lock);

    return g_strdup (unit->drive->serial);
}
