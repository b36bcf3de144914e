/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-abilities.h"

#include "app/bb-app-words.h"
#include "app/widgets/bb-line-row.h"

#include <glib/gi18n-lib.h>
#include <handy.h>

static const BbCan BB_ABILITIES[] = {BB_CAN_IDENTIFY, BB_CAN_BACKUP,   BB_CAN_FLASH,
                                     BB_CAN_VERIFY,   BB_CAN_ROLLBACK, BB_CAN_RECOVER};
/* Operations that are not offered for a drive that must be recovered first. */
static const BbCan BB_ABILITIES_AFTER_RECOVERY = BB_CAN_FLASH | BB_CAN_ROLLBACK;

struct _BbDriveAbilities {
    GtkBox parent;
    HdyPreferencesGroup *can_group;
    BbLineRow *can_rows[G_N_ELEMENTS (BB_ABILITIES)];
};

G_DEFINE_TYPE (BbDriveAbilities, bb_drive_abilities, GTK_TYPE_BOX)

/* Returns (transfer full) (nullable) a text about the parts of the firmware that @operation does not include; NULL if
 * @operation includes all of the firmware. The drive must support @operation. */
static char *
bb_drive_abilities_dup_limit (BbFacts *facts, BbCatalog *catalog, BbCan operation)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    g_autofree char *why = NULL;

    if (operation == BB_CAN_VERIFY)
        return g_strdup (bb_words_partly_verified (facts, catalog));
    if (operation != BB_CAN_BACKUP || family == NULL || family->backup_kind (facts, &why) == BB_BACKUP_FULL)
        return NULL;
    return g_strjoin (" ", bb_words_backup (BB_BACKUP_PARTIAL), why, NULL);
}

/* Returns (transfer full) a text with the reason why the drive does not support @operation now. If no other reason
 * is known, the text says that the operation is not available in the current state of the drive. @recover_first:
 * (nullable): the sentence of bb_app_why_recover_first() */
static char *
bb_drive_abilities_dup_why_not (BbFacts *facts, BbCan operation, const char *recover_first)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    const BbNoFlash *no_flash = bb_family_get_no_flash (facts);
    const char *no_full_backup = bb_words_no_full_backup (facts);
    g_autofree char *backup_why = NULL;

    if (family == NULL)
        return g_strdup (facts != NULL ? bb_words_unsupported (facts) : _ ("This drive is not identified yet."));
    if ((operation & BB_ABILITIES_AFTER_RECOVERY) != 0 && recover_first != NULL)
        return g_strdup (recover_first);
    family->backup_kind (facts, &backup_why);
    if (operation == BB_CAN_BACKUP && backup_why != NULL)
        return g_steal_pointer (&backup_why);
    if (operation == BB_CAN_VERIFY && backup_why != NULL && (no_flash != NULL || no_full_backup != NULL))
        return g_steal_pointer (&backup_why);
    if (no_flash != NULL && operation != BB_CAN_VERIFY)
        return g_strdup (_ (no_flash->why));
    if (operation == BB_CAN_ROLLBACK && no_full_backup != NULL)
        return g_strdup (no_full_backup);
    return g_strdup (_ ("This operation is not available in the drive’s current state."));
}

/* Shows for each operation whether the drive supports it now; if not, why. An operation that does not include all of
 * the firmware has a warning that says so. */
void
bb_drive_abilities_show (BbDriveAbilities *self, BbCatalog *catalog, BbEngineDrive *drive)
{
    BbFacts *facts = NULL;
    const char *recover_first = NULL;
    BbCan can = 0;

    g_return_if_fail (BB_IS_DRIVE_ABILITIES (self));

    facts = bb_engine_drive_get_facts (drive);
    recover_first = bb_app_why_recover_first (drive);
    can = bb_engine_drive_get_can (drive) & (recover_first != NULL ? ~BB_ABILITIES_AFTER_RECOVERY : ~0U);
    for (guint i = 0; i < G_N_ELEMENTS (BB_ABILITIES); i++) {
        gboolean yes = (can & BB_ABILITIES[i]) != 0;
        g_autofree char *why = yes ? bb_drive_abilities_dup_limit (facts, catalog, BB_ABILITIES[i])
                                   : bb_drive_abilities_dup_why_not (facts, BB_ABILITIES[i], recover_first);
        gboolean is_limited = yes && why != NULL;

        bb_line_row_set (self->can_rows[i],
                         is_limited ? "dialog-warning-symbolic"
                         : yes      ? "object-select-symbolic"
                                    : "window-close-symbolic",
                         is_limited ? "caution"
                         : yes      ? "good"
                                    : "",
                         is_limited ? _ ("Partly supported")
                         : yes      ? _ ("Supported")
                                    : _ ("Not supported"),
                         bb_app_can_word (BB_ABILITIES[i]), why);
    }
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
