/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../row-tests.h"
#include "nec-vectors.h"

#include "family/nec/bb-nec-evidence.h"
#include "family/nec/bb-nec-repair.h"
#include "scsi/bb-bytes.h"

#include <string.h>

/* Damage of the stored identity and of the calibration: when it is reported, and which bytes a repair writes.
 * Also tests bb-nec-evidence.c. */

/* --- detection of damage --- */

typedef struct {
    const char *name;
    const char *code; /* type that the drive is identified as */
    int firmware_id;
    const char *product;
    const char *stored_id;
    BbCondition condition;
    const char *mode;
    const char *says; /* NULL: no damage */
} Damage;

/* condition and mode of an undamaged drive */
#define WELL BB_CONDITION_NORMAL, BB_NEC_MODE_NORMAL
static const Damage damages[] = {
    {"garbage-id", "K355", 0x93, "TEST", NULL, BB_CONDITION_DAMAGED, BB_NEC_MODE_DAMAGED_ID,
     "is invalid. However, the firmware works"},
    {"boot-code-of-another", "K355", 0x93, "TEST", "K451", BB_CONDITION_DAMAGED, BB_NEC_MODE_ID_MISMATCH,
     "has the boot code of the ND-3550A, but the identity stored in the drive is for a different model"},
    {"firmware-of-another", "K451", 0x93, "TEST", "K451", WELL, "running firmware for the ND-3550A (ID byte 0x93)"},
    {"firmware-calls-itself-another", "K451", -1, "DVD_RW ND-3550A", "K451", WELL, "firmware reports ND-3550A"},
    {"name-decides-where-no-byte-is-known", "K451", 0xFF, "DVD_RW_ND-3550A", "K451", WELL,
     "firmware reports ND-3550A"},
    {"id-of-another", "K355", 0x93, "DVD_RW ND-3550A", "K451", WELL, "is K451 ("},
    {"older-id-of-another", "K355", 0x93, "TEST", "K410", WELL, "is K410 ("},

    {"well", "K355", 0x93, "DVD_RW ND-3550A", "K355", WELL, NULL},
    {"older-id-of-its-own", "K355", 0x93, "DVD_RW ND-3550A", "K315", WELL, NULL},
    {"sold-under-another-name", "K355", 0x93, "DVDRW 1608N", "K355", WELL, NULL},
    {"in-safe-mode", "K451", 0x93, "DVD_RW ND-3550A", "K451", BB_CONDITION_SPECIAL, BB_NEC_MODE_SAFE, NULL},
    {"garbage-id-in-safe-mode", "K355", 0x93, "TEST", NULL, BB_CONDITION_SPECIAL, BB_NEC_MODE_DAMAGED_ID, NULL},
    {"firmware-erased", "K451", 0xFF, "TEST", "K451", WELL, NULL},
    {"firmware-of-nobody", "K451", 0x11, "TEST", "K451", WELL, NULL},
    {"firmware-of-other-hardware", "K451", 0x88, "TEST", "K451", WELL, NULL},
    {"special-version-in-a-plain-one", "K355", 0x9F, "DVD_RW ND-3550A", "K355", WELL, NULL},
    {"plain-id-in-a-special-version", "D355", 0x9F, "DVD_RW ND-3550A", "K355", WELL, NULL},
    {"boot-code-of-its-opposite", "K365", 0x9D, "DVD_RW ND-4650A", "K365", WELL, NULL},
    {"id-of-another-and-firmware-of-nobody", "K355", 0x11, "TEST", "K451", WELL, NULL},
    {"id-of-other-hardware", "K355", 0x93, "TEST", "K352", WELL, NULL},
    {"no-id-known", "K355", 0x93, "TEST", NULL, WELL, NULL},
    {"stands-alone", "K352", 0x88, "DVD_RW ND-3520A", "K352", WELL, NULL},
};

/* Returns (transfer full) the facts of a drive with this damage. */
static BbFacts *
damage_facts (BbCatalog *catalog, const Damage *damage)
{
    BbFacts *facts = nec_facts (catalog, damage->code, damage->firmware_id, "05");

    g_strlcpy (facts->inquiry.product, damage->product, sizeof facts->inquiry.product);
    facts->condition = damage->condition;
    g_free (facts->mode);
    facts->mode = g_strdup (damage->mode);
    if (damage->stored_id != NULL)
        bb_facts_set_string (facts, BB_NEC_VALUE_STORED_ID, damage->stored_id);
    return facts;
}

static void
test_damage_is_found (gconstpointer data)
{
    const Damage *damage = data;
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = damage_facts (catalog, damage);
    g_autofree char *text = bb_nec_find_damage (facts, catalog);

    if (damage->says == NULL) {
        g_assert_cmpstr (text, ==, NULL);
        return;
    }
    g_test_message ("%s", text);
    g_assert_nonnull (text);
    g_assert_nonnull (strstr (text, damage->says));
    /* The text may call an interrupted change only probable. For an invalid ID it must not mention a change, because
     * other causes are as likely. */
    g_assert_cmpint (g_str_has_suffix (text, ". An identity change was probably interrupted."), ==,
                     !g_str_equal (damage->mode, BB_NEC_MODE_DAMAGED_ID));
    g_assert_null (strstr (text, "change was interrupted"));
}

static void
test_unknown_drive_is_not_damaged (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = damage_facts (catalog, &damages[0]);

    g_clear_pointer (&facts->model, bb_model_unref);
    g_assert_null (bb_nec_find_damage (facts, catalog));
}

/* --- sources that contradict each other --- */

/**
 * Assessed: what the sources say about the identity of a drive, and the expected assessment.
 * @boot_code: type of the boot code; NULL: not known
 * @stored: type that stored ID and model block give; NULL: none
 * @claims: expected claims that contradict each other; "": the sources agree
 */
typedef struct {
    const char *name;
    const char *boot_code;
    const char *stored;
    const char *stored_id;
    const char *block;
    int firmware_id;
    const char *product;
    gboolean safe_mode;
    const char *claims;
    gboolean wants_repair;
    const char *mode;
} Assessed;

static const Assessed assessed[] = {
    {"all-agree", "K355", "K355", "K355", "ND-3550A", 0x93, "DVD_RW ND-3550A", FALSE, "", FALSE, BB_NEC_MODE_NORMAL},
    {"firmware-of-another", NULL, "K355", "K355", "ND-3550A", 0x92, "DVD_RW ND-3550A", FALSE,
     "stored-id=ND-3550A model-block=ND-3550A firmware=ND-4551A name=ND-3550A ", TRUE, BB_NEC_MODE_NORMAL},
    {"name-of-another", NULL, "K355", "K355", "ND-3550A", 0x93, "DVD_RW ND-4551A", FALSE,
     "stored-id=ND-3550A model-block=ND-3550A firmware=ND-3550A name=ND-4551A ", TRUE, BB_NEC_MODE_NORMAL},
    {"id-of-another", NULL, "K355", "K451", "ND-3550A", 0x93, "TEST", FALSE,
     "stored-id=ND-4551A model-block=ND-3550A firmware=ND-3550A ", TRUE, BB_NEC_MODE_NORMAL},
    {"boot-code-of-another", "K355", "K451", "K451", "ND-4551A", 0x93, "TEST", FALSE,
     "stored-id=ND-4551A model-block=ND-4551A firmware=ND-3550A boot-code=ND-3550A ", TRUE, BB_NEC_MODE_ID_MISMATCH},
    /* The boot code is that of the stored identity, so there is nothing to repair: other firmware was flashed. */
    {"only-firmware-of-another", "K451", "K451", "K451", "ND-4551A", 0x93, "TEST", FALSE,
     "stored-id=ND-4551A model-block=ND-4551A firmware=ND-3550A boot-code=ND-4551A ", FALSE, BB_NEC_MODE_NORMAL},
    {"only-id-of-another", "K355", "K355", "K451", "ND-3550A", 0x93, "TEST", FALSE,
     "stored-id=ND-4551A model-block=ND-3550A firmware=ND-3550A boot-code=ND-3550A ", TRUE, BB_NEC_MODE_NORMAL},
    /* In safe mode the firmware does not run, and nothing can be repaired. */
    {"in-safe-mode", "K355", "K451", "K451", "ND-4551A", 0x93, "DVD_RW ND-3550A", TRUE,
     "stored-id=ND-4551A model-block=ND-4551A boot-code=ND-3550A ", FALSE, BB_NEC_MODE_SAFE},
    {"boot-code-of-its-opposite", "K460", "K365", "K365", "ND-3650A", -1, "TEST", FALSE, "", FALSE,
     BB_NEC_MODE_NORMAL},
    {"nothing-stored", "K355", NULL, "K451", "ND-4551A", 0x92, "TEST", FALSE, "", FALSE, BB_NEC_MODE_NORMAL},
};

static void
test_contradictions_are_assessed (gconstpointer data)
{
    const Assessed *row = data;
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = nec_facts (catalog, row->boot_code != NULL ? row->boot_code : row->stored,
                                           row->firmware_id, row->boot_code != NULL ? "05" : NULL);
    BbConfidence confidence = facts->confidence;
    g_autoptr (GString) claims = g_string_new (NULL);

    g_strlcpy (facts->inquiry.product, row->product, sizeof facts->inquiry.product);
    bb_facts_set_string (facts, BB_NEC_VALUE_STORED_ID, row->stored_id);
    bb_facts_set_string (facts, BB_NEC_VALUE_RID_MODEL, row->block);
    if (row->stored != NULL)
        bb_facts_set_string (facts, BB_NEC_VALUE_STORED_TYPE, row->stored);
    if (row->safe_mode)
        bb_nec_facts_set_mode (facts, BB_CONDITION_SPECIAL, BB_NEC_MODE_SAFE);
    bb_nec_assess_identity (facts, catalog);
    for (guint i = 0; i < facts->conflict->len; i++) {
        const BbClaim *claim = g_ptr_array_index (facts->conflict, i);

        g_string_append_printf (claims, "%s=%s ", claim->source, claim->says);
    }
    g_assert_cmpstr (claims->str, ==, row->claims);
    g_assert_cmpint (facts->wants_repair, ==, row->wants_repair);
    g_assert_cmpint (facts->confidence, ==, *row->claims != '\0' ? BB_CONFIDENCE_CONFLICTING : confidence);
    g_assert_cmpstr (facts->mode, ==, row->mode);
    g_assert_cmpint (facts->condition == BB_CONDITION_DAMAGED, ==, g_str_equal (row->mode, BB_NEC_MODE_ID_MISMATCH));
}

/* --- plans --- */

/* A repair of a K355. @now, @good, @old: its calibration pages (0x4000 to 0x5FFF) at present, in a backup, and before
 * an interrupted change. */
typedef struct {
    BbCatalog *catalog;
    BbFacts *facts;
    GByteArray *now;
    GByteArray *good; /* (nullable) */
    GByteArray *old;  /* (nullable) */
} Case;

/* Returns (transfer full) both calibration pages, with these texts. */
static GByteArray *
make_pages (const char *id, const char *rid, const char *model)
{
    GByteArray *pages = nec_fill (0x2000, 0x44);

    nec_put_text (pages, 0x800, id, 4);
    nec_put_text (pages, 0x1F10, rid, 4);
    nec_put_text (pages, 0x1F20, "NEC", 32);
    nec_put_text (pages, 0x1F40, model, 16);
    return pages;
}

static GByteArray *
copy_pages (GByteArray *pages)
{
    GByteArray *copy = g_byte_array_sized_new (pages->len);

    return g_byte_array_append (copy, pages->data, pages->len);
}

/* Begins a case in which the drive has pages with these texts, and no backup. */
static void
case_begin (Case *it, const char *id, const char *rid, const char *model)
{
    it->catalog = nec_catalog ();
    it->facts = nec_facts (it->catalog, "K355", 0x93, "05");
    it->now = make_pages (id, rid, model);
}

static void
case_end (Case *it)
{
    g_clear_pointer (&it->facts, bb_facts_unref);
    g_clear_object (&it->catalog);
    g_clear_pointer (&it->now, g_byte_array_unref);
    g_clear_pointer (&it->good, g_byte_array_unref);
    g_clear_pointer (&it->old, g_byte_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_end)

/* Returns (transfer full) (nullable) captures with @pages as the calibration; NULL if @pages is NULL. */
static BbCaptures *
capture (GByteArray *pages)
{
    BbCaptures *captures = NULL;
    g_autoptr (GBytes) bytes = NULL;

    if (pages == NULL)
        return NULL;
    captures = bb_captures_new (NULL);
    bytes = g_bytes_new (pages->data, pages->len);
    bb_captures_add (captures, BB_NEC_CAPTURE_CALIBRATION, BB_REGION_CALIBRATION, 0x4000, bytes);
    return captures;
}

/* Returns (transfer full) (nullable) the plan of the repair; NULL with an error. */
static BbPlan *
plan (Case *it, GError **error)
{
    g_autoptr (BbCaptures) now = capture (it->now);
    g_autoptr (BbCaptures) good = capture (it->good);
    g_autoptr (BbCaptures) old = capture (it->old);
    const BbRepairInput input = {.facts = it->facts, .now = now, .good = good, .old = old, .catalog = it->catalog};

    return bb_nec_plan_repair (&input, error);
}

/* Executes the writes of the plan on @pages and returns their number. Asserts that each write has four bytes and is
 * not tried again, and that each read returns the expected bytes. */
static guint
carry_out (BbPlan *it, GByteArray *pages)
{
    guint n_writes = 0;

    for (guint i = 0; i < bb_plan_get_n_sections (it); i++)
        g_assert_cmpuint (bb_plan_get_section (it, i)->max_tries, ==, 1);
    for (guint i = 0; i < bb_plan_get_n_steps (it); i++) {
        const BbStep *step = bb_plan_get_step (it, i);
        GBytes *blob = bb_plan_get_blob (it, step->blob);
        const guint8 *data = (const guint8 *) g_bytes_get_data (blob, NULL) + step->blob_offset;
        guint32 address = (guint32) step->cdb.bytes[2] << 24 | (guint32) step->cdb.bytes[3] << 16 |
                          (guint32) step->cdb.bytes[4] << 8 | step->cdb.bytes[5];

        g_assert_false (step->endangers);
        g_assert_cmphex (address, >=, 0x4000);
        g_assert_cmphex (address + step->length_bytes, <=, 0x6000);
        if (step->cdb.bytes[0] == 0xCC) {
            g_assert_cmpint (step->use, ==, BB_USE_COMPARE);
            g_assert_cmpmem (pages->data + address - 0x4000, step->blob_length_bytes, data, step->blob_length_bytes);
            continue;
        }
        g_assert_cmphex (step->cdb.bytes[0], ==, 0xCB);
        g_assert_cmphex (step->cdb.bytes[1], ==, 0x00);
        g_assert_cmpuint (step->cdb.bytes[8], ==, 4);
        g_assert_cmpuint (step->length_bytes, ==, 4);
        g_assert_true (step->journal);
        memcpy (pages->data + address - 0x4000, data, 4);
        n_writes++;
    }
    return n_writes;
}

/* Asserts number of writes, consent and note of the plan, and that it changes the pages to @wanted. */
static void
assert_repairs (Case *it, guint n_writes, gboolean consent, const char *note, GByteArray *wanted)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbPlan) repair = plan (it, &error);

    g_assert_no_error (error);
    g_assert_cmpint (bb_plan_get_kind (repair), ==, BB_PLAN_REPAIR);
    g_assert_cmpint (bb_plan_wants_consent (repair), ==, consent);
    g_test_message ("%s", bb_plan_get_note (repair));
    g_assert_nonnull (strstr (bb_plan_get_note (repair), note));
    g_assert_cmpuint (carry_out (repair, it->now), ==, n_writes);
    g_assert_cmpmem (it->now->data, it->now->len, wanted->data, wanted->len);
}

/* Asserts that there is no plan, with the error @code and a message that contains @says. */
static void
assert_no_plan (Case *it, int code, const char *says)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbPlan) repair = plan (it, &error);

    g_assert_null (repair);
    g_assert_error (error, BB_FAMILY_ERROR, code);
    g_assert_nonnull (strstr (error->message, says));
}

static void
test_identity_is_restored_from_backup (void)
{
    g_auto (Case) it = {0};

    case_begin (&it, "i\x02\x01\x91", "ND27", "ND-4551A");
    it.good = make_pages ("K315", "NDX9", "ND-3550A");
    assert_repairs (&it, 3, FALSE, "original identity from the backup", it.good);
    assert_no_plan (&it, BB_FAMILY_ERROR_NO_MORE, "stored identity is correct");
}

/* The bytes from before an interrupted change are restored, even if they do not fit the type. */
static void
test_bytes_from_before_the_change_are_restored (void)
{
    g_auto (Case) it = {0};

    case_begin (&it, "K450", "ND27", "ND-4550A");
    it.good = make_pages ("K355", "ND30", "ND-3550A");
    it.old = make_pages ("K451", "NDX9", "ND-3550A");
    assert_repairs (&it, 3, FALSE, "The drive ID will change from “K450” to “K451”.", it.old);
    assert_no_plan (&it, BB_FAMILY_ERROR_NO_MORE, "stored identity is correct");
}

static void
test_backup_of_another_type_is_not_used (void)
{
    g_auto (Case) it = {0};
    g_autoptr (GByteArray) wanted = make_pages ("K355", "ND30", "ND-3550A");

    case_begin (&it, "i\x02\x01\x91", "ND30", "ND-3550A");
    it.good = make_pages ("K451", "ND27", "ND-4551A");
    assert_repairs (&it, 1, TRUE, "No earlier backup contains this drive’s undamaged identity", wanted);
}

static void
test_texts_that_do_not_fit_are_replaced (void)
{
    static const struct {
        const char *id;
        const char *rid;
        const char *model;
        const char *wanted_id;
        const char *wanted_rid;
        guint n_writes;
        const char *note;
        const char *wanted_model; /* (nullable): NULL: ND-3550A */
    } rows[] = {
        {"i\x02\x01\x91", "ND30", "ND-3550A", "K355", "ND30", 1,
         "The drive ID will change from “69 02 01 91” to “K355”."},
        {"K451", "ND30", "ND-3550A", "K355", "ND30", 1, "The drive ID will change from “K451” to “K355”."},
        /* The RID text of another type with the same base hardware is replaced; an unknown RID text stays. */
        {"K451", "ND27", "ND-4551A", "K355", "ND30", 3, "The model code (RID) will change from “ND27” to “ND30”."},
        {"K451", "ND31", "ND-4551A", "K355", "ND30", 3, "The model code (RID) will change from “ND31” to “ND30”."},
        {"K451", "NDX9", "ND-4551A", "K355", "NDX9", 2, "The model digits will change from “4551” to “3550”."},
        {"K355", "\x01\x02\x03\x04", "ND-3550A", "K355", "ND30", 1,
         "The model code (RID) will change from “01 02 03 04” to “ND30”."},
        {"K355", "-D30", "ND-3550A", "K355", "ND30", 1, "The model code (RID) will change from “-D30” to “ND30”."},
        {"K355", "ND30",
         "ND-\x01\x02\x03\x04"
         "A",
         "K355", "ND30", 1, "The model digits will change from “01 02 03 04” to “3550”."},
        /* An older ID of the type stays. The ID of the special version (D355) is replaced if the boot code is that of
         * a K355. */
        {"K315", "ND27", "ND-3550A", "K315", "ND30", 1, "The model code (RID) will change from “ND27” to “ND30”."},
        {"D355", "ND30", "ND-3550A", "K355", "ND30", 1, "The drive ID will change from “D355” to “K355”."},
        /* Some makers have a letter instead of the first digit; a small letter, or a letter in another place, is
         * damage. */
        {"K451", "ND30", "ND-C550A", "K355", "ND30", 1, "The drive ID will change from “K451” to “K355”.",
         "ND-C550A"},
        {"K355", "ND30", "ND-c550A", "K355", "ND30", 1, "The model digits will change from “c550” to “3550”."},
        {"K355", "ND30", "ND-3C50A", "K355", "ND30", 1, "The model digits will change from “3C50” to “3550”."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_auto (Case) it = {0};
        g_autoptr (GByteArray) wanted = make_pages (rows[i].wanted_id, rows[i].wanted_rid,
                                                    rows[i].wanted_model != NULL ? rows[i].wanted_model : "ND-3550A");

        case_begin (&it, rows[i].id, rows[i].rid, rows[i].model);
        g_test_message ("%s", rows[i].note);
        assert_repairs (&it, rows[i].n_writes, TRUE, rows[i].note, wanted);
        assert_no_plan (&it, BB_FAMILY_ERROR_NO_MORE, "stored identity is correct");
    }
}

/* The catalog has no RID text for D355, so the stored one stays. */
static void
test_rid_stays_if_catalog_has_none (void)
{
    static const char *const rids[] = {"ND30", "ND27", "\x01\x02\x03\x04"};

    for (guint i = 0; i < G_N_ELEMENTS (rids); i++) {
        g_auto (Case) it = {0};
        g_autoptr (GByteArray) wanted = make_pages ("D355", rids[i], "ND-3550A");

        case_begin (&it, "K451", rids[i], "ND-3550A");
        g_clear_pointer (&it.facts, bb_facts_unref);
        it.facts = nec_facts (it.catalog, "D355", 0x93, "05");
        assert_repairs (&it, 1, TRUE, "The drive ID will change from “K451” to “D355”.", wanted);
    }
}

/* Returns (transfer full) the claims of the plan and the model name of the new ID, for example "boot-code=ND-3550A
 * ND-3550A". A claim without a model key ends with "?". Returns "" if the plan has no claims. */
static char *
dup_claims (BbPlan *it)
{
    const char *model = NULL;
    GPtrArray *claims = bb_plan_get_claims (it, &model);
    GString *text = g_string_new (NULL);

    if (claims == NULL)
        return g_string_free (text, FALSE);
    for (guint i = 0; i < claims->len; i++) {
        const BbClaim *claim = g_ptr_array_index (claims, i);

        g_string_append_printf (text, "%s=%s%s ", claim->source, claim->says, claim->model_key == NULL ? "?" : "");
    }
    g_string_append (text, model);
    return g_string_free (text, FALSE);
}

static void
test_plan_has_claims_of_all_sources (void)
{
    static const struct {
        const char *id;
        const char *product;
        const char *claims;
        const char *before; /* (nullable): the stored ID; NULL: it does not change */
        const char *block;  /* (nullable): the model text of the model block; NULL: not in the facts */
    } rows[] = {
        {"i\x02\x01\x91", "DVD_RW ND-3550A",
         "stored-id=69 02 01 91? firmware=ND-3550A name=ND-3550A boot-code=ND-3550A ND-3550A", "69 02 01 91"},
        {"i\x02\x01\x91", "DVD_RW XX", "stored-id=69 02 01 91? firmware=ND-3550A boot-code=ND-3550A ND-3550A",
         "69 02 01 91"},
        {"K451", "DVD_RW ND-4551A", "stored-id=K451? firmware=ND-3550A name=ND-4551A boot-code=ND-3550A ND-3550A",
         "K451"},
        /* The claim of the model block is its text, not the type of the drive. */
        {"K451", "DVD_RW ND-4551A",
         "stored-id=K451? model-block=ND-4551A firmware=ND-3550A name=ND-4551A boot-code=ND-3550A ND-3550A", "K451",
         "ND-4551A"},
        {"K451", "DVD_RW ND-3550A",
         "stored-id=K451? model-block=ND-3550A firmware=ND-3550A name=ND-3550A boot-code=ND-3550A ND-3550A", "K451",
         "ND-3550A"},
        /* Only the RID text changes. The stored ID does not change, so there are no claims. */
        {"K355", "DVD_RW ND-3550A", "", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_auto (Case) it = {0};
        g_autoptr (BbPlan) repair = NULL;
        g_autofree char *claims = NULL;
        const char *before = NULL;
        g_autoptr (GError) error = NULL;

        case_begin (&it, rows[i].id, "\x01\x02\x03\x04", "ND-3550A");
        if (rows[i].block != NULL) {
            bb_facts_set_string (it.facts, BB_NEC_VALUE_RID_MODEL, rows[i].block);
            bb_facts_set_string (it.facts, BB_NEC_VALUE_STORED_ID, rows[i].id);
        }
        g_strlcpy (it.facts->inquiry.product, rows[i].product, sizeof it.facts->inquiry.product);
        repair = plan (&it, &error);
        g_assert_no_error (error);
        claims = dup_claims (repair);
        g_assert_cmpstr (bb_plan_get_id_change (repair, &before), ==, rows[i].before != NULL ? "K355" : NULL);
        g_assert_cmpstr (before, ==, rows[i].before);
        g_assert_cmpstr (claims, ==, rows[i].claims);
    }
}

static void
test_right_identity_is_not_repaired (void)
{
    static const char *const codes[] = {"K355", "K355", "D355", "D355"};
    static const char *const ids[] = {"K355", "K315", "D355", "K355"};

    for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
        g_auto (Case) it = {0};

        case_begin (&it, ids[i], "NDX9", "ND-3550A");
        g_clear_pointer (&it.facts, bb_facts_unref);
        it.facts = nec_facts (it.catalog, codes[i], 0x93, "05");
        assert_no_plan (&it, BB_FAMILY_ERROR_NO_MORE, "stored identity is correct");
    }
}

static void
test_blank_page_is_refused_without_backup (void)
{
    for (guint i = 0; i < 4; i++) {
        g_auto (Case) it = {0};

        case_begin (&it, "K355", "ND30", "ND-3550A");
        memset (it.now->data + (i / 2) * 0x1000, i % 2 == 0 ? 0xFF : 0x00, 0xF80);
        assert_no_plan (&it, BB_FAMILY_ERROR_CANNOT,
                        "some calibration data is unreadable or was lost in a power failure");
    }
}

/* If a single byte of the page is not blank, the identity is repaired. */
static void
test_page_that_is_not_blank_is_repaired (void)
{
    g_auto (Case) it = {0};
    g_autoptr (GByteArray) wanted = NULL;

    case_begin (&it, "K355", "ND30", "ND-3550A");
    memset (it.now->data, 0xFF, 0x1000);
    it.now->data[0x10] = 0x01;
    wanted = copy_pages (it.now);
    nec_put_text (wanted, 0x800, "K355", 4);
    assert_repairs (&it, 1, TRUE, "The drive ID will change from “FF FF FF FF” to “K355”.", wanted);
}

static void
test_lost_page_comes_back_from_the_backup (void)
{
    g_auto (Case) it = {0};
    g_autoptr (BbCaptures) now = NULL;
    g_autoptr (BbCaptures) good = NULL;
    g_autoptr (GByteArray) wanted = NULL;

    case_begin (&it, "K355", "ND30", "ND-3550A");
    it.good = copy_pages (it.now);
    memset (it.now->data + 0x1000, 0xFF, 0x1000);
    now = capture (it.now);
    good = capture (it.good);
    g_assert_true (bb_nec_has_lost_calibration (now, good, it.facts->model));
    wanted = copy_pages (it.good);
    /* lost DVD region data are not restored, because they are never written */
    memset (wanted->data + 0x1F80, 0xFF, 0x80);
    assert_repairs (&it, 0xF80 / 4, TRUE, "bytes of the calibration", wanted);
}

/* A single byte of the calibration differs from the backup. It is outside of identity, book types and DVD region
 * data, so it must count as lost calibration, in each of the two pages. */
static void
test_single_lost_byte_is_found (void)
{
    static const gsize places[] = {0x000, 0x3FF, 0x7FF, 0x804, 0xFFF, 0x1300, 0x1F0F, 0x1F14, 0x1F42, 0x1F47, 0x1F7F};

    for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
        g_auto (Case) it = {0};
        g_autoptr (BbCaptures) now = NULL;
        g_autoptr (BbCaptures) good = NULL;

        case_begin (&it, "K355", "ND30", "ND-3550A");
        it.good = copy_pages (it.now);
        it.now->data[places[i]] ^= 0x40;
        now = capture (it.now);
        good = capture (it.good);
        g_assert_true (bb_nec_has_lost_calibration (now, good, it.facts->model));
        assert_repairs (&it, 1, TRUE, "1 byte of the calibration data differs from the backup", it.good);
    }
}

/* Differences in book types, region data and identity are no lost calibration. */
static void
test_changes_in_normal_use_are_no_loss (void)
{
    static const gsize places[] = {0x1000, 0x1080, 0x12C0, 0x12FF, 0x1F80, 0x1FFF, 0x800, 0x1F13, 0x1F46};
    g_auto (Case) it = {0};
    g_autoptr (BbCaptures) now = NULL;
    g_autoptr (BbCaptures) good = NULL;

    case_begin (&it, "K355", "ND30", "ND-3550A");
    it.good = copy_pages (it.now);
    for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        it.now->data[places[i]] ^= 0x11;
    now = capture (it.now);
    good = capture (it.good);
    g_assert_false (bb_nec_has_lost_calibration (now, good, it.facts->model));
}

static void
test_region_and_book_types_are_kept (void)
{
    g_auto (Case) identity = {0};
    g_auto (Case) page = {0};
    g_autoptr (GByteArray) wanted = NULL;

    case_begin (&identity, "K451", "ND30", "ND-3550A");
    identity.good = make_pages ("K355", "ND30", "ND-3550A");
    identity.now->data[0x1080] ^= 0x11;
    identity.now->data[0x1F84] ^= 0x11;
    wanted = copy_pages (identity.good);
    wanted->data[0x1080] ^= 0x11;
    wanted->data[0x1F84] ^= 0x11;
    assert_repairs (&identity, 1, FALSE, "The drive ID will change from “K451” to “K355”.", wanted);

    /* All bytes of the second page are blank except the first 0x100. The book types were set after the backup; they
     * must stay, even if all four bytes of a book type have one value. Blank book types must be restored. */
    case_begin (&page, "K355", "ND30", "ND-3550A");
    page.good = copy_pages (page.now);
    memset (page.now->data + 0x1100, 0xFF, 0x1000 - 0x100);
    page.now->data[0x1004] ^= 0x11;
    page.now->data[0x1010] ^= 0x11;
    memset (page.now->data + 0x1008, 0x02, 4);
    memset (page.now->data + 0x100C, 0x00, 4);
    g_byte_array_set_size (wanted, 0);
    g_byte_array_append (wanted, page.good->data, page.good->len);
    wanted->data[0x1004] ^= 0x11;
    wanted->data[0x1010] ^= 0x11;
    memset (wanted->data + 0x1008, 0x02, 4);
    memset (wanted->data + 0x1F80, 0xFF, 0x80);
    assert_repairs (&page, (0xF80 - 0x100) / 4 + 1, TRUE, "bytes of the calibration", wanted);
}

static void
test_without_a_key_nothing_is_written (void)
{
    g_auto (Case) it = {0};

    case_begin (&it, "i\x02\x01\x91", "ND30", "ND-3550A");
    it.good = make_pages ("K355", "ND30", "ND-3550A");
    g_assert_true (bb_nec_facts_is_type_proved (it.facts));
    g_clear_pointer (&it.facts->values, g_variant_unref);
    g_assert_false (bb_nec_facts_is_type_proved (it.facts));
    assert_no_plan (&it, BB_FAMILY_ERROR_CANNOT, "rejected all unlock keys known for its hardware");
}

static void
test_in_safe_mode_nothing_is_written (void)
{
    g_auto (Case) it = {0};

    case_begin (&it, "i\x02\x01\x91", "ND30", "ND-3550A");
    it.facts->condition = BB_CONDITION_SPECIAL;
    assert_no_plan (
        &it, BB_FAMILY_ERROR_CANNOT,
        "Nothing was written, because the drive ID can be written only while the main firmware is running");
}

static void
test_unread_pages_are_refused (void)
{
    g_auto (Case) it = {0};

    case_begin (&it, "K355", "ND30", "ND-3550A");
    g_byte_array_set_size (it.now, 0x1000);
    assert_no_plan (&it, BB_FAMILY_ERROR_CANNOT, "cannot be read");
}

/* A repair is refused for BD drives, whose write addresses are not known, and for a type that is not in the
 * catalog. */
static void
test_types_without_write_addresses_are_refused (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = nec_facts (catalog, "C500", -1, "05");
    g_autoptr (BbCaptures) none = bb_captures_new (NULL);
    g_autoptr (BbCaptures) one = bb_captures_new (NULL);
    g_autoptr (BbCaptures) other = bb_captures_new (NULL);
    const BbNecRange *page = &bb_nec_facts_type (facts)->calibration[0];
    g_autoptr (GByteArray) pages = nec_fill (page->length_bytes, 0x44);
    g_autoptr (GBytes) bytes = g_bytes_new (pages->data, pages->len);
    g_autoptr (GBytes) other_bytes = NULL;
    g_autoptr (GError) error = NULL;
    const BbRepairInput input = {.facts = facts, .now = none, .catalog = catalog};

    g_assert_null (bb_nec_plan_repair (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_false (bb_nec_has_lost_calibration (none, none, facts->model));
    /* The address of the identity is not known for this type, so the differing bytes of a page may be the identity.
     * Such a difference must not count as lost calibration. */
    memset (pages->data, 0x11, pages->len);
    other_bytes = g_bytes_new (pages->data, pages->len);
    bb_captures_add (one, BB_NEC_CAPTURE_CALIBRATION, BB_REGION_CALIBRATION, page->address, bytes);
    bb_captures_add (other, BB_NEC_CAPTURE_CALIBRATION, BB_REGION_CALIBRATION, page->address, other_bytes);
    g_assert_false (bb_nec_has_lost_calibration (one, other, facts->model));
    g_clear_error (&error);
    g_clear_pointer (&facts->model, bb_model_unref);
    g_assert_null (bb_nec_plan_repair (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_clear_error (&error);
    g_assert_null (bb_nec_plan_read_identity (facts, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* The plan reads each page twice without key, and sends nothing else. */
static void
test_identity_is_read_twice (void)
{
    static const struct {
        const char *code;
        const char *addresses;
    } rows[] = {
        {"K355", "4000 5000 4000 5000"},     {"K110", "4000 4000"},
        {"D770", "4000 5000 4000 5000"},     {"G245", "10000 20000 10000 20000"},
        {"G285", "10000 20000 10000 20000"},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) facts = nec_facts (catalog, rows[i].code, 0x93, "05");
        g_autoptr (BbPlan) reads = bb_nec_plan_read_identity (facts, &error);
        g_auto (GStrv) addresses = g_strsplit (rows[i].addresses, " ", -1);
        guint n = g_strv_length (addresses);

        g_assert_no_error (error);
        g_assert_cmpuint (bb_plan_get_n_steps (reads), ==, n);
        for (guint j = 0; j < n; j++) {
            const BbStep *step = bb_plan_get_step (reads, j);
            guint32 address = (guint32) g_ascii_strtoull (addresses[j], NULL, 16);
            const guint8 cdb[] = {0xCC, 0, 0, (guint8) (address >> 16), (guint8) (address >> 8), 0, 0, 0x10, 0,
                                  0,    0, 0};

            g_assert_cmpmem (step->cdb.bytes, 12, cdb, 12);
            g_assert_cmpint (step->use, ==, j < n / 2 ? BB_USE_STORE : BB_USE_COMPARE_CAPTURE);
        }
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (damages); i++) {
        g_autofree char *path = g_strdup_printf ("/nec/repair/damage-is-found-and-nothing-else/%s", damages[i].name);

        g_test_add_data_func (path, &damages[i], test_damage_is_found);
    }
    for (guint i = 0; i < G_N_ELEMENTS (assessed); i++)
        add_row_test ("/nec/repair/contradictions-are-assessed", assessed[i].name, &assessed[i],
                      test_contradictions_are_assessed);
#define ADD(path, function) g_test_add_func ("/nec/repair/" path, function)
    ADD ("unknown-drive-is-not-damaged", test_unknown_drive_is_not_damaged);
    ADD ("identity-is-restored-from-backup", test_identity_is_restored_from_backup);
    ADD ("bytes-from-before-the-change-are-restored", test_bytes_from_before_the_change_are_restored);
    ADD ("backup-of-another-type-is-not-used", test_backup_of_another_type_is_not_used);
    ADD ("plan-has-claims-of-all-sources", test_plan_has_claims_of_all_sources);
    ADD ("rid-stays-if-catalog-has-none", test_rid_stays_if_catalog_has_none);
    ADD ("without-backup-only-what-does-not-fit", test_texts_that_do_not_fit_are_replaced);
    ADD ("well-identitys-need-nothing", test_right_identity_is_not_repaired);
    ADD ("blank-page-is-refused-without-backup", test_blank_page_is_refused_without_backup);
    ADD ("page-that-is-not-blank-is-repaired", test_page_that_is_not_blank_is_repaired);
    ADD ("lost-page-comes-back-from-the-backup", test_lost_page_comes_back_from_the_backup);
    ADD ("single-lost-byte-is-found", test_single_lost_byte_is_found);
    ADD ("changes-in-normal-use-are-no-loss", test_changes_in_normal_use_are_no_loss);
    ADD ("region-and-book-types-are-kept", test_region_and_book_types_are_kept);
    ADD ("without-a-key-nothing-is-written", test_without_a_key_nothing_is_written);
    ADD ("in-safe-mode-nothing-is-written", test_in_safe_mode_nothing_is_written);
    ADD ("unread-pages-are-refused", test_unread_pages_are_refused);
    ADD ("types-without-write-addresses-are-refused", test_types_without_write_addresses_are_refused);
    ADD ("identity-is-read-twice", test_identity_is_read_twice);
    return g_test_run ();
}
