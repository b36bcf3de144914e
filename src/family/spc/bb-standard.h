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
 * bb_standard_ask: Adds disc types, kind, interface, loader and firmware date (%BB_STANDARD_DISCS, ...) to @facts.
 * Sends GET CONFIGURATION only. Blocks. Values that the drive does not report are left out; a refusal or a short
 * answer is no error. After an error, the values that were read before it stay in @facts. Errors: those of
 * %BB_TRANSPORT_ERROR.
 */
gboolean bb_standard_ask (BbTransport *transport, BbFacts *facts, GError **error);

/**
 * bb_standard_list: Returns (transfer full) texts for a report: name, text, name, text and so on. Sends INQUIRY, GET
 * CONFIGURATION and READ BUFFER. Blocks. Errors: those of the transport. Contents:
 * - The list of the pages of vital product data; the text is "refused" if the drive refuses the command.
 * - The content of page 86 and all features except the serial number; left out if the drive refuses them.
 * - The descriptors of READ BUFFER; the text is "refused" if the drive refuses the command.
 */
char **bb_standard_list (BbTransport *transport, GError **error);

G_END_DECLS
