/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-mmc.h"

#include <string.h>

/* The disc in the drive and the commands for it (MMC-6). The disc is a DVD-ROM with one session and one data track,
 * or a blank DVD+R. Without a disc, all these commands fail with the sense code of bb_sim_mmc_needs_disc(). */

#define PREGAP_FRAMES 150
#define FRAMES_A_SECOND 75
#define LEAD_OUT 0xAA
/* Size of a blank DVD+R of 4.7 GB. */
#define BLANK_BLOCKS 2295104u
/* First physical sector of the data area of a DVD. */
#define DVD_START 0x030000u
#define STRUCTURE_BYTES 2052

static const guint16 dvd_profiles[] = {0x002B, 0x001B, 0x001A, 0x0014, 0x0013, 0x0011,
                                       0x0010, 0x000A, 0x0009, 0x0008, 0};

static guint32
bb_sim_sense (guint8 key, guint8 asc, guint8 ascq)
{
    return (guint32) key << 16 | (guint32) asc << 8 | ascq;
}

/* Returns the sense code with which any disc command fails now; 0 if the drive is ready and has a disc. */
static guint32
bb_sim_mmc_medium_sense (BbSimDrive *drive)
{
    if (drive->not_ready != 0)
        return drive->not_ready;
    if (drive->tray_open)
        return bb_sim_sense (0x02, 0x3A, 0x02);
    if (drive->dead_disc || drive->config->disc == BB_SIM_DISC_NONE)
        return bb_sim_sense (0x02, 0x3A, 0x01);
    return 0;
}

gboolean
bb_sim_mmc_needs_disc (BbSimDrive *drive, BbSimAnswer *answer)
{
    guint32 sense = bb_sim_mmc_medium_sense (drive);

    if (sense == 0)
        return TRUE;
    bb_sim_answer_sense (answer, (guint8) (sense >> 16), (guint8) (sense >> 8), (guint8) sense);
    return FALSE;
}

gboolean
bb_sim_mmc_has_disc (BbSimDrive *drive)
{
    return bb_sim_mmc_medium_sense (drive) == 0;
}

const guint16 *
bb_sim_mmc_profiles (BbSimDrive *drive)
{
    return drive->profiles != NULL ? drive->profiles : dvd_profiles;
}

/* TRUE if the scenario has a blank disc, even if the tray is open. */
static gboolean
bb_sim_disc_is_blank (BbSimDrive *drive)
{
    return drive->config->disc == BB_SIM_DISC_BLANK;
}

static void
bb_sim_disc_put_be24 (guint8 *to, guint32 value)
{
    to[0] = (guint8) (value >> 16);
    to[1] = (guint8) (value >> 8);
    to[2] = (guint8) value;
}

static void
bb_sim_disc_put_be32 (guint8 *to, guint32 value)
{
    to[0] = (guint8) (value >> 24);
    bb_sim_disc_put_be24 (to + 1, value);
}

/* Fills @to with the content of @n blocks from @block on: pseudo-random bytes that depend on the block number. */
static void
bb_sim_disc_fill (guint8 *to, guint32 block, guint32 n)
{
    for (guint32 i = 0; i < n; i++)
        bb_sim_fill (to + (gsize) i * BB_SIM_DISC_BLOCK_BYTES, BB_SIM_DISC_BLOCK_BYTES, block + i);
}

GBytes *
bb_sim_mmc_dup_disc (BbSimDrive *drive)
{
    gsize length_bytes = (gsize) BB_SIM_DISC_BLOCKS * BB_SIM_DISC_BLOCK_BYTES;
    guint8 *data = NULL;

    if (!bb_sim_mmc_has_disc (drive) || bb_sim_disc_is_blank (drive))
        return NULL;
    data = g_malloc (length_bytes);
    bb_sim_disc_fill (data, 0, BB_SIM_DISC_BLOCKS);
    return g_bytes_new_take (data, length_bytes);
}

/* Executes READ(10) and READ(12). Fails with 5/21/00 if the disc is blank or does not have one of the blocks. */
static void
bb_sim_disc_read (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const guint8 *cdb = command->cdb.bytes;
    guint32 block = bb_sim_get_be32 (cdb + 2);
    guint32 n = cdb[0] == 0xA8 ? bb_sim_get_be32 (cdb + 6) : bb_sim_get_be16 (cdb + 7);
    g_autofree guint8 *data = NULL;

    if (!bb_sim_mmc_needs_disc (drive, answer))
        return;
    if (bb_sim_disc_is_blank (drive) || block >= BB_SIM_DISC_BLOCKS || n > BB_SIM_DISC_BLOCKS - block) {
        bb_sim_answer_sense (answer, 0x05, 0x21, 0x00);
        return;
    }
    data = g_malloc (MAX (n, 1) * BB_SIM_DISC_BLOCK_BYTES);
    bb_sim_disc_fill (data, block, n);
    bb_sim_answer_data (answer, data, (gsize) n * BB_SIM_DISC_BLOCK_BYTES, (gsize) n * BB_SIM_DISC_BLOCK_BYTES);
}

/* Executes READ CAPACITY. For a blank disc, the last block is 0. */
static void
bb_sim_disc_capacity (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint8 data[8] = {0, 0, 0, 0, 0, 0, BB_SIM_DISC_BLOCK_BYTES >> 8};

    if (!bb_sim_mmc_needs_disc (drive, answer))
        return;
    if (!bb_sim_disc_is_blank (drive))
        bb_sim_disc_put_be32 (data, BB_SIM_DISC_BLOCKS - 1);
    bb_sim_answer_data (answer, data, sizeof data, sizeof data);
}

/* Stores the address of @block in the four bytes @to, in the form of a table of contents: as block number or, if @msf
 * is set, as minute, second and frame. */
static void
bb_sim_disc_put_address (guint8 *to, guint32 block, gboolean msf)
{
    guint32 frame = block + PREGAP_FRAMES;

    bb_sim_disc_put_be32 (to, block);
    if (!msf)
        return;
    to[0] = 0;
    to[1] = (guint8) (frame / FRAMES_A_SECOND / 60);
    to[2] = (guint8) (frame / FRAMES_A_SECOND % 60);
    to[3] = (guint8) (frame % FRAMES_A_SECOND);
}

/* Executes READ TOC/PMA/ATIP: answers with the tracks from number cdb[6] on (format 0) or with the last session
 * (format 1). Fails with 5/24/00 for another format, for a track that does not exist, and for a blank disc. */
static void
bb_sim_disc_toc (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const guint8 *cdb = command->cdb.bytes;
    guint8 format = cdb[2] & 0x0F;
    gboolean msf = (cdb[1] & 0x02) != 0;
    guint8 first = cdb[6];
    guint8 data[20] = {0, 0, 1, 1};
    gsize length_bytes = 4;

    if (!bb_sim_mmc_needs_disc (drive, answer))
        return;
    if (bb_sim_disc_is_blank (drive) || format > 1 || (format == 0 && first > 1 && first != LEAD_OUT)) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    if (format == 1 || first <= 1) {
        data[length_bytes + 1] = 0x14;
        data[length_bytes + 2] = 1;
        bb_sim_disc_put_address (data + length_bytes + 4, 0, msf);
        length_bytes += 8;
    }
    if (format == 0) {
        data[length_bytes + 1] = 0x14;
        data[length_bytes + 2] = LEAD_OUT;
        bb_sim_disc_put_address (data + length_bytes + 4, BB_SIM_DISC_BLOCKS, msf);
        length_bytes += 8;
    }
    data[1] = (guint8) (length_bytes - 2);
    bb_sim_answer_data (answer, data, length_bytes, bb_sim_get_be16 (cdb + 7));
}

/* Executes READ DISC INFORMATION: answers that the disc has one session, which is empty on a blank disc, else
 * complete. */
static void
bb_sim_disc_information (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint8 data[34] = {0, 32, 0x0E, 1, 1, 1, 1};

    if (!bb_sim_mmc_needs_disc (drive, answer))
        return;
    if (bb_sim_disc_is_blank (drive))
        data[2] = 0x00;
    bb_sim_answer_data (answer, data, sizeof data, bb_sim_get_be16 (command->cdb.bytes + 7));
}

/* Executes READ TRACK INFORMATION. The low two bits of cdb[1] say what cdb[2..5] contains: a block (0), a track (1)
 * or a session (2). Fails with 5/21/00 for a block that does not exist, and with 5/24/00 for a track or session that
 * does not exist. A blank disc also has the track FF. */
static void
bb_sim_disc_track (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const guint8 *cdb = command->cdb.bytes;
    guint32 number = bb_sim_get_be32 (cdb + 2);
    gboolean blank = bb_sim_disc_is_blank (drive);
    guint32 blocks = blank ? BLANK_BLOCKS : BB_SIM_DISC_BLOCKS;
    /* There is one data track in one session. The host may ask for track FF, which stands for the track that can
     * still be written. */
    guint8 data[36] = {0, sizeof data - 2, 1, 1, 0, 0x04, 0x01};

    if (!bb_sim_mmc_needs_disc (drive, answer))
        return;
    if ((cdb[1] & 0x03) == 0 && number >= blocks) {
        bb_sim_answer_sense (answer, 0x05, 0x21, 0x00);
        return;
    }
    if ((cdb[1] & 0x03) == 3 ||
        ((cdb[1] & 0x03) != 0 && number != 1 && !(blank && (cdb[1] & 0x03) == 1 && number == 0xFF))) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    if (blank) {
        data[6] |= 0x40; /* blank */
        data[7] = 0x01;  /* the next writable address (0) is valid */
        bb_sim_disc_put_be32 (data + 16, blocks);
    } else {
        data[7] = 0x02; /* the last recorded address is valid */
        bb_sim_disc_put_be32 (data + 28, blocks - 1);
    }
    bb_sim_disc_put_be32 (data + 24, blocks);
    bb_sim_answer_data (answer, data, sizeof data, bb_sim_get_be16 (cdb + 7));
}

/* Executes READ DISC STRUCTURE of a DVD. Format cdb[7] is 0 for the physical format, 1 for the copyright information,
 * which says that there is no protection. Fails with 5/24/00 for any other format, layer or medium. */
static void
bb_sim_disc_structure (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const guint8 *cdb = command->cdb.bytes;
    guint8 data[STRUCTURE_BYTES] = {(STRUCTURE_BYTES - 2) >> 8, (guint8) (STRUCTURE_BYTES - 2)};
    gsize length_bytes = sizeof data;

    if (!bb_sim_mmc_needs_disc (drive, answer))
        return;
    if ((cdb[1] & 0x0F) != 0 || cdb[6] != 0 || cdb[7] > 1) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    if (cdb[7] == 0) {
        data[4] = bb_sim_disc_is_blank (drive) ? 0xA1 : 0x01; /* DVD+R, DVD-ROM */
        data[5] = 0x02;                                       /* 120 mm, 10.08 Mbit/s */
        data[6] = bb_sim_disc_is_blank (drive) ? 0x02 : 0x01; /* recordable, embossed */
        bb_sim_disc_put_be24 (data + 9, DVD_START);
        bb_sim_disc_put_be24 (data + 13,
                              DVD_START + (bb_sim_disc_is_blank (drive) ? BLANK_BLOCKS : BB_SIM_DISC_BLOCKS) - 1);
    } else {
        data[0] = 0;
        data[1] = 6;
        length_bytes = 8;
    }
    bb_sim_answer_data (answer, data, length_bytes, bb_sim_get_be16 (cdb + 8));
}

gboolean
bb_sim_mmc_execute_disc (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    static const struct {
        guint8 opcode;
        void (*handler) (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
    } handlers[] = {
        {0x25, bb_sim_disc_capacity},    {0x28, bb_sim_disc_read},  {0x43, bb_sim_disc_toc},
        {0x51, bb_sim_disc_information}, {0x52, bb_sim_disc_track}, {0xA8, bb_sim_disc_read},
        {0xAD, bb_sim_disc_structure},
    };

    for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++) {
        if (handlers[i].opcode == command->cdb.bytes[0]) {
            handlers[i].handler (drive, command, answer);
            return TRUE;
        }
    }
    return FALSE;
}

char **
bb_sim_mmc_list_properties (BbSimDrive *drive)
{
    /* For each profile, the names N for which cdrom_id sets ID_CDROM_N. */
    static const struct {
        guint16 profile;
        const char *names[2];
    } features[] = {
        {0x0008, {"CD", NULL}},
        {0x0009, {"CD_R", NULL}},
        {0x000A, {"CD_RW", NULL}},
        {0x0010, {"DVD", NULL}},
        {0x0011, {"DVD_R", NULL}},
        {0x0012, {"DVD_RAM", NULL}},
        {0x0013, {"DVD_RW", "DVD_RW_RO"}},
        {0x0014, {"DVD_RW", "DVD_RW_SEQ"}},
        {0x001A, {"DVD_PLUS_RW", NULL}},
        {0x001B, {"DVD_PLUS_R", NULL}},
        {0x002B, {"DVD_PLUS_R_DL", NULL}},
        {0x0040, {"BD", NULL}},
        {0x0041, {"BD_R", "BD_R_SRM"}},
        {0x0042, {"BD_R", "BD_R_RRM"}},
        {0x0043, {"BD_RE", NULL}},
    };
    static const char *const of_blank[] = {"ID_CDROM_MEDIA=1",
                                           "ID_CDROM_MEDIA_DVD_PLUS_R=1",
                                           "ID_CDROM_MEDIA_STATE=blank",
                                           "ID_CDROM_MEDIA_SESSION_NEXT=1",
                                           "ID_CDROM_MEDIA_SESSION_COUNT=1",
                                           "ID_CDROM_MEDIA_TRACK_COUNT=1",
                                           NULL};
    static const char *const of_data[] = {"ID_CDROM_MEDIA=1",
                                          "ID_CDROM_MEDIA_DVD=1",
                                          "ID_CDROM_MEDIA_STATE=complete",
                                          "ID_CDROM_MEDIA_SESSION_COUNT=1",
                                          "ID_CDROM_MEDIA_TRACK_COUNT=1",
                                          "ID_CDROM_MEDIA_TRACK_COUNT_DATA=1",
                                          NULL};
    const guint16 *profiles = bb_sim_mmc_profiles (drive);
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
    const char *const *of_disc = bb_sim_disc_is_blank (drive) ? of_blank : of_data;

    g_ptr_array_add (lines, g_strdup ("ID_CDROM=1"));
    for (guint p = 0; profiles[p] != 0; p++) {
        for (gsize i = 0; i < G_N_ELEMENTS (features); i++) {
            for (guint n = 0; features[i].profile == profiles[p] && n < 2 && features[i].names[n] != NULL; n++) {
                g_autofree char *line = g_strdup_printf ("ID_CDROM_%s=1", features[i].names[n]);

                if (!g_ptr_array_find_with_equal_func (lines, line, g_str_equal, NULL))
                    g_ptr_array_add (lines, g_steal_pointer (&line));
            }
        }
    }
    for (guint i = 0; bb_sim_mmc_has_disc (drive) && of_disc[i] != NULL; i++)
        g_ptr_array_add (lines, g_strdup (of_disc[i]));
    g_ptr_array_add (lines, NULL);
    return (char **) g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}
