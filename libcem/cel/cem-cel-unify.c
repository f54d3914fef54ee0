/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-unify-private.h"

#define FIRST_VARIABLE 256

static inline gboolean
is_variable (const CemCelType *type)
{
  return type->kind == CEM_CEL_TYPE_PARAM && type->param >= FIRST_VARIABLE;
}

static inline gboolean
is_open (const CemCelType *type)
{
  return type->kind <= CEM_CEL_TYPE_DYN;
}

const CemCelType *
_cem_cel_unifier_fresh (CemCelUnifier *self)
{
  CemCelType *type = (CemCelType *) _cem_cel_type_new (self->arena, CEM_CEL_TYPE_PARAM, NULL, NULL);

  type->param = FIRST_VARIABLE + self->bound->len;
  g_ptr_array_add (self->bound, NULL);
  return type;
}

const CemCelType *
_cem_cel_unifier_resolve (const CemCelUnifier *self,
                          const CemCelType *type)
{
  while (is_variable (type))
    {
      const CemCelType *bound = self->bound->pdata[type->param - FIRST_VARIABLE];

      if (bound == NULL)
        return type;

      type = bound;
    }

  return type;
}

const CemCelType *
_cem_cel_unifier_finish (const CemCelUnifier *self,
                         const CemCelType *type)
{
  const CemCelType *first, *second;

  type = _cem_cel_unifier_resolve (self, type);
  if (type->kind == CEM_CEL_TYPE_PARAM)
    return CEM_CEL_BASIC (DYN);

  if (type->args[0] == NULL)
    return type;

  first = _cem_cel_unifier_finish (self, type->args[0]);
  second = type->args[1] != NULL ? _cem_cel_unifier_finish (self, type->args[1]) : NULL;
  if (first == type->args[0] && second == type->args[1])
    return type;

  return _cem_cel_type_new (self->arena, type->kind, first, second);
}

static gboolean
occurs (const CemCelUnifier *self,
        guint32 variable,
        const CemCelType *type)
{
  type = _cem_cel_unifier_resolve (self, type);
  if (is_variable (type))
    return type->param == variable;

  return (type->args[0] != NULL && occurs (self, variable, type->args[0])) ||
         (type->args[1] != NULL && occurs (self, variable, type->args[1]));
}

static gboolean
takes_null (const CemCelType *type)
{
  return type->kind == CEM_CEL_TYPE_WRAPPER || type->kind == CEM_CEL_TYPE_OBJECT ||
         type->kind == CEM_CEL_TYPE_TIMESTAMP || type->kind == CEM_CEL_TYPE_DURATION ||
         type->kind == CEM_CEL_TYPE_NULL;
}

static gboolean
assign_variable (CemCelUnifier *self,
                 const CemCelType *variable,
                 const CemCelType *type)
{
  if (is_variable (type) && type->param == variable->param)
    return TRUE;

  if (occurs (self, variable->param, type))
    return FALSE;

  self->bound->pdata[variable->param - FIRST_VARIABLE] = (gpointer) type;
  return TRUE;
}

gboolean
_cem_cel_unifier_assign (CemCelUnifier *self,
                         const CemCelType *to,
                         const CemCelType *from)
{
  const CemCelType *target = _cem_cel_unifier_resolve (self, to);

  from = _cem_cel_unifier_resolve (self, from);
  if (target == from)
    return TRUE;

  if (is_variable (target))
    return assign_variable (self, target, from);

  if (from->kind == CEM_CEL_TYPE_DYN && is_variable (to))
    {
      /* What was bound to one type and now meets anything is anything. */
      self->bound->pdata[to->param - FIRST_VARIABLE] = (gpointer) from;
      return TRUE;
    }

  if (is_open (target) || is_open (from) || is_variable (from))
    return TRUE;

  if (from->kind == CEM_CEL_TYPE_NULL || target->kind == CEM_CEL_TYPE_NULL)
    return takes_null (from->kind == CEM_CEL_TYPE_NULL ? target : from);

  if (target->kind == CEM_CEL_TYPE_WRAPPER && from->kind != CEM_CEL_TYPE_WRAPPER)
    return _cem_cel_unifier_assign (self, target->args[0], from);

  if (from->kind == CEM_CEL_TYPE_WRAPPER && target->kind != CEM_CEL_TYPE_WRAPPER)
    return _cem_cel_unifier_assign (self, target, from->args[0]);

  if (target->kind != from->kind || target->fields != from->fields)
    return FALSE;

  return (target->args[0] == NULL ||
          _cem_cel_unifier_assign (self, target->args[0], from->args[0])) &&
         (target->args[1] == NULL ||
          _cem_cel_unifier_assign (self, target->args[1], from->args[1]));
}

const CemCelType *
_cem_cel_unifier_join (CemCelUnifier *self,
                       const CemCelType *a,
                       const CemCelType *b)
{
  const CemCelType *first = _cem_cel_unifier_resolve (self, a);
  const CemCelType *second = _cem_cel_unifier_resolve (self, b);

  if (first->kind == CEM_CEL_TYPE_DYN || second->kind == CEM_CEL_TYPE_DYN)
    return CEM_CEL_BASIC (DYN);

  if (_cem_cel_unifier_assign (self, first, second))
    return second->kind == CEM_CEL_TYPE_WRAPPER || first->kind == CEM_CEL_TYPE_NULL ||
               first->kind == CEM_CEL_TYPE_ERROR
             ? second
             : first;

  return CEM_CEL_BASIC (DYN);
}

const CemCelType *
_cem_cel_unifier_instantiate (CemCelUnifier *self,
                              const CemCelType *type,
                              const CemCelType **letters)
{
  const CemCelType *first, *second;

  if (type->kind == CEM_CEL_TYPE_PARAM && type->param < FIRST_VARIABLE)
    {
      const CemCelType **letter = &letters[type->param - 'A'];

      if (*letter == NULL)
        *letter = _cem_cel_unifier_fresh (self);

      return *letter;
    }

  if (type->args[0] == NULL)
    return type;

  first = _cem_cel_unifier_instantiate (self, type->args[0], letters);
  second = type->args[1] != NULL ? _cem_cel_unifier_instantiate (self, type->args[1], letters)
                                 : NULL;
  if (first == type->args[0] && second == type->args[1])
    return type;

  return _cem_cel_type_new (self->arena, type->kind, first, second);
}
