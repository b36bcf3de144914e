/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BB_TYPE_GRADUAL_MODEL (bb_gradual_model_get_type ())
G_DECLARE_FINAL_TYPE (BbGradualModel, bb_gradual_model, BB, GRADUAL_MODEL, GObject)

/*
 * The beginning of another list, which grows by one item a turn of the main loop until it is the whole: a list box
 * that is bound to it builds one row at a time. What is put in between, and what is taken away, is so at once.
 */
BbGradualModel *bb_gradual_model_new (GListModel *whole);

G_END_DECLS
