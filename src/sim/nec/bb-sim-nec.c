/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bb-sim-nec.h"

#include "bb-sim-nec-image.h"
#include "sim/bb-sim.h"

#include <string.h>

#define VENDOR_CDB_BYTES 12
#define DEFAULT_REVISION "1.00"

/* Frees drive->own, the data of the family. */
static void
bb_sim_nec_clear (BbSimDrive *drive)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);

    if (own == NULL)
        return;
    g_free (own->ram);
    g_free (own->received);
    g_free (own->boot_ram);
    g_free (own->boot_received);
    g_free (own);
    drive->own = NULL;
}

/* FALSE with @error set if a quirk lets a block of 64 KiB fail that is outside of the memory of the drive. */
static gboolean
bb_sim_nec_check_bad_blocks (BbSimDrive *drive, const BbSimNecFacts *facts, GError **error)
{
    static const char *const quirks[] = {"fail-erase", "fail-program"};
    guint n_blocks = facts->layout->flash_bytes / BB_SIM_NEC_BLOCK_BYTES;

    for (guint i = 0; i < G_N_ELEMENTS (quirks); i++)
        if (bb_sim_drive_quirk_uint (drive, quirks[i], 0) >= n_blocks) {
            g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO,
                         "quirk %s: the memory of %s has the blocks 0..%u", quirks[i], facts->code, n_blocks - 1);
            return FALSE;
        }
    return TRUE;
}

/* Loads the properties of the model, allocates the state, and, if the memory is new (@fresh), fills it. FALSE with
 * @error set, and nothing is allocated, if the flash type is unknown, or if the model cannot have what the scenario
 * specifies. */
static gboolean
bb_sim_nec_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    static const guint8 defaults[] = {0xA1, 0x92, 0xE1};
    BbSimNecFacts facts;
    BbSimNecDrive *own;

    if (!bb_sim_nec_facts_load (drive->config->model, (const char *const *) drive->config->oem_models,
                                drive->config->product, &facts, error) ||
        !bb_sim_nec_check_bad_blocks (drive, &facts, error))
        return FALSE;
    own = g_new0 (BbSimNecDrive, 1);
    own->facts = facts;
    own->ram = g_malloc0 (facts.layout->flash_bytes);
    own->received = g_malloc0 (facts.layout->flash_bytes / BB_SIM_NEC_PAGE_BYTES);
    own->boot_ram = g_malloc0 (facts.layout->boot_bytes);
    own->boot_received = g_malloc0 (facts.layout->boot_bytes / BB_SIM_NEC_PAGE_BYTES);
    own->disc_book_type = 0x92;
    memcpy (own->temporary, defaults, sizeof own->temporary);
    drive->own = own;
    if (fresh && !bb_sim_nec_make_memory (drive, error)) {
        bb_sim_nec_clear (drive);
        return FALSE;
    }
    return TRUE;
}

/* With the quirk blank-calibration, blanks the calibration page that the drive was rewriting when the power was cut.
 * Does nothing for a cut between two commands. */
static void
bb_sim_nec_power_lost (BbSimDrive *drive, double fraction)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    g_autofree guint8 *bytes = NULL;
    guint32 length_bytes = own->work_range.length_bytes;

    if (fraction < 0 || own->work != BB_SIM_NEC_WORK_CALIBRATION ||
        !bb_sim_drive_has_quirk (drive, "blank-calibration"))
        return;
    bytes = g_malloc (length_bytes);
    memset (bytes, 0xFF, length_bytes);
    bb_sim_drive_poke (drive, own->work_range.address, bytes, length_bytes);
}

/* TRUE for operation codes of vendor commands. */
static gboolean
bb_sim_nec_is_vendor (guint8 opcode)
{
    static const guint8 opcodes[] = {
        BB_SIM_NEC_OP_BOOK_TYPE, BB_SIM_NEC_OP_WRITE,     BB_SIM_NEC_OP_READ,      BB_SIM_NEC_OP_READ_BOOT,
        BB_SIM_NEC_OP_VERSIONS,  BB_SIM_NEC_OP_RICOH_SET, BB_SIM_NEC_OP_RICOH_GET,
    };

    return memchr (opcodes, opcode, sizeof opcodes) != NULL;
}

/* Returns the function code of a vendor command: byte 1 without the bank bit. */
static guint8
bb_sim_nec_function (const guint8 *cdb)
{
    return cdb[1] & (guint8) ~BB_SIM_NEC_BANK;
}

/* Executes commands with operation code CCh: reading, safe mode and checksums. Checksums get 5/20/00 on types without
 * them, and 5/2C/00 outside of the safe mode of the bank. Any other function gets 5/24/00. */
static void
bb_sim_nec_exec_cc (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const guint8 *cdb = command->cdb.bytes;
    guint8 function = bb_sim_nec_function (cdb);

    if (function == 0x00) {
        bb_sim_nec_exec_read (drive, command, answer);
    } else if (function == 0x01) {
        bb_sim_nec_exec_safe_mode (drive, cdb, answer);
    } else if (function != 0x04 && function != 0x06) {
        bb_sim_nec_refuse_field (answer);
    } else if (own->facts.layout->style == BB_SIM_NEC_BY_NOTHING) {
        bb_sim_nec_refuse_command (answer);
    } else if (!bb_sim_nec_in_safe_mode (own) || !bb_sim_nec_bank_fits (own, cdb)) {
        bb_sim_nec_refuse_order (answer);
    } else if (function == 0x04) {
        bb_sim_nec_exec_checksum (drive, cdb, answer);
    } else {
        bb_sim_nec_exec_checksum_flash (drive, cdb, answer);
    }
}

/* Executes commands with operation code CBh: calibration, upload, erase and program. All but calibration get 5/2C/00
 * outside of the safe mode of the bank; types without these commands answer 5/20/00. Any other function gets
 * 5/24/00. */
static void
bb_sim_nec_exec_cb (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const guint8 *cdb = command->cdb.bytes;
    guint8 function = bb_sim_nec_function (cdb);

    if (own->facts.layout->style == BB_SIM_NEC_BY_NOTHING) {
        bb_sim_nec_refuse_command (answer);
        return;
    }
    if (function == 0x00) {
        bb_sim_nec_exec_calibration (drive, command, answer);
        return;
    }
    if (!bb_sim_nec_in_safe_mode (own) || !bb_sim_nec_bank_fits (own, cdb)) {
        bb_sim_nec_refuse_order (answer);
        return;
    }
    switch (function) {
    case 0x01:
        bb_sim_nec_exec_upload (drive, command, answer);
        break;
    case 0x02:
        bb_sim_nec_exec_program (drive, cdb, answer);
        break;
    case 0x04:
        bb_sim_nec_exec_erase (drive, cdb, answer);
        break;
    case 0x05:
        bb_sim_nec_exec_force_erase (drive, cdb, answer);
        break;
    case 0x08:
        bb_sim_nec_exec_erase_bank (drive, cdb, answer);
        break;
    default:
        bb_sim_nec_refuse_field (answer);
        break;
    }
}

/* Executes a command by its operation code; FALSE if the core must execute it. A vendor command whose CDB does not
 * have 12 bytes gets 5/24/00. */
static gboolean
bb_sim_nec_dispatch (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint8 opcode = command->cdb.bytes[0];

    if (bb_sim_nec_is_vendor (opcode) && command->cdb.length_bytes != VENDOR_CDB_BYTES) {
        bb_sim_nec_refuse_field (answer);
        return TRUE;
    }
    switch (opcode) {
    case 0x00:
        return bb_sim_nec_exec_ready (drive, answer);
    case BB_SIM_NEC_OP_READ:
        bb_sim_nec_exec_cc (drive, command, answer);
        return TRUE;
    case BB_SIM_NEC_OP_WRITE:
        bb_sim_nec_exec_cb (drive, command, answer);
        return TRUE;
    case BB_SIM_NEC_OP_READ_BOOT:
        bb_sim_nec_exec_read_boot (drive, command, answer);
        return TRUE;
    default:
        return bb_sim_nec_exec_disc (drive, command, answer);
    }
}

/* Executes a command. FALSE if the core must execute it, as for INQUIRY. Sets `touched` for any executed command but
 * INQUIRY and SAFE MODE. These commands are not executed:
 * - any command to a drive without boot code (DEAD), which never answers
 * - CBh and CCh without data, with the quirk swallow-nodata: they are answered with GOOD and do nothing
 * - any command but INQUIRY and TEST UNIT READY while the drive restarts: it gets 2/04/01 */
static gboolean
bb_sim_nec_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const guint8 *cdb = command->cdb.bytes;
    gboolean is_inquiry = cdb[0] == 0x12;
    gboolean is_safe_mode = cdb[0] == BB_SIM_NEC_OP_READ && bb_sim_nec_function (cdb) == 0x01;

    own->work = BB_SIM_NEC_WORK_NONE;
    if (own->mode == BB_SIM_NEC_DEAD) {
        answer->never = TRUE;
        return TRUE;
    }
    if (is_inquiry)
        return FALSE;
    if (command->direction == BB_DIRECTION_NONE && (cdb[0] == BB_SIM_NEC_OP_READ || cdb[0] == BB_SIM_NEC_OP_WRITE) &&
        bb_sim_drive_has_quirk (drive, "swallow-nodata"))
        return TRUE;
    if (own->mode == BB_SIM_NEC_RESTARTING && cdb[0] != 0x00) {
        bb_sim_answer_sense (answer, 2, 0x04, 0x01);
        return TRUE;
    }
    if (!is_safe_mode)
        own->touched = TRUE;
    return bb_sim_nec_dispatch (drive, command, answer);
}

static const char *const bb_sim_nec_steps[] = {"read",    "enter",    "leave",     "upload", "erase",
                                               "program", "checksum", "calibrate", "unlock", NULL};

/* Classifies a command with operation code CBh by its function: "calibrate", "upload", "program" or "erase" (each of
 * the three forms). All but "upload" write; an unknown function has no step and does not write. */
static void
bb_sim_nec_classify_cb (const guint8 *cdb, BbSimStep *step)
{
    static const char *const names[] = {"calibrate", "upload", "program", NULL,   "erase",
                                        "erase",     NULL,     NULL,      "erase"};
    guint8 function = bb_sim_nec_function (cdb);

    if (function >= G_N_ELEMENTS (names))
        return;
    step->name = names[function];
    step->writes = function != 0x01 && names[function] != NULL;
}

/* Classifies a command with operation code CCh by its function: "read", "enter" or "leave" (SAFE MODE on and off), or
 * "checksum". None of these functions writes. */
static void
bb_sim_nec_classify_cc (const guint8 *cdb, BbSimStep *step)
{
    guint8 function = bb_sim_nec_function (cdb);

    if (function == 0x00)
        step->name = "read";
    else if (function == 0x01)
        step->name = cdb[2] == 1 ? "enter" : "leave";
    else if (function == 0x04 || function == 0x06)
        step->name = "checksum";
}

/* Classifies a command. Setting permanent book types, and each older command of Ricoh that sets a book type, also
 * counts as writing. "unlock" is a form of the standard command GET EVENT STATUS NOTIFICATION. */
static void
bb_sim_nec_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    const guint8 *cdb = command->cdb.bytes;

    step->vendor = bb_sim_nec_is_vendor (cdb[0]);
    switch (cdb[0]) {
    case BB_SIM_NEC_OP_READ:
        bb_sim_nec_classify_cc (cdb, step);
        break;
    case BB_SIM_NEC_OP_WRITE:
        bb_sim_nec_classify_cb (cdb, step);
        break;
    case BB_SIM_NEC_OP_READ_BOOT:
        step->name = "read";
        break;
    case BB_SIM_NEC_OP_BOOK_TYPE:
        step->writes = cdb[1] == 0x01 || cdb[1] == 0x0C;
        break;
    case BB_SIM_NEC_OP_RICOH_SET:
        step->writes = TRUE;
        break;
    case 0x4A:
        if (cdb[4] == 0x20 && bb_sim_get_be16 (cdb + 7) == 0)
            step->name = "unlock";
        break;
    default:
        break;
    }
}

/* Appends a region to @regions; does nothing for an empty range. */
static void
bb_sim_nec_add_region (GArray *regions, const char *name, const BbSimNecRange *range)
{
    BbSimRegion region = {name, range->address, range->length_bytes};

    if (range->length_bytes != 0)
        g_array_append_val (regions, region);
}

static void
bb_sim_nec_list_regions (BbSimDrive *drive, GArray *regions)
{
    const BbSimNecLayout *layout = bb_sim_nec_own (drive)->facts.layout;
    BbSimNecRange boot = {0, layout->boot_bytes};

    bb_sim_nec_add_region (regions, "boot", &boot);
    bb_sim_nec_add_region (regions, "calibration", &layout->calibration[0]);
    bb_sim_nec_add_region (regions, "calibration-2", &layout->calibration[1]);
    bb_sim_nec_add_region (regions, "main", &layout->main[0]);
    bb_sim_nec_add_region (regions, "main-2", &layout->main[1]);
}

/* Returns the size of the address space of the flash type; 0 if the simulator does not know the type. */
static gsize
bb_sim_nec_flash_bytes (BbModel *model)
{
    const BbSimNecLayout *layout = bb_sim_nec_layout_by_name (bb_model_get_string (model, "FlashType"));

    return layout != NULL ? layout->flash_bytes : 0;
}

/* Returns (transfer full) a firmware file, or a boot code file if @options asks for it. A firmware file ends with the
 * boot suffix, the two characters of the boot version. The suffix is left out
 * - if the boot version in @options is an empty text
 * - for 640K and 768K, also if @options has no boot version
 * - for OptiBD, always
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if the flash type or the form of its images is not known, or if the boot version
 * does not have two characters. */
static GBytes *
bb_sim_nec_make_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    BbSimNecFacts facts;
    BbSimNecImage image = {.facts = &facts};
    const char *version = options->boot_version;
    g_autofree char *product = NULL;
    g_autoptr (GBytes) boot = NULL;
    gsize boot_bytes;

    if (!bb_sim_nec_facts_load (model, options->oem_models, options->product, &facts, error))
        return NULL;
    if (version != NULL && version[0] != '\0' && strlen (version) != 2) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "boot version \"%s\": it has two characters",
                     version);
        return NULL;
    }
    if (facts.layout->type == BB_SIM_NEC_OPTIBD2 && !options->boot_code) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "%s: how its images look is not known", facts.code);
        return NULL;
    }
    if (version == NULL || version[0] == '\0')
        version = bb_sim_nec_facts_boot_version (facts.fw_id);
    if (options->boot_code)
        return bb_sim_nec_make_boot_code (facts.layout, facts.code, version, options->seed);
    boot = bb_sim_nec_make_boot_code (facts.layout, facts.code, version, BB_SIM_NEC_BOOT_SEED);
    product = bb_sim_nec_facts_product (&facts);
    image.seed = options->seed;
    image.fw_id = facts.fw_id;
    image.vendor = options->vendor != NULL ? options->vendor : bb_sim_nec_facts_vendor (&facts);
    image.product = options->product != NULL ? options->product : product;
    image.revision = options->revision != NULL ? options->revision : DEFAULT_REVISION;
    image.vendor_specific =
        options->settings != NULL ? g_hash_table_lookup (options->settings, "vendor-specific") : NULL;
    if (image.vendor_specific == NULL)
        image.vendor_specific = BB_SIM_NEC_SPECIFIC;
    /* An empty text leaves the boot suffix out. Images of the two oldest types have none by default. */
    image.boot_version = options->boot_version;
    if (image.boot_version == NULL && facts.layout->type != BB_SIM_NEC_640K && facts.layout->type != BB_SIM_NEC_768K)
        image.boot_version = version;
    image.boot_sum = bb_sim_nec_boot_sum (g_bytes_get_data (boot, &boot_bytes), facts.layout->boot_bytes);
    return bb_sim_nec_make_firmware (&image);
}

static const BbSimChoice bb_sim_nec_image_settings[] = {
    {"vendor-specific", "*", "nec-optiarc 11", "Text for bytes 36 to 55 of INQUIRY"},
    {NULL, NULL, NULL, NULL},
};

const BbSimFamily bb_sim_family_nec_optiarc = {
    .id = "nec-optiarc",
    .states = bb_sim_nec_states,
    .quirks = bb_sim_nec_quirks,
    .image_settings = bb_sim_nec_image_settings,
    .tick = bb_sim_nec_tick,
    .flash_bytes = bb_sim_nec_flash_bytes,
    .init = bb_sim_nec_init,
    .power_on = bb_sim_nec_power_on,
    .power_lost = bb_sim_nec_power_lost,
    .exec = bb_sim_nec_exec,
    .steps = bb_sim_nec_steps,
    .classify = bb_sim_nec_classify,
    .list_regions = bb_sim_nec_list_regions,
    .make_image = bb_sim_nec_make_image,
    .clear = bb_sim_nec_clear,
};
