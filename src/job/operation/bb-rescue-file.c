/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rescue-file.h"

#include "bb-rescue-name.h"

#include "family/bb-key-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Returns (transfer full) a sentence on the firmware file that a drive needs if it runs or ran firmware for other
 * hardware. The sentence names the board, because the drive reports names of the other hardware.
 */
static char *
bb_rescue_dup_needed_by_board (const BbRescueContext *context)
{
    const char *models = bb_facts_get_string (context->facts, BB_FACTS_OWN_MODELS);

    if (models == NULL)
        return g_strdup (_ ("You need firmware for the model shown on the drive’s label."));
    /* TRANSLATORS: names of models */
    return g_strdup_printf (_ ("You need firmware for the model shown on the drive’s label. Known models with this "
                               "drive’s circuit board: %s."),
                            models);
}

/* Returns (transfer full) sentences on the firmware file that a drive of @model needs if no revision is recorded.
 * Firmware for each name under which the catalog says that the model was sold is compatible. The sentences refer to
 * the list of these names above the steps (@also of #BbRescue); a user may know the drive only by its label. */
static char *
bb_rescue_dup_needed_by_model (const BbRescueContext *context, const char *model)
{
    const char *said = context->drive != NULL ? bb_engine_drive_get_own_name (context->drive) : NULL;
    g_auto (GStrv) names = bb_rescue_name_list (context->facts, context->journal, context->backup);

    if (said != NULL && bb_rescue_name_is_marketed (context->facts, said))
        /* TRANSLATORS: the name under which a drive was sold, and the name of the model that it is */
        return g_strdup_printf (_ ("The previous firmware revision is unknown. The %s is a rebranded %s, so "
                                   "firmware for either model is compatible."),
                                said, model);
    if (*names != NULL)
        /* TRANSLATORS: the name of a drive; the names are in a sentence above the steps of the recovery */
        return g_strdup_printf (_ ("The previous firmware revision is unknown. You need firmware for the %s, or "
                                   "for a drive with one of the names listed above the steps."),
                                model);
    /* TRANSLATORS: the name of a drive */
    return g_strdup_printf (_ ("The previous firmware revision is unknown. You need firmware for the %s."), model);
}

/* TRUE if @own, the name that the drive reported, is that of the identified @model (nullable) or contains the model.
 */
static gboolean
bb_rescue_is_own_model (const char *own, const char *model, BbFacts *facts)
{
    return model == NULL || g_str_equal (own, model) ||
           (facts->model_name != NULL && strstr (own, facts->model_name) != NULL);
}

/* Returns (transfer full) a sentence on the firmware file that the drive needs. If the drive runs or ran firmware for
 * other hardware, the sentence names the board. If the boot code has the name of another model than the stored
 * identity, it names both models. Otherwise it names the first of these that is known: name and revisions from
 * journal and backup, unless new boot code was sent; the model. If none is known, it says "exactly this model". */
static char *
bb_rescue_dup_needed (const BbRescueContext *context)
{
    const char *revisions[] = {context->journal != NULL ? context->journal->target_revision : NULL,
                               context->journal != NULL ? context->journal->revision : NULL,
                               context->backup != NULL ? bb_backup_get_revision (context->backup) : NULL};
    g_autofree char *own = bb_rescue_name_dup_own (context->journal, context->backup);
    g_autofree char *model = bb_rescue_name_dup_model (context->facts);
    const char *boot = context->facts != NULL ? bb_facts_get_string (context->facts, BB_FACTS_BOOT_NAME) : NULL;
    g_autoptr (GPtrArray) known = g_ptr_array_new ();
    g_autofree char *list = NULL;

    if (bb_rescue_context_runs_wrong_firmware (context) ||
        (context->facts != NULL && bb_facts_get_string (context->facts, BB_FACTS_OWN_MODELS) != NULL))
        return bb_rescue_dup_needed_by_board (context);
    if (boot != NULL && model != NULL)
        /* TRANSLATORS: names of two drives */
        return g_strdup_printf (
            _ ("According to its boot code, the drive needs firmware for the %s, but its stored identity indicates "
               "the %s. Before writing anything, Burnback will determine which firmware the boot code accepts."),
            boot, model);
    for (guint i = 0; i < G_N_ELEMENTS (revisions); i++) {
        gboolean is_known =
            i == 2 && (g_strcmp0 (revisions[2], revisions[0]) == 0 || g_strcmp0 (revisions[2], revisions[1]) == 0);

        if (revisions[i] != NULL && !is_known && (i != 1 || g_strcmp0 (revisions[1], revisions[0]) != 0))
            g_ptr_array_add (known, (gpointer) revisions[i]);
    }
    list = bb_rescue_name_dup_any (known);
    /* After a change of the boot code the drive needs firmware for its new model, of which no revision is
     * recorded. */
    if (own != NULL && known->len > 0 && !context->is_converted &&
        bb_rescue_is_own_model (own, model, context->facts))
        /* TRANSLATORS: the name of a drive, then revisions of its firmware */
        return g_strdup_printf (_ ("You need firmware for the %s, preferably revision %s."), own, list);
    if (own != NULL && known->len > 0 && !context->is_converted)
        /* TRANSLATORS: the name of a drive, revisions of its firmware, the name of a drive */
        return g_strdup_printf (_ ("You need firmware for the %s, preferably revision %s. If you cannot find it, "
                                   "look for firmware for the %s, which has the same hardware."),
                                own, list, model);
    if (model != NULL)
        return bb_rescue_dup_needed_by_model (context, model);
    return g_strdup (_ ("You need firmware for exactly this model."));
}

/* Returns how the file will be checked. */
static const char *
bb_rescue_file_get_check (const BbRescueContext *context)
{
    const BbFamily *family = bb_rescue_context_get_family (context);
    gboolean is_special = context->facts != NULL && context->facts->condition == BB_CONDITION_SPECIAL;
    gboolean is_unknown = is_special && context->journal == NULL && context->backup == NULL;

    if (is_unknown && family != NULL && family->list_labels != NULL)
        return _ ("The file will be checked first. Burnback may then ask for the model and the service code on the "
                  "drive’s label.");
    return is_special ? _ ("The file will be checked first, then written while the drive stays in recovery mode.")
                      : _ ("The file will be checked before anything is written.");
}

char *
bb_rescue_file_dup_text (const BbRescueContext *context)
{
    const BbFamily *family = bb_rescue_context_get_family (context);
    g_autoptr (GStrvBuilder) sentences = g_strv_builder_new ();
    g_autofree char *needed = bb_rescue_dup_needed (context);
    g_autofree char *boot = bb_rescue_name_dup_boot_note (context->facts);
    g_auto (GStrv) all = NULL;

    g_strv_builder_add (sentences, needed);
    if (boot != NULL)
        g_strv_builder_add (sentences, boot);
    if (bb_rescue_context_doubts_file (context))
        g_strv_builder_add (sentences,
                            _ ("The last recoveries with the same file failed in the same way, so that file "
                               "may be the cause. Use another firmware file."));
    if (bb_rescue_context_find_left (context) == BB_ATTEMPTS_LEFT_WITH_KEY)
        g_strv_builder_add (sentences, bb_key_file_get_advice ());
    g_strv_builder_add (sentences, bb_rescue_file_get_check (context));
    if (family != NULL && family->get_unchecked != NULL)
        g_strv_builder_add (sentences, family->get_unchecked ());
    all = g_strv_builder_end (sentences);
    return g_strjoinv (" ", all);
}
