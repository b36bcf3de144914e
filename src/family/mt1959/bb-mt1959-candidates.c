/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959-candidates.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

gboolean
bb_mt1959_get_wrap (const char *stamp, const char *inquiry_text, const char *sales_code, BbMt1959Wrap *wrap)
{
    const char *text = inquiry_text != NULL ? inquiry_text : "";

    *wrap = BB_MT1959_PLAIN;
    if (stamp == NULL || *stamp == '\0')
        return FALSE;
    while (*text == ' ')
        text++;
    if (*text == '\0' && sales_code != NULL)
        text = sales_code;
    if (bb_mt1959_stamp_wants_wrapped (stamp) && !bb_mt1959_is_mk_sales_code (text))
        *wrap = BB_MT1959_WRAPPED;
    return TRUE;
}

gboolean
bb_mt1959_facts_get_wrap (BbFacts *facts, BbMt1959Wrap *wrap)
{
    const char *transfer = bb_facts_get_string (facts, BB_MT1959_KEY_TRANSFER);

    if (transfer == NULL)
        return bb_mt1959_get_wrap (bb_facts_get_string (facts, BB_MT1959_KEY_STAMP), facts->inquiry.vendor_specific,
                                   bb_facts_get_string (facts, BB_MT1959_KEY_SALES_CODE), wrap);
    *wrap = g_str_equal (transfer, "wrapped") ? BB_MT1959_WRAPPED : BB_MT1959_PLAIN;
    return !g_str_equal (transfer, "unknown");
}

char *
bb_mt1959_candidate_to_string (const BbMt1959Candidate *candidate)
{
    g_autofree char *id = g_strdelimit (g_strdup (candidate->id), " ", '_');

    return g_strdup_printf ("%s:%s", bb_mt1959_wrap_to_string (candidate->wrap), id);
}

/* Returns (transfer full) (nullable) the boot ID of the boards of @row, a catalog model; NULL if the catalog does not
 * have it. */
static char *
bb_mt1959_dup_row_id (BbModel *row)
{
    const char *hex = bb_model_get_string (row, "BootIdHex");
    g_autoptr (GBytes) id = hex != NULL ? bb_hex_parse (hex, NULL) : NULL;

    return id != NULL ? g_strndup (g_bytes_get_data (id, NULL), g_bytes_get_size (id)) : NULL;
}

char *
bb_mt1959_describe_candidate (const char *candidate)
{
    const char *id = strchr (candidate, ':');
    g_autofree char *shown = g_strdelimit (g_strdup (id != NULL ? id + 1 : candidate), "_", ' ');

    /* TRANSLATORS: after "uses" and in lists; %s is a boot ID */
    return g_strdup_printf (g_str_has_prefix (candidate, bb_mt1959_wrap_to_string (BB_MT1959_WRAPPED))
                                ? _ ("an encrypted update with the boot ID “%s”")
                                : _ ("an unencrypted update with the boot ID “%s”"),
                            shown);
}

gboolean
bb_mt1959_takes_key (BbFacts *facts, const char *const *tried)
{
    const char *board = bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID);

    if (board != NULL && g_str_has_prefix (board, "MT1939"))
        return FALSE;
    for (guint i = 0; tried != NULL && tried[i] != NULL; i++) {
        const char *id = strchr (tried[i], ':');

        if (g_str_has_prefix (tried[i], bb_mt1959_wrap_to_string (BB_MT1959_WRAPPED)) ||
            g_str_has_prefix (id != NULL ? id + 1 : tried[i], "MT1939"))
            return FALSE;
    }
    return TRUE;
}

/* TRUE if the board with boot ID @id (nullable) belongs to @group. */
static gboolean
bb_mt1959_is_of_group (const char *id, const char *group, BbCatalog *catalog)
{
    return id != NULL && g_str_equal (bb_mt1959_get_group (catalog, id), group);
}

/* The boot IDs that the catalog has for the product of the running firmware. "Row" means a row of the table in
 * mediatek-mt1959.md, section 6; in the catalog it is a model with the key Order. */
typedef struct {
    char *exact;             /* (nullable): boot ID of the row with the service code of the firmware */
    char *last;              /* (nullable): boot ID of the last row */
    gboolean has_board_id;   /* a row has the boot ID that the board reports */
    gboolean board_id_first; /* the row of @exact says: try the boot ID of the board first (LiveFirst) */
} BbMt1959Rows;

static void
bb_mt1959_rows_clear (BbMt1959Rows *rows)
{
    g_free (rows->exact);
    g_free (rows->last);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbMt1959Rows, bb_mt1959_rows_clear)

/*
 * Reads the rows of the catalog for the product of @situation. The members of the result:
 * - @exact: boot ID of the first row with the service code of @situation
 * - @board_id_first: catalog key LiveFirst of the row of @exact
 * - @last: boot ID of the last row
 * - @has_board_id: TRUE if one of the rows has the boot ID of the board
 *
 * All members are 0 if there are no rows.
 */
static BbMt1959Rows
bb_mt1959_read_rows (const BbMt1959Situation *situation, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) models = bb_mt1959_list_rows (catalog, situation->product);
    BbMt1959Rows rows = {0};

    for (guint i = 0; i < models->len; i++) {
        BbModel *row = g_ptr_array_index (models, i);

        g_free (rows.last);
        rows.last = bb_mt1959_dup_row_id (row);
        rows.has_board_id = rows.has_board_id || g_strcmp0 (rows.last, situation->board_id) == 0;
        if (rows.exact == NULL && situation->service_code != NULL &&
            g_strcmp0 (bb_model_get_string (row, "ServiceCode"), situation->service_code) == 0) {
            rows.exact = g_strdup (rows.last);
            rows.board_id_first = bb_model_get_boolean (row, "LiveFirst");
        }
    }
    return rows;
}

/* Adds a copy of @id to @ids, unless it is NULL or already in @ids. */
static void
bb_mt1959_add_id (GPtrArray *ids, const char *id)
{
    if (id != NULL && !g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
        g_ptr_array_add (ids, g_strdup (id));
}

/* Adds to @ids the boot IDs to send to a drive that runs its firmware, in the order of the table in
 * mediatek-mt1959.md, section 6. @installed: (nullable): boot ID of the image that Burnback flashed last. */
static void
bb_mt1959_add_running (const BbMt1959Situation *situation, const BbMt1959Rows *rows, const char *installed,
                       GPtrArray *ids)
{
    const char *table = rows->exact != NULL ? rows->exact : rows->last;
    gboolean board_id_first = rows->exact != NULL ? rows->board_id_first : rows->has_board_id || rows->last == NULL;
    gboolean is_other = table != NULL && installed != NULL && !g_str_equal (installed, table);

    if (is_other)
        bb_mt1959_add_id (ids, installed);
    if (board_id_first)
        bb_mt1959_add_id (ids, situation->board_id);
    bb_mt1959_add_id (ids, table != NULL ? table : installed);
    bb_mt1959_add_id (ids, situation->board_id);
    /* The boot ID of the image comes last. It is left out in two cases:
     * - The image that Burnback flashed last has another boot ID than the row in the catalog (@is_other).
     * - The row of the running firmware (@exact) says that the boot ID of the board comes first, and the board has
     *   another boot ID than this row. Two such drives (UH12NS40) are known. */
    if (!is_other && !(rows->board_id_first && !g_str_equal (rows->exact, situation->board_id)))
        bb_mt1959_add_id (ids, situation->image_id);
}

GPtrArray *
bb_mt1959_list_ids (const BbMt1959Situation *situation, BbCatalog *catalog)
{
    GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
    gboolean is_boot = g_strcmp0 (situation->mode, BB_MT1959_MODE_BOOT) == 0;
    gboolean is_wrong_form = g_strcmp0 (situation->mode, BB_MT1959_MODE_WRONG_FORM) == 0;
    g_auto (BbMt1959Rows) rows = bb_mt1959_read_rows (situation, catalog);
    const char *board = situation->board_id != NULL ? situation->board_id : is_boot ? rows.exact : NULL;
    const char *group = board != NULL ? bb_mt1959_get_group (catalog, board) : NULL;

    if (board == NULL || situation->image_id == NULL)
        return ids;
    /* The group of the image must be that of the board; no setting overrides this rule. */
    if (!bb_mt1959_is_of_group (situation->image_id, group, catalog))
        return ids;
    if (g_str_equal (group, BB_MT1959_GROUP_MT1939) || g_str_equal (group, BB_MT1959_GROUP_UNKNOWN)) {
        if (g_str_equal (board, situation->image_id))
            bb_mt1959_add_id (ids, board);
        return ids;
    }
    if (is_boot) {
        bb_mt1959_add_id (ids, board);
        bb_mt1959_add_id (ids, situation->image_id);
    } else {
        bb_mt1959_add_running (
            situation, &rows,
            /* Not if firmware of the other form factor runs: it has replaced the image that Burnback flashed last. */
            !is_wrong_form && bb_mt1959_is_of_group (situation->installed_id, group, catalog)
                ? situation->installed_id
                : NULL,
            ids);
    }
    /* Remove boot IDs of other groups. Exception: if firmware of the other form factor runs, its boot ID (@exact)
     * stays, because its update code may accept only uploads with this boot ID. */
    for (guint i = ids->len; i > 0; i--) {
        const char *id = g_ptr_array_index (ids, i - 1);

        if (!bb_mt1959_is_of_group (id, group, catalog) && !(is_wrong_form && g_strcmp0 (id, rows.exact) == 0))
            g_ptr_array_remove_index (ids, i - 1);
    }
    return ids;
}

GArray *
bb_mt1959_list_candidates (const BbMt1959Situation *situation, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) ids = bb_mt1959_list_ids (situation, catalog);
    GArray *candidates = g_array_new (FALSE, FALSE, sizeof (BbMt1959Candidate));
    BbMt1959Wrap wrap = situation->has_key ? situation->wrap : BB_MT1959_PLAIN;

    for (guint i = 0; i < ids->len; i++) {
        BbMt1959Candidate candidate = {.wrap = wrap};

        g_strlcpy (candidate.id, g_ptr_array_index (ids, i), sizeof candidate.id);
        if (!g_str_has_prefix (candidate.id, "MT1939")) {
            g_array_append_val (candidates, candidate);
            if (i > 0 || !situation->has_key)
                continue;
            candidate.wrap = wrap == BB_MT1959_PLAIN ? BB_MT1959_WRAPPED : BB_MT1959_PLAIN;
        } else {
            candidate.wrap = BB_MT1959_PLAIN;
        }
        g_array_append_val (candidates, candidate);
    }
    return candidates;
}

const char *
bb_mt1959_find_reported_group (BbFacts *facts, BbCatalog *catalog)
{
    g_autofree char *product = bb_text_normalise (facts->inquiry.product, FALSE);
    g_autoptr (GPtrArray) models = bb_catalog_find_models (catalog, BB_MT1959_ID, "Product", product);
    const char *group = NULL;

    for (guint i = 0; i < models->len; i++) {
        const char *one = bb_mt1959_model_get_group (g_ptr_array_index (models, i));

        if (g_str_equal (one, BB_MT1959_GROUP_UNKNOWN) || (group != NULL && !g_str_equal (one, group)))
            return NULL;
        group = one;
    }
    return group;
}

/* TRUE if bb_mt1959_find_reported_group() finds a group, and this is not that of the MT1939 boards. */
static gboolean
bb_mt1959_is_of_one_group (BbFacts *facts, BbCatalog *catalog)
{
    const char *group = bb_mt1959_find_reported_group (facts, catalog);

    return group != NULL && !g_str_equal (group, BB_MT1959_GROUP_MT1939);
}

/* Returns (transfer full) (nullable) model and service code in the form of the label on the drive; NULL if the
 * service code is blank or missing, because the model alone does not determine the board. */
static char *
bb_mt1959_dup_row_label (BbModel *row)
{
    const char *code = bb_model_get_string (row, "ServiceCode");
    g_autofree char *text = g_strjoin (" ", bb_model_get_name (row), code, NULL);

    return code != NULL && strspn (code, " ") < strlen (code) ? bb_text_normalise (text, FALSE) : NULL;
}

char **
bb_mt1959_list_row_labels (BbFacts *facts, BbCatalog *catalog)
{
    g_autofree char *product = bb_text_normalise (facts->inquiry.product, FALSE);
    g_autoptr (GPtrArray) rows = bb_mt1959_list_rows (catalog, product);
    g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
    gboolean is_clear = bb_mt1959_is_of_one_group (facts, catalog);

    for (guint i = 0; is_clear && i < rows->len; i++) {
        g_autofree char *label = bb_mt1959_dup_row_label (g_ptr_array_index (rows, i));

        if (label != NULL)
            g_strv_builder_add (labels, label);
    }
    return g_strv_builder_end (labels);
}

char *
bb_mt1959_dup_label_id (BbFacts *facts, const char *label, BbCatalog *catalog, GError **error)
{
    g_autofree char *product = bb_text_normalise (facts->inquiry.product, FALSE);
    g_autofree char *typed = bb_text_normalise (label != NULL ? label : "", FALSE);
    g_autoptr (GPtrArray) rows = bb_mt1959_list_rows (catalog, product);
    gboolean is_clear = bb_mt1959_is_of_one_group (facts, catalog);
    gboolean has_label = FALSE;

    for (guint i = 0; is_clear && i < rows->len; i++) {
        BbModel *row = g_ptr_array_index (rows, i);
        g_autofree char *wanted = bb_mt1959_dup_row_label (row);

        has_label = has_label || wanted != NULL;
        if (wanted != NULL && g_ascii_strcasecmp (typed, wanted) == 0)
            return bb_mt1959_dup_row_id (row);
    }
    g_set_error_literal (
        error, BB_FAMILY_ERROR, has_label ? BB_FAMILY_ERROR_LABEL : BB_FAMILY_ERROR_CANNOT,
        !has_label       ? _ ("Burnback will not write to this drive, because its circuit board is unknown. The "
                                    "board cannot be determined from the drive, a backup or the label.")
        : *typed == '\0' ? _ ("The drive does not report the boot ID of its circuit board. Enter the model and the "
                              "service code from the drive’s label.")
                         : _ ("This model and service code do not match the drive’s reported name. Check the label "
                              "on the drive."));
    return NULL;
}
