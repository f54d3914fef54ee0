/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
/* What must hold for nouns whatever the events; order, duplicates and replay are in
 * test-engine-properties. */
#include "model-fixture.h"

#include "engine/cem-store-compare-private.h"

/* How much there is; with few things and many events, histories of things are long. */
typedef struct
{
  guint n_events;
  guint n_users;
  guint n_things; /* of each kind */
} Scale;

static const Scale short_histories = { 500, 8, 7 };
static const Scale long_histories = { 3000, 40, 2 };

/* More than settle at once, but not twice as many. */
#define N_SETTLERS 22000

/* %u is the user, %a a number of a thing, %b a unit, %d a value. */
static const struct
{
  const char *type;
  const char *identifiers;
  const char *data;
} templates[] = {
  { "order.placed", "\"order_id\":\"o%a\"", "\"amount\":%d,\"note\":\"secret%u\"" },
  { "order.paid", "\"order_id\":\"o%a\"", "\"amount\":\"secret%u\"" },
  { "order.delivred", "\"order_id\":\"o%a\"", "" },
  { "work_order.opened", "\"work_order_id\":\"w%a\",\"serial\":\"s%a\"", "\"staff\":\"e%a\"" },
  { "work_order.closed", "\"work_order_id\":\"w%a\"", "\"resolution\":\"secret%u\"" },
  { "device.registered", "\"serial\":\"s%a\"",
    "\"meters\":{\"km\":{\"unit\":\"km\",\"rollover\":9%d}}" },
  { "device.reading", "\"serial\":\"s%a\"", "\"meters\":{\"km\":%d},\"consumables\":{\"f\":0.%d}" },
  { "device.reading", "\"serial\":\"s%a\"",
    "\"meters\":{\"way\":%d},\"units\":{\"way\":\"mi\"},\"values\":{\"t\":%d}" },
  { "device.reading", "\"serial\":\"s%a\"", "\"meters\":{\"h\":%d},\"units\":{\"h\":\"%b\"}" },
  { "device.online", "\"serial\":\"s%a\"", "" },
  { "device.offline", "\"serial\":\"s%a\"", "" },
  { "device.error", "\"serial\":\"s%a\"", "\"code\":\"E%a\"" },
  { "app.login", "\"serial\":\"s%a\"", "" },
  { "consent.given", "", "\"purpose\":\"p%d\",\"proof\":\"secret%u\"" },
  { "household.joined", "\"household_id\":\"h%a\"", "" },
  { "campaign.joined", "\"campaign_id\":\"k%a\"", "" },
  { "response.received", "",
    "\"kind\":\"nps\",\"score\":%d,\"text\":\"secret%u\",\"about\":\"order_id:o%a\"" },
};

static void
append (GRand *rand,
        const Scale *scale,
        GString *text,
        const char *template,
        guint user)
{
  for (const char *p = template; *p != '\0'; p++)
    if (*p != '%')
      g_string_append_c (text, *p);
    else if (*++p == 'u')
      g_string_append_printf (text, "%u", user);
    else if (*p == 'b')
      g_string_append (
          text, g_rand_int_range (rand, 0, scale == &short_histories ? 2 : 20) == 0 ? "min" : "h");
    else
      g_string_append_printf (text, "%d",
                              g_rand_int_range (rand, 0, *p == 'a' ? (int) scale->n_things : 90));
}

/* An event of @user; a fifth of all are of nobody. */
static char *
make_line (GRand *rand,
           const Scale *scale,
           guint n,
           guint *user)
{
  guint i = g_rand_int_range (rand, 0, G_N_ELEMENTS (templates));
  g_autoptr (GString) identifiers = g_string_new (NULL);
  g_autoptr (GString) data = g_string_new (NULL);
  g_autoptr (GDateTime) start = g_date_time_new_utc (2024, 1, 1, 0, 0, 0);
  g_autoptr (GDateTime) time =
    g_date_time_add_seconds (start, g_rand_int_range (rand, 0, 2 * 365 * 86400));
  g_autofree char *when = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

  *user = g_rand_int_range (rand, 0, 5) == 0
              ? scale->n_users
              : (guint) g_rand_int_range (rand, 0, (int) scale->n_users);
  /* What declares a device's meters anew changes all of its history. */
  if (scale == &long_histories && strcmp (templates[i].type, "device.registered") == 0)
    *user = scale->n_users;
  append (rand, scale, identifiers, templates[i].identifiers, *user);
  append (rand, scale, data, templates[i].data, *user);
  if (*user < scale->n_users)
    g_string_append_printf (identifiers, "%s\"user_id\":\"%u\"", identifiers->len > 0 ? "," : "",
                            *user);
  return model_make_line (n, templates[i].type, when, identifiers->str, data->str);
}

static void
take_command (Model *self,
              const char *type,
              const char *const *members,
              guint n)
{
  g_autoptr (CemBatch) batch = _cem_batch_new (_cem_processor_get_secret (self->processor), NULL);
  g_autoptr (GError) error = NULL;
  CemTally tally = { 0 };
  CemEntry entries[4];
  CemDatum data = { 0 };

  _cem_batch_reset (batch,
                    _cem_identity_get_config (_cem_processor_get_identity (self->processor)));
  for (guint i = 0; i < n; i++)
    entries[i] = (CemEntry){ _cem_datum_string (members[2 * i], strlen (members[2 * i])),
                             _cem_datum_string (members[2 * i + 1], strlen (members[2 * i + 1])) };
  data = _cem_datum_map (_cem_map_new (_cem_batch_get_arena (batch), entries, n));
  _cem_batch_add_command (batch, type, NULL, &data);
  _cem_processor_run (self->processor, batch, CEM_PROCESSING_HISTORY, &tally, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_same (Model *a,
             Model *b)
{
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  _cem_store_compare (model_get_db (a), model_get_db (b), CEM_COMPARE_KNOWLEDGE, diagnostics,
                      &error);
  g_assert_no_error (error);
  text = cem_diagnostics_to_string (diagnostics);
  g_assert_cmpstr (text, ==, "");
}

static const guint erased[] = { 2, 5, 6, 7 };

static gboolean
is_erased (guint user)
{
  for (guint i = 0; i < G_N_ELEMENTS (erased); i++)
    if (erased[i] == user)
      return TRUE;

  return FALSE;
}

static void
check_erasing (guint32 seed,
               const Scale *scale)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) rest = g_ptr_array_new ();
  guint half = scale->n_events / 2;
  Model one = { 0 };
  Model other = { 0 };

  for (guint i = 0; i < scale->n_events; i++)
    {
      guint user = 0;

      g_ptr_array_add (all, make_line (rand, scale, i, &user));
      if (!is_erased (user))
        g_ptr_array_add (rest, all->pdata[i]);
    }
  model_open (&one, NULL);
  model_open (&other, _cem_processor_get_secret (one.processor));
  model_take_lines (&one, (const char *const *) all->pdata, half);
  model_take_lines (&one, (const char *const *) all->pdata + half, half);
  model_take_lines (&other, (const char *const *) rest->pdata, rest->len);

  for (guint i = 0; i < G_N_ELEMENTS (erased); i++)
    {
      g_autofree char *key = g_strdup_printf ("user_id:%u", erased[i]);

      take_command (&one, "customer.erased", (const char *[]){ "customer", key }, 1);
    }
  assert_same (&one, &other);

  model_tear_down (&one, NULL);
  model_tear_down (&other, NULL);
}

static void
test_erase (void)
{
  g_test_summary ("Erasing customers leaves what their events' never having come would have left");

  for (guint32 round = 0; round < 8; round++)
    check_erasing (round + 1, &short_histories);
}

static void
test_erase_from_long (void)
{
  g_test_summary ("So it does where things have long histories, which are not folded again");

  for (guint32 round = 0; round < 10; round++)
    check_erasing (round + 100, &long_histories);
}

#define N_ANSWERS 4000u

static void
test_erase_one_of_many (void)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  Model self = { 0 };
  guint64 steps = 0;

  g_test_summary ("Erasing one of many who answered a survey does not read what the others said");

  model_open (&self, NULL);
  for (guint i = 0; i < N_ANSWERS; i++)
    {
      g_autofree char *user = g_strdup_printf ("\"user_id\":\"%u\"", i);
      g_autofree char *time = g_strdup_printf ("2026-01-01T%02u:%02u:00Z", i / 60 % 24, i % 60);

      g_ptr_array_add (lines, model_make_line (i, "response.received", time, user,
                                               "\"kind\":\"nps\",\"score\":9,\"survey\":\"S\""));
    }
  model_take_lines (&self, (const char *const *) lines->pdata, lines->len);

  steps = _cem_db_get_steps (model_get_db (&self));
  take_command (&self, "customer.erased", (const char *[]){ "customer", "user_id:77" }, 1);
  g_assert_cmpuint (_cem_db_get_steps (model_get_db (&self)) - steps, <, N_ANSWERS / 4);
  model_tear_down (&self, NULL);
}

/* All rows of the nouns' tables. */
static char *
dump_nouns (Model *self)
{
  static const char *const tables[] = {
    "SELECT * FROM noun ORDER BY entity",
    "SELECT * FROM fact ORDER BY entity, time, source, id",
    "SELECT * FROM relation ORDER BY entity, kind, noun",
    "SELECT * FROM gauge ORDER BY entity, kind, name",
    "SELECT * FROM meter ORDER BY entity, name",
    "SELECT * FROM tally ORDER BY entity, name",
    "SELECT * FROM reading ORDER BY bucket, entity, kind, name, time, tie",
    "SELECT * FROM notice ORDER BY type, code, member",
  };
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (CemDbStatement) statement =
          _cem_db_prepare (model_get_db (self), tables[i], &error);

      g_assert_no_error (error);
      while (_cem_db_step (statement, &error) == CEM_DB_ROW)
        {
          g_autofree char *row = _cem_db_row_to_text (statement);

          g_string_append_printf (text, "%s\n", row);
        }
      g_assert_no_error (error);
    }

  return g_string_free (text, FALSE);
}

static void
test_link (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (99);
  g_autofree char *before = NULL;
  g_autofree char *linked = NULL;
  g_autofree char *after = NULL;
  const char *pair[] = { "first", "user_id:1", "second", "user_id:2" };
  Model self = { 0 };

  g_test_summary ("Link and unlink leave the nouns alone");

  model_open (&self, NULL);
  for (guint i = 0; i < 200; i++)
    {
      guint user = 0;
      g_autofree char *line = make_line (rand, &short_histories, i, &user);

      model_take_lines (&self, (const char *const *) &line, 1);
    }
  before = dump_nouns (&self);
  take_command (&self, "identifiers.linked", pair, 2);
  linked = dump_nouns (&self);
  take_command (&self, "identifiers.unlinked", pair, 2);
  after = dump_nouns (&self);
  model_tear_down (&self, NULL);

  g_assert_cmpuint (strlen (before), >, 10000);
  g_assert_cmpstr (before, ==, linked);
  g_assert_cmpstr (before, ==, after);
}

static void
test_roll_back (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  Model one = { 0 };
  Model other = { 0 };

  g_test_summary ("A batch that is rolled back and taken again leaves what taking it once does");

  for (guint i = 0; i < 100; i++)
    {
      guint user = 0;

      g_ptr_array_add (lines, make_line (rand, &short_histories, i, &user));
    }
  model_open (&one, NULL);
  model_open (&other, _cem_processor_get_secret (one.processor));
  model_take_lines (&other, (const char *const *) lines->pdata, lines->len);

  model_take_lines (&one, (const char *const *) lines->pdata, 50);
  {
    g_autoptr (CemBatch) batch = _cem_batch_new (_cem_processor_get_secret (one.processor), NULL);
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) error = NULL;
    CemTally tally = { 0 };

    _cem_batch_reset (batch,
                      _cem_identity_get_config (_cem_processor_get_identity (one.processor)));
    for (guint i = 0; i < 300; i++)
      {
        g_autofree char *text = model_make_line (1000 + i, "order.placed", "2026-01-01T00:00:00Z",
                                                 "\"order_id\":\"o1\",\"serial\":\"s9\"", "");
        CemLine line = { text, strlen (text), i + 1, FALSE };

        _cem_batch_add_line (batch, &line);
        if (i == 255)
          g_cancellable_cancel (cancellable);
      }
    g_assert_false (_cem_processor_run (one.processor, batch, CEM_PROCESSING_HISTORY, &tally, NULL,
                                        cancellable, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  }
  model_take_lines (&one, (const char *const *) lines->pdata + 50, 50);
  assert_same (&one, &other);
  model_tear_down (&one, NULL);
  model_tear_down (&other, NULL);
}

static gint64
read_number (Model *self,
             const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (model_get_db (self), sql, &error);

  g_assert_no_error (error);
  g_assert_cmpint (_cem_db_step (statement, &error), ==, CEM_DB_ROW);
  return _cem_db_column_int (statement, 0);
}

/* A device of a user; times do not go with numbers, and each is named twice, later first for some. */
static char *
make_settler (guint n)
{
  g_autofree char *ids =
    g_strdup_printf ("\"serial\":\"s%u\",\"user_id\":\"%u\"", n % N_SETTLERS, n % N_SETTLERS % 97 + 1);
  g_autofree char *time = g_strdup_printf ("2026-01-%02uT%02u:00:00Z", 1 + n * 7 % 28, n % 24);

  return model_make_line (n, "app.login", time, ids, "");
}

static void
test_settle (void)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) reversed = g_ptr_array_new ();
  g_autoptr (GArray) listed = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  gint64 n_listed = 0;
  Model one = { 0 };
  Model other = { 0 };

  g_test_summary ("Recent and settled nouns and relations are one, however the batches fell");

  for (guint i = 0; i < 2 * N_SETTLERS; i++)
    {
      g_ptr_array_add (lines, make_settler (i));
      g_ptr_array_insert (reversed, 0, lines->pdata[i]);
    }
  model_open (&one, NULL);
  model_open (&other, _cem_processor_get_secret (one.processor));
  model_take_lines (&other, (const char *const *) reversed->pdata, reversed->len);
  for (guint i = 0; i < lines->len; i += 4000)
    model_take_lines (&one, (const char *const *) lines->pdata + i, MIN (4000, lines->len - i));

  g_assert_cmpint (read_number (&one, "SELECT count(*) FROM noun_settled"), >, 0);
  g_assert_cmpint (read_number (&one, "SELECT count(*) FROM noun_recent"), >, 0);
  g_assert_cmpint (read_number (&one, "SELECT count(*) FROM relation_settled"), >, 0);
  g_assert_cmpint (read_number (&one, "SELECT count(*) FROM relation"), ==, N_SETTLERS);
  assert_same (&one, &other);

  g_assert_true (_cem_noun_count (model_get_db (&one), CEM_NOUN_DEVICE, &n_listed, &error));
  g_assert_cmpint (n_listed, ==, N_SETTLERS);
  g_assert_true (_cem_noun_list (model_get_db (&one), CEM_NOUN_DEVICE, N_SETTLERS, listed, &error));
  g_assert_cmpuint (listed->len, ==, N_SETTLERS);

  take_command (&one, "customer.erased", (const char *[]){ "customer", "user_id:5" }, 1);
  take_command (&other, "customer.erased", (const char *[]){ "customer", "user_id:5" }, 1);
  assert_same (&one, &other);
  model_tear_down (&one, NULL);
  model_tear_down (&other, NULL);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model-properties/erase", test_erase);
  g_test_add_func ("/model-properties/erase-from-long-histories", test_erase_from_long);
  g_test_add_func ("/model-properties/erase-one-of-many", test_erase_one_of_many);
  g_test_add_func ("/model-properties/link", test_link);
  g_test_add_func ("/model-properties/roll-back", test_roll_back);
  g_test_add_func ("/model-properties/settle", test_settle);

  return g_test_run ();
}
