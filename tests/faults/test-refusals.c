/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-refusal.h"

/* Tests jobs that must be refused before they send a command that could change the drive. */

#define N_NEXT 3

/* --- Files --- */

/* Returns (transfer full) a copy of @image with one bit flipped in the byte at @at, counted modulo the size. */
static GBytes *
flip_bit (GBytes *image, gsize at)
{
    gsize size = 0;
    guint8 *data = g_memdup2 (g_bytes_get_data (image, &size), g_bytes_get_size (image));

    size = g_bytes_get_size (image);
    data[at % size] ^= 0x10;
    return g_bytes_new_take (data, size);
}

/* Flashes the drive with an image for each of the other families: each flash must be refused. In a quick run, only
 * the images of the next N_NEXT families in the list are used. */
static void
test_image_of_another_family (gconstpointer data)
{
    GPtrArray *families = test_families_list ();
    const BbSubject *subject = data;
    guint own = 0;

    while (!g_str_equal (((const TestFamily *) families->pdata[own])->family, subject->family))
        own++;
    for (guint i = 0; i < families->len; i++) {
        guint distance = (i + families->len - own) % families->len;
        BbSubject other = bb_subject_of_family (families->pdata[i], NULL);
        BbRefusal self;

        if (distance == 0 || (!g_test_slow () && distance > N_NEXT))
            continue;
        g_autoptr (GBytes) image = bb_subject_make_image (&other, "1.09", 3);
        g_test_message ("image of %s", other.family);
        bb_refusal_open (&self, subject, "");
        self.order.image = image;
        bb_refusal_expect (&self, BB_OUTCOME_REFUSED, "Nothing on the drive was changed");
        bb_refusal_close (&self);
    }
}

static void
test_image_of_another_flash_type (void)
{
    static const BbSubject others[] = {{"nec-optiarc", "K370", "05", NULL, TRUE},
                                       {"nec-optiarc", "L210", "00", NULL, TRUE}};

    for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
        BbRefusal self;
        g_autoptr (GBytes) image = bb_subject_make_image (&others[i], "1.09", 3);

        bb_refusal_open (&self, &bb_refusal_nec, "");
        self.order.image = image;
        bb_refusal_expect (&self, BB_OUTCOME_REFUSED, "Nothing on the drive was changed");
        bb_refusal_close (&self);
    }
}

static void
test_no_firmware_at_all (gconstpointer data)
{
    static guint8 noise[0x200000];
    g_autoptr (GBytes) image = NULL;
    BbRefusal self;

    bb_refusal_open (&self, data, "");
    for (guint j = 0; j < sizeof noise; j++)
        noise[j] = (guint8) (j * 2654435761u >> 24);
    image = g_bytes_new_static (noise, g_bytes_get_size (self.new_image));
    self.order.image = image;
    bb_refusal_expect (&self, BB_OUTCOME_REFUSED, "Nothing on the drive was changed");
    bb_refusal_close (&self);
}

static void
test_bad_checksum (gconstpointer data)
{
    const BbSubject *subject = data;
    const TestFamily *family = test_families_find (subject->family);
    g_autoptr (GBytes) image = NULL;
    BbRefusal self;

    if (!family->is_checked && g_str_equal (subject->model, family->model)) {
        g_test_skip ("the images of this drive have no checksum");
        return;
    }
    bb_refusal_open (&self, subject, "");
    image = flip_bit (self.new_image, 0x54321);
    self.order.image = image;
    bb_refusal_expect (&self, BB_OUTCOME_REFUSED, "Nothing on the drive was changed");
    bb_refusal_close (&self);
}

static void
test_truncated_file (gconstpointer data)
{
    g_autoptr (GBytes) image = NULL;
    BbRefusal self;

    bb_refusal_open (&self, data, "");
    image = g_bytes_new_from_bytes (self.new_image, 0, g_bytes_get_size (self.new_image) / 2 + 0x1000);
    self.order.image = image;
    bb_refusal_expect (&self, BB_OUTCOME_REFUSED, "Nothing on the drive was changed");
    bb_refusal_close (&self);
}

static void
test_wrong_form_factor (void)
{
    static const BbSubject slim = {"mediatek-mt1959", "BD-RE BU40N", NULL, NULL, FALSE};
    const BbSubject *pairs[][2] = {{&bb_refusal_mt, &slim}, {&slim, &bb_refusal_mt}};

    for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
        g_autoptr (GBytes) image = bb_subject_make_image (pairs[i][1], "1.05", 9);
        BbRefusal self;

        bb_refusal_open (&self, pairs[i][0], "");
        self.order.image = image;
        bb_refusal_expect (&self, BB_OUTCOME_REFUSED, "Nothing on the drive was changed");
        bb_refusal_close (&self);
    }
}

/* --- drives --- */

static void
test_other_hardware_behind_the_right_name (void)
{
    static const BbSubject other_nec = {"nec-optiarc", "K370", "05", NULL, TRUE};
    static const BbSubject other_mt = {"mediatek-mt1959", "BD-RE BU40N", NULL, NULL, FALSE};
    g_autoptr (GBytes) nec_image = bb_subject_make_image (&bb_refusal_nec, "1.09", 3);
    g_autoptr (GBytes) mt_image = bb_subject_make_image (&bb_refusal_mt, "1.09", 3);
    BbRefusal self;

    bb_refusal_open (&self, &other_nec, "Vendor=_NEC\nProduct=DVD_RW ND-3550A\n");
    self.order.image = nec_image;
    bb_refusal_expect (&self, BB_OUTCOME_REFUSED, "Nothing on the drive was changed");
    bb_refusal_close (&self);
    bb_refusal_open (&self, &other_mt, "Vendor=HL-DT-ST\nProduct=BD-RE WH16NS60\n");
    self.order.image = mt_image;
    bb_refusal_expect (&self, BB_OUTCOME_REFUSED, "Nothing on the drive was changed");
    bb_refusal_close (&self);
}

static void
test_disc_inside (gconstpointer data)
{
    BbRefusal self;

    bb_refusal_open (&self, data, "Disc=data\n");
    bb_refusal_expect (&self, BB_OUTCOME_REFUSED, "disc in the drive");
    bb_refusal_close (&self);
}

static void
test_drive_in_use (gconstpointer data)
{
    BbRefusal self;

    bb_refusal_open (&self, data, "InUseBy=A music player has it open.\n");
    self.in_use = TRUE;
    bb_refusal_expect (&self, BB_OUTCOME_NOT_PERMITTED, "is using the drive");
    bb_refusal_close (&self);
}

static void
test_no_permission_for_the_drive (gconstpointer data)
{
    g_autoptr (BbRigEnd) end = NULL;
    BbRefusal self;

    bb_refusal_open (&self, data, "Access=denied\n");
    end = bb_rig_run (self.rig, &self.order);
    bb_refusal_check (&self, end, BB_OUTCOME_NOT_PERMITTED);
    g_assert_cmpint (end->state_before, ==, BB_DRIVE_STATE_NO_PERMISSION);
    g_assert_nonnull (end->next);
    g_assert_cmpuint (end->n_commands, ==, 0);
    bb_refusal_close (&self);
}

/* --- consent --- */

/* The firmware of @subject cannot be read. Asserts that a flash is refused in two cases: without a fallback image,
 * and with a fallback image that is for the drive @foreign. */
static void
check_fallback (const BbSubject *subject, const BbSubject *foreign)
{
    g_autoptr (GBytes) image = bb_subject_make_image (foreign, "1.09", 3);
    BbRefusal self;

    bb_refusal_open (&self, subject, "");
    self.order.fallback = NULL;
    bb_refusal_expect (&self, BB_OUTCOME_REFUSED, "cannot be restored");
    self.order.fallback = image;
    bb_refusal_expect (&self, BB_OUTCOME_REFUSED, "fallback");
    bb_refusal_close (&self);
}

static void
test_unreadable_drive_needs_a_fallback (gconstpointer data)
{
    static const BbSubject disc = {"nec-optiarc", "C500", NULL, NULL, FALSE};
    static const BbSubject locked = {"tsst-mt1939", "BDDVDW SE-506CB", NULL, "read=boot", FALSE};
    const BbSubject *subject = data;

    if (test_families_find (subject->family)->is_saved)
        check_fallback (&locked, &disc);
    else if (!subject->readable)
        check_fallback (subject, &disc);
    else if (g_str_equal (subject->family, disc.family))
        check_fallback (&disc, &bb_refusal_mt);
}

static void
test_caution_needs_consent (void)
{
    static const BbSubject young = {"mediatek-mt1959", "BD-RE WH16NS60", NULL, "build-stamp=2103041200", FALSE};
    BbRefusal self;

    bb_refusal_open (&self, &young, "");
    self.order.flags = BB_JOB_FLAG_NONE;
    bb_refusal_expect (&self, BB_OUTCOME_REFUSED, "consent");
    bb_refusal_close (&self);
}

/* --- changes after the check --- */

/* Data of swap_cb(), which replaces the drive by that of @scenario before command @at. */
typedef struct {
    guint at;
    const char *scenario;
} Swap;

static void
swap_cb (BbRig *rig, guint n, const BbCommand *command, gpointer data)
{
    const Swap *swap = data;

    if (n == swap->at)
        bb_rig_swap (rig, swap->scenario);
}

/* Returns how many commands a job with @action sends to a copy of the drive. */
static guint
count_commands (BbRefusal *self, BbAction action)
{
    g_autoptr (BbRig) copy = bb_rig_copy (self->rig);
    BbRigOrder order = self->order;
    g_autoptr (BbRigEnd) end = NULL;

    order.action = action;
    order.review = FALSE;
    end = bb_rig_run (copy, &order);
    g_assert_cmpint (end->outcome, ==, BB_OUTCOME_DONE);
    return end->n_commands;
}

static void
test_other_drive_than_was_checked (gconstpointer data)
{
    static const char *const changes[] = {"Revision=1.02\nSeed=5\n", "Revision=1.01\nSeed=5\n",
                                          "Revision=1.02\nSeed=6\n"};
    const BbSubject *subject = data;

    for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
        g_autofree char *plain = bb_subject_dup_scenario (subject);
        g_autofree char *scenario = g_strconcat (plain, changes[i], NULL);
        g_autoptr (BbRigEnd) end = NULL;
        Swap swap = {.scenario = scenario};
        BbRefusal self;

        g_test_message ("%s", changes[i]);
        bb_refusal_open (&self, subject, "");
        self.order.review = TRUE;
        swap.at = count_commands (&self, BB_ACTION_CHECK) + 1;
        self.rig->watch = swap_cb;
        self.rig->watch_data = &swap;
        end = bb_rig_run (self.rig, &self.order);
        /* The first replacement equals the drive, so the flash must be done. The last replacement has other firmware
         * of the same revision. In some families the program cannot notice this (TestFamily.is_alike), so the flash
         * must be done there, too. */
        if (i == 0 || (i == G_N_ELEMENTS (changes) - 1 && test_families_find (subject->family)->is_alike)) {
            g_assert_cmpint (end->outcome, ==,
                             test_families_find (subject->family)->is_cycled ? BB_OUTCOME_WRITTEN : BB_OUTCOME_DONE);
        } else {
            g_clear_pointer (&self.before, g_bytes_unref);
            bb_refusal_check (&self, end, BB_OUTCOME_REFUSED);
            bb_refusal_assert_message (end, "The drive or its firmware has changed since the last check.");
        }
        bb_refusal_close (&self);
    }
}

static void
test_other_file_than_was_checked (gconstpointer data)
{
    g_autoptr (GBytes) other = bb_subject_make_image (data, "1.04", 78);
    BbRefusal self;

    bb_refusal_open (&self, data, "");
    self.order.review = TRUE;
    self.order.other_image = other;
    bb_refusal_expect (&self, BB_OUTCOME_REFUSED, "not the firmware file that was checked");
    bb_refusal_close (&self);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_set_nonfatal_assertions ();
    bb_refusal_add_tests ("/faults/refusals/foreign-family", test_image_of_another_family);
    g_test_add_func ("/faults/refusals/foreign-type", test_image_of_another_flash_type);
    bb_refusal_add_tests ("/faults/refusals/no-firmware", test_no_firmware_at_all);
    bb_refusal_add_tests ("/faults/refusals/bad-checksum", test_bad_checksum);
    g_test_add_data_func ("/faults/refusals/bad-checksum/K355", &bb_refusal_nec, test_bad_checksum);
    bb_refusal_add_tests ("/faults/refusals/truncated", test_truncated_file);
    g_test_add_func ("/faults/refusals/form-factor", test_wrong_form_factor);
    g_test_add_func ("/faults/refusals/other-hardware", test_other_hardware_behind_the_right_name);
    bb_refusal_add_tests ("/faults/refusals/disc-inside", test_disc_inside);
    bb_refusal_add_tests ("/faults/refusals/in-use", test_drive_in_use);
    bb_refusal_add_tests ("/faults/refusals/no-right", test_no_permission_for_the_drive);
    bb_refusal_add_tests ("/faults/refusals/no-way-back", test_unreadable_drive_needs_a_fallback);
    g_test_add_func ("/faults/refusals/caution", test_caution_needs_consent);
    bb_refusal_add_tests ("/faults/refusals/drive-changed", test_other_drive_than_was_checked);
    bb_refusal_add_tests ("/faults/refusals/file-changed", test_other_file_than_was_checked);
    return g_test_run ();
}
