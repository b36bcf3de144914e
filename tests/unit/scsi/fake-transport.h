/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/* A transport that returns the added replies in order and records the commands that were sent. A command after the
 * last reply fails the test. */
#define FAKE_TYPE_TRANSPORT (fake_transport_get_type ())
G_DECLARE_FINAL_TYPE (FakeTransport, fake_transport, FAKE, TRANSPORT, GObject)

/** fake_transport_new: returns (transfer full) a transport without replies. */
FakeTransport *fake_transport_new (void);

/**
 * fake_add_good: adds a reply with status GOOD and the data @hex. If the command asks for more bytes than @hex has,
 * the reply reports the missing bytes as residual.
 */
void fake_add_good (FakeTransport *self, const char *hex);
/** fake_add_lie: as fake_add_good(), but appends zeros up to the requested length and reports a residual of 0. */
void fake_add_lie (FakeTransport *self, const char *hex);
/** fake_add_sense: adds CHECK CONDITION with sense data in fixed form and no data. */
void fake_add_sense (FakeTransport *self, guint8 key, guint8 asc, guint8 ascq);
/** fake_add_raw_sense: adds CHECK CONDITION with the sense bytes @hex. */
void fake_add_raw_sense (FakeTransport *self, const char *hex);
/** fake_add_status: adds a reply with @status and no sense data. */
void fake_add_status (FakeTransport *self, guint8 status);
/** fake_add_failure: makes the next command fail with @code, without a reply. */
void fake_add_failure (FakeTransport *self, BbTransportError code);

/** fake_set_residual: overrides the residual of the reply that was added last. */
void fake_set_residual (FakeTransport *self, gsize residual_bytes);

/** fake_set_sense_length: overrides the length of the sense data of the reply that was added last. */
void fake_set_sense_length (FakeTransport *self, guint8 length_bytes);

/** fake_assert_cdbs: asserts that exactly the commands @cdbs (hex, %NULL terminated) were sent, and that all replies
 * were used. */
void fake_assert_cdbs (FakeTransport *self, const char *const *cdbs);

/** fake_get_waited_ms: returns the sum of the durations of all waits. */
guint fake_get_waited_ms (FakeTransport *self);

G_END_DECLS
