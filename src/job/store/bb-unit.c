/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-unit.h"

#include "family/bb-family.h"

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

/* Returns (nullable) the serial number that @unit reports, in whatever mode. */
static const char *
bb_unit_get_reported_serial (const BbUnit *unit)
{
    return unit->reported_serial != NULL ? unit->reported_serial : unit->serial;
}

gboolean
bb_unit_reports_other (const BbUnit *one, const BbUnit *other)
{
    return bb_unit_serials_differ (bb_unit_get_reported_serial (one), bb_unit_get_reported_serial (other));
}

gboolean
bb_unit_has_only_port (const BbUnit *one, const BbUnit *other)
{
    gboolean have_fingerprints = one->fingerprint != NULL && other->fingerprint != NULL &&
                                 !one->has_board_fingerprint && !other->has_board_fingerprint;

    return !have_fingerprints &&
           (bb_unit_get_reported_serial (one) == NULL || bb_unit_get_reported_serial (other) == NULL);
}

/* TRUE if two units of one circuit board, whose equal fingerprint therefore shows nothing, are the same. */
static gboolean
bb_unit_is_same_of_board (const BbUnit *one, const BbUnit *other)
{
    if (bb_unit_get_reported_serial (one) != NULL && bb_unit_get_reported_serial (other) != NULL)
        return !bb_unit_reports_other (one, other);
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
    return have_serials || (bb_unit_has_same_port (one, other) && !bb_unit_reports_other (one, other));
}

/* Returns (nullable) @serial; NULL if it is empty, as of a drive that reports a serial number without characters. */
static const char *
bb_unit_get_known (const char *serial)
{
    return serial != NULL && *serial != '\0' ? serial : NULL;
}

BbUnit
bb_unit_of_drive (const BbDriveDetails *details, BbFacts *facts)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;

    return (BbUnit){.simulated = details->simulated,
                    .serial = bb_family_get_serial (facts, bb_unit_get_known (details->serial)),
                    .fingerprint = facts != NULL ? facts->fingerprint : NULL,
                    .bus_path = details->bus_path,
                    .reported_serial =
                        family != NULL && family->has_unsteady_serial ? NULL : bb_unit_get_known (details->serial),
                    .has_board_fingerprint = family != NULL && family->has_board_fingerprint};
}

BbUnit
bb_unit_of_record (const char *family, gboolean simulated, const char *serial, const char *fingerprint,
                   const char *bus_path)
{
    const BbFamily *found = family != NULL ? bb_family_lookup (family) : NULL;

    return (BbUnit){.simulated = simulated,
                    .serial = found != NULL && found->has_unsteady_serial ? NULL : bb_unit_get_known (serial),
                    .fingerprint = fingerprint,
                    .bus_path = bus_path,
                    .has_board_fingerprint = found != NULL && found->has_board_fingerprint};
}
