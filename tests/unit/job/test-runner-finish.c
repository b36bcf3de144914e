/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "script-drive.h"

#include "job/flow/bb-runner.h"
#include "scsi/bb-bytes.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

/* The file MT1959_VECTORS (vectors.json of the family's tests) has answers of a drive to the prepare command, and to
 * the polls after an image was sent. Tests what the runner concludes from these answers. */

typedef struct {
    GPtrArray
        *answers; /* (element-type utf8): answers to the watched commands in order; after the last one, "GOOD" */
    guint next;
    GString *sent;
    guint8 watched; /* opcode of the command that @answers are for */
} Answers;

/* Returns (transfer none) the member @name of the file of test vectors, which is read at the first call. */
static JsonObject *
vector (const char *name)
{
    static JsonParser *parser = NULL;

    if (parser == NULL) {
        parser = json_parser_new ();
        g_assert_true (json_parser_load_from_file (parser, MT1959_VECTORS, NULL));
    }
    return json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), name);
}

/* Records each command with the opcode @watched that transfers no data, and gives it the next answer. */
static gboolean
answer (ScriptDrive *drive, const BbCommand *command, BbReply *reply, gpointer data, GError **error)
{
    Answers *self = data;
    const char *text;
    guint key = 0, asc = 0, ascq = 0;

    if (command->cdb.bytes[0] != self->watched || command->length_bytes > 0)
        return TRUE;
    for (guint i = 0; i < command->cdb.length_bytes; i++)
        g_string_append_printf (self->sent, "%02X", command->cdb.bytes[i]);
    g_string_append_c (self->sent, ' ');
    text = self->next < self->answers->len ? g_ptr_array_index (self->answers, self->next++) : "GOOD";
    if (g_str_equal (text, "gone"))
        self->next--;
    if (g_str_equal (text, "gone") || g_str_equal (text, "transport error"))
        return script_gone (error);
    if (sscanf (text, "%x/%x/%x", &key, &asc, &ascq) != 3)
        return TRUE;
    reply->status = BB_STATUS_CHECK_CONDITION;
    reply->sense = (BbSense){.valid = TRUE, .key = key, .asc = asc, .ascq = ascq};
    return TRUE;
}

/* Fills @self with the answers of @array, in which "2/04/08 x 31" stands for 31 equal answers. */
static void
answers_init (Answers *self, JsonArray *array, guint8 watched)
{
    *self = (Answers){.answers = g_ptr_array_new_with_free_func (g_free), .watched = watched};
    self->sent = g_string_new (NULL);
    for (guint i = 0; i < json_array_get_length (array); i++) {
        g_auto (GStrv) words = g_strsplit (json_array_get_string_element (array, i), " x ", 2);
        guint n = words[1] != NULL ? (guint) g_ascii_strtoull (words[1], NULL, 10) : 1;

        for (; n > 0; n--)
            g_ptr_array_add (self->answers, g_strdup (words[0]));
    }
}

static void
answers_clear (Answers *self)
{
    g_ptr_array_unref (self->answers);
    g_string_free (self->sent, TRUE);
}

/* Returns the result of a run in the words of the test vectors. */
static const char *
result_of (gboolean good, BbFinish finish, const GError *error)
{
    if (good)
        return finish == BB_FINISH_REFUSED ? "rejected, verify" : "taken so far, verify";
    if (error->domain == BB_SCSI_ERROR)
        return "fault";
    g_assert_error (error, BB_RUN_ERROR, BB_RUN_ERROR_NEVER_READY);
    return finish == BB_FINISH_BUSY ? "given up at 120 s" : "device gone: 60 s, then INQUIRY";
}

static void
count (const BbSense *sense, gpointer data)
{
    guint *n_told = data;

    (*n_told)++;
}

static void
test_the_first_answer_decides (void)
{
    JsonArray *cases = json_object_get_array_member (vector ("finish"), "poll");

    g_assert_cmpuint (json_array_get_length (cases), ==, 21);
    for (guint i = 0; i < json_array_get_length (cases); i++) {
        JsonObject *item = json_array_get_object_element (cases, i);
        const char *wanted = json_object_get_string_member (item, "result");
        BbStep step = {.verb = BB_VERB_WAIT_READY,
                       .wait = {.first_ms = 500, .interval_ms = 1000, .limit_ms = 120000}};
        g_autoptr (ScriptDrive) drive = NULL;
        g_autoptr (BbReopenableTransport) link = NULL;
        g_autoptr (GError) error = NULL;
        BbFinish finish;
        Answers answers;
        guint n_told = 0;
        gboolean good;

        answers_init (&answers, json_object_get_array_member (item, "answers"), 0x00);
        drive = script_drive_new (answer, &answers);
        link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
        good = bb_runner_await_finish (link, &step, &finish, count, &n_told, &error);
        g_assert_cmpstr (result_of (good, finish, error), ==, wanted);
        /* All answers were used: the first after 0.5 s, then one each second. The answer "gone" is given to every
         * poll, so it is never used up. */
        g_assert_cmpuint (answers.next, ==, g_str_has_prefix (wanted, "device gone") ? 0 : answers.answers->len);
        if (!g_str_has_prefix (wanted, "device gone"))
            g_assert_cmpuint (drive->waited_ms, ==, 500 + 1000 * (answers.answers->len - 1));
        else
            g_assert_cmpuint (drive->waited_ms, ==, 60500);
        g_assert_cmpint (drive->waited_ms > 60500, ==, json_object_get_boolean_member (item, "warn-at-60-s"));
        answers_clear (&answers);
    }
}

/* A busy drive is polled until the time limit of the step, and a missing drive for a minute. Both times must count
 * from the first poll, however late that is. */
static void
test_the_limit_counts_from_the_first_poll (void)
{
    static const guint firsts_ms[] = {0, 1, 2, 999, 1000, 1001};

    for (guint i = 0; i < 2 * G_N_ELEMENTS (firsts_ms); i++) {
        gboolean is_gone = i % 2 == 1;
        BbStep step = {.verb = BB_VERB_WAIT_READY,
                       .wait = {.first_ms = firsts_ms[i / 2], .interval_ms = 1000, .limit_ms = 7000}};
        g_autoptr (JsonArray) none = json_array_new ();
        g_autoptr (ScriptDrive) drive = NULL;
        g_autoptr (BbReopenableTransport) link = NULL;
        g_autoptr (GError) error = NULL;
        BbFinish finish;
        Answers answers;
        guint n_told = 0;

        answers_init (&answers, none, 0x00);
        for (guint j = 0; j < 100; j++)
            g_ptr_array_add (answers.answers, g_strdup (is_gone ? "gone" : "2/04/01"));
        drive = script_drive_new (answer, &answers);
        link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
        g_assert_false (bb_runner_await_finish (link, &step, &finish, count, &n_told, &error));
        g_assert_error (error, BB_RUN_ERROR, BB_RUN_ERROR_NEVER_READY);
        g_assert_cmpuint (drive->waited_ms, ==, firsts_ms[i / 2] + (is_gone ? 60000 : 7000));
        g_assert_cmpuint (n_told, ==, is_gone ? 60 : 7);
        answers_clear (&answers);
    }
}

static void
test_a_drive_that_comes_and_goes_is_waited_for_with_a_limit (void)
{
    g_autoptr (JsonArray) none = json_array_new ();
    BbStep step = {.verb = BB_VERB_WAIT_READY, .wait = {.first_ms = 500, .interval_ms = 1000, .limit_ms = 120000}};
    g_autoptr (ScriptDrive) drive = NULL;
    g_autoptr (BbReopenableTransport) link = NULL;
    g_autoptr (GError) error = NULL;
    BbFinish finish;
    Answers answers;
    guint n_told = 0;

    answers_init (&answers, none, 0x00);
    for (guint i = 0; i < 500; i++)
        g_ptr_array_add (answers.answers, g_strdup (i % 2 == 0 ? "2/04/01" : "transport error"));
    drive = script_drive_new (answer, &answers);
    link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
    g_assert_false (bb_runner_await_finish (link, &step, &finish, count, &n_told, &error));
    g_assert_error (error, BB_RUN_ERROR, BB_RUN_ERROR_NEVER_READY);
    g_assert_cmpuint (drive->waited_ms, <, 125000);
    answers_clear (&answers);
}

static void
test_progress_is_read_from_sense (void)
{
    JsonArray *cases = json_object_get_array_member (vector ("finish"), "progress");

    g_assert_cmpuint (json_array_get_length (cases), ==, 6);
    for (guint i = 0; i < json_array_get_length (cases); i++) {
        JsonObject *item = json_array_get_object_element (cases, i);
        g_autoptr (GBytes) bytes = bb_hex_parse (json_object_get_string_member (item, "sense"), NULL);
        const char *wanted =
            json_object_get_null_member (item, "progress") ? NULL : json_object_get_string_member (item, "progress");
        g_autofree char *is = NULL;
        BbSense sense;

        bb_sense_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &sense);
        if (sense.progress_of > 0)
            is = g_strdup_printf ("%u/%u", sense.progress, sense.progress_of);
        g_assert_cmpstr (is, ==, wanted);
    }
}

/* Returns (transfer full) a plan for an upload. @group: group of boards, which decides which forms of the prepare
 * command are sent, and in what order */
static BbPlan *
plan_of (const char *group)
{
    const BbCdb form_a = BB_CDB (0x3B, 6, 0x67, 0, 0, 0, 0, 0, 0, 0);
    const BbCdb form_b = BB_CDB (0x3B, 1, 0, 0, 0, 0, 0, 0, 0, 0);
    gboolean is_half = g_str_equal (group, "H");
    gboolean is_x = g_str_equal (group, "X");
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "none");
    g_autoptr (GBytes) image = g_bytes_new_take (g_malloc0 (64), 64);
    guint blob = bb_plan_builder_add_blob (builder, image);
    BbStep *first = NULL;
    BbStep *other = NULL;

    bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1)->before_retry = BB_BEFORE_RETRY_POWER_CYCLE;
    first = bb_plan_builder_add_command (builder, BB_STEP_ENTER, is_half || is_x ? form_b : form_a, 1000);
    first->repeats = TRUE;
    if (!is_x) {
        other = bb_plan_builder_add_command (builder, BB_STEP_ENTER, is_half ? form_a : form_b, 1000);
        other->repeats = TRUE;
        bb_step_only_if (other, first, BB_ANSWER_REFUSED | BB_ANSWER_ABORTED);
    }
    bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1)->before_retry = BB_BEFORE_RETRY_POWER_CYCLE;
    for (BbPieces p = bb_pieces (64, 16); bb_pieces_next (&p);)
        bb_plan_builder_add_data_out (builder, p.is_last ? BB_STEP_PROGRAM : BB_STEP_UPLOAD,
                                      BB_CDB (0x3B, 6, 0, BB_BE24 (p.offset), BB_BE24 (p.length_bytes), 0), 1000,
                                      blob, p.offset, p.length_bytes)
            ->endangers = p.is_last;
    return bb_plan_builder_end (builder);
}

static void
test_prepare_has_another_form (void)
{
    JsonArray *cases = json_object_get_array_member (vector ("form"), "prepare");

    g_assert_cmpuint (json_array_get_length (cases), ==, 14);
    for (guint i = 0; i < json_array_get_length (cases); i++) {
        JsonObject *item = json_array_get_object_element (cases, i);
        JsonArray *sent = json_object_get_array_member (item, "sent");
        g_autoptr (BbPlan) plan = plan_of (json_object_get_string_member (item, "group"));
        g_autoptr (GString) wanted = g_string_new (NULL);
        g_autoptr (ScriptDrive) drive = NULL;
        g_autoptr (BbReopenableTransport) link = NULL;
        g_autoptr (BbRunner) runner = NULL;
        Answers answers;
        gboolean good;

        for (guint j = 0; j < json_array_get_length (sent); j++)
            g_string_append_printf (wanted, "%s ", json_array_get_string_element (sent, j));
        answers_init (&answers, json_object_get_array_member (item, "answers"), 0x3B);
        drive = script_drive_new (answer, &answers);
        link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
        runner = bb_runner_new (link, plan, NULL, NULL, NULL, FALSE);
        good = bb_runner_run (runner, NULL);
        g_assert_cmpint (good, ==, g_str_equal (json_object_get_string_member (item, "end"), "open"));
        g_assert_cmpstr (answers.sent->str, ==, wanted->str);
        g_assert_cmpuint (drive->n_commands - json_array_get_length (sent), ==, good ? 4 : 0);
        answers_clear (&answers);
    }
}

static const struct {
    const char *answers; /* to the polls, as JSON */
    gboolean good;
    BbFinish noted;
} noted_rows[] = {
    {"[\"2/04/08 x 3\"]", TRUE, BB_FINISH_BUSY},
    {"[\"2/04/07 x 30\"]", TRUE, BB_FINISH_BUSY},
    {"[\"2/04/08 x 3\", \"4/44/00\"]", FALSE, BB_FINISH_UNKNOWN},
};

/* A candidate (one form of an image) is sent. The journal must record how the drive answered it. If a poll fails,
 * nothing may be recorded, so that the candidate may be sent again. A run without a journal must have the same
 * result. */
static void
test_only_answered_candidates_are_recorded (void)
{
    for (guint i = 0; i < 2 * G_N_ELEMENTS (noted_rows); i++) {
        g_autofree char *folder = job_rig_make_folder ();
        g_autoptr (BbJournalRecord) record = job_rig_record ("ONE", "aa");
        g_autoptr (BbJournal) journal = i % 2 == 0 ? job_rig_begin_journal (folder, record) : NULL;
        g_autoptr (JsonNode) list = json_from_string (noted_rows[i / 2].answers, NULL);
        g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "none");
        g_autoptr (BbPlan) plan = NULL;
        g_autoptr (ScriptDrive) drive = NULL;
        g_autoptr (BbReopenableTransport) link = NULL;
        g_autoptr (BbRunner) runner = NULL;
        BbStep *step;
        Answers answers;

        (void) bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
        step = bb_plan_builder_add_step (builder, BB_VERB_WAIT_READY, BB_STEP_FINISH);
        step->wait.interval_ms = 1000;
        step->wait.limit_ms = 120000;
        step->wait.programmed_bytes = 64;
        plan = bb_plan_builder_end (builder);
        answers_init (&answers, json_node_get_array (list), 0x00);
        drive = script_drive_new (answer, &answers);
        link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
        runner = bb_runner_new (link, plan, NULL, NULL, journal, FALSE);
        g_assert_cmpint (bb_runner_run (runner, NULL), ==, noted_rows[i / 2].good);
        if (journal != NULL)
            g_assert_cmpint (bb_journal_get_record (journal)->finish, ==, noted_rows[i / 2].noted);
        answers_clear (&answers);
        job_rig_remove_folder (folder);
    }
}

static void
test_words_of_finish (void)
{
    for (BbFinish finish = BB_FINISH_UNKNOWN; finish <= BB_FINISH_REFUSED; finish++)
        g_assert_cmpint (bb_finish_from_string (bb_finish_to_string (finish)), ==, finish);
    g_assert_cmpint (bb_finish_from_string ("nonsense"), ==, BB_FINISH_UNKNOWN);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/runner-finish/the-first-answer-decides", test_the_first_answer_decides);
    g_test_add_func ("/runner-finish/the-limit-counts-from-the-first-poll",
                     test_the_limit_counts_from_the_first_poll);
    g_test_add_func ("/runner-finish/a-flapping-drive", test_a_drive_that_comes_and_goes_is_waited_for_with_a_limit);
    g_test_add_func ("/runner-finish/progress-is-read-from-sense", test_progress_is_read_from_sense);
    g_test_add_func ("/runner-finish/prepare-has-another-form", test_prepare_has_another_form);
    g_test_add_func ("/runner-finish/only-answered-candidates-are-recorded",
                     test_only_answered_candidates_are_recorded);
    g_test_add_func ("/runner-finish/words", test_words_of_finish);
    return g_test_run ();
}
