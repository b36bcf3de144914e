/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bb-sim-nec.h"

#include "bb-sim-nec-image.h"
#include "sim/bb-sim.h"

#include <string.h>

/* Length of the blank end of the main firmware in the state half-alive, in which the drive responds although the
 * firmware is incomplete. */
#define LOST_BYTES 0x20000
/* Length of the data that bb_sim_nec_make_memory() puts at the end of each page that neither images nor calibration
 * cover. */
#define STRAY_BYTES 0x40
#define CALIBRATION_SALT 0x9E3779B9u
/* Size of a boot file, which has an identity after the boot code (nec-optiarc.md, section 10). */
#define BOOT_FILE_BYTES 32784

const BbSimChoice bb_sim_nec_states[] = {
    {"normal", NULL, "nec-optiarc 11", "Its firmware runs"},
    {"safe-mode", NULL, "nec-optiarc 11", "The firmware is whole, an aborted tool left the drive in safe mode"},
    {"wrong-bank", NULL, "nec-optiarc 11", "The same, but in the safe mode of bank 1 (640K only)"},
    {"mixed-banks", NULL, "nec-optiarc 11", "Bank 0 is newer than bank 1 (640K only)"},
    {"forced-safe", NULL, "nec-optiarc 11", "One block of the firmware is missing"},
    {"erased", NULL, "nec-optiarc 11", "No firmware at all"},
    {"half-flashed", NULL, "nec-optiarc 11", "Half of another firmware is in, the rest is erased"},
    {"half-alive", NULL, "nec-optiarc 11", "Part of the firmware is gone and the boot code did not notice"},
    {"damaged-id", NULL, "nec-optiarc 11", "The id reads \"i\" and zeros, everything else is whole"},
    {"id-ff", NULL, "nec-optiarc 11", "The id reads FF FF FF FF, everything else is whole"},
    {"blank-page", NULL, "nec-optiarc 11", "The calibration pages are blank, the firmware runs"},
    {"id-sibling", NULL, "nec-optiarc 11", "The id is a sibling's; names, boot code and firmware are its own"},
    {"half-converted", NULL, "nec-optiarc 11", "Id and names are a sibling's, boot code and firmware are its own"},
    {"boot-and-id-differ", NULL, "nec-optiarc 11", "The boot code is a sibling's, the firmware is gone"},
    {"dead", NULL, "nec-optiarc 11", "The boot code is gone, nothing answers"},
    {NULL, NULL, NULL, NULL},
};

const BbSimChoice bb_sim_nec_quirks[] = {
    {"needs-padding", NULL, "nec-optiarc 11", "An upload without the pad bytes fails (2MOpti)"},
    {"slow-leave", "N", "nec-optiarc 11", "Leaving safe mode restarts the drive: busy for N polls, then 6/28/00"},
    {"reset-attention", NULL, "nec-optiarc 11", "6/29/00 after leaving safe mode, also instead of 6/28/00"},
    {"leave-refused", NULL, "nec-optiarc 11", "Leaving safe mode is refused while the firmware is invalid"},
    {"wrong-boot", NULL, "nec-optiarc 11", "The boot code is a sibling's: K460's in a K365, and so on"},
    {"d355", NULL, "nec-optiarc 11", "A K355 whose boot code is D355's"},
    {"laptop-slave", NULL, "nec-optiarc 11", "A laptop drive wired as slave"},
    {"oem-boot-strings", "1..9", "nec-optiarc 11", "This row of the table of other boot strings"},
    {"stored-id", "*", "nec-optiarc 11", "The id text of the drive, for example an older form"},
    {"rid-maker", "*", "nec-optiarc 11", "The maker text of the RID block"},
    {"rid-model", "*", "nec-optiarc 11", "The model text of the RID block"},
    {"vendor-specific", "*", "nec-optiarc 11", "Text of the firmware for bytes 36 to 55 of INQUIRY"},
    {"garbage-id", NULL, "nec-optiarc 11", "The id reads \"i\" and zeros, in any state"},
    {"swallow-nodata", NULL, "nec-optiarc 11", "A bridge answers vendor commands without data by itself"},
    {"corrupt-upload", NULL, "nec-optiarc 11", "A bit of the third and then every 16th upload is flipped"},
    {"short-read", NULL, "nec-optiarc 11", "Reads of 4 KiB and more bring half of it"},
    {"slow-read", "N", "nec-optiarc 11", "The first N READ MEMORY after power-on get 2/04/01"},
    {"exact-reads", NULL, "nec-optiarc 11", "A read brings exactly what was asked, not rounded up to four bytes"},
    {"corrupt-after-safe", NULL, "nec-optiarc 11",
     "Unkeyed reads are wrong from a safe-mode round trip to a power cycle"},
    {"missing-address-good", NULL, "nec-optiarc 11", "Addresses that are not there read as something"},
    {"boot-readable", NULL, "nec-optiarc 11", "READ MEMORY shows the boot code too"},
    {"no-boot-read", NULL, "nec-optiarc 11", "READ BOOT CODE is not known"},
    {"fw-id-ff", NULL, "nec-optiarc 11", "The id byte of keyed types can be read in safe mode, FF when erased"},
    {"id-refused-in-safe-mode", NULL, "nec-optiarc 11", "Unkeyed types do not show their firmware in safe mode"},
    {"calibration-refused-in-safe-mode", NULL, "nec-optiarc 11", "WRITE CALIBRATION wants normal mode"},
    {"blank-calibration", NULL, "nec-optiarc 11", "A cut in WRITE CALIBRATION blanks the page"},
    {"sum-last-word", NULL, "nec-optiarc 11", "640K, 768K, 1M: the checksum is compared with the last word only"},
    {"any-order", NULL, "nec-optiarc 11", "ERASE and PROGRAM want no accepted checksum"},
    {"boot-sum-optional", NULL, "nec-optiarc 11", "Opti4: nothing wants the checksum of area 5"},
    {"chunk-sum-ignored", NULL, "nec-optiarc 11", "Opti4: the sum in an upload is not looked at"},
    {"nor-and", NULL, "nec-optiarc 11", "PROGRAM without ERASE ands the bytes"},
    {"mark-on-leave", NULL, "nec-optiarc 11", "The validity mark is written on leaving safe mode only"},
    {"banks-must-match", NULL, "nec-optiarc 11", "640K: not valid while bank 0 is newer than bank 1"},
    {"fail-erase", "N", "nec-optiarc 11", "The 64 KiB at N * 0x10000 cannot be erased"},
    {"fail-program", "N", "nec-optiarc 11", "The 64 KiB at N * 0x10000 cannot be programmed"},
    {"no-answer-boot-program", NULL, "nec-optiarc 11", "The PROGRAM of the boot code is done and not answered"},
    {"book-type-version", "N", "nec-optiarc 11", "Version of the book type commands; 0: the older ones"},
    {"region-free", NULL, "nec-optiarc 11", "There is no region state"},
    {BB_SIM_QUIRK_STRICT_ATTENTION, NULL, "nec-optiarc 11", BB_SIM_QUIRK_STRICT_ATTENTION_TEXT},
    {NULL, NULL, NULL, NULL},
};

/** BbSimNecInit: parameters for the memory of a new drive. */
typedef struct {
    BbSimDrive *drive;
    const BbSimNecFacts *facts;
    const char *state;
    gboolean has_sibling;
    char sibling[5];
    char sibling_model[17];
    guint8 fw_id;
    const char *boot_version;
    guint8 *flash; /* content of the whole memory, written to the drive at the end */
} BbSimNecInit;

/* Sets @error to %BB_SIM_ERROR_SCENARIO with a message that consists of the drive type and @why. Always returns
 * FALSE. */
static gboolean
bb_sim_nec_set_error (GError **error, const BbSimNecFacts *facts, const char *why)
{
    g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "%s: %s", facts->code, why);
    return FALSE;
}

static gboolean
bb_sim_nec_state_is (const BbSimNecInit *init, const char *state)
{
    return g_str_equal (init->state, state);
}

/* FALSE with @error set if the model cannot have the state, the quirks or the boot version of the scenario. */
static gboolean
bb_sim_nec_check_scenario (BbSimNecInit *init, GError **error)
{
    const BbSimNecFacts *facts = init->facts;
    BbSimDrive *drive = init->drive;
    gboolean wants_sibling =
        bb_sim_nec_state_is (init, "id-sibling") || bb_sim_nec_state_is (init, "half-converted") ||
        bb_sim_nec_state_is (init, "boot-and-id-differ") || bb_sim_drive_has_quirk (drive, "wrong-boot");
    gboolean wants_banks = bb_sim_nec_state_is (init, "wrong-bank") || bb_sim_nec_state_is (init, "mixed-banks");

    if (wants_sibling && !init->has_sibling)
        return bb_sim_nec_set_error (error, facts,
                                     "no other type has the same hardware, so this state or quirk cannot be");
    if (wants_banks && facts->layout->type != BB_SIM_NEC_640K)
        return bb_sim_nec_set_error (error, facts, "it has one bank only");
    if (bb_sim_drive_has_quirk (drive, "laptop-slave") && facts->fw_id_slave == 0)
        return bb_sim_nec_set_error (error, facts, "no firmware id of slave wiring is known");
    if (bb_sim_drive_has_quirk (drive, "d355") && !g_str_equal (facts->code, "K355"))
        return bb_sim_nec_set_error (error, facts, "the quirk d355 is for K355");
    if (drive->config->boot_version != NULL && strlen (drive->config->boot_version) != 2)
        return bb_sim_nec_set_error (error, facts, "BootVersion has two characters");
    return TRUE;
}

/* Puts the boot code into the flash: the file of the scenario, or a synthetic boot code if there is none. If the
 * state or a quirk asks for it, the synthetic boot code is that of another drive type, for example of a sibling,
 * which has the same hardware. FALSE with @error set if the file has a wrong size. */
static gboolean
bb_sim_nec_init_boot (BbSimNecInit *init, GError **error)
{
    const BbSimNecLayout *layout = init->facts->layout;
    const char *key = init->facts->code;
    GBytes *given = init->drive->config->boot_code;
    g_autoptr (GBytes) made = NULL;

    if (given != NULL && g_bytes_get_size (given) != layout->boot_bytes &&
        g_bytes_get_size (given) != BOOT_FILE_BYTES)
        return bb_sim_nec_set_error (error, init->facts, "the boot code file has another size");
    if (bb_sim_nec_state_is (init, "boot-and-id-differ") || bb_sim_drive_has_quirk (init->drive, "wrong-boot"))
        key = init->sibling;
    if (bb_sim_drive_has_quirk (init->drive, "d355"))
        key = "D355";
    if (given == NULL)
        made = bb_sim_nec_make_boot_code (layout, key, init->boot_version, BB_SIM_NEC_BOOT_SEED);
    memcpy (init->flash, g_bytes_get_data (given != NULL ? given : made, NULL), layout->boot_bytes);
    return TRUE;
}

/* Puts the RID block (maker and model of the drive) into the calibration, as state and quirks say. */
static void
bb_sim_nec_init_rid (BbSimNecInit *init)
{
    const BbSimNecFacts *facts = init->facts;
    guint8 *rid = init->flash + facts->rid_address;
    const char *rid_text = facts->rid_text[0] != '\0' ? facts->rid_text : "NX00";

    bb_sim_put_text (rid + 0x10, 4, rid_text);
    memset (rid + 0x14, 0, 0x0C);
    bb_sim_put_text (rid + 0x20, 32, bb_sim_drive_quirk (init->drive, "rid-maker", facts->maker));
    memset (rid + 0x40, ' ', 0x40);
    bb_sim_put_text (rid + 0x40, 16, bb_sim_drive_quirk (init->drive, "rid-model", facts->member));
    if (g_str_equal (facts->code, "D57D"))
        rid[0x57] = 'L';
    if (bb_sim_nec_state_is (init, "half-converted"))
        memcpy (rid + 0x43, init->sibling_model + 3, 4);
}

/* Puts the drive type into the calibration, as state and quirks say. */
static void
bb_sim_nec_init_id (BbSimNecInit *init)
{
    guint8 *id = init->flash + init->facts->id_address;

    bb_sim_put_text (id, 4, bb_sim_drive_quirk (init->drive, "stored-id", init->facts->code));
    if (bb_sim_nec_state_is (init, "id-sibling") || bb_sim_nec_state_is (init, "half-converted"))
        bb_sim_put_text (id, 4, init->sibling);
    if (bb_sim_nec_state_is (init, "damaged-id") || bb_sim_drive_has_quirk (init->drive, "garbage-id")) {
        memset (id, 0, 4);
        id[0] = 'i';
    }
    if (bb_sim_nec_state_is (init, "id-ff"))
        memset (id, 0xFF, 4);
}

/* Fills the calibration with random bytes, drive type and RID block; in the state blank-page with FF. On types with a
 * locked boot code, sets the unlock byte to FF. */
static void
bb_sim_nec_init_calibration (BbSimNecInit *init)
{
    const BbSimNecLayout *layout = init->facts->layout;
    guint32 seed = init->drive->config->seed;

    for (guint i = 0; i < G_N_ELEMENTS (layout->calibration); i++) {
        const BbSimNecRange *range = &layout->calibration[i];

        if (bb_sim_nec_state_is (init, "blank-page"))
            memset (init->flash + range->address, 0xFF, range->length_bytes);
        else
            bb_sim_fill (init->flash + range->address, range->length_bytes, seed * 2 + i + CALIBRATION_SALT);
    }
    if (layout->locked_boot)
        init->flash[BB_SIM_NEC_UNLOCK_ADDRESS] = 0xFF;
    if (bb_sim_nec_state_is (init, "blank-page"))
        return;
    bb_sim_nec_init_rid (init);
    bb_sim_nec_init_id (init);
}

/* Puts data at the end of each page after the boot code that neither an image nor calibration covers, so that tests
 * notice if the page is erased. */
static void
bb_sim_nec_init_strays (BbSimNecInit *init)
{
    const BbSimNecLayout *layout = init->facts->layout;
    guint32 end = layout->type == BB_SIM_NEC_640K ? 0x80000 : layout->flash_bytes;

    for (guint32 page = layout->boot_bytes; page < end; page += BB_SIM_NEC_PAGE_BYTES) {
        if (bb_sim_nec_in_main (layout, 0, page, BB_SIM_NEC_PAGE_BYTES) ||
            bb_sim_nec_touches_calibration (layout, page, BB_SIM_NEC_PAGE_BYTES))
            continue;
        bb_sim_fill (init->flash + page + BB_SIM_NEC_PAGE_BYTES - STRAY_BYTES, STRAY_BYTES,
                     init->drive->config->seed + page);
    }
}

/* Returns (transfer full) a synthetic image for the drive, with the INQUIRY texts of the scenario and the given
 * @revision. The boot code must be in the flash already, because an image can contain its checksum. */
static GBytes *
bb_sim_nec_init_image (BbSimNecInit *init, guint32 seed, const char *revision)
{
    const BbSimConfig *config = init->drive->config;
    g_autofree char *product = bb_sim_nec_facts_product (init->facts);
    BbSimNecImage image = {
        .facts = init->facts,
        .seed = seed,
        .fw_id = init->fw_id,
        .vendor = config->vendor != NULL ? config->vendor : bb_sim_nec_facts_vendor (init->facts),
        .product = config->product != NULL ? config->product : product,
        .revision = revision,
        .vendor_specific = bb_sim_drive_quirk (init->drive, "vendor-specific", BB_SIM_NEC_SPECIFIC),
        .boot_version = init->boot_version,
        .boot_sum = bb_sim_nec_boot_sum (init->flash, init->facts->layout->boot_bytes),
    };

    return bb_sim_nec_make_firmware (&image);
}

/* Copies part @part of @image to its address in the flash; does nothing if the image has no such part. */
static void
bb_sim_nec_copy_piece (BbSimNecInit *init, GBytes *image, guint part)
{
    BbSimNecPiece pieces[2];
    guint n_pieces = bb_sim_nec_image_pieces (init->facts->layout, pieces);
    const guint8 *data = g_bytes_get_data (image, NULL);

    if (part < n_pieces)
        memcpy (init->flash + pieces[part].address, data + pieces[part].offset, pieces[part].length_bytes);
}

/* Erases @length_bytes of the main firmware of @bank, from offset @from in it. */
static void
bb_sim_nec_blank_main (BbSimNecInit *init, guint bank, guint32 from, guint32 length_bytes)
{
    memset (init->flash + init->facts->layout->main[bank].address + from, 0xFF, length_bytes);
}

/* Puts the main firmware into the flash, complete or not, as the state says. FALSE with @error set if the file of the
 * scenario has a wrong size. */
static gboolean
bb_sim_nec_init_main (BbSimNecInit *init, GError **error)
{
    const BbSimNecLayout *layout = init->facts->layout;
    const BbSimConfig *config = init->drive->config;
    guint32 main_bytes = layout->main[0].length_bytes;
    g_autoptr (GBytes) old = NULL;

    if (config->firmware != NULL && g_bytes_get_size (config->firmware) != bb_sim_nec_image_bytes (layout) &&
        g_bytes_get_size (config->firmware) != bb_sim_nec_image_bytes (layout) + 2)
        return bb_sim_nec_set_error (error, init->facts, "the firmware file has another size than its images have");
    old = config->firmware != NULL
              ? g_bytes_ref (config->firmware)
              : bb_sim_nec_init_image (init, config->seed, config->revision != NULL ? config->revision : "1.00");
    if (bb_sim_nec_state_is (init, "erased") || bb_sim_nec_state_is (init, "boot-and-id-differ"))
        return TRUE;
    bb_sim_nec_copy_piece (init, old, 0);
    bb_sim_nec_copy_piece (init, old, 1);
    if (bb_sim_nec_state_is (init, "mixed-banks") || bb_sim_nec_state_is (init, "half-flashed")) {
        g_autoptr (GBytes) newer = bb_sim_nec_init_image (init, config->seed + 0x101, "9.99");

        bb_sim_nec_copy_piece (init, newer, 0);
    }
    if (bb_sim_nec_state_is (init, "half-flashed"))
        bb_sim_nec_blank_main (init, 0, main_bytes / 2, main_bytes - main_bytes / 2);
    if (bb_sim_nec_state_is (init, "half-alive"))
        bb_sim_nec_blank_main (init, 0, main_bytes - LOST_BYTES, LOST_BYTES);
    if (bb_sim_nec_state_is (init, "forced-safe"))
        bb_sim_nec_blank_main (init, 0, main_bytes - 0x10000, 0x10000);
    return TRUE;
}

/* Sets the marks for the state. The main firmware is marked as valid unless a part of it is missing in this state; in
 * the state half-alive it is marked as valid although a part is missing. */
static void
bb_sim_nec_init_marks (BbSimNecInit *init)
{
    const BbSimNecLayout *layout = init->facts->layout;
    BbSimDrive *drive = init->drive;
    gboolean gone = bb_sim_nec_state_is (init, "erased") || bb_sim_nec_state_is (init, "boot-and-id-differ") ||
                    bb_sim_nec_state_is (init, "half-flashed") || bb_sim_nec_state_is (init, "forced-safe");

    if (!gone) {
        for (guint i = 0; i < G_N_ELEMENTS (layout->main); i++)
            bb_sim_nec_set_programmed (drive, &layout->main[i], TRUE);
        bb_sim_nec_set_valid (drive, bb_sim_nec_main_sum (drive));
    }
    if (bb_sim_nec_state_is (init, "half-alive"))
        bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_BLIND, "yes");
    if (bb_sim_nec_state_is (init, "mixed-banks"))
        bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_BANK_OWED, "yes");
    if (bb_sim_nec_state_is (init, "dead"))
        bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_BOOT_BROKEN, "yes");
    if (bb_sim_nec_state_is (init, "safe-mode"))
        bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_LEFT_IN, "0");
    if (bb_sim_nec_state_is (init, "wrong-bank"))
        bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_LEFT_IN, "1");
}

gboolean
bb_sim_nec_make_memory (BbSimDrive *drive, GError **error)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    guint32 flash_bytes = own->facts.layout->flash_bytes;
    g_autofree guint8 *flash = g_malloc (flash_bytes);
    BbSimNecInit init = {.drive = drive, .facts = &own->facts, .state = drive->config->state, .flash = flash};

    init.has_sibling = bb_sim_nec_facts_sibling (&own->facts, init.sibling, init.sibling_model);
    init.fw_id = bb_sim_drive_has_quirk (drive, "laptop-slave") ? own->facts.fw_id_slave : own->facts.fw_id;
    init.boot_version = drive->config->boot_version != NULL ? drive->config->boot_version
                                                            : bb_sim_nec_facts_boot_version (init.fw_id);
    memset (flash, 0xFF, flash_bytes);
    if (!bb_sim_nec_check_scenario (&init, error) || !bb_sim_nec_init_boot (&init, error))
        return FALSE;
    bb_sim_nec_init_calibration (&init);
    bb_sim_nec_init_strays (&init);
    if (!bb_sim_nec_init_main (&init, error))
        return FALSE;
    bb_sim_drive_poke (drive, 0, flash, flash_bytes);
    bb_sim_nec_init_marks (&init);
    return TRUE;
}
