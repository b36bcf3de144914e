/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

/* TRUE if the verification compared all of the firmware and found no difference. */
static gboolean
bb_words_is_identical (const BbResult *result)
{
    return result->outcome == BB_OUTCOME_DONE && result->proof == BB_PROOF_PROVEN &&
           (result->differences == NULL || result->differences->len == 0);
}

char *
bb_words_dup_comparison (const BbResult *result)
{
    gboolean is_identical = bb_words_is_identical (result);
    g_autoptr (GDateTime) time = NULL;
    g_autofree char *when = NULL;

    if (g_str_equal (result->compared_with, "file"))
        return g_strdup_printf (is_identical
                                    ? _ ("The firmware in the drive is identical to the firmware in the file “%s”.")
                                    : _ ("The firmware was compared with the file “%s”."),
                                result->compared_name);
    if (g_str_equal (result->compared_with, "backup"))
        return g_strdup_printf (is_identical
                                    ? _ ("The firmware in the drive is identical to the firmware in the backup %s.")
                                    : _ ("The firmware was compared with the backup %s."),
                                result->compared_name);
    if (g_str_equal (result->compared_with, "replaced"))
        return g_strdup (is_identical
                             ? _ ("The firmware in the drive is identical to a copy of the firmware that another "
                                  "program wrote after flashing was interrupted.")
                             : _ ("The firmware in the drive was compared with a copy of the firmware that another "
                                  "program wrote after flashing was interrupted."));
    time = g_date_time_new_from_unix_local (result->compared_time);
    when = time != NULL ? g_date_time_format (time, "%F %R") : g_strdup ("?");
    return g_strdup_printf (
        is_identical
            /* TRANSLATORS: %s is a date and a time */
            ? _ ("The firmware in the drive is identical to the firmware that Burnback wrote on %s.")
            /* TRANSLATORS: %s is a date and a time */
            : _ ("The firmware in the drive was compared with the firmware that Burnback wrote on %s."),
        when);
}
