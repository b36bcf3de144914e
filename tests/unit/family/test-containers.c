/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shipped-catalog.h"
#include "test-families.h"

#include "../firmware/archive-kinds.h"
#include "family/bb-family.h"
#include "firmware/bb-program.h"
#include "sim/bb-sim.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

/* Packs an image of each family into each container (an archive or a Windows program), and damages the container.
 * Every image that is found in the damaged container and could be flashed must equal the original. A quick run uses
 * only some families, containers and offsets of the damage. Tests bb-identify.c and bb-program.c. */

/* A quick run damages only every STRIDE-th container of an image. For the next image, it begins with another
 * container, so that a container of each kind is damaged. A quick run puts only every STRIDE-th image into an archive
 * with too many files. */
#define STRIDE 4

/* An archive that is inside more than MAX_DEPTH other archives is not unpacked. The number is not taken from
 * bb-archive.h, so that a change there fails a test. */
#define MAX_DEPTH 3

/* Firmware: an image that the test packs. @has_checksum: TRUE if a checksum covers the image (not so for K110).
 * @is_plain: TRUE if the image is not found in programs.
 * @n_bytes_after_checksum: number of bytes at the end of the image that the checksum does not cover: the version of
 * the boot code */
typedef struct {
    const char *family;
    const char *model;
    gboolean quick;
    gboolean has_checksum;
    gboolean is_plain;
    gsize n_bytes_after_checksum;
} Firmware;

/* Two NEC images that families.txt does not have. A K110 image has no checksum of the whole image. A K355 image has
 * two bytes after its checksum. */
static const Firmware k110 = {"nec-optiarc", "K110", FALSE, FALSE, FALSE, 0};
static const Firmware k355 = {"nec-optiarc", "K355", FALSE, TRUE, FALSE, 2};

/* Returns (transfer full) (element-type Firmware) k110, k355, and an image of each family. */
static GArray *
list_firmware (void)
{
    GPtrArray *families = test_families_list ();
    GArray *firmware = g_array_new (FALSE, FALSE, sizeof (Firmware));

    g_array_append_val (firmware, k110);
    g_array_append_val (firmware, k355);
    for (guint i = 0; i < families->len; i++) {
        const TestFamily *family = g_ptr_array_index (families, i);
        Firmware one = {family->family, family->model, !family->is_checked, family->is_checked, family->is_plain, 0};

        g_array_append_val (firmware, one);
    }
    return firmware;
}

/* Returns (transfer full) the image that @firmware describes. */
static GBytes *
make_image (const Firmware *firmware)
{
    g_autoptr (GError) error = NULL;
    GBytes *image = bb_sim_make_image (shipped_catalog (), firmware->family, firmware->model,
                                       g_variant_new_parsed ("@a{ss} {}"), &error);

    g_assert_no_error (error);
    return image;
}

/* --- containers --- */

static int
set_stored_7z (struct archive *writer)
{
    archive_write_set_format_7zip (writer);
    return archive_write_set_format_option (writer, "7zip", "compression", "store");
}

static int
set_tar_xz (struct archive *writer)
{
    archive_write_add_filter_xz (writer);
    return archive_write_set_format_ustar (writer);
}

static int
set_stored_gz (struct archive *writer)
{
    archive_write_add_filter_gzip (writer);
    archive_write_set_filter_option (writer, "gzip", "compression-level", "0");
    return archive_write_set_format_raw (writer);
}

static GBytes *
join (const void *first, gsize first_bytes, GBytes *second)
{
    g_autoptr (GByteArray) all = g_byte_array_new ();

    g_byte_array_append (all, first, (guint) first_bytes);
    g_byte_array_append (all, g_bytes_get_data (second, NULL), (guint) g_bytes_get_size (second));
    return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

static GBytes *
pack_zip_in_zip (GBytes *image)
{
    g_autoptr (GBytes) inner = pack (set_stored_zip, "image.bin", image, 1);

    return pack (set_stored_zip, "inner.zip", inner, 1);
}

static GBytes *
pack_7z_in_tar (GBytes *image)
{
    g_autoptr (GBytes) inner = pack (set_stored_7z, "image.bin", image, 1);

    return pack (archive_write_set_format_ustar, "inner.7z", inner, 1);
}

static GBytes *
pack_program_with_zip (GBytes *image)
{
    const guint8 stub[0x1000] = "MZ";
    g_autoptr (GBytes) zip = pack (set_stored_zip, "image.bin", image, 1);

    return join (stub, sizeof stub, zip);
}

static void
put_le (guint8 *to, guint64 value, guint n_bytes)
{
    for (guint i = 0; i < n_bytes; i++)
        to[i] = (guint8) (value >> (8 * i));
}

/* Returns the checksum of the PE format: a sum with end-around carry plus the length of the file. */
static guint32
pe_checksum (const guint8 *data, gsize size)
{
    guint32 sum = 0;

    for (gsize i = 0; i < size; i += 2) {
        sum += data[i] | (i + 1 < size ? data[i + 1] << 8 : 0);
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    return sum + (guint32) size;
}

/* Returns (transfer full) a Windows program with @image as one of its sections. */
static GBytes *
pack_program (GBytes *image)
{
    guint8 stub[0x1000] = "MZ";
    guint8 *pe = stub + 0x80;
    g_autoptr (GBytes) file = NULL;
    gsize size = 0;

    put_le (stub + 0x3C, 0x80, 4);
    memcpy (pe, "PE\0\0", 4);
    put_le (pe + 6, 1, 2);
    put_le (pe + 0x14, 0xE0, 2);
    put_le (pe + 0x18, 0x10B, 2);
    memcpy (pe + 0xF8, ".rsrc", 5);
    put_le (pe + 0xF8 + 16, g_bytes_get_size (image), 4);
    put_le (pe + 0xF8 + 20, sizeof stub, 4);
    file = join (stub, sizeof stub, image);
    put_le (pe + 0x58, pe_checksum (g_bytes_get_data (file, &size), g_bytes_get_size (file)), 4);
    return join (stub, sizeof stub, image);
}

typedef struct {
    const char *name;
    SetFormat format; /* (nullable) */
    Pack pack;
    gboolean quick;
    gboolean unprotected; /* the container has no checksum of its files */
} Container;

static const Container containers[] = {
    {"zip", archive_write_set_format_zip, NULL, FALSE, FALSE},
    {"stored zip", set_stored_zip, NULL, TRUE, FALSE},
    {"7z", archive_write_set_format_7zip, NULL, FALSE, FALSE},
    {"stored 7z", set_stored_7z, NULL, TRUE, FALSE},
    {"tar", archive_write_set_format_ustar, NULL, TRUE, TRUE},
    {"iso", archive_write_set_format_iso9660, NULL, TRUE, TRUE},
    {"cab", NULL, pack_cab, TRUE, TRUE},
    {"rar", NULL, pack_rar, TRUE, FALSE},
    {"rar5", NULL, pack_rar5, TRUE, FALSE},
    {"gzip of a tar", set_tar_gz, NULL, FALSE, FALSE},
    {"xz of a tar", set_tar_xz, NULL, FALSE, FALSE},
    {"stored gzip", set_stored_gz, NULL, TRUE, FALSE},
    {"bzip2", set_bz2, NULL, FALSE, FALSE},
    {"xz", set_xz, NULL, FALSE, FALSE},
    {"zip in a zip", NULL, pack_zip_in_zip, TRUE, FALSE},
    {"7z in a tar", NULL, pack_7z_in_tar, TRUE, FALSE},
    {"program that unpacks itself", NULL, pack_program_with_zip, TRUE, FALSE},
    {"program", NULL, pack_program, TRUE, FALSE},
};

static GBytes *
make_container (const Container *container, GBytes *image)
{
    return container->format != NULL ? pack (container->format, "image.bin", image, 1) : container->pack (image);
}

/* --- Damaged containers --- */

/* Returns whether the image could be flashed: it is identified, without a problem or a wrong checksum. */
static gboolean
can_be_used (BbImage *image)
{
    const BbImageIdentity *identity = bb_image_get_identity (image);

    return identity->family != NULL && identity->problem == NULL && identity->checksum != BB_CHECKSUM_BAD;
}

/* Adds a usable image to the array @data. */
static void
found_cb (BbImage *image, gpointer data)
{
    if (can_be_used (image))
        g_ptr_array_add (data, g_object_ref (image));
}

/* Returns (transfer full) the images in @bytes that could be flashed, see can_be_used(). Asserts that
 * bb_family_identify_file() and bb_family_search_file() find the same usable images. */
static GPtrArray *
list_usable (GBytes *bytes, const char *what)
{
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "file");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, shipped_catalog ());
    g_autoptr (GPtrArray) searched = g_ptr_array_new_with_free_func (g_object_unref);
    GPtrArray *usable = g_ptr_array_new_with_free_func (g_object_unref);

    for (guint i = 0; i < images->len; i++)
        found_cb (images->pdata[i], usable);
    bb_family_search_file (file, shipped_catalog (), found_cb, searched, NULL);
    if (searched->len != usable->len)
        g_error ("%s: %u images are identified and %u are found by a search", what, usable->len, searched->len);
    return usable;
}

/* Asserts that every usable image in @bytes equals @image. */
static void
assert_whole_only (GBytes *bytes, GBytes *image, const char *what)
{
    g_autoptr (GPtrArray) usable = list_usable (bytes, what);

    for (guint i = 0; i < usable->len; i++) {
        if (!g_bytes_equal (bb_image_get_bytes (usable->pdata[i]), image))
            g_error ("%s: a damaged image could be flashed", what);
    }
}

/* Sets [@first, @end) to the range of the image in a container; empty if the image is compressed. */
static void
find_payload (GBytes *file, GBytes *image, gsize *first, gsize *end)
{
    gsize size = 0, length = g_bytes_get_size (image);
    const guint8 *data = g_bytes_get_data (file, &size);
    const guint8 *bytes = g_bytes_get_data (image, NULL);
    const guint8 *at = memmem (data, size, bytes, 0x1000);

    *first = at != NULL ? (gsize) (at - data) : 0;
    *end = 0;
    if (at != NULL && size - *first >= length && memcmp (at, bytes, length) == 0)
        *end = *first + length;
    else if (at != NULL)
        /* A CAB file has a header of 8 bytes before each block of data. */
        *end = MIN (*first + length + length / 0x1000 * 8, size);
}

/* Returns (transfer full) offsets to damage: in the first and last headers, and some between them. A slow run has
 * more. */
static GArray *
list_places (gsize size)
{
    guint step = g_test_slow () ? 3 : 29;
    guint n_between = g_test_slow () ? 20 : 2;
    GArray *places = g_array_new (FALSE, FALSE, sizeof (gsize));

    for (gsize at = 0; at < MIN (size, 64); at += step)
        g_array_append_val (places, at);
    for (guint i = 1; i <= n_between; i++) {
        gsize at = size / (n_between + 1) * i + i;

        g_array_append_val (places, at);
    }
    for (gsize left = 1; left <= MIN (size, 96); left += step) {
        gsize at = size - left;

        g_array_append_val (places, at);
    }
    return places;
}

/* Damages the container at some places: cuts the file there, or changes bits of the byte there. Asserts that every
 * usable image equals @image. */
static void
damage_one (const Container *container, const Firmware *firmware, GBytes *file, GBytes *image)
{
    const char *family = firmware->family;
    gsize size = 0, first = 0, end = 0;
    const guint8 *data = g_bytes_get_data (file, &size);
    g_autoptr (GArray) places = list_places (size);
    g_autofree guint8 *copy = g_memdup2 (data, size);

    find_payload (file, image, &first, &end);
    for (guint i = 0; i < places->len; i++) {
        gsize at = g_array_index (places, gsize, i);
        g_autofree char *flipped =
            g_strdup_printf ("%s in a %s, byte %zu of %zu changed", family, container->name, at, size);
        g_autofree char *cut = g_strdup_printf ("%s in a %s, cut to %zu of %zu", family, container->name, at, size);
        g_autoptr (GBytes) shorter = g_bytes_new_from_bytes (file, 0, at);
        g_autoptr (GBytes) changed = NULL;

        if (at > 0)
            assert_whole_only (shorter, image, cut);
        /* no checksum of the container or of the image covers this byte, so the damage cannot be found */
        if (container->unprotected && at >= first && at < end &&
            (!firmware->has_checksum || at >= end - firmware->n_bytes_after_checksum))
            continue;
        copy[at] ^= 0x41;
        changed = g_bytes_new (copy, size);
        copy[at] ^= 0x41;
        assert_whole_only (changed, image, flipped);
    }
}

static void
test_damaged_containers_have_no_image (void)
{
    g_autoptr (GArray) all = list_firmware ();

    for (guint row = 0; row < all->len; row++) {
        const Firmware *firmware = &g_array_index (all, Firmware, row);
        g_autoptr (GBytes) image = NULL;

        if (!firmware->quick && !g_test_slow ())
            continue;
        image = make_image (firmware);
        for (guint i = 0; i < G_N_ELEMENTS (containers); i++) {
            g_autoptr (GBytes) file = NULL;
            g_autoptr (GPtrArray) usable = NULL;

            if ((!containers[i].quick && !g_test_slow ()) ||
                (firmware->is_plain && containers[i].pack == pack_program))
                continue;
            file = make_container (&containers[i], image);
            usable = list_usable (file, containers[i].name);
            g_test_message ("%s in a %s", firmware->family, containers[i].name);
            g_assert_cmpuint (usable->len, ==, 1);
            g_assert_true (g_bytes_equal (bb_image_get_bytes (usable->pdata[0]), image));
            if (g_test_slow () || (row + i) % STRIDE == 0)
                damage_one (&containers[i], firmware, file, image);
        }
    }
}

/* A gzip file in another compressed file: libarchive does not verify the checksum of the inner file. Only the inner
 * file is damaged, so its checksum is the only one that is wrong. A slow run packs the firmware of each family in all
 * ways. Other runs pack it as stored gzip, which takes the least time, and the first images also in one other way. */
static void
test_damage_is_found_below_a_second_compression (void)
{
    static const SetFormat outer[] = {set_stored_gz, set_bz2, set_xz};
    g_autoptr (GArray) all = list_firmware ();

    for (guint row = 0; row < all->len; row++) {
        const Firmware *firmware = &g_array_index (all, Firmware, row);
        g_autoptr (GBytes) image = make_image (firmware);
        g_autoptr (GBytes) whole = pack (set_stored_gz, "image.bin", image, 1);
        gsize size = 0;
        g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (whole, &size), g_bytes_get_size (whole));
        g_autoptr (GBytes) damaged = NULL;

        copy[size / 3] ^= 0x41;
        damaged = g_bytes_new (copy, size);
        for (guint i = 0; i < G_N_ELEMENTS (outer); i++) {
            if (!g_test_slow () && i != (row < G_N_ELEMENTS (outer) ? row : 0))
                continue;
            g_autoptr (GBytes) good = pack (outer[i], "image.gz", whole, 1);
            g_autoptr (GBytes) bad = pack (outer[i], "image.gz", damaged, 1);
            g_autoptr (GPtrArray) usable = list_usable (good, "gzip, compressed again");
            g_autoptr (GPtrArray) none = list_usable (bad, "damaged gzip, compressed again");

            g_test_message ("%s, compression %u", firmware->family, i);
            g_assert_cmpuint (usable->len, ==, 1);
            g_assert_true (g_bytes_equal (bb_image_get_bytes (usable->pdata[0]), image));
            g_assert_cmpuint (none->len, ==, 0);
        }
    }
}

/* Damages the last byte of a program, which is the version of the boot code and is not covered by the checksum of the
 * image. No image that differs from the original may be found. */
static void
test_damaged_program_gives_no_image_with_a_right_checksum (void)
{
    g_autoptr (GBytes) image = make_image (&k355);
    g_autoptr (GBytes) program = pack_program (image);
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (program, &size);
    g_autofree guint8 *copy = g_memdup2 (data, size);
    g_autoptr (GBytes) damaged = NULL;

    g_assert_true (k355.has_checksum);
    g_assert_cmpuint (k355.n_bytes_after_checksum, >, 0);
    copy[size - 1] ^= 0x01;
    damaged = g_bytes_new (copy, size);
    assert_whole_only (program, image, "program");
    assert_whole_only (damaged, image, "damaged program");
}

/* Returns (transfer full) a changed copy of @program. In the copy, the first row of the section table has the 32-bit
 * number @value at @offset, and the header gives @n_sections as the number of sections. */
static GBytes *
change_section (GBytes *program, gsize offset, guint32 value, guint16 n_sections)
{
    gsize size = 0;
    g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (program, &size), g_bytes_get_size (program));

    put_le (data + 0x80 + 0xF8 + offset, value, 4);
    put_le (data + 0x80 + 6, n_sections, 2);
    put_le (data + 0x80 + 0x58, 0, 4); /* without a checksum */
    return g_bytes_new (data, size);
}

/* A section may end at the last byte of the file, but not after it. Windows loads programs with up to 96 sections. */
static void
test_program_has_all_its_sections (void)
{
    static const guint8 content[0x1000] = {1};
    static const struct {
        guint32 raw_bytes;
        guint16 n_sections;
        gboolean is_whole;
    } rows[] = {
        {sizeof content, 1, TRUE},
        {sizeof content + 1, 1, FALSE},
        {sizeof content + 1, 0, TRUE},
        {sizeof content, 96, TRUE},
        {sizeof content, 97, FALSE},
        {0, 1, TRUE},
        {G_MAXUINT32 - 0x1000 + 1, 1, FALSE},
    };
    g_autoptr (GBytes) image = g_bytes_new_static (content, sizeof content);
    g_autoptr (GBytes) program = pack_program (image);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) changed = change_section (program, 16, rows[i].raw_bytes, rows[i].n_sections);
        g_autoptr (GError) error = NULL;

        g_test_message ("row %u", i);
        g_assert_cmpint (bb_program_check (changed, &error), ==, rows[i].is_whole);
        if (!rows[i].is_whole)
            g_assert_error (error, BB_PROGRAM_ERROR, BB_PROGRAM_ERROR_DAMAGED);
    }
}

/* An image ends where its section ends, but only if the image is at the beginning of the section. The section must be
 * inside the file. */
static void
test_image_ends_with_its_section (void)
{
    static const guint8 content[0x1000] = {1};
    static const gsize start = 0x1000; /* of the section that pack_program() makes */
    g_autoptr (GBytes) image = g_bytes_new_static (content, sizeof content);
    g_autoptr (GBytes) program = pack_program (image);
    g_autoptr (GBytes) shorter = change_section (program, 16, 0x800, 1);
    g_autoptr (GBytes) longer = change_section (program, 16, sizeof content + 1, 1);
    g_autoptr (GBytes) other = change_section (program, 20, start + 1, 1);
    gsize end = 0;

    g_assert_true (bb_program_find_end (program, start, &end));
    g_assert_cmpuint (end, ==, g_bytes_get_size (program));
    g_assert_true (bb_program_find_end (shorter, start, &end));
    g_assert_cmpuint (end, ==, start + 0x800);
    g_assert_false (bb_program_find_end (program, start + 1, &end));
    g_assert_false (bb_program_find_end (program, start - 1, &end));
    g_assert_false (bb_program_find_end (program, g_bytes_get_size (program), &end));
    g_assert_false (bb_program_find_end (longer, start, &end));
    g_assert_false (bb_program_find_end (other, start, &end));
    g_assert_false (bb_program_find_end (image, 0, &end));
}

/* The section table may list sections in any order, and a section may begin where another section ends. */
static void
test_image_ends_with_the_section_that_it_begins (void)
{
    static const guint8 content[0x1000] = {1};
    static const guint32 starts[] = {0x1000, 0x1800, 0x1000};
    g_autoptr (GBytes) image = g_bytes_new_static (content, sizeof content);
    g_autoptr (GBytes) program = pack_program (image);
    gsize size = 0;
    g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (program, &size), g_bytes_get_size (program));
    guint8 *rows = data + 0x80 + 0xF8;

    put_le (data + 0x80 + 6, 2, 2);
    for (guint i = 0; i < 2; i++) {
        g_autoptr (GBytes) changed = NULL;

        for (guint row = 0; row < 2; row++) {
            put_le (rows + (gsize) row * 40 + 16, 0x800, 4);
            put_le (rows + (gsize) row * 40 + 20, starts[i + row], 4);
        }
        changed = g_bytes_new (data, size);
        for (guint row = 0; row < 2; row++) {
            gsize end = 0;

            g_assert_true (bb_program_find_end (changed, starts[row], &end));
            g_assert_cmpuint (end, ==, starts[row] + 0x800);
        }
    }
}

/* Makes a program with one section, which is loaded at 0x8000 and has an entry for a resource. The entry says that
 * the resource is at offset 0x100 of the section and has @length_bytes; its last field is @last_field. Other data
 * before the entry look like an entry without a length. Asserts that bb_program_find_end() finds the end @end of the
 * resource; 0: that it finds none. */
static void
assert_resource_ends (guint32 length_bytes, guint32 last_field, gsize end)
{
    guint8 content[0x1000] = {0};
    g_autoptr (GBytes) image = NULL;
    g_autoptr (GBytes) program = NULL;
    g_autoptr (GBytes) loaded = NULL;
    gsize found = 0;

    put_le (content + 0x08, 0x8100, 4);
    put_le (content + 0x20, 0x8100, 4);
    put_le (content + 0x24, length_bytes, 4);
    put_le (content + 0x2C, last_field, 4);
    image = g_bytes_new (content, sizeof content);
    program = pack_program (image);
    loaded = change_section (program, 12, 0x8000, 1);
    g_assert_cmpint (bb_program_find_end (loaded, 0x1100, &found), ==, end != 0);
    g_assert_cmpuint (found, ==, end);
}

/* A resource has a known end only if its last byte is inside its section, its length is not 0, and the last field of
 * its entry is 0. */
static void
test_image_ends_with_its_resource (void)
{
    assert_resource_ends (0x200, 0, 0x1300);
    assert_resource_ends (0xF00, 0, 0x2000);
    assert_resource_ends (0xF01, 0, 0);
    assert_resource_ends (0, 0, 0);
    assert_resource_ends (0x200, 1, 0);
}

static const struct {
    guint8 version, method;
    guint16 name_bytes;
    guint8 last_of_name;
    gboolean is_archive;
} zip_headers[] = {
    {20, 8, 4, 'x', TRUE},    {0, 8, 4, 'x', FALSE},   {63, 99, 4, 'x', TRUE},    {64, 8, 4, 'x', FALSE},
    {20, 100, 4, 'x', FALSE}, {20, 8, 0, 'x', FALSE},  {20, 8, 512, 'x', TRUE},   {20, 8, 513, 'x', FALSE},
    {20, 8, 4, ' ', TRUE},    {20, 8, 4, 0x1F, FALSE}, {20, 8, 512, 0x1F, FALSE},
};

/* The signature "PK\3\4" counts as the beginning of an archive only if it is followed by a plausible header and the
 * whole name of a file. */
static void
test_zip_header_is_plausible (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (zip_headers); i++) {
        guint8 data[600] = "MZ";
        guint8 *zip = data + 0x10;
        g_autoptr (GBytes) whole = NULL;
        g_autoptr (GBytes) shorter = NULL;

        memcpy (zip, "PK\3\4", 4);
        put_le (zip + 4, zip_headers[i].version, 2);
        put_le (zip + 8, zip_headers[i].method, 2);
        put_le (zip + 26, zip_headers[i].name_bytes, 2);
        memset (zip + 30, 'n', 513);
        if (zip_headers[i].name_bytes > 0)
            zip[30 + zip_headers[i].name_bytes - 1] = zip_headers[i].last_of_name;
        whole = g_bytes_new (data, 0x10 + 30u + zip_headers[i].name_bytes);
        shorter = g_bytes_new (data, 0x10 + 30u + zip_headers[i].name_bytes - 1);
        g_test_message ("row %u", i);
        g_assert_cmpint (bb_program_has_archive (whole), ==, zip_headers[i].is_archive);
        g_assert_false (bb_program_has_archive (shorter));
    }
}

/* Images of the families that families.txt marks as plain are found in archives, but not in programs. */
static void
test_plain_images_are_not_searched_in_programs (void)
{
    GPtrArray *families = test_families_list ();
    guint n_plain = 0;

    for (guint i = 0; i < families->len; i++) {
        const TestFamily *family = g_ptr_array_index (families, i);
        Firmware firmware = {family->family, family->model, TRUE, FALSE, TRUE, 0};
        g_autoptr (GBytes) image = NULL;
        g_autoptr (GBytes) program = NULL;
        g_autoptr (GBytes) archive = NULL;
        g_autoptr (GPtrArray) in_program = NULL;
        g_autoptr (GPtrArray) in_archive = NULL;

        if (!family->is_plain)
            continue;
        n_plain++;
        image = make_image (&firmware);
        program = pack_program (image);
        archive = pack (set_tar_gz, "image.bin", image, 1);
        in_program = list_usable (program, "program");
        in_archive = list_usable (archive, "archive");
        g_test_message ("%s", family->family);
        g_assert_cmpuint (in_program->len, ==, 0);
        g_assert_cmpuint (in_archive->len, ==, 1);
    }
    g_assert_cmpuint (n_plain, >, 0);
}

/* --- Limits and passwords --- */

static void
add_file (struct archive *writer, const char *name, const void *data, gsize size)
{
    struct archive_entry *entry = archive_entry_new ();

    archive_entry_set_pathname (entry, name);
    archive_entry_set_size (entry, (la_int64_t) size);
    archive_entry_set_filetype (entry, AE_IFREG);
    archive_entry_set_perm (entry, 0644);
    g_assert_cmpint (archive_write_header (writer, entry), ==, ARCHIVE_OK);
    g_assert_cmpint (archive_write_data (writer, data, size), ==, (la_ssize_t) size);
    archive_entry_free (entry);
}

/* Marks the last file of a zip archive as encrypted, in both of its headers. */
static void
mark_encrypted (guint8 *zip, gsize size)
{
    static const struct {
        const char *signature;
        guint flags;
    } headers[] = {{"PK\3\4", 6}, {"PK\1\2", 8}};

    for (guint i = 0; i < G_N_ELEMENTS (headers); i++) {
        gsize at = size - 4;

        while (memcmp (zip + at, headers[i].signature, 4) != 0)
            at--;
        zip[at + headers[i].flags] |= 1;
    }
}

/* Returns (transfer full) an uncompressed zip archive with @image and then @n_more small files; the last one may be
 * encrypted. */
static GBytes *
pack_with_more (GBytes *image, guint n_more, gboolean encrypted)
{
    gsize room = g_bytes_get_size (image) + n_more * 512 + 0x10000;
    g_autofree guint8 *buffer = g_malloc (room);
    struct archive *writer = archive_write_new ();
    size_t used = 0;

    set_stored_zip (writer);
    g_assert_cmpint (archive_write_open_memory (writer, buffer, room, &used), ==, ARCHIVE_OK);
    add_file (writer, "image.bin", g_bytes_get_data (image, NULL), g_bytes_get_size (image));
    for (guint i = 0; i < n_more; i++) {
        g_autofree char *name = g_strdup_printf ("more.%u", i);

        add_file (writer, name, "x", 1);
    }
    g_assert_cmpint (archive_write_close (writer), ==, ARCHIVE_OK);
    archive_write_free (writer);
    if (encrypted)
        mark_encrypted (buffer, used);
    return g_bytes_new (buffer, used);
}

/* Asserts the number of usable images in an archive of pack_with_more(). */
static void
assert_usable_with_more (GBytes *image, guint n_more, gboolean encrypted, guint n_usable)
{
    g_autoptr (GBytes) file = pack_with_more (image, n_more, encrypted);
    g_autoptr (GPtrArray) usable = list_usable (file, "stored zip");

    g_assert_cmpuint (usable->len, ==, n_usable);
}

static void
test_limit_or_password_refuses_whole_archive (void)
{
    g_autoptr (GArray) all = list_firmware ();

    for (guint row = 0; row < all->len; row++) {
        const Firmware *firmware = &g_array_index (all, Firmware, row);
        g_autoptr (GBytes) image = make_image (firmware);

        assert_usable_with_more (image, 1, FALSE, 1);
        if (g_test_slow () || row % STRIDE == 0)
            assert_usable_with_more (image, 2000, FALSE, 0);
        assert_usable_with_more (image, 1, TRUE, 0);
    }
}

/* Images are found in an archive that is inside up to MAX_DEPTH other archives. A quick run looks only for those at
 * the limit and beyond it. */
static void
test_too_deeply_nested_archive_has_no_image (void)
{
    g_autoptr (GArray) all = list_firmware ();

    for (guint row = 0; row < all->len; row++) {
        const Firmware *firmware = &g_array_index (all, Firmware, row);
        g_autoptr (GBytes) image = make_image (firmware);
        g_autoptr (GBytes) file = g_bytes_ref (image);

        for (guint depth = 0; depth < MAX_DEPTH + 2; depth++) {
            GBytes *outer = pack (set_stored_zip, "next.zip", file, 1);
            g_autoptr (GPtrArray) usable = NULL;

            g_bytes_unref (file);
            file = outer;
            if (depth < MAX_DEPTH && !g_test_slow ())
                continue;
            usable = list_usable (file, firmware->family);
            g_assert_cmpuint (usable->len, ==, depth <= MAX_DEPTH ? 1 : 0);
        }
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/containers/damaged_program_gives_no_image_with_a_right_checksum",
                     test_damaged_program_gives_no_image_with_a_right_checksum);
    g_test_add_func ("/containers/program_has_all_its_sections", test_program_has_all_its_sections);
    g_test_add_func ("/containers/image_ends_with_its_section", test_image_ends_with_its_section);
    g_test_add_func ("/containers/image_ends_with_the_section_that_it_begins",
                     test_image_ends_with_the_section_that_it_begins);
    g_test_add_func ("/containers/image_ends_with_its_resource", test_image_ends_with_its_resource);
    g_test_add_func ("/containers/zip_header_is_plausible", test_zip_header_is_plausible);
    g_test_add_func ("/containers/plain_images_are_not_searched_in_programs",
                     test_plain_images_are_not_searched_in_programs);
    g_test_add_func ("/containers/damaged_containers_have_no_image", test_damaged_containers_have_no_image);
    g_test_add_func ("/containers/damage_is_found_below_a_second_compression",
                     test_damage_is_found_below_a_second_compression);
    g_test_add_func ("/containers/limit_or_password_refuses_whole_archive",
                     test_limit_or_password_refuses_whole_archive);
    g_test_add_func ("/containers/too_deeply_nested_archive_has_no_image",
                     test_too_deeply_nested_archive_has_no_image);
    return g_test_run ();
}
