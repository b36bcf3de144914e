/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/* Slim drives of Panasonic / Matshita: docs/protocols/matshita.md. They are identified by INQUIRY; no command of the
 * manufacturer is ever sent to them. */

#define BB_MATSHITA_ID "matshita"

/* Value of facts: the chip that drives of this model probably have, concluded from their read offset for audio. */
#define BB_MATSHITA_KEY_CHIP "chip"

G_END_DECLS
