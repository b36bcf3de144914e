/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-drive.h"
#include "shipped-catalog.h"
#include "tsst-files.h"

#include "family/bb-family.h"

#include <string.h>

/* The sentences of the family samsung-tsst after a flash and after a refusal (docs/protocols/samsung-tsst.md,
 * sections 5 to 7). */

#define PRODUCT "DVD-ROM TS-H353C"

static const BbFamily *
tsst (void)
{
    return &bb_family_samsung_tsst;
}

/**
 * Report: what a drive reports; no member is %NULL.
 * @specific: bytes 36 to 55 of INQUIRY
 */
typedef struct {
    const char *product;
    const char *revision;
    const char *specific;
} Report;

/* Returns (transfer full) the facts of a drive that reports these texts. */
static BbFacts *
make_facts (const Report *report)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("TSSTcorp", report->product, report->revision);
    g_autoptr (GError) error = NULL;
    BbFacts *facts = NULL;

    drive->inquiry[4] = 0x5B;
    drive->inquiry_bytes = 0x60;
    memcpy (drive->inquiry + 36, report->specific, strlen (report->specific));
    facts = bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (facts->family, ==, "samsung-tsst");
    return facts;
}

/**
 * After: what a drive reports before and after the flash of an image for a TS-H353C with revision BA02, and the
 * expected judgement.
 * @text: (nullable): text of a file that is flashed instead of this image
 */
typedef struct {
    const char *about;
    Report before;
    Report after;
    const char *text;
    BbProof proof; /* after a power cycle */
    const char *says;
} After;

static const After afters[] = {
    {"new", {PRODUCT, "BA01", ""}, {PRODUCT, "BA02", ""}, NULL, BB_PROOF_IDENTITY, "nothing else can be verified"},
    {"again", {PRODUCT, "BA02", ""}, {PRODUCT, "BA02", ""}, NULL, BB_PROOF_IDENTITY, "the same as before flashing"},
    {"underscore", {PRODUCT, "BA01", ""}, {PRODUCT, "BA0_", ""}, NULL, BB_PROOF_UNPROVEN, "neither the previous nor"},
    {"from-boot", {PRODUCT, "BOOT", ""}, {PRODUCT, "BA02", ""}, NULL, BB_PROOF_IDENTITY, "nothing else can be"},
    {"old", {PRODUCT, "BA01", ""}, {PRODUCT, "BA01", ""}, NULL, BB_PROOF_UNCHANGED, "still reports the previous"},
    {"other-name",
     {"DVD-ROM SH-D163C", "BA01", ""},
     {"DVD-ROM SH-D163C", "BA02", ""},
     NULL,
     BB_PROOF_UNPROVEN,
     "neither the previous nor the new"},
    {"renamed",
     {"DVD-ROM SH-D163C", "BA01", ""},
     {PRODUCT, "BA01", ""},
     NULL,
     BB_PROOF_UNPROVEN,
     "neither the previous nor the new"},
    {"only-the-date",
     {PRODUCT, "BA01", "2006"},
     {PRODUCT, "BA01", "2007"},
     NULL,
     BB_PROOF_UNPROVEN,
     "neither the previous nor the new"},
    {"kreon-runs",
     {PRODUCT, "BA01", ""},
     {PRODUCT, "BA02", "KREON V1.00"},
     NULL,
     BB_PROOF_UNPROVEN,
     "neither the previous nor the new"},
    {"kreon-ran",
     {PRODUCT, "BA02", "KREON V1.00"},
     {PRODUCT, "BA02", ""},
     NULL,
     BB_PROOF_IDENTITY,
     "nothing else can be verified"},
    {"without-product",
     {PRODUCT, "BA01", ""},
     {PRODUCT, "BA02", ""},
     "TSST",
     BB_PROOF_UNPROVEN,
     "does not indicate which firmware revision"},
};

/* Returns the result of the member judge() of the family for @row. @knows_before: the facts before the flash are
 * known. @why: (out) (transfer full): the sentence */
static BbProof
judge (const After *row, gboolean is_cycled, gboolean knows_before, char **why)
{
    g_autoptr (BbFacts) before = make_facts (&row->before);
    g_autoptr (BbFacts) after = make_facts (&row->after);
    g_autoptr (BbImage) image = row->text != NULL ? tsst_make_file (TSST_IMAGE_BYTES, 0x11, row->text)
                                                  : tsst_make_image ("TS-H353C", "{'revision': 'BA02'}");
    BbJudgeInput input = {.before = knows_before ? before : NULL,
                          .after = after,
                          .image = image,
                          .catalog = shipped_catalog (),
                          .power_cycled = is_cycled};

    return tsst ()->judge (&input, why);
}

/* Before a power cycle, every result but the right revision is pending, because a power cycle may change the report.
 */
static void
test_each_report_has_its_proof (gconstpointer data)
{
    const After *row = data;
    g_autofree char *why = NULL;
    g_autofree char *why_now = NULL;
    g_autofree char *why_alone = NULL;
    gboolean is_certain = row->proof == BB_PROOF_IDENTITY;

    g_assert_cmpint (judge (row, TRUE, TRUE, &why), ==, row->proof);
    g_assert_nonnull (strstr (why, row->says));
    g_assert_cmpint (judge (row, FALSE, TRUE, &why_now), ==, is_certain ? row->proof : BB_PROOF_PENDING);
    g_assert_nonnull (strstr (why_now, row->says));
    g_assert_cmpint (strstr (why_now, "ower cycle the drive") != NULL, ==, !is_certain);
    /* Without facts from before the flash, no sentence calls a revision previous. */
    g_assert_cmpint (judge (row, TRUE, FALSE, &why_alone), ==, is_certain ? BB_PROOF_IDENTITY : BB_PROOF_UNPROVEN);
    g_assert_null (strstr (why_alone, "still reports the previous"));
    g_assert_null (strstr (why_alone, "the same as before"));
}

/* --- refusals --- */

/**
 * Refusal: the answer to one step.
 * @kind: %BB_STEP_WAIT: no step failed
 * @sense: key << 16 | asc << 8 | ascq; 0: the transport failed with @code
 */
typedef struct {
    BbStepKind kind;
    guint32 address;
    guint32 sense;
    BbTransportError code;
    const char *says; /* (nullable) */
} Refusal;

static const Refusal refusals[] = {
    {BB_STEP_STATUS, 0, 0, BB_TRANSPORT_ERROR_IO, "No part of the image was sent."},
    {BB_STEP_UPLOAD, 0, 0, BB_TRANSPORT_ERROR_IO, "It is unknown whether the drive received the first block"},
    {BB_STEP_UPLOAD, 0, 0x052000, 0, "The drive rejected the update command."},
    {BB_STEP_UPLOAD, 0xFC00, 0x052600, 0, "The drive rejected the image."},
    {BB_STEP_PROGRAM, 0, 0x052600, 0, "The drive rejected the image."},
    {BB_STEP_PROGRAM, 0x3F000, 0x052600, 0, "The drive rejected the image."},
    {BB_STEP_UPLOAD, 0xFC00, 0, BB_TRANSPORT_ERROR_IO,
     "Recover the drive while it still responds. After a power cycle, "},
    {BB_STEP_PROGRAM, 0, 0, BB_TRANSPORT_ERROR_IO,
     "Recover the drive while it still responds. After a power cycle, "},
    {BB_STEP_UPLOAD, 0, 0, BB_TRANSPORT_ERROR_TIMED_OUT,
     "Recover the drive while it still responds. After a power cycle, "},
    {BB_STEP_UPLOAD, 0, 0x044400, 0, "Recover the drive while it still responds. After a power cycle, "},
    {BB_STEP_PROGRAM, 0x3F000, 0x030300, 0, "Recover the drive while it still responds. After a power cycle, "},
    {BB_STEP_WAIT, 0, 0x052600, 0, NULL},
};

static void
test_each_refusal_says_what_to_do (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
        const Refusal *row = &refusals[i];
        BbStep step = {.kind = row->kind, .address = row->address};
        BbReply reply = {0};
        BbRefusedPlan refusal = {.step = row->kind == BB_STEP_WAIT ? NULL : &step};
        g_autoptr (GError) error = NULL;
        g_autofree char *text = NULL;

        if (row->sense == 0)
            g_set_error_literal (&error, BB_TRANSPORT_ERROR, (gint) row->code, "failed");
        else {
            bb_reply_set_sense (&reply, (guint8) (row->sense >> 16), (guint8) (row->sense >> 8), (guint8) row->sense);
            g_assert_false (bb_reply_check (&reply, &error));
        }
        refusal.error = error;
        text = tsst ()->explain_refusal (&refusal);
        g_test_message ("row %u", i);
        g_assert_cmpint (text != NULL, ==, row->says != NULL);
        if (text != NULL)
            g_assert_nonnull (strstr (text, row->says));
    }
}

/* --- files of another maker --- */

/* The eight characters before "DVD-ROM" name the maker of a drive. A file that names another maker is not of this
 * family. */
static void
test_file_of_another_maker_is_left_to_others (void)
{
    static const struct {
        gsize offset;
        const char *text;
        gboolean is_ours;
    } rows[] = {
        {0, "DVD-ROM", TRUE},
        {0, "L-DT-STDVD-ROM", TRUE}, /* seven characters: the file begins within the name */
        {0, "HL-DT-STDVD-ROM", FALSE},
        {1, "HL-DT-STDVD-ROM", FALSE},
        {0x100, "ASUS    DVD-ROM E616P1", FALSE},
        {0x100, "      AADVD-ROM", FALSE},
        {0x100, "       ADVD-ROM", TRUE},
        {0x100, "A       DVD-ROM", TRUE},
        {0x100, "12-345  DVD-ROM", TRUE},
        {0x100,
         "HL-DT-S\x01"
         "DVD-ROM",
         TRUE},
        {0x100, "TSSTcorpDVD-ROM", TRUE},
        {0x100, "SAMSUNG DVD-ROM", TRUE},
        {0x100, "hp      DVD-ROM", TRUE},
        {0x100, "DVD-ROM HL-DT-STDVD-ROM", FALSE},
        {0x100, "SAMSUNG DVD-ROM HL-DT-STDVD-ROM", FALSE},
        {0x100, "KREON V1.00 HL-DT-STDVD-ROM", TRUE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImage) image = tsst_make_file_with (TSST_IMAGE_BYTES, 0x11, rows[i].offset, rows[i].text);

        g_test_message ("%s", rows[i].text);
        g_assert_cmpint (g_strcmp0 (bb_image_get_identity (image)->family, "samsung-tsst") == 0, ==, rows[i].is_ours);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (afters); i++) {
        g_autofree char *path = g_strdup_printf ("/tsst-result/each-report-has-its-proof/%s", afters[i].about);

        g_test_add_data_func (path, &afters[i], test_each_report_has_its_proof);
    }
    g_test_add_func ("/tsst-result/each-refusal-says-what-to-do", test_each_refusal_says_what_to_do);
    g_test_add_func ("/tsst-result/file-of-another-maker-is-left-to-others",
                     test_file_of_another_maker_is_left_to_others);
    return g_test_run ();
}
