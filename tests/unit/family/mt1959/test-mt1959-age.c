/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mt1959-rig.h"

/* Tests bb_family_accepts_older(), which says whether the running firmware accepts an older image. The rules are the
 * dates in mediatek-mt1959.md, section 4, and rows 10 and 11 of the table in section 5. */
static void
test_accepts_older_firmware (void)
{
    static const struct {
        const char *running; /* build stamp; "": not reported */
        gboolean is_mk;
        const char *mark; /* "DE": the image has the flag for downgrades; "any": the image has the age mark; NULL: it
                           * has neither; "newer": it has neither, and is newer than the firmware; "": no image */
        BbAcceptsOlder answer;
    } cases[] = {
        {"1712312359", FALSE, NULL, BB_ACCEPTS_OLDER_YES},    {"1712312359", FALSE, "", BB_ACCEPTS_OLDER_YES},
        {"1801010000", FALSE, NULL, BB_ACCEPTS_OLDER_NO},     {"1801010000", FALSE, "", BB_ACCEPTS_OLDER_MARKED},
        {"1912312359", FALSE, "DE", BB_ACCEPTS_OLDER_YES},    {"2001010000", FALSE, NULL, BB_ACCEPTS_OLDER_NO},
        {"2001010000", FALSE, "", BB_ACCEPTS_OLDER_MARKED},   {"2001010000", FALSE, "DE", BB_ACCEPTS_OLDER_UNKNOWN},
        {"2001010000", FALSE, "any", BB_ACCEPTS_OLDER_YES},   {"2001010000", TRUE, NULL, BB_ACCEPTS_OLDER_YES},
        {"", FALSE, NULL, BB_ACCEPTS_OLDER_UNKNOWN},          {"", FALSE, "any", BB_ACCEPTS_OLDER_UNKNOWN},
        {"1801010000", FALSE, "any", BB_ACCEPTS_OLDER_YES},   {"1801010000", FALSE, "newer", BB_ACCEPTS_OLDER_MARKED},
        {"1712312359", FALSE, "newer", BB_ACCEPTS_OLDER_YES},
    };
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbFacts) drive = mt_facts (&look, "windows", 0x39);

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbFacts) dated = mt_with (drive, "build-stamp", cases[i].running);
        g_autoptr (BbFacts) facts = mt_with (dated, "modified", cases[i].is_mk ? "mk" : NULL);
        g_autoptr (BbImageIdentity) image = bb_image_identity_new ("mediatek-mt1959", 0, 1);
        gboolean is_image = cases[i].mark == NULL || *cases[i].mark != '\0';
        g_autofree char *text = NULL;

        image->values = g_variant_ref_sink (
            g_variant_new_parsed ("{'build-stamp': <%s>, 'downgrade-enabled': <%b>, 'age-mark': <%b>}",
                                  g_strcmp0 (cases[i].mark, "newer") == 0 ? "2101010000" : "1601010000",
                                  g_strcmp0 (cases[i].mark, "DE") == 0, g_strcmp0 (cases[i].mark, "any") == 0));
        g_test_message ("case %u", i);
        g_assert_cmpint (bb_family_accepts_older (facts, is_image ? image : NULL, &text), ==, cases[i].answer);
        g_assert_true (g_str_has_suffix (text, "."));
        g_assert_true (g_str_has_prefix (text, cases[i].answer == BB_ACCEPTS_OLDER_YES  ? "yes. "
                                               : cases[i].answer == BB_ACCEPTS_OLDER_NO ? "no. "
                                               : cases[i].answer == BB_ACCEPTS_OLDER_MARKED
                                                   ? "only images that are marked"
                                                   : "unknown. "));
    }
}

/* Two unknown build dates do not show that the build is the same. */
static void
test_same_build_has_a_known_date (void)
{
    static const struct {
        const char *running;
        const char *image;
        gboolean is_same;
    } rows[] = {
        {"1711241200", "1711241200", TRUE},
        {"1711241200", "1711241201", FALSE},
        {"1711241200", "", FALSE},
        {"", "", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = bb_facts_new (NULL);
        g_autoptr (BbImageIdentity) image = bb_image_identity_new ("mediatek-mt1959", 0, 1);

        bb_facts_set_string (facts, "build-stamp", rows[i].running);
        image->values = g_variant_ref_sink (g_variant_new_parsed ("{'build-stamp': <%s>}", rows[i].image));
        g_assert_cmpint (bb_mt1959_is_same_build (facts, image), ==, rows[i].is_same);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1959/age/accepts_older_firmware", test_accepts_older_firmware);
    g_test_add_func ("/mt1959/age/same_build_has_a_known_date", test_same_build_has_a_known_date);
    return g_test_run ();
}
