/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "identity-fixture.h"

#include "log/cem-log-private.h"

const guint8 test_secret[CEM_IDENTITY_SECRET] = "identity-test-1";

void
test_event_free (gpointer data)
{
  TestEvent *event = data;

  g_free (event->id);
  g_free (event->identifiers);
  g_free (event->data);
  g_free (event);
}

static CemDatum
read_json (CemArena *arena,
           const char *text)
{
  g_autoptr (GError) error = NULL;
  CemDatum datum = _cem_datum_null ();

  _cem_json_read (arena, text, strlen (text), &_cem_json_default_limits, &datum, &error);
  g_assert_no_error (error);
  return datum;
}

CemIdentityConfig *
config_from_text (const char *text)
{
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (GError) error = NULL;
  CemIdentityConfig *config = NULL;
  CemDatum datum = text != NULL ? read_json (arena, text) : _cem_datum_null ();

  config = _cem_identity_config_new (text != NULL ? &datum : NULL, NULL, &error);
  g_assert_no_error (error);
  return config;
}

Store *
store_new (const char *config,
           const CemIdentityOptions *options)
{
  static const CemDbMigration migrations[] = { { 1, _cem_log_create },
                                               { 1, _cem_identity_create },
                                               { 0, NULL } };
  static const CemDbOptions db_options = { .migrations = migrations };
  g_autoptr (GError) error = NULL;
  Store *self = g_new0 (Store, 1);

  self->config = config_from_text (config);
  self->db = _cem_db_open (NULL, CEM_DB_CREATE, &db_options, &error);
  g_assert_no_error (error);
  _cem_log_write_secret (self->db, test_secret, &error);
  g_assert_no_error (error);
  self->arena = _cem_arena_new (4096);
  self->named = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->identity = _cem_identity_open (self->db, self->config, test_secret, options);
  return self;
}

void
store_free (Store *self)
{
  _cem_identity_close (self->identity);
  _cem_identity_config_unref (self->config);
  _cem_db_close (self->db);
  _cem_arena_free (self->arena);
  g_array_unref (self->named);
  g_free (self);
}

void
store_begin (Store *self)
{
  g_autoptr (GError) error = NULL;

  _cem_db_begin (self->db, &error);
  g_assert_no_error (error);
}

void
store_commit (Store *self)
{
  g_autoptr (GError) error = NULL;

  _cem_identity_flush (self->identity, &error);
  g_assert_no_error (error);
  _cem_db_commit (self->db, FALSE, &error);
  g_assert_no_error (error);
  _cem_identity_committed (self->identity);
}

void
store_rollback (Store *self)
{
  _cem_db_rollback (self->db);
  _cem_identity_rolled_back (self->identity);
}

gboolean
store_apply (Store *self,
             const TestEvent *event)
{
  g_autoptr (GError) error = NULL;
  CemDatum identifiers = _cem_datum_null ();
  CemDatum data = _cem_datum_null ();
  CemIdentitySet set;
  CemIdentityEvent applied = {
    .kind = _cem_identity_event_kind (event->type, strlen (event->type)),
    .time = event->time,
    .source = event->source,
    .source_length = strlen (event->source),
    .id = event->id,
    .id_length = strlen (event->id),
    .set = &set,
  };

  _cem_arena_reset (self->arena);
  identifiers = read_json (self->arena, event->identifiers);
  if (event->data != NULL)
    {
      data = read_json (self->arena, event->data);
      applied.data = &data;
    }
  if (!_cem_identity_bind (self->config, test_secret, self->arena, &identifiers, event->time, &set,
                           &error))
    return FALSE;
  g_array_set_size (self->named, 0);
  if (_cem_identity_apply (self->identity, &applied, &self->result, &error))
    {
      g_assert_no_error (error);
      for (guint i = 0; i < set.n_fragments + set.n_things; i++)
        g_array_append_val (self->named, set.identifiers[i].entity);
      g_array_append_vals (self->named, self->result.subjects, self->result.n_subjects);
      return TRUE;
    }

  g_assert_nonnull (error);
  if (!g_error_matches (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT) &&
      !g_error_matches (error, CEM_ERROR, CEM_ERROR_NOT_FOUND) &&
      !g_error_matches (error, CEM_ERROR, CEM_ERROR_TYPE) &&
      !g_error_matches (error, CEM_ERROR, CEM_ERROR_CONFLICT))
    g_assert_no_error (error);
  return FALSE;
}

static gboolean
apply_alone (Store *self,
             gint64 day,
             const char *type,
             const char *source,
             const char *identifiers,
             const char *data)
{
  static guint n = 0;
  g_autofree char *id = g_strdup_printf ("x%u", n++);
  TestEvent event = { type, source, day * 86400 * 1000000, id, (char *) identifiers, (char *) data };
  gboolean ok;

  store_begin (self);
  ok = store_apply (self, &event);
  store_commit (self);
  return ok;
}

gboolean
store_event (Store *self,
             gint64 day,
             const char *identifiers)
{
  return apply_alone (self, day, "app.used", "/app", identifiers, NULL);
}

gboolean
store_decide (Store *self,
              gint64 day,
              const char *type,
              const char *first,
              const char *second,
              gboolean lifted)
{
  g_autofree char *data = g_strdup_printf ("{\"first\":\"%s\",\"second\":\"%s\"%s}", first, second,
                                           lifted ? ",\"lifted\":true" : "");

  return apply_alone (self, day, type, "/desk", "{}", data);
}

gboolean
store_identify (Store *self,
                gint64 day,
                const char *source,
                const char *identifiers,
                const char *data)
{
  return apply_alone (self, day, "customer.identified", source, identifiers, data);
}

gint64
store_find (Store *self,
            const char *key)
{
  g_autoptr (GError) error = NULL;
  CemIdentityFound found = { 0 };

  if (!_cem_identity_find (self->db, self->config, test_secret, key, &found, &error))
    {
      g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
      return 0;
    }

  return found.customer;
}

static void
dump_table (Store *self,
            GString *out,
            const char *name,
            const char *sql,
            int columns)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (self->db, sql, &error);

  g_assert_no_error (error);
  g_string_append_printf (out, "%s\n", name);
  while (_cem_db_step (statement, &error) == CEM_DB_ROW)
    {
      for (int i = 0; i < columns; i++)
        {
          const char *text = _cem_db_column_text (statement, i, NULL);

          g_string_append_printf (out, " %s", text != NULL ? text : "-");
        }
      g_string_append_c (out, '\n');
    }
  g_assert_no_error (error);
}

char *
store_dump (Store *self)
{
  GString *out = g_string_new (NULL);

  dump_table (self, out, "entity", "SELECT * FROM entity ORDER BY id", 13);
  dump_table (self, out, "epoch", "SELECT * FROM epoch ORDER BY 1, 2", 3);
  dump_table (self, out, "evidence", "SELECT * FROM evidence ORDER BY 1, 2", 5);
  dump_table (self, out, "decision", "SELECT * FROM decision ORDER BY 1, 2, 3, 4, 5", 6);
  dump_table (self, out, "refused", "SELECT * FROM refused ORDER BY 1, 2, 3", 7);
  dump_table (self, out, "member", "SELECT * FROM member ORDER BY 1, 2", 2);
  dump_table (self, out, "customer", "SELECT * FROM customer ORDER BY 1", 4);
  dump_table (self, out, "trait", "SELECT * FROM trait ORDER BY 1, 2, 3", 6);
  return g_string_free (out, FALSE);
}

/* --- random events ----------------------------------------------------------------------------*/

const char random_config[] =
    "{\"types\": {\"email\": {\"limit\": 3}, \"phone\": {\"valid\": \"P30D\", \"limit\": 4},"
    " \"session_id\": {\"limit\": 2}, \"cookie\": {\"per_customer\": 2},"
    " \"card\": {\"class\": \"contact\", \"links\": false, \"limit\": 4}},"
    " \"rules\": [[\"card\", \"email\"], [\"card\"]], \"max_members\": 14,"
    " \"sources\": [\"/crm\", \"/app\"]}";

static char *
random_key (GRand *random,
            gboolean json)
{
  static const struct
  {
    const char *type;
    guint n;
  } types[] = { { "user_id", 4 },      { "member_id", 3 }, { "email", 4 },  { "phone", 3 },
                { "anonymous_id", 8 }, { "session_id", 5 }, { "cookie", 6 }, { "card", 3 } };
  guint type = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (types));
  guint value = (guint) g_rand_int_range (random, 0, (gint32) types[type].n);
  g_autofree char *text = NULL;

  if (strcmp (types[type].type, "phone") == 0)
    text = g_strdup_printf ("1380000%04u", value);
  else if (strcmp (types[type].type, "email") == 0)
    text = g_strdup_printf ("p%u@example.org", value);
  else
    text = g_strdup_printf ("v%u", value);

  return json ? g_strdup_printf ("\"%s\":\"%s\"", types[type].type, text)
              : g_strdup_printf ("%s:%s", types[type].type, text);
}

static TestEvent *
random_event (GRand *random,
              guint i)
{
  static const char *const decisions[] = { "identifiers.linked", "identifiers.unlinked",
                                           "identifiers.kept_apart", "identifiers.kept_apart" };
  TestEvent *event = g_new0 (TestEvent, 1);
  gint dice = g_rand_int_range (random, 0, 100);

  event->time = (gint64) g_rand_int_range (random, 0, 120) * 86400 * 1000000;
  event->source = g_rand_int_range (random, 0, 2) == 0 ? "/app" : "/crm";
  event->id = g_strdup_printf ("e%u", i);
  if (dice < 12)
    {
      g_autofree char *first = random_key (random, FALSE);
      g_autofree char *second = random_key (random, FALSE);
      guint which = (guint) g_rand_int_range (random, 0, 4);

      event->type = decisions[which];
      event->data = g_strdup_printf ("{\"first\":\"%s\",\"second\":\"%s\"%s}", first, second,
                                     which == 3 ? ",\"lifted\":true" : "");
      event->identifiers = g_strdup ("{}");
    }
  else
    {
      guint n = dice < 40 ? 1 : dice < 80 ? 2 : 3;
      g_autoptr (GString) text = g_string_new ("{");

      event->type = "app.used";
      for (guint j = 0; j < n; j++)
        {
          g_autofree char *key = random_key (random, TRUE);
          g_autofree char *name = g_strndup (key, (gsize) (strchr (key + 1, '"') - key));

          if (strstr (text->str, name) != NULL)
            continue;
          g_string_append_printf (text, "%s%s", text->len > 1 ? "," : "", key);
        }
      g_string_append_c (text, '}');
      event->identifiers = g_string_free (g_steal_pointer (&text), FALSE);
      if (dice > 90)
        {
          event->type = "customer.identified";
          event->data = g_strdup_printf ("{\"name\":\"n%d\",\"city\":%s}",
                                         g_rand_int_range (random, 0, 3),
                                         dice > 95 ? "null" : "\"x\"");
        }
    }

  return event;
}

GPtrArray *
random_events (GRand *random,
               guint n)
{
  GPtrArray *events = g_ptr_array_new_with_free_func (test_event_free);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (events, random_event (random, i));
  return events;
}

void
shuffle (GRand *random,
         GPtrArray *events)
{
  for (guint i = events->len; i > 1; i--)
    {
      guint j = (guint) g_rand_int_range (random, 0, (gint32) i);
      gpointer swap = events->pdata[i - 1];

      events->pdata[i - 1] = events->pdata[j];
      events->pdata[j] = swap;
    }
}
