/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-report-page.h"

#include <string.h>

#define BB_REPORT_MAP_WIDTH 960
#define BB_REPORT_MAP_HEIGHT 40

static const char STYLE[] =
    "body{font:16px/1.45 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222;background:#fff}"
    "table{border-collapse:collapse;width:100%}td,th{border-top:1px solid #ccc;padding:.3em .6em;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}th{font-weight:normal;color:#555;width:14em}"
    "pre{font-size:12px;overflow-x:auto}svg{width:100%;height:auto}rect{stroke:#fff}"
    ".firmware{fill:#1c71d8}.boot-code{fill:#c01c28}.calibration{fill:#a35200}.identity{fill:#813d9c}"
    ".other,.left{fill:#77767b}.good{color:#1a7f37}.bad{color:#c01c28}";

static void bb_page_add (GString *page, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Appends the formatted text to @page. The arguments are escaped, so they cannot add markup. */
static void
bb_page_add (GString *page, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start (arguments, format);
    text = g_markup_vprintf_escaped (format, arguments);
    va_end (arguments);
    g_string_append (page, text);
}

/* Returns the value of the first line of @report with @key; "" if there is none. */
static const char *
bb_page_find_value (const BbReport *report, const char *key)
{
    for (guint i = 0; i < report->lines->len; i++) {
        const BbReportLine *line = g_ptr_array_index (report->lines, i);

        if (g_str_equal (line->key, key))
            return line->value;
    }
    return "";
}

/* Appends a table: the reported name, what each source claims about the model, the model as which the drive was
 * identified, and how certain this identification is. A claim is marked as right if its text is part of the name of
 * the identified model, else as wrong. */
static void
bb_page_add_identity (GString *page, const BbReport *report)
{
    const char *taken = bb_page_find_value (report, "taken for");

    bb_page_add (page, "<h2>Identity</h2>\n<table>\n<tr><th>reported name</th><td>%s %s</td></tr>\n",
                 bb_page_find_value (report, "vendor"), bb_page_find_value (report, "product"));
    for (guint i = 0; i < report->claims->len; i++) {
        const BbClaim *claim = g_ptr_array_index (report->claims, i);
        gboolean agrees = strstr (taken, claim->says) != NULL;

        bb_page_add (page, "<tr><th>%s</th><td class=\"%s\">%s %s</td></tr>\n", claim->source,
                     agrees ? "good" : "bad", agrees ? "✓" : "✗", claim->says);
    }
    bb_page_add (page, "<tr><th>identified as</th><td><b>%s</b> (%s)</td></tr>\n</table>\n", taken,
                 bb_page_find_value (report, "confidence"));
}

/* Appends a map and a table of the regions of @layout (nullable). Appends nothing if @layout is %NULL or has no
 * regions. */
static void
bb_page_add_map (GString *page, BbPlan *layout)
{
    guint n = layout != NULL ? bb_plan_get_n_regions (layout) : 0;
    guint64 end = 1;

    if (n == 0)
        return;
    for (guint i = 0; i < n; i++) {
        const BbRegion *region = bb_plan_get_region (layout, i);

        end = MAX (end, (guint64) region->address + region->length_bytes);
    }
    bb_page_add (page,
                 "<h2>Memory</h2>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\" role=\"img\" "
                 "aria-label=\"Memory map\">\n",
                 BB_REPORT_MAP_WIDTH, BB_REPORT_MAP_HEIGHT);
    for (guint i = 0; i < n; i++) {
        const BbRegion *region = bb_plan_get_region (layout, i);
        guint left = (guint) (region->address * (guint64) BB_REPORT_MAP_WIDTH / end);
        guint width = (guint) (region->length_bytes * (guint64) BB_REPORT_MAP_WIDTH / end);

        bb_page_add (
            page, "<rect class=\"%s\" x=\"%u\" y=\"0\" width=\"%u\" height=\"%u\"><title>%s, 0x%06x</title></rect>\n",
            bb_region_kind_to_string (region->kind), left, MAX (width, 2), BB_REPORT_MAP_HEIGHT, region->name,
            region->address);
    }
    g_string_append (page, "</svg>\n<table>\n");
    for (guint i = 0; i < n; i++) {
        const BbRegion *region = bb_plan_get_region (layout, i);

        bb_page_add (page, "<tr><th>%s</th><td>%s</td><td>0x%06x</td><td>%u KiB</td></tr>\n", region->name,
                     bb_region_kind_to_string (region->kind), region->address, region->length_bytes / 1024);
    }
    g_string_append (page, "</table>\n");
}

char *
bb_report_page_dup (const BbReport *report, BbPlan *layout)
{
    GString *page = g_string_new ("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");

    g_return_val_if_fail (report != NULL, NULL);

    /* This header makes the browser load no other file and run no script, even if text in the report contained
     * markup. */
    g_string_append (page, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                           "style-src 'unsafe-inline'\">\n");
    bb_page_add (page, "<title>%s</title>\n", report->title);
    g_string_append_printf (page, "<style>%s</style>\n</head>\n<body>\n", STYLE);
    bb_page_add (page, "<h1>%s</h1>\n", report->title);
    bb_page_add_identity (page, report);
    bb_page_add_map (page, layout);
    g_string_append (page, "<h2>Report</h2>\n<table>\n");
    for (guint i = 0; i < report->lines->len; i++) {
        const BbReportLine *line = g_ptr_array_index (report->lines, i);

        bb_page_add (page, "<tr><th>%s</th><td>%s</td></tr>\n", line->key, line->value);
    }
    g_string_append (page, "</table>\n");
    bb_page_add (page, "<details>\n<summary>Commands</summary>\n<pre>%s</pre>\n</details>\n</body>\n</html>\n",
                 report->trace);
    return g_string_free (page, FALSE);
}

char *
bb_report_dup_text (const BbReport *report)
{
    GString *text = NULL;
    guint section = 0;

    g_return_val_if_fail (report != NULL, NULL);

    text = g_string_new (report->title);
    g_string_append_c (text, '\n');
    for (guint i = 0; i < report->lines->len; i++) {
        const BbReportLine *line = g_ptr_array_index (report->lines, i);

        g_string_append_printf (text, "%s%s: %s\n", line->section != section ? "\n" : "", line->key, line->value);
        section = line->section;
    }
    g_string_append_printf (text, "\ntrace:\n%s", report->trace);
    return g_string_free (text, FALSE);
}

gboolean
bb_report_page_is_wanted (const char *path)
{
    g_autofree char *folded = NULL;

    g_return_val_if_fail (path != NULL, FALSE);

    folded = g_ascii_strdown (path, -1);
    return g_str_has_suffix (folded, ".html") || g_str_has_suffix (folded, ".htm");
}
