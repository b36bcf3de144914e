/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ended-notice.h"

#include "app/bb-app-words.h"
#include "app/bb-settings.h"
#include "job/engine/bb-ended.h"
#include "job/store/bb-unit.h"
#include "job/words/bb-words.h"

struct _BbEndedNotice {
    BbEngine *engine;
    GCancellable *cancellable; /* cancels the reading of journals */
    GPtrArray *records;        /* (nullable) (element-type BbJournalRecord): newest first */
    BbEndedNoticeFunc changed;
    gpointer data;
};

/* Returns (transfer full) (nullable) the connected drive on which the operation of @record ran. */
static BbEngineDrive *
bb_ended_notice_find (BbEndedNotice *self, BbJournalRecord *record)
{
    GListModel *drives = bb_engine_get_drives (self->engine);
    const BbUnit written = bb_journal_record_get_unit (record);

    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
        const BbUnit unit = bb_unit_of_drive (details, bb_engine_drive_get_facts (drive));

        if (bb_unit_is_same (&unit, &written))
            return g_steal_pointer (&drive);
    }
    return NULL;
}

/* Returns (transfer full) the name of the drive of @record: the name that the list shows for @drive, else the one
 * that the drive reported before the operation. @drive: (nullable): NULL if the drive is disconnected */
static char *
bb_ended_notice_dup_name (BbJournalRecord *record, BbEngineDrive *drive)
{
    if (drive != NULL)
        return bb_app_dup_full_name (drive);
    if (record->vendor == NULL || record->product == NULL)
        return g_strdup (record->drive_name);
    return g_strdup_printf ("%s %s (%s)", record->vendor, record->product, record->drive_name);
}

/* Returns what the page of @drive says about the safety of a drive with worn flash memory. If Burnback does not know
 * the state of the drive, returns the value whose sentence tells the user to keep the drive powered. @drive:
 * (nullable): NULL if the drive is disconnected */
static BbSafety
bb_ended_notice_get_worn_safety (BbJournalRecord *record, BbEngineDrive *drive)
{
    BbFacts *facts = drive != NULL ? bb_engine_drive_get_facts (drive) : NULL;

    return facts != NULL ? bb_safety_of_worn (facts, record, bb_engine_drive_was_reconnected (drive))
                         : BB_SAFETY_WORN;
}

/* The journals were read. Does nothing if the reading was cancelled, because @data is then freed. */
static void
bb_ended_notice_listed_cb (GObject *engine, GAsyncResult *result, gpointer data)
{
    g_autoptr (GPtrArray) records = bb_ended_list_finish (BB_ENGINE (engine), result, NULL);
    BbEndedNotice *self = data;

    if (records == NULL || records->len == 0)
        return;
    self->records = g_steal_pointer (&records);
    self->changed (self->data);
}

BbEndedNotice *
bb_ended_notice_new (BbAppSource *source, BbEndedNoticeFunc changed, gpointer data)
{
    BbEndedNotice *self = g_new0 (BbEndedNotice, 1);
    gint64 since;

    self->engine = g_object_ref (bb_app_source_get_engine (source));
    self->cancellable = g_cancellable_new ();
    self->changed = changed;
    self->data = data;
    since = bb_settings_take_closed (bb_settings_get (), bb_engine_get_state_folder (self->engine));
    if (since > 0)
        bb_ended_list_async (self->engine, bb_app_source_is_simulated (source), since, self->cancellable,
                             bb_ended_notice_listed_cb, self);
    return self;
}

void
bb_ended_notice_free (BbEndedNotice *self)
{
    g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    g_clear_pointer (&self->records, g_ptr_array_unref);
    g_clear_object (&self->engine);
    g_free (self);
}

void
bb_ended_notice_update (BbEndedNotice *self)
{
    if (self == NULL || self->records == NULL)
        return;
    for (guint i = self->records->len; i > 0; i--) {
        g_autoptr (BbEngineDrive) drive = bb_ended_notice_find (self, g_ptr_array_index (self->records, i - 1));
        BbJob *job = drive != NULL ? bb_engine_drive_get_job (drive) : NULL;

        if (job != NULL && bb_action_writes (bb_job_get_action (job)))
            g_ptr_array_remove_index (self->records, i - 1);
    }
    if (self->records->len == 0)
        bb_ended_notice_close (self);
}

char *
bb_ended_notice_dup_text (BbEndedNotice *self)
{
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

    if (self == NULL || self->records == NULL)
        return NULL;
    for (guint i = 0; i < self->records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (self->records, i);
        g_autoptr (BbEngineDrive) drive = bb_ended_notice_find (self, record);
        g_autofree char *name = bb_ended_notice_dup_name (record, drive);

        g_ptr_array_add (lines, bb_words_dup_ended (record, name, bb_ended_notice_get_worn_safety (record, drive)));
    }
    g_ptr_array_add (lines, NULL);
    return g_strjoinv ("\n", (char **) lines->pdata);
}

const char *
bb_ended_notice_get_drive (BbEndedNotice *self, BbEngineDrive *in_view)
{
    const char *first = NULL;

    for (guint i = 0; self != NULL && self->records != NULL && i < self->records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (self->records, i);
        g_autoptr (BbEngineDrive) drive = bb_ended_notice_find (self, record);

        if (drive == NULL || drive == in_view)
            continue;
        if (!record->is_closed)
            return bb_engine_drive_get_name (drive);
        if (first == NULL)
            first = bb_engine_drive_get_name (drive);
    }
    return first;
}

void
bb_ended_notice_close (BbEndedNotice *self)
{
    if (self != NULL)
        g_clear_pointer (&self->records, g_ptr_array_unref);
}
