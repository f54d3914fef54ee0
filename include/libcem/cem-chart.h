/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-chart-call.h>
#include <libcem/cem-chart-outcome.h>
#include <libcem/cem-diagnostics.h>

G_BEGIN_DECLS

/**
 * CemChartFlags:
 * @CEM_CHART_NONE: A mistake anywhere is an error.
 * @CEM_CHART_LENIENT: An expression that cannot be compiled is a warning, and fails when it is
 *   evaluated, and variables take values of any kind, as W3C SCXML has it.
 *
 * How a chart is read.
 *
 * Since: 0.1
 */
typedef enum
{
  CEM_CHART_NONE = 0,
  CEM_CHART_LENIENT = 1 << 0
} CemChartFlags;

#define CEM_TYPE_CHART (cem_chart_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemChart, cem_chart, CEM, CHART, GObject)

CEM_AVAILABLE_IN_ALL
CemChart *cem_chart_compile (const char *text,
                             CemChartFlags flags,
                             CemDiagnostics *diagnostics,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemChart *cem_chart_compile_json (JsonNode *json,
                                  CemChartFlags flags,
                                  CemDiagnostics *diagnostics,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemChart *cem_chart_compile_resource (const char *path,
                                      CemChartFlags flags,
                                      CemDiagnostics *diagnostics,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemChart *cem_chart_load (GFile *file,
                          CemChartFlags flags,
                          CemDiagnostics *diagnostics,
                          GCancellable *cancellable,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
void cem_chart_load_async (GFile *file,
                           CemChartFlags flags,
                           CemDiagnostics *diagnostics,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
CEM_AVAILABLE_IN_ALL
CemChart *cem_chart_load_finish (GAsyncResult *result,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
const char *cem_chart_get_id (CemChart *self);
CEM_AVAILABLE_IN_ALL
const char *cem_chart_get_version (CemChart *self);
CEM_AVAILABLE_IN_ALL
const char *cem_chart_get_description (CemChart *self);
CEM_AVAILABLE_IN_ALL
const char *cem_chart_get_digest (CemChart *self);
CEM_AVAILABLE_IN_ALL
JsonNode *cem_chart_dup_json (CemChart *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
JsonNode *cem_chart_dup_initial_context (CemChart *self) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
char **cem_chart_list_states (CemChart *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
char **cem_chart_list_events (CemChart *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
char **cem_chart_list_actions (CemChart *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
char **cem_chart_list_guards (CemChart *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
char **cem_chart_list_state_tags (CemChart *self,
                                  const char *state) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
JsonNode *cem_chart_dup_state_meta (CemChart *self,
                                    const char *state) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemChartOutcome *cem_chart_start (CemChart *self,
                                  JsonNode *context,
                                  const char *key,
                                  GDateTime *now,
                                  CemChartGuard guard,
                                  gpointer user_data,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemChartOutcome *cem_chart_step (CemChart *self,
                                 JsonNode *state,
                                 const char *event,
                                 JsonNode *data,
                                 GDateTime *now,
                                 CemChartGuard guard,
                                 gpointer user_data,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
