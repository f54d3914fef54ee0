/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

#define CEM_TYPE_CHART_CALL (cem_chart_call_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemChartCall, cem_chart_call, CEM, CHART_CALL, GObject)

CEM_AVAILABLE_IN_ALL
const char *cem_chart_call_get_name (CemChartCall *self);
CEM_AVAILABLE_IN_ALL
guint cem_chart_call_get_instance (CemChartCall *self);
CEM_AVAILABLE_IN_ALL
const char *cem_chart_call_get_event (CemChartCall *self);
CEM_AVAILABLE_IN_ALL
JsonNode *cem_chart_call_dup_params (CemChartCall *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
JsonNode *cem_chart_call_dup_data (CemChartCall *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
JsonNode *cem_chart_call_dup_context (CemChartCall *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * CemChartGuard:
 * @call: what is asked: the guard's name and parameters, the event, the context
 * @user_data: what was given with the function
 *
 * Answers the guards that a chart names and the program defines.
 *
 * It is called in the thread that steps, and must not step the same pool.
 *
 * Returns: %TRUE if the guard holds
 *
 * Since: 0.1
 */
typedef gboolean (*CemChartGuard) (CemChartCall *call,
                                   gpointer user_data);

G_END_DECLS
