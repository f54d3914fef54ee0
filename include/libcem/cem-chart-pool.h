/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-chart.h>

G_BEGIN_DECLS

/**
 * CemChartPoolFlags:
 * @CEM_CHART_POOL_NONE: Outcomes hold calls, timers and errors.
 * @CEM_CHART_POOL_STATES: Outcomes also hold the states that were entered and left.
 *
 * What the outcomes of a pool hold.
 *
 * Since: 0.1
 */
typedef enum
{
  CEM_CHART_POOL_NONE = 0,
  CEM_CHART_POOL_STATES = 1 << 0
} CemChartPoolFlags;

#define CEM_TYPE_CHART_POOL (cem_chart_pool_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemChartPool, cem_chart_pool, CEM, CHART_POOL, GObject)

CEM_AVAILABLE_IN_ALL
CemChartPool *cem_chart_pool_new (CemChart *chart,
                                  CemChartPoolFlags flags) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemChart *cem_chart_pool_get_chart (CemChartPool *self);
CEM_AVAILABLE_IN_ALL
CemChartPoolFlags cem_chart_pool_get_flags (CemChartPool *self);
CEM_AVAILABLE_IN_ALL
guint cem_chart_pool_get_n_instances (CemChartPool *self);
CEM_AVAILABLE_IN_ALL
gsize cem_chart_pool_get_size (CemChartPool *self);
CEM_AVAILABLE_IN_ALL
void cem_chart_pool_set_guard (CemChartPool *self,
                               CemChartGuard guard,
                               gpointer user_data,
                               GDestroyNotify user_data_destroy);

CEM_AVAILABLE_IN_ALL
GDateTime *cem_chart_pool_dup_now (CemChartPool *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
GDateTime *cem_chart_pool_dup_next_due (CemChartPool *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemChartOutcome *cem_chart_pool_advance (CemChartPool *self,
                                         GDateTime *now,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
gboolean cem_chart_pool_add (CemChartPool *self,
                             JsonNode *context,
                             const char *key,
                             guint *instance,
                             GError **error);
CEM_AVAILABLE_IN_ALL
void cem_chart_pool_remove (CemChartPool *self,
                            guint instance);
CEM_AVAILABLE_IN_ALL
CemChartOutcome *cem_chart_pool_start (CemChartPool *self,
                                       guint instance,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemChartOutcome *cem_chart_pool_send (CemChartPool *self,
                                      guint instance,
                                      const char *event,
                                      JsonNode *data,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
guint cem_chart_pool_intern_event (CemChartPool *self,
                                   const char *event);
CEM_AVAILABLE_IN_ALL
CemChartOutcome *cem_chart_pool_send_batch (CemChartPool *self,
                                            const guint *steps,
                                            gsize n_steps,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
gboolean cem_chart_pool_contains (CemChartPool *self,
                                  guint instance);
CEM_AVAILABLE_IN_ALL
gboolean cem_chart_pool_is_done (CemChartPool *self,
                                 guint instance);
CEM_AVAILABLE_IN_ALL
gboolean cem_chart_pool_is_in (CemChartPool *self,
                               guint instance,
                               const char *state);
CEM_AVAILABLE_IN_ALL
char **cem_chart_pool_list_active (CemChartPool *self,
                                   guint instance) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
char **cem_chart_pool_list_states (CemChartPool *self,
                                   guint instance) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
gboolean cem_chart_pool_can (CemChartPool *self,
                             guint instance,
                             const char *event,
                             JsonNode *data);
CEM_AVAILABLE_IN_ALL
JsonNode *cem_chart_pool_dup_context (CemChartPool *self,
                                      guint instance) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
JsonNode *cem_chart_pool_dup_output (CemChartPool *self,
                                     guint instance) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
JsonNode *cem_chart_pool_dup_state (CemChartPool *self,
                                    guint instance) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
gboolean cem_chart_pool_restore (CemChartPool *self,
                                 JsonNode *state,
                                 guint *instance,
                                 GError **error);

G_END_DECLS
