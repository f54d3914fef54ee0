/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices: owners, components, meters, consumables, warranty. */
#include "model-fixture.h"

#define DEVICE "\"serial\":\"S1\""

static void
test_owners (Model *self,
             gconstpointer data)
{
  g_autoptr (JsonObject) device = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  char id[CEM_ID_BUFFER];

  g_test_summary ("Owners and users follow one another, whatever order the events come in");

  model_take (self, "device.transferred", "2026-06-01T00:00:00Z", DEVICE ",\"user_id\":\"b\"", "");
  model_take (self, "device.registered", "2026-01-01T00:00:00Z", DEVICE ",\"user_id\":\"a\"",
              "\"model\":\"M\",\"batch\":\"B7\"");
  model_take (self, "device.registered", "2026-02-01T00:00:00Z", DEVICE ",\"user_id\":\"c\"",
              "\"role\":\"user\"");
  device = model_read (self, "serial:S1");

  model_assert (device, "state", "registered");
  model_assert (device, "model", "M");
  model_assert (device, "owners.0.from", "2026-01-01T00:00:00Z");
  model_assert (device, "owners.0.until", "2026-06-01T00:00:00Z");
  model_assert (device, "owners.1.from", "2026-06-01T00:00:00Z");
  model_assert (device, "owners.1.until", "");
  model_assert (device, "users.0.from", "2026-02-01T00:00:00Z");
  model_assert (device, "users.0.until", "2026-06-01T00:00:00Z");
  first = model_get (device, "owners.0.person");
  second = model_get (device, "owners.1.person");
  _cem_id_format ('c', model_find (self, "user_id:a"), id);
  g_assert_cmpstr (first, ==, id);
  _cem_id_format ('c', model_find (self, "user_id:b"), id);
  g_assert_cmpstr (second, ==, id);
}

static gint64
find_owner (Model *self,
            const char *time)
{
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (GError) error = NULL;
  CemDatum snapshot = { 0 };
  gint64 us = 0;

  _cem_noun_read_snapshot (model_get_db (self), model_find (self, "serial:S1"), CEM_NOUN_ALL, arena,
                           &snapshot, &error);
  g_assert_no_error (error);
  g_assert_true (_cem_time_parse_us (time, strlen (time), &us));
  return _cem_device_find_owner (&snapshot, us);
}

static void
test_owner_then (Model *self,
                 gconstpointer data)
{
  g_test_summary ("What a device says belongs to who owned it then");

  model_take (self, "device.registered", "2026-01-01T00:00:00Z", DEVICE ",\"user_id\":\"a\"", "");
  model_take (self, "device.transferred", "2026-06-01T00:00:00Z", DEVICE ",\"user_id\":\"b\"", "");
  model_take (self, "device.retired", "2026-09-01T00:00:00Z", DEVICE, "");

  g_assert_cmpint (find_owner (self, "2025-12-31T00:00:00Z"), ==, 0);
  g_assert_cmpint (find_owner (self, "2026-05-31T00:00:00Z"), ==, model_find (self, "user_id:a"));
  g_assert_cmpint (find_owner (self, "2026-06-01T00:00:00Z"), ==, model_find (self, "user_id:b"));
  g_assert_cmpint (find_owner (self, "2026-10-01T00:00:00Z"), ==, 0);
}

static void
test_components (Model *self,
                 gconstpointer data)
{
  g_autoptr (JsonObject) device = NULL;

  g_test_summary ("A replaced component keeps the old and the new serial number");

  model_take (self, "device.registered", "2026-01-01T00:00:00Z", DEVICE,
              "\"components\":[{\"name\":\"pump\",\"serial\":\"P1\",\"batch\":\"B1\"},\"lid\"]");
  model_take (self, "device.component_replaced", "2026-03-01T00:00:00Z", DEVICE,
              "\"component\":\"pump\",\"new_serial\":\"P3\",\"reason\":\"wear\"");
  model_take (self, "device.component_replaced", "2026-02-01T00:00:00Z", DEVICE,
              "\"component\":\"pump\",\"new_serial\":\"P2\",\"new_batch\":\"B2\",\"reason\":\"failure\"");
  device = model_read (self, "serial:S1");

  model_assert (device, "components.pump.serial", "P3");
  model_assert (device, "components.pump.batch", "");
  model_assert (device, "components.pump.replaced", "2");
  model_assert (device, "components.pump.since", "2026-03-01T00:00:00Z");
  model_assert (device, "components.lid.replaced", "0");
  model_assert (device, "swaps.0.old_serial", "P1");
  model_assert (device, "swaps.0.new_serial", "P2");
  model_assert (device, "swaps.0.old_batch", "B1");
  model_assert (device, "swaps.1.old_serial", "P2");
  model_assert (device, "swaps.1.old_batch", "B2");
}

static void
test_gauges (Model *self,
             gconstpointer data)
{
  g_autoptr (JsonObject) device = NULL;

  g_test_summary ("The latest value counts, and errors are counted by code");

  model_take (self, "device.offline", "2026-01-03T00:00:00Z", DEVICE, "");
  model_take (self, "device.online", "2026-01-02T00:00:00Z", DEVICE, "");
  model_take (self, "device.reading", "2026-01-05T00:00:00Z", DEVICE, "\"values\":{\"t\":21.5}");
  model_take (self, "device.reading", "2026-01-04T00:00:00Z", DEVICE, "\"values\":{\"t\":19,\"u\":\"x\"}");
  model_take (self, "device.error", "2026-01-09T00:00:00Z", DEVICE, "\"code\":\"E1\"");
  model_take (self, "device.error", "2026-01-07T00:00:00Z", DEVICE, "\"code\":\"E1\"");
  model_take (self, "firmware.offered", "2026-01-07T00:00:00Z", DEVICE, "\"version\":\"2.1\"");
  model_take (self, "firmware.installed", "2026-01-08T00:00:00Z", DEVICE, "\"version\":\"2.0\"");
  device = model_read (self, "serial:S1");

  model_assert (device, "online", "false");
  model_assert (device, "online_at", "2026-01-03T00:00:00Z");
  model_assert (device, "values.t.value", "21.5");
  model_assert (device, "values.u.at", "2026-01-04T00:00:00Z");
  model_assert (device, "errors.E1.n", "2");
  model_assert (device, "errors.E1.first", "2026-01-07T00:00:00Z");
  model_assert (device, "errors.E1.last", "2026-01-09T00:00:00Z");
  model_assert (device, "firmware", "2.0");
  model_assert (device, "firmware_at", "2026-01-08T00:00:00Z");
  model_assert (device, "updated", "2026-01-09T00:00:00Z");
}

static void
test_consumables (Model *self,
                  gconstpointer data)
{
  g_autoptr (JsonObject) device = NULL;

  g_test_summary ("A consumable's rate is that since it was renewed, and an outlier does not matter");

  model_take (self, "device.reading", "2025-12-01T00:00:00Z", DEVICE, "\"consumables\":{\"filter\":0.1}");
  for (guint day = 1; day <= 20; day++)
    {
      g_autofree char *time = g_strdup_printf ("2026-01-%02uT00:00:00Z", day);
      g_autofree char *values = g_strdup_printf ("\"consumables\":{\"filter\":%.3f}",
                                                 day == 7 ? 0.85 : 1.0 - 0.02 * (day - 1));

      model_take (self, "device.reading", time, DEVICE, values);
    }
  device = model_read (self, "serial:S1");

  model_assert (device, "consumables.filter.life", "0.62");
  model_assert (device, "consumables.filter.at", "2026-01-20T00:00:00Z");
  model_assert (device, "consumables.filter.per_day", "0.02");
  model_assert (device, "consumables.filter.empty_at", "2026-02-20T00:00:00Z");
}

static void
test_units (Model *self,
            gconstpointer data)
{
  g_autoptr (JsonObject) device = NULL;

  g_test_summary ("A meter counts in the unit of its first reading, or in the one it was registered with");

  model_take (self, "device.reading", "2026-01-02T00:00:00Z", DEVICE,
              "\"meters\":{\"way\":100},\"units\":{\"way\":\"mi\"}");
  model_take (self, "device.reading", "2026-01-03T00:00:00Z", DEVICE,
              "\"meters\":{\"way\":9},\"units\":{\"way\":\"h\"}");
  device = model_read (self, "serial:S1");
  model_assert (device, "meters.way.unit", "mi");
  model_assert (device, "meters.way.total", "100.0");
  g_clear_pointer (&device, json_object_unref);

  /* An earlier one says kilometres. */
  model_take (self, "device.reading", "2026-01-01T00:00:00Z", DEVICE,
              "\"meters\":{\"way\":10},\"units\":{\"way\":\"km\"}");
  device = model_read (self, "serial:S1");
  model_assert (device, "meters.way.unit", "km");
  model_assert (device, "meters.way.total", "160.93440000000001");
  model_assert (device, "meters.way.n", "3");
  g_clear_pointer (&device, json_object_unref);

  model_take (self, "device.registered", "2025-01-01T00:00:00Z", DEVICE,
              "\"meters\":{\"way\":{\"unit\":\"m\"}}");
  device = model_read (self, "serial:S1");
  model_assert (device, "meters.way.unit", "m");
  model_assert (device, "meters.way.total", "160934.39999999999");
}

static void
test_warranty (Model *self,
               gconstpointer data)
{
  g_autoptr (JsonObject) device = NULL;

  g_test_summary ("A warranty ends on its last day, or when the meter has come so far");

  model_take (self, "device.registered", "2026-01-01T00:00:00Z", DEVICE,
              "\"warranty_until\":\"2028-12-31\","
              "\"warranty_meter\":{\"meter\":\"mileage\",\"value\":20,\"unit\":\"km\"}");
  model_take (self, "device.reading", "2026-02-01T00:00:00Z", DEVICE,
              "\"meters\":{\"mileage\":15000},\"units\":{\"mileage\":\"m\"}");
  device = model_read (self, "serial:S1");
  model_assert (device, "warranty.until", "2029-01-01T00:00:00Z");
  model_assert (device, "warranty.ends_at", "2029-01-01T00:00:00Z");
  model_assert (device, "warranty.reached_at", "");
  g_clear_pointer (&device, json_object_unref);

  model_take (self, "device.reading", "2026-04-01T00:00:00Z", DEVICE, "\"meters\":{\"mileage\":30000}");
  model_take (self, "device.reading", "2026-03-01T00:00:00Z", DEVICE, "\"meters\":{\"mileage\":21000}");
  device = model_read (self, "serial:S1");
  model_assert (device, "warranty.reached_at", "2026-03-01T00:00:00Z");
  model_assert (device, "warranty.ends_at", "2026-03-01T00:00:00Z");
}

/* --- meters against a slow model ---*/

typedef struct
{
  guint n;    /* of its event: ids are in the same order */
  gint64 day;
  gint64 value;
  gboolean reset;
} Slow;

static int
compare_slow (gconstpointer a,
              gconstpointer b)
{
  const Slow *one = a;
  const Slow *other = b;

  return one->day < other->day ? -1 : one->day > other->day;
}

static gint64
add_up (GArray *readings,
        gint64 rollover)
{
  gint64 total = 0;

  g_array_sort (readings, compare_slow);
  for (guint i = 0; i < readings->len; i++)
    {
      const Slow *reading = &g_array_index (readings, Slow, i);
      gint64 before = i > 0 ? reading[-1].value : 0;

      if (i == 0 || reading->reset)
        total += reading->value;
      else if (reading->value >= before)
        total += reading->value - before;
      else
        total += rollover >= before && rollover > 0 ? rollover - before + reading->value
                                                    : reading->value;
    }

  return total;
}

static char *
make_reading (const Slow *reading)
{
  g_autoptr (GDateTime) start = g_date_time_new_utc (2023, 1, 1, 0, 0, 0);
  g_autoptr (GDateTime) time = g_date_time_add_days (start, (int) reading->day);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT00:00:00Z");
  g_autofree char *values =
    g_strdup_printf ("\"meters\":{\"m\":%" G_GINT64_FORMAT "}%s", reading->value,
                     reading->reset ? ",\"reset\":[\"m\"]" : "");

  return model_make_line (reading->n, "device.reading", text, DEVICE, values);
}

static void
run_meter (guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GArray) readings = g_array_new (FALSE, FALSE, sizeof (Slow));
  g_autoptr (GHashTable) days = g_hash_table_new (NULL, NULL);
  gint64 rollover = seed % 2 == 0 ? 1000 : 0;
  Model self = { 0 };

  model_open (&self, NULL);
  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (JsonObject) device = NULL;
      g_autofree char *total = NULL;
      guint n = g_rand_int_range (rand, 1, 5);

      for (guint k = 0; k < n; k++)
        {
          Slow reading = { i * 10 + k, g_rand_int_range (rand, 0, 900),
                           g_rand_int_range (rand, 0, 1000), g_rand_int_range (rand, 0, 8) == 0 };

          if (!g_hash_table_add (days, GINT_TO_POINTER (reading.day)))
            continue;
          g_array_append_val (readings, reading);
          g_ptr_array_add (lines, make_reading (&reading));
        }
      if (i == 30 && rollover > 0)
        g_ptr_array_add (lines, model_make_line (99999, "device.registered", "2023-01-01T00:00:00Z", DEVICE,
                                                 "\"meters\":{\"m\":{\"rollover\":1000}}"));
      if (lines->len == 0)
        continue;
      model_take_lines (&self, (const char *const *) lines->pdata, lines->len);
      device = model_read (&self, "serial:S1");
      total = g_strdup_printf ("%" G_GINT64_FORMAT ".0",
                               add_up (readings, i >= 30 ? rollover : 0));
      model_assert (device, "meters.m.total", total);
    }
  model_tear_down (&self, NULL);
}

static void
test_meters (void)
{
  g_test_summary ("Late readings, resets and turns: a meter's total is that of the sorted series");

  for (guint32 seed = 1; seed <= 6; seed++)
    run_meter (seed);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/model-device/" path, Model, NULL, model_set_up, func, model_tear_down)

  ADD ("owners", test_owners);
  ADD ("owner-then", test_owner_then);
  ADD ("components", test_components);
  ADD ("gauges", test_gauges);
  ADD ("consumables", test_consumables);
  ADD ("units", test_units);
  ADD ("warranty", test_warranty);
  g_test_add_func ("/model-device/meters", test_meters);

  return g_test_run ();
}
