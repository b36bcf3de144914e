/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"
#include "drive/bb-drive.h"
#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/* Interface between the core (power, clock, faults, standard commands, store) and a drive family (vendor commands,
 * states, images). A family is one table of functions, #BbSimFamily. It keeps volatile state in a struct of its own,
 * and changes non-volatile state only with bb_sim_drive_erase(), _program(), _poke() and _set_mark(). It does no I/O,
 * uses no clock but bb_sim_drive_now_us(), and is called by one thread at a time. Private to src/sim. */

typedef struct _BbSimDrive BbSimDrive;
typedef struct _BbSimMemory BbSimMemory;

/**
 * BbSimCommand:
 * @cdb: the CDB; bytes after its length are zero, so all 16 may be read
 * @direction: direction of the data phase, as set by the host
 * @out: (nullable): @length_bytes from the host
 * @length_bytes: length of the data phase, as set by the host (the CDB may say otherwise)
 */
typedef struct {
    BbCdb cdb;
    BbDirection direction;
    const guint8 *out;
    gsize length_bytes;
} BbSimCommand;

/* Size of sense data in fixed form, as the drives send it. */
#define BB_SIM_SENSE_BYTES 18

/**
 * BbSimAnswer: the reply of a drive; the core initialises it before the family fills it.
 * @status: SAM status; initially GOOD
 * @key, @asc, @ascq: sense code for CHECK CONDITION
 * @in: (nullable): buffer for data to the host
 * @room_bytes: size of @in; 0 unless the direction is IN
 * @moved_bytes: bytes of the data phase that were transferred; initially all for OUT
 * @took_us: time that the drive needs for the command; the core advances the clock by it
 * @never: the drive never replies to this command
 * @broken: the connection loses the command: %BB_TRANSPORT_ERROR_IO
 * @sense_more: further bytes of the sense data in fixed form, besides key and codes
 */
typedef struct {
    guint8 status;
    guint8 key;
    guint8 asc;
    guint8 ascq;
    guint8 *in;
    gsize room_bytes;
    gsize moved_bytes;
    gint64 took_us;
    gboolean never;
    gboolean broken;
    guint8 sense_more[BB_SIM_SENSE_BYTES];
} BbSimAnswer;

/** bb_sim_answer_sense: sets CHECK CONDITION with this sense code. */
void bb_sim_answer_sense (BbSimAnswer *answer, guint8 key, guint8 asc, guint8 ascq);
/**
 * bb_sim_answer_data: sets GOOD and copies @data, but at most @allocation_bytes and as much as the host accepts.
 */
void bb_sim_answer_data (BbSimAnswer *answer, const guint8 *data, gsize length_bytes, gsize allocation_bytes);

/**
 * BbSimStep:
 * @name: "enter", "upload", "checksum", "erase", "program", "read", "leave", or another word of the family, for
 *   faults with `At=step:NAME:n`; %NULL for commands that are no step
 * @vendor: a vendor command; for `Kind=bridge`
 * @writes: the command may change non-volatile memory; for bb_sim_bus_count_writes()
 */
typedef struct {
    const char *name;
    gboolean vendor;
    gboolean writes;
} BbSimStep;

/**
 * BbSimChoice:
 * @name: name in scenario files
 * @values: for quirks: form of the value: %NULL no value; "N" a number; "a|b" one of these; "*" any text
 * @section: section of the protocol page that describes it, for example "nec-optiarc 11"
 * @text: description for users
 *
 * One row in a family's table of states or quirks; tables end with a %NULL name.
 */
typedef struct {
    const char *name;
    const char *values;
    const char *section;
    const char *text;
} BbSimChoice;

/** BbSimRegion: a named range of the flash memory, for `burnback-sim dump --region`. */
typedef struct {
    const char *name;
    guint32 address;
    guint32 length_bytes;
} BbSimRegion;

typedef enum {
    BB_SIM_DISC_NONE,
    BB_SIM_DISC_BLANK,
    BB_SIM_DISC_DATA,
} BbSimDisc;

/**
 * BbSimConfig: a parsed `[drive …]` group. Texts that are not in the scenario are %NULL.
 * @state: one of the family's states, "normal" if not given; never %NULL
 * @oem_models: the OEM models that the catalog lists for this INQUIRY name and this model; may be empty
 * @serial: never %NULL
 * @quirks: name -> value ("" for those without); names and form of the values are checked
 * @bridge: (nullable): name of the bridge in front of the drive
 * @users: a sentence for each program that has the drive open
 * @mounts: a sentence for each folder where its disc is mounted
 * @hides_users: this user may not examine the processes of others; those in @users are found nevertheless
 * @access: whether the user may open the drive
 */
typedef struct _BbSimFamily BbSimFamily;
typedef struct {
    char *name;
    const BbSimFamily *family;
    BbModel *model;
    char *vendor;
    char *product;
    char **oem_models;
    char *revision;
    GBytes *firmware;
    GBytes *boot_code;
    char *boot_version;
    char *serial;
    BbBus bus;
    BbSimDisc disc;
    char *state;
    GHashTable *quirks;
    double speed;
    guint32 seed;
    char *bridge;
    char **users;
    char **mounts;
    gboolean hides_users;
    BbAccess access;
} BbSimConfig;

/**
 * bb_sim_list_oem_models: (transfer full)
 * @vendor: (nullable): INQUIRY text
 * @product: (nullable): INQUIRY text
 *
 * Lists the OEM models that the catalog has for drives with this name and @model, for example "ND-1100A". There may
 * be several.
 */
char **bb_sim_list_oem_models (BbCatalog *catalog, const char *family, BbModel *model, const char *vendor,
                               const char *product);

/**
 * BbSimImageOptions: options of `burnback-sim make-image`; texts that are not given are %NULL.
 * @boot_code: --kind boot-code
 * @oem_models: (nullable): as in #BbSimConfig
 * @settings: (nullable): --set: name -> value ("" for those without), checked against the family's table
 */
typedef struct {
    const char *revision;
    const char *vendor;
    const char *product;
    const char *boot_version;
    guint32 seed;
    gboolean boot_code;
    const char *const *oem_models;
    GHashTable *settings;
} BbSimImageOptions;

/**
 * BbSimFamily:
 * @id: ID in scenarios and catalog
 * @states: every family has the state "normal", which need not be in the table
 * @image_settings: (nullable): settings that `burnback-sim make-image --set` accepts for this family
 * @steps: (nullable) (array zero-terminated=1): all names that @classify returns, for `At=step:NAME:N`
 * @flash_bytes: size of the whole address space of a model's memory
 * @init: called once for each run, before the first @power_on. @fresh: the memory is new (all FF), so fill it for
 *   config->state (with bb_sim_drive_poke() and marks). Otherwise it has the content from an earlier run. Allocate
 *   drive->own in both cases. Errors: %BB_SIM_ERROR_SCENARIO
 * @power_on: power-on reset: clear volatile state, set the INQUIRY strings and the other fields of #BbSimDrive that
 *   depend on the memory. Before, the core has cleared its own volatile state and queued 6/29/00
 * @power_lost: (nullable): the power is lost now; write the memory content that an unfinished operation leaves.
 *   @fraction: completed part (0..1) of the command that the cut interrupted, -1 between two commands
 * @exec: executes one command. Returns %FALSE for a command that the core must execute as in the standard (5/20/00
 *   for an unknown one). The core has dealt with unit attention and busy before. Is called for standard commands
 *   too, before the core executes them
 * @classify: returns the step of a command; called before @exec; changes nothing
 * @list_regions: (nullable): appends #BbSimRegion; the core adds "all"
 * @make_image: returns a synthetic firmware file
 * @clear: (nullable): frees drive->own
 * @tick: (nullable): completes operations whose time has passed; called before each command, and before power_lost
 * @passes_busy: (nullable): whether the drive accepts this command although it is busy
 */
struct _BbSimFamily {
    const char *id;
    const BbSimChoice *states;
    const BbSimChoice *quirks;
    const BbSimChoice *image_settings;
    const char *const *steps;
    gsize (*flash_bytes) (BbModel *model);
    gboolean (*init) (BbSimDrive *drive, gboolean fresh, GError **error);
    void (*power_on) (BbSimDrive *drive);
    void (*power_lost) (BbSimDrive *drive, double fraction);
    gboolean (*exec) (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
    void (*classify) (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step);
    void (*list_regions) (BbSimDrive *drive, GArray *regions);
    GBytes *(*make_image) (BbModel *model, const BbSimImageOptions *options, GError **error);
    void (*clear) (BbSimDrive *drive);
    void (*tick) (BbSimDrive *drive);
    gboolean (*passes_busy) (BbSimDrive *drive, const BbSimCommand *command);
};

/**
 * BB_SIM_QUIRK_STRICT_ATTENTION: a quirk that the core implements, for families that have it in their table: REPORT
 * LUNS, GET EVENT STATUS NOTIFICATION and GET CONFIGURATION report a pending unit attention, too.
 */
#define BB_SIM_QUIRK_STRICT_ATTENTION "strict-attention"
#define BB_SIM_QUIRK_STRICT_ATTENTION_TEXT "Only INQUIRY and REQUEST SENSE do not report a pending unit attention"

extern const BbSimFamily bb_sim_family_mt1959;      /* bb-sim-mt1959.c */
extern const BbSimFamily bb_sim_family_nec_optiarc; /* bb-sim-nec.c */

/**
 * bb_sim_register_family: adds a family for this process, for tests. Call it before starting threads; @family must
 * be static.
 */
void bb_sim_register_family (const BbSimFamily *family);
/** bb_sim_family_find: returns %NULL with %BB_SIM_ERROR_SCENARIO if there is no family with this ID. */
const BbSimFamily *bb_sim_family_find (const char *id, GError **error);
/**
 * bb_sim_family_get_model: (transfer full) (nullable): returns model @key. Errors: %BB_SIM_ERROR_SCENARIO; the
 * message lists all models.
 */
BbModel *bb_sim_family_get_model (const BbSimFamily *family, BbCatalog *catalog, const char *key, GError **error);
/**
 * BbSimDrive: state common to all drives. Families may write the fields above `core only`.
 * @own: the family's own struct
 * @vendor, @product, @revision, @vendor_specific: INQUIRY texts without padding; set by power_on, or when they
 *   change
 * @inquiry_tail: bytes 74 to 95 of INQUIRY, which the standard leaves free
 * @profiles: 0-terminated list for the profile list; set by init (static storage). %NULL: CD and DVD writer
 * @mechanism: first byte of feature 0003h; initially 0x29, a tray with motor
 * @firmware_date: feature 010Ch, up to 16 characters; "" leaves the feature out
 * @dead_disc: the drive has no disc functions: TEST UNIT READY and disc commands return 2/3A/00, tray open or not
 * @not_ready: a sense code (key << 16 | asc << 8 | ascq) that TEST UNIT READY and disc commands return instead, or
 *   0
 * @busy_until_us: until this time commands get 2/04/@busy_ascq, with @busy_sense_more in the sense data
 */
struct _BbSimDrive {
    const BbSimFamily *family;
    const BbSimConfig *config;
    gpointer own;

    char vendor[9];
    char product[17];
    char revision[5];
    char vendor_specific[21];
    guint8 inquiry_tail[22];
    const guint16 *profiles;
    guint8 mechanism;
    char firmware_date[17];
    gboolean dead_disc;
    guint32 not_ready;
    gint64 busy_until_us;
    guint8 busy_ascq;
    guint8 busy_sense_more[BB_SIM_SENSE_BYTES];

    /* core only */
    BbSimMemory *memory;
    gboolean powered;
    char *power_mark; /* a text that differs after each power-on */
    gboolean plugged;
    gboolean tray_open;
    gboolean locked;
    GArray *attentions; /* guint32, key << 16 | asc << 8 | ascq */
    GRand *random;
    GPtrArray *violations;
    gint64 now_us;
    double cut_at;        /* part (0..1) of the running command at which the power is cut, -1 without a cut */
    guint32 work_bytes;   /* total bytes of flash work in this command, 0 if not announced */
    guint32 worked_bytes; /* how many of @work_bytes are done */
    gboolean stuck_armed;
    guint32 stuck_address;
    guint32 stuck_length_bytes;
    gboolean flash_refused; /* a block was stuck in this command: the core sets the sense code */
    gboolean lost_power;    /* in this command */
    gboolean wrote_flash;   /* in this command */
};

/** bb_sim_drive_flash: (transfer none): returns the memory; read only. */
const guint8 *bb_sim_drive_flash (BbSimDrive *drive, gsize *length_bytes);

/**
 * bb_sim_drive_erase:
 *
 * Sets a range to FF. After a power cut during the erase the range contains a mixture of old and new bits; a stuck
 * block keeps its old bytes.
 *
 * Returns: %FALSE if @exec must stop and return %TRUE at once, because the core fills in the answer
 */
gboolean bb_sim_drive_erase (BbSimDrive *drive, guint32 address, guint32 length_bytes);
/**
 * bb_sim_drive_program: writes @data, with faults as in bb_sim_drive_erase(); a power cut leaves only the first
 * bytes.
 */
gboolean bb_sim_drive_program (BbSimDrive *drive, guint32 address, const guint8 *data, guint32 length_bytes);
/**
 * bb_sim_drive_poke: writes without faults: for init, power_lost and small records; has no effect after the power
 * was lost.
 */
void bb_sim_drive_poke (BbSimDrive *drive, guint32 address, const guint8 *data, guint32 length_bytes);

/**
 * bb_sim_drive_get_mark: (nullable): returns a named non-volatile value outside the flash memory; valid until it is
 * set.
 */
const char *bb_sim_drive_get_mark (BbSimDrive *drive, const char *key);
/**
 * bb_sim_drive_set_mark: sets a mark; %NULL removes it. Has no effect after the power was lost in this command.
 */
void bb_sim_drive_set_mark (BbSimDrive *drive, const char *key, const char *value);

/** bb_sim_drive_now_us: returns the drive's clock, which is 0 at the start of each run. */
gint64 bb_sim_drive_now_us (BbSimDrive *drive);
/** bb_sim_drive_random: returns 32 pseudo-random bits; a seed always gives the same sequence. */
guint32 bb_sim_drive_random (BbSimDrive *drive);
/** bb_sim_drive_attention: queues a unit attention, for example 6/3F/01. */
void bb_sim_drive_attention (BbSimDrive *drive, guint8 asc, guint8 ascq);
/** bb_sim_drive_set_inquiry: sets INQUIRY texts, truncated to their fields; %NULL leaves a text unchanged. */
void bb_sim_drive_set_inquiry (BbSimDrive *drive, const char *vendor, const char *product, const char *revision);
/** bb_sim_drive_violation: records that the host did something that the protocol page forbids. */
void bb_sim_drive_violation (BbSimDrive *drive, const char *format, ...) G_GNUC_PRINTF (2, 3);

gboolean bb_sim_drive_has_quirk (BbSimDrive *drive, const char *name);
/**
 * bb_sim_drive_quirk: (nullable): returns the quirk's value, @fallback if the scenario does not have the quirk.
 */
const char *bb_sim_drive_quirk (BbSimDrive *drive, const char *name, const char *fallback);
guint64 bb_sim_drive_quirk_uint (BbSimDrive *drive, const char *name, guint64 fallback);

/**
 * bb_sim_fill: fills with the pseudo-random bytes of the test vectors: x = 1664525 x + 1013904223, byte = x >> 24.
 */
void bb_sim_fill (guint8 *to, gsize length_bytes, guint32 seed);
/** bb_sim_put_text: copies @text into a field of @length_bytes and pads it with blanks. */
void bb_sim_put_text (guint8 *to, gsize length_bytes, const char *text);
guint16 bb_sim_get_be16 (const guint8 *from);
guint32 bb_sim_get_be24 (const guint8 *from);
guint32 bb_sim_get_be32 (const guint8 *from);

/**
 * bb_sim_drive_expect_work: announces the number of bytes that this command will erase and program, so that a power
 * cut can hit any of these operations.
 */
void bb_sim_drive_expect_work (BbSimDrive *drive, guint32 length_bytes);

/* For the code around the drive: transports, and tests of a family without a bus. */

/**
 * bb_sim_drive_new:
 * @config, @memory: must outlive the drive
 * @fresh: whether the memory is new
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if the model cannot have what @config specifies.
 *
 * Returns: (transfer full): a drive that is switched off; bb_sim_drive_switch() switches it on
 */
BbSimDrive *bb_sim_drive_new (const BbSimFamily *family, const BbSimConfig *config, BbSimMemory *memory,
                              gboolean fresh, GError **error);
void bb_sim_drive_free (BbSimDrive *drive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSimDrive, bb_sim_drive_free)

/** bb_sim_drive_switch: switches the power on (power-on reset) or off (see power_lost for @fraction). */
void bb_sim_drive_switch (BbSimDrive *drive, gboolean on, double fraction);

G_END_DECLS
