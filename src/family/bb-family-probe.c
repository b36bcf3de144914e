/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-family.h"

#include <glib/gi18n-lib.h>

#define BB_INQUIRY_SAFE_BYTES 36
#define BB_INQUIRY_MOST_BYTES 128
#define BB_OPTICAL_DRIVE 5

/* How strongly the INQUIRY data and the previous probe indicate a family, in ascending order. "Name" means a #BbName,
 * the catalog entry for an INQUIRY text. Families with BB_HINT_NONE are not probed. */
typedef enum {
    BB_HINT_NONE,
    BB_HINT_USERS,       /* only a names file of the user suggests it: a probe adds evidence, but never chooses the
                          * family */
    BB_HINT_LOOK_CLOSER, /* there is no hint, but the user chose to probe further */
    BB_HINT_FEATURES,    /* no name matches, but answers to standard commands suggest the family */
    BB_HINT_TEXT,        /* suggests() of the family accepts the INQUIRY text */
    BB_HINT_NAMED,       /* a name from the shipped catalog suggests the family */
    BB_HINT_NAMED_TEXT,  /* both BB_HINT_NAMED and BB_HINT_TEXT */
    BB_HINT_KNOWN,       /* the drive was of this family at the previous probe */
} BbHint;

gboolean
bb_family_inquire (BbTransport *transport, guint8 allocation_bytes, BbInquiry *inquiry, GError **error)
{
    g_autoptr (GError) local_error = NULL;

    if (bb_scsi_inquiry (transport, allocation_bytes, inquiry, &local_error))
        return TRUE;
    if (g_error_matches (local_error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION))
        return bb_scsi_inquiry (transport, allocation_bytes, inquiry, error);
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
}

/* Sets @inquiry. Requests 36 bytes first, because some bridges hang if more is requested than the drive sends. If the
 * drive announces more, requests the announced length, 128 bytes at most. FALSE if the first command fails; a failure
 * of the second command is ignored. */
static gboolean
bb_family_inquire_all (BbTransport *transport, BbInquiry *inquiry, GError **error)
{
    guint there = 0;
    BbInquiry longer = {0};

    if (!bb_family_inquire (transport, BB_INQUIRY_SAFE_BYTES, inquiry, error))
        return FALSE;
    there = inquiry->raw[4] + 5u;
    if (inquiry->raw_length_bytes < BB_INQUIRY_SAFE_BYTES || there <= BB_INQUIRY_SAFE_BYTES)
        return TRUE;
    if (bb_family_inquire (transport, MIN (there, BB_INQUIRY_MOST_BYTES), &longer, NULL))
        *inquiry = longer;
    return TRUE;
}

/*
 * Returns how strongly the INQUIRY text indicates @family, according to suggests() of the family and @names
 * (element-type BbName). If neither indicates the family, returns BB_HINT_LOOK_CLOSER if @look_closer is TRUE, else
 * BB_HINT_NONE.
 */
static BbHint
bb_family_hint (const BbFamily *family, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                gboolean look_closer)
{
    gboolean text = family->suggests (inquiry, catalog);

    for (guint i = 0; i < names->len; i++) {
        if (g_str_equal (bb_name_get_family (g_ptr_array_index (names, i)), family->id))
            return text ? BB_HINT_NAMED_TEXT : BB_HINT_NAMED;
    }
    if (text)
        return BB_HINT_TEXT;
    return look_closer ? BB_HINT_LOOK_CLOSER : BB_HINT_NONE;
}

/* Returns the result of bb_family_hint() with the @shipped names. If that is BB_HINT_NONE, but one of @names
 * (element-type BbName) is of @family, returns BB_HINT_USERS. */
static BbHint
bb_family_hint_of_any (const BbFamily *family, const BbInquiry *inquiry, GPtrArray *shipped, GPtrArray *names,
                       BbCatalog *catalog, gboolean look_closer)
{
    BbHint hint = bb_family_hint (family, inquiry, shipped, catalog, look_closer);

    for (guint i = 0; hint == BB_HINT_NONE && i < names->len; i++)
        if (g_str_equal (bb_name_get_family (g_ptr_array_index (names, i)), family->id))
            hint = BB_HINT_USERS;
    return hint;
}

/* Returns (transfer full) those of @names that come from the shipped catalog, not from the user. */
static GPtrArray *
bb_names_filter_shipped (GPtrArray *names)
{
    GPtrArray *shipped = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_name_unref);

    for (guint i = 0; i < names->len; i++)
        if (!bb_name_is_users (g_ptr_array_index (names, i)))
            g_ptr_array_add (shipped, bb_name_ref (g_ptr_array_index (names, i)));
    return shipped;
}

/* TRUE if probe() of @family may send a command that needs %BB_PROBE_VENDOR. */
static gboolean
bb_family_probes_with_vendor_commands (const BbFamily *family, BbCatalog *catalog)
{
    g_autoptr (GArray) commands = family->list_probe_commands (catalog);

    for (guint i = 0; i < commands->len; i++)
        if (g_array_index (commands, BbProbeCommand, i).step == BB_PROBE_VENDOR)
            return TRUE;
    return FALSE;
}

/* Adds to @evidence a sentence that only a names file of the user suggests @family, and then the evidence of @facts
 * (nullable), the result of a probe with standard commands. */
static void
bb_family_add_names_file_evidence (const BbFamily *family, BbFacts *facts, GPtrArray *evidence)
{
    g_ptr_array_add (
        evidence, g_strdup_printf (_ ("The identity is uncertain, because only your own catalog file assigns "
                                      "this drive to the %s family. To confirm the identity, use “Probe Further”."),
                                   _ (family->name)));
    if (facts == NULL)
        return;
    for (guint i = 0; i < facts->evidence->len; i++)
        g_ptr_array_add (evidence, g_strdup (g_ptr_array_index (facts->evidence, i)));
}

/* Returns the result of probe() of @family. If the family has #BbSearchOps, returns the result of their probe()
 * instead. That function does not take @names; its argument @known is the result of recall() of @input, and its
 * argument @is_asked is a setting in @input. */
static BbFacts *
bb_family_call_probe (const BbFamily *family, BbTransport *transport, const BbProbeInput *input,
                      const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog, GCancellable *cancellable,
                      GError **error)
{
    g_autoptr (GVariant) known = NULL;
    gboolean is_asked = FALSE;

    if (family->search == NULL)
        return family->probe (transport, inquiry, names, catalog, cancellable, error);
    if (input->recall != NULL)
        known = input->recall (family, input->recall_data);
    if (input->settings != NULL)
        (void) g_variant_lookup (input->settings, family->search->setting, "b", &is_asked);
    return family->search->probe (transport, inquiry, known, is_asked, catalog, cancellable, error);
}

/* TRUE if @error is an I/O error or a time-out. An adapter may answer a command that it does not pass on in this
 * way. */
static gboolean
bb_family_is_unanswered (const GError *error)
{
    return g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IO) ||
           g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_TIMED_OUT);
}

/* TRUE if a probe for @family that ended with @error need not end the search. Nothing but the wish of the user to
 * probe further (@hint) suggested @family, the drive did not answer one of its commands, but answers INQUIRY. Adds
 * the reason to @evidence. */
static gboolean
bb_family_goes_on (const BbFamily *family, BbTransport *transport, BbHint hint, const GError *error,
                   GPtrArray *evidence)
{
    BbInquiry inquiry;

    if (hint != BB_HINT_LOOK_CLOSER || !bb_family_is_unanswered (error) ||
        !bb_family_inquire (transport, BB_INQUIRY_SAFE_BYTES, &inquiry, NULL))
        return FALSE;
    g_ptr_array_add (evidence,
                     g_strdup_printf (_ ("The drive did not respond to a command used to identify drives of "
                                         "the %s family. An adapter may be blocking the command."),
                                      _ (family->name)));
    return TRUE;
}

/*
 * Probes for @family and sets @facts. If the drive is not of this family, or if it cannot be found out whether it is,
 * sets @facts to NULL, adds the reason to @evidence and returns TRUE. Returns FALSE with an error if probing must
 * end: transport or SCSI error (except bb_family_goes_on()), or cancelled. @hint: why @family is probed;
 * @is_blocked: (out): TRUE if the drive seems to be of @family, but does not answer the commands that would show it
 */
static gboolean
bb_family_probe_one (const BbFamily *family, BbTransport *transport, const BbProbeInput *input, BbHint hint,
                     const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog, GCancellable *cancellable,
                     BbFacts **facts, gboolean *is_blocked, GPtrArray *evidence, GError **error)
{
    g_autoptr (GError) local_error = NULL;

    *is_blocked = FALSE;

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    *facts = bb_family_call_probe (family, transport, input, inquiry, names, catalog, cancellable, &local_error);
    if (*facts != NULL)
        return TRUE;
    if (bb_family_goes_on (family, transport, hint, local_error, evidence))
        return TRUE;
    if (local_error->domain == BB_TRANSPORT_ERROR || local_error->domain == BB_SCSI_ERROR ||
        g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
    }
    *is_blocked = g_error_matches (local_error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    if (*is_blocked)
        g_ptr_array_add (evidence, g_strdup (local_error->message));
    else
        g_ptr_array_add (evidence, g_strdup_printf (_ ("The drive does not belong to the %s family: %s."),
                                                    _ (family->name), local_error->message));
    return TRUE;
}

/* Adds the sentence that nothing indicates a family, unless there is other evidence. */
static void
bb_family_add_no_hint (GPtrArray *evidence)
{
    if (evidence->len == 0)
        g_ptr_array_add (evidence, g_strdup (_ ("The reported name does not match any supported drive family.")));
}

/* Sets @hint to BB_HINT_FEATURES if the answers to standard commands indicate @family. If @evidence is empty, first
 * adds the sentence of bb_family_add_no_hint(). Then adds a sentence about the answers to @evidence. An I/O error or
 * a time-out counts as a missing answer, because a bridge may not pass the command on. FALSE with an error after any
 * other failure. */
static gboolean
bb_family_ask_features (const BbFamily *family, BbTransport *transport, BbHint *hint, GPtrArray *evidence,
                        GError **error)
{
    g_autoptr (GError) local_error = NULL;
    gboolean is_named = FALSE;
    char *why = NULL;

    if (!family->ask_features (transport, &is_named, &why, &local_error)) {
        if (!bb_family_is_unanswered (local_error)) {
            g_propagate_error (error, g_steal_pointer (&local_error));
            return FALSE;
        }
        why = g_strdup_printf (
            _ ("The drive did not respond to a standard command used to identify drives of the %s family."),
            _ (family->name));
    }
    bb_family_add_no_hint (evidence);
    g_ptr_array_add (evidence, why);
    if (is_named)
        *hint = BB_HINT_FEATURES;
    return TRUE;
}

/* Sets the names of @facts to @names, unless the family has set names itself. */
static void
bb_facts_add_names_if_empty (BbFacts *facts, GPtrArray *names)
{
    if (facts->names->len > 0)
        return;
    for (guint i = 0; i < names->len; i++)
        g_ptr_array_add (facts->names, bb_name_ref (g_ptr_array_index (names, i)));
}

/* Adds to the candidates of @facts the models of @family that have the product text of the drive. If @by_model is
 * TRUE, also adds those that have the model name in the naming of @facts. */
static void
bb_family_add_models_of_name (BbFacts *facts, const BbFamily *family, gboolean by_model, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) by_product =
        bb_catalog_find_models (catalog, family->id, "Product", facts->inquiry.product);
    g_autoptr (GPtrArray) by_name =
        by_model ? bb_catalog_find_models (catalog, family->id, "Names", facts->naming->model) : NULL;

    for (guint i = 0; i < by_product->len; i++)
        bb_facts_add_candidate (facts, g_ptr_array_index (by_product, i));
    for (guint i = 0; by_name != NULL && i < by_name->len; i++)
        bb_facts_add_candidate (facts, g_ptr_array_index (by_name, i));
}

/* Sets the naming of @facts from the reported name; its family stays unset if the program does not implement it. Adds
 * the models with this name to the candidates, and evidence if the name shows maker and model. */
static void
bb_family_read_name (BbFacts *facts, BbCatalog *catalog)
{
    const BbFamily *const *families = bb_family_list ();
    BbNaming *naming = bb_naming_new (catalog, facts->inquiry.vendor, facts->inquiry.product);

    facts->naming = naming;
    if (naming->family != NULL && bb_family_lookup (naming->family) == NULL)
        g_clear_pointer (&naming->family, g_free);
    for (guint i = 0; families[i] != NULL; i++)
        bb_family_add_models_of_name (
            facts, families[i], naming->model != NULL && g_strcmp0 (naming->family, families[i]->id) == 0, catalog);
    if (!bb_naming_is_complete (naming))
        return;
    bb_facts_add_evidence (facts,
                           naming->is_listed ? _ ("According to the catalog, the reported name belongs to the %s %s.")
                                             : _ ("The reported name suggests the %s %s."),
                           naming->maker, naming->model);
    if (bb_facts_is_only_named (facts))
        bb_facts_add_evidence (
            facts,
            _ ("There is no known public procedure for reading or writing the firmware of this series of drives."));
}

/* Returns (transfer full) facts of a drive that no family supports, with %BB_CONDITION_UNKNOWN and low confidence.
 * The facts contain @evidence, @names, and the models of @names as candidates. For an optical drive, also calls
 * bb_family_read_name() to add the naming. @likely: (nullable): the family that the drive seems to be of */
static BbFacts *
bb_family_unknown_facts (const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog, GPtrArray *evidence,
                         const BbFamily *likely)
{
    BbFacts *facts = bb_facts_new (inquiry);

    facts->condition = BB_CONDITION_UNKNOWN;
    facts->mode = g_strdup ("unknown");
    facts->confidence = BB_CONFIDENCE_LOW;
    for (guint i = 0; i < evidence->len; i++)
        bb_facts_add_evidence (facts, "%s", (const char *) g_ptr_array_index (evidence, i));
    bb_facts_add_names_if_empty (facts, names);
    bb_facts_add_candidates (facts, names, NULL, catalog);
    if (inquiry->device_type == BB_OPTICAL_DRIVE)
        bb_family_read_name (facts, catalog);
    if (likely != NULL)
        bb_facts_set_string (facts, BB_FACTS_LIKELY_FAMILY, likely->id);
    return facts;
}

BbFacts *
bb_family_probe (BbTransport *transport, const BbFamily *known, BbCatalog *catalog, gboolean look_closer,
                 GCancellable *cancellable, GError **error)
{
    return bb_family_probe_with (transport, &(BbProbeInput){.known = known, .look_closer = look_closer}, catalog,
                                 cancellable, error);
}

BbFacts *
bb_family_probe_with (BbTransport *transport, const BbProbeInput *input, BbCatalog *catalog,
                      GCancellable *cancellable, GError **error)
{
    const BbFamily *known = input->known;
    const BbFamily *const *families = bb_family_list ();
    const BbFamily *likely = NULL;
    g_autoptr (GPtrArray) names = NULL;
    g_autoptr (GPtrArray) shipped = NULL;
    g_autoptr (GPtrArray) evidence = g_ptr_array_new_with_free_func (g_free);
    BbInquiry inquiry = {0};

    g_return_val_if_fail (BB_IS_TRANSPORT (transport) && BB_IS_CATALOG (catalog), NULL);

    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !bb_family_inquire_all (transport, &inquiry, error))
        return NULL;
    names = bb_catalog_match_name (catalog, inquiry.vendor, inquiry.product);
    shipped = bb_names_filter_shipped (names);
    if (inquiry.device_type != BB_OPTICAL_DRIVE) {
        g_ptr_array_add (evidence, g_strdup (_ ("The device reports that it is not an optical drive.")));
        return bb_family_unknown_facts (&inquiry, names, catalog, evidence, NULL);
    }
    /* Families with the strongest hint are probed first. The first family that recognizes the drive is the family of
     * the drive, unless its hint is BB_HINT_USERS. */
    for (BbHint wanted = BB_HINT_KNOWN; wanted > BB_HINT_NONE; wanted--) {
        for (guint i = 0; families[i] != NULL; i++) {
            BbHint hint = families[i] == known ? BB_HINT_KNOWN
                                               : bb_family_hint_of_any (families[i], &inquiry, shipped, names,
                                                                        catalog, input->look_closer);
            g_autoptr (BbFacts) facts = NULL;
            gboolean is_blocked = FALSE;

            if (wanted == BB_HINT_FEATURES && hint < BB_HINT_LOOK_CLOSER && known == NULL && shipped->len == 0 &&
                families[i]->ask_features != NULL &&
                !bb_family_ask_features (families[i], transport, &hint, evidence, error))
                return NULL;
            if (families[i]->probe == NULL || hint != wanted)
                continue;
            if (hint == BB_HINT_USERS && bb_family_probes_with_vendor_commands (families[i], catalog)) {
                bb_family_add_names_file_evidence (families[i], NULL, evidence);
                continue;
            }
            if (!bb_family_probe_one (families[i], transport, input, hint, &inquiry, shipped, catalog, cancellable,
                                      &facts, &is_blocked, evidence, error))
                return NULL;
            if (is_blocked && families[i]->ask_features != NULL)
                likely = families[i];
            if (hint == BB_HINT_USERS)
                bb_family_add_names_file_evidence (families[i], facts, evidence);
            if (facts == NULL || hint == BB_HINT_USERS)
                continue;
            if (hint == BB_HINT_FEATURES)
                bb_facts_add_evidence (facts, "%s", (const char *) g_ptr_array_index (evidence, evidence->len - 1));
            bb_facts_add_names_if_empty (facts, names);
            return g_steal_pointer (&facts);
        }
    }
    bb_family_add_no_hint (evidence);
    return bb_family_unknown_facts (&inquiry, names, catalog, evidence, likely);
}
