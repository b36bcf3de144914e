/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-facts.h"

G_BEGIN_DECLS

/* Properties that a drive of any family reports by standard commands (docs/protocols/spc-microcode.md, sections 2 and
 * 3). */

/** BB_STANDARD_DISCS: `as`: the disc types of the profile list, "DVD-ROM", "CD-R"; in @values of #BbFacts. */
#define BB_STANDARD_DISCS "discs"
/** BB_STANDARD_KIND: `s`: the kind of drive that follows from its disc types; a word as in @kind of #BbNaming. */
#define BB_STANDARD_KIND "kind-by-discs"
/** BB_STANDARD_INTERFACE: `s`: the interface of the drive itself, behind any bridge: "SATA". */
#define BB_STANDARD_INTERFACE "interface"
/** BB_STANDARD_LOADER: `s`: "tray", "caddy", "pop-up" or "changer". */
#define BB_STANDARD_LOADER "loader"
/** BB_STANDARD_DATE: `s`: date of the firmware, "2010-05-07". */
#define BB_STANDARD_DATE "firmware-date"

/**
 * bb_standard_ask: Adds disc types, kind, interface, loader and firmware date (%BB_STANDARD_DISCS, ...) to @facts;
 * values that the drive does not report are left out. After an error, the values read before it stay in @facts. Sends
 * GET CONFIGURATION only. Blocks. A refusal or a short answer is no error. Errors: those of %BB_TRANSPORT_ERROR.
 */
gboolean bb_standard_ask (BbTransport *transport, BbFacts *facts, GError **error);

/**
 * bb_standard_list: Returns (transfer full) pairs of a name and a text, one after the other, for a report. They are
 * about the pages of vital product data, the content of page 86, all features except the serial number, and the
 * descriptors of READ BUFFER. Sends INQUIRY, GET CONFIGURATION and READ BUFFER. Blocks. Errors: those of the
 * transport. If the drive refuses the list of pages or the descriptors, they are listed as "refused". Page 86 and the
 * features are left out if the drive refuses them.
 */
char **bb_standard_list (BbTransport *transport, GError **error);

G_END_DECLS
