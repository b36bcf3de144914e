/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-content.h"

#include "scsi/bb-bytes.h"

#include <string.h>

#define BB_CONTENT_BLOCK_BYTES 0x1000u
#define BB_CONTENT_N_VALUES 256u
/* Limit of the chi-squared statistic of a block of noise. For random bytes the statistic is 255 on average, and above
 * 400 in less than one of a million blocks. For program code it is several thousands. */
#define BB_CONTENT_MOST_SPREAD 400u
/* A run of noise is reported only if the file also has at least this many bytes of structure (BB_CONTENT_STRUCTURE).
 */
#define BB_CONTENT_LEAST_STRUCTURE_BYTES 0x40000u

BB_BYTE_LOOP gsize
bb_content_longest_zeros (GBytes *bytes)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    gsize longest = 0;
    gsize begin = 0;

    /* A run of zeros from @begin on is longer than the longest run so far only if it includes @last. So the bytes are
     * checked backwards from @last. If byte i is not zero, each run that starts before i ends before @last and is too
     * short. The search then goes on at i + 1. */
    while (size - begin > longest) {
        gsize last = begin + longest;
        gsize i = last;

        while (i > begin && data[i] == 0)
            i--;
        if (data[i] != 0) {
            begin = i + 1;
            continue;
        }
        while (last + 1 < size && data[last + 1] == 0)
            last++;
        longest = last + 1 - begin;
        begin = MIN (last + 2, size);
    }
    return longest;
}

typedef enum {
    BB_CONTENT_FILLING, /* all bytes are equal */
    BB_CONTENT_NOISE,
    BB_CONTENT_STRUCTURE,
} BbContent;

/* Classifies a block. Filling: all bytes are equal. Noise: all byte values are about equally frequent, by a
 * chi-squared test. Structure: any other block. */
static BB_BYTE_LOOP BbContent
bb_content_of_block (const guint8 *block)
{
    const guint expected = BB_CONTENT_BLOCK_BYTES / BB_CONTENT_N_VALUES;
    guint counts[4][BB_CONTENT_N_VALUES] = {0};
    guint64 squares = 0;

    if (memcmp (block, block + 1, BB_CONTENT_BLOCK_BYTES - 1) == 0)
        return BB_CONTENT_FILLING;
    /* Each of four successive bytes has counters of its own: the processor waits before it changes one counter twice
     * in succession, and equal bytes often follow each other. */
    for (guint i = 0; i < BB_CONTENT_BLOCK_BYTES; i += 4) {
        counts[0][block[i]]++;
        counts[1][block[i + 1]]++;
        counts[2][block[i + 2]]++;
        counts[3][block[i + 3]]++;
    }
    for (guint i = 0; i < BB_CONTENT_N_VALUES; i++) {
        guint64 count = counts[0][i] + counts[1][i] + counts[2][i] + counts[3][i];

        squares += count * count;
    }
    /* The chi-squared statistic, which is the sum of (count - expected)^2 / expected over all byte values. */
    return squares / expected - BB_CONTENT_BLOCK_BYTES <= BB_CONTENT_MOST_SPREAD ? BB_CONTENT_NOISE
                                                                                 : BB_CONTENT_STRUCTURE;
}

gsize
bb_content_longest_noise (GBytes *bytes)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    gsize structure = 0;
    gsize longest = 0;
    gsize run = 0;

    for (gsize i = 0; i + BB_CONTENT_BLOCK_BYTES <= size; i += BB_CONTENT_BLOCK_BYTES) {
        BbContent content = bb_content_of_block (data + i);

        run = content == BB_CONTENT_NOISE ? run + BB_CONTENT_BLOCK_BYTES : 0;
        longest = MAX (longest, run);
        if (content == BB_CONTENT_STRUCTURE)
            structure += BB_CONTENT_BLOCK_BYTES;
    }
    return structure >= BB_CONTENT_LEAST_STRUCTURE_BYTES ? longest : 0;
}
