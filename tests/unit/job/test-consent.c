/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "convert-rig.h"
#include "job/flow/bb-consent.h"
#include "job/words/bb-words.h"

/*
 * Consents that an action needs. First bb_consents_new() for every combination of its input; then real jobs, which
 * refuse exactly the codes that a check lists.
 * Also tests bb-flow-check.c.
 */

#define GRANTABLE                                                                                    \
    (BB_CONSENT_CAUTION | BB_CONSENT_CROSS_FLASH | BB_CONSENT_WITHOUT_BACKUP | BB_CONSENT_FALLBACK | \
     BB_CONSENT_OTHER_DRIVE | BB_CONSENT_CONVERSION | BB_CONSENT_IDENTITY | BB_CONSENT_EXPERTS)

static const BbAction ACTS[] = {
    BB_ACTION_LOOK,     BB_ACTION_CHECK,   BB_ACTION_BACKUP,  BB_ACTION_FLASH,     BB_ACTION_VERIFY,
    BB_ACTION_ROLLBACK, BB_ACTION_RECOVER, BB_ACTION_CONVERT, BB_ACTION_BOOK_TYPE, BB_ACTION_REPORT,
};

/* Returns a verdict with a reason of weight INFO, a limit of weight CAUTION, for which no consent may be asked, and,
 * unless @level is %BB_VERDICT_FITS, a reason of weight @level. */
static BbVerdict *
make_verdict (BbVerdictLevel level)
{
    BbVerdict *verdict = bb_verdict_new ();

    bb_verdict_add (verdict, "known", BB_WEIGHT_INFO, "It is known.");
    bb_verdict_add_limit (verdict, "limit", BB_WEIGHT_CAUTION, "It has no checksum.");
    if (level != BB_VERDICT_FITS)
        bb_verdict_add (verdict, "reason", (BbWeight) level, "There is a reason.");
    return verdict;
}

/* --- bb_consents_new() --- */

/* The input of bb_consents_new(). @fallback: level of the verdict on the fallback file; -1: there is no such file */
typedef struct {
    BbAction act;
    BbCondition condition;
    BbVerdictLevel verdict;
    BbBackupKind backup;
    int fallback;
    gboolean begun, other_drive, uncertain, disc, battery;
} Combination;

static gboolean
writes (BbAction act)
{
    return act == BB_ACTION_FLASH || act == BB_ACTION_ROLLBACK || act == BB_ACTION_RECOVER ||
           act == BB_ACTION_CONVERT;
}

/* Returns the codes that bb_consents_new() must give for @c, computed in another way. */
static BbConsentCode
expected_codes (const Combination *c)
{
    gboolean flash = c->act == BB_ACTION_FLASH;
    gboolean back = c->act == BB_ACTION_ROLLBACK;
    gboolean loses = (flash || (back && c->condition != BB_CONDITION_SPECIAL)) && c->backup != BB_BACKUP_FULL;
    gboolean is_wrong = c->condition == BB_CONDITION_DAMAGED || c->condition == BB_CONDITION_WRONG_FIRMWARE;
    BbConsentCode codes = 0;

    if (!writes (c->act))
        return 0;
    if (c->verdict == BB_VERDICT_REFUSED || (loses && c->fallback == BB_VERDICT_REFUSED) ||
        (flash && c->condition == BB_CONDITION_SPECIAL) || ((flash || back) && is_wrong))
        return BB_CONSENT_REFUSED;
    if (c->disc || (c->battery && c->act == BB_ACTION_CONVERT))
        codes |= BB_CONSENT_NOT_READY;
    if ((flash || c->act == BB_ACTION_RECOVER) && !c->begun && c->verdict == BB_VERDICT_CAUTION)
        codes |= BB_CONSENT_CAUTION;
    if ((flash || c->act == BB_ACTION_RECOVER) && !c->begun && c->verdict == BB_VERDICT_CROSS_FLASH)
        codes |= BB_CONSENT_CROSS_FLASH;
    if (loses && c->fallback < 0)
        codes |= BB_CONSENT_WITHOUT_BACKUP;
    if (loses && c->fallback > (int) BB_VERDICT_FITS)
        codes |= BB_CONSENT_FALLBACK;
    if (back && c->other_drive)
        codes |= BB_CONSENT_OTHER_DRIVE;
    if (c->act == BB_ACTION_CONVERT)
        codes |= BB_CONSENT_CONVERSION;
    if (c->uncertain)
        codes |= BB_CONSENT_IDENTITY;
    return codes;
}

/* TRUE if consents of @kind quote the reasons of a verdict. */
static gboolean
has_reasons (BbConsentKind kind)
{
    return kind == BB_CONSENT_KIND_INCOMPATIBLE || kind == BB_CONSENT_KIND_REFUSED_FALLBACK ||
           kind == BB_CONSENT_KIND_CAUTION || kind == BB_CONSENT_KIND_CROSS_FLASH || kind == BB_CONSENT_KIND_FALLBACK;
}

/* Returns how the consent @code must be granted in the case @it. A cross-flash usually needs the switch for experts,
 * but not if it recovers a drive that has firmware for other hardware. */
static BbConsentHow
expected_how (BbConsentCode code, const BbConsentCase *it)
{
    gboolean is_cure = it->act == BB_ACTION_RECOVER && it->condition == BB_CONDITION_WRONG_FIRMWARE;

    if (code == BB_CONSENT_REFUSED || code == BB_CONSENT_NOT_READY)
        return BB_CONSENT_HOW_NEVER;
    if (code == BB_CONSENT_CONVERSION || (code == BB_CONSENT_CROSS_FLASH && !is_cure))
        return BB_CONSENT_HOW_EXPERT;
    return code == BB_CONSENT_CROSS_FLASH || code == BB_CONSENT_WITHOUT_BACKUP || code == BB_CONSENT_OTHER_DRIVE
               ? BB_CONSENT_HOW_TYPE
               : BB_CONSENT_HOW_TICK;
}

/* Asserts that @consent, for the case @it, must be granted in the expected way and that the members for its
 * sentences are set. A consent that the user must type has a phrase. */
static void
assert_is_complete (const BbConsent *consent, const BbConsentCase *it)
{
    g_assert_cmpint (consent->how, ==, expected_how (consent->code, it));
    g_assert_cmpstr (bb_consent_code_to_string (consent->code), !=, "none");
    g_assert_true ((consent->reasons != NULL) == has_reasons (consent->kind));
    if (consent->reasons != NULL)
        g_assert_cmpstr (consent->reasons, ==, "There is a reason.");
    g_assert_true ((consent->item != NULL) == (consent->code == BB_CONSENT_NOT_READY));
    if (consent->how == BB_CONSENT_HOW_NEVER) {
        g_assert_null (consent->phrase);
        g_assert_false (consent->granted);
        return;
    }
    g_assert_true ((consent->how == BB_CONSENT_HOW_TICK) == (consent->phrase == NULL));
}

/* Asserts that bb_consents_new() gives exactly the expected codes for @c, and that each consent is complete and can
 * be granted alone. */
static void
check_combination (const Combination *c)
{
    g_autoptr (BbVerdict) verdict = make_verdict (c->verdict);
    g_autoptr (BbVerdict) fallback = c->fallback >= 0 ? make_verdict ((BbVerdictLevel) c->fallback) : NULL;
    g_autoptr (GPtrArray) readiness = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_readiness_free);
    BbConsentCase it = {.act = c->act,
                        .condition = c->condition,
                        .verdict = verdict,
                        .readiness = readiness,
                        .backup_kind = c->backup,
                        .fallback = fallback,
                        .begun = c->begun,
                        .other_drive = c->other_drive,
                        .uncertain = c->uncertain,
                        .drive = "sr0",
                        .becomes = "ND-3550A"};
    BbConsentCode codes = expected_codes (c);
    g_autoptr (GPtrArray) all = NULL;

    g_ptr_array_add (readiness, bb_readiness_of_medium (c->disc ? BB_MEDIUM_PRESENT : BB_MEDIUM_NONE));
    g_ptr_array_add (readiness, bb_readiness_of_power (c->battery ? BB_POWER_BATTERY : BB_POWER_MAINS));
    all = bb_consents_new (&it, BB_CONSENT_NONE);
    g_assert_cmpint (job_rig_get_open_codes (all), ==, codes);
    g_assert_cmpint (bb_consents_can_be_granted (all), ==,
                     (codes & (BB_CONSENT_REFUSED | BB_CONSENT_NOT_READY)) == 0);
    for (guint i = 0; i < all->len; i++) {
        const BbConsent *one = g_ptr_array_index (all, i);
        g_autoptr (GPtrArray) without = NULL;

        assert_is_complete (one, &it);
        /* If all codes but that of @one are granted, only @one and what cannot be granted (REFUSED, NOT_READY) must
         * be open. */
        without = bb_consents_new (&it, (GRANTABLE | BB_CONSENT_REFUSED | BB_CONSENT_NOT_READY) & ~one->code);
        g_assert_cmpint (job_rig_get_open_codes (without), ==,
                         (codes & (BB_CONSENT_REFUSED | BB_CONSENT_NOT_READY)) | one->code);
    }
}

static void
test_every_combination_needs_the_expected_consents (void)
{
    static const BbCondition conditions[] = {BB_CONDITION_UNKNOWN, BB_CONDITION_NORMAL, BB_CONDITION_SPECIAL,
                                             BB_CONDITION_DAMAGED, BB_CONDITION_WRONG_FIRMWARE};
    guint n = 0;

    for (guint act = 0; act < G_N_ELEMENTS (ACTS); act++)
        for (guint condition = 0; condition < G_N_ELEMENTS (conditions); condition++)
            for (guint verdict = BB_VERDICT_FITS; verdict <= BB_VERDICT_REFUSED; verdict++)
                for (guint backup = BB_BACKUP_NONE; backup <= BB_BACKUP_FULL; backup++)
                    for (int fallback = -1; fallback <= (int) BB_VERDICT_REFUSED; fallback++)
                        for (guint bits = 0; bits < 32; bits++, n++) {
                            Combination c = {ACTS[act],       conditions[condition], verdict,         backup,
                                             fallback,        (bits & 1) != 0,       (bits & 2) != 0, (bits & 4) != 0,
                                             (bits & 8) != 0, (bits & 16) != 0};

                            check_combination (&c);
                        }
    g_assert_cmpuint (n, ==, 10 * 5 * 4 * 3 * 5 * 32);
}

/* Case and surrounding blanks are ignored. An empty text is never the phrase. */
static void
test_a_typed_phrase_is_compared (void)
{
    BbConsent consent = {.phrase = (char *) "ND-3550A"};
    BbConsent nameless = {.phrase = (char *) ""};
    BbConsent ticked = {.phrase = NULL};

    g_assert_true (bb_consent_is_phrase (&consent, " nd-3550a\n"));
    g_assert_false (bb_consent_is_phrase (&consent, ""));
    g_assert_false (bb_consent_is_phrase (&consent, "ND-3550"));
    g_assert_false (bb_consent_is_phrase (&nameless, ""));
    g_assert_false (bb_consent_is_phrase (&ticked, ""));
}

/* A recovery may need the text on the label of the drive. No granted code may replace that text. */
static void
test_a_recovery_asks_for_the_label (void)
{
    g_autoptr (BbVerdict) verdict = make_verdict (BB_VERDICT_FITS);
    BbConsentCase it = {
        .act = BB_ACTION_RECOVER, .condition = BB_CONDITION_SPECIAL, .verdict = verdict, .drive = "sr0"};
    const char *labels[] = {"BU40N BU40", "BU40N BU50", NULL};
    BbReview review = {.labels = (char **) labels};
    g_autoptr (GPtrArray) all = NULL;
    const BbConsent *label;

    bb_verdict_add (verdict, BB_REASON_WANTS_LABEL, BB_WEIGHT_CAUTION, "Its label tells.");
    all = bb_consents_new (&it, GRANTABLE);
    label = bb_consents_find_open (all);
    g_assert_cmpuint (all->len, ==, 1);
    g_assert_cmpint (label->code, ==, BB_CONSENT_LABEL);
    g_assert_cmpint (label->how, ==, BB_CONSENT_HOW_TYPE);
    g_assert_cmpstr (bb_consent_code_to_string (label->code), ==, "label");
    g_assert_false (bb_consent_is_phrase (label, "BU40N BU40"));
    g_assert_null (label->phrase);
    g_assert_cmpstr (label->reasons, ==, "Its label tells.");
    g_assert_cmpstr (bb_review_find_label (&review, "  bu40n   bu50 "), ==, labels[1]);
    g_assert_null (bb_review_find_label (&review, "BU40N"));
    g_assert_null (bb_review_find_label (&review, ""));
    review.labels = NULL;
    g_assert_null (bb_review_find_label (&review, "BU40N BU40"));
    it.act = BB_ACTION_FLASH;
    it.verdict = NULL;
    it.condition = BB_CONDITION_NORMAL;
    it.backup_kind = BB_BACKUP_FULL;
    g_ptr_array_unref (g_steal_pointer (&all));
    all = bb_consents_new (&it, BB_CONSENT_NONE);
    g_assert_cmpuint (all->len, ==, 0);
}

/* An image is for experts if a flash of it needs a consent that only experts can grant. A ROLLBACK, which restores a
 * backup, never needs the consent to a cross-flash. */
static void
test_images_for_experts_are_told_by_their_consents (void)
{
    for (guint level = BB_VERDICT_FITS; level <= BB_VERDICT_REFUSED; level++) {
        g_autoptr (BbVerdict) verdict = make_verdict (level);

        g_test_message ("level %u", level);
        g_assert_cmpint (bb_consent_is_for_experts (verdict, BB_ACTION_FLASH), ==, level == BB_VERDICT_CROSS_FLASH);
        g_assert_false (bb_consent_is_for_experts (verdict, BB_ACTION_ROLLBACK));
        bb_verdict_add (verdict, BB_REASON_FOR_EXPERTS, BB_WEIGHT_CAUTION, "One drive is known.");
        g_assert_cmpint (bb_consent_is_for_experts (verdict, BB_ACTION_FLASH), ==, level < BB_VERDICT_REFUSED);
        g_assert_cmpint (bb_consent_is_for_experts (verdict, BB_ACTION_ROLLBACK), ==, level < BB_VERDICT_REFUSED);
    }
}

/* A flash procedure of which little is known needs a consent of its own, BB_CONSENT_EXPERTS. If a consent to a
 * cross-flash is needed, too, the user types one phrase for both. */
static void
test_procedure_for_experts_has_its_own_consent (void)
{
    static const struct {
        BbAction act;
        BbWeight other; /* weight of a further reason; INFO: it needs no consent */
        gboolean begun;
        BbConsentCode codes;
        BbConsentHow how;
        const char *phrase;
    } rows[] = {
        {BB_ACTION_FLASH, BB_WEIGHT_INFO, FALSE, BB_CONSENT_EXPERTS, BB_CONSENT_HOW_EXPERT, "the drive"},
        {BB_ACTION_FLASH, BB_WEIGHT_CAUTION, FALSE, BB_CONSENT_EXPERTS | BB_CONSENT_CAUTION, BB_CONSENT_HOW_EXPERT,
         "the drive"},
        {BB_ACTION_FLASH, BB_WEIGHT_CROSS_FLASH, FALSE, BB_CONSENT_EXPERTS | BB_CONSENT_CROSS_FLASH,
         BB_CONSENT_HOW_EXPERT, "the model"},
        {BB_ACTION_ROLLBACK, BB_WEIGHT_CROSS_FLASH, FALSE, BB_CONSENT_EXPERTS, BB_CONSENT_HOW_EXPERT, "the drive"},
        {BB_ACTION_RECOVER, BB_WEIGHT_INFO, FALSE, BB_CONSENT_EXPERTS, BB_CONSENT_HOW_TYPE, "the drive"},
        {BB_ACTION_RECOVER, BB_WEIGHT_CROSS_FLASH, FALSE, BB_CONSENT_EXPERTS | BB_CONSENT_CROSS_FLASH,
         BB_CONSENT_HOW_EXPERT, "the model"},
        {BB_ACTION_RECOVER, BB_WEIGHT_CAUTION, TRUE, BB_CONSENT_NONE, 0, NULL},
        {BB_ACTION_VERIFY, BB_WEIGHT_CAUTION, FALSE, BB_CONSENT_NONE, 0, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbVerdict) verdict = bb_verdict_new ();
        BbConsentCase it = {.act = rows[i].act,
                            .condition = BB_CONDITION_NORMAL,
                            .verdict = verdict,
                            .backup_kind = BB_BACKUP_FULL,
                            .begun = rows[i].begun,
                            .drive = "the drive",
                            .becomes = "the model"};
        g_autoptr (GPtrArray) open = NULL;
        g_autoptr (GPtrArray) granted = NULL;
        const BbConsent *experts = NULL;
        BbConsentCode codes = BB_CONSENT_NONE;

        g_test_message ("row %u", i);
        bb_verdict_add (verdict, BB_REASON_FOR_EXPERTS, BB_WEIGHT_CAUTION, "One drive is known.");
        bb_verdict_add (verdict, "other", rows[i].other, "There is a reason.");
        open = bb_consents_new (&it, BB_CONSENT_NONE);
        granted = bb_consents_new (&it, bb_consents_of_flags (rows[i].act, BB_JOB_FLAG_EXPERT));
        for (guint k = 0; k < open->len; k++)
            codes |= ((const BbConsent *) g_ptr_array_index (open, k))->code;
        g_assert_cmpint (codes, ==, rows[i].codes);
        experts = bb_consents_find (open, BB_CONSENT_EXPERTS);
        g_assert_cmpint (experts != NULL, ==, rows[i].codes != BB_CONSENT_NONE);
        if (experts == NULL)
            continue;
        g_assert_cmpstr (experts->reasons, ==, "One drive is known.");
        g_assert_cmpint (experts->how, ==, rows[i].how);
        g_assert_cmpstr (experts->phrase, ==, rows[i].phrase);
        g_assert_cmpint (experts->kind, ==, BB_CONSENT_KIND_EXPERTS);
        g_assert_true (bb_consents_find (granted, BB_CONSENT_EXPERTS)->granted);
        g_assert_cmpint (bb_consents_of_flags (rows[i].act, BB_JOB_FLAG_ALLOW_CROSS_FLASH) & BB_CONSENT_EXPERTS, ==,
                         0);
    }
}

static void
test_flags_grant_their_consents (void)
{
    BbConsentCode cross = BB_CONSENT_CAUTION | BB_CONSENT_CROSS_FLASH | BB_CONSENT_FALLBACK | BB_CONSENT_OTHER_DRIVE;
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbJobRequest) copy = NULL;

    g_assert_cmpint (bb_consents_of_flags (BB_ACTION_FLASH, 0), ==, 0);
    g_assert_cmpint (bb_consents_of_flags (BB_ACTION_FLASH, BB_JOB_FLAG_ALLOW_CROSS_FLASH), ==, cross);
    g_assert_cmpint (bb_consents_of_flags (BB_ACTION_FLASH, BB_JOB_FLAG_WITHOUT_BACKUP), ==,
                     BB_CONSENT_WITHOUT_BACKUP);
    g_assert_cmpint (bb_consents_of_flags (BB_ACTION_FLASH, BB_JOB_FLAG_EXPERT) & BB_CONSENT_CAUTION, ==, 0);
    g_assert_cmpint (bb_consents_of_flags (BB_ACTION_RECOVER, BB_JOB_FLAG_EXPERT) &
                         (BB_CONSENT_CAUTION | BB_CONSENT_CROSS_FLASH),
                     ==, BB_CONSENT_CAUTION);
    request->granted = BB_CONSENT_CAUTION;
    request->flags = BB_JOB_FLAG_WITHOUT_BACKUP;
    copy = bb_job_request_copy (request);
    g_assert_cmpint (bb_request_get_granted (copy), ==, BB_CONSENT_CAUTION | BB_CONSENT_WITHOUT_BACKUP);
}

/* --- real jobs --- */

/* A drive, an action, and the consents that the action needs.
 * @image_of: (nullable): model of the image. For a rollback: serial number of the drive that gets the backup, if it
 * is not the drive of the backup. @boot: (nullable): boot version of the image. @fallback: (nullable): revision of
 * the fallback file. @codes: expected consents */
typedef struct {
    const char *name;
    const char *scenario;
    BbAction act;
    const char *family;
    const char *image_of;
    const char *revision;
    const char *boot;
    const char *fallback;
    BbConsentCode codes;
} Story;

#define NEC "nec-optiarc", "K355"
#define MT "mediatek-mt1959", "BD-RE WH16NS60"
#define K355 CONVERT_RIG_K355
#define RICOH "[drive sr0]\nFamily=ricoh\nModel=DVD Writer 200j\nRevision=1.36\nSerial=SIM0001\n"
#define BTC "[drive sr0]\nFamily=btc\nModel=IDE1008\nRevision=0055\nSerial=SIM0001\n"

static const Story stories[] = {
    {"a next revision", K355, BB_ACTION_FLASH, NEC, "1.07", "05", NULL, 0},
    {"an older revision", K355, BB_ACTION_FLASH, NEC, "1.04", "05", NULL, BB_CONSENT_CAUTION},
    {"another type", K355, BB_ACTION_FLASH, "nec-optiarc", "K450", "1.07", "05", NULL, BB_CONSENT_REFUSED},
    {"a disc inside", K355 "Disc=data\n", BB_ACTION_FLASH, NEC, "1.07", "05", NULL, BB_CONSENT_NOT_READY},
    {"a disc inside, and older", K355 "Disc=data\n", BB_ACTION_FLASH, NEC, "1.04", "05", NULL,
     BB_CONSENT_NOT_READY | BB_CONSENT_CAUTION},
    {"a damaged id", K355 "State=damaged-id\n", BB_ACTION_FLASH, NEC, "1.07", "05", NULL, BB_CONSENT_REFUSED},
    {"in safe mode", K355 "State=safe-mode\n", BB_ACTION_FLASH, NEC, "1.07", "05", NULL, BB_CONSENT_REFUSED},
    {"another model", JOB_RIG_NEC_BANKS "Product=DVDRW420N\nVendor=TDK\n", BB_ACTION_FLASH, "nec-optiarc", "K110",
     "1.08", NULL, NULL, BB_CONSENT_CROSS_FLASH},
    {"not read back", JOB_RIG_MT1959, BB_ACTION_FLASH, MT, "1.03", NULL, NULL, BB_CONSENT_WITHOUT_BACKUP},
    {"not read back, and older", JOB_RIG_MT1959, BB_ACTION_FLASH, MT, "1.00", NULL, NULL,
     BB_CONSENT_WITHOUT_BACKUP | BB_CONSENT_CAUTION},
    {"with a file to fall back to", JOB_RIG_MT1959, BB_ACTION_FLASH, MT, "1.03", NULL, "1.02", 0},
    {"with an older one for that", JOB_RIG_MT1959, BB_ACTION_FLASH, MT, "1.03", NULL, "1.00", BB_CONSENT_FALLBACK},
    {"its own backup", K355, BB_ACTION_ROLLBACK, "nec-optiarc", NULL, NULL, NULL, NULL, 0},
    {"the backup of another drive", K355, BB_ACTION_ROLLBACK, "nec-optiarc", "SIM0002", NULL, NULL, NULL,
     BB_CONSENT_OTHER_DRIVE},
    {"no firmware", JOB_RIG_NEC_BANKS "State=erased\n", BB_ACTION_RECOVER, "nec-optiarc", "K110", "1.09", NULL, NULL,
     BB_CONSENT_CAUTION},
    {"no firmware, another model", JOB_RIG_NEC_BANKS "Product=DVDRW420N\nVendor=TDK\nState=erased\n",
     BB_ACTION_RECOVER, "nec-optiarc", "K110", "1.09", NULL, NULL, BB_CONSENT_CROSS_FLASH},
    {"for experts", RICOH, BB_ACTION_FLASH, "ricoh", "DVD Writer 200j", "1.40", NULL, NULL, BB_CONSENT_EXPERTS},
    {"for experts, and not read back", BTC, BB_ACTION_FLASH, "btc", "IDE1008", "0056", NULL, NULL,
     BB_CONSENT_EXPERTS | BB_CONSENT_WITHOUT_BACKUP},
    {"for experts, with a file to fall back to", BTC, BB_ACTION_FLASH, "btc", "IDE1008", "0056", NULL, "0055",
     BB_CONSENT_EXPERTS},
    {"another boot code", K355, BB_ACTION_CONVERT, "nec-optiarc", "K451", NULL, "05", NULL, BB_CONSENT_CONVERSION},
};

/* Returns the request of the check that precedes @request in the window and in the terminal. For a conversion, the
 * check is a dry run. */
static BbJobRequest *
make_check (const Story *story, const BbJobRequest *request)
{
    BbJobRequest *check = bb_job_request_copy (request);

    check->action = story->act == BB_ACTION_CONVERT ? BB_ACTION_CONVERT : BB_ACTION_CHECK;
    check->flags = story->act == BB_ACTION_CONVERT   ? BB_JOB_FLAG_DRY_RUN
                   : story->act == BB_ACTION_RECOVER ? BB_JOB_FLAG_RECOVERING
                                                     : BB_JOB_FLAG_NONE;
    return check;
}

/* Replaces the drive of @rig by a drive of the same model with @serial and with flash memory of its own. */
static void
exchange_drive (const Story *story, JobRig *rig, const char *serial)
{
    g_autoptr (GString) scenario = g_string_new (story->scenario);

    g_string_replace (scenario, "SIM0001", serial, 0);
    job_rig_exchange (rig, scenario->str);
}

/* Returns the request of @story. For a rollback, first makes a backup and flashes other firmware. */
static BbJobRequest *
make_request (const Story *story, JobRig *rig)
{
    BbJobRequest *request = bb_job_request_new (story->act);

    request->on_failure = BB_ON_FAILURE_STOP;
    if (story->act == BB_ACTION_ROLLBACK) {
        g_autoptr (BbResult) kept = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
        g_autoptr (BbResult) flashed = job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP);
        g_autoptr (GError) error = NULL;

        job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
        request->backup_id = g_strdup (kept->backup->id);
        request->image =
            bb_backup_store_load_image (bb_engine_get_store (rig->engine), kept->backup, job_rig_catalog (), &error);
        g_assert_no_error (error);
        if (story->image_of != NULL)
            exchange_drive (story, rig, story->image_of);
    } else if (story->act == BB_ACTION_CONVERT) {
        GVariantBuilder settings;

        g_variant_builder_init (&settings, G_VARIANT_TYPE_VARDICT);
        g_variant_builder_add (&settings, "{sv}", BB_SETTING_CONVERT_TO, g_variant_new_string (story->image_of));
        request->settings = g_variant_ref_sink (g_variant_builder_end (&settings));
        request->image = convert_boot_code (story->image_of, story->boot);
    } else {
        request->image = job_rig_image (story->family, story->image_of, story->revision, story->boot);
    }
    if (story->fallback != NULL)
        request->fallback = job_rig_image (story->family, story->image_of, story->fallback, story->boot);
    return request;
}

/* Asserts that consents of the same kind in both lists have the same phrase. */
static void
assert_same_phrases (GPtrArray *listed, GPtrArray *consents)
{
    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *one = g_ptr_array_index (consents, i);

        for (guint j = 0; j < listed->len; j++) {
            const BbConsent *other = g_ptr_array_index (listed, j);

            if (one->kind == other->kind)
                g_assert_cmpstr (one->phrase, ==, other->phrase);
        }
    }
}

/* Asserts that the job with @granted is refused for the same consents that are open in the list of @review. */
static void
check_job (const Story *story, JobRig *rig, BbJobRequest *request, BbReview *review, BbConsentCode granted)
{
    g_autoptr (GPtrArray) listed = bb_review_list_consents (review, NULL, granted);
    BbConsentCode open = job_rig_get_open_codes (listed);
    guint n_writes = job_rig_n_writes (rig);
    g_autoptr (BbResult) result = NULL;

    request->granted = granted;
    result = job_rig_run (rig, request);
    g_test_message ("%s, granted %x, open %x: %s", story->name, granted, open, result->message);
    if (open == BB_CONSENT_NONE) {
        g_assert_cmpint (result->outcome, !=, BB_OUTCOME_REFUSED);
        g_assert_null (result->consents);
        return;
    }
    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    g_assert_error (result->error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
    job_rig_assert_messages (result);
    if ((open & BB_CONSENT_REFUSED) != 0 || open == BB_CONSENT_NOT_READY) {
        g_assert_null (result->consents);
    } else {
        g_assert_nonnull (result->consents);
        g_assert_cmpint (job_rig_get_open_codes (result->consents), ==, open & GRANTABLE);
        assert_same_phrases (listed, result->consents);
    }
}

static void
test_the_job_needs_exactly_the_listed_consents (gconstpointer data)
{
    const Story *story = data;
    g_autoptr (JobRig) rig = job_rig_new (story->scenario, NULL);
    g_autoptr (BbJobRequest) request = make_request (story, rig);
    g_autoptr (BbJobRequest) check = make_check (story, request);
    g_autoptr (BbResult) checked = job_rig_run (rig, check);
    g_autoptr (GPtrArray) listed = NULL;
    BbConsentCode grantable;

    g_assert_nonnull (checked->review);
    g_assert_cmpint (checked->review->act, ==, story->act);
    listed = bb_review_list_consents (checked->review, NULL, BB_CONSENT_NONE);
    g_assert_cmpint (job_rig_get_open_codes (listed), ==, story->codes);
    grantable = story->codes & GRANTABLE;
    /* Grants every proper subset of the needed codes, first alone and then together with all codes that are not
     * needed. At the end, grants all needed codes. */
    for (BbConsentCode granted = (grantable - 1) & grantable; grantable != 0; granted = (granted - 1) & grantable) {
        check_job (story, rig, request, checked->review, granted);
        check_job (story, rig, request, checked->review, granted | (GRANTABLE & ~grantable));
        if (granted == 0)
            break;
    }
    check_job (story, rig, request, checked->review, grantable);
}

static void
test_a_dry_run_needs_no_consent (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959, NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.00", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_DRY_RUN, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_DRY_RUN);
    g_assert_nonnull (result->review->plan);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* A caution was granted, but the image is for another model, so the consent to a cross-flash is missing. */
static void
test_a_consent_does_not_cover_a_greater_risk (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC_BANKS "Product=DVDRW420N\nVendor=TDK\n", NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbResult) result = NULL;

    request->image = job_rig_image ("nec-optiarc", "K110", "1.08", NULL);
    request->granted = BB_CONSENT_CAUTION;
    result = job_rig_run (rig, request);
    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    g_assert_nonnull (bb_consents_find (result->consents, BB_CONSENT_CROSS_FLASH));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* An update of a drive that can be backed up has no risk. It has one if one thing is otherwise: what the user must
 * agree to, what cannot be restored, or a warning. A disc in the tray can be removed, so it changes nothing. */
static void
test_only_what_can_be_undone_has_no_risk (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "BootVersion=05\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (BbResult) checked = job_rig_do (rig, BB_ACTION_CHECK, image, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);
    BbReview review = *checked->review;
    g_autoptr (BbVerdict) caution = make_verdict (BB_VERDICT_CAUTION);
    g_autoptr (BbVerdict) limit = make_verdict (BB_VERDICT_FITS);
    g_autoptr (BbVerdict) rejected = make_verdict (BB_VERDICT_CAUTION);
    g_autoptr (GPtrArray) readiness = g_ptr_array_new ();
    BbReadiness item = {.state = BB_READINESS_BRIDGE_UNTESTED, .code = (char *) "bridge"};

    g_assert_cmpint (bb_review_find_risk (checked->review, NULL), ==, BB_REVIEW_RISK_NONE);
    review.backup_kind = BB_BACKUP_PARTIAL;
    g_assert_cmpint (bb_review_find_risk (&review, NULL), ==, BB_REVIEW_RISK_WARNINGS);
    /* The fallback file needs no consent, but it is not the firmware that the drive has now. */
    review.fallback = checked->review->verdict;
    g_assert_cmpint (bb_review_find_risk (&review, NULL), ==, BB_REVIEW_RISK_NO_BACKUP);
    review.fallback = NULL;
    review.backup_kind = BB_BACKUP_FULL;
    review.verdict = caution;
    g_assert_cmpint (bb_review_find_risk (&review, NULL), ==, BB_REVIEW_RISK_WARNINGS);
    review.verdict = limit;
    g_assert_cmpint (bb_review_find_risk (&review, NULL), ==, BB_REVIEW_RISK_WARNINGS);
    /* The drive's own backup needs no consent, unless the drive is expected to reject it. */
    review.act = BB_ACTION_ROLLBACK;
    review.verdict = caution;
    g_assert_cmpint (bb_review_find_risk (&review, NULL), ==, BB_REVIEW_RISK_NONE);
    bb_verdict_expect_rejection (rejected);
    review.verdict = rejected;
    g_assert_cmpint (bb_review_find_risk (&review, NULL), ==, BB_REVIEW_RISK_WARNINGS);
    review.verdict = caution;
    review.other_drive = TRUE;
    g_assert_cmpint (bb_review_find_risk (&review, NULL), ==, BB_REVIEW_RISK_WARNINGS);
    g_ptr_array_add (readiness, &item);
    g_assert_cmpint (bb_review_find_risk (checked->review, readiness), ==, BB_REVIEW_RISK_WARNINGS);
    item.needed = TRUE;
    g_assert_cmpint (bb_review_find_risk (checked->review, readiness), ==, BB_REVIEW_RISK_NONE);
    review.act = BB_ACTION_CONVERT;
    g_assert_cmpint (bb_review_find_risk (&review, NULL), ==, BB_REVIEW_RISK_WARNINGS);
}

/* A state in which a flash can begin, but which is not fulfilled, is a risk. Only an open tray is none. */
static void
test_an_open_tray_is_no_risk (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "BootVersion=05\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (BbResult) checked = job_rig_do (rig, BB_ACTION_CHECK, image, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);
    guint n_risks = 0;

    for (guint state = 0; state < BB_N_READINESS_STATES; state++) {
        g_autoptr (GPtrArray) readiness = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_readiness_free);
        BbReadiness *item = bb_readiness_new ((BbReadinessState) state, "detail");
        gboolean is_risk = !item->good && !item->needed && state != BB_READINESS_TRAY_OPEN;

        g_ptr_array_add (readiness, item);
        n_risks += is_risk ? 1 : 0;
        g_assert_cmpint (bb_readiness_is_warning (item), ==, is_risk);
        g_assert_cmpint (bb_review_find_risk (checked->review, readiness), ==,
                         is_risk ? BB_REVIEW_RISK_WARNINGS : BB_REVIEW_RISK_NONE);
    }
    g_assert_cmpuint (n_risks, >, 0);
}

/* A drive in recovery mode runs no firmware that a recovery could take from it. The recovery has a risk if the drive
 * still runs firmware, if the image needs a warning, or if a step is unrecoverable. */
static void
test_a_recovery_in_recovery_mode_has_no_risk (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "BootVersion=05\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (BbResult) checked = job_rig_do (rig, BB_ACTION_CHECK, image, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);
    g_autoptr (BbVerdict) caution = make_verdict (BB_VERDICT_CAUTION);
    BbReview review = *checked->review;
    BbFacts facts = *review.facts;
    BbStep *step = (BbStep *) bb_plan_get_step (review.plan, 0);

    review.facts = &facts;
    review.backup_kind = BB_BACKUP_NONE;
    review.act = BB_ACTION_RECOVER;
    for (BbCondition condition = BB_CONDITION_UNKNOWN; condition <= BB_CONDITION_WRONG_FIRMWARE; condition++) {
        facts.condition = condition;
        g_assert_cmpint (bb_review_find_risk (&review, NULL), ==,
                         condition == BB_CONDITION_SPECIAL ? BB_REVIEW_RISK_NONE : BB_REVIEW_RISK_RUNNING);
    }
    facts.condition = BB_CONDITION_SPECIAL;
    review.verdict = caution;
    g_assert_cmpint (bb_review_find_risk (&review, NULL), ==, BB_REVIEW_RISK_WARNINGS);
    review.act = BB_ACTION_ROLLBACK;
    g_assert_cmpint (bb_review_find_risk (&review, NULL), ==, BB_REVIEW_RISK_NONE);
    step->unrecoverable = TRUE;
    g_assert_cmpint (bb_review_find_risk (&review, NULL), ==, BB_REVIEW_RISK_WARNINGS);
    review.act = BB_ACTION_FLASH;
    g_assert_cmpint (bb_review_find_risk (&review, NULL), ==, BB_REVIEW_RISK_WARNINGS);
}

/* Each risk, and only a risk, has a sentence, because a button that warns without a reason frightens. */
static void
test_each_risk_has_its_own_sentence (void)
{
    g_assert_null (bb_words_review_risk (BB_REVIEW_RISK_NONE));
    for (BbReviewRisk risk = BB_REVIEW_RISK_WARNINGS; risk <= BB_REVIEW_RISK_NO_BACKUP; risk++) {
        g_assert_nonnull (bb_words_review_risk (risk));
        for (BbReviewRisk other = BB_REVIEW_RISK_WARNINGS; other < risk; other++)
            g_assert_cmpstr (bb_words_review_risk (risk), !=, bb_words_review_risk (other));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/job/consent/every-combination", test_every_combination_needs_the_expected_consents);
    g_test_add_func ("/job/consent/a-typed-phrase-is-compared", test_a_typed_phrase_is_compared);
    g_test_add_func ("/job/consent/a-recovery-asks-for-the-label", test_a_recovery_asks_for_the_label);
    g_test_add_func ("/job/consent/flags-grant-their-consents", test_flags_grant_their_consents);
    g_test_add_func ("/job/consent/experts", test_procedure_for_experts_has_its_own_consent);
    g_test_add_func ("/job/consent/images-for-experts", test_images_for_experts_are_told_by_their_consents);
    for (guint i = 0; i < G_N_ELEMENTS (stories); i++) {
        g_autofree char *name = g_strdelimit (g_strdup (stories[i].name), " ,", '-');
        g_autofree char *path = g_strdup_printf ("/job/consent/the-job-needs-exactly-the-listed-consents/%s", name);

        g_test_add_data_func (path, &stories[i], test_the_job_needs_exactly_the_listed_consents);
    }
    g_test_add_func ("/job/consent/a-dry-run-needs-none", test_a_dry_run_needs_no_consent);
    g_test_add_func ("/job/consent/does-not-cover-a-greater-risk", test_a_consent_does_not_cover_a_greater_risk);
    g_test_add_func ("/job/consent/only-what-can-be-undone-has-no-risk", test_only_what_can_be_undone_has_no_risk);
    g_test_add_func ("/job/consent/an-open-tray-is-no-risk", test_an_open_tray_is_no_risk);
    g_test_add_func ("/job/consent/a-recovery-in-recovery-mode-has-no-risk",
                     test_a_recovery_in_recovery_mode_has_no_risk);
    g_test_add_func ("/job/consent/each-risk-has-its-own-sentence", test_each_risk_has_its_own_sentence);
    return g_test_run ();
}
