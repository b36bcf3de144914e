/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/nec/bb-nec.h"

G_BEGIN_DECLS

/* A transport that acts as a drive, with memory in arrays, one key that puts it into safe mode, and a log of all
 * commands. It supports identification and bb_nec_learn(), and refuses all writes. */
#define NEC_TYPE_FAKE (nec_fake_get_type ())
G_DECLARE_FINAL_TYPE (NecFake, nec_fake, NEC, FAKE, GObject)

/** nec_fake_new: Returns (transfer full) a drive in normal mode with these INQUIRY texts, without memory and
 * without a key. */
NecFake *nec_fake_new (const char *vendor, const char *product, const char *revision);
/** nec_fake_put: Sets the memory at @address. Reads outside of the ranges that were set are refused. */
void nec_fake_put (NecFake *self, guint32 address, const guint8 *data, gsize length_bytes);
/** nec_fake_put_text: As nec_fake_put(), with the characters of @text. */
void nec_fake_put_text (NecFake *self, guint32 address, const char *text);
/** nec_fake_put_rid: Sets a model block at @address. */
void nec_fake_put_rid (NecFake *self, guint32 address, const char *rid, const char *maker, const char *model);
/** nec_fake_put_page: Sets a calibration page at @address. Another @seed gives the page of another drive. */
void nec_fake_put_page (NecFake *self, guint32 address, guint32 seed);
/** nec_fake_answer_all: Makes reads of memory that was not set return zeros instead of a refusal. */
void nec_fake_answer_all (NecFake *self);
/** nec_fake_set_boot: Sets the key that the boot code accepts, and the revision that it reports. */
void nec_fake_set_boot (NecFake *self, const char *key, const char *revision);
/** nec_fake_set_boot_code: Makes READ BOOT CODE in safe mode return @boot_code. */
void nec_fake_set_boot_code (NecFake *self, GBytes *boot_code);
/** nec_fake_set_safe: Puts the drive into safe mode; @stays: it has no valid firmware, so it does not leave
 * safe mode. */
void nec_fake_set_safe (NecFake *self, gboolean safe, gboolean stays);
/** nec_fake_set_stuck: Makes the drive refuse the command that leaves safe mode. */
void nec_fake_set_stuck (NecFake *self);
/** nec_fake_set_busy: Makes the next @n_polls TEST UNIT READY after leaving safe mode report "becoming ready". */
void nec_fake_set_busy (NecFake *self, guint n_polls);
/** nec_fake_set_gone: Makes every command after the next @n fail with %BB_TRANSPORT_ERROR_GONE. */
void nec_fake_set_gone (NecFake *self, guint n);
/** nec_fake_add_attention: Makes the next read report a unit attention. */
void nec_fake_add_attention (NecFake *self);
/** nec_fake_is_safe: Returns whether the drive is in safe mode. */
gboolean nec_fake_is_safe (NecFake *self);
/** nec_fake_get_waited_ms: Returns the sum of all waits. */
guint nec_fake_get_waited_ms (NecFake *self);
/** nec_fake_get_log: Returns the CDBs that were sent, one line of hexadecimal digits each. */
const char *nec_fake_get_log (NecFake *self);
void nec_fake_clear_log (NecFake *self);

/** nec_fake_new_model: Returns (transfer full) an undamaged drive of type @model with stored ID, model block and
 * firmware id byte. */
NecFake *nec_fake_new_model (BbModel *model, const char *id, const char *rid_model, int firmware_id);

G_END_DECLS
