/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"

G_BEGIN_DECLS

/**
 * BbImageError:
 * @BB_IMAGE_ERROR_EMPTY: the file has no bytes
 * @BB_IMAGE_ERROR_TOO_LARGE: larger than any firmware or maker's program; it was not read
 * @BB_IMAGE_ERROR_UNREADABLE: not a plain file, no right to read it, or reading failed
 * @BB_IMAGE_ERROR_CHANGED: its size changed while it was read
 */
typedef enum {
    BB_IMAGE_ERROR_EMPTY,
    BB_IMAGE_ERROR_TOO_LARGE,
    BB_IMAGE_ERROR_UNREADABLE,
    BB_IMAGE_ERROR_CHANGED,
} BbImageError;

#define BB_IMAGE_ERROR (bb_image_error_quark ())
GQuark bb_image_error_quark (void);

/** BB_IMAGE_MAX_BYTES: no image and no maker's flasher is larger; bounds the memory of a load. */
#define BB_IMAGE_MAX_BYTES (64 * 1024 * 1024)

typedef enum {
    BB_CHECKSUM_NONE, /* this format has none that can be checked */
    BB_CHECKSUM_GOOD,
    BB_CHECKSUM_BAD,
} BbChecksum;

/** bb_checksum_to_string: "none", "good", "bad". */
const char *bb_checksum_to_string (BbChecksum checksum);

/**
 * BbImageKind: whose work an image is.
 * @BB_IMAGE_KIND_ORIGINAL: the manufacturer's, by the checksum of the whole file and nothing less
 * @BB_IMAGE_KIND_MODIFIED: changed by others, by its checksum or by a mark in it
 */
typedef enum {
    BB_IMAGE_KIND_UNKNOWN,
    BB_IMAGE_KIND_ORIGINAL,
    BB_IMAGE_KIND_MODIFIED,
} BbImageKind;

/** bb_image_kind_to_string: "unknown", "original", "modified". */
const char *bb_image_kind_to_string (BbImageKind kind);

/**
 * BbImageIdentity:
 * @family: id of the family that knows this format; %NULL: none does
 * @codes: model keys this image is for (drive types; empty when unknown)
 * @model_name: (nullable): the same for people, "ND-3550A"
 * @vendor, @product, @revision: (nullable): what a drive will report with it inside, if readable
 * @checksum: whether its own sums are right
 * @problem: (nullable): why it cannot be used, a whole sentence
 * @offset: where it begins in the file
 * @length_bytes: its size, suffixes included
 * @kind: see #BbImageKind
 * @known: (nullable): the image of the catalog that it is
 * @values: (nullable): a{sv}, what only its family understands ("boot-version", "firmware-id", ...)
 * @content: (nullable): the image that the bytes of the file become when they are deciphered; in memory only
 *
 * What an image is, by its content. Reference counted, immutable once made.
 */
typedef struct {
    char *family;
    char **codes;
    char *model_name;
    char *vendor;
    char *product;
    char *revision;
    BbChecksum checksum;
    char *problem;
    gsize offset;
    gsize length_bytes;
    BbImageKind kind;
    BbKnownImage *known;
    GVariant *values;
    GBytes *content;
} BbImageIdentity;

/** bb_image_identity_new: empty but for @family (copied) and the range. */
BbImageIdentity *bb_image_identity_new (const char *family, gsize offset, gsize length_bytes);
BbImageIdentity *bb_image_identity_ref (BbImageIdentity *identity);
void bb_image_identity_unref (BbImageIdentity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbImageIdentity, bb_image_identity_unref)
/** bb_image_identity_take_known: it is that one; revision and model are taken where it does not say them itself. */
void bb_image_identity_take_known (BbImageIdentity *identity, BbKnownImage *known);
/** bb_image_identity_get_change: (nullable): what makes it a modified one: "OmniDrive 1.0.4", "MK", "DE". */
const char *bb_image_identity_get_change (BbImageIdentity *identity);
/** bb_image_identity_lookup_string: (nullable): a string of @values. */
const char *bb_image_identity_lookup_string (BbImageIdentity *identity, const char *key);

/** BB_IMAGE_VALUE_WANTS_KEY: a boolean of @values: the problem goes away with the right key file of the user. */
#define BB_IMAGE_VALUE_WANTS_KEY "wants-key"
/** bb_image_identity_wants_key: see %BB_IMAGE_VALUE_WANTS_KEY. */
gboolean bb_image_identity_wants_key (BbImageIdentity *identity);

/** BB_IMAGE_VALUE_CHANGE: a string of @values: who changed it, as bb_image_identity_get_change() says it. */
#define BB_IMAGE_VALUE_CHANGE "change"

#define BB_TYPE_IMAGE (bb_image_get_type ())
G_DECLARE_FINAL_TYPE (BbImage, bb_image, BB, IMAGE, GObject)

/**
 * bb_image_load:
 * @file: a plain file
 *
 * Reads a file whole and computes its SHA-256 in the same pass. At most %BB_IMAGE_MAX_BYTES of memory,
 * whatever the file claims; sparse and endless files are refused before they are read. Blocks.
 * Errors: %BB_IMAGE_ERROR, %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_PERMISSION_DENIED, %G_IO_ERROR_CANCELLED.
 */
BbImage *bb_image_load (GFile *file, GCancellable *cancellable, GError **error);

/** bb_image_new_from_bytes: an image that is in memory already, called @name. */
BbImage *bb_image_new_from_bytes (GBytes *bytes, const char *name);

/**
 * bb_image_new_part:
 * @inside: (nullable): where in @whole it lies, for people ("image 2 of 3")
 *
 * The image @identity found inside @whole; shares its bytes, has its own SHA-256, which is that of the file where the
 * content of @identity is a deciphered one.
 */
BbImage *bb_image_new_part (BbImage *whole, BbImageIdentity *identity, const char *inside);

/** bb_image_get_content: see bb_content_longest_zeros() and bb_content_longest_noise(); each byte is looked at once,
 * however often it is asked for. */
void bb_image_get_content (BbImage *self, gsize *longest_zeros_bytes, gsize *longest_noise_bytes);
/** bb_image_get_bytes: (transfer none): the image that is checked and sent. */
GBytes *bb_image_get_bytes (BbImage *self);
/** bb_image_get_file_bytes: (transfer none): the image as it is in its file, with the SHA-256 of
 * bb_image_get_sha256(): these bytes are written to disk, and never deciphered ones. */
GBytes *bb_image_get_file_bytes (BbImage *self);
/** bb_image_is_deciphered: whether these two are not the same. */
gboolean bb_image_is_deciphered (BbImage *self);
const char *bb_image_get_name (BbImage *self);   /* file name for people */
const char *bb_image_get_path (BbImage *self);   /* (nullable) */
const char *bb_image_get_inside (BbImage *self); /* (nullable) */
/** bb_image_get_damage: (transfer none) (nullable): a whole sentence on what was found wrong when this file was
 * opened: an archive that is damaged or nested too deeply. No image may be looked for in its bytes. */
const char *bb_image_get_damage (BbImage *self);
gsize bb_image_get_size (BbImage *self);
const char *bb_image_get_sha256 (BbImage *self); /* lower-case hex */
/** bb_image_get_identity: (transfer none) (nullable): NULL before it was identified. */
BbImageIdentity *bb_image_get_identity (BbImage *self);
/** bb_image_get_revision: (transfer none) (nullable): of the firmware in it; %NULL: not identified, or not known. */
const char *bb_image_get_revision (BbImage *self);

/** bb_sha256_bytes: (transfer full): lower-case hex of the SHA-256. */
char *bb_sha256_bytes (GBytes *bytes);
char *bb_sha256_data (const guint8 *data, gsize length_bytes);
/** bb_sha1_bytes: (transfer full): lower-case hex of the SHA-1, by which some lists name their images. */
char *bb_sha1_bytes (GBytes *bytes);

/** bb_sum16: sum modulo 65536 of the big-endian 16-bit words of [@first, @end); both even, inside. */
guint16 bb_sum16 (GBytes *bytes, gsize first, gsize end);

G_END_DECLS
