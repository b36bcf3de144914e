/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Replaces functions of GLib in a build with the thread sanitizer. If GLib is built without the sanitizer, the
 * sanitizer does not see the futexes of GMutex and the reference counts, and reports false races. The functions here
 * tell it about the order of the accesses, and change nothing else.
 */
#include <dlfcn.h>
#include <gio/gio.h>

void __tsan_acquire (void *address);
void __tsan_release (void *address);

/* Looks up the real function each time, because storing its address would be a race. */
#define REAL(name) __typeof__ (&name) real = (__typeof__ (&name)) dlsym (RTLD_NEXT, #name)

#undef g_mutex_lock
#undef g_mutex_unlock
#undef g_cond_wait
#undef g_cond_wait_until

void
g_mutex_lock (GMutex *mutex)
{
    REAL (g_mutex_lock);

    real (mutex);
    __tsan_acquire (mutex);
}

void
g_mutex_unlock (GMutex *mutex)
{
    REAL (g_mutex_unlock);

    __tsan_release (mutex);
    real (mutex);
}

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
    REAL (g_cond_wait);

    __tsan_release (mutex);
    real (cond, mutex);
    __tsan_acquire (mutex);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
    gboolean signalled;

    REAL (g_cond_wait_until);

    __tsan_release (mutex);
    signalled = real (cond, mutex, end_time);
    __tsan_acquire (mutex);
    return signalled;
}

/* Tells the sanitizer that everything that another thread did before it dropped its reference happened before the
 * last reference is dropped. */
#define COUNTED(name, type)              \
    void name (type thing)               \
    {                                    \
        REAL (name);                     \
        __tsan_release ((void *) thing); \
        __tsan_acquire ((void *) thing); \
        real (thing);                    \
    }

COUNTED (g_object_unref, gpointer)
COUNTED (g_bytes_unref, GBytes *)
COUNTED (g_ptr_array_unref, GPtrArray *)
COUNTED (g_array_unref, GArray *)
COUNTED (g_variant_unref, GVariant *)
COUNTED (g_source_unref, GSource *)

typedef struct {
    GSourceFunc func;
    gpointer data;
    GDestroyNotify notify;
} Call;

static gboolean
call_source (gpointer data)
{
    Call *call = data;

    __tsan_acquire (g_main_current_source ());
    return call->func (call->data);
}

static void
free_call (gpointer data)
{
    Call *call = data;

    __tsan_acquire (call->data);
    if (call->notify != NULL)
        call->notify (call->data);
    g_free (call);
}

/* Everything that a thread does before it sets the callback happens before the callback and its destroy notify. */
void
g_source_set_callback (GSource *source, GSourceFunc func, gpointer data, GDestroyNotify notify)
{
    Call *call;

    REAL (g_source_set_callback);

    __tsan_release (data);
    /* Sources of other types call their callbacks with other arguments than call_source() has, so these callbacks
     * stay as they are. */
    if (source->source_funcs != &g_idle_funcs && source->source_funcs != &g_timeout_funcs) {
        real (source, func, data, notify);
        return;
    }
    call = g_new (Call, 1);
    *call = (Call){func, data, notify};
    real (source, call_source, call, free_call);
}

typedef struct {
    GTaskThreadFunc func;
} Work;

static void
do_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
    Work *work = g_object_get_data (G_OBJECT (task), "tsan-work");

    __tsan_acquire (task);
    work->func (task, source_object, task_data, cancellable);
}

/* Everything that a thread does before it calls g_task_run_in_thread() happens before the thread function. */
void
g_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
    Work *work = g_new (Work, 1);

    REAL (g_task_run_in_thread);

    work->func = func;
    g_object_set_data_full (G_OBJECT (task), "tsan-work", work, g_free);
    __tsan_release (task);
    real (task, do_work);
}

/* Everything that a thread does before it attaches the source happens before the callback of the source. */
guint
g_source_attach (GSource *source, GMainContext *context)
{
    REAL (g_source_attach);

    __tsan_release (source);
    __tsan_release (context);
    return real (source, context);
}

gboolean
g_main_context_iteration (GMainContext *context, gboolean may_block)
{
    gboolean dispatched;

    REAL (g_main_context_iteration);

    __tsan_acquire (context != NULL ? context : g_main_context_default ());
    dispatched = real (context, may_block);
    __tsan_acquire (context != NULL ? context : g_main_context_default ());
    return dispatched;
}
