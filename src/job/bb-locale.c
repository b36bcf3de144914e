/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-locale.h"

#include <libintl.h>
#include <locale.h>

void
bb_locale_init (void)
{
    const char *folder = g_getenv ("BURNBACK_LOCALE_DIR");

    setlocale (LC_ALL, "");
    bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : LOCALEDIR);
    bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
    textdomain (GETTEXT_PACKAGE);
}

void
bb_locale_speak_plainly (void)
{
    /* If LC_MESSAGES is "C", gettext translates no message, even if LANGUAGE is set. */
    setlocale (LC_MESSAGES, "C");
}

char *
bb_locale_dup_time (gint64 unix_seconds)
{
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (unix_seconds);
    const char *locale = setlocale (LC_TIME, NULL);
    gboolean has_format = locale != NULL && !g_str_equal (locale, "POSIX") && !g_str_equal (locale, "C") &&
                          !g_str_has_prefix (locale, "C.");

    return time != NULL ? g_date_time_format (time, has_format ? "%x %R" : "%F %R") : NULL;
}
