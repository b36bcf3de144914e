/* SPDX-License-Identifier: GPL-3.0-or-later
 * src/scsi/pch/bb-pch.h for the unit tests.
 */
#include <gio/gio.h>
