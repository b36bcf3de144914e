/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-catalog-dirs.h"

#include "catalog/bb-catalog.h"

#include <string.h>

/* Tests bb-catalog-load.c, bb-catalog-open.c, bb-catalog-schema.c, bb-catalog-text.c and bb-catalog-value.c. */

#define GOOD_NAME                                                                    \
    "[Acme one]\nVendor=ACME\nProduct=DVD ONE\nMarketedAs=Acme one\nOemVendor=NEC\n" \
    "Family=nec-optiarc\nModel=K355\nConfidence=low\nSource=label\n"
#define GOOD_CROSSFLASH                                                           \
    "[crossflash a to b]\nFrom=a\nTo=b\nKind=downgrade\nBootCode=no\nRisk=high: " \
    "It is worn.\nConfidence=low\nSource=label\n"
#define CROSSFLASH_WITH_RISK \
    "[crossflash a]\nFrom=a\nTo=b\nKind=downgrade\nBootCode=no\nRisk=%s\nConfidence=low\nSource=label\n"
#define GOOD_PIONEER                                                                              \
    "[9]\nName=DVR-109\nMaker=Pioneer\nGeneration=9\nKeyRule=none\nSupported=true\nTested=none\n" \
    "Confidence=low\nSource=label\n"
#define GOOD_IMAGE                                                                                          \
    GOOD_PIONEER                                                                                            \
    "[image x]\nModel=9\nName=x\nRevision=1\nKind=unknown\nSha1=0123456789abcdef0123456789abcdef01234567\n" \
    "Confidence=low\nSource=label\n"

/* Returns the [keys] group of the shipped models file @name; "" if @text begins with such a group, or if
 * there is no such models file. */
static char *
keys_for (const char *name, const char *text)
{
    g_autofree char *path = g_build_filename (SOURCE_DATADIR, "catalog", name, NULL);
    g_autofree char *shipped = NULL;
    char *keys = NULL;

    if (g_str_has_prefix (text, "[keys]") || !g_str_has_suffix (name, ".models") ||
        !g_file_get_contents (path, &shipped, NULL, NULL))
        return g_strdup ("");
    keys = strstr (shipped, "[keys]\n");
    g_assert_nonnull (keys);
    return g_strndup (keys, (gsize) (strstr (keys, "\n\n") + 1 - keys));
}

static guint
count_lines (const char *text)
{
    guint n = 0;

    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

/* Returns (transfer full) (element-type utf8) the problems that are found in a file with this content: first the
 * [keys] group of keys_for(), then @text. @name: name of the file. @length_bytes: length of @text; -1: @text ends
 * with a zero byte */
static GPtrArray *
lint_text (const char *name, const char *text, gssize length_bytes)
{
    g_autofree char *keys = keys_for (name, text);
    g_autoptr (GByteArray) all = g_byte_array_new ();
    g_autofree char *folder = g_dir_make_tmp ("catalog-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, name, NULL);
    const char *const paths[] = {path, NULL};
    GPtrArray *problems = NULL;

    g_byte_array_append (all, (const guint8 *) keys, (guint) strlen (keys));
    g_byte_array_append (all, (const guint8 *) text, length_bytes < 0 ? (guint) strlen (text) : (guint) length_bytes);
    g_assert_true (g_file_set_contents (path, (const char *) all->data, all->len, NULL));
    problems = bb_catalog_lint (paths);
    g_assert_cmpint (g_unlink (path), ==, 0);
    g_assert_cmpint (g_rmdir (folder), ==, 0);
    return problems;
}

/* Asserts that a file @name with @text has exactly one problem, in line @line (from 1) of @text, and that its
 * description contains @what. */
static void
assert_problem (const char *name, const char *text, guint line, const char *what)
{
    g_autoptr (GPtrArray) problems = lint_text (name, text, -1);
    g_autofree char *keys = keys_for (name, text);
    g_autofree char *place = g_strdup_printf ("%s:%u: ", name, line + count_lines (keys));

    if (problems->len != 1 || strstr (g_ptr_array_index (problems, 0), place) == NULL ||
        strstr (g_ptr_array_index (problems, 0), what) == NULL) {
        g_test_message ("in: %s", text);
        for (guint i = 0; i < problems->len; i++)
            g_test_message ("%s", (const char *) g_ptr_array_index (problems, i));
        g_test_message ("expected: %s%s", place, what);
        g_test_fail ();
    }
}

static void
test_good_text_has_no_problem (void)
{
    static const char odd[] = "\r\n  [Acme one]  \r\n Vendor = ACME \r\nMarketedAs=x\\sy\\\\\r\nNotes=a\r\n"
                              "Confidence=low\r\nSource=label";
    const char *const good[] = {"", "# only a comment\n", GOOD_NAME, GOOD_CROSSFLASH, GOOD_NAME GOOD_CROSSFLASH, odd};

    for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
        g_autoptr (GPtrArray) problems = lint_text ("x.names", good[i], -1);

        g_assert_cmpuint (problems->len, ==, 0);
    }
    for (guint i = 0; i < 2; i++) {
        g_autoptr (GPtrArray) problems = lint_text ("pioneer.models", i == 0 ? GOOD_PIONEER : GOOD_IMAGE, -1);

        g_assert_cmpuint (problems->len, ==, 0);
    }
}

static void
test_bad_syntax_is_reported_with_line (void)
{
    assert_problem ("x.names", GOOD_NAME "\n" GOOD_NAME, 11, "a second time");
    assert_problem ("x.names", GOOD_NAME "Source=other\n", 10, "Source stands a second time");
    assert_problem ("x.names", GOOD_NAME "Notes=\n", 10, "Notes has no value");
    assert_problem ("x.names", GOOD_NAME "Notes=a\\n\n", 10, "backslash");
    assert_problem ("x.names", GOOD_NAME "Notes=a\tb\n", 10, "control character");
    assert_problem ("x.names", GOOD_NAME "Notes[de]=a\n", 10, "is no key");
    assert_problem ("x.names", GOOD_NAME "what is this\n", 10, "neither a group");
    assert_problem ("x.names", "# one\n\nSource=a\n", 3, "before the first group");
    assert_problem ("x.models", "", 1, "the first group is not [keys]");
    assert_problem ("x.text", "", 1, "neither in .models nor in .names");
}

static void
test_bad_bytes_are_reported_with_line (void)
{
    static const char zero[] = GOOD_NAME "Notes=a\0b\n";
    g_autoptr (GPtrArray) latin = lint_text ("x.names", "# one\n# two \xe4\n", -1);
    g_autoptr (GPtrArray) with_zero = lint_text ("x.names", zero, sizeof zero - 1);

    g_assert_cmpuint (latin->len, ==, 1);
    g_assert_nonnull (strstr (g_ptr_array_index (latin, 0), "x.names:2: not UTF-8"));
    g_assert_cmpuint (with_zero->len, ==, 1);
    g_assert_nonnull (strstr (g_ptr_array_index (with_zero, 0), "x.names:10: not UTF-8"));
}

/* The first group of a models file, [keys], defines the keys of the entries. Wrong definitions must be reported, and
 * so must entries that do not match the definitions. */
static void
test_keys_of_a_family (void)
{
    static const char good[] = "[keys]\nEntries=facts\nSize=number required\nKind=enum indexed a b|c\n";
    static const char model[] = "[one]\nSize=1\nKind=a b\nConfidence=low\nSource=label\n";
    g_autofree char *both = g_strconcat (good, model, NULL);
    g_autofree char *drives =
        g_strconcat ("[keys]\nEntries=drives\n", "[one]\nConfidence=low\nSource=label\n", "Name=x\nMaker=y\n", NULL);
    g_autofree char *other = g_strconcat (good, "[one]\nSize=1\nKind=b\nConfidence=low\nSource=label\n", NULL);
    g_autofree char *none = g_strconcat (good, "[one]\nConfidence=low\nSource=label\n", NULL);
    g_autofree char *late = g_strconcat (model, good, NULL);
    g_autoptr (GPtrArray) problems = lint_text ("x.models", both, -1);

    g_assert_cmpuint (problems->len, ==, 0);
    assert_problem ("x.models", drives, 3, "has no Tested");
    assert_problem ("x.models", other, 7, "Kind: 'b'");
    assert_problem ("x.models", none, 5, "has no Size");
    assert_problem ("x.models", late, 1, "the first group is not [keys]");
    assert_problem ("x.models", "[keys]\nSize=number\n", 1, "Entries is neither");
    assert_problem ("x.models", "[keys]\nEntries=facts\nSize=float\n", 3, "no such type");
    assert_problem ("x.models", "[keys]\nEntries=facts\nSize=number 1|2\n", 3, "an enum has choices");
    assert_problem ("x.models", "[keys]\nEntries=facts\nKind=enum required\n", 3, "an enum has choices");
}

/* The values of a key with the flag "of:FAMILY" must be models of FAMILY, both in a list and in a pattern-list.
 * nec-siblings.models has such keys. */
static void
test_models_of_another_family (void)
{
    static const char keys[] = "[keys]\nEntries=facts\nTypes=list required of:nec-optiarc\n"
                               "Siblings=pattern-list of:nec-optiarc\n[one]\nConfidence=low\nSource=label\n";
    static const struct {
        const char *lines;
        const char *what; /* text in the problem; NULL: there is no problem */
    } rows[] = {
        {"Types=K355;K450\nSiblings=K355:30;K450:40AL;D57D:50*L\n", NULL},
        {"Types=K355;K999\n", "Types: there is no model K999 in family nec-optiarc"},
        {"Types=K355\nSiblings=K355:30;K999:31\n", "Siblings: there is no model K999 in family nec-optiarc"},
        {"Types=K355\nSiblings=K355\n", "'K355' cannot stand"},
        {"Types=K355\nSiblings=K355:3\n", "'K355:3' cannot stand"},
        {"Types=K355\nSiblings=K355:30ALS\n", "'K355:30ALS' cannot stand"},
        {"Types=K355\nSiblings=K355:30:1\n", "'K355:30:1' cannot stand"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *text = g_strconcat (keys, rows[i].lines, NULL);

        if (rows[i].what != NULL) {
            assert_problem ("x.models", text, g_str_has_prefix (rows[i].what, "Types") ? 8 : 9, rows[i].what);
        } else {
            g_autoptr (GPtrArray) problems = lint_text ("x.models", text, -1);

            g_assert_cmpuint (problems->len, ==, 0);
        }
    }
}

static void
test_unknown_and_missing_keys (void)
{
    assert_problem ("x.names", GOOD_NAME "Sourse=a\n", 10, "unknown key Sourse");
    assert_problem ("x.names", GOOD_NAME "FlashType=2M\n", 10, "unknown key FlashType");
    assert_problem ("x.names", GOOD_CROSSFLASH "Vendor=A\n", 9, "unknown key Vendor");
    assert_problem ("pioneer.models", GOOD_PIONEER "SafeModeKey=K355\n", 10, "unknown key SafeModeKey");
    assert_problem ("x.names", "\n[a]\nMarketedAs=a\nNotes=a\nConfidence=low\n", 2, "has no Source");
    assert_problem ("x.names", "\n[a]\nMarketedAs=a\nNotes=a\nSource=a\n", 2, "has no Confidence");
    assert_problem ("x.names", "\n[a]\nNotes=a\nConfidence=low\nSource=a\n", 2, "has no MarketedAs");
    assert_problem ("x.names", "\n[a]\nMarketedAs=a\nConfidence=low\nSource=a\n", 2, "does not say what drive");
}

static void
test_bad_values (void)
{
    static const struct {
        const char *line;
        const char *what;
    } bad[] = {
        {"Interface=IDE", "Interface: 'IDE'"}, {"Chipset=acme", "Chipset: 'acme'"},
        {"Seen=normal;boot", "Seen: 'boot'"},  {"Seen=normal;normal", "Seen: 'normal' stands twice"},
        {"Seen=;", "Seen: '' cannot"},
    };
    static const struct {
        const char *line;
        const char *what;
    } bad_pioneer[] = {
        {"KernelSize=-1", "KernelSize"},         {"KernelSize=0x", "KernelSize"},
        {"KernelSize=1 KiB", "KernelSize"},      {"KernelSize=0x10000000000000000", "KernelSize"},
        {"KernelSize=+5", "KernelSize"},         {"Unlock=yes", "Unlock"},
        {"ModeWordHex=4d 54", "ModeWordHex"},    {"ModeWordHex=4D5", "ModeWordHex"},
        {"NormalSizeRule=>=", "NormalSizeRule"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
        g_autofree char *text = g_strconcat (GOOD_NAME, bad[i].line, "\n", NULL);

        assert_problem ("x.names", text, 10, bad[i].what);
    }
    for (guint i = 0; i < G_N_ELEMENTS (bad_pioneer); i++) {
        g_autofree char *text = g_strconcat (GOOD_PIONEER, bad_pioneer[i].line, "\n", NULL);

        assert_problem ("pioneer.models", text, 10, bad_pioneer[i].what);
    }
    assert_problem ("x.names",
                    "[crossflash a]\nFrom=a\nTo=b\nKind=rebadge\nBootCode=no\nRisk=low\nConfidence=low\n"
                    "Source=label\n",
                    4, "Kind: 'rebadge'");
}

/* A risk must be one of the fixed levels, alone or followed by a colon and whole sentences. Other texts must be
 * refused. */
static void
test_risk_is_a_level_and_sentences (void)
{
    const char *const levels[] = {"unknown",        "low",  "low to medium", "medium",
                                  "medium to high", "high", "very high",     "extreme"};
    const char *const bad[] = {"High",
                               "high.",
                               "high; It is worn.",
                               "high (It is worn.)",
                               "high:",
                               "high: .",
                               "high: It is worn",
                               "high:It is worn.",
                               "highest",
                               "high:  It is.",
                               "It: is.",
                               "high It is worn.",
                               "low to high: It is worn.",
                               "high : It.",
                               "none"};

    for (guint i = 0; i < G_N_ELEMENTS (levels); i++) {
        g_autofree char *level = g_strdup_printf (CROSSFLASH_WITH_RISK, levels[i]);
        g_autofree char *remark = g_strdup_printf ("%s: It is worn: see below. It stopped.", levels[i]);
        g_autofree char *both = g_strdup_printf (CROSSFLASH_WITH_RISK, remark);
        g_autoptr (GPtrArray) problems = lint_text ("x.names", level, -1);
        g_autoptr (GPtrArray) others = lint_text ("x.names", both, -1);

        g_assert_cmpuint (problems->len + others->len, ==, 0);
    }
    for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
        g_autofree char *text = g_strdup_printf (CROSSFLASH_WITH_RISK, bad[i]);
        g_autofree char *advice = g_strdup_printf (
            "[keys]\nEntries=facts\nRisk=risk required\n\n[a]\nRisk=%s\nConfidence=low\nSource=a\n", bad[i]);

        assert_problem ("x.names", text, 6, "Risk: '");
        assert_problem ("x.models", advice, 6, "Risk: '");
    }
}

static void
test_names_are_written_in_normal_form (void)
{
    const char *const bad[] = {"Vendor=_ACME", "Vendor=ACMEACMEX", "Product=DVD  ONE", "Product=12345678901234567",
                               "Product=\\sONE"};

    for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
        g_autofree char *text =
            g_strconcat ("[a]\nMarketedAs=a\nNotes=a\nConfidence=low\nSource=a\n", bad[i], "\n", NULL);

        assert_problem ("x.names", text, 6, "normal form");
    }
}

static void
test_references_must_exist (void)
{
    static const char head[] = "[a]\nMarketedAs=a\nConfidence=low\nSource=a\nNotes=a\n";
    g_autofree char *no_model = g_strconcat (head, "Family=nec-optiarc\nModel=X999\n", NULL);
    g_autofree char *no_family = g_strconcat (head, "Family=acme\nModel=K355\n", NULL);
    g_autofree char *half = g_strconcat (head, "Model=K355\n", NULL);

    assert_problem ("x.names", no_model, 7, "no model X999");
    assert_problem ("x.names", no_family, 6, "no family acme");
    assert_problem ("x.names", half, 1, "belong together");
    assert_problem ("pioneer.models",
                    "[image x]\nModel=99\nName=x\nRevision=1\nKind=unknown\nConfidence=low\nSource=a\n"
                    "Sha1=0123456789abcdef0123456789abcdef01234567\n",
                    2, "no model 99");
    assert_problem ("pioneer.models",
                    GOOD_PIONEER "[image x]\nModel=9\nName=x\nRevision=1\nKind=unknown\nConfidence=low\nSource=a\n",
                    10, "neither Sha256 nor Sha1");
}

static void
test_unique_values_are_unique (void)
{
    assert_problem ("pioneer.models",
                    GOOD_PIONEER
                    "\n[nine]\nName=DVR-109\nMaker=Pioneer\nGeneration=0x9\nKeyRule=none\nSupported=true\n"
                    "Tested=none\nConfidence=low\nSource=label\n",
                    11, "already claimed by [9]");
    assert_problem ("x.names",
                    GOOD_NAME "[again]\nVendor=Acme\nProduct=dvd one\nMarketedAs=Acme one\nOemVendor=NEC\n"
                              "Family=nec-optiarc\nModel=K355\nConfidence=low\nSource=label\n",
                    10, "already claimed by [Acme one]");
}

static void
test_same_name_for_another_model_is_allowed (void)
{
    g_autoptr (GPtrArray) problems =
        lint_text ("x.names",
                   GOOD_NAME "[again]\nVendor=ACME\nProduct=DVD ONE\nMarketedAs=Acme one\n"
                             "Family=nec-optiarc\nModel=K356\nConfidence=low\n"
                             "Source=label\n",
                   -1);

    g_assert_cmpuint (problems->len, ==, 0);
}

static void
test_all_problems_are_reported (void)
{
    g_autoptr (GPtrArray) problems = lint_text ("x.names", "[a]\nA=1\nB=2\n[b]\nC=3\n", -1);
    g_autoptr (GPtrArray) missing = NULL;
    const char *const paths[] = {"/nonexistent/x.names", NULL};

    g_assert_cmpuint (problems->len, ==, 3 + 2 * 4);
    missing = bb_catalog_lint (paths);
    g_assert_cmpuint (missing->len, ==, 1);
}

/* A file that is no catalog may have a problem in each line. The first N_TOLD problems must be listed; of all others,
 * only the number must be reported. */
static void
test_number_of_reported_problems_is_limited (void)
{
    enum {
        N_TOLD = 100,
        N_LINES = 100000
    };
    g_autoptr (GString) nonsense = g_string_new (NULL);
    g_autoptr (GPtrArray) exactly = NULL;
    g_autoptr (GPtrArray) more = NULL;

    for (guint i = 0; i < N_TOLD; i++)
        g_string_append (nonsense, "nonsense\n");
    exactly = lint_text ("x.names", nonsense->str, -1);
    g_assert_cmpuint (exactly->len, ==, N_TOLD);
    g_assert_nonnull (strstr (g_ptr_array_index (exactly, N_TOLD - 1), "x.names:100: "));
    for (guint i = N_TOLD; i < N_LINES; i++)
        g_string_append (nonsense, "nonsense\n");
    more = lint_text ("x.names", nonsense->str, -1);
    g_assert_cmpuint (more->len, ==, N_TOLD + 1);
    g_assert_nonnull (strstr (g_ptr_array_index (more, N_TOLD - 1), "x.names:100: "));
    g_assert_cmpstr (g_ptr_array_index (more, N_TOLD), ==, "99900 more problems are not listed");
}

static void
test_invalid_folder_is_not_compiled (void)
{
    g_autofree char *folder = g_dir_make_tmp ("catalog-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "x.names", NULL);
    g_autofree char *index_path = g_build_filename (folder, "catalog.index", NULL);
    g_autoptr (GError) error = NULL;

    g_assert_false (bb_catalog_compile (folder, index_path, &error));
    g_assert_error (error, BB_CATALOG_ERROR, BB_CATALOG_ERROR_NOT_FOUND);
    g_clear_error (&error);
    g_assert_true (g_file_set_contents (path, "[a]\nA=1\n", -1, NULL));
    g_assert_false (bb_catalog_compile (folder, index_path, &error));
    g_assert_error (error, BB_CATALOG_ERROR, BB_CATALOG_ERROR_SYNTAX);
    g_assert_nonnull (strstr (error->message, "x.names:2: unknown key A"));
    g_assert_false (g_file_test (index_path, G_FILE_TEST_EXISTS));
    g_assert_cmpint (g_unlink (path), ==, 0);
    g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
    g_autofree char *home = test_dirs_enter ();

    g_setenv ("BURNBACK_CATALOG", BUILD_DATADIR "/catalog", TRUE);
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/catalog/load/good_text_has_no_problem", test_good_text_has_no_problem);
    g_test_add_func ("/catalog/load/bad_syntax_is_reported_with_line", test_bad_syntax_is_reported_with_line);
    g_test_add_func ("/catalog/load/bad_bytes_are_reported_with_line", test_bad_bytes_are_reported_with_line);
    g_test_add_func ("/catalog/load/keys_of_a_family", test_keys_of_a_family);
    g_test_add_func ("/catalog/load/models_of_another_family", test_models_of_another_family);
    g_test_add_func ("/catalog/load/unknown_and_missing_keys", test_unknown_and_missing_keys);
    g_test_add_func ("/catalog/load/bad_values", test_bad_values);
    g_test_add_func ("/catalog/load/risk_is_a_level_and_sentences", test_risk_is_a_level_and_sentences);
    g_test_add_func ("/catalog/load/names_are_written_in_normal_form", test_names_are_written_in_normal_form);
    g_test_add_func ("/catalog/load/references_must_exist", test_references_must_exist);
    g_test_add_func ("/catalog/load/unique_values_are_unique", test_unique_values_are_unique);
    g_test_add_func ("/catalog/load/same_name_for_another_model_is_allowed",
                     test_same_name_for_another_model_is_allowed);
    g_test_add_func ("/catalog/load/all_problems_are_reported", test_all_problems_are_reported);
    g_test_add_func ("/catalog/load/number_of_reported_problems_is_limited",
                     test_number_of_reported_problems_is_limited);
    g_test_add_func ("/catalog/load/invalid_folder_is_not_compiled", test_invalid_folder_is_not_compiled);
    return test_dirs_run (home);
}
