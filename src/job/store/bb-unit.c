/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-unit.h"

#include "family/bb-family.h"

gboolean
bb_unit_serials_differ (const char *one, const char *other)
{
    return one != NULL && other != NULL && !g_str_equal (one, other);
}

gboolean
bb_unit_is_same (const BbUnit *one, const BbUnit *other)
{
    gboolean have_serials = one->serial != NULL && other->serial != NULL;

    if (one->simulated != other->simulated || bb_unit_serials_differ (one->serial, other->serial))
        return FALSE;
    if (one->fingerprint != NULL && other->fingerprint != NULL)
        return g_str_equal (one->fingerprint, other->fingerprint);
    return have_serials || (one->bus_path != NULL && g_strcmp0 (one->bus_path, other->bus_path) == 0);
}

BbUnit
bb_unit_of_drive (const BbDriveDetails *details, BbFacts *facts)
{
    return (BbUnit){details->simulated, bb_family_get_serial (facts, details->serial),
                    facts != NULL ? facts->fingerprint : NULL, details->bus_path};
}
