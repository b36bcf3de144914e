/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-stage.h"

#include "bb-redactor.h"
#include "scsi/bb-bytes.h"

#include <sys/utsname.h>

/* Offset of the vendor specific text in INQUIRY data. */
#define BB_REPORT_INQUIRY_TEXT 36
/* Least length of a word in the vendor specific text of INQUIRY that may be a serial number. */
#define BB_REPORT_LIKE_CHARS 6
/* Least length of a word in the bus path that may be a serial number. Addresses of buses are shorter. */
#define BB_REPORT_BUS_LIKE_CHARS 10

/* Returns @text: (nullable), or @otherwise if @text is NULL or empty. */
static const char *
bb_report_or (const char *text, const char *otherwise)
{
    return text != NULL && *text != '\0' ? text : otherwise;
}

static void
bb_report_line_free (BbReportLine *line)
{
    g_free (line->key);
    g_free (line->value);
    g_free (line);
}

void
bb_report_free (BbReport *report)
{
    g_free (report->title);
    g_ptr_array_unref (report->lines);
    g_ptr_array_unref (report->claims);
    g_free (report->trace);
    g_free (report);
}

/* Adds a line to the current section. @value: (nullable): %NULL becomes "unknown" */
static void
bb_report_add (BbReport *report, const char *key, const char *value)
{
    BbReportLine *line = g_new0 (BbReportLine, 1);

    line->section = report->n_sections;
    line->key = g_strdup (key);
    line->value = g_strdup (bb_report_or (value, "unknown"));
    g_ptr_array_add (report->lines, line);
}

static void bb_report_add_printf (BbReport *report, const char *key, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
bb_report_add_printf (BbReport *report, const char *key, const char *format, ...)
{
    g_autofree char *value = NULL;
    va_list arguments;

    va_start (arguments, format);
    value = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    bb_report_add (report, key, value);
}

/* Adds the operating system and, if it is known, how the drive is connected, to the current section. */
static void
bb_report_add_host (BbReport *report, BbFlow *flow)
{
    struct utsname system;

    if (uname (&system) == 0)
        bb_report_add_printf (report, "system", "%s %s %s", system.sysname, system.release, system.machine);
    if (flow->host == NULL)
        return;
    bb_report_add (report, "transfer mode", flow->host->mode_text);
    if (flow->host->max_transfer_bytes > 0)
        bb_report_add_printf (report, "largest transfer", "%u bytes", flow->host->max_transfer_bytes);
}

/* Begins a section with INQUIRY data, connection and disc of the drive, and the host. */
static void
bb_report_add_details (BbReport *report, BbFlow *flow)
{
    static const char *const media[] = {"unknown", "none", "tray open", "present"};
    const BbDriveDetails *details = flow->details;
    const BbInquiry *inquiry = flow->facts != NULL ? &flow->facts->inquiry : NULL;
    g_autofree char *vendor = inquiry != NULL ? bb_text_normalise (inquiry->vendor, FALSE) : NULL;
    g_autofree char *product = inquiry != NULL ? bb_text_normalise (inquiry->product, FALSE) : NULL;
    g_autofree char *revision = inquiry != NULL ? bb_text_normalise (inquiry->revision, FALSE) : NULL;

    report->n_sections++;
    /* After a flash, @details still has the old INQUIRY data, because it is from udev. */
    bb_report_add (report, "vendor", flow->facts != NULL ? vendor : details->vendor);
    bb_report_add (report, "product", flow->facts != NULL ? product : details->product);
    bb_report_add (report, "revision", flow->facts != NULL ? revision : details->revision);
    bb_report_add (report, "serial number", details->serial != NULL ? "told, left out" : "not told");
    bb_report_add (report, "bus", bb_bus_to_string (details->bus));
    bb_report_add (report, "bus path", details->bus_path);
    bb_report_add (report, "bridge", bb_report_or (details->bridge, "none known"));
    bb_report_add (report, "disc", media[flow->draft.medium]);
    bb_report_add (report, "simulated", details->simulated ? "yes" : "no");
    bb_report_add_host (report, flow);
}

/* Adds a line @key with family, key, maker, name and test state of @model, which must not be %NULL. */
static void
bb_report_add_model (BbReport *report, const char *key, BbModel *model)
{
    bb_report_add_printf (report, key, "%s %s, %s %s (tested: %s)", bb_model_get_family (model),
                          bb_model_get_key (model), bb_report_or (bb_model_get_maker (model), ""),
                          bb_report_or (bb_model_get_name (model), ""),
                          bb_report_or (bb_model_get_tested (model), "unknown"));
}

/* Begins a section with all @facts, except the fingerprint, of which it only says whether there is one. Adds
 * contradicting claims to @claims of @report. */
static void
bb_report_add_facts (BbReport *report, BbFacts *facts)
{
    g_autofree char *raw = bb_hex_dup (facts->inquiry.raw, facts->inquiry.raw_length_bytes, " ");
    g_autofree char *values = facts->values != NULL ? g_variant_print (facts->values, FALSE) : g_strdup ("none");

    report->n_sections++;
    bb_report_add (report, "family", facts->family);
    if (facts->model != NULL)
        bb_report_add_model (report, "model", facts->model);
    bb_report_add_printf (report, "taken for", "%s %s", bb_report_or (facts->maker, ""),
                          bb_report_or (facts->model_name, "unknown"));
    bb_report_add (report, "confidence", bb_confidence_to_string (facts->confidence));
    bb_report_add (report, "mode", facts->mode);
    for (guint i = 0; i < facts->evidence->len; i++)
        bb_report_add (report, "evidence", g_ptr_array_index (facts->evidence, i));
    for (guint i = 0; i < facts->conflict->len; i++) {
        const BbClaim *claim = g_ptr_array_index (facts->conflict, i);

        bb_report_add_printf (report, "conflict", "%s, %s", claim->source, claim->says);
        g_ptr_array_add (report->claims, bb_claim_new (claim->source, claim->model_key, claim->says));
    }
    for (guint i = 0; i < facts->candidates->len; i++)
        bb_report_add_model (report, "could also be", g_ptr_array_index (facts->candidates, i));
    for (guint i = 0; i < facts->names->len; i++)
        bb_report_add (report, "sold as", bb_name_get_marketed_as (g_ptr_array_index (facts->names, i)));
    /* The fingerprint identifies the unit like a serial number, so only its existence is reported. */
    bb_report_add (report, "fingerprint", facts->fingerprint != NULL ? "taken, left out" : "none");
    bb_report_add (report, "values", values);
    bb_report_add (report, "inquiry", raw);
}

/* Begins a section with the actions that are possible with the drive, and how much of its firmware a backup
 * contains. */
static void
bb_report_add_can (BbReport *report, BbFlow *flow)
{
    BbCan can = flow->family != NULL ? flow->family->can (flow->facts) : BB_CAN_IDENTIFY;
    g_autofree const char **names = bb_can_list_names (can);
    g_autofree char *actions = g_strjoinv (" ", (char **) names);
    g_autofree char *no_flash = bb_family_dup_no_flash (flow->facts);
    g_autofree char *why = NULL;

    report->n_sections++;
    bb_report_add (report, "can", actions);
    if (no_flash != NULL)
        bb_report_add (report, "never flashed because", no_flash);
    if (flow->family == NULL)
        return;
    bb_report_add (report, "backup", bb_backup_kind_to_string (flow->family->backup_kind (flow->facts, &why)));
    if (why != NULL)
        bb_report_add (report, "backup is not full because", why);
}

/* Adds a line about the book types, and a line for each kind of disc whose book type is known. */
static void
bb_report_add_books (BbReport *report, const BbBooks *books)
{
    bb_report_add_printf (report, "book types", "style %s, version %u", bb_book_style_to_string (books->style),
                          books->version);
    for (guint i = 0; i < BB_N_BOOK_MEDIA; i++) {
        const BbBook *book = &books->media[i];
        g_autofree char *key = g_strdup_printf ("book type of %s", bb_book_medium_to_id (i));
        g_autofree char *temporary =
            g_strdup_printf (", temporary 0x%02x%s", book->temporary, book->uses_temporary ? " (in use)" : "");

        if (book->known)
            bb_report_add_printf (report, key, "permanent 0x%02x, %d changes left%s", book->permanent,
                                  book->n_changes_left, book->temporary_known ? temporary : "");
    }
}

/* Adds lines with region, book types and manufacture, as far as bb_flow_ask_details() got them. */
static void
bb_report_add_asked_details (BbReport *report, BbFlow *flow)
{
    if (flow->draft.region != NULL)
        bb_report_add_printf (report, "region", "%s, mask 0x%02x, user changes %u, vendor changes %u",
                              bb_dvd_region_scheme_to_string (flow->draft.region->scheme), flow->draft.region->mask,
                              flow->draft.region->n_user_changes, flow->draft.region->n_vendor_changes);
    if (flow->draft.books != NULL)
        bb_report_add_books (report, flow->draft.books);
    for (char **line = flow->draft.build_info; line != NULL && *line != NULL; line += 2)
        bb_report_add (report, line[0], line[1]);
}

/* For a drive that no family supports, begins a section with the facts that follow from its reported name, its
 * answers to standard commands, and a list of data that is needed to add the drive to Burnback. Does nothing for
 * other drives. */
static void
bb_report_add_standard (BbReport *report, BbFlow *flow)
{
    static const char *const needed[] = {
        "a photo of the label: model, revision, date and place of manufacture",
        "the firmware update of the maker for this drive, if there is one",
        "a recording of the commands that this update sends",
        "the markings of the largest chip on the board, if the drive is open anyway",
    };
    const BbNaming *naming = flow->facts->naming;

    if (flow->facts->family != NULL)
        return;
    report->n_sections++;
    if (naming != NULL) {
        bb_report_add (report, "named maker", naming->maker);
        bb_report_add (report, "named model", naming->model);
        bb_report_add (report, "named kind", naming->kind);
        bb_report_add (report, "named form", naming->form);
        bb_report_add (report, "named interface", naming->interface);
        bb_report_add (report, "named family", naming->family);
    }
    for (char **line = flow->draft.standard; line != NULL && *line != NULL; line += 2)
        bb_report_add (report, line[0], line[1]);
    for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
        bb_report_add (report, "needed to add it", needed[i]);
}

/* Begins a section with the state of the open journal @record (nullable), or "none". */
static void
bb_report_add_journal (BbReport *report, const BbJournalRecord *record)
{
    report->n_sections++;
    if (record == NULL) {
        bb_report_add (report, "journal", "none");
        return;
    }
    bb_report_add_printf (report, "journal", "%s, %s, step %u of %u, attempt %u%s%s", record->action,
                          bb_journal_state_to_string (record->state), bb_journal_get_reached (record),
                          record->n_steps, record->attempt, record->endangered ? ", endangered" : "",
                          record->wants_power_cycle ? ", wants a power cycle" : "");
    bb_report_add_printf (report, "journal is about", "revision %s to %s",
                          bb_report_or (bb_journal_record_get_revision_before (record), "unknown"),
                          bb_report_or (record->target_revision, "unknown"));
}

/* Adds a line about @backup: time, revision, and its files with their lengths. */
static void
bb_report_add_backup (BbReport *report, BbBackup *backup)
{
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (backup->created);
    g_autofree char *stamp = time != NULL ? g_date_time_format_iso8601 (time) : NULL;
    g_autoptr (GString) kept = g_string_new (NULL);

    g_string_append_printf (kept, "%s, revision %s, %s:", bb_report_or (stamp, "unknown time"),
                            bb_report_or (backup->revision, "unknown"),
                            backup->complete ? "complete" : "not complete");
    for (guint i = 0; i < backup->files->len; i++) {
        const BbBackupFile *file = g_ptr_array_index (backup->files, i);

        g_string_append_printf (kept, "%s %s 0x%" G_GINT64_MODIFIER "x", i > 0 ? "," : "", file->name,
                                file->length_bytes);
        if (file->n_missing > 0)
            g_string_append_printf (kept, " (%u bytes missing)", file->n_missing);
    }
    bb_report_add (report, "kept", kept->str);
}

/* Adds to @report a line for each backup of this drive and a line that says how many there are. Adds the serial
 * numbers in these backups to @scrub. */
static void
bb_report_add_backups (BbReport *report, BbFlow *flow, BbRedactor *scrub)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (flow->env->store, NULL);
    guint n = 0;

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);

        if (flow->facts == NULL || !bb_backup_is_of (backup, flow->details, flow->facts))
            continue;
        bb_redactor_add (scrub, backup->serial);
        bb_report_add_backup (report, backup);
        n++;
    }
    bb_report_add_printf (report, "backups of this drive", "%u", n);
}

/*
 * Adds serial numbers to @scrub: the known serial numbers of the drive; if none is known, words of the vendor
 * specific text that look like serial numbers. Always adds words of the bus path that look like serial numbers,
 * because USB paths contain serial numbers.
 */
static void
bb_report_add_serials (BbFlow *flow, const BbJournalRecord *record, BbRedactor *scrub, const char *const *serials)
{
    bb_redactor_add (scrub, flow->details->serial);
    for (guint i = 0; serials != NULL && serials[i] != NULL; i++)
        bb_redactor_add (scrub, serials[i]);
    if (record != NULL)
        bb_redactor_add (scrub, record->serial);
    if (bb_redactor_is_empty (scrub) && flow->facts != NULL) {
        const BbInquiry *inquiry = &flow->facts->inquiry;
        g_autoptr (GBytes) raw = g_bytes_new (inquiry->raw, inquiry->raw_length_bytes);
        gsize n = inquiry->raw_length_bytes - MIN (BB_REPORT_INQUIRY_TEXT, inquiry->raw_length_bytes);
        g_autofree char *text = bb_bytes_dup_text (raw, BB_REPORT_INQUIRY_TEXT, n, NULL);

        if (text != NULL)
            bb_redactor_add_lookalikes (scrub, text, BB_REPORT_LIKE_CHARS);
    }
    if (flow->details->bus_path != NULL)
        bb_redactor_add_lookalikes (scrub, flow->details->bus_path, BB_REPORT_BUS_LIKE_CHARS);
}

/* Replaces @text (inout) (transfer full) by a copy in which serial numbers are stars and invalid UTF-8 is
 * replaced. */
static void
bb_report_clean (BbRedactor *scrub, char **text)
{
    g_autofree char *raw = *text;
    g_autofree char *clean = bb_redactor_dup_text (scrub, raw);

    *text = g_utf8_make_valid (clean, -1);
}

/* Adds the text or error of each note. A note that has only a code is left out. */
static void
bb_report_add_notes (BbReport *report, GPtrArray *notes)
{
    for (guint i = 0; i < notes->len; i++) {
        const BbNote *note = g_ptr_array_index (notes, i);
        const char *text = note->error != NULL ? note->error->message : note->text;

        if (text != NULL)
            bb_report_add (report, "note", text);
    }
}

BbReport *
bb_flow_collect_report (BbFlow *flow, const BbJournalRecord *record, const char *trace, const char *const *serials)
{
    g_autoptr (BbRedactor) scrub = bb_redactor_new ();
    BbReport *report = g_new0 (BbReport, 1);

    report->title = g_strdup_printf ("Burnback %s report", PACKAGE_VERSION);
    report->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_report_line_free);
    report->claims = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_claim_free);
    bb_report_add_serials (flow, record, scrub, serials);
    bb_report_add_details (report, flow);
    if (flow->facts != NULL) {
        bb_report_add_facts (report, flow->facts);
        bb_report_add_can (report, flow);
    }
    bb_report_add_asked_details (report, flow);
    if (flow->facts != NULL)
        bb_report_add_standard (report, flow);
    bb_report_add_journal (report, record);
    bb_report_add_backups (report, flow, scrub);
    bb_report_add_notes (report, flow->draft.notes);
    for (guint i = 0; i < report->lines->len; i++)
        bb_report_clean (scrub, &((BbReportLine *) g_ptr_array_index (report->lines, i))->value);
    for (guint i = 0; i < report->claims->len; i++)
        bb_report_clean (scrub, &((BbClaim *) g_ptr_array_index (report->claims, i))->says);
    report->trace = bb_redactor_dup_trace (scrub, trace);
    return report;
}
