/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
/* What must hold for any stream of events. */
#include "engine-fixture.h"

#include "base/cem-diagnostics-private.h"
#include "engine/cem-processor-private.h"
#include "engine/cem-store-compare-private.h"

#define N_EVENTS 400

/* --- random streams ---*/

static const char *const kinds[] = { "app.login", "order.placed", "customer.identified",
                                     "identifiers.linked", "identifiers.unlinked",
                                     "identifiers.kept_apart" };

static void
append_identifiers (GRand *rand,
                    GString *text)
{
  gboolean user = g_rand_int_range (rand, 0, 10) < 7;

  g_string_append (text, ",\"identifiers\":{\"serial\":\"s");
  g_string_append_printf (text, "%d\"", g_rand_int_range (rand, 0, 9));
  if (g_rand_int_range (rand, 0, 6) == 0)
    g_string_append_printf (text, ",\"vin\":\"v%d\"", g_rand_int_range (rand, 0, 6));
  if (user)
    g_string_append_printf (text, ",\"user_id\":\"%d\"", g_rand_int_range (rand, 0, 12));
  if (!user || g_rand_int_range (rand, 0, 3) == 0)
    g_string_append_printf (text, ",\"anonymous_id\":\"a%d\"", g_rand_int_range (rand, 0, 12));
  if (g_rand_int_range (rand, 0, 4) == 0)
    g_string_append_printf (text, ",\"email\":\"e%d@example.org\"", g_rand_int_range (rand, 0, 8));
  if (g_rand_int_range (rand, 0, 5) == 0)
    g_string_append_printf (text, ",\"phone\":\"+8613800000%03d\"", g_rand_int_range (rand, 0, 8));
  g_string_append_c (text, '}');
}

/* Templates of events about nouns: %a is a number of a thing, %s one of a staff member, %d data's. */
static const struct
{
  const char *type;
  const char *identifiers;
  const char *data;
} noun_events[] = {
  { "order.placed", "\"order_id\":\"o%a\"", "\"amount\":%d,\"channel\":\"c%d\"" },
  { "order.paid", "\"order_id\":\"o%a\"", "\"amount\":%d" },
  { "order.delivered", "\"order_id\":\"o%a\"", "\"note\":\"n%d\"" },
  { "order.paid", "", "\"amount\":\"much\"" },
  { "work_order.opened", "\"work_order_id\":\"w%a\",\"serial\":\"s%a\"", "\"staff\":\"e%s\"" },
  { "work_order.moved", "\"work_order_id\":\"w%a\"", "\"state\":\"x%d\",\"made_sla\":true" },
  { "work_order.closd", "\"work_order_id\":\"w%a\"", "" },
  { "device.registered", "\"serial\":\"s%a\"",
    "\"model\":\"m%d\",\"meters\":{\"km\":{\"unit\":\"km\",\"rollover\":1%d}}" },
  { "device.reading", "\"serial\":\"s%a\"", "\"meters\":{\"km\":%d,\"h\":%d},\"units\":{\"h\":\"h\"}" },
  { "device.reading", "\"serial\":\"s%a\"", "\"meters\":{\"km\":%d},\"units\":{\"km\":\"mi\"},\"reset\":[\"km\"]" },
  { "device.reading", "\"serial\":\"s%a\"", "\"meters\":{\"h\":%d},\"units\":{\"h\":\"min\"}" },
  { "device.reading", "\"serial\":\"s%a\"", "\"consumables\":{\"filter\":0.%d},\"values\":{\"t\":%d}" },
  { "device.registered", "\"serial\":\"s%a\",\"vin\":\"v%s\"", "\"model\":\"m%d\"" },
  { "device.registered", "\"serial\":\"s%s\",\"device_id\":\"d%s\"",
    "\"meters\":{\"km\":{\"unit\":\"mi\"}}" },
  { "device.reading", "\"vin\":\"v%s\"", "\"meters\":{\"km\":%d},\"values\":{\"t\":%d}" },
  { "device.error", "\"vin\":\"v%s\",\"device_id\":\"d%s\"", "\"code\":\"E%d\"" },
  { "device.error", "\"serial\":[\"s%s\",\"s%a\"],\"vin\":\"v%s\"", "\"code\":\"E%d\"" },
  { "device.online", "\"serial\":\"s%a\"", "" },
  { "device.offline", "\"serial\":\"s%a\"", "" },
  { "device.error", "\"serial\":\"s%a\"", "\"code\":\"E%d\"" },
  { "device.component_replaced", "\"serial\":\"s%a\"", "\"component\":\"c%d\",\"new_serial\":\"n%d\"" },
  { "consent.given", "\"user_id\":\"%a\"", "\"purpose\":\"p%d\"" },
  { "campaign.joined", "\"campaign_id\":\"k%a\"", "" },
  { "household.joined", "\"household_id\":\"h%a\"", "\"role\":\"owner\"" },
  { "response.received", "", "\"kind\":\"nps\",\"score\":%d,\"about\":\"order_id:o%s\"" },
};

static void
append_template (GRand *rand,
                 GString *text,
                 const char *template)
{
  for (const char *p = template; *p != '\0'; p++)
    if (*p != '%')
      g_string_append_c (text, *p);
    else
      g_string_append_printf (text, "%d",
                              g_rand_int_range (rand, 0, *++p == 'd' ? 90 : *p == 's' ? 5 : 9));
}

static GString *
append_noun_event (GRand *rand,
                   GString *text,
                   guint n,
                   const char *when)
{
  guint i = g_rand_int_range (rand, 0, G_N_ELEMENTS (noun_events));
  guint who = g_rand_int_range (rand, 0, 16);

  g_string_printf (text,
                   "{\"specversion\":\"1.0\",\"id\":\"%u\",\"source\":\"/s%d\",\"type\":\"%s\","
                   "\"time\":\"%s\",\"identifiers\":{",
                   n, g_rand_int_range (rand, 0, 3), noun_events[i].type, when);
  append_template (rand, text, noun_events[i].identifiers);
  if (strstr (noun_events[i].identifiers, "user_id") == NULL && who < 12)
    g_string_append_printf (text, "%s\"user_id\":\"%u\"",
                            noun_events[i].identifiers[0] != '\0' ? "," : "", who);
  g_string_append (text, "},\"data\":{");
  append_template (rand, text, noun_events[i].data);
  g_string_append (text, "}}\n");
  return text;
}

/* About persons, or about things. */
static void
append_decision (GRand *rand,
                 GString *text)
{
  gboolean things = g_rand_int_range (rand, 0, 2) == 0;

  g_string_append_printf (text, ",\"data\":{\"first\":\"%s%d\",\"second\":\"%s%d\"}",
                          things ? "serial:s" : "user_id:", g_rand_int_range (rand, 0, things ? 9 : 12),
                          things ? "vin:v" : "user_id:", g_rand_int_range (rand, 0, things ? 7 : 12));
}

/* An event with the number @n at a random time of two years; kinds after customer.identified are
 * decisions. */
static char *
make_line (GRand *rand,
           guint n,
           guint n_kinds)
{
  GString *text = g_string_new (NULL);
  guint kind = g_rand_int_range (rand, 0, 8);
  g_autoptr (GDateTime) start = g_date_time_new_utc (2024, 1, 1, 0, 0, 0);
  g_autoptr (GDateTime) time =
    g_date_time_add_seconds (start, g_rand_int_range (rand, 0, 2 * 365 * 86400));
  g_autofree char *when = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

  kind = kind < n_kinds ? kind : 0;
  if (g_rand_int_range (rand, 0, 2) == 0)
    return g_string_free (append_noun_event (rand, text, n, when), FALSE);
  g_string_printf (text,
                   "{\"specversion\":\"1.0\",\"id\":\"%u\",\"source\":\"/s%d\",\"type\":\"%s\","
                   "\"time\":\"%s\"",
                   n, g_rand_int_range (rand, 0, 3), kinds[kind], when);
  if (kind < 3)
    append_identifiers (rand, text);
  if (kind == 2)
    g_string_append_printf (text, ",\"data\":{\"traits\":{\"name\":\"n%d\",\"city\":\"c%d\"}}",
                            g_rand_int_range (rand, 0, 5), g_rand_int_range (rand, 0, 5));
  if (kind > 2)
    append_decision (rand, text);
  g_string_append (text, "}\n");
  return g_string_free (text, FALSE);
}

static GPtrArray *
make_lines (GRand *rand,
            guint n_kinds)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_EVENTS; i++)
    g_ptr_array_add (lines, make_line (rand, i, n_kinds));
  return lines;
}

static void
shuffle (GRand *rand,
         GPtrArray *lines)
{
  for (guint i = lines->len; i > 1; i--)
    {
      guint k = g_rand_int_range (rand, 0, i);
      gpointer line = lines->pdata[i - 1];

      lines->pdata[i - 1] = lines->pdata[k];
      lines->pdata[k] = line;
    }
}

/* --- stores ---*/

static CemProcessor *
open_store (const guint8 *secret)
{
  g_autoptr (CemClock) clock = cem_clock_new ();
  g_autoptr (GError) error = NULL;
  CemProcessor *processor = _cem_processor_open (NULL, clock, secret, &error);

  g_assert_no_error (error);
  return processor;
}

/* Takes the lines in, in batches of random size, with some lines twice. */
static void
take_lines (CemProcessor *processor,
            GRand *rand,
            GPtrArray *lines,
            gboolean duplicates)
{
  g_autoptr (CemBatch) batch = _cem_batch_new (_cem_processor_get_secret (processor), NULL);
  g_autoptr (GError) error = NULL;
  CemTally tally = { 0 };

  for (guint i = 0; i < lines->len;)
    {
      guint size = g_rand_int_range (rand, 1, 60);
      guint n = MIN (size, lines->len - i);

      _cem_batch_reset (batch, _cem_identity_get_config (_cem_processor_get_identity (processor)));
      for (guint k = 0; k < n; k++, i++)
        {
          guint again = g_rand_int_range (rand, 0, lines->len);
          CemLine line = { lines->pdata[i], strlen (lines->pdata[i]), i + 1, FALSE };
          CemLine other = { lines->pdata[again], strlen (lines->pdata[again]), 1, FALSE };

          _cem_batch_add_line (batch, &line);
          if (duplicates && k % 3 == 0)
            _cem_batch_add_line (batch, &other);
        }
      _cem_processor_run (processor, batch, CEM_PROCESSING_HISTORY, &tally, NULL, NULL, &error);
      g_assert_no_error (error);
    }

  g_assert_cmpuint (tally.conflicts, ==, 0);
}

static void
assert_same (CemProcessor *a,
             CemProcessor *b,
             CemCompareScope scope)
{
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  _cem_store_compare (_cem_processor_get_db (a), _cem_processor_get_db (b), scope, diagnostics,
                      &error);
  g_assert_no_error (error);
  text = cem_diagnostics_to_string (diagnostics);
  g_assert_cmpstr (text, ==, "");
}

/* There is something to compare. */
static void
assert_not_empty (CemProcessor *processor)
{
  gint64 n = 0;
  g_autoptr (GError) error = NULL;

  _cem_db_query_int (_cem_processor_get_db (processor),
                     "SELECT min (n) FROM (SELECT count(*) AS n FROM noun "
                     "UNION ALL SELECT count(*) FROM fact UNION ALL SELECT count(*) FROM relation "
                     "UNION ALL SELECT count(*) FROM gauge UNION ALL SELECT count(*) FROM meter "
                     "UNION ALL SELECT count(*) FROM reading UNION ALL SELECT count(*) FROM tally "
                     "UNION ALL SELECT count(*) FROM notice "
                     "UNION ALL SELECT count(*) FROM noun WHERE head != 0)",
                     &n, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n, >=, 3);
}

static void
test_shuffle (void)
{
  g_test_summary ("Any order, any batches and any duplicates of the same facts: the same knowledge");

  for (guint round = 0; round < 12; round++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (round + 1);
      g_autoptr (GPtrArray) lines = make_lines (rand, G_N_ELEMENTS (kinds));
      g_autoptr (CemProcessor) one = open_store (NULL);
      g_autoptr (CemProcessor) other = open_store (_cem_processor_get_secret (one));

      take_lines (one, rand, lines, FALSE);
      assert_not_empty (one);
      shuffle (rand, lines);
      take_lines (other, rand, lines, TRUE);
      assert_same (one, other, CEM_COMPARE_KNOWLEDGE);
    }
}

static char *
make_decision (const char *id,
               const char *type,
               const char *time)
{
  return g_strdup_printf (
    "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/crm\",\"type\":\"%s\","
    "\"time\":\"%s\",\"data\":{\"first\":\"user_id:1\",\"second\":\"user_id:2\"}}\n",
    id, type, time);
}

static void
test_unlink (void)
{
  g_test_summary ("Link and unlink, whatever came between: who is who as without either");

  for (guint round = 0; round < 6; round++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (round + 100);
      g_autoptr (GPtrArray) lines = make_lines (rand, 3);
      g_autoptr (CemProcessor) without = open_store (NULL);
      g_autoptr (CemProcessor) with = open_store (_cem_processor_get_secret (without));
      g_autoptr (CemArena) arena = _cem_arena_new (4096);
      g_autoptr (GArray) one = g_array_new (FALSE, FALSE, sizeof (CemIdentityCustomer));
      g_autoptr (GArray) other = g_array_new (FALSE, FALSE, sizeof (CemIdentityCustomer));
      g_autoptr (GError) error = NULL;

      take_lines (without, rand, lines, FALSE);
      g_ptr_array_insert (lines, 100,
                          make_decision ("link", "identifiers.linked", "2026-01-01T00:00:00Z"));
      g_ptr_array_add (lines, make_decision ("unlink", "identifiers.unlinked",
                                             "2026-01-02T00:00:00Z"));
      take_lines (with, rand, lines, FALSE);

      _cem_identity_list_customers (_cem_processor_get_db (without), NULL, 0, 0, one, &error);
      g_assert_no_error (error);
      _cem_identity_list_customers (_cem_processor_get_db (with), NULL, 0, 0, other, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (one->data, one->len * sizeof (CemIdentityCustomer), other->data,
                       other->len * sizeof (CemIdentityCustomer));
    }
}

/* --- replay and verification ---*/

static void
take_into_engine (Fixture *fixture,
                  guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GPtrArray) lines = make_lines (rand, G_N_ELEMENTS (kinds));
  g_autofree char *text = NULL;

  g_ptr_array_add (lines, NULL);
  text = g_strjoinv ("", (char **) lines->pdata);
  g_object_unref (take_in (fixture->engine, CEM_INTAKE_MODE_HISTORY, text));
}

static void
assert_replays (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "again.cem", NULL);
  g_autoptr (CemReplay) replay = cem_replay_new (fixture->engine, path);
  g_autoptr (GError) error = NULL;
  static const char *const endings[] = { "", "-wal", "-shm" };

  cem_job_run (CEM_JOB (replay), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (cem_job_get_fraction (CEM_JOB (replay)), ==, 1.0);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (path, endings[i], NULL);

      g_unlink (file);
    }
}

static void
assert_verifies (Fixture *fixture,
                 guint sample)
{
  g_autoptr (CemVerification) verification = cem_verification_new (fixture->engine);
  g_autoptr (GError) error = NULL;

  cem_verification_set_sample (verification, sample);
  cem_job_run (CEM_JOB (verification), NULL, &error);
  g_assert_no_error (error);
}

static void
test_replay (Fixture *fixture,
             gconstpointer data)
{
  g_test_summary ("A replay derives the same, and the store verifies");

  take_into_engine (fixture, 7);
  g_object_unref (execute (fixture, cem_command_new_link ("user_id:1", "user_id:3")));
  g_object_unref (execute (fixture, cem_command_new_unlink ("user_id:1", "user_id:3")));
  assert_replays (fixture);
  assert_verifies (fixture, 0);
  assert_verifies (fixture, 5);
}

static void
test_configure (Fixture *fixture,
                gconstpointer data)
{
  g_autoptr (JsonNode) configuration =
    json_from_string ("{\"types\":{\"email\":{\"class\":\"person\"},\"anonymous_id\":null}}", NULL);
  g_autoptr (JsonNode) wrong = json_from_string ("{\"types\":{\"email\":{\"class\":\"pet\"}}}", NULL);

  g_test_summary ("A configuration folds the whole log again, and a replay follows it");

  take_into_engine (fixture, 8);
  assert_refused (fixture, cem_command_new_configure_identity (wrong), CEM_ERROR_INVALID_ARGUMENT);
  g_object_unref (execute (fixture, cem_command_new_configure_identity (configuration)));
  take_into_engine (fixture, 8);
  assert_replays (fixture);
  fixture_reopen (fixture);
  assert_verifies (fixture, 0);
}

/* --- erasure ---*/

static gboolean
file_has (const char *path,
          const char *word)
{
  g_autofree char *text = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &text, &length, NULL) &&
         memmem (text, length, word, strlen (word)) != NULL;
}

static gboolean
store_has (Fixture *fixture,
           const char *word)
{
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);

  return file_has (fixture->path, word) || file_has (wal, word);
}

static void
test_erase (Fixture *fixture,
            gconstpointer data)
{
  const char *mine =
    "{\"specversion\":\"1.0\",\"id\":\"m1\",\"source\":\"/app\",\"type\":\"app.login\","
    "\"time\":\"2026-01-01T00:00:00Z\",\"identifiers\":{\"user_id\":\"secretuser\","
    "\"phone\":\"+8613912345678\",\"serial\":\"SNX\"},\"data\":{\"note\":\"privatenote\"}}\n"
    "{\"specversion\":\"1.0\",\"id\":\"m2\",\"source\":\"/app\",\"type\":\"customer.identified\","
    "\"time\":\"2026-01-02T00:00:00Z\",\"identifiers\":{\"phone\":\"+8613912345678\"},"
    "\"data\":{\"traits\":{\"name\":\"Privatename\"}}}\n"
    "{\"phone\":\"+8613912345678\", broken\n";

  g_test_summary ("After an erasure nothing of the customer is in the files, and all the rest holds");

  take_into_engine (fixture, 9);
  g_object_unref (take_in (fixture->engine, CEM_INTAKE_MODE_HISTORY, mine));
  g_assert_true (store_has (fixture, "13912345678"));

  g_object_unref (execute (fixture, cem_command_new_erase ("phone:+8613912345678")));
  g_assert_false (store_has (fixture, "13912345678"));
  g_assert_false (store_has (fixture, "secretuser"));
  g_assert_false (store_has (fixture, "privatenote"));
  g_assert_false (store_has (fixture, "Privatename"));
  assert_refused (fixture, cem_command_new_erase ("phone:+8613912345678"), CEM_ERROR_NOT_FOUND);
  assert_verifies (fixture, 0);
  assert_replays (fixture);

  /* What has been erased stays known as a duplicate. */
  {
    g_autoptr (CemIntake) again = take_in (fixture->engine, CEM_INTAKE_MODE_HISTORY, mine);

    g_assert_cmpuint (cem_intake_get_n_duplicates (again), ==, 2);
  }
}

static void
test_erase_among_others (Fixture *fixture,
                         gconstpointer data)
{
  g_test_summary ("Erasing customers one by one leaves what a replay of the rest gives");

  take_into_engine (fixture, 10);
  for (guint i = 1; i < 12; i++)
    {
      g_autofree char *key = g_strdup_printf ("user_id:%u", i);
      g_autoptr (CemCommand) command = cem_command_new_erase (key);
      g_autoptr (GError) error = NULL;
      g_autoptr (CemOutcome) outcome =
        cem_engine_execute (fixture->engine, command, CEM_INGEST_FLAGS_NONE, NULL, &error);

      if (outcome == NULL)
        g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
      assert_replays (fixture);
    }
  assert_verifies (fixture, 0);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/engine-properties/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

  g_test_add_func ("/engine-properties/shuffle", test_shuffle);
  g_test_add_func ("/engine-properties/unlink", test_unlink);
  ADD ("replay", test_replay);
  ADD ("configure", test_configure);
  ADD ("erase", test_erase);
  ADD ("erase-among-others", test_erase_among_others);

  return g_test_run ();
}
