/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem.h>

#include <math.h>

#define SPAN(days) ((days) *G_TIME_SPAN_DAY)

/* As the room model folds it: texts that look like times are times. */
static CemDatum
with_times (CemArena *arena,
            const CemDatum *datum)
{
  gint64 seconds = 0;
  gint32 nanos = 0;

  if (datum->kind == CEM_KIND_STRING &&
      _cem_time_parse (datum->v.s, (gsize) datum->n, &seconds, &nanos))
    return _cem_datum_timestamp (seconds, nanos);

  if (datum->kind == CEM_KIND_MAP)
    {
      CemEntry entries[32];
      const guint n = datum->v.map->n;

      g_assert_cmpuint (n, <=, G_N_ELEMENTS (entries));
      for (guint i = 0; i < n; i++)
        {
          entries[i].key = datum->v.map->entries[i].key;
          entries[i].value = with_times (arena, &datum->v.map->entries[i].value);
        }
      return _cem_datum_map (_cem_map_new (arena, entries, n));
    }

  if (datum->kind == CEM_KIND_LIST)
    {
      CemDatum items[32];
      const guint n = datum->v.list->n;

      g_assert_cmpuint (n, <=, G_N_ELEMENTS (items));
      for (guint i = 0; i < n; i++)
        items[i] = with_times (arena, &datum->v.list->items[i]);
      return _cem_datum_list (_cem_list_new (arena, items, n));
    }

  return *datum;
}

static gpointer
noun_from (const char *noun,
           const char *text)
{
  CemArena *arena = _cem_arena_new (1024);
  g_autoptr (GError) error = NULL;
  CemDatum datum = { 0 };

  _cem_json_read (arena, text, strlen (text), &_cem_json_default_limits, &datum, &error);
  g_assert_no_error (error);
  datum = with_times (arena, &datum);
  return _cem_noun_new_take (_cem_noun_find_type (noun), arena, &datum, 7);
}

static GDateTime *
at (const char *text)
{
  GDateTime *time = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (time);
  return time;
}

static const char device_text[] =
    "{\"schema\":1,\"noun\":\"device\",\"id\":\"t0000000000001\",\"key\":\"serial:SN1\",\"state\":\"installed\","
    "\"since\":\"2026-01-02T03:04:05Z\",\"updated\":\"2026-02-02T00:00:00Z\",\"model\":\"A1\",\"online\":true,"
    "\"warranty\":{\"until\":\"2028-01-01T00:00:00Z\",\"meter\":\"runtime\",\"limit\":900.0,"
    "\"reached_at\":\"2027-05-01T00:00:00Z\",\"ends_at\":\"2027-05-01T00:00:00Z\"},"
    "\"meters\":{\"runtime\":{\"total\":312.5,\"unit\":\"h\"}},\"consumables\":{\"filter\":{\"life\":0.42}},"
    "\"components\":{\"pump\":{\"serial\":\"P1\",\"replaced\":0},\"fan\":{}},"
    "\"owners\":[{\"from\":\"2026-01-02T03:04:05Z\",\"until\":\"2026-06-01T00:00:00Z\",\"customer\":\"c1\"},"
    "{\"from\":\"2026-06-01T00:00:00Z\",\"customer\":\"c2\"}]}";

static void
test_base (void)
{
  g_autoptr (CemNoun) noun = noun_from ("device", device_text);
  g_autoptr (CemValue) life = cem_noun_dup_field (noun, "consumables.filter.life");
  g_auto (GStrv) names = cem_noun_list_fields (noun);
  g_autofree char *since = g_date_time_format_iso8601 (cem_noun_get_since (noun));
  g_autofree char *state = NULL;
  double number = 0;

  g_assert_true (CEM_IS_DEVICE (noun));
  g_assert_cmpstr (cem_noun_get_noun (noun), ==, "device");
  g_assert_cmpstr (cem_noun_get_id (noun), ==, "t0000000000001");
  g_assert_cmpstr (cem_noun_get_key (noun), ==, "serial:SN1");
  g_assert_cmpstr (cem_noun_get_position (noun), ==, "7");
  g_assert_cmpstr (since, ==, "2026-01-02T03:04:05Z");
  g_assert_true (cem_noun_get_since (noun) == cem_noun_get_since (noun));
  g_assert_nonnull (cem_noun_get_updated (noun));
  g_assert_cmpuint (g_strv_length (names), ==, 14);
  g_assert_true (cem_value_get_double (life, &number));
  g_assert_cmpfloat (number, ==, 0.42);
  g_assert_null (cem_noun_dup_field (noun, "consumables.bag.life"));
  g_assert_null (cem_noun_dup_field (noun, "model.filter"));
  g_assert_null (cem_noun_dup_field (noun, ""));
  g_assert_null (cem_noun_dup_field (noun, "."));
  g_object_get (noun, "state", &state, NULL);
  g_assert_cmpstr (state, ==, "installed");
}

static void
test_json (void)
{
  g_autoptr (CemNoun) noun = noun_from ("device", device_text);
  g_autoptr (JsonNode) node = cem_store_item_to_json (CEM_STORE_ITEM (noun));
  JsonObject *object = json_node_get_object (node);

  g_assert_cmpint (json_object_get_int_member (object, "schema"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "position"), ==, 7);
  g_assert_cmpstr (json_object_get_string_member (object, "updated"), ==,
                   "2026-02-02T00:00:00Z");
}

/* The placeholder of a list takes over what was read, and notifies. */
static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_placeholder (void)
{
  g_autoptr (CemDevice) device = _cem_store_item_new_loading (CEM_TYPE_DEVICE);
  g_autoptr (CemDevice) read = noun_from ("device", device_text);
  g_autoptr (CemDevice) same = noun_from ("device", device_text);
  g_autoptr (CemDevice) other = noun_from ("device", "{\"schema\":1,\"noun\":\"device\"}");
  g_autoptr (JsonNode) node = cem_store_item_to_json (CEM_STORE_ITEM (device));
  g_autoptr (GDateTime) now = at ("2026-03-01T00:00:00Z");
  g_auto (GStrv) meters = cem_device_list_meters (device);
  guint n = 0;

  g_assert_cmpint (json_object_get_boolean_member (json_node_get_object (node), "loading"), ==, TRUE);
  g_assert_null (cem_device_get_model (device));
  g_assert_null (cem_noun_get_position (CEM_NOUN (device)));
  g_assert_null (cem_device_get_warranty_until (device));
  g_assert_true (isnan (cem_device_get_meter (device, "runtime")));
  g_assert_false (cem_device_is_in_warranty (device, now));
  g_assert_null (cem_device_find_owner (device, now));
  g_assert_cmpuint (g_strv_length (meters), ==, 0);

  g_signal_connect_swapped (device, "notify::model", G_CALLBACK (count_cb), &n);
  _cem_store_item_take (CEM_STORE_ITEM (device), CEM_STORE_ITEM (read));
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (cem_device_get_model (device), ==, "A1");
  g_assert_true (_cem_store_item_same (CEM_STORE_ITEM (device), CEM_STORE_ITEM (same)));
  g_assert_false (_cem_store_item_same (CEM_STORE_ITEM (device), CEM_STORE_ITEM (other)));
}

static void
assert_owner (CemDevice *device,
              const char *time,
              const char *customer)
{
  g_autoptr (GDateTime) moment = at (time);
  g_autofree char *owner = cem_device_find_owner (device, moment);

  g_assert_cmpstr (owner, ==, customer);
}

static void
assert_warranty (CemDevice *device,
                 const char *time,
                 gboolean holds)
{
  g_autoptr (GDateTime) moment = at (time);

  g_assert_cmpint (cem_device_is_in_warranty (device, moment), ==, holds);
}

static void
test_device (void)
{
  g_autoptr (CemDevice) device = noun_from ("device", device_text);
  g_autoptr (CemDevice) date_only = noun_from (
      "device", "{\"warranty\":{\"until\":\"2028-01-01T00:00:00Z\",\"ends_at\":\"2028-01-01T00:00:00Z\"}}");
  g_autoptr (CemDevice) meter_only = noun_from (
      "device", "{\"warranty\":{\"meter\":\"runtime\",\"limit\":900.0}}");
  g_autoptr (CemDevice) bare = noun_from ("device", "{\"warranty\":{}}");
  g_auto (GStrv) components = cem_device_list_components (device);
  g_auto (GStrv) consumables = cem_device_list_consumables (device);
  g_autoptr (CemValue) pump = cem_device_dup_component (device, "pump");
  g_autofree char *unit = cem_device_dup_meter_unit (device, "runtime");

  g_assert_cmpstr (cem_device_get_model (device), ==, "A1");
  g_assert_true (cem_device_get_online (device));
  g_assert_cmpfloat (cem_device_get_meter (device, "runtime"), ==, 312.5);
  g_assert_cmpstr (unit, ==, "h");
  g_assert_null (cem_device_dup_meter_unit (device, "mileage"));
  g_assert_cmpfloat (cem_device_get_consumable (device, "filter"), ==, 0.42);
  g_assert_true (isnan (cem_device_get_consumable (device, "bag")));
  g_assert_cmpstr (consumables[0], ==, "filter");
  g_assert_cmpstr (components[0], ==, "pump");
  g_assert_cmpstr (components[1], ==, "fan");
  g_assert_cmpuint (cem_value_get_length (pump), ==, 2);
  g_assert_null (cem_device_dup_component (device, "lid"));

  assert_owner (device, "2025-12-31T00:00:00Z", NULL);
  assert_owner (device, "2026-01-02T03:04:05Z", "c1");
  assert_owner (device, "2026-06-01T00:00:00Z", "c2");
  assert_owner (bare, "2026-06-01T00:00:00Z", NULL);

  /* The meter ends it before the date does. */
  assert_warranty (device, "2027-04-30T00:00:00Z", TRUE);
  assert_warranty (device, "2027-05-01T00:00:00Z", FALSE);
  assert_warranty (date_only, "2027-12-31T23:59:59Z", TRUE);
  assert_warranty (date_only, "2028-01-01T00:00:00Z", FALSE);
  assert_warranty (meter_only, "2048-01-01T00:00:00Z", TRUE);
  assert_warranty (bare, "2026-01-01T00:00:00Z", FALSE);
}

static void
test_order (void)
{
  g_autoptr (CemOrder) late = noun_from (
      "order", "{\"noun\":\"order\",\"amount\":99.5,\"currency\":\"CNY\",\"promised\":\"2026-01-02T00:00:00Z\","
               "\"delivered_at\":\"2026-01-03T00:00:00Z\"}");
  g_autoptr (CemOrder) in_time = noun_from (
      "order", "{\"promised\":\"2026-01-02T00:00:00Z\",\"delivered_at\":\"2026-01-02T00:00:00Z\"}");
  g_autoptr (CemOrder) open = noun_from ("order", "{\"promised\":\"2026-01-02T00:00:00Z\"}");
  double amount = 0;

  g_assert_true (cem_order_is_late (late));
  g_assert_false (cem_order_is_late (in_time));
  g_assert_false (cem_order_is_late (open));
  g_assert_cmpfloat (cem_order_get_amount (late), ==, 99.5);
  g_assert_true (isnan (cem_order_get_amount (open)));
  g_object_get (late, "amount", &amount, NULL);
  g_assert_cmpfloat (amount, ==, 99.5);
  g_assert_cmpstr (cem_order_get_currency (late), ==, "CNY");
}

static void
test_work_order (void)
{
  g_autoptr (CemWorkOrder) work_order = noun_from (
      "work_order", "{\"opened_at\":\"2026-01-01T00:00:00Z\",\"closed_at\":\"2026-01-04T00:00:00Z\","
                    "\"staff\":\"staff_id:E7\",\"reopen_count\":2,\"made_sla\":true,"
                    "\"parts\":[{\"part\":\"P-1\",\"quantity\":2},{\"part\":\"P-2\"},7]}");
  g_autoptr (CemWorkOrder) open = noun_from ("work_order", "{\"opened_at\":\"2026-01-01T00:00:00Z\"}");
  g_auto (GStrv) parts = cem_work_order_list_parts (work_order);
  GTimeSpan span = 0;

  g_assert_true (cem_work_order_get_open_to_close (work_order, &span));
  g_assert_cmpint (span, ==, SPAN (3));
  g_assert_false (cem_work_order_get_open_to_close (open, &span));
  g_assert_cmpint (span, ==, 0);
  g_assert_cmpstr (cem_work_order_get_assignee (work_order), ==, "staff_id:E7");
  g_assert_cmpuint (cem_work_order_get_n_reopened (work_order), ==, 2);
  g_assert_true (cem_work_order_get_made_sla (work_order));
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
}

/* Fields of other kinds than they should have, as strangers' data do: nothing is known then. */
static void
test_odd_kinds (void)
{
  g_autoptr (CemWorkOrder) odd = noun_from (
      "work_order", "{\"key\":7,\"title\":[1],\"opened_at\":\"soon\",\"closed_at\":3,\"reopen_count\":-2,"
                    "\"made_sla\":\"yes\",\"parts\":{\"a\":1}}");
  g_autoptr (CemDevice) device = noun_from (
      "device", "{\"meters\":7,\"consumables\":{\"filter\":\"low\"},\"components\":\"pump\",\"owners\":{},"
                "\"warranty\":3}");
  g_autoptr (CemHousehold) household = noun_from ("household", "{\"members\":7}");
  g_autoptr (GDateTime) now = at ("2026-03-01T00:00:00Z");
  g_auto (GStrv) parts = cem_work_order_list_parts (odd);
  g_auto (GStrv) components = cem_device_list_components (device);
  GTimeSpan span = 0;

  g_assert_null (cem_noun_get_key (CEM_NOUN (odd)));
  g_assert_null (cem_work_order_get_title (odd));
  g_assert_null (cem_work_order_get_opened_at (odd));
  g_assert_false (cem_work_order_get_open_to_close (odd, &span));
  g_assert_cmpuint (cem_work_order_get_n_reopened (odd), ==, 0);
  g_assert_false (cem_work_order_get_made_sla (odd));
  g_assert_cmpuint (g_strv_length (parts), ==, 1);
  g_assert_true (isnan (cem_device_get_meter (device, "runtime")));
  g_assert_true (isnan (cem_device_get_consumable (device, "filter")));
  g_assert_cmpuint (g_strv_length (components), ==, 0);
  g_assert_null (cem_device_find_owner (device, now));
  g_assert_cmpuint (cem_household_get_n_members (household), ==, 0);
}

static void
test_others (void)
{
  g_autoptr (CemNoun) campaign = noun_from ("campaign", "{\"noun\":\"campaign\",\"name\":\"Spring\"}");
  g_autoptr (CemResponse) response = noun_from (
      "response", "{\"kind\":\"nps\",\"score\":9,\"scale\":10,\"text\":\"Good\"}");
  g_autoptr (CemStaff) staff = noun_from ("staff", "{\"name\":\"Wang\",\"skills\":[\"pump\",\"fan\"]}");
  g_autoptr (CemTouchpoint) touchpoint = noun_from ("touchpoint", "{\"stage\":\"use\"}");
  g_autoptr (CemHousehold) household = noun_from (
      "household", "{\"members\":[{\"customer\":\"c1\"},{\"customer\":\"c2\",\"until\":\"2026-01-01T00:00:00Z\"}]}");
  g_auto (GStrv) skills = cem_staff_list_skills (staff);

  g_assert_true (G_OBJECT_TYPE (campaign) == CEM_TYPE_NOUN);
  g_assert_cmpstr (cem_response_get_response_kind (response), ==, "nps");
  g_assert_cmpfloat (cem_response_get_score (response), ==, 9);
  g_assert_cmpuint (cem_response_get_scale (response), ==, 10);
  g_assert_cmpuint (g_strv_length (skills), ==, 2);
  g_assert_cmpstr (cem_touchpoint_get_stage_label (touchpoint, "zh_CN"), ==, "使用");
  g_assert_cmpstr (cem_touchpoint_get_stage_label (touchpoint, "en"), ==, "Use");
  g_assert_cmpuint (cem_household_get_n_members (household), ==, 1);
}

/* What each class declares can be read through its properties. */
static void
test_properties (void)
{
  static const char *const nouns[] = { "device",    "order",       "work_order", "site",   "contract",
                                       "household", "lead",        "appointment", "task",  "staff",
                                       "coupon",    "response",    "touchpoint" };

  for (guint i = 0; i < G_N_ELEMENTS (nouns); i++)
    {
      g_autoptr (CemNoun) noun = noun_from (nouns[i], "{}");
      g_autofree GParamSpec **pspecs = NULL;
      guint n = 0;

      g_assert_true (G_OBJECT_TYPE (noun) != CEM_TYPE_NOUN);
      pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (noun), &n);
      for (guint j = 0; j < n; j++)
        {
          g_auto (GValue) value = G_VALUE_INIT;

          g_object_get_property (G_OBJECT (noun), pspecs[j]->name, &value);
        }
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("Nouns: what their classes read from a snapshot");

  g_test_add_func ("/noun/base", test_base);
  g_test_add_func ("/noun/json", test_json);
  g_test_add_func ("/noun/placeholder", test_placeholder);
  g_test_add_func ("/noun/device", test_device);
  g_test_add_func ("/noun/order", test_order);
  g_test_add_func ("/noun/work-order", test_work_order);
  g_test_add_func ("/noun/odd-kinds", test_odd_kinds);
  g_test_add_func ("/noun/others", test_others);
  g_test_add_func ("/noun/properties", test_properties);

  return g_test_run ();
}
