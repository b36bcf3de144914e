/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-nec.h"

#include "scsi/bb-bytes.h"

#define NEC_RID_MAKER 0x20
#define NEC_RID_DIGIT_FIRST 0x43
#define NEC_RID_DIGIT_LAST 0x46
#define NEC_RID_LETTER 0x47
#define NEC_RID_DUPLICATOR 0x57

/*
 * NecRule: the model digits of the RID block say which sibling it is.
 * @found: the types this rule is for
 * @folded: only the low nibble of the first digit counts ('7', 'G' and 'W' are all 7)
 * @letter: must stand behind the digits; 0: any
 * @results: first digit, last digit, '=', type
 */
typedef struct {
    const char *found;
    gboolean folded;
    char letter;
    const char *results;
} NecRule;

static const NecRule nec_rules[] = {
    {"K355 K356 K450 K451", FALSE, 0, "30=K355 31=K356 40=K450 41=K451"},
    {"K365 K366 K460 K461", FALSE, 0, "30=K365 31=K366 40=K460 41=K461"},
    {"K370 K371 K470 K471", FALSE, 0, "30=K370 31=K371 40=K470 41=K471"},
    {"L252 L350 L351", FALSE, 0, "60=L252 61=L253 70=L350 71=L351"},
    {"D570 D57D D573 D770 D773", TRUE, 0, "50=D570 53=D573 70=D770 73=D773"},
    {"L260 L261 L450 L451", TRUE, 0, "50=L260 53=L261 70=L450 73=L451"},
    {"Q175 Q178 G175 G178", TRUE, 0, "50=Q175 53=Q178 70=G175 73=G178"},
    {"Q630 Q633 G630 G633", TRUE, 0, "50=Q630 53=Q633 70=G630 73=G633"},
    {"Q670 Q673 G670 G673", TRUE, 0, "50=Q670 53=Q673 70=G670 73=G673"},
    {"Q675 Q678 G675 G678", TRUE, 0, "50=Q675 53=Q678 70=G675 73=G678"},
    {"Q910 Q913 G910 G913", TRUE, 0, "50=Q910 53=Q913 70=G910 73=G913"},
    {"Q915 Q918 G915 G918", TRUE, 0, "50=Q915 53=Q918 70=G915 73=G918"},
    {"Q960 Q963 G960 G963", TRUE, 0, "50=Q960 53=Q963 70=G960 73=G963"},
    {"Q965 Q968 G965 G968", TRUE, 0, "50=Q965 53=Q968 70=G965 73=G968"},
    {"Q200 Q201 Q203 G200 G201 G203", TRUE, 0, "50=Q200 51=Q201 53=Q203 70=G200 71=G201 73=G203"},
    {"Q205 Q206 Q208 G205 G206 G208", TRUE, 0, "50=Q205 51=Q206 53=Q208 70=G205 71=G206 73=G208"},
    {"Q230 Q231 Q233 G230 G231 G233", TRUE, 0, "50=Q230 51=Q231 53=Q233 70=G230 71=G231 73=G233"},
    {"Q235 Q236 Q238 G235 G236 G238", TRUE, 0, "50=Q235 51=Q236 53=Q238 70=G235 71=G236 73=G238"},
    {"Q240 Q241 Q243 G240 G241 G243", TRUE, 0, "50=Q240 51=Q241 53=Q243 70=G240 71=G241 73=G243"},
    {"Q245 Q246 Q248 G245 G246 G248", TRUE, 0, "50=Q245 51=Q246 53=Q248 70=G245 71=G246 73=G248"},
    {"Q260 Q261 Q263 G260 G261 G263", TRUE, 0, "50=Q260 51=Q261 53=Q263 70=G260 71=G261 73=G263"},
    {"Q265 Q266 Q268 G265 G266 G268", TRUE, 0, "50=Q265 51=Q266 53=Q268 70=G265 71=G266 73=G268"},
    {"Q590 Q591 Q593 G590 G591 G593", TRUE, 0, "50=Q590 51=Q591 53=Q593 70=G590 71=G591 73=G593"},
    {"Q595 Q596 Q598 G595 G596 G598", TRUE, 0, "50=Q595 51=Q596 53=Q598 70=G595 71=G596 73=G598"},
    {"Q700 Q701 Q703 G700 G701 G703", TRUE, 0, "50=Q700 51=Q701 53=Q703 70=G700 71=G701 73=G703"},
    {"Q705 Q706 Q708 Q70A Q70B Q70D G705 G706 G708 G70A G70B G70D", TRUE, 'S',
     "50=Q705 51=Q706 53=Q708 70=G705 71=G706 73=G708"},
    {"Q705 Q706 Q708 Q70A Q70B Q70D G705 G706 G708 G70A G70B G70D", TRUE, 'H',
     "50=Q70A 51=Q70B 53=Q70D 70=G70A 71=G70B 73=G70D"},
};

typedef struct {
    const char *prefix;
    BbNecMakerClass maker;
} NecMaker;

static const NecMaker nec_makers[] = {
    {"NEC", BB_NEC_MAKER_NEC},     {"Sony", BB_NEC_MAKER_NEC},  {"SONY", BB_NEC_MAKER_NEC},
    {"ATAPI", BB_NEC_MAKER_ATAPI}, {"PLDS", BB_NEC_MAKER_PLDS},
};

BbNecMakerClass
bb_nec_rid_maker (GBytes *rid)
{
    for (guint i = 0; i < G_N_ELEMENTS (nec_makers); i++)
        if (bb_bytes_equal_at (rid, NEC_RID_MAKER, nec_makers[i].prefix, strlen (nec_makers[i].prefix)))
            return nec_makers[i].maker;
    return BB_NEC_MAKER_OTHER;
}

static char
nec_rid_char (GBytes *rid, gsize offset)
{
    guint8 value = 0;

    return bb_bytes_get_u8 (rid, offset, &value, NULL) ? (char) value : '\0';
}

static char *
nec_apply_rule (const NecRule *rule, char first, char last)
{
    g_auto (GStrv) results = g_strsplit (rule->results, " ", -1);
    char digit = rule->folded ? (char) ('0' + (first & 0x0F)) : first;

    for (guint i = 0; results[i] != NULL; i++)
        if (results[i][0] == digit && results[i][1] == last)
            return g_strdup (results[i] + 3);
    return NULL;
}

static char *
nec_refine_by_digits (const char *key, GBytes *rid)
{
    char letter = nec_rid_char (rid, NEC_RID_LETTER);

    for (guint i = 0; i < G_N_ELEMENTS (nec_rules); i++) {
        const NecRule *rule = &nec_rules[i];
        char *result = NULL;

        if (strstr (rule->found, key) == NULL || (rule->letter != 0 && rule->letter != letter))
            continue;
        result =
            nec_apply_rule (rule, nec_rid_char (rid, NEC_RID_DIGIT_FIRST), nec_rid_char (rid, NEC_RID_DIGIT_LAST));
        if (g_strcmp0 (result, "D570") == 0 && nec_rid_char (rid, NEC_RID_DUPLICATOR) == 'L') {
            g_free (result);
            return g_strdup ("D57D");
        }
        if (result != NULL)
            return result;
    }
    return g_strdup (key);
}

char *
bb_nec_refine (const char *key, GBytes *rid)
{
    BbNecMakerClass maker = bb_nec_rid_maker (rid);
    char letter = nec_rid_char (rid, NEC_RID_LETTER);

    if (maker == BB_NEC_MAKER_NEC)
        return nec_refine_by_digits (key, rid);
    if (maker == BB_NEC_MAKER_ATAPI && (g_str_equal (key, "G245") || g_str_equal (key, "G246"))) {
        if (letter == 'L')
            return g_strdup ("G246"); /* LightScribe */
        if (letter == 'S')
            return g_strdup ("G245");
    }
    return g_strdup (key);
}
