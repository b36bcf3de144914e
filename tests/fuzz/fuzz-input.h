/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The unread rest of an input. */
typedef struct {
    const guint8 *data;
    gsize left_bytes;
} FuzzInput;

/** fuzz_input_u8, fuzz_input_u16: read and return a number; bytes beyond the end of the input are zeros. */
guint8 fuzz_input_u8 (FuzzInput *input);
guint16 fuzz_input_u16 (FuzzInput *input);
/** fuzz_input_bytes: (transfer none): reads and returns up to @length_bytes bytes, and sets @length_bytes to their
 * number. */
const guint8 *fuzz_input_bytes (FuzzInput *input, gsize *length_bytes);

G_END_DECLS
