/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/nec/bb-nec.h"

G_BEGIN_DECLS

/*
 * A drive of paper: its memory is arrays, it knows one safe mode key, and it writes down what it is asked.
 * Enough for identifying and learning; nothing can be written.
 */
#define NEC_TYPE_FAKE (nec_fake_get_type ())
G_DECLARE_FINAL_TYPE (NecFake, nec_fake, NEC, FAKE, GObject)

NecFake *nec_fake_new (const char *vendor, const char *product, const char *revision);
/** nec_fake_put: memory at @address; reads that touch no such range are refused. */
void nec_fake_put (NecFake *self, guint32 address, const guint8 *data, gsize length_bytes);
void nec_fake_put_text (NecFake *self, guint32 address, const char *text);
/** nec_fake_put_rid: a model block. */
void nec_fake_put_rid (NecFake *self, guint32 address, const char *rid, const char *maker, const char *model);
/** nec_fake_put_page: a page that differs by @seed, as calibration does by unit. */
void nec_fake_put_page (NecFake *self, guint32 address, guint32 seed);
/** nec_fake_answer_all: reads of what is not there give zeros. */
void nec_fake_answer_all (NecFake *self);
/** nec_fake_set_boot: the key its boot code takes, and how that answers INQUIRY. */
void nec_fake_set_boot (NecFake *self, const char *key, const char *revision);
/** nec_fake_set_boot_code: READ BOOT CODE works in safe mode. */
void nec_fake_set_boot_code (NecFake *self, GBytes *boot_code);
/** nec_fake_set_safe: it is in safe mode; @stays: it has no valid firmware to return to. */
void nec_fake_set_safe (NecFake *self, gboolean safe, gboolean stays);
/** nec_fake_set_busy: so many polls after leaving safe mode are answered with "becoming ready". */
void nec_fake_set_busy (NecFake *self, guint n_polls);
/** nec_fake_set_gone: nothing is answered any more after @n commands. */
void nec_fake_set_gone (NecFake *self, guint n);
/** nec_fake_add_attention: the next read is answered with a unit attention. */
void nec_fake_add_attention (NecFake *self);
gboolean nec_fake_is_safe (NecFake *self);
guint nec_fake_get_waited_ms (NecFake *self);
/** nec_fake_get_log: a line of hex a command. */
const char *nec_fake_get_log (NecFake *self);
void nec_fake_clear_log (NecFake *self);

/** nec_fake_new_model: (transfer full): a well drive of the catalog's type, id byte in place. */
NecFake *nec_fake_new_model (BbModel *model, const char *id, const char *rid_model, int firmware_id);

G_END_DECLS
