/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "log/cem-log-private.h"

#include <libcem/cem-touchpoint.h>

G_BEGIN_DECLS

/* The stage that the vocabulary gives to events of a type; NULL when they belong to none. */
const char *_cem_touchpoint_get_type_stage (const char *type,
                                            gsize length);

/* An event of the log as a touchpoint; in any thread. */
CemTouchpoint *_cem_touchpoint_new (const CemLogRow *row,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What people call a stage of the journey, in English or for "zh…" in Chinese; the stage itself when it is
 * one of the program's own. */
const char *_cem_stage_get_label (const char *stage,
                                  const char *language);

G_END_DECLS
