/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-usb.h"

#include <string.h>

/* Each request is a number whose high byte is bmRequestType and whose low byte is bRequest (USB 2.0 table 9-3;
 * Bulk-Only Transport 3). */
#define BB_USB_GET_DEVICE_STATUS 0x8000
#define BB_USB_GET_INTERFACE_STATUS 0x8100
#define BB_USB_GET_ENDPOINT_STATUS 0x8200
#define BB_USB_GET_DESCRIPTOR 0x8006
#define BB_USB_GET_CONFIGURATION 0x8008
#define BB_USB_GET_INTERFACE 0x810A
#define BB_USB_GET_MAX_LUN 0xA1FE
#define BB_USB_SET_ADDRESS 0x0005
#define BB_USB_SET_CONFIGURATION 0x0009
#define BB_USB_SET_INTERFACE 0x010B
#define BB_USB_CLEAR_DEVICE_FEATURE 0x0001
#define BB_USB_SET_DEVICE_FEATURE 0x0003
#define BB_USB_CLEAR_ENDPOINT_FEATURE 0x0201
#define BB_USB_MASS_STORAGE_RESET 0x21FF

#define BB_USB_DESCRIPTOR_DEVICE 1
#define BB_USB_DESCRIPTOR_CONFIGURATION 2
#define BB_USB_DESCRIPTOR_STRING 3

#define BB_USB_STRING_MAKER 1
#define BB_USB_STRING_PRODUCT 2
#define BB_USB_STRING_SERIAL 3

/* Characters that fit into one string descriptor. */
#define BB_USB_STRING_MAX 126

/* USB 2.0; vendor 1209h, product 0001h: reserved for tests by pid.codes. */
static const guint8 bb_usb_device_descriptor[] = {18,
                                                  BB_USB_DESCRIPTOR_DEVICE,
                                                  0x00,
                                                  0x02,
                                                  0,
                                                  0,
                                                  0,
                                                  64,
                                                  0x09,
                                                  0x12,
                                                  0x01,
                                                  0x00,
                                                  0x00,
                                                  0x01,
                                                  BB_USB_STRING_MAKER,
                                                  BB_USB_STRING_PRODUCT,
                                                  BB_USB_STRING_SERIAL,
                                                  1};

/* One configuration with one interface. The bulk endpoints 1 (in) and 2 (out) have packets of 512 bytes (high
 * speed). */
static const guint8 bb_usb_configuration[] = {9,    BB_USB_DESCRIPTOR_CONFIGURATION,
                                              32,   0,
                                              1,    1,
                                              0,    0xC0,
                                              50, /* self-powered */
                                              9,    4,
                                              0,    0,
                                              2,    0x08,
                                              0x06, 0x50,
                                              0, /* mass storage, SCSI, Bulk-Only */
                                              7,    5,
                                              0x81, 2,
                                              0x00, 0x02,
                                              0,    7,
                                              5,    0x02,
                                              2,    0x00,
                                              0x02, 0};

/* Appends a string descriptor with the ASCII @text as UTF-16LE. */
static void
bb_usb_add_text (GByteArray *to, const char *text)
{
    gsize length = MIN (strlen (text), BB_USB_STRING_MAX);
    guint8 head[2] = {(guint8) (2 + 2 * length), BB_USB_DESCRIPTOR_STRING};

    g_byte_array_append (to, head, sizeof head);
    for (gsize i = 0; i < length; i++) {
        guint8 unit[2] = {(guint8) text[i], 0};

        g_byte_array_append (to, unit, sizeof unit);
    }
}

/* Appends string descriptor @index. FALSE if the device has no such descriptor. */
static gboolean
bb_usb_add_string (GByteArray *to, guint8 index, const char *serial)
{
    static const guint8 languages[] = {4, BB_USB_DESCRIPTOR_STRING, 0x09, 0x04};

    switch (index) {
    case 0:
        g_byte_array_append (to, languages, sizeof languages);
        return TRUE;
    case BB_USB_STRING_MAKER:
        bb_usb_add_text (to, "Burnback");
        return TRUE;
    case BB_USB_STRING_PRODUCT:
        bb_usb_add_text (to, "Simulated bridge");
        return TRUE;
    case BB_USB_STRING_SERIAL:
        bb_usb_add_text (to, serial);
        return TRUE;
    default:
        return FALSE;
    }
}

/* Appends descriptor @index of @type. FALSE if the device has no such descriptor. */
static gboolean
bb_usb_add_descriptor (GByteArray *to, guint8 type, guint8 index, const char *serial)
{
    switch (type) {
    case BB_USB_DESCRIPTOR_DEVICE:
        g_byte_array_append (to, bb_usb_device_descriptor, sizeof bb_usb_device_descriptor);
        return TRUE;
    case BB_USB_DESCRIPTOR_CONFIGURATION:
        g_byte_array_append (to, bb_usb_configuration, sizeof bb_usb_configuration);
        return TRUE;
    case BB_USB_DESCRIPTOR_STRING:
        return bb_usb_add_string (to, index, serial);
    default:
        return FALSE;
    }
}

static gboolean
bb_usb_control_answer (const guint8 *setup, const char *serial, GByteArray *answer, gboolean *resets)
{
    static const guint8 zeros[2] = {0};
    static const guint8 configured = 1;

    switch (setup[0] << 8 | setup[1]) {
    case BB_USB_GET_DESCRIPTOR:
        return bb_usb_add_descriptor (answer, setup[3], setup[2], serial);
    case BB_USB_GET_DEVICE_STATUS:
    case BB_USB_GET_INTERFACE_STATUS:
    case BB_USB_GET_ENDPOINT_STATUS:
        g_byte_array_append (answer, zeros, 2);
        return TRUE;
    case BB_USB_GET_CONFIGURATION:
        g_byte_array_append (answer, &configured, 1);
        return TRUE;
    case BB_USB_GET_MAX_LUN:
    case BB_USB_GET_INTERFACE:
        g_byte_array_append (answer, zeros, 1);
        return TRUE;
    case BB_USB_SET_CONFIGURATION:
    case BB_USB_SET_INTERFACE:
    case BB_USB_MASS_STORAGE_RESET:
        *resets = TRUE;
        return TRUE;
    case BB_USB_SET_ADDRESS:
    case BB_USB_CLEAR_DEVICE_FEATURE:
    case BB_USB_SET_DEVICE_FEATURE:
    case BB_USB_CLEAR_ENDPOINT_FEATURE:
        return TRUE;
    default:
        return FALSE;
    }
}

gboolean
bb_usb_control (const guint8 *setup, const char *serial, GByteArray *answer, gboolean *resets)
{
    guint wanted_bytes = (guint) (setup[6] | setup[7] << 8);

    *resets = FALSE;
    if (!bb_usb_control_answer (setup, serial, answer, resets))
        return FALSE;
    g_byte_array_set_size (answer, MIN (answer->len, wanted_bytes));
    return TRUE;
}
