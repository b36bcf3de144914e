/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-mt1959.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

#define BB_MT1959_MAX_IDS 3

/* What recovering needs to know of the board; from the drive itself, else from when it was well. */
typedef struct {
    GBytes *config; /* 32 bytes */
    gboolean live;  /* @config was read just now */
    BbMt1959BootId board;
    BbMt1959BootId image;
} BbMt1959Board;

static gboolean
bb_mt1959_cannot (GError **error, const char *text)
{
    g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, "%s", text);
    return FALSE;
}

static gboolean
bb_mt1959_find_board (const BbFlashInput *input, BbMt1959Board *board, GError **error)
{
    BbFacts *from = NULL;

    board->live = bb_mt1959_facts_boot_id (input->facts, &board->board);
    if (board->live)
        from = input->facts;
    else if (input->board != NULL && bb_mt1959_facts_boot_id (input->board, &board->board))
        from = input->board;
    if (from != NULL)
        board->config = bb_facts_get_bytes (from, BB_MT1959_KEY_CONFIG);
    if (board->config == NULL || g_bytes_get_size (board->config) != BB_MT1959_CONFIG_BYTES)
        return bb_mt1959_cannot (error, _ ("The drive does not tell its configuration block, and no backup of it is "
                                           "known. Without that block no upload is possible."));
    return TRUE;
}

/* Absolute conditions (section 8): chip and form factor of the target are those of the board. */
static gboolean
bb_mt1959_image_suits_board (const BbFlashInput *input, BbMt1959Board *board, GError **error)
{
    GBytes *bytes = bb_image_get_bytes (input->image);
    BbMt1959BootId saved;

    if (g_bytes_get_size (bytes) != BB_MT1959_FLASH_BYTES ||
        !bb_mt1959_parse_boot_id (bytes, BB_MT1959_CONFIG_ADDRESS, &board->image))
        return bb_mt1959_cannot (error, _ ("The image is not a whole, plain image of 2 MiB."));
    if (input->board != NULL && bb_mt1959_facts_boot_id (input->board, &saved) &&
        !g_str_equal (saved.id, board->board.id))
        return bb_mt1959_cannot (error, _ ("The boot id of the drive is not the one that it had when it was well; it "
                                           "may be another drive."));
    if (!g_str_equal (board->image.chip, board->board.chip))
        return bb_mt1959_cannot (error, _ ("The image is for another chip than the one on the board."));
    if (board->image.form != board->board.form)
        return bb_mt1959_cannot (error, _ ("The image is for another form factor than the board. The wrong firmware "
                                           "can burn a drive."));
    if (board->board.form == BB_MT1959_FORM_UNKNOWN && !g_str_equal (board->image.id, board->board.id))
        return bb_mt1959_cannot (error, _ ("The form factor of the board is not known, so only an image with its own "
                                           "boot id is allowed."));
    return TRUE;
}

static void
bb_mt1959_add_id (const char **ids, guint *n_ids, const char *id)
{
    for (guint i = 0; i < *n_ids; i++) {
        if (g_str_equal (ids[i], id))
            return;
    }
    ids[(*n_ids)++] = id;
}

/* Ids in the order in which they are tried, one a power cycle. The receiver may expect that of another image. */
static guint
bb_mt1959_list_ids (const BbFlashInput *input, BbMt1959Board *board, const char **ids)
{
    const char *installed =
        input->board != NULL ? bb_facts_get_string (input->board, BB_MT1959_KEY_INSTALLED_ID) : NULL;
    BbMt1959BootId parsed;
    guint n_ids = 0;

    bb_mt1959_add_id (ids, &n_ids, board->board.id);
    bb_mt1959_add_id (ids, &n_ids, board->image.id);
    if (input->facts->condition == BB_CONDITION_NORMAL && installed != NULL &&
        bb_mt1959_parse_boot_id_text (installed, &parsed) && g_str_equal (parsed.chip, board->board.chip) &&
        parsed.form == board->board.form)
        bb_mt1959_add_id (ids, &n_ids, installed);
    return n_ids;
}

/* The drive's own block with another id in front; bytes 16 to 31 are never changed. */
static GBytes *
bb_mt1959_config_with_id (GBytes *config, const char *id)
{
    gsize size = 0;
    guint8 *data = g_bytes_unref_to_data (g_bytes_ref (config), &size);

    for (guint i = 0; i < BB_MT1959_BOOT_ID_BYTES; i++)
        data[i] = id[i];
    return g_bytes_new_take (data, size);
}

static BbPlan *
bb_mt1959_plan_try (const BbFlashInput *input, const BbMt1959Board *board, const char *id, guint n_ids)
{
    g_autoptr (GBytes) config = bb_mt1959_config_with_id (board->config, id);
    g_autoptr (GBytes) wire = bb_mt1959_make_transfer (bb_image_get_bytes (input->image), config);
    BbImageIdentity *identity = bb_image_get_identity (input->image);
    g_autofree char *note =
        g_strdup_printf (_ ("Try %u of %u, with the boot id “%s”. One try for each time the drive is switched on: if "
                            "it does not help, switch it off and on before the next."),
                         input->attempt + 1, n_ids, id);
    BbMt1959Transfer transfer = {
        .image = wire,
        .config = board->live ? board->config : NULL,
        .all_reads = FALSE,
        /* Another try would be allowed, but only after a power cycle: the engine ends and says so. */
        .max_tries = 2,
        .before_retry = BB_BEFORE_RETRY_POWER_CYCLE,
        .finish = bb_mt1959_setting (input, BB_MT1959_SETTING_FINISH),
        .maker_form = bb_mt1959_setting (input, BB_MT1959_SETTING_MAKER_FORM),
        .revision = identity != NULL ? identity->revision : NULL,
        .note = note,
    };

    return bb_mt1959_plan_transfer (&transfer);
}

BbPlan *
bb_mt1959_plan_recover (const BbFlashInput *input, GError **error)
{
    g_autoptr (GBytes) config = NULL;
    BbMt1959Board board = {0};
    const char *ids[BB_MT1959_MAX_IDS] = {0};
    guint n_ids = 0;
    gboolean found = FALSE;

    if (input->image == NULL) {
        bb_mt1959_cannot (error, _ ("Recovering this drive needs the maker's image for its own board."));
        return NULL;
    }
    found = bb_mt1959_find_board (input, &board, error);
    config = board.config;
    if (!found || !bb_mt1959_image_suits_board (input, &board, error))
        return NULL;
    n_ids = bb_mt1959_list_ids (input, &board, ids);
    if (input->attempt >= n_ids) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE, "%s",
                     _ ("Every boot id that may be tried with this image has been tried."));
        return NULL;
    }
    return bb_mt1959_plan_try (input, &board, ids[input->attempt], n_ids);
}
