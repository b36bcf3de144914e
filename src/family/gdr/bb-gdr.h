/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"
#include "family/spc/bb-memory-read.h"

G_BEGIN_DECLS

/* Hitachi-LG DVD-ROM drives with an MN103 core (GDR-8161B to 8164B, 8050L, 3120L): docs/protocols/lg-gdr.md. Their
 * firmware is read and verified by its sum. It is never written: that needs machine code that runs in the drive. */

#define BB_GDR_ID "lg-gdr"

/* Value of facts: the address of the firmware in the memory of the drive, "0x90000000". Not set if the firmware of
 * the drive cannot be read. */
#define BB_GDR_KEY_WINDOW "window"
/* Value of images: the form of the file: "plain" or "scrambled" (an image), "dld" (an update file) or "updater" (a
 * program with an update file). */
#define BB_GDR_KEY_FORM "form"
/* Value of images: product and revision in the header of an update file. Set only if the firmware in the file is for
 * another product. */
#define BB_GDR_KEY_TARGET "update-for"
/* Values of images: the name of known firmware with an equal boot part, and the name of known firmware with an equal
 * application. */
#define BB_GDR_KEY_BOOT "known-boot-part"
#define BB_GDR_KEY_APPLICATION "known-application"
/* Name of the capture of the whole memory, and of its file in a backup. */
#define BB_GDR_CAPTURE "firmware"

/* Layout of the memory (section 4): the boot part ends at BOOT_END, the data of this one drive at OWN_END, and the
 * application at APPLICATION_END; the rest is unused. The memory begins at WINDOW or, in some drives, at
 * SECOND_WINDOW, and is read in pieces of PIECE_BYTES. */
#define BB_GDR_IMAGE_BYTES 0x40000u
#define BB_GDR_BOOT_END 0x4000u
#define BB_GDR_OWN_END 0x6000u
#define BB_GDR_APPLICATION_END 0x3E800u
#define BB_GDR_WINDOW 0x90000000u
#define BB_GDR_SECOND_WINDOW 0x91000000u
#define BB_GDR_PIECE_BYTES 0x1000u

extern const BbMemoryRead bb_gdr_read;

/**
 * BbGdrTexts: the names in an image: those that the boot part has at a fixed offset, and the revision of the
 * application
 * @vendor, @product, @revision: without blanks at their ends
 * @application_revision: (nullable): %NULL if the application has no copy of the INQUIRY data
 */
typedef struct {
    char *vendor;
    char *product;
    char *revision;
    char *application_revision;
} BbGdrTexts;

void bb_gdr_texts_clear (BbGdrTexts *texts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbGdrTexts, bb_gdr_texts_clear)

/** bb_gdr_scramble: Returns (transfer full) a copy of @bytes, scrambled as the flash chip stores it or, if @reverse
 * is TRUE, descrambled (section 5.2). The length of @bytes must be a multiple of 4. */
GBytes *bb_gdr_scramble (GBytes *bytes, gboolean reverse);
/** bb_gdr_is_sum_right: TRUE if the words of the application in @plain, a whole descrambled image, add up to 0
 * (section 6). FALSE also if @plain is shorter than an image. */
gboolean bb_gdr_is_sum_right (GBytes *plain);
/** bb_gdr_read_texts: Sets @texts to the names in @plain, a descrambled image. The revision of the application is
 * %NULL if @plain has no second copy of the INQUIRY data. FALSE with empty @texts if the boot part has no INQUIRY
 * data of a drive of this family. */
gboolean bb_gdr_read_texts (GBytes *plain, BbGdrTexts *texts);
/** bb_gdr_add_known: Compares @boot, the SHA-256 of the boot part, and @application, the SHA-256 of the application,
 * with those of the published firmware (section 6). Adds the name of the firmware with an equal checksum to @values
 * (BB_GDR_KEY_BOOT, BB_GDR_KEY_APPLICATION). If the application is known, also sets the kind of @identity to original
 * or modified. */
void bb_gdr_add_known (BbImageIdentity *identity, const char *boot, const char *application, GVariantDict *values);

/** bb_gdr_identify_image: Member identify_image() of #BbFamily: returns (transfer full) (element-type
 * BbImageIdentity) the identity of one of these files; an empty array for any other file:
 * - an image of the whole memory, plain or scrambled
 * - an update file
 * - a program of the manufacturer that contains an update file */
GPtrArray *bb_gdr_identify_image (GBytes *bytes, BbCatalog *catalog);
/** bb_gdr_explain_image: Member explain_image() of #BbFamily: returns (transfer full) (nullable) a sentence if the
 * header of an update file names another product than the firmware in it; %NULL otherwise. */
char *bb_gdr_explain_image (BbImageIdentity *identity);

/** bb_gdr_add_regions: Member add_regions() of #BbFamily: boot part, data of the drive itself, and the rest; the same
 * for all drives. */
void bb_gdr_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder);
/** bb_gdr_plan_backup: Member plan_backup() of #BbFamily: returns (transfer full) a plan that reads all readable data
 * twice. A difference between the two reads ends the backup, except in the data of the drive itself. Errors:
 * %BB_FAMILY_ERROR_CANNOT: the firmware of the drive cannot be read. */
BbPlan *bb_gdr_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error);
/** bb_gdr_make_image: Member make_image() of #BbFamily: returns (transfer full) the captured firmware as an image.
 * Errors: %BB_FAMILY_ERROR_CANNOT: the captures are incomplete; %BB_FAMILY_ERROR_NOT_FIRMWARE: their checksum is
 * wrong, or they do not name the product of the drive. */
GBytes *bb_gdr_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error);
/** bb_gdr_plan_verify: Member plan_verify() of #BbFamily: returns (transfer full) a plan that reads the memory
 * once, for bb_gdr_judge(). Errors: %BB_FAMILY_ERROR_CANNOT: the firmware of the drive cannot be read, or the
 * image is for another model, is empty or has a problem. */
BbPlan *bb_gdr_plan_verify (const BbFlashInput *input, GError **error);
/** bb_gdr_judge: Member judge() of #BbFamily: compares the memory with the image, and sets @why in every case.
 * Returns:
 * - %BB_PROOF_UNPROVEN if not all of the memory was read, or the image is not one of the whole memory.
 * - %BB_PROOF_DIFFERENT if the application differs from that of the image; adds the differences to those of @input.
 * - %BB_PROOF_PROVEN if the application is equal. A different boot part changes only the text of @why. */
BbProof bb_gdr_judge (const BbJudgeInput *input, char **why);
/** bb_gdr_get_window: Sets @window to the address of the firmware that the probe found. FALSE if the firmware of
 * the drive cannot be read; @window is then 0 or an address that must not be used. */
gboolean bb_gdr_get_window (BbFacts *facts, guint32 *window);

G_END_DECLS
