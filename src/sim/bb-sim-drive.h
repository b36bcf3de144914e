/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"
#include "drive/bb-drive.h"
#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/*
 * Inside the room: what lies between the core (power, clock, faults, standard commands, store) and a drive
 * family (vendor commands, states, images). A family is one table, #BbSimFamily; it keeps what a power cut
 * destroys in a struct of its own and changes the rest only with bb_sim_drive_erase(), _program(), _poke()
 * and _set_mark(). It does no I/O, asks no clock but bb_sim_drive_now_us(), and is called by one thread at a time.
 */

typedef struct _BbSimDrive BbSimDrive;
typedef struct _BbSimMemory BbSimMemory;

/**
 * BbSimCommand:
 * @cdb: as sent; bytes after its length are zero, so any of the 16 may be read
 * @direction: which way the data phase goes, as the host set it up
 * @out: (nullable): @length_bytes from the host
 * @length_bytes: size of the data phase as the host set it up (not what the CDB says)
 */
typedef struct {
    BbCdb cdb;
    BbDirection direction;
    const guint8 *out;
    gsize length_bytes;
} BbSimCommand;

/* Fixed-form sense data as the drives send it. */
#define BB_SIM_SENSE_BYTES 18

/**
 * BbSimAnswer:
 * @status: SAM status; GOOD to begin with
 * @key, @asc, @ascq: with CHECK CONDITION
 * @in: (nullable): where data for the host goes, @room_bytes of it (0 unless the direction is IN)
 * @moved_bytes: how many bytes of the data phase moved; for OUT all of them to begin with
 * @took_us: how long the drive was at it; the core moves the clock by it
 * @never: the drive never answers this command
 * @broken: what lies between host and drive drops it: %BB_TRANSPORT_ERROR_IO
 * @sense_more: what the fixed-form sense data holds besides key and codes
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

/** bb_sim_answer_sense: CHECK CONDITION with this sense. */
void bb_sim_answer_sense (BbSimAnswer *answer, guint8 key, guint8 asc, guint8 ascq);
/** bb_sim_answer_data: GOOD, and the first @allocation_bytes (at most) of @data, cut to the room there is. */
void bb_sim_answer_data (BbSimAnswer *answer, const guint8 *data, gsize length_bytes, gsize allocation_bytes);

/**
 * BbSimStep:
 * @name: "enter", "upload", "checksum", "erase", "program", "read", "leave", or another word of the family, for
 *   faults with `At=step:NAME:n`; %NULL for commands that are no step
 * @vendor: the vendor's own; for `Kind=bridge`
 * @writes: could change non-volatile memory; for bb_sim_bus_count_writes()
 */
typedef struct {
    const char *name;
    gboolean vendor;
    gboolean writes;
} BbSimStep;

/**
 * BbSimChoice:
 * @name: as a scenario says it
 * @values: for quirks: %NULL takes none; "N" a number; "a|b" one of these; "*" any text
 * @section: of the protocol page it comes from, for example "nec-optiarc 11"
 * @text: what it is
 *
 * A line of a family's table of states or quirks; tables end with a %NULL name.
 */
typedef struct {
    const char *name;
    const char *values;
    const char *section;
    const char *text;
} BbSimChoice;

/** BbSimRegion: a named part of the flash memory, for `burnback-sim dump --region`. */
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
 * BbSimConfig: a `[drive …]` group, parsed. Texts that the scenario did not give are %NULL.
 * @state: never %NULL, "normal" if not given; one of the family's states
 * @oem_models: what is sold under this name with such a model inside, by the catalog; may be empty
 * @serial: never %NULL
 * @quirks: name -> value ("" for those without); names and form of the values are checked
 * @bridge: (nullable): name of the bridge in between
 * @users: which programs have the drive open, a sentence each
 * @mounts: where its disc is mounted, a sentence each
 * @hides_users: this user may not see the programs of others; those in @users are seen all the same
 * @access: what this user may do
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
 * @vendor: (nullable)
 * @product: (nullable)
 *
 * What the catalog says is sold under this name with @model inside, for example "ND-1100A"; a name may be several.
 */
char **bb_sim_list_oem_models (BbCatalog *catalog, const char *family, BbModel *model, const char *vendor,
                               const char *product);

/**
 * BbSimImageOptions: of `burnback-sim make-image`; texts not given are %NULL.
 * @boot_code: --kind boot-code
 * @oem_models: (nullable): as of #BbSimConfig
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
 * @id: as in scenarios and catalog
 * @states: state "normal" is always there and need not stand in it
 * @image_settings: (nullable): what `burnback-sim make-image --set` knows besides its own options
 * @steps: (nullable) (array zero-terminated=1): every name that @classify gives a step, for `At=step:NAME:N`
 * @flash_bytes: size of the whole address space of a model's memory
 * @init: called once for each run, before the first @power_on. @fresh: the memory is new (all FF): fill it for
 *   config->state (with bb_sim_drive_poke() and marks). Else it is as an earlier run left it; allocate
 *   drive->own in both cases. Errors: %BB_SIM_ERROR_SCENARIO
 * @power_on: power-on reset: forget what is volatile, set the INQUIRY strings and the other fields of #BbSimDrive
 *   that follow from memory. The core has cleared its own volatile state and queued 6/29/00 before it
 * @power_lost: (nullable): the power goes now; leave in memory what work under way leaves there. @fraction:
 *   how far (0..1) the command got that was cut in the middle, -1 between two commands
 * @exec: one command. %FALSE: not mine, let the core answer by the standard (5/20/00 for what it does not know).
 *   Unit attention and busy were already dealt with. May be called for the standard commands too, first
 * @classify: which step a command is; called before @exec; changes nothing
 * @list_regions: (nullable): appends #BbSimRegion; the core adds "all"
 * @make_image: a synthetic firmware file
 * @clear: (nullable): frees drive->own
 * @tick: (nullable): called before each command, and before power_lost: work that time has finished by now
 * @passes_busy: (nullable): whether this command is taken although the drive is busy
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
 * BB_SIM_QUIRK_STRICT_ATTENTION: the core's own quirk, in the table of every family that has it: REPORT LUNS, GET
 * EVENT STATUS NOTIFICATION and GET CONFIGURATION report a pending unit attention too.
 */
#define BB_SIM_QUIRK_STRICT_ATTENTION "strict-attention"
#define BB_SIM_QUIRK_STRICT_ATTENTION_TEXT "Only INQUIRY and REQUEST SENSE do not report a pending unit attention"

extern const BbSimFamily bb_sim_family_mt1959;      /* bb-sim-mt1959.c */
extern const BbSimFamily bb_sim_family_nec_optiarc; /* bb-sim-nec.c */

/** bb_sim_families: %NULL-terminated list; a new family is one line in bb-sim-families.c. */
const BbSimFamily *const *bb_sim_families (void);
/** bb_sim_register_family: one more for this process: for tests. Before any thread is there; @family must last. */
void bb_sim_register_family (const BbSimFamily *family);
/** bb_sim_family_find: %NULL with %BB_SIM_ERROR_SCENARIO if there is none of that name. */
const BbSimFamily *bb_sim_family_find (const char *id, GError **error);
/** bb_sim_family_get_model: (transfer full) (nullable): model @key. Errors: %BB_SIM_ERROR_SCENARIO, with all models.
 */
BbModel *bb_sim_family_get_model (const BbSimFamily *family, BbCatalog *catalog, const char *key, GError **error);
/** bb_sim_dup_unknown: (transfer full): "“WORD” is not known; possible: A, B"; @possible is %NULL-terminated. */
char *bb_sim_dup_unknown (const char *word, const char *const *possible);

/**
 * BbSimDrive: state common to all drives. What families may set is said; the rest they read at most.
 * @own: the family's own struct
 * @vendor, @product, @revision, @vendor_specific: INQUIRY texts without padding; set by power_on, or when they change
 * @inquiry_tail: bytes 74 to 95 of INQUIRY, which the standard leaves free
 * @profiles: 0-terminated list for the profile list; set by init (static storage). %NULL: CD and DVD writer
 * @mechanism: first byte of feature 0003h; 0x29 tray with motor to begin with
 * @firmware_date: feature 010Ch, up to 16 characters; "" leaves the feature out
 * @dead_disc: no disc functions: TEST UNIT READY and the like say 2/3A/00 whatever the tray is
 * @not_ready: a sense code (key << 16 | asc << 8 | ascq) that TEST UNIT READY and disc commands give instead, 0 none
 * @busy_until_us: until then 2/04/@busy_ascq, with @busy_sense_more in the sense data
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
    char *power_mark; /* another one each time it is switched on */
    gboolean plugged;
    gboolean tray_open;
    gboolean locked;
    GArray *attentions; /* guint32, key << 16 | asc << 8 | ascq */
    GRand *random;
    GPtrArray *violations;
    gint64 now_us;
    double cut_at;        /* armed cut of the running command, -1 none */
    guint32 work_bytes;   /* flash work announced for this command, 0 not */
    guint32 worked_bytes; /* done of it */
    gboolean stuck_armed;
    guint32 stuck_address;
    guint32 stuck_length_bytes;
    gboolean flash_refused; /* a flash change of this command was refused: the core makes the answer */
    gboolean lost_power;    /* in this command */
    gboolean wrote_flash;   /* in this command */
};

/** bb_sim_drive_flash: (transfer none): the memory to read from; never write through it. */
const guint8 *bb_sim_drive_flash (BbSimDrive *drive, gsize *length_bytes);

/**
 * bb_sim_drive_erase:
 *
 * Sets a range to FF, as work that a power cut or a worn block can hit: then the range keeps something
 * between old and new, or its old bytes.
 *
 * Returns: %FALSE: stop here and return %TRUE from exec at once, the core makes the answer
 */
gboolean bb_sim_drive_erase (BbSimDrive *drive, guint32 address, guint32 length_bytes);
/** bb_sim_drive_program: writes @data as it is, in the same manner (a cut leaves a prefix). */
gboolean bb_sim_drive_program (BbSimDrive *drive, guint32 address, const guint8 *data, guint32 length_bytes);
/** bb_sim_drive_poke: writes without any fault: for init, power_lost, and small records; nothing once the power is
 * lost. */
void bb_sim_drive_poke (BbSimDrive *drive, guint32 address, const guint8 *data, guint32 length_bytes);

/** bb_sim_drive_get_mark: (nullable): a named non-volatile value outside the flash array; valid until it is set. */
const char *bb_sim_drive_get_mark (BbSimDrive *drive, const char *key);
/** bb_sim_drive_set_mark: @value %NULL removes it. No effect once the power went in this command. */
void bb_sim_drive_set_mark (BbSimDrive *drive, const char *key, const char *value);

/** bb_sim_drive_now_us: the drive's clock; starts at 0 at each run. */
gint64 bb_sim_drive_now_us (BbSimDrive *drive);
/** bb_sim_drive_random: 32 bits, the same from the same seed. */
guint32 bb_sim_drive_random (BbSimDrive *drive);
/** bb_sim_drive_attention: queues a unit attention, for example 6/3F/01. */
void bb_sim_drive_attention (BbSimDrive *drive, guint8 asc, guint8 ascq);
/** bb_sim_drive_set_inquiry: %NULL leaves a text as it is; cut to its field. */
void bb_sim_drive_set_inquiry (BbSimDrive *drive, const char *vendor, const char *product, const char *revision);
/** bb_sim_drive_violation: a tool did what the page says it must never do. */
void bb_sim_drive_violation (BbSimDrive *drive, const char *format, ...) G_GNUC_PRINTF (2, 3);

gboolean bb_sim_drive_has_quirk (BbSimDrive *drive, const char *name);
/** bb_sim_drive_quirk: (nullable): the quirk's value, @fallback if the scenario does not have it. */
const char *bb_sim_drive_quirk (BbSimDrive *drive, const char *name, const char *fallback);
guint64 bb_sim_drive_quirk_uint (BbSimDrive *drive, const char *name, guint64 fallback);

/** bb_sim_fill: the pseudo-random bytes of the test vectors: x = 1664525 x + 1013904223, byte = x >> 24. */
void bb_sim_fill (guint8 *to, gsize length_bytes, guint32 seed);
/** bb_sim_put_text: @text into a field of @length_bytes, blanks after it. */
void bb_sim_put_text (guint8 *to, gsize length_bytes, const char *text);
guint16 bb_sim_get_be16 (const guint8 *from);
guint32 bb_sim_get_be24 (const guint8 *from);
guint32 bb_sim_get_be32 (const guint8 *from);

/** bb_sim_drive_expect_work: how many bytes all flash work of this command will touch, so that a cut in its middle is
 * spread over them. */
void bb_sim_drive_expect_work (BbSimDrive *drive, guint32 length_bytes);

/*
 * For the shells (transport, tests of a family without a bus).
 */

/**
 * bb_sim_drive_new:
 * @config, @memory: must outlive the drive
 * @fresh: the memory is new
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if the model cannot have what @config asks for.
 *
 * Returns: (transfer full): a drive that is off; bb_sim_drive_switch() turns it on
 */
BbSimDrive *bb_sim_drive_new (const BbSimFamily *family, const BbSimConfig *config, BbSimMemory *memory,
                              gboolean fresh, GError **error);
void bb_sim_drive_free (BbSimDrive *drive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSimDrive, bb_sim_drive_free)

/** bb_sim_drive_execute: the whole of one command with all common rules and no faults; moves the clock. */
void bb_sim_drive_execute (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
/** bb_sim_drive_switch: the mains plug: power-on reset, or the power goes (see power_lost for @fraction). */
void bb_sim_drive_switch (BbSimDrive *drive, gboolean on, double fraction);

G_END_DECLS
