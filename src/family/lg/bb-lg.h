/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"
#include "family/spc/bb-memory-read.h"

G_BEGIN_DECLS

/* LG (HL-DT-ST) drives with a Renesas controller: docs/protocols/lg-renesas.md. Their firmware has two parts: MAIN,
 * which is flashed, and CORE, the loader, which is never written. Both can be read. */

#define BB_LG_ID "lg-renesas"

/* Keys of the values of facts. The values of MAIN and CORE are byte arrays that bb_lg_part_to_facts() makes. */
#define BB_LG_KEY_MAIN "main"
#define BB_LG_KEY_CORE "core"
#define BB_LG_KEY_NAME "header-name" /* name in the header of CORE; if CORE was not found, in that of MAIN */
/* Value of images: "main" or "core". */
#define BB_LG_KEY_PART "part"
/* Value of images: TRUE if MAIN is "unframed": its first and its last 16 bytes differ. In complete files of the
 * manufacturer they are equal. */
#define BB_LG_KEY_UNFRAMED "unframed"
/* Names of the captures of MAIN and CORE, which are also the names of the files in a backup. */
#define BB_LG_CAPTURE_MAIN "firmware"
#define BB_LG_CAPTURE_CORE "boot-code"
/* Setting: write the name of the drive into the header of an image for another model. */
#define BB_LG_SETTING_READDRESS "readdress"
/* Setting: search all of the memory for the firmware, also where a read may have side effects. */
#define BB_LG_SETTING_SEARCH "search-from-zero"

/* Length of the header of a file, and of the part of this header that is also in the memory of a drive (section 4.1),
 * then offsets and lengths of fields of the header. */
#define BB_LG_FILE_HEADER_BYTES 0x400u
#define BB_LG_HEADER_BYTES 72u
#define BB_LG_SUM_BYTES 4u
#define BB_LG_NAME_OFFSET 0x10u
#define BB_LG_NAME_BYTES 8u
#define BB_LG_PART_OFFSET 0x18u
#define BB_LG_REVISION_OFFSET 0x28u
#define BB_LG_REVISION_BYTES 4u
#define BB_LG_START_OFFSET 0x40u
#define BB_LG_SIZE_OFFSET 0x44u
#define BB_LG_PART_NAME_MAIN "MAIN    "
#define BB_LG_PART_NAME_CORE "CORE    "
#define BB_LG_LEVEL_OFFSET 0x20u
#define BB_LG_LEVEL "REV LVL "
#define BB_LG_ROM_OFFSET 0x30u
#define BB_LG_ROM "ROM REV "

/** BB_LG_CDB: READ BUFFER or WRITE BUFFER with a 32-bit address and the control byte of these drives (section 3). */
#define BB_LG_CDB(opcode, source, address, length_bytes) \
    BB_CDB (opcode, source, BB_BE32 (address), 0, BB_BE16 (length_bytes), 0x44)
#define BB_LG_SOURCE_CACHE 2
#define BB_LG_SOURCE_MEMORY 5

extern const BbMemoryRead bb_lg_read;

/**
 * BbLgPart: a part of the firmware in the memory of a drive.
 * @is_found: the other members are valid
 * @address: address of the header
 * @start, @size: range of the memory that the part occupies
 * @header: bytes of the header in memory; the size field in these bytes may be erased (FFFFFFFF)
 */
typedef struct {
    gboolean is_found;
    guint32 address;
    guint32 start;
    guint32 size;
    guint8 header[BB_LG_HEADER_BYTES];
} BbLgPart;

/**
 * bb_lg_search:
 * @known: (nullable): a{sv}: values of the facts that a journal or backup has of this drive; the search begins at the
 *   addresses of the headers in these values
 * @is_asked: the user asks for a search of all of the memory, also below 0x400000, where a read may have side effects
 * @main, @core: (out): the two parts of the firmware; @is_found of a part is FALSE if the part is missing
 * @seen: (out) (transfer full) (nullable): if MAIN was not found, a phrase that says what was found instead; else
 *   %NULL
 *
 * Finds the headers in the memory of the drive, in the order of lg-renesas.md, section 2.2, and reads start and size
 * of each part. Blocks. In two cases the rest of the memory is not searched, even if @is_asked:
 * - The drive refuses a read from 0x400000 to 0x41FFFF.
 * - A header of a related family was found.
 *
 * Errors: those of bb_memory_read_now().
 *
 * Returns: %FALSE only after an error, not if a header is missing
 */
gboolean bb_lg_search (BbTransport *transport, GVariant *known, gboolean is_asked, GCancellable *cancellable,
                       BbLgPart *main, BbLgPart *core, char **seen, GError **error);
/** bb_lg_list_search_commands: Appends to @commands (element-type BbProbeCommand) the commands that bb_lg_search()
 * may send if @known is %NULL and @is_asked is FALSE. */
void bb_lg_list_search_commands (GArray *commands);
/** bb_lg_part_to_facts: Stores @part in the values of @facts under @key. */
void bb_lg_part_to_facts (const BbLgPart *part, BbFacts *facts, const char *key);
/** bb_lg_part_from_facts: Sets @part to the part that bb_lg_part_to_facts() stored under @key. If @facts
 * (nullable) have none, returns FALSE and sets all of @part to 0. */
gboolean bb_lg_part_from_facts (BbLgPart *part, BbFacts *facts, const char *key);
/** bb_lg_part_from_values: Sets @part to the part that bb_lg_part_to_facts() stored in @values (nullable), a{sv},
 * under @key. If there is none or it has a wrong length, returns FALSE and sets all of @part to 0. */
gboolean bb_lg_part_from_values (BbLgPart *part, GVariant *values, const char *key);
/** bb_lg_dup_name: Returns (transfer full) the name in a header of at least %BB_LG_HEADER_BYTES, without blanks at
 * its end. */
char *bb_lg_dup_name (GBytes *header);

/** bb_lg_compute_sum: Returns the checksum that the first two bytes of @file must contain (section 4.2): the inverted
 * sum of the 16-bit big-endian words that follow them. 0 if @file is shorter than 2 bytes. */
guint16 bb_lg_compute_sum (GBytes *file);
/** bb_lg_demangle: Returns (transfer full) (element-type GBytes) the images in the updater program @file (section
 * 4.4); empty if @file is no such program. Bounded time and memory. */
GPtrArray *bb_lg_demangle (GBytes *file);
/** bb_lg_generate: Fills @out with the bytes that pseudo-random generator @number (1 to 3) makes from @key. Updater
 * programs are encoded with these bytes (section 4.4). */
void bb_lg_generate (guint number, guint16 key, guint8 *out, gsize length_bytes);
/** bb_lg_identify_image: Member identify_image() of #BbFamily: returns (transfer full) (element-type BbImageIdentity)
 * the identity of a file that is MAIN or CORE with a header. For an updater program of the manufacturer: the
 * identities of all such images in it. */
GPtrArray *bb_lg_identify_image (GBytes *bytes, BbCatalog *catalog);
/** bb_lg_choose_image: Member choose_image() of #BbFamily: returns (transfer none) the first MAIN for the model of
 * the drive, else the first MAIN, else the first image. @identities must not be empty. */
BbImageIdentity *bb_lg_choose_image (BbFacts *facts, GPtrArray *identities);
/** bb_lg_check: Member check() of #BbFamily:
 * - Refuses CORE.
 * - Adds nothing if the identity of MAIN has a @problem; the caller refuses such an image.
 * - Refuses MAIN with another load address or size than MAIN of the drive. If these are unknown, adds a caution.
 * - Refuses an unframed image (%BB_LG_KEY_UNFRAMED) with the code %BB_REASON_OWN_ONLY, which the caller drops for a
 *   backup of this drive.
 * - Adds a cross-flash if the header of MAIN has another name than the drive. */
void bb_lg_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);
/** bb_lg_explain_image: Member explain_image() of #BbFamily: returns (transfer full) (nullable) a sentence if the
 * first and the last bytes of MAIN differ; %NULL otherwise. */
char *bb_lg_explain_image (BbImageIdentity *identity);
/** bb_lg_is_other_hardware: Member is_other_hardware() of #BbFamily: TRUE for CORE. For MAIN, TRUE if its load
 * address or size differs from those that the facts @board have of MAIN; FALSE if @board does not have them. */
gboolean bb_lg_is_other_hardware (BbFacts *board, BbImage *image, BbCatalog *catalog);
/** bb_lg_needs_readdress: TRUE if the name in the header of @image is not that of the drive of @facts, so that it
 * must be changed before a flash. */
gboolean bb_lg_needs_readdress (BbFacts *facts, BbImage *image);
/** bb_lg_readdress: Returns (transfer full) a copy of @file, an image with header, whose header has the name of the
 * drive of @facts and a new checksum. */
GBytes *bb_lg_readdress (BbFacts *facts, GBytes *file);

/** bb_lg_add_regions: Member add_regions() of #BbFamily: adds a region for CORE and one for MAIN, each only if
 * @facts have its address. */
void bb_lg_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder);
/** bb_lg_plan_backup: Member plan_backup() of #BbFamily: returns (transfer full) a plan that reads MAIN and, if its
 * address is known, CORE, both twice. Errors: %BB_FAMILY_ERROR_CANNOT: the loader runs, or the address of MAIN is not
 * known. */
BbPlan *bb_lg_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error);
/** bb_lg_make_image: Member make_image() of #BbFamily: returns (transfer full) a file that consists of the header of
 * MAIN in @facts and the captured MAIN. In the header, the revision is replaced by that of INQUIRY, and the checksum
 * is computed again. Errors: %BB_FAMILY_ERROR_CANNOT: MAIN was not captured completely, or @facts do not have
 * MAIN. */
GBytes *bb_lg_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error);
/** bb_lg_plan_flash: Member plan_flash() of #BbFamily: returns (transfer full) a plan that flashes the image. Errors:
 * %BB_FAMILY_ERROR_CANNOT: the image has a problem, is for other hardware, or is for another model without
 * %BB_LG_SETTING_READDRESS. */
BbPlan *bb_lg_plan_flash (const BbFlashInput *input, GError **error);
/** bb_lg_plan_verify: Member plan_verify() of #BbFamily: returns (transfer full) a plan that reads the firmware and
 * compares it with the image. Errors: %BB_FAMILY_ERROR_CANNOT: the image is not for the hardware of this drive or has
 * a problem. */
BbPlan *bb_lg_plan_verify (const BbFlashInput *input, GError **error);
/** bb_lg_plan_recover: Member plan_recover() of #BbFamily: returns the plan of bb_lg_plan_flash(). Errors: those of
 * bb_lg_plan_flash(); %BB_FAMILY_ERROR_CANNOT: @input has no image; %BB_FAMILY_ERROR_NO_MORE: all attempts with this
 * image failed. */
BbPlan *bb_lg_plan_recover (const BbFlashInput *input, GError **error);
/** bb_lg_judge: Member judge() of #BbFamily: judges by the bytes of MAIN that were read back, and sets @why in every
 * case. Returns, by the first case that applies:
 * - The drive was not identified: %BB_PROOF_PENDING before a power cycle, %BB_PROOF_UNPROVEN after it.
 * - Only the loader runs: %BB_PROOF_DIFFERENT.
 * - MAIN equals the image: %BB_PROOF_PROVEN.
 * - MAIN equals that of the backup, and the drive does not report the revision of the image: %BB_PROOF_UNCHANGED.
 * - Before a power cycle: %BB_PROOF_PENDING, because the drive may return old data until then.
 * - MAIN was not read: %BB_PROOF_UNPROVEN.
 * - MAIN equals that of the backup: %BB_PROOF_UNCHANGED.
 * - Else %BB_PROOF_DIFFERENT. */
BbProof bb_lg_judge (const BbJudgeInput *input, char **why);
/** bb_lg_explain_refusal: Member explain_refusal() of #BbFamily: returns (transfer full) (nullable) a sentence if the
 * drive refused a chunk of the upload with sense key 5; %NULL for all other failures. */
char *bb_lg_explain_refusal (const BbRefusedPlan *refusal);

G_END_DECLS
