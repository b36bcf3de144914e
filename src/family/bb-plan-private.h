/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-plan.h"

G_BEGIN_DECLS

/* A blob whose bytes are computed from data of the drive when a step sends the blob. @blob: index of the blob in the
 * plan. @capture: index of the capture whose bytes are the argument of @compute */
typedef struct {
    guint blob;
    guint capture;
    BbCompute compute;
} BbComputed;

/* Members of a plan, set by the builder only. */
struct _BbPlan {
    GObject parent_instance;

    BbPlanKind kind;
    char *family;
    GPtrArray *steps;    /* BbStep; pointers to them stay valid while the builder adds more */
    GPtrArray *sections; /* BbSection; pointers to them stay valid while the builder adds more */
    GPtrArray *blobs;    /* GBytes; zero bytes for a computed blob */
    GArray *computed;    /* BbComputed */
    GArray *captures;    /* BbCaptureInfo */
    GArray *regions;     /* BbRegion */
    char *note;
    char *id_before;
    char *id_after;
    GPtrArray *claims; /* BbClaim; (nullable) */
    char *claimed_model;
    char *candidate;
    char **attempts;
    gboolean wants_consent;
    gboolean needs_power_cycle;
};

G_END_DECLS
