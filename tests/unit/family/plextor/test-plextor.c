/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-steps.h"
#include "shipped-catalog.h"

#include "family/plextor/bb-plextor.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The Plextor family, compared with docs/protocols/plextor.md and with the test vectors of that page. */

static const BbFamily *
plextor (void)
{
    return &bb_family_plextor;
}

/* Fills @data as the vectors do: x = 1664525 x + 1013904223, byte = x >> 24. */
static void
fill (guint8 *data, gsize length_bytes, guint32 seed)
{
    guint32 x = seed;

    for (gsize i = 0; i < length_bytes; i++) {
        x = 1664525u * x + 1013904223u;
        data[i] = x >> 24;
    }
}

/**
 * Vector: a row of the table of vectors.
 * @empty_sum: sum of an image that has only the header, and zeros up to the sum
 */
typedef struct {
    const char *model;
    const char *header;
    guint32 size;
    guint32 sum_offset;
    guint32 seed;
    guint16 sum;
    guint16 empty_sum;
    guint n_pieces;
    const char *stream_sha256;
    const char *image_sha256;
} Vector;

static const Vector vectors[] = {
    {"DVDR PX-716A", "PLEXTOR DVDR   PX-716A ", 983040, 0xEFFFE, 0x51, 0x46A7, 0x05B2, 60,
     "1f98ad1d6123af1c3a044bcbd3d812b516977f7faeadde3b1e83ebaa6b026ed0",
     "af5cde222d77b5c445cdc5797b984b98be6a75a6909a8c18fb5ee5d36175357b"},
    {"DVDR PX-760A", "PLEXTOR DVDR   PX-760A", 2031616, 0x1EFFFE, 0x52, 0x708A, 0x0591, 124,
     "cf32d4b4067eb9a00f342e67bbe5d2300c91f67f85faaba1e6b802c1722ec6bf",
     "ab64ca01ce81263072780575c958c705b808fcf3021d25c75066a170fa80c5c4"},
    {"DVDR PX-712A", "PLEXTOR DVDR   PX-712A", 1028096, 0xEFFFE, 0x53, 0x7302, 0x058E, 63,
     "24329dcbdeb7a34bacf37008ffe7a6f3a93e7a90bdf9c4247936ee038e59ddb9",
     "24cbef1a38fe5dc45e78d049a5df4d93b30866b49aab76451e76f71b41a6c5e9"},
    {"CD-R PX-W5224A", "PLEXTOR CD-R   PX-W5224A", 524288, 0x79FFE, 0x54, 0x7185, 0x85EE, 128,
     "182d5f3eaf051849390ef655fa4f1112bd9d6d25e0fd4ef98de5adafaf8c5b4f",
     "39c1481f6cd2f6f9c78ad9fba4a6b2f6a05298aaefc11ad4bce50f56345001b9"},
    {"CD-R PREMIUM", "PLEXTOR CD-R   PREMIUM", 524288, 0x7C7FE, 0x55, 0xE96A, 0x85D3, 128,
     "182d5f3eaf051849390ef655fa4f1112bd9d6d25e0fd4ef98de5adafaf8c5b4f",
     "ac67f022b36175f5234592889f59bea1c15b9b6670aacc0f8060ee253ff9dc26"},
    {"CD-R PREMIUM2", "PLEXTOR CD-R   PREMIUM2", 983040, 0xEFFFE, 0x56, 0xAD0A, 0x0605, 240,
     "db7cedb64209e2c9d3d119b7d9d79f9d2742f9419d67a5083cde376fbc4db540",
     "4ba8a393badb0a06f60d37da3c4beff2aa89f9968c4e141bbd1fc766bb985e21"},
};

static BbFacts *
make_facts (const char *model, const char *revision, BbCondition condition)
{
    BbFacts *facts = bb_facts_new (NULL);

    facts->family = g_strdup (BB_PLEXTOR_ID);
    facts->model = bb_catalog_get_model (shipped_catalog (), BB_PLEXTOR_ID, model);
    g_assert_nonnull (facts->model);
    facts->condition = condition;
    g_strlcpy (facts->inquiry.vendor, "PLEXTOR ", sizeof facts->inquiry.vendor);
    g_strlcpy (facts->inquiry.product, bb_model_get_string (facts->model, "ProductField"),
               sizeof facts->inquiry.product);
    g_strlcpy (facts->inquiry.revision, revision, sizeof facts->inquiry.revision);
    return facts;
}

/* Returns the identified image in @bytes, which must be the only one. */
static BbImage *
identify (GBytes *bytes)
{
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, shipped_catalog ());

    g_assert_cmpuint (images->len, ==, 1);
    return g_object_ref (images->pdata[0]);
}

static BbImage *
make_vector (const Vector *vector)
{
    guint8 *data = g_malloc (vector->size);
    g_autoptr (GBytes) bytes = NULL;

    fill (data, vector->size, vector->seed);
    memset (data, ' ', 24);
    memcpy (data, vector->header, strlen (vector->header));
    data[vector->sum_offset] = vector->sum >> 8;
    data[vector->sum_offset + 1] = vector->sum & 0xFF;
    bytes = g_bytes_new_take (data, vector->size);
    return identify (bytes);
}

/* Returns (transfer full) an image that the simulator makes for @model. @setting: (nullable) */
static GBytes *
make_bytes (const char *model, const char *setting)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    GBytes *bytes = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    if (setting != NULL)
        g_variant_builder_add (&options, "{ss}", setting, "");
    bytes = bb_sim_make_image (shipped_catalog (), BB_PLEXTOR_ID, model, g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return bytes;
}

static BbImage *
make_image (const char *model, const char *setting)
{
    g_autoptr (GBytes) bytes = make_bytes (model, setting);

    return identify (bytes);
}

/* Returns the SHA-256 of the WRITE BUFFER lines of @plan. */
static char *
hash_pieces (BbPlan *plan, guint *n_pieces)
{
    g_autofree char *stream = plan_dup_stream (plan);
    g_auto (GStrv) lines = g_strsplit (stream, "\n", -1);
    g_autoptr (GString) pieces = g_string_new (NULL);

    *n_pieces = 0;
    for (guint i = 0; lines[i] != NULL; i++) {
        if (!g_str_has_prefix (lines[i], "3B"))
            continue;
        g_string_append_printf (pieces, "%s\n", lines[i]);
        (*n_pieces)++;
    }
    return bb_sha256_data ((const guint8 *) pieces->str, pieces->len);
}

static void
test_plans_and_sums_are_those_of_the_vectors (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
        const Vector *vector = &vectors[i];
        g_autoptr (BbImage) image = make_vector (vector);
        g_autoptr (BbFacts) facts = make_facts (vector->model, "1.00", BB_CONDITION_NORMAL);
        BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
        g_autoptr (GError) error = NULL;
        g_autoptr (BbPlan) plan = plextor ()->plan_flash (&input, &error);
        guint n_pieces = 0;
        g_autofree char *hash = NULL;

        g_test_message ("%s", vector->model);
        g_assert_no_error (error);
        g_assert_cmpstr (bb_image_get_sha256 (image), ==, vector->image_sha256);
        g_assert_cmpint (bb_image_get_identity (image)->checksum, ==, BB_CHECKSUM_GOOD);
        hash = hash_pieces (plan, &n_pieces);
        g_assert_cmpuint (n_pieces, ==, vector->n_pieces);
        g_assert_cmpstr (hash, ==, vector->stream_sha256);
    }
}

static void
test_an_image_of_header_and_zeros_has_the_sum_of_the_page (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
        const Vector *vector = &vectors[i];
        guint8 *data = g_malloc0 (vector->size);
        g_autoptr (GBytes) bytes = g_bytes_new_take (data, vector->size);
        g_autoptr (BbImage) image = NULL;

        memcpy (data, vector->header, strlen (vector->header));
        data[vector->sum_offset] = vector->empty_sum >> 8;
        data[vector->sum_offset + 1] = vector->empty_sum & 0xFF;
        image = identify (bytes);
        g_assert_cmpint (bb_image_get_identity (image)->checksum, ==, BB_CHECKSUM_GOOD);
    }
}

/* Only the last piece endangers the drive; its errors are accepted, those of all others are not. */
static void
test_only_the_last_piece_endangers (void)
{
    g_autoptr (BbImage) image = make_image ("DVDR PX-716AL", NULL);
    g_autoptr (BbFacts) facts = make_facts ("DVDR PX-716AL", "1.00", BB_CONDITION_NORMAL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = plextor ()->plan_flash (&input, NULL);
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

/* From the second attempt on, a drive that is ready gets a reset of ten bytes, never one that may be programming. A
 * drive with incomplete firmware, which is never ready, gets the pieces at once. The third attempt is the last. */
static void
test_recovery_resets_only_a_drive_that_is_ready (void)
{
    static const BbCondition conditions[] = {BB_CONDITION_NORMAL, BB_CONDITION_SPECIAL};
    g_autoptr (BbImage) image = make_image ("DVDR PX-716AL", NULL);

    for (guint i = 0; i < G_N_ELEMENTS (conditions); i++) {
        g_autoptr (BbFacts) facts = make_facts ("DVDR PX-716AL", "0.00", conditions[i]);
        BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog (), .recovering = TRUE};
        g_autoptr (GError) error = NULL;

        for (; input.attempt < 3; input.attempt++) {
            g_autoptr (BbPlan) plan = plextor ()->plan_recover (&input, &error);
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
        g_assert_null (plextor ()->plan_recover (&input, &error));
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
    g_autoptr (BbFacts) old = make_facts ("DVDR PX-704A", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = make_facts (rows[i].model, "1.00", BB_CONDITION_NORMAL);
        g_autoptr (BbPlan) plan = plextor ()->plan_backup (facts, shipped_catalog (), NULL);
        g_autofree char *stream = plan_dup_stream (plan);
        g_autofree char *twice = g_strconcat (rows[i].once, rows[i].once, NULL);

        g_assert_cmpstr (stream, ==, twice);
        g_assert_false (plan_endangers (plan));
    }
    g_assert_null (plextor ()->plan_backup (old, shipped_catalog (), &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* Returns the codes of the reasons that are more than information, in order, joined by blanks. */
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

/* Section 7 of the page, for each pair of drive and image. */
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
        g_autoptr (BbFacts) facts = make_facts (rows[i].drive, "1.01", BB_CONDITION_NORMAL);
        g_autoptr (BbImage) image = make_image (rows[i].image, rows[i].setting);
        g_autofree char *codes = check (facts, image);

        g_test_message ("%s on %s", rows[i].image, rows[i].drive);
        g_assert_cmpstr (codes, ==, rows[i].codes);
    }
}

/* A file that is cut, too long, damaged, or full of zeros. */
static void
test_a_damaged_file_is_refused (void)
{
    g_autoptr (GBytes) good = make_bytes ("DVDR PX-716AL", NULL);
    gsize size = g_bytes_get_size (good);
    g_autoptr (BbFacts) facts = make_facts ("DVDR PX-716AL", "1.00", BB_CONDITION_NORMAL);
    static const struct {
        gssize change_bytes; /* of the length */
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
        image = identify (bytes);
        codes = check (facts, image);
        g_test_message ("row %u", i);
        g_assert_cmpstr (codes, ==, rows[i].codes);
    }
}

typedef struct {
    gssize change_bytes; /* of the length */
    const char *codes;
} Length;

static const Length lengths[] = {
    {0, "unchecked"},       {-1, "!size unchecked"}, {1, "!size unchecked"}, {-0x800, "!size unchecked"},
    {-0x1000, "unchecked"}, {0x1000, "unchecked"},
};

/* Of models without a known size, only files of whole blocks of 4 KiB are taken. */
static void
test_an_image_of_unknown_size_has_whole_blocks (void)
{
    g_autoptr (GBytes) good = make_bytes ("DVDR PX-704A", NULL);
    gsize size = g_bytes_get_size (good);
    g_autoptr (BbFacts) facts = make_facts ("DVDR PX-704A", "1.00", BB_CONDITION_NORMAL);

    for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
        gsize length = (gsize) ((gssize) size + lengths[i].change_bytes);
        guint8 *data = g_malloc0 (length);
        g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
        g_autoptr (BbImage) image = NULL;
        g_autofree char *codes = NULL;

        memcpy (data, g_bytes_get_data (good, NULL), MIN (size, length));
        image = identify (bytes);
        codes = check (facts, image);
        g_test_message ("row %u", i);
        g_assert_cmpint (bb_image_get_identity (image)->checksum, ==, BB_CHECKSUM_NONE);
        g_assert_cmpstr (codes, ==, lengths[i].codes);
    }
}

/* The name in the header is a whole word, and the first thing in the file. */
static void
test_a_file_is_known_by_its_header_alone (void)
{
    static const struct {
        const char *text;
        const char *names; /* nullable: not an image of this family */
        const char *product;
    } rows[] = {
        {"PLEXTOR DVDR   PX-716A", "PX-716A, PX-714A", NULL},
        {"PLEXTOR DVDR   PX-716A  1.09", "PX-716A, PX-714A", NULL},
        {"PLEXTOR DVDR   PX-716A/", "PX-716A, PX-714A", NULL},
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
        g_autoptr (GPtrArray) found = plextor ()->identify_image (bytes, shipped_catalog ());
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

/* Where place or start of the sum are uncertain, a wrong sum is a warning. */
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
        g_autoptr (GBytes) good = make_bytes (rows[i].model, rows[i].setting);
        gsize size = g_bytes_get_size (good);
        guint8 *data = g_memdup2 (g_bytes_get_data (good, NULL), size);
        g_autoptr (GBytes) wrong = g_bytes_new_take (data, size);
        g_autoptr (BbFacts) facts = make_facts (rows[i].model, "1.00", BB_CONDITION_NORMAL);
        g_autoptr (BbImage) image = NULL;
        g_autofree char *codes = NULL;

        data[0x2000] ^= 1;
        image = identify (wrong);
        codes = check (facts, image);
        g_test_message ("%s", rows[i].model);
        g_assert_cmpstr (codes, ==, rows[i].codes);
    }
}

/* The reason that check() adds for a drive with revision @drive and an image with revision @image. */
static void
assert_order (const char *drive, const char *image, const char *code)
{
    static const char *const all[] = {"downgrade", BB_REASON_REVISION_ORDER, "same-revision", NULL};
    g_autoptr (BbFacts) facts = make_facts ("DVDR PX-716A", drive, BB_CONDITION_NORMAL);
    g_autoptr (GBytes) bytes = make_bytes ("DVDR PX-716A", NULL);
    g_autoptr (BbImage) whole = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (GPtrArray) found = plextor ()->identify_image (bytes, shipped_catalog ());
    BbImageIdentity *identity = found->pdata[0];
    g_autoptr (BbImage) part = NULL;
    g_autoptr (BbVerdict) verdict = NULL;

    /* As bb_image_identity_set_known() does for an image that the catalog knows. */
    identity->revision = g_strdup (image);
    part = bb_image_new_part (whole, identity, NULL);
    verdict = bb_family_check (facts, part, shipped_catalog ());
    g_test_message ("%s -> %s", drive, image);
    for (guint i = 0; all[i] != NULL; i++)
        g_assert_cmpint (bb_verdict_has (verdict, all[i]), ==, g_strcmp0 (all[i], code) == 0);
}

/* 1.59 and 1.5A are older than 1.11 (section 2). Revisions that the table does not have are never ordered. */
static void
test_only_the_table_orders_revisions (void)
{
    assert_order ("1.59", "1.11", BB_REASON_REVISION_ORDER);
    assert_order ("1.11", "1.59", "downgrade");
    assert_order ("1.11", "1.5A", "downgrade");
    assert_order ("1.5A", "1.59", "downgrade");
    assert_order ("1.11", "1.08", BB_REASON_REVISION_ORDER);
    assert_order ("1.08", "1.11", BB_REASON_REVISION_ORDER);
    assert_order ("1.11", "1.11", "same-revision");
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
        g_autoptr (BbFacts) facts = make_facts (rows[i].model, "1.09", BB_CONDITION_NORMAL);
        g_autoptr (BbImage) image = make_image (rows[i].model, NULL);
        g_autofree char *codes = NULL;

        if (rows[i].tla != NULL)
            bb_facts_set_string (facts, BB_PLEXTOR_KEY_TLA, rows[i].tla);
        codes = check (facts, image);
        g_assert_cmpstr (codes, ==, rows[i].codes);
    }
}

/* @finish: first answer after the last piece. @proof: what the INQUIRY texts prove for an image without revision. */
static void
test_only_a_changed_identity_proves_a_flash (void)
{
    static const struct {
        const char *after;
        const char *product;
        BbFinish finish;
        BbCondition condition;
        BbProof proof;
    } rows[] = {
        {"1.11", "DVDR   PX-716A  ", BB_FINISH_BUSY, BB_CONDITION_NORMAL, BB_PROOF_IDENTITY},
        {"1.11", "DVDR   PX-716A  ", BB_FINISH_REFUSED, BB_CONDITION_NORMAL, BB_PROOF_IDENTITY},
        {"1.09", "DVDR   PX-714A  ", BB_FINISH_BUSY, BB_CONDITION_NORMAL, BB_PROOF_IDENTITY},
        {"1.09", "DVDR   PX-716A  ", BB_FINISH_BUSY, BB_CONDITION_NORMAL, BB_PROOF_UNPROVEN},
        {"1.09", "DVDR   PX-716A  ", BB_FINISH_REFUSED, BB_CONDITION_NORMAL, BB_PROOF_UNCHANGED},
        {"0.00", "DVDR   PX-716A  ", BB_FINISH_BUSY, BB_CONDITION_SPECIAL, BB_PROOF_PENDING},
    };
    g_autoptr (BbFacts) before = make_facts ("DVDR PX-716A", "1.09", BB_CONDITION_NORMAL);
    g_autoptr (BbImage) image = make_image ("DVDR PX-716A", NULL);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) after = make_facts ("DVDR PX-716A", rows[i].after, rows[i].condition);
        BbJudgeInput input = {.before = before,
                              .after = after,
                              .image = image,
                              .finish = rows[i].finish,
                              .catalog = shipped_catalog ()};
        g_autofree char *why = NULL;

        g_strlcpy (after->inquiry.product, rows[i].product, sizeof after->inquiry.product);
        g_test_message ("row %u", i);
        g_assert_cmpint (plextor ()->judge (&input, &why), ==, rows[i].proof);
        g_assert_nonnull (why);
    }
}

/* Where the revision of the image is known, the drive has to report it. */
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
    };
    g_autoptr (GBytes) bytes = make_bytes ("DVDR PX-716A", NULL);
    g_autoptr (BbImage) whole = bb_image_new_from_bytes (bytes, "test.bin");

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) found = plextor ()->identify_image (bytes, shipped_catalog ());
        BbImageIdentity *identity = found->pdata[0];
        g_autoptr (BbFacts) before = make_facts ("DVDR PX-716A", rows[i].before, BB_CONDITION_NORMAL);
        g_autoptr (BbFacts) after =
            rows[i].after != NULL ? make_facts ("DVDR PX-716A", rows[i].after, rows[i].condition) : NULL;
        g_autoptr (BbImage) image = NULL;
        g_autofree char *why = NULL;
        BbJudgeInput input = {
            .before = before, .after = after, .power_cycled = rows[i].cycled, .catalog = shipped_catalog ()};

        identity->revision = g_strdup (rows[i].image);
        image = bb_image_new_part (whole, identity, NULL);
        input.image = image;
        g_test_message ("row %u", i);
        g_assert_cmpint (plextor ()->judge (&input, &why), ==, rows[i].proof);
        g_assert_true (g_str_has_suffix (why, "."));
        g_assert_cmpint (strstr (why, "1.11") != NULL, ==, after != NULL && rows[i].condition == BB_CONDITION_NORMAL);
    }
}

static void
test_no_plan_without_an_image_of_the_right_size (void)
{
    g_autoptr (BbFacts) facts = make_facts ("DVDR PX-716AL", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (GBytes) good = make_bytes ("DVDR PX-716AL", NULL);
    g_autoptr (GBytes) short_bytes = g_bytes_new_from_bytes (good, 0, g_bytes_get_size (good) - 1);
    g_autoptr (BbImage) image = identify (short_bytes);
    BbFlashInput input = {.facts = facts, .catalog = shipped_catalog ()};
    g_autoptr (GError) missing = NULL;
    g_autoptr (GError) cut = NULL;
    g_autoptr (GError) cut_again = NULL;
    g_autoptr (GError) unreadable = NULL;

    g_assert_null (plextor ()->plan_recover (&input, &missing));
    g_assert_error (missing, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    input.image = image;
    g_assert_null (plextor ()->plan_flash (&input, &cut));
    g_assert_error (cut, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_null (plextor ()->plan_recover (&input, &cut_again));
    g_assert_error (cut_again, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_null (plextor ()->plan_verify (&input, &unreadable));
    g_assert_error (unreadable, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* Returns the facts of the drive of @scenario, and the number of vendor commands in the log. */
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
    g_assert_cmpint (plextor ()->can (facts), ==, BB_CAN_IDENTIFY | BB_CAN_RECOVER);
    g_assert_cmpint (plextor ()->backup_kind (facts, NULL), ==, BB_BACKUP_NONE);
    g_assert_cmpuint (n_vendor, ==, 0);
}

static void
test_a_drive_under_the_name_of_tdk_is_identified_only (void)
{
    guint n_vendor = 0;
    guint n_violations = 0;
    g_autoptr (BbFacts) facts = probe (
        "[drive sr0]\nFamily=plextor\nModel=DVDR PX-708A\nVendor=TDK\nProduct=DVDRW840G\n", &n_vendor, &n_violations);
    g_autoptr (BbImage) image = make_image ("DVDR PX-708A", NULL);
    g_autofree char *codes = check (facts, image);

    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "DVDR PX-708A");
    g_assert_cmpint (plextor ()->can (facts), ==, BB_CAN_IDENTIFY);
    g_assert_cmpstr (codes, ==, "!rebadged");
    g_assert_cmpuint (n_vendor, ==, 0);
}

/* A product of another maker's hardware under the name Plextor, and a bridge that replaced the vendor. */
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
    ADD (plans_and_sums_are_those_of_the_vectors);
    ADD (an_image_of_header_and_zeros_has_the_sum_of_the_page);
    ADD (only_the_last_piece_endangers);
    ADD (recovery_resets_only_a_drive_that_is_ready);
    ADD (each_scheme_reads_all_of_its_eeprom_twice);
    ADD (verdicts_are_those_of_the_page);
    ADD (a_damaged_file_is_refused);
    ADD (an_image_of_unknown_size_has_whole_blocks);
    ADD (a_file_is_known_by_its_header_alone);
    ADD (an_uncertain_sum_only_warns);
    ADD (only_the_table_orders_revisions);
    ADD (a_late_hardware_revision_warns_of_old_firmware);
    ADD (only_a_changed_identity_proves_a_flash);
    ADD (a_known_revision_is_compared);
    ADD (no_plan_without_an_image_of_the_right_size);
    ADD (every_model_is_identified_with_its_tla);
    ADD (a_drive_with_incomplete_firmware_can_be_recovered);
    ADD (a_drive_under_the_name_of_tdk_is_identified_only);
    ADD (a_drive_of_another_family_gets_no_vendor_command);
    return g_test_run ();
}
