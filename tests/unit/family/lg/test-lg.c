/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-steps.h"
#include "image-checks.h"
#include "shipped-catalog.h"

#include "family/lg/bb-lg.h"
#include "scsi/bb-bytes.h"
#include "sim/bb-sim.h"

#include <string.h>

/* Checks the LG/Renesas family against the vectors of docs/protocols/lg-renesas.md.
 * Also tests bb-lg-plan.c. */

#define FILE_BYTES 0x1A0400u

static GBytes *
make_bytes (const char *setting)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    GBytes *bytes = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", "NE02");
    g_variant_builder_add (&options, "{ss}", "seed", "114");
    if (setting != NULL)
        g_variant_builder_add (&options, "{ss}", setting, "");
    bytes =
        bb_sim_make_image (shipped_catalog (), BB_LG_ID, "DVDRAM GSA-E50L", g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return bytes;
}

/* Returns (transfer full) the image of the vector, cut to @length_bytes, with @value at @offset. @signs: whether to
 * write the right checksum */
static BbImage *
identify_changed (gsize offset, guint8 value, gsize length_bytes, gboolean signs)
{
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), FILE_BYTES);
    g_autoptr (GBytes) unsigned_file = NULL;
    g_autoptr (GBytes) file = NULL;

    data[offset] = value;
    unsigned_file = g_bytes_new (data, length_bytes);
    if (signs)
        bb_put_be16 (data, bb_lg_compute_sum (unsigned_file));
    file = g_bytes_new (data, length_bytes);
    return identify_only_image (file);
}

static BbFacts *
make_facts (const char *name)
{
    BbFacts *facts = bb_facts_new (NULL);
    BbLgPart main = {.is_found = TRUE, .address = 0x410200, .start = 0x410000, .size = 0x1A0000};

    facts->family = g_strdup (BB_LG_ID);
    facts->condition = BB_CONDITION_NORMAL;
    bb_lg_part_to_facts (&main, facts, BB_LG_KEY_MAIN);
    bb_facts_set_string (facts, BB_LG_KEY_NAME, name);
    return facts;
}

static void
test_image_and_sum_are_those_of_the_vector (void)
{
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = make_facts ("GSA-T20L");
    g_autoptr (GBytes) other = bb_lg_readdress (facts, bytes);

    assert_sha256 (bytes, "4d358c80811aa1aa19d6acf52a6ac78555a7190c1f637d0a87317f0621671991");
    g_assert_cmpuint (bb_lg_compute_sum (bytes), ==, 0x8482);
    g_assert_cmpint (bb_image_get_identity (image)->checksum, ==, BB_CHECKSUM_GOOD);
    g_assert_cmpstr (bb_image_get_identity (image)->problem, ==, NULL);
    g_assert_cmpstr (bb_image_get_identity (image)->revision, ==, "NE02");
    assert_sha256 (other, "587c89ef69a6f0d9caff653dc3416174dd9233598c56bf7907eebca64b441074");
}

static void
test_generators_are_those_of_the_vectors (void)
{
    static const struct {
        guint generator;
        guint16 key;
        const char *sha256;
    } rows[] = {
        {1, 0x1234, "8c6f7989cddaabcc15ec6477af761199b065924a86b27226c14b4b9b5bd03e41"},
        {2, 0x1234, "df54c291d89e6ebe3e6b51b86f5b748865f3b236f127e1878a5b159db8a26688"},
        {3, 0x1234, "aacf519a778fe7fcd44e70c45ae86741870a2fc7a3677ad8467378d7b6467847"},
        {3, 0xBEEF, "53bd443315b919cf808f896c6e37d2859a63d8c5568bfc63657b5bfd03d17795"},
        {2, 0x0000, "c29b26acc7fd0cbbb5f9ef7c7d5d4645d957530b56f1d075a7c7bf7b93868e41"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        guint8 *out = g_malloc (4096);
        g_autoptr (GBytes) bytes = g_bytes_new_take (out, 4096);

        bb_lg_generate (rows[i].generator, rows[i].key, out, 4096);
        assert_sha256 (bytes, rows[i].sha256);
    }
}

static void
test_changed_files_are_refused (void)
{
    g_autoptr (BbImage) level = identify_changed (0x20, 'X', FILE_BYTES, TRUE);
    g_autoptr (BbImage) rom = identify_changed (0x30, 'X', FILE_BYTES, TRUE);
    g_autoptr (BbImage) cut = identify_changed (0x1000, 0, FILE_BYTES - 2, TRUE);
    g_autoptr (BbImage) end = identify_changed (FILE_BYTES - 1, 0, FILE_BYTES, TRUE);
    g_autoptr (BbImage) sum = identify_changed (0x1000, 0x5B, FILE_BYTES, FALSE);
    g_autofree char *explained = NULL;

    g_assert_nonnull (strstr (bb_image_get_identity (level)->problem, "header"));
    g_assert_nonnull (strstr (bb_image_get_identity (rom)->problem, "header"));
    g_assert_nonnull (strstr (bb_image_get_identity (cut)->problem, "1704958 bytes"));
    explained = bb_family_explain_image (bb_image_get_identity (end));
    g_assert_null (bb_image_get_identity (end)->problem);
    g_assert_nonnull (strstr (explained, "The beginning and the end of this firmware do not match"));
    g_assert_cmpint (bb_image_get_identity (sum)->checksum, ==, BB_CHECKSUM_BAD);
}

static void
test_core_and_other_layouts_are_refused (void)
{
    g_autoptr (GBytes) core_bytes = make_bytes ("core");
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (BbImage) core = identify_only_image (core_bytes);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) own = make_facts ("GSA-E50L");
    g_autoptr (BbFacts) other = make_facts ("GSA-T20L");
    g_autoptr (BbVerdict) own_verdict = bb_family_check (own, image, shipped_catalog ());
    g_autoptr (BbVerdict) core_verdict = bb_family_check (own, core, shipped_catalog ());
    g_autoptr (BbVerdict) cross = bb_family_check (other, image, shipped_catalog ());
    g_autoptr (BbVerdict) smaller = NULL;
    BbLgPart main = {.is_found = TRUE, .start = 0x410000, .size = 0xF0000};

    g_assert_cmpint (bb_verdict_get_level (own_verdict), !=, BB_VERDICT_REFUSED);
    g_assert_true (bb_verdict_has (core_verdict, "core"));
    g_assert_cmpint (bb_verdict_get_level (cross), ==, BB_VERDICT_CROSS_FLASH);
    bb_lg_part_to_facts (&main, own, BB_LG_KEY_MAIN);
    smaller = bb_family_check (own, image, shipped_catalog ());
    g_assert_true (bb_verdict_has (smaller, "layout"));
}

/* In an image, the last 16 bytes of MAIN differ from its first 16 bytes. The verdict must refuse this image, but with
 * a reason (BB_REASON_OWN_ONLY) that becomes a caution if the image comes from a backup of the drive. */
static void
test_own_backup_may_lack_the_frame (void)
{
    g_autoptr (BbImage) image = identify_changed (FILE_BYTES - 1, 0, FILE_BYTES, TRUE);
    g_autoptr (BbFacts) facts = make_facts ("GSA-E50L");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, shipped_catalog ());
    g_autoptr (BbPlan) plan = bb_lg_plan_flash (&input, NULL);

    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_REFUSED);
    bb_verdict_soften (verdict, "another reason");
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_REFUSED);
    bb_verdict_soften (verdict, BB_REASON_OWN_ONLY);
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_CAUTION);
    g_assert_cmpint (bb_verdict_find (verdict, BB_REASON_OWN_ONLY)->weight, ==, BB_WEIGHT_CAUTION);
    g_assert_nonnull (plan);
}

/* Returns (transfer full) the SHA-256 of the stream of @commands from @first to the one before @end. */
static char *
dup_stream_sum (GArray *commands, guint first, guint end)
{
    g_autoptr (GString) stream = g_string_new (NULL);

    for (guint i = first; i < end; i++) {
        const BbProbeCommand *command = &g_array_index (commands, BbProbeCommand, i);
        g_autofree char *cdb = bb_hex_dup (command->cdb, command->cdb_length_bytes, "");

        g_string_append_printf (stream, "%s i %u\n", cdb, command->data_in_bytes);
    }
    return g_compute_checksum_for_string (G_CHECKSUM_SHA256, stream->str, -1);
}

static void
test_search_sends_the_streams_of_the_vector (void)
{
    static const struct {
        guint first;
        guint end;
        const char *sha256;
    } parts[] = {
        {0, 3, "3754c0ecb50af79efe42e13176497a55a0558565eb2d5f6742039ae94c909ddc"},
        {3, 6, "0929620a00c8eeb69e8d40749113741cbe0c0285eefabe4e27fc973d1da8d452"},
        {6, 131, "683329e2f95b142d373ffc0b9ab2095045cff3c5303c12beee878203acfc5126"},
        {0, 131, "a77a376e3b9be3c9236a09f74847c994edddd8335e223db4e1f4f3bc89f1e5a1"},
        {131, 134, "ee93e0afaedcb101846ab3443408cde36f5c587d655e8ed496df8862f8fa5c64"},
    };
    g_autoptr (GArray) commands = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));

    bb_lg_list_search_commands (commands);
    g_assert_cmpuint (commands->len, ==, 134);
    for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
        g_autofree char *sum = dup_stream_sum (commands, parts[i].first, parts[i].end);

        g_test_message ("commands %u to %u", parts[i].first, parts[i].end);
        g_assert_cmpstr (sum, ==, parts[i].sha256);
    }
}

/* Fills @payload like the memory of the vector: pseudo-random bytes of @seed, @start and @size at @layout, @header at
 * 0x200, and equal first and last 16 bytes. */
static void
fill_memory (guint8 *payload, guint32 size, guint32 seed, guint32 start, guint32 layout, const guint8 *header)
{
    guint32 x = seed;

    for (guint32 i = 0; i < size; i++) {
        x = 1664525u * x + 1013904223u;
        payload[i] = (guint8) (x >> 24);
    }
    bb_put_be32 (payload + layout, start);
    bb_put_be32 (payload + layout + 4, size);
    bb_put_be32 (payload + layout + 0x14, size);
    memcpy (payload + 0x200, header, BB_LG_HEADER_BYTES);
    memcpy (payload + size - 16, payload, 16);
}

/* Reads a backup and makes an image of it, which must be the image of the vector. The header in the memory has an
 * erased size, and its revision is not the one that the drive reports. */
static void
test_backup_is_that_of_the_vector (void)
{
    static const guint8 header[] = "\xA5\xA5\xA5\xA5\0\0\0\0\0\0\0\0\0\0\0\0GSA-E50LMAIN    REV LVL NE00\0\0\0\0"
                                   "ROM REV \0\0\0\0\0\0\0\0\x00\x41\x00\x00\xFF\xFF\xFF\xFF";
    static const guint8 core_header[BB_LG_HEADER_BYTES];
    g_autofree guint8 *main_bytes = g_malloc (0x1A0000);
    BbInquiry inquiry = {.revision = "NE01"};
    g_autoptr (BbFacts) facts = bb_facts_new (&inquiry);
    BbLgPart main = {.is_found = TRUE, .address = 0x410200, .start = 0x410000, .size = 0x1A0000};
    BbLgPart core = {.is_found = TRUE, .address = 0x400200, .start = 0x400000, .size = 0x10000};
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbCaptures) captures = NULL;
    g_autoptr (GBytes) image = NULL;
    g_autofree char *stream = NULL;
    g_autofree char *first = NULL;
    g_autofree char *sum = NULL;

    memcpy (main.header, header, sizeof main.header);
    memcpy (core.header, core_header, sizeof core.header);
    facts->condition = BB_CONDITION_NORMAL;
    bb_lg_part_to_facts (&main, facts, BB_LG_KEY_MAIN);
    bb_lg_part_to_facts (&core, facts, BB_LG_KEY_CORE);
    plan = bb_lg_plan_backup (facts, shipped_catalog (), NULL);
    stream = plan_dup_stream (plan);
    first = g_strndup (stream, strlen (stream) / 2);
    sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, first, -1);
    g_assert_cmpstr (sum, ==, "fcdc35f9daa2722d51c3448213af2904f68a3f686f79edf2dbd465be055d15dd");
    g_assert_cmpstr (first, ==, stream + strlen (stream) / 2);
    fill_memory (main_bytes, 0x1A0000, 0x71, 0x410000, 0xA0, header);
    captures = bb_captures_new (plan);
    bb_captures_store (captures, bb_captures_find (captures, BB_LG_CAPTURE_MAIN), 0, main_bytes, 0x1A0000);
    image = bb_lg_make_image (facts, captures, shipped_catalog (), NULL);
    assert_sha256 (image, "0774aac425f8ef688bd0b08208edf7271ef92e2d648f415d34911f0f0c2f2a5d");
}

/* --- the maker's updater --- */

/* Appends @key, then @data encoded with generator @number and @key. */
static void
append_encoded (GByteArray *file, guint number, guint16 key, const guint8 *data, gsize length_bytes)
{
    g_autofree guint8 *noise = g_malloc (length_bytes);
    guint8 number_bytes[2];

    bb_put_be16 (number_bytes, key);
    g_byte_array_append (file, number_bytes, 2);
    bb_lg_generate (number, key, noise, length_bytes);
    for (gsize i = 0; i < length_bytes; i++)
        noise[i] ^= data[i];
    g_byte_array_append (file, noise, (guint) length_bytes);
}

/* Returns (transfer full) an updater program with CORE and MAIN, without the zero bytes in [@gap, @gap + 0x1000) of
 * MAIN. */
static GBytes *
make_updater (guint generator, GBytes *core, GBytes *main, gsize gap)
{
    static const char text[] = "Update Data for HLDS's Drive";
    GByteArray *file = g_byte_array_new ();
    g_autoptr (GByteArray) body = g_byte_array_new ();
    guint8 head[0x204] = {0};
    guint8 tail[8 + sizeof text + 4] = {0};
    const guint8 *data = g_bytes_get_data (main, NULL);
    gsize core_bytes = g_bytes_get_size (core);
    guint32 start = 0;

    g_byte_array_append (file, (const guint8 *) "MZ", 2);
    g_byte_array_set_size (file, 0x3000);
    memset (file->data + 2, 0x11, file->len - 2);
    start = file->len;
    bb_put_be32 (head + 4, (guint32) (start + 2 + sizeof head + core_bytes + gap));
    bb_put_be32 (head + 0x104, 0x1000);
    g_byte_array_append (body, head, sizeof head);
    g_byte_array_append (body, g_bytes_get_data (core, NULL), (guint) core_bytes);
    g_byte_array_append (body, data, (guint) gap);
    g_byte_array_append (body, data + gap + 0x1000, (guint) (g_bytes_get_size (main) - gap - 0x1000));
    append_encoded (file, generator, 0xBEEF, body->data, body->len);
    bb_put_be32 (tail, start);
    bb_put_be32 (tail + 4, (guint32) (file->len - start + 2 + sizeof tail));
    memcpy (tail + 8, text, sizeof text);
    append_encoded (file, generator, 0x1234, tail, sizeof tail);
    return g_byte_array_free_to_bytes (file);
}

/* A complete updater gives CORE and MAIN, and MAIN is chosen for the drive. A truncated or changed updater gives no
 * image. */
static void
test_updater_program_contains_both_parts (void)
{
    g_autoptr (GBytes) core = make_bytes ("core");
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), FILE_BYTES);
    g_autoptr (GBytes) main = NULL;
    g_autoptr (GBytes) unsigned_file = NULL;
    g_autoptr (BbFacts) facts = make_facts ("GSA-E50L");

    memset (data + 0x80000, 0, 0x1000);
    unsigned_file = g_bytes_new (data, FILE_BYTES);
    bb_put_be16 (data, bb_lg_compute_sum (unsigned_file));
    main = g_bytes_new_take (data, FILE_BYTES);
    for (guint generator = 1; generator <= 3; generator++) {
        g_autoptr (GBytes) program = make_updater (generator, core, main, 0x80000);
        g_autoptr (GBytes) cut = bb_bytes_slice (program, 0, g_bytes_get_size (program) - 0x200, NULL);
        g_autoptr (BbImage) file = bb_image_new_from_bytes (program, "update.exe");
        g_autoptr (GPtrArray) images = bb_family_identify_file (file, shipped_catalog ());
        g_autoptr (GPtrArray) identities = g_ptr_array_new ();
        g_autoptr (GPtrArray) of_cut = bb_lg_identify_image (cut, shipped_catalog ());
        g_test_message ("generator %u", generator);
        g_assert_cmpuint (images->len, ==, 2);
        g_assert_true (g_bytes_equal (bb_image_get_bytes (images->pdata[0]), core));
        g_assert_true (g_bytes_equal (bb_image_get_bytes (images->pdata[1]), main));
        g_assert_cmpint (bb_image_get_identity (images->pdata[1])->checksum, ==, BB_CHECKSUM_GOOD);
        g_assert_cmpuint (of_cut->len, ==, 0);
        g_ptr_array_add (identities, bb_image_get_identity (images->pdata[0]));
        g_ptr_array_add (identities, bb_image_get_identity (images->pdata[1]));
        g_assert_true (bb_lg_choose_image (facts, identities) == identities->pdata[1]);
    }
}

/* Asserts the SHA-256 of the lines of @stream that begin with @command. */
static void
assert_part (const char *stream, const char *command, const char *wanted)
{
    g_auto (GStrv) lines = g_strsplit (stream, "\n", -1);
    g_autoptr (GString) part = g_string_new (NULL);
    g_autofree char *sum = NULL;

    for (guint i = 0; lines[i] != NULL; i++)
        if (g_str_has_prefix (lines[i], command))
            g_string_append_printf (part, "%s\n", lines[i]);
    sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, part->str, -1);
    g_assert_cmpstr (sum, ==, wanted);
}

static void
test_flash_sends_the_stream_of_the_vector (void)
{
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = make_facts ("GSA-E50L");
    g_autoptr (BbFacts) other = make_facts ("GSA-T20L");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_lg_plan_flash (&input, NULL);
    g_autofree char *stream = plan_dup_stream (plan);
    g_autoptr (GError) error = NULL;

    g_assert_true (g_str_has_prefix (stream, "3B020000000000800044 o 32768\n3B020000800000800044 o 32768\n"));
    g_assert_nonnull (strstr (stream, "3B020019800000800044 o 32768\n3B05001A000000040044 o 1024\n"));
    g_assert_nonnull (strstr (stream, "3C050041000000800044 i 32768\n3C050041800000800044 i 32768\n"));
    g_assert_nonnull (strstr (stream, "3C05005A800000800044 i 32768"));
    assert_part (stream, "3B", "4907d6bf54c8bb2ca30ec6458430bc9ecd6ce438a57c8a34a71f82acf6e8cedc");
    assert_part (stream, "3C", "0c0d48d78d06fb7d71d66a1bf81dd5f33c0b7a853de4db1d521d79111378bc54");
    input.facts = other;
    g_assert_null (bb_lg_plan_flash (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* The functions that make plans must themselves refuse an image with CORE, an image of another layout and a damaged
 * image. They must not rely on the verdict. */
static void
test_no_plan_is_made_for_core_or_another_layout (void)
{
    BbPlan *(*const plans[]) (const BbFlashInput *, GError **) = {bb_lg_plan_flash, bb_lg_plan_verify,
                                                                  bb_lg_plan_recover};
    g_autoptr (GBytes) core_bytes = make_bytes ("core");
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    BbImage *images[] = {identify_only_image (bytes), identify_only_image (core_bytes),
                         identify_changed (0x20, 'X', FILE_BYTES, TRUE), identify_only_image (bytes),
                         identify_only_image (core_bytes)};
    g_autoptr (BbFacts) facts = make_facts ("GSA-E50L");
    g_autoptr (BbFacts) smaller = make_facts ("GSA-E50L");
    g_autoptr (BbFacts) without_layout = bb_facts_new (NULL);
    BbFacts *of_image[] = {facts, facts, facts, smaller, without_layout};
    BbLgPart main = {.is_found = TRUE, .start = 0x410000, .size = 0xF0000};

    without_layout->family = g_strdup (BB_LG_ID);
    bb_facts_set_string (without_layout, BB_LG_KEY_NAME, "GSA-E50L");
    bb_lg_part_to_facts (&main, smaller, BB_LG_KEY_MAIN);
    for (guint i = 0; i < G_N_ELEMENTS (images); i++) {
        BbFlashInput input = {.facts = of_image[i], .image = images[i], .catalog = shipped_catalog ()};

        for (guint j = 0; j < G_N_ELEMENTS (plans); j++) {
            g_autoptr (GError) error = NULL;
            g_autoptr (BbPlan) plan = plans[j](&input, &error);

            g_test_message ("image %u, plan %u", i, j);
            g_assert_cmpint (plan != NULL, ==, i == 0);
            if (i > 0)
                g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        }
    }
    for (guint i = 0; i < G_N_ELEMENTS (images); i++)
        g_object_unref (images[i]);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/lg/image_and_sum_are_those_of_the_vector", test_image_and_sum_are_those_of_the_vector);
    g_test_add_func ("/lg/generators_are_those_of_the_vectors", test_generators_are_those_of_the_vectors);
    g_test_add_func ("/lg/changed_files_are_refused", test_changed_files_are_refused);
    g_test_add_func ("/lg/core_and_other_layouts_are_refused", test_core_and_other_layouts_are_refused);
    g_test_add_func ("/lg/no_plan_is_made_for_core_or_another_layout",
                     test_no_plan_is_made_for_core_or_another_layout);
    g_test_add_func ("/lg/own_backup_may_lack_the_frame", test_own_backup_may_lack_the_frame);
    g_test_add_func ("/lg/search_sends_the_streams_of_the_vector", test_search_sends_the_streams_of_the_vector);
    g_test_add_func ("/lg/backup_is_that_of_the_vector", test_backup_is_that_of_the_vector);
    g_test_add_func ("/lg/updater_program_contains_both_parts", test_updater_program_contains_both_parts);
    g_test_add_func ("/lg/flash_sends_the_stream_of_the_vector", test_flash_sends_the_stream_of_the_vector);
    return g_test_run ();
}
