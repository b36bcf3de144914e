/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mt1959-vectors.h"

#include "family/mt1959/bb-mt1959-candidates.h"

#include <string.h>

static BbMt1959Situation
situation_of (JsonObject *item)
{
    const char *state = mt_case_string (item, "state");
    const char *live = mt_case_string (item, "live-id");

    return (BbMt1959Situation){
        .mode = g_str_equal (state, "wrong-form") ? BB_MT1959_MODE_WRONG_FORM : state,
        .product = mt_case_string (item, "product"),
        .service_code = mt_case_string (item, "service"),
        .live = live != NULL ? live : mt_case_string (item, "journal-board-id"),
        .image = mt_case_string (item, "image-id"),
        .installed = mt_case_string (item, "journal-installed-id"),
    };
}

static void
test_ids (void)
{
    JsonArray *cases = json_object_get_array_member (mt_vector ("ids"), "cases");

    g_assert_cmpuint (json_array_get_length (cases), ==, 21);
    for (guint i = 0; i < json_array_get_length (cases); i++) {
        JsonObject *item = json_array_get_object_element (cases, i);
        JsonArray *order = json_object_get_array_member (item, "order");
        BbMt1959Situation situation = situation_of (item);
        g_autoptr (GPtrArray) ids = bb_mt1959_list_ids (&situation, mt_catalog ());

        g_test_message ("%s", mt_case_string (item, "about"));
        g_assert_cmpuint (ids->len, ==, json_array_get_length (order));
        for (guint j = 0; j < ids->len; j++)
            g_assert_cmpstr (g_ptr_array_index (ids, j), ==, json_array_get_string_element (order, j));
    }
}

/* "what is sent first" of a list, one word a candidate */
static char *
candidates_of (const BbMt1959Situation *situation)
{
    g_autoptr (GArray) candidates = bb_mt1959_list_candidates (situation, mt_catalog ());
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < candidates->len; i++) {
        g_autofree char *word = bb_mt1959_candidate_to_string (&g_array_index (candidates, BbMt1959Candidate, i));

        g_string_append_printf (text, "%s%s", i > 0 ? " " : "", word);
    }
    return g_string_free (text, FALSE);
}

/* Firmware of another program runs there: the image that Burnback wrote last says nothing of its receiver. */
static void
test_wrong_form_factor_ignores_the_last_image_of_ours (void)
{
    BbMt1959Situation situation = {
        .mode = BB_MT1959_MODE_WRONG_FORM,
        .product = "BD-RE WH16NS60",
        .service_code = "NS60",
        .live = MT_BU5,
        .image = MT_BU5,
        .installed = "MT1959 Boot BUP5",
    };
    g_autofree char *wrong = candidates_of (&situation);
    g_autofree char *running = NULL;

    g_assert_cmpstr (wrong, ==, "plain:MT1959_Boot_JB8_ plain:MT1959_Boot_BU5_");
    situation.mode = BB_MT1959_MODE_NORMAL;
    situation.product = "BD-RE BU40N";
    situation.service_code = "BU40";
    running = candidates_of (&situation);
    g_assert_true (g_str_has_prefix (running, "plain:MT1959_Boot_BUP5 "));
}

static void
test_other_form_comes_once_after_the_first (void)
{
    BbMt1959Situation situation = {
        .mode = BB_MT1959_MODE_NORMAL,
        .product = "BD-RE BP60NB10",
        .service_code = "NB10",
        .live = "MT1959 Boot BUP3",
        .image = MT_BU5,
        .wrap = BB_MT1959_WRAPPED,
        .has_key = TRUE,
    };
    g_autofree char *wrapped = candidates_of (&situation);
    g_autofree char *plain = NULL;
    g_autofree char *no_key = NULL;

    g_assert_cmpstr (wrapped, ==,
                     "wrapped:MT1959_Boot_BUP5 plain:MT1959_Boot_BUP5 wrapped:MT1959_Boot_BUP3 "
                     "wrapped:MT1959_Boot_BU5_");
    situation.wrap = BB_MT1959_PLAIN;
    plain = candidates_of (&situation);
    g_assert_cmpstr (plain, ==,
                     "plain:MT1959_Boot_BUP5 wrapped:MT1959_Boot_BUP5 plain:MT1959_Boot_BUP3 "
                     "plain:MT1959_Boot_BU5_");
    situation.wrap = BB_MT1959_WRAPPED;
    situation.has_key = FALSE;
    no_key = candidates_of (&situation);
    g_assert_cmpstr (no_key, ==, "plain:MT1959_Boot_BUP5 plain:MT1959_Boot_BUP3 plain:MT1959_Boot_BU5_");
}

static void
test_mt1939_has_one (void)
{
    BbMt1959Situation situation = {
        .mode = BB_MT1959_MODE_BOOT, .live = MT_CODE, .image = MT_CODE, .wrap = BB_MT1959_WRAPPED, .has_key = TRUE};
    g_autofree char *candidates = candidates_of (&situation);

    g_assert_cmpstr (candidates, ==, "plain:MT1939_Boot_Code");
}

/* Whatever else is known, nothing of another group is ever sent, and nothing to an unknown board but its own. */
static void
test_groups_are_absolute (void)
{
    static const char *const ids[] = {
        MT_JB8,  "MT1959 Boot JBC6", MT_BU5, "MT1959 Boot BUP3", "MT1959 Boot BUP1", "MT1959 Boot ZZZ9",
        MT_CODE, "MT1939 Boot JB8 "};
    static const char *const modes[] = {BB_MT1959_MODE_NORMAL, BB_MT1959_MODE_BOOT, BB_MT1959_MODE_WRONG_FORM};
    static const char *const products[] = {"BD-RE WH16NS60", "BD-RE BU40N", "nothing"};

    for (guint n = 0; n < 8 * 8 * 8 * 3 * 3; n++) {
        BbMt1959Situation situation = {
            .mode = modes[n / 512 % 3],
            .product = products[n / 1536],
            .service_code = n / 1536 == 0 ? "NS60" : "BU40",
            .live = ids[n % 8],
            .image = ids[n / 8 % 8],
            .installed = ids[n / 64 % 8],
        };
        const char *group = bb_mt1959_get_group (mt_catalog (), situation.live);
        gboolean same = g_str_equal (group, bb_mt1959_get_group (mt_catalog (), situation.image));
        g_autoptr (GPtrArray) sent = bb_mt1959_list_ids (&situation, mt_catalog ());

        if (!same || (g_str_equal (group, "unknown") && !g_str_equal (situation.live, situation.image)))
            g_assert_cmpuint (sent->len, ==, 0);
        for (guint i = 0; i < sent->len; i++)
            g_assert_true (g_str_equal (situation.mode, BB_MT1959_MODE_WRONG_FORM) ||
                           g_str_equal (bb_mt1959_get_group (mt_catalog (), g_ptr_array_index (sent, i)), group));
    }
}

static void
test_form_of_running_firmware (void)
{
    JsonArray *cases = json_object_get_array_member (mt_vector ("form"), "cases");
    guint n_normal = 0;

    for (guint i = 0; i < json_array_get_length (cases); i++) {
        JsonObject *item = json_array_get_object_element (cases, i);
        BbMt1959Wrap wrap = BB_MT1959_WRAPPED;
        gboolean known;

        if (!g_str_equal (mt_case_string (item, "state"), "normal"))
            continue;
        n_normal++;
        known = bb_mt1959_get_wrap (mt_case_string (item, "stamp"), mt_case_string (item, "inquiry-36-55"),
                                    mt_case_string (item, "sales-code"), &wrap);
        g_assert_cmpint (known, ==, json_object_get_boolean_member (item, "known"));
        g_assert_cmpstr (bb_mt1959_wrap_to_string (wrap), ==, mt_case_string (item, "form"));
    }
    g_assert_cmpuint (n_normal, ==, 11);
    {
        BbMt1959Wrap wrap = BB_MT1959_WRAPPED;

        /* A descriptor without a date. */
        g_assert_false (bb_mt1959_get_wrap ("", "N000700", NULL, &wrap));
        g_assert_cmpint (wrap, ==, BB_MT1959_PLAIN);
    }
}

/* Two drives of this row were seen to be of another board: those two ids, and not that of whatever is sent. */
static void
test_a_row_that_sources_doubt_has_two_ids (void)
{
    BbMt1959Situation situation = {
        .mode = BB_MT1959_MODE_NORMAL,
        .product = "BDDVDRW UH12NS40",
        .service_code = "NS40",
        .live = MT_JB8,
        .image = "MT1959 Boot JBP6",
    };
    g_autoptr (GPtrArray) doubted = bb_mt1959_list_ids (&situation, mt_catalog ());
    g_autoptr (GPtrArray) own = NULL;

    g_assert_cmpuint (doubted->len, ==, 2);
    g_assert_cmpstr (g_ptr_array_index (doubted, 0), ==, MT_JB8);
    g_assert_cmpstr (g_ptr_array_index (doubted, 1), ==, "MT1959 Boot JBC6");
    situation.live = "MT1959 Boot JBC6";
    own = bb_mt1959_list_ids (&situation, mt_catalog ());
    g_assert_cmpuint (own->len, ==, 2);
    g_assert_cmpstr (g_ptr_array_index (own, 1), ==, "MT1959 Boot JBP6");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1959/candidates/ids", test_ids);
    g_test_add_func ("/mt1959/candidates/wrong_form_factor_ignores_the_last_image_of_ours",
                     test_wrong_form_factor_ignores_the_last_image_of_ours);
    g_test_add_func ("/mt1959/candidates/other-form", test_other_form_comes_once_after_the_first);
    g_test_add_func ("/mt1959/candidates/mt1939-has-one", test_mt1939_has_one);
    g_test_add_func ("/mt1959/candidates/groups-are-absolute", test_groups_are_absolute);
    g_test_add_func ("/mt1959/candidates/doubted-row", test_a_row_that_sources_doubt_has_two_ids);
    g_test_add_func ("/mt1959/candidates/form", test_form_of_running_firmware);
    return g_test_run ();
}
