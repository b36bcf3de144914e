/* SPDX-License-Identifier: GPL-3.0-or-later
 * What nearly every file includes, compiled once a room. A file includes what it uses all the same: a build with
 * -Db_pch=false has to work, and is one of those of scripts/test --all.
 */
#include <gio/gio.h>
