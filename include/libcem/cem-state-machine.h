/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-chart.h>
#include <libcem/cem-clock.h>
#include <libcem/cem-machine-event.h>

G_BEGIN_DECLS

#define CEM_TYPE_STATE_MACHINE (cem_state_machine_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemStateMachine, cem_state_machine, CEM, STATE_MACHINE, GObject)

/**
 * CemStateMachineAction:
 * @call: what is asked: the action's name and parameters, and the event
 * @user_data: what was given with the function
 *
 * Carries out an action that a chart names and the program defines.
 *
 * It is called in the thread of the machine, after the step that asked for it. What it sends to the
 * machine is handled next.
 *
 * Since: 0.1
 */
typedef void (*CemStateMachineAction) (CemChartCall *call,
                                       gpointer user_data);

CEM_AVAILABLE_IN_ALL
CemStateMachine *cem_state_machine_new (CemChart *chart,
                                        CemClock *clock) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemChart *cem_state_machine_get_chart (CemStateMachine *self);
CEM_AVAILABLE_IN_ALL
CemClock *cem_state_machine_get_clock (CemStateMachine *self);
CEM_AVAILABLE_IN_ALL
const char *cem_state_machine_get_key (CemStateMachine *self);
CEM_AVAILABLE_IN_ALL
void cem_state_machine_set_key (CemStateMachine *self,
                                const char *key);
CEM_AVAILABLE_IN_ALL
const char *cem_state_machine_get_language (CemStateMachine *self);
CEM_AVAILABLE_IN_ALL
void cem_state_machine_set_language (CemStateMachine *self,
                                     const char *language);

CEM_AVAILABLE_IN_ALL
gboolean cem_state_machine_connect_guard (CemStateMachine *self,
                                          const char *name,
                                          CemChartGuard guard,
                                          gpointer user_data,
                                          GDestroyNotify user_data_destroy,
                                          GError **error);
CEM_AVAILABLE_IN_ALL
gboolean cem_state_machine_connect_action (CemStateMachine *self,
                                           const char *name,
                                           CemStateMachineAction action,
                                           gpointer user_data,
                                           GDestroyNotify user_data_destroy,
                                           GError **error);

CEM_AVAILABLE_IN_ALL
gboolean cem_state_machine_start (CemStateMachine *self,
                                  JsonNode *context,
                                  GError **error);
CEM_AVAILABLE_IN_ALL
void cem_state_machine_stop (CemStateMachine *self);
CEM_AVAILABLE_IN_ALL
gboolean cem_state_machine_send (CemStateMachine *self,
                                 const char *event,
                                 JsonNode *data,
                                 GError **error);
CEM_AVAILABLE_IN_ALL
void cem_state_machine_advance (CemStateMachine *self,
                                GDateTime *now);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_state_machine_dup_next_due (CemStateMachine *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
void cem_state_machine_refresh (CemStateMachine *self);

CEM_AVAILABLE_IN_ALL
const char *cem_state_machine_get_state (CemStateMachine *self);
CEM_AVAILABLE_IN_ALL
const char *const *cem_state_machine_get_active_states (CemStateMachine *self);
CEM_AVAILABLE_IN_ALL
JsonNode *cem_state_machine_get_context (CemStateMachine *self);
CEM_AVAILABLE_IN_ALL
gboolean cem_state_machine_get_done (CemStateMachine *self);
CEM_AVAILABLE_IN_ALL
JsonNode *cem_state_machine_dup_output (CemStateMachine *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
gboolean cem_state_machine_is_in (CemStateMachine *self,
                                  const char *state);
CEM_AVAILABLE_IN_ALL
gboolean cem_state_machine_has_tag (CemStateMachine *self,
                                    const char *tag);
CEM_AVAILABLE_IN_ALL
gboolean cem_state_machine_can (CemStateMachine *self,
                                const char *event,
                                JsonNode *data);
CEM_AVAILABLE_IN_ALL
GListModel *cem_state_machine_list_events (CemStateMachine *self) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
JsonNode *cem_state_machine_save (CemStateMachine *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
gboolean cem_state_machine_restore (CemStateMachine *self,
                                    JsonNode *state,
                                    GError **error);

G_END_DECLS
