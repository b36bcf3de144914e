/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-text.h"
#include "test-families.h"

#include "family/bb-family.h"
#include "sim/bb-sim.h"

/* Compares every plan of every model with plan-pins.txt. This file has one line for each model: a SHA-256 over all
 * members of the plans of the model. A change of a command, time limit or flag changes the line.
 * - After an intended change, "BURNBACK_PIN_PLANS=FILE meson test -C build family-plan-pins" writes FILE again, the
 *   absolute path of tests/unit/family/plan-pins.txt.
 * - BURNBACK_PLAN_TEXTS=FOLDER writes each plan as text to FOLDER, to see what changed. */

#define N_ATTEMPTS 4

/* The plans of one model. @all_states: also plans for each state of the simulator, not only for a drive that runs its
 * firmware. */
typedef struct {
    const BbFamily *family;
    BbCatalog *catalog;
    const char *model;
    gboolean all_states;
    GChecksum *sum;
    guint n_plans;
} Pin;

/* Returns (nullable) a boot version for simulated drives of @model; NULL if they have none. */
static const char *
boot_version_of (const BbFamily *family, BbModel *model)
{
    const char *type = bb_model_get_string (model, "FlashType");

    return test_families_find (family->id)->boot_version != NULL && g_strcmp0 (type, "OptiBD") != 0 ? "05" : NULL;
}

/* Adds a plan to the checksum. @plan: (transfer full) (nullable): NULL: the family makes no plan, which changes the
 * checksum, too */
static void
pin_plan (Pin *pin, const char *what, BbPlan *plan)
{
    const char *folder = g_getenv ("BURNBACK_PLAN_TEXTS");
    g_autoptr (BbPlan) owned = plan;
    g_autofree char *hash = plan != NULL ? plan_text_hash (plan) : g_strdup ("none");

    pin->n_plans += plan != NULL;
    g_checksum_update (pin->sum, (const guchar *) what, -1);
    g_checksum_update (pin->sum, (const guchar *) hash, -1);
    if (folder != NULL && plan != NULL) {
        g_autofree char *text = plan_text_dup (plan);
        g_autofree char *name = g_strdup_printf ("%s/%s %s.txt", folder, pin->model, what);

        g_strdelimit (name + strlen (folder) + 1, "/", '-');
        g_assert_true (g_file_set_contents (name, text, -1, NULL));
    }
}

/* Returns (transfer full) (nullable) an image for the model; NULL if the simulator cannot make one. */
static BbImage *
make_image (Pin *pin, const char *boot_version)
{
    GVariantBuilder options;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) file = NULL;
    g_autoptr (GPtrArray) images = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", "1.07");
    g_variant_builder_add (&options, "{ss}", "seed", "77");
    if (boot_version != NULL)
        g_variant_builder_add (&options, "{ss}", "boot-version", boot_version);
    bytes = bb_sim_make_image (pin->catalog, pin->family->id, pin->model, g_variant_builder_end (&options), NULL);
    if (bytes == NULL)
        return NULL;
    file = bb_image_new_from_bytes (bytes, "image.bin");
    images = bb_family_identify_file (file, pin->catalog);
    return g_object_ref (images->pdata[0]);
}

/* Returns (transfer full) (nullable) the facts of a simulated drive in this state. @transport, @bus: (out) (transfer
 * full). NULL if the model has no such state */
static BbFacts *
open_drive (Pin *pin, const char *boot_version, const char *state, BbTransport **transport, BbSimBus **bus)
{
    g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
    g_autoptr (GError) error = NULL;
    g_autofree char *boot = boot_version != NULL ? g_strdup_printf ("BootVersion=%s\n", boot_version) : g_strdup ("");
    g_autofree char *text =
        g_strdup_printf ("[drive d]\nFamily=%s\nModel=%s\nRevision=1.05\nSerial=SIM0001\nSeed=5\nState=%s\n%s",
                         pin->family->id, pin->model, state, boot);

    bb_sim_store_set_logging (store, FALSE);
    *bus = bb_sim_bus_new_from_data (text, store, pin->catalog, &error);
    if (*bus == NULL)
        return NULL;
    *transport = bb_sim_bus_open (*bus, "d", &error);
    g_assert_no_error (error);
    return bb_family_probe (*transport, pin->family, pin->catalog, FALSE, NULL, NULL);
}

/* Adds the plans that write or compare @image to the checksum. @board: (nullable): facts that were recorded earlier;
 * with them the plans are recoveries */
static void
pin_image_plans (Pin *pin, const char *state, BbFacts *facts, BbFacts *board, BbImage *image)
{
    BbFlashInput input = {.facts = facts, .image = image, .catalog = pin->catalog, .board = board};

    input.recovering = board != NULL;
    for (guint attempt = 0; attempt < (board != NULL ? N_ATTEMPTS : 1); attempt++) {
        g_autofree char *what = g_strdup_printf ("%s write %u", state, attempt);

        input.attempt = attempt;
        pin_plan (pin, what,
                  board != NULL ? pin->family->plan_recover (&input, NULL) : pin->family->plan_flash (&input, NULL));
    }
    if (board == NULL)
        pin_plan (pin, "verify", pin->family->plan_verify (&input, NULL));
    if (pin->family->inspect != NULL) {
        g_autofree char *what = g_strdup_printf ("%s inspect", state);

        pin_plan (pin, what, pin->family->inspect->plan (facts, image, NULL));
    }
}

/* Adds the plans that need no image to the checksum. */
static void
pin_drive_plans (Pin *pin, const char *state, BbFacts *facts)
{
    g_autofree char *backup = g_strdup_printf ("%s backup", state);
    g_autofree char *wake = g_strdup_printf ("%s wake", state);
    g_autofree char *identity = g_strdup_printf ("%s identity", state);

    pin_plan (pin, backup, pin->family->plan_backup (facts, pin->catalog, NULL));
    if (pin->family->plan_wake != NULL)
        pin_plan (pin, wake, pin->family->plan_wake (facts, NULL));
    if (pin->family->identity != NULL)
        pin_plan (pin, identity, pin->family->identity->plan_read (facts, NULL));
}

/* Returns (transfer full) the facts that the family learns from the drive, or @facts if there is nothing to learn.
 */
static BbFacts *
learn (Pin *pin, BbTransport *transport, BbFacts *facts)
{
    const BbLearnOps *ops = pin->family->learn;
    BbFacts *better = NULL;

    if (ops != NULL && ops->is_needed (facts))
        better = ops->learn (transport, facts, NULL, pin->catalog, NULL, NULL);
    return better != NULL ? better : bb_facts_ref (facts);
}

/* Adds all plans of a model, for its states, to the checksum. */
static void
pin_model (Pin *pin, BbModel *model)
{
    const char *boot_version = boot_version_of (pin->family, model);
    g_auto (GStrv) states = bb_sim_list_states (pin->family->id, NULL);
    g_autoptr (BbImage) image = make_image (pin, boot_version);
    g_autoptr (BbFacts) healthy = NULL;

    for (guint i = 0; states[i] != NULL && (i == 0 || pin->all_states); i++) {
        g_auto (GStrv) columns = g_strsplit (states[i], "\t", 3);
        g_autoptr (BbTransport) transport = NULL;
        g_autoptr (BbSimBus) bus = NULL;
        g_autoptr (BbFacts) probed = open_drive (pin, boot_version, columns[0], &transport, &bus);
        g_autoptr (BbFacts) facts = NULL;

        if (probed == NULL || probed->model == NULL)
            continue;
        facts = i == 0 ? learn (pin, transport, probed) : bb_facts_ref (probed);
        if (i == 0)
            healthy = bb_facts_ref (facts);
        pin_drive_plans (pin, columns[0], facts);
        if (image != NULL)
            pin_image_plans (pin, columns[0], facts, i == 0 ? NULL : healthy, image);
    }
}

/* TRUE for the first model of each kind. Models of one kind differ only in names and a few numbers, so the plans of
 * all states are made for the first one only. */
static gboolean
is_first_of_its_kind (GHashTable *kinds, BbModel *model)
{
    const char *type = bb_model_get_string (model, "FlashType");
    const char *kind = type != NULL ? type : bb_model_get_string (model, "Group");

    return g_hash_table_add (kinds, g_strdup (kind != NULL ? kind : ""));
}

/* Adds a line "FAMILY MODEL: COUNT SUM" for each model, in the order of the catalog. */
static void
add_family (GString *lines, BbCatalog *catalog, const BbFamily *family)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, family->id);
    g_autoptr (GHashTable) kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < models->len; i++) {
        BbModel *model = models->pdata[i];
        g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
        Pin pin = {.family = family, .catalog = catalog, .model = bb_model_get_key (model), .sum = sum};

        pin.all_states = is_first_of_its_kind (kinds, model);

        pin_model (&pin, model);
        g_string_append_printf (lines, "%s %s: %u %s\n", family->id, pin.model, pin.n_plans,
                                g_checksum_get_string (sum));
    }
}

/* Writes all lines to the file @path, which is plan-pins.txt. */
static void
write_pins (BbCatalog *catalog, const char *path)
{
    g_autoptr (GString) lines = g_string_new (NULL);

    for (const BbFamily *const *family = bb_family_list (); *family != NULL; family++)
        add_family (lines, catalog, *family);
    g_assert_true (g_file_set_contents (path, lines->str, -1, NULL));
}

/* Returns (transfer full) the lines of plan-pins.txt. */
static char **
read_pins (void)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *pinned = NULL;

    g_file_get_contents (PLAN_PINS, &pinned, NULL, &error);
    g_assert_no_error (error);
    return g_strsplit (g_strchomp (pinned), "\n", -1);
}

/* The plans of the family @data have the checksums in plan-pins.txt. */
static void
test_plans_are_as_pinned (gconstpointer data)
{
    const BbFamily *family = data;
    g_autoptr (BbCatalog) catalog = bb_catalog_open (BUILD_DATADIR "/catalog", NULL, NULL);
    g_autofree char *begin = g_strdup_printf ("%s ", family->id);
    g_autoptr (GString) lines = g_string_new (NULL);
    g_auto (GStrv) was = read_pins ();
    g_auto (GStrv) is = NULL;
    guint n_same = 0;
    guint n = 0;

    add_family (lines, catalog, family);
    is = g_strsplit (g_strchomp (lines->str), "\n", -1);
    for (guint i = 0; was[i] != NULL; i++) {
        if (!g_str_has_prefix (was[i], begin))
            continue;
        g_assert_nonnull (is[n]);
        n_same += g_str_equal (is[n], was[i]);
        if (!g_str_equal (is[n], was[i])) {
            g_test_message ("pinned: %s", was[i]);
            g_test_message ("is:     %s", is[n]);
        }
        n++;
    }
    g_assert_cmpuint (n, >, 0);
    g_assert_cmpuint (n, ==, g_strv_length (is));
    g_assert_cmpuint (n_same, ==, n);
}

/* Every line of plan-pins.txt must name a family that exists, so that test_plans_are_as_pinned() compares this line.
 */
static void
test_every_pin_is_of_a_family (void)
{
    g_auto (GStrv) was = read_pins ();

    g_assert_cmpuint (g_strv_length (was), >, 200);
    for (guint i = 0; was[i] != NULL; i++) {
        g_auto (GStrv) words = g_strsplit (was[i], " ", 2);

        g_assert_nonnull (bb_family_lookup (words[0]));
    }
}

int
main (int argc, char **argv)
{
    const char *path = g_getenv ("BURNBACK_PIN_PLANS");
    g_autoptr (BbCatalog) catalog = path != NULL ? bb_catalog_open (BUILD_DATADIR "/catalog", NULL, NULL) : NULL;

    g_test_init (&argc, &argv, NULL);
    if (path != NULL)
        write_pins (catalog, path);
    for (const BbFamily *const *family = bb_family_list (); *family != NULL; family++) {
        g_autofree char *name = g_strdup_printf ("/family/plan-pins/plans_of_%s_are_as_pinned", (*family)->id);

        g_test_add_data_func (name, *family, test_plans_are_as_pinned);
    }
    g_test_add_func ("/family/plan-pins/every_pin_is_of_a_family", test_every_pin_is_of_a_family);
    return g_test_run ();
}
