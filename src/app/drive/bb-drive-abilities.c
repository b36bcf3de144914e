/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-abilities.h"

#include "app/bb-app-words.h"
#include "app/widgets/bb-line-row.h"

#include <glib/gi18n-lib.h>
#include <handy.h>

static const BbCan BB_ABILITIES[] = {BB_CAN_IDENTIFY, BB_CAN_BACKUP,   BB_CAN_FLASH,
                                     BB_CAN_VERIFY,   BB_CAN_ROLLBACK, BB_CAN_RECOVER};

struct _BbDriveAbilities {
    GtkBox parent;
    HdyPreferencesGroup *can_group;
    BbLineRow *can_rows[G_N_ELEMENTS (BB_ABILITIES)];
};

G_DEFINE_TYPE (BbDriveAbilities, bb_drive_abilities, GTK_TYPE_BOX)

/* Shows for each operation whether the drive supports it now; if not, why. For backups, also why they are not
 * complete. */
static void
bb_drive_abilities_show_can (BbDriveAbilities *self, BbEngineDrive *drive)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    BbCan can = bb_engine_drive_get_can (drive);
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    const BbNoFlash *no_flash = bb_family_get_no_flash (facts);
    g_autofree char *backup_why = NULL;

    if (family != NULL)
        family->backup_kind (facts, &backup_why);
    for (guint i = 0; i < G_N_ELEMENTS (BB_ABILITIES); i++) {
        gboolean yes = (can & BB_ABILITIES[i]) != 0;
        const char *why = BB_ABILITIES[i] == BB_CAN_BACKUP ? backup_why : NULL;

        if (!yes && no_flash != NULL)
            why = BB_ABILITIES[i] == BB_CAN_VERIFY ? backup_why : why != NULL ? why : _ (no_flash->why);
        if (!yes && why == NULL)
            why = family != NULL  ? _ ("This operation is not available in the drive's current state.")
                  : facts != NULL ? bb_words_unsupported (facts)
                                  : _ ("This drive is not identified yet.");
        bb_line_row_set (self->can_rows[i], yes ? "object-select-symbolic" : "window-close-symbolic",
                         yes ? "good" : "", yes ? _ ("Supported") : _ ("Not supported"),
                         bb_app_can_word (BB_ABILITIES[i]), why);
    }
}

void
bb_drive_abilities_show (BbDriveAbilities *self, BbEngineDrive *drive)
{
    g_return_if_fail (BB_IS_DRIVE_ABILITIES (self));

    bb_drive_abilities_show_can (self, drive);
}

static void
bb_drive_abilities_class_init (BbDriveAbilitiesClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-drive-abilities.ui");
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbilities, can_group);
}

static void
bb_drive_abilities_init (BbDriveAbilities *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
    for (guint i = 0; i < G_N_ELEMENTS (BB_ABILITIES); i++) {
        self->can_rows[i] = BB_LINE_ROW (bb_line_row_new ());
        gtk_container_add (GTK_CONTAINER (self->can_group), GTK_WIDGET (self->can_rows[i]));
    }
}

GtkWidget *
bb_drive_abilities_new (void)
{
    return g_object_new (BB_TYPE_DRIVE_ABILITIES, "visible", TRUE, NULL);
}
