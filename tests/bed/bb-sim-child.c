/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-link.h"

#include <glib-unix.h>

#include <signal.h>
#include <sys/wait.h>

/* The child program; @pid is 0 if there is none. */
typedef struct {
    GMainLoop *loop;
    GPid pid;
    int exit_code;
} BbSimChild;

static void
bb_sim_child_ended_cb (GPid pid, int status, gpointer data)
{
    BbSimChild *self = data;

    self->exit_code = WIFSIGNALED (status) ? BB_EXIT_SIGNAL_BASE + WTERMSIG (status) : WEXITSTATUS (status);
    g_spawn_close_pid (pid);
    g_main_loop_quit (self->loop);
}

/* Called for SIGTERM and SIGHUP: sends SIGTERM to the child; without a child, ends bb_sim_child_run(). */
static gboolean
bb_sim_child_terminated_cb (gpointer data)
{
    BbSimChild *self = data;

    if (self->pid != 0)
        kill (self->pid, SIGTERM);
    else
        g_main_loop_quit (self->loop);
    return G_SOURCE_CONTINUE;
}

/* Called for SIGINT: ends bb_sim_child_run() if there is no child. Ignores the signal if there is a child, because
 * the terminal sends it to the child, too, and the child decides whether to end. */
static gboolean
bb_sim_child_interrupted_cb (gpointer data)
{
    BbSimChild *self = data;

    if (self->pid == 0)
        g_main_loop_quit (self->loop);
    return G_SOURCE_CONTINUE;
}

int
bb_sim_child_run (char **command)
{
    static const int terminating[] = {SIGTERM, SIGHUP};
    g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    g_autoptr (GError) error = NULL;
    BbSimChild self = {.loop = loop};
    guint ids[G_N_ELEMENTS (terminating) + 1];

    if (command != NULL &&
        !g_spawn_async (NULL, command, NULL,
                        G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL,
                        &self.pid, &error)) {
        g_printerr ("burnback-sim: %s\n", error->message);
        return BB_EXIT_NOT_STARTED;
    }
    for (guint i = 0; i < G_N_ELEMENTS (terminating); i++)
        ids[i] = g_unix_signal_add (terminating[i], bb_sim_child_terminated_cb, &self);
    ids[G_N_ELEMENTS (terminating)] = g_unix_signal_add (SIGINT, bb_sim_child_interrupted_cb, &self);
    if (self.pid != 0)
        g_child_watch_add (self.pid, bb_sim_child_ended_cb, &self);
    g_main_loop_run (loop);
    for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
        g_source_remove (ids[i]);
    return self.exit_code;
}
