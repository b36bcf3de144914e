/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-eject.h"

#include <glib/gi18n-lib.h>

#define UDISKS_NAME "org.freedesktop.UDisks2"
#define UDISKS_MANAGER_PATH "/org/freedesktop/UDisks2/Manager"
/* Timeout of a call to UDisks. A tray opens in a few seconds, but the drive may have to stop the disc first. */
#define BB_EJECT_TIMEOUT_MS 30000

/* Calls @method of UDisks with @arguments (a floating reference is consumed); @callback gets @task as its data. */
static void
bb_eject_call (GTask *task, GDBusConnection *bus, const char *path, const char *interface, const char *method,
               GVariant *arguments, GAsyncReadyCallback callback)
{
    g_dbus_connection_call (bus, UDISKS_NAME, path, interface, method, arguments, NULL, G_DBUS_CALL_FLAGS_NONE,
                            BB_EJECT_TIMEOUT_MS, g_task_get_cancellable (task), callback, task);
}

/* Makes @task return @error, and drops the reference to @task. @error: (transfer full) (nullable): if %NULL, @task
 * returns an error that says that UDisks does not know the drive */
static void
bb_eject_fail (GTask *task, GError *error)
{
    if (error == NULL)
        error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                                     _ ("The disk service (UDisks) does not recognize this "
                                        "drive."));
    g_dbus_error_strip_remote_error (error);
    g_task_return_error (task, error);
    g_object_unref (task);
}

/* Returns (transfer full) (nullable) the reply of the D-Bus call that ended with @result. If the call failed or the
 * reply is not of @type, returns %NULL. In this case calls bb_eject_fail(), so the caller must no longer use @task.
 */
static GVariant *
bb_eject_finish_call (GTask *task, GObject *bus, GAsyncResult *result, const char *type)
{
    GError *error = NULL;
    g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &error);

    if (answer != NULL && g_variant_is_of_type (answer, G_VARIANT_TYPE (type)))
        return g_steal_pointer (&answer);
    bb_eject_fail (task, error);
    return NULL;
}

/* Step 4 of bb_eject_async(): called with the reply to "Eject". Makes the task return TRUE, or the error if ejecting
 * failed. */
static void
bb_eject_ejected_cb (GObject *bus, GAsyncResult *result, gpointer data)
{
    g_autoptr (GVariant) answer = bb_eject_finish_call (data, bus, result, "()");

    if (answer == NULL)
        return;
    g_task_return_boolean (data, TRUE);
    g_object_unref (data);
}

/* Step 3 of bb_eject_async(): called with the UDisks object of the drive. Asks UDisks to eject its disc. */
static void
bb_eject_drive_cb (GObject *bus, GAsyncResult *result, gpointer data)
{
    g_autoptr (GVariant) answer = bb_eject_finish_call (data, bus, result, "(v)");
    g_autoptr (GVariant) value = NULL;
    GVariantBuilder options;

    if (answer == NULL)
        return;
    g_variant_get (answer, "(v)", &value);
    if (!g_variant_is_of_type (value, G_VARIANT_TYPE_OBJECT_PATH)) {
        bb_eject_fail (data, NULL);
        return;
    }
    g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
    bb_eject_call (data, G_DBUS_CONNECTION (bus), g_variant_get_string (value, NULL), UDISKS_NAME ".Drive", "Eject",
                   g_variant_new ("(a{sv})", &options), bb_eject_ejected_cb);
}

/* Step 2 of bb_eject_async(): called with the block devices that have the device node of the drive. Asks UDisks for
 * the drive of the first one. */
static void
bb_eject_block_cb (GObject *bus, GAsyncResult *result, gpointer data)
{
    g_autoptr (GVariant) answer = bb_eject_finish_call (data, bus, result, "(ao)");
    g_autofree const char **paths = NULL;

    if (answer == NULL)
        return;
    g_variant_get (answer, "(^a&o)", &paths);
    if (paths[0] == NULL) {
        bb_eject_fail (data, NULL);
        return;
    }
    bb_eject_call (data, G_DBUS_CONNECTION (bus), paths[0], "org.freedesktop.DBus.Properties", "Get",
                   g_variant_new ("(ss)", UDISKS_NAME ".Block", "Drive"), bb_eject_drive_cb);
}

/* Step 1 of bb_eject_async(): called with the system bus. Asks UDisks for the block devices that have the device node
 * of the drive. */
static void
bb_eject_bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    GError *error = NULL;
    g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);
    GVariantBuilder device, options;

    if (bus == NULL) {
        bb_eject_fail (data, error);
        return;
    }
    g_variant_builder_init (&device, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add (&device, "{sv}", "path", g_variant_new_string (g_task_get_task_data (data)));
    g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
    bb_eject_call (data, bus, UDISKS_MANAGER_PATH, UDISKS_NAME ".Manager", "ResolveDevice",
                   g_variant_new ("(a{sv}a{sv})", &device, &options), bb_eject_block_cb);
}

void
bb_eject_async (const char *node, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
    GTask *task = g_task_new (NULL, cancellable, callback, data);

    g_return_if_fail (node != NULL);

    g_task_set_task_data (task, g_strdup (node), g_free);
    g_bus_get (G_BUS_TYPE_SYSTEM, cancellable, bb_eject_bus_cb, task);
}

gboolean
bb_eject_finish (GAsyncResult *result, GError **error)
{
    return g_task_propagate_boolean (G_TASK (result), error);
}
