/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-vectors.h"

#include "scsi/bb-bytes.h"

#define SIGNATURE_OFFSET 0x20000
/* Checksum of the boot code that the Opti4 image is made for. */
#define OPTI4_BOOT_SUM 0xA0A5

const NecVector nec_vectors[] = {
    {
        .name = "nec-640k-k110",
        .flash_type = "640K",
        .code = "K110",
        .seed = 0x11,
        .firmware_id = 0x70,
        .firmware_id_offset = 0x0,
        .boot = NULL,
        .size = 634888,
        .image_sha256 = "7d2711108263786061b5247660a27461d0cf74b3b07f8d2aabe5301685719428",
        .n_flash = 61,
        .flash_sha256 = "3f13690e49492bee605b2aa17342da840ba17e90a029f7a1325fd25cdebf50d0",
        .data_bytes = 634880,
        .data_sha256 = "0c6f2f0baea291f8627cd7c01d922be249f46ff40fd57112f18b7aceea0ff83a",
        .n_reads = 155,
        .reads_sha256 = "2849f5b7f16a8b4b993801c3ff5b5e8db968cc9f40adfe92371940b6c1d14c8f",
    },
    {
        .name = "nec-768k-l210",
        .flash_type = "768K",
        .code = "L210",
        .seed = 0x12,
        .firmware_id = 0x84,
        .firmware_id_offset = 0x400,
        .boot = NULL,
        .size = 753668,
        .image_sha256 = "b9f2eaae7b211bb4dd1b4fc6a5e8fd8f8f80fd8d87121d6fc61519c78b30c7cc",
        .n_flash = 50,
        .flash_sha256 = "2cae60aff47b26dd06f3671bbb9942063e2e8a39d4573de0e8c0348d3413247d",
        .data_bytes = 753664,
        .data_sha256 = "ff90cf50a74798a20988a069e2ed97041272f2a9f383abde97788aa8efe1791d",
        .n_reads = 184,
        .reads_sha256 = "3dc0838bce645b4e9582cb13cf96a20a267102e2218cdc2d47fdd2db2ccb99e7",
    },
    {
        .name = "nec-1m-k352",
        .flash_type = "1M",
        .code = "K352",
        .seed = 0x13,
        .firmware_id = 0x88,
        .firmware_id_offset = 0x400,
        .boot = "02",
        .size = 1024006,
        .image_sha256 = "764dfd219d766cb8414f05460892c31dfc9a365cd8ab730e1372b671ab7b37d4",
        .n_flash = 69,
        .flash_sha256 = "b050f0cfb16577e5d9a574d04d66e730383f4b9fdc22e4b4c2d1b67f2e396aa6",
        .data_bytes = 1024000,
        .data_sha256 = "17e500240c5044cd529f9bf520949a837cb0a8a0330f6df72d0321fc19e10856",
        .n_reads = 250,
        .reads_sha256 = "5a9255cf69405660dbbdcdfded9b3254e13a34916b7632a0d5ec0a8058033dc9",
    },
    {
        .name = "nec-1m-k210",
        .flash_type = "1M",
        .code = "K210",
        .seed = 0x14,
        .firmware_id = 0x79,
        .firmware_id_offset = 0x2A400,
        .boot = NULL,
        .size = 1024004,
        .image_sha256 = "e1481949e25b60318d642ece1c2e9778511eea686166f6ca245cdc37ba16927a",
        .n_flash = 70,
        .flash_sha256 = "9f07c618155c63a0d9a4837e79e46287c687f4fff8f85d59d0f361a6f6e56c9e",
        .data_bytes = 1024000,
        .data_sha256 = "12352e4a95018fcd87c259e85cb06a957d72666a98a856f3b16377dedacebd4d",
        .n_reads = 250,
        .reads_sha256 = "5a9255cf69405660dbbdcdfded9b3254e13a34916b7632a0d5ec0a8058033dc9",
    },
    {
        .name = "nec-2m-k355",
        .flash_type = "2M",
        .code = "K355",
        .seed = 0x15,
        .firmware_id = 0x93,
        .firmware_id_offset = 0x0,
        .boot = "05",
        .size = 1966088,
        .image_sha256 = "f9945c36703de1d630f87b31d090a3e3adbd5d444e321f665412c4f8bf7d05f8",
        .n_flash = 124,
        .flash_sha256 = "09cc7a86c8c6b97f6fcde8c176bec388565e9623cba6cc87832b4a4d0e8087c5",
        .data_bytes = 1966080,
        .data_sha256 = "90674136a2ac45f83a16572105f35bcd3c7ecb81def1c6c5ba2ee91b9f8a8002",
        .n_reads = 480,
        .reads_sha256 = "e56f80dcfc4a31ab9a0391aac9bafeab550ba3738d3adcc3367f41680e0b368f",
    },
    {
        .name = "nec-2m-k370",
        .flash_type = "2M",
        .code = "K370",
        .seed = 0x16,
        .firmware_id = 0xA2,
        .firmware_id_offset = 0x0,
        .boot = "05",
        .size = 1966088,
        .image_sha256 = "cf96e081486501c57495f7706a6f0d2e48a6a3b178dab0ebedd6618a970154f8",
        .n_flash = 124,
        .flash_sha256 = "95fb95b018b2de2430242761659343b25a91fecd817bf73040942950278dba39",
        .data_bytes = 1966080,
        .data_sha256 = "fea4b54ffb2edfbed6323e06dd38d4139d4b144c9baaa4fd9e8839c37110b6de",
        .n_reads = 480,
        .reads_sha256 = "b9ed1efd419114e0c476d0002c4c72257ec5c22178e921d74fa48ed9de0e0b99",
    },
    {
        .name = "nec-2mopti-d770",
        .flash_type = "2MOpti",
        .code = "D770",
        .seed = 0x17,
        .firmware_id = 0xB4,
        .firmware_id_offset = 0x0,
        .boot = "04",
        .size = 1835016,
        .image_sha256 = "6589ab35b2256d4f94fe9766238a456a39dbb21177c00741e23dcad761486e5c",
        .n_flash = 115,
        .flash_sha256 = "dabf3a5b49bc48505b104452ee2a849b4de25aef3920b4ecd9774e5403f16651",
        .data_bytes = 1836800,
        .data_sha256 = "4a57705532a8f132af5605fe534541748c9f05c8d10a55ed1a7430a855fa9153",
        .n_reads = 448,
        .reads_sha256 = "f590aba1f6c051e7866e2ad39cc236c6e6b099180cbe1abbd88fc2b1d19aec8d",
    },
    {
        .name = "nec-opti2-g200",
        .flash_type = "Opti2",
        .code = "G200",
        .seed = 0x18,
        .firmware_id = 0xE5,
        .firmware_id_offset = 0x0,
        .boot = NULL,
        .size = 1835014,
        .image_sha256 = "39a9f6a806650d71638ab1fc0c5bfce2c2807e7e1e4098e8f43b4b1107dc1a17",
        .n_flash = 116,
        .flash_sha256 = "c73aa9a7c7eb0fd345294aae97519a995cce001b0e31804531fd924580312f6f",
        .data_bytes = 1835008,
        .data_sha256 = "683d69fb547610881fbf89e41307aea8faea2f52347a501af60a96f911223d6d",
        .n_reads = 448,
        .reads_sha256 = "3c8ce4222871484376a8959aba20da63807561b50d1b298eb7f7c41794cb861a",
    },
    {
        .name = "nec-opti3-g265",
        .flash_type = "Opti3",
        .code = "G265",
        .seed = 0x19,
        .firmware_id = 0x41,
        .firmware_id_offset = 0x0,
        .boot = "08",
        .size = 1769480,
        .image_sha256 = "717e31d2567db64a7ba349fa3d3b1c858b94d1af8b7dda5c93d350af71226d81",
        .n_flash = 112,
        .flash_sha256 = "9f76c13f55f8cfb7993c131121a440e6b1d931bdc0e63fec3f93c4aaf03b7b81",
        .data_bytes = 1769472,
        .data_sha256 = "9c903e89ad0bc5de9ac5bf9cc7c421f0b96e1f95e9069d8c75190e4e65df0497",
        .n_reads = 432,
        .reads_sha256 = "937f71555f1e3b5bf293f08f8707df5f08519741c917dab67be987e203c10f10",
    },
    {
        .name = "nec-opti4-g285",
        .flash_type = "Opti4",
        .code = "G285",
        .seed = 0x1A,
        .firmware_id = 0x5C,
        .firmware_id_offset = 0x0,
        .boot = "03",
        .size = 1769480,
        .image_sha256 = "c0a428d0579eeb941207e02061ae320ae8022ddccc77d5e28f32b8e6cfff687d",
        .n_flash = 112,
        .flash_sha256 = "1f936224d716b454aa72126f4b1db363832ee6bf99e8120c0bec42a66b3d32b1",
        .data_bytes = 1769472,
        .data_sha256 = "9e601dabfc8ffed8565b980dd790f7b93ef7fe04e5f7235039f6af0605490675",
        .n_reads = 432,
        .reads_sha256 = "d606be65e04b28e9b055153c52fb5b918905b2e7afdaae887324301dc4bb36f9",
    },
    {
        .name = "nec-optibd-c500",
        .flash_type = "OptiBD",
        .code = "C500",
        .seed = 0x1B,
        .firmware_id = -1,
        .firmware_id_offset = 0x0,
        .boot = NULL,
        .size = 1901058,
        .image_sha256 = "4e353f5cd1d68d4206a6ca9df5fc455fcb71d42d718391f607194acc1c296535",
        .n_flash = 121,
        .flash_sha256 = "1fe55c456a1fc00205afc07ebe215cf2d8ea507f94f35d62aa122e01e51c098f",
        .data_bytes = 1901056,
        .data_sha256 = "ded6240416dea84d8c9b8be3d98b8ea422da8e2e27af8044b944e8ca914a6c2c",
        .n_reads = 0,
        .reads_sha256 = NULL,
    },
};
const guint n_nec_vectors = G_N_ELEMENTS (nec_vectors);

const NecVector *
nec_vector (const char *name)
{
    for (guint i = 0; i < n_nec_vectors; i++)
        if (g_str_equal (nec_vectors[i].name, name))
            return &nec_vectors[i];
    g_assert_not_reached ();
}

GByteArray *
nec_fill (gsize length_bytes, guint32 seed)
{
    GByteArray *bytes = g_byte_array_new ();
    guint32 x = seed;

    g_byte_array_set_size (bytes, (guint) length_bytes);
    for (gsize i = 0; i < length_bytes; i++) {
        x = 1664525u * x + 1013904223u;
        bytes->data[i] = (guint8) (x >> 24);
    }
    return bytes;
}

guint16
nec_sum16 (GByteArray *bytes, gsize first, gsize end)
{
    guint32 sum = 0;

    for (gsize i = first; i < end; i += 2)
        sum += bytes->data[i] * 256u + bytes->data[i + 1];
    return (guint16) sum;
}

void
nec_put_be16 (GByteArray *bytes, gsize offset, guint16 value)
{
    bytes->data[offset] = (guint8) (value >> 8);
    bytes->data[offset + 1] = (guint8) value;
}

void
nec_put_text (GByteArray *bytes, gsize offset, const char *text, gsize width)
{
    for (gsize i = 0; i < width; i++)
        bytes->data[offset + i] = i < strlen (text) ? (guint8) text[i] : ' ';
}

/* Writes the signature and the INQUIRY texts that the family reads from an image. */
static void
put_identity (GByteArray *payload, const NecRecipe *recipe)
{
    static const guint8 signature[] = {0x07, 0x00, 0x03, 0x00, 0x78, 0x00, 0x78, 0x00, 0x78, 0x00};
    const guint32 at = SIGNATURE_OFFSET;

    for (guint i = 0; i < sizeof signature; i++)
        payload->data[at + i] = signature[i];
    nec_put_text (payload, at + 0x18A, recipe->vendor != NULL ? recipe->vendor : "_NEC", 8);
    nec_put_text (payload, at + 0x192, recipe->product != NULL ? recipe->product : "DVD_RW TEST", 16);
    nec_put_text (payload, at + 0x1A2, recipe->revision != NULL ? recipe->revision : "1.23", 4);
    nec_put_text (payload, at + 0x1A6, "SYNTHETIC", 20);
}

/* Writes the checksum of [@first, @end) at @end. */
static void
put_inner_sum (GByteArray *bytes, gsize first, gsize end)
{
    nec_put_be16 (bytes, end, nec_sum16 (bytes, first, end));
}

static gsize
payload_bytes (const NecVector *vector)
{
    const BbNecType *type = nec_type (vector->flash_type);

    return type->parts[0].length_bytes;
}

static void
append_text (GByteArray *bytes, const char *text)
{
    g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
}

/* Adds the checksums to @image, which contains the payload:
 * - 640K: writes the checksum at the end of the payload. Then appends the type code @tag, and a second bank with a
 *   checksum of its own.
 * - 768K and 1M: writes the checksum at the end of the payload; for K210, also a checksum within the payload.
 * - Other types: appends the checksum. For Opti4 and OptiBD, first writes the header fields. */
static void
finish_image (const NecVector *vector, GByteArray *image, const char *tag)
{
    guint8 sum[2] = {0};

    if (g_str_equal (vector->flash_type, "640K")) {
        g_autoptr (GByteArray) bank_1 = nec_fill (0x20000, vector->seed + 1);

        put_inner_sum (image, 0, 0x7AFFE);
        append_text (image, tag);
        g_byte_array_append (image, bank_1->data, bank_1->len);
        put_inner_sum (image, 0x7B004, 0x9B002);
        return;
    }
    if (g_str_equal (vector->flash_type, "768K") || g_str_equal (vector->flash_type, "1M")) {
        if (g_str_equal (vector->code, "K210"))
            put_inner_sum (image, 0, 0x29FFE);
        put_inner_sum (image, 0, image->len - 2);
        return;
    }
    if (g_str_equal (vector->flash_type, "Opti4"))
        nec_put_be16 (image, 0x0E, OPTI4_BOOT_SUM);
    if (g_str_equal (vector->flash_type, "OptiBD"))
        nec_put_text (image, 0x42, tag, 4);
    bb_put_be16 (sum, nec_sum16 (image, 0, image->len));
    g_byte_array_append (image, sum, sizeof sum);
}

GByteArray *
nec_vector_bytes (const NecVector *vector, const NecRecipe *recipe)
{
    static const NecRecipe as_it_is = {0};
    GByteArray *image = nec_fill (payload_bytes (vector), vector->seed);
    const char *tag = NULL;
    const char *boot = NULL;

    if (recipe == NULL)
        recipe = &as_it_is;
    tag = recipe->tag != NULL ? recipe->tag : vector->code;
    boot = recipe->boot != NULL ? recipe->boot : vector->boot;
    if (vector->firmware_id >= 0)
        image->data[vector->firmware_id_offset] =
            (guint8) (recipe->firmware_id != 0 ? recipe->firmware_id : vector->firmware_id);
    put_identity (image, recipe);
    finish_image (vector, image, tag);
    if (!g_str_equal (vector->flash_type, "OptiBD"))
        append_text (image, tag);
    if (boot != NULL)
        append_text (image, boot);
    return image;
}

BbImage *
nec_identify (BbCatalog *catalog, GByteArray *bytes)
{
    g_autoptr (GBytes) data = g_bytes_new (bytes->data, bytes->len);
    g_autoptr (BbImage) whole = bb_image_new_from_bytes (data, "image.bin");
    g_autoptr (GPtrArray) found = bb_nec_identify_image (data, catalog);

    g_assert_cmpuint (found->len, >=, 1);
    return bb_image_new_part (whole, g_ptr_array_index (found, 0), NULL);
}

BbImage *
nec_vector_image (BbCatalog *catalog, const NecVector *vector, const NecRecipe *recipe)
{
    g_autoptr (GByteArray) bytes = nec_vector_bytes (vector, recipe);

    return nec_identify (catalog, bytes);
}

BbCatalog *
nec_catalog (void)
{
    g_autoptr (GError) error = NULL;
    BbCatalog *catalog = bb_catalog_open (BUILD_DATADIR "/catalog", NULL, &error);

    g_assert_no_error (error);
    return catalog;
}

const BbNecType *
nec_type (const char *name)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    return bb_nec_type_lookup (catalog, name);
}

BbFacts *
nec_facts (BbCatalog *catalog, const char *code, int firmware_id, const char *boot)
{
    static const BbInquiry inquiry = {
        .device_type = 5, .vendor = "_NEC    ", .product = "DVD_RW TEST     ", .revision = "1.00"};
    BbFacts *facts = bb_facts_new (&inquiry);
    g_autofree char *id = g_strdup_printf ("%02X", (guint) firmware_id & 0xFF);

    facts->family = g_strdup (BB_NEC_FAMILY);
    facts->model = bb_catalog_get_model (catalog, BB_NEC_FAMILY, code);
    g_assert_nonnull (facts->model);
    facts->maker = g_strdup (bb_model_get_maker (facts->model));
    facts->model_name = bb_nec_model_name_for (facts->model, firmware_id);
    facts->condition = BB_CONDITION_NORMAL;
    facts->mode = g_strdup (BB_NEC_MODE_NORMAL);
    if (firmware_id >= 0)
        bb_facts_set_string (facts, BB_NEC_VALUE_FIRMWARE_ID, id);
    if (boot != NULL) {
        bb_facts_set_string (facts, BB_NEC_VALUE_BOOT_VERSION, boot);
        bb_facts_set_string (facts, BB_NEC_VALUE_SAFE_MODE_KEY, bb_nec_model_safe_key (facts->model));
        bb_facts_set_string (facts, BB_NEC_VALUE_LEARNT, "yes");
    }
    return facts;
}
