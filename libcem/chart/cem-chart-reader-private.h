/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "chart/cem-chart-private.h"

G_BEGIN_DECLS

/* What the files share that turn a definition into tables. */

typedef struct
{
  CemChart *chart;
  CemArena *arena;
  CemDiagnostics *diagnostics;
  const char *file;
  GString *pointer;
  gboolean failed; /* an error, or a limit, was reported */
  gboolean full;   /* a limit: read no further */

  GArray *states;      /* CemChartState */
  GArray *transitions; /* CemChartTransition */
  GArray *targets;     /* guint16 */
  GArray *actions;     /* CemChartAction */
  GArray *afters;      /* CemChartAfter */
  GHashTable *keys;    /* key -> state + 1, G_MAXUINT where there are several */
  GHashTable *event_keys;
  GHashTable *action_names;
  GHashTable *guard_names;
} CemChartReader;

/* One step down in the JSON Pointer; returns where to go back to. */
gsize _cem_chart_reader_enter (CemChartReader *self,
                               const char *key,
                               gsize length);
gsize _cem_chart_reader_enter_index (CemChartReader *self,
                                     guint index);
void _cem_chart_reader_leave (CemChartReader *self,
                              gsize mark);

void _cem_chart_reader_complain (CemChartReader *self,
                                 CemSeverity severity,
                                 const char *code,
                                 const char *suggestion,
                                 const char *format,
                                 ...) G_GNUC_PRINTF (5, 6);

/* At another place than the present one. */
void _cem_chart_reader_complain_at (CemChartReader *self,
                                    const char *pointer,
                                    CemSeverity severity,
                                    const char *code,
                                    const char *suggestion,
                                    const char *format,
                                    ...) G_GNUC_PRINTF (6, 7);

/* "did you mean “x”?", or NULL. */
char *_cem_chart_reader_suggest (const char *name,
                                 const char *const *names,
                                 gsize n_names);

/* Reports members that are not among the NULL-terminated @known. */
void _cem_chart_reader_check_keys (CemChartReader *self,
                                   const CemMap *map,
                                   const char *const *known);
const CemDatum *_cem_chart_reader_find (const CemMap *map,
                                        const char *key);

/* A string member as NUL-terminated text; NULL when there is none or, with a complaint, it is
 * something else. */
const char *_cem_chart_reader_text (CemChartReader *self,
                                    const CemMap *map,
                                    const char *key);
const char *_cem_chart_reader_dup (CemChartReader *self,
                                   const CemDatum *string);
const char *_cem_chart_reader_dup_pointer (CemChartReader *self);

/* cem-chart-expressions.c */
void _cem_chart_read_context (CemChartReader *self,
                              const CemDatum *context);
CemExpression *_cem_chart_read_expression (CemChartReader *self,
                                           const char *text);
const CemChartTemplate *_cem_chart_read_template (CemChartReader *self,
                                                  const CemDatum *json);
void _cem_chart_read_test (CemChartReader *self,
                           const CemDatum *json,
                           CemChartTest *test);
gboolean _cem_chart_read_delay (CemChartReader *self,
                                const CemDatum *json,
                                CemChartDelay *delay);

/* cem-chart-actions.c */
CemChartBlock _cem_chart_read_actions (CemChartReader *self,
                                       const CemDatum *json);
const CemChartEvent *_cem_chart_reader_add_event (CemChartReader *self,
                                                  const char *name);

/* cem-chart-states.c */
void _cem_chart_read_states (CemChartReader *self,
                             const CemDatum *json);
void _cem_chart_name_states (CemChartReader *self);

/* The state that a target names, from @source; CEM_CHART_NO_STATE with a complaint. With @inside the
 * name is one of a child of @source. */
guint _cem_chart_read_target (CemChartReader *self,
                              guint source,
                              gboolean inside,
                              const CemDatum *json);

/* cem-chart-transitions.c */
void _cem_chart_read_transitions (CemChartReader *self);

/* cem-chart-tables.c */
void _cem_chart_build_tables (CemChartReader *self);

/* cem-chart-warnings.c: what cannot be reached, what may never end */
void _cem_chart_find_warnings (CemChartReader *self);

G_END_DECLS
