/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-job-error.h"

G_DEFINE_QUARK (bb_job_error_quark, bb_job_error)
