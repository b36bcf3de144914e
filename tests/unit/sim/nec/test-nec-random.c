/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "nec-stream.h"

#include <string.h>

/* Sends random commands. The drive must reply to each, and must enter safe mode after a final power cycle. */

#define N_COMMANDS 6000

static guint32
next_random (guint32 *x)
{
    *x = *x * 1664525u + 1013904223u;
    return *x >> 8;
}

/* Makes a random command that is mostly plausible: known operation code and function, few other bits set. SAFE MODE
 * has the right key. */
static void
make_cdb (guint32 *x, const char *key, guint8 cdb[12])
{
    static const guint8 opcodes[] = {0xCB, 0xCB, 0xCC, 0xCC, 0xCD, 0xC9, 0xCF,
                                     0xF9, 0xFA, 0x00, 0x12, 0x4A, 0xA4, 0xAD};

    memset (cdb, 0, 12);
    cdb[0] = opcodes[next_random (x) % G_N_ELEMENTS (opcodes)];
    cdb[1] = (guint8) (next_random (x) & 0x1F);
    for (guint i = 2; i < 12; i++) {
        if (next_random (x) % 4 == 0)
            cdb[i] = (guint8) next_random (x);
    }
    if (cdb[0] == 0xCC && (cdb[1] & 0x0F) == 1) {
        memcpy (cdb + 4, key, 4);
        cdb[2] &= 1;
        cdb[3] = 0;
        cdb[8] = 1;
    }
}

static void
test_random_commands_do_no_harm_to_the_simulator (gconstpointer data)
{
    const NecFlash *flash = data;
    g_autoptr (NecBench) bench = nec_bench_new (flash->model, "Disc=data\n");
    g_autofree guint8 *out = g_malloc0 (0x9000);
    guint32 x = 0x1234;
    guint n_good = 0;
    guint n_refused = 0;

    for (guint i = 0; i < N_COMMANDS; i++) {
        guint8 cdb[12];
        BbDirection direction = (BbDirection) (next_random (&x) % 3);
        gsize length_bytes = direction == BB_DIRECTION_NONE ? 0 : 1 + next_random (&x) % 0x8FFF;
        guint32 sense;

        make_cdb (&x, flash->key, cdb);
        if (cdb[0] == 0xCB && (cdb[1] & 0x0F) == 1 && direction == BB_DIRECTION_OUT && next_random (&x) % 2 == 0)
            length_bytes = CLAMP ((gsize) cdb[8] * 0x1000, 1, 0x8000);
        sense = nec_bench_send (bench, cdb, sizeof cdb, direction, direction == BB_DIRECTION_OUT ? out : NULL,
                                length_bytes);
        g_assert_cmphex (sense, !=, NO_ANSWER);
        n_good += sense == GOOD;
        n_refused += sense != GOOD;
        g_assert_cmpuint (bench->moved_bytes, <=, length_bytes);
    }
    g_assert_cmpuint (n_good, >, 100);
    g_assert_cmpuint (n_refused, >, 100);
    nec_bench_cycle (bench);
    g_assert_cmphex (nec_bench_key (bench, flash->key, TRUE, 0), ==, GOOD);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (const NecFlash *flash = nec_flashes; flash->type != NULL; flash++) {
        g_autofree char *name = g_strdup_printf ("/nec/random/does-no-harm-to-the-simulator/%s", flash->model);

        g_test_add_data_func (name, flash, test_random_commands_do_no_harm_to_the_simulator);
    }
    return g_test_run ();
}
