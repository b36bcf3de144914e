/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-input.h"

guint8
fuzz_input_u8 (FuzzInput *input)
{
    if (input->left_bytes == 0)
        return 0;
    input->left_bytes--;
    return *input->data++;
}

guint16
fuzz_input_u16 (FuzzInput *input)
{
    guint16 high = fuzz_input_u8 (input);

    return (guint16) (high << 8 | fuzz_input_u8 (input));
}

const guint8 *
fuzz_input_bytes (FuzzInput *input, gsize *length_bytes)
{
    const guint8 *data = input->data;

    *length_bytes = MIN (*length_bytes, input->left_bytes);
    input->data += *length_bytes;
    input->left_bytes -= *length_bytes;
    return data;
}
