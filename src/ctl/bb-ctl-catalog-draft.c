/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-catalog-draft.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-fail.h"
#include "bb-ctl-output.h"

#include "scsi/bb-scsi.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define BB_DRAFT_TITLE "Burnback "
#define BB_DRAFT_MAX_BYTES (16 * 1024 * 1024)
#define BB_DRAFT_UNKNOWN "unknown"

/* Returns (transfer full) (element-type utf8 utf8) keys and values of the lines "KEY: VALUE" of the report @text.
 * Stops at the line "trace:". If several lines have the same key, the first one counts. NULL if @text is no text
 * report. */
static GHashTable *
bb_ctl_draft_parse (const char *text)
{
    GHashTable *values = NULL;
    g_auto (GStrv) lines = NULL;

    if (!g_str_has_prefix (text, BB_DRAFT_TITLE) || !g_utf8_validate (text, -1, NULL))
        return NULL;
    values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    lines = g_strsplit (text, "\n", -1);
    for (guint i = 1; lines[i] != NULL && !g_str_equal (lines[i], "trace:"); i++) {
        char *colon = strstr (lines[i], ": ");

        if (colon == NULL)
            continue;
        *colon = '\0';
        if (!g_hash_table_contains (values, lines[i]))
            g_hash_table_insert (values, g_strdup (lines[i]), g_strdup (colon + 2));
    }
    return values;
}

/* Returns (nullable) the value of @key; NULL if the report does not have @key, or its value is "" or "unknown". */
static const char *
bb_ctl_draft_get (GHashTable *values, const char *key)
{
    const char *value = g_hash_table_lookup (values, key);

    return value == NULL || *value == '\0' || g_str_equal (value, BB_DRAFT_UNKNOWN) ? NULL : value;
}

/* Adds the line "KEY=VALUE" to @entry, with line breaks and tabs in @value replaced by blanks; adds nothing if @value
 * is NULL. */
static void
bb_ctl_draft_add (GString *entry, const char *key, const char *value)
{
    g_autofree char *clean = value != NULL ? g_strdelimit (g_strdup (value), "\r\n\t", ' ') : NULL;

    if (clean != NULL)
        g_string_append_printf (entry, "%s=%s\n", key, g_strstrip (clean));
}

/* Sets @family and @key to the model in the report, "FAMILY KEY, MAKER NAME (…)", if the catalog has this model;
 * otherwise leaves both NULL. */
static void
bb_ctl_draft_find_model (BbCtl *ctl, GHashTable *values, char **family, char **key)
{
    const char *model = bb_ctl_draft_get (values, "model");
    const char *blank = model != NULL ? strchr (model, ' ') : NULL;
    const char *comma = blank != NULL ? strchr (blank, ',') : NULL;
    g_autoptr (BbModel) known = NULL;

    if (comma == NULL)
        return;
    *family = g_strndup (model, (gsize) (blank - model));
    *key = g_strndup (blank + 1, (gsize) (comma - blank - 1));
    known = bb_catalog_get_model (ctl->catalog, *family, *key);
    if (known != NULL)
        return;
    g_clear_pointer (family, g_free);
    g_clear_pointer (key, g_free);
}

/* Returns (nullable) the interface as catalog files write it, such as "SATA": the interface that the reported name
 * contains, else the one for the bus in the report. NULL if neither is known, or if catalog files have no word for
 * the bus. */
static const char *
bb_ctl_draft_find_interface (GHashTable *values)
{
    static const struct {
        const char *bus;
        const char *interface;
    } buses[] = {
        {"pata", "PATA"},
        {"sata", "SATA"},
        {"usb", "USB"},
        {"scsi", "SCSI"},
    };
    const char *interface = bb_ctl_draft_get (values, "named interface");
    const char *bus = bb_ctl_draft_get (values, "bus");

    for (gsize i = 0; interface == NULL && i < G_N_ELEMENTS (buses); i++)
        interface = g_strcmp0 (bus, buses[i].bus) == 0 ? buses[i].interface : NULL;
    return interface;
}

/* Returns (transfer full) (nullable) the text of an entry for a names file, made from the @values of a report; NULL
 * if the report has no vendor or no product. */
static char *
bb_ctl_draft_dup_entry (BbCtl *ctl, GHashTable *values)
{
    const char *reported = bb_ctl_draft_get (values, "vendor");
    const char *product = bb_ctl_draft_get (values, "product");
    const char *maker = bb_ctl_draft_get (values, "named maker");
    g_autofree char *vendor = reported != NULL ? bb_text_normalise (reported, TRUE) : NULL;
    g_autofree char *family = NULL, *key = NULL, *name = NULL, *title = NULL;
    g_autoptr (GString) entry = g_string_new (NULL);

    if (vendor == NULL || product == NULL)
        return NULL;
    bb_ctl_draft_find_model (ctl, values, &family, &key);
    name = g_strdup_printf ("%s %s", vendor, product);
    title = g_strdelimit (g_strdup (name), "[]\r\n", ' ');
    g_string_append_printf (entry, "[%s]\n", title);
    bb_ctl_draft_add (entry, "Vendor", vendor);
    bb_ctl_draft_add (entry, "Product", product);
    bb_ctl_draft_add (entry, "MarketedAs", name);
    bb_ctl_draft_add (entry, "OemVendor", maker);
    bb_ctl_draft_add (entry, "OemModel", bb_ctl_draft_get (values, "named model"));
    bb_ctl_draft_add (entry, "Family", family);
    bb_ctl_draft_add (entry, "Model", key);
    bb_ctl_draft_add (entry, "Interface", bb_ctl_draft_find_interface (values));
    if (maker == NULL && family == NULL)
        bb_ctl_draft_add (entry, "Notes", "Maker and model are not known yet.");
    bb_ctl_draft_add (entry, "Confidence", "low");
    bb_ctl_draft_add (entry, "Source", "a report of the drive");
    return g_string_free (g_steal_pointer (&entry), FALSE);
}

int
bb_ctl_catalog_draft (BbCtl *ctl, const char *path)
{
    g_autofree char *text = NULL;
    g_autofree char *entry = NULL;
    g_auto (GStrv) lines = NULL;
    g_autoptr (GHashTable) values = NULL;
    g_autoptr (GError) error = NULL;
    JsonObject *object;
    gsize length_bytes = 0;
    int exit_code = BB_EXIT_DONE;

    if (!g_file_get_contents (path, &text, &length_bytes, &error))
        return bb_ctl_fail (ctl,
                            g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ACCES) ? BB_EXIT_NOT_PERMITTED
                                                                                      : BB_EXIT_NOT_FOUND,
                            "unreadable", BB_SAFE_YES, _ ("Check the file name and permissions."), error->message);
    if (bb_ctl_get_catalog (ctl, &exit_code) == NULL)
        return exit_code;
    values = length_bytes <= BB_DRAFT_MAX_BYTES ? bb_ctl_draft_parse (text) : NULL;
    entry = values != NULL ? bb_ctl_draft_dup_entry (ctl, values) : NULL;
    if (entry == NULL)
        return bb_ctl_fail (ctl, BB_EXIT_FAILED, "no-report", BB_SAFE_YES,
                            _ ("Create a text report with “burnbackctl report DRIVE FILE”."),
                            _ ("This file is not a text report about a drive."));
    object = json_object_new ();
    json_object_set_string_member (object, "entry", entry);
    lines = g_strsplit (entry, "\n", -1);
    /* The lines are printed one by one, because line ends in an argument would be escaped. */
    for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
        bb_ctl_print (ctl, "%s\n", lines[i]);
    bb_ctl_print_object (ctl, object);
    return BB_EXIT_DONE;
}
