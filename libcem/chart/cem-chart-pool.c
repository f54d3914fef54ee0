/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "chart/cem-chart-pool-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-enum-types.h>
#include <libcem/cem-error.h>

/**
 * CemChartPool:
 *
 * Many running instances of one chart.
 *
 * An instance is a number; idle, it takes a few dozen bytes. The pool has a time of its own, which
 * [method@ChartPool.advance] moves and by which timers fire. A pool is used by one thread at a time.
 *
 * ```c
 * g_autoptr (CemChartPool) pool = cem_chart_pool_new (chart, CEM_CHART_POOL_NONE);
 * g_autoptr (CemChartOutcome) started = NULL;
 * g_autoptr (CemChartOutcome) outcome = NULL;
 * guint instance;
 *
 * cem_chart_pool_add (pool, NULL, NULL, &instance, &error);
 * started = cem_chart_pool_start (pool, instance, &error);
 * outcome = cem_chart_pool_send (pool, instance, "OPEN", NULL, &error);
 * ```
 *
 * Since: 0.1
 */
G_DEFINE_FINAL_TYPE (CemChartPool, cem_chart_pool, G_TYPE_OBJECT)

#define MAX_FIRED 1000000
#define MAX_INSTANCES (G_MAXUINT32 - 1)

typedef enum
{
  PROP_CHART = 1,
  PROP_FLAGS
} CemChartPoolProperty;

static GParamSpec *properties[PROP_FLAGS + 1];

static gboolean
ask (CemChartRun *run,
     const CemChartTest *test,
     const CemDatum *params,
     gboolean *answer)
{
  CemChartPool *self = run->ask_data;
  g_autoptr (CemChartCall) call = NULL;

  if (self->guard == NULL)
    return FALSE;

  call = _cem_chart_call_new_for_guard (run, test->name, params);
  *answer = self->guard (call, self->guard_data);
  return TRUE;
}

static void
cem_chart_pool_constructed (GObject *object)
{
  CemChartPool *self = CEM_CHART_POOL (object);
  const CemChartMessage none = { NULL };

  G_OBJECT_CLASS (cem_chart_pool_parent_class)->constructed (object);

  _cem_chart_store_init (&self->store, self->chart);
  _cem_chart_run_init (&self->run, self->chart);
  self->run.ask = ask;
  self->run.ask_data = self;
  g_array_append_val (self->messages, none);
}

static void
cem_chart_pool_finalize (GObject *object)
{
  CemChartPool *self = CEM_CHART_POOL (object);

  if (self->guard_data_destroy != NULL)
    self->guard_data_destroy (self->guard_data);

  _cem_chart_run_clear (&self->run);
  _cem_chart_timers_clear (&self->timers);
  _cem_chart_store_clear (&self->store);
  g_array_unref (self->messages);
  g_hash_table_unref (self->interned);
  g_clear_object (&self->chart);

  G_OBJECT_CLASS (cem_chart_pool_parent_class)->finalize (object);
}

static void
cem_chart_pool_get_property (GObject *object,
                             guint prop_id,
                             GValue *value,
                             GParamSpec *pspec)
{
  CemChartPool *self = CEM_CHART_POOL (object);

  switch ((CemChartPoolProperty) prop_id)
    {
    case PROP_CHART:
      g_value_set_object (value, self->chart);
      break;
    case PROP_FLAGS:
      g_value_set_flags (value, self->flags);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
cem_chart_pool_set_property (GObject *object,
                             guint prop_id,
                             const GValue *value,
                             GParamSpec *pspec)
{
  CemChartPool *self = CEM_CHART_POOL (object);

  switch ((CemChartPoolProperty) prop_id)
    {
    case PROP_CHART:
      self->chart = g_value_dup_object (value);
      break;
    case PROP_FLAGS:
      self->flags = g_value_get_flags (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
cem_chart_pool_class_init (CemChartPoolClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = cem_chart_pool_constructed;
  object_class->finalize = cem_chart_pool_finalize;
  object_class->get_property = cem_chart_pool_get_property;
  object_class->set_property = cem_chart_pool_set_property;

  /**
   * CemChartPool:chart: (getter get_chart)
   *
   * The chart.
   *
   * Since: 0.1
   */
  properties[PROP_CHART] = g_param_spec_object ("chart", NULL, NULL, CEM_TYPE_CHART, flags);

  /**
   * CemChartPool:flags: (getter get_flags)
   *
   * What the outcomes hold.
   *
   * Since: 0.1
   */
  properties[PROP_FLAGS] = g_param_spec_flags ("flags", NULL, NULL, CEM_TYPE_CHART_POOL_FLAGS,
                                               CEM_CHART_POOL_NONE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_chart_pool_init (CemChartPool *self)
{
  _cem_chart_timers_init (&self->timers);
  self->messages = g_array_new (FALSE, FALSE, sizeof (CemChartMessage));
  self->interned = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* --- Inner faces --- */

gboolean
_cem_chart_pool_check (CemChartPool *self,
                       guint instance,
                       GError **error)
{
  if (self->busy)
    {
      _cem_set_error (error, CEM_ERROR_BUSY,
                      "The pool is in the midst of a step; a guard cannot use it");
      return FALSE;
    }

  if (cem_chart_pool_contains (self, instance))
    return TRUE;

  _cem_set_error (error, CEM_ERROR_NOT_FOUND, "The pool has no instance %u", instance);
  return FALSE;
}

void
_cem_chart_pool_fill_message (CemChartPool *self,
                              const char *name,
                              CemChartMessage *message)
{
  const CemChartEvent *known = _cem_chart_find_event (self->chart, name);

  memset (message, 0, sizeof *message);
  message->data.kind = CEM_KIND_ERROR;
  message->name = name;
  message->length = (guint32) strlen (name);
  message->class_ = known != NULL ? known->class_ : _cem_chart_find_class (self->chart, name);
  message->symbol = known != NULL ? known->symbol : 0;
}

gboolean
_cem_chart_message_read_data (CemChartMessage *message,
                              JsonNode *data,
                              CemArena **arena,
                              GError **error)
{
  if (data == NULL)
    return TRUE;

  *arena = _cem_arena_new (512);
  return _cem_datum_from_json_node (*arena, data, &message->data, error);
}

static void
begin (CemChartPool *self,
       CemChartLog *log)
{
  self->busy = TRUE;
  self->run.log = log;
  self->run.now = self->now;
  _cem_chart_run_reset (&self->run);
}

/* Packs what a run did, or forgets it. */
static gboolean
end (CemChartPool *self,
     guint n_changes,
     gboolean done)
{
  CemChartRun *run = &self->run;

  self->busy = FALSE;
  if (!done)
    {
      g_array_set_size (run->log->changes, n_changes);
      return FALSE;
    }

  if (run->timers->len > 0)
    _cem_chart_pool_commit_timers (self, run);
  if (run->done)
    _cem_chart_pool_drop_timers (self, run->instance);
  run->log->n_handled += run->handled;
  _cem_chart_store_save (&self->store, run->instance, run);
  return TRUE;
}

gboolean
_cem_chart_pool_run_start (CemChartPool *self,
                           guint instance,
                           CemChartLog *log,
                           GError **error)
{
  const guint n_changes = log->changes->len;

  begin (self, log);
  _cem_chart_store_load (&self->store, instance, &self->run);
  if (!self->run.started)
    return end (self, n_changes, _cem_chart_run_start (&self->run, error));

  self->busy = FALSE;
  _cem_set_error (error, CEM_ERROR_REFUSED, "The instance %u has started before", instance);
  return FALSE;
}

gboolean
_cem_chart_pool_run_send (CemChartPool *self,
                          guint instance,
                          const CemChartMessage *message,
                          CemChartLog *log,
                          GError **error)
{
  char *record = _cem_chart_store_get (&self->store, instance);
  const guint8 flags = *_cem_chart_store_flags (&self->store, record);
  const guint n_changes = log->changes->len;

  if ((flags & (CEM_CHART_RECORD_STARTED | CEM_CHART_RECORD_DONE)) == CEM_CHART_RECORD_STARTED)
    {
      if (!_cem_chart_store_concerns (&self->store, record, message->class_))
        return TRUE;

      begin (self, log);
      _cem_chart_store_load (&self->store, instance, &self->run);
      return end (self, n_changes, _cem_chart_run_send (&self->run, message, error));
    }

  if ((flags & CEM_CHART_RECORD_DONE) != 0)
    return TRUE;

  _cem_set_error (error, CEM_ERROR_REFUSED,
                  "The instance %u has not started, so it takes no events", instance);
  return FALSE;
}

void
_cem_chart_pool_note_failure (CemChartLog *log,
                              guint instance,
                              const GError *error)
{
  CemChartChange change = { .kind = CEM_CHART_CHANGE_ERROR,
                            .instance = instance,
                            .params = { .kind = CEM_KIND_ERROR },
                            .data = { .kind = CEM_KIND_ERROR } };
  g_autofree char *message = _cem_error_dup_english (error);

  change.name = _cem_arena_strndup (log->arena, message, strlen (message));
  g_array_append_val (log->changes, change);
}

static void
fire (CemChartPool *self,
      guint32 number,
      CemChartLog *log)
{
  CemChartTimer *timer = _cem_chart_timers_get (&self->timers, number);
  const guint32 instance = timer->instance;
  CemChartTimer fired = *timer;
  CemChartMessage message = { .data = { .kind = CEM_KIND_ERROR } };
  g_autoptr (GError) error = NULL;

  timer->event = timer->id = NULL;
  timer->data = NULL;
  _cem_chart_timers_remove (&self->timers, number, _cem_chart_pool_first_timer (self, instance));

  if (fired.after > 0)
    {
      const CemChartEvent *event = &self->chart->afters[fired.after - 1].event;

      message.name = event->name;
      message.length = event->length;
      message.class_ = event->class_;
    }
  else
    {
      _cem_chart_pool_fill_message (self, fired.event->text, &message);
      if (fired.id != NULL)
        message.id = fired.id->text;
      if (fired.data != NULL)
        message.data = *_cem_value_get_datum (fired.data);
    }

  if (!_cem_chart_pool_run_send (self, instance, &message, log, &error))
    _cem_chart_pool_note_failure (log, instance, error);

  g_clear_pointer (&fired.id, _cem_chart_text_unref);
  g_clear_pointer (&fired.event, _cem_chart_text_unref);
  g_clear_pointer (&fired.data, cem_value_free);
}

gboolean
_cem_chart_pool_fire_next (CemChartPool *self,
                           gint64 now,
                           CemChartLog *log)
{
  const guint32 timer = _cem_chart_timers_peek (&self->timers);

  if (timer == CEM_CHART_NO_TIMER || _cem_chart_timers_get (&self->timers, timer)->due > now)
    return FALSE;

  self->now = MAX (self->now, _cem_chart_timers_get (&self->timers, timer)->due);
  fire (self, timer, log);
  return TRUE;
}

gboolean
_cem_chart_pool_run_advance (CemChartPool *self,
                             gint64 now,
                             CemChartLog *log,
                             GError **error)
{
  guint n = 0;

  if (self->busy || now < self->now)
    {
      _cem_set_error (error, self->busy ? CEM_ERROR_BUSY : CEM_ERROR_INVALID_ARGUMENT,
                      self->busy ? N_ ("The pool is in the midst of a step; a guard cannot use it")
                                 : N_ ("The time of a pool never goes back"));
      return FALSE;
    }

  while (_cem_chart_pool_fire_next (self, now, log))
    {
      if (n++ == MAX_FIRED)
        {
          _cem_set_error (error, CEM_ERROR_LIMIT,
                          "%d timers fired and more are due; advance in smaller steps", MAX_FIRED);
          return FALSE;
        }
    }

  self->now = now;
  return TRUE;
}

/* --- Public --- */

/**
 * cem_chart_pool_new:
 * @chart: the chart
 * @flags: what the outcomes hold
 *
 * Creates a pool without instances. Its time is the beginning of 1970 until it is moved.
 *
 * Returns: (transfer full): the pool
 *
 * Since: 0.1
 */
CemChartPool *
cem_chart_pool_new (CemChart *chart,
                    CemChartPoolFlags flags)
{
  g_return_val_if_fail (CEM_IS_CHART (chart), NULL);

  return g_object_new (CEM_TYPE_CHART_POOL, "chart", chart, "flags", flags, NULL);
}

/**
 * cem_chart_pool_get_chart: (get-property chart)
 * @self: a pool
 *
 * Gets the chart.
 *
 * Returns: (transfer none): the chart
 *
 * Since: 0.1
 */
CemChart *
cem_chart_pool_get_chart (CemChartPool *self)
{
  g_return_val_if_fail (CEM_IS_CHART_POOL (self), NULL);

  return self->chart;
}

/**
 * cem_chart_pool_get_flags: (get-property flags)
 * @self: a pool
 *
 * Gets what the outcomes hold.
 *
 * Returns: the flags
 *
 * Since: 0.1
 */
CemChartPoolFlags
cem_chart_pool_get_flags (CemChartPool *self)
{
  g_return_val_if_fail (CEM_IS_CHART_POOL (self), CEM_CHART_POOL_NONE);

  return self->flags;
}

/**
 * cem_chart_pool_get_n_instances:
 * @self: a pool
 *
 * Gets how many instances there are.
 *
 * Returns: the number of instances
 *
 * Since: 0.1
 */
guint
cem_chart_pool_get_n_instances (CemChartPool *self)
{
  g_return_val_if_fail (CEM_IS_CHART_POOL (self), 0);

  return self->store.n_used;
}

/**
 * cem_chart_pool_get_size:
 * @self: a pool
 *
 * Gets how much memory the instances and their timers take, without the texts, lists and maps that
 * they were given.
 *
 * Returns: the size in bytes
 *
 * Since: 0.1
 */
gsize
cem_chart_pool_get_size (CemChartPool *self)
{
  g_return_val_if_fail (CEM_IS_CHART_POOL (self), 0);

  return _cem_chart_store_get_size (&self->store) + _cem_chart_timers_get_size (&self->timers);
}

/**
 * cem_chart_pool_set_guard:
 * @self: a pool
 * @guard: (nullable) (scope notified) (closure user_data) (destroy user_data_destroy): who answers
 *   the guards that are names
 * @user_data: what to give it
 * @user_data_destroy: (nullable): how to free @user_data
 *
 * Sets who answers the guards that the chart names and the program defines. A guard that nobody
 * answers does not hold and raises `error.execution`.
 *
 * Since: 0.1
 */
void
cem_chart_pool_set_guard (CemChartPool *self,
                          CemChartGuard guard,
                          gpointer user_data,
                          GDestroyNotify user_data_destroy)
{
  g_return_if_fail (CEM_IS_CHART_POOL (self));

  if (self->guard_data_destroy != NULL)
    self->guard_data_destroy (self->guard_data);

  self->guard = guard;
  self->guard_data = user_data;
  self->guard_data_destroy = user_data_destroy;
}

CemChartOutcome *
_cem_chart_pool_new_outcome (CemChartPool *self)
{
  return _cem_chart_outcome_new (self->chart, (self->flags & CEM_CHART_POOL_STATES) != 0);
}

/**
 * cem_chart_pool_advance:
 * @self: a pool
 * @now: the new time
 * @error: where to say why it failed
 *
 * Moves the time of the pool. Timers that are due at or before @now fire, in the order of their
 * times, each at its time. An instance that does not come to rest then stays as it was, and is among
 * the errors of the outcome.
 *
 * Fails with %CEM_ERROR_INVALID_ARGUMENT when @now lies in the past, and with %CEM_ERROR_LIMIT after
 * a million timers: time has then come as far as the last of them, and can be moved again.
 *
 * Returns: (transfer full): what came of it
 *
 * Since: 0.1
 */
CemChartOutcome *
cem_chart_pool_advance (CemChartPool *self,
                        GDateTime *now,
                        GError **error)
{
  g_autoptr (CemChartOutcome) outcome = NULL;

  g_return_val_if_fail (CEM_IS_CHART_POOL (self), NULL);
  g_return_val_if_fail (now != NULL, NULL);

  outcome = _cem_chart_pool_new_outcome (self);
  if (!_cem_chart_pool_run_advance (self, _cem_chart_time_from (now),
                                    _cem_chart_outcome_get_log (outcome), error))
    return NULL;

  return g_steal_pointer (&outcome);
}

static gboolean
set_up (CemChartPool *self,
        guint instance,
        JsonNode *context,
        const char *key,
        GError **error)
{
  CemChartRun *run = &self->run;
  CemDatum datum;

  run->now = self->now;
  _cem_chart_run_reset (run);
  _cem_chart_store_load (&self->store, instance, run);
  if (context != NULL && !_cem_datum_from_json_node (run->arena, context, &datum, error))
    return FALSE;
  if (!_cem_chart_run_read_context (run, context != NULL ? &datum : NULL, FALSE, error))
    return FALSE;

  run->has_key = key != NULL;
  run->key = key != NULL ? _cem_chart_hash (0, key, strlen (key)) : 0;
  _cem_chart_store_save (&self->store, instance, run);
  return TRUE;
}

/**
 * cem_chart_pool_add:
 * @self: a pool
 * @context: (nullable): values of variables in the place of the initial ones, or %NULL
 * @key: (nullable): by what a split decides, such as the id of a customer; charts with splits need it
 * @instance: (out): where to put the number of the instance
 * @error: where to say why it failed
 *
 * Adds an instance, which [method@ChartPool.start] starts. Numbers of removed instances are given
 * again.
 *
 * Fails with %CEM_ERROR_TYPE or %CEM_ERROR_NOT_FOUND when the context does not fit,
 * %CEM_ERROR_INVALID_ARGUMENT when a key is missing, and %CEM_ERROR_LIMIT when the pool is full.
 *
 * Returns: %TRUE if it was added
 *
 * Since: 0.1
 */
gboolean
cem_chart_pool_add (CemChartPool *self,
                    JsonNode *context,
                    const char *key,
                    guint *instance,
                    GError **error)
{
  g_return_val_if_fail (CEM_IS_CHART_POOL (self), FALSE);
  g_return_val_if_fail (instance != NULL, FALSE);

  *instance = 0;
  if (self->busy || self->store.n_used >= MAX_INSTANCES)
    {
      _cem_set_error (error, self->busy ? CEM_ERROR_BUSY : CEM_ERROR_LIMIT,
                      self->busy ? N_ ("The pool is in the midst of a step; a guard cannot use it")
                                 : N_ ("The pool is full"));
      return FALSE;
    }

  if (self->chart->has_splits && key == NULL)
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "The chart splits by weight, so an instance needs a key, such as the id of "
                      "a customer");
      return FALSE;
    }

  *instance = _cem_chart_store_add (&self->store);
  if (set_up (self, *instance, context, key, error))
    return TRUE;

  _cem_chart_store_remove (&self->store, *instance);
  *instance = 0;
  return FALSE;
}

/**
 * cem_chart_pool_remove:
 * @self: a pool
 * @instance: the number of an instance
 *
 * Removes an instance and its timers, without running anything. Nothing happens when there is no
 * such instance, and while a guard is being asked.
 *
 * Since: 0.1
 */
void
cem_chart_pool_remove (CemChartPool *self,
                       guint instance)
{
  g_return_if_fail (CEM_IS_CHART_POOL (self));

  if (!_cem_chart_pool_check (self, instance, NULL))
    return;

  _cem_chart_pool_drop_timers (self, instance);
  _cem_chart_store_remove (&self->store, instance);
}

/**
 * cem_chart_pool_start:
 * @self: a pool
 * @instance: the number of an instance
 * @error: where to say why it failed
 *
 * Starts an instance: it enters its initial states.
 *
 * Fails with %CEM_ERROR_NOT_FOUND when there is no such instance, %CEM_ERROR_REFUSED when it has
 * started before, and %CEM_ERROR_LIMIT when it does not come to rest.
 *
 * Returns: (transfer full): what came of it
 *
 * Since: 0.1
 */
CemChartOutcome *
cem_chart_pool_start (CemChartPool *self,
                      guint instance,
                      GError **error)
{
  g_autoptr (CemChartOutcome) outcome = NULL;

  g_return_val_if_fail (CEM_IS_CHART_POOL (self), NULL);

  if (!_cem_chart_pool_check (self, instance, error))
    return NULL;

  outcome = _cem_chart_pool_new_outcome (self);
  if (!_cem_chart_pool_run_start (self, instance, _cem_chart_outcome_get_log (outcome), error))
    return NULL;

  return g_steal_pointer (&outcome);
}

/**
 * cem_chart_pool_send:
 * @self: a pool
 * @instance: the number of an instance
 * @event: the name of an event
 * @data: (nullable): its data, or %NULL
 * @error: where to say why it failed
 *
 * Sends an event to an instance, which runs to completion. An event that no active state has a
 * transition for is ignored, and so is one that comes when the instance is done.
 *
 * Fails with %CEM_ERROR_NOT_FOUND when there is no such instance, %CEM_ERROR_REFUSED when it has not
 * started, and %CEM_ERROR_LIMIT when it does not come to rest; it then stays as it was.
 *
 * Returns: (transfer full): what came of it
 *
 * Since: 0.1
 */
CemChartOutcome *
cem_chart_pool_send (CemChartPool *self,
                     guint instance,
                     const char *event,
                     JsonNode *data,
                     GError **error)
{
  g_autoptr (CemChartOutcome) outcome = NULL;
  g_autoptr (CemArena) arena = NULL;
  CemChartMessage message;

  g_return_val_if_fail (CEM_IS_CHART_POOL (self), NULL);
  g_return_val_if_fail (event != NULL, NULL);

  if (!_cem_chart_pool_check (self, instance, error))
    return NULL;

  _cem_chart_pool_fill_message (self, event, &message);
  if (!_cem_chart_message_read_data (&message, data, &arena, error))
    return NULL;

  outcome = _cem_chart_pool_new_outcome (self);
  if (!_cem_chart_pool_run_send (self, instance, &message, _cem_chart_outcome_get_log (outcome),
                                 error))
    return NULL;

  return g_steal_pointer (&outcome);
}
