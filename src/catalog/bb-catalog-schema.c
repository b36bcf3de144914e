/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-catalog-schema.h"

#define BB_INTERFACES "PATA|PATA slim|SATA|SATA slim|PATA/SATA|SCSI|USB|USB/FireWire|USB/eSATA|eSATA bridge"
#define BB_FORM_FACTORS "slim|half-height"
#define BB_MEDIATEK_CHIPS "MT1939|MT1959"
#define BB_TRIED "yes|no|untried|described"

/* In every group. */
static const BbSchemaKey bb_common_keys[] = {
    {"Notes", BB_VALUE_TEXT},
    {"Confidence", BB_VALUE_ENUM, BB_KEY_REQUIRED, "low|medium|high"},
    {"Source", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {NULL},
};

/* In every group that speaks of a drive. */
static const BbSchemaKey bb_drive_keys[] = {
    {"Name", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {"Maker", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {"Interface", BB_VALUE_ENUM, 0, BB_INTERFACES},
    {"Tested", BB_VALUE_ENUM, BB_KEY_REQUIRED, "none|simulated|identified|backed-up|flashed|recovered"},
    {NULL},
};

static const BbSchemaKey bb_nec_optiarc_keys[] = {
    {"Names", BB_VALUE_LIST, BB_KEY_REQUIRED | BB_KEY_INDEXED},
    {"FlashType", BB_VALUE_ENUM, BB_KEY_REQUIRED | BB_KEY_INDEXED,
     "640K|768K|1M|2M|2MOpti|Opti2|Opti3|Opti4|2MHDDVD|OptiBD|OptiBD2"},
    {"BaseHardware", BB_VALUE_TEXT, BB_KEY_REQUIRED | BB_KEY_INDEXED | BB_KEY_SIBLING},
    {"BaseHardwareExtended", BB_VALUE_TEXT, BB_KEY_REQUIRED | BB_KEY_INDEXED | BB_KEY_SIBLING},
    {"SafeModeKey", BB_VALUE_TEXT, BB_KEY_REQUIRED | BB_KEY_INDEXED | BB_KEY_UNIQUE},
    {"AcceptedIds", BB_VALUE_LIST, BB_KEY_REQUIRED | BB_KEY_INDEXED | BB_KEY_UNIQUE},
    {"IdAddress", BB_VALUE_NUMBER, BB_KEY_REQUIRED | BB_KEY_INDEXED},
    {"RidBlockAddress", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"HardwareIds", BB_VALUE_NUMBER_LIST, BB_KEY_INDEXED},
    {"HardwareIdAddress", BB_VALUE_NUMBER},
    {"RidText", BB_VALUE_TAGGED_LIST, BB_KEY_INDEXED},
    {"Laptop", BB_VALUE_BOOLEAN, BB_KEY_REQUIRED},
    {"Wiring", BB_VALUE_WIRING_LIST},
    {NULL},
};

static const BbSchemaKey bb_mediatek_mt1959_keys[] = {
    {"Vendor", BB_VALUE_VENDOR, BB_KEY_REQUIRED},
    {"Product", BB_VALUE_PRODUCT, BB_KEY_REQUIRED | BB_KEY_INDEXED | BB_KEY_UNIQUE},
    {"Chip", BB_VALUE_ENUM, BB_KEY_REQUIRED, BB_MEDIATEK_CHIPS},
    {"BootIdHex", BB_VALUE_HEX, BB_KEY_REQUIRED | BB_KEY_INDEXED},
    {"Platform", BB_VALUE_TEXT, BB_KEY_REQUIRED | BB_KEY_INDEXED},
    {"Generation", BB_VALUE_TEXT},
    {"FormFactor", BB_VALUE_ENUM, BB_KEY_REQUIRED | BB_KEY_INDEXED, BB_FORM_FACTORS},
    {NULL},
};

static const BbSchemaKey bb_mediatek_layout_keys[] = {
    {"ImageSize", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"ChunkSize", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"ClearedBytes", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"ConfigOffset", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"ConfigSize", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"RecordsOffset", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"ReadoutEnd", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"SettingsOffset", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"SettingsSize", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"DescriptorOffset", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"DescriptorSize", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"DescriptorImageSize", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"CalibrationOffset", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"CalibrationSize", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {NULL},
};

static const BbSchemaKey bb_mediatek_form_factor_keys[] = {
    {"Names", BB_VALUE_LIST, BB_KEY_REQUIRED | BB_KEY_INDEXED | BB_KEY_UNIQUE},
    {NULL},
};

static const BbSchemaKey bb_mediatek_trap_keys[] = {
    {"Names", BB_VALUE_LIST, BB_KEY_REQUIRED | BB_KEY_INDEXED},
    {"Trap", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {NULL},
};

static const BbSchemaKey bb_samsung_tsst_keys[] = {
    {"Vendors", BB_VALUE_LIST, BB_KEY_REQUIRED},
    {"UncertainVendors", BB_VALUE_LIST},
    {"Product", BB_VALUE_PRODUCT, BB_KEY_REQUIRED | BB_KEY_INDEXED | BB_KEY_UNIQUE},
    {"Protocol", BB_VALUE_ENUM, BB_KEY_REQUIRED, "tsst|sd616"},
    {"Chip", BB_VALUE_ENUM, 0, "MT1339"},
    {"ImageSize", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"WireChunk", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"Commands", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"EndMode", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"Layout", BB_VALUE_ENUM, BB_KEY_REQUIRED, "linear|sd616"},
    {"Listed", BB_VALUE_BOOLEAN, BB_KEY_REQUIRED},
    {NULL},
};

static const BbSchemaKey bb_tsst_mt1939_keys[] = {
    {"Vendor", BB_VALUE_VENDOR, BB_KEY_REQUIRED},
    {"Product", BB_VALUE_PRODUCT, BB_KEY_REQUIRED | BB_KEY_INDEXED | BB_KEY_UNIQUE},
    {"Chip", BB_VALUE_ENUM, BB_KEY_REQUIRED, "MT1939"},
    {"Revisions", BB_VALUE_LIST, BB_KEY_REQUIRED},
    {"ImageSize", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"VersionAnswerHex", BB_VALUE_HEX, BB_KEY_REQUIRED},
    {NULL},
};

static const BbSchemaKey bb_plextor_keys[] = {
    {"Vendor", BB_VALUE_VENDOR, BB_KEY_REQUIRED},
    {"Product", BB_VALUE_PRODUCT, BB_KEY_REQUIRED | BB_KEY_INDEXED | BB_KEY_UNIQUE},
    {"ProductField", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {"ImageHeader", BB_VALUE_TEXT, BB_KEY_INDEXED},
    {"ImageSize", BB_VALUE_NUMBER},
    {"ChecksumOffset", BB_VALUE_NUMBER},
    {"ChecksumStart", BB_VALUE_NUMBER},
    {"ChunkA", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"ChunkB", BB_VALUE_NUMBER},
    {"BufferId", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"FirstOffset", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"EepromScheme", BB_VALUE_ENUM, 0, "cdr|px712|px716"},
    {"EepromSize", BB_VALUE_NUMBER},
    {"FlashableA", BB_VALUE_BOOLEAN, BB_KEY_REQUIRED},
    {"FlashableB", BB_VALUE_BOOLEAN, BB_KEY_REQUIRED},
    {NULL},
};

static const BbSchemaKey bb_pioneer_keys[] = {
    {"Generation", BB_VALUE_NUMBER, BB_KEY_INDEXED | BB_KEY_UNIQUE},
    {"ModeWordHex", BB_VALUE_HEX},
    {"KeyRule", BB_VALUE_ENUM, BB_KEY_REQUIRED, "none|universal|kernel-type|kernel-type-plus-one|unknown"},
    {"KernelSize", BB_VALUE_NUMBER},
    {"NormalSize", BB_VALUE_NUMBER},
    {"NormalSizeRule", BB_VALUE_ENUM, 0, "exactly|at-least"},
    {"Unlock", BB_VALUE_BOOLEAN},
    {"MediaCheck", BB_VALUE_BOOLEAN},
    {"EnterWaitSeconds", BB_VALUE_NUMBER},
    {"Supported", BB_VALUE_BOOLEAN, BB_KEY_REQUIRED},
    {NULL},
};

static const BbSchemaKey bb_pioneer_kernel_keys[] = {
    {"KernelType", BB_VALUE_TEXT, BB_KEY_REQUIRED | BB_KEY_INDEXED | BB_KEY_UNIQUE},
    {"CompareLength", BB_VALUE_NUMBER, BB_KEY_REQUIRED},
    {"KeyHex", BB_VALUE_HEX, BB_KEY_REQUIRED},
    {"KeyPlusOneHex", BB_VALUE_HEX, BB_KEY_REQUIRED},
    {"Brand", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {NULL},
};

static const BbSchemaKey bb_pioneer_bd_keys[] = {
    {"HardwareId", BB_VALUE_TEXT, BB_KEY_INDEXED | BB_KEY_UNIQUE},
    {"Platform", BB_VALUE_TEXT},
    {"HardwareFamily", BB_VALUE_TEXT, BB_KEY_INDEXED},
    {"CommunityNext", BB_VALUE_TEXT},
    {"CommunityTools", BB_VALUE_LIST},
    {"Identify", BB_VALUE_ENUM, BB_KEY_REQUIRED, BB_TRIED},
    {"Dump", BB_VALUE_ENUM, BB_KEY_REQUIRED, BB_TRIED},
    {"Flash", BB_VALUE_ENUM, BB_KEY_REQUIRED, BB_TRIED},
    {NULL},
};

static const BbSchemaKey bb_lg_renesas_keys[] = {
    {"Vendor", BB_VALUE_VENDOR, BB_KEY_REQUIRED},
    {"Product", BB_VALUE_PRODUCT, BB_KEY_REQUIRED | BB_KEY_INDEXED},
    {"HeaderName", BB_VALUE_TEXT, BB_KEY_INDEXED},
    {"Media", BB_VALUE_ENUM, BB_KEY_REQUIRED, "DVD|DVD reader|BD|BD and HD DVD reader"},
    {"MainStart", BB_VALUE_NUMBER},
    {"MainSize", BB_VALUE_NUMBER},
    {"CoreStart", BB_VALUE_NUMBER},
    {"CoreSize", BB_VALUE_NUMBER},
    {"ReadMain", BB_VALUE_TEXT},
    {"ReadCore", BB_VALUE_TEXT},
    {"FlashMain", BB_VALUE_TEXT},
    {"Verify", BB_VALUE_TEXT},
    {"Status", BB_VALUE_ENUM, BB_KEY_REQUIRED | BB_KEY_INDEXED,
     "candidate|candidate-rebadge|listed|asked|reported|failed|other-family"},
    {NULL},
};

static const BbSchemaKey bb_name_keys[] = {
    {"Vendor", BB_VALUE_VENDOR},
    {"Product", BB_VALUE_PRODUCT},
    {"MarketedAs", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {"OemVendor", BB_VALUE_TEXT},
    {"OemModel", BB_VALUE_TEXT},
    {"Family", BB_VALUE_TEXT},
    {"Model", BB_VALUE_TEXT},
    {"Chipset", BB_VALUE_ENUM, 0, "nec|optiarc|pioneer|mediatek-lite-on|tsst|mt1959|renesas|plextor|other"},
    {"Interface", BB_VALUE_ENUM, 0, BB_INTERFACES},
    {"Seen", BB_VALUE_ENUM_LIST, 0, "normal|safe-mode"},
    {"RevisionInSafeMode", BB_VALUE_TEXT},
    {"BootVersion", BB_VALUE_TEXT},
    {NULL},
};

static const BbSchemaKey bb_crossflash_keys[] = {
    {"From", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {"FromModels", BB_VALUE_LIST},
    {"To", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {"Kind", BB_VALUE_ENUM, BB_KEY_REQUIRED, "same-hardware|feature-upgrade|downgrade|not-possible"},
    {"BootCode", BB_VALUE_ENUM, BB_KEY_REQUIRED, "yes|no|unknown"},
    {"Risk", BB_VALUE_RISK, BB_KEY_REQUIRED},
    {"Gains", BB_VALUE_TEXT},
    {"Losses", BB_VALUE_TEXT},
    {NULL},
};

static const BbSchemaKey bb_image_keys[] = {
    {"Model", BB_VALUE_TEXT, BB_KEY_REQUIRED | BB_KEY_SIBLING},
    {"Name", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {"Revision", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {"Date", BB_VALUE_DATE},
    {"Sha256", BB_VALUE_SUM, BB_KEY_INDEXED, "64"},
    {"Sha1", BB_VALUE_SUM, BB_KEY_INDEXED, "40"},
    {"Crc32", BB_VALUE_SUM, 0, "8"},
    {NULL},
};

typedef struct {
    const char *family;
    gboolean are_drives; /* else the groups are facts about drives, without Name and Tested */
    const BbSchemaKey *keys;
} BbSchema;

static const BbSchema bb_schemas[] = {
    {"nec-optiarc", TRUE, bb_nec_optiarc_keys},
    {"mediatek-mt1959", TRUE, bb_mediatek_mt1959_keys},
    {"mediatek-layout", FALSE, bb_mediatek_layout_keys},
    {"mediatek-form-factor", FALSE, bb_mediatek_form_factor_keys},
    {"mediatek-trap", FALSE, bb_mediatek_trap_keys},
    {"samsung-tsst", TRUE, bb_samsung_tsst_keys},
    {"tsst-mt1939", TRUE, bb_tsst_mt1939_keys},
    {"plextor", TRUE, bb_plextor_keys},
    {"pioneer", TRUE, bb_pioneer_keys},
    {"pioneer-kernel", FALSE, bb_pioneer_kernel_keys},
    {"pioneer-bd", TRUE, bb_pioneer_bd_keys},
    {"lg-renesas", TRUE, bb_lg_renesas_keys},
};

static const BbSchema *
bb_catalog_schema_lookup (const char *family)
{
    for (guint i = 0; i < G_N_ELEMENTS (bb_schemas); i++) {
        if (g_str_equal (bb_schemas[i].family, family))
            return &bb_schemas[i];
    }
    return NULL;
}

gboolean
bb_catalog_schema_knows_family (const char *family)
{
    return bb_catalog_schema_lookup (family) != NULL;
}

/* The tables that hold for one kind of group, ended by NULL. */
static void
bb_catalog_schema_tables (BbCatalogKind kind, const char *family, const BbSchemaKey *tables[4])
{
    const BbSchema *schema = kind == BB_CATALOG_KIND_MODEL ? bb_catalog_schema_lookup (family) : NULL;
    guint n_tables = 0;

    tables[n_tables++] = bb_common_keys;
    if (kind == BB_CATALOG_KIND_NAME)
        tables[n_tables++] = bb_name_keys;
    else if (kind == BB_CATALOG_KIND_CROSSFLASH)
        tables[n_tables++] = bb_crossflash_keys;
    else if (kind == BB_CATALOG_KIND_IMAGE)
        tables[n_tables++] = bb_image_keys;
    if (schema != NULL) {
        tables[n_tables++] = schema->keys;
        if (schema->are_drives)
            tables[n_tables++] = bb_drive_keys;
    }
    while (n_tables < 4)
        tables[n_tables++] = NULL;
}

const BbSchemaKey *
bb_catalog_schema_find (BbCatalogKind kind, const char *family, const char *key)
{
    const BbSchemaKey *tables[4];

    bb_catalog_schema_tables (kind, family, tables);
    for (guint i = 0; i < G_N_ELEMENTS (tables) && tables[i] != NULL; i++) {
        for (const BbSchemaKey *entry = tables[i]; entry->name != NULL; entry++) {
            if (g_str_equal (entry->name, key))
                return entry;
        }
    }
    return NULL;
}

void
bb_catalog_schema_check (BbCatalogKind kind, const char *family, const char *path, const BbCatalogGroup *group,
                         GPtrArray *problems)
{
    const BbSchemaKey *tables[4];

    for (guint i = 0; i < group->items->len; i++) {
        const BbCatalogItem *item = &g_array_index (group->items, BbCatalogItem, i);
        const BbSchemaKey *key = bb_catalog_schema_find (kind, family, item->key);
        g_autofree char *wrong = key != NULL ? bb_catalog_value_check (key, item->value) : NULL;

        if (key == NULL)
            bb_catalog_problem (problems, path, item->line, "unknown key %s in [%s]", item->key, group->title);
        else if (wrong != NULL)
            bb_catalog_problem (problems, path, item->line, "%s: %s", item->key, wrong);
    }
    bb_catalog_schema_tables (kind, family, tables);
    for (guint i = 0; i < G_N_ELEMENTS (tables) && tables[i] != NULL; i++) {
        for (const BbSchemaKey *key = tables[i]; key->name != NULL; key++) {
            if ((key->flags & BB_KEY_REQUIRED) != 0 && bb_catalog_group_find (group, key->name) == NULL)
                bb_catalog_problem (problems, path, group->line, "[%s] has no %s", group->title, key->name);
        }
    }
}
