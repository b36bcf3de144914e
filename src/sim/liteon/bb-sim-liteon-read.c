/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-liteon.h"

#include <nettle/aes.h>
#include <nettle/cbc.h>
#include <string.h>

/* The memory and the cipher of docs/protocols/lite-on.md, sections 7 and 9. */

#define TABLE_BYTES 256u
#define TABLE_START 0x58u
#define TABLE_STEP 0x11u
#define KEY_BYTES 0x400u
#define KEYS_BYTES 0x1000u
#define MASK 0x3F
#define KEY_OFFSET 0x9Cu

guint8 *
bb_sim_liteon_make_memory (guint32 seed, const char *revision, const char *tag, gboolean has_jump)
{
    guint8 *memory = g_malloc (BB_SIM_LITEON_IMAGE_BYTES);

    memset (memory, 0xFF, BB_SIM_LITEON_IMAGE_BYTES);
    bb_sim_fill (memory, 0x7000, seed);
    memcpy (memory + 0x6FF8, "SIM00SIM", 8);
    bb_sim_fill (memory + 0x702C, 0xCEC00 - 0x702C, seed + 1);
    bb_sim_put_text (memory + 0xD8FF0, 4, revision);
    memcpy (memory + 0xE7FF5, tag, 6);
    memcpy (memory + 0xE7FFC, "LITE", 4);
    if (has_jump)
        memory[0] = 0x02;
    return memory;
}

void
bb_sim_liteon_scramble (guint8 *image, const guint8 *keys, guint8 name_sum, gboolean is_third, guint8 value)
{
    guint32 old = 0;
    guint32 number = 1;

    for (guint k = 0; k < 1024; k++) {
        guint8 key = keys[k];
        guint8 *block = image + BB_SIM_LITEON_IMAGE_BYTES / 1024 * k;
        guint32 sum = old + number;

        old = number;
        number = sum;
        if (is_third)
            block[key & MASK] ^= k % 7 == 0 || k % 7 == 2 ? (guint8) (name_sum ^ value) : key;
        else
            block[(k + 1) % 3 == 0   ? (key & 7)
                  : (k + 1) % 3 == 1 ? key % 7
                                     : key % 5] ^= number % 9 == 1   ? name_sum
                                                   : number % 9 == 2 ? 0xFF
                                                                     : key;
        if (number > 0x2AF90C18u) {
            old = 0;
            number = 1;
        }
    }
}

void
bb_sim_liteon_append_newer (GByteArray *file, guint8 *image, guint32 seed, const char *name)
{
    static const char *const key_of_table = "COPYF2K8_SIZE=0000000256";
    struct aes128_ctx context;
    guint8 table[TABLE_BYTES];
    guint8 keys[KEYS_BYTES] = {0};
    guint8 key[AES128_KEY_SIZE];
    guint8 name_sum = 0;

    bb_sim_fill (table, sizeof table, seed + 2);
    table[TABLE_START] = 0x5A;
    bb_sim_fill (keys, KEY_BYTES, seed + 3);
    for (guint i = 0; i < 4; i++)
        name_sum = (guint8) (name_sum + (guint8) name[i]);
    for (guint i = 0; i < sizeof key; i++)
        key[i] = table[(table[TABLE_START] + TABLE_STEP * i) & 0xFF];
    bb_sim_liteon_scramble (image, keys, name_sum, TRUE, 0);
    aes128_set_encrypt_key (&context, key);
    aes128_encrypt (&context, BB_SIM_LITEON_IMAGE_BYTES, image, image);
    g_byte_array_append (file, (const guint8 *) key_of_table, (guint) strlen (key_of_table) + 1);
    g_byte_array_append (file, table, sizeof table);
    g_byte_array_append (file, keys, sizeof keys);
    g_byte_array_append (file, image, BB_SIM_LITEON_IMAGE_BYTES);
}

void
bb_sim_liteon_make_extra (BbSimDrive *drive, guint8 *extra)
{
    static const guint8 head[] = {0x05, 0x80, 0x00, 0x32, 0xAB};
    static const guint8 tail[] = {
        0x00, 0x46, 0xEF, 0x13, 0x00, 0x45, 0x88, 0x10, 0x01, 0x20, 0xB4, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x5F, 0xFF, 0x01, 0x00, 0x0F, 0x00, 0x00, 0x0F, 0xBF, 0xFF, 0x02, 0x00, 0x0E, 0x80, 0x00, 0x0E, 0xBF, 0xFF,
        0x03, 0x00, 0x0D, 0x90, 0x00, 0x0E, 0x7F, 0xFF, 0x04, 0x00, 0x0F, 0xC0, 0x00, 0x0F, 0xDF, 0xFF,
    };
    g_autofree char *key = g_strdup_printf ("0SIM0S10-1  %.4s", drive->revision);

    memset (extra, 0, BB_SIM_LITEON_EXTRA_BYTES);
    memcpy (extra, head, sizeof head);
    bb_sim_put_text (extra + 8, 8, drive->vendor);
    bb_sim_put_text (extra + 16, 16, drive->product);
    bb_sim_put_text (extra + 32, 4, drive->revision);
    bb_sim_put_text (extra + 36, 20, "2019/01/02 03:04");
    memcpy (extra + 0x60, "EXTRAINQ", 8);
    memcpy (extra + 0x68, tail, sizeof tail);
    bb_sim_put_text (extra + KEY_OFFSET, 16, key);
    extra[KEY_OFFSET + 16] = 0x01;
}

void
bb_sim_liteon_encipher (const guint8 *extra, guint8 *piece, gsize length_bytes)
{
    struct aes128_ctx context;
    guint8 chain[AES_BLOCK_SIZE];

    memcpy (chain, extra + 16, sizeof chain);
    aes128_set_encrypt_key (&context, extra + KEY_OFFSET);
    cbc_encrypt (&context, (nettle_cipher_func *) aes128_encrypt, AES_BLOCK_SIZE, chain, length_bytes, piece, piece);
}
