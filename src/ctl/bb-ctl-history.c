/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"

#include "job/engine/bb-history.h"
#include "job/words/bb-words.h"

#include <glib/gi18n.h>

static JsonObject *
bb_ctl_json_history (const BbHistoryEntry *entry)
{
    g_autoptr (GDateTime) started = g_date_time_new_from_unix_utc (entry->started);
    g_autofree char *time = started != NULL ? g_date_time_format_iso8601 (started) : NULL;
    JsonObject *object = json_object_new ();

    bb_ctl_json_set_text (object, "time", time);
    bb_ctl_json_set_text (object, "action", entry->action);
    bb_ctl_json_set_text (object, "revision-before", entry->revision_before);
    bb_ctl_json_set_text (object, "revision-after", entry->revision_after);
    json_object_set_string_member (object, "result", entry->result);
    json_object_set_string_member (object, "verified", entry->verified);
    bb_ctl_json_set_text (object, "backup", entry->backup_id);
    json_object_set_string_member (object, "text", entry->how);
    return object;
}

static void
bb_ctl_print_history (BbCtl *ctl, const BbHistoryEntry *entry)
{
    g_autofree char *time = bb_ctl_dup_time (entry->started);

    /* TRANSLATORS: when, what ("Flashing 1.07 over 1.05"), and how it ended in a word ("Verified") */
    bb_ctl_print (ctl, _ ("%s  %s: %s\n"), time, entry->what, bb_words_history_end (entry->end));
    bb_ctl_print (ctl, "  %s\n", entry->how);
    if (entry->backup_id != NULL)
        bb_ctl_print (ctl, _ ("  backup %s\n"), entry->backup_id);
}

int
bb_ctl_command_history (BbCtl *ctl, int argc, char **argv)
{
    int exit_code = bb_ctl_parse (ctl, NULL, &argc, &argv, 1, 1);
    g_autoptr (BbEngineDrive) drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    g_autoptr (BbDriveDetails) details = NULL;
    g_autoptr (GPtrArray) entries = NULL;
    g_autoptr (BbFacts) facts = NULL;
    JsonArray *array;

    if (drive == NULL)
        return exit_code;
    facts = bb_ctl_identify_drive_or_recall (ctl, drive, &exit_code);
    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    entries = bb_history_list (bb_engine_get_state_folder (ctl->engine), details, facts,
                               bb_engine_drive_get_journal (drive));
    array = json_array_new ();
    for (guint i = 0; i < entries->len; i++) {
        bb_ctl_print_history (ctl, g_ptr_array_index (entries, i));
        json_array_add_object_element (array, bb_ctl_json_history (g_ptr_array_index (entries, i)));
    }
    bb_ctl_print_array (ctl, array);
    if (entries->len == 0)
        bb_ctl_print (ctl, _ ("Burnback has no record of writing to this drive.\n"));
    return bb_ctl_check_store (ctl);
}
