/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"
#include "family/spc/bb-buffer-read.h"
#include "family/spc/bb-image-bytes.h"

G_BEGIN_DECLS

/*
 * Inside the family: MediaTek MT1959 and its older sister MT1939 (docs/protocols/mediatek-mt1959.md;
 * section numbers in comments are its).
 */

#define BB_MT1959_ID "mediatek-mt1959"

#define BB_MT1959_BOOT_ID_BYTES 16

/**
 * BbMt1959Layout: what lies where in the flash, bytes; an address is also the offset in an image. All of it stands in
 * data/catalog/mediatek-layout.models and nowhere else; section 2 has the same as a table.
 * @cleared_bytes: boot code: never programmed, FF in every transfer but for the configuration block
 * @records: table of the integrity records
 * @age_mark: bytes behind it that let an image replace newer firmware
 * @readout_end: a read-out can be flashed when it has no hole from @cleared_bytes to here (section 5)
 * @descriptor_image_bytes: what an image brings of the descriptor; the rest is written by the drive
 */
typedef struct {
    guint32 image_bytes;
    guint32 chunk_bytes;
    guint32 cleared_bytes;
    guint32 config;
    guint32 config_bytes;
    guint32 records;
    guint32 age_mark;
    guint32 readout_end;
    guint32 settings;
    guint32 settings_bytes;
    guint32 descriptor;
    guint32 descriptor_bytes;
    guint32 descriptor_image_bytes;
    guint32 calibration;
    guint32 calibration_bytes;
} BbMt1959Layout;

/** bb_mt1959_layout_load: that of @catalog. Errors: %BB_FAMILY_ERROR_CANNOT: it has none that makes sense. */
gboolean bb_mt1959_layout_load (BbCatalog *catalog, BbMt1959Layout *layout, GError **error);

/** bb_mt1959_get_read: how its memory is read (section 3). */
BbBufferRead bb_mt1959_get_read (const BbMt1959Layout *layout);

/* Keys of facts->values. */
#define BB_MT1959_KEY_BOOT_ID BB_FACTS_BOOT_ID
#define BB_MT1959_KEY_CONFIG "config"
#define BB_MT1959_KEY_CHIP "chip"
#define BB_MT1959_KEY_FORM "form-factor"          /* by the boot id */
#define BB_MT1959_KEY_FORM_RUNNING "form-running" /* by what the running firmware says of its tray */
#define BB_MT1959_KEY_DESCRIPTOR "descriptor"
#define BB_MT1959_KEY_VENDOR "vendor"
#define BB_MT1959_KEY_PRODUCT "product"
#define BB_MT1959_KEY_REVISION "revision"
#define BB_MT1959_KEY_STAMP "build-stamp" /* YYMMDDhhmm or "" */
#define BB_MT1959_KEY_DATE "build-date"   /* ISO */
#define BB_MT1959_KEY_READABLE "readable" /* "config", "windows", "all", "nothing" */
#define BB_MT1959_KEY_CALIBRATION "calibration-sha256"
#define BB_MT1959_KEY_BRIDGE "bridge"
#define BB_MT1959_KEY_GROUP "group"               /* of boards, by the boot id: BB_MT1959_GROUP_... */
#define BB_MT1959_KEY_SERVICE_CODE "service-code" /* 4 characters, blanks kept */
#define BB_MT1959_KEY_SALES_CODE "sales-code"
#define BB_MT1959_KEY_CHIP_TAG "chip-tag"
#define BB_MT1959_KEY_MODIFIED "modified"                 /* "mk", "omnidrive"; absent: no sign of it */
#define BB_MT1959_KEY_MODIFIED_VERSION "modified-version" /* "1.0.4" */
#define BB_MT1959_KEY_DOWNGRADE "downgrade-enabled"       /* boolean: DE */
#define BB_MT1959_KEY_MARKER "chip-marker"                /* byte */
#define BB_MT1959_KEY_PLATFORM "platform"
#define BB_MT1959_KEY_TRAY "tray"                 /* first data byte of feature 0003h, a number as text */
#define BB_MT1959_KEY_TRANSFER "transfer"         /* "plain", "wrapped", "unknown": what the running firmware takes */
#define BB_MT1959_KEY_LOCK "lock"                 /* "open", "needs-de", "needs-wrapped", "unknown" */
#define BB_MT1959_KEY_LOCK_SURE "lock-confidence" /* as bb_confidence_to_string() */
#define BB_MT1959_KEY_INSTALLED_ID "installed-boot-id" /* of the image that the journal says is installed */

/* Keys of an image's values, besides those above that mean the same. */
#define BB_MT1959_KEY_RAW "raw-readout"
#define BB_MT1959_KEY_AGE_MARK "age-mark"         /* boolean */
#define BB_MT1959_KEY_WRAPPED "wrapped"           /* boolean: the file is a wrapped image */
#define BB_MT1959_KEY_FACTORY_NAME "factory-name" /* of the board that the image was read from */

#define BB_MT1959_MODIFIED_MK "mk"
#define BB_MT1959_MODIFIED_OMNIDRIVE "omnidrive"

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

/* Form factors, as facts and the catalog name them. */
#define BB_MT1959_FORM_UNKNOWN "unknown"
#define BB_MT1959_FORM_HALF_HEIGHT "half-height"
#define BB_MT1959_FORM_SLIM "slim"

/* Groups of boards that exchange firmware, as facts and the catalog name them. */
#define BB_MT1959_GROUP_HALF_HEIGHT "half-height"
#define BB_MT1959_GROUP_SLIM "slim"
#define BB_MT1959_GROUP_OLD_SLIM "old-slim"
#define BB_MT1959_GROUP_MT1939 "mt1939"
#define BB_MT1959_GROUP_UNKNOWN "unknown"

/** bb_mt1959_get_group: of a board with this boot id, one of the above. */
const char *bb_mt1959_get_group (BbCatalog *catalog, const char *boot_id);

/** bb_mt1959_form_describe: for people; @form (nullable): a form factor or a group. */
const char *bb_mt1959_form_describe (const char *form);
/** bb_mt1959_group_describe: boards of a group, for people. */
const char *bb_mt1959_group_describe (const char *group);
/** bb_mt1959_form_of_tray: from the first data byte of MMC feature 0003h. */
const char *bb_mt1959_form_of_tray (guint8 feature_byte);

/** BbMt1959BootId: @id has all 16 characters, the blanks at its end too: never trim it. */
typedef struct {
    char id[BB_MT1959_BOOT_ID_BYTES + 1];
    char chip[7];
    const char *form;
} BbMt1959BootId;

/** bb_mt1959_parse_boot_id: FALSE when there is none at @offset. */
gboolean bb_mt1959_parse_boot_id (GBytes *bytes, gsize offset, BbMt1959BootId *boot_id);
/** bb_mt1959_parse_boot_id_text: from its 16 characters. */
gboolean bb_mt1959_parse_boot_id_text (const char *text, BbMt1959BootId *boot_id);

/* The boot id of all boards with the older chip. That begins to write when it has about half of an image (section 7);
 * the other does so when it has all of it. */
#define BB_MT1959_OLDER_ID "MT1939 Boot Code"
#define BB_MT1959_HALF_FIRST 45 /* percent */
#define BB_MT1959_HALF_END 55

/* The chip tag, in the descriptor and in the hardware record; two digits follow. */
#define BB_MT1959_TAG "MTEKMT19"
#define BB_MT1959_TAG_OFFSET 0x34 /* in the descriptor */

/**
 * bb_mt1959_read_descriptor: (transfer floating) (nullable): an a{sv} of what a firmware says of itself (section 1):
 * vendor, product, revision, sales code, build stamp and date, chip tag, service code, marker, whether it is modified
 * and whether it may replace newer firmware. NULL when there is no descriptor at @offset.
 */
GVariant *bb_mt1959_read_descriptor (GBytes *bytes, gsize offset);

/** bb_mt1959_dup_date: (transfer full) (nullable): "2017-11-24" of the build stamp "1711241200". */
char *bb_mt1959_dup_date (const char *stamp);

/** bb_mt1959_stamp_wants_wrapped: built in 2020 or later (section 5). */
gboolean bb_mt1959_stamp_wants_wrapped (const char *stamp);

/* MMC "removable medium"; its first data byte tells the form factor. */
#define BB_MT1959_FEATURE_TRAY 0x0003

typedef struct {
    guint32 first;
    guint32 end; /* exclusive */
} BbMt1959Range;

/** bb_mt1959_dup_omnidrive: (transfer full) (nullable): "1.0.4", where the tag of that modified firmware stands in
 * @bytes from @first on. */
char *bb_mt1959_dup_omnidrive (GBytes *bytes, gsize first);

/** bb_mt1959_integrity_ranges: (transfer full) (nullable) (element-type BbMt1959Range): NULL when a record is
 * impossible. */
GArray *bb_mt1959_integrity_ranges (GBytes *image, const BbMt1959Layout *layout);

/**
 * bb_mt1959_list_rows: (transfer full) (element-type BbModel): the models of that product text (nullable) whose boot
 * ids the receivers are known to expect, in the order in which they count (section 5).
 */
GPtrArray *bb_mt1959_list_rows (BbCatalog *catalog, const char *product);
/**
 * bb_mt1959_find_model:
 * @service_code: (nullable): 4 characters, NULL or "" when unknown
 * @boot_id: (nullable): as far as known
 *
 * Returns: (transfer full) (nullable): of the models of that product text the one that fits best: by chip, then by
 *   service code, then by boot id, then the first
 */
BbModel *bb_mt1959_find_model (BbCatalog *catalog, const char *product, const char *service_code,
                               const char *boot_id);
/** bb_mt1959_model_is_named: whether one of the Names of @model is in @text; a hint. */
gboolean bb_mt1959_model_is_named (BbModel *model, const char *text);
/** bb_mt1959_model_has_boot_id: whether its boards have this one. */
gboolean bb_mt1959_model_has_boot_id (BbModel *model, const char *boot_id);

/** bb_mt1959_facts_boot_id: FALSE when it was not read. */
gboolean bb_mt1959_facts_boot_id (BbFacts *facts, BbMt1959BootId *boot_id);
/** bb_mt1959_facts_form_is_clear: boot id and running firmware agree. */
gboolean bb_mt1959_facts_form_is_clear (BbFacts *facts);
/** bb_mt1959_facts_are_of_boot_code: by its INQUIRY data, the drive runs its boot code. */
gboolean bb_mt1959_facts_are_of_boot_code (BbFacts *facts);
/** bb_mt1959_facts_are_readable: the whole flash can be read back. */
gboolean bb_mt1959_facts_are_readable (BbFacts *facts);
/** bb_mt1959_get_wants_key: a sentence for who has no key file and may need one. */
const char *bb_mt1959_get_wants_key (void);
/** bb_mt1959_get_unchecked: a sentence: files with images have no checksum. */
const char *bb_mt1959_get_unchecked (void);
/** bb_mt1959_get_unreadable: a sentence on what it means where it cannot. */
const char *bb_mt1959_get_unreadable (void);

/* Members of the vtable that have files of their own. */
GArray *bb_mt1959_list_probe_commands (BbCatalog *catalog);
/** bb_mt1959_probe: (transfer full): who it is, by standard commands. Errors: as of probe() of #BbFamily; those of
 * bb_family_inquire(), which is sent where the first read timed out or failed on its way. */
BbFacts *bb_mt1959_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                          GCancellable *cancellable, GError **error);
gboolean bb_mt1959_suggests (const BbInquiry *inquiry, BbCatalog *catalog);
/** bb_mt1959_ask_features: as ask_features() of #BbFamily, by the firmware date. Errors: of transport. */
gboolean bb_mt1959_ask_features (BbTransport *transport, gboolean *is_named, char **why, GError **error);
GPtrArray *bb_mt1959_identify_image (GBytes *bytes, BbCatalog *catalog);
void bb_mt1959_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);
void bb_mt1959_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder);
/** bb_mt1959_plan_backup: (transfer full): needs a boot id in @facts. Errors: as of plan_backup() of #BbFamily. */
BbPlan *bb_mt1959_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error);
/** bb_mt1959_plan_flash: (transfer full): the next candidate that was not tried. Errors: %BB_FAMILY_ERROR_CANNOT;
 * %BB_FAMILY_ERROR_NO_MORE: all were tried; %BB_FAMILY_ERROR_KEY. */
BbPlan *bb_mt1959_plan_flash (const BbFlashInput *input, GError **error);
/** bb_mt1959_plan_verify: (transfer full): needs the configuration block of the drive or of its board. Errors: as of
 * plan_verify() of #BbFamily. */
BbPlan *bb_mt1959_plan_verify (const BbFlashInput *input, GError **error);
/** bb_mt1959_plan_recover: (transfer full): the same as bb_mt1959_plan_flash(), in boot mode for the board that
 * bb_mt1959_find_board() finds. Errors: those of the two. */
BbPlan *bb_mt1959_plan_recover (const BbFlashInput *input, GError **error);
/** bb_mt1959_find_board: (transfer full): of a drive in boot mode, with boot id and group. Errors: as of find_board()
 * of #BbFamily. */
BbFacts *bb_mt1959_find_board (const BbFlashInput *input, GError **error);
char **bb_mt1959_list_labels (const BbFlashInput *input);
BbProof bb_mt1959_judge (const BbJudgeInput *input, char **why);
char *bb_mt1959_explain_refusal (const BbRefusedPlan *refusal);
char *bb_mt1959_describe_candidate (const char *candidate);
/** bb_mt1959_get_lock: which older images a running firmware accepts, by section 4: "open", "needs-de",
 * "needs-wrapped", "unknown"; the key "lock" of facts. @why: (out) (optional): a sentence, transfer none. */
const char *bb_mt1959_get_lock (BbFacts *facts, const char **why);
/** bb_mt1959_is_older: whether the firmware of @identity was built before that of @facts; %FALSE also where a build
 * date is not known. */
gboolean bb_mt1959_is_older (BbFacts *facts, BbImageIdentity *identity);
BbAcceptsOlder bb_mt1959_accepts_older (BbFacts *facts, BbImageIdentity *image, char **why);
void bb_mt1959_describe (GVariant *values, GPtrArray *details);
char *bb_mt1959_explain_image (BbImageIdentity *identity);

G_END_DECLS
