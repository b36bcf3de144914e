/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plextor-test.h"

#include "sim/bb-sim.h"

#include <string.h>

/* The Plextor family, compared with docs/protocols/plextor.md and with the test vectors of that page.
 * Also tests bb-plextor-image.c and bb-plextor-plan.c. */

/* Only the last piece endangers the drive. An error is accepted as the answer to the last piece, and to no other. */
static void
test_only_the_last_piece_endangers (void)
{
    g_autoptr (BbImage) image = plextor_make_image ("DVDR PX-716AL", NULL);
    g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-716AL", "1.00", BB_CONDITION_NORMAL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_family_plextor.plan_flash (&input, NULL);
    guint n_endangering = 0;

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        if (step->cdb.bytes[0] != 0x3B)
            continue;
        g_assert_cmpint (step->endangers, ==, step->cdb.bytes[1] == 5);
        g_assert_cmpint ((step->accepts & BB_ANSWER_ERROR) != 0, ==, step->endangers);
        g_assert_cmpuint (step->accepts & BB_ANSWER_LOST, ==, 0);
        g_assert_cmpuint (step->timeout_ms, ==, step->endangers ? 180000 : 60000);
        n_endangering += step->endangers ? 1 : 0;
    }
    g_assert_cmpuint (n_endangering, ==, 1);
    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++)
        if (bb_plan_get_section (plan, i)->phase == BB_PHASE_PROGRAM)
            g_assert_cmpuint (bb_plan_get_section (plan, i)->max_tries, ==, 1);
}

/* Makes the plans for three attempts to recover a drive; a fourth plan must be refused.
 * - A drive that is ready: the plan must begin with a wait and, from the second attempt on, a reset of ten bytes.
 * - A drive with incomplete firmware, which is never ready: no reset, and no wait before the pieces. */
static void
test_recovery_resets_only_a_drive_that_is_ready (void)
{
    static const BbCondition conditions[] = {BB_CONDITION_NORMAL, BB_CONDITION_SPECIAL};
    g_autoptr (BbImage) image = plextor_make_image ("DVDR PX-716AL", NULL);

    for (guint i = 0; i < G_N_ELEMENTS (conditions); i++) {
        g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-716AL", "0.00", conditions[i]);
        BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog (), .recovering = TRUE};
        g_autoptr (GError) error = NULL;

        for (; input.attempt < 3; input.attempt++) {
            g_autoptr (BbPlan) plan = bb_family_plextor.plan_recover (&input, &error);
            gboolean is_ready = conditions[i] == BB_CONDITION_NORMAL;
            g_autofree char *stream = NULL;

            g_assert_no_error (error);
            stream = plan_dup_stream (plan);
            g_assert_cmpint (g_str_has_prefix (stream, "EE000000000000000000 - 0\n"), ==,
                             is_ready && input.attempt > 0);
            g_assert_cmpint (bb_plan_get_step (plan, 0)->verb, ==, is_ready ? BB_VERB_WAIT_READY : BB_VERB_COMMAND);
            if (!is_ready)
                g_assert_true (g_str_has_prefix (stream, "000000000000 - 0\n3B0400"));
        }
        g_assert_null (bb_family_plextor.plan_recover (&input, &error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE);
    }
}

static void
test_each_scheme_reads_all_of_its_eeprom_twice (void)
{
    static const struct {
        const char *model;
        const char *once;
    } rows[] = {
        {"CD-R PREMIUM", "F10000000000000001000000 i 256\n"},
        {"DVDR PX-708A", "F10000000000000002000000 i 512\n"},
        {"DVDR PX-760A", "F10100000000000001000000 i 256\nF10100000000000101000000 i 256\n"
                         "F10100000000000201000000 i 256\nF10100000000000301000000 i 256\n"},
    };
    g_autoptr (BbFacts) old = plextor_facts_new ("DVDR PX-704A", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = plextor_facts_new (rows[i].model, "1.00", BB_CONDITION_NORMAL);
        g_autoptr (BbPlan) plan = bb_family_plextor.plan_backup (facts, shipped_catalog (), NULL);
        g_autofree char *stream = plan_dup_stream (plan);
        g_autofree char *twice = g_strconcat (rows[i].once, rows[i].once, NULL);

        g_assert_cmpstr (stream, ==, twice);
        g_assert_false (plan_endangers (plan));
    }
    g_assert_null (bb_family_plextor.plan_backup (old, shipped_catalog (), &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* Returns (transfer full) the codes of the reasons that are more than information, in order, joined by blanks. */
static char *
check (BbFacts *facts, BbImage *image)
{
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, shipped_catalog ());
    GString *codes = g_string_new (NULL);

    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        if (reason->weight == BB_WEIGHT_INFO)
            continue;
        g_string_append_printf (codes, "%s%s%s", codes->len > 0 ? " " : "",
                                reason->weight == BB_WEIGHT_REFUSAL ? "!" : "", reason->code);
    }
    return g_string_free (codes, FALSE);
}

/* The verdict on each pair of drive and image is that of plextor.md, section 7. */
static void
test_verdicts_are_those_of_the_page (void)
{
    static const struct {
        const char *drive;
        const char *image;
        const char *setting;
        const char *codes;
    } rows[] = {
        {"CD-R PREMIUM", "CD-R PREMIUM", NULL, ""},
        {"CD-R PREMIUM2", "CD-R PREMIUM", NULL, "!model"},
        {"CD-R PREMIUM", "CD-R PREMIUM2", NULL, "!model"},
        {"DVDR PX-708A", "DVDR PX-708A", NULL, ""},
        {"DVDR PX-708A", "DVDR PX-708A2", "own-header", "!model"},
        {"DVDR PX-708A2", "DVDR PX-708A", NULL, "!model"},
        {"DVDR PX-708A2", "DVDR PX-712A", NULL, "twin"},
        {"DVDR PX-712A", "DVDR PX-708A2", "own-header", "!model"},
        {"DVDR PX-708A2", "DVDR PX-708A2", "own-header", ""},
        {"DVDR PX-714A", "DVDR PX-716A", NULL, "twin"},
        {"DVDR PX-716A", "DVDR PX-716A", NULL, "twin"},
        {"DVDR PX-716A", "DVDR PX-714A", "own-header", "!model"},
        {"DVDR PX-714A", "DVDR PX-714A", "own-header", ""},
        {"DVDR PX-716AL", "DVDR PX-716AL", NULL, ""},
        {"DVDR PX-716AL", "DVDR PX-716A", NULL, "!model"},
        {"DVDR PX-716A", "DVDR PX-716AL", NULL, "!model"},
        {"DVDR PX-755A", "DVDR PX-760A", NULL, "twin"},
        {"DVDR PX-760A", "DVDR PX-755A", "own-header", "!model"},
        {"DVDR PX-760A", "DVDR PX-716A", NULL, "!model"},
        {"DVDR PX-704A", "DVDR PX-704A", NULL, "unchecked"},
        {"CD-R PX-W2410A", "CD-R PX-W2410A", NULL, "unchecked"},
        {"CD-R PX-W5224A", "CD-R PX-W4824A", NULL, "!model"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = plextor_facts_new (rows[i].drive, "1.01", BB_CONDITION_NORMAL);
        g_autoptr (BbImage) image = plextor_make_image (rows[i].image, rows[i].setting);
        g_autofree char *codes = check (facts, image);

        g_test_message ("%s on %s", rows[i].image, rows[i].drive);
        g_assert_cmpstr (codes, ==, rows[i].codes);
    }
}

/* A file that is truncated, too long, damaged or full of zeros is refused. */
static void
test_a_damaged_file_is_refused (void)
{
    g_autoptr (GBytes) good = plextor_make_bytes ("DVDR PX-716AL", NULL);
    gsize size = g_bytes_get_size (good);
    g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-716AL", "1.00", BB_CONDITION_NORMAL);
    static const struct {
        gssize change_bytes; /* bytes that are added to the file; negative: removed */
        gsize wrong_at;      /* offset of one wrong byte; 0: none */
        gboolean is_zero;
        const char *codes;
    } rows[] = {
        {0, 0, FALSE, ""},
        {-1, 0, FALSE, "!size"},
        {-0x10000, 0, FALSE, "!size"},
        {0x4000, 0, FALSE, "!size"},
        {0, 0x1234, FALSE, "!checksum"},
        {0, 0xEFFFF, FALSE, "!checksum"},
        {0, 9, FALSE, "!image-unknown"},
        {0, 0, TRUE, "!image-unknown"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        gsize length = (gsize) ((gssize) size + rows[i].change_bytes);
        guint8 *data = g_malloc0 (length);
        g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
        g_autoptr (BbImage) image = NULL;
        g_autofree char *codes = NULL;

        if (!rows[i].is_zero)
            memcpy (data, g_bytes_get_data (good, NULL), MIN (size, length));
        if (rows[i].wrong_at != 0)
            data[rows[i].wrong_at] ^= 0x10;
        image = plextor_image_identify (bytes);
        codes = check (facts, image);
        g_test_message ("row %u", i);
        g_assert_cmpstr (codes, ==, rows[i].codes);
    }
}

typedef struct {
    gssize change_bytes; /* bytes that are added to the file; negative: removed */
    const char *codes;
} Length;

static const Length lengths[] = {
    {0, "unchecked"},       {-1, "!size unchecked"}, {1, "!size unchecked"}, {-0x800, "!size unchecked"},
    {-0x1000, "unchecked"}, {0x1000, "unchecked"},
};

/* An image for a model without a known size must consist of whole blocks of 4 KiB. */
static void
test_an_image_of_unknown_size_has_whole_blocks (void)
{
    g_autoptr (GBytes) good = plextor_make_bytes ("DVDR PX-704A", NULL);
    gsize size = g_bytes_get_size (good);
    g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-704A", "1.00", BB_CONDITION_NORMAL);

    for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
        gsize length = (gsize) ((gssize) size + lengths[i].change_bytes);
        guint8 *data = g_malloc0 (length);
        g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
        g_autoptr (BbImage) image = NULL;
        g_autofree char *codes = NULL;

        memcpy (data, g_bytes_get_data (good, NULL), MIN (size, length));
        image = plextor_image_identify (bytes);
        codes = check (facts, image);
        g_test_message ("row %u", i);
        g_assert_cmpint (bb_image_get_identity (image)->checksum, ==, BB_CHECKSUM_NONE);
        g_assert_cmpstr (codes, ==, lengths[i].codes);
    }
}

/* A file is of this family if it begins with a product name of the catalog, followed by a blank or the end. */
static void
test_a_file_is_known_by_its_header_alone (void)
{
    static const struct {
        const char *text;
        const char *names; /* nullable: not an image of this family */
        const char *product;
    } rows[] = {
        {"PLEXTOR DVDR   PX-716A ", "PX-716A, PX-714A", NULL},
        {"PLEXTOR DVDR   PX-716A  1.09", "PX-716A, PX-714A", NULL},
        {"PLEXTOR DVDR   PX-716A/", NULL, NULL},
        {"PLEXTOR DVDR   PX-716AL", "PX-716AL", "DVDR PX-716AL"},
        {"PLEXTOR DVDR   PX-714A", "PX-714A", "DVDR PX-714A"},
        {"PLEXTOR DVDR   PX-716AX", NULL, NULL},
        {"PLEXTOR DVDR   PX-716A2", NULL, NULL},
        {"PLEXTOR DVDR   PX-716", NULL, NULL},
        {" PLEXTOR DVDR   PX-716A", NULL, NULL},
        {"", NULL, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) bytes = g_bytes_new (rows[i].text, strlen (rows[i].text));
        g_autoptr (GPtrArray) found = bb_family_plextor.identify_image (bytes, shipped_catalog ());
        BbImageIdentity *identity = found->len > 0 ? found->pdata[0] : NULL;

        g_test_message ("%s", rows[i].text);
        g_assert_cmpuint (found->len, ==, rows[i].names != NULL ? 1 : 0);
        if (identity == NULL)
            continue;
        g_assert_cmpstr (identity->model_name, ==, rows[i].names);
        g_assert_cmpstr (identity->product, ==, rows[i].product);
        g_assert_cmpstr (identity->vendor, ==, "PLEXTOR");
        g_assert_cmpuint (identity->offset, ==, 0);
        g_assert_cmpuint (identity->length_bytes, ==, strlen (rows[i].text));
        g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_NONE);
    }
}

/* The header of the PX-716A in the table has a blank after the name; a file without this blank is for no model. */
static void
test_a_blank_of_the_header_counts (void)
{
    static const char *const headers[] = {"PLEXTOR DVDR   PX-716A ", "PLEXTOR DVDR   PX-716A",
                                          "PLEXTOR DVDR   PX-716A-"};

    for (guint i = 0; i < G_N_ELEMENTS (headers); i++) {
        guint8 *data = g_malloc0 (0xF0000);
        g_autoptr (GBytes) bytes = g_bytes_new_take (data, 0xF0000);
        g_autoptr (GPtrArray) found = NULL;

        memcpy (data, headers[i], strlen (headers[i]));
        found = bb_family_plextor.identify_image (bytes, shipped_catalog ());
        g_assert_cmpuint (found->len, ==, i == 0 ? 1 : 0);
    }
}

/* An image for a model without a known size is a multiple of 4096 bytes; offsets of pieces have at most 24 bits. */
static void
test_a_file_for_an_old_model_has_limits (void)
{
    static const struct {
        gsize size;
        const char *codes;
    } rows[] = {
        {0x1000, "unchecked"},    {0x80000, "unchecked"},         {0x80001, "!size unchecked"},
        {0x1000000, "unchecked"}, {0x1001000, "!size unchecked"},
    };
    g_autoptr (BbFacts) facts = plextor_facts_new ("CD-R PX-W4012A", "1.00", BB_CONDITION_NORMAL);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        guint8 *data = g_malloc0 (rows[i].size);
        g_autoptr (GBytes) bytes = g_bytes_new_take (data, rows[i].size);
        g_autoptr (GError) error = NULL;
        g_autoptr (BbImage) image = NULL;
        g_autoptr (BbPlan) plan = NULL;
        g_autofree char *codes = NULL;
        BbFlashInput input = {.facts = facts, .catalog = shipped_catalog ()};

        for (gsize at = 0; at < rows[i].size; at++)
            data[at] = (guint8) ((at * 2654435761u) >> 11);
        memcpy (data, "PLEXTOR CD-R   PX-W4012A ", 25);
        image = plextor_image_identify (bytes);
        codes = check (facts, image);
        g_test_message ("%zx", rows[i].size);
        g_assert_cmpstr (codes, ==, rows[i].codes);
        input.image = image;
        plan = bb_family_plextor.plan_flash (&input, &error);
        g_assert_cmpint (plan != NULL, ==, codes[0] != '!');
        if (plan == NULL)
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    }
}

/* Without a setting, pieces have the length that tool A uses. With BB_PLEXTOR_SETTING_PIECES, they have the length
 * that tool B uses, if that is known (plextor.md, section 5.3). */
static void
test_the_length_of_pieces_is_a_setting (void)
{
    static const struct {
        const char *model;
        guint first;
        guint second;
    } rows[] = {
        {"CD-R PX-W5224A", 128, 32},
        {"DVDR PX-716A", 60, 240},
        {"CD-R PREMIUM", 128, 128},
        {"CD-R PX-W2410A", 32, 32},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows) * 2; i++) {
        g_autoptr (BbImage) image = plextor_make_image (rows[i / 2].model, NULL);
        g_autoptr (BbFacts) facts = plextor_facts_new (rows[i / 2].model, "1.00", BB_CONDITION_NORMAL);
        g_autoptr (GVariant) settings =
            g_variant_ref_sink (g_variant_new_parsed ("{%s: <%b>}", BB_PLEXTOR_SETTING_PIECES, i % 2 == 1));
        BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog (), .settings = settings};
        g_autoptr (BbPlan) plan = bb_family_plextor.plan_flash (&input, NULL);
        guint n_pieces = 0;
        g_autofree char *hash = plextor_hash_pieces (plan, &n_pieces);

        g_test_message ("%s", rows[i / 2].model);
        g_assert_cmpuint (n_pieces, ==, i % 2 == 1 ? rows[i / 2].second : rows[i / 2].first);
    }
}

/* If the place or the range of the checksum in an image is uncertain, a wrong checksum is only a caution. */
static void
test_an_uncertain_sum_only_warns (void)
{
    static const struct {
        const char *model;
        const char *setting;
        const char *codes;
    } rows[] = {
        {"DVDR PX-712A", NULL, "twin checksum-uncertain"},
        {"DVDR PX-708A2", "own-header", "checksum-uncertain"},
        {"DVDR PX-714A", "own-header", "checksum-uncertain"},
        {"DVDR PX-755A", "own-header", "checksum-uncertain"},
        {"DVDR PX-716A", NULL, "!checksum"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) good = plextor_make_bytes (rows[i].model, rows[i].setting);
        gsize size = g_bytes_get_size (good);
        guint8 *data = g_memdup2 (g_bytes_get_data (good, NULL), size);
        g_autoptr (GBytes) wrong = g_bytes_new_take (data, size);
        g_autoptr (BbFacts) facts = plextor_facts_new (rows[i].model, "1.00", BB_CONDITION_NORMAL);
        g_autoptr (BbImage) image = NULL;
        g_autofree char *codes = NULL;

        data[0x2000] ^= 1;
        image = plextor_image_identify (wrong);
        codes = check (facts, image);
        g_test_message ("%s", rows[i].model);
        g_assert_cmpstr (codes, ==, rows[i].codes);
    }
}

/* Asserts that @code (nullable) is the only reason about the order of revisions for a drive with revision @drive and
 * an image with revision @image, and that bb_family_compare_revisions() returns @change. */
static void
assert_order (const char *drive, const char *image, const char *code, BbRevisionChange change)
{
    static const char *const all[] = {"downgrade", BB_REASON_REVISION_ORDER, "same-revision", NULL};
    g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-716A", drive, BB_CONDITION_NORMAL);
    g_autoptr (GBytes) bytes = plextor_make_bytes ("DVDR PX-716A", NULL);
    g_autoptr (BbImage) whole = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (GPtrArray) found = bb_family_plextor.identify_image (bytes, shipped_catalog ());
    BbImageIdentity *identity = found->pdata[0];
    g_autoptr (BbImage) part = NULL;
    g_autoptr (BbVerdict) verdict = NULL;

    /* as bb_image_identity_set_known() does for an image that the catalog knows */
    identity->revision = g_strdup (image);
    part = bb_image_new_part (whole, identity, NULL);
    verdict = bb_family_check (facts, part, shipped_catalog ());
    g_test_message ("%s -> %s", drive, image);
    for (guint i = 0; all[i] != NULL; i++)
        g_assert_cmpint (bb_verdict_has (verdict, all[i]), ==, g_strcmp0 (all[i], code) == 0);
    g_assert_cmpint (bb_family_compare_revisions (facts, drive, image), ==, change);
}

/* The revisions 1.59 and 1.5A are older than 1.11 (plextor.md, section 2). Revisions that the list `Revisions` of the
 * catalog does not have are never ordered. */
static void
test_only_the_table_orders_revisions (void)
{
    assert_order ("1.59", "1.11", BB_REASON_REVISION_ORDER, BB_REVISION_CHANGE_NEWER);
    assert_order ("1.11", "1.59", "downgrade", BB_REVISION_CHANGE_OLDER);
    assert_order ("1.11", "1.5A", "downgrade", BB_REVISION_CHANGE_OLDER);
    assert_order ("1.5A", "1.59", "downgrade", BB_REVISION_CHANGE_OLDER);
    assert_order ("1.11", "1.08", BB_REASON_REVISION_ORDER, BB_REVISION_CHANGE_UNKNOWN);
    assert_order ("1.08", "1.11", BB_REASON_REVISION_ORDER, BB_REVISION_CHANGE_UNKNOWN);
    assert_order ("1.11", "1.11", "same-revision", BB_REVISION_CHANGE_SAME);
}

static void
test_a_late_hardware_revision_warns_of_old_firmware (void)
{
    static const struct {
        const char *model;
        const char *tla;
        const char *codes;
    } rows[] = {
        {"DVDR PX-716A", "0304", "twin"}, {"DVDR PX-716A", "0305", "twin tla"}, {"DVDR PX-716A", "1012", "twin tla"},
        {"DVDR PX-716A", NULL, "twin"},   {"DVDR PX-716AL", "0305", ""},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = plextor_facts_new (rows[i].model, "1.09", BB_CONDITION_NORMAL);
        g_autoptr (BbImage) image = plextor_make_image (rows[i].model, NULL);
        g_autofree char *codes = NULL;

        if (rows[i].tla != NULL)
            bb_facts_set_string (facts, BB_PLEXTOR_KEY_TLA, rows[i].tla);
        codes = check (facts, image);
        g_assert_cmpstr (codes, ==, rows[i].codes);
    }
}

/* Of the revisions in the table only the latest is certain to be accepted by a drive with a late hardware revision.
 */
static void
test_only_the_latest_revision_is_safe_for_late_hardware (void)
{
    static const struct {
        const char *tla;
        const char *revision;
        const char *codes;
    } rows[] = {
        {"0305", "1.11", "twin"},     {"0305", "1.5A", "twin tla"}, {"0305", "1.59", "twin tla"},
        {"0305", "1.20", "twin tla"}, {"0304", "1.59", "twin"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-716A", "1.08", BB_CONDITION_NORMAL);
        g_autoptr (BbImage) image = plextor_make_image ("DVDR PX-716A", NULL);
        g_autofree char *codes = NULL;

        bb_facts_set_string (facts, BB_PLEXTOR_KEY_TLA, rows[i].tla);
        bb_image_get_identity (image)->revision = g_strdup (rows[i].revision);
        codes = check (facts, image);
        g_test_message ("%s %s", rows[i].tla, rows[i].revision);
        g_assert_cmpstr (codes, ==, rows[i].codes);
    }
}

/* The sense data of a refusal decide the explanation; other sense data are not explained. */
static void
test_a_refusal_is_explained_by_its_sense_data (void)
{
    static const struct {
        guint8 key;
        guint8 asc;
        guint8 ascq;
        const char *words;
    } rows[] = {
        {0x04, 0x40, 0xF6, "latest image for exactly this model"},
        {0x05, 0x26, 0x00, "latest image for exactly this model"},
        {0x05, 0x20, 0x00, "connect it directly to a SATA or IDE port"},
        {0x05, 0x2C, 0x00, NULL},
        {0x04, 0x44, 0x00, NULL},
    };
    BbRefusedPlan kept = {0};
    g_autofree char *why = bb_family_plextor.explain_refusal (&kept);

    g_assert_nonnull (strstr (why, "latest image for exactly this model"));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbSense sense = {.valid = TRUE, .key = rows[i].key, .asc = rows[i].asc, .ascq = rows[i].ascq};
        g_autoptr (GError) error = bb_scsi_error_new (BB_STATUS_CHECK_CONDITION, &sense);
        BbRefusedPlan refusal = {0};
        g_autofree char *text = NULL;

        refusal.error = error;
        text = bb_family_plextor.explain_refusal (&refusal);
        g_test_message ("%02X/%02X", rows[i].key, rows[i].asc);
        if (rows[i].words == NULL)
            g_assert_null (text);
        else
            g_assert_nonnull (strstr (text, rows[i].words));
    }
}

/* If the revision of the image is not known, only a changed revision or product shows that the image was written, and
 * only to the job that wrote. @finish: first answer after the last piece; @later: the job that wrote has ended */
static void
test_only_a_changed_identity_proves_a_flash (void)
{
    static const struct {
        const char *after;
        const char *product;
        BbFinish finish;
        BbCondition condition;
        BbProof proof;
        gboolean later;
    } rows[] = {
        {"1.11", "DVDR   PX-716A  ", BB_FINISH_BUSY, BB_CONDITION_NORMAL, BB_PROOF_IDENTITY},
        {"1.11", "DVDR   PX-716A  ", BB_FINISH_REFUSED, BB_CONDITION_NORMAL, BB_PROOF_IDENTITY},
        {"1.09", "DVDR   PX-714A  ", BB_FINISH_BUSY, BB_CONDITION_NORMAL, BB_PROOF_IDENTITY},
        {"1.09", "DVDR   PX-716A  ", BB_FINISH_BUSY, BB_CONDITION_NORMAL, BB_PROOF_UNPROVEN},
        {"1.09", "DVDR   PX-716A  ", BB_FINISH_REFUSED, BB_CONDITION_NORMAL, BB_PROOF_UNCHANGED},
        {"0.00", "DVDR   PX-716A  ", BB_FINISH_BUSY, BB_CONDITION_SPECIAL, BB_PROOF_PENDING},
        {"1.11", "DVDR   PX-716A  ", BB_FINISH_BUSY, BB_CONDITION_NORMAL, BB_PROOF_UNPROVEN, TRUE},
        {"1.09", "DVDR   PX-714A  ", BB_FINISH_BUSY, BB_CONDITION_NORMAL, BB_PROOF_UNPROVEN, TRUE},
        {"1.09", "DVDR   PX-716A  ", BB_FINISH_REFUSED, BB_CONDITION_NORMAL, BB_PROOF_UNCHANGED, TRUE},
    };
    g_autoptr (BbFacts) before = plextor_facts_new ("DVDR PX-716A", "1.09", BB_CONDITION_NORMAL);
    g_autoptr (BbImage) image = plextor_make_image ("DVDR PX-716A", NULL);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) after = plextor_facts_new ("DVDR PX-716A", rows[i].after, rows[i].condition);
        BbJudgeInput input = {.before = before,
                              .after = after,
                              .image = image,
                              .finish = rows[i].finish,
                              .catalog = shipped_catalog ()};
        g_autofree char *why = NULL;

        input.later = rows[i].later;
        g_strlcpy (after->inquiry.product, rows[i].product, sizeof after->inquiry.product);
        g_test_message ("row %u", i);
        g_assert_cmpint (bb_family_plextor.judge (&input, &why), ==, rows[i].proof);
        g_assert_nonnull (why);
    }
}

/* If the revision of the image is known, the drive must report it after the flash; but not before, if that was cut.
 */
static void
test_a_known_revision_is_compared (void)
{
    static const struct {
        const char *before;
        const char *image;
        const char *after;
        BbCondition condition;
        gboolean cycled;
        BbProof proof;
        gboolean cut_off;
    } rows[] = {
        {"1.09", "1.11", "1.11", BB_CONDITION_NORMAL, FALSE, BB_PROOF_IDENTITY},
        {"1.11", "1.11", "1.11", BB_CONDITION_NORMAL, FALSE, BB_PROOF_IDENTITY},
        {"1.09", "1.11", "1.09", BB_CONDITION_NORMAL, FALSE, BB_PROOF_UNCHANGED},
        {"1.09", "1.11", "1.10", BB_CONDITION_NORMAL, FALSE, BB_PROOF_UNPROVEN},
        {"1.09", "1.11", "1.1", BB_CONDITION_NORMAL, FALSE, BB_PROOF_UNPROVEN},
        {"1.09", "1.11", "0.00", BB_CONDITION_SPECIAL, FALSE, BB_PROOF_PENDING},
        {"1.09", "1.11", "0.00", BB_CONDITION_SPECIAL, TRUE, BB_PROOF_UNPROVEN},
        {"1.09", "1.11", NULL, BB_CONDITION_NORMAL, FALSE, BB_PROOF_PENDING},
        {"1.09", "1.11", NULL, BB_CONDITION_NORMAL, TRUE, BB_PROOF_UNPROVEN},
        {"1.11", "1.11", "1.11", BB_CONDITION_NORMAL, TRUE, BB_PROOF_UNPROVEN, TRUE},
    };
    g_autoptr (GBytes) bytes = plextor_make_bytes ("DVDR PX-716A", NULL);
    g_autoptr (BbImage) whole = bb_image_new_from_bytes (bytes, "test.bin");

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) found = bb_family_plextor.identify_image (bytes, shipped_catalog ());
        BbImageIdentity *identity = found->pdata[0];
        g_autoptr (BbFacts) before = plextor_facts_new ("DVDR PX-716A", rows[i].before, BB_CONDITION_NORMAL);
        g_autoptr (BbFacts) after =
            rows[i].after != NULL ? plextor_facts_new ("DVDR PX-716A", rows[i].after, rows[i].condition) : NULL;
        g_autoptr (BbImage) image = NULL;
        g_autofree char *why = NULL;
        BbJudgeInput input = {
            .before = before, .after = after, .power_cycled = rows[i].cycled, .catalog = shipped_catalog ()};

        input.cut_off = rows[i].cut_off;
        identity->revision = g_strdup (rows[i].image);
        image = bb_image_new_part (whole, identity, NULL);
        input.image = image;
        g_test_message ("row %u", i);
        g_assert_cmpint (bb_family_plextor.judge (&input, &why), ==, rows[i].proof);
        g_assert_true (g_str_has_suffix (why, "."));
        g_assert_cmpint (strstr (why, "1.11") != NULL, ==, after != NULL && rows[i].condition == BB_CONDITION_NORMAL);
    }
}

static void
test_no_plan_without_an_image_of_the_right_size (void)
{
    g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-716AL", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (GBytes) good = plextor_make_bytes ("DVDR PX-716AL", NULL);
    g_autoptr (GBytes) short_bytes = g_bytes_new_from_bytes (good, 0, g_bytes_get_size (good) - 1);
    g_autoptr (BbImage) image = plextor_image_identify (short_bytes);
    BbFlashInput input = {.facts = facts, .catalog = shipped_catalog ()};
    g_autoptr (GError) missing = NULL;
    g_autoptr (GError) cut = NULL;
    g_autoptr (GError) cut_again = NULL;
    g_autoptr (GError) unreadable = NULL;

    g_assert_null (bb_family_plextor.plan_recover (&input, &missing));
    g_assert_error (missing, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    input.image = image;
    g_assert_null (bb_family_plextor.plan_flash (&input, &cut));
    g_assert_error (cut, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_null (bb_family_plextor.plan_recover (&input, &cut_again));
    g_assert_error (cut_again, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_null (bb_family_plextor.plan_verify (&input, &unreadable));
    g_assert_error (unreadable, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* Returns (transfer full) the facts of the drive of @scenario. @n_vendor, @n_violations: (out): number of vendor
 * commands, and of commands that could damage a real drive */
static BbFacts *
probe (const char *scenario, guint *n_vendor, guint *n_violations)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
    g_autoptr (BbSimBus) bus = bb_sim_bus_new_from_data (scenario, store, shipped_catalog (), &error);
    g_autoptr (BbTransport) transport = NULL;
    g_auto (GStrv) log = NULL;
    g_auto (GStrv) violations = NULL;
    BbFacts *facts = NULL;

    g_assert_no_error (error);
    transport = bb_sim_bus_open (bus, "sr0", &error);
    g_assert_no_error (error);
    facts = bb_family_probe (transport, NULL, shipped_catalog (), FALSE, NULL, &error);
    g_assert_no_error (error);
    log = bb_sim_store_list_log (store, "sr0");
    *n_vendor = 0;
    for (guint i = 0; log[i] != NULL; i++)
        *n_vendor += strstr (log[i], "\"f1") != NULL || strstr (log[i], "\"F1") != NULL ? 1 : 0;
    violations = bb_sim_bus_list_violations (bus, "sr0");
    *n_violations = g_strv_length (violations);
    return facts;
}

static void
test_every_model_is_identified_with_its_tla (void)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (shipped_catalog (), BB_PLEXTOR_ID);
    guint n_without_tla = 0;

    g_assert_cmpuint (models->len, ==, 16);
    for (guint i = 0; i < models->len; i++) {
        const char *key = bb_model_get_key (models->pdata[i]);
        g_autofree char *scenario = g_strdup_printf ("[drive sr0]\nFamily=plextor\nModel=%s\nQuirks=tla=0412\n", key);
        guint n_vendor = 0;
        guint n_violations = 0;
        g_autoptr (BbFacts) facts = probe (scenario, &n_vendor, &n_violations);

        g_test_message ("%s", key);
        g_assert_cmpstr (bb_facts_get_model_key (facts), ==, key);
        g_assert_cmpint (facts->condition, ==, BB_CONDITION_NORMAL);
        g_assert_cmpuint (n_violations, ==, 0);
        if (bb_facts_get_string (facts, BB_PLEXTOR_KEY_TLA) == NULL) {
            n_without_tla++;
            g_assert_cmpuint (n_vendor, ==, 0);
        } else {
            g_assert_cmpstr (bb_facts_get_string (facts, BB_PLEXTOR_KEY_TLA), ==, "0412");
            g_assert_cmpuint (n_vendor, ==, 1);
        }
    }
    g_assert_cmpuint (n_without_tla, ==, 2); /* PREMIUM2 and PX-704A */
}

static void
test_a_drive_with_incomplete_firmware_can_be_recovered (void)
{
    guint n_vendor = 0;
    guint n_violations = 0;
    g_autoptr (BbFacts) facts =
        probe ("[drive sr0]\nFamily=plextor\nModel=DVDR PX-716A\nState=half\n", &n_vendor, &n_violations);

    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "DVDR PX-716A");
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_cmpint (bb_family_plextor.can (facts), ==, BB_CAN_IDENTIFY | BB_CAN_RECOVER);
    g_assert_cmpint (bb_family_plextor.backup_kind (facts, NULL), ==, BB_BACKUP_NONE);
    g_assert_cmpuint (n_vendor, ==, 0);
}

/* Incomplete firmware may report a damaged product text. Then only the recorded facts show the model. */
static void
test_a_damaged_name_is_replaced_by_the_record (void)
{
    guint n_vendor = 0;
    guint n_violations = 0;
    g_autoptr (BbFacts) facts = probe (
        "[drive sr0]\nFamily=plextor\nModel=DVDR PX-716AL\nState=half\nQuirks=half-name\n", &n_vendor, &n_violations);
    g_autoptr (BbFacts) board = plextor_facts_new ("DVDR PX-716AL", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (BbImage) image = plextor_make_image ("DVDR PX-716AL", NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog (), .recovering = TRUE};
    g_autofree char *codes = check (facts, image);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbPlan) plan = NULL;

    g_assert_cmpstr (facts->family, ==, BB_PLEXTOR_ID);
    g_assert_null (facts->model);
    g_assert_cmpint (bb_family_plextor.can (facts), ==, BB_CAN_IDENTIFY | BB_CAN_RECOVER);
    g_assert_cmpint (bb_family_plextor.backup_kind (facts, NULL), ==, BB_BACKUP_NONE);
    g_assert_cmpuint (n_vendor, ==, 0);
    g_assert_cmpstr (codes, ==, "!board-unknown");
    g_assert_null (bb_family_plextor.plan_recover (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_null (bb_family_plextor.plan_backup (facts, shipped_catalog (), NULL));
    input.board = board;
    plan = bb_family_plextor.plan_recover (&input, NULL);
    g_assert_nonnull (plan);
}

static void
test_a_drive_under_the_name_of_tdk_is_identified_only (void)
{
    guint n_vendor = 0;
    guint n_violations = 0;
    g_autoptr (BbFacts) facts = probe (
        "[drive sr0]\nFamily=plextor\nModel=DVDR PX-708A\nVendor=TDK\nProduct=DVDRW840G\n", &n_vendor, &n_violations);
    g_autoptr (BbImage) image = plextor_make_image ("DVDR PX-708A", NULL);
    g_autofree char *codes = check (facts, image);

    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "DVDR PX-708A");
    g_assert_cmpint (bb_family_plextor.can (facts), ==, BB_CAN_IDENTIFY);
    g_assert_cmpstr (codes, ==, "!rebadged");
    g_assert_cmpuint (n_vendor, ==, 0);
}

/* A PX-740A (hardware of another maker) and a drive whose bridge replaces the vendor get no vendor command. */
static void
test_a_drive_of_another_family_gets_no_vendor_command (void)
{
    static const char *const texts[] = {"Vendor=PLEXTOR\nProduct=DVDR   PX-740A\n",
                                        "Vendor=SATA\nProduct=DVDR   PX-755A\n"};

    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
        g_autofree char *scenario = g_strconcat ("[drive sr0]\nFamily=plextor\nModel=DVDR PX-716A\n", texts[i], NULL);
        guint n_vendor = 0;
        guint n_violations = 0;
        g_autoptr (BbFacts) facts = probe (scenario, &n_vendor, &n_violations);

        g_assert_cmpstr (facts->family, ==, NULL);
        g_assert_cmpuint (n_vendor, ==, 0);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add_func ("/plextor/" #name, test_##name)
    ADD (only_the_last_piece_endangers);
    ADD (recovery_resets_only_a_drive_that_is_ready);
    ADD (each_scheme_reads_all_of_its_eeprom_twice);
    ADD (verdicts_are_those_of_the_page);
    ADD (a_damaged_file_is_refused);
    ADD (an_image_of_unknown_size_has_whole_blocks);
    ADD (a_file_is_known_by_its_header_alone);
    ADD (an_uncertain_sum_only_warns);
    ADD (a_blank_of_the_header_counts);
    ADD (a_file_for_an_old_model_has_limits);
    ADD (the_length_of_pieces_is_a_setting);
    ADD (only_the_table_orders_revisions);
    ADD (a_late_hardware_revision_warns_of_old_firmware);
    ADD (only_the_latest_revision_is_safe_for_late_hardware);
    ADD (a_refusal_is_explained_by_its_sense_data);
    ADD (only_a_changed_identity_proves_a_flash);
    ADD (a_known_revision_is_compared);
    ADD (no_plan_without_an_image_of_the_right_size);
    ADD (every_model_is_identified_with_its_tla);
    ADD (a_drive_with_incomplete_firmware_can_be_recovered);
    ADD (a_damaged_name_is_replaced_by_the_record);
    ADD (a_drive_under_the_name_of_tdk_is_identified_only);
    ADD (a_drive_of_another_family_gets_no_vendor_command);
    return g_test_run ();
}
