/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-pool-private.h"

/* A binary heap of numbers of timers, which know their place in it. */

void
_cem_chart_timers_init (CemChartTimers *self)
{
  self->timers = g_array_new (FALSE, FALSE, sizeof (CemChartTimer));
  self->heap = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->first_free = CEM_CHART_NO_TIMER;
  self->next_order = 0;
}

static void
free_contents (CemChartTimer *timer)
{
  g_clear_pointer (&timer->id, _cem_chart_text_unref);
  g_clear_pointer (&timer->event, _cem_chart_text_unref);
  g_clear_pointer (&timer->data, cem_value_free);
}

void
_cem_chart_timers_clear (CemChartTimers *self)
{
  for (guint i = 0; i < self->heap->len; i++)
    free_contents (_cem_chart_timers_get (self, g_array_index (self->heap, guint32, i)));

  g_array_unref (self->timers);
  g_array_unref (self->heap);
}

static gboolean
is_before (const CemChartTimers *self,
           guint32 a,
           guint32 b)
{
  const CemChartTimer *first = _cem_chart_timers_get (self, a);
  const CemChartTimer *second = _cem_chart_timers_get (self, b);

  return first->due != second->due ? first->due < second->due : first->order < second->order;
}

static void
put (CemChartTimers *self,
     guint32 place,
     guint32 timer)
{
  g_array_index (self->heap, guint32, place) = timer;
  _cem_chart_timers_get (self, timer)->place = place;
}

static void
sift_up (CemChartTimers *self,
         guint32 place)
{
  const guint32 timer = g_array_index (self->heap, guint32, place);

  while (place > 0)
    {
      const guint32 parent = (place - 1) / 2;
      const guint32 above = g_array_index (self->heap, guint32, parent);

      if (!is_before (self, timer, above))
        break;

      put (self, place, above);
      place = parent;
    }

  put (self, place, timer);
}

static void
sift_down (CemChartTimers *self,
           guint32 place)
{
  const guint32 timer = g_array_index (self->heap, guint32, place);

  for (;;)
    {
      guint32 child = 2 * place + 1;

      if (child >= self->heap->len)
        break;
      if (child + 1 < self->heap->len &&
          is_before (self, g_array_index (self->heap, guint32, child + 1),
                     g_array_index (self->heap, guint32, child)))
        child++;
      if (!is_before (self, g_array_index (self->heap, guint32, child), timer))
        break;

      put (self, place, g_array_index (self->heap, guint32, child));
      place = child;
    }

  put (self, place, timer);
}

CemChartTimer *
_cem_chart_timers_add (CemChartTimers *self,
                       guint32 instance,
                       guint32 *first,
                       gint64 due)
{
  guint32 number = self->first_free;
  CemChartTimer *timer;

  if (number != CEM_CHART_NO_TIMER)
    self->first_free = _cem_chart_timers_get (self, number)->instance;
  else
    {
      number = self->timers->len;
      g_array_set_size (self->timers, number + 1);
    }

  timer = _cem_chart_timers_get (self, number);
  memset (timer, 0, sizeof *timer);
  timer->due = due;
  timer->order = self->next_order++;
  timer->instance = instance;
  timer->next = *first;
  *first = number;

  g_array_append_val (self->heap, number);
  sift_up (self, self->heap->len - 1);
  return timer;
}

void
_cem_chart_timers_remove (CemChartTimers *self,
                          guint32 number,
                          guint32 *first)
{
  CemChartTimer *timer = _cem_chart_timers_get (self, number);
  const guint32 place = timer->place;
  const guint32 last = g_array_index (self->heap, guint32, self->heap->len - 1);

  while (*first != number)
    first = &_cem_chart_timers_get (self, *first)->next;
  *first = timer->next;

  g_array_set_size (self->heap, self->heap->len - 1);
  if (last != number)
    {
      put (self, place, last);
      sift_up (self, place);
      sift_down (self, _cem_chart_timers_get (self, last)->place);
    }

  free_contents (timer);
  timer->instance = self->first_free;
  self->first_free = number;
}

guint32
_cem_chart_timers_peek (const CemChartTimers *self)
{
  return self->heap->len > 0 ? g_array_index (self->heap, guint32, 0) : CEM_CHART_NO_TIMER;
}

gsize
_cem_chart_timers_get_size (const CemChartTimers *self)
{
  return self->timers->len * sizeof (CemChartTimer) + self->heap->len * sizeof (guint32);
}

/* --- What a run wants of them --- */

char *
_cem_chart_timer_dup_id (CemChartPool *self,
                         const CemChartTimer *timer)
{
  if (timer->after > 0)
    return g_strdup (self->chart->afters[timer->after - 1].event.name);
  if (timer->id != NULL)
    return g_strdup (timer->id->text);

  return g_strdup_printf ("send.%u", timer->number);
}

static void
note (CemChartPool *self,
      CemChartRun *run,
      CemChartChangeKind kind,
      const CemChartTimer *timer)
{
  CemArena *arena = run->log->arena;
  g_autofree char *id = _cem_chart_timer_dup_id (self, timer);
  CemChartChange *change = _cem_chart_run_note (run, kind);

  change->name = _cem_arena_strndup (arena, id, strlen (id));
  change->due = timer->due;
  if (timer->event != NULL)
    change->event = _cem_arena_strndup (arena, timer->event->text, timer->event->length);
}

static void
cancel (CemChartPool *self,
        CemChartRun *run,
        const CemChartTimerChange *wanted)
{
  guint32 *first = _cem_chart_pool_first_timer (self, run->instance);
  guint32 next;

  for (guint32 i = *first; i != CEM_CHART_NO_TIMER; i = next)
    {
      const CemChartTimer *timer = _cem_chart_timers_get (&self->timers, i);

      next = timer->next;
      if (wanted->after > 0 ? timer->after != wanted->after
                            : timer->id == NULL || strcmp (timer->id->text, wanted->id) != 0)
        continue;

      note (self, run, CEM_CHART_CHANGE_TIMER_CANCELLED, timer);
      _cem_chart_timers_remove (&self->timers, i, first);
    }
}

/* A number that no other timer of the instance has, and that depends on nothing but these. */
static guint32
find_number (CemChartPool *self,
             guint32 first)
{
  guint32 highest = 0;

  for (; first != CEM_CHART_NO_TIMER; first = _cem_chart_timers_get (&self->timers, first)->next)
    highest = MAX (highest, _cem_chart_timers_get (&self->timers, first)->number);

  return highest + 1;
}

static void
set (CemChartPool *self,
     CemChartRun *run,
     const CemChartTimerChange *wanted)
{
  guint32 *first = _cem_chart_pool_first_timer (self, run->instance);
  const guint32 number = wanted->after > 0 || wanted->id != NULL ? 0 : find_number (self, *first);
  CemChartTimer *timer = _cem_chart_timers_add (&self->timers, run->instance, first, wanted->due);

  timer->after = wanted->after;
  timer->number = number;
  if (wanted->after == 0)
    {
      timer->event = _cem_chart_text_new (NULL, wanted->message.name, wanted->message.length);
      if (wanted->id != NULL)
        timer->id = _cem_chart_text_new (NULL, wanted->id, strlen (wanted->id));
      if (wanted->message.data.kind != CEM_KIND_ERROR)
        timer->data = _cem_value_new_from_datum (&wanted->message.data);
    }

  note (self, run, CEM_CHART_CHANGE_TIMER_SET, timer);
}

void
_cem_chart_pool_commit_timers (CemChartPool *self,
                               CemChartRun *run)
{
  for (guint i = 0; i < run->timers->len; i++)
    {
      const CemChartTimerChange *wanted = &g_array_index (run->timers, CemChartTimerChange, i);

      if (!self->chart->has_timers)
        continue;

      if (wanted->is_set)
        set (self, run, wanted);
      else
        cancel (self, run, wanted);
    }
}

void
_cem_chart_pool_drop_timers (CemChartPool *self,
                             guint32 instance)
{
  guint32 *first;

  if (!self->chart->has_timers)
    return;

  first = _cem_chart_pool_first_timer (self, instance);
  while (*first != CEM_CHART_NO_TIMER)
    _cem_chart_timers_remove (&self->timers, *first, first);
}
