/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bb-sim-nec-facts.h"

#include "sim/bb-sim-drive.h"
#include "sim/bb-sim.h"

#include <string.h>

/* For each type, its sibling: another type with the same base hardware (nec-optiarc.md, section 10). Types whose code
 * begins with G or Q are not listed. Their siblings have the same code with the other of these two letters. `model`
 * is the first OEM model of the sibling. */
static const struct {
    const char *code;
    const char *sibling;
    const char *model;
} siblings[] = {
    {"D355", "K355", "ND-3550A"}, {"K355", "K451", "ND-4551A"}, {"K356", "K355", "ND-3550A"},
    {"K450", "K355", "ND-3550A"}, {"K451", "K355", "ND-3550A"}, {"K365", "K460", "ND-4650A"},
    {"K366", "K365", "ND-3650A"}, {"K460", "K365", "ND-3650A"}, {"K461", "K460", "ND-4650A"},
    {"K370", "K470", "ND-4570A"}, {"K371", "K370", "ND-3570A"}, {"K470", "K370", "ND-3570A"},
    {"K471", "K470", "ND-4570A"}, {"K353", "K354", "ND-3540A"}, {"K354", "K353", "ND-3530A"},
    {"L252", "L350", "ND-7550A"}, {"L253", "L252", "ND-6750A"}, {"L350", "L252", "ND-6750A"},
    {"L351", "L350", "ND-7550A"}, {"D570", "D57D", "AD-5170A"}, {"D57D", "D570", "AD-5170A"},
    {"D573", "D570", "AD-5170A"}, {"D770", "D570", "AD-5170A"}, {"D773", "D770", "AD-7170A"},
    {"L260", "L450", "AD-7540A"}, {"L261", "L260", "AD-5540A"}, {"L450", "L451", "AD-7543A"},
    {"L451", "L450", "AD-7540A"},
};

/* Boot version of laptop drives by firmware ID byte (nec-optiarc.md, section 3). */
static const struct {
    guint8 fw_id;
    const char *boot_version;
} laptops[] = {
    {0x6F, "05"}, {0x7C, "05"}, {0x7B, "06"}, {0x7F, "06"}, {0x78, "00"}, {0x86, "00"},
    {0x84, "00"}, {0x85, "01"}, {0x87, "05"}, {0x8C, "06"}, {0x97, "04"}, {0x98, "05"},
    {0x8F, "04"}, {0x90, "05"}, {0x95, "04"}, {0x96, "05"}, {0xAC, "08"},
};

const char *
bb_sim_nec_facts_boot_version (guint8 fw_id)
{
    for (guint i = 0; i < G_N_ELEMENTS (laptops); i++) {
        if (laptops[i].fw_id == fw_id)
            return laptops[i].boot_version;
    }
    return "05";
}

gboolean
bb_sim_nec_facts_sibling (const BbSimNecFacts *facts, char code[5], char model[17])
{
    gboolean is_g = facts->code[0] == 'G';

    for (guint i = 0; i < G_N_ELEMENTS (siblings); i++) {
        if (g_str_equal (siblings[i].code, facts->code)) {
            g_strlcpy (code, siblings[i].sibling, 5);
            g_strlcpy (model, siblings[i].model, 17);
            return TRUE;
        }
    }
    if ((!is_g && facts->code[0] != 'Q') || strlen (facts->model) < 8)
        return FALSE;
    g_strlcpy (code, facts->code, 5);
    g_strlcpy (model, facts->model, 17);
    code[0] = is_g ? 'Q' : 'G';
    model[3] = is_g ? '5' : '7';
    return TRUE;
}

/* TRUE if @member is one of the words of @item, for example of "0x7B:ND-5100A slave". */
static gboolean
bb_sim_nec_item_names (const char *item, const char *member)
{
    g_auto (GStrv) words = g_strsplit_set (item, ":, ", -1);

    return g_strv_contains ((const char *const *) words, member);
}

/* Returns the firmware ID byte of an item such as "0x8F:master", "0x7B:ND-5100A slave" or "0x93". Sets @slave to
 * whether the item mentions slave wiring. */
static guint8
bb_sim_nec_facts_id_item (const char *item, gboolean *slave)
{
    *slave = strstr (item, "slave") != NULL;
    return (guint8) g_ascii_strtoull (item, NULL, 16);
}

/* Sets the firmware ID bytes for master and slave wiring from the catalog key HardwareIds. For each wiring, uses its
 * first item that names the OEM model of @facts. If there is none, uses the first item of the wiring. If the wiring
 * has no item, sets 0. */
static void
bb_sim_nec_facts_load_fw_id (BbModel *model, BbSimNecFacts *facts)
{
    g_auto (GStrv) items = bb_model_get_strv (model, "HardwareIds");

    for (guint pass = 0; pass < 2; pass++) {
        for (guint i = 0; items[i] != NULL; i++) {
            gboolean slave;
            guint8 fw_id = bb_sim_nec_facts_id_item (items[i], &slave);
            guint8 *to = slave ? &facts->fw_id_slave : &facts->fw_id;

            if (*to == 0 && (pass == 1 || bb_sim_nec_item_names (items[i], facts->member)))
                *to = fw_id;
        }
    }
}

/* Sets the RID text from the list in the catalog: the last text that names the OEM model of the drive; if none does,
 * the first text; "" if the list is empty. */
static void
bb_sim_nec_facts_load_rid_text (BbModel *model, BbSimNecFacts *facts)
{
    g_auto (GStrv) items = bb_model_get_strv (model, "RidText");

    for (guint i = 0; items[i] != NULL; i++) {
        if (facts->rid_text[0] == '\0' || bb_sim_nec_item_names (items[i], facts->member))
            g_strlcpy (facts->rid_text, items[i], sizeof facts->rid_text);
    }
}

/* Sets `member` to the OEM model of the drive. The first of these that exists:
 * - the first of @oem_models that belongs to @model
 * - the last OEM model of the type that is a word of @product
 * - the first OEM model of the type */
static void
bb_sim_nec_facts_load_member (BbModel *model, const char *const *oem_models, const char *product,
                              BbSimNecFacts *facts)
{
    g_auto (GStrv) names = bb_model_get_strv (model, "Names");

    g_strlcpy (facts->member, facts->model, sizeof facts->member);
    for (guint i = 0; oem_models != NULL && oem_models[i] != NULL; i++) {
        if (g_strv_contains ((const char *const *) names, oem_models[i])) {
            g_strlcpy (facts->member, oem_models[i], sizeof facts->member);
            return;
        }
    }
    for (guint i = 0; product != NULL && names[i] != NULL; i++) {
        if (bb_sim_nec_item_names (product, names[i]))
            g_strlcpy (facts->member, names[i], sizeof facts->member);
    }
}

/* Sets `keyed`, and completes the firmware ID byte and its address, which come from the catalog:
 * - The catalog does not have the byte: sets it to a value that no list contains, because a simulated drive needs
 *   one.
 * - The address is not in the main firmware: sets it to the beginning of the main firmware.
 * - The type is OptiBD, which has no such byte: sets byte and address to 0. */
static void
bb_sim_nec_facts_complete (BbSimNecFacts *facts)
{
    const BbSimNecLayout *layout = facts->layout;
    gboolean old_mask = layout->type == BB_SIM_NEC_2M &&
                        (strncmp (facts->code, "K37", 3) == 0 || strncmp (facts->code, "K47", 3) == 0);

    facts->keyed = old_mask || layout->type == BB_SIM_NEC_2MOPTI || layout->type == BB_SIM_NEC_OPTI2 ||
                   layout->type == BB_SIM_NEC_OPTI3 || layout->type == BB_SIM_NEC_OPTI4;
    if (layout->header_bytes != 0) {
        facts->fw_id = 0;
        facts->fw_id_address = 0;
        return;
    }
    if (!bb_sim_nec_in_main (layout, 0, facts->fw_id_address, 1))
        facts->fw_id_address = layout->main[0].address;
    if (facts->fw_id == 0)
        facts->fw_id = 0xDD;
}

gboolean
bb_sim_nec_facts_load (BbModel *model, const char *const *oem_models, const char *product, BbSimNecFacts *facts,
                       GError **error)
{
    const char *type = bb_model_get_string (model, "FlashType");
    g_auto (GStrv) words = g_strsplit_set (bb_model_get_name (model), " /", 2);

    memset (facts, 0, sizeof *facts);
    facts->layout = bb_sim_nec_layout_by_name (type);
    if (facts->layout == NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO,
                     "%s: the simulator does not know the flash type \"%s\"", bb_model_get_key (model),
                     type != NULL ? type : "");
        return FALSE;
    }
    g_strlcpy (facts->code, bb_model_get_key (model), sizeof facts->code);
    g_strlcpy (facts->model, words[0] != NULL ? words[0] : "", sizeof facts->model);
    g_strlcpy (facts->maker, bb_model_get_maker (model), sizeof facts->maker);
    bb_sim_nec_facts_load_member (model, oem_models, product, facts);
    bb_sim_nec_facts_load_rid_text (model, facts);
    facts->id_address = bb_sim_nec_to_flash (facts->layout, (guint32) bb_model_get_uint (model, "IdAddress", 0x4800));
    facts->rid_address =
        bb_sim_nec_to_flash (facts->layout, (guint32) bb_model_get_uint (model, "RidBlockAddress", 0x5F00));
    facts->fw_id_address = (guint32) bb_model_get_uint (model, "HardwareIdAddress", 0);
    bb_sim_nec_facts_load_fw_id (model, facts);
    bb_sim_nec_facts_complete (facts);
    return TRUE;
}

const char *
bb_sim_nec_facts_vendor (const BbSimNecFacts *facts)
{
    return g_str_has_prefix (facts->model, "ND") || facts->layout->type == BB_SIM_NEC_HDDVD ? "_NEC" : "Optiarc";
}

char *
bb_sim_nec_facts_product (const BbSimNecFacts *facts)
{
    const char *kind = g_str_has_prefix (facts->model, "ND") ? "DVD_RW" : "DVD RW";

    if (facts->layout->header_bytes != 0)
        kind = "BD ROM";
    if (facts->layout->type == BB_SIM_NEC_HDDVD)
        kind = "HD-DVD";
    return g_strdup_printf ("%s %s", kind, facts->model);
}
