/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-wish.h"

#include "app/bb-settings.h"
#include "job/operation/bb-image-loader.h"
#include "job/engine/bb-store-tasks.h"

#include <glib/gi18n-lib.h>

struct _BbWish {
    GObject parent;
    BbEngine *engine;
    GCancellable *cancellable;
    GtkFileChooserNative *chooser;
    BbAction asked; /* what the file that is being chosen is for */
    BbAction action;
    char *name;         /* (nullable) */
    GPtrArray *images;  /* (nullable) (element-type BbImage): all that the file holds */
    BbImage *image;     /* (nullable): the one that is wished */
    char *backup_id;    /* (nullable) */
    GVariant *settings; /* (nullable): what a conversion shall lead to */
};

G_DEFINE_TYPE (BbWish, bb_wish, G_TYPE_OBJECT)

static guint signal_begun;
static guint signal_ready;
static guint signal_failed;

static void
bb_wish_forget (BbWish *self)
{
    g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    self->cancellable = g_cancellable_new ();
    g_clear_object (&self->image);
    g_clear_pointer (&self->images, g_ptr_array_unref);
    g_clear_pointer (&self->name, g_free);
    g_clear_pointer (&self->backup_id, g_free);
    g_clear_pointer (&self->settings, g_variant_unref);
}

static void
bb_wish_begin (BbWish *self, BbAction action, const char *name)
{
    bb_wish_forget (self);
    self->action = action;
    self->name = g_strdup (name);
    g_signal_emit (self, signal_begun, 0);
}

static void
bb_wish_begin_file (BbWish *self, BbAction action, GFile *file)
{
    g_autofree char *base = g_file_get_basename (file);
    g_autofree char *name = g_filename_display_name (base);

    bb_wish_begin (self, action, name);
}

void
bb_wish_withdraw (BbWish *self)
{
    g_return_if_fail (BB_IS_WISH (self));

    bb_wish_forget (self);
    if (self->chooser != NULL)
        gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
    g_clear_object (&self->chooser);
}

static void
bb_wish_fail (BbWish *self, const char *title, const GError *error, const char *next)
{
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_signal_emit (self, signal_failed, 0, title, error->message, next);
}

/* --- file --- */

static void
bb_wish_loaded_cb (GObject *catalog, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbWish) self = BB_WISH (data);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) images = bb_image_loader_load_finish (result, &error);

    if (images == NULL) {
        bb_wish_fail (self, _ ("This file cannot be used"), error,
                      _ ("Nothing was done with the drive. Choose another file."));
        return;
    }
    self->images = g_steal_pointer (&images);
    bb_wish_suit (self, NULL);
    g_signal_emit (self, signal_ready, 0);
}

void
bb_wish_take_file (BbWish *self, GFile *file, BbAction action)
{
    g_return_if_fail (BB_IS_WISH (self) && G_IS_FILE (file));

    bb_wish_begin_file (self, action, file);
    bb_image_loader_load_async (file, bb_engine_get_catalog (self->engine), self->cancellable, bb_wish_loaded_cb,
                                g_object_ref (self));
}

static void
bb_wish_chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
    BbWish *self = BB_WISH (data);
    g_autoptr (GFile) file =
        response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

    g_clear_object (&self->chooser);
    if (file != NULL)
        bb_wish_take_file (self, file, self->asked);
}

void
bb_wish_choose (BbWish *self, GtkWindow *window, BbAction action)
{
    g_return_if_fail (BB_IS_WISH (self));

    self->asked = action;
    if (self->chooser == NULL) {
        self->chooser = gtk_file_chooser_native_new (_ ("Choose a Firmware File"), window,
                                                     GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Review"), _ ("_Cancel"));
        gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
        g_signal_connect_object (self->chooser, "response", G_CALLBACK (bb_wish_chosen_cb), self, 0);
    }
    gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

void
bb_wish_suit (BbWish *self, BbFacts *facts)
{
    g_return_if_fail (BB_IS_WISH (self));

    if (self->images == NULL)
        return;
    g_clear_object (&self->image);
    self->image = bb_image_loader_choose (self->images, facts);
}

gboolean
bb_wish_is_suited (BbWish *self, BbFacts *learnt)
{
    g_autoptr (BbImage) better = NULL;

    g_return_val_if_fail (BB_IS_WISH (self), TRUE);

    if (self->images == NULL || self->image == NULL)
        return TRUE;
    better = bb_image_loader_choose_again (self->images, self->image, learnt);
    return better == NULL;
}

/* --- boot code --- */

static void
bb_wish_read_cb (GObject *file, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbWish) self = BB_WISH (data);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbImage) image = bb_image_loader_read_finish (result, &error);

    if (image == NULL) {
        bb_wish_fail (self, _ ("This file cannot be used"), error,
                      _ ("Nothing was done with the drive. Choose another file."));
        return;
    }
    g_set_object (&self->image, image);
    g_signal_emit (self, signal_ready, 0);
}

void
bb_wish_take_boot_code (BbWish *self, GFile *file, GVariant *settings)
{
    g_return_if_fail (BB_IS_WISH (self) && G_IS_FILE (file) && settings != NULL);

    bb_wish_begin_file (self, BB_ACTION_CONVERT, file);
    self->settings = g_variant_ref_sink (settings);
    bb_image_loader_read_async (file, self->cancellable, bb_wish_read_cb, g_object_ref (self));
}

/* --- backup --- */

static void
bb_wish_backup_loaded_cb (GObject *store, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbWish) self = BB_WISH (data);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbImage) image = bb_store_load_image_finish (BB_BACKUP_STORE (store), result, &error);

    if (image == NULL) {
        bb_wish_fail (self, _ ("This backup cannot be used"), error,
                      _ ("Nothing was done with the drive. Choose another backup."));
        return;
    }
    g_set_object (&self->image, image);
    g_signal_emit (self, signal_ready, 0);
}

void
bb_wish_take_backup (BbWish *self, const char *backup_id)
{
    g_return_if_fail (BB_IS_WISH (self) && backup_id != NULL);

    bb_wish_begin (self, BB_ACTION_ROLLBACK, backup_id);
    self->backup_id = g_strdup (backup_id);
    bb_store_load_image_async (bb_engine_get_store (self->engine), backup_id, bb_engine_get_catalog (self->engine),
                               self->cancellable, bb_wish_backup_loaded_cb, g_object_ref (self));
}

/* --- what it is --- */

BbAction
bb_wish_get_action (BbWish *self)
{
    g_return_val_if_fail (BB_IS_WISH (self), BB_ACTION_LOOK);

    return self->action;
}

const char *
bb_wish_get_name (BbWish *self)
{
    g_return_val_if_fail (BB_IS_WISH (self), NULL);

    return self->name;
}

BbImage *
bb_wish_get_image (BbWish *self)
{
    g_return_val_if_fail (BB_IS_WISH (self), NULL);

    return self->image;
}

const char *
bb_wish_get_target (BbWish *self)
{
    const char *target = NULL;

    g_return_val_if_fail (BB_IS_WISH (self), NULL);

    if (self->settings != NULL)
        (void) g_variant_lookup (self->settings, BB_SETTING_CONVERT_TO, "&s", &target);
    return target;
}

BbJobRequest *
bb_wish_new_check (BbWish *self)
{
    gboolean converts;
    BbJobRequest *request;

    g_return_val_if_fail (BB_IS_WISH (self) && self->image != NULL, NULL);

    converts = self->action == BB_ACTION_CONVERT;
    request = bb_job_request_new (converts ? BB_ACTION_CONVERT : BB_ACTION_CHECK);
    request->flags = converts                            ? BB_JOB_FLAG_DRY_RUN
                     : self->action == BB_ACTION_RECOVER ? BB_JOB_FLAG_RECOVERING
                                                         : BB_JOB_FLAG_NONE;
    request->image = g_object_ref (self->image);
    request->backup_id = g_strdup (self->backup_id);
    request->settings = self->settings != NULL ? g_variant_ref (self->settings) : NULL;
    return request;
}

gboolean
bb_wish_can_review (const BbResult *result)
{
    const BbReview *review = result->review;

    if (review == NULL || review->image == NULL)
        return FALSE;
    return result->action == BB_ACTION_CHECK || review->plan != NULL ||
           bb_verdict_get_level (review->verdict) == BB_VERDICT_REFUSED;
}

BbJobRequest *
bb_wish_new_request (BbWish *self, BbReview *review, BbConsentCode granted)
{
    BbJobRequest *request;

    g_return_val_if_fail (BB_IS_WISH (self), NULL);

    request = bb_job_request_new (self->action);
    request->granted = granted;
    bb_settings_apply (bb_settings_get (), request);
    if (self->action == BB_ACTION_ROLLBACK)
        request->backup_id = g_strdup (self->backup_id);
    else if (self->image != NULL)
        request->image = g_object_ref (self->image);
    request->settings = self->settings != NULL ? g_variant_ref (self->settings) : NULL;
    /* Only a flash is held to its review; the others look at the drive again themselves. */
    if (self->action == BB_ACTION_FLASH && review != NULL)
        request->review = bb_review_ref (review);
    return request;
}

/* --- object --- */

static void
bb_wish_dispose (GObject *object)
{
    BbWish *self = BB_WISH (object);

    if (self->cancellable != NULL)
        g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    g_clear_object (&self->chooser);
    g_clear_object (&self->image);
    g_clear_pointer (&self->images, g_ptr_array_unref);
    g_clear_pointer (&self->name, g_free);
    g_clear_pointer (&self->backup_id, g_free);
    g_clear_pointer (&self->settings, g_variant_unref);
    g_clear_object (&self->engine);
    G_OBJECT_CLASS (bb_wish_parent_class)->dispose (object);
}

static void
bb_wish_class_init (BbWishClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = bb_wish_dispose;
    signal_begun = g_signal_new ("begun", BB_TYPE_WISH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signal_ready = g_signal_new ("ready", BB_TYPE_WISH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signal_failed = g_signal_new ("failed", BB_TYPE_WISH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                  G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
}

static void
bb_wish_init (BbWish *self)
{
    self->cancellable = g_cancellable_new ();
}

BbWish *
bb_wish_new (BbEngine *engine)
{
    BbWish *self = g_object_new (BB_TYPE_WISH, NULL);

    self->engine = g_object_ref (engine);
    return self;
}
