/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-type-private.h"

/* The functions of optional values. or() and orValue() stand here for the checker; the planner
 * makes steps of their own, which ask for the second value only when the first is none. */

static CemDatum
box_value (CemCelFrame *frame,
           const CemDatum *value)
{
  CemDatum *box = _cem_arena_alloc (frame->arena, sizeof *box);

  *box = *value;
  return (CemDatum) { .kind = CEM_KIND_OPTIONAL, .v.box = box };
}

static CemDatum
none (CemCelFrame *frame,
      const CemDatum *args,
      guint n_args)
{
  return (CemDatum) { .kind = CEM_KIND_OPTIONAL };
}

static CemDatum
of (CemCelFrame *frame,
    const CemDatum *args,
    guint n_args)
{
  return box_value (frame, &args[0]);
}

static gboolean
is_zero (const CemDatum *value)
{
  switch ((CemKind) value->kind)
    {
    case CEM_KIND_NULL:
      return TRUE;
    case CEM_KIND_BOOL:
    case CEM_KIND_INT:
    case CEM_KIND_UINT:
      return value->v.u == 0;
    case CEM_KIND_DOUBLE:
      return value->v.d == 0.0;
    case CEM_KIND_STRING:
    case CEM_KIND_BYTES:
      return value->n == 0;
    case CEM_KIND_DURATION:
    case CEM_KIND_TIMESTAMP:
      return value->v.i == 0 && value->n == 0;
    case CEM_KIND_LIST:
      return value->v.list->n == 0;
    case CEM_KIND_MAP:
      return value->v.map->n == 0;
    case CEM_KIND_OPTIONAL:
      return value->v.box == NULL;
    default:
      return FALSE;
    }
}

static CemDatum
of_non_zero (CemCelFrame *frame,
             const CemDatum *args,
             guint n_args)
{
  return is_zero (&args[0]) ? (CemDatum) { .kind = CEM_KIND_OPTIONAL }
                            : box_value (frame, &args[0]);
}

static CemDatum
has_value (CemCelFrame *frame,
           const CemDatum *args,
           guint n_args)
{
  return _cem_datum_bool (args[0].v.box != NULL);
}

static CemDatum
value (CemCelFrame *frame,
       const CemDatum *args,
       guint n_args)
{
  if (args[0].v.box == NULL)
    return _cem_cel_fail (frame, CEM_ERROR_EVALUATION, "the optional is none and has no value");

  return *args[0].v.box;
}

static CemDatum
or_other (CemCelFrame *frame,
          const CemDatum *args,
          guint n_args)
{
  return args[0].v.box != NULL ? args[0] : args[1];
}

static CemDatum
or_value (CemCelFrame *frame,
          const CemDatum *args,
          guint n_args)
{
  return args[0].v.box != NULL ? *args[0].v.box : args[1];
}

/* The values of those that have one. */
static CemDatum
unwrap (CemCelFrame *frame,
        const CemDatum *args,
        guint n_args)
{
  const CemList *list = args[0].v.list;
  CemDatum *items;
  guint n = 0;

  if (!_cem_cel_charge (frame, list->n))
    return _cem_cel_failed ();

  items = _cem_arena_alloc (frame->arena, MAX (list->n, 1) * sizeof *items);
  for (guint i = 0; i < list->n; i++)
    {
      if (list->items[i].kind != CEM_KIND_OPTIONAL)
        return _cem_cel_fail (frame, CEM_ERROR_EVALUATION, "an item of the list is %s, not optional",
                              _cem_kind_get_name (list->items[i].kind));

      if (list->items[i].v.box != NULL)
        items[n++] = *list->items[i].v.box;
    }

  return _cem_datum_list (_cem_list_new (frame->arena, items, n));
}

static CemDatum
first (CemCelFrame *frame,
       const CemDatum *args,
       guint n_args)
{
  const CemList *list = args[0].v.list;

  return list->n > 0 ? box_value (frame, &list->items[0])
                     : (CemDatum) { .kind = CEM_KIND_OPTIONAL };
}

static CemDatum
last (CemCelFrame *frame,
      const CemDatum *args,
      guint n_args)
{
  const CemList *list = args[0].v.list;

  return list->n > 0 ? box_value (frame, &list->items[list->n - 1])
                     : (CemDatum) { .kind = CEM_KIND_OPTIONAL };
}

const CemCelOverload _cem_cel_optional_functions[] = {
  { "optional.none() -> optional(A)", none },
  { "optional.of(A) -> optional(A)", of },
  { "optional.ofNonZeroValue(A) -> optional(A)", of_non_zero },
  { "optional.unwrap(list(optional(A))) -> list(A)", unwrap },
  { "optional(A).hasValue() -> bool", has_value },
  { "optional(A).value() -> A", value },
  { "optional(A).or(optional(A)) -> optional(A)", or_other },
  { "optional(A).orValue(A) -> A", or_value },
  { "list(optional(A)).unwrapOpt() -> list(A)", unwrap },
  { "list(A).first() -> optional(A)", first },
  { "list(A).last() -> optional(A)", last },
  { NULL, NULL },
};
