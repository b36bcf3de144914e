/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-output-file.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** bb_output_write_async: runs bb_output_write() in a thread; calls @callback in the main context of the caller. */
void bb_output_write_async (const char *path, BbOutputFlags flags, GBytes *bytes, GAsyncReadyCallback callback,
                            gpointer data);
/** bb_output_write_finish: returns TRUE if the file was written. Errors: those of bb_output_write(). */
gboolean bb_output_write_finish (GAsyncResult *result, GError **error);

G_END_DECLS
