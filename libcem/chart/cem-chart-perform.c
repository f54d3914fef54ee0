/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-run-private.h"

#include "base/cem-words-private.h"

#include <libcem/cem-error.h>

#include <math.h>

#define MAX_WEIGHT 100000

/* --- Trouble --- */

void
_cem_chart_run_abort (CemChartRun *self,
                      const char *message)
{
  if (self->failure == NULL)
    _cem_set_error (&self->failure, CEM_ERROR_LIMIT, "The chart “%s” does not come to rest: %s",
                    self->chart->id != NULL ? self->chart->id : "?", message);
}

CemChartChange *
_cem_chart_run_note (CemChartRun *self,
                     CemChartChangeKind kind)
{
  CemChartChange change = { .kind = (guint8) kind,
                            .instance = self->instance,
                            .params = { .kind = CEM_KIND_ERROR },
                            .data = { .kind = CEM_KIND_ERROR } };

  g_array_append_val (self->log->changes, change);
  return &g_array_index (self->log->changes, CemChartChange, self->log->changes->len - 1);
}

static const char *
keep_text (CemChartRun *self,
           const char *text)
{
  return text != NULL ? _cem_arena_strndup (self->log->arena, text, strlen (text)) : NULL;
}

static void
note_event (CemChartRun *self,
            CemChartChange *change)
{
  if (self->event == NULL)
    return;

  change->event = keep_text (self, self->event->name);
  if (self->event->data.kind != CEM_KIND_ERROR)
    change->data = _cem_datum_copy (self->log->arena, &self->event->data);
}

/* --- Queues --- */

static void
push (CemChartRun *self,
      GArray *queue,
      const CemChartMessage *message)
{
  if (queue->len >= CEM_CHART_MAX_QUEUE)
    _cem_chart_run_abort (self, "too many events are waiting");
  else
    g_array_append_vals (queue, message, 1);
}

void
_cem_chart_run_raise (CemChartRun *self,
                      const CemChartEvent *event,
                      const CemDatum *data)
{
  CemChartMessage message = { .name = event->name, .length = event->length,
                              .symbol = event->symbol, .class_ = event->class_ };

  message.data = data != NULL ? *data : (CemDatum){ .kind = CEM_KIND_ERROR };
  push (self, self->internal, &message);
}

void
_cem_chart_run_fail (CemChartRun *self,
                     const char *pointer,
                     GError *error)
{
  g_autoptr (GError) owned = error;
  g_autofree char *message = _cem_error_dup_english (error);
  g_autofree char *text = g_strdup_printf ("%s (at %s)", message, pointer);
  const gsize length = strlen (text);
  CemEntry entries[] = {
    { _cem_datum_string ("message", 7), _cem_datum_string (NULL, 0) },
    { _cem_datum_string ("pointer", 7), _cem_datum_string (pointer, strlen (pointer)) },
  };
  CemDatum data;
  CemChartChange *change;

  if (self->cost <= 0 || !_cem_arena_has_room (self->arena, 0))
    _cem_chart_run_abort (self, "its expressions take too long or too much memory");
  if (self->quiet)
    return;

  entries[0].value = _cem_datum_string (_cem_arena_strndup (self->arena, message, strlen (message)),
                                        strlen (message));
  data = _cem_datum_map (_cem_map_new (self->arena, entries, G_N_ELEMENTS (entries)));
  change = _cem_chart_run_note (self, CEM_CHART_CHANGE_ERROR);
  change->name = _cem_arena_strndup (self->log->arena, text, length);
  _cem_chart_run_raise (self, self->chart->error_event, &data);
}

/* --- Values --- */

static gboolean
evaluate (CemChartRun *self,
          CemExpression *expression,
          const char *pointer,
          CemDatum *result)
{
  GError *error = NULL;

  if (_cem_expression_run_within (expression, &self->input, self->arena, &self->cost, result,
                                  &error))
    return TRUE;

  _cem_chart_run_fail (self, pointer, error);
  return FALSE;
}

/* Of kind ERROR when it failed. */
static CemDatum
evaluate_template (CemChartRun *self,
                   const CemChartTemplate *json,
                   const char *pointer)
{
  const CemDatum failed = { .kind = CEM_KIND_ERROR };
  CemEntry *entries;
  CemDatum *items;
  CemDatum result;

  if (json->expression != NULL)
    return evaluate (self, json->expression, pointer, &result) ? result : failed;
  if (json->items == NULL)
    return json->literal;

  if (!_cem_arena_has_room (self->arena, json->n_items * sizeof (CemEntry)))
    {
      _cem_chart_run_abort (self, "its values take too much memory");
      return failed;
    }

  entries = _cem_arena_alloc (self->arena, json->n_items * sizeof *entries);
  items = _cem_arena_alloc (self->arena, json->n_items * sizeof *items);
  for (guint i = 0; i < json->n_items; i++)
    {
      items[i] = evaluate_template (self, json->items[i], pointer);
      if (items[i].kind == CEM_KIND_ERROR)
        return failed;

      if (json->keys != NULL)
        entries[i] = (CemEntry){ json->keys[i], items[i] };
    }

  if (json->keys != NULL)
    return _cem_datum_map (_cem_map_new (self->arena, entries, json->n_items));

  return _cem_datum_list (_cem_list_new (self->arena, items, json->n_items));
}

CemDatum
_cem_chart_run_template (CemChartRun *self,
                         const CemChartTemplate *json)
{
  return evaluate_template (self, json, "");
}

/* A NUL-terminated text; NULL when it failed. */
static const char *
evaluate_text (CemChartRun *self,
               const CemChartTemplate *json,
               const char *pointer)
{
  CemDatum datum = evaluate_template (self, json, pointer);

  if (datum.kind == CEM_KIND_ERROR)
    return NULL;

  if (datum.kind == CEM_KIND_STRING && datum.n > 0 && datum.n < 1000 &&
      memchr (datum.v.s, 0, (gsize) datum.n) == NULL)
    return _cem_arena_strndup (self->arena, datum.v.s, (gsize) datum.n);

  _cem_chart_run_fail (self, pointer,
                       g_error_new (CEM_ERROR, CEM_ERROR_TYPE,
                                    "This is a text of up to 1,000 bytes, not %s",
                                    _cem_kind_get_name (datum.kind)));
  return NULL;
}

/* Negative when it failed. */
static gint64
evaluate_delay (CemChartRun *self,
                const CemChartDelay *delay,
                const char *pointer)
{
  CemDatum datum;
  double us = -1.0;
  gint64 parsed;

  if (delay->expression == NULL)
    return delay->us;
  if (!evaluate (self, delay->expression, pointer, &datum))
    return -1;

  if (datum.kind == CEM_KIND_INT)
    us = (double) datum.v.i * 1e3;
  else if (datum.kind == CEM_KIND_UINT)
    us = (double) datum.v.u * 1e3;
  else if (datum.kind == CEM_KIND_DOUBLE)
    us = datum.v.d * 1e3;
  else if (datum.kind == CEM_KIND_DURATION)
    us = (double) datum.v.i * 1e6 + (double) (datum.n / 1000);
  else if (datum.kind == CEM_KIND_STRING &&
           _cem_chart_parse_delay (datum.v.s, (gsize) datum.n, &parsed))
    return parsed;

  if (us >= 0.0 && us <= (double) CEM_CHART_MAX_DELAY)
    return (gint64) llround (us);

  _cem_chart_run_fail (self, pointer,
                       g_error_new (CEM_ERROR, CEM_ERROR_EVALUATION,
                                    "A delay is a time from nothing to a century, in milliseconds, "
                                    "as a duration or as a text"));
  return -1;
}

/* --- Guards --- */

static gboolean
ask_host (CemChartRun *self,
          const CemChartTest *test)
{
  CemDatum params = { .kind = CEM_KIND_ERROR };
  gboolean answer = FALSE;

  if (test->params != NULL)
    {
      params = evaluate_template (self, test->params, test->pointer);
      if (params.kind == CEM_KIND_ERROR)
        return FALSE;
    }

  if (self->ask != NULL && self->ask (self, test, &params, &answer))
    return answer;

  _cem_chart_run_fail (self, test->pointer,
                       g_error_new (CEM_ERROR, CEM_ERROR_NOT_FOUND,
                                    "Nobody answers the guard “%s”", test->name));
  return FALSE;
}

gboolean
_cem_chart_run_test (CemChartRun *self,
                     const CemChartTest *test)
{
  CemDatum result;
  int quick;

  if (test->expression == NULL)
    return test->name == NULL || ask_host (self, test);

  quick = _cem_expression_test_slots (test->expression, &self->input);
  if (quick >= 0)
    return quick != 0;

  if (!evaluate (self, test->expression, test->pointer, &result))
    return FALSE;
  if (result.kind == CEM_KIND_BOOL)
    return result.v.i != 0;

  _cem_chart_run_fail (self, test->pointer,
                       g_error_new (CEM_ERROR, CEM_ERROR_TYPE,
                                    "A guard is a condition, and this gave %s",
                                    _cem_kind_get_name (result.kind)));
  return FALSE;
}

/* --- Assignments --- */

static gboolean
is_whole (double value)
{
  return value == trunc (value) && fabs (value) <= 9007199254740992.0;
}

/* Gives a number the kind of its variable, where that is exact. */
static void
convert (CemKind kind,
         CemDatum *value)
{
  if (kind == CEM_KIND_INT && value->kind == CEM_KIND_DOUBLE && is_whole (value->v.d))
    *value = _cem_datum_int ((gint64) value->v.d);
  else if (kind == CEM_KIND_INT && value->kind == CEM_KIND_UINT && value->v.u <= G_MAXINT64)
    *value = _cem_datum_int ((gint64) value->v.u);
  else if (kind == CEM_KIND_DOUBLE && value->kind == CEM_KIND_INT &&
           ABS (value->v.i) <= G_GINT64_CONSTANT (9007199254740992))
    *value = _cem_datum_double ((double) value->v.i);
  else if (kind == CEM_KIND_UINT && value->kind == CEM_KIND_INT && value->v.i >= 0)
    *value = _cem_datum_uint ((guint64) value->v.i);
}

static gboolean
store (CemChartRun *self,
       const CemChartAction *action,
       CemDatum value)
{
  const CemChartVariable *variable;
  gint64 weight;

  if (action->slot == 0)
    {
      _cem_chart_run_fail (self, action->pointer,
                           g_error_new (CEM_ERROR, CEM_ERROR_TYPE,
                                        "The context has no variable “%s”", action->name));
      return FALSE;
    }

  variable = &self->chart->variables[action->slot - CEM_CHART_FIRST_SLOT];
  convert (variable->number, &value);
  if ((variable->kind != CEM_KIND_NULL && variable->kind != value.kind) ||
      value.kind >= CEM_KIND_TYPE)
    {
      _cem_chart_run_fail (self, action->pointer,
                           g_error_new (CEM_ERROR, CEM_ERROR_TYPE,
                                        "The variable “%s” cannot hold %s", action->name,
                                        _cem_kind_get_name (value.kind)));
      return FALSE;
    }

  weight = _cem_cel_weigh (&value, MAX_WEIGHT + 1);
  self->cost -= weight;
  if (weight > MAX_WEIGHT || self->cost <= 0)
    {
      _cem_chart_run_abort (self, "the values of its context are too large");
      return FALSE;
    }

  self->slots[action->slot] = _cem_chart_settle (self->arena, &value);
  self->changed[action->slot] = TRUE;
  return TRUE;
}

static gboolean
assign (CemChartRun *self,
        const CemChartAction *action)
{
  CemDatum *slot = &self->slots[action->slot];
  CemDatum value;
  gint64 sum;

  if (action->quick == CEM_CHART_QUICK_SET)
    {
      *slot = action->constant;
      self->changed[action->slot] = TRUE;
      return TRUE;
    }

  if (action->quick == CEM_CHART_QUICK_ADD &&
      !__builtin_add_overflow (slot->v.i, action->constant.v.i, &sum))
    {
      slot->v.i = sum;
      self->changed[action->slot] = TRUE;
      return TRUE;
    }

  if (action->expression != NULL)
    {
      if (!evaluate (self, action->expression, action->pointer, &value))
        return FALSE;
    }
  else
    {
      value = evaluate_template (self, action->data, action->pointer);
      if (value.kind == CEM_KIND_ERROR)
        return FALSE;
    }

  return store (self, action, value);
}

/* --- Events and timers --- */

static void
fill_message (CemChartMessage *message,
              const CemChartEvent *event)
{
  message->name = event->name;
  message->length = event->length;
  message->symbol = event->symbol;
  message->class_ = event->class_;
}

static gboolean
make_message (CemChartRun *self,
              const CemChartAction *action,
              CemChartMessage *message)
{
  memset (message, 0, sizeof *message);
  message->data.kind = CEM_KIND_ERROR;
  if (action->event != NULL)
    fill_message (message, action->event);
  else
    {
      const CemChartEvent *known;

      message->name = evaluate_text (self, action->event_name, action->pointer);
      if (message->name == NULL)
        return FALSE;

      known = _cem_chart_find_event (self->chart, message->name);
      message->length = (guint32) strlen (message->name);
      message->class_ = _cem_chart_find_class (self->chart, message->name);
      message->symbol = known != NULL ? known->symbol : 0;
    }

  if (action->data != NULL)
    {
      message->data = evaluate_template (self, action->data, action->pointer);
      if (message->data.kind == CEM_KIND_ERROR)
        return FALSE;
    }

  if (action->id != NULL)
    {
      message->id = evaluate_text (self, action->id, action->pointer);
      if (message->id == NULL)
        return FALSE;
    }

  return TRUE;
}

static void
set_timer (CemChartRun *self,
           const CemChartMessage *message,
           guint32 after,
           gint64 delay)
{
  CemChartTimerChange timer = { .is_set = TRUE, .id = message->id, .after = after,
                                .due = self->now + delay, .message = *message };

  if (message->data.kind != CEM_KIND_ERROR)
    timer.message.data = _cem_chart_settle (self->arena, &message->data);
  if (self->timers->len >= CEM_CHART_MAX_QUEUE)
    _cem_chart_run_abort (self, "too many timers are set");
  else
    g_array_append_val (self->timers, timer);
}

void
_cem_chart_run_set_after (CemChartRun *self,
                          guint32 number)
{
  const CemChartAfter *after = &self->chart->afters[number];
  const gint64 delay = evaluate_delay (self, &after->delay, after->pointer);
  CemChartMessage message = { .data = { .kind = CEM_KIND_ERROR } };

  if (delay < 0)
    return;

  fill_message (&message, &after->event);
  if (delay == 0)
    push (self, self->external, &message);
  else
    set_timer (self, &message, number + 1, delay);
}

static void
forget_external (CemChartRun *self,
                 const char *id,
                 guint32 class_)
{
  for (guint i = self->external->len; i > self->next_external; i--)
    {
      const CemChartMessage *message = &g_array_index (self->external, CemChartMessage, i - 1);

      if (id != NULL ? g_strcmp0 (message->id, id) == 0 : message->class_ == class_)
        g_array_remove_index (self->external, i - 1);
    }
}

void
_cem_chart_run_cancel_after (CemChartRun *self,
                             guint32 number)
{
  CemChartTimerChange timer = { .after = number + 1 };

  forget_external (self, NULL, self->chart->afters[number].class_);
  g_array_append_val (self->timers, timer);
}

static gboolean
cancel (CemChartRun *self,
        const CemChartAction *action)
{
  CemChartTimerChange timer = { .id = evaluate_text (self, action->id, action->pointer) };

  if (timer.id == NULL)
    return FALSE;

  forget_external (self, timer.id, 0);
  g_array_append_val (self->timers, timer);
  return TRUE;
}

static gboolean
send (CemChartRun *self,
      const CemChartAction *action)
{
  CemChartMessage message;
  gint64 delay;

  if (!make_message (self, action, &message))
    return FALSE;

  if (action->kind == CEM_CHART_ACTION_RAISE)
    {
      push (self, self->internal, &message);
      return TRUE;
    }

  delay = evaluate_delay (self, &action->delay, action->pointer);
  if (delay < 0)
    return FALSE;

  if (delay == 0)
    push (self, self->external, &message);
  else
    set_timer (self, &message, 0, delay);

  return TRUE;
}

/* --- What the host does --- */

static gboolean
call (CemChartRun *self,
      const CemChartAction *action)
{
  CemDatum params = { .kind = CEM_KIND_ERROR };
  CemChartChange *change;

  if (action->data != NULL)
    {
      params = evaluate_template (self, action->data, action->pointer);
      if (params.kind == CEM_KIND_ERROR)
        return FALSE;
    }

  change = _cem_chart_run_note (self, CEM_CHART_CHANGE_CALL);
  change->name = action->name;
  if (params.kind != CEM_KIND_ERROR)
    change->params = _cem_datum_copy (self->log->arena, &params);
  note_event (self, change);
  return TRUE;
}

static gboolean
log_value (CemChartRun *self,
           const CemChartAction *action)
{
  CemEntry entries[2];
  CemDatum params;
  CemChartChange *change;
  guint n = 0;

  if (action->id != NULL)
    entries[n++] = (CemEntry){ _cem_datum_string ("label", 5),
                               evaluate_template (self, action->id, action->pointer) };
  if (action->data != NULL || action->expression != NULL)
    {
      CemDatum value;

      if (action->data != NULL)
        value = evaluate_template (self, action->data, action->pointer);
      else if (!evaluate (self, action->expression, action->pointer, &value))
        return FALSE;
      entries[n++] = (CemEntry){ _cem_datum_string ("message", 7), value };
    }

  for (guint i = 0; i < n; i++)
    {
      if (entries[i].value.kind == CEM_KIND_ERROR)
        return FALSE;
    }

  params = _cem_datum_map (_cem_map_new (self->arena, entries, n));
  change = _cem_chart_run_note (self, CEM_CHART_CHANGE_CALL);
  change->name = action->name;
  change->params = _cem_datum_copy (self->log->arena, &params);
  note_event (self, change);
  return TRUE;
}

static gboolean perform_block (CemChartRun *self,
                               CemChartBlock block);

static gboolean
choose (CemChartRun *self,
        const CemChartAction *action)
{
  for (guint i = 0; i < action->n_branches; i++)
    {
      if (_cem_chart_run_test (self, &action->branches[i].guard))
        return perform_block (self, action->branches[i].actions);
    }

  return TRUE;
}

static gboolean
perform (CemChartRun *self,
         const CemChartAction *action)
{
  switch ((CemChartActionKind) action->kind)
    {
    case CEM_CHART_ACTION_RAISE:
    case CEM_CHART_ACTION_SEND:
      return send (self, action);
    case CEM_CHART_ACTION_CANCEL:
      return cancel (self, action);
    case CEM_CHART_ACTION_ASSIGN:
      return assign (self, action);
    case CEM_CHART_ACTION_IF:
      return choose (self, action);
    case CEM_CHART_ACTION_LOG:
      return log_value (self, action);
    case CEM_CHART_ACTION_CALL:
    default:
      return call (self, action);
    }
}

/* What comes after an action that failed is not done. */
static gboolean
perform_block (CemChartRun *self,
               CemChartBlock block)
{
  for (guint i = 0; i < block.n && self->failure == NULL; i++)
    {
      if (!perform (self, &self->chart->actions[block.first + i]))
        return FALSE;
    }

  return TRUE;
}

void
_cem_chart_run_block (CemChartRun *self,
                      CemChartBlock block)
{
  perform_block (self, block);
}
