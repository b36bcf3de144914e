/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl.h"

#include "job/operation/bb-rescue.h"
#include "job/words/bb-words.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

/* The state in a sentence, with the command that helps where there is one. */
static char *
bb_ctl_dup_state (BbCtl *ctl, BbEngineDrive *drive)
{
    BbDriveState state = bb_engine_drive_get_shown_state (drive);
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    const char *name = bb_engine_drive_get_name (drive);
    g_autofree char *text = bb_engine_drive_dup_state_text (drive);

    if (state == BB_DRIVE_STATE_NEEDS_RECOVERY && bb_engine_drive_wants_tool_code (drive))
        /* TRANSLATORS: a sentence on the state of a drive, then the drive */
        return g_strdup_printf (_ ("%s If another program failed to flash it and showed an error code, run "
                                   "“burnbackctl recover %s FILE --tool-code CODE”."),
                                text, name);
    if (state == BB_DRIVE_STATE_NEEDS_RECOVERY && bb_engine_drive_get_hazard (drive) != NULL)
        /* TRANSLATORS: a sentence on the state of a drive, then the drive */
        return g_strdup_printf (_ ("%s Run “burnbackctl recover %s FILE”."), text, name);
    if (state == BB_DRIVE_STATE_NEEDS_RECOVERY && facts != NULL &&
        bb_facts_get_string (facts, BB_FACTS_WANTS) != NULL && !bb_facts_get_boolean (facts, BB_FACTS_IS_LOST))
        /* TRANSLATORS: a sentence on the state of a drive, then the drive */
        return g_strdup_printf (_ ("%s Run “burnbackctl recover %s FILE --label \"MODEL CODE\"”."), text, name);
    if (state == BB_DRIVE_STATE_NEEDS_RECOVERY)
        /* TRANSLATORS: a sentence on the state of a drive, then the drive */
        return g_strdup_printf (_ ("%s Run “burnbackctl recover %s”."), text, name);
    if (state == BB_DRIVE_STATE_READY && bb_engine_drive_get_journal (drive) != NULL)
        /* TRANSLATORS: a sentence on the state of a drive, then the drive */
        return g_strdup_printf (_ ("%s Run “burnbackctl verify %s”."), text, name);
    if (state == BB_DRIVE_STATE_READY && facts != NULL && facts->family == NULL && !ctl->look_closer)
        /* TRANSLATORS: a sentence on the state of a drive, then the drive */
        return g_strdup_printf (_ ("%s Run “burnbackctl info %s --look-closer”."), text, name);
    return g_steal_pointer (&text);
}

void
bb_ctl_print_drive (BbCtl *ctl, BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autofree char *is = bb_engine_drive_dup_is_text (drive);
    g_autofree char *state = bb_ctl_dup_state (ctl, drive);
    g_autofree char *vendor = NULL, *product = NULL, *revision = NULL;

    bb_engine_drive_dup_reported (drive, &vendor, &product, &revision);
    bb_ctl_print (ctl, "%-5s %s %s%s%s  (%s%s%s)\n", details->name, vendor, product, *revision != '\0' ? " " : "",
                  revision, bb_bus_to_string (details->bus), details->bridge != NULL ? ", " : "",
                  details->bridge != NULL ? details->bridge : "");
    bb_ctl_print (ctl, _ ("      identity: %s\n"), is != NULL ? is : _ ("not identified"));
    bb_ctl_print (ctl, "      %s\n", state);
}

/* Whether the word of its state is not enough. */
static gboolean
bb_ctl_is_to_be_told (BbEngineDrive *drive)
{
    BbDriveState state = bb_engine_drive_get_shown_state (drive);
    BbFacts *facts = bb_engine_drive_get_facts (drive);

    if (state == BB_DRIVE_STATE_READY)
        return bb_engine_drive_get_journal (drive) != NULL || facts == NULL || facts->family == NULL;
    return state != BB_DRIVE_STATE_MEDIUM;
}

/* (transfer full): a row of the list */
static char **
bb_ctl_dup_row (BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autofree char *vendor = NULL, *product = NULL, *revision = NULL;
    g_autofree char *is = bb_engine_drive_dup_is_text (drive);
    const char *state = bb_words_state (bb_engine_drive_get_shown_state (drive));
    char **row = g_new0 (char *, 6);

    bb_engine_drive_dup_reported (drive, &vendor, &product, &revision);
    row[0] = g_strconcat (vendor, *vendor != '\0' ? " " : "", product, NULL);
    row[1] = g_strdup (is != NULL ? is : _ ("not identified"));
    row[2] = g_steal_pointer (&revision);
    row[3] = g_strdup (details->name);
    /* TRANSLATORS: the state of a drive, as "ready" */
    row[4] = details->simulated ? g_strdup_printf (_ ("%s (simulated)"), state) : g_strdup (state);
    return row;
}

static BbCtlTone
bb_ctl_get_tone (BbEngineDrive *drive)
{
    switch (bb_engine_drive_get_shown_state (drive)) {
    case BB_DRIVE_STATE_READY:
        return BB_CTL_TONE_GOOD;
    case BB_DRIVE_STATE_NEEDS_RECOVERY:
        return BB_CTL_TONE_BAD;
    case BB_DRIVE_STATE_UNKNOWN:
    case BB_DRIVE_STATE_MEDIUM:
    case BB_DRIVE_STATE_BUSY:
    case BB_DRIVE_STATE_NO_PERMISSION:
    default:
        return BB_CTL_TONE_NOTICE;
    }
}

static void
bb_ctl_print_list (BbCtl *ctl, GListModel *drives)
{
    guint n = g_list_model_get_n_items (drives);
    g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
    g_autofree BbCtlTone *tones = g_new0 (BbCtlTone, n + 1);
    const char *const header[] = {_ ("NAME"), _ ("IDENTITY"), _ ("REVISION"), _ ("NODE"), _ ("STATE"), NULL};

    g_ptr_array_add (rows, g_strdupv ((char **) header));
    for (guint i = 0; i < n; i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        g_ptr_array_add (rows, bb_ctl_dup_row (drive));
        tones[i + 1] = bb_ctl_get_tone (drive);
    }
    bb_ctl_print_table (ctl, rows, tones);
    /* Beside the table, which stays one. */
    for (guint i = 0; !ctl->quiet && i < n; i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        g_autofree char *state = bb_ctl_dup_state (ctl, drive);

        if (bb_ctl_is_to_be_told (drive))
            bb_ctl_say ("%s: %s\n", bb_engine_drive_get_name (drive), state);
    }
}

int
bb_ctl_command_list (BbCtl *ctl, int argc, char **argv)
{
    GListModel *drives;
    int exit_code = bb_ctl_parse (ctl, NULL, &argc, &argv, 0, 0);

    if (exit_code != BB_EXIT_DONE || !bb_ctl_look_at_all (ctl, &exit_code))
        return exit_code;
    drives = bb_engine_get_drives (ctl->engine);
    if (ctl->json) {
        JsonArray *array = json_array_new ();

        for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
            g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

            json_array_add_object_element (array, bb_ctl_json_drive (drive));
        }
        bb_ctl_print_array (ctl, array);
        return bb_ctl_tell_store (ctl);
    }
    if (g_list_model_get_n_items (drives) > 0)
        bb_ctl_print_list (ctl, drives);
    else
        bb_ctl_print (ctl, _ ("No optical drive found. Check that the drive is powered and its cable connected. "
                              "“burnbackctl --simulate demo list” shows simulated drives.\n"));
    return bb_ctl_tell_store (ctl);
}

/* Names under which the same hardware was sold. */
static GPtrArray *
bb_ctl_rebadges (BbCtl *ctl, BbFacts *facts)
{
    if (facts == NULL || facts->model == NULL)
        return g_ptr_array_new_with_free_func ((GDestroyNotify) bb_name_unref);
    return bb_catalog_names_of_model (ctl->catalog, facts->family, bb_facts_get_model_key (facts));
}

/* (transfer full) (nullable): the way back of a drive that needs one. */
static BbRescue *
bb_ctl_new_rescue (BbCtl *ctl, BbEngineDrive *drive)
{
    g_autoptr (GPtrArray) backups = NULL;
    g_auto (GStrv) unread = NULL;

    if (bb_engine_drive_get_state (drive) != BB_DRIVE_STATE_NEEDS_RECOVERY)
        return NULL;
    backups = bb_backup_store_list (bb_engine_get_store (ctl->engine), &unread);
    return bb_rescue_new (drive, backups, (const char *const *) unread, NULL);
}

static void
bb_ctl_info_json_rescue (JsonObject *object, BbRescue *rescue)
{
    JsonObject *told = json_object_new ();
    JsonArray *why = json_array_new ();
    JsonArray *steps = json_array_new ();

    json_object_set_string_member (told, "believes", rescue->believes);
    json_object_set_string_member (told, "safe", rescue->safe);
    for (guint i = 0; i < rescue->why->len; i++)
        json_array_add_string_element (why, g_ptr_array_index (rescue->why, i));
    for (guint i = 0; i < rescue->steps->len; i++) {
        const BbRescueStep *step = g_ptr_array_index (rescue->steps, i);
        JsonObject *one = json_object_new ();

        json_object_set_string_member (one, "step", bb_rescue_kind_to_string (step->kind));
        json_object_set_string_member (one, "state", bb_rescue_state_to_string (step->state));
        json_object_set_string_member (one, "title", step->title);
        json_object_set_string_member (one, "text", step->text);
        json_array_add_object_element (steps, one);
    }
    json_object_set_array_member (told, "why", why);
    json_object_set_array_member (told, "steps", steps);
    json_object_set_object_member (object, "rescue", told);
}

static void
bb_ctl_info_text_rescue (BbCtl *ctl, BbRescue *rescue)
{
    bb_ctl_print (ctl, "\n");
    if (rescue->who != NULL)
        bb_ctl_print (ctl, "%s. %s\n", rescue->who, rescue->also != NULL ? rescue->also : "");
    bb_ctl_print (ctl, "%s %s\n", rescue->believes, rescue->safe);
    for (guint i = 0; i < rescue->steps->len; i++) {
        const BbRescueStep *step = g_ptr_array_index (rescue->steps, i);

        bb_ctl_print (ctl, "%s %u. %s\n      %s\n", step->state == BB_RESCUE_NOW ? ">" : " ", i + 1, step->title,
                      step->text);
    }
}

static void
bb_ctl_info_json (BbCtl *ctl, BbEngineDrive *drive, const BbResult *result)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    BbJournalRecord *journal = bb_engine_drive_get_journal (drive);
    JsonObject *object = bb_ctl_json_drive (drive);
    JsonArray *names = json_array_new ();
    g_autoptr (GPtrArray) rebadges = bb_ctl_rebadges (ctl, facts);
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

/* In short; the command “advise” says the rest. */
static void
bb_ctl_info_text_advice (BbCtl *ctl, const BbFamily *family, BbFacts *facts)
{
    g_autoptr (GPtrArray) list = bb_advice_list (facts, ctl->catalog);

    for (guint i = 0; i < list->len; i++) {
        const BbAdvice *advice = g_ptr_array_index (list, i);

        /* TRANSLATORS: what firmware is wanted for, and which: "Reading UHD discs: BU40N 1.03 MK" */
        bb_ctl_print (ctl, _ ("      advice: %s: %s\n"), bb_words_purpose (advice->purpose),
                      advice->image != NULL ? advice->image : _ ("not advised"));
    }
    if (list->len == 0 && family != NULL && family->advice != NULL)
        bb_ctl_print (ctl, _ ("      advice: nothing is known\n"));
}

/* What of the running firmware decides which updates the drive accepts. */
static void
bb_ctl_info_text_age (BbCtl *ctl, BbFacts *facts)
{
    g_autoptr (GPtrArray) details = bb_family_describe (facts->family, facts->values);
    g_autofree char *accepts_older = NULL;

    for (guint i = 0; i < details->len; i++) {
        const BbDetail *detail = g_ptr_array_index (details, i);

        if (!detail->is_hardware && detail->text != NULL)
            bb_ctl_print (ctl, "      %s: %s\n", detail->label, detail->text);
    }
    (void) bb_family_accepts_older (facts, NULL, &accepts_older);
    if (accepts_older != NULL)
        /* TRANSLATORS: the answer, "yes" or "no", and a sentence that says why */
        bb_ctl_print (ctl, _ ("      accepts older firmware: %s\n"), accepts_older);
}

static void
bb_ctl_info_text (BbCtl *ctl, BbEngineDrive *drive, const BbResult *result)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autoptr (GPtrArray) rebadges = bb_ctl_rebadges (ctl, facts);
    g_autoptr (BbRescue) rescue = bb_ctl_new_rescue (ctl, drive);
    g_autofree char *why = NULL;
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;

    bb_ctl_print_drive (ctl, drive);
    bb_ctl_print (ctl, _ ("      serial number %s\n"), details->serial != NULL ? details->serial : _ ("not read"));
    if (bb_engine_drive_saw_users (drive) == BB_SEEN_IN_PART)
        bb_ctl_print (ctl, _ ("      other programs: those of other users cannot be seen\n"));
    if (facts == NULL)
        return;
    for (guint i = 0; i < facts->evidence->len; i++)
        bb_ctl_print (ctl, _ ("      evidence: %s\n"), (const char *) g_ptr_array_index (facts->evidence, i));
    for (guint i = 0; i < facts->conflict->len; i++) {
        const BbClaim *claim = g_ptr_array_index (facts->conflict, i);

        /* TRANSLATORS: a source such as "stored ID" or "firmware", then a model */
        bb_ctl_print (ctl, _ ("      conflict: %s reports %s\n"), bb_words_claim_source (claim->source), claim->says);
    }
    if (facts->model != NULL) {
        bb_ctl_print (ctl, _ ("      confidence: %s\n"), bb_words_confidence (facts->confidence));
        bb_ctl_print (ctl, _ ("      tested: %s\n"), bb_words_tested (bb_model_get_tested (facts->model)));
    }
    for (guint i = 0; i < facts->candidates->len; i++) {
        BbModel *model = g_ptr_array_index (facts->candidates, i);

        bb_ctl_print (ctl, _ ("      possible: %s %s\n"), bb_model_get_maker (model), bb_model_get_name (model));
    }
    if (rebadges->len > 0) {
        bb_ctl_print (ctl, _ ("      same hardware:"));
        for (guint i = 0; i < rebadges->len; i++)
            bb_ctl_print (ctl, "%s %s", i > 0 ? "," : "", bb_name_get_marketed_as (g_ptr_array_index (rebadges, i)));
        bb_ctl_print (ctl, "\n");
    }
    if (family != NULL) {
        BbBackupKind kind = family->backup_kind (facts, &why);

        bb_ctl_print (ctl, _ ("      backup: %s%s%s\n"), bb_words_backup (kind), why != NULL ? " " : "",
                      why != NULL ? why : "");
    }
    bb_ctl_info_text_age (ctl, facts);
    bb_ctl_info_text_advice (ctl, family, facts);
    if (result->region != NULL)
        bb_ctl_print_region (ctl, result->region);
    if (result->books != NULL)
        bb_ctl_print_books (ctl, result->books);
    if (rescue != NULL)
        bb_ctl_info_text_rescue (ctl, rescue);
}

int
bb_ctl_command_info (BbCtl *ctl, int argc, char **argv)
{
    int exit_code = bb_ctl_parse (ctl, NULL, &argc, &argv, 1, 1);
    g_autoptr (BbEngineDrive) drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    g_autoptr (BbResult) result = NULL;

    if (drive == NULL)
        return exit_code;
    result = bb_ctl_look_if_free (ctl, drive, BB_JOB_FLAG_DETAILS, &exit_code);
    if (result == NULL)
        return exit_code;
    if (ctl->json)
        bb_ctl_info_json (ctl, drive, result);
    else
        bb_ctl_info_text (ctl, drive, result);
    return exit_code;
}

typedef struct {
    BbCtl *ctl;
    GMainLoop *loop;
    GPtrArray *shown; /* BbEngineDrive */
} BbCtlMonitor;

static void
bb_ctl_monitor_print (BbCtlMonitor *monitor, BbEngineDrive *drive, const char *event)
{
    g_autofree char *vendor = NULL, *product = NULL, *revision = NULL;

    if (monitor->ctl->json) {
        JsonObject *object = json_object_new ();

        json_object_set_string_member (object, "event", event);
        json_object_set_object_member (object, "drive", bb_ctl_json_drive (drive));
        bb_ctl_print_json_line (object);
        return;
    }
    bb_engine_drive_dup_reported (drive, &vendor, &product, &revision);
    bb_ctl_print (monitor->ctl, "%s %s %s %s%s%s\n", event, bb_engine_drive_get_name (drive), vendor, product,
                  *revision != '\0' ? " " : "", revision);
}

static void
bb_ctl_monitor_changed_cb (GListModel *drives, guint position, guint removed, guint added, gpointer data)
{
    BbCtlMonitor *monitor = data;

    for (guint i = 0; i < removed; i++) {
        bb_ctl_monitor_print (monitor, g_ptr_array_index (monitor->shown, position), "removed");
        g_ptr_array_remove_index (monitor->shown, position);
    }
    for (guint i = 0; i < added; i++) {
        BbEngineDrive *drive = g_list_model_get_item (drives, position + i);

        g_ptr_array_insert (monitor->shown, (int) (position + i), drive);
        bb_ctl_monitor_print (monitor, drive, "added");
    }
}

static gboolean
bb_ctl_monitor_quit_cb (gpointer data)
{
    g_main_loop_quit (data);
    return G_SOURCE_CONTINUE;
}

static gboolean
bb_ctl_monitor_closed_cb (int fd, GIOCondition condition, gpointer data)
{
    g_main_loop_quit (data);
    return G_SOURCE_REMOVE;
}

int
bb_ctl_command_monitor (BbCtl *ctl, int argc, char **argv)
{
    g_autoptr (GMainLoop) loop = NULL;
    g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (g_object_unref);
    int exit_code = bb_ctl_parse (ctl, NULL, &argc, &argv, 0, 0);
    BbCtlMonitor monitor = {.ctl = ctl, .shown = shown};
    BbEngine *engine;
    GListModel *drives;

    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    engine = bb_ctl_get_engine (ctl, &exit_code);
    if (engine == NULL)
        return exit_code;
    drives = bb_engine_get_drives (engine);
    loop = monitor.loop = g_main_loop_new (NULL, FALSE);
    /* Before the first line: who has read it may already ask for the end. */
    g_unix_signal_add (SIGINT, bb_ctl_monitor_quit_cb, loop);
    g_unix_signal_add (SIGTERM, bb_ctl_monitor_quit_cb, loop);
    bb_ctl_monitor_changed_cb (drives, 0, 0, g_list_model_get_n_items (drives), &monitor);
    g_signal_connect (drives, "items-changed", G_CALLBACK (bb_ctl_monitor_changed_cb), &monitor);
    /* Nobody reads any more. */
    g_unix_fd_add (STDOUT_FILENO, G_IO_ERR, bb_ctl_monitor_closed_cb, loop);
    g_main_loop_run (loop);
    g_signal_handlers_disconnect_by_data (drives, &monitor);
    return BB_EXIT_DONE;
}
