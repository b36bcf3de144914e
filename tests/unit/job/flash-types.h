/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The drives of test-flow-recover-foreign.c: one of each flash type. */

/* @readable: the firmware can be read; @has_banks: the firmware has two banks; @has_mark: the boot code starts
 * firmware only if a mark in the flash memory says that the firmware is valid */
typedef struct {
    const char *family;
    const char *model;
    const char *boot_version;
    gboolean readable;
    gboolean has_banks;
    gboolean has_mark;
} Type;

static const Type types[] = {
    {"nec-optiarc", "K110", NULL, TRUE, TRUE},        {"nec-optiarc", "L210", "00", TRUE, FALSE},
    {"nec-optiarc", "K352", "02", TRUE, FALSE},       {"nec-optiarc", "K210", "01", TRUE, FALSE},
    {"nec-optiarc", "K355", "05", TRUE, FALSE, TRUE}, {"nec-optiarc", "K370", "05", TRUE, FALSE, TRUE},
    {"nec-optiarc", "D770", "04", TRUE, FALSE, TRUE}, {"nec-optiarc", "G200", "03", TRUE, FALSE, TRUE},
    {"nec-optiarc", "G265", "08", TRUE, FALSE, TRUE}, {"nec-optiarc", "G285", "03", TRUE, FALSE},
    {"nec-optiarc", "C500", NULL, FALSE, FALSE},      {"mediatek-mt1959", "BD-RE WH16NS60", NULL, FALSE, FALSE},
};

/* Without -m slow, a usual type (readable, one bank, not the K355) is checked only in every STRIDE-th state. The
 * number of the type decides in which states. */
#define STRIDE 6

/* TRUE if types[@type] is checked in the state, or by the test, with the number @n. */
static gboolean
is_checked (guint n, guint type)
{
    gboolean is_usual = types[type].readable && !types[type].has_banks && !g_str_equal (types[type].model, "K355");

    return !is_usual || (n + type) % STRIDE == 0 || g_test_slow ();
}

G_END_DECLS
