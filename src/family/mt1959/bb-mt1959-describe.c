/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"

#include <glib/gi18n-lib.h>

const char *
bb_mt1959_form_describe (const char *form)
{
    if (g_strcmp0 (form, BB_MT1959_FORM_HALF_HEIGHT) == 0)
        return _ ("a half-height drive");
    if (g_strcmp0 (form, BB_MT1959_FORM_SLIM) == 0)
        return _ ("a slim drive");
    if (g_strcmp0 (form, BB_MT1959_GROUP_OLD_SLIM) == 0)
        return _ ("an older slim drive");
    if (g_strcmp0 (form, BB_MT1959_GROUP_MT1939) == 0)
        return _ ("an older-generation drive");
    return _ ("a drive with an unknown form factor");
}

const char *
bb_mt1959_group_describe (const char *group)
{
    static const struct {
        const char *group;
        const char *text;
    } texts[] = {
        /* TRANSLATORS: after "for" and "of": a group of boards */
        {BB_MT1959_GROUP_HALF_HEIGHT, N_ ("half-height drives")},
        {BB_MT1959_GROUP_SLIM, N_ ("slim drives")},
        {BB_MT1959_GROUP_OLD_SLIM, N_ ("old slim drives")},
        {BB_MT1959_GROUP_MT1939, N_ ("drives with the MT1939 chip")},
    };

    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        if (g_str_equal (texts[i].group, group))
            return _ (texts[i].text);
    return _ ("unknown drives");
}

const char *
bb_mt1959_get_unreadable (void)
{
    return _ ("This drive cannot be backed up, because its firmware cannot be read completely. For a recovery, you "
              "will need the manufacturer’s firmware file for the same model.");
}

/* The integrity records of an image can be checked only with a key that is in the drive alone, so Burnback cannot
 * check files (mediatek-mt1959.md, section 2). */
const char *
bb_mt1959_get_unchecked (void)
{
    return _ ("Burnback cannot detect damaged firmware files for this drive. If the provider of your file "
              "publishes a SHA-256 checksum, compare it with the checksum of your file.");
}

/* Returns (nullable) the string @key in @values; NULL if it is missing. */
static const char *
bb_mt1959_lookup (GVariant *values, const char *key)
{
    const char *value = NULL;

    return g_variant_lookup (values, key, "&s", &value) ? value : NULL;
}

gboolean
bb_mt1959_has_flag (GVariant *values, const char *key)
{
    gboolean flag = FALSE;

    return values != NULL && g_variant_lookup (values, key, "b", &flag) && flag;
}

/* Returns (transfer full) (nullable) boot ID and group of the board, for users; NULL if @values have no boot ID. */
static char *
bb_mt1959_dup_board (GVariant *values)
{
    const char *boot_id = bb_mt1959_lookup (values, BB_MT1959_KEY_BOOT_ID);
    const char *group = bb_mt1959_lookup (values, BB_MT1959_KEY_GROUP);

    if (boot_id == NULL)
        return NULL;
    /* TRANSLATORS: the name of a board, then the kind of drives that have it, such as "slim drives" */
    return g_strdup_printf (_ ("“%s”, for %s"), boot_id,
                            bb_mt1959_group_describe (group != NULL ? group : BB_MT1959_GROUP_UNKNOWN));
}

/* Returns (transfer full) the service code of @values for users: "none" if it is blank, as in firmware for other
 * vendors; "" if @values have no service code. */
static char *
bb_mt1959_dup_service_code (GVariant *values)
{
    const char *code = bb_mt1959_lookup (values, BB_MT1959_KEY_SERVICE_CODE);
    g_autofree char *shown = bb_text_normalise (code != NULL ? code : "", FALSE);

    if (code != NULL && *shown == '\0')
        /* TRANSLATORS: a service code */
        return g_strdup (_ ("none"));
    return g_steal_pointer (&shown);
}

/* Returns (nullable) a text for users that says whether the marks of the image allow it to replace newer firmware;
 * NULL if unknown. The age mark allows more than the mark DE ("downgrade enabled", mediatek-mt1959.md, section 5). */
static const char *
bb_mt1959_get_replaces_newer (GVariant *values)
{
    if (bb_mt1959_has_flag (values, BB_MT1959_KEY_AGE_MARK))
        return _ ("yes, the image can replace firmware of any age (OmniDrive flag)");
    if (!g_variant_lookup (values, BB_MT1959_KEY_DOWNGRADE, "b", NULL))
        return NULL;
    return bb_mt1959_has_flag (values, BB_MT1959_KEY_DOWNGRADE) ? _ ("yes") : _ ("no");
}

void
bb_mt1959_describe (GVariant *values, GPtrArray *details)
{
    g_autofree char *board = bb_mt1959_dup_board (values);
    g_autofree char *service_code = bb_mt1959_dup_service_code (values);

    /* A wrapped (encrypted) image has no readable fields, so it has no details. */
    if (board == NULL && bb_mt1959_lookup (values, BB_MT1959_KEY_PRODUCT) == NULL)
        return;
    bb_details_add (details, _ ("Boot ID"), board, TRUE);
    bb_details_add (details, _ ("Service code"), service_code, FALSE);
    bb_details_add (details, _ ("Build date"), bb_mt1959_lookup (values, BB_MT1959_KEY_DATE), FALSE);
    bb_details_add (details, _ ("Downgrade enabled (DE)"), bb_mt1959_get_replaces_newer (values), FALSE);
}

char *
bb_mt1959_explain_image (BbImageIdentity *identity)
{
    if (!bb_mt1959_has_flag (identity->values, BB_MT1959_KEY_RAW))
        return NULL;
    return g_strdup (_ ("This image was read from a drive and contains the calibration of that drive. Use the image "
                        "only for that drive."));
}
