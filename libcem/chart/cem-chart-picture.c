/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-picture-private.h"

#include <string.h>

/* Characters of an expression or a name that a picture shows; the definition has the whole. */
#define MAX_WORD 80
#define MAX_ACTIONS 6

static void
append_short (GString *out,
              const char *text)
{
  if (g_utf8_strlen (text, -1) <= MAX_WORD)
    {
      g_string_append (out, text);
      return;
    }

  g_string_append_len (out, text, g_utf8_offset_to_pointer (text, MAX_WORD - 1) - text);
  g_string_append (out, "…");
}

char *
_cem_chart_picture_shorten (const char *text)
{
  GString *out = g_string_new (NULL);

  append_short (out, text);
  return g_string_free (out, FALSE);
}

static void
append_test (GString *out,
             const CemChartTest *test)
{
  if (test->expression == NULL && test->name == NULL)
    return;

  g_string_append (out, out->len > 0 ? " [" : "[");
  append_short (out, test->name != NULL ? test->name : cem_expression_get_text (test->expression));
  g_string_append_c (out, ']');
}

static void
append_action (GString *out,
               const CemChartAction *action)
{
  const char *event = action->event != NULL ? action->event->name : "…";

  switch ((CemChartActionKind) action->kind)
    {
    case CEM_CHART_ACTION_CALL:
      append_short (out, action->name);
      break;
    case CEM_CHART_ACTION_RAISE:
      g_string_append (out, "raise ");
      append_short (out, event);
      break;
    case CEM_CHART_ACTION_SEND:
      g_string_append (out, "send ");
      append_short (out, event);
      break;
    case CEM_CHART_ACTION_CANCEL:
      g_string_append (out, "cancel");
      break;
    case CEM_CHART_ACTION_ASSIGN:
      append_short (out, action->name != NULL ? action->name : "…");
      g_string_append (out, " := …");
      break;
    case CEM_CHART_ACTION_IF:
      g_string_append (out, "if …");
      break;
    case CEM_CHART_ACTION_LOG:
      g_string_append (out, "log");
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
append_actions (GString *out,
                const CemChart *self,
                CemChartBlock block)
{
  if (block.n == 0)
    return;

  g_string_append (out, out->len > 0 ? " / " : "/ ");
  for (guint i = 0; i < block.n && i < MAX_ACTIONS; i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      append_action (out, &self->actions[block.first + i]);
    }
  if (block.n > MAX_ACTIONS)
    g_string_append (out, ", …");
}

/* The events of delays are named by the key of after and by the state: after.5s.waiting. */
static void
append_event (GString *out,
              const CemChart *self,
              const CemChartTransition *transition)
{
  const char *event = transition->event;
  const CemChartState *source = &self->states[transition->source];

  if (event == NULL)
    return;

  for (guint i = source->first_after; i < source->first_after + source->n_afters; i++)
    {
      const CemChartAfter *after = &self->afters[i];
      gsize tail = strlen (source->name) + 1;

      if (!g_str_equal (after->event.name, event) || strlen (event) <= 6 + tail)
        continue;

      g_string_append (out, "after ");
      g_string_append_len (out, event + 6, (gssize) (strlen (event) - 6 - tail));
      return;
    }

  if (source->done != NULL && g_str_equal (source->done->name, event))
    g_string_append (out, "done");
  else
    append_short (out, event);
}

char *
_cem_chart_picture_describe (const CemChart *self,
                             const CemChartTransition *transition)
{
  GString *out = g_string_new (NULL);

  append_event (out, self, transition);
  append_test (out, &transition->guard);
  if (transition->is_split)
    g_string_append_printf (out, "%s%.4g %%", out->len > 0 ? " " : "",
                            100.0 * (transition->split_to - transition->split_from));
  append_actions (out, self, transition->actions);
  return g_string_free (out, FALSE);
}

char **
_cem_chart_picture_list_lines (const CemChart *self,
                               guint state)
{
  const CemChartState *about = &self->states[state];
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const CemChartBlock blocks[] = { about->entry, about->exit };
  const char *const words[] = { "entry", "exit" };

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      g_autoptr (GString) line = g_string_new (words[i]);

      append_actions (line, self, blocks[i]);
      if (blocks[i].n > 0)
        g_strv_builder_add (builder, line->str);
    }

  for (guint i = 0; i < self->n_transitions; i++)
    {
      const CemChartTransition *transition = &self->transitions[i];
      g_autofree char *line = NULL;

      if (transition->source != state || transition->n_targets > 0 || i == about->initial)
        continue;

      line = _cem_chart_picture_describe (self, transition);
      g_strv_builder_add (builder, line);
    }

  return g_strv_builder_end (builder);
}

gboolean
_cem_chart_picture_is_arrow (const CemChart *self,
                             guint transition)
{
  const CemChartTransition *about = &self->transitions[transition];
  const CemChartState *source = &self->states[about->source];

  if (about->n_targets == 0)
    return FALSE;

  return transition != source->initial || source->kind == CEM_CHART_STATE_HISTORY;
}

guint
_cem_chart_picture_find_initial (const CemChart *self,
                                 guint state)
{
  const CemChartState *about = &self->states[state];

  if (about->kind != CEM_CHART_STATE_COMPOUND || about->initial == G_MAXUINT32 ||
      self->transitions[about->initial].n_targets == 0)
    return CEM_CHART_NO_STATE;

  return self->targets[self->transitions[about->initial].first_target];
}

const char *
_cem_chart_picture_name_history (const CemChartState *state)
{
  return state->deep ? "H*" : "H";
}

/**
 * cem_chart_render:
 * @self: a chart
 * @picture: the language
 *
 * Writes a picture of the chart, for a program that draws it.
 *
 * Arrows are labelled with the event, the guard in brackets, and the actions after a slash; what
 * happens inside a state stands below its name. Names and expressions are escaped, so that nothing
 * in the chart can change what the picture says, and long ones are cut.
 *
 * May be called from any thread.
 *
 * Returns: (transfer full): the picture as text
 *
 * Since: 0.1
 */
char *
cem_chart_render (CemChart *self,
                  CemChartPicture picture)
{
  g_return_val_if_fail (CEM_IS_CHART (self), NULL);
  g_return_val_if_fail (picture <= CEM_CHART_PICTURE_MERMAID, NULL);

  return picture == CEM_CHART_PICTURE_DOT ? _cem_chart_picture_write_dot (self)
                                          : _cem_chart_picture_write_mermaid (self);
}
