/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pioneer-files.h"

#include "scsi/bb-bytes.h"
#include "shipped-catalog.h"

#include <string.h>

const PioneerPart pioneer_normal_110 = {0x128123,   0x62,    "PIONEER DVD-RW  DVR-110 ", "1.39", "ATA 0010",
                                        "GENERAL ", "Normal"};
const PioneerPart pioneer_kernel_110 = {0x20000,    0x61,    "PIONEER DVD-RW  DVR-110 ", "1.00", "ATA 0010",
                                        "GENERAL ", "Kernel"};

GBytes *
pioneer_make_bytes (const PioneerPart *part)
{
    guint8 *data = g_malloc (part->length_bytes);
    guint32 x = part->seed;

    for (gsize i = 0; i < part->length_bytes; i++) {
        x = 1664525u * x + 1013904223u;
        data[i] = (guint8) (x >> 24);
    }
    memcpy (data + 0x60, part->name, 24);
    memcpy (data + 0x90, part->revision, strlen (part->revision) + 1);
    memcpy (data + 0xB0, part->interface, 8);
    memcpy (data + 0xD0, part->type, 8);
    memcpy (data + 0x110, part->part, 6);
    return g_bytes_new_take (data, part->length_bytes);
}

BbImage *
pioneer_identify (const PioneerPart *part)
{
    g_autoptr (GBytes) bytes = pioneer_make_bytes (part);
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, shipped_catalog ());

    /* Other families may recognize a file of 2 MiB, too. */
    for (guint i = 0; i < images->len; i++)
        if (g_strcmp0 (bb_image_get_identity (images->pdata[i])->family, BB_PIONEER_ID) == 0)
            return g_object_ref (images->pdata[i]);
    return g_object_ref (images->pdata[0]);
}

BbFacts *
pioneer_make_facts (const char *generation, const char *type, const char *name)
{
    BbFacts *facts = bb_facts_new (NULL);

    facts->family = g_strdup (BB_PIONEER_ID);
    facts->model = bb_catalog_get_model (shipped_catalog (), BB_PIONEER_ID, generation);
    facts->model_name = g_strdup (bb_model_get_name (facts->model));
    facts->condition = name != NULL ? BB_CONDITION_NORMAL : BB_CONDITION_SPECIAL;
    bb_facts_set_string (facts, BB_PIONEER_KEY_TYPE, type);
    if (name != NULL)
        bb_facts_set_string (facts, BB_PIONEER_KEY_NAME, name);
    return facts;
}

BbPlan *
pioneer_plan_image (BbFacts *facts, BbImage *image)
{
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};

    return bb_pioneer_plan_flash (&input, NULL);
}

BbPlan *
pioneer_plan_flash (BbFacts *facts, const PioneerPart *part)
{
    g_autoptr (BbImage) image = pioneer_identify (part);

    return pioneer_plan_image (facts, image);
}

const BbStep *
pioneer_find_step (BbPlan *plan, const char *hex, guint nth)
{
    g_autoptr (GBytes) begin = bb_hex_parse (hex, NULL);

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        if (step->verb == BB_VERB_COMMAND &&
            memcmp (step->cdb.bytes, g_bytes_get_data (begin, NULL), g_bytes_get_size (begin)) == 0 && nth-- == 0)
            return step;
    }
    return NULL;
}

guint
pioneer_count_steps (BbPlan *plan, const char *hex)
{
    guint n = 0;

    while (pioneer_find_step (plan, hex, n) != NULL)
        n++;
    return n;
}
