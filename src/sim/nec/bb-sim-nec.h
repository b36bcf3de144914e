/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim-drive.h"
#include "bb-sim-nec-facts.h"
#include "bb-sim-nec-memory.h"

G_BEGIN_DECLS

/* Shared by the files of the simulated NEC and Optiarc drives: the state machine of docs/protocols/nec-optiarc.md,
 * sections 9 to 11. bb-sim-nec.c dispatches the commands to the other files. */

#define BB_SIM_NEC_OP_BOOK_TYPE 0xC9
#define BB_SIM_NEC_OP_WRITE 0xCB
#define BB_SIM_NEC_OP_READ 0xCC
#define BB_SIM_NEC_OP_READ_BOOT 0xCD
#define BB_SIM_NEC_OP_VERSIONS 0xCF
#define BB_SIM_NEC_OP_RICOH_SET 0xF9
#define BB_SIM_NEC_OP_RICOH_GET 0xFA

/** BB_SIM_NEC_BANK: bit of CDB byte 1 that selects bank 1; has another meaning on Opti4. */
#define BB_SIM_NEC_BANK 0x10

/** BB_SIM_NEC_POLL_US: assumed interval between two polls, to convert a number of polls to a time. */
#define BB_SIM_NEC_POLL_US 250000

/* Names of the marks, which are non-volatile. */
#define BB_SIM_NEC_MARK_VALID "valid"           /* "yes": the boot code trusts the main firmware */
#define BB_SIM_NEC_MARK_SUM "sum"               /* required Sum16 of the main firmware, hex */
#define BB_SIM_NEC_MARK_PROGRAMMED "programmed" /* pages programmed since their last erase, hex of a bitmap */
#define BB_SIM_NEC_MARK_BLIND "blind"           /* "yes": the boot code does not detect incomplete firmware */
#define BB_SIM_NEC_MARK_BOOT_BROKEN "boot-broken"
#define BB_SIM_NEC_MARK_LEFT_IN "left-in"     /* a tool left the drive in safe mode; "0" or "1" is the bank */
#define BB_SIM_NEC_MARK_BANK_OWED "bank-owed" /* bank 0 was changed, bank 1 still has the old firmware */
#define BB_SIM_NEC_MARK_BOOK_TYPES "book-types"

typedef enum {
    BB_SIM_NEC_NORMAL,
    BB_SIM_NEC_SAFE0,
    BB_SIM_NEC_SAFE1,
    BB_SIM_NEC_FORCED_SAFE,
    BB_SIM_NEC_RESTARTING,
    BB_SIM_NEC_DEAD,
} BbSimNecMode;

/**
 * BbSimNecWork: an operation that a power cut would interrupt, besides the erase and program that the core handles.
 */
typedef enum {
    BB_SIM_NEC_WORK_NONE,
    BB_SIM_NEC_WORK_CALIBRATION,
} BbSimNecWork;

/**
 * BbSimNecDrive:
 * @facts: of the model
 * @mode: the code that is running
 * @forced_bank: bank entered in FORCED_SAFE, -1 for none (640K)
 * @polls_left: number of TEST UNIT READY commands that still get "becoming ready" in RESTARTING
 * @ready_us: time at which RESTARTING ends even without polls
 * @touched: a command other than INQUIRY and SAFE MODE was sent since power-on (incomplete firmware then stops
 *   responding)
 * @round_trip: safe mode was left since power-on
 * @ram: uploads to area 0, at their target addresses
 * @received: one byte for each page of @ram
 * @boot_ram, @boot_received: the same for area 1
 * @accepted: whether the checksum was accepted, by area
 * @accepted_sum: of area 0
 * @accepted_index: K210's two checksums, bit 1 and bit 2
 * @unlocked: programming of the boot code was unlocked since power-on
 * @boot_key, @boot_version: of the boot code that was loaded at power-on
 * @work, @work_range: for power_lost
 * @n_uploads: counter for the quirk corrupt-upload
 * @disc_book_type: of the disc in the drive
 */
typedef struct {
    BbSimNecFacts facts;
    BbSimNecMode mode;
    gint forced_bank;
    guint polls_left;
    gint64 ready_us;
    gboolean touched;
    gboolean round_trip;

    guint8 *ram;
    guint8 *received;
    guint8 *boot_ram;
    guint8 *boot_received;
    gboolean accepted[6];
    guint16 accepted_sum;
    guint accepted_index;
    gboolean unlocked;

    char boot_key[5];
    char boot_version[3];

    BbSimNecWork work;
    BbSimNecRange work_range;
    guint n_uploads;

    guint8 temporary[3];
    gboolean use_temporary[3];
    guint8 disc_book_type;
} BbSimNecDrive;

/* Sense codes of rejected commands. */
#define bb_sim_nec_refuse_field(answer) bb_sim_answer_sense ((answer), 5, 0x24, 0)
#define bb_sim_nec_refuse_value(answer) bb_sim_answer_sense ((answer), 5, 0x26, 0)
#define bb_sim_nec_refuse_order(answer) bb_sim_answer_sense ((answer), 5, 0x2C, 0)
#define bb_sim_nec_refuse_command(answer) bb_sim_answer_sense ((answer), 5, 0x20, 0)

/* bb-sim-nec-validity.c: received pages, validity of the main firmware. */

/** bb_sim_nec_own: returns the family's own struct of @drive. */
BbSimNecDrive *bb_sim_nec_own (BbSimDrive *drive);
/** bb_sim_nec_in_safe_mode: whether the mode is SAFE or FORCED_SAFE. */
gboolean bb_sim_nec_in_safe_mode (BbSimNecDrive *own);

/** bb_sim_nec_forget: clears RAM and accepted checksums. */
void bb_sim_nec_forget (BbSimNecDrive *own);
/** bb_sim_nec_is_received: whether every page of the range was uploaded. */
gboolean bb_sim_nec_is_received (BbSimNecDrive *own, guint32 address, guint32 length_bytes);
gboolean bb_sim_nec_boot_is_received (BbSimNecDrive *own);
/**
 * BB_SIM_NEC_UNLOCK_ADDRESS: a zero byte here unlocks programming of the boot code permanently (section 10).
 */
#define BB_SIM_NEC_UNLOCK_ADDRESS 0x202C0
/** bb_sim_nec_boot_is_unlocked: whether the boot code is unlocked for programming, or needs no unlock. */
gboolean bb_sim_nec_boot_is_unlocked (BbSimDrive *drive);
/** bb_sim_nec_mark_is_set: whether a mark has the value "yes". */
gboolean bb_sim_nec_mark_is_set (BbSimDrive *drive, const char *key);
/**
 * bb_sim_nec_firmware_ok: whether the boot code starts the main firmware (section 11), from flash and marks.
 */
gboolean bb_sim_nec_firmware_ok (BbSimDrive *drive);
/** bb_sim_nec_set_valid: sets the validity mark, with @sum as the required Sum16. */
void bb_sim_nec_set_valid (BbSimDrive *drive, guint16 sum);
/** bb_sim_nec_main_sum: returns Sum16 of the main firmware in the flash. */
guint16 bb_sim_nec_main_sum (BbSimDrive *drive);
/** bb_sim_nec_set_programmed: records whether the pages of @range are programmed. */
void bb_sim_nec_set_programmed (BbSimDrive *drive, const BbSimNecRange *range, gboolean programmed);
/** bb_sim_nec_set_valid_if_programmed: sets the validity mark if all pages are programmed. */
void bb_sim_nec_set_valid_if_programmed (BbSimDrive *drive);
/**
 * bb_sim_nec_set_invalid: clears the validity mark; called before the first erase or program of a main block in
 * @range.
 */
void bb_sim_nec_set_invalid (BbSimDrive *drive, const BbSimNecRange *range);

/* bb-sim-nec-mode.c: modes, INQUIRY texts. */

/** bb_sim_nec_power_on: see #BbSimFamily. */
void bb_sim_nec_power_on (BbSimDrive *drive);
/** bb_sim_nec_tick: ends RESTARTING when its time has passed, with a unit attention. */
void bb_sim_nec_tick (BbSimDrive *drive);
/** bb_sim_nec_exec_safe_mode: executes SAFE MODE on and off. */
void bb_sim_nec_exec_safe_mode (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
/** bb_sim_nec_exec_ready: executes TEST UNIT READY; %FALSE: the core must answer. */
gboolean bb_sim_nec_exec_ready (BbSimDrive *drive, BbSimAnswer *answer);

/* bb-sim-nec-read.c: reading, and the calibration write */
void bb_sim_nec_exec_read (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
void bb_sim_nec_exec_read_boot (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
void bb_sim_nec_exec_calibration (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);

/* bb-sim-nec-upload.c: uploads to the RAM, and their checksums */
void bb_sim_nec_exec_upload (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
void bb_sim_nec_exec_checksum (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
void bb_sim_nec_exec_checksum_flash (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
/**
 * bb_sim_nec_bank_fits: whether the bank bit of an upload, checksum, erase or program is valid in the current mode.
 */
gboolean bb_sim_nec_bank_fits (BbSimNecDrive *own, const guint8 *cdb);

/* bb-sim-nec-flash.c: erase and program. */
void bb_sim_nec_exec_erase (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
void bb_sim_nec_exec_erase_bank (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
void bb_sim_nec_exec_force_erase (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
void bb_sim_nec_exec_program (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
/* bb-sim-nec-disc.c: book types, region, version report, unlock. %FALSE for any other command. */
gboolean bb_sim_nec_exec_disc (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);

/* bb-sim-nec-state.c: the memory of a new drive. */
extern const BbSimChoice bb_sim_nec_states[];
extern const BbSimChoice bb_sim_nec_quirks[];
/**
 * bb_sim_nec_make_memory: fills flash and marks of a new @drive from its state, quirks and files.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if the model cannot have one of them.
 */
gboolean bb_sim_nec_make_memory (BbSimDrive *drive, GError **error);

G_END_DECLS
