/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shipped-catalog.h"
#include "test-families.h"

#include "family/bb-family.h"
#include "sim/bb-sim.h"

/* A drive is disconnected while a function of a family sends commands. At whichever command this happens, the
 * function must fail, and must not return data that the drive did not send. It may succeed only if the lost command
 * reads optional data (`has_optional` of #Asked). */

/* --- a transport that loses its drive --- */

#define LOST_TYPE_TRANSPORT (lost_transport_get_type ())
G_DECLARE_FINAL_TYPE (LostTransport, lost_transport, LOST, TRANSPORT, GObject)

/**
 * LostTransport: passes commands to a simulated drive until the drive gets lost.
 * @to: the simulated drive
 * @at: number of the first command (from 1) that fails with %BB_TRANSPORT_ERROR_GONE, as do all later ones
 * @n_commands: number of commands that were sent, TEST UNIT READY included
 */
struct _LostTransport {
    GObject parent_instance;

    BbTransport *to;
    guint at;
    guint n_commands;
};

static void lost_transport_interface_init (BbTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LostTransport, lost_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BB_TYPE_TRANSPORT, lost_transport_interface_init))

static gboolean
lost_transport_execute (BbTransport *transport, const BbCommand *command, BbReply *reply, GError **error)
{
    LostTransport *self = LOST_TRANSPORT (transport);

    self->n_commands++;
    if (self->n_commands < self->at)
        return bb_transport_execute (self->to, command, reply, error);
    *reply = (BbReply){0};
    g_set_error_literal (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "disconnected by the test");
    return FALSE;
}

static void
lost_transport_wait (BbTransport *transport, guint duration_ms)
{
    bb_transport_wait_ms (LOST_TRANSPORT (transport)->to, duration_ms);
}

static void
lost_transport_interface_init (BbTransportInterface *iface)
{
    iface->execute = lost_transport_execute;
    iface->wait_ms = lost_transport_wait;
}

static void
lost_transport_finalize (GObject *object)
{
    g_clear_object (&LOST_TRANSPORT (object)->to);
    G_OBJECT_CLASS (lost_transport_parent_class)->finalize (object);
}

static void
lost_transport_class_init (LostTransportClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = lost_transport_finalize;
}

static void
lost_transport_init (LostTransport *self)
{
    (void) self;
}

/* --- a simulated drive --- */

typedef struct {
    BbSimStore *store;
    BbSimBus *bus;
    LostTransport *transport;
    BbFacts *facts;
} Drive;

static void
drive_close (Drive *drive)
{
    g_clear_pointer (&drive->facts, bb_facts_unref);
    g_clear_object (&drive->transport);
    g_clear_object (&drive->bus);
    g_clear_object (&drive->store);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Drive, drive_close)

/* Opens a new drive and identifies it. After that no command is lost until @transport->at is set. */
static void
drive_open (Drive *drive, const char *group)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text = g_strconcat ("[drive d]\n", group, NULL);

    drive->store = bb_sim_store_new_in_memory ();
    bb_sim_store_set_logging (drive->store, FALSE);
    drive->bus = bb_sim_bus_new_from_data (text, drive->store, shipped_catalog (), &error);
    g_assert_no_error (error);
    drive->transport = g_object_new (LOST_TYPE_TRANSPORT, NULL);
    drive->transport->at = G_MAXUINT;
    drive->transport->to = bb_sim_bus_open (drive->bus, "d", &error);
    g_assert_no_error (error);
    drive->facts = bb_family_probe (BB_TRANSPORT (drive->transport), NULL, shipped_catalog (), FALSE, NULL, &error);
    g_assert_no_error (error);
}

/* --- functions that send commands --- */

/* A function that sends commands to @drive. Returns TRUE if the drive answered all of them. @family: the family of
 * the drive */
typedef gboolean (*Ask) (Drive *drive, const BbFamily *family, GError **error);

static gboolean
ask_probe (Drive *drive, const BbFamily *family, GError **error)
{
    g_autoptr (BbFacts) facts =
        bb_family_probe (BB_TRANSPORT (drive->transport), NULL, shipped_catalog (), TRUE, NULL, error);

    return facts != NULL && g_strcmp0 (facts->family, family->id) == 0;
}

static gboolean
ask_learn (Drive *drive, const BbFamily *family, GError **error)
{
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autoptr (BbFacts) facts = NULL;

    if (family->learn == NULL)
        return TRUE;
    facts = family->learn->learn (BB_TRANSPORT (drive->transport), drive->facts, captures, shipped_catalog (), NULL,
                                  error);
    return facts != NULL;
}

static gboolean
ask_books (Drive *drive, const BbFamily *family, GError **error)
{
    BbBooks books;

    return family->books == NULL || family->books->read (BB_TRANSPORT (drive->transport), &books, error);
}

static gboolean
ask_set_book (Drive *drive, const BbFamily *family, GError **error)
{
    return family->books == NULL ||
           family->books->set (BB_TRANSPORT (drive->transport), BB_BOOK_MEDIUM_DVD_PLUS_R, 0x00, FALSE, error);
}

static gboolean
ask_clear_books (Drive *drive, const BbFamily *family, GError **error)
{
    return family->books == NULL || family->books->clear (BB_TRANSPORT (drive->transport), error);
}

static gboolean
ask_region (Drive *drive, const BbFamily *family, GError **error)
{
    BbDvdRegion region;

    return family->books == NULL || family->books->read_region (BB_TRANSPORT (drive->transport), &region, error);
}

static gboolean
ask_build_info (Drive *drive, const BbFamily *family, GError **error)
{
    g_auto (GStrv) info = NULL;

    if (family->read_build_info == NULL)
        return TRUE;
    info = family->read_build_info (BB_TRANSPORT (drive->transport), error);
    return info != NULL;
}

static gboolean
ask_features (Drive *drive, const BbFamily *family, GError **error)
{
    g_autofree char *why = NULL;
    gboolean is_named = FALSE;

    return family->ask_features == NULL ||
           family->ask_features (BB_TRANSPORT (drive->transport), &is_named, &why, error);
}

/**
 * Asked: a function that sends commands.
 * @goes_on: TRUE if the function sends other commands after the lost one: those of the next family's probe, or those
 *   that leave recovery mode
 * @has_optional: TRUE if one or two commands read data that the function can do without, such as the end of long
 *   INQUIRY data, so that it succeeds although they fail
 */
typedef struct {
    const char *name;
    Ask ask;
    gboolean goes_on;
    gboolean has_optional;
} Asked;

static const Asked asks[] = {
    {"probe", ask_probe, TRUE, TRUE},
    {"learn", ask_learn, TRUE, TRUE},
    {"books", ask_books, FALSE, FALSE},
    {"set-book", ask_set_book, FALSE, FALSE},
    {"clear-books", ask_clear_books, FALSE, FALSE},
    {"region", ask_region, FALSE, FALSE},
    {"build-info", ask_build_info, FALSE, TRUE},
    {"features", ask_features, FALSE, FALSE},
};

/* Drives that get other commands than the drives in families.txt. */
static const char *const drives[] = {
    "Family=nec-optiarc\nModel=K355\n",
    "Family=nec-optiarc\nModel=K110\nBootVersion=02\n",
    "Family=nec-optiarc\nModel=K370\nBootVersion=05\n",
    "Family=nec-optiarc\nModel=K355\nState=safe-mode\n",
    "Family=nec-optiarc\nModel=K355\nQuirks=stored-id=ABCD\n",
    "Family=nec-optiarc\nModel=G285\nQuirks=book-type-version=0\n",
    "Family=nec-optiarc\nModel=C500\n",
    "Family=mediatek-mt1959\nModel=BD-RE BU40N\nState=boot\n",
};

/* Calls @asked and loses the drive at command @at. Returns FALSE if the function sends fewer than @at commands.
 * @n_good: (inout): increased if the function succeeds although the drive was lost */
static gboolean
lose_at (const char *group, const Asked *asked, guint at, guint *n_good)
{
    g_auto (Drive) drive = {0};
    g_autoptr (GError) error = NULL;
    gboolean good = FALSE;

    drive_open (&drive, group);
    drive.transport->n_commands = 0;
    drive.transport->at = at;
    good = asked->ask (&drive, bb_family_lookup (drive.facts->family), &error);
    g_test_message ("%s, command %u of %s: %s", group, at, asked->name, error != NULL ? error->message : "good");
    g_assert_cmpint (good, ==, error == NULL);
    if (drive.transport->n_commands < at)
        return FALSE;
    if (good) {
        (*n_good)++;
    } else if (asked->goes_on) {
        g_assert_true (error->domain == BB_TRANSPORT_ERROR || error->domain == BB_FAMILY_ERROR);
    } else {
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
        g_assert_cmpuint (drive.transport->n_commands, ==, at);
    }
    return TRUE;
}

static void
test_disconnected_drive_is_an_error_at_every_command (gconstpointer data)
{
    const char *group = data;

    for (guint i = 0; i < G_N_ELEMENTS (asks); i++) {
        guint n_good = 0, at = 1;

        while (lose_at (group, &asks[i], at, &n_good))
            at++;
        g_assert_cmpuint (n_good, <=, asks[i].has_optional ? 2 : 0);
    }
}

int
main (int argc, char **argv)
{
    GPtrArray *families = test_families_list ();

    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < families->len; i++) {
        const TestFamily *family = g_ptr_array_index (families, i);
        g_autofree char *path = g_strconcat ("/family-lost/every-command/", family->family, NULL);

        g_test_add_data_func_full (path, test_family_dup_group (family),
                                   test_disconnected_drive_is_an_error_at_every_command, g_free);
    }
    for (guint i = 0; i < G_N_ELEMENTS (drives); i++) {
        g_autofree char *path = g_strdup_printf ("/family-lost/every-command/%u", i);

        g_test_add_data_func (path, drives[i], test_disconnected_drive_is_an_error_at_every_command);
    }
    return g_test_run ();
}
