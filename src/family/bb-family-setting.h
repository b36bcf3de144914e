/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Settings of a job: choices of the user that a family reads. */

G_BEGIN_DECLS

typedef struct _BbFamily BbFamily;

/**
 * BbSettingUser: who may set a #BbFamilySetting.
 * @BB_SETTING_USER_EXPERT: experts only: the help says so, and the window does not offer it
 * @BB_SETTING_USER_ANYONE: every user
 */
typedef enum {
    BB_SETTING_USER_EXPERT,
    BB_SETTING_USER_ANYONE,
} BbSettingUser;

/**
 * BbFamilySetting: a choice that the family's page in docs/protocols leaves to the user. Help, checks and completion
 * of the option --setting are derived from this declaration; a test compares the manual page with it.
 * @name: key in the settings of a job, and word for the option --setting; unique among all families
 * @summary: effect of the setting, a phrase that begins with a verb; translatable
 * @type: type of the value in the settings of a job. Always %G_VARIANT_TYPE_BOOLEAN at present: FALSE by default,
 *   TRUE with the option --setting
 * @user: who may set it
 * @reads: TRUE: the setting changes how a drive is read, for example identified, backed up or verified, even as a
 *   part of a flash. FALSE: it changes only what is written
 */
typedef struct {
    const char *name;
    const char *summary;
    const GVariantType *type;
    BbSettingUser user;
    gboolean reads;
} BbFamilySetting;

/* Keys of the settings of a job, of #BbFlashInput and of #BbConvertInput; each comment begins with the type of the
 * GVariant. */
/** BB_SETTING_CONVERT_TO: `s`, key of the model to convert the drive to. */
#define BB_SETTING_CONVERT_TO "convert-to"
/** BB_SETTING_RID, BB_SETTING_DIGITS: `s`, four characters that replace the RID text (a code for the model) or the
 * model digits of the boot code file. */
#define BB_SETTING_RID "rid"
#define BB_SETTING_DIGITS "digits"

/** BB_SETTING_LABEL: `s`, model and service code from the label of a drive that does not report its board. By
 * entering them the user asserts that the drive has this board. */
#define BB_SETTING_LABEL "label"

/** BB_SETTING_TOOL_CODE: `s`, the error code that another flash program showed when the drive lost its firmware: a
 * hexadecimal number whose last three bytes are sense key, ASC and ASCQ. */
#define BB_SETTING_TOOL_CODE "tool-code"

/** BB_SETTING_MAX_TRANSFER: `u`, length in bytes of the longest data phase that the connection transfers. */
#define BB_SETTING_MAX_TRANSFER "max-transfer-bytes"

/** bb_family_list_settings: Returns (transfer container) (element-type BbFamilySetting) the settings of all
 * families. */
GPtrArray *bb_family_list_settings (void);
/** bb_family_find_setting: Returns (transfer none) (nullable) the setting called @name; %NULL if no family has it.
 * @family: (out) (optional): the family that has it; unchanged if %NULL is returned */
const BbFamilySetting *bb_family_find_setting (const char *name, const BbFamily **family);

G_END_DECLS
