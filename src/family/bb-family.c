/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-family.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (bb_family_error_quark, bb_family_error)

/* Largest number of families; the entry after the last family is NULL and ends the list. */
#define BB_FAMILY_MAX 32
static const BbFamily *families[BB_FAMILY_MAX + 1] = {
    &bb_family_nec_optiarc, &bb_family_mediatek_mt1959, &bb_family_samsung_tsst, &bb_family_tsst_mt1939,
    &bb_family_plextor,     &bb_family_pioneer,         &bb_family_lg_renesas,   &bb_family_lg_gdr,
    &bb_family_pioneer_bd,  &bb_family_lite_on,         &bb_family_ricoh,        &bb_family_btc,
    &bb_family_matshita,
};

GArray *
bb_family_list_no_commands (BbCatalog *catalog)
{
    return g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));
}

BbFacts *
bb_family_fail_unlisted (GError **error)
{
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE,
                         _ ("the catalog does not list this product"));
    return NULL;
}

const BbFamily *const *
bb_family_list (void)
{
    return families;
}

void
bb_family_register (const BbFamily *family)
{
    guint n = 0;

    g_return_if_fail (family != NULL && bb_family_lookup (family->id) == NULL);

    while (families[n] != NULL)
        n++;
    g_return_if_fail (n < BB_FAMILY_MAX);
    families[n] = family;
}

GPtrArray *
bb_family_list_settings (void)
{
    GPtrArray *list = g_ptr_array_new ();

    for (guint i = 0; families[i] != NULL; i++)
        for (const BbFamilySetting *each = families[i]->settings; each != NULL && each->name != NULL; each++)
            g_ptr_array_add (list, (gpointer) each);
    return list;
}

const BbFamilySetting *
bb_family_find_setting (const char *name, const BbFamily **family)
{
    g_return_val_if_fail (name != NULL, NULL);

    for (guint i = 0; families[i] != NULL; i++) {
        for (const BbFamilySetting *each = families[i]->settings; each != NULL && each->name != NULL; each++) {
            if (!g_str_equal (each->name, name))
                continue;
            if (family != NULL)
                *family = families[i];
            return each;
        }
    }
    return NULL;
}

const BbFamily *
bb_family_lookup (const char *id)
{
    g_return_val_if_fail (id != NULL, NULL);

    for (guint i = 0; families[i] != NULL; i++) {
        if (g_str_equal (families[i]->id, id))
            return families[i];
    }
    return NULL;
}

gboolean
bb_family_can_leave_mode (BbFacts *facts)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;

    return family != NULL && family->plan_wake != NULL && facts->condition == BB_CONDITION_SPECIAL;
}

const char *
bb_family_get_serial (BbFacts *facts, const char *serial)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;

    if (facts != NULL && facts->condition == BB_CONDITION_SPECIAL)
        return NULL;
    return family != NULL && family->has_unsteady_serial ? NULL : serial;
}

static void
bb_detail_free (gpointer data)
{
    BbDetail *detail = data;

    g_free (detail->label);
    g_free (detail->text);
    g_free (detail);
}

void
bb_details_add (GPtrArray *details, const char *label, const char *text, gboolean is_hardware)
{
    BbDetail *detail = NULL;

    g_return_if_fail (details != NULL && label != NULL);

    detail = g_new0 (BbDetail, 1);
    detail->label = g_strdup (label);
    detail->text = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
    detail->is_hardware = is_hardware;
    g_ptr_array_add (details, detail);
}

GPtrArray *
bb_family_describe (const char *id, GVariant *values)
{
    const BbFamily *family = id != NULL ? bb_family_lookup (id) : NULL;
    GPtrArray *details = g_ptr_array_new_with_free_func (bb_detail_free);

    if (family != NULL && family->describe != NULL && values != NULL)
        family->describe (values, details);
    return details;
}

BbAcceptsOlder
bb_family_accepts_older (BbFacts *facts, BbImageIdentity *image, char **text)
{
    static const char *const words[] = {
        [BB_ACCEPTS_OLDER_UNKNOWN] = N_ ("unknown"),
        [BB_ACCEPTS_OLDER_YES] = N_ ("yes"),
        [BB_ACCEPTS_OLDER_MARKED] = N_ ("only images that are marked “DE” (downgrade enabled)"),
        [BB_ACCEPTS_OLDER_NO] = N_ ("no"),
    };
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    BbAcceptsOlder answer = BB_ACCEPTS_OLDER_UNKNOWN;
    g_autofree char *why = NULL;

    if (text != NULL)
        *text = NULL;
    if (family == NULL || family->accepts_older == NULL ||
        (image != NULL && g_strcmp0 (image->family, family->id) != 0))
        return BB_ACCEPTS_OLDER_UNKNOWN;
    answer = family->accepts_older (facts, image, &why);
    if (text != NULL)
        /* TRANSLATORS: "yes" or "no", then a sentence that says why */
        *text = g_strdup_printf (_ ("%s. %s"), _ (words[answer]), why);
    return answer;
}

char *
bb_family_explain_image (BbImageIdentity *identity)
{
    const BbFamily *family = NULL;

    g_return_val_if_fail (identity != NULL, NULL);

    family = identity->family != NULL ? bb_family_lookup (identity->family) : NULL;
    if (identity->problem != NULL || family == NULL)
        return NULL;
    if (identity->checksum == BB_CHECKSUM_BAD)
        return g_strdup (
            _ ("The checksum inside the image is wrong, so the file is damaged. Download the file again."));
    return family->explain_image != NULL ? family->explain_image (identity) : NULL;
}

gboolean
bb_family_leaves_area (BbFacts *facts)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;

    return family != NULL && family->leaves_area != NULL && family->leaves_area (facts);
}

const BbNoFlash *
bb_family_get_no_flash (BbFacts *facts)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;

    return family != NULL && family->get_no_flash != NULL ? family->get_no_flash (facts) : NULL;
}

char *
bb_family_dup_no_flash (BbFacts *facts)
{
    const BbNoFlash *no_flash = bb_family_get_no_flash (facts);

    return no_flash != NULL ? g_strdup_printf ("%s %s", _ (no_flash->why), _ (no_flash->instead)) : NULL;
}

BbPlan *
bb_family_lay_out (BbFacts *facts, BbCatalog *catalog)
{
    g_autoptr (BbPlanBuilder) builder = NULL;
    g_autoptr (BbPlan) plan = NULL;
    const BbFamily *family;

    g_return_val_if_fail (facts != NULL, NULL);

    family = facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    if (family == NULL || facts->model == NULL)
        return NULL;
    builder = bb_plan_builder_new (BB_PLAN_BACKUP, family->id);
    family->add_regions (facts, catalog, builder);
    plan = bb_plan_builder_end (builder);
    return bb_plan_get_n_regions (plan) > 0 ? g_steal_pointer (&plan) : NULL;
}

const char *
bb_proof_to_string (BbProof proof)
{
    static const char *const words[] = {
        [BB_PROOF_PROVEN] = "proven",
        [BB_PROOF_IDENTITY] = "identity",
        [BB_PROOF_PENDING] = "pending",
    };

    return (guint) proof < G_N_ELEMENTS (words) ? words[proof] : "no";
}

const char **
bb_can_list_names (BbCan can)
{
    static const char *const words[] = {"identify", "backup", "flash", "verify", "rollback", "recover"};
    const char **names = g_new0 (const char *, G_N_ELEMENTS (words) + 1);
    guint n = 0;

    for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        if ((can & (1u << i)) != 0)
            names[n++] = words[i];
    return names;
}

gboolean
bb_family_reads_all (BbFacts *facts)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    g_autofree char *why = NULL;

    return family != NULL && family->backup_kind (facts, &why) == BB_BACKUP_FULL;
}

const char *
bb_backup_kind_to_string (BbBackupKind kind)
{
    static const char *const words[] = {
        [BB_BACKUP_NONE] = "none",
        [BB_BACKUP_PARTIAL] = "partial",
        [BB_BACKUP_FULL] = "full",
    };

    return (guint) kind < G_N_ELEMENTS (words) ? words[kind] : "none";
}
