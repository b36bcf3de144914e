/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-nec.h"

#include <string.h>

/*
 * Reads the flash types from data/catalog/nec-flash.models (docs/protocols/nec-optiarc.md, section
 * 4). A type is a set of numbers. Only two differences between types are in the code: the order of the commands of
 * type Opti4, and the second bank of type 640K.
 */

#define NEC_TYPES "nec-flash"
#define NEC_BANK_1 "Bank1"
/* The CDBs have three bytes for a length or address, so a larger number is an error in the catalog. */
#define NEC_MAX_NUMBER 0xFFFFFFu
/* The block mask of a CDB has 56 bits; an upload has one byte for the number of units. */
#define NEC_MAX_BLOCK 55u
#define NEC_MAX_BLOCK_BYTES 0x100000u
#define NEC_MAX_CHUNK_BYTES (255 * BB_NEC_UNIT_BYTES)

/* A catalog key whose value is a number, or a list of items with @n_each numbers each, and the member that it
 * sets. */
typedef struct {
    const char *key;
    gsize offset;
    guint n_each;
    gsize n_bytes; /* size of the member at @offset, which consists of guint32 only */
} NecNumbers;

#define NUMBERS(key, type, member, n_each)                                                  \
    {                                                                                       \
        key, G_STRUCT_OFFSET (type, member), n_each, sizeof (((const type *) NULL)->member) \
    }

static const NecNumbers nec_type_numbers[] = {
    NUMBERS ("ImageSize", BbNecType, image_bytes, 1),
    NUMBERS ("TagOffset", BbNecType, tag_offset, 1),
    NUMBERS ("ChunkSize", BbNecType, chunk_bytes, 1),
    NUMBERS ("ChecksumIndex", BbNecType, checksum_index, 1),
    NUMBERS ("BootCodeSize", BbNecType, boot_bytes, 1),
    NUMBERS ("BootSumOffset", BbNecType, boot_sum_offset, 1),
    NUMBERS ("ConversionBlocks", BbNecType, conversion, 2),
    NUMBERS ("Calibration", BbNecType, calibration, 2),
    NUMBERS ("CalibrationInFlash", BbNecType, calibration_in_flash, 2),
    NUMBERS ("AroundCalibration", BbNecType, extra, 2),
    NUMBERS ("WriteIdAddress", BbNecType, id_address, 1),
    NUMBERS ("WriteRidBlockAddress", BbNecType, rid_address, 1),
};

/* Catalog keys of the first part. Those of the second part have NEC_BANK_1 as prefix. */
static const NecNumbers nec_part_numbers[] = {
    {"Payload", G_STRUCT_OFFSET (BbNecPart, address), 2,
     2 * sizeof (guint32)}, /* sets length_bytes, the next member, too */
    NUMBERS ("ImageOffset", BbNecPart, image_offset, 1),
    NUMBERS ("FirstUnits", BbNecPart, first_units, 1),
    NUMBERS ("BlockMap", BbNecPart, map, 3),
    NUMBERS ("EraseBlocks", BbNecPart, erase, 2),
    NUMBERS ("ProgramBlocks", BbNecPart, program, 2),
    NUMBERS ("SumOffset", BbNecPart, sum_offset, 1),
};

/* Catalog keys with a boolean, and the members that they set. */
static const struct {
    const char *key;
    gsize offset;
} nec_type_flags[] = {
    {"Flashable", G_STRUCT_OFFSET (BbNecType, flashable)},
    {"Readable", G_STRUCT_OFFSET (BbNecType, readable)},
    {"Keyed", G_STRUCT_OFFSET (BbNecType, always_keyed)},
    {"SuffixInFiles", G_STRUCT_OFFSET (BbNecType, image_has_suffix)},
    {"SuffixInDumps", G_STRUCT_OFFSET (BbNecType, dump_has_suffix)},
    {"Staged", G_STRUCT_OFFSET (BbNecType, staged)},
    {"EraseFirst", G_STRUCT_OFFSET (BbNecType, erase_first)},
    {"ZeroChecksum", G_STRUCT_OFFSET (BbNecType, zero_sum)},
    {"BootCodeReadable", G_STRUCT_OFFSET (BbNecType, boot_readable)},
    {"BootVersion", G_STRUCT_OFFSET (BbNecType, has_boot_version)},
};

/* The words of the catalog keys Upload and Write, in the order of their enums. */
static const char *const nec_upload_words[] = {
    [BB_NEC_UPLOAD_UNITS] = "units", [BB_NEC_UPLOAD_PADDED] = "padded-units", [BB_NEC_UPLOAD_BYTES] = "bytes"};
static const char *const nec_write_words[] = {
    [BB_NEC_WRITE_MASK] = "mask", [BB_NEC_WRITE_BLOCK] = "number", [BB_NEC_WRITE_REGION] = "region"};

/* --- reading --- */

/* Reads the value of @key into the member that @numbers describes. FALSE if an item has another number of parts than
 * @numbers says, a part is no number, or there are more items than the member has room for. */
static gboolean
nec_read_numbers (BbModel *group, const char *key, const NecNumbers *numbers, gpointer target)
{
    guint32 *to = (guint32 *) (gpointer) ((char *) target + numbers->offset);
    g_auto (GStrv) items = bb_model_get_strv (group, key);
    gsize room = numbers->n_bytes / sizeof *to;

    for (guint i = 0; items[i] != NULL; i++) {
        g_auto (GStrv) parts = g_strsplit_set (items[i], ":-", -1);

        if (g_strv_length (parts) != numbers->n_each || room < numbers->n_each)
            return FALSE;
        room -= numbers->n_each;
        for (guint p = 0; p < numbers->n_each; p++) {
            char *end = NULL;
            guint64 number = g_ascii_strtoull (parts[p], &end, 0);

            if (end == parts[p] || *end != '\0' || number > NEC_MAX_NUMBER)
                return FALSE;
            *to++ = (guint32) number;
        }
    }
    return TRUE;
}

/* Returns the index in @words of the value of @key, which is the value of the enum; 0 (NONE) if the key is missing or
 * its value is not one of @words. */
static guint
nec_read_word (BbModel *group, const char *key, const char *const *words, guint n_words)
{
    const char *value = bb_model_get_string (group, key);

    for (guint i = 0; i < n_words; i++)
        if (words[i] != NULL && g_strcmp0 (words[i], value) == 0)
            return i;
    return 0;
}

/* Sets @type, which must be all zero, from the catalog group @group. Returns (nullable) the first key whose value
 * cannot be read, without the prefix for the second bank; NULL if all can. */
static const char *
nec_read_type (BbModel *group, BbNecType *type)
{
    type->name = g_intern_string (bb_model_get_key (group));
    for (guint i = 0; i < G_N_ELEMENTS (nec_type_flags); i++)
        G_STRUCT_MEMBER (gboolean, type, nec_type_flags[i].offset) =
            bb_model_get_boolean (group, nec_type_flags[i].key);
    type->upload = (BbNecUpload) nec_read_word (group, "Upload", nec_upload_words, G_N_ELEMENTS (nec_upload_words));
    type->write = (BbNecWrite) nec_read_word (group, "Write", nec_write_words, G_N_ELEMENTS (nec_write_words));
    for (guint bank = 0; bank < BB_NEC_MAX_PARTS; bank++) {
        BbNecPart *part = &type->parts[bank];

        part->erase_bank = bank > 0;
        part->erase[0] = part->erase[1] = part->program[0] = part->program[1] = BB_NEC_NO_BLOCKS;
        for (guint i = 0; i < G_N_ELEMENTS (nec_part_numbers); i++) {
            g_autofree char *key = g_strconcat (bank > 0 ? NEC_BANK_1 : "", nec_part_numbers[i].key, NULL);

            if (!nec_read_numbers (group, key, &nec_part_numbers[i], part))
                return nec_part_numbers[i].key;
        }
        if (part->length_bytes > 0)
            type->n_parts = bank + 1;
    }
    type->conversion = type->parts[0].erase[0];
    for (guint i = 0; i < G_N_ELEMENTS (nec_type_numbers); i++)
        if (!nec_read_numbers (group, nec_type_numbers[i].key, &nec_type_numbers[i], type))
            return nec_type_numbers[i].key;
    type->appended_sum = type->flashable && type->parts[0].sum_offset == type->parts[0].length_bytes;
    return NULL;
}

/* --- consistency: users can edit the catalog, so contradicting values must not reach a plan --- */

/* TRUE if block @n is in one of the two @runs. */
static gboolean
nec_has_block (const BbNecBlocks *runs, guint n)
{
    return (n >= runs[0].first && n <= runs[0].last) || (n >= runs[1].first && n <= runs[1].last);
}

/* TRUE if @one and the range of @length_bytes at @address have at least one byte in common. */
static gboolean
nec_overlaps (BbNecRange one, guint32 address, guint32 length_bytes)
{
    return one.address < address + length_bytes && address < one.address + one.length_bytes;
}

/* TRUE if @range of the flash contains boot code or calibration. */
static gboolean
nec_is_protected (const BbNecType *type, BbNecRange range)
{
    const BbNecRange *calibration = bb_nec_type_calibration_in_flash (type);
    gboolean is_protected = nec_overlaps (range, 0, type->boot_bytes);

    for (guint i = 0; i < BB_NEC_MAX_RANGES; i++)
        is_protected = is_protected || nec_overlaps (range, calibration[i].address, calibration[i].length_bytes);
    return is_protected;
}

/*
 * Checks the blocks of one bank. Returns (nullable) the catalog key whose value breaks one of these rules; NULL if
 * all hold:
 * - Block sizes and block numbers are in the range of the commands.
 * - An erased block is in the block map and contains neither boot code nor calibration.
 * - At most one erased block is not programmed, because the backup reads only one such block.
 * - A programmed block is erased before.
 * - The programmed blocks cover exactly the payload (not checked for types with @staged).
 */
static const char *
nec_find_block_fault (const BbNecType *type, guint bank)
{
    const BbNecPart *part = &type->parts[bank];
    guint32 programmed_bytes = 0;
    guint n_left = 0;

    for (guint run = 0; run < BB_NEC_MAX_RUNS; run++)
        if (part->map[run].block_bytes > NEC_MAX_BLOCK_BYTES)
            return "BlockMap";
    for (guint run = 0; run < G_N_ELEMENTS (part->erase); run++)
        if (part->erase[run].last > NEC_MAX_BLOCK || part->program[run].last > NEC_MAX_BLOCK)
            return "EraseBlocks";
    for (guint n = 0; n <= NEC_MAX_BLOCK; n++) {
        BbNecRange range = bb_nec_block_range (type, bank, n);
        gboolean programmed = nec_has_block (part->program, n);
        gboolean erased = nec_has_block (part->erase, n) || (part->erase_bank && programmed);

        n_left += erased && !programmed ? 1 : 0;
        if (erased && (range.length_bytes == 0 || nec_is_protected (type, range) || n_left > 1))
            return "EraseBlocks";
        if (!programmed)
            continue;
        if (!erased || (!type->staged && (range.address < part->address ||
                                          range.address + range.length_bytes > part->address + part->length_bytes)))
            return "ProgramBlocks";
        programmed_bytes += range.length_bytes;
    }
    return type->staged || programmed_bytes == part->length_bytes ? NULL : "ProgramBlocks";
}

/* Returns (nullable) a catalog key of the part @bank whose value is impossible; NULL if all are possible. */
static const char *
nec_find_part_fault (const BbNecType *type, guint bank)
{
    const BbNecPart *part = &type->parts[bank];
    guint32 whole = type->readable || type->upload != BB_NEC_UPLOAD_BYTES ? BB_NEC_PAGE_BYTES : 1;

    if (part->length_bytes == 0 || part->length_bytes % whole != 0 || part->address % whole != 0 ||
        part->length_bytes > NEC_MAX_NUMBER - part->address)
        return "Payload";
    if (part->image_offset > type->image_bytes || part->length_bytes > type->image_bytes - part->image_offset)
        return "ImageSize";
    if (!type->flashable)
        return NULL;
    if (part->sum_offset <= part->image_offset || part->sum_offset + BB_NEC_SUM_BYTES > type->image_bytes)
        return "SumOffset";
    for (guint i = 0; i < G_N_ELEMENTS (part->first_units); i++)
        if (part->first_units[i] * BB_NEC_UNIT_BYTES > type->chunk_bytes)
            return "FirstUnits";
    return nec_find_block_fault (type, bank);
}

/* Returns (nullable) the first key whose value is impossible or contradicts others; NULL if there is none. */
static const char *
nec_find_fault (const BbNecType *type)
{
    const char *fault = NULL;

    if (type->boot_bytes == 0 || type->boot_bytes % BB_NEC_UNIT_BYTES != 0)
        return "BootCodeSize";
    for (guint i = 0; i < BB_NEC_MAX_RANGES; i++)
        if (type->calibration[i].length_bytes % BB_NEC_PAGE_BYTES != 0 ||
            type->calibration_in_flash[i].length_bytes % BB_NEC_PAGE_BYTES != 0)
            return "Calibration";
    if (type->calibration[0].length_bytes == 0)
        return "Calibration";
    if ((type->id_address == 0) != (type->rid_address == 0))
        return "WriteRidBlockAddress";
    if (!type->flashable && !type->readable)
        return NULL;
    if (type->n_parts == 0)
        return "Payload";
    if (type->tag_offset + BB_NEC_CODE_BYTES > type->image_bytes)
        return "TagOffset";
    if (type->boot_sum_offset + BB_NEC_SUM_BYTES > type->image_bytes)
        return "BootSumOffset";
    if (type->flashable && (type->upload == BB_NEC_UPLOAD_NONE || type->write == BB_NEC_WRITE_NONE))
        return type->upload == BB_NEC_UPLOAD_NONE ? "Upload" : "Write";
    if (type->flashable && (type->chunk_bytes == 0 || type->chunk_bytes % BB_NEC_UNIT_BYTES != 0 ||
                            type->chunk_bytes > NEC_MAX_CHUNK_BYTES))
        return "ChunkSize";
    for (guint bank = 0; bank < type->n_parts && fault == NULL; bank++)
        fault = nec_find_part_fault (type, bank);
    for (guint n = type->conversion.first; n <= type->conversion.last && fault == NULL; n++)
        fault = nec_has_block (type->parts[0].erase, n) ? NULL : "ConversionBlocks";
    return fault;
}

/* --- types --- */

/* Returns the one object with the members of @type, which is never freed. So types can be compared by address. */
static const BbNecType *
nec_intern (const BbNecType *type)
{
    static GPtrArray *known = NULL;
    G_LOCK_DEFINE_STATIC (known);
    const BbNecType *found = NULL;

    G_LOCK (known);
    if (known == NULL)
        known = g_ptr_array_new ();
    for (guint i = 0; i < known->len && found == NULL; i++)
        if (memcmp (g_ptr_array_index (known, i), type, sizeof *type) == 0)
            found = g_ptr_array_index (known, i);
    if (found == NULL) {
        found = g_memdup2 (type, sizeof *type);
        g_ptr_array_add (known, (gpointer) found);
    }
    G_UNLOCK (known);
    return found;
}

/* Result of reading one group of the catalog: a type, or the catalog key whose value is wrong. */
typedef struct {
    const BbNecType *type;
    const char *fault;
} NecReading;

/* Returns (transfer full) the flash type in @group or, if its values are impossible, the key at fault. */
static NecReading *
nec_read_group (BbModel *group)
{
    NecReading *reading = g_new0 (NecReading, 1);
    BbNecType type;

    memset (&type, 0, sizeof type); /* clears padding, because types are compared with memcmp() */
    reading->fault = nec_read_type (group, &type);
    if (reading->fault == NULL)
        reading->fault = nec_find_fault (&type);
    if (reading->fault == NULL)
        reading->type = nec_intern (&type);
    return reading;
}

/* Returns (transfer none) the results for all groups of @catalog: name → NecReading. They are read once, because a
 * catalog does not change. */
static GHashTable *
nec_read_catalog (BbCatalog *catalog)
{
    static const char name[] = "burnback-nec-types";
    G_LOCK_DEFINE_STATIC (readings);
    GHashTable *readings = NULL;

    G_LOCK (readings);
    readings = g_object_get_data (G_OBJECT (catalog), name);
    if (readings == NULL) {
        g_autoptr (GPtrArray) groups = bb_catalog_list_models (catalog, NEC_TYPES);

        readings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
        for (guint i = 0; i < groups->len; i++)
            g_hash_table_insert (readings, g_strdup (bb_model_get_key (g_ptr_array_index (groups, i))),
                                 nec_read_group (g_ptr_array_index (groups, i)));
        g_object_set_data_full (G_OBJECT (catalog), name, readings, (GDestroyNotify) g_hash_table_unref);
    }
    G_UNLOCK (readings);
    return readings;
}

const BbNecType *
bb_nec_type_lookup (BbCatalog *catalog, const char *name)
{
    const NecReading *reading = g_hash_table_lookup (nec_read_catalog (catalog), name);

    return reading != NULL ? reading->type : NULL;
}

GPtrArray *
bb_nec_list_types (BbCatalog *catalog)
{
    g_autoptr (GPtrArray) groups = bb_catalog_list_models (catalog, NEC_TYPES);
    GPtrArray *types = g_ptr_array_new ();

    for (guint i = 0; i < groups->len; i++) {
        const BbNecType *type = bb_nec_type_lookup (catalog, bb_model_get_key (g_ptr_array_index (groups, i)));

        if (type != NULL)
            g_ptr_array_add (types, (gpointer) type);
    }
    return types;
}

guint32
bb_nec_model_first_sum_offset (BbModel *model)
{
    return (guint32) bb_model_get_uint (model, "FirstSumOffset", 0);
}

const BbNecType *
bb_nec_model_find_type (BbModel *model, const char **fault)
{
    const char *name = model != NULL ? bb_model_get_string (model, "FlashType") : NULL;
    BbCatalog *catalog = name != NULL ? bb_model_get_catalog (model) : NULL;
    const NecReading *reading = catalog != NULL ? g_hash_table_lookup (nec_read_catalog (catalog), name) : NULL;

    *fault = NULL;
    if (reading == NULL)
        return NULL;
    if (reading->type != NULL && reading->type->flashable &&
        bb_nec_model_first_sum_offset (model) + BB_NEC_SUM_BYTES > reading->type->image_bytes) {
        *fault = "FirstSumOffset";
        return NULL;
    }
    *fault = reading->fault;
    return reading->type;
}

const BbNecType *
bb_nec_type_of_model (BbModel *model)
{
    const char *fault = NULL;

    return bb_nec_model_find_type (model, &fault);
}

BbNecRange
bb_nec_block_range (const BbNecType *type, guint bank, guint n)
{
    const BbNecBlockRun *run = NULL;

    for (guint i = 0; i < BB_NEC_MAX_RUNS; i++)
        if (type->parts[bank].map[i].block_bytes > 0 && type->parts[bank].map[i].first <= n)
            run = &type->parts[bank].map[i];
    if (run == NULL)
        return (BbNecRange){0, 0};
    return (BbNecRange){run->address + (n - run->first) * run->block_bytes, run->block_bytes};
}

const BbNecRange *
bb_nec_type_calibration_in_flash (const BbNecType *type)
{
    return type->calibration_in_flash[0].length_bytes > 0 ? type->calibration_in_flash : type->calibration;
}

gboolean
bb_nec_type_left_block (const BbNecType *type, BbNecRange *range)
{
    const BbNecPart *part = &type->parts[0];

    for (guint run = 0; type->flashable && run < G_N_ELEMENTS (part->erase); run++) {
        for (guint n = part->erase[run].first; n <= part->erase[run].last; n++) {
            if (nec_has_block (part->program, n))
                continue;
            *range = bb_nec_block_range (type, 0, n);
            return TRUE;
        }
    }
    return FALSE;
}
