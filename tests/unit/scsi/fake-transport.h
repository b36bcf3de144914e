/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/*
 * A transport that gives the answers it was told to give, in order, and keeps what was asked.
 * Asked more often than told, it fails the test.
 */
#define FAKE_TYPE_TRANSPORT (fake_transport_get_type ())
G_DECLARE_FINAL_TYPE (FakeTransport, fake_transport, FAKE, TRANSPORT, GObject)

FakeTransport *fake_transport_new (void);

/** fake_add_good: GOOD; @hex comes, what is missing to the length of the command is residual. */
void fake_add_good (FakeTransport *self, const char *hex);
/** fake_add_lie: as fake_add_good(), but zeros fill the rest and the residual says 0. */
void fake_add_lie (FakeTransport *self, const char *hex);
/** fake_add_sense: CHECK CONDITION with fixed-form sense, nothing comes. */
void fake_add_sense (FakeTransport *self, guint8 key, guint8 asc, guint8 ascq);
/** fake_add_raw_sense: the same with sense bytes of your own. */
void fake_add_raw_sense (FakeTransport *self, const char *hex);
/** fake_add_status: a status without sense. */
void fake_add_status (FakeTransport *self, guint8 status);
/** fake_add_failure: no answer. */
void fake_add_failure (FakeTransport *self, BbTransportError code);

/** fake_set_residual: what the answer added last says of residual, whatever came. */
void fake_set_residual (FakeTransport *self, gsize residual_bytes);

/** fake_assert_cdbs: these commands came, as hex, and nothing else; all answers are used up. */
void fake_assert_cdbs (FakeTransport *self, const char *const *cdbs);

/** fake_get_waited_ms: how long it was told to wait, in all. */
guint fake_get_waited_ms (FakeTransport *self);

G_END_DECLS
