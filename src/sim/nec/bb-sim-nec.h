/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim-drive.h"
#include "bb-sim-nec-facts.h"
#include "bb-sim-nec-memory.h"

G_BEGIN_DECLS

/* Shared by the files of the simulated NEC and Optiarc drives (docs/protocols/nec-optiarc.md, sections 9 to 11).
 * bb-sim-nec.c dispatches the commands to the other files. */

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

/* Names of the marks: non-volatile texts outside the flash memory, see bb_sim_drive_set_mark(). */
#define BB_SIM_NEC_MARK_VALID "valid" /* "yes": the boot code trusts the main firmware */
#define BB_SIM_NEC_MARK_SUM "sum"     /* required Sum16 of the main firmware, hex */
/* BB_SIM_NEC_MARK_PROGRAMMED: a character for each page: 'p' if it was programmed after its last erase, else '-'. */
#define BB_SIM_NEC_MARK_PROGRAMMED "programmed"
#define BB_SIM_NEC_MARK_BLIND "blind" /* "yes": the boot code does not detect incomplete firmware */
/* BB_SIM_NEC_MARK_BOOT_BROKEN: "yes": the boot code is incomplete, so the drive does not respond. */
#define BB_SIM_NEC_MARK_BOOT_BROKEN "boot-broken"
#define BB_SIM_NEC_MARK_LEFT_IN "left-in"       /* a tool left the drive in safe mode; "0" or "1" is the bank */
#define BB_SIM_NEC_MARK_BANK_OWED "bank-owed"   /* "yes": bank 0 was changed, bank 1 still has the old firmware */
#define BB_SIM_NEC_MARK_BOOK_TYPES "book-types" /* see bb-sim-nec-disc.c */

typedef enum {
    BB_SIM_NEC_NORMAL,      /* the main firmware runs */
    BB_SIM_NEC_SAFE0,       /* safe mode of bank 0: the boot code runs */
    BB_SIM_NEC_SAFE1,       /* safe mode of bank 1 (640K only) */
    BB_SIM_NEC_FORCED_SAFE, /* the boot code runs, because there is no valid main firmware */
    BB_SIM_NEC_RESTARTING,  /* safe mode was left, the main firmware is not ready yet */
    BB_SIM_NEC_DEAD,        /* no boot code: the drive never responds */
} BbSimNecMode;

/**
 * BbSimNecWork: an operation that a power cut would interrupt. Erase and program are not in this list, because the
 * core (src/sim/bb-sim-drive.h) handles power cuts during them.
 */
typedef enum {
    BB_SIM_NEC_WORK_NONE,
    BB_SIM_NEC_WORK_CALIBRATION,
} BbSimNecWork;

/**
 * BbSimNecDrive: volatile state
 * @facts: properties of the model
 * @forced_bank: bank whose safe mode the host entered in the mode FORCED_SAFE, -1 for none (640K)
 * @polls_left: number of TEST UNIT READY commands that still get "becoming ready" in RESTARTING
 * @ready_us: time at which RESTARTING ends even without polls
 * @touched: a command other than INQUIRY and SAFE MODE was executed since power-on (after that, a drive with
 *   incomplete firmware rejects every key)
 * @left_safe_mode: safe mode was left for the main firmware since power-on
 * @slow_reads_left: number of READ MEMORY commands that still get "becoming ready" (quirk slow-read)
 * @ram: uploads to area 0 (main firmware), at their target addresses
 * @received: one byte for each page of @ram: 1 if it was uploaded
 * @boot_ram, @boot_received: as @ram and @received, for area 1 (boot code)
 * @accepted: the indexes 0 and 1: CHECKSUM was accepted for an upload to area 0 or 1. The indexes 4 and 5: CHECKSUM
 *   FLASH was accepted for area 4 or 5 of the flash. The indexes 2 and 3 are not used
 * @accepted_sum: accepted checksum of area 0
 * @accepted_index: which of the two checksums of a K210 were accepted: mask 2 for the first, mask 4 for the second
 * @unlocked: programming of the boot code was unlocked since power-on
 * @boot_key, @boot_version: type and version of the boot code that was loaded at power-on
 * @work, @work_range: unfinished operation and its range, for bb_sim_nec_power_lost()
 * @n_uploads: number of uploads, for the quirk corrupt-upload
 * @temporary, @use_temporary: temporary book type of each medium, and whether it is in use
 * @disc_book_type: book type of the disc in the drive
 */
typedef struct {
    BbSimNecFacts facts;
    BbSimNecMode mode;
    gint forced_bank;
    guint polls_left;
    gint64 ready_us;
    gboolean touched;
    gboolean left_safe_mode;
    guint slow_reads_left;

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

/* These macros reject a command: _field because of an invalid CDB, _value because of an invalid key or sum, _order
 * because the command comes in a wrong sequence, _command because the drive does not know it. */
#define bb_sim_nec_refuse_field(answer) bb_sim_answer_sense ((answer), 5, 0x24, 0)
#define bb_sim_nec_refuse_value(answer) bb_sim_answer_sense ((answer), 5, 0x26, 0)
#define bb_sim_nec_refuse_order(answer) bb_sim_answer_sense ((answer), 5, 0x2C, 0)
#define bb_sim_nec_refuse_command(answer) bb_sim_answer_sense ((answer), 5, 0x20, 0)

/* bb-sim-nec-validity.c: received pages, validity of the main firmware. */

/** bb_sim_nec_own: returns the family's own struct of @drive. */
BbSimNecDrive *bb_sim_nec_own (BbSimDrive *drive);
/** bb_sim_nec_in_safe_mode: TRUE if the mode is SAFE0, SAFE1 or FORCED_SAFE. */
gboolean bb_sim_nec_in_safe_mode (BbSimNecDrive *own);

/** bb_sim_nec_clear_uploads: clears the uploaded main firmware and boot code in RAM, the record of received pages,
 * and the accepted checksums. */
void bb_sim_nec_clear_uploads (BbSimNecDrive *own);
/** bb_sim_nec_is_received: TRUE if every page of this range of the main firmware was uploaded. */
gboolean bb_sim_nec_is_received (BbSimNecDrive *own, guint32 address, guint32 length_bytes);
/** bb_sim_nec_boot_is_received: TRUE if the whole boot code was uploaded. */
gboolean bb_sim_nec_boot_is_received (BbSimNecDrive *own);
/** BB_SIM_NEC_UNLOCK_ADDRESS: address of a calibration byte; a zero byte there unlocks programming of the boot code
 * permanently (nec-optiarc.md, section 10). Not for type Opti4. */
#define BB_SIM_NEC_UNLOCK_ADDRESS 0x202C0
/** bb_sim_nec_boot_is_unlocked: TRUE if the boot code is unlocked for programming, by the command or (not on Opti4)
 * by the byte at BB_SIM_NEC_UNLOCK_ADDRESS, or if the type needs no unlock. */
gboolean bb_sim_nec_boot_is_unlocked (BbSimDrive *drive);
/** bb_sim_nec_mark_is_set: TRUE if the mark @key has the value "yes". */
gboolean bb_sim_nec_mark_is_set (BbSimDrive *drive, const char *key);
/**
 * bb_sim_nec_firmware_ok: TRUE if the boot code would start the main firmware now (nec-optiarc.md, section 11). The
 * first rule that applies:
 * - The mark BLIND is set: TRUE.
 * - The mark BANK_OWED and the quirk banks-must-match are set: FALSE.
 * - Types up to 1M: TRUE if the checksums in the last words of the main firmware are right.
 * - OptiBD: TRUE if the validity mark is set.
 * - All other types: TRUE if the validity mark is set and the checksum is right.
 */
gboolean bb_sim_nec_firmware_ok (BbSimDrive *drive);
/** bb_sim_nec_set_valid: sets the mark VALID, and the mark SUM to @sum, the Sum16 that the main firmware must have.
 */
void bb_sim_nec_set_valid (BbSimDrive *drive, guint16 sum);
/** bb_sim_nec_main_sum: returns Sum16 of the main firmware in the flash, without that of bank 1. */
guint16 bb_sim_nec_main_sum (BbSimDrive *drive);
/** bb_sim_nec_set_programmed: records for all pages of @range whether they are programmed. */
void bb_sim_nec_set_programmed (BbSimDrive *drive, const BbSimNecRange *range, gboolean programmed);
/**
 * bb_sim_nec_set_valid_if_programmed: sets the validity mark (VALID) if all pages of the main firmware are programmed
 * and its checksum was accepted. Type 640K has no such mark; there, removes the mark BANK_OWED if all pages of bank 1
 * are programmed. Does nothing on Opti4, and on the other types without a validity mark.
 */
void bb_sim_nec_set_valid_if_programmed (BbSimDrive *drive);
/** bb_sim_nec_set_invalid: clears the marks VALID and BLIND, before main firmware in @range is erased. If @range is
 * in bank 0 of type 640K, also records that bank 1 must be programmed after it. */
void bb_sim_nec_set_invalid (BbSimDrive *drive, const BbSimNecRange *range);

/* bb-sim-nec-mode.c: modes, INQUIRY texts. */

/** bb_sim_nec_power_on: clears the volatile state, sets the mode that flash and marks require, removes the mark
 * LEFT_IN, and sets the INQUIRY texts of the mode. */
void bb_sim_nec_power_on (BbSimDrive *drive);
/** bb_sim_nec_tick: ends the mode RESTARTING when its time has passed, with a unit attention. */
void bb_sim_nec_tick (BbSimDrive *drive);
/** bb_sim_nec_exec_safe_mode: executes SAFE MODE on and off. The CDB must have the drive type of the boot code as
 * key; a wrong key gets 5/26/00, any other invalid field 5/24/00. On Opti3 and Opti4, byte 8 must be 1, else 5/26/00.
 */
void bb_sim_nec_exec_safe_mode (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
/** bb_sim_nec_exec_ready: executes TEST UNIT READY if the drive is not ready because of its mode, incomplete firmware
 * (mark BLIND) or a missing disc. In all other cases returns %FALSE, and the core must execute the command. In the
 * mode RESTARTING, each call counts as a poll; the last poll starts the firmware. */
gboolean bb_sim_nec_exec_ready (BbSimDrive *drive, BbSimAnswer *answer);

/**
 * bb_sim_nec_exec_read: executes READ MEMORY. A range or length that the drive does not allow gets 5/24/00. The data
 * is padded to a multiple of four bytes. Quirks:
 * - missing-address-good: a range that does not exist reads as pseudo-random bytes.
 * - exact-reads: the data is not padded.
 * - slow-read: the first reads after power-on get 2/04/01.
 */
void bb_sim_nec_exec_read (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
/** bb_sim_nec_exec_read_boot: executes READ BOOT CODE; 5/20/00 on types without this command and with the quirk
 * no-boot-read, 5/24/00 for an invalid CDB, 5/2C/00 outside of safe mode. */
void bb_sim_nec_exec_read_boot (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
/**
 * bb_sim_nec_exec_calibration: executes WRITE CALIBRATION: rewrites the flash page that contains the bytes. A write
 * that nec-optiarc.md forbids is executed, and recorded with bb_sim_drive_violation(). Errors:
 * - 5/24/00: bytes outside of the calibration, or an invalid CDB
 * - 5/2C/00: in safe mode, with the quirk calibration-refused-in-safe-mode
 */
void bb_sim_nec_exec_calibration (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);

/**
 * bb_sim_nec_exec_upload: executes UPLOAD: stores data in the RAM. After that, the checksum of the area must be
 * accepted again. Errors:
 * - 5/24/00: an invalid CDB or range
 * - 5/26/00: the sum in the CDB is not that of the data; checked only on Opti4 with the bank bit, and only if the sum
 *   in the CDB is not 0
 * - B/4B/00, and a violation is recorded: missing pad bytes, with the quirk needs-padding
 */
void bb_sim_nec_exec_upload (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
/** bb_sim_nec_exec_checksum: executes CHECKSUM: accepts the checksum of the upload to an area if it is right, else
 * 5/26/00. 5/24/00 for an invalid CDB. For the boot code, 5/2C/00 while its programming is locked. */
void bb_sim_nec_exec_checksum (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
/**
 * bb_sim_nec_exec_checksum_flash: executes CHECKSUM FLASH (Opti4): compares the checksum of an area of the flash with
 * that in the CDB. For area 1, compares it with the last word of the boot code instead. Errors:
 * - 5/24/00: another type, or an invalid CDB
 * - 5/26/00: the checksum is wrong
 *
 * If it is right, areas 4 and 5 are recorded as accepted, and area 4, the main firmware, gets the validity mark.
 */
void bb_sim_nec_exec_checksum_flash (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
/**
 * bb_sim_nec_bank_fits: TRUE if the bank bit of @cdb names the bank for which the drive entered safe mode (bank 0 if
 * it entered none). Always TRUE on types other than 640K.
 */
gboolean bb_sim_nec_bank_fits (BbSimNecDrive *own, const guint8 *cdb);

/**
 * bb_sim_nec_exec_erase: executes ERASE. Errors:
 * - 5/24/00: an invalid CDB
 * - 5/2C/00, and a violation is recorded (bb_sim_drive_violation()): the target contains boot code, or the type needs
 *   a checksum and none was accepted
 *
 * A type that needs no checksum erases any target without boot code. If neither the checksum of main firmware was
 * accepted nor a whole boot code uploaded before, it erases nevertheless, and a violation is recorded.
 */
void bb_sim_nec_exec_erase (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
/** bb_sim_nec_exec_erase_bank: executes ERASE BANK, which erases bank 1 of 640K; 5/24/00 on other types and for an
 * invalid CDB. If the checksum of an upload was not accepted before, records a violation and erases the bank
 * nevertheless. */
void bb_sim_nec_exec_erase_bank (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
/** bb_sim_nec_exec_force_erase: executes FORCE ERASE, which needs no checksum. Records a violation if the CDB is
 * valid, because the host must not send this command. 5/24/00 for an invalid CDB and on types without this command,
 * 5/2C/00 for boot code as target. */
void bb_sim_nec_exec_force_erase (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
/**
 * bb_sim_nec_exec_program: executes PROGRAM: writes uploaded main firmware or boot code to the flash. After main
 * firmware, calls bb_sim_nec_set_valid_if_programmed(), unless the quirk mark-on-leave delays that. Errors:
 * - 5/24/00: an invalid CDB
 * - 5/2C/00: an upload or an accepted checksum is missing
 * - 3/03/00: the range for main firmware is not erased
 */
void bb_sim_nec_exec_program (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer);
/* bb-sim-nec-disc.c: commands for book types, region, version report and unlock */
/** bb_sim_nec_exec_disc: executes a command for book types, region, disc structure, versions or the unlock; in safe
 * mode, rejects the commands that only the main firmware knows with 5/20/00. %FALSE for any other command. */
gboolean bb_sim_nec_exec_disc (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);

/* bb-sim-nec-state.c: the memory of a new drive. */
extern const BbSimChoice bb_sim_nec_states[];
extern const BbSimChoice bb_sim_nec_quirks[];
/**
 * bb_sim_nec_make_memory: fills flash and marks of a new @drive as its state, quirks and files in the scenario say.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if the model cannot have this state, quirk or file.
 */
gboolean bb_sim_nec_make_memory (BbSimDrive *drive, GError **error);

G_END_DECLS
