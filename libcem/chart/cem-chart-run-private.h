/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "chart/cem-chart-private.h"

G_BEGIN_DECLS

/* One instance while it runs. A pool fills it from the packed form, runs it to completion, and
 * packs what changed; when the run fails, nothing has changed. */

#define CEM_CHART_MAX_MICROSTEPS 10000
#define CEM_CHART_MAX_QUEUE 10000
#define CEM_CHART_RUN_COST G_GINT64_CONSTANT (20000000)
#define CEM_CHART_RUN_MEMORY ((gsize) 64 * 1024 * 1024)

typedef struct
{
  const char *name; /* NUL-terminated */
  guint32 length;
  guint16 symbol;
  guint32 class_;
  CemDatum data;    /* of kind ERROR when there is none */
  const char *id;   /* of a send, or NULL */
} CemChartMessage;

typedef enum
{
  CEM_CHART_CHANGE_ENTERED,
  CEM_CHART_CHANGE_LEFT,
  CEM_CHART_CHANGE_CALL,
  CEM_CHART_CHANGE_TIMER_SET,
  CEM_CHART_CHANGE_TIMER_CANCELLED,
  CEM_CHART_CHANGE_ERROR,
  CEM_CHART_CHANGE_DONE
} CemChartChangeKind;

typedef struct
{
  guint8 kind;
  guint16 state;
  guint32 instance;
  const char *name;  /* of the action, the timer's id, the message of an error */
  const char *event; /* the event at that time, or NULL; of a timer, what it sends */
  CemDatum params;   /* of kind ERROR when there are none; of done, the output */
  CemDatum data;     /* the event's */
  gint64 due;
} CemChartChange;

/* What came of one or more steps. Texts lie in the arena or belong to the chart. */
typedef struct
{
  CemArena *arena;
  GArray *changes; /* CemChartChange */
  guint n_handled;
  gboolean states; /* note the states entered and left */
} CemChartLog;

typedef struct
{
  gboolean is_set;
  const char *id;    /* or NULL: it gets a number */
  guint32 after;     /* number of the after + 1, or 0 */
  gint64 due;
  CemChartMessage message;
} CemChartTimerChange;

typedef struct _CemChartRun CemChartRun;

/* Answers a guard that has a name. FALSE also when there is nobody to ask, with an error. */
typedef gboolean (*CemChartAsk) (CemChartRun *run,
                                 const CemChartTest *test,
                                 const CemDatum *params,
                                 gboolean *answer);

struct _CemChartRun
{
  const CemChart *chart;
  CemArena *arena; /* reset before each run */
  guint64 *active;
  guint64 *history;
  CemDatum *slots;
  gboolean *changed; /* for each slot */
  guint64 key;
  gboolean has_key;
  gboolean started;
  gboolean done;
  gboolean output_changed;
  CemDatum output;
  gint64 now;

  const CemChartMessage *event;
  GArray *internal; /* CemChartMessage, from next_internal */
  GArray *external;
  guint next_internal;
  guint next_external;
  GArray *timers;   /* CemChartTimerChange */
  guint n_microsteps;
  gint64 cost;
  gboolean handled;
  gboolean quiet;       /* guards that fail raise nothing */
  gboolean reached_end; /* a final state of the machine was entered */
  GError *failure;

  CemChartLog *log;
  guint32 instance;
  CemChartAsk ask;
  gpointer ask_data;
  CemCelInput input;

  GArray *enabled;  /* guint16, transitions of this microstep */
  guint64 *leave;
  guint64 *enter;   /* and after it the two other sets of a CemChartEntry */
};

void _cem_chart_run_init (CemChartRun *self,
                          CemChart *chart);
void _cem_chart_run_clear (CemChartRun *self);

/* Before each run: the queues are empty, the budget is full. */
void _cem_chart_run_reset (CemChartRun *self);

/* Runs to completion. FALSE when it does not come to an end. */
gboolean _cem_chart_run_start (CemChartRun *self,
                               GError **error);
gboolean _cem_chart_run_send (CemChartRun *self,
                              const CemChartMessage *message,
                              GError **error);

/* Whether an event would be handled now. */
gboolean _cem_chart_run_can (CemChartRun *self,
                             const CemChartMessage *message);

/* Whether any transition of the active states is for this class of events: quick, before an
 * instance is unpacked. */
gboolean _cem_chart_has_candidates (const CemChart *self,
                                    const guint64 *active,
                                    guint32 class_);

/* cem-chart-perform.c */
gboolean _cem_chart_run_test (CemChartRun *self,
                              const CemChartTest *test);
void _cem_chart_run_block (CemChartRun *self,
                           CemChartBlock block);
CemDatum _cem_chart_run_template (CemChartRun *self,
                                  const CemChartTemplate *json);
void _cem_chart_run_set_after (CemChartRun *self,
                               guint32 after);
void _cem_chart_run_cancel_after (CemChartRun *self,
                                  guint32 after);
void _cem_chart_run_raise (CemChartRun *self,
                           const CemChartEvent *event,
                           const CemDatum *data);

/* Raises error.execution, and notes it in the log. Takes @error. */
void _cem_chart_run_fail (CemChartRun *self,
                          const char *pointer,
                          GError *error);

/* The run cannot go on. */
void _cem_chart_run_abort (CemChartRun *self,
                           const char *message);
CemChartChange *_cem_chart_run_note (CemChartRun *self,
                                     CemChartChangeKind kind);

G_END_DECLS
