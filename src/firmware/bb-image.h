/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"

G_BEGIN_DECLS

/**
 * BbImageError:
 * @BB_IMAGE_ERROR_EMPTY: the file is empty
 * @BB_IMAGE_ERROR_TOO_LARGE: the file exceeds %BB_IMAGE_MAX_BYTES; it was not read
 * @BB_IMAGE_ERROR_UNREADABLE: not a regular file, no permission, or reading failed
 * @BB_IMAGE_ERROR_CHANGED: the size of the file changed while it was read
 */
typedef enum {
    BB_IMAGE_ERROR_EMPTY,
    BB_IMAGE_ERROR_TOO_LARGE,
    BB_IMAGE_ERROR_UNREADABLE,
    BB_IMAGE_ERROR_CHANGED,
} BbImageError;

#define BB_IMAGE_ERROR (bb_image_error_quark ())
GQuark bb_image_error_quark (void);

/** BB_IMAGE_MAX_BYTES: limit for a file. Images and the updaters of manufacturers are smaller. */
#define BB_IMAGE_MAX_BYTES (64 * 1024 * 1024)

typedef enum {
    BB_CHECKSUM_NONE, /* the format has no checksum that can be computed without a key */
    BB_CHECKSUM_GOOD,
    BB_CHECKSUM_BAD,
} BbChecksum;

/** bb_checksum_to_string: returns "none", "good" or "bad". */
const char *bb_checksum_to_string (BbChecksum checksum);

/**
 * BbImageKind:
 * @BB_IMAGE_KIND_UNKNOWN: neither a known checksum nor a mark in the image shows whether the image was modified
 * @BB_IMAGE_KIND_ORIGINAL: the image is from the manufacturer. Only a known checksum shows this: that of the whole
 *   file or, in the family "lg-gdr", that of the part of the firmware named application
 * @BB_IMAGE_KIND_MODIFIED: the image was modified by others; its checksum or a mark in it shows this
 */
typedef enum {
    BB_IMAGE_KIND_UNKNOWN,
    BB_IMAGE_KIND_ORIGINAL,
    BB_IMAGE_KIND_MODIFIED,
} BbImageKind;

/** bb_image_kind_to_string: returns "unknown", "original" or "modified". */
const char *bb_image_kind_to_string (BbImageKind kind);

/**
 * BbImageIdentity:
 * @family: (nullable): ID of the family that knows this format
 * @codes: keys of the models that the image is for; empty if unknown
 * @model_name: (nullable): name of the model for users, such as "ND-3550A"
 * @vendor, @product, @revision: (nullable): INQUIRY texts of a drive with this firmware
 * @checksum: result of the checksums in the image
 * @problem: (nullable): sentence that says why the image cannot be used
 * @is_damaged: TRUE if @problem can only mean that bytes are missing, wrong or too many, so that the file is not what
 *   its maker published. FALSE if there may be another cause. A file with a bad @checksum counts as damaged, too
 * @offset: position of the image in the file
 * @length_bytes: length of the image in the file
 * @kind: whether the image is original or modified
 * @known: (nullable): the catalog entry of a known image with the same checksum
 * @values: (nullable): a{sv} with more values of the image, such as "boot-version"; the family defines the keys
 * @content: (nullable): the deciphered image, if the file is encrypted; in memory only
 *
 * Description of an image, made from its content by a family. bb_family_identify_file() may then set @problem,
 * @is_damaged, @known and the members that follow from @known. Immutable afterwards. Reference counted.
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
    gboolean is_damaged;
    gsize offset;
    gsize length_bytes;
    BbImageKind kind;
    BbKnownImage *known;
    GVariant *values;
    GBytes *content;
} BbImageIdentity;

/** bb_image_identity_new: Returns (transfer full) an identity with these values (@family is copied); the other
 * members are empty. */
BbImageIdentity *bb_image_identity_new (const char *family, gsize offset, gsize length_bytes);
BbImageIdentity *bb_image_identity_ref (BbImageIdentity *identity);
void bb_image_identity_unref (BbImageIdentity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbImageIdentity, bb_image_identity_unref)
/** bb_image_identity_set_known: Sets `known` to a new reference to @known. Also takes these from @known:
 * - the kind, if it is original or modified firmware
 * - the revision, if the image does not contain one
 * - the model, if the identity has none and both are of the same family */
void bb_image_identity_set_known (BbImageIdentity *identity, BbKnownImage *known);
/** bb_image_identity_get_change: Returns (nullable) the name of the modification of the image, for example "OmniDrive
 * 1.0.4" or "MK"; %NULL if the image is not modified or the modification has no known name. */
const char *bb_image_identity_get_change (BbImageIdentity *identity);
/** bb_image_identity_lookup_string: Returns (nullable) the string @key in @values; %NULL if it is missing. */
const char *bb_image_identity_lookup_string (BbImageIdentity *identity, const char *key);

/** BB_IMAGE_VALUE_IS_PLAIN: boolean of @values, for a file in which no family knows an image. TRUE: the file is no
 * archive and no program, so a family may still take it for an image (assume_image() of #BbFamily). */
#define BB_IMAGE_VALUE_IS_PLAIN "is-plain"
/** BB_IMAGE_VALUE_WANTS_KEY: boolean of @values: the image can be used if the user chooses the right key file. */
#define BB_IMAGE_VALUE_WANTS_KEY "wants-key"
/** bb_image_identity_wants_key: TRUE if the image has a problem that the right key file resolves. */
gboolean bb_image_identity_wants_key (BbImageIdentity *identity);

/** BB_IMAGE_VALUE_CHANGE: string of @values: name of the modification, which bb_image_identity_get_change()
 * returns. */
#define BB_IMAGE_VALUE_CHANGE "change"

#define BB_TYPE_IMAGE (bb_image_get_type ())
G_DECLARE_FINAL_TYPE (BbImage, bb_image, BB, IMAGE, GObject)

/**
 * bb_image_load:
 * @file: a regular file
 *
 * Reads a whole file and computes its SHA-256 in the same pass. The image has no identity yet. Uses at most
 * %BB_IMAGE_MAX_BYTES of memory; larger files and devices are refused before they are read. Blocks.
 * Errors: %BB_IMAGE_ERROR, %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_PERMISSION_DENIED, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): the image
 */
BbImage *bb_image_load (GFile *file, GCancellable *cancellable, GError **error);

/** bb_image_new_from_bytes: Returns (transfer full) an unidentified image with the file name @name. */
BbImage *bb_image_new_from_bytes (GBytes *bytes, const char *name);

/**
 * bb_image_new_part:
 * @inside: (nullable): position in @whole for users ("image 2 of 3")
 *
 * Returns (transfer full) the image that @identity describes inside @whole, with that identity. It shares the bytes
 * of @whole and has a SHA-256 of its own; for an encrypted image that is the SHA-256 of the encrypted bytes.
 */
BbImage *bb_image_new_part (BbImage *whole, BbImageIdentity *identity, const char *inside);

/** bb_image_new_joined: Returns (transfer full) an image with @bytes and @identity. The caller has made these from
 * @first and @second, the two parts of one firmware. The name of the image consists of the names of both parts, or is
 *   one of the names if they are equal. The image has a path only if both parts are in one file. */
BbImage *bb_image_new_joined (BbImage *first, BbImage *second, GBytes *bytes, BbImageIdentity *identity);

/** bb_image_get_content: Stores bb_content_longest_zeros(bytes) and bb_content_longest_noise(bytes) in the out
 * parameters, where bytes is bb_image_get_bytes(). Computes both lengths on the first call only. Thread-safe. */
void bb_image_get_content (BbImage *self, gsize *longest_zeros_bytes, gsize *longest_noise_bytes);
/** bb_image_get_bytes: (transfer none): returns the image that is checked and sent to the drive; deciphered if the
 * file is encrypted. */
GBytes *bb_image_get_bytes (BbImage *self);
/**
 * bb_image_get_file_bytes: Returns (transfer none) the bytes of the file, which are encrypted if the file is
 * encrypted; bb_image_get_sha256() is their digest. Only these bytes may be written to disk, never deciphered ones.
 */
GBytes *bb_image_get_file_bytes (BbImage *self);
/** bb_image_is_deciphered: TRUE if the file is encrypted and bb_image_get_bytes() returns the deciphered image. */
gboolean bb_image_is_deciphered (BbImage *self);
const char *bb_image_get_name (BbImage *self); /* file name for users */
/** bb_image_get_path: (transfer none) (nullable): returns the path of the file; %NULL if the image is not from a
 * file, or was joined from two files. */
const char *bb_image_get_path (BbImage *self);
/** bb_image_get_inside: (transfer none) (nullable): returns the place of the image in an archive or program, for
 * users; %NULL for a whole file. */
const char *bb_image_get_inside (BbImage *self);
/** bb_image_get_damage: Returns (transfer none) (nullable) a sentence if the file is an archive that is damaged or
 * nested too deeply; %NULL for all other files. Callers must not search such an archive for images. */
const char *bb_image_get_damage (BbImage *self);
/** bb_image_get_size: Returns the size of bb_image_get_bytes(). */
gsize bb_image_get_size (BbImage *self);
/** bb_image_get_sha256: (transfer none): returns the SHA-256 of bb_image_get_file_bytes() in lower-case hex. */
const char *bb_image_get_sha256 (BbImage *self);
/** bb_image_get_identity: Returns (transfer none) (nullable) the identity; %NULL if the image was not identified. */
BbImageIdentity *bb_image_get_identity (BbImage *self);
/** bb_image_get_revision: (transfer none) (nullable): returns the revision of the firmware; %NULL if unknown. */
const char *bb_image_get_revision (BbImage *self);

/** bb_sha256_bytes: (transfer full): returns the SHA-256 in lower-case hex. */
char *bb_sha256_bytes (GBytes *bytes);
/** bb_sha256_data: as bb_sha256_bytes(), for @length_bytes bytes at @data. */
char *bb_sha256_data (const guint8 *data, gsize length_bytes);
/** bb_sha1_bytes: (transfer full): returns the SHA-1 in lower-case hex; some lists of known images have only this. */
char *bb_sha1_bytes (GBytes *bytes);

/** bb_sum16: returns the sum modulo 65536 of the big-endian 16-bit words of [@first, @end). Both offsets are even and
 * inside @bytes. */
guint16 bb_sum16 (GBytes *bytes, gsize first, gsize end);

G_END_DECLS
