/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"
#include "drive/bb-drive.h"
#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/*
 * Interface between the core (power, clock, faults, standard commands, store) and a drive family (vendor commands,
 * states, images). A family is one table of functions, #BbSimFamily. Private to src/sim.
 *
 * Rules for a family:
 * - It keeps volatile state in a struct of its own.
 * - It changes non-volatile state only with bb_sim_drive_erase(), _program(), _poke() and _set_mark().
 * - It does no I/O, and uses no clock except bb_sim_drive_now_us().
 * - It is called by one thread at a time.
 */

typedef struct _BbSimDrive BbSimDrive;
typedef struct _BbSimMemory BbSimMemory;

/**
 * BbSimCommand:
 * @cdb: the CDB; bytes after its length are zero, so all 16 may be read
 * @direction: direction of the data phase, as set by the host
 * @out: (nullable): the @length_bytes bytes that the host sends, for %BB_DIRECTION_OUT
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
 * BbSimAnswer: the reply of a drive. The core initializes the struct, then the family fills it in.
 * @status: SAM status; initially GOOD
 * @key, @asc, @ascq: sense code for CHECK CONDITION
 * @in: (nullable): buffer for data to the host
 * @room_bytes: size of @in; 0 unless the direction is IN
 * @moved_bytes: bytes of the data phase that were transferred; initially all for OUT, 0 for IN
 * @took_us: time that the drive needs for the command; the core advances the clock of the drive by this time
 * @never: the drive never replies to this command
 * @broken: the bridge drops the command: the host gets %BB_TRANSPORT_ERROR_IO
 * @sense_more: further bits, which the core sets in the sense data (fixed form) in addition to @key, @asc and @ascq
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

/** bb_sim_answer_sense: sets CHECK CONDITION with this sense code; no data is transferred. */
void bb_sim_answer_sense (BbSimAnswer *answer, guint8 key, guint8 asc, guint8 ascq);
/**
 * bb_sim_answer_data: sets GOOD and copies the first bytes of @data into @answer: at most @allocation_bytes (from the
 * CDB), and at most as many as the host accepts. Sets moved_bytes to their number.
 */
void bb_sim_answer_data (BbSimAnswer *answer, const guint8 *data, gsize length_bytes, gsize allocation_bytes);

/**
 * BbSimStep: classification of a command
 * @name: step of a backup or flash to which the command belongs: "enter", "upload", "checksum", "erase", "program",
 *   "read", "leave", or another word of the family. The key `At=step:NAME:n` of faults names this step. %NULL for all
 *   other commands
 * @vendor: the command is a vendor command; the faults "bridge" and "swallow" happen only with vendor commands
 * @writes: the command may change non-volatile memory; bb_sim_bus_count_writes() counts such commands
 */
typedef struct {
    const char *name;
    gboolean vendor;
    gboolean writes;
} BbSimStep;

/**
 * BbSimChoice:
 * @name: name in scenario files
 * @values: form of the value of a quirk or setting: %NULL for none, "N" for a number, "1..9" for a number in this
 *   range, "a|b" for one of these words, "hex" for bytes in hexadecimal digits, "*" for any text
 * @section: page in docs/protocols and section that describe this row, for example "nec-optiarc 11"
 * @text: description for users
 *
 * One row in a family's table of states, quirks or image settings; tables end with a %NULL name.
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
 * BbSimConfig: a parsed `[drive …]` group. Texts and files that the scenario does not have are %NULL.
 * @model: (nullable): %NULL if the family has no models
 * @state: one of the family's states, "normal" if not given; never %NULL
 * @oem_models: OEM models that the catalog lists for @vendor, @product and @model; may be empty
 * @firmware, @boot_code: content of the files that the scenario names
 * @serial: never %NULL
 * @quirks: name -> value ("" for quirks without a value); the parser has checked names and values
 * @speed: how many times faster than the real clock the drive's clock runs; 0: commands take no real time
 * @seed: seed of the synthetic memory and of all random choices
 * @bridge: (nullable): name of the bridge in front of the drive
 * @users: a sentence for each program that has the drive open
 * @mounts: a sentence for each folder where the disc is mounted
 * @hides_users: the user may not examine all processes, so the list of users is not complete; the programs in @users
 *   are found nevertheless
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
 * @vendor: (nullable): INQUIRY text. A catalog name of @model with another vendor is used, too, if @product fits it
 * @product: (nullable): INQUIRY text or marketed name
 *
 * Returns the OEM models (bb_name_get_oem_model(), for example "ND-1100A") of the catalog names of @model that fit
 * @vendor and @product. An OEM model may be in the list twice. The list is empty if @product or @model is %NULL, or
 * if no name fits.
 */
char **bb_sim_list_oem_models (BbCatalog *catalog, const char *family, BbModel *model, const char *vendor,
                               const char *product);

/**
 * BbSimImageOptions: options of `burnback-sim make-image`; texts that are not given are %NULL.
 * @boot_code: make a file with boot code instead of firmware (--kind boot-code)
 * @oem_models: (nullable): as in #BbSimConfig
 * @settings: (nullable): values of --set: name -> value ("" for settings without a value), checked against the table
 *   `image_settings` of the family
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
 * @has_no_models: the catalog has no models of this family: scenarios have no key `Model`, `model` is %NULL in all
 *   functions, and @make_image is %NULL
 * @states: (nullable): table of the states; every family has the state "normal", which need not be in the table
 * @quirks: (nullable): table of the quirks
 * @image_settings: (nullable): settings that `burnback-sim make-image --set` accepts for this family
 * @steps: (nullable) (array zero-terminated=1): all step names that @classify sets, for `At=step:NAME:N`
 * @flash_bytes: returns the size of the whole address space of a model's memory
 * @init: allocates drive->own; called once for each run, before the first @power_on. If @fresh is set, the memory is
 *   new (all FF), and this function also fills it for config->state, using bb_sim_drive_poke() and marks. If @fresh
 *   is not set, the memory has the content from an earlier run. Errors: %BB_SIM_ERROR_SCENARIO
 * @power_on: does the power-on reset: clears volatile state, sets the INQUIRY texts and the other fields of
 *   #BbSimDrive that depend on the memory. The core has already cleared its own volatile state and queued 6/29/00
 * @power_lost: (nullable): called when the power is lost: writes the memory content that an unfinished operation
 *   leaves. @fraction: completed part (0..1) of the command that the cut interrupted, -1 between two commands
 * @exec: executes one command, vendor or standard. Returns %FALSE for a command that the core must execute as the
 *   standard says (an unknown command gets 5/20/00). Not called for REQUEST SENSE, nor while a unit attention or the
 *   busy state answers the command
 * @classify: sets the fields of @step, which are initially %NULL and %FALSE, and changes nothing else; called before
 *   @exec, also for commands that a fault keeps from the drive
 * @list_regions: (nullable): appends #BbSimRegion to @regions; the core itself knows the region "all"
 * @make_image: (transfer full): returns a synthetic firmware file. Errors: %BB_SIM_ERROR_SCENARIO
 * @clear: (nullable): frees drive->own, also after @init failed
 * @tick: (nullable): completes operations whose time has passed; called before each command and before @power_lost
 * @passes_busy: (nullable): TRUE if the drive executes this command although it is busy
 */
struct _BbSimFamily {
    const char *id;
    gboolean has_no_models;
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

/** BB_SIM_QUIRK_STRICT_ATTENTION: a quirk that the core implements. A family has this quirk if its table of quirks
 * has a row with this name. With the quirk, REPORT LUNS, GET EVENT STATUS NOTIFICATION and GET CONFIGURATION report a
 * pending unit attention, too. */
#define BB_SIM_QUIRK_STRICT_ATTENTION "strict-attention"
#define BB_SIM_QUIRK_STRICT_ATTENTION_TEXT "Only INQUIRY and REQUEST SENSE do not report a pending unit attention"

/** BB_SIM_QUIRK_NO_ATTENTION: a quirk that the core implements. A family has this quirk if its table of quirks has a
 * row with this name. With the quirk, no unit attention is pending after power-on, as if another program had cleared
 * it. */
#define BB_SIM_QUIRK_NO_ATTENTION "no-attention"
#define BB_SIM_QUIRK_NO_ATTENTION_TEXT "No unit attention is pending after power-on"

extern const BbSimFamily bb_sim_family_mt1959;       /* bb-sim-mt1959.c */
extern const BbSimFamily bb_sim_family_nec_optiarc;  /* bb-sim-nec.c */
extern const BbSimFamily bb_sim_family_samsung_tsst; /* bb-sim-tsst.c */
extern const BbSimFamily bb_sim_family_tsst_mt1939;  /* bb-sim-mt1939.c */
extern const BbSimFamily bb_sim_family_plextor;      /* bb-sim-plextor.c */
extern const BbSimFamily bb_sim_family_pioneer;      /* bb-sim-pioneer.c */
extern const BbSimFamily bb_sim_family_lg_gdr;       /* bb-sim-gdr.c */
extern const BbSimFamily bb_sim_family_pioneer_bd;   /* bb-sim-pioneer-bd.c */
extern const BbSimFamily bb_sim_family_lite_on;      /* bb-sim-liteon.c */
extern const BbSimFamily bb_sim_family_lg_renesas;   /* bb-sim-lg.c */
extern const BbSimFamily bb_sim_family_ricoh;        /* bb-sim-ricoh.c */
extern const BbSimFamily bb_sim_family_btc;          /* bb-sim-btc.c */
extern const BbSimFamily bb_sim_family_matshita;     /* bb-sim-matshita.c */
extern const BbSimFamily bb_sim_family_spc;          /* bb-sim-spc.c */

/**
 * bb_sim_register_family: adds a family for this process, for tests. Call this function before threads are started;
 * @family must be static.
 */
void bb_sim_register_family (const BbSimFamily *family);
/** bb_sim_family_find: returns the family @id. Errors: %BB_SIM_ERROR_SCENARIO if there is none. */
const BbSimFamily *bb_sim_family_find (const char *id, GError **error);
/**
 * bb_sim_family_get_model: (transfer full): returns model @key of @family. Errors: %BB_SIM_ERROR_SCENARIO if there is
 * no such model; the message lists all models.
 */
BbModel *bb_sim_family_get_model (const BbSimFamily *family, BbCatalog *catalog, const char *key, GError **error);
/**
 * BbSimDrive: state common to all drives. Families may write the fields between @config and `core only`.
 * @own: the family's own struct
 * @vendor, @product, @revision, @vendor_specific: INQUIRY texts without padding; set by power_on, or when they change
 * @serial: serial number; initially that of the scenario
 * @inquiry_tail: bytes 74 to 95 of INQUIRY, which the standard leaves free
 * @profiles: 0-terminated profile numbers in static storage, set by init; %NULL: those of a CD and DVD writer
 * @mechanism: first byte of feature 0003h; initially 0x29, a tray with motor
 * @firmware_date: feature 010Ch, up to 16 characters; "" leaves the feature out
 * @dead_disc: the drive has no disc functions: TEST UNIT READY and disc commands fail as if there were no disc. The
 *   core clears it before power_on
 * @not_ready: sense code (key << 16 | asc << 8 | ascq) with which TEST UNIT READY and disc commands fail; 0 for none.
 *   The core clears it before power_on
 * @busy_until_us: until this time the drive is busy: commands get 2/04/@busy_ascq, with @busy_sense_more in the sense
 *   data, except INQUIRY and the commands that `passes_busy` allows. REQUEST SENSE returns 2/04/@busy_ascq as data
 */
struct _BbSimDrive {
    const BbSimFamily *family;
    const BbSimConfig *config;
    gpointer own;

    char vendor[9];
    char product[17];
    char revision[5];
    char vendor_specific[21];
    char serial[33];
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
    char *power_mark; /* a text that differs after each power-on and each reconnection */
    gboolean plugged;
    gboolean tray_open;
    gboolean locked;
    GArray *attentions; /* guint32, key << 16 | asc << 8 | ascq */
    GRand *random;
    GPtrArray *violations;
    gint64 now_us;
    double cut_at;              /* point (0..1) in the running command at which the power is cut; -1 without a cut */
    guint32 work_bytes;         /* bytes that this command will erase and program, 0 if not announced */
    guint32 worked_bytes;       /* bytes that this command has erased and programmed */
    gboolean stuck_armed;       /* the fault "stuck-block" is due with this command */
    guint32 stuck_address;      /* the stuck block; chosen at the first erase or program if its length is 0 */
    guint32 stuck_length_bytes; /* 0: not chosen yet */
    gboolean flash_refused;     /* this command accessed the stuck block; the core sets the sense code */
    gboolean lost_power;        /* the power was cut during this command */
};

/** bb_sim_drive_flash: (transfer none): returns the whole flash memory, for reading only. @length_bytes: (out)
 * (optional): its size */
const guint8 *bb_sim_drive_flash (BbSimDrive *drive, gsize *length_bytes);

/**
 * bb_sim_drive_erase:
 *
 * Sets a range to FF; bytes beyond the end of the memory are ignored. After a power cut during the erase the range
 * contains a mixture of old and new bits; a stuck block keeps its old bytes.
 *
 * Returns: %FALSE after a power cut (sets `lost_power`) or at a stuck block (sets `flash_refused`). Each further
 * erase or program of this command then returns %FALSE, too. The core then fills in the answer, so `exec` of the
 * family must return %TRUE immediately
 */
gboolean bb_sim_drive_erase (BbSimDrive *drive, guint32 address, guint32 length_bytes);
/** bb_sim_drive_program: writes @data to a range, whether the range was erased or not. After a power cut only the
 * first bytes are written, and a few bytes after these partly; a stuck block keeps its old bytes. Returns: as
 * bb_sim_drive_erase() */
gboolean bb_sim_drive_program (BbSimDrive *drive, guint32 address, const guint8 *data, guint32 length_bytes);
/**
 * bb_sim_drive_poke: writes @data to a range without faults; for `init` and `power_lost` of the family and for small
 * records. Does nothing after the power was cut in this command.
 */
void bb_sim_drive_poke (BbSimDrive *drive, guint32 address, const guint8 *data, guint32 length_bytes);

/**
 * bb_sim_drive_get_mark: (nullable): returns the mark @key, a non-volatile text outside the flash memory; %NULL if it
 * is not set. The text is valid until the mark is set again.
 */
const char *bb_sim_drive_get_mark (BbSimDrive *drive, const char *key);
/**
 * bb_sim_drive_set_mark: sets the mark @key; @value %NULL removes the mark. Does nothing after the power was cut in
 * this command.
 */
void bb_sim_drive_set_mark (BbSimDrive *drive, const char *key, const char *value);

/** bb_sim_drive_now_us: returns the drive's clock, which is 0 at the start of each run. */
gint64 bb_sim_drive_now_us (BbSimDrive *drive);
/** bb_sim_drive_random: returns 32 pseudo-random bits; the same `Seed` of the scenario gives the same sequence. */
guint32 bb_sim_drive_random (BbSimDrive *drive);
/** bb_sim_drive_attention: queues the unit attention 6/@asc/@ascq, unless the same one is already pending. */
void bb_sim_drive_attention (BbSimDrive *drive, guint8 asc, guint8 ascq);
/** bb_sim_drive_set_inquiry: sets INQUIRY texts, truncated to their fields; %NULL leaves a text unchanged. */
void bb_sim_drive_set_inquiry (BbSimDrive *drive, const char *vendor, const char *product, const char *revision);
/** bb_sim_drive_violation: records a violation, a sentence that says what the host did although the page in
 * docs/protocols forbids it. */
void bb_sim_drive_violation (BbSimDrive *drive, const char *format, ...) G_GNUC_PRINTF (2, 3);

gboolean bb_sim_drive_has_quirk (BbSimDrive *drive, const char *name);
/**
 * bb_sim_drive_quirk: (nullable): returns the value of quirk @name ("" for a quirk without a value), or @fallback if
 * the scenario does not have this quirk.
 */
const char *bb_sim_drive_quirk (BbSimDrive *drive, const char *name, const char *fallback);
/** bb_sim_drive_quirk_uint: returns the value of quirk @name as a number: hexadecimal after "0x", octal after "0",
 * else decimal; 0 if the value does not begin with a number. Returns @fallback if the scenario does not have this
 * quirk. */
guint64 bb_sim_drive_quirk_uint (BbSimDrive *drive, const char *name, guint64 fallback);

/**
 * bb_sim_fill: fills @to with pseudo-random bytes. Begins with x = @seed. For each byte, sets x to 1664525 x +
 * 1013904223 (modulo 2^32), and stores x >> 24.
 */
void bb_sim_fill (guint8 *to, gsize length_bytes, guint32 seed);
/** bb_sim_put_text: copies @text into a field of @length_bytes, cut or padded with blanks. */
void bb_sim_put_text (guint8 *to, gsize length_bytes, const char *text);
guint16 bb_sim_get_be16 (const guint8 *from);
guint32 bb_sim_get_be24 (const guint8 *from);
guint32 bb_sim_get_be32 (const guint8 *from);

/**
 * bb_sim_drive_expect_work: announces the total length of all erases and programs of a command. Call it before the
 * first of them. A power cut in the middle of the command can then happen during any of them. Without this call, the
 * power cut always happens during the first one.
 */
void bb_sim_drive_expect_work (BbSimDrive *drive, guint32 length_bytes);

/* Functions for #BbSimUnit, which owns the drive. Families do not call them. */

/**
 * bb_sim_drive_new:
 * @config, @memory: must outlive the drive
 * @fresh: the memory is new, so the family fills it
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if the family or the model cannot have what @config specifies.
 *
 * Returns: (transfer full): a drive that is switched off; bb_sim_drive_switch() switches it on
 */
BbSimDrive *bb_sim_drive_new (const BbSimFamily *family, const BbSimConfig *config, BbSimMemory *memory,
                              gboolean fresh, GError **error);
void bb_sim_drive_free (BbSimDrive *drive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSimDrive, bb_sim_drive_free)

/**
 * bb_sim_drive_switch: switches the power of the drive on or off; does nothing if it is already in that state.
 * - On: closes and unlocks the tray, clears all volatile state, sets a new `power_mark`, and queues the unit
 *   attention 6/29/00 unless the quirk "no-attention" is set. Then calls `power_on` of #BbSimFamily.
 * - Off: calls `tick`, then `power_lost`.
 * @fraction: for off: passed to `power_lost`; not used for on
 */
void bb_sim_drive_switch (BbSimDrive *drive, gboolean on, double fraction);
/** bb_sim_drive_renew_power_mark: sets a new `power_mark`. Called after a reconnection, as Linux gives a real drive a
 * new disk sequence number then. */
void bb_sim_drive_renew_power_mark (BbSimDrive *drive);

G_END_DECLS
