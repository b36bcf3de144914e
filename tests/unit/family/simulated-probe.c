/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shipped-catalog.h"
#include "simulated-probe.h"

BbFacts *
probe_simulated (const char *scenario, BbSimBus **bus)
{
    g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
    g_autoptr (GError) error = NULL;
    g_autoptr (BbSimBus) opened = bb_sim_bus_new_from_data (scenario, store, shipped_catalog (), &error);
    g_autoptr (BbTransport) transport = NULL;
    BbFacts *facts = NULL;

    g_assert_no_error (error);
    transport = bb_sim_bus_open (opened, "d", &error);
    g_assert_no_error (error);
    facts = bb_family_probe (transport, NULL, shipped_catalog (), FALSE, NULL, &error);
    g_assert_no_error (error);
    if (bus != NULL)
        *bus = g_steal_pointer (&opened);
    return facts;
}
