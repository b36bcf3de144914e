/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shipped-catalog.h"

#include "family/bb-family.h"

#include <string.h>

/* The choice of the image for a drive among several images in a file. Tests bb-choose.c. */

/* Returns (transfer full) an image that is a part of @whole. @family: (nullable): family of the image; @code:
 * (nullable): model of the image */
static BbImage *
make_part (BbImage *whole, const char *family, const char *code)
{
    g_autoptr (BbImageIdentity) identity = bb_image_identity_new (family, 0, 4);
    const char *const codes[] = {code, NULL};

    g_strfreev (identity->codes);
    identity->codes = g_strdupv ((char **) codes);
    return bb_image_new_part (whole, identity, NULL);
}

/**
 * Choice: a drive, and the images in a file.
 * @family, @model: (nullable): of the drive
 * @images: pairs of family and model, "-" for none
 */
typedef struct {
    const char *family;
    const char *model;
    const char *images;
    guint chosen;
} Choice;

static const Choice choices[] = {
    {"nec-optiarc", "K355", "nec-optiarc K356 nec-optiarc K355 nec-optiarc K355", 1},
    {"nec-optiarc", "K355", "plextor K355 nec-optiarc K356 nec-optiarc K355", 2},
    {"nec-optiarc", "K355", "plextor K355 nec-optiarc K356 nec-optiarc K451", 1},
    {"nec-optiarc", "K355", "- - plextor K355", 1},
    {"nec-optiarc", "K355", "- - - -", 0},
    {"nec-optiarc", NULL, "plextor K355 nec-optiarc K356 nec-optiarc K355", 1},
    {NULL, NULL, "- - plextor K355 nec-optiarc K355", 1},
    {"lg-renesas", NULL, "plextor K355 lg-renesas X", 1},
    {"pioneer-bd", "8A10", "pioneer-bd 8510 pioneer-bd 8A10 pioneer-bd 8A10", 1},
    {"pioneer-bd", "8A10", "pioneer-bd 8A10 pioneer-bd 8A10", 0},
    {"pioneer-bd", "8A10", "plextor 8A10 pioneer-bd 8510 pioneer-bd 8511", 1},
    {"pioneer-bd", NULL, "plextor 8A10 pioneer-bd 8510 pioneer-bd 8511", 1},
};

static void
test_image_for_the_drive_is_chosen (void)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static ("data", 4);

    for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
        const Choice *row = &choices[i];
        g_autoptr (BbImage) whole = bb_image_new_from_bytes (bytes, "x.bin");
        g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);
        g_autoptr (BbFacts) facts = bb_facts_new (NULL);
        g_autoptr (BbImage) chosen = NULL;
        g_autoptr (BbImage) for_nothing = NULL;
        g_auto (GStrv) words = g_strsplit (row->images, " ", -1);
        guint first_known = 0;

        for (guint j = 0; words[j] != NULL; j += 2)
            g_ptr_array_add (images, make_part (whole, *words[j] == '-' ? NULL : words[j],
                                                *words[j + 1] == '-' ? NULL : words[j + 1]));
        facts->family = g_strdup (row->family);
        if (row->model != NULL)
            facts->model = bb_catalog_get_model (shipped_catalog (), row->family, row->model);
        chosen = bb_family_choose_image (images, facts);
        g_test_message ("row %u", i);
        g_assert_true (chosen == images->pdata[row->chosen]);
        /* Without a drive, the first image that has a family is chosen; if no image has one, the first image. */
        while (first_known < images->len - 1 && bb_image_get_identity (images->pdata[first_known])->family == NULL)
            first_known++;
        if (bb_image_get_identity (images->pdata[first_known])->family == NULL)
            first_known = 0;
        for_nothing = bb_family_choose_image (images, NULL);
        g_assert_true (for_nothing == images->pdata[first_known]);
    }
}

/* The choice of an image may depend on the drive in two cases: there are several images, or the only image is an
 * unknown file that is no program. */
static void
test_facts_are_needed_for_several_images_or_an_unknown_file (void)
{
    g_autoptr (GBytes) text = g_bytes_new_static ("hello", 5);
    g_autoptr (GBytes) program = g_bytes_new_static ("MZhello", 7);
    g_autoptr (BbImage) whole = bb_image_new_from_bytes (text, "x.bin");
    g_autoptr (BbImage) of_program = bb_image_new_from_bytes (program, "x.exe");
    g_autoptr (GPtrArray) unknown = bb_family_identify_file (whole, shipped_catalog ());
    g_autoptr (GPtrArray) unknown_program = bb_family_identify_file (of_program, shipped_catalog ());
    g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);

    g_assert_true (bb_family_needs_facts_to_choose (unknown));
    g_assert_false (bb_family_needs_facts_to_choose (unknown_program));
    g_ptr_array_add (images, make_part (whole, "plextor", "K355"));
    g_assert_false (bb_family_needs_facts_to_choose (images));
    g_ptr_array_add (images, make_part (whole, "plextor", "K355"));
    g_assert_true (bb_family_needs_facts_to_choose (images));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/choose/image-for-the-drive-is-chosen", test_image_for_the_drive_is_chosen);
    g_test_add_func ("/choose/facts-are-needed-for-several-images-or-an-unknown-file",
                     test_facts_are_needed_for_several_images_or_an_unknown_file);
    return g_test_run ();
}
