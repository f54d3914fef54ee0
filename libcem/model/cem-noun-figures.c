/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-noun-stats-internal.h"

#include <math.h>

/* Sums that a table of figures asks for. */

/* Durations that a median is taken from; of more, a part that depends on the nouns alone. */
#define MAX_DURATIONS (1u << 20)

#define DAY 86400e6

/* A century: what lasts longer is a mistake. */
#define MAX_DURATION (G_GINT64_CONSTANT (36525) * 86400 * G_USEC_PER_SEC)

double
_cem_round_figure (double value)
{
  return round (value * 1e6) / 1e6;
}

/* --- groups ---*/

static void
clear_group (gpointer data)
{
  g_free (((CemGroup *) data)->name);
}

GArray *
_cem_groups_new (void)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (CemGroup));

  g_array_set_clear_func (groups, clear_group);
  return groups;
}

static int
compare_name (const CemGroup *group,
              const char *name,
              gsize length)
{
  int order = strncmp (group->name, name, length);

  return order != 0 ? order : group->name[length] != '\0';
}

/* Those that are kept to the end have been there since they were first named, so they have counted
 * all. */
CemGroup *
_cem_groups_find (GArray *groups,
                  const char *name,
                  gsize length)
{
  CemGroup fresh = { NULL };
  guint low = 0;
  guint high = groups->len;

  if (memchr (name, '\0', length) != NULL)
    return NULL;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      CemGroup *group = &g_array_index (groups, CemGroup, middle);
      int order = compare_name (group, name, length);

      if (order == 0)
        return group;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == CEM_GROUPS_MAX)
    return NULL;

  if (groups->len == CEM_GROUPS_MAX)
    g_array_set_size (groups, CEM_GROUPS_MAX - 1);
  fresh.name = g_strndup (name, length);
  g_array_insert_val (groups, low, fresh);
  return &g_array_index (groups, CemGroup, low);
}

/* --- durations ---*/

typedef struct
{
  double days;
  gint64 entity;
} Duration;

struct _CemFigureSum
{
  gint64 n;       /* that are counted */
  gint64 of;      /* SHARE: those that have the field */
  GArray *groups; /* NAMES: CemGroup */
  gint64 us;      /* DAYS: all of them: exact */
  GArray *items;  /* Duration */
  guint shift;    /* those whose entity has so many zeros at its end are kept */
};

static gboolean
is_kept (const CemFigureSum *self,
         gint64 entity)
{
  return ((guint64) entity & (((guint64) 1 << self->shift) - 1)) == 0;
}

static void
add_duration (CemFigureSum *self,
              gint64 entity,
              gint64 us)
{
  Duration item = { (double) us / DAY, entity };

  if (us < 0 || us > MAX_DURATION)
    return;

  self->n++;
  self->us += us;
  if (is_kept (self, entity))
    g_array_append_val (self->items, item);
  if (self->items->len < MAX_DURATIONS)
    return;

  self->shift++;
  for (guint i = self->items->len; i > 0; i--)
    if (!is_kept (self, g_array_index (self->items, Duration, i - 1).entity))
      g_array_remove_index_fast (self->items, i - 1);
}

static int
compare_durations (gconstpointer a,
                   gconstpointer b)
{
  double x = ((const Duration *) a)->days;
  double y = ((const Duration *) b)->days;

  return x < y ? -1 : x > y;
}

static double
find_median (GArray *items)
{
  g_array_sort (items, compare_durations);
  return (g_array_index (items, Duration, (items->len - 1) / 2).days +
          g_array_index (items, Duration, items->len / 2).days) / 2.0;
}

/* --- adding ---*/

static CemDatum
get_field (const CemNounFold *fold,
           const char *name)
{
  const CemDatum *value = NULL;

  if (strcmp (name, "state") == 0)
    return fold->state != NULL ? _cem_datum_from_text (fold->state) : _cem_datum_null ();

  value = _cem_fields_get (fold->fields, name);
  return value != NULL ? *value : _cem_datum_null ();
}

static void
add_name (CemFigureSum *self,
          const CemDatum *name)
{
  CemGroup *group = name->kind == CEM_KIND_STRING
                        ? _cem_groups_find (self->groups, name->v.s, (gsize) name->n)
                        : NULL;

  if (group != NULL)
    group->n++;
}

static gboolean
is_text (const CemDatum *value,
         const char *text)
{
  return value->kind == CEM_KIND_STRING && strlen (text) == (gsize) value->n &&
         memcmp (text, value->v.s, value->n) == 0;
}

static void
add_figure (CemFigureSum *self,
            const CemFigure *figure,
            const CemNounFold *fold)
{
  CemDatum value = get_field (fold, figure->field);
  gboolean known = value.kind == CEM_KIND_BOOL;
  CemDatum end = { 0 };
  gint64 from = 0;
  gint64 until = 0;

  switch (figure->kind)
    {
    case CEM_FIGURE_NAMES:
      add_name (self, &value);
      return;
    case CEM_FIGURE_POSITIVE:
      self->n += value.kind == CEM_KIND_INT && value.v.i > 0;
      return;
    case CEM_FIGURE_TRUE:
    case CEM_FIGURE_SHARE:
      self->of += known;
      self->n += known && value.v.b;
      return;
    case CEM_FIGURE_FALSE:
      self->n += known && !value.v.b;
      return;
    case CEM_FIGURE_PART:
      self->n += is_text (&value, figure->other);
      return;
    case CEM_FIGURE_DAYS:
      end = get_field (fold, figure->other);
      if (value.kind == CEM_KIND_TIMESTAMP && end.kind == CEM_KIND_TIMESTAMP &&
          _cem_member_read_time (&value, &from) && _cem_member_read_time (&end, &until))
        add_duration (self, fold->noun.entity, until - from);
      return;
    }
}

void
_cem_figures_add (CemFigureSum *sums,
                  const CemFigure *figures,
                  guint n,
                  const CemNounFold *fold)
{
  for (guint i = 0; i < n; i++)
    add_figure (&sums[i], &figures[i], fold);
}

/* --- telling ---*/

static CemDatum
tell_names (CemArena *arena,
            GArray *groups)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));

  for (guint i = 0; i < groups->len; i++)
    {
      const CemGroup *group = &g_array_index (groups, CemGroup, i);
      gsize length = strlen (group->name);

      _cem_fields_set_n (fields, _cem_arena_strndup (arena, group->name, length), length,
                         _cem_datum_int (group->n));
    }

  return _cem_fields_to_map (arena, fields);
}

static void
set_ratio (GArray *fields,
           const char *name,
           double part,
           double all)
{
  _cem_fields_set (fields, name, _cem_datum_double (_cem_round_figure (part / all)));
}

static void
tell_figure (CemFigureSum *self,
             const CemFigure *figure,
             gint64 nouns,
             CemArena *arena,
             GArray *fields)
{
  switch (figure->kind)
    {
    case CEM_FIGURE_NAMES:
      _cem_fields_set (fields, figure->name, tell_names (arena, self->groups));
      return;
    case CEM_FIGURE_SHARE:
      if (self->of == 0)
        return;
      _cem_fields_set (fields, figure->name, _cem_datum_int (self->n));
      set_ratio (fields, figure->share, (double) self->n, (double) self->of);
      return;
    case CEM_FIGURE_PART:
      if (nouns > 0)
        set_ratio (fields, figure->name, (double) self->n, (double) nouns);
      return;
    default:
      _cem_fields_set (fields, figure->name, _cem_datum_int (self->n));
      break;
    }
  if (figure->kind != CEM_FIGURE_DAYS || self->n == 0)
    return;

  set_ratio (fields, figure->share, (double) self->us / DAY, (double) self->n);
  if (self->items->len > 0)
    _cem_fields_set (fields, figure->median,
                     _cem_datum_double (_cem_round_figure (find_median (self->items))));
}

void
_cem_figures_tell (CemFigureSum *sums,
                   const CemFigure *figures,
                   guint n,
                   gint64 nouns,
                   CemArena *arena,
                   GArray *fields)
{
  for (guint i = 0; i < n; i++)
    tell_figure (&sums[i], &figures[i], nouns, arena, fields);
}

CemFigureSum *
_cem_figures_new (const CemFigure *figures,
                  guint n)
{
  CemFigureSum *sums = g_new0 (CemFigureSum, n);

  for (guint i = 0; i < n; i++)
    {
      if (figures[i].kind == CEM_FIGURE_NAMES)
        sums[i].groups = _cem_groups_new ();
      if (figures[i].kind == CEM_FIGURE_DAYS)
        sums[i].items = g_array_new (FALSE, FALSE, sizeof (Duration));
    }

  return sums;
}

void
_cem_figures_free (CemFigureSum *sums,
                   guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_clear_pointer (&sums[i].groups, g_array_unref);
      g_clear_pointer (&sums[i].items, g_array_unref);
    }
  g_free (sums);
}
