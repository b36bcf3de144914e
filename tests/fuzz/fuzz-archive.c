/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../unit/firmware/archive-kinds.h"
#include "firmware/bb-archive.h"
#include "fuzz-input.h"

#include <archive.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
const char *__asan_default_options (void);
const char *__lsan_default_options (void);

/*
 * Unpacks archives. There are two kinds of input:
 * - The input contains an archive and the limits for unpacking.
 * - The input selects one of the archives of fuzz_archives(), the limits, whether a program is in front of the
 * archive, how many bytes are missing at its end, and the bytes that are changed. This program uses the libarchive of
 * the system, which is not instrumented. So the fuzzer sees no coverage inside libarchive, but the address sanitizer
 * sees its accesses to memory.
 */

#define FUZZ_FILE_BYTES 300
#define FUZZ_STUB_BYTES 512

/*
 * libarchive allocates as much memory as a header claims, up to 4 GiB. In this program malloc() returns NULL for more
 * than 80 MiB, and libarchive must handle the NULL.
 */
const char *
__asan_default_options (void)
{
    return "allocator_may_return_null=1:max_allocation_size_mb=80:malloc_context_size=2:quarantine_size_mb=4";
}

const char *
__lsan_default_options (void)
{
    return "allocator_may_return_null=1:max_allocation_size_mb=80";
}

/* An archive behind FUZZ_STUB_BYTES of an empty program ("MZ" and zeros), as in a self-extracting file. */
typedef struct {
    guint8 *data;
    gsize size_bytes;
} FuzzArchive;

static int
set_small_7z (struct archive *writer)
{
    archive_write_set_format_7zip (writer);
    return archive_write_set_options (writer, "7zip:compression=deflate");
}

static int
set_lzma_7z (struct archive *writer)
{
    archive_write_set_format_7zip (writer);
    return archive_write_set_options (writer, "7zip:compression=lzma1,7zip:compression-level=0");
}

static int
set_pax_gz (struct archive *writer)
{
    archive_write_add_filter_gzip (writer);
    return archive_write_set_format_pax_restricted (writer);
}

static int
set_tar_bz2 (struct archive *writer)
{
    archive_write_add_filter_bzip2 (writer);
    return archive_write_set_format_gnutar (writer);
}

static int
set_tar_xz (struct archive *writer)
{
    archive_write_add_filter_xz (writer);
    archive_write_set_format_ustar (writer);
    return archive_write_set_options (writer, "xz:compression-level=0");
}

/* Returns (transfer full) a zip within a tar within a zip: three levels of archives. */
static GBytes *
pack_nested (GBytes *wanted)
{
    g_autoptr (GBytes) inner = pack (archive_write_set_format_zip, "image.bin", wanted, 2);
    g_autoptr (GBytes) middle = pack (archive_write_set_format_ustar, "inner.zip", inner, 1);

    return pack (set_stored_zip, "middle.tar", middle, 1);
}

/* Returns (transfer full) a tar with six files. */
static GBytes *
pack_many (GBytes *wanted)
{
    return pack (archive_write_set_format_gnutar, "image.bin", wanted, 6);
}

/* Adds to @archives an empty program followed by @bytes (transfer full). */
static void
fuzz_add_archive (GArray *archives, GBytes *bytes)
{
    FuzzArchive archive = {.size_bytes = FUZZ_STUB_BYTES + g_bytes_get_size (bytes)};

    archive.data = g_malloc0 (archive.size_bytes);
    memcpy (archive.data, "MZ", 2);
    memcpy (archive.data + FUZZ_STUB_BYTES, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    g_array_append_val (archives, archive);
    g_bytes_unref (bytes);
}

/* Returns (transfer none) (element-type FuzzArchive) an archive of each kind. They are made at the first call; each
 * input patches one of them and then restores it. */
static GArray *
fuzz_archives (void)
{
    static const SetFormat formats[] = {
        archive_write_set_format_zip,   set_stored_zip, set_small_7z, set_lzma_7z, archive_write_set_format_iso9660,
        archive_write_set_format_ustar, set_pax_gz,     set_tar_bz2,  set_tar_xz};
    static const Pack others[] = {pack_cab, pack_rar, pack_rar5, pack_nested, pack_many, pack_sparse};
    static GArray *archives = NULL;
    g_autoptr (GByteArray) file = g_byte_array_new ();
    g_autoptr (GBytes) bytes = NULL;

    if (archives != NULL)
        return archives;
    archives = g_array_new (FALSE, FALSE, sizeof (FuzzArchive));
    for (guint i = 0; i < FUZZ_FILE_BYTES; i++)
        g_byte_array_append (file, (const guint8 *) &"ND-3550A"[i % 8], 1);
    bytes = g_byte_array_free_to_bytes (g_steal_pointer (&file));
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
        fuzz_add_archive (archives, pack (formats[i], "fw/image.bin", bytes, 2));
    for (guint i = 0; i < G_N_ELEMENTS (others); i++)
        fuzz_add_archive (archives, others[i](bytes));
    return archives;
}

/* Unpacks an archive. Asserts that there are either images within the limits, or an error with a message. */
static void
fuzz_unpack (GBytes *bytes, const BbArchiveLimits *limits)
{
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "fuzz.zip");
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) images = bb_archive_unpack_within (file, limits, NULL, &error);
    gsize n_bytes = 0;

    g_assert_true ((images == NULL) == (error != NULL));
    if (images == NULL) {
        g_assert_true (error->domain == BB_ARCHIVE_ERROR && error->message[0] != '\0');
        g_assert_true (g_utf8_validate (error->message, -1, NULL));
        return;
    }
    g_assert_cmpuint (images->len, <=, limits->max_files);
    for (guint i = 0; i < images->len; i++) {
        BbImage *image = g_ptr_array_index (images, i);

        g_assert_true (g_utf8_validate (bb_image_get_inside (image), -1, NULL));
        n_bytes += bb_image_get_size (image);
    }
    g_assert_cmpuint (n_bytes, <=, limits->max_bytes);
}

/* Patches the archive with the rest of the input. Each patch consists of two bytes for the offset in the archive, one
 * byte for the length, and the new bytes. For each byte that is replaced, appends four bytes to @undo: the offset in
 * archive->data (three bytes) and the old value. */
static void
fuzz_patch (FuzzArchive *archive, FuzzInput *input, GByteArray *undo)
{
    while (input->left_bytes > 3) {
        gsize place = FUZZ_STUB_BYTES + fuzz_input_u16 (input) % (archive->size_bytes - FUZZ_STUB_BYTES);
        gsize length_bytes = fuzz_input_u8 (input) % 32 + 1u;
        const guint8 *data = NULL;

        length_bytes = MIN (length_bytes, archive->size_bytes - place);
        data = fuzz_input_bytes (input, &length_bytes);
        for (gsize i = 0; i < length_bytes; i++) {
            guint8 *byte = &archive->data[place + i];
            const guint8 record[] = {place + i, (place + i) >> 8, (place + i) >> 16, *byte};

            g_byte_array_append (undo, record, sizeof record);
            *byte = data[i];
        }
    }
}

/* Restores the bytes that fuzz_patch() replaced, the last one first. */
static void
fuzz_undo (FuzzArchive *archive, GByteArray *undo)
{
    for (guint i = undo->len; i >= 4; i -= 4) {
        const guint8 *record = undo->data + i - 4;

        archive->data[record[0] | record[1] << 8 | record[2] << 16] = record[3];
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    GArray *archives = fuzz_archives ();
    FuzzInput input = {data, size};
    guint8 kind = fuzz_input_u8 (&input);
    gboolean with_stub = (kind & 0x80) != 0;
    g_autoptr (GByteArray) undo = NULL;
    g_autoptr (GBytes) bytes = NULL;
    FuzzArchive *archive = NULL;
    guint8 much = fuzz_input_u8 (&input);
    const BbArchiveLimits limits = {
        .max_bytes = 256u << (much & 0x0F) % 11, .max_files = 1u << (much >> 4 & 0x03), .max_depth = much >> 6};
    gsize cut = 0;

    kind = (kind & 0x7F) % (archives->len + 1);
    if (kind == archives->len) {
        bytes = g_bytes_new (input.data, input.left_bytes);
        fuzz_unpack (bytes, &limits);
        return 0;
    }
    archive = &g_array_index (archives, FuzzArchive, kind);
    undo = g_byte_array_new ();
    cut = fuzz_input_u16 (&input);
    cut = cut >= 0xC000 ? (cut - 0xC000) % (archive->size_bytes - FUZZ_STUB_BYTES) : 0;
    fuzz_patch (archive, &input, undo);
    bytes = g_bytes_new_static (archive->data + (with_stub ? 0 : FUZZ_STUB_BYTES),
                                archive->size_bytes - (with_stub ? 0 : FUZZ_STUB_BYTES) - cut);
    fuzz_unpack (bytes, &limits);
    fuzz_undo (archive, undo);
    return 0;
}
