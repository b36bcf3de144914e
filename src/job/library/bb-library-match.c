/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-library-private.h"

#include "family/bb-family-check.h"
#include "job/store/bb-backup-store.h"
#include "job/store/bb-journal-find.h"

#include <string.h>

void
bb_library_offer_free (BbLibraryOffer *offer)
{
    g_free (offer->path);
    g_free (offer->inside);
    g_free (offer->sha256);
    bb_image_identity_unref (offer->identity);
    bb_verdict_unref (offer->verdict);
    g_ptr_array_unref (offer->advice);
    g_clear_pointer (&offer->report, bb_crossflash_unref);
    g_free (offer->gains);
    g_free (offer->drive_revision);
    g_free (offer->backup_id);
    g_free (offer);
}

/* TRUE if all of these are true:
 * - The image has the revision that the drive runs.
 * - Flashing the image is no cross-flash.
 * - Image and running firmware have the same modification, or both have none. */
static gboolean
bb_library_is_installed (BbFacts *facts, BbImageIdentity *identity, BbVerdict *verdict)
{
    return bb_verdict_has (verdict, "same-revision") && bb_verdict_get_level (verdict) != BB_VERDICT_CROSS_FLASH &&
           g_strcmp0 (bb_facts_get_string (facts, BB_FACTS_MODIFIED),
                      bb_image_identity_lookup_string (identity, BB_FACTS_MODIFIED)) == 0;
}

/* TRUE if the verdict may change when the drive is queried in recovery mode: one of its reasons has a code that ends
 * with "-later". */
static gboolean
bb_library_is_open (BbVerdict *verdict)
{
    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++)
        if (g_str_has_suffix (bb_verdict_get_reason (verdict, i)->code, "-later"))
            return TRUE;
    return FALSE;
}

/* Sets @report and @gains of @offer if the catalog has a report on a cross-flash of a drive with @facts to the model
 * of the image; else @report becomes %NULL. */
static void
bb_library_offer_find_crossflash (BbLibraryOffer *offer, BbFacts *facts, BbCatalog *catalog)
{
    const char *to = offer->identity->model_name;

    offer->report = bb_facts_find_crossflash (facts, to, catalog);
    if (offer->report != NULL)
        offer->gains = bb_crossflash_dup_gains (offer->report, to, offer->identity->revision);
}

/* Returns (transfer full) (nullable) the name of the image in the form that advice in the catalog uses: model,
 * revision and the kind of change if there is one: "WH16NS60 1.02 MK". %NULL if model or revision is unknown. */
static char *
bb_library_dup_build (BbImageIdentity *identity)
{
    const char *change = bb_image_identity_get_change (identity);
    gboolean has_de = FALSE;

    if (identity->model_name == NULL || identity->revision == NULL)
        return NULL;
    if (identity->values != NULL)
        g_variant_lookup (identity->values, BB_FACTS_DOWNGRADE, "b", &has_de);
    if (change == NULL)
        change = has_de ? "DE" : identity->kind == BB_IMAGE_KIND_MODIFIED ? "modified" : NULL;
    return g_strjoin (" ", identity->model_name, identity->revision, change, NULL);
}

/* TRUE if @advice is about the image with the name @build. The word "own" in a pattern of @advice stands for @own
 * (nullable), the model of the drive. */
static gboolean
bb_library_advice_matches (const BbAdvice *advice, const char *build, const char *own)
{
    for (char **pattern = advice->builds; *pattern != NULL; pattern++) {
        g_autofree char *of_own = own != NULL && g_str_has_prefix (*pattern, "own ")
                                      ? g_strconcat (own, *pattern + strlen ("own"), NULL)
                                      : NULL;

        if (g_pattern_match_simple (of_own != NULL ? of_own : *pattern, build))
            return TRUE;
    }
    return FALSE;
}

/* Sets @advice of @offer to the advice for the drive with @facts that is about the image of @offer. The list is empty
 * if there is no such advice, or if the service codes show that the image is for another board with the same model
 * name. */
static void
bb_library_offer_find_advice (BbLibraryOffer *offer, BbFacts *facts, BbCatalog *catalog)
{
    g_autofree char *build = bb_library_dup_build (offer->identity);
    const char *code = bb_image_identity_lookup_string (offer->identity, BB_FACTS_SERVICE_CODE);
    const char *own_code = bb_facts_get_string (facts, BB_FACTS_SERVICE_CODE);
    /* Two boards may have the same model name, but they have different service codes. No advice applies to an image
     * for the other board. */
    gboolean is_other_board = g_strcmp0 (offer->identity->model_name, facts->model_name) == 0 && code != NULL &&
                              own_code != NULL && !g_str_equal (code, own_code);

    offer->advice = bb_advice_list (facts, catalog);
    for (guint i = offer->advice->len; i > 0; i--) {
        const BbAdvice *advice = g_ptr_array_index (offer->advice, i - 1);

        if (build == NULL || is_other_board || !bb_library_advice_matches (advice, build, facts->model_name))
            g_ptr_array_remove_index (offer->advice, i - 1);
    }
}

const BbReason *
bb_library_find_obstacle (BbVerdict *verdict)
{
    const BbReason *type_later = bb_verdict_find (verdict, "type-later");

    if (bb_verdict_get_level (verdict) == BB_VERDICT_REFUSED)
        return bb_verdict_get_heaviest (verdict);
    /* An image that would have to be rewritten for this drive ("readdress") is not offered, because only an expert
     * who knows both models can judge it. */
    return type_later != NULL ? type_later : bb_verdict_find (verdict, "readdress");
}

BbLibraryOffer *
bb_library_offer_new (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict **refused)
{
    g_autoptr (BbVerdict) verdict = NULL;
    BbLibraryOffer *offer = NULL;

    g_return_val_if_fail (facts != NULL && BB_IS_IMAGE (image) && bb_image_get_identity (image) != NULL, NULL);

    verdict = bb_family_check (facts, image, catalog);
    if (bb_library_find_obstacle (verdict) != NULL) {
        if (refused != NULL)
            *refused = g_steal_pointer (&verdict);
        return NULL;
    }
    offer = g_new0 (BbLibraryOffer, 1);
    offer->path = g_strdup (bb_image_get_path (image));
    offer->inside = g_strdup (bb_image_get_inside (image));
    offer->sha256 = g_strdup (bb_image_get_sha256 (image));
    offer->identity = bb_image_identity_ref (bb_image_get_identity (image));
    offer->open = bb_library_is_open (verdict);
    offer->installed = bb_library_is_installed (facts, offer->identity, verdict);
    offer->change = bb_family_compare_image (facts, offer->identity, verdict);
    offer->drive_revision = bb_text_normalise (facts->inquiry.revision, FALSE);
    bb_library_offer_find_crossflash (offer, facts, catalog);
    bb_library_offer_find_advice (offer, facts, catalog);
    offer->verdict = g_steal_pointer (&verdict);
    return offer;
}

/* Returns the rank of @kind for sorting, smaller ranks first: 0 for original images, 2 for modified ones, 1 for all
 * others. */
static int
bb_library_kind_rank (BbImageKind kind)
{
    return kind == BB_IMAGE_KIND_ORIGINAL ? 0 : kind == BB_IMAGE_KIND_MODIFIED ? 2 : 1;
}

int
bb_library_offer_compare (const BbLibraryOffer *a, const BbLibraryOffer *b)
{
    /* Limits do not count, because they are true of every file without a checksum, whatever its revision is. */
    int order = (int) bb_verdict_get_level_without_limits (a->verdict) -
                (int) bb_verdict_get_level_without_limits (b->verdict);

    if (order == 0)
        order = (int) bb_verdict_has (a->verdict, BB_REASON_NAME_CHANGES) -
                (int) bb_verdict_has (b->verdict, BB_REASON_NAME_CHANGES);
    if (order == 0)
        order = (int) a->open - (int) b->open;
    if (order == 0)
        order = bb_library_compare_revisions (a->identity, b->identity);
    if (order == 0)
        order = bb_library_kind_rank (a->identity->kind) - bb_library_kind_rank (b->identity->kind);
    if (order == 0)
        order = g_strcmp0 (a->inside, b->inside);
    return order != 0 ? order : strcmp (a->sha256, b->sha256);
}

static int
bb_library_offer_compare_cb (gconstpointer a, gconstpointer b)
{
    return bb_library_offer_compare (*(BbLibraryOffer *const *) a, *(BbLibraryOffer *const *) b);
}

/* --- the search --- */

typedef struct {
    BbFacts *facts;
    BbCatalog *catalog;
    GHashTable *checked; /* SHA-256 to BbLibraryOffer, or to %NULL if it was refused */
    GHashTable *refused; /* (nullable): SHA-256 to BbVerdict, for the caller */
    GPtrArray *offers;
    GHashTable *wrapped; /* set of SHA-256: encrypted images of the family whose key file is missing */
    GHashTable *foreign; /* set of SHA-256: usable images of other families */
    guint n_refused;
} BbLibraryFind;

/* TRUE if bb_family_check() must decide whether the image with @identity fits the drive with @facts: the image is
 * usable and of the family of the drive. */
static gboolean
bb_library_may_fit (BbFacts *facts, BbImageIdentity *identity)
{
    return g_strcmp0 (identity->family, facts->family) == 0 && identity->problem == NULL &&
           identity->checksum != BB_CHECKSUM_BAD;
}

/* TRUE if the image with @identity is of the family of the drive with @facts, and encrypted (wrapped) without a key
 * file that opens it. */
static gboolean
bb_library_is_wrapped (BbFacts *facts, BbImageIdentity *identity)
{
    return g_strcmp0 (identity->family, facts->family) == 0 && bb_image_identity_wants_key (identity);
}

/* Adds to the set find->foreign the SHA-256 of each usable image in @file that is of another family than the drive.
 */
static void
bb_library_find_add_foreign (BbLibraryFind *find, const BbLibraryFile *file)
{
    for (guint i = 0; i < file->images->len; i++) {
        BbLibraryImage *image = g_ptr_array_index (file->images, i);

        if (g_strcmp0 (image->identity->family, find->facts->family) != 0 &&
            bb_family_get_image_problem (image->identity) == NULL)
            g_hash_table_add (find->foreign, image->sha256);
    }
}

/* TRUE if @file must be loaded: it has an image of the family of the drive that was not checked yet, and that may fit
 * the drive or must be counted as encrypted (wrapped). */
static gboolean
bb_library_find_must_load (BbLibraryFind *find, const BbLibraryFile *file)
{
    for (guint i = 0; i < file->images->len; i++) {
        BbLibraryImage *image = g_ptr_array_index (file->images, i);

        if (!g_hash_table_contains (find->checked, image->sha256) &&
            (bb_library_may_fit (find->facts, image->identity) ||
             bb_library_is_wrapped (find->facts, image->identity)))
            return TRUE;
    }
    return FALSE;
}

/*
 * If @image is usable, of the family of the drive, and no equal image was checked before, lets the family check it.
 * Then adds an offer, or records the refusal. A refused image is counted only if it is in a file: with the number,
 * users are told to look in the library, which does not list backups. An encrypted (wrapped) image of the family is
 * only counted.
 * @backup_id: (nullable): %NULL for an image in a file, else the ID of the backup with @image. If the offer of @image
 *   has no backup ID yet, it gets this ID
 */
static void
bb_library_find_check (BbLibraryFind *find, BbImage *image, const char *backup_id)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    BbLibraryOffer *offer = NULL;

    if (identity != NULL && bb_library_is_wrapped (find->facts, identity))
        g_hash_table_add (find->wrapped, g_strdup (bb_image_get_sha256 (image)));
    if (identity == NULL || !bb_library_may_fit (find->facts, identity))
        return;
    if (!g_hash_table_lookup_extended (find->checked, bb_image_get_sha256 (image), NULL, (gpointer *) &offer)) {
        g_autoptr (BbVerdict) verdict = NULL;

        offer = bb_library_offer_new (find->facts, image, find->catalog, &verdict);
        g_hash_table_insert (find->checked, g_strdup (bb_image_get_sha256 (image)), offer);
        if (offer != NULL)
            g_ptr_array_add (find->offers, offer);
        else if (backup_id == NULL)
            find->n_refused++;
        if (offer == NULL && find->refused != NULL)
            g_hash_table_insert (find->refused, g_strdup (bb_image_get_sha256 (image)), g_steal_pointer (&verdict));
    }
    if (offer != NULL && backup_id == NULL)
        offer->is_in_file = TRUE;
    if (offer != NULL && offer->backup_id == NULL)
        offer->backup_id = g_strdup (backup_id);
}

/*
 * Sets @runs of all offers: TRUE if the offer is @installed, its image has the bytes that Burnback last wrote to the
 * drive or read from it, and bb_family_dup_contradiction() finds nothing: another program may have written other
 * firmware of the same revision.
 * @backups: backups of all drives, only used to find the state folder
 * @read: (nullable): the newest backup of the drive; @read_sha256: SHA-256 of the image in @read, used if @read is
 * newer than the last flash
 */
static void
bb_library_find_mark_running (BbLibraryFind *find, GPtrArray *backups, const BbDriveDetails *details, BbBackup *read,
                              const char *read_sha256)
{
    g_autofree char *state_folder =
        backups->len > 0 ? bb_backup_dup_state_folder (g_ptr_array_index (backups, 0)) : NULL;
    g_autoptr (BbJournalRecord) record =
        state_folder != NULL ? bb_journal_find_installed (state_folder, details, find->facts) : NULL;
    gboolean is_written = record != NULL && (read == NULL || record->sequence > read->sequence);

    for (guint i = 0; i < find->offers->len; i++) {
        BbLibraryOffer *offer = g_ptr_array_index (find->offers, i);
        g_autofree char *contradiction = bb_family_dup_contradiction (find->facts, offer->identity);

        offer->runs = offer->installed && contradiction == NULL &&
                      (is_written ? strstr (record->target_image, offer->sha256) != NULL
                                  : g_strcmp0 (read_sha256, offer->sha256) == 0);
    }
}

/* Checks all images in @file; does nothing if the file cannot be read. */
static void
bb_library_find_in_file (BbLibraryFind *find, const BbLibraryFile *file, GCancellable *cancellable)
{
    g_autoptr (GFile) location = g_file_new_for_path (file->path);
    g_autoptr (BbImage) whole = bb_image_load (location, cancellable, NULL);
    g_autoptr (GPtrArray) images = whole != NULL ? bb_family_identify_file (whole, find->catalog) : NULL;

    for (guint i = 0; images != NULL && i < images->len; i++)
        bb_library_find_check (find, g_ptr_array_index (images, i), NULL);
}

/* If @lists_backups, checks the images of the trusted backups, which adds offers. A backup that is not trusted may be
 * incomplete, and is no proof that its firmware ran, so it adds no offer and no @ran. Then sets @runs, @ran and
 * @backup_id of all offers from the backups and journals, and @path of the offers without a path. Skips a backup if
 * it cannot be loaded or is of another family, or if only one of backup and drive is simulated. */
static void
bb_library_find_in_store (BbLibraryFind *find, BbBackupStore *store, gboolean lists_backups,
                          const BbDriveDetails *details, GCancellable *cancellable)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (store, NULL);
    BbBackup *read = NULL; /* the newest backup of this drive */
    g_autofree char *read_sha256 = NULL;

    for (guint i = 0; i < backups->len && !g_cancellable_is_cancelled (cancellable); i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        const BbBackupFile *file = bb_backup_find_file (backup, BB_BACKUP_IMAGE);
        g_autoptr (BbImage) image = NULL;
        BbLibraryOffer *offer = NULL;

        if (file == NULL || backup->simulated != details->simulated ||
            g_strcmp0 (backup->family, find->facts->family) != 0)
            continue;
        image = bb_backup_store_load_image (store, backup, find->catalog, NULL);
        if (image == NULL)
            continue;
        if (lists_backups && bb_backup_is_trusted (backup))
            bb_library_find_check (find, image, backup->id);
        offer = g_hash_table_lookup (find->checked, bb_image_get_sha256 (image));
        if (offer != NULL && offer->path == NULL)
            offer->path = g_build_filename (backup->folder, file->file, NULL);
        if (!bb_backup_is_of (backup, details, find->facts))
            continue;
        if (read == NULL) {
            read = backup;
            read_sha256 = g_strdup (bb_image_get_sha256 (image));
        }
        if (offer != NULL && offer->ran == 0 && bb_backup_is_trusted (backup)) {
            offer->ran = backup->created;
            /* If several backups have the same bytes, a backup of this drive is preferred. */
            g_free (offer->backup_id);
            offer->backup_id = g_strdup (backup->id);
        }
    }
    bb_library_find_mark_running (find, backups, details, read, read_sha256);
}

/* Sets @has_twin of each of the @offers whose image names the same firmware as the image of another offer
 * (bb_library_is_same_firmware()). */
static void
bb_library_find_mark_twins (GPtrArray *offers)
{
    for (guint i = 0; i < offers->len; i++) {
        BbLibraryOffer *offer = g_ptr_array_index (offers, i);

        for (guint j = i + 1; j < offers->len; j++) {
            BbLibraryOffer *other = g_ptr_array_index (offers, j);

            if (!bb_library_is_same_firmware (offer->identity, other->identity))
                continue;
            offer->has_twin = TRUE;
            other->has_twin = TRUE;
        }
    }
}

GPtrArray *
bb_library_find (BbLibraryIndex *index, BbBackupStore *store, gboolean lists_backups, const BbDriveDetails *details,
                 BbFacts *facts, BbCatalog *catalog, BbLibraryLeftOut *left_out, GHashTable *refused,
                 GCancellable *cancellable, GError **error)
{
    g_autoptr (GHashTable) checked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr (GPtrArray) offers = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_library_offer_free);
    g_autoptr (GHashTable) wrapped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr (GHashTable) foreign = g_hash_table_new (g_str_hash, g_str_equal);
    BbLibraryFind find = {facts, catalog, checked, refused, offers, wrapped, foreign, 0};
    BbLibraryCount count = {0};

    g_return_val_if_fail (index != NULL && details != NULL && facts != NULL, NULL);

    for (guint i = 0; i < index->files->len && !g_cancellable_is_cancelled (cancellable); i++) {
        const BbLibraryFile *file = g_ptr_array_index (index->files, i);

        bb_library_find_add_foreign (&find, file);
        if (facts->family != NULL && bb_library_find_must_load (&find, file))
            bb_library_find_in_file (&find, file, cancellable);
    }
    /* Twins are marked before backups add offers. Firmware that was read from a drive may differ from an intact file,
     * which must not be marked as a twin for this reason. */
    bb_library_find_mark_twins (offers);
    if (store != NULL && facts->family != NULL)
        bb_library_find_in_store (&find, store, lists_backups, details, cancellable);
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
    g_ptr_array_sort (offers, bb_library_offer_compare_cb);
    count = bb_library_index_count (index, NULL);
    if (left_out != NULL)
        *left_out = (BbLibraryLeftOut){find.n_refused, g_hash_table_size (wrapped), g_hash_table_size (foreign),
                                       count.n_unusable + count.n_unread};
    return g_steal_pointer (&offers);
}
