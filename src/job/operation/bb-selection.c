/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-selection.h"

#include "bb-image-loader.h"
#include "job/engine/bb-store-tasks.h"

struct _BbSelection {
    GObject parent;
    BbEngine *engine;
    GCancellable *cancellable;
    BbJobRequest *request;
    BbConsentCode allowed;
    gboolean may_recover;
    gboolean unreviewed;
    char *name;
    GFile *file;        /* (nullable): file that bb_selection_load() must still read */
    GFile *second;      /* (nullable): the other part of the firmware in @file */
    char *sha256;       /* (nullable): SHA-256 of the wanted image in @file */
    GPtrArray *images;  /* (nullable) (element-type BbImage): candidates, of which one is chosen */
    GPtrArray *backups; /* (nullable) (element-type BbBackup): candidates, of which one is chosen */
    BbBackup *backup;   /* (nullable): the chosen backup */
};

G_DEFINE_TYPE (BbSelection, bb_selection, G_TYPE_OBJECT)

static guint signal_loaded;

/* --- reading --- */

/* Ends reading. Sets @image (nullable) in the request and emits "loaded" without a failure; if @image is %NULL, emits
 * "loaded" with @failure and @error. Does nothing after bb_selection_cancel(). */
static void
bb_selection_end (BbSelection *self, BbImage *image, BbOperationFailure failure, const GError *error)
{
    if (g_cancellable_is_cancelled (self->cancellable))
        return;
    if (image != NULL)
        g_set_object (&self->request->image, image);
    g_signal_emit (self, signal_loaded, 0, image != NULL ? BB_OPERATION_FAILURE_NONE : failure, error);
}

/* Removes all images except that with the SHA-256 of the choice. Does nothing if the choice names no SHA-256 or the
 * file has no such image. */
static void
bb_selection_keep_wanted (BbSelection *self)
{
    for (guint i = 0; i < self->images->len; i++) {
        BbImage *image = g_ptr_array_index (self->images, i);

        if (g_strcmp0 (bb_image_get_sha256 (image), self->sha256) != 0)
            continue;
        g_ptr_array_remove_range (self->images, i + 1, self->images->len - i - 1);
        g_ptr_array_remove_range (self->images, 0, i);
        return;
    }
}

/* Called when the file was read, or could not be read: keeps its images, and emits "loaded". The first image becomes
 * the image of the request until bb_selection_match() chooses one. */
static void
bb_selection_loaded_cb (GObject *catalog, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbSelection) self = BB_SELECTION (data);
    g_autoptr (GError) error = NULL;

    self->images = bb_image_loader_load_finish (result, &error);
    if (self->images != NULL)
        bb_selection_keep_wanted (self);
    bb_selection_end (self, self->images != NULL ? g_ptr_array_index (self->images, 0) : NULL,
                      BB_OPERATION_FAILURE_FILE, error);
}

/* Called when the file with the boot code for CONVERT was read, or could not be read: makes that file the image of
 * the request, and emits "loaded". */
static void
bb_selection_read_cb (GObject *file, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbSelection) self = BB_SELECTION (data);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbImage) image = bb_image_loader_read_finish (result, &error);

    bb_selection_end (self, image, BB_OPERATION_FAILURE_FILE, error);
}

/* Called when the backup for ROLLBACK was read, or could not be read: makes the image of that backup the image of the
 * request, and emits "loaded". */
static void
bb_selection_backup_cb (GObject *store, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbSelection) self = BB_SELECTION (data);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbImage) image = bb_store_load_image_finish (BB_BACKUP_STORE (store), result, &error);

    bb_selection_end (self, image, BB_OPERATION_FAILURE_BACKUP, error);
}

gboolean
bb_selection_load (BbSelection *self)
{
    BbAction act = self->request->action;
    g_autoptr (GFile) file = g_steal_pointer (&self->file);
    g_autoptr (GFile) second = g_steal_pointer (&self->second);

    if (file != NULL && act == BB_ACTION_CONVERT)
        bb_image_loader_read_async (file, self->cancellable, bb_selection_read_cb, g_object_ref (self));
    else if (file != NULL)
        bb_image_loader_load_async (file, second, bb_engine_get_catalog (self->engine), self->cancellable,
                                    bb_selection_loaded_cb, g_object_ref (self));
    else if (act == BB_ACTION_ROLLBACK && !self->unreviewed && self->request->backup_id != NULL &&
             self->request->image == NULL)
        bb_store_load_image_async (bb_engine_get_store (self->engine), self->request->backup_id,
                                   bb_engine_get_catalog (self->engine), self->cancellable, bb_selection_backup_cb,
                                   g_object_ref (self));
    else
        return FALSE;
    return TRUE;
}

void
bb_selection_cancel (BbSelection *self)
{
    g_cancellable_cancel (self->cancellable);
}

/* --- matching to the drive --- */

gboolean
bb_selection_needs_facts (BbSelection *self)
{
    return (self->backups != NULL && self->backup == NULL) ||
           (self->images != NULL && bb_family_needs_facts_to_choose (self->images));
}

BbOperationFailure
bb_selection_match (BbSelection *self, BbEngineDrive *drive)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);

    if (self->images != NULL) {
        g_clear_object (&self->request->image);
        self->request->image = bb_image_loader_choose (self->images, facts);
    }
    if (self->backups != NULL && self->backup == NULL) {
        g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
        /* Without facts it is not certain which backup is of this drive. */
        BbBackup *backup = facts != NULL ? bb_backup_find_newest (self->backups, details, facts) : NULL;

        if (backup == NULL)
            return facts != NULL ? BB_OPERATION_FAILURE_NO_BACKUP : BB_OPERATION_FAILURE_UNIDENTIFIED;
        self->backup = bb_backup_ref (backup);
        g_free (self->request->backup_id);
        self->request->backup_id = g_strdup (backup->id);
    }
    return BB_OPERATION_FAILURE_NONE;
}

gboolean
bb_selection_needs_check (BbSelection *self, BbFacts *facts)
{
    if (!self->unreviewed)
        return self->request->image != NULL;
    /* An unreviewed choice needs a check if several images are for the same model: the boot code may decide between
     * them, and only a check reads the boot code. */
    return self->images != NULL && self->request->action != BB_ACTION_RECOVER &&
           (self->request->flags & BB_JOB_FLAG_DRY_RUN) == 0 && bb_image_loader_is_open (self->images, facts);
}

gboolean
bb_selection_match_again (BbSelection *self, BbFacts *learnt)
{
    g_autoptr (BbImage) better = self->images != NULL && self->request->image != NULL
                                     ? bb_image_loader_choose_again (self->images, self->request->image, learnt)
                                     : NULL;

    return better != NULL && g_set_object (&self->request->image, better);
}

gboolean
bb_selection_change_to_recover (BbSelection *self, BbFacts *facts)
{
    /* A drive whose firmware runs, even if it is incomplete, must pass the checks of FLASH. */
    if (!self->may_recover || self->request->action != BB_ACTION_FLASH || facts == NULL ||
        facts->condition != BB_CONDITION_SPECIAL)
        return FALSE;
    self->request->action = BB_ACTION_RECOVER;
    return TRUE;
}

BbJobRequest *
bb_selection_new_check (BbSelection *self)
{
    BbJobRequest *check = bb_job_request_copy (self->request);

    check->action = self->request->action == BB_ACTION_CONVERT ? BB_ACTION_CONVERT : BB_ACTION_CHECK;
    if (self->request->action == BB_ACTION_CONVERT)
        check->flags |= BB_JOB_FLAG_DRY_RUN;
    if (self->request->action == BB_ACTION_RECOVER)
        check->flags |= BB_JOB_FLAG_RECOVERING;
    return check;
}

gboolean
bb_selection_can_review (const BbResult *result)
{
    const BbReview *review = result->review;

    return review != NULL && review->image != NULL &&
           (result->action == BB_ACTION_CHECK || review->plan != NULL ||
            bb_verdict_get_level (review->verdict) == BB_VERDICT_REFUSED);
}

/* --- public functions: the choice --- */

BbJobRequest *
bb_selection_get_request (BbSelection *self)
{
    return self->request;
}

gboolean
bb_selection_take_label (BbSelection *self, BbReview *review, const char *typed)
{
    const char *label = typed != NULL ? bb_review_find_label (review, typed) : NULL;
    GVariantDict settings;

    if (label == NULL)
        return FALSE;
    g_variant_dict_init (&settings, self->request->settings);
    g_variant_dict_insert (&settings, BB_SETTING_LABEL, "s", label);
    g_clear_pointer (&self->request->settings, g_variant_unref);
    self->request->settings = g_variant_ref_sink (g_variant_dict_end (&settings));
    return TRUE;
}

BbConsentCode
bb_selection_get_allowed (BbSelection *self)
{
    return self->allowed;
}

gboolean
bb_selection_is_unreviewed (BbSelection *self)
{
    return self->unreviewed;
}

const char *
bb_selection_get_name (BbSelection *self)
{
    return self != NULL ? self->name : NULL;
}

BbImage *
bb_selection_get_image (BbSelection *self)
{
    return self != NULL ? self->request->image : NULL;
}

BbBackup *
bb_selection_get_backup (BbSelection *self)
{
    return self != NULL ? self->backup : NULL;
}

const char *
bb_selection_get_target (BbSelection *self)
{
    const char *target = NULL;

    if (self != NULL && self->request->settings != NULL)
        (void) g_variant_lookup (self->request->settings, BB_SETTING_CONVERT_TO, "&s", &target);
    return target;
}

/* --- object --- */

static void
bb_selection_finalize (GObject *object)
{
    BbSelection *self = BB_SELECTION (object);

    g_clear_object (&self->engine);
    g_clear_object (&self->cancellable);
    g_clear_pointer (&self->request, bb_job_request_free);
    g_free (self->name);
    g_clear_object (&self->file);
    g_clear_object (&self->second);
    g_free (self->sha256);
    g_clear_pointer (&self->images, g_ptr_array_unref);
    g_clear_pointer (&self->backups, g_ptr_array_unref);
    g_clear_pointer (&self->backup, bb_backup_unref);
    G_OBJECT_CLASS (bb_selection_parent_class)->finalize (object);
}

static void
bb_selection_class_init (BbSelectionClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_selection_finalize;
    signal_loaded = g_signal_new ("loaded", BB_TYPE_SELECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_INT, G_TYPE_ERROR);
}

static void
bb_selection_init (BbSelection *self)
{
    self->cancellable = g_cancellable_new ();
}

/* Returns (transfer full) the display name of file or image; else the ID of the backup or the word of the action. */
static char *
bb_selection_dup_name (const BbOperationChoice *choice)
{
    if (choice->file != NULL) {
        g_autofree char *name = g_file_get_basename (choice->file);

        return g_filename_display_name (name);
    }
    if (choice->images != NULL)
        return g_strdup (bb_image_get_name (g_ptr_array_index (choice->images, 0)));
    return g_strdup (choice->backup_id != NULL ? choice->backup_id : bb_action_to_string (choice->act));
}

BbSelection *
bb_selection_new (BbEngine *engine, const BbOperationChoice *choice)
{
    BbSelection *self = g_object_new (BB_TYPE_SELECTION, NULL);

    self->engine = g_object_ref (engine);
    self->name = bb_selection_dup_name (choice);
    self->allowed = choice->allowed;
    self->may_recover = choice->may_recover;
    self->unreviewed =
        choice->unreviewed || (choice->file == NULL && choice->images == NULL && choice->backups == NULL &&
                               (choice->act != BB_ACTION_ROLLBACK || choice->backup_id == NULL));
    g_set_object (&self->file, choice->file);
    g_set_object (&self->second, choice->second);
    self->sha256 = g_strdup (choice->sha256);
    self->images = choice->images != NULL ? g_ptr_array_ref (choice->images) : NULL;
    self->backups = choice->backups != NULL ? g_ptr_array_ref (choice->backups) : NULL;
    self->request = bb_job_request_new (choice->act);
    self->request->flags = choice->flags;
    self->request->backup_id = g_strdup (choice->backup_id);
    self->request->reason = g_strdup (choice->reason);
    self->request->settings = choice->settings != NULL ? g_variant_ref_sink (choice->settings) : NULL;
    g_set_object (&self->request->fallback, choice->fallback);
    return self;
}
