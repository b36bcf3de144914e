/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec.h"

/* Marks of modified firmware in bytes 36 to 55 of INQUIRY, from the README of optidump (commit 302c37d). */
#define NEC_MARK_OPTIDUMP "seri-"
#define NEC_MARK_LIGGY_DEE "BT-LIGGY"
/* optidump firmware for the AD-7290H has date and serial number in these bytes, so it is recognized by its
 * revision. */
#define NEC_MARKED_PRODUCT "AD-7290H"
#define NEC_MARKED_REVISION "SE02"

/* Sets @version to "SE" and the number in @text, the text after the mark: to "SE01" for "01", "1" or "v1". Leaves
 * @version unchanged if @text does not begin with such a number. */
static void
nec_parse_version (const char *text, char version[5])
{
    guint n_digits = 0;

    if (*text == 'v')
        text++;
    while (n_digits <= 2 && g_ascii_isdigit (text[n_digits]))
        n_digits++;
    if ((n_digits == 1 || n_digits == 2) && (text[n_digits] == ' ' || text[n_digits] == '\0'))
        g_snprintf (version, 5, "SE%c%c", n_digits == 2 ? text[0] : '0', text[n_digits - 1]);
}

BbNecModified
bb_nec_find_modified (const char *product, const char *revision, const char *vendor_specific)
{
    BbNecModified found = {0};

    if (product != NULL && strstr (product, NEC_MARKED_PRODUCT) != NULL &&
        g_strcmp0 (revision, NEC_MARKED_REVISION) == 0) {
        found.modified = BB_NEC_MODIFIED_OPTIDUMP;
        g_strlcpy (found.version, revision, sizeof found.version);
    } else if (vendor_specific != NULL && g_str_has_prefix (vendor_specific, NEC_MARK_OPTIDUMP)) {
        found.modified = BB_NEC_MODIFIED_OPTIDUMP;
        nec_parse_version (vendor_specific + strlen (NEC_MARK_OPTIDUMP), found.version);
    } else if (vendor_specific != NULL && strstr (vendor_specific, NEC_MARK_LIGGY_DEE) != NULL) {
        found.modified = BB_NEC_MODIFIED_LIGGY_DEE;
        g_strlcpy (found.change, "Liggy/Dee", sizeof found.change);
    }
    if (g_strcmp0 (found.modified, BB_NEC_MODIFIED_OPTIDUMP) == 0)
        g_snprintf (found.change, sizeof found.change, *found.version != '\0' ? "optidump %s" : "optidump",
                    found.version);
    return found;
}

/* Returns (transfer full) (nullable) the value of BB_NEC_VALUE_REVISION_LINE for @revision, a field of four
 * characters. The value has the first three of them, with a point in place of the second: "1.0" for "1-09". NULL if
 * @revision has another form. */
static char *
nec_find_line (const char *revision)
{
    if (!g_ascii_isdigit (revision[0]) || (revision[1] != '.' && revision[1] != '-') ||
        !g_ascii_isalnum (revision[2]) || !g_ascii_isalnum (revision[3]))
        return NULL;
    return g_strdup_printf ("%c.%c", revision[0], revision[2]);
}

void
bb_nec_facts_set_firmware (BbFacts *facts)
{
    const BbInquiry *inquiry = &facts->inquiry;
    BbNecModified found;
    g_autofree char *line = NULL;

    /* In safe mode the boot code answers INQUIRY, which says nothing about the firmware. */
    if (facts->condition == BB_CONDITION_SPECIAL)
        return;
    found = bb_nec_find_modified (inquiry->product, inquiry->revision, inquiry->vendor_specific);
    line = nec_find_line (inquiry->revision);
    if (line != NULL)
        bb_facts_set_string (facts, BB_NEC_VALUE_REVISION_LINE, line);
    if (found.modified == NULL)
        return;
    bb_facts_set_string (facts, BB_NEC_VALUE_MODIFIED, found.modified);
    if (*found.version != '\0')
        bb_facts_set_string (facts, BB_NEC_VALUE_MODIFIED_VERSION, found.version);
    bb_facts_add_evidence (facts, _ ("The drive is running modified firmware: %s."), found.change);
}
