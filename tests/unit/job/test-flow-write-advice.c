/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include <string.h>

/* Tests which next step a result, or a problem with a file, suggests to the user. */

/* Returns an image for @model with one byte changed at @offset. @sum_offset: offset of a checksum to correct; 0: none
 */
static BbImage *
changed_image (const char *model, gsize offset, gsize sum_offset)
{
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", model, "1.07", "05");
    g_autoptr (GByteArray) array = g_byte_array_new ();
    g_autoptr (GBytes) bytes = NULL;
    guint16 sum = 0;

    g_byte_array_append (array, g_bytes_get_data (bb_image_get_bytes (image), NULL),
                         (guint) bb_image_get_size (image));
    array->data[offset] ^= 0x5A;
    bytes = g_bytes_new (array->data, array->len);
    if (sum_offset > 0) {
        sum = bb_sum16 (bytes, 0, sum_offset);
        array->data[sum_offset] = (guint8) (sum >> 8);
        array->data[sum_offset + 1] = (guint8) sum;
        g_clear_pointer (&bytes, g_bytes_unref);
        bytes = g_bytes_new (array->data, array->len);
    }
    return job_rig_bytes_image (bytes);
}

/* Asserts that flashing @image changes nothing, and that the next step is @advice. */
static void
assert_advice (const char *scenario, BbImage *image, const char *advice)
{
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_FLASH, image,
                                              BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    g_assert_cmpstr (result->next, ==, advice);
}

/* In an image for the type Opti4, the word at 0x0E is the checksum of the boot code that it needs
 * (docs/protocols/nec-optiarc.md, section 5). */
static void
test_an_image_for_another_boot_code_advises_other_firmware (void)
{
    g_autoptr (BbImage) image = changed_image ("G285", 0x0E, 0x1B0000);

    assert_advice ("[drive sr0]\nFamily=nec-optiarc\nModel=G285\nBootVersion=05\nRevision=1.05\nSerial=SIM0001\n",
                   image,
                   "This firmware does not match the boot code of this drive. Choose firmware for this boot code.");
}

static void
test_a_wrong_checksum_in_a_file_advises_another_download (void)
{
    g_autoptr (BbImage) image = changed_image ("K352", 0x1001, 0);

    assert_advice (
        "[drive sr0]\nFamily=nec-optiarc\nModel=K352\nBootVersion=05\nRevision=1.05\nSerial=SIM0001\n", image,
        "The checksum of this firmware file is wrong, so the file is probably damaged. Download the file again.");
}

static void
test_an_unusable_drive_gets_no_advice_to_use_it (void)
{
    g_autoptr (JobRig) rig =
        job_rig_new ("[drive sr0]\nFamily=nec-optiarc\nModel=K355\nState=dead\nSerial=SIM0001\n", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    g_assert_null (strstr (result->message, "can be used"));
    g_assert_cmpint (result->safety, ==, BB_SAFETY_UNTOUCHED);
}

/* The size to which the file must be truncated includes the boot version at the end of the image. */
static void
test_a_file_with_extra_bytes_advises_to_truncate_it (void)
{
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (GByteArray) array = g_byte_array_new ();
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) longer = NULL;
    static const guint8 more[100] = {0};

    g_byte_array_append (array, g_bytes_get_data (bb_image_get_bytes (image), NULL),
                         (guint) bb_image_get_size (image));
    g_byte_array_append (array, more, sizeof more);
    bytes = g_bytes_new (array->data, array->len);
    longer = job_rig_bytes_image (bytes);
    g_assert_cmpstr (
        bb_image_get_identity (longer)->problem, ==,
        "The file starts with firmware for the ND-3550A, but 100 extra bytes follow. Download the file again, or "
        "shorten it to its first 1966088 bytes.");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/job/advice/other-boot-code", test_an_image_for_another_boot_code_advises_other_firmware);
    g_test_add_func ("/job/advice/inner-sum", test_a_wrong_checksum_in_a_file_advises_another_download);
    g_test_add_func ("/job/advice/dead-drive", test_an_unusable_drive_gets_no_advice_to_use_it);
    g_test_add_func ("/job/advice/cut-to-size", test_a_file_with_extra_bytes_advises_to_truncate_it);
    return g_test_run ();
}
