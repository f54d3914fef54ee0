/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "identity-fixture.h"

/* The tables are a function of the set of events. */

/* In batches of random size, some rolled back and done again, some events twice. */
static void
apply_restlessly (Store *store,
                  GRand *random,
                  GPtrArray *events)
{
  for (guint start = 0; start < events->len;)
    {
      guint size = (guint) g_rand_int_range (random, 1, 8);
      guint end = MIN (start + size, events->len);
      gboolean undo = g_rand_int_range (random, 0, 5) == 0;

      for (guint round = 0; round < (undo ? 2 : 1); round++)
        {
          store_begin (store);
          for (guint i = start; i < end; i++)
            {
              store_apply (store, g_ptr_array_index (events, i));
              if (g_rand_int_range (random, 0, 6) == 0)
                store_apply (store, g_ptr_array_index (events, i));
            }
          if (undo && round == 0)
            store_rollback (store);
          else
            store_commit (store);
        }
      start = end;
    }
}

static void
test_order (void)
{
  guint rounds = g_test_thorough () ? 2000 : 60;

  g_test_summary ("Shuffled, repeated, rolled back, with tiny caches: the same tables");

  for (guint seed = 0; seed < rounds; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      guint n = (guint) g_rand_int_range (random, 4, 90);
      g_autoptr (GPtrArray) events = random_events (random, n);
      g_autofree char *expected = NULL;

      for (guint round = 0; round < 4; round++)
        {
          CemIdentityOptions options = { round == 0 ? 0 : 2 * round, round == 0 ? 0 : 3 };
          g_autoptr (Store) store = store_new (random_config, &options);
          g_autofree char *dump = NULL;

          if (round == 0)
            {
              store_begin (store);
              for (guint i = 0; i < events->len; i++)
                store_apply (store, g_ptr_array_index (events, i));
              store_commit (store);
            }
          else
            apply_restlessly (store, random, events);
          dump = store_dump (store);
          if (expected == NULL)
            expected = g_steal_pointer (&dump);
          else if (strcmp (dump, expected) != 0)
            {
              g_test_message ("seed %u, round %u: expected\n%s\ngot\n%s", seed, round, expected, dump);
              g_test_fail ();
              return;
            }
          shuffle (random, events);
        }
    }
}

/* --- erasure ------------------------------------------------------------------------------------*/

static gboolean
is_among (GHashTable *set,
          GArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_hash_table_contains (set, &g_array_index (ids, gint64, i)))
      return TRUE;

  return FALSE;
}

static void
add_all (GHashTable *set,
         GArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 *key = g_new (gint64, 1);

      *key = g_array_index (ids, gint64, i);
      g_hash_table_add (set, key);
    }
}

/* As the engine does it: @named has what each event named, NULL where it was refused. */
static void
erase_customer (Store *store,
                gint64 customer,
                GPtrArray *events,
                GPtrArray *named,
                GPtrArray *left)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) erased = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) survivors = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) forgotten = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) gone = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GHashTable) touched = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  store_begin (store);
  _cem_identity_erase (store->identity, customer, erased, survivors, &error);
  g_assert_no_error (error);
  add_all (gone, erased);
  add_all (touched, survivors);
  for (guint i = 0; i < events->len; i++)
    {
      GArray *ids = g_ptr_array_index (named, i);

      if (ids->len == 0)
        continue;
      if (is_among (gone, ids))
        add_all (touched, ids);
      else
        g_ptr_array_add (left, g_ptr_array_index (events, i));
    }

  g_hash_table_iter_init (&iter, touched);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (gone, key))
      g_array_append_val (forgotten, *(gint64 *) key);
  _cem_identity_forget (store->identity, (gint64 *) (void *) forgotten->data, forgotten->len, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < events->len; i++)
    {
      GArray *ids = g_ptr_array_index (named, i);

      if (!is_among (gone, ids) && is_among (touched, ids))
        store_apply (store, g_ptr_array_index (events, i));
    }
  store_commit (store);
}

static gint64
random_customer (Store *store,
                 GRand *random)
{
  g_autoptr (GArray) customers = g_array_new (FALSE, FALSE, sizeof (CemIdentityCustomer));
  g_autoptr (GError) error = NULL;

  _cem_identity_list_customers (store->db, NULL, 0, 1000, customers, &error);
  g_assert_no_error (error);
  if (customers->len == 0)
    return 0;

  return g_array_index (customers, CemIdentityCustomer,
                        g_rand_int_range (random, 0, (gint32) customers->len))
      .customer;
}

static void
test_erasure (void)
{
  guint rounds = g_test_thorough () ? 3000 : 100;

  g_test_summary ("After an erasure the tables are those of the events that are left");

  for (guint seed = 0; seed < rounds; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed + 10000);
      guint n = (guint) g_rand_int_range (random, 4, 60);
      g_autoptr (GPtrArray) events = random_events (random, n);
      g_autoptr (GPtrArray) named = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
      g_autoptr (GPtrArray) left = g_ptr_array_new ();
      g_autoptr (Store) store = store_new (random_config, NULL);
      g_autoptr (Store) other = store_new (random_config, NULL);
      g_autofree char *expected = NULL;
      g_autofree char *dump = NULL;
      gint64 customer;

      store_begin (store);
      for (guint i = 0; i < events->len; i++)
        {
          store_apply (store, g_ptr_array_index (events, i));
          g_ptr_array_add (named, g_array_copy (store->named));
        }
      store_commit (store);
      customer = random_customer (store, random);
      if (customer == 0)
        continue;

      erase_customer (store, customer, events, named, left);
      apply_restlessly (other, random, left);
      dump = store_dump (store);
      expected = store_dump (other);
      if (strcmp (dump, expected) != 0)
        {
          g_test_message ("seed %u: expected\n%s\ngot\n%s", seed, expected, dump);
          g_test_fail ();
          return;
        }
    }
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/identity/order", test_order);
  g_test_add_func ("/identity/erasure", test_erasure);

  return g_test_run ();
}
