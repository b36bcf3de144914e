/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-tool-code.h"

#include "app/bb-app-words.h"
#include "job/words/bb-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A text that is not an error code is reported as invalid if it has this many characters or more; a shorter text may
 * be the beginning of an error code. */
#define BB_TOOL_CODE_SHORT 6

struct _BbToolCode {
    GtkBox parent;
    BbEngine *engine;     /* (nullable): %NULL before the widget is shown */
    BbEngineDrive *drive; /* (nullable) */
    gboolean is_wanted;   /* the circuit board of the drive is unknown, and an error code can determine it */

    GtkEntry *entry;
    GtkLabel *meaning;
    GtkWidget *use;
};

G_DEFINE_TYPE (BbToolCode, bb_tool_code, GTK_TYPE_BOX)

/* Returns (transfer full) the typed text without blanks at its ends. */
static char *
bb_tool_code_dup_typed (BbToolCode *self)
{
    return g_strstrip (g_strdup (gtk_entry_get_text (self->entry)));
}

/* Returns (transfer full) the meaning of the error code @typed, which was parsed as @sense. If @typed is too short
 * for a code, returns "". If it is not valid, returns a sentence with an example of a code. @was_used: the drive was
 * identified with this code, so the text also says whether the code determines the board. @is_wanted: the board is
 * still unknown */
static char *
bb_tool_code_dup_meaning (const char *typed, const BbSense *sense, gboolean was_used, gboolean is_wanted)
{
    g_autofree char *code = NULL;
    g_autofree char *text = NULL;

    if (!sense->valid)
        return g_strdup (strlen (typed) < BB_TOOL_CODE_SHORT
                             ? ""
                             : _ ("Enter the error code as a hexadecimal number, such as 0x8f052400."));
    code = bb_sense_dup_code (sense);
    text = bb_words_dup_sense (sense);
    if (was_used && !is_wanted)
        /* TRANSLATORS: sense key, ASC and ASCQ, such as 2/04/08, and their meaning */
        return g_strdup_printf (_ ("%s: %s. This code identifies the drive’s circuit board."), code, text);
    if (was_used)
        /* TRANSLATORS: sense key, ASC and ASCQ, such as 5/24/00, and their meaning */
        return g_strdup_printf (_ ("%s: %s. This code does not identify the drive’s circuit board."), code, text);
    /* TRANSLATORS: sense key, ASC and ASCQ, such as 5/24/00, and their meaning */
    return g_strdup_printf (_ ("%s: %s."), code, text);
}

/* Shows the meaning of the typed code, and makes the button sensitive if the code is valid and was not used yet.
 * After a code that did not determine the board, the focus moves from the button to the entry. */
static void
bb_tool_code_update (BbToolCode *self)
{
    g_autofree char *typed = bb_tool_code_dup_typed (self);
    g_autofree char *meaning = NULL;
    gboolean was_used = self->drive != NULL && g_strcmp0 (bb_engine_drive_get_tool_code (self->drive), typed) == 0;
    BbSense sense;

    (void) bb_sense_parse_tool_code (typed, &sense);
    meaning = bb_tool_code_dup_meaning (typed, &sense, was_used, self->is_wanted);
    bb_app_set_text (self->meaning, meaning);
    gtk_widget_set_visible (GTK_WIDGET (self->meaning), *meaning != '\0');
    if (was_used && self->is_wanted && gtk_widget_is_focus (self->use))
        gtk_widget_grab_focus (GTK_WIDGET (self->entry));
    gtk_widget_set_sensitive (self->use, sense.valid && !was_used);
    bb_app_set_description (GTK_WIDGET (self->entry), meaning);
}

/* Identifies the drive again with the typed code; if the job cannot be started, shows the error below the entry. Does
 * nothing if there is no drive, or while the button is insensitive. */
static void
bb_tool_code_use_cb (GtkWidget *widget, gpointer data)
{
    BbToolCode *self = BB_TOOL_CODE (data);
    g_autofree char *typed = bb_tool_code_dup_typed (self);
    g_autoptr (GError) error = NULL;

    if (!gtk_widget_get_sensitive (self->use) || self->drive == NULL)
        return;
    if (bb_engine_set_tool_code (self->engine, self->drive, typed, &error))
        return;
    bb_app_set_text (self->meaning, error->message);
    gtk_widget_set_visible (GTK_WIDGET (self->meaning), TRUE);
}

gboolean
bb_tool_code_show (BbToolCode *self, BbEngine *engine, BbEngineDrive *drive)
{
    gboolean was_wanted;

    g_return_val_if_fail (BB_IS_TOOL_CODE (self) && BB_IS_ENGINE (engine), FALSE);

    was_wanted = self->is_wanted;
    self->is_wanted = drive != NULL && bb_engine_drive_wants_tool_code (drive);
    g_set_object (&self->engine, engine);
    if (g_set_object (&self->drive, drive))
        gtk_entry_set_text (self->entry, "");
    gtk_widget_set_visible (GTK_WIDGET (self),
                            self->is_wanted || (drive != NULL && bb_engine_drive_get_tool_code (drive) != NULL));
    bb_tool_code_update (self);
    return was_wanted && !self->is_wanted && drive != NULL;
}

static void
bb_tool_code_dispose (GObject *object)
{
    BbToolCode *self = BB_TOOL_CODE (object);

    g_clear_object (&self->drive);
    g_clear_object (&self->engine);
    G_OBJECT_CLASS (bb_tool_code_parent_class)->dispose (object);
}

static void
bb_tool_code_class_init (BbToolCodeClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_tool_code_dispose;
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-tool-code.ui");
    gtk_widget_class_bind_template_child (widget_class, BbToolCode, entry);
    gtk_widget_class_bind_template_child (widget_class, BbToolCode, meaning);
    gtk_widget_class_bind_template_child (widget_class, BbToolCode, use);
    gtk_widget_class_bind_template_callback (widget_class, bb_tool_code_update);
    gtk_widget_class_bind_template_callback (widget_class, bb_tool_code_use_cb);
}

static void
bb_tool_code_init (BbToolCode *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
}
