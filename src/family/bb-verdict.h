/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"

G_BEGIN_DECLS

/** BbWeight: weight of a reason, in ascending order. The heaviest reason decides the level of the verdict. */
typedef enum {
    BB_WEIGHT_INFO,
    BB_WEIGHT_CAUTION,
    BB_WEIGHT_CROSS_FLASH,
    BB_WEIGHT_REFUSAL,
} BbWeight;
/** bb_weight_to_string: "info", "caution", "cross-flash", "refusal". */
const char *bb_weight_to_string (BbWeight weight);

typedef enum {
    BB_VERDICT_FITS,
    BB_VERDICT_CAUTION,
    BB_VERDICT_CROSS_FLASH,
    BB_VERDICT_REFUSED,
} BbVerdictLevel;
/** bb_verdict_level_to_string: "fits", "caution", "cross-flash", "refused". */
const char *bb_verdict_level_to_string (BbVerdictLevel level);

/**
 * BbReason: one reason for or against writing an image to a drive
 * @code: stable: "boot-version", "medium-inside"
 * @text: a translated sentence that also says what to do
 * @is_routine: the reason is true of every flash of such a drive, so it says nothing about this image; its weight is
 *   %BB_WEIGHT_INFO
 * @is_limit: the reason names something that Burnback cannot do for such a drive or file, such as a backup. It needs
 *   no consent, because it is no objection to this image; the window shows it as a warning. Its weight is
 *   %BB_WEIGHT_INFO or %BB_WEIGHT_CAUTION
 */
typedef struct {
    char *code;
    BbWeight weight;
    char *text;
    gboolean is_routine;
    gboolean is_limit;
} BbReason;

/** BbVerdict: all reasons for and against writing an image to a drive. Reference counted. */
typedef struct _BbVerdict BbVerdict;
BbVerdict *bb_verdict_new (void);
BbVerdict *bb_verdict_ref (BbVerdict *verdict);
void bb_verdict_unref (BbVerdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbVerdict, bb_verdict_unref)
/** bb_verdict_add: Adds a reason behind those with the same or a greater weight and before the routine reasons, so
 * that the heaviest reason is the first. */
void bb_verdict_add (BbVerdict *verdict, const char *code, BbWeight weight, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
/** bb_verdict_add_limit: As bb_verdict_add(), for a reason whose `is_limit` is TRUE. */
void bb_verdict_add_limit (BbVerdict *verdict, const char *code, BbWeight weight, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
/** bb_verdict_add_routine: Adds a routine reason (@is_routine of #BbReason) with %BB_WEIGHT_INFO behind all other
 * reasons. Reasons that bb_verdict_add() adds later come before the routine reasons, too. */
void bb_verdict_add_routine (BbVerdict *verdict, const char *code, const char *format, ...) G_GNUC_PRINTF (3, 4);
/** bb_verdict_expect_rejection: Marks @verdict: the drive is expected to reject the image and to stay unchanged. The
 * caller also adds a reason that says so. */
void bb_verdict_expect_rejection (BbVerdict *verdict);
/** bb_verdict_expects_rejection: TRUE if bb_verdict_expect_rejection() was called and no reason is a refusal; with a
 * refusal the image is not sent at all. */
gboolean bb_verdict_expects_rejection (BbVerdict *verdict);
/** bb_verdict_set_damaged: Marks @verdict: the file is damaged, whatever drive it is for. The caller also adds a
 * refusal that says so. */
void bb_verdict_set_damaged (BbVerdict *verdict);
/** bb_verdict_is_damaged: TRUE if bb_verdict_set_damaged() was called. */
gboolean bb_verdict_is_damaged (BbVerdict *verdict);
/** bb_verdict_get_level: Returns the level of the heaviest reason; %BB_VERDICT_FITS without reasons. */
BbVerdictLevel bb_verdict_get_level (BbVerdict *verdict);
/** bb_verdict_get_level_without_limits: As bb_verdict_get_level(), for the reasons whose `is_limit` is FALSE. If it
 * is %BB_VERDICT_FITS, the verdict needs no consent. */
BbVerdictLevel bb_verdict_get_level_without_limits (BbVerdict *verdict);
/** bb_verdict_remove: Removes the reasons with @code, if there are any. */
void bb_verdict_remove (BbVerdict *verdict, const char *code);
/** bb_verdict_extend: Adds @sentence to the text of the first reason with @code, if there is one. */
void bb_verdict_extend (BbVerdict *verdict, const char *code, const char *sentence);
/** bb_verdict_soften: Turns the first reason with @code, if there is one, into a caution with the same text, and
 * moves it to where bb_verdict_add() would add it. */
void bb_verdict_soften (BbVerdict *verdict, const char *code);
guint bb_verdict_get_n_reasons (BbVerdict *verdict);
const BbReason *bb_verdict_get_reason (BbVerdict *verdict, guint index);
/** bb_verdict_get_heaviest: Returns (nullable) the first of the heaviest reasons; %NULL without reasons. */
const BbReason *bb_verdict_get_heaviest (BbVerdict *verdict);
/**
 * bb_verdict_add_reports:
 * @model, @revision: (nullable): model and revision of the image
 *
 * Adds a reason (%BB_WEIGHT_INFO) each for the gains, losses and risks of the cross-flash, as far as @report names
 * any (codes "crossflash-gains", "crossflash-losses", "crossflash-risk").
 */
void bb_verdict_add_reports (BbVerdict *verdict, BbCrossflash *report, const char *model, const char *revision);

/* Codes of two reasons that the user resolves by choosing a key file (bb-key-file.h). WANTS_KEY: no key file is set.
 * WRONG_KEY: the key file that is set does not contain the right key. */
#define BB_REASON_WANTS_KEY "wrapped-only"
#define BB_REASON_WRONG_KEY "key-file"
/* Code of a reason by which the family says which of the revisions of drive and image is newer. If check() of the
 * family adds this reason, bb_family_check() does not compare the revisions. */
#define BB_REASON_REVISION_ORDER "revision-order"
/* Code of a reason that the user resolves by entering the label of the drive. */
#define BB_REASON_WANTS_LABEL "label-unknown"
/** BB_REASON_OWN_ONLY: code of a refusal that is dropped if the image is a backup of the same drive. */
#define BB_REASON_OWN_ONLY "own-only"
/** BB_REASON_NO_FLASH: code of the refusal of every image for a drive that Burnback never flashes. */
#define BB_REASON_NO_FLASH "no-flash"
/** BB_REASON_HALF_ALIVE: code of the reason that says that the firmware runs but is incomplete or mixed. */
#define BB_REASON_HALF_ALIVE "half-alive"
/** BB_REASON_DAMAGED: code of the reason that says that the stored identity does not match the firmware. */
#define BB_REASON_DAMAGED "damaged"
/** BB_REASON_FOR_EXPERTS: code of a caution that says how little is known of the procedure. The user must consent to
 * this caution separately, and only experts can. */
#define BB_REASON_FOR_EXPERTS "for-experts"
/** BB_REASON_NAME_CHANGES: code of a caution that says that the drive will report the name of another brand. */
#define BB_REASON_NAME_CHANGES "name-changes"
/** BB_REASON_BOOT_UNREAD: code of a caution that says that the boot code of the drive cannot be read, so its version
 * is not compared with the version that the image requires. */
#define BB_REASON_BOOT_UNREAD "boot-version-unasked"
/** BB_REASON_WORN_MEMORY: code of a caution that says that the flash memory of the drive is worn. */
#define BB_REASON_WORN_MEMORY "worn-memory"

/** bb_verdict_find: Returns (transfer none) (nullable) the first reason with @code; %NULL if there is none. */
const BbReason *bb_verdict_find (BbVerdict *verdict, const char *code);
/** bb_verdict_has: TRUE if bb_verdict_find() finds a reason with @code. */
gboolean bb_verdict_has (BbVerdict *verdict, const char *code);

G_END_DECLS
