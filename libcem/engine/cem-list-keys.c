/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-list-source-private.h"

CemListKeys *
_cem_list_keys_new_countdown (gint64 first,
                              guint n)
{
  CemListKeys *self = g_new0 (CemListKeys, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->first = first;
  self->n = n;
  return self;
}

/* A GListModel counts in 32 bits; no store that fits on a disk of today has more rows of one kind
 * than that in a list for people. */
CemListKeys *
_cem_list_keys_new_take (GArray *array)
{
  CemListKeys *self = g_new0 (CemListKeys, 1);
  gsize n = 0;

  g_atomic_ref_count_init (&self->ref_count);
  self->array = g_array_steal (array, &n);
  self->array = g_renew (gint64, self->array, MAX (n, 1));
  self->n = (guint) n;
  g_array_unref (array);
  return self;
}

CemListKeys *
_cem_list_keys_ref (CemListKeys *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
_cem_list_keys_unref (CemListKeys *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->array);
  g_free (self);
}

/* Two lists that count down to the same last key differ in what came on top. */
static gboolean
countdown_diff (const CemListKeys *before,
                const CemListKeys *after,
                guint *suffix)
{
  if (before->array != NULL || after->array != NULL ||
      before->first - before->n != after->first - after->n)
    return FALSE;

  *suffix = MIN (before->n, after->n);
  return TRUE;
}

gboolean
_cem_list_keys_diff (const CemListKeys *before,
                     const CemListKeys *after,
                     guint *position,
                     guint *removed,
                     guint *added)
{
  const guint both = MIN (before->n, after->n);
  guint prefix = 0;
  guint suffix = 0;

  if (!countdown_diff (before, after, &suffix))
    {
      while (prefix < both &&
             _cem_list_keys_get (before, prefix) == _cem_list_keys_get (after, prefix))
        prefix++;
      while (suffix < both - prefix && _cem_list_keys_get (before, before->n - 1 - suffix) ==
                                         _cem_list_keys_get (after, after->n - 1 - suffix))
        suffix++;
    }

  *position = prefix;
  *removed = before->n - prefix - suffix;
  *added = after->n - prefix - suffix;
  return *removed > 0 || *added > 0;
}
