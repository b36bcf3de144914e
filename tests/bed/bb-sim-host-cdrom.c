/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-host-private.h"

#include "scsi/bb-scsi.h"

#include <errno.h>
#include <linux/cdrom.h>
#include <string.h>

/* The ioctls of the cdrom driver of the kernel that send commands to the drive (drivers/cdrom/cdrom.c,
 * drivers/scsi/sr_ioctl.c). Functions that return int return 0 or a value for errno. */

#define TRIES 3
#define UNIT_ATTENTION 0x06
#define TOC_CONTROL_DATA 0x04
#define MSF_BIT 0x02
#define PHYSICAL_BYTES 21
#define COPYRIGHT_BYTES 8
#define CDB_BYTES 12

/* State of one running ioctl. */
typedef struct {
    BbSimHost *host;
    BbHostDrive *drive;
    BbReply reply;
    int result;
} BbHostCdrom;

typedef int (*BbHostCdromFunc) (BbHostCdrom *self, UMockdevIoctlData *arg);

/* Sends a command, up to TRIES times if the drive reports a unit attention. Returns 0, or EIO for any failure, as the
 * kernel does for most failures. */
static int
bb_host_cdrom_send (BbHostCdrom *self, const guint8 *cdb, guint8 cdb_bytes, guint8 *in, gsize length_bytes)
{
    BbCommand command = {.timeout_ms = BB_TIMEOUT_STANDARD_MS,
                         .direction = in != NULL ? BB_DIRECTION_IN : BB_DIRECTION_NONE,
                         .in = in,
                         .length_bytes = length_bytes};

    bb_cdb_init (&command.cdb, cdb, cdb_bytes);
    for (guint i = 0; i < TRIES; i++) {
        if (!bb_sim_link_execute (&self->drive->link, &command, &self->reply, NULL))
            return EIO;
        if (self->reply.status == BB_STATUS_GOOD)
            return 0;
        if (self->reply.sense.key != UNIT_ATTENTION)
            return EIO;
    }
    return EIO;
}

static int
bb_host_cdrom_ready (BbHostCdrom *self)
{
    static const guint8 cdb[6] = {0};

    return bb_host_cdrom_send (self, cdb, sizeof cdb, NULL, 0);
}

/* Answers CDROM_DRIVE_STATUS: reports the state of tray and disc, from the sense data of TEST UNIT READY. */
static int
bb_host_cdrom_status (BbHostCdrom *self, UMockdevIoctlData *arg)
{
    if (bb_host_cdrom_ready (self) == 0)
        self->result = CDS_DISC_OK;
    else if (self->reply.status != BB_STATUS_CHECK_CONDITION)
        return EIO;
    else if (bb_sense_is (&self->reply.sense, 0x02, 0x3a, 0x02))
        self->result = CDS_TRAY_OPEN;
    else if (bb_sense_is (&self->reply.sense, 0x02, 0x3a, -1))
        self->result = CDS_NO_DISC;
    else
        self->result = CDS_DRIVE_NOT_READY;
    return 0;
}

static int
bb_host_cdrom_lock (BbHostCdrom *self, gboolean lock)
{
    const guint8 cdb[6] = {0x1E, 0, 0, 0, lock ? 1 : 0, 0};

    return bb_host_cdrom_send (self, cdb, sizeof cdb, NULL, 0);
}

/* Executes CDROM_LOCKDOOR: locks or unlocks the tray. The argument is a number, not a pointer. */
static int
bb_host_cdrom_lock_door (BbHostCdrom *self, UMockdevIoctlData *arg)
{
    gulong lock = 0;

    memcpy (&lock, arg->data, MIN ((gsize) arg->data_len, sizeof lock));
    return bb_host_cdrom_lock (self, lock != 0);
}

static int
bb_host_cdrom_move_tray (BbHostCdrom *self, gboolean out)
{
    const guint8 cdb[6] = {0x1B, 0, 0, 0, out ? 0x02 : 0x03, 0};
    int number = bb_host_cdrom_send (self, cdb, sizeof cdb, NULL, 0);

    bb_host_tree_refresh (self->host, self->drive);
    return number;
}

/* CDROMEJECT */
static int
bb_host_cdrom_eject (BbHostCdrom *self, UMockdevIoctlData *arg)
{
    int number = bb_host_cdrom_lock (self, FALSE);

    return number != 0 ? number : bb_host_cdrom_move_tray (self, TRUE);
}

/* CDROMCLOSETRAY */
static int
bb_host_cdrom_close_tray (BbHostCdrom *self, UMockdevIoctlData *arg)
{
    return bb_host_cdrom_move_tray (self, FALSE);
}

/* Sends READ TOC for the entries from @track on. */
static int
bb_host_cdrom_read_toc (BbHostCdrom *self, guint8 format, guint8 track, gboolean msf, guint8 *to, guint8 length_bytes)
{
    const guint8 cdb[10] = {0x43, msf ? MSF_BIT : 0, format, 0, 0, 0, track, 0, length_bytes, 0};

    return bb_host_cdrom_send (self, cdb, sizeof cdb, to, length_bytes);
}

/* CDROMREADTOCHDR */
static int
bb_host_cdrom_toc_header (BbHostCdrom *self, UMockdevIoctlData *arg)
{
    guint8 toc[12] = {0};
    g_autoptr (UMockdevIoctlData) to = umockdev_ioctl_data_resolve (arg, 0, sizeof (struct cdrom_tochdr), NULL);
    int number = bb_host_cdrom_read_toc (self, 0, 0, FALSE, toc, sizeof toc);
    struct cdrom_tochdr *header = to != NULL ? (struct cdrom_tochdr *) to->data : NULL;

    if (number != 0 || header == NULL)
        return number != 0 ? number : EFAULT;
    header->cdth_trk0 = toc[2];
    header->cdth_trk1 = toc[3];
    return 0;
}

static guint32
bb_host_cdrom_get_be32 (const guint8 *from)
{
    return (guint32) from[0] << 24 | (guint32) from[1] << 16 | (guint32) from[2] << 8 | from[3];
}

/* CDROMREADTOCENTRY */
static int
bb_host_cdrom_toc_entry (BbHostCdrom *self, UMockdevIoctlData *arg)
{
    guint8 toc[12] = {0};
    g_autoptr (UMockdevIoctlData) to = umockdev_ioctl_data_resolve (arg, 0, sizeof (struct cdrom_tocentry), NULL);
    struct cdrom_tocentry *entry = to != NULL ? (struct cdrom_tocentry *) to->data : NULL;
    int number = 0;

    if (entry == NULL)
        return EFAULT;
    if (entry->cdte_format != CDROM_LBA && entry->cdte_format != CDROM_MSF)
        return EINVAL;
    number = bb_host_cdrom_read_toc (self, 0, entry->cdte_track, entry->cdte_format == CDROM_MSF, toc, sizeof toc);
    if (number != 0)
        return number;
    entry->cdte_ctrl = toc[5] & 0x0F;
    entry->cdte_adr = toc[5] >> 4;
    entry->cdte_datamode = (toc[5] & TOC_CONTROL_DATA) != 0 ? 1 : 0;
    if (entry->cdte_format == CDROM_MSF) {
        entry->cdte_addr.msf.minute = toc[9];
        entry->cdte_addr.msf.second = toc[10];
        entry->cdte_addr.msf.frame = toc[11];
    } else {
        entry->cdte_addr.lba = (int) bb_host_cdrom_get_be32 (toc + 8);
    }
    return 0;
}

/* Answers CDROMMULTISESSION: reports the start of the last session, and sets xa_flag if there is more than one
 * session. */
static int
bb_host_cdrom_multisession (BbHostCdrom *self, UMockdevIoctlData *arg)
{
    guint8 toc[12] = {0};
    g_autoptr (UMockdevIoctlData) to = umockdev_ioctl_data_resolve (arg, 0, sizeof (struct cdrom_multisession), NULL);
    struct cdrom_multisession *session = to != NULL ? (struct cdrom_multisession *) to->data : NULL;
    int number = 0;

    if (session == NULL)
        return EFAULT;
    number = bb_host_cdrom_read_toc (self, 1, 0, session->addr_format == CDROM_MSF, toc, sizeof toc);
    if (number != 0)
        return number;
    session->xa_flag = toc[2] != toc[3];
    if (session->addr_format == CDROM_MSF) {
        session->addr.msf.minute = toc[9];
        session->addr.msf.second = toc[10];
        session->addr.msf.frame = toc[11];
    } else {
        session->addr.lba = (int) bb_host_cdrom_get_be32 (toc + 8);
    }
    return 0;
}

/* Answers CDROM_DISC_STATUS: reports a data disc or an audio disc, depending on the type of the first track. */
static int
bb_host_cdrom_disc_status (BbHostCdrom *self, UMockdevIoctlData *arg)
{
    guint8 toc[12] = {0};

    if (bb_host_cdrom_ready (self) != 0)
        self->result = CDS_NO_DISC;
    else if (bb_host_cdrom_read_toc (self, 0, 0, FALSE, toc, sizeof toc) != 0)
        self->result = CDS_NO_INFO;
    else
        self->result = (toc[5] & TOC_CONTROL_DATA) != 0 ? CDS_DATA_1 : CDS_AUDIO;
    return 0;
}

static int
bb_host_cdrom_read_structure (BbHostCdrom *self, guint8 format, guint8 layer, guint8 *to, guint8 length_bytes)
{
    const guint8 cdb[CDB_BYTES] = {0xAD, 0, 0, 0, 0, 0, layer, format, 0, length_bytes, 0, 0};

    return bb_host_cdrom_send (self, cdb, sizeof cdb, to, length_bytes);
}

/* Decodes the layer descriptor @base, as the kernel does. */
static void
bb_host_cdrom_fill_layer (struct dvd_layer *layer, const guint8 *base)
{
    layer->book_version = base[0] & 0x0F;
    layer->book_type = base[0] >> 4;
    layer->min_rate = base[1] & 0x0F;
    layer->disc_size = base[1] >> 4;
    layer->layer_type = base[2] & 0x0F;
    layer->track_path = (base[2] >> 4) & 0x01;
    layer->nlayers = (base[2] >> 5) & 0x03;
    layer->track_density = base[3] & 0x0F;
    layer->linear_density = base[3] >> 4;
    layer->start_sector = bb_host_cdrom_get_be32 (base + 4) & 0xFFFFFF;
    layer->end_sector = bb_host_cdrom_get_be32 (base + 8) & 0xFFFFFF;
    layer->end_sector_l0 = bb_host_cdrom_get_be32 (base + 12) & 0xFFFFFF;
    layer->bca = base[16] >> 7;
}

/* Answers DVD_READ_STRUCT: reports only physical format and copyright, because the simulated discs have no other
 * structures. */
static int
bb_host_cdrom_dvd_structure (BbHostCdrom *self, UMockdevIoctlData *arg)
{
    guint8 bytes[PHYSICAL_BYTES] = {0};
    g_autoptr (UMockdevIoctlData) to = umockdev_ioctl_data_resolve (arg, 0, sizeof (dvd_struct), NULL);
    dvd_struct *structure = to != NULL ? (dvd_struct *) to->data : NULL;
    int number = 0;

    if (structure == NULL)
        return EFAULT;
    if (structure->type == DVD_STRUCT_PHYSICAL && structure->physical.layer_num < DVD_LAYERS) {
        guint8 layer = structure->physical.layer_num;

        number = bb_host_cdrom_read_structure (self, DVD_STRUCT_PHYSICAL, layer, bytes, PHYSICAL_BYTES);
        if (number == 0)
            bb_host_cdrom_fill_layer (&structure->physical.layer[layer], bytes + 4);
        return number;
    }
    if (structure->type == DVD_STRUCT_COPYRIGHT) {
        number = bb_host_cdrom_read_structure (self, DVD_STRUCT_COPYRIGHT, structure->copyright.layer_num, bytes,
                                               COPYRIGHT_BYTES);
        structure->copyright.cpst = number == 0 ? bytes[4] : structure->copyright.cpst;
        structure->copyright.rmi = number == 0 ? bytes[5] : structure->copyright.rmi;
        return number;
    }
    return structure->type <= DVD_STRUCT_MANUFACT ? EIO : EINVAL;
}

static const struct {
    gulong request;
    BbHostCdromFunc run;
} bb_host_cdrom_ioctls[] = {
    {CDROM_DRIVE_STATUS, bb_host_cdrom_status},     {CDROM_DISC_STATUS, bb_host_cdrom_disc_status},
    {CDROM_LOCKDOOR, bb_host_cdrom_lock_door},      {CDROMEJECT, bb_host_cdrom_eject},
    {CDROMCLOSETRAY, bb_host_cdrom_close_tray},     {CDROMREADTOCHDR, bb_host_cdrom_toc_header},
    {CDROMREADTOCENTRY, bb_host_cdrom_toc_entry},   {CDROMMULTISESSION, bb_host_cdrom_multisession},
    {DVD_READ_STRUCT, bb_host_cdrom_dvd_structure},
};

gboolean
bb_host_cdrom_knows (gulong request)
{
    for (gsize i = 0; i < G_N_ELEMENTS (bb_host_cdrom_ioctls); i++) {
        if (bb_host_cdrom_ioctls[i].request == request)
            return TRUE;
    }
    return FALSE;
}

int
bb_host_cdrom_run (BbSimHost *host, BbHostDrive *drive, gulong request, UMockdevIoctlData *arg, int *result)
{
    BbHostCdrom self = {.host = host, .drive = drive};
    int number = ENOTTY;

    for (gsize i = 0; i < G_N_ELEMENTS (bb_host_cdrom_ioctls); i++) {
        if (bb_host_cdrom_ioctls[i].request == request)
            number = bb_host_cdrom_ioctls[i].run (&self, arg);
    }
    *result = self.result;
    return number;
}
