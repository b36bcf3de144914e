/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-refusal.h"

#include <string.h>

const BbSubject bb_refusal_nec = {"nec-optiarc", "K355", "05", NULL, TRUE};
const BbSubject bb_refusal_mt = {"mediatek-mt1959", "BD-RE WH16NS60", NULL, NULL, FALSE};

const BbSubject *const bb_refusal_with_backup[BB_REFUSAL_N_WITH_BACKUP] = {&bb_refusal_nec, &bb_refusal_mt};

GPtrArray *
bb_refusal_list_subjects (void)
{
    static GPtrArray *subjects;
    GPtrArray *families = test_families_list ();

    if (subjects != NULL)
        return subjects;
    subjects = g_ptr_array_new ();
    for (guint i = 0; i < families->len; i++) {
        BbSubject subject = bb_subject_of_family (families->pdata[i], NULL);

        g_ptr_array_add (subjects, g_memdup2 (&subject, sizeof subject));
    }
    return subjects;
}

void
bb_refusal_add_tests (const char *path, GTestDataFunc test)
{
    GPtrArray *subjects = bb_refusal_list_subjects ();

    for (guint i = 0; i < subjects->len; i++) {
        const BbSubject *subject = g_ptr_array_index (subjects, i);
        g_autofree char *name = g_strdup_printf ("%s/%s", path, subject->family);

        g_test_add_data_func (name, subject, test);
    }
}

void
bb_refusal_open (BbRefusal *self, const BbSubject *subject, const char *more)
{
    g_autofree char *plain = bb_subject_dup_scenario (subject);
    g_autofree char *text = g_strconcat (plain, more, NULL);

    *self = (BbRefusal){.subject = subject};
    self->rig = bb_rig_new (text);
    self->old_image = bb_subject_make_image (subject, "1.02", 5);
    self->new_image = bb_subject_make_image (subject, "1.03", 77);
    self->before = bb_rig_dump (self->rig, NULL);
    self->order.action = BB_ACTION_FLASH;
    self->order.on_failure = BB_ON_FAILURE_ROLLBACK;
    self->order.flags = bb_subject_get_consents (subject);
    self->order.image = self->new_image;
    self->order.fallback = subject->readable ? NULL : self->old_image;
}

void
bb_refusal_close (BbRefusal *self)
{
    bb_rig_free (self->rig);
    g_bytes_unref (self->old_image);
    g_bytes_unref (self->new_image);
    g_clear_pointer (&self->before, g_bytes_unref);
}

void
bb_refusal_assert_message (const BbRigEnd *end, const char *words)
{
    if (end->message == NULL || strstr (end->message, words) == NULL) {
        g_test_message ("“%s” is not in: %s", words, end->message);
        g_test_fail ();
    }
}

void
bb_refusal_check (BbRefusal *self, const BbRigEnd *end, BbOutcome outcome)
{
    g_autoptr (GBytes) now = bb_rig_dump (self->rig, NULL);
    g_autofree char *text = bb_rig_end_dup_text (end);

    g_test_message ("%s", text);
    g_assert_null (end->crashed);
    g_assert_true (end->reported);
    g_assert_null (end->refused);
    g_assert_cmpstr (bb_outcome_to_string (end->outcome), ==, bb_outcome_to_string (outcome));
    g_assert_cmpint (end->safe, ==, self->in_use || !end->identified ? BB_SAFE_UNKNOWN : BB_SAFE_YES);
    g_assert_cmpuint (end->n_writes, ==, 0);
    g_assert_cmpuint (end->n_endangered_commands, ==, 0);
    g_assert_cmpuint (end->n_journals, ==, 0);
    g_assert_cmpint (end->state_after, !=, BB_DRIVE_STATE_NEEDS_RECOVERY);
    g_assert_nonnull (end->next);
    g_assert_true (bb_rig_is_polled (self->rig));
    g_assert_cmpuint (bb_rig_count_violations (self->rig), ==, 0);
    if (self->before != NULL)
        g_assert_true (g_bytes_equal (now, self->before));
}

void
bb_refusal_expect (BbRefusal *self, BbOutcome outcome, const char *words)
{
    g_autoptr (BbRigEnd) end = bb_rig_run (self->rig, &self->order);

    bb_refusal_check (self, end, outcome);
    bb_refusal_assert_message (end, words);
}
