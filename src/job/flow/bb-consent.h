/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-job.h"

G_BEGIN_DECLS

/** BbConsentHow: how a consent is granted, in order of increasing effort. */
typedef enum {
    BB_CONSENT_HOW_TICK,   /* with a check box */
    BB_CONSENT_HOW_TYPE,   /* by typing @phrase */
    BB_CONSENT_HOW_EXPERT, /* by typing @phrase; the window also wants the switch for experts to be turned on */
    BB_CONSENT_HOW_NEVER,  /* cannot be granted: the obstacle must be removed */
} BbConsentHow;

/**
 * BbConsentKind: the subject of a consent.
 * - @reasons, @item and @phrase are members of #BbConsent. A kind sets only those that its comment names.
 * - @phrase is the name of the drive or of the model, as the comment says. If EXPERTS and CROSS_FLASH are both
 *   required, both have the phrase of CROSS_FLASH.
 * - The fallback file is the firmware that is restored if the flash fails and the drive cannot be backed up.
 */
typedef enum {
    BB_CONSENT_KIND_NEEDS_RECOVERY,   /* the drive must be recovered first; @condition, @reasons: why */
    BB_CONSENT_KIND_INCOMPATIBLE,     /* the verdict is REFUSED; @reasons says why */
    BB_CONSENT_KIND_REFUSED_FALLBACK, /* the verdict on the fallback file is REFUSED; @reasons says why */
    BB_CONSENT_KIND_BATTERY,          /* the computer runs on battery (@item), and a boot code is to be written */
    BB_CONSENT_KIND_NOT_READY,        /* another obstacle, such as a disc; @item says which */
    BB_CONSENT_KIND_CAUTION,          /* the verdict has cautions, listed in @reasons */
    BB_CONSENT_KIND_CROSS_FLASH,      /* the firmware is for another model (@phrase); @reasons lists the cautions */
    BB_CONSENT_KIND_EXPERTS,          /* the procedure is for experts; @reasons says why; @phrase is the drive */
    BB_CONSENT_KIND_WITHOUT_BACKUP,   /* no full backup is possible; @reasons (nullable) says why; @phrase: drive */
    BB_CONSENT_KIND_FALLBACK,         /* the verdict on the fallback file has cautions, listed in @reasons */
    BB_CONSENT_KIND_OTHER_DRIVE,      /* the backup is of another drive; @phrase is the drive to flash */
    BB_CONSENT_KIND_CONVERSION,       /* boot code and identity are changed; @phrase is the new model */
    BB_CONSENT_KIND_IDENTITY,         /* the identity to write was concluded from evidence, not read from a backup */
    BB_CONSENT_KIND_LABEL, /* the user must type the model that is on the label of the drive; @reasons says why */
} BbConsentKind;
#define BB_N_CONSENT_KINDS (BB_CONSENT_KIND_LABEL + 1)

/**
 * BbConsent: a consent that is required before an action begins, or an obstacle to the action, as data; src/job/words
 * makes the sentences.
 * @reasons: (nullable): reasons of the verdict, whole sentences; for %BB_CONSENT_KIND_NEEDS_RECOVERY only if the
 *   firmware runs but is incomplete or mixed
 * @condition: the condition of the drive; only for %BB_CONSENT_KIND_NEEDS_RECOVERY
 * @item: (nullable): the readiness item that is the obstacle
 * @phrase: (nullable): the name that the user must type, if @how is TYPE or EXPERT. %NULL for %BB_CONSENT_LABEL,
 *   because bb_review_find_label() checks the text that the user types
 * @granted: the user granted the consent; always %FALSE if @how is %BB_CONSENT_HOW_NEVER
 */
typedef struct {
    BbConsentKind kind;
    BbConsentCode code;
    BbConsentHow how;
    char *reasons;
    BbCondition condition;
    BbReadiness *item;
    char *phrase;
    gboolean granted;
} BbConsent;

/**
 * BbConsentCase: the situation that decides which consents an action needs. Owns nothing.
 * @act: FLASH, ROLLBACK, RECOVER or CONVERT; others need no consent
 * @condition: the condition of the drive
 * @lost: (nullable): why the drive cannot be recovered, of bb_family_dup_why_lost()
 * @verdict: (nullable): the verdict on the image to write; has the reason %BB_REASON_WANTS_LABEL if the user must
 *   enter the label, because only the label shows which board the drive has
 * @readiness: (nullable) (element-type BbReadiness): the current items
 * @backup_kind: how much of the firmware in the drive can be read back and saved; existing backups do not count
 * @unsaved: (nullable): why no full backup of such a drive is possible, whole sentences; %NULL if one is possible
 * @fallback: (nullable): the verdict on the fallback file, if one was given
 * @begun: the action finishes an interrupted flash whose consents were granted when that flash began
 * @other_drive: the backup for ROLLBACK is of another drive
 * @uncertain: the identity to write was concluded from evidence
 * @drive: short name of the drive: "sr0"
 * @becomes: name or key of the model that the drive will be after FLASH, RECOVER or CONVERT
 */
typedef struct {
    BbAction act;
    BbCondition condition;
    const char *lost;
    BbVerdict *verdict;
    GPtrArray *readiness;
    BbBackupKind backup_kind;
    const char *unsaved;
    BbVerdict *fallback;
    gboolean begun;
    gboolean other_drive;
    gboolean uncertain;
    const char *drive;
    const char *becomes;
} BbConsentCase;

/**
 * bb_consents_new:
 * @granted: the consents that the user granted
 *
 * Only this function decides which consents an action needs. The job refuses if one of them is not granted. Window
 * and terminal ask for exactly these consents, and do not start a job before all are granted.
 *
 * Returns: (transfer full) (element-type BbConsent): the consents, obstacles first; empty if no consent is needed. If
 *   the action is refused, the refusal is the only entry. If the user must enter the label, the label is the only
 *   entry, because the other consents depend on it
 */
GPtrArray *bb_consents_new (const BbConsentCase *it, BbConsentCode granted);

/**
 * bb_review_list_consents:
 * @readiness: (nullable) (element-type BbReadiness): the current items; %NULL: those in @review
 * @granted: the consents that the user granted; they stay in the list, with their member granted set
 *
 * Lists the consents for the action that @review is about, with bb_consents_new().
 *
 * Returns: (transfer full) (element-type BbConsent)
 */
GPtrArray *bb_review_list_consents (BbReview *review, GPtrArray *readiness, BbConsentCode granted);

/** bb_consents_have_warning: TRUE if one of @consents (element-type BbConsent) is for a warning. The consent for an
 * obstacle that the user can remove, such as a disc, is not. */
gboolean bb_consents_have_warning (GPtrArray *consents);

/**
 * BbReviewRisk: why the button of a review warns of the reviewed action; bb_words_review_risk() has a sentence.
 * @BB_REVIEW_RISK_NONE: it does not warn. The action is a FLASH or ROLLBACK that can be undone, because the firmware
 *   runs and can be backed up completely. Or the action is a RECOVER or ROLLBACK of a drive in recovery mode, which
 *   has no running firmware to lose. In both cases the review has no warning
 * @BB_REVIEW_RISK_WARNINGS: the review has a warning, or the user must agree to something
 * @BB_REVIEW_RISK_RUNNING: the drive needs recovery, but runs firmware that the action replaces
 * @BB_REVIEW_RISK_NO_BACKUP: the firmware that the action replaces cannot be backed up completely
 */
typedef enum {
    BB_REVIEW_RISK_NONE,
    BB_REVIEW_RISK_WARNINGS,
    BB_REVIEW_RISK_RUNNING,
    BB_REVIEW_RISK_NO_BACKUP,
} BbReviewRisk;

/**
 * bb_review_find_risk:
 * @readiness: (nullable) (element-type BbReadiness): the current items; %NULL: those in @review
 *
 * Decides how the button of a review looks. An obstacle that the user can remove, such as a disc, does not count.
 *
 * Returns: the first of WARNINGS, RUNNING and NO_BACKUP that applies, else NONE
 */
BbReviewRisk bb_review_find_risk (BbReview *review, GPtrArray *readiness);

/** bb_consent_is_for_experts: TRUE if @act (FLASH or ROLLBACK) with an image that has @verdict needs a consent that
 * only experts grant (%BB_CONSENT_HOW_EXPERT): a cross-flash, or a procedure of which little is known. FALSE if
 * @verdict refuses the image. Assumes that the firmware of the drive runs. A recovery needs the same consents, but
 * only a cross-flash then needs the switch for experts. */
gboolean bb_consent_is_for_experts (BbVerdict *verdict, BbAction act);

/** bb_review_wants_key: TRUE if the image is encrypted and a key file is missing, or the chosen one is wrong. */
gboolean bb_review_wants_key (BbReview *review);
/** bb_review_find_label: (nullable): the possible label in @review that is equal to @typed; %NULL if none is. Ignores
 * case and extra blanks. */
const char *bb_review_find_label (BbReview *review, const char *typed);

/** bb_consents_find: (transfer none) (nullable): the first consent with one of @codes. */
const BbConsent *bb_consents_find (GPtrArray *consents, BbConsentCode codes);
/** bb_consents_have: TRUE if one of @consents is of @kind. */
gboolean bb_consents_have (GPtrArray *consents, BbConsentKind kind);
/** bb_consents_find_open: (transfer none) (nullable): the first consent that is not granted. */
const BbConsent *bb_consents_find_open (GPtrArray *consents);
/** bb_consents_list_open: (transfer full) (element-type BbConsent): copies of the consents that are not granted. */
GPtrArray *bb_consents_list_open (GPtrArray *consents);
/** bb_consents_copy: (transfer full): a copy of @consents (nullable) (element-type BbConsent), in which a consent is
 * granted if @granted has its code and the consent can be granted. Empty if @consents is %NULL. */
GPtrArray *bb_consents_copy (GPtrArray *consents, BbConsentCode granted);
/** bb_consents_can_be_granted: FALSE if one of @consents is a refusal, or an obstacle that must be removed first. */
gboolean bb_consents_can_be_granted (GPtrArray *consents);

/** bb_consents_of_flags: the consents that @flags of a request for @act grant in advance, as #BbJobFlags says: only
 * ALLOW_CROSS_FLASH, WITHOUT_BACKUP and EXPERT grant any. */
BbConsentCode bb_consents_of_flags (BbAction act, BbJobFlags flags);
/** bb_request_get_granted: the consents that @granted and @flags of @request grant. */
BbConsentCode bb_request_get_granted (const BbJobRequest *request);

/** bb_consent_code_to_string: the stable name of the lowest bit of @code, such as "caution"; "none" if there is none.
 */
const char *bb_consent_code_to_string (BbConsentCode code);
/** bb_consent_is_phrase: TRUE if @typed is the phrase of @consent; ignores case and surrounding blanks. FALSE if
 * @consent has no phrase. */
gboolean bb_consent_is_phrase (const BbConsent *consent, const char *typed);
BbConsent *bb_consent_copy (const BbConsent *consent);
void bb_consent_free (BbConsent *consent);

G_END_DECLS
