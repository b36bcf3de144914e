/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-standard.h"

#include "family/spc/bb-features.h"
#include "family/spc/bb-memory-read.h"
#include "scsi/bb-bytes.h"

#define BB_FEATURE_PROFILES 0x0000
#define BB_FEATURE_CORE 0x0001
#define BB_FEATURE_REMOVABLE 0x0003
#define BB_FEATURE_SERIAL 0x0108
#define BB_FEATURE_FIRMWARE_DATE 0x010C
#define BB_DATE_DIGITS 8
#define BB_VPD_LIST 0x00
#define BB_VPD_EXTENDED 0x86
#define BB_VPD_HEADER_BYTES 4
#define BB_FEATURE_HEADER_BYTES 8
#define BB_FEATURE_DESCRIPTOR_BYTES 4
#define BB_BUFFER_DESCRIPTOR 0x03
#define BB_BUFFER_ECHO_DESCRIPTOR 0x0B
#define BB_BUFFER_DESCRIPTOR_BYTES 4

/* Abilities of a drive that follow from a profile in its list. */
typedef enum {
    BB_PROFILE_READS_DVD = 1 << 0,
    BB_PROFILE_READS_BD = 1 << 1,
    BB_PROFILE_WRITES_CD = 1 << 2,
    BB_PROFILE_WRITES_DVD = 1 << 3,
    BB_PROFILE_WRITES_BD = 1 << 4,
    BB_PROFILE_READS_CD = 1 << 5,
} BbProfileFlags;

/* The profiles of MMC for discs, by number. */
static const struct {
    guint16 number;
    const char *disc;
    guint flags;
} bb_profiles[] = {
    {0x0008, "CD-ROM", BB_PROFILE_READS_CD},
    {0x0009, "CD-R", BB_PROFILE_WRITES_CD},
    {0x000A, "CD-RW", BB_PROFILE_WRITES_CD},
    {0x0010, "DVD-ROM", BB_PROFILE_READS_DVD},
    {0x0011, "DVD-R", BB_PROFILE_WRITES_DVD},
    {0x0012, "DVD-RAM", BB_PROFILE_WRITES_DVD},
    {0x0013, "DVD-RW", BB_PROFILE_WRITES_DVD},
    {0x0014, "DVD-RW", BB_PROFILE_WRITES_DVD},
    {0x0015, "DVD-R DL", BB_PROFILE_WRITES_DVD},
    {0x0016, "DVD-R DL", BB_PROFILE_WRITES_DVD},
    {0x001A, "DVD+RW", BB_PROFILE_WRITES_DVD},
    {0x001B, "DVD+R", BB_PROFILE_WRITES_DVD},
    {0x002A, "DVD+RW DL", BB_PROFILE_WRITES_DVD},
    {0x002B, "DVD+R DL", BB_PROFILE_WRITES_DVD},
    {0x0040, "BD-ROM", BB_PROFILE_READS_BD},
    {0x0041, "BD-R", BB_PROFILE_WRITES_BD},
    {0x0042, "BD-R", BB_PROFILE_WRITES_BD},
    {0x0043, "BD-RE", BB_PROFILE_WRITES_BD},
    {0x0050, "HD DVD-ROM", 0},
    {0x0051, "HD DVD-R", 0},
};

/* Returns the kind of a drive with these flags, as in @kind of #BbNaming; %NULL if no flag is set. */
static const char *
bb_standard_kind (guint flags)
{
    if ((flags & BB_PROFILE_WRITES_BD) != 0)
        return "bd-writer";
    if ((flags & BB_PROFILE_READS_BD) != 0)
        return (flags & (BB_PROFILE_WRITES_DVD | BB_PROFILE_WRITES_CD)) != 0 ? "bd-combo" : "bd-reader";
    if ((flags & BB_PROFILE_WRITES_DVD) != 0)
        return "dvd-writer";
    if ((flags & BB_PROFILE_READS_DVD) != 0)
        return (flags & BB_PROFILE_WRITES_CD) != 0 ? "dvd-combo" : "dvd-reader";
    if ((flags & BB_PROFILE_WRITES_CD) != 0)
        return "cd-writer";
    return (flags & BB_PROFILE_READS_CD) != 0 ? "cd-reader" : NULL;
}

/* Adds the disc types of the profile list @bytes, and the kind of drive that follows from them. Adds nothing if no
 * profile is known. */
static void
bb_standard_add_profiles (BbFacts *facts, GBytes *bytes)
{
    g_autoptr (GPtrArray) discs = g_ptr_array_new ();
    guint16 number = 0;
    guint flags = 0;
    const char *kind;

    for (gsize at = 0; at + 4 <= g_bytes_get_size (bytes) && bb_bytes_get_be16 (bytes, at, &number, NULL); at += 4) {
        for (gsize i = 0; i < G_N_ELEMENTS (bb_profiles); i++) {
            if (bb_profiles[i].number != number)
                continue;
            flags |= bb_profiles[i].flags;
            if (!g_ptr_array_find_with_equal_func (discs, bb_profiles[i].disc, g_str_equal, NULL))
                g_ptr_array_add (discs, (gpointer) bb_profiles[i].disc);
        }
    }
    if (discs->len == 0)
        return;
    bb_facts_set_value (facts, BB_STANDARD_DISCS,
                        g_variant_new_strv ((const char *const *) discs->pdata, discs->len));
    kind = bb_standard_kind (flags);
    if (kind != NULL)
        bb_facts_set_string (facts, BB_STANDARD_KIND, kind);
}

/* Adds the interface of the drive from @bytes, the data of the core feature; nothing for an unknown interface. */
static void
bb_standard_add_core (BbFacts *facts, GBytes *bytes)
{
    static const char *const interfaces[] = {NULL,    "SCSI",     "PATA", "FireWire", "FireWire",
                                             "fibre", "FireWire", "SATA", "USB"};
    guint32 number = 0;

    if (bb_bytes_get_be32 (bytes, 0, &number, NULL) && number < G_N_ELEMENTS (interfaces) &&
        interfaces[number] != NULL)
        bb_facts_set_string (facts, BB_STANDARD_INTERFACE, interfaces[number]);
}

/* Adds the kind of loader from @bytes, the data of the removable medium feature; nothing for an unknown kind. */
static void
bb_standard_add_loader (BbFacts *facts, GBytes *bytes)
{
    static const char *const loaders[8] = {"caddy", "tray", "pop-up", NULL, "changer", "changer", NULL, NULL};
    guint8 byte = 0;

    if (bb_bytes_get_u8 (bytes, 0, &byte, NULL) && loaders[byte >> 5] != NULL)
        bb_facts_set_string (facts, BB_STANDARD_LOADER, loaders[byte >> 5]);
}

/* Adds the date of the firmware from @bytes, the data of feature 010Ch; nothing unless they begin with 8 digits. The
 * first two are the century. Some firmware reports a wrong one, so a date in another century than 19 and 20 is left
 * out. */
static void
bb_standard_add_date (BbFacts *facts, GBytes *bytes)
{
    g_autofree char *text = bb_bytes_dup_text (bytes, 0, MIN (g_bytes_get_size (bytes), BB_DATE_DIGITS), NULL);
    g_autofree char *date = NULL;

    if (text == NULL || strspn (text, "0123456789") != BB_DATE_DIGITS ||
        !(g_str_has_prefix (text, "19") || g_str_has_prefix (text, "20")))
        return;
    date = g_strdup_printf ("%.4s-%.2s-%.2s", text, text + 4, text + 6);
    bb_facts_set_string (facts, BB_STANDARD_DATE, date);
}

gboolean
bb_standard_ask (BbTransport *transport, BbFacts *facts, GError **error)
{
    static const struct {
        guint16 feature;
        void (*add) (BbFacts *facts, GBytes *bytes);
    } asked[] = {
        {BB_FEATURE_PROFILES, bb_standard_add_profiles},
        {BB_FEATURE_CORE, bb_standard_add_core},
        {BB_FEATURE_REMOVABLE, bb_standard_add_loader},
        {BB_FEATURE_FIRMWARE_DATE, bb_standard_add_date},
    };

    g_return_val_if_fail (BB_IS_TRANSPORT (transport) && facts != NULL, FALSE);

    for (gsize i = 0; i < G_N_ELEMENTS (asked); i++) {
        g_autoptr (GBytes) bytes = NULL;

        if (!bb_feature_read_now (transport, asked[i].feature, BB_FEATURE_WHOLE_BYTES, &bytes, error))
            return FALSE;
        if (bytes != NULL)
            asked[i].add (facts, bytes);
    }
    return TRUE;
}

/* --- for reports --- */

/* Adds @name and @bytes (nullable) as hex to @list; "refused" if @bytes is NULL, "no data" if they are empty. Takes
 * ownership of @name. */
static void
bb_standard_add_hex (GStrvBuilder *list, char *name, GBytes *bytes)
{
    gsize n = 0;
    const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    g_autofree char *hex = bytes != NULL ? bb_hex_dup (data, n, " ") : g_strdup ("refused");
    g_autofree char *owned = name;

    g_strv_builder_add (list, owned);
    g_strv_builder_add (list, n == 0 && bytes != NULL ? "no data" : hex);
}

/* TRUE if @bytes is set, or if @local says that the drive refused the command or sent invalid data; then frees
 * @local. Else FALSE, and moves @local to @error. */
static gboolean
bb_standard_has_answer (GBytes *bytes, GError *local, GError **error)
{
    if (bytes != NULL || bb_memory_read_is_answer (local) || local->domain == G_IO_ERROR) {
        g_clear_error (&local);
        return TRUE;
    }
    g_propagate_error (error, local);
    return FALSE;
}

/* Adds to @list the list of VPD pages that the drive returns, or "refused" if the drive refuses it. If the drive
 * returns it, also reads VPD page 86h, and adds that page unless the drive refuses it. FALSE only if the transport
 * failed. */
static gboolean
bb_standard_list_vpd (BbTransport *transport, GStrvBuilder *list, GError **error)
{
    GError *local = NULL;
    g_autoptr (GBytes) pages = bb_scsi_vpd (transport, BB_VPD_LIST, &local);
    g_autoptr (GBytes) extended = NULL;

    if (!bb_standard_has_answer (pages, local, error))
        return FALSE;
    bb_standard_add_hex (list, g_strdup ("vpd pages"), pages);
    if (pages == NULL)
        return TRUE;
    local = NULL;
    extended = bb_scsi_vpd (transport, BB_VPD_EXTENDED, &local);
    if (!bb_standard_has_answer (extended, local, error))
        return FALSE;
    if (extended != NULL)
        bb_standard_add_hex (list, g_strdup ("vpd page 86"), extended);
    return TRUE;
}

/* Adds to @list all features in @all, the answer to GET CONFIGURATION, except the feature with the serial number. */
static void
bb_standard_list_features (GBytes *all, GStrvBuilder *list)
{
    guint16 code = 0;
    guint8 flags = 0;
    guint8 length_bytes = 0;
    gsize size = g_bytes_get_size (all);

    for (gsize at = BB_FEATURE_HEADER_BYTES; at + BB_FEATURE_DESCRIPTOR_BYTES <= size;
         at += BB_FEATURE_DESCRIPTOR_BYTES + length_bytes) {
        gsize data_at = at + BB_FEATURE_DESCRIPTOR_BYTES;
        g_autoptr (GBytes) data = NULL;

        if (!bb_bytes_get_be16 (all, at, &code, NULL) || !bb_bytes_get_u8 (all, at + 2, &flags, NULL) ||
            !bb_bytes_get_u8 (all, at + 3, &length_bytes, NULL))
            return;
        data = bb_bytes_slice (all, data_at, MIN ((gsize) length_bytes, size - data_at), NULL);
        if (code == BB_FEATURE_SERIAL || data == NULL)
            continue;
        bb_standard_add_hex (list, g_strdup_printf ("feature %04X version %u", code, (flags >> 2) & 0x0F), data);
    }
}

/* Adds the descriptor that READ BUFFER returns in @mode (spc-microcode.md, section 3) to @list, under @name;
 * "refused" if the drive refuses the command. FALSE only if the transport failed. */
static gboolean
bb_standard_list_buffer (BbTransport *transport, guint8 mode, const char *name, GStrvBuilder *list, GError **error)
{
    const BbCdb cdb = {.bytes = {0x3C, mode, 0, 0, 0, 0, 0, 0, BB_BUFFER_DESCRIPTOR_BYTES, 0}, .length_bytes = 10};
    GError *local = NULL;
    g_autoptr (GBytes) bytes =
        bb_scsi_read (transport, &cdb, BB_BUFFER_DESCRIPTOR_BYTES, BB_TIMEOUT_STANDARD_MS, &local);

    if (!bb_standard_has_answer (bytes, local, error))
        return FALSE;
    bb_standard_add_hex (list, g_strdup (name), bytes);
    return TRUE;
}

char **
bb_standard_list (BbTransport *transport, GError **error)
{
    g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
    g_autoptr (GBytes) all = NULL;
    GError *local = NULL;

    g_return_val_if_fail (BB_IS_TRANSPORT (transport), NULL);

    if (!bb_standard_list_vpd (transport, list, error))
        return NULL;
    all = bb_scsi_features (transport, &local);
    if (!bb_standard_has_answer (all, local, error))
        return NULL;
    if (all != NULL)
        bb_standard_list_features (all, list);
    if (!bb_standard_list_buffer (transport, BB_BUFFER_DESCRIPTOR, "read buffer descriptor", list, error) ||
        !bb_standard_list_buffer (transport, BB_BUFFER_ECHO_DESCRIPTOR, "read buffer echo descriptor", list, error))
        return NULL;
    return g_strv_builder_end (list);
}
