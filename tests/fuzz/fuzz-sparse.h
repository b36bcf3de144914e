/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"
#include "firmware/bb-image.h"
#include "fuzz-input.h"

G_BEGIN_DECLS

/*
 * One large file in memory that is used for all inputs. It is all zeros except for the bytes that an input writes;
 * fuzz_file_close() sets these to zero again. The file ends where its memory ends, so that the address sanitizer
 * notices a read beyond the end.
 *
 * In programs with this source file, the linker replaces memchr(), memmem() and bb_sum16(). For data in the large
 * file, the replacements look only at the bytes that were written, which takes a thousandth of the time. For one in
 * FUZZ_PROVE_EVERY files, fuzz_file_close() checks that the replacements and the real functions return the same. The
 * linker also replaces bb_sha256_bytes(), which then returns a made-up SHA-256, and bb_catalog_find_models(), whose
 * results are then cached.
 */

#define FUZZ_FILE_MAX_BYTES (8u * 1024 * 1024)

/** fuzz_file_open: begins a file of zeros. */
void fuzz_file_open (gsize size_bytes);
gsize fuzz_file_size (void);
/** fuzz_file_claim: makes @claimed_sha256, which is not copied, the SHA-256 of the file until it is closed. */
void fuzz_file_claim (const char *claimed_sha256);
/** fuzz_file_put, fuzz_file_fill, fuzz_file_put_be16: write to the file. Bytes beyond its end are not written;
 * nothing is written if too many separate ranges were written before. */
void fuzz_file_put (gsize offset, const void *data, gsize length_bytes);
void fuzz_file_fill (gsize offset, guint8 value, gsize length_bytes);
void fuzz_file_put_be16 (gsize offset, guint16 value);
/** fuzz_file_sum16: returns the sum of the big-endian words in [@first, @end), modulo 65536. */
guint16 fuzz_file_sum16 (gsize first, gsize end);
/** fuzz_file_image: (transfer full): returns the file as an image. The bytes are not copied, so the image is valid
 * until fuzz_file_close(). */
BbImage *fuzz_file_image (void);
/** fuzz_file_close: sets the bytes that were written to zero again, and forgets the claimed SHA-256. */
void fuzz_file_close (void);

/** fuzz_catalog: (transfer none): returns the catalog of the source tree. */
BbCatalog *fuzz_catalog (void);

/**
 * FuzzCode: a drive type code that an image can have.
 * @tag: the code, for example "K355"
 * @model_key: catalog key of the first model that accepts images with this code
 * @type: (nullable): BbNecType of that model
 */
typedef struct {
    char tag[5];
    char *model_key;
    const void *type;
} FuzzCode;

/** fuzz_codes: (transfer none): returns all codes of the catalog, and sets @n_codes to their number. */
const FuzzCode *fuzz_codes (guint *n_codes);
/** fuzz_code_lookup: (nullable) (transfer none): returns the code with the four characters at @tag; %NULL if the
 * catalog has no such code. */
const FuzzCode *fuzz_code_lookup (const guint8 *tag);

G_END_DECLS
