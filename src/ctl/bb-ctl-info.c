/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-json.h"
#include "bb-ctl-operation.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"
#include "bb-ctl-rescue.h"
#include "bb-ctl-text.h"

#include "family/spc/bb-standard.h"
#include "job/words/bb-words.h"

#include <glib/gi18n.h>

/* Adds the member "no-flash": why the drive is never flashed, and what can be done instead; null if it can be
 * flashed. */
static void
bb_ctl_info_json_no_flash (JsonObject *object, BbFacts *facts)
{
    const BbNoFlash *no_flash = bb_family_get_no_flash (facts);
    JsonObject *member = NULL;

    if (no_flash == NULL) {
        json_object_set_null_member (object, "no-flash");
        return;
    }
    member = json_object_new ();
    json_object_set_string_member (member, "why", _ (no_flash->why));
    json_object_set_string_member (member, "instead", _ (no_flash->instead));
    json_object_set_object_member (object, "no-flash", member);
}

/* Returns (transfer full) (element-type BbName) the names under which the same hardware was sold; none if the model
 * is unknown. */
static GPtrArray *
bb_ctl_list_rebadges (BbCtl *ctl, BbFacts *facts)
{
    if (facts == NULL || facts->model == NULL)
        return g_ptr_array_new_with_free_func ((GDestroyNotify) bb_name_unref);
    return bb_catalog_names_of_model (ctl->catalog, facts->family, bb_facts_get_model_key (facts));
}

/* Adds the member "rescue": the diagnosis and its reasons, whether the drive is safe, and the steps that may repair
 * it. The member "again" of a step by hand: the user has done it, and the next recovery is what the step "again"
 * would be, which is not listed then. */
static void
bb_ctl_info_json_rescue (JsonObject *object, BbRescue *rescue)
{
    JsonObject *member = json_object_new ();
    JsonArray *why = json_array_new ();
    JsonArray *steps = json_array_new ();

    json_object_set_string_member (member, "believes", rescue->believes);
    json_object_set_string_member (member, "safe", rescue->safe);
    for (guint i = 0; i < rescue->why->len; i++)
        json_array_add_string_element (why, g_ptr_array_index (rescue->why, i));
    for (guint i = 0; i < rescue->steps->len; i++) {
        const BbRescueStep *step = g_ptr_array_index (rescue->steps, i);
        JsonObject *one = json_object_new ();

        json_object_set_string_member (one, "step", bb_rescue_kind_to_string (step->kind));
        json_object_set_string_member (one, "state", bb_rescue_state_to_string (step->state));
        json_object_set_boolean_member (one, "again", step->is_again);
        json_object_set_string_member (one, "title", step->title);
        json_object_set_string_member (one, "text", step->text);
        json_array_add_object_element (steps, one);
    }
    json_object_set_array_member (member, "why", why);
    json_object_set_array_member (member, "steps", steps);
    json_object_set_object_member (object, "rescue", member);
}

/* Prints all that is known of @drive as one JSON object. @result: result of the LOOK, with region and book types. */
static void
bb_ctl_info_json (BbCtl *ctl, BbEngineDrive *drive, const BbResult *result)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    BbJournalRecord *journal = bb_engine_drive_get_journal (drive);
    JsonObject *object = bb_ctl_json_drive (drive);
    JsonArray *names = json_array_new ();
    g_autoptr (GPtrArray) rebadges = bb_ctl_list_rebadges (ctl, facts);
    g_autofree char *why = NULL;
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    BbBackupKind kind = family != NULL ? family->backup_kind (facts, &why) : BB_BACKUP_NONE;
    g_autofree char *state = bb_engine_drive_dup_state_text (drive);
    g_autoptr (BbRescue) rescue = bb_ctl_new_rescue (ctl, drive);
    g_autoptr (GPtrArray) advice = bb_advice_list (facts, ctl->catalog);

    json_object_set_string_member (object, "state-text", state);
    json_object_set_string_member (object, "mode", facts != NULL && facts->mode != NULL ? facts->mode : "unknown");
    json_object_set_string_member (object, "backup", bb_backup_kind_to_string (kind));
    if (facts != NULL && facts->values != NULL)
        json_object_set_member (object, "facts", json_gvariant_serialize (facts->values));
    bb_ctl_json_set_details (object, facts != NULL ? facts->family : NULL, facts != NULL ? facts->values : NULL);
    bb_ctl_json_set_accepts_older (object, facts, NULL);
    bb_ctl_info_json_no_flash (object, facts);
    for (guint i = 0; i < rebadges->len; i++)
        json_array_add_string_element (names, bb_name_get_marketed_as (g_ptr_array_index (rebadges, i)));
    json_object_set_array_member (object, "same-hardware", names);
    json_object_set_array_member (object, "advice", bb_ctl_json_advice (advice));
    bb_ctl_json_set_region (object, result->region);
    json_object_set_array_member (object, "book-types", bb_ctl_json_books (result->books));
    bb_ctl_json_set_text (object, "journal", journal != NULL ? journal->id : NULL);
    if (rescue != NULL)
        bb_ctl_info_json_rescue (object, rescue);
    else
        json_object_set_null_member (object, "rescue");
    bb_ctl_print_object (ctl, object);
}

/* Prints purpose and image of each advice; only the command `advise` also prints gains, losses and risk. If there is
 * no advice for this drive, but @family (nullable) has advice for other drives, prints that none is known. */
static void
bb_ctl_info_text_advice (BbCtl *ctl, const BbFamily *family, BbFacts *facts)
{
    g_autoptr (GPtrArray) list = bb_advice_list (facts, ctl->catalog);

    for (guint i = 0; i < list->len; i++) {
        const BbAdvice *advice = g_ptr_array_index (list, i);

        /* TRANSLATORS: what firmware is wanted for, and which: "Reading UHD discs: BU40N 1.03 MK" */
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      advice: %s: %s\n"), bb_words_purpose (advice->purpose),
                           advice->image != NULL ? bb_catalog_translate (advice->image) : _ ("not advised"));
    }
    if (list->len == 0 && family != NULL && family->advice != NULL)
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      advice: none known\n"));
}

/* Prints the facts that the reported name contains, and the answers of the drive to standard commands. What is
 * missing in @facts is left out. */
static void
bb_ctl_info_text_standard (BbCtl *ctl, BbFacts *facts)
{
    g_autofree char *named = bb_words_dup_named (facts->naming);
    g_autofree const char **discs = NULL;
    g_autofree char *list = NULL;
    const char *kind = bb_words_drive_kind (bb_facts_get_string (facts, BB_STANDARD_KIND));
    const char *date = bb_facts_get_string (facts, BB_STANDARD_DATE);

    if (named != NULL)
        /* TRANSLATORS: "DVD writer, slim, SATA" */
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      type according to the reported name: %s\n"), named);
    if (facts->values != NULL && g_variant_lookup (facts->values, BB_STANDARD_DISCS, "^a&s", &discs)) {
        list = g_strjoinv (", ", (char **) discs);
        /* TRANSLATORS: "DVD writer", then disc types: "DVD-ROM, CD-R" */
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      disc types: %s (%s)\n"), kind != NULL ? kind : "-",
                           list);
    }
    if (date != NULL)
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      firmware date: %s\n"), date);
}

/* Prints the lines of bb_ctl_info_text_standard(), evidence, possible models, other names of the same hardware, and
 * the details that are not about the hardware. */
static void
bb_ctl_info_text_identity (BbCtl *ctl, BbFacts *facts)
{
    g_autoptr (GPtrArray) details = bb_family_describe (facts->family, facts->values);
    g_autoptr (GPtrArray) rebadges = bb_ctl_list_rebadges (ctl, facts);

    bb_ctl_info_text_standard (ctl, facts);
    for (guint i = 0; i < facts->evidence->len; i++)
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      evidence: %s\n"),
                           (const char *) g_ptr_array_index (facts->evidence, i));
    for (guint i = 0; i < facts->candidates->len; i++) {
        BbModel *model = g_ptr_array_index (facts->candidates, i);

        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      possible model: %s %s\n"), bb_model_get_maker (model),
                           bb_model_get_name (model));
    }
    if (rebadges->len > 0) {
        g_autoptr (GString) names = g_string_new (NULL);

        for (guint i = 0; i < rebadges->len; i++)
            g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                                    bb_name_get_marketed_as (g_ptr_array_index (rebadges, i)));
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      same hardware: %s\n"), names->str);
    }
    for (guint i = 0; i < details->len; i++) {
        const BbDetail *detail = g_ptr_array_index (details, i);

        if (!detail->is_hardware && detail->text != NULL)
            bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, "      %s: %s\n", detail->label, detail->text);
    }
}

/* Prints the facts that matter for a decision to flash; the caller prints name and model. The order is that of the
 * window:
 * - claims about the model that contradict each other
 * - confidence in the model
 * - tests of this model
 * - whether the drive accepts older firmware
 * - advice, only if @with_advice; a line says if no advice is known
 * - what a backup would contain
 * - why the drive is never flashed
 * Other unknown facts are left out. */
static void
bb_ctl_info_text_facts (BbCtl *ctl, BbFacts *facts, gboolean with_advice)
{
    const BbFamily *family = facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    g_autofree char *accepts_older = NULL;
    g_autofree char *no_flash = NULL;
    g_autofree char *why = NULL;

    for (guint i = 0; i < facts->conflict->len; i++) {
        const BbClaim *claim = g_ptr_array_index (facts->conflict, i);

        /* TRANSLATORS: a source such as "stored ID" or "firmware", then a model */
        bb_ctl_print_line (ctl, BB_CTL_TONE_NOTICE, _ ("      conflicting evidence: %s indicates %s\n"),
                           bb_words_claim_source (claim->source), claim->says);
    }
    if (facts->model != NULL) {
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      confidence: %s\n"),
                           bb_words_confidence (facts->confidence));
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      tested: %s\n"),
                           bb_words_tested (bb_model_get_tested (facts->model)));
    }
    (void) bb_family_accepts_older (facts, NULL, &accepts_older);
    if (accepts_older != NULL)
        /* TRANSLATORS: the answer, "yes" or "no", and a sentence that says why */
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      accepts older firmware: %s\n"), accepts_older);
    if (with_advice)
        bb_ctl_info_text_advice (ctl, family, facts);
    if (family != NULL) {
        BbBackupKind kind = family->backup_kind (facts, &why);

        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      backup: %s%s%s\n"), bb_words_backup (kind),
                           why != NULL ? " " : "", why != NULL ? why : "");
    }
    no_flash = bb_family_dup_no_flash (facts);
    if (no_flash != NULL)
        /* TRANSLATORS: why the drive is never flashed, and what the user can do instead */
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      flashing: not supported. %s\n"), no_flash);
}

/* Prints @drive and, if it needs recovery, the recovery steps. Without facts of @drive, prints only what is known
 * without them, and no steps. @result: result of the identification; its DVD region is printed. @all: also prints the
 * book types of @result, and seldom-needed facts that would not fit on one screen. If @all is FALSE, a drive with
 * recovery steps gets no advice. */
static void
bb_ctl_info_text (BbCtl *ctl, BbEngineDrive *drive, const BbResult *result, gboolean all)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autoptr (BbRescue) rescue = bb_ctl_new_rescue (ctl, drive);

    bb_ctl_print_drive (ctl, drive);
    if (bb_engine_drive_get_own_name (drive) != NULL)
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      your name for the drive: %s\n"),
                           bb_engine_drive_get_own_name (drive));
    bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      serial number %s\n"),
                       details->serial != NULL ? details->serial : _ ("not read"));
    if (bb_engine_drive_saw_users (drive) == BB_SEEN_IN_PART)
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN,
                           _ ("      other programs: programs run by other users cannot be detected\n"));
    if (facts == NULL) {
        /* The kernel read this revision when the drive was connected, so it may be out of date. */
        if (details->revision != NULL && *details->revision != '\0')
            bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN,
                               _ ("      firmware revision when the drive was connected: %s\n"), details->revision);
        return;
    }
    /* Without @all, the steps of @rescue are printed in place of the advice, because a drive that needs recovery must
     * be recovered before it is flashed. */
    bb_ctl_info_text_facts (ctl, facts, all || rescue == NULL);
    if (facts->family == NULL)
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, "      %s\n", bb_words_unsupported_remedy (facts));
    if (result->region != NULL)
        bb_ctl_print_region (ctl, result->region);
    if (all) {
        bb_ctl_info_text_identity (ctl, facts);
        if (result->books != NULL)
            bb_ctl_print_books (ctl, result->books);
    } else
        /* TRANSLATORS: the drive */
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      all details: burnbackctl info %s --all\n"),
                           bb_engine_drive_get_name (drive));
    if (rescue != NULL) {
        bb_ctl_print (ctl, "\n");
        bb_ctl_print_rescue (ctl, drive, rescue, all ? BB_CTL_RESCUE_TEXTS : BB_CTL_RESCUE_TITLES);
    }
}

int
bb_ctl_command_info (BbCtl *ctl, int argc, char **argv)
{
    gboolean all = FALSE;
    g_auto (GStrv) names = NULL;
    const GOptionEntry entries[] = {
        {"all", 'a', 0, G_OPTION_ARG_NONE, &all,
         N_ ("Show all details (the default if the output is not a terminal)"), NULL},
        {"setting", 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, bb_ctl_get_settings_help (ctl), N_ ("SETTING")},
        {NULL},
    };
    int exit_code = bb_ctl_parse (ctl, entries, &argc, &argv, 1, 1);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbResult) result = NULL;

    if (exit_code != BB_EXIT_DONE || !bb_ctl_use_settings (ctl, names, &exit_code))
        return exit_code;
    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL)
        return exit_code;
    result = bb_ctl_identify_drive (ctl, drive, BB_JOB_FLAG_DETAILS, TRUE, &exit_code);
    if (result == NULL || !bb_ctl_check_settings (ctl, drive, names, &exit_code))
        return exit_code;
    if (ctl->json)
        bb_ctl_info_json (ctl, drive, result);
    else
        /* If standard output is a file or pipe, everything is printed, because no screen limits it. */
        bb_ctl_info_text (ctl, drive, result, all || !bb_ctl_is_terminal ());
    return exit_code;
}
