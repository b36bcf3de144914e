/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A module of GTK that lists the accessible names of the widgets of the program. Without it, a test that waits for a
 * text would ask for each name with a message of its own, several thousand times a minute. The names are those of
 * ATK, which the accessibility bus sends, too. The abstract socket $BURNBACK_NAME_LIST takes requests, one line each:
 *
 *   SHOWING ROLE|ROLE...    SHOWING: 1 for widgets that are shown, 0 for all
 *
 * An answer begins with a guint32, the number of bytes that follow. These bytes are name and description of each
 * widget, each text with a NUL at its end. If ATK does not know a requested role, the guint32 is G_MAXUINT32, and
 * nothing follows. */
#include <errno.h>
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <gtk/gtk.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MAX_REQUEST_BYTES 256

typedef struct {
    GArray *roles; /* AtkRole */
    gboolean is_showing_only;
    GByteArray *answer;
} List;

static void
name_list_add_text (GByteArray *answer, const char *text)
{
    const char *known = text != NULL ? text : "";

    g_byte_array_append (answer, (const guint8 *) known, strlen (known) + 1);
}

static gboolean
name_list_wants (const List *list, AtkObject *object, gboolean is_top)
{
    AtkRole role = atk_object_get_role (object);
    g_autoptr (AtkStateSet) states = NULL;
    gboolean is_wanted = FALSE;

    for (guint i = 0; i < list->roles->len; i++)
        is_wanted |= g_array_index (list->roles, AtkRole, i) == role;
    if (!is_wanted || is_top || !list->is_showing_only)
        return is_wanted;
    states = atk_object_ref_state_set (object);
    return atk_state_set_contains_state (states, ATK_STATE_SHOWING);
}

static void
name_list_visit (const List *list, AtkObject *object, gboolean is_top)
{
    if (name_list_wants (list, object, is_top)) {
        name_list_add_text (list->answer, atk_object_get_name (object));
        name_list_add_text (list->answer, atk_object_get_description (object));
    }
    for (int i = 0; i < atk_object_get_n_accessible_children (object); i++) {
        g_autoptr (AtkObject) child = atk_object_ref_accessible_child (object, i);

        if (child != NULL)
            name_list_visit (list, child, FALSE);
    }
}

/* Returns (transfer full) (nullable) the names and descriptions that answer @request; NULL if ATK does not know one
 * of the roles in @request. */
static GByteArray *
name_list_make (const char *request)
{
    g_auto (GStrv) names = g_strsplit (request + 2, "|", -1);
    g_autoptr (GArray) roles = g_array_new (FALSE, FALSE, sizeof (AtkRole));
    g_autoptr (GByteArray) answer = g_byte_array_new ();
    List list = {roles, request[0] == '1', answer};
    AtkObject *root = atk_get_root ();

    for (char **name = names; *name != NULL; name++) {
        AtkRole role = atk_role_for_name (*name);

        if (role == ATK_ROLE_INVALID)
            return NULL;
        g_array_append_val (roles, role);
    }
    for (int i = 0; i < atk_object_get_n_accessible_children (root); i++) {
        g_autoptr (AtkObject) top = atk_object_ref_accessible_child (root, i);

        if (top != NULL)
            name_list_visit (&list, top, TRUE);
    }
    return g_steal_pointer (&answer);
}

static gboolean
name_list_request_cb (int fd, GIOCondition condition, gpointer data)
{
    char request[MAX_REQUEST_BYTES];
    gssize n_read = read (fd, request, sizeof request - 1);
    g_autoptr (GByteArray) answer = NULL;
    guint32 length;

    (void) condition;
    (void) data;
    if (n_read < 3) {
        close (fd);
        return G_SOURCE_REMOVE;
    }
    request[n_read] = '\0';
    g_strchomp (request);
    answer = name_list_make (request);
    length = answer != NULL ? answer->len : G_MAXUINT32;
    if (answer == NULL)
        answer = g_byte_array_new ();
    g_byte_array_prepend (answer, (const guint8 *) &length, sizeof length);
    for (gsize sent = 0; sent < answer->len;) {
        gssize n = send (fd, answer->data + sent, answer->len - sent, MSG_NOSIGNAL);

        if (n < 0 && errno != EINTR) {
            close (fd);
            return G_SOURCE_REMOVE;
        }
        sent += MAX (n, 0);
    }
    return G_SOURCE_CONTINUE;
}

static gboolean
name_list_connection_cb (int fd, GIOCondition condition, gpointer data)
{
    int connection = accept4 (fd, NULL, NULL, SOCK_CLOEXEC);

    (void) condition;
    (void) data;
    if (connection >= 0)
        g_unix_fd_add (connection, G_IO_IN, name_list_request_cb, NULL);
    return G_SOURCE_CONTINUE;
}

G_MODULE_EXPORT void gtk_module_init (int *argc, char ***argv);

/* Listens on the socket. A second process with the same environment, for example one that hands a file to the window,
 * cannot bind the socket, so only the first process answers. */
G_MODULE_EXPORT void
gtk_module_init (int *argc, char ***argv)
{
    const char *name = g_getenv ("BURNBACK_NAME_LIST");
    g_autoptr (GSocketAddress) address = NULL;
    struct sockaddr_un native;
    int fd;

    (void) argc;
    (void) argv;
    if (name == NULL)
        return;
    address = g_unix_socket_address_new_with_type (name, -1, G_UNIX_SOCKET_ADDRESS_ABSTRACT);
    fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && g_socket_address_to_native (address, &native, sizeof native, NULL) &&
        bind (fd, (struct sockaddr *) &native, g_socket_address_get_native_size (address)) == 0 &&
        listen (fd, 1) == 0)
        g_unix_fd_add (fd, G_IO_IN, name_list_connection_cb, NULL);
    else if (fd >= 0)
        close (fd);
}
