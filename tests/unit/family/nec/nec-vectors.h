/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/nec/bb-nec.h"

G_BEGIN_DECLS

/* A test vector of docs/protocols/nec-optiarc.md: how the image is made, and checksums of the commands that flash
 * it. */
typedef struct {
    const char *name;
    const char *flash_type;
    const char *code;
    guint32 seed;
    int firmware_id; /* firmware id byte of the image; -1: none */
    guint32 firmware_id_offset;
    const char *boot; /* boot version of the image; NULL: none */
    gsize size;
    const char *image_sha256;
    /* number and hash of the commands of a flash, and of the bytes that they send */
    guint n_flash;
    const char *flash_sha256;
    guint64 data_bytes;
    const char *data_sha256;
    guint n_reads; /* number of read commands of a backup; 0: the firmware cannot be read */
    const char *reads_sha256;
} NecVector;

extern const NecVector nec_vectors[];
extern const guint n_nec_vectors;

/** nec_vector: Returns the vector @name, which must exist. */
const NecVector *nec_vector (const char *name);

/** nec_fill: Returns (transfer full) the pseudo-random bytes that the test vectors define for @seed. */
GByteArray *nec_fill (gsize length_bytes, guint32 seed);
/** nec_sum16: Returns the sum of the big-endian words of [@first, @end), modulo 65536. */
guint16 nec_sum16 (GByteArray *bytes, gsize first, gsize end);
/** nec_put_be16: Writes a big-endian word. */
void nec_put_be16 (GByteArray *bytes, gsize offset, guint16 value);
/** nec_put_text: Writes @text, cut or padded with blanks to @width. */
void nec_put_text (GByteArray *bytes, gsize offset, const char *text, gsize width);

/* NecRecipe: how an image differs from its vector. Members that are zero or NULL are as in the vector. */
typedef struct {
    const char *tag;
    const char *boot; /* boot version; "": the image has no boot version */
    int firmware_id;  /* firmware id byte; 0: as in the vector */
    const char *vendor;
    const char *product;
    const char *revision;
} NecRecipe;

/** nec_vector_bytes: Returns (transfer full) the image of @vector, changed by @recipe (nullable). */
GByteArray *nec_vector_bytes (const NecVector *vector, const NecRecipe *recipe);

/** nec_vector_image: Returns (transfer full) the image of nec_vector_bytes(), identified by the family. */
BbImage *nec_vector_image (BbCatalog *catalog, const NecVector *vector, const NecRecipe *recipe);
/** nec_identify: Returns (transfer full) the first image that the family finds in @bytes. */
BbImage *nec_identify (BbCatalog *catalog, GByteArray *bytes);

/** nec_catalog: Returns (transfer full) the shipped catalog, as it is in the build folder. */
BbCatalog *nec_catalog (void);
/** nec_type: Returns the flash type @name of nec_catalog(). */
const BbNecType *nec_type (const char *name);
/** nec_facts: Returns (transfer full) facts of an undamaged drive of type @code. @firmware_id: -1: not known.
 * @boot: (nullable): boot version; the facts are then those after bb_nec_learn(). %NULL: those before it. */
BbFacts *nec_facts (BbCatalog *catalog, const char *code, int firmware_id, const char *boot);

G_END_DECLS
