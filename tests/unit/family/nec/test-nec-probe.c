/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../fact-checks.h"
#include "nec-fake.h"
#include "nec-vectors.h"

/* Tests bb-nec.c and bb-nec-probe.c. */

/* Returns (transfer full) (nullable) the facts that probe() of the family finds. Afterwards the log of @drive has
 * only the commands of probe(). */
static BbFacts *
probe (NecFake *drive, BbCatalog *catalog, GError **error)
{
    g_autoptr (GPtrArray) names = NULL;
    BbInquiry inquiry = {0};
    BbFacts *facts = NULL;

    g_assert_true (bb_scsi_inquiry (BB_TRANSPORT (drive), 96, &inquiry, NULL));
    nec_fake_clear_log (drive);
    names = bb_catalog_match_name (catalog, inquiry.vendor, inquiry.product);
    facts = bb_family_nec_optiarc.probe (BB_TRANSPORT (drive), &inquiry, names, catalog, NULL, error);
    g_assert_true ((facts == NULL) == (error != NULL && *error != NULL));
    return facts;
}

/* TRUE if the CDB @line is one of list_probe_commands(). */
static gboolean
is_listed (const char *line)
{
    g_autoptr (GArray) commands = bb_family_nec_optiarc.list_probe_commands (NULL);

    for (guint i = 0; i < commands->len; i++) {
        const BbProbeCommand *command = &g_array_index (commands, BbProbeCommand, i);
        g_autoptr (GString) text = g_string_new (NULL);

        for (guint n = 0; n < command->cdb_length_bytes; n++)
            g_string_append_printf (text, "%02X", command->cdb[n]);
        if (g_str_equal (text->str, line))
            return TRUE;
    }
    return FALSE;
}

/* Asserts that only commands that is_listed() accepts were sent, all of them READ MEMORY (CC00). */
static void
assert_only_listed (NecFake *drive)
{
    g_auto (GStrv) lines = g_strsplit (nec_fake_get_log (drive), "\n", -1);

    for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
        g_test_message ("%s", lines[i]);
        g_assert_true (is_listed (lines[i]));
        g_assert_true (g_str_has_prefix (lines[i], "CC00"));
    }
}

/* Each stored ID of each type is recognised at the address of its type. IDs that only files have are not
 * recognised. */
static void
test_each_id_of_the_catalog_is_recognised (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_NEC_FAMILY);
    guint n = 0;

    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);
        g_auto (GStrv) ids = bb_model_get_strv (model, "AcceptedIds");

        for (guint k = 0; ids[k] != NULL; k++) {
            /* The model text matches no rule of nec-siblings.models, so the type must be that of the stored ID. */
            g_autoptr (NecFake) drive = nec_fake_new_model (model, ids[k], "no model", 0x55);
            g_autoptr (GError) error = NULL;
            g_autoptr (BbFacts) facts = probe (drive, catalog, &error);

            n++;
            g_assert_no_error (error);
            if (ids[k][3] == 'R') {
                g_assert_cmpint (facts->condition, !=, BB_CONDITION_NORMAL);
                continue;
            }
            g_assert_cmpstr (bb_facts_get_model_key (facts), ==, bb_model_get_key (model));
            g_assert_cmpint (facts->condition, ==, BB_CONDITION_NORMAL);
            g_assert_cmpstr (facts->mode, ==, "normal");
            g_assert_cmpstr (facts->family, ==, "nec-optiarc");
            g_assert_cmpstr (bb_facts_get_string (facts, "stored-id"), ==, ids[k]);
            g_assert_nonnull (facts->fingerprint);
            assert_only_listed (drive);
        }
    }
    g_assert_cmpuint (models->len, ==, 262);
    g_assert_cmpuint (n, >=, 300);
}

/* An ID at the address of another type is not recognized. */
static void
test_stored_id_is_recognised_at_its_address_only (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = nec_fake_new ("VENDOR", "SOMETHING", "1.00");
    g_autoptr (GError) error = NULL;
    g_autoptr (BbFacts) facts = NULL;

    nec_fake_put_text (drive, 0x4500, "K355............................");
    facts = probe (drive, catalog, &error);
    g_assert_no_error (error);
    g_assert_null (facts->model);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_UNKNOWN);
    g_assert_cmpint (bb_family_nec_optiarc.can (facts), ==, BB_CAN_IDENTIFY);
    g_assert_false (bb_family_nec_optiarc.learn->is_needed (facts));
    g_assert_null (bb_family_nec_optiarc.plan_backup (facts, NULL, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

static void
test_drive_that_refuses_reads_is_of_another_family (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = nec_fake_new ("VENDOR", "SOMETHING", "1.00");
    g_autoptr (GError) error = NULL;

    g_assert_null (probe (drive, catalog, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE);
    g_assert_cmpstr (nec_fake_get_log (drive), ==,
                     "CC0000004500000020000000\nCC0000004800000020000000\nCC0000010800000020000000\n"
                     "CC0000007000000020000000\nCC0000005000000020000000\n");
}

/* A bridge that answers in place of the drive returns zeros. Zeros at all addresses are an error and not a damaged
 * identity. */
static void
test_nothing_but_zeros_is_not_taken_for_damage (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = nec_fake_new ("_NEC", "DVD_RW ND-3550A", "1.05");
    g_autoptr (GError) error = NULL;
    g_autoptr (BbFacts) facts = NULL;

    nec_fake_answer_all (drive);
    g_assert_null (probe (drive, catalog, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_nonnull (strstr (error->message, "SATA or IDE port"));
    g_clear_error (&error);
    /* A single byte at one of the addresses shows that the memory is read. */
    nec_fake_put (drive, 0x10800, (const guint8 *) "\x01", 1);
    facts = probe (drive, catalog, &error);
    g_assert_no_error (error);
    g_assert_nonnull (facts);
}

static void
test_drive_without_model_block_is_of_another_family (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = nec_fake_new ("_NEC", "DVD_RW ND-3550A", "1.05");
    g_autoptr (GError) error = NULL;

    nec_fake_put_text (drive, 0x4800, "K355");
    g_assert_null (probe (drive, catalog, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE);
}

/* The first three commands are those of the trace of an ND-3550A in the protocol page; then come those that Burnback
 * adds. */
static void
test_nd_3550a_gets_commands_of_the_trace (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = nec_fake_new ("_NEC", "DVD_RW ND-3550A", "1.05");
    g_autoptr (BbFacts) facts = NULL;
    const guint8 id = 0x93;

    nec_fake_answer_all (drive);
    nec_fake_put_text (drive, 0x4800, "K355");
    nec_fake_put_rid (drive, 0x5F00, "ND30", "NEC", "ND-3550A        ");
    /* The bytes after RID text and model text are no part of them. */
    nec_fake_put_text (drive, 0x5F14, "x");
    nec_fake_put_text (drive, 0x5F50, "x");
    nec_fake_put (drive, 0x10000, &id, 1);
    nec_fake_put_page (drive, 0x4000, 7);
    facts = probe (drive, catalog, NULL);
    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "K355");
    g_assert_cmpstr (facts->maker, ==, "NEC");
    g_assert_cmpstr (bb_facts_get_string (facts, BB_NEC_VALUE_RID_MODEL), ==, "ND-3550A");
    g_assert_cmpstr (facts->model_name, ==, "ND-3550A");
    g_assert_cmpstr (bb_facts_get_string (facts, "firmware-id"), ==, "93");
    g_assert_cmpstr (bb_facts_get_string (facts, "rid-text"), ==, "ND30");
    g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_HIGH);
    g_assert_true (facts_have_evidence (facts, "K355"));
    g_assert_true (facts_have_evidence (
        facts, "The identity data in the drive’s memory names the manufacturer “NEC” and the model “ND-3550A”."));
    g_assert_cmpuint (facts->conflict->len, ==, 0);
    /* A K355 may have the boot code of a D355. */
    g_assert_cmpuint (facts->candidates->len, ==, 1);
    g_assert_cmpstr (bb_model_get_key (g_ptr_array_index (facts->candidates, 0)), ==, "D355");
    g_assert_true (bb_family_nec_optiarc.learn->is_needed (facts));
    g_assert_cmpstr (nec_fake_get_log (drive), ==,
                     "CC0000004500000020000000\nCC0000004800000020000000\nCC0000005F00000080000000\n"
                     "CC0000010000000004000000\nCC0000004000001000000000\n");
}

/* The texts of a model block with an unknown maker are stored, but they are no evidence of the drive's type. */
static void
test_model_block_of_unknown_maker_is_no_evidence (void)
{
    static const char *const makers[] = {"NEC", "ACME"};
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (makers); i++) {
        g_autoptr (NecFake) drive = nec_fake_new ("_NEC", "DVD_RW ND-3550A", "1.05");
        g_autoptr (BbFacts) facts = NULL;

        nec_fake_put_text (drive, 0x4800, "K355");
        nec_fake_put_rid (drive, 0x5F00, "ND30", makers[i], "ND-3550A");
        facts = probe (drive, catalog, NULL);
        g_assert_cmpstr (bb_facts_get_string (facts, BB_NEC_VALUE_RID_MAKER), ==, makers[i]);
        g_assert_cmpstr (bb_facts_get_string (facts, BB_NEC_VALUE_RID_MODEL), ==, "ND-3550A");
        g_assert_true (facts_have_evidence (facts, "identity data in the drive’s memory names") == (i == 0));
    }
}

/* The drive runs firmware of an ND-4551A, but has the model block of an ND-3550A. Its stored ID is that of an
 * ND-3550A or is damaged. In both cases the probe must report a contradiction. */
static void
test_contradiction_is_found_by_the_probe (void)
{
    static const char *const ids[] = {"K355", "i\x01\x02\x03"};
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, BB_NEC_FAMILY, "K355");

    for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
        g_autoptr (NecFake) drive = nec_fake_new_model (model, ids[i], "ND-3550A", 0x92);
        g_autoptr (BbFacts) facts = probe (drive, catalog, NULL);

        g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_CONFLICTING);
        g_assert_true (facts->wants_repair);
        g_assert_cmpuint (facts->conflict->len, ==, i == 0 ? 3 : 2);
    }
}

static const struct {
    guint8 id;
    const char *name;
} rebadge_cases[] = {{0x6D, "ND-1000A"}, {0x68, "ND-1100A"}, {0x70, "ND-1300A"}, {0x01, "ND-1100A"}};

/* K110 is the type of three products. The firmware id byte must decide which product the drive is. If the byte is
 * unknown (last row), the INQUIRY name must decide; the model block of this drive names no product. */
static void
test_rebadge_is_identified_by_firmware_id (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (rebadge_cases); i++) {
        g_autoptr (NecFake) drive = nec_fake_new ("TDK", "DVDRW420N", "1.05");
        g_autoptr (BbFacts) facts = NULL;

        nec_fake_put_text (drive, 0x4500, "K110");
        nec_fake_put_rid (drive, 0x4F00, "ND99", "NEC", "");
        nec_fake_put (drive, 0x5000, &rebadge_cases[i].id, 1);
        nec_fake_put_page (drive, 0x4000, 7);
        facts = probe (drive, catalog, NULL);
        g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "K110");
        g_assert_cmpstr (facts->maker, ==, "NEC");
        g_assert_cmpstr (facts->model_name, ==, rebadge_cases[i].name);
        g_assert_cmpuint (facts->candidates->len, ==, 0);
        /* Under this INQUIRY name the catalog has only the ND-1100A. Cases 0 and 2 are identified as another product,
         * which lowers the confidence. */
        g_assert_true (facts_have_evidence (facts, "are usually identified as ND-1100A") == (i == 0 || i == 2));
        g_assert_cmpint (facts->confidence, ==, i == 1 || i == 3 ? BB_CONFIDENCE_HIGH : BB_CONFIDENCE_MEDIUM);
    }
}

/* The model block contradicts itself: its RID text ND02 is that of the ND-1100A, but its model text is another name.
 * If the firmware runs, the firmware id byte names the product, which must be certain. In safe mode only the model
 * block names the product, which must be uncertain. */
static void
test_firmware_id_outweighs_a_contradiction_in_the_model_block (void)
{
    static const struct {
        const char *inquiry_revision;
        guint8 id;
        const char *name;
        BbConfidence confidence;
    } rows[] = {
        {"1.05", 0x70, "ND-1300A", BB_CONFIDENCE_HIGH},
        {"1.05", 0x68, "ND-1100A", BB_CONFIDENCE_HIGH},
        {"0.02", 0x70, "ND-1300A", BB_CONFIDENCE_MEDIUM},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (NecFake) drive = nec_fake_new ("_NEC", "DVD_RW", rows[i].inquiry_revision);
        g_autoptr (BbFacts) facts = NULL;

        nec_fake_put_text (drive, 0x4500, "K110");
        nec_fake_put_rid (drive, 0x4F00, "ND02", "NEC CORPORATION", "ND-1300A");
        nec_fake_put (drive, 0x5000, &rows[i].id, 1);
        nec_fake_put_page (drive, 0x4000, 7);
        facts = probe (drive, catalog, NULL);
        g_test_message ("%u: %s", i, facts->model_name);
        g_assert_cmpstr (facts->model_name, ==, rows[i].name);
        g_assert_cmpint (facts->confidence, ==, rows[i].confidence);
        g_assert_true (facts_have_evidence (facts, "The drive’s identity data belongs to the ND-1300A, but the "
                                                   "firmware belongs to the ND-1100A.") ==
                       g_str_equal (rows[i].name, "ND-1100A"));
        g_assert_true (facts_have_evidence (facts, "The drive’s identity data belongs to") ==
                       g_str_equal (rows[i].name, "ND-1100A"));
        g_assert_cmpstr (bb_facts_get_string (facts, BB_NEC_VALUE_RID_TEXT), ==, "ND02");
        g_assert_cmpstr (bb_facts_get_string (facts, BB_NEC_VALUE_RID_MAKER), ==, "NEC CORPORATION");
        g_assert_cmpstr (bb_facts_get_string (facts, BB_NEC_VALUE_RID_MODEL), ==, "ND-1300A");
    }
}

/* The first 1024 bytes of the calibration are unique to the drive: one byte that is not blank gives a fingerprint. If
 * all of them are blank, the calibration counts as blank. */
static void
test_one_byte_tells_units_apart (void)
{
    static const guint8 blanks[] = {0xFF, 0x00};
    static const gsize places[] = {0, 0x200, 0x3FF, 0x400};
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < G_N_ELEMENTS (blanks) * G_N_ELEMENTS (places); i++) {
        gsize at = places[i % G_N_ELEMENTS (places)];
        g_autoptr (NecFake) drive = nec_fake_new ("_NEC", "DVD_RW ND-3520A", "1.05");
        guint8 page[0x800];
        g_autoptr (BbFacts) facts = NULL;

        memset (page, blanks[i / G_N_ELEMENTS (places)], sizeof page);
        page[at] = 0x5A;
        nec_fake_put_text (drive, 0x4800, "K352");
        nec_fake_put_rid (drive, 0x5F00, "ND21", "NEC", "ND-3520A");
        nec_fake_put (drive, 0x4000, page, sizeof page);
        facts = probe (drive, catalog, NULL);
        g_test_message ("0x%02x, 0x%zx", page[1], at);
        g_assert_cmpint (facts->fingerprint != NULL, ==, at < 0x400);
        g_assert_cmpint (facts_have_evidence (facts, "calibration data is blank"), ==, at >= 0x400);
        if (facts->fingerprint != NULL)
            g_assert_true (g_hash_table_add (seen, g_strdup (facts->fingerprint)));
    }
    g_assert_cmpuint (g_hash_table_size (seen), ==, 6);
}

static const struct {
    const char *text;
    const char *name;
} text_cases[] = {{"ND-1300A", "ND-1300A"}, {"ND-1100A", "ND-1100A"}, {"", "ND-1000A / ND-1100A / ND-1300A"}};

/* Without valid firmware, and with a RID text that the catalog does not have, the model text names the product. */
static void
test_model_text_names_drive_without_firmware (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (text_cases); i++) {
        g_autoptr (NecFake) drive = nec_fake_new ("_NEC", "DVD_RW", "0.02");
        g_autoptr (BbFacts) facts = NULL;

        nec_fake_put_text (drive, 0x4500, "K110");
        nec_fake_put_rid (drive, 0x4F00, "ND99", "NEC", text_cases[i].text);
        nec_fake_put_page (drive, 0x4000, 7);
        facts = probe (drive, catalog, NULL);
        g_assert_cmpint (facts->condition, ==, BB_CONDITION_SPECIAL);
        g_assert_cmpstr (facts->model_name, ==, text_cases[i].name);
        g_assert_cmpint (facts->confidence, ==, i < 2 ? BB_CONFIDENCE_HIGH : BB_CONFIDENCE_MEDIUM);
    }
}

static void
test_equal_models_have_different_fingerprints (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autofree char *seen = NULL;

    for (guint seed = 1; seed <= 3; seed++) {
        g_autoptr (NecFake) drive = nec_fake_new ("_NEC", "DVD_RW ND-3520A", "1.05");
        g_autoptr (GByteArray) page = nec_fill (0x400, seed);
        g_autoptr (BbFacts) facts = NULL;

        nec_fake_put_text (drive, 0x4800, "K352");
        nec_fake_put_rid (drive, 0x5F00, "ND21", "NEC", "ND-3520A");
        /* The page of the third drive is blank. */
        if (seed < 3)
            nec_fake_put (drive, 0x4000, page->data, page->len);
        else
            nec_fake_answer_all (drive);
        facts = probe (drive, catalog, NULL);
        if (seed == 3) {
            g_assert_null (facts->fingerprint);
            continue;
        }
        g_assert_cmpuint (strlen (facts->fingerprint), ==, 64);
        g_assert_cmpstr (facts->fingerprint, !=, seen);
        g_free (seen);
        seen = g_strdup (facts->fingerprint);
    }
}

static void
test_firmware_id_is_not_read_in_safe_mode (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, BB_NEC_FAMILY, "G285");
    g_autoptr (NecFake) drive = nec_fake_new_model (model, "G285", "no model", 0x5C);
    g_autoptr (BbFacts) facts = NULL;
    g_autofree char *why = NULL;

    nec_fake_set_boot (drive, "G285", "0.03");
    nec_fake_set_safe (drive, TRUE, TRUE);
    facts = probe (drive, catalog, NULL);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_cmpstr (facts->mode, ==, "safe-mode");
    g_assert_cmpstr (bb_facts_get_string (facts, "boot-version"), ==, "03");
    g_assert_null (bb_facts_get_string (facts, "firmware-id"));
    g_assert_cmpint (bb_family_nec_optiarc.backup_kind (facts, &why), ==, BB_BACKUP_PARTIAL);
    g_assert_nonnull (why);
}

static void
test_boot_codes_of_other_brands_are_known (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = nec_fake_new ("ATAPI", "iHAS324   Y", "AL1Z");
    g_autoptr (BbFacts) facts = NULL;

    nec_fake_put_text (drive, 0x10800, "G245");
    nec_fake_put_rid (drive, 0x20F00, "DQ10", "ATAPI", "iHAS324L");
    nec_fake_put_page (drive, 0x10000, 3);
    nec_fake_set_boot (drive, "G245", "0L1Z");
    nec_fake_set_safe (drive, TRUE, FALSE);
    facts = probe (drive, catalog, NULL);
    g_assert_cmpstr (bb_facts_get_string (facts, "boot-version"), ==, "08");
    g_assert_true (bb_family_nec_optiarc.suggests (&facts->inquiry, catalog));
}

/* With an invalid stored ID (three kinds), the type is taken from the model block. */
static void
test_damaged_id_is_identified_by_model_block (void)
{
    static const char *const garbage[] = {"\xFF\xFF\xFF\xFF", "i\x01\x02\x03", "    "};
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (garbage); i++) {
        g_autoptr (NecFake) drive = nec_fake_new ("_NEC", "DVD_RW ND-3550A", "1.05");
        g_autoptr (BbFacts) facts = NULL;
        const guint8 id = 0x93;

        nec_fake_put_text (drive, 0x4800, garbage[i]);
        nec_fake_put_rid (drive, 0x5F00, "ND30", "NEC", "ND-3550A");
        nec_fake_put (drive, 0x10000, &id, 1);
        nec_fake_put_page (drive, 0x4000, 9);
        facts = probe (drive, catalog, NULL);
        assert_only_listed (drive);
        g_assert_cmpint (facts->condition, ==, BB_CONDITION_DAMAGED);
        g_assert_cmpstr (facts->mode, ==, "damaged-id");
        g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "K355");
        g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_MEDIUM);
        /* The types with the same hardware: D355, K356, K450, K451. */
        g_assert_cmpuint (facts->candidates->len, ==, 4);
        g_assert_nonnull (facts->fingerprint);
    }
}

static void
test_inquiry_name_is_used_without_model_block (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = nec_fake_new ("_NEC", "DVD_RW ND-3550A", "1.05");
    g_autoptr (BbFacts) facts = NULL;

    nec_fake_answer_all (drive);
    nec_fake_put (drive, 0x10800, (const guint8 *) "\x01", 1); /* a byte of code; a bridge returns only zeros */
    facts = probe (drive, catalog, NULL);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_DAMAGED);
    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "K355");
    g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_LOW);
}

/* With a damaged identity and no model block, the product name in the INQUIRY text gives the type, also if the
 * catalog does not have this INQUIRY text. */
static void
test_product_name_gives_the_type_of_an_unlisted_vendor (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = nec_fake_new ("ACME", "DVD_RW ND-3550A", "1.05");
    g_autoptr (GPtrArray) names = bb_catalog_match_name (catalog, "ACME", "DVD_RW ND-3550A");
    g_autoptr (BbFacts) facts = NULL;

    g_assert_cmpuint (names->len, ==, 0);
    nec_fake_answer_all (drive);
    nec_fake_put (drive, 0x10800, (const guint8 *) "\x01", 1);
    facts = probe (drive, catalog, NULL);
    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "K355");
    g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_LOW);
}

static void
test_missing_drive_is_an_error_at_every_command (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, BB_NEC_FAMILY, "K352");
    g_autoptr (BbModel) damaged = bb_catalog_get_model (catalog, BB_NEC_FAMILY, "K355");

    for (guint i = 0; i < 5; i++) {
        g_autoptr (NecFake) drive = nec_fake_new_model (model, "K352", "ND-3520A", 0x88);
        g_autoptr (GError) error = NULL;

        nec_fake_set_gone (drive, 1 + i);
        g_assert_null (probe (drive, catalog, &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    }
    for (guint i = 0; i < 8; i++) {
        g_autoptr (NecFake) drive = nec_fake_new_model (damaged, "----", "ND-3550A", 0x93);
        g_autoptr (GError) error = NULL;

        nec_fake_set_gone (drive, 1 + i);
        g_assert_null (probe (drive, catalog, &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    }
}

static void
test_unit_attention_is_repeated (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, BB_NEC_FAMILY, "K110");
    g_autoptr (NecFake) drive = nec_fake_new_model (model, "K110", "", 0x70);
    g_autoptr (BbFacts) facts = NULL;

    nec_fake_add_attention (drive);
    facts = probe (drive, catalog, NULL);
    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "K110");
}

/* suggests() decides by the INQUIRY text alone, without the names of the catalog. */
static void
test_names_suggest_the_family (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        gboolean yes;
    } cases[] = {
        {"_NEC    ", "DVD_RW ND-3550A ", TRUE},  {"NEC     ", "DVD+RW ND-1100A ", TRUE},
        {"Optiarc ", "DVD RW AD-7170A ", TRUE},  {"OPTIARC ", "DVD RW AD-5280S ", TRUE},
        {"SONY    ", "DVD RW AW-G170A ", TRUE},  {"TDK     ", "DVDRW420N       ", FALSE},
        {"SONY    ", "BD RW BWU-500S  ", FALSE}, {"PLEXTOR ", "DVDR   PX-760A  ", FALSE},
        {"HL-DT-ST", "DVDRAM GH22NS40 ", FALSE}, {"NECVMWar", "VMware IDE CDR10", FALSE},
        {"NEC-ND  ", "DVD_RW ND-3550A ", FALSE}, {"OPTIARCX", "DVD RW AD-7170A ", FALSE},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        BbInquiry inquiry = {.device_type = 5};

        g_strlcpy (inquiry.vendor, cases[i].vendor, sizeof inquiry.vendor);
        g_strlcpy (inquiry.product, cases[i].product, sizeof inquiry.product);
        g_test_message ("%s %s", cases[i].vendor, cases[i].product);
        g_assert_true (bb_family_nec_optiarc.suggests (&inquiry, catalog) == cases[i].yes);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/probe/every-id", test_each_id_of_the_catalog_is_recognised);
    g_test_add_func ("/nec/probe/place", test_stored_id_is_recognised_at_its_address_only);
    g_test_add_func ("/nec/probe/none", test_drive_that_refuses_reads_is_of_another_family);
    g_test_add_func ("/nec/probe/nothing_but_zeros_is_not_taken_for_damage",
                     test_nothing_but_zeros_is_not_taken_for_damage);
    g_test_add_func ("/nec/probe/no-model-block", test_drive_without_model_block_is_of_another_family);
    g_test_add_func ("/nec/probe/trace", test_nd_3550a_gets_commands_of_the_trace);
    g_test_add_func ("/nec/probe/model_block_of_unknown_maker_is_no_evidence",
                     test_model_block_of_unknown_maker_is_no_evidence);
    g_test_add_func ("/nec/probe/contradiction", test_contradiction_is_found_by_the_probe);
    g_test_add_func ("/nec/probe/hardware-id", test_rebadge_is_identified_by_firmware_id);
    g_test_add_func ("/nec/probe/firmware_id_outweighs_a_contradiction_in_the_model_block",
                     test_firmware_id_outweighs_a_contradiction_in_the_model_block);
    g_test_add_func ("/nec/probe/model-text", test_model_text_names_drive_without_firmware);
    g_test_add_func ("/nec/probe/fingerprint", test_equal_models_have_different_fingerprints);
    g_test_add_func ("/nec/probe/one_byte_tells_units_apart", test_one_byte_tells_units_apart);
    g_test_add_func ("/nec/probe/safe-mode", test_firmware_id_is_not_read_in_safe_mode);
    g_test_add_func ("/nec/probe/oem-boot", test_boot_codes_of_other_brands_are_known);
    g_test_add_func ("/nec/probe/damaged", test_damaged_id_is_identified_by_model_block);
    g_test_add_func ("/nec/probe/damaged-all", test_inquiry_name_is_used_without_model_block);
    g_test_add_func ("/nec/probe/product_name_gives_the_type_of_an_unlisted_vendor",
                     test_product_name_gives_the_type_of_an_unlisted_vendor);
    g_test_add_func ("/nec/probe/gone", test_missing_drive_is_an_error_at_every_command);
    g_test_add_func ("/nec/probe/attention", test_unit_attention_is_repeated);
    g_test_add_func ("/nec/probe/suggests", test_names_suggest_the_family);
    return g_test_run ();
}
