/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-family.h"

/*
 * Returns (transfer none) (nullable) the identity in @identities that is for this drive; all must be of the family of
 * @facts. If the family has choose_image(), that function decides. Otherwise returns the first identity that names
 * the model of the drive; if none does, the first of all. NULL if @identities is empty.
 */
static BbImageIdentity *
bb_family_choose_identity (BbFacts *facts, GPtrArray *identities)
{
    const BbFamily *family = bb_family_lookup (facts->family);
    const char *key = bb_facts_get_model_key (facts);

    if (identities->len == 0)
        return NULL;
    if (family != NULL && family->choose_image != NULL)
        return family->choose_image (facts, identities);
    for (guint i = 0; key != NULL && i < identities->len; i++) {
        BbImageIdentity *identity = g_ptr_array_index (identities, i);

        if (identity->codes != NULL && g_strv_contains ((const char *const *) identity->codes, key))
            return identity;
    }
    return g_ptr_array_index (identities, 0);
}

/* TRUE if neither a family nor the catalog knows @file, and it is neither an archive nor a program. */
static gboolean
bb_family_may_assume (BbImage *file)
{
    BbImageIdentity *unknown = bb_image_get_identity (file);

    return unknown != NULL && unknown->known == NULL && unknown->values != NULL &&
           g_variant_lookup (unknown->values, BB_IMAGE_VALUE_IS_PLAIN, "b", NULL);
}

/* Returns (transfer full) (nullable) @file as an image of the drive's family if bb_family_may_assume() is TRUE for
 * @file and assume_image() of that family accepts it; NULL otherwise. @facts: (nullable): facts of the drive */
static BbImage *
bb_family_assume_image (BbImage *file, BbFacts *facts)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    g_autoptr (BbImageIdentity) identity = NULL;

    if (family == NULL || family->assume_image == NULL || !bb_family_may_assume (file))
        return NULL;
    identity = family->assume_image (facts, bb_image_get_bytes (file));
    return identity != NULL ? bb_image_new_part (file, identity, bb_image_get_inside (file)) : NULL;
}

gboolean
bb_family_needs_facts_to_choose (GPtrArray *images)
{
    g_return_val_if_fail (images != NULL && images->len > 0, FALSE);

    return images->len > 1 || bb_family_may_assume (g_ptr_array_index (images, 0));
}

BbImage *
bb_family_choose_image (GPtrArray *images, BbFacts *facts)
{
    g_autoptr (GPtrArray) own = g_ptr_array_new ();
    BbImageIdentity *wanted = NULL;
    BbImage *known = NULL;
    BbImage *assumed;

    g_return_val_if_fail (images != NULL && images->len > 0, NULL);

    for (guint i = 0; i < images->len; i++) {
        BbImage *image = g_ptr_array_index (images, i);
        BbImageIdentity *identity = bb_image_get_identity (image);

        if (identity == NULL || identity->family == NULL)
            continue;
        if (known == NULL)
            known = image;
        if (facts != NULL && g_strcmp0 (identity->family, facts->family) == 0)
            g_ptr_array_add (own, identity);
    }
    if (facts != NULL && facts->family != NULL)
        wanted = bb_family_choose_identity (facts, own);
    for (guint i = 0; wanted != NULL && i < images->len; i++) {
        if (bb_image_get_identity (g_ptr_array_index (images, i)) == wanted)
            return g_object_ref (g_ptr_array_index (images, i));
    }
    if (known != NULL)
        return g_object_ref (known);
    assumed = bb_family_assume_image (g_ptr_array_index (images, 0), facts);
    return assumed != NULL ? assumed : g_object_ref (g_ptr_array_index (images, 0));
}
