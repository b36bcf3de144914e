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
    /* gettext ignores LANGUAGE if LC_MESSAGES is "C". */
    setlocale (LC_MESSAGES, "C");
}
