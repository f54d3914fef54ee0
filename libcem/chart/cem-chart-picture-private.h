/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "chart/cem-chart-private.h"

#include <libcem/cem-chart-picture.h>

G_BEGIN_DECLS

/* What the languages of pictures share: plain text, which each of them escapes in its own way. */

/* As much of a name as a picture shows. */
char *_cem_chart_picture_shorten (const char *text);

/* "EVENT [guard] / actions" of a transition. */
char *_cem_chart_picture_describe (const CemChart *self,
                                   const CemChartTransition *transition);

/* What a state does without leaving it, one line each: entry, exit, transitions without target. */
char **_cem_chart_picture_list_lines (const CemChart *self,
                                      guint state);

/* Whether a transition is an arrow that is drawn from its source: not an initial one, and with targets. */
gboolean _cem_chart_picture_is_arrow (const CemChart *self,
                                      guint transition);

/* The first of the targets of an initial transition, or CEM_CHART_NO_STATE. */
guint _cem_chart_picture_find_initial (const CemChart *self,
                                       guint state);

/* "H" or "H*". */
const char *_cem_chart_picture_name_history (const CemChartState *state);

char *_cem_chart_picture_write_dot (const CemChart *self);
char *_cem_chart_picture_write_mermaid (const CemChart *self);

G_END_DECLS
