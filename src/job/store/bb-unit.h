/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive.h"
#include "family/bb-facts.h"

G_BEGIN_DECLS

/**
 * BbUnit: the values that identify one drive among others of its model, read from the drive or from a record such as
 * a backup or a journal. The texts are (nullable) and not owned.
 * @simulated: the drive is simulated; such a drive is never the same as a real one
 * @serial: %NULL also if another serial number would not show another drive
 * @fingerprint: of the calibration or the circuit board, as in #BbFacts
 * @bus_path: the port to which the drive was connected when the values were read
 * @reported_serial: the serial number as the drive reports it, also in recovery mode; %NULL: @serial
 * @has_board_fingerprint: as in #BbFamily
 */
typedef struct {
    gboolean simulated;
    const char *serial;
    const char *fingerprint;
    const char *bus_path;
    const char *reported_serial;
    gboolean has_board_fingerprint;
} BbUnit;

/** bb_unit_serials_differ: TRUE if both serial numbers (each nullable) are known and are different. */
gboolean bb_unit_serials_differ (const char *one, const char *other);

/** bb_unit_reports_other: TRUE if both units report a serial number and the numbers differ, in whatever mode the
 * drives were when they reported it. Whether the number changes in recovery mode is unknown for most drives. So the
 * units are perhaps, but not certainly, two drives, and what is known of one must not be used for the other unasked.
 */
gboolean bb_unit_reports_other (const BbUnit *one, const BbUnit *other);

/** bb_unit_has_only_port: TRUE if nothing but the bus paths can be compared: a reported serial number is missing in
 * one of the units, and a fingerprint, too, or both fingerprints are of the circuit board. */
gboolean bb_unit_has_only_port (const BbUnit *one, const BbUnit *other);

/** bb_unit_is_same: TRUE if serial number and fingerprint are equal; each of the two is compared only if both units
 * have it. If neither can be compared, both bus paths must be known and equal, and bb_unit_reports_other() FALSE.
 * Drives with the same circuit board may have the same fingerprint: then the reported serial numbers must be equal,
 * too, or the bus paths if a serial number is not known. FALSE if only one unit is simulated. */
gboolean bb_unit_is_same (const BbUnit *one, const BbUnit *other);

/**
 * bb_unit_of_drive: returns the unit of the drive with @details and @facts (nullable), which own its texts, so they
 * must stay valid as long as the unit is used. The unit has no serial number if the drive is in recovery mode,
 * because the drive may then report another serial number or none; @reported_serial is set then, too. It has neither
 * if serial numbers of drives of its family may change (see bb_family_get_serial()).
 */
BbUnit bb_unit_of_drive (const BbDriveDetails *details, BbFacts *facts);

/**
 * bb_unit_of_record: returns the unit of a backup or a journal.
 * @family: ID of the family of its drive (nullable)
 * @simulated, @serial, @fingerprint, @bus_path: as recorded; the texts (nullable) must stay valid as long as the unit
 *   is used. The unit has no serial number if serial numbers of drives of the family may change
 */
BbUnit bb_unit_of_record (const char *family, gboolean simulated, const char *serial, const char *fingerprint,
                          const char *bus_path);

G_END_DECLS
