/* SPDX-License-Identifier: GPL-3.0-or-later
 * src/scsi/pch/bb-pch.h for the files of the window.
 */
#include <gtk/gtk.h>
#include <handy.h>
