/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/bb-family.h"
#include "fake-drive.h"
#include "scsi/bb-bytes.h"
#include "sim/bb-sim.h"

#include <string.h>

/* Code that all families share: facts, verdicts, probing, common part of a check. */

static BbCatalog *
catalog (void)
{
    static BbCatalog *opened = NULL;

    if (opened == NULL) {
        g_autoptr (GError) error = NULL;

        opened = bb_catalog_open (SOURCE_DATADIR "/catalog", "/nonexistent", &error);
        g_assert_no_error (error);
    }
    return opened;
}

static BbFacts *
probe (FakeDrive *drive, gboolean look_closer)
{
    g_autoptr (GError) error = NULL;
    BbFacts *facts = bb_family_probe (BB_TRANSPORT (drive), NULL, catalog (), look_closer, NULL, &error);

    g_assert_no_error (error);
    return facts;
}

static void
test_copy_of_facts_is_independent (void)
{
    BbInquiry inquiry = {.vendor = "ACME", .product = "X"};
    g_autoptr (BbFacts) facts = bb_facts_new (&inquiry);
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog (), "mediatek-mt1959");
    g_autoptr (GPtrArray) names = bb_catalog_search_names (catalog (), "ND-3550A");
    g_autoptr (BbFacts) copy = NULL;
    g_autoptr (GBytes) bytes = NULL;

    g_assert_cmpuint (names->len, >, 0);
    g_assert_null (bb_facts_get_string (facts, "text"));
    g_assert_null (bb_facts_get_bytes (facts, "bytes"));
    g_assert_null (bb_facts_get_model_key (facts));
    facts->model = bb_model_ref (models->pdata[0]);
    g_ptr_array_add (facts->candidates, bb_model_ref (models->pdata[1]));
    g_ptr_array_add (facts->names, bb_name_ref (names->pdata[0]));
    facts->mode = g_strdup ("normal");
    bb_facts_set_string (facts, "text", "one");
    bb_facts_set_bytes (facts, "bytes", (const guint8 *) "12", 2);
    bb_facts_add_evidence (facts, "It is %s.", "so");
    copy = bb_facts_copy (facts);
    bb_facts_set_string (copy, "text", "two");
    bb_facts_add_evidence (copy, "More.");
    g_assert_cmpstr (bb_facts_get_string (facts, "text"), ==, "one");
    g_assert_cmpstr (bb_facts_get_string (copy, "text"), ==, "two");
    g_assert_null (bb_facts_get_string (copy, "bytes"));
    bytes = bb_facts_get_bytes (copy, "bytes");
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "12", 2);
    g_assert_null (bb_facts_get_bytes (copy, "text"));
    g_assert_cmpuint (facts->evidence->len, ==, 1);
    g_assert_cmpuint (copy->evidence->len, ==, 2);
    g_assert_cmpstr (copy->evidence->pdata[0], ==, "It is so.");
    g_assert_cmpuint (copy->candidates->len, ==, 1);
    g_assert_cmpuint (copy->names->len, ==, 1);
    g_assert_cmpstr (bb_facts_get_model_key (copy), ==, bb_model_get_key (models->pdata[0]));
    g_assert_cmpstr (copy->inquiry.vendor, ==, "ACME");
}

static void
test_heaviest_reason_decides_verdict (void)
{
    static const char *const weights[] = {"info", "caution", "cross-flash", "refusal"};
    static const char *const levels[] = {"fits", "caution", "cross-flash", "refused"};
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();

    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_FITS);
    for (guint i = 0; i < G_N_ELEMENTS (weights); i++) {
        g_assert_cmpstr (bb_weight_to_string (i), ==, weights[i]);
        g_assert_cmpstr (bb_verdict_level_to_string (i), ==, levels[i]);
        bb_verdict_add (verdict, weights[i], i, "Reason %u.", i);
        bb_verdict_add (verdict, "light", BB_WEIGHT_INFO, "Light.");
        g_assert_cmpint (bb_verdict_get_level (verdict), ==, (gint) i);
    }
    g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, 8);
    for (guint i = 0; i < 4; i++)
        g_assert_cmpstr (bb_verdict_get_reason (verdict, i)->code, ==, weights[3 - i]);
    g_assert_cmpstr (bb_verdict_get_reason (verdict, 2)->text, ==, "Reason 1.");
    g_assert_true (bb_verdict_has (verdict, "refusal"));
    g_assert_false (bb_verdict_has (verdict, "nothing"));
}

static void
test_reason_is_found_by_code (void)
{
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();

    g_assert_null (bb_verdict_find (verdict, "second"));
    bb_verdict_add (verdict, "first", BB_WEIGHT_CAUTION, "One.");
    bb_verdict_add (verdict, "second", BB_WEIGHT_INFO, "Two.");
    bb_verdict_add (verdict, "second", BB_WEIGHT_CAUTION, "Three.");
    /* A heavier reason comes first; reasons of equal weight stay in the order in which they were added. */
    g_assert_cmpstr (bb_verdict_get_reason (verdict, 0)->text, ==, "One.");
    g_assert_cmpstr (bb_verdict_find (verdict, "second")->text, ==, "Three.");
    g_assert_true (bb_verdict_find (verdict, "second") == bb_verdict_get_reason (verdict, 1));
    g_assert_null (bb_verdict_find (verdict, "sec"));
}

static void
test_words_are_stable (void)
{
    static const char *const proofs[] = {"proven", "identity", "pending", "no", "no", "no"};
    static const char *const kinds[] = {"none", "partial", "full"};

    for (guint i = 0; i < G_N_ELEMENTS (proofs); i++)
        g_assert_cmpstr (bb_proof_to_string (i), ==, proofs[i]);
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        g_assert_cmpstr (bb_backup_kind_to_string (i), ==, kinds[i]);
}

/* Asserts that all members of an optional struct of #BbFamily are set, if the struct is. */
static void
check_ops_are_whole (const BbFamily *family, const char *name, gconstpointer ops, gsize n_members)
{
    gpointer member = NULL;

    for (gsize i = 0; ops != NULL && i < n_members; i++) {
        memcpy (&member, (const guint8 *) ops + i * sizeof member, sizeof member);
        g_test_message ("%s %s, member %" G_GSIZE_FORMAT, family->id, name, i);
        g_assert_nonnull (member);
    }
}

#define CHECK_OPS(family, ops) \
    check_ops_are_whole (family, #ops, (family)->ops, sizeof *(family)->ops / sizeof (gpointer))

static void
test_families_are_listed_and_complete (void)
{
    const BbFamily *const *list = bb_family_list ();
    guint n = 0;

    for (; list[n] != NULL; n++) {
        g_assert_true (bb_family_lookup (list[n]->id) == list[n]);
        g_assert_nonnull (list[n]->name);
        /* The members from list_probe_commands to plan_recover are required. */
        check_ops_are_whole (
            list[n], "core", &list[n]->list_probe_commands,
            (G_STRUCT_OFFSET (BbFamily, choose_image) - G_STRUCT_OFFSET (BbFamily, list_probe_commands)) /
                sizeof (gpointer));
        CHECK_OPS (list[n], learn);
        CHECK_OPS (list[n], inspect);
        CHECK_OPS (list[n], convert);
        CHECK_OPS (list[n], identity);
        CHECK_OPS (list[n], books);
    }
    g_assert_cmpuint (n, >=, 2);
    g_assert_null (bb_family_lookup ("acme"));
}

static void
test_other_device_types_get_inquiry_only (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("HL-DT-ST", "BD-RE  WH16NS60", "1.02");
    g_autoptr (BbFacts) facts = NULL;

    drive->inquiry[0] = 0;
    facts = probe (drive, TRUE);
    g_assert_null (facts->family);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_UNKNOWN);
    g_assert_cmpstr (facts->mode, ==, "unknown");
    g_assert_cmpuint (drive->log->len, ==, 1);
}

static void
test_unknown_drive_gets_only_standard_commands (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("ACME", "Writer 9", "1.00");
    g_autoptr (BbFacts) facts = probe (drive, FALSE);

    g_assert_null (facts->family);
    g_assert_cmpuint (facts->evidence->len, ==, 2);
    g_assert_nonnull (strstr (facts->evidence->pdata[0], "Neither the name"));
    g_assert_nonnull (strstr (facts->evidence->pdata[1], "does not report a firmware date"));
    g_assert_cmpuint (drive->log->len, ==, 2);
    g_assert_cmpstr (drive->log->pdata[0], ==, "120000002400");
    g_assert_cmpstr (drive->log->pdata[1], ==, "4602010C000000002000");
}

static void
test_closer_look_probes_every_family (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("ACME", "Writer 9", "1.00");
    g_autoptr (BbFacts) facts = probe (drive, TRUE);
    const BbFamily *const *list = bb_family_list ();
    guint n = 0;

    while (list[n] != NULL)
        n++;
    g_assert_null (facts->family);
    g_assert_cmpuint (facts->evidence->len, ==, n);
}

static void
test_longer_inquiry_only_when_there_is_more (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("ACME", "Writer 9", "1.00");
    g_autoptr (FakeDrive) stubborn = fake_drive_new ("ACME", "Writer 9", "1.00");
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) short_facts = NULL;

    drive->inquiry[4] = 91;
    drive->inquiry_bytes = 96;
    facts = probe (drive, FALSE);
    g_assert_cmpuint (fake_drive_count (drive, "12"), ==, 2);
    g_assert_cmpstr (drive->log->pdata[1], ==, "120000006000");
    g_assert_cmpuint (facts->inquiry.raw_length_bytes, ==, 96);
    stubborn->inquiry[4] = 0xFF;
    stubborn->sense_at = 2;
    stubborn->sense_code = 0x052400;
    short_facts = probe (stubborn, FALSE);
    g_assert_cmpuint (fake_drive_count (stubborn, "12"), ==, 2);
    g_assert_cmpuint (short_facts->inquiry.raw_length_bytes, ==, 36);
}

static gboolean
is_listed (const BbFamily *family, const char *cdb)
{
    g_autoptr (GArray) commands = family->list_probe_commands (catalog ());

    for (guint i = 0; i < commands->len; i++) {
        const BbProbeCommand *command = &g_array_index (commands, BbProbeCommand, i);
        g_autofree char *listed = bb_hex_dup (command->cdb, command->cdb_length_bytes, "");

        if (g_str_equal (listed, cdb))
            return TRUE;
    }
    return FALSE;
}

/* Probes a drive with each name of the catalog for @model, and asserts that @family is asked first. Returns their
 * number. */
static guint
ask_rebadges (const BbFamily *family, BbModel *model)
{
    g_autoptr (GPtrArray) names = bb_catalog_names_of_model (catalog (), family->id, bb_model_get_key (model));
    guint n_asked = 0;

    for (guint i = 0; i < names->len; i++) {
        const char *vendor = bb_name_get_vendor (names->pdata[i]);
        const char *product = bb_name_get_product (names->pdata[i]);
        g_autoptr (FakeDrive) drive = NULL;
        g_autoptr (BbFacts) facts = NULL;

        if (*vendor == '\0' || *product == '\0')
            continue;
        drive = fake_drive_new (vendor, product, "1.00");
        facts = probe (drive, FALSE);
        g_test_message ("%s %s: %s", vendor, product, family->id);
        g_assert_cmpuint (drive->log->len, >, 1);
        g_assert_true (is_listed (family, drive->log->pdata[1]));
        g_assert_cmpuint (facts->names->len, >, 0);
        n_asked++;
    }
    return n_asked;
}

/* For each name of the catalog that refers to a family, this family is probed first. */
static void
test_rebadge_is_probed_by_its_family (void)
{
    const BbFamily *const *list = bb_family_list ();
    guint n_asked = 0;

    for (guint i = 0; list[i] != NULL; i++) {
        g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog (), list[i]->id);

        for (guint j = 0; j < models->len; j++)
            n_asked += ask_rebadges (list[i], models->pdata[j]);
    }
    g_assert_cmpuint (n_asked, >, 50);
}

/* A drive that is probed again behind a bridge with another name is probed first with its former family. */
static void
test_known_drive_is_probed_by_its_family_under_any_name (void)
{
    const BbFamily *const *list = bb_family_list ();

    for (guint i = 0; list[i] != NULL; i++) {
        g_autoptr (FakeDrive) drive = fake_drive_new ("ACME", "Enclosure", "1.00");
        g_autoptr (BbFacts) stranger = probe (drive, FALSE);
        guint n_before = drive->log->len;
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) again = NULL;

        g_assert_cmpint (stranger->condition, ==, BB_CONDITION_UNKNOWN);
        g_assert_cmpuint (n_before, ==, 2);
        again = bb_family_probe (BB_TRANSPORT (drive), list[i], catalog (), FALSE, NULL, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (drive->log->len, >, n_before + 1);
        for (guint k = n_before + 1; k < drive->log->len; k++)
            g_assert_true (is_listed (list[i], drive->log->pdata[k]));
    }
}

static void
test_unidentified_drive_keeps_candidates (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("_NEC", "DVD_RW ND-3550A", "1.05");
    g_autoptr (BbFacts) facts = probe (drive, FALSE);

    g_assert_null (facts->family);
    g_assert_cmpuint (facts->names->len, >, 0);
    g_assert_cmpuint (facts->candidates->len, >, 0);
    for (guint i = 0; i < facts->candidates->len; i++) {
        for (guint j = 0; j < i; j++)
            g_assert_cmpstr (bb_model_get_key (facts->candidates->pdata[i]), !=,
                             bb_model_get_key (facts->candidates->pdata[j]));
    }
}

static void
test_cancelled_or_removed_is_an_error (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("ACME", "Writer 9", "1.00");
    g_autoptr (FakeDrive) gone = fake_drive_new ("HL-DT-ST", "BD-RE  WH16NS60", "1.00");
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) cancelled = NULL;
    g_autoptr (GError) error = NULL;

    g_cancellable_cancel (cancellable);
    g_assert_null (bb_family_probe (BB_TRANSPORT (drive), NULL, catalog (), TRUE, cancellable, &cancelled));
    g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpuint (drive->log->len, ==, 0);
    gone->gone_at = 2;
    gone->gone_code = BB_TRANSPORT_ERROR_TIMED_OUT;
    g_assert_null (bb_family_probe (BB_TRANSPORT (gone), NULL, catalog (), FALSE, NULL, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_TIMED_OUT);
}

/* A drive must answer INQUIRY in any state. If it rejects INQUIRY, nothing is known of the drive, so probing
 * fails. */
static void
test_inquiry_that_is_rejected_is_an_error (void)
{
    static const struct {
        guint32 sense;
        BbScsiError code;
    } cases[] = {
        {0x020401, BB_SCSI_ERROR_BECOMING_READY}, {0x023A00, BB_SCSI_ERROR_NO_MEDIUM},
        {0x031100, BB_SCSI_ERROR_MEDIUM},         {0x044400, BB_SCSI_ERROR_HARDWARE},
        {0x052000, BB_SCSI_ERROR_UNSUPPORTED},    {0x052400, BB_SCSI_ERROR_INVALID_FIELD},
        {0x072700, BB_SCSI_ERROR_PROTECTED},      {0x0B0000, BB_SCSI_ERROR_ABORTED},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (FakeDrive) drive = fake_drive_new ("HL-DT-ST", "BD-RE  WH16NS60", "1.00");
        g_autoptr (GError) error = NULL;

        drive->sense_at = 1;
        drive->sense_code = cases[i].sense;
        g_assert_null (bb_family_probe (BB_TRANSPORT (drive), NULL, catalog (), TRUE, NULL, &error));
        g_assert_error (error, BB_SCSI_ERROR, (gint) cases[i].code);
        g_assert_cmpuint (drive->log->len, ==, 1);
    }
}

/* INQUIRY is repeated after a unit attention: the first one, and the longer one. */
static void
test_inquiry_is_repeated_after_unit_attention (void)
{
    for (guint at = 0; at <= 2; at++) {
        g_autoptr (FakeDrive) drive = fake_drive_new ("ACME", "Writer 9", "1.00");
        g_autoptr (BbFacts) facts = NULL;

        drive->inquiry[4] = 91;
        drive->inquiry_bytes = 96;
        drive->sense_at = at;
        drive->sense_code = 0x062900;
        facts = probe (drive, FALSE);
        g_assert_cmpstr (facts->inquiry.product, ==, "Writer 9        ");
        g_assert_cmpuint (facts->inquiry.raw_length_bytes, ==, 96);
        g_assert_cmpuint (fake_drive_count (drive, "12"), ==, at > 0 ? 3 : 2);
    }
}

/* The probe commands of all families, sent to every simulated drive, change no state (docs/design.md). */
static void
test_probing_changes_nothing_on_any_drive (void)
{
    static const struct {
        const char *family;
        const char *model;
        const char *state;
    } drives[] = {
        {"mediatek-mt1959", "BD-RE WH16NS60", "normal"},
        {"mediatek-mt1959", "BD-RE BU40N", "boot"},
        {"nec-optiarc", "K355", "normal"},
        {"nec-optiarc", "G285", "normal"},
        {"nec-optiarc", "K110", "normal"},
    };
    const BbFamily *const *list = bb_family_list ();

    for (guint i = 0; i < G_N_ELEMENTS (drives); i++) {
        g_autofree char *text = g_strdup_printf ("[drive sr0]\nFamily=%s\nModel=%s\nState=%s\n", drives[i].family,
                                                 drives[i].model, drives[i].state);
        g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
        g_autoptr (GError) error = NULL;
        g_autoptr (BbSimBus) bus = bb_sim_bus_new_from_data (text, store, catalog (), &error);
        g_autoptr (BbTransport) transport = bb_sim_bus_open (bus, "sr0", NULL);
        g_autoptr (GBytes) before = bb_sim_bus_dump (bus, "sr0", NULL, NULL);
        g_autoptr (GBytes) after = NULL;
        g_autoptr (BbFacts) first = bb_family_probe (transport, NULL, catalog (), TRUE, NULL, NULL);
        g_autoptr (BbFacts) second = NULL;
        g_auto (GStrv) violations = NULL;

        g_assert_no_error (error);
        for (guint j = 0; list[j] != NULL; j++) {
            g_autoptr (GArray) commands = list[j]->list_probe_commands (catalog ());

            for (guint k = 0; k < commands->len; k++) {
                const BbProbeCommand *probed = &g_array_index (commands, BbProbeCommand, k);
                g_autofree guint8 *room = g_malloc0 (MAX (probed->data_in_bytes, 1));
                BbCommand command = {.direction = probed->data_in_bytes > 0 ? BB_DIRECTION_IN : BB_DIRECTION_NONE,
                                     .in = room,
                                     .length_bytes = probed->data_in_bytes,
                                     .timeout_ms = 10000};
                BbReply reply;

                bb_cdb_init (&command.cdb, probed->cdb, probed->cdb_length_bytes);
                g_assert_true (bb_transport_execute (transport, &command, &reply, &error));
            }
        }
        second = bb_family_probe (transport, NULL, catalog (), TRUE, NULL, NULL);
        g_test_message ("%s %s %s is %s, %s", drives[i].family, drives[i].model, drives[i].state, second->family,
                        second->mode);
        g_assert_cmpstr (first->family, ==, drives[i].family);
        g_assert_cmpstr (second->family, ==, first->family);
        g_assert_cmpstr (second->mode, ==, first->mode);
        g_assert_cmpstr (second->fingerprint, ==, first->fingerprint);
        after = bb_sim_bus_dump (bus, "sr0", NULL, NULL);
        g_assert_true (g_bytes_equal (before, after));
        g_assert_cmpuint (bb_sim_bus_count_writes (bus, "sr0"), ==, 0);
        violations = bb_sim_bus_list_violations (bus, "sr0");
        g_assert_null (violations[0]);
    }
}

/* Facts and image for the common part of bb_family_check(); no family made them. */
typedef struct {
    const char *facts_family;
    const char *image_family;
    BbCondition condition;
    const char *drive_revision;
    const char *revision;
    const char *product;
    BbChecksum checksum;
    const char *problem;
} Pair;

static BbVerdict *
check (const Pair *pair)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static ("firmware", 8);
    g_autoptr (BbImage) whole = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (BbImageIdentity) identity = bb_image_identity_new (pair->image_family, 0, 8);
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);
    g_autoptr (BbImage) image = NULL;

    facts->family = g_strdup (pair->facts_family);
    facts->condition = pair->condition;
    facts->mode = g_strdup ("some-mode");
    g_strlcpy (facts->inquiry.product, "WRITER          ", sizeof facts->inquiry.product);
    g_strlcpy (facts->inquiry.revision, pair->drive_revision != NULL ? pair->drive_revision : "1.05",
               sizeof facts->inquiry.revision);
    identity->revision = g_strdup (pair->revision);
    identity->product = g_strdup (pair->product);
    identity->checksum = pair->checksum;
    identity->problem = g_strdup (pair->problem);
    image = bb_image_new_part (whole, identity, NULL);
    return bb_family_check (facts, image, catalog ());
}

static void
expect (const Pair *pair, const char *code, BbWeight weight)
{
    g_autoptr (BbVerdict) verdict = check (pair);
    const BbReason *reason = bb_verdict_find (verdict, code);

    g_test_message ("%s", code);
    g_assert_nonnull (reason);
    g_assert_cmpint (reason->weight, ==, weight);
    g_assert_true (g_str_has_suffix (reason->text, "."));
}

static void
test_common_reasons (void)
{
    static const Pair unknown_drive = {NULL, "mediatek-mt1959"};
    static const Pair unknown_image = {"mediatek-mt1959", NULL};
    static const Pair unknown_with_problem = {"mediatek-mt1959", NULL, .problem = "It is a picture."};
    static const Pair foreign = {"mediatek-mt1959", "nec-optiarc"};
    static const Pair strange = {"mediatek-mt1959", "acme"};
    static const Pair bad = {"mediatek-mt1959", "mediatek-mt1959", .checksum = BB_CHECKSUM_BAD};
    static const Pair problem = {"mediatek-mt1959", "mediatek-mt1959", .problem = "It is cut."};
    static const Pair special = {"mediatek-mt1959", "mediatek-mt1959", BB_CONDITION_SPECIAL};
    static const Pair damaged = {"mediatek-mt1959", "mediatek-mt1959", BB_CONDITION_DAMAGED};
    static const Pair anonymous = {"mediatek-mt1959", "mediatek-mt1959", BB_CONDITION_NORMAL};
    g_autoptr (BbVerdict) told = check (&unknown_with_problem);
    g_autoptr (BbVerdict) foreign_verdict = check (&foreign);

    expect (&unknown_drive, "no-family", BB_WEIGHT_REFUSAL);
    expect (&unknown_image, "image-unknown", BB_WEIGHT_REFUSAL);
    g_assert_cmpstr (bb_verdict_find (told, "image-unknown")->text, ==, "It is a picture.");
    expect (&foreign, "image-foreign", BB_WEIGHT_REFUSAL);
    g_assert_cmpuint (bb_verdict_get_n_reasons (foreign_verdict), ==, 1);
    expect (&strange, "image-foreign", BB_WEIGHT_REFUSAL);
    expect (&bad, "checksum", BB_WEIGHT_REFUSAL);
    expect (&problem, "image-problem", BB_WEIGHT_REFUSAL);
    expect (&special, "special-mode", BB_WEIGHT_INFO);
    expect (&damaged, "damaged", BB_WEIGHT_INFO);
    expect (&anonymous, "image-anonymous", BB_WEIGHT_CAUTION);
}

static void
test_unidentified_image_is_refused (void)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static ("firmware", 8);
    g_autoptr (BbImage) image = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, catalog ());

    g_assert_true (bb_verdict_has (verdict, "image-unknown"));
}

static void
test_revisions_are_compared_only_when_they_can_be (void)
{
    static const struct {
        const char *drive;
        const char *image;
        const char *product;
        BbCondition condition;
        const char *code;
    } rows[] = {
        {"1.05", "1.04", NULL, BB_CONDITION_NORMAL, "downgrade"},
        {"1.05", "1.06", NULL, BB_CONDITION_NORMAL, NULL},
        {"1.05", "1.05", NULL, BB_CONDITION_NORMAL, "same-revision"},
        {"1.05", "1.04", "WRITER", BB_CONDITION_NORMAL, "downgrade"},
        {"1.05", "1.04", "OTHER", BB_CONDITION_NORMAL, NULL},
        {"1.05", "1.04", NULL, BB_CONDITION_SPECIAL, NULL},
        {"A105", "B104", NULL, BB_CONDITION_NORMAL, NULL},
        {"A105", "A104", NULL, BB_CONDITION_NORMAL, "downgrade"},
        {"a105", "A105", NULL, BB_CONDITION_NORMAL, "same-revision"},
        {"1.05", "1.4", NULL, BB_CONDITION_NORMAL, NULL},
        {"BOOT", "1.04", NULL, BB_CONDITION_NORMAL, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        Pair pair = {"mediatek-mt1959", "mediatek-mt1959", rows[i].condition,
                     rows[i].drive,     rows[i].image,     rows[i].product};
        g_autoptr (BbVerdict) verdict = check (&pair);

        g_test_message ("%s and %s", rows[i].drive, rows[i].image);
        g_assert_true (bb_verdict_has (verdict, "size"));
        g_assert_cmpint (bb_verdict_has (verdict, "downgrade"), ==, g_strcmp0 (rows[i].code, "downgrade") == 0);
        g_assert_cmpint (bb_verdict_has (verdict, "same-revision"), ==,
                         g_strcmp0 (rows[i].code, "same-revision") == 0);
    }
}

static void
test_unknown_file_is_one_image_with_a_reason (void)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static ("just text", 9);
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "readme.txt");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, catalog ());
    BbImageIdentity *identity = bb_image_get_identity (images->pdata[0]);

    g_assert_cmpuint (images->len, ==, 1);
    g_assert_null (identity->family);
    g_assert_true (g_str_has_suffix (identity->problem, "."));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/facts/copy_of_facts_is_independent", test_copy_of_facts_is_independent);
    g_test_add_func ("/verdict/heaviest_reason_decides_verdict", test_heaviest_reason_decides_verdict);
    g_test_add_func ("/verdict/reason_is_found_by_code", test_reason_is_found_by_code);
    g_test_add_func ("/family/words_are_stable", test_words_are_stable);
    g_test_add_func ("/family/families_are_listed_and_complete", test_families_are_listed_and_complete);
    g_test_add_func ("/ladder/other_device_types_get_inquiry_only", test_other_device_types_get_inquiry_only);
    g_test_add_func ("/ladder/unknown_drive_gets_only_standard_commands",
                     test_unknown_drive_gets_only_standard_commands);
    g_test_add_func ("/ladder/closer_look_probes_every_family", test_closer_look_probes_every_family);
    g_test_add_func ("/ladder/longer_inquiry_only_when_there_is_more", test_longer_inquiry_only_when_there_is_more);
    g_test_add_func ("/ladder/rebadge_is_probed_by_its_family", test_rebadge_is_probed_by_its_family);
    g_test_add_func ("/ladder/unidentified_drive_keeps_candidates", test_unidentified_drive_keeps_candidates);
    g_test_add_func ("/family/known_drive_is_probed_by_its_family_under_any_name",
                     test_known_drive_is_probed_by_its_family_under_any_name);
    g_test_add_func ("/ladder/inquiry/inquiry_that_is_rejected_is_an_error",
                     test_inquiry_that_is_rejected_is_an_error);
    g_test_add_func ("/ladder/inquiry/inquiry_is_repeated_after_unit_attention",
                     test_inquiry_is_repeated_after_unit_attention);
    g_test_add_func ("/ladder/cancelled_or_removed_is_an_error", test_cancelled_or_removed_is_an_error);
    g_test_add_func ("/ladder/probing_changes_nothing_on_any_drive", test_probing_changes_nothing_on_any_drive);
    g_test_add_func ("/check/common_reasons", test_common_reasons);
    g_test_add_func ("/check/unidentified_image_is_refused", test_unidentified_image_is_refused);
    g_test_add_func ("/check/revisions_are_compared_only_when_they_can_be",
                     test_revisions_are_compared_only_when_they_can_be);
    g_test_add_func ("/identify/unknown_file_is_one_image_with_a_reason",
                     test_unknown_file_is_one_image_with_a_reason);
    return g_test_run ();
}
