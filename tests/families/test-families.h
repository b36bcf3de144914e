/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** TestSpan: a range of the flash memory. */
typedef struct {
    guint32 address;
    guint32 length_bytes;
} TestSpan;

#define TEST_FAMILY_MAX_SPANS 4

/**
 * TestFamily: a row of families.txt, which describes the columns.
 * @boot_version: (nullable): version of the boot code, for families that have it
 * @changed: the spans that a flash changes; unused ones have length 0
 * @first, @half: two steps in the syntax of the key `At=step:` of a fault, such as "program:5". @first is the first
 *   step that sends a part of the image. In the middle of the step @half the firmware is incomplete
 * @is_flashed: FALSE for a family whose drives are never flashed; @changed is unused then, and @first and @half are
 *   "-"
 * @is_readable: TRUE if the firmware can be read back
 * @is_checked: TRUE if a checksum covers the whole image
 * @is_saved: TRUE if all firmware can be backed up, although it cannot be read back right after a flash
 * @has_caution: TRUE if every image has a warning, so that each flash needs %BB_JOB_FLAG_ALLOW_CROSS_FLASH
 * @is_for_experts: TRUE if a flash needs the consent of experts, %BB_JOB_FLAG_EXPERT
 * @is_plain: TRUE if images of this family are only searched in files and archives, not in programs
 * @is_cycled: TRUE if a flash ends with %BB_PROOF_PENDING, and a verification after a power cycle with
 *   %BB_PROOF_PROVEN
 * @is_alike: TRUE if the identification of a drive cannot distinguish two firmwares of the same revision
 * @quirks: values of the key `Quirks`; ends with %NULL
 */
typedef struct {
    char *family;
    char *model;
    char *boot_version;
    TestSpan changed[TEST_FAMILY_MAX_SPANS];
    char *first;
    char *half;
    gboolean is_flashed;
    gboolean is_readable;
    gboolean is_checked;
    gboolean is_saved;
    gboolean has_caution;
    gboolean is_for_experts;
    gboolean is_plain;
    gboolean is_cycled;
    gboolean is_alike;
    char **quirks;
} TestFamily;

/** test_families_list: (transfer none) (element-type TestFamily): returns the rows of the families that are flashed,
 * in the order of families.txt. A row with an error ends the program. */
GPtrArray *test_families_list (void);

/** test_families_list_all: (transfer none) (element-type TestFamily): returns all rows, in the order of families.txt.
 * A row with an error ends the program. */
GPtrArray *test_families_list_all (void);

/** test_families_find: (transfer none) (nullable): returns the row of the family with this ID. */
const TestFamily *test_families_find (const char *id);

/** test_family_dup_group: (transfer full): returns the keys of a scenario for a drive of the family: `Family`,
 * `Model` and, if it has one, `BootVersion`. */
char *test_family_dup_group (const TestFamily *family);

G_END_DECLS
