/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-list-filter-private.h"

#include "base/cem-words-private.h"
#include "cel/cem-expression-private.h"

#include <math.h>

/* How much of a text counts when rows are sorted by it. */
#define MAX_SORT_TEXT 64
/* When the arena of evaluations is emptied. */
#define ARENA_LIMIT (256 * 1024)

static const CemExpressionFlags flags = CEM_EXPRESSION_NUMBERS | CEM_EXPRESSION_UNKNOWN;

/* --- the filter ---*/

static gboolean
check_path (const char *path,
            GError **error)
{
  if (*path != '\0' && path[strspn (path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789_.")] == '\0')
    return TRUE;

  _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                  "A list cannot be sorted by “%s”; name a field, with “-” before it to begin "
                  "with the highest", path);
  return FALSE;
}

static CemExpression *
compile_order (const char *variable,
               const char *path,
               CemDeclarations *declarations,
               GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) local = NULL;
  CemExpression *order = NULL;

  if (!check_path (path, error))
    return NULL;

  text = g_strconcat (variable, ".", path, NULL);
  order = cem_expression_compile (text, declarations, flags, NULL, &local);
  if (order == NULL)
    _cem_set_error (error, local->code, "The list cannot be sorted by “%s”: %s", path,
                    _cem_error_get_words (local));
  return order;
}

static CemExpression *
compile_condition (const char *condition,
                   CemDeclarations *declarations,
                   GError **error)
{
  g_autoptr (CemExpression) expression =
    cem_expression_compile (condition, declarations, flags, NULL, error);
  const char *type = NULL;

  if (expression == NULL)
    return NULL;

  type = cem_expression_get_result_type (expression);
  if (strcmp (type, "bool") == 0 || strcmp (type, "dyn") == 0)
    return g_steal_pointer (&expression);

  _cem_set_error (error, CEM_ERROR_TYPE, "“%s” gives %s; a condition is true or false", condition,
                  type);
  return NULL;
}

CemListFilter *
_cem_list_filter_new (const char *variable,
                      CemDeclarations *declarations,
                      const char *condition,
                      const char *sort,
                      GError **error)
{
  g_autoptr (CemListFilter) self = NULL;

  if (condition == NULL && sort == NULL)
    return NULL;

  self = g_new0 (CemListFilter, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->variable = g_strdup (variable);
  if (condition != NULL)
    {
      self->condition = compile_condition (condition, declarations, error);
      if (self->condition == NULL)
        return NULL;
    }

  if (sort == NULL)
    return g_steal_pointer (&self);

  self->descending = sort[0] == '-';
  self->order = compile_order (variable, sort + (self->descending ? 1 : 0), declarations, error);
  return self->order != NULL ? g_steal_pointer (&self) : NULL;
}

CemListFilter *
_cem_list_filter_ref (CemListFilter *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
_cem_list_filter_unref (CemListFilter *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->variable);
  g_clear_object (&self->condition);
  g_clear_object (&self->order);
  g_free (self);
}

static gboolean
uses (CemListFilter *self,
      CemExpression *expression,
      const char *field)
{
  g_auto (GStrv) fields = NULL;
  g_auto (GStrv) names = NULL;
  g_autofree char *path = NULL;
  g_autofree char *below = NULL;

  if (expression == NULL)
    return FALSE;

  fields = cem_expression_list_fields (expression);
  names = cem_expression_list_names (expression);
  path = g_strconcat (self->variable, ".", field, NULL);
  below = g_strconcat (path, ".", NULL);
  for (guint i = 0; fields[i] != NULL; i++)
    if (strcmp (fields[i], path) == 0 || g_str_has_prefix (fields[i], below) ||
        strcmp (fields[i], self->variable) == 0)
      return TRUE;

  /* The row as a whole, as in customer == null, has all its fields. */
  return fields[0] == NULL && g_strv_contains ((const char *const *) names, self->variable);
}

gboolean
_cem_list_filter_uses (CemListFilter *self,
                       const char *field)
{
  return uses (self, self->condition, field) || uses (self, self->order, field);
}

/* --- going through the rows ---*/

typedef struct
{
  gint64 key;
  guint place; /* in the list's own order */
  CemDatum by;
} Shown;

struct _CemListSift
{
  CemListFilter *filter;
  gint64 now_us;
  CemArena *arena; /* of one evaluation after another */
  CemArena *texts; /* what rows are sorted by */
  GArray *shown;
};

CemListSift *
_cem_list_sift_new (CemListFilter *filter,
                    gint64 now_us)
{
  CemListSift *self = g_new0 (CemListSift, 1);

  self->filter = _cem_list_filter_ref (filter);
  self->now_us = now_us;
  self->arena = _cem_arena_new (8192);
  self->texts = _cem_arena_new (8192);
  self->shown = g_array_new (FALSE, FALSE, sizeof (Shown));
  return self;
}

void
_cem_list_sift_free (CemListSift *self)
{
  _cem_list_filter_unref (self->filter);
  _cem_arena_free (self->arena);
  _cem_arena_free (self->texts);
  g_array_unref (self->shown);
  g_free (self);
}

typedef struct
{
  const char *name;
  const CemDatum *row;
} Row;

static gboolean
find_row (gpointer user_data,
          const char *name,
          CemArena *arena,
          CemDatum *value,
          GError **error)
{
  const Row *row = user_data;

  if (strcmp (name, row->name) != 0)
    return FALSE;

  *value = *row->row;
  return TRUE;
}

/* What can be put in order; the rest comes last. */
static CemDatum
keep_order (CemListSift *self,
            const CemDatum *by)
{
  switch ((CemKind) by->kind)
    {
    case CEM_KIND_STRING:
      {
        const gsize length = MIN ((gsize) by->n, MAX_SORT_TEXT);

        return _cem_datum_string (_cem_arena_strndup (self->texts, by->v.s, length), length);
      }
    case CEM_KIND_DOUBLE:
      return isnan (by->v.d) ? _cem_datum_null () : *by;
    case CEM_KIND_BOOL:
    case CEM_KIND_INT:
    case CEM_KIND_UINT:
    case CEM_KIND_TIMESTAMP:
    case CEM_KIND_DURATION:
      return *by;
    default:
      return _cem_datum_null ();
    }
}

static gboolean
read_order (CemListSift *self,
            const CemCelInput *input,
            CemDatum *by,
            GError **error)
{
  g_autoptr (GError) local_error = NULL;
  CemDatum result = { 0 };

  *by = _cem_datum_null ();
  if (self->filter->order == NULL)
    return TRUE;

  if (_cem_expression_run (self->filter->order, input, self->arena, CEM_CEL_DEFAULT_COST, &result,
                           &local_error))
    {
      *by = keep_order (self, &result);
      return TRUE;
    }
  if (g_error_matches (local_error, CEM_ERROR, CEM_ERROR_NO_SUCH_FIELD))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

gboolean
_cem_list_sift_add (CemListSift *self,
                    gint64 key,
                    const CemDatum *row,
                    GError **error)
{
  Row named = { self->filter->variable, row };
  const CemCelInput input = {
    .find = find_row,
    .find_data = &named,
    .has_now = TRUE,
    .now_seconds = self->now_us / G_USEC_PER_SEC,
    .now_nanos = (gint32) (self->now_us % G_USEC_PER_SEC) * 1000,
  };
  g_autoptr (GError) local_error = NULL;
  Shown shown = { key, self->shown->len, _cem_datum_null () };

  if (_cem_arena_get_used (self->arena) > ARENA_LIMIT)
    _cem_arena_reset (self->arena);

  if (self->filter->condition != NULL &&
      _cem_expression_test_input (self->filter->condition, &input, CEM_CEL_DEFAULT_COST,
                                  &local_error) != CEM_TRUTH_TRUE)
    {
      if (local_error == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (!read_order (self, &input, &shown.by, error))
    return FALSE;

  g_array_append_val (self->shown, shown);
  return TRUE;
}

guint
_cem_list_sift_get_n (CemListSift *self)
{
  return self->shown->len;
}

static gboolean
is_number (const CemDatum *datum)
{
  return datum->kind == CEM_KIND_INT || datum->kind == CEM_KIND_UINT ||
         datum->kind == CEM_KIND_DOUBLE;
}

/* A total order: numbers by value, then other kinds one after another, and last what has no value. */
static int
compare_shown (gconstpointer a,
               gconstpointer b,
               gpointer data)
{
  const Shown *one = a;
  const Shown *other = b;
  const gboolean descending = GPOINTER_TO_INT (data);
  const gboolean one_null = one->by.kind == CEM_KIND_NULL;
  const gboolean other_null = other->by.kind == CEM_KIND_NULL;
  int order = 0;

  if (one_null || other_null)
    order = one_null == other_null ? 0 : one_null ? 1 : -1;
  else if (one->by.kind == other->by.kind || (is_number (&one->by) && is_number (&other->by)))
    order = (descending ? -1 : 1) * _cem_datum_order (&one->by, &other->by);
  else
    order = one->by.kind < other->by.kind ? -1 : 1;

  if (order != 0)
    return order;
  return one->place < other->place ? -1 : one->place > other->place;
}

GArray *
_cem_list_sift_finish (CemListSift *self)
{
  GArray *keys = g_array_sized_new (FALSE, FALSE, sizeof (gint64), self->shown->len);

  if (self->filter->order != NULL)
    g_array_sort_with_data (self->shown, compare_shown,
                            GINT_TO_POINTER (self->filter->descending));
  for (guint i = 0; i < self->shown->len; i++)
    g_array_append_val (keys, g_array_index (self->shown, Shown, i).key);

  return keys;
}
