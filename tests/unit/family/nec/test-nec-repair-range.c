/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-vectors.h"

#include "family/nec/bb-nec-plan.h"
#include "family/nec/bb-nec-repair.h"

/* Tests which memory the plan of a repair reads and writes, for each flash type. Also tests bb-nec-repair.c. */

/* Memory that a repair may read and write: the calibration of each flash type that repair supports. */
typedef struct {
    const char *flash_type;
    BbNecRange calibration[2];
} Room;

static const Room rooms[] = {
    {"640K", {{0x4000, 0x1000}}},
    {"768K", {{0x4000, 0x2000}}},
    {"1M", {{0x4000, 0x2000}}},
    {"2M", {{0x4000, 0x2000}}},
    {"2MOpti", {{0x4000, 0x2000}}},
    {"Opti2", {{0x10000, 0x1000}, {0x20000, 0x1000}}},
    {"Opti3", {{0x10000, 0x1000}, {0x20000, 0x1000}}},
    {"Opti4", {{0x10000, 0x1000}, {0x20000, 0x1000}}},
};

/* Returns (transfer full) captures of the calibration with pseudo-random bytes for @seed. */
static BbCaptures *
capture_room (const Room *room, guint32 seed)
{
    static const char *const names[] = {BB_NEC_CAPTURE_CALIBRATION, BB_NEC_CAPTURE_CALIBRATION_2};
    BbCaptures *captures = bb_captures_new (NULL);

    for (guint i = 0; i < G_N_ELEMENTS (names) && room->calibration[i].length_bytes > 0; i++) {
        GByteArray *pages = nec_fill (room->calibration[i].length_bytes, seed + i);
        g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (pages);

        bb_captures_add (captures, names[i], BB_REGION_CALIBRATION, room->calibration[i].address, bytes);
    }
    return captures;
}

static gboolean
is_in_room (const Room *room, guint32 address, guint32 length_bytes)
{
    for (guint i = 0; i < G_N_ELEMENTS (room->calibration); i++)
        if (address >= room->calibration[i].address &&
            address + length_bytes <= room->calibration[i].address + room->calibration[i].length_bytes)
            return TRUE;
    return FALSE;
}

/* Asserts that the plan sends only commands that read the calibration, or that write four bytes of it outside of the
 * DVD region data. Returns the number of writes. */
static guint
assert_stays_in_room (BbPlan *it, const Room *room, const BbNecType *type)
{
    guint32 region = (type->rid_address & ~(BB_NEC_PAGE_BYTES - 1)) + BB_NEC_REGION_OFFSET;
    guint n_writes = 0;

    for (guint i = 0; i < bb_plan_get_n_steps (it); i++) {
        const BbStep *step = bb_plan_get_step (it, i);
        const guint8 *cdb = step->cdb.bytes;
        guint32 address = (guint32) cdb[3] << 16 | (guint32) cdb[4] << 8 | cdb[5];
        guint32 length_bytes = (guint32) cdb[7] << 8 | cdb[8];
        const guint8 wanted[] = {cdb[0], 0, 0, cdb[3], cdb[4], cdb[5], 0, cdb[7], cdb[8], 0, 0, 0};

        g_assert_cmpint (step->verb, ==, BB_VERB_COMMAND);
        g_assert_cmpmem (cdb, sizeof wanted, wanted, sizeof wanted);
        g_assert_false (step->endangers);
        g_assert_cmpuint (step->length_bytes, ==, length_bytes);
        g_assert_true (is_in_room (room, address, length_bytes));
        if (cdb[0] == 0xCC)
            continue;
        g_assert_cmphex (cdb[0], ==, 0xCB);
        g_assert_cmpuint (length_bytes, ==, 4);
        g_assert_true (address < region || address >= region + BB_NEC_PAGE_BYTES - BB_NEC_REGION_OFFSET);
        n_writes++;
    }
    return n_writes;
}

/* For each type whose identity can be written, repairs a drive twice: without a backup, so that only the identity is
 * written, and with old captures that have other pseudo-random bytes, so that as much as possible is written. No
 * command of the two plans may reach firmware or boot code, because a repair must leave these unchanged however it
 * ends. */
static void
test_no_repair_reaches_firmware_or_boot_code (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_NEC_FAMILY);
    guint n_models[G_N_ELEMENTS (rooms)] = {0};

    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);
        const BbNecType *type = bb_nec_type_of_model (model);
        guint k = 0;

        if (type == NULL || type->id_address == 0)
            continue;
        g_test_message ("%s", bb_model_get_key (model));
        while (k < G_N_ELEMENTS (rooms) &&
               !g_str_equal (rooms[k].flash_type, bb_model_get_string (model, "FlashType")))
            k++;
        g_assert_cmpuint (k, <, G_N_ELEMENTS (rooms));
        n_models[k]++;
        for (guint with_old = 0; with_old < 2; with_old++) {
            g_autoptr (GError) error = NULL;
            g_autoptr (BbFacts) facts = nec_facts (catalog, bb_model_get_key (model), -1, "05");
            g_autoptr (BbCaptures) now = capture_room (&rooms[k], 0x44);
            g_autoptr (BbCaptures) old = with_old ? capture_room (&rooms[k], 0x66) : NULL;
            const BbRepairInput input = {.facts = facts, .now = now, .old = old, .catalog = catalog};
            g_autoptr (BbPlan) repair = bb_nec_plan_repair (&input, &error);
            guint n_writes = 0;

            g_assert_no_error (error);
            n_writes = assert_stays_in_room (repair, &rooms[k], type);
            g_assert_cmpuint (n_writes, >, with_old ? 0x300 : 0);
            if (!with_old)
                g_assert_cmpuint (n_writes, <=, 3);
        }
    }
    for (guint k = 0; k < G_N_ELEMENTS (rooms); k++)
        g_assert_cmpuint (n_models[k], >, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/repair-range/no-repair-reaches-firmware-or-boot-code",
                     test_no_repair_reaches_firmware_or_boot_code);
    return g_test_run ();
}
