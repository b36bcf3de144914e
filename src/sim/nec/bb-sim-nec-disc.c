/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bb-sim-nec.h"

#include <string.h>

/* Commands for book types, region state, version report and unlock: docs/protocols/nec-optiarc.md, section 9. */

#define N_MEDIA 3
#define CHANGES_MAX 500
#define BOOK_TYPE_VERSION 4

/** BbSimNecBookTypes: the non-volatile book types. The mark "book-types" stores @left and the three bytes of
 * @permanent, for example "500 A1 92 E1". */
typedef struct {
    guint left;                /* how often the host may still change @permanent */
    guint8 permanent[N_MEDIA]; /* DVD+R, DVD+RW, DVD+R DL */
} BbSimNecBookTypes;

/* Book types of a new drive, in the order of `permanent`. */
static const guint8 defaults[N_MEDIA] = {0xA1, 0x92, 0xE1};

/* Sets @types from the mark "book-types"; if the mark is not set or invalid, to the defaults. */
static void
bb_sim_nec_load_book_types (BbSimDrive *drive, BbSimNecBookTypes *types)
{
    const char *text = bb_sim_drive_get_mark (drive, BB_SIM_NEC_MARK_BOOK_TYPES);
    g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", 0);

    types->left = CHANGES_MAX;
    memcpy (types->permanent, defaults, sizeof defaults);
    if (g_strv_length (words) != 1 + N_MEDIA)
        return;
    types->left = (guint) g_ascii_strtoull (words[0], NULL, 10);
    for (guint i = 0; i < N_MEDIA; i++)
        types->permanent[i] = (guint8) g_ascii_strtoull (words[1 + i], NULL, 16);
}

static void
bb_sim_nec_save_book_types (BbSimDrive *drive, const BbSimNecBookTypes *types)
{
    g_autofree char *text = g_strdup_printf ("%u %02X %02X %02X", types->left, types->permanent[0],
                                             types->permanent[1], types->permanent[2]);

    bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_BOOK_TYPES, text);
}

/* Returns the version of the drive's book type commands; 0 if it has only the older commands of Ricoh. */
static guint
bb_sim_nec_book_version (BbSimDrive *drive)
{
    return (guint) bb_sim_drive_quirk_uint (drive, "book-type-version", BOOK_TYPE_VERSION);
}

/* TRUE if book type commands of @version can be used for @medium: DVD+R DL from version 1 on, DVD+R from 3 on, DVD+RW
 * from 4 on. */
static gboolean
bb_sim_nec_has_medium (guint version, guint medium)
{
    static const guint since[N_MEDIA] = {3, 4, 1};

    return medium < N_MEDIA && version >= since[medium];
}

/* Answers with the permanent (cdb[9] is 0) or temporary (1) book type of the medium cdb[2]; 5/24/00 if the version of
 * the commands has no such book type. */
static void
bb_sim_nec_get_book_type (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    guint version = bb_sim_nec_book_version (drive);
    guint medium = cdb[2];
    BbSimNecBookTypes types;
    guint8 bytes[6];

    if (cdb[3] != 1 || cdb[9] > 1 || !bb_sim_nec_has_medium (version, medium) || (cdb[9] == 1 && version < 2)) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    bb_sim_nec_load_book_types (drive, &types);
    bytes[0] = (guint8) medium;
    bytes[1] = cdb[9] == 1 ? own->temporary[medium] : types.permanent[medium];
    bytes[2] = (guint8) ((own->use_temporary[medium] ? 0x80 : 0) | types.left >> 8);
    bytes[3] = (guint8) types.left;
    bytes[4] = (guint8) (version >> 8);
    bytes[5] = (guint8) version;
    bb_sim_answer_data (answer, bytes, sizeof bytes, sizeof bytes);
}

/* Sets the temporary (cdb[1] is 3) or permanent book type of the medium cdb[2]. A drive allows only a limited number
 * of changes of permanent book types; 5/26/00 if none is left. 5/24/00 for a medium that this version of the commands
 * does not have, and for a temporary book type in versions before 2. */
static void
bb_sim_nec_set_book_type (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    guint version = bb_sim_nec_book_version (drive);
    guint medium = cdb[2];
    BbSimNecBookTypes types;

    if (!bb_sim_nec_has_medium (version, medium) || (cdb[1] == 3 && version < 2)) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    if (cdb[1] == 3) {
        own->temporary[medium] = cdb[3];
        return;
    }
    bb_sim_nec_load_book_types (drive, &types);
    if (types.left == 0) {
        bb_sim_nec_refuse_value (answer);
        return;
    }
    types.left--;
    types.permanent[medium] = cdb[3];
    bb_sim_nec_save_book_types (drive, &types);
}

/* Executes BOOK TYPE. Values of cdb[1]:
 * - 1: sets the permanent book type
 * - 2: gets a book type
 * - 3: sets the temporary book type
 * - 4: chooses between the temporary and the permanent book type
 * - 0C: sets the defaults
 * - others: 5/24/00
 * Drives that have only the commands of Ricoh answer 5/20/00. */
static void
bb_sim_nec_exec_book_type (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer)
{
    static const guint8 word[] = {0x42, 0x54, 0x59, 0x50, 0x45};
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    guint version = bb_sim_nec_book_version (drive);

    if (version == 0) {
        bb_sim_nec_refuse_command (answer);
        return;
    }
    if (memcmp (cdb + 4, word, sizeof word) != 0 || cdb[10] != 0 || cdb[11] != 0) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    if (cdb[1] == 2) {
        bb_sim_nec_get_book_type (drive, cdb, answer);
    } else if (cdb[1] == 1 || cdb[1] == 3) {
        bb_sim_nec_set_book_type (drive, cdb, answer);
    } else if (cdb[1] == 4 && bb_sim_nec_has_medium (version, cdb[2]) && cdb[9] <= 1) {
        own->use_temporary[cdb[2]] = cdb[9] == 1;
    } else if (cdb[1] == 0x0C) {
        bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_BOOK_TYPES, NULL);
        memset (own->use_temporary, 0, sizeof own->use_temporary);
        memcpy (own->temporary, defaults, sizeof defaults);
    } else {
        bb_sim_nec_refuse_field (answer);
    }
}

/* Answers with the book type of DVD+R (cdb[1] is 10h) or DVD+RW (0), by the older command of Ricoh; 5/20/00 on drives
 * that have the newer commands, 5/24/00 for an invalid CDB. */
static void
bb_sim_nec_exec_ricoh_get (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer)
{
    BbSimNecBookTypes types;
    guint8 bytes[16] = {0};

    if (bb_sim_nec_book_version (drive) != 0) {
        bb_sim_nec_refuse_command (answer);
        return;
    }
    if ((cdb[1] != 0x10 && cdb[1] != 0x00) || cdb[8] != 0x10) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    bb_sim_nec_load_book_types (drive, &types);
    bytes[4] = types.permanent[cdb[1] == 0x10 ? 0 : 1];
    bb_sim_answer_data (answer, bytes, sizeof bytes, cdb[8]);
}

/* Executes the older command of Ricoh, which sets a book type. cdb[1] is 14h for DVD+R, 0Ch for DVD+RW, and 2 for the
 * disc in the drive. Errors:
 * - 5/20/00: the drive has the newer commands
 * - 5/24/00: another value of cdb[1], or cdb[3] is not FFh
 * - 2/3A/00: cdb[1] is 2, and there is no disc in the drive */
static void
bb_sim_nec_exec_ricoh_set (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer)
{
    static const guint8 nothing[8];
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    BbSimNecBookTypes types;

    if (bb_sim_nec_book_version (drive) != 0) {
        bb_sim_nec_refuse_command (answer);
        return;
    }
    if (cdb[3] != 0xFF || (cdb[1] != 0x14 && cdb[1] != 0x0C && cdb[1] != 0x02)) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    if (cdb[1] == 0x02) {
        if (drive->config->disc == BB_SIM_DISC_NONE) {
            bb_sim_answer_sense (answer, 2, 0x3A, 0);
            return;
        }
        own->disc_book_type = cdb[2];
        bb_sim_answer_data (answer, nothing, sizeof nothing, sizeof nothing);
        return;
    }
    bb_sim_nec_load_book_types (drive, &types);
    types.permanent[cdb[1] == 0x14 ? 0 : 1] = cdb[2];
    bb_sim_nec_save_book_types (drive, &types);
}

/* REPORT KEY: answers with the region state; 5/24/00 for other key formats and, with the quirk region-free,
 * always. */
static void
bb_sim_nec_exec_region (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer)
{
    /* Region not set, five changes by the user and four by the vendor left, scheme 1. */
    static const guint8 state[] = {0x00, 0x06, 0x00, 0x00, 0x25, 0xFF, 0x01, 0x00};

    if ((cdb[10] & 0x3F) != 0x08 || bb_sim_drive_has_quirk (drive, "region-free")) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    bb_sim_answer_data (answer, state, sizeof state, bb_sim_get_be16 (cdb + 8));
}

/* READ DISC STRUCTURE: answers with the book type of the disc, for the formats 00 and 11 only (else 5/24/00). 2/3A/00
 * without a disc. */
static void
bb_sim_nec_exec_structure (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    guint8 bytes[8] = {0x00, 0x06, 0x00, 0x00};

    if (drive->config->disc == BB_SIM_DISC_NONE) {
        bb_sim_answer_sense (answer, 2, 0x3A, 0);
        return;
    }
    if (cdb[7] != 0x00 && cdb[7] != 0x11) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    bytes[4] = own->disc_book_type;
    bb_sim_answer_data (answer, bytes, sizeof bytes, bb_sim_get_be16 (cdb + 8));
}

/* Answers with the version of the firmware (cdb[1] is 0) or of the write strategies (3), as texts; 5/24/00 for
 * anything else. */
static void
bb_sim_nec_exec_versions (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer)
{
    static const char *const strategies[] = {"CDR", "CDW", "DPR", "DP9", "DPW", "DMR", "DMW", "DM9", "RAM", "PW9"};
    guint8 bytes[256];

    memset (bytes, 0, sizeof bytes);
    if (cdb[1] == 0 && cdb[9] == 0xA0) {
        g_autofree char *text = g_strdup_printf ("FW %s 06/07/08", drive->revision);

        bb_sim_put_text (bytes + 2, 40, text);
        bb_sim_answer_data (answer, bytes, sizeof bytes, sizeof bytes);
        return;
    }
    if (cdb[1] != 3) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS (strategies); i++) {
        g_autofree char *record = g_strdup_printf ("%s_1.0%u_", strategies[i], i % 10);

        bb_sim_put_text (bytes + 8 * i, 8, record);
        bytes[8 * i + 7] = '_';
    }
    bb_sim_answer_data (answer, bytes, 8 * (G_N_ELEMENTS (strategies) + 1), 1024);
}

/* Executes the unlock of the boot code: GET EVENT STATUS NOTIFICATION with class 0x20 and allocation length 0, which
 * no operating system sends. On types whose boot code is not locked, the unlock has no effect. FALSE for any other
 * form of the command, which the core must execute. */
static gboolean
bb_sim_nec_exec_event_status (BbSimDrive *drive, const guint8 *cdb)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);

    if (cdb[4] != 0x20 || bb_sim_get_be16 (cdb + 7) != 0)
        return FALSE;
    if (own->facts.layout->locked_boot)
        own->unlocked = TRUE;
    return TRUE;
}

/* TRUE for commands that only the main firmware knows, and not the boot code. */
static gboolean
bb_sim_nec_is_firmware_only (guint8 opcode)
{
    static const guint8 opcodes[] = {0xC9, 0xCF, 0xF9, 0xFA, 0xA4, 0xAD, 0x23, 0x25, 0x28, 0x2A, 0x42, 0x43, 0x51,
                                     0x52, 0x53, 0x54, 0x5B, 0x5C, 0xA1, 0xA8, 0xAA, 0xB6, 0xBB, 0xBE, 0xBF};

    return memchr (opcodes, opcode, sizeof opcodes) != NULL;
}

gboolean
bb_sim_nec_exec_disc (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const guint8 *cdb = command->cdb.bytes;

    if (cdb[0] == 0x4A)
        return bb_sim_nec_exec_event_status (drive, cdb);
    if (bb_sim_nec_in_safe_mode (bb_sim_nec_own (drive)) && bb_sim_nec_is_firmware_only (cdb[0])) {
        bb_sim_nec_refuse_command (answer);
        return TRUE;
    }
    switch (cdb[0]) {
    case BB_SIM_NEC_OP_BOOK_TYPE:
        bb_sim_nec_exec_book_type (drive, cdb, answer);
        return TRUE;
    case BB_SIM_NEC_OP_VERSIONS:
        bb_sim_nec_exec_versions (drive, cdb, answer);
        return TRUE;
    case BB_SIM_NEC_OP_RICOH_GET:
        bb_sim_nec_exec_ricoh_get (drive, cdb, answer);
        return TRUE;
    case BB_SIM_NEC_OP_RICOH_SET:
        bb_sim_nec_exec_ricoh_set (drive, cdb, answer);
        return TRUE;
    case 0xA4:
        bb_sim_nec_exec_region (drive, cdb, answer);
        return TRUE;
    case 0xAD:
        bb_sim_nec_exec_structure (drive, cdb, answer);
        return TRUE;
    default:
        return FALSE;
    }
}
