/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "identity/cem-identity-rows-internal.h"

#include "base/cem-words-private.h"

/* Taking fragments out. All goes through the store: the rows in memory are written first and dropped,
 * the neighbours are read again and settled without those that went. */

typedef struct
{
  CemIdentity *self;
  const gint64 *ids;
  gsize n_ids;
  gboolean decisions; /* they go as well */
  GHashTable *gone;   /* gint64 */
  GHashTable *near;   /* gint64: neighbours and former fellow members */
} Removal;

static void
add_near (Removal *removal,
          gint64 id)
{
  gint64 *key = NULL;

  if (g_hash_table_contains (removal->gone, &id) || g_hash_table_contains (removal->near, &id))
    return;

  key = g_new (gint64, 1);
  *key = id;
  g_hash_table_add (removal->near, key);
}

static gboolean
collect_near (Removal *removal,
              const char *sql,
              gint64 id,
              GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (removal->self->db, sql, error);
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, id);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    add_near (removal, _cem_db_column_int (statement, 0));

  return step == CEM_DB_DONE;
}

static gboolean
run_with (CemIdentity *self,
          const char *sql,
          gint64 id,
          GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (self->db, sql, error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, id);
  return _cem_db_run (statement, error);
}

/* The customer goes, its other members become nobody's until they are settled. */
static gboolean
dissolve (Removal *removal,
          gint64 head,
          GError **error)
{
  if (head == 0)
    return TRUE;

  add_near (removal, head);
  return collect_near (removal, "SELECT entity FROM member WHERE head = ?1", head, error) &&
         run_with (removal->self,
                   "UPDATE entity SET head = 0, since = NULL, members = 0, contested = 0 WHERE id IN "
                   "(SELECT entity FROM member WHERE head = ?1 UNION ALL SELECT ?1)",
                   head, error) &&
         run_with (removal->self, "DELETE FROM member WHERE head = ?1", head, error);
}

static gboolean
remove_epoch (Removal *removal,
              CemEntityRow *row,
              GError **error)
{
  CemIdentity *self = removal->self;
  g_autoptr (CemDbStatement) statement = NULL;

  if (row->type->valid == 0)
    return TRUE;

  for (gint64 epoch = row->epoch - 1; epoch <= row->epoch + 1; epoch += 2)
    {
      CemEntityRow *other = NULL;

      if (!_cem_identity_get_epoch (self, row, epoch, &other, error))
        return FALSE;
      if (other != NULL)
        add_near (removal, other->id);
    }

  statement = _cem_db_prepare (self->db, "DELETE FROM epoch WHERE chain = ?1 AND epoch = ?2", error);
  if (statement == NULL)
    return FALSE;
  _cem_db_bind_int (statement, 1,
                    _cem_identity_chain (self->secret, row->type, row->value, strlen (row->value)));
  _cem_db_bind_int (statement, 2, row->epoch);
  return _cem_db_run (statement, error);
}

static gboolean
remove_edges (Removal *removal,
              gint64 id,
              GError **error)
{
  static const char *const near[] = {
    "SELECT b FROM evidence WHERE a = ?1", "SELECT a FROM evidence WHERE b = ?1",
    "SELECT b FROM decision WHERE a = ?1", "SELECT a FROM decision WHERE b = ?1",
    "SELECT b FROM refused WHERE a = ?1",  "SELECT a FROM refused WHERE b = ?1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (near); i++)
    if (!collect_near (removal, near[i], id, error))
      return FALSE;

  return run_with (removal->self, "DELETE FROM evidence WHERE a = ?1", id, error) &&
         run_with (removal->self, "DELETE FROM evidence WHERE b = ?1", id, error) &&
         run_with (removal->self, "DELETE FROM refused WHERE a = ?1", id, error) &&
         run_with (removal->self, "DELETE FROM refused WHERE b = ?1", id, error) &&
         (!removal->decisions ||
          (run_with (removal->self, "DELETE FROM decision WHERE a = ?1", id, error) &&
           run_with (removal->self, "DELETE FROM decision WHERE b = ?1", id, error))) &&
         run_with (removal->self, "DELETE FROM trait WHERE entity = ?1", id, error);
}

static gboolean
remove_one (Removal *removal,
            gint64 id,
            GError **error)
{
  CemIdentity *self = removal->self;
  CemEntityRow *row = NULL;

  if (!_cem_identity_get_entity (self, id, &row, error))
    return FALSE;
  if (row == NULL)
    return TRUE;

  if (!remove_edges (removal, id, error))
    return FALSE;
  if (row->decided && !removal->decisions)
    {
      add_near (removal, id);
      return run_with (self,
                       "UPDATE entity SET first = NULL, partners = 0, total = 0, traits = 0 "
                       "WHERE id = ?1",
                       id, error);
    }

  return remove_epoch (removal, row, error) &&
         run_with (self, "DELETE FROM entity WHERE id = ?1", id, error);
}

/* --- settling those that stay -------------------------------------------------------------------*/

/* Counts and decisions as they are now. */
static gboolean
recount (CemIdentity *self,
         CemEntityRow *row,
         GError **error)
{
  guint partners = 0;
  guint total = 0;
  gboolean decided = FALSE;

  if (!_cem_identity_load_pairs (self, row, error))
    return FALSE;

  for (guint i = 0; i < row->pairs->len; i++)
    {
      CemPairRow *pair = g_ptr_array_index (row->pairs, i);
      CemEntityRow *other = NULL;

      decided = decided || pair->decisions != NULL;
      if (pair->id == NULL || pair->verdict.unlinked)
        continue;
      if (!_cem_identity_get_entity (self, pair->a == row->id ? pair->b : pair->a, &other, error))
        return FALSE;
      total++;
      if (other != NULL && _cem_entity_is_close (other))
        partners++;
    }

  if (partners == row->partners && total == row->total && decided == (row->decided != 0))
    return TRUE;

  row->partners = partners;
  row->total = total;
  row->decided = decided;
  _cem_identity_touch_entity (self, row);
  return TRUE;
}

/* One that only the removed decisions named is nobody. */
static gboolean
drop_unnamed (Removal *removal,
              CemEntityRow *row,
              gboolean *dropped,
              GError **error)
{
  *dropped = row->first == CEM_NO_TIME && !row->decided && row->type->class_ != CEM_IDENTITY_THING;

  return !*dropped ||
         (remove_epoch (removal, row, error) &&
          run_with (removal->self, "DELETE FROM entity WHERE id = ?1", row->id, error));
}

static gint
compare_ids (gconstpointer first,
             gconstpointer second)
{
  gint64 a = *(const gint64 *) first;
  gint64 b = *(const gint64 *) second;

  return a < b ? -1 : a > b;
}

static gboolean
settle_near (Removal *removal,
             GError **error)
{
  CemIdentity *self = removal->self;
  g_autoptr (GPtrArray) seeds = g_ptr_array_new ();
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, removal->near);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_array_append_val (ids, *(gint64 *) key);
  g_array_sort (ids, compare_ids);

  for (guint i = 0; i < ids->len; i++)
    {
      CemEntityRow *row = NULL;
      gboolean dropped = FALSE;

      if (!_cem_identity_get_entity (self, g_array_index (ids, gint64, i), &row, error))
        return FALSE;
      if (row == NULL)
        continue;
      if (!recount (self, row, error) || !drop_unnamed (removal, row, &dropped, error))
        return FALSE;
      if (dropped)
        {
          g_ptr_array_remove (self->dirty_entities, row);
          g_hash_table_remove (self->entities, &row->id);
        }
      else
        g_ptr_array_add (seeds, row);
    }

  self->stamp++;
  g_ptr_array_set_size (self->moved, 0);
  g_ptr_array_set_size (self->touched_customers, 0);
  g_array_set_size (self->changes, 0);
  return _cem_identity_recompute (self, seeds, error) && _cem_identity_flush (self, error);
}

static gboolean
remove_all (Removal *removal,
            GError **error)
{
  CemIdentity *self = removal->self;

  /* Customers first: rows are read from memory, which knows their heads as they were. */
  for (gsize i = 0; i < removal->n_ids; i++)
    {
      CemEntityRow *row = NULL;
      CemCustomerRow *customer = NULL;

      if (!_cem_identity_get_entity (self, removal->ids[i], &row, error))
        return FALSE;
      if (row == NULL || row->head == 0)
        continue;
      if (!_cem_identity_get_customer_row (self, row->head, &customer, error))
        return FALSE;
      if (customer == NULL || !customer->alive)
        continue;
      customer->alive = FALSE;
      if (!dissolve (removal, row->head, error))
        return FALSE;
    }
  for (gsize i = 0; i < removal->n_ids; i++)
    if (!remove_one (removal, removal->ids[i], error))
      return FALSE;

  _cem_identity_forget_rows (self);
  return settle_near (removal, error);
}

static gboolean
remove_fragments (CemIdentity *self,
                  const gint64 *ids,
                  gsize n_ids,
                  gboolean decisions,
                  GArray *near,
                  GError **error)
{
  g_autoptr (GHashTable) gone = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GHashTable) close = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Removal removal = { self, ids, n_ids, decisions, gone, close };
  GHashTableIter iter;
  gpointer key;

  if (!_cem_identity_flush (self, error))
    return FALSE;

  /* Those whose decisions stay may have to be settled themselves. */
  for (gsize i = 0; decisions && i < n_ids; i++)
    g_hash_table_add (gone, (gpointer) &ids[i]);
  if (!remove_all (&removal, error))
    return FALSE;

  g_hash_table_iter_init (&iter, close);
  while (near != NULL && g_hash_table_iter_next (&iter, &key, NULL))
    {
      CemEntityRow *row = NULL;

      if (!_cem_identity_get_entity (self, *(gint64 *) key, &row, error))
        return FALSE;
      if (row != NULL)
        g_array_append_val (near, *(gint64 *) key);
    }
  if (near != NULL)
    g_array_sort (near, compare_ids);
  return TRUE;
}

gboolean
_cem_identity_erase (CemIdentity *self,
                     gint64 customer,
                     GArray *erased,
                     GArray *survivors,
                     GError **error)
{
  CemCustomerRow *row = NULL;
  char id[CEM_ID_BUFFER];

  if (!_cem_identity_get_customer_row (self, customer, &row, error))
    return FALSE;
  if (row == NULL || !row->alive)
    {
      _cem_id_format ('c', customer, id);
      _cem_set_error (error, CEM_ERROR_NOT_FOUND, "There is no customer %s", id);
      return FALSE;
    }
  if (!_cem_identity_load_members (self, row, error))
    return FALSE;

  g_array_append_vals (erased, row->members->data, row->members->len);
  g_array_sort (erased, compare_ids);
  return remove_fragments (self, (const gint64 *) (const void *) erased->data, erased->len, TRUE,
                           survivors, error);
}

gboolean
_cem_identity_forget (CemIdentity *self,
                      const gint64 *fragments,
                      gsize n_fragments,
                      GError **error)
{
  return n_fragments == 0 || remove_fragments (self, fragments, n_fragments, FALSE, NULL, error);
}

gboolean
_cem_identity_forget_thing (CemIdentity *self,
                            gint64 thing,
                            GError **error)
{
  CemHotEntity *hot = _cem_identity_find_hot (self, thing);
  CemEntityRow *row = NULL;

  if (!_cem_identity_get_entity (self, thing, &row, error))
    return FALSE;
  if (row == NULL || row->type->class_ != CEM_IDENTITY_THING)
    return TRUE;

  g_ptr_array_remove (self->dirty_entities, row);
  g_hash_table_remove (self->entities, &thing);
  if (hot != NULL)
    memset (hot, 0, sizeof *hot);
  return run_with (self, "DELETE FROM entity WHERE id = ?1", thing, error);
}
