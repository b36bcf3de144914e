/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"
#include "family/spc/bb-memory-read.h"
#include "family/spc/bb-image-bytes.h"

G_BEGIN_DECLS

/* Private to the family: drives with the chips MediaTek MT1959 and MT1939, by docs/protocols/mediatek-mt1959.md. */

#define BB_MT1959_ID "mediatek-mt1959"

#define BB_MT1959_BOOT_ID_BYTES 16

/**
 * BbMt1959Layout:
 * @cleared_bytes: length of the boot area, which begins at address 0. No drive programs this area. An MT1959 gets
 *   bytes FF in place of it, except for the boot ID
 * @config, @config_bytes: configuration block, which contains the boot ID of the board
 * @records: address of the table of integrity records
 * @age_mark: address of the age mark: an image with a valid mark may replace firmware of any age
 * @readout_end: a backup can be flashed only if it contains all bytes from @cleared_bytes up to this address
 *   (mediatek-mt1959.md, section 5)
 * @settings, @settings_bytes: settings, which the drive keeps when it is flashed
 * @descriptor, @descriptor_bytes: description of the firmware (mediatek-mt1959.md, section 1)
 * @descriptor_image_bytes: length of the first part of the descriptor, which comes with the image; the drive writes
 *   the rest itself
 * @calibration, @calibration_bytes: calibration, which the drive keeps when it is flashed
 *
 * Layout of the flash memory (mediatek-mt1959.md, section 2), from data/catalog/mediatek-layout.models. An address in
 * the flash is also the offset in an image.
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

/** bb_mt1959_layout_load: Sets @layout from @catalog. Errors: %BB_FAMILY_ERROR_CANNOT: a number of the layout is
 * missing in the catalog, or the numbers contradict each other. */
gboolean bb_mt1959_layout_load (BbCatalog *catalog, BbMt1959Layout *layout, GError **error);

/** bb_mt1959_get_read: Returns how the memory of these drives is read (mediatek-mt1959.md, section 3). */
BbMemoryRead bb_mt1959_get_read (const BbMt1959Layout *layout);

/* Keys of the values of facts and of images. A value is a string unless the comment of its key names another type. */
#define BB_MT1959_KEY_BOOT_ID BB_FACTS_BOOT_ID
#define BB_MT1959_KEY_CONFIG "config"
#define BB_MT1959_KEY_CHIP "chip"
#define BB_MT1959_KEY_FORM "form-factor"          /* form factor of the board, from the boot ID */
#define BB_MT1959_KEY_FORM_RUNNING "form-running" /* form factor of the running firmware, by its tray */
#define BB_MT1959_KEY_DESCRIPTOR "descriptor"
#define BB_MT1959_KEY_VENDOR "vendor"
#define BB_MT1959_KEY_PRODUCT "product"
#define BB_MT1959_KEY_REVISION "revision"
#define BB_MT1959_KEY_STAMP "build-stamp"      /* YYMMDDhhmm or "" */
#define BB_MT1959_KEY_DATE BB_FACTS_BUILD_DATE /* ISO */
/* Which memory the drive allows to read: "nothing", "config" (the configuration block), "windows" (configuration
 * block, descriptor and calibration: mediatek-mt1959.md, section 3) or "all". */
#define BB_MT1959_KEY_READABLE "readable"
#define BB_MT1959_KEY_CALIBRATION "calibration-sha256"
#define BB_MT1959_KEY_BRIDGE "bridge" /* "rewrites-inquiry": the enclosure reports a name of its own */
#define BB_MT1959_KEY_GROUP "group"   /* group of the board, BB_MT1959_GROUP_... */
#define BB_MT1959_KEY_SERVICE_CODE BB_FACTS_SERVICE_CODE /* 4 characters, including blanks */
#define BB_MT1959_KEY_SALES_CODE "sales-code"
#define BB_MT1959_KEY_CHIP_TAG "chip-tag"
#define BB_MT1959_KEY_MODIFIED BB_FACTS_MODIFIED /* "mk", "omnidrive"; absent in unmodified firmware */
#define BB_MT1959_KEY_MODIFIED_VERSION BB_FACTS_MODIFIED_VERSION /* "1.0.4" */
#define BB_MT1959_KEY_DOWNGRADE BB_FACTS_DOWNGRADE /* boolean: has mark DE, so it may replace newer firmware */
#define BB_MT1959_KEY_MARKER "chip-marker"         /* byte */
#define BB_MT1959_KEY_PLATFORM "platform"
#define BB_MT1959_KEY_TRAY "tray" /* first data byte of feature 0003h, a number as text */
/* Form of the updates that the running firmware accepts: "plain", "wrapped" (encrypted) or "unknown". */
#define BB_MT1959_KEY_TRANSFER "transfer"
#define BB_MT1959_KEY_LOCK "lock"                 /* updates that are accepted: bb_mt1959_get_lock() */
#define BB_MT1959_KEY_LOCK_SURE "lock-confidence" /* confidence in KEY_LOCK: a word of bb_confidence_to_string() */
#define BB_MT1959_KEY_INSTALLED_ID "installed-boot-id" /* boot ID of the image that was flashed last */

/* Keys that only images have. */
#define BB_MT1959_KEY_RAW "raw-readout"           /* boolean: the image was read from a drive */
#define BB_MT1959_KEY_AGE_MARK "age-mark"         /* boolean: the image may replace firmware of any age */
#define BB_MT1959_KEY_WRAPPED "wrapped"           /* boolean: the file is an encrypted (wrapped) image */
#define BB_MT1959_KEY_FACTORY_NAME "factory-name" /* INQUIRY vendor and product in the boot area */

#define BB_MT1959_MODIFIED_MK "mk"
#define BB_MT1959_MODIFIED_OMNIDRIVE "omnidrive"

/* Values of facts->mode. */
#define BB_MT1959_MODE_NORMAL "normal"
#define BB_MT1959_MODE_BOOT "boot"
#define BB_MT1959_MODE_WRONG_FORM "wrong-form-factor"

/* Names of captures, which are also the names of files in a backup. */
#define BB_MT1959_CAPTURE_CONFIG "config"
#define BB_MT1959_CAPTURE_DESCRIPTOR "descriptor"
#define BB_MT1959_CAPTURE_CALIBRATION "calibration"
#define BB_MT1959_CAPTURE_READOUT "readout"

/* Settings of plan_flash() (mediatek-mt1959.md, section 3). */
#define BB_MT1959_SETTING_FINISH "finish-command"
#define BB_MT1959_SETTING_MAKER_FORM "maker-form"

/* Form factors in facts and in the catalog. */
#define BB_MT1959_FORM_UNKNOWN "unknown"
#define BB_MT1959_FORM_HALF_HEIGHT "half-height"
#define BB_MT1959_FORM_SLIM "slim"

/* Groups of boards that accept the same firmware (mediatek-mt1959.md, section 1), in facts and in the catalog. */
#define BB_MT1959_GROUP_HALF_HEIGHT "half-height"
#define BB_MT1959_GROUP_SLIM "slim"
#define BB_MT1959_GROUP_OLD_SLIM "old-slim"
#define BB_MT1959_GROUP_MT1939 "mt1939"
#define BB_MT1959_GROUP_UNKNOWN "unknown"

/** bb_mt1959_model_get_group: Returns the group (BB_MT1959_GROUP_…) in the catalog entry @model;
 * %BB_MT1959_GROUP_UNKNOWN if the entry has none. */
const char *bb_mt1959_model_get_group (BbModel *model);
/** bb_mt1959_get_group: Returns the group of boards (BB_MT1959_GROUP_…) with @boot_id; %BB_MT1959_GROUP_UNKNOWN if
 * the catalog does not have exactly one such board with a known group. */
const char *bb_mt1959_get_group (BbCatalog *catalog, const char *boot_id);

/** bb_mt1959_form_describe: Returns a text for users, such as "a slim drive". @form: (nullable): a form factor
 * (BB_MT1959_FORM_…) or a group (BB_MT1959_GROUP_…). If it is %NULL or another text, the returned text says that the
 * form factor is unknown */
const char *bb_mt1959_form_describe (const char *form);
/** bb_mt1959_group_describe: Returns a text for users, such as "slim drives"; "unknown drives" if @group is none of
 * BB_MT1959_GROUP_… */
const char *bb_mt1959_group_describe (const char *group);
/** bb_mt1959_form_of_tray: Returns the form factor (BB_MT1959_FORM_…) that the first data byte of MMC feature 0003h
 * (the tray) shows; it is never unknown. */
const char *bb_mt1959_form_of_tray (guint8 feature_byte);

/** BbMt1959BootId: @id: all 16 characters of the boot ID, with trailing blanks. @chip: "MT1959" or "MT1939". @form:
 * form factor of the board (BB_MT1959_FORM_…). */
typedef struct {
    char id[BB_MT1959_BOOT_ID_BYTES + 1];
    char chip[7];
    const char *form;
} BbMt1959BootId;

/** bb_mt1959_parse_boot_id: Sets @boot_id from the bytes at @offset. %FALSE if no boot ID is at @offset. */
gboolean bb_mt1959_parse_boot_id (GBytes *bytes, gsize offset, BbMt1959BootId *boot_id);
/** bb_mt1959_parse_boot_id_text: Sets @boot_id from @text. %FALSE if @text is no boot ID. */
gboolean bb_mt1959_parse_boot_id_text (const char *text, BbMt1959BootId *boot_id);

/*
 * All boards with the MT1939 have this boot ID, so it does not distinguish their models. An MT1939 starts to program
 * when it has received about half of an image (mediatek-mt1959.md, section 8), an MT1959 only when it has received
 * the whole image.
 */
#define BB_MT1959_OLDER_ID "MT1939 Boot Code"
#define BB_MT1959_HALF_FIRST 45 /* first percentage of the image that counts as about half of it */
#define BB_MT1959_HALF_END 55   /* first percentage that counts as more than half */

/* The chip tag is this text and two digits. It is in the descriptor and in the hardware record of an image. */
#define BB_MT1959_TAG "MTEKMT19"
#define BB_MT1959_TAG_OFFSET 0x34 /* in the descriptor */

/** bb_mt1959_read_descriptor: Returns (transfer floating) (nullable) the fields of the descriptor at @offset
 * (mediatek-mt1959.md, section 2) as an a{sv} with the keys above; %NULL if there is no descriptor. */
GVariant *bb_mt1959_read_descriptor (GBytes *bytes, gsize offset);

/** bb_mt1959_is_mk_sales_code: TRUE if @sales_code (without leading blanks) is that of MK, a modified firmware. Its
 * second character is M; in all other firmware it is a digit (mediatek-mt1959.md, section 4). */
gboolean bb_mt1959_is_mk_sales_code (const char *sales_code);

/** bb_mt1959_dup_date: Returns (transfer full) (nullable) "2017-11-24" for the build stamp "1711241200"; %NULL if
 * @stamp (nullable) has no valid date. */
char *bb_mt1959_dup_date (const char *stamp);

/** bb_mt1959_stamp_wants_wrapped: TRUE if firmware with this build stamp is of 2020 or later, and so expects wrapped
 * (encrypted) images (mediatek-mt1959.md, section 4). %FALSE also if @stamp (nullable) does not begin with a year. */
gboolean bb_mt1959_stamp_wants_wrapped (const char *stamp);

/* MMC feature "removable medium"; its first data byte depends on the form factor. */
#define BB_MT1959_FEATURE_TRAY 0x0003

/** BbMt1959Range: a range of addresses, which are also the offsets in an image. */
typedef struct {
    guint32 first;
    guint32 end; /* exclusive */
} BbMt1959Range;

/** bb_mt1959_dup_omnidrive: Returns (transfer full) (nullable) the version in the first valid tag of OmniDrive in
 * @bytes from offset @first on, for example "1.0.4"; %NULL if there is none. */
char *bb_mt1959_dup_omnidrive (GBytes *bytes, gsize first);

/** bb_mt1959_integrity_ranges: Returns (transfer full) (nullable) (element-type BbMt1959Range) the ranges of the
 * integrity records, without those of unused records; %NULL if a record is invalid or its range is outside the
 * image. */
GArray *bb_mt1959_integrity_ranges (GBytes *image, const BbMt1959Layout *layout);

/**
 * bb_mt1959_list_rows: Returns (transfer full) (element-type BbModel) the rows for @product (nullable) of the table
 * in mediatek-mt1959.md, section 6. In the catalog, a row is a model with the key Order, and the rows are sorted by
 * that key. A row says which boot ID the running firmware expects in an image.
 */
GPtrArray *bb_mt1959_list_rows (BbCatalog *catalog, const char *product);
/**
 * bb_mt1959_find_model:
 * @product: (nullable): INQUIRY product
 * @service_code: (nullable): 4 characters; %NULL or "" if unknown
 * @boot_id: (nullable): %NULL if unknown
 *
 * Returns: (transfer full) (nullable): of the models with this product, the one that fits best. The chip of @boot_id
 *   counts most, then the service code, then the boot ID. An argument that is unknown is not compared. If several
 *   models fit equally, the first of them. %NULL if no model has this product
 */
BbModel *bb_mt1959_find_model (BbCatalog *catalog, const char *product, const char *service_code,
                               const char *boot_id);
/** bb_mt1959_model_is_named: TRUE if @text contains one of the catalog's Names of @model. This is only a hint,
 * because other models may have that name, too. */
gboolean bb_mt1959_model_is_named (BbModel *model, const char *text);
/** bb_mt1959_model_has_boot_id: TRUE if the boards of @model have this boot ID. */
gboolean bb_mt1959_model_has_boot_id (BbModel *model, const char *boot_id);

/** bb_mt1959_facts_boot_id: Sets @boot_id to that of @facts. %FALSE if the drive did not report a valid boot ID. */
gboolean bb_mt1959_facts_boot_id (BbFacts *facts, BbMt1959BootId *boot_id);
/** bb_mt1959_facts_form_is_clear: TRUE if the drive reports the form factor of the running firmware, and the boot ID
 * of the board does not show another form factor. */
gboolean bb_mt1959_facts_form_is_clear (BbFacts *facts);
/** bb_mt1959_facts_are_of_boot_code: TRUE if the drive is in boot mode: its INQUIRY revision is "BOOT". */
gboolean bb_mt1959_facts_are_of_boot_code (BbFacts *facts);
/** bb_mt1959_facts_are_readable: TRUE if the drive allows to read all of its flash memory. */
gboolean bb_mt1959_facts_are_readable (BbFacts *facts);
/** bb_mt1959_get_unchecked: Returns the sentence that image files have no checksum that can be checked. */
const char *bb_mt1959_get_unchecked (void);
/** bb_mt1959_get_unreadable: Returns the sentence that the firmware of this drive cannot be read back. */
const char *bb_mt1959_get_unreadable (void);

/* Members of #BbFamily; bb-family.h documents those that have no comment here. */
GArray *bb_mt1959_list_probe_commands (BbCatalog *catalog);
/**
 * bb_mt1959_probe: Member probe() of #BbFamily. Recognizes a drive of this family by its boot ID. A drive in boot
 * mode is recognized without boot ID, too, if its name or firmware date suggests this family. Errors:
 * - %BB_FAMILY_ERROR_NOT_MINE: the drive was not recognized, it is a TSST drive, or the catalog has no layout
 * - %BB_FAMILY_ERROR_CANNOT: name or firmware date suggests this family, but the drive, which is not in boot mode,
 *   refuses to return the configuration block
 * - those of bb_memory_read_now() and bb_mt1959_ask_features()
 * - those of bb_family_inquire(), which is called if the first read timed out or failed in transport
 */
BbFacts *bb_mt1959_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                          GCancellable *cancellable, GError **error);
/**
 * bb_mt1959_suggests: Member suggests() of #BbFamily. %TRUE in three cases:
 * - the catalog has a model with this product and this vendor, or with this product and no vendor
 * - the catalog has the product in its list of form factors
 * - any other Blu-ray drive of HL-DT-ST, unless the catalog says that it has another chip
 * %FALSE for all TSST drives.
 */
gboolean bb_mt1959_suggests (const BbInquiry *inquiry, BbCatalog *catalog);
/** bb_mt1959_ask_features: Member ask_features() of #BbFamily. Reads the firmware date in MMC feature 010Ch. Sets
 * @is_named to TRUE if the date begins with the century 21, which shows this family; else to FALSE. Sets @why
 * (transfer full) to a sentence about the result in both cases. Errors: only of transport; @is_named and @why are
 * then not set. */
gboolean bb_mt1959_ask_features (BbTransport *transport, gboolean *is_named, char **why, GError **error);
/**
 * bb_mt1959_identify_image: Member identify_image() of #BbFamily. Returns (transfer full) (element-type
 * BbImageIdentity)
 * - for an image: its identity
 * - for a larger file that contains complete images: the identity of each image
 * - for a truncated or oversized image, an SDF container, a file of the right size with unreadable content, or an
 *   encrypted image that the key file does not decrypt: one identity with a problem
 * - for any other file, and for an image of a TSST drive: an empty array
 */
GPtrArray *bb_mt1959_identify_image (GBytes *bytes, BbCatalog *catalog);
/**
 * bb_mt1959_check: Member check() of #BbFamily. The image must have been identified. Exceptions from the full check:
 * - The catalog has no layout, the size of the image is wrong, or its boot ID is not readable: adds only a refusal.
 * - The problem of the image asks for the key file: adds nothing.
 */
void bb_mt1959_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);
/** bb_mt1959_add_regions: Member add_regions() of #BbFamily. Adds nothing if the catalog has no layout. */
void bb_mt1959_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder);
/**
 * bb_mt1959_plan_backup: Member plan_backup() of #BbFamily. Returns (transfer full) a plan that reads twice what the
 * drive allows to read: all of the memory, or only configuration block, descriptor and calibration.
 *
 * Errors: %BB_FAMILY_ERROR_CANNOT: the drive does not report its boot ID, or the catalog has no layout.
 */
BbPlan *bb_mt1959_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error);
/**
 * bb_mt1959_plan_flash: (transfer full):
 *
 * Returns a plan that sends the first candidate (boot ID and form of the upload) that was not tried.
 *
 * Errors:
 * - %BB_FAMILY_ERROR_CANNOT: the form factor of the drive is not clear (not tested in boot mode)
 * - %BB_FAMILY_ERROR_CANNOT: the image was not identified or has no boot ID, or bb_mt1959_check() refuses it
 * - %BB_FAMILY_ERROR_CANNOT: no boot ID may be sent to this board, or the catalog has no layout
 * - %BB_FAMILY_ERROR_NO_MORE: all candidates were tried
 * - %BB_FAMILY_ERROR_KEY: the image is wrapped, and the key file is missing or wrong
 * - those of bb_mt1959_make_transfer()
 */
BbPlan *bb_mt1959_plan_flash (const BbFlashInput *input, GError **error);
/**
 * bb_mt1959_plan_verify: Member plan_verify() of #BbFamily. Returns (transfer full) a plan that compares the
 * configuration block of the drive with that in the facts. The plan also reads all other readable data, which
 * bb_mt1959_judge() compares.
 *
 * Errors: %BB_FAMILY_ERROR_CANNOT: neither the facts of the drive nor those from before the damage have a complete
 * configuration block, or the catalog has no layout.
 */
BbPlan *bb_mt1959_plan_verify (const BbFlashInput *input, GError **error);
/** bb_mt1959_plan_recover: As bb_mt1959_plan_flash(), but the form factor need not be clear. For a drive in boot
 * mode, the board is that of bb_mt1959_find_board(). Errors: those of both functions; %BB_FAMILY_ERROR_CANNOT also if
 * @input has no image. */
BbPlan *bb_mt1959_plan_recover (const BbFlashInput *input, GError **error);
/**
 * bb_mt1959_find_board: Returns (transfer full) facts of the board of a drive in boot mode, with boot ID, group and
 * %BB_CONDITION_SPECIAL. The boot ID comes from the first of these sources that has one:
 * - an upload that failed halfway: such a failure shows an MT1939, whose boot ID is %BB_MT1959_OLDER_ID
 * - the drive
 * - the saved facts from before the damage
 * - the label that the user typed
 *
 * All other facts are those of the drive. Exception: if only the saved facts have a boot ID, all facts come from
 * them.
 *
 * Errors: as find_board() of #BbFamily; %BB_FAMILY_ERROR_CANNOT also if drive and saved facts have different boot
 * IDs, unless an upload failed halfway, or if the catalog has no layout.
 */
BbFacts *bb_mt1959_find_board (const BbFlashInput *input, GError **error);
/**
 * bb_mt1959_list_labels: Member list_labels() of #BbFamily. Returns (transfer full) (nullable)
 * - the texts (model and service code) that may be on the label of this drive
 * - an empty list if no label determines the board
 * - %NULL if no label is needed, or the catalog has no layout
 */
char **bb_mt1959_list_labels (const BbFlashInput *input);
/**
 * bb_mt1959_judge: Member judge() of #BbFamily. Judges by configuration block, descriptor, calibration and, if
 * readable, the whole memory of the drive after the flash. Sets @why in every case. Returns, by the first case that
 * applies:
 * - The drive was not identified after the flash: %BB_PROOF_UNPROVEN (*).
 * - The drive is in boot mode: %BB_PROOF_DIFFERENT.
 * - The catalog has no layout: %BB_PROOF_UNPROVEN (*).
 * - The image replaced the calibration of the drive: %BB_PROOF_DIFFERENT.
 * - The configuration block changed: %BB_PROOF_DIFFERENT (*).
 * - The memory differs from the image, and the descriptor is not the old one: %BB_PROOF_DIFFERENT (*).
 * - The descriptor equals that of the image, and so do all bytes that the integrity records cover and that the drive
 *   does not write itself: %BB_PROOF_PROVEN.
 * - Otherwise, by the descriptor alone: %BB_PROOF_IDENTITY, %BB_PROOF_UNCHANGED or %BB_PROOF_UNPROVEN. If a power
 *   cycle may change one of the last two results, it is %BB_PROOF_PENDING before the power cycle.
 *
 * (*) Before a power cycle, %BB_PROOF_PENDING instead.
 */
BbProof bb_mt1959_judge (const BbJudgeInput *input, char **why);
/** bb_mt1959_explain_refusal: Member explain_refusal() of #BbFamily. Returns (transfer full) (nullable) a sentence
 * that explains why the step failed. The sentence depends on the kind of the step, the sense data and how much of the
 * image was sent. %NULL if the failure is not known. If no step failed, returns advice for a drive that still has its
 * old firmware. */
char *bb_mt1959_explain_refusal (const BbRefusedPlan *refusal);
/** bb_mt1959_describe_candidate: Member describe_candidate() of #BbFamily: returns (transfer full) a phrase for
 * users with the boot ID in @candidate, a text of bb_mt1959_candidate_to_string(), and whether the upload is
 * encrypted. */
char *bb_mt1959_describe_candidate (const char *candidate);
/** bb_mt1959_takes_key: Member takes_key() of #BbFamily: FALSE for MT1939 boards, which accept plain images only, and
 * after an encrypted upload was tried. */
gboolean bb_mt1959_takes_key (BbFacts *facts, const char *const *tried);
/**
 * bb_mt1959_get_lock: Returns which updates the running firmware accepts (the table in mediatek-mt1959.md, section
 * 4), as a value of %BB_MT1959_KEY_LOCK:
 * - "open": any update; modified firmware (MK) is of this kind
 * - "needs-de": newer images, and older images with the mark DE
 * - "needs-wrapped": only wrapped updates; older images also need the mark DE
 * - "unknown": the drive is in boot mode, or its build date is unknown
 * @why: (out) (optional) (transfer none): a sentence with the reason
 */
const char *bb_mt1959_get_lock (BbFacts *facts, const char **why);
/** bb_mt1959_is_older: TRUE if the firmware of @identity was built before that of @facts; %FALSE also if a build date
 * is unknown. */
gboolean bb_mt1959_is_older (BbFacts *facts, BbImageIdentity *identity);
/** bb_mt1959_is_same_build: TRUE if the firmware of @identity and that of @facts have the same build date; %FALSE
 * also if a build date is unknown. */
gboolean bb_mt1959_is_same_build (BbFacts *facts, BbImageIdentity *identity);
BbAcceptsOlder bb_mt1959_accepts_older (BbFacts *facts, BbImageIdentity *image, char **why);
/** bb_mt1959_has_flag: TRUE if @values (nullable), an a{sv}, have the boolean @key, and it is true. */
gboolean bb_mt1959_has_flag (GVariant *values, const char *key);
/** bb_mt1959_describe: Member describe() of #BbFamily: adds boot ID, service code, build date and whether the
 * image replaces newer firmware. Adds nothing if @values have neither boot ID nor product. */
void bb_mt1959_describe (GVariant *values, GPtrArray *details);
/** bb_mt1959_explain_image: Member explain_image() of #BbFamily: returns (transfer full) (nullable) a sentence if
 * the image was read from a drive; %NULL for all other images. */
char *bb_mt1959_explain_image (BbImageIdentity *identity);

G_END_DECLS
