/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "chart/cem-chart-pool-private.h"
#include "chart/cem-machine-event-private.h"

#include <libcem/cem-state-machine.h>

G_BEGIN_DECLS

/* What a machine is asked for. What a handler asks for waits until the running step is told of; so
 * does what is due in between. */
typedef enum
{
  CEM_MACHINE_START,
  CEM_MACHINE_STOP,
  CEM_MACHINE_SEND,
  CEM_MACHINE_ADVANCE,
  CEM_MACHINE_RESTORE
} CemMachineTaskKind;

typedef struct
{
  CemMachineTaskKind kind;
  gint64 now;
  char *event;
  JsonNode *json; /* the context, the data, the saved state; or NULL */
} CemMachineTask;

/* A task for which @now is not known yet takes the time from the clock, or from the running step. */
CemMachineTask *_cem_machine_task_new (CemMachineTaskKind kind,
                                       const char *event,
                                       JsonNode *json);
void _cem_machine_task_free (CemMachineTask *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemMachineTask, _cem_machine_task_free)

#define CEM_MACHINE_NO_TIME G_MININT64
#define CEM_MACHINE_NEVER G_MAXINT64
#define CEM_MACHINE_MAX_TASKS 10000

/* What an event of the chart is for an application. */
typedef struct
{
  CemMachineEvent *item;
  GArray *transitions; /* guint, the transitions with this key in document order */
} CemMachineEntry;

struct _CemStateMachine
{
  GObject parent_instance;

  CemChart *chart;
  CemClock *clock;
  char *key;
  char *language;
  GMainContext *main_context;
  CemChartPool *pool;
  guint instance;
  gboolean running;

  char *state;
  char **active;      /* the leaves */
  char **configuration; /* all active states */
  JsonNode *context;
  gboolean done;

  GHashTable *guards;  /* name -> Function */
  GHashTable *actions;

  GQueue tasks;
  gboolean busy;
  gboolean stepping;   /* inside the pool: a guard is being asked, perhaps */
  GSource *timer;

  GListStore *events;  /* CemMachineEvent */
  GHashTable *entries; /* name of the event -> CemMachineEntry */
  GHashTable *by_action; /* name of the action -> CemMachineEntry */
};

/* --- cem-state-machine.c ---*/

/* Takes over what the instance is now and notifies; no instance is a machine that has not started. */
void _cem_state_machine_update (CemStateMachine *self);

void _cem_state_machine_emit_change (CemStateMachine *self,
                                     CemChartChangeKind kind,
                                     const char *name);
void _cem_state_machine_emit_effect (CemStateMachine *self,
                                     CemChartCall *call);
/* Takes @error. */
void _cem_state_machine_emit_failed (CemStateMachine *self,
                                     GError *error);

/* --- cem-state-machine-host.c: functions of the program ---*/

GHashTable *_cem_state_machine_new_functions (void);

/* A CemChartGuard whose data is the machine. */
gboolean _cem_state_machine_ask (CemChartCall *call,
                                 gpointer user_data);

/* The function of an action, when there is one. */
void _cem_state_machine_call (CemStateMachine *self,
                              CemChartCall *call);
gboolean _cem_state_machine_check_guards (CemStateMachine *self,
                                          GError **error);

/* --- cem-state-machine-run.c ---*/

/* Does a task, now or when the running one is through. Takes it. FALSE: it failed at once. */
gboolean _cem_state_machine_submit (CemStateMachine *self,
                                    CemMachineTask *task,
                                    GError **error);

/* What a guard has sent while it was asked outside of a task. */
void _cem_state_machine_catch_up (CemStateMachine *self);
gint64 _cem_state_machine_get_next_due (CemStateMachine *self);

/* --- cem-state-machine-events.c ---*/

void _cem_state_machine_init_events (CemStateMachine *self);
void _cem_state_machine_clear_events (CemStateMachine *self);

/* Labels, and what is enabled. */
void _cem_state_machine_update_events (CemStateMachine *self);
void _cem_state_machine_action_group_init (GActionGroupInterface *iface);

G_END_DECLS
