/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"
#include "firmware/bb-image.h"
#include "fuzz-input.h"

G_BEGIN_DECLS

/*
 * One large file that is kept between executions: all zeros but for what a recipe puts there, and zeros again after
 * fuzz_file_close(). It ends where its memory ends, so that the address sanitizer sees the first byte beyond.
 *
 * Programs that use it are linked so that the searches and sums of the parsers are answered from the list of what was
 * put there: the same answers as over all of the bytes, which fuzz_file_close() proves now and then, in a thousandth
 * of the time. SHA-256 is nettle's and is not computed at all; what the catalog was asked once is remembered.
 */

#define FUZZ_FILE_MAX_BYTES (8u * 1024 * 1024)

void fuzz_file_open (gsize size_bytes);
gsize fuzz_file_size (void);
/** fuzz_file_claim: until it is closed, this is the SHA-256 of everything; not copied. */
void fuzz_file_claim (const char *claimed_sha256);
/** fuzz_file_put: what lies beyond the end is cut off. */
void fuzz_file_put (gsize offset, const void *data, gsize length_bytes);
void fuzz_file_fill (gsize offset, guint8 value, gsize length_bytes);
void fuzz_file_put_be16 (gsize offset, guint16 value);
/** fuzz_file_sum16: of the words of [@first, @end). */
guint16 fuzz_file_sum16 (gsize first, gsize end);
/** fuzz_file_image: (transfer full): not to be used after fuzz_file_close(). */
BbImage *fuzz_file_image (void);
void fuzz_file_close (void);

/** fuzz_catalog: (transfer none): the shipped one. */
BbCatalog *fuzz_catalog (void);

/**
 * FuzzCode: a drive code that files are known by.
 * @model_key: of the first entry that accepts it
 */
typedef struct {
    char tag[5];
    char *model_key;
    const void *type;
} FuzzCode;

/** fuzz_codes: (transfer none): every code of the catalog. */
const FuzzCode *fuzz_codes (guint *n_codes);
/** fuzz_code_lookup: (nullable) (transfer none) */
const FuzzCode *fuzz_code_lookup (const guint8 *tag);

G_END_DECLS
