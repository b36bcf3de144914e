/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-toy.h"

#include "family/spc/bb-spc-chip.h"

static const BbSpcChip toy_chip = {
    .family = TOY_ID,
    .size_key = "ImageSize",
    .chunk_key = "ChunkA",
    .vendor = "PLEXTOR",
    .read = {.mode = 5, .chunk_bytes = 0x10000, .timeout_ms = 10000},
    .stream = {.cdb_length_bytes = 10,
               .first_mode = 4,
               .data_mode = 4,
               .last_mode = 5,
               .chunk_timeout_ms = 60000,
               .last_timeout_ms = 180000,
               .wait_interval_ms = 1000,
               .wait_limit_ms = 60000,
               .wait_n_ready = 1},
    .max_tries = 3,
};

static GArray *
toy_list_probe_commands (BbCatalog *catalog)
{
    return bb_spc_list_probe_commands (&toy_chip);
}

static gboolean
toy_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    return g_str_has_prefix (inquiry->vendor, toy_chip.vendor);
}

static BbFacts *
toy_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
           GCancellable *cancellable, GError **error)
{
    return bb_spc_probe (&toy_chip, transport, inquiry, catalog, cancellable, error);
}

static GPtrArray *
toy_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    return bb_spc_identify_image (&toy_chip, bytes);
}

void
toy_register (void)
{
    static const BbFamily toy = {
        .id = TOY_ID,
        .name = "Toy",
        .spc = &toy_chip,
        .list_probe_commands = toy_list_probe_commands,
        .probe = toy_probe,
        .suggests = toy_suggests,
        .identify_image = toy_identify_image,
        BB_SPC_MEMBERS,
    };

    bb_family_register (&toy);
    toy_register_drive ();
}
