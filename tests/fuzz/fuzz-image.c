/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"
#include "family/nec/bb-nec.h"
#include "fuzz-sparse.h"

/* Size of the flash memory, and offsets of its parts (mediatek-mt1959.md, section 2). */
#define MT_FLASH_BYTES 0x200000
#define MT_CONFIG 0x3000
#define MT_BOOT_END 0x10000
#define MT_RECORDS 0x10400
#define MT_SETTINGS 0x1EA000
#define MT_DESCRIPTOR 0x1EC000

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/*
 * Identifies plain images. An input describes a file: the size, the byte sequences for which a parser searches first
 * (FuzzFlags), patches at offsets that parsers read, and whether the checksums are corrected after the patches.
 * With FUZZ_PLANS (program fuzz-plan), each image is also checked against a drive, and a plan is made; this takes a
 * hundred times as long.
 */
#ifdef FUZZ_PLANS
#define FUZZ_WITH_PLAN TRUE
#else
#define FUZZ_WITH_PLAN FALSE
#endif

typedef enum {
    FUZZ_TAG = 1 << 0,      /* has the drive type code at the offset of its flash type */
    FUZZ_SUFFIX = 1 << 1,   /* has a boot version behind the code */
    FUZZ_MEDIATEK = 1 << 2, /* has boot ID, descriptor and hardware record of an MT1959 image */
    FUZZ_SUMS = 1 << 3,     /* the checksums are right */
    FUZZ_ODD = 1 << 4,      /* up to 128 bytes longer or shorter than an image */
    FUZZ_SMALL = 1 << 5,    /* has another size, a multiple of 512 bytes */
    FUZZ_KNOWN = 1 << 6,    /* claims the SHA-256 of an image in the catalog */
} FuzzFlags;

/* SHA-256 of [image BH16NS55 1.02] in the catalog. */
#define FUZZ_KNOWN_SHA256 "bdfd6f290ba8172d4c46d8c822013255043f4ad30deb8604608fa0397bddb648"

static const char signature[] = "\x07\x00\x03\x00\x78\x00\x78\x00\x78\x00";

/* The features in front of the hardware record (profiles, core, tray), and the record. */
static const char hardware[] = "\x00\x00\x03\x04\x00\x43\x00\x00"
                               "\x00\x01\x0B\x08\x00\x00\x00\x07\x00\x00\x00\x00"
                               "\x00\x03\x03\x04\x39\x00\x00\x00"
                               "\x55\xAAUNIQUE0000000000MTEKMT1959      \0\0JB8   ";

static const char page[] = "HL-DT-STBD-RE  WH16NS60 1.02N000000 UNIQUE1711241200MTEKMT1959";

#define WORD(text)            \
    {                         \
        text, sizeof text - 1 \
    }

static const struct {
    const char *text;
    gsize length_bytes;
} words[] = {
    WORD (signature),
    WORD (hardware),
    WORD (page),
    WORD ("MT1959 Boot JB8 "),
    WORD ("MT1939 Boot BU1 "),
    WORD ("MTEKMT19"),
    WORD ("MTEKMT1939"),
    WORD ("TSSTcorp"),
    WORD ("SDF0"),
    WORD ("OmniDrive"),
    WORD ("\x55\xAAUNIQUE"),
    WORD ("K355"),
    WORD ("K35504"),
    WORD ("L110"),
    WORD ("9 Boot "),
    WORD ("DE"),
    WORD ("B53E"),
    WORD ("K210"),
};

/* Offset of the first of two checksums in images of the ND-2x00 (type K210). */
#define NEC_FIRST_SUM_OFFSET 0x29FFE

/* Offsets that the parsers of NEC and MediaTek images read. END + n means n bytes before the end of the file. */
#define END ((gsize) 1 << 32)
static const gsize places[] = {
    0,        0x0E,        0x42,          NEC_FIRST_SUM_OFFSET, 0x5000,   MT_CONFIG, MT_BOOT_END, MT_RECORDS,
    0x100000, MT_SETTINGS, MT_DESCRIPTOR, MT_DESCRIPTOR + 0x34, 0x1FFFD0, END,       END + 2,     END + 6,
    END + 8,  END + 0x200, END + 0x1000,
};

static void
fuzz_put_text (gsize offset, const char *text)
{
    fuzz_file_put (offset, text, strlen (text));
}

/* Returns an offset that is less than 129 bytes away from one of `places`; the input selects which. */
static gsize
fuzz_place (FuzzInput *input)
{
    gsize place = places[fuzz_input_u8 (input) % G_N_ELEMENTS (places)];
    gint8 delta = (gint8) fuzz_input_u8 (input);

    if (place >= END)
        place = fuzz_file_size () - MIN (place - END, fuzz_file_size ());
    return place + (gsize) (gssize) delta;
}

/* Writes one of `words`, a repeated byte, or bytes of the input, to an offset that the input selects. */
static void
fuzz_patch (FuzzInput *input)
{
    guint8 how = fuzz_input_u8 (input);
    gsize offset = 0;
    gsize length_bytes = 0;
    const guint8 *data = NULL;

    if (how % 4 == 3)
        offset = ((gsize) fuzz_input_u8 (input) << 16 | fuzz_input_u16 (input)) % MAX (fuzz_file_size (), 1);
    else
        offset = fuzz_place (input);
    switch (how % 4) {
    case 0:
        data = (const guint8 *) words[(how >> 2) % G_N_ELEMENTS (words)].text;
        length_bytes = words[(how >> 2) % G_N_ELEMENTS (words)].length_bytes;
        fuzz_file_put (offset, data, length_bytes);
        break;
    case 1:
        fuzz_file_fill (offset, fuzz_input_u8 (input), (gsize) (how >> 2) << 5);
        break;
    default:
        length_bytes = how >> 2;
        data = fuzz_input_bytes (input, &length_bytes);
        fuzz_file_put (offset, data, length_bytes);
        break;
    }
}

/* Writes the right checksums of an image of @type into the file. */
static void
fuzz_make_sums (const BbNecType *type)
{
    if (fuzz_file_size () > NEC_FIRST_SUM_OFFSET)
        fuzz_file_put_be16 (NEC_FIRST_SUM_OFFSET, fuzz_file_sum16 (0, NEC_FIRST_SUM_OFFSET));
    for (guint i = 0; i < type->n_parts; i++)
        fuzz_file_put_be16 (type->parts[i].sum_offset,
                            fuzz_file_sum16 (type->parts[i].image_offset, type->parts[i].sum_offset));
}

/* Makes the file that the input describes. */
static void
fuzz_make_file (FuzzInput *input)
{
    guint8 flags = fuzz_input_u8 (input);
    gint8 odd = (gint8) fuzz_input_u8 (input);
    guint n_codes = 0;
    const FuzzCode *codes = fuzz_codes (&n_codes);
    const FuzzCode *code = &codes[fuzz_input_u16 (input) % n_codes];
    const BbNecType *type = code->type;
    gsize size = 0;

    if ((flags & FUZZ_MEDIATEK) != 0 || type == NULL || type->image_bytes == 0)
        size = MT_FLASH_BYTES;
    else
        size = type->image_bytes + ((flags & FUZZ_SUFFIX) != 0 ? 2 : 0);
    if ((flags & FUZZ_SMALL) != 0)
        size = (gsize) (guint8) odd << 9;
    else if ((flags & FUZZ_ODD) != 0)
        size += (gsize) (gssize) odd;
    fuzz_file_open (size);
    if ((flags & FUZZ_KNOWN) != 0)
        fuzz_file_claim (FUZZ_KNOWN_SHA256);
    if ((flags & FUZZ_TAG) != 0 && type != NULL) {
        fuzz_put_text (type->tag_offset, code->tag);
        if ((flags & FUZZ_SUFFIX) != 0)
            fuzz_put_text (type->image_bytes, "05");
    }
    if ((flags & FUZZ_MEDIATEK) != 0) {
        fuzz_put_text (MT_CONFIG, "MT1959 Boot JB8 ");
        fuzz_file_put (0x100000, hardware, sizeof hardware - 1);
        fuzz_put_text (MT_DESCRIPTOR, page);
    }
    while (input->left_bytes > 0)
        fuzz_patch (input);
    if ((flags & FUZZ_SUMS) != 0 && type != NULL)
        fuzz_make_sums (type);
}

/* Returns (transfer full) facts of a drive of @family; @key: (nullable): key of its model. */
static BbFacts *
fuzz_new_facts (const char *family, const char *key)
{
    static const guint8 config[32] = "MT1959 Boot JB8 ";
    BbFacts *facts = bb_facts_new (NULL);

    facts->family = g_strdup (family);
    facts->condition = BB_CONDITION_NORMAL;
    facts->mode = g_strdup ("normal");
    if (key != NULL)
        facts->model = bb_catalog_get_model (fuzz_catalog (), family, key);
    bb_facts_set_string (facts, "boot-id", "MT1959 Boot JB8 ");
    bb_facts_set_string (facts, "form-factor", "half-height");
    bb_facts_set_string (facts, "form-running", "half-height");
    bb_facts_set_string (facts, BB_NEC_VALUE_BOOT_VERSION, "05");
    bb_facts_set_string (facts, BB_NEC_VALUE_FIRMWARE_ID, "93");
    bb_facts_set_bytes (facts, "config", config, sizeof config);
    return facts;
}

/* Returns (transfer none) facts of a drive of @family: NEC, Samsung/TSST or, for any other family, MediaTek. All are
 * made at the first call. */
static BbFacts *
fuzz_facts (const char *family)
{
    static BbFacts *nec = NULL;
    static BbFacts *mediatek = NULL;
    static BbFacts *tsst = NULL;

    if (nec == NULL) {
        nec = fuzz_new_facts (BB_NEC_FAMILY, "K355");
        mediatek = fuzz_new_facts (BB_MT1959_ID, NULL);
        tsst = fuzz_new_facts ("samsung-tsst", "DVD-ROM SH-D163B");
        g_strlcpy (tsst->inquiry.vendor, "TSSTcorp", sizeof tsst->inquiry.vendor);
    }
    if (g_strcmp0 (family, "samsung-tsst") == 0)
        return tsst;
    return g_strcmp0 (family, BB_NEC_FAMILY) == 0 ? nec : mediatek;
}

/* Checks the image against a drive of its family, and makes a plan, whatever the verdict. Asserts that the verdict
 * refuses an image with a problem or a bad checksum, and that there is either a plan or an error. */
static void
fuzz_use (BbImage *image)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    const BbFamily *family = bb_family_lookup (identity->family);
    BbFacts *facts = fuzz_facts (identity->family);
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, fuzz_catalog ());
    BbFlashInput input = {.facts = facts, .image = image, .catalog = fuzz_catalog ()};
    g_autoptr (GError) error = NULL;
    g_autoptr (BbPlan) plan = NULL;

    g_assert_nonnull (family);
    g_assert_true (identity->problem == NULL || bb_verdict_get_level (verdict) == BB_VERDICT_REFUSED);
    g_assert_true (identity->checksum != BB_CHECKSUM_BAD || bb_verdict_get_level (verdict) == BB_VERDICT_REFUSED);
    plan = family->plan_flash (&input, &error);
    g_assert_true ((plan == NULL) == (error != NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    FuzzInput input = {data, size};

    fuzz_make_file (&input);
    {
        g_autoptr (BbImage) file = fuzz_file_image ();

        for (const BbFamily *const *family = bb_family_list (); *family != NULL; family++) {
            g_autoptr (GPtrArray) found = NULL;

            if ((*family)->identify_image == NULL)
                continue;
            found = (*family)->identify_image (bb_image_get_bytes (file), fuzz_catalog ());
            for (guint i = 0; i < found->len; i++) {
                g_autoptr (BbImage) image = bb_image_new_part (file, g_ptr_array_index (found, i), NULL);

                g_assert_nonnull (image);
                if (FUZZ_WITH_PLAN)
                    fuzz_use (image);
            }
        }
    }
    fuzz_file_close ();
    return 0;
}
