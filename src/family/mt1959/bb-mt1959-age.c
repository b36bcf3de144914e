/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"

#include <glib/gi18n-lib.h>

/* Which updates firmware accepts, depending on its build year (mediatek-mt1959.md, section 4); inferred from
 * reports. */
static const struct {
    int before;       /* the row is for firmware built before this year and not matched by an earlier row */
    const char *lock; /* a value of BB_MT1959_KEY_LOCK: bb_mt1959_get_lock() */
    const char *why;
} bb_mt1959_age_limits[] = {
    {2018, "open", N_ ("Drives with firmware built before 2018 reportedly accept both older and newer firmware.")},
    {2020, "needs-de",
     N_ ("Drives with firmware from 2018 and 2019 reportedly accept older firmware only if the image is marked "
         "“DE” (downgrade enabled).")},
    {G_MAXINT, "needs-wrapped",
     N_ ("Drives with firmware from 2020 or later reportedly accept only encrypted updates. In addition, images "
         "with older firmware must be marked “DE” (downgrade enabled).")},
};

const char *
bb_mt1959_get_lock (BbFacts *facts, const char **why)
{
    g_autofree char *date = bb_mt1959_dup_date (bb_facts_get_string (facts, BB_MT1959_KEY_STAMP));
    const char *sentence = NULL;
    const char *lock = NULL;
    guint age = 0;

    if (facts->condition == BB_CONDITION_SPECIAL || bb_mt1959_facts_are_of_boot_code (facts)) {
        lock = "unknown";
        sentence = _ (
            "Only the drive’s boot code is running. The boot code does not report which images the drive accepts.");
    } else if (date == NULL) {
        lock = "unknown";
        sentence = _ ("The drive does not report the build date of its firmware.");
    } else if (g_strcmp0 (bb_facts_get_string (facts, BB_MT1959_KEY_MODIFIED), BB_MT1959_MODIFIED_MK) == 0) {
        lock = "open";
        sentence = _ ("According to users, drives with this modified firmware accept both older and newer firmware "
                      "images.");
    } else {
        while (atoi (date) >= bb_mt1959_age_limits[age].before)
            age++;
        lock = bb_mt1959_age_limits[age].lock;
        sentence = _ (bb_mt1959_age_limits[age].why);
    }
    if (why != NULL)
        *why = sentence;
    return lock;
}

gboolean
bb_mt1959_is_older (BbFacts *facts, BbImageIdentity *identity)
{
    const char *running = bb_facts_get_string (facts, BB_MT1959_KEY_STAMP);
    const char *image = bb_image_identity_lookup_string (identity, BB_MT1959_KEY_STAMP);

    return running != NULL && image != NULL && strlen (running) == strlen (image) && strcmp (image, running) < 0;
}

gboolean
bb_mt1959_is_same_build (BbFacts *facts, BbImageIdentity *identity)
{
    const char *running = bb_facts_get_string (facts, BB_MT1959_KEY_STAMP);

    /* An invalid build stamp is stored as "", so two values "" do not show that the builds are the same. */
    return running != NULL && *running != '\0' &&
           g_strcmp0 (running, bb_image_identity_lookup_string (identity, BB_MT1959_KEY_STAMP)) == 0;
}

/*
 * Member accepts_older() of #BbFamily (rows 10 and 11 of the table in mediatek-mt1959.md, section 5). Sets @why to a
 * sentence with the reason in every case. Returns, by the lock of the running firmware (bb_mt1959_get_lock()):
 * - "unknown": %BB_ACCEPTS_OLDER_UNKNOWN
 * - "open": %BB_ACCEPTS_OLDER_YES
 * - "needs-de", "needs-wrapped": %BB_ACCEPTS_OLDER_MARKED
 *
 * Exception: if the lock is "needs-de" or "needs-wrapped", and @image is older than the running firmware, the marks
 * of @image decide, which can let an image replace newer firmware (mediatek-mt1959.md, section 1):
 * - age mark: %BB_ACCEPTS_OLDER_YES
 * - neither age mark nor mark DE: %BB_ACCEPTS_OLDER_NO
 * - only mark DE: %BB_ACCEPTS_OLDER_YES for "needs-de", %BB_ACCEPTS_OLDER_UNKNOWN for "needs-wrapped"
 */
BbAcceptsOlder
bb_mt1959_accepts_older (BbFacts *facts, BbImageIdentity *image, char **why)
{
    const char *sentence = NULL;
    const char *lock = bb_mt1959_get_lock (facts, &sentence);
    BbAcceptsOlder answer = BB_ACCEPTS_OLDER_MARKED;

    /* The marks of an image matter only if it is older than the running firmware. For any other image, the answer is
     * the same as without an image: whether the firmware accepts older images in general. */
    if (image != NULL && !bb_mt1959_is_older (facts, image))
        image = NULL;
    if (g_str_equal (lock, "unknown")) {
        answer = BB_ACCEPTS_OLDER_UNKNOWN;
    } else if (g_str_equal (lock, "open")) {
        answer = BB_ACCEPTS_OLDER_YES;
    } else if (image != NULL && bb_mt1959_has_flag (image->values, BB_MT1959_KEY_AGE_MARK)) {
        answer = BB_ACCEPTS_OLDER_YES;
        sentence = _ ("The image has the OmniDrive flag, so it can replace firmware newer than the image.");
    } else if (image != NULL && !bb_mt1959_has_flag (image->values, BB_MT1959_KEY_DOWNGRADE)) {
        answer = BB_ACCEPTS_OLDER_NO;
        sentence = _ ("This image is not marked “DE” (downgrade enabled). Drives with firmware from 2018 or later "
                      "reportedly reject older images without this mark.");
    } else if (image != NULL && g_str_equal (lock, "needs-de")) {
        answer = BB_ACCEPTS_OLDER_YES;
        sentence = _ ("The image is marked “DE” (downgrade enabled), so it can be flashed over newer firmware.");
    } else if (image != NULL) {
        answer = BB_ACCEPTS_OLDER_UNKNOWN;
        sentence = _ ("The image is marked “DE” (downgrade enabled). Reports differ on whether this mark is enough "
                      "to replace firmware from 2020 or later.");
    }
    *why = g_strdup (sentence);
    return answer;
}
