/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-quarantine-item-private.h"
#include "engine/cem-store-list-private.h"

#include <libcem/cem-engine.h>
#include <libcem/cem-error.h>

#include <stdio.h>
#include <string.h>

#define WATCHDOG_SECONDS 60

/* --- a source whose rows the test makes up -------------------------------------------------------*/

typedef struct
{
  CemListSource source;
  GMutex mutex;
  GArray *keys;
  gint64 stamp;     /* of the keys */
  guint n_seen;     /* what the rows say */
  gint64 changed;   /* the key whose row says more */
  guint n_key_reads;
  guint n_item_reads;
  gboolean fail;
} FakeSource;

static gboolean
fake_read_stamp (CemListSource *source,
                 CemDb *db,
                 gint64 *stamp,
                 GError **error)
{
  FakeSource *self = (FakeSource *) source;

  g_mutex_lock (&self->mutex);
  *stamp = self->stamp;
  g_mutex_unlock (&self->mutex);
  if (!self->fail)
    return TRUE;

  g_set_error (error, CEM_ERROR, CEM_ERROR_IO, "The disk is on fire");
  return FALSE;
}

static CemListKeys *
fake_read_keys (CemListSource *source,
                CemDb *db,
                guint limit,
                const CemListKeys *known,
                gint64 stamp,
                GError **error)
{
  FakeSource *self = (FakeSource *) source;
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_mutex_lock (&self->mutex);
  self->n_key_reads++;
  g_array_append_vals (keys, self->keys->data,
                       limit > 0 ? MIN (limit, self->keys->len) : self->keys->len);
  g_mutex_unlock (&self->mutex);
  return _cem_list_keys_new_take (keys);
}

static gboolean
fake_read_items (CemListSource *source,
                 CemDb *db,
                 const gint64 *keys,
                 guint n_keys,
                 GPtrArray *items,
                 GError **error)
{
  FakeSource *self = (FakeSource *) source;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < n_keys; i++)
    {
      CemQuarantineRow row = {
        .id = keys[i],
        .code = "syntax",
        .message = "A message",
        .text = "text",
        .text_length = 4,
        .seen = keys[i] == self->changed ? self->n_seen : 1,
      };

      self->n_item_reads++;
      g_ptr_array_add (items, _cem_quarantine_item_new (&row));
    }
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static void
fake_finalize (CemListSource *source)
{
  FakeSource *self = (FakeSource *) source;

  g_array_unref (self->keys);
  g_mutex_clear (&self->mutex);
}

/* Keys count up from 1. */
static FakeSource *
fake_source_new (CemEngine *engine,
                 guint n)
{
  FakeSource *self = (FakeSource *) _cem_list_source_new (engine, sizeof (FakeSource));

  g_mutex_init (&self->mutex);
  self->keys = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n);
  for (gint64 key = 1; key <= n; key++)
    g_array_append_val (self->keys, key);

  self->source.item_type = CEM_TYPE_QUARANTINE_ITEM;
  self->source.read_stamp = fake_read_stamp;
  self->source.read_keys = fake_read_keys;
  self->source.read_items = fake_read_items;
  self->source.finalize = fake_finalize;
  return self;
}

static void
fake_insert (FakeSource *self,
             guint position,
             gint64 key)
{
  g_mutex_lock (&self->mutex);
  g_array_insert_val (self->keys, position, key);
  self->stamp++;
  g_mutex_unlock (&self->mutex);
}

static void
fake_remove (FakeSource *self,
             guint position)
{
  g_mutex_lock (&self->mutex);
  g_array_remove_index (self->keys, position);
  self->stamp++;
  g_mutex_unlock (&self->mutex);
}

/* --- fixture ------------------------------------------------------------------------------------*/

typedef struct
{
  CemEngine *engine;
  FakeSource *source;
  CemStoreList *list;
  GArray *mirror; /* keys, kept by the signal alone; 0 until it is asked for */
  guint n_changes;
  guint position, removed, added; /* of the last one */
  GThread *thread;
} Fixture;

static void
items_changed_cb (GListModel *model,
                  guint position,
                  guint removed,
                  guint added,
                  gpointer user_data)
{
  Fixture *self = user_data;
  g_autofree gint64 *zeros = g_new0 (gint64, MAX (added, 1));

  g_assert_true (g_thread_self () == self->thread);
  g_assert_cmpuint (position + removed, <=, self->mirror->len);
  if (removed > 0)
    g_array_remove_range (self->mirror, position, removed);
  g_array_insert_vals (self->mirror, position, zeros, added);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, self->mirror->len);

  self->n_changes++;
  self->position = position;
  self->removed = removed;
  self->added = added;
}

static void
set_up (Fixture *self,
        guint n)
{
  g_autoptr (GError) error = NULL;

  self->engine = cem_engine_open (NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  self->source = fake_source_new (self->engine, n);
  self->list = _cem_store_list_new (_cem_list_source_ref (&self->source->source));
  self->mirror = g_array_new (FALSE, TRUE, sizeof (gint64));
  self->thread = g_thread_self ();
  g_signal_connect (self->list, "items-changed", G_CALLBACK (items_changed_cb), self);
}

static void
tear_down (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_finalize_object (self->list);
  _cem_list_source_unref (&self->source->source);
  g_assert_true (cem_engine_close (self->engine, NULL, &error));
  g_assert_no_error (error);
  g_object_unref (self->engine);
  g_array_unref (self->mirror);
}

static gboolean
watchdog_cb (gpointer user_data)
{
  g_error ("nothing happened for %d seconds", WATCHDOG_SECONDS);
  return G_SOURCE_REMOVE;
}

#define WAIT_FOR(condition)                                                      \
  G_STMT_START                                                                   \
  {                                                                              \
    GMainContext *wait_context = g_main_context_get_thread_default ();           \
    GSource *wait_dog = g_timeout_source_new_seconds (WATCHDOG_SECONDS);         \
                                                                                 \
    g_source_set_callback (wait_dog, watchdog_cb, NULL, NULL);                   \
    g_source_attach (wait_dog, wait_context);                                    \
    while (!(condition))                                                         \
      g_main_context_iteration (wait_context, TRUE);                             \
    g_source_destroy (wait_dog);                                                 \
    g_source_unref (wait_dog);                                                   \
  }                                                                              \
  G_STMT_END

static gboolean
is_loaded (CemQuarantineItem *item)
{
  return !cem_store_item_get_loading (CEM_STORE_ITEM (item));
}

/* --- tests --------------------------------------------------------------------------------------*/

static CemListKeys *
random_keys (GRand *rand)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 key = 0;

  for (guint n = (guint) g_rand_int_range (rand, 0, 12); n > 0; n--)
    {
      key += g_rand_int_range (rand, 1, 3);
      g_array_append_val (keys, key);
    }

  return _cem_list_keys_new_take (keys);
}

static void
check_diff (const CemListKeys *before,
            const CemListKeys *after)
{
  guint position = 0, removed = 0, added = 0;
  const gboolean differ = _cem_list_keys_diff (before, after, &position, &removed, &added);

  g_assert_cmpuint (before->n - removed + added, ==, after->n);
  g_assert_true (differ == (removed > 0 || added > 0));
  for (guint i = 0; i < position; i++)
    g_assert_cmpint (_cem_list_keys_get (before, i), ==, _cem_list_keys_get (after, i));
  for (guint i = position + removed; i < before->n; i++)
    g_assert_cmpint (_cem_list_keys_get (before, i), ==,
                     _cem_list_keys_get (after, i - removed + added));

  /* Both ends of what goes and comes differ, or the splice could be smaller. */
  if (removed > 0 && added > 0)
    {
      g_assert_cmpint (_cem_list_keys_get (before, position), !=,
                       _cem_list_keys_get (after, position));
      g_assert_cmpint (_cem_list_keys_get (before, position + removed - 1), !=,
                       _cem_list_keys_get (after, position + added - 1));
    }
}

static void
test_diff (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  g_test_summary ("The splice between two lists of keys is right and the smallest");

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (CemListKeys) before = random_keys (rand);
      g_autoptr (CemListKeys) after = random_keys (rand);
      g_autoptr (CemListKeys) countdown_before =
          _cem_list_keys_new_countdown (before->n, before->n);
      g_autoptr (CemListKeys) countdown_after = _cem_list_keys_new_countdown (after->n, after->n);

      check_diff (before, after);
      check_diff (before, before);
      check_diff (countdown_before, countdown_after);
    }
}

static void
test_grows (void)
{
  Fixture self = { 0 };

  g_test_summary ("A list begins empty, shows the first keys, and then all");

  set_up (&self, 5000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 0);
  g_assert_true (cem_store_list_get_loading (self.list));
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (self.list), 0));
  g_assert_cmpuint (g_list_model_get_item_type (G_LIST_MODEL (self.list)), ==,
                    CEM_TYPE_QUARANTINE_ITEM);

  WAIT_FOR (!cem_store_list_get_loading (self.list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 5000);
  g_assert_cmpuint (self.n_changes, ==, 2);
  g_assert_null (cem_store_list_get_error (self.list));
  g_assert_cmpuint (self.source->n_item_reads, ==, 0);

  tear_down (&self);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_placeholder (void)
{
  Fixture self = { 0 };
  g_autoptr (CemQuarantineItem) item = NULL;
  g_autoptr (CemQuarantineItem) again = NULL;
  guint n_notified = 0;

  g_test_summary ("A row that has not been read is a placeholder that is filled and notifies");

  set_up (&self, 3000);
  WAIT_FOR (!cem_store_list_get_loading (self.list));

  item = g_list_model_get_item (G_LIST_MODEL (self.list), 2500);
  g_signal_connect_swapped (item, "notify::loading", G_CALLBACK (count_cb), &n_notified);
  g_assert_true (cem_store_item_get_loading (CEM_STORE_ITEM (item)));
  g_assert_null (cem_quarantine_item_get_message (item));
  again = g_list_model_get_item (G_LIST_MODEL (self.list), 2500);
  g_assert_true (again == item);

  WAIT_FOR (is_loaded (item));
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpstr (cem_quarantine_item_get_id (item), ==, "2501");
  g_assert_cmpuint (self.source->n_item_reads, ==, 1);

  /* Far more than are remembered, while no main loop runs. */
  g_clear_object (&item);
  for (guint round = 0; round < 10; round++)
    for (guint i = 0; i < 3000; i++)
      {
        g_clear_object (&again);
        again = g_list_model_get_item (G_LIST_MODEL (self.list), i);
        if (round == 0 && i == 17)
          item = g_object_ref (again);
      }
  WAIT_FOR (is_loaded (again) && is_loaded (item));
  g_assert_cmpstr (cem_quarantine_item_get_id (item), ==, "18");
  g_assert_cmpuint (self.source->n_item_reads, <, 1000);

  g_clear_object (&again);
  g_clear_object (&item);
  tear_down (&self);
}

static void
test_refresh (void)
{
  Fixture self = { 0 };
  g_autoptr (CemQuarantineItem) item = NULL;
  g_autoptr (CemQuarantineItem) moved = NULL;
  g_autoptr (CemQuarantineItem) replaced = NULL;

  g_test_summary (
      "After a change the list emits the smallest splice, and replaces rows that changed");

  set_up (&self, 2000);
  WAIT_FOR (!cem_store_list_get_loading (self.list));
  item = g_list_model_get_item (G_LIST_MODEL (self.list), 1000);
  WAIT_FOR (is_loaded (item));

  self.n_changes = 0;
  fake_insert (self.source, 700, 9001);
  fake_insert (self.source, 701, 9002);
  g_signal_emit_by_name (self.engine, "changed");
  WAIT_FOR (self.n_changes > 0);
  g_assert_cmpuint (self.n_changes, ==, 1);
  g_assert_cmpuint (self.position, ==, 700);
  g_assert_cmpuint (self.removed, ==, 0);
  g_assert_cmpuint (self.added, ==, 2);
  moved = g_list_model_get_item (G_LIST_MODEL (self.list), 1002);
  g_assert_true (moved == item);

  fake_remove (self.source, 5);
  g_signal_emit_by_name (self.engine, "changed");
  WAIT_FOR (self.n_changes > 1);
  g_assert_cmpuint (self.position, ==, 5);
  g_assert_cmpuint (self.removed, ==, 1);
  g_assert_cmpuint (self.added, ==, 0);

  g_mutex_lock (&self.source->mutex);
  self.source->changed = 1001;
  self.source->n_seen = 8;
  g_mutex_unlock (&self.source->mutex);
  g_signal_emit_by_name (self.engine, "changed");
  WAIT_FOR (self.n_changes > 2);
  g_assert_cmpuint (self.position, ==, 1001);
  g_assert_cmpuint (self.removed, ==, 1);
  g_assert_cmpuint (self.added, ==, 1);
  replaced = g_list_model_get_item (G_LIST_MODEL (self.list), 1001);
  g_assert_true (replaced != item);
  g_assert_cmpuint (cem_quarantine_item_get_n_seen (replaced), ==, 8);
  g_assert_cmpuint (cem_quarantine_item_get_n_seen (item), ==, 1);

  g_clear_object (&item);
  g_clear_object (&moved);
  g_clear_object (&replaced);
  tear_down (&self);
}

static void
test_random_refresh (void)
{
  Fixture self = { 0 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  g_test_summary ("However the store changes, the list ends up with its rows");

  set_up (&self, 50);
  for (guint round = 0; round < 100; round++)
    {
      for (guint n = (guint) g_rand_int_range (rand, 0, 4); n > 0; n--)
        if (g_rand_boolean (rand) || self.source->keys->len == 0)
          fake_insert (self.source,
                       (guint) g_rand_int_range (rand, 0, (gint) self.source->keys->len + 1),
                       10000 + self.source->stamp);
        else
          fake_remove (self.source,
                       (guint) g_rand_int_range (rand, 0, (gint) self.source->keys->len));
      g_assert_true (cem_store_list_load (self.list, 3, 5, NULL, NULL));

      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==,
                        self.source->keys->len);
      for (guint i = 3; i < 8 && i < self.source->keys->len; i++)
        {
          g_autoptr (CemQuarantineItem) item = g_list_model_get_item (G_LIST_MODEL (self.list), i);
          g_autofree char *id =
            g_strdup_printf ("%" G_GINT64_FORMAT, g_array_index (self.source->keys, gint64, i));

          g_assert_cmpstr (cem_quarantine_item_get_id (item), ==, id);
        }
    }

  tear_down (&self);
}

static void
done_cb (GObject *object,
         GAsyncResult *result,
         gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static void
test_load (void)
{
  Fixture self = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A window is loaded at once, without a main loop too; it can be cancelled");

  set_up (&self, 900);
  g_assert_true (cem_store_list_load (self.list, 890, 100, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 900);
  g_assert_false (cem_store_list_get_loading (self.list));
  for (guint i = 890; i < 900; i++)
    {
      g_autoptr (CemQuarantineItem) item = g_list_model_get_item (G_LIST_MODEL (self.list), i);

      g_assert_true (is_loaded (item));
    }
  g_assert_true (cem_store_list_load (self.list, 5000, 1, NULL, &error));
  g_assert_true (cem_store_list_load (self.list, 0, G_MAXUINT, NULL, &error));
  g_assert_cmpuint (self.source->n_key_reads, ==, 1);

  cem_store_list_load_async (self.list, 10, 3, NULL, done_cb, &result);
  WAIT_FOR (result != NULL);
  g_assert_true (cem_store_list_load_finish (self.list, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);

  g_cancellable_cancel (cancellable);
  g_assert_false (cem_store_list_load (self.list, 0, 10, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  cem_store_list_load_async (self.list, 10, 3, cancellable, done_cb, &result);
  WAIT_FOR (result != NULL);
  g_assert_false (cem_store_list_load_finish (self.list, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (cem_store_list_get_error (self.list));

  g_clear_object (&result);
  tear_down (&self);
}

static void
test_first_page (void)
{
  Fixture self = { 0 };
  g_autoptr (CemQuarantineItem) item = NULL;
  guint known = 0;

  g_test_summary ("A page does not wait for the keys of all rows, and going on stays cheap");

  set_up (&self, 20000);
  g_assert_true (cem_store_list_load (self.list, 0, 20, NULL, NULL));
  known = g_list_model_get_n_items (G_LIST_MODEL (self.list));
  g_assert_cmpuint (known, >=, 20);
  g_assert_cmpuint (known, <, 200);
  g_assert_true (cem_store_list_get_loading (self.list));
  item = g_list_model_get_item (G_LIST_MODEL (self.list), 19);
  g_assert_true (is_loaded (item));

  /* What is known is not read again, and what moves is followed. */
  g_assert_true (cem_store_list_load (self.list, 5, 15, NULL, NULL));
  g_assert_cmpuint (self.source->n_key_reads, ==, 1);
  fake_insert (self.source, 3, 90001);
  g_assert_true (cem_store_list_load (self.list, 5, 15, NULL, NULL));
  g_assert_cmpuint (self.source->n_key_reads, ==, 2);
  g_assert_cmpuint (self.position, ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, known);

  for (guint i = 0; i < 20020; i += 20)
    g_assert_true (cem_store_list_load (self.list, i, 20, NULL, NULL));
  g_assert_cmpuint (self.source->n_key_reads, <, 20);
  g_assert_false (cem_store_list_get_loading (self.list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 20001);

  g_clear_object (&item);
  tear_down (&self);

  set_up (&self, 20000);
  g_assert_true (cem_store_list_load (self.list, 0, 20, NULL, NULL));
  WAIT_FOR (!cem_store_list_get_loading (self.list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 20000);
  tear_down (&self);

  set_up (&self, 20000);
  g_assert_true (cem_store_list_load (self.list, G_MAXUINT, 0, NULL, NULL));
  g_assert_false (cem_store_list_get_loading (self.list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 20000);
  tear_down (&self);
}

static void
test_failure (void)
{
  Fixture self = { 0 };
  g_autoptr (GError) error = NULL;

  g_test_summary ("A store that cannot be read shows as an error, and the list mends itself");

  set_up (&self, 10);
  self.source->fail = TRUE;
  g_assert_false (cem_store_list_load (self.list, 0, 10, NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_IO);
  WAIT_FOR (cem_store_list_get_error (self.list) != NULL);
  g_assert_error (cem_store_list_get_error (self.list), CEM_ERROR, CEM_ERROR_IO);

  self.source->fail = FALSE;
  g_signal_emit_by_name (self.engine, "changed");
  WAIT_FOR (!cem_store_list_get_loading (self.list));
  g_assert_null (cem_store_list_get_error (self.list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 10);

  tear_down (&self);
}

static void
test_drop (void)
{
  g_test_summary ("A list can be dropped at any time");

  for (guint i = 0; i < 50; i++)
    {
      Fixture self = { 0 };
      g_autoptr (CemQuarantineItem) item = NULL;

      set_up (&self, 1000 + i);
      for (guint n = 0; n < i % 5; n++)
        g_main_context_iteration (NULL, FALSE);
      item = g_list_model_get_item (G_LIST_MODEL (self.list), 1);
      g_signal_handlers_disconnect_by_func (self.list, items_changed_cb, &self);
      g_clear_object (&self.list);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      _cem_list_source_unref (&self.source->source);
      cem_engine_close (self.engine, NULL, NULL);
      g_object_unref (self.engine);
      g_array_unref (self.mirror);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

static gpointer
other_thread (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Fixture self = { 0 };
  CemQuarantineItem *item = NULL;

  g_main_context_push_thread_default (context);
  set_up (&self, 700);
  WAIT_FOR (!cem_store_list_get_loading (self.list));
  item = g_list_model_get_item (G_LIST_MODEL (self.list), 600);
  WAIT_FOR (is_loaded (item));
  g_object_unref (item);
  tear_down (&self);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_thread (void)
{
  g_test_summary ("A list notifies in the thread that made it, whichever that is");

  g_thread_join (g_thread_new ("other", other_thread, NULL));
}

static double
read_megabytes (const char *field)
{
  g_autofree char *text = NULL;
  const char *found = NULL;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return 0;

  found = strstr (text, field);
  return found != NULL ? g_ascii_strtod (found + strlen (field), NULL) / 1024 : 0;
}

static void
test_million (void)
{
  Fixture self = { 0 };
  CemQuarantineItem *screen[40] = { NULL };
  g_autoptr (GTimer) timer = g_timer_new ();
  double before = 0;
  double peak = 0;

  g_test_summary ("A million rows, 10,000 of them scrolled past, stay within 50 MB");

  before = read_megabytes ("VmRSS:");
  set_up (&self, 1000000);
  WAIT_FOR (!cem_store_list_get_loading (self.list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 1000000);
  g_test_message ("%.0f ms to all keys", g_timer_elapsed (timer, NULL) * 1000);

  for (guint i = 0; i < 10000; i++)
    {
      const guint slot = i % G_N_ELEMENTS (screen);

      g_clear_object (&screen[slot]);
      screen[slot] = g_list_model_get_item (G_LIST_MODEL (self.list), 400000 + i);
      if (slot == G_N_ELEMENTS (screen) - 1)
        WAIT_FOR (is_loaded (screen[0]) && is_loaded (screen[slot]));
    }
  peak = read_megabytes ("VmHWM:");

  /* What the test itself needs: the rows it made up, and the mirror. */
  g_test_message ("%.1f MB before, %.1f MB at the peak", before, peak);
#if !defined(__SANITIZE_ADDRESS__)
  if (g_getenv ("LD_PRELOAD") == NULL)
    g_assert_cmpfloat (peak - before - 16, <, 50);
#endif

  for (guint i = 0; i < G_N_ELEMENTS (screen); i++)
    g_clear_object (&screen[i]);
  tear_down (&self);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store-list/million", test_million);
  g_test_add_func ("/store-list/diff", test_diff);
  g_test_add_func ("/store-list/grows", test_grows);
  g_test_add_func ("/store-list/placeholder", test_placeholder);
  g_test_add_func ("/store-list/refresh", test_refresh);
  g_test_add_func ("/store-list/random-refresh", test_random_refresh);
  g_test_add_func ("/store-list/load", test_load);
  g_test_add_func ("/store-list/first-page", test_first_page);
  g_test_add_func ("/store-list/failure", test_failure);
  g_test_add_func ("/store-list/drop", test_drop);
  g_test_add_func ("/store-list/thread", test_thread);

  return g_test_run ();
}
