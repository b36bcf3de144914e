/* SPDX-License-Identifier: GPL-3.0-or-later
 * Precompiled header: headers that nearly every file of src/scsi includes. Each file must also include them itself,
 * because a build with -Db_pch=false has to work; scripts/test --all makes one.
 */
#include <gio/gio.h>
