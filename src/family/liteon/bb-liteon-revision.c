/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-liteon.h"

#include "scsi/bb-bytes.h"

#include <string.h>

/* Finds the firmware revision in the machine code of an image, which does not contain it as text: separate
 * instructions load each of its characters (lite-on.md, section 3.2). */

#define N_CHARACTERS 16u
#define LOAD_BYTES 3u
#define FIRST_OFFSET 0x4000u

/* How one character is loaded: the opcode @before, the character, the opcode @after, then a gap: @least_gap to
 * @most_gap bytes of other code before the next character is loaded. */
typedef struct {
    guint8 before;
    guint8 after;
    guint8 least_gap;
    guint8 most_gap;
} BbLiteonForm;

static const BbLiteonForm bb_liteon_forms[] = {
    {0x7D, 0x90, 19, 23},
    {0x7B, 0x7D, 10, 12},
    {0x7D, 0x7F, 5, 8},
};

/**
 * BbLiteonSearch: a search in the machine code of an image for one form of load instructions
 * @dead: one set of bits for each offset. Bit n is set after the search for character n at this offset failed, so
 *   that this search is not repeated
 * @text: (out): the characters that were found
 */
typedef struct {
    const guint8 *data;
    gsize size;
    const BbLiteonForm *form;
    guint16 *dead;
    char text[N_CHARACTERS + 1];
} BbLiteonSearch;

/* TRUE if the machine code at offset @at loads a character, which is printable or zero. */
static gboolean
bb_liteon_is_load (const BbLiteonSearch *search, gsize at)
{
    return at + LOAD_BYTES <= search->size && search->data[at] == search->form->before &&
           search->data[at + 2] == search->form->after &&
           (search->data[at + 1] == 0 || (search->data[at + 1] >= 0x20 && search->data[at + 1] <= 0x7F));
}

/* TRUE if the machine code at offset @at loads character @n, and then loads all following characters. A gap of an
 * allowed length must precede each of them. Then sets these characters of @search->text, with a blank for a zero
 * byte. Tries long gaps first. */
static gboolean
bb_liteon_match (BbLiteonSearch *search, gsize at, guint n)
{
    if (n == N_CHARACTERS)
        return TRUE;
    if (!bb_liteon_is_load (search, at) || (search->dead[at] & (1u << n)) != 0)
        return FALSE;
    for (guint gap = search->form->most_gap; gap >= search->form->least_gap; gap--) {
        if (at + LOAD_BYTES + gap > search->size || !bb_liteon_match (search, at + LOAD_BYTES + gap, n + 1))
            continue;
        search->text[n] = search->data[at + 1] != 0 ? (char) search->data[at + 1] : ' ';
        return TRUE;
    }
    search->dead[at] |= (guint16) (1u << n);
    return FALSE;
}

char *
bb_liteon_dup_internal_revision (GBytes *image)
{
    BbLiteonSearch search = {0};
    g_autofree guint16 *dead = NULL;

    search.data = g_bytes_get_data (image, &search.size);
    dead = g_new0 (guint16, search.size + 1);
    search.dead = dead;
    for (guint i = 0; i < G_N_ELEMENTS (bb_liteon_forms); i++) {
        memset (dead, 0, search.size * sizeof *dead);
        search.form = &bb_liteon_forms[i];
        for (gsize at = FIRST_OFFSET; at < search.size; at++)
            if (bb_liteon_match (&search, at, 0))
                return g_strdup (search.text);
    }
    return NULL;
}
