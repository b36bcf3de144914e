/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sweep.h"

#include <stdlib.h>
#include <string.h>

/*
 * test-conversion quick|full FROM BOOT-VERSION TO BOOT-VERSION
 *
 * Converts a drive of model FROM to model TO (boot code, identity and firmware) again and again, interrupting each
 * conversion at another command: by a power cut before, within or after the command, or by a kill before or after it.
 * Then recovers the drive, whose memory must afterwards equal that of one of the two models.
 * Exception: a power cut within the command that writes the boot code leaves an unusable drive, and the message must
 * say so.
 * $BURNBACK_FAULTS_ONLY=COMMAND interrupts only the command with this number.
 */

#define FAMILY "nec-optiarc"
#define MAX_PROGRAMS 6
#define MAX_PROBLEMS 5
/* With "quick", one in this many commands is interrupted, and also the last command, which writes the boot code. */
#define QUICK_STEP 53

/** Memory: content of the whole flash memory. */
typedef struct {
    GPtrArray *firmware;
    GPtrArray *own; /* all other memory: boot code, calibration */
} Memory;

typedef struct {
    const char *from;
    const char *from_version;
    const char *to;
    const char *to_version;
    BbSubject subject;
    BbRig *base;
    GBytes *boot_code;
    GBytes *firmware; /* firmware of the new model */
    BbRigOrder order;
    Memory old;
    Memory new;
    GByteArray *reads; /* for each command: a byte, 1 if the command reads data */
    guint n_cuts;
    guint n_killed;
    guint n_old;
    guint n_new;
    guint n_dead;
    guint n_problems;
} Change;

/** Case: one interruption, and the recovery from it. */
typedef struct {
    Change *change;
    BbRig *rig;
    guint at; /* the command that is interrupted, from 1 */
    BbCut cut;
    GBytes *finish; /* (nullable): image for the next recovery */
    GString *story;
    gboolean failed;
} Case;

/* Adds a problem to the log of the case (`story`), and marks the case as failed. */
static void
add_problem (Case *self, const char *text)
{
    g_string_append_printf (self->story, "  WRONG: %s\n", text);
    self->failed = TRUE;
}

/* Sets @memory to a copy of the memory of the drive. */
static void
memory_copy (Memory *memory, Change *change, BbRig *rig)
{
    memory->firmware = bb_subject_dump (&change->subject, rig, FALSE);
    memory->own = bb_subject_dump (&change->subject, rig, TRUE);
}

static void
memory_clear (Memory *memory)
{
    g_clear_pointer (&memory->firmware, g_ptr_array_unref);
    g_clear_pointer (&memory->own, g_ptr_array_unref);
}

/* TRUE if the memory of the drive equals @memory. */
static gboolean
memory_equals (Memory *memory, Change *change, BbRig *rig)
{
    Memory now = {0};
    gboolean same = FALSE;

    memory_copy (&now, change, rig);
    same = bb_regions_equal (now.firmware, memory->firmware) && bb_regions_equal (now.own, memory->own);
    memory_clear (&now);
    return same;
}

static GBytes *
make_boot_code (const char *model, const char *version)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    GBytes *bytes = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "kind", "boot-code");
    g_variant_builder_add (&options, "{ss}", "seed", "91");
    g_variant_builder_add (&options, "{ss}", "boot-version", version);
    bytes = bb_sim_make_image (bb_rig_catalog (), FAMILY, model, g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return bytes;
}

/* --- Recovery --- */

/* Runs a program that recovers the drive, and returns (transfer full) how it ended. It is a problem if the program
 * crashes or has no message. */
static BbRigEnd *
recover (Case *self)
{
    BbRigOrder order = {.action = BB_ACTION_RECOVER,
                        .on_failure = BB_ON_FAILURE_ROLLBACK,
                        .flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT,
                        .image = self->finish};
    BbRigEnd *end = bb_rig_run (self->rig, &order);
    g_autofree char *text = bb_rig_end_dup_text (end);

    g_string_append_printf (self->story, "  recover: %s\n", text);
    if (end->crashed != NULL || !end->reported || end->message == NULL)
        add_problem (self, "the program did not end by itself, or reported nothing");
    return end;
}

/* Power cycles the drive if the recovery report @end asks for that. If the message in @end names the type of the new
 * model, the drive runs the boot code of the new model. The next recovery then uses the firmware of the new model. */
static void
follow_next_step (Case *self, const BbRigEnd *end)
{
    g_autofree char *type = g_strdup_printf ("(type %s)", self->change->to);

    if (end->message != NULL && strstr (end->message, type) != NULL)
        self->finish = self->change->firmware;
    if (end->next == NULL)
        add_problem (self, "the drive is not recovered, and the program named no next step");
    else if (strstr (end->next, "ower cycle") != NULL)
        bb_rig_power_cycle (self->rig);
}

/* TRUE if the program reported success and left no open journal. */
static gboolean
is_recovered (const BbRigEnd *end)
{
    return (end->outcome == BB_OUTCOME_DONE || end->outcome == BB_OUTCOME_ROLLED_BACK) && end->n_journals == 0;
}

/* Recovers the drive with several programs, until one of them reports success and leaves no open journal. */
static void
recover_until_done (Case *self)
{
    for (guint i = 0; i < MAX_PROGRAMS && !self->failed; i++) {
        g_autoptr (BbRigEnd) end = recover (self);

        if (is_recovered (end))
            return;
        follow_next_step (self, end);
    }
    if (!self->failed)
        add_problem (self, "the drive is not recovered after " G_STRINGIFY (MAX_PROGRAMS) " programs");
}

/* Power cycles the drive and runs a CHECK. Adds a problem if the memory equals that of neither model, the drive is
 * not reported as ready, or a journal is open. */
static void
check_end (Case *self)
{
    BbRigOrder check = {.action = BB_ACTION_CHECK};
    g_autoptr (BbRigEnd) end = NULL;
    gboolean old, new;

    bb_rig_power_cycle (self->rig);
    old = memory_equals (&self->change->old, self->change, self->rig);
    new = memory_equals (&self->change->new, self->change, self->rig);
    if (!old && !new)
        add_problem (self, "the memory is neither that of the old nor that of the new model");
    self->change->n_old += old;
    self->change->n_new += new;
    end = bb_rig_run (self->rig, &check);
    if (!end->reported || end->state_before != BB_DRIVE_STATE_READY || end->n_journals > 0)
        add_problem (self, "after recovery the drive is not reported as ready, or a journal is open");
    if (bb_rig_count_violations (self->rig) > 0)
        add_problem (self, "the simulator recorded a violation");
}

/* Called for a drive that became unusable. This is allowed only after a power cut within the last command, which
 * writes the boot code. The message must name the boot code, and the next step must name a programming device. */
static void
check_dead (Case *self, const BbRigEnd *end)
{
    self->change->n_dead++;
    if (self->at != self->change->reads->len || self->cut != BB_CUT_MIDDLE)
        add_problem (self, "the drive is unusable, although the boot code was not being written");
    if (end->message == NULL || strstr (end->message, "boot code") == NULL || end->next == NULL ||
        strstr (end->next, "programming device") == NULL)
        add_problem (self, "the drive is unusable, and the program did not name boot code and programming device");
}

/* TRUE if the drive does not answer INQUIRY. */
static gboolean
is_dead (Case *self)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbTransport) transport = bb_sim_bus_open (self->rig->bus, "sr0", &error);
    BbInquiry inquiry = {0};

    return transport == NULL || !bb_scsi_inquiry (transport, 36, &inquiry, NULL);
}

/* --- Interruptions --- */

/* Makes the rig interrupt the next program at command self->at. */
static void
set_interruption (Case *self)
{
    static const char *const durings[] = {"before", "middle", "after"};
    g_autofree char *fault = NULL;

    if (self->cut == BB_CUT_KILL_BEFORE)
        self->rig->kill_before = self->at;
    else if (self->cut == BB_CUT_KILL_AFTER)
        self->rig->kill_after = self->at;
    if (self->cut > BB_CUT_AFTER)
        return;
    fault = g_strdup_printf ("At=command:%u;Kind=power-cut;During=%s", self->at, durings[self->cut]);
    bb_rig_fault (self->rig, fault);
}

/* Interrupts a conversion once, and recovers the drive. Updates the counters of @change, and prints problems. */
static void
cut_once (Change *change, BbCut cut, guint at)
{
    Case it = {.change = change, .rig = bb_rig_copy (change->base), .at = at, .cut = cut};
    g_autoptr (BbRigEnd) victim = NULL;
    g_autofree char *text = NULL;

    it.story = g_string_new (NULL);
    set_interruption (&it);
    victim = bb_rig_run (it.rig, &change->order);
    it.rig->kill_before = it.rig->kill_after = 0;
    text = bb_rig_end_dup_text (victim);
    g_string_append_printf (it.story, "  cut: %s\n", text);
    if (cut <= BB_CUT_AFTER)
        bb_rig_power (it.rig, TRUE);
    if (is_dead (&it)) {
        g_autoptr (BbRigEnd) end = recover (&it);

        check_dead (&it, end);
    } else {
        recover_until_done (&it);
        if (!it.failed)
            check_end (&it);
    }
    change->n_cuts++;
    change->n_killed += cut > BB_CUT_AFTER;
    if (it.failed && change->n_problems++ < MAX_PROBLEMS)
        g_printerr ("%s at command %u of %u:\n%s", bb_cut_to_string (cut), at, change->reads->len, it.story->str);
    g_string_free (it.story, TRUE);
    bb_rig_free (it.rig);
}

/* Interrupts a conversion at command @at in each way. A command that reads is interrupted in one way only, because it
 * makes no difference when exactly a read is interrupted. */
static void
cut_in_all_ways (Change *change, guint at)
{
    gboolean reads = change->reads->data[at - 1] != 0;

    for (guint i = BB_CUT_BEFORE; i <= BB_CUT_KILL_AFTER; i++)
        if (!reads || i == at % (BB_CUT_KILL_AFTER + 1))
            cut_once (change, (BbCut) i, at);
}

/* --- A conversion without interruption --- */

static void
record_command_cb (BbRig *rig, guint n, const BbCommand *command, gpointer data)
{
    guint8 reads = command->direction == BB_DIRECTION_IN;

    g_byte_array_append (((Change *) data)->reads, &reads, 1);
}

/* Converts a copy of the drive without interruption, to record its commands and the memory of the new model. */
static void
convert_without_cut (Change *change)
{
    g_autoptr (BbRig) rig = bb_rig_copy (change->base);
    g_autoptr (BbRigEnd) end = NULL;
    g_autoptr (BbRigEnd) finished = NULL;
    BbRigOrder finish = {.action = BB_ACTION_RECOVER,
                         .on_failure = BB_ON_FAILURE_STOP,
                         .flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH,
                         .image = change->firmware};

    rig->watch = record_command_cb;
    rig->watch_data = change;
    end = bb_rig_run (rig, &change->order);
    rig->watch = NULL;
    g_assert_cmpint (end->outcome, ==, BB_OUTCOME_WRITTEN);
    bb_rig_power_cycle (rig);
    finished = bb_rig_run (rig, &finish);
    g_assert_cmpint (finished->outcome, ==, BB_OUTCOME_DONE);
    memory_copy (&change->new, change, rig);
}

/* Makes the drive, boot code and firmware of the new model, and the order; then calls convert_without_cut(). */
static void
change_begin (Change *change)
{
    GVariantBuilder settings;
    g_autofree char *scenario = NULL;

    change->subject = (BbSubject){.family = FAMILY, .model = change->from, .boot_version = change->from_version};
    scenario = bb_subject_dup_scenario (&change->subject);
    change->base = bb_rig_new (scenario);
    change->boot_code = make_boot_code (change->to, change->to_version);
    change->firmware = bb_rig_make_image (FAMILY, change->to, change->to_version, NULL, "1.07", 77);
    change->reads = g_byte_array_new ();
    g_variant_builder_init (&settings, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add (&settings, "{sv}", BB_SETTING_CONVERT_TO, g_variant_new_string (change->to));
    change->order = (BbRigOrder){.action = BB_ACTION_CONVERT,
                                 .on_failure = BB_ON_FAILURE_ROLLBACK,
                                 .flags = BB_JOB_FLAG_EXPERT,
                                 .image = change->boot_code,
                                 .settings = g_variant_ref_sink (g_variant_builder_end (&settings))};
    memory_copy (&change->old, change, change->base);
    convert_without_cut (change);
}

static void
change_end (Change *change)
{
    memory_clear (&change->old);
    memory_clear (&change->new);
    g_clear_pointer (&change->base, bb_rig_free);
    g_clear_pointer (&change->boot_code, g_bytes_unref);
    g_clear_pointer (&change->firmware, g_bytes_unref);
    g_clear_pointer (&change->order.settings, g_variant_unref);
    g_clear_pointer (&change->reads, g_byte_array_unref);
}

static gboolean quick;

static void
test_every_interrupted_conversion_ends_as_one_of_two_models (gconstpointer data)
{
    Change change = *(const Change *) data;
    const char *only = g_getenv ("BURNBACK_FAULTS_ONLY");
    guint n_commands = 0;

    change_begin (&change);
    n_commands = change.reads->len;
    for (guint at = 1; at <= n_commands; at++)
        if ((only == NULL && (!quick || at == n_commands || at % QUICK_STEP == 0)) ||
            (only != NULL && atoi (only) == (int) at))
            cut_in_all_ways (&change, at);
    g_test_message ("%s to %s: %u commands, %u interruptions (%u of them kills), then %u old, %u new, %u unusable",
                    change.from, change.to, n_commands, change.n_cuts, change.n_killed, change.n_old, change.n_new,
                    change.n_dead);
    g_assert_cmpuint (change.n_problems, ==, 0);
    if (only == NULL) {
        g_assert_cmpuint (change.n_cuts, >=, quick ? n_commands / QUICK_STEP : n_commands);
        g_assert_cmpuint (change.n_dead, ==, 1);
    }
    change_end (&change);
}

int
main (int argc, char **argv)
{
    static Change change;
    g_autofree char *path = NULL;

    g_test_init (&argc, &argv, NULL);
    if (argc != 6)
        g_error ("test-conversion quick|full FROM BOOT-VERSION TO BOOT-VERSION");
    quick = g_str_equal (argv[1], "quick");
    change = (Change){.from = argv[2], .from_version = argv[3], .to = argv[4], .to_version = argv[5]};
    path = g_strdup_printf ("/faults/conversion/%s/%s-%s", argv[1], change.from, change.to);
    g_test_add_data_func (path, &change, test_every_interrupted_conversion_ends_as_one_of_two_models);
    return g_test_run ();
}
