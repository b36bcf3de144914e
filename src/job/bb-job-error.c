/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-job-error.h"

#define BB_N_PARAMETERS 2

/* The name of each #BbJobProblem, in the order of the enum. It begins the technical message of the error. Users see a
 * sentence instead. */
static const char *const names[] = {
    "text",
    "no-access",
    "no-sg-node",
    "not-ready",
    "not-alone",
    "in-use",
    "in-work",
    "unknown-drive",
    "unknown-rebadge",
    "unlike-name",
    "unknown-in-recovery",
    "no-firmware",
    "firmware-incomplete",
    "flash-interrupted",
    "identity-damaged",
    "stays-in-mode",
    "stays-after-asking",
    "drive-changed",
    "other-drive",
    "power-cycle-first",
    "no-image",
    "image-damaged",
    "other-image",
    "consent",
    "identity-consent",
    "reads-differ",
    "no-backup",
    "no-backup-to-compare",
    "simulated-backup",
    "last-image-unreadable",
    "ambiguous-journal",
    "journal-unwritable",
    "unreadable-journals",
    "unreadable-backups",
    "journal-elsewhere",
    "journal-of-other-serial",
    "lost-backup",
    "folder-unusable",
    "folder-moved",
    "report-unwritable",
    "conversion-incomplete",
    "cannot-convert",
    "identity-still-wrong",
    "books-set-and-cleared",
    "no-such-medium",
    "no-such-book",
    "books-unknown",
};
G_STATIC_ASSERT (G_N_ELEMENTS (names) == BB_N_JOB_PROBLEMS);

typedef struct {
    BbJobProblem problem;
    char *parameters[BB_N_PARAMETERS];
    GPtrArray *consents;
} BbJobErrorPrivate;

static void
bb_job_error_private_init (BbJobErrorPrivate *priv)
{
    *priv = (BbJobErrorPrivate){0};
}

static void
bb_job_error_private_copy (const BbJobErrorPrivate *from, BbJobErrorPrivate *to)
{
    to->problem = from->problem;
    for (guint i = 0; i < BB_N_PARAMETERS; i++)
        to->parameters[i] = g_strdup (from->parameters[i]);
    to->consents = from->consents != NULL ? g_ptr_array_ref (from->consents) : NULL;
}

static void
bb_job_error_private_clear (BbJobErrorPrivate *priv)
{
    for (guint i = 0; i < BB_N_PARAMETERS; i++)
        g_free (priv->parameters[i]);
    g_clear_pointer (&priv->consents, g_ptr_array_unref);
}

G_DEFINE_EXTENDED_ERROR (BbJobError, bb_job_error)

gboolean
bb_job_error_set (GError **error, BbJobError code, BbJobProblem problem, const char *first, const char *second)
{
    GError *set;
    BbJobErrorPrivate *priv;

    if (error == NULL)
        return FALSE;
    set = g_error_new (BB_JOB_ERROR, (gint) code, "%s%s%s%s%s", names[problem], first != NULL ? ": " : "",
                       first != NULL ? first : "", second != NULL ? "; " : "", second != NULL ? second : "");
    priv = bb_job_error_get_private (set);
    priv->problem = problem;
    priv->parameters[0] = g_strdup (first);
    priv->parameters[1] = g_strdup (second);
    g_propagate_error (error, set);
    return FALSE;
}

gboolean
bb_job_error_take_consents (GError **error, BbJobError code, BbJobProblem problem, const char *codes,
                            GPtrArray *consents)
{
    GError *set = NULL;

    (void) bb_job_error_set (&set, code, problem, codes, NULL);
    bb_job_error_get_private (set)->consents = consents;
    g_propagate_error (error, set);
    return FALSE;
}

BbJobProblem
bb_job_error_get_problem (const GError *error)
{
    return error != NULL && error->domain == BB_JOB_ERROR ? bb_job_error_get_private (error)->problem
                                                          : BB_JOB_PROBLEM_TEXT;
}

const char *const *
bb_job_error_get_parameters (const GError *error)
{
    g_return_val_if_fail (error != NULL && error->domain == BB_JOB_ERROR, NULL);

    return (const char *const *) bb_job_error_get_private (error)->parameters;
}

GPtrArray *
bb_job_error_get_consents (const GError *error)
{
    g_return_val_if_fail (error != NULL && error->domain == BB_JOB_ERROR, NULL);

    return bb_job_error_get_private (error)->consents;
}
