/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sweep.h"

#include <stdlib.h>
#include <string.h>

/*
 * test-conversion quick|full FROM BOOT-VERSION TO BOOT-VERSION: boot code and identity of a drive are changed,
 * with an interruption at each command: a power cut before, within or after it, or a kill. In the end the drive is
 * exactly of one of the two models; or, if writing its boot code was interrupted, it is unusable and the message
 * says so.
 */

#define FAMILY "nec-optiarc"
#define MAX_PROGRAMS 6
#define MAX_PROBLEMS 5
/* With "quick", only some of the commands before the last ones, which write, are interrupted. */
#define QUICK_STEP 53

/** Memory: all memory that a program may write. */
typedef struct {
    GPtrArray *firmware;
    GPtrArray *own;
} Memory;

typedef struct {
    const char *from;
    const char *from_version;
    const char *to;
    const char *to_version;
    BbSubject subject;
    BbRig *base;
    GBytes *boot_code;
    GBytes *firmware; /* of the new model */
    BbRigOrder order;
    Memory old;
    Memory new;
    GByteArray *reads; /* one byte for each command */
    guint n_cuts;
    guint n_killed;
    guint n_old;
    guint n_new;
    guint n_dead;
    guint n_problems;
} Change;

/** Case: one interruption. @finish: what the program asked for. */
typedef struct {
    Change *change;
    BbRig *rig;
    guint at;
    BbCut cut;
    GBytes *finish;
    GString *story;
    gboolean failed;
} Case;

static void
problem (Case *it, const char *text)
{
    g_string_append_printf (it->story, "  WRONG: %s\n", text);
    it->failed = TRUE;
}

static void
memory_take (Memory *memory, Change *change, BbRig *rig)
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

static gboolean
memory_is (Memory *memory, Change *change, BbRig *rig)
{
    Memory now = {0};
    gboolean same = FALSE;

    memory_take (&now, change, rig);
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

/* --- recovery --- */

static BbRigEnd *
recover (Case *it)
{
    BbRigOrder order = {.action = BB_ACTION_RECOVER,
                        .on_failure = BB_ON_FAILURE_ROLLBACK,
                        .flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT,
                        .image = it->finish};
    BbRigEnd *end = bb_rig_run (it->rig, &order);
    g_autofree char *text = bb_rig_end_dup_text (end);

    g_string_append_printf (it->story, "  recover: %s\n", text);
    if (end->crashed != NULL || !end->told || end->message == NULL)
        problem (it, "the program did not end by itself, or told nothing");
    return end;
}

/* The result says that the new boot code runs, so firmware for it is written. */
static void
follow (Case *it, const BbRigEnd *end)
{
    g_autofree char *type = g_strdup_printf ("(type %s)", it->change->to);

    if (end->message != NULL && strstr (end->message, type) != NULL)
        it->finish = it->change->firmware;
    if (end->next == NULL)
        problem (it, "it is not well, and no next step is named");
    else if (strstr (end->next, "ower cycle") != NULL)
        bb_rig_power_cycle (it->rig);
}

static gboolean
is_over (const BbRigEnd *end)
{
    return (end->outcome == BB_OUTCOME_DONE || end->outcome == BB_OUTCOME_ROLLED_BACK) && end->n_journals == 0;
}

static void
mend (Case *it)
{
    for (guint i = 0; i < MAX_PROGRAMS && !it->failed; i++) {
        g_autoptr (BbRigEnd) end = recover (it);

        if (is_over (end))
            return;
        follow (it, end);
    }
    if (!it->failed)
        problem (it, "so many programs did not mend it");
}

static void
check_end (Case *it)
{
    BbRigOrder check = {.action = BB_ACTION_CHECK};
    g_autoptr (BbRigEnd) end = NULL;
    gboolean old, new;

    bb_rig_power_cycle (it->rig);
    old = memory_is (&it->change->old, it->change, it->rig);
    new = memory_is (&it->change->new, it->change, it->rig);
    if (!old && !new)
        problem (it, "it is neither of the two");
    it->change->n_old += old;
    it->change->n_new += new;
    end = bb_rig_run (it->rig, &check);
    if (!end->told || end->state_before != BB_DRIVE_STATE_READY || end->n_journals > 0)
        problem (it, "it is not well in the end");
    if (bb_rig_count_violations (it->rig) > 0)
        problem (it, "something was done that must never be done");
}

/* The boot code was interrupted: software cannot help, and the message says so. */
static void
check_dead (Case *it, const BbRigEnd *end)
{
    it->change->n_dead++;
    if (it->at != it->change->reads->len || it->cut != BB_CUT_MIDDLE)
        problem (it, "it is dead, and this was not the step that may kill it");
    if (end->message == NULL || strstr (end->message, "boot code") == NULL || end->next == NULL ||
        strstr (end->next, "programmer") == NULL)
        problem (it, "it is dead, and that is not said");
}

static gboolean
is_dead (Case *it)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbTransport) transport = bb_sim_bus_open (it->rig->bus, "sr0", &error);
    BbInquiry inquiry = {0};

    return transport == NULL || !bb_scsi_inquiry (transport, 36, &inquiry, NULL);
}

/* --- interruptions --- */

static void
arm (Case *it)
{
    static const char *const durings[] = {"before", "middle", "after"};
    g_autofree char *fault = NULL;

    if (it->cut == BB_CUT_KILL_BEFORE)
        it->rig->kill_before = it->at;
    else if (it->cut == BB_CUT_KILL_AFTER)
        it->rig->kill_after = it->at;
    if (it->cut > BB_CUT_AFTER)
        return;
    fault = g_strdup_printf ("At=command:%u;Kind=power-cut;During=%s", it->at, durings[it->cut]);
    bb_rig_fault (it->rig, fault);
}

static void
cut_one (Change *change, BbCut cut, guint at)
{
    Case it = {.change = change, .rig = bb_rig_copy (change->base), .at = at, .cut = cut};
    g_autoptr (BbRigEnd) victim = NULL;
    g_autofree char *text = NULL;

    it.story = g_string_new (NULL);
    arm (&it);
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
        mend (&it);
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

/* When exactly a read is interrupted makes no difference. */
static void
cut_at (Change *change, guint at)
{
    gboolean reads = change->reads->data[at - 1] != 0;

    for (guint i = BB_CUT_BEFORE; i <= BB_CUT_KILL_AFTER; i++)
        if (!reads || i == at % (BB_CUT_KILL_AFTER + 1))
            cut_one (change, (BbCut) i, at);
}

/* --- a conversion without interruption --- */

static void
note_command_cb (BbRig *rig, guint n, const BbCommand *command, gpointer data)
{
    guint8 reads = command->direction == BB_DIRECTION_IN;

    g_byte_array_append (((Change *) data)->reads, &reads, 1);
}

static void
rehearse (Change *change)
{
    g_autoptr (BbRig) rig = bb_rig_copy (change->base);
    g_autoptr (BbRigEnd) end = NULL;
    g_autoptr (BbRigEnd) finished = NULL;
    BbRigOrder finish = {.action = BB_ACTION_RECOVER,
                         .on_failure = BB_ON_FAILURE_STOP,
                         .flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH,
                         .image = change->firmware};

    rig->watch = note_command_cb;
    rig->watch_data = change;
    end = bb_rig_run (rig, &change->order);
    rig->watch = NULL;
    g_assert_cmpint (end->outcome, ==, BB_OUTCOME_WRITTEN);
    bb_rig_power_cycle (rig);
    finished = bb_rig_run (rig, &finish);
    g_assert_cmpint (finished->outcome, ==, BB_OUTCOME_DONE);
    memory_take (&change->new, change, rig);
}

static void
begin (Change *change)
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
    memory_take (&change->old, change, change->base);
    rehearse (change);
}

static void
end (Change *change)
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

    begin (&change);
    n_commands = change.reads->len;
    for (guint at = 1; at <= n_commands; at++)
        if ((only == NULL && (!quick || at == n_commands || at % QUICK_STEP == 0)) ||
            (only != NULL && atoi (only) == (int) at))
            cut_at (&change, at);
    g_test_message ("%s to %s: %u commands, %u cuts (%u of them the program), in the end %u old, %u new, %u dead",
                    change.from, change.to, n_commands, change.n_cuts, change.n_killed, change.n_old, change.n_new,
                    change.n_dead);
    g_assert_cmpuint (change.n_problems, ==, 0);
    if (only == NULL) {
        g_assert_cmpuint (change.n_cuts, >=, quick ? n_commands / QUICK_STEP : n_commands);
        g_assert_cmpuint (change.n_dead, ==, 1);
    }
    end (&change);
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
