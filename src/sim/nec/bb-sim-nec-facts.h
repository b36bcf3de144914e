/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"
#include "bb-sim-nec-memory.h"

G_BEGIN_DECLS

/**
 * BbSimNecFacts:
 * @layout: layout of its flash type
 * @code: four characters of the type, also its safe-mode key
 * @maker: "NEC" or another word for the RID block
 * @model: "ND-3550A", the first of the type's OEM models; the boot code contains it
 * @member: the OEM model that this drive is; @model if the scenario does not say
 * @id_address, @rid_address: in the flash
 * @fw_id_address: address of the firmware ID byte, 0 if there is none
 * @fw_id: 0 if there is none
 * @fw_id_slave: firmware ID byte of laptop drives in slave wiring, 0 if unknown
 * @rid_text: four characters, or ""
 * @keyed: reading the main firmware needs safe mode and the ID byte
 *
 * Properties of a model that the simulator needs.
 */
typedef struct {
    const BbSimNecLayout *layout;
    char code[5];
    char maker[32];
    char model[17];
    char member[17];
    guint32 id_address;
    guint32 rid_address;
    guint32 fw_id_address;
    guint8 fw_id;
    guint8 fw_id_slave;
    char rid_text[5];
    gboolean keyed;
} BbSimNecFacts;

/**
 * bb_sim_nec_facts_load:
 * @oem_models: (nullable): OEM models that are sold under this name; the first one that belongs to @model is used
 * @product: (nullable): INQUIRY text; may itself be the name of an OEM model
 *
 * Errors: %BB_SIM_ERROR_SCENARIO.
 */
gboolean bb_sim_nec_facts_load (BbModel *model, const char *const *oem_models, const char *product,
                                BbSimNecFacts *facts, GError **error);

/**
 * bb_sim_nec_facts_boot_version: returns the usual boot version for a firmware ID byte (section 3), else "05".
 */
const char *bb_sim_nec_facts_boot_version (guint8 fw_id);

/**
 * bb_sim_nec_facts_sibling:
 * @code: (out): four characters and a zero, a type of the same base hardware
 * @model: (out): its model text
 *
 * Returns: %FALSE if the type has no sibling (section 10)
 */
gboolean bb_sim_nec_facts_sibling (const BbSimNecFacts *facts, char code[5], char model[17]);

/**
 * bb_sim_nec_facts_vendor, bb_sim_nec_facts_product: (transfer full): return the INQUIRY texts of the original
 * firmware.
 */
const char *bb_sim_nec_facts_vendor (const BbSimNecFacts *facts);
char *bb_sim_nec_facts_product (const BbSimNecFacts *facts);

G_END_DECLS
