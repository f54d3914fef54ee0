/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-list-job-private.h"

/* Items between two looks at the cancellable. */
#define CHUNK 64

CemListJob *
_cem_list_job_new (CemListSource *source,
                   CemListKeys *keys,
                   GArray *again)
{
  CemListJob *self = g_new0 (CemListJob, 1);

  self->source = _cem_list_source_ref (source);
  self->keys = _cem_list_keys_ref (keys);
  self->again = again != NULL ? again : g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

void
_cem_list_job_read_again (CemListJob *self,
                          GArray *keys)
{
  g_array_unref (self->again);
  self->again = keys;
}

void
_cem_list_job_free (CemListJob *self)
{
  _cem_list_source_unref (self->source);
  _cem_list_keys_unref (self->keys);
  g_array_unref (self->again);
  g_free (self);
}

void
_cem_list_result_free (CemListResult *self)
{
  g_clear_pointer (&self->keys, _cem_list_keys_unref);
  for (guint i = 0; i < self->items->len; i++)
    g_clear_object ((GObject **) &self->items->pdata[i]);
  g_ptr_array_unref (self->items);
  g_array_unref (self->read);
  g_free (self);
}

static gboolean
read_keys (CemListJob *self,
           CemDb *db,
           CemListResult *result,
           GError **error)
{
  CemListSource *source = self->source;

  result->stamp = -1;
  if (source->read_stamp != NULL && !source->read_stamp (source, db, &result->stamp, error))
    return FALSE;

  if (result->stamp >= 0 && result->stamp == self->stamp)
    return TRUE;

  result->keys = source->read_keys (source, db, self->limit,
                                    self->complete && self->stamp >= 0 ? self->keys : NULL,
                                    self->stamp, error);
  return result->keys != NULL;
}

static gboolean
read_items (CemListJob *self,
            CemDb *db,
            CemListResult *result,
            GCancellable *cancellable,
            GError **error)
{
  for (guint i = 0; i < result->read->len; i += CHUNK)
    {
      const gint64 *keys = &g_array_index (result->read, gint64, i);
      const guint n = MIN (CHUNK, result->read->len - i);

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !self->source->read_items (self->source, db, keys, n, result->items, error))
        return FALSE;
    }

  return TRUE;
}

gpointer
_cem_list_job_run (CemDb *db,
                   gpointer data,
                   GCancellable *cancellable,
                   GError **error)
{
  CemListJob *self = data;
  g_autoptr (CemListResult) result = g_new0 (CemListResult, 1);
  const gint64 start = g_get_monotonic_time ();
  const CemListKeys *keys = NULL;

  result->read = g_array_new (FALSE, FALSE, sizeof (gint64));
  result->items = g_ptr_array_new ();
  if (!read_keys (self, db, result, error))
    return NULL;

  g_array_append_vals (result->read, self->again->data, self->again->len);
  result->window = result->read->len;
  keys = result->keys != NULL ? result->keys : self->keys;
  for (guint i = 0; i < self->n_items && self->position + i < keys->n; i++)
    {
      gint64 key = _cem_list_keys_get (keys, self->position + i);

      g_array_append_val (result->read, key);
    }

  if (!read_items (self, db, result, cancellable, error))
    return NULL;

  result->cost = g_get_monotonic_time () - start;
  return g_steal_pointer (&result);
}
