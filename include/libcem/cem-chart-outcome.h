/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-chart-call.h>

G_BEGIN_DECLS

#define CEM_TYPE_CHART_OUTCOME (cem_chart_outcome_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemChartOutcome, cem_chart_outcome, CEM, CHART_OUTCOME, GObject)

CEM_AVAILABLE_IN_ALL
guint cem_chart_outcome_get_n_handled (CemChartOutcome *self);
CEM_AVAILABLE_IN_ALL
char **cem_chart_outcome_list_entered (CemChartOutcome *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
char **cem_chart_outcome_list_left (CemChartOutcome *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
guint cem_chart_outcome_get_n_calls (CemChartOutcome *self);
CEM_AVAILABLE_IN_ALL
CemChartCall *cem_chart_outcome_dup_call (CemChartOutcome *self,
                                          guint position) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
char **cem_chart_outcome_list_errors (CemChartOutcome *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
JsonNode *cem_chart_outcome_dup_changes (CemChartOutcome *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
JsonNode *cem_chart_outcome_dup_state (CemChartOutcome *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
