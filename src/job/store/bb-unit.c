/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-unit.h"

#include "family/bb-family.h"

gboolean
bb_unit_has_board_fingerprint (const char *family)
{
    const BbFamily *found = family != NULL ? bb_family_lookup (family) : NULL;

    return found != NULL && found->has_board_fingerprint;
}

gboolean
bb_unit_serials_differ (const char *one, const char *other)
{
    return one != NULL && other != NULL && !g_str_equal (one, other);
}

static gboolean
bb_unit_has_same_port (const BbUnit *one, const BbUnit *other)
{
    return one->bus_path != NULL && g_strcmp0 (one->bus_path, other->bus_path) == 0;
}

/* TRUE if two units of one circuit board, whose equal fingerprint therefore shows nothing, are the same. */
static gboolean
bb_unit_is_same_of_board (const BbUnit *one, const BbUnit *other)
{
    const char *serial = one->reported_serial != NULL ? one->reported_serial : one->serial;
    const char *other_serial = other->reported_serial != NULL ? other->reported_serial : other->serial;

    if (serial != NULL && other_serial != NULL)
        return g_str_equal (serial, other_serial);
    return bb_unit_has_same_port (one, other);
}

gboolean
bb_unit_is_same (const BbUnit *one, const BbUnit *other)
{
    gboolean have_serials = one->serial != NULL && other->serial != NULL;

    if (one->simulated != other->simulated || bb_unit_serials_differ (one->serial, other->serial))
        return FALSE;
    if (one->fingerprint != NULL && other->fingerprint != NULL)
        return g_str_equal (one->fingerprint, other->fingerprint) &&
               (!(one->has_board_fingerprint || other->has_board_fingerprint) ||
                bb_unit_is_same_of_board (one, other));
    return have_serials || bb_unit_has_same_port (one, other);
}

BbUnit
bb_unit_of_drive (const BbDriveDetails *details, BbFacts *facts)
{
    return (BbUnit){.simulated = details->simulated,
                    .serial = bb_family_get_serial (facts, details->serial),
                    .fingerprint = facts != NULL ? facts->fingerprint : NULL,
                    .bus_path = details->bus_path,
                    .reported_serial = details->serial,
                    .has_board_fingerprint = facts != NULL && bb_unit_has_board_fingerprint (facts->family)};
}
