/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../unit/family/fake-drive.h"
#include "family/bb-advice.h"
#include "family/mt1959/bb-mt1959.h"
#include "fuzz-input.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/*
 * Probes a MediaTek drive that answers INQUIRY, READ BUFFER and GET CONFIGURATION with any bytes. The first byte of
 * an input selects which commands the drive rejects. The rest of the input is patches to the answers of an undamaged
 * drive.
 */

/* Size of the flash memory; offsets of configuration and descriptor in it (mediatek-mt1959.md, section 2). */
#define MT_FLASH_BYTES 0x200000
#define MT_CONFIG 0x3000
#define MT_DESCRIPTOR 0x1EC000

static const char page[] = "HL-DT-STBD-RE  BU40N    1.00N000000 UNIQUE1611241200MTEKMT1959              BU40\x78";

/* Returns (transfer none) the catalog of the source tree, which is opened at the first call. */
static BbCatalog *
fuzz_catalog (void)
{
    static BbCatalog *catalog = NULL;

    if (catalog == NULL)
        catalog = bb_catalog_open (BUILD_DATADIR "/catalog", "/nonexistent", NULL);
    g_assert_nonnull (catalog);
    return catalog;
}

/* Replaces up to 31 bytes of @to. The input has one byte each for offset and length, and then the bytes. */
static void
fuzz_patch (FuzzInput *input, guint8 *to, gsize to_bytes)
{
    gsize offset = fuzz_input_u8 (input) % to_bytes;
    gsize length_bytes = fuzz_input_u8 (input) & 0x1F;
    const guint8 *bytes = NULL;

    length_bytes = MIN (length_bytes, to_bytes - offset);
    bytes = fuzz_input_bytes (input, &length_bytes);
    if (length_bytes > 0)
        memcpy (to + offset, bytes, length_bytes);
}

/* Asserts the form of the values that were read from the drive, and that each piece of advice names a risk. */
static void
fuzz_check (BbFacts *facts)
{
    static const char *const locks[] = {"open", "needs-de", "needs-wrapped", "unknown", NULL};
    g_autoptr (GPtrArray) advice = bb_advice_list (facts, fuzz_catalog ());
    const char *date = bb_facts_get_string (facts, BB_MT1959_KEY_DATE);
    const char *boot_id = bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID);
    const char *code = bb_facts_get_string (facts, BB_MT1959_KEY_SERVICE_CODE);

    g_assert_true (g_strv_contains (locks, bb_facts_get_string (facts, BB_MT1959_KEY_LOCK)));
    g_assert_true (date == NULL || (strlen (date) == 10 && g_str_has_prefix (date, "20")));
    g_assert_true (boot_id == NULL || strlen (boot_id) == BB_MT1959_BOOT_ID_BYTES);
    g_assert_true (code == NULL || strlen (code) == 4);
    g_assert_true (facts->confidence == BB_CONFIDENCE_LOW || boot_id != NULL);
    for (guint i = 0; i < advice->len; i++)
        g_assert_nonnull (((BbAdvice *) g_ptr_array_index (advice, i))->risk);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    static const char *const readable[] = {"nothing", "config", "windows", "all"};
    static guint8 memory[MT_FLASH_BYTES];
    FuzzInput input = {data, size};
    guint8 flags = fuzz_input_u8 (&input);
    char date[17] = "201611241200";
    g_autoptr (FakeDrive) drive = fake_drive_new ("HL-DT-ST", "BD-RE  BU40N", (flags & 0x04) != 0 ? "BOOT" : "1.00");
    g_autoptr (GError) error = NULL;
    g_autoptr (BbFacts) facts = NULL;

    memcpy (memory + MT_CONFIG, "MT1959 Boot BU5 ", 16);
    memset (memory + MT_CONFIG + 16, 0xFF, 16);
    memset (memory + MT_DESCRIPTOR, 0xFF, 0x100);
    memcpy (memory + MT_DESCRIPTOR, page, sizeof page - 1);
    drive->memory = memory;
    drive->readable = readable[flags & 3];
    drive->inquiry[4] = 0x63;
    drive->inquiry_bytes = 104;
    drive->tray_byte = (flags & 0x08) != 0 ? -1 : 0x2B;
    drive->date = (flags & 0x10) != 0 ? NULL : date;
    while (input.left_bytes > 0) {
        switch (fuzz_input_u8 (&input) % 5) {
        case 0:
            fuzz_patch (&input, drive->inquiry, 104);
            break;
        case 1:
            fuzz_patch (&input, memory + MT_CONFIG, 0x20);
            break;
        case 2:
            fuzz_patch (&input, memory + MT_DESCRIPTOR, 0x100);
            break;
        case 3:
            fuzz_patch (&input, (guint8 *) date, sizeof date - 1);
            break;
        default:
            drive->tray_byte = fuzz_input_u8 (&input);
            break;
        }
    }
    facts = bb_family_probe (BB_TRANSPORT (drive), NULL, fuzz_catalog (), (flags & 0x20) != 0, NULL, &error);
    g_assert_true ((facts == NULL) == (error != NULL));
    if (facts != NULL && g_strcmp0 (facts->family, BB_MT1959_ID) == 0)
        fuzz_check (facts);
    drive->memory = NULL; /* the memory is static, so the drive must not free it */
    return 0;
}
