/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-app-words.h"

#include <glib/gi18n-lib.h>

char *
bb_app_dup_region (const BbDvdRegion *region)
{
    g_autofree char *left = NULL;

    if (region == NULL)
        return NULL;
    if (region->scheme != BB_DVD_REGION_RPC_2)
        return g_strdup (_ ("None: films of all regions play"));
    left = g_strdup_printf (ngettext ("%u change left", "%u changes left", region->n_user_changes),
                            region->n_user_changes);
    if (region->region == 0)
        /* TRANSLATORS: the region of a drive, then how often it can be changed */
        return g_strdup_printf (_ ("Not set yet; %s"), left);
    return g_strdup_printf ("%u; %s", region->region, left);
}

static char *
bb_app_dup_book (BbBookMedium medium, const BbBook *book)
{
    gboolean for_now = book->uses_temporary && book->temporary_known;
    const char *name = bb_book_to_string (for_now ? book->temporary : book->permanent);

    if (name == NULL)
        name = _ ("an unknown one");
    if (for_now)
        /* TRANSLATORS: a kind of disc such as DVD+R, then what it says that it is, such as DVD-ROM */
        return g_strdup_printf (_ ("%s as %s, until the drive is reset"), bb_book_medium_to_string (medium), name);
    /* TRANSLATORS: a kind of disc such as DVD+R, then what it says that it is, such as DVD-ROM */
    return g_strdup_printf (_ ("%s as %s"), bb_book_medium_to_string (medium), name);
}

char *
bb_app_dup_books (const BbBooks *books)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; books != NULL && i < BB_N_BOOK_MEDIA; i++) {
        g_autofree char *line = NULL;

        if (!books->media[i].known)
            continue;
        line = bb_app_dup_book ((BbBookMedium) i, &books->media[i]);
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
    }
    return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
