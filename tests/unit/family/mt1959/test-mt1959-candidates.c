/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mt1959-vectors.h"

#include "family/mt1959/bb-mt1959-candidates.h"

#include <string.h>

/* Returns the situation that @item, a case of the test vectors in vectors.json, describes. */
static BbMt1959Situation
situation_of (JsonObject *item)
{
    const char *state = mt_case_string (item, "state");
    const char *live = mt_case_string (item, "live-id");

    return (BbMt1959Situation){
        .mode = g_str_equal (state, "wrong-form") ? BB_MT1959_MODE_WRONG_FORM : state,
        .product = mt_case_string (item, "product"),
        .service_code = mt_case_string (item, "service"),
        .board_id = live != NULL ? live : mt_case_string (item, "journal-board-id"),
        .image_id = mt_case_string (item, "image-id"),
        .installed_id = mt_case_string (item, "journal-installed-id"),
    };
}

static void
test_order_of_boot_ids (void)
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

/* Returns (transfer full) the candidates for @situation, in the order in which they are sent. Each candidate is a
 * word with the form and the boot ID of the image to send, for example "plain:MT1959_Boot_BU5_". */
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

/* The drive runs firmware of the other form factor, which another program flashed. So the image that Burnback
 * flashed last (its boot ID is @installed_id) does not run, and its boot ID must be no candidate. */
static void
test_firmware_of_other_form_factor_ignores_last_flashed_image (void)
{
    BbMt1959Situation situation = {
        .mode = BB_MT1959_MODE_WRONG_FORM,
        .product = "BD-RE WH16NS60",
        .service_code = "NS60",
        .board_id = MT_BU5,
        .image_id = MT_BU5,
        .installed_id = "MT1959 Boot BUP5",
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
test_first_id_is_followed_by_the_other_form (void)
{
    BbMt1959Situation situation = {
        .mode = BB_MT1959_MODE_NORMAL,
        .product = "BD-RE BP60NB10",
        .service_code = "NB10",
        .board_id = "MT1959 Boot BUP3",
        .image_id = MT_BU5,
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
test_mt1939_has_one_plain_candidate (void)
{
    BbMt1959Situation situation = {.mode = BB_MT1959_MODE_BOOT,
                                   .board_id = MT_CODE,
                                   .image_id = MT_CODE,
                                   .wrap = BB_MT1959_WRAPPED,
                                   .has_key = TRUE};
    g_autofree char *candidates = candidates_of (&situation);

    g_assert_cmpstr (candidates, ==, "plain:MT1939_Boot_Code");
}

/* Tests bb_mt1959_list_ids() with all combinations of these boot IDs. Except in the mode "wrong form", each listed
 * ID must be in the group of the board. If the group of the board is unknown, an image for another board must give
 * an empty list. */
static void
test_no_id_of_another_group_is_listed (void)
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
            .board_id = ids[n % 8],
            .image_id = ids[n / 8 % 8],
            .installed_id = ids[n / 64 % 8],
        };
        const char *group = bb_mt1959_get_group (mt_catalog (), situation.board_id);
        gboolean same = g_str_equal (group, bb_mt1959_get_group (mt_catalog (), situation.image_id));
        g_autoptr (GPtrArray) sent = bb_mt1959_list_ids (&situation, mt_catalog ());

        if (!same || (g_str_equal (group, "unknown") && !g_str_equal (situation.board_id, situation.image_id)))
            g_assert_cmpuint (sent->len, ==, 0);
        for (guint i = 0; i < sent->len; i++)
            g_assert_true (g_str_equal (situation.mode, BB_MT1959_MODE_WRONG_FORM) ||
                           g_str_equal (bb_mt1959_get_group (mt_catalog (), g_ptr_array_index (sent, i)), group));
    }
}

static void
test_form_follows_build_date (void)
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

        /* The descriptor has no build date. */
        g_assert_false (bb_mt1959_get_wrap ("", "N000700", NULL, &wrap));
        g_assert_cmpint (wrap, ==, BB_MT1959_PLAIN);
    }
}

static void
test_uh12ns40_with_other_board_has_two_ids (void)
{
    BbMt1959Situation situation = {
        .mode = BB_MT1959_MODE_NORMAL,
        .product = "BDDVDRW UH12NS40",
        .service_code = "NS40",
        .board_id = MT_JB8,
        .image_id = "MT1959 Boot JBP6",
    };
    g_autoptr (GPtrArray) doubted = bb_mt1959_list_ids (&situation, mt_catalog ());
    g_autoptr (GPtrArray) own = NULL;

    g_assert_cmpuint (doubted->len, ==, 2);
    g_assert_cmpstr (g_ptr_array_index (doubted, 0), ==, MT_JB8);
    g_assert_cmpstr (g_ptr_array_index (doubted, 1), ==, "MT1959 Boot JBC6");
    situation.board_id = "MT1959 Boot JBC6";
    own = bb_mt1959_list_ids (&situation, mt_catalog ());
    g_assert_cmpuint (own->len, ==, 2);
    g_assert_cmpstr (g_ptr_array_index (own, 1), ==, "MT1959 Boot JBP6");
}

/* A key file makes another attempt possible only for boards that may accept encrypted uploads, and only if none was
 * tried. */
static void
test_key_file_makes_an_attempt_possible_where_none_was_tried (void)
{
    static const char *const plain[] = {"plain:MT1959_Boot_BU5_", "plain:MT1959_Boot_BUP5", NULL};
    static const char *const both[] = {"plain:MT1959_Boot_BU5_", "wrapped:MT1959_Boot_BU5_", NULL};
    static const char *const older[] = {"plain:MT1939_Boot_Code", NULL};
    const BbInquiry inquiry = {0};
    g_autoptr (BbFacts) facts = bb_facts_new (&inquiry);

    g_assert_true (bb_mt1959_takes_key (facts, NULL));
    g_assert_true (bb_mt1959_takes_key (facts, plain));
    g_assert_false (bb_mt1959_takes_key (facts, both));
    g_assert_false (bb_mt1959_takes_key (facts, older));
    bb_facts_set_string (facts, BB_MT1959_KEY_BOOT_ID, BB_MT1959_OLDER_ID);
    g_assert_false (bb_mt1959_takes_key (facts, NULL));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1959/candidates/order_of_boot_ids", test_order_of_boot_ids);
    g_test_add_func ("/mt1959/candidates/firmware_of_other_form_factor_ignores_last_flashed_image",
                     test_firmware_of_other_form_factor_ignores_last_flashed_image);
    g_test_add_func ("/mt1959/candidates/first_id_is_followed_by_the_other_form",
                     test_first_id_is_followed_by_the_other_form);
    g_test_add_func ("/mt1959/candidates/key_file_makes_an_attempt_possible_where_none_was_tried",
                     test_key_file_makes_an_attempt_possible_where_none_was_tried);
    g_test_add_func ("/mt1959/candidates/mt1939_has_one_plain_candidate", test_mt1939_has_one_plain_candidate);
    g_test_add_func ("/mt1959/candidates/no_id_of_another_group_is_listed", test_no_id_of_another_group_is_listed);
    g_test_add_func ("/mt1959/candidates/uh12ns40_with_other_board_has_two_ids",
                     test_uh12ns40_with_other_board_has_two_ids);
    g_test_add_func ("/mt1959/candidates/form_follows_build_date", test_form_follows_build_date);
    return g_test_run ();
}
