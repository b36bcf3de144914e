/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-job.h"

G_BEGIN_DECLS

/** BbConsentHow: how a person agrees. Order matters: from the lightest to the heaviest. */
typedef enum {
    BB_CONSENT_HOW_TICK,   /* says that it was read */
    BB_CONSENT_HOW_TYPE,   /* types @phrase */
    BB_CONSENT_HOW_EXPERT, /* types @phrase, after having turned on what is for experts where there is such a switch
                            */
    BB_CONSENT_HOW_NEVER,  /* nobody can: what stands in the way has to change */
} BbConsentHow;

/** BbConsentKind: what is agreed to, or what is in the way. In parentheses: what else it has. */
typedef enum {
    BB_CONSENT_KIND_NEEDS_RECOVERY,   /* the drive does not run its firmware */
    BB_CONSENT_KIND_INCOMPATIBLE,     /* (reasons): the verdict says no */
    BB_CONSENT_KIND_REFUSED_FALLBACK, /* (reasons): so does the one on the file to fall back to */
    BB_CONSENT_KIND_BATTERY,          /* (item): while a boot code is written */
    BB_CONSENT_KIND_NOT_READY,        /* (item) */
    BB_CONSENT_KIND_CAUTION,          /* (reasons) */
    BB_CONSENT_KIND_CROSS_FLASH,      /* (reasons, phrase: the model) */
    BB_CONSENT_KIND_WITHOUT_BACKUP,   /* (phrase: the drive) */
    BB_CONSENT_KIND_FALLBACK,         /* (reasons) */
    BB_CONSENT_KIND_OTHER_DRIVE,      /* (phrase: the drive) */
    BB_CONSENT_KIND_CONVERSION,       /* (phrase: the model) */
    BB_CONSENT_KIND_IDENTITY,
    BB_CONSENT_KIND_LABEL, /* (reasons) */
} BbConsentKind;
#define BB_N_CONSENT_KINDS (BB_CONSENT_KIND_LABEL + 1)

/**
 * BbConsent: one thing that must be agreed to before an act begins, or that stands in its way, as data; src/job/words
 * makes sentences of it.
 * @weight: how much speaks against it
 * @reasons: (nullable): those of the verdict, whole sentences
 * @item: (nullable): what is not ready
 * @phrase: (nullable): what has to be typed; of %BB_CONSENT_LABEL bb_review_find_label() knows
 * @granted: always %FALSE of %BB_CONSENT_HOW_NEVER
 */
typedef struct {
    BbConsentKind kind;
    BbConsentCode code;
    BbWeight weight;
    BbConsentHow how;
    char *reasons;
    BbReadiness *item;
    char *phrase;
    gboolean granted;
} BbConsent;

/**
 * BbConsentCase: what decides which consents an act needs. Nothing of it is owned.
 * @act: FLASH, ROLLBACK, RECOVER or CONVERT; all others need none
 * @condition: of the drive
 * @verdict: (nullable): on the image that is written, or that only the label of the drive tells what board it has
 * @readiness: (nullable) (element-type BbReadiness): what is so now
 * @backup_kind: how much of the firmware in the drive can be read back and kept
 * @fallback: (nullable): the verdict on the file to fall back to, if one was given
 * @begun: it finishes a flash that was agreed to when it began
 * @other_drive: the backup that ROLLBACK writes is not of this drive
 * @uncertain: what is written rests on evidence alone
 * @drive: short name of the drive
 * @becomes: name or key of the model that the drive is afterwards; of FLASH, RECOVER and CONVERT
 */
typedef struct {
    BbAction act;
    BbCondition condition;
    BbVerdict *verdict;
    GPtrArray *readiness;
    BbBackupKind backup_kind;
    BbVerdict *fallback;
    gboolean begun;
    gboolean other_drive;
    gboolean uncertain;
    const char *drive;
    const char *becomes;
} BbConsentCase;

/**
 * bb_consents_new:
 * @granted: what is agreed to
 *
 * The one place that decides what an act needs. The job refuses whatever of it is not granted; so window and terminal
 * ask for exactly this, and offer nothing while something of it is open.
 *
 * Returns: (transfer full) (element-type BbConsent): empty when it can begin; what is in the way comes first
 */
GPtrArray *bb_consents_new (const BbConsentCase *it, BbConsentCode granted);

/**
 * bb_review_list_consents:
 * @readiness: (nullable) (element-type BbReadiness): what is so now; %NULL: what the check found
 *
 * The same of what a CHECK found: what the act that was checked needs.
 *
 * Returns: (transfer full) (element-type BbConsent)
 */
GPtrArray *bb_review_list_consents (BbReview *review, GPtrArray *readiness, BbConsentCode granted);

/** bb_review_wants_key: whether a key file that the user may have would make more possible. */
gboolean bb_review_wants_key (BbReview *review);
/** bb_review_find_label: (nullable): the one of the labels of @review that @typed is; case and blanks do not count.
 */
const char *bb_review_find_label (BbReview *review, const char *typed);

/** bb_consents_find: (transfer none) (nullable): the first with one of @codes. */
const BbConsent *bb_consents_find (GPtrArray *consents, BbConsentCode codes);
/** bb_consents_have: whether one of @consents is of @kind. */
gboolean bb_consents_have (GPtrArray *consents, BbConsentKind kind);
/** bb_consents_find_open: (transfer none) (nullable): the first that is not granted. */
const BbConsent *bb_consents_find_open (GPtrArray *consents);
/** bb_consents_list_open: (transfer full) (element-type BbConsent): those that are not granted. */
GPtrArray *bb_consents_list_open (GPtrArray *consents);
/** bb_consents_copy: (transfer full): @consents (nullable) (element-type BbConsent) with what is @granted now. */
GPtrArray *bb_consents_copy (GPtrArray *consents, BbConsentCode granted);
/** bb_consents_get_open_codes: all that is not granted, as one set. */
BbConsentCode bb_consents_get_open_codes (GPtrArray *consents);
/** bb_consents_can_be_granted: nothing is in the way that nobody can agree to. */
gboolean bb_consents_can_be_granted (GPtrArray *consents);

/** bb_consents_of_flags: what the flags of a request agree to, whatever is found. */
BbConsentCode bb_consents_of_flags (BbAction act, BbJobFlags flags);
/** bb_request_get_granted: those and what it grants by code. */
BbConsentCode bb_request_get_granted (const BbJobRequest *request);

/** bb_consent_code_to_string: "caution", "cross-flash", "without-backup", ...; stable. */
const char *bb_consent_code_to_string (BbConsentCode code);
/** bb_consent_is_phrase: whether @typed is what has to be typed; case and blanks around it do not count. */
gboolean bb_consent_is_phrase (const BbConsent *consent, const char *typed);
BbConsent *bb_consent_copy (const BbConsent *consent);
void bb_consent_free (BbConsent *consent);

G_END_DECLS
