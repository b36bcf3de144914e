/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is left of an input. An input at its end gives zeros. */
typedef struct {
    const guint8 *data;
    gsize left_bytes;
} FuzzInput;

guint8 fuzz_input_u8 (FuzzInput *input);
guint16 fuzz_input_u16 (FuzzInput *input);
/** fuzz_input_bytes: at most @length_bytes; @length_bytes becomes what there is. */
const guint8 *fuzz_input_bytes (FuzzInput *input, gsize *length_bytes);

G_END_DECLS
