/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-picture-private.h"

/* States with states inside are clusters, each with a node to which arrows are tied. It is seen only
 * when an arrow goes from the state to one inside or back, which Graphviz cannot clip at the border. */

typedef struct
{
  const CemChart *chart;
  GString *out;
} Writer;

/* Graphviz knows backslash escapes and the entities of HTML in labels; control characters would make
 * the SVG ill-formed. */
static void
append_escaped (GString *out,
                const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", (int) c);
      else if (c == '&')
        g_string_append (out, "&amp;");
      else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c & 0xfffe) == 0xfffe)
        g_string_append_c (out, ' ');
      else
        g_string_append_unichar (out, c);
    }
}

static gboolean
is_cluster (const CemChart *chart,
            guint state)
{
  return chart->states[state].last > state;
}

static void
indent (Writer *self,
        guint depth)
{
  g_string_append_printf (self->out, "%*s", 2 * (int) depth, "");
}

static void
write_label (Writer *self,
             guint state)
{
  const CemChartState *about = &self->chart->states[state];
  g_auto (GStrv) lines = _cem_chart_picture_list_lines (self->chart, state);
  g_autofree char *name = _cem_chart_picture_shorten (about->key);

  g_string_append (self->out, "label=\"");
  append_escaped (self->out, name);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_string_append (self->out, "\\n");
      append_escaped (self->out, lines[i]);
    }
  g_string_append_c (self->out, '"');
  if (about->description != NULL)
    {
      g_string_append (self->out, ", tooltip=\"");
      append_escaped (self->out, about->description);
      g_string_append_c (self->out, '"');
    }
}

static void
write_leaf (Writer *self,
            guint state,
            guint depth)
{
  const CemChartState *about = &self->chart->states[state];

  indent (self, depth);
  g_string_append_printf (self->out, "s%u [", state);
  if (about->kind == CEM_CHART_STATE_HISTORY)
    g_string_append_printf (self->out, "shape=circle, label=\"%s\"",
                            _cem_chart_picture_name_history (about));
  else
    write_label (self, state);
  if (about->kind == CEM_CHART_STATE_FINAL)
    g_string_append (self->out, ", peripheries=2");
  g_string_append (self->out, "];\n");
}

static gboolean
has_inner_arrow (const CemChart *chart,
                 guint state)
{
  for (guint i = 0; i < chart->n_transitions; i++)
    {
      const CemChartTransition *transition = &chart->transitions[i];

      for (guint j = 0; j < transition->n_targets && _cem_chart_picture_is_arrow (chart, i); j++)
        {
          guint target = chart->targets[transition->first_target + j];

          if ((transition->source == state && (target == state ||
                                               _cem_chart_is_below (chart, target, state))) ||
              (target == state && _cem_chart_is_below (chart, transition->source, state)))
            return TRUE;
        }
    }

  return FALSE;
}

static void
write_state (Writer *self,
             guint state,
             guint depth)
{
  const CemChart *chart = self->chart;
  const CemChartState *about = &chart->states[state];
  guint initial = _cem_chart_picture_find_initial (chart, state);

  if (!is_cluster (chart, state))
    {
      write_leaf (self, state, depth);
      return;
    }

  indent (self, depth);
  g_string_append_printf (self->out, "subgraph cluster_s%u {\n", state);
  indent (self, depth + 1);
  g_string_append (self->out, "graph [");
  write_label (self, state);
  if (about->parent != CEM_CHART_NO_STATE &&
      chart->states[about->parent].kind == CEM_CHART_STATE_PARALLEL)
    g_string_append (self->out, ", style=\"rounded,dashed\"");
  else
    g_string_append (self->out, ", style=rounded");
  g_string_append (self->out, "];\n");
  indent (self, depth + 1);
  g_string_append_printf (self->out, "a%u [%s, label=\"\"];\n", state,
                          has_inner_arrow (chart, state) ? "shape=circle, width=0.12"
                                                         : "shape=point, style=invis");
  if (initial != CEM_CHART_NO_STATE)
    {
      indent (self, depth + 1);
      g_string_append_printf (self->out, "i%u [shape=point, width=0.15, label=\"\"];\n", state);
    }
  for (guint i = state + 1; i <= about->last; i = chart->states[i].last + 1u)
    write_state (self, i, depth + 1);
  indent (self, depth);
  g_string_append (self->out, "}\n");
}

/* Graphviz clips an arrow at a cluster only when its other end lies outside. */
static void
write_arrow (Writer *self,
             const char *tail,
             guint source,
             guint target,
             const char *label)
{
  const CemChart *chart = self->chart;
  const gboolean from = is_cluster (chart, source);
  const gboolean to = is_cluster (chart, target);
  const gboolean inwards = source == target || _cem_chart_is_below (chart, target, source);
  const gboolean outwards = source == target || _cem_chart_is_below (chart, source, target);

  g_string_append_printf (self->out, "  %s%u -> %s%u [label=\"%s", tail, source, to
    ? "a"
    : "s", target,
                          label[0] != '\0' ? " " : "");
  append_escaped (self->out, label);
  g_string_append_c (self->out, '"');
  if (from && tail[0] == 'a' && !inwards)
    g_string_append_printf (self->out, ", ltail=cluster_s%u", source);
  if (to && !outwards)
    g_string_append_printf (self->out, ", lhead=cluster_s%u", target);
  g_string_append (self->out, "];\n");
}

static void
write_arrows (Writer *self)
{
  const CemChart *chart = self->chart;

  for (guint i = 0; i < chart->n_states; i++)
    {
      guint initial = _cem_chart_picture_find_initial (chart, i);

      if (initial != CEM_CHART_NO_STATE)
        write_arrow (self, "i", i, initial, "");
    }

  for (guint i = 0; i < chart->n_transitions; i++)
    {
      const CemChartTransition *transition = &chart->transitions[i];
      g_autofree char *label = NULL;

      if (!_cem_chart_picture_is_arrow (chart, i))
        continue;

      label = _cem_chart_picture_describe (chart, transition);
      for (guint j = 0; j < transition->n_targets; j++)
        write_arrow (self, is_cluster (chart, transition->source) ? "a" : "s", transition->source,
                     chart->targets[transition->first_target + j], label);
    }
}

char *
_cem_chart_picture_write_dot (const CemChart *self)
{
  Writer writer = { self, g_string_new (NULL) };
  g_autofree char *name = _cem_chart_picture_shorten (self->states[0].key);

  g_string_append (writer.out, "digraph \"");
  append_escaped (writer.out, name);
  g_string_append (writer.out, "\" {\n"
                               "  graph [compound=true, fontname=\"sans-serif\", fontsize=11];\n"
                               "  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=11];\n"
                               "  edge [fontname=\"sans-serif\", fontsize=10];\n");
  write_state (&writer, 0, 1);
  write_arrows (&writer);
  g_string_append (writer.out, "}\n");
  return g_string_free (writer.out, FALSE);
}
