/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "chart/cem-chart-run-private.h"
#include "value/cem-value-private.h"

#include <libcem/cem-chart-pool.h>

G_BEGIN_DECLS

/* --- Packed instances: cem-chart-store.c ---
 *
 * A record of fixed size: a CemDatum of 16 bytes for each variable of any kind, 8 bytes for each
 * number, text, list and map, the key of splits, the first timer, 1 byte for each bool, flags, and
 * the bits of the active and the remembered states. Records lie in blocks, so that growing moves
 * nothing. */

typedef enum
{
  CEM_CHART_RECORD_USED = 1 << 0,
  CEM_CHART_RECORD_STARTED = 1 << 1,
  CEM_CHART_RECORD_DONE = 1 << 2,
  CEM_CHART_RECORD_KEY = 1 << 3
} CemChartRecordFlags;

/* A string of one or more variables or timers. */
typedef struct
{
  guint n_refs;
  guint32 length;
  guint16 symbol;
  char text[];
} CemChartText;

typedef struct
{
  CemChart *chart;
  GPtrArray *blocks;
  guint n_records;
  guint32 first_free; /* + 1, chained through the records */
  guint n_used;
  guint stride;
  guint n_set;        /* bytes of a set of states */
  guint32 key_offset;
  guint32 timer_offset;
  guint32 flags_offset;
  guint32 active_offset;
  guint32 history_offset;
  guint32 *offsets;   /* of variables */
  char *prototype;    /* a fresh record */
  GHashTable *outputs; /* number -> CemValue */
} CemChartStore;

#define CEM_CHART_BLOCK 1024

static inline char *
_cem_chart_store_get (const CemChartStore *self,
                      guint32 number)
{
  return (char *) self->blocks->pdata[number / CEM_CHART_BLOCK] +
         number % CEM_CHART_BLOCK * self->stride;
}

static inline guint8 *
_cem_chart_store_flags (const CemChartStore *self,
                        char *record)
{
  return (guint8 *) record + self->flags_offset;
}

void _cem_chart_store_init (CemChartStore *self,
                            CemChart *chart);
void _cem_chart_store_clear (CemChartStore *self);
guint32 _cem_chart_store_add (CemChartStore *self);
void _cem_chart_store_remove (CemChartStore *self,
                              guint32 number);
void _cem_chart_store_load (CemChartStore *self,
                            guint32 number,
                            CemChartRun *run);
/* FALSE when an event of the class would be ignored, so that nothing need be unpacked. */
gboolean _cem_chart_store_concerns (const CemChartStore *self,
                                    const char *record,
                                    guint32 class_);
void _cem_chart_store_save (CemChartStore *self,
                            guint32 number,
                            CemChartRun *run);
gsize _cem_chart_store_get_size (const CemChartStore *self);

CemChartText *_cem_chart_text_new (CemSchema *schema,
                                   const char *text,
                                   gsize length);
void _cem_chart_text_unref (CemChartText *self);

/* --- Timers: cem-chart-timers.c --- */

#define CEM_CHART_NO_TIMER G_MAXUINT32

typedef struct
{
  gint64 due;
  guint64 order;     /* among those that are due at the same time */
  guint32 instance;  /* or the next free timer */
  guint32 next;      /* of the same instance */
  guint32 place;     /* in the heap */
  guint32 after;     /* number of the after + 1, or 0 */
  guint32 number;    /* of a send without an id */
  CemChartText *id;
  CemChartText *event; /* NULL of an after */
  CemValue *data;
} CemChartTimer;

typedef struct
{
  GArray *timers; /* CemChartTimer */
  GArray *heap;   /* guint32 */
  guint32 first_free;
  guint64 next_order;
} CemChartTimers;

void _cem_chart_timers_init (CemChartTimers *self);
void _cem_chart_timers_clear (CemChartTimers *self);

static inline CemChartTimer *
_cem_chart_timers_get (const CemChartTimers *self,
                       guint32 timer)
{
  return &g_array_index (self->timers, CemChartTimer, timer);
}

/* *@first is the first timer of the instance. */
CemChartTimer *_cem_chart_timers_add (CemChartTimers *self,
                                      guint32 instance,
                                      guint32 *first,
                                      gint64 due);
void _cem_chart_timers_remove (CemChartTimers *self,
                               guint32 timer,
                               guint32 *first);

/* The one that is due first, or CEM_CHART_NO_TIMER. */
guint32 _cem_chart_timers_peek (const CemChartTimers *self);
gsize _cem_chart_timers_get_size (const CemChartTimers *self);

/* --- The pool --- */

struct _CemChartPool
{
  GObject parent_instance;

  CemChart *chart;
  CemChartPoolFlags flags;
  CemChartStore store;
  CemChartTimers timers;
  CemChartRun run;
  gint64 now;
  GArray *messages;     /* CemChartMessage, of interned events; the first is none */
  GHashTable *interned; /* name -> place in messages */
  CemChartGuard guard;
  gpointer guard_data;
  GDestroyNotify guard_data_destroy;
  gboolean busy;
};

static inline guint32 *
_cem_chart_pool_first_timer (CemChartPool *self,
                             guint32 number)
{
  return (guint32 *) (void *) (_cem_chart_store_get (&self->store, number) +
                               self->store.timer_offset);
}

/* The faces for other rooms. All leave the instance as it was when they fail; what came of it is
 * added to @log. */
gboolean _cem_chart_pool_check (CemChartPool *self,
                                guint instance,
                                GError **error);
gboolean _cem_chart_pool_run_start (CemChartPool *self,
                                    guint instance,
                                    CemChartLog *log,
                                    GError **error);
gboolean _cem_chart_pool_run_send (CemChartPool *self,
                                   guint instance,
                                   const CemChartMessage *message,
                                   CemChartLog *log,
                                   GError **error);
gboolean _cem_chart_pool_run_advance (CemChartPool *self,
                                      gint64 now,
                                      CemChartLog *log,
                                      GError **error);

/* The first timer that is due at @now; FALSE when none is. */
gboolean _cem_chart_pool_fire_next (CemChartPool *self,
                                    gint64 now,
                                    CemChartLog *log);

/* Sets @message to an event by any name. The name must outlive it. */
void _cem_chart_pool_fill_message (CemChartPool *self,
                                   const char *name,
                                   CemChartMessage *message);

/* Gives it data, which lie in a new arena; NULL for none. */
gboolean _cem_chart_message_read_data (CemChartMessage *message,
                                       JsonNode *data,
                                       CemArena **arena,
                                       GError **error);

/* An instance that stayed as it was. */
void _cem_chart_pool_note_failure (CemChartLog *log,
                                   guint instance,
                                   const GError *error);

CemChartOutcome *_cem_chart_pool_new_outcome (CemChartPool *self);

/* Cancels and sets what a run wants. */
void _cem_chart_pool_commit_timers (CemChartPool *self,
                                    CemChartRun *run);
void _cem_chart_pool_drop_timers (CemChartPool *self,
                                  guint32 instance);
char *_cem_chart_timer_dup_id (CemChartPool *self,
                               const CemChartTimer *timer);

/* cem-chart-state.c: an instance as JSON and back. */
JsonNode *_cem_chart_pool_save (CemChartPool *self,
                                guint instance);
gboolean _cem_chart_pool_restore (CemChartPool *self,
                                  JsonNode *json,
                                  gint64 *at,
                                  guint *instance,
                                  GError **error);

/* A context that @json, which may be NULL, changes. Fills the run's slots. */
gboolean _cem_chart_run_read_context (CemChartRun *self,
                                      const CemDatum *json,
                                      gboolean tagged,
                                      GError **error);

/* cem-chart-tagged.c: values of kinds that JSON has not are written as {"$cem": kind, "value": …}. */
CemDatum _cem_chart_tag (CemArena *arena,
                         const CemDatum *value);
gboolean _cem_chart_untag (CemArena *arena,
                           const CemDatum *json,
                           CemDatum *value);

/* cem-chart-outcome.c */
CemChartOutcome *_cem_chart_outcome_new (CemChart *chart,
                                         gboolean states);
CemChartLog *_cem_chart_outcome_get_log (CemChartOutcome *self);
void _cem_chart_outcome_take_state (CemChartOutcome *self,
                                    JsonNode *state);

/* cem-chart-call.c */
CemChartCall *_cem_chart_call_new_for_change (CemChartOutcome *outcome,
                                              const CemChartChange *change);
CemChartCall *_cem_chart_call_new_for_guard (CemChartRun *run,
                                             const char *name,
                                             const CemDatum *params);

static inline gint64
_cem_chart_time_from (GDateTime *time)
{
  return g_date_time_to_unix (time) * 1000000 + g_date_time_get_microsecond (time);
}

GDateTime *_cem_chart_time_to (gint64 us);

G_END_DECLS
