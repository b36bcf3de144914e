/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-drive.h"
#include "plan-steps.h"
#include "plan-text.h"
#include "image-checks.h"
#include "ricoh-test.h"
#include "shipped-catalog.h"

#include "family/ricoh/bb-ricoh.h"
#include "scsi/bb-bytes.h"

#include <string.h>

/* The family of Ricoh drives, compared with the vectors of docs/protocols/ricoh-btc.md, section 15.
 * Also tests bb-read-back.c, bb-ricoh-image.c, bb-ricoh-plan.c and bb-sim-ricoh-image.c. */

#define SUM_OFFSET 0xFFFFEu
#define PAGE_BYTES 0x4000u

static guint16
get_sum (GBytes *bytes)
{
    guint16 sum = 0;

    g_assert_true (bb_bytes_get_be16 (bytes, SUM_OFFSET, &sum, NULL));
    return sum;
}

static void
test_images_and_sums_are_those_of_the_vectors (void)
{
    g_autoptr (GBytes) first = ricoh_make_bytes ("0x61", "MMP599SIM");
    g_autoptr (GBytes) second = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (GBytes) third = ricoh_make_bytes ("0x63", "MMP598SIM");
    g_autoptr (BbImage) image = identify_only_image (second);
    BbImageIdentity *identity = bb_image_get_identity (image);

    assert_sha256 (first, "3b9297c34c28bbf3f74c82be1ddf8cb15049b3d675bc8847d5f5a1b819e80c0b");
    assert_sha256 (second, "e4dc74100249383f01cfbbd2f926a9157add9b4ddc74e01466b0f75ba741e684");
    g_assert_cmphex (get_sum (first), ==, 0x2C56);
    g_assert_cmphex (get_sum (second), ==, 0xBC28);
    g_assert_cmphex (get_sum (third), ==, 0x5926);
    g_assert_true (bb_ricoh_is_sum_right (first) && bb_ricoh_is_sum_right (third));
    g_assert_cmpstr (identity->family, ==, BB_RICOH_ID);
    g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_GOOD);
    g_assert_null (identity->problem);
    g_assert_null (identity->revision);
    g_assert_cmpstr (identity->model_name, ==, "MMP599 SIM");
}

/* Returns (transfer full) a copy of @bytes in which the pages at @first and @second changed places. */
static GBytes *
swap_pages (GBytes *bytes, gsize first, gsize second)
{
    gsize size = g_bytes_get_size (bytes);
    const guint8 *from = g_bytes_get_data (bytes, NULL);
    guint8 *data = g_memdup2 (from, size);

    g_assert_cmpint (memcmp (from + first, from + second, PAGE_BYTES), !=, 0);
    memcpy (data + first, from + second, PAGE_BYTES);
    memcpy (data + second, from + first, PAGE_BYTES);
    return g_bytes_new_take (data, size);
}

/* Changes bytes of an image. A changed byte in the firmware must make the checksum wrong. The checksum does not
 * notice a changed byte in the program loader below the firmware, or pages of the firmware that changed places. */
static void
test_damaged_images_are_refused_as_far_as_the_sum_sees (void)
{
    g_autoptr (GBytes) bytes = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (GBytes) changed = ricoh_flip (bytes, 0x20000);
    g_autoptr (GBytes) below = ricoh_flip (bytes, 0x100);
    g_autoptr (GBytes) swapped = swap_pages (bytes, 0x20000, 0x24000);
    g_autoptr (GBytes) unsigned_bytes = ricoh_flip (bytes, BB_RICOH_SIGNATURE_OFFSET);
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, BB_RICOH_IMAGE_BYTES - 2);
    g_autoptr (BbImage) bad = identify_only_image (changed);
    g_autoptr (BbImage) unseen = identify_only_image (below);
    g_autoptr (BbImage) reordered = identify_only_image (swapped);
    g_autoptr (BbImage) none = identify_only_image (unsigned_bytes);
    g_autoptr (BbImage) shorter = identify_only_image (cut);

    g_assert_cmpint (bb_image_get_identity (bad)->checksum, ==, BB_CHECKSUM_BAD);
    g_assert_cmpint (bb_image_get_identity (unseen)->checksum, ==, BB_CHECKSUM_GOOD);
    g_assert_cmpint (bb_image_get_identity (reordered)->checksum, ==, BB_CHECKSUM_GOOD);
    g_assert_null (bb_image_get_identity (none)->family);
    g_assert_nonnull (strstr (bb_image_get_identity (shorter)->problem, "1048574"));
    g_assert_cmpint (bb_image_get_identity (shorter)->checksum, ==, BB_CHECKSUM_NONE);
}

static void
test_verdict_goes_by_signature_and_brand (void)
{
    static const struct {
        const char *signature;
        const char *brand;
        BbVerdictLevel level;
        const char *code;
    } rows[] = {
        {"MMP599", "SIM   RICOH   DV", BB_VERDICT_CAUTION, BB_REASON_FOR_EXPERTS},
        {"MMP599", "AOPEN", BB_VERDICT_CROSS_FLASH, "brand"},
        {"MMP598", "SIM   RICOH   DV", BB_VERDICT_REFUSED, "signature"},
        {NULL, NULL, BB_VERDICT_CAUTION, "signature-unknown"},
        {"", "", BB_VERDICT_REFUSED, "no-signature"},
    };
    g_autoptr (GBytes) bytes = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (BbImage) image = identify_only_image (bytes);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = ricoh_make_facts (rows[i].signature, rows[i].brand);
        g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, shipped_catalog ());

        g_test_message ("row %u", i);
        g_assert_cmpint (bb_verdict_get_level (verdict), ==, rows[i].level);
        g_assert_true (bb_verdict_has (verdict, rows[i].code));
        g_assert_cmpint (bb_verdict_has (verdict, BB_REASON_FOR_EXPERTS), ==, rows[i].level != BB_VERDICT_REFUSED);
        g_assert_cmpint (bb_ricoh_is_other_hardware (facts, image, shipped_catalog ()), ==,
                         rows[i].level == BB_VERDICT_REFUSED);
    }
}

/* Returns (transfer full) the lines [@first, @end) of @stream. */
static char *
take_lines (const char *stream, guint first, guint end)
{
    g_auto (GStrv) lines = g_strsplit (stream, "\n", -1);
    GString *text = g_string_new (NULL);

    for (guint i = first; i < end; i++)
        g_string_append_printf (text, "%s\n", lines[i]);
    return g_string_free (text, FALSE);
}

/* The plans must send the commands of the test vectors, with two differences. Backup: the vectors read all pages
 * once, the plan reads them twice. Flash: the vectors read all pages, the plan reads one page. */
static void
test_plans_send_the_streams_of_the_vectors (void)
{
    g_autoptr (GBytes) bytes = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = ricoh_make_facts ("MMP599", "SIM");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) backup = bb_ricoh_plan_backup (facts, shipped_catalog (), NULL);
    g_autoptr (BbPlan) flash = bb_ricoh_plan_flash (&input, NULL);
    g_autofree char *read = plan_dup_stream (backup);
    g_autofree char *written = plan_dup_stream (flash);
    g_autofree char *enter = take_lines (read, 0, 3);
    g_autofree char *once = take_lines (read, 3, 67);
    g_autofree char *twice = take_lines (read, 67, 131);
    g_autofree char *leave = take_lines (read, 131, 132);
    g_autofree char *entered = take_lines (written, 0, 3);
    g_autofree char *page = take_lines (written, 3, 4);
    g_autofree char *upload = take_lines (written, 4, 71);
    g_autofree char *dumped = g_strconcat (enter, once, leave, NULL);
    g_autofree char *flashed = g_strconcat (entered, once, upload, NULL);
    g_autofree char *dump_sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, dumped, -1);
    g_autofree char *flash_sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, flashed, -1);

    g_assert_cmpstr (once, ==, twice);
    g_assert_cmpstr (page, ==, "E3000000800000400000 i 16384\n");
    g_assert_cmpstr (dump_sum, ==, "44a2ad1e4b35ef2f3600248619c6773276b4498579aff6776b5de951f48e110f");
    g_assert_cmpstr (flash_sum, ==, "6cd6fc2965c9e003f4ea9e85b28d4142bdd7a79944dc209ed267a711525b5953");
    g_assert_true (bb_plan_needs_power_cycle (flash));
    g_assert_false (bb_plan_needs_power_cycle (backup));
}

/* The whole text of each plan. */
static const char backup_plan[] =
    "plan 0 ricoh candidate (null) note (null) id (null) (null) consent 0\n"
    "required firmware firmware 0+100000\n"
    "required loader-inquiry other 0+24\n"
    "region loader boot-code 0+8000 kept\n"
    "region firmware firmware 8000+f8000\n"
    "section 0 back-up 0+3 restart 0 tries 1 sums 0 before 0\n"
    "section 1 back-up 3+1 restart 1 tries 1 sums 0 before 0\n"
    "section 2 back-up 4+64 restart 2 tries 3 sums 0 before 0\n"
    "section 3 back-up 68+64 restart 3 tries 3 sums 0 before 0\n"
    "section 4 back-up 132+2 restart 4 tries 3 sums 0 before 0\n"
    "0 wait 000000000080 verb 1 timeout 10000 quiet 10000 interval 250 limit 10000 n-ready 2 "
    "may-vanish 1 capture “” blob “”\n"
    "1 enter e4000000000000000040 timeout 15000 accepts 1 repeats 1 pause 250 capture “” "
    "blob “”\n"
    "2 enter e4000000000000000040 timeout 15000 accepts 1 repeats 1 pause 250 capture “” "
    "blob “”\n"
    "3 status 120000002400 direction 1 length 36 timeout 10000 accepts 1 use 7 blob-length "
    "48 expect-offset 8 capture “loader-inquiry” blob “5eef4869”\n"
    "4 read e3000000000000400000 direction 1 length 16384 timeout 20000 accepts 1 use 1 "
    "region 16384 capture “firmware” blob “”\n"
    "67 read e300000fc00000400000 direction 1 length 16384 timeout 20000 accepts 1 use 1 "
    "capture-offset 1032192 address 1032192 region 16384 capture “firmware” blob “”\n"
    "68 read e3000000000000400000 direction 1 length 16384 timeout 20000 accepts 1 use 3 "
    "region 16384 capture “firmware” blob “”\n"
    "131 read e300000fc00000400000 direction 1 length 16384 timeout 20000 accepts 1 use 3 "
    "capture-offset 1032192 address 1032192 region 16384 capture “firmware” blob “”\n"
    "132 leave e4000000000000000000 timeout 30000 accepts 1 repeats 1 capture “” blob “”\n"
    "133 wait  verb 1 quiet 60000 first 1000 interval 1000 limit 60000 n-ready 1 may-vanish "
    "1 capture “” blob “”\n";

static const char flash_plan[] =
    "plan 1 ricoh candidate (null) note (null) id (null) (null) consent 0\n"
    "region loader boot-code 0+8000 kept\n"
    "region firmware firmware 8000+f8000\n"
    "section 0 prepare 0+3 restart 0 tries 1 sums 0 before 0\n"
    "section 1 prepare 3+2 restart 1 tries 1 sums 0 before 0\n"
    "section 2 program 5+66 restart 2 tries 1 sums 0 before 0\n"
    "section 3 program 71+1 restart 3 tries 1 sums 0 before 0 heals\n"
    "section 4 restart 72+1 restart 4 tries 1 sums 0 before 0\n"
    "0 wait 000000000080 verb 1 timeout 10000 quiet 10000 interval 250 limit 10000 n-ready 2 "
    "may-vanish 1 capture “” blob “”\n"
    "1 enter e4000000000000000040 timeout 15000 accepts 1 repeats 1 pause 250 capture “” "
    "blob “”\n"
    "2 enter e4000000000000000040 timeout 15000 accepts 1 repeats 1 pause 250 capture “” "
    "blob “”\n"
    "3 status 120000002400 direction 1 length 36 timeout 10000 accepts 1 use 7 blob-length "
    "48 expect-offset 8 capture “” blob “5eef4869”\n"
    "4 read e3000000800000400000 direction 1 length 16384 timeout 20000 accepts 1 use 5 "
    "blob-length 6 expect-offset 4 address 32768 capture “” blob “650550cf”\n"
    "5 upload e20000000000400000000000 direction 2 length 16384 timeout 30000 accepts 1 "
    "blob-length 16384 region 16384 journal 1 capture “” blob “e4dc7410”\n"
    "68 upload e20000000000400000000000 direction 2 length 16384 timeout 30000 accepts 1 "
    "blob-offset 1032192 blob-length 16384 address 1032192 region 16384 capture “” blob "
    "“e4dc7410”\n"
    "69 unlock e0000000000000000000 timeout 15000 accepts 1 pause 3000 capture “” blob “”\n"
    "70 program e1000000000000000000 timeout 120000 accepts 1 address 32768 region 1015808 "
    "endangers 3 quiet 120000 capture “” blob “”\n"
    "71 wait 000000000080 verb 1 timeout 10000 quiet 300000 interval 250 limit 300000 "
    "n-ready 2 may-vanish 1 capture “” blob “”\n"
    "72 leave e4000000000000000000 timeout 30000 accepts 127 capture “” blob “”\n";

static const char recovery_plan[] =
    "plan 1 ricoh candidate (null) note (null) id (null) (null) consent 0\n"
    "region loader boot-code 0+8000 kept\n"
    "region firmware firmware 8000+f8000\n"
    "section 0 prepare 0+5 restart 0 tries 1 sums 0 before 0\n"
    "section 1 prepare 5+1 restart 1 tries 1 sums 0 before 0\n"
    "section 2 program 6+66 restart 2 tries 1 sums 0 before 0\n"
    "section 3 program 72+1 restart 3 tries 1 sums 0 before 0 heals\n"
    "section 4 restart 73+1 restart 4 tries 1 sums 0 before 0\n"
    "0 wait 000000000080 verb 1 timeout 10000 quiet 600000 interval 250 limit 600000 n-ready "
    "2 may-vanish 1 capture “” blob “”\n"
    "1 leave e4000000000000000000 timeout 30000 accepts 1 repeats 1 capture “” blob “”\n"
    "2 wait  verb 1 quiet 60000 first 1000 interval 1000 limit 60000 n-ready 1 may-vanish 1 "
    "capture “” blob “”\n"
    "3 enter e4000000000000000040 timeout 15000 accepts 1 repeats 1 pause 250 capture “” "
    "blob “”\n"
    "4 enter e4000000000000000040 timeout 15000 accepts 1 repeats 1 pause 250 capture “” "
    "blob “”\n"
    "5 status 120000002400 direction 1 length 36 timeout 10000 accepts 1 use 7 blob-length "
    "48 expect-offset 8 capture “” blob “5eef4869”\n"
    "6 upload e20000000000400000000000 direction 2 length 16384 timeout 30000 accepts 1 "
    "blob-length 16384 region 16384 journal 1 capture “” blob “e4dc7410”\n"
    "69 upload e20000000000400000000000 direction 2 length 16384 timeout 30000 accepts 1 "
    "blob-offset 1032192 blob-length 16384 address 1032192 region 16384 capture “” blob "
    "“e4dc7410”\n"
    "70 unlock e0000000000000000000 timeout 15000 accepts 1 pause 3000 capture “” blob “”\n"
    "71 program e1000000000000000000 timeout 120000 accepts 1 address 32768 region 1015808 "
    "endangers 3 quiet 120000 capture “” blob “”\n"
    "72 wait 000000000080 verb 1 timeout 10000 quiet 300000 interval 250 limit 300000 "
    "n-ready 2 may-vanish 1 capture “” blob “”\n"
    "73 leave e4000000000000000000 timeout 30000 accepts 127 capture “” blob “”\n";

static const char verify_plan[] =
    "plan 2 ricoh candidate (null) note (null) id (null) (null) consent 0\n"
    "required firmware firmware 0+100000\n"
    "region loader boot-code 0+8000 kept\n"
    "region firmware firmware 8000+f8000\n"
    "section 0 verify 0+3 restart 0 tries 1 sums 0 before 0\n"
    "section 1 verify 3+1 restart 1 tries 1 sums 0 before 0\n"
    "section 2 verify 4+64 restart 2 tries 3 sums 0 before 0 collect\n"
    "section 3 verify 68+2 restart 3 tries 3 sums 0 before 0 collect\n"
    "0 wait 000000000080 verb 1 timeout 10000 quiet 10000 interval 250 limit 10000 n-ready 2 "
    "may-vanish 1 capture “” blob “”\n"
    "1 enter e4000000000000000040 timeout 15000 accepts 1 repeats 1 pause 250 capture “” "
    "blob “”\n"
    "2 enter e4000000000000000040 timeout 15000 accepts 1 repeats 1 pause 250 capture “” "
    "blob “”\n"
    "3 status 120000002400 direction 1 length 36 timeout 10000 accepts 1 use 7 blob-length "
    "48 expect-offset 8 capture “” blob “5eef4869”\n"
    "4 read e3000000000000400000 direction 1 length 16384 timeout 20000 accepts 1 use 1 "
    "region 16384 capture “firmware” blob “”\n"
    "5 read e3000000400000400000 direction 1 length 16384 timeout 20000 accepts 1 use 1 "
    "capture-offset 16384 address 16384 region 16384 capture “firmware” blob “”\n"
    "6 read e3000000800000400000 direction 1 length 16384 timeout 20000 accepts 1 use 2 "
    "blob-offset 32768 blob-length 16384 capture-offset 32768 address 32768 region 16384 "
    "capture “firmware” blob “e4dc7410”\n"
    "67 read e300000fc00000400000 direction 1 length 16384 timeout 20000 accepts 1 use 2 "
    "blob-offset 1032192 blob-length 16384 capture-offset 1032192 address 1032192 region "
    "16384 capture “firmware” blob “e4dc7410”\n"
    "68 leave e4000000000000000000 timeout 30000 accepts 1 repeats 1 capture “” blob “”\n"
    "69 wait  verb 1 quiet 60000 first 1000 interval 1000 limit 60000 n-ready 1 may-vanish 1 "
    "capture “” blob “”\n";

static const char wake_plan[] =
    "plan 3 ricoh candidate (null) note (null) id (null) (null) consent 0\n"
    "section 0 restart 0+3 restart 0 tries 1 sums 0 before 0\n"
    "0 wait 000000000080 verb 1 timeout 10000 quiet 600000 interval 250 limit 600000 n-ready "
    "2 may-vanish 1 capture “” blob “”\n"
    "1 leave e4000000000000000000 timeout 30000 accepts 1 repeats 1 capture “” blob “”\n"
    "2 wait  verb 1 quiet 60000 first 1000 interval 1000 limit 60000 n-ready 1 may-vanish 1 "
    "capture “” blob “”\n";

static void
test_plans_are_as_described (void)
{
    g_autoptr (GBytes) bytes = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = ricoh_make_facts ("MMP599", "SIM");
    g_autoptr (BbFacts) loader = ricoh_make_facts (NULL, NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    BbFlashInput again = {.facts = loader, .board = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) backup = bb_ricoh_plan_backup (facts, shipped_catalog (), NULL);
    g_autoptr (BbPlan) flash = bb_ricoh_plan_flash (&input, NULL);
    g_autoptr (BbPlan) verify = bb_ricoh_plan_verify (&input, NULL);
    g_autoptr (BbPlan) wake = bb_ricoh_plan_wake (loader, NULL);
    g_autoptr (BbPlan) recovery = NULL;

    loader->condition = BB_CONDITION_SPECIAL;
    recovery = bb_ricoh_plan_recover (&again, NULL);
    plan_text_assert (backup, backup_plan);
    plan_text_assert (flash, flash_plan);
    plan_text_assert (recovery, recovery_plan);
    plan_text_assert (verify, verify_plan);
    plan_text_assert (wake, wake_plan);
}

/* Only the command that programs endangers the drive, and it never replaces the program loader. */
static void
test_one_step_endangers (void)
{
    g_autoptr (GBytes) bytes = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = ricoh_make_facts ("MMP599", "SIM");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_ricoh_plan_flash (&input, NULL);
    guint n_dangers = 0;

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);
        gboolean programs = step->verb == BB_VERB_COMMAND && step->cdb.bytes[0] == 0xE1;

        n_dangers += step->endangers ? 1 : 0;
        g_assert_cmpint (step->endangers, ==, programs);
        if (programs)
            g_assert_cmphex (step->cdb.bytes[9], ==, 0);
        if (step->kind == BB_STEP_UNLOCK)
            g_assert_cmpuint (step->pause_ms, ==, 3000);
        if (step->verb == BB_VERB_WAIT_READY && i > 0)
            g_assert_cmpuint (step->wait.limit_ms, ==, 300000);
    }
    g_assert_cmpuint (n_dangers, ==, 1);
    g_assert_cmpuint (bb_plan_get_section (plan, 2)->max_tries, ==, 1);
}

/* Not only the verdict, but also each function that makes a plan must refuse a damaged image and an image for
 * another hardware series. */
static void
test_no_plan_is_made_for_other_images (void)
{
    BbPlan *(*const plans[]) (const BbFlashInput *, GError **) = {bb_ricoh_plan_flash, bb_ricoh_plan_verify,
                                                                  bb_ricoh_plan_recover};
    g_autoptr (GBytes) good = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (GBytes) other = ricoh_make_bytes ("0x63", "MMP598SIM");
    g_autoptr (GBytes) damaged = ricoh_flip (good, 0x20000);
    g_autoptr (BbFacts) facts = ricoh_make_facts ("MMP599", "SIM");
    g_autoptr (BbFacts) loader = ricoh_make_facts (NULL, NULL);
    GBytes *files[] = {good, other, damaged};

    loader->condition = BB_CONDITION_SPECIAL;
    for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
        g_autoptr (BbImage) image = identify_only_image (files[i]);

        for (guint j = 0; j < 2 * G_N_ELEMENTS (plans); j++) {
            BbFlashInput input = {
                .facts = j % 2 == 0 ? facts : loader, .board = facts, .image = image, .catalog = shipped_catalog ()};
            g_autoptr (GError) error = NULL;
            g_autoptr (BbPlan) plan = plans[j / 2](&input, &error);

            g_test_message ("image %u, plan %u", i, j);
            g_assert_cmpint (plan != NULL, ==, i == 0);
            if (i > 0)
                g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        }
    }
}

/* If no facts with the signature were recorded, a drive in its loader must show the signature of the image before a
 * page is sent. */
static void
test_recovery_compares_the_signature_unless_it_is_recorded (void)
{
    g_autoptr (GBytes) bytes = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) loader = ricoh_make_facts (NULL, NULL);
    g_autoptr (BbFacts) healthy = ricoh_make_facts ("MMP599", "SIM");

    loader->condition = BB_CONDITION_SPECIAL;
    for (guint i = 0; i < 2; i++) {
        BbFlashInput input = {.facts = loader,
                              .board = i == 0 ? NULL : healthy,
                              .image = image,
                              .catalog = shipped_catalog (),
                              .recovering = TRUE};
        g_autoptr (BbPlan) plan = bb_ricoh_plan_recover (&input, NULL);
        g_autofree char *stream = plan_dup_stream (plan);
        guint n_expected = 0;

        for (guint k = 0; k < bb_plan_get_n_steps (plan); k++)
            n_expected += bb_plan_get_step (plan, k)->use == BB_USE_EXPECT_BYTES ? 1 : 0;
        /* The plan leaves the loader (first E4) and enters it again (second E4), because the loader counts the pages
         * from 0 only after it was entered. */
        g_assert_true (g_str_has_prefix (stream, "E4000000000000000000 - 0\nE4000000000000000040 - 0\n"));
        g_assert_cmpint (strstr (stream, "E3000000800000400000") != NULL, ==, i == 0);
        g_assert_cmpuint (n_expected, ==, i == 0 ? 1 : 0);
    }
}

static void
test_attempts_end (void)
{
    g_autoptr (GBytes) bytes = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = ricoh_make_facts ("MMP599", "SIM");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog (), .attempt = 3};
    g_autoptr (GError) no_more = NULL;
    g_autoptr (GError) no_image = NULL;

    g_assert_null (bb_ricoh_plan_recover (&input, &no_more));
    g_assert_error (no_more, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE);
    input.image = NULL;
    g_assert_null (bb_ricoh_plan_recover (&input, &no_image));
    g_assert_error (no_image, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* --- what the backup shows --- */

static void
test_signature_is_learnt_from_the_backup (void)
{
    const BbLearnOps *learn = bb_family_ricoh.learn;
    g_autoptr (GBytes) good = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (GBytes) bad = ricoh_flip (good, 0x20000);
    g_autoptr (GBytes) erased = ricoh_flip (good, BB_RICOH_SIGNATURE_OFFSET);
    GBytes *memories[] = {good, bad, erased};
    g_autoptr (BbFacts) facts = ricoh_make_facts (NULL, NULL);

    g_assert_true (learn->is_needed (facts));
    for (guint i = 0; i < G_N_ELEMENTS (memories); i++) {
        g_autoptr (BbCaptures) captures = ricoh_make_captures (memories[i]);
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) better = learn->learn (NULL, facts, captures, shipped_catalog (), NULL, &error);
        g_autoptr (GError) no_image = NULL;
        g_autoptr (GBytes) image = bb_ricoh_make_image (facts, captures, shipped_catalog (), &no_image);

        g_test_message ("memory %u", i);
        g_assert_cmpint (image != NULL, ==, i == 0);
        if (i > 0)
            g_assert_error (no_image, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        g_assert_no_error (error);
        g_assert_false (learn->is_needed (better));
        g_assert_cmpstr (bb_facts_get_string (better, BB_RICOH_KEY_SIGNATURE), ==, i < 2 ? "MMP599" : "");
        g_assert_cmpint (bb_family_ricoh.backup_kind (better, NULL), ==, i == 0 ? BB_BACKUP_FULL : BB_BACKUP_PARTIAL);
    }
}

static void
test_judge_compares_firmware_and_loader (void)
{
    g_autoptr (BbFacts) facts = ricoh_make_facts ("MMP599", "SIM");
    g_autoptr (GBytes) new_bytes = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (GBytes) old_bytes = ricoh_make_bytes ("0x61", "MMP599SIM");
    g_autoptr (BbImage) image = identify_only_image (new_bytes);
    g_autoptr (GByteArray) joined = g_byte_array_new ();
    g_autoptr (GBytes) flashed = NULL;
    g_autoptr (GBytes) torn = NULL;
    const struct {
        GBytes **memory;
        GBytes **old;
        gboolean power_cycled;
        BbProof proof;
    } rows[] = {
        {&flashed, &old_bytes, TRUE, BB_PROOF_PROVEN},      {&flashed, NULL, TRUE, BB_PROOF_PROVEN},
        {&new_bytes, &old_bytes, TRUE, BB_PROOF_DIFFERENT}, {&old_bytes, &old_bytes, TRUE, BB_PROOF_UNCHANGED},
        {&old_bytes, &old_bytes, FALSE, BB_PROOF_PENDING},  {&torn, &old_bytes, TRUE, BB_PROOF_DIFFERENT},
        {&torn, &old_bytes, FALSE, BB_PROOF_PENDING},       {NULL, &old_bytes, TRUE, BB_PROOF_UNPROVEN},
        {NULL, &old_bytes, FALSE, BB_PROOF_PENDING},
    };

    g_byte_array_append (joined, g_bytes_get_data (old_bytes, NULL), BB_RICOH_FIRMWARE_OFFSET);
    g_byte_array_append (joined, (const guint8 *) g_bytes_get_data (new_bytes, NULL) + BB_RICOH_FIRMWARE_OFFSET,
                         BB_RICOH_IMAGE_BYTES - BB_RICOH_FIRMWARE_OFFSET);
    flashed = g_byte_array_free_to_bytes (g_steal_pointer (&joined));
    assert_sha256 (flashed, "c8ca9dbb8fab6e317aab14b64d363c3a10491710ba1b3d1e0ff59aadbb3be7f7");
    torn = ricoh_flip (flashed, 0x40000);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *why = NULL;

        g_test_message ("row %u", i);
        g_assert_cmpint (ricoh_judge (image, facts, rows[i].memory != NULL ? *rows[i].memory : NULL,
                                      rows[i].old != NULL ? *rows[i].old : NULL, rows[i].power_cycled, NULL, &why),
                         ==, rows[i].proof);
        g_assert_nonnull (why);
    }
}

/* --- identification --- */

static void
test_loaders_and_names_are_told_apart (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        const char *family;
        BbCondition condition;
        const char *says;
    } rows[] = {
        {"HP", "DVD Writer 200j", BB_RICOH_ID, BB_CONDITION_NORMAL, "Only the reported name"},
        {"PHILIPS", "DVDRW208", BB_RICOH_ID, BB_CONDITION_NORMAL, "Only the reported name"},
        {"RICOH", "Program Loader 8", BB_RICOH_ID, BB_CONDITION_SPECIAL, "program loader"},
        {"RICOH", "Program Loader 9", BB_RICOH_ID, BB_CONDITION_SPECIAL, "program loader"},
        {"RICOH", "Program Loader 5", NULL, BB_CONDITION_UNKNOWN,
         "unsupported generation, and its commands are unknown"},
        {"RICOH", "PLoader", NULL, BB_CONDITION_UNKNOWN, "unsupported generation, and its commands are unknown"},
        {"ACME", "DVD Writer 200j", NULL, BB_CONDITION_UNKNOWN, "does not match any supported drive family"},
        {"RICOH", "DVD+RW MP5240A", NULL, BB_CONDITION_UNKNOWN, "does not match any supported drive family"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (FakeDrive) drive = fake_drive_new (rows[i].vendor, rows[i].product, "1.36");
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) facts =
            bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, &error);

        g_test_message ("%s %s", rows[i].vendor, rows[i].product);
        g_assert_no_error (error);
        g_assert_cmpstr (facts->family, ==, rows[i].family);
        g_assert_cmpint (facts->condition, ==, rows[i].condition);
        g_assert_nonnull (strstr (facts->evidence->pdata[0], rows[i].says));
        /* No vendor command is sent, not even to a drive of the family. */
        for (guint k = 0; k < drive->log->len; k++)
            g_assert_false (g_str_has_prefix (drive->log->pdata[k], "E"));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/ricoh/images_and_sums_are_those_of_the_vectors",
                     test_images_and_sums_are_those_of_the_vectors);
    g_test_add_func ("/ricoh/damaged_images_are_refused_as_far_as_the_sum_sees",
                     test_damaged_images_are_refused_as_far_as_the_sum_sees);
    g_test_add_func ("/ricoh/verdict_goes_by_signature_and_brand", test_verdict_goes_by_signature_and_brand);
    g_test_add_func ("/ricoh/plans_send_the_streams_of_the_vectors", test_plans_send_the_streams_of_the_vectors);
    g_test_add_func ("/ricoh/plans_are_as_described", test_plans_are_as_described);
    g_test_add_func ("/ricoh/one_step_endangers", test_one_step_endangers);
    g_test_add_func ("/ricoh/no_plan_is_made_for_other_images", test_no_plan_is_made_for_other_images);
    g_test_add_func ("/ricoh/recovery_compares_the_signature_unless_it_is_recorded",
                     test_recovery_compares_the_signature_unless_it_is_recorded);
    g_test_add_func ("/ricoh/attempts_end", test_attempts_end);
    g_test_add_func ("/ricoh/signature_is_learnt_from_the_backup", test_signature_is_learnt_from_the_backup);
    g_test_add_func ("/ricoh/judge_compares_firmware_and_loader", test_judge_compares_firmware_and_loader);
    g_test_add_func ("/ricoh/loaders_and_names_are_told_apart", test_loaders_and_names_are_told_apart);
    return g_test_run ();
}
