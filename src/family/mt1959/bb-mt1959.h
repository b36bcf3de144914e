/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/*
 * Inside the family: MediaTek MT1959 and its older sister MT1939 (docs/protocols/mediatek-mt1959.md;
 * section numbers in comments are its).
 */

#define BB_MT1959_ID "mediatek-mt1959"
#define BB_MT1959_TIMEOUT_READ_MS 10000

/* The flash, 2 MiB; an address is also the offset in an image. */
#define BB_MT1959_FLASH_BYTES 0x200000
#define BB_MT1959_BOOT_END 0x10000 /* never programmed; FF in every transfer but for the config block */
#define BB_MT1959_CONFIG_ADDRESS 0x3000
#define BB_MT1959_CONFIG_BYTES 0x20
#define BB_MT1959_BOOT_ID_BYTES 0x10
#define BB_MT1959_INTEGRITY_ADDRESS 0x10400
#define BB_MT1959_INTEGRITY_RECORDS 16
#define BB_MT1959_INTEGRITY_RECORD_BYTES 28
#define BB_MT1959_CODE_ADDRESS 0x1000
#define BB_MT1959_CODE_END 0x1D8000
#define BB_MT1959_SETTINGS_ADDRESS 0x1EA000
#define BB_MT1959_SETTINGS_BYTES 0x1000
#define BB_MT1959_DESCRIPTOR_ADDRESS 0x1EC000
#define BB_MT1959_DESCRIPTOR_BYTES 0x100
#define BB_MT1959_DESCRIPTOR_IMAGE_BYTES 0x58 /* what an image brings; the rest is written by the drive */
#define BB_MT1959_CALIBRATION_ADDRESS 0x1F0000
#define BB_MT1959_CALIBRATION_BYTES 0x10000
#define BB_MT1959_CHUNK_BYTES 0x4000
#define BB_MT1959_N_CHUNKS (BB_MT1959_FLASH_BYTES / BB_MT1959_CHUNK_BYTES)
#define BB_MT1959_SAMPLE_BYTES 0x40 /* read at the integrity table, to learn whether all can be read */

/* Keys of facts->values. */
#define BB_MT1959_KEY_BOOT_ID "boot-id"
#define BB_MT1959_KEY_CONFIG "config"
#define BB_MT1959_KEY_CHIP "chip"
#define BB_MT1959_KEY_FORM "form-factor"          /* by the boot id */
#define BB_MT1959_KEY_FORM_RUNNING "form-running" /* by what the running firmware says of its tray */
#define BB_MT1959_KEY_DESCRIPTOR "descriptor"
#define BB_MT1959_KEY_VENDOR "vendor"
#define BB_MT1959_KEY_PRODUCT "product"
#define BB_MT1959_KEY_REVISION "revision"
#define BB_MT1959_KEY_STAMP "build-stamp"
#define BB_MT1959_KEY_READABLE "readable" /* "config", "windows", "all", "nothing" */
#define BB_MT1959_KEY_CALIBRATION "calibration-sha256"
#define BB_MT1959_KEY_PLATFORM "platform"
#define BB_MT1959_KEY_MODIFIED "modified"
#define BB_MT1959_KEY_BRIDGE "bridge"
#define BB_MT1959_KEY_INSTALLED_ID "installed-boot-id" /* of the image that the journal says is installed */

/* Keys of an image's values, besides those above that mean the same. */
#define BB_MT1959_KEY_RAW "raw-readout"
#define BB_MT1959_KEY_KNOWN "known-image"
#define BB_MT1959_KEY_TAKES_OLDER "takes-older"

/* Modes of facts->mode. */
#define BB_MT1959_MODE_NORMAL "normal"
#define BB_MT1959_MODE_BOOT "boot"
#define BB_MT1959_MODE_WRONG_FORM "wrong-form-factor"

/* Names of captures, and so of files in a backup. */
#define BB_MT1959_CAPTURE_CONFIG "config"
#define BB_MT1959_CAPTURE_DESCRIPTOR "descriptor"
#define BB_MT1959_CAPTURE_CALIBRATION "calibration"
#define BB_MT1959_CAPTURE_READOUT "readout"

/* Settings of plan_flash: both false by default (section 3). */
#define BB_MT1959_SETTING_FINISH "finish-command"
#define BB_MT1959_SETTING_MAKER_FORM "maker-form"

typedef enum {
    BB_MT1959_FORM_UNKNOWN,
    BB_MT1959_FORM_HALF_HEIGHT,
    BB_MT1959_FORM_SLIM,
} BbMt1959Form;

/** bb_mt1959_form_to_string: "half-height", "slim", "unknown"; stable. */
const char *bb_mt1959_form_to_string (BbMt1959Form form);
BbMt1959Form bb_mt1959_form_from_string (const char *text);
/** bb_mt1959_form_describe: the same for people. */
const char *bb_mt1959_form_describe (BbMt1959Form form);
/** bb_mt1959_form_of_tray: from the first data byte of MMC feature 0003h. */
BbMt1959Form bb_mt1959_form_of_tray (guint8 feature_byte);
/** bb_mt1959_form_of_name: by the catalog's names; a hint. */
BbMt1959Form bb_mt1959_form_of_name (BbCatalog *catalog, const char *product);

/** BbMt1959BootId: @id has all 16 characters, the blanks at its end too: never trim it. */
typedef struct {
    char id[BB_MT1959_BOOT_ID_BYTES + 1];
    char chip[7];
    BbMt1959Form form;
} BbMt1959BootId;

/** bb_mt1959_parse_boot_id: FALSE when there is none at @offset. */
gboolean bb_mt1959_parse_boot_id (GBytes *bytes, gsize offset, BbMt1959BootId *boot_id);
/** bb_mt1959_parse_boot_id_text: from its 16 characters. */
gboolean bb_mt1959_parse_boot_id_text (const char *text, BbMt1959BootId *boot_id);

/** BbMt1959Descriptor: names and age of a firmware (section 1); all texts trimmed. */
typedef struct {
    char *vendor;
    char *product;
    char *revision;
    char *stamp;    /* 10 digits YYMMDDhhmm, "" when it is none */
    char *chip_tag; /* stale label, for display only */
    gboolean takes_older;
} BbMt1959Descriptor;

/** bb_mt1959_parse_descriptor: (nullable): NULL when there is none at @offset. */
BbMt1959Descriptor *bb_mt1959_parse_descriptor (GBytes *bytes, gsize offset);
void bb_mt1959_descriptor_free (BbMt1959Descriptor *descriptor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbMt1959Descriptor, bb_mt1959_descriptor_free)

/** bb_mt1959_stamp_wants_wrapped: built in 2020 or later (section 5). */
gboolean bb_mt1959_stamp_wants_wrapped (const char *stamp);

/** BbMt1959Hardware: which board an image was built for (section 5). @tray_byte, @interface: -1 when not found. */
typedef struct {
    char platform[7];
    gint64 interface;
    int tray_byte;
    gboolean writes_bd;
} BbMt1959Hardware;
gboolean bb_mt1959_find_hardware (GBytes *image, BbMt1959Hardware *hardware);

typedef struct {
    guint32 first;
    guint32 end; /* exclusive */
} BbMt1959Range;

/** bb_mt1959_integrity_ranges: (transfer full) (nullable) (element-type BbMt1959Range): NULL when a record is
 * impossible. */
GArray *bb_mt1959_integrity_ranges (GBytes *image);

/** bb_mt1959_is_raw_readout: a drive shows another page instead of its first one; no maker image does (section 5). */
gboolean bb_mt1959_is_raw_readout (GBytes *image);

/** bb_mt1959_find: offset of the next @needle in [@first, @end), or -1. */
gssize bb_mt1959_find (GBytes *bytes, gsize first, gsize end, const char *needle);

/** bb_mt1959_find_model: (transfer full) (nullable): the model of that product text. */
BbModel *bb_mt1959_find_model (BbCatalog *catalog, const char *product);

/** bb_mt1959_facts_boot_id: FALSE when it was not read. */
gboolean bb_mt1959_facts_boot_id (BbFacts *facts, BbMt1959BootId *boot_id);
/** bb_mt1959_facts_are: whether facts->mode is @mode. */
gboolean bb_mt1959_facts_are (BbFacts *facts, const char *mode);
/** bb_mt1959_facts_form_is_clear: boot id and running firmware agree. */
gboolean bb_mt1959_facts_form_is_clear (BbFacts *facts);

/* Members of the vtable that have files of their own. */
#define BB_MT1959_N_PROBE_COMMANDS 9
extern const BbProbeCommand bb_mt1959_probe_commands[BB_MT1959_N_PROBE_COMMANDS];
BbFacts *bb_mt1959_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                          GCancellable *cancellable, GError **error);
gboolean bb_mt1959_suggests (const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog);
GPtrArray *bb_mt1959_identify_image (GBytes *bytes, BbCatalog *catalog);
void bb_mt1959_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);
/** bb_mt1959_plan_add_regions: what lies where in the flash memory. */
void bb_mt1959_plan_add_regions (BbPlanBuilder *builder);
BbPlan *bb_mt1959_plan_backup (BbFacts *facts, GError **error);
GBytes *bb_mt1959_make_image (BbFacts *facts, BbCaptures *captures, GError **error);
BbPlan *bb_mt1959_plan_flash (const BbFlashInput *input, GError **error);
BbPlan *bb_mt1959_plan_verify (const BbFlashInput *input, GError **error);
BbPlan *bb_mt1959_plan_recover (const BbFlashInput *input, GError **error);
BbProof bb_mt1959_judge (const BbJudgeInput *input, char **why);

/* Pieces of plans. */

/** BbMt1959Transfer: what plan_flash and plan_recover put together. */
typedef struct {
    GBytes *image;      /* as sent */
    GBytes *config;     /* 32 bytes that the drive must answer before and after; NULL: do not ask before */
    gboolean all_reads; /* read the whole flash afterwards */
    guint max_tries;    /* of the upload */
    BbBeforeRetry before_retry;
    gboolean finish;
    gboolean maker_form;
    const char *revision; /* (nullable): expected */
    const char *note;     /* (nullable) */
} BbMt1959Transfer;
/** bb_mt1959_plan_transfer: (transfer full): the plan of an upload. */
BbPlan *bb_mt1959_plan_transfer (const BbMt1959Transfer *transfer);
/** bb_mt1959_make_transfer: (transfer full): what is sent of an image (section 1). @config: 32 bytes. */
GBytes *bb_mt1959_make_transfer (GBytes *image, GBytes *config);
/** bb_mt1959_add_verify: what is read after a flash; captures and sections. */
void bb_mt1959_add_verify (BbPlanBuilder *builder, guint config_blob, gboolean all_reads);
/** bb_mt1959_setting: a boolean of the settings, FALSE when not there. */
gboolean bb_mt1959_setting (const BbFlashInput *input, const char *key);

G_END_DECLS
