/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-list-source-private.h"

#include "engine/cem-customer-private.h"
#include "engine/cem-engine-private.h"
#include "engine/cem-log-entry-private.h"
#include "engine/cem-quarantine-item-private.h"

CemListSource *
_cem_list_source_new (CemEngine *engine,
                      gsize size)
{
  CemListSource *self = g_malloc0 (size);

  g_assert (size >= sizeof (CemListSource));

  g_atomic_ref_count_init (&self->ref_count);
  self->engine = g_object_ref (engine);
  return self;
}

CemListSource *
_cem_list_source_ref (CemListSource *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
_cem_list_source_unref (CemListSource *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->finalize != NULL)
    self->finalize (self);
  g_object_unref (self->engine);
  g_free (self->text);
  g_free (self);
}

gboolean
_cem_list_source_is_gone (GError **error)
{
  if (!g_error_matches (*error, CEM_ERROR, CEM_ERROR_NOT_FOUND))
    return FALSE;

  g_clear_error (error);
  return TRUE;
}

gboolean
_cem_list_source_read_position (CemListSource *self,
                                CemDb *db,
                                gint64 *stamp,
                                GError **error)
{
  return _cem_db_query_int (db, "SELECT ifnull (max (seq), 0) FROM log", stamp, error);
}

/* --- customers: in the order in which they appeared, so that new ones come at the end ---*/

static CemListKeys *
customers_read_keys (CemListSource *self,
                     CemDb *db,
                     guint limit,
                     const CemListKeys *known,
                     gint64 stamp,
                     GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!_cem_identity_list_heads (db, limit, keys, error))
    return NULL;

  return _cem_list_keys_new_take (g_steal_pointer (&keys));
}

gboolean
_cem_list_source_read_customers (CemListSource *self,
                                 CemDb *db,
                                 const gint64 *keys,
                                 guint n_keys,
                                 GPtrArray *items,
                                 GError **error)
{
  g_autoptr (CemIdentityConfig) config = _cem_engine_dup_identity_config (self->engine);

  for (guint i = 0; i < n_keys; i++)
    {
      g_autoptr (GError) local_error = NULL;
      CemCustomer *customer = _cem_customer_read (db, config, keys[i], &local_error);

      if (customer == NULL && !_cem_list_source_is_gone (&local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_ptr_array_add (items, customer);
    }

  return TRUE;
}

CemListSource *
_cem_list_source_new_customers (CemEngine *engine)
{
  CemListSource *self = _cem_list_source_new (engine, sizeof (CemListSource));

  self->item_type = CEM_TYPE_CUSTOMER;
  self->read_stamp = _cem_list_source_read_position;
  self->read_keys = customers_read_keys;
  self->read_items = _cem_list_source_read_customers;
  return self;
}

/* --- rows of the log ---*/

static gboolean
take_row (const CemLogRow *row,
          gpointer data,
          GError **error)
{
  g_ptr_array_add (data, _cem_log_entry_new (row));
  return TRUE;
}

gboolean
_cem_list_source_read_rows (CemDb *db,
                            const gint64 *keys,
                            guint n_keys,
                            CemLogRowFunc func,
                            GPtrArray *items,
                            GError **error)
{
  for (guint i = 0; i < n_keys; i++)
    {
      g_autoptr (GError) local_error = NULL;

      if (_cem_log_read_row (db, keys[i], func, items, &local_error))
        continue;
      if (!_cem_list_source_is_gone (&local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_ptr_array_add (items, NULL);
    }

  return TRUE;
}

gboolean
_cem_list_source_read_entries (CemListSource *self,
                               CemDb *db,
                               const gint64 *keys,
                               guint n_keys,
                               GPtrArray *items,
                               GError **error)
{
  return _cem_list_source_read_rows (db, keys, n_keys, take_row, items, error);
}

/* Newest first. Sequence numbers have no gaps; rows of one type are only ever added. */
static CemListKeys *
log_read_keys (CemListSource *self,
               CemDb *db,
               guint limit,
               const CemListKeys *known,
               gint64 stamp,
               GError **error)
{
  g_autoptr (GArray) keys = NULL;
  gint64 first = 1;
  gint64 last = 0;
  guint n_known = 0;

  if (self->text == NULL)
    {
      if (!_cem_list_source_read_position (self, db, &last, error))
        return NULL;
      return _cem_list_keys_new_countdown (last, (guint) MIN (last, G_MAXUINT));
    }

  if (known != NULL && limit == 0)
    {
      first = stamp + 1;
      n_known = known->n;
    }

  keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!_cem_log_read_type (db, self->text, first, limit, keys, error))
    return NULL;

  if (n_known > 0)
    g_array_append_vals (keys, known->array, n_known);
  return _cem_list_keys_new_take (g_steal_pointer (&keys));
}

static CemListSource *
new_log_source (CemEngine *engine)
{
  CemListSource *self = _cem_list_source_new (engine, sizeof (CemListSource));

  self->item_type = CEM_TYPE_LOG_ENTRY;
  self->read_stamp = _cem_list_source_read_position;
  self->read_items = _cem_list_source_read_entries;
  return self;
}

CemListSource *
_cem_list_source_new_log (CemEngine *engine,
                          const char *type)
{
  CemListSource *self = new_log_source (engine);

  self->read_keys = log_read_keys;
  self->text = g_strdup (type);
  return self;
}

/* --- the quarantine: in the order in which things came in ---*/

static gboolean
take_id (const CemQuarantineRow *row,
         gpointer data,
         GError **error)
{
  g_array_append_val ((GArray *) data, row->id);
  return TRUE;
}

static CemListKeys *
quarantine_read_keys (CemListSource *self,
                      CemDb *db,
                      guint limit,
                      const CemListKeys *known,
                      gint64 stamp,
                      GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!_cem_quarantine_list (db, 0, limit, take_id, keys, error))
    return NULL;

  return _cem_list_keys_new_take (g_steal_pointer (&keys));
}

typedef struct
{
  gint64 id;
  CemQuarantineItem *item;
} OneItem;

static gboolean
take_item (const CemQuarantineRow *row,
           gpointer data,
           GError **error)
{
  OneItem *one = data;

  if (row->id == one->id)
    one->item = _cem_quarantine_item_new (row);
  return TRUE;
}

static gboolean
quarantine_read_items (CemListSource *self,
                       CemDb *db,
                       const gint64 *keys,
                       guint n_keys,
                       GPtrArray *items,
                       GError **error)
{
  for (guint i = 0; i < n_keys; i++)
    {
      OneItem one = { keys[i], NULL };

      if (!_cem_quarantine_list (db, keys[i] - 1, 1, take_item, &one, error))
        return FALSE;
      g_ptr_array_add (items, one.item);
    }

  return TRUE;
}

CemListSource *
_cem_list_source_new_quarantine (CemEngine *engine)
{
  CemListSource *self = _cem_list_source_new (engine, sizeof (CemListSource));

  self->item_type = CEM_TYPE_QUARANTINE_ITEM;
  self->read_keys = quarantine_read_keys;
  self->read_items = quarantine_read_items;
  return self;
}
