/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart-maker.h"

#define MAX_STATES 14

static const char *const event_names[] = { "a", "b", "a.b", "a.b.c", "c", "unknown" };

guint
chart_bytes_choose (ChartBytes *self,
                    guint n)
{
  return self->next < self->n_bytes ? self->bytes[self->next++] % n : 0;
}

/* --- Definitions --- */

typedef struct
{
  ChartBytes *bytes;
  GString *out;
  guint n_states;
  guint n_made;
  guint depth;
} Maker;

static gboolean
maybe (Maker *self,
       guint n)
{
  return chart_bytes_choose (self->bytes, n) == 1;
}

static void
add_target (Maker *self)
{
  g_string_append_printf (self->out, "\"#s%u\"", chart_bytes_choose (self->bytes, self->n_states));
}

static void
add_action (Maker *self)
{
  static const char *const actions[] = {
    "{\"type\":\"assign\",\"var\":\"x\",\"expr\":\"x + 1\"}",
    "{\"type\":\"assign\",\"var\":\"x\",\"expr\":\"x * 2 - 3\"}",
    "{\"type\":\"assign\",\"var\":\"y\",\"expr\":\"y + event.type\"}",
    "{\"type\":\"assign\",\"var\":\"z\",\"expr\":\"[x, y, now]\"}",
    "{\"type\":\"assign\",\"var\":\"z\",\"expr\":\"event.data\"}",
    "{\"type\":\"assign\",\"var\":\"w\",\"value\":2.5}",
    "{\"type\":\"assign\",\"var\":\"none\",\"value\":1}",
    "{\"type\":\"raise\",\"event\":\"c\"}",
    "{\"type\":\"raise\",\"event\":\"a.b\",\"data\":{\"x\":{\"expr\":\"x\"}}}",
    "{\"type\":\"send\",\"event\":\"b\"}",
    "{\"type\":\"send\",\"event\":\"b\",\"delay\":7,\"id\":\"later\"}",
    "{\"type\":\"send\",\"event\":\"a\",\"delay\":\"x * 2\",\"data\":{\"expr\":\"event.data\"}}",
    "{\"type\":\"cancel\",\"id\":\"later\"}",
    "{\"type\":\"if\",\"branches\":[{\"guard\":\"x > 2\",\"actions\":[\"host\"]},"
    "{\"actions\":[{\"type\":\"assign\",\"var\":\"x\",\"expr\":\"0\"}]}]}",
    "{\"type\":\"log\",\"expr\":\"x\"}",
    "\"host\"",
  };

  g_string_append (self->out,
                   actions[chart_bytes_choose (self->bytes, G_N_ELEMENTS (actions))]);
}

static void
add_actions (Maker *self,
             const char *key)
{
  guint n = 1 + chart_bytes_choose (self->bytes, 2);

  g_string_append_printf (self->out, ",\"%s\":[", key);
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (self->out, ',');
      add_action (self);
    }
  g_string_append_c (self->out, ']');
}

static void
add_transition (Maker *self)
{
  static const char *const guards[] = { "x > 1", "in('s1')", "in('s4') || x < 3", "y == 'k'",
                                        "1 / x > 0", "event.data.n == 1", "false", "ask", "w > 2.0" };

  g_string_append (self->out, "{\"order\":0");
  if (!maybe (self, 6))
    {
      g_string_append (self->out, ",\"target\":[");
      add_target (self);
      if (maybe (self, 8))
        {
          g_string_append_c (self->out, ',');
          add_target (self);
        }
      g_string_append_c (self->out, ']');
    }

  if (maybe (self, 2))
    g_string_append_printf (self->out, ",\"guard\":\"%s\"",
                            guards[chart_bytes_choose (self->bytes, G_N_ELEMENTS (guards))]);
  if (maybe (self, 3))
    add_actions (self, "actions");
  if (maybe (self, 2))
    g_string_append (self->out, ",\"reenter\":true");
  if (maybe (self, 8))
    g_string_append_printf (self->out, ",\"weight\":%u", 1 + chart_bytes_choose (self->bytes, 5));
  g_string_append_c (self->out, '}');
}

static void
add_list (Maker *self)
{
  guint n = 1 + chart_bytes_choose (self->bytes, 2);

  g_string_append_c (self->out, '[');
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (self->out, ',');
      add_transition (self);
    }
  g_string_append_c (self->out, ']');
}

static void
add_transitions (Maker *self,
                 guint index)
{
  static const char *const keys[] = { "a", "b", "a.b", "a.*", "*", "c", "done.state.s1",
                                      "error.execution", "done.state" };
  const guint first = chart_bytes_choose (self->bytes, G_N_ELEMENTS (keys));
  const guint n = chart_bytes_choose (self->bytes, 3);

  g_string_append (self->out, ",\"on\":{");
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (self->out, "%s\"%s\":", i > 0 ? "," : "",
                              keys[(first + i) % G_N_ELEMENTS (keys)]);
      add_list (self);
    }
  g_string_append_c (self->out, '}');

  if (maybe (self, 5))
    {
      g_string_append (self->out, ",\"always\":");
      add_list (self);
    }
  if (maybe (self, 4))
    {
      g_string_append (self->out, maybe (self, 2) ? ",\"after\":{\"5\":" : ",\"after\":{\"x\":");
      add_list (self);
      g_string_append_c (self->out, '}');
    }
}

static void add_state (Maker *self);

static void
add_children (Maker *self,
              guint n)
{
  g_string_append (self->out, ",\"states\":{");
  for (guint i = 0; i < n && self->n_made < self->n_states; i++)
    {
      if (i > 0)
        g_string_append_c (self->out, ',');
      add_state (self);
    }
  g_string_append_c (self->out, '}');
}

static void
add_state (Maker *self)
{
  static const char *const kinds[] = { "atomic", "compound", "parallel", "final", "history" };
  const guint index = self->n_made++;
  guint kind = chart_bytes_choose (self->bytes, 8);

  if (kind > 4)
    kind = 0;
  if ((kind == 1 || kind == 2) && (self->depth > 3 || self->n_made == self->n_states))
    kind = 0;
  if (kind >= 3 && maybe (self, 2))
    kind = 0;

  g_string_append_printf (self->out, "\"s%u\":{\"id\":\"s%u\",\"type\":\"%s\"", index, index,
                          kinds[kind]);
  if (kind == 4)
    g_string_append (self->out, maybe (self, 2) ? ",\"history\":\"deep\"" : "");
  if (kind == 3 && maybe (self, 2))
    g_string_append (self->out, ",\"output\":{\"x\":{\"expr\":\"x\"}}");
  if (kind < 3)
    add_transitions (self, index);
  if (kind < 4 && maybe (self, 3))
    add_actions (self, "entry");
  if (kind < 4 && maybe (self, 4))
    add_actions (self, "exit");
  if (kind == 1 || kind == 2)
    {
      self->depth++;
      add_children (self, 1 + chart_bytes_choose (self->bytes, 3));
      self->depth--;
    }
  g_string_append_c (self->out, '}');
}

char *
chart_maker_make (ChartBytes *bytes)
{
  Maker maker = { bytes, g_string_new (NULL), 0, 0, 0 };

  maker.n_states = 2 + chart_bytes_choose (bytes, MAX_STATES - 2);
  g_string_append (maker.out, "{\"id\":\"made\",\"context\":{\"x\":1,\"y\":\"k\",\"z\":null,"
                              "\"w\":1.5},\"initial\":\"s0\"");
  if (maybe (&maker, 8))
    g_string_append (maker.out, ",\"type\":\"parallel\"");
  add_children (&maker, maker.n_states);
  g_string_append_c (maker.out, '}');
  return g_string_free (maker.out, FALSE);
}

/* --- Runs --- */

typedef struct
{
  CemChart *chart;
  const char *definition;
  CemChartPool *pool;   /* where the instance lives on */
  CemChartPool *other;  /* where it is restored after each step */
  guint instance;
  guint restored;
  gint64 ms;
} Run;

static void stop (Run *run,
                  const char *format,
                  ...) G_GNUC_PRINTF (2, 3) G_GNUC_NORETURN;

static void
stop (Run *run,
      const char *format,
      ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("%s\n%s\n", message, run->definition);
  abort ();
}

static gboolean
answer_cb (CemChartCall *call,
           gpointer user_data)
{
  g_autoptr (JsonNode) context = cem_chart_call_dup_context (call);

  return json_object_get_int_member (json_node_get_object (context), "x") % 2 == 0;
}

static void
check_legal (Run *run)
{
  const CemChart *chart = run->chart;

  for (guint i = 0; i < chart->n_states; i++)
    {
      const CemChartState *state = &chart->states[i];
      guint n = 0, n_regions = 0;

      for (guint child = i + 1; child <= state->last; child = chart->states[child].last + 1u)
        {
          n += cem_chart_pool_is_in (run->pool, run->instance, chart->states[child].name);
          n_regions += chart->states[child].kind != CEM_CHART_STATE_HISTORY;
        }

      if (!cem_chart_pool_is_in (run->pool, run->instance, state->name) && i > 0)
        {
          if (n > 0)
            stop (run, "%s is not active, and %u of its states are", state->name, n);
        }
      else if (state->kind == CEM_CHART_STATE_HISTORY ||
               (state->kind == CEM_CHART_STATE_COMPOUND && n != 1) ||
               (state->kind == CEM_CHART_STATE_PARALLEL && n != n_regions))
        stop (run, "%s is active with %u of its states", state->name, n);
    }
}

static char *
save (Run *run,
      CemChartPool *pool,
      guint instance)
{
  g_autoptr (JsonNode) state = cem_chart_pool_dup_state (pool, instance);

  return json_to_string (state, FALSE);
}

static GDateTime *
get_time (Run *run)
{
  g_autoptr (GDateTime) start = g_date_time_new_utc (2026, 3, 1, 9, 0, 0);

  return g_date_time_add (start, run->ms * 1000);
}

static void
check_same (Run *run,
            const char *what,
            CemChartOutcome *outcome,
            CemChartOutcome *other)
{
  g_autoptr (JsonNode) changes = NULL;
  g_autoptr (JsonNode) other_changes = NULL;
  g_autofree char *text = NULL;
  g_autofree char *other_text = NULL;

  if ((outcome == NULL) != (other == NULL))
    stop (run, "%s: one fails, one does not", what);
  if (outcome == NULL)
    return;

  changes = cem_chart_outcome_dup_changes (outcome);
  other_changes = cem_chart_outcome_dup_changes (other);
  text = json_to_string (changes, FALSE);
  other_text = json_to_string (other_changes, FALSE);
  if (strcmp (text, other_text) != 0)
    stop (run, "%s: other changes:\n%s\n%s", what, text, other_text);
}

/* The instance out of one pool as text into another. */
static void
move (Run *run,
      CemChartPool *from,
      guint instance)
{
  g_autofree char *text = save (run, from, instance);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) state = json_from_string (text, &error);
  g_autofree char *again = NULL;

  if (state == NULL)
    stop (run, "%s: %s", error->message, text);

  cem_chart_pool_remove (run->other, run->restored);
  if (!cem_chart_pool_restore (run->other, state, &run->restored, &error))
    stop (run, "%s: %s", error->message, text);

  again = save (run, run->other, run->restored);
  if (strcmp (again, text) != 0)
    stop (run, "restored as another state:\n%s\n%s", text, again);
}

static void
check_pure (Run *run,
            const char *before,
            const char *event,
            JsonNode *data,
            CemChartOutcome *outcome)
{
  g_autoptr (JsonNode) state = json_from_string (before, NULL);
  g_autoptr (GDateTime) now = get_time (run);
  g_autoptr (CemChartOutcome) pure = cem_chart_step (run->chart, state, event, data, now, answer_cb,
                                                     NULL, NULL);
  g_autoptr (JsonNode) after = NULL;
  g_autofree char *text = NULL;
  g_autofree char *pure_text = NULL;

  check_same (run, "the pure step", outcome, pure);
  if (pure == NULL)
    return;

  after = cem_chart_outcome_dup_state (pure);
  pure_text = json_to_string (after, FALSE);
  text = save (run, run->pool, run->instance);
  if (strcmp (text, pure_text) != 0)
    stop (run, "the pure step gives another state:\n%s\n%s", text, pure_text);
}

static void
step (Run *run,
      const char *event,
      JsonNode *data)
{
  g_autofree char *before = save (run, run->pool, run->instance);
  g_autofree char *after = NULL;
  g_autoptr (GDateTime) now = get_time (run);
  g_autoptr (CemChartOutcome) outcome = NULL;
  g_autoptr (CemChartOutcome) other = NULL;

  if (event != NULL)
    {
      outcome = cem_chart_pool_send (run->pool, run->instance, event, data, NULL);
      other = cem_chart_pool_send (run->other, run->restored, event, data, NULL);
    }
  else
    {
      outcome = cem_chart_pool_advance (run->pool, now, NULL);
      other = cem_chart_pool_advance (run->other, now, NULL);
    }

  after = save (run, run->pool, run->instance);
  if (outcome == NULL && strcmp (before, after) != 0)
    stop (run, "a step that failed changed something:\n%s\n%s", before, after);

  check_legal (run);
  check_same (run, "restored", outcome, other);
  check_pure (run, before, event, data, outcome);
  move (run, run->other, run->restored);
}

static gboolean
start (Run *run)
{
  g_autoptr (GDateTime) now = get_time (run);
  g_autoptr (CemChartOutcome) outcome = NULL;
  g_autoptr (CemChartOutcome) pure = NULL;
  g_autoptr (CemChartOutcome) time = cem_chart_pool_advance (run->pool, now, NULL);
  g_autoptr (CemChartOutcome) other_time = cem_chart_pool_advance (run->other, now, NULL);

  cem_chart_pool_add (run->pool, NULL, "somebody", &run->instance, NULL);
  cem_chart_pool_add (run->other, NULL, "nobody", &run->restored, NULL);
  outcome = cem_chart_pool_start (run->pool, run->instance, NULL);
  pure = cem_chart_start (run->chart, NULL, "somebody", now, answer_cb, NULL, NULL);
  check_same (run, "the pure start", outcome, pure);
  return outcome != NULL;
}

void
chart_maker_run (CemChart *chart,
                 const char *definition,
                 ChartBytes *bytes,
                 guint n_events)
{
  Run run = { .chart = chart, .definition = definition };

  run.pool = cem_chart_pool_new (chart, CEM_CHART_POOL_STATES);
  run.other = cem_chart_pool_new (chart, CEM_CHART_POOL_STATES);
  cem_chart_pool_set_guard (run.pool, answer_cb, NULL, NULL);
  cem_chart_pool_set_guard (run.other, answer_cb, NULL, NULL);
  if (start (&run))
    {
      check_legal (&run);
      move (&run, run.pool, run.instance);
      for (guint i = 0; i < n_events; i++)
        {
          const guint choice = chart_bytes_choose (bytes, 16);
          g_autoptr (JsonNode) data = choice % 2 == 0 ? json_from_string ("{\"n\":1}", NULL) : NULL;

          if (choice >= 12)
            {
              run.ms += choice - 10;
              step (&run, NULL, NULL);
            }
          else
            step (&run, event_names[choice / 2], data);
        }
    }

  g_object_unref (run.pool);
  g_object_unref (run.other);
}
