/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sweep.h"
#include "bb-toy.h"

#include <string.h>

#define BB_SWEEP_TEST_UNIT_READY 0x00
/* Seeds of the old and the new firmware; a new drive has the old firmware. */
#define OLD_SEED 5
#define NEW_SEED 77
/* For drives that get kernel and firmware as a pair: the region with the kernel, and the revision of the kernel in a
 * new drive. */
#define KERNEL_REGION "kernel"
#define SIM_KERNEL_REVISION "1.00"

/* --- The memory of the drive --- */

BbSubject
bb_subject_of_family (const TestFamily *family, const char *quirks)
{
    return (BbSubject){.family = family->family,
                       .model = family->model,
                       .boot_version = family->boot_version,
                       .quirks = quirks,
                       .readable = family->is_readable};
}

BbJobFlags
bb_subject_get_consents (const BbSubject *subject)
{
    const TestFamily *family = test_families_find (subject->family);

    return BB_JOB_FLAG_ALLOW_CROSS_FLASH |
           (family != NULL && family->is_for_experts ? BB_JOB_FLAG_EXPERT : BB_JOB_FLAG_NONE);
}

char *
bb_subject_dup_scenario (const BbSubject *subject)
{
    g_autoptr (GString) text = g_string_new ("[drive sr0]\nRevision=1.02\nSerial=SIM0001\nSeed=5\n");

    g_string_append_printf (text, "Family=%s\nModel=%s\n", subject->family, subject->model);
    if (subject->boot_version != NULL)
        g_string_append_printf (text, "BootVersion=%s\n", subject->boot_version);
    if (subject->quirks != NULL && *subject->quirks != '\0')
        g_string_append_printf (text, "Quirks=%s\n", subject->quirks);
    return g_string_free (g_steal_pointer (&text), FALSE);
}

GBytes *
bb_subject_make_image (const BbSubject *subject, const char *revision, guint seed)
{
    static const char key[] = "build-stamp=";
    const char *found = subject->quirks != NULL ? strstr (subject->quirks, key) : NULL;
    g_autofree char *stamp = found != NULL ? g_strndup (found, strlen (key) + 10) : NULL;
    g_autoptr (GBytes) image =
        bb_rig_make_image (subject->family, subject->model, subject->boot_version, stamp, revision, seed);
    g_autoptr (GBytes) kernel = NULL;
    GByteArray *pair = NULL;

    if (!subject->is_pair)
        return g_steal_pointer (&image);
    kernel = bb_rig_make_image (subject->family, subject->model, NULL, "kernel",
                                seed == OLD_SEED ? SIM_KERNEL_REVISION : revision, seed);
    pair = g_bytes_unref_to_array (g_steal_pointer (&kernel));
    g_byte_array_append (pair, g_bytes_get_data (image, NULL), (guint) g_bytes_get_size (image));
    return g_byte_array_free_to_bytes (pair);
}

/* Returns (transfer full) the kernel of the drive. @get: bb_rig_dump() or bb_rig_peek() */
static GBytes *
bb_subject_get_kernel (BbRig *rig, GBytes *(*get) (BbRig *, const char *) )
{
    GBytes *kernel = get (rig, KERNEL_REGION);

    g_assert_nonnull (kernel);
    return kernel;
}

gboolean
bb_sweep_is_kernel_whole (const BbSweep *sweep, BbRig *rig)
{
    g_autoptr (GBytes) kernel = sweep->subject.is_pair ? bb_subject_get_kernel (rig, bb_rig_peek) : NULL;
    gsize length_bytes = kernel != NULL ? g_bytes_get_size (kernel) : 0;
    const guint8 *data = kernel != NULL ? g_bytes_get_data (kernel, NULL) : NULL;

    return kernel == NULL || memcmp (data, g_bytes_get_data (sweep->old_image, NULL), length_bytes) == 0 ||
           memcmp (data, g_bytes_get_data (sweep->new_image, NULL), length_bytes) == 0;
}

/* For NEC types other than the one in families.txt: the memory that a flash changes. This is the firmware. Some types
 * erase one block more than they program; for these, the block after the firmware is listed, too
 * (docs/protocols/nec-optiarc.md, section 4). */
static const struct {
    const char *type;
    TestSpan changed[TEST_FAMILY_MAX_SPANS];
} types[] = {
    {"640K", {{0x5000, 0x7B000}, {0x240000, 0x20000}}},
    {"1M", {{0x6000, 0xFA000}}},
    {"2M", {{0x10000, 0x1E0000}, {0x1F0000, 0x10000}}},
    {"2MOpti", {{0x30000, 0x1C0000}}},
    {"Opti2", {{0x30000, 0x1C0000}, {0x1F0000, 0x10000}}},
    {"Opti3", {{0x30000, 0x1B0000}, {0x1E0000, 0x10000}}},
    {"Opti4", {{0x30000, 0x1B0000}}},
    {"OptiBD", {{0x30000, 0x1D0000}}},
};

/* The toy family (bb-toy.h): the whole memory of its drives is firmware. */
static const TestFamily toy = {
    .family = (char *) TOY_ID, .changed = {{0, TOY_FLASH_BYTES}}, .half = (char *) "program:1"};

/* Returns the row of the drive's family in families.txt; for the toy family, a row that is made here. */
static const TestFamily *
bb_subject_get_family (const BbSubject *subject)
{
    const TestFamily *family = test_families_find (subject->family);

    if (family == NULL && g_str_equal (subject->family, TOY_ID))
        return &toy;
    if (family == NULL)
        g_error ("tests/families/families.txt has no row for %s", subject->family);
    return family;
}

/* Returns the spans that a flash of this drive changes. */
static const TestSpan *
bb_subject_get_changed (const BbSubject *subject)
{
    g_autoptr (BbModel) model = bb_catalog_get_model (bb_rig_catalog (), subject->family, subject->model);
    const char *type = bb_model_get_string (model, "FlashType");

    for (guint i = 0; i < G_N_ELEMENTS (types); i++)
        if (g_strcmp0 (types[i].type, type) == 0)
            return types[i].changed;
    return bb_subject_get_family (subject)->changed;
}

/* Sets the bytes of @span to zero. */
static void
bb_span_blank (GByteArray *memory, const TestSpan *span)
{
    g_assert_cmpuint (span->address + span->length_bytes, <=, memory->len);
    memset (memory->data + span->address, 0, span->length_bytes);
}

/* Returns (transfer full) the whole memory, with zeros where a flash may change it. */
static GBytes *
bb_subject_dump_kept (const BbSubject *subject, BbRig *rig)
{
    g_autoptr (GByteArray) memory = g_bytes_unref_to_array (bb_rig_dump (rig, NULL));
    const TestSpan *changed = bb_subject_get_changed (subject);

    for (guint i = 0; i < TEST_FAMILY_MAX_SPANS; i++)
        bb_span_blank (memory, &changed[i]);
    /* If the image is a pair, the kernel lies before the firmware. The kernel is set to zeros, too, because a flash
     * may change it; bb_sweep_is_kernel_whole() checks it. */
    if (subject->is_pair)
        bb_span_blank (memory, &(TestSpan){0, changed[0].address});
    return g_byte_array_free_to_bytes (g_steal_pointer (&memory));
}

/* Returns (transfer full) (element-type GBytes) the contents of the regions that a flash writes. @get: bb_rig_dump()
 * or bb_rig_peek() */
static GPtrArray *
bb_subject_list_written (const BbSubject *subject, BbRig *rig, GBytes *(*get) (BbRig *, const char *) )
{
    /* Names of the regions with firmware; each simulated drive has some of them. */
    static const char *const names[] = {"main", "main-2", "application"};
    GPtrArray *regions = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        GBytes *bytes = get (rig, names[i]);

        if (bytes != NULL)
            g_ptr_array_add (regions, bytes);
    }
    g_assert_cmpuint (regions->len, >, 0);
    return regions;
}

GPtrArray *
bb_subject_dump (const BbSubject *subject, BbRig *rig, gboolean kept)
{
    GPtrArray *regions = NULL;

    if (!kept)
        return bb_subject_list_written (subject, rig, bb_rig_dump);
    regions = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
    g_ptr_array_add (regions, bb_subject_dump_kept (subject, rig));
    return regions;
}

gboolean
bb_subject_has (const BbSubject *subject, BbRig *rig, GPtrArray *regions)
{
    g_autoptr (GPtrArray) now = bb_subject_list_written (subject, rig, bb_rig_peek);

    return bb_regions_equal (now, regions);
}

gboolean
bb_regions_equal (GPtrArray *a, GPtrArray *b)
{
    if (a->len != b->len)
        return FALSE;
    for (guint i = 0; i < a->len; i++) {
        if (!g_bytes_equal (a->pdata[i], b->pdata[i]))
            return FALSE;
    }
    return TRUE;
}

/* --- Making a sweep --- */

/* Runs a program with @order. If the program asks for a power cycle, switches the drive off and on, and runs a second
 * program that verifies the drive. Ends the test unless the last program succeeds. */
static void
bb_sweep_expect_done (BbRig *rig, const BbRigOrder *order)
{
    g_autoptr (BbRigEnd) end = bb_rig_run (rig, order);
    g_autofree char *text = bb_rig_end_dup_text (end);

    if (end->reported && end->outcome == BB_OUTCOME_WRITTEN && end->proof == BB_PROOF_PENDING) {
        BbRigOrder verify = {.action = BB_ACTION_VERIFY};

        bb_rig_power_cycle (rig);
        g_clear_pointer (&end, bb_rig_end_free);
        end = bb_rig_run (rig, &verify);
        g_clear_pointer (&text, g_free);
        text = bb_rig_end_dup_text (end);
    }
    if (!end->reported || end->outcome != BB_OUTCOME_DONE)
        g_error ("what should just work: %s", text);
    g_assert_cmpuint (end->n_journals, ==, 0);
}

/* Returns an order to flash the new image and, if that fails, to restore the old firmware. */
static BbRigOrder
bb_sweep_flash_order (BbSweep *sweep)
{
    BbRigOrder order = {.action = BB_ACTION_FLASH,
                        .on_failure = BB_ON_FAILURE_ROLLBACK,
                        .flags = bb_subject_get_consents (&sweep->subject),
                        .image = sweep->new_image};

    /* If the chip cannot be read, the old firmware is restored from a file. */
    if (!sweep->subject.readable)
        order.fallback = sweep->old_image;
    return order;
}

/* Replaces the base of @sweep by a drive whose flash was interrupted by a power cut in the middle of writing. */
static void
bb_sweep_prepare_half (BbSweep *sweep)
{
    BbRigOrder order = bb_sweep_flash_order (sweep);
    g_autofree char *fault =
        g_strdup_printf ("At=step:%s;Kind=power-cut;During=middle", bb_subject_get_family (&sweep->subject)->half);
    g_autoptr (BbRigEnd) end = NULL;
    g_autoptr (BbRig) half = NULL;

    bb_rig_fault (sweep->base, fault);
    end = bb_rig_run (sweep->base, &order);
    g_assert_cmpint (end->outcome, ==, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpuint (end->n_journals, ==, 1);
    bb_rig_power (sweep->base, TRUE);
    half = bb_rig_copy (sweep->base);
    bb_rig_free (sweep->base);
    bb_rig_free (sweep->halfway);
    g_free (sweep->halfway_story);
    sweep->base = g_steal_pointer (&half);
}

/* Sets sweep->order and sweep->trouble for @action, and brings sweep->base into the state in which the action starts.
 */
static void
bb_sweep_prepare (BbSweep *sweep, const char *action)
{
    gboolean back = g_str_equal (action, "recover-back");

    sweep->order = bb_sweep_flash_order (sweep);
    if (g_str_equal (action, "flash"))
        return;
    if (g_str_equal (action, "flash-reviewed")) {
        sweep->order.review = TRUE;
    } else if (g_str_equal (action, "turn-back")) {
        sweep->trouble = "At=step:program:5;Kind=sense;Sense=3/0C/00;Times=3";
    } else if (g_str_equal (action, "rollback")) {
        GPtrArray *old = sweep->old_regions;

        bb_sweep_expect_done (sweep->base, &sweep->order);
        sweep->old_regions = bb_subject_dump (&sweep->subject, sweep->base, FALSE);
        g_ptr_array_unref (old);
        sweep->order.image = NULL;
        sweep->order.action = BB_ACTION_ROLLBACK;
    } else {
        bb_sweep_prepare_half (sweep);
        sweep->order.image = NULL;
        sweep->order.fallback = NULL;
        sweep->order.action = BB_ACTION_RECOVER;
        sweep->order.on_failure = back ? BB_ON_FAILURE_ROLLBACK : BB_ON_FAILURE_RETRY;
    }
}

/* Adds the command to sweep->reads and sweep->kinds. */
static void
bb_sweep_record_command_cb (BbRig *rig, guint n, const BbCommand *command, gpointer data)
{
    BbSweep *sweep = data;
    guint8 reads = command->direction == BB_DIRECTION_IN;
    gboolean asks = reads || command->cdb.bytes[0] == BB_SWEEP_TEST_UNIT_READY;
    guint kind = sweep->kinds->len > 0 ? g_array_index (sweep->kinds, guint, sweep->kinds->len - 1) : 0;

    if (sweep->subject.is_pair && command->cdb.bytes[0] == 0x3B && command->cdb.bytes[2] == 0xFE)
        sweep->fatal_at = n;
    if (!asks)
        kind = 0x10000u | (guint) command->cdb.bytes[0] << 8 | command->cdb.bytes[1];
    g_array_append_val (sweep->kinds, kind);
    g_byte_array_append (sweep->reads, &reads, 1);
}

/* Runs the action without interruption. Sets the number of its commands and the firmware after the action, and
 * asserts that no other memory has changed. */
static void
bb_sweep_run_without_cut (BbSweep *sweep)
{
    g_autoptr (BbRig) rig = bb_rig_copy (sweep->base);
    g_autoptr (GPtrArray) kept = NULL;
    g_autoptr (BbRigEnd) end = NULL;
    g_autofree char *text = NULL;

    rig->watch = bb_sweep_record_command_cb;
    rig->watch_data = sweep;
    if (sweep->trouble != NULL)
        bb_rig_fault (rig, sweep->trouble);
    end = bb_rig_run (rig, &sweep->order);
    text = bb_rig_end_dup_text (end);
    sweep->n_commands = end->n_commands;
    if (!end->reported || (end->outcome != BB_OUTCOME_DONE && end->outcome != BB_OUTCOME_WRITTEN &&
                           end->outcome != BB_OUTCOME_ROLLED_BACK))
        g_error ("without a cut: %s", text);
    if (sweep->trouble != NULL)
        g_assert_cmpint (end->outcome, ==, BB_OUTCOME_ROLLED_BACK);
    sweep->new_regions = bb_subject_dump (&sweep->subject, rig, FALSE);
    kept = bb_subject_dump (&sweep->subject, rig, TRUE);
    g_assert_true (bb_regions_equal (kept, sweep->kept_regions));
    g_assert_cmpuint (bb_rig_count_violations (rig), ==, 0);
}

BbSweep *
bb_sweep_new (const BbSubject *subject, const char *action)
{
    BbSweep *sweep = g_new0 (BbSweep, 1);
    g_autofree char *scenario = bb_subject_dup_scenario (subject);
    g_autoptr (BbRig) flashed = NULL;
    BbRigOrder order;

    sweep->subject = *subject;
    sweep->reads = g_byte_array_new ();
    sweep->kinds = g_array_new (FALSE, FALSE, sizeof (guint));
    sweep->base = bb_rig_new (scenario);
    sweep->old_image = bb_subject_make_image (subject, "1.02", OLD_SEED);
    sweep->new_image = bb_subject_make_image (subject, "1.03", NEW_SEED);
    sweep->old_regions = bb_subject_dump (subject, sweep->base, FALSE);
    sweep->kept_regions = bb_subject_dump (subject, sweep->base, TRUE);
    bb_sweep_prepare (sweep, action);
    bb_sweep_run_without_cut (sweep);
    if (sweep->order.action != BB_ACTION_RECOVER && sweep->trouble == NULL) {
        g_assert_false (bb_regions_equal (sweep->old_regions, sweep->new_regions));
        return sweep;
    }
    /* The action is a recovery, or a flash that fails (sweep->trouble). bb_sweep_run_without_cut() may have ended
     * with the old firmware, so new_regions is taken from a drive that was flashed without a fault. */
    flashed = bb_rig_new (scenario);
    order = bb_sweep_flash_order (sweep);
    bb_sweep_expect_done (flashed, &order);
    g_ptr_array_unref (sweep->new_regions);
    sweep->new_regions = bb_subject_dump (subject, flashed, FALSE);
    return sweep;
}

void
bb_sweep_free (BbSweep *sweep)
{
    if (sweep == NULL)
        return;
    bb_rig_free (sweep->base);
    g_ptr_array_unref (sweep->old_regions);
    g_ptr_array_unref (sweep->new_regions);
    g_ptr_array_unref (sweep->kept_regions);
    g_byte_array_unref (sweep->reads);
    g_array_unref (sweep->kinds);
    g_bytes_unref (sweep->old_image);
    g_bytes_unref (sweep->new_image);
    g_free (sweep);
}
