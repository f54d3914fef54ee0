/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-picture-private.h"

#include <string.h>

typedef struct
{
  const CemChart *chart;
  GString *out;
} Writer;

/* What is neither a letter nor harmless punctuation becomes a character code, as in “#35;”. */
static void
append_escaped (GString *out,
                const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
        g_string_append_c (out, ' ');
      else if (c >= 0xa0 || g_ascii_isalnum ((char) c) || strchr (" _-.,/()=+*!?[]", (int) c) != NULL)
        g_string_append_unichar (out, c);
      else
        g_string_append_printf (out, "#%u;", c);
    }
}

static void
indent (Writer *self,
        guint depth)
{
  g_string_append_printf (self->out, "%*s", 4 * (int) depth, "");
}

static void
write_lines (Writer *self,
             guint state,
             guint depth)
{
  g_auto (GStrv) lines = _cem_chart_picture_list_lines (self->chart, state);

  /* A second description of a state with states inside would hide its name. */
  if (self->chart->states[state].last > state)
    return;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      indent (self, depth);
      g_string_append_printf (self->out, "s%u : ", state);
      append_escaped (self->out, lines[i]);
      g_string_append_c (self->out, '\n');
    }
}

static void write_states (Writer *self,
                          guint parent,
                          guint depth);

static void
write_state (Writer *self,
             guint state,
             guint depth)
{
  const CemChart *chart = self->chart;
  const CemChartState *about = &chart->states[state];
  g_autofree char *name = _cem_chart_picture_shorten (about->key);

  indent (self, depth);
  g_string_append (self->out, "state \"");
  append_escaped (self->out, about->kind == CEM_CHART_STATE_HISTORY
                               ? _cem_chart_picture_name_history (about)
                               : name);
  g_string_append_printf (self->out, "\" as s%u", state);
  if (about->last > state)
    {
      g_string_append (self->out, " {\n");
      write_states (self, state, depth + 1);
      indent (self, depth);
      g_string_append_c (self->out, '}');
    }
  g_string_append_c (self->out, '\n');
  write_lines (self, state, depth);
  if (about->kind == CEM_CHART_STATE_FINAL)
    {
      indent (self, depth);
      g_string_append_printf (self->out, "s%u --> [*]\n", state);
    }
}

static void
write_states (Writer *self,
              guint parent,
              guint depth)
{
  const CemChart *chart = self->chart;
  guint initial = _cem_chart_picture_find_initial (chart, parent);

  if (initial != CEM_CHART_NO_STATE)
    {
      indent (self, depth);
      g_string_append_printf (self->out, "[*] --> s%u\n", initial);
    }

  for (guint i = parent + 1; i <= chart->states[parent].last; i = chart->states[i].last + 1u)
    {
      if (chart->states[parent].kind == CEM_CHART_STATE_PARALLEL && i > parent + 1)
        {
          indent (self, depth);
          g_string_append (self->out, "--\n");
        }
      write_state (self, i, depth);
    }
}

static void
write_line (Writer *self,
            guint source,
            guint target,
            const char *label)
{
  g_string_append_printf (self->out, "    s%u --> s%u", source, target);
  if (label[0] != '\0')
    {
      g_string_append (self->out, " : ");
      append_escaped (self->out, label);
    }
  g_string_append_c (self->out, '\n');
}

static void
write_arrow (Writer *self,
             const CemChartTransition *transition,
             guint target)
{
  const CemChart *chart = self->chart;
  g_autofree char *label = _cem_chart_picture_describe (chart, transition);

  if (transition->source != 0)
    {
      write_line (self, transition->source, target, label);
      return;
    }

  /* The machine has no box of its own. */
  for (guint i = 1; i <= chart->states[0].last; i = chart->states[i].last + 1u)
    if (chart->states[i].kind != CEM_CHART_STATE_FINAL)
      write_line (self, i, target, label);
}

char *
_cem_chart_picture_write_mermaid (const CemChart *self)
{
  Writer writer = { self, g_string_new ("stateDiagram-v2\n") };

  write_states (&writer, 0, 1);
  for (guint i = 0; i < self->n_transitions; i++)
    {
      const CemChartTransition *transition = &self->transitions[i];

      for (guint j = 0; j < transition->n_targets && _cem_chart_picture_is_arrow (self, i); j++)
        write_arrow (&writer, transition, self->targets[transition->first_target + j]);
    }

  return g_string_free (writer.out, FALSE);
}
