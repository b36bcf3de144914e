/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim-drive.h"
#include "bb-sim-nec-facts.h"
#include "bb-sim-nec-memory.h"

G_BEGIN_DECLS

/*
 * Inside the simulated NEC and Optiarc drives: the state machine of docs/protocols/nec-optiarc.md,
 * sections 9 to 11. One file a subject; bb-sim-nec.c hands the commands out.
 */

#define BB_SIM_NEC_OP_BOOK_TYPE 0xC9
#define BB_SIM_NEC_OP_WRITE 0xCB
#define BB_SIM_NEC_OP_READ 0xCC
#define BB_SIM_NEC_OP_READ_BOOT 0xCD
#define BB_SIM_NEC_OP_VERSIONS 0xCF
#define BB_SIM_NEC_OP_RICOH_SET 0xF9
#define BB_SIM_NEC_OP_RICOH_GET 0xFA

/** BB_SIM_NEC_BANK: the bit of CDB byte 1 that means bank 1, or something else on Opti4. */
#define BB_SIM_NEC_BANK 0x10

/** BB_SIM_NEC_POLL_US: how far apart a patient host polls; how a number of polls becomes time. */
#define BB_SIM_NEC_POLL_US 250000

/* Names of the non-volatile records beside the flash. */
#define BB_SIM_NEC_MARK_VALID "valid"           /* "yes": the boot code trusts the main firmware */
#define BB_SIM_NEC_MARK_SUM "sum"               /* what its words must add up to, hex */
#define BB_SIM_NEC_MARK_PROGRAMMED "programmed" /* pages programmed since their erase, hex of a bitmap */
#define BB_SIM_NEC_MARK_BLIND "blind"           /* "yes": the boot code does not notice broken firmware */
#define BB_SIM_NEC_MARK_BOOT_BROKEN "boot-broken"
#define BB_SIM_NEC_MARK_LEFT_IN "left-in"     /* an aborted tool left it in safe mode; "0" or "1" is the bank */
#define BB_SIM_NEC_MARK_BANK_OWED "bank-owed" /* bank 0 is newer than bank 1 */
#define BB_SIM_NEC_MARK_BOOK_TYPES "book-types"

typedef enum {
    BB_SIM_NEC_NORMAL,
    BB_SIM_NEC_SAFE0,
    BB_SIM_NEC_SAFE1,
    BB_SIM_NEC_FORCED_SAFE,
    BB_SIM_NEC_RESTARTING,
    BB_SIM_NEC_DEAD,
} BbSimNecMode;

/** BbSimNecWork: what a power cut would catch half done, beyond what the core knows. */
typedef enum {
    BB_SIM_NEC_WORK_NONE,
    BB_SIM_NEC_WORK_CALIBRATION,
} BbSimNecWork;

/**
 * BbSimNecDrive:
 * @facts: of the model
 * @mode: what has the bus
 * @forced_bank: bank entered while FORCED_SAFE, -1 none (640K)
 * @polls_left: TEST UNIT READY commands that RESTARTING still answers with "becoming ready"
 * @ready_us: when RESTARTING is over also without polls
 * @touched: something other than INQUIRY and SAFE MODE came since power-on (firmware that is incomplete chokes on it)
 * @round_trip: safe mode was left since power-on
 * @ram: uploads of area 0, by the address they are meant for
 * @received: a byte a page of @ram
 * @boot_ram, @boot_received: the same for area 1
 * @accepted: by area number
 * @accepted_sum: of area 0
 * @accepted_index: K210's two checksums, bit 1 and bit 2
 * @unlocked: boot programming is allowed since power-on
 * @boot_key, @boot_version: of the boot code that runs
 * @work, @work_range: for power_lost
 * @n_uploads: for the quirk corrupt-upload
 * @disc_book_type: of the disc inside
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

/** bb_sim_nec_own: the family's own struct of @drive. */
BbSimNecDrive *bb_sim_nec_own (BbSimDrive *drive);

/* Answers. */
#define bb_sim_nec_refuse_field(answer) bb_sim_answer_sense ((answer), 5, 0x24, 0)
#define bb_sim_nec_refuse_value(answer) bb_sim_answer_sense ((answer), 5, 0x26, 0)
#define bb_sim_nec_refuse_order(answer) bb_sim_answer_sense ((answer), 5, 0x2C, 0)
#define bb_sim_nec_refuse_command(answer) bb_sim_answer_sense ((answer), 5, 0x20, 0)

/** bb_sim_nec_in_safe_mode: SAFE or FORCED_SAFE. */
gboolean bb_sim_nec_in_safe_mode (BbSimNecDrive *own);

/** bb_sim_nec_forget: RAM, checksums and what was accepted are gone. */
void bb_sim_nec_forget (BbSimNecDrive *own);

/* bb-sim-nec-mode.c: modes, validity of the firmware, identity strings. */

/** bb_sim_nec_firmware_ok: the rule of section 11, from flash and marks. */
gboolean bb_sim_nec_firmware_ok (BbSimDrive *drive);
/** bb_sim_nec_trust: sets the validity mark to what the flash holds now. */
void bb_sim_nec_trust (BbSimDrive *drive, guint16 sum);
/** bb_sim_nec_main_sum: Sum16 of the programmed range as it is in the flash. */
guint16 bb_sim_nec_main_sum (BbSimDrive *drive);
/** bb_sim_nec_load_boot: key and version of the boot code in the flash become those that run. */
void bb_sim_nec_load_boot (BbSimDrive *drive);
/** bb_sim_nec_show: INQUIRY texts of the mode it is in. */
void bb_sim_nec_show (BbSimDrive *drive);
/** bb_sim_nec_power_on: see #BbSimFamily. */
void bb_sim_nec_power_on (BbSimDrive *drive);
/** bb_sim_nec_tick: ends RESTARTING when its time is over; a unit attention tells. */
void bb_sim_nec_tick (BbSimDrive *drive);
/** bb_sim_nec_exec_safe_mode: SAFE MODE on and off. */
void bb_sim_nec_exec_safe_mode (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
/** bb_sim_nec_exec_ready: TEST UNIT READY; %FALSE: the core's answer will do. */
gboolean bb_sim_nec_exec_ready (BbSimDrive *drive, BbSimAnswer *answer);

/* bb-sim-nec-read.c: what is read, and the calibration write. */
/** BB_SIM_NEC_UNLOCK_ADDRESS: a zero here is the permanent unlock of boot programming (section 10). */
#define BB_SIM_NEC_UNLOCK_ADDRESS 0x202C0
void bb_sim_nec_exec_read (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
void bb_sim_nec_exec_read_boot (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
void bb_sim_nec_exec_calibration (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);

/* bb-sim-nec-upload.c: what goes to the buffer RAM, and the checksums over it. */
void bb_sim_nec_exec_upload (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
void bb_sim_nec_exec_checksum (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
void bb_sim_nec_exec_checksum_flash (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
/** bb_sim_nec_is_received: whether every page of the piece was uploaded. */
gboolean bb_sim_nec_is_received (BbSimNecDrive *own, guint32 address, guint32 length_bytes);
gboolean bb_sim_nec_boot_is_received (BbSimNecDrive *own);
/** bb_sim_nec_bank_fits: whether the bank bit of an upload, checksum, erase or program fits the mode. */
gboolean bb_sim_nec_bank_fits (BbSimNecDrive *own, const guint8 *cdb);

/* bb-sim-nec-flash.c: erase and program. */
void bb_sim_nec_exec_erase (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
void bb_sim_nec_exec_erase_bank (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
void bb_sim_nec_exec_force_erase (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
void bb_sim_nec_exec_program (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
/** bb_sim_nec_boot_is_unlocked: whether boot code may be programmed, as far as the unlock goes. */
gboolean bb_sim_nec_boot_is_unlocked (BbSimDrive *drive);
/** bb_sim_nec_seal: sets the validity mark if everything is programmed. */
void bb_sim_nec_seal (BbSimDrive *drive);
/** bb_sim_nec_set_programmed: keeps account of what was programmed since its erase. */
void bb_sim_nec_set_programmed (BbSimDrive *drive, const BbSimNecRange *range, gboolean programmed);

/* bb-sim-nec-disc.c: book types, region, version report, unlock. %FALSE: not one of these. */
gboolean bb_sim_nec_exec_disc (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);

/* bb-sim-nec-state.c: the memory of a new drive. */
extern const BbSimChoice bb_sim_nec_states[];
extern const BbSimChoice bb_sim_nec_quirks[];
/** bb_sim_nec_make_memory: fills flash and marks of a new @drive for the state, quirks and files of its
 * configuration. Errors: %BB_SIM_ERROR_SCENARIO: its model cannot have one of them. */
gboolean bb_sim_nec_make_memory (BbSimDrive *drive, GError **error);

G_END_DECLS
