/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"

G_BEGIN_DECLS

/** BbWeight: of one reason. Order matters: the heaviest makes the verdict. */
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

/** BbReason: @code is stable ("boot-version", "medium-inside"), @text a translated sentence with what to do. */
typedef struct {
    char *code;
    BbWeight weight;
    char *text;
} BbReason;

/** BbVerdict: may this image go on this drive, and every reason. Reference counted. */
typedef struct _BbVerdict BbVerdict;
BbVerdict *bb_verdict_new (void);
BbVerdict *bb_verdict_ref (BbVerdict *verdict);
void bb_verdict_unref (BbVerdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbVerdict, bb_verdict_unref)
/** bb_verdict_add: the heaviest reason comes first, and those of one weight in the order in which they are added. */
void bb_verdict_add (BbVerdict *verdict, const char *code, BbWeight weight, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
/** bb_verdict_expect_rejection: the drive is expected to reject the image and to stay unchanged, as a reason says. */
void bb_verdict_expect_rejection (BbVerdict *verdict);
/** bb_verdict_expects_rejection: whether that was noted and nothing refuses the image anyway. */
gboolean bb_verdict_expects_rejection (BbVerdict *verdict);
BbVerdictLevel bb_verdict_get_level (BbVerdict *verdict);
guint bb_verdict_get_n_reasons (BbVerdict *verdict);
const BbReason *bb_verdict_get_reason (BbVerdict *verdict, guint index);
/**
 * bb_verdict_add_reports:
 * @model, @revision: (nullable): of the image
 *
 * Adds what others who did this gained, lost and risked: "crossflash-gains", ...
 */
void bb_verdict_add_reports (BbVerdict *verdict, BbCrossflash *report, const char *model, const char *revision);

/* Codes of reasons that go away with a key file (bb-key-file.h): there is none, or it is not the right one. */
#define BB_REASON_WANTS_KEY "wrapped-only"
#define BB_REASON_WRONG_KEY "key-file"
/* And of one that goes away with what the label of the drive says. */
#define BB_REASON_WANTS_LABEL "label-unknown"

/** bb_verdict_find: (transfer none) (nullable): the first reason of this code. */
const BbReason *bb_verdict_find (BbVerdict *verdict, const char *code);
gboolean bb_verdict_has (BbVerdict *verdict, const char *code);

G_END_DECLS
