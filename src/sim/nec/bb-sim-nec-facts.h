/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"
#include "bb-sim-nec-memory.h"

G_BEGIN_DECLS

/**
 * BbSimNecFacts: properties of a model that the simulator needs
 * @layout: layout of the flash memory
 * @code: drive type, four characters; also the key for safe mode
 * @maker: maker in the RID block (the drive's identity in the calibration), for example "NEC"
 * @model: first OEM model of the type, for example "ND-3550A"; the boot code reports its name
 * @member: the OEM model of this drive; @model if the scenario does not determine it
 * @id_address, @rid_address: addresses of the drive type and of the RID block in the flash
 * @fw_id_address: address of the firmware ID byte, 0 if there is none
 * @fw_id: firmware ID byte, 0 if there is none
 * @fw_id_slave: firmware ID byte of laptop drives in slave wiring, 0 if unknown
 * @rid_text: four characters for the RID block, or ""
 * @keyed: reading the main firmware needs safe mode and the firmware ID byte as a key
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
 * bb_sim_nec_facts_load: sets @facts to the properties of @model.
 * @oem_models: (nullable): OEM models that are sold under the name of the drive; the first of them that belongs to
 * @model is stored in the member "member" of @facts
 * @product: (nullable): INQUIRY text, which may contain the name of the OEM model
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if the simulator does not know the flash type of @model.
 */
gboolean bb_sim_nec_facts_load (BbModel *model, const char *const *oem_models, const char *product,
                                BbSimNecFacts *facts, GError **error);

/**
 * bb_sim_nec_facts_boot_version: returns the usual boot version of drives with this firmware ID byte (nec-optiarc.md,
 * section 3); "05" if the byte is not in the table.
 */
const char *bb_sim_nec_facts_boot_version (guint8 fw_id);

/**
 * bb_sim_nec_facts_sibling: finds another type with the same base hardware (nec-optiarc.md, section 10).
 * @code: (out): drive type of the sibling
 * @model: (out): first OEM model of the sibling
 *
 * Returns: %FALSE if the type has no sibling
 */
gboolean bb_sim_nec_facts_sibling (const BbSimNecFacts *facts, char code[5], char model[17]);

/**
 * bb_sim_nec_facts_vendor: (transfer none): returns the INQUIRY vendor of the original firmware of the type.
 */
const char *bb_sim_nec_facts_vendor (const BbSimNecFacts *facts);
/** bb_sim_nec_facts_product: (transfer full): returns the INQUIRY product of the original firmware of the type. */
char *bb_sim_nec_facts_product (const BbSimNecFacts *facts);

G_END_DECLS
